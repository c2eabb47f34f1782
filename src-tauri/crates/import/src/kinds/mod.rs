//! One file per source kind: its columns, and what a row of it becomes.

mod atp_krav;
mod bank_book;
pub(crate) mod bank_csv;
mod bank_decimals;
mod bank_fik;
mod bank_headed;
mod bank_letters;
pub(crate) mod bank_mapped;
mod bank_plain;
mod bank_proof;
mod bank_remarks;
mod bank_slip;
mod bank_view;
mod camt;
pub(crate) mod document;
mod eindkomst_detail;
mod eindkomst_persum;
mod eindkomst_record;
mod eindkomst_record_layout;
mod eindkomst_record_line;
mod eindkomst_record_reversal;
mod eindkomst_record_value;
mod eindkomst_record_view;
mod eindkomst_sum;
mod eindkomst_virsum;
mod faktura;
mod faktura_amount;
mod faktura_party;
mod faktura_totals;
mod later;
mod list;
mod mt940;
mod mt940_field;
mod mt940_lines;
mod mt940_text;
mod nemkonto_retur;
mod pain002;
mod repeats;
mod skat_krav;
mod tok_indberetning;
mod tok_udbetaling;

use std::collections::BTreeMap;

use trepunkt_core::bank::BankEntry;
use trepunkt_core::bank::BankTable;
use trepunkt_core::bank::EntryStatus;
use trepunkt_core::code::Field;
use trepunkt_core::company::SeNumber;
use trepunkt_core::delivery::Extract;
use trepunkt_core::money::Money;
use trepunkt_core::record::Facts;
use trepunkt_core::record::IncomeTable;
use trepunkt_core::source::SourceKind;

use crate::amount::Sign;
use crate::catalogue::CellFault;
use crate::catalogue::Flag;
use crate::findings::Fault;
use crate::findings::Findings;
use crate::findings::InColumn;
use crate::header::Layout;
use crate::refusal::Refusal;
use crate::rows::Row;
use crate::walk::Intake;

/// What the rows of a file became.
pub(crate) struct Yield {
    pub(crate) facts: Facts,
    pub(crate) extract: Extract,
    pub(crate) repaired: u32,
    /// For kinds that end with a control line: the line, if it was there.
    pub(crate) trailer: Option<Trailer>,
    /// True for kinds that must have one.
    pub(crate) needs_trailer: bool,
}

/// The line that ends an extract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Trailer {
    pub(crate) line: u32,
    /// How many rows it declares; none in all but the last file of a series.
    pub(crate) declared: Option<u32>,
}

/// A kind: how to know it and how to read it.
pub(crate) struct Kind {
    pub(crate) layout: &'static Layout,
    /// Which of the layout's kinds this file is.
    pub(crate) settle: fn(&Intake<'_, '_>) -> Result<SourceKind, Refusal>,
    pub(crate) read: fn(&mut Intake<'_, '_>) -> Result<Yield, Refusal>,
}

/// All kinds that can be read, each with its own layout.
pub(crate) const KINDS: &[Kind] = &[
    tok_indberetning::KIND,
    eindkomst_sum::KIND,
    skat_krav::KIND,
    atp_krav::KIND,
    tok_udbetaling::KIND,
    nemkonto_retur::KIND,
    eindkomst_detail::KIND,
    later::POSTINGS,
    later::DEBTS,
    later::ORDERS,
];

/// Kinds that are known by a mapping profile only.
pub(crate) const MAPPED_KINDS: &[Kind] = &[bank_mapped::KIND];

/// The empty facts of a kind.
pub(crate) fn no_facts(kind: Option<SourceKind>) -> Facts {
    use SourceKind as K;

    match kind {
        None | Some(K::EindkomstPersum | K::TokIndberetning | K::EindkomstRecord | K::EindkomstDetail) => {
            Facts::Income(IncomeTable::default())
        }
        // None of their records is kept yet.
        Some(K::TokPostering | K::TokFordring | K::ErpPostering | K::Debitor | K::Fagsystem) => {
            Facts::Income(IncomeTable::default())
        }
        Some(K::SkatKrav) => Facts::Claims(Vec::new()),
        Some(K::EindkomstVirsum) => Facts::CompanySums(Vec::new()),
        Some(K::AtpKrav) => Facts::AtpClaims(Vec::new()),
        Some(K::Faktura) => Facts::Invoices(Vec::new()),
        Some(K::TokUdbetaling) => Facts::Payments(Vec::new()),
        Some(K::NemkontoRetur) => Facts::Answers(Vec::new()),
        Some(K::Camt052 | K::Camt053 | K::Camt054 | K::Mt940 | K::BankCsv) => Facts::Bank(BankTable::default()),
    }
}

/// Sums that cannot overflow unseen, by name.
#[derive(Debug, Default)]
pub(crate) struct Sums {
    fields: Vec<Option<Money>>,
}

impl Sums {
    pub(crate) fn add(&mut self, field: Field, amount: Money) -> Result<(), Refusal> {
        let at = usize::from(field.number());
        if at >= self.fields.len() {
            self.fields.resize(at + 1, None);
        }
        let sum = self.fields[at].unwrap_or(Money::ZERO).checked_add(amount);
        self.fields[at] = Some(sum.ok_or_else(|| Refusal::sum_too_large(&field.to_string()))?);
        Ok(())
    }

    fn by_name(self) -> Vec<(String, Money)> {
        let named = |(at, sum): (usize, Option<Money>)| sum.map(|sum| (format!("{at:04}"), sum));
        self.fields.into_iter().enumerate().filter_map(named).collect()
    }
}

/// The sums of the facts, by field or claim type, in the order of the names.
pub(crate) fn sums(facts: &Facts) -> Result<Vec<(String, Money)>, Refusal> {
    let mut sums = Sums::default();
    match facts {
        Facts::Income(table) => table.records.iter().try_for_each(|record| sums.add(record.field, record.amount))?,
        Facts::CompanySums(all) => all.iter().try_for_each(|sum| sums.add(sum.field, sum.amount))?,
        Facts::Claims(claims) => return by_word(claims.iter().map(|claim| (claim.claim_type.text(), claim.amount))),
        Facts::AtpClaims(claims) => return by_word(claims.iter().map(|claim| (claim.scheme.text(), claim.amount))),
        Facts::Payments(payments) => {
            return by_word(payments.iter().map(|payment| (payment.method.text(), payment.amount)));
        }
        Facts::Answers(answers) => {
            let amounts = answers.iter().filter_map(|answer| Some(("Beløb", answer.amount?)));
            return by_word(amounts);
        }
        Facts::Bank(table) => {
            // Details repeat their collective entry; announced entries are not booked.
            let booked = |entry: &&BankEntry| entry.detail == 0 && entry.status == EntryStatus::Booked;
            let booked = table.entries.iter().filter(booked);
            return by_word(booked.map(|entry| (currency_of(table, entry), entry.amount)));
        }
        Facts::Invoices(lines) => return by_word(lines.iter().map(|line| (line.currency.as_str(), line.amount))),
    }
    Ok(sums.by_name())
}

/// The currency of an entry: its own where it has one, so that two currencies are never added.
fn currency_of<'t>(table: &'t BankTable, entry: &'t BankEntry) -> &'t str {
    if !entry.currency.is_empty() {
        return &entry.currency;
    }
    let statement = usize::try_from(entry.statement).ok().and_then(|at| table.statements.get(at));
    statement.map_or("", |statement| statement.currency.as_str())
}

/// The sums by a word of each record, in the order of the words.
fn by_word<'a>(amounts: impl Iterator<Item = (&'a str, Money)>) -> Result<Vec<(String, Money)>, Refusal> {
    let mut sums: BTreeMap<&'a str, Money> = BTreeMap::new();
    for (word, amount) in amounts {
        let sum = sums.entry(word).or_default();
        *sum = sum.checked_add(amount).ok_or_else(|| Refusal::sum_too_large(word))?;
    }
    Ok(sums.into_iter().map(|(word, sum)| (word.to_owned(), sum)).collect())
}

/// An amount in that column, and how it was written.
fn amount_in(row: &Row<'_>, column: Option<usize>) -> Result<(Money, Sign), Fault> {
    crate::amount::amount(row.cell(column).text()).within(column)
}

pub(crate) fn flag_sign(findings: &mut Findings, sign: Sign, line: u32, column: Option<&str>) {
    match sign {
        Sign::Usual => {}
        Sign::Trailing => findings.flag(Flag::TrailingMinus, Some(line), column),
        Sign::Parentheses => findings.flag(Flag::Parentheses, Some(line), column),
    }
}

fn flag_se(findings: &mut Findings, se: SeNumber, line: u32, column: &str) {
    if !se.has_valid_modulus() {
        findings.flag(Flag::SeModulus, Some(line), Some(column));
    }
}

/// The code with that word, its usual spelling first: `from_text` folds letters, which is slow.
fn word<C: Copy>(text: &str, all: &[C], spelt: fn(C) -> &'static str, folded: fn(&str) -> Option<C>) -> Option<C> {
    all.iter().copied().find(|code| spelt(*code) == text).or_else(|| folded(text))
}

/// The text of a cell that must be filled.
fn filled(text: &str) -> Result<&str, CellFault> {
    if text.is_empty() { Err(CellFault::Empty) } else { Ok(text) }
}
