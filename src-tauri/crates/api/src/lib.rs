//! Use cases, shapes, error codes and the one list of commands.
//!
//! What is here: what a person can do with Trepunkt ([`intake`], [`profiles`], [`manual`], [`running`],
//! [`findings`], [`export`]), as the window asks for it ([`Host`], one list of commands with [`dto`] shapes) and
//! as scripts do ([`script`], with the shapes of [`contract`]).
//!
//! What is deliberately not here: Tauri, HTTP, a clock and a screen. The host says who works and
//! what time it is ([`Surroundings`]). Matching, reading and storing are in crates of their own;
//! this one puts them together.
//!
//! Start reading at `commands.rs`, then [`Host`].

pub(crate) mod attention;
pub mod backups;
pub mod bindings;
pub(crate) mod chain;
pub mod checks;
pub mod close;
pub(crate) mod commands;
pub(crate) mod completeness;
pub mod contract;
pub mod corrections;
pub mod dto;
pub mod error;
pub mod export;
pub mod findings;
pub mod folder;
pub mod host;
pub mod intake;
pub mod job;
pub mod manual;
pub(crate) mod payment_facts;
pub mod person;
pub mod profiles;
pub mod reports;
pub mod rules;
pub mod running;
pub mod sample;
pub mod script;
pub mod session;
mod trial;
pub mod verify;
pub(crate) mod view;
pub mod why;
pub mod work;

pub use bindings::bindings;
pub use error::ApiError;
pub use error::ErrorCode;
pub use host::Host;
pub use job::Stages;
pub use session::Session;
pub use session::Surroundings;

/// The SHA-256 of bytes, as lower-case hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest as _;

    hex(&sha2::Sha256::digest(bytes))
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;

    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
