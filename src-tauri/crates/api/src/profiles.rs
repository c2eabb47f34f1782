//! Mapping profiles: those kept in the workspace over those that come with the program.

use std::collections::BTreeMap;
use std::path::Path;

use sha2::Digest as _;
use sha2::Sha256;
use trepunkt_core::id::OperationId;
use trepunkt_import::Profile;
use trepunkt_import::ProfileError;
use trepunkt_import::SHIPPED_PROFILES;
use trepunkt_store::AppliedProfile;
use trepunkt_store::NewProfile;
use trepunkt_store::Which;

use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::session::Session;

/// The largest file that is read as a profile.
const FILE_LIMIT: u64 = 1 << 20;

/// A profile that can be used here.
#[derive(Clone, Debug)]
pub struct Known {
    /// What it says.
    pub profile: Profile,
    /// The kept version; none for a shipped one.
    pub kept: Option<trepunkt_store::Profile>,
}

impl From<ProfileError> for ApiError {
    fn from(error: ProfileError) -> Self {
        Self::new(ErrorCode::Invalid, error.message).hint(error.hint)
    }
}

/// Every profile that can be used, by name. One that is kept hides a shipped one of its name.
///
/// # Errors
/// When the workspace cannot be read, or holds a profile that this program cannot use.
pub fn known(session: &Session) -> Result<Vec<Known>, ApiError> {
    let mut known: BTreeMap<String, Known> = BTreeMap::new();
    for text in SHIPPED_PROFILES {
        let profile = Profile::from_toml(text)?;
        known.insert(profile.name.clone(), Known { profile, kept: None });
    }
    for kept in session.workspace().profiles(Which::Standing)? {
        let profile = Profile::from_toml(&kept.text).map_err(|error| {
            let name = &kept.name;
            ApiError::new(ErrorCode::Storage, format!("Profilen {name} kan ikke bruges: {}", error.message))
                .hint(error.hint)
        })?;
        known.insert(kept.name.clone(), Known { profile, kept: Some(kept) });
    }
    Ok(known.into_values().collect())
}

/// The profile of that name.
///
/// # Errors
/// When there is none.
pub fn find(session: &Session, name: &str) -> Result<Known, ApiError> {
    let known = known(session)?;
    let names: Vec<String> = known.iter().map(|known| known.profile.name.clone()).collect();
    known.into_iter().find(|known| known.profile.name == name).ok_or_else(|| {
        ApiError::new(ErrorCode::NotFound, format!("Profilen `{name}` findes ikke."))
            .hint(format!("Profilerne er {}.", names.join(", ")))
    })
}

/// The profile of that name, or the one in the file of that name.
///
/// # Errors
/// When there is neither, or the file holds no profile.
pub fn find_or_read(session: &Session, name: &str) -> Result<Profile, ApiError> {
    match find(session, name) {
        Ok(known) => Ok(known.profile),
        Err(_) if Path::new(name).is_file() => read_file(Path::new(name)),
        Err(error) => Err(error),
    }
}

/// Keeps a profile. Gives the operation, to undo it.
///
/// # Errors
/// When it says what cannot be done, or the workspace cannot be written.
pub fn save(session: &Session, profile: &Profile) -> Result<OperationId, ApiError> {
    let text = profile.to_toml();
    // What is kept is what will be read again.
    let profile = Profile::from_toml(&text)?;
    let header_set: [u8; 32] = Sha256::digest(profile.header_set()).into();
    let new = NewProfile { name: &profile.name, kind: profile.kind, header_set, text: &text };
    let moment = session.moment();
    let (operation, _) = session.workspace().save_profile(&new, &moment.act())?;
    Ok(operation)
}

/// Takes a profile away: every standing version of it is undone. A shipped one shows again.
///
/// # Errors
/// When none of that name is kept, or the workspace cannot be written.
pub fn delete(session: &Session, name: &str) -> Result<OperationId, ApiError> {
    if find(session, name)?.kept.is_none() {
        return Err(ApiError::new(ErrorCode::Precondition, format!("Profilen `{name}` følger med programmet."))
            .hint("Gem en profil med samme navn, hvis den skal læse anderledes her."));
    }
    let moment = session.moment();
    let mut last = None;
    loop {
        let mut workspace = session.workspace();
        let standing = workspace.profiles(Which::Standing)?.into_iter().find(|kept| kept.name == name);
        match (standing, last) {
            (Some(kept), _) => last = Some(workspace.undo(kept.operation, &moment.act())?.id),
            (None, Some(last)) => return Ok(last),
            (None, None) => return Err(ApiError::internal()),
        }
    }
}

/// Writes a profile to a file and gives the file's SHA-256.
///
/// # Errors
/// When there is none of that name, or the file cannot be written.
pub fn export(session: &Session, name: &str, path: &Path) -> Result<String, ApiError> {
    let text = find(session, name)?.profile.to_toml();
    std::fs::write(path, &text).map_err(|error| {
        ApiError::new(ErrorCode::File, format!("Filen `{}` kan ikke skrives: {error}.", path.display()))
    })?;
    Ok(crate::hex(&Sha256::digest(&text)))
}

/// Reads a profile from a file.
///
/// # Errors
/// When the file cannot be read, or holds no profile.
pub fn read_file(path: &Path) -> Result<Profile, ApiError> {
    let failed = |error: std::io::Error| {
        ApiError::new(ErrorCode::File, format!("Filen `{}` kan ikke læses: {error}.", path.display()))
    };
    if std::fs::metadata(path).map_err(failed)?.len() > FILE_LIMIT {
        return Err(ApiError::new(ErrorCode::Limit, "Filen er for stor til at være en profil."));
    }
    Ok(Profile::from_toml(&std::fs::read_to_string(path).map_err(failed)?)?)
}

/// What a delivery keeps of the profile by which it was read.
pub(crate) fn applied(profile: &Profile, known: &[Known]) -> AppliedProfile {
    let same = known.iter().find(|known| known.profile.name == profile.name);
    AppliedProfile {
        id: same.and_then(|known| known.kept.as_ref()).map(|kept| kept.id),
        name: profile.name.clone(),
        text: profile.to_toml(),
        is_split: !profile.amounts.is_empty(),
    }
}
