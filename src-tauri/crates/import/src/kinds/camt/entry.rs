//! One entry of a statement and the details of a collective one.

use rust_decimal::Decimal;
use trepunkt_core::bank::BankEntry;
use trepunkt_core::bank::EntryStatus;
use trepunkt_core::money::Money;
use trepunkt_core::person::Cpr;
use trepunkt_core::source::SourceKind;
use trepunkt_core::wall_time::Date;

use super::super::bank_remarks::Remark;
use super::balance::Moved;
use super::oddities::Oddities;
use super::oddities::Oddity;
use super::party::counterparty;
use super::value;
use crate::xml::Element;

const ASK_THE_BANK: &str = "Hent filen igen fra banken; bed banken rette den, hvis fejlen er der stadig.";

/// What the entries of a statement have in common.
pub(super) struct Setting<'s> {
    pub(super) kind: SourceKind,
    pub(super) statement: u32,
    pub(super) account: &'s str,
    /// The account's own currency; empty when not said.
    pub(super) currency: &'s str,
}

/// An entry: what the proof of the balances needs in any case, and the records unless it is rejected.
pub(super) struct Entry {
    pub(super) moved: Moved,
    pub(super) records: Result<Vec<BankEntry>, Remark>,
}

/// Reads an entry; `line` is its number in the file.
pub(super) fn read(entry: Element<'_>, line: u32, setting: &Setting<'_>, oddities: &mut Oddities) -> Entry {
    let amount = amount_of(entry);
    let currency = currency_of(entry, setting);
    let status = status_of(entry, setting.kind);
    if let Ok((EntryStatus::Information, true)) = status {
        oddities.note(Oddity::StatusMissing, line);
    }
    let moved = Moved {
        line,
        amount: amount.as_ref().ok().copied(),
        currency: currency.as_ref().cloned().unwrap_or_default(),
        status: status.as_ref().ok().map(|(status, _)| *status),
    };
    let records = amount.and_then(|amount| {
        let head = Head { line, amount, currency: currency?, status: status?.0, setting };
        head.records(entry, oddities)
    });
    Entry { moved, records }
}

/// The amount as the account moves.
fn amount_of(entry: Element<'_>) -> Result<Decimal, Remark> {
    if entry.all("Amt").nth(1).is_some() {
        return Err(Remark::new("amount-several", "Posteringen har mere end ét beløb.", ASK_THE_BANK).column("Amt"));
    }
    let size = value::size(entry.value("Amt")).map_err(|remark| remark.column("Amt"))?;
    let is_credit = value::is_credit(entry)?.ok_or_else(|| {
        let message = "Posteringen siger ikke, om pengene går ind eller ud (CdtDbtInd mangler).";
        Remark::new("direction-missing", message, ASK_THE_BANK).column("CdtDbtInd")
    })?;
    Ok(value::signed(size, is_credit))
}

fn currency_of(entry: Element<'_>, setting: &Setting<'_>) -> Result<String, Remark> {
    let said = entry.child("Amt").map_or("", |amount| amount.attribute("Ccy"));
    let currency = if said.is_empty() { setting.currency } else { said };
    let message = "Beløbets valuta mangler eller er ikke tre bogstaver.";
    let fault = || Remark::new("currency-form", message, ASK_THE_BANK).column("Amt@Ccy").value(currency);
    value::letters(currency).ok_or_else(fault)
}

/// The status, and whether it had to be taken from the kind of message because it is not said.
fn status_of(entry: Element<'_>, kind: SourceKind) -> Result<(EntryStatus, bool), Remark> {
    let paths = ["Sts/Cd", "Sts/Prtry", "Sts"];
    let said = paths.into_iter().map(|path| entry.value(path)).find(|text| !text.is_empty()).unwrap_or_default();
    match said.to_ascii_uppercase().as_str() {
        "BOOK" | "BOOKED" => Ok((EntryStatus::Booked, false)),
        "PDNG" | "PENDING" | "FUTR" => Ok((EntryStatus::Pending, false)),
        "INFO" => Ok((EntryStatus::Information, false)),
        // A statement holds what is booked; the other messages also announce.
        "" if kind == SourceKind::Camt053 || entry.child("BookgDt").is_some() => Ok((EntryStatus::Booked, true)),
        "" => Ok((EntryStatus::Information, true)),
        _ => {
            let message = "Posteringens status er hverken BOOK, PDNG, FUTR eller INFO.";
            Err(Remark::new("status-unknown", message, ASK_THE_BANK).column("Sts").value(said))
        }
    }
}

/// What an entry and its details share.
struct Head<'s> {
    line: u32,
    amount: Decimal,
    currency: String,
    status: EntryStatus,
    setting: &'s Setting<'s>,
}

impl Head<'_> {
    fn records(&self, entry: Element<'_>, oddities: &mut Oddities) -> Result<Vec<BankEntry>, Remark> {
        let as_written = |remark: Remark| remark.column("Amt").value(entry.value("Amt"));
        let amount = value::money(self.amount).map_err(as_written)?;
        let booked = value::date_in(entry.child("BookgDt"), "BookgDt")?;
        let dates = (booked, value::date_in(entry.child("ValDt"), "ValDt")?);
        let is_reversal = reversal(entry)?;
        if self.status == EntryStatus::Booked && booked.is_none() {
            oddities.note(Oddity::DateMissing, self.line);
        }
        let mut own = self.record(0, amount, dates, is_reversal);
        entry.value("AcctSvcrRef").clone_into(&mut own.bank_reference);
        let details: Vec<Element<'_>> = details_of(entry).collect();
        let is_batch = details.len() > 1 || self.check_batch(entry, details.len(), oddities);
        let mut texts = Texts::default();
        if let ([only], false) = (&details[..], is_batch) {
            self.describe(*only, &mut own, !amount.minor().is_negative(), &mut texts);
        }
        if is_batch {
            let paths = ["NtryDtls/Btch/PmtInfId", "Btch/PmtInfId", "NtryDtls/Btch/MsgId", "Btch/MsgId"];
            let said = paths.into_iter().map(|path| entry.value(path)).find(|text| !text.is_empty());
            said.unwrap_or_default().clone_into(&mut own.reference);
        }
        let mut records = vec![own];
        let mut sum = Some(Decimal::ZERO);
        for (detail, number) in details.iter().zip(1_u32..) {
            let Some((size, money, currency)) = self.detail_amount(*detail, is_batch) else {
                // Without an amount it is no record; what it says belongs to the entry.
                oddities.note(Oddity::DetailWithoutAmount, self.line);
                sum = None;
                let mut aside = self.record(number, amount, dates, is_reversal);
                self.describe(*detail, &mut aside, !amount.minor().is_negative(), &mut texts);
                texts.add(&aside.reference);
                texts.add(&aside.slip);
                texts.add(&aside.counter_name);
                continue;
            };
            sum = sum.filter(|_| currency == self.currency).and_then(|sum| sum.checked_add(size));
            let mut record = self.record(number, money, dates, is_reversal);
            record.currency = currency;
            let mut own_texts = Texts::default();
            self.describe(*detail, &mut record, !money.minor().is_negative(), &mut own_texts);
            record.text = own_texts.joined();
            // The only detail of an entry is the entry itself, unless it says something else.
            let says_more = records.first().is_none_or(|own| {
                let is_other = !record.bank_reference.is_empty() && record.bank_reference != own.bank_reference;
                record.amount != own.amount || record.currency != own.currency || is_other
            });
            if is_batch || says_more {
                note_person(&record, oddities);
                records.push(record);
            }
        }
        if !details.is_empty() && sum.is_some_and(|sum| sum != self.amount) {
            oddities.note(Oddity::DetailSum, self.line);
        }
        texts.add(entry.value("AddtlNtryInf"));
        texts.add_words(entry.value("BkTxCd/Prtry/Cd"));
        if let Some(own) = records.first_mut() {
            own.text = texts.joined();
            note_person(own, oddities);
        }
        Ok(records)
    }

    fn record(&self, detail: u32, amount: Money, dates: (Option<Date>, Option<Date>), is_reversal: bool) -> BankEntry {
        BankEntry {
            statement: self.setting.statement,
            line: self.line,
            detail,
            booked: dates.0,
            value: dates.1,
            amount,
            currency: self.currency.clone(),
            status: self.status,
            is_reversal,
            text: String::new(),
            reference: String::new(),
            bank_reference: String::new(),
            slip: String::new(),
            counter_account: String::new(),
            counter_name: String::new(),
        }
    }

    /// What a detail says about whom and why.
    fn describe(&self, detail: Element<'_>, record: &mut BankEntry, is_credit: bool, texts: &mut Texts) {
        let end_to_end = detail.value("Refs/EndToEndId");
        if !end_to_end.eq_ignore_ascii_case("NOTPROVIDED") {
            end_to_end.clone_into(&mut record.reference);
        }
        if record.bank_reference.is_empty() {
            detail.value("Refs/AcctSvcrRef").clone_into(&mut record.bank_reference);
        }
        // A reversal names the parties of the entry that it takes back.
        let is_out = is_credit == record.is_reversal;
        let party = counterparty(detail, is_out, self.setting.account);
        record.counter_account = party.account;
        record.counter_name = party.name;
        let mut slips = Texts::default();
        for remittance in detail.all("RmtInf") {
            remittance.all("Ustrd").for_each(|line| texts.add(line.text()));
            for structured in remittance.all("Strd") {
                for path in ["CdtrRefInf/Ref", "CdtrRefInf/CdtrRef"] {
                    slips.add(structured.value(path));
                }
                structured.all("AddtlRmtInf").for_each(|line| texts.add(line.text()));
            }
        }
        record.slip = slips.parts.join("; ");
        texts.add(detail.value("AddtlTxInf"));
        // Sydbank writes text where others write a code.
        texts.add_words(detail.value("BkTxCd/Prtry/Cd"));
    }

    /// A detail's amount as the account moves, exact and to store, and its currency.
    fn detail_amount(&self, detail: Element<'_>, is_batch: bool) -> Option<(Decimal, Money, String)> {
        let paths = ["Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt", "AmtDtls/CntrValAmt/Amt"];
        let said: Vec<Element<'_>> = paths.into_iter().filter_map(|path| detail.at(path)).collect();
        let in_account_currency = said.iter().find(|amount| value::currency(**amount) == self.currency);
        let chosen = in_account_currency.or_else(|| said.first());
        let Some(chosen) = chosen else {
            // The only detail of an entry that is no batch is the entry itself.
            return if is_batch {
                None
            } else {
                Some((self.amount, value::money(self.amount).ok()?, self.currency.clone()))
            };
        };
        let currency = value::letters(chosen.attribute("Ccy"))?;
        let is_credit = value::is_credit(detail).ok()?.unwrap_or(!self.amount.is_sign_negative());
        let size = value::signed(value::size(chosen.text()).ok()?, is_credit);
        Some((size, value::money(size).ok()?, currency))
    }

    /// True when the entry says that it is a batch of more than one; odd batches are told.
    fn check_batch(&self, entry: Element<'_>, details: usize, oddities: &mut Oddities) -> bool {
        let batches = entry.all("NtryDtls").chain([entry]).flat_map(|holder| holder.all("Btch"));
        let mut is_batch = false;
        for batch in batches {
            let count = batch.value("NbOfTxs").parse::<usize>().ok();
            is_batch |= count.is_some_and(|count| count > 1);
            let size = batch.child("TtlAmt").filter(|amount| value::currency(*amount) == self.currency);
            let is_other = |amount: Element<'_>| value::size(amount.text()).ok() != Some(self.amount.abs());
            if (details > 0 && count.is_some_and(|count| count != details)) || size.is_some_and(is_other) {
                oddities.note(Oddity::Batch, self.line);
            }
        }
        is_batch
    }
}

/// The details, which the first version had beside the entry's own fields.
fn details_of(entry: Element<'_>) -> impl Iterator<Item = Element<'_>> {
    entry.children().flat_map(|child| {
        let own = (child.name() == "TxDtls").then_some(child);
        let inner = (child.name() == "NtryDtls").then(|| child.all("TxDtls"));
        own.into_iter().chain(inner.into_iter().flatten())
    })
}

fn reversal(entry: Element<'_>) -> Result<bool, Remark> {
    match entry.value("RvslInd") {
        "" | "false" | "0" => Ok(false),
        "true" | "1" => Ok(true),
        other => {
            let message = "Feltet for tilbageførsel (RvslInd) er hverken true eller false.";
            Err(Remark::new("reversal-unknown", message, ASK_THE_BANK).column("RvslInd").value(other))
        }
    }
}

/// Banks have written a person's number where the account belongs; it is kept and always masked.
fn note_person(record: &BankEntry, oddities: &mut Oddities) {
    let plain: String = record.counter_account.chars().filter(|letter| !matches!(letter, '-' | ' ')).collect();
    let is_person = plain.len() == 10 && plain.parse::<u64>().is_ok_and(|number| Cpr::new(number).is_ok());
    if is_person {
        oddities.note(Oddity::PersonAsAccount, record.line);
    }
}

/// Texts that are joined, each once.
#[derive(Default)]
struct Texts {
    parts: Vec<String>,
}

impl Texts {
    fn add(&mut self, text: &str) {
        if !text.is_empty() && self.parts.last().is_none_or(|last| last != text) {
            self.parts.push(text.to_owned());
        }
    }

    /// Adds what reads as words, and no bare code.
    fn add_words(&mut self, text: &str) {
        if text.contains(char::is_whitespace) || text.contains(char::is_lowercase) {
            self.add(text);
        }
    }

    fn joined(&self) -> String {
        let mut joined = String::new();
        for part in self.parts.iter().flat_map(|part| part.split_whitespace()) {
            if !joined.is_empty() {
                joined.push(' ');
            }
            joined.push_str(part);
        }
        joined
    }
}
