//! Tells what the engine finds of what was planted in a generated month.

use std::time::Instant;

use trepunkt_api::sample::SampleOrder;
use trepunkt_api::sample::generate;
use trepunkt_api::sample::score;

/// Generates, runs and compares; the answer is a table.
pub(crate) fn run(words: &[&str]) -> Result<String, String> {
    let order = order(words)?;
    let began = Instant::now();
    let sample = generate(&order);
    let generated = began.elapsed();
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let score = score::run(&sample, folder.path()).map_err(|error| error.to_string())?;
    let bytes: usize = sample.files.iter().map(|file| file.bytes.len()).sum();
    Ok(format!(
        "seed {} \u{b7} {} lines \u{b7} {} files \u{b7} {} kB \u{b7} generated in {} ms \u{b7} in all {} ms\n\n{}",
        order.seed,
        order.lines,
        sample.files.len(),
        bytes / 1_000,
        generated.as_millis(),
        began.elapsed().as_millis(),
        score.table(),
    ))
}

fn order(words: &[&str]) -> Result<SampleOrder, String> {
    let mut order = SampleOrder::default();
    for pair in words.chunks(2) {
        let told = |word: &str| format!("`{word}` is not a number");
        match *pair {
            ["--seed", seed] => order.seed = seed.parse().map_err(|_| told(seed))?,
            ["--lines", lines] => order.lines = lines.parse().map_err(|_| told(lines))?,
            ["--period", period] => {
                order.period = period.parse().map_err(|_| format!("`{period}` is not a month"))?;
            }
            _ => return Err(format!("`{}` is not understood", pair.join(" "))),
        }
    }
    Ok(order)
}
