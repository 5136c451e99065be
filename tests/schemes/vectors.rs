//! Published vectors.

use sha1::Sha1;
use verimont::rsa::traits::{Decryptor, PaddingScheme, RandomizedDecryptor};
use verimont::rsa::{Oaep, Pkcs1v15Encrypt, RsaPrivateKey, pkcs1v15};
use verimont::{Scheme, rsa_sign, rsa_verify};

use crate::keys::{rng, unhex};

/// The lines of a vector file, each split at the spaces.
fn lines(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split(' ').collect())
}

#[test]
fn rfc_7520_examples() {
    let mut seen = Vec::new();
    for line in lines(include_str!("../data/rfc7520.txt")) {
        let [section, algorithm, p, q, input, output] = line[..] else {
            panic!("a line of {} fields", line.len());
        };
        let [p, q, input, output] = [p, q, input, output].map(unhex);
        let key = RsaPrivateKey::from_primes(&p, &q, &[1, 0, 1]).unwrap();
        match algorithm {
            "RS256" => {
                let signature = rsa_sign(&key, Scheme::Pkcs1v15Sha256, &input).unwrap();
                assert_eq!(signature, output);
            }
            "PS384" => {
                rsa_verify(key.as_public_key(), Scheme::PssSha384, &input, &output).unwrap();
            }
            "RSA1_5" => assert_eq!(key.decrypt(Pkcs1v15Encrypt, &output).unwrap(), input),
            "RSA-OAEP" => assert_eq!(key.decrypt(Oaep::<Sha1>::new(), &output).unwrap(), input),
            other => panic!("unknown algorithm {other}"),
        }
        seen.push(section);
    }
    assert_eq!(seen, ["4.1", "4.2", "5.1", "5.2"]);
}

#[test]
fn implicit_rejection_examples() {
    let keys = [
        ("k2048.pem", include_str!("../data/rsa-guidance/k2048.pem")),
        ("k2049.pem", include_str!("../data/rsa-guidance/k2049.pem")),
        ("k3072.pem", include_str!("../data/rsa-guidance/k3072.pem")),
        ("k4096.pem", include_str!("../data/rsa-guidance/k4096.pem")),
    ]
    .map(|(name, pem)| {
        (
            name,
            pkcs1v15::DecryptingKey::new(RsaPrivateKey::from_pem(pem).unwrap()),
        )
    });
    let mut counts = [0; 2];
    for line in lines(include_str!("../data/rsa-guidance/vectors.txt")) {
        let [section, name, validity, ciphertext, message] = line[..] else {
            panic!("a line of {} fields", line.len());
        };
        let ciphertext = unhex(ciphertext);
        let message = unhex(message.trim_matches('-'));
        let (_, key) = keys.iter().find(|(known, _)| *known == name).unwrap();
        assert_eq!(key.decrypt(&ciphertext).unwrap(), message, "{section}");
        counts[usize::from(validity == "valid")] += 1;
    }
    assert_eq!(counts, [36, 12]);

    // Whoever provides the randomness of the blinding has no say in the result.
    let line = lines(include_str!("../data/rsa-guidance/vectors.txt")).nth(4);
    let line = line.unwrap();
    let (ciphertext, message) = (unhex(line[3]), unhex(line[4]));
    let (_, key) = &keys[0];
    let again = key.decrypt_with_rng(&mut rng(), &ciphertext).unwrap();
    assert_eq!(again, message);
    let key = RsaPrivateKey::from(key.clone());
    let again = key.decrypt_blinded(&mut rng(), Pkcs1v15Encrypt, &ciphertext);
    assert_eq!(again.unwrap(), message);
    let again = Pkcs1v15Encrypt.decrypt(Some(&mut rng()), &key, &ciphertext);
    assert_eq!(again.unwrap(), message);
}
