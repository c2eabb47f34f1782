//! The rows of a bank list as they become entries, account by account, and the proof of the balances.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use trepunkt_core::bank::BankEntry;
use trepunkt_core::bank::BankStatement;
use trepunkt_core::bank::BankTable;
use trepunkt_core::bank::EntryStatus;
use trepunkt_core::delivery::Extract;
use trepunkt_core::delivery::RowCount;
use trepunkt_core::money::Money;
use trepunkt_core::record::Facts;
use trepunkt_core::wall_time::Date;

use super::bank_proof;
use super::bank_proof::Proof;
use super::bank_proof::Step;
use super::bank_remarks::Remark;
use super::bank_remarks::Remarks;
use super::bank_slip;
use super::bank_view;
use super::document::Content;
use crate::catalogue::CellFault;
use crate::refusal::Refusal;

/// What separates kroner from øre in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decimals {
    Comma,
    Point,
}

/// How a list writes dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Days {
    /// `31-12-2026`, `31.12.2026`, `2026-12-31`, `2026/12/31`
    Spelt,
    /// The same, and `31/12/2026`.
    SpeltOrSlashes,
    /// `20261231`
    Compact,
    /// `311226`
    Short,
}

/// How a list is written, and what its columns are called.
#[derive(Clone, Debug)]
pub(super) struct Manner {
    pub(super) list: &'static str,
    pub(super) decimals: Decimals,
    pub(super) days: Days,
    pub(super) booked: String,
    pub(super) value: String,
    pub(super) amount: String,
    pub(super) balance: String,
}

/// One row, cut but not yet read.
#[derive(Clone, Debug, Default)]
pub(super) struct Raw {
    pub(super) line: u32,
    pub(super) account: String,
    /// None where the list has no such column.
    pub(super) currency: Option<String>,
    pub(super) booked: String,
    pub(super) value: String,
    pub(super) amount: String,
    /// None where the list has no such column.
    pub(super) balance: Option<String>,
    /// The balance before the row, in lists that give it.
    pub(super) opening: Option<String>,
    pub(super) status: Option<String>,
    pub(super) is_reversal: bool,
    pub(super) text: String,
    pub(super) reference: String,
    pub(super) bank_reference: String,
    pub(super) slip: String,
    pub(super) counter_account: String,
    pub(super) counter_name: String,
    /// What was wrong already when the row was cut.
    pub(super) fault: Option<Remark>,
}

/// A row that counts in the balance, and the entry it became if it was accepted.
struct Taken {
    account: usize,
    step: Option<Step>,
    entry: Option<BankEntry>,
}

/// The list so far.
pub(super) struct Book {
    manner: Manner,
    pub(super) remarks: Remarks,
    pub(super) count: RowCount,
    accounts: Vec<(String, String)>,
    by_account: BTreeMap<(String, String), usize>,
    taken: Vec<Taken>,
    has_balances: bool,
    /// All amounts, also of rejected rows.
    sum: Money,
}

const AGAIN: &str = "Hent listen igen i banken, og indlæs den uden at åbne og gemme den undervejs.";

/// An amount as the list writes it.
pub(super) fn amount(text: &str, decimals: Decimals) -> Result<Money, Remark> {
    let text = text.trim();
    let turned: String;
    let danish = match decimals {
        Decimals::Comma => text,
        Decimals::Point => {
            let turn = |letter| match letter {
                '.' => ',',
                ',' => '.',
                other => other,
            };
            turned = text.chars().map(turn).collect();
            &turned
        }
    };
    crate::amount::amount(danish).map(|(money, _)| money).map_err(|fault| {
        let remark = match (fault, decimals) {
            (CellFault::Empty | CellFault::AmountDecimals | CellFault::AmountSize, _) | (_, Decimals::Comma) => {
                let words = fault.words();
                Remark::new(words.code, words.message, words.hint)
            }
            (_, Decimals::Point) => {
                let message = "Beløbet er ikke et tal med punktum som decimaltegn.";
                Remark::new("amount-form", message, "Denne liste skriver fx 1234.50.")
            }
        };
        remark.value(text)
    })
}

/// A date as the list writes it.
pub(super) fn day(text: &str, days: Days) -> Result<Date, Remark> {
    let text = text.trim();
    let bytes = text.as_bytes();
    let number = |from: usize, to: usize| {
        let digits = text.get(from..to).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))?;
        digits.parse::<u32>().ok()
    };
    let at = |place: usize| bytes.get(place).copied();
    let parts = match (days, bytes.len()) {
        (Days::Compact, 8) => (number(0, 4), number(4, 6), number(6, 8)),
        (Days::Short, 6) => {
            let year = number(4, 6).and_then(|year| i32::try_from(year).ok()).map(super::mt940_field::full_year);
            (year.and_then(|year| u32::try_from(year).ok()), number(2, 4), number(0, 2))
        }
        (Days::Spelt | Days::SpeltOrSlashes, 10) => {
            let day_first = match at(2) {
                Some(b'-' | b'.') => at(2) == at(5),
                Some(b'/') => days == Days::SpeltOrSlashes && at(5) == Some(b'/'),
                _ => false,
            };
            let year_first = matches!(at(4), Some(b'-' | b'/')) && at(4) == at(7);
            match (day_first, year_first) {
                (true, _) => (number(6, 10), number(3, 5), number(0, 2)),
                (_, true) => (number(0, 4), number(5, 7), number(8, 10)),
                _ => (None, None, None),
            }
        }
        _ => (None, None, None),
    };
    let (Some(year), Some(month), Some(day)) = parts else {
        let code = if text.is_empty() { "cell-empty" } else { "date-form" };
        let message = if text.is_empty() {
            "Feltet er tomt, men skal være udfyldt."
        } else {
            "Datoen er ikke skrevet, som denne liste skriver datoer."
        };
        return Err(Remark::new(code, message, AGAIN).value(text));
    };
    let date = i32::try_from(year).ok().filter(|year| (1900..2200).contains(year));
    let date = date.and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
    date.map(Date::new).ok_or_else(|| {
        Remark::new("date-impossible", "Datoen findes ikke i kalenderen.", "Ret datoen, og indlæs filen igen.")
            .value(text)
    })
}

/// Whether a row counts, by the word in its status column.
fn status(word: &str) -> Result<EntryStatus, Remark> {
    match word.trim().to_lowercase().as_str() {
        "udført" | "bogført" => Ok(EntryStatus::Booked),
        "venter" | "afventer" | "reserveret" | "kommende" => Ok(EntryStatus::Pending),
        _ => {
            let message = "Posteringens status kendes ikke, så det er uvist, om den er bogført.";
            Err(Remark::new("status-unknown", message, "Skriv Udført for det bogførte; ellers Venter.").value(word))
        }
    }
}

/// The word that stands for a date where an entry is only announced.
const RESERVED: &str = "reserveret";

impl Book {
    pub(super) fn new(manner: Manner) -> Self {
        Self {
            manner,
            remarks: Remarks::default(),
            count: RowCount::default(),
            accounts: Vec::new(),
            by_account: BTreeMap::new(),
            taken: Vec::new(),
            has_balances: false,
            sum: Money::ZERO,
        }
    }

    /// Tells which of the columns currency, account and balance the list does not have.
    pub(super) fn remark_missing(&mut self, [has_currency, has_account, has_balance]: [bool; 3]) {
        let mut note = |code, message: &str, hint| self.remarks.note(None, Remark::new(code, message, hint));
        if !has_currency {
            let message = "Listen siger ikke, hvilken valuta den er i; den er læst som danske kroner.";
            note("currency-unsaid", message, "Kontrollér, at kontoen føres i kroner.");
        }
        if !has_account {
            let message = "Listen siger ikke, hvilken konto den er for.";
            note("account-unsaid", message, "Hold lister for flere konti ude fra hinanden.");
        }
        if !has_balance {
            let message = "Listen har ingen saldi, så posteringerne er ikke bevist af en saldo.";
            note("not-proved", message, "Kontrollér summen mod kontoens bevægelser i banken.");
        }
    }

    /// A row that is no entry: a header, a control record.
    pub(super) fn structural(&mut self) {
        self.count.rows = self.count.rows.saturating_add(1);
        self.count.structural = self.count.structural.saturating_add(1);
    }

    /// The number of rows of entries so far.
    pub(super) fn rows(&self) -> u32 {
        self.count.accepted.saturating_add(self.count.rejected)
    }

    /// The sum of all amounts so far.
    pub(super) const fn sum(&self) -> Money {
        self.sum
    }

    pub(super) fn take(&mut self, raw: Raw) -> Result<(), Refusal> {
        self.count.rows = self.count.rows.checked_add(1).ok_or_else(|| {
            Refusal::new("too-many-rows", "Filen har for mange rækker.", "Del udtrækket i flere perioder.")
        })?;
        let line = raw.line;
        let amount = amount(&raw.amount, self.manner.decimals).map_err(|remark| remark.column(&self.manner.amount));
        let balance = self.balance(raw.balance.as_deref());
        let opening = raw.opening.as_deref().map(|text| self.balance(Some(text))).transpose();
        let is_reserved = raw.booked.trim().eq_ignore_ascii_case(RESERVED);
        let status = raw.status.as_deref().map_or(Ok(EntryStatus::Booked), status);
        let status = status.map_err(|remark| remark.column("Status"));
        let is_pending = is_reserved || matches!(status, Ok(EntryStatus::Pending));
        self.has_balances |= raw.balance.is_some();
        let key = (raw.account.trim().to_owned(), raw.currency.clone().unwrap_or_else(|| "DKK".to_owned()));
        let account = self.account(key);
        let entry = self.entry(raw, amount.clone(), &balance, status, is_reserved);
        let step = match (&amount, is_pending) {
            (_, true) => None,
            (Ok(amount), false) => {
                self.sum = self.sum.checked_add(*amount).ok_or_else(|| Refusal::sum_too_large(&self.manner.amount))?;
                let (balance, opening) = (balance.clone().ok().flatten(), opening.ok().flatten().flatten());
                let booked = entry.as_ref().ok().and_then(|entry| entry.booked);
                Some(Step { line, amount: *amount, balance, opening, booked })
            }
            // The balance cannot be proved without the amount, and the sum cannot either.
            (Err(remark), false) if self.has_balances => return Err(unproved(remark.clone(), line)),
            (Err(_), false) => None,
        };
        match entry {
            Ok(entry) => {
                self.count.accepted += 1;
                self.taken.push(Taken { account, step, entry: Some(entry) });
            }
            Err(remark) => {
                self.count.rejected += 1;
                self.remarks.reject(line, remark);
                self.taken.push(Taken { account, step, entry: None });
            }
        }
        Ok(())
    }

    fn balance(&self, text: Option<&str>) -> Result<Option<Money>, Remark> {
        match text.map(str::trim) {
            None | Some("") => Ok(None),
            Some(text) => {
                amount(text, self.manner.decimals).map(Some).map_err(|remark| remark.column(&self.manner.balance))
            }
        }
    }

    fn account(&mut self, key: (String, String)) -> usize {
        let next = self.accounts.len();
        let at = *self.by_account.entry(key.clone()).or_insert(next);
        if at == next {
            self.accounts.push(key);
        }
        at
    }

    fn entry(
        &self,
        raw: Raw,
        amount: Result<Money, Remark>,
        balance: &Result<Option<Money>, Remark>,
        status: Result<EntryStatus, Remark>,
        is_reserved: bool,
    ) -> Result<BankEntry, Remark> {
        if let Some(fault) = raw.fault {
            return Err(fault);
        }
        let date = |text: &str, column: &str| day(text, self.manner.days).map_err(|remark| remark.column(column));
        let booked = if is_reserved { None } else { Some(date(&raw.booked, &self.manner.booked)?) };
        let value = if raw.value.trim().is_empty() || raw.value.trim().eq_ignore_ascii_case(RESERVED) {
            None
        } else {
            Some(date(&raw.value, &self.manner.value)?)
        };
        let status = status?;
        if let Some(currency) = &raw.currency
            && !(currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase()))
        {
            let message = "Valutaen er ikke en kode på tre bogstaver.";
            return Err(Remark::new("currency-form", message, "Skriv fx DKK.").column("Valuta").value(currency));
        }
        balance.clone()?;
        let text = raw.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let slip = if raw.slip.is_empty() { bank_slip::find(&text).unwrap_or_default() } else { raw.slip };
        let own = |text: String| text.trim().to_owned();
        Ok(BankEntry {
            statement: 0,
            line: raw.line,
            detail: 0,
            booked,
            value,
            amount: amount?,
            currency: String::new(),
            status: if is_reserved { EntryStatus::Pending } else { status },
            is_reversal: raw.is_reversal,
            text,
            reference: own(raw.reference),
            bank_reference: own(raw.bank_reference),
            slip,
            counter_account: own(raw.counter_account),
            counter_name: own(raw.counter_name),
        })
    }

    /// Proves the balances and makes the facts.
    pub(super) fn close(
        mut self,
        proof: Proof,
        encoding: &'static str,
        declared_rows: Option<u32>,
    ) -> Result<Content, Refusal> {
        let mut table = BankTable::default();
        let accounts = std::mem::take(&mut self.accounts);
        let mut steps: Vec<Vec<Step>> = vec![Vec::new(); accounts.len()];
        let mut held = vec![false; accounts.len()];
        let mut dates: Vec<Vec<Date>> = vec![Vec::new(); accounts.len()];
        for taken in &self.taken {
            if let (Some(step), Some(steps)) = (&taken.step, steps.get_mut(taken.account)) {
                steps.push(step.clone());
            }
            if let (Some(entry), Some(held)) = (&taken.entry, held.get_mut(taken.account)) {
                *held = true;
                dates.get_mut(taken.account).into_iter().for_each(|dates| dates.extend(entry.booked));
            }
        }
        let mut places = vec![0_u32; accounts.len()];
        for (at, (account, currency)) in accounts.into_iter().enumerate() {
            let steps = steps.get(at).map_or(&[][..], Vec::as_slice);
            let proved = bank_proof::prove(steps, proof, self.manner.list, &self.manner.balance)?;
            if let Some(remark) = proved.remark {
                self.remarks.note(None, remark);
            }
            if !held.get(at).copied().unwrap_or_default() {
                continue;
            }
            let dates = dates.get(at).map_or(&[][..], Vec::as_slice);
            places[at] = u32::try_from(table.statements.len()).unwrap_or(u32::MAX);
            table.statements.push(BankStatement {
                number: String::new(),
                account,
                currency,
                opening: proved.opening,
                closing: proved.closing,
                from: dates.iter().min().copied(),
                to: dates.iter().max().copied(),
            });
        }
        for taken in self.taken {
            let statement = places.get(taken.account).copied().unwrap_or_default();
            table.entries.extend(taken.entry.map(|entry| BankEntry { statement, ..entry }));
        }
        bank_view::remark_slips(&table, &mut self.remarks);
        bank_view::remark_accounts(&table, &mut self.remarks);
        if self.count.accepted == 0 && self.count.rejected == 0 {
            let message = "Listen har ingen posteringer.";
            self.remarks.warn(None, Remark::new("no-rows", message, "Kontrollér, at udtrækket er dannet rigtigt."));
        }
        let preview = bank_view::preview(&table);
        Ok(Content {
            facts: Facts::Bank(table),
            extract: Extract::default(),
            count: self.count,
            encoding,
            repaired: 0,
            declared_rows,
            diagnostics: self.remarks.into_diagnostics(),
            preview,
        })
    }
}

/// A row whose amount nobody knows, in a list whose balances must tie.
fn unproved(remark: Remark, line: u32) -> Refusal {
    let message = format!("{} Saldoen kan derfor ikke bevises.", remark.message);
    Remark { message, ..remark }.refuse(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, decimals: Decimals, expected: Result<i64, &str>) {
        let seen = amount(text, decimals).map(Money::minor).map_err(|remark| remark.code);
        assert_eq!(seen, expected, "reading `{text}` with {decimals:?}");
    }

    #[test]
    fn amounts_follow_the_list() {
        check(" 343,04", Decimals::Comma, Ok(34_304));
        check("-80,5", Decimals::Comma, Ok(-8_050));
        check("-15", Decimals::Comma, Ok(-1_500));
        check("1.234,56", Decimals::Comma, Ok(123_456));
        check("1234.56", Decimals::Comma, Err("amount-point"));
        check("+9120.63", Decimals::Point, Ok(912_063));
        check("12,543.54", Decimals::Point, Ok(1_254_354));
        check("1234,56", Decimals::Point, Err("amount-form"));
        check("1.234", Decimals::Point, Err("amount-decimals"));
        check("", Decimals::Point, Err("cell-empty"));
    }

    #[test]
    fn dates_follow_the_list() {
        let check = |text: &str, days: Days, expected: Result<&str, &str>| {
            let seen = day(text, days).map(|date| date.iso()).map_err(|remark| remark.code);
            assert_eq!(seen.as_deref().map_err(|code| *code), expected, "reading `{text}` as {days:?}");
        };
        check("31-12-2026", Days::Spelt, Ok("2026-12-31"));
        check("31.12.2026", Days::Spelt, Ok("2026-12-31"));
        check("2026/12/31", Days::Spelt, Ok("2026-12-31"));
        check("2026-12-31", Days::Spelt, Ok("2026-12-31"));
        check("31/12/2026", Days::Spelt, Err("date-form"));
        check("31/12/2026", Days::SpeltOrSlashes, Ok("2026-12-31"));
        check("31-12.2026", Days::Spelt, Err("date-form"));
        check("20261231", Days::Compact, Ok("2026-12-31"));
        check("20260230", Days::Compact, Err("date-impossible"));
        check("280499", Days::Short, Ok("1999-04-28"));
        check("311226", Days::Short, Ok("2026-12-31"));
        check("æøåæø", Days::Short, Err("date-form"));
        check("", Days::Short, Err("cell-empty"));
    }
}
