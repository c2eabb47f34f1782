//! Bringing files in: read them together, then store those that were accepted, each atomically.

use std::collections::BTreeMap;
use std::path::Path;

use sha2::Digest as _;
use sha2::Sha256;
use trepunkt_core::delivery::Diagnostic;
use trepunkt_core::delivery::Severity;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::record::Facts;
use trepunkt_core::source::SourceKind;
use trepunkt_core::wall_time::WallTime;
use trepunkt_import::Choices;
use trepunkt_import::Mapping;
use trepunkt_import::Profile;
use trepunkt_import::Reading;
use trepunkt_import::SourceFile;
use trepunkt_import::Verdict;
use trepunkt_store::AccountCoverage;
use trepunkt_store::AppliedProfile;
use trepunkt_store::Coverage;
use trepunkt_store::NewDelivery;
use trepunkt_store::Workspace;

use crate::chain::EXTRACTS;
use crate::chain::family;
use crate::chain::rank;
use crate::dto::JobStage;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::job::Stages;
use crate::profiles;
use crate::profiles::Known;
use crate::session::Session;

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It is a delivery now.
    Imported,
    /// Its very content was one already.
    AlreadyImported,
    /// It is a delivery now, and newer than one of the same scope, which stays but no longer counts.
    SupersededOlder,
    /// It changed nothing.
    Refused,
    /// It was only looked at.
    Preview,
    /// The work was cancelled before its turn came.
    Cancelled,
}

impl Status {
    /// The word that scripts and the window see.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Imported => "imported",
            Self::AlreadyImported => "already_imported",
            Self::SupersededOlder => "superseded_older",
            Self::Refused => "refused",
            Self::Preview => "preview",
            Self::Cancelled => "cancelled",
        }
    }
}

/// One file and what became of it.
pub struct Intake {
    /// The file's name, without its folder.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// What became of it.
    pub status: Status,
    /// Its delivery; none when refused or only looked at.
    pub id: Option<DeliveryId>,
    /// How it was read. The facts are gone once they are stored.
    pub reading: Reading,
    /// Records that its accepted rows became.
    pub records: usize,
    /// The payers and months that they are about.
    pub coverage: Vec<Coverage>,
    /// The accounts or creditors and months that they are about.
    pub account_coverage: Vec<AccountCoverage>,
}

/// What a caller wants done with files.
#[derive(Default)]
pub struct Order<'a> {
    /// Where they are.
    pub paths: &'a [String],
    /// Forces a kind.
    pub kind: Option<SourceKind>,
    /// Only looks.
    pub is_preview: bool,
    /// A file that cannot be opened is refused like any other, and the rest are read.
    pub keeps_going: bool,
    /// Reads them by this profile: the name of one, or a file that holds one.
    pub profile: Option<&'a str>,
    /// Answers to what profiles ask for, by field.
    pub values: BTreeMap<String, String>,
}

/// Reads the files and, unless it is a preview, stores those that were accepted.
///
/// # Errors
/// When a file cannot be opened and the order does not keep going, the work is cancelled before
/// anything was stored, or the workspace fails. A file that is refused for its content is no error:
/// its [`Intake`] says so. Cancelled later, the files stored so far stay, and the others say so.
pub fn take(session: &Session, order: &Order<'_>, stages: &dyn Stages) -> Result<Vec<Intake>, ApiError> {
    stages.enter(JobStage::Reading);
    let (contents, unreadable) = open_all(order, stages)?;
    let mut intakes = take_contents(session, &contents, order, stages)?;
    for (index, diagnostic) in unreadable {
        intakes[index].reading.diagnostics = vec![diagnostic];
    }
    Ok(intakes)
}

/// As [`take`], for contents that are at hand: names and bytes.
///
/// # Errors
/// As [`take`].
pub(crate) fn take_contents(
    session: &Session,
    contents: &[(String, Vec<u8>)],
    order: &Order<'_>,
    stages: &dyn Stages,
) -> Result<Vec<Intake>, ApiError> {
    // Another file is in hand now than the last that was opened.
    stages.enter(JobStage::Reading);
    let known = profiles::known(session)?;
    let answered: Vec<Profile> = known.iter().map(|known| answered(&known.profile, order)).collect();
    let chosen = order.profile.map(|name| profiles::find_or_read(session, name)).transpose()?;
    let chosen = chosen.map(|profile| profile.with_answers(&order.values)).transpose()?;
    let files: Vec<SourceFile<'_>> = contents.iter().map(|(name, bytes)| SourceFile { name, bytes }).collect();
    let mapping = Mapping { chosen: chosen.as_ref(), known: &answered };
    // The hashes take the second core while this one reads.
    let (mut readings, hashes) = std::thread::scope(|scope| {
        let hashes = scope.spawn(|| contents.iter().map(|(_, bytes)| Sha256::digest(bytes).into()).collect());
        let readings = trepunkt_import::read_mapped(&files, &Choices { kind: order.kind }, &mapping, stages);
        let hashes: Vec<[u8; 32]> = hashes.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (readings, hashes)
    });
    share_series_time(&mut readings);
    if stages.is_cancelled() {
        return Err(cancelled());
    }
    let mut intakes: Vec<Intake> = contents
        .iter()
        .zip(readings.into_iter().zip(hashes))
        .map(|((name, _), (reading, sha256))| looked_at(name.clone(), sha256, reading, order.is_preview))
        .collect();
    if !order.is_preview {
        stages.enter(JobStage::Storing);
        store(session, contents, &known, &mut intakes, stages)?;
    } else {
        preview(session, &mut intakes)?;
    }
    Ok(intakes)
}

/// The profile with the answers that concern it: what applies by itself is not the caller's choice.
fn answered(profile: &Profile, order: &Order<'_>) -> Profile {
    let mut profile = profile.clone();
    profile.answer(&order.values);
    profile
}

fn looked_at(file: String, sha256: [u8; 32], reading: Reading, is_preview: bool) -> Intake {
    let (coverage, account_coverage) = trepunkt_store::coverage(&reading.facts);
    Intake {
        file,
        sha256,
        status: if is_preview { Status::Preview } else { Status::Refused },
        id: None,
        records: reading.facts.len(),
        coverage,
        account_coverage,
        reading,
    }
}

/// A file that was read elsewhere, only looked at.
pub(crate) fn previewed(session: &Session, file: String, bytes: &[u8], reading: Reading) -> Result<Intake, ApiError> {
    let mut intakes = [looked_at(file, Sha256::digest(bytes).into(), reading, true)];
    preview(session, &mut intakes)?;
    let [intake] = intakes;
    Ok(intake)
}

fn cancelled() -> ApiError {
    ApiError::new(ErrorCode::Cancelled, "Afbrudt. Intet er ændret.")
}

/// Name and bytes of every file.
type Contents = Vec<(String, Vec<u8>)>;

/// The files' bytes, and why those that are empty for it could not be opened.
fn open_all(order: &Order<'_>, stages: &dyn Stages) -> Result<(Contents, Vec<(usize, Diagnostic)>), ApiError> {
    let mut contents = Vec::with_capacity(order.paths.len());
    let mut unreadable = Vec::new();
    for (index, path) in order.paths.iter().enumerate() {
        if stages.is_cancelled() {
            return Err(cancelled());
        }
        stages.at(&name_of(path), index + 1, order.paths.len());
        match read_file(path) {
            Ok(content) => contents.push(content),
            Err(error) if order.keeps_going => {
                unreadable.push((index, refusal("file-unreadable", error.message, OPEN_ELSEWHERE)));
                contents.push((name_of(path), Vec::new()));
            }
            Err(error) => return Err(error),
        }
    }
    Ok((contents, unreadable))
}

const OPEN_ELSEWHERE: &str = "Kontrollér, at filen findes, og at den ikke er åben i et andet program.";

fn refusal(code: &'static str, message: String, hint: &str) -> Diagnostic {
    let severity = Severity::Refused;
    Diagnostic { severity, code, line: None, column: None, value: None, message, hint: Some(hint.to_owned()) }
}

fn name_of(path: &str) -> String {
    Path::new(path).file_name().map_or_else(|| path.to_owned(), |name| name.to_string_lossy().into_owned())
}

/// The name and the bytes of a file.
pub(crate) fn read_file(path: &str) -> Result<(String, Vec<u8>), ApiError> {
    let name = name_of(path);
    match std::fs::read(path) {
        Ok(bytes) => Ok((name, bytes)),
        Err(error) => {
            let message = format!("Filen `{name}` kan ikke læses: {error}.");
            Err(ApiError::new(ErrorCode::File, message).hint(OPEN_ELSEWHERE))
        }
    }
}

/// Only the last file of a series says when the extract was made; the others are of the same extract.
pub(crate) fn share_series_time(readings: &mut [Reading]) {
    let times: Vec<(String, WallTime)> = readings
        .iter()
        .filter_map(|reading| Some((reading.series.as_ref()?.stem.clone(), reading.extract.time?)))
        .collect();
    for reading in readings {
        let Some(series) = &reading.series else { continue };
        if reading.extract.time.is_none() {
            reading.extract.time = times.iter().find(|(stem, _)| *stem == series.stem).map(|(_, time)| *time);
        }
    }
}

fn preview(session: &Session, intakes: &mut [Intake]) -> Result<(), ApiError> {
    let workspace = session.workspace();
    for intake in intakes {
        if intake.reading.verdict == Verdict::Refused {
            intake.status = Status::Refused;
        } else if let Some(standing) = workspace.find_standing(&intake.sha256)? {
            intake.status = Status::AlreadyImported;
            intake.id = Some(standing);
        }
    }
    Ok(())
}

/// Stores each accepted file in a transaction of its own; the files of a series share one.
fn store(
    session: &Session,
    contents: &[(String, Vec<u8>)],
    known: &[Known],
    intakes: &mut [Intake],
    stages: &dyn Stages,
) -> Result<(), ApiError> {
    let moment = session.moment();
    let mut next = 0;
    while next < intakes.len() {
        let together = units(intakes, next);
        let mut workspace = session.workspace();
        let mut fresh = Vec::new();
        for index in together.iter().copied() {
            let intake = &mut intakes[index];
            if intake.reading.verdict == Verdict::Refused {
                continue;
            }
            if let Some(standing) = workspace.find_standing(&intake.sha256)? {
                intake.status = Status::AlreadyImported;
                intake.id = Some(standing);
            } else if fresh.iter().any(|other: &usize| contents[*other].1 == contents[index].1) {
                intake.status = Status::AlreadyImported;
            } else {
                fresh.push(index);
            }
        }
        stages.at(&intakes[next].file, next + 1, intakes.len());
        let profiles: Vec<Option<AppliedProfile>> = fresh
            .iter()
            .map(|index| intakes[*index].reading.profile.as_ref().map(|profile| profiles::applied(profile, known)))
            .collect();
        match store_unit(&mut workspace, contents, intakes, (&fresh, &profiles), &moment, stages) {
            Err(error) if error.code == ErrorCode::Cancelled => return stop(intakes),
            stored => stored?,
        }
        next = together.last().map_or(next, |last| *last) + 1;
        if stages.is_cancelled() && next < intakes.len() {
            return stop(intakes);
        }
    }
    Ok(())
}

/// What has been stored stays; when that is nothing, the whole work was cancelled.
fn stop(intakes: &mut [Intake]) -> Result<(), ApiError> {
    if intakes.iter().all(|intake| intake.id.is_none()) {
        return Err(cancelled());
    }
    let left = |intake: &&mut Intake| intake.id.is_none() && intake.reading.verdict == Verdict::Accepted;
    intakes.iter_mut().filter(left).for_each(|intake| intake.status = Status::Cancelled);
    Ok(())
}

/// The files from `first` on that are one atomic unit: a series, or the one file.
fn units(intakes: &[Intake], first: usize) -> Vec<usize> {
    let Some(series) = &intakes[first].reading.series else { return vec![first] };
    let same = |intake: &Intake| intake.reading.series.as_ref().is_some_and(|other| other.stem == series.stem);
    (first..intakes.len()).take_while(|index| same(&intakes[*index])).collect()
}

fn store_unit(
    workspace: &mut Workspace,
    contents: &[(String, Vec<u8>)],
    intakes: &mut [Intake],
    (fresh, profiles): (&[usize], &[Option<AppliedProfile>]),
    moment: &crate::session::Moment,
    stages: &dyn Stages,
) -> Result<(), ApiError> {
    if fresh.is_empty() {
        return Ok(());
    }
    let superseding: Vec<bool> =
        fresh.iter().map(|index| supersedes(workspace, &intakes[*index].reading)).collect::<Result<_, _>>()?;
    let deliveries: Vec<NewDelivery<'_>> = fresh
        .iter()
        .zip(profiles)
        .map(|(index, profile)| {
            let intake = &intakes[*index];
            let reading = &intake.reading;
            NewDelivery {
                name: &intake.file,
                bytes: &contents[*index].1,
                sha256: intake.sha256,
                kind: reading.kind.expect("an accepted file has a kind"),
                encoding: reading.encoding,
                count: reading.rows,
                repaired: reading.repaired,
                control: &reading.control,
                extract: &reading.extract,
                facts: &reading.facts,
                diagnostics: &reading.diagnostics,
                profile: profile.as_ref(),
            }
        })
        .collect();
    let (_, ids) = workspace.add_deliveries(&deliveries, &moment.act(), stages)?;
    for ((index, id), supersedes) in fresh.iter().zip(ids).zip(superseding) {
        let intake = &mut intakes[*index];
        intake.id = Some(id);
        intake.status = if supersedes { Status::SupersededOlder } else { Status::Imported };
        intake.reading.facts = Facts::Claims(Vec::new());
    }
    Ok(())
}

/// True when an older extract of the same scope stops counting.
fn supersedes(workspace: &Workspace, reading: &Reading) -> Result<bool, ApiError> {
    let Some(kind) = reading.kind.filter(|kind| EXTRACTS.contains(kind)) else { return Ok(false) };
    let standing = workspace.deliveries(trepunkt_store::Which::Standing)?;
    Ok(standing.iter().any(|older| {
        family(older.kind) == family(kind)
            && rank(older.kind, older.extract.time) < rank(kind, reading.extract.time)
            && older.extract.scopes.iter().any(|scope| reading.extract.scopes.contains(scope))
    }))
}
