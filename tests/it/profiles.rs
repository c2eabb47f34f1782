//! Foreign tables by mapping profiles, and claims entered by hand, through the commands of the window.

use serde_json::Value;
use serde_json::json;
use tempfile::TempDir;
use trepunkt_api::ErrorCode;
use trepunkt_api::Host;
use trepunkt_api::Surroundings;
use trepunkt_core::wall_time::WallTime;

/// The program with a workspace open.
struct Desk {
    folder: TempDir,
    host: Host,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let surroundings = Surroundings {
            who: "anne".to_owned(),
            machine: "PC-1".to_owned(),
            clock: Box::new(|| WallTime::from_seconds(1_794_000_000)),
        };
        let desk = Self { folder, host: Host::new(surroundings) };
        let path = desk.path("by.trepunkt");
        desk.ask("workspace_create", json!({ "path": path, "name": "Prøvekøbing", "passphrase": null }));
        desk
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_string_lossy().into_owned()
    }

    fn write(&self, name: &str, content: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, content).expect("the folder can be written");
        path
    }

    fn ask(&self, command: &str, request: Value) -> Value {
        self.host.rpc(command, request).unwrap_or_else(|error| panic!("{command}: {error:?}"))
    }

    /// Runs a job and gives its first delivery.
    fn job(&self, command: &str, request: Value) -> Value {
        let job = self.ask(command, request)["job"].clone();
        loop {
            let state = self.ask("job_state", json!({ "job": job }));
            if !state["outcome"].is_null() {
                return state["outcome"]["deliveries"][0].clone();
            }
            assert!(state["error"].is_null(), "{command} fails: {state}");
            std::thread::yield_now();
        }
    }

    fn import(&self, path: &str) -> Value {
        self.job("import_start", json!({ "paths": [path], "kind": null }))
    }
}

const HEADER: &str = "Betaler;Art;Måned;Krav;Forfald;Kroner";

fn claims(amount: &str) -> String {
    format!("{HEADER}\n17000004;Skat;oktober 2026;2026-10;16.11.2026;{amount}\n")
}

/// A draft with everything that the window sends.
fn draft(desk: &Desk, path: &str) -> Value {
    let start = json!({
        "name": "Kravliste", "kind": "skat-krav", "headers": [], "delimiter": null, "encoding": null, "sheet": null,
        "rows_above": 0, "rows_below": 0, "decimal": null, "dates": null, "ignore": [], "balance": null,
        "amounts": [], "fields": [],
    });
    desk.ask("mapping_suggest", json!({ "path": path, "draft": start }))
}

fn field(name: &str, column: &str) -> Value {
    json!({
        "field": name, "column": column, "value": null, "ask": false, "turned": false, "decimal": null,
        "dates": null, "months_back": 0, "translate": {}, "patterns": [],
    })
}

/// The draft with every field of a claim.
fn whole(mut draft: Value) -> Value {
    let mut kind = field("Kravtype", "Art");
    kind["translate"] = json!({ "Skat": "A-skat" });
    let names = [("P-SE-nr", "Betaler"), ("Periode", "Måned"), ("Kravmåned", "Krav"), ("Forfaldsdato", "Forfald")];
    let mut fields: Vec<Value> = names.iter().map(|(name, column)| field(name, column)).collect();
    fields.extend([kind, field("Beløb", "Kroner")]);
    draft["fields"] = json!(fields);
    draft
}

fn codes(delivery: &Value) -> Vec<&str> {
    let all = delivery["diagnostics"].as_array().expect("a list");
    all.iter().map(|one| one["code"].as_str().expect("a code")).collect()
}

#[test]
fn an_unknown_table_is_mapped_once_and_read_by_itself_from_then_on() {
    let desk = Desk::new();
    let first = desk.write("krav-oktober.csv", &claims("1.234,50"));
    let refused = desk.import(&first);
    assert_eq!(
        (refused["status"].as_str(), codes(&refused)),
        (Some("refused"), vec!["kind-unknown"]),
        "no kind has it"
    );
    assert!(refused["diagnostics"][0]["hint"].as_str().is_some_and(|hint| hint.contains("profil")), "the way out");

    let start = draft(&desk, &first);
    assert_eq!(start["headers"], json!(HEADER.split(';').collect::<Vec<_>>()), "the headers are found");
    assert_eq!(start["fields"], json!([]), "no header is a field's own name, and values are not looked at");
    let view = desk.ask("mapping_preview", json!({ "path": first, "draft": start, "values": {} }));
    assert_eq!(
        view["unmapped"],
        json!(["P-SE-nr", "Kravtype", "Periode", "Kravmåned", "Forfaldsdato", "Beløb"]),
        "what is still to be said"
    );
    let kroner = &view["columns"][5];
    assert_eq!((&kroner["samples"], &kroner["decimals"]), (&json!(["1.234,50"]), &json!(["comma"])), "one reading");
    assert_eq!(view["columns"][4]["dates"], json!(["DD.MM.YYYY"]), "the dates' form");

    let view = desk.ask("mapping_preview", json!({ "path": first, "draft": whole(start.clone()), "values": {} }));
    let seen = &view["delivery"];
    assert_eq!(seen["status"], "preview", "it can be read now: {}", seen["diagnostics"]);
    assert_eq!(seen["sums"], json!([{ "name": "A-skat", "amount": "1.234,50" }]), "and says this");
    desk.ask("profile_save", json!({ "draft": whole(start) }));

    let imported = desk.import(&first);
    assert_eq!((&imported["status"], &imported["profile"]), (&json!("imported"), &json!("Kravliste")), "by itself");
    assert!(codes(&imported).contains(&"profile-used"), "and it is said");
    let next = desk.import(&desk.write("krav-november.csv", &claims("2.000,00")));
    assert_eq!(next["status"], "imported", "the next month needs no hand");
    let row = desk.ask("source_row", json!({ "record": "D1:2" }));
    let cells: Vec<&Value> = row["cells"].as_array().expect("cells").iter().map(|cell| &cell["value"]).collect();
    assert_eq!(cells, ["17000004", "Skat", "oktober 2026", "2026-10", "16.11.2026", "1.234,50"], "the very row");

    desk.ask("profile_delete", json!({ "name": "Kravliste" }));
    assert_eq!(desk.import(&desk.write("krav-december.csv", &claims("3,00")))["status"], "refused", "it is gone");
    assert_eq!(desk.ask("source_row", json!({ "record": "D2:2" }))["cells"][5]["value"], "2.000,00", "the rest stays");
}

#[test]
fn two_profiles_for_the_same_columns_leave_the_choice_to_the_user() {
    let desk = Desk::new();
    let path = desk.write("krav.csv", &claims("1,00"));
    let mut one = whole(draft(&desk, &path));
    desk.ask("profile_save", json!({ "draft": one }));
    one["name"] = json!("Kravliste, minus er krav");
    one["fields"][5]["turned"] = json!(true);
    desk.ask("profile_save", json!({ "draft": one }));
    assert_eq!(codes(&desk.import(&path)), ["profile-ambiguous"], "either may be meant");
    let request = json!({ "paths": [path], "kind": null, "profile": "Kravliste, minus er krav" });
    let imported = desk.job("import_start", request);
    assert_eq!(imported["sums"][0]["amount"], "\u{2212}1,00", "the one that was chosen");
}

#[test]
fn a_profile_goes_to_a_colleague_as_a_file() {
    let (anne, bo) = (Desk::new(), Desk::new());
    let path = anne.write("krav.csv", &claims("1,00"));
    anne.ask("profile_save", json!({ "draft": whole(draft(&anne, &path)) }));
    let file = anne.path("Kravliste.toml");
    anne.ask("profile_export", json!({ "name": "Kravliste", "path": file }));
    bo.ask("profile_import", json!({ "path": file }));
    assert_eq!(bo.import(&path)["status"], "imported", "the colleague reads the same");
    let rows = |desk: &Desk| desk.ask("profile_list", json!({}))["profiles"][0]["draft"].clone();
    assert_eq!(rows(&anne), rows(&bo), "and it says the same");
    let broken = bo.write("ødelagt.toml", "profile_version = 1\nname = \"x\"\nkind = \"skat-krav\"\nfelter = 1\n");
    let error = bo.host.rpc("profile_import", json!({ "path": broken })).expect_err("no such key");
    assert!(error.message.contains("linje 4") && error.message.contains("felter"), "it says where: {error}");
}

#[test]
fn the_shipped_skattekonto_list_asks_for_what_its_text_does_not_say() {
    let desk = Desk::new();
    let list = "Dato;Tekst;Beløb;Saldo\n\
                16-11-2026;A-skat oktober 2026;-1.000,50;-1.000,50\n\
                16-11-2026;AM-bidrag oktober 2026;-80,00;-1.080,50\n\
                17-11-2026;Indbetaling;1.080,50;0,00\n\
                18-11-2026;Rente;-5,25;-5,25\n";
    let path = desk.write("skattekonto.csv", list);
    assert_eq!(codes(&desk.import(&path)), ["kind-ambiguous"], "a bank has a list with the same columns");
    let read = |path: &str, values: &Value| {
        desk.job("import_start", json!({ "paths": [path], "kind": "skat-krav", "values": values }))
    };
    let refused = read(&path, &json!({}));
    assert_eq!(codes(&refused), ["values-missing"], "nothing is guessed");
    let missing = refused["missing"].as_array().expect("a list");
    let names: Vec<&Value> = missing.iter().map(|one| &one["field"]).collect();
    assert_eq!(names, ["Kravmåned", "P-SE-nr", "Periode"], "just what no line, or not every line, says");
    assert_eq!((&missing[2]["rows"], &missing[2]["sample"]), (&json!(1), &json!("Rente")), "of one line");
    let values = json!({ "P-SE-nr": "17000004", "Kravmåned": "2026-10", "Periode": "2026-09" });
    let imported = read(&path, &values);
    assert_eq!(imported["status"], "imported", "{}", imported["diagnostics"]);
    let sums = json!([
        { "name": "A-skat", "amount": "1.000,50" }, { "name": "AM-bidrag", "amount": "80,00" },
        { "name": "Rente", "amount": "5,25" },
    ]);
    assert_eq!(imported["sums"], sums, "a claim is positive here");
    assert_eq!((&imported["rows"], &imported["structural"]), (&json!(5), &json!(2)), "the payment is counted");
    assert!(codes(&imported).contains(&"rows-ignored"), "and told");
    let torn = desk.write("skattekonto-2.csv", &list.replace("-5,25;-5,25", "-5,25;-5,26"));
    assert_eq!(codes(&read(&torn, &values)), ["balance-broken"], "the balance is proved line by line");
}

#[test]
fn a_claim_entered_by_hand_is_a_delivery_like_any_other() {
    let desk = Desk::new();
    let line = |amount: &str, slip: &str| {
        json!({ "P-SE-nr": "17000004", "Kravtype": "A-skat", "Periode": "2026-10", "Kravmåned": "2026-10",
            "Forfaldsdato": "2026-11-16", "Beløb": amount, "Betalings-ID": slip })
    };
    let slips = ["+71<123456789012347+81234567<", "+71<123456789012348+81234567<"];
    let claim = json!({ "kind": "skat-krav", "lines": [line("1.000,50", slips[0]), line("2x", slips[0])] });
    let seen = desk.ask("claim_preview", claim);
    assert_eq!((&seen["accepted"], &seen["rejected"]), (&json!(1), &json!(1)), "the same checks");
    let claim = json!({ "kind": "skat-krav", "lines": [line("1.000,50", slips[0]), line("2,00", slips[1])] });
    let saved = desk.ask("claim_save", claim.clone());
    assert_eq!((&saved["status"], &saved["file"]), (&json!("imported"), &json!("manuelt-krav-2026-10.csv")), "kept");
    assert!(codes(&saved).contains(&"payment-reference-check"), "the check digit of the second slip is wrong");
    assert_eq!(desk.ask("claim_save", claim)["status"], "already_imported", "not twice");
    let row = desk.ask("source_row", json!({ "record": "D1:3" }));
    assert_eq!(row["cells"][5]["value"], "2,00", "the archived original has the row");
    let undone = desk.ask("operation_undo", json!({ "operation": null }));
    assert!(undone["text"].as_str().is_some_and(|text| text.contains("manuelt-krav-2026-10.csv")), "it can be undone");

    let atp = json!({ "P-SE-nr": "17000004", "Ordning": "ATP", "Kvartal": "2026-Q4", "Kravkvartal": "2026-Q4",
        "Forfaldsdato": "2027-02-01", "Beløb": "500,00" });
    let saved = desk.ask("claim_save", json!({ "kind": "atp-krav", "lines": [atp] }));
    assert_eq!((&saved["status"], &saved["file"]), (&json!("imported"), &json!("manuelt-atp-krav-2026-Q4.csv")), "ATP");
    let error = desk.host.rpc("claim_save", json!({ "kind": "camt053", "lines": [] })).expect_err("no claim");
    assert_eq!(error.code, ErrorCode::Invalid, "only claims are entered");
}

#[test]
fn what_a_draft_cannot_settle_is_shown_with_both_readings() {
    let desk = Desk::new();
    let path = desk.write("krav.csv", &claims("1.234"));
    let mut draft = whole(draft(&desk, &path));
    let view = desk.ask("mapping_preview", json!({ "path": path, "draft": draft, "values": {} }));
    assert_eq!(codes(&view["delivery"]), ["decimal-ambiguous"], "thousands or decimals");
    assert_eq!(view["columns"][5]["decimals"], json!(["comma", "point"]), "the window offers both");
    draft["decimal"] = json!("comma");
    let view = desk.ask("mapping_preview", json!({ "path": path, "draft": draft, "values": {} }));
    assert_eq!(view["delivery"]["sums"][0]["amount"], "1.234,00", "as the user says");
}
