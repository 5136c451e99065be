//! Signing many messages at once gives what signing them one by one does.

use verimont::rsa::Error;
use verimont::{Scheme, SignRequest, rsa_sign, rsa_sign_batch, rsa_verify};

use crate::keys::keys;

/// Every number of signatures up to two batches and a half.
#[test]
fn batches_of_every_length() {
    let key = &keys(2048).ours;
    for len in 0..=10u8 {
        let messages: Vec<[u8; 1]> = (0..len).map(|i| [i]).collect();
        let request = |message| SignRequest::new(key, Scheme::Pkcs1v15Sha256, message);
        let signatures = rsa_sign_batch(messages.iter().map(|message| request(message)));
        assert_eq!(signatures.len(), messages.len());
        for (message, signature) in messages.iter().zip(signatures) {
            let expected = rsa_sign(key, Scheme::Pkcs1v15Sha256, message).unwrap();
            assert_eq!(signature.unwrap(), expected);
        }
    }
}

#[test]
fn keys_sizes_and_schemes_may_be_mixed() {
    let keys: Vec<_> = [2048, 3072, 4096, 2049]
        .map(|bits| keys(bits).ours.clone())
        .into();
    let blinded = keys[0].clone().with_exponent_blinding(true);
    let keys: Vec<_> = keys.iter().chain([&blinded]).collect();
    let jobs: Vec<_> = (0..3 * 5 * 6u8)
        .map(|i| {
            let i = usize::from(i);
            (keys[i % 5], Scheme::ALL[i / 5 % 6], [i as u8])
        })
        .collect();
    let requests = jobs
        .iter()
        .map(|(key, scheme, message)| SignRequest::new(key, *scheme, message));
    let signatures = rsa_sign_batch(requests);
    for ((key, scheme, message), signature) in jobs.iter().zip(signatures) {
        let signature = signature.unwrap();
        rsa_verify(key.as_public_key(), *scheme, message, &signature).unwrap();
    }
}

#[test]
fn a_request_that_fails_leaves_the_others_alone() {
    let key = &keys(2048).ours;
    let hash = Scheme::PssSha256.hash(b"message");
    let requests = (0..9).map(|i| {
        let end = if i % 3 == 1 { 31 } else { 32 };
        SignRequest::prehashed(key, Scheme::PssSha256, &hash[..end])
    });
    for (i, signature) in rsa_sign_batch(requests).into_iter().enumerate() {
        if i % 3 == 1 {
            assert_eq!(signature, Err(Error::InvalidInput));
        } else {
            let signature = signature.unwrap();
            let public = key.as_public_key();
            rsa_verify(public, Scheme::PssSha256, b"message", &signature).unwrap();
        }
    }
}
