//! A made-up municipality to try the program on: a workspace, and a month's files in a folder beside it, so that a new
//! user delivers, runs and closes a month as with real ones.

use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use trepunkt_core::period::Month;

use crate::completeness::day_of;
use crate::dto::SampleCreate;
use crate::dto::WorkspaceCreate;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::export;
use crate::sample::SampleOrder;
use crate::sample::generate;
use crate::session::Session;
use crate::session::Surroundings;

/// What it is called; nobody can take it for a real one.
const NAME: &str = "Eksempel Kommune";

/// Makes it. Gives the open session, the folder and the number of files.
///
/// # Errors
/// When a file of that name is there already, or the place cannot be written.
pub(crate) fn create(
    surroundings: &Arc<Surroundings>,
    request: &SampleCreate,
) -> Result<(Session, String, u32), ApiError> {
    let path = Path::new(&request.path);
    let folder = folder_beside(path);
    // Made-up data need no passphrase, and a trial should not begin with one.
    let new = WorkspaceCreate { path: request.path.clone(), name: NAME.to_owned(), passphrase: None };
    let session = Session::create(Arc::clone(surroundings), &new)?;
    let today = day_of((surroundings.clock)()).calendar();
    let last_month = Month::of(today).and_then(|month| month.plus(-1));
    let order = SampleOrder { period: last_month.unwrap_or(SampleOrder::default().period), ..SampleOrder::default() };
    let files = generate(&order).files;
    std::fs::create_dir_all(&folder).map_err(|error| {
        ApiError::new(ErrorCode::File, format!("Mappen `{}` kan ikke laves: {error}.", folder.display()))
    })?;
    for file in &files {
        export::keep(&folder.join(&file.name), &file.bytes)?;
    }
    let count = u32::try_from(files.len()).unwrap_or(u32::MAX);
    Ok((session, folder.to_string_lossy().into_owned(), count))
}

/// `Eksempel Kommune.trepunkt` has its files in `Eksempel Kommune – filer`.
fn folder_beside(path: &Path) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem} – filer"))
}
