//! What a run finds: match groups, differences and the bridge.

use std::fmt;

use crate::cause::Cause;
use crate::cause::Certainty;
use crate::code::Field;
use crate::code::IncomeKind;
use crate::code::codes;
use crate::company::SeNumber;
use crate::cutoff::Cutoff;
use crate::evidence::Evidence;
use crate::id::RecordId;
use crate::money::Money;
use crate::period::Month;
use crate::person::Cpr;
use crate::wall_time::WallTime;

codes! {
    /// One side of a reconciliation.
    Point {
        /// What TØK reported.
        A = 0, "A";
        /// What the register holds.
        B = 1, "B";
        /// What is claimed or was paid.
        C = 2, "C";
    }
}

codes! {
    /// Two neighbouring points.
    Pair {
        /// TØK against the register.
        AB = 0, "A-B";
        /// The register against the claim.
        BC = 1, "B-C";
    }
}

impl Pair {
    /// The point that is compared.
    pub const fn left(self) -> Point {
        match self {
            Self::AB => Point::A,
            Self::BC => Point::B,
        }
    }

    /// The point that it is compared with.
    pub const fn right(self) -> Point {
        match self {
            Self::AB => Point::B,
            Self::BC => Point::C,
        }
    }
}

impl fmt::Display for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

codes! {
    /// How the records of a match group were found to belong together, in falling fidelity.
    PassKind {
        /// Same IndberetningsID and same amount.
        Identity = 1, "identity";
        /// Same payer, person, field, base month and amount, one to one.
        Key = 2, "key";
        /// Same key, and the sums agree.
        KeySum = 3, "key_sum";
        /// Same key, and what was reported and acknowledged when the extract was made agrees with it.
        KeySumAtExtract = 4, "key_sum_at_extract";
        /// Records of one point that cancel exactly.
        Reversal = 5, "reversal";
        /// The sum of a payer and field agrees with its claim lines.
        ClaimSum = 6, "claim_sum";
        /// What was reported up to the claim's cut-off agrees with its lines.
        ClaimCutoff = 7, "claim_cutoff";
        /// The only set of records in the block that adds up to the amount.
        Subset = 8, "subset";
        /// The same payment, by its id.
        Payment = 9, "payment";
        /// The payments of one bundle and the booking of their total.
        Bundle = 10, "bundle";
        /// Payments of one day and account and the booking of their total.
        DayTotal = 11, "day_total";
        /// A claim and its payment, by payment line or creditor and amount.
        Settlement = 12, "settlement";
    }
}

impl PassKind {
    /// What the pass compares, in Danish, to answer *Hvorfor?*
    pub const fn explanation(self) -> &'static str {
        match self {
            Self::Identity => "samme IndberetningsID og samme beløb",
            Self::Key => "samme SE-nummer, person, felt, basismåned og beløb",
            Self::KeySum => "samme SE-nummer, person, felt og basismåned, og summerne er ens",
            Self::KeySumAtExtract => {
                "samme SE-nummer, person, felt og basismåned, og summen af det, der var indberettet og kvitteret, da udtrækket blev dannet, er ens"
            }
            Self::Reversal => "linjerne udligner hinanden på samme nøgle",
            Self::ClaimSum => "summen for SE-nummer, felt og måned er lig med kravets linjer",
            Self::ClaimCutoff => "summen af det, der var indberettet ved skæringsdatoen, er lig med kravets linjer",
            Self::Subset => "den eneste mulige sammensætning af linjer, der giver beløbet",
            Self::Payment => "samme UdbetalingsID og beløb",
            Self::Bundle => "bundtets betalinger giver tilsammen det bogførte beløb",
            Self::DayTotal => "dagens betalinger på kontoen giver tilsammen det bogførte beløb",
            Self::Settlement => "samme betalingslinje eller kreditor og beløb",
        }
    }
}

/// What was read into one point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PointTotal {
    /// The point.
    pub point: Point,
    /// Records in scope.
    pub records: u64,
    /// Their sum.
    pub sum: Money,
}

/// Records that belong together between two points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MatchGroup {
    /// The points compared; a reversal stands under the pair where it was found.
    pub pair: Pair,
    /// How it was found.
    pub pass: PassKind,
    /// The difference that a tolerance let through; zero for every exact pass.
    pub tolerance_used: Money,
    /// Other equally good ways to pick the members; the choice among them changes no amount.
    pub alternatives: u32,
}

/// One record's membership of a group. A record has at most one per pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    /// The points compared.
    pub pair: Pair,
    /// The record.
    pub record: RecordId,
    /// Index into [`RunResult::groups`].
    pub group: u32,
}

/// The key at which points disagree. A part without a value does not apply.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DifferenceKey {
    /// The payer.
    pub se: Option<SeNumber>,
    /// The person.
    pub cpr: Option<Cpr>,
    /// The field.
    pub field: Option<Field>,
    /// The base month (income month of a claim line).
    pub month: Option<Month>,
    /// Indtægtsart, when both sides carry it and it is one.
    pub income_kind: Option<IncomeKind>,
    /// UdbetalingsID.
    pub payment: Option<String>,
    /// BundtID.
    pub bundle: Option<String>,
    /// The municipality's account, registration number first.
    pub account: Option<String>,
}

/// A key at which two points disagree, or records without counterpart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// A name made of reconciliation, period, pair and key, the same in every run.
    pub fingerprint: String,
    /// The points that disagree.
    pub pair: Pair,
    /// Where.
    pub key: DifferenceKey,
    /// The total of each point at the key (A, B, C); none where the point has nothing there.
    pub totals: [Option<Money>; 3],
    /// Left minus right of the pair.
    pub amount: Money,
    /// Why.
    pub cause: Cause,
    /// How sure.
    pub certainty: Certainty,
    /// The records that make the difference, those of one point after the other.
    pub records: Vec<(Point, RecordId)>,
    /// Other explanations that fit as well.
    pub alternatives: u32,
    /// The moment up to which the right point knew of reports, where that matters.
    pub as_of: Option<WallTime>,
    /// What it rests on beside its records.
    pub evidence: Evidence,
}

/// What must be added to the left point, for one cause, to come towards the right one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BridgeStep {
    /// From and to.
    pub pair: Pair,
    /// Why.
    pub cause: Cause,
    /// What comes in; never negative.
    pub inflow: Money,
    /// What goes out; never negative, and never netted against the inflow.
    pub outflow: Money,
    /// The records behind it.
    pub records: Vec<(Point, RecordId)>,
}

/// The bridge of one payer and field, or of one account: `right = left + Σ in − Σ out` for every pair, to the øre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bridge {
    /// The payer; none where payments are compared.
    pub se: Option<SeNumber>,
    /// The field; none for interest and fees, and for payments.
    pub field: Option<Field>,
    /// The municipality's account; none for income.
    pub account: Option<String>,
    /// A, B and C; none where the point does not hold this.
    pub points: [Option<Money>; 3],
    /// The steps, by pair and then in the order of the causes.
    pub steps: Vec<BridgeStep>,
}

impl Bridge {
    /// The kroner that no rule explains, inflow and outflow added, so that they cannot hide each other.
    pub fn unexplained(&self) -> Money {
        let unexplained = self.steps.iter().filter(|step| step.cause == Cause::Unexplained);
        unexplained.map(|step| step.inflow + step.outflow).sum()
    }

    /// True when the steps lead from point to point exactly (law 8).
    pub fn closes(&self) -> bool {
        Pair::ALL.iter().all(|pair| {
            let (left, right) = (self.point(pair.left()), self.point(pair.right()));
            let steps = self.steps.iter().filter(|step| step.pair == *pair);
            let moved: Money = steps.clone().map(|step| step.inflow - step.outflow).sum();
            match right {
                None => steps.count() == 0,
                Some(right) => left.unwrap_or_default() + moved == right,
            }
        })
    }

    /// The total of a point.
    pub fn point(&self, point: Point) -> Option<Money> {
        self.points[usize::from(point.number())]
    }
}

/// Something about a run that a reader of its result must know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RunNote {
    /// TØK has lines for this payer and month, but no extract covers them.
    ExtractMissing(SeNumber, Month),
    /// Income in advance of a later month was left out, since no extract covers it.
    InAdvanceLeftOut(SeNumber, Month),
    /// An extract over several months cannot serve a period of fewer.
    ExtractTooLong(SeNumber, Month, Month),
    /// The extract of a payer and month is not split by indtægtsart, so a field of which only one counts is left out.
    KindsNotTold(SeNumber, Month),
    /// The sums per company and the persons' sums of a payer and month differ in so many fields.
    CompanySumDiffers(SeNumber, Month, u64),
    /// The same fact was delivered more than once with different amounts; the newest counts.
    AmountMovedBetweenDeliveries(u64),
    /// Entries of the bank that do not belong to the reconciliation, and their sum in øre.
    BookedOutside(u64, Money),
    /// Entries that only a report, a list or a notice of the bank holds and that no entry of a statement proves, and
    /// their sum in øre.
    BookedApart(u64, Money),
}

/// The whole outcome of one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunResult {
    /// Each point that was there.
    pub points: Vec<PointTotal>,
    /// The groups.
    pub groups: Vec<MatchGroup>,
    /// Who is in them, sorted by pair and record.
    pub members: Vec<Member>,
    /// The differences, sorted by pair and key.
    pub differences: Vec<Difference>,
    /// The bridges, sorted by payer, field and account.
    pub bridges: Vec<Bridge>,
    /// The cut-offs of the claims, sorted by payer.
    pub cutoffs: Vec<Cutoff>,
    /// What a reader must know.
    pub notes: Vec<RunNote>,
    /// SHA-256 of the content above, without identities: equal for equal facts and rules.
    pub result_hash: [u8; 32],
}

impl RunResult {
    /// The kroner that no rule explains.
    pub fn unexplained(&self) -> Money {
        self.bridges.iter().map(Bridge::unexplained).sum()
    }
}
