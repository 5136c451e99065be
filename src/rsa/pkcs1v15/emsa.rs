//! The encoding EMSA-PKCS1-v1_5 (RFC 8017, section 9.2).

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

use const_oid::{AssociatedOid, ObjectIdentifier};
use digest::Digest;
use rand_core::TryCryptoRng;
use spki::AlgorithmIdentifierRef;
use spki::der::asn1::{AnyRef, OctetStringRef};
use spki::der::{Encode, Header, Tag};
use subtle::ConstantTimeEq;

use crate::rsa::crt::Operation;
use crate::rsa::hedged::HedgedRng;
use crate::rsa::traits::SignatureScheme;
use crate::rsa::{Error, Result, RsaPrivateKey, RsaPublicKey};

/// RSASSA-PKCS1-v1_5 as a scheme for [`RsaPrivateKey::sign`] and [`RsaPublicKey::verify`].
///
/// Verification encodes the hash anew and compares the whole, so that exactly one encoding is
/// accepted: no other DER of the hash's name, no other padding length (RFC 8017, section 8.2.2, note).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pkcs1v15Sign {
    /// The length of the hash in bytes; `None` takes any.
    pub hash_len: Option<usize>,
    /// What comes before the hash: the DER of its `DigestInfo` up to the hash itself.
    pub prefix: Box<[u8]>,
}

impl Pkcs1v15Sign {
    /// The scheme with the hash `D`.
    #[must_use]
    pub fn new<D: Digest + AssociatedOid>() -> Self {
        let hash_len = <D as Digest>::output_size();
        let prefix = digest_info_prefix(D::OID, hash_len)
            .expect("the DER of a hash's name is short")
            .into_boxed_slice();
        Self {
            hash_len: Some(hash_len),
            prefix,
        }
    }

    /// The scheme without a `DigestInfo`: the input, of any length, follows the padding directly, as
    /// TLS before 1.2 has it.
    #[must_use]
    pub fn new_unprefixed() -> Self {
        Self {
            hash_len: None,
            prefix: Box::default(),
        }
    }

    /// EM = 00 01 ff … ff 00 prefix hash, as long as the modulus; at least eight bytes are ff.
    fn encode(&self, hashed: &[u8], size: usize) -> Result<Vec<u8>> {
        if self.hash_len.is_some_and(|len| len != hashed.len()) {
            return Err(Error::InvalidInput);
        }
        let info = [&self.prefix, hashed].concat();
        let zero = size
            .checked_sub(info.len() + 1)
            .filter(|zero| *zero >= 2 + 8)
            .ok_or(Error::KeyTooSmall)?;
        let mut em = vec![0xff; size];
        em[..2].copy_from_slice(&[0, 1]);
        em[zero] = 0;
        em[zero + 1..].copy_from_slice(&info);
        Ok(em)
    }

    /// Begins a signature, with randomness of the key's own.
    pub(crate) fn begin<'a>(&self, key: &'a RsaPrivateKey, hashed: &[u8]) -> Result<Operation<'a>> {
        let em = self.encode(hashed, key.size())?;
        Operation::begin_bytes(key, &mut HedgedRng::new(key, &em), &em)
    }
}

impl SignatureScheme for Pkcs1v15Sign {
    fn sign<R: TryCryptoRng + ?Sized>(
        self,
        rng: Option<&mut R>,
        key: &RsaPrivateKey,
        hashed: &[u8],
    ) -> Result<Vec<u8>> {
        let em = self.encode(hashed, key.size())?;
        Ok(key.private_op_hedged(rng, &em)?.to_vec())
    }

    fn verify(self, key: &RsaPublicKey, hashed: &[u8], signature: &[u8]) -> Result<()> {
        let expected = self.encode(hashed, key.size())?;
        let em = key
            .public_op_bytes(signature)
            .map_err(|_| Error::Verification)?;
        if bool::from(em.ct_eq(&expected)) {
            Ok(())
        } else {
            Err(Error::Verification)
        }
    }
}

/// DER of `DigestInfo { AlgorithmIdentifier { oid, NULL }, OCTET STRING hash }` without the hash.
fn digest_info_prefix(oid: ObjectIdentifier, hash_len: usize) -> spki::der::Result<Vec<u8>> {
    let algorithm = AlgorithmIdentifierRef {
        oid,
        parameters: Some(AnyRef::NULL),
    };
    let hash = vec![0; hash_len];
    let hash = OctetStringRef::new(&hash)?;
    let content_len = (algorithm.encoded_len()? + hash.encoded_len()?)?;
    let mut der = Vec::new();
    Header::new(Tag::Sequence, content_len).encode_to_vec(&mut der)?;
    algorithm.encode_to_vec(&mut der)?;
    hash.encode_to_vec(&mut der)?;
    der.truncate(der.len() - hash_len);
    Ok(der)
}

/// A hash function whose combination with RSASSA-PKCS1-v1_5 has an object identifier of its own
/// (RFC 8017, appendix A.2.4).
pub trait RsaSignatureAssociatedOid {
    /// The identifier, such as sha256WithRSAEncryption.
    const OID: ObjectIdentifier;
}

macro_rules! signature_oids {
    ($($hash:ident: $oid:literal,)*) => {$(
        impl RsaSignatureAssociatedOid for sha2::$hash {
            const OID: ObjectIdentifier = ObjectIdentifier::new_unwrap($oid);
        }
    )*};
}

signature_oids! {
    Sha256: "1.2.840.113549.1.1.11",
    Sha384: "1.2.840.113549.1.1.12",
    Sha512: "1.2.840.113549.1.1.13",
    Sha224: "1.2.840.113549.1.1.14",
    Sha512_224: "1.2.840.113549.1.1.15",
    Sha512_256: "1.2.840.113549.1.1.16",
}
