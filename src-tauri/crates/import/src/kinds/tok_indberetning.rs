//! TØK's reports to eIndkomst: one row per reported field.

use trepunkt_core::code::Receipt;
use trepunkt_core::code::System;
use trepunkt_core::delivery::Extract;
use trepunkt_core::record::Facts;
use trepunkt_core::record::IncomeHead;
use trepunkt_core::record::IncomeRecord;
use trepunkt_core::record::IncomeTable;
use trepunkt_core::record::base_month;
use trepunkt_core::source::SourceKind;
use trepunkt_core::text_pool::TextId;

use super::Kind;
use super::Yield;
use super::amount_in;
use super::filled;
use super::flag_sign;
use super::word;
use crate::amount::Sign;
use crate::catalogue::CellFault;
use crate::catalogue::Flag;
use crate::cell;
use crate::duplicates;
use crate::findings::Fault;
use crate::findings::Findings;
use crate::findings::InColumn;
use crate::header::Column;
use crate::header::ColumnType;
use crate::header::Fields;
use crate::header::Header;
use crate::header::Layout;
use crate::refusal::Refusal;
use crate::rows::Cell;
use crate::rows::Row;
use crate::walk::Intake;
use crate::walk::RowReader;
use crate::walk::walk;

/// The columns that records are made of. The others of the layout (`HovedindberetningsID`,
/// `ReferenceID`, `EffektueringsID`) stay in the archived original.
const COLUMNS: &[Column] = &[
    Column::must("IndberetningsID", ColumnType::Text),
    Column::must("P-SE-nr", ColumnType::Se),
    Column::must("CPR-nr", ColumnType::Cpr),
    Column::must("Indkomsttype", ColumnType::Code(2)),
    Column::must("Feltnr", ColumnType::Code(4)),
    Column::must("Beløb", ColumnType::Amount),
    Column::must("Periode-start", ColumnType::Date),
    Column::must("Periode-slut", ColumnType::Date),
    Column::must("Forud-bagud", ColumnType::Text),
    Column::must("Indberettet", ColumnType::Time),
    Column::must("Kvittering", ColumnType::Text),
    Column::may("Fagsystem", ColumnType::Text),
    Column::may("Ydelse", ColumnType::Text),
    Column::may("Kode68", ColumnType::Code(4)),
    Column::may("Dispositionsdato", ColumnType::Date),
    Column::may("Rettelse", ColumnType::Text),
    Column::may("HovedindberetningsID", ColumnType::Text),
    Column::may("ReferenceID", ColumnType::Text),
    Column::may("EffektueringsID", ColumnType::Text),
];

pub(crate) const KIND: Kind = Kind {
    layout: &Layout { kinds: &[SourceKind::TokIndberetning], columns: COLUMNS, fields: Fields::None, in_sheets: true },
    settle: |_| Ok(SourceKind::TokIndberetning),
    read,
};

/// Where the columns stand in this file.
#[derive(Clone, Copy, Debug, Default)]
struct Places {
    id: Option<usize>,
    se: Option<usize>,
    cpr: Option<usize>,
    income_type: Option<usize>,
    field: Option<usize>,
    amount: Option<usize>,
    start: Option<usize>,
    end: Option<usize>,
    advance: Option<usize>,
    reported: Option<usize>,
    receipt: Option<usize>,
    system: Option<usize>,
    benefit: Option<usize>,
    income_kind: Option<usize>,
    disposition: Option<usize>,
    correction: Option<usize>,
}

impl Places {
    fn of(header: &Header) -> Self {
        let at = |name: &str| {
            let column = COLUMNS.iter().position(|column| column.name == name);
            column.and_then(|column| header.places.get(column).copied().flatten())
        };
        Self {
            id: at("IndberetningsID"),
            se: at("P-SE-nr"),
            cpr: at("CPR-nr"),
            income_type: at("Indkomsttype"),
            field: at("Feltnr"),
            amount: at("Beløb"),
            start: at("Periode-start"),
            end: at("Periode-slut"),
            advance: at("Forud-bagud"),
            reported: at("Indberettet"),
            receipt: at("Kvittering"),
            system: at("Fagsystem"),
            benefit: at("Ydelse"),
            income_kind: at("Kode68"),
            disposition: at("Dispositionsdato"),
            correction: at("Rettelse"),
        }
    }

    /// The columns that rows of one report have in common.
    fn of_head(&self) -> Vec<usize> {
        [
            self.id,
            self.cpr,
            self.se,
            self.income_type,
            self.start,
            self.end,
            self.advance,
            self.reported,
            self.receipt,
            self.system,
            self.benefit,
            self.income_kind,
            self.disposition,
            self.correction,
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// What was odd about a head, told once per row that is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Oddities {
    cpr_repaired: bool,
    cpr_modulus: bool,
    se_modulus: bool,
}

struct Reader<'a> {
    at: Places,
    head_columns: Vec<usize>,
    table: IncomeTable,
    oddities: Vec<Oddities>,
    /// The head cells of the last row whose head could be read.
    last: Vec<Cell<'a>>,
    /// Its head, and whether it already stands at the end of the table.
    head: Option<(IncomeHead, Oddities)>,
    is_kept: bool,
    /// Benefits are few; each is kept once.
    benefits: Vec<TextId>,
    amount_name: String,
    field_name: String,
}

fn read(intake: &mut Intake<'_, '_>) -> Result<Yield, Refusal> {
    let at = Places::of(&intake.header);
    let name = |place: Option<usize>| place.map(|place| intake.header.name(place)).unwrap_or_default();
    let mut reader = Reader {
        at,
        head_columns: at.of_head(),
        table: IncomeTable::default(),
        oddities: Vec::new(),
        last: Vec::new(),
        head: None,
        is_kept: false,
        benefits: Vec::new(),
        amount_name: name(at.amount),
        field_name: name(at.field),
    };
    walk(intake, &mut reader)?;
    reader.finish(intake)
}

impl<'a> RowReader<'a> for Reader<'a> {
    fn take(&mut self, row: &Row<'a>, findings: &mut Findings) -> Result<(), Fault> {
        self.take_head(row)?;
        let (field, is_short) = cell::field(row.cell(self.at.field).text()).within(self.at.field)?;
        let (amount, sign) = amount_in(row, self.at.amount)?;
        let head = self.keep_head().ok_or(Fault::row(CellFault::TextTooLong))?;
        self.table.records.push(IncomeRecord { head, line: row.line, field, amount });
        if is_short {
            findings.flag(Flag::CodeZero, Some(row.line), Some(&self.field_name));
        }
        if sign != Sign::Usual {
            flag_sign(findings, sign, row.line, Some(&self.amount_name));
        }
        Ok(())
    }

    fn records(&self) -> usize {
        self.table.records.len()
    }

    fn take_back(&mut self, from: usize) {
        self.table.records.truncate(from);
        let heads = self.table.records.last().map_or(0, |record| usize_of(record.head) + 1);
        if heads < self.table.heads.len() {
            self.table.heads.truncate(heads);
            self.oddities.truncate(heads);
            self.is_kept = false;
        }
    }
}

impl<'a> Reader<'a> {
    /// Reads what the row shares with its neighbours. Most rows repeat the head of the row above
    /// letter by letter; then it is not read again.
    fn take_head(&mut self, row: &Row<'a>) -> Result<(), Fault> {
        let repeats = self.head.is_some()
            && self.head_columns.iter().zip(&self.last).all(|(column, last)| row.cells.get(*column) == Some(last));
        if repeats {
            return Ok(());
        }
        let (head, oddities) = match self.read_head(row) {
            Ok(read) => read,
            Err(fault) => {
                self.head = None;
                return Err(fault);
            }
        };
        self.last.clear();
        self.last.extend(self.head_columns.iter().map(|column| row.cell(Some(*column))));
        let is_same = self.table.heads.last() == Some(&head) && self.oddities.last() == Some(&oddities);
        self.head = Some((head, oddities));
        self.is_kept = is_same;
        Ok(())
    }

    fn read_head(&mut self, row: &Row<'a>) -> Result<(IncomeHead, Oddities), Fault> {
        let at = self.at;
        let text = |place: Option<usize>| row.cell(place).text();
        let se = cell::se(text(at.se)).within(at.se)?;
        let (cpr, cpr_repaired) = cell::cpr(text(at.cpr)).within(at.cpr)?;
        let income_kind = cell::income_kind(text(at.income_kind)).within(at.income_kind)?;
        let income_type = cell::income_type(text(at.income_type)).within(at.income_type)?;
        let start = cell::date(text(at.start)).within(at.start)?;
        let end = cell::date(text(at.end)).within(at.end)?;
        if end < start {
            return Err(Fault { column: at.end, what: CellFault::PeriodOrder });
        }
        let disposition = cell::optional_date(text(at.disposition)).within(at.disposition)?;
        let in_advance = advance(text(at.advance)).within(at.advance)?;
        let is_correction = correction(text(at.correction)).within(at.correction)?;
        let reported = cell::time(text(at.reported)).within(at.reported)?;
        let receipt = receipt(text(at.receipt)).within(at.receipt)?;
        let system = system(text(at.system)).within(at.system)?;
        let month = base_month(in_advance, start, disposition);
        let month = month.ok_or(Fault { column: at.start, what: CellFault::DateImpossible })?;
        filled(text(at.id)).within(at.id)?;
        let last_reference = self.table.heads.last().map(|head| head.reference).unwrap_or_default();
        let reference = self.table.texts.keep(&row.cell(at.id).plain(), last_reference);
        let reference = reference.ok_or(CellFault::TextTooLong).within(at.id)?;
        let benefit =
            self.keep_benefit(&row.cell(at.benefit).plain()).ok_or(CellFault::TextTooLong).within(at.benefit)?;
        let oddities = Oddities {
            cpr_repaired,
            cpr_modulus: !cpr.is_constructed() && !cpr.has_valid_modulus(),
            se_modulus: !se.has_valid_modulus(),
        };
        let head = IncomeHead {
            se,
            cpr: Some(cpr),
            month,
            income_kind,
            income_type: Some(income_type),
            period_start: Some(start),
            period_end: Some(end),
            disposition,
            in_advance,
            is_correction,
            reported: Some(reported),
            receipt,
            system,
            reference,
            benefit,
            name: TextId::default(),
        };
        Ok((head, oddities))
    }

    fn keep_benefit(&mut self, text: &str) -> Option<TextId> {
        if text.is_empty() {
            return Some(TextId::default());
        }
        if let Some(known) = self.benefits.iter().find(|known| self.table.texts.get(**known) == text) {
            return Some(*known);
        }
        let id = self.table.texts.keep(text, TextId::default())?;
        if self.benefits.len() < 64 {
            self.benefits.push(id);
        }
        Some(id)
    }

    /// The index of the current head, which is put into the table with its first record.
    fn keep_head(&mut self) -> Option<u32> {
        if !self.is_kept {
            let (head, oddities) = self.head?;
            self.table.heads.push(head);
            self.oddities.push(oddities);
            self.is_kept = true;
        }
        u32::try_from(self.table.heads.len().checked_sub(1)?).ok()
    }

    fn finish(mut self, intake: &mut Intake<'_, '_>) -> Result<Yield, Refusal> {
        let (id, cpr, se) = [self.at.id, self.at.cpr, self.at.se]
            .map(|place| place.map(|place| intake.header.name(place)).unwrap_or_default())
            .into();
        duplicates::reject(&mut self.table, &mut self.oddities, &id, intake);
        let mut repaired = 0_u32;
        // Several amounts of one line are one row.
        let rows = self.table.records.chunk_by(|one, other| one.line == other.line);
        for record in rows.filter_map(|row| row.first()) {
            let odd = self.oddities[usize_of(record.head)];
            if odd.cpr_repaired {
                repaired = repaired.saturating_add(1);
                intake.findings.flag(Flag::CprZero, Some(record.line), Some(&cpr));
            }
            if odd.cpr_modulus {
                intake.findings.flag(Flag::CprModulus, Some(record.line), Some(&cpr));
            }
            if odd.se_modulus {
                intake.findings.flag(Flag::SeModulus, Some(record.line), Some(&se));
            }
        }
        let is_split = self.table.heads.iter().any(|head| head.income_kind.is_some());
        Ok(Yield {
            facts: Facts::Income(self.table),
            extract: Extract { is_split, ..Extract::default() },
            repaired,
            trailer: None,
            needs_trailer: false,
        })
    }
}

fn usize_of(index: u32) -> usize {
    usize::try_from(index).expect("an index of 32 bits fits the machine")
}

pub(super) fn advance(text: &str) -> Result<bool, CellFault> {
    match filled(text)? {
        "F" | "f" => Ok(true),
        "B" | "b" => Ok(false),
        _ => Err(CellFault::AdvanceWord),
    }
}

pub(super) fn correction(text: &str) -> Result<bool, CellFault> {
    match text {
        "" => Ok(false),
        "R" | "r" => Ok(true),
        _ => Err(CellFault::CorrectionWord),
    }
}

fn receipt(text: &str) -> Result<Receipt, CellFault> {
    word(filled(text)?, Receipt::ALL, Receipt::text, Receipt::from_text).ok_or(CellFault::ReceiptWord)
}

fn system(text: &str) -> Result<System, CellFault> {
    word(text, System::ALL, System::text, System::from_text).ok_or(CellFault::SystemWord)
}
