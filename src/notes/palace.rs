//! Memory palaces: which tables and ordered lists are routes, under which place, with which answer.
//!
//! It scores what speaks for a palace and what against; nothing is a palace by its shape alone.

use std::ops::Range;

use crate::domain::atlas::Palace;

use super::answer::{Answer, place_line};
use super::heading::{self, Outline};
use super::list::is_item;
use super::mark::Marks;
use super::page::{Page, Place};
use super::problem::{Level, Problem};
use super::route::{Candidate, Shape};
use super::score::{self, Score};

/// From this score on a table or list is a palace.
const ACCEPTED: i32 = 5;

/// From this score on it may be one.
const POSSIBLE: i32 = 3;

/// A longer line is a paragraph, not the name of anything; in characters.
const NAME_CHARS: usize = 100;

/// What became of a candidate.
#[derive(Debug)]
pub(super) enum Verdict {
    /// It is a route.
    Taken,
    /// It may be one, for this reason.
    Possible(String),
    /// It is none, for this reason.
    Left(String),
}

/// Whether a candidate is a route whatever its score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// By its score alone.
    ByScore,
    /// The user said so.
    Surely,
}

/// The palaces of a text, built from its candidates in order.
pub(super) struct Builder<'p, 'a> {
    page: &'p Page<'a>,
    outline: &'p Outline,
    file_stem: &'p str,
    /// The palaces so far, each with the lines it takes, from 0, and the section it is at home in.
    built: Vec<Built>,
    /// Rows without a place.
    pub(super) problems: Vec<Problem>,
}

struct Built {
    palace: Palace,
    lines: Range<usize>,
    home: Option<usize>,
}

impl<'p, 'a> Builder<'p, 'a> {
    /// Begins with no palaces.
    pub(super) fn new(
        page: &'p Page<'a>,
        outline: &'p Outline,
        file_stem: &'p str,
    ) -> Builder<'p, 'a> {
        Builder {
            page,
            outline,
            file_stem,
            built: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// Judges the next candidate in the order of the text, and keeps it if it is a route.
    pub(super) fn judge(&mut self, candidate: Candidate, wanted: Wanted) -> Verdict {
        let around = Around::of(self.page, self.outline, &candidate);
        if candidate.route.rooms.is_empty() {
            return Verdict::Left(format!("a {} without rows", candidate.shape.as_str()));
        }
        if candidate.shape == Shape::Points {
            return self.judge_points(candidate, around, wanted);
        }
        if wanted == Wanted::ByScore {
            if self.page.place(candidate.first) == Place::Code {
                return Verdict::Left(format!(
                    "a {} inside a code block",
                    candidate.shape.as_str()
                ));
            }
            let score = self.score(&candidate, &around);
            if score.sum < POSSIBLE {
                return Verdict::Left(format!(
                    "nothing marks this {} as a palace",
                    candidate.shape.as_str()
                ));
            }
            if score.sum < ACCEPTED {
                return Verdict::Possible(format!(
                    "{}; score {} of {ACCEPTED}",
                    score.reasons.join(", "),
                    score.sum
                ));
            }
        }
        self.keep(candidate, around);
        Verdict::Taken
    }

    /// Points are never a route by themselves, and where nothing speaks for one the user adopted them as a map.
    fn judge_points(&mut self, candidate: Candidate, around: Around, wanted: Wanted) -> Verdict {
        let open = self.page.place(candidate.first) == Place::Open;
        if !open || self.score(&candidate, &around).sum < POSSIBLE {
            return Verdict::Left("a list of points".to_owned());
        }
        match wanted {
            Wanted::Surely => {
                self.keep(candidate, around);
                Verdict::Taken
            }
            Wanted::ByScore => Verdict::Possible(
                "a list of points where a palace is named; adopt it, or number its rooms"
                    .to_owned(),
            ),
        }
    }

    /// The palaces, with their answers.
    pub(super) fn finish(mut self, answers: Vec<Answer>) -> (Vec<Palace>, Vec<Problem>) {
        for answer in answers {
            let owner = self
                .built
                .partition_point(|built| built.lines.start < answer.first);
            let Some(owner) = owner.checked_sub(1).map(|at| &mut self.built[at]) else {
                continue;
            };
            let section = answer
                .first
                .checked_sub(1)
                .and_then(|line| self.outline.at(line));
            let near = self.outline.is_within(section, owner.home);
            if near && owner.palace.answer.is_none() && !answer.text.is_empty() {
                owner.palace.answer = Some(answer.text);
            }
        }
        (
            self.built.into_iter().map(|built| built.palace).collect(),
            self.problems,
        )
    }

    fn score(&self, candidate: &Candidate, around: &Around) -> Score {
        let mut score = Score::default();
        let headings = self.heading_marks(candidate);
        if around.place.is_some() {
            score.add(3, "a line names its palace");
        }
        let near = self.is_headed(candidate.first) || headings.palace_tag;
        if around.marks.palace || (headings.palace && near) {
            score.add(3, "the word palace stands above it");
        } else if headings.palace {
            score.add(2, "a heading further up has the word palace");
        }
        if around.marks.palace_tag || headings.palace_tag {
            score.add(1, "it is tagged");
        }
        if candidate.shape == Shape::Table && self.touches(candidate) {
            score.add(3, "it follows a palace");
        } else if candidate.shape == Shape::Table && self.is_beside(candidate) {
            score.add(1, "it shares the heading of a palace");
        }
        score::weigh(candidate, &mut score);
        score
    }

    /// The marks of the headings around it. A list needs the nearest one: instructions are lists too.
    fn heading_marks(&self, candidate: &Candidate) -> Marks {
        let nearest = self
            .outline
            .title(candidate.first)
            .map_or(Marks::default(), Marks::of);
        match candidate.shape {
            Shape::Table => self.outline.marks(candidate.first),
            Shape::List | Shape::Points => {
                let palace_tag = self.tagged(candidate.first);
                Marks {
                    palace: nearest.palace || palace_tag,
                    palace_tag,
                    ..nearest
                }
            }
        }
    }

    /// A heading tagged `#palace` says what its lists are.
    fn tagged(&self, line: usize) -> bool {
        let heading = self
            .outline
            .heading_line(line)
            .map(|heading| self.page.line(heading));
        heading.is_some_and(|heading| Marks::of(heading).palace_tag)
    }

    /// Says whether the heading nearest to a line names a palace.
    fn is_headed(&self, line: usize) -> bool {
        self.outline
            .title(line)
            .is_some_and(|title| Marks::of(title).palace)
    }

    /// Says whether only blank lines stand between the last palace and a candidate.
    fn touches(&self, candidate: &Candidate) -> bool {
        self.built.last().is_some_and(|last| {
            (last.lines.end..candidate.first).all(|line| self.page.is_blank(line))
        })
    }

    /// Says whether the last palace is at home in the section of a candidate.
    fn is_beside(&self, candidate: &Candidate) -> bool {
        let section = self.outline.at(candidate.first);
        let last = self.built.last();
        section.is_some() && last.is_some_and(|last| last.home == section)
    }

    fn keep(&mut self, candidate: Candidate, around: Around) {
        let nameless = "a row without a place was skipped; fill its first cell";
        let wide = "a row has more cells than its table, and the rest is left out; `\\|` is a bar in a cell";
        for (lines, message) in [(&candidate.nameless, nameless), (&candidate.wide, wide)] {
            self.problems.extend(lines.iter().map(|line| Problem {
                line: *line,
                level: Level::Warning,
                message: message.to_owned(),
            }));
        }
        let pointless = candidate.route.rooms.iter();
        self.problems.extend(
            pointless
                .filter(|room| room.point.is_empty())
                .map(|room| Problem {
                    line: room.line,
                    level: Level::Warning,
                    message: format!(
                        "the room `{}` has no point, so there is nothing to recall; write one",
                        room.place
                    ),
                }),
        );
        let section = self.outline.at(candidate.first);
        let interview = around.marks.interview || self.outline.marks(candidate.first).interview;
        let touches = self.touches(&candidate);
        let same = self.built.last().is_some_and(|last| {
            let renamed = (around.marks.palace && last.palace.place.is_none())
                || (section != last.home && self.is_headed(candidate.first));
            let home = self.outline.is_within(section, last.home);
            around.place.is_none() && (touches || (home && !renamed))
        });
        let lines = candidate.first..candidate.last + 1;
        if let Some(last) = self.built.last_mut().filter(|_| same) {
            last.lines.end = lines.end;
            last.palace.interview |= interview;
            last.palace.routes.push(candidate.route);
            return;
        }
        let (place, home) = match around.place {
            Some((line, place)) => (Some(place), self.outline.at(line)),
            None => (None, section),
        };
        let title = self.title(candidate.first, around.named);
        let line = candidate.route.line;
        let palace = Palace {
            title,
            place,
            line,
            answer: None,
            interview,
            routes: vec![candidate.route],
        };
        self.built.push(Built {
            palace,
            lines,
            home,
        });
    }

    /// The heading, unless the palace before stands under the same one; then the line that names this one.
    fn title(&self, line: usize, named: Option<String>) -> String {
        let heading = self.outline.title(line).map(str::to_owned);
        let last = self.built.last().map(|last| last.palace.title.as_str());
        let used = heading.is_some() && heading.as_deref() == last;
        let named = named.filter(|_| used || heading.is_none());
        named
            .or(heading)
            .or_else(|| Some(heading::plain_title(self.file_stem)).filter(|stem| !stem.is_empty()))
            .unwrap_or_else(|| "palace".to_owned())
    }
}

/// What the three lines above a candidate say.
struct Around {
    marks: Marks,
    /// The line, from 0, and the value of `Palace = X`.
    place: Option<(usize, String)>,
    /// The nearest line with the word palace, as a title.
    named: Option<String>,
}

impl Around {
    fn of(page: &Page<'_>, outline: &Outline, candidate: &Candidate) -> Around {
        let mut around = Around {
            marks: Marks::default(),
            place: None,
            named: None,
        };
        let section = outline.heading_line(candidate.first).unwrap_or(0);
        for line in page.above(candidate.first) {
            let text = page.line(line);
            let place = place_line(text);
            // What stands in another section says nothing about this one; an item or a paragraph that
            // mentions a palace names none.
            if line >= section || place.is_some() {
                let mut marks = Marks::of(text);
                let names = !is_item(text) && text.chars().count() <= NAME_CHARS;
                marks.palace &= place.is_some() || names;
                around.marks = around.marks.and(marks);
                if marks.palace && around.named.is_none() {
                    let title = heading::plain_title(text);
                    around.named = Some(title).filter(|title| !title.is_empty());
                }
            }
            if around.place.is_none() {
                around.place = place.map(|place| (line, place));
            }
        }
        around
    }
}

#[cfg(test)]
mod tests;
