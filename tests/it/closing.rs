//! A month under four eyes: worked, signed, approved, and touched afterwards.

use std::path::PathBuf;

use serde_json::Value;
use trepunkt_api::ApiError;
use trepunkt_api::sample::SampleFile;
use trepunkt_api::script;
use trepunkt_api::script::Answer;
use trepunkt_api::script::DifferenceOrder;
use trepunkt_api::script::Signer;
use trepunkt_api::script::WorkOrder;
use trepunkt_core::progress::Unwatched;
use trepunkt_core::work::WorkKind;

use crate::support::Town;
use crate::support::minor;
use crate::support::october;
use crate::support::text;

const PASSPHRASE: &str = "en lang adgangssætning";
const OCTOBER: &str = "2026-10";

/// A town with a month that has been run, and two people enrolled.
pub(crate) struct Office {
    pub(crate) town: Town,
    files: Vec<SampleFile>,
}

fn json(answer: Answer) -> Value {
    serde_json::to_value(answer.expect("it is done").0).expect("a document is JSON")
}

fn refused(answer: Answer) -> ApiError {
    answer.expect_err("it is refused")
}

impl Office {
    pub(crate) fn new(seed: u64) -> Self {
        let town = Town::new();
        let files = october(seed, 400).files;
        town.import(&files);
        town.run();
        let office = Self { town, files };
        for (name, role) in [("anne", "forbereder"), ("bo", "godkender")] {
            script::identity_new(&office.key(name), name, PASSPHRASE).expect("an identity");
            let by = office.key("anne");
            json(script::identity_enrol(&office.town.session, &office.key(name), role, &signer(&by)));
        }
        office
    }

    fn key(&self, name: &str) -> PathBuf {
        self.town.path(&format!("{name}.id"))
    }

    pub(crate) fn sign(&self, reconciliation: &str, role: &str, name: &str) -> Answer {
        let key = self.key(name);
        script::sign(&self.town.session, reconciliation, OCTOBER, role, Some("gennemgået"), &signer(&key))
    }

    fn work(&self, reconciliation: &str, kind: WorkKind, order: WorkOrder<'_>) -> Answer {
        let order = WorkOrder { reconciliation: Some(reconciliation), period: Some(OCTOBER), ..order };
        script::work(&self.town.session, kind, &order)
    }

    /// Carries what comes with the next extract and accepts the rest.
    pub(crate) fn settle(&self, reconciliation: &str) {
        let late =
            WorkOrder { only_cause: Some("timing_after_extract"), day: Some("2026-12-10"), ..WorkOrder::default() };
        if let Err(error) = self.work(reconciliation, WorkKind::Carry, late) {
            assert!(error.message.contains("Ingen"), "there may be none: {error}");
        }
        json(self.work(reconciliation, WorkKind::Accept, WorkOrder::default()));
    }

    fn closing(&self, reconciliation: &str) -> Value {
        json(script::closing(&self.town.session, reconciliation, OCTOBER))
    }

    fn differences(&self, reconciliation: &str) -> Vec<Value> {
        self.town.differences(reconciliation)
    }

    fn verify(&self) -> (bool, Vec<String>) {
        let document = json(script::verify(&self.town.session, None, &Unwatched));
        let faults = document["checks"].as_array().expect("a list").iter().filter(|check| check["ok"] == false);
        (document["ok"] == true, faults.map(Value::to_string).collect())
    }

    /// The newest extract of October with three cells changed and drawn a minute later.
    pub(crate) fn late_extract(&self) -> SampleFile {
        let extracts = self.files.iter().filter(|file| file.name.contains("PERSUM202610"));
        let file = extracts.max_by_key(|file| file.bytes.len()).expect("an extract of October");
        let content = String::from_utf8(file.bytes.clone()).expect("text");
        let mut left = 3;
        let lines = content.lines().map(|line| {
            let mut cells: Vec<String> = line.split(';').map(str::to_owned).collect();
            let is_person = !line.starts_with("0000000") && !line.starts_with("9999999");
            if is_person && left > 0 && !cells[8].is_empty() {
                left -= 1;
                let amount: i64 = cells[8].replace([',', '-'], "").parse().expect("an amount");
                cells[8] = format!("{},{:02}", (amount + 12_300) / 100, (amount + 12_300) % 100);
            }
            cells.join(";").replace("18:00", "18:01")
        });
        let content: Vec<String> = lines.collect();
        assert_eq!(left, 0, "three persons are touched");
        let bytes = (content.join("\r\n") + "\r\n").into_bytes();
        SampleFile { name: "sent-udtraek.csv".to_owned(), bytes }
    }
}

fn signer(key: &std::path::Path) -> Signer<'_> {
    Signer { file: key, passphrase: PASSPHRASE }
}

#[test]
fn a_month_is_closed_by_two_and_a_late_extract_reopens_exactly_what_it_touches() {
    let office = Office::new(11);
    let error = refused(office.sign("eindkomst", "prepare", "anne"));
    assert!(error.hints.iter().any(|hint| hint.contains("hverken løst eller overført")), "{error:?}");
    office.settle("eindkomst");
    let before = office.differences("eindkomst");
    assert!(before.iter().all(|one| one["status"] == "resolved" || one["status"] == "carried"), "all is settled");
    json(office.sign("eindkomst", "prepare", "anne"));
    let error = refused(office.sign("eindkomst", "approve", "anne"));
    assert!(error.message.contains("kan ikke selv godkende"), "{error:?}");
    json(office.sign("eindkomst", "approve", "bo"));
    let (is_ok, faults) = office.verify();
    assert!(is_ok, "{faults:#?}");
    let version = office.closing("eindkomst")["versions"][0].clone();
    assert_eq!((version["state"].clone(), version["covers_present"].clone()), ("approved".into(), true.into()));

    office.town.import(&[office.late_extract()]);
    assert_eq!(office.closing("eindkomst")["versions"][0]["covers_present"], false, "something was delivered since");
    office.town.run();
    let version = office.closing("eindkomst")["versions"][0].clone();
    let affected = version["affected"].as_array().expect("a list").len();
    assert_eq!(affected, 3, "the three lines and no other: {version:#}");
    let open: Vec<Value> = office.differences("eindkomst").into_iter().filter(|one| one["status"] == "open").collect();
    assert_eq!(open.len(), 3, "exactly these are open: {open:#?}");
    let (is_ok, faults) = office.verify();
    assert!(is_ok, "the signed month still verifies: {faults:#?}");

    office.settle("eindkomst");
    json(office.sign("eindkomst", "prepare", "anne"));
    json(office.sign("eindkomst", "approve", "bo"));
    let closing = office.closing("eindkomst");
    let versions: Vec<(i64, String)> = closing["versions"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| (minor(&one["version"]), text(&one["state"])))
        .collect();
    assert_eq!(versions, [(2, "approved".to_owned()), (1, "approved".to_owned())], "a new one beside the old");
    let (is_ok, faults) = office.verify();
    assert!(is_ok, "and both verify: {faults:#?}");
}

#[test]
fn what_is_sent_back_is_opened_line_by_line() {
    let office = Office::new(12);
    office.settle("eindkomst");
    json(office.sign("eindkomst", "prepare", "anne"));
    let line = text(&office.differences("eindkomst")[0]["id"]);
    let key = office.key("bo");
    let lines = [format!("{line}=bilaget mangler")];
    let back = |lines: &[String]| {
        script::send_back(&office.town.session, "eindkomst", OCTOBER, "se på linjen", lines, &signer(&key))
    };
    json(back(&lines));
    let open: Vec<String> = office
        .differences("eindkomst")
        .iter()
        .filter(|one| one["status"] == "open")
        .map(|one| text(&one["id"]))
        .collect();
    assert_eq!(open, std::slice::from_ref(&line), "only that line");
    let history = json(script::history(&office.town.session, &line));
    let last = history["steps"].as_array().expect("a list").last().expect("a step").clone();
    assert_eq!(
        (text(&last["kind"]), text(&last["comment"]), text(&last["who"])),
        ("send_back".to_owned(), "bilaget mangler".to_owned(), "bo".to_owned()),
        "with her reason"
    );
    assert_eq!(office.closing("eindkomst")["versions"][0]["state"], "returned");
    assert!(office.verify().0, "and it verifies");
}

#[test]
fn a_change_after_the_first_signature_stops_the_second() {
    let office = Office::new(13);
    office.settle("eindkomst");
    json(office.sign("eindkomst", "prepare", "anne"));
    let line = text(&office.differences("eindkomst")[0]["id"]);
    let ids = [line];
    json(office.work("eindkomst", WorkKind::Reopen, WorkOrder { differences: &ids, ..WorkOrder::default() }));
    let error = refused(office.sign("eindkomst", "approve", "bo"));
    assert!(error.hints.iter().any(|hint| hint.contains("1 difference")), "{error:?}");
    script::undo(&office.town.session).expect("the reopening is undone");
    json(office.sign("eindkomst", "approve", "bo"));
}

#[test]
fn a_match_by_hand_adds_up_or_says_what_is_left() {
    let office = Office::new(14);
    let all = office.differences("eindkomst");
    let ids: Vec<String> = all.iter().take(2).map(|one| text(&one["id"])).collect();
    let sum: i64 = all.iter().take(2).map(|one| minor(&one["difference_minor"])).sum();
    assert_ne!(sum, 0, "these two do not cancel");
    let pair = |comment| {
        office.work("eindkomst", WorkKind::Match, WorkOrder { differences: &ids, comment, ..WorkOrder::default() })
    };
    let error = refused(pair(None));
    assert!(error.message.contains("udligner ikke"), "{error:?}");
    json(pair(Some("afrunding på to linjer")));
    let history = json(script::history(&office.town.session, &ids[0]));
    assert_eq!(minor(&history["steps"][0]["rest_minor"]), sum, "what is left is named, to the øre");
    assert_eq!(history["status"], "resolved");
    let one = [ids[0].clone()];
    let alone = office.work("eindkomst", WorkKind::Match, WorkOrder { differences: &one, ..WorkOrder::default() });
    assert!(refused(alone).message.contains("mindst to"), "one difference is no match");
}

#[test]
fn a_decision_travels_home_from_a_copy() {
    let office = Office::new(15);
    office.settle("eindkomst");
    json(office.sign("eindkomst", "prepare", "anne"));
    let out = office.town.path("godkendelse.json");
    let Office { town, files } = office;
    let keys = ["anne", "bo"].map(|name| town.path(&format!("{name}.id")));
    let mut copy = PathBuf::new();
    let town = town.closed(|path| {
        copy = path.with_file_name("kopi.trepunkt");
        std::fs::copy(path, &copy).expect("a copy");
    });
    let away = town.beside(&copy);
    json(script::sign(&away, "eindkomst", OCTOBER, "approve", None, &signer(&keys[1])));
    json(script::decision_export(&away, "eindkomst", OCTOBER, &out));
    away.close().expect("it closes");
    json(script::decision_import(&town.session, &out));
    let office = Office { town, files };
    assert_eq!(office.closing("eindkomst")["versions"][0]["state"], "approved", "it has come home");
    let (is_ok, faults) = office.verify();
    assert!(is_ok, "{faults:#?}");
    assert!(script::decision_import(&office.town.session, &out).is_err(), "once");
}

#[test]
fn an_open_item_clears_in_its_own_period_when_a_later_extract_holds_it() {
    let office = Office::new(11);
    let late: Vec<Value> = office
        .differences("eindkomst")
        .into_iter()
        .filter(|one| one["cause"] == "timing_after_extract" && one["b_minor"].is_null())
        .collect();
    let late = late.first().expect("a report after the extract").clone();
    let ids = [text(&late["id"])];
    let carry = WorkOrder { differences: &ids, day: Some("2026-11-05"), ..WorkOrder::default() };
    json(office.work("eindkomst", WorkKind::Carry, carry));
    let items = || json(script::open_items(&office.town.session, Some("eindkomst")))["items"].clone();
    assert_eq!(items()[0]["fate"], "overdue", "its day was yesterday");
    let extract = with_cell(&office.files, &late);
    office.town.import(&[extract]);
    office.town.run();
    let item = items()[0].clone();
    assert_eq!(
        (text(&item["fate"]), text(&item["cleared_in"])),
        ("cleared".to_owned(), OCTOBER.to_owned()),
        "{item:#}"
    );
    assert!(!item["cleared_with"].as_array().expect("a list").is_empty(), "with the extract's cell: {item:#}");
}

/// The newest extract of the payer with the difference's amount added, drawn a month later.
fn with_cell(files: &[SampleFile], difference: &Value) -> SampleFile {
    let key = &difference["key"];
    let (se, cpr, field) = (text(&key["se"]), text(&key["cpr"]), text(&key["field"]));
    let name = format!("{se}PERSUM202610");
    let file = files.iter().find(|file| file.name.starts_with(&name)).expect("the payer's extract");
    let content = String::from_utf8(file.bytes.clone()).expect("text");
    let mut lines: Vec<String> = content.lines().map(str::to_owned).collect();
    let header: Vec<String> = lines[0].split(';').map(str::to_owned).collect();
    let place = header.iter().position(|name| *name == format!("Feltnr {field}")).expect("the field's column");
    let amount = minor(&difference["difference_minor"]);
    let total = lines.len() - 1;
    let reports = files.iter().find(|file| file.name == "tok-indberetning-2026-10.csv").expect("TØK's export");
    let reports = String::from_utf8(reports.bytes.clone()).expect("text");
    let of_key = |line: &&str| line.contains(&cpr) && line.contains(&format!(";{field};"));
    let report: Vec<&str> = reports.lines().find(of_key).expect("the report").split(';').collect();
    let place_of = |name: &str| reports.lines().next().and_then(|head| head.split(';').position(|one| one == name));
    let kind = report[place_of("Kode68").expect("its column")].to_owned();
    let mut cells =
        vec![format!("{total:07}"), se.clone(), se, cpr, String::new(), "202610".into(), "202610".into(), kind];
    cells.resize(header.len(), String::new());
    cells[place] = format!("{},{:02}", amount / 100, amount % 100);
    let trailer = lines.pop().expect("a trailer").replacen(&(total - 1).to_string(), &total.to_string(), 1);
    lines.push(cells.join(";"));
    lines.push(trailer.replace("04-11-2026", "30-11-2026"));
    let bytes = (lines.join("\r\n") + "\r\n").into_bytes();
    SampleFile { name: "senere-udtraek.csv".to_owned(), bytes }
}

#[test]
fn last_months_answer_is_offered_and_personal_numbers_in_words_are_masked() {
    let office = Office::new(16);
    let all = office.differences("eindkomst");
    let with_person = all.iter().find(|one| !one["key"]["cpr"].is_null()).expect("a person's difference");
    let ids = [text(&with_person["id"])];
    let comment = format!("talte med {} om det", text(&with_person["key"]["cpr"]));
    let order =
        WorkOrder { differences: &ids, cause: Some("amount_differs"), comment: Some(&comment), ..WorkOrder::default() };
    json(office.work("eindkomst", WorkKind::Resolve, order));
    let history = json(script::history(&office.town.session, &ids[0]));
    let said = text(&history["steps"][0]["comment"]);
    assert!(said.contains("••••") && !said.contains(&text(&with_person["key"]["cpr"])), "masked: {said}");
    let order = DifferenceOrder { reconciliation: "eindkomst", period: OCTOBER, cause: None, reveal: None };
    let document = json(script::differences(&office.town.session, &order));
    assert_eq!(document["differences"].as_array().map(Vec::len), Some(all.len()), "the list is as long");
}

#[test]
fn acts_that_the_rules_say_need_two_are_refused_to_one() {
    let office = Office::new(13);
    let session = &office.town.session;
    let draft = |text: &str| {
        let path = office.town.path("egne.toml");
        std::fs::write(&path, text).expect("a draft");
        path
    };
    let (anne, bo) = (office.key("anne"), office.key("bo"));
    let two = "[close]\nmateriality_minor = 0\ntwo_persons = [\"rules\", \"cutoff\"]\n";
    json(script::rules_adopt(session, &draft(two), "fire øjne på reglerne", &[]));
    let alone = refused(script::rules_adopt(session, &draft(""), "tilbage", &[]));
    assert!(alone.message.contains("to personer"), "{}", alone.message);
    let same = refused(script::rules_adopt(session, &draft(""), "tilbage", &[signer(&anne), signer(&anne)]));
    assert!(same.message.contains("forskellige"), "{}", same.message);
    let moment = json(script::cutoff(session, "a-skat", OCTOBER, None, None, &[]));
    let interval = &moment["cutoffs"][0]["inferred"];
    let moment = text(if interval["after"].is_null() { &interval["before"] } else { &interval["after"] });
    let alone = refused(script::cutoff(session, "a-skat", OCTOBER, None, Some(&moment), &[signer(&bo)]));
    assert!(alone.message.contains("to personer"), "{}", alone.message);
    json(script::cutoff(session, "a-skat", OCTOBER, None, Some(&moment), &[signer(&anne), signer(&bo)]));
    let undone = refused(script::undo(session));
    assert!(undone.message.contains("to personer"), "{}", undone.message);
    json(script::rules_adopt(session, &draft(""), "tilbage", &[signer(&anne), signer(&bo)]));
    let (is_whole, faults) = office.verify();
    assert!(is_whole, "two endorsed acts are proven: {faults:?}");
}
