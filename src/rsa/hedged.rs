//! Randomness for callers who pass no generator.

use core::fmt;

use hmac::{Hmac, KeyInit, Mac};
use rand_core::{TryCryptoRng, TryRng};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{Error, RsaPrivateKey};

type Prf = Hmac<Sha256>;

/// A generator keyed by the private exponent, the input of the operation and, with the feature
/// `getrandom`, 32 bytes of the operating system's: hedged, so that neither a poor system generator
/// nor its absence exposes a blinding factor or a salt.
///
/// HMAC-SHA-256 as a PRF: the seed is HMAC(d, system bytes ‖ input), block i is HMAC(seed, i).
/// Nothing is computed until the first byte is asked for.
pub(crate) struct HedgedRng<'a> {
    key: &'a RsaPrivateKey,
    input: &'a [u8],
    seed: Option<Zeroizing<[u8; 32]>>,
    blocks: u64,
}

impl<'a> HedgedRng<'a> {
    pub(crate) fn new(key: &'a RsaPrivateKey, input: &'a [u8]) -> Self {
        Self {
            key,
            input,
            seed: None,
            blocks: 0,
        }
    }

    fn make_seed(&self) -> Result<Zeroizing<[u8; 32]>, Error> {
        let mut system = Zeroizing::new([0; 32]);
        #[cfg(feature = "getrandom")]
        getrandom::fill(&mut *system).map_err(|_| Error::Rng)?;
        let mut prf = prf(&self.key.d_bytes());
        prf.update(&*system);
        prf.update(self.input);
        system.copy_from_slice(&prf.finalize().into_bytes());
        Ok(system)
    }
}

fn prf(key: &[u8]) -> Prf {
    Prf::new_from_slice(key).expect("HMAC takes a key of any length")
}

impl TryRng for HedgedRng<'_> {
    type Error = Error;

    fn try_next_u32(&mut self) -> Result<u32, Error> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Error> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Error> {
        let seed = match &self.seed {
            Some(seed) => seed,
            None => {
                let seed = self.make_seed()?;
                self.seed.insert(seed)
            }
        };
        for chunk in out.chunks_mut(32) {
            let mut prf = prf(&**seed);
            prf.update(&self.blocks.to_be_bytes());
            self.blocks += 1;
            let block = Zeroizing::new(<[u8; 32]>::from(prf.finalize().into_bytes()));
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
        Ok(())
    }
}

impl TryCryptoRng for HedgedRng<'_> {}

impl fmt::Debug for HedgedRng<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HedgedRng").finish_non_exhaustive()
    }
}
