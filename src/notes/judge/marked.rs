//! Lists that the line right above them calls a mind map: `#map` on a line of its own, or "Mind map of X:".
//!
//! Only a line that says so by itself counts. Tasks stay tasks: "mind map:" above them is on a list of things to do.

use super::super::heading::plain_title;
use super::super::list::{self, Kind};
use super::super::mark::has_tag;
use super::super::markdown::claim::{Claim, claim};
use super::super::page::{Page, Place};
use super::super::{Finding, What};
use super::{Judge, Marks};

/// A name is no longer than this, in characters.
const NAME_CHARS: usize = 100;

/// The line above a list that calls it a mind map.
pub(super) struct Mark {
    /// The line, from 0.
    pub(super) line: usize,
    /// What the map is called by it; nothing by a tag alone.
    pub(super) name: Option<String>,
}

impl Judge<'_> {
    /// The lists that nothing has taken and that a line right above them marks.
    pub(super) fn marked_lists(&self) -> Vec<(Finding, Mark)> {
        let lists = list::find(&self.page);
        let marked = lists.iter().filter_map(|list| match list.kind {
            Kind::Ordered | Kind::Bullet => {
                let mark = mark_above(&self.page, list.first)?;
                Some((self.list_at(self.page.number(list.first))?.clone(), mark))
            }
            Kind::Task | Kind::Flow => None,
        });
        marked.collect()
    }

    /// The list that begins on a line, from 1, and was not taken.
    fn list_at(&self, line: u32) -> Option<&Finding> {
        let findings = self.scan.left.iter().chain(&self.scan.possible);
        let mut here = findings.filter(|finding| finding.line == line);
        here.find(|finding| matches!(finding.what, What::List | What::Points))
    }
}

fn mark_above(page: &Page<'_>, first: usize) -> Option<Mark> {
    let line = page.above(first).next()?;
    let open = [line, first].map(|line| page.place(line) == Place::Open);
    if open != [true, true] {
        return None;
    }
    let text = page.line(line);
    if is_tagged(text) {
        return Some(Mark { line, name: None });
    }
    let alone = line == 0 || page.is_blank(line - 1) || !page.is_open(line - 1);
    is_named(text).filter(|_| alone).map(|name| Mark {
        line,
        name: Some(name),
    })
}

/// Says whether a line may mark the list below it.
pub(super) fn may_mark(line: &str) -> bool {
    (is_tagged(line) || is_named(line).is_some()) && Marks::of(line).map
}

/// Says whether a line is nothing but tags, and one of them marks a map.
fn is_tagged(line: &str) -> bool {
    if !line.trim_start().starts_with('#') {
        return false;
    }
    let line = line.to_lowercase();
    let is_tag = |word: &str| word.len() > 1 && word.starts_with('#');
    line.split_whitespace().all(is_tag) && (has_tag(&line, "map") || has_tag(&line, "mindmap"))
}

/// The name in a line that is all in bold, or ends in a colon, and says that a mind map follows.
fn is_named(line: &str) -> Option<String> {
    let line = line.trim();
    let bold = line.len() > 4 && line.starts_with("**") && line.ends_with("**");
    let stands_out = bold || line.ends_with([':', '：']);
    if !stands_out || line.chars().count() > NAME_CHARS || line.starts_with('#') {
        return None;
    }
    let name = plain_title(line);
    let name = name.trim_end_matches('：').trim_end();
    let sure = !list::is_item(line) && claim(name) == Claim::Sure;
    sure.then(|| name.to_owned())
}
