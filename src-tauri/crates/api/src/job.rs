//! Long work runs on a thread of its own, says how far it is, and stops when asked to.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU8;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::time::Instant;

use trepunkt_core::progress::Progress;

use crate::dto::JobFile;
use crate::dto::JobOutcome;
use crate::dto::JobStage;
use crate::dto::JobState;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::view::count;

/// Finished jobs that nobody has asked about are forgotten beyond this number.
const JOBS_KEPT: usize = 32;

/// One piece of long work, as seen by the work and by whoever watches it.
pub(crate) struct Job {
    started: Instant,
    stage: AtomicU8,
    done: AtomicU64,
    total: AtomicU64,
    is_cancelled: AtomicBool,
    file: Mutex<Option<JobFile>>,
    outcome: Mutex<Option<JobOutcome>>,
}

const STAGES: [JobStage; 6] = [
    JobStage::Waiting,
    JobStage::Reading,
    JobStage::Storing,
    JobStage::Loading,
    JobStage::Matching,
    JobStage::Finished,
];

/// Long work that can say which stage it is in.
pub trait Stages: Progress {
    /// The work enters a stage.
    fn enter(&self, stage: JobStage);

    /// The work takes up a file, the `number`th of `of`.
    fn at(&self, _file: &str, _number: usize, _of: usize) {}
}

impl Stages for trepunkt_core::progress::Unwatched {
    fn enter(&self, _stage: JobStage) {}
}

impl Job {
    fn new() -> Self {
        Self {
            started: Instant::now(),
            stage: AtomicU8::new(0),
            done: AtomicU64::new(0),
            total: AtomicU64::new(0),
            is_cancelled: AtomicBool::new(false),
            file: Mutex::new(None),
            outcome: Mutex::new(None),
        }
    }

    fn state(&self) -> JobState {
        let outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let stage = match outcome {
            Some(_) => JobStage::Finished,
            None => STAGES[usize::from(self.stage.load(Ordering::Relaxed)).min(STAGES.len() - 1)],
        };
        JobState {
            stage,
            done: self.done.load(Ordering::Relaxed),
            total: self.total.load(Ordering::Relaxed),
            file: self.file.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            elapsed_ms: u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
            outcome,
        }
    }
}

impl Progress for Job {
    fn report(&self, done: u64, total: u64) {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }

    fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::Relaxed)
    }
}

impl Stages for Job {
    fn enter(&self, stage: JobStage) {
        let position = STAGES.iter().position(|known| *known == stage).unwrap_or(0);
        self.report(0, 0);
        self.stage.store(u8::try_from(position).unwrap_or(0), Ordering::Relaxed);
        *self.file.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn at(&self, file: &str, number: usize, of: usize) {
        let file = JobFile { name: file.to_owned(), number: count(number), of: count(of) };
        *self.file.lock().unwrap_or_else(PoisonError::into_inner) = Some(file);
    }
}

/// The jobs of one open program.
#[derive(Default)]
pub(crate) struct Jobs {
    jobs: Mutex<(u32, BTreeMap<u32, Arc<Job>>)>,
}

impl Jobs {
    /// Starts work on a thread of its own. A panic in it becomes a failed job; the program stays up.
    pub(crate) fn start(&self, work: impl FnOnce(&Job) -> Result<JobOutcome, ApiError> + Send + 'static) -> u32 {
        let job = Arc::new(Job::new());
        let number = self.keep(Arc::clone(&job));
        std::thread::spawn(move || {
            let outcome = match catch_unwind(AssertUnwindSafe(|| work(&job))) {
                Ok(Ok(outcome)) => outcome,
                Ok(Err(error)) if error.code == ErrorCode::Cancelled => JobOutcome::Cancelled,
                Ok(Err(error)) => JobOutcome::Failed { error },
                Err(_) => JobOutcome::Failed { error: ApiError::internal() },
            };
            *job.outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
        });
        number
    }

    fn keep(&self, job: Arc<Job>) -> u32 {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.0 += 1;
        let number = jobs.0;
        jobs.1.insert(number, job);
        while jobs.1.len() > JOBS_KEPT {
            let finished = jobs.1.iter().find(|(_, job)| job.state().outcome.is_some()).map(|(number, _)| *number);
            let Some(oldest) = finished else { break };
            jobs.1.remove(&oldest);
        }
        number
    }

    fn find(&self, number: u32) -> Result<Arc<Job>, ApiError> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.1
            .get(&number)
            .cloned()
            .ok_or_else(|| ApiError::new(ErrorCode::NotFound, format!("Opgave {number} findes ikke længere.")))
    }

    /// How far the job is.
    pub(crate) fn state(&self, number: u32) -> Result<JobState, ApiError> {
        Ok(self.find(number)?.state())
    }

    /// Asks the job to stop.
    pub(crate) fn cancel(&self, number: u32) -> Result<(), ApiError> {
        self.find(number)?.is_cancelled.store(true, Ordering::Relaxed);
        Ok(())
    }
}
