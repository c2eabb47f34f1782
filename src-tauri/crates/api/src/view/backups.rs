//! The copies of the workspace, as the window shows them.

use crate::backups;
use crate::backups::Backup;
use crate::completeness::day_of;
use crate::dto::BackupList;
use crate::dto::BackupRow;
use crate::error::ApiError;
use crate::session::Session;

/// Every copy.
pub(crate) fn list(session: &Session) -> BackupList {
    let workspace = session.workspace();
    let backups = backups::list(workspace.path()).iter().map(row).collect();
    let folder = backups::folder_of(workspace.path());
    BackupList { folder: folder.file_name().unwrap_or_default().to_string_lossy().into_owned(), backups }
}

/// Takes one now.
pub(crate) fn take(session: &Session) -> Result<BackupList, ApiError> {
    backups::take(&session.workspace(), day_of(session.now()))?;
    Ok(list(session))
}

fn row(backup: &Backup) -> BackupRow {
    BackupRow {
        file: backup.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        day: backup.day.to_string(),
        size: size(backup.bytes),
    }
}

/// In whole tenths of a megabyte.
fn size(bytes: u64) -> String {
    let tenths = bytes.div_ceil(100_000);
    format!("{},{} MB", tenths / 10, tenths % 10)
}
