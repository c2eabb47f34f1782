//! What settles what: a payment line and its amount, a creditor and its due day, and the only set that adds up.

use trepunkt_core::money::Money;
use trepunkt_core::result::Pair;
use trepunkt_core::result::PassKind;
use trepunkt_core::rule::ClaimSource;

use crate::ledger::Ledger;
use crate::settlement::desk::Desk;
use crate::settlement::desk::Fate;
use crate::settlement::desk::Slip;
use crate::subset;
use crate::subset::Limits;
use crate::subset::Outcome;

const CREDITORS: [ClaimSource; 2] = [ClaimSource::SkatKrav, ClaimSource::AtpKrav];

/// Bookings beyond which no search is tried.
const SEARCHED_MAX: usize = 64;

/// Bookings that name a sheet's payment line against what falls due on it.
pub(super) fn by_line(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>) {
    for sheet in 0..desk.sheets.len() {
        let named: Vec<usize> = (0..desk.paid.len()).filter(|place| desk.paid[*place].sheet == Some(sheet)).collect();
        for slip in desk.slips(sheet) {
            let near: Vec<usize> =
                named.iter().copied().filter(|place| desk.is_free(*place) && desk.is_near(*place, slip.due)).collect();
            if !near.is_empty() && desk.paid_sum(&near) == desk.owed_sum(&slip.owed) {
                group(desk, ledger, PassKind::Settlement, 0, &slip.owed, &near);
                continue;
            }
            nearest_of_amount(desk, ledger, &slip, &near);
        }
        // Oldest debt first: one payment may settle several due days, or one line of one.
        let open: Vec<usize> = desk.slips(sheet).into_iter().flat_map(|slip| slip.owed).collect();
        let near: Vec<usize> = named
            .iter()
            .copied()
            .filter(|place| desk.is_free(*place) && open.iter().any(|line| desk.is_near(*place, desk.owed[*line].due)))
            .collect();
        if !near.is_empty() && desk.paid_sum(&near) == desk.owed_sum(&open) {
            group(desk, ledger, PassKind::Settlement, 0, &open, &near);
            continue;
        }
        for line in open {
            let slip = Slip { sheet, due: desk.owed[line].due, owed: vec![line] };
            let near: Vec<usize> =
                near.iter().copied().filter(|place| desk.is_free(*place) && desk.is_near(*place, slip.due)).collect();
            nearest_of_amount(desk, ledger, &slip, &near);
        }
    }
}

/// Bookings that only their creditor number or text tells of.
pub(super) fn by_creditor(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>) {
    for source in CREDITORS {
        for slip in desk.slips_of(source) {
            let is_its = |place: &usize| fits(desk, *place, &slip) && desk.is_near(*place, slip.due);
            let near: Vec<usize> = (0..desk.paid.len()).filter(is_its).collect();
            nearest_of_amount(desk, ledger, &slip, &near);
        }
        // Everything that the creditor claims in the month, paid in as many bookings as it takes.
        let slips: Vec<Slip> = desk.slips_of(source).into_iter().filter(|slip| desk.are_ours(&slip.owed)).collect();
        let is_its =
            |place: &usize| slips.iter().any(|slip| fits(desk, *place, slip) && desk.is_near(*place, slip.due));
        let near: Vec<usize> = (0..desk.paid.len()).filter(is_its).collect();
        let ours: Vec<usize> = slips.into_iter().flat_map(|slip| slip.owed).collect();
        if !near.is_empty() && !ours.is_empty() && desk.paid_sum(&near) == desk.owed_sum(&ours) {
            group(desk, ledger, PassKind::Settlement, 0, &ours, &near);
        }
    }
}

/// The only set of a creditor's due days or lines that makes up a booking, and the only set of bookings that makes up
/// what falls due on a day.
pub(super) fn by_search(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>) {
    for source in CREDITORS {
        let all = |desk: &Desk<'_>| -> Vec<usize> {
            let is_its = |place: &usize| desk.is_free(*place) && desk.paid[*place].source == Some(source);
            (0..desk.paid.len()).filter(is_its).collect()
        };
        if all(desk).len() > SEARCHED_MAX {
            continue;
        }
        for place in all(desk) {
            by_parts(desk, ledger, source, place);
        }
        for slip in desk.slips_of(source) {
            let fits = |place: &usize| desk.paid[*place].sheet == Some(slip.sheet) || fits(desk, *place, &slip);
            let near: Vec<usize> =
                all(desk).into_iter().filter(|place| fits(place) && desk.is_near(*place, slip.due)).collect();
            let amounts: Vec<i64> = near.iter().map(|place| desk.paid[*place].booking.amount.minor()).collect();
            if let Some(chosen) = only(desk, &amounts, desk.owed_sum(&slip.owed)) {
                let paid: Vec<usize> = chosen.into_iter().map(|at| near[at]).collect();
                group(desk, ledger, PassKind::Subset, 0, &slip.owed, &paid);
            }
        }
    }
}

/// The only due days, else the only lines, that make up a booking: those of its own sheet, else, since one payment may
/// be made for several numbers, those of its creditor with some of its own among them.
fn by_parts(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>, source: ClaimSource, place: usize) {
    let named = desk.paid[place].sheet;
    let near: Vec<Slip> = desk.slips_of(source).into_iter().filter(|slip| desk.is_near(place, slip.due)).collect();
    let is_own = |slip: &&Slip| named == Some(slip.sheet) || fits(desk, place, slip);
    let is_creditors =
        |slip: &&Slip| named.is_some_and(|sheet| desk.sheets[sheet].creditor == desk.sheets[slip.sheet].creditor);
    let own: Vec<Vec<usize>> = near.iter().filter(is_own).map(|slip| slip.owed.clone()).collect();
    let lines: Vec<Vec<usize>> = own.iter().flatten().map(|line| vec![*line]).collect();
    let creditors: Vec<Vec<usize>> = near.iter().filter(is_creditors).map(|slip| slip.owed.clone()).collect();
    for parts in [own, lines, creditors] {
        let sums: Vec<i64> = parts.iter().map(|owed| desk.owed_sum(owed).minor()).collect();
        if let Some(chosen) = only(desk, &sums, desk.paid[place].booking.amount) {
            let owed: Vec<usize> = chosen.into_iter().flat_map(|at| parts[at].iter().copied()).collect();
            let holds_own = named.is_none_or(|sheet| owed.iter().any(|line| desk.sheets[sheet].owed.contains(line)));
            if holds_own {
                return group(desk, ledger, PassKind::Subset, 0, &owed, &[place]);
            }
        }
    }
}

/// True for a free booking that tells of the slip's creditor, and of no payment line or creditor number but its own.
pub(super) fn fits(desk: &Desk<'_>, place: usize, slip: &Slip) -> bool {
    let (paid, sheet) = (&desk.paid[place], &desk.sheets[slip.sheet]);
    let creditor = slip.owed.first().map_or("", |line| desk.owed[*line].creditor.as_str());
    paid.fate == Fate::Free
        && paid.sheet.is_none()
        && paid.source == Some(sheet.source)
        && (paid.reference.is_empty() || sheet.reference.is_empty())
        && (paid.creditor.is_empty() || creditor.is_empty() || paid.creditor == creditor)
}

/// Groups what falls due with the one booking of that amount that is nearest to the day.
fn nearest_of_amount(desk: &mut Desk<'_>, ledger: &mut Ledger<'_>, slip: &Slip, near: &[usize]) {
    let sum = desk.owed_sum(&slip.owed);
    let equal: Vec<usize> =
        near.iter().copied().filter(|place| desk.paid[*place].booking.amount == sum && !sum.is_zero()).collect();
    let distance = |place: &usize| (desk.paid[*place].booking.day.days() - slip.due.days()).abs();
    // The bookings stand in content order, and the first of the nearest is taken.
    if let Some(chosen) = equal.iter().copied().min_by_key(distance) {
        let others = u32::try_from(equal.len() - 1).unwrap_or(u32::MAX);
        group(desk, ledger, PassKind::Settlement, others, &slip.owed, &[chosen]);
    }
}

/// Groups lines and bookings that agree; those of another month find each other outside.
pub(super) fn group(
    desk: &mut Desk<'_>,
    ledger: &mut Ledger<'_>,
    pass: PassKind,
    alternatives: u32,
    owed: &[usize],
    paid: &[usize],
) {
    if owed.iter().all(|line| desk.owed[*line].fact.is_none()) {
        owed.iter().for_each(|line| desk.owed[*line].is_settled = true);
        paid.iter().for_each(|place| desk.paid[*place].fate = Fate::Elsewhere);
    } else if desk.are_ours(owed) {
        let (mut facts, home) = desk.settle(ledger, owed);
        facts.extend(paid.iter().map(|place| desk.enter(ledger, *place, &home)));
        ledger.group(Pair::AB, pass, alternatives, facts);
    }
}

/// The positions of the amounts that add up to the total, where nothing else does.
pub(super) fn only(desk: &Desk<'_>, amounts: &[i64], total: Money) -> Option<Vec<usize>> {
    if amounts.is_empty() || total.is_zero() {
        return None;
    }
    let limits = Limits { terms: desk.search.subset_terms, steps: desk.search.subset_steps, solutions: 2 };
    match subset::search(amounts, total.minor(), limits) {
        Outcome::Unique(chosen) => Some(chosen),
        Outcome::Nothing | Outcome::Several(..) | Outcome::Open(_) => None,
    }
}
