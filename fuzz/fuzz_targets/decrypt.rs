//! Arbitrary ciphertexts, and ciphertexts of arbitrary padded messages: decryption never panics, and
//! refuses with nothing but `Error::Decryption`.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use verimont::bignum::Uint;
use verimont::montgomery::Modulus;
use verimont::rsa::sha2::{Sha256, Sha512};
use verimont::rsa::{Error, Oaep, Pkcs1v15Encrypt, RsaPrivateKey};

static KEY: LazyLock<RsaPrivateKey> = LazyLock::new(|| {
    RsaPrivateKey::from_pem(include_str!("../../tests/data/rsa2048.pem")).expect("a valid key")
});

static MODULUS: LazyLock<Modulus> = LazyLock::new(|| {
    let n = KEY.as_public_key().n_bytes();
    Modulus::new(&Uint::from_be_bytes(&n)).expect("the modulus is odd")
});

/// Decrypts with each padding; the result of PKCS#1 v1.5.
fn decrypt(ciphertext: &[u8]) -> Option<Vec<u8>> {
    for result in [
        KEY.decrypt(Oaep::<Sha256>::new(), ciphertext),
        KEY.decrypt(
            Oaep::<Sha512, Sha256>::new_with_mgf_hash_and_label(*b"label"),
            ciphertext,
        ),
    ] {
        assert!(matches!(result, Ok(_) | Err(Error::Decryption)));
    }
    let result = KEY.decrypt(Pkcs1v15Encrypt, ciphertext);
    // Implicit rejection: only the length and the size of the ciphertext are ever refused.
    let in_range = ciphertext.len() == KEY.size() && *ciphertext < *KEY.as_public_key().n_bytes();
    assert_eq!(result.is_ok(), in_range);
    // What replaces a refusal is a function of the ciphertext alone.
    assert_eq!(result, KEY.decrypt(Pkcs1v15Encrypt, ciphertext));
    result.ok()
}

/// The message in a block padded by RSAES-PKCS1-v1_5 (RFC 8017, section 7.2.2), if it is one.
fn unpad(em: &[u8]) -> Option<&[u8]> {
    let rest = em.strip_prefix(&[0, 2])?;
    let end = rest.iter().position(|&byte| byte == 0)?;
    (end >= 8).then(|| &rest[end + 1..])
}

fuzz_target!(|data: &[u8]| {
    decrypt(data);

    // Ends as the input does and begins with zeros, so that short inputs can be well padded too.
    let mut em = vec![0; KEY.size()];
    let len = data.len().min(em.len() - 1);
    let at = em.len() - len;
    em[at..].copy_from_slice(&data[..len]);
    let power = MODULUS.pow_vartime(
        &MODULUS.residue(&Uint::from_be_bytes(&em)),
        KEY.as_public_key().e(),
    );
    let ciphertext = MODULUS.retrieve(&power).to_be_bytes(KEY.size());
    let plaintext = decrypt(&ciphertext.expect("a number below the modulus fits its size"));
    if let Some(message) = unpad(&em) {
        assert_eq!(plaintext.as_deref(), Some(message));
    }
});
