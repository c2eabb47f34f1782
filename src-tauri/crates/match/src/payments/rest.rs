//! What no pass has settled: payments that the bank has not drawn, and bookings without a payment.

use std::collections::BTreeMap;

use trepunkt_core::cause::Cause;
use trepunkt_core::cause::Certainty;
use trepunkt_core::evidence::Evidence;
use trepunkt_core::evidence::FailedCondition;
use trepunkt_core::evidence::NearMiss;
use trepunkt_core::money::Money;
use trepunkt_core::result::DifferenceKey;
use trepunkt_core::result::Pair;
use trepunkt_core::wall_time::Date;

use crate::ledger::Ledger;
use crate::ledger::Opened;
use crate::payments::bundles;
use crate::payments::desk::Desk;
use crate::payments::desk::Fate;
use crate::payments::desk::Named;
use crate::payments::desk::home;

/// Near misses that a difference names.
const NEAREST: usize = 3;

/// Leaves everything that is left in its place.
pub(super) fn conclude(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>) {
    let by_amount = free_by_amount(desk);
    let free: Vec<usize> = (0..desk.drawn.len()).filter(|place| desk.drawn[*place].fate == Fate::Free).collect();
    whole_bundles(desk, ledger, &free);
    single_payments(desk, ledger, &free, &by_amount);
    bookings(desk, ledger);
    for due in desk.dues.iter().filter(|due| due.amount.is_zero()) {
        due.answer_fact.into_iter().for_each(|fact| ledger.pass_by(Pair::BC, fact));
    }
}

/// Bookings that nobody has claimed, by what they move.
fn free_by_amount(desk: &Desk<'_>) -> BTreeMap<Money, Vec<usize>> {
    let mut free: BTreeMap<Money, Vec<usize>> = BTreeMap::new();
    for (place, drawn) in desk.drawn.iter().enumerate().filter(|(_, drawn)| drawn.fate != Fate::Placed) {
        free.entry(drawn.booking.amount).or_default().push(place);
    }
    free
}

/// A bundle of which nothing was drawn is one difference, not one for each payment.
fn whole_bundles(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>, free: &[usize]) {
    let mut whole: BTreeMap<(usize, &str), Vec<usize>> = BTreeMap::new();
    for (bundle, (_, members)) in desk.bundles.iter().enumerate() {
        let accepted: Vec<usize> = members
            .iter()
            .copied()
            .filter(|due| !desk.dues[*due].amount.is_zero() && desk.dues[*due].is_ours)
            .collect();
        let open = desk.open(&accepted);
        if open.len() > 1 && open.len() == accepted.len() {
            for due in open {
                whole.entry((bundle, desk.dues[due].account)).or_default().push(due);
            }
        }
    }
    for ((bundle, account), dues) in whole {
        let certainty = certainty(desk, free, &dues);
        let sum = desk.sum(&dues);
        let facts = desk.settle(&dues);
        let named = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        ledger.differ(Opened {
            pair: Pair::BC,
            key: DifferenceKey {
                bundle: named(desk.bundles[bundle].0),
                account: named(account),
                ..DifferenceKey::default()
            },
            totals: [None, Some(sum), None],
            facts,
            about: Vec::new(),
            cause: Cause::PaymentNotCleared,
            certainty,
            alternatives: 0,
            evidence: Evidence::default(),
        });
    }
}

fn single_payments(
    desk: &mut Desk<'_>,
    ledger: &mut Ledger<'_>,
    free: &[usize],
    by_amount: &BTreeMap<Money, Vec<usize>>,
) {
    let ours: Vec<usize> = (0..desk.dues.len()).filter(|due| desk.dues[*due].is_ours).collect();
    for due in desk.open(&ours) {
        let nearest = nearest(desk, due, by_amount);
        let certainty = if nearest.is_empty() { certainty(desk, free, &[due]) } else { Certainty::Suggested };
        bundles::not_cleared(desk, ledger, due, certainty, Evidence { nearest, ..Evidence::default() });
    }
}

/// Proven where the account's statements cover every day on which it might have been drawn, and hold nothing that the
/// payments might be part of: no free booking, and none that was given to others by its amount alone.
fn certainty(desk: &Desk<'_>, free: &[usize], dues: &[usize]) -> Certainty {
    let is_proven = |due: &usize| {
        let due = &desk.dues[*due];
        let Some(payment) = &due.payment else { return false };
        let (first, last) = desk.rules.window(payment.facts.disposition);
        let is_covered = desk.covered.get(due.account).is_some_and(|covered| *covered >= last);
        let may_hide = free.iter().map(|place| &desk.drawn[*place]).any(|drawn| {
            (first..=last).contains(&drawn.booking.day)
                && drawn.booking.amount >= due.amount
                && drawn.account.is_none_or(|account| account == due.account)
        });
        is_covered && !may_hide && !may_be_anothers(desk, due.account, due.amount, (first, last))
    };
    if dues.iter().all(is_proven) { Certainty::Proven } else { Certainty::Suggested }
}

/// True when a booking without a name lies in the window that was given to payments by its amount alone, and is large
/// enough for this one: then the one that is missing may be theirs.
fn may_be_anothers(desk: &Desk<'_>, account: &str, amount: Money, (first, last): (Date, Date)) -> bool {
    desk.drawn.iter().any(|drawn| {
        drawn.fate == Fate::Placed
            && drawn.named == Named::Nobody
            && drawn.booking.amount >= amount
            && (first..=last).contains(&drawn.booking.day)
            && drawn.account.is_none_or(|own| own == account)
    })
}

/// Bookings of the same amount that are another's, of another day, or under another reference.
fn nearest(desk: &Desk<'_>, due: usize, by_amount: &BTreeMap<Money, Vec<usize>>) -> Vec<NearMiss> {
    let due_at = due;
    let due = &desk.dues[due];
    let window = due.payment.as_ref().map(|payment| desk.rules.window(payment.facts.disposition));
    let candidates = by_amount.get(&due.amount).into_iter().flatten().filter_map(|place| {
        let drawn = &desk.drawn[*place];
        if drawn.fate == Fate::Placed {
            return None;
        }
        let is_near = window.is_none_or(|(first, last)| (first..=last).contains(&drawn.booking.day));
        let failed = match drawn.named {
            Named::Payment(named) if named == due_at => FailedCondition::Date,
            _ if drawn.account != Some(due.account) && !drawn.booking.account.trim().is_empty() => {
                FailedCondition::Account
            }
            _ if !is_near => return None,
            _ => FailedCondition::Reference,
        };
        Some(NearMiss { record: drawn.booking.record, failed })
    });
    candidates.take(NEAREST).collect()
}

/// Bookings that are NemKonto's or name what no answer covers. Those of other days are outside.
fn bookings(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>) {
    for place in 0..desk.drawn.len() {
        if desk.drawn[place].fate != Fate::Free {
            continue;
        }
        let (named, day) = (desk.drawn[place].named, desk.drawn[place].booking.day);
        let due = match named {
            Named::Payment(due) => Some(due),
            Named::Bundle(_) | Named::Nobody => None,
        };
        let of_ours = match named {
            Named::Payment(due) => desk.dues[due].is_ours,
            Named::Bundle(bundle) => desk.bundles[bundle].1.iter().any(|due| desk.dues[*due].is_ours),
            Named::Nobody => false,
        };
        if !of_ours && !desk.is_in_month(day) {
            desk.send_elsewhere(&[place]);
            continue;
        }
        bank_only(desk, ledger, place, due);
    }
}

fn bank_only(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>, place: usize, due: Option<usize>) {
    let amount = desk.drawn[place].booking.amount;
    let home = match (due, desk.drawn[place].account) {
        (Some(due), _) => desk.dues[due].home(),
        (None, account) => home(account.unwrap_or_default()),
    };
    let bundle = match desk.drawn[place].named {
        Named::Bundle(bundle) => Some(desk.bundles[bundle].0.to_owned()),
        Named::Payment(_) | Named::Nobody => None,
    };
    // The bank took back what it had drawn, in its bundle or in a total.
    let is_return = amount < Money::ZERO && due.is_some_and(|due| desk.dues[due].amount == -amount);
    let key = match due {
        Some(due) => desk.dues[due].key(),
        None => DifferenceKey { bundle, account: home.1.clone(), ..DifferenceKey::default() },
    };
    let held = due.map(|due| desk.dues[due].amount).filter(|held| is_return && !held.is_zero());
    let about = due.map(|due| desk.dues[due].about()).unwrap_or_default();
    let fact = desk.enter(ledger, place, &home);
    ledger.differ(Opened {
        pair: Pair::BC,
        key,
        totals: [None, held, Some(held.unwrap_or_default() + amount)],
        facts: vec![fact],
        about,
        cause: if is_return { Cause::PaymentRejected } else { Cause::BankOnly },
        certainty: if is_return { Certainty::Proven } else { Certainty::Suggested },
        alternatives: 0,
        evidence: Evidence::default(),
    });
}
