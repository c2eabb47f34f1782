//! Who has the workspace open for writing: a lock beside the file that names the person, the machine and the time.
//!
//! The lock itself is the operating system's, on an empty file, so it goes when its program goes, also on a file share.
//! Who holds it is written in a second file, because a locked file cannot be read everywhere. Where a share knows no
//! locks, the second file alone counts.

use std::ffi::OsString;
use std::fs;
use std::fs::File;
use std::fs::TryLockError;
use std::path::Path;
use std::path::PathBuf;

use trepunkt_core::wall_time::WallTime;

use crate::Act;
use crate::Result;
use crate::error::Attempt;

const LOCK: &str = ".laas";
const HOLDER: &str = ".laas.txt";

/// Who holds a lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The person.
    pub who: String,
    /// The machine's name.
    pub machine: String,
    /// Since when.
    pub at: WallTime,
}

/// A lock that is held until it is dropped.
#[derive(Debug)]
pub struct Lock {
    file: Option<File>,
    path: PathBuf,
    /// Whom it was taken over from, when another machine left it behind.
    pub broken: Option<Holder>,
}

/// How an attempt to take the lock ended.
#[derive(Debug)]
pub enum Locking {
    /// It is ours.
    Taken(Lock),
    /// Somebody has it.
    Held(Holder),
    /// Nobody has it, but another machine left it behind: its program died, or the share lost it. It is taken over
    /// only by somebody who says so.
    Left(Holder),
}

impl Lock {
    /// Tries to take the lock of a workspace file, for a person on a machine. `breaks` takes over one that was left behind.
    ///
    /// # Errors
    /// When the files of the lock cannot be written.
    pub fn take(path: &Path, act: &Act<'_>, machine: &str, breaks: bool) -> Result<Locking> {
        let attempted = "låse arbejdsmappen";
        let file =
            File::options().create(true).truncate(false).write(true).open(beside(path, LOCK)).attempt(attempted)?;
        let before = holder(path);
        let file = match file.try_lock() {
            Ok(()) => Some(file),
            Err(TryLockError::WouldBlock) => return Ok(Locking::Held(before.unwrap_or_else(|| unknown(act.at)))),
            // A share without locks: who is written down is believed.
            Err(TryLockError::Error(_)) => match before {
                Some(holder) if !breaks => return Ok(Locking::Left(holder)),
                _ => None,
            },
        };
        // On this very machine the system's lock tells the truth: whoever is written down is gone.
        let left = before.filter(|holder| holder.machine != machine);
        if let Some(holder) = left.clone().filter(|_| !breaks) {
            return Ok(Locking::Left(holder));
        }
        let text = format!("{}\n{machine}\n{}\n", act.who.replace(['\r', '\n'], " "), act.at.iso());
        fs::write(beside(path, HOLDER), text).attempt(attempted)?;
        Ok(Locking::Taken(Self { file, path: path.to_owned(), broken: left }))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Nobody is left to tell; a file that stays is taken for what it is the next time.
        drop(fs::remove_file(beside(&self.path, HOLDER)));
        drop(fs::remove_file(beside(&self.path, LOCK)));
        drop(self.file.take());
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn holder(path: &Path) -> Option<Holder> {
    let text = fs::read_to_string(beside(path, HOLDER)).ok()?;
    let mut lines = text.lines();
    let (who, machine) = (lines.next()?.to_owned(), lines.next()?.to_owned());
    Some(Holder { who, machine, at: WallTime::from_iso(lines.next()?)? })
}

fn unknown(at: WallTime) -> Holder {
    Holder { who: "en anden".to_owned(), machine: "en anden maskine".to_owned(), at }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACT: Act<'static> = Act { at: WallTime::from_seconds(0), who: "anne" };

    const PC: &str = "PC-1";

    fn folder() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("by.trepunkt");
        (folder, path)
    }

    fn names(folder: &tempfile::TempDir) -> usize {
        fs::read_dir(folder.path()).expect("it is there").count()
    }

    #[test]
    fn a_lock_keeps_others_out_and_leaves_nothing() {
        let (folder, path) = folder();
        let Ok(Locking::Taken(lock)) = Lock::take(&path, &ACT, PC, false) else { panic!("nobody has it") };
        match Lock::take(&path, &ACT, PC, true) {
            Ok(Locking::Held(holder)) => assert_eq!((holder.who.as_str(), holder.at), ("anne", ACT.at), "it says who"),
            other => panic!("a living lock is not broken: {other:?}"),
        }
        drop(lock);
        assert_eq!(names(&folder), 0, "nothing is left beside the file");
        assert!(matches!(Lock::take(&path, &ACT, PC, false), Ok(Locking::Taken(_))), "and it can be had again");
    }

    #[test]
    fn what_another_machine_left_is_taken_over_knowingly() {
        let (_folder, path) = folder();
        fs::write(beside(&path, HOLDER), "bo\nEN-HELT-ANDEN-MASKINE\n2026-11-02T08:00:00\n").expect("left behind");
        match Lock::take(&path, &ACT, PC, false) {
            Ok(Locking::Left(holder)) => assert_eq!(holder.who, "bo", "it says whose it was"),
            other => panic!("it is not taken silently: {other:?}"),
        }
        match Lock::take(&path, &ACT, PC, true) {
            Ok(Locking::Taken(lock)) => {
                assert_eq!(lock.broken.as_ref().map(|holder| holder.who.as_str()), Some("bo"), "for the log");
            }
            other => panic!("who says so gets it: {other:?}"),
        }
    }

    #[test]
    fn what_a_crash_on_this_machine_left_is_no_hindrance() {
        let (_folder, path) = folder();
        fs::write(beside(&path, HOLDER), format!("anne\n{PC}\n2026-11-02T08:00:00\n")).expect("left behind");
        assert!(matches!(Lock::take(&path, &ACT, PC, false), Ok(Locking::Taken(_))), "its program is gone");
    }
}
