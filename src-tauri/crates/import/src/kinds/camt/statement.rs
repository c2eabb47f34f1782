//! One statement: its account, its balances, its entries, and its own totals.

use rust_decimal::Decimal;
use trepunkt_core::bank::BankEntry;
use trepunkt_core::bank::BankStatement;
use trepunkt_core::bank::EntryStatus;
use trepunkt_core::source::SourceKind;
use trepunkt_core::wall_time::Date;

use super::super::bank_remarks::Remark;
use super::balance;
use super::balance::Balance;
use super::balance::Moved;
use super::balance::Pair;
use super::balance::Proof;
use super::entry;
use super::entry::Setting;
use super::party;
use super::reader::Reader;
use super::totals;
use super::value;
use crate::refusal::Refusal;
use crate::xml::Element;

const ASK_THE_BANK: &str = "Hent filen igen fra banken; bed banken rette den, hvis fejlen er der stadig.";

/// Reads a statement into the reader's table; `number` is its place in the file.
pub(super) fn read(statement: Element<'_>, number: usize, reader: &mut Reader<'_, '_>) -> Result<(), Refusal> {
    let account = statement.child("Acct").map_or("", party::account);
    if account.is_empty() {
        let message = format!(
            "Kontoudtog {number} siger ikke, hvilken konto det gælder; posteringerne er med, men kan ikke afstemmes."
        );
        reader.remarks.warn(None, Remark::new("account-missing", message, ASK_THE_BANK).column("Acct/Id"));
    }
    let own_currency = match statement.value("Acct/Ccy") {
        "" => String::new(),
        said => value::letters(said).ok_or_else(|| currency_form(number, said))?,
    };
    let mut balances = if reader.kind == SourceKind::Camt054 { Vec::new() } else { balance::read(statement, number)? };
    for balance in balances.iter_mut().filter(|balance| balance.currency.is_empty()) {
        balance.currency.clone_from(&own_currency);
    }
    let setting = Setting {
        kind: reader.kind,
        statement: u32::try_from(reader.table.statements.len()).unwrap_or(u32::MAX),
        account,
        currency: &own_currency,
    };
    let first_record = reader.table.entries.len();
    let mut moved = Vec::new();
    for element in statement.all("Ntry") {
        let line = reader.next_line(element)?;
        let entry = entry::read(element, line, &setting, &mut reader.oddities);
        reader.keep(line, entry.records);
        moved.push(entry.moved);
    }
    totals::check(statement, number, &moved)?;
    reader.declare(totals::declared(statement));
    let currency = currency_of(own_currency, &balances, &moved);
    let mut pair = balance::pair(reader.kind, &balances, &currency, number)?;
    let proof = balance::prove(&mut pair, &moved, number)?;
    tell_proof(proof, number, reader);
    tell_aside(&pair.aside, &currency, number, reader);
    let (opening, closing) =
        (shown(pair.opening.as_ref(), number, reader), shown(pair.closing.as_ref(), number, reader));
    for record in reader.table.entries.iter_mut().skip(first_record) {
        if record.currency == currency {
            record.currency.clear();
        }
    }
    let (from, to) = period(statement, number, &pair)?;
    let number = statement.value("Id").to_owned();
    let account = account.to_owned();
    reader.table.statements.push(BankStatement { number, account, currency, opening, closing, from, to });
    reader.check_repeated(first_record)
}

fn currency_form(number: usize, said: &str) -> Refusal {
    let message = format!("Kontoudtog {number}: kontoens valuta er ikke tre bogstaver.");
    Refusal::new("currency-form", message, ASK_THE_BANK).column("Acct/Ccy").value(crate::masking::shown(said, false))
}

/// The currency of a statement: the account's own, else that of all its booked balances, else that
/// of all its entries; empty where they differ.
fn currency_of(own: String, balances: &[Balance], moved: &[Moved]) -> String {
    if !own.is_empty() {
        return own;
    }
    let one = |mut all: Box<dyn Iterator<Item = &String> + '_>| {
        let first = all.next()?;
        (!first.is_empty() && all.all(|other| other == first)).then(|| first.clone())
    };
    let of_balances = one(Box::new(balances.iter().map(|balance| &balance.currency)));
    of_balances.or_else(|| one(Box::new(moved.iter().map(|moved| &moved.currency)))).unwrap_or_default()
}

/// First and last day, where they are stated; a closing balance also says its day.
fn period(statement: Element<'_>, number: usize, pair: &Pair) -> Result<(Option<Date>, Option<Date>), Refusal> {
    let stated = |name: &'static str| {
        let said =
            ["FrToDt", "StmtPrd", "RptPrd"].into_iter().find_map(|period| statement.at(&format!("{period}/{name}")));
        value::date_in(said, name).map_err(|remark| {
            let message = format!("Kontoudtog {number}, periode: {}", remark.message);
            Refusal::new(remark.code, message, remark.hint).column(format!("FrToDt/{name}"))
        })
    };
    let closed = pair.closing.as_ref().and_then(|closing| closing.date);
    Ok((stated("FrDtTm")?, stated("ToDtTm")?.or(closed)))
}

/// Balances in another currency than the account's say nothing of what was booked on it.
fn tell_aside(aside: &[Balance], currency: &str, number: usize, reader: &mut Reader<'_, '_>) {
    for balance in aside {
        let message = format!(
            "Kontoudtog {number}: saldoen {} er i {}, men kontoen er i {currency}; den er ikke brugt.",
            balance.code, balance.currency
        );
        let remark = Remark::new("balance-currency", message, "Kontrollér saldoen mod banken.");
        reader.remarks.warn(None, remark.column(format!("Bal/{}", balance.code)));
    }
}

fn tell_proof(proof: Proof, number: usize, reader: &mut Reader<'_, '_>) {
    match proof {
        Proof::NoBalances if reader.kind == SourceKind::Camt053 => {
            let message = format!(
                "Kontoudtog {number} har ikke både åbnings- og slutsaldo, så det kan ikke ses af filen selv, om alle \
                 posteringer er med."
            );
            let hint = "Kontrollér saldoen mod banken.";
            reader.remarks.warn(None, Remark::new("balance-missing", message, hint).column("Bal"));
        }
        Proof::OtherMoment => {
            let message = format!(
                "Kontoudtog {number}: den foreløbige saldo svarer ikke til åbningssaldoen og de bogførte posteringer; \
                 den er fra et andet tidspunkt og er ikke brugt."
            );
            let hint = "Indlæs kontoudtoget (camt.053), når dagen er slut.";
            reader.remarks.warn(None, Remark::new("balance-interim", message, hint).column("Bal/ITBD"));
        }
        Proof::ProvedWithSign => {
            let message =
                format!("Kontoudtog {number}: en saldo mangler retning; kun én retning stemmer, og den er brugt.");
            let hint = "Intet skal gøres.";
            reader.remarks.note(None, Remark::new("balance-direction", message, hint).column("Bal/CdtDbtInd"));
        }
        Proof::ProvedBeside(line) => {
            let message = format!(
                "Kontoudtog {number}: en eller flere posteringer er i en anden valuta end saldoen; saldoen stemmer uden dem."
            );
            let hint = "De er med, men afstemmes ikke.";
            reader.remarks.warn(Some(line), Remark::new("entry-currency", message, hint).column("Amt"));
        }
        Proof::Proved | Proof::NoBalances => {}
    }
}

/// The balance to store; one that is no whole number of øre was proved but cannot be.
fn shown(balance: Option<&Balance>, number: usize, reader: &mut Reader<'_, '_>) -> Option<trepunkt_core::money::Money> {
    let amount: Decimal = balance?.amount()?;
    match value::money(amount) {
        Ok(money) => Some(money),
        Err(remark) => {
            let message = format!("Kontoudtog {number}: en saldo vises ikke. {}", remark.message);
            let value = remark.value.unwrap_or_default();
            let remark = Remark::new("balance-decimals", message, "Kontrollér saldoen mod banken.").column("Bal");
            reader.remarks.warn(None, remark.value(&value));
            None
        }
    }
}

/// The booked entries and details of a statement, without the place where they stand: what makes
/// the same statement the same.
pub(super) fn content(entries: &[BankEntry]) -> impl Iterator<Item = BankEntry> + '_ {
    entries.iter().map(|entry| BankEntry { statement: 0, line: 0, ..entry.clone() })
}

/// True for entries that count as moved or announced at all.
pub(super) fn is_booked(moved: &Moved) -> bool {
    moved.status == Some(EntryStatus::Booked)
}
