//! PKCS#1, PKCS#8 and SPKI, as DER and PEM, against files that OpenSSL wrote.

use verimont::pkcs1::{
    self, DecodeRsaPrivateKey, DecodeRsaPublicKey, EncodeRsaPrivateKey, EncodeRsaPublicKey,
};
use verimont::pkcs8::{self, DecodePrivateKey, EncodePrivateKey, LineEnding};
use verimont::rsa::{Error, RsaPrivateKey, RsaPublicKey};
use verimont::spki::{self, DecodePublicKey, EncodePublicKey};

use crate::{KEYS, Numbers, key};

const PKCS8: &str = include_str!("../data/rsa2048.pem");
const PKCS1: &str = include_str!("../data/rsa2048.pkcs1.pem");
const SPKI: &str = include_str!("../data/rsa2048.spki.pem");
const PKCS1_PUBLIC: &str = include_str!("../data/rsa2048.pkcs1_public.pem");
const EC: &str = include_str!("../data/ec.pem");
const PSS: &str = include_str!("../data/pss_only.pem");
const THREE_PRIMES: &str = include_str!("../data/three_primes.pem");

#[test]
fn private_keys_round_trip_in_every_form() {
    for (bits, pem) in KEYS {
        let key = key(pem);
        assert_eq!(key.bits(), bits);
        assert_eq!(*key.to_pkcs8_pem(LineEnding::LF).unwrap(), pem);
        assert_eq!(RsaPrivateKey::from_pkcs8_pem(pem).unwrap(), key);

        let pkcs8 = key.to_pkcs8_der().unwrap();
        assert_eq!(RsaPrivateKey::from_der(pkcs8.as_bytes()), Ok(key.clone()));
        let back = RsaPrivateKey::from_pkcs8_der(pkcs8.as_bytes()).unwrap();
        assert_eq!(back, key);

        let pkcs1 = key.to_pkcs1_der().unwrap();
        assert_eq!(RsaPrivateKey::from_der(pkcs1.as_bytes()), Ok(key.clone()));
        let back = RsaPrivateKey::from_pkcs1_der(pkcs1.as_bytes()).unwrap();
        assert_eq!(back, key);

        let pem = key.to_pkcs1_pem(LineEnding::CRLF).unwrap();
        assert_eq!(RsaPrivateKey::from_pem(&pem), Ok(key.clone()));
        assert_eq!(RsaPrivateKey::from_pkcs1_pem(&pem).unwrap(), key);
    }
}

#[test]
fn public_keys_round_trip_in_every_form() {
    for (_, pem) in KEYS {
        let key = key(pem).to_public_key();
        let spki = key.to_public_key_der().unwrap();
        assert_eq!(RsaPublicKey::from_der(spki.as_bytes()), Ok(key.clone()));
        let back = RsaPublicKey::from_public_key_der(spki.as_bytes()).unwrap();
        assert_eq!(back, key);

        let pkcs1 = key.to_pkcs1_der().unwrap();
        assert_eq!(RsaPublicKey::from_der(pkcs1.as_bytes()), Ok(key.clone()));
        let back = RsaPublicKey::from_pkcs1_der(pkcs1.as_bytes()).unwrap();
        assert_eq!(back, key);

        let pem = key.to_public_key_pem(LineEnding::LF).unwrap();
        assert_eq!(RsaPublicKey::from_pem(&pem), Ok(key.clone()));
        assert_eq!(RsaPublicKey::from_public_key_pem(&pem).unwrap(), key);
        let pem = key.to_pkcs1_pem(LineEnding::LF).unwrap();
        assert_eq!(RsaPublicKey::from_pem(&pem), Ok(key.clone()));
        assert_eq!(RsaPublicKey::from_pkcs1_pem(&pem).unwrap(), key);
    }
}

#[test]
fn files_are_those_of_openssl() {
    let key = key(PKCS8);
    assert_eq!(RsaPrivateKey::from_pem(PKCS1), Ok(key.clone()));
    assert_eq!(*key.to_pkcs1_pem(LineEnding::LF).unwrap(), PKCS1);
    let public = key.as_public_key();
    for pem in [SPKI, PKCS1_PUBLIC] {
        assert_eq!(RsaPublicKey::from_pem(pem).as_ref(), Ok(public));
    }
    assert_eq!(public.to_public_key_pem(LineEnding::LF).unwrap(), SPKI);
    assert_eq!(public.to_pkcs1_pem(LineEnding::LF).unwrap(), PKCS1_PUBLIC);
}

#[test]
fn other_keys_are_refused() {
    for pem in [EC, PSS, THREE_PRIMES, SPKI, "", "not PEM"] {
        assert_eq!(RsaPrivateKey::from_pem(pem), Err(Error::Encoding));
        assert_eq!(RsaPublicKey::from_pem(EC), Err(Error::Encoding));
    }
    // Label and content must agree.
    let mislabelled = PKCS8.replace("PRIVATE KEY", "RSA PRIVATE KEY");
    assert_eq!(RsaPrivateKey::from_pem(&mislabelled), Err(Error::Encoding));
    let mislabelled = SPKI.replace("PUBLIC KEY", "RSA PUBLIC KEY");
    assert_eq!(RsaPublicKey::from_pem(&mislabelled), Err(Error::Encoding));
    for pem in [EC, PSS] {
        assert!(matches!(
            RsaPrivateKey::from_pkcs8_pem(pem),
            Err(pkcs8::Error::PublicKey(spki::Error::OidUnknown { .. }))
        ));
    }
    let three = pkcs8::SecretDocument::from_pem(THREE_PRIMES).unwrap().1;
    let three: pkcs8::PrivateKeyInfoRef<'_> = three.decode_msg().unwrap();
    assert_eq!(
        RsaPrivateKey::from_pkcs1_der(three.private_key.as_bytes()),
        Err(pkcs1::Error::Version)
    );
}

/// One DER element.
fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = match content.len() {
        len @ 0..0x80 => vec![len as u8],
        len @ 0x80..0x100 => vec![0x81, len as u8],
        len => vec![0x82, (len >> 8) as u8, len as u8],
    };
    [&[tag], &*length, content].concat()
}

fn integers(key: &RsaPrivateKey) -> Vec<Vec<u8>> {
    let unsigned = |bytes: Vec<u8>| match bytes[0] {
        0..0x80 => bytes,
        _ => [&[0], &*bytes].concat(),
    };
    let numbers = Numbers::of(key);
    let numbers = numbers.all().map(|x| unsigned(x.to_bytes_be()));
    [vec![vec![0]], numbers.into()].concat()
}

fn sequence(integers: &[Vec<u8>]) -> Vec<u8> {
    let content: Vec<_> = integers.iter().map(|bytes| tlv(2, bytes)).collect();
    tlv(0x30, &content.concat())
}

#[test]
fn integers_must_be_minimal_and_positive() {
    let key = key(PKCS8);
    let good = integers(&key);
    assert_eq!(RsaPrivateKey::from_der(&sequence(&good)), Ok(key.clone()));
    for i in 0..good.len() {
        let mut padded = good.clone();
        padded[i].insert(0, 0);
        let mut negative = good.clone();
        negative[i][0] |= 0x80;
        if good[i][0] == 0 && i != 0 {
            negative[i].remove(0);
        }
        let mut empty = good.clone();
        empty[i].clear();
        for bad in [padded, negative, empty] {
            let der = sequence(&bad);
            assert_eq!(RsaPrivateKey::from_der(&der), Err(Error::Encoding), "{i}");
            let public = sequence(&bad[1..3]);
            if i == 1 || i == 2 {
                assert_eq!(RsaPublicKey::from_der(&public), Err(Error::Encoding));
            }
        }
    }
}

/// rsaEncryption.
const OID: [u8; 11] = [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];

fn pkcs8(version: u8, parameters: &[u8], key: &[u8], rest: &[u8]) -> Vec<u8> {
    let algorithm = tlv(0x30, &[&OID, parameters].concat());
    let version = [2, 1, version];
    tlv(0x30, &[&version, &*algorithm, &tlv(4, key), rest].concat())
}

#[test]
fn lengths_must_be_minimal_and_nothing_may_follow() {
    let key = key(PKCS8);
    let public = key.as_public_key();
    let private_forms = [
        key.to_pkcs8_der().unwrap().as_bytes().to_vec(),
        key.to_pkcs1_der().unwrap().as_bytes().to_vec(),
    ];
    let public_forms = [
        public.to_public_key_der().unwrap().into_vec(),
        public.to_pkcs1_der().unwrap().into_vec(),
    ];
    for (i, der) in private_forms.iter().chain(&public_forms).enumerate() {
        let trailing = [&**der, &[0]].concat();
        // 30 82 hi lo … as 30 83 00 hi lo …
        let long = [&[0x30, 0x83, 0], &der[2..]].concat();
        let indefinite = [&[0x30, 0x80], &der[4..], &[0, 0]].concat();
        for bad in [trailing, long, indefinite] {
            if i < 2 {
                assert_eq!(RsaPrivateKey::from_der(&bad), Err(Error::Encoding));
            } else {
                assert_eq!(RsaPublicKey::from_der(&bad), Err(Error::Encoding));
            }
        }
    }
    let inner = [&*private_forms[1], &[0]].concat();
    let bad = pkcs8(0, &[5, 0], &inner, &[]);
    assert_eq!(RsaPrivateKey::from_der(&bad), Err(Error::Encoding));
}

#[test]
fn parameters_must_be_null() {
    let key = key(PKCS8);
    let inner = key.to_pkcs1_der().unwrap();
    let load =
        |parameters: &[u8]| RsaPrivateKey::from_der(&pkcs8(0, parameters, inner.as_bytes(), &[]));
    assert_eq!(load(&[5, 0]), Ok(key.clone()));
    for parameters in [&[][..], &[0x30, 0], &[5, 1, 0], &[5, 0, 5, 0]] {
        assert_eq!(load(parameters), Err(Error::Encoding));
    }
}

#[test]
fn an_embedded_public_key_must_be_the_right_one() {
    let key = key(PKCS8);
    let inner = key.to_pkcs1_der().unwrap();
    let load = |version, public: &[u8]| {
        let public = tlv(0x81, &[&[0], public].concat());
        RsaPrivateKey::from_der(&pkcs8(version, &[5, 0], inner.as_bytes(), &public))
    };
    let public = key.as_public_key().to_pkcs1_der().unwrap();
    assert_eq!(load(1, public.as_bytes()), Ok(key.clone()));
    assert_eq!(load(0, public.as_bytes()), Err(Error::Encoding));
    let other = crate::key(KEYS[1].1)
        .as_public_key()
        .to_pkcs1_der()
        .unwrap();
    assert_eq!(load(1, other.as_bytes()), Err(Error::Encoding));
    assert_eq!(load(1, &[]), Err(Error::Encoding));
}

#[cfg(feature = "encryption")]
#[test]
fn encrypted_keys_open_with_the_right_password_only() {
    let pbkdf2 = include_str!("../data/rsa2048.pbkdf2.pem");
    let scrypt = include_str!("../data/rsa2048.scrypt.pem");
    let key = key(PKCS8);
    let ours = key
        .to_pkcs8_encrypted_pem("correct horse", LineEnding::LF)
        .unwrap();
    for pem in [pbkdf2, scrypt, &ours] {
        let opened = RsaPrivateKey::from_pkcs8_encrypted_pem(pem, "correct horse");
        assert_eq!(opened.as_ref(), Ok(&key));
        for wrong in ["", "correct horse "] {
            assert!(RsaPrivateKey::from_pkcs8_encrypted_pem(pem, wrong).is_err());
        }
        assert_eq!(RsaPrivateKey::from_pem(pem), Err(Error::Encoding));
    }
    let der = key.to_pkcs8_encrypted_der("x").unwrap();
    let opened = RsaPrivateKey::from_pkcs8_encrypted_der(der.as_bytes(), "x");
    assert_eq!(opened, Ok(key));
}
