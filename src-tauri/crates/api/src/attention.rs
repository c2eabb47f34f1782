//! Whether a file that has been read wants something of the user.

use trepunkt_import::Reading;
use trepunkt_import::Verdict;

use crate::dto::Attention;

/// Refusals that an answer of the user can lift: what the file is, how it is to be read, which sheet.
const QUESTIONS: [&str; 17] = [
    "kind-unknown",
    "kind-ambiguous",
    "kind-differs",
    "column-missing",
    "column-twice",
    "encoding-ambiguous",
    "decimal-ambiguous",
    "delimiter-ambiguous",
    "delimiter-unknown",
    "sheets-several",
    "dialect-unknown",
    "time-form",
    "profile-ambiguous",
    "profile-unusable",
    "values-missing",
    "date-ambiguous",
    "date-mixed",
];

/// How the file stands: in order, waiting for the user, or refused for good.
pub(crate) fn of(reading: &Reading) -> Attention {
    let is_question = |code: &str| QUESTIONS.contains(&code);
    match reading.verdict {
        Verdict::Accepted if reading.rows.rejected > 0 => Attention::Needed,
        Verdict::Accepted => Attention::InOrder,
        Verdict::Refused if reading.diagnostics.iter().any(|one| is_question(one.code)) => Attention::Needed,
        Verdict::Refused => Attention::Refused,
    }
}
