//! Single bookings of NemKonto's that name nobody: as many of an amount as there are payments of it.
//!
//! Payments of one amount on one account cannot be told apart without a name, and need not be: where as many are
//! booked as are open they belong together; where fewer are, it stays open which is missing.

use std::collections::BTreeMap;

use trepunkt_core::money::Money;
use trepunkt_core::result::Pair;
use trepunkt_core::result::PassKind;
use trepunkt_core::wall_time::Date;

use crate::assignment::assign;
use crate::ledger::Ledger;
use crate::payments::desk::Desk;
use crate::payments::desk::home;
use crate::payments::totals;

/// Payments and bookings of one amount.
#[derive(Default)]
struct Alike {
    dues: Vec<usize>,
    drawn: Vec<usize>,
}

/// Settles an account's payments and bookings of equal amounts. Only the last time those are left in a difference of
/// which there are more payments than bookings.
pub(super) fn settle(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>, account: &str, is_last: bool) {
    let all: Vec<usize> = (0..desk.dues.len()).filter(|due| desk.dues[*due].account == account).collect();
    let mut dues: BTreeMap<Money, Vec<(Date, usize)>> = BTreeMap::new();
    for due in desk.open(&all) {
        let Some(payment) = &desk.dues[due].payment else { continue };
        dues.entry(desk.dues[due].amount).or_default().push((payment.facts.disposition, due));
    }
    let mut free: BTreeMap<Money, Vec<usize>> = BTreeMap::new();
    for place in totals::unnamed(desk, account) {
        free.entry(desk.drawn[place].booking.amount).or_default().push(place);
    }
    let mut alike: BTreeMap<(Date, Money), Alike> = BTreeMap::new();
    for (amount, mut dues) in dues {
        dues.sort_unstable();
        let places = free.get(&amount).map(Vec::as_slice).unwrap_or_default();
        for (day, due) in &dues {
            alike.entry((*day, amount)).or_default().dues.push(*due);
        }
        for (row, column) in assign(&near(desk, &dues, places)) {
            alike.entry((dues[row].0, amount)).or_default().drawn.push(places[column]);
        }
    }
    alike.values_mut().for_each(|one| one.drawn.sort_unstable());
    for one in alike.into_values().filter(|one| !one.drawn.is_empty()) {
        if is_last || one.dues.len() == one.drawn.len() {
            settle_alike(desk, ledger, account, &one);
        }
    }
}

/// Which payments may be which bookings, and how many days are between them.
fn near(desk: &Desk<'_>, dues: &[(Date, usize)], places: &[usize]) -> BTreeMap<(usize, usize), i64> {
    let mut allowed = BTreeMap::new();
    for (row, (day, _)) in dues.iter().enumerate() {
        let (first, last) = desk.rules.window(*day);
        for (column, place) in places.iter().enumerate() {
            if (first..=last).contains(&desk.drawn[*place].booking.day) {
                allowed.insert((row, column), totals::days_apart(desk, *place, *day));
            }
        }
    }
    allowed
}

fn settle_alike(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>, account: &str, one: &Alike) {
    if !desk.are_ours(&one.dues) {
        desk.settle(&one.dues);
        return desk.send_elsewhere(&one.drawn);
    }
    let others = u32::try_from(one.dues.len() - 1).unwrap_or(u32::MAX);
    if one.dues.len() > one.drawn.len() {
        return totals::differ(desk, ledger, account, &one.dues, &one.drawn, others, totals::several());
    }
    let mut facts = desk.settle(&one.dues);
    facts.extend(desk.enter_all(ledger, &one.drawn, &home(account)));
    ledger.group(Pair::BC, PassKind::DayTotal, others, facts);
}
