//! Primality of secret numbers: trial division, then the Miller-Rabin test of FIPS 186-5, appendix
//! B.3.1.
//!
//! A number found composite is thrown away, so how long that took may show. What is found prime has
//! gone through a sequence of operations and addresses that depends on its size alone.

use alloc::vec;

use rand_core::TryCryptoRng;
use subtle::{Choice, ConstantTimeEq, ConstantTimeLess};
use zeroize::Zeroizing;

use super::{Error, Result};
use crate::bignum::Uint;
use crate::declassify::declassify;
use crate::montgomery::{Modulus, Residue};

/// Rounds of Miller-Rabin for a random candidate of at least 1024 bits. FIPS 186-5, table B.1 asks
/// for 5 at 1024 bits (error below 2⁻¹¹²), and for 4 at 1536 and 2048 bits.
pub(crate) const ROUNDS: usize = 5;

/// Trial division takes the odd primes below this. Each finds one candidate in as many as it is
/// large, for a hundredth of a percent of what a Miller-Rabin round costs.
const LIMIT: usize = 1 << 12;

/// A prime for trial division.
#[derive(Clone, Copy)]
struct SmallPrime {
    value: u64,
    /// value⁻¹ mod 2⁶⁴.
    inverse: u64,
}

impl SmallPrime {
    const fn new(value: u64) -> Self {
        // Newton's iteration, from the 3 bits that value·value ≡ 1 (mod 8) gives.
        let mut inverse = value;
        let mut round = 0;
        while round < 5 {
            inverse = inverse.wrapping_mul(2u64.wrapping_sub(value.wrapping_mul(inverse)));
            round += 1;
        }
        Self { value, inverse }
    }

    /// Whether this prime divides x. Constant time in x: division from the low end, by
    /// multiplications (T. Jebelean, *An algorithm for exact division*, J. Symb. Comp. 15, 1993).
    fn divides(self, x: &Uint) -> bool {
        // After i limbs, value·quotient − carry·2^(64i) is what they hold, with quotient < 2^(64i) and
        // carry ≤ value. So value divides x if it divides carry, and carry = value would make x < 0.
        let carry = x.limbs().iter().fold(0, |carry, limb| {
            let (rest, borrow) = limb.overflowing_sub(carry);
            let quotient = rest.wrapping_mul(self.inverse);
            let high = (u128::from(quotient) * u128::from(self.value)) >> 64;
            high as u64 + u64::from(borrow)
        });
        declassify(carry == 0)
    }
}

/// Which numbers below the limit are odd primes, by Eratosthenes' sieve.
const fn sieve() -> [bool; LIMIT] {
    let mut prime = [true; LIMIT];
    (prime[0], prime[1], prime[2]) = (false, false, false);
    let mut i = 2;
    while i * i < LIMIT {
        let mut multiple = i * i;
        while multiple < LIMIT {
            prime[multiple] = false;
            multiple += i;
        }
        i += 1;
    }
    prime
}

const fn count(prime: &[bool; LIMIT]) -> usize {
    let (mut i, mut count) = (0, 0);
    while i < LIMIT {
        count += prime[i] as usize;
        i += 1;
    }
    count
}

static SMALL_PRIMES: [SmallPrime; count(&sieve())] = {
    let prime = sieve();
    let mut list = [SmallPrime::new(3); count(&sieve())];
    let (mut i, mut filled) = (0, 0);
    while i < LIMIT {
        if prime[i] {
            list[filled] = SmallPrime::new(i as u64);
            filled += 1;
        }
        i += 1;
    }
    list
};

/// Whether an odd prime below 4096 divides x (or is x). Stops at the first that does.
pub(crate) fn has_small_factor(x: &Uint) -> bool {
    SMALL_PRIMES.iter().any(|prime| prime.divides(x))
}

/// Whether w passes `rounds` rounds of Miller-Rabin with random bases. Even numbers do not, nor do
/// those below 3. For random w of some size, [`ROUNDS`] makes an error negligible; for w that someone
/// else chose, it is at most 4^−rounds.
///
/// Where 2⁶⁴ divides w − 1 the answer is no: one prime in 2⁶³ is lost, and in return the loop below
/// is short and always of the same length.
///
/// # Errors
/// [`Error::Rng`] if `rng` fails.
pub(crate) fn is_probable_prime<R>(w: &Uint, rounds: usize, rng: &mut R) -> Result<bool>
where
    R: TryCryptoRng + ?Sized,
{
    let Ok(modulus) = Modulus::new(w) else {
        return Ok(false);
    };
    // w − 1 = 2^twos·odd.
    let mut odd = w.clone();
    odd.sub_small(1);
    let minus_one = modulus.residue(&odd);
    if declassify(odd.limbs()[0] == 0) {
        return Ok(false);
    }
    let twos = odd.limbs()[0].trailing_zeros();
    for i in 0..6 {
        let mut shifted = odd.clone();
        shifted.shr_assign_vartime(1 << i);
        odd.conditional_assign(&shifted, Choice::from((twos >> i & 1) as u8));
    }
    // Eight bytes more than w has: the base is then uniform modulo w but for 2⁻⁶⁴.
    let mut bytes = Zeroizing::new(vec![0; modulus.bits().div_ceil(8) + 8]);
    for _ in 0..rounds {
        rng.try_fill_bytes(&mut bytes).map_err(|_| Error::Rng)?;
        let base = modulus.residue(&Uint::from_be_bytes(&bytes));
        let power = modulus.pow(&base, &odd, modulus.bits());
        if !declassify(bool::from(leads_to_one(&modulus, power, twos, &minus_one))) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether z is ±1, or one of its first twos − 1 squarings gives −1; twos < 64 is secret.
fn leads_to_one(modulus: &Modulus, z: Residue, twos: u32, minus_one: &Residue) -> Choice {
    let mut found = z.ct_eq(modulus.one()) | z.ct_eq(minus_one);
    let mut z = z;
    for i in 1..u64::BITS {
        z = modulus.sqr(&z);
        found |= z.ct_eq(minus_one) & i.ct_lt(&twos);
    }
    found
}
