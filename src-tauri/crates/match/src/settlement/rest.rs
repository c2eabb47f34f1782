//! Claims that are not paid, payments that nobody claims, and those that differ.
//!
//! The first cause that fits: a payment of the amount to another creditor or under another payment line is *another
//! creditor*; lines of interest and fees that are left are *interest or fee*; a claim without any payment is *not
//! cleared*; a payment without claim is *only in the bank*; what has both *differs in amount*. None of them can be
//! proven but the last, where one payment line holds one claim and one payment.

use trepunkt_core::cause::Cause;
use trepunkt_core::cause::Certainty;
use trepunkt_core::evidence::Evidence;
use trepunkt_core::evidence::FailedCondition;
use trepunkt_core::evidence::NearMiss;
use trepunkt_core::evidence::Uniqueness;
use trepunkt_core::money::Money;
use trepunkt_core::result::DifferenceKey;
use trepunkt_core::result::Pair;
use trepunkt_core::result::PassKind;
use trepunkt_core::wall_time::Date;

use crate::ledger::Ledger;
use crate::ledger::Opened;
use crate::settlement::desk::Desk;
use crate::settlement::desk::Fate;
use crate::settlement::desk::Slip;
use crate::settlement::passes;

/// Near misses that a difference names.
const NEAREST: usize = 3;

/// Leaves everything that is left in its place.
pub(super) fn conclude(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>) {
    wrong_creditors(desk, ledger);
    for sheet in 0..desk.sheets.len() {
        for slip in desk.slips(sheet) {
            let ours: Vec<usize> = slip.owed.iter().copied().filter(|line| desk.owed[*line].fact.is_some()).collect();
            if !ours.is_empty() {
                leave(desk, ledger, &Slip { owed: ours, ..slip });
            }
        }
    }
    for place in 0..desk.paid.len() {
        if desk.is_free(place) {
            bank_only(desk, ledger, place);
        }
    }
}

/// Claims whose amount was paid under another payment line: of another claim, or of nobody that claims.
fn wrong_creditors(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>) {
    let all: Vec<Slip> = (0..desk.sheets.len()).flat_map(|sheet| desk.slips(sheet)).collect();
    for slip in all {
        if !desk.are_ours(&slip.owed) {
            continue;
        }
        let sum = desk.owed_sum(&slip.owed);
        let is_elsewhere = |place: &usize| {
            let paid = &desk.paid[*place];
            paid.fate == Fate::Free
                && paid.sheet != Some(slip.sheet)
                && paid.booking.amount == sum
                && desk.is_near(*place, slip.due)
                && has_no_claim(desk, *place, slip.sheet)
        };
        let found: Vec<usize> = (0..desk.paid.len()).filter(is_elsewhere).collect();
        let Some(first) = found.first().copied().filter(|_| !sum.is_zero()) else { continue };
        let others = u32::try_from(found.len() - 1).unwrap_or(u32::MAX);
        wrong_creditor(desk, ledger, &slip, first, others);
    }
}

/// A claim and the payment that went to somebody else. Where the payment names the claim's own payment id they are one
/// difference; a payment under another claim's line is a difference there too; any other stays outside and is shown.
fn wrong_creditor(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>, slip: &Slip, paid: usize, alternatives: u32) {
    let sum = desk.owed_sum(&slip.owed);
    let names_claim = !desk.paid[paid].reference.is_empty()
        && desk.paid[paid].sheet.is_none()
        && desk.paid[paid].reference == desk.sheets[slip.sheet].reference;
    let is_in_scope = desk.paid[paid].source.is_some() || desk.paid[paid].sheet.is_some();
    let (paid_line, key) = (named_line(desk, paid), key(desk, slip));
    let own_line = Some(&desk.sheets[slip.sheet].creditor).filter(|line| !line.is_empty()).cloned();
    let own_line = own_line.or_else(|| key.payment.clone());
    let nearest = NearMiss { record: desk.paid[paid].booking.record, failed: FailedCondition::Reference };
    let (mut facts, home) = desk.settle(ledger, &slip.owed);
    if names_claim {
        facts.push(desk.enter(ledger, paid, &home));
    }
    ledger.differ(Opened {
        pair: Pair::AB,
        key,
        totals: [Some(sum), names_claim.then_some(sum), None],
        facts,
        about: Vec::new(),
        cause: Cause::WrongCreditor,
        certainty: Certainty::Suggested,
        alternatives,
        evidence: Evidence {
            elsewhere: DifferenceKey { payment: paid_line, ..DifferenceKey::default() },
            nearest: vec![nearest],
            ..Evidence::default()
        },
    });
    if names_claim {
        return;
    }
    if is_in_scope {
        let line = &desk.owed[slip.owed[0]];
        let nearest = NearMiss { record: line.record, failed: FailedCondition::Reference };
        let elsewhere = DifferenceKey { payment: own_line, se: Some(line.se), ..DifferenceKey::default() };
        let evidence = Evidence { elsewhere, nearest: vec![nearest], ..Evidence::default() };
        leave_payment(desk, ledger, paid, Cause::WrongCreditor, evidence);
    } else {
        desk.paid[paid].fate = Fate::Elsewhere;
    }
}

/// A payment is another claim's as long as that has something to pay, and nobody's when it names no claim's line.
fn has_no_claim(desk: &Desk<'_>, place: usize, own: usize) -> bool {
    match desk.paid[place].sheet {
        Some(sheet) => sheet != own && desk.slips(sheet).is_empty(),
        None => true,
    }
}

/// The payment line that a booking names, else whom it paid.
fn named_line(desk: &Desk<'_>, place: usize) -> Option<String> {
    let paid = &desk.paid[place];
    let said = [&paid.creditor, &paid.reference, &paid.booking.entry.counter_name];
    said.into_iter().find(|text| !text.trim().is_empty()).cloned()
}

fn key(desk: &Desk<'_>, slip: &Slip) -> DifferenceKey {
    let line = &desk.owed[slip.owed[0]];
    let payers = slip.owed.iter().all(|place| desk.owed[*place].se == line.se);
    let named = [&line.reference, &line.creditor].into_iter().find(|text| !text.is_empty()).cloned();
    DifferenceKey { se: payers.then_some(line.se), payment: named, ..DifferenceKey::default() }
}

/// What falls due on a day and is not settled.
fn leave(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>, slip: &Slip) {
    let is_its = |place: &usize| {
        desk.is_free(*place) && desk.paid[*place].sheet == Some(slip.sheet) && desk.is_near(*place, slip.due)
    };
    let paid: Vec<usize> = (0..desk.paid.len()).filter(is_its).collect();
    let paid = if paid.is_empty() { lone_payment(desk, slip) } else { paid };
    let (owed_sum, paid_sum) = (desk.owed_sum(&slip.owed), desk.paid_sum(&paid));
    if paid.is_empty() {
        return unpaid(desk, ledger, slip);
    }
    // Lines that make up what is missing are not paid; the others are.
    let extras: Vec<usize> = slip.owed.iter().copied().filter(|line| desk.owed[*line].is_extra).collect();
    let gap = owed_sum - paid_sum;
    let missing = if !extras.is_empty() && desk.owed_sum(&extras) == gap { extras } else { missing(desk, slip, gap) };
    if !missing.is_empty() && missing.len() < slip.owed.len() {
        let rest: Vec<usize> = slip.owed.iter().copied().filter(|line| !missing.contains(line)).collect();
        passes::group(desk, ledger, PassKind::Subset, 0, &rest, &paid);
        return unpaid(desk, ledger, &Slip { owed: missing, ..slip.clone() });
    }
    let certainty = if paid.len() == 1 && desk.paid[paid[0]].sheet.is_some() && gap.abs().minor() >= 100 {
        Certainty::Proven
    } else {
        Certainty::Suggested
    };
    let key = key(desk, slip);
    let (mut facts, home) = desk.settle(ledger, &slip.owed);
    facts.extend(paid.iter().map(|place| desk.enter(ledger, *place, &home)));
    ledger.differ(Opened {
        pair: Pair::AB,
        key,
        totals: [Some(owed_sum), Some(paid_sum), None],
        facts,
        about: Vec::new(),
        cause: Cause::AmountDiffers,
        certainty,
        alternatives: 0,
        evidence: Evidence::default(),
    });
}

/// The one payment that only its text tells of, where the creditor has no other open day near it.
fn lone_payment(desk: &Desk<'_>, slip: &Slip) -> Vec<usize> {
    let source = desk.sheets[slip.sheet].source;
    let is_its = |place: &usize| passes::fits(desk, *place, slip) && desk.is_near(*place, slip.due);
    let paid: Vec<usize> = (0..desk.paid.len()).filter(is_its).collect();
    let is_near = |other: &Slip| paid.iter().any(|place| desk.is_near(*place, other.due));
    let others = desk.slips_of(source).into_iter().filter(is_near).count();
    if paid.len() == 1 && others == 1 { paid } else { Vec::new() }
}

/// The only lines that make up what is missing.
fn missing(desk: &Desk<'_>, slip: &Slip, gap: Money) -> Vec<usize> {
    if gap <= Money::ZERO {
        return Vec::new();
    }
    let amounts: Vec<i64> = slip.owed.iter().map(|line| desk.owed[*line].amount.minor()).collect();
    let chosen = passes::only(desk, &amounts, gap).unwrap_or_default();
    chosen.into_iter().map(|at| slip.owed[at]).collect()
}

fn unpaid(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>, slip: &Slip) {
    let is_extra = slip.owed.iter().all(|line| desk.owed[*line].is_extra);
    let sum = desk.owed_sum(&slip.owed);
    let (key, nearest) = (key(desk, slip), late(desk, slip, sum));
    let (facts, _) = desk.settle(ledger, &slip.owed);
    ledger.differ(Opened {
        pair: Pair::AB,
        key,
        totals: [Some(sum), None, None],
        facts,
        about: Vec::new(),
        cause: if is_extra { Cause::InterestOrFee } else { Cause::PaymentNotCleared },
        certainty: Certainty::Suggested,
        alternatives: 0,
        evidence: Evidence { nearest, uniqueness: Some(Uniqueness::Unique), ..Evidence::default() },
    });
}

/// Payments of the amount that come too early or too late.
fn late(desk: &Desk<'_>, slip: &Slip, sum: Money) -> Vec<NearMiss> {
    let source = desk.sheets[slip.sheet].source;
    let alike = desk
        .paid
        .iter()
        .filter(|paid| paid.fate == Fate::Free && paid.source == Some(source) && paid.booking.amount == sum);
    let near = |day: Date| desk.rules.window(slip.due).0 <= day && day <= desk.rules.window(slip.due).1;
    alike
        .map(|paid| NearMiss {
            record: paid.booking.record,
            failed: if near(paid.booking.day) { FailedCondition::Reference } else { FailedCondition::Date },
        })
        .take(NEAREST)
        .collect()
}

/// A payment of the month to a creditor who claims nothing of the kind. One that may pay a claim of the next month is
/// outside as long as that is not delivered.
fn bank_only(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>, place: usize) {
    let day = desk.paid[place].booking.day;
    let (_, last) = desk.rules.window(day);
    let may_be_early = !desk
        .is_in_month(trepunkt_core::bank_day::plus_bank_days(day, i32::from(desk.rules.days_before)))
        && !desk.knows_later()
        && last > day;
    if desk.paid[place].source.is_none() || !desk.is_in_month(day) || may_be_early {
        desk.paid[place].fate = Fate::Elsewhere;
        return;
    }
    leave_payment(desk, ledger, place, Cause::BankOnly, Evidence::default());
}

fn leave_payment(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>, place: usize, cause: Cause, evidence: Evidence) {
    let paid = &desk.paid[place];
    let se = paid.sheet.and_then(|sheet| {
        let lines = &desk.sheets[sheet].owed;
        let first = desk.owed[*lines.first()?].se;
        lines.iter().all(|line| desk.owed[*line].se == first).then_some(first)
    });
    let account = se.is_none().then(|| paid.booking.account.trim().to_owned()).filter(|account| !account.is_empty());
    let amount = paid.booking.amount;
    let key =
        DifferenceKey { se, payment: named_line(desk, place), account: account.clone(), ..DifferenceKey::default() };
    let fact = desk.enter(ledger, place, &(se, account));
    ledger.differ(Opened {
        pair: Pair::AB,
        key,
        totals: [None, Some(amount), None],
        facts: vec![fact],
        about: Vec::new(),
        cause,
        certainty: Certainty::Suggested,
        alternatives: 0,
        evidence,
    });
}
