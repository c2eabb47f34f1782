//! Public keys and signatures.

use std::fmt;

use ed25519_dalek::VerifyingKey;

use crate::hex;

/// The public half of a key: it names a person in the workspace and proves what the person signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey(pub [u8; 32]);

/// A signature over a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature(pub [u8; 64]);

impl PublicKey {
    /// The key written as 64 hexadecimal digits.
    pub fn from_text(text: &str) -> Option<Self> {
        hex::array(text).map(Self)
    }

    /// True when the holder of this key signed just this message. Weak keys prove nothing.
    pub fn proves(&self, message: &[u8], signature: &Signature) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        VerifyingKey::from_bytes(&self.0).is_ok_and(|key| key.verify_strict(message, &signature).is_ok())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::text(&self.0))
    }
}

impl Signature {
    /// The signature written as 128 hexadecimal digits.
    pub fn from_text(text: &str) -> Option<Self> {
        hex::array(text).map(Self)
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::text(&self.0))
    }
}
