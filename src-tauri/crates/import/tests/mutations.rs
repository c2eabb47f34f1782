//! Every fixture spoilt in many ways, the same ways each time: by bytes, and by the parts that its form has – lines,
//! cells, elements, members of an archive. Whatever comes out, there is a reading that obeys the laws, and soon.
//!
//! `fuzz/` looks further with the same check; what it finds becomes a fixture here.

use std::fs;
use std::io::Cursor;
use std::io::Read;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;
use std::time::Instant;

use trepunkt_core::progress::Unwatched;
use trepunkt_core::source::SourceKind;
use trepunkt_import::Choices;
use trepunkt_import::SourceFile;
use trepunkt_import::Verdict;
use trepunkt_import::read;
use trepunkt_import::row_at;

/// Spoilt copies of each fixture.
const COPIES: usize = 8;
/// Larger fixtures are bombs, which have tests of their own.
const SIZE_LIMIT: usize = 32 * 1024;
/// How long a file of that size may take, on a busy machine and without optimisation.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// A generator of numbers that are the same on every machine (splitmix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Below `limit`, which is not 0.
    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit).expect("a size")).expect("below a size")
    }

    fn one_of<'t, T: ?Sized>(&mut self, all: &[&'t T]) -> &'t T {
        all[self.below(all.len())]
    }
}

fn fixtures() -> Vec<PathBuf> {
    fn below(path: &Path, found: &mut Vec<PathBuf>) {
        if path.is_dir() {
            fs::read_dir(path).expect("a folder").for_each(|entry| below(&entry.expect("an entry").path(), found));
        } else if path.extension().is_some_and(|extension| extension != "json" && extension != "md") {
            found.push(path.to_owned());
        }
    }
    let mut found = Vec::new();
    below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures"), &mut found);
    found.sort();
    found
}

/// What a spoilt file is read as, held against the laws.
fn check(bytes: &[u8], kind: Option<SourceKind>, what: &dyn Fn() -> String) {
    let file = SourceFile { name: "fil", bytes };
    let start = Instant::now();
    let reading = read(&[file], &Choices { kind }, &Unwatched).pop().expect("one reading per file");
    assert!(start.elapsed() < TIME_LIMIT, "{} takes {:?}", what(), start.elapsed());
    assert!(reading.rows.ties(), "{}: every row is accounted for: {:?}", what(), reading.rows);
    if reading.verdict == Verdict::Refused {
        assert!(reading.facts.is_empty(), "{}: nothing of a refused file is used", what());
        assert_eq!(reading.diagnostics.len(), 1, "{}: one reason", what());
    } else if let Some(kind) = reading.kind {
        for line in [0, 1, reading.rows.rows, u32::MAX] {
            drop(row_at(&SourceFile { name: "fil", bytes }, kind, line, false));
        }
    }
}

/// Spoils the bytes themselves.
fn spoil_bytes(bytes: &mut Vec<u8>, chance: &mut Chance) {
    const ODD: [&[u8]; 12] = [
        b"\0",
        b"\xFF",
        b"\xEF\xBB\xBF",
        b"\r",
        b"\n\n",
        b"\"",
        b";;;;",
        b"<",
        b"&#x110000;",
        b"-",
        b"9999999999999999999",
        b"\xC3",
    ];
    if bytes.is_empty() {
        return;
    }
    let at = chance.below(bytes.len());
    let length = 1 + chance.below(40.min(bytes.len() - at));
    match chance.below(6) {
        0 => bytes[at] ^= 1 << chance.below(8),
        1 => bytes.truncate(at),
        2 => drop(bytes.drain(at..at + length)),
        3 => drop(bytes.splice(at..at, chance.one_of(&ODD).iter().copied())),
        4 => {
            let piece = bytes[at..at + length].to_vec();
            let to = chance.below(bytes.len());
            bytes.splice(to..to, piece);
        }
        _ => {
            let digits: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at].is_ascii_digit()).collect();
            if !digits.is_empty() {
                let place = digits[chance.below(digits.len())];
                bytes[place] = b'0' + u8::try_from(chance.below(10)).expect("a digit");
            }
        }
    }
}

/// Spoils what stands between separators: lines, cells, elements.
fn spoil_parts(bytes: &mut Vec<u8>, chance: &mut Chance) {
    let separator = *chance.one_of(&[&b'\n', &b';', &b',', &b'<', &b'>', &b':', &b'?']);
    let mut parts: Vec<Vec<u8>> = bytes.split(|byte| *byte == separator).map(<[u8]>::to_vec).collect();
    let (at, other) = (chance.below(parts.len()), chance.below(parts.len()));
    match chance.below(5) {
        0 => drop(parts.remove(at)),
        1 => parts.insert(other, parts[at].clone()),
        2 => parts.swap(at, other),
        3 => parts[at].clear(),
        _ => parts[at] = parts[at].repeat(3),
    }
    *bytes = parts.join(&separator);
}

/// Spoils the content of one member and packs the archive anew, so that its checksums hold.
fn spoil_member(bytes: &[u8], chance: &mut Chance) -> Option<Vec<u8>> {
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    if from.is_empty() {
        return None;
    }
    let chosen = chance.below(from.len());
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut part = from.by_index(index).ok()?;
        let name = part.name().ok()?.into_owned();
        let mut content = Vec::new();
        part.by_ref().take(1 << 20).read_to_end(&mut content).ok()?;
        if index == chosen {
            spoil(&mut content, chance);
        }
        to.start_file(name, zip::write::SimpleFileOptions::default()).ok()?;
        to.write_all(&content).ok()?;
    }
    Some(to.finish().ok()?.into_inner())
}

fn spoil(bytes: &mut Vec<u8>, chance: &mut Chance) {
    for _ in 0..=chance.below(3) {
        if chance.below(2) == 0 { spoil_bytes(bytes, chance) } else { spoil_parts(bytes, chance) }
    }
}

#[test]
fn a_spoilt_fixture_gives_a_lawful_reading_soon() {
    let mut chance = Chance(2_026_10);
    let mut seen = 0;
    for path in fixtures() {
        let whole = fs::read(&path).expect("a file");
        if whole.len() > SIZE_LIMIT {
            continue;
        }
        let folder = path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        let own = folder.and_then(|name| SourceKind::ALL.iter().copied().find(|kind| kind.text() == name));
        for copy in 0..COPIES {
            let repacked = if copy % 2 == 0 { spoil_member(&whole, &mut chance) } else { None };
            let mut bytes = whole.clone();
            match repacked {
                Some(repacked) => bytes = repacked,
                None => spoil(&mut bytes, &mut chance),
            }
            // With the kind left open, and with the user insisting.
            let kind = own.filter(|_| copy % 4 == 3);
            check(&bytes, kind, &|| format!("copy {copy} of {}", path.display()));
            seen += 1;
        }
    }
    assert!(seen > 1_000, "the fixtures are there");
}
