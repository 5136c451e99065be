//! The primes from n, e and d alone: NIST SP 800-56B Rev. 2, appendix C.2, which needs no random
//! numbers and so no loop that ends by luck.

use subtle::ConstantTimeEq;

use super::private_key::{check, prime_moduli};
use super::{Component, Error, Result, RsaPrivateKey, RsaPublicKey};
use crate::bignum::Uint;

const WRONG: Error = Error::InvalidKey(Component::PrivateExponent);

impl RsaPrivateKey {
    /// A key from its modulus and two exponents (big-endian), for those who kept no primes.
    ///
    /// The primes are recovered, p > q, and everything is checked as by [`Self::from_components`]; d
    /// stays as given. Constant time in d and the primes.
    ///
    /// # Errors
    /// [`Error::InvalidKey`], naming the component found wrong: n or e where they are out of range,
    /// and d where it does not belong to them.
    pub fn from_n_e_d(n: &[u8], e: &[u8], d: &[u8]) -> Result<Self> {
        let public = RsaPublicKey::new(n, e)?;
        let d = Uint::from_be_bytes(d);
        let (p, q) = recover_primes(&public, &d)?;
        let (p, q) = prime_moduli(&p, &q).map_err(|_| WRONG)?;
        let n = p.value().mul(q.value());
        check(n.ct_eq(public.modulus.value()), Component::PrivateExponent)?;
        Self::from_moduli(public, p, q, &d)
    }
}

/// p and q with p·q = n and p > q. The letters are the publication's.
fn recover_primes(public: &RsaPublicKey, d: &Uint) -> Result<(Uint, Uint)> {
    let n = public.modulus.value();
    // Step 1: a = (d·e − 1)·gcd(n − 1, d·e − 1), a multiple of (p − 1)(q − 1).
    let mut multiple = d.mul_small(public.e);
    let too_small = multiple.sub_small(1);
    check(!too_small, Component::PrivateExponent)?;
    let mut n1 = n.clone();
    n1.sub_small(1);
    let a = multiple.mul(&n1.gcd(&multiple));
    // Step 2: a = m·n + r.
    let (mut m, r) = a.div_rem(n);
    // Step 3: b = (n − r)/(m + 1) + 1, which is p + q.
    m.add_small(1);
    let mut rest = n.clone();
    rest.sub_assign(&r);
    let (mut b, remainder) = rest.div_rem(&m);
    b.add_small(1);
    check(remainder.is_zero(), Component::PrivateExponent)?;
    // Each prime has at most one bit more than half of n, so their sum at most two.
    let limbs = (public.bits().div_ceil(2) + 2).div_ceil(64);
    let b = b.resize(limbs).ok_or(WRONG)?;
    // Step 4: Υ = √(b² − 4n), which is p − q.
    let mut square = b.square();
    let negative = square.sub_assign(&n.mul_small(4));
    let upsilon = square.sqrt();
    let valid = !negative & !square.is_zero() & upsilon.square().ct_eq(&square);
    check(valid, Component::PrivateExponent)?;
    // Step 5: p = (b + Υ)/2 and q = (b − Υ)/2; b and Υ agree in parity since b² − Υ² is even.
    let (mut p, mut q) = (b.clone(), b);
    p.add_assign(&upsilon);
    q.sub_assign(&upsilon);
    p.shr_assign_vartime(1);
    q.shr_assign_vartime(1);
    Ok((p, q))
}
