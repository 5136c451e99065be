//! Signatures, with the `rsa` crate as a second opinion.

use rsa::traits::SignatureScheme as _;
use sha1::Sha1;
use verimont::rsa::pkcs1v15::Pkcs1v15Sign;
use verimont::rsa::{Error, Pss};
use verimont::sha2::digest::const_oid::AssociatedOid;
use verimont::sha2::digest::{Digest, FixedOutputReset};
use verimont::sha2::{Sha224, Sha256, Sha384, Sha512, Sha512_256};
use verimont::{Scheme, UnknownScheme, rsa_sign, rsa_sign_prehash, rsa_verify, rsa_verify_prehash};

use crate::keys::{SIZES, keys, rng};

const MESSAGE: &[u8] = b"a message to sign";

fn pkcs1v15_agrees<D: Digest + AssociatedOid>() {
    for bits in SIZES {
        let keys = keys(bits);
        for message in [b"".as_slice(), MESSAGE] {
            let hash = D::digest(message);
            let scheme = Pkcs1v15Sign::new::<D>();
            let ours = keys.ours.sign(scheme.clone(), &hash).unwrap();
            assert_eq!(ours.len(), keys.ours.size());
            let theirs = keys.peer.sign(rsa::Pkcs1v15Sign::new::<D>(), &hash);
            assert_eq!(ours, theirs.unwrap());
            let blinded = keys.ours.sign_with_rng(&mut rng(), scheme.clone(), &hash);
            assert_eq!(ours, blinded.unwrap());
            let public = keys.ours.as_public_key();
            public.verify(scheme, &hash, &ours).unwrap();
        }
    }
}

#[test]
fn pkcs1v15_is_that_of_the_rsa_crate() {
    pkcs1v15_agrees::<Sha1>();
    pkcs1v15_agrees::<Sha224>();
    pkcs1v15_agrees::<Sha256>();
    pkcs1v15_agrees::<Sha384>();
    pkcs1v15_agrees::<Sha512>();
    pkcs1v15_agrees::<Sha512_256>();
}

#[test]
fn unprefixed_pkcs1v15_takes_any_length_that_fits() {
    let keys = keys(2048);
    let public = keys.ours.as_public_key();
    for len in [0, 20, 36, 245] {
        let input = vec![7; len];
        let ours = keys.ours.sign(Pkcs1v15Sign::new_unprefixed(), &input);
        let ours = ours.unwrap();
        let theirs = keys.peer.sign(rsa::Pkcs1v15Sign::new_unprefixed(), &input);
        assert_eq!(ours, theirs.unwrap());
        let verdict = public.verify(Pkcs1v15Sign::new_unprefixed(), &input, &ours);
        assert_eq!(verdict, Ok(()));
    }
    let too_long = keys.ours.sign(Pkcs1v15Sign::new_unprefixed(), &[7; 246]);
    assert_eq!(too_long, Err(Error::KeyTooSmall));
}

fn pss_agrees<D: Digest + FixedOutputReset>(bits: usize) {
    let keys = keys(bits);
    let public = keys.ours.as_public_key();
    let hash = D::digest(MESSAGE);
    let max = (bits - 1).div_ceil(8) - hash.len() - 2;
    for salt_len in [0, 1, hash.len(), max] {
        let scheme = Pss::<D>::new_with_salt(salt_len);
        let peer_scheme = || rsa::Pss::<D>::new_with_salt(salt_len);

        let ours = keys.ours.sign(scheme, &hash).unwrap();
        assert_eq!(ours.len(), keys.ours.size());
        let theirs = keys.peer.sign_with_rng(&mut rng(), peer_scheme(), &hash);
        let theirs = theirs.unwrap();
        let seen_by_peer = peer_scheme().verify(keys.peer.as_public_key(), &hash, &ours);
        seen_by_peer.unwrap();

        for signature in [&ours, &theirs] {
            assert_eq!(public.verify(scheme, &hash, signature), Ok(()));
            let any = Pss::<D>::new_with_auto_salt_len();
            assert_eq!(public.verify(any, &hash, signature), Ok(()));
            for other in [salt_len.wrapping_sub(1), salt_len + 1] {
                let verdict = public.verify(Pss::<D>::new_with_salt(other), &hash, signature);
                assert_eq!(verdict, Err(Error::Verification));
            }
        }
    }
    for salt_len in [max + 1, max + 2, usize::MAX] {
        let scheme = Pss::<D>::new_with_salt(salt_len);
        assert_eq!(keys.ours.sign(scheme, &hash), Err(Error::KeyTooSmall));
    }
}

#[test]
fn pss_agrees_with_the_rsa_crate() {
    for bits in SIZES {
        pss_agrees::<Sha256>(bits);
    }
    pss_agrees::<Sha1>(2048);
    pss_agrees::<Sha384>(2049);
    pss_agrees::<Sha512>(2049);
}

/// The two crates' signatures with the same salt are the same.
#[test]
fn pss_draws_its_salt_from_the_generator_passed() {
    let keys = keys(2049);
    let hash = Sha256::digest(MESSAGE);
    let ours = keys
        .ours
        .sign_with_rng(&mut rng(), Pss::<Sha256>::new(), &hash);
    let theirs = keys
        .peer
        .sign_with_rng(&mut rng(), rsa::Pss::<Sha256>::new(), &hash);
    assert_eq!(ours.unwrap(), theirs.unwrap());
}

#[test]
fn pss_salts_differ_without_a_generator() {
    let key = &keys(2048).ours;
    let [one, two] = [0; 2].map(|_| rsa_sign(key, Scheme::PssSha256, MESSAGE).unwrap());
    assert_ne!(one, two);
}

#[test]
fn pss_takes_another_hash_for_mgf1() {
    let key = &keys(2048).ours;
    let public = key.as_public_key();
    let hash = Sha256::digest(MESSAGE);
    let signature = key.sign(Pss::<Sha256, Sha1>::new(), &hash).unwrap();
    let same = public.verify(Pss::<Sha256, Sha1>::new(), &hash, &signature);
    assert_eq!(same, Ok(()));
    let other = public.verify(Pss::<Sha256>::new(), &hash, &signature);
    assert_eq!(other, Err(Error::Verification));
}

#[test]
fn rsa_sign_offers_each_scheme() {
    let keys = keys(2048);
    let public = keys.ours.as_public_key();
    for scheme in Scheme::ALL {
        let hash = scheme.hash(MESSAGE);
        for signature in [
            rsa_sign(&keys.ours, scheme, MESSAGE).unwrap(),
            rsa_sign_prehash(&keys.ours, scheme, &hash).unwrap(),
        ] {
            assert_eq!(rsa_verify(public, scheme, MESSAGE, &signature), Ok(()));
            assert_eq!(
                rsa_verify_prehash(public, scheme, &hash, &signature),
                Ok(())
            );
            let peer = keys.peer.as_public_key();
            let seen_by_peer = match scheme {
                Scheme::Pkcs1v15Sha256 => {
                    peer.verify(rsa::Pkcs1v15Sign::new::<Sha256>(), &hash, &signature)
                }
                Scheme::Pkcs1v15Sha384 => {
                    peer.verify(rsa::Pkcs1v15Sign::new::<Sha384>(), &hash, &signature)
                }
                Scheme::Pkcs1v15Sha512 => {
                    peer.verify(rsa::Pkcs1v15Sign::new::<Sha512>(), &hash, &signature)
                }
                Scheme::PssSha256 => peer.verify(rsa::Pss::<Sha256>::new(), &hash, &signature),
                Scheme::PssSha384 => peer.verify(rsa::Pss::<Sha384>::new(), &hash, &signature),
                Scheme::PssSha512 => peer.verify(rsa::Pss::<Sha512>::new(), &hash, &signature),
                other => panic!("{other} has no counterpart"),
            };
            seen_by_peer.unwrap();
            for other in Scheme::ALL.into_iter().filter(|other| *other != scheme) {
                let verdict = rsa_verify(public, other, MESSAGE, &signature);
                assert_eq!(verdict, Err(Error::Verification), "{scheme} as {other}");
            }
        }
    }
}

#[test]
fn schemes_have_names() {
    for scheme in Scheme::ALL {
        assert_eq!(scheme.to_string().parse(), Ok(scheme));
    }
    assert_eq!("RS384".parse(), Ok(Scheme::Pkcs1v15Sha384));
    assert_eq!("PS512".parse(), Ok(Scheme::PssSha512));
    assert_eq!("pss-sha256 ".parse::<Scheme>(), Err(UnknownScheme));
    assert!(UnknownScheme.to_string().contains("pkcs1v15-sha512"));
}
