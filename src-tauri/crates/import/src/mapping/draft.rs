//! A profile in the making: what a file holds, what the draft makes of it, and a first draft from the headers.

use trepunkt_core::progress::Unwatched;
use trepunkt_core::source::SourceKind;

use crate::header::ColumnType;
use crate::header::Fields;
use crate::header::field_of;
use crate::header::folded;
use crate::mapping::Mapping;
use crate::mapping::columns::ColumnReading;
use crate::mapping::columns::look_at;
use crate::mapping::foreign::Content;
use crate::mapping::foreign::Foreign;
use crate::mapping::layouts::layout_of;
use crate::mapping::layouts::mappable_kinds;
use crate::mapping::layouts::split_field;
use crate::mapping::profile::FieldSource;
use crate::mapping::profile::Profile;
use crate::mapping::text::text_of;
use crate::masking::shown;
use crate::reading::Choices;
use crate::reading::Reading;
use crate::reading::SourceFile;
use crate::refusal::Refusal;
use crate::scan::read_mapped;
use crate::workbook;
use crate::zipped;

/// What a draft makes of a file.
#[derive(Clone, Debug)]
pub struct MappingView {
    /// The columns of the table that was found; empty when none was.
    pub columns: Vec<ColumnReading>,
    /// The sheets of a workbook.
    pub sheets: Vec<String>,
    /// The fields that the kind must have and the draft says nothing of.
    pub unmapped: Vec<String>,
    /// What the file is read as with the draft; refused while it cannot be.
    pub reading: Reading,
}

/// One field of a kind, as a profile may fill it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldNeed {
    /// Its name in the layout.
    pub name: &'static str,
    /// It must come from somewhere.
    pub must: bool,
    /// `text`, `amount`, `cpr`, `se`, `date`, `time`, `month`, `quarter` or `code`.
    pub holds: &'static str,
    /// Several columns of amounts may each stand for one value of it.
    pub splits: bool,
}

/// The kinds that a table can be mapped onto.
pub fn mappable() -> Vec<SourceKind> {
    mappable_kinds().collect()
}

/// The fields of a kind in the order of its layout; none for a kind that no table is mapped onto.
pub fn fields_of(kind: SourceKind) -> Vec<FieldNeed> {
    let columns = layout_of(kind).map(|layout| layout.columns).unwrap_or_default();
    let need = |column: &crate::header::Column| FieldNeed {
        name: column.name,
        must: column.must,
        holds: word(column.holds),
        splits: split_field(kind) == Some(column.name),
    };
    columns.iter().map(need).collect()
}

const fn word(holds: ColumnType) -> &'static str {
    match holds {
        ColumnType::Text => "text",
        ColumnType::Amount => "amount",
        ColumnType::Cpr => "cpr",
        ColumnType::Se => "se",
        ColumnType::Date => "date",
        ColumnType::Time => "time",
        ColumnType::Month => "month",
        ColumnType::Quarter => "quarter",
        ColumnType::Code(_) => "code",
    }
}

/// Looks at a file through a draft.
pub fn view(file: &SourceFile<'_>, draft: &Profile) -> MappingView {
    let mapping = Mapping { chosen: Some(draft), known: &[] };
    let reading = read_mapped(&[*file], &Choices::default(), &mapping, &Unwatched).pop();
    let reading = reading.expect("one file gives one reading");
    let (columns, sheets) = with_table(file, draft, |table, sheets| {
        let columns = table.map(look_at).transpose()?.unwrap_or_default();
        Ok((columns, sheets))
    })
    .unwrap_or_default();
    let layout = draft.layout().ok();
    let unmapped = layout.map(|layout| draft.missing(layout)).unwrap_or_default();
    MappingView { columns, sheets, unmapped: unmapped.into_iter().map(str::to_owned).collect(), reading }
}

/// A first draft: fields whose name is also a header. The values are not looked at.
///
/// # Errors
/// The reason why no table was found, as a refused reading would give it.
pub fn suggest(file: &SourceFile<'_>, start: &Profile) -> Result<Profile, crate::ProfileError> {
    with_table(file, start, |table, _| {
        let table = table.ok_or_else(Refusal::empty)?;
        let mut draft = start.clone();
        draft.headers.clone_from(&table.names);
        draft.table.sheet = table.sheet.map(str::to_owned);
        let layout = draft.layout()?;
        let column = |name: &str| Some(FieldSource { column: Some(name.to_owned()), ..FieldSource::default() });
        for field in layout.columns {
            let same = table.names.iter().find(|name| folded(name) == folded(field.name));
            if let (Some(name), false) = (same, draft.fields.contains_key(field.name)) {
                draft.fields.extend(column(name).map(|source| (field.name.to_owned(), source)));
            }
        }
        if layout.fields != Fields::None {
            let wide = table.names.iter().filter_map(|name| Some((name, field_of(&folded(name))?)));
            let wide: Vec<(String, FieldSource)> =
                wide.filter_map(|(name, field)| Some((format!("Feltnr {field}"), column(name)?))).collect();
            draft.fields.extend(wide);
        }
        Ok(draft)
    })
    .map_err(|refusal| crate::ProfileError { message: refusal.message, hint: refusal.hint })
}

/// Finds the table that a draft means; a draft may still name columns that are not there.
fn with_table<T>(
    file: &SourceFile<'_>,
    draft: &Profile,
    look: impl FnOnce(Option<&Foreign<'_>>, Vec<String>) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    // Only what says where the table is; what it means is another matter.
    let mut bare = Profile::new("-", draft.kind);
    bare.table.clone_from(&draft.table);
    bare.headers.clone_from(&draft.headers);
    let unzipped = zipped::member(file.bytes)?;
    let bytes = unzipped.as_deref().unwrap_or(file.bytes);
    if workbook::is_archive(bytes) {
        let book = workbook::open(bytes)?;
        let sheets = book.grids.iter().map(|grid| shown(&grid.name, false)).collect();
        return look(Content::Book(&book).table(&bare).ok().as_ref(), sheets);
    }
    let decoded = text_of(bytes, draft.table.encoding.as_deref())?;
    let table = Content::Text(&decoded.text).table(&bare)?;
    look(Some(&table), Vec::new())
}
