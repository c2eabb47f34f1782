//! The front page: what it is, the figures, who signed, and everything that was chosen.

use crate::model::KeyFigure;
use crate::model::NOT_SIGNED;
use crate::model::Report;
use crate::model::Signature;
use crate::pdf::canvas::Ink;
use crate::pdf::canvas::Style;
use crate::pdf::flow::BODY;
use crate::pdf::flow::Flow;
use crate::pdf::flow::SIDE;
use crate::pdf::flow::SMALL;
use crate::pdf::font::Face;

const TITLE: i32 = 27_000;
const SUBTITLE: i32 = 14_000;
const FIGURE: i32 = 14_000;
const GAP: i32 = 14_000;
/// The breadth of a parameter's name.
const LABELS: i32 = 118_000;
/// The room between two boxes.
const BETWEEN: i32 = 8_000;
/// Who is expected to sign.
const ROLES: [&str; 2] = ["Forberedt", "Godkendt"];

/// Draws the front page; long parameters run over to the next.
pub(crate) fn draw(flow: &mut Flow, report: &Report) {
    let width = flow.page().width();
    flow.page().fill([0, 0, width, 9_000], Ink::Accent);
    flow.paragraph(&report.municipality, Style { face: Face::Strong, size: 11_000, ink: Ink::Accent });
    flow.y += 6_000;
    flow.paragraph(&report.title, Style { face: Face::Strong, size: TITLE, ink: Ink::Black });
    let about: Vec<&str> =
        [&report.subject, &report.period].into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    flow.paragraph(&about.join(" · "), Style { face: Face::Regular, size: SUBTITLE, ink: Ink::Grey });
    flow.y += GAP;
    for figures in report.figures.chunks(4) {
        draw_figures(flow, figures);
    }
    if let Some(signatures) = &report.signatures {
        draw_signatures(flow, signatures);
    }
    let skipped = usize::from(!report.municipality.is_empty())
        + usize::from(!report.subject.is_empty())
        + usize::from(!report.period.is_empty());
    label(flow, "Grundlag");
    for (name, value) in report.front().into_iter().skip(skipped) {
        parameter(flow, &name, &value);
    }
}

fn label(flow: &mut Flow, words: &str) {
    flow.need(40_000);
    flow.y += 8_000;
    flow.paragraph(words, Style { face: Face::Strong, size: 11_000, ink: Ink::Accent });
    flow.y += 3_000;
}

fn parameter(flow: &mut Flow, name: &str, value: &str) {
    let room = flow.room();
    let value_style = Style { face: Face::Regular, size: BODY, ink: Ink::Black };
    let lines = flow.font(Face::Regular).wrapped(value, BODY, room - LABELS);
    let names = flow.font(Face::Regular).wrapped(name, BODY, LABELS - 8_000);
    let count = i32::try_from(lines.len().max(names.len())).unwrap_or(1);
    let height = count * BODY * 13 / 10 + 5_000;
    flow.need(height);
    let top = flow.y;
    flow.page().rule(SIDE, top, room, Ink::Line);
    let mut baseline = top + 3_000 + BODY;
    for line in &names {
        flow.page().text(SIDE, baseline, Style { ink: Ink::Grey, ..value_style }, line);
        baseline += BODY * 13 / 10;
    }
    let mut baseline = top + 3_000 + BODY;
    for line in &lines {
        flow.page().text(SIDE + LABELS, baseline, value_style, line);
        baseline += BODY * 13 / 10;
    }
    flow.y = top + height;
}

fn draw_figures(flow: &mut Flow, figures: &[KeyFigure]) {
    const HEIGHT: i32 = 48_000;
    flow.need(HEIGHT + GAP);
    let count = i32::try_from(figures.len().max(3)).unwrap_or(4);
    let (top, each) = (flow.y, flow.room() / count);
    let mut x = SIDE;
    for figure in figures {
        let inner = each - 16_000;
        flow.page().fill([x, top, 2_000, HEIGHT], Ink::Accent);
        let left = x + 9_000;
        let small = Style { face: Face::Regular, size: SMALL, ink: Ink::Grey };
        let fit = |flow: &Flow, words: &str, face: Face, size: i32| {
            let font = flow.font(face);
            let words = font.shown(words);
            // A very large amount is set smaller rather than broken.
            let size = (6..=size / 500).rev().map(|half| half * 500).find(|size| font.width(&words, *size) <= inner);
            (words, size.unwrap_or(3_000))
        };
        let (words, size) = fit(flow, &figure.label, Face::Regular, SMALL);
        flow.page().text(left, top + 9_000, Style { size, ..small }, &words);
        let (words, size) = fit(flow, &figure.value.shown(), Face::Strong, FIGURE);
        flow.page().text(left, top + 27_000, Style { face: Face::Strong, size, ink: Ink::Black }, &words);
        let (words, size) = fit(flow, &figure.note, Face::Regular, SMALL);
        flow.page().text(left, top + 43_000, Style { size, ..small }, &words);
        x += each;
    }
    flow.y += HEIGHT + GAP;
}

/// A box for each role that is expected, and for each further signature.
fn draw_signatures(flow: &mut Flow, signatures: &[Signature]) {
    label(flow, "Underskrifter");
    let missing = ROLES.iter().filter(|role| !signatures.iter().any(|one| one.role == **role));
    let mut boxes: Vec<(String, Vec<String>)> = signatures.iter().map(|one| (one.role.clone(), told(one))).collect();
    boxes.extend(missing.map(|role| ((*role).to_owned(), vec![NOT_SIGNED.to_owned()])));
    for pair in boxes.chunks(2) {
        let each = (flow.room() - BETWEEN) / 2;
        let inner = each - 16_000;
        let font = flow.font(Face::Regular);
        let text: Vec<Vec<String>> = pair
            .iter()
            .map(|(_, lines)| lines.iter().flat_map(|line| font.wrapped(line, SMALL + 500, inner)).collect())
            .collect();
        let most = i32::try_from(text.iter().map(Vec::len).max().unwrap_or(1)).unwrap_or(1);
        let height = 26_000 + most * 11_000;
        flow.need(height + 8_000);
        let (top, mut x) = (flow.y, SIDE);
        for ((role, _), lines) in pair.iter().zip(&text) {
            flow.page().fill([x, top, each, height], Ink::Pale);
            let style = Style { face: Face::Strong, size: SMALL + 500, ink: Ink::Accent };
            let role = flow.font(Face::Strong).shown(role);
            flow.page().text(x + 8_000, top + 14_000, style, &role);
            let mut baseline = top + 27_000;
            for (place, line) in lines.iter().enumerate() {
                let face = if place == 0 { Face::Strong } else { Face::Regular };
                let is_bad = line.contains("IKKE GYLDIG");
                let ink = if is_bad {
                    Ink::Outflow
                } else if line == NOT_SIGNED {
                    Ink::Grey
                } else {
                    Ink::Black
                };
                flow.page().text(x + 8_000, baseline, Style { face, size: SMALL + 500, ink }, line);
                baseline += 11_000;
            }
            x += each + BETWEEN;
        }
        flow.y += height + BETWEEN;
    }
}

fn told(one: &Signature) -> Vec<String> {
    let valid = if one.is_valid { "underskriften er gyldig" } else { "IKKE GYLDIG" };
    let mut lines = vec![one.name.clone(), one.time.to_string()];
    lines.push(format!("Version {} · nøgle {}", one.version, one.key));
    lines.push(valid.to_owned());
    if !one.note.is_empty() {
        lines.push(one.note.clone());
    }
    lines
}
