//! What was booked on the municipality's accounts, entry by entry, as payments out.
//!
//! Only booked entries in kroner count; what is announced or for information is kept out. A collective entry whose
//! details add up to it is its details; otherwise it stands as one.

use std::collections::BTreeMap;

use trepunkt_core::bank::BankEntry;
use trepunkt_core::bank::BankTable;
use trepunkt_core::bank::EntryStatus;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;
use trepunkt_core::result::RunNote;
use trepunkt_core::wall_time::Date;

use crate::DeliveredBank;
use crate::Sources;
use crate::bank;
use crate::content::Content;

/// The only currency that is reconciled.
const KRONER: &str = "DKK";

/// One booking.
#[derive(Clone, Debug)]
pub(crate) struct Booking<'a> {
    pub(crate) record: RecordId,
    pub(crate) entry: &'a BankEntry,
    /// The account as the bank wrote it.
    pub(crate) account: &'a str,
    pub(crate) day: Date,
    /// Paid out, positive.
    pub(crate) amount: Money,
    /// What the bank wrote, in lower case.
    pub(crate) lower_text: String,
    /// The reference of the collective entry that it is a detail of.
    pub(crate) batch: &'a str,
    pub(crate) content: Content,
}

impl Booking<'_> {
    /// Every word that may be a reference: the references, then the words of the text.
    pub(crate) fn references(&self) -> impl Iterator<Item = &str> {
        let is_gap =
            |letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | ':' | '(' | ')' | '"' | '\'');
        let words = self.entry.text.split(is_gap).map(|word| word.trim_matches(['.', '/', '?', '+']));
        let own = [self.entry.reference.as_str(), self.entry.text.trim(), self.entry.slip.as_str()];
        own.into_iter().chain(words).filter(|word| !word.is_empty())
    }
}

/// Every booking, in the order of contents, and what is not counted: how many entries, and their sum.
#[derive(Debug, Default)]
pub(crate) struct Bookings<'a> {
    pub(crate) all: Vec<Booking<'a>>,
    pub(crate) apart: u64,
    pub(crate) apart_sum: Money,
}

impl Bookings<'_> {
    /// What the run says of the entries that are not counted.
    pub(crate) fn note(&self) -> Option<RunNote> {
        (self.apart > 0).then_some(RunNote::BookedApart(self.apart, self.apart_sum))
    }
}

/// What was booked, each entry once however many files tell it (see [`crate::bank`]).
pub(crate) fn read(sources: &Sources) -> Bookings<'_> {
    let joined = bank::join(&sources.banks);
    let banks: BTreeMap<DeliveryId, &DeliveredBank> = sources.banks.iter().map(|bank| (bank.delivery, bank)).collect();
    let place = |record: RecordId| {
        let bank = banks.get(&record.delivery()).copied()?;
        usize::try_from(record.ordinal()).ok().map(|at| (bank, at))
    };
    let mut bookings = Bookings::default();
    for fact in &joined.facts {
        let own = [fact.record];
        let chosen = if fact.details.is_empty() { &own[..] } else { &fact.details };
        let batch = if fact.details.is_empty() { "" } else { place(fact.record).map_or("", batch_of) };
        let found = chosen.iter().filter_map(|record| place(*record));
        bookings.all.extend(found.filter_map(|(bank, at)| booking(bank, at, batch)));
    }
    for (bank, at) in joined.apart.iter().filter_map(|apart| place(apart.record)) {
        if let Some(entry) = bank.table.entries.get(at).filter(|entry| is_in_kroner(&bank.table, entry)) {
            bookings.apart += 1;
            bookings.apart_sum = bookings.apart_sum.checked_add(entry.amount).unwrap_or(bookings.apart_sum);
        }
    }
    bookings.all.sort_by(|left, right| left.content.cmp(&right.content));
    bookings
}

/// What a collective entry calls its batch.
fn batch_of((bank, at): (&DeliveredBank, usize)) -> &str {
    bank.table.entries.get(at).map_or("", |entry| &entry.reference)
}

fn is_in_kroner(table: &BankTable, entry: &BankEntry) -> bool {
    let statement = usize::try_from(entry.statement).ok().and_then(|at| table.statements.get(at));
    let of_statement = statement.map_or("", |statement| statement.currency.as_str());
    let currency = if entry.currency.is_empty() { of_statement } else { entry.currency.as_str() };
    currency.is_empty() || currency == KRONER
}

fn booking<'a>(delivered: &'a DeliveredBank, place: usize, batch: &'a str) -> Option<Booking<'a>> {
    let entry = delivered.table.entries.get(place)?;
    let statement = usize::try_from(entry.statement).ok().and_then(|at| delivered.table.statements.get(at))?;
    let day = entry.booked.or(entry.value).or(statement.to)?;
    let counts = entry.status == EntryStatus::Booked && is_in_kroner(&delivered.table, entry);
    let ordinal = u32::try_from(place).ok()?;
    let content = Content::default()
        .text(&statement.account)
        .day(Some(day))
        .money(entry.amount)
        .text(&entry.reference)
        .text(&entry.text)
        .text(&entry.slip)
        .text(&entry.bank_reference)
        .text(&entry.counter_account)
        .text(&entry.counter_name)
        .text(batch);
    counts.then(|| Booking {
        record: RecordId::new(delivered.delivery, ordinal),
        entry,
        account: &statement.account,
        day,
        amount: -entry.amount,
        lower_text: entry.text.to_lowercase(),
        batch,
        content,
    })
}
