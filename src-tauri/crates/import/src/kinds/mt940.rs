//! Bank statements in SWIFT's text form: MT940, and MT942 for the day so far.

use trepunkt_core::bank::BankEntry;
use trepunkt_core::bank::BankStatement;
use trepunkt_core::bank::BankTable;
use trepunkt_core::bank::EntryStatus;
use trepunkt_core::delivery::Extract;
use trepunkt_core::delivery::RowCount;
use trepunkt_core::money::Money;
use trepunkt_core::record::Facts;
use trepunkt_core::source::SourceKind;

use super::bank_letters;
use super::bank_remarks::Remark;
use super::bank_remarks::Remarks;
use super::bank_slip;
use super::bank_view;
use super::document::Content;
use super::document::Document;
use super::mt940_field as field;
use super::mt940_field::Balance;
use super::mt940_lines::Field;
use super::mt940_lines::Lines;
use super::mt940_lines::Piece;
use super::mt940_lines::is_mt940;
use super::mt940_text::details;
use super::mt940_text::masked;
use crate::pulse::Beat;
use crate::reading::SourceRow;
use crate::refusal::Refusal;

pub(crate) const DOCUMENT: Document = Document {
    recognise: |bytes| is_mt940(bytes).then_some(SourceKind::Mt940),
    read: |bytes, _, beat| read(bytes, beat),
    row_at: |bytes, _, line, reveal| row_at(bytes, line, reveal),
};

const AGAIN: &str = "Hent kontoudtoget igen i banken, og indlæs det uden at ændre det.";

/// A statement on its way.
#[derive(Default)]
struct Draft {
    line: u32,
    number: String,
    account: Option<String>,
    opening: Option<Balance>,
    closing: Option<Balance>,
    /// Currency of an MT942, which has no balances.
    floor: String,
    totals: [Option<(u32, Money)>; 2],
    seen: [(u32, Money); 2],
    sum: Money,
    /// The first entry that cannot be read.
    unread: Option<(u32, Remark)>,
    /// The amounts without a comma, read as whole units: their lines, what is odd, and their sum.
    commaless: Vec<(u32, Remark)>,
    commaless_sum: Money,
    is_interim: bool,
    entries: Vec<BankEntry>,
    began: bool,
}

struct Reader {
    table: BankTable,
    remarks: Remarks,
    count: RowCount,
    draft: Draft,
}

fn read(bytes: &[u8], beat: &mut Beat<'_>) -> Result<Content, Refusal> {
    let letters = bank_letters::decode(bytes, true)?;
    let mut reader = Reader {
        table: BankTable::default(),
        remarks: Remarks::default(),
        count: RowCount::default(),
        draft: Draft::default(),
    };
    bank_view::remark_letters(&letters, &mut reader.remarks);
    let mut lines = Lines::new(&letters.text);
    let mut since = 0_u32;
    while let Some(piece) = lines.next_piece()? {
        since += 1;
        if since.is_multiple_of(4096) {
            beat.at(lines.position().min(bytes.len()))?;
        }
        match piece {
            Piece::Field(field) => reader.take(&field)?,
            Piece::End => reader.finish()?,
        }
    }
    reader.finish()?;
    beat.at(bytes.len())?;
    reader.content(letters.name)
}

impl Reader {
    fn take(&mut self, field: &Field<'_>) -> Result<(), Refusal> {
        if field.tag == "20" && self.draft.began {
            self.finish()?;
        }
        if !self.draft.began && !matches!(field.tag, "61" | "86") {
            self.draft.began = true;
            self.draft.line = field.line;
        }
        let at = |remark: Remark| remark.column(format!(":{}:", field.tag)).refuse(field.line);
        match field.tag {
            "25" | "25P" => self.account(field)?,
            "28" | "28C" => field.text().trim().clone_into(&mut self.draft.number),
            "60F" | "60M" if self.draft.opening.is_none() => {
                self.draft.opening = Some(field::balance(&field.text()).map_err(at)?);
            }
            "62F" | "62M" if self.draft.closing.is_none() => {
                self.draft.closing = Some(field::balance(&field.text()).map_err(at)?);
            }
            "60F" | "60M" | "62F" | "62M" => return Err(twice(field)),
            "34F" => {
                self.draft.is_interim = true;
                self.draft.floor = field.text().trim().chars().take(3).collect();
            }
            "90D" => self.draft.totals[0] = Some(field::total(&field.text()).map_err(at)?),
            "90C" => self.draft.totals[1] = Some(field::total(&field.text()).map_err(at)?),
            "61" => self.entry(field)?,
            // The bank's own field holds what others write in the text.
            "86" | "NS" => self.text(field),
            // Reference, time, available balances, the bank's own fields: nothing of them is booked.
            _ => {}
        }
        Ok(())
    }

    fn account(&mut self, field: &Field<'_>) -> Result<(), Refusal> {
        if self.draft.account.is_some() {
            return Err(twice(field));
        }
        self.draft.account = Some(field.text().trim().to_owned());
        Ok(())
    }

    fn entry(&mut self, field: &Field<'_>) -> Result<(), Refusal> {
        self.count.rows = self.count.rows.checked_add(1).ok_or_else(too_many)?;
        if !self.draft.began || (self.draft.account.is_none() && self.draft.opening.is_none()) {
            let message = "Posteringen hører ikke til noget kontoudtog: der står ingen konto (:25:) før den.";
            return self.reject(field.line, Remark::new("entry-outside", message, AGAIN));
        }
        let first = field.lines.first().copied().unwrap_or_default();
        let line = field::entry(first.trim_end()).map(|line| (line, 1)).or_else(|remark| {
            // Some banks break the line in the middle.
            let second = field.lines.get(1).copied().unwrap_or_default();
            let joined = format!("{}{}", first.trim_end(), second.trim());
            field::entry(&joined).map(|line| (line, 2)).map_err(|_| remark)
        });
        let (line, used) = match line {
            Ok(line) => line,
            Err(remark) => {
                let remark = remark.column(":61:");
                self.draft.unread.get_or_insert((field.line, remark.clone()));
                return self.reject(field.line, remark);
            }
        };
        if !line.is_expected {
            self.add(line.amount)?;
        }
        if let Some(impossible) = line.impossible {
            let message = "Posteringens dato findes ikke i kalenderen.";
            return self
                .reject(field.line, Remark::new("date-impossible", message, AGAIN).column(":61:").value(&impossible));
        }
        if let Some(digits) = &line.commaless {
            let remark = field::comma_missing(digits).column(":61:");
            self.draft.commaless.push((field.line, remark));
            let sum = self.draft.commaless_sum.checked_add(line.amount);
            self.draft.commaless_sum = sum.ok_or_else(|| Refusal::sum_too_large(":61:"))?;
        }
        self.count.accepted += 1;
        let more: Vec<&str> = field.lines.iter().skip(used).map(|line| line.trim()).collect();
        self.draft.entries.push(BankEntry {
            statement: u32::try_from(self.table.statements.len()).map_err(|_| too_many())?,
            line: field.line,
            detail: 0,
            booked: line.booked,
            value: line.value,
            amount: line.amount,
            currency: String::new(),
            status: if line.is_expected { EntryStatus::Pending } else { EntryStatus::Booked },
            is_reversal: line.is_reversal,
            text: more.join(" ").trim().to_owned(),
            reference: line.reference,
            bank_reference: line.bank_reference,
            slip: String::new(),
            counter_account: String::new(),
            counter_name: String::new(),
        });
        Ok(())
    }

    fn reject(&mut self, line: u32, remark: Remark) -> Result<(), Refusal> {
        self.count.rejected += 1;
        self.remarks.reject(line, remark);
        Ok(())
    }

    fn add(&mut self, amount: Money) -> Result<(), Refusal> {
        let sum = |sum: Money| sum.checked_add(amount).ok_or_else(|| Refusal::sum_too_large(":61:"));
        self.draft.sum = sum(self.draft.sum)?;
        let seen = &mut self.draft.seen[usize::from(amount.minor() >= 0)];
        seen.0 += 1;
        seen.1 = sum(seen.1)?;
        Ok(())
    }

    /// The text belongs to the entry before it; behind the closing balance it is the statement's own.
    fn text(&mut self, field: &Field<'_>) {
        if self.draft.closing.is_some() || !matches!(field.after, "61" | "86" | "NS") {
            return;
        }
        let Some(entry) = self.draft.entries.last_mut().filter(|entry| Some(entry.line) == field.entry_line) else {
            return;
        };
        let details = details(&field.lines);
        let words = [entry.text.as_str(), details.text.as_str()];
        entry.text = words.iter().filter(|word| !word.is_empty()).copied().collect::<Vec<_>>().join(" ");
        entry.slip = bank_slip::find(&entry.text).unwrap_or_default();
        for (own, seen) in [
            (&mut entry.reference, details.reference),
            (&mut entry.counter_account, details.counter_account),
            (&mut entry.counter_name, details.counter_name),
        ] {
            if !seen.is_empty() {
                *own = seen;
            }
        }
    }

    fn finish(&mut self) -> Result<(), Refusal> {
        let mut draft = std::mem::take(&mut self.draft);
        let account = draft.account.clone().unwrap_or_default();
        if account.is_empty() {
            match (&draft.opening, &draft.closing) {
                (None, None) => return Ok(()),
                (Some(_), Some(_)) => self.remarks.warn(Some(draft.line), account_not_named()),
                _ => return Err(without_account(draft.line)),
            }
        }
        let is_proved = draft.prove()?;
        self.settle_commaless(&mut draft, is_proved)?;
        if !is_proved {
            let message = "Kontoudtoget har ingen saldi, så posteringerne er ikke bevist af en saldo.";
            let hint = "Kontrollér posteringerne mod kontoens saldo i banken.";
            self.remarks.note(Some(draft.line), Remark::new("not-proved", message, hint));
        }
        if draft.is_interim {
            let message = "Filen er dagens foreløbige posteringer (MT942); de kommer igen i kontoudtoget (MT940).";
            let hint = "Indlæs også kontoudtoget, når det kommer.";
            self.remarks.note(Some(draft.line), Remark::new("interim", message, hint));
        }
        let currency = draft.currency();
        let account = without_currency(&account, &currency);
        let currency = if currency.is_empty() { account.1 } else { currency };
        if currency.is_empty() && !draft.entries.is_empty() {
            let message = "Kontoudtoget siger ikke, hvilken valuta det er i.";
            return Err(Refusal::new("currency-missing", message, AGAIN).at(draft.line));
        }
        let (days, day) = (
            |entry: &BankEntry| entry.booked.or(entry.value),
            |balance: &Option<Balance>| balance.as_ref().and_then(|balance| balance.date),
        );
        self.table.statements.push(BankStatement {
            number: draft.number,
            account: account.0,
            currency,
            opening: draft.opening.as_ref().map(|balance| balance.amount),
            closing: draft.closing.as_ref().map(|balance| balance.amount),
            from: draft.entries.iter().filter_map(days).min().or(day(&draft.closing)),
            to: day(&draft.closing).or(draft.entries.iter().filter_map(days).max()),
        });
        self.table.entries.extend(draft.entries);
        Ok(())
    }

    /// Amounts without a comma are whole units when the balance proves it, and else nobody knows.
    fn settle_commaless(&mut self, draft: &mut Draft, is_proved: bool) -> Result<(), Refusal> {
        let Some((line, first)) = draft.commaless.first().cloned() else {
            return Ok(());
        };
        if is_proved && (draft.commaless_sum != Money::ZERO || draft.totals.iter().all(Option::is_some)) {
            let message = "Et eller flere beløb har intet decimalkomma; de er hele kroner, for kun da stemmer saldoen.";
            self.remarks.note(Some(line), Remark::new("amount-comma-proved", message, "Intet skal gøres."));
            return Ok(());
        }
        if is_proved {
            return Err(unproved(line, first));
        }
        let lines: Vec<u32> = draft.commaless.iter().map(|(line, _)| *line).collect();
        let before = draft.entries.len();
        draft.entries.retain(|entry| !lines.contains(&entry.line));
        self.count.accepted -= u32::try_from(before - draft.entries.len()).unwrap_or(0);
        for (line, remark) in std::mem::take(&mut draft.commaless) {
            self.reject(line, remark)?;
        }
        Ok(())
    }

    fn content(mut self, encoding: &'static str) -> Result<Content, Refusal> {
        if self.table.statements.is_empty() {
            return Err(without_account(1));
        }
        bank_view::remark_slips(&self.table, &mut self.remarks);
        bank_view::remark_accounts(&self.table, &mut self.remarks);
        if self.count.rows == 0 {
            let message = "Filen har kontoudtog, men ingen posteringer.";
            self.remarks.warn(None, Remark::new("no-rows", message, "Kontrollér, at udtrækket er dannet rigtigt."));
        }
        let preview = bank_view::preview(&self.table);
        Ok(Content {
            facts: Facts::Bank(self.table),
            extract: Extract::default(),
            count: self.count,
            encoding,
            repaired: 0,
            declared_rows: None,
            diagnostics: self.remarks.into_diagnostics(),
            preview,
        })
    }
}

impl Draft {
    fn currency(&self) -> String {
        let of = |balance: &Option<Balance>| {
            balance.as_ref().map(|balance| balance.currency.clone()).filter(|currency| !currency.is_empty())
        };
        of(&self.opening).or_else(|| of(&self.closing)).unwrap_or_else(|| self.floor.clone())
    }

    /// Opening and entries make the closing balance, and counts and sums are those declared. False
    /// when there was nothing to prove them by.
    fn prove(&self) -> Result<bool, Refusal> {
        self.prove_totals()?;
        let (opening, closing) = match (&self.opening, &self.closing) {
            (Some(opening), Some(closing)) => (opening, closing),
            (None, None) => return Ok(self.totals.iter().any(Option::is_some)),
            (Some(_), None) => return Err(self.half("slutsaldo (:62F:)")),
            (None, Some(_)) => return Err(self.half("primosaldo (:60F:)")),
        };
        let currencies = [&opening.currency, &closing.currency];
        if currencies.iter().all(|currency| !currency.is_empty()) && opening.currency != closing.currency {
            let message = format!("Saldiene er i hver sin valuta: {} og {}.", opening.currency, closing.currency);
            return Err(Refusal::new("currency-differs", message, AGAIN).at(self.line));
        }
        if let Some((line, remark)) = &self.unread {
            return Err(unproved(*line, remark.clone()));
        }
        let sum = opening.amount.checked_add(self.sum).ok_or_else(|| Refusal::sum_too_large(":61:"))?;
        if sum == closing.amount {
            return Ok(true);
        }
        if let Some((line, remark)) = self.commaless.first() {
            return Err(unproved(*line, remark.clone()));
        }
        let difference = closing.amount.checked_add(Money::from_minor(sum.minor().saturating_neg()));
        let message = format!(
            "Kontoudtoget stemmer ikke: primosaldo {} + posteringer {} = {}, men slutsaldo er {} (forskel {}).",
            opening.amount,
            self.sum,
            sum,
            closing.amount,
            difference.map_or_else(|| "for stor".to_owned(), |difference| difference.to_string())
        );
        Err(Refusal::new("balance-differs", message, AGAIN).at(self.line).column(":62F:"))
    }

    fn prove_totals(&self) -> Result<(), Refusal> {
        for (place, (declared, seen)) in self.totals.iter().zip(&self.seen).enumerate() {
            let Some((count, sum)) = declared else { continue };
            let moved = Money::from_minor(seen.1.minor().saturating_abs());
            if (*count, *sum) != (seen.0, moved) {
                let (tag, word) = if place == 0 { (":90D:", "hævninger") } else { (":90C:", "indsættelser") };
                let message =
                    format!("Filen siger {count} {word} på i alt {sum}, men har {} på i alt {moved}.", seen.0);
                return Err(Refusal::new("totals-differ", message, AGAIN).at(self.line).column(tag));
            }
        }
        Ok(())
    }

    fn half(&self, what: &str) -> Refusal {
        let message = format!("Kontoudtoget mangler {what}; filen er afkortet eller sat forkert sammen.");
        Refusal::new("balance-missing", message, AGAIN).at(self.line)
    }
}

/// The account without a currency that a bank wrote behind it, and that currency.
fn without_currency(account: &str, currency: &str) -> (String, String) {
    let start = account.len().saturating_sub(3);
    let plain = || (account.to_owned(), String::new());
    let (Some(number), Some(code)) = (account.get(..start), account.get(start..)) else {
        return plain();
    };
    let is_code = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    let follows_digit = number.ends_with(|letter: char| letter.is_ascii_digit() || matches!(letter, '/' | ' '));
    if !is_code || !follows_digit || !(currency.is_empty() || currency == code) {
        return plain();
    }
    (number.trim_end_matches(['/', ' ']).to_owned(), code.to_owned())
}

fn twice(field: &Field<'_>) -> Refusal {
    let message = format!("Feltet :{}: står to gange i samme kontoudtog.", field.tag);
    Refusal::new("field-twice", message, AGAIN)
        .at(field.line)
        .column(format!(":{}:", field.tag))
        .value(crate::masking::shown(&masked(&field.lines), false))
}

/// An amount that nobody can read where a balance needs it.
fn unproved(line: u32, remark: Remark) -> Refusal {
    let message = format!("{} Saldoen kan derfor ikke bevises.", remark.message);
    Remark { message, ..remark }.refuse(line)
}

/// A whole statement whose account nobody wrote.
fn account_not_named() -> Remark {
    let message = "Kontoudtoget siger ikke, hvilken konto det gælder (:25: mangler); posteringerne er med, men kan \
                   ikke afstemmes.";
    Remark::new("account-missing", message, "Hent kontoudtoget igen i banken med kontonummer.").column(":25:")
}

fn without_account(line: u32) -> Refusal {
    let message =
        "Filen er kun en stump af et kontoudtog: der står hverken konto (:25:) eller både primo- og slutsaldo.";
    Refusal::new("account-missing", message, AGAIN).at(line)
}

fn too_many() -> Refusal {
    Refusal::new("too-many-rows", "Filen har for mange posteringer.", "Del udtrækket i flere perioder.")
}

fn row_at(bytes: &[u8], line: u32, reveal: bool) -> Option<SourceRow> {
    let letters = bank_letters::decode(bytes, true).ok()?;
    let mut lines = Lines::new(&letters.text);
    let mut row: Option<SourceRow> = None;
    while let Some(piece) = lines.next_piece().ok()? {
        let Piece::Field(field) = piece else {
            if row.is_some() {
                break;
            }
            continue;
        };
        match (&mut row, field.tag) {
            (None, "61") if field.line == line => row = Some(SourceRow { line, cells: Vec::new() }),
            (Some(_), "86" | "NS") => {}
            (Some(_), _) => break,
            (None, _) => continue,
        }
        let text = if reveal { field.lines.join("\n") } else { masked(&field.lines) };
        if let Some(row) = &mut row {
            row.cells.push((format!(":{}:", field.tag), text));
        }
    }
    row
}
