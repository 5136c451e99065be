//! Faults in the private operation, injected between the halves and their recombination.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use std::cell::Cell;

use crate::bignum::Uint;
use crate::montgomery::{Modulus, Residue};
use crate::rsa::hedged::HedgedRng;
use crate::rsa::{Error, RsaPrivateKey};

/// Which half is hit next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    P,
    Q,
}

std::thread_local! {
    static NEXT: Cell<Fault> = const { Cell::new(Fault::None) };
}

/// The hook in the private operation: damages one half if a test has asked for it.
pub(in crate::rsa) fn inject(p: &Modulus, at_p: Residue, at_q: Uint) -> (Residue, Uint) {
    match NEXT.get() {
        Fault::None => (at_p, at_q),
        Fault::P => (p.add(&at_p, p.one()), at_q),
        Fault::Q => {
            let mut limbs = at_q.limbs().to_vec();
            limbs[0] ^= 1;
            (at_p, Uint::from_limbs(&limbs))
        }
    }
}

#[test]
fn a_fault_in_either_half_is_caught() {
    let key = super::key();
    let mut rng = HedgedRng::new(&key, b"");
    let x = Uint::from_limbs(&[2; 16]);
    for fault in [Fault::P, Fault::Q] {
        NEXT.set(fault);
        assert!(matches!(key.private_op(&mut rng, &x), Err(Error::Fault)));
        NEXT.set(Fault::None);
        assert!(key.private_op(&mut rng, &x).is_ok());
    }
}

#[test]
fn a_generated_key_that_fails_its_trial_is_withheld() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    NEXT.set(Fault::P);
    let result = RsaPrivateKey::new(&mut rng, 2048);
    NEXT.set(Fault::None);
    assert_eq!(result, Err(Error::Fault));
}
