//! Payment status reports (pain.002): what a bank answered to payments sent to it.
//!
//! Only a status that says the same as one of NemKonto's answers becomes one: carried through the
//! bank's gate is answer 8 (received by the bank), rejected is answer 9 (error in the bank). The
//! other statuses tell of a payment under way; their rows are rejected with that reason.

use std::fmt::Write;

use trepunkt_core::delivery::Extract;
use trepunkt_core::delivery::RowCount;
use trepunkt_core::money::Money;
use trepunkt_core::payment::AnswerRecord;
use trepunkt_core::record::Facts;
use trepunkt_core::source::SourceKind;
use trepunkt_core::wall_time::WallTime;

use super::document::Content;
use super::document::Document;
use super::nemkonto_retur::payment_of;
use crate::PREVIEW_ROWS;
use crate::catalogue::CellFault;
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

const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.";
const RECEIVED_BY_BANK: u8 = 8;
const ERROR_IN_BANK: u8 = 9;
const REJECTED: &str = "RJCT";
const COLUMNS: [&str; 7] = ["UdbetalingsID", "BundtID", "Status", "Årsag", "Tidspunkt", "Beløb", "Valuta"];

fn recognise(bytes: &[u8]) -> Option<SourceKind> {
    let root = xml::root(bytes)?;
    let is_ours = root.name == "Document" && root.namespace.starts_with(NAMESPACE);
    is_ours.then_some(SourceKind::NemkontoRetur)
}

/// One status in the report, of a payment or of payments that are not named.
struct Status<'t> {
    payment: &'t str,
    bundle: &'t str,
    /// The status itself, and those of the groups around it.
    code: &'t str,
    around: Vec<&'t str>,
    reason: String,
    amount: Option<Element<'t>>,
    is_named: bool,
}

fn read(bytes: &[u8], _: SourceKind, beat: &mut Beat<'_>) -> Result<Content, Refusal> {
    let decoded = xml::decode(bytes)?;
    let tree = Tree::parse(&decoded.text, &mut |position| beat.at(position))?;
    let report = report_of(&tree).ok_or_else(not_a_report)?;
    let (time, is_elsewhere) = time_of(report.value("GrpHdr/CreDtTm"))?;
    let statuses = statuses(report);
    check_counts(report, &statuses)?;
    let mut findings = Findings::default();
    let mut answers = Vec::new();
    let mut count = RowCount::default();
    for (line, status) in (1_u32..).zip(&statuses) {
        count.rows += 1;
        match answer_of(status, line, time) {
            Ok(answer) => {
                count.accepted += 1;
                answers.push(answer);
            }
            Err((column, value, what)) => {
                count.rejected += 1;
                findings.reject_with(line, Some(column.to_owned()), Some(shown(value, false)), what, None);
            }
        }
    }
    if statuses.is_empty() {
        findings.flag(Flag::NothingInside, None, None);
    }
    if is_elsewhere {
        findings.flag(Flag::OtherZone, None, Some("CreDtTm"));
    }
    Ok(Content {
        facts: Facts::Answers(answers),
        extract: Extract::default(),
        count,
        encoding: decoded.name,
        repaired: 0,
        declared_rows: None,
        diagnostics: findings.into_diagnostics(),
        preview: preview(&statuses, time),
    })
}

fn row_at(bytes: &[u8], _: SourceKind, line: u32, reveal_cpr: bool) -> Option<SourceRow> {
    let decoded = xml::decode(bytes).ok()?;
    let tree = Tree::parse(&decoded.text, &mut |_| Ok(())).ok()?;
    let report = report_of(&tree)?;
    let (time, _) = time_of(report.value("GrpHdr/CreDtTm")).ok()?;
    let at = usize::try_from(line.checked_sub(1)?).ok()?;
    let status = statuses(report).into_iter().nth(at)?;
    let value = |text: String| if reveal_cpr { text } else { masked_runs(&text) };
    let cells = COLUMNS.iter().map(|name| (*name).to_owned()).zip(values(&status, time).map(value));
    Some(SourceRow { line, cells: cells.collect() })
}

/// The report, in the shape of all versions from the third on, or of the second.
fn report_of<'t>(tree: &'t Tree<'t>) -> Option<Element<'t>> {
    let root = tree.root()?;
    root.child("CstmrPmtStsRpt").or_else(|| root.child("pain.002.001.02"))
}

/// All statuses: of each payment, and of each group that names no payments.
fn statuses<'t>(report: Element<'t>) -> Vec<Status<'t>> {
    let mut all = Vec::new();
    for group in report.all("OrgnlGrpInfAndSts") {
        let code = group.value("GrpSts");
        let bundle = group.value("OrgnlMsgId");
        let before = all.len();
        for payment in report.all("TxInfAndSts") {
            all.push(of_payment(payment, bundle, vec![code]));
        }
        for part in report.all("OrgnlPmtInfAndSts") {
            let around = vec![code, part.value("PmtInfSts")];
            let named_before = all.len();
            all.extend(part.all("TxInfAndSts").map(|payment| of_payment(payment, bundle, around.clone())));
            let part_code = part.value("PmtInfSts");
            if all.len() == named_before && !part_code.is_empty() {
                all.push(of_group(part, bundle, part_code));
            }
        }
        if all.len() == before && !code.is_empty() {
            all.push(of_group(group, bundle, code));
        }
    }
    all
}

fn of_payment<'t>(payment: Element<'t>, bundle: &'t str, around: Vec<&'t str>) -> Status<'t> {
    Status {
        payment: payment.value("OrgnlEndToEndId"),
        bundle,
        code: payment.value("TxSts"),
        around,
        reason: reason_of(payment),
        amount: payment.at("OrgnlTxRef/Amt/InstdAmt"),
        is_named: true,
    }
}

fn of_group<'t>(group: Element<'t>, bundle: &'t str, code: &'t str) -> Status<'t> {
    let reason = reason_of(group);
    Status { payment: "", bundle, code, around: Vec::new(), reason, amount: None, is_named: false }
}

/// Reason codes and texts, as the bank wrote them.
fn reason_of(status: Element<'_>) -> String {
    let mut parts = Vec::new();
    for reason in status.all("StsRsnInf") {
        parts.extend([reason.value("Rsn/Cd"), reason.value("Rsn/Prtry")]);
        parts.extend(reason.all("AddtlInf").map(Element::text));
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

type Fault<'t> = (&'static str, &'t str, CellFault);

fn answer_of<'t>(status: &Status<'t>, line: u32, time: WallTime) -> Result<AnswerRecord, Fault<'t>> {
    if !status.is_named {
        return Err(("OrgnlEndToEndId", status.code, CellFault::AnswerOfGroup));
    }
    let payment = payment_of(status.payment.to_owned()).map_err(|what| ("OrgnlEndToEndId", status.payment, what))?;
    let answer = match status.code {
        // Accepted for settlement, settled, or accepted with a change that is told.
        "ACCP" | "ACSP" | "ACSC" | "ACCC" | "ACWC" => RECEIVED_BY_BANK,
        REJECTED => ERROR_IN_BANK,
        "" => return Err(("TxSts", "", CellFault::Empty)),
        other => return Err(("TxSts", other, CellFault::AnswerUnderWay)),
    };
    if answer != ERROR_IN_BANK && status.around.contains(&REJECTED) {
        return Err(("TxSts", status.code, CellFault::AnswerContradiction));
    }
    let mut text = status.code.to_owned();
    if !status.reason.is_empty() {
        let _written = write!(text, " {}", status.reason);
    }
    let amount = amount_of(status.amount)?;
    Ok(AnswerRecord { line, payment, bundle: status.bundle.to_owned(), answer, text, time, amount })
}

/// The amount that the report repeats. Another currency than kroner is left out: it is in the text of
/// the row, and no sum of kroner.
fn amount_of(element: Option<Element<'_>>) -> Result<Option<Money>, Fault<'_>> {
    let Some(element) = element.filter(|element| element.attribute("Ccy") == "DKK") else {
        return Ok(None);
    };
    super::faktura_amount::exact(element.text()).map(Some).map_err(|what| ("InstdAmt", element.text(), what))
}

/// The report's time, as its clock wrote it, and whether that clock may be another than the Danish.
fn time_of(text: &str) -> Result<(WallTime, bool), Refusal> {
    let wrong = || {
        Refusal::new(
            "time-form",
            "Rapportens tidspunkt (CreDtTm) mangler eller er ikke et tidspunkt.",
            "Hent filen igen fra banken.",
        )
        .column("CreDtTm")
        .value(shown(text, false))
    };
    let (clock, rest) = text.split_at_checked(19).ok_or_else(wrong)?;
    let fraction = rest.strip_prefix('.').map_or(0, |rest| 1 + rest.bytes().take_while(u8::is_ascii_digit).count());
    let zone = rest.get(fraction..).ok_or_else(wrong)?;
    let is_zone = zone.is_empty()
        || zone == "Z"
        || zone.len() == 6 && zone.starts_with(['+', '-']) && zone.get(3..4) == Some(":");
    let time = cell::time(clock).map_err(|_| wrong())?;
    if is_zone { Ok((time, !matches!(zone, "" | "+01:00" | "+02:00"))) } else { Err(wrong()) }
}

/// A report may name only some of the payments that it counts, but never more of them, and every
/// rejected one must be named.
fn check_counts(report: Element<'_>, statuses: &[Status<'_>]) -> Result<(), Refusal> {
    let counts = |parent: Element<'_>| -> Vec<(String, usize)> {
        let one = |count: Element<'_>| {
            Some((count.value("DtldSts").to_owned(), count.value("DtldNbOfTxs").parse::<usize>().ok()?))
        };
        parent.all("NbOfTxsPerSts").filter_map(one).collect()
    };
    let groups: Vec<Element<'_>> = report.all("OrgnlGrpInfAndSts").collect();
    let [group] = groups[..] else {
        return if groups.is_empty() { Err(not_a_report()) } else { Err(several_bundles()) };
    };
    for (code, declared) in counts(group) {
        let named = statuses.iter().filter(|status| status.is_named && status.code == code).count();
        if named > declared || code == REJECTED && named < declared && statuses.iter().any(|status| status.is_named) {
            return Err(Refusal::new(
                "control-total",
                format!("Rapporten siger {declared} betalinger med status {code}, men nævner {named}."),
                "Hent filen igen fra banken; den er ikke hel.",
            )
            .column("NbOfTxsPerSts"));
        }
    }
    Ok(())
}

fn values(status: &Status<'_>, time: WallTime) -> [String; 7] {
    let amount = status.amount.map(Element::text).unwrap_or_default();
    let currency = status.amount.map(|amount| amount.attribute("Ccy")).unwrap_or_default();
    [status.payment, status.bundle, status.code, &status.reason, &time.iso(), amount, currency].map(str::to_owned)
}

fn preview(statuses: &[Status<'_>], time: WallTime) -> Preview {
    let row = |(line, status): (u32, &Status<'_>)| PreviewRow {
        line,
        cells: values(status, time).map(|text| shown(&text, false)).to_vec(),
    };
    Preview {
        header: COLUMNS.map(str::to_owned).to_vec(),
        rows: (1..).zip(statuses).take(PREVIEW_ROWS).map(row).collect(),
    }
}

fn not_a_report() -> Refusal {
    Refusal::new(
        "report-missing",
        "Filen siger, at den er en statusrapport (pain.002), men indeholder ingen.",
        "Hent filen igen fra banken.",
    )
}

fn several_bundles() -> Refusal {
    Refusal::new(
        "report-several",
        "Statusrapporten gælder flere bundter; det er uvist, hvilke betalinger der hører til hvilket.",
        "Hent én rapport for hvert bundt.",
    )
}
