//! The wall clock and the person's name, which the use cases cannot know of themselves.

use trepunkt_api::Surroundings;

/// What this process knows of the world around it.
pub(crate) fn surroundings() -> Surroundings {
    Surroundings { who: who(), clock: Box::new(now) }
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
