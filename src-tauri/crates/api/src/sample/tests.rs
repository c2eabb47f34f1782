//! An independent recount: the files are read back as plainly as possible and must say what `expected` says.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde_json::Value;
use trepunkt_core::cause::Cause;
use trepunkt_core::period::Month;
use trepunkt_core::person::Cpr;

use super::Sample;
use super::SampleOrder;
use super::generate;
use super::generate_clean;
use super::make;

/// (SE, CPR, field)
type Key = (String, String, String);
/// (key, income kind, amount, time, acknowledged)
type Sent = (Key, String, i64, String, bool);

/// What the files say, read with nothing but splitting.
#[derive(Default)]
struct Recount {
    /// TØK by month.
    tok: BTreeMap<String, Vec<Sent>>,
    /// eIndkomst by month: (key, kind, amount).
    register: BTreeMap<String, Vec<(Key, String, i64)>>,
    /// Claim lines: (SE, type, month, amount).
    claims: Vec<(String, String, String, i64)>,
}

fn order(seed: u64, lines: u32) -> SampleOrder {
    SampleOrder { seed, lines, ..SampleOrder::default() }
}

fn minor(text: &str) -> i64 {
    let (whole, rest) = text.split_once(',').expect("an amount has a decimal comma");
    assert_eq!(rest.len(), 2, "an amount has two decimals: {text}");
    format!("{}{rest}", whole.replace('.', "")).parse().expect("an amount is digits")
}

fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let text: String = match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    };
    assert!(text.ends_with("\r\n"), "every line ends");
    text.split_terminator("\r\n").map(|line| line.split(';').map(str::to_owned).collect()).collect()
}

/// True for a file of rows of cells; the statements of two accounts have other forms.
fn is_table(name: &str) -> bool {
    name.ends_with(".csv")
}

/// The base month as the reference defines it, written out for texts.
fn base_month(row: &[String]) -> String {
    let (start, disposition, advance) = (&row[12], &row[14], &row[15]);
    let by_start = advance == "F" || disposition.is_empty() || disposition < start;
    if by_start { start[..7].to_owned() } else { disposition[..7].to_owned() }
}

impl Recount {
    fn of(sample: &Sample) -> Self {
        let mut recount = Self::default();
        for file in sample.files.iter().filter(|file| is_table(&file.name)) {
            let rows = rows(&file.bytes);
            let width = rows[0].len();
            assert!(rows.iter().all(|row| row.len() == width), "{}: all rows are as wide as the header", file.name);
            if file.name.starts_with("tok-indberetning") {
                recount.read_tok(&file.name, &rows[1..]);
            } else if file.name.contains("PERSUM") {
                recount.read_persons(&rows);
            } else if file.name.starts_with("skat-") {
                let lines = rows[1..].iter().filter(|row| row[3] == "2026-10");
                recount
                    .claims
                    .extend(lines.map(|row| (row[0].clone(), row[1].clone(), row[2].clone(), minor(&row[6]))));
            }
        }
        recount
    }

    fn read_tok(&mut self, name: &str, rows: &[Vec<String>]) {
        let mut identities = BTreeSet::new();
        for row in rows {
            assert!(identities.insert((&row[0], &row[7], &row[9], &row[10])), "{name}: a fact stands once");
            let month = base_month(row);
            assert!(name.contains(&month), "{name}: a row of {month} is in the file of its month");
            assert!(row[16] != "R" || !["0015", "0016"].contains(&row[10].as_str()), "{name}: R-marked without tax");
            let key = (row[6].clone(), row[7].replace('-', ""), row[10].clone());
            let fact = (key, row[9].clone(), minor(&row[11]), row[17].clone(), row[18] == "Kvitteret");
            self.tok.entry(month).or_default().push(fact);
        }
    }

    fn read_persons(&mut self, rows: &[Vec<String>]) {
        for row in rows.iter().filter(|row| !["0000000", "9999999"].contains(&row[0].as_str())) {
            let month = format!("{}-{}", &row[5][..4], &row[5][4..]);
            assert_eq!(row[5], row[6], "an extract is of one month");
            let facts = self.register.entry(month).or_default();
            for (header, cell) in rows[0].iter().zip(row).skip(8).filter(|(_, cell)| !cell.is_empty()) {
                let field = header.strip_prefix("Feltnr ").expect("a field column").to_owned();
                facts.push(((row[2].clone(), format!("{:0>10}", row[3]), field), row[7].clone(), minor(cell)));
            }
        }
    }

    fn tok_sums(&self, month: &str) -> BTreeMap<Key, i64> {
        let mut sums = BTreeMap::new();
        for (key, _, amount, _, _) in self.tok.get(month).into_iter().flatten() {
            *sums.entry(key.clone()).or_default() += amount;
        }
        sums
    }

    fn register_sums(&self, month: &str) -> BTreeMap<Key, i64> {
        let mut sums = BTreeMap::new();
        for (key, _, amount) in self.register.get(month).into_iter().flatten() {
            *sums.entry(key.clone()).or_default() += amount;
        }
        sums
    }

    /// Non-zero sums by key and income kind.
    fn kinds(&self, month: &str) -> [BTreeMap<(Key, String), i64>; 2] {
        let mut kinds: [BTreeMap<(Key, String), i64>; 2] = Default::default();
        for (key, kind, amount, _, _) in self.tok.get(month).into_iter().flatten() {
            *kinds[0].entry((key.clone(), kind.clone())).or_default() += amount;
        }
        for (key, kind, amount) in self.register.get(month).into_iter().flatten() {
            *kinds[1].entry((key.clone(), kind.clone())).or_default() += amount;
        }
        kinds.map(|kinds| kinds.into_iter().filter(|(_, amount)| *amount != 0).collect())
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn planted<'a>(sample: &'a Sample, between: &'a str) -> impl Iterator<Item = &'a Value> {
    let list = sample.expected["planted"].as_array().expect("a list of what was planted");
    list.iter().filter(move |entry| entry["between"] == between)
}

fn key_of(entry: &Value) -> Key {
    (text(&entry["key"]["se"]), text(&entry["key"]["cpr"]), text(&entry["key"]["field"]))
}

/// Every key at which TØK and eIndkomst differ is planted, with its amounts, and nothing else is.
fn check_register(sample: &Sample, recount: &Recount) {
    let (tok, register) = (recount.tok_sums("2026-10"), recount.register_sums("2026-10"));
    let [tok_kinds, register_kinds] = recount.kinds("2026-10");
    let split: BTreeSet<&String> =
        register_kinds.keys().filter(|(_, kind)| !kind.is_empty()).map(|(key, _)| &key.0).collect();
    let mut differing: BTreeSet<&Key> = BTreeSet::new();
    differing.extend(tok.iter().filter(|(key, sum)| register.get(*key).unwrap_or(&0) != *sum).map(|(key, _)| key));
    differing.extend(register.iter().filter(|(key, sum)| tok.get(*key).unwrap_or(&0) != *sum).map(|(key, _)| key));
    let moved = |from: &BTreeMap<(Key, String), i64>, to: &BTreeMap<(Key, String), i64>| {
        let gone = from.iter().filter(|(key, sum)| split.contains(&key.0.0) && to.get(*key) != Some(*sum));
        gone.map(|(key, _)| key.0.clone()).collect::<Vec<_>>()
    };
    let moved: Vec<Key> = [moved(&tok_kinds, &register_kinds), moved(&register_kinds, &tok_kinds)].concat();
    differing.extend(&moved);

    let listed: BTreeMap<Key, &Value> = planted(sample, "A-B").map(|entry| (key_of(entry), entry)).collect();
    assert_eq!(listed.len(), planted(sample, "A-B").count(), "a key is planted once");
    assert_eq!(listed.keys().collect::<BTreeSet<_>>(), differing, "planted keys are the differing keys");
    for (key, entry) in listed {
        assert_eq!(entry["a_minor"].as_i64(), tok.get(&key).copied(), "A at {key:?}");
        assert_eq!(entry["b_minor"].as_i64(), register.get(&key).copied(), "B at {key:?}");
        let difference = tok.get(&key).unwrap_or(&0) - register.get(&key).unwrap_or(&0);
        assert_eq!(entry["difference_minor"].as_i64(), Some(difference), "the difference at {key:?}");
        assert_eq!(entry["key"]["month"], "2026-10", "the month at {key:?}");
    }
}

/// The field whose sum a claim line claims.
fn field_of(kind: &str) -> Option<&'static str> {
    [("A-skat", "0015"), ("AM-bidrag", "0016")].into_iter().find(|(known, _)| *known == kind).map(|(_, field)| field)
}

/// The claim is what eIndkomst holds, less what TØK sent after the cut-off, and of the month before what TØK
/// sent between the cut-offs.
fn check_claim(sample: &Sample, recount: &Recount) {
    let (from, to) = (text(&sample.expected["cutoff"]["previous"]), text(&sample.expected["cutoff"]["time"]));
    let extract = text(&sample.expected["extract_time"]);
    assert!(from < to && to < extract, "the deciding moments come in order");
    let register = recount.register_sums("2026-10");
    let mut claimed: BTreeMap<(String, String, String), i64> = BTreeMap::new();
    for ((se, _, field), amount) in &register {
        *claimed.entry((se.clone(), field.clone(), "2026-10".to_owned())).or_default() += amount;
    }
    let sent = |month: &str, after: &str, until: &str| {
        let facts = recount.tok.get(month).cloned().unwrap_or_default();
        let (after, until) = (after.to_owned(), until.to_owned());
        facts.into_iter().filter(move |(_, _, _, time, acknowledged)| *acknowledged && *time > after && *time <= until)
    };
    for ((se, _, field), _, amount, _, _) in sent("2026-10", &to, &extract) {
        *claimed.entry((se, field, "2026-10".to_owned())).or_default() -= amount;
    }
    for ((se, _, field), _, amount, _, _) in sent("2026-09", &from, &to) {
        *claimed.entry((se, field, "2026-09".to_owned())).or_default() += amount;
    }
    claimed.retain(|(_, field, _), amount| ["0015", "0016"].contains(&field.as_str()) && *amount != 0);
    let lines = recount.claims.iter().filter(|(_, kind, month, _)| field_of(kind).is_some() && month != "2026-05");
    let lines: BTreeMap<_, _> = lines
        .map(|(se, kind, month, amount)| {
            ((se.clone(), field_of(kind).unwrap_or_default().to_owned(), month.clone()), *amount)
        })
        .collect();
    assert_eq!(lines, claimed, "the claim follows from the cut-offs");

    let mut steps: BTreeMap<(String, String, String), i64> = BTreeMap::new();
    let alone = ["interest", "claim_only", "forgotten_period"];
    for entry in planted(sample, "B-C").filter(|entry| !alone.contains(&entry["kind"].as_str().unwrap_or(""))) {
        let (se, _, field) = key_of(entry);
        *steps.entry((se, field, text(&entry["key"]["month"]))).or_default() +=
            entry["difference_minor"].as_i64().expect("kroner");
    }
    let mut bridge: BTreeMap<(String, String, String), i64> = BTreeMap::new();
    for ((se, _, field), amount) in
        register.iter().filter(|((_, _, field), _)| ["0015", "0016"].contains(&field.as_str()))
    {
        *bridge.entry((se.clone(), field.clone(), "2026-10".to_owned())).or_default() += amount;
    }
    for (key, amount) in lines {
        *bridge.entry(key).or_default() -= amount;
    }
    bridge.retain(|_, amount| *amount != 0);
    steps.retain(|_, amount| *amount != 0);
    assert_eq!(steps, bridge, "what is planted between B and C leads from one to the other");
}

fn check_files(sample: &Sample) {
    let described = sample.expected["files"].as_array().expect("a list of files");
    assert_eq!(described.len(), sample.files.len(), "every file is described");
    for (file, described) in sample.files.iter().zip(described) {
        let name = &file.name;
        assert_eq!(described["name"], name.as_str(), "files and descriptions go together");
        let number = |what: &str| usize::try_from(described[what].as_u64().expect("a count")).expect("small");
        let parts = number("structural") + number("accepted") + number("rejected");
        assert_eq!(number("rows"), parts, "{name}: rows tie");
        if !is_table(name) {
            let text = String::from_utf8_lossy(&file.bytes);
            let entries = text.matches("<Ntry>").count() + text.matches("\n:61:").count();
            assert_eq!(number("accepted"), entries, "{name}: entries");
            continue;
        }
        let rows = rows(&file.bytes);
        assert_eq!(number("rows"), rows.len(), "{name}: rows");
        let column = |place: usize| rows[1..].iter().map(|row| minor(&row[place])).collect();
        let amounts: Vec<i64> = match name.split('-').next() {
            Some("tok") if name.contains("indberetning") => column(11),
            Some("tok") => column(9),
            Some("skat" | "atp") => column(6),
            Some("nemkonto") => column(5),
            Some("netbank") => column(2),
            _ => {
                let data = rows[1..].iter().filter(|row| row[0] != "9999999");
                data.flat_map(|row| &row[8..]).filter(|cell| !cell.is_empty()).map(|cell| minor(cell)).collect()
            }
        };
        assert_eq!(number("records"), amounts.len(), "{name}: records");
        let sums = described["sums_minor"].as_object().expect("sums").values();
        let sums: i64 = sums.map(|sum| sum.as_i64().expect("øre")).sum();
        assert_eq!(sums, amounts.iter().sum::<i64>(), "{name}: sums");
    }
}

fn check_points(sample: &Sample, recount: &Recount) {
    let tax = |key: &Key| ["0015", "0016"].contains(&key.2.as_str());
    let (none_tok, none_register) = (Vec::new(), Vec::new());
    let tok = recount.tok.get("2026-10").unwrap_or(&none_tok);
    let register = recount.register.get("2026-10").unwrap_or(&none_register);
    let check = |reconciliation: &str, point: &str, amounts: Vec<i64>| {
        let stated = &sample.expected["points"][reconciliation][point];
        assert_eq!(stated["records"].as_u64(), u64::try_from(amounts.len()).ok(), "{reconciliation} {point} records");
        assert_eq!(stated["sum_minor"].as_i64(), Some(amounts.iter().sum()), "{reconciliation} {point} sum");
    };
    check("eindkomst", "A", tok.iter().map(|fact| fact.2).collect());
    check("eindkomst", "B", register.iter().map(|fact| fact.2).collect());
    check("a-skat", "A", tok.iter().filter(|fact| tax(&fact.0)).map(|fact| fact.2).collect());
    check("a-skat", "B", register.iter().filter(|fact| tax(&fact.0)).map(|fact| fact.2).collect());
    check("a-skat", "C", recount.claims.iter().map(|claim| claim.3).collect());
    for (reconciliation, points) in [("a-skat", vec!["A", "B", "C"]), ("eindkomst", vec!["A", "B"])] {
        let bridges = sample.expected["bridges"].as_array().expect("a list of bridges");
        let bridges = bridges.iter().filter(|bridge| bridge["reconciliation"] == reconciliation);
        for point in points {
            let sum: i64 = bridges.clone().filter_map(|bridge| bridge["points"][point]["sum_minor"].as_i64()).sum();
            let stated = sample.expected["points"][reconciliation][point]["sum_minor"].as_i64();
            assert_eq!(stated, Some(sum), "the bridges of {reconciliation} add up to its point {point}");
        }
    }
}

fn check(sample: &Sample) {
    let recount = Recount::of(sample);
    check_files(sample);
    check_points(sample, &recount);
    check_register(sample, &recount);
    check_claim(sample, &recount);
    for month in recount.register.keys() {
        for ((se, cpr, field), sum) in recount.register_sums(month) {
            let number = cpr.parse().expect("ten digits");
            assert!(Cpr::new(number).is_ok(), "a synthetic person has a date");
            assert!(sum >= 0, "eIndkomst would have refused {sum} in {se} {field} of {month}");
        }
    }
}

#[test]
fn a_recount_of_the_files_finds_exactly_what_is_expected() {
    for (seed, lines) in [(1, 2_000), (2, 2_000), (3, 7_000), (99, 20_000), (u64::MAX, 3_000)] {
        check(&generate(&order(seed, lines)));
    }
}

#[test]
fn small_months_hold_together() {
    for lines in [0, 1, 2, 9, 30, 100, 300, 700] {
        for seed in 0..20 {
            check(&generate(&order(seed, lines)));
        }
    }
}

#[test]
fn the_size_is_about_what_was_ordered() {
    for lines in [0_i64, 50, 2_000, 20_000] {
        let sample = generate(&order(5, u32::try_from(lines).expect("small")));
        let made = sample.expected["points"]["eindkomst"]["A"]["records"].as_i64().expect("a count");
        assert!((lines..lines + 25).contains(&made), "{lines} ordered, {made} made");
    }
}

#[test]
fn a_month_without_errors_differs_from_the_claim_by_time_alone() {
    let sample = generate_clean(&order(1, 4_000));
    check(&sample);
    assert_eq!(planted(&sample, "A-B").count(), 0, "TØK and eIndkomst agree everywhere");
    let kinds: BTreeSet<String> = planted(&sample, "B-C").map(|entry| text(&entry["kind"])).collect();
    let timing = ["timing_next_claim", "timing_previous_claim"].map(str::to_owned);
    assert_eq!(kinds, BTreeSet::from(timing), "only the cut-off separates eIndkomst and the claim");
}

#[test]
fn every_kind_of_error_is_planted_at_least_twice() {
    let sample = generate(&order(1, 2_000));
    let mut persons: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for entry in planted(&sample, "A-B").chain(planted(&sample, "B-C")) {
        let (se, cpr, _) = key_of(entry);
        persons.entry(text(&entry["kind"])).or_default().insert(if cpr.is_empty() { se } else { cpr });
        let cause = Cause::from_code(&text(&entry["cause"]));
        assert!(cause.is_some_and(|cause| cause != Cause::Unexplained), "the cause is a listed one: {entry}");
    }
    assert_eq!(persons.len(), 21, "all kinds are there: {:?}", persons.keys());
    // One of each is on a claim.
    ["claim_only", "forgotten_period"].iter().for_each(|kind| assert!(persons.remove(*kind).is_some(), "{kind}"));
    for (kind, persons) in persons {
        assert!(persons.len() >= 2, "{kind} is planted on {} persons", persons.len());
    }
}

#[test]
fn an_order_decides_every_byte() {
    let sample = generate(&order(7, 1_500));
    assert_eq!(sample, generate(&order(7, 1_500)), "the same order gives the same sample");
    let other = generate(&order(8, 1_500));
    assert_ne!(sample.files[1].bytes, other.files[1].bytes, "another seed gives another sample");
    assert_ne!(sample.expected, other.expected, "and other expectations");
    let back: Value = serde_json::from_str(&sample.expected_text()).expect("the text is JSON");
    assert_eq!(back, sample.expected, "the text says what the value says");
}

#[test]
fn a_month_around_the_new_year_has_its_neighbours() {
    let period = Month::new(2026, 12).expect("a month");
    let sample = generate(&SampleOrder { seed: 1, lines: 1_000, period });
    let names: Vec<&str> = sample.files.iter().map(|file| file.name.as_str()).collect();
    for part in ["2026-11.csv", "2026-12.csv", "2027-01.csv", "PERSUM202701-202701-001.csv", "skat-krav-2026-12.csv"] {
        assert!(names.iter().any(|name| name.contains(part)), "{part} is among {names:?}");
    }
}

#[test]
fn a_long_extract_comes_in_several_files_with_one_total() {
    let whole = generate(&order(1, 2_000));
    let parted = make(&order(1, 2_000), true, 40);
    check(&parted);
    let series: Vec<_> = parted.files.iter().filter(|file| file.name.contains("PERSUM202610")).collect();
    let first_se = &series[0].name[..8];
    let series: Vec<_> = series.iter().filter(|file| file.name.starts_with(first_se)).collect();
    assert!(series.len() > 2, "the extract has {} files", series.len());
    let rows_of =
        |bytes: &[u8]| rows(bytes).into_iter().filter(|row| row[0] != "0000000" && row[0] != "9999999").count();
    let total: usize = series.iter().map(|file| rows_of(&file.bytes)).sum();
    for (serial, file) in (1..).zip(&series) {
        assert!(file.name.ends_with(&format!("-{serial:03}.csv")), "{} is number {serial}", file.name);
        let last = rows(&file.bytes).pop().expect("a row");
        assert_eq!(last[0] == "9999999", serial == series.len(), "{}: only the last has the total", file.name);
        if serial == series.len() {
            assert_eq!(last[1], total.to_string(), "it is the total over all files");
        }
    }
    let unparted =
        whole.files.iter().find(|file| file.name.starts_with(first_se) && file.name.contains("PERSUM202610"));
    assert_eq!(unparted.map(|file| rows_of(&file.bytes)), Some(total), "nothing is lost between the files");
}

#[test]
fn ordinary_life_is_varied() {
    let sample = generate_clean(&order(1, 6_000));
    let file = sample.files.iter().find(|file| file.name == "tok-indberetning-2026-10.csv").expect("the month");
    let rows = rows(&file.bytes);
    let count = |holds: &dyn Fn(&[String]) -> bool| rows[1..].iter().filter(|row| holds(row)).count();
    let check = |what: &str, holds: &dyn Fn(&[String]) -> bool| assert!(count(holds) > 0, "there is {what}");
    check("income in advance", &|row| row[15] == "F");
    check("an R-marked correction", &|row| row[16] == "R");
    check("a correction that names its report", &|row| !row[2].is_empty());
    check("a missing disposition date", &|row| row[14].is_empty());
    check("a disposition date before the period", &|row| !row[14].is_empty() && row[14] < row[12]);
    check("a tax of 0,00", &|row| row[10] == "0015" && row[11] == "0,00");
    for field in ["0013", "0014", "0015", "0016", "0037", "0046", "0047", "0098"] {
        check(field, &|row| row[10] == field);
    }
    let zero = sample.files.iter().filter(|file| file.name.contains("PERSUM202610"));
    assert!(
        zero.flat_map(|file| super::tests::rows(&file.bytes)).flatten().any(|cell| cell == "0,00"),
        "eIndkomst keeps 0,00"
    );
}
