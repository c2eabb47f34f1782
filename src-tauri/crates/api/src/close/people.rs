//! Identity files, and who may do what in a workspace.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use trepunkt_core::id::OperationId;
use trepunkt_core::role::Role;
use trepunkt_seal::Identity;
use trepunkt_seal::PublicIdentity;
use trepunkt_seal::SealError;
use trepunkt_store::Act;

use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::session::Session;

impl From<SealError> for ApiError {
    fn from(error: SealError) -> Self {
        let code = match error {
            SealError::WrongPassphrase | SealError::PassphraseMissing => ErrorCode::Passphrase,
            SealError::NotAnIdentity | SealError::NewerFile | SealError::NameMissing => ErrorCode::Invalid,
            SealError::NoRandomness | SealError::Derivation => ErrorCode::Internal,
        };
        Self::new(code, crate::error::sentence(&error.to_string()))
    }
}

/// Makes an identity and its file, which only its owner can read.
///
/// # Errors
/// When the file exists, the name or the passphrase is missing, or the file cannot be written.
pub fn create_identity(file: &Path, name: &str, passphrase: &str) -> Result<PublicIdentity, ApiError> {
    let (identity, text) = Identity::create(name, passphrase)?;
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => ApiError::new(
            ErrorCode::Precondition,
            format!("Filen `{}` findes allerede; den overskrives ikke.", file.display()),
        ),
        _ => ApiError::new(ErrorCode::File, format!("Identitetsfilen `{}` kan ikke skrives: {error}.", file.display())),
    };
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    for_the_owner_alone(&mut options);
    let mut out = options.open(file).map_err(failed)?;
    out.write_all(text.as_bytes()).and_then(|()| out.sync_all()).map_err(failed)?;
    Ok(identity.public())
}

/// On systems where a file says who may read it; Windows inherits from the folder, which is the person's own.
fn for_the_owner_alone(options: &mut fs::OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    #[cfg(not(unix))]
    let _ = options;
}

/// Whose an identity file is.
///
/// # Errors
/// When the file cannot be read or is none.
pub fn show_identity(file: &Path) -> Result<PublicIdentity, ApiError> {
    Ok(PublicIdentity::read(&read(file)?)?)
}

/// Opens an identity.
///
/// # Errors
/// When the file cannot be read or is none, or the passphrase does not open it.
pub fn open_identity(file: &Path, passphrase: &str) -> Result<Identity, ApiError> {
    Ok(Identity::open(&read(file)?, passphrase)?)
}

fn read(file: &Path) -> Result<String, ApiError> {
    let bytes = fs::read(file).map_err(|error| {
        ApiError::new(ErrorCode::File, format!("Identitetsfilen `{}` kan ikke læses: {error}.", file.display()))
    })?;
    String::from_utf8(bytes).map_err(|_| SealError::NotAnIdentity.into())
}

/// Gives a person a role; the first enrolled enrols itself and is administrator too.
///
/// # Errors
/// When `by` is no administrator, or the person has the role already.
pub fn enrol(session: &Session, person: &PublicIdentity, role: Role, by: &Identity) -> Result<OperationId, ApiError> {
    let (at, who) = (session.now(), by.public().name);
    Ok(session.workspace().enrol(person, role, by, &Act { at, who: &who })?)
}

/// Takes a role from a person.
///
/// # Errors
/// When `by` is no administrator, the person has not the role, or nobody would be administrator afterwards.
pub fn withdraw(
    session: &Session,
    person: &PublicIdentity,
    role: Role,
    by: &Identity,
) -> Result<OperationId, ApiError> {
    let (at, who) = (session.now(), by.public().name);
    Ok(session.workspace().withdraw_role(person.key, role, by, &Act { at, who: &who })?)
}

/// A role by its word.
pub(crate) fn role(text: &str) -> Result<Role, ApiError> {
    Role::from_text(text).ok_or_else(|| {
        let known: Vec<&str> = Role::ALL.iter().map(|role| role.text()).collect();
        ApiError::new(ErrorCode::Invalid, format!("Rollen `{text}` findes ikke."))
            .hint(format!("Rollerne er {}.", known.join(", ")))
    })
}
