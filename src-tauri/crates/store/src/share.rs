//! Whether a file lies on a file share. There a write-ahead log cannot be used: it needs memory that machines share.

use std::path::Path;

/// File systems that other machines may write to as well.
const SHARED: [&str; 8] = ["cifs", "smb3", "smbfs", "nfs", "nfs4", "9p", "afpfs", "davfs"];

/// True when the file lies on a share, as far as the system tells.
pub(crate) fn is_shared(path: &Path) -> bool {
    let Ok(whole) = path.canonicalize() else { return false };
    let text = whole.to_string_lossy();
    // Windows names a share so, also behind a drive letter, once the path is whole.
    if text.starts_with(r"\\?\UNC\") || (text.starts_with(r"\\") && !text.starts_with(r"\\?\")) {
        return true;
    }
    let mounts = std::fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    kind_of(&mounts, &text).is_some_and(|kind| SHARED.contains(&kind))
}

/// The file system of a path, by the longest mount point that it lies under.
fn kind_of<'a>(mounts: &'a str, path: &str) -> Option<&'a str> {
    let parsed = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ');
        let (_, point, kind) = (words.next()?, words.next()?, words.next()?);
        Some((point.replace(r"\040", " "), kind))
    });
    let holds = |point: &str| {
        path.strip_prefix(point).is_some_and(|rest| point.ends_with('/') || rest.is_empty() || rest.starts_with('/'))
    };
    parsed.filter(|(point, _)| holds(point)).max_by_key(|(point, _)| point.len()).map(|(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str =
        "/dev/sda1 / ext4 rw 0 0\n//srv/faelles /mnt/f\\040drev cifs rw 0 0\nsrv:/x /mnt/nfs nfs4 rw 0 0\n";

    fn check(path: &str, expected: &str) {
        assert_eq!(kind_of(MOUNTS, path), Some(expected), "{path}");
    }

    #[test]
    fn the_longest_mount_point_tells_the_file_system() {
        check("/hjem/anne/by.trepunkt", "ext4");
        check("/mnt/f drev/by.trepunkt", "cifs");
        check("/mnt/nfs/by.trepunkt", "nfs4");
        check("/mnt/nfsandet/by.trepunkt", "ext4");
    }
}
