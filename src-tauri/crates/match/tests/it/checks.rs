//! Checks without counterpart, rule by rule: what each finds, and what it leaves alone.

use trepunkt_core::code::Field;
use trepunkt_core::code::IncomeKind;
use trepunkt_core::code::Receipt;
use trepunkt_core::code::System;
use trepunkt_core::company::SeNumber;
use trepunkt_core::delivery::Extract;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::money::Money;
use trepunkt_core::payment::PaymentMethod;
use trepunkt_core::payment::PaymentRecord;
use trepunkt_core::payment::PaymentStatus;
use trepunkt_core::payment::ReceiverKind;
use trepunkt_core::person::Cpr;
use trepunkt_core::progress::Unwatched;
use trepunkt_core::record::IncomeHead;
use trepunkt_core::record::IncomeRecord;
use trepunkt_core::record::IncomeTable;
use trepunkt_core::record::base_month;
use trepunkt_core::source::SourceKind;
use trepunkt_core::text_pool::TextId;
use trepunkt_core::wall_time::Date;
use trepunkt_match::Delivered;
use trepunkt_match::DeliveredIncome;
use trepunkt_match::Sources;

use crate::cases::period;
use crate::cases::rules;

/// CPR's and the CVR register's own published examples: both keep modulus 11.
const PERSON: u64 = 707_614_285;
const PAYER: u32 = 13_585_628;

fn day(text: &str) -> Date {
    let parts: Vec<u32> = text.split('-').map(|part| part.parse().expect("a number")).collect();
    Date::from_calendar(u16::try_from(parts[0]).expect("a year"), parts[1], parts[2]).expect("a day")
}

/// One report: words such as `type=06 start=2026-10-01 F R cpr=… se=…` and fields such as `0014=10000,00`.
fn add(table: &mut IncomeTable, text: &str) {
    let word = |name: &str| text.split(' ').find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
    let has = |flag: &str| text.split(' ').any(|word| word == flag);
    let start = word("start").map_or_else(|| day("2026-10-01"), day);
    let disposition = Some(word("paid").map_or_else(|| day("2026-10-30"), day));
    let in_advance = has("F");
    let head = IncomeHead {
        se: SeNumber::new(word("se").map_or(PAYER, |se| se.parse().expect("a number"))).expect("an SE number"),
        cpr: Some(Cpr::new(word("cpr").map_or(PERSON, |cpr| cpr.parse().expect("a number"))).expect("a person")),
        month: base_month(in_advance, start, disposition).expect("a month"),
        income_kind: word("kind").map(|kind| IncomeKind::new(kind.parse().expect("a number")).expect("a kind")),
        income_type: Some(word("type").map_or(6, |kind| kind.parse().expect("two digits"))),
        period_start: Some(start),
        period_end: Some(word("end").map_or_else(|| day("2026-10-31"), day)),
        disposition,
        in_advance,
        is_correction: has("R"),
        reported: None,
        receipt: if has("X") { Receipt::Rejected } else { Receipt::Acknowledged },
        system: System::Ky,
        reference: TextId::default(),
        benefit: TextId::default(),
        name: TextId::default(),
    };
    let place = u32::try_from(table.heads.len()).expect("few");
    table.heads.push(head);
    for (field, amount) in text.split(' ').filter_map(|word| word.split_once('=')) {
        let number = field.parse().ok().filter(|_| field.len() == 4).and_then(Field::new);
        let Some(field) = number else { continue };
        let minor: i64 = amount.replace(',', "").parse().expect("kroner with øre");
        let line = u32::try_from(table.records.len()).expect("few") + 1;
        table.records.push(IncomeRecord { head: place, line, field, amount: Money::from_minor(minor) });
    }
}

fn reports(text: &str) -> Sources {
    let mut table = IncomeTable::default();
    text.lines().filter(|line| !line.trim().is_empty()).for_each(|line| add(&mut table, line.trim()));
    let kind = SourceKind::TokIndberetning;
    let delivered = DeliveredIncome {
        delivery: DeliveryId(1),
        sha256: [1; 32],
        kind,
        has_rejected_rows: false,
        extract: Extract::default(),
        table,
    };
    Sources { reports: vec![delivered], ..Sources::default() }
}

/// Each finding as `rule: what was found` without what the rule says and where it is written.
fn found(sources: &Sources) -> Vec<String> {
    let rules = rules();
    let findings = trepunkt_match::check(&rules, period(), sources, &Unwatched).expect("the checks are made");
    findings
        .iter()
        .map(|finding| {
            let rule = &rules.checks[finding.rule];
            let sentence = finding.sentence(rule);
            assert!(sentence.contains(&rule.label) && sentence.contains(&rule.source), "`{sentence}` says by what law");
            let said = sentence.split(&rule.label).next().unwrap_or_default().trim().to_owned();
            format!("{}: {said}", rule.id).trim_end_matches([' ', ':']).to_owned()
        })
        .collect()
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(found(&reports(text)), expected, "what is found in:\n{text}");
}

#[test]
fn reports_in_order_have_no_findings() {
    check("type=06 0014=10000,00 0015=3200,00 0046=297,00 0047=208,00", &[]);
    check("type=00 0013=12345,67 0016=987,00 0015=4000,00", &[]);
    check("type=07 start=2026-10-05 end=2026-10-11 paid=2026-10-14 0014=4500,50 0046=157,00 0047=93,00", &[]);
    check("type=04 F start=2026-10-01 paid=2026-09-30 0014=900,00", &[]);
    check("type=06 start=2026-09-01 0014=10000,00 0015=9000,00 paid=2026-09-30", &[]);
}

#[test]
fn numbers_that_look_odd_are_notes() {
    check("cpr=0707614286 0014=1,00", &["cpr-modulus"]);
    check("cpr=8605014001 0014=1,00", &["cpr-konstrueret"]);
    check("se=13585629 0014=1,00", &["se-modulus"]);
}

#[test]
fn tax_is_at_most_55_percent_of_what_a_person_has_in_the_month() {
    check("0014=1000,00 0015=551,00", &[]);
    check("0014=1000,00 0015=552,00", &["a-skat-loft: Felt 0015 er 552,00; 55 % af 1.000,00 er 550,00."]);
    check("type=00 0013=1000,00 0016=80,00 0015=507,00", &[]);
    let expected = "a-skat-loft: Felt 0015 er 508,00; 55 % af 920,00 er 506,00.";
    check("type=00 0013=1000,00 0016=80,00 0015=508,00", &[expected]);
    check("0014=1000,00 0015=300,00\n0014=500,00 0015=525,00", &[]);
    check("0014=1000,00\n0015=600,00 X", &[]);
}

#[test]
fn am_is_8_percent_with_its_rounding() {
    check("type=00 0013=12345,67 0016=987,65", &[]);
    check("type=00 0013=12345,67 0016=985,65", &[]);
    check("type=00 0013=12345,67 0016=985,64", &["am-procent: Felt 0016 er 985,64; 8 % af 12.345,67 er 987,65."]);
    check("type=00 0013=1000,00", &["am-procent: Felt 0016 er 0,00; 8 % af 1.000,00 er 80,00."]);
}

#[test]
fn atp_follows_the_rates_of_the_year() {
    check("0014=1,00 0046=198,00", &[]);
    check("0014=1,00 0046=-297,00\n0046=297,00", &[]);
    check("0014=1,00 0046=284,00", &["atp-maaned: Felt 0046 er 284,00; en fuld måned er 297,00."]);
    check("kind=0083 0014=1,00 0046=284,00", &[]);
    let week = "type=07 start=2026-10-05 end=2026-10-11 paid=2026-10-14 0014=1,00";
    check(&format!("{week} 0046=157,62"), &["atp-timer: Felt 0046 er 157,62, højst 157,00."]);
    check(&format!("{week} 0046=158,00"), &["atp-timer: Felt 0046 er 158,00, højst 157,00."]);
    check("type=07 0014=1,00 0046=785,00", &[]);
}

#[test]
fn the_obligatory_pension_follows_the_percent_of_the_year() {
    check("0014=10000,00 0047=210,00", &[]);
    check("0014=10000,00 0046=297,00 0047=207,92", &[]);
    check("0014=10000,00 0047=180,00", &["op-procent: Felt 0047 er 180,00; 2,1 % af 10.000,00 er 210,00."]);
    check("0014=10000,00\n0047=50,00", &[]);
}

#[test]
fn totals_may_not_be_negative() {
    check("0014=100,00\n0014=-100,00", &[]);
    check("0014=100,00\n0014=-100,01", &["negativ-sum: Felt 0014 er −0,01 i alt for personen i måneden."]);
    check("0014=-100,00 X", &[]);
}

#[test]
fn fields_that_do_not_belong_are_named() {
    check("R 0014=10,00", &[]);
    check("R 0014=1000,00 0015=10,00\n0014=1000,00", &["r-maerke-skattefelter: Felt 0015 er udfyldt med 10,00."]);
    check("type=07 0014=1000,00 0036=10,00", &["indkomsttype-felter: Felt 0036 er udfyldt med 10,00."]);
    check("type=00 0014=10,00", &["indkomsttype-00-alene: Felt 0014 er udfyldt med 10,00."]);
    check("type=00 0013=100,00 0016=8,00 0014=10,00", &[]);
}

#[test]
fn repayments_are_held_against_the_year_rule() {
    check("start=2026-10-01 0098=10,00", &[]);
    check("start=2024-12-01 0098=10,00", &[]);
    let expected = "tilbagebetaling-aar: Bagudbetalt; til disposition 30-10-2026, og perioden begynder 01-08-2026.";
    check("start=2026-08-01 0098=10,00", &[expected]);
}

#[test]
fn advance_and_arrears_are_held_against_their_days() {
    let late = "forud-bagud-datoer: Forudbetalt; til disposition 02-10-2026, og perioden begynder 01-10-2026.";
    check("F start=2026-10-01 paid=2026-10-02 0014=1,00", &[late]);
    let early = "forud-bagud-datoer: Bagudbetalt; til disposition 30-09-2026, og perioden begynder 01-10-2026.";
    check("start=2026-10-01 paid=2026-09-30 0014=1,00", &[early]);
}

fn payment(id: &str, receiver: u64, account: &str, method: PaymentMethod) -> PaymentRecord {
    PaymentRecord {
        line: 1,
        id: id.to_owned(),
        bundle: String::new(),
        effectuation: String::new(),
        system: System::Ky,
        benefit: String::new(),
        receiver_kind: ReceiverKind::Cpr,
        receiver,
        gross: None,
        net: None,
        amount: Money::from_minor(100_000),
        disposition: day("2026-10-30"),
        method,
        account: "00011234567890".to_owned(),
        status: PaymentStatus::Done,
        sent: None,
        receiver_account: account.to_owned(),
    }
}

#[test]
fn accounts_of_many_and_other_receivers_are_markers() {
    let paid = |records: Vec<PaymentRecord>| Sources {
        payments: vec![Delivered { delivery: DeliveryId(1), sha256: [1; 32], records }],
        ..Sources::default()
    };
    let to = |persons: std::ops::Range<u64>| -> Vec<PaymentRecord> {
        let one = |person| payment(&format!("U{person}"), PERSON + person, "00019999999999", PaymentMethod::Nemkonto);
        persons.map(one).collect()
    };
    assert_eq!(found(&paid(to(0..3))), Vec::<String>::new(), "three persons are nothing to look at");
    assert_eq!(found(&paid(to(0..4))), ["konto-flere-personer: Kontoen modtager for 4 personer."], "four are");
    let twice = [to(0..3), to(0..3)].concat();
    assert_eq!(found(&paid(twice)), Vec::<String>::new(), "persons are counted, not payments");
    let other = payment("U1", PERSON, "00019999999999", PaymentMethod::Alternative);
    assert_eq!(found(&paid(vec![other])), ["alternativ-modtager: Udbetaling på 1.000,00."], "another's account");
}

#[test]
fn law_6_findings_do_not_depend_on_the_order_of_deliveries() {
    let one = reports("0014=1000,00 0015=552,00\ncpr=8605014001 0014=1,00").reports.remove(0);
    let mut other = reports("type=00 0014=10,00\n0046=284,00").reports.remove(0);
    (other.delivery, other.sha256) = (DeliveryId(2), [2; 32]);
    let of = |reports: Vec<DeliveredIncome>| {
        let sources = Sources { reports, ..Sources::default() };
        trepunkt_match::check(&rules(), period(), &sources, &Unwatched).expect("the checks are made")
    };
    let (forth, back) = (of(vec![one.clone(), other.clone()]), of(vec![other, one]));
    assert_eq!(forth, back, "the same findings with the same records");
    assert!(forth.len() >= 3, "and they are there");
}
