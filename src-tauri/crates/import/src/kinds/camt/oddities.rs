//! What is accepted but odd in the entries of a bank message, counted and told once per file.

use super::super::bank_remarks::Remark;
use super::super::bank_remarks::Remarks;

macro_rules! oddities {
    ($($name:ident = $severity:ident, $code:literal, $message:literal, $hint:literal;)+) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Oddity { $($name,)+ }

        const ALL: &[Oddity] = &[$(Oddity::$name),+];

        impl Oddity {
            fn tell(self, remarks: &mut Remarks, line: u32, count: u32) {
                match self {
                    $(Self::$name => {
                        let message = $message.replace("{n}", &count.to_string());
                        remarks.$severity(Some(line), Remark::new($code, message, $hint));
                    })+
                }
            }
        }
    };
}

oddities! {
    PersonAsAccount = note, "cpr-as-account", "Et CPR-nr står som modkonto i {n} postering(er); det vises maskeret.", "Intet skal gøres; nogle banker skriver det ved NemKonto-betalinger.";
    StatusMissing = warn, "status-missing", "Status mangler på {n} postering(er) uden bogføringsdato; de er læst som orientering og afstemmes ikke.", "Kontrollér posteringerne mod kontoudtoget.";
    DateMissing = note, "booking-date-missing", "Bogføringsdato mangler på {n} bogført(e) postering(er).", "Intet skal gøres; valørdatoen bruges, hvor den findes.";
    DetailWithoutAmount = warn, "detail-amount-missing", "Beløb mangler eller kan ikke gemmes i {n} detalje(r) af samleposter; deres tekst er lagt til posteringen.", "Hent detaljerne som camt.054, hvis de skal afstemmes enkeltvis.";
    DetailSum = warn, "detail-sum", "Detaljerne giver ikke posteringens beløb i {n} postering(er); posteringens eget beløb tæller.", "Kontrollér posteringerne i banken.";
    Batch = warn, "batch-differs", "Bankens antal eller sum for {n} samlepost(er) svarer ikke til det, filen viser; posteringens eget beløb tæller.", "Hent detaljerne som camt.054, hvis de skal afstemmes enkeltvis.";
}

/// The oddities of one file.
#[derive(Debug, Default)]
pub(super) struct Oddities {
    /// Count and first line, by the order of [`ALL`].
    seen: Vec<(u32, u32)>,
}

impl Oddities {
    pub(super) fn note(&mut self, oddity: Oddity, line: u32) {
        if self.seen.is_empty() {
            self.seen = vec![(0, 0); ALL.len()];
        }
        let at = ALL.iter().position(|other| *other == oddity).unwrap_or_default();
        if let Some((count, first)) = self.seen.get_mut(at) {
            if *count == 0 {
                *first = line;
            }
            *count = count.saturating_add(1);
        }
    }

    pub(super) fn tell(self, remarks: &mut Remarks) {
        for (oddity, (count, line)) in ALL.iter().zip(self.seen) {
            if count > 0 {
                oddity.tell(remarks, line, count);
            }
        }
    }
}
