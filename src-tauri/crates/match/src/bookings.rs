//! What was booked on the municipality's accounts, entry by entry, as payments out.
//!
//! Only booked entries in kroner count; what is announced or for information is kept out. A collective entry whose
//! details add up to it is its details; otherwise it stands as one.

use std::collections::BTreeMap;

use trepunkt_core::bank::BankEntry;
use trepunkt_core::bank::BankTable;
use trepunkt_core::bank::EntryStatus;
use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;
use trepunkt_core::wall_time::Date;

use crate::DeliveredBank;
use crate::Sources;
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

/// Every booking, in the order of contents.
pub(crate) fn read(sources: &Sources) -> Vec<Booking<'_>> {
    // The same entry in several deliveries is one entry; within one delivery each stands for itself.
    let mut copies: BTreeMap<Content, BTreeMap<[u8; 32], Vec<Booking<'_>>>> = BTreeMap::new();
    for delivered in &sources.banks {
        for booking in of_delivery(delivered) {
            let of_content = copies.entry(booking.content.clone()).or_default();
            of_content.entry(delivered.sha256).or_default().push(booking);
        }
    }
    let most = |copies: BTreeMap<[u8; 32], Vec<_>>| copies.into_values().max_by_key(Vec::len);
    copies.into_values().filter_map(most).flatten().collect()
}

fn of_delivery(delivered: &DeliveredBank) -> Vec<Booking<'_>> {
    let table = &delivered.table;
    let mut bookings = Vec::with_capacity(table.entries.len());
    let mut at = 0;
    while at < table.entries.len() {
        let entry = &table.entries[at];
        let details = table.entries[at + 1..].iter().take_while(|next| next.detail > 0).count();
        let own = &table.entries[at + 1..at + 1 + details];
        let sum: Option<Money> = own.iter().try_fold(Money::ZERO, |sum, detail| {
            is_in_kroner(table, detail).then(|| sum.checked_add(detail.amount)).flatten()
        });
        let chosen = if details > 0 && sum == Some(entry.amount) { at + 1..at + 1 + details } else { at..at + 1 };
        for place in chosen {
            let batch = if place == at { "" } else { entry.reference.as_str() };
            bookings.extend(booking(delivered, place, batch));
        }
        at += 1 + details;
    }
    bookings
}

fn is_in_kroner(table: &BankTable, entry: &BankEntry) -> bool {
    let statement = usize::try_from(entry.statement).ok().and_then(|at| table.statements.get(at));
    let of_statement = statement.map_or("", |statement| statement.currency.as_str());
    let currency = if entry.currency.is_empty() { of_statement } else { entry.currency.as_str() };
    currency.is_empty() || currency == KRONER
}

fn booking<'a>(delivered: &'a DeliveredBank, place: usize, batch: &'a str) -> Option<Booking<'a>> {
    let entry = &delivered.table.entries[place];
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
