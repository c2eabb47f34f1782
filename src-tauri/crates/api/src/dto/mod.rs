//! What crosses to the window. Amounts are finished text: no money arithmetic happens in TypeScript.
//!
//! Domain types are not serializable on purpose; every shape that leaves the program is here, or in
//! [`contract`](crate::contract) for scripts.

/// Declares shapes with what they all derive, and collects their TypeScript.
macro_rules! shapes {
    ($($(#[$meta:meta])* $kind:ident $name:ident { $($body:tt)* })+) => {
        $(#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)] $(#[$meta])* pub $kind $name { $($body)* })+

        /// The TypeScript declaration of every shape, in the order of this file.
        pub(super) fn declarations(config: &ts_rs::Config) -> Vec<String> {
            vec![$(<$name as TS>::decl(config)),+]
        }
    };
}

mod calendar;
mod change;
mod closing;
mod cutoff;
mod delivery;
mod difference;
mod person;
mod profile;
mod proof;
mod report;
mod rules;
mod run;
mod working;
mod workspace;

pub use calendar::*;
pub use change::*;
pub use closing::*;
pub use cutoff::*;
pub use delivery::*;
pub use difference::*;
pub use person::*;
pub use profile::*;
pub use proof::*;
pub use report::*;
pub use rules::*;
pub use run::*;
pub use working::*;
pub use workspace::*;

/// The TypeScript declaration of every shape, in the order in which a reader meets them.
pub(crate) fn declarations(config: &ts_rs::Config) -> Vec<String> {
    let parts = [
        workspace::declarations,
        delivery::declarations,
        calendar::declarations,
        change::declarations,
        person::declarations,
        profile::declarations,
        run::declarations,
        cutoff::declarations,
        difference::declarations,
        working::declarations,
        closing::declarations,
        report::declarations,
        rules::declarations,
        proof::declarations,
    ];
    parts.iter().flat_map(|part| part(config)).collect()
}
