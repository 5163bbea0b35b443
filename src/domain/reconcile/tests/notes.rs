//! Notes for tests: drawn as text, or at random; each branch and room has a number that edits keep.

use std::collections::HashSet;

use proptest::prelude::*;

use super::super::*;
use crate::domain::atlas::{Branch, Document, MindMap, NodeIx, Note, Palace, Room, Route};

/// A branch or room that keeps its number through edits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Twig {
    pub(super) number: u32,
    /// Below the root, from 1; 1 for a room.
    pub(super) depth: u32,
    pub(super) label: String,
    pub(super) point: String,
    pub(super) anchor: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sort {
    Map,
    /// Lengths of its routes, which hold all twigs.
    Palace(Vec<usize>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) name: String,
    pub(super) sort: Sort,
    pub(super) twigs: Vec<Twig>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct File {
    pub(super) source: String,
    pub(super) pages: Vec<Page>,
}

/// All files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Notes(pub(super) Vec<File>);

impl Notes {
    pub(super) fn atlas(&self) -> Atlas {
        Atlas::assemble(self.0.iter().map(document))
    }

    /// The numbers of the atlas's nodes.
    pub(super) fn numbers(&self) -> Vec<u32> {
        let pages = self.0.iter().flat_map(|file| &file.pages);
        pages
            .flat_map(|page| &page.twigs)
            .map(|twig| twig.number)
            .collect()
    }

    pub(super) fn renumber(mut self) -> Notes {
        let pages = self.0.iter_mut().flat_map(|file| &mut file.pages);
        for (number, twig) in pages.flat_map(|page| &mut page.twigs).enumerate() {
            twig.number = number as u32;
        }
        self
    }

    pub(super) fn twigs(&self) -> impl Iterator<Item = &Twig> {
        let pages = self.0.iter().flat_map(|file| &file.pages);
        pages.flat_map(|page| &page.twigs)
    }
}

impl Page {
    /// Where the subtree of a twig ends.
    pub(super) fn end(&self, at: usize) -> usize {
        let depth = self.twigs[at].depth;
        let below = self.twigs[at + 1..]
            .iter()
            .take_while(|twig| twig.depth > depth)
            .count();
        at + 1 + below
    }

    /// Places of the children of a twig, or of the root.
    pub(super) fn children(&self, parent: Option<usize>) -> Vec<usize> {
        let (from, to, depth) = match parent {
            Some(at) => (at + 1, self.end(at), self.twigs[at].depth + 1),
            None => (0, self.twigs.len(), 1),
        };
        (from..to)
            .filter(|at| self.twigs[*at].depth == depth)
            .collect()
    }
}

fn document(file: &File) -> Document {
    let mut note = Note::default();
    for (at, page) in file.pages.iter().enumerate() {
        let line = at as u32 + 1;
        match &page.sort {
            Sort::Map => note.maps.push(MindMap {
                title: String::new(),
                root: page.name.clone(),
                line,
                interview: false,
                branches: page.twigs.iter().map(branch).collect(),
            }),
            Sort::Palace(lengths) => {
                let mut rooms = page.twigs.iter().map(room);
                let routes = lengths.iter().enumerate().map(|(route, length)| Route {
                    heading: format!("Location {route}"),
                    line,
                    rooms: rooms.by_ref().take(*length).collect(),
                });
                note.palaces.push(Palace {
                    title: String::new(),
                    place: Some(page.name.clone()),
                    line,
                    answer: None,
                    interview: false,
                    routes: routes.collect(),
                });
            }
        }
    }
    Document {
        source: file.source.clone(),
        folders: Vec::new(),
        note,
    }
}

fn branch(twig: &Twig) -> Branch {
    Branch {
        label: twig.label.as_str().into(),
        depth: twig.depth,
        line: 1,
        body: None,
        anchor: twig.anchor.as_deref().map(Into::into),
        numbered: false,
    }
}

fn room(twig: &Twig) -> Room {
    Room {
        place: twig.label.as_str().into(),
        point: twig.point.as_str().into(),
        image: None,
        line: 1,
        anchor: twig.anchor.as_deref().map(Into::into),
    }
}

/// Notes from a drawing: `# file`, `NAME` a map, `= NAME` a palace, below it branches by two blanks a level or
/// rooms `  PLACE: POINT`, `  --` the next route; ` ^id` an anchor.
pub(super) fn drawn(text: &str) -> Notes {
    let mut files: Vec<File> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if let Some(source) = line.strip_prefix("# ") {
            files.push(File {
                source: source.to_owned(),
                pages: Vec::new(),
            });
            continue;
        }
        let pages = &mut files.last_mut().unwrap().pages;
        let depth = (line.len() - line.trim_start().len()) / 2;
        if depth == 0 {
            let palace = line.strip_prefix("= ");
            pages.push(Page {
                name: palace.unwrap_or(line).to_owned(),
                sort: palace.map_or(Sort::Map, |_| Sort::Palace(vec![0])),
                twigs: Vec::new(),
            });
            continue;
        }
        let page = pages.last_mut().unwrap();
        let (text, anchor) = match line.trim().split_once(" ^") {
            Some((text, anchor)) => (text, Some(anchor.to_owned())),
            None => (line.trim(), None),
        };
        let mut point = "";
        let mut label = text;
        if let Sort::Palace(lengths) = &mut page.sort {
            if text == "--" {
                lengths.push(0);
                continue;
            }
            *lengths.last_mut().unwrap() += 1;
            (label, point) = text.split_once(": ").unwrap();
        }
        page.twigs.push(Twig {
            number: 0,
            depth: depth as u32,
            label: label.to_owned(),
            point: point.to_owned(),
            anchor,
        });
    }
    Notes(files).renumber()
}

/// How the ids of the nodes of an atlas look: one for each number that `has` says.
pub(super) fn ids(notes: &Notes, has: impl Fn(u32) -> bool) -> Vec<Option<LocusId>> {
    let id = |number| LocusId::first(Kind::Branch, &["number"], number);
    notes
        .numbers()
        .into_iter()
        .map(|number| has(number).then(|| id(number)))
        .collect()
}

/// The loci that lost their node, as the engine tells them.
pub(super) fn lost(
    atlas: &Atlas,
    ids: &[Option<LocusId>],
    after: &[Option<LocusId>],
) -> Vec<Retired> {
    let there: HashSet<LocusId> = after.iter().flatten().copied().collect();
    atlas
        .iter()
        .filter_map(|(node, at)| {
            let id = ids[node.0 as usize].filter(|id| !there.contains(id))?;
            Some(retired(
                atlas,
                node,
                id,
                at.point.as_deref().map(Into::into),
            ))
        })
        .collect()
}

fn retired(atlas: &Atlas, node: NodeIx, id: LocusId, point: Option<String>) -> Retired {
    let label_path = atlas.label_path(node);
    let label_path: Vec<String> = label_path.into_iter().map(str::to_owned).collect();
    Retired {
        id,
        kind: atlas.top(atlas.node(node).top).kind,
        first_path: label_path.clone(),
        label_path,
        anchor: atlas.node(node).anchor.as_deref().map(Into::into),
        point,
        gone_days: 0,
    }
}

/// Whether siblings may have equal labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Twins {
    Some,
    None,
}

const LABELS: [&str; 9] = [
    "Basics",
    "args",
    "if",
    "Loops",
    "GIL",
    "kwargs",
    "字典",
    "Your House",
    "Scope",
];

/// Random notes: several files, maps and palaces, with labels that recur.
pub(super) fn notes(twins: Twins) -> impl Strategy<Value = Notes> {
    let twig = (1_u32..5, 0..LABELS.len(), 0_u8..4);
    let twigs = prop::collection::vec(twig, 1..14);
    let page = (any::<bool>(), twigs, 0_usize..14);
    let file = prop::collection::vec(page, 1..4);
    prop::collection::vec(file, 1..4).prop_map(move |files| {
        let files = files.into_iter().enumerate().map(|(at, pages)| File {
            source: format!("/notes/{at}.md"),
            pages: pages
                .into_iter()
                .enumerate()
                .map(|(nth, (is_map, twigs, cut))| {
                    let sort = if is_map {
                        Sort::Map
                    } else {
                        let first = cut.clamp(1, twigs.len());
                        let routes = vec![first, twigs.len() - first];
                        Sort::Palace(routes.into_iter().filter(|length| *length > 0).collect())
                    };
                    page_of(format!("Top {at} {nth}"), sort, twigs, twins)
                })
                .collect(),
        });
        Notes(files.collect()).renumber()
    })
}

fn page_of(name: String, sort: Sort, twigs: Vec<(u32, usize, u8)>, twins: Twins) -> Page {
    let mut depth_before = 0;
    let mut page = Page {
        name,
        twigs: Vec::new(),
        sort,
    };
    for (depth, label, point) in twigs {
        depth_before = match page.sort {
            Sort::Map => depth.min(depth_before + 1),
            Sort::Palace(_) => 1,
        };
        page.twigs.push(Twig {
            number: 0,
            depth: depth_before,
            label: LABELS[label].to_owned(),
            point: format!("Point {point}"),
            anchor: None,
        });
    }
    if twins == Twins::None {
        let parents = (0..page.twigs.len()).map(Some).chain([None]);
        for parent in parents.collect::<Vec<_>>() {
            let mut seen = HashSet::new();
            for (nth, at) in page.children(parent).into_iter().enumerate() {
                if !seen.insert(page.twigs[at].label.clone()) {
                    page.twigs[at].label.push_str(&" again".repeat(nth));
                }
            }
        }
    }
    page
}
