//! How well a run finds what was planted: the acceptance of the engine in numbers.
//!
//! What is here: a generated month goes through a new workspace by the same calls that scripts make ([`run`]), and
//! what scripts get back is held against `expected.json` ([`compare`]). The generator and the engine know nothing of
//! each other, so what both say is true twice over.

mod compare;
mod run;
mod table;

use std::collections::BTreeMap;

pub use self::run::run;

/// One planted kind of error in one reconciliation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Differences that must be found.
    pub planted: u32,
    /// Found at their key with their kroner.
    pub found: u32,
    /// Found with the planted cause.
    pub right: u32,
    /// Of the right ones, those called proven.
    pub proven: u32,
    /// Called proven with another cause: the worst fault.
    pub wrong_proven: u32,
}

/// One reconciliation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scored {
    /// Its id.
    pub reconciliation: String,
    /// The period that was run.
    pub period: String,
    /// Whether it ran; nothing is scored when not.
    pub ran: bool,
    /// Why it failed, when it did.
    pub failed: Option<String>,
    /// By pair and planted kind.
    pub kinds: BTreeMap<(String, String), Tally>,
    /// Differences that nobody planted, by pair and cause.
    pub extra: BTreeMap<(String, String), u32>,
    /// Those of them that are called proven.
    pub extra_proven: u32,
    /// What went wrong, in words: the first few of each sort.
    pub faults: Vec<String>,
    /// Points whose sum is not the expected one.
    pub wrong_points: u32,
    /// Expected bridges that are missing or stand on other sums.
    pub wrong_bridges: u32,
    /// Bridges that do not close.
    pub open_bridges: u32,
    /// Øre that the engine calls unexplained, inflow and outflow told apart nowhere.
    pub unexplained_minor: i64,
    /// Whether an inferred cut-off lies so that the hidden one may be it; none where none was inferred.
    pub is_cutoff_right: Option<bool>,
    /// How long the run took.
    pub elapsed_ms: i64,
}

impl Scored {
    /// The sum over all kinds of a pair.
    pub fn total(&self, between: &str) -> Tally {
        let of_pair = self.kinds.iter().filter(|((pair, _), _)| pair == between);
        of_pair.fold(Tally::default(), |sum, (_, tally)| Tally {
            planted: sum.planted + tally.planted,
            found: sum.found + tally.found,
            right: sum.right + tally.right,
            proven: sum.proven + tally.proven,
            wrong_proven: sum.wrong_proven + tally.wrong_proven,
        })
    }

    /// Differences of a pair that nobody planted.
    pub fn extra_of(&self, between: &str) -> u32 {
        self.extra.iter().filter(|((pair, _), _)| pair == between).map(|(_, count)| count).sum()
    }
}

/// A month, reconciliation by reconciliation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// In the order of the catalogue.
    pub reconciliations: Vec<Scored>,
}

impl Score {
    /// The reconciliation with this id, when the month has it.
    pub fn of(&self, reconciliation: &str) -> Option<&Scored> {
        self.reconciliations.iter().find(|scored| scored.reconciliation == reconciliation)
    }

    /// A table for people to read.
    pub fn table(&self) -> String {
        table::table(self)
    }
}
