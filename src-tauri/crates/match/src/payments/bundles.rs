//! Bundles that the bank booked as one: the sum of what NemKonto accepted against what was drawn.

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

use crate::ledger::Ledger;
use crate::ledger::Opened;
use crate::payments::desk::Desk;
use crate::payments::desk::Due;
use crate::payments::desk::Fate;
use crate::payments::desk::Named;
use crate::payments::desk::home;
use crate::subset;
use crate::subset::Outcome;

/// Near misses that a difference names.
const NEAREST: usize = 3;

/// A bundle on one account and the bookings of it.
struct Sheet<'a> {
    bundle: &'a str,
    account: &'a str,
    members: Vec<usize>,
    /// What B holds and no booking of its own has settled.
    open: Vec<usize>,
    /// Bookings of the bundle.
    drawn: Vec<usize>,
    /// Bookings that take back a refused payment of the bundle which no booking drew alone.
    taken_back: Vec<usize>,
}

/// Which payments make up what is missing.
pub(super) struct Missing {
    /// Empty where it cannot be told.
    pub(super) chosen: Vec<usize>,
    /// Other payments, or sets of them, that would do as well.
    pub(super) alternatives: u32,
    pub(super) uniqueness: Uniqueness,
    /// No set of the payments adds up to what is missing: something else is the matter.
    pub(super) is_impossible: bool,
}

/// Settles every bundle that bookings name.
pub(super) fn settle(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>) {
    let mut of_bundle: Vec<Vec<usize>> = vec![Vec::new(); desk.bundles.len()];
    let mut returns: Vec<Vec<usize>> = vec![Vec::new(); desk.dues.len()];
    for (place, drawn) in desk.drawn.iter().enumerate().filter(|(_, drawn)| drawn.fate == Fate::Free) {
        match drawn.named {
            Named::Bundle(bundle) => of_bundle[bundle].push(place),
            Named::Payment(due) => returns[due].push(place),
            Named::Nobody => {}
        }
    }
    for (bundle, drawn) in of_bundle.into_iter().enumerate() {
        let members = desk.bundles[bundle].1.clone();
        let (timely, late): (Vec<usize>, Vec<usize>) =
            drawn.into_iter().partition(|place| in_window(desk, &members, *place));
        desk.send_elsewhere(&late);
        for (account, members, drawn) in by_account(desk, &members, &timely) {
            let refused = members.iter().filter(|due| desk.dues[**due].amount.is_zero());
            let taken_back = refused.flat_map(|due| returns[*due].iter().copied()).collect();
            let (bundle, open) = (desk.bundles[bundle].0, desk.open(&members));
            settle_one(desk, ledger, Sheet { bundle, account, members, open, drawn, taken_back });
        }
    }
}

fn in_window(desk: &Desk<'_>, members: &[usize], place: usize) -> bool {
    let day = desk.drawn[place].booking.day;
    let days = members.iter().filter_map(|due| desk.dues[*due].payment.as_ref());
    let mut windows = days.map(|payment| desk.rules.window(payment.facts.disposition)).peekable();
    windows.peek().is_none() || windows.any(|(first, last)| first <= day && day <= last)
}

/// A bundle whose payments stand on several accounts is drawn on each.
fn by_account<'a>(desk: &Desk<'a>, members: &[usize], drawn: &[usize]) -> Vec<(&'a str, Vec<usize>, Vec<usize>)> {
    let mut accounts: Vec<&str> = members.iter().map(|due| desk.dues[*due].account).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let first = accounts.iter().copied().find(|account| !account.is_empty()).unwrap_or_default();
    let of = |place: &usize| {
        let own = desk.drawn[*place].account.filter(|account| accounts.contains(account));
        own.unwrap_or(first)
    };
    let sheet = |account: &'a str| {
        let members = members.iter().copied().filter(|due| desk.dues[*due].account == account).collect();
        (account, members, drawn.iter().copied().filter(|place| of(place) == account).collect())
    };
    accounts.iter().map(|account| sheet(account)).collect()
}

fn settle_one(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>, mut sheet: Sheet<'_>) {
    if sheet.drawn.is_empty() {
        return;
    }
    if sheet.members.iter().all(|due| !desk.dues[*due].is_ours) {
        desk.send_elsewhere(&sheet.drawn);
        return desk.send_elsewhere(&sheet.taken_back);
    }
    if !desk.are_ours(&sheet.open) {
        // Payments of two months under one id: no sum of one month can be told apart.
        return differ(desk, ledger, &sheet, Cause::AmountDiffers, 0, Evidence::default());
    }
    if desk.sum(&sheet.open) != desk.drawn_sum(&sheet.drawn) {
        // What the bank has taken back it had drawn with the bundle.
        sheet.drawn.append(&mut sheet.taken_back);
    }
    let gap = desk.sum(&sheet.open) - desk.drawn_sum(&sheet.drawn);
    if gap.is_zero() {
        group(desk, ledger, &sheet.open, &sheet.drawn);
    } else if gap > Money::ZERO {
        short(desk, ledger, &sheet, gap);
    } else {
        surplus(desk, ledger, &sheet, -gap);
    }
}

fn group(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>, open: &[usize], drawn: &[usize]) {
    let home = open.first().map_or((None, None), |due| desk.dues[*due].home());
    let mut facts = desk.settle(open);
    facts.extend(desk.enter_all(ledger, drawn, &home));
    ledger.group(Pair::BC, PassKind::Bundle, 0, facts);
}

/// Less was drawn than NemKonto accepted.
fn short(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>, sheet: &Sheet<'_>, gap: Money) {
    let missing = missing(desk, &sheet.open, gap);
    let evidence = Evidence { uniqueness: Some(missing.uniqueness), ..Evidence::default() };
    if missing.chosen.is_empty() || missing.chosen.len() == sheet.open.len() {
        return differ(desk, ledger, sheet, Cause::PaymentNotCleared, missing.alternatives, evidence);
    }
    let rest: Vec<usize> = sheet.open.iter().copied().filter(|due| !missing.chosen.contains(due)).collect();
    group(desk, ledger, &rest, &sheet.drawn);
    if let [only] = missing.chosen[..] {
        return not_cleared(desk, ledger, only, Certainty::Proven, evidence);
    }
    let left = Sheet { open: missing.chosen, drawn: Vec::new(), taken_back: Vec::new(), members: Vec::new(), ..*sheet };
    differ(desk, ledger, &left, Cause::PaymentNotCleared, 0, evidence);
}

/// One payment that the bank has not drawn.
pub(super) fn not_cleared(
    desk: &mut Desk<'_>,
    ledger: &mut Ledger<'_>,
    due: usize,
    certainty: Certainty,
    evidence: Evidence,
) {
    let facts = desk.settle(&[due]);
    ledger.differ(Opened {
        pair: Pair::BC,
        key: desk.dues[due].key(),
        totals: [None, Some(desk.dues[due].amount), None],
        facts,
        about: desk.dues[due].about(),
        cause: Cause::PaymentNotCleared,
        certainty,
        alternatives: 0,
        evidence,
    });
}

/// Which payments are missing: one, if only one is as large as the gap; else the only set that adds up to it.
pub(super) fn missing(desk: &Desk<'_>, open: &[usize], gap: Money) -> Missing {
    let alone: Vec<usize> = open.iter().copied().filter(|due| desk.dues[*due].amount == gap).collect();
    if let [_, others @ ..] = &alone[..] {
        let alternatives = u32::try_from(others.len()).unwrap_or(u32::MAX);
        let uniqueness = if others.is_empty() { Uniqueness::Unique } else { Uniqueness::Several };
        let chosen = if others.is_empty() { alone } else { Vec::new() };
        return Missing { chosen, alternatives, uniqueness, is_impossible: false };
    }
    let amounts: Vec<i64> = open.iter().map(|due| desk.dues[*due].amount.minor()).collect();
    let unknown =
        |alternatives, uniqueness| Missing { chosen: Vec::new(), alternatives, uniqueness, is_impossible: false };
    match subset::search(&amounts, gap.minor(), limits(desk)) {
        Outcome::Unique(places) => Missing {
            chosen: places.into_iter().map(|place| open[place]).collect(),
            alternatives: 0,
            uniqueness: Uniqueness::Unique,
            is_impossible: false,
        },
        Outcome::Several(_, others) => unknown(others, Uniqueness::Several),
        Outcome::Nothing => Missing { is_impossible: true, ..unknown(0, Uniqueness::NotProven) },
        Outcome::Open(_) => unknown(0, Uniqueness::NotProven),
    }
}

pub(super) fn limits(desk: &Desk<'_>) -> subset::Limits {
    subset::Limits { terms: desk.search.subset_terms, steps: desk.search.subset_steps, solutions: 2 }
}

/// More was drawn than NemKonto accepted: perhaps a refused payment, drawn all the same.
fn surplus(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>, sheet: &Sheet<'_>, surplus: Money) {
    let refused = sheet.members.iter().map(|due| &desk.dues[*due]).filter(|due| due.amount.is_zero());
    let sent = |due: &&Due<'_>| due.payment.as_ref().is_some_and(|payment| payment.facts.amount == surplus);
    let fitting: Vec<NearMiss> = refused
        .filter(sent)
        .filter_map(|due| due.answer.as_ref())
        .map(|(answer, _)| NearMiss { record: answer.record, failed: FailedCondition::Status })
        .take(NEAREST)
        .collect();
    let cause = if sheet.open.is_empty() || !fitting.is_empty() { Cause::BankOnly } else { Cause::AmountDiffers };
    let alternatives = u32::try_from(fitting.len().saturating_sub(1)).unwrap_or(u32::MAX);
    differ(desk, ledger, sheet, cause, alternatives, Evidence { nearest: fitting, ..Evidence::default() });
}

/// The bundle as a whole is a difference.
fn differ(
    desk: &mut Desk<'_>,
    ledger: &mut Ledger<'_>,
    sheet: &Sheet<'_>,
    cause: Cause,
    alternatives: u32,
    evidence: Evidence,
) {
    let ours: Vec<usize> = sheet.open.iter().copied().filter(|due| desk.dues[*due].is_ours).collect();
    let total = |records: &[usize], sum: Money| (!records.is_empty()).then_some(sum);
    let totals = [None, total(&ours, desk.sum(&ours)), total(&sheet.drawn, desk.drawn_sum(&sheet.drawn))];
    let mut facts = desk.settle(&sheet.open);
    facts.extend(desk.enter_all(ledger, &sheet.drawn, &home(sheet.account)));
    let named = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    ledger.differ(Opened {
        pair: Pair::BC,
        key: DifferenceKey { bundle: named(sheet.bundle), account: named(sheet.account), ..DifferenceKey::default() },
        totals,
        facts,
        about: Vec::new(),
        cause,
        certainty: Certainty::Suggested,
        alternatives,
        evidence,
    });
}
