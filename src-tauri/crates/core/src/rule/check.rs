//! Checks that need no counterpart: dated rules of the field, with their legal source and the rates of each year.

use serde::Deserialize;

use crate::code::Field;
use crate::code::IncomeKind;
use crate::money::Money;
use crate::period::Month;
use crate::rule::RuleError;
use crate::rule::written;
use crate::wall_time::Date;

/// A rule that delivered facts are held against, each by itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "CheckText")]
pub struct CheckRule {
    /// `am-procent`; findings name the rule by it.
    pub id: String,
    /// What is looked for.
    pub kind: CheckKind,
    /// How much it weighs.
    pub severity: CheckSeverity,
    /// `AM-bidrag er 8 % af feltet`, in Danish.
    pub label: String,
    /// Where it is written.
    pub source: String,
    /// What to think of before it is called an error, in Danish; may be empty.
    pub legitimate: String,
    /// First day; none when it has always held.
    pub from: Option<Date>,
    /// Last day; none when it still holds.
    pub to: Option<Date>,
    /// Fields that it is about; what they are to it depends on its kind.
    pub fields: Vec<Field>,
    /// Income types that it applies to; empty for all.
    pub income_types: Vec<u8>,
    /// Income kinds that it does not apply to.
    pub except_kinds: Vec<IncomeKind>,
    /// How far an amount may be off, for roundings.
    pub tolerance: Money,
    /// How many it takes, where a number is counted.
    pub count: u32,
    /// What held from when on, oldest first.
    pub rates: Vec<Rate>,
}

/// What held from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// The first day.
    #[serde(deserialize_with = "written::that_day")]
    pub from: Date,
    /// A share in thousandths.
    #[serde(default)]
    pub per_mille: i64,
    /// The amounts that may stand there, in øre.
    #[serde(default)]
    pub amounts_minor: Vec<i64>,
    /// The amount of one hour, in øre.
    #[serde(default)]
    pub hour_minor: i64,
}

/// What a check looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckKind {
    /// A personal number without the old check digit.
    CprModulus,
    /// A constructed personal number.
    CprConstructed,
    /// An SE number without its check digit.
    SeModulus,
    /// `fields[0]` is at most a share of the sum of `fields[1..]`, less the AM-bidrag, per payer, person and month.
    Ceiling,
    /// `fields[0]` is a share of `fields[1]` in the same report.
    ShareOf,
    /// `fields[0]` is a share of the benefit (`fields[1..]`) less the person's own ATP, in the same report.
    ShareOfBenefit,
    /// `fields[0]` is one of the year's amounts in a report.
    FixedAmounts,
    /// `fields[0]` is at most 37 hours a week in a report, in whole kroner.
    ByHours,
    /// A field whose total for a person and month is negative.
    NegativeTotal,
    /// An R-marked correction with one of the fields.
    FieldsInCorrection,
    /// Income types with a field that they do not allow.
    ForbiddenFields,
    /// Income types with `fields[0]` alone of `fields`, where another type is to be used.
    LoneField,
    /// A repayment in `fields[0]` of the same year, or before `15-02` of the next.
    RepaymentYear,
    /// Income in advance paid after its period began, or in arrears before it.
    AdvanceDates,
    /// One account that pays out to many persons.
    SharedAccount,
    /// A payment to another receiver's account.
    AlternativeReceiver,
}

/// How much a finding of a check weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckSeverity {
    /// The rule does not allow it.
    Warning,
    /// Worth a look; often in order.
    Note,
}

impl CheckSeverity {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

impl CheckRule {
    /// True when the rule holds in the month.
    pub fn holds_in(&self, month: Month) -> bool {
        let day = first_day(month);
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// What holds in the month; none before the first.
    pub fn rate(&self, month: Month) -> Option<&Rate> {
        let day = first_day(month);
        self.rates.iter().rev().find(|rate| rate.from <= day)
    }

    /// True when it applies to income of this type and kind.
    pub fn applies_to(&self, income_type: Option<u8>, kind: Option<IncomeKind>) -> bool {
        let is_type = self.income_types.is_empty() || income_type.is_some_and(|one| self.income_types.contains(&one));
        is_type && kind.is_none_or(|kind| !self.except_kinds.contains(&kind))
    }
}

fn first_day(month: Month) -> Date {
    Date::from_calendar(month.year(), u32::from(month.number()), 1).expect("every month has a first day")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckText {
    id: String,
    kind: CheckKind,
    severity: CheckSeverity,
    label: String,
    source: String,
    #[serde(default)]
    legitimate: String,
    #[serde(default, deserialize_with = "written::day")]
    from: Option<Date>,
    #[serde(default, deserialize_with = "written::day")]
    to: Option<Date>,
    #[serde(default, deserialize_with = "written::fields")]
    fields: Vec<Field>,
    #[serde(default, deserialize_with = "written::income_types")]
    income_types: Vec<u8>,
    #[serde(default, deserialize_with = "written::income_kinds")]
    except_kinds: Vec<IncomeKind>,
    #[serde(default)]
    tolerance_minor: i64,
    #[serde(default)]
    count: u32,
    #[serde(default)]
    rates: Vec<Rate>,
}

impl CheckKind {
    /// How many fields the kind needs at least, and what its rates must say.
    const fn needs(self) -> (usize, Option<&'static str>) {
        match self {
            Self::Ceiling | Self::ShareOf | Self::ShareOfBenefit => (2, Some("per_mille")),
            Self::FixedAmounts => (1, Some("amounts_minor")),
            Self::ByHours => (1, Some("hour_minor")),
            Self::FieldsInCorrection | Self::ForbiddenFields | Self::RepaymentYear => (1, None),
            Self::LoneField => (2, None),
            Self::CprModulus
            | Self::CprConstructed
            | Self::SeModulus
            | Self::NegativeTotal
            | Self::AdvanceDates
            | Self::SharedAccount
            | Self::AlternativeReceiver => (0, None),
        }
    }
}

impl TryFrom<CheckText> for CheckRule {
    type Error = RuleError;

    fn try_from(text: CheckText) -> Result<Self, RuleError> {
        let id = &text.id;
        let (fields, rate) = text.kind.needs();
        if text.fields.len() < fields {
            return Err(RuleError(format!("kontrollen `{id}` skal have mindst {fields} `fields`")));
        }
        if let Some(name) = rate {
            let says = |rate: &Rate| match name {
                "per_mille" => rate.per_mille > 0,
                "amounts_minor" => !rate.amounts_minor.is_empty(),
                _ => rate.hour_minor > 0,
            };
            if text.rates.is_empty() || !text.rates.iter().all(says) {
                return Err(RuleError(format!("kontrollen `{id}` skal have `rates`, hver med `{name}`")));
            }
        }
        if text.rates.windows(2).any(|pair| pair[0].from >= pair[1].from) {
            return Err(RuleError(format!("kontrollen `{id}` skal have sine `rates` efter dato, den ældste først")));
        }
        if text.kind == CheckKind::SharedAccount && text.count < 2 {
            return Err(RuleError(format!("kontrollen `{id}` skal have `count` på mindst 2")));
        }
        Ok(Self {
            id: text.id,
            kind: text.kind,
            severity: text.severity,
            label: text.label,
            source: text.source,
            legitimate: text.legitimate,
            from: text.from,
            to: text.to,
            fields: text.fields,
            income_types: text.income_types,
            except_kinds: text.except_kinds,
            tolerance: Money::from_minor(text.tolerance_minor),
            count: text.count,
            rates: text.rates,
        })
    }
}
