//! Encoded messages that are wrong in one place only, which no honest signer or encryptor makes.

use num_bigint::BigUint;
use verimont::digest::Digest;
use verimont::rsa::traits::PublicKeyParts;
use verimont::rsa::{Error, Oaep, Pkcs1v15Encrypt, Pss, RsaPrivateKey};
use verimont::sha2::Sha256;

use crate::keys::keys;

const HASH_LEN: usize = 32;

fn xor_mgf1(out: &mut [u8], seed: &[u8]) {
    for (counter, chunk) in (0u32..).zip(out.chunks_mut(HASH_LEN)) {
        let mask = Sha256::digest([seed, &counter.to_be_bytes()].concat());
        chunk
            .iter_mut()
            .zip(mask)
            .for_each(|(byte, mask)| *byte ^= mask);
    }
}

/// base^exponent mod n as bytes, if base is below n.
fn power(key: &RsaPrivateKey, base: &[u8], exponent: &[u8]) -> Option<Vec<u8>> {
    let n = BigUint::from_bytes_be(&key.n_bytes());
    let [base, exponent] = [base, exponent].map(BigUint::from_bytes_be);
    let bytes = (base < n).then(|| base.modpow(&exponent, &n).to_bytes_be())?;
    Some([vec![0; key.size() - bytes.len()], bytes].concat())
}

/// How an encoded message of PSS differs from a good one.
#[derive(Clone, Copy)]
struct PssEm {
    above: u8,
    top_bits: u8,
    padding: u8,
    separator: u8,
    trailer: u8,
}

const GOOD_PSS: PssEm = PssEm {
    above: 0,
    top_bits: 0,
    padding: 0,
    separator: 1,
    trailer: 0xbc,
};

impl PssEm {
    fn encode(self, hash: &[u8], salt: &[u8], em_bits: usize) -> Vec<u8> {
        let em_len = em_bits.div_ceil(8);
        let h = Sha256::digest([&[0; 8], hash, salt].concat());
        let mut db = vec![0; em_len - HASH_LEN - 1];
        let separator_at = db.len() - salt.len() - 1;
        db[separator_at - 1] = self.padding;
        db[separator_at] = self.separator;
        db[separator_at + 1..].copy_from_slice(salt);
        xor_mgf1(&mut db, &h);
        db[0] &= 0xff >> (8 * em_len - em_bits);
        db[0] |= self.top_bits;
        [&[self.above], &*db, &h, &[self.trailer]].concat()
    }

    /// A signature that leads to this encoding, and the verdict on it.
    fn verdict(self, key: &RsaPrivateKey) -> Result<(), Error> {
        let hash = Sha256::digest(b"message");
        let signature = (0..=255u8).find_map(|salt| {
            let em = self.encode(&hash, &[salt; HASH_LEN], key.bits() - 1);
            power(key, &em, &key.d_bytes())
        });
        let signature = signature.expect("one of the salts gives a number below n");
        let public = key.as_public_key();
        let fixed = public.verify(Pss::<Sha256>::new(), &hash, &signature);
        let any = public.verify(Pss::<Sha256>::new_with_auto_salt_len(), &hash, &signature);
        assert_eq!(fixed, any);
        fixed
    }
}

#[test]
fn pss_checks_every_part_of_the_encoding() {
    let refused = Err(Error::Verification);
    for bits in [2048, 2049] {
        let key = &keys(bits).ours;
        assert_eq!(GOOD_PSS.verdict(key), Ok(()));
        let trailer = 0xcc;
        assert_eq!(
            PssEm {
                trailer,
                ..GOOD_PSS
            }
            .verdict(key),
            refused
        );
        for separator in [0, 2, 0x81] {
            assert_eq!(
                PssEm {
                    separator,
                    ..GOOD_PSS
                }
                .verdict(key),
                refused
            );
        }
        for padding in [1, 2] {
            assert_eq!(
                PssEm {
                    padding,
                    ..GOOD_PSS
                }
                .verdict(key),
                refused
            );
        }
    }
    let top_bits = 0x80;
    assert_eq!(
        PssEm {
            top_bits,
            ..GOOD_PSS
        }
        .verdict(&keys(2048).ours),
        refused
    );
    let above = 1;
    assert_eq!(
        PssEm { above, ..GOOD_PSS }.verdict(&keys(2049).ours),
        refused
    );
}

/// An encoded message of OAEP with an empty label around DB after the label's hash.
fn oaep_ciphertext(key: &RsaPrivateKey, first: u8, label: &[u8], padded: &[u8]) -> Vec<u8> {
    let mut seed = [7; HASH_LEN];
    let zeros = vec![0; key.size() - 2 * HASH_LEN - 1 - padded.len()];
    let mut db = [&Sha256::digest(label), &*zeros, padded].concat();
    xor_mgf1(&mut db, &seed);
    xor_mgf1(&mut seed, &db);
    let em = [&[first], seed.as_slice(), &db].concat();
    power(key, &em, &key.e_bytes()).unwrap()
}

#[test]
fn oaep_checks_every_part_of_the_encoding() {
    let key = &keys(2048).ours;
    let decrypt = |first, label: &[u8], padded: &[u8]| {
        let ciphertext = oaep_ciphertext(key, first, label, padded);
        key.decrypt(Oaep::<Sha256>::new(), &ciphertext)
    };
    assert_eq!(decrypt(0, b"", b"\x01message").unwrap(), b"message");
    assert_eq!(decrypt(0, b"", b"\x01").unwrap(), b"");
    assert_eq!(decrypt(0, b"", b"\x01\0\x01\0").unwrap(), b"\0\x01\0");
    for (first, label, padded) in [
        (1, b"".as_slice(), b"\x01message".as_slice()),
        (0, b"x", b"\x01message"),
        (0, b"", b"\x02message"),
        (0, b"", b"\x02\x01message"),
        (0, b"", b"\x81message"),
        (0, b"", b"\0"),
    ] {
        assert_eq!(decrypt(first, label, padded), Err(Error::Decryption));
    }
}

#[test]
fn pkcs1v15_decryption_never_fails_for_its_padding() {
    let key = &keys(2048).ours;
    let em = |start: &[u8], fill: u8, end: &[u8]| {
        let middle = vec![fill; 256 - start.len() - end.len()];
        [start, &middle, end].concat()
    };
    let decrypt = |em: &[u8]| {
        let ciphertext = power(key, em, &key.e_bytes()).unwrap();
        key.decrypt(Pkcs1v15Encrypt, &ciphertext).unwrap()
    };
    assert_eq!(decrypt(&em(&[0, 2], 1, b"\0message")), b"message");
    assert_eq!(decrypt(&em(&[0, 2], 1, b"\0")), b"");
    let longest = em(b"\0\x0212345678\0", b'm', b"");
    assert_eq!(decrypt(&longest), [b'm'; 245]);
    for wrong in [
        em(&[0, 1], 1, b"\0message"),
        em(&[1, 2], 1, b"\0message"),
        em(&[0, 2], 1, b"message"),
        em(b"\0\x021234567\0", b'm', b"message"),
        em(&[0, 2, 0], 1, b"\0message"),
        vec![0; 256],
    ] {
        assert!(!decrypt(&wrong).ends_with(b"message"));
    }
}
