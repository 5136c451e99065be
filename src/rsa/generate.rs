//! New keys: random probable primes as in FIPS 186-5, appendix A.1.3.

use alloc::vec;
use core::fmt;

use rand_core::TryCryptoRng;
use subtle::ConstantTimeLess;
use zeroize::Zeroizing;

use super::prime::{ROUNDS, has_small_factor, is_probable_prime};
use super::public_key::{MAX_MODULUS_BITS, MAX_PUBLIC_EXPONENT};
use super::{Component, Error, Result, RsaPrivateKey};
use crate::bignum::Uint;
use crate::declassify::declassify;
use crate::montgomery::Modulus;

/// The smallest modulus that is generated, in bits: FIPS 186-5 approves none below.
const MIN_GENERATED_BITS: usize = 2048;

/// The smallest public exponent that is generated for: FIPS 186-5, appendix A.1.1 wants e > 2¹⁶.
const MIN_GENERATED_EXPONENT: u64 = 65537;

/// What a [`KeyGenerator`] reports. It tells how the search goes and nothing of the primes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// Another candidate for the prime in search is about to be tested.
    ///
    /// Each of the two primes takes 0.173·bits candidates on average (the density of primes among odd
    /// numbers of bits/2 bits); most fail at once, and one in seven or so costs an exponentiation.
    Candidate {
        /// Which candidate for this prime it is, counted from 1.
        number: usize,
    },
    /// A prime has been found. After the second, the key is as good as done.
    Prime,
}

/// Generates private keys, where [`RsaPrivateKey::new`] leaves too little to choose.
///
/// ```
/// use verimont::rsa::{KeyGenerator, Progress};
/// # use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
/// # let mut rng = ChaCha20Rng::seed_from_u64(1); // in your code: a generator that is not seeded so
///
/// let mut primes = 0;
/// let key = KeyGenerator::new(2048)
///     .on_progress(|event| primes += usize::from(event == Progress::Prime))
///     .generate(&mut rng)?;
/// assert_eq!((key.bits(), primes), (2048, 2));
/// # Ok::<(), verimont::rsa::Error>(())
/// ```
#[must_use]
#[derive(Clone)]
pub struct KeyGenerator<F = fn(Progress)> {
    bits: usize,
    e: u64,
    on_progress: F,
}

impl KeyGenerator {
    /// Generates keys with a modulus of this many bits, 2048 to 8192 and even, and e = 65537.
    pub fn new(bits: usize) -> Self {
        Self {
            bits,
            e: MIN_GENERATED_EXPONENT,
            on_progress: |_| {},
        }
    }
}

impl<F: FnMut(Progress)> KeyGenerator<F> {
    /// Takes another public exponent: odd, from 65537 to 2³³ − 1.
    pub fn exponent(mut self, e: u64) -> Self {
        self.e = e;
        self
    }

    /// Calls `on_progress` at each step of the search.
    pub fn on_progress<G: FnMut(Progress)>(self, on_progress: G) -> KeyGenerator<G> {
        KeyGenerator {
            bits: self.bits,
            e: self.e,
            on_progress,
        }
    }

    /// Generates a key with the operating system's randomness.
    ///
    /// # Errors
    /// As [`Self::generate`].
    #[cfg(feature = "getrandom")]
    pub fn generate_with_system_rng(self) -> Result<RsaPrivateKey> {
        self.generate(&mut getrandom::SysRng)
    }

    /// Generates a key. With k = bits/2: p > q are random probable primes of k bits, at least
    /// √2·2^(k − 1) and more than 2^(k − 100) apart; p − 1 and q − 1 are prime to e; d, which is e⁻¹
    /// modulo lcm(p − 1, q − 1), is above 2^k. A private operation has been tried and checked.
    ///
    /// The time tells how many candidates were thrown away, and nothing of the primes kept.
    ///
    /// # Errors
    /// [`Error::KeySize`] or [`Error::InvalidKey`] if the size or the exponent is out of range;
    /// [`Error::Rng`] if `rng` fails, or its numbers lead to no key within the standard's limits,
    /// which happens to good ones once in 10¹² (more often if e has many small factors);
    /// [`Error::Fault`] if the key fails its trial.
    pub fn generate<R: TryCryptoRng + ?Sized>(mut self, rng: &mut R) -> Result<RsaPrivateKey> {
        let sizes = MIN_GENERATED_BITS..=MAX_MODULUS_BITS;
        if !sizes.contains(&self.bits) || !self.bits.is_multiple_of(2) {
            return Err(Error::KeySize);
        }
        let wrong_exponent = Error::InvalidKey(Component::PublicExponent);
        if !(MIN_GENERATED_EXPONENT..=MAX_PUBLIC_EXPONENT).contains(&self.e) {
            return Err(wrong_exponent);
        }
        let e = Modulus::new(&Uint::from_limbs(&[self.e])).map_err(|_| wrong_exponent)?;
        let first = self.find_prime(rng, &e, 5 * self.bits, None)?;
        let second = self.find_prime(rng, &e, 10 * self.bits, Some(&first))?;
        let exchange = first.ct_lt(&second);
        let (mut p, mut q) = (first.clone(), second.clone());
        p.conditional_assign(&second, exchange);
        q.conditional_assign(&first, exchange);
        let key = RsaPrivateKey::from_prime_values(&p, &q, &self.e.to_be_bytes())?;
        // d is odd, so it is above 2^(bits/2) exactly if it has more bits than that.
        if declassify(key.d.bits() <= self.bits / 2) {
            return Err(Error::Rng);
        }
        // Blinded, so that any number makes the exponentiations run on a random base.
        key.private_op(rng, &Uint::from_limbs(&[2]))?;
        Ok(key)
    }

    /// A prime, after at most `limit` candidates: steps 4 and 5 of appendix A.1.3.
    fn find_prime<R: TryCryptoRng + ?Sized>(
        &mut self,
        rng: &mut R,
        e: &Modulus,
        limit: usize,
        other: Option<&Uint>,
    ) -> Result<Uint> {
        for number in 1..=limit {
            let candidate = draw_candidate(rng, self.bits / 2, other)?;
            (self.on_progress)(Progress::Candidate { number });
            if !has_small_factor(&candidate)
                && order_is_prime_to(&candidate, e)
                && is_probable_prime(&candidate, ROUNDS, rng)?
            {
                (self.on_progress)(Progress::Prime);
                return Ok(candidate);
            }
        }
        Err(Error::Rng)
    }
}

/// A random odd number of this many bits, at least √2·2^(bits − 1) and far enough from `other`.
pub(super) fn draw_candidate<R>(rng: &mut R, bits: usize, other: Option<&Uint>) -> Result<Uint>
where
    R: TryCryptoRng + ?Sized,
{
    let mut bytes = Zeroizing::new(vec![0; bits.div_ceil(8)]);
    let spare = 8 * bytes.len() - bits;
    let last = bytes.len() - 1;
    // Three draws in five are large enough: a generator that fails this often is broken.
    for _ in 0..256 {
        rng.try_fill_bytes(&mut bytes).map_err(|_| Error::Rng)?;
        bytes[0] = bytes[0] & 0xff >> spare | 0x80 >> spare;
        bytes[last] |= 1;
        let candidate = Uint::from_be_bytes(&bytes);
        // x ≥ √2·2^(bits − 1) exactly if x² ≥ 2^(2·bits − 1).
        let large_enough = declassify(bool::from(candidate.square().bit(2 * bits - 1)));
        if large_enough && other.is_none_or(|other| far_apart(&candidate, other, bits)) {
            return Ok(candidate);
        }
    }
    Err(Error::Rng)
}

/// Whether |x − y| > 2^(bits − 100).
pub(super) fn far_apart(x: &Uint, y: &Uint, bits: usize) -> bool {
    let (mut distance, mut negated) = (x.clone(), y.clone());
    let negative = distance.sub_assign(y);
    negated.sub_assign(x);
    distance.conditional_assign(&negated, negative);
    let mut bound = Uint::zero(x.limbs().len());
    bound.limbs_mut()[(bits - 100) / 64] = 1 << ((bits - 100) % 64);
    declassify(bound.ct_lt(&distance).into())
}

/// Whether gcd(candidate − 1, e) = 1.
fn order_is_prime_to(candidate: &Uint, e: &Modulus) -> bool {
    let mut order = candidate.clone();
    order.sub_small(1);
    e.invert(&e.residue(&order)).is_some()
}

impl RsaPrivateKey {
    /// A new key with a modulus of this many bits, 2048 to 8192 and even, and e = 65537.
    ///
    /// It takes from a fraction of a second to minutes, more or less the fourth power of the size;
    /// [`KeyGenerator`] can show the progress, and says how keys are made.
    ///
    /// ```
    /// use verimont::rsa::RsaPrivateKey;
    /// # use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
    /// # let mut rng = ChaCha20Rng::seed_from_u64(1); // in your code: a generator that is not seeded so
    ///
    /// let key = RsaPrivateKey::new(&mut rng, 2048)?;
    /// assert_eq!(key.bits(), 2048);
    /// # Ok::<(), verimont::rsa::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`KeyGenerator::generate`].
    pub fn new<R: TryCryptoRng + ?Sized>(rng: &mut R, bits: usize) -> Result<Self> {
        KeyGenerator::new(bits).generate(rng)
    }

    /// As [`Self::new`] with another public exponent: odd, from 65537 to 2³³ − 1.
    ///
    /// # Errors
    /// As [`KeyGenerator::generate`].
    pub fn new_with_exponent<R>(rng: &mut R, bits: usize, e: u64) -> Result<Self>
    where
        R: TryCryptoRng + ?Sized,
    {
        KeyGenerator::new(bits).exponent(e).generate(rng)
    }
}

impl<F> fmt::Debug for KeyGenerator<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyGenerator")
            .field("bits", &self.bits)
            .field("e", &self.e)
            .finish_non_exhaustive()
    }
}
