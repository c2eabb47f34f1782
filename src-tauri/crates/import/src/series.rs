//! Control lines, judged over all files of an extract.
//!
//! eIndkomst splits an extract above 50 000 rows: `…PERSUM…-001`, `-002` and so on. Only the last
//! file carries the total, and it is the total over all of them; so the files stand or fall as one.
//! Files belong together when their names differ only in the serial number and their content is a
//! sum per employee. A first file whose own control line ties is a whole extract by itself.

use std::collections::BTreeMap;

use trepunkt_core::delivery::Extract;
use trepunkt_core::source::SourceKind;

use crate::reading::Reading;
use crate::reading::Series;
use crate::reading::SourceFile;
use crate::reading::Verdict;
use crate::refusal::Refusal;
use crate::scan::Draft;

const EXTRACT_AGAIN: &str = "Hent alle filer i udtrækket, og indlæs dem på én gang.";

/// A file name with a serial number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Serial<'a> {
    stem: &'a str,
    number: u32,
    extension: &'a str,
}

impl<'a> Serial<'a> {
    fn of(name: &'a str) -> Option<Self> {
        let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let (whole, extension) = match base.rfind('.') {
            Some(dot) if dot > 0 => base.split_at(dot),
            _ => (base, ""),
        };
        let (stem, number) = whole.rsplit_once('-')?;
        let is_serial = number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit());
        let number = number.parse().ok().filter(|number| is_serial && *number > 0)?;
        Some(Self { stem, number, extension })
    }

    /// The name of the file with another number in the same series.
    fn sibling(self, number: u32) -> String {
        format!("{}-{number:03}{}", self.stem, self.extension)
    }

    /// eIndkomst's own names; others may end in three digits by chance.
    fn is_official(self) -> bool {
        self.stem.to_ascii_uppercase().contains("PERSUM")
    }
}

/// Judges all control lines, and gives the readings in the order of the files.
pub(crate) fn settle(files: &[SourceFile<'_>], drafts: Vec<Draft>) -> Vec<Reading> {
    let mut drafts: Vec<Option<Draft>> = drafts.into_iter().map(Some).collect();
    let mut readings: Vec<Option<Reading>> = drafts.iter().map(|_| None).collect();
    let mut groups: BTreeMap<&str, Vec<(usize, Serial<'_>)>> = BTreeMap::new();
    for (index, file) in files.iter().enumerate() {
        if let Some(serial) = Serial::of(file.name) {
            groups.entry(serial.stem).or_default().push((index, serial));
        }
    }
    for mut group in groups.into_values() {
        // A refused member may be anything; it belongs here when another is a sum per employee.
        let is_sum = |draft: &Draft| draft.reading.kind == Some(SourceKind::EindkomstPersum);
        let is_refused = |draft: &Draft| draft.reading.verdict == Verdict::Refused;
        let is = |index: usize, test: &dyn Fn(&Draft) -> bool| drafts[index].as_ref().is_some_and(test);
        group.retain(|(index, _)| is(*index, &|draft| is_sum(draft) || is_refused(draft)));
        if !group.iter().any(|(index, _)| is(*index, &|draft| is_sum(draft) && !is_refused(draft))) {
            continue;
        }
        group.sort_by_key(|(index, serial)| (serial.number, *index));
        let members: Vec<(usize, Serial<'_>, Draft)> = group
            .into_iter()
            .filter_map(|(index, serial)| drafts[index].take().map(|draft| (index, serial, draft)))
            .collect();
        for (index, reading) in settle_group(members) {
            readings[index] = Some(reading);
        }
    }
    let alone = drafts.into_iter().map(|draft| draft.map(settle_alone));
    alone.zip(readings).filter_map(|(alone, grouped)| alone.or(grouped)).collect()
}

fn data_rows(draft: &Draft) -> u64 {
    u64::from(draft.reading.rows.accepted) + u64::from(draft.reading.rows.rejected)
}

fn declared(draft: &Draft) -> Option<u32> {
    draft.trailer.and_then(|trailer| trailer.declared)
}

fn ties_alone(draft: &Draft) -> bool {
    draft.reading.verdict == Verdict::Accepted && declared(draft).map(u64::from) == Some(data_rows(draft))
}

fn settle_alone(draft: Draft) -> Reading {
    if draft.reading.verdict == Verdict::Refused || !draft.needs_trailer {
        return draft.reading;
    }
    let refusal = match (draft.trailer, declared(&draft)) {
        (None, _) => trailer_missing(&draft, None),
        (Some(trailer), None) => no_count(trailer.line),
        (Some(_), Some(_)) if ties_alone(&draft) => {
            let declared = declared(&draft);
            let mut reading = draft.reading;
            reading.control.declared_rows = declared;
            return reading;
        }
        (Some(trailer), Some(declared)) => count_differs(trailer.line, declared, data_rows(&draft)),
    };
    let mut reading = draft.reading;
    reading.control.declared_rows = draft.trailer.and_then(|trailer| trailer.declared);
    reading.refuse(refusal)
}

fn settle_group(mut members: Vec<(usize, Serial<'_>, Draft)>) -> Vec<(usize, Reading)> {
    for (_, serial, draft) in &mut members {
        let is_sum = draft.reading.kind == Some(SourceKind::EindkomstPersum);
        draft.reading.series =
            is_sum.then(|| Series { stem: serial.stem.to_owned(), number: serial.number, total: None });
    }
    let are_singles =
        members.iter().all(|(_, serial, draft)| ties_alone(draft) && (serial.number == 1 || !serial.is_official()));
    if are_singles {
        let single = |(index, _, mut draft): (usize, Serial<'_>, Draft)| {
            draft.reading.series = draft.reading.series.map(|series| Series { total: Some(1), ..series });
            (index, settle_alone(draft))
        };
        return members.into_iter().map(single).collect();
    }
    match fault_of(&members) {
        Some(fault) => refuse_all(members, &fault),
        None => join(members),
    }
}

/// Why a series cannot stand; `at` is the member whose line the refusal names.
struct SeriesFault {
    refusal: Refusal,
    at: Option<usize>,
}

fn fault_of(members: &[(usize, Serial<'_>, Draft)]) -> Option<SeriesFault> {
    let whole = |refusal: Refusal| Some(SeriesFault { refusal, at: None });
    if let Some((_, serial, _)) = members.iter().find(|(_, _, draft)| draft.reading.verdict == Verdict::Refused) {
        return whole(member_refused(&serial.sibling(serial.number)));
    }
    if let Some(pair) = members.windows(2).find(|pair| pair[0].1.number == pair[1].1.number) {
        return whole(member_twice(&pair[0].1.sibling(pair[0].1.number)));
    }
    let (_, serial, last) = members.last()?;
    let missing: Vec<u32> =
        (1..=serial.number).filter(|number| members.iter().all(|(_, other, _)| other.number != *number)).collect();
    if let Some(first) = missing.first() {
        return whole(member_missing(&serial.sibling(*first), missing.len()));
    }
    for (at, (_, serial, draft)) in members.iter().enumerate().take(members.len() - 1) {
        if let (Some(trailer), Some(_)) = (draft.trailer, declared(draft)) {
            return Some(SeriesFault {
                refusal: early_total(&serial.sibling(serial.number), trailer.line),
                at: Some(at),
            });
        }
    }
    let at = Some(members.len() - 1);
    match (last.trailer, declared(last)) {
        (None, _) if members.len() == 1 => Some(SeriesFault { refusal: trailer_missing(last, Some(*serial)), at }),
        (_, None) => whole(member_missing(&serial.sibling(serial.number + 1), 1)),
        (trailer, Some(declared)) => {
            let rows: u64 = members.iter().map(|(_, _, draft)| data_rows(draft)).sum();
            let line = trailer.map_or(1, |trailer| trailer.line);
            (u64::from(declared) != rows).then(|| SeriesFault { refusal: count_differs(line, declared, rows), at })
        }
    }
}

fn refuse_all(members: Vec<(usize, Serial<'_>, Draft)>, fault: &SeriesFault) -> Vec<(usize, Reading)> {
    let refuse = |(at, (index, _, mut draft)): (usize, (usize, Serial<'_>, Draft))| {
        draft.reading.control.declared_rows = declared(&draft);
        if draft.reading.verdict == Verdict::Refused {
            return (index, draft.reading);
        }
        let mut refusal = fault.refusal.clone();
        if fault.at != Some(at) {
            refusal.line = None;
        }
        (index, draft.reading.refuse(refusal))
    };
    members.into_iter().enumerate().map(refuse).collect()
}

/// A series that stands: what one file says of the extract holds for all of them.
fn join(members: Vec<(usize, Serial<'_>, Draft)>) -> Vec<(usize, Reading)> {
    let total = u32::try_from(members.len()).ok();
    let mut extract = Extract::default();
    for (_, _, draft) in &members {
        extract.time = draft.reading.extract.time.or(extract.time);
        extract.is_split |= draft.reading.extract.is_split;
        extract.scopes.extend(&draft.reading.extract.scopes);
    }
    extract.scopes.sort_unstable();
    extract.scopes.dedup();
    let settle = |(index, _, draft): (usize, Serial<'_>, Draft)| {
        let declared_rows = declared(&draft);
        let mut reading = draft.reading;
        reading.control.declared_rows = declared_rows;
        reading.extract = extract.clone();
        reading.series = reading.series.map(|series| Series { total, ..series });
        (index, reading)
    };
    members.into_iter().map(settle).collect()
}

fn trailer_missing(draft: &Draft, serial: Option<Serial<'_>>) -> Refusal {
    let rows = draft.reading.rows.rows;
    let next = serial.map(|serial| format!(" Eller filen {} mangler.", serial.sibling(serial.number + 1)));
    Refusal::new(
        "trailer-missing",
        format!(
            "Udtrækket slutter uden linje 9999999 med antallet af rækker; filen er afkortet.{}",
            next.unwrap_or_default()
        ),
        EXTRACT_AGAIN,
    )
    .at(rows)
    .column("0000000")
}

fn no_count(line: u32) -> Refusal {
    Refusal::new("trailer-count-missing", "Linje 9999999 har ikke antallet af rækker.", EXTRACT_AGAIN)
        .at(line)
        .column("I-SE-nr")
}

fn count_differs(line: u32, declared: u32, rows: u64) -> Refusal {
    Refusal::new(
        "trailer-count",
        format!("Linje 9999999 siger {declared} rækker, men der er {rows}."),
        "Hent udtrækket igen; rækker er faldet ud eller kommet til.",
    )
    .at(line)
    .column("I-SE-nr")
    .value(declared.to_string())
}

fn member_missing(name: &str, count: usize) -> Refusal {
    let more = if count > 1 { format!(" og {} til", count - 1) } else { String::new() };
    Refusal::new(
        "series-file-missing",
        format!("Filen {name}{more} mangler; udtrækket består af flere filer."),
        EXTRACT_AGAIN,
    )
}

fn member_twice(name: &str) -> Refusal {
    Refusal::new("series-file-twice", format!("Filen {name} er med to gange i samme udtræk."), EXTRACT_AGAIN)
}

fn member_refused(name: &str) -> Refusal {
    Refusal::new(
        "series-file-refused",
        format!("Filen {name} i samme udtræk er afvist, og udtrækket læses kun samlet."),
        EXTRACT_AGAIN,
    )
}

fn early_total(name: &str, line: u32) -> Refusal {
    Refusal::new(
        "series-total-early",
        format!("Filen {name} har et samlet antal, men er ikke den sidste i serien."),
        "Filerne hører til forskellige udtræk; indlæs dem hver for sig.",
    )
    .at(line)
    .column("I-SE-nr")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expected: Option<(&str, u32, &str)>) {
        let seen = Serial::of(name).map(|serial| (serial.stem, serial.number, serial.extension));
        assert_eq!(seen, expected, "the serial number of `{name}`");
    }

    #[test]
    fn a_serial_number_is_three_digits_at_the_end() {
        check("15100079PERSUM202610-202610-001.csv", Some(("15100079PERSUM202610-202610", 1, ".csv")));
        check("a/b\\15100079PERSUM202610-202610-012", Some(("15100079PERSUM202610-202610", 12, "")));
        check("15100079PERSUM202610-202610.csv", None);
        check("udtræk-01.csv", None);
        check("udtræk-000.csv", None);
        check("udtræk.csv", None);
    }
}
