//! From the nodes of a file to mind maps: which become branches, and how deep they stand.

use super::sketch::{Lock, Node, Sketch};
use super::{error, warning};
use crate::domain::atlas::{Branch, MindMap};
use crate::notes::mark::Marks;
use crate::notes::page::{LINE_BYTES, clean};
use crate::notes::problem::Problem;
use crate::notes::{Context, Finding, Scan, What};

/// A map is read down to this depth; what hangs deeper is put there.
pub(super) const MAX_DEPTH: u32 = 512;

/// Makes a map of each node without a parent.
pub(super) fn make(sketch: &Sketch, context: &Context<'_>) -> Scan {
    let mut making = Making {
        context,
        places: Vec::with_capacity(sketch.nodes.len()),
        maps: Vec::new(),
        encrypted: Vec::new(),
        deep: None,
    };
    for node in &sketch.nodes {
        let place = making.place(node);
        making.places.push(place);
    }
    making.finish(sketch)
}

/// Where a node stands.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// So deep below the root; a node without a label stands where the one above it does.
    Depth(u32),
    /// In what is encrypted.
    Locked,
}

struct Making<'a> {
    context: &'a Context<'a>,
    /// Parallel to the nodes.
    places: Vec<Place>,
    maps: Vec<MindMap>,
    /// The lines of encrypted nodes.
    encrypted: Vec<u32>,
    /// The line of the first node that is too deep.
    deep: Option<u32>,
}

impl Making<'_> {
    fn place(&mut self, node: &Node) -> Place {
        let above = node.parent.and_then(|parent| self.places.get(parent));
        match (node.lock, above.copied()) {
            (_, Some(Place::Locked)) => Place::Locked,
            (Lock::Encrypted, _) => {
                self.encrypted.push(node.line);
                Place::Locked
            }
            (Lock::Open, None) => {
                self.maps.push(map(node, self.context));
                Place::Depth(0)
            }
            (Lock::Open, Some(Place::Depth(depth))) if node.label.is_empty() => Place::Depth(depth),
            (Lock::Open, Some(Place::Depth(depth))) => {
                if depth == MAX_DEPTH {
                    self.deep.get_or_insert(node.line);
                }
                let depth = (depth + 1).min(MAX_DEPTH);
                if let Some(map) = self.maps.last_mut() {
                    map.branches.push(branch(node, depth));
                }
                Place::Depth(depth)
            }
        }
    }

    fn finish(self, sketch: &Sketch) -> Scan {
        let problems = self.remarks(sketch);
        let (maps, bare): (Vec<MindMap>, Vec<MindMap>) = self
            .maps
            .into_iter()
            .partition(|map| !map.branches.is_empty());
        let mut scan = Scan {
            left: bare.iter().map(without_branches).collect(),
            problems,
            ..Scan::default()
        };
        scan.note.maps = maps;
        scan
    }

    fn remarks(&self, sketch: &Sketch) -> Vec<Problem> {
        let encrypted = self.encrypted.first().map(|line| {
            let told = match self.encrypted.len() {
                1 => "an encrypted node was skipped".to_owned(),
                many => format!("{many} encrypted nodes were skipped, this one first"),
            };
            warning(*line, told)
        });
        let deep = self.deep.map(|line| {
            let told = "levels; make this part a map of its own";
            warning(line, format!("the map is deeper than {MAX_DEPTH} {told}"))
        });
        let roots = self.maps.get(1).map(|second| {
            let told = "roots, and each was read as a map; Freeplane shows one";
            warning(
                second.line,
                format!("the file has {} {told}", self.maps.len()),
            )
        });
        let entities = sketch.entities.map(|line| {
            let told =
                "the entities defined here are never expanded; write out what they stand for";
            warning(line, told.to_owned())
        });
        let long = sketch.long.map(|line| {
            let told = "KiB and was skipped; make it a note";
            error(
                line,
                format!("the label is longer than {} {told}", LINE_BYTES / 1024),
            )
        });
        let all = [encrypted, deep, roots, entities, long];
        all.into_iter().flatten().collect()
    }
}

fn map(root: &Node, context: &Context<'_>) -> MindMap {
    let named = [root.label.clone(), clean(context.file_stem)];
    let name = named.into_iter().find(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| "map".to_owned());
    MindMap {
        title: name.clone(),
        interview: Marks::of(&name).interview,
        root: name,
        line: root.line,
        branches: Vec::new(),
    }
}

fn branch(node: &Node, depth: u32) -> Branch {
    Branch {
        label: node.label.as_str().into(),
        depth,
        line: node.line,
        body: (!node.body.is_empty()).then(|| node.body.as_str().into()),
        anchor: node.id.as_deref().map(Into::into),
        numbered: false,
    }
}

fn without_branches(map: &MindMap) -> Finding {
    Finding {
        line: map.line,
        last: map.line,
        what: What::Mm,
        why: "a map without branches".to_owned(),
        key: format!("mm |  | {}", map.root.to_lowercase()),
    }
}
