//! What the schemes ask of a hash function.

use digest::{Digest, Output};
use zeroize::Zeroize;

/// The hash of a message that comes in parts.
pub(crate) fn digest_parts<D: Digest>(parts: &[&[u8]]) -> Output<D> {
    let mut digest = D::new();
    for part in parts {
        digest.update(part);
    }
    digest.finalize()
}

/// The hash of what `f` feeds.
pub(crate) fn digest_with<D: Digest>(
    f: impl Fn(&mut D) -> signature::Result<()>,
) -> signature::Result<Output<D>> {
    let mut digest = D::new();
    f(&mut digest)?;
    Ok(digest.finalize())
}

/// Adds (exclusive or) MGF1 of `seed` to `out` (RFC 8017, appendix B.2.1).
///
/// Constant time in both; the mask is erased, since OAEP's is secret.
pub(crate) fn xor_mgf1<D: Digest>(out: &mut [u8], seed: &[u8]) {
    for (counter, chunk) in (0u32..).zip(out.chunks_mut(<D as Digest>::output_size())) {
        let mut mask = D::new()
            .chain_update(seed)
            .chain_update(counter.to_be_bytes())
            .finalize();
        for (byte, mask) in chunk.iter_mut().zip(&mask) {
            *byte ^= mask;
        }
        mask.as_mut_slice().zeroize();
    }
}
