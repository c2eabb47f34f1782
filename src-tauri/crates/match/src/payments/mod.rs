//! TØK's payments, NemKonto's answers and the bank's bookings: three points, payment by payment.
//!
//! What is here: what each point knows of a payment ([`known`], [`desk`]), the pair A–B ([`answered`]), the passes of
//! the pair B–C – bookings that name a payment ([`named`]), bundles booked as one ([`bundles`]), totals without
//! details ([`totals`]) – and what they leave ([`rest`]). Bookings are found by [`crate::bookings`]; what is found
//! is kept in [`crate::ledger`].
//!
//! A difference stands at the first pair where it shows: a payment that NemKonto refused at A–B, one that the bank has
//! not drawn at B–C. B holds of a payment what its newest deciding answer says that the bank has taken on.

mod answered;
mod bundles;
mod desk;
mod equals;
mod known;
mod named;
mod rest;
mod totals;

use trepunkt_core::period::Period;
use trepunkt_core::progress::Progress;
use trepunkt_core::result::Pair;
use trepunkt_core::result::PassKind;
use trepunkt_core::result::Point;
use trepunkt_core::result::RunNote;
use trepunkt_core::result::RunResult;
use trepunkt_core::rule::PointSource;
use trepunkt_core::rule::Reconciliation;
use trepunkt_core::rule::RulePack;

use crate::MatchError;
use crate::Sources;
use crate::bookings;
use crate::ledger::Ledger;
use crate::scope;

/// What each point reads, and the passes that there are.
const POINTS: [(Point, PointSource); 3] =
    [(Point::A, PointSource::TokUdbetaling), (Point::B, PointSource::NemkontoRetur), (Point::C, PointSource::Bank)];
const PASSES: [(Pair, PassKind); 6] = [
    (Pair::AB, PassKind::Payment),
    (Pair::BC, PassKind::Payment),
    (Pair::BC, PassKind::Reversal),
    (Pair::BC, PassKind::Bundle),
    (Pair::BC, PassKind::DayTotal),
    (Pair::BC, PassKind::Subset),
];

/// Runs the reconciliation of payments.
pub(crate) fn run(
    rules: &RulePack,
    reconciliation: &Reconciliation,
    period: Period,
    sources: &Sources,
    progress: &dyn Progress,
) -> Result<RunResult, MatchError> {
    scope::refuse_unfit(reconciliation, period, sources, &POINTS, &PASSES)?;
    let does = |pair: Pair, kind: PassKind| reconciliation.passes.contains(&(pair, kind));
    let bookings = bookings::read(sources);
    go_on(progress)?;
    let mut ledger = Ledger::new(rules, reconciliation, period);
    let mut desk = desk::Desk::new(rules, period, sources, &bookings.all, &mut ledger);
    go_on(progress)?;
    answered::compare(&desk, &mut ledger, does(Pair::AB, PassKind::Payment));
    go_on(progress)?;
    if does(Pair::BC, PassKind::Payment) {
        named::settle(&mut desk, &mut ledger, does(Pair::BC, PassKind::Reversal));
    }
    if does(Pair::BC, PassKind::Bundle) {
        bundles::settle(&mut desk, &mut ledger);
    }
    go_on(progress)?;
    if does(Pair::BC, PassKind::DayTotal) {
        totals::settle(&mut desk, &mut ledger, does(Pair::BC, PassKind::Subset));
    }
    go_on(progress)?;
    rest::conclude(&mut desk, &mut ledger);
    ledger.notes.extend(bookings.note());
    let (count, sum) = desk.outside();
    if count > 0 {
        ledger.notes.insert(RunNote::BookedOutside(count, sum));
    }
    Ok(ledger.close())
}

fn go_on(progress: &dyn Progress) -> Result<(), MatchError> {
    if progress.is_cancelled() { Err(MatchError::Cancelled) } else { Ok(()) }
}
