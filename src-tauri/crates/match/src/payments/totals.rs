//! Totals without details: what an account was drawn for in a day, or for a bundle that the bank does not name.
//!
//! On each account an *item* is what may have been booked as one: a bundle, or a payment outside any. A booking of
//! NemKonto's on the account, near enough to the day, is the day's total, an item's, or that of a few items – the
//! last only where no other few would do (law 7).

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use trepunkt_core::cause::Cause;
use trepunkt_core::cause::Certainty;
use trepunkt_core::evidence::Evidence;
use trepunkt_core::evidence::Uniqueness;
use trepunkt_core::money::Money;
use trepunkt_core::result::DifferenceKey;
use trepunkt_core::result::Pair;
use trepunkt_core::result::PassKind;
use trepunkt_core::wall_time::Date;

use crate::assignment::assign;
use crate::ledger::Ledger;
use crate::ledger::Opened;
use crate::payments::bundles;
use crate::payments::desk::Desk;
use crate::payments::desk::Fate;
use crate::payments::desk::Named;
use crate::payments::desk::home;
use crate::payments::equals;
use crate::subset;
use crate::subset::Outcome;

/// What may have been booked as one.
#[derive(Clone, Debug)]
struct Item {
    day: Date,
    dues: Vec<usize>,
}

/// Free bookings of an account beyond which no search is tried: a bank that books so many books payment by payment.
const SEARCHED_MAX: usize = 64;

/// A gap that no payments add up to is small when it is at most this part of the sum.
const SMALL_GAP_PART: i64 = 10;

/// The account at hand.
struct Account<'a> {
    name: &'a str,
    /// Bookings that name nobody and have no place yet.
    free: Vec<usize>,
    /// What is open, by day and then by name.
    items: Vec<Item>,
}

/// Settles what totals explain. `by_subset`: the rules let a search decide.
pub(super) fn settle(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>, by_subset: bool) {
    let mut names: Vec<&str> = desk.dues.iter().map(|due| due.account).collect();
    names.sort_unstable();
    names.dedup();
    for name in names.into_iter().filter(|name| !name.is_empty()) {
        let mut account = Account { name, free: unnamed(desk, name), items: items(desk, name) };
        if account.free.is_empty() {
            continue;
        }
        let of_days = days(&account.items).into_iter().map(|day| Item { day, dues: account.of_day(day) }).collect();
        settle_totals(desk, ledger, &mut account, of_days);
        let of_several = account.items.iter().filter(|item| item.dues.len() > 1).cloned().collect();
        settle_totals(desk, ledger, &mut account, of_several);
        equals::settle(desk, ledger, name, false);
        account.refresh(desk);
        if by_subset && account.free.len() <= SEARCHED_MAX {
            settle_subsets(desk, ledger, &mut account);
        }
        for day in days(&account.items) {
            settle_short(desk, ledger, &mut account, day);
        }
        equals::settle(desk, ledger, name, true);
    }
}

impl Account<'_> {
    fn of_day(&self, day: Date) -> Vec<usize> {
        self.items.iter().filter(|item| item.day == day).flat_map(|item| item.dues.iter().copied()).collect()
    }

    /// Free bookings near enough to the day.
    fn near(&self, desk: &Desk<'_>, day: Date) -> Vec<usize> {
        let (first, last) = desk.rules.window(day);
        let is_near = |place: &usize| (first..=last).contains(&desk.drawn[*place].booking.day);
        self.free.iter().copied().filter(is_near).collect()
    }

    /// Forgets what has found its place.
    fn refresh(&mut self, desk: &Desk<'_>) {
        self.free.retain(|place| desk.drawn[*place].fate == Fate::Free);
        for item in &mut self.items {
            item.dues.retain(|due| !desk.dues[*due].is_settled);
        }
        self.items.retain(|item| !item.dues.is_empty());
    }
}

/// Bookings of NemKonto's on the account that name nobody.
pub(super) fn unnamed(desk: &Desk<'_>, account: &str) -> Vec<usize> {
    let accounts = desk.dues.iter().map(|due| due.account).collect::<BTreeSet<_>>().len();
    let is_on = |drawn: &crate::payments::desk::Drawn<'_>| match drawn.account {
        Some(own) => own == account,
        // A list that does not say its account is that of the only one there is.
        None => accounts <= 1 && drawn.booking.account.trim().is_empty(),
    };
    (0..desk.drawn.len())
        .filter(|place| {
            let drawn = &desk.drawn[*place];
            drawn.fate == Fate::Free && drawn.named == Named::Nobody && drawn.is_nemkontos && is_on(drawn)
        })
        .collect()
}

/// What is open on the account, by day and then by name.
fn items(desk: &Desk<'_>, account: &str) -> Vec<Item> {
    let mut items: BTreeMap<(Date, &str, Option<usize>), Vec<usize>> = BTreeMap::new();
    let all: Vec<usize> = (0..desk.dues.len()).filter(|due| desk.dues[*due].account == account).collect();
    for place in desk.open(&all) {
        let due = &desk.dues[place];
        let Some(payment) = &due.payment else { continue };
        let alone = due.bundle.is_empty().then_some(place);
        items.entry((payment.facts.disposition, due.bundle, alone)).or_default().push(place);
    }
    items.into_iter().map(|((day, ..), dues)| Item { day, dues }).collect()
}

fn days(items: &[Item]) -> Vec<Date> {
    let mut days: Vec<Date> = items.iter().map(|item| item.day).collect();
    days.dedup();
    days
}

/// Groups items with bookings of their sums: as many as possible, and each as near to its day as all together allow.
fn settle_totals(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>, account: &mut Account<'_>, items: Vec<Item>) {
    let free = account.free.clone();
    let mut allowed = BTreeMap::new();
    for (row, item) in items.iter().enumerate() {
        let sum = desk.sum(&item.dues);
        let near = account.near(desk, item.day);
        for (column, place) in free.iter().enumerate().filter(|(_, place)| near.contains(place)) {
            if !sum.is_zero() && desk.drawn[*place].booking.amount == sum {
                allowed.insert((row, column), days_apart(desk, *place, item.day));
            }
        }
    }
    // The bookings stand in content order, and so do the items: ties are broken by content.
    for (row, column) in assign(&allowed) {
        let others = allowed.range((row, 0)..(row + 1, 0)).count() - 1;
        let alternatives = u32::try_from(others).unwrap_or(u32::MAX);
        group(desk, ledger, account, PassKind::DayTotal, alternatives, &items[row].dues, &[free[column]]);
    }
}

/// Days between a booking and a day.
pub(super) fn days_apart(desk: &Desk<'_>, place: usize, day: Date) -> i64 {
    i64::from((desk.drawn[place].booking.day.days() - day.days()).abs())
}

fn group(
    desk: &mut Desk<'_>,
    ledger: &mut Ledger<'_>,
    account: &mut Account<'_>,
    pass: PassKind,
    alternatives: u32,
    dues: &[usize],
    drawn: &[usize],
) {
    if !dues.iter().any(|due| desk.dues[*due].is_ours) {
        desk.settle(dues);
        desk.send_elsewhere(drawn);
    } else if desk.are_ours(dues) {
        let mut facts = desk.settle(dues);
        facts.extend(desk.enter_all(ledger, drawn, &home(account.name)));
        ledger.group(Pair::BC, pass, alternatives, facts);
    }
    account.refresh(desk);
}

/// A booking that just one set of items makes up, or a day that just one set of bookings does.
fn settle_subsets(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>, account: &mut Account<'_>) {
    for place in account.free.clone() {
        let booking = desk.drawn[place].booking;
        let may_hold = |item: &&Item| {
            let (first, last) = desk.rules.window(item.day);
            (first..=last).contains(&booking.day)
        };
        let near: Vec<Item> = account.items.iter().filter(may_hold).cloned().collect();
        let sums: Vec<i64> = near.iter().map(|item| desk.sum(&item.dues).minor()).collect();
        if let Some(chosen) = only(desk, &sums, booking.amount) {
            let dues: Vec<usize> = chosen.into_iter().flat_map(|item| near[item].dues.iter().copied()).collect();
            group(desk, ledger, account, PassKind::Subset, 0, &dues, &[place]);
        }
    }
    for day in days(&account.items) {
        let (dues, near) = (account.of_day(day), account.near(desk, day));
        let amounts: Vec<i64> = near.iter().map(|place| desk.drawn[*place].booking.amount.minor()).collect();
        if let Some(chosen) = only(desk, &amounts, desk.sum(&dues)) {
            let drawn: Vec<usize> = chosen.into_iter().map(|at| near[at]).collect();
            group(desk, ledger, account, PassKind::Subset, 0, &dues, &drawn);
        }
    }
}

/// The positions of the amounts that add up to the total, where nothing else does.
fn only(desk: &Desk<'_>, amounts: &[i64], total: Money) -> Option<Vec<usize>> {
    if amounts.is_empty() || total.is_zero() {
        return None;
    }
    match subset::search(amounts, total.minor(), bundles::limits(desk)) {
        Outcome::Unique(chosen) => Some(chosen),
        Outcome::Nothing | Outcome::Several(..) | Outcome::Open(_) => None,
    }
}

/// A day of the month with one booking that is smaller than what is open: some payments are missing in it.
fn settle_short(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>, account: &mut Account<'_>, day: Date) {
    let (dues, near) = (account.of_day(day), account.near(desk, day));
    let [place] = near[..] else { return };
    let (sum, drawn) = (desk.sum(&dues), desk.drawn[place].booking.amount);
    // Less than half is hardly the day's total.
    let is_short = drawn > Money::ZERO && drawn < sum && drawn + drawn >= sum;
    let is_anothers = days(&account.items).into_iter().filter(|other| *other != day).any(|other| {
        let (first, last) = desk.rules.window(other);
        (first..=last).contains(&desk.drawn[place].booking.day)
    });
    if !is_short || dues.len() < 2 || !desk.are_ours(&dues) || is_anothers {
        return;
    }
    let missing = bundles::missing(desk, &dues, sum - drawn);
    // Where no payments add up to the gap, only a small gap says that it is the day's total all the same.
    if missing.is_impossible && (sum - drawn).minor() > sum.minor() / SMALL_GAP_PART {
        return;
    }
    let evidence = Evidence { uniqueness: Some(missing.uniqueness), ..Evidence::default() };
    if let [only] = missing.chosen[..] {
        let rest: Vec<usize> = dues.into_iter().filter(|due| *due != only).collect();
        group(desk, ledger, account, PassKind::DayTotal, 0, &rest, &[place]);
        bundles::not_cleared(desk, ledger, only, Certainty::Suggested, evidence);
    } else if missing.chosen.is_empty() {
        differ(desk, ledger, account.name, &dues, &[place], missing.alternatives, evidence);
    } else {
        let rest: Vec<usize> = dues.into_iter().filter(|due| !missing.chosen.contains(due)).collect();
        group(desk, ledger, account, PassKind::DayTotal, 0, &rest, &[place]);
        differ(desk, ledger, account.name, &missing.chosen, &[], 0, evidence);
    }
    account.refresh(desk);
}

/// Payments that cannot be told apart, and the bookings among them.
pub(super) fn differ(
    desk: &mut Desk<'_>,
    ledger: &mut Ledger<'_>,
    account: &str,
    dues: &[usize],
    drawn: &[usize],
    alternatives: u32,
    evidence: Evidence,
) {
    let mut names: Vec<&str> = dues.iter().map(|due| desk.dues[*due].bundle).collect();
    names.dedup();
    let bundle = match names[..] {
        [only] if !only.is_empty() => Some(only.to_owned()),
        _ => None,
    };
    let totals = [None, Some(desk.sum(dues)), (!drawn.is_empty()).then(|| desk.drawn_sum(drawn))];
    let mut facts = desk.settle(dues);
    facts.extend(desk.enter_all(ledger, drawn, &home(account)));
    ledger.differ(Opened {
        pair: Pair::BC,
        key: DifferenceKey { bundle, account: Some(account.to_owned()), ..DifferenceKey::default() },
        totals,
        facts,
        about: Vec::new(),
        cause: Cause::PaymentNotCleared,
        certainty: Certainty::Suggested,
        alternatives,
        evidence,
    });
}

/// What several equal choices leave open.
pub(super) fn several() -> Evidence {
    Evidence { uniqueness: Some(Uniqueness::Several), ..Evidence::default() }
}
