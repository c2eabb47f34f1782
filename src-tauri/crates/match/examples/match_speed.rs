//! How fast the engine is on generated months: `cargo run --release -p trepunkt-match --example match_speed [LINES]`.
//!
//! A report has four fields, as TØK's have; the lines stand in the order in which they were reported, the cells in
//! that of the persons. One line in a hundred is reported after the extract, one is rejected, and one in two hundred
//! has another amount in the register.

#![allow(clippy::print_stdout, reason = "a measurement is printed")]

use std::time::Duration;
use std::time::Instant;

use trepunkt_core::code::ClaimType;
use trepunkt_core::code::Field;
use trepunkt_core::code::Receipt;
use trepunkt_core::code::System;
use trepunkt_core::company::SeNumber;
use trepunkt_core::delivery::Extract;
use trepunkt_core::delivery::ExtractScope;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;
use trepunkt_core::person::Cpr;
use trepunkt_core::progress::Unwatched;
use trepunkt_core::record::ClaimRecord;
use trepunkt_core::record::IncomeHead;
use trepunkt_core::record::IncomeRecord;
use trepunkt_core::record::IncomeTable;
use trepunkt_core::rule::RulePack;
use trepunkt_core::source::SourceKind;
use trepunkt_core::text_pool::TextId;
use trepunkt_core::wall_time::Date;
use trepunkt_core::wall_time::WallTime;
use trepunkt_match::DeliveredClaims;
use trepunkt_match::DeliveredIncome;
use trepunkt_match::SHIPPED_RULES;
use trepunkt_match::Sources;
use trepunkt_match::run;

const FIELDS: [u16; 4] = [13, 15, 16, 46];
const SES: [u32; 4] = [17_000_004, 17_000_012, 17_000_020, 17_000_039];
const EXTRACT_TIME: i64 = 1_793_815_200;
const RUNS: usize = 7;

fn main() {
    let lines: usize = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    println!("| month | reconciliation | lines | cells | median | fastest | M records/s | differences |");
    println!("|---|---|---|---|---|---|---|---|");
    let exclusive = Shape { reports: lines / 4, persons: lines / 4, errors: false };
    let typical = Shape { reports: lines / 4, persons: lines * 63 / 400, errors: true };
    measure("one line a cell", &generate(exclusive), "eindkomst");
    measure("typical", &generate(typical), "eindkomst");
    measure("typical", &generate(typical), "a-skat");
}

/// A month to generate.
#[derive(Clone, Copy)]
struct Shape {
    reports: usize,
    persons: usize,
    errors: bool,
}

fn measure(name: &str, sources: &Sources, reconciliation: &str) {
    let rules = RulePack::from_toml(SHIPPED_RULES).expect("the shipped rules are in order");
    let definition = rules.reconciliation(reconciliation).expect("it is defined");
    let period = "2026-10".parse().expect("a period");
    let mut times: Vec<Duration> = Vec::new();
    let mut shown = None;
    for _ in 0..RUNS {
        let start = Instant::now();
        let result = run(&rules, definition, period, sources, &Unwatched).expect("the run succeeds");
        times.push(start.elapsed());
        let counts = (result.points[0].records, result.points[1].records, result.differences.len());
        assert!(shown.replace(counts).is_none_or(|before| before == counts), "every run finds the same");
    }
    times.sort();
    let (lines, cells, differences) = shown.expect("there was a run");
    let median = times[RUNS / 2];
    let records = u128::from(lines + cells) * 10;
    let rate = records / median.as_micros().max(1);
    println!(
        "| {name} | {reconciliation} | {lines} | {cells} | {} ms | {} ms | {},{} | {differences} |",
        median.as_millis(),
        times[0].as_millis(),
        rate / 10,
        rate % 10
    );
}

/// A sequence that is the same everywhere.
struct Sequence(u64);

impl Sequence {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % below
    }
}

fn number<T: TryFrom<usize>>(value: usize) -> T {
    T::try_from(value).ok().expect("generated numbers are small")
}

fn cpr(person: usize) -> Cpr {
    // Every person a birth date and a serial; dates are walked through so that neighbours are not alike.
    let (day, rest) = (person % 28 + 1, person / 28);
    let (month, rest) = (rest % 12 + 1, rest / 12);
    let (year, serial) = (rest % 100, rest / 100);
    let digits = ((day * 100 + month) * 100 + year) * 10_000 + serial;
    Cpr::new(number(digits)).expect("a date and a serial")
}

fn october() -> Month {
    Month::new(2026, 10).expect("a month")
}

fn head(person: usize, reference: TextId, reported: Option<i64>, receipt: Receipt) -> IncomeHead {
    IncomeHead {
        se: SeNumber::new(SES[person % SES.len()]).expect("an SE number"),
        cpr: Some(cpr(person)),
        month: october(),
        income_kind: None,
        income_type: None,
        period_start: Some(Date::from_days(20_727)),
        period_end: Some(Date::from_days(20_757)),
        disposition: Some(Date::from_days(20_757)),
        in_advance: false,
        is_correction: false,
        reported: reported.map(WallTime::from_seconds),
        receipt,
        system: System::Ksd,
        reference,
        benefit: TextId::default(),
        name: TextId::default(),
    }
}

fn push(table: &mut IncomeTable, head: IncomeHead, amounts: [i64; 4]) {
    let place = number(table.heads.len());
    table.heads.push(head);
    for (field, amount) in FIELDS.iter().zip(amounts) {
        let line = number(table.records.len() + 2);
        let field = Field::new(*field).expect("a field");
        table.records.push(IncomeRecord { head: place, line, field, amount: Money::from_minor(amount) });
    }
}

fn generate(shape: Shape) -> Sources {
    let mut sequence = Sequence(2026);
    let mut reports = IncomeTable::default();
    let mut held = vec![[0_i64; 4]; shape.persons];
    let mut last = TextId::default();
    let mut of_report: Vec<usize> = (0..shape.reports)
        .map(|report| if report < shape.persons { report } else { sequence.next(shape.persons) })
        .collect();
    for position in (1..of_report.len()).rev() {
        of_report.swap(position, sequence.next(position + 1));
    }
    for (report, person) in of_report.into_iter().enumerate() {
        last = reports.texts.keep(&format!("TOEK{report:012}"), last).expect("room");
        let fate = if shape.errors { sequence.next(1_000) } else { 1_000 };
        let reported = EXTRACT_TIME - 600_000 + number::<i64>(report);
        let reported = if fate < 10 { EXTRACT_TIME + 3_600 } else { reported };
        let receipt = if (10..20).contains(&fate) { Receipt::Rejected } else { Receipt::Acknowledged };
        let gross = number::<i64>(sequence.next(4_000_000) + 100_000);
        let amounts = [gross, gross * 3 / 10, gross * 8 / 100, 9_465];
        if fate >= 20 {
            let moved = i64::from(fate < 25);
            held[person].iter_mut().zip(amounts).for_each(|(sum, amount)| *sum += amount + moved);
        }
        push(&mut reports, head(person, last, Some(reported), receipt), amounts);
    }
    let mut persons: Vec<usize> = (0..shape.persons).collect();
    persons.sort_by_key(|person| cpr(*person));
    let mut cells = IncomeTable::default();
    for person in persons.into_iter().filter(|person| held[*person] != [0; 4]) {
        push(&mut cells, head(person, TextId::default(), None, Receipt::None), held[person]);
    }
    sources(reports, cells)
}

fn sources(reports: IncomeTable, cells: IncomeTable) -> Sources {
    let scope = |se: &u32| ExtractScope { se: SeNumber::new(*se).expect("valid"), from: october(), to: october() };
    let time = Some(WallTime::from_seconds(EXTRACT_TIME));
    let extract = Extract { time, scopes: SES.iter().map(scope).collect(), is_split: false };
    let records = SES.iter().map(|se| claim(*se, &cells)).collect();
    let delivered = |number, kind, extract, table| DeliveredIncome {
        delivery: DeliveryId(number),
        sha256: [u8::try_from(number).expect("few deliveries"); 32],
        has_rejected_rows: false,
        kind,
        extract,
        table,
    };
    Sources {
        reports: vec![delivered(1, SourceKind::TokIndberetning, Extract::default(), reports)],
        extracts: vec![delivered(2, SourceKind::EindkomstPersum, extract, cells)],
        claims: vec![DeliveredClaims { delivery: DeliveryId(3), sha256: [3; 32], records }],
        ..Sources::default()
    }
}

fn claim(se: u32, cells: &IncomeTable) -> ClaimRecord {
    let se = SeNumber::new(se).expect("valid");
    let of_payer = cells.records.iter().filter(|record| {
        record.field == Field::A_TAX && cells.heads[usize::try_from(record.head).expect("an index")].se == se
    });
    ClaimRecord {
        line: 2,
        se,
        claim_type: ClaimType::ATax,
        month: october(),
        claim_month: october(),
        due: Date::from_days(20_767),
        last_timely: None,
        amount: of_payer.map(|record| record.amount).sum(),
        posted: None,
        text: String::new(),
        payment_reference: String::new(),
    }
}
