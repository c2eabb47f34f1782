//! The words for working differences, signing and the log.

use std::path::PathBuf;

use clap::Args;
use clap::Subcommand;

use super::OneRun;
use super::Target;

/// Which differences.
#[derive(Debug, Args)]
pub(crate) struct Which {
    /// Differencens id; kan gentages.
    #[arg(long = "difference", value_name = "ID")]
    pub(crate) differences: Vec<String>,
    /// Alle åbne differencer i denne afstemning, når ingen er nævnt.
    #[arg(long, requires = "period")]
    pub(crate) reconciliation: Option<String>,
    /// Perioden, fx 2026-10.
    #[arg(long)]
    pub(crate) period: Option<String>,
    /// Kun dem med denne årsag.
    #[arg(long, value_name = "ÅRSAG")]
    pub(crate) only_cause: Option<String>,
    /// Kun dem med denne sikkerhed: proven, suggested, unknown.
    #[arg(long, value_name = "SIKKERHED")]
    pub(crate) only_certainty: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Resolve {
    #[command(flatten)]
    pub(crate) target: Target,
    #[command(flatten)]
    pub(crate) which: Which,
    /// Årsagen.
    #[arg(long)]
    pub(crate) cause: String,
    /// Hvad der er afklaret.
    #[arg(long)]
    pub(crate) comment: String,
}

#[derive(Debug, Args)]
pub(crate) struct Accept {
    #[command(flatten)]
    pub(crate) target: Target,
    #[command(flatten)]
    pub(crate) which: Which,
    /// En bemærkning.
    #[arg(long)]
    pub(crate) comment: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Carry {
    #[command(flatten)]
    pub(crate) target: Target,
    #[command(flatten)]
    pub(crate) which: Which,
    /// Den dag, posten ventes udlignet, fx 2026-12-10.
    #[arg(long, value_name = "DATO")]
    pub(crate) expected: String,
    /// En bemærkning.
    #[arg(long)]
    pub(crate) comment: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Work {
    #[command(flatten)]
    pub(crate) target: Target,
    #[command(flatten)]
    pub(crate) which: Which,
    /// Hvad der gøres.
    #[arg(long = "do", value_parser = ["begin", "comment", "assign", "reopen", "match", "evidence"])]
    pub(crate) kind: String,
    /// Hvad der siges; ved match det, som resten er.
    #[arg(long)]
    pub(crate) comment: Option<String>,
    /// Hvem der får den.
    #[arg(long)]
    pub(crate) owner: Option<String>,
    /// Hvornår den skal være færdig, fx 2026-12-01.
    #[arg(long, value_name = "DATO")]
    pub(crate) due: Option<String>,
    /// En fil, der vedlægges.
    #[arg(long, value_name = "FIL")]
    pub(crate) file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Correct {
    #[command(flatten)]
    pub(crate) target: Target,
    #[command(flatten)]
    pub(crate) which: Which,
    /// En liste til eIndkomst, eller et bilag, der balancerer.
    #[arg(long, value_parser = ["eindkomst", "bilag"])]
    pub(crate) form: String,
    /// Filen, der skrives.
    #[arg(long, value_name = "FIL")]
    pub(crate) out: PathBuf,
    /// Hvorfor der rettes; listen til eIndkomst rummer hele CPR-numre, og grunden logges.
    #[arg(long, value_name = "HVORFOR")]
    pub(crate) reason: String,
    /// Bilagets debetkonto: den, en positiv difference debiteres.
    #[arg(long, value_name = "KONTO", required_if_eq("form", "bilag"))]
    pub(crate) debit: Option<String>,
    /// Bilagets kreditkonto.
    #[arg(long, value_name = "KONTO", required_if_eq("form", "bilag"))]
    pub(crate) credit: Option<String>,
    /// Bilagets dato; ellers periodens sidste dag.
    #[arg(long, value_name = "DATO")]
    pub(crate) date: Option<String>,
    /// Bilagets nummer.
    #[arg(long, value_name = "NUMMER")]
    pub(crate) number: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct OpenItems {
    #[command(flatten)]
    pub(crate) target: Target,
    /// Kun denne afstemning.
    #[arg(long)]
    pub(crate) reconciliation: Option<String>,
}

/// The number is no argument: those can be seen by others on the machine.
#[derive(Debug, Args)]
pub(crate) struct PersonArguments {
    #[command(flatten)]
    pub(crate) target: Target,
    /// Hvorfor personen slås op; det logges.
    #[arg(long, value_name = "HVORFOR")]
    pub(crate) reason: String,
}

#[derive(Debug, Args)]
pub(crate) struct History {
    #[command(flatten)]
    pub(crate) target: Target,
    /// Differencens id.
    #[arg(long, value_name = "ID")]
    pub(crate) difference: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum IdentityCommand {
    /// Lav en identitetsfil under en adgangssætning.
    New(IdentityNew),
    /// Vis, hvem en identitetsfil tilhører.
    Show(IdentityFile),
    /// Giv en person en rolle; den første bliver også administrator.
    Enrol(IdentityRole),
    /// Tag en rolle fra en person.
    Withdraw(IdentityRole),
}

#[derive(Debug, Args)]
pub(crate) struct IdentityNew {
    /// Filen, der laves.
    #[arg(value_name = "FIL")]
    pub(crate) file: PathBuf,
    /// Personens navn.
    #[arg(long)]
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) key: IdentityKey,
}

#[derive(Debug, Args)]
pub(crate) struct IdentityFile {
    /// Identitetsfilen.
    #[arg(value_name = "FIL")]
    pub(crate) file: PathBuf,
}

/// How an identity is opened.
#[derive(Debug, Args)]
pub(crate) struct IdentityKey {
    /// Fil med identitetens adgangssætning, når den er en anden end arbejdsmappens.
    #[arg(long, value_name = "FIL")]
    pub(crate) identity_passphrase_file: Option<PathBuf>,
}

/// The two who answer for an act, where the rules ask for two.
#[derive(Debug, Args)]
pub(crate) struct Endorse {
    /// Identitetsfil for en, der påtegner; gives to gange, når reglerne kræver to personer.
    #[arg(long = "endorse", value_name = "FIL")]
    pub(crate) identities: Vec<PathBuf>,
    /// Fil med adgangssætningen til identiteten på samme plads, når den er en anden end arbejdsmappens.
    #[arg(long = "endorse-passphrase-file", value_name = "FIL")]
    pub(crate) passphrase_files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct IdentityRole {
    #[command(flatten)]
    pub(crate) target: Target,
    /// Personens identitetsfil.
    #[arg(long, value_name = "FIL")]
    pub(crate) identity: PathBuf,
    /// Rollen.
    #[arg(long, value_parser = ["forbereder", "godkender", "revisor", "administrator"])]
    pub(crate) role: String,
    /// Administratorens identitetsfil; den første, der optages, optager sig selv.
    #[arg(long, value_name = "FIL")]
    pub(crate) by: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) key: IdentityKey,
}

#[derive(Debug, Args)]
pub(crate) struct Sign {
    #[command(flatten)]
    pub(crate) run: OneRun,
    /// Første underskrift (prepare) eller anden (approve).
    #[arg(long, value_parser = ["prepare", "approve"])]
    pub(crate) role: String,
    /// Identitetsfilen.
    #[arg(long, value_name = "FIL")]
    pub(crate) identity: PathBuf,
    /// En bemærkning til det, som ikke spærrer, men skal begrundes.
    #[arg(long)]
    pub(crate) note: Option<String>,
    #[command(flatten)]
    pub(crate) key: IdentityKey,
}

#[derive(Debug, Args)]
pub(crate) struct Return {
    #[command(flatten)]
    pub(crate) run: OneRun,
    /// Identitetsfilen.
    #[arg(long, value_name = "FIL")]
    pub(crate) identity: PathBuf,
    /// Hvorfor.
    #[arg(long)]
    pub(crate) reason: String,
    /// En difference, der skal ses på igen: ID eller ID=BEGRUNDELSE; kan gentages.
    #[arg(long = "line", value_name = "ID[=BEGRUNDELSE]")]
    pub(crate) lines: Vec<String>,
    #[command(flatten)]
    pub(crate) key: IdentityKey,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DecisionCommand {
    /// Skriv den nyeste godkendelse til en fil, der kan sendes.
    Export(DecisionExport),
    /// Hent en godkendelse, der er givet på en kopi.
    Import(DecisionImport),
}

#[derive(Debug, Args)]
pub(crate) struct DecisionExport {
    #[command(flatten)]
    pub(crate) run: OneRun,
    /// Filen, der skrives.
    #[arg(long)]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct DecisionImport {
    #[command(flatten)]
    pub(crate) target: Target,
    /// Filen.
    #[arg(value_name = "FIL")]
    pub(crate) file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Log {
    #[command(flatten)]
    pub(crate) target: Target,
    /// Kun poster af denne slags, fx cpr-revealed.
    #[arg(long)]
    pub(crate) what: Option<String>,
    /// Kun poster før denne.
    #[arg(long)]
    pub(crate) before: Option<i64>,
    /// Højst så mange, nyeste først.
    #[arg(long, default_value_t = 100)]
    pub(crate) limit: u32,
}
