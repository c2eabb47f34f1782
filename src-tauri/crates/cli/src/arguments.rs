//! The words of the command line.

mod report;
mod work;

use std::path::PathBuf;

use clap::Args;
use clap::Parser;
use clap::Subcommand;

pub(crate) use report::*;
pub(crate) use work::*;

/// Tre-punkts afstemning af TØK, eIndkomst og SKAT.
#[derive(Debug, Parser)]
#[command(name = "trepunkt", version, about, disable_help_subcommand = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Skriv ét JSON-dokument på stdout.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Fil, hvis første linje er adgangssætningen (ellers TREPUNKT_PASSPHRASE).
    #[arg(long, global = true, value_name = "FIL")]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// Overtag en lås, som en anden maskine har efterladt; det logges.
    #[arg(long, global = true)]
    pub(crate) break_lock: bool,
    /// Åbn kun til læsning; så kan en anden skrive imens.
    #[arg(long, global = true)]
    pub(crate) read_only: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Opret en arbejdsmappe.
    New(New),
    /// Importér filer, hver for sig atomart.
    Import(Import),
    /// Vis de leverancer, der står.
    Deliveries(Target),
    /// Importér, og kør så alle afstemninger, hvis punkter er der.
    Month(MonthArguments),
    /// Kør afstemninger for en periode.
    Match(Match),
    /// Vis differencer.
    Differences(Differences),
    /// Vis afstemningsbroen.
    Bridge(Bridge),
    /// Sig, hvorfor en linje er matchet eller ikke er det.
    Why(Why),
    /// Vis eller bekræft kravets skæringsdato.
    Cutoff(Cutoff),
    /// Skriv en rapport som PDF, Excel eller CSV.
    Report(Report),
    /// Sæt en rapport sammen: kilde, kolonner, udvalg, grupper, summer.
    Adhoc(Adhoc),
    /// Vis, skriv eller hent tilknytningsprofiler.
    #[command(subcommand)]
    Profile(ProfileCommand),
    /// Vis, prøv og indfør kommunens regler.
    Rules(Rules),
    /// Hold leverancerne op mod fagets regler, hver for sig.
    Checks(OfPeriod),
    /// Efterprøv filen, de arkiverede originaler og alle kørsler.
    Verify(Verify),
    /// Tag en sikkerhedskopi nu, og vis dem, der er.
    Backup(Target),
    /// Løs differencer med en årsag og en kommentar.
    Resolve(Resolve),
    /// Godtag maskinens forslag.
    Accept(Accept),
    /// Overfør differencer til en senere måned.
    Carry(Carry),
    /// Tag op, kommentér, tildel, genåbn, match i hånden eller vedlæg et bilag.
    Work(Work),
    /// Skriv rettelser som en fil: til eIndkomst, eller som et bilag til økonomisystemet.
    Correct(Correct),
    /// Vis, hvad der er gjort ved en difference.
    History(History),
    /// Slå en person op; CPR-nummeret læses fra stdin, og opslaget logges.
    Person(PersonArguments),
    /// Vis åbne poster og deres alder.
    OpenItems(OpenItems),
    /// Lav og optag identiteter.
    #[command(subcommand)]
    Identity(IdentityCommand),
    /// Vis, hvem der er optaget, og med hvilke roller.
    People(Target),
    /// Vis, hvad der spærrer for underskrift, og de underskrevne versioner.
    Close(OneRun),
    /// Underskriv: forberederen først, godkenderen bagefter.
    Sign(Sign),
    /// Send en underskrevet version retur.
    Return(Return),
    /// Send en godkendelse mellem kopier af arbejdsmappen.
    #[command(subcommand)]
    Decision(DecisionCommand),
    /// Vis revisionsloggen.
    Log(Log),
    /// Fortryd den seneste handling, der ikke er fortrudt.
    Undo(Target),
    /// Skriv en syntetisk kommune med forventede resultater.
    Sample(Sample),
}

#[derive(Debug, Args)]
pub(crate) struct Target {
    /// Arbejdsmappen.
    #[arg(value_name = "ARBEJDSMAPPE")]
    pub(crate) workspace: String,
}

#[derive(Debug, Args)]
pub(crate) struct New {
    #[command(flatten)]
    pub(crate) target: Target,
    /// Kommunens navn.
    #[arg(long)]
    pub(crate) name: String,
    /// Kryptér ikke arbejdsmappen.
    #[arg(long)]
    pub(crate) no_encryption: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    #[command(flatten)]
    pub(crate) target: Target,
    /// Filerne.
    #[arg(required = true, value_name = "FIL")]
    pub(crate) files: Vec<String>,
    /// Læs filerne som denne kildetype.
    #[arg(long = "as", value_name = "KILDETYPE")]
    pub(crate) kind: Option<String>,
    /// Læs filerne med denne tilknytningsprofil: et navn eller en TOML-fil.
    #[arg(long, value_name = "PROFIL")]
    pub(crate) profile: Option<String>,
    /// Svar på det, profilen spørger om, fx Kravmåned=2026-10.
    #[arg(long = "value", value_name = "FELT=VÆRDI")]
    pub(crate) values: Vec<String>,
    /// Se kun, hvad der ville ske.
    #[arg(long)]
    pub(crate) preview: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ProfileCommand {
    /// Vis de profiler, der kan bruges.
    List(Target),
    /// Skriv en profil til en fil.
    Export(ProfileExport),
    /// Gem en profil fra en fil.
    Import(ProfileImport),
}

#[derive(Debug, Args)]
pub(crate) struct ProfileExport {
    #[command(flatten)]
    pub(crate) target: Target,
    /// Profilens navn.
    #[arg(value_name = "PROFIL")]
    pub(crate) name: String,
    /// Filen, der skrives.
    #[arg(long)]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct ProfileImport {
    #[command(flatten)]
    pub(crate) target: Target,
    /// Filen med profilen.
    #[arg(value_name = "FIL")]
    pub(crate) file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct MonthArguments {
    #[command(flatten)]
    pub(crate) target: Target,
    /// Perioden, fx 2026-10.
    #[arg(long)]
    pub(crate) period: String,
    /// Filerne.
    #[arg(required = true, value_name = "FIL")]
    pub(crate) files: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Match {
    #[command(flatten)]
    pub(crate) target: Target,
    /// Perioden, fx 2026-10.
    #[arg(long)]
    pub(crate) period: String,
    /// Kun denne afstemning.
    #[arg(long)]
    pub(crate) reconciliation: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct OneRun {
    #[command(flatten)]
    pub(crate) target: Target,
    /// Afstemningen, fx a-skat.
    #[arg(long)]
    pub(crate) reconciliation: String,
    /// Perioden, fx 2026-10.
    #[arg(long)]
    pub(crate) period: String,
}

#[derive(Debug, Args)]
pub(crate) struct Differences {
    #[command(flatten)]
    pub(crate) run: OneRun,
    /// Kun denne årsag.
    #[arg(long)]
    pub(crate) cause: Option<String>,
    /// Vis CPR-numre; logges med begrundelsen.
    #[arg(long, requires = "reason")]
    pub(crate) reveal_cpr: bool,
    /// Hvorfor CPR-numre skal vises.
    #[arg(long)]
    pub(crate) reason: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Bridge {
    #[command(flatten)]
    pub(crate) run: OneRun,
}

#[derive(Debug, Args)]
pub(crate) struct Why {
    #[command(flatten)]
    pub(crate) target: Target,
    /// Linjen, fx D1:17 eller D2:5/0015.
    #[arg(long)]
    pub(crate) record: String,
    /// Kun denne afstemning.
    #[arg(long)]
    pub(crate) reconciliation: Option<String>,
    /// Kun denne periode, fx 2026-10.
    #[arg(long)]
    pub(crate) period: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Rules {
    #[command(flatten)]
    pub(crate) target: Target,
    #[command(subcommand)]
    pub(crate) action: RulesAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RulesAction {
    /// Vis de regler, der gælder, og hvor hver værdi kommer fra.
    Show,
    /// Se, om en regelfil kan bruges, og hvad den ændrer.
    Check(RulesFile),
    /// Se, hvad en regelfil ville ændre i alle perioder, der er kørt. Intet gemmes.
    DryRun(RulesDryRun),
    /// Indfør en regelfil som kommunens egne regler; en tom fil går tilbage til de leverede.
    Adopt(RulesAdopt),
    /// Vis alle udgaver af kommunens egne regler.
    History,
    /// Skriv kommunens egne regler til en fil.
    Export(RulesFile),
}

#[derive(Debug, Args)]
pub(crate) struct RulesFile {
    /// Regelfilen (TOML).
    #[arg(value_name = "FIL")]
    pub(crate) file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct RulesDryRun {
    #[command(flatten)]
    pub(crate) file: RulesFile,
    /// Kun denne periode, fx 2026-10.
    #[arg(long)]
    pub(crate) period: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct RulesAdopt {
    #[command(flatten)]
    pub(crate) file: RulesFile,
    /// Hvorfor reglerne ændres.
    #[arg(long)]
    pub(crate) reason: String,
    #[command(flatten)]
    pub(crate) by: Endorse,
}

#[derive(Debug, Args)]
pub(crate) struct OfPeriod {
    #[command(flatten)]
    pub(crate) target: Target,
    /// Perioden, fx 2026-10.
    #[arg(long)]
    pub(crate) period: String,
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    pub(crate) target: Target,
    /// Kun denne periode, fx 2026-10.
    #[arg(long)]
    pub(crate) period: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Cutoff {
    #[command(flatten)]
    pub(crate) run: OneRun,
    /// Kun denne betaler; ellers alle.
    #[arg(long, value_name = "SE-NUMMER")]
    pub(crate) se: Option<String>,
    /// Bekræft tidspunktet, fx 2026-10-29T12:00:00.
    #[arg(long, value_name = "TIDSPUNKT")]
    pub(crate) confirm: Option<String>,
    #[command(flatten)]
    pub(crate) by: Endorse,
}

#[derive(Debug, Args)]
pub(crate) struct Sample {
    /// Mappen, der skrives til.
    #[arg(value_name = "MAPPE")]
    pub(crate) folder: PathBuf,
    /// Frøet: samme frø, samme filer.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Omtrent hvor mange TØK-linjer.
    #[arg(long, default_value_t = 2_000)]
    pub(crate) lines: u32,
    /// Måneden, fx 2026-10.
    #[arg(long, default_value = "2026-10")]
    pub(crate) period: String,
}
