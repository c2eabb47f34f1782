//! What was booked on an account, once, whatever the number of files that tell of it.
//!
//! A statement (camt.053, MT940), a report during the day (camt.052), a bank's own list and a notice of details
//! (camt.054) of one account tell the same facts in different words. Nothing in them is changed here: [`join`] says
//! which record stands for a fact, which records are copies of it, and which are its details.
//!
//! Two records are one fact when they are of one account, day, currency and amount, and
//!
//! - the bank gave both the same reference, or
//! - they say the same, or
//! - they come in different kinds of files, and neither says anything against it.
//!
//! Within one kind of file the bank writes a fact the same way every time; so two entries of one kind with different
//! references or different words are two facts, however alike. Within one file every entry is a fact of its own.
//!
//! Details are attached only when the bank's reference (or that of the batch) names one single entry and the amount
//! is that of the entry, to the øre. Everything else stays apart, with the reason.

mod account;
mod copies;
mod line;
mod notices;

use std::collections::BTreeSet;

use trepunkt_core::id::RecordId;

use self::copies::Draft;
use self::line::Account;
use self::line::Line;
use self::line::Settled;
use crate::DeliveredBank;

/// Why a record is a copy of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ground {
    /// The bank gave both the same reference.
    Reference,
    /// Both say the same, word for word.
    Content,
    /// Each file has one such entry that day.
    Amount,
    /// Each file has several such entries that day: it is a copy of one of them, and nobody can tell of which.
    Count,
}

/// A record that tells a fact once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Copy {
    /// The record.
    pub record: RecordId,
    /// What makes it a copy.
    pub ground: Ground,
}

/// One thing that happened on an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The record that counts: of a statement where there is one.
    pub record: RecordId,
    /// The other records of the same fact, in order.
    pub copies: Vec<Copy>,
    /// Its details, which add up to it; empty when it stands for itself.
    pub details: Vec<RecordId>,
}

/// Why a record is neither a fact nor a copy of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// A notice that no entry with its reference was delivered for.
    NoEntry,
    /// A notice whose reference names several entries, or an entry that several notices name.
    Several,
    /// A notice whose amount is not that of the entry, or whose details do not add up.
    SumDiffers,
    /// A report or a list has it on a day that a proved statement covers, and the statement has not.
    NotInStatement,
}

/// A record that is not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Apart {
    /// The entry; its details go with it.
    pub record: RecordId,
    /// Why.
    pub reason: Reason,
}

/// The booked entries of all deliveries. Each stands exactly once: as a fact, a copy, a detail, or apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joined {
    /// What happened, in the order of account, day and content.
    pub facts: Vec<Fact>,
    /// What is not counted, in the order of records.
    pub apart: Vec<Apart>,
}

/// Joins what several files tell of the same accounts. Entries that are announced or for information are left out.
///
/// Notices stand for themselves on accounts of which nothing else is delivered. Which delivery counts is decided by
/// its kind and its content, never by when it came. The same file given twice tells nothing new.
pub fn join(banks: &[DeliveredBank]) -> Joined {
    let lines = line::booked(banks);
    let with_entries: BTreeSet<Account> =
        lines.iter().filter(|line| !line.is_notice()).map(|line| line.account.clone()).collect();
    // Where nothing but notices is delivered of an account, they are what is known of it.
    let is_detail = |line: &Line<'_>| line.is_notice() && with_entries.contains(&line.account);
    let (notices, movements): (Vec<Line<'_>>, Vec<Line<'_>>) = lines.into_iter().partition(is_detail);
    let settled = Settled::of(banks);
    let mut drafts = copies::facts(movements);
    let mut apart = Vec::new();
    drafts.retain(|draft| {
        let is_unknown = !draft.lead().is_statement() && settled.covers(draft.lead());
        if is_unknown {
            let members = draft.members.iter().map(|(line, _)| line.record);
            apart.extend(members.map(|record| Apart { record, reason: Reason::NotInStatement }));
        }
        !is_unknown
    });
    notices::attach(&mut drafts, notices, &mut apart);
    apart.sort_unstable();
    Joined { facts: drafts.into_iter().map(Draft::fact).collect(), apart }
}
