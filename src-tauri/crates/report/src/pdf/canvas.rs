//! Pages to draw on. Lengths are thousandths of a point, and `y` goes down from the top.

use printpdf::Color;
use printpdf::Mm;
use printpdf::Op;
use printpdf::PaintMode;
use printpdf::PdfFontHandle;
use printpdf::PdfPage;
use printpdf::Pt;
use printpdf::Rect;
use printpdf::Rgb;
use printpdf::TextItem;
use printpdf::TextMatrix;
use printpdf::WindingOrder;

use crate::pdf::font::Face;

/// The short and the long side of A4.
const A4: (i32, i32) = (595_276, 841_890);

/// A colour of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    /// Text.
    Black,
    /// What stands back.
    Grey,
    /// Rules between rows.
    Line,
    /// Behind a heading row.
    Pale,
    /// The one colour.
    Accent,
    /// What comes in.
    Inflow,
    /// What goes out, and what is wrong.
    Outflow,
    /// On the accent.
    White,
}

impl Ink {
    fn color(self) -> Color {
        let [r, g, b] = match self {
            Self::Black => [26, 32, 38],
            Self::Grey => [92, 103, 115],
            Self::Line => [211, 218, 226],
            Self::Pale => [241, 244, 247],
            Self::Accent => [13, 75, 94],
            Self::Inflow => [46, 125, 107],
            Self::Outflow => [166, 60, 46],
            Self::White => [255, 255, 255],
        };
        #[expect(clippy::float_arithmetic, reason = "a colour, not an amount")]
        let part = |value: u8| f32::from(value) / 255.0;
        Color::Rgb(Rgb::new(part(r), part(g), part(b), None))
    }
}

/// A page.
pub(crate) struct Page {
    is_wide: bool,
    ops: Vec<Op>,
}

/// Where and how words stand.
#[derive(Clone, Copy)]
pub(crate) struct Style {
    pub(crate) face: Face,
    pub(crate) size: i32,
    pub(crate) ink: Ink,
}

/// Thousandths of a point as the file's points.
#[expect(clippy::cast_precision_loss, clippy::float_arithmetic, reason = "a place on paper, not an amount")]
fn points(thousandths: i32) -> Pt {
    Pt(thousandths as f32 / 1000.0)
}

impl Page {
    pub(crate) fn new(is_wide: bool) -> Self {
        Self { is_wide, ops: Vec::new() }
    }

    pub(crate) fn width(&self) -> i32 {
        if self.is_wide { A4.1 } else { A4.0 }
    }

    pub(crate) fn height(&self) -> i32 {
        if self.is_wide { A4.0 } else { A4.1 }
    }

    /// Words with their baseline at `y`. They are shown as they are: a font's missing letters were replaced before.
    pub(crate) fn text(&mut self, x: i32, y: i32, style: Style, words: &str) {
        if words.is_empty() {
            return;
        }
        let place = TextMatrix::Translate(points(x), points(self.height() - y));
        self.ops.extend([
            Op::StartTextSection,
            Op::SetFillColor { col: style.ink.color() },
            Op::SetFont { font: PdfFontHandle::External(style.face.id()), size: points(style.size) },
            Op::SetTextMatrix { matrix: place },
            Op::ShowText { items: vec![TextItem::Text(words.to_owned())] },
            Op::EndTextSection,
        ]);
    }

    /// A filled box; `y` is its upper edge.
    pub(crate) fn fill(&mut self, [x, y, width, height]: [i32; 4], ink: Ink) {
        let rectangle = Rect {
            x: points(x),
            y: points(self.height() - y - height),
            width: points(width),
            height: points(height),
            mode: Some(PaintMode::Fill),
            winding_order: Some(WindingOrder::NonZero),
        };
        self.ops.extend([Op::SetFillColor { col: ink.color() }, Op::DrawRectangle { rectangle }]);
    }

    /// A rule across, as a thin box: every program draws it alike.
    pub(crate) fn rule(&mut self, x: i32, y: i32, width: i32, ink: Ink) {
        self.fill([x, y, width, 500], ink);
    }

    pub(crate) fn finished(self) -> PdfPage {
        let sides = [self.width(), self.height()].map(points);
        PdfPage::new(Mm::from(sides[0]), Mm::from(sides[1]), self.ops)
    }
}
