//! Measures the workspace file: `cargo run --release -p trepunkt-store --example store_speed [LINES] [plain]`.
//!
//! Writes and reads an import of the given number of lines (a million unless said otherwise), and a run
//! in which each of them is matched. It is a report, not a test.

use std::env;
use std::hint::black_box;
use std::time::Instant;

use trepunkt_core::code::Field;
use trepunkt_core::code::Receipt;
use trepunkt_core::code::System;
use trepunkt_core::company::SeNumber;
use trepunkt_core::delivery::ControlTotals;
use trepunkt_core::delivery::Extract;
use trepunkt_core::delivery::RowCount;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;
use trepunkt_core::period::Period;
use trepunkt_core::person::Cpr;
use trepunkt_core::progress::Unwatched;
use trepunkt_core::record::Facts;
use trepunkt_core::record::IncomeHead;
use trepunkt_core::record::IncomeRecord;
use trepunkt_core::record::IncomeTable;
use trepunkt_core::result::MatchGroup;
use trepunkt_core::result::Member;
use trepunkt_core::result::Pair;
use trepunkt_core::result::PassKind;
use trepunkt_core::result::RunResult;
use trepunkt_core::source::SourceKind;
use trepunkt_core::text_pool::TextId;
use trepunkt_core::wall_time::Date;
use trepunkt_core::wall_time::WallTime;
use trepunkt_store::Access;
use trepunkt_store::Act;
use trepunkt_store::NewDelivery;
use trepunkt_store::NewRun;
use trepunkt_store::Workspace;

const ACT: Act<'_> = Act { at: WallTime::from_seconds(1_793_800_000), who: "maaling" };

#[expect(clippy::print_stdout, reason = "a report is for reading")]
fn said<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let (start, busy) = (Instant::now(), busy_ms());
    let outcome = work();
    let wall = start.elapsed().as_millis();
    let busy = busy_ms().zip(busy).map(|(after, before)| format!("{:>8} ms regnetid", after - before));
    println!("{what:<46}{wall:>8} ms{}", busy.unwrap_or_default());
    outcome
}

/// Time that this thread has had a core to itself, where the system tells: on a busy machine that, and
/// not the clock on the wall, can be compared.
fn busy_ms() -> Option<u64> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse::<u64>().ok().map(|nanoseconds| nanoseconds / 1_000_000)
}

fn month() -> Month {
    Month::new(2026, 10).expect("a month")
}

/// Three fields to a report, as TØK reports a benefit; or as many to a person row of an extract.
fn table(lines: u32, is_extract: bool) -> IncomeTable {
    let mut table = IncomeTable::default();
    let mut benefit = TextId::default();
    for number in 0..lines {
        if number.is_multiple_of(3) {
            let person = number / 3;
            let cpr = 10_000 * u64::from(10_190 + 10_000 * (person % 20)) + u64::from(person / 20 % 10_000);
            let mut head = IncomeHead {
                se: SeNumber::new(17_000_004 + person % 4).expect("an SE number"),
                cpr: Cpr::new(cpr).ok(),
                month: month(),
                income_kind: None,
                income_type: None,
                period_start: None,
                period_end: None,
                disposition: None,
                in_advance: false,
                is_correction: false,
                reported: None,
                receipt: Receipt::None,
                system: System::Unknown,
                reference: TextId::default(),
                benefit: TextId::default(),
                name: TextId::default(),
            };
            if !is_extract {
                head.reference = table.texts.keep(&format!("TOEK{person:08}"), TextId::default()).expect("room");
                benefit = table.texts.keep("SYGEDAGPENGE", benefit).expect("room");
                head.benefit = benefit;
                head.income_type = Some(0);
                head.period_start = Some(Date::from_days(20_727));
                head.period_end = Some(Date::from_days(20_757));
                head.disposition = Some(Date::from_days(20_757));
                head.reported = Some(WallTime::from_seconds(1_793_000_000 + i64::from(person)));
                head.receipt = Receipt::Acknowledged;
                head.system = System::Ksd;
            }
            table.heads.push(head);
        }
        table.records.push(IncomeRecord {
            head: number / 3,
            line: if is_extract { number / 3 + 2 } else { number + 2 },
            field: Field::new([13, 15, 16][usize::try_from(number % 3).expect("small")]).expect("a field"),
            amount: Money::from_minor(i64::from(number % 400_000) * 7 + 100),
        });
    }
    table
}

/// A CSV of about the size and compressibility that such lines have.
fn csv(table: &IncomeTable) -> Vec<u8> {
    let mut bytes = Vec::new();
    for record in &table.records {
        let head = &table.heads[usize::try_from(record.head).expect("small")];
        let line = format!(
            "{};;;;KSD;SYGEDAGPENGE;{};{};00;;{};{};2026-10-01;2026-10-31;2026-10-31;B;;2026-10-30T12:00:00;Kvitteret\r\n",
            table.texts.get(head.reference),
            head.se,
            record.head,
            record.field,
            record.amount.to_file_text()
        );
        bytes.extend_from_slice(line.as_bytes());
    }
    bytes
}

/// Every line of the first delivery matched with the same line of the second.
fn result(lines: u32) -> RunResult {
    let groups = vec![
        MatchGroup { pair: Pair::AB, pass: PassKind::Key, tolerance_used: Money::ZERO, alternatives: 0 };
        usize::try_from(lines).expect("small")
    ];
    let of = |delivery| {
        (0..lines).map(move |ordinal| Member {
            pair: Pair::AB,
            record: RecordId::new(DeliveryId(delivery), ordinal),
            group: ordinal,
        })
    };
    RunResult {
        points: Vec::new(),
        groups,
        members: of(1).chain(of(2)).collect(),
        differences: Vec::new(),
        bridges: Vec::new(),
        cutoffs: Vec::new(),
        notes: Vec::new(),
        result_hash: [7; 32],
    }
}

#[expect(clippy::print_stdout, reason = "a report is for reading")]
fn main() {
    let lines: u32 = env::args().nth(1).and_then(|lines| lines.parse().ok()).unwrap_or(1_000_000);
    let passphrase = (!env::args().any(|word| word == "plain")).then_some("en lang adgangskode");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("maaling.trepunkt");
    println!("{lines} linjer, {}", if passphrase.is_some() { "krypteret" } else { "ukrypteret" });
    let mut workspace =
        said("opret", || Workspace::create(&path, "Målekommune", passphrase, &ACT).expect("a new workspace"));
    for (kind, is_extract, hash) in [(SourceKind::TokIndberetning, false, 1), (SourceKind::EindkomstPersum, true, 2)] {
        let table = table(lines, is_extract);
        let bytes = csv(&table);
        let sha256: [u8; 32] = <sha2::Sha256 as sha2::Digest>::digest(&bytes).into();
        let count = RowCount { rows: lines, structural: 0, accepted: lines, rejected: 0 };
        let facts = Facts::Income(table);
        let new = NewDelivery {
            name: "maaling.csv",
            bytes: &bytes,
            sha256,
            kind,
            encoding: "utf-8",
            count,
            repaired: 0,
            control: &ControlTotals::default(),
            extract: &Extract::default(),
            facts: &facts,
            diagnostics: &[],
            profile: None,
        };
        let what = format!("gem {} ({} MB)", kind.text(), bytes.len() >> 20);
        said(&what, || workspace.add_deliveries(&[new], &ACT, &Unwatched).expect("it is stored"));
        let id = DeliveryId(hash);
        let loaded = said(&format!("hent {}", kind.text()), || workspace.load_income(id).expect("it is there"));
        let Facts::Income(table) = &facts else { unreachable!("it was made of income") };
        let heads = loaded.heads.iter().zip(&table.heads).position(|(left, right)| left != right);
        let records = loaded.records.iter().zip(&table.records).position(|(left, right)| left != right);
        let place = (heads, records, loaded.heads.len(), loaded.records.len(), loaded.texts == table.texts);
        let expected = (None, None, table.heads.len(), table.records.len(), true);
        assert_eq!(place, expected, "what comes back is what was stored");
        black_box(said("hent den arkiverede fil", || workspace.original(id).expect("it is there")));
    }
    let rules = workspace.keep_rules("maaling", "version = 'maaling'", &ACT).expect("rules");
    let result = result(lines);
    let run = NewRun {
        reconciliation: "eindkomst",
        period: Period::Month(month()),
        rules,
        program_version: "maaling",
        inputs: &[DeliveryId(1), DeliveryId(2)],
        confirmed: &[],
        elapsed_ms: 0,
        result: &result,
    };
    let run = said("gem kørsel (1 gruppe, 2 medlemmer pr. linje)", || {
        workspace.save_run(&run, &ACT, &Unwatched).expect("it is stored")
    });
    said("hent medlemmer", || black_box(workspace.members(run).expect("they are there")));
    said("luk", || workspace.close().expect("it closes"));
    println!("{:<46}{:>9} MB", "filens størrelse", path.metadata().expect("the file").len() >> 20);
    let workspace = said("åbn", || Workspace::open(&path, passphrase, Access::Read, &ACT).expect("it opens again"));
    said("leverancer og kørsler", || {
        black_box(workspace.deliveries(trepunkt_store::Which::Standing).expect("they are there"));
        black_box(workspace.runs(10).expect("they are there"));
    });
}
