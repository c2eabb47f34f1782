//! Progress on stderr, so that stdout holds the answer alone.

use indicatif::ProgressBar;
use indicatif::ProgressDrawTarget;
use indicatif::ProgressStyle;
use trepunkt_api::Stages;
use trepunkt_api::dto::JobStage;
use trepunkt_core::progress::Progress;

/// A bar in the terminal; silent where stderr is no terminal.
pub(crate) struct Bar {
    bar: ProgressBar,
}

impl Bar {
    pub(crate) fn new() -> Self {
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(10));
        if let Ok(style) = ProgressStyle::with_template("{msg:>10} {wide_bar} {percent:>3} %  {elapsed}") {
            bar.set_style(style);
        }
        Self { bar }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar {
    fn report(&self, done: u64, total: u64) {
        self.bar.set_length(total);
        self.bar.set_position(done);
    }

    fn is_cancelled(&self) -> bool {
        false
    }
}

impl Stages for Bar {
    fn enter(&self, stage: JobStage) {
        let name = match stage {
            JobStage::Waiting | JobStage::Finished => "",
            JobStage::Reading => "læser",
            JobStage::Storing => "gemmer",
            JobStage::Loading => "henter",
            JobStage::Matching => "matcher",
        };
        self.bar.set_message(name);
    }
}
