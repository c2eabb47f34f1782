//! The standard reports, each as its sections.

use trepunkt_report::BridgeFigure;
use trepunkt_report::Cell;
use trepunkt_report::Content;
use trepunkt_report::KeyFigure;
use trepunkt_report::Report;
use trepunkt_report::Section;
use trepunkt_report::Table;

use crate::error::ApiError;
use crate::reports::Kind;
use crate::reports::basis::Basis;
use crate::reports::bridge;
use crate::reports::checks;
use crate::reports::corrections;
use crate::reports::lists;
use crate::reports::payments;
use crate::reports::rules;
use crate::session::Session;

/// The report of a kind.
pub(crate) fn report(session: &Session, basis: &Basis, kind: Kind) -> Result<Report, ApiError> {
    let (csv, sections) = match kind {
        Kind::Reconciliation => (None, reconciliation(session, basis)?),
        Kind::Differences => (Some(lists::LIST), differences(basis)),
        Kind::OpenItems => (Some(lists::ITEMS), open_items(session, basis)?),
        Kind::Deliveries => (None, deliveries(session, basis)?),
        Kind::Payments => (None, payments::sections(session, basis)?),
        Kind::Rules => (None, rule_sections(session, basis)?),
        Kind::Audit => (Some("Revisionslog"), vec![table("Revisionslog", LOG_LEAD, lists::log(&basis.log))]),
    };
    let mut report = basis.report(kind.title(), csv, sections);
    if !matches!(kind, Kind::Reconciliation | Kind::Differences) {
        report.figures = sizes(&report);
    }
    Ok(sealed(report))
}

/// The report with the hash of its content.
pub(crate) fn sealed(report: Report) -> Report {
    Report { identity: crate::sha256(format!("{report:?}").as_bytes()), ..report }
}

/// How many rows the report's first tables have, as its large figures.
fn sizes(report: &Report) -> Vec<KeyFigure> {
    let figure = |(section, table): (&Section, &Table)| KeyFigure {
        label: section.title.clone(),
        value: Cell::Count(u64::try_from(table.rows.len()).unwrap_or(u64::MAX)),
        note: "rækker".to_owned(),
    };
    report.tables().take(3).map(figure).collect()
}

const LOG_LEAD: &str = "Hver posts hash dækker alle poster før den: en ændring bagud ville kunne ses. Loggen er vist til \
                        og med den kørsel eller underskrift, som rapporten dokumenterer.";
const BRIDGE_LEAD: &str = "Broen går fra punkt til punkt. Det, der kommer ind, og det, der går ud, står hver for sig og \
                           er aldrig modregnet.";
const LIST_LEAD: &str =
    "En difference er det venstre punkt minus det højre. Plus mangler til højre, minus er ekstra dér.";

/// A section with a table on upright pages.
pub(crate) fn table(title: &str, lead: &str, table: Table) -> Section {
    Section { title: title.to_owned(), lead: lead.to_owned(), is_wide: false, content: Content::Table(table) }
}

/// The same on pages that lie on their side.
pub(crate) fn wide(title: &str, lead: &str, content: Table) -> Section {
    Section { is_wide: true, ..table(title, lead, content) }
}

/// A section with drawn bars.
pub(crate) fn figures(title: &str, lead: &str, figures: Vec<BridgeFigure>) -> Section {
    Section { title: title.to_owned(), lead: lead.to_owned(), is_wide: false, content: Content::Bridges(figures) }
}

fn reconciliation(session: &Session, basis: &Basis) -> Result<Vec<Section>, ApiError> {
    let items = lists::items(session, basis)?;
    Ok(vec![
        table("Leverancer", DELIVERIES_LEAD, lists::deliveries(basis)),
        figures("Afstemningsbro", BRIDGE_LEAD, bridge::figures(basis)),
        table("Totaler pr. SE-nummer og felt", "", bridge::totals(basis)),
        table("Broen i tal", "Hver saldo er linjen over plus ind minus ud.", bridge::steps(basis)),
        table("Differencer efter årsag", LIST_LEAD, lists::causes(basis)),
        table("Åbne poster efter alder", AGE_LEAD, lists::ages(basis, &items)),
        table("Åbne poster", "", lists::open_items(basis, &items)),
        table("Rettelser", CORRECTIONS_LEAD, corrections::table(session, basis)?),
        table("Kontroller", "Hvert tal er opgjort på to måder.", checks::all_checks(basis)),
        table("Fagets kontroller", FIELD_LEAD, checks::field_checks(session, basis)?),
        table("Uddrag af revisionsloggen", OWN_LOG_LEAD, lists::log(basis.own_log())),
        wide("Differencer", LIST_LEAD, lists::differences(basis)),
    ])
}

const DELIVERIES_LEAD: &str = "Filerne, som kørslen læste. Rækker = struktur + antaget + afvist.";
const AGE_LEAD: &str = "Alderen er regnet fra periodens slutning til den dag, kørslen blev lavet.";
const CORRECTIONS_LEAD: &str =
    "Filer med rettelser, som er skrevet ud af differencerne. Filerne selv er vedlagt differencerne.";
const FIELD_LEAD: &str = "Periodens leverancer, som de står, holdt op mod fagets regler uden modpart. Et fund er noget at se på, ikke en dom.";
const OWN_LOG_LEAD: &str =
    "Posterne om rapportens leverancer, kørsel og underskrifter. Den hele log er revisionsloggen.";

fn differences(basis: &Basis) -> Vec<Section> {
    vec![
        wide("Differencer", LIST_LEAD, lists::differences(basis)),
        table("Differencer efter årsag", "", lists::causes(basis)),
        table("Broen i tal", "", bridge::steps(basis)),
        table("Kontroller", "Hvert tal er opgjort på to måder.", checks::list_checks(basis)),
    ]
}

fn open_items(session: &Session, basis: &Basis) -> Result<Vec<Section>, ApiError> {
    let items = lists::items(session, basis)?;
    Ok(vec![
        table("Åbne poster efter alder", AGE_LEAD, lists::ages(basis, &items)),
        wide("Åbne poster", "", lists::open_items(basis, &items)),
    ])
}

fn deliveries(session: &Session, basis: &Basis) -> Result<Vec<Section>, ApiError> {
    Ok(vec![
        table("Leverancer", DELIVERIES_LEAD, lists::deliveries(basis)),
        table("Kontroltotaler", "Summen af de antagne rækker.", lists::control_totals(basis)),
        table("Bemærkninger ved indlæsningen", "", lists::diagnostics(session, basis)?),
    ])
}

fn rule_sections(session: &Session, basis: &Basis) -> Result<Vec<Section>, ApiError> {
    Ok(vec![
        table("Egne regler", "", rules::history(session, basis)?),
        table(
            "Reglerne i kraft",
            "Fremhævet er det, hvor kommunen siger andet end Trepunkt.",
            rules::values(session, basis)?,
        ),
    ])
}
