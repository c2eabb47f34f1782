//! Electronic invoices and credit notes: OIOUBL 2 and Peppol BIS Billing 3 (EN 16931 in UBL).
//!
//! A document is one file; each of its lines is one record. Its totals are computed anew from the
//! lines, and a document whose own totals say otherwise is refused (see `faktura_totals`).

use rust_decimal::Decimal;
use trepunkt_core::delivery::Extract;
use trepunkt_core::delivery::RowCount;
use trepunkt_core::invoice::InvoiceDialect;
use trepunkt_core::invoice::InvoiceRecord;
use trepunkt_core::money::Money;
use trepunkt_core::record::Facts;
use trepunkt_core::source::SourceKind;
use trepunkt_core::wall_time::Date;

use super::document::Content;
use super::document::Document;
use super::faktura_amount as amount;
use super::faktura_party as party;
use super::faktura_totals as totals;
use crate::PREVIEW_ROWS;
use crate::catalogue::Flag;
use crate::cell;
use crate::findings::Findings;
use crate::masking::masked_runs;
use crate::masking::shown;
use crate::pulse::Beat;
use crate::reading::Preview;
use crate::reading::PreviewRow;
use crate::reading::SourceRow;
use crate::refusal::Refusal;
use crate::xml;
use crate::xml::Element;
use crate::xml::Tree;

pub(crate) const DOCUMENT: Document = Document { recognise, read, row_at };

const UBL: &str = "urn:oasis:names:specification:ubl:schema:xsd:";
/// Invoices of other languages than UBL 2; known only to be refused by name.
const OTHERS: [&str; 2] = ["urn:un:unece:uncefact:data:standard:CrossIndustry", "http://rep.oio.dk/ubl/"];
const COLUMNS: [&str; 6] = ["Linje", "Tekst", "Antal", "Enhed", "Pris", "Beløb uden moms"];

fn recognise(bytes: &[u8]) -> Option<SourceKind> {
    let root = xml::root(bytes)?;
    let is_ours = root.namespace.starts_with(UBL) || OTHERS.iter().any(|other| root.namespace.starts_with(other));
    is_ours.then_some(SourceKind::Faktura)
}

/// A document whose root and dialect are known.
struct Invoice<'t> {
    root: Element<'t>,
    dialect: InvoiceDialect,
    is_credit_note: bool,
    currency: &'t str,
}

fn read(bytes: &[u8], _: SourceKind, beat: &mut Beat<'_>) -> Result<Content, Refusal> {
    let decoded = xml::decode(bytes)?;
    let tree = Tree::parse(&decoded.text, &mut |position| beat.at(position))?;
    let invoice = Invoice::of(&tree)?;
    let mut findings = Findings::default();
    let lines = invoice.lines()?;
    let sums = totals::check(invoice.root, invoice.dialect, invoice.currency, &lines, &mut findings)?;
    let head = invoice.head(&sums, &mut findings)?;
    let mut count = RowCount::default();
    let mut records = Vec::new();
    for ((line, element), exact) in (1_u32..).zip(invoice.line_elements()).zip(lines) {
        count.rows += 1;
        match amount::money(exact) {
            Ok(amount) => {
                count.accepted += 1;
                records.push(InvoiceRecord { line, amount, text: text_of(element).to_owned(), ..head.clone() });
            }
            Err(what) => {
                count.rejected += 1;
                let value = element.value("LineExtensionAmount").to_owned();
                findings.reject_with(line, Some("LineExtensionAmount".to_owned()), Some(value), what, None);
            }
        }
    }
    if count.rows == 0 {
        findings.flag(Flag::NothingInside, None, None);
    }
    Ok(Content {
        facts: Facts::Invoices(records),
        extract: Extract::default(),
        count,
        encoding: decoded.name,
        repaired: 0,
        declared_rows: None,
        diagnostics: findings.into_diagnostics(),
        preview: preview(&invoice),
    })
}

impl<'t> Invoice<'t> {
    fn of(tree: &'t Tree<'t>) -> Result<Self, Refusal> {
        let root = tree.root().ok_or_else(Refusal::empty)?;
        let is_credit_note = match (root.namespace().strip_prefix(UBL), root.name()) {
            (Some("Invoice-2"), "Invoice") => false,
            (Some("CreditNote-2"), "CreditNote") => true,
            (_, name) => return Err(other_document(name)),
        };
        let currency = root.value("DocumentCurrencyCode");
        if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err(missing("DocumentCurrencyCode", currency));
        }
        Ok(Self { root, dialect: dialect_of(root.value("CustomizationID"))?, is_credit_note, currency })
    }

    fn line_elements(&self) -> impl Iterator<Item = Element<'t>> + use<'t> {
        self.root.all(if self.is_credit_note { "CreditNoteLine" } else { "InvoiceLine" })
    }

    /// The amounts of all lines. One that cannot be read leaves the total unproved, so the document
    /// is refused with it.
    fn lines(&self) -> Result<Vec<Decimal>, Refusal> {
        let one = |(line, element): (u32, Element<'_>)| {
            totals::amount_in(element, "LineExtensionAmount", self.currency)
                .and_then(|amount| amount.ok_or_else(|| missing("LineExtensionAmount", "")))
                .map_err(|refusal| refusal.at(line))
        };
        (1..).zip(self.line_elements()).map(one).collect()
    }

    /// What all records of the document share.
    fn head(&self, sums: &totals::Sums, findings: &mut Findings) -> Result<InvoiceRecord, Refusal> {
        let number = self.root.value("ID");
        if number.is_empty() {
            return Err(missing("ID", ""));
        }
        let issued = self.root.value("IssueDate");
        let in_oere = |what: &'static str, number: Decimal| {
            amount::money(number).map_err(|fault| {
                Refusal::new(fault.words().code, fault.words().message, fault.words().hint)
                    .column(what)
                    .value(number.to_string())
            })
        };
        Ok(InvoiceRecord {
            line: 0,
            dialect: self.dialect,
            is_credit_note: self.is_credit_note,
            number: number.to_owned(),
            issued: date_of(issued).ok_or_else(|| missing("IssueDate", issued))?,
            due: due_of(self.root, findings)?,
            currency: self.currency.to_owned(),
            supplier: party::supplier(self.root, false),
            supplier_name: party::supplier_name(self.root).to_owned(),
            customer: party::customer(self.root, false),
            payment_reference: party::payment_reference(self.root),
            payable: in_oere("PayableAmount", sums.payable)?,
            tax: in_oere("TaxAmount", sums.tax)?,
            text: String::new(),
            amount: Money::ZERO,
        })
    }
}

/// Which dialect the document says it is in. OIOUBL and EN 16931 use one element for opposite things,
/// so a document that says neither is not read.
fn dialect_of(customization: &str) -> Result<InvoiceDialect, Refusal> {
    const OIOUBL: [&str; 2] = ["OIOUBL-2.0", "OIOUBL-2.1"];
    if OIOUBL.iter().any(|start| customization.starts_with(start)) {
        return Ok(InvoiceDialect::Oioubl);
    }
    if customization.starts_with("urn:cen.eu:en16931:2017") {
        return Ok(InvoiceDialect::Peppol);
    }
    Err(Refusal::new(
        "dialect-unknown",
        "Dokumentets CustomizationID er hverken OIOUBL 2.0, OIOUBL 2.1 eller Peppol BIS 3, så dets totaler kan læses på to måder.",
        "Bed leverandøren om fakturaen i OIOUBL 2.1 eller Peppol BIS 3.",
    )
    .column("CustomizationID")
    .value(shown(customization, false)))
}

fn other_document(name: &str) -> Refusal {
    if name == "Reminder" {
        return Refusal::new(
            "document-reminder",
            "Dokumentet er en rykker (Reminder). Den gentager fordringer fra tidligere fakturaer og er ikke selv en faktura; beløbene ville tælle to gange.",
            "Indlæs de fakturaer, som rykkeren nævner.",
        );
    }
    Refusal::new(
        "document-other",
        format!("Dokumentet er hverken Invoice eller CreditNote i UBL 2, men {}.", shown(name, false)),
        "Indlæs fakturaen eller kreditnotaen i OIOUBL 2.1 eller Peppol BIS 3.",
    )
}

fn missing(what: &'static str, value: &str) -> Refusal {
    let message =
        if value.is_empty() { format!("{what} mangler i dokumentet.") } else { format!("{what} kan ikke læses.") };
    let refusal = Refusal::new("invoice-field", message, "Bed leverandøren om et gyldigt dokument.").column(what);
    if value.is_empty() { refusal } else { refusal.value(shown(value, false)) }
}

/// A date as XML writes it; a zone behind it changes no date.
fn date_of(text: &str) -> Option<Date> {
    let (date, zone) = text.split_at_checked(10)?;
    let is_zone = zone.is_empty() || zone == "Z" || zone.len() == 6 && zone.starts_with(['+', '-']);
    if is_zone && date.as_bytes().get(4) == Some(&b'-') { cell::date(date).ok() } else { None }
}

/// The due date: the document's own, or that of its means of payment where they agree.
fn due_of(root: Element<'_>, findings: &mut Findings) -> Result<Option<Date>, Refusal> {
    let own = root.child("DueDate").map(Element::text);
    let means = root.all("PaymentMeans").map(|means| means.value("PaymentDueDate"));
    let mut dates = Vec::new();
    for text in own.into_iter().chain(means).filter(|text| !text.is_empty()) {
        dates.push(date_of(text).ok_or_else(|| missing("PaymentDueDate", text))?);
    }
    dates.sort_unstable();
    dates.dedup();
    if dates.len() > 1 {
        findings.flag(Flag::DueDates, None, Some("PaymentDueDate"));
        return Ok(None);
    }
    Ok(dates.first().copied())
}

/// What the line is for.
fn text_of<'t>(line: Element<'t>) -> &'t str {
    let texts = ["Item/Name", "Item/Description", "Note"].map(|path| line.value(path));
    texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
}

fn line_values(line: Element<'_>) -> [String; 6] {
    let quantity = line.child("InvoicedQuantity").or_else(|| line.child("CreditedQuantity"));
    [
        line.value("ID"),
        text_of(line),
        quantity.map(Element::text).unwrap_or_default(),
        quantity.map(|quantity| quantity.attribute("unitCode")).unwrap_or_default(),
        line.value("Price/PriceAmount"),
        line.value("LineExtensionAmount"),
    ]
    .map(str::to_owned)
}

fn preview(invoice: &Invoice<'_>) -> Preview {
    let row = |(line, element): (u32, Element<'_>)| PreviewRow {
        line,
        cells: line_values(element).map(|text| shown(&text, false)).to_vec(),
    };
    Preview {
        header: COLUMNS.map(str::to_owned).to_vec(),
        rows: (1..).zip(invoice.line_elements()).take(PREVIEW_ROWS).map(row).collect(),
    }
}

fn row_at(bytes: &[u8], _: SourceKind, line: u32, reveal_cpr: bool) -> Option<SourceRow> {
    let decoded = xml::decode(bytes).ok()?;
    let tree = Tree::parse(&decoded.text, &mut |_| Ok(())).ok()?;
    let invoice = Invoice::of(&tree).ok()?;
    let element = invoice.line_elements().nth(usize::try_from(line.checked_sub(1)?).ok()?)?;
    let root = invoice.root;
    let total = |name: &str| root.value(&format!("LegalMonetaryTotal/{name}")).to_owned();
    let due = |path: &str| root.value(path).to_owned();
    let mut cells = vec![
        ("Dokument", root.name().to_owned()),
        ("CustomizationID", root.value("CustomizationID").to_owned()),
        ("Nummer", root.value("ID").to_owned()),
        ("Udstedt", root.value("IssueDate").to_owned()),
        ("Forfald", Some(due("DueDate")).filter(|date| !date.is_empty()).unwrap_or(due("PaymentMeans/PaymentDueDate"))),
        ("Valuta", invoice.currency.to_owned()),
        ("Leverandør", party::supplier(root, reveal_cpr)),
        ("Leverandørens navn", party::supplier_name(root).to_owned()),
        ("Kunde", party::customer(root, reveal_cpr)),
        ("Kundens reference", party::customer_reference(root).to_owned()),
        ("Betaling", party::payment_reference(root)),
        ("LineExtensionAmount i alt", total("LineExtensionAmount")),
        ("TaxExclusiveAmount", total("TaxExclusiveAmount")),
        ("At betale", total("PayableAmount")),
    ];
    cells.extend(COLUMNS.iter().copied().zip(line_values(element)));
    let shown = |text: String| if reveal_cpr { text } else { masked_runs(&text) };
    let cells = cells.into_iter().map(|(name, value)| (name.to_owned(), shown(value))).collect();
    Some(SourceRow { line, cells })
}
