//! What can be wrong with a value, and what is worth a remark: code, Danish message, Danish hint.

use trepunkt_core::delivery::Severity;

/// The words for one fault.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words {
    pub(crate) code: &'static str,
    pub(crate) message: &'static str,
    pub(crate) hint: &'static str,
}

macro_rules! faults {
    ($($(#[$meta:meta])* $name:ident = $code:literal, $message:literal, $hint:literal;)+) => {
        /// Why one row is rejected.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum CellFault { $($(#[$meta])* $name,)+ }

        impl CellFault {
            pub(crate) const fn words(self) -> Words {
                match self { $(Self::$name => Words { code: $code, message: $message, hint: $hint },)+ }
            }
        }
    };
}

faults! {
    Empty = "cell-empty", "Feltet er tomt, men skal være udfyldt.", "Udfyld feltet, og indlæs filen igen.";
    AmountDecimals = "amount-decimals", "Beløbet har mere end to decimaler.", "Skriv beløbet i kroner med højst to decimaler, fx 1234,50.";
    AmountPoint = "amount-point", "Beløbet bruger punktum som decimaltegn.", "Decimaltegnet er komma, fx 1234,56; punktum må kun adskille tusinder.";
    AmountThousands = "amount-thousands", "Punktummerne i beløbet står ikke mellem grupper af tre cifre.", "Skriv fx 1.234.567,89 eller 1234567,89.";
    AmountForm = "amount-form", "Beløbet er ikke et tal.", "Skriv kun cifre, komma og eventuelt minus foran, fx -1234,50.";
    AmountSize = "amount-size", "Beløbet har mere end tolv cifre før kommaet.", "Kontrollér, at kolonnen indeholder beløb.";
    DateForm = "date-form", "Datoen er ikke skrevet som ÅÅÅÅ-MM-DD eller DD-MM-ÅÅÅÅ.", "Skriv fx 2026-10-01.";
    DateImpossible = "date-impossible", "Datoen findes ikke i kalenderen.", "Ret datoen, og indlæs filen igen.";
    TimeForm = "time-form", "Tidspunktet er ikke skrevet som ÅÅÅÅ-MM-DDTtt:mm:ss.", "Skriv fx 2026-11-04T18:00:00.";
    TimeImpossible = "time-impossible", "Tidspunktet findes ikke.", "Ret tidspunktet, og indlæs filen igen.";
    MonthForm = "month-form", "Måneden er ikke en gyldig måned.", "Skriv fx 2026-10 (i eIndkomst-udtræk 202610).";
    CprLength = "cpr-length", "CPR-nummeret har hverken ti cifre eller ni (uden nul foran).", "Ret CPR-nummeret, og indlæs filen igen.";
    CprForm = "cpr-form", "CPR-nummeret består ikke af ti cifre.", "Skriv ti cifre, eventuelt med bindestreg, fx 010190-0004.";
    CprDate = "cpr-date", "CPR-nummerets første seks cifre er ikke en dato.", "Ret CPR-nummeret, og indlæs filen igen.";
    SeForm = "se-form", "SE-nummeret består ikke af otte cifre.", "Ret SE-nummeret, og indlæs filen igen.";
    FieldForm = "field-form", "Feltnummeret består ikke af fire cifre.", "Skriv fx 0015.";
    IncomeKindForm = "kode68-form", "Kode68 består ikke af fire cifre.", "Skriv fx 0041, eller lad feltet være tomt.";
    IncomeTypeForm = "income-type-form", "Indkomsttypen består ikke af to cifre.", "Skriv fx 04.";
    AdvanceWord = "forud-bagud-unknown", "Forud-bagud er hverken F eller B.", "Skriv F for forud eller B for bagud.";
    CorrectionWord = "rettelse-unknown", "Rettelse er hverken R eller tom.", "Skriv R, eller lad feltet være tomt.";
    ReceiptWord = "receipt-unknown", "Kvitteringen er hverken Kvitteret, Afvist eller Afventer.", "Ret kvitteringen, og indlæs filen igen.";
    SystemWord = "system-unknown", "Fagsystemet er hverken KSD, KY eller KP.", "Ret fagsystemet, eller lad feltet være tomt.";
    ClaimTypeWord = "claim-type-unknown", "Kravtypen kendes ikke.", "Skriv A-skat, AM-bidrag, Rente, Gebyr eller Foreløbig.";
    PeriodOrder = "period-order", "Perioden slutter, før den begynder.", "Ret periodens datoer, og indlæs filen igen.";
    LineNumber = "line-number", "Linjenummeret er ikke et tal.", "Hent udtrækket igen; rækken er forskudt eller ændret.";
    ReporterForm = "i-se-form", "I-SE-nr er hverken et SE-nummer eller Flere.", "Hent udtrækket igen; rækken er forskudt eller ændret.";
    PersonMissing = "person-missing", "Rækken har hverken CPR-nr eller navn.", "Hent udtrækket igen, eller kontrollér indberetningen i TastSelv.";
    PersonAll = "person-all", "Rækken gælder alle medarbejdere, men filen er sum pr. medarbejder.", "De to udtræk må ikke blandes i én fil.";
    PersonNotAll = "person-not-all", "Rækken gælder én person, men filen er sum pr. virksomhed.", "De to udtræk må ikke blandes i én fil.";
    CellCount = "cell-count", "Rækken har ikke samme antal felter som overskriften.", "Et felt mangler, eller et skilletegn står i en tekst uden anførselstegn.";
    QuoteTorn = "quote-torn", "Der står tegn efter et afsluttende anførselstegn.", "Anførselstegn inde i et felt skrives dobbelt.";
    CellError = "cell-error", "Cellen indeholder en fejl fra regnearket.", "Ret formlen i regnearket, og indlæs filen igen.";
    CellType = "cell-type", "Cellens type passer ikke til kolonnen.", "Formatér kolonnen som tekst, tal eller dato, som den skal være.";
    NumberPrecision = "number-precision", "Tallet har flere cifre, end regnearket kan gemme præcist.", "Formatér kolonnen som tekst, før værdierne sættes ind.";
    TextTooLong = "text-too-long", "Teksten er for lang.", "Kontrollér, at anførselstegnene i filen passer sammen.";
    MappedAmount = "amount-form", "Beløbet er ikke skrevet, som kolonnens andre beløb er.", "Kontrollér profilens decimaltegn, og at kolonnen kun indeholder beløb.";
    MappedDate = "date-form", "Datoen er ikke skrevet, som profilen siger, eller findes ikke i kalenderen.", "Ret datoen, eller ret datoformen i profilen.";
    MappedTime = "time-form", "Tidspunktet er ikke en dato efterfulgt af et klokkeslæt.", "Ret tidspunktet, eller ret datoformen i profilen.";
    NoPattern = "pattern-none", "Teksten passer ikke til nogen af profilens mønstre.", "Tilføj et mønster i profilen, eller udelad linjen dér.";
    OutsideScope = "month-outside", "Linjens måned ligger uden for den periode, som udtrækket siger, det dækker.", "Kontrollér Per-start og Per-slut; linjen hører til et andet udtræk.";
    MonthUnknown = "month-unknown", "Det kan ikke ses, hvilken måned linjen hører til.", "Knyt Måned, eller Periode-start og Forud-bagud, i profilen.";
    Repeated = "row-repeated", "Rækken er en gentagelse af en tidligere række i filen og er ikke talt med igen.", "Samme IndberetningsID, CPR-nr, Kode68 og Feltnr må kun stå én gang.";
    QuarterForm = "quarter-form", "Kvartalet er ikke skrevet som ÅÅÅÅ-Qn.", "Skriv fx 2026-Q4.";
    SchemeWord = "scheme-unknown", "Ordningen kendes ikke.", "Skriv ATP, OP, OP-tillæg, Samlet, Rente eller Gebyr.";
    PaymentIdLength = "payment-id-length", "UdbetalingsID har mere end 27 tegn.", "Kontrollér, at kolonnen indeholder TØK's eget UdbetalingsID uden NemKontos otte cifre foran.";
    AnswerIdLength = "answer-id-length", "UdbetalingsID har mere end 35 tegn.", "NemKonto sætter højst otte cifre foran de 27; kontrollér kolonnen.";
    ReceiverKindWord = "receiver-kind-unknown", "Modtagertypen er hverken CPR eller CVR.", "Skriv CPR eller CVR.";
    CvrForm = "cvr-form", "CVR-nummeret består ikke af otte cifre.", "Ret CVR-nummeret, og indlæs filen igen.";
    AmountNotPositive = "amount-not-positive", "Beløbet skal være større end nul.", "En udbetaling er et positivt beløb; en tilbagebetaling hører ikke til i listen.";
    MethodWord = "method-unknown", "Udbetalingsmetoden kendes ikke.", "Skriv NemKonto, Straks, Alternativ, Kontantbilag eller Egen konto.";
    AccountForm = "account-form", "Kontoen består ikke af registreringsnummer og kontonummer, i alt 14 cifre.", "Skriv fire cifre registreringsnummer og ti cifre kontonummer, med nuller foran.";
    PaymentStatusWord = "payment-status-unknown", "Betalingens status kendes ikke.", "Skriv I kø, Sendt, Gennemført, Fejlet eller Tilbagekaldt.";
    AnswerWord = "answer-unknown", "Svaret er ikke et af NemKontos retursvar 0, 1, 2, 5, 7, 8 eller 9.", "Ret svaret, og indlæs filen igen.";
    PaymentContradiction = "row-contradiction", "Filen har flere rækker med samme UdbetalingsID, men med forskelligt indhold. Ingen af dem er brugt.", "Find den rigtige række i TØK, og hent listen igen.";
    PaymentRepeated = "row-repeated", "Rækken er en gentagelse af en tidligere række i filen og er ikke talt med igen.", "Den samme betaling eller det samme svar må kun stå én gang.";
    AnswerOfGroup = "answer-of-group", "Status gælder et helt bundt og nævner ingen betaling.", "Bed banken om status for de enkelte betalinger; programmet kan ikke se, hvilke der er med.";
    AnswerUnderWay = "answer-under-way", "Status siger kun, at betalingen er undervejs, eller kendes ikke; den svarer ikke til et retursvar.", "Indlæs en senere statusrapport, hvor betalingen er accepteret (ACCP, ACSP, ACSC, ACCC, ACWC) eller afvist (RJCT).";
    AnswerContradiction = "answer-contradiction", "Betalingen er accepteret, men gruppen omkring den er afvist.", "Spørg banken, hvad der gælder.";
    XmlAmountForm = "amount-form", "Beløbet er ikke et tal med punktum som decimaltegn.", "Hent filen igen fra afsenderen.";
    AboveRejected = "record-above-rejected", "Linjen hører til en linje længere oppe, som er afvist.", "Ret den linje først; denne er ikke talt med.";
    RecordOrder = "record-order", "Linjen står ikke under den record, den hører til.", "Rækkefølgen er 2001, 5000, 6000 og derefter 8001 og beløbene; hent filen igen.";
    RecordUnknown = "record-unknown", "Recordnummeret kendes ikke.", "Kontrollér, at filen er en indberetningsfil til eIndkomst.";
    CompactDate = "date-form", "Datoen er ikke skrevet som ÅÅÅÅMMDD.", "Hent filen igen; linjen er forskudt eller ændret.";
    RecordAmount = "amount-form", "Beløbet er ikke ti cifre kroner og derefter cifrene efter kommaet.", "Hent filen igen; linjen er forskudt eller ændret.";
    SignMissing = "amount-sign", "Beløbets fortegn er hverken + eller -.", "Hent filen igen; linjen er afkortet, forskudt eller ændret.";
    CurrencyOther = "currency-other", "Valutaen er ikke DKK.", "Beløb i anden valuta kan ikke afstemmes.";
    CompanyAmount = "company-amount", "Indberetningen gælder hele virksomheden, men har et beløb; det kan ikke afstemmes på personer.", "Kontrollér beløbet for sig (felt 0059 eller 0400).";
    ReversalMark = "reversal-mark", "Tilbageførselsmærket er hverken J eller blankt, så det er uvist, om noget er ført tilbage.", "Kontrollér i TastSelv, om indberetningen er ført tilbage.";
    ReversalAmbiguous = "reversal-ambiguous", "Det er uvist, hvilken indberetning der er ført tilbage; intet er trukket fra.", "Kontrollér i TastSelv, hvilken indberetning der er ført tilbage.";
    ReversalTwice = "reversal-twice", "Indberetningen er allerede ført tilbage i samme fil; den er ikke trukket fra igen.", "Kontrollér i TastSelv, hvad der er ført tilbage.";
    Contradiction = "row-contradiction", "Filen har flere rækker med samme IndberetningsID, CPR-nr, Kode68 og Feltnr, men med forskelligt indhold. Ingen af dem er brugt.", "Find den rigtige række i TØK, og hent listen igen.";
}

macro_rules! flags {
    ($($(#[$meta:meta])* $name:ident = $severity:ident, $code:literal, $message:literal, $hint:literal;)+) => {
        /// What is accepted but told once per file, with a count and the first place.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Flag { $($(#[$meta])* $name,)+ }

        impl Flag {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Severity and words; `{n}` in the message stands for the count.
            pub(crate) const fn words(self) -> (Severity, Words) {
                match self {
                    $(Self::$name => (Severity::$severity, Words { code: $code, message: $message, hint: $hint }),)+
                }
            }
        }
    };
}

flags! {
    CprZero = Note, "cpr-zero", "CPR-nr uden nul foran i {n} række(r); nullet er sat på igen.", "Intet skal gøres; rettelsen er talt med i leverancen.";
    CodeZero = Note, "code-zero", "Feltnummer uden nuller foran i {n} række(r); de er læst som fire cifre.", "Intet skal gøres.";
    CprModulus = Warning, "cpr-modulus", "CPR-nr, som ikke opfylder den gamle modulus 11-kontrol, i {n} række(r).", "Nyere CPR-numre kan være gyldige uden; kontrollér dem, hvis der er tvivl.";
    SeModulus = Warning, "se-modulus", "SE-nr, som ikke opfylder modulus 11-kontrollen, i {n} række(r).", "Kontrollér, at SE-nummeret er rigtigt.";
    TrailingMinus = Note, "trailing-minus", "Minus bagved i {n} beløb; de er læst som negative.", "Kontrollér ét af dem.";
    Parentheses = Note, "parentheses", "Parentes om {n} beløb; de er læst som negative.", "Kontrollér ét af dem.";
    FloatNoise = Note, "number-noise", "Binær støj efter det femtende ciffer i {n} beregnede tal; det viste tal er brugt.", "Afrund i regnearkets formel, hvis tallet skal være et andet.";
    Formulas = Note, "formula-cells", "Formler i {n} celle(r); den gemte værdi er brugt.", "Gem regnearket efter genberegning, hvis værdierne kan være forældede.";
    HiddenSheet = Note, "hidden-sheet", "Arket er skjult i regnearket, men er læst.", "Kontrollér, at det er det rigtige ark.";
    HiddenRows = Note, "hidden-rows", "Regnearket har {n} skjult(e) række(r); de er læst med.", "Fjern rækkerne, hvis de ikke hører til.";
    MergedCells = Warning, "merged-cells", "Regnearket har {n} områder med flettede celler; værdien står kun i den øverste venstre celle, og de andre er læst som tomme.", "Ophæv fletningen, og udfyld cellerne, hvis værdien gælder dem alle.";
    BlankRows = Note, "blank-rows", "Tomme rækker mellem de andre: {n}.", "Intet skal gøres.";
    NoRows = Warning, "no-rows", "Filen har en overskrift, men ingen rækker.", "Kontrollér, at udtrækket er dannet rigtigt.";
    NothingInside = Warning, "nothing-inside", "Filen kan læses, men indeholder ingen beløb eller svar.", "Kontrollér, at det er den rigtige fil.";
    NoAmounts = Note, "row-without-amounts", "Rækker uden beløb, som ikke giver linjer: {n}.", "Intet skal gøres.";
    NoFinalLineEnd = Note, "no-final-line-end", "Filens sidste linje slutter uden linjeskift.", "Linjen er læst; kontrollér, at filen er hel, hvis den er hentet over nettet.";
    NoExtractTime = Warning, "extract-time-missing", "Linje 9999999 siger ikke, hvornår udtrækket er dannet.", "Uden tidspunktet kan indberetninger efter udtrækket ikke forklares.";
    PaymentCheck = Warning, "payment-reference-check", "Betalings-ID, hvis kontrolciffer ikke passer, i {n} række(r).", "Kontrollér Betalings-ID; et ciffer kan være skrevet forkert.";
    OtherZone = Warning, "time-zone", "Tidspunktet er skrevet efter et andet ur end det danske; det er læst, som det står.", "Regn selv om, hvis klokkeslættet betyder noget.";
    DueDates = Warning, "due-dates-differ", "Dokumentets betalingsmåder har forskellige forfaldsdatoer; ingen af dem er brugt.", "Slå forfaldsdatoen op i dokumentet.";
    TaxRounding = Note, "tax-rounding", "Momsbeløb, som er afrundet anderledes end satsen giver, med højst 1 kr.: {n}.", "Intet skal gøres; dokumentets eget beløb er brugt.";
    TestFile = Warning, "test-file", "Filen er mærket som test (T); den er måske aldrig indberettet.", "Kontrollér, at det er den fil, der blev sendt.";
    ReversalOutside = Warning, "reversal-outside", "Tilbageførsler af indberetninger, som ikke står i filen: {n}. De er talt med, men ændrer ingen beløb her.", "Find de tilbageførte indberetninger i en tidligere fil.";
    CvrModulus = Warning, "cvr-modulus", "CVR-nr, som ikke opfylder modulus 11-kontrollen, i {n} række(r).", "Kontrollér, at CVR-nummeret er rigtigt.";
    PaymentLine = Warning, "payment-reference-form", "Betalings-ID, der ikke har formen +71<…+…< (eller +73, +75, +04, +15, +01), i {n} række(r).", "Kontrollér Betalings-ID; det bruges kun til at genkende betalingen.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flag_has_its_own_code() {
        let mut codes: Vec<&str> = Flag::ALL.iter().map(|flag| flag.words().1.code).collect();
        codes.sort_unstable();
        let count = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), count, "a code names one thing");
    }
}
