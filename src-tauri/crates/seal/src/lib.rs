//! Who a person is: an ed25519 key in a file of the person's own, under a passphrase.
//!
//! What is here: deriving a key from a passphrase ([`derive_key`]), making and opening an identity file
//! ([`Identity`], [`PublicIdentity`]), signing and proving a signature ([`PublicKey::proves`]).
//!
//! What is deliberately not here: files, databases, clocks, roles. Which keys a workspace trusts is the store's
//! business. This is the only crate that names a cipher, a signature scheme or a password hash.
//!
//! ```
//! use trepunkt_seal::Identity;
//! # fn main() -> Result<(), trepunkt_seal::SealError> {
//! let (anne, file) = Identity::create("Anne Eksempel", "en lang adgangssætning")?;
//! let signature = anne.sign(b"oktober er afstemt");
//! assert!(anne.public().key.proves(b"oktober er afstemt", &signature), "her key proves what she signed");
//! assert!(Identity::open(&file, "en anden").is_err(), "another passphrase does not open it");
//! # Ok(())
//! # }
//! ```

mod hex;
mod identity;
mod key;
mod passphrase;

pub use identity::Identity;
pub use identity::PublicIdentity;
pub use key::PublicKey;
pub use key::Signature;
pub use passphrase::DerivedKey;
pub use passphrase::SALT_BYTES;
pub use passphrase::derive_key;

/// Why a key cannot be made, opened or read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The passphrase does not open the identity, or somebody changed the file: the two cannot be told apart.
    #[error("adgangssætningen passer ikke til identitetsfilen, eller filen er ændret")]
    WrongPassphrase,
    /// The text is no identity file.
    #[error("filen er ikke en identitetsfil fra Trepunkt, eller den er beskadiget")]
    NotAnIdentity,
    /// A newer program made it.
    #[error("identitetsfilen er lavet af en nyere udgave af Trepunkt")]
    NewerFile,
    /// Nobody signs without a name.
    #[error("en identitet skal have et navn")]
    NameMissing,
    /// Nor without a passphrase.
    #[error("en identitet skal have en adgangssætning")]
    PassphraseMissing,
    /// The operating system gave no random bytes.
    #[error("styresystemet gav ingen tilfældige tal")]
    NoRandomness,
    /// The memory for deriving a key was not to be had.
    #[error("nøglen kunne ikke udledes af adgangssætningen; er der hukommelse nok?")]
    Derivation,
}

/// Fills an array with random bytes.
fn random<const N: usize>() -> Result<[u8; N], SealError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| SealError::NoRandomness)?;
    Ok(bytes)
}
