//! The workspace file: everything that Trepunkt remembers, in one encrypted SQLite file.
//!
//! What is here: the file itself and its key ([`Workspace`]), deliveries with their records and
//! archived originals, runs and what they found, mapping profiles and expected deliveries, the
//! operation log that makes everything undoable, and the hash-chained audit log. All of it is append-only; the database refuses to change or
//! delete a row.
//!
//! What is deliberately not here: reading of delivered files, matching, Danish screen texts other
//! than error messages, and a clock – who acts, and when, comes in with every [`Act`]. The only
//! randomness is the salt of a new file. No other crate knows SQL.
//!
//! Start reading at [`Workspace`], then `deliveries.rs` and `runs.rs`; the tables are in
//! `migrations/`.
//!
//! ```
//! use trepunkt_core::wall_time::WallTime;
//! use trepunkt_store::{Act, Workspace};
//! # fn main() -> Result<(), trepunkt_store::StoreError> {
//! # let folder = tempfile::tempdir().expect("a folder");
//! let act = Act { at: WallTime::from_seconds(1_793_800_000), who: "anne" };
//! let file = folder.path().join("kommune.trepunkt");
//! let workspace = Workspace::create(&file, "Testkommune", Some("en lang adgangskode"), &act)?;
//! assert_eq!(workspace.name(), "Testkommune", "the municipality is remembered");
//! workspace.close()
//! # }
//! ```

mod at_key;
mod audit;
mod changes;
mod confirmed_cutoffs;
mod connection;
mod copies;
mod deliveries;
mod endorsement;
mod enrolment;
mod error;
mod expectations;
mod facts;
mod groups;
mod key;
mod lock;
mod migration;
mod of_person;
mod operations;
mod original;
mod own_rules;
mod profiles;
mod records;
mod row;
mod rules;
mod run_cutoffs;
mod run_evidence;
mod run_results;
mod runs;
mod seal;
mod settings;
mod share;
mod sign_off;
mod work;
mod workspace;

pub use audit::AuditBreak;
pub use audit::AuditEntry;
pub use audit::AuditState;
pub use audit::chain_break;
pub use changes::Change;
pub use changes::ChangeList;
pub use changes::Changes;
pub use changes::Version;
pub use confirmed_cutoffs::StandingCutoff;
pub use deliveries::AppliedProfile;
pub use deliveries::Delivery;
pub use deliveries::NewDelivery;
pub use deliveries::Which;
pub use endorsement::Endorsement;
pub use endorsement::Endorsers;
pub use enrolment::Enrolment;
pub use enrolment::Person;
pub use error::StoreError;
pub use expectations::Expectation;
pub use expectations::ExpectedOf;
pub use facts::coverage::AccountCoverage;
pub use facts::coverage::Coverage;
pub use facts::coverage::coverage;
pub use lock::Holder;
pub use lock::Lock;
pub use lock::Locking;
pub use operations::Operation;
pub use operations::OperationKind;
pub use original::Original;
pub use own_rules::OwnRules;
pub use profiles::NewProfile;
pub use profiles::Profile;
pub use records::Part;
pub use records::StoredEntry;
pub use records::StoredFact;
pub use records::StoredIncome;
pub use records::StoredRecord;
pub use run_results::StoredDifference;
pub use runs::NewRun;
pub use runs::Run;
pub use seal::BrokenSeal;
pub use seal::Seals;
pub use sign_off::Decision;
pub use sign_off::NewDecision;
pub use sign_off::NewSignOff;
pub use sign_off::SignOff;
pub use work::EVIDENCE_BYTES_MAX;
pub use work::Evidence;
pub use work::LikeWork;
pub use work::NewWork;
pub use work::WorkBook;
pub use work::content_of;
pub use workspace::Access;
pub use workspace::Act;
pub use workspace::Workspace;

/// What every call returns.
pub type Result<T> = std::result::Result<T, StoreError>;
