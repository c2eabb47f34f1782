//! Whole copies of the file, which open like it.

use std::fs;
use std::path::Path;

use crate::Result;
use crate::StoreError;
use crate::Workspace;
use crate::error::Attempt;
use crate::workspace::sibling;

impl Workspace {
    /// Copies the file as it stands now, under the same passphrase; a copy of that name is never overwritten. Only the
    /// one who may write can, since nobody writes meanwhile.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`], [`StoreError::Exists`], and the ways of a file system; then nothing is left behind.
    pub fn copy_to(&self, target: &Path) -> Result<()> {
        let attempted = "tage en sikkerhedskopi";
        if self.access() == crate::Access::Read {
            return Err(StoreError::ReadOnly);
        }
        if target.exists() {
            return Err(StoreError::Exists);
        }
        self.write_back()?;
        let draft = sibling(target, ".ny");
        let copied = fs::copy(self.path(), &draft)
            .and_then(|_| fs::File::options().write(true).open(&draft)?.sync_all())
            .and_then(|()| fs::rename(&draft, target));
        copied.attempt(attempted).inspect_err(|_| {
            // What is left of the draft is worthless, and the first error is the one that matters.
            drop(fs::remove_file(&draft));
        })
    }

    /// Writes what lies in the log beside the file back into it.
    pub(crate) fn write_back(&self) -> Result<()> {
        let written = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        written.attempt("skrive loggen ind i arbejdsmappen")
    }
}
