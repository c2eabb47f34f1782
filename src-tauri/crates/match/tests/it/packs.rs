//! The shipped rules, whole and in part.

use trepunkt_match::SHIPPED_RULES;

/// The shipped rules without the inference of cut-offs: sums towards the claim, and nothing else.
pub(crate) fn sums_only() -> String {
    let lines = SHIPPED_RULES.lines().filter(|line| !line.contains("\"claim_cutoff\""));
    lines.map(|line| format!("{line}\n")).collect()
}
