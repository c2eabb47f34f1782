//! From passphrase to key.

use argon2::Algorithm;
use argon2::Argon2;
use argon2::Params;
use argon2::Version;
use zeroize::Zeroizing;

use crate::SealError;

/// Bytes of salt.
pub const SALT_BYTES: usize = 16;

/// Memory in KiB: twice what OWASP recommends for two passes, within 250 ms on a slow desktop. The cost belongs to
/// the format of every file that is locked with it and must not be changed without a new one.
const MEMORY_KIB: u32 = 48 * 1024;
const PASSES: u32 = 2;

/// Thirty-two bytes, wiped from memory when dropped.
pub type DerivedKey = Zeroizing<[u8; 32]>;

/// Derives a key. Slow by intention, and equally slow for right and wrong.
///
/// # Errors
/// [`SealError::Derivation`] when there is no memory for it.
pub fn derive_key(passphrase: &str, salt: &[u8; SALT_BYTES]) -> Result<DerivedKey, SealError> {
    let mut key = Zeroizing::new([0_u8; 32]);
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(key.len())).map_err(|_| SealError::Derivation)?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, &mut *key)
        .map_err(|_| SealError::Derivation)?;
    Ok(key)
}
