//! XML documents as a flat tree, within bounds and without anything that a document can make grow.
//!
//! A document type, an entity of its own, a second root, or an unknown prefix refuses the file: no
//! bank or invoice writes one, and each can make the same bytes mean something else. The tree costs
//! a stated multiple of the file, since an element takes at least [`BYTES_PER_ELEMENT`] bytes.

use std::borrow::Cow;
use std::collections::HashMap;

use memchr::memchr_iter;
use memchr::memmem;
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::BytesRef;
use quick_xml::events::BytesStart;
use quick_xml::events::Event;

use crate::encoding::Decoded;
use crate::refusal::Refusal;

/// The largest XML file.
pub(crate) const XML_LIMIT: usize = 256 << 20;
/// Real documents nest about fifteen deep.
const DEPTH_LIMIT: usize = 64;
/// Attributes of one element, and namespace declarations in force at a time.
const ATTRIBUTE_LIMIT: usize = 64;
/// A document of smaller elements on average is an attack.
const BYTES_PER_ELEMENT: usize = 8;
/// What any document may have, however small it is.
const ELEMENTS_ALWAYS: usize = 1_000;
/// How much of a file is looked at to find its root.
const PEEK: usize = 64 * 1024;
/// Events between two looks at whether the work should stop.
const PULSE_EVENTS: u32 = 65_536;

const NONE: u32 = u32::MAX;

/// The name of a document's root and of the first element in it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Root {
    pub(crate) name: String,
    pub(crate) namespace: String,
    pub(crate) first_child: String,
}

/// The root of what may be an XML document, from its beginning alone. That the rest is sound is not said.
pub(crate) fn root(bytes: &[u8]) -> Option<Root> {
    let body = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if body.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'<') {
        return None;
    }
    let start = String::from_utf8_lossy(body.get(..PEEK).unwrap_or(body)).into_owned();
    let mut reader = Reader::from_str(&start);
    let mut found: Option<Root> = None;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                let (prefix, name) = split_name(tag.name().0);
                if let Some(root) = &mut found {
                    name.clone_into(&mut root.first_child);
                    return found;
                }
                let declares = |prefix: &str| {
                    let wanted = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
                    tag.attributes().flatten().take(ATTRIBUTE_LIMIT).find(|attribute| attribute.key.0 == wanted)
                };
                let namespace = declares(prefix).map(|attribute| attribute.value.into_owned()).unwrap_or_default();
                found = Some(Root { name: name.to_owned(), namespace, first_child: String::new() });
            }
            Ok(Event::End(_) | Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

/// The text of an XML file by its own declaration: UTF-8, ISO-8859-1 or Windows-1252.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded<'_>, Refusal> {
    if bytes.len() > XML_LIMIT {
        return Err(Refusal::file_too_large(bytes.len(), XML_LIMIT));
    }
    let (body, has_mark) = bytes.strip_prefix(b"\xEF\xBB\xBF").map_or((bytes, false), |body| (body, true));
    let declared = declared_encoding(body).map(|label| label.to_ascii_lowercase());
    let name = match (declared.as_deref(), has_mark) {
        (None | Some("utf-8" | "utf8"), true) => "utf-8-bom",
        (None | Some("utf-8" | "utf8" | "us-ascii" | "ascii"), false) => "utf-8",
        (Some("iso-8859-1" | "latin1" | "iso8859-1"), false) => "iso-8859-1",
        (Some("windows-1252" | "cp1252"), false) => "windows-1252",
        (Some(_), true) => return Err(Refusal::mixed_encodings(1, None)),
        (Some(other), false) => return Err(unknown_encoding(other)),
    };
    let text = if name.starts_with("utf-8") {
        Cow::Borrowed(std::str::from_utf8(body).map_err(|error| not_as_declared(body, error.valid_up_to()))?)
    } else {
        const UNDEFINED: [u8; 5] = [0x81, 0x8D, 0x8F, 0x90, 0x9D];
        if let Some(at) = body.iter().position(|byte| UNDEFINED.contains(byte)) {
            return Err(not_as_declared(body, at));
        }
        encoding_rs::WINDOWS_1252.decode_without_bom_handling(body).0
    };
    let is_control = |byte: &u8| *byte < 0x20 && !matches!(*byte, b'\n' | b'\r' | b'\t');
    if let Some(at) = text.as_bytes().iter().position(is_control) {
        return Err(Refusal::binary(line_of(text.as_bytes(), at)));
    }
    Ok(Decoded { text, name })
}

/// The encoding that the XML declaration names.
fn declared_encoding(body: &[u8]) -> Option<String> {
    let start = body.get(..1024).unwrap_or(body).trim_ascii_start();
    let declaration = start.strip_prefix(b"<?xml")?;
    let declaration = declaration.get(..memmem::find(declaration, b"?>")?)?;
    let after = declaration.get(memmem::find(declaration, b"encoding")? + "encoding".len()..)?;
    let quoted = after.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (quote, rest) = quoted.split_first()?;
    let end = rest.iter().position(|byte| byte == quote)?;
    rest.get(..end).map(|label| String::from_utf8_lossy(label).into_owned())
}

fn unknown_encoding(label: &str) -> Refusal {
    let label: String = label.chars().take(40).collect();
    Refusal::new(
        "encoding-unknown",
        format!("Filen siger, at dens tegnsæt er {label}; det læses ikke."),
        "Hent filen i UTF-8.",
    )
    .at(1)
}

fn not_as_declared(body: &[u8], at: usize) -> Refusal {
    let line = line_of(body, at);
    Refusal::new(
        "encoding-mixed",
        format!("Linje {line} er ikke skrevet i det tegnsæt, som filens første linje nævner."),
        "Hent filen igen, uden at åbne og gemme den undervejs.",
    )
    .at(line)
}

fn line_of(bytes: &[u8], at: usize) -> u32 {
    let before = bytes.get(..at).unwrap_or(bytes);
    u32::try_from(memchr_iter(b'\n', before).count()).unwrap_or(u32::MAX).saturating_add(1)
}

/// Prefix (empty when none) and local name.
fn split_name(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}

#[derive(Debug)]
struct Item<'a> {
    name: u32,
    namespace: u32,
    first_child: u32,
    next: u32,
    first_attribute: u32,
    attributes: u32,
    text: Cow<'a, str>,
}

/// A whole document.
#[derive(Debug)]
pub(crate) struct Tree<'a> {
    items: Vec<Item<'a>>,
    attributes: Vec<(u32, String)>,
    /// Names and namespaces, each once.
    words: Vec<String>,
}

/// One element of a [`Tree`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element<'t> {
    tree: &'t Tree<'t>,
    item: &'t Item<'t>,
}

impl<'a> Tree<'a> {
    /// The document in `text`. `watch` is told the position now and then, and can stop the work.
    pub(crate) fn parse(text: &'a str, watch: &mut dyn FnMut(usize) -> Result<(), Refusal>) -> Result<Self, Refusal> {
        let mut builder = Builder::new(text);
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_comments = true;
        let mut since = 0_u32;
        loop {
            let event = reader.read_event();
            let position = usize::try_from(reader.buffer_position()).unwrap_or(text.len());
            builder.advance(position);
            let line = builder.line;
            since += 1;
            if since == PULSE_EVENTS {
                since = 0;
                watch(position)?;
            }
            match event.map_err(|_| malformed(line))? {
                Event::Start(tag) => builder.open(&tag)?,
                Event::Empty(tag) => {
                    builder.open(&tag)?;
                    builder.close();
                }
                Event::End(_) => builder.close(),
                Event::Text(text) => builder.add_text(text.xml10_content())?,
                Event::CData(text) => builder.add_text(text.xml10_content())?,
                Event::GeneralRef(reference) => {
                    let letter = resolve(&reference, line)?;
                    builder.add_text(Cow::Owned(letter.to_string()))?;
                }
                Event::DocType(_) => return Err(has_doctype(line)),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
                Event::Eof => return builder.finish(),
            }
        }
    }

    /// The root.
    pub(crate) fn root(&self) -> Option<Element<'_>> {
        self.element(0)
    }

    /// How many elements of that name it holds.
    pub(crate) fn count(&self, name: &str) -> usize {
        let id = self.words.iter().position(|word| word == name).and_then(|at| u32::try_from(at).ok());
        self.items.iter().filter(|item| Some(item.name) == id).count()
    }

    fn element(&self, at: u32) -> Option<Element<'_>> {
        let item = self.items.get(usize::try_from(at).ok()?)?;
        Some(Element { tree: self, item })
    }

    fn word(&self, at: u32) -> &str {
        usize::try_from(at).ok().and_then(|at| self.words.get(at)).map_or("", String::as_str)
    }
}

/// One open element while a tree grows.
struct Open {
    item: u32,
    last_child: u32,
    /// How many namespace declarations were in force around it.
    declarations: usize,
}

struct Builder<'a> {
    tree: Tree<'a>,
    source: &'a str,
    open: Vec<Open>,
    ids: HashMap<String, u32>,
    /// Prefix and namespace, innermost last.
    declared: Vec<(String, u32)>,
    limit: usize,
    line: u32,
    counted: usize,
}

impl<'a> Builder<'a> {
    fn new(source: &'a str) -> Self {
        Self {
            tree: Tree { items: Vec::new(), attributes: Vec::new(), words: Vec::new() },
            source,
            open: Vec::new(),
            ids: HashMap::new(),
            declared: Vec::new(),
            limit: source.len() / BYTES_PER_ELEMENT + ELEMENTS_ALWAYS,
            line: 1,
            counted: 0,
        }
    }

    /// Counts the lines up to there.
    fn advance(&mut self, position: usize) {
        let passed = self.source.as_bytes().get(self.counted..position).unwrap_or_default();
        let lines = u32::try_from(memchr_iter(b'\n', passed).count()).unwrap_or(u32::MAX);
        self.line = self.line.saturating_add(lines);
        self.counted = self.counted.max(position);
    }

    fn id(&mut self, word: &str) -> u32 {
        if let Some(id) = self.ids.get(word) {
            return *id;
        }
        let id = u32::try_from(self.tree.words.len()).unwrap_or(NONE);
        self.tree.words.push(word.to_owned());
        self.ids.insert(word.to_owned(), id);
        id
    }

    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), Refusal> {
        if self.open.is_empty() && !self.tree.items.is_empty() {
            return Err(after_root(self.line));
        }
        if self.open.len() >= DEPTH_LIMIT || self.tree.items.len() >= self.limit {
            return Err(out_of_bounds(self.line));
        }
        let declarations = self.declared.len();
        let first_attribute = u32::try_from(self.tree.attributes.len()).unwrap_or(NONE);
        let attributes = self.take_attributes(tag)?;
        let qualified = tag.name();
        let (prefix, name) = split_name(qualified.0);
        let namespace = match self.declared.iter().rev().find(|(declared, _)| declared == prefix) {
            Some((_, namespace)) => *namespace,
            None if prefix.is_empty() => self.id(""),
            None => return Err(malformed(self.line)),
        };
        let name = self.id(name);
        let at = u32::try_from(self.tree.items.len()).unwrap_or(NONE);
        self.link(at);
        let text = Cow::Borrowed("");
        let (first_child, next) = (NONE, NONE);
        self.tree.items.push(Item { name, namespace, first_child, next, first_attribute, attributes, text });
        self.open.push(Open { item: at, last_child: NONE, declarations });
        Ok(())
    }

    /// Hangs the element under its parent, behind the children that stand there.
    fn link(&mut self, at: u32) {
        let Some(parent) = self.open.last_mut() else {
            return;
        };
        let (holder, is_first) =
            if parent.last_child == NONE { (parent.item, true) } else { (parent.last_child, false) };
        parent.last_child = at;
        if let Some(item) = usize::try_from(holder).ok().and_then(|holder| self.tree.items.get_mut(holder)) {
            if is_first {
                item.first_child = at;
            } else {
                item.next = at;
            }
        }
    }

    /// Keeps the attributes and puts the namespace declarations in force; tells how many were kept.
    fn take_attributes(&mut self, tag: &BytesStart<'_>) -> Result<u32, Refusal> {
        let mut kept = 0_u32;
        for (seen, attribute) in tag.attributes().enumerate() {
            let attribute = attribute.map_err(|_| malformed(self.line))?;
            if seen >= ATTRIBUTE_LIMIT || self.declared.len() >= ATTRIBUTE_LIMIT {
                return Err(out_of_bounds(self.line));
            }
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| bad_reference(self.line))?;
            let key = attribute.key.0;
            if key == "xmlns" || key.starts_with("xmlns:") {
                let prefix = key.strip_prefix("xmlns:").unwrap_or_default().to_owned();
                let namespace = self.id(&value);
                self.declared.push((prefix, namespace));
                continue;
            }
            let name = self.id(split_name(key).1);
            self.tree.attributes.push((name, value.into_owned()));
            kept += 1;
        }
        Ok(kept)
    }

    fn close(&mut self) {
        if let Some(open) = self.open.pop() {
            self.declared.truncate(open.declarations);
        }
    }

    fn add_text(&mut self, text: Cow<'a, str>) -> Result<(), Refusal> {
        let Some(open) = self.open.last() else {
            return if text.trim().is_empty() { Ok(()) } else { Err(after_root(self.line)) };
        };
        let item = usize::try_from(open.item).ok().and_then(|at| self.tree.items.get_mut(at));
        if let Some(item) = item {
            if item.text.is_empty() {
                item.text = text;
            } else if open.last_child == NONE || !text.trim().is_empty() {
                item.text.to_mut().push_str(&text);
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<Tree<'a>, Refusal> {
        if !self.open.is_empty() {
            return Err(Refusal::truncated(self.line, None));
        }
        if self.tree.items.is_empty() {
            return Err(Refusal::empty());
        }
        Ok(self.tree)
    }
}

impl<'t> Element<'t> {
    /// The name without its prefix.
    pub(crate) fn name(self) -> &'t str {
        self.tree.word(self.item.name)
    }

    /// The namespace; empty when none.
    pub(crate) fn namespace(self) -> &'t str {
        self.tree.word(self.item.namespace)
    }

    /// Its own text, without blanks around it; nothing where it holds other elements.
    pub(crate) fn text(self) -> &'t str {
        if self.item.first_child == NONE { self.item.text.trim() } else { "" }
    }

    /// The elements in it.
    pub(crate) fn children(self) -> impl Iterator<Item = Element<'t>> {
        std::iter::successors(self.tree.element(self.item.first_child), |child| child.tree.element(child.item.next))
    }

    /// The elements of that name in it.
    pub(crate) fn all(self, name: &str) -> impl Iterator<Item = Element<'t>> {
        self.children().filter(move |child| child.name() == name)
    }

    /// The first element of that name in it.
    pub(crate) fn child(self, name: &str) -> Option<Element<'t>> {
        self.all(name).next()
    }

    /// The first element along a path of names with `/` between.
    pub(crate) fn at(self, path: &str) -> Option<Element<'t>> {
        path.split('/').try_fold(self, |element, name| element.child(name))
    }

    /// The text of the first element along a path; empty when there is none.
    pub(crate) fn value(self, path: &str) -> &'t str {
        self.at(path).map_or("", Self::text)
    }

    /// Names and values of its attributes; namespace declarations are none.
    pub(crate) fn attributes(self) -> impl Iterator<Item = (&'t str, &'t str)> {
        let from = usize::try_from(self.item.first_attribute).unwrap_or(usize::MAX);
        let count = usize::try_from(self.item.attributes).unwrap_or(0);
        let own = self.tree.attributes.iter().skip(from).take(count);
        own.map(|(name, value)| (self.tree.word(*name), value.as_str()))
    }

    /// The value of the attribute of that name; empty when there is none.
    pub(crate) fn attribute(self, name: &str) -> &'t str {
        self.attributes().find(|(own, _)| *own == name).map_or("", |(_, value)| value)
    }
}

/// The letter that a reference stands for: one of the five of XML itself, or a number.
fn resolve(reference: &BytesRef<'_>, line: u32) -> Result<char, Refusal> {
    let named = match reference.as_ref() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten(),
    };
    let is_legal = |letter: &char| *letter >= ' ' || matches!(*letter, '\n' | '\r' | '\t');
    named.filter(is_legal).ok_or_else(|| bad_reference(line))
}

const FROM_THE_SENDER: &str = "Hent filen igen fra banken eller afsenderen.";

fn malformed(line: u32) -> Refusal {
    Refusal::new("xml-malformed", "Filen er ikke gyldig XML; den er afkortet eller beskadiget.", FROM_THE_SENDER)
        .at(line)
}

fn has_doctype(line: u32) -> Refusal {
    Refusal::new(
        "xml-doctype",
        "Filen har en dokumenttype (DOCTYPE), som kan få samme tekst til at betyde noget andet.",
        FROM_THE_SENDER,
    )
    .at(line)
}

fn bad_reference(line: u32) -> Refusal {
    Refusal::new("xml-entity", "Filen henviser til en entitet, som ikke hører til XML selv.", FROM_THE_SENDER).at(line)
}

fn after_root(line: u32) -> Refusal {
    Refusal::new(
        "xml-several",
        "Filen indeholder mere end ét dokument.",
        "Filen er sat sammen af flere; indlæs de oprindelige filer hver for sig.",
    )
    .at(line)
}

fn out_of_bounds(line: u32) -> Refusal {
    Refusal::new("xml-bounds", "Filen har flere eller dybere elementer, end noget dokument har.", FROM_THE_SENDER)
        .at(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], path: &str) -> Result<String, &'static str> {
        let decoded = decode(bytes).map_err(|refusal| refusal.code)?;
        let tree = Tree::parse(&decoded.text, &mut |_| Ok(())).map_err(|refusal| refusal.code)?;
        let root = tree.root().expect("a document has a root");
        Ok(root.value(path).to_owned())
    }

    fn check(document: &str, path: &str, expected: Result<&str, &str>) {
        let seen = read(document.as_bytes(), path);
        assert_eq!(seen.as_deref(), expected.as_ref().map(|text| *text), "`{path}` of {document:.120}");
    }

    #[test]
    fn values_are_found_by_path() {
        check("<a><b><c> 1 </c></b><b><c>2</c></b></a>", "b/c", Ok("1"));
        check("<x:a xmlns:x='u'><x:b>1</x:b></x:a>", "b", Ok("1"));
        check("<a><b>1 &lt; 2 &amp; <![CDATA[<3>]]>&#248;</b></a>", "b", Ok("1 < 2 & <3>\u{f8}"));
        check("<a><b>1<!-- not in the value -->2</b></a>", "b", Ok("12"));
        check("<a><b/></a>", "b", Ok(""));
        check("<a><b>1<c>2</c></b></a>", "b", Ok(""));
        check("<a/>", "b/c", Ok(""));
    }

    #[test]
    fn what_could_mean_something_else_is_refused() {
        check("<!DOCTYPE a [<!ENTITY x 'y'>]><a><b>&x;</b></a>", "b", Err("xml-doctype"));
        check("<a><b>&x;</b></a>", "b", Err("xml-entity"));
        check("<a b='&x;'/>", "b", Err("xml-entity"));
        check("<a>&#0;</a>", "", Err("xml-entity"));
        check("<a>&#7;</a>", "", Err("xml-entity"));
        check("<a/><a/>", "", Err("xml-several"));
        check("<a/>tail", "", Err("xml-several"));
        check("<a><b></a>", "", Err("xml-malformed"));
        check("<a><b>", "", Err("truncated"));
        check("<a><b", "", Err("xml-malformed"));
        check("<a b='1' b='2'/>", "", Err("xml-malformed"));
        check("<x:a/>", "", Err("xml-malformed"));
        check("", "", Err("empty"));
        check("<a>\u{1}</a>", "", Err("binary"));
    }

    #[test]
    fn bounds_hold() {
        let deep = "<a>".repeat(65) + &"</a>".repeat(65);
        check(&deep, "a", Err("xml-bounds"));
        let many = format!("<a>{}</a>", "<b/>".repeat(5_000));
        check(&many, "b", Err("xml-bounds"));
        let attributes: String = (0..65).map(|number| format!(" a{number}='1'")).collect();
        check(&format!("<a{attributes}/>"), "", Err("xml-bounds"));
    }

    #[test]
    fn the_declaration_says_how_letters_are_written() {
        let check = |label: &str, letter: &[u8], expected: Result<&str, &str>| {
            let head =
                if label.is_empty() { String::new() } else { format!("<?xml version='1.0' encoding='{label}'?>") };
            let bytes = [head.as_bytes(), b"<a><b>", letter, b"</b></a>"].concat();
            let seen = read(&bytes, "b");
            assert_eq!(seen.as_deref(), expected.as_ref().map(|text| *text), "{label}: {letter:?}");
        };
        check("", "ø".as_bytes(), Ok("ø"));
        check("UTF-8", "ø".as_bytes(), Ok("ø"));
        check("ISO-8859-1", b"\xF8", Ok("ø"));
        check("windows-1252", b"\x80", Ok("€"));
        check("windows-1252", b"\x81", Err("encoding-mixed"));
        check("UTF-8", b"\xF8", Err("encoding-mixed"));
        check("UTF-7", b"x", Err("encoding-unknown"));
    }

    #[test]
    fn the_root_is_known_from_the_beginning_alone() {
        let check = |text: &str, expected: Option<(&str, &str, &str)>| {
            let seen = root(text.as_bytes());
            let seen = seen.as_ref().map(|root| (&*root.name, &*root.namespace, &*root.first_child));
            assert_eq!(seen, expected, "root of {text}");
        };
        check("\u{feff}<?xml version='1.0'?>\n<a xmlns='u'><b/>", Some(("a", "u", "b")));
        check("<!DOCTYPE a><x:a xmlns:x='u'><x:b>", Some(("a", "u", "b")));
        check("<a/>", Some(("a", "", "")));
        check("a;b", None);
        check("", None);
        check("<", None);
    }
}
