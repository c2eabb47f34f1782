//! What the sentence of a difference of payments or claims is made of.

use std::collections::HashMap;

use trepunkt_core::code::AtpScheme;
use trepunkt_core::id::RecordId;
use trepunkt_core::payment_wording::AnswerFacts;
use trepunkt_core::payment_wording::BookedFacts;
use trepunkt_core::payment_wording::PaymentFacts;
use trepunkt_core::payment_wording::SentFacts;
use trepunkt_core::payment_wording::sentence;
use trepunkt_core::result::Difference;
use trepunkt_core::result::Point;
use trepunkt_core::rule::PointSource;
use trepunkt_core::rule::Reconciliation;
use trepunkt_core::wall_time::Date;
use trepunkt_store::StoredFact;
use trepunkt_store::StoredRecord;

use crate::findings::short_name;

/// True where payments or claims are compared, fact by fact.
pub(crate) fn is_of(definition: &Reconciliation) -> bool {
    matches!(definition.source(Point::A), Some(PointSource::TokUdbetaling | PointSource::Krav))
}

/// What happened, in a sentence or two.
pub(crate) fn told(
    definition: &Reconciliation,
    difference: &Difference,
    records: &HashMap<RecordId, StoredRecord>,
) -> String {
    sentence(difference.cause, &facts(definition, difference, records))
}

fn facts(
    definition: &Reconciliation,
    difference: &Difference,
    records: &HashMap<RecordId, StoredRecord>,
) -> PaymentFacts {
    let pair = difference.pair;
    let total = |point: Point| difference.totals[usize::from(point.number())];
    let is_claim = definition.source(Point::A) == Some(PointSource::Krav);
    let mut facts = PaymentFacts {
        pair: (!is_claim).then_some(pair),
        names: [short_name(definition, pair.left()), short_name(definition, pair.right())],
        amount: difference.amount,
        totals: [total(pair.left()), total(pair.right())],
        payment: difference.key.payment.as_deref().map(trepunkt_import::masked),
        bundle: difference.key.bundle.as_deref().map(trepunkt_import::masked),
        elsewhere: difference.evidence.elsewhere.payment.as_deref().map(trepunkt_import::masked),
        count: difference.records.iter().filter(|(point, _)| *point == pair.left()).count(),
        alternatives: difference.alternatives,
        ..PaymentFacts::default()
    };
    let mut claims: Vec<(String, Date)> = Vec::new();
    for (_, id) in &difference.records {
        match records.get(id).map(|record| &record.fact) {
            Some(StoredFact::Payment(payment)) => {
                facts.sent = Some(SentFacts {
                    status: payment.status.text(),
                    method: payment.method.text(),
                    sent: payment.sent,
                });
            }
            Some(StoredFact::Answer(answer)) => {
                facts.answer = Some(AnswerFacts { answer: answer.answer, time: answer.time });
            }
            Some(StoredFact::Bank(stored)) => facts.booked.push(BookedFacts {
                day: stored.entry.booked,
                amount: stored.entry.amount,
                text: trepunkt_import::masked(&stored.entry.text),
            }),
            Some(StoredFact::Claim(claim)) => claims.push((claim.claim_type.text().to_owned(), claim.due)),
            Some(StoredFact::AtpClaim(claim)) => claims.push((scheme(claim.scheme).to_owned(), claim.due)),
            _ => {}
        }
    }
    facts.claim = joined(claims);
    facts
}

/// What one total for several schemes is called in a sentence.
const fn scheme(scheme: AtpScheme) -> &'static str {
    match scheme {
        AtpScheme::Collected => "Samlet Betaling",
        other => other.text(),
    }
}

/// The kinds of line that are claimed, each once, and the first due day.
fn joined(claims: Vec<(String, Date)>) -> Option<(String, Date)> {
    let due = claims.iter().map(|(_, due)| *due).min()?;
    let mut kinds: Vec<String> = claims.into_iter().map(|(kind, _)| kind).collect();
    kinds.sort();
    kinds.dedup();
    let last = kinds.pop()?;
    let text = if kinds.is_empty() { last } else { format!("{} og {last}", kinds.join(", ")) };
    Some((text, due))
}
