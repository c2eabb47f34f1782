//! The claim lines that count in a period, of SKAT and of ATP alike.

use std::collections::BTreeMap;

use trepunkt_core::code::AtpScheme;
use trepunkt_core::code::ClaimType;
use trepunkt_core::code::Field;
use trepunkt_core::company::SeNumber;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;
use trepunkt_core::record::AtpClaimRecord;
use trepunkt_core::record::ClaimRecord;
use trepunkt_core::rule::PointSource;

use crate::Sources;
use crate::hash::ContentHash;
use crate::scope::Months;

/// What a claim line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Claimed {
    /// The sum of one field.
    Field(Field),
    /// One total for all fields of the reconciliation.
    AllFields,
    /// Interest or a fee: nothing reported answers for it.
    InterestOrFee,
    /// A provisional assessment: nothing reported answers for it either.
    Provisional,
}

/// One line of the claims that counts.
#[derive(Clone, Debug)]
pub(crate) struct ClaimLine {
    pub(crate) record: RecordId,
    /// The payer that settles for the line's.
    pub(crate) se: SeNumber,
    pub(crate) claimed: Claimed,
    /// The income month (the first of the quarter) that the line belongs to.
    pub(crate) month: Month,
    pub(crate) amount: Money,
    /// A digest of all that the line says.
    pub(crate) content: [u8; 32],
}

impl ClaimLine {
    /// The field whose bridge the line stands in.
    pub(crate) fn field(&self) -> Option<Field> {
        match self.claimed {
            Claimed::Field(field) => Some(field),
            Claimed::AllFields | Claimed::InterestOrFee | Claimed::Provisional => None,
        }
    }
}

/// OP-tillæg is reported in the field of public subsidies (inferred from TØK's Kode68 0170).
const OP_ADDITION: u16 = 37;

fn skat(line: &ClaimRecord) -> Claimed {
    match (line.claim_type, line.claim_type.field()) {
        (_, Some(field)) => Claimed::Field(field),
        (ClaimType::Interest | ClaimType::Fee, None) => Claimed::InterestOrFee,
        (ClaimType::Provisional | ClaimType::ATax | ClaimType::Am, None) => Claimed::Provisional,
    }
}

fn atp(line: &AtpClaimRecord) -> Claimed {
    let field = |number| Claimed::Field(Field::new(number).expect("a field has four digits"));
    match line.scheme {
        AtpScheme::Atp => field(46),
        AtpScheme::Op => field(47),
        AtpScheme::OpAddition => field(OP_ADDITION),
        AtpScheme::Collected => Claimed::AllFields,
        AtpScheme::Interest | AtpScheme::Fee => Claimed::InterestOrFee,
    }
}

/// The same line in several deliveries is one line; within one delivery each stands for itself. So a line counts as
/// often as in the delivery that has it most often.
#[derive(Default)]
struct Copies(BTreeMap<[u8; 32], BTreeMap<[u8; 32], Vec<ClaimLine>>>);

impl Copies {
    fn add(&mut self, sha256: [u8; 32], line: ClaimLine) {
        self.0.entry(line.content).or_default().entry(sha256).or_default().push(line);
    }

    fn lines(self) -> Vec<ClaimLine> {
        let most = |copies: BTreeMap<[u8; 32], Vec<ClaimLine>>| copies.into_values().max_by_key(Vec::len);
        let mut lines: Vec<ClaimLine> = self.0.into_values().filter_map(most).flatten().collect();
        lines.sort_by_key(|line| (line.se, line.month, line.claimed, line.amount, line.content));
        lines
    }
}

/// The claim lines of the period, in content order.
pub(crate) fn lines(
    sources: &Sources,
    source: PointSource,
    months: &Months,
    wanted: &dyn Fn(Field) -> bool,
    settling: &dyn Fn(SeNumber) -> SeNumber,
) -> Vec<ClaimLine> {
    let mut copies = Copies::default();
    let mut add = |sha256: [u8; 32], line: ClaimLine| {
        if line.field().is_none_or(wanted) {
            copies.add(sha256, line);
        }
    };
    if source == PointSource::SkatKrav {
        for delivered in &sources.claims {
            for (record, facts) in numbered(delivered.delivery, &delivered.records) {
                if months.own.contains(&facts.claim_month) {
                    let (se, amount, month) = (settling(facts.se), facts.amount, facts.month);
                    let content = digest(|hash| hash.claim(facts));
                    add(delivered.sha256, ClaimLine { record, se, claimed: skat(facts), month, amount, content });
                }
            }
        }
    }
    if source == PointSource::AtpKrav {
        for delivered in &sources.atp_claims {
            for (record, facts) in numbered(delivered.delivery, &delivered.records) {
                if months.own.contains(&facts.claim_quarter) {
                    let (se, amount, month) = (settling(facts.se), facts.amount, facts.quarter);
                    let content = digest(|hash| hash.atp_claim(facts));
                    add(delivered.sha256, ClaimLine { record, se, claimed: atp(facts), month, amount, content });
                }
            }
        }
    }
    copies.lines()
}

fn numbered<F>(delivery: DeliveryId, records: &[F]) -> impl Iterator<Item = (RecordId, &F)> {
    (0_u32..).zip(records).map(move |(ordinal, facts)| (RecordId::new(delivery, ordinal), facts))
}

fn digest(say: impl FnOnce(&mut ContentHash)) -> [u8; 32] {
    let mut hash = ContentHash::new("claim");
    say(&mut hash);
    hash.finish()
}
