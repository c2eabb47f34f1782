//! The bridge as bars that lie: names of causes are long, and there may be many.

use trepunkt_core::money::Money;

use crate::model::Bar;
use crate::model::BridgeFigure;
use crate::pdf::canvas::Ink;
use crate::pdf::canvas::Style;
use crate::pdf::flow::BODY;
use crate::pdf::flow::Flow;
use crate::pdf::flow::SIDE;
use crate::pdf::flow::SMALL;
use crate::pdf::font::Face;

/// The height of a bar with the room around it.
const STEP: i32 = 16_000;
const BAR: i32 = 10_000;
/// The breadth of names and amounts.
const NAMES: i32 = 178_000;
const AMOUNTS: i32 = 88_000;

/// The height of a drawn bridge with its heading.
pub(crate) fn height(figure: &BridgeFigure) -> i32 {
    let bars = i32::try_from(figure.bars.len()).unwrap_or(1_000);
    bars.min(1_000) * STEP + 50_000
}

/// Draws it where the flow stands, on one page.
pub(crate) fn draw(flow: &mut Flow, figure: &BridgeFigure) {
    flow.need(height(figure));
    flow.y += 6_000;
    flow.paragraph(&figure.title, Style { face: Face::Strong, size: BODY, ink: Ink::Black });
    flow.y += 3_000;
    let axis = Axis::of(&figure.bars, flow.room() - NAMES - AMOUNTS);
    let mut last_edge = None;
    for bar in &figure.bars {
        draw_bar(flow, bar, &axis, last_edge);
        last_edge = Some(axis.place(bar.to));
        flow.y += STEP;
    }
    if axis.is_cut {
        let style = Style { face: Face::Regular, size: SMALL, ink: Ink::Grey };
        flow.paragraph("Aksen begynder ikke ved nul: trinene er små ved siden af punkterne.", style);
    }
    flow.y += 6_000;
}

fn draw_bar(flow: &mut Flow, bar: &Bar, axis: &Axis, last_edge: Option<i32>) {
    let (y, room) = (flow.y, flow.room());
    let face = if bar.is_point { Face::Strong } else { Face::Regular };
    let style = Style { face, size: SMALL + 500, ink: Ink::Black };
    let font = flow.font(face);
    let name = font.wrapped(&bar.label, style.size, NAMES - 8_000).into_iter().next().unwrap_or_default();
    let sign = if !bar.is_point && bar.amount > Money::ZERO { "+" } else { "" };
    let amount = font.shown(&format!("{sign}{}", bar.amount));
    let baseline = y + (STEP + style.size * 7 / 10) / 2;
    flow.page().text(SIDE, baseline, style, &name);
    let x = SIDE + room - font.width(&amount, style.size);
    flow.page().text(x, baseline, style, &amount);
    let (from, to) = if bar.is_point {
        (axis.place(Money::ZERO), axis.place(bar.to))
    } else {
        (axis.place(bar.from), axis.place(bar.to))
    };
    let ink = match (bar.is_point, bar.amount < Money::ZERO) {
        (true, false) => Ink::Accent,
        (false, false) => Ink::Inflow,
        (true | false, true) => Ink::Outflow,
    };
    let left = SIDE + NAMES;
    if let Some(edge) = last_edge.filter(|_| axis.has_steps) {
        // A thread from the end of the bar above to the beginning of this one.
        flow.page().fill([left + edge - 250, y - (STEP - BAR) / 2, 500, STEP - BAR], Ink::Grey);
    }
    let width = (from - to).abs().max(800);
    flow.page().fill([left + from.min(to), y + (STEP - BAR) / 2, width, BAR], ink);
}

/// Where amounts lie between the names and the amounts.
struct Axis {
    low: i128,
    span: i128,
    room: i128,
    is_cut: bool,
    has_steps: bool,
}

impl Axis {
    /// The steps are small beside the points, so the axis begins a little below the lowest edge, unless nothing is near.
    fn of(bars: &[Bar], room: i32) -> Self {
        let edges = bars.iter().flat_map(|bar| if bar.is_point { [bar.to, bar.to] } else { [bar.from, bar.to] });
        let edges: Vec<i128> = edges.map(|edge| i128::from(edge.minor())).collect();
        let low = edges.iter().copied().min().unwrap_or(0);
        let high = edges.iter().copied().max().unwrap_or(0);
        let has_steps = bars.iter().any(|bar| !bar.is_point);
        let is_cut = has_steps && low > 0 && high > low && (high - low) * 3 < high;
        let low = if is_cut { low - (high - low).max(1) / 2 } else { low.min(0) };
        Self { low, span: (high - low).max(1), room: i128::from(room), is_cut, has_steps }
    }

    fn place(&self, amount: Money) -> i32 {
        let part = (i128::from(amount.minor()) - self.low) * self.room / self.span;
        i32::try_from(part.clamp(0, self.room)).unwrap_or(0)
    }
}
