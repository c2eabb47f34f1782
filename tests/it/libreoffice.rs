//! Workbooks as LibreOffice works them out. Compiled with the feature `libreoffice`, where it is installed.

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use calamine::Data;
use calamine::Reader;

use crate::reports::Month;
use crate::reports::adhoc;
use crate::reports::by_cause;
use crate::reports::cell_minor;
use crate::reports::failures;
use crate::reports::open;

/// The workbook as LibreOffice saves it after working out every formula anew.
fn recalculated(folder: &Path, book: &Path, name: &str) -> PathBuf {
    let profile = folder.join("libreoffice");
    let user = profile.join("user");
    std::fs::create_dir_all(&user).expect("a folder");
    // Without this it would show the values that the file came with.
    let settings = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"#;
    std::fs::write(user.join("registrymodifications.xcu"), settings).expect("written");
    let out = folder.join(name);
    std::fs::create_dir_all(&out).expect("a folder");
    let status = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        .envs(["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"].map(|name| (name, profile.clone())))
        .args(["--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"])
        .arg(&out)
        .arg(book)
        .output()
        .expect("LibreOffice runs");
    assert!(status.status.success(), "LibreOffice converts the book");
    out.join(book.file_name().expect("a name"))
}

/// A cell as it is compared: amounts to the øre, times to a tenth of a second.
fn compared(cell: &Data) -> String {
    match (cell_minor(cell), cell) {
        (Some(minor), _) => minor.to_string(),
        (None, Data::DateTime(time)) => format!("{:.6}", time.as_f64()),
        (None, other) => other.to_string(),
    }
}

#[test]
fn libreoffice_works_out_the_same_and_finds_a_planted_fault() {
    let month = Month::new(8, 1_000);
    let folder = month.town.path("beregnet");
    std::fs::create_dir_all(&folder).expect("a folder");
    let mut books = Vec::new();
    for (report, reconciliation) in
        [("afstemningsrapport", "a-skat"), ("afstemningsrapport", "bank"), ("betalingsstatus", "bank")]
    {
        books.push(month.write(report, reconciliation, "xlsx", None).0);
    }
    books.push(month.town.path("adhoc.xlsx"));
    adhoc(&month.town, by_cause(), &[], Some(("xlsx", &books[books.len() - 1])));
    for book in books {
        let again = recalculated(&folder, &book, "hel");
        let (mut first, mut second) = (open(&book), open(&again));
        let mut formulas = 0;
        for name in first.sheet_names() {
            let (one, other) = (first.worksheet_range(&name), second.worksheet_range(&name));
            let (one, other) = (one.expect("the sheet"), other.expect("the sheet"));
            formulas += first.worksheet_formula(&name).map_or(0, |range| range.used_cells().count());
            for (row, column, cell) in one.used_cells() {
                let place = (u32::try_from(row).expect("small"), u32::try_from(column).expect("small"));
                let found = other.get_value(place).cloned().unwrap_or(Data::Empty);
                let is_same = compared(cell) == compared(&found);
                assert!(is_same, "{} {name} {place:?}: {cell:?} became {found:?}", book.display());
            }
        }
        assert!(formulas > 10, "{}: there are formulas to work out, {formulas}", book.display());
    }
    // A krone more on one line of the list, with every formula's old value left as it was.
    let (book, _) = month.write("afstemningsrapport", "a-skat", "xlsx", None);
    let mut files = trepunkt_report::unpacked(&std::fs::read(&book).expect("a file")).expect("a workbook is packed");
    let sheets = open(&book).sheet_names();
    let number = sheets.iter().position(|name| name == "Differencer").expect("the list") + 1;
    let name = format!("xl/worksheets/sheet{number}.xml");
    let xml = files.iter_mut().find(|(found, _)| *found == name).expect("its sheet");
    let mut changed = String::from_utf8(xml.1.clone()).expect("text");
    let start = changed.find("<c r=\"P2\"").expect("the first difference");
    let value = start + changed[start..].find("<v>").expect("its value") + 3;
    let end = value + changed[value..].find("</v>").expect("its end");
    changed.replace_range(value..end, "123456.78");
    xml.1 = changed.into_bytes();
    let planted = folder.join("plantet.xlsx");
    std::fs::write(&planted, trepunkt_report::packed(&files).expect("packed")).expect("written");
    assert!(failures(&planted).is_empty(), "as it is stored, every check still says OK");
    let found = failures(&recalculated(&folder, &planted, "plantet"));
    assert!(found.iter().any(|place| place.starts_with("Kontroller")), "the checks find it: {found:?}");
    assert!(found.iter().any(|place| place.starts_with("Årsager")), "so does the line of its cause: {found:?}");
}
