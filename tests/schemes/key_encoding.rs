//! Signing and verifying keys in PKCS#8 and SPKI.

use pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey};
use verimont::rsa::{pkcs1v15, pss};
use verimont::sha2::{Sha256, Sha384};
use verimont::signature::Keypair;

use crate::keys::keys;

fn survives<K>(key: &K)
where
    K: EncodePrivateKey + DecodePrivateKey + Keypair + PartialEq + std::fmt::Debug,
    K::VerifyingKey: EncodePublicKey + DecodePublicKey + PartialEq + std::fmt::Debug,
{
    let der = key.to_pkcs8_der().unwrap();
    let peer = keys(2049).peer.to_pkcs8_der().unwrap();
    assert_eq!(der.as_bytes(), peer.as_bytes());
    assert_eq!(K::from_pkcs8_der(der.as_bytes()).unwrap(), *key);
    let public = key.verifying_key();
    let der = public.to_public_key_der().unwrap();
    assert_eq!(
        der,
        keys(2049).peer.to_public_key().to_public_key_der().unwrap()
    );
    assert_eq!(
        K::VerifyingKey::from_public_key_der(der.as_bytes()).unwrap(),
        public
    );
}

#[test]
fn keys_survive_encoding() {
    let key = &keys(2049).ours;
    survives(&pkcs1v15::SigningKey::<Sha256>::new(key.clone()));
    survives(&pss::SigningKey::<Sha256, Sha384>::new(key.clone()));
}

#[test]
fn a_pss_key_is_refused_for_pkcs1v15() {
    let der = keys(2048).peer.to_public_key().to_public_key_der().unwrap();
    let mut info = pkcs8::SubjectPublicKeyInfoRef::try_from(der.as_bytes()).unwrap();
    info.algorithm.oid = pkcs8::ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
    let refused = pkcs1v15::VerifyingKey::<Sha256>::try_from(info);
    assert!(matches!(
        refused,
        Err(pkcs8::spki::Error::OidUnknown { .. })
    ));
}
