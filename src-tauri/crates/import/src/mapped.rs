//! Reading a foreign table by a profile: which profile, and then the kind's own reader.

use trepunkt_core::source::SourceKind;

use crate::encoding::decode;
use crate::findings::Findings;
use crate::kinds::KINDS;
use crate::kinds::Kind;
use crate::kinds::MAPPED_KINDS;
use crate::kinds::Trailer;
use crate::mapping::apply::Mapped;
use crate::mapping::apply::apply;
use crate::mapping::foreign::Content;
use crate::mapping::profile::Profile;
use crate::mapping::text::text_of;
use crate::pulse::Pulse;
use crate::reading::Reading;
use crate::reading::SourceFile;
use crate::refusal::Refusal;
use crate::rows::Rows;
use crate::scan::take;
use crate::sheet::SheetRows;
use crate::walk::Intake;
use crate::workbook;

/// What a file is refused for when no kind knows its columns. Only then a profile is looked for: a kind's own
/// headers win over profiles.
const UNKNOWN: [&str; 4] = ["kind-unknown", "column-missing", "delimiter-unknown", "delimiter-ambiguous"];

/// The profile that was made for a table with just these columns, if there is one.
///
/// # Errors
/// When there are several, since the user must say which.
pub(crate) fn profile_for<'p>(
    file: &SourceFile<'_>,
    kind: Option<SourceKind>,
    known: &'p [Profile],
    refusal: &Refusal,
) -> Result<Option<&'p Profile>, Refusal> {
    let candidates = || known.iter().filter(|profile| kind.is_none_or(|kind| kind == profile.kind));
    if !UNKNOWN.contains(&refusal.code) || candidates().next().is_none() {
        return Ok(None);
    }
    let fitting: Vec<&Profile> = if workbook::is_archive(file.bytes) {
        let Ok(book) = workbook::open(file.bytes) else { return Ok(None) };
        candidates().filter(|profile| Content::Book(&book).is_of(profile)).collect()
    } else {
        let text = decode(file.bytes);
        let is_of = |profile: &&Profile| match (&profile.table.encoding, &text) {
            (None, Ok(text)) => Content::Text(&text.text).is_of(profile),
            (None, Err(_)) => false,
            (encoding, _) => {
                text_of(file.bytes, encoding.as_deref()).is_ok_and(|text| Content::Text(&text.text).is_of(profile))
            }
        };
        candidates().filter(is_of).collect()
    };
    match fitting[..] {
        [] => Ok(None),
        [one] => Ok(Some(one)),
        _ => {
            let names: Vec<&str> = fitting.iter().map(|profile| profile.name.as_str()).collect();
            let message = format!("Flere profiler passer til filens kolonner: {}.", names.join(", "));
            Err(Refusal::new("profile-ambiguous", message, "Vælg profilen, og indlæs filen igen.")
                .at(refusal.line.unwrap_or(1)))
        }
    }
}

/// Reads a file by a profile.
pub(crate) fn draft(
    file: &SourceFile<'_>,
    profile: &Profile,
    pulse: &Pulse<'_>,
    reading: &mut Reading,
) -> Result<(Option<Trailer>, bool), Refusal> {
    reading.kind = Some(profile.kind);
    reading.profile = Some(profile.clone());
    let mut findings = Findings::default();
    let message = format!("Læst med profilen {}.", profile.name);
    findings.note("profile-used", None, message, "Vælg en anden profil, hvis filen skal læses anderledes.");
    let (mapped, kind) = with_content(file, profile, |content, encoding| {
        reading.encoding = encoding;
        let table = content.table(profile)?;
        let mapped = apply(&table, profile, &mut findings, &mut reading.missing)?;
        Ok((mapped, kind_of(profile)?))
    })?;
    let Mapped { rendered, header, count } = mapped;
    let intake = Intake {
        rows: Rows::Sheet(SheetRows::new(&rendered)),
        header,
        findings,
        count,
        beat: pulse.beat(),
        choice: Some(profile.kind),
        name: file.name,
    };
    take(intake, kind, reading)
}

fn kind_of(profile: &Profile) -> Result<&'static Kind, Refusal> {
    profile.layout()?;
    KINDS.iter().chain(MAPPED_KINDS).find(|kind| kind.layout.kinds.contains(&profile.kind)).ok_or_else(Refusal::empty)
}

/// Opens the file as the profile says.
pub(crate) fn with_content<T>(
    file: &SourceFile<'_>,
    profile: &Profile,
    look: impl FnOnce(&Content<'_>, &'static str) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    if workbook::is_archive(file.bytes) {
        let book = workbook::open(file.bytes)?;
        return look(&Content::Book(&book), book.form);
    }
    let decoded = text_of(file.bytes, profile.table.encoding.as_deref())?;
    look(&Content::Text(&decoded.text), decoded.name)
}
