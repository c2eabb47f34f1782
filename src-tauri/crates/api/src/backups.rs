//! Copies of the workspace, taken by themselves: the first time in a day that it is opened for writing and has changed
//! since the last copy. They lie in a folder beside it, are encrypted as it is, and open like it.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use trepunkt_core::wall_time::Date;
use trepunkt_store::Workspace;

use crate::completeness::day_of;
use crate::error::ApiError;
use crate::error::ErrorCode;

/// So many newest copies stay, whatever their age.
const NEWEST_KEPT: usize = 7;
/// Of older ones the last of each month stays, for so many months.
const MONTHS_KEPT: usize = 12;
const ENDING: &str = "trepunkt";

/// One copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Where it is.
    pub path: PathBuf,
    /// The day it was taken.
    pub day: Date,
    /// Its size.
    pub bytes: u64,
}

/// Takes the day's copy, if there is none yet and something has changed since the last, and lets old ones go.
///
/// # Errors
/// When the copy cannot be written. The workspace is as it was.
pub(crate) fn keep(workspace: &Workspace, today: Date) -> Result<(), ApiError> {
    let path = workspace.path();
    let known = list(path);
    if known.iter().any(|copy| copy.day == today) || !has_changed(workspace, known.first())? {
        return Ok(());
    }
    take(workspace, today)?;
    for old in spare(&list(path)) {
        // One that cannot be removed is tried again tomorrow.
        drop(fs::remove_file(&old.path));
    }
    Ok(())
}

/// Takes a copy now, in place of the day's own when there is one. Gives it.
///
/// # Errors
/// When it cannot be written.
pub fn take(workspace: &Workspace, today: Date) -> Result<Backup, ApiError> {
    let folder = folder_of(workspace.path());
    fs::create_dir_all(&folder).map_err(|error| {
        ApiError::new(ErrorCode::File, format!("Mappen `{}` kan ikke laves: {error}.", folder.display()))
    })?;
    let target = folder.join(format!("{}-{}.{ENDING}", stem_of(workspace.path()), today.iso()));
    let draft = target.with_extension("erstatter");
    drop(fs::remove_file(&draft));
    workspace.copy_to(&draft)?;
    fs::rename(&draft, &target).map_err(|error| {
        ApiError::new(ErrorCode::File, format!("Kopien `{}` kan ikke skrives: {error}.", target.display()))
    })?;
    let bytes = fs::metadata(&target).map_or(0, |facts| facts.len());
    Ok(Backup { path: target, day: today, bytes })
}

/// The copies of a workspace file, the newest first.
pub fn list(workspace: &Path) -> Vec<Backup> {
    let prefix = format!("{}-", stem_of(workspace));
    let Ok(entries) = fs::read_dir(folder_of(workspace)) else { return Vec::new() };
    let copy = |entry: fs::DirEntry| {
        let path = entry.path();
        let name = path.file_stem()?.to_str()?;
        let day = chrono::NaiveDate::parse_from_str(name.strip_prefix(&prefix)?, "%Y-%m-%d").ok()?;
        let is_copy = path.extension().is_some_and(|ending| ending == ENDING);
        let bytes = entry.metadata().ok()?.len();
        is_copy.then(|| Backup { path: path.clone(), day: Date::new(day), bytes })
    };
    let mut copies: Vec<Backup> = entries.flatten().filter_map(copy).collect();
    copies.sort_by_key(|copy| std::cmp::Reverse(copy.day));
    copies
}

/// `kommune.trepunkt` has its copies in `kommune – sikkerhedskopier`.
pub fn folder_of(workspace: &Path) -> PathBuf {
    workspace.with_file_name(format!("{} – sikkerhedskopier", stem_of(workspace)))
}

fn stem_of(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// What the log says was done before the newest copy's day is in that copy. The file's own time tells nothing: opening and
/// closing write to it.
fn has_changed(workspace: &Workspace, newest: Option<&Backup>) -> Result<bool, ApiError> {
    let Some(newest) = newest else { return Ok(true) };
    let last = workspace.audit(None, 1)?.first().map(|entry| day_of(entry.at));
    Ok(last.is_none_or(|day| day >= newest.day))
}

/// The copies that may go, of some that are sorted newest first.
fn spare(copies: &[Backup]) -> Vec<&Backup> {
    let month = |copy: &Backup| copy.day.iso()[..7].to_owned();
    let mut months: Vec<String> = Vec::new();
    let mut spare = Vec::new();
    for copy in copies.iter().skip(NEWEST_KEPT) {
        let month = month(copy);
        if months.contains(&month) || months.len() == MONTHS_KEPT {
            spare.push(copy);
        } else {
            months.push(month);
        }
    }
    spare
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(days: &[&str], expected: &[&str]) {
        let copy =
            |day: &&str| Backup { path: PathBuf::from(day), day: Date::new(day.parse().expect("a day")), bytes: 0 };
        let copies: Vec<Backup> = days.iter().map(copy).collect();
        let spare: Vec<String> = spare(&copies).iter().map(|copy| copy.day.iso()).collect();
        assert_eq!(spare, expected, "what goes of {days:?}");
    }

    #[test]
    fn the_newest_stay_and_the_last_of_each_month() {
        let week = ["2026-11-25", "2026-11-24", "2026-11-23", "2026-11-20", "2026-11-19", "2026-11-18", "2026-11-17"];
        check(&week, &[]);
        check(
            &[&week[..], &["2026-11-16", "2026-11-13", "2026-10-30", "2026-10-02"]].concat(),
            &["2026-11-13", "2026-10-02"],
        );
        let months: Vec<String> =
            (0..14).map(|back| format!("{}-{:02}-15", 2025 - back / 12, 12 - back % 12)).collect();
        let months: Vec<&str> = months.iter().map(String::as_str).collect();
        check(&[&week[..], &months].concat(), &["2024-12-15", "2024-11-15"]);
    }
}
