//! The one list of commands. Hosts, the terminal and the generated TypeScript all come from it.

/// Hands the list to a macro: `json` commands answer a shape, `bytes` commands raw bytes.
macro_rules! for_each_command {
    ($callback:ident) => {
        $callback! {
            json {
                app_info(Nothing) -> AppInfo;
                workspace_create(WorkspaceCreate) -> WorkspaceInfo;
                workspace_open(WorkspaceOpen) -> WorkspaceInfo;
                sample_create(SampleCreate) -> SampleCreated;
                workspace_close(Nothing) -> Nothing;
                backup_list(Nothing) -> BackupList;
                backup_take(Nothing) -> BackupList;
                overview(OverviewRequest) -> Overview;
                delivery_list(Nothing) -> DeliveryRows;
                files_find(FilesRequest) -> FilesFound;
                import_preview(ImportRequest) -> JobStarted;
                import_start(ImportRequest) -> JobStarted;
                change_open(ChangeQuery) -> ChangeList;
                change_export(ChangeExport) -> Exported;
                calendar(CalendarRequest) -> Calendar;
                expectations_save(ExpectationsSave) -> OperationDone;
                run_start(RunRequest) -> JobStarted;
                job_state(JobRequest) -> JobState;
                job_cancel(JobRequest) -> Nothing;
                operation_undo(OperationUndo) -> OperationDone;
                reconciliation_view(ReconciliationRequest) -> ReconciliationView;
                cutoff_confirm(CutoffConfirm) -> OperationDone;
                difference_open(DifferenceQuery) -> DifferenceList;
                difference_detail(DifferenceRequest) -> DifferenceDetail;
                work_do(WorkRequest) -> WorkDone;
                work_sum(WorkChoice) -> WorkSum;
                correction_write(CorrectionRequest) -> CorrectionDone;
                person_look_up(PersonRequest) -> PersonView;
                evidence_save(EvidenceSave) -> Exported;
                open_items(OpenItemsRequest) -> OpenItemRows;
                closing_view(ReconciliationRequest) -> ClosingView;
                sign(SignRequest) -> OperationDone;
                decision_export(DecisionFile) -> Exported;
                decision_import(DecisionFile) -> OperationDone;
                identity_create(IdentityCreate) -> IdentityView;
                people_list(Nothing) -> PeopleView;
                role_change(RoleRequest) -> OperationDone;
                log_page(LogRequest) -> LogPage;
                log_export(LogExport) -> Exported;
                source_row(RecordRequest) -> SourceRowView;
                difference_export(ExportRequest) -> Exported;
                profile_list(Nothing) -> ProfileRows;
                profile_save(ProfileSave) -> ProfileSaved;
                profile_delete(ProfileNamed) -> OperationDone;
                profile_export(ProfileExport) -> Exported;
                profile_import(ProfileImport) -> ProfileSaved;
                mapping_kinds(Nothing) -> MappingKinds;
                mapping_suggest(MappingSuggest) -> ProfileDraft;
                mapping_preview(MappingRequest) -> MappingPreview;
                claim_preview(ManualClaim) -> DeliveryRow;
                claim_save(ManualClaim) -> DeliveryRow;
                rules_view(Nothing) -> RulesView;
                rules_check(RulesDraft) -> RulesChecked;
                rules_rehearse(RulesRehearse) -> JobStarted;
                rules_adopt(RulesAdopt) -> OperationDone;
                rules_import(RulesFile) -> RulesDraft;
                rules_export(RulesFile) -> Exported;
                check_open(CheckQuery) -> CheckList;
                verify_start(VerifyRequest) -> JobStarted;
                report_list(Nothing) -> ReportList;
                report_start(ReportRequest) -> JobStarted;
                adhoc_sources(ReconciliationRequest) -> AdhocSources;
                adhoc_preview(AdhocRequest) -> AdhocPreview;
                adhoc_start(AdhocWrite) -> JobStarted;
                adhoc_save(AdhocSaved) -> OperationDone;
                adhoc_delete(AdhocNamed) -> OperationDone;
            }
            bytes {
                difference_rows(WindowRequest);
                change_rows(WindowRequest);
                check_rows(WindowRequest);
            }
        }
    };
}
pub(crate) use for_each_command;
