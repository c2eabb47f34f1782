//! Mapping profiles: a foreign table read as if it had Trepunkt's own headers.
//!
//! A [`Profile`] says which column of a foreign table is which column of a source kind, and how its
//! values are written. [`apply`] turns the table into rows of the kind's own layout, each still at its
//! line and under its own column names; from there the kind's reader goes on as it always does. So every
//! check, message and law of the kind holds for mapped tables too.
//!
//! Nothing is guessed: where the cells of a column can be read in two ways and the profile does not say
//! which, the file is refused with both readings (`amounts.rs`, `dates.rs`).

pub(crate) mod amounts;
pub(crate) mod apply;
mod balance;
pub(crate) mod columns;
mod convert;
pub(crate) mod dates;
pub(crate) mod draft;
pub(crate) mod foreign;
pub(crate) mod layouts;
mod plan;
pub(crate) mod profile;
mod survey;
pub(crate) mod text;

use crate::mapping::profile::Profile;

/// The profiles that come with the program, as text.
pub const SHIPPED_PROFILES: &[&str] = &[include_str!("../../../../rules/profiles/skattekonto.toml")];

/// Which profiles a reading may use.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mapping<'a> {
    /// The one that the user has chosen for these files. It wins over the kinds' own headers.
    pub chosen: Option<&'a Profile>,
    /// Those that are applied by themselves to a table whose set of headers is theirs, when no kind knows it.
    pub known: &'a [Profile],
}
