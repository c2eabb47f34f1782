//! Reading files: what each is, its header, its rows, and then what the files say together.

use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use trepunkt_core::delivery::ControlTotals;
use trepunkt_core::delivery::Extract;
use trepunkt_core::delivery::RowCount;
use trepunkt_core::progress::Progress;
use trepunkt_core::source::SourceKind;

use crate::catalogue::Flag;
use crate::delimited::DELIMITERS;
use crate::delimited::Delimited;
use crate::encoding::decode;
use crate::findings::Findings;
use crate::header::Fit;
use crate::header::Header;
use crate::header::fit;
use crate::kinds::KINDS;
use crate::kinds::Kind;
use crate::kinds::Trailer;
use crate::kinds::bank_csv;
use crate::kinds::document;
use crate::kinds::document::Document;
use crate::kinds::no_facts;
use crate::kinds::sums;
use crate::mapped;
use crate::mapping::Mapping;
use crate::preview::preview;
use crate::pulse::Beat;
use crate::pulse::Pulse;
use crate::reading::Choices;
use crate::reading::Preview;
use crate::reading::Reading;
use crate::reading::SourceFile;
use crate::reading::Verdict;
use crate::refusal::Refusal;
use crate::rows::Row;
use crate::rows::Rows;
use crate::series;
use crate::sheet::SheetRows;
use crate::sheet::names;
use crate::sheet::render;
use crate::walk::Intake;
use crate::workbook;
use crate::workbook::Workbook;
use crate::zipped;

/// How many rows of a sheet may stand above its header.
const ROWS_ABOVE_HEADER: usize = 50;
/// Delimiters that are recognised only to be named.
const WRONG_DELIMITERS: [u8; 4] = [b'|', b':', b'^', b'~'];
/// At most this many files are read side by side.
const READERS: usize = 2;

/// A reading whose control line has not been judged yet.
pub(crate) struct Draft {
    pub(crate) reading: Reading,
    pub(crate) trailer: Option<Trailer>,
    pub(crate) needs_trailer: bool,
}

/// Reads files. All files of one call are seen together, so that the files of one extract stand or
/// fall as one; there is one reading per file, in the same order.
pub fn read(files: &[SourceFile<'_>], choices: &Choices, progress: &dyn Progress) -> Vec<Reading> {
    read_mapped(files, choices, &Mapping::default(), progress)
}

/// Reads files as [`read`] does, and foreign tables by the profiles that the mapping holds.
pub fn read_mapped(
    files: &[SourceFile<'_>],
    choices: &Choices,
    mapping: &Mapping<'_>,
    progress: &dyn Progress,
) -> Vec<Reading> {
    let total = files.iter().map(|file| u64::try_from(file.bytes.len()).unwrap_or(u64::MAX)).sum();
    let pulse = Pulse::new(progress, total);
    let drafts = draft_all(files, choices, mapping, &pulse);
    if pulse.is_cancelled() {
        let refuse = |draft: Draft| draft.reading.refuse(Refusal::cancelled());
        return drafts.into_iter().map(refuse).collect();
    }
    series::settle(files, drafts)
}

fn draft_all(files: &[SourceFile<'_>], choices: &Choices, mapping: &Mapping<'_>, pulse: &Pulse<'_>) -> Vec<Draft> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = files.get(index) else {
                return done;
            };
            done.push((index, draft(file, choices, mapping, pulse)));
        }
    };
    let mut drafts = std::thread::scope(|scope| {
        let others: Vec<_> = (1..READERS.min(files.len())).map(|_| scope.spawn(work)).collect();
        let mut drafts = work();
        for other in others {
            match other.join() {
                Ok(done) => drafts.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        drafts
    });
    drafts.sort_by_key(|(index, _)| *index);
    drafts.into_iter().map(|(_, draft)| draft).collect()
}

fn draft(file: &SourceFile<'_>, choices: &Choices, mapping: &Mapping<'_>, pulse: &Pulse<'_>) -> Draft {
    let mut reading = Reading {
        kind: choices.kind,
        encoding: "unknown",
        verdict: Verdict::Accepted,
        rows: RowCount::default(),
        repaired: 0,
        control: ControlTotals::default(),
        ties: true,
        extract: Extract::default(),
        series: None,
        facts: no_facts(choices.kind),
        diagnostics: Vec::new(),
        preview: Preview::default(),
        profile: None,
        missing: Vec::new(),
    };
    match draft_bytes(file, choices, mapping, pulse, &mut reading) {
        Ok((trailer, needs_trailer)) => Draft { reading, trailer, needs_trailer },
        Err(refusal) => Draft { reading: reading.refuse(refusal), trailer: None, needs_trailer: false },
    }
}

fn draft_bytes(
    file: &SourceFile<'_>,
    choices: &Choices,
    mapping: &Mapping<'_>,
    pulse: &Pulse<'_>,
    reading: &mut Reading,
) -> Result<(Option<Trailer>, bool), Refusal> {
    pulse.beat().at(0)?;
    let unzipped = zipped::member(file.bytes)?;
    let file = &SourceFile { name: file.name, bytes: unzipped.as_deref().unwrap_or(file.bytes) };
    if let Some(profile) = mapping.chosen {
        return mapped::draft(file, profile, pulse, reading);
    }
    draft_own(file, choices, pulse, reading).or_else(|refusal| {
        match mapped::profile_for(file, choices.kind, mapping.known, &refusal)? {
            Some(profile) => mapped::draft(file, profile, pulse, reading),
            None => Err(refusal),
        }
    })
}

/// A file of a kind that is known by itself.
fn draft_own(
    file: &SourceFile<'_>,
    choices: &Choices,
    pulse: &Pulse<'_>,
    reading: &mut Reading,
) -> Result<(Option<Trailer>, bool), Refusal> {
    let mut beat = pulse.beat();
    let mut findings = Findings::default();
    if workbook::is_archive(file.bytes) {
        let book = workbook::open(file.bytes)?;
        reading.encoding = book.form;
        beat.at(file.bytes.len())?;
        let found = find_in_workbook(&book, choices.kind)?;
        let grid = &book.grids[found.grid];
        if grid.is_hidden {
            findings.flag(Flag::HiddenSheet, None, None);
        }
        findings.flag_many(Flag::HiddenRows, book.hidden_rows, None, None);
        let merged = book.merged.iter().filter(|last| **last > found.header.line).count();
        findings.flag_many(Flag::MergedCells, u32::try_from(merged).unwrap_or(u32::MAX), None, None);
        let rendered = render(&grid.rows[found.row + 1..], &found.header, &mut findings);
        let above = u32::try_from(found.row).unwrap_or(u32::MAX);
        let rows = Rows::Sheet(SheetRows::new(&rendered));
        let name = file.name;
        let beat = pulse.beat();
        let intake =
            Intake { rows, header: found.header, findings, count: counted(above), beat, choice: choices.kind, name };
        return take(intake, found.kind, reading);
    }
    if let (None, Some(refusal)) = (choices.kind, bank_csv::ambiguity(file.bytes)) {
        return Err(refusal);
    }
    if let Some((document, kind)) = document::of(file.bytes, choices.kind) {
        return take_document(document, kind, file.bytes, &mut beat, reading);
    }
    let decoded = decode(file.bytes)?;
    reading.encoding = decoded.name;
    let found = find_in_text(&decoded.text, choices.kind).map_err(|not_found| {
        if let Some(rows) = not_found.rows {
            reading.preview = preview(Rows::Text(rows), &not_found.header);
        }
        not_found.refusal
    })?;
    let rows = Rows::Text(found.rows);
    let count = counted(found.above);
    let intake = Intake { rows, header: found.header, findings, count, beat, choice: choices.kind, name: file.name };
    take(intake, found.kind, reading)
}

fn take_document(
    document: &Document,
    kind: SourceKind,
    bytes: &[u8],
    beat: &mut Beat<'_>,
    reading: &mut Reading,
) -> Result<(Option<Trailer>, bool), Refusal> {
    reading.kind = Some(kind);
    let content = (document.read)(bytes, kind, beat)?;
    assert!(content.count.ties(), "every row is structural, accepted or rejected: {:?}", content.count);
    reading.control.sums = sums(&content.facts)?;
    reading.control.declared_rows = content.declared_rows;
    reading.encoding = content.encoding;
    reading.rows = content.count;
    reading.repaired = content.repaired;
    reading.extract = content.extract;
    reading.facts = content.facts;
    reading.diagnostics = content.diagnostics;
    reading.preview = content.preview;
    Ok((None, false))
}

/// The header and what stands above it.
fn counted(above: u32) -> RowCount {
    let structural = above.saturating_add(1);
    RowCount { rows: structural, structural, ..RowCount::default() }
}

pub(crate) fn take(
    mut intake: Intake<'_, '_>,
    kind: &Kind,
    reading: &mut Reading,
) -> Result<(Option<Trailer>, bool), Refusal> {
    reading.preview = preview(intake.rows, &intake.header);
    reading.kind = Some((kind.settle)(&intake)?);
    // Several fields may be read from one column of a mapped table.
    if intake.header.becomes.is_empty() {
        intake.header.check_unique()?;
    }
    let unknown = intake.header.unknown();
    if !unknown.is_empty() {
        let message = format!("Kolonner, som ikke bruges: {}.", unknown.join("; "));
        let hint = "Kontrollér, at ingen af dem er en fejlstavet kolonne; de bliver i den arkiverede fil.";
        intake.findings.note("columns-unused", Some(intake.header.line), message, hint);
    }
    let read = (kind.read)(&mut intake)?;
    assert!(intake.count.ties(), "every row is structural, accepted or rejected: {:?}", intake.count);
    reading.control.sums = sums(&read.facts)?;
    reading.rows = intake.count;
    reading.repaired = read.repaired;
    reading.extract = read.extract;
    reading.facts = read.facts;
    reading.diagnostics = intake.findings.into_diagnostics();
    Ok((read.trailer, read.needs_trailer))
}

/// A header found in text, and the rows below it.
pub(crate) struct InText<'a> {
    pub(crate) rows: Delimited<'a>,
    pub(crate) header: Header,
    kind: &'static Kind,
    above: u32,
}

/// A header found in a workbook.
pub(crate) struct InWorkbook {
    pub(crate) grid: usize,
    pub(crate) row: usize,
    pub(crate) header: Header,
    kind: &'static Kind,
}

/// Why no header was found, and what the preview can show all the same.
pub(crate) struct NotFound<'a> {
    refusal: Refusal,
    rows: Option<Delimited<'a>>,
    header: Header,
}

impl NotFound<'_> {
    fn of(refusal: Refusal) -> Box<Self> {
        Box::new(Self { refusal, rows: None, header: Header::default() })
    }
}

struct Candidate<'a> {
    rows: Delimited<'a>,
    above: u32,
    kind: &'static Kind,
    fit: Fit,
}

/// Finds the header of a text: the first row that holds anything, cut by each delimiter in turn.
pub(crate) fn find_in_text(text: &str, choice: Option<SourceKind>) -> Result<InText<'_>, Box<NotFound<'_>>> {
    let mut candidates = Vec::new();
    let mut first_refusal = None;
    for delimiter in DELIMITERS {
        match cut_header(text, delimiter, choice) {
            Ok(found) => candidates.extend(found),
            Err(refusal) => {
                first_refusal.get_or_insert(refusal);
            }
        }
    }
    if let (true, Some(refusal)) = (candidates.is_empty(), first_refusal) {
        return Err(NotFound::of(refusal));
    }
    let is_whole = |candidate: &Candidate<'_>| candidate.fit.missing.is_empty() && candidate.fit.present > 0;
    let whole = candidates.iter().filter(|candidate| is_whole(candidate)).count();
    // The first of the best, so that the usual delimiter wins where none fits.
    let best = candidates
        .into_iter()
        .reduce(|best, next| {
            let rank = |candidate: &Candidate<'_>| (is_whole(candidate), candidate.fit.present);
            if rank(&next) > rank(&best) { next } else { best }
        })
        .ok_or_else(|| NotFound::of(Refusal::empty()))?;
    let refusal = match whole {
        1 => return Ok(InText { rows: best.rows, header: best.fit.header, kind: best.kind, above: best.above }),
        0 => wrong_delimiter(text, choice).unwrap_or_else(|| unrecognised(best.kind, &best.fit, choice)),
        _ => several_kinds(best.fit.header.line),
    };
    Err(Box::new(NotFound { refusal, rows: Some(best.rows), header: best.fit.header }))
}

fn kinds_of(choice: Option<SourceKind>) -> impl Iterator<Item = &'static Kind> {
    KINDS.iter().filter(move |kind| choice.is_none_or(|choice| kind.layout.kinds.contains(&choice)))
}

fn cut_header(text: &str, delimiter: u8, choice: Option<SourceKind>) -> Result<Vec<Candidate<'_>>, Refusal> {
    let mut rows = Delimited::new(text, delimiter);
    let mut above = u32::from(rows.skip_separator_line());
    let mut row = Row::default();
    while rows.next(&mut row)? {
        if row.is_blank() {
            above = above.saturating_add(1);
            continue;
        }
        let names: Vec<String> = row.cells.iter().map(|cell| cell.plain().into_owned()).collect();
        let candidate = |kind: &'static Kind| {
            let mut fit = fit(kind.layout, &names);
            fit.header.line = row.line;
            Candidate { rows, above, kind, fit }
        };
        return Ok(kinds_of(choice).map(candidate).collect());
    }
    Ok(Vec::new())
}

fn wrong_delimiter(text: &str, choice: Option<SourceKind>) -> Option<Refusal> {
    WRONG_DELIMITERS.into_iter().find_map(|delimiter| {
        let found = cut_header(text, delimiter, choice).ok()?;
        let fitting = found.iter().find(|candidate| candidate.fit.missing.is_empty() && candidate.fit.present > 0)?;
        Some(Refusal::delimiter_unknown(fitting.fit.header.line, char::from(delimiter)))
    })
}

/// Close enough to a kind to name its missing columns, or nothing known at all.
fn unrecognised(kind: &Kind, fit: &Fit, choice: Option<SourceKind>) -> Refusal {
    let labels: Vec<&str> = kind.layout.kinds.iter().map(|kind| kind.label()).collect();
    if fit.present >= 2 && (choice.is_some() || fit.present >= fit.missing.len()) {
        let missing = fit.missing.join(", ");
        let message = format!("Filen ligner {}, men mangler {missing}.", labels.join(" eller "));
        let hint = "Overskriften skal have alle nødvendige kolonner; rækkefølgen er ligegyldig.";
        return Refusal::new("column-missing", message, hint)
            .at(fit.header.line)
            .column(fit.missing.first().copied().unwrap_or_default());
    }
    let known: Vec<&str> = SourceKind::ALL.iter().filter(|kind| kind.is_kept()).map(|kind| kind.label()).collect();
    Refusal::new(
        "kind-unknown",
        format!("Filen genkendes ikke. Programmet læser: {}.", known.join("; ")),
        "Første række skal være kolonneoverskrifter, adskilt af semikolon; andre tabeller læses med en profil, der \
         knytter kolonnerne til felterne.",
    )
    .at(fit.header.line.max(1))
}

fn several_kinds(line: u32) -> Refusal {
    Refusal::new(
        "kind-ambiguous",
        "Filens kolonner passer til flere kildetyper.",
        "Vælg kildetypen, og indlæs filen igen.",
    )
    .at(line)
}

/// Finds the one sheet with a header that is known, and the row in which it stands.
pub(crate) fn find_in_workbook(book: &Workbook, choice: Option<SourceKind>) -> Result<InWorkbook, Refusal> {
    let mut found: Vec<InWorkbook> = Vec::new();
    let mut closest: Option<(&'static Kind, Fit)> = None;
    for (grid, sheet) in book.grids.iter().enumerate() {
        for (row, cells) in sheet.rows.iter().take(ROWS_ABOVE_HEADER).enumerate() {
            let names = names(cells);
            let mut fits = kinds_of(choice).map(|kind| (kind, fit(kind.layout, &names))).collect::<Vec<_>>();
            fits.iter_mut().for_each(|(_, fit)| fit.header.line = cells.number);
            let whole: Vec<_> = fits.extract_if(.., |(_, fit)| fit.missing.is_empty() && fit.present > 0).collect();
            if whole.len() > 1 {
                return Err(several_kinds(cells.number));
            }
            if let Some((kind, fit)) = whole.into_iter().next() {
                found.push(InWorkbook { grid, row, header: fit.header, kind });
                break;
            }
            for (kind, fit) in fits {
                if closest.as_ref().is_none_or(|(_, best)| fit.present > best.present) {
                    closest = Some((kind, fit));
                }
            }
        }
    }
    if found.len() > 1 {
        let sheets: Vec<&str> = found.iter().map(|one| book.grids[one.grid].name.as_str()).collect();
        let message = format!("Flere ark kan læses: {}.", sheets.join(", "));
        return Err(Refusal::new("sheets-several", message, "Gem det ark, der skal læses, i sin egen fil."));
    }
    let Some(one) = found.pop() else {
        return Err(closest.map_or_else(Refusal::empty, |(kind, fit)| unrecognised(kind, &fit, choice)));
    };
    if one.kind.layout.in_sheets {
        return Ok(one);
    }
    let labels: Vec<&str> = one.kind.layout.kinds.iter().map(|kind| kind.label()).collect();
    let message = format!("{} læses kun som den CSV-fil, eIndkomst danner.", labels.join(" eller "));
    Err(Refusal::new("sheet-of-extract", message, "Indlæs den hentede fil, uden at gemme den fra et regneark.")
        .at(one.header.line))
}

impl Reading {
    /// The same reading, refused: nothing of it is used.
    pub(crate) fn refuse(mut self, refusal: Refusal) -> Self {
        self.verdict = Verdict::Refused;
        self.rows = RowCount::default();
        self.repaired = 0;
        self.control.sums.clear();
        self.ties = false;
        self.extract = Extract::default();
        self.facts = no_facts(self.kind);
        self.diagnostics = vec![refusal.diagnostic()];
        self
    }
}
