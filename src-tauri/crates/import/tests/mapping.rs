//! Mapping profiles: the laws that hold for a mapped table, spreadsheets, and what a profile may say.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rust_xlsxwriter::ExcelDateTime;
use rust_xlsxwriter::Format;
use rust_xlsxwriter::Workbook;
use trepunkt_core::progress::Unwatched;
use trepunkt_core::record::Facts;
use trepunkt_core::source::SourceKind;
use trepunkt_import::Choices;
use trepunkt_import::DateForm;
use trepunkt_import::FieldSource;
use trepunkt_import::Mapping;
use trepunkt_import::Profile;
use trepunkt_import::Reading;
use trepunkt_import::SHIPPED_PROFILES;
use trepunkt_import::SourceFile;
use trepunkt_import::Verdict;
use trepunkt_import::fields_of;
use trepunkt_import::mappable;
use trepunkt_import::mapped_row_at;
use trepunkt_import::read;
use trepunkt_import::read_mapped;
use trepunkt_import::suggest;
use trepunkt_import::view;

const OWN: [&str; 11] = [
    "IndberetningsID",
    "P-SE-nr",
    "CPR-nr",
    "Indkomsttype",
    "Feltnr",
    "Beløb",
    "Periode-start",
    "Periode-slut",
    "Forud-bagud",
    "Indberettet",
    "Kvittering",
];

/// One report, as plain values.
#[derive(Clone, Debug)]
struct Report {
    field: u16,
    minor: i64,
    day: u32,
    receipt: usize,
}

const RECEIPTS: [&str; 3] = ["Kvitteret", "Afvist", "Afventer"];

fn report() -> impl Strategy<Value = Report> {
    (1_u16..400, -9_999_999_i64..9_999_999, 1_u32..31, 0_usize..3).prop_map(|(field, minor, day, receipt)| Report {
        field,
        minor,
        day,
        receipt,
    })
}

/// How a foreign table is written.
#[derive(Clone, Copy, Debug)]
struct Manner {
    delimiter: char,
    is_point: bool,
    has_thousands: bool,
    form: DateForm,
    is_turned: bool,
}

fn manner() -> impl Strategy<Value = Manner> {
    let forms: Vec<DateForm> = DateForm::all().collect();
    let delimiters = prop_oneof![Just(';'), Just('\t'), Just('|')];
    (delimiters, any::<bool>(), any::<bool>(), prop::sample::select(forms), any::<bool>()).prop_map(
        |(delimiter, is_point, has_thousands, form, is_turned)| Manner {
            delimiter,
            is_point,
            has_thousands,
            form,
            is_turned,
        },
    )
}

fn amount(minor: i64, manner: Manner) -> String {
    let (decimal, thousand) = if manner.is_point { ('.', ",") } else { (',', ".") };
    let minor = if manner.is_turned { -minor } else { minor };
    let (sign, size) = (if minor < 0 { "-" } else { "" }, minor.unsigned_abs());
    let (whole, rest) = (size / 100, size % 100);
    let whole = match (manner.has_thousands, whole / 1_000) {
        (true, high @ 1..) => format!("{high}{thousand}{:03}", whole % 1_000),
        _ => whole.to_string(),
    };
    format!("{sign}{whole}{decimal}{rest:02}")
}

fn date(day: u32, form: DateForm) -> String {
    let text = form.to_string();
    let text = text.replace("YYYY", "2026").replace("YY", "26").replace("MM", "10");
    text.replace("DD", &format!("{day:02}"))
}

/// The reports in Trepunkt's own layout, and in the foreign one.
fn written(reports: &[Report], manner: Manner) -> (String, String) {
    let mut own = OWN.join(";") + "\n";
    let d = manner.delimiter;
    let mut foreign: String = (1..=OWN.len()).map(|n| format!("K{n}")).collect::<Vec<_>>().join(&d.to_string()) + "\n";
    let plain = Manner { is_point: false, has_thousands: false, is_turned: false, ..manner };
    for (number, one) in reports.iter().enumerate() {
        let (field, day, receipt) = (one.field, one.day, RECEIPTS[one.receipt]);
        let iso = format!("2026-10-{day:02}");
        let row = |money: String, first: &str, receipt: &str| {
            [
                format!("R{number}"),
                "17000004".to_owned(),
                "0101900004".to_owned(),
                "04".to_owned(),
                format!("{field:04}"),
                money,
                first.to_owned(),
                first.to_owned(),
                "B".to_owned(),
                "2026-11-04T18:00:00".to_owned(),
                receipt.to_owned(),
            ]
        };
        own += &(row(amount(one.minor, plain), &iso, receipt).join(";") + "\n");
        let answer = receipt.to_uppercase();
        let foreign_row = row(amount(one.minor, manner), &date(day, manner.form), &format!("svar {answer}"));
        foreign += &(foreign_row.join(&d.to_string()) + "\n");
    }
    (own, foreign)
}

fn column(name: &str) -> FieldSource {
    FieldSource { column: Some(name.to_owned()), ..FieldSource::default() }
}

fn profile(manner: Manner) -> Profile {
    let mut profile = Profile::new("Prøve", SourceKind::TokIndberetning);
    profile.headers = (1..=OWN.len()).map(|n| format!("K{n}")).collect();
    let fields = OWN.iter().zip(&profile.headers).map(|(own, name)| ((*own).to_owned(), column(name)));
    profile.fields = fields.collect();
    if let Some(money) = profile.fields.get_mut("Beløb") {
        money.turned = manner.is_turned;
    }
    for name in ["Periode-start", "Periode-slut"] {
        if let Some(day) = profile.fields.get_mut(name) {
            day.dates = Some(manner.form);
        }
    }
    if let Some(receipt) = profile.fields.get_mut("Kvittering") {
        let words = RECEIPTS.map(|word| (format!("svar {word}"), word.to_owned()));
        receipt.translate = BTreeMap::from(words);
    }
    profile
}

fn read_by(bytes: &[u8], profile: &Profile) -> Reading {
    let file = SourceFile { name: "fremmed.csv", bytes };
    let mapping = Mapping { chosen: Some(profile), known: &[] };
    read_mapped(&[file], &Choices::default(), &mapping, &Unwatched).pop().expect("one reading per file")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// However a table is written, by its profile it says the very same facts.
    #[test]
    fn a_mapped_table_says_what_the_own_layout_says(
        reports in prop::collection::vec(report(), 1..20),
        manner in manner(),
    ) {
        let (own, foreign) = written(&reports, manner);
        let own = read(&[SourceFile { name: "egen.csv", bytes: own.as_bytes() }], &Choices::default(), &Unwatched)
            .pop().expect("one reading per file");
        let profile = profile(manner);
        let mapped = read_by(foreign.as_bytes(), &profile);
        prop_assert_eq!(mapped.verdict, Verdict::Accepted, "{:?} in\n{}", mapped.diagnostics, foreign);
        prop_assert_eq!(&mapped.facts, &own.facts, "of\n{}", foreign);
        prop_assert_eq!(mapped.rows, own.rows);
        prop_assert_eq!(mapped.control.sums, own.control.sums);
        let again = Profile::from_toml(&profile.to_toml()).expect("what is written can be read");
        prop_assert_eq!(again, profile, "the text form keeps all of it");
    }

    /// Whatever the bytes are, a mapped reading accounts for every row or refuses.
    #[test]
    fn a_profile_over_any_text_loses_no_row(text in "[a-zA-Z0-9;,.\\-\n\"]{0,400}") {
        let manner = Manner { delimiter: ';', is_point: false, has_thousands: false,
            form: DateForm::all().next().expect("a form"), is_turned: false };
        let header: Vec<String> = (1..=OWN.len()).map(|n| format!("K{n}")).collect();
        let reading = read_by(format!("{}\n{text}", header.join(";")).as_bytes(), &profile(manner));
        prop_assert!(reading.rows.ties());
        prop_assert!(reading.verdict == Verdict::Accepted || reading.facts.is_empty());
    }
}

fn claim_profile() -> Profile {
    let mut profile = Profile::new("Kravark", SourceKind::SkatKrav);
    profile.headers = ["SE", "Type", "Måned", "Forfald", "Kroner"].map(str::to_owned).to_vec();
    let names = [("P-SE-nr", "SE"), ("Kravtype", "Type"), ("Periode", "Måned"), ("Forfaldsdato", "Forfald")];
    profile.fields = names.into_iter().map(|(own, name)| (own.to_owned(), column(name))).collect();
    let claim_month = FieldSource { months_back: 1, ..column("Forfald") };
    profile.fields.extend([("Kravmåned".to_owned(), claim_month), ("Beløb".to_owned(), column("Kroner"))]);
    profile
}

fn sheet(workbook: &mut Workbook, name: &str, title: bool) {
    let sheet = workbook.add_worksheet();
    sheet.set_name(name).expect("a name");
    let first = if title {
        sheet.write_string(0, 0, "Krav fra SKAT").expect("a title");
        3
    } else {
        0
    };
    for (place, header) in (0_u16..).zip(["SE", "Type", "Måned", "Forfald", "Kroner"]) {
        sheet.write_string(first, place, header).expect("a header");
    }
    let day = Format::new().set_num_format("dd-mm-yyyy");
    sheet.write_number(first + 1, 0, 17_000_004.0).expect("a number");
    sheet.write_string(first + 1, 1, "A-skat").expect("a text");
    let october = ExcelDateTime::from_ymd(2026, 10, 14).expect("a date");
    sheet.write_datetime_with_format(first + 1, 2, &october, &day).expect("a date");
    let due = ExcelDateTime::from_ymd(2026, 11, 16).expect("a date");
    sheet.write_datetime_with_format(first + 1, 3, &due, &day).expect("a date");
    sheet.write_number(first + 1, 4, 1234.5).expect("a number");
}

#[test]
fn typed_cells_of_a_spreadsheet_need_no_decimal_sign_and_no_date_form() {
    let mut workbook = Workbook::new();
    sheet(&mut workbook, "Ark1", true);
    let bytes = workbook.save_to_buffer().expect("a workbook");
    let reading = read_by(&bytes, &claim_profile());
    assert_eq!(reading.verdict, Verdict::Accepted, "{:?}", reading.diagnostics);
    let Facts::Claims(claims) = &reading.facts else { panic!("claims were mapped") };
    let one = &claims[0];
    assert_eq!((one.amount.minor(), one.line), (123_450, 5), "the amount, at the row that the spreadsheet shows");
    assert_eq!((one.month.to_string(), one.claim_month.to_string()), ("2026-10".into(), "2026-10".into()), "months");
    let file = SourceFile { name: "krav.xlsx", bytes: &bytes };
    let row = mapped_row_at(&file, &claim_profile(), 5, false).expect("the row behind it");
    assert_eq!(row.cells[4], ("Kroner".to_owned(), "1234,5".to_owned()), "as it stands there");
}

#[test]
fn of_several_sheets_the_profile_says_which() {
    let mut workbook = Workbook::new();
    sheet(&mut workbook, "Oktober", false);
    sheet(&mut workbook, "November", false);
    let bytes = workbook.save_to_buffer().expect("a workbook");
    let mut profile = claim_profile();
    let refused = read_by(&bytes, &profile);
    assert_eq!(refused.diagnostics[0].code, "sheets-several", "{:?}", refused.diagnostics);
    profile.table.sheet = Some("November".to_owned());
    assert_eq!(read_by(&bytes, &profile).verdict, Verdict::Accepted, "the one that was named");
}

#[test]
fn the_shipped_profiles_are_in_order() {
    for text in SHIPPED_PROFILES {
        let profile = Profile::from_toml(text).expect("a shipped profile can be used");
        assert!(!profile.header_set().is_empty(), "{} is applied by itself", profile.name);
    }
}

#[test]
fn every_kind_that_is_a_table_can_be_mapped_onto() {
    let kinds: Vec<&str> = mappable().into_iter().map(SourceKind::text).collect();
    for kind in [
        "tok-indberetning",
        "tok-udbetaling",
        "tok-postering",
        "tok-fordring",
        "skat-krav",
        "atp-krav",
        "nemkonto-retur",
        "eindkomst-detail",
        "bank-csv",
        "erp-postering",
        "debitor",
        "fagsystem",
    ] {
        assert!(kinds.contains(&kind), "{kind} has a list of columns");
    }
    let needs = fields_of(SourceKind::SkatKrav);
    assert!(needs.iter().any(|need| need.name == "Kravtype" && need.splits), "a claim may have a column per type");
}

/// The profile of claims with other lines in place of those of one field, and what is said against it.
fn check_text(from: &str, to: &str, expected: &str) {
    let text = claim_profile().to_toml();
    assert!(text.contains(from), "the profile has `{from}`:\n{text}");
    let error = Profile::from_toml(&text.replacen(from, to, 1)).expect_err("it cannot be used");
    assert!(error.message.contains(expected), "`{}` says `{expected}`", error.message);
    assert!(!error.hint.is_empty(), "`{}` says what to do", error.message);
}

#[test]
fn a_profile_that_cannot_be_used_says_why() {
    check_text("profile_version = 1\n", "", "ikke, at den er en tilknytningsprofil");
    check_text("profile_version = 1", "profile_version = 2", "udgave 2");
    check_text("kind = \"skat-krav\"", "kind = \"skatkrav\"", "`skatkrav` findes ikke");
    check_text("kind = \"skat-krav\"", "kind = \"camt053\"", "kan ikke knyttes til camt053");
    check_text("[fields.Kravtype]", "[fields.Kravart]", "intet felt, der hedder Kravart");
    check_text("[fields.Kravtype]\ncolumn = \"Type\"\n", "", "ikke, hvor Kravtype kommer fra");
    check_text("column = \"Type\"", "column = \"Slags\"", "`Slags` er ikke blandt filens kolonner");
    check_text("column = \"Type\"", "value = \"A-skat\"\nturned = true", "Kravtype er ikke et beløb");
    check_text("column = \"Kroner\"", "value = \"100,00\"", "kan ikke være en fast værdi");
    check_text("column = \"SE\"", "value = \"1700\"", "kan ikke læses som P-SE-nr");
    check_text("column = \"Type\"", "column = \"Type\"\npatterns = [{ find = \"(\", give = \"\" }]", "Mønstret `(`");
    check_text("column = \"Type\"", "kolonne = \"Type\"", "kender ikke `kolonne`");
    check_text("column = \"Forfald\"", "column = \"Forfald\"\ndates = \"DDMM\"", "datoformen `DDMM` kendes ikke");
}

#[test]
fn a_draft_is_suggested_from_header_names_and_never_from_values() {
    let text = "p se nr;Kravtype;Ukendt;Beløb\n17000004;A-skat;2026-10-01;1,00\n";
    let file = SourceFile { name: "x.csv", bytes: text.as_bytes() };
    let draft = suggest(&file, &Profile::new("Kladde", SourceKind::SkatKrav)).expect("a table");
    let named: Vec<&str> = draft.fields.keys().map(String::as_str).collect();
    assert_eq!(named, ["Beløb", "Kravtype", "P-SE-nr"], "the column of dates is left to the user");
    let seen = view(&file, &draft);
    assert_eq!(seen.unmapped, ["Periode", "Kravmåned", "Forfaldsdato"], "what must still come from somewhere");
    assert_eq!(seen.reading.verdict, Verdict::Refused, "a draft reads nothing before it is whole");
    assert_eq!(seen.columns[2].dates.len(), 1, "and the column says what it can be");
}
