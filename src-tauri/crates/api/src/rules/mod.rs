//! The rules of a workspace: what ships, what the municipality says otherwise, and what holds.

pub mod rehearsal;

use std::io::Write as _;
use std::path::Path;

use sha2::Digest as _;
use sha2::Sha256;
use trepunkt_core::id::OperationId;
use trepunkt_core::rule::Merged;
use trepunkt_core::rule::RuleFault;
use trepunkt_core::rule::RuleLine;
use trepunkt_core::rule::RulePack;
use trepunkt_core::rule::TwoPersonAct;
use trepunkt_seal::Identity;
use trepunkt_store::OwnRules;

use crate::close::endorsing;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::session::Session;

/// Digits of the hash of the own rules that the version carries: the same rules have the same version.
const MARK_BYTES: usize = 4;

/// The rules as a reader sees them.
pub struct RulesState {
    /// The version in force.
    pub version: String,
    /// The version that ships.
    pub shipped_version: String,
    /// The text that ships.
    pub shipped: String,
    /// The own rules in force; none when the shipped ones hold alone.
    pub own: Option<OwnRules>,
    /// The text in force, as runs keep it.
    pub merged: String,
    /// Each value and where it comes from.
    pub lines: Vec<RuleLine>,
    /// Why the own rules cannot be used with this version of the program.
    pub fault: Option<RuleFault>,
}

/// A value that a draft would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleChange {
    /// `reconciliation[a-skat].in_advance`
    pub key: String,
    /// In force now; none when it is new.
    pub before: Option<String>,
    /// By the draft; none when it goes away.
    pub after: Option<String>,
}

/// What came of reading a draft.
pub struct Draft {
    /// What is wrong with it; then nothing else is said.
    pub fault: Option<RuleFault>,
    /// What it would change.
    pub changes: Vec<RuleChange>,
}

/// Own rules laid over the shipped pack.
pub(crate) fn merged(own: &str) -> Result<Merged, RuleFault> {
    let mark = crate::hex(&Sha256::digest(own.as_bytes())[..MARK_BYTES]);
    RulePack::overridden(trepunkt_match::SHIPPED_RULES, own, &mark)
}

/// The rules of the workspace.
///
/// # Errors
/// When the workspace cannot be read.
pub fn show(session: &Session) -> Result<RulesState, ApiError> {
    let own = session.workspace().own_rules()?;
    let rules = session.rules();
    Ok(RulesState {
        version: rules.version.clone(),
        shipped_version: shipped_version()?,
        shipped: trepunkt_match::SHIPPED_RULES.to_owned(),
        own,
        merged: rules.text().to_owned(),
        lines: rules.lines().to_vec(),
        fault: rules.fault().cloned(),
    })
}

fn shipped_version() -> Result<String, ApiError> {
    Ok(RulePack::from_toml(trepunkt_match::SHIPPED_RULES)?.version)
}

/// Reads a draft of own rules, and says what it would change of the rules in force.
pub fn check(session: &Session, text: &str) -> Draft {
    match merged(text) {
        Err(fault) => Draft { fault: Some(fault), changes: Vec::new() },
        Ok(draft) => Draft { fault: None, changes: changes(session.rules().lines(), &draft.lines) },
    }
}

fn changes(before: &[RuleLine], after: &[RuleLine]) -> Vec<RuleChange> {
    let value =
        |lines: &[RuleLine], key: &str| lines.iter().find(|line| line.key == key).map(|line| line.value.clone());
    let mut changes: Vec<RuleChange> = before
        .iter()
        .filter_map(|line| {
            let after = value(after, &line.key);
            let differs = after.as_ref() != Some(&line.value);
            differs.then(|| RuleChange { key: line.key.clone(), before: Some(line.value.clone()), after })
        })
        .collect();
    let fresh = after.iter().filter(|line| value(before, &line.key).is_none());
    changes.extend(fresh.map(|line| RuleChange {
        key: line.key.clone(),
        before: None,
        after: Some(line.value.clone()),
    }));
    // The version follows from the rest.
    changes.retain(|change| change.key != "version");
    changes
}

/// Adopts a draft as the own rules. An empty text goes back to the shipped rules. `by` are the two who answer for it,
/// where the rules in force ask for two.
///
/// # Errors
/// When two are asked for and missing, when the draft cannot be used, changes nothing, has no reason, or the workspace cannot be written.
pub fn adopt(session: &Session, text: &str, reason: &str, by: &[Identity]) -> Result<OperationId, ApiError> {
    let endorsers = endorsing::endorsers(session, TwoPersonAct::Rules, by)?;
    let draft = check(session, text);
    if let Some(fault) = draft.fault {
        return Err(fault.into());
    }
    if reason.trim().is_empty() {
        return Err(ApiError::new(ErrorCode::Invalid, "En ændring af reglerne skal have en begrundelse."));
    }
    if draft.changes.is_empty() && session.rules().fault().is_none() {
        return Err(ApiError::new(ErrorCode::Precondition, "Reglerne er de samme som dem, der gælder nu."));
    }
    let moment = session.moment();
    let mut workspace = session.workspace();
    let operation = workspace.adopt_rules(&shipped_version()?, text, reason, endorsers.as_ref(), &moment.act())?;
    session.renew_rules(&workspace)?;
    Ok(operation)
}

/// The text of a file of own rules.
///
/// # Errors
/// When it cannot be read, or is no text.
pub fn read_file(file: &Path) -> Result<String, ApiError> {
    std::fs::read_to_string(file).map_err(|error| {
        ApiError::new(ErrorCode::File, format!("Regelfilen `{}` kan ikke læses: {error}.", file.display()))
            .hint("En regelfil er TOML i UTF-8.")
    })
}

/// Writes the own rules in force to a file, so that another workspace can adopt them. Gives its SHA-256.
///
/// # Errors
/// When there are none, or the file exists or cannot be written.
pub fn export(session: &Session, out: &Path) -> Result<String, ApiError> {
    let own = session.workspace().own_rules()?.filter(|own| !own.text.trim().is_empty());
    let Some(own) = own else {
        return Err(ApiError::new(ErrorCode::Precondition, "Kommunen har ingen egne regler at skrive til en fil."));
    };
    let failed = |error: std::io::Error| {
        ApiError::new(ErrorCode::File, format!("Filen `{}` kan ikke skrives: {error}.", out.display()))
    };
    let mut file = std::fs::File::create_new(out).map_err(failed)?;
    file.write_all(own.text.as_bytes()).map_err(failed)?;
    Ok(crate::hex(&Sha256::digest(own.text.as_bytes())))
}

/// Every version of the own rules, newest first.
///
/// # Errors
/// When the workspace cannot be read.
pub fn history(session: &Session) -> Result<Vec<OwnRules>, ApiError> {
    Ok(session.workspace().own_rules_history()?)
}

/// A text of rules alone, such as a run kept.
pub(crate) fn read(text: &str) -> Result<Merged, RuleFault> {
    RulePack::overridden(text, "", "")
}
