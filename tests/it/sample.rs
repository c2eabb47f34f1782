//! The synthetic municipality: the committed one is what its order makes, and the importers find in every file
//! what the generator says that it put there.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;
use trepunkt_api::sample::Sample;
use trepunkt_api::sample::SampleOrder;
use trepunkt_api::sample::generate;
use trepunkt_core::progress::Unwatched;
use trepunkt_import::Choices;
use trepunkt_import::SourceFile;
use trepunkt_import::Verdict;

fn committed() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../sample-data")
}

#[test]
fn the_committed_municipality_is_what_its_order_makes() {
    let sample = generate(&SampleOrder::default());
    let mut wanted: BTreeMap<String, Vec<u8>> =
        sample.files.iter().map(|file| (file.name.clone(), file.bytes.clone())).collect();
    wanted.insert("expected.json".to_owned(), sample.expected_text().into_bytes());
    for (name, bytes) in &wanted {
        let found = std::fs::read(committed().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(found == *bytes, "{name} is not what the order makes; write the set anew with `xtask sample-data`");
    }
    let folder = std::fs::read_dir(committed()).expect("the folder is there");
    let names = folder.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let strangers: Vec<String> = names.filter(|name| !wanted.contains_key(name)).collect();
    assert!(strangers.is_empty(), "nothing else lies there: {strangers:?}");
}

/// Every file is read without a rejected row, and holds what `expected.json` says.
fn check(sample: &Sample) {
    let files: Vec<SourceFile<'_>> =
        sample.files.iter().map(|file| SourceFile { name: &file.name, bytes: &file.bytes }).collect();
    let readings = trepunkt_import::read(&files, &Choices::default(), &Unwatched);
    let described = sample.expected["files"].as_array().expect("a list of files");
    for ((file, reading), described) in files.iter().zip(&readings).zip(described) {
        let name = file.name;
        let said = || {
            reading
                .diagnostics
                .iter()
                .find(|diagnostic| diagnostic.severity >= trepunkt_core::delivery::Severity::Rejected)
        };
        assert_eq!(reading.verdict, Verdict::Accepted, "{name}: {:?}", said());
        assert!(reading.ties, "{name}: its control totals tie");
        assert_eq!(reading.kind.map(|kind| kind.text()), described["kind"].as_str(), "{name}: its kind");
        let rows = reading.rows;
        let counts = [
            ("rows", rows.rows),
            ("structural", rows.structural),
            ("accepted", rows.accepted),
            ("rejected", rows.rejected),
            ("repaired", reading.repaired),
            ("records", u32::try_from(reading.facts.len()).expect("few")),
        ];
        for (what, count) in counts {
            assert_eq!(Some(u64::from(count)), described[what].as_u64(), "{name}: {what}; {:?}", said());
        }
        let sums: BTreeMap<&str, i64> =
            reading.control.sums.iter().map(|(name, sum)| (name.as_str(), sum.minor())).collect();
        let wanted: BTreeMap<&str, i64> = (described["sums_minor"].as_object().expect("sums").iter())
            .map(|(name, sum)| (name.as_str(), sum.as_i64().expect("øre")))
            .collect();
        assert_eq!(sums, wanted, "{name}: its sums");
    }
}

#[test]
fn the_importers_find_what_the_generator_put_there() {
    for (seed, lines) in [(1, 2_000), (2, 300), (3, 9_000)] {
        let sample = generate(&SampleOrder { seed, lines, ..SampleOrder::default() });
        assert!(sample.expected["planted"].as_array().is_some_and(|planted| !planted.is_empty()), "errors are planted");
        assert!(
            sample.expected["files"].as_array().is_some_and(|files| files.iter().all(Value::is_object)),
            "described"
        );
        check(&sample);
    }
}
