//! The private key: its parts, and the checks it must pass before it exists.

use alloc::vec::Vec;
use core::fmt;

use subtle::{Choice, ConstantTimeEq, ConstantTimeLess};
use zeroize::{ZeroizeOnDrop, Zeroizing};

use super::blinding::BlindingPool;
use super::public_key::{MAX_MODULUS_BITS, MIN_MODULUS_BITS, public_exponent};
use super::{Component, Error, Result, RsaPublicKey};
use crate::bignum::Uint;
use crate::declassify::declassify;
#[cfg(verimont_pairs)]
use crate::montgomery::PairModulus;
use crate::montgomery::{Modulus, Residue};

/// An RSA private key (RFC 8017, section 3.2, second form), validated and ready for use.
///
/// It can be shared between threads; each operation blinds itself. `Debug` shows the size and the
/// public exponent, and every secret is erased on drop.
pub struct RsaPrivateKey {
    pub(crate) public: RsaPublicKey,
    pub(crate) d: Uint,
    pub(crate) p: Prime,
    pub(crate) q: Prime,
    /// q⁻¹ mod p.
    pub(crate) q_inv: Residue,
    /// Both primes, if the processor works on the two at once.
    #[cfg(verimont_pairs)]
    pub(crate) pair: Option<PairModulus>,
    pub(crate) exponent_blinding: bool,
    pub(crate) blinding: BlindingPool,
}

/// One of the two primes with its exponent.
#[derive(Clone)]
pub(crate) struct Prime {
    pub(crate) modulus: Modulus,
    /// d mod (prime − 1).
    pub(crate) exponent: Uint,
}

/// The components of a private key as RFC 8017, appendix A.1.2 lists them, each big-endian.
///
/// `Debug` shows nothing.
#[derive(Clone, Copy)]
pub struct PrivateKeyComponents<'a> {
    /// The modulus n.
    pub n: &'a [u8],
    /// The public exponent e.
    pub e: &'a [u8],
    /// The private exponent d.
    pub d: &'a [u8],
    /// The first prime p.
    pub p: &'a [u8],
    /// The second prime q.
    pub q: &'a [u8],
    /// d mod (p − 1).
    pub dp: &'a [u8],
    /// d mod (q − 1).
    pub dq: &'a [u8],
    /// q⁻¹ mod p.
    pub q_inv: &'a [u8],
}

impl fmt::Debug for PrivateKeyComponents<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrivateKeyComponents")
            .finish_non_exhaustive()
    }
}

/// d as wide as n, and what it is modulo p − 1 and q − 1, all checked.
fn halves(public: &RsaPublicKey, p: Modulus, q: Modulus, d: &Uint) -> Result<(Uint, Prime, Prime)> {
    check(d.ct_lt(public.modulus.value()), Component::PrivateExponent)?;
    let d = d
        .resize(public.modulus.limbs())
        .expect("a number below the modulus fits its width");
    let p = Prime::from_private_exponent(p, &d, public.e)?;
    let q = Prime::from_private_exponent(q, &d, public.e)?;
    Ok((d, p, q))
}

/// q⁻¹ mod p.
fn inverse_of_q(p: &Prime, q: &Prime) -> Result<Residue> {
    let q_inv = p.modulus.invert(&p.modulus.residue(q.modulus.value()));
    q_inv.ok_or(Error::InvalidKey(Component::PrimeQ))
}

impl RsaPrivateKey {
    /// A key from all its components.
    ///
    /// Everything is checked, in constant time: the sizes and parities; n = p·q and p ≠ q;
    /// d·e ≡ 1 modulo p − 1 and q − 1; dP, dQ and qInv. That p and q are prime is not: if they are
    /// not, signing and decrypting fail with [`Error::Fault`] rather than give a wrong result.
    ///
    /// # Errors
    /// [`Error::InvalidKey`], naming the first component found wrong.
    pub fn from_components(components: &PrivateKeyComponents<'_>) -> Result<Self> {
        let public = RsaPublicKey::new(components.n, components.e)?;
        let (p, q) = prime_moduli(
            &Uint::from_be_bytes(components.p),
            &Uint::from_be_bytes(components.q),
        )?;
        check(
            p.value().mul(q.value()).ct_eq(public.modulus.value()),
            Component::Modulus,
        )?;
        let (d, p, q) = halves(&public, p, q, &Uint::from_be_bytes(components.d))?;
        let given = [components.dp, components.dq, components.q_inv].map(Uint::from_be_bytes);
        check(p.exponent.ct_eq(&given[0]), Component::ExponentP)?;
        check(q.exponent.ct_eq(&given[1]), Component::ExponentQ)?;
        let q_inv = p.modulus.residue(&given[2]);
        let product = p.modulus.mul(&q_inv, &p.modulus.residue(q.modulus.value()));
        let inverse = given[2].ct_lt(p.modulus.value()) & product.ct_eq(p.modulus.one());
        if check(inverse, Component::Coefficient).is_err() {
            // Whether any qInv would do.
            inverse_of_q(&p, &q)?;
            return Err(Error::InvalidKey(Component::Coefficient));
        }
        Ok(Self::assemble(public, d, p, q, q_inv))
    }

    /// A key from its primes (big-endian) and public exponent; d is e⁻¹ modulo lcm(p − 1, q − 1).
    ///
    /// Constant time in the primes, which are checked as by [`Self::from_components`].
    ///
    /// # Errors
    /// [`Error::InvalidKey`], naming the component found wrong.
    pub fn from_primes(p: &[u8], q: &[u8], e: &[u8]) -> Result<Self> {
        Self::from_prime_values(&Uint::from_be_bytes(p), &Uint::from_be_bytes(q), e)
    }

    pub(crate) fn from_prime_values(p: &Uint, q: &Uint, e: &[u8]) -> Result<Self> {
        let (p, q) = prime_moduli(p, q)?;
        let n = p.value().mul(q.value());
        let public = RsaPublicKey::from_parts(&n, public_exponent(e)?)?;
        let d = private_exponent(p.value(), q.value(), public.e)?;
        Self::from_moduli(public, p, q, &d)
    }

    /// A key from moduli that [`prime_moduli`] made and whose product is n, and d, which is checked.
    pub(crate) fn from_moduli(
        public: RsaPublicKey,
        p: Modulus,
        q: Modulus,
        d: &Uint,
    ) -> Result<Self> {
        let (d, p, q) = halves(&public, p, q, d)?;
        let q_inv = inverse_of_q(&p, &q)?;
        Ok(Self::assemble(public, d, p, q, q_inv))
    }

    fn assemble(public: RsaPublicKey, d: Uint, p: Prime, q: Prime, q_inv: Residue) -> Self {
        let blinding = BlindingPool::default();
        Self {
            public,
            d,
            #[cfg(verimont_pairs)]
            pair: PairModulus::new([&p.modulus, &q.modulus]),
            p,
            q,
            q_inv,
            exponent_blinding: false,
            blinding,
        }
    }

    /// Turns blinding of the exponents on or off, beside that of the base, which is always on.
    ///
    /// Each operation then adds a fresh 64-bit multiple of p − 1 and q − 1 to the exponents, so that
    /// no two run through the same windows; it costs about 64 squarings and 13 multiplications more.
    #[must_use]
    pub fn with_exponent_blinding(mut self, on: bool) -> Self {
        self.exponent_blinding = on;
        self
    }

    /// The public half.
    #[must_use]
    pub fn as_public_key(&self) -> &RsaPublicKey {
        &self.public
    }

    /// A copy of the public half.
    #[must_use]
    pub fn to_public_key(&self) -> RsaPublicKey {
        self.public.clone()
    }

    /// The number of bits of the modulus.
    #[must_use]
    pub fn bits(&self) -> usize {
        self.public.bits()
    }

    /// The number of bytes of the modulus, and so of a signature or a ciphertext.
    #[must_use]
    pub fn size(&self) -> usize {
        self.public.size()
    }

    /// d, big-endian, [`Self::size`] bytes. Secret.
    #[must_use]
    pub fn d_bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.public.bytes(&self.d))
    }

    /// p and q, big-endian, both as long as the longer needs. Secret.
    #[must_use]
    pub fn prime_bytes(&self) -> [Zeroizing<Vec<u8>>; 2] {
        [self.p.modulus.value(), self.q.modulus.value()].map(|prime| self.half_bytes(prime))
    }

    /// dP, dQ and qInv, big-endian, each as long as the longer prime. Secret.
    #[must_use]
    pub fn crt_bytes(&self) -> [Zeroizing<Vec<u8>>; 3] {
        let q_inv = self.p.modulus.retrieve(&self.q_inv);
        [&self.p.exponent, &self.q.exponent, &q_inv].map(|x| self.half_bytes(x))
    }

    fn half_bytes(&self, x: &Uint) -> Zeroizing<Vec<u8>> {
        let len = self.p.modulus.bits().max(self.q.modulus.bits()).div_ceil(8);
        Zeroizing::new(
            x.to_be_bytes(len)
                .expect("a number below a prime fits its size"),
        )
    }
}

impl Prime {
    /// Takes d modulo prime − 1 and checks that e inverts it there.
    fn from_private_exponent(modulus: Modulus, d: &Uint, e: u64) -> Result<Self> {
        let mut order = modulus.value().clone();
        order.sub_small(1);
        // The quotient of d < n = p·q has at most as many bits as the other prime plus one; the two
        // differ by at most one bit.
        let (_, exponent) = d.div_rem_bounded(&order, modulus.bits() + 2);
        let (_, product) = exponent.mul_small(e).div_rem_bounded(&order, 64);
        check(
            product.ct_eq(&Uint::from_limbs(&[1])),
            Component::PrivateExponent,
        )?;
        Ok(Self { modulus, exponent })
    }

    /// prime − 1.
    pub(crate) fn order(&self) -> Uint {
        let mut order = self.modulus.value().clone();
        order.sub_small(1);
        order
    }
}

/// The Montgomery contexts of p and q, equally wide, after the checks that each must pass alone.
pub(crate) fn prime_moduli(p: &Uint, q: &Uint) -> Result<(Modulus, Modulus)> {
    let (p_bits, q_bits) = (declassify(p.bits()), declassify(q.bits()));
    let sizes = MIN_MODULUS_BITS / 2..=MAX_MODULUS_BITS / 2;
    if !sizes.contains(&p_bits) {
        return Err(Error::InvalidKey(Component::PrimeP));
    }
    if !sizes.contains(&q_bits) || p_bits.abs_diff(q_bits) > 1 {
        return Err(Error::InvalidKey(Component::PrimeQ));
    }
    check(!p.ct_eq(q), Component::PrimeQ)?;
    let limbs = p_bits.max(q_bits).div_ceil(64);
    let modulus = |prime, component| {
        Modulus::with_limbs(prime, limbs).map_err(|_| Error::InvalidKey(component))
    };
    Ok((
        modulus(p, Component::PrimeP)?,
        modulus(q, Component::PrimeQ)?,
    ))
}

/// e⁻¹ modulo λ = lcm(p − 1, q − 1), as FIPS 186-5, appendix A.1.1 defines d.
fn private_exponent(p: &Uint, q: &Uint, e: u64) -> Result<Uint> {
    let (mut p1, mut q1) = (p.clone(), q.clone());
    p1.sub_small(1);
    q1.sub_small(1);
    let (cofactor, _) = p1.div_rem(&p1.gcd(&q1));
    let lambda = cofactor.mul(&q1);
    // d = (1 + λ·t)/e with t = −λ⁻¹ mod e, so that the only inverse is modulo a public odd number.
    let wrong = Error::InvalidKey(Component::PublicExponent);
    let small = Modulus::new(&Uint::from_limbs(&[e])).map_err(|_| wrong)?;
    let inverse = small.invert(&small.residue(&lambda)).ok_or(wrong)?;
    let mut numerator = lambda.mul_small(e - small.retrieve(&inverse).limbs()[0]);
    numerator.add_small(1);
    let (d, _) = numerator.div_rem(&Uint::from_limbs(&[e]));
    Ok(d)
}

pub(crate) fn check(valid: Choice, component: Component) -> Result<()> {
    if declassify(bool::from(valid)) {
        Ok(())
    } else {
        Err(Error::InvalidKey(component))
    }
}

impl Clone for RsaPrivateKey {
    fn clone(&self) -> Self {
        let key = Self::assemble(
            self.public.clone(),
            self.d.clone(),
            self.p.clone(),
            self.q.clone(),
            self.q_inv.clone(),
        );
        key.with_exponent_blinding(self.exponent_blinding)
    }
}

/// Equality of the keys' values, in constant time.
impl PartialEq for RsaPrivateKey {
    fn eq(&self, other: &Self) -> bool {
        let same = self.d.ct_eq(&other.d)
            & self.p.modulus.value().ct_eq(other.p.modulus.value())
            & self.q.modulus.value().ct_eq(other.q.modulus.value());
        self.public == other.public && declassify(bool::from(same))
    }
}

impl Eq for RsaPrivateKey {}

impl fmt::Debug for RsaPrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RsaPrivateKey")
            .field("public", &self.public)
            .finish_non_exhaustive()
    }
}

impl ZeroizeOnDrop for RsaPrivateKey {}
