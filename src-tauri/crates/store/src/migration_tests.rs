use std::env;
use std::fs;

use trepunkt_core::wall_time::WallTime;

use super::*;
use crate::Access;
use crate::Workspace;
use crate::key;
use crate::key::Form;

const ACT: Act<'_> = Act { at: WallTime::from_seconds(1_793_800_000), who: "anne" };
const PASSPHRASE: Option<&str> = Some("en lang adgangskode");
const GOOD: Migration = Migration { name: "20990101000000_add_cat", sql: "CREATE TABLE cat (name TEXT) STRICT;" };
const BAD: Migration =
    Migration { name: "20990102000000_add_dog", sql: "CREATE TABLE dog (name TEXT) STRICT; CREATE TABEL;" };

fn with(more: &[Migration]) -> Vec<Migration> {
    [MIGRATIONS, more].concat()
}

fn open(path: &Path, access: Access, migrations: &[Migration]) -> Result<Workspace> {
    let key = match key::form_of(path)? {
        Form::Encrypted(salt) => Some(Key::derive(PASSPHRASE.expect("given"), &salt)?),
        Form::Plain | Form::Foreign => None,
    };
    Workspace::open_with(path, key, access, &ACT, migrations)
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn check_upgrade(passphrase: Option<&str>) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("kommune.trepunkt");
    let mut workspace = Workspace::create(&path, "Testkommune", passphrase, &ACT).expect("a workspace");
    workspace.set_setting("sprog", "en", &ACT).expect("some data");
    workspace.close().expect("it closes");

    let refused = open(&path, Access::Read, &with(&[GOOD]));
    assert!(matches!(refused, Err(StoreError::Older { file: 1, program: 2 })), "reading cannot bring it up to date");
    assert_eq!(files(folder.path()), ["kommune.trepunkt"], "so nothing was done");

    let failed = open(&path, Access::Write, &with(&[GOOD, BAD]));
    assert!(failed.is_err(), "a migration that fails is no success");
    let workspace = open(&path, Access::Write, &with(&[GOOD])).expect("what came before it stands");
    assert_eq!(workspace.schema_version(), 2, "each step by itself");
    let dogs: i64 = workspace
        .connection
        .query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'dog'", [], |row| row.get(0))
        .expect("a count");
    assert_eq!(dogs, 0, "and nothing is left of the failed one");
    assert_eq!(workspace.setting("sprog").expect("a setting").as_deref(), Some("en"), "the data are there");
    let entries = workspace.audit(None, 10).expect("the log");
    assert_eq!(
        (entries[0].what.as_str(), entries[0].detail.as_str()),
        ("workspace-migrated", GOOD.name),
        "it is logged"
    );
    assert!(workspace.verify_audit().expect("a walk").is_whole(), "in the same chain");
    workspace.close().expect("it closes");

    assert_eq!(files(folder.path()), ["kommune.trepunkt", "kommune.v1.trepunkt"], "a copy lies beside it");
    let copy = open(&folder.path().join("kommune.v1.trepunkt"), Access::Write, MIGRATIONS).expect("the copy opens");
    assert_eq!(copy.setting("sprog").expect("a setting").as_deref(), Some("en"), "under the same passphrase, complete");
    copy.close().expect("it closes");
    assert_eq!(files(folder.path()), ["kommune.trepunkt", "kommune.v1.trepunkt"], "and leaves nothing beside it");

    let newer = open(&path, Access::Write, MIGRATIONS);
    assert!(matches!(newer, Err(StoreError::Newer { file: 2, program: 1 })), "the old program refuses the new file");
}

#[test]
fn an_older_file_is_copied_and_then_brought_up_to_date() {
    check_upgrade(None);
    check_upgrade(PASSPHRASE);
}

#[test]
fn copies_do_not_overwrite_each_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("kommune.trepunkt");
    let first = free_name(&path, 3);
    assert_eq!(first, folder.path().join("kommune.v3.trepunkt"), "the first copy");
    fs::write(&first, "").expect("a file");
    assert_eq!(free_name(&path, 3), folder.path().join("kommune.v3-2.trepunkt"), "the second");
}

#[test]
fn migrations_are_in_order_and_each_has_a_name_of_its_own() {
    assert!(!MIGRATIONS.is_empty(), "the folder was found");
    assert!(MIGRATIONS.windows(2).all(|pair| pair[0].name < pair[1].name), "oldest first, none twice");
}

#[test]
fn the_schema_is_the_one_that_was_agreed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("kommune.trepunkt");
    let workspace = Workspace::create(&path, "Testkommune", None, &ACT).expect("a workspace");
    let sql = "SELECT sql || ';' FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name";
    let mut statement = workspace.connection.prepare(sql).expect("a query");
    let parts: Vec<String> =
        statement.query_map([], |row| row.get(0)).expect("rows").collect::<rusqlite::Result<_>>().expect("texts");
    let schema = parts.join("\n") + "\n";
    let snapshot = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema.sql");
    if env::var_os("TREPUNKT_UPDATE_SCHEMA").is_some() {
        fs::write(&snapshot, &schema).expect("the snapshot can be written");
    }
    let agreed = fs::read_to_string(&snapshot).unwrap_or_default();
    assert!(
        schema == agreed,
        "the migrations no longer make the schema in {}. If that is meant, a new file in migrations/ made the \
         difference, and this writes the snapshot anew:\n    TREPUNKT_UPDATE_SCHEMA=1 cargo nextest run -p \
         trepunkt-store the_schema",
        snapshot.display()
    );
}
