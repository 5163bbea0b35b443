//! A map as a drawn tree in a fence: notes as text on the rails, ids behind the labels.

use crate::domain::atlas::{Branch, MindMap};

use super::{heading, reread, undrawn};
use crate::notes::mark::Marks;
use crate::notes::page::{clean, part_anchor};
use crate::notes::stroke::{self, Stroke};
use crate::notes::tree::MAX_DEPTH;

/// The section of a map. The root stands on a line of its own; one that no line can name becomes the heading.
pub(super) fn write(map: &MindMap) -> String {
    let tree = tree(&map.branches);
    let root = clean(&map.root);
    let title = Some(clean(&map.title)).filter(|title| !title.is_empty());
    let named = section(
        map,
        &title.unwrap_or_else(|| root.clone()),
        Some(&root),
        &tree,
    );
    // A map that is left for another reason keeps its root on its line.
    match reread(&named).note.maps.first() {
        Some(read) if read.root != map.root => section(map, &root, None, &tree),
        Some(_) | None => named,
    }
}

fn section(map: &MindMap, title: &str, root: Option<&str>, tree: &str) -> String {
    let marks = Marks::of(title);
    let mut tags = Vec::new();
    if !marks.map {
        tags.push("#map");
    }
    if map.interview && !marks.interview {
        tags.push("#interview");
    }
    let root = root.map(|root| format!("{root}\n")).unwrap_or_default();
    format!("{}\n```text\n{root}{tree}```\n", heading(title, &tags))
}

/// The lines of all branches.
fn tree(branches: &[Branch]) -> String {
    let lasts = lasts(branches);
    let mut text = String::new();
    let mut rails: Vec<&str> = Vec::new();
    for (branch, last) in branches.iter().zip(lasts) {
        rails.truncate(level(branch));
        let (corner, rail) = match last {
            true => ("└── ", "    "),
            false => ("├── ", "│   "),
        };
        let before = rails.concat();
        text.push_str(&format!("{before}{corner}{}\n", label(branch)));
        rails.push(rail);
        let lines = branch.body.iter().flat_map(|body| body.lines());
        for line in lines.map(clean).filter(|line| !line.is_empty()) {
            text.push_str(&format!("{before}{rail}│ {}\n", said(&line)));
        }
    }
    text
}

/// How many rails stand before a branch; no tree is read deeper.
fn level(branch: &Branch) -> usize {
    (branch.depth.min(MAX_DEPTH) as usize).saturating_sub(1)
}

/// Of each branch, whether it is the last one under its parent.
fn lasts(branches: &[Branch]) -> Vec<bool> {
    let mut follows: Vec<bool> = Vec::new();
    let mut lasts: Vec<bool> = branches
        .iter()
        .rev()
        .map(|branch| {
            let level = level(branch);
            follows.resize(level + 1, false);
            !std::mem::replace(&mut follows[level], true)
        })
        .collect();
    lasts.reverse();
    lasts
}

/// A label that is read back as itself, as near as can be, with its id.
fn label(branch: &Branch) -> String {
    let text = clean(&branch.label.replace(['\n', '\r'], " "));
    let is_read = |label: &str| match stroke::read(&format!("├── {label}")) {
        Some(Stroke::Branch(twig)) => twig.label == label,
        Some(Stroke::Rail(_) | Stroke::More(_)) | None => false,
    };
    let text = if is_read(&text) { text } else { undrawn(&text) };
    match branch.anchor.as_deref().filter(|id| is_id(id)) {
        Some(id) => format!("{text} ^{id}"),
        None => text,
    }
}

/// Says whether an id can be written behind a label.
pub(super) fn is_id(id: &str) -> bool {
    part_anchor(&format!("x ^{id}")) == ("x", Some(id))
}

/// A line of a note that is read back as itself, as near as can be. A bar would make a table of it.
fn said(line: &str) -> String {
    let is_read = |line: &str| match stroke::read(&format!("│ {line}")) {
        Some(Stroke::More(text)) => clean(text) == line,
        Some(Stroke::Branch(_) | Stroke::Rail(_)) | None => false,
    };
    let without_bars = || undrawn(line).replace(['|', '¦'], "｜");
    [line.to_owned(), without_bars()]
        .into_iter()
        .find(|line| is_read(line))
        .unwrap_or_else(|| format!("· {}", without_bars()))
}
