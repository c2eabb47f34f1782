//! The pages one after another: where the next thing goes, and when a new page begins.

use crate::ReportError;
use crate::model::Report;
use crate::pdf::canvas::Ink;
use crate::pdf::canvas::Page;
use crate::pdf::canvas::Style;
use crate::pdf::font::Face;
use crate::pdf::font::Loaded;

/// The margins: left and right, top, bottom.
pub(crate) const SIDE: i32 = 46_000;
const TOP: i32 = 62_000;
const BOTTOM: i32 = 58_000;

/// The sizes of type.
pub(crate) const SMALL: i32 = 7_500;
pub(crate) const BODY: i32 = 9_000;
pub(crate) const HEADING: i32 = 14_000;

/// The pages so far and where the next thing goes.
pub(crate) struct Flow {
    pages: Vec<Page>,
    /// The upper edge of what comes next.
    pub(crate) y: i32,
    /// Headings and the pages, from 1, on which they stand.
    pub(crate) outline: Vec<(String, usize)>,
    regular: &'static Loaded,
    strong: &'static Loaded,
}

impl Flow {
    pub(crate) fn new() -> Result<Self, ReportError> {
        let (regular, strong) = (Face::Regular.load()?, Face::Strong.load()?);
        Ok(Self { pages: vec![Page::new(false)], y: TOP, outline: Vec::new(), regular, strong })
    }

    pub(crate) fn font(&self, face: Face) -> &'static Loaded {
        match face {
            Face::Regular => self.regular,
            Face::Strong => self.strong,
        }
    }

    pub(crate) fn page(&mut self) -> &mut Page {
        self.pages.last_mut().expect("there is a page from the beginning")
    }

    /// How broad a page's text is.
    pub(crate) fn room(&mut self) -> i32 {
        self.page().width() - 2 * SIDE
    }

    /// How much height is left.
    pub(crate) fn left(&mut self) -> i32 {
        self.page().height() - BOTTOM - self.y
    }

    pub(crate) fn new_page(&mut self, is_wide: bool) {
        self.pages.push(Page::new(is_wide));
        self.y = TOP;
    }

    /// Begins a new page when less height than this is left.
    pub(crate) fn need(&mut self, height: i32) {
        if self.left() < height {
            let is_wide = self.page().width() > self.page().height();
            self.new_page(is_wide);
        }
    }

    /// Turns the paper, when it lies otherwise.
    pub(crate) fn turn(&mut self, is_wide: bool) {
        if (self.page().width() > self.page().height()) != is_wide {
            self.new_page(is_wide);
        }
    }

    /// A heading. `with` is the height of what must follow on the same page.
    pub(crate) fn heading(&mut self, words: &str, with: i32) {
        let above = if self.y > TOP { 26_000 } else { 0 };
        self.need(above + 24_000 + with);
        self.y += if self.y > TOP { above } else { 0 };
        let style = Style { face: Face::Strong, size: HEADING, ink: Ink::Accent };
        let (words, y) = (self.strong.shown(words), self.y + HEADING);
        self.page().text(SIDE, y, style, &words);
        self.y += 24_000;
        let page = self.pages.len();
        self.outline.push((words, page));
    }

    /// A paragraph over the whole breadth.
    pub(crate) fn paragraph(&mut self, words: &str, style: Style) {
        let room = self.room();
        let line = style.size * 14 / 10;
        for text in self.font(style.face).wrapped(words, style.size, room) {
            self.need(line);
            let y = self.y + style.size;
            self.page().text(SIDE, y, style, &text);
            self.y += line;
        }
    }

    /// Writes what stands at the head and foot of every page, and gives the pages.
    pub(crate) fn finished(mut self, report: &Report) -> (Vec<Page>, Vec<(String, usize)>) {
        let count = self.pages.len();
        let parts = [&report.municipality, &report.title, &report.subject, &report.period];
        let parts: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        let hash: String = report.identity.chars().take(16).collect();
        let style = Style { face: Face::Regular, size: SMALL, ink: Ink::Grey };
        let font = self.regular;
        for (number, page) in (1..).zip(&mut self.pages) {
            let (width, height) = (page.width(), page.height());
            let room = width - 2 * SIDE;
            if number > 1 {
                let head = font.wrapped(&parts.join(" · "), SMALL, room).into_iter().next().unwrap_or_default();
                page.text(SIDE, 38_000, style, &head);
                page.rule(SIDE, 44_000, room, Ink::Line);
            }
            page.rule(SIDE, height - 44_000, room, Ink::Line);
            page.text(SIDE, height - 32_000, style, &font.shown(&format!("Trepunkt · dokument {hash}")));
            let place = format!("Side {number} af {count}");
            page.text(width - SIDE - font.width(&place, SMALL), height - 32_000, style, &place);
        }
        (self.pages, self.outline)
    }
}
