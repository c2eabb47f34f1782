//! The rules themselves.

/// More lines than this in one file of code are too many to overlook.
pub(super) const LINES_MAX: usize = 600;

/// Words that a room must not hold.
pub(super) struct Rule {
    /// Where the rule holds; everywhere if empty.
    pub(super) rooms: &'static [&'static str],
    /// Where it does not hold all the same: folders, files, or with a star how a path ends.
    pub(super) except: &'static [&'static str],
    /// Which files; all texts if empty.
    pub(super) endings: &'static [&'static str],
    pub(super) words: &'static [&'static str],
    pub(super) why: &'static str,
}

const CODE: &[&str] = &["rs", "ts", "tsx", "mjs"];
/// This folder names what it forbids.
const HERE: &str = "src-tauri/crates/xtask/src/tidy/";

pub(super) const RULES: &[Rule] = &[
    Rule {
        rooms: &[
            "src-tauri/crates/core/",
            "src-tauri/crates/match/",
            "src-tauri/crates/store/",
            "src-tauri/crates/import/",
        ],
        // A number cell of a spreadsheet is a float by its file format; here it becomes text, and is never calculated with.
        except: &[
            "src-tauri/crates/import/src/number.rs",
            "src-tauri/crates/import/src/sheet.rs",
            "src-tauri/crates/import/tests/",
        ],
        endings: &["rs"],
        words: &["f32", "f64"],
        why: "money is whole øre; no float comes near it",
    },
    Rule {
        rooms: &["src-tauri/crates/core/src/", "src-tauri/crates/match/src/", "src-tauri/crates/import/src/"],
        except: &[],
        endings: &["rs"],
        words: &["std::fs", "std::process", "Instant::now", "SystemTime", "std::thread::sleep"],
        why: "this room reads no files and no clock; they are parameters",
    },
    Rule {
        rooms: &[
            "src-tauri/crates/core/src/",
            "src-tauri/crates/import/src/",
            "src-tauri/crates/match/src/",
            "src-tauri/crates/store/src/",
            "src-tauri/crates/report/src/",
            "src-tauri/crates/api/src/",
        ],
        except: &["*tests.rs"],
        endings: &["rs"],
        words: &["std::env", "env::var", "env::var_os", "env::vars"],
        why: "settings are parameters; only a host reads the environment",
    },
    Rule {
        rooms: &["src-tauri/"],
        except: &["src-tauri/crates/webhost/", HERE],
        endings: &["rs"],
        words: &["std::net", "tokio::net", "TcpStream", "TcpListener", "UdpSocket"],
        why: "the shipped program opens no network socket",
    },
    Rule {
        rooms: &["ui/src/"],
        except: &["ui/src/host/"],
        endings: &["ts", "tsx"],
        words: &["@tauri-apps"],
        why: "only the host room knows that there is a desktop shell",
    },
    Rule {
        rooms: &["ui/src/"],
        except: &[],
        endings: &["ts", "tsx"],
        words: &["console.log", "console.debug", "console.info"],
        why: "personal data must never reach a log",
    },
    Rule {
        rooms: &[],
        except: &[HERE],
        endings: CODE,
        words: &["todo!", "unimplemented!", "FIXME", "XXX"],
        why: "nothing is left half made",
    },
    Rule { rooms: &[], except: &[HERE], endings: &["rs"], words: &["#[ignore"], why: "no test is passed over" },
    Rule {
        rooms: &[],
        except: &[],
        endings: &["ts", "tsx", "mjs"],
        words: &[".only(", ".skip(", ".fixme(", ".todo("],
        why: "no test is passed over",
    },
    Rule {
        rooms: &[],
        except: &[HERE],
        endings: &[],
        words: &["/home/", "/Users/", "/root/", r"C:\Users\"],
        why: "a path on somebody's machine",
    },
];
