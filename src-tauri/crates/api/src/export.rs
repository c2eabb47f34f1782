//! Files out.

use std::path::Path;

use crate::error::ApiError;
use crate::error::ErrorCode;

/// Writes a finished file and gives its SHA-256 in hexadecimal.
pub(crate) fn keep(path: &Path, bytes: &[u8]) -> Result<String, ApiError> {
    write(path, bytes)?;
    Ok(crate::sha256(bytes))
}

/// Written beside the place and then moved there, so that a full disk leaves no half file behind.
fn write(path: &Path, bytes: &[u8]) -> Result<(), ApiError> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".del");
    let part = path.with_file_name(name);
    let written = std::fs::write(&part, bytes).and_then(|()| std::fs::rename(&part, path));
    written.map_err(|error| {
        // The half file may not be there at all; what matters is said below.
        drop(std::fs::remove_file(&part));
        ApiError::new(ErrorCode::File, format!("Filen `{}` kan ikke skrives: {error}.", path.display()))
            .hint("Er den åben i et andet program, så luk den dér, og prøv igen.")
    })
}
