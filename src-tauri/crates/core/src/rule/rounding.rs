//! Rounding rules: which small differences a documented rounding explains.

use serde::Deserialize;

use crate::code::Field;
use crate::money::Money;
use crate::rule::RuleError;
use crate::rule::written;

/// A documented rounding, as a bound on the difference that it can make.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "RoundingText")]
pub struct RoundingRule {
    /// `op-uge`; results name the rule by it.
    pub id: String,
    /// What is rounded and how, in Danish; it follows "Forskellen på … følger af".
    pub label: String,
    /// The fields that it applies to; empty for all.
    pub fields: Vec<Field>,
    /// The most that it makes per record.
    pub per_record: Money,
    /// The most that it makes at one key.
    pub total: Money,
    /// Which of the two amounts is in whole kroner.
    pub whole_kroner: WholeKroner,
    /// Where it is written.
    pub source: String,
}

/// Which of two amounts a rounding leaves in whole kroner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WholeKroner {
    /// One has øre, the other has none.
    OneSide,
    /// One at least has no øre: both sides may be rounded, each in its own way.
    SomeSide,
}

impl RoundingRule {
    /// True when the rule explains why one key of the field holds `left` and `right`, made of so many records.
    pub fn explains(&self, field: Field, left: Money, right: Money, records: usize) -> bool {
        let is_whole = |amount: Money| amount.minor() % 100 == 0;
        let wholes = usize::from(is_whole(left)) + usize::from(is_whole(right));
        let fits = match self.whole_kroner {
            WholeKroner::OneSide => wholes == 1,
            WholeKroner::SomeSide => wholes >= 1,
        };
        let records = i64::try_from(records).unwrap_or(i64::MAX);
        let most = self.per_record.minor().saturating_mul(records).min(self.total.minor());
        let difference = left - right;
        fits && !difference.is_zero()
            && difference.abs().minor() <= most
            && (self.fields.is_empty() || self.fields.contains(&field))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoundingText {
    id: String,
    label: String,
    #[serde(default, deserialize_with = "written::fields")]
    fields: Vec<Field>,
    per_record_minor: i64,
    total_minor: i64,
    whole_kroner: WholeKroner,
    source: String,
}

impl TryFrom<RoundingText> for RoundingRule {
    type Error = RuleError;

    fn try_from(text: RoundingText) -> Result<Self, RuleError> {
        let RoundingText { id, label, fields, per_record_minor, total_minor, whole_kroner, source } = text;
        if per_record_minor <= 0 || total_minor < per_record_minor {
            let what = format!("afrundingen `{id}` skal have 0 < `per_record_minor` ≤ `total_minor`, i øre");
            return Err(RuleError(what));
        }
        let (per_record, total) = (Money::from_minor(per_record_minor), Money::from_minor(total_minor));
        Ok(Self { id, label, fields, per_record, total, whole_kroner, source })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(whole_kroner: WholeKroner) -> RoundingRule {
        RoundingRule {
            id: "uge".to_owned(),
            label: "en uge".to_owned(),
            fields: vec![Field::AM],
            per_record: Money::from_minor(50),
            total: Money::from_minor(120),
            whole_kroner,
            source: "loven".to_owned(),
        }
    }

    fn check(whole: WholeKroner, field: Field, amounts: [i64; 2], records: usize, expected: bool) {
        let [left, right] = amounts.map(Money::from_minor);
        let said = rule(whole).explains(field, left, right, records);
        assert_eq!(said, expected, "{whole:?} {field} {left} and {right} of {records} records");
    }

    #[test]
    fn a_rounding_is_bounded_per_record_and_in_total() {
        use WholeKroner::OneSide;
        use WholeKroner::SomeSide;
        check(OneSide, Field::AM, [10_050, 10_000], 1, true);
        check(OneSide, Field::AM, [10_000, 10_050], 1, true);
        check(OneSide, Field::AM, [10_051, 10_000], 1, false);
        check(OneSide, Field::AM, [10_051, 10_000], 2, true);
        check(OneSide, Field::AM, [10_120, 10_000], 9, true);
        check(OneSide, Field::AM, [10_121, 10_000], 9, false);
        check(OneSide, Field::AM, [10_000, 10_000], 9, false);
        check(OneSide, Field::AM, [10_100, 10_000], 9, false);
        check(SomeSide, Field::AM, [10_100, 10_000], 9, true);
        check(SomeSide, Field::AM, [10_011, 10_001], 9, false);
        check(OneSide, Field::A_TAX, [10_050, 10_000], 1, false);
    }
}
