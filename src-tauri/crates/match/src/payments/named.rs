//! Bookings that name a payment: drawn, returned, or both.

use trepunkt_core::cause::Cause;
use trepunkt_core::cause::Certainty;
use trepunkt_core::evidence::Evidence;
use trepunkt_core::evidence::FailedCondition;
use trepunkt_core::evidence::NearMiss;
use trepunkt_core::money::Money;
use trepunkt_core::result::Pair;
use trepunkt_core::result::PassKind;

use crate::ledger::Ledger;
use crate::ledger::Opened;
use crate::payments::answered::amount_certainty;
use crate::payments::desk::Desk;
use crate::payments::desk::Fate;
use crate::payments::desk::Named;

/// Settles every payment that bookings name. Returns without a draw wait for the bundle.
pub(super) fn settle(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>, pairs_cancel: bool) {
    let mut of_due: Vec<Vec<usize>> = vec![Vec::new(); desk.dues.len()];
    for (place, drawn) in desk.drawn.iter().enumerate() {
        if let (Named::Payment(due), Fate::Free) = (drawn.named, drawn.fate) {
            of_due[due].push(place);
        }
    }
    for (due, places) in of_due.into_iter().enumerate().filter(|(_, places)| !places.is_empty()) {
        let (timely, late): (Vec<usize>, Vec<usize>) =
            places.into_iter().partition(|place| in_window(desk, due, *place));
        if desk.dues[due].is_ours {
            // What comes after the window is the next month's to tell.
            desk.send_elsewhere(&late);
            settle_one(desk, ledger, due, &timely, pairs_cancel);
        } else {
            desk.send_elsewhere(&timely);
            for place in late {
                tell_late(desk, ledger, due, place);
            }
        }
    }
}

/// True when the booking is near enough to the payment's day.
fn in_window(desk: &Desk<'_>, due: usize, place: usize) -> bool {
    let day = desk.drawn[place].booking.day;
    desk.dues[due].payment.as_ref().is_none_or(|payment| {
        let (first, last) = desk.rules.window(payment.facts.disposition);
        first <= day && day <= last
    })
}

/// A booking of this month for a payment of another, outside that one's window.
fn tell_late(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>, due: usize, place: usize) {
    if !desk.is_in_month(desk.drawn[place].booking.day) {
        desk.send_elsewhere(&[place]);
        return;
    }
    let amount = desk.drawn[place].booking.amount;
    let cause = if amount < Money::ZERO { Cause::PaymentRejected } else { Cause::BankOnly };
    let fact = desk.enter(ledger, place, &desk.dues[due].home());
    let record = desk.dues[due].payment.as_ref().map(|payment| payment.record);
    ledger.differ(Opened {
        pair: Pair::BC,
        key: desk.dues[due].key(),
        totals: [None, None, Some(amount)],
        facts: vec![fact],
        about: Vec::new(),
        cause,
        certainty: Certainty::Suggested,
        alternatives: 0,
        evidence: Evidence {
            nearest: record.map(|record| NearMiss { record, failed: FailedCondition::Date }).into_iter().collect(),
            ..Evidence::default()
        },
    });
}

/// One payment of the month and the bookings that name it.
fn settle_one(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>, due: usize, places: &[usize], pairs_cancel: bool) {
    let amount = desk.dues[due].amount;
    let net = desk.drawn_sum(places);
    let has_draw = places.iter().any(|place| desk.drawn[*place].booking.amount > Money::ZERO);
    if places.is_empty() {
        return;
    }
    if !amount.is_zero() && net == amount {
        return group(desk, ledger, due, places);
    }
    if !has_draw {
        // Drawn with its bundle, or never.
        return;
    }
    if amount.is_zero() && net.is_zero() && pairs_cancel {
        let facts = desk.enter_all(ledger, places, &desk.dues[due].home());
        return ledger.group(Pair::BC, PassKind::Reversal, 0, facts);
    }
    // One booking is the payment; what is left is a difference of its own.
    let own = places.iter().copied().find(|place| !amount.is_zero() && desk.drawn[*place].booking.amount == amount);
    match own {
        Some(own) => {
            group(desk, ledger, due, &[own]);
            let rest: Vec<usize> = places.iter().copied().filter(|place| *place != own).collect();
            leave_rest(desk, ledger, due, &rest);
        }
        None => leave_all(desk, ledger, due, places),
    }
}

fn group(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>, due: usize, places: &[usize]) {
    let mut facts = desk.settle(&[due]);
    facts.extend(desk.enter_all(ledger, places, &desk.dues[due].home()));
    ledger.group(Pair::BC, PassKind::Payment, 0, facts);
}

/// What a payment's bookings say beside the one that is the payment.
fn leave_rest(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>, due: usize, rest: &[usize]) {
    let (amount, extra) = (desk.dues[due].amount, desk.drawn_sum(rest));
    let (cause, certainty) = if extra == -amount {
        // The bank says which payment came back, and all of it did.
        (Cause::PaymentRejected, Certainty::Proven)
    } else if extra < Money::ZERO {
        (Cause::PaymentRejected, Certainty::Suggested)
    } else {
        (Cause::BankOnly, Certainty::Suggested)
    };
    let factor = (extra > Money::ZERO && extra.minor() % amount.minor() == 0)
        .then(|| u32::try_from(extra.minor() / amount.minor() + 1).ok())
        .flatten();
    let facts = desk.enter_all(ledger, rest, &desk.dues[due].home());
    ledger.differ(Opened {
        pair: Pair::BC,
        key: desk.dues[due].key(),
        totals: [None, Some(amount), Some(amount + extra)],
        facts,
        about: desk.dues[due].about(),
        cause,
        certainty,
        alternatives: 0,
        evidence: Evidence { factor, ..Evidence::default() },
    });
}

/// None of the bookings is the payment.
fn leave_all(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>, due: usize, places: &[usize]) {
    let (amount, net) = (desk.dues[due].amount, desk.drawn_sum(places));
    let is_held = !amount.is_zero();
    let mut facts = desk.settle(&[due]);
    facts.extend(desk.enter_all(ledger, places, &desk.dues[due].home()));
    let (cause, certainty) = if !is_held {
        (Cause::BankOnly, Certainty::Suggested)
    } else if places.len() == 1 {
        (Cause::AmountDiffers, amount_certainty(amount, net))
    } else {
        (Cause::AmountDiffers, Certainty::Suggested)
    };
    ledger.differ(Opened {
        pair: Pair::BC,
        key: desk.dues[due].key(),
        totals: [None, is_held.then_some(amount), Some(net)],
        facts,
        about: desk.dues[due].about(),
        cause,
        certainty,
        alternatives: 0,
        evidence: Evidence::default(),
    });
}
