//! Decides what becomes of all that was found in one text: taken, possible or left, with the reason.

mod marked;
mod outlines;
mod sections;

use std::collections::BTreeSet;

use crate::domain::atlas::MindMap;

use super::heading::{self, Outline};
use super::mark::Marks;
use super::page::{self, Page, part_anchor};
use super::palace::{self, Verdict, Wanted};
use super::problem::{Level, Problem};
use super::route::{Candidate, Shape};
use super::tree::{Drawing, Flaw};
use super::{Context, Finding, Format, Scan, What, answer, list, listing, table};

/// What a scan works on.
pub(super) struct Judge<'a> {
    pub(super) page: Page<'a>,
    pub(super) outline: Outline,
    pub(super) context: &'a Context<'a>,
    pub(super) scan: Scan,
}

impl Judge<'_> {
    /// The scan, in the order of the text.
    pub(super) fn finish(mut self) -> Scan {
        self.scan.note.maps.sort_by_key(|map| map.line);
        self.scan.possible.sort_by_key(|finding| finding.line);
        self.scan.left.sort_by_key(|finding| finding.line);
        self.scan.problems.sort_by_key(|problem| problem.line);
        self.scan
    }

    /// Takes or leaves every drawn tree.
    pub(super) fn read_maps(&mut self, drawings: Vec<Drawing>) {
        for drawing in drawings {
            match self.context.format {
                Some(Format::Tree) => self.take_map(drawing),
                Some(Format::Palace | Format::Markdown | Format::Mermaid | Format::Mm) => {}
                None => self.judge_drawing(drawing),
            }
        }
    }

    fn judge_drawing(&mut self, drawing: Drawing) {
        let head = match &drawing.root {
            Some((_, root)) => root.as_str(),
            None => drawing
                .branches
                .first()
                .map_or("", |branch| branch.label.as_ref()),
        };
        let finding = self.finding(What::Tree, drawing.start(), drawing.last, head);
        if self.is_adopted(&finding) {
            return self.take_map(drawing);
        }
        let root = match &drawing.root {
            Some((_, root)) => root.clone(),
            None => self.command_above(&drawing).unwrap_or_default(),
        };
        let announced = || self.is_announced(drawing.start()).then_some("files");
        let listing = listing::kind(&root, &drawing.branches).or_else(announced);
        let marks = self.marks(&drawing);
        match listing {
            Some(kind) => self.leave(finding, format!("a listing of {kind}")),
            None if let Some(flaw) = drawing.flaw => self.leave_flawed(finding, flaw, marks),
            None if marks.claimed => self.take_map(drawing),
            None if drawing.branches.len() < 2 => self.leave(finding, "a single branch".to_owned()),
            None => {
                let why = if marks.map {
                    "what stands above it only mentions a mind map; adopt it, or write `#map` above it"
                } else {
                    "nothing marks this tree as a mind map; adopt it, or write `#map` above it"
                };
                self.scan.possible.push(Finding {
                    why: why.to_owned(),
                    ..finding
                });
            }
        }
    }

    /// Leaves a tree that would be misread; where it is marked, that is told.
    fn leave_flawed(&mut self, finding: Finding, flaw: Flaw, marks: Marks) {
        match flaw {
            Flaw::Comment => self.leave(finding, "a tree inside a comment".to_owned()),
            Flaw::Sideways(line) => {
                self.leave(finding, "a tree drawn sideways".to_owned());
                if marks.map {
                    self.scan.problems.push(Problem {
                        line: self.page.number(line),
                        level: Level::Warning,
                        message:
                            "the tree is drawn sideways here and was left; draw it downwards, one \
                                  branch to a line"
                                .to_owned(),
                    });
                }
            }
        }
    }

    /// Says whether the heading around a tree, or the line above it, speaks of files and of no mind map.
    fn is_announced(&self, start: usize) -> bool {
        let above = self.page.above(start).next();
        let lines = [above, self.outline.heading_line(start)];
        lines.into_iter().flatten().any(|line| {
            let text = self.page.line(line);
            listing::is_announced(text) && !Marks::of(text).map
        })
    }

    /// The line above a tree without a root, if it may be the command that printed it.
    fn command_above(&self, drawing: &Drawing) -> Option<String> {
        let line = self.page.above(drawing.first).next()?;
        Some(self.page.line(line).trim().to_owned())
    }

    /// What the headings around a tree, the three lines above it and its root say.
    fn marks(&self, drawing: &Drawing) -> Marks {
        let start = drawing.start();
        let section = self.outline.heading_line(start).unwrap_or(0);
        let above = self.page.above(start).map(|line| {
            let marks = Marks::of(self.page.line(line));
            let interview = marks.interview && line >= section;
            Marks { interview, ..marks }
        });
        let root = drawing.root.iter().map(|(_, root)| Marks::of(root));
        above
            .chain(root)
            .fold(self.outline.marks(start), Marks::and)
    }

    fn lines_above<'p>(page: &'p Page<'_>, drawing: &Drawing) -> impl Iterator<Item = &'p str> {
        page.above(drawing.start()).map(|line| page.line(line))
    }

    fn take_map(&mut self, drawing: Drawing) {
        let heading = self.outline.title(drawing.start()).map(str::to_owned);
        let line_above = Judge::lines_above(&self.page, &drawing)
            .next()
            .map(heading::plain_title);
        let root = match &drawing.root {
            Some((_, root)) => part_anchor(root).0.to_owned(),
            None => self.name(heading.clone()),
        };
        let above = line_above.filter(|title| !title.is_empty() && title.chars().count() <= 100);
        self.scan.note.maps.push(MindMap {
            title: heading.or(above).unwrap_or_else(|| root.clone()),
            root,
            line: self.page.number(drawing.start()),
            interview: self.marks(&drawing).interview,
            branches: drawing.branches,
        });
        self.scan.problems.extend(drawing.problems);
    }

    /// The name of a map without a root: the heading, else the file's.
    fn name(&self, heading: Option<String>) -> String {
        let stem = page::clean(self.context.file_stem);
        heading
            .or(Some(stem).filter(|stem| !stem.is_empty()))
            .unwrap_or_else(|| "map".to_owned())
    }

    /// Takes or leaves every table and list.
    pub(super) fn read_palaces(&mut self, tables: &[table::Table]) {
        match self.context.format {
            Some(Format::Tree | Format::Markdown | Format::Mermaid | Format::Mm) => return,
            Some(Format::Palace) | None => {}
        }
        let answers = answer::find_answers(&self.page, &self.outline);
        for answer in &answers {
            self.page.take(answer.first, answer.last);
        }
        let lists = list::find(&self.page);
        let mut candidates: Vec<Candidate> = tables
            .iter()
            .map(|table| Candidate::of_table(&self.page, table))
            .collect();
        candidates.extend(
            lists
                .iter()
                .filter_map(|list| Candidate::of_list(&self.page, list)),
        );
        candidates.sort_by_key(|candidate| candidate.first);
        let lines: Vec<(usize, usize)> = candidates
            .iter()
            .map(|candidate| (candidate.first, candidate.last))
            .collect();
        let findings: Vec<Finding> = candidates
            .iter()
            .map(|candidate| self.candidate_finding(candidate))
            .collect();
        let wanted: Vec<Wanted> = findings
            .iter()
            .map(|finding| self.wanted(finding))
            .collect();

        let mut builder = palace::Builder::new(&self.page, &self.outline, self.context.file_stem);
        let verdicts: Vec<Verdict> = candidates
            .into_iter()
            .zip(wanted)
            .map(|(candidate, wanted)| builder.judge(candidate, wanted))
            .collect();
        let (palaces, problems) = builder.finish(answers);
        self.scan.note.palaces = palaces;
        self.scan.problems.extend(problems);
        for ((finding, verdict), (first, last)) in findings.into_iter().zip(verdicts).zip(lines) {
            match verdict {
                Verdict::Left(_) if finding.what == What::Points => {}
                Verdict::Taken => self.page.take(first, last),
                Verdict::Possible(why) => self.scan.possible.push(Finding { why, ..finding }),
                Verdict::Left(why) => self.leave(finding, why),
            }
        }
        self.leave_lists(&lists);
    }

    fn candidate_finding(&self, candidate: &Candidate) -> Finding {
        let what = match candidate.shape {
            Shape::Table => What::Table,
            Shape::List => What::List,
            Shape::Points => What::Points,
        };
        self.finding(
            what,
            candidate.first,
            candidate.last,
            &candidate.head.join(" / "),
        )
    }

    fn wanted(&self, finding: &Finding) -> Wanted {
        if self.context.format == Some(Format::Palace) || self.is_adopted(finding) {
            Wanted::Surely
        } else {
            Wanted::ByScore
        }
    }

    fn leave_lists(&mut self, lists: &[list::List<'_>]) {
        let possible = self.scan.possible.iter();
        let told: BTreeSet<u32> = possible.map(|finding| finding.line).collect();
        for list in lists {
            let (what, why) = match list.kind {
                list::Kind::Ordered => continue,
                list::Kind::Bullet => (What::Points, "a list of points"),
                list::Kind::Task => (What::Points, "a list of tasks"),
                list::Kind::Flow => (What::Flow, "a flow of steps"),
            };
            let head = list.items.first().map_or("", |item| &*item.text);
            let finding = self.finding(what, list.first, list.last, head);
            if !told.contains(&finding.line) && !self.page.is_taken(list.first) {
                self.leave(finding, why.to_owned());
            }
        }
    }

    /// Takes every Mermaid mind map; being one is mark enough.
    pub(super) fn read_mermaid(&mut self, sketches: Vec<Drawing>) {
        match self.context.format {
            Some(Format::Tree | Format::Palace | Format::Markdown | Format::Mm) => return,
            Some(Format::Mermaid) | None => {}
        }
        for sketch in sketches {
            if sketch.branches.is_empty() {
                let head = sketch.root.as_ref().map_or("", |(_, root)| root.as_str());
                let finding = self.finding(What::Mermaid, sketch.first, sketch.last, head);
                self.leave(finding, "a mind map without branches".to_owned());
            } else {
                self.take_map(sketch);
            }
        }
    }

    fn leave(&mut self, finding: Finding, why: String) {
        self.scan.left.push(Finding { why, ..finding });
    }

    fn is_adopted(&self, finding: &Finding) -> bool {
        self.context.adopted.0.contains(&finding.key)
    }

    fn finding(&self, what: What, first: usize, last: usize, head: &str) -> Finding {
        let title = self.outline.title(first).unwrap_or_default();
        let words = |text: &str| {
            text.split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .to_lowercase()
        };
        Finding {
            line: self.page.number(first),
            last: self.page.number(last),
            what,
            why: String::new(),
            key: format!("{} | {} | {}", what.as_str(), words(title), words(head)),
        }
    }
}
