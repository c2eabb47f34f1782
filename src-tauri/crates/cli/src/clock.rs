//! The wall clock and the person's name, which the use cases cannot know of themselves.

use trepunkt_api::Surroundings;

/// What this process knows of the world around it.
pub(crate) fn surroundings() -> Surroundings {
    Surroundings { who: who(), machine: machine(), clock: Box::new(now) }
}

#[expect(clippy::disallowed_methods, reason = "the host is where the clock comes in")]
fn now() -> trepunkt_core::wall_time::WallTime {
    trepunkt_core::wall_time::WallTime::new(chrono::Local::now().naive_local())
}

fn who() -> String {
    ["USERNAME", "USER", "LOGNAME"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|name| !name.trim().is_empty())
        .unwrap_or_else(|| "ukendt".to_owned())
}

/// The machine's name, for those who wait for the workspace that it has open.
fn machine() -> String {
    let told = std::env::var("COMPUTERNAME").ok().or_else(|| std::fs::read_to_string("/etc/hostname").ok());
    told.map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "ukendt maskine".to_owned())
}
