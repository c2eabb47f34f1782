//! What the two sum extracts of eIndkomst share: columns, field columns, and the line 9999999.

use std::collections::BTreeSet;

use trepunkt_core::code::Field;
use trepunkt_core::code::IncomeKind;
use trepunkt_core::company::SeNumber;
use trepunkt_core::delivery::Extract;
use trepunkt_core::delivery::ExtractScope;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;
use trepunkt_core::record::Facts;
use trepunkt_core::source::SourceKind;
use trepunkt_core::wall_time::WallTime;

use super::Kind;
use super::Trailer;
use super::Yield;
use super::amount_in;
use super::eindkomst_persum::Persons;
use super::eindkomst_virsum::Companies;
use super::flag_se;
use super::flag_sign;
use crate::amount::Sign;
use crate::catalogue::CellFault;
use crate::catalogue::Flag;
use crate::cell;
use crate::findings::Fault;
use crate::findings::Findings;
use crate::findings::InColumn;
use crate::header::Column;
use crate::header::ColumnType;
use crate::header::Fields;
use crate::header::Header;
use crate::header::LINE_NUMBER;
use crate::header::Layout;
use crate::masking::shown;
use crate::refusal::Refusal;
use crate::rows::Row;
use crate::rows::Rows;
use crate::walk::Intake;
use crate::walk::RowReader;
use crate::walk::walk;

const COLUMNS: &[Column] = &[
    Column::must(LINE_NUMBER, ColumnType::Text),
    Column::must("I-SE-nr", ColumnType::Text),
    Column::must("P-SE-nr", ColumnType::Se),
    Column::must("CPR-nr", ColumnType::Cpr),
    Column::must("Navn", ColumnType::Text),
    Column::must("Per-start", ColumnType::Month),
    Column::must("Per-slut", ColumnType::Month),
    Column::must("Kode68", ColumnType::Code(4)),
];

pub(crate) const KIND: Kind = Kind {
    layout: &Layout {
        kinds: &[SourceKind::EindkomstPersum, SourceKind::EindkomstVirsum],
        columns: COLUMNS,
        fields: Fields::Wide,
        in_sheets: false,
    },
    settle,
    read,
};

/// The number of the last line.
const LAST_LINE: &str = "9999999";
/// What stands instead of a CPR number in the sum for a company.
pub(super) const EVERYBODY: &str = "alle";

/// Where the columns stand in this file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Places {
    line: Option<usize>,
    reporter: Option<usize>,
    se: Option<usize>,
    pub(super) cpr: Option<usize>,
    pub(super) name: Option<usize>,
    from: Option<usize>,
    to: Option<usize>,
    income_kind: Option<usize>,
}

/// What every row of either extract says before its amounts.
#[derive(Clone, Copy, Debug)]
pub(super) struct SumHead {
    pub(super) se: SeNumber,
    pub(super) from: Month,
    pub(super) to: Month,
    pub(super) income_kind: Option<IncomeKind>,
}

/// What a row becomes.
pub(super) trait SumTable {
    /// Takes a row whose head and amounts are read; an error leaves no trace of it.
    fn take(&mut self, row: &Row<'_>, at: &Places, head: SumHead, amounts: &[(Field, Money)]) -> Result<Person, Fault>;
    /// The records.
    fn facts(self) -> Facts;
}

/// What was odd about a row's person.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Person {
    pub(super) cpr_repaired: bool,
    pub(super) cpr_modulus: bool,
}

struct Reader<T> {
    at: Places,
    table: T,
    fields: Vec<(usize, Field)>,
    names: Vec<String>,
    amounts: Vec<(Field, Money)>,
    signs: Vec<(Sign, usize)>,
    scopes: BTreeSet<ExtractScope>,
    last_scope: Option<ExtractScope>,
    is_split: bool,
    repaired: u32,
    trailer: Option<Trailer>,
    time: Option<WallTime>,
}

fn settle(intake: &Intake<'_, '_>) -> Result<SourceKind, Refusal> {
    let seen = kind_by_first_row(intake, Places::of(&intake.header));
    match (seen, intake.choice) {
        (Some(seen), Some(chosen)) if seen != chosen => Err(kind_differs(intake, seen, chosen)),
        (Some(kind), _) | (None, Some(kind)) => Ok(kind),
        // An extract without rows says nothing of persons either way, and nothing depends on it.
        (None, None) if intake.name.to_uppercase().contains("VIRSUM") => Ok(SourceKind::EindkomstVirsum),
        (None, None) => Ok(SourceKind::EindkomstPersum),
    }
}

fn read(intake: &mut Intake<'_, '_>) -> Result<Yield, Refusal> {
    let at = Places::of(&intake.header);
    match settle(intake)? {
        SourceKind::EindkomstVirsum => Reader::new(at, &intake.header, Companies::default()).read(intake),
        _ => Reader::new(at, &intake.header, Persons::default()).read(intake),
    }
}

/// The two kinds differ only in what stands for the person; the first row tells.
fn kind_by_first_row(intake: &Intake<'_, '_>, at: Places) -> Option<SourceKind> {
    let Rows::Text(mut rows) = intake.rows else {
        return None;
    };
    let mut row = Row::default();
    while rows.next(&mut row).ok()? {
        if row.is_blank() {
            continue;
        }
        if row.cell(at.line).text() == LAST_LINE {
            return None;
        }
        let is_everybody = row.cell(at.cpr).text().eq_ignore_ascii_case(EVERYBODY);
        return Some(if is_everybody { SourceKind::EindkomstVirsum } else { SourceKind::EindkomstPersum });
    }
    None
}

fn kind_differs(intake: &Intake<'_, '_>, seen: SourceKind, chosen: SourceKind) -> Refusal {
    Refusal::new(
        "kind-differs",
        format!("Filen er {}, ikke {}.", seen.label(), chosen.label()),
        "Vælg en anden kildetype, eller lad programmet finde den.",
    )
    .at(intake.header.line.saturating_add(1))
}

impl Places {
    fn of(header: &Header) -> Self {
        let at = |index: usize| header.places.get(index).copied().flatten();
        Self {
            line: at(0),
            reporter: at(1),
            se: at(2),
            cpr: at(3),
            name: at(4),
            from: at(5),
            to: at(6),
            income_kind: at(7),
        }
    }
}

impl<T: SumTable> Reader<T> {
    fn new(at: Places, header: &Header, table: T) -> Self {
        Self {
            at,
            table,
            fields: header.fields.clone(),
            names: (0..header.names.len()).map(|place| header.name(place)).collect(),
            amounts: Vec::new(),
            signs: Vec::new(),
            scopes: BTreeSet::new(),
            last_scope: None,
            is_split: false,
            repaired: 0,
            trailer: None,
            time: None,
        }
    }

    fn read(mut self, intake: &mut Intake<'_, '_>) -> Result<Yield, Refusal> {
        walk(intake, &mut self)?;
        Ok(Yield {
            facts: self.table.facts(),
            extract: Extract { time: self.time, scopes: self.scopes.into_iter().collect(), is_split: self.is_split },
            repaired: self.repaired,
            trailer: self.trailer,
            needs_trailer: true,
        })
    }

    fn read_head(&self, row: &Row<'_>) -> Result<SumHead, Fault> {
        let at = self.at;
        let text = |place: Option<usize>| row.cell(place).text();
        cell::digits(text(at.line)).ok_or(CellFault::LineNumber).within(at.line)?;
        let reporter = text(at.reporter);
        if !reporter.is_empty() && !reporter.eq_ignore_ascii_case("flere") {
            cell::se(reporter).map_err(|_| CellFault::ReporterForm).within(at.reporter)?;
        }
        let se = cell::se(text(at.se)).within(at.se)?;
        let from = cell::compact_month(text(at.from)).within(at.from)?;
        let to = cell::compact_month(text(at.to)).within(at.to)?;
        if to < from {
            return Err(Fault { column: at.to, what: CellFault::PeriodOrder });
        }
        let income_kind = cell::income_kind(text(at.income_kind)).within(at.income_kind)?;
        Ok(SumHead { se, from, to, income_kind })
    }

    /// Blank means that nothing was reported to the field; `0,00` that it sums to zero.
    fn read_amounts(&mut self, row: &Row<'_>) -> Result<(), Fault> {
        self.amounts.clear();
        self.signs.clear();
        for (column, field) in &self.fields {
            if row.cell(Some(*column)).text().is_empty() {
                continue;
            }
            let (amount, sign) = amount_in(row, Some(*column))?;
            self.amounts.push((*field, amount));
            if sign != Sign::Usual {
                self.signs.push((sign, *column));
            }
        }
        Ok(())
    }

    fn remark(&mut self, row: &Row<'_>, head: SumHead, person: Person, findings: &mut Findings) {
        let name = |place: Option<usize>| place.and_then(|place| self.names.get(place)).map_or("", String::as_str);
        for (sign, column) in &self.signs {
            flag_sign(findings, *sign, row.line, Some(name(Some(*column))));
        }
        flag_se(findings, head.se, row.line, name(self.at.se));
        if person.cpr_modulus {
            findings.flag(Flag::CprModulus, Some(row.line), Some(name(self.at.cpr)));
        }
        if person.cpr_repaired {
            findings.flag(Flag::CprZero, Some(row.line), Some(name(self.at.cpr)));
            self.repaired = self.repaired.saturating_add(1);
        }
        if self.amounts.is_empty() {
            findings.flag(Flag::NoAmounts, Some(row.line), None);
        }
    }
}

impl<'a, T: SumTable> RowReader<'a> for Reader<T> {
    fn take(&mut self, row: &Row<'a>, findings: &mut Findings) -> Result<(), Fault> {
        let head = self.read_head(row)?;
        self.read_amounts(row)?;
        let person = self.table.take(row, &self.at, head, &self.amounts)?;
        let scope = ExtractScope { se: head.se, from: head.from, to: head.to };
        if self.last_scope != Some(scope) {
            self.last_scope = Some(scope);
            self.scopes.insert(scope);
        }
        self.is_split |= head.income_kind.is_some();
        self.remark(row, head, person, findings);
        Ok(())
    }

    // A row of an extract is one line; there is never a further row of it to reject.
    fn records(&self) -> usize {
        0
    }

    fn take_back(&mut self, _from: usize) {}

    fn is_trailer(&self, row: &Row<'a>) -> bool {
        row.cell(self.at.line).text() == LAST_LINE
    }

    fn take_trailer(&mut self, row: &Row<'a>, findings: &mut Findings) -> Result<(), Refusal> {
        let count = row.cell(self.at.reporter).text();
        let declared = match cell::digits(count).map(u32::try_from) {
            Some(Ok(number)) => Some(number),
            None if count.is_empty() => None,
            Some(Err(_)) | None => return Err(self.count_unreadable(row, count)),
        };
        self.time = cell::time_within(&row.cell(self.at.se).plain());
        if declared.is_some() && self.time.is_none() {
            if row.unterminated && row.cells.len() < self.names.len() {
                return Err(Refusal::truncated(row.line, None));
            }
            findings.flag(Flag::NoExtractTime, Some(row.line), None);
        }
        self.trailer = Some(Trailer { line: row.line, declared });
        Ok(())
    }
}

impl<T> Reader<T> {
    fn count_unreadable(&self, row: &Row<'_>, count: &str) -> Refusal {
        let column = self.at.reporter.and_then(|place| self.names.get(place)).cloned().unwrap_or_default();
        Refusal::new(
            "trailer-form",
            "Linje 9999999 har ikke et antal rækker i I-SE-nr.",
            "Hent udtrækket igen, og indlæs det uden at åbne og gemme det undervejs.",
        )
        .at(row.line)
        .column(column)
        .value(shown(count, false))
    }
}
