//! Rebuilt maps, written as indented text; a star before a label makes it numbered, `=` parts other names.

mod grading;
mod properties;

use super::{Said, Source, grade};
use crate::domain::grade::vocabulary::Vocabulary;
use crate::domain::grade::{Extent, Graded};

/// Lines with the index of the line that each hangs under.
fn outline(text: &str) -> Vec<(Option<usize>, &str)> {
    let mut open: Vec<(usize, usize)> = Vec::new();
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .enumerate()
        .map(|(at, line)| {
            let depth = line.len() - line.trim_start().len();
            open.retain(|(other, _)| *other < depth);
            let parent = open.last().map(|(_, at)| *at);
            open.push((depth, at));
            (parent, line.trim())
        })
        .collect()
}

fn graded(source: &str, said: &str, extent: Extent) -> Graded {
    let items = outline(source);
    let aliases: Vec<Vec<String>> = items
        .iter()
        .map(|(_, label)| label.split(" = ").skip(1).map(str::to_owned).collect())
        .collect();
    let branches: Vec<Source<'_>> = items
        .iter()
        .zip(&aliases)
        .map(|((parent, label), aliases)| Source {
            parent: *parent,
            label: label.trim_start_matches('*').split(" = ").next().unwrap(),
            aliases,
            numbered: label.starts_with('*'),
        })
        .collect();
    let lines: Vec<Said<'_>> = outline(said)
        .into_iter()
        .map(|(parent, text)| Said { parent, text })
        .collect();
    let known = Vocabulary::of(branches.iter().map(|branch| branch.label));
    grade(&branches, &lines, extent, &known)
}
