//! Payments, answers, banks, ATP claims and invoices: made up, stored, and told again.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use trepunkt_core::bank::BankEntry;
use trepunkt_core::bank::BankStatement;
use trepunkt_core::bank::BankTable;
use trepunkt_core::bank::EntryStatus;
use trepunkt_core::code::AtpScheme;
use trepunkt_core::code::System;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::id::RecordId;
use trepunkt_core::invoice::InvoiceDialect;
use trepunkt_core::invoice::InvoiceRecord;
use trepunkt_core::money::Money;
use trepunkt_core::payment::AnswerRecord;
use trepunkt_core::payment::PaymentMethod;
use trepunkt_core::payment::PaymentRecord;
use trepunkt_core::payment::PaymentStatus;
use trepunkt_core::payment::ReceiverKind;
use trepunkt_core::record::AtpClaimRecord;
use trepunkt_core::record::Facts;
use trepunkt_core::source::SourceKind;
use trepunkt_core::wall_time::Date;
use trepunkt_core::wall_time::WallTime;
use trepunkt_store::Part;
use trepunkt_store::StoreError;
use trepunkt_store::StoredFact;
use trepunkt_store::Which;
use trepunkt_store::Workspace;

use crate::support::ACT;
use crate::support::Made;
use crate::support::Place;
use crate::support::month;
use crate::support::se;

/// A day of October 2026.
const DAY: i32 = 20_740;

pub(crate) fn atp_claims() -> Vec<AtpClaimRecord> {
    let full = AtpClaimRecord {
        line: 2,
        se: se(17_000_004),
        scheme: AtpScheme::OpAddition,
        benefit: "SYGEDAGPENGE".to_owned(),
        quarter: month("2026-07"),
        claim_quarter: month("2026-10"),
        due: Date::from_days(DAY),
        amount: Money::from_minor(12_345),
        creditor: "12345678".to_owned(),
        payment_reference: "+71<000000000000000+12345678<".to_owned(),
    };
    let empty = String::new;
    let bare = AtpClaimRecord {
        line: 3,
        scheme: AtpScheme::Fee,
        benefit: empty(),
        amount: Money::from_minor(-1),
        creditor: empty(),
        payment_reference: empty(),
        ..full.clone()
    };
    vec![full, bare]
}

pub(crate) fn payments() -> Vec<PaymentRecord> {
    let full = PaymentRecord {
        line: 2,
        id: "U00000000000000000000000001".to_owned(),
        bundle: "B1".to_owned(),
        effectuation: "E1".to_owned(),
        system: System::Ky,
        benefit: "KONTANTHJÆLP".to_owned(),
        receiver_kind: ReceiverKind::Cpr,
        receiver: crate::support::CPR,
        gross: Some(Money::from_minor(1_000_000)),
        net: Some(Money::from_minor(700_000)),
        amount: Money::from_minor(650_000),
        disposition: Date::from_days(DAY),
        method: PaymentMethod::Alternative,
        account: "00001234567890".to_owned(),
        status: PaymentStatus::Done,
        sent: Some(WallTime::from_seconds(1_793_000_000)),
        receiver_account: "00009876543210".to_owned(),
    };
    let empty = String::new;
    let bare = PaymentRecord {
        line: 3,
        id: "U2".to_owned(),
        bundle: empty(),
        effectuation: empty(),
        system: System::Unknown,
        benefit: empty(),
        receiver_kind: ReceiverKind::Cvr,
        receiver: 17_000_004,
        gross: None,
        net: None,
        amount: Money::ZERO,
        method: PaymentMethod::CashVoucher,
        status: PaymentStatus::Queued,
        sent: None,
        receiver_account: empty(),
        ..full.clone()
    };
    vec![full, bare]
}

pub(crate) fn answers() -> Vec<AnswerRecord> {
    let full = AnswerRecord {
        line: 2,
        payment: "00000042U2".to_owned(),
        bundle: "B1".to_owned(),
        answer: 9,
        text: "Kontoen er spærret".to_owned(),
        time: WallTime::from_seconds(1_792_900_000),
        amount: Some(Money::from_minor(650_000)),
    };
    let bare =
        AnswerRecord { line: 3, bundle: String::new(), text: String::new(), amount: None, answer: 0, ..full.clone() };
    vec![full, bare]
}

/// Two statements, a collective entry with two details, and an announced entry without any date.
pub(crate) fn bank() -> BankTable {
    let statement = |account: &str| BankStatement {
        number: "2026/10".to_owned(),
        account: account.to_owned(),
        currency: "DKK".to_owned(),
        opening: Some(Money::from_minor(100)),
        closing: Some(Money::from_minor(-500)),
        from: Some(Date::from_days(DAY - 10)),
        to: Some(Date::from_days(DAY)),
    };
    let bare = BankStatement {
        number: String::new(),
        currency: "EUR".to_owned(),
        opening: None,
        closing: None,
        from: None,
        to: None,
        ..statement("")
    };
    let entry = |line, detail, amount| BankEntry {
        statement: 0,
        line,
        detail,
        booked: Some(Date::from_days(DAY)),
        value: Some(Date::from_days(DAY + 20)),
        amount: Money::from_minor(amount),
        currency: String::new(),
        status: EntryStatus::Booked,
        is_reversal: false,
        text: "Samlet udbetaling".to_owned(),
        reference: "U1".to_owned(),
        bank_reference: "BR1".to_owned(),
        slip: "71/000000000000000".to_owned(),
        counter_account: "00009876543210".to_owned(),
        counter_name: "Opdigtet modtager".to_owned(),
    };
    let empty = String::new;
    let announced = BankEntry {
        statement: 1,
        booked: None,
        value: None,
        currency: "SEK".to_owned(),
        status: EntryStatus::Pending,
        is_reversal: true,
        text: empty(),
        reference: empty(),
        bank_reference: empty(),
        slip: empty(),
        counter_account: empty(),
        counter_name: empty(),
        ..entry(2, 0, 7)
    };
    BankTable {
        statements: vec![statement("DK5000400440116243"), bare],
        entries: vec![entry(1, 0, -600), entry(1, 1, -200), entry(1, 2, -400), announced],
    }
}

pub(crate) fn invoices() -> Vec<InvoiceRecord> {
    let full = InvoiceRecord {
        line: 1,
        dialect: InvoiceDialect::Peppol,
        is_credit_note: true,
        number: "F-17".to_owned(),
        issued: Date::from_days(DAY),
        due: Some(Date::from_days(DAY + 30)),
        currency: "DKK".to_owned(),
        supplier: "17000012".to_owned(),
        supplier_name: "Opdigtet leverandør".to_owned(),
        customer: "5790000000005".to_owned(),
        payment_reference: "+71<000000000000000+12345678<".to_owned(),
        payable: Money::from_minor(12_500),
        tax: Money::from_minor(2_500),
        text: "Ydelse".to_owned(),
        amount: Money::from_minor(10_000),
    };
    let empty = String::new;
    let bare = InvoiceRecord {
        line: 2,
        dialect: InvoiceDialect::Oioubl,
        is_credit_note: false,
        due: None,
        supplier_name: empty(),
        payment_reference: empty(),
        text: empty(),
        ..full.clone()
    };
    vec![full, bare]
}

/// One delivery of each family.
pub(crate) fn every_family() -> Vec<Made> {
    vec![
        Made::of(SourceKind::AtpKrav, Facts::AtpClaims(atp_claims())),
        Made::of(SourceKind::TokUdbetaling, Facts::Payments(payments())),
        Made::of(SourceKind::NemkontoRetur, Facts::Answers(answers())),
        Made::of(SourceKind::Camt053, Facts::Bank(bank())),
        Made::of(SourceKind::Faktura, Facts::Invoices(invoices())),
    ]
}

fn load(workspace: &Workspace, id: DeliveryId, facts: &Facts) -> trepunkt_store::Result<Facts> {
    Ok(match facts {
        Facts::AtpClaims(_) => Facts::AtpClaims(workspace.load_atp_claims(id)?),
        Facts::Payments(_) => Facts::Payments(workspace.load_payments(id)?),
        Facts::Answers(_) => Facts::Answers(workspace.load_answers(id)?),
        Facts::Bank(_) => Facts::Bank(workspace.load_bank(id)?),
        Facts::Invoices(_) => Facts::Invoices(workspace.load_invoices(id)?),
        Facts::Income(_) | Facts::Claims(_) | Facts::CompanySums(_) => panic!("another family"),
    })
}

/// The single records of a delivery, put together again.
fn told(workspace: &Workspace, id: DeliveryId, facts: &Facts) -> Facts {
    let ids: Vec<RecordId> =
        (0..u32::try_from(facts.len()).expect("few")).map(|ordinal| RecordId::new(id, ordinal)).collect();
    let mut again = match facts {
        Facts::AtpClaims(_) => Facts::AtpClaims(Vec::new()),
        Facts::Payments(_) => Facts::Payments(Vec::new()),
        Facts::Answers(_) => Facts::Answers(Vec::new()),
        Facts::Bank(table) => Facts::Bank(BankTable { statements: table.statements.clone(), entries: Vec::new() }),
        Facts::Invoices(_) => Facts::Invoices(Vec::new()),
        Facts::Income(_) | Facts::Claims(_) | Facts::CompanySums(_) => panic!("another family"),
    };
    for stored in workspace.records(&ids).expect("the records") {
        match (stored.fact, &mut again) {
            (StoredFact::AtpClaim(one), Facts::AtpClaims(all)) => all.push(one),
            (StoredFact::Payment(one), Facts::Payments(all)) => all.push(*one),
            (StoredFact::Answer(one), Facts::Answers(all)) => all.push(one),
            (StoredFact::Invoice(one), Facts::Invoices(all)) => all.push(*one),
            (StoredFact::Bank(one), Facts::Bank(all)) => {
                let at = usize::try_from(one.entry.statement).expect("small");
                assert_eq!(one.statement, all.statements[at], "an entry comes with its own statement");
                all.entries.push(one.entry);
            }
            (fact, _) => panic!("another family: {fact:?}"),
        }
    }
    again
}

fn check_round_trip(made: &Made) {
    let place = Place::new();
    let mut workspace = place.create(None);
    let (_, id) = made.import(&mut workspace).expect("an import");
    assert_eq!(load(&workspace, id, &made.facts).expect("they are there"), made.facts, "all at once");
    assert_eq!(told(&workspace, id, &made.facts), made.facts, "and one by one");
    let delivery = workspace.delivery(id).expect("the delivery");
    assert_eq!(usize::try_from(delivery.records).expect("few"), made.facts.len(), "counted");
    let (payers, accounts) = trepunkt_store::coverage(&made.facts);
    assert_eq!((delivery.coverage, delivery.account_coverage), (payers, accounts), "what it is about");
}

#[test]
fn facts_of_every_new_family_come_back() {
    every_family().iter().for_each(check_round_trip);
    let nothing = [
        (SourceKind::AtpKrav, Facts::AtpClaims(Vec::new())),
        (SourceKind::BankCsv, Facts::Bank(BankTable::default())),
        (SourceKind::Faktura, Facts::Invoices(Vec::new())),
    ];
    nothing.into_iter().for_each(|(kind, facts)| check_round_trip(&Made::of(kind, facts)));
}

#[test]
fn a_delivery_tells_its_accounts_and_months() {
    let place = Place::new();
    let mut workspace = place.create(None);
    let mut covers = |made: &Made| {
        let (_, id) = made.import(&mut workspace).expect("an import");
        let delivery = workspace.delivery(id).expect("it is there");
        let payers = delivery.coverage.iter().map(|one| format!("{} {} {}", one.se, one.month, one.records));
        let accounts = delivery.account_coverage.iter();
        let accounts = accounts.map(|one| format!("{} {} {}", one.account, one.month, one.records));
        payers.chain(accounts).collect::<Vec<_>>()
    };
    let found: Vec<Vec<String>> = every_family().iter().map(&mut covers).collect();
    assert_eq!(found[0], ["17000004 2026-10 2"], "an ATP claim: the quarter of the claim");
    assert_eq!(found[1], ["00001234567890 2026-10 2"], "payments: the account they are drawn on");
    assert_eq!(found[2], [" 2026-10 2"], "answers name no account");
    assert_eq!(found[3], ["DK5000400440116243 2026-10 3"], "a bank: details too; nothing dates the announced entry");
    assert_eq!(found[4], ["17000012 2026-10 2"], "invoices: the supplier");
    let mut odd = bank();
    odd.statements[0].account = "010190-0004".to_owned();
    odd.statements[1].account = "0101900012".to_owned();
    odd.entries[3].booked = Some(Date::from_days(DAY + 20));
    odd.statements.push(BankStatement { account: "4000".to_owned(), ..odd.statements[0].clone() });
    let found = covers(&Made::of(SourceKind::BankCsv, Facts::Bank(odd)));
    let expected = ["010190-•••• 2026-10 3", "010190-•••• 2026-11 1", "4000 2026-10 0"];
    assert_eq!(found, expected, "personal numbers are masked, and a quiet month is covered all the same");
}

#[test]
fn entries_and_details_are_found_by_line() {
    let place = Place::new();
    let mut workspace = place.create(None);
    let (_, id) = Made::of(SourceKind::Camt053, Facts::Bank(bank())).import(&mut workspace).expect("an import");
    let (_, payment) =
        Made::of(SourceKind::TokUdbetaling, Facts::Payments(payments())).import(&mut workspace).expect("another");
    let find = |delivery, line, part| workspace.find_record(delivery, line, part).expect("a search");
    assert_eq!(find(id, 1, None), Some(RecordId::new(id, 0)), "the line of a collective entry is the entry");
    assert_eq!(find(id, 1, Some(Part::Detail(2))), Some(RecordId::new(id, 2)), "a detail by its number");
    assert_eq!(find(id, 1, Some(Part::Detail(3))), None, "there is no third");
    assert_eq!(find(id, 1, Some(Part::Detail(0))), None, "the entry is no detail");
    assert_eq!(find(id, 2, None), Some(RecordId::new(id, 3)), "an entry by itself");
    let field = trepunkt_core::code::Field::new(1).map(Part::Field);
    assert_eq!(find(id, 1, field), None, "an entry has no fields");
    assert_eq!(find(payment, 3, None), Some(RecordId::new(payment, 1)), "a payment");
    assert_eq!(find(payment, 3, field), None, "which has none either");
    assert_eq!(workspace.records_of_line(id, 1).expect("a search").len(), 3, "all records of the line");
    let told = workspace.records(&[RecordId::new(id, 2), RecordId::new(payment, 1)]).expect("two");
    assert_eq!((told[0].line(), told[0].part()), (1, Some(Part::Detail(2))), "a detail says so");
    assert_eq!((told[0].amount(), told[1].part()), (Some(Money::from_minor(-400)), None), "and its amount");
}

#[test]
fn a_collective_entry_may_have_more_details_than_any_line_has_fields() {
    let place = Place::new();
    let mut workspace = place.create(None);
    let mut table = bank();
    let detail = table.entries[1].clone();
    table.entries.truncate(1);
    table.entries.extend((1..=12_000).map(|number| BankEntry { detail: number, ..detail.clone() }));
    let (_, id) = Made::of(SourceKind::Camt054, Facts::Bank(table)).import(&mut workspace).expect("an import");
    let last = workspace.find_record(id, 1, Some(Part::Detail(12_000))).expect("a search");
    assert_eq!(last, Some(RecordId::new(id, 12_000)), "the last of them is found");
}

#[test]
fn what_points_nowhere_is_refused() {
    let place = Place::new();
    let mut workspace = place.create(None);
    let mut table = bank();
    table.entries[3].statement = 2;
    let outcome = Made::of(SourceKind::Mt940, Facts::Bank(table)).import(&mut workspace);
    assert!(matches!(outcome, Err(StoreError::Unlawful(_))), "an entry without statement: {outcome:?}");
    let mut records = payments();
    records[0].receiver = 10_000_000_000;
    let outcome = Made::of(SourceKind::TokUdbetaling, Facts::Payments(records)).import(&mut workspace);
    assert!(matches!(outcome, Err(StoreError::Unlawful(_))), "a receiver of eleven digits: {outcome:?}");
    assert_eq!(workspace.deliveries(Which::All).expect("deliveries"), [], "nothing is left of them");
}

#[test]
fn undoing_an_import_takes_any_family_away_and_back() {
    let place = Place::new();
    let mut workspace = place.create(None);
    for made in every_family() {
        let before = workspace.deliveries(Which::Standing).expect("deliveries");
        let (operation, id) = made.import(&mut workspace).expect("an import");
        let after = workspace.deliveries(Which::Standing).expect("deliveries");
        let undo = workspace.undo(operation, &ACT).expect("an undo");
        assert_eq!(workspace.deliveries(Which::Standing).expect("deliveries"), before, "{:?} is gone", made.kind);
        workspace.undo(undo.id, &ACT).expect("the undo is undone");
        assert_eq!(workspace.deliveries(Which::Standing).expect("deliveries"), after, "{:?} is back", made.kind);
        assert_eq!(load(&workspace, id, &made.facts).expect("they are there"), made.facts, "with all it said");
    }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "\\PC{1,12}"]
}

fn money() -> impl Strategy<Value = Money> {
    any::<i32>().prop_map(|amount| Money::from_minor(i64::from(amount) * 1_000_003))
}

/// Any day from 1900 to 2199.
fn day() -> impl Strategy<Value = Date> {
    (-25_000..83_000_i32).prop_map(Date::from_days)
}

fn one_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    proptest::sample::select(all)
}

fn claim() -> impl Strategy<Value = AtpClaimRecord> {
    (any::<u32>(), one_of(AtpScheme::ALL), day(), money(), [text(), text(), text()]).prop_map(
        |(line, scheme, due, amount, [benefit, creditor, payment_reference])| AtpClaimRecord {
            line,
            scheme,
            due,
            amount,
            benefit,
            creditor,
            payment_reference,
            ..atp_claims()[0].clone()
        },
    )
}

fn payment() -> impl Strategy<Value = PaymentRecord> {
    let codes =
        (one_of(System::ALL), one_of(ReceiverKind::ALL), one_of(PaymentMethod::ALL), one_of(PaymentStatus::ALL));
    let amounts = (option::of(money()), option::of(money()), money());
    let times = (day(), option::of(any::<i32>()));
    let texts = [text(), text(), text(), text(), text(), text()];
    (any::<u32>(), 0..=9_999_999_999_u64, codes, amounts, times, texts).prop_map(
        |(line, receiver, codes, (gross, net, amount), (disposition, sent), texts)| {
            let [id, bundle, effectuation, benefit, account, receiver_account] = texts;
            let (system, receiver_kind, method, status) = codes;
            let sent = sent.map(|seconds| WallTime::from_seconds(i64::from(seconds)));
            PaymentRecord {
                line,
                id,
                bundle,
                effectuation,
                system,
                benefit,
                receiver_kind,
                receiver,
                gross,
                net,
                amount,
                disposition,
                method,
                account,
                status,
                sent,
                receiver_account,
            }
        },
    )
}

fn answer() -> impl Strategy<Value = AnswerRecord> {
    (any::<u32>(), any::<u8>(), any::<i32>(), option::of(money()), [text(), text(), text()]).prop_map(
        |(line, answer, time, amount, [payment, bundle, text])| AnswerRecord {
            line,
            payment,
            bundle,
            answer,
            text,
            time: WallTime::from_seconds(i64::from(time)),
            amount,
        },
    )
}

fn entry() -> impl Strategy<Value = BankEntry> {
    let places = (0..2_u32, any::<u32>(), any::<u32>());
    let dates = (option::of(day()), option::of(day()));
    let texts = [text(), text(), text(), text(), text(), text(), text()];
    (places, dates, money(), one_of(EntryStatus::ALL), any::<bool>(), texts).prop_map(
        |((statement, line, detail), (booked, value), amount, status, is_reversal, texts)| {
            let [currency, text, reference, bank_reference, slip, counter_account, counter_name] = texts;
            BankEntry {
                statement,
                line,
                detail,
                booked,
                value,
                amount,
                currency,
                status,
                is_reversal,
                text,
                reference,
                bank_reference,
                slip,
                counter_account,
                counter_name,
            }
        },
    )
}

fn invoice() -> impl Strategy<Value = InvoiceRecord> {
    let texts = [text(), text(), text(), text(), text(), text(), text()];
    let amounts = (money(), money(), money());
    let codes = (one_of(InvoiceDialect::ALL), any::<bool>());
    (any::<u32>(), codes, day(), option::of(day()), amounts, texts).prop_map(
        |(line, (dialect, is_credit_note), issued, due, (payable, tax, amount), texts)| {
            let [number, currency, supplier, supplier_name, customer, payment_reference, text] = texts;
            InvoiceRecord {
                line,
                dialect,
                is_credit_note,
                number,
                issued,
                due,
                currency,
                supplier,
                supplier_name,
                customer,
                payment_reference,
                payable,
                tax,
                text,
                amount,
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_atp_claim_comes_back(records in vec(claim(), 0..12)) {
        check_round_trip(&Made::of(SourceKind::AtpKrav, Facts::AtpClaims(records)));
    }

    #[test]
    fn any_payment_comes_back(records in vec(payment(), 0..12)) {
        check_round_trip(&Made::of(SourceKind::TokUdbetaling, Facts::Payments(records)));
    }

    #[test]
    fn any_answer_comes_back(records in vec(answer(), 0..12)) {
        check_round_trip(&Made::of(SourceKind::NemkontoRetur, Facts::Answers(records)));
    }

    #[test]
    fn any_bank_comes_back(entries in vec(entry(), 0..12)) {
        let facts = Facts::Bank(BankTable { entries, ..bank() });
        check_round_trip(&Made::of(SourceKind::Camt053, facts));
    }

    #[test]
    fn any_invoice_comes_back(records in vec(invoice(), 0..12)) {
        check_round_trip(&Made::of(SourceKind::Faktura, Facts::Invoices(records)));
    }
}
