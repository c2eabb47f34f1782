//! What goes in comes out.

use proptest::collection::vec;
use proptest::prelude::*;
use trepunkt_core::code::Field;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;
use trepunkt_core::person::Cpr;
use trepunkt_core::progress::Unwatched;
use trepunkt_core::record::Facts;
use trepunkt_core::record::IncomeRecord;
use trepunkt_core::record::IncomeTable;
use trepunkt_core::result::DifferenceKey;
use trepunkt_core::source::SourceKind;
use trepunkt_core::text_pool::TextId;
use trepunkt_core::wall_time::WallTime;
use trepunkt_store::Coverage;
use trepunkt_store::Part;
use trepunkt_store::StoreError;
use trepunkt_store::StoredFact;
use trepunkt_store::Which;

use crate::support::ACT;
use crate::support::Cancelling;
use crate::support::Made;
use crate::support::Place;
use crate::support::claims;
use crate::support::company_sums;
use crate::support::income;
use crate::support::month;
use crate::support::se;

/// A table with its texts in place of their ids, to compare what is meant.
fn meant(table: &IncomeTable) -> String {
    let heads = table.heads.iter().map(|head| {
        let texts = [head.reference, head.benefit, head.name].map(|id| table.texts.get(id).to_owned());
        let mut head = *head;
        let none = TextId::default();
        (head.reference, head.benefit, head.name) = (none, none, none);
        (head, head.cpr.map(Cpr::number), texts)
    });
    format!("{:?} {:?}", heads.collect::<Vec<_>>(), table.records)
}

#[test]
fn a_delivery_is_told_as_it_was_read() {
    let place = Place::new();
    let mut workspace = place.create(None);
    let made = Made::income(0);
    let (operation, id) = made.import(&mut workspace).expect("an import");
    let delivery = workspace.delivery(id).expect("it is there");
    assert_eq!((delivery.id, delivery.operation, delivery.stands), (DeliveryId(1), operation, true), "identity");
    assert_eq!((delivery.at, delivery.who.as_str()), (ACT.at, "anne"), "who and when");
    assert_eq!((delivery.name.as_str(), delivery.encoding.as_str()), ("oktober.csv", "utf-8"), "the file");
    assert_eq!(delivery.bytes, u64::try_from(made.bytes.len()).expect("small"), "its size");
    assert_eq!(delivery.sha256, made.new_delivery().sha256, "its hash");
    assert_eq!((delivery.kind, delivery.count), (made.kind, made.count), "kind and rows");
    assert_eq!((delivery.repaired, delivery.records), (1, 4), "repairs and records");
    assert_eq!(delivery.total, Money::from_minor(123_400 - 800 + 7), "the control sum of all records");
    assert_eq!((delivery.control, delivery.extract), (made.control, made.extract), "control totals and extract");
    let covers = |number, text, records| Coverage { se: se(number), month: month(text), records };
    let expected = [covers(17_000_004, "2026-10", 2), covers(17_000_012, "2026-11", 2)];
    assert_eq!(delivery.coverage, expected, "payers and months");
    assert_eq!(delivery.diagnostics, 1, "diagnostics are counted");
    assert_eq!(workspace.diagnostics(id).expect("diagnostics"), made.diagnostics, "and told");
    let original = workspace.original(id).expect("the file");
    assert_eq!((original.name.as_str(), original.bytes), ("oktober.csv", made.bytes), "the archived file");
}

#[test]
fn facts_of_every_kind_come_back() {
    let place = Place::new();
    let mut workspace = place.create(None);
    let made = [
        Made::income(0),
        Made::of(SourceKind::SkatKrav, Facts::Claims(claims())),
        Made::of(SourceKind::EindkomstVirsum, Facts::CompanySums(company_sums())),
        Made::of(SourceKind::EindkomstPersum, Facts::Income(IncomeTable::default())),
    ];
    let new: Vec<_> = made.iter().map(Made::new_delivery).collect();
    let (_, ids) = workspace.add_deliveries(&new, &ACT, &Unwatched).expect("an import of four files");
    assert_eq!(ids, [1, 2, 3, 4].map(DeliveryId), "numbered in order");
    assert_eq!(meant(&workspace.load_income(ids[0]).expect("income")), meant(&income(0)), "income");
    assert_eq!(workspace.load_claims(ids[1]).expect("claims"), claims(), "claims");
    assert_eq!(workspace.load_company_sums(ids[2]).expect("sums"), company_sums(), "company sums");
    assert_eq!(workspace.load_income(ids[3]).expect("income"), IncomeTable::default(), "nothing is nothing");
    assert!(matches!(workspace.load_claims(ids[0]), Err(StoreError::NoSuch(_))), "income is no claim");
    assert!(matches!(workspace.load_income(DeliveryId(5)), Err(StoreError::NoSuch(_))), "there is no fifth");
    let coverage = workspace.delivery(ids[2]).expect("the third").coverage;
    assert_eq!(coverage.len(), 2, "a sum over two months covers both");
}

#[test]
fn single_records_are_found_and_told_whole() {
    let place = Place::new();
    let mut workspace = place.create(None);
    let (_, id) = Made::income(0).import(&mut workspace).expect("an import");
    let (_, claim) = Made::of(SourceKind::SkatKrav, Facts::Claims(claims())).import(&mut workspace).expect("another");
    let field = |number| Field::new(number).map(Part::Field);
    let find = |delivery, line, field| workspace.find_record(delivery, line, field).expect("a search");
    assert_eq!(find(id, 2, None), Some(RecordId::new(id, 0)), "the line gave one record");
    assert_eq!(find(id, 4, None), None, "the line gave two: which one is not guessed");
    assert_eq!(find(id, 4, field(15)), Some(RecordId::new(id, 3)), "line and field name one");
    assert_eq!(find(id, 4, field(16)), None, "no such field on the line");
    assert_eq!((find(id, 1, None), find(id, 5, None)), (None, None), "header and rejected row gave none");
    assert_eq!(find(claim, 3, None), Some(RecordId::new(claim, 1)), "a claim line");
    let both = workspace.records_of_line(id, 4).expect("a search");
    assert_eq!(both, [RecordId::new(id, 2), RecordId::new(id, 3)], "all records of a line");

    let told =
        workspace.records(&[RecordId::new(claim, 1), RecordId::new(id, 3), RecordId::new(id, 0)]).expect("three");
    assert_eq!(told[0].fact, StoredFact::Claim(claims()[1].clone()), "the claim, in the order asked for");
    let StoredFact::Income(bare) = &told[1].fact else { panic!("income was asked for") };
    assert_eq!((bare.name.as_str(), bare.reference.as_str()), (crate::support::NAME, ""), "with its own texts");
    let StoredFact::Income(full) = &told[2].fact else { panic!("income was asked for") };
    assert_eq!((full.reference.as_str(), full.benefit.as_str()), ("TOEK00000001", "SYGEDAGPENGE"), "and its report");
    assert_eq!(full.head.reported, Some(WallTime::from_seconds(1_793_000_000)), "with time");
    assert_eq!(
        (told[1].line(), told[1].part(), told[1].amount()),
        (4, field(15), Some(Money::from_minor(7))),
        "in short"
    );
    assert!(matches!(workspace.records(&[RecordId::new(id, 4)]), Err(StoreError::NoSuch(_))), "there is no fifth");
}

#[test]
fn the_income_at_a_key_is_found() {
    let place = Place::new();
    let mut workspace = place.create(None);
    let (_, first) = Made::income(0).import(&mut workspace).expect("an import");
    let (_, second) = Made::income(1).import(&mut workspace).expect("another");
    let key = DifferenceKey {
        se: Some(se(17_000_004)),
        cpr: Cpr::new(crate::support::CPR).ok(),
        field: Field::new(16),
        month: Some(month("2026-10")),
        income_kind: None,
        ..DifferenceKey::default()
    };
    let find = |deliveries: &[DeliveryId], key| workspace.records_at_key(deliveries, &key).expect("a search");
    let expected = [RecordId::new(first, 1), RecordId::new(second, 1)];
    assert_eq!(find(&[first, second], key.clone()), expected, "in every delivery asked about");
    assert_eq!(find(&[second], key.clone()), expected[1..], "and in no other");
    assert_eq!(find(&[first], DifferenceKey { month: Some(month("2026-11")), ..key.clone() }), [], "another month");
    assert_eq!(find(&[first], DifferenceKey { se: Some(se(17_000_012)), ..key.clone() }), [], "another payer");
    assert_eq!(find(&[first], DifferenceKey { field: Field::new(13), ..key.clone() }), [], "another field");
    assert_eq!(find(&[first], DifferenceKey { cpr: None, ..key.clone() }), [], "a key without person names no line");
}

#[test]
fn lines_are_found_when_they_do_not_rise() {
    let place = Place::new();
    let mut workspace = place.create(None);
    let mut table = income(0);
    for (record, line) in table.records.iter_mut().zip([9, 3, 9, 5]) {
        record.line = line;
    }
    let (_, id) =
        Made::of(SourceKind::EindkomstPersum, Facts::Income(table)).import(&mut workspace).expect("an import");
    let on = |line| workspace.records_of_line(id, line).expect("a search").into_iter().map(RecordId::ordinal).collect();
    let found: [Vec<u32>; 4] = [on(9), on(3), on(5), on(4)];
    assert_eq!(found, [vec![0, 2], vec![1], vec![3], vec![]], "wherever they stand");
}

#[test]
fn a_large_original_is_kept_in_parts() {
    let place = Place::new();
    let mut workspace = place.create(None);
    let mut made = Made::income(0);
    made.bytes = (0..3_000_000_u32).flat_map(|number| number.to_le_bytes()).collect();
    let (_, id) = made.import(&mut workspace).expect("an import");
    assert_eq!(workspace.original(id).expect("the file").bytes, made.bytes, "twelve million bytes come back");
    let (_, empty) = Made { bytes: Vec::new(), ..Made::income(1) }.import(&mut workspace).expect("an import");
    assert_eq!(workspace.original(empty).expect("the file").bytes, b"", "and no bytes too");
}

#[test]
fn the_same_content_is_not_imported_twice() {
    let place = Place::new();
    let mut workspace = place.create(None);
    let made = Made::income(0);
    let (_, id) = made.import(&mut workspace).expect("an import");
    assert_eq!(workspace.find_standing(&made.new_delivery().sha256).expect("a search"), Some(id), "it is known");
    let again = made.import(&mut workspace);
    assert!(matches!(again, Err(StoreError::AlreadyStanding(DeliveryId(1)))), "again: {again:?}");
    let other = Made::income(1);
    let twice = workspace.add_deliveries(&[other.new_delivery(), other.new_delivery()], &ACT, &Unwatched);
    assert!(matches!(twice, Err(StoreError::AlreadyStanding(_))), "nor twice in one import");
    assert_eq!(workspace.deliveries(Which::All).expect("deliveries").len(), 1, "nothing was added");
    workspace.undo_last(&ACT).expect("an undo").expect("of the import");
    assert_eq!(workspace.find_standing(&made.new_delivery().sha256).expect("a search"), None, "undone is not standing");
    let (_, id) = made.import(&mut workspace).expect("after an undo it may come again");
    assert_eq!(id, DeliveryId(2), "under a number of its own");
}

#[test]
fn what_does_not_tie_is_refused_whole() {
    let place = Place::new();
    let mut workspace = place.create(None);
    let check = |workspace: &mut trepunkt_store::Workspace, what: &str, change: &dyn Fn(&mut Made)| {
        let mut made = Made::income(0);
        change(&mut made);
        let outcome = made.import(workspace);
        assert!(matches!(outcome, Err(StoreError::Unlawful(_))), "{what}: {outcome:?}");
    };
    check(&mut workspace, "rows that do not add up", &|made| made.count.accepted += 1);
    check(&mut workspace, "records without rows", &|made| {
        made.count.accepted = 0;
        made.count.rejected = 4;
    });
    check(&mut workspace, "a record without head", &|made| {
        let Facts::Income(table) = &mut made.facts else { panic!("income") };
        table.records[0].head = 2;
    });
    check(&mut workspace, "sums beyond reason", &|made| {
        let Facts::Income(table) = &mut made.facts else { panic!("income") };
        table.records[0].amount = Money::from_minor(i64::MAX);
        table.records[1].amount = Money::from_minor(1);
    });
    check(&mut workspace, "a refused file", &|made| {
        made.diagnostics[0].severity = trepunkt_core::delivery::Severity::Refused;
    });
    let made = Made::income(0);
    let mut wrong = made.new_delivery();
    wrong.sha256[0] ^= 1;
    let outcome = workspace.add_deliveries(&[wrong], &ACT, &Unwatched);
    assert!(matches!(outcome, Err(StoreError::Unlawful(_))), "another content than its hash: {outcome:?}");
    assert_eq!(workspace.deliveries(Which::All).expect("deliveries"), [], "nothing is left of any of them");
    assert_eq!(workspace.operations(10).expect("operations").len(), 1, "nor in the log");
    assert_eq!(workspace.verify_audit().expect("a walk").entries, 1, "nor in the audit log");
}

#[test]
fn a_cancelled_import_leaves_nothing() {
    let place = Place::new();
    let mut workspace = place.create(None);
    let made = [Made::income(0), Made::income(1)];
    let new: Vec<_> = made.iter().map(Made::new_delivery).collect();
    let outcome = workspace.add_deliveries(&new, &ACT, &Cancelling);
    assert!(matches!(outcome, Err(StoreError::Cancelled)), "it stops: {outcome:?}");
    assert_eq!(workspace.deliveries(Which::All).expect("deliveries"), [], "and nothing is there");
    assert_eq!(workspace.operations(10).expect("operations").len(), 1, "not even an operation");
    made[0].import(&mut workspace).expect("the file can be imported afterwards");
}

fn record() -> impl Strategy<Value = IncomeRecord> {
    (0..2_u32, 1..u32::MAX, 1..10_000_u16, any::<i32>()).prop_map(|(head, line, field, amount)| IncomeRecord {
        head,
        line,
        field: Field::new(field).expect("in range"),
        amount: Money::from_minor(i64::from(amount) * 1_000_003),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_table_comes_back(records in vec(record(), 0..40), texts in vec("\\PC{0,12}", 6), time in any::<i32>()) {
        let mut table = income(0);
        table.records = records;
        for (head, texts) in table.heads.iter_mut().zip(texts.chunks(3)) {
            let mut keep = |text: &str| table.texts.keep(text, TextId::default()).expect("room");
            (head.reference, head.benefit, head.name) = (keep(&texts[0]), keep(&texts[1]), keep(&texts[2]));
            head.reported = Some(WallTime::from_seconds(i64::from(time)));
        }
        let place = Place::new();
        let mut workspace = place.create(None);
        let made = Made::of(SourceKind::TokIndberetning, Facts::Income(table.clone()));
        let (_, id) = made.import(&mut workspace).expect("an import");
        prop_assert_eq!(meant(&workspace.load_income(id).expect("it is there")), meant(&table));
        for (ordinal, record) in (0..).zip(&table.records) {
            let on_line = workspace.records_of_line(id, record.line).expect("a search");
            prop_assert!(on_line.contains(&RecordId::new(id, ordinal)), "line {} knows its record", record.line);
        }
    }
}
