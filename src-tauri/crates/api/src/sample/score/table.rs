//! The score as a table for people.

use std::fmt::Write;

use super::Score;
use super::Scored;

pub(super) fn table(score: &Score) -> String {
    let mut text = String::new();
    for scored in &score.reconciliations {
        let name = format!("{} {}", scored.reconciliation, scored.period);
        match &scored.failed {
            Some(why) => line(&mut text, &format!("{name}: FAILED: {why}")),
            None if scored.ran => write_scored(&mut text, scored),
            None => line(&mut text, &format!("{name}: did not run, a point has no source")),
        }
        text.push('\n');
    }
    text
}

fn write_scored(text: &mut String, scored: &Scored) {
    line(text, &format!("{} {} ({} ms)", scored.reconciliation, scored.period, scored.elapsed_ms));
    let head = ["planted", "found", "right", "proven", "wrong proven"];
    line(text, &format!("  {:<5}{:<28}{}", "", "kind", head.map(|word| format!("{word:>13}")).concat()));
    for ((between, kind), tally) in &scored.kinds {
        let counts = [tally.planted, tally.found, tally.right, tally.proven, tally.wrong_proven];
        line(text, &format!("  {between:<5}{kind:<28}{}", counts.map(|count| format!("{count:>13}")).concat()));
    }
    for ((between, cause), count) in &scored.extra {
        line(text, &format!("  {between:<5}{cause:<28}{count:>13} too many"));
    }
    let cutoff = match scored.is_cutoff_right {
        Some(true) => "right",
        Some(false) => "WRONG",
        None => "not told",
    };
    line(
        text,
        &format!(
            "  too many and proven: {} · points wrong: {} · bridges wrong: {} · bridges open: {} · unexplained: {} øre \
             · cut-off: {cutoff}",
            scored.extra_proven,
            scored.wrong_points,
            scored.wrong_bridges,
            scored.open_bridges,
            scored.unexplained_minor,
        ),
    );
    for fault in &scored.faults {
        line(text, &format!("  - {fault}"));
    }
}

fn line(text: &mut String, words: &str) {
    writeln!(text, "{words}").expect("a string takes all text");
}
