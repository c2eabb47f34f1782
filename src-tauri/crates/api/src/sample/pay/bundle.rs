//! What is sent together: the payments of a disposition date and account.

use std::collections::BTreeMap;

use super::payment::Fate;
use super::payment::Payment;
use super::payment::Way;
use crate::sample::dice::Dice;

/// More payments than this go in several bundles.
const PAYMENTS_PER_BUNDLE: usize = 500;
/// Larger bundles are never booked payment by payment.
const BOOKED_SINGLY_MOST: usize = 40;

/// How the bank books a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// As one total.
    Total,
    /// As one total with its payments as details, where the form of the statement has room for them.
    Detailed,
    /// Payment by payment.
    Single,
    /// With every other bundle of the day as one total that names none of them.
    OfTheDay,
}

/// One bundle.
#[derive(Clone, Debug)]
pub(super) struct Bundle {
    pub(super) day: i32,
    pub(super) account: usize,
    /// Places of its payments.
    pub(super) members: Vec<usize>,
    pub(super) style: Style,
    /// Bank days between its day and its booking.
    pub(super) delay: i32,
    /// A member that is not in the booked total.
    pub(super) missing: Option<usize>,
    /// How many of its payments may be the missing one, when one is missing.
    pub(super) fitting: usize,
    /// Whether NemKonto could not read it at first.
    pub(super) is_sent_twice: bool,
}

impl Bundle {
    /// A bundle of these payments, booked as one total.
    pub(super) fn of(payments: &[Payment], members: Vec<usize>) -> Self {
        let (day, account) = members.first().map_or((0, 0), |first| (payments[*first].day, payments[*first].account));
        Self { day, account, members, style: Style::Total, delay: 0, missing: None, fitting: 0, is_sent_twice: false }
    }

    /// Its number as TØK writes it.
    pub(super) fn id(place: usize) -> String {
        format!("BDT{:06}", place + 1)
    }
}

/// Puts every payment that goes in a bundle, and is in none yet, in one.
pub(super) fn fill(payments: &mut [Payment], bundles: &mut Vec<Bundle>, dice: &mut Dice) {
    let mut together: BTreeMap<(i32, usize), Vec<usize>> = BTreeMap::new();
    for (place, payment) in payments.iter().enumerate().filter(|(_, payment)| payment.way == Way::Bundle(usize::MAX)) {
        together.entry((payment.day, payment.account)).or_default().push(place);
    }
    let special = bundles.len();
    for members in together.into_values() {
        bundles.extend(members.chunks(PAYMENTS_PER_BUNDLE).map(|chunk| Bundle::of(payments, chunk.to_vec())));
    }
    for (place, bundle) in bundles.iter_mut().enumerate() {
        bundle.members.iter().for_each(|member| payments[*member].way = Way::Bundle(place));
        if place >= special {
            vary(bundle, place - special, dice);
        }
    }
    // A total of the day is only told apart where every bundle of the day is in it, and stays in it.
    let comes_back = |bundle: &Bundle| bundle.members.iter().any(|member| payments[*member].fate == Fate::Returned);
    let named: Vec<(i32, usize)> = (bundles.iter())
        .filter(|bundle| bundle.style != Style::OfTheDay || comes_back(bundle))
        .map(|bundle| (bundle.day, bundle.account))
        .collect();
    for bundle in bundles.iter_mut().filter(|bundle| named.contains(&(bundle.day, bundle.account))) {
        if bundle.style == Style::OfTheDay {
            bundle.style = Style::Total;
        }
    }
}

/// What is ordinary and yet not the same for all: how it is booked, when, and whether it had to be sent twice.
fn vary(bundle: &mut Bundle, number: usize, dice: &mut Dice) {
    let is_small = bundle.members.len() <= BOOKED_SINGLY_MOST;
    bundle.style = match bundle.account {
        0 if number.is_multiple_of(3) => Style::Detailed,
        0 if number % 3 == 1 && is_small => Style::Single,
        1 if bundle.day % 5 == 0 => Style::OfTheDay,
        2 => Style::Single,
        _ => Style::Total,
    };
    // Not where a total of the day stands, which would be of another day then.
    bundle.delay = if bundle.style != Style::OfTheDay && dice.chance(8) { dice.day(1, 3) } else { 0 };
    bundle.is_sent_twice = dice.chance(4);
}
