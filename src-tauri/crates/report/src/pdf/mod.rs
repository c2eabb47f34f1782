//! Pages: a front page, then the sections.
//!
//! Everything is placed in whole thousandths of a point; `canvas` is where they become the file's numbers. Start reading
//! at [`report_pdf`], then `flow` (what goes where), `front`, `figure` and `table`.

mod canvas;
mod figure;
mod flow;
mod font;
mod front;
mod table;

use lopdf::Object;
use lopdf::StringFormat;
use printpdf::PdfDocument;
use printpdf::PdfFont;
use printpdf::PdfSaveOptions;

use crate::ReportError;
use crate::model::Content;
use crate::model::Report;
use crate::model::Section;
use crate::pdf::canvas::Ink;
use crate::pdf::canvas::Style;
use crate::pdf::flow::BODY;
use crate::pdf::flow::Flow;
use crate::pdf::font::Face;

/// The report as pages. Equal reports give equal bytes.
///
/// # Errors
/// When the fonts cannot be read or the file cannot be written.
pub fn report_pdf(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut flow = Flow::new()?;
    front::draw(&mut flow, report);
    for section in &report.sections {
        flow.turn(section.is_wide);
        match &section.content {
            Content::Table(table) => {
                let measured = table::measured(&mut flow, table);
                let follows = table::least_height(&mut flow, table, &measured);
                heading(&mut flow, section, follows);
                table::draw(&mut flow, table, &measured);
            }
            Content::Bridges(figures) => {
                heading(&mut flow, section, figures.first().map_or(0, figure::height));
                figures.iter().for_each(|figure| figure::draw(&mut flow, figure));
            }
        }
    }
    let (pages, outline) = flow.finished(report);
    let mut document = PdfDocument::new(&report.title);
    for face in [Face::Regular, Face::Strong] {
        document.resources.fonts.map.insert(face.id(), PdfFont::new(face.load()?.parsed.clone()));
    }
    for (words, page) in &outline {
        document.add_bookmark(words, *page);
    }
    document.with_pages(pages.into_iter().map(canvas::Page::finished).collect());
    written(&document, report)
}

/// A section's heading and the sentence under it, on the page of what `follows` in height.
fn heading(flow: &mut Flow, section: &Section, follows: i32) {
    let has_lead = !section.lead.is_empty();
    flow.heading(&section.title, follows + if has_lead { 34_000 } else { 0 });
    if has_lead {
        flow.paragraph(&section.lead, Style { face: Face::Regular, size: BODY, ink: Ink::Grey });
        flow.y += 6_000;
    }
}

/// The file, with its own date and names in place of the library's, which it makes up anew each time.
fn written(document: &PdfDocument, report: &Report) -> Result<Vec<u8>, ReportError> {
    let options = PdfSaveOptions { image_optimization: None, ..PdfSaveOptions::default() };
    let mut warnings = Vec::new();
    let mut file = document.to_lopdf_document(&options, &mut warnings);
    file.version = "1.7".to_owned();
    let identity = Object::String(report.identity.as_bytes().to_vec(), StringFormat::Literal);
    file.trailer.set("ID", Object::Array(vec![identity.clone(), identity]));
    let failed = |error: lopdf::Error| ReportError::Pdf(error.to_string());
    let info = file.trailer.get(b"Info").and_then(Object::as_reference).map_err(failed)?;
    file.set_object(info, information(report));
    let catalog = file.catalog_mut().map_err(failed)?;
    catalog.set("Lang", text("da-DK"));
    let mut shown = lopdf::Dictionary::new();
    shown.set("DisplayDocTitle", true);
    catalog.set("ViewerPreferences", shown);
    if catalog.has(b"Outlines") {
        catalog.set("PageMode", Object::Name(b"UseOutlines".to_vec()));
    }
    file.compress();
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).map_err(|error| ReportError::Pdf(error.to_string()))?;
    Ok(bytes)
}

/// The file's title and date as other programs show them.
fn information(report: &Report) -> lopdf::Dictionary {
    let parts = [&report.title, &report.subject, &report.period];
    let parts: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    let digits: String = report.made.iso().chars().filter(char::is_ascii_digit).collect();
    let date = Object::String(format!("D:{digits}").into_bytes(), StringFormat::Literal);
    let mut information = lopdf::Dictionary::new();
    information.set("Title", text(&parts.join(" · ")));
    information.set("Author", text(&report.municipality));
    information.set("Subject", text(&report.privacy));
    information.set("Creator", text("Trepunkt"));
    information.set("CreationDate", date.clone());
    information.set("ModDate", date);
    information
}

/// Words as the file's information holds them: UTF-16 with its mark.
fn text(words: &str) -> Object {
    let mut bytes = vec![0xfe, 0xff];
    bytes.extend(words.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples;

    #[test]
    fn equal_reports_give_equal_bytes() {
        let first = report_pdf(&examples::report(&[100, -50])).expect("made");
        assert_eq!(
            first,
            report_pdf(&examples::report(&[100, -50])).expect("made"),
            "no clock and no chance in the file"
        );
        let mut later = examples::report(&[100, -50]);
        later.made = trepunkt_core::wall_time::WallTime::from_seconds(1_793_815_201);
        assert_ne!(first, report_pdf(&later).expect("made"), "the time in the file is the data's");
    }

    #[test]
    fn a_list_runs_over_pages_and_its_words_are_words() {
        let amounts: Vec<i64> = (0..400).collect();
        let bytes = report_pdf(&examples::report(&amounts)).expect("made");
        let file = lopdf::Document::load_mem(&bytes).expect("a PDF");
        let pages: Vec<u32> = file.get_pages().into_keys().collect();
        assert!(pages.len() > 8, "{} pages", pages.len());
        let of = |page: u32| file.extract_text(&[page]).expect("text");
        for page in &pages {
            let place = format!("Side {page} af {}", pages.len());
            assert!(of(*page).contains(&place), "page {page} says {place}");
        }
        assert!(of(1).contains("Ærø-Å Kommune") && of(1).contains("Ikke underskrevet"), "{}", of(1));
        assert!(of(3).contains("Forklaring") || of(3).contains("Difference"), "the header is on every page");
        let shown = pages.iter().map(|page| of(*page).matches("Æblegrød på Ærø").count()).sum::<usize>();
        assert_eq!(shown, 400, "every row is there once");
    }

    #[test]
    fn a_heading_never_stands_alone_at_the_foot_of_a_page() {
        for rows in 1..70 {
            let mut report = examples::report(&vec![100; rows]);
            report.sections.iter_mut().for_each(|section| section.is_wide = false);
            let file = lopdf::Document::load_mem(&report_pdf(&report).expect("made")).expect("a PDF");
            let pages: Vec<String> =
                file.get_pages().into_keys().map(|page| file.extract_text(&[page]).expect("text")).collect();
            let page = pages.iter().find(|page| page.contains("Årsager")).expect("the heading");
            assert!(page.contains("Opgjort") && page.contains("OK"), "header and first row after {rows} rows: {page}");
        }
    }
}
