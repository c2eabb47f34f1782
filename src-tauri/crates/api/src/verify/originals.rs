//! Every archived original, read again: the same bytes, and the same facts from them.

use trepunkt_core::id::DeliveryId;
use trepunkt_core::progress::Unwatched;
use trepunkt_core::record::Facts;
use trepunkt_core::record::IncomeTable;
use trepunkt_import::Choices;
use trepunkt_import::Mapping;
use trepunkt_import::Profile;
use trepunkt_import::Reading;
use trepunkt_import::SourceFile;
use trepunkt_import::Verdict;
use trepunkt_store::Delivery;
use trepunkt_store::Original;
use trepunkt_store::StoreError;
use trepunkt_store::Workspace;

use crate::intake;
use crate::session::Session;
use crate::verify::Check;

/// The files of one import, which were read together.
pub(super) fn check(session: &Session, import: &[Delivery]) -> Vec<Check> {
    let workspace = session.workspace();
    let originals: Vec<Result<Original, StoreError>> =
        import.iter().map(|delivery| workspace.original(delivery.id)).collect();
    let whole: Vec<SourceFile<'_>> = originals
        .iter()
        .flatten()
        .map(|original| SourceFile { name: &original.name, bytes: &original.bytes })
        .collect();
    // All files of one import are of one kind; a foreign table comes alone, with the profile that it was read by.
    let kind = import.first().map(|delivery| delivery.kind);
    let applied = import.first().and_then(|delivery| delivery.profile.as_ref());
    let profile = applied.map(|applied| Profile::from_toml(&applied.text)).transpose();
    let mut readings = match &profile {
        Err(_) => Vec::new(),
        Ok(profile) => {
            let mapping = Mapping { chosen: profile.as_ref(), known: &[] };
            trepunkt_import::read_mapped(&whole, &Choices { kind }, &mapping, &Unwatched)
        }
    };
    intake::share_series_time(&mut readings);
    let mut readings = readings.into_iter();
    import
        .iter()
        .zip(&originals)
        .map(|(delivery, original)| {
            let outcome = match original {
                Err(error) => Err(error.to_string()),
                Ok(_) => match readings.next() {
                    Some(reading) => compare(&workspace, delivery, &reading),
                    None => Err("originalen kan ikke læses igen, som den blev læst".to_owned()),
                },
            };
            Check::of(format!("leverance {} {}", delivery.id, delivery.name), outcome)
        })
        .collect()
}

fn compare(workspace: &Workspace, delivery: &Delivery, reading: &Reading) -> Result<String, String> {
    if reading.verdict == Verdict::Refused {
        return Err("originalen er uændret, men afvises nu, når den læses igen".to_owned());
    }
    let differs = |what: &str| Err(format!("{what} er ikke, hvad originalen giver, når den læses igen"));
    if reading.rows != delivery.count || reading.repaired != delivery.repaired {
        return differs("rækkernes antal");
    }
    if reading.control != delivery.control {
        return differs("kontroltallene");
    }
    if reading.extract != delivery.extract {
        return differs("udtrækkets tid eller omfang");
    }
    match first_fault(workspace, delivery.id, &reading.facts).map_err(|error| error.to_string())? {
        Some(line) => differs(&format!("linje {line}")),
        None => Ok(format!(
            "{} byte med samme SHA-256; {} rækker læst igen til de samme {} linjer",
            delivery.bytes, delivery.count.rows, delivery.records
        )),
    }
}

/// The first line whose facts are not the stored ones; 0 where there are fewer or more.
fn first_fault(workspace: &Workspace, id: DeliveryId, facts: &Facts) -> Result<Option<u32>, StoreError> {
    Ok(match facts {
        Facts::Income(read) => first_income_fault(read, &workspace.load_income(id)?),
        Facts::Claims(read) => first(read, &workspace.load_claims(id)?, |one| one.line),
        Facts::CompanySums(read) => first(read, &workspace.load_company_sums(id)?, |one| one.line),
        Facts::AtpClaims(read) => first(read, &workspace.load_atp_claims(id)?, |one| one.line),
        Facts::Payments(read) => first(read, &workspace.load_payments(id)?, |one| one.line),
        Facts::Answers(read) => first(read, &workspace.load_answers(id)?, |one| one.line),
        Facts::Invoices(read) => first(read, &workspace.load_invoices(id)?, |one| one.line),
        Facts::Bank(read) => {
            let stored = workspace.load_bank(id)?;
            let entries = first(&read.entries, &stored.entries, |one| one.line);
            entries.or_else(|| (read.statements != stored.statements).then_some(0))
        }
    })
}

fn first<F: PartialEq>(read: &[F], stored: &[F], line: impl Fn(&F) -> u32) -> Option<u32> {
    let apart = read.iter().zip(stored).find(|(read, stored)| read != stored);
    apart.map(|(read, _)| line(read)).or_else(|| (read.len() != stored.len()).then_some(0))
}

/// Texts lie in pools of their own, so they are compared as what they say.
fn first_income_fault(read: &IncomeTable, stored: &IncomeTable) -> Option<u32> {
    let same_head = |place: u32| {
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        let (Some(one), Some(other)) = (read.heads.get(place), stored.heads.get(place)) else { return false };
        let texts = |table: &IncomeTable, head: &trepunkt_core::record::IncomeHead| {
            [head.reference, head.benefit, head.name].map(|text| table.texts.get(text).to_owned())
        };
        let unnamed = |head: &trepunkt_core::record::IncomeHead| {
            let (reference, benefit, name) = Default::default();
            trepunkt_core::record::IncomeHead { reference, benefit, name, ..*head }
        };
        unnamed(one) == unnamed(other) && texts(read, one) == texts(stored, other)
    };
    let apart = read.records.iter().zip(&stored.records).find(|(one, other)| one != other || !same_head(one.head));
    apart
        .map(|(one, _)| one.line)
        .or_else(|| (read.records.len() != stored.records.len() || read.heads.len() != stored.heads.len()).then_some(0))
}
