//! Lists the migrations, so that a new file in `migrations/` is compiled in without being named anywhere.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

fn main() {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo names the crate's folder"))
        .join("../../../migrations")
        .canonicalize()
        .expect("the repository has a folder `migrations`");
    // The folder itself is watched, for a new file is not a change of any file.
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut names: Vec<String> = fs::read_dir(&folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("its entries too").file_name().to_string_lossy().into_owned())
        .filter_map(|file| file.strip_suffix(".sql").map(str::to_owned))
        .collect();
    names.sort();
    let mut list = String::from("&[\n");
    for name in &names {
        let (time, words) = name.split_once('_').unwrap_or_default();
        let is_named_well = time.len() == 14
            && time.bytes().all(|byte| byte.is_ascii_digit())
            && words.contains('_')
            && words.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        assert!(is_named_well, "`{name}.sql` must be called YYYYMMDDHHMMSS_verb_noun.sql");
        let path = folder.join(format!("{name}.sql"));
        writeln!(list, "    Migration {{ name: {name:?}, sql: include_str!({path:?}) }},")
            .expect("a string can be written to");
    }
    list.push_str("]\n");
    let target = Path::new(&env::var("OUT_DIR").expect("cargo names the output folder")).join("migrations.rs");
    fs::write(target, list).expect("the list can be written");
}
