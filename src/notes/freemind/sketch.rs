//! The nodes of a map file as they stand there, with everything that a strict reader would refuse.

use std::collections::HashMap;

use super::entity::{self, Broken};
use super::faults::Faults;
use super::html;
use super::tags::{Filled, Tag, Tags, Token};
use crate::notes::page::{LINE_BYTES, clean};

/// A node, labelled or not.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// The index of the node around it.
    pub(super) parent: Option<usize>,
    /// The line of its tag, from 1.
    pub(super) line: u32,
    /// Its label; may be empty.
    pub(super) label: String,
    /// Its note and its details.
    pub(super) body: String,
    /// Its `ID`.
    pub(super) id: Option<String>,
    /// Whether it can be read.
    pub(super) lock: Lock,
}

/// Whether a node can be read.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lock {
    #[default]
    Open,
    /// What hangs under it is encrypted.
    Encrypted,
}

/// All nodes of a text in its order, a parent before its children.
#[derive(Debug, Default)]
pub(super) struct Sketch {
    /// The nodes.
    pub(super) nodes: Vec<Node>,
    /// The line of a document type that defines entities, from 1.
    pub(super) entities: Option<u32>,
    /// The line of the first label that is too long, from 1.
    pub(super) long: Option<u32>,
}

/// Reads all nodes of a text.
pub(super) fn read<'a>(text: &'a str, faults: &mut Faults<'a>) -> Sketch {
    let mut reader = Reader {
        text,
        faults,
        sketch: Sketch::default(),
        open: Vec::new(),
        names: HashMap::new(),
        nodes: Vec::new(),
        rich: None,
        counted: 0,
        line: 1,
    };
    for (at, token) in Tags::new(text) {
        reader.take(at, token);
    }
    reader.finish()
}

/// What an open element is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Node(usize),
    Rich(Rich),
    Other,
}

/// Formatted text of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rich {
    node: usize,
    what_for: Use,
    /// Where it begins in the text.
    from: usize,
}

/// What formatted text is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Label,
    Body,
}

/// An element that is not closed yet.
struct Element<'a> {
    name: &'a str,
    at: usize,
    line: u32,
    what: What,
}

struct Reader<'a, 'f> {
    text: &'a str,
    faults: &'f mut Faults<'a>,
    sketch: Sketch,
    open: Vec<Element<'a>>,
    /// How many elements of a name are open.
    names: HashMap<&'a str, u32>,
    /// The open nodes.
    nodes: Vec<usize>,
    /// Where the open formatted text stands among the open elements.
    rich: Option<usize>,
    /// Lines are counted up to here.
    counted: usize,
    line: u32,
}

impl<'a> Reader<'a, '_> {
    fn take(&mut self, at: usize, token: Token<'a>) {
        let passed = self.text.get(self.counted..at).unwrap_or_default();
        self.line += passed.matches('\n').count() as u32;
        self.counted = self.counted.max(at);
        match token {
            Token::Open(tag) => self.start(at, &tag),
            Token::Close(name) => self.close(at, name),
            Token::Text(text) => {
                let words = text.trim_start();
                if self.open.is_empty() && !words.is_empty() {
                    let at = at + text.len() - words.len();
                    self.faults.add(at, "text stands outside of `<map>`");
                }
                self.decoded(at, text);
            }
            Token::Doctype(text) => {
                if text.contains("<!ENTITY") {
                    self.sketch.entities.get_or_insert(self.line);
                }
            }
            Token::Fault(fault) => self.faults.add(at, fault.as_str()),
        }
    }

    fn start(&mut self, at: usize, tag: &Tag<'a>) {
        if tag.name == "node"
            && let Some(rich) = self.rich
        {
            self.faults
                .add(at, "the text above this `<node>` is not closed");
            self.cut(rich, at);
        }
        if self.open.is_empty() && tag.name != "map" {
            self.faults.add(at, "a tag stands outside of `<map>`");
        }
        let what = match (tag.name, self.nodes.last(), self.rich) {
            ("node", _, _) => What::Node(self.node(at, tag)),
            ("richcontent", Some(node), None) => self.rich(*node, at, tag),
            _ => {
                self.attributes(at, tag, |_, _| {});
                What::Other
            }
        };
        match tag.filled {
            Filled::Empty => {}
            Filled::Open => self.open(Element {
                name: tag.name,
                at,
                line: self.line,
                what,
            }),
        }
    }

    fn open(&mut self, element: Element<'a>) {
        match element.what {
            What::Node(node) => self.nodes.push(node),
            What::Rich(_) => self.rich = Some(self.open.len()),
            What::Other => {}
        }
        *self.names.entry(element.name).or_default() += 1;
        self.open.push(element);
    }

    fn close(&mut self, at: usize, name: &'a str) {
        if self.names.get(name).is_none_or(|open| *open == 0) {
            let what = format!("`</{}>` closes nothing", shown(name));
            return self.faults.add(at, &what);
        }
        let same = |element: &Element<'_>| element.name == name;
        let from = self.open.iter().rposition(same).unwrap_or(0);
        if let Some(inner) = self.open.get(from + 1) {
            let what = format!("`<{}>` is not closed", shown(inner.name));
            self.faults.add(inner.at, &what);
        }
        self.cut(from, at);
    }

    /// Closes all elements from this one on, at a place of the text.
    fn cut(&mut self, from: usize, at: usize) {
        for element in self.open.split_off(from) {
            if let Some(open) = self.names.get_mut(element.name) {
                *open = open.saturating_sub(1);
            }
            match element.what {
                What::Node(node) => while self.nodes.pop_if(|open| *open >= node).is_some() {},
                What::Rich(rich) => {
                    self.rich = None;
                    self.keep(rich, at);
                }
                What::Other => {}
            }
        }
    }

    fn finish(mut self) -> Sketch {
        let end = self.text.len();
        if let Some(last) = self.open.last() {
            let (name, line) = (shown(last.name), last.line);
            let what = format!("the text ends inside of `<{name}>`, which line {line} opened");
            self.faults.add(end, &what);
        }
        self.cut(0, end);
        self.sketch
    }

    fn node(&mut self, at: usize, tag: &Tag<'a>) -> usize {
        let mut node = Node {
            parent: self.nodes.last().copied(),
            line: self.line,
            ..Node::default()
        };
        let (mut text, mut localized) = (String::new(), String::new());
        self.attributes(at, tag, |name, value| match name {
            "TEXT" => text = value,
            "LOCALIZED_TEXT" => localized = value,
            "ID" => node.id = Some(clean(&value)).filter(|id| !id.is_empty()),
            "ENCRYPTED_CONTENT" => node.lock = Lock::Encrypted,
            _ => {}
        });
        self.sketch.nodes.push(node);
        let node = self.sketch.nodes.len() - 1;
        for written in [text, localized] {
            let label = match html::is_page(&written) {
                true => html::text(&written),
                false => written,
            };
            self.label(node, &label);
        }
        node
    }

    /// Gives a node its label, unless it has one.
    fn label(&mut self, node: usize, text: &str) {
        let Some(node) = self.sketch.nodes.get_mut(node) else {
            return;
        };
        if !node.label.is_empty() {
            return;
        }
        let label = clean(&in_one_line(text));
        if label.len() > LINE_BYTES {
            self.sketch.long.get_or_insert(node.line);
        } else {
            node.label = label;
        }
    }

    fn rich(&mut self, node: usize, at: usize, tag: &Tag<'a>) -> What {
        let mut kind = String::new();
        self.attributes(at, tag, |name, value| {
            if name == "TYPE" {
                kind = value;
            }
        });
        let what_for = match kind.to_ascii_uppercase().as_str() {
            "NODE" => Use::Label,
            "NOTE" | "DETAILS" => Use::Body,
            _ => return What::Other,
        };
        What::Rich(Rich {
            node,
            what_for,
            from: at + tag.length,
        })
    }

    /// Keeps formatted text that ends at a place.
    fn keep(&mut self, rich: Rich, at: usize) {
        let text = html::text(self.text.get(rich.from..at).unwrap_or_default());
        match rich.what_for {
            Use::Label => self.label(rich.node, &text),
            Use::Body => {
                if let Some(node) = self.sketch.nodes.get_mut(rich.node)
                    && !text.is_empty()
                {
                    if !node.body.is_empty() {
                        node.body.push('\n');
                    }
                    node.body.push_str(&text);
                }
            }
        }
    }

    /// Gives every attribute with its value.
    fn attributes(&mut self, at: usize, tag: &Tag<'a>, mut give: impl FnMut(&'a str, String)) {
        for attribute in tag.attributes() {
            match attribute {
                Some((name, value)) => {
                    if value.contains('<') {
                        self.faults.add(at, "a bare `<` must be written `&lt;`");
                    }
                    let value = self.decoded(at, &value);
                    give(name, value);
                }
                None => {
                    let what = format!("the attributes of `<{}>` are broken", shown(tag.name));
                    self.faults.add(at, &what);
                }
            }
        }
    }

    fn decoded(&mut self, at: usize, raw: &str) -> String {
        let defined = self.sketch.entities.is_some();
        entity::decode(raw, |_, broken| match broken {
            // It may be one of the document's own, which are told once.
            Broken::Unknown if defined => {}
            Broken::Unknown | Broken::BareAmpersand | Broken::NoCharacter => {
                self.faults.add(at, broken.as_str());
            }
        })
    }
}

/// A text without its line breaks, each with the blanks around it one blank.
fn in_one_line(text: &str) -> String {
    let lines = text.split(['\n', '\r']).map(str::trim);
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    lines.join(" ")
}

/// A name of any length and content as a message shows it.
fn shown(name: &str) -> String {
    clean(&name.chars().take(40).collect::<String>())
}
