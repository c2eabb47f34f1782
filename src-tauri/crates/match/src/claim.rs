//! The register against the claim: what a payer owes per field and month, and what was claimed.
//!
//! The sums meet per (settling payer, field, income month). Which persons a claim left out is not for a sum to say;
//! that is what the inference of the cut-off is for.

use std::collections::BTreeMap;

use trepunkt_core::cause::Cause;
use trepunkt_core::cause::Certainty;
use trepunkt_core::code::ClaimType;
use trepunkt_core::code::Field;
use trepunkt_core::company::SeNumber;
use trepunkt_core::evidence::Evidence;
use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;
use trepunkt_core::period::Period;
use trepunkt_core::record::ClaimRecord;
use trepunkt_core::result::Difference;
use trepunkt_core::result::DifferenceKey;
use trepunkt_core::result::MatchGroup;
use trepunkt_core::result::Pair;
use trepunkt_core::result::PassKind;
use trepunkt_core::result::Point;

use crate::Sources;
use crate::cause::fingerprint;
use crate::hash::ContentHash;
use crate::scope::Months;

/// One line of the claims that counts.
#[derive(Clone, Debug)]
pub(crate) struct ClaimLine<'a> {
    pub(crate) record: RecordId,
    pub(crate) facts: &'a ClaimRecord,
    /// The payer that settles for the line's.
    pub(crate) se: SeNumber,
    content: [u8; 32],
}

/// Where sums meet.
pub(crate) type SumKey = (SeNumber, Field, Month);

/// What the register holds under a sum key.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Held {
    pub(crate) sum: Money,
    pub(crate) cells: u64,
}

/// What the pair B–C came to.
#[derive(Debug, Default)]
pub(crate) struct ClaimFindings {
    pub(crate) groups: Vec<MatchGroup>,
    /// The group (an index into `groups`) of the cells under a sum key.
    pub(crate) of_cells: BTreeMap<SumKey, usize>,
    /// The group of each grouped line.
    pub(crate) of_lines: Vec<(RecordId, usize)>,
    pub(crate) differences: Vec<Difference>,
    /// Lines that stand in a difference.
    open_lines: usize,
}

/// Both sides of a sum key.
#[derive(Debug, Default)]
struct Meeting<'l, 'a> {
    held: Held,
    lines: Vec<&'l ClaimLine<'a>>,
}

impl Meeting<'_, '_> {
    fn claimed(&self) -> Money {
        self.lines.iter().map(|line| line.facts.amount).sum()
    }
}

/// The claim lines of the period, in content order.
///
/// The same line in several deliveries is one line; within one delivery each stands for itself. So a line counts as
/// often as in the delivery that has it most often.
pub(crate) fn lines<'a>(
    sources: &'a Sources,
    months: &Months,
    wanted: &dyn Fn(Field) -> bool,
    settling: &dyn Fn(SeNumber) -> SeNumber,
) -> Vec<ClaimLine<'a>> {
    let mut copies: BTreeMap<[u8; 32], BTreeMap<[u8; 32], Vec<ClaimLine<'a>>>> = BTreeMap::new();
    for delivered in &sources.claims {
        for (ordinal, facts) in (0_u32..).zip(&delivered.records) {
            if months.own.contains(&facts.claim_month) && facts.claim_type.field().is_none_or(wanted) {
                let mut hash = ContentHash::new("claim");
                hash.claim(facts);
                let content = hash.finish();
                let record = RecordId::new(delivered.delivery, ordinal);
                let line = ClaimLine { record, facts, se: settling(facts.se), content };
                copies.entry(content).or_default().entry(delivered.sha256).or_default().push(line);
            }
        }
    }
    let most = |copies: BTreeMap<[u8; 32], Vec<ClaimLine<'a>>>| copies.into_values().max_by_key(Vec::len);
    let mut lines: Vec<ClaimLine<'a>> = copies.into_values().filter_map(most).flatten().collect();
    lines.sort_by_key(|line| (line.se, line.facts.month, line.facts.claim_type, line.facts.amount, line.content));
    lines
}

/// Compares what the register holds with what is claimed.
pub(crate) fn compare(
    held: BTreeMap<SumKey, Held>,
    lines: &[ClaimLine<'_>],
    months: &Months,
    name: (&str, Period),
    by_sum: bool,
    hash: &mut ContentHash,
) -> ClaimFindings {
    let mut meetings: BTreeMap<SumKey, Meeting<'_, '_>> = BTreeMap::new();
    for (key, held) in held {
        meetings.entry(key).or_default().held = held;
    }
    let (of_a_field, others): (Vec<_>, Vec<_>) = lines.iter().partition(|line| line.facts.claim_type.field().is_some());
    for line in of_a_field {
        let field = line.facts.claim_type.field().expect("the partition kept lines of a field");
        meetings.entry((line.se, field, line.facts.month)).or_default().lines.push(line);
    }
    let mut found = ClaimFindings::default();
    let mut open = Vec::new();
    for (key, meeting) in meetings {
        if by_sum && meeting.held.sum == meeting.claimed() {
            found.group(&[(key, meeting)], hash);
        } else {
            open.push((key, meeting));
        }
    }
    for of_payer in open.chunk_by(|left, right| (left.0.0, left.0.1) == (right.0.0, right.0.1)) {
        if by_sum && is_one_claim_for_several_months(of_payer, months) {
            found.group(of_payer, hash);
        } else {
            for (key, meeting) in of_payer {
                found.open_sum(*key, meeting, months, name, hash);
            }
        }
    }
    found.open_lines(&others, name, hash);
    let placed = found.of_lines.len() + found.open_lines;
    assert_eq!(placed, lines.len(), "every claim line is in one group or one difference");
    found
}

/// A claim may put all it counts under one income month, also the income in advance of the next.
fn is_one_claim_for_several_months(meetings: &[(SumKey, Meeting<'_, '_>)], months: &Months) -> bool {
    let held: Money = meetings.iter().map(|(_, meeting)| meeting.held.sum).sum();
    let claimed: Money = meetings.iter().map(|(_, meeting)| meeting.claimed()).sum();
    meetings.len() > 1
        && held == claimed
        && meetings.iter().all(|((_, _, month), _)| months.contains(*month))
        && meetings.iter().filter(|(_, meeting)| !meeting.lines.is_empty()).count() == 1
}

impl ClaimFindings {
    fn group(&mut self, meetings: &[(SumKey, Meeting<'_, '_>)], hash: &mut ContentHash) {
        let group = self.groups.len();
        self.groups.push(MatchGroup {
            pair: Pair::BC,
            pass: PassKind::ClaimSum,
            tolerance_used: Money::ZERO,
            alternatives: 0,
        });
        hash.mark(b'C');
        hash.count(meetings.len());
        for (key, meeting) in meetings {
            hash_meeting(hash, *key, meeting);
            self.of_lines.extend(meeting.lines.iter().map(|line| (line.record, group)));
            self.of_cells.insert(*key, group);
        }
    }

    fn open_sum(
        &mut self,
        key: SumKey,
        meeting: &Meeting<'_, '_>,
        months: &Months,
        name: (&str, Period),
        hash: &mut ContentHash,
    ) {
        let (se, field, month) = key;
        let is_earlier = months.own.first().is_some_and(|first| month < *first);
        let (cause, certainty) = if is_earlier {
            (Cause::TimingPreviousClaim, Certainty::Suggested)
        } else {
            (Cause::Unexplained, Certainty::Unknown)
        };
        let mut named = fingerprint(name.0, name.1, Pair::BC);
        named.text("sum");
        named.bytes(&se.number().to_be_bytes());
        named.bytes(&field.number().to_be_bytes());
        named.maybe_month(Some(month));
        hash.mark(b'D');
        hash_meeting(hash, key, meeting);
        hash.text(cause.code());
        self.open_lines += meeting.lines.len();
        self.differences.push(Difference {
            fingerprint: named.short(),
            pair: Pair::BC,
            key: DifferenceKey { se: Some(se), field: Some(field), month: Some(month), ..DifferenceKey::default() },
            totals: [
                None,
                (meeting.held.cells > 0).then_some(meeting.held.sum),
                (!meeting.lines.is_empty()).then(|| meeting.claimed()),
            ],
            amount: meeting.held.sum - meeting.claimed(),
            cause,
            certainty,
            records: meeting.lines.iter().map(|line| (Point::C, line.record)).collect(),
            alternatives: 0,
            as_of: None,
            evidence: Evidence::default(),
        });
    }

    /// Lines that no field can answer for: interest, fees, provisional assessments. Each stands for itself.
    fn open_lines(&mut self, lines: &[&ClaimLine<'_>], name: (&str, Period), hash: &mut ContentHash) {
        for alike in lines.chunk_by(|left, right| left.content == right.content) {
            for (occurrence, line) in alike.iter().enumerate() {
                let (cause, certainty) = match line.facts.claim_type {
                    ClaimType::Interest | ClaimType::Fee => (Cause::InterestOrFee, Certainty::Proven),
                    ClaimType::Provisional | ClaimType::ATax | ClaimType::Am => {
                        (Cause::ClaimOnly, Certainty::Suggested)
                    }
                };
                let mut named = fingerprint(name.0, name.1, Pair::BC);
                named.text("line");
                named.claim(line.facts);
                named.count(occurrence);
                hash.mark(b'L');
                hash.claim(line.facts);
                hash.text(cause.code());
                self.open_lines += 1;
                self.differences.push(Difference {
                    fingerprint: named.short(),
                    pair: Pair::BC,
                    key: DifferenceKey { se: Some(line.se), month: Some(line.facts.month), ..DifferenceKey::default() },
                    totals: [None, None, Some(line.facts.amount)],
                    amount: -line.facts.amount,
                    cause,
                    certainty,
                    records: vec![(Point::C, line.record)],
                    alternatives: 0,
                    as_of: None,
                    evidence: Evidence::default(),
                });
            }
        }
    }
}

fn hash_meeting(hash: &mut ContentHash, key: SumKey, meeting: &Meeting<'_, '_>) {
    hash.bytes(&key.0.number().to_be_bytes());
    hash.bytes(&key.1.number().to_be_bytes());
    hash.maybe_month(Some(key.2));
    hash.number(meeting.held.cells);
    hash.money(meeting.held.sum);
    hash.count(meeting.lines.len());
    meeting.lines.iter().for_each(|line| hash.claim(line.facts));
}
