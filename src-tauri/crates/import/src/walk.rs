//! The walk over a file's rows that all kinds share: every row ends as structural, accepted or
//! rejected, or the file is refused.

use trepunkt_core::code::AtpScheme;
use trepunkt_core::code::ClaimType;
use trepunkt_core::code::Receipt;
use trepunkt_core::delivery::RowCount;
use trepunkt_core::payment::PaymentMethod;
use trepunkt_core::payment::PaymentStatus;
use trepunkt_core::payment::ReceiverKind;
use trepunkt_core::source::SourceKind;

use crate::catalogue::CellFault;
use crate::catalogue::Flag;
use crate::delimited::DELIMITERS;
use crate::findings::Fault;
use crate::findings::Findings;
use crate::findings::Told;
use crate::header::ColumnType;
use crate::header::Header;
use crate::pulse::Beat;
use crate::refusal::Refusal;
use crate::rows::Row;
use crate::rows::Rows;

/// How many rows pass between two looks at the progress.
pub(crate) const PULSE_ROWS: u32 = 8_192;

/// A file whose header is known, on its way to its kind's reader.
pub(crate) struct Intake<'a, 'p> {
    /// The rows below the header.
    pub(crate) rows: Rows<'a>,
    pub(crate) header: Header,
    pub(crate) findings: Findings,
    /// What is counted so far; the header and what stands above it.
    pub(crate) count: RowCount,
    pub(crate) beat: Beat<'p>,
    /// What the user says the file is.
    pub(crate) choice: Option<SourceKind>,
    pub(crate) name: &'a str,
}

/// What a kind does with its rows.
pub(crate) trait RowReader<'a> {
    /// Takes a row of data; an error rejects it and must leave no trace of it.
    fn take(&mut self, row: &Row<'a>, findings: &mut Findings) -> Result<(), Fault>;

    /// How many records there are.
    fn records(&self) -> usize;

    /// Takes back all records from this one on: a further part of their line is rejected.
    fn take_back(&mut self, from: usize);

    /// True for the row that ends the file.
    fn is_trailer(&self, _row: &Row<'a>) -> bool {
        false
    }

    /// Takes the row that ends the file.
    fn take_trailer(&mut self, _row: &Row<'a>, _findings: &mut Findings) -> Result<(), Refusal> {
        Ok(())
    }
}

/// Walks all rows and counts how each ended.
pub(crate) fn walk<'a, R: RowReader<'a>>(intake: &mut Intake<'a, '_>, reader: &mut R) -> Result<(), Refusal> {
    let mut row = Row::default();
    let mut blanks = Blanks::default();
    let mut has_ended = false;
    let mut since_pulse = 0_u32;
    let mut line = Line::default();
    while intake.rows.next(&mut row)? {
        since_pulse += 1;
        if since_pulse == PULSE_ROWS {
            since_pulse = 0;
            intake.beat.at(intake.rows.position())?;
        }
        if row.is_blank() {
            blanks.add(row.line);
            continue;
        }
        if row.part.is_further {
            take_further(intake, &row, reader, &mut line)?;
            continue;
        }
        blanks.settle(intake);
        count(&mut intake.count.rows)?;
        if has_ended {
            return Err(after_trailer(row.line));
        }
        if reader.is_trailer(&row) {
            reader.take_trailer(&row, &mut intake.findings)?;
            count(&mut intake.count.structural)?;
            has_ended = true;
            continue;
        }
        line = Line { records: reader.records(), told: row.part.has_more.then(|| intake.findings.mark()) };
        if row.part.is_silent {
            intake.findings.flag(Flag::NoAmounts, Some(row.line), None);
        }
        match check_shape(intake, &row)?.and_then(|()| take_row(reader, &row, &mut intake.findings)) {
            Ok(()) => {
                count(&mut intake.count.accepted)?;
                check_last(intake, &row)?;
            }
            Err(fault) if row.unterminated && is_cut(&row, fault, intake.header.names.len()) => {
                return Err(Refusal::truncated(row.line, fault.column.map(|column| intake.header.name(column))));
            }
            Err(fault) => {
                line.told = None;
                count(&mut intake.count.rejected)?;
                intake.findings.reject(&row, &intake.header, fault);
            }
        }
    }
    intake.beat.at(intake.rows.position())?;
    if intake.count.accepted == 0 && intake.count.rejected == 0 {
        intake.findings.flag(Flag::NoRows, None, None);
    }
    Ok(())
}

/// A line of which more rows may follow.
#[derive(Default)]
struct Line {
    /// How many records there were before it.
    records: usize,
    /// What was told before it; none once the line is rejected or whole.
    told: Option<Told>,
}

fn take_row<'a, R: RowReader<'a>>(reader: &mut R, row: &Row<'a>, findings: &mut Findings) -> Result<(), Fault> {
    if row.part.is_silent { Ok(()) } else { reader.take(row, findings) }
}

/// Takes a further row of a line. Where it cannot be read, the whole line is rejected, and nothing is kept of it.
fn take_further<'a, R: RowReader<'a>>(
    intake: &mut Intake<'a, '_>,
    row: &Row<'a>,
    reader: &mut R,
    line: &mut Line,
) -> Result<(), Refusal> {
    let Some(told) = line.told.take() else { return Ok(()) };
    match check_shape(intake, row)?.and_then(|()| reader.take(row, &mut intake.findings)) {
        Ok(()) => line.told = row.part.has_more.then_some(told),
        Err(fault) => {
            reader.take_back(line.records);
            intake.findings.take_back(told);
            intake.count.accepted -= 1;
            count(&mut intake.count.rejected)?;
            intake.findings.reject(row, &intake.header, fault);
        }
    }
    Ok(())
}

/// Empty rows count only when something follows them.
#[derive(Default)]
struct Blanks {
    first: Option<u32>,
    count: u32,
}

impl Blanks {
    fn add(&mut self, line: u32) {
        self.first.get_or_insert(line);
        self.count = self.count.saturating_add(1);
    }

    fn settle(&mut self, intake: &mut Intake<'_, '_>) {
        if self.count > 0 {
            intake.count.rows = intake.count.rows.saturating_add(self.count);
            intake.count.structural = intake.count.structural.saturating_add(self.count);
            intake.findings.flag_many(Flag::BlankRows, self.count, self.first, None);
            *self = Self::default();
        }
    }
}

fn count(number: &mut u32) -> Result<(), Refusal> {
    *number = number.checked_add(1).ok_or_else(|| {
        Refusal::new("too-many-rows", "Filen har for mange rækker.", "Del udtrækket i flere perioder eller SE-numre.")
    })?;
    Ok(())
}

/// A row must have a cell for each header. Where that fails, the delimiter itself may be in doubt,
/// and then no row can be trusted.
fn check_shape(intake: &Intake<'_, '_>, row: &Row<'_>) -> Result<Result<(), Fault>, Refusal> {
    let width = intake.header.names.len();
    if let Some((column, what)) = row.flaw {
        return Ok(Err(Fault { column: Some(column), what }));
    }
    if row.cells.len() == width {
        return Ok(Ok(()));
    }
    if row.unterminated && row.cells.len() < width {
        return Ok(Err(Fault::row(CellFault::CellCount)));
    }
    if intake.rows.is_comma_separated() {
        let column = intake.header.types.iter().position(|holds| *holds == Some(ColumnType::Amount));
        return Err(Refusal::delimiter_comma(row.line, intake.header.name(column.unwrap_or_default())));
    }
    if let [only] = row.cells[..]
        && DELIMITERS.iter().any(|other| only.raw.bytes().filter(|byte| byte == other).count() + 1 >= width)
    {
        return Err(Refusal::delimiter_changes(row.line));
    }
    Ok(Err(Fault::row(CellFault::CellCount)))
}

/// True when the end of the file, rather than its writer, may have spoilt the row: cells are
/// missing, or the last cell would be right with more behind it.
fn is_cut(row: &Row<'_>, fault: Fault, width: usize) -> bool {
    if row.cells.len() < width {
        return true;
    }
    let last = row.cells.len().saturating_sub(1);
    let text = row.cell(Some(last)).text();
    let starts = |word: &str| word.to_lowercase().starts_with(&text.to_lowercase());
    fault.column == Some(last)
        && match fault.what {
            CellFault::ReceiptWord => Receipt::ALL.iter().any(|code| starts(code.text())),
            CellFault::ClaimTypeWord => ClaimType::ALL.iter().any(|code| starts(code.text())),
            CellFault::SchemeWord => AtpScheme::ALL.iter().any(|code| starts(code.text())),
            CellFault::MethodWord => PaymentMethod::ALL.iter().any(|code| starts(code.text())),
            CellFault::PaymentStatusWord => PaymentStatus::ALL.iter().any(|code| starts(code.text())),
            CellFault::ReceiverKindWord => ReceiverKind::ALL.iter().any(|code| starts(code.text())),
            CellFault::QuarterForm | CellFault::AccountForm => true,
            CellFault::AmountForm => text == "-" || text.ends_with(','),
            CellFault::Empty | CellFault::DateForm | CellFault::TimeForm | CellFault::MonthForm => true,
            CellFault::CprLength | CellFault::CprForm | CellFault::SeForm => text.len() < 8 || text.len() == 10,
            _ => false,
        }
}

/// A last line without line end is whole only if its last cell cannot have been longer.
fn check_last(intake: &mut Intake<'_, '_>, row: &Row<'_>) -> Result<(), Refusal> {
    if !row.unterminated {
        return Ok(());
    }
    let last = row.cells.len().saturating_sub(1);
    let text = row.cell(Some(last)).text();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_whole = match intake.header.types.get(last).copied().flatten() {
        Some(ColumnType::Amount) => text.is_empty() || text.rfind(',').is_some_and(|comma| text.len() - comma >= 3),
        Some(ColumnType::Cpr) => text.is_empty() || digits == 10,
        Some(ColumnType::Code(width)) => text.is_empty() || digits == width,
        _ => true,
    };
    if !is_whole {
        return Err(Refusal::truncated(row.line, Some(intake.header.name(last))));
    }
    intake.findings.flag(Flag::NoFinalLineEnd, Some(row.line), None);
    Ok(())
}

fn after_trailer(line: u32) -> Refusal {
    Refusal::new(
        "after-trailer",
        "Der står rækker efter udtrækkets sidste linje 9999999.",
        "Filen er sat sammen af flere; indlæs de oprindelige filer hver for sig.",
    )
    .at(line)
}
