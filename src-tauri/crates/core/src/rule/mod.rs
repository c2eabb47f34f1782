//! Rules are data: a versioned pack in TOML says which points are compared and how.
//!
//! Each table of the pack that is more than the reconciliations themselves has a file of its own here.

mod check;
mod close;
mod correction;
mod cutoff;
mod fault;
mod merge;
mod path;
mod payments;
mod point_source;
mod read;
mod reconciliation;
mod rounding;
mod se_group;
mod search;
mod written;

use serde::Deserialize;

use crate::company::SeNumber;
use crate::period::Period;

pub use check::CheckKind;
pub use check::CheckRule;
pub use check::CheckSeverity;
pub use check::Rate;
pub use close::CloseRules;
pub use close::TwoPersonAct;
pub use correction::CorrectionRules;
pub use cutoff::CutoffRules;
pub use fault::RuleFault;
pub use fault::RuleFile;
pub use merge::Merged;
pub use merge::RuleLine;
pub use payments::ClaimSource;
pub use payments::Creditor;
pub use payments::PaymentRules;
pub use payments::Phrase;
pub use payments::SettlementRules;
pub use point_source::PointSource;
pub use reconciliation::InAdvance;
pub use reconciliation::PeriodKind;
pub use reconciliation::Reconciliation;
pub use rounding::RoundingRule;
pub use rounding::WholeKroner;
pub use se_group::SeGroup;
pub use search::SearchLimits;

/// A pack of rules. Each run stores the text of the pack that it used.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulePack {
    /// The version, such as `2026.1`.
    pub version: String,
    /// What can be reconciled.
    #[serde(default, rename = "reconciliation")]
    pub reconciliations: Vec<Reconciliation>,
    /// SE numbers that settle together.
    #[serde(default, rename = "se_group")]
    pub se_groups: Vec<SeGroup>,
    /// Documented roundings; the first that explains a difference is named.
    #[serde(default, rename = "rounding")]
    pub roundings: Vec<RoundingRule>,
    /// Checks without counterpart.
    #[serde(default, rename = "check")]
    pub checks: Vec<CheckRule>,
    /// How far searches go.
    #[serde(default)]
    pub search: SearchLimits,
    /// How payments are known again at NemKonto and in the bank.
    #[serde(default)]
    pub payments: PaymentRules,
    /// How payments of claims are known again in the bank.
    #[serde(default)]
    pub settlement: SettlementRules,
    /// Whom claims are paid to.
    #[serde(default, rename = "creditor")]
    pub creditors: Vec<Creditor>,
    /// How cut-offs are inferred.
    #[serde(default)]
    pub cutoff: CutoffRules,
    /// When a month may be closed.
    #[serde(default)]
    pub close: CloseRules,
    /// How corrections are written that leave for other systems.
    #[serde(default)]
    pub correction: CorrectionRules,
}

/// What is wrong with a value of a pack, in Danish. Where it stands is told by the [`RuleFault`] made of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RuleError(pub String);

impl RulePack {
    /// Reads a whole pack.
    ///
    /// # Errors
    /// When the text is not TOML, has an unknown key, or names an unknown field, point or pass.
    pub fn from_toml(text: &str) -> Result<Self, RuleFault> {
        read::pack(text).map_err(|fault| fault.found_in(text, None))
    }

    /// Reads a whole pack with a municipality's own rules laid over it.
    ///
    /// # Errors
    /// As [`from_toml`](Self::from_toml); the fault says in which of the two texts it stands.
    pub fn overridden(shipped: &str, own: &str, mark: &str) -> Result<Merged, RuleFault> {
        merge::lay_over(shipped, own, mark)
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
        self.se_groups.iter().find(|group| group.covers(se, period)).map_or(se, |group| group.settles)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Field;
    use crate::result::Point;

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
        let member = SeNumber::new(17_000_012).expect("an SE number");
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
    fn a_fault_in_a_pack_is_named_with_its_place() {
        let check = |from: &str, to: &str, line: usize, key: &str, expected: &str| {
            let fault = RulePack::from_toml(&PACK.replace(from, to)).expect_err("the fault is found");
            assert!(fault.to_string().contains(expected), "`{fault}` names `{expected}`");
            assert_eq!((fault.line, fault.key.as_deref()), (Some(line), Some(key)), "where `{fault}` stands");
        };
        let fields = "reconciliation[a-skat].fields";
        check("\"0016\"", "\"16\"", 7, fields, "`16` er ikke et feltnummer");
        let pass = "reconciliation[a-skat].passes[1]";
        check("kind = \"key\"", "kind = \"luck\"", 10, &format!("{pass}.kind"), "`luck` er ikke et matchtrin");
        check("between = \"A-B\"", "between = \"A-C\"", 10, &format!("{pass}.between"), "`A-C` er ikke to nabo");
        let unknown =
            "nøglen `in_advence` findes ikke; tilladt er `id`, `name`, `period`, `fields`, `kinds`, `in_advance`";
        check("in_advance", "in_advence", 8, "reconciliation[a-skat].in_advence", unknown);
        check(", C = \"skat-krav\"", "", 3, "reconciliation[a-skat]", "har et matchtrin `B-C`, men intet punkt C");
        check("per_record_minor = 50", "per_record_minor = 0", 16, "rounding[op-uge]", "skal have 0 < `per_record");
        check("total_minor = 250", "total_minor = 49", 16, "rounding[op-uge]", "skal have 0 < `per_record_minor`");
        check(
            "one_side",
            "no_side",
            22,
            "rounding[op-uge].whole_kroner",
            "`no_side` findes ikke; tilladt er `one_side`",
        );
        check("multiple = 9", "multiple = 1", 25, "search", "mindst 2 gange");
        check(
            "multiple = 9",
            "multiple = \"ni\"",
            28,
            "search.multiple",
            "her skal stå et helt tal, ikke teksten \"ni\"",
        );
        check("subset_terms = 12", "subset_words = 12", 26, "search.subset_words", "nøglen `subset_words` findes ikke");
        check("members = [\"17000012\"]", "members = [\"1\"]", 13, "se_group[1].members", "`1` er ikke et SE-nummer");
        check("from = \"2026-01-01\"", "from = \"1/1\"", 14, "se_group[1].from", "`1/1` er ikke en dato");
        check("label = \"uge for uge\"", "", 16, "rounding[op-uge]", "nøglen `label` mangler");
    }

    #[test]
    fn a_text_that_is_no_toml_says_on_which_line() {
        let fault = RulePack::from_toml("version = \"1\"\nsearch = [").expect_err("a list that never ends");
        assert_eq!((fault.line, fault.key.clone()), (Some(2), None), "where `{fault}` stands");
        assert!(fault.to_string().starts_with("linje 2: teksten er ikke TOML"), "{fault}");
    }

    #[test]
    fn every_key_is_documented() {
        const DOCUMENTATION: &str = include_str!("../../../../rules/README.md");
        let allowed = |text: &str| RulePack::from_toml(text).map_or_else(|fault| fault.allowed, |_| Vec::new());
        let tables = allowed("version = \"1\"\nzzz = 1\n");
        assert!(tables.len() > 4, "the tables are told: {tables:?}");
        let mut keys = tables.clone();
        for table in &tables {
            keys.extend(allowed(&format!("[{table}]\nzzz = 1\n")));
            keys.extend(allowed(&format!("[[{table}]]\nzzz = 1\n")));
        }
        for key in keys {
            assert!(DOCUMENTATION.contains(&format!("`{key}`")), "`{key}` is documented in src-tauri/rules/README.md");
        }
    }

    #[test]
    fn an_id_names_one_entry() {
        let twice = format!("{PACK}\n[[rounding]]\nid = \"op-uge\"\n");
        let fault = RulePack::from_toml(&twice).expect_err("an id twice");
        assert_eq!(fault.key.as_deref(), Some("rounding[op-uge]"), "{fault}");
        assert!(fault.what.contains("er defineret to gange"), "{fault}");
    }
}
