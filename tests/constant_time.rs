//! Nothing branches on a secret or addresses memory by one, as far as Valgrind's memcheck can see.
//!
//! Built with `--cfg verimont_ctgrind` and run under `valgrind`, every secret byte of a key is marked
//! undefined before it is loaded; memcheck follows it through loading, signing and decrypting and
//! counts each branch and address that depends on it. The build must be a release build: overflow
//! checks branch on secrets. `./test.sh` runs it so; see `declassify.rs`.
#![cfg(verimont_ctgrind)]

use std::convert::Infallible;

use pkcs1::RsaPrivateKeyRef;
use pkcs8::der::{Decode, SecretDocument};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng, TryCryptoRng, TryRng};
use verimont::ctgrind::{errors, poison, running, unpoison};
use verimont::rsa::{Oaep, Pkcs1v15Encrypt, PrivateKeyComponents, RsaPrivateKey};
use verimont::sha2::Sha256;
use verimont::{Scheme, SignRequest, pkcs1, pkcs8, rsa_sign, rsa_sign_batch, rsa_verify};

/// The key with every secret component poisoned, and memcheck's errors before it was loaded.
fn poisoned_key(pem: &str) -> RsaPrivateKey {
    let (_, document) = SecretDocument::from_pem(pem).unwrap();
    let info = pkcs8::PrivateKeyInfoRef::from_der(document.as_bytes()).unwrap();
    let encoded = RsaPrivateKeyRef::from_der(info.private_key.as_bytes()).unwrap();
    let secret = |bytes: &[u8]| {
        let mut bytes = bytes.to_vec();
        poison(&mut bytes);
        bytes
    };
    RsaPrivateKey::from_components(&PrivateKeyComponents {
        n: encoded.modulus.as_bytes(),
        e: encoded.public_exponent.as_bytes(),
        d: &secret(encoded.private_exponent.as_bytes()),
        p: &secret(encoded.prime1.as_bytes()),
        q: &secret(encoded.prime2.as_bytes()),
        dp: &secret(encoded.exponent1.as_bytes()),
        dq: &secret(encoded.exponent2.as_bytes()),
        q_inv: &secret(encoded.coefficient.as_bytes()),
    })
    .unwrap()
}

/// A generator whose every bit is secret.
struct SecretRng(StdRng);

impl TryRng for SecretRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        unreachable!("only bytes are drawn")
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        unreachable!("only bytes are drawn")
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill_bytes(bytes);
        poison(bytes);
        Ok(())
    }
}

impl TryCryptoRng for SecretRng {}

/// Runs `work` and returns how many errors memcheck found in it.
fn errors_in(work: impl FnOnce()) -> usize {
    assert!(running(), "run this test under valgrind, as ./test.sh does");
    let before = errors();
    work();
    errors() - before
}

const KEY: &str = include_str!("data/rsa2048.pem");

// One test: memcheck's count is one for all threads.
#[test]
fn secrets_steer_nothing() {
    // The method works: a look-up by a secret is seen.
    println!("backend: {}", verimont::backend());
    let found = errors_in(|| {
        let mut secret = [3u8];
        poison(&mut secret);
        let table = [1u8, 2, 3, 4];
        std::hint::black_box(std::hint::black_box(&table)[usize::from(secret[0] & 3)]);
    });
    assert!(found > 0, "memcheck did not see a look-up by a secret");

    for exponent_blinding in [false, true] {
        let mut key = None;
        let found = errors_in(|| {
            key = Some(poisoned_key(KEY).with_exponent_blinding(exponent_blinding));
        });
        assert_eq!(found, 0, "loading a key");
        let key = key.unwrap();
        for scheme in [Scheme::Pkcs1v15Sha256, Scheme::PssSha256] {
            let mut signature = Vec::new();
            let found = errors_in(|| signature = rsa_sign(&key, scheme, b"message").unwrap());
            assert_eq!(found, 0, "signing by {scheme}");
            unpoison(&mut signature);
            rsa_verify(key.as_public_key(), scheme, b"message", &signature).unwrap();
            let requests = vec![SignRequest::new(&key, scheme, b"message"); 4];
            let mut signatures = Vec::new();
            let found = errors_in(|| signatures = rsa_sign_batch(requests));
            assert_eq!(found, 0, "signing four at once by {scheme}");
            for signature in signatures {
                let mut signature = signature.unwrap();
                unpoison(&mut signature);
                rsa_verify(key.as_public_key(), scheme, b"message", &signature).unwrap();
            }
        }
    }

    let mut rng = StdRng::seed_from_u64(2048);
    let key = RsaPrivateKey::from_pem(KEY).unwrap();
    let (n, e) = (
        key.as_public_key().n_bytes(),
        key.as_public_key().e().to_be_bytes(),
    );
    let mut d = key.d_bytes();
    poison(&mut d);
    let found = errors_in(|| drop(RsaPrivateKey::from_n_e_d(&n, &e, &d).unwrap()));
    assert_eq!(found, 0, "recovering the primes");

    let mut secret = SecretRng(StdRng::seed_from_u64(1));
    let found = errors_in(|| drop(RsaPrivateKey::new(&mut secret, 2048).unwrap()));
    assert_eq!(found, 0, "generating a key");

    let key = poisoned_key(KEY);
    let public = key.as_public_key();
    let mut ciphertext = public
        .encrypt(&mut rng, Oaep::<Sha256>::new(), b"text")
        .unwrap();
    for damage in [0, 1] {
        *ciphertext.last_mut().unwrap() ^= damage;
        let found = errors_in(|| drop(key.decrypt(Oaep::<Sha256>::new(), &ciphertext)));
        assert_eq!(found, 0, "decrypting by OAEP");
    }
    let mut ciphertext = public.encrypt(&mut rng, Pkcs1v15Encrypt, b"text").unwrap();
    for damage in [0, 1] {
        *ciphertext.last_mut().unwrap() ^= damage;
        let found = errors_in(|| drop(key.decrypt(Pkcs1v15Encrypt, &ciphertext)));
        assert_eq!(found, 0, "decrypting by PKCS#1 v1.5");
    }
}
