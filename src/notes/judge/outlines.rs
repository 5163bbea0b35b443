//! Which outlines become maps: those whose heading or front matter says so, and those that were adopted.
//!
//! A mark above a drawn tree is meant for the tree. The outline around it is then only possible.

use crate::domain::atlas::{Branch, MindMap};

use super::super::mark::{NoteMark, note_mark, setting};
use super::super::markdown::claim::Claim;
use super::super::markdown::{self, Shape, Taken};
use super::super::page::{Page, clean, part_anchor};
use super::super::problem::Problem;
use super::super::{Finding, Format, What, list};
use super::marked::{Mark, may_mark};
use super::sections::{Found, Text, ends};
use super::{Judge, Marks};

const ONLY_MENTIONED: &str =
    "its heading only mentions a mind map; adopt it, or write `#map` in the heading";

const MEANT_FOR_OTHERS: &str = "the mark above it is meant for what is drawn in it; adopt it, or give it \
                                a heading of its own with `#map`";

impl Judge<'_> {
    /// Takes or leaves the headings and lists that nothing else took.
    pub(in super::super) fn read_outlines(&mut self) {
        let note = match self.context.format {
            Some(Format::Tree | Format::Palace | Format::Mermaid | Format::Mm) => return,
            Some(Format::Markdown) => NoteMark::Drawn,
            None => note_mark(self.page.front()),
        };
        let lists: Vec<Finding> = self
            .scan
            .left
            .iter()
            .filter(|finding| finding.what == What::Points && self.is_adopted(finding))
            .cloned()
            .collect();
        if note == NoteMark::None && lists.is_empty() && !speaks_of_maps(&self.page) {
            return;
        }
        let (text, problems) = self.read_text();
        let before = self.scan.note.maps.len();
        if note == NoteMark::None || !self.judge_note(&text, note) {
            self.judge_sections(&text);
        }
        self.forget_lists(before);
        for list in lists {
            self.take_list(&text, &list, None);
        }
        for (list, mark) in self.marked_lists() {
            self.take_list(&text, &list, Some(mark));
        }
        if self.scan.note.maps.len() > before {
            self.scan.problems.extend(problems);
        }
        self.scan.note.maps.sort_by_key(|map| map.line);
    }

    /// Lists that are branches of an outline, or begin with its root, are told no more; its maps begin at an index.
    fn forget_lists(&mut self, first: usize) {
        let maps = &self.scan.note.maps[first..];
        let branches = maps.iter().flat_map(|map| &map.branches);
        let roots = maps.iter().map(|map| map.line);
        let mut lines: Vec<u32> = branches.map(|branch| branch.line).chain(roots).collect();
        lines.sort_unstable();
        let read = |finding: &Finding| match finding.what {
            What::List | What::Points => lines.binary_search(&finding.line).is_ok(),
            What::Tree
            | What::Table
            | What::Flow
            | What::Mermaid
            | What::Outline
            | What::Mm
            | What::Note => false,
        };
        self.scan.left.retain(|finding| !read(finding));
        self.scan.possible.retain(|finding| !read(finding));
    }

    fn read_text(&self) -> (Text, Vec<Problem>) {
        let all = self.context.format == Some(Format::Markdown);
        let mut taken = Taken {
            shown: vec![all; self.page.len()],
        };
        let drawn = |finding: &&Finding| match finding.what {
            What::Tree | What::Table | What::Mermaid => true,
            What::List | What::Points | What::Flow | What::Outline | What::Mm | What::Note => false,
        };
        let findings = self.scan.left.iter().chain(&self.scan.possible);
        for finding in findings.clone().filter(drawn) {
            taken.shown[finding.line as usize - 1..finding.last as usize].fill(true);
        }
        let mut problems = Vec::new();
        let entries = markdown::read(&self.page, &taken, &mut problems);
        let note = &self.scan.note;
        let mut others: Vec<u32> = note.maps.iter().map(|map| map.line).collect();
        others.extend(note.palaces.iter().map(|palace| palace.line));
        others.sort_unstable();
        let mut listings: Vec<u32> = findings
            .filter(|finding| finding.what == What::Tree)
            .map(|finding| finding.line)
            .collect();
        listings.sort_unstable();
        let text = Text {
            ends: ends(&entries),
            taken,
            entries,
            others,
            listings,
        };
        (text, problems)
    }

    /// Judges the note as one outline; says whether it was taken.
    fn judge_note(&mut self, text: &Text, mark: NoteMark) -> bool {
        let lone = text.entries.first().is_some_and(|first| {
            first.shape == Shape::Heading(1) && text.ends[0] == text.entries.len()
        });
        let found = Found {
            root: lone.then_some(0),
            below: usize::from(lone)..text.entries.len(),
        };
        if mark == NoteMark::Tagged && !text.others.is_empty() {
            return self.offer(text, found, MEANT_FOR_OTHERS);
        }
        self.take_outline(text, found)
    }

    fn judge_sections(&mut self, text: &Text) {
        let mut claims: Vec<Claim> = text.entries.iter().map(|entry| entry.claim).collect();
        let mut mentions: Vec<usize> = Vec::new();
        let mut taken: Vec<usize> = Vec::new();
        let mut mentioned = 0;
        let mut at = 0;
        while at < claims.len() {
            let end = text.ends[at];
            let claim = claims[at];
            at += 1;
            match claim {
                Claim::None => {}
                Claim::Several if text.has_sections(at - 1) => {
                    for child in text.children(at - 1) {
                        claims[child] = claims[child].max(Claim::Sure);
                    }
                }
                Claim::Mention | Claim::Several => {
                    if at > mentioned {
                        mentions.push(at - 1);
                        mentioned = end;
                    }
                }
                Claim::Sure => {
                    let found = Found::section(at - 1, end);
                    let outline = if text.only_announces(&self.page, at - 1) {
                        false
                    } else if text.holds_others(&self.page, at - 1) {
                        self.offer(text, found, MEANT_FOR_OTHERS)
                    } else {
                        self.take_outline(text, found)
                    };
                    if outline {
                        taken.push(at - 1);
                        at = end;
                    }
                }
            }
        }
        for root in mentions {
            let end = text.ends[root];
            let inside = taken.partition_point(|other| *other < root);
            let around = inside.checked_sub(1).map(|before| text.ends[taken[before]]);
            let free = taken.get(inside).is_none_or(|other| *other >= end)
                && around.is_none_or(|around| around <= root);
            if free && !text.holds_others(&self.page, root) {
                let why = ONLY_MENTIONED;
                self.offer(text, Found::section(root, end), why);
            }
        }
    }

    /// Lists an outline as possible, unless it was adopted: then it is taken. Says whether it was taken.
    fn offer(&mut self, text: &Text, found: Found, why: &str) -> bool {
        let own = found.below.clone().any(|at| {
            let entry = &text.entries[at];
            let drawn = entry.shape != Shape::Item && text.holds_others(&self.page, at);
            !entry.label.is_empty() && !drawn
        });
        if !own {
            return false;
        }
        let first = found.root.unwrap_or(found.below.start);
        let last = text.last_line(&self.page, &found);
        let root = self.root_of(text, &found);
        let finding = self.finding(What::Outline, text.entries[first].line, last, &root);
        if self.is_adopted(&finding) {
            return self.take_outline(text, found);
        }
        self.scan.possible.push(Finding {
            why: why.to_owned(),
            ..finding
        });
        false
    }

    /// Takes an outline if it has branches; says whether it has.
    fn take_outline(&mut self, text: &Text, found: Found) -> bool {
        let entries = &text.entries[found.below.clone()];
        let mut problems = Vec::new();
        let branches = markdown::branches(&self.page, &text.taken, entries, &mut problems);
        if branches.is_empty() {
            return false;
        }
        self.scan.problems.extend(problems);
        let root = self.root_of(text, &found);
        let (line, marks) = match found.root {
            Some(root) => {
                let entry = &text.entries[root];
                let marks = Marks {
                    interview: entry.interview,
                    ..Marks::default()
                };
                (entry.line, self.outline.marks(entry.line).and(marks))
            }
            None => (0, self.outline.note_marks()),
        };
        self.scan.note.maps.push(MindMap {
            title: root.clone(),
            root,
            line: self.page.number(line),
            interview: marks.interview,
            branches,
        });
        true
    }

    /// The label of the root: its entry's, else what the front matter or the file is called.
    fn root_of(&self, text: &Text, found: &Found) -> String {
        let label = found.root.map(|root| text.entries[root].label.to_string());
        let titled = self
            .page
            .front()
            .find_map(|line| setting(line, "title"))
            .map(clean);
        let label = label.or(titled).filter(|label| !label.is_empty());
        self.name(label)
    }

    /// The items of a list whose bullets are none for Markdown, such as `✔`.
    fn points(&self, finding: &Finding) -> Vec<Branch> {
        let lists = list::find(&self.page);
        let here = |list: &&list::List<'_>| self.page.number(list.first) == finding.line;
        let items = lists.iter().filter(here).flat_map(|list| &list.items);
        let branch = |item: &list::Item<'_>| {
            let (label, anchor) = part_anchor(&item.text);
            Branch {
                label: label.into(),
                depth: 1,
                line: self.page.number(item.line),
                body: (!item.below.is_empty()).then(|| item.below.join("\n").into()),
                anchor: anchor.map(Into::into),
                numbered: false,
            }
        };
        items
            .map(branch)
            .filter(|branch| !branch.label.is_empty())
            .collect()
    }

    /// Takes a list that was adopted or marked as a map, called by its mark or else by its heading.
    fn take_list(&mut self, text: &Text, list: &Finding, mark: Option<Mark>) {
        let at = |line: u32| {
            text.entries
                .partition_point(|entry| self.page.number(entry.line) < line)
        };
        let below = at(list.line)..at(list.last + 1);
        let mut problems = Vec::new();
        let entries = &text.entries[below];
        let mut branches = markdown::branches(&self.page, &text.taken, entries, &mut problems);
        if branches.is_empty() {
            branches = self.points(list);
        }
        let listed = |finding: &Finding| finding.key == list.key && finding.line == list.line;
        let mut told = self.scan.left.iter().chain(&self.scan.possible);
        if branches.is_empty() || !told.any(listed) {
            return;
        }
        self.scan.left.retain(|finding| !listed(finding));
        self.scan.possible.retain(|finding| !listed(finding));
        self.scan.problems.extend(problems);
        let first = list.line as usize - 1;
        let mut marks = self.outline.marks(first);
        let (mut line, mut name) = (first, None);
        if let Some(mark) = mark {
            marks = marks.and(Marks::of(self.page.line(mark.line)));
            (line, name) = (mark.line, mark.name);
        }
        if let (None, Some(heading)) = (&name, self.outline.title(first)) {
            name = Some(heading.to_owned());
            line = self.outline.heading_line(first).unwrap_or(line);
        }
        let root = self.name(name);
        self.scan.note.maps.push(MindMap {
            title: root.clone(),
            root,
            line: self.page.number(line),
            interview: marks.interview,
            branches,
        });
    }
}

/// Says whether a line that may be a heading, or stand above a list, has the words or a tag: only then the outline is
/// read at all.
fn speaks_of_maps(page: &Page<'_>) -> bool {
    (0..page.len()).any(|line| {
        let text = page.line(line);
        let below = (line + 1 < page.len()).then(|| page.line(line + 1).trim());
        let line_of = |mark: char| {
            let below = below.filter(|below| below.starts_with(mark));
            below.is_some_and(|below| below.chars().all(|c| c == mark))
        };
        let underlined = line_of('=') || line_of('-');
        ((text.contains('#') || underlined) && Marks::of(text).map) || may_mark(text)
    })
}
