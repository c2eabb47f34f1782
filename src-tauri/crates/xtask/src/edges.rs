//! Who may depend on whom. The picture is `core ← import, match, store, report ← api ← app, cli, webhost`, with
//! `seal ← store, api`, and each heavy library has one room.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde_json::Value;

use crate::place;

/// For each of our crates, the ones of ours that it may name.
const ALLOWED: &[(&str, &[&str])] = &[
    ("core", &[]),
    ("import", &["core"]),
    ("match", &["core"]),
    ("seal", &[]),
    ("store", &["core", "seal"]),
    ("report", &["core"]),
    ("api", &["core", "import", "match", "seal", "store", "report"]),
    ("app", &["core", "api"]),
    ("cli", &["core", "api"]),
    ("webhost", &["core", "api"]),
    ("xtask", &["core", "import", "match", "seal", "store", "report", "api"]),
    ("tests", &[]),
];

/// A library with one room: only these crates of ours may name it.
struct Fence {
    /// The library, or with a star every library whose name begins so.
    library: &'static str,
    rooms: &'static [&'static str],
    why: &'static str,
}

const FENCES: &[Fence] = &[
    Fence { library: "polars*", rooms: &["match"], why: "the engine alone knows columns" },
    Fence { library: "rusqlite", rooms: &["store"], why: "the store alone knows SQL" },
    Fence { library: "libsqlite3-sys", rooms: &["store"], why: "the store alone knows SQL" },
    Fence { library: "argon2", rooms: &["seal"], why: "keys and signatures are made in one place" },
    Fence { library: "chacha20poly1305", rooms: &["seal"], why: "keys and signatures are made in one place" },
    Fence { library: "ed25519-dalek", rooms: &["seal"], why: "keys and signatures are made in one place" },
    Fence { library: "tauri*", rooms: &["app"], why: "the desktop shell alone knows that there is a window" },
    Fence { library: "axum", rooms: &["webhost"], why: "the web host alone knows the network" },
    Fence { library: "tokio", rooms: &["webhost"], why: "the web host alone knows the network" },
    Fence { library: "clap", rooms: &["cli"], why: "the terminal alone knows its words" },
];

/// What a shipped program must not even contain: it opens no network socket.
const SHIPPED: &[&str] = &["app", "cli"];
const NETWORK: &[&str] =
    &["hyper", "reqwest", "ureq", "h2", "rustls", "native-tls", "axum", "tungstenite", "trepunkt-webhost"];

/// The resolved normal dependencies of the workspace on this platform.
pub(crate) struct Tree {
    /// Name of each package by its id.
    names: BTreeMap<String, String>,
    /// Ids of our crates.
    members: BTreeSet<String>,
    /// Normal dependencies, by id.
    normal: BTreeMap<String, BTreeSet<String>>,
    /// Dependencies of any kind, by id.
    any: BTreeMap<String, BTreeSet<String>>,
}

impl Tree {
    /// As cargo resolves it now.
    pub(crate) fn of_workspace() -> Result<Self, String> {
        let version = place::printed("rustc", &["-vV"])?;
        let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
        let text = place::printed("cargo", &["metadata", "--format-version", "1", "--filter-platform", host])?;
        let metadata: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        Ok(Self::of_metadata(&metadata))
    }

    fn of_metadata(metadata: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let mut tree = Self {
            names: list(&metadata["packages"]).iter().map(|one| (text(&one["id"]), text(&one["name"]))).collect(),
            members: list(&metadata["workspace_members"]).iter().map(text).collect(),
            normal: BTreeMap::new(),
            any: BTreeMap::new(),
        };
        for node in list(&metadata["resolve"]["nodes"]) {
            let (mut normal, mut any) = (BTreeSet::new(), BTreeSet::new());
            for dependency in list(&node["deps"]) {
                let id = text(&dependency["pkg"]);
                if list(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"].is_null()) {
                    normal.insert(id.clone());
                }
                any.insert(id);
            }
            let id = text(&node["id"]);
            tree.normal.insert(id.clone(), normal);
            tree.any.insert(id, any);
        }
        tree
    }

    /// Our crates by their short names, with their ids.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&str, &str)> {
        self.members.iter().filter_map(|id| Some((short(self.names.get(id)?), id.as_str())))
    }

    fn named<'a>(&'a self, edges: &'a BTreeMap<String, BTreeSet<String>>, id: &str) -> impl Iterator<Item = &'a str> {
        edges.get(id).into_iter().flatten().filter_map(|id| self.names.get(id)).map(String::as_str)
    }

    /// Everything that a crate contains, over normal dependencies.
    fn contained(&self, id: &str) -> BTreeSet<&str> {
        let (mut seen, mut waiting) = (BTreeSet::new(), vec![id]);
        while let Some(next) = waiting.pop() {
            for dependency in self.normal.get(next).into_iter().flatten() {
                if seen.insert(dependency.as_str()) {
                    waiting.push(dependency);
                }
            }
        }
        seen.into_iter().filter_map(|id| self.names.get(id)).map(String::as_str).collect()
    }
}

fn short(name: &str) -> &str {
    name.strip_prefix("trepunkt-").unwrap_or(name)
}

fn is(library: &str, pattern: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => library.starts_with(start),
        None => library == pattern,
    }
}

/// Every edge that must not be.
pub(crate) fn findings(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    for (member, id) in tree.members() {
        let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == member) else {
            findings.push(format!("edges: the crate `{member}` has no line in the table of allowed edges"));
            continue;
        };
        for name in tree.named(&tree.normal, id) {
            if name.starts_with("trepunkt-") && !allowed.contains(&short(name)) {
                findings.push(format!("edges: `{member}` must not know `{}`", short(name)));
            }
            for fence in FENCES.iter().filter(|fence| is(name, fence.library) && !fence.rooms.contains(&member)) {
                findings.push(format!("edges: `{member}` must not name {name}: {}", fence.why));
            }
        }
        if tree.named(&tree.any, id).any(|name| short(name) == "webhost") {
            findings.push(format!("edges: `{member}` must not know `webhost`, not even in tests: it is never shipped"));
        }
        if SHIPPED.contains(&member) {
            let contained = tree.contained(id);
            for name in NETWORK.iter().filter(|name| contained.contains(*name)) {
                findings.push(format!("edges: `{member}` must not contain {name}: the shipped program has no network"));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(edges: &[(&str, &str, Option<&str>)]) -> Tree {
        let names: BTreeSet<&str> = edges.iter().flat_map(|(from, to, _)| [*from, *to]).collect();
        let nodes: Vec<Value> = names
            .iter()
            .map(|name| {
                let deps: Vec<Value> = edges
                    .iter()
                    .filter(|(from, ..)| from == name)
                    .map(|(_, to, kind)| serde_json::json!({ "pkg": to, "dep_kinds": [{ "kind": kind }] }))
                    .collect();
                serde_json::json!({ "id": name, "deps": deps })
            })
            .collect();
        Tree::of_metadata(&serde_json::json!({
            "packages": names.iter().map(|name| serde_json::json!({ "id": name, "name": name })).collect::<Vec<_>>(),
            "workspace_members": names.iter().filter(|name| name.starts_with("trepunkt-")).collect::<Vec<_>>(),
            "resolve": { "nodes": nodes },
        }))
    }

    #[track_caller]
    fn check(edges: &[(&str, &str, Option<&str>)], expected: &[&str]) {
        let found = findings(&tree(edges));
        assert_eq!(found.len(), expected.len(), "{edges:?}: {found:?}");
        for (found, part) in found.iter().zip(expected) {
            assert!(found.contains(part), "{edges:?}: `{found}` should say `{part}`");
        }
    }

    #[test]
    fn forbidden_edges_are_found() {
        check(&[("trepunkt-api", "trepunkt-match", None), ("trepunkt-match", "polars", None)], &[]);
        check(&[("trepunkt-import", "trepunkt-store", None)], &["`import` must not know `store`"]);
        check(&[("trepunkt-core", "trepunkt-api", None)], &["`core` must not know `api`"]);
        check(&[("trepunkt-import", "trepunkt-store", Some("dev"))], &[]);
        check(&[("trepunkt-store", "polars-core", None)], &["`store` must not name polars-core"]);
        check(&[("trepunkt-api", "rusqlite", None)], &["`api` must not name rusqlite"]);
        check(&[("trepunkt-api", "tauri", None)], &["`api` must not name tauri"]);
        check(&[("trepunkt-cli", "trepunkt-webhost", Some("dev"))], &["`cli` must not know `webhost`, not even"]);
        check(&[("trepunkt-app", "tauri", None), ("tauri", "reqwest", None)], &["`app` must not contain reqwest"]);
        check(&[("trepunkt-new", "serde", None)], &["`new` has no line"]);
    }

    #[test]
    fn the_real_tree_has_no_forbidden_edge() {
        let tree = Tree::of_workspace().expect("cargo knows its own tree");
        let members: BTreeSet<&str> = tree.members().map(|(name, _)| name).collect();
        for (name, _) in ALLOWED {
            assert!(members.contains(name), "the table names `{name}`, which is no crate of the workspace");
        }
        for (member, library) in [("match", "polars"), ("store", "rusqlite"), ("app", "tauri"), ("webhost", "axum")] {
            let (_, id) = tree.members().find(|(name, _)| *name == member).expect("a member");
            assert!(tree.contained(id).contains(library), "`{member}` contains {library}, or this check sees nothing");
        }
        assert_eq!(findings(&tree), Vec::<String>::new(), "the real tree");
    }
}
