//! The traits, through functions that know nothing but them.

use verimont::digest::Update;
use verimont::rsa::traits::{PrivateKeyParts, PublicKeyParts};
use verimont::rsa::{RsaPublicKey, pkcs1v15, pss};
use verimont::sha2::{Digest, Sha256, Sha384};
use verimont::signature::hazmat::{PrehashSigner, PrehashVerifier, RandomizedPrehashSigner};
use verimont::signature::{
    self, DigestSigner, DigestVerifier, Keypair, MultipartSigner, MultipartVerifier,
    RandomizedDigestSigner, RandomizedMultipartSigner, RandomizedSigner, SignatureEncoding, Signer,
    Verifier,
};

use pkcs8::spki::der::asn1::BitStringRef;
use pkcs8::spki::{
    AssociatedAlgorithmIdentifier, DynSignatureAlgorithmIdentifier, SignatureBitStringEncoding,
};

use crate::keys::{keys, rng};

fn absorb(parts: &[&[u8]]) -> impl Fn(&mut Sha256) -> Result<(), signature::Error> {
    |digest: &mut Sha256| {
        parts.iter().for_each(|part| Update::update(digest, part));
        Ok(())
    }
}

/// Signs in every way and verifies each signature in every way.
fn every_way<K, V, S>(key: &K)
where
    S: SignatureEncoding + PartialEq,
    K: Keypair<VerifyingKey = V>
        + Signer<S>
        + MultipartSigner<S>
        + RandomizedSigner<S>
        + RandomizedMultipartSigner<S>
        + DigestSigner<Sha256, S>
        + RandomizedDigestSigner<Sha256, S>
        + PrehashSigner<S>
        + RandomizedPrehashSigner<S>,
    V: Verifier<S> + MultipartVerifier<S> + DigestVerifier<Sha256, S> + PrehashVerifier<S>,
{
    let parts: [&[u8]; 3] = [b"a mess", b"", b"age"];
    let message = b"a message";
    let hash = Sha256::digest(message);
    let rng = &mut rng();
    let signatures = [
        key.sign(message),
        key.multipart_sign(&parts),
        key.sign_with_rng(rng, message),
        key.multipart_sign_with_rng(rng, &parts),
        key.try_sign_digest(absorb(&parts)).unwrap(),
        key.try_sign_digest_with_rng(rng, absorb(&parts)).unwrap(),
        key.sign_prehash(&hash).unwrap(),
        key.sign_prehash_with_rng(rng, &hash).unwrap(),
    ];
    let public = key.verifying_key();
    for signature in signatures {
        let bytes = signature.to_vec();
        assert_eq!(bytes.len(), 256);
        let signature = S::try_from(&bytes).ok().unwrap();
        public.verify(message, &signature).unwrap();
        public.multipart_verify(&parts, &signature).unwrap();
        public.verify_digest(absorb(&parts), &signature).unwrap();
        public.verify_prehash(&hash, &signature).unwrap();

        assert!(public.verify(b"another", &signature).is_err());
        assert!(public.multipart_verify(&parts[1..], &signature).is_err());
        assert!(
            public
                .verify_digest(absorb(&parts[1..]), &signature)
                .is_err()
        );
        assert!(
            public
                .verify_prehash(&Sha256::digest(b""), &signature)
                .is_err()
        );
    }
    assert!(key.sign_prehash(&hash[1..]).is_err());
    let failing = |_: &mut Sha256| Err(signature::Error::new());
    assert!(key.try_sign_digest(failing).is_err());
}

#[test]
fn both_signature_schemes_implement_all_of_signature() {
    let key = &keys(2048).ours;
    every_way(&pkcs1v15::SigningKey::<Sha256>::new(key.clone()));
    every_way(&pss::SigningKey::<Sha256>::new(key.clone()));
    every_way(&pss::SigningKey::<Sha256, Sha384>::new_with_salt_len(
        key.clone(),
        7,
    ));
}

#[test]
fn salt_lengths_pass_from_signing_to_verifying_key() {
    let key = &keys(2048).ours;
    let signing = pss::SigningKey::<Sha256>::new_with_salt_len(key.clone(), 7);
    assert_eq!(signing.salt_len(), 7);
    assert_eq!(signing.verifying_key().salt_len(), Some(7));
    let signature = signing.sign(b"message");
    let public = key.to_public_key();
    let standard = pss::VerifyingKey::<Sha256>::new(public.clone());
    assert!(standard.verify(b"message", &signature).is_err());
    let any = pss::VerifyingKey::<Sha256>::new_with_auto_salt_len(public);
    any.verify(b"message", &signature).unwrap();
}

#[test]
fn algorithm_identifiers_are_those_of_the_rsa_crate() {
    let keys = keys(2048);
    let ours = pkcs1v15::SigningKey::<Sha384>::new(keys.ours.clone());
    let theirs = rsa::pkcs1v15::SigningKey::<Sha384>::new(keys.peer.clone());
    let identifier = ours.signature_algorithm_identifier().unwrap();
    assert_eq!(identifier, theirs.signature_algorithm_identifier().unwrap());
    let public = ours.verifying_key().signature_algorithm_identifier();
    assert_eq!(identifier, public.unwrap());

    let ours = pss::SigningKey::<Sha384>::new(keys.ours.clone());
    let theirs = rsa::pss::SigningKey::<Sha384>::new(keys.peer.clone());
    let identifier = ours.signature_algorithm_identifier().unwrap();
    assert_eq!(identifier, theirs.signature_algorithm_identifier().unwrap());
    let default = pss::get_default_pss_signature_algo_id::<Sha384>();
    assert_eq!(identifier, default.unwrap());
    let mixed = pss::SigningKey::<Sha384, Sha256>::new(keys.ours.clone());
    assert_ne!(identifier, mixed.signature_algorithm_identifier().unwrap());
    let long = pss::SigningKey::<Sha256>::new_with_salt_len(keys.ours.clone(), 256);
    assert!(long.signature_algorithm_identifier().is_err());

    assert_eq!(
        pss::SigningKey::<Sha256>::ALGORITHM_IDENTIFIER,
        pkcs1::ALGORITHM_ID
    );
    assert_eq!(
        pkcs1v15::VerifyingKey::<Sha256>::ALGORITHM_IDENTIFIER,
        pkcs1::ALGORITHM_ID
    );
}

#[test]
fn signatures_have_their_encodings() {
    let bytes = [0x0a, 0xff];
    let signature = pss::Signature::try_from(bytes.as_slice()).unwrap();
    assert_eq!(format!("{signature} {signature:x}"), "0AFF 0aff");
    assert_eq!(&*Box::<[u8]>::from(signature.clone()), bytes);
    let bits = signature.to_bitstring().unwrap();
    let again = pss::Signature::try_from(BitStringRef::from(&bits)).unwrap();
    assert_eq!(again, signature);
    let odd = BitStringRef::new(3, &bytes[..1]).unwrap();
    assert!(pss::Signature::try_from(odd).is_err());
    assert!(pss::Signature::try_from([0; 1025].as_slice()).is_err());
}

#[test]
fn keys_convert_and_show_no_secret() {
    let key = &keys(2048).ours;
    let signing = pkcs1v15::SigningKey::<Sha256>::from(key.clone());
    assert_eq!(signing, signing.clone());
    assert_eq!(signing.as_ref(), key);
    assert_ne!(signing, pkcs1v15::SigningKey::new_unprefixed(key.clone()));
    assert_eq!(verimont::rsa::RsaPrivateKey::from(signing.clone()), *key);
    assert_eq!(RsaPublicKey::from(key), RsaPublicKey::from(key.clone()));
    let public = signing.verifying_key();
    assert_eq!(public, pkcs1v15::VerifyingKey::from(key.to_public_key()));

    let shown = format!("{signing:?}");
    for secret in [&key.prime_bytes()[0], &key.prime_bytes()[1], &key.d_bytes()] {
        let start = &secret[..4];
        let forms = [
            format!("{start:?}").trim_matches(['[', ']']).to_owned(),
            start.iter().map(|byte| format!("{byte:02x}")).collect(),
        ];
        assert!(
            forms
                .iter()
                .all(|form| !shown.to_lowercase().contains(form))
        );
    }
    assert!(shown.contains("2048"));
}

#[test]
fn parts_come_through_the_traits() {
    fn public(key: &impl PublicKeyParts) -> (usize, Vec<u8>, Vec<u8>) {
        (key.size(), key.n_bytes(), key.e_bytes())
    }
    fn private(key: &impl PrivateKeyParts) -> usize {
        key.d_bytes().len() + key.prime_bytes()[0].len() + key.crt_bytes()[2].len()
    }
    let key = &keys(3072).ours;
    assert_eq!(public(key), public(key.as_public_key()));
    assert_eq!(public(key).0, 384);
    assert_eq!(public(key).2, [1, 0, 1]);
    assert_eq!(private(key), 384 + 192 + 192);
}
