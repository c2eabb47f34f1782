//! The claims of SKAT and ATP, and the bank's bookings that pay them: many against many.
//!
//! What is here: the claim lines and the bookings side by side ([`desk`]), the passes – by payment line and amount, by
//! due day and creditor, and by search ([`passes`]) – and the causes of what they leave ([`rest`]).
//!
//! Claims are kept on *sheets*: one for each creditor and payment line (or SE number, where the claim has no line).
//! SKAT covers the oldest debt first, so all lines of a sheet that fall due on one day settle together, with interest
//! and credits among them. A bridge is that of the SE number; what pays several numbers at once, or none that is known,
//! has a bridge without one.

mod desk;
mod passes;
mod rest;

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
const POINTS: [(Point, PointSource); 2] = [(Point::A, PointSource::Krav), (Point::B, PointSource::Bank)];
const PASSES: [(Pair, PassKind); 2] = [(Pair::AB, PassKind::Settlement), (Pair::AB, PassKind::Subset)];

/// Runs the reconciliation of claims and their payments.
pub(crate) fn run(
    rules: &RulePack,
    reconciliation: &Reconciliation,
    period: Period,
    sources: &Sources,
    progress: &dyn Progress,
) -> Result<RunResult, MatchError> {
    scope::refuse_unfit(reconciliation, period, sources, &POINTS, &PASSES)?;
    let bookings = bookings::read(sources);
    if progress.is_cancelled() {
        return Err(MatchError::Cancelled);
    }
    let does = |kind: PassKind| reconciliation.passes.contains(&(Pair::AB, kind));
    let mut ledger = Ledger::new(rules, reconciliation, period);
    let mut desk = desk::Desk::new(rules, period, sources, &bookings.all, &mut ledger);
    if does(PassKind::Settlement) {
        passes::by_line(&mut desk, &mut ledger);
        passes::by_creditor(&mut desk, &mut ledger);
    }
    if does(PassKind::Subset) {
        passes::by_search(&mut desk, &mut ledger);
    }
    rest::conclude(&mut desk, &mut ledger);
    ledger.notes.extend(bookings.note());
    let (count, sum) = desk.outside();
    if count > 0 {
        ledger.notes.insert(RunNote::BookedOutside(count, sum));
    }
    Ok(ledger.close())
}
