//! Errors as the hosts see them: a code to branch on, a message to show, hints to act on.

use serde::Deserialize;
use serde::Serialize;
use ts_rs::TS;

/// What kind of failure it is; the window branches on this and never on text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The request itself is wrong.
    Invalid,
    /// It cannot be done now: no workspace is open, a point is missing.
    Precondition,
    /// What it names does not exist.
    NotFound,
    /// The passphrase is missing or wrong.
    Passphrase,
    /// Someone else has the workspace.
    Conflict,
    /// It was cancelled.
    Cancelled,
    /// The workspace failed.
    Storage,
    /// A file could not be read or written.
    File,
    /// More than the program handles.
    Limit,
    /// A fault in the program.
    Internal,
}

/// A failure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{message}")]
pub struct ApiError {
    /// What kind.
    pub code: ErrorCode,
    /// What happened, in Danish.
    pub message: String,
    /// What to do about it.
    pub hints: Vec<String>,
}

impl ApiError {
    /// A failure without hints.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), hints: Vec::new() }
    }

    /// The same failure with one hint more.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// A fault in the program; what it was is not shown, since it could hold personal data.
    pub(crate) fn internal() -> Self {
        Self::new(ErrorCode::Internal, "Der skete en fejl i programmet. Intet er ændret af det, der var i gang.")
            .hint("Prøv igen. Sker det igen, så meld fejlen med programmets version og det, du gjorde.")
    }

    /// No workspace is open.
    pub(crate) fn nothing_open() -> Self {
        Self::new(ErrorCode::Precondition, "Der er ingen åben arbejdsmappe.")
            .hint("Åbn en arbejdsmappe eller opret en ny.")
    }
}

impl From<trepunkt_store::StoreError> for ApiError {
    fn from(error: trepunkt_store::StoreError) -> Self {
        use trepunkt_store::StoreError as E;

        let message = sentence(&error.to_string());
        match error {
            E::WrongPassphrase | E::PassphraseNeeded => Self::new(ErrorCode::Passphrase, message),
            E::NotAWorkspace | E::Newer { .. } | E::Older { .. } | E::Exists => {
                Self::new(ErrorCode::Precondition, message)
            }
            E::Missing | E::NoSuch(_) => Self::new(ErrorCode::NotFound, message),
            E::Busy | E::ReadOnly | E::AlreadyStanding(_) | E::InputUndone(_) => {
                Self::new(ErrorCode::Conflict, message)
            }
            E::Cancelled => Self::new(ErrorCode::Cancelled, message),
            E::NotUndoable { .. } | E::NotAllowed(_) => Self::new(ErrorCode::Precondition, message),
            E::DiskFull | E::Io { .. } => Self::new(ErrorCode::File, message),
            E::Unlawful(_) | E::Corrupt(_) | E::Sql { .. } => Self::new(ErrorCode::Storage, message),
        }
    }
}

/// An inner message as a sentence: a capital first and a full stop last.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    let end = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}

impl From<trepunkt_core::rule::RuleFault> for ApiError {
    fn from(fault: trepunkt_core::rule::RuleFault) -> Self {
        Self::new(ErrorCode::Invalid, format!("Reglerne kan ikke bruges: {fault}."))
    }
}

impl From<trepunkt_match::MatchError> for ApiError {
    fn from(error: trepunkt_match::MatchError) -> Self {
        use trepunkt_match::MatchError as E;

        let code = match error {
            E::Cancelled => ErrorCode::Cancelled,
            E::PointMissing(_) | E::ScopesOverlap(_) => ErrorCode::Precondition,
            E::WrongPeriod { .. } | E::Rules(_) => ErrorCode::Invalid,
            E::Limit { .. } => ErrorCode::Limit,
        };
        Self::new(code, sentence(&error.to_string()))
    }
}
