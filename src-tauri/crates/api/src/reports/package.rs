//! Everything about a run in one packed file that can be checked without the workspace: the reports, the originals, the
//! rules, the signatures, the log, and a manifest of hashes.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde::Serialize;
use trepunkt_core::id::OperationId;
use trepunkt_core::role::Role;
use trepunkt_core::wall_time::WallTime;
use trepunkt_seal::PublicKey;
use trepunkt_seal::Signature;
use trepunkt_store::AuditEntry;
use trepunkt_store::SignOff;
use trepunkt_store::chain_break;

use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::reports;
use crate::reports::Format;
use crate::reports::Kind;
use crate::reports::basis::Basis;
use crate::reports::rules;
use crate::reports::standard;
use crate::session::Session;
use crate::verify::Check;

const FORMAT: &str = "trepunkt-revisionspakke 1";
const MANIFEST: &str = "manifest.json";
const LOG: &str = "revisionslog.json";
const RULES: &str = "regler/regler.toml";

/// What the package says it holds.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    format: String,
    municipality: String,
    /// The workspace's own random identity, at which the log's chain begins.
    workspace: String,
    reconciliation: String,
    period: String,
    result_hash: String,
    rules_version: String,
    rules_sha256: String,
    program_version: String,
    deliveries: Vec<Original>,
    people: Vec<Enrolled>,
    signatures: Vec<Signed>,
    files: Vec<Packed>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Original {
    id: String,
    file: String,
    kind: String,
    sha256: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Enrolled {
    name: String,
    key: String,
    roles: Vec<String>,
}

/// A signature: what was signed stands in a file of its own.
#[derive(Debug, Serialize, Deserialize)]
struct Signed {
    role: String,
    version: u32,
    name: String,
    key: String,
    signature: String,
    file: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Packed {
    name: String,
    bytes: usize,
    sha256: String,
}

/// An entry of the log, with all that its hash covers.
#[derive(Debug, Serialize, Deserialize)]
struct LogEntry {
    id: i64,
    at: String,
    who: String,
    what: String,
    detail: String,
    operation: Option<i64>,
    hash: String,
}

/// The packed file.
pub(crate) fn packed(session: &Session, basis: &Basis) -> Result<Vec<u8>, ApiError> {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for kind in Kind::ALL {
        let report = standard::report(session, basis, kind)?;
        for format in Format::ALL {
            files.push((format!("rapporter/{}.{}", kind.code(), format.ending()), format.file(&report)?));
        }
    }
    files.push((RULES.to_owned(), rules::text(session, basis)?.into_bytes()));
    let workspace = session.workspace();
    let mut deliveries = Vec::new();
    for delivery in &basis.deliveries {
        let file = format!("originaler/{}-{}", delivery.id, delivery.name);
        files.push((file.clone(), workspace.original(delivery.id)?.bytes));
        let (id, kind) = (delivery.id.to_string(), delivery.kind.text().to_owned());
        deliveries.push(Original { id, file, kind, sha256: crate::hex(&delivery.sha256) });
    }
    let signatures = signed(&basis.sign_offs, &mut files);
    files.push((LOG.to_owned(), json(&basis.log.iter().map(log_entry).collect::<Vec<_>>())?));
    let run = &basis.found.run;
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        municipality: basis.municipality.clone(),
        workspace: crate::hex(&workspace.identity()?),
        reconciliation: run.reconciliation.clone(),
        period: run.period.to_string(),
        result_hash: crate::hex(&run.result_hash),
        rules_version: run.rules_version.clone(),
        rules_sha256: crate::hex(&run.rules),
        program_version: run.program_version.clone(),
        deliveries,
        people: basis.people.iter().map(enrolled).collect(),
        signatures,
        files: files.iter().map(|(name, bytes)| entry(name, bytes)).collect(),
    };
    files.push((MANIFEST.to_owned(), json(&manifest)?));
    trepunkt_report::packed(&files).map_err(reports::failed)
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, ApiError> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(|_| ApiError::internal())?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn entry(name: &str, bytes: &[u8]) -> Packed {
    Packed { name: name.to_owned(), bytes: bytes.len(), sha256: crate::sha256(bytes) }
}

fn enrolled(person: &trepunkt_store::Person) -> Enrolled {
    let roles = person.roles.iter().map(|role| role.text().to_owned()).collect();
    Enrolled { name: person.name.clone(), key: person.key.to_string(), roles }
}

fn log_entry(entry: &AuditEntry) -> LogEntry {
    LogEntry {
        id: entry.id,
        at: entry.at.iso(),
        who: entry.who.clone(),
        what: entry.what.clone(),
        detail: entry.detail.clone(),
        operation: entry.operation.map(|operation| operation.0),
        hash: crate::hex(&entry.hash),
    }
}

/// The signatures of every standing version, and the signed texts as files.
fn signed(sign_offs: &[SignOff], files: &mut Vec<(String, Vec<u8>)>) -> Vec<Signed> {
    let mut all = Vec::new();
    for one in sign_offs {
        let mut add = |role: &str, name: &str, key: PublicKey, signature: Signature, text: &str| {
            let file = format!("underskrifter/version-{}-{}.txt", one.version, role.replace(' ', "-"));
            files.push((file.clone(), text.as_bytes().to_vec()));
            all.push(Signed {
                role: role.to_owned(),
                version: one.version,
                name: name.to_owned(),
                key: key.to_string(),
                signature: signature.to_string(),
                file,
            });
        };
        add("forberedt", &one.who, one.key, one.signature, &one.statement);
        if let Some(decision) = &one.decision {
            let role = if decision.is_approval { "godkendt" } else { "sendt retur" };
            add(role, &decision.who, decision.key, decision.signature, &decision.statement);
        }
    }
    all
}

/// Checks a package without its workspace: every file by its hash, the originals by the hashes that the run and the
/// signatures name, the rules, the signatures by their keys and roles, and the log's chain.
///
/// # Errors
/// When it cannot be read or is no package. What does not hold is among the answers.
pub fn verify_package(path: &Path) -> Result<Vec<Check>, ApiError> {
    let bytes = std::fs::read(path).map_err(|error| {
        ApiError::new(ErrorCode::File, format!("Filen `{}` kan ikke læses: {error}.", path.display()))
    })?;
    let files = match trepunkt_report::unpacked(&bytes) {
        Ok(files) => files,
        Err(error) => return Ok(vec![Check::of("pakken", Err(error.to_string()))]),
    };
    let by_name: BTreeMap<&str, &[u8]> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let manifest = by_name.get(MANIFEST).and_then(|bytes| serde_json::from_slice::<Manifest>(bytes).ok());
    let Some(manifest) = manifest.filter(|manifest| manifest.format == FORMAT) else {
        let message = format!("`{}` er ikke en revisionspakke.", path.display());
        return Err(ApiError::new(ErrorCode::Invalid, message));
    };
    let mut checks = vec![Check::of("indholdet", whole(&manifest, &files))];
    checks.extend(manifest.files.iter().map(|file| Check::of(format!("fil {}", file.name), same(file, &by_name))));
    let original = |one: &Original| Check::of(format!("leverance {}", one.id), delivered(one, &by_name));
    checks.extend(manifest.deliveries.iter().map(original));
    let rules = by_name.get(RULES).map(|bytes| crate::sha256(bytes));
    let is_kept = rules.as_ref() == Some(&manifest.rules_sha256);
    let told = format!("{} SHA-256 {}", manifest.rules_version, manifest.rules_sha256);
    checks.push(Check::of("reglerne", if is_kept { Ok(told) } else { Err("er ikke kørslens".to_owned()) }));
    checks.push(Check::of("revisionsloggen", chain(&manifest, &by_name)));
    let signature = |one: &Signed| {
        Check::of(format!("underskrift {} version {}", one.role, one.version), proven(&manifest, one, &by_name))
    };
    checks.extend(manifest.signatures.iter().map(signature));
    Ok(checks)
}

/// Every file of the manifest is there once, and no other.
fn whole(manifest: &Manifest, files: &[(String, Vec<u8>)]) -> Result<String, String> {
    let mut listed: Vec<&str> = manifest.files.iter().map(|file| file.name.as_str()).chain([MANIFEST]).collect();
    let mut there: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    listed.sort_unstable();
    there.sort_unstable();
    if listed == there {
        let count = manifest.files.len();
        return Ok(format!("{} {} {}: {count} filer", manifest.municipality, manifest.reconciliation, manifest.period));
    }
    let missing = listed.iter().find(|name| !there.contains(name)).map(|name| format!("`{name}` mangler"));
    let strange = there.iter().find(|name| !listed.contains(name)).map(|name| format!("`{name}` er ikke i manifestet"));
    Err(missing.or(strange).unwrap_or_else(|| "en fil er der to gange".to_owned()))
}

fn same(file: &Packed, by_name: &BTreeMap<&str, &[u8]>) -> Result<String, String> {
    let bytes = by_name.get(file.name.as_str()).ok_or("mangler")?;
    let hash = crate::sha256(bytes);
    if hash == file.sha256 && bytes.len() == file.bytes {
        Ok(format!("SHA-256 {hash}"))
    } else {
        Err("er ændret: hashen passer ikke til manifestet".to_owned())
    }
}

fn delivered(one: &Original, by_name: &BTreeMap<&str, &[u8]>) -> Result<String, String> {
    let bytes = by_name.get(one.file.as_str()).ok_or("originalen mangler")?;
    if crate::sha256(bytes) == one.sha256 {
        Ok(one.kind.clone())
    } else {
        Err("er ikke den, der blev indlæst".to_owned())
    }
}

fn chain(manifest: &Manifest, by_name: &BTreeMap<&str, &[u8]>) -> Result<String, String> {
    let bytes = by_name.get(LOG).ok_or("mangler")?;
    let entries: Vec<LogEntry> = serde_json::from_slice(bytes).map_err(|_| "kan ikke læses")?;
    let entries: Option<Vec<AuditEntry>> = entries.into_iter().map(audit_entry).collect();
    let entries = entries.ok_or("en post kan ikke læses")?;
    let identity = bytes_of(&manifest.workspace).ok_or("arbejdsmappens identitet kan ikke læses")?;
    match chain_break(&identity, &entries) {
        None => Ok(format!("{} poster; kæden er hel", entries.len())),
        Some(broken) => Err(format!("post {}: {}", broken.entry, broken.reason)),
    }
}

fn audit_entry(entry: LogEntry) -> Option<AuditEntry> {
    let LogEntry { id, at, who, what, detail, operation, hash } = entry;
    let (at, hash) = (WallTime::from_iso(&at)?, bytes_of(&hash)?);
    Some(AuditEntry { id, at, who, what, detail, operation: operation.map(OperationId), hash })
}

/// Hexadecimal digits as bytes.
fn bytes_of<const N: usize>(digits: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if digits.len() != 2 * N || !digits.is_ascii() {
        return None;
    }
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&digits[2 * place..2 * place + 2], 16).ok()?;
    }
    Some(bytes)
}

/// The signature is of its key over its text, the person had the role, nobody signed twice, and what the preparer
/// signed is this package's result, rules and originals.
fn proven(manifest: &Manifest, one: &Signed, by_name: &BTreeMap<&str, &[u8]>) -> Result<String, String> {
    let text = by_name.get(one.file.as_str()).ok_or("det underskrevne mangler")?;
    let key = PublicKey::from_text(&one.key).ok_or("nøglen kan ikke læses")?;
    let signature = Signature::from_text(&one.signature).ok_or("underskriften kan ikke læses")?;
    if !key.proves(text, &signature) {
        return Err("underskriften passer ikke til det, der er underskrevet".to_owned());
    }
    let is_preparer = one.role == "forberedt";
    let needed = if is_preparer { Role::Preparer } else { Role::Approver };
    let has_role = |person: &&Enrolled| person.key == one.key && person.roles.iter().any(|role| role == needed.text());
    if !manifest.people.iter().any(|person| has_role(&person)) {
        return Err(format!("{} har ikke rollen {}", one.name, needed.text()));
    }
    let is_again = |other: &&Signed| other.version == one.version && other.role != one.role && other.key == one.key;
    if manifest.signatures.iter().any(|other| is_again(&other)) {
        return Err("den samme nøgle har forberedt og godkendt".to_owned());
    }
    let text = String::from_utf8_lossy(text);
    let newest = manifest.signatures.iter().map(|other| other.version).max();
    if is_preparer && Some(one.version) == newest {
        covers(manifest, &text)?;
    }
    Ok(format!("{} · nøgle {}", one.name, one.key.chars().take(16).collect::<String>()))
}

/// What the preparer signed names this package's result, rules and originals.
fn covers(manifest: &Manifest, text: &str) -> Result<(), String> {
    let value =
        |name: &str| text.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).collect::<Vec<_>>();
    if value("resultat") != [manifest.result_hash.as_str()] {
        return Err("det underskrevne er et andet resultat".to_owned());
    }
    if !value("regler").iter().any(|rules| rules.ends_with(&manifest.rules_sha256)) {
        return Err("det underskrevne gik efter andre regler".to_owned());
    }
    let mut signed: Vec<&str> = value("leverance").iter().filter_map(|line| line.rsplit(' ').next()).collect();
    let mut packed: Vec<&str> = manifest.deliveries.iter().map(|one| one.sha256.as_str()).collect();
    signed.sort_unstable();
    packed.sort_unstable();
    if signed == packed { Ok(()) } else { Err("det underskrevne bygger på andre leverancer".to_owned()) }
}
