//! The walk over the events of the Markdown parser: which heading or item stands under which.
//!
//! It keeps a stack of its own and never calls itself: a note may nest as deep as it likes.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::super::page::{Page, is_blank};
use super::super::problem::Problem;
use super::body::{Block, Kind};
use super::claim::{Claim, claim};
use super::label::{Draft, Said, without_box};
use super::source::Source;
use super::{Entry, Shape, Taken};

/// Reads the headings and list items of what is not taken, in the order of the text.
pub(in super::super) fn read(
    page: &Page<'_>,
    taken: &Taken,
    problems: &mut Vec<Problem>,
) -> Vec<Entry> {
    let source = Source::of(page, problems);
    let mut reader = Reader {
        page,
        source: &source,
        entries: Vec::new(),
        frames: vec![Frame::default()],
        numbered: Vec::new(),
        skipping: 0,
        draft: None,
        blocks: Vec::new(),
    };
    let options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_WIKILINKS;
    for (event, span) in Parser::new_ext(&source.text, options).into_offset_iter() {
        reader.take(event, span);
    }
    reader.close();
    reader.add_shown(taken);
    reader.entries
}

/// What entries stand in: the text itself, or a list item.
#[derive(Debug, Default)]
struct Frame {
    /// The entry of the item, or what is around an item without a label; `None` in the open text.
    owner: Option<usize>,
    /// The depth of `owner`; 0 if there is none.
    depth: u32,
    /// The headings that are open in it: level, and index among the entries.
    headings: Vec<(u8, usize)>,
    /// The item it is.
    item: Option<Item>,
}

/// A list item while it is open.
#[derive(Debug)]
struct Item {
    numbered: bool,
    margin: usize,
    /// How many entries there were when it began: while it is so, its first text is its label.
    before: usize,
    /// It has its label.
    labelled: bool,
    /// An id that stood before the label.
    anchor: Option<String>,
}

struct Reader<'p, 'a> {
    page: &'p Page<'a>,
    source: &'p Source,
    entries: Vec<Entry>,
    frames: Vec<Frame>,
    /// For each open list: it is numbered.
    numbered: Vec<bool>,
    /// How many blocks are open whose insides are not read: quotes and code.
    skipping: usize,
    draft: Option<(Draft, Option<u8>)>,
    /// The lines of all bodies, in order.
    blocks: Vec<(usize, usize)>,
}

impl Reader<'_, '_> {
    fn take(&mut self, event: Event<'_>, span: Range<usize>) {
        if self.skipping > 0 {
            match event {
                Event::Start(_) => self.skipping += 1,
                Event::End(_) => self.skipping -= 1,
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(Tag::Paragraph) => self.open(Draft::at(span.start), None),
            Event::Start(Tag::Heading { level, .. }) => {
                self.open(Draft::at(span.start), Some(level as u8));
            }
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_)) | Event::Rule => self.close(),
            Event::Start(Tag::List(first)) => {
                self.close();
                self.numbered.push(first.is_some());
            }
            Event::End(TagEnd::List(_)) => {
                self.close();
                self.numbered.pop();
            }
            Event::Start(Tag::Item) => self.begin_item(span.start),
            Event::End(TagEnd::Item) => {
                self.close();
                if self.frames.len() > 1 {
                    self.frames.pop();
                }
            }
            Event::Start(Tag::BlockQuote(_) | Tag::CodeBlock(_) | Tag::HtmlBlock) => {
                self.close();
                self.skipping = 1;
                let text = self.source.text.get(span.clone()).unwrap_or_default();
                let comment = text.trim_start().starts_with("<!--");
                if !comment {
                    self.add_block(span, Kind::Verbatim);
                }
            }
            inline => {
                let source = self.source;
                let (draft, _) = self
                    .draft
                    .get_or_insert_with(|| (Draft::at(span.start), None));
                draft.feed(&inline, &source.text, span);
            }
        }
    }

    fn open(&mut self, draft: Draft, level: Option<u8>) {
        self.close();
        self.draft = Some((draft, level));
    }

    fn begin_item(&mut self, start: usize) {
        self.close();
        let (owner, depth) = self.around();
        let item = Item {
            numbered: self.numbered.last() == Some(&true),
            margin: self.source.column(start),
            before: self.entries.len(),
            labelled: false,
            anchor: None,
        };
        self.frames.push(Frame {
            owner,
            depth,
            headings: Vec::new(),
            item: Some(item),
        });
    }

    /// The entry that new text stands under, and its depth.
    fn around(&self) -> (Option<usize>, u32) {
        let Some(frame) = self.frames.last() else {
            return (None, 0);
        };
        match frame.headings.last() {
            Some((_, heading)) => (Some(*heading), self.entries[*heading].depth),
            None => (frame.owner, frame.depth),
        }
    }

    /// Ends the paragraph or heading that is open.
    fn close(&mut self) {
        let Some((draft, level)) = self.draft.take() else {
            return;
        };
        let span = draft.span.clone();
        let said = draft.finish();
        let line = self.source.line_at(span.start) + said.skipped;
        let written = self.entries.len();
        let item = self.frames.last_mut().and_then(|frame| {
            let item = frame.item.as_mut();
            item.filter(|item| !item.labelled && item.before == written)
        });
        match (item, level) {
            (Some(item), None) if without_box(&said.label).is_empty() => {
                item.anchor = said.anchor.or(item.anchor.take());
            }
            (Some(item), level) => {
                item.labelled = true;
                self.add_item(line, level, said);
            }
            (None, Some(level)) => self.add_heading(level, line, said),
            (None, None) if said.label.is_empty() => {
                let (owner, _) = self.around();
                if let Some(owner) = owner.map(|owner| &mut self.entries[owner]) {
                    owner.anchor = said.anchor.or(owner.anchor.take());
                }
            }
            (None, None) => self.add_block(span, Kind::Paragraph),
        }
    }

    /// The item that was begun last has got its label.
    fn add_item(&mut self, line: usize, level: Option<u8>, said: Said) {
        let index = self.entries.len();
        let mut entry = self.entry(Shape::Item, line, level, said);
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        (frame.owner, frame.depth) = (Some(index), entry.depth);
        if let Some(item) = &mut frame.item {
            let label = without_box(&entry.label);
            if label.len() < entry.label.len() {
                entry.label = label.into();
            }
            entry.numbered = item.numbered;
            entry.anchor = entry.anchor.or(item.anchor.take());
            entry.margin = Some(item.margin);
        }
        self.entries.push(entry);
    }

    fn entry(&self, shape: Shape, line: usize, level: Option<u8>, said: Said) -> Entry {
        let claim = level.map_or(Claim::None, |_| claim(&said.plain()));
        Entry {
            shape,
            depth: self.around().1 + 1,
            line,
            label: said.label,
            claim,
            interview: level.is_some() && said.interview,
            numbered: false,
            anchor: said.anchor,
            body: Vec::new(),
            margin: None,
        }
    }

    fn add_heading(&mut self, level: u8, line: usize, said: Said) {
        let inside = self.frames.len() > 1;
        let index = self.entries.len();
        if let Some(frame) = self.frames.last_mut() {
            while frame.headings.last().is_some_and(|(up, _)| *up >= level) {
                frame.headings.pop();
            }
        }
        let shape = if inside {
            Shape::Item
        } else {
            Shape::Heading(level)
        };
        let entry = self.entry(shape, line, Some(level), said);
        self.entries.push(entry);
        if let Some(frame) = self.frames.last_mut() {
            frame.headings.push((level, index));
        }
    }

    fn add_block(&mut self, span: Range<usize>, kind: Kind) {
        let text = self.source.text.get(span.clone()).unwrap_or_default();
        let length = text.trim_end_matches(is_blank).len();
        let first = self.source.line_at(span.start);
        let last = self.source.line_at(span.start + length.saturating_sub(1));
        self.blocks.push((first, last));
        let (owner, _) = self.around();
        if let Some(owner) = owner {
            self.entries[owner].body.push(Block {
                first,
                last,
                column: self.source.column(span.start),
                kind,
            });
        }
    }

    /// Gives the tables and trees that came to nothing to the entries above them.
    fn add_shown(&mut self, taken: &Taken) {
        let shown = |line: usize| self.page.is_taken(line) && taken.shown[line];
        if !(0..self.page.len()).any(shown) {
            return;
        }
        let parents = self.parents();
        let mut line = 0;
        while line < self.page.len() {
            if !shown(line) {
                line += 1;
                continue;
            }
            let first = line;
            while line < self.page.len() && shown(line) {
                line += 1;
            }
            let block = self.blocks.partition_point(|(_, last)| *last < first);
            let inside = self
                .blocks
                .get(block)
                .is_some_and(|(start, _)| *start <= first);
            if !inside {
                self.give(first, line - 1, &parents);
            }
        }
    }

    fn give(&mut self, first: usize, last: usize, parents: &[Option<usize>]) {
        let text = self.page.line(first);
        let column = text.len() - text.trim_start_matches([' ', '\t']).len();
        let mut owner = self
            .entries
            .partition_point(|entry| entry.line < first)
            .checked_sub(1);
        let outside = |at: &usize| {
            self.entries[*at]
                .margin
                .is_some_and(|margin| margin >= column)
        };
        while let Some(at) = owner.filter(outside) {
            owner = parents[at];
        }
        if let Some(owner) = owner {
            let block = Block {
                first,
                last,
                column,
                kind: Kind::Verbatim,
            };
            let body = &mut self.entries[owner].body;
            let place = body.partition_point(|other| other.first < first);
            body.insert(place, block);
        }
    }

    /// For each entry the one that it stands under.
    fn parents(&self) -> Vec<Option<usize>> {
        let mut open: Vec<usize> = Vec::new();
        let mut parents = Vec::with_capacity(self.entries.len());
        for (at, entry) in self.entries.iter().enumerate() {
            while open
                .last()
                .is_some_and(|up| self.entries[*up].depth >= entry.depth)
            {
                open.pop();
            }
            parents.push(open.last().copied());
            open.push(at);
        }
        parents
    }
}
