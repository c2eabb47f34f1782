//! Planted errors of payments, each of a named kind.
//!
//! The cause of each, and where it shows, follows from the contract: a difference stands once, at the first pair
//! where it shows. What NemKonto or the bank did not carry out shows between TØK and the answers, whether it was
//! rejected, stopped or sent back; what the bank took on and did not book shows between the answers and the bank. A
//! second booking of one payment is a booking without payment.

use trepunkt_core::cause::Cause;
use trepunkt_core::payment::PaymentMethod;

use super::bundle::Bundle;
use super::payment::Fate;
use super::payment::Payment;
use super::payment::Way;
use crate::sample::dice::Dice;

/// Payments of a bundle that is made for a missing payment.
const SHORT_BUNDLE: usize = 7;
/// Every so many payments one error of each kind more.
const PAYMENTS_PER_TURN: usize = 1_500;

/// Declares the kinds with the code that `expected.json` uses, the cause and the pair where it shows.
macro_rules! plants {
    ($($(#[$meta:meta])* $name:ident = $code:literal, $cause:ident, $between:literal;)+) => {
        /// What went wrong with a payment.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(super) enum PaymentPlant { $($(#[$meta])* $name,)+ }

        impl PaymentPlant {
            /// The code in `expected.json`.
            pub(super) const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The cause that must be found.
            pub(super) const fn cause(self) -> Cause {
                match self { $(Self::$name => Cause::$cause,)+ }
            }

            /// The points between which it shows.
            pub(super) const fn between(self) -> &'static str {
                match self { $(Self::$name => $between,)+ }
            }
        }
    };
}

plants! {
    /// Answered with an error, a stop or a missing account.
    Rejected = "payment_rejected", PaymentRejected, "A-B";
    /// Booked, and sent back by the receiver's bank.
    Returned = "payment_returned", PaymentRejected, "A-B";
    /// Taken on by the bank and never booked.
    NotCleared = "payment_not_cleared", PaymentNotCleared, "B-C";
    /// A bundle booked as one total that lacks one payment, which only one can be.
    ShortBundle = "short_bundle", PaymentNotCleared, "B-C";
    /// A bundle booked as one total that lacks one payment, which several can be.
    ShortBundleSeveral = "short_bundle_several", PaymentNotCleared, "B-C";
    /// A booking that looks like NemKonto's and pays nobody known.
    BankOnly = "bank_only", BankOnly, "B-C";
    /// Paid with a cash voucher.
    CashVoucher = "cash_voucher", OutsideNemkonto, "A-B";
    /// Paid to the municipality's own account.
    OwnAccount = "own_account", OutsideNemkonto, "A-B";
    /// Answered and booked with another amount than was sent.
    AmountDiffers = "payment_amount_differs", AmountDiffers, "A-B";
    /// Booked twice.
    BookedTwice = "booked_twice", BankOnly, "B-C";
}

/// The kinds that happen to a single payment; those of bundles take several.
const OF_PAYMENTS: [PaymentPlant; 7] = [
    PaymentPlant::Rejected,
    PaymentPlant::Returned,
    PaymentPlant::NotCleared,
    PaymentPlant::CashVoucher,
    PaymentPlant::OwnAccount,
    PaymentPlant::AmountDiffers,
    PaymentPlant::BookedTwice,
];

/// Plants errors, spread over the month. Bundles that an error needs are made and put in front.
pub(super) fn plant(payments: &mut [Payment], bundles: &mut Vec<Bundle>, dice: &mut Dice) {
    let turns = turns(payments.len());
    for turn in 0..turns {
        short_bundle(payments, bundles, dice, payments.len() * turn / turns, true);
        short_bundle(payments, bundles, dice, payments.len() * turn / turns, false);
    }
    let wanted: Vec<(PaymentPlant, usize)> =
        (0..turns).flat_map(|turn| OF_PAYMENTS.iter().map(move |kind| (*kind, turn))).collect();
    let free: Vec<usize> = (payments.iter().enumerate())
        .filter(|(_, payment)| payment.way == Way::Bundle(usize::MAX) && payment.method == PaymentMethod::Nemkonto)
        .map(|(place, _)| place)
        .collect();
    let step = free.len() / (wanted.len() + 1);
    for (number, (kind, turn)) in (1..).zip(wanted) {
        if let Some(place) = free.get(number * step).filter(|_| step > 0) {
            happen(&mut payments[*place], kind, turn, dice);
        }
    }
}

/// How many of each kind; none where there are hardly any payments.
pub(super) fn turns(payments: usize) -> usize {
    if payments < 60 { 0 } else { 2 + payments / PAYMENTS_PER_TURN }
}

fn happen(payment: &mut Payment, kind: PaymentPlant, turn: usize, dice: &mut Dice) {
    payment.plant = Some(kind);
    match kind {
        PaymentPlant::Rejected => payment.fate = Fate::Rejected([9, 7, 5][turn % 3]),
        PaymentPlant::Returned => payment.fate = Fate::Returned,
        PaymentPlant::NotCleared => {
            (payment.method, payment.way, payment.fate) = (PaymentMethod::Immediate, Way::Single, Fate::Lost);
        }
        PaymentPlant::CashVoucher => (payment.method, payment.way) = (PaymentMethod::CashVoucher, Way::Outside),
        PaymentPlant::OwnAccount => (payment.method, payment.way) = (PaymentMethod::OwnAccount, Way::Outside),
        PaymentPlant::AmountDiffers => {
            let kept = dice.between(1, 25) * 100;
            payment.fate = Fate::Changed(payment.amount - kept);
        }
        PaymentPlant::BookedTwice => {
            (payment.method, payment.way, payment.fate) = (PaymentMethod::Immediate, Way::Single, Fate::BookedTwice);
        }
        PaymentPlant::ShortBundle | PaymentPlant::ShortBundleSeveral | PaymentPlant::BankOnly => {}
    }
}

/// A small bundle of free payments of one day and account whose booked total lacks one of them. In the one sort only
/// one set of payments adds up to what is missing; in the other two payments are alike. Nothing where no payments fit.
fn short_bundle(payments: &mut [Payment], bundles: &mut Vec<Bundle>, dice: &mut Dice, from: usize, alike: bool) {
    let end = (payments.len() + 1).saturating_sub(SHORT_BUNDLE);
    let starts = (from.min(end)..end).chain(0..from.min(end));
    for start in starts {
        let members: Vec<usize> = (start..start + SHORT_BUNDLE).collect();
        if !go_together(payments, &members) {
            continue;
        }
        let missing = members[dice.place(members.len())];
        if alike {
            let other = members[if missing == start { 1 } else { 0 }];
            let common = payments[missing].net.min(payments[other].net);
            [missing, other].into_iter().for_each(|place| payments[place].amount = common);
        }
        let amounts: Vec<i64> = members.iter().map(|place| payments[*place].amount).collect();
        let fitting = sets_of(&amounts, payments[missing].amount);
        if fitting == if alike { 2 } else { 1 } {
            payments[missing].plant =
                Some(if alike { PaymentPlant::ShortBundleSeveral } else { PaymentPlant::ShortBundle });
            payments[missing].fate = Fate::Lost;
            members.iter().for_each(|place| payments[*place].way = Way::Bundle(bundles.len()));
            bundles.push(Bundle { missing: Some(missing), fitting, ..Bundle::of(payments, members) });
            return;
        }
    }
}

/// True when the payments are free, of one day and account, and booked as a total: the list of the third account
/// shows every payment.
fn go_together(payments: &[Payment], members: &[usize]) -> bool {
    let (day, account) = (payments[members[0]].day, payments[members[0]].account);
    let fits = |payment: &Payment| {
        payment.way == Way::Bundle(usize::MAX)
            && payment.method == PaymentMethod::Nemkonto
            && (payment.day, payment.account) == (day, account)
    };
    account < 2 && members.iter().all(|place| fits(&payments[*place]))
}

/// How many sets of these amounts add up to the total.
fn sets_of(amounts: &[i64], total: i64) -> usize {
    let sets = 1_u32..(1 << amounts.len());
    let sum = |set: u32| -> i64 {
        amounts.iter().enumerate().filter(|(place, _)| set & (1 << place) != 0).map(|(_, amount)| amount).sum()
    };
    sets.filter(|set| sum(*set) == total).count()
}
