//! Rules are data: a versioned pack in TOML says which points are compared and how.
//!
//! Each table of the pack that is more than the reconciliations themselves has a file of its own here.

mod rounding;
mod search;

use serde::Deserialize;

use crate::code::Field;
use crate::company::SeNumber;
use crate::period::Period;
use crate::result::Pair;
use crate::result::PassKind;
use crate::result::Point;
use crate::source::SourceKind;
use crate::wall_time::Date;

pub use rounding::RoundingRule;
pub use rounding::WholeKroner;
pub use search::SearchLimits;

/// A pack of rules. Each run stores the text of the pack that it used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulePack {
    /// The version, such as `2026.1`.
    pub version: String,
    /// What can be reconciled.
    pub reconciliations: Vec<Reconciliation>,
    /// SE numbers that settle together.
    pub se_groups: Vec<SeGroup>,
    /// Documented roundings; the first that explains a difference is named.
    pub roundings: Vec<RoundingRule>,
    /// How far searches go.
    pub search: SearchLimits,
}

/// A defined comparison of two or three points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reconciliation {
    /// `a-skat`
    pub id: String,
    /// `A-skat og AM-bidrag`
    pub name: String,
    /// Whether its periods are months or quarters.
    pub period: PeriodKind,
    /// The fields compared; empty for all.
    pub fields: Vec<Field>,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InAdvance {
    /// In its base month, like income in arrears.
    OwnMonth,
    /// On the claim of the month before its base month.
    PreviousMonth,
}

/// What a point reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PointSource {
    /// TØK's reports, by base month.
    TokIndberetning,
    /// The persons' sums of eIndkomst, by base month.
    Eindkomst,
    /// SKAT's claim lines, by claim month.
    SkatKrav,
    /// ATP's claim lines, by claim quarter.
    AtpKrav,
    /// TØK's payments, by disposition month.
    TokUdbetaling,
    /// NemKonto's answers to those payments.
    NemkontoRetur,
    /// Bookings of the municipality's bank accounts.
    Bank,
    /// The claims of SKAT and ATP, by due month.
    Krav,
}

impl PointSource {
    /// The kinds of delivery that can fill the point.
    pub const fn kinds(self) -> &'static [SourceKind] {
        match self {
            Self::TokIndberetning => &[SourceKind::TokIndberetning],
            Self::Eindkomst => &[SourceKind::EindkomstPersum, SourceKind::EindkomstDetail],
            Self::SkatKrav => &[SourceKind::SkatKrav],
            Self::AtpKrav => &[SourceKind::AtpKrav],
            Self::TokUdbetaling => &[SourceKind::TokUdbetaling],
            Self::NemkontoRetur => &[SourceKind::NemkontoRetur],
            Self::Bank => {
                &[SourceKind::Camt052, SourceKind::Camt053, SourceKind::Camt054, SourceKind::Mt940, SourceKind::BankCsv]
            }
            Self::Krav => &[SourceKind::SkatKrav, SourceKind::AtpKrav],
        }
    }

    /// The kinds that are a control on the point and never added to it.
    pub const fn controls(self) -> &'static [SourceKind] {
        match self {
            Self::Eindkomst => &[SourceKind::EindkomstVirsum],
            Self::TokIndberetning
            | Self::SkatKrav
            | Self::AtpKrav
            | Self::TokUdbetaling
            | Self::NemkontoRetur
            | Self::Bank
            | Self::Krav => &[],
        }
    }

    /// What the point is called in a sentence.
    pub const fn short_name(self) -> &'static str {
        match self {
            Self::TokIndberetning | Self::TokUdbetaling => "TØK",
            Self::Eindkomst => "eIndkomst",
            Self::SkatKrav => "SKAT-krav",
            Self::AtpKrav => "ATP-krav",
            Self::NemkontoRetur => "NemKonto",
            Self::Bank => "Banken",
            Self::Krav => "Kravet",
        }
    }

    /// What the point is called over its card and its column.
    pub const fn long_name(self) -> &'static str {
        match self {
            Self::TokIndberetning => "TØK indberettet",
            Self::Eindkomst => "eIndkomst",
            Self::SkatKrav => "SKAT-krav",
            Self::AtpKrav => "ATP-krav",
            Self::TokUdbetaling => "TØK udbetalt",
            Self::NemkontoRetur => "NemKonto-retursvar",
            Self::Bank => "Banken",
            Self::Krav => "Krav",
        }
    }
}

/// SE numbers whose income one SE number settles, for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeGroup {
    /// The number that the claim names.
    pub settles: SeNumber,
    /// The numbers that it covers beside its own.
    pub members: Vec<SeNumber>,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

/// A rule pack that cannot be used, said so that the person who wrote it can mend it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("regelpakken kan ikke bruges: {0}")]
pub struct RuleError(pub String);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PackText {
    version: String,
    #[serde(default)]
    reconciliation: Vec<ReconciliationText>,
    #[serde(default)]
    se_group: Vec<SeGroupText>,
    #[serde(default)]
    rounding: Vec<rounding::RoundingText>,
    #[serde(default)]
    search: SearchLimits,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReconciliationText {
    id: String,
    name: String,
    period: PeriodKind,
    #[serde(default)]
    fields: Vec<String>,
    #[serde(default = "own_month")]
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
    between: String,
    kind: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SeGroupText {
    settles: String,
    members: Vec<String>,
    from: Option<String>,
    to: Option<String>,
}

fn own_month() -> InAdvance {
    InAdvance::OwnMonth
}

impl RulePack {
    /// Reads a pack.
    ///
    /// # Errors
    /// When the text is not TOML, has an unknown key, or names an unknown field, point or pass.
    pub fn from_toml(text: &str) -> Result<Self, RuleError> {
        let pack: PackText = toml::from_str(text).map_err(|error| RuleError(error.to_string()))?;
        let reconciliations = pack.reconciliation.into_iter().map(reconciliation).collect::<Result<Vec<_>, _>>()?;
        for (position, one) in reconciliations.iter().enumerate() {
            if reconciliations[..position].iter().any(|other| other.id == one.id) {
                return Err(RuleError(format!("afstemningen `{}` er defineret to gange", one.id)));
            }
        }
        let se_groups = pack.se_group.into_iter().map(se_group).collect::<Result<Vec<_>, _>>()?;
        let roundings = rounding::read(pack.rounding)?;
        let search = search::check(pack.search)?;
        Ok(Self { version: pack.version, reconciliations, se_groups, roundings, search })
    }

    /// The reconciliation with this id.
    pub fn reconciliation(&self, id: &str) -> Option<&Reconciliation> {
        self.reconciliations.iter().find(|reconciliation| reconciliation.id == id)
    }

    /// The rounding rule with this id.
    pub fn rounding(&self, id: &str) -> Option<&RoundingRule> {
        self.roundings.iter().find(|rule| rule.id == id)
    }

    /// The SE number that settles for `se` in the period: its group's, else its own.
    pub fn settling(&self, se: SeNumber, period: Period) -> SeNumber {
        let first = period.months().first().copied();
        let day = first
            .and_then(|month| chrono::NaiveDate::from_ymd_opt(i32::from(month.year()), u32::from(month.number()), 1));
        let holds = |group: &&SeGroup| {
            let day = day.map(Date::new);
            group.members.contains(&se)
                && group.from.is_none_or(|from| day.is_some_and(|day| from <= day))
                && group.to.is_none_or(|to| day.is_some_and(|day| day <= to))
        };
        self.se_groups.iter().find(holds).map_or(se, |group| group.settles)
    }
}

impl Reconciliation {
    /// True when a delivery of this kind fills a point or is a control on one.
    pub fn reads(&self, kind: SourceKind) -> bool {
        self.points.iter().any(|(_, source)| source.kinds().contains(&kind) || source.controls().contains(&kind))
    }

    /// True when the period is of the reconciliation's length.
    pub fn accepts(&self, period: Period) -> bool {
        matches!(
            (self.period, period),
            (PeriodKind::Month, Period::Month(_)) | (PeriodKind::Quarter, Period::Quarter(_))
        )
    }

    /// What the point reads.
    pub fn source(&self, point: Point) -> Option<PointSource> {
        self.points.iter().find(|(named, _)| *named == point).map(|(_, source)| *source)
    }
}

fn reconciliation(text: ReconciliationText) -> Result<Reconciliation, RuleError> {
    let fields = text.fields.iter().map(|field| four_digits(field)).collect::<Result<Vec<_>, _>>()?;
    let passes = text.passes.iter().map(pass).collect::<Result<Vec<_>, _>>()?;
    let mut points = vec![(Point::A, text.points.a), (Point::B, text.points.b)];
    points.extend(text.points.c.map(|source| (Point::C, source)));
    Ok(Reconciliation {
        id: text.id,
        name: text.name,
        period: text.period,
        fields,
        in_advance: text.in_advance,
        points,
        passes,
    })
}

fn pass(text: &PassText) -> Result<(Pair, PassKind), RuleError> {
    let pair = Pair::from_text(&text.between)
        .ok_or_else(|| RuleError(format!("`{}` er ikke to nabopunkter; skriv `A-B` eller `B-C`", text.between)))?;
    let kind =
        PassKind::from_text(&text.kind).ok_or_else(|| RuleError(format!("`{}` er ikke et matchtrin", text.kind)))?;
    Ok((pair, kind))
}

fn four_digits(text: &str) -> Result<Field, RuleError> {
    let number = (text.len() == 4).then(|| text.parse().ok()).flatten();
    number.and_then(Field::new).ok_or_else(|| RuleError(format!("`{text}` er ikke et feltnummer på fire cifre")))
}

fn se_number(text: &str) -> Result<SeNumber, RuleError> {
    let number = (text.len() == 8).then(|| text.parse().ok()).flatten();
    number.and_then(SeNumber::new).ok_or_else(|| RuleError(format!("`{text}` er ikke et SE-nummer på otte cifre")))
}

fn se_group(text: SeGroupText) -> Result<SeGroup, RuleError> {
    let day = |text: Option<String>| {
        text.map(|text| {
            let date = chrono::NaiveDate::parse_from_str(&text, "%Y-%m-%d");
            date.map(Date::new).map_err(|_| RuleError(format!("`{text}` er ikke en dato; skriv `2026-01-31`")))
        })
        .transpose()
    };
    Ok(SeGroup {
        settles: se_number(&text.settles)?,
        members: text.members.iter().map(|member| se_number(member)).collect::<Result<_, _>>()?,
        from: day(text.from)?,
        to: day(text.to)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACK: &str = r#"
        version = "2026.1"
        [[reconciliation]]
        id = "a-skat"
        name = "A-skat og AM-bidrag"
        period = "month"
        fields = ["0015", "0016"]
        in_advance = "previous_month"
        points = { A = "tok-indberetning", B = "eindkomst", C = "skat-krav" }
        passes = [{ between = "A-B", kind = "key" }, { between = "B-C", kind = "claim_sum" }]
        [[se_group]]
        settles = "17000004"
        members = ["17000012"]
        from = "2026-01-01"

        [[rounding]]
        id = "op-uge"
        label = "uge for uge"
        fields = ["0047"]
        per_record_minor = 50
        total_minor = 250
        whole_kroner = "one_side"
        source = "loven"

        [search]
        subset_terms = 12
        subset_steps = 1000
        multiple = 9
    "#;

    #[test]
    fn a_pack_is_read_whole() {
        let pack = RulePack::from_toml(PACK).expect("the pack is in order");
        let reconciliation = pack.reconciliation("a-skat").expect("it is defined");
        assert_eq!(reconciliation.fields, vec![Field::A_TAX, Field::AM], "fields in order");
        assert_eq!(reconciliation.source(Point::C), Some(PointSource::SkatKrav), "the third point");
        let member = se_number("17000012").expect("an SE number");
        let period = |text: &str| text.parse::<Period>().expect("a period");
        assert_eq!(
            pack.settling(member, period("2026-10")).to_string(),
            "17000004",
            "inside its dates the group settles"
        );
        assert_eq!(pack.settling(member, period("2025-10")), member, "before them the number settles itself");
        assert!(pack.rounding("op-uge").is_some_and(|rule| rule.label == "uge for uge"), "roundings are found by id");
        assert_eq!(pack.search.multiple, 9, "the bounds of searches are the pack's");
    }

    #[test]
    fn a_fault_in_a_pack_is_named() {
        let check = |from: &str, to: &str, expected: &str| {
            let error = RulePack::from_toml(&PACK.replace(from, to)).expect_err("the fault is found");
            assert!(error.to_string().contains(expected), "`{error}` names `{expected}`");
        };
        check("\"0016\"", "\"16\"", "`16` er ikke et feltnummer");
        check("kind = \"key\"", "kind = \"luck\"", "`luck` er ikke et matchtrin");
        check("between = \"A-B\"", "between = \"A-C\"", "`A-C` er ikke to nabopunkter");
        check("in_advance", "in_advence", "in_advence");
        check("per_record_minor = 50", "per_record_minor = 0", "skal have 0 < `per_record_minor`");
        check("total_minor = 250", "total_minor = 49", "skal have 0 < `per_record_minor`");
        check("one_side", "no_side", "no_side");
        check("multiple = 9", "multiple = 1", "mindst 2 gange");
        check("subset_terms = 12", "subset_words = 12", "subset_words");
        check("members = [\"17000012\"]", "members = [\"1700001\"]", "`1700001` er ikke et SE-nummer");
    }
}
