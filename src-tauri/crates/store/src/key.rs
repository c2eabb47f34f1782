//! From passphrase to key, and how a file tells whether it needs one.
//!
//! An encrypted workspace begins with SQLCipher's 16 bytes of salt. The same salt is Argon2id's, so
//! the file alone and the passphrase are all that is needed to open it: no second file, no plain
//! header.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use trepunkt_seal::SALT_BYTES;
use trepunkt_seal::derive_key;
use zeroize::Zeroizing;

use crate::Result;
use crate::StoreError;
use crate::error::Attempt;
use crate::workspace::sibling;

/// Bytes of a database page; part of the file's format. Measured: larger pages make long loads
/// cheaper, and each page is encrypted and sealed once.
pub(crate) const PAGE_BYTES: u32 = 8192;

const PLAIN_HEADER: &[u8; SALT_BYTES] = b"SQLite format 3\0";

/// What a file is, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// An SQLite file without encryption.
    Plain,
    /// Encrypted under a key made of the passphrase and this salt.
    Encrypted([u8; SALT_BYTES]),
    /// Something else.
    Foreign,
}

/// Looks at the file's first bytes.
///
/// A salt always begins with a byte above 127, which no text file, zip or PDF does; so a wrong file
/// is called that, and not a wrong passphrase.
pub(crate) fn form_of(path: &Path) -> Result<Form> {
    let mut file = File::open(path).attempt("åbne arbejdsmappen")?;
    let length = file.metadata().attempt("læse arbejdsmappens størrelse")?.len();
    let mut head = [0; SALT_BYTES];
    // A disk that ran full while the log was written back can leave a part of a page at the end; the log still has it.
    let is_whole = length.is_multiple_of(u64::from(PAGE_BYTES)) || has_log(path);
    if length < u64::from(PAGE_BYTES) || !is_whole {
        return Ok(Form::Foreign);
    }
    file.read_exact(&mut head).attempt("læse arbejdsmappen")?;
    Ok(match head {
        head if &head == PLAIN_HEADER => Form::Plain,
        head if head[0] >= 0x80 => Form::Encrypted(head),
        _ => Form::Foreign,
    })
}

/// True when what was written last lies beside the file.
fn has_log(path: &Path) -> bool {
    let is_filled = |ending| std::fs::metadata(sibling(path, ending)).is_ok_and(|log| log.len() > 0);
    ["-wal", "-journal"].into_iter().any(is_filled)
}

/// A new file's salt.
pub(crate) fn new_salt() -> Result<[u8; SALT_BYTES]> {
    let mut salt = random()?;
    salt[0] |= 0x80;
    Ok(salt)
}

/// Sixteen random bytes.
pub(crate) fn random() -> Result<[u8; SALT_BYTES]> {
    let mut bytes = [0; SALT_BYTES];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::Io {
        attempted: "hente tilfældige tal fra styresystemet",
        source: std::io::Error::other(error.to_string()),
    })?;
    Ok(bytes)
}

/// The key and salt as SQLCipher takes them; wiped from memory when dropped.
#[derive(Clone)]
pub(crate) struct Key(Zeroizing<String>);

impl Key {
    /// Derives the key. Slow by intention, and equally slow for right and wrong.
    pub(crate) fn derive(passphrase: &str, salt: &[u8; SALT_BYTES]) -> Result<Self> {
        let bytes = derive_key(passphrase, salt).map_err(|error| StoreError::Unlawful(error.to_string()))?;
        let mut text = Zeroizing::new(String::with_capacity(128));
        text.push_str("x'");
        for byte in bytes.iter().chain(salt) {
            for half in [byte >> 4, byte & 15] {
                text.push(char::from_digit(u32::from(half), 16).expect("four bits are one hexadecimal digit"));
            }
        }
        text.push('\'');
        Ok(Self(text))
    }

    /// The statement that hands the key to SQLCipher.
    pub(crate) fn pragma(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(160));
        text.push_str("PRAGMA key = \"");
        text.push_str(&self.0);
        text.push_str("\";");
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(content: &[u8], expected: Form) {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), content).expect("its content");
        assert_eq!(form_of(file.path()).expect("a form"), expected, "a file of {} bytes", content.len());
    }

    #[test]
    fn a_file_is_known_by_its_first_bytes() {
        let page = |start: &[u8]| {
            let mut page = start.to_vec();
            page.resize(8192, 0);
            page
        };
        check(&page(PLAIN_HEADER), Form::Plain);
        check(&page(&[0x80; 16]), Form::Encrypted([0x80; 16]));
        check(&page(b"IndberetningsID;P-SE-nr"), Form::Foreign);
        check(&page(b"PK\x03\x04"), Form::Foreign);
        check(&[0x80; 8191], Form::Foreign);
        check(b"", Form::Foreign);
    }

    #[test]
    fn the_same_passphrase_and_salt_give_the_same_key_and_any_other_another() {
        let key = |passphrase, salt| Key::derive(passphrase, &[salt; 16]).expect("a key").pragma();
        assert_eq!(*key("hemmelig", 1), *key("hemmelig", 1), "a file can be opened again");
        assert_ne!(*key("hemmelig", 1), *key("hemmelig", 2), "the salt counts");
        assert_ne!(*key("hemmelig", 1), *key("Hemmelig", 1), "the passphrase counts");
        assert_eq!(key("hemmelig", 255).len(), "PRAGMA key = \"x''\";".len() + 96, "32 bytes of key, 16 of salt");
    }
}
