//! Balances, and the proof that opening + booked entries = closing.

use rust_decimal::Decimal;
use trepunkt_core::bank::EntryStatus;
use trepunkt_core::source::SourceKind;
use trepunkt_core::wall_time::Date;

use super::super::bank_remarks::Remark;
use super::value;
use super::value::danish;
use crate::refusal::Refusal;
use crate::xml::Element;

const ASK_THE_BANK: &str = "Hent filen igen fra banken; bed banken rette den, hvis fejlen er der stadig.";

/// One balance. Its size is exact; its direction may be left out.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Balance {
    pub(super) code: &'static str,
    size: Decimal,
    is_credit: Option<bool>,
    pub(super) currency: String,
    pub(super) date: Option<Date>,
}

/// The types that are booked balances; available and forward balances prove nothing.
const BOOKED: [&str; 4] = ["OPBD", "PRCD", "CLBD", "ITBD"];

impl Balance {
    /// The amount with its sign, once that is known.
    pub(super) fn amount(&self) -> Option<Decimal> {
        if self.size.is_zero() {
            return Some(self.size);
        }
        self.is_credit.map(|is_credit| value::signed(self.size, is_credit))
    }
}

/// The booked balances of a statement.
pub(super) fn read(statement: Element<'_>, number: usize) -> Result<Vec<Balance>, Refusal> {
    let mut balances = Vec::new();
    for element in statement.all("Bal") {
        let names = ["Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry", "Tp/Cd", "Tp/Prtry"];
        let said = names.map(|name| element.value(name)).into_iter().find(|code| !code.is_empty());
        let Some(code) = BOOKED.into_iter().find(|code| Some(*code) == said) else {
            continue;
        };
        let refuse = |remark: Remark| {
            let message = format!("Kontoudtog {number}, saldo {code}: {}", remark.message);
            let refusal = Refusal::new(remark.code, message, remark.hint).column(format!("Bal/{code}"));
            Refusal { value: remark.value, ..refusal }
        };
        let amount = element.child("Amt");
        let (size, minus) = match amount.map_or("", Element::text).strip_prefix('-') {
            Some(rest) => (rest, true),
            None => (amount.map_or("", Element::text), false),
        };
        let is_credit = value::is_credit(element).map_err(refuse)?;
        if minus && is_credit.is_some() {
            return Err(two_signs(number, code));
        }
        balances.push(Balance {
            code,
            size: value::size(size).map_err(refuse)?,
            is_credit: if minus { Some(false) } else { is_credit },
            currency: amount.map(value::currency).unwrap_or_default(),
            date: value::date_in(element.child("Dt"), "Bal/Dt").map_err(refuse)?,
        });
    }
    Ok(balances)
}

/// The balances between which the entries lie.
#[derive(Clone, Debug, Default)]
pub(super) struct Pair {
    pub(super) opening: Option<Balance>,
    pub(super) closing: Option<Balance>,
    /// False when they need not be the two ends of what the entries did.
    must_tie: bool,
    /// Balances in another currency than the account's, where an end is missing for it.
    pub(super) aside: Vec<Balance>,
}

/// Which balances are the ends of a statement.
///
/// Where some balances are in the account's currency, those in others say nothing of what was booked
/// on it. Where none is, they are all that there is, and must agree among themselves.
pub(super) fn pair(kind: SourceKind, balances: &[Balance], currency: &str, number: usize) -> Result<Pair, Refusal> {
    let is_own = |balance: &Balance| balance.currency == currency;
    let (own, other): (Vec<&Balance>, Vec<&Balance>) = balances.iter().partition(|balance| is_own(balance));
    let (used, aside) = if own.is_empty() { (other, own) } else { (own, other) };
    let mut pair = ends(kind, &used, number)?;
    let is_half = pair.opening.is_none() || pair.closing.is_none();
    pair.aside = aside.into_iter().filter(|_| is_half).cloned().collect();
    Ok(pair)
}

fn ends(kind: SourceKind, balances: &[&Balance], number: usize) -> Result<Pair, Refusal> {
    let of =
        |code: &str| -> Vec<&Balance> { balances.iter().copied().filter(|balance| balance.code == code).collect() };
    let opening = match end(&of("OPBD"), true, number)? {
        Some(opening) => Some(opening),
        None => end(&of("PRCD"), true, number)?,
    };
    let closing = end(&of("CLBD"), false, number)?;
    if kind == SourceKind::Camt053 || (opening.is_some() && closing.is_some()) {
        return Ok(Pair { opening, closing, must_tie: true, ..Pair::default() });
    }
    let interim = of("ITBD");
    match (&interim[..], opening, closing) {
        ([first, second], None, None) => {
            let is_turned = matches!((first.date, second.date), (Some(first), Some(second)) if second < first);
            let (first, second) = if is_turned { (*second, *first) } else { (*first, *second) };
            let (opening, closing) = (Some(first.clone()), Some(second.clone()));
            Ok(Pair { opening, closing, must_tie: true, ..Pair::default() })
        }
        // A report during the day may hold only what came since the last one.
        ([only], Some(opening), None) => {
            let (opening, closing) = (Some(opening), Some((*only).clone()));
            Ok(Pair { opening, closing, ..Pair::default() })
        }
        (_, opening, closing) => Ok(Pair { opening, closing, ..Pair::default() }),
    }
}

/// The earliest or the latest of several balances of one type.
fn end(all: &[&Balance], is_first: bool, number: usize) -> Result<Option<Balance>, Refusal> {
    let Some(first) = all.first().copied() else {
        return Ok(None);
    };
    if all.iter().all(|balance| *balance == first) {
        return Ok(Some(first.clone()));
    }
    let dates = all.iter().filter_map(|balance| balance.date);
    let wanted = if is_first { dates.min() } else { dates.max() };
    let mut found = all.iter().filter(|balance| balance.date == wanted);
    match (wanted, found.next(), found.next()) {
        (Some(_), Some(only), None) if all.iter().all(|balance| balance.date.is_some()) => Ok(Some((*only).clone())),
        _ => Err(several(number, first.code)),
    }
}

/// An entry as the proof needs it.
#[derive(Clone, Debug)]
pub(super) struct Moved {
    pub(super) line: u32,
    /// As the account moves; none when it cannot be read.
    pub(super) amount: Option<Decimal>,
    /// Empty when not said.
    pub(super) currency: String,
    /// None when it cannot be read.
    pub(super) status: Option<EntryStatus>,
}

impl Moved {
    /// True when it is booked in another currency than the balances'.
    fn is_booked_beside(&self, currency: &str) -> bool {
        let is_booked = self.status == Some(EntryStatus::Booked) && self.amount.is_some();
        is_booked && !self.currency.is_empty() && self.currency != currency
    }
}

/// How a proof went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proof {
    /// Opening + booked entries = closing.
    Proved,
    /// The same, and it also settled a direction that was left out.
    ProvedWithSign,
    /// The same without the entries in other currencies, of which the first stands in that line.
    ProvedBeside(u32),
    /// There are no two ends to prove it between.
    NoBalances,
    /// A report during the day, whose interim balance is of another moment.
    OtherMoment,
}

/// Proves a statement, and settles directions that were left out. Rejected entries count too.
pub(super) fn prove(pair: &mut Pair, entries: &[Moved], number: usize) -> Result<Proof, Refusal> {
    let (Some(opening), Some(closing)) = (&mut pair.opening, &mut pair.closing) else {
        return Ok(Proof::NoBalances);
    };
    let currency = opening.currency.clone();
    let foreign = entries.iter().find(|entry| entry.is_booked_beside(&currency));
    let booked = if currency == closing.currency {
        booked(entries, &currency, number)
    } else {
        Err(two_currencies(number, opening, closing))
    };
    let outcome = booked.and_then(|moved| {
        let settled = settle(opening, closing, moved, number);
        match (foreign, settled) {
            (Some(entry), Ok(_)) => Ok(Proof::ProvedBeside(entry.line)),
            (Some(entry), Err(_)) => Err(entry_currency(number, entry, &currency)),
            (None, settled) => settled,
        }
    });
    match outcome {
        Ok(proof) => Ok(proof),
        Err(_) if !pair.must_tie => {
            pair.closing = None;
            Ok(Proof::OtherMoment)
        }
        Err(refusal) => Err(refusal),
    }
}

/// The sum of the entries booked in that currency.
fn booked(entries: &[Moved], currency: &str, number: usize) -> Result<Decimal, Refusal> {
    let mut sum = Decimal::ZERO;
    for entry in entries {
        match (entry.status, entry.amount) {
            (Some(EntryStatus::Pending | EntryStatus::Information), _) => {}
            (Some(EntryStatus::Booked), Some(amount)) if entry.currency == currency => {
                sum = sum.checked_add(amount).ok_or_else(|| Refusal::sum_too_large("posteringerne"))?;
            }
            (Some(EntryStatus::Booked), Some(_)) if entry.is_booked_beside(currency) => {}
            _ => return Err(unprovable(number, entry.line)),
        }
    }
    Ok(sum)
}

/// Finds the one choice of directions that ties.
fn settle(opening: &mut Balance, closing: &mut Balance, moved: Decimal, number: usize) -> Result<Proof, Refusal> {
    let signs = |balance: &Balance| match balance.is_credit {
        Some(is_credit) => vec![is_credit],
        None if balance.size.is_zero() => vec![true],
        None => vec![true, false],
    };
    let is_open = opening.amount().is_none() || closing.amount().is_none();
    let mut tying = Vec::new();
    for first in signs(opening) {
        for last in signs(closing) {
            let expected = value::signed(opening.size, first).checked_add(moved);
            if expected == Some(value::signed(closing.size, last)) {
                tying.push((first, last));
            }
        }
    }
    match tying[..] {
        [(first, last)] => {
            opening.is_credit = Some(first);
            closing.is_credit = Some(last);
            Ok(if is_open { Proof::ProvedWithSign } else { Proof::Proved })
        }
        [] if is_open => Err(no_sign_ties(number, opening, closing, moved)),
        [] => Err(mismatch(number, opening, closing, moved)),
        _ => Err(several_signs(number, opening, closing, moved)),
    }
}

fn mismatch(number: usize, opening: &Balance, closing: &Balance, moved: Decimal) -> Refusal {
    let first = opening.amount().unwrap_or_default();
    let found = closing.amount().unwrap_or_default();
    let expected = first.checked_add(moved).unwrap_or_default();
    let difference = found.checked_sub(expected).unwrap_or_default();
    let message = format!(
        "Kontoudtog {number}: saldoen {} på {} {currency} og de bogførte posteringer på {} {currency} giver {} {currency}, \
         men saldoen {} er {} {currency}. Forskellen er {} {currency}.",
        opening.code,
        danish(first),
        danish(moved),
        danish(expected),
        closing.code,
        danish(found),
        danish(difference),
        currency = closing.currency,
    );
    Refusal::new("balance-mismatch", message, ASK_THE_BANK)
        .column(format!("Bal/{}", closing.code))
        .value(danish(difference))
}

fn sizes(opening: &Balance, closing: &Balance, moved: Decimal) -> String {
    format!(
        "{} {} og {} {} {} med bogførte posteringer på {}",
        opening.code,
        danish(opening.size),
        closing.code,
        danish(closing.size),
        closing.currency,
        danish(moved)
    )
}

fn no_sign_ties(number: usize, opening: &Balance, closing: &Balance, moved: Decimal) -> Refusal {
    let sizes = sizes(opening, closing, moved);
    let message =
        format!("Kontoudtog {number}: en saldo mangler retning (CdtDbtInd), og ingen retning stemmer: {sizes}.");
    Refusal::new("balance-mismatch", message, ASK_THE_BANK).column(format!("Bal/{}", closing.code))
}

fn several_signs(number: usize, opening: &Balance, closing: &Balance, moved: Decimal) -> Refusal {
    let sizes = sizes(opening, closing, moved);
    let message =
        format!("Kontoudtog {number}: en saldo mangler retning (CdtDbtInd), og flere retninger stemmer: {sizes}.");
    Refusal::new("balance-sign", message, ASK_THE_BANK).column(format!("Bal/{}", closing.code))
}

fn two_signs(number: usize, code: &str) -> Refusal {
    let message = format!("Kontoudtog {number}: saldo {code} har både minus og en retning (CdtDbtInd).");
    Refusal::new("balance-sign", message, ASK_THE_BANK).column(format!("Bal/{code}"))
}

fn several(number: usize, code: &str) -> Refusal {
    let message = format!("Kontoudtog {number}: der er flere forskellige saldi af typen {code} for samme dag.");
    Refusal::new("balance-several", message, ASK_THE_BANK).column(format!("Bal/{code}"))
}

fn named(currency: &str) -> &str {
    if currency.is_empty() { "ukendt valuta" } else { currency }
}

fn two_currencies(number: usize, opening: &Balance, closing: &Balance) -> Refusal {
    let message = format!(
        "Kontoudtog {number}: saldoen {} er i {}, men saldoen {} er i {}; de kan ikke stemmes af.",
        opening.code,
        named(&opening.currency),
        closing.code,
        named(&closing.currency),
    );
    Refusal::new("balance-currency", message, ASK_THE_BANK).column(format!("Bal/{}", closing.code))
}

fn entry_currency(number: usize, entry: &Moved, currency: &str) -> Refusal {
    let message = format!(
        "Kontoudtog {number}: postering {} er bogført i {}, men saldoen er i {}; de kan ikke stemmes af.",
        entry.line,
        entry.currency,
        named(currency),
    );
    Refusal::new("entry-currency", message, ASK_THE_BANK).at(entry.line).column("Amt")
}

fn unprovable(number: usize, line: u32) -> Refusal {
    let message = format!(
        "Kontoudtog {number}: postering {line} har et beløb, en retning eller en status, som ikke kan læses; \
         saldoen kan derfor ikke kontrolleres."
    );
    Refusal::new("balance-unprovable", message, ASK_THE_BANK).at(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn balance(code: &'static str, size: &str, is_credit: Option<bool>) -> Balance {
        let size = value::size(size).expect("a number");
        Balance { code, size, is_credit, currency: "DKK".to_owned(), date: None }
    }

    fn check(
        opening: (&str, Option<bool>),
        closing: (&str, Option<bool>),
        moved: &[&str],
        expected: Result<Proof, &str>,
    ) {
        let entries: Vec<Moved> = moved
            .iter()
            .zip(1..)
            .map(|(text, line)| {
                let size = value::size(text.trim_start_matches('-')).expect("a number");
                let amount = Some(value::signed(size, !text.starts_with('-')));
                Moved { line, amount, currency: "DKK".to_owned(), status: Some(EntryStatus::Booked) }
            })
            .collect();
        let mut pair = Pair {
            opening: Some(balance("OPBD", opening.0, opening.1)),
            closing: Some(balance("CLBD", closing.0, closing.1)),
            must_tie: true,
            aside: Vec::new(),
        };
        let seen = prove(&mut pair, &entries, 1).map_err(|refusal| refusal.code);
        assert_eq!(seen, expected, "{opening:?} {moved:?} {closing:?}");
    }

    #[test]
    fn opening_and_entries_give_closing() {
        let (plus, minus) = (Some(true), Some(false));
        check(("100.00", plus), ("70.5", plus), &["-30", "0.50"], Ok(Proof::Proved));
        check(("100.00", plus), ("20", minus), &["-120"], Ok(Proof::Proved));
        check(("1.00001", plus), ("1.00003", plus), &["0.00002"], Ok(Proof::Proved));
        check(("1.00001", plus), ("1.00004", plus), &["0.00002"], Err("balance-mismatch"));
        check(("0", None), ("0.00", None), &[], Ok(Proof::Proved));
    }

    #[test]
    fn a_direction_that_is_left_out_is_settled_only_when_one_ties() {
        let plus = Some(true);
        check(("100", plus), ("20", None), &["-120"], Ok(Proof::ProvedWithSign));
        check(("100", None), ("20", None), &["-120"], Ok(Proof::ProvedWithSign));
        check(("100", None), ("100", None), &[], Err("balance-sign"));
        check(("100", plus), ("20", None), &["-110"], Err("balance-mismatch"));
    }
}
