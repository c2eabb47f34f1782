//! Reports.

use std::path::Path;

use trepunkt_api::dto::AdhocSpec;
use trepunkt_api::script;
use trepunkt_api::script::AdhocOrder;
use trepunkt_api::script::Answer;
use trepunkt_api::script::ReportOrder;

use super::watched;
use crate::arguments::Adhoc;
use crate::arguments::Arguments;
use crate::arguments::Report;

/// Writes a standard report.
pub(super) fn report(arguments: &Arguments, report: &Report) -> Answer {
    watched(arguments, &report.run.target.workspace, |session, _| {
        let order = ReportOrder {
            report: &report.report,
            reconciliation: &report.run.reconciliation,
            period: &report.run.period,
            format: &report.format,
            out: Path::new(&report.out),
            reveal: report.reason.as_deref().filter(|_| report.reveal_cpr),
        };
        script::report(session, &order)
    })
}

/// Puts a report together: lists, shows, writes, saves or deletes.
pub(super) fn adhoc(arguments: &Arguments, adhoc: &Adhoc) -> Answer {
    watched(arguments, &adhoc.run.target.workspace, |session, _| {
        if let Some(name) = &adhoc.delete {
            return script::adhoc_delete(session, name);
        }
        let spec = adhoc.source.as_ref().map(|source| AdhocSpec {
            source: source.clone(),
            columns: adhoc.columns.clone(),
            filters: Vec::new(),
            group: adhoc.group.clone(),
            sums: adhoc.sum.clone(),
            sort: adhoc.sort.clone(),
        });
        script::adhoc(
            session,
            AdhocOrder {
                reconciliation: &adhoc.run.reconciliation,
                period: &adhoc.run.period,
                spec,
                filters: &adhoc.filters,
                name: adhoc.name.as_deref(),
                save: adhoc.save.as_deref(),
                out: adhoc.out.as_deref().map(|out| (adhoc.format.as_str(), out)),
                reveal: adhoc.reason.as_deref().filter(|_| adhoc.reveal_cpr),
            },
        )
    })
}
