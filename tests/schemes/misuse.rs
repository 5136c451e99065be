//! What must be refused, and how.

use num_bigint::BigUint;
use sha1::Sha1;
use verimont::rsa::{Error, Oaep, Pkcs1v15Encrypt, Pkcs1v15Sign, Pss, RsaPublicKey};
use verimont::sha2::{Digest, Sha256, Sha512};
use verimont::{Scheme, rsa_sign, rsa_sign_prehash, rsa_verify, rsa_verify_prehash};

use crate::keys::{keys, rng, unhex};

const MESSAGE: &[u8] = b"a message";
const SCHEMES: [Scheme; 2] = [Scheme::Pkcs1v15Sha256, Scheme::PssSha256];

/// The same residue as `x` from the next multiple of the modulus, if it has as many bytes.
fn plus_modulus(key: &RsaPublicKey, x: &[u8]) -> Option<Vec<u8>> {
    let sum = BigUint::from_bytes_be(x) + BigUint::from_bytes_be(&key.n_bytes());
    let bytes = sum.to_bytes_be();
    (bytes.len() == key.size()).then_some(bytes)
}

#[test]
fn a_signature_with_any_byte_changed_is_refused() {
    for bits in [2048, 2049] {
        let key = &keys(bits).ours;
        for scheme in SCHEMES {
            let signature = rsa_sign(key, scheme, MESSAGE).unwrap();
            for at in 0..signature.len() {
                let mut changed = signature.clone();
                changed[at] ^= 1 << (at % 8);
                let verdict = rsa_verify(key.as_public_key(), scheme, MESSAGE, &changed);
                assert_eq!(verdict, Err(Error::Verification), "{scheme}, byte {at}");
            }
        }
    }
}

#[test]
fn a_signature_of_another_length_or_beyond_the_modulus_is_refused() {
    // The top byte of a modulus of 2049 bits is 1, so that signature + n is as long as n.
    let key = &keys(2049).ours;
    let public = key.as_public_key();
    for scheme in SCHEMES {
        let signature = rsa_sign(key, scheme, MESSAGE).unwrap();
        let wrong = [
            Vec::new(),
            signature[1..].to_vec(),
            signature[..256].to_vec(),
            [&[0], &*signature].concat(),
            [&*signature, &[0]].concat(),
            vec![0; 257],
            vec![0xff; 257],
            public.n_bytes(),
            plus_modulus(public, &signature).unwrap(),
        ];
        for wrong in wrong {
            let verdict = rsa_verify(public, scheme, MESSAGE, &wrong);
            assert_eq!(verdict, Err(Error::Verification), "{scheme}");
        }
        let other = keys(2048).ours.as_public_key();
        assert_eq!(
            rsa_verify(other, scheme, MESSAGE, &signature),
            Err(Error::Verification)
        );
        assert_eq!(
            rsa_verify(public, scheme, b"", &signature),
            Err(Error::Verification)
        );
    }
}

#[test]
fn a_hash_of_another_length_is_refused() {
    let key = &keys(2048).ours;
    for scheme in SCHEMES {
        for hash in [&[0; 31][..], &[0; 33], &[], &[0; 64]] {
            assert_eq!(
                rsa_sign_prehash(key, scheme, hash),
                Err(Error::InvalidInput)
            );
            let verdict = rsa_verify_prehash(key.as_public_key(), scheme, hash, &[0; 256]);
            assert_eq!(verdict, Err(Error::InvalidInput));
        }
    }
}

/// Lenient parsers of the `DigestInfo` have been fooled by each of these.
#[test]
fn a_digest_info_in_any_other_encoding_is_refused() {
    let key = &keys(2048).ours;
    let hash = Sha256::digest(MESSAGE);
    let good = "3031300d060960864801650304020105000420";
    let lenient = [
        ("no NULL", "302f300b0609608648016503040201", "0420", ""),
        (
            "long form of the length",
            "308131300d0609608648016503040201",
            "05000420",
            "",
        ),
        (
            "another hash's name",
            "3031300d0609608648016503040202",
            "05000420",
            "",
        ),
        (
            "garbage after the hash",
            "3031300d0609608648016503040201",
            "05000420",
            "00",
        ),
        (
            "garbage inside the sequence",
            "3033300d0609608648016503040201",
            "05000420",
            "0500",
        ),
        ("no DigestInfo", "", "", ""),
    ];
    assert_eq!(*Pkcs1v15Sign::new::<Sha256>().prefix, unhex(good));
    let sign = |info: &[u8]| key.sign(Pkcs1v15Sign::new_unprefixed(), info).unwrap();
    let verify = |signature: &[u8]| {
        let scheme = Pkcs1v15Sign::new::<Sha256>();
        key.as_public_key().verify(scheme, &hash, signature)
    };
    assert_eq!(verify(&sign(&[&*unhex(good), &hash].concat())), Ok(()));
    for (name, start, middle, end) in lenient {
        let info = [&*unhex(start), &unhex(middle), &hash, &unhex(end)].concat();
        assert_eq!(verify(&sign(&info)), Err(Error::Verification), "{name}");
    }
}

#[test]
fn a_key_too_small_for_the_scheme_is_refused() {
    // 1024 bits have room for neither SHA-512 with a salt as long nor two such hashes of OAEP.
    let n = [[0xc5; 127].as_slice(), &[0x01]].concat();
    let public = RsaPublicKey::new(&n, &[1, 0, 1]).unwrap();
    let hash = Sha512::digest(MESSAGE);
    let verdict = public.verify(Pss::<Sha512>::new(), &hash, &[1; 128]);
    assert_eq!(verdict, Err(Error::Verification));
    let result = public.encrypt(&mut rng(), Oaep::<Sha512>::new(), b"");
    assert_eq!(result, Err(Error::KeyTooSmall));
}

#[test]
fn every_failure_of_oaep_is_the_same() {
    let key = &keys(2049).ours;
    let public = key.as_public_key();
    let padding = || Oaep::<Sha256>::new_with_label(*b"label");
    let ciphertext = public.encrypt(&mut rng(), padding(), MESSAGE).unwrap();
    let decrypt = |ciphertext: &[u8]| key.decrypt(padding(), ciphertext);
    assert_eq!(decrypt(&ciphertext).unwrap(), MESSAGE);

    let mut wrong: Vec<Vec<u8>> = [0, 1, 33, 128, 256]
        .into_iter()
        .map(|at| {
            let mut changed = ciphertext.clone();
            changed[at] ^= 1;
            changed
        })
        .collect();
    wrong.extend([
        Vec::new(),
        ciphertext[1..].to_vec(),
        [&*ciphertext, &[0]].concat(),
        vec![0; 257],
        vec![0xff; 257],
        plus_modulus(public, &ciphertext).unwrap(),
        public
            .encrypt(&mut rng(), Pkcs1v15Encrypt, MESSAGE)
            .unwrap(),
    ]);
    for wrong in wrong {
        assert_eq!(decrypt(&wrong), Err(Error::Decryption));
    }

    for other in [
        Oaep::<Sha256>::new(),
        Oaep::<Sha256>::new_with_label(*b"Label"),
    ] {
        assert_eq!(key.decrypt(other, &ciphertext), Err(Error::Decryption));
    }
    let mgf = Oaep::<Sha256, Sha1>::new_with_mgf_hash_and_label(*b"label");
    assert_eq!(key.decrypt(mgf, &ciphertext), Err(Error::Decryption));
    let hash = Oaep::<Sha1, Sha256>::new_with_mgf_hash_and_label(*b"label");
    assert_eq!(key.decrypt(hash, &ciphertext), Err(Error::Decryption));
}

#[test]
fn tampered_pkcs1v15_ciphertexts_decrypt_to_something_else() {
    let key = &keys(2049).ours;
    let public = key.as_public_key();
    let decrypt = |ciphertext: &[u8]| key.decrypt(Pkcs1v15Encrypt, ciphertext);
    let ciphertext = public.encrypt(&mut rng(), Pkcs1v15Encrypt, MESSAGE);
    let ciphertext = ciphertext.unwrap();
    let mut lengths = Vec::new();
    for at in (1..257).step_by(16) {
        let mut changed = ciphertext.clone();
        changed[at] ^= 1;
        let message = decrypt(&changed).unwrap();
        assert_ne!(message, MESSAGE);
        assert!(message.len() <= 257 - 11);
        assert_eq!(decrypt(&changed).unwrap(), message);
        assert_ne!(
            keys(2048).ours.decrypt(Pkcs1v15Encrypt, &changed[1..]),
            Ok(message.clone())
        );
        lengths.push(message.len());
    }
    lengths.sort_unstable();
    lengths.dedup();
    assert!(
        lengths.len() > 8,
        "the lengths must not betray the tampering"
    );

    // What everyone can see is an error.
    for wrong in [
        &ciphertext[1..],
        &[&*ciphertext, &[0]].concat(),
        &vec![0xff; 257],
        &plus_modulus(public, &ciphertext).unwrap(),
    ] {
        assert_eq!(decrypt(wrong), Err(Error::Decryption));
    }
}
