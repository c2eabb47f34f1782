//! One open workspace, who works in it, and the rules that hold there.

use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::RwLock;
use std::time::Duration;
use std::time::Instant;

use trepunkt_core::rule::Merged;
use trepunkt_core::rule::RuleFault;
use trepunkt_core::rule::RuleLine;
use trepunkt_core::rule::RulePack;
use trepunkt_core::wall_time::WallTime;
use trepunkt_store::Access;
use trepunkt_store::Act;
use trepunkt_store::Holder;
use trepunkt_store::Lock;
use trepunkt_store::Locking;
use trepunkt_store::StoreError;
use trepunkt_store::Workspace;

use crate::backups;
use crate::completeness::day_of;
use crate::dto::WorkspaceCreate;
use crate::dto::WorkspaceInfo;
use crate::dto::WorkspaceOpen;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::rules;

/// What the program cannot know of itself: who works and what time it is. The host says so.
pub struct Surroundings {
    /// The person's name, as the operating system knows it.
    pub who: String,
    /// The machine's name.
    pub machine: String,
    /// The wall clock.
    pub clock: Box<dyn Fn() -> WallTime + Send + Sync>,
}

/// An open workspace.
pub struct Session {
    surroundings: Arc<Surroundings>,
    // Before the lock, so that the file is closed before anybody else may open it.
    workspace: Mutex<Workspace>,
    rules: RwLock<Arc<RulesInForce>>,
    guard: Guard,
    /// Why the day's copy could not be taken.
    backup_fault: Option<String>,
}

/// Who may write: this session, or somebody else.
enum Guard {
    /// This one, for as long as the lock is kept.
    Ours(Option<Lock>),
    /// Somebody has it open.
    Held(Holder),
    /// Another machine left it behind.
    Left(Holder),
}

/// How long a session waits for another that has the file for a moment, such as a command of the terminal.
const PATIENCE: Duration = Duration::from_secs(2);
const POLL: Duration = Duration::from_millis(50);

/// Takes the lock, or learns who has it.
fn guard(path: &Path, act: &Act<'_>, machine: &str, breaks: bool) -> Result<Guard, StoreError> {
    let began = Instant::now();
    loop {
        match Lock::take(path, act, machine, breaks)? {
            Locking::Taken(lock) => return Ok(Guard::Ours(Some(lock))),
            Locking::Left(holder) => return Ok(Guard::Left(holder)),
            Locking::Held(holder) if began.elapsed() > PATIENCE => return Ok(Guard::Held(holder)),
            Locking::Held(_) => std::thread::sleep(POLL),
        }
    }
}

/// The rules that hold: the shipped pack, with the municipality's own laid over it.
pub struct RulesInForce {
    merged: Merged,
    fault: Option<RuleFault>,
}

impl std::ops::Deref for RulesInForce {
    type Target = RulePack;

    fn deref(&self) -> &RulePack {
        &self.merged.pack
    }
}

impl RulesInForce {
    /// The text that says it, as each run keeps it.
    pub(crate) fn text(&self) -> &str {
        &self.merged.text
    }

    /// Each value and where it comes from.
    pub(crate) fn lines(&self) -> &[RuleLine] {
        &self.merged.lines
    }

    /// Why the own rules do not fit the pack that ships with this version of the program. Then the shipped rules are
    /// shown, and nothing is run by them: that would be to guess.
    pub(crate) fn fault(&self) -> Option<&RuleFault> {
        self.fault.as_ref()
    }
}

/// Who does something and when, kept for the length of one write.
pub(crate) struct Moment {
    at: WallTime,
    who: String,
}

impl Moment {
    pub(crate) fn act(&self) -> Act<'_> {
        Act { at: self.at, who: &self.who }
    }
}

/// Who holds a lock, in words.
fn told(holder: &Holder) -> String {
    format!("{} ({}) siden {}", holder.who, holder.machine, holder.at)
}

fn in_force(workspace: &Workspace) -> Result<RulesInForce, ApiError> {
    let own = workspace.own_rules()?;
    match rules::merged(own.as_ref().map_or("", |own| own.text.as_str())) {
        Ok(merged) => Ok(RulesInForce { merged, fault: None }),
        Err(fault) => Ok(RulesInForce { merged: rules::merged("").map_err(ApiError::from)?, fault: Some(fault) }),
    }
}

impl Session {
    /// Creates a workspace file and opens it.
    ///
    /// # Errors
    /// When the file exists, or cannot be written.
    pub fn create(surroundings: Arc<Surroundings>, request: &WorkspaceCreate) -> Result<Self, ApiError> {
        let name = request.name.trim();
        if name.is_empty() {
            return Err(ApiError::new(ErrorCode::Invalid, "Kommunens navn mangler."));
        }
        if request.passphrase.as_deref().is_some_and(|passphrase| passphrase.trim().is_empty()) {
            return Err(ApiError::new(ErrorCode::Invalid, "Adgangssætningen er tom.")
                .hint("Skriv en adgangssætning, eller vælg en arbejdsmappe uden kryptering."));
        }
        let at = (surroundings.clock)();
        let act = Act { at, who: &surroundings.who };
        let path = Path::new(&request.path);
        let workspace = Workspace::create(path, name, request.passphrase.as_deref(), &act)?;
        let guard = guard(path, &act, &surroundings.machine, true)?;
        Self::over(Arc::clone(&surroundings), workspace, guard)
    }

    /// Opens a workspace file; for reading only when its medium takes no writes or somebody else has it open.
    ///
    /// # Errors
    /// When it does not exist, is not a workspace, is newer than the program, or the passphrase is wrong.
    pub fn open(surroundings: Arc<Surroundings>, request: &WorkspaceOpen) -> Result<Self, ApiError> {
        let path = Path::new(&request.path);
        let passphrase = request.passphrase.as_deref().filter(|_| Workspace::is_encrypted(path).unwrap_or(true));
        let act = Act { at: (surroundings.clock)(), who: &surroundings.who };
        // A file that is no workspace gets no lock beside it.
        Workspace::is_encrypted(path)?;
        let guard = match request.read_only {
            true => Guard::Ours(None),
            false => match guard(path, &act, &surroundings.machine, request.break_lock) {
                Err(StoreError::ReadOnly) => Guard::Ours(None),
                taken => taken?,
            },
        };
        let access = if matches!(guard, Guard::Ours(Some(_))) { Access::Write } else { Access::Read };
        let mut workspace = match Workspace::open(path, passphrase, access, &act) {
            Err(StoreError::ReadOnly) => Workspace::open(path, passphrase, Access::Read, &act)?,
            opened => opened?,
        };
        if let Guard::Ours(Some(Lock { broken: Some(holder), .. })) = &guard {
            workspace.append_audit("lock-broken", &told(holder), &act)?;
        }
        let mut backup_fault = None;
        if workspace.access() == Access::Write {
            // A copy that cannot be taken keeps nobody from working, but is told.
            backup_fault = backups::keep(&workspace, day_of(act.at)).err().map(|error| error.message);
        }
        Ok(Self { backup_fault, ..Self::over(Arc::clone(&surroundings), workspace, guard)? })
    }

    fn over(surroundings: Arc<Surroundings>, workspace: Workspace, guard: Guard) -> Result<Self, ApiError> {
        let rules = RwLock::new(Arc::new(in_force(&workspace)?));
        Ok(Self { surroundings, workspace: Mutex::new(workspace), rules, guard, backup_fault: None })
    }

    /// Who else has the workspace open, in words; none when this session may write or the medium takes no writes.
    pub fn locked_by(&self) -> Option<String> {
        match &self.guard {
            Guard::Ours(_) => None,
            Guard::Held(holder) | Guard::Left(holder) => Some(told(holder)),
        }
    }

    /// The rules that hold in this workspace.
    pub fn rules(&self) -> Arc<RulesInForce> {
        Arc::clone(&self.rules.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the rules anew, after something that may have changed them.
    pub(crate) fn renew_rules(&self, workspace: &Workspace) -> Result<(), ApiError> {
        let rules = Arc::new(in_force(workspace)?);
        *self.rules.write().unwrap_or_else(PoisonError::into_inner) = rules;
        Ok(())
    }

    /// The workspace, for as long as the guard is held.
    pub(crate) fn workspace(&self) -> MutexGuard<'_, Workspace> {
        self.workspace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Now.
    pub(crate) fn now(&self) -> WallTime {
        (self.surroundings.clock)()
    }

    /// Now, and who works.
    pub(crate) fn moment(&self) -> Moment {
        Moment { at: (self.surroundings.clock)(), who: self.surroundings.who.clone() }
    }

    /// The workspace as the window's frame shows it.
    ///
    /// # Errors
    /// When the workspace cannot be read.
    pub fn info(&self) -> Result<WorkspaceInfo, ApiError> {
        let workspace = self.workspace();
        let audit = workspace.verify_audit()?;
        Ok(WorkspaceInfo {
            name: workspace.name().to_owned(),
            file: workspace.path().file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            is_encrypted: workspace.has_key(),
            is_read_only: workspace.access() == Access::Read,
            locked_by: self.locked_by(),
            lock_is_left: matches!(self.guard, Guard::Left(_)),
            backup_fault: self.backup_fault.clone(),
            audit_is_whole: audit.is_whole(),
            audit_entries: u32::try_from(audit.entries).unwrap_or(u32::MAX),
        })
    }

    /// The version of the workspace's layout.
    pub fn schema_version(&self) -> u32 {
        self.workspace().schema_version()
    }

    /// Closes the file, so that nothing but the one file remains.
    ///
    /// # Errors
    /// When the last write cannot be completed.
    pub fn close(self) -> Result<(), ApiError> {
        let workspace = self.workspace.into_inner().unwrap_or_else(PoisonError::into_inner);
        workspace.close().map_err(|error| {
            // Every operation was committed before: only the log beside the file could not be written back.
            let message =
                "Arbejdsmappen kunne ikke lukkes helt. Det, der er gjort, er gemt; den næste åbning gør den færdig.";
            ApiError::new(ErrorCode::File, message).hint(error.to_string())
        })
    }
}
