//! The totals that a statement carries of itself (`TxsSummry`).

use rust_decimal::Decimal;

use super::balance::Moved;
use super::statement::is_booked;
use super::value;
use super::value::danish;
use crate::refusal::Refusal;
use crate::xml::Element;

const ASK_THE_BANK: &str = "Hent filen igen fra banken; den er afkortet eller ændret.";

/// Which entries a total is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    All,
    In,
    Out,
}

const TOTALS: [(&str, Side); 3] = [("TtlNtries", Side::All), ("TtlCdtNtries", Side::In), ("TtlDbtNtries", Side::Out)];

impl Side {
    fn holds(self, moved: &Moved) -> bool {
        match (self, moved.amount) {
            (Self::All, _) => true,
            // A zero moves nothing; its direction is gone with its sign, so it fits either side.
            (_, Some(amount)) if amount.is_zero() => true,
            (Self::In, Some(amount)) => amount.is_sign_positive(),
            (Self::Out, Some(amount)) => amount.is_sign_negative(),
            (_, None) => false,
        }
    }
}

/// Checks every total that is given. Banks count either all entries or the booked ones; a total
/// must fit one of the two, and count and sum of one total the same.
pub(super) fn check(statement: Element<'_>, number: usize, entries: &[Moved]) -> Result<(), Refusal> {
    let booked: Vec<Moved> = entries.iter().filter(|entry| is_booked(entry)).cloned().collect();
    let Some(summary) = statement.child("TxsSummry") else {
        return Ok(());
    };
    for (name, side) in TOTALS {
        let Some(total) = summary.child(name) else {
            continue;
        };
        let over_all = check_total(total, name, side, number, entries);
        if over_all.is_err() {
            check_total(total, name, side, number, &booked).or(over_all)?;
        }
    }
    Ok(())
}

/// How many entries a statement says it has.
pub(super) fn declared(statement: Element<'_>) -> Option<u32> {
    let count = |name: &str| statement.value(&format!("TxsSummry/{name}/NbOfNtries")).parse::<u32>().ok();
    let by_side = || count("TtlCdtNtries")?.checked_add(count("TtlDbtNtries")?);
    count("TtlNtries").or_else(by_side)
}

fn check_total(total: Element<'_>, name: &str, side: Side, number: usize, entries: &[Moved]) -> Result<(), Refusal> {
    let refuse = |part: &str, said: String, found: String| {
        let message =
            format!("Kontoudtog {number}: filen oplyser {name}/{part} som {said}, men posteringerne giver {found}.");
        Err(Refusal::new("totals-mismatch", message, ASK_THE_BANK).column(format!("TxsSummry/{name}/{part}")))
    };
    let own: Vec<&Moved> = entries.iter().filter(|entry| side.holds(entry)).collect();
    let count = total.value("NbOfNtries");
    let zeros = own.iter().filter(|entry| entry.amount.is_some_and(|amount| amount.is_zero())).count();
    let least = if side == Side::All { own.len() } else { own.len() - zeros };
    let fits = |count: &str| count.parse::<usize>().is_ok_and(|count| (least..=own.len()).contains(&count));
    if !count.is_empty() && !fits(count) {
        return refuse("NbOfNtries", short(count), own.len().to_string());
    }
    let sum = total.value("Sum");
    if !sum.is_empty() {
        let found = sum_of(&own, Decimal::abs);
        let said = value::size(sum).ok();
        if said.is_none() || said != found {
            return refuse("Sum", short(sum), found.map_or_else(unknown, danish));
        }
    }
    // The net was an amount with a direction beside it, and later an element that holds both.
    let net = total.child("TtlNetNtry").map(|net| (net, net.value("Amt"))).or_else(|| {
        let amount = total.child("TtlNetNtryAmt")?;
        Some((total, amount.text()))
    });
    if let Some((holder, text)) = net.filter(|(_, text)| !text.is_empty()) {
        let found = sum_of(&own, |amount| *amount);
        let size = value::size(text).ok();
        let is_credit = value::is_credit(holder).ok().flatten();
        let fits = match (size, is_credit, found) {
            (Some(size), Some(is_credit), Some(found)) => value::signed(size, is_credit) == found,
            (Some(size), None, Some(found)) => size == found.abs(),
            _ => false,
        };
        if !fits {
            return refuse("TtlNetNtry", short(text), found.map_or_else(unknown, danish));
        }
    }
    Ok(())
}

/// The sum over the entries; none when one of them cannot be read.
fn sum_of(entries: &[&Moved], part: impl Fn(&Decimal) -> Decimal) -> Option<Decimal> {
    entries.iter().try_fold(Decimal::ZERO, |sum, entry| sum.checked_add(part(&entry.amount?)))
}

fn unknown() -> String {
    "en sum, der ikke kan regnes ud, fordi et beløb ikke kan læses".to_owned()
}

fn short(text: &str) -> String {
    crate::masking::shown(text, false)
}
