//! Tables over pages: columns as broad as their content, wrapping cells, the header on every page.

use crate::model::Cell;
use crate::model::Kind;
use crate::model::Place;
use crate::model::Row;
use crate::model::Table;
use crate::pdf::canvas::Ink;
use crate::pdf::canvas::Style;
use crate::pdf::flow::BODY;
use crate::pdf::flow::Flow;
use crate::pdf::flow::SIDE;
use crate::pdf::font::Face;

/// The sizes that are tried, largest first.
const SIZES: [i32; 6] = [8_500, 8_000, 7_500, 7_000, 6_500, 6_000];
/// Room left and right of a cell's words.
const PAD: i32 = 4_000;
/// Room between a row and what stands under it.
const GAP: i32 = 1_000;
/// A column of words is not made narrower than this, unless it needs no more, nor than a word that is no broader than
/// the next.
const NARROWEST: i32 = 62_000;
const BROADEST_WORD: i32 = 176_000;
/// A column of words asks for no more than this before the rest is shared out.
const BROADEST: i32 = 230_000;
/// A header that is no broader than this stays on one line.
const BROAD_HEADER: i32 = 72_000;
/// Rows that are measured; a list's columns are alike from there on, and what is broader then is broken.
const MEASURED: usize = 20_000;

/// A column as it is drawn.
struct Drawn {
    /// Its place among the table's columns.
    column: usize,
    x: i32,
    width: i32,
    kind: Kind,
}

struct Layout {
    size: i32,
    columns: Vec<Drawn>,
    below: Vec<usize>,
}

/// A table that has been measured for the paper as it lies.
pub(crate) struct Measured {
    layout: Layout,
    header: Vec<Vec<String>>,
}

/// Measures the columns.
pub(crate) fn measured(flow: &mut Flow, table: &Table) -> Measured {
    let layout = layout(flow, table);
    let header = header_lines(flow, table, &layout);
    Measured { layout, header }
}

/// The height of the header with the first row: under a heading there must be so much, or it would stand alone.
pub(crate) fn least_height(flow: &mut Flow, table: &Table, Measured { layout, header }: &Measured) -> i32 {
    let Some(first) = table.rows.first() else { return BODY * 2 };
    header_height(layout, header) + Lines::new(flow, table, layout, first).height + layout.size * 2
}

/// Draws the table where the flow stands.
pub(crate) fn draw(flow: &mut Flow, table: &Table, Measured { layout, header }: &Measured) {
    if table.rows.is_empty() {
        flow.need(BODY * 2);
        flow.paragraph(&table.empty, Style { face: Face::Regular, size: BODY, ink: Ink::Grey });
        return;
    }
    let rows: Vec<&Row> = table.rows.iter().chain(&table.total).collect();
    let mut needs_header = true;
    for (place, row) in rows.iter().enumerate() {
        let drawn = Lines::new(flow, table, layout, row);
        // A header never stands alone at the foot of a page, nor a sum at the head of one.
        let is_before_sum = table.total.is_some() && place + 2 == rows.len();
        let follows = if is_before_sum { layout.size * 2 } else { 0 };
        let head = if needs_header { header_height(layout, header) } else { 0 };
        if flow.left() < head + drawn.height + follows {
            flow.need(i32::MAX);
            needs_header = true;
        }
        if needs_header {
            draw_header(flow, table, layout, header);
            needs_header = false;
        }
        let is_total = place == table.rows.len();
        drawn.draw(flow, layout, row, is_total);
    }
    flow.y += 6_000;
}

fn layout(flow: &mut Flow, table: &Table) -> Layout {
    let is_used = |column: usize| table.rows.iter().any(|row| row.cells[column] != Cell::Empty);
    let places = |place: Place| -> Vec<usize> {
        let all = table.columns.iter().enumerate();
        all.filter(|(at, column)| column.place == place && is_used(*at)).map(|(at, _)| at).collect()
    };
    let shown = places(Place::Column);
    let below = [Place::Below, Place::BelowNamed].into_iter().flat_map(places).collect();
    let room = flow.room();
    for (attempt, size) in SIZES.into_iter().enumerate() {
        let wishes: Vec<i32> = shown.iter().map(|column| wish(flow, table, *column, size)).collect();
        let least = |(column, wish): (&usize, &i32)| match table.columns[*column].kind {
            Kind::Text => (*wish).min(least_width(flow, table, *column, size)),
            _ => *wish,
        };
        let least: Vec<i32> = shown.iter().zip(&wishes).map(least).collect();
        let fits = shared(&wishes, &least, room);
        if let Some(widths) = fits.or_else(|| (attempt + 1 == SIZES.len()).then(|| squeezed(&wishes, room))) {
            let mut x = SIDE;
            let columns = shown.iter().zip(widths).map(|(column, width)| {
                let drawn = Drawn { column: *column, x, width, kind: table.columns[*column].kind };
                x += width;
                drawn
            });
            return Layout { size, columns: columns.collect(), below };
        }
    }
    Layout { size: BODY, columns: Vec::new(), below }
}

/// How broad a column would like to be.
fn wish(flow: &Flow, table: &Table, column: usize, size: i32) -> i32 {
    let kind = table.columns[column].kind;
    let strong = flow.font(Face::Strong);
    let whole = strong.width(&table.columns[column].header, size);
    let word = table.columns[column].header.split(' ').map(|word| strong.width(word, size)).max().unwrap_or(0);
    let header = if whole <= BROAD_HEADER { whole } else { word };
    let cells = table.rows.iter().take(MEASURED).chain(&table.total);
    let widest = cells.map(|row| {
        let face = if row.is_strong { Face::Strong } else { Face::Regular };
        flow.font(face).width(&row.cells[column].shown(), size)
    });
    let widest = widest.max().unwrap_or(0);
    let widest = if kind == Kind::Text { widest.min(BROADEST) } else { widest };
    header.max(widest) + 2 * PAD
}

/// The least that a column of words is given.
fn least_width(flow: &Flow, table: &Table, column: usize, size: i32) -> i32 {
    let font = flow.font(Face::Strong);
    let longest = |row: &Row| row.cells[column].shown().split(' ').map(|word| font.width(word, size)).max();
    let longest = table.rows.iter().take(MEASURED).filter_map(longest).max().unwrap_or(0);
    NARROWEST.max((longest + 2 * PAD).min(BROADEST_WORD))
}

/// The columns' widths between what they wish and what they need at least; none where that is too much.
fn shared(wishes: &[i32], least: &[i32], room: i32) -> Option<Vec<i32>> {
    let (wanted, needed): (i32, i32) = (wishes.iter().sum(), least.iter().sum());
    let pairs = || wishes.iter().zip(least);
    if room >= wanted {
        // All fits, and every column gets its part of the rest.
        return Some(wishes.iter().map(|wish| wish + scaled(*wish, room - wanted, wanted)).collect());
    }
    let (over, more) = (room - needed, wanted - needed);
    (over >= 0).then(|| pairs().map(|(wish, least)| least + scaled(wish - least, over, more)).collect())
}

/// Every column alike too narrow; its cells break.
fn squeezed(wishes: &[i32], room: i32) -> Vec<i32> {
    let all: i32 = wishes.iter().sum();
    wishes.iter().map(|wish| scaled(*wish, room, all.max(1))).collect()
}

/// `value × part / whole`, without running over.
fn scaled(value: i32, part: i32, whole: i32) -> i32 {
    let product = i64::from(value) * i64::from(part) / i64::from(whole.max(1));
    i32::try_from(product).unwrap_or(0)
}

/// Lines that a cell, and the text under a row, take at most on paper; the sheets hold all of it.
const LINES_MAX: usize = 14;

/// The lines that are printed, and a word that there are more.
fn bounded(mut lines: Vec<String>) -> Vec<String> {
    if lines.len() > LINES_MAX {
        lines.truncate(LINES_MAX);
        lines.push("… fortsætter i Excel og CSV".to_owned());
    }
    lines
}

/// A row's cells in lines, and how high it is.
struct Lines {
    cells: Vec<Vec<String>>,
    below: Vec<String>,
    height: i32,
}

impl Lines {
    fn new(flow: &mut Flow, table: &Table, layout: &Layout, row: &Row) -> Self {
        let font = flow.font(if row.is_strong { Face::Strong } else { Face::Regular });
        let cell =
            |drawn: &Drawn| bounded(font.wrapped(&row.cells[drawn.column].shown(), layout.size, drawn.width - 2 * PAD));
        let cells: Vec<Vec<String>> = layout.columns.iter().map(cell).collect();
        let words: Vec<String> = layout.below.iter().filter_map(|at| below(table, row, *at)).collect();
        let room = flow.room() - 6 * PAD;
        let below = match words.is_empty() {
            true => Vec::new(),
            false => bounded(flow.font(Face::Regular).wrapped(&words.join(" · "), below_size(layout), room)),
        };
        let lines = cells.iter().map(Vec::len).max().unwrap_or(1);
        let count = |lines: usize| i32::try_from(lines).unwrap_or(i32::MAX / 100_000);
        let height = count(lines) * line_height(layout.size) + count(below.len()) * line_height(below_size(layout));
        let gap = if below.is_empty() { 0 } else { GAP };
        Self { cells, below, height: height + gap + 5_000 }
    }

    fn draw(&self, flow: &mut Flow, layout: &Layout, row: &Row, is_total: bool) {
        let (top, size, room) = (flow.y, layout.size, flow.room());
        if is_total {
            flow.page().rule(SIDE, top, room, Ink::Black);
        } else if row.is_strong {
            flow.page().fill([SIDE, top, room, self.height], Ink::Pale);
        }
        let face = if row.is_strong { Face::Strong } else { Face::Regular };
        for (drawn, lines) in layout.columns.iter().zip(&self.cells) {
            let is_wrong = drawn.kind == Kind::Check && lines.concat() == "FEJL";
            let ink = if is_wrong { Ink::Outflow } else { Ink::Black };
            let mut y = top + 2_500 + size;
            for line in lines {
                let x = aligned(flow, drawn, face, size, line);
                flow.page().text(x, y, Style { face, size, ink }, line);
                y += line_height(size);
            }
        }
        let lines = self.cells.iter().map(Vec::len).max().unwrap_or(1);
        let mut y = top + 2_500 + GAP + i32::try_from(lines).unwrap_or(1) * line_height(size) + below_size(layout);
        let style = Style { face: Face::Regular, size: below_size(layout), ink: Ink::Grey };
        for line in &self.below {
            flow.page().text(SIDE + PAD, y, style, line);
            y += line_height(below_size(layout));
        }
        flow.y += self.height;
        let bottom = flow.y;
        flow.page().rule(SIDE, bottom, room, Ink::Line);
    }
}

/// What stands under a row of one of its columns; nothing where the cell is empty.
fn below(table: &Table, row: &Row, at: usize) -> Option<String> {
    let (column, words) = (&table.columns[at], row.cells[at].shown());
    let is_named = column.place == Place::BelowNamed;
    let named = if is_named { format!("{} {words}", column.header) } else { words.clone() };
    (!words.is_empty()).then_some(named)
}

fn aligned(flow: &Flow, drawn: &Drawn, face: Face, size: i32, words: &str) -> i32 {
    match drawn.kind {
        Kind::Amount | Kind::Count => drawn.x + drawn.width - PAD - flow.font(face).width(words, size),
        Kind::Text | Kind::Code | Kind::Check => drawn.x + PAD,
    }
}

fn below_size(layout: &Layout) -> i32 {
    layout.size - 800
}

fn line_height(size: i32) -> i32 {
    size * 13 / 10
}

fn header_lines(flow: &Flow, table: &Table, layout: &Layout) -> Vec<Vec<String>> {
    let font = flow.font(Face::Strong);
    let lines = |drawn: &Drawn| font.wrapped(&table.columns[drawn.column].header, layout.size, drawn.width - 2 * PAD);
    layout.columns.iter().map(lines).collect()
}

fn header_height(layout: &Layout, header: &[Vec<String>]) -> i32 {
    let lines = header.iter().map(Vec::len).max().unwrap_or(1);
    i32::try_from(lines).unwrap_or(1) * line_height(layout.size) + 7_000
}

fn draw_header(flow: &mut Flow, table: &Table, layout: &Layout, header: &[Vec<String>]) {
    let (height, room, top) = (header_height(layout, header), flow.room(), flow.y);
    flow.page().fill([SIDE, top, room, height], Ink::Accent);
    let style = Style { face: Face::Strong, size: layout.size, ink: Ink::White };
    for (drawn, lines) in layout.columns.iter().zip(header) {
        let mut y = top + 3_500 + layout.size;
        for line in lines {
            let x = aligned(flow, drawn, Face::Strong, layout.size, line);
            flow.page().text(x, y, style, line);
            y += line_height(layout.size);
        }
    }
    flow.y += height;
    debug_assert!(table.columns.len() >= layout.columns.len(), "drawn columns are some of the table's");
}
