//! What is compared with what, and in which passes.

use serde::Deserialize;

use crate::code::Field;
use crate::code::IncomeKind;
use crate::period::Period;
use crate::result::Pair;
use crate::result::PassKind;
use crate::result::Point;
use crate::rule::PointSource;
use crate::rule::RuleError;
use crate::rule::written;
use crate::source::SourceKind;

/// A defined comparison of two or three points.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "ReconciliationText")]
pub struct Reconciliation {
    /// `a-skat`
    pub id: String,
    /// `A-skat og AM-bidrag`
    pub name: String,
    /// Whether its periods are months or quarters.
    pub period: PeriodKind,
    /// The fields compared; empty for all.
    pub fields: Vec<Field>,
    /// Fields of which only one indtægtsart counts.
    pub kinds: Vec<(Field, IncomeKind)>,
    /// Where income paid in advance belongs.
    pub in_advance: InAdvance,
    /// What each point reads, in order.
    pub points: Vec<(Point, PointSource)>,
    /// The passes, in falling fidelity.
    pub passes: Vec<(Pair, PassKind)>,
}

/// The length of a reconciliation's periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodKind {
    /// One month.
    Month,
    /// Three months.
    Quarter,
}

/// Where income paid in advance (`F`) belongs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InAdvance {
    /// In its base month, like income in arrears.
    #[default]
    OwnMonth,
    /// On the claim of the month before its base month.
    PreviousMonth,
}

impl Reconciliation {
    /// True when a delivery of this kind fills a point or is a control on one.
    pub fn reads(&self, kind: SourceKind) -> bool {
        self.points.iter().any(|(_, source)| source.kinds().contains(&kind) || source.controls().contains(&kind))
    }

    /// True when the moment up to which the counterparty counted is inferred.
    pub fn infers_cutoff(&self) -> bool {
        self.passes.contains(&(Pair::BC, PassKind::ClaimCutoff))
    }

    /// True when the period is of the reconciliation's length.
    pub fn accepts(&self, period: Period) -> bool {
        matches!(
            (self.period, period),
            (PeriodKind::Month, Period::Month(_)) | (PeriodKind::Quarter, Period::Quarter(_))
        )
    }

    /// The only indtægtsart of the field that counts; none when all do.
    pub fn only_kind(&self, field: Field) -> Option<IncomeKind> {
        self.kinds.iter().find(|(named, _)| *named == field).map(|(_, kind)| *kind)
    }

    /// What the point reads.
    pub fn source(&self, point: Point) -> Option<PointSource> {
        self.points.iter().find(|(named, _)| *named == point).map(|(_, source)| *source)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReconciliationText {
    id: String,
    name: String,
    period: PeriodKind,
    #[serde(default, deserialize_with = "written::fields")]
    fields: Vec<Field>,
    #[serde(default, deserialize_with = "written::kinds")]
    kinds: Vec<(Field, IncomeKind)>,
    #[serde(default)]
    in_advance: InAdvance,
    points: PointsText,
    passes: Vec<PassText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PointsText {
    #[serde(rename = "A")]
    a: PointSource,
    #[serde(rename = "B")]
    b: PointSource,
    #[serde(rename = "C")]
    c: Option<PointSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PassText {
    between: Between,
    kind: Kind,
}

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Between(Pair);

impl TryFrom<String> for Between {
    type Error = RuleError;

    fn try_from(text: String) -> Result<Self, RuleError> {
        let pair = Pair::from_text(&text);
        pair.map(Self).ok_or_else(|| RuleError(format!("`{text}` er ikke to nabopunkter; skriv `A-B` eller `B-C`")))
    }
}

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Kind(PassKind);

impl TryFrom<String> for Kind {
    type Error = RuleError;

    fn try_from(text: String) -> Result<Self, RuleError> {
        let known = || PassKind::ALL.iter().map(|kind| kind.text()).collect::<Vec<_>>().join("`, `");
        let kind = PassKind::from_text(&text);
        kind.map(Self).ok_or_else(|| RuleError(format!("`{text}` er ikke et matchtrin; tilladt er `{}`", known())))
    }
}

impl TryFrom<ReconciliationText> for Reconciliation {
    type Error = RuleError;

    fn try_from(text: ReconciliationText) -> Result<Self, RuleError> {
        let mut points = vec![(Point::A, text.points.a), (Point::B, text.points.b)];
        points.extend(text.points.c.map(|source| (Point::C, source)));
        let passes: Vec<(Pair, PassKind)> = text.passes.into_iter().map(|pass| (pass.between.0, pass.kind.0)).collect();
        if text.points.c.is_none() && passes.iter().any(|(pair, _)| *pair == Pair::BC) {
            return Err(RuleError(format!("`{}` har et matchtrin `B-C`, men intet punkt C", text.id)));
        }
        let ReconciliationText { id, name, period, fields, kinds, in_advance, .. } = text;
        Ok(Self { id, name, period, fields, kinds, in_advance, points, passes })
    }
}
