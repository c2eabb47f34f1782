//! How the passphrase comes in: a file, or the environment; never the command line, which other
//! people on the machine can see.

use std::path::Path;

use trepunkt_api::ApiError;
use trepunkt_api::ErrorCode;

/// The passphrase, if one is given.
pub(crate) fn given(file: Option<&Path>) -> Result<Option<String>, ApiError> {
    if let Some(file) = file {
        let text = std::fs::read_to_string(file).map_err(|error| {
            ApiError::new(
                ErrorCode::File,
                format!("Adgangssætningen kan ikke læses fra `{}`: {error}.", file.display()),
            )
        })?;
        return Ok(Some(text.lines().next().unwrap_or_default().to_owned()));
    }
    Ok(std::env::var("TREPUNKT_PASSPHRASE").ok().filter(|passphrase| !passphrase.is_empty()))
}
