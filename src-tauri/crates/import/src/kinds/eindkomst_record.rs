//! The record file 1000…9999 as it is sent to eIndkomst: evidence of what was reported.
//!
//! Each amount (6001) is one record, under the person (6000), report (5000) and company (2001) above
//! it. Every other record is a counted structural line; one that cannot be read is rejected, and all
//! amounts that hang on it with it.

use std::collections::BTreeMap;

use trepunkt_core::code::IncomeKind;
use trepunkt_core::code::Receipt;
use trepunkt_core::code::System;
use trepunkt_core::company::SeNumber;
use trepunkt_core::delivery::Extract;
use trepunkt_core::delivery::RowCount;
use trepunkt_core::period::Month;
use trepunkt_core::person::Cpr;
use trepunkt_core::record::Facts;
use trepunkt_core::record::IncomeHead;
use trepunkt_core::record::IncomeRecord;
use trepunkt_core::record::IncomeTable;
use trepunkt_core::record::base_month;
use trepunkt_core::source::SourceKind;
use trepunkt_core::text_pool::TextId;
use trepunkt_core::wall_time::Date;
use trepunkt_core::wall_time::WallTime;

use super::document::Content;
use super::document::Document;
use super::eindkomst_record_layout as layout;
use super::eindkomst_record_line as at;
use super::eindkomst_record_line::Line;
use super::eindkomst_record_line::Lines;
use super::eindkomst_record_line::PersonLayout;
use super::eindkomst_record_line::Slot;
use super::eindkomst_record_reversal as reversal;
use super::eindkomst_record_reversal::Outcome;
use super::eindkomst_record_reversal::Reversal;
use super::eindkomst_record_value::Fault;
use super::eindkomst_record_value::amount_of;
use super::eindkomst_record_value::cpr_of;
use super::eindkomst_record_value::date_of;
use super::eindkomst_record_value::field_of;
use super::eindkomst_record_value::read_slot;
use super::eindkomst_record_value::time_of;
use super::eindkomst_record_view as view;
use crate::catalogue::CellFault;
use crate::catalogue::Flag;
use crate::cell;
use crate::encoding::decode;
use crate::findings::Findings;
use crate::masking::shown;
use crate::pulse::Beat;
use crate::refusal::Refusal;

pub(crate) const DOCUMENT: Document = Document { recognise, read, row_at: view::row_at };

/// How many lines pass between two looks at the progress.
const PULSE_LINES: u32 = 8_192;

fn recognise(bytes: &[u8]) -> Option<SourceKind> {
    at::begins(bytes).then_some(SourceKind::EindkomstRecord)
}

/// What the lines below a line belong to.
#[derive(Clone, Copy, Debug, Default)]
enum Above<T> {
    #[default]
    Missing,
    Rejected,
    Known(T),
}

impl<T: Copy> Above<T> {
    fn get<'a>(self) -> Result<T, Fault<'a>> {
        match self {
            Self::Known(one) => Ok(one),
            Self::Rejected => Err(Fault::line(CellFault::AboveRejected)),
            Self::Missing => Err(Fault::line(CellFault::RecordOrder)),
        }
    }
}

/// Record 5000.
#[derive(Clone, Copy, Debug)]
struct Report {
    ordinal: u32,
    month: Month,
    start: Date,
    end: Date,
    disposition: Option<Date>,
    in_advance: bool,
    is_correction: bool,
    income_type: u8,
    reference: TextId,
}

/// Record 6000, with the name of record 8001.
#[derive(Clone, Copy, Debug)]
struct Person {
    cpr: Option<Cpr>,
    kind: Option<IncomeKind>,
    name: TextId,
    has_8001: bool,
    /// The head that its first amount made.
    head: Option<u32>,
}

/// How a line ended.
enum End {
    Structural,
    Accepted,
    /// A reversal, judged when all reports are known.
    Pending,
}

struct Reader {
    sent: WallTime,
    layout: &'static PersonLayout,
    company: Above<SeNumber>,
    report: Above<Report>,
    person: Above<Person>,
    reports: u32,
    table: IncomeTable,
    /// For each head, which report of the file it belongs to.
    ordinals: Vec<u32>,
    reversals: Vec<Reversal>,
    /// Records without amounts: how many of each, and the first line.
    others: BTreeMap<u16, (u32, u32)>,
    findings: Findings,
    count: RowCount,
}

fn read(bytes: &[u8], _: SourceKind, beat: &mut Beat<'_>) -> Result<Content, Refusal> {
    let decoded = decode(bytes)?;
    let text = &*decoded.text;
    let layout = layout::of(text)?;
    let mut lines = Lines::new(text);
    let first = lines.next()?.ok_or_else(Refusal::empty)?;
    let mut reader = Reader::new(&first, layout)?;
    let mut since = 0_u32;
    let mut declared = None;
    while let Some(line) = lines.next()? {
        since += 1;
        if since == PULSE_LINES {
            since = 0;
            beat.at(lines.position())?;
        }
        if lines.blanks > 0 {
            reader.count.rows += lines.blanks;
            reader.count.structural += lines.blanks;
            reader.findings.flag_many(Flag::BlankRows, lines.blanks, Some(line.line - 1), None);
        }
        if declared.is_some() {
            return Err(after_end(line.line));
        }
        if line.record == 9999 {
            declared = Some((cell::digits(line.get(&at::COUNT)), line.line));
            reader.count.rows += 1;
            reader.count.structural += 1;
            continue;
        }
        reader.take(&line)?;
    }
    let blank = reader.findings_of_blank();
    let (declared, line) = declared.ok_or_else(no_end)?;
    let counted = reader.count.rows - blank;
    if declared != Some(u64::from(counted)) {
        return Err(wrong_count(declared, counted, line));
    }
    reader.finish(counted, decoded.name, text)
}

impl Reader {
    fn new(first: &Line<'_>, layout: &'static PersonLayout) -> Result<Self, Refusal> {
        let date = date_of(first, &at::SENT_DATE).ok().flatten();
        let time = time_of(first.get(&at::SENT_TIME));
        let (Some(date), Some(time)) = (date, time) else {
            return Err(Refusal::new(
                "record-1000",
                "Record 1000 siger ikke, hvornår filen er sendt.",
                "Filen er afkortet eller ændret; hent den igen.",
            )
            .at(first.line));
        };
        let mut findings = Findings::default();
        if first.get(&at::TEST_MARK) == "T" {
            findings.flag(Flag::TestFile, Some(first.line), Some(at::TEST_MARK.name));
        }
        Ok(Self {
            sent: WallTime::new(date.calendar().and_time(time)),
            layout,
            company: Above::Missing,
            report: Above::Missing,
            person: Above::Missing,
            reports: 0,
            table: IncomeTable::default(),
            ordinals: Vec::new(),
            reversals: Vec::new(),
            others: BTreeMap::new(),
            findings,
            count: RowCount { rows: 1, structural: 1, ..RowCount::default() },
        })
    }

    fn take(&mut self, line: &Line<'_>) -> Result<(), Refusal> {
        let ended = match line.record {
            1000 => return Err(second_start(line.line)),
            2001 => self.take_company(line),
            3101 => take_zero_report(line).inspect(|_| self.count_other(line)),
            4101 => self.take_reversal(line),
            5000 => self.take_report(line),
            6000 => self.take_person(line),
            6001 => self.take_amount(line),
            8001 => self.take_name(line),
            2101 | 2111 | 6002..=6005 | 6102 | 6111 | 6202 => {
                self.count_other(line);
                Ok(End::Structural)
            }
            _ => Err(Fault::line(CellFault::RecordUnknown)),
        };
        self.count.rows = self.count.rows.checked_add(1).ok_or_else(Refusal::empty)?;
        match ended {
            Ok(End::Structural) => self.count.structural += 1,
            Ok(End::Accepted) => self.count.accepted += 1,
            Ok(End::Pending) => {}
            Err(fault) => {
                self.count.rejected += 1;
                let value = fault.slot.map(|slot| shown(fault.value, slot.is_person));
                let column = fault.slot.map_or_else(|| format!("Record {}", line.record), |slot| slot.name.to_owned());
                self.findings.reject_with(line.line, Some(column), value, fault.what, None);
            }
        }
        Ok(())
    }

    fn count_other(&mut self, line: &Line<'_>) {
        let (count, _) = self.others.entry(line.record).or_insert((0, line.line));
        *count += 1;
    }

    fn take_company<'a>(&mut self, line: &Line<'a>) -> Result<End, Fault<'a>> {
        (self.company, self.report, self.person) = (Above::Rejected, Above::Missing, Above::Missing);
        let se = read_slot(line, &at::COMPANY, cell::se)?;
        let currency = line.get(&at::CURRENCY);
        if !matches!(currency, "" | "DKK") {
            return Err(Fault { slot: Some(at::CURRENCY), value: currency, what: CellFault::CurrencyOther });
        }
        if !se.has_valid_modulus() {
            self.findings.flag(Flag::SeModulus, Some(line.line), Some(at::COMPANY.name));
        }
        self.company = Above::Known(se);
        Ok(End::Structural)
    }

    fn take_reversal<'a>(&mut self, line: &Line<'a>) -> Result<End, Fault<'a>> {
        let se = self.company.get()?;
        let mark = line.get(&at::REVERSAL_MARK);
        if !matches!(mark, "" | "J") {
            return Err(Fault { slot: Some(at::REVERSAL_MARK), value: mark, what: CellFault::ReversalMark });
        }
        let cpr = cpr_of(line, &at::REVERSAL_CPR)?;
        let [id, reference] = [at::REVERSAL_ID, at::REVERSAL_REFERENCE].map(|slot| line.get(&slot).to_owned());
        if id.is_empty() && reference.is_empty() {
            return Err(Fault { slot: Some(at::REVERSAL_ID), value: "", what: CellFault::Empty });
        }
        self.reversals.push(Reversal { line: line.line, se, id, reference, cpr });
        Ok(End::Pending)
    }

    fn take_report<'a>(&mut self, line: &Line<'a>) -> Result<End, Fault<'a>> {
        (self.report, self.person) = (Above::Rejected, Above::Missing);
        let fault = |slot: Slot, what: CellFault| Fault { slot: Some(slot), value: line.get(&slot), what };
        self.company.get()?;
        let required = |slot: Slot| date_of(line, &slot)?.ok_or_else(|| fault(slot, CellFault::Empty));
        let (start, end) = (required(at::PERIOD_START)?, required(at::PERIOD_END)?);
        if end < start {
            return Err(fault(at::PERIOD_END, CellFault::PeriodOrder));
        }
        let disposition = date_of(line, &at::DISPOSITION)?;
        let in_advance = match line.get(&at::ADVANCE) {
            "F" => true,
            "B" => false,
            _ => return Err(fault(at::ADVANCE, CellFault::AdvanceWord)),
        };
        let is_correction = match line.get(&at::CORRECTION) {
            "" => false,
            "R" => true,
            _ => return Err(fault(at::CORRECTION, CellFault::CorrectionWord)),
        };
        let id = line.get(&at::REPORT_ID);
        if id.is_empty() {
            return Err(fault(at::REPORT_ID, CellFault::Empty));
        }
        let last = self.table.heads.last().map(|head| head.reference).unwrap_or_default();
        let reference = self.table.texts.keep(id, last).ok_or(Fault::line(CellFault::TextTooLong))?;
        let month = base_month(in_advance, start, disposition);
        self.reports = self.reports.saturating_add(1);
        self.report = Above::Known(Report {
            ordinal: self.reports,
            month: month.ok_or_else(|| fault(at::PERIOD_START, CellFault::DateImpossible))?,
            start,
            end,
            disposition,
            in_advance,
            is_correction,
            income_type: read_slot(line, &at::INCOME_TYPE, cell::income_type)?,
            reference,
        });
        Ok(End::Structural)
    }

    fn take_person<'a>(&mut self, line: &Line<'a>) -> Result<End, Fault<'a>> {
        self.person = Above::Rejected;
        self.report.get()?;
        let layout = self.layout;
        let cpr = cpr_of(line, &layout.cpr)?;
        let kind = read_slot(line, &layout.kind, cell::income_kind)?;
        let name = match line.filled(&layout.se) {
            Some(se) => {
                read_slot(line, &layout.se, cell::se)?;
                self.table.texts.keep(se, TextId::default()).ok_or(Fault::line(CellFault::TextTooLong))?
            }
            None => TextId::default(),
        };
        if cpr.is_some_and(|cpr| !cpr.is_constructed() && !cpr.has_valid_modulus()) {
            self.findings.flag(Flag::CprModulus, Some(line.line), Some(layout.cpr.name));
        }
        self.person = Above::Known(Person { cpr, kind, name, has_8001: false, head: None });
        Ok(End::Structural)
    }

    fn take_name<'a>(&mut self, line: &Line<'a>) -> Result<End, Fault<'a>> {
        let mut person = self.person.get()?;
        let name = line.get(&at::NAME);
        if person.has_8001 || person.head.is_some() {
            return Err(Fault::line(CellFault::RecordOrder));
        }
        if name.is_empty() {
            return Err(Fault { slot: Some(at::NAME), value: "", what: CellFault::Empty });
        }
        person.name = self.table.texts.keep(name, person.name).ok_or(Fault::line(CellFault::TextTooLong))?;
        person.has_8001 = true;
        self.person = Above::Known(person);
        Ok(End::Structural)
    }

    fn take_amount<'a>(&mut self, line: &Line<'a>) -> Result<End, Fault<'a>> {
        let (se, report, mut person) = (self.company.get()?, self.report.get()?, self.person.get()?);
        let field = read_slot(line, &at::FIELD, field_of)?;
        let amount = amount_of(line)?;
        if person.cpr.is_none() && person.name == TextId::default() {
            return Err(Fault::line(CellFault::PersonMissing));
        }
        let head = match person.head {
            Some(head) => head,
            None => {
                let head = u32::try_from(self.table.heads.len()).map_err(|_| Fault::line(CellFault::TextTooLong))?;
                self.table.heads.push(self.head(se, report, person));
                self.ordinals.push(report.ordinal);
                person.head = Some(head);
                self.person = Above::Known(person);
                head
            }
        };
        self.table.records.push(IncomeRecord { head, line: line.line, field, amount });
        Ok(End::Accepted)
    }

    fn head(&self, se: SeNumber, report: Report, person: Person) -> IncomeHead {
        IncomeHead {
            se,
            cpr: person.cpr,
            month: report.month,
            income_kind: person.kind,
            income_type: Some(report.income_type),
            period_start: Some(report.start),
            period_end: Some(report.end),
            disposition: report.disposition,
            in_advance: report.in_advance,
            is_correction: report.is_correction,
            reported: Some(self.sent),
            receipt: Receipt::None,
            system: System::Unknown,
            reference: report.reference,
            benefit: TextId::default(),
            name: person.name,
        }
    }

    /// How many of the counted rows are blank.
    fn findings_of_blank(&self) -> u32 {
        self.findings.count(Flag::BlankRows)
    }

    fn finish(mut self, declared: u32, encoding: &'static str, text: &str) -> Result<Content, Refusal> {
        let outcomes = reversal::apply(&mut self.table, &self.ordinals, &self.reversals);
        for (reversal, outcome) in self.reversals.iter().zip(outcomes) {
            match outcome {
                Outcome::Applied => self.count.accepted += 1,
                Outcome::Outside => {
                    self.count.structural += 1;
                    self.findings.flag(Flag::ReversalOutside, Some(reversal.line), Some("Record 4101"));
                }
                Outcome::Rejected(what) => {
                    self.count.rejected += 1;
                    let named = if reversal.reference.is_empty() { &reversal.id } else { &reversal.reference };
                    let value = Some(shown(named, false));
                    self.findings.reject_with(reversal.line, Some("Record 4101".to_owned()), value, what, None);
                }
            }
        }
        self.note_others();
        if self.table.records.is_empty() {
            self.findings.flag(Flag::NothingInside, None, None);
        }
        let is_split = self.table.heads.iter().any(|head| head.income_kind.is_some());
        Ok(Content {
            facts: Facts::Income(self.table),
            extract: Extract { is_split, ..Extract::default() },
            count: self.count,
            encoding,
            repaired: 0,
            declared_rows: Some(declared),
            diagnostics: self.findings.into_diagnostics(),
            preview: view::preview(text, self.layout),
        })
    }

    fn note_others(&mut self) {
        let Some(first) = self.others.values().map(|(_, line)| *line).min() else {
            return;
        };
        let parts: Vec<String> = self.others.iter().map(|(record, (count, _))| format!("{record}: {count}")).collect();
        let message = format!("Linjer, som er talt med, men ikke giver beløb til afstemning: {}.", parts.join("; "));
        self.findings.note(
            "records-without-amount",
            Some(first),
            message,
            "Intet skal gøres; de bliver i den arkiverede fil.",
        );
    }
}

/// A report of nothing. One that holds an amount after all is for a whole company, and no person's
/// amounts can be held against it.
fn take_zero_report<'a>(line: &Line<'a>) -> Result<End, Fault<'a>> {
    for slot in [at::ZERO_AMOUNT, at::ZERO_DECIMALS] {
        if let Some(value) = line.filled(&slot) {
            return Err(Fault { slot: Some(slot), value, what: CellFault::CompanyAmount });
        }
    }
    Ok(End::Structural)
}

fn second_start(line: u32) -> Refusal {
    Refusal::new(
        "record-1000-twice",
        "Filen har flere record 1000; den er sat sammen af flere filer.",
        "Indlæs de oprindelige filer hver for sig.",
    )
    .at(line)
}

fn after_end(line: u32) -> Refusal {
    Refusal::new(
        "after-trailer",
        "Der står linjer efter filens sidste record 9999.",
        "Filen er sat sammen af flere; indlæs de oprindelige filer hver for sig.",
    )
    .at(line)
}

fn no_end() -> Refusal {
    Refusal::new(
        "trailer-missing",
        "Filen slutter uden record 9999; den er afkortet.",
        "Hent filen igen, og indlæs den uden at åbne og gemme den undervejs.",
    )
}

fn wrong_count(declared: Option<u64>, counted: u32, line: u32) -> Refusal {
    let declared = declared.map_or_else(|| "ikke noget antal".to_owned(), |declared| format!("{declared} records"));
    Refusal::new(
        "control-total",
        format!("Record 9999 angiver {declared}, men filen har {counted} (første og sidste talt med)."),
        "En linje mangler eller står dobbelt; hent filen igen.",
    )
    .at(line)
    .column(at::COUNT.name)
}
