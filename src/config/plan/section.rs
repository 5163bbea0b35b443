//! One table of a plan, read key by key: what is wrong is told with its place, and reading goes on.

use std::cell::RefCell;
use std::ops::Range;

use toml_edit::{Item, TableLike, Value};

use super::lines::Lines;
use crate::domain::nearest::nearest;
use crate::domain::plan::Placed;
use crate::domain::plan::problem::{Place, PlanProblem};

/// Of a value or key that is not understood, so many characters are shown.
const SHOWN: usize = 60;

/// A text that is read, and what was found wrong with it so far.
pub(super) struct Reading<'a> {
    text: &'a str,
    lines: Lines<'a>,
    problems: RefCell<Vec<PlanProblem>>,
}

impl<'a> Reading<'a> {
    pub(super) fn of(text: &'a str) -> Reading<'a> {
        Reading {
            text,
            lines: Lines::of(text),
            problems: RefCell::default(),
        }
    }

    pub(super) fn tell(&self, problem: PlanProblem) {
        self.problems.borrow_mut().push(problem);
    }

    /// The place of what a span covers; the beginning if it has none.
    pub(super) fn place(&self, span: Option<Range<usize>>) -> Place {
        span.map_or(Place::BEGIN, |span| self.lines.place(span.start))
    }

    pub(super) fn problems(self) -> Vec<PlanProblem> {
        self.problems.into_inner()
    }

    /// As it is written, if that is short.
    fn written(&self, span: Option<Range<usize>>) -> String {
        let text = span.and_then(|span| self.text.get(span));
        short(text.unwrap_or("this").trim())
    }
}

/// Beginning with its first line, as far as it is shown.
fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let shown: String = line.chars().take(SHOWN).collect();
    match shown.len() == text.len() {
        true => shown,
        false => format!("{shown}…"),
    }
}

/// A table, and which of its keys were asked for.
pub(super) struct Section<'a, 'r> {
    reading: &'r Reading<'a>,
    table: &'r dyn TableLike,
    /// Where it begins.
    pub(super) place: Place,
    asked: Vec<&'static str>,
}

impl<'a, 'r> Section<'a, 'r> {
    pub(super) fn of(
        reading: &'r Reading<'a>,
        table: &'r dyn TableLike,
        place: Place,
    ) -> Section<'a, 'r> {
        Section {
            reading,
            table,
            place,
            asked: Vec::new(),
        }
    }

    /// What a key holds, and where.
    pub(super) fn item(&mut self, key: &'static str) -> Option<&'r Item> {
        self.asked.push(key);
        self.table.get(key)
    }

    /// A value, if it is there and `check` takes it; what is not taken is told with what is `allowed`.
    pub(super) fn value<T>(
        &mut self,
        key: &'static str,
        allowed: &str,
        check: impl FnOnce(&Value) -> Option<T>,
    ) -> Option<Placed<T>> {
        let item = self.item(key)?;
        let place = self
            .reading
            .place(item.span().or_else(|| self.span_of(key)));
        match item.as_value().and_then(check) {
            Some(what) => Some(Placed { what, place }),
            None => {
                self.wrong(key, item, allowed);
                None
            }
        }
    }

    /// A value that must be there.
    pub(super) fn needed<T>(
        &mut self,
        key: &'static str,
        allowed: &str,
        check: impl FnOnce(&Value) -> Option<T>,
    ) -> Option<Placed<T>> {
        if !self.table.contains_key(key) {
            self.error(self.place, format!("`{key}` is missing: {allowed}"));
        }
        self.value(key, allowed, check)
    }

    /// Texts, each taken by `check`: a list of them, or one alone.
    pub(super) fn texts<T>(
        &mut self,
        key: &'static str,
        allowed: &str,
        check: impl Fn(&str) -> Option<T>,
    ) -> Vec<Placed<T>> {
        let Some(item) = self.item(key) else {
            return Vec::new();
        };
        match item.as_value() {
            Some(Value::Array(list)) => {
                let entries = list.iter().filter_map(|entry| {
                    let taken = entry.as_str().and_then(&check);
                    if taken.is_none() {
                        self.not_possible(key, entry.span(), allowed);
                    }
                    taken.map(|what| Placed {
                        what,
                        place: self.reading.place(entry.span()),
                    })
                });
                entries.collect()
            }
            Some(_) | None => {
                let alone = self.value(key, allowed, |value| value.as_str().and_then(&check));
                alone.into_iter().collect()
            }
        }
    }

    /// A table in this one.
    pub(super) fn section(&mut self, key: &'static str, allowed: &str) -> Option<Section<'a, 'r>> {
        let item = self.item(key)?;
        let Some(table) = item.as_table_like() else {
            self.wrong(key, item, allowed);
            return None;
        };
        let place = self
            .reading
            .place(item.span().or_else(|| self.span_of(key)));
        Some(Section::of(self.reading, table, place))
    }

    /// Tells the keys that nobody asked for. `elsewhere` says where a key belongs that is known in another table.
    pub(super) fn finish(self, elsewhere: impl Fn(&str) -> Option<&'static str>) {
        for (key, _) in self.table.iter() {
            if self.asked.contains(&key) {
                continue;
            }
            let hint = match elsewhere(key) {
                Some(place) => format!("here; it belongs {place}"),
                None => match nearest(&short(key), self.asked.iter().copied()) {
                    Some(near) => format!("; did you mean `{near}`?"),
                    None => format!(": known here are {}", self.asked.join(", ")),
                },
            };
            let space = if hint.starts_with("here") { " " } else { "" };
            let place = self.reading.place(self.span_of(key));
            self.error(place, format!("unknown key `{}`{space}{hint}", short(key)));
        }
    }

    pub(super) fn error(&self, place: Place, message: String) {
        self.reading.tell(PlanProblem::error(place, message));
    }

    pub(super) fn warning(&self, place: Place, message: String) {
        self.reading.tell(PlanProblem::warning(place, message));
    }

    pub(super) fn wrong(&self, key: &str, item: &Item, allowed: &str) {
        match item {
            Item::Value(value) => self.not_possible(key, value.span(), allowed),
            Item::Table(_) | Item::ArrayOfTables(_) | Item::None => {
                let place = self
                    .reading
                    .place(item.span().or_else(|| self.span_of(key)));
                self.error(place, format!("`{key}` is no section: {allowed}"));
            }
        }
    }

    fn not_possible(&self, key: &str, span: Option<Range<usize>>, allowed: &str) {
        let written = self.reading.written(span.clone());
        let place = self.reading.place(span);
        self.error(
            place,
            format!("{key} = {written} is not possible: {allowed}"),
        );
    }

    fn span_of(&self, key: &str) -> Option<Range<usize>> {
        self.table.key(key).and_then(toml_edit::Key::span)
    }
}
