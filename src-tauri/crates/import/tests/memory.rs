//! No file makes the program ask for more memory than a stated multiple of its size.
//!
//! One test, since it measures the whole process.

use std::fmt::Write as _;
use std::io::Cursor;
use std::io::Write as _;

use peak_alloc::PeakAlloc;
use trepunkt_core::progress::Unwatched;
use trepunkt_import::Choices;
use trepunkt_import::SourceFile;
use trepunkt_import::Verdict;
use trepunkt_import::read;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Bytes of memory for each byte of a text file, and what any file may take.
const TEXT_MULTIPLE: usize = 40;
const ALWAYS: usize = 2 << 20;
/// A packed file is measured by what it unpacks to, of which spreadsheets make typed cells.
const CELLS_MULTIPLE: usize = 60;

/// A packed file is given up when it unpacks to more than this many times its size.
const UNPACKED_MULTIPLE: usize = 400;

const SIZE: usize = 256 << 10;

/// `head`, then `row` again and again up to the size, then `tail`.
fn long(head: &str, row: impl Fn(usize) -> String, tail: &str) -> Vec<u8> {
    let mut text = head.to_owned();
    let mut number = 0;
    while text.len() < SIZE {
        text.push_str(&row(number));
        number += 1;
    }
    text.push_str(tail);
    text.into_bytes()
}

fn camt(entry: &str) -> Vec<u8> {
    let head = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.052.001.02\"><BkToCstmrAcctRpt><GrpHdr/><Rpt><Id>1</Id>\
                <Acct><Id><IBAN>DK5000400440116243</IBAN></Id><Ccy>DKK</Ccy></Acct>";
    long(head, |_| entry.to_owned(), "</Rpt></BkToCstmrAcctRpt></Document>")
}

fn packed(name: &str, content: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("room");
    writer.write_all(content).expect("room");
    writer.finish().expect("an archive").into_inner()
}

/// A sheet of as many numbers as fit; the measure is its XML.
fn sheet() -> (Vec<u8>, usize) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..2_000 {
        for column in 0..16 {
            sheet.write_number(row, column, 1.0).expect("a cell");
        }
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).expect("an archive");
    let unpacked = (0..archive.len()).map(|at| archive.by_index(at).expect("a part").size()).sum::<u64>();
    (bytes, usize::try_from(unpacked).expect("small"))
}

fn check(what: &str, bytes: &[u8], limit: usize, accepted: Option<bool>) {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let file = SourceFile { name: "fil", bytes };
    let reading = read(&[file], &Choices::default(), &Unwatched).pop().expect("one reading per file");
    let used = MEMORY.peak_usage().saturating_sub(before);
    assert!(used <= limit, "{what}: {used} bytes of memory where {limit} are allowed");
    if let Some(accepted) = accepted {
        let reason = reading.diagnostics.first();
        assert_eq!(reading.verdict == Verdict::Accepted, accepted, "{what}: {reason:?}");
    }
}

#[test]
fn memory_stays_below_a_multiple_of_the_file() {
    let text = |what: &str, bytes: Vec<u8>, accepted| {
        check(what, &bytes, ALWAYS + TEXT_MULTIPLE * bytes.len(), Some(accepted));
    };
    text("small elements", long("<Document>", |_| "<a/>".to_owned(), "</Document>"), false);
    text(
        "attributes",
        long("<Document>", |_| "<a b=\"\" c=\"\" d=\"\" e=\"\" f=\"\"/>".to_owned(), "</Document>"),
        false,
    );
    text("entries that say nothing", camt("<Ntry></Ntry>"), true);
    text(
        "the shortest entries",
        camt("<Ntry><Amt Ccy=\"DKK\">1</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts></Ntry>"),
        true,
    );
    text(
        "details without end",
        camt(
            "<Ntry><Amt Ccy=\"DKK\">1</Amt><CdtDbtInd>DBIT</CdtDbtInd><NtryDtls><TxDtls/><TxDtls/><TxDtls/></NtryDtls></Ntry>",
        ),
        true,
    );
    let swift = ":20:A\n:25:0400/1000200030\n:60F:C261001DKK0,00\n";
    text("the shortest SWIFT entries", long(swift, |_| ":61:261001D1,NX\n".to_owned(), ""), false);
    text("statements of nothing", long("", |_| ":20:A\n:25:1\n-\n".to_owned(), ""), true);
    text("fields of nothing", long(swift, |_| ":86:\n".to_owned(), ""), false);
    let list = "Dato;Tekst;Beløb;Saldo\n";
    text("short rows of a list", long(list, |_| "01-10-2026;;1,00;1,00\n".to_owned(), ""), false);
    text("cells of nothing", long(list, |_| format!("{}\n", ";".repeat(100)), ""), false);
    let claims = "P-SE-nr;Kravtype;Periode;Kravmåned;Forfaldsdato;Beløb\n";
    let claim = |_| "15100079;A-skat;2026-10;2026-10;2026-11-02;1\n".to_owned();
    text("the shortest claims", long(claims, claim, ""), true);
    text("rows that are all rejected", long(claims, |_| ";;;;;\n".to_owned(), ""), true);
    let mut wide = "0000000;I-SE-nr;P-SE-nr;CPR-nr;Navn;Per-start;Per-slut;Kode68".to_owned();
    for field in 1..2_000 {
        write!(wide, ";Feltnr {field:04}").expect("a string takes all");
    }
    let cells =
        |number| format!("{:07};Flere;15100079;101900004;;202610;202610;{}\n", number + 1, ";1,00".repeat(1_999));
    let bytes = long(&format!("{wide}\n"), cells, "");
    check("an extract of many fields", &bytes, ALWAYS + TEXT_MULTIPLE * bytes.len(), None);

    let content = camt("<Ntry><Amt Ccy=\"DKK\">1</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts></Ntry>");
    check("a packed file", &packed("a.xml", &content), ALWAYS + TEXT_MULTIPLE * content.len(), Some(true));
    let bomb = packed("a.xml", &vec![b' '; 24 << 20]);
    // A buffer that grows holds what it had and what it will have.
    check("a bomb", &bomb, ALWAYS + 2 * UNPACKED_MULTIPLE * bomb.len(), Some(false));
    let (bytes, unpacked) = sheet();
    check("a sheet of numbers", &bytes, ALWAYS + CELLS_MULTIPLE * unpacked, Some(false));
}
