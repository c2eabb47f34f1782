//! Several files as one packed file.

use std::io::Cursor;
use std::io::Read;
use std::io::Write;

use zip::CompressionMethod;
use zip::DateTime;
use zip::ZipArchive;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::ReportError;

/// Files that are read from a package hold no more than this together.
const MOST_BYTES: u64 = 8 << 30;

/// The files, name and content, as one packed file without a clock in it.
///
/// # Errors
/// When a name is not one that a packed file can hold.
pub fn packed(files: &[(String, Vec<u8>)]) -> Result<Vec<u8>, ReportError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The day on which packed files begin.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for (name, bytes) in files {
        zip.start_file(name.as_str(), options.large_file(bytes.len() > 0x7fff_ffff))?;
        zip.write_all(bytes).map_err(zip::result::ZipError::from)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The files of a package, name and content, in its order.
///
/// # Errors
/// When it is none, is damaged, or unfolds to more than eight gigabytes.
pub fn unpacked(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, ReportError> {
    let mut zip = ZipArchive::new(Cursor::new(bytes))?;
    let mut files = Vec::new();
    let mut left = MOST_BYTES;
    for place in 0..zip.len() {
        let mut file = zip.by_index(place)?;
        let name = file.name()?.into_owned();
        let mut content = Vec::new();
        let read = (&mut file).take(left + 1).read_to_end(&mut content).map_err(zip::result::ZipError::from)?;
        left = left.checked_sub(u64::try_from(read).unwrap_or(u64::MAX)).ok_or(ReportError::PackTooLarge)?;
        files.push((name, content));
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_comes_back_and_the_same_bytes_each_time() {
        let files = vec![("a/Ærø.csv".to_owned(), b"1;2".to_vec()), ("manifest.json".to_owned(), Vec::new())];
        let first = packed(&files).expect("packed");
        assert_eq!(first, packed(&files).expect("packed"), "no clock in it");
        assert_eq!(unpacked(&first).expect("unpacked"), files, "names and content, in order");
        assert!(unpacked(&first[..first.len() - 5]).is_err(), "a damaged one is refused");
    }
}
