//! Encryption, with the `rsa` crate as a second opinion.

use sha1::Sha1;
use verimont::digest::{Digest, FixedOutputReset};
use verimont::rsa::traits::{
    Decryptor, EncryptingKeypair, RandomizedDecryptor, RandomizedEncryptor,
};
use verimont::rsa::{Error, Oaep, Pkcs1v15Encrypt, oaep, pkcs1v15};
use verimont::sha2::{Sha256, Sha384, Sha512};

use crate::keys::{SIZES, keys, rng};

fn oaep_agrees<D, MGD>(bits: usize, label: Option<&[u8]>)
where
    D: Digest + FixedOutputReset,
    MGD: Digest + FixedOutputReset,
{
    let ours = || match label {
        Some(label) => Oaep::<D, MGD>::new_with_mgf_hash_and_label(label),
        None => Oaep::<D, MGD>::new_with_mgf_hash(),
    };
    let theirs = || match label {
        Some(label) => rsa::Oaep::<D, MGD>::new_with_mgf_hash_and_label(label),
        None => rsa::Oaep::<D, MGD>::new_with_mgf_hash(),
    };
    let keys = keys(bits);
    let (public, peer_public) = (keys.ours.as_public_key(), keys.peer.as_public_key());
    let max = keys.ours.size() - 2 * <D as Digest>::output_size() - 2;
    for len in [0, 1, max] {
        let message = vec![0; len];
        let ciphertext = public.encrypt(&mut rng(), ours(), &message).unwrap();
        assert_eq!(ciphertext.len(), keys.ours.size());
        // The same seed gives the same ciphertext, so the peer need not decrypt this one.
        let peer_ciphertext = peer_public.encrypt(&mut rng(), theirs(), &message);
        assert_eq!(ciphertext, peer_ciphertext.unwrap());
        assert_eq!(keys.ours.decrypt(ours(), &ciphertext).unwrap(), message);
    }
    let too_long = public.encrypt(&mut rng(), ours(), &vec![0; max + 1]);
    assert_eq!(too_long, Err(Error::MessageTooLong));
}

#[test]
fn oaep_agrees_with_the_rsa_crate() {
    for bits in SIZES {
        oaep_agrees::<Sha256, Sha256>(bits, None);
    }
    oaep_agrees::<Sha256, Sha256>(2048, Some(b"label"));
    oaep_agrees::<Sha256, Sha1>(2048, None);
    oaep_agrees::<Sha1, Sha1>(2049, Some(b""));
    oaep_agrees::<Sha384, Sha512>(2049, Some(b"label"));
    oaep_agrees::<Sha512, Sha512>(3072, None);
}

#[test]
fn pkcs1v15_encryption_agrees_with_the_rsa_crate() {
    for bits in SIZES {
        let keys = keys(bits);
        let public = keys.ours.as_public_key();
        let max = keys.ours.size() - 11;
        for len in [0, 1, 32, max] {
            let message = vec![0; len];
            let ours = public.encrypt(&mut rng(), Pkcs1v15Encrypt, &message);
            let ours = ours.unwrap();
            assert_eq!(ours.len(), keys.ours.size());
            let seen_by_peer = keys.peer.decrypt(rsa::Pkcs1v15Encrypt, &ours);
            assert_eq!(seen_by_peer.unwrap(), message);
            let theirs =
                keys.peer
                    .as_public_key()
                    .encrypt(&mut rng(), rsa::Pkcs1v15Encrypt, &message);
            let seen = keys.ours.decrypt(Pkcs1v15Encrypt, &theirs.unwrap());
            assert_eq!(seen.unwrap(), message);
        }
        let too_long = public.encrypt(&mut rng(), Pkcs1v15Encrypt, &vec![0; max + 1]);
        assert_eq!(too_long, Err(Error::MessageTooLong));
    }
}

/// A key pair through nothing but the traits.
fn round_trip<K>(key: &K)
where
    K: Decryptor + RandomizedDecryptor + EncryptingKeypair,
    K::EncryptingKey: RandomizedEncryptor,
{
    let public = key.encrypting_key();
    let ciphertext = public.encrypt_with_rng(&mut rng(), b"message").unwrap();
    assert_eq!(key.decrypt(&ciphertext).unwrap(), b"message");
    let again = key.decrypt_with_rng(&mut rng(), &ciphertext).unwrap();
    assert_eq!(again, b"message");
}

#[test]
fn key_types_carry_their_scheme() {
    let key = &keys(2048).ours;
    round_trip(&pkcs1v15::DecryptingKey::new(key.clone()));
    round_trip(&oaep::DecryptingKey::<Sha256>::new(key.clone()));
    let labelled = oaep::DecryptingKey::<Sha256, Sha1>::new_with_label(key.clone(), *b"label");
    round_trip(&labelled);

    let public = oaep::EncryptingKey::<Sha256, Sha1>::new(key.to_public_key());
    assert_ne!(public, labelled.encrypting_key());
    let unlabelled = public.encrypt_with_rng(&mut rng(), b"message").unwrap();
    assert_eq!(labelled.decrypt(&unlabelled), Err(Error::Decryption));
}
