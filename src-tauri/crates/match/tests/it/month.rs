//! A small month as plain lists, written as text or generated, and the sources that deliver it.
//!
//! The notation, one record a line, words in any order after the amount:
//!
//! ```text
//! A 0101900004 0015 100,00 K before          a line: person, field, amount, receipt (K, X rejected, V awaiting), time
//! A Andersen 0015 100,00 K -60 F 2026-11      time in seconds from the extract; in advance, of November
//! A 0101900004 0015 100,00 K before R p=7     marked R; of the period that is day 7
//! A 0101900004 0015 1,00 K at kind=0041 id=R7 se=17000012 in=1
//! B 0101900004 0015 100,00 kind=0041 in=1     a cell
//! B 0101900004 0015 100,00 id=R7 d=3          a cell that says its report, and its disposition date (lines may, too)
//! C A-skat 100,00 2026-09                     a claim line, of September
//! X 0 60 2026-10 2026-10 se=17000012          extract file 0, made at 60, covers those months
//! X 1 60 2026-10 2026-10 detail               extract file 1 holds the reports one by one
//! ```

use std::collections::BTreeSet;

use trepunkt_core::code::ClaimType;
use trepunkt_core::code::Field;
use trepunkt_core::code::IncomeKind;
use trepunkt_core::code::Receipt;
use trepunkt_core::code::System;
use trepunkt_core::company::SeNumber;
use trepunkt_core::delivery::Extract;
use trepunkt_core::delivery::ExtractScope;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;
use trepunkt_core::person::Cpr;
use trepunkt_core::record::ClaimRecord;
use trepunkt_core::record::IncomeHead;
use trepunkt_core::record::IncomeRecord;
use trepunkt_core::record::IncomeTable;
use trepunkt_core::source::SourceKind;
use trepunkt_core::text_pool::TextId;
use trepunkt_core::wall_time::Date;
use trepunkt_core::wall_time::WallTime;
use trepunkt_match::DeliveredClaims;
use trepunkt_match::DeliveredIncome;
use trepunkt_match::Sources;

/// 2026-11-04 18:00, when the first extract is made; times are counted from here.
pub(crate) const EXTRACT_TIME: i64 = 1_793_815_200;

pub(crate) const SE: u32 = 17_000_004;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    pub(crate) file: usize,
    pub(crate) id: String,
    pub(crate) se: u32,
    pub(crate) person: String,
    pub(crate) field: u16,
    pub(crate) amount: i64,
    pub(crate) kind: Option<u16>,
    pub(crate) month: Month,
    pub(crate) in_advance: bool,
    pub(crate) time: Option<i64>,
    pub(crate) receipt: Receipt,
    pub(crate) is_correction: bool,
    pub(crate) period: Option<i32>,
    pub(crate) disposition: Option<i32>,
    /// The number of the report that it is part of, where somebody has numbered them.
    pub(crate) head: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cell {
    pub(crate) file: usize,
    pub(crate) se: u32,
    pub(crate) person: String,
    pub(crate) field: u16,
    pub(crate) amount: i64,
    pub(crate) kind: Option<u16>,
    pub(crate) month: Month,
    pub(crate) reference: String,
    pub(crate) disposition: Option<i32>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Claim {
    pub(crate) file: usize,
    pub(crate) se: u32,
    pub(crate) claim_type: ClaimType,
    pub(crate) month: Month,
    pub(crate) amount: i64,
}

/// One file of an extract. Its cells lie within its scopes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ExtractFile {
    pub(crate) time: Option<i64>,
    pub(crate) scopes: Vec<(u32, Month, Month)>,
    /// Reports one by one, not their sums.
    pub(crate) is_detail: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct SmallMonth {
    pub(crate) lines: Vec<Line>,
    pub(crate) cells: Vec<Cell>,
    pub(crate) claims: Vec<Claim>,
    pub(crate) extracts: Vec<ExtractFile>,
}

pub(crate) fn month(text: &str) -> Month {
    text.parse().expect("a month")
}

pub(crate) fn se(number: u32) -> SeNumber {
    SeNumber::new(number).expect("an SE number")
}

pub(crate) fn cpr(person: &str) -> Option<Cpr> {
    person.parse().ok().and_then(|number| Cpr::new(number).ok())
}

pub(crate) fn amount(text: &str) -> i64 {
    text.replace(',', "").parse().expect("an amount with two decimals")
}

impl SmallMonth {
    pub(crate) fn parse(text: &str) -> Self {
        let mut small = Self::default();
        for (number, line) in text.lines().map(str::trim).filter(|line| !line.is_empty()).enumerate() {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words[0] {
                "A" => small.lines.push(parse_line(&words, number)),
                "B" => small.cells.push(parse_cell(&words)),
                "C" => small.claims.push(parse_claim(&words)),
                "X" => small.parse_extract(&words),
                other => panic!("`{other}` starts no record"),
            }
        }
        if small.extracts.is_empty() {
            let october = month("2026-10");
            small.extracts.push(ExtractFile { time: Some(0), scopes: vec![(SE, october, october)], is_detail: false });
        }
        small
    }

    fn parse_extract(&mut self, words: &[&str]) {
        let file: usize = words[1].parse().expect("a file number");
        while self.extracts.len() <= file {
            self.extracts.push(ExtractFile { time: None, scopes: Vec::new(), is_detail: false });
        }
        self.extracts[file].time = words[2].parse().ok();
        self.extracts[file].is_detail |= words.contains(&"detail");
        let scope = (option(words, "se").map_or(SE, number), month(words[3]), month(words[4]));
        self.extracts[file].scopes.push(scope);
    }

    /// The sources: TØK files, then extract files, then claim files, numbered in that order.
    pub(crate) fn sources(&self) -> Sources {
        let reports = files(self.lines.iter().map(|line| line.file));
        let claims = files(self.claims.iter().map(|claim| claim.file));
        let mut sources = Sources::default();
        for file in reports {
            let mut table = Table::default();
            self.lines.iter().filter(|line| line.file == file).for_each(|line| table.line(line));
            sources.reports.push(table.delivered(SourceKind::TokIndberetning, Extract::default()));
        }
        for (file, extract) in self.extracts.iter().enumerate() {
            let mut table = Table::default();
            let cells = self.cells.iter().filter(|cell| cell.file == file);
            cells.clone().for_each(|cell| table.cell(cell));
            let mut scopes: Vec<ExtractScope> = extract
                .scopes
                .iter()
                .map(|(of, from, to)| ExtractScope { se: se(*of), from: *from, to: *to })
                .collect();
            scopes.sort();
            let time = extract.time.map(at);
            let is_split = cells.clone().any(|cell| cell.kind.is_some());
            let kind = if extract.is_detail { SourceKind::EindkomstDetail } else { SourceKind::EindkomstPersum };
            sources.extracts.push(table.delivered(kind, Extract { time, scopes, is_split }));
        }
        for file in claims {
            let records = self.claims.iter().filter(|claim| claim.file == file).map(claim_record).collect();
            sources.claims.push(DeliveredClaims { delivery: DeliveryId(0), sha256: [0; 32], records });
        }
        number_deliveries(&mut sources, |position| position + 1);
        sources
    }
}

/// Numbers the deliveries, and gives each a hash of its place in the month: content, not number.
pub(crate) fn number_deliveries(sources: &mut Sources, number: impl Fn(usize) -> usize) {
    let incomes = sources.reports.iter_mut().chain(&mut sources.extracts);
    let names = incomes.map(|one| (&mut one.delivery, &mut one.sha256));
    let claims = sources.claims.iter_mut().map(|one| (&mut one.delivery, &mut one.sha256));
    for (position, (delivery, sha256)) in names.chain(claims).enumerate() {
        *delivery = DeliveryId(u32::try_from(number(position)).expect("few deliveries"));
        if *sha256 == [0; 32] {
            *sha256 = [u8::try_from(position + 1).expect("few deliveries"); 32];
        }
    }
}

fn files(numbers: impl Iterator<Item = usize>) -> BTreeSet<usize> {
    numbers.collect()
}

fn at(seconds: i64) -> WallTime {
    WallTime::from_seconds(EXTRACT_TIME + seconds)
}

fn day(number: i32) -> Date {
    Date::from_days(20_700 + number)
}

fn claim_record(claim: &Claim) -> ClaimRecord {
    ClaimRecord {
        line: 1,
        se: se(claim.se),
        claim_type: claim.claim_type,
        month: claim.month,
        claim_month: month("2026-10"),
        due: Date::from_days(20_767),
        last_timely: None,
        amount: Money::from_minor(claim.amount),
        posted: None,
        text: String::new(),
        payment_reference: String::new(),
    }
}

#[derive(Default)]
struct Table {
    table: IncomeTable,
    last: TextId,
}

impl Table {
    fn text(&mut self, text: &str) -> TextId {
        self.last = self.table.texts.keep(text, self.last).expect("room");
        self.last
    }

    fn head(&mut self, of: u32, person: &str, month: Month, kind: Option<u16>, reference: &str) -> IncomeHead {
        let cpr = cpr(person);
        IncomeHead {
            se: se(of),
            cpr,
            month,
            income_kind: kind.and_then(IncomeKind::new),
            income_type: None,
            period_start: None,
            period_end: None,
            disposition: None,
            in_advance: false,
            is_correction: false,
            reported: None,
            receipt: Receipt::None,
            system: System::Unknown,
            reference: self.text(reference),
            benefit: TextId::default(),
            name: if cpr.is_none() { self.text(person) } else { TextId::default() },
        }
    }

    fn line(&mut self, line: &Line) {
        let head = IncomeHead {
            in_advance: line.in_advance,
            reported: line.time.map(at),
            receipt: line.receipt,
            is_correction: line.is_correction,
            period_start: line.period.map(day),
            period_end: line.period.map(day),
            disposition: line.disposition.map(day),
            ..self.head(line.se, &line.person, line.month, line.kind, &line.id)
        };
        self.push(head, line.field, line.amount);
    }

    fn cell(&mut self, cell: &Cell) {
        let head = self.head(cell.se, &cell.person, cell.month, cell.kind, &cell.reference);
        let head = IncomeHead { disposition: cell.disposition.map(day), ..head };
        self.push(head, cell.field, cell.amount);
    }

    /// Neighbours with one head share it, as the fields of one report do.
    fn push(&mut self, head: IncomeHead, field: u16, amount: i64) {
        if self.table.heads.last() != Some(&head) {
            self.table.heads.push(head);
        }
        self.table.records.push(IncomeRecord {
            head: u32::try_from(self.table.heads.len() - 1).expect("few heads"),
            line: u32::try_from(self.table.records.len() + 2).expect("few lines"),
            field: Field::new(field).expect("a field"),
            amount: Money::from_minor(amount),
        });
    }

    fn delivered(self, kind: SourceKind, extract: Extract) -> DeliveredIncome {
        DeliveredIncome {
            delivery: DeliveryId(0),
            sha256: [0; 32],
            kind,
            has_rejected_rows: false,
            extract,
            table: self.table,
        }
    }
}

fn option<'a>(words: &[&'a str], name: &str) -> Option<&'a str> {
    words.iter().find_map(|word| word.strip_prefix(name)?.strip_prefix('='))
}

fn number<T: std::str::FromStr>(text: &str) -> T {
    text.parse().ok().expect("a number")
}

fn month_among(words: &[&str]) -> Month {
    words.iter().find_map(|word| word.parse().ok()).unwrap_or_else(|| month("2026-10"))
}

fn parse_line(words: &[&str], position: usize) -> Line {
    let receipt = match words[4] {
        "K" => Receipt::Acknowledged,
        "X" => Receipt::Rejected,
        "V" => Receipt::Awaiting,
        other => panic!("`{other}` is no receipt"),
    };
    let time = match words[5] {
        "before" => Some(-3_600),
        "at" => Some(0),
        "minute" => Some(30),
        "after" => Some(3_600),
        "never" => None,
        seconds => Some(number(seconds)),
    };
    Line {
        file: option(words, "in").map_or(0, number),
        id: option(words, "id").map_or_else(|| format!("auto{position}"), str::to_owned),
        se: option(words, "se").map_or(SE, number),
        person: words[1].to_owned(),
        field: number(words[2]),
        amount: amount(words[3]),
        kind: option(words, "kind").map(number),
        month: month_among(words),
        in_advance: words.contains(&"F"),
        time,
        receipt,
        is_correction: words.contains(&"R"),
        period: option(words, "p").map(number),
        disposition: option(words, "d").map(number),
        head: 0,
    }
}

fn parse_cell(words: &[&str]) -> Cell {
    Cell {
        file: option(words, "in").map_or(0, number),
        se: option(words, "se").map_or(SE, number),
        person: words[1].to_owned(),
        field: number(words[2]),
        amount: amount(words[3]),
        kind: option(words, "kind").map(number),
        month: month_among(words),
        reference: option(words, "id").unwrap_or_default().to_owned(),
        disposition: option(words, "d").map(number),
    }
}

fn parse_claim(words: &[&str]) -> Claim {
    Claim {
        file: option(words, "in").map_or(0, number),
        se: option(words, "se").map_or(SE, number),
        claim_type: ClaimType::from_text(words[1]).expect("a claim type"),
        month: month_among(words),
        amount: amount(words[2]),
    }
}
