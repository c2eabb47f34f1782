//! What holds for any files.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::Just;
use proptest::prelude::ProptestConfig;
use proptest::prelude::Strategy;
use proptest::proptest;
use proptest::sample::select;
use trepunkt_core::id::RecordId;
use trepunkt_core::source::SourceKind;
use trepunkt_match::bank::join;

use super::small::File;
use super::small::delivered;
use super::small::joined;

const KINDS: [SourceKind; 5] =
    [SourceKind::Camt052, SourceKind::Camt053, SourceKind::Camt054, SourceKind::Mt940, SourceKind::BankCsv];

/// Values so few that days, amounts, references and words collide.
fn entries() -> impl Strategy<Value = Vec<String>> {
    let one =
        (1..4_i32, select(vec![-100, -200, -300, 50]), select(vec!["-", "R1", "R2"]), select(vec!["-", "A", "B1/x"]));
    let entry = (one, vec((select(vec![-100, -200, 50]), select(vec!["-", "R1"])), 0..3)).prop_map(
        |((day, amount, reference, text), details)| {
            let own = format!("{day} {amount} {reference} {text}");
            let details = details.into_iter().map(|(amount, reference)| format!(">{day} {amount} {reference} d"));
            [own].into_iter().chain(details).collect::<Vec<_>>()
        },
    );
    vec(entry, 1..6).prop_map(|entries| entries.concat())
}

fn files() -> impl Strategy<Value = Vec<File>> {
    let file = (select(KINDS.to_vec()), entries(), proptest::bool::ANY, Just(super::small::ACCOUNT));
    vec(file, 1..4).prop_map(|files| {
        let named = files.into_iter().zip('A'..);
        let file = |((kind, entries, is_proved, account), name): ((_, _, _, &str), _)| File {
            name,
            kind,
            account: account.to_owned(),
            is_proved,
            entries,
        };
        named.map(file).collect()
    })
}

/// What a statement holds, told again in other files: with its references, or word for word.
fn told_again() -> impl Strategy<Value = (File, Vec<File>)> {
    (entries(), vec((select(vec![SourceKind::Camt052, SourceKind::BankCsv, SourceKind::Mt940]), 0..6_usize), 1..3))
        .prop_map(|(entries, copies)| {
            let own: Vec<String> = entries.into_iter().filter(|entry| !entry.starts_with('>')).collect();
            let file = |name, kind, entries| File {
                name,
                kind,
                account: super::small::ACCOUNT.to_owned(),
                is_proved: kind == SourceKind::Camt053,
                entries,
            };
            let part = |from: usize| own.iter().skip(from % own.len()).cloned().collect();
            let copies =
                copies.into_iter().zip('A'..).map(|((kind, from), name)| file(name, kind, part(from))).collect();
            (file('S', SourceKind::Camt053, own.clone()), copies)
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn every_booked_entry_stands_exactly_once(files in files()) {
        let banks: Vec<_> = files.iter().zip(1..).map(|(file, number)| delivered(file, number)).collect();
        let joined = join(&banks);
        let mut seen: BTreeMap<RecordId, usize> = BTreeMap::new();
        let mut count = |record: RecordId| *seen.entry(record).or_default() += 1;
        for fact in &joined.facts {
            count(fact.record);
            fact.copies.iter().for_each(|copy| count(copy.record));
            fact.details.iter().for_each(|record| count(*record));
        }
        joined.apart.iter().for_each(|one| count(one.record));
        for bank in &banks {
            for (entry, ordinal) in bank.table.entries.iter().zip(0..) {
                let times = seen.get(&RecordId::new(bank.delivery, ordinal)).copied().unwrap_or(0);
                let is_right = if entry.detail == 0 { times == 1 } else { times <= 1 };
                assert!(is_right, "record {ordinal} of {} stands {times} times: {joined:?}", bank.delivery);
            }
        }
    }

    #[test]
    fn details_add_up_to_their_fact_to_the_oere(files in files()) {
        let banks: Vec<_> = files.iter().zip(1..).map(|(file, number)| delivered(file, number)).collect();
        let amount = |record: RecordId| {
            let bank = banks.iter().find(|bank| bank.delivery == record.delivery()).expect("a delivery");
            bank.table.entries[usize::try_from(record.ordinal()).expect("an index")].amount.minor()
        };
        for fact in join(&banks).facts {
            let sum: i64 = fact.details.iter().map(|record| amount(*record)).sum();
            assert!(fact.details.is_empty() || sum == amount(fact.record), "{fact:?}");
        }
    }

    #[test]
    fn the_order_of_the_files_decides_nothing(files in files()) {
        let turned: Vec<File> = files.iter().rev().cloned().collect();
        assert_eq!(joined(&files), joined(&turned), "{files:?}");
    }

    #[test]
    fn what_is_told_again_adds_nothing((statement, copies) in told_again()) {
        let alone = join(&[delivered(&statement, 1)]);
        let all: Vec<_> = [&statement].into_iter().chain(&copies).zip(1..).map(|(file, at)| delivered(file, at)).collect();
        let joined = join(&all);
        let records = |joined: &trepunkt_match::bank::Joined| {
            joined.facts.iter().map(|fact| fact.record).collect::<Vec<_>>()
        };
        assert_eq!(records(&joined), records(&alone), "{statement:?} and {copies:?}");
        assert_eq!(joined.apart, [], "{statement:?} and {copies:?}");
    }
}
