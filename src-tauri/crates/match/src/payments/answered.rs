//! The pair A–B: what TØK sent, and what NemKonto answered.

use trepunkt_core::cause::Cause;
use trepunkt_core::cause::Certainty;
use trepunkt_core::evidence::Evidence;
use trepunkt_core::evidence::FailedCondition;
use trepunkt_core::evidence::NearMiss;
use trepunkt_core::money::Money;
use trepunkt_core::payment::PaymentRecord;
use trepunkt_core::payment::PaymentStatus;
use trepunkt_core::result::Pair;
use trepunkt_core::result::PassKind;

use crate::ledger::Ledger;
use crate::ledger::Opened;
use crate::payments::desk::Desk;
use crate::payments::desk::Due;
use crate::payments::desk::Fate;
use crate::payments::desk::Named;
use crate::payments::known::Meaning;

/// Why a payment differs, and how sure that is.
type Verdict = (Cause, Certainty);

/// Compares every payment and answer of the month. `by_id`: the rules let the UdbetalingsID decide.
pub(super) fn compare(desk: &Desk<'_>, ledger: &mut Ledger<'_>, by_id: bool) {
    let mut drawn = vec![Money::ZERO; desk.dues.len()];
    for one in &desk.drawn {
        if let (Named::Payment(place), Fate::Free) = (one.named, one.fate) {
            drawn[place] += one.booking.amount;
        }
    }
    for (due, drawn) in desk.dues.iter().zip(drawn).filter(|(due, _)| due.is_ours) {
        let sent = due.payment.as_ref().map(|payment| payment.facts);
        let accepted = due.meaning() == Some(Meaning::Accepted);
        let facts: Vec<usize> = due.sent_fact.into_iter().chain(due.answer_fact).collect();
        if by_id && accepted && sent.is_some_and(|sent| sent.amount == due.amount) {
            ledger.group(Pair::AB, PassKind::Payment, 0, facts);
            continue;
        }
        let (cause, certainty) = verdict(due, sent, drawn);
        ledger.differ(Opened {
            pair: Pair::AB,
            key: due.key(),
            totals: [sent.map(|sent| sent.amount), due.answer.is_some().then_some(due.amount), None],
            facts,
            about: Vec::new(),
            cause,
            certainty,
            alternatives: 0,
            evidence: Evidence { nearest: nearest(desk, due, cause), ..Evidence::default() },
        });
    }
}

/// The first cause that fits.
fn verdict(due: &Due<'_>, sent: Option<&PaymentRecord>, drawn: Money) -> Verdict {
    let Some(sent) = sent else {
        return (Cause::BankOnly, Certainty::Suggested);
    };
    if !sent.method.goes_through_nemkonto() {
        return (Cause::OutsideNemkonto, Certainty::Proven);
    }
    match due.meaning() {
        Some(Meaning::Rejected) => (Cause::PaymentRejected, Certainty::Proven),
        Some(Meaning::Accepted) => (Cause::AmountDiffers, amount_certainty(sent.amount, due.amount)),
        // The bank has drawn what nobody answered: no listed cause says that.
        Some(Meaning::Advice) | None if drawn > Money::ZERO => (Cause::Unexplained, Certainty::Unknown),
        Some(Meaning::Advice) | None => match sent.status {
            PaymentStatus::Failed | PaymentStatus::Recalled => (Cause::PaymentRejected, Certainty::Suggested),
            PaymentStatus::Queued | PaymentStatus::Sent | PaymentStatus::Done => {
                (Cause::PaymentNotCleared, Certainty::Suggested)
            }
        },
    }
}

/// One id, two amounts: proven, unless it may as well be a rounding, a sign or a multiple.
pub(super) fn amount_certainty(left: Money, right: Money) -> Certainty {
    let (left, right) = (left.minor(), right.minor());
    let (small, large) = (left.abs().min(right.abs()), left.abs().max(right.abs()));
    let may_be_else = (left - right).abs() < 100 || small == 0 || large % small == 0;
    if may_be_else { Certainty::Suggested } else { Certainty::Proven }
}

/// What came nearest: the answer itself, where it says that the payment failed or another amount.
fn nearest(desk: &Desk<'_>, due: &Due<'_>, cause: Cause) -> Vec<NearMiss> {
    let own = due.answer.as_ref().filter(|_| due.payment.is_some()).map(|(answer, meaning)| NearMiss {
        record: answer.record,
        failed: if *meaning == Meaning::Accepted { FailedCondition::Amount } else { FailedCondition::Status },
    });
    // A payment that TØK does not know under the id, but of the same amount in the same bundle.
    let similar = || {
        let (_, members) = desk.bundles.iter().find(|(name, _)| *name == due.bundle)?;
        let alike = members.iter().map(|place| &desk.dues[*place]);
        let found = alike.filter_map(|other| other.payment.as_ref()).find(|sent| sent.facts.amount == due.amount)?;
        Some(NearMiss { record: found.record, failed: FailedCondition::Reference })
    };
    own.or_else(|| if cause == Cause::BankOnly { similar() } else { None }).into_iter().collect()
}
