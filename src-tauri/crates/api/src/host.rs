//! One open program: its workspace, its jobs and its open lists, behind the one list of commands.

use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use serde::Serialize;
use serde_json::Value;

use crate::commands::for_each_command;
use crate::dto::*;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::job::Jobs;
use crate::session::Session;
use crate::session::Surroundings;
use crate::trial;
use crate::view::open_lists::OpenLists;
use crate::view::{
    backups, calendar, changes, closing, cutoff, deliveries, detail, differences, overview, person, profiles, proof,
    reconciliation, reports, rules, working,
};

/// What a host process holds. Commands may be called from any thread.
pub struct Host {
    surroundings: Arc<Surroundings>,
    session: Mutex<Option<Arc<Session>>>,
    jobs: Jobs,
    lists: OpenLists<DifferenceRow>,
    changes: OpenLists<ChangeRow>,
    check_lists: OpenLists<CheckRow>,
}

macro_rules! dispatch {
    (json { $($command:ident($request:ident) -> $answer:ident;)* } bytes { $($raw:ident($raw_request:ident);)* }) => {
        fn dispatch_json(host: &Host, command: &str, request: Value) -> Result<Value, ApiError> {
            match command {
                $(stringify!($command) => {
                    let answer: $answer = host.$command(parse::<$request>(request)?)?;
                    to_json(&answer)
                })*
                _ => Err(unknown(command)),
            }
        }

        fn dispatch_raw(host: &Host, command: &str, request: Value) -> Result<Vec<u8>, ApiError> {
            match command {
                $(stringify!($raw) => host.$raw(parse::<$raw_request>(request)?),)*
                _ => Err(unknown(command)),
            }
        }
    };
}
for_each_command!(dispatch);

fn unknown(command: &str) -> ApiError {
    ApiError::new(ErrorCode::Invalid, format!("Kommandoen `{command}` findes ikke."))
}

fn parse<T: serde::de::DeserializeOwned>(request: Value) -> Result<T, ApiError> {
    let request = if request.is_null() { Value::Object(serde_json::Map::new()) } else { request };
    serde_json::from_value(request)
        .map_err(|error| ApiError::new(ErrorCode::Invalid, format!("Forespørgslen kan ikke læses: {error}")))
}

fn to_json(answer: &impl Serialize) -> Result<Value, ApiError> {
    serde_json::to_value(answer).map_err(|_| ApiError::internal())
}

impl Host {
    /// A program with nothing open.
    pub fn new(surroundings: Surroundings) -> Self {
        Self {
            surroundings: Arc::new(surroundings),
            session: Mutex::new(None),
            jobs: Jobs::default(),
            lists: OpenLists::default(),
            changes: OpenLists::default(),
            check_lists: OpenLists::default(),
        }
    }

    /// Runs a command that answers a shape.
    ///
    /// # Errors
    /// As the command says; an unknown command or unreadable request is `invalid`, a panic `internal`.
    pub fn rpc(&self, command: &str, request: Value) -> Result<Value, ApiError> {
        catch_unwind(AssertUnwindSafe(|| dispatch_json(self, command, request)))
            .unwrap_or_else(|_| Err(ApiError::internal()))
    }

    /// Runs a command that answers raw bytes.
    ///
    /// # Errors
    /// As [`rpc`](Self::rpc).
    pub fn rpc_bytes(&self, command: &str, request: Value) -> Result<Vec<u8>, ApiError> {
        catch_unwind(AssertUnwindSafe(|| dispatch_raw(self, command, request)))
            .unwrap_or_else(|_| Err(ApiError::internal()))
    }

    fn slot(&self) -> MutexGuard<'_, Option<Arc<Session>>> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn session(&self) -> Result<Arc<Session>, ApiError> {
        self.slot().clone().ok_or_else(ApiError::nothing_open)
    }

    /// Lists belong to a workspace.
    fn close_lists(&self) {
        self.lists.clear();
        self.changes.clear();
        self.check_lists.clear();
    }

    fn put(&self, session: Session) -> Result<WorkspaceInfo, ApiError> {
        let info = session.info()?;
        self.close_lists();
        *self.slot() = Some(Arc::new(session));
        Ok(info)
    }
}

/// The commands, one by one, in the order of the list.
impl Host {
    fn app_info(&self, _: Nothing) -> Result<AppInfo, ApiError> {
        let session = self.slot().clone();
        Ok(AppInfo {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            who: self.surroundings.who.clone(),
            workspace: session.map(|session| session.info()).transpose()?,
        })
    }

    fn workspace_create(&self, request: WorkspaceCreate) -> Result<WorkspaceInfo, ApiError> {
        self.put(Session::create(Arc::clone(&self.surroundings), &request)?)
    }

    fn sample_create(&self, request: SampleCreate) -> Result<SampleCreated, ApiError> {
        let (session, folder, files) = trial::create(&self.surroundings, &request)?;
        Ok(SampleCreated { workspace: self.put(session)?, folder, files })
    }

    fn workspace_open(&self, request: WorkspaceOpen) -> Result<WorkspaceInfo, ApiError> {
        // The file that is open now may be the very one that is asked for; its lock is this program's own.
        self.workspace_close(Nothing {})?;
        self.put(Session::open(Arc::clone(&self.surroundings), &request)?)
    }

    fn backup_list(&self, _: Nothing) -> Result<BackupList, ApiError> {
        Ok(backups::list(&*self.session()?))
    }

    fn backup_take(&self, _: Nothing) -> Result<BackupList, ApiError> {
        backups::take(&*self.session()?)
    }

    fn workspace_close(&self, _: Nothing) -> Result<Nothing, ApiError> {
        self.close_lists();
        *self.slot() = None;
        Ok(Nothing {})
    }

    fn overview(&self, request: OverviewRequest) -> Result<Overview, ApiError> {
        overview::show(&*self.session()?, request.period.as_deref())
    }

    fn delivery_list(&self, _: Nothing) -> Result<DeliveryRows, ApiError> {
        deliveries::list(&*self.session()?)
    }

    fn files_find(&self, request: FilesRequest) -> Result<FilesFound, ApiError> {
        Ok(deliveries::find(&request))
    }

    fn import_preview(&self, request: ImportRequest) -> Result<JobStarted, ApiError> {
        let session = self.session()?;
        Ok(JobStarted { job: self.jobs.start(move |job| deliveries::preview(&session, &request, job)) })
    }

    fn import_start(&self, request: ImportRequest) -> Result<JobStarted, ApiError> {
        let session = self.session()?;
        Ok(JobStarted { job: self.jobs.start(move |job| deliveries::import(&session, &request, job)) })
    }

    fn change_open(&self, request: ChangeQuery) -> Result<ChangeList, ApiError> {
        changes::open(&*self.session()?, &self.changes, &request)
    }

    fn change_export(&self, request: ChangeExport) -> Result<Exported, ApiError> {
        changes::export(&*self.session()?, &request)
    }

    fn calendar(&self, request: CalendarRequest) -> Result<Calendar, ApiError> {
        calendar::show(&*self.session()?, &request)
    }

    fn expectations_save(&self, request: ExpectationsSave) -> Result<OperationDone, ApiError> {
        calendar::save(&*self.session()?, &request)
    }

    fn run_start(&self, request: RunRequest) -> Result<JobStarted, ApiError> {
        let session = self.session()?;
        Ok(JobStarted { job: self.jobs.start(move |job| reconciliation::run(&session, &request, job)) })
    }

    fn job_state(&self, request: JobRequest) -> Result<JobState, ApiError> {
        self.jobs.state(request.job)
    }

    fn job_cancel(&self, request: JobRequest) -> Result<Nothing, ApiError> {
        self.jobs.cancel(request.job)?;
        Ok(Nothing {})
    }

    fn operation_undo(&self, request: OperationUndo) -> Result<OperationDone, ApiError> {
        overview::undo(&*self.session()?, request.operation)
    }

    fn reconciliation_view(&self, request: ReconciliationRequest) -> Result<ReconciliationView, ApiError> {
        reconciliation::show(&*self.session()?, &request)
    }

    fn cutoff_confirm(&self, request: CutoffConfirm) -> Result<OperationDone, ApiError> {
        cutoff::confirm_view(&*self.session()?, &request)
    }

    fn difference_open(&self, request: DifferenceQuery) -> Result<DifferenceList, ApiError> {
        differences::open(&*self.session()?, &self.lists, request)
    }

    fn difference_detail(&self, request: DifferenceRequest) -> Result<DifferenceDetail, ApiError> {
        detail::show(&*self.session()?, &request)
    }

    fn work_do(&self, request: WorkRequest) -> Result<WorkDone, ApiError> {
        working::perform(&*self.session()?, &request)
    }

    fn work_sum(&self, request: WorkChoice) -> Result<WorkSum, ApiError> {
        working::summed(&*self.session()?, &request)
    }

    fn correction_write(&self, request: CorrectionRequest) -> Result<CorrectionDone, ApiError> {
        working::correct(&*self.session()?, &request)
    }

    fn person_look_up(&self, request: PersonRequest) -> Result<PersonView, ApiError> {
        person::look_up(&*self.session()?, &request)
    }

    fn evidence_save(&self, request: EvidenceSave) -> Result<Exported, ApiError> {
        working::save_evidence(&*self.session()?, &request)
    }

    fn open_items(&self, request: OpenItemsRequest) -> Result<OpenItemRows, ApiError> {
        working::open_items(&*self.session()?, &request)
    }

    fn closing_view(&self, request: ReconciliationRequest) -> Result<ClosingView, ApiError> {
        closing::show(&*self.session()?, &request)
    }

    fn sign(&self, request: SignRequest) -> Result<OperationDone, ApiError> {
        closing::sign(&*self.session()?, &request)
    }

    fn decision_export(&self, request: DecisionFile) -> Result<Exported, ApiError> {
        closing::export_decision(&*self.session()?, &request)
    }

    fn decision_import(&self, request: DecisionFile) -> Result<OperationDone, ApiError> {
        closing::import_decision(&*self.session()?, &request)
    }

    fn identity_create(&self, request: IdentityCreate) -> Result<IdentityView, ApiError> {
        closing::create_identity(&request)
    }

    fn people_list(&self, _: Nothing) -> Result<PeopleView, ApiError> {
        closing::people(&*self.session()?)
    }

    fn role_change(&self, request: RoleRequest) -> Result<OperationDone, ApiError> {
        closing::change_role(&*self.session()?, &request)
    }

    fn log_page(&self, request: LogRequest) -> Result<LogPage, ApiError> {
        closing::log(&*self.session()?, &request)
    }

    fn log_export(&self, request: LogExport) -> Result<Exported, ApiError> {
        closing::export_log(&*self.session()?, &request)
    }

    fn source_row(&self, request: RecordRequest) -> Result<SourceRowView, ApiError> {
        detail::source_row(&*self.session()?, &request.record)
    }

    fn difference_export(&self, request: ExportRequest) -> Result<Exported, ApiError> {
        differences::export(&*self.session()?, &request)
    }

    fn profile_list(&self, _: Nothing) -> Result<ProfileRows, ApiError> {
        profiles::list(&*self.session()?)
    }

    fn profile_save(&self, request: ProfileSave) -> Result<ProfileSaved, ApiError> {
        profiles::save(&*self.session()?, &request)
    }

    fn profile_delete(&self, request: ProfileNamed) -> Result<OperationDone, ApiError> {
        profiles::delete(&*self.session()?, &request)
    }

    fn profile_export(&self, request: ProfileExport) -> Result<Exported, ApiError> {
        profiles::export(&*self.session()?, &request)
    }

    fn profile_import(&self, request: ProfileImport) -> Result<ProfileSaved, ApiError> {
        profiles::import(&*self.session()?, &request)
    }

    fn mapping_kinds(&self, _: Nothing) -> Result<MappingKinds, ApiError> {
        Ok(profiles::kinds())
    }

    fn mapping_suggest(&self, request: MappingSuggest) -> Result<ProfileDraft, ApiError> {
        profiles::suggest(&request)
    }

    fn mapping_preview(&self, request: MappingRequest) -> Result<MappingPreview, ApiError> {
        profiles::preview(&*self.session()?, &request)
    }

    fn claim_preview(&self, request: ManualClaim) -> Result<DeliveryRow, ApiError> {
        profiles::claim(&*self.session()?, &request, true)
    }

    fn claim_save(&self, request: ManualClaim) -> Result<DeliveryRow, ApiError> {
        profiles::claim(&*self.session()?, &request, false)
    }

    fn rules_view(&self, _: Nothing) -> Result<RulesView, ApiError> {
        rules::show(&*self.session()?)
    }

    fn rules_check(&self, request: RulesDraft) -> Result<RulesChecked, ApiError> {
        Ok(rules::check(&*self.session()?, &request))
    }

    fn rules_rehearse(&self, request: RulesRehearse) -> Result<JobStarted, ApiError> {
        let session = self.session()?;
        Ok(JobStarted { job: self.jobs.start(move |job| rules::rehearse(&session, &request, job)) })
    }

    fn rules_adopt(&self, request: RulesAdopt) -> Result<OperationDone, ApiError> {
        rules::adopt(&*self.session()?, &request)
    }

    fn rules_import(&self, request: RulesFile) -> Result<RulesDraft, ApiError> {
        rules::import(&request)
    }

    fn rules_export(&self, request: RulesFile) -> Result<Exported, ApiError> {
        rules::export(&*self.session()?, &request)
    }

    fn check_open(&self, request: CheckQuery) -> Result<CheckList, ApiError> {
        proof::open(&*self.session()?, &self.check_lists, &request)
    }

    fn verify_start(&self, request: VerifyRequest) -> Result<JobStarted, ApiError> {
        let session = self.session()?;
        Ok(JobStarted { job: self.jobs.start(move |job| proof::verify(&session, &request, job)) })
    }

    fn report_list(&self, _: Nothing) -> Result<ReportList, ApiError> {
        Ok(reports::list())
    }

    fn report_start(&self, request: ReportRequest) -> Result<JobStarted, ApiError> {
        let session = self.session()?;
        Ok(JobStarted { job: self.jobs.start(move |job| reports::write(&session, &request, job)) })
    }

    fn adhoc_sources(&self, request: ReconciliationRequest) -> Result<AdhocSources, ApiError> {
        reports::sources(&*self.session()?, &request)
    }

    fn adhoc_preview(&self, request: AdhocRequest) -> Result<AdhocPreview, ApiError> {
        reports::preview(&*self.session()?, &request)
    }

    fn adhoc_start(&self, request: AdhocWrite) -> Result<JobStarted, ApiError> {
        let session = self.session()?;
        Ok(JobStarted { job: self.jobs.start(move |job| reports::write_adhoc(&session, &request, job)) })
    }

    fn adhoc_save(&self, request: AdhocSaved) -> Result<OperationDone, ApiError> {
        reports::save(&*self.session()?, &request)
    }

    fn adhoc_delete(&self, request: AdhocNamed) -> Result<OperationDone, ApiError> {
        reports::delete(&*self.session()?, &request)
    }

    fn check_rows(&self, request: WindowRequest) -> Result<Vec<u8>, ApiError> {
        self.check_lists.window(&request)
    }

    fn difference_rows(&self, request: WindowRequest) -> Result<Vec<u8>, ApiError> {
        self.lists.window(&request)
    }

    fn change_rows(&self, request: WindowRequest) -> Result<Vec<u8>, ApiError> {
        self.changes.window(&request)
    }
}
