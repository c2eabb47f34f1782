//! What a check without counterpart found, and the sentence that says so.

use crate::code::Field;
use crate::id::RecordId;
use crate::money::Money;
use crate::result::DifferenceKey;
use crate::rule::CheckRule;
use crate::wall_time::Date;

/// The most records that a finding names; it says how many there are in all.
pub const RECORDS_NAMED: usize = 20;

/// One finding. It is never a difference and never moves a bridge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckFinding {
    /// The rule's place in the pack.
    pub rule: usize,
    /// Where.
    pub key: DifferenceKey,
    /// What was found.
    pub fact: CheckFact,
    /// The first records behind it, at most [`RECORDS_NAMED`].
    pub records: Vec<RecordId>,
    /// How many records there are.
    pub count: u32,
}

/// What a finding rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckFact {
    /// The key says it all.
    Plain,
    /// An amount that is to be a share of a base.
    Share {
        /// What stands there.
        found: Money,
        /// What the rule gives.
        expected: Money,
        /// Of what.
        base: Money,
        /// The share, in thousandths.
        per_mille: i64,
    },
    /// An amount above what is allowed.
    AtMost {
        /// What stands there.
        found: Money,
        /// The most.
        limit: Money,
    },
    /// An amount that is none of the year's.
    NotAmong {
        /// What stands there.
        found: Money,
        /// The amount of a full month.
        full: Money,
    },
    /// A total.
    Total(Money),
    /// A field with an amount that does not belong there.
    Field(Field, Money),
    /// A payment day beside the first day of its period.
    Days {
        /// When the money was at hand.
        disposition: Date,
        /// When the period begins.
        start: Date,
        /// Whether it is income in advance.
        in_advance: bool,
    },
    /// So many persons.
    Persons(u32),
    /// A payment.
    Payment(Money),
}

impl CheckFinding {
    /// What was found, in Danish; it ends with what the rule says and where it is written.
    pub fn sentence(&self, rule: &CheckRule) -> String {
        let found = self.found();
        let legitimate = if rule.legitimate.is_empty() { String::new() } else { format!(" {}", rule.legitimate) };
        match found.is_empty() {
            true => format!("{}.{legitimate} Kilde: {}.", rule.label, rule.source),
            false => format!("{found} {}.{legitimate} Kilde: {}.", rule.label, rule.source),
        }
    }

    fn found(&self) -> String {
        let field = self.key.field.map(|field| format!("Felt {field} er ")).unwrap_or_default();
        match self.fact {
            CheckFact::Plain => String::new(),
            CheckFact::Share { found, expected, base, per_mille } => {
                format!("{field}{found}; {} af {base} er {expected}.", percent(per_mille))
            }
            CheckFact::AtMost { found, limit } => format!("{field}{found}, højst {limit}."),
            CheckFact::NotAmong { found, full } => format!("{field}{found}; en fuld måned er {full}."),
            CheckFact::Total(total) => format!("{field}{total} i alt for personen i måneden."),
            CheckFact::Field(field, amount) => format!("Felt {field} er udfyldt med {amount}."),
            CheckFact::Days { disposition, start, in_advance } => {
                let kind = if in_advance { "Forudbetalt" } else { "Bagudbetalt" };
                format!("{kind}; til disposition {disposition}, og perioden begynder {start}.")
            }
            CheckFact::Persons(persons) => format!("Kontoen modtager for {persons} personer."),
            CheckFact::Payment(amount) => format!("Udbetaling på {amount}."),
        }
    }
}

/// Thousandths as the field writes them: `8 %`, `2,1 %`.
fn percent(per_mille: i64) -> String {
    match per_mille % 10 {
        0 => format!("{} %", per_mille / 10),
        tenths => format!("{},{tenths} %", per_mille / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_written_as_the_field_writes_them() {
        let check = |per_mille, expected: &str| assert_eq!(percent(per_mille), expected, "{per_mille} thousandths");
        check(80, "8 %");
        check(550, "55 %");
        check(21, "2,1 %");
        check(3, "0,3 %");
    }
}
