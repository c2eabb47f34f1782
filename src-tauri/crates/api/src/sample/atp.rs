//! What ATP claims for the quarter from what eIndkomst held when ATP counted.

use trepunkt_core::code::AtpScheme;
use trepunkt_core::period::Month;

use super::benefit::ATP;
use super::benefit::OP;
use super::benefit::SUBSIDY;
use super::book::Entry;
use super::calendar::Calendar;
use super::dice::Dice;
use super::skat::sum;

/// The company whose schemes stand on its claims as one total.
pub(super) const COLLECTED_PAYER: usize = 1;

/// The schemes and the fields that they claim. All subsidies of a sample are additions for refunds to employers.
pub(super) const SCHEMES: [(AtpScheme, u16); 3] =
    [(AtpScheme::Atp, ATP), (AtpScheme::Op, OP), (AtpScheme::OpAddition, SUBSIDY)];

/// Quarters between the claim that falls due in the period and the period's own quarter.
const DUE_QUARTERS: i16 = -2;
/// How many quarters before the claim the line lies that nothing delivered explains.
const FORGOTTEN: i16 = -4;

/// One line of ATP's claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AtpClaim {
    pub(super) payer: usize,
    pub(super) scheme: AtpScheme,
    /// First month of the quarter that it belongs to.
    pub(super) quarter: Month,
    pub(super) amount: i64,
    /// True when nothing that is delivered explains it.
    pub(super) is_alone: bool,
}

/// The field that a line claims; none for totals, interest and fees.
pub(super) fn field_of(scheme: AtpScheme) -> Option<u16> {
    SCHEMES.iter().find(|(known, _)| *known == scheme).map(|(_, field)| *field)
}

/// The claim of the period's quarter: its sums per company, corrections of the quarter before and, among errors,
/// interest, a fee and a line of a quarter that nobody delivered.
pub(super) fn claims(entries: &[Entry], calendar: &Calendar, with_errors: bool, dice: &mut Dice) -> Vec<AtpClaim> {
    let quarter = &calendar.quarter;
    let mut claims = Vec::new();
    for payer in 0..4 {
        let own = |field: u16| -> i64 {
            quarter.months.iter().map(|month| sum(entries, (payer, *month, field), i64::MIN, quarter.cutoff)).sum()
        };
        let earlier =
            |field: u16| sum(entries, (payer, quarter.before, field), quarter.previous_cutoff, quarter.cutoff);
        push_schemes(&mut claims, payer, quarter.first, own);
        push_schemes(&mut claims, payer, quarter.plus(-1), earlier);
    }
    if with_errors && !claims.is_empty() {
        let mut extra = |payer: usize, scheme: AtpScheme, quarters: i16, low: i64, high: i64, is_alone: bool| {
            let (quarter, amount) = (quarter.plus(quarters), dice.between(low, high));
            claims.push(AtpClaim { payer, scheme, quarter, amount, is_alone });
        };
        extra(0, AtpScheme::Interest, -1, 2_000, 90_000, false);
        extra(3, AtpScheme::Fee, -1, 6_500, 6_500, false);
        extra(0, AtpScheme::Atp, FORGOTTEN, 9_900, 99_000, true);
    }
    claims
}

/// The claim that falls due in the period, of a quarter that nothing else is delivered of, and its first month.
pub(super) fn due_claims(calendar: &Calendar, dice: &mut Dice) -> (Month, Vec<AtpClaim>) {
    let quarter = calendar.quarter.plus(DUE_QUARTERS);
    let mut claims = Vec::new();
    for payer in 0..4 {
        let mut sums: Vec<(u16, i64)> = SCHEMES.iter().map(|(_, field)| (*field, 0)).collect();
        sums[0].1 = dice.between(60, 900) * 9_900;
        sums[1].1 = dice.between(4_000, 90_000) * 100;
        push_schemes(&mut claims, payer, quarter, |wanted| {
            sums.iter().find(|(field, _)| *field == wanted).map_or(0, |(_, amount)| *amount)
        });
    }
    (quarter, claims)
}

/// A line per scheme, or the total of all where the company has it so. Nothing where nothing is owed.
fn push_schemes(claims: &mut Vec<AtpClaim>, payer: usize, quarter: Month, sum_of: impl Fn(u16) -> i64) {
    let mut push = |scheme: AtpScheme, amount: i64| {
        if amount != 0 {
            claims.push(AtpClaim { payer, scheme, quarter, amount, is_alone: false });
        }
    };
    if payer == COLLECTED_PAYER {
        push(AtpScheme::Collected, SCHEMES.iter().map(|(_, field)| sum_of(*field)).sum());
    } else {
        SCHEMES.iter().for_each(|(scheme, field)| push(*scheme, sum_of(*field)));
    }
}
