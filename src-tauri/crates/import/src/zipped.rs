//! A file that was packed before it was sent: the one member of an archive that is no workbook.
//!
//! Nothing is written to disk and no name in the archive is used for anything but the refusal of
//! names that lead elsewhere. Several members are several deliveries: whoever has them unpacks them,
//! so that each keeps its own name, hash and history.

use std::io::Cursor;
use std::io::Read;

use crate::SHEET_LIMIT;
use crate::masking::shown;
use crate::refusal::Refusal;

/// What a packed file may hold, and how many times larger than packed. Bank files shrink to a
/// twentieth or thirtieth at most.
const MEMBER_LIMIT: u64 = 256 << 20;
const RATIO_LIMIT: u64 = 200;
/// Below this size no ratio is absurd.
const RATIO_FLOOR: u64 = 4 << 20;

type Archive<'a> = zip::ZipArchive<Cursor<&'a [u8]>>;

/// The bytes of the one file that is packed in these; none when they are no archive, or a workbook.
pub(crate) fn member(bytes: &[u8]) -> Result<Option<Vec<u8>>, Refusal> {
    if !bytes.starts_with(b"PK\x03\x04") || bytes.len() > SHEET_LIMIT {
        return Ok(None);
    }
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return Ok(None);
    };
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let Some(part) = part(&mut archive, index)? else {
            return Ok(None);
        };
        if part.is_file {
            files.push((index, part));
        }
    }
    let [(index, part)] = &files[..] else {
        return Err(if files.is_empty() { nothing_inside() } else { several(&files) });
    };
    if part.is_locked {
        return Err(locked());
    }
    unpack(&mut archive, *index, bytes.len()).map(Some)
}

/// What the archive's own list says of a member.
struct Part {
    name: String,
    is_file: bool,
    is_locked: bool,
}

/// The member at an index; none when it shows that the archive is a workbook.
fn part(archive: &mut Archive<'_>, index: usize) -> Result<Option<Part>, Refusal> {
    let part = archive.by_index_raw(index).map_err(|_| damaged())?;
    let name = part.name().map_err(|_| damaged())?.into_owned();
    if matches!(name.as_str(), "[Content_Types].xml" | "mimetype") || name.starts_with("xl/") {
        return Ok(None);
    }
    if leads_elsewhere(&name) || part.is_symlink() {
        return Err(path_trick(&name));
    }
    // What a Mac puts beside each file.
    let is_shadow = name.starts_with("__MACOSX/") || name.rsplit('/').next() == Some(".DS_Store");
    Ok(Some(Part { is_file: !part.is_dir() && !is_shadow, is_locked: part.encrypted(), name }))
}

fn leads_elsewhere(name: &str) -> bool {
    let has_drive = name.as_bytes().get(1) == Some(&b':');
    has_drive || name.starts_with('/') || name.contains(['\\', '\0']) || name.split('/').any(|part| part == "..")
}

fn unpack(archive: &mut Archive<'_>, index: usize, packed: usize) -> Result<Vec<u8>, Refusal> {
    let packed = u64::try_from(packed).unwrap_or(u64::MAX);
    let limit = packed.saturating_mul(RATIO_LIMIT).clamp(RATIO_FLOOR, MEMBER_LIMIT);
    let part = archive.by_index(index).map_err(|_| damaged())?;
    let mut content = Vec::new();
    // What the archive says about the size is not believed; the reading itself stops. Its checksum
    // is checked by the library at the end.
    part.take(limit + 1).read_to_end(&mut content).map_err(|_| damaged())?;
    if u64::try_from(content.len()).unwrap_or(u64::MAX) > limit {
        return Err(bomb(limit));
    }
    if content.starts_with(b"PK\x03\x04") {
        return Err(nested());
    }
    Ok(content)
}

const UNPACK: &str = "Pak filen ud, og indlæs det, der var i den.";

fn damaged() -> Refusal {
    Refusal::new("zip-damaged", "Zip-filen er beskadiget.", "Hent filen igen.")
}

fn nothing_inside() -> Refusal {
    Refusal::new("zip-empty", "Der er ingen filer i zip-filen.", "Hent filen igen.")
}

fn locked() -> Refusal {
    Refusal::new("zip-password", "Zip-filen er beskyttet med adgangskode.", UNPACK)
}

fn nested() -> Refusal {
    Refusal::new("zip-nested", "Zip-filen indeholder et regneark eller endnu en zip-fil.", UNPACK)
}

fn several(files: &[(usize, Part)]) -> Refusal {
    let first = files.first().map(|(_, part)| shown(&part.name, false)).unwrap_or_default();
    Refusal::new(
        "zip-several",
        format!("Zip-filen indeholder {} filer; hver fil er sin egen leverance.", files.len()),
        "Pak filerne ud, og indlæs dem sammen.",
    )
    .value(first)
}

fn path_trick(name: &str) -> Refusal {
    Refusal::new(
        "zip-path",
        "Zip-filen indeholder et navn, der peger uden for filen selv.",
        "Hent filen igen fra banken; indlæs den ikke, hvis du ikke ved, hvor den kommer fra.",
    )
    .value(shown(name, false))
}

fn bomb(limit: u64) -> Refusal {
    let limit = limit >> 20;
    Refusal::new("zip-bomb", format!("Filen i zip-filen fylder mere end {limit} MB udpakket."), UNPACK)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        for (name, content) in files {
            writer.start_file(*name, options).expect("a member");
            writer.write_all(content).expect("its content");
        }
        writer.finish().expect("an archive").into_inner()
    }

    fn check(bytes: &[u8], expected: Result<Option<&[u8]>, &str>, what: &str) {
        let seen = member(bytes);
        let seen = seen.as_ref().map(Option::as_deref).map_err(|refusal| refusal.code);
        assert_eq!(seen, expected, "{what}");
    }

    #[test]
    fn one_packed_file_is_that_file() {
        check(&packed(&[("a.xml", b"<a/>")]), Ok(Some(b"<a/>")), "one file");
        check(&packed(&[("dir/a.xml", b"<a/>")]), Ok(Some(b"<a/>")), "one file in a folder");
        check(&packed(&[("a.xml", b"<a/>"), ("__MACOSX/._a.xml", b"x")]), Ok(Some(b"<a/>")), "a Mac's shadow");
        check(b"<a/>", Ok(None), "no archive");
        check(&packed(&[("[Content_Types].xml", b""), ("xl/workbook.xml", b"")]), Ok(None), "a workbook");
        check(&packed(&[("a.xml", b"<a/>")])[..20], Ok(None), "cut short, so that nobody can tell");
    }

    #[test]
    fn anything_else_is_refused() {
        check(&packed(&[]), Ok(None), "an empty archive begins otherwise");
        check(&packed(&[("__MACOSX/._a", b"x")]), Err("zip-empty"), "shadows only");
        check(&packed(&[("a.xml", b""), ("b.xml", b"")]), Err("zip-several"), "two files");
        check(&packed(&[("../a.xml", b"")]), Err("zip-path"), "up and out");
        check(&packed(&[("a/../../b.xml", b"")]), Err("zip-path"), "in, up and out");
        check(&packed(&[("/a.xml", b"")]), Err("zip-path"), "from the root");
        check(&packed(&[("C:a.xml", b"")]), Err("zip-path"), "a drive");
        check(&packed(&[("a\\b.xml", b"")]), Err("zip-path"), "a backslash");
        check(&packed(&[("a.zip", &packed(&[("b.xml", b"")]))]), Err("zip-nested"), "an archive in an archive");
        let zeros = vec![b' '; 16 << 20];
        check(&packed(&[("a.xml", &zeros)]), Err("zip-bomb"), "a thousand times larger than packed");
    }

    #[test]
    fn a_changed_byte_is_noticed() {
        let content: Vec<u8> = (0..4_000_u32).flat_map(u32::to_le_bytes).collect();
        let mut bytes = packed(&[("a.xml", &content)]);
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x55;
        check(&bytes, Err("zip-damaged"), "its checksum fails");
    }
}
