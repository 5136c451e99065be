//! Signatures, verifications and loaded private keys per second beside other libraries: `cargo bench
//! --features compare --bench peers`, with the headers of OpenSSL (Debian: `apt-get install libssl-dev
//! pkg-config`).
//!
//! RSASSA-PKCS1-v1_5 with SHA-256 of one short message, by the keys of `tests/data`, on one core. Keys
//! are loaded once where the library allows it: ring reads a public key for every verification.
//! Signing blinds as each library does by default, except that `rsa` is handed a generator so that it
//! blinds at all; ring does not. The libraries take turns in short slices, so that a change of the
//! machine's speed meets them all alike; the figures are medians over the rounds.
//!
//! On x86-64 AWS-LC and OpenSSL sign with AVX-512 IFMA where the processor has it;
//! `OPENSSL_ia32cap=:~0x200000` in the environment turns that off in both.

use std::env;
use std::hint::black_box;
use std::time::{Duration, Instant};

use aws_lc_rs::signature::ParsedPublicKey;
use getrandom::SysRng;
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::sign::{Signer, Verifier};
use ring::signature::UnparsedPublicKey;
use rsa::pkcs8::DecodePrivateKey;
use rsa::signature::{RandomizedSigner, SignatureEncoding, Verifier as _};
use verimont::pkcs1::EncodeRsaPublicKey;
use verimont::pkcs8::EncodePrivateKey;
use verimont::rsa::RsaPrivateKey;
use verimont::rsa::sha2::Sha256;
use verimont::{Scheme, SignRequest, rsa_sign, rsa_sign_batch, rsa_verify};

const KEYS: [(usize, &str); 3] = [
    (2048, include_str!("../tests/data/rsa2048.pem")),
    (3072, include_str!("../tests/data/rsa3072.pem")),
    (4096, include_str!("../tests/data/rsa4096.pem")),
];

const MESSAGE: &[u8] = b"message";

const ROUNDS: usize = 11;
const SLICE: Duration = Duration::from_millis(90);

/// What the ratios are to.
const REFERENCE: &str = "aws-lc-rs";

/// Signatures that a batch makes.
const BATCH: usize = 16;

/// Panics if the signature is wrong.
type Verify = Box<dyn Fn(&[u8])>;

/// A library with a key.
struct Peer {
    name: &'static str,
    sign: Box<dyn Fn() -> Vec<u8>>,
    verify: Verify,
    /// Loads the private key from PKCS#8.
    load: Box<dyn Fn()>,
}

fn peers(pem: &str) -> [Peer; 5] {
    let key = RsaPrivateKey::from_pem(pem).expect("a valid key");
    let pkcs8 = key.to_pkcs8_der().expect("a key has a PKCS#8 form");
    let public = key.as_public_key().to_pkcs1_der();
    let public = public.expect("a key has a PKCS#1 form").into_vec();
    let pkcs8 = pkcs8.as_bytes();
    [
        verimont(key),
        aws_lc_rs(pkcs8, &public),
        ring(pkcs8, public),
        openssl(pkcs8),
        rustcrypto(pkcs8),
    ]
}

fn verimont(key: RsaPrivateKey) -> Peer {
    let public = key.to_public_key();
    let scheme = Scheme::Pkcs1v15Sha256;
    let der = key.to_pkcs8_der().expect("a key has a PKCS#8 form");
    Peer {
        name: "verimont",
        sign: Box::new(move || rsa_sign(&key, scheme, MESSAGE).expect("a signature")),
        verify: Box::new(move |signature| {
            rsa_verify(&public, scheme, MESSAGE, signature).expect("a valid signature");
        }),
        load: Box::new(move || {
            black_box(RsaPrivateKey::from_der(der.as_bytes()).expect("a valid key"));
        }),
    }
}

fn aws_lc_rs(pkcs8: &[u8], public: &[u8]) -> Peer {
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair};

    let pkcs8 = pkcs8.to_vec();
    let key = RsaKeyPair::from_pkcs8(&pkcs8).expect("a valid key");
    let public = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public).expect("a valid key");
    let rng = SystemRandom::new();
    Peer {
        name: "aws-lc-rs",
        sign: Box::new(move || {
            let mut signature = vec![0; key.public_modulus_len()];
            let result = key.sign(&RSA_PKCS1_SHA256, &rng, MESSAGE, &mut signature);
            result.expect("a signature");
            signature
        }),
        verify: Box::new(move |signature| {
            let result = public.verify_sig(MESSAGE, signature);
            result.expect("a valid signature");
        }),
        load: Box::new(move || {
            black_box(RsaKeyPair::from_pkcs8(&pkcs8).expect("a valid key"));
        }),
    }
}

fn ring(pkcs8: &[u8], public: Vec<u8>) -> Peer {
    use ring::rand::SystemRandom;
    use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair};

    let pkcs8 = pkcs8.to_vec();
    let key = RsaKeyPair::from_pkcs8(&pkcs8).expect("a valid key");
    let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public);
    let rng = SystemRandom::new();
    Peer {
        name: "ring",
        sign: Box::new(move || {
            let mut signature = vec![0; key.public().modulus_len()];
            let result = key.sign(&RSA_PKCS1_SHA256, &rng, MESSAGE, &mut signature);
            result.expect("a signature");
            signature
        }),
        verify: Box::new(move |signature| {
            let result = public.verify(MESSAGE, signature);
            result.expect("a valid signature");
        }),
        load: Box::new(move || {
            black_box(RsaKeyPair::from_pkcs8(&pkcs8).expect("a valid key"));
        }),
    }
}

fn openssl(pkcs8: &[u8]) -> Peer {
    let pkcs8 = pkcs8.to_vec();
    let key = PKey::private_key_from_der(&pkcs8).expect("a valid key");
    let public = key.public_key_to_der().expect("a public key");
    let public = PKey::public_key_from_der(&public).expect("a public key");
    let sha256 = MessageDigest::sha256();
    Peer {
        name: "openssl",
        sign: Box::new(move || {
            let mut signer = Signer::new(sha256, &key).expect("a signer");
            signer.sign_oneshot_to_vec(MESSAGE).expect("a signature")
        }),
        verify: Box::new(move |signature| {
            let mut verifier = Verifier::new(sha256, &public).expect("a verifier");
            let valid = verifier.verify_oneshot(signature, MESSAGE);
            assert!(valid.expect("a verdict"));
        }),
        load: Box::new(move || {
            black_box(PKey::private_key_from_der(&pkcs8).expect("a valid key"));
        }),
    }
}

fn rustcrypto(pkcs8: &[u8]) -> Peer {
    use rsa::pkcs1v15::{Signature, SigningKey, VerifyingKey};

    let pkcs8 = pkcs8.to_vec();
    let key = rsa::RsaPrivateKey::from_pkcs8_der(&pkcs8).expect("a valid key");
    let public = VerifyingKey::<Sha256>::new(key.to_public_key());
    let key = SigningKey::<Sha256>::new(key);
    Peer {
        name: "rsa",
        sign: Box::new(move || {
            let signature = key.try_sign_with_rng(&mut SysRng, MESSAGE);
            signature.expect("a signature").to_vec()
        }),
        verify: Box::new(move |signature| {
            let signature = Signature::try_from(signature).expect("a signature");
            let result = public.verify(MESSAGE, &signature);
            result.expect("a valid signature");
        }),
        load: Box::new(move || {
            black_box(rsa::RsaPrivateKey::from_pkcs8_der(&pkcs8).expect("a valid key"));
        }),
    }
}

/// How often per second this runs, tried for as long as `slice`.
fn rate(slice: Duration, mut operation: impl FnMut()) -> f64 {
    let start = Instant::now();
    let mut count = 0.0;
    loop {
        operation();
        count += 1.0;
        let elapsed = start.elapsed();
        if elapsed >= slice {
            return count / elapsed.as_secs_f64();
        }
    }
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

/// The median rate of each peer.
fn measure(peers: &[Peer], rounds: usize, run: impl Fn(&Peer) -> f64) -> Vec<f64> {
    let mut rates = vec![Vec::new(); peers.len()];
    for round in 0..rounds {
        for turn in 0..peers.len() {
            let i = (round + turn) % peers.len();
            rates[i].push(run(&peers[i]));
        }
    }
    rates.into_iter().map(median).collect()
}

fn print(operation: &str, bits: usize, peers: &[Peer], rates: &[f64]) {
    let reference = peers.iter().position(|peer| peer.name == REFERENCE);
    let reference = rates[reference.expect("the reference is a peer")];
    for (peer, rate) in peers.iter().zip(rates) {
        let ratio = rate / reference;
        println!(
            "{operation:<7} {bits:>5} {:<10} {rate:>9.0} {ratio:>6.2}",
            peer.name
        );
    }
}

fn main() {
    // `cargo test --all-targets` runs this too, without the argument: once is enough then.
    let (rounds, slice) = match env::args().any(|argument| argument == "--bench") {
        true => (ROUNDS, SLICE),
        false => (1, Duration::ZERO),
    };
    println!("verimont's backend: {}", verimont::backend());
    println!("{}", openssl::version::version());
    println!("what     bits library      per s    to {REFERENCE}");
    for (bits, pem) in KEYS {
        let peers = peers(pem);
        let signature = (peers[0].sign)();
        for peer in &peers {
            assert_eq!((peer.sign)(), signature, "{}", peer.name);
        }
        let signing = measure(&peers, rounds, |peer| {
            rate(slice, || drop(black_box((peer.sign)())))
        });
        print("sign", bits, &peers, &signing);
        let verifying = measure(&peers, rounds, |peer| {
            rate(slice, || (peer.verify)(black_box(&signature)))
        });
        print("verify", bits, &peers, &verifying);
        let loading = measure(&peers, rounds, |peer| rate(slice, || (peer.load)()));
        print("load", bits, &peers, &loading);

        let key = RsaPrivateKey::from_pem(pem).expect("a valid key");
        let requests = vec![SignRequest::new(&key, Scheme::Pkcs1v15Sha256, MESSAGE); BATCH];
        for signed in rsa_sign_batch(requests.clone()) {
            assert_eq!(signed.as_ref(), Ok(&signature));
        }
        let several = measure(&peers[..2], rounds, |peer| match peer.name {
            REFERENCE => rate(slice, || drop(black_box((peer.sign)()))),
            _ => BATCH as f64 * rate(slice, || drop(black_box(rsa_sign_batch(requests.clone())))),
        });
        print("batch", bits, &peers[..2], &several);
    }
}
