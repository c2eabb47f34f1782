//! Profiles and drafts as the window sees them.

use std::collections::BTreeMap;
use std::path::Path;

use trepunkt_core::code::AtpScheme;
use trepunkt_core::code::ClaimType;
use trepunkt_core::code::Receipt;
use trepunkt_core::code::System;
use trepunkt_core::payment::PaymentMethod;
use trepunkt_core::payment::PaymentStatus;
use trepunkt_core::payment::ReceiverKind;
use trepunkt_core::progress::Unwatched;
use trepunkt_core::source::SourceKind;
use trepunkt_import::AmountColumn;
use trepunkt_import::ColumnIs;
use trepunkt_import::ColumnReading;
use trepunkt_import::DateForm;
use trepunkt_import::DecimalSign;
use trepunkt_import::FieldSource;
use trepunkt_import::IgnoredRows;
use trepunkt_import::Pattern;
use trepunkt_import::Profile;
use trepunkt_import::RunningBalance;
use trepunkt_import::SourceFile;
use trepunkt_import::TableForm;

use crate::dto::*;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::intake;
use crate::manual;
use crate::profiles;
use crate::profiles::Known;
use crate::session::Session;
use crate::view::deliveries;

/// Every profile that can be used.
pub(crate) fn list(session: &Session) -> Result<ProfileRows, ApiError> {
    Ok(ProfileRows { profiles: profiles::known(session)?.iter().map(row).collect() })
}

fn row(known: &Known) -> ProfileRow {
    let kept = known.kept.as_ref();
    ProfileRow {
        draft: draft(&known.profile),
        kind_name: known.profile.kind.label().to_owned(),
        is_shipped: kept.is_none(),
        asks: known.profile.asked().map(str::to_owned).collect(),
        saved: kept.map(|kept| kept.at.to_string()),
        who: kept.map(|kept| kept.who.clone()),
        operation: kept.map(|kept| kept.operation.0),
    }
}

/// Keeps a profile.
pub(crate) fn save(session: &Session, request: &ProfileSave) -> Result<ProfileSaved, ApiError> {
    saved(session, &profile(&request.draft)?)
}

/// Keeps a profile that a colleague has sent.
pub(crate) fn import(session: &Session, request: &ProfileImport) -> Result<ProfileSaved, ApiError> {
    saved(session, &profiles::read_file(Path::new(&request.path))?)
}

fn saved(session: &Session, profile: &Profile) -> Result<ProfileSaved, ApiError> {
    let operation = profiles::save(session, profile)?;
    Ok(ProfileSaved { name: profile.name.clone(), operation: operation.0 })
}

/// Takes a profile away.
pub(crate) fn delete(session: &Session, request: &ProfileNamed) -> Result<OperationDone, ApiError> {
    let operation = profiles::delete(session, &request.name)?;
    Ok(OperationDone { operation: Some(operation.0), text: format!("Profilen {} er slettet.", request.name) })
}

/// Writes a profile to a file.
pub(crate) fn export(session: &Session, request: &ProfileExport) -> Result<Exported, ApiError> {
    let sha256 = profiles::export(session, &request.name, Path::new(&request.path))?;
    Ok(Exported { file: request.path.clone(), sha256 })
}

/// What a table can be mapped onto.
pub(crate) fn kinds() -> MappingKinds {
    let field = |kind: SourceKind, need: trepunkt_import::FieldNeed| MappingField {
        name: need.name.to_owned(),
        must: need.must,
        holds: need.holds.to_owned(),
        splits: need.splits,
        choices: choices(kind, need.name),
    };
    let kind = |kind: SourceKind| MappingKind {
        kind: kind.text().to_owned(),
        name: kind.label().to_owned(),
        is_kept: kind.is_kept(),
        fields: trepunkt_import::fields_of(kind).into_iter().map(|need| field(kind, need)).collect(),
    };
    MappingKinds {
        kinds: trepunkt_import::mappable().into_iter().map(kind).collect(),
        date_forms: DateForm::all().map(|form| form.to_string()).collect(),
    }
}

/// The words that a field takes, where they are few.
fn choices(kind: SourceKind, field: &str) -> Vec<String> {
    fn words<T: Copy>(all: &[T], text: impl Fn(T) -> &'static str) -> Vec<String> {
        all.iter().map(|one| text(*one)).filter(|text| !text.is_empty()).map(str::to_owned).collect()
    }
    match (kind, field) {
        (SourceKind::SkatKrav, "Kravtype") => words(ClaimType::ALL, ClaimType::text),
        (SourceKind::AtpKrav, "Ordning") => words(AtpScheme::ALL, AtpScheme::text),
        (SourceKind::TokIndberetning, "Kvittering") => words(Receipt::ALL, Receipt::text),
        (SourceKind::TokIndberetning | SourceKind::TokUdbetaling, "Fagsystem") => words(System::ALL, System::text),
        (SourceKind::TokUdbetaling, "Modtagertype") => words(ReceiverKind::ALL, ReceiverKind::text),
        (SourceKind::TokUdbetaling, "Metode") => words(PaymentMethod::ALL, PaymentMethod::text),
        (SourceKind::TokUdbetaling, "Status") => words(PaymentStatus::ALL, PaymentStatus::text),
        _ => Vec::new(),
    }
}

/// A first draft, from the names of the headers alone.
pub(crate) fn suggest(request: &MappingSuggest) -> Result<ProfileDraft, ApiError> {
    let (name, bytes) = intake::read_file(&request.path)?;
    let file = SourceFile { name: &name, bytes: &bytes };
    Ok(draft(&trepunkt_import::suggest(&file, &profile(&request.draft)?)?))
}

/// What a draft makes of a file.
pub(crate) fn preview(session: &Session, request: &MappingRequest) -> Result<MappingPreview, ApiError> {
    let (name, bytes) = intake::read_file(&request.path)?;
    let mut profile = profile(&request.draft)?;
    profile.answer(&request.values);
    let view = trepunkt_import::view(&SourceFile { name: &name, bytes: &bytes }, &profile);
    let intake = intake::previewed(session, name, &bytes, view.reading)?;
    Ok(MappingPreview {
        columns: view.columns.iter().map(column).collect(),
        sheets: view.sheets,
        unmapped: view.unmapped,
        delivery: deliveries::taken(&intake, true),
    })
}

fn column(reading: &ColumnReading) -> MappingColumn {
    let is = |is: &ColumnIs| match is {
        ColumnIs::Month => "month",
        ColumnIs::Quarter => "quarter",
        ColumnIs::Cpr => "cpr",
        ColumnIs::Se => "se",
        ColumnIs::Typed => "typed",
    };
    MappingColumn {
        name: reading.name.clone(),
        samples: reading.samples.clone(),
        filled: reading.filled,
        blank: reading.blank,
        decimals: reading.decimals.iter().map(|sign| sign.text().to_owned()).collect(),
        dates: reading.dates.iter().map(ToString::to_string).collect(),
        is: reading.is.iter().map(|one| is(one).to_owned()).collect(),
    }
}

/// A claim entered by hand: looked at, or kept.
pub(crate) fn claim(session: &Session, request: &ManualClaim, is_preview: bool) -> Result<DeliveryRow, ApiError> {
    let kind = deliveries::kind(Some(&request.kind))?.ok_or_else(ApiError::internal)?;
    let claim = manual::ManualClaim { kind, lines: &request.lines };
    Ok(deliveries::taken(&manual::take(session, &claim, is_preview, &Unwatched)?, is_preview))
}

fn draft(profile: &Profile) -> ProfileDraft {
    let TableForm { delimiter, encoding, sheet, rows_above, rows_below, decimal, dates } = profile.table.clone();
    let sign = |sign: DecimalSign| sign.text().to_owned();
    let field = |(field, source): (&String, &FieldSource)| FieldDraft {
        field: field.clone(),
        column: source.column.clone(),
        value: source.value.clone(),
        ask: source.ask,
        turned: source.turned,
        decimal: source.decimal.map(sign),
        dates: source.dates.map(|form| form.to_string()),
        months_back: source.months_back,
        translate: source.translate.clone(),
        patterns: source
            .patterns
            .iter()
            .map(|one| PatternDraft { find: one.find.clone(), give: one.give.clone() })
            .collect(),
    };
    let amount = |amount: &AmountColumn| AmountDraft {
        column: amount.column.clone(),
        turned: amount.turned,
        sets: amount.sets.clone(),
    };
    ProfileDraft {
        name: profile.name.clone(),
        kind: profile.kind.text().to_owned(),
        headers: profile.headers.clone(),
        delimiter: delimiter.map(String::from),
        encoding,
        sheet,
        rows_above,
        rows_below,
        decimal: decimal.map(sign),
        dates: dates.map(|form| form.to_string()),
        ignore: profile
            .ignore
            .iter()
            .map(|rule| IgnoreDraft { column: rule.column.clone(), find: rule.find.clone() })
            .collect(),
        balance: profile
            .balance
            .as_ref()
            .map(|rule| BalanceDraft { column: rule.column.clone(), amount: rule.amount.clone() }),
        amounts: profile.amounts.iter().map(amount).collect(),
        fields: profile.fields.iter().map(field).collect(),
    }
}

/// The profile that a draft says; it need not be whole yet.
fn profile(draft: &ProfileDraft) -> Result<Profile, ApiError> {
    let kind = deliveries::kind(Some(&draft.kind))?.ok_or_else(ApiError::internal)?;
    let mut profile = Profile::new(draft.name.trim(), kind);
    profile.headers.clone_from(&draft.headers);
    profile.table = TableForm {
        delimiter: draft.delimiter.as_deref().map(one_letter).transpose()?,
        encoding: draft.encoding.clone(),
        sheet: draft.sheet.clone(),
        rows_above: draft.rows_above,
        rows_below: draft.rows_below,
        decimal: decimal(draft.decimal.as_deref())?,
        dates: dates(draft.dates.as_deref())?,
    };
    let ignored = |rule: &IgnoreDraft| IgnoredRows { column: rule.column.clone(), find: rule.find.clone() };
    profile.ignore = draft.ignore.iter().map(ignored).collect();
    let balance = |rule: &BalanceDraft| RunningBalance { column: rule.column.clone(), amount: rule.amount.clone() };
    profile.balance = draft.balance.as_ref().map(balance);
    let amount =
        |one: &AmountDraft| AmountColumn { column: one.column.clone(), turned: one.turned, sets: one.sets.clone() };
    profile.amounts = draft.amounts.iter().map(amount).collect();
    profile.fields = draft.fields.iter().map(field_source).collect::<Result<BTreeMap<_, _>, ApiError>>()?;
    Ok(profile)
}

fn field_source(draft: &FieldDraft) -> Result<(String, FieldSource), ApiError> {
    let pattern = |one: &PatternDraft| Pattern { find: one.find.clone(), give: one.give.clone() };
    let source = FieldSource {
        column: draft.column.clone(),
        value: draft.value.clone(),
        ask: draft.ask,
        turned: draft.turned,
        decimal: decimal(draft.decimal.as_deref())?,
        dates: dates(draft.dates.as_deref())?,
        months_back: draft.months_back,
        translate: draft.translate.clone(),
        patterns: draft.patterns.iter().map(pattern).collect(),
    };
    Ok((draft.field.clone(), source))
}

fn one_letter(text: &str) -> Result<char, ApiError> {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) => Ok(letter),
        _ => Err(ApiError::new(ErrorCode::Invalid, format!("`{text}` er ikke ét skilletegn."))),
    }
}

fn decimal(word: Option<&str>) -> Result<Option<DecimalSign>, ApiError> {
    let read = |word: &str| {
        DecimalSign::from_text(word).ok_or_else(|| {
            ApiError::new(ErrorCode::Invalid, format!("Decimaltegnet `{word}` kendes ikke."))
                .hint("Det er comma eller point.")
        })
    };
    word.map(read).transpose()
}

fn dates(word: Option<&str>) -> Result<Option<DateForm>, ApiError> {
    let read = |word: &str| {
        DateForm::from_text(word).ok_or_else(|| {
            ApiError::new(ErrorCode::Invalid, format!("Datoformen `{word}` kendes ikke.")).hint("Skriv fx DD-MM-YYYY.")
        })
    };
    word.map(read).transpose()
}
