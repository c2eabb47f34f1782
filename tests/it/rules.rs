//! A municipality's own rules: tried, adopted, used, and taken back.

use serde_json::Value;
use trepunkt_api::ApiError;
use trepunkt_api::ErrorCode;
use trepunkt_api::script;
use trepunkt_core::progress::Unwatched;

use crate::support::Town;
use crate::support::october;
use crate::support::text;

const OWN: &str = "[[reconciliation]]\nid = \"a-skat\"\nname = \"A-skat i vores by\"\nfields = [\"0015\"]\n";

fn json(answer: script::Answer) -> Value {
    let (document, _) = answer.expect("the command succeeds");
    serde_json::to_value(document).expect("a document is JSON")
}

impl Town {
    fn draft(&self, text: &str) -> std::path::PathBuf {
        let path = self.path("egne.toml");
        std::fs::write(&path, text).expect("the folder can be written");
        path
    }

    fn adopt(&self, text: &str) -> Result<Value, ApiError> {
        let (document, _) = script::rules_adopt(&self.session, &self.draft(text), "aftalt med revisor", &[])?;
        Ok(serde_json::to_value(document).expect("a document is JSON"))
    }

    fn shown(&self) -> Value {
        json(script::rules_show(&self.session))
    }
}

fn hash_of(runs: &Value, reconciliation: &str) -> String {
    let runs = runs.as_array().expect("a list");
    let run = runs.iter().find(|run| run["reconciliation"] == reconciliation).expect("it ran");
    text(&run["result_hash"])
}

#[test]
fn what_a_dry_run_foretells_is_what_adopting_does() {
    let town = Town::new();
    town.import(&october(7, 1_500).files);
    let before = town.run();
    let told = json(script::rules_rehearse(&town.session, &town.draft(OWN), None, &Unwatched));
    let runs = told["runs"].as_array().expect("a list");
    let of = |id: &str| runs.iter().find(|run| run["reconciliation"] == id).expect("it was tried");
    let changed = of("a-skat");
    assert_eq!(text(&changed["before"]["result_hash"]), hash_of(&before, "a-skat"), "today's result is the one stored");
    assert!(changed["disappearing"].as_u64() > Some(0), "the differences of the field left out go: {changed}");
    assert_eq!(changed["appearing"], 0, "and none comes");
    let gone = changed["differences"].as_array().expect("a list");
    assert!(gone.iter().all(|one| one["key"]["field"] == "0016" && one["after"].is_null()), "they are of that field");
    let moved: i64 = gone.iter().map(|one| one["before"]["difference_minor"].as_i64().expect("øre").abs()).sum();
    assert_eq!(changed["moved_minor"], moved, "the kroner of what goes");
    assert_eq!(of("eindkomst")["differences"], Value::Array(Vec::new()), "the other reconciliation is left alone");
    assert_eq!(town.shown()["own"], Value::Null, "nothing is adopted by trying");
    assert_eq!(town.run(), before, "and nothing is stored");

    town.adopt(OWN).expect("the draft is in order");
    let after = town.run();
    assert_eq!(hash_of(&after, "a-skat"), text(&changed["after"]["result_hash"]), "as foretold");
    assert_eq!(hash_of(&after, "eindkomst"), text(&of("eindkomst")["after"]["result_hash"]), "as foretold");
    let version = text(&after[0]["rules_version"]);
    assert!(version.starts_with("2026.1+"), "the run says by which rules: {version}");

    for run in after.as_array().expect("a list") {
        script::undo(&town.session).unwrap_or_else(|error| panic!("{run} is undone: {error}"));
    }
    script::undo(&town.session).expect("and the adoption");
    assert_eq!(town.shown()["version"], "2026.1", "the shipped rules hold again");
    assert_eq!(town.run(), before, "with the result of before");
}

#[test]
fn every_value_says_where_it_comes_from() {
    let town = Town::new();
    town.adopt(OWN).expect("the draft is in order");
    let shown = town.shown();
    let own: Vec<(String, String)> = shown["values"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|value| value["from"] == "own")
        .map(|value| (text(&value["key"]), text(&value["shipped"])))
        .collect();
    let pair = |key: &str, shipped: &str| (key.to_owned(), shipped.to_owned());
    let expected = [
        pair("reconciliation[a-skat].fields", "[\"0015\", \"0016\"]"),
        pair("reconciliation[a-skat].name", "\"A-skat og AM-bidrag\""),
    ];
    assert_eq!(own, expected, "and what the shipped pack says there");
    let history = json(script::rules_history(&town.session));
    let version = &history["versions"][0];
    assert_eq!((&version["number"], &version["in_force"]), (&1.into(), &true.into()), "the version in force");
    assert_eq!((text(&version["reason"]), text(&version["text"])), ("aftalt med revisor".to_owned(), OWN.to_owned()));
    town.adopt("").expect("back to the shipped rules");
    assert_eq!(town.shown()["version"], "2026.1", "an empty text is the shipped rules");
}

#[test]
fn a_draft_that_cannot_be_used_changes_nothing() {
    let town = Town::new();
    let check = |draft: &str, code: ErrorCode, expected: &str| {
        let error = town.adopt(draft).expect_err("it is refused");
        assert_eq!(error.code, code, "{draft}: {error}");
        assert!(error.message.contains(expected), "`{error}` names `{expected}`");
        assert_eq!(town.shown()["own"], Value::Null, "nothing is adopted");
    };
    check("[search]\nmultipel = 2\n", ErrorCode::Invalid, "egne regler, linje 2, search.multipel");
    check("[search", ErrorCode::Invalid, "egne regler, linje 1: teksten er ikke TOML");
    check("# intet\n", ErrorCode::Precondition, "de samme som dem, der gælder nu");
    let checked = json(script::rules_check(&town.session, &town.draft("[search]\nmultiple = \"x\"\n")));
    assert_eq!(checked["ok"], false, "a check is an answer and no error");
    assert_eq!((&checked["fault"]["line"], &checked["fault"]["file"]), (&2.into(), &"own".into()), "with the place");
}

#[test]
fn own_rules_go_to_another_town_as_a_file() {
    let (one, other) = (Town::new(), Town::new());
    let out = one.path("til-andre.toml");
    let nothing = script::rules_export(&one.session, &out).expect_err("there is nothing to export");
    assert_eq!(nothing.code, ErrorCode::Precondition, "{nothing}");
    one.adopt(OWN).expect("the draft is in order");
    script::rules_export(&one.session, &out).expect("a file");
    script::rules_adopt(&other.session, &out, "samme regler som naboen", &[]).expect("the file is a draft");
    assert_eq!(other.shown()["text"], one.shown()["text"], "the same rules hold, with the same version");
    let again = script::rules_export(&one.session, &out).expect_err("no file is overwritten");
    assert_eq!(again.code, ErrorCode::File, "{again}");
}
