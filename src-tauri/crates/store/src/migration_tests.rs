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
    let today = newest(MIGRATIONS);
    let is_older = |file: u32, program: u32| file == today && program == today + 1;
    assert!(
        matches!(refused, Err(StoreError::Older { file, program }) if is_older(file, program)),
        "reading cannot bring it up to date"
    );
    assert_eq!(files(folder.path()), ["kommune.trepunkt"], "so nothing was done");

    let failed = open(&path, Access::Write, &with(&[GOOD, BAD]));
    assert!(failed.is_err(), "a migration that fails is no success");
    let workspace = open(&path, Access::Write, &with(&[GOOD])).expect("what came before it stands");
    assert_eq!(workspace.schema_version(), today + 1, "each step by itself");
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

    let beside = format!("kommune.v{today}.trepunkt");
    assert_eq!(files(folder.path()), ["kommune.trepunkt", beside.as_str()], "a copy lies beside it");
    let copy = open(&folder.path().join(&beside), Access::Write, MIGRATIONS).expect("the copy opens");
    assert_eq!(copy.setting("sprog").expect("a setting").as_deref(), Some("en"), "under the same passphrase, complete");
    copy.close().expect("it closes");
    assert_eq!(files(folder.path()), ["kommune.trepunkt", beside.as_str()], "and leaves nothing beside it");

    let newer = open(&path, Access::Write, MIGRATIONS);
    assert!(
        matches!(newer, Err(StoreError::Newer { file, program }) if is_older(program, file)),
        "the old program refuses the new file"
    );
}

#[test]
fn an_older_file_is_copied_and_then_brought_up_to_date() {
    check_upgrade(None);
    check_upgrade(PASSPHRASE);
}

/// What the program of the first version wrote: its tables, and rows in those that a later step may touch.
const FIRST_ROWS: &str = "
    INSERT INTO delivery VALUES (1, 2, 'krav.csv', 3, zeroblob(32), 4, 'utf-8', 2, 1, 1, 0, 0, 2, 1, 0, 99900, 1, NULL, NULL, 0);
    INSERT INTO delivery_sum VALUES (1, 0, 'AM-bidrag', 99900);
    INSERT INTO delivery_coverage VALUES (1, 17000004, 24321, 1);
    INSERT INTO claim_record VALUES ((1 << 32), 2, 17000004, 2, 24321, 24321, 20768, NULL, 99900, NULL, NULL, NULL);";

fn check_first_version(passphrase: Option<&str>) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("kommune.trepunkt");
    let mut first =
        Workspace::create_with(&path, "Testkommune", passphrase, &ACT, &MIGRATIONS[..1]).expect("a first version");
    first
        .write(|transaction| {
            crate::operations::append(transaction, crate::OperationKind::Import, "D1", None, &ACT)?;
            transaction.execute_batch(FIRST_ROWS).attempt("skrive")
        })
        .expect("what it wrote");
    first.set_setting("sprog", "en", &ACT).expect("a setting");
    first.close().expect("it closes");

    let mut workspace = open(&path, Access::Write, MIGRATIONS).expect("today's program opens it");
    assert_eq!(workspace.schema_version(), newest(MIGRATIONS), "and brings it up to date");
    let claims = workspace.load_claims(trepunkt_core::id::DeliveryId(1)).expect("the claims are there");
    assert_eq!(claims.iter().map(|claim| claim.amount.minor()).collect::<Vec<_>>(), [99_900], "to the øre");
    let delivery = workspace.delivery(trepunkt_core::id::DeliveryId(1)).expect("the delivery too");
    let counts = (delivery.coverage.len(), delivery.account_coverage.len(), delivery.control.sums.len());
    assert_eq!(counts, (1, 0, 1), "with what it covers, and no accounts");
    assert_eq!(workspace.setting("sprog").expect("a setting").as_deref(), Some("en"), "settings as well");
    assert!(workspace.verify_audit().expect("a walk").is_whole(), "the log goes on in the same chain");
    let profile =
        crate::NewProfile { name: "Liste", kind: delivery.kind, header_set: [1; 32], text: "kind = \"skat-krav\"" };
    workspace.save_profile(&profile, &ACT).expect("and what is new can be used");
    workspace.close().expect("it closes");

    assert_eq!(files(folder.path()), ["kommune.trepunkt", "kommune.v1.trepunkt"], "a copy was made first");
    let copy = open(&folder.path().join("kommune.v1.trepunkt"), Access::Read, &MIGRATIONS[..1]);
    let copy = copy.expect("it opens as the first version");
    assert_eq!(copy.load_claims(trepunkt_core::id::DeliveryId(1)).expect("claims"), claims, "with the same content");
}

#[test]
fn a_file_of_the_first_version_keeps_what_it_had() {
    check_first_version(None);
    check_first_version(PASSPHRASE);
}

#[test]
fn a_shipped_migration_is_never_edited() {
    let shipped = ["3c4b888107fb7fc0909019315c8d5f1ca7f4dc9114a01d68b6a08436fac18ca4"];
    for (migration, expected) in MIGRATIONS.iter().zip(shipped) {
        let hash = crate::rules::hex(&Sha256::digest(migration.sql.as_bytes()));
        assert_eq!(hash, expected, "{} has left the house: make a new one instead", migration.name);
    }
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

const KILL_CHILD: &str = "TREPUNKT_MIGRATION_CHILD";

/// Some migrations that take their time, so that a kill meets them at work.
fn slow() -> Vec<Migration> {
    let slow = |number: u32| {
        let name: &str = Box::leak(format!("2099020{number}000000_add_heap_{number}").into_boxed_str());
        let sql = format!(
            "CREATE TABLE heap_{number} (n INTEGER) STRICT; INSERT INTO heap_{number} WITH RECURSIVE \
             c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 20000) SELECT n FROM c;"
        );
        Migration { name, sql: Box::leak(sql.into_boxed_str()) }
    };
    with(&(1..7).map(slow).collect::<Vec<_>>())
}

#[test]
fn a_kill_while_it_is_brought_up_to_date_loses_nothing() {
    if let Some(path) = env::var_os(KILL_CHILD) {
        drop(open(Path::new(&path), Access::Write, &slow()));
        return;
    }
    let kills = if env::var_os("TREPUNKT_SOAK").is_some() { 200 } else { 10 };
    let (today, mut met) = (newest(MIGRATIONS), 0);
    for round in 0..kills {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("kommune.trepunkt");
        let mut workspace = Workspace::create(&path, "Testkommune", PASSPHRASE, &ACT).expect("a workspace");
        workspace.set_setting("sprog", "en", &ACT).expect("some data");
        workspace.close().expect("it closes");
        let mut child = std::process::Command::new(env::current_exe().expect("this test"))
            .args(["migration::tests::a_kill_while_it_is_brought_up_to_date_loses_nothing", "--exact"])
            .env(KILL_CHILD, &path)
            .stdout(std::process::Stdio::null())
            .spawn()
            .expect("a child");
        std::thread::sleep(Duration::from_millis(60 + round * 37 % 340));
        met += u32::from(child.try_wait().expect("a look").is_none());
        child.kill().expect("it is killed");
        child.wait().expect("it is gone");
        let workspace = open(&path, Access::Write, &slow()).expect("the next opening goes on");
        assert_eq!(workspace.schema_version(), today + 6, "round {round}: to the end");
        assert_eq!(workspace.setting("sprog").expect("a setting").as_deref(), Some("en"), "round {round}: the data");
        let entries = workspace.audit(None, 100).expect("the log");
        let migrated = entries.iter().filter(|entry| entry.what == "workspace-migrated").count();
        assert_eq!(migrated, 6, "round {round}: each step is logged once");
        assert!(workspace.verify_audit().expect("a walk").is_whole(), "round {round}: in one chain");
    }
    assert!(met > 0, "some of the kills met it at work");
}
