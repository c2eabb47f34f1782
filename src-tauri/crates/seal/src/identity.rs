//! The identity file: a small text that its owner keeps, with the secret key sealed under a passphrase.

use chacha20poly1305::KeyInit as _;
use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::Aead as _;
use chacha20poly1305::aead::Payload;
use ed25519_dalek::Signer as _;
use ed25519_dalek::SigningKey;
use serde::Deserialize;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::PublicKey;
use crate::SealError;
use crate::Signature;
use crate::derive_key;
use crate::hex;
use crate::random;

/// The form of the file; a newer one is refused.
const VERSION: u32 = 1;

/// A person who can sign.
pub struct Identity {
    name: String,
    key: SigningKey,
}

/// A person as others see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicIdentity {
    /// The person's name, as they wrote it.
    pub name: String,
    /// The key that proves their signatures.
    pub key: PublicKey,
}

/// The file, field by field. Name and key are sealed in as associated data, so that neither can be exchanged.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct IdentityFile {
    trepunkt_identity: u32,
    name: String,
    public_key: String,
    salt: String,
    nonce: String,
    sealed_key: String,
}

impl Identity {
    /// Makes a person's key. Gives the text of their identity file too.
    ///
    /// # Errors
    /// Without a name or a passphrase, without randomness, or without memory to derive the key.
    pub fn create(name: &str, passphrase: &str) -> Result<(Self, String), SealError> {
        let name = name.trim();
        if name.is_empty() {
            return Err(SealError::NameMissing);
        }
        if passphrase.trim().is_empty() {
            return Err(SealError::PassphraseMissing);
        }
        let secret: Zeroizing<[u8; 32]> = Zeroizing::new(random()?);
        let identity = Self { name: name.to_owned(), key: SigningKey::from_bytes(&secret) };
        let (salt, nonce): ([u8; 16], [u8; 24]) = (random()?, random()?);
        let public = identity.public();
        let known = associated(&public);
        let payload = Payload { msg: secret.as_slice(), aad: &known };
        let sealed = cipher(passphrase, &salt)?.encrypt(&nonce.into(), payload).map_err(|_| SealError::Derivation)?;
        let file = IdentityFile {
            trepunkt_identity: VERSION,
            name: public.name,
            public_key: public.key.to_string(),
            salt: hex::text(&salt),
            nonce: hex::text(&nonce),
            sealed_key: hex::text(&sealed),
        };
        let text = toml::to_string(&file).expect("texts and a number are TOML");
        Ok((identity, text))
    }

    /// Opens an identity file.
    ///
    /// # Errors
    /// When the text is no identity file, or the passphrase does not open it.
    pub fn open(text: &str, passphrase: &str) -> Result<Self, SealError> {
        let file = parse(text)?;
        let public = public(&file)?;
        let salt = hex::array(&file.salt).ok_or(SealError::NotAnIdentity)?;
        let nonce: [u8; 24] = hex::array(&file.nonce).ok_or(SealError::NotAnIdentity)?;
        let sealed = hex::bytes(&file.sealed_key).ok_or(SealError::NotAnIdentity)?;
        let known = associated(&public);
        let opened = cipher(passphrase, &salt)?.decrypt(&nonce.into(), Payload { msg: &sealed, aad: &known });
        let opened = Zeroizing::new(opened.map_err(|_| SealError::WrongPassphrase)?);
        let secret: &[u8; 32] = opened.as_slice().try_into().map_err(|_| SealError::NotAnIdentity)?;
        let identity = Self { name: public.name, key: SigningKey::from_bytes(secret) };
        if identity.key.verifying_key().to_bytes() == public.key.0 {
            Ok(identity)
        } else {
            Err(SealError::NotAnIdentity)
        }
    }

    /// The person as others see them.
    pub fn public(&self) -> PublicIdentity {
        PublicIdentity { name: self.name.clone(), key: PublicKey(self.key.verifying_key().to_bytes()) }
    }

    /// Signs a message.
    pub fn sign(&self, message: &[u8]) -> Signature {
        Signature(self.key.sign(message).to_bytes())
    }
}

impl PublicIdentity {
    /// Reads who an identity file belongs to, without opening it.
    ///
    /// # Errors
    /// When the text is no identity file.
    pub fn read(text: &str) -> Result<Self, SealError> {
        public(&parse(text)?)
    }
}

fn parse(text: &str) -> Result<IdentityFile, SealError> {
    let loose: toml::Table = text.parse().map_err(|_| SealError::NotAnIdentity)?;
    match loose.get("trepunkt_identity").and_then(toml::Value::as_integer) {
        Some(version) if version > i64::from(VERSION) => Err(SealError::NewerFile),
        _ => toml::from_str(text).map_err(|_| SealError::NotAnIdentity),
    }
}

fn public(file: &IdentityFile) -> Result<PublicIdentity, SealError> {
    let key = PublicKey::from_text(&file.public_key).ok_or(SealError::NotAnIdentity)?;
    Ok(PublicIdentity { name: file.name.clone(), key })
}

fn associated(public: &PublicIdentity) -> Vec<u8> {
    [b"trepunkt-identity-1\0".as_slice(), &public.key.0, public.name.as_bytes()].concat()
}

fn cipher(passphrase: &str, salt: &[u8; 16]) -> Result<XChaCha20Poly1305, SealError> {
    let key = derive_key(passphrase, salt)?;
    XChaCha20Poly1305::new_from_slice(key.as_slice()).map_err(|_| SealError::Derivation)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSPHRASE: &str = "en lang adgangssætning";

    #[test]
    fn a_file_opens_with_its_passphrase_and_shows_its_owner_without() {
        let (anne, text) = Identity::create(" Anne Ærø ", PASSPHRASE).expect("an identity");
        assert_eq!(PublicIdentity::read(&text), Ok(anne.public()), "anybody sees whose it is");
        let opened = Identity::open(&text, PASSPHRASE).expect("it opens");
        assert_eq!(opened.public().name, "Anne Ærø", "the name, without what stood around it");
        let signature = opened.sign(b"x");
        assert!(anne.public().key.proves(b"x", &signature), "it is the same key");
        assert!(!anne.public().key.proves(b"y", &signature), "and it proves nothing else");
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said() {
        let (_, text) = Identity::create("Anne", PASSPHRASE).expect("an identity");
        let (_, other) = Identity::create("Bo", PASSPHRASE).expect("another");
        let line = |text: &str, key: &str| {
            let mut lines = text.lines();
            lines.find(|line| line.starts_with(key)).expect("the line is there").to_owned()
        };
        let exchanged = |key: &str| text.replace(&line(&text, key), &line(&other, key));
        let check = |text: &str, passphrase: &str, expected: SealError| {
            let error = Identity::open(text, passphrase).err();
            assert_eq!(error, Some(expected), "{text}");
        };
        check(&text, "en anden", SealError::WrongPassphrase);
        check(&exchanged("name"), PASSPHRASE, SealError::WrongPassphrase);
        check(&exchanged("public_key"), PASSPHRASE, SealError::WrongPassphrase);
        check(&text.replace("trepunkt_identity = 1", "trepunkt_identity = 2"), PASSPHRASE, SealError::NewerFile);
        check(&text.replace("salt = \"", "salt = \"zz"), PASSPHRASE, SealError::NotAnIdentity);
        check("", PASSPHRASE, SealError::NotAnIdentity);
        assert_eq!(Identity::create("  ", PASSPHRASE).err(), Some(SealError::NameMissing), "nobody");
        assert_eq!(Identity::create("Anne", " ").err(), Some(SealError::PassphraseMissing), "and nothing");
    }
}
