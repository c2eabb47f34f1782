//! The files of a sample, byte for byte as the counterparties would deliver them.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::json;
use trepunkt_core::company::SeNumber;
use trepunkt_core::money::Money;
use trepunkt_core::source::SourceKind;
use trepunkt_core::wall_time::Date;
use trepunkt_core::wall_time::WallTime;

use super::SampleFile;
use super::book::Book;
use super::book::Report;
use super::calendar::Calendar;
use super::calendar::THIS;
use super::register::Row;

/// What an importer must find in a file.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) structural: u32,
    pub(super) accepted: u32,
    pub(super) repaired: u32,
    records: u32,
    sums: BTreeMap<String, i64>,
}

impl Tally {
    /// Of a file whose first line is a header.
    pub(super) fn below_header() -> Self {
        Self { structural: 1, ..Self::default() }
    }

    /// A record of this amount, added to the sum of this name.
    pub(super) fn add(&mut self, name: String, amount: i64) {
        self.records += 1;
        *self.sums.entry(name).or_default() += amount;
    }

    fn into_json(self, name: &str, kind: SourceKind) -> Value {
        json!({
            "name": name,
            "kind": kind.text(),
            "rows": self.structural + self.accepted,
            "structural": self.structural,
            "accepted": self.accepted,
            "rejected": 0,
            "repaired": self.repaired,
            "records": self.records,
            "sums_minor": self.sums,
        })
    }
}

/// The files made so far and what is in them.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    pub(super) files: Vec<SampleFile>,
    pub(super) described: Vec<Value>,
}

impl Shelf {
    /// Puts a file on the shelf.
    pub(super) fn put(&mut self, name: String, kind: SourceKind, bytes: Vec<u8>, tally: Tally) {
        self.described.push(tally.into_json(&name, kind));
        self.files.push(SampleFile { name, bytes });
    }
}

/// Adds text to a string, which cannot fail.
macro_rules! put {
    ($text:expr, $($argument:tt)*) => {
        std::fmt::Write::write_fmt(&mut $text, format_args!($($argument)*)).expect("a string takes all text")
    };
}
pub(super) use put;

const TOK_HEADER: &str = "IndberetningsID;HovedindberetningsID;ReferenceID;EffektueringsID;Fagsystem;Ydelse;P-SE-nr;\
                          CPR-nr;Indkomsttype;Kode68;Feltnr;Beløb;Periode-start;Periode-slut;Dispositionsdato;\
                          Forud-bagud;Rettelse;Indberettet;Kvittering\r\n";

/// The reports in the order in which TØK sent them, and each report's number in that order.
#[derive(Debug)]
pub(super) struct Sending {
    order: Vec<usize>,
    numbers: Vec<u64>,
}

impl Sending {
    /// The order of a book. The numbers of one municipality are not those of another.
    pub(super) fn new(book: &Book, seed: u64) -> Self {
        let mut order: Vec<usize> = (0..book.reports.len()).collect();
        order.sort_unstable_by_key(|place| (book.reports[*place].time, book.reports[*place].cpr, *place));
        let mut numbers = vec![0; order.len()];
        for (number, place) in (seed % 10_000 * 100_000_000 + 1..).zip(&order) {
            numbers[*place] = number;
        }
        Self { order, numbers }
    }

    /// The number of a report, by its place in the book.
    pub(super) fn number(&self, place: usize) -> u64 {
        self.numbers[place]
    }

    /// TØK's reports of one month. The neighbouring months are written without a mark of their encoding
    /// and with a hyphen in the personal numbers: both are allowed.
    pub(super) fn file(&self, shelf: &mut Shelf, book: &Book, calendar: &Calendar, se: &[SeNumber; 4], month: usize) {
        let plain = month == THIS;
        let mut text = String::from(if plain { "\u{feff}" } else { "" });
        text.push_str(TOK_HEADER);
        let mut tally = Tally::below_header();
        for place in self.order.iter().filter(|place| book.reports[**place].month == month) {
            self.rows(&mut text, &mut tally, *place, &book.reports[*place], se, plain);
        }
        if tally.accepted > 0 {
            let name = format!("tok-indberetning-{}.csv", calendar.months[month]);
            shelf.put(name, SourceKind::TokIndberetning, text.into_bytes(), tally);
        }
    }

    fn rows(
        &self,
        text: &mut String,
        tally: &mut Tally,
        place: usize,
        report: &Report,
        se: &[SeNumber; 4],
        plain: bool,
    ) {
        let (head, tail) = (self.head(place, report, se, plain), tail(report));
        for (field, amount) in &report.amounts {
            put!(*text, "{head}{field:04};{}{tail}", Money::from_minor(*amount).to_file_text());
            tally.accepted += 1;
            tally.add(format!("{field:04}"), *amount);
        }
    }

    /// What stands before the field, the same for all fields of a report.
    fn head(&self, place: usize, report: &Report, se: &[SeNumber; 4], plain: bool) -> String {
        let mut text = String::with_capacity(128);
        let sent = WallTime::from_seconds(report.time).iso();
        put!(text, "TOEK{:012};HI{};", self.numbers[place], sent[..10].replace('-', ""));
        if let Some(original) = report.corrects {
            put!(text, "TOEK{:012}", self.numbers[original]);
        }
        put!(text, ";EFF{:012}", self.numbers[report.corrects.unwrap_or(place)]);
        put!(text, ";{};{};{};", report.benefit.system.text(), report.benefit.code, se[report.payer]);
        let cpr = report.cpr.reveal();
        if plain {
            text.push_str(&cpr);
        } else {
            put!(text, "{}-{}", &cpr[..6], &cpr[6..]);
        }
        put!(text, ";{:02};{:04};", report.benefit.income_type, report.kind);
        text
    }
}

/// What stands after the amount.
fn tail(report: &Report) -> String {
    let day = |day: i32| Date::from_days(day).iso();
    let mut text = String::with_capacity(96);
    put!(text, ";{};{};", day(report.start), day(report.end));
    put!(text, "{};{}", report.disposition.map(day).unwrap_or_default(), if report.in_advance { "F" } else { "B" });
    let sent = WallTime::from_seconds(report.time).iso();
    put!(text, ";{};{sent};{}\r\n", if report.is_correction { "R" } else { "" }, report.receipt.text());
    text
}

/// One extract: of which company and month.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extract<'a> {
    pub(super) calendar: &'a Calendar,
    pub(super) se: SeNumber,
    pub(super) month: usize,
}

impl Extract<'_> {
    fn compact_month(&self) -> String {
        self.calendar.months[self.month].to_string().replace('-', "")
    }

    /// The persons' sums, in several files where there are more rows than one file may have. Nothing is
    /// delivered where there is nothing to deliver.
    pub(super) fn persons(&self, shelf: &mut Shelf, rows: &[Row], rows_per_file: usize) {
        let fields = fields_of(rows);
        let month = self.compact_month();
        let count = rows.len().div_ceil(rows_per_file);
        for (serial, chunk) in (1_usize..).zip(rows.chunks(rows_per_file)) {
            let total = (serial == count).then_some(rows.len());
            let (text, tally) = self.text(chunk, &fields, total);
            let name = format!("{}PERSUM{month}-{month}-{serial:03}.csv", self.se);
            shelf.put(name, SourceKind::EindkomstPersum, text.into_bytes(), tally);
        }
    }

    /// The company's sums, a control on the persons'.
    pub(super) fn company(&self, shelf: &mut Shelf, rows: &[Row]) {
        if rows.is_empty() {
            return;
        }
        let month = self.compact_month();
        let (text, tally) = self.text(rows, &fields_of(rows), Some(rows.len()));
        let name = format!("{}VIRSUM{month}-{month}.csv", self.se);
        shelf.put(name, SourceKind::EindkomstVirsum, text.into_bytes(), tally);
    }

    fn text(&self, rows: &[Row], fields: &[u16], total: Option<usize>) -> (String, Tally) {
        let mut text = String::from("0000000;I-SE-nr;P-SE-nr;CPR-nr;Navn;Per-start;Per-slut;Kode68");
        for field in fields {
            put!(text, ";Feltnr {field:04}");
        }
        text.push_str("\r\n");
        let mut tally = Tally::below_header();
        let month = self.compact_month();
        for (number, row) in (1_usize..).zip(rows) {
            // One person in twenty has been reported by several.
            let several = row.cpr.is_none_or(|cpr| cpr.number() % 20 == 0);
            let reporter = if several { "Flere".to_owned() } else { self.se.to_string() };
            let person = row.cpr.map_or_else(|| "Alle".to_owned(), |cpr| cpr.number().to_string());
            let kind = row.kind.map(|kind| format!("{kind:04}")).unwrap_or_default();
            put!(text, "{number:07};{reporter};{};{person};;{month};{month};{kind}", self.se);
            tally.repaired += u32::from(row.cpr.is_some() && person.len() < 10);
            let mut cells = row.cells.iter().peekable();
            for field in fields {
                text.push(';');
                if let Some((_, amount)) = cells.next_if(|(of, _)| of == field) {
                    text.push_str(&Money::from_minor(*amount).to_file_text());
                    tally.add(format!("{field:04}"), *amount);
                }
            }
            text.push_str("\r\n");
            tally.accepted += 1;
        }
        if let Some(total) = total {
            let made = WallTime::from_seconds(self.calendar.extract_of(self.month));
            put!(text, "9999999;{total};Dannet {made}{}\r\n", ";".repeat(5 + fields.len()));
            tally.structural += 1;
        }
        (text, tally)
    }
}

fn fields_of(rows: &[Row]) -> Vec<u16> {
    let mut fields: Vec<u16> = rows.iter().flat_map(|row| row.cells.iter().map(|(field, _)| *field)).collect();
    fields.sort_unstable();
    fields.dedup();
    fields
}
