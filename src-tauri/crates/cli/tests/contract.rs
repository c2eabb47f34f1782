//! The terminal contract: what scripts depend on, tried on the real program.

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;

use serde_json::Value;
use tempfile::TempDir;

const PASSPHRASE: &str = "en lang og god sætning";

struct Desk {
    folder: TempDir,
    has_passphrase: bool,
}

/// How a command ended: its exit code and its one document.
struct Ended {
    code: i32,
    document: Option<Value>,
    complaint: String,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder"), has_passphrase: true }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn output(&self, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trepunkt"));
        command.current_dir(self.folder.path()).args(words).env_remove("TREPUNKT_PASSPHRASE");
        if self.has_passphrase {
            command.env("TREPUNKT_PASSPHRASE", PASSPHRASE);
        }
        command.output().expect("the program starts")
    }

    fn run(&self, words: &[&str]) -> Ended {
        let mut words = words.to_vec();
        words.push("--json");
        let output = self.output(&words);
        let text = String::from_utf8(output.stdout).expect("JSON is UTF-8");
        let document =
            if text.is_empty() { None } else { Some(serde_json::from_str(&text).expect("exactly one document")) };
        Ended {
            code: output.status.code().expect("it ended by itself"),
            document,
            complaint: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    fn expect(&self, words: &[&str], code: i32) -> Value {
        let ended = self.run(words);
        assert_eq!(ended.code, code, "{words:?}: {}", ended.complaint);
        ended.document.unwrap_or_else(|| panic!("{words:?} prints a document"))
    }

    fn write(&self, name: &str, content: &str) {
        std::fs::write(self.path(name), content).expect("the folder can be written");
    }

    fn sample(&self, seed: &str) -> Vec<String> {
        let document = self.expect(&["sample", "maaned", "--seed", seed, "--lines", "1200"], 0);
        let files = document["files"].as_array().expect("a list of files").iter();
        let files: Vec<String> = files.map(|file| file.as_str().expect("a path").to_owned()).collect();
        assert!(files.iter().any(|file| file.ends_with("expected.json")), "what must be found is written too");
        files.into_iter().filter(|file| file.ends_with(".csv")).collect()
    }
}

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value.as_object().expect("an object").keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

/// The object has exactly these keys: a script that reads one must find it, and no other is promised.
fn has_keys(value: &Value, wanted: &[&str]) {
    let mut wanted = wanted.to_vec();
    wanted.sort_unstable();
    assert_eq!(keys(value), wanted, "the keys of {value}");
}

#[test]
fn a_month_from_files_to_bridge_follows_the_contract() {
    let desk = Desk::new();
    let created = desk.expect(&["new", "by.trepunkt", "--name", "Prøvekøbing"], 0);
    has_keys(&created, &["workspace", "schema_version"]);
    let files = desk.sample("5");
    let mut words = vec!["month", "by.trepunkt", "--period", "2026-10"];
    words.extend(files.iter().map(String::as_str));
    let month = desk.run(&words);
    let month_document = month.document.expect("a document");
    has_keys(&month_document, &["deliveries", "runs"]);
    let delivery = &month_document["deliveries"][0];
    has_keys(
        delivery,
        &[
            "id",
            "file",
            "kind",
            "sha256",
            "encoding",
            "status",
            "rows",
            "structural",
            "accepted",
            "rejected",
            "repaired",
            "records",
            "control",
            "extract_time",
            "diagnostics",
        ],
    );
    has_keys(&delivery["control"], &["ties", "declared_rows", "sums_minor"]);
    let run = month_document["runs"].as_array().expect("runs").iter().find(|run| run["reconciliation"] == "a-skat");
    let run = run.expect("the three points are there");
    has_keys(
        run,
        &[
            "reconciliation",
            "period",
            "result_hash",
            "rules_version",
            "points",
            "matched_groups",
            "matched_records",
            "differences",
            "unexplained_minor",
            "elapsed_ms",
        ],
    );
    has_keys(&run["points"], &["A", "B", "C"]);
    let unexplained: i64 = month_document["runs"]
        .as_array()
        .expect("runs")
        .iter()
        .filter_map(|run| run["unexplained_minor"].as_i64())
        .sum();
    assert_eq!(month.code, if unexplained > 0 { 3 } else { 0 }, "unexplained kroner are said in the exit code");
    differences_follow_the_contract(&desk);
    bridges_follow_the_contract(&desk);
    cutoffs_follow_the_contract(&desk);
    records_say_why(&desk);
    rules_follow_the_contract(&desk);
    checks_and_verification_follow_the_contract(&desk);
    let again = desk.expect(&["import", "by.trepunkt", &files[0]], 0);
    assert_eq!(again["deliveries"][0]["status"], "already_imported", "the same content is not read twice");
    let standing = desk.expect(&["deliveries", "by.trepunkt"], 0);
    assert_eq!(standing["deliveries"].as_array().map(Vec::len), Some(files.len()), "one delivery per file stands");
    nothing_remains_beside(&desk.path("by.trepunkt"));
}

fn differences_follow_the_contract(desk: &Desk) {
    let words = ["differences", "by.trepunkt", "--reconciliation", "a-skat", "--period", "2026-10"];
    let document = desk.expect(&words, 0);
    let differences = document["differences"].as_array().expect("a list");
    assert!(!differences.is_empty(), "errors were planted");
    for difference in differences {
        has_keys(
            difference,
            &[
                "id",
                "between",
                "key",
                "a_minor",
                "b_minor",
                "c_minor",
                "difference_minor",
                "cause",
                "certainty",
                "records",
                "alternatives",
                "text",
                "status",
            ],
        );
        has_keys(&difference["key"], &["se", "cpr", "field", "month", "kode68", "payment", "bundle", "account"]);
        let cpr = difference["key"]["cpr"].as_str().unwrap_or("010101-••••");
        assert!(cpr.ends_with("-••••"), "`{cpr}` is masked unless asked for");
    }
    let mut chosen = words.to_vec();
    chosen.extend(["--cause", "timing_after_extract"]);
    let chosen = desk.expect(&chosen, 0);
    let only = chosen["differences"].as_array().expect("a list");
    assert!(!only.is_empty() && only.len() < differences.len(), "a cause narrows the list");
    let mut revealed = words.to_vec();
    revealed.extend(["--reveal-cpr", "--reason", "kontrol af liste"]);
    let revealed = desk.expect(&revealed, 0);
    let cpr = revealed["differences"][0]["key"]["cpr"].as_str().expect("a personal number");
    assert!(cpr.len() == 10 && cpr.bytes().all(|digit| digit.is_ascii_digit()), "a revealed number is ten digits");
    let mut without = words.to_vec();
    without.push("--reveal-cpr");
    assert_eq!(desk.run(&without).code, 2, "showing personal numbers takes a reason");
}

/// Every record has an answer: matched ones with whom and how, open ones with what came nearest.
fn records_say_why(desk: &Desk) {
    let words = ["differences", "by.trepunkt", "--reconciliation", "eindkomst", "--period", "2026-10"];
    let document = desk.expect(&words, 0);
    let all = document["differences"].as_array().expect("a list");
    let of =
        |cause: &str| all.iter().find(|one| one["cause"] == cause).unwrap_or_else(|| panic!("{cause} was planted"));
    let ask =
        |record: &str| desk.expect(&["why", "by.trepunkt", "--record", record, "--reconciliation", "eindkomst"], 0);
    let keys = ["record", "reconciliation", "period", "state", "group", "difference", "pass", "sentence", "nearest"];

    let twice = of("duplicate_in_tok");
    let open = ask(twice["records"]["A"][0].as_str().expect("a record"));
    has_keys(&open, &keys);
    assert_eq!(
        (open["state"].as_str(), &open["difference"]),
        (Some("open"), &twice["id"]),
        "it stands in a difference"
    );
    let nearest = open["nearest"].as_array().expect("a list");
    has_keys(&nearest[0], &["record", "failed_condition", "text"]);
    assert_eq!(nearest[0]["failed_condition"], "taken", "the counterpart belongs to the twin: {open}");

    let matched = ask(nearest[0]["record"].as_str().expect("a record"));
    has_keys(&matched, &keys);
    assert_eq!(matched["state"], "matched", "{matched}");
    assert!(
        matched["pass"].is_string() && matched["group"].as_array().is_some_and(|group| group.len() > 1),
        "{matched}"
    );
    let sentence = matched["sentence"].as_str().expect("a sentence");
    assert!(sentence.contains("tolerance 0,00 kr.") && sentence.contains("Hører sammen med"), "{sentence}");
    assert!(sentence.contains("-••••"), "the person is masked: {sentence}");

    let elsewhere = of("wrong_person");
    let point = if elsewhere["records"]["A"].as_array().is_some_and(|records| !records.is_empty()) { "A" } else { "B" };
    let open = ask(elsewhere["records"][point][0].as_str().expect("a record"));
    assert_eq!(open["nearest"][0]["failed_condition"], "person", "the other person comes first: {open}");
    assert_eq!(desk.run(&["why", "by.trepunkt", "--record", "D99:1"]).code, 1, "no such record");
    assert_eq!(desk.run(&["why", "by.trepunkt", "--record", "linje 3"]).code, 2, "no name of a record");
}

fn bridges_follow_the_contract(desk: &Desk) {
    let document = desk.expect(&["bridge", "by.trepunkt", "--reconciliation", "a-skat", "--period", "2026-10"], 0);
    for bridge in document["bridges"].as_array().expect("a list") {
        has_keys(bridge, &["se", "field", "account", "points", "steps", "unexplained_minor", "cutoff"]);
        for step in bridge["steps"].as_array().expect("a list") {
            has_keys(step, &["from", "to", "cause", "in_minor", "out_minor", "records"]);
            let is_positive = |name: &str| step[name].as_i64().is_some_and(|amount| amount >= 0);
            assert!(is_positive("in_minor") && is_positive("out_minor"), "both ways are shown, neither negative");
        }
    }
}

fn cutoffs_follow_the_contract(desk: &Desk) {
    let asked = ["cutoff", "by.trepunkt", "--reconciliation", "a-skat", "--period", "2026-10"];
    let document = desk.expect(&asked, 0);
    has_keys(&document, &["cutoffs", "operation"]);
    let cutoff = &document["cutoffs"][0];
    let inferred = ["inferred", "previous", "exact", "unique", "confirmed", "explained_minor", "candidates"];
    has_keys(cutoff, &[&inferred[..], &["se", "word", "word_before"]].concat());
    has_keys(&cutoff["inferred"], &["after", "before"]);
    let sizes = ["explained_minor", "remainder_minor", "day_earlier", "day_later"];
    has_keys(&cutoff["candidates"][0], &[&["after", "before"], &sizes[..]].concat());
    has_keys(&cutoff["candidates"][0]["day_later"], &["records", "sum_minor"]);
    let (se, moment) = (cutoff["se"].as_str().expect("a payer"), cutoff["inferred"]["after"].as_str());
    let confirm = [&asked[..], &["--se", se, "--confirm", moment.expect("a report is on the claim")]].concat();
    let confirmed = desk.expect(&confirm, 0);
    assert!(confirmed["operation"].is_i64(), "it is an operation");
    has_keys(&confirmed["cutoffs"][0]["word"], &["moment", "operation", "at", "who", "for_all"]);
    assert_eq!(confirmed["cutoffs"].as_array().map(Vec::len), Some(1), "of the payer that was asked for");
    assert_eq!(desk.run(&[&asked[..], &["--confirm", "i går"]].concat()).code, 2, "no moment");
    desk.expect(&["undo", "by.trepunkt"], 0);
}

fn rules_follow_the_contract(desk: &Desk) {
    let shown = desk.expect(&["rules", "by.trepunkt", "show"], 0);
    has_keys(&shown, &["version", "shipped_version", "shipped", "own", "text", "values", "fault"]);
    has_keys(&shown["values"][0], &["key", "value", "from", "shipped"]);
    desk.write("fejl.toml", "[search]\nmultipel = 2\n");
    let refused = desk.expect(&["rules", "by.trepunkt", "check", "fejl.toml"], 1);
    has_keys(&refused, &["ok", "fault", "changes"]);
    has_keys(&refused["fault"], &["file", "line", "key", "message", "allowed"]);
    assert_eq!(desk.run(&["rules", "by.trepunkt", "adopt", "fejl.toml", "--reason", "x"]).code, 2, "nor adopted");
    desk.write("egne.toml", "[[reconciliation]]\nid = \"a-skat\"\nfields = [\"0015\"]\n");
    let checked = desk.expect(&["rules", "by.trepunkt", "check", "egne.toml"], 0);
    has_keys(&checked["changes"][0], &["key", "before", "after"]);
    let trial = desk.expect(&["rules", "by.trepunkt", "dry-run", "egne.toml", "--period", "2026-10"], 0);
    has_keys(&trial, &["changes", "runs"]);
    let run = trial["runs"].as_array().expect("runs").iter().find(|run| run["reconciliation"] == "a-skat");
    let run = run.expect("it was tried");
    let totals = ["differences", "matched_groups", "unexplained_minor", "result_hash"];
    has_keys(&run["before"], &totals);
    has_keys(&run["after"], &totals);
    has_keys(&run["differences"][0], &["id", "between", "key", "before", "after"]);
    has_keys(&run["differences"][0]["before"], &["cause", "certainty", "difference_minor"]);
    let adopted = desk.expect(&["rules", "by.trepunkt", "adopt", "egne.toml", "--reason", "prøve"], 0);
    has_keys(&adopted, &["operation"]);
    let history = desk.expect(&["rules", "by.trepunkt", "history"], 0);
    let version = &history["versions"][0];
    has_keys(version, &["number", "operation", "at", "who", "stands", "in_force", "shipped_version", "reason", "text"]);
    let exported = desk.expect(&["rules", "by.trepunkt", "export", "ud.toml"], 0);
    has_keys(&exported, &["file", "sha256"]);
    desk.expect(&["undo", "by.trepunkt"], 0);
    assert!(desk.expect(&["rules", "by.trepunkt", "show"], 0)["own"].is_null(), "undone");
}

fn checks_and_verification_follow_the_contract(desk: &Desk) {
    let checks = desk.expect(&["checks", "by.trepunkt", "--period", "2026-10"], 0);
    let finding = &checks["checks"][0];
    has_keys(finding, &["rule", "severity", "source", "key", "records", "record_count", "text"]);
    let verified = desk.expect(&["verify", "by.trepunkt", "--period", "2026-10"], 0);
    has_keys(&verified, &["ok", "checks"]);
    has_keys(&verified["checks"][0], &["what", "ok", "detail"]);
}

#[test]
fn a_workspace_that_is_not_as_it_was_is_said_in_the_exit_code() {
    let desk = Desk::new();
    desk.expect(&["new", "by.trepunkt", "--name", "Prøvekøbing", "--no-encryption"], 0);
    let files = desk.sample("7");
    desk.expect(&["import", "by.trepunkt", &files[0]], 0);
    let path = desk.path("by.trepunkt");
    let mut bytes = std::fs::read(&path).expect("the workspace");
    let frame = bytes.windows(4).position(|four| four == [0x28, 0xB5, 0x2F, 0xFD]).expect("an archived original");
    bytes[frame + 3] ^= 1;
    std::fs::write(&path, bytes).expect("the workspace can be written");
    let verified = desk.expect(&["verify", "by.trepunkt"], 4);
    assert_eq!(verified["ok"], false, "one byte is enough");
}

fn nothing_remains_beside(workspace: &Path) {
    for ending in ["-wal", "-shm", "-journal"] {
        let mut beside = workspace.as_os_str().to_owned();
        beside.push(ending);
        assert!(!Path::new(&beside).exists(), "no {ending} file remains after exit");
    }
}

#[test]
fn a_refused_file_changes_nothing_and_the_others_stand() {
    let desk = Desk::new();
    desk.expect(&["new", "by.trepunkt", "--name", "Prøvekøbing"], 0);
    let files = desk.sample("6");
    desk.write("tom.csv", "");
    let document = desk.expect(&["import", "by.trepunkt", "tom.csv", &files[0]], 1);
    let status = |row: usize| document["deliveries"][row]["status"].as_str().unwrap_or_default().to_owned();
    assert_eq!((status(0).as_str(), status(1).as_str()), ("refused", "imported"), "the empty file is refused alone");
    assert!(document["deliveries"][0]["id"].is_null(), "a refused file is no delivery");
    assert_eq!(document["deliveries"][0]["diagnostics"][0]["severity"], "refused", "it is said why");
    let standing = desk.expect(&["deliveries", "by.trepunkt"], 0);
    assert_eq!(standing["deliveries"].as_array().map(Vec::len), Some(1), "only the good file stands");
}

#[test]
fn a_rejected_row_is_said_in_the_exit_code() {
    let desk = Desk::new();
    desk.expect(&["new", "by.trepunkt", "--name", "Prøvekøbing", "--no-encryption"], 0);
    desk.write(
        "skat.csv",
        "P-SE-nr;Kravtype;Periode;Kravmåned;Forfaldsdato;Beløb\n\
         17000004;A-skat;2026-10;2026-10;2026-11-02;1.234,50\n\
         17000004;AM-bidrag;2026-10;2026-10;2026-11-02;12,345\n",
    );
    let preview = desk.expect(&["import", "by.trepunkt", "skat.csv", "--preview"], 3);
    assert_eq!(preview["deliveries"][0]["status"], "preview", "a preview stores nothing");
    assert_eq!(
        desk.expect(&["deliveries", "by.trepunkt"], 0)["deliveries"],
        Value::Array(Vec::new()),
        "nothing stands"
    );
    let document = desk.expect(&["import", "by.trepunkt", "skat.csv"], 3);
    let delivery = &document["deliveries"][0];
    assert_eq!(delivery["control"]["sums_minor"]["A-skat"], 123_450, "amounts are whole øre");
    let diagnostic = &delivery["diagnostics"][0];
    assert_eq!(
        (diagnostic["line"].as_u64(), diagnostic["column"].as_str()),
        (Some(3), Some("Beløb")),
        "the place is named"
    );
    let undone = desk.expect(&["undo", "by.trepunkt"], 0);
    assert!(undone["operation"].is_i64(), "undo is an operation");
    assert_eq!(
        desk.expect(&["deliveries", "by.trepunkt"], 0)["deliveries"],
        Value::Array(Vec::new()),
        "nothing stands after undo"
    );
    assert!(desk.expect(&["undo", "by.trepunkt"], 0)["operation"].is_null(), "nothing is left to undo");
}

const KRAVLISTE: &str = r#"
profile_version = 1
name = "Kravliste"
kind = "skat-krav"
headers = ["Betaler", "Art", "Måned", "Forfald", "Kroner"]

[fields]
"P-SE-nr" = { column = "Betaler" }
Kravtype = { column = "Art" }
Periode = { column = "Måned" }
"Kravmåned" = { ask = true }
Forfaldsdato = { column = "Forfald" }
"Beløb" = { column = "Kroner" }
"#;

#[test]
fn a_foreign_table_is_imported_by_a_profile() {
    let desk = Desk::new();
    desk.expect(&["new", "by.trepunkt", "--name", "Prøvekøbing", "--no-encryption"], 0);
    desk.write("liste.csv", "Betaler;Art;Måned;Forfald;Kroner\n17000004;A-skat;2026-10;16.11.2026;1.234,50\n");
    desk.write("kravliste.toml", KRAVLISTE);
    let import = ["import", "by.trepunkt", "liste.csv"];
    let with = |more: &[&'static str]| [&import[..], more].concat();
    let code = |document: &Value| document["deliveries"][0]["diagnostics"][0]["code"].clone();
    assert_eq!(code(&desk.expect(&import, 1)), "kind-unknown", "without a profile nobody knows the columns");
    let by_file = with(&["--profile", "kravliste.toml", "--preview"]);
    assert_eq!(code(&desk.expect(&by_file, 1)), "values-missing", "it asks for the month of the claim");
    let answered = with(&["--profile", "kravliste.toml", "--value", "Kravmåned=2026-10", "--preview"]);
    let preview = desk.expect(&answered, 0);
    assert_eq!(preview["deliveries"][0]["control"]["sums_minor"]["A-skat"], 123_450, "and then reads it");
    let other = with(&["--profile", "kravliste.toml", "--value", "Tekst=x"]);
    assert_eq!(desk.run(&other).code, 2, "an answer to what is not asked is wrong usage");
    assert_eq!(desk.run(&with(&["--profile", "findes-ikke"])).code, 1, "there is no such profile");

    let saved = desk.expect(&["profile", "import", "by.trepunkt", "kravliste.toml"], 0);
    has_keys(&saved, &["profile", "operation"]);
    let listed = desk.expect(&["profile", "list", "by.trepunkt"], 0);
    has_keys(&listed["profiles"][0], &["name", "kind", "headers", "shipped", "asks"]);
    let names: Vec<&Value> =
        listed["profiles"].as_array().expect("a list").iter().map(|profile| &profile["name"]).collect();
    assert_eq!(names, ["Kravliste", "Skattekonto"], "the kept one and the shipped one");
    let imported = desk.expect(&with(&["--value", "Kravmåned=2026-10"]), 0);
    assert_eq!(imported["deliveries"][0]["status"], "imported", "it is applied by itself");
    has_keys(
        &desk.expect(&["profile", "export", "by.trepunkt", "Skattekonto", "--out", "ud.toml"], 0),
        &["file", "sha256"],
    );
    assert!(desk.path("ud.toml").exists(), "a shipped profile can be taken as a start");
}

#[test]
fn wrong_usage_is_2_and_refusals_are_1() {
    let desk = Desk::new();
    let check = |words: &[&str], code: i32| {
        let ended = desk.run(words);
        assert_eq!(ended.code, code, "{words:?}: {}", ended.complaint);
        assert!(!ended.complaint.is_empty(), "{words:?} is explained on stderr");
        assert!(ended.document.is_none(), "{words:?} prints no document");
    };
    check(&["nonsense"], 2);
    check(&["new", "by.trepunkt"], 2);
    check(&["match", "findes-ikke.trepunkt", "--period", "2026-10"], 1);
    desk.expect(&["new", "by.trepunkt", "--name", "Prøvekøbing"], 0);
    check(&["new", "by.trepunkt", "--name", "Igen"], 1);
    check(&["match", "by.trepunkt", "--period", "oktober"], 2);
    check(&["match", "by.trepunkt", "--period", "2026-10", "--reconciliation", "a-skat"], 1);
    check(&["import", "by.trepunkt", "findes-ikke.csv"], 1);
    check(&["import", "by.trepunkt", "findes-ikke.csv", "--as", "noget"], 2);
    let stranger = Desk { has_passphrase: false, ..desk };
    let ended = stranger.run(&["deliveries", "by.trepunkt"]);
    assert_eq!(ended.code, 1, "no passphrase, no workspace");
    stranger.write("forkert.txt", "en anden sætning\n");
    let ended = stranger.run(&["deliveries", "by.trepunkt", "--passphrase-file", "forkert.txt"]);
    assert_eq!(ended.code, 1, "a wrong passphrase is refused");
    stranger.write("rigtig.txt", &format!("{PASSPHRASE}\n"));
    stranger.expect(&["deliveries", "by.trepunkt", "--passphrase-file", "rigtig.txt"], 0);
}

#[test]
fn the_list_of_differences_is_written_as_excel_and_csv() {
    let desk = Desk::new();
    desk.expect(&["new", "by.trepunkt", "--name", "Prøvekøbing"], 0);
    let files = desk.sample("8");
    let mut words = vec!["month", "by.trepunkt", "--period", "2026-10"];
    words.extend(files.iter().map(String::as_str));
    desk.run(&words);
    let listed =
        desk.expect(&["differences", "by.trepunkt", "--reconciliation", "eindkomst", "--period", "2026-10"], 0);
    let count = listed["differences"].as_array().map_or(0, Vec::len);
    let report = |format: &str, out: &str| {
        let run = ["--reconciliation", "eindkomst", "--period", "2026-10", "--format", format, "--out", out];
        let mut words = vec!["report", "by.trepunkt", "--report", "differenceliste"];
        words.extend(run);
        desk.expect(&words, 0)
    };
    let csv = report("csv", "liste.csv");
    has_keys(&csv, &["file", "sha256"]);
    let text = std::fs::read_to_string(desk.path("liste.csv")).expect("the list is written");
    assert_eq!(text.lines().count(), count + 1, "a header and a row per difference");
    assert_eq!(report("csv", "igen.csv")["sha256"], csv["sha256"], "the same inputs, the same bytes");
    assert_eq!(report("xlsx", "a.xlsx")["sha256"], report("xlsx", "b.xlsx")["sha256"], "Excel too");
}

#[test]
fn reports_packages_and_what_people_put_together() {
    let desk = Desk::new();
    desk.expect(&["new", "by.trepunkt", "--name", "Prøvekøbing"], 0);
    let files = desk.sample("8");
    let mut words = vec!["month", "by.trepunkt", "--period", "2026-10"];
    words.extend(files.iter().map(String::as_str));
    desk.run(&words);
    let of_run = ["--reconciliation", "a-skat", "--period", "2026-10"];
    let with = |words: &[&'static str], more: &[&'static str]| [words, &of_run, more].concat();
    for report in
        ["afstemningsrapport", "aabne-poster", "leverancer", "betalingsstatus", "regelrapport", "revisionslog"]
    {
        let written = desk.expect(
            &[&["report", "by.trepunkt", "--report", report], &of_run[..], &["--format", "pdf", "--out", "r.pdf"]]
                .concat(),
            0,
        );
        has_keys(&written, &["file", "sha256"]);
        assert!(std::fs::read(desk.path("r.pdf")).expect("written").starts_with(b"%PDF-"), "{report}");
    }
    let package = with(&["report", "by.trepunkt", "--report", "revisionspakke"], &["--out", "pakke.zip"]);
    has_keys(&desk.expect(&package, 0), &["file", "sha256"]);
    let verified = desk.expect(&["verify", "pakke.zip"], 0);
    has_keys(&verified, &["ok", "checks"]);
    let mut bytes = std::fs::read(desk.path("pakke.zip")).expect("the package");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(desk.path("aendret.zip"), bytes).expect("written");
    assert_eq!(desk.expect(&["verify", "aendret.zip"], 4)["ok"], false, "a flipped bit is found");

    let group = ["--source", "differencer", "--group", "Årsag", "--sum", "Difference", "--sort", "-Difference"];
    let shown = desk.expect(&with(&["adhoc", "by.trepunkt"], &group), 0);
    has_keys(&shown, &["columns", "operation", "rows", "sums", "total"]);
    let listed = desk.expect(&with(&["adhoc", "by.trepunkt"], &[]), 0);
    has_keys(&listed, &["saved", "sources"]);
    let wrong = with(&["adhoc", "by.trepunkt"], &["--source", "differencer", "--columns", "Farve"]);
    let refused = desk.run(&wrong);
    assert!(
        refused.code == 2 && refused.complaint.contains("Difference"),
        "the columns are told: {}",
        refused.complaint
    );
    let reveal = with(&["report", "by.trepunkt", "--report", "differenceliste"], &["--out", "x.pdf", "--reveal-cpr"]);
    assert_eq!(desk.run(&reveal).code, 2, "a reason is needed");
}
