//! What the keys and signatures of all schemes have in common, written once.
//!
//! Each macro for keys takes their type parameters: the hash, and for PSS and OAEP that of MGF1.

/// The type `Signature`, with the doc comment given.
macro_rules! signature_type {
    ($(#[$doc:meta])*) => {
        $(#[$doc])*
        ///
        /// Only the length is bounded here, by [`Self::MAX_LEN`]; everything else is checked on
        /// verification. The bytes are public: `Debug`, `Display` and `{:x}` show them.
        #[derive(Clone, PartialEq, Eq)]
        pub struct Signature(Box<[u8]>);

        impl Signature {
            /// The length of a signature by the largest key that is accepted, in bytes.
            pub const MAX_LEN: usize = $crate::rsa::MAX_MODULUS_BITS / 8;
        }

        impl signature::SignatureEncoding for Signature {
            type Repr = Box<[u8]>;
        }

        impl spki::SignatureBitStringEncoding for Signature {
            fn to_bitstring(&self) -> spki::der::Result<spki::der::asn1::BitString> {
                spki::der::asn1::BitString::from_bytes(&self.0)
            }
        }

        impl TryFrom<&[u8]> for Signature {
            type Error = signature::Error;

            fn try_from(bytes: &[u8]) -> signature::Result<Self> {
                if bytes.len() > Self::MAX_LEN {
                    return Err($crate::rsa::Error::Verification.into());
                }
                Ok(Self(bytes.into()))
            }
        }

        impl TryFrom<spki::der::asn1::BitStringRef<'_>> for Signature {
            type Error = signature::Error;

            fn try_from(bits: spki::der::asn1::BitStringRef<'_>) -> signature::Result<Self> {
                let bytes = bits.as_bytes().ok_or($crate::rsa::Error::Verification)?;
                Self::try_from(bytes)
            }
        }

        impl From<Signature> for Box<[u8]> {
            fn from(signature: Signature) -> Self {
                signature.0
            }
        }

        impl fmt::LowerHex for Signature {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::UpperHex for Signature {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
            }
        }

        impl fmt::Display for Signature {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{self:X}")
            }
        }

        impl fmt::Debug for Signature {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "Signature({self:x})")
            }
        }
    };
}

/// A key type: an RSA key bound to a scheme and its hashes. It is cloneable, comparable and convertible,
/// with a `Debug` that shows only what the RSA key's own does; nothing is asked of the hash types.
macro_rules! key_type {
    (
        $(#[$doc:meta])*
        $name:ident<$($hash:ident $(= $default:ident)?),*>($inner:ty, $scheme:ty)
    ) => {
        $(#[$doc])*
        pub struct $name<$($hash $(= $default)?),*> {
            inner: $inner,
            scheme: $scheme,
            hashes: PhantomData<fn() -> ($($hash,)*)>,
        }

        impl<$($hash),*> $name<$($hash),*> {
            fn from_parts(inner: $inner, scheme: $scheme) -> Self {
                Self { inner, scheme, hashes: PhantomData }
            }
        }

        impl<$($hash),*> Clone for $name<$($hash),*> {
            fn clone(&self) -> Self {
                Self::from_parts(self.inner.clone(), self.scheme.clone())
            }
        }

        impl<$($hash),*> PartialEq for $name<$($hash),*> {
            fn eq(&self, other: &Self) -> bool {
                self.inner == other.inner && self.scheme == other.scheme
            }
        }

        impl<$($hash),*> Eq for $name<$($hash),*> {}

        impl<$($hash),*> fmt::Debug for $name<$($hash),*> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name))
                    .field("inner", &self.inner)
                    .field("scheme", &self.scheme)
                    .finish()
            }
        }

        impl<$($hash),*> AsRef<$inner> for $name<$($hash),*> {
            fn as_ref(&self) -> &$inner {
                &self.inner
            }
        }

        impl<$($hash),*> From<$name<$($hash),*>> for $inner {
            fn from(key: $name<$($hash),*>) -> Self {
                key.inner
            }
        }
    };
}

/// What the type `SigningKey` is beside a [`key_type`]; its scheme is a cloneable `SignatureScheme`.
macro_rules! signing_key_traits {
    ($d:ident $(, $mgd:ident)?; $($oid:path)?) => {
        impl<$d: Digest $(, $mgd: Digest)?> SigningKey<$d $(, $mgd)?> {
            fn sign_hash<R>(&self, rng: Option<&mut R>, hash: &[u8]) -> signature::Result<Signature>
            where
                R: TryCryptoRng + ?Sized,
            {
                let signature = self.scheme.clone().sign(rng, &self.inner, hash)?;
                Ok(Signature(signature.into_boxed_slice()))
            }
        }

        impl<$d: Digest $(, $mgd: Digest)?> Signer<Signature> for SigningKey<$d $(, $mgd)?> {
            fn try_sign(&self, message: &[u8]) -> signature::Result<Signature> {
                self.sign_hash(NO_RNG, &$d::digest(message))
            }
        }

        impl<$d: Digest $(, $mgd: Digest)?> MultipartSigner<Signature> for SigningKey<$d $(, $mgd)?> {
            fn try_multipart_sign(&self, message: &[&[u8]]) -> signature::Result<Signature> {
                self.sign_hash(NO_RNG, &digest_parts::<$d>(message))
            }
        }

        impl<$d: Digest $(, $mgd: Digest)?> RandomizedSigner<Signature> for SigningKey<$d $(, $mgd)?> {
            fn try_sign_with_rng<R: TryCryptoRng + ?Sized>(
                &self,
                rng: &mut R,
                message: &[u8],
            ) -> signature::Result<Signature> {
                self.sign_hash(Some(rng), &$d::digest(message))
            }
        }

        impl<$d: Digest $(, $mgd: Digest)?> RandomizedMultipartSigner<Signature>
            for SigningKey<$d $(, $mgd)?>
        {
            fn try_multipart_sign_with_rng<R: TryCryptoRng + ?Sized>(
                &self,
                rng: &mut R,
                message: &[&[u8]],
            ) -> signature::Result<Signature> {
                self.sign_hash(Some(rng), &digest_parts::<$d>(message))
            }
        }

        impl<$d: Digest + Update $(, $mgd: Digest)?> DigestSigner<$d, Signature>
            for SigningKey<$d $(, $mgd)?>
        {
            fn try_sign_digest<F>(&self, f: F) -> signature::Result<Signature>
            where
                F: Fn(&mut $d) -> signature::Result<()>,
            {
                self.sign_hash(NO_RNG, &digest_with(f)?)
            }
        }

        impl<$d: Digest + Update $(, $mgd: Digest)?> RandomizedDigestSigner<$d, Signature>
            for SigningKey<$d $(, $mgd)?>
        {
            fn try_sign_digest_with_rng<R, F>(&self, rng: &mut R, f: F) -> signature::Result<Signature>
            where
                R: TryCryptoRng + ?Sized,
                F: Fn(&mut $d) -> signature::Result<()>,
            {
                self.sign_hash(Some(rng), &digest_with(f)?)
            }
        }

        impl<$d: Digest $(, $mgd: Digest)?> PrehashSigner<Signature> for SigningKey<$d $(, $mgd)?> {
            fn sign_prehash(&self, prehash: &[u8]) -> signature::Result<Signature> {
                self.sign_hash(NO_RNG, prehash)
            }
        }

        impl<$d: Digest $(, $mgd: Digest)?> RandomizedPrehashSigner<Signature>
            for SigningKey<$d $(, $mgd)?>
        {
            fn sign_prehash_with_rng<R: TryCryptoRng + ?Sized>(
                &self,
                rng: &mut R,
                prehash: &[u8],
            ) -> signature::Result<Signature> {
                self.sign_hash(Some(rng), prehash)
            }
        }

        impl<$d: Digest $(, $mgd: Digest)?> Keypair for SigningKey<$d $(, $mgd)?> {
            type VerifyingKey = VerifyingKey<$d $(, $mgd)?>;

            fn verifying_key(&self) -> Self::VerifyingKey {
                VerifyingKey::from_parts(self.inner.to_public_key(), self.scheme.clone())
            }
        }

        impl<$d: Digest $(+ $oid)? $(, $mgd: Digest)?> From<RsaPrivateKey>
            for SigningKey<$d $(, $mgd)?>
        {
            fn from(key: RsaPrivateKey) -> Self {
                Self::new(key)
            }
        }

        impl<$d $(, $mgd)?> ZeroizeOnDrop for SigningKey<$d $(, $mgd)?> {}

        impl<$d $(, $mgd)?> AssociatedAlgorithmIdentifier for SigningKey<$d $(, $mgd)?> {
            type Params = AnyRef<'static>;

            const ALGORITHM_IDENTIFIER: AlgorithmIdentifierRef<'static> = pkcs1::ALGORITHM_ID;
        }
    };
}

/// What the type `VerifyingKey` is beside a [`key_type`].
macro_rules! verifying_key_traits {
    ($d:ident $(, $mgd:ident)?; $($oid:path)?) => {
        impl<$d: Digest $(, $mgd: Digest)?> VerifyingKey<$d $(, $mgd)?> {
            fn verify_hash(&self, hash: &[u8], signature: &Signature) -> signature::Result<()> {
                Ok(self.scheme.clone().verify(&self.inner, hash, &signature.0)?)
            }
        }

        impl<$d: Digest $(, $mgd: Digest)?> Verifier<Signature> for VerifyingKey<$d $(, $mgd)?> {
            fn verify(&self, message: &[u8], signature: &Signature) -> signature::Result<()> {
                self.verify_hash(&$d::digest(message), signature)
            }
        }

        impl<$d: Digest $(, $mgd: Digest)?> MultipartVerifier<Signature>
            for VerifyingKey<$d $(, $mgd)?>
        {
            fn multipart_verify(
                &self,
                message: &[&[u8]],
                signature: &Signature,
            ) -> signature::Result<()> {
                self.verify_hash(&digest_parts::<$d>(message), signature)
            }
        }

        impl<$d: Digest + Update $(, $mgd: Digest)?> DigestVerifier<$d, Signature>
            for VerifyingKey<$d $(, $mgd)?>
        {
            fn verify_digest<F>(&self, f: F, signature: &Signature) -> signature::Result<()>
            where
                F: Fn(&mut $d) -> signature::Result<()>,
            {
                self.verify_hash(&digest_with(f)?, signature)
            }
        }

        impl<$d: Digest $(, $mgd: Digest)?> PrehashVerifier<Signature>
            for VerifyingKey<$d $(, $mgd)?>
        {
            fn verify_prehash(
                &self,
                prehash: &[u8],
                signature: &Signature,
            ) -> signature::Result<()> {
                self.verify_hash(prehash, signature)
            }
        }

        impl<$d: Digest $(+ $oid)? $(, $mgd: Digest)?> From<RsaPublicKey>
            for VerifyingKey<$d $(, $mgd)?>
        {
            fn from(key: RsaPublicKey) -> Self {
                Self::new(key)
            }
        }

        impl<$d $(, $mgd)?> AssociatedAlgorithmIdentifier for VerifyingKey<$d $(, $mgd)?> {
            type Params = AnyRef<'static>;

            const ALGORITHM_IDENTIFIER: AlgorithmIdentifierRef<'static> = pkcs1::ALGORITHM_ID;
        }
    };
}

/// What the types `EncryptingKey` and `DecryptingKey` are beside [`key_type`]s; their scheme is a
/// cloneable `PaddingScheme`.
macro_rules! encryption_key_traits {
    ($($hash:ident),*) => {
        impl<$($hash: Digest),*> RandomizedEncryptor for EncryptingKey<$($hash),*> {
            fn encrypt_with_rng<R: CryptoRng + ?Sized>(
                &self,
                rng: &mut R,
                message: &[u8],
            ) -> Result<Vec<u8>> {
                self.inner.encrypt(rng, self.scheme.clone(), message)
            }
        }

        impl<$($hash: Digest),*> Decryptor for DecryptingKey<$($hash),*> {
            fn decrypt(&self, ciphertext: &[u8]) -> Result<Vec<u8>> {
                self.inner.decrypt(self.scheme.clone(), ciphertext)
            }
        }

        impl<$($hash: Digest),*> RandomizedDecryptor for DecryptingKey<$($hash),*> {
            fn decrypt_with_rng<R: CryptoRng + ?Sized>(
                &self,
                rng: &mut R,
                ciphertext: &[u8],
            ) -> Result<Vec<u8>> {
                self.inner.decrypt_blinded(rng, self.scheme.clone(), ciphertext)
            }
        }

        impl<$($hash: Digest),*> EncryptingKeypair for DecryptingKey<$($hash),*> {
            type EncryptingKey = EncryptingKey<$($hash),*>;

            fn encrypting_key(&self) -> Self::EncryptingKey {
                EncryptingKey::from_parts(self.inner.to_public_key(), self.scheme.clone())
            }
        }

        impl<$($hash),*> ZeroizeOnDrop for DecryptingKey<$($hash),*> {}
    };
}

pub(crate) use {
    encryption_key_traits, key_type, signature_type, signing_key_traits, verifying_key_traits,
};
