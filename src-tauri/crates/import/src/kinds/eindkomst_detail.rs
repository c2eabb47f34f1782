//! eIndkomst report by report: one row per report with a column for each field, or one row per field.
//!
//! The register's own layout is not published, so it comes by a mapping profile. What the rows cannot say
//! themselves – which months were drawn, and when – must come from the profile or be answered at import:
//! it is what lets the extract take the place of the sums per employee of the same months.

use std::collections::BTreeSet;

use trepunkt_core::code::Field;
use trepunkt_core::code::Receipt;
use trepunkt_core::code::System;
use trepunkt_core::company::SeNumber;
use trepunkt_core::delivery::Extract;
use trepunkt_core::delivery::ExtractScope;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;
use trepunkt_core::record::Facts;
use trepunkt_core::record::IncomeHead;
use trepunkt_core::record::IncomeRecord;
use trepunkt_core::record::IncomeTable;
use trepunkt_core::record::base_month;
use trepunkt_core::source::SourceKind;
use trepunkt_core::text_pool::TextId;
use trepunkt_core::wall_time::WallTime;

use super::Kind;
use super::Yield;
use super::amount_in;
use super::flag_se;
use super::flag_sign;
use super::tok_indberetning::advance;
use super::tok_indberetning::correction;
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
use crate::rows::Row;
use crate::walk::Intake;
use crate::walk::RowReader;
use crate::walk::walk;

const COLUMNS: &[Column] = &[
    Column::must("P-SE-nr", ColumnType::Se),
    Column::must("CPR-nr", ColumnType::Cpr),
    Column::must("Per-start", ColumnType::Month),
    Column::must("Per-slut", ColumnType::Month),
    Column::must("Dannet", ColumnType::Time),
    Column::may("Navn", ColumnType::Text),
    Column::may("Måned", ColumnType::Month),
    Column::may("Periode-start", ColumnType::Date),
    Column::may("Periode-slut", ColumnType::Date),
    Column::may("Dispositionsdato", ColumnType::Date),
    Column::may("Forud-bagud", ColumnType::Text),
    Column::may("Rettelse", ColumnType::Text),
    Column::may("Indkomsttype", ColumnType::Code(2)),
    Column::may("Kode68", ColumnType::Code(4)),
    Column::may("IndberetningsID", ColumnType::Text),
    Column::may("Indberettet", ColumnType::Time),
    Column::may("Feltnr", ColumnType::Code(4)),
    Column::may("Beløb", ColumnType::Amount),
    Column::may("I-SE-nr", ColumnType::Text),
    Column::may("HovedindberetningsID", ColumnType::Text),
    Column::may("ReferenceID", ColumnType::Text),
    Column::may("Medarbejdernr", ColumnType::Text),
    Column::may("P-nr", ColumnType::Text),
];

pub(crate) const KIND: Kind = Kind {
    layout: &Layout {
        kinds: &[SourceKind::EindkomstDetail],
        columns: COLUMNS,
        fields: Fields::WideOrOne,
        in_sheets: true,
    },
    settle: |_| Ok(SourceKind::EindkomstDetail),
    read,
};

/// More months than this are no extract that somebody draws.
const MONTHS_MAX: u16 = 240;

/// What was odd about a person, told once per row that is kept.
#[derive(Clone, Copy, Debug, Default)]
struct Oddities {
    line: u32,
    cpr_repaired: bool,
    cpr_modulus: bool,
}

struct Reader {
    /// By the order of [`COLUMNS`].
    places: Vec<Option<usize>>,
    names: Vec<String>,
    fields: Vec<(usize, Field)>,
    table: IncomeTable,
    /// Beside the heads.
    oddities: Vec<Oddities>,
    scopes: BTreeSet<ExtractScope>,
    last_scope: Option<(SeNumber, Month, Month)>,
    is_split: bool,
    time: Option<WallTime>,
    /// The first row that says another time.
    other_time: Option<u32>,
}

fn read(intake: &mut Intake<'_, '_>) -> Result<Yield, Refusal> {
    let mut reader = Reader::new(&intake.header);
    walk(intake, &mut reader)?;
    if let Some(line) = reader.other_time {
        return Err(Refusal::new(
            "extract-time-differs",
            "Rækkerne siger, at udtrækket er dannet på flere tidspunkter.",
            "Et udtræk har ét tidspunkt; indlæs udtrækkene hver for sig.",
        )
        .at(line)
        .column(reader.name(4)));
    }
    let (id, cpr) = (reader.name(14).to_owned(), reader.name(1).to_owned());
    duplicates::reject(&mut reader.table, &mut reader.oddities, &id, intake);
    let mut repaired = 0_u32;
    // Several amounts of one line are one person once.
    for lines in reader.oddities.chunk_by(|one, other| one.line == other.line) {
        let odd = lines[0];
        repaired = repaired.saturating_add(u32::from(odd.cpr_repaired));
        let told = [(odd.cpr_repaired, Flag::CprZero), (odd.cpr_modulus, Flag::CprModulus)];
        for (_, flag) in told.into_iter().filter(|(is_odd, _)| *is_odd) {
            intake.findings.flag(flag, Some(odd.line), Some(&cpr));
        }
    }
    let scopes = reader.scopes.into_iter().collect();
    Ok(Yield {
        facts: Facts::Income(reader.table),
        extract: Extract { time: reader.time, scopes, is_split: reader.is_split },
        repaired,
        trailer: None,
        needs_trailer: false,
    })
}

impl Reader {
    fn new(header: &Header) -> Self {
        Self {
            places: header.places.clone(),
            names: (0..header.names.len()).map(|place| header.name(place)).collect(),
            fields: header.fields.clone(),
            table: IncomeTable::default(),
            oddities: Vec::new(),
            scopes: BTreeSet::new(),
            last_scope: None,
            is_split: false,
            time: None,
            other_time: None,
        }
    }

    fn at<const N: usize>(&self, first: usize) -> [Option<usize>; N] {
        std::array::from_fn(|at| self.places.get(first + at).copied().flatten())
    }

    fn name(&self, column: usize) -> &str {
        let place = self.places.get(column).copied().flatten();
        place.and_then(|place| self.names.get(place)).map_or("", String::as_str)
    }
}

impl<'a> RowReader<'a> for Reader {
    fn take(&mut self, row: &Row<'a>, findings: &mut Findings) -> Result<(), Fault> {
        let [se_at, _, from_at, to_at, made_at] = self.at(0);
        let text = |place: Option<usize>| row.cell(place).text();
        let se = cell::se(text(se_at)).within(se_at)?;
        let from = cell::month(text(from_at)).within(from_at)?;
        let to = cell::month(text(to_at)).within(to_at)?;
        let span = to.ordinal().checked_sub(from.ordinal()).filter(|span| *span < MONTHS_MAX);
        span.ok_or(CellFault::PeriodOrder).within(to_at)?;
        let made = cell::time(text(made_at)).within(made_at)?;
        let (head, odd) = self.head(row, se, (from, to))?;
        let amounts = self.amounts(row)?;
        self.time.get_or_insert(made);
        if self.time != Some(made) {
            self.other_time.get_or_insert(row.line);
        }
        if !amounts.is_empty() {
            let index = u32::try_from(self.table.heads.len()).map_err(|_| Fault::row(CellFault::TextTooLong))?;
            self.table.heads.push(head);
            self.oddities.push(odd);
            let record = |(field, amount, ..): &(Field, Money, Sign, usize)| IncomeRecord {
                head: index,
                line: row.line,
                field: *field,
                amount: *amount,
            };
            self.table.records.extend(amounts.iter().map(record));
        }
        self.cover(se, from, to);
        self.is_split |= head.income_kind.is_some();
        self.remark(row, se, se_at, &amounts, findings);
        Ok(())
    }

    fn records(&self) -> usize {
        self.table.records.len()
    }

    fn take_back(&mut self, from: usize) {
        self.table.records.truncate(from);
        let heads = self.table.records.last().map_or(0, |record| record.head + 1);
        let heads = usize::try_from(heads).expect("an index of 32 bits fits the machine");
        self.table.heads.truncate(heads);
        self.oddities.truncate(heads);
    }
}

impl Reader {
    fn head(&mut self, row: &Row<'_>, se: SeNumber, scope: (Month, Month)) -> Result<(IncomeHead, Oddities), Fault> {
        let [cpr_at] = self.at(1);
        let [name_at, month_at, start_at, end_at, disposition_at, advance_at, correction_at, type_at, kind_at] =
            self.at(5);
        let [id_at, reported_at] = self.at(14);
        let text = |place: Option<usize>| row.cell(place).text();
        let (cpr, odd) = match text(cpr_at) {
            "" if text(name_at).is_empty() => return Err(Fault { column: cpr_at, what: CellFault::PersonMissing }),
            "" => (None, Oddities { line: row.line, ..Oddities::default() }),
            number => {
                let (cpr, cpr_repaired) = cell::cpr(number).within(cpr_at)?;
                let cpr_modulus = !cpr.is_constructed() && !cpr.has_valid_modulus();
                (Some(cpr), Oddities { line: row.line, cpr_repaired, cpr_modulus })
            }
        };
        let start = cell::optional_date(text(start_at)).within(start_at)?;
        let end = cell::optional_date(text(end_at)).within(end_at)?;
        if start.zip(end).is_some_and(|(start, end)| end < start) {
            return Err(Fault { column: end_at, what: CellFault::PeriodOrder });
        }
        let disposition = cell::optional_date(text(disposition_at)).within(disposition_at)?;
        let in_advance = if text(advance_at).is_empty() { None } else { Some(advance(text(advance_at))) };
        let in_advance = in_advance.transpose().within(advance_at)?;
        let month = match (text(month_at), start, in_advance) {
            ("", Some(start), Some(in_advance)) => base_month(in_advance, start, disposition),
            // An extract of one month says itself which month its rows are of.
            ("", ..) if scope.0 == scope.1 => Some(scope.0),
            ("", ..) => None,
            (month, ..) => Some(cell::month(month).within(month_at)?),
        };
        let month = month.ok_or(CellFault::MonthUnknown).within(month_at.or(start_at))?;
        if !(scope.0..=scope.1).contains(&month) {
            return Err(Fault { column: month_at.or(start_at), what: CellFault::OutsideScope });
        }
        let head = IncomeHead {
            se,
            cpr,
            month,
            income_kind: cell::income_kind(text(kind_at)).within(kind_at)?,
            income_type: optional(text(type_at), cell::income_type).within(type_at)?,
            period_start: start,
            period_end: end,
            disposition,
            in_advance: in_advance.unwrap_or(false),
            is_correction: correction(text(correction_at)).within(correction_at)?,
            reported: optional(text(reported_at), cell::time).within(reported_at)?,
            receipt: Receipt::None,
            system: System::Unknown,
            reference: self.keep(row, id_at)?,
            benefit: TextId::default(),
            name: self.keep(row, name_at)?,
        };
        Ok((head, odd))
    }

    fn keep(&mut self, row: &Row<'_>, place: Option<usize>) -> Result<TextId, Fault> {
        let text = row.cell(place).plain();
        if text.is_empty() {
            return Ok(TextId::default());
        }
        self.table.texts.keep(&text, TextId::default()).ok_or(CellFault::TextTooLong).within(place)
    }

    /// The row's amounts: of its field columns, and of `Feltnr` and `Beløb`. Blank means that nothing was reported.
    fn amounts(&self, row: &Row<'_>) -> Result<Vec<(Field, Money, Sign, usize)>, Fault> {
        let mut amounts = Vec::new();
        for (place, field) in &self.fields {
            if !row.cell(Some(*place)).text().is_empty() {
                let (amount, sign) = amount_in(row, Some(*place))?;
                amounts.push((*field, amount, sign, *place));
            }
        }
        let [field_at, amount_at] = self.at(16);
        let Some(place) = amount_at else { return Ok(amounts) };
        let (field, is_blank) = (row.cell(field_at).text(), row.cell(amount_at).text().is_empty());
        if !field.is_empty() || !is_blank {
            let (field, _) = cell::field(field).within(field_at)?;
            let (amount, sign) = amount_in(row, amount_at)?;
            amounts.push((field, amount, sign, place));
        }
        Ok(amounts)
    }

    /// Each row knows its own month, so each month that was drawn is covered by itself.
    fn cover(&mut self, se: SeNumber, from: Month, to: Month) {
        if self.last_scope == Some((se, from, to)) {
            return;
        }
        self.last_scope = Some((se, from, to));
        let months = (from.ordinal()..=to.ordinal()).filter_map(Month::from_ordinal);
        self.scopes.extend(months.map(|month| ExtractScope { se, from: month, to: month }));
    }

    fn remark(
        &self,
        row: &Row<'_>,
        se: SeNumber,
        se_at: Option<usize>,
        amounts: &[(Field, Money, Sign, usize)],
        findings: &mut Findings,
    ) {
        let name = |place: Option<usize>| place.and_then(|place| self.names.get(place)).map_or("", String::as_str);
        for (_, _, sign, place) in amounts {
            flag_sign(findings, *sign, row.line, Some(name(Some(*place))));
        }
        flag_se(findings, se, row.line, name(se_at));
        if amounts.is_empty() {
            findings.flag(Flag::NoAmounts, Some(row.line), None);
        }
    }
}

fn optional<T>(text: &str, read: fn(&str) -> Result<T, CellFault>) -> Result<Option<T>, CellFault> {
    if text.is_empty() { Ok(None) } else { read(text).map(Some) }
}
