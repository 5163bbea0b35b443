//! The documents of an atlas one by one: comparing two readings of one, and taking some out.

use std::borrow::Cow;
use std::ops::Range;

use super::{Atlas, Node, NodeIx, Top, TopIx};

/// What one document has of an atlas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its maps and palaces, in [`Atlas::tops`].
    pub tops: Range<u32>,
    /// Its branches and rooms, in [`Atlas::nodes`].
    pub nodes: Range<u32>,
}

impl Atlas {
    /// The part of each document, parallel to [`Atlas::documents`].
    pub fn parts(&self) -> Vec<Part> {
        let (mut top, mut node) = (0, 0);
        (0..self.documents.len() as u32)
            .map(|document| {
                let first = (top, node);
                while let Some(at) = self.tops.get(top as usize)
                    && at.document == document
                {
                    (top, node) = (top + 1, at.nodes.end);
                }
                Part {
                    tops: first.0..top,
                    nodes: first.1..node,
                }
            })
            .collect()
    }

    /// Whether a part holds just what a part of another atlas holds.
    pub fn holds_same(&self, part: &Part, other: &Atlas, its: &Part) -> bool {
        let (tops, nodes) = (self.tops_of(part), self.nodes_of(part));
        let (its_tops, its_nodes) = (other.tops_of(its), other.nodes_of(its));
        let (from, to) = (Origin::of(part), Origin::of(its));
        tops.len() == its_tops.len()
            && nodes.len() == its_nodes.len()
            && (nodes.iter().zip(its_nodes)).all(|(one, other)| from.same_node(one, to, other))
            && (tops.iter().zip(its_tops)).all(|(one, other)| from.same_top(one, to, other))
    }

    /// An atlas of some of the documents, given in order. All of them are the atlas itself.
    pub fn only(&self, documents: &[u32], parts: &[Part]) -> Cow<'_, Atlas> {
        if documents.len() == self.documents.len() {
            return Cow::Borrowed(self);
        }
        let mut only = Atlas::default();
        for document in documents {
            let part = &parts[*document as usize];
            let (from, to) = (
                Origin::of(part),
                Origin {
                    top: only.tops.len() as u32,
                    node: only.nodes.len() as u32,
                },
            );
            let head = only.documents.len() as u32;
            let document = &self.documents[*document as usize];
            only.documents.push(document.clone());
            let tops = self.tops_of(part).iter();
            only.tops.extend(tops.map(|top| Top {
                document: head,
                nodes: top.nodes.start - from.node + to.node..top.nodes.end - from.node + to.node,
                ..top.clone()
            }));
            let nodes = self.nodes_of(part).iter();
            only.nodes.extend(nodes.map(|node| {
                Node {
                    top: TopIx(node.top.0 - from.top + to.top),
                    parent: node
                        .parent
                        .map(|parent| NodeIx(parent.0 - from.node + to.node)),
                    ..node.clone()
                }
            }));
        }
        Cow::Owned(only)
    }

    fn tops_of(&self, part: &Part) -> &[Top] {
        &self.tops[part.tops.start as usize..part.tops.end as usize]
    }

    fn nodes_of(&self, part: &Part) -> &[Node] {
        &self.nodes[part.nodes.start as usize..part.nodes.end as usize]
    }
}

/// Where a part begins: its indices count from there.
#[derive(Debug, Clone, Copy)]
struct Origin {
    top: u32,
    node: u32,
}

impl Origin {
    fn of(part: &Part) -> Origin {
        Origin {
            top: part.tops.start,
            node: part.nodes.start,
        }
    }

    fn same_node(self, one: &Node, to: Origin, other: &Node) -> bool {
        // All fields are named, so that a new one is not forgotten.
        let Node {
            top,
            parent,
            route,
            label,
            point,
            body,
            anchor,
            numbered,
            line,
        } = one;
        let above = |parent: Option<NodeIx>, from: Origin| parent.map(|up| up.0 - from.node);
        top.0 - self.top == other.top.0 - to.top
            && above(*parent, self) == above(other.parent, to)
            && *route == other.route
            && *line == other.line
            && *numbered == other.numbered
            && *label == other.label
            && *point == other.point
            && *body == other.body
            && *anchor == other.anchor
    }

    fn same_top(self, one: &Top, to: Origin, other: &Top) -> bool {
        let Top {
            kind,
            document: _,
            name,
            title,
            line,
            answer,
            interview,
            routes,
            nodes,
        } = one;
        nodes.start - self.node == other.nodes.start - to.node
            && nodes.end - self.node == other.nodes.end - to.node
            && *kind == other.kind
            && *name == other.name
            && *title == other.title
            && *line == other.line
            && *answer == other.answer
            && *interview == other.interview
            && *routes == other.routes
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Branch, Document, MindMap, Note, Palace, Room, Route};
    use super::*;

    fn map(root: &str, labels: &[&str]) -> MindMap {
        let branches = labels.iter().zip(1..);
        MindMap {
            title: String::new(),
            root: root.to_owned(),
            line: 1,
            interview: false,
            branches: branches
                .map(|(label, depth)| Branch {
                    label: (*label).into(),
                    depth,
                    ..Branch::default()
                })
                .collect(),
        }
    }

    fn document(source: &str, maps: Vec<MindMap>) -> Document {
        let palace = Palace {
            title: "p".to_owned(),
            place: None,
            line: 9,
            answer: None,
            interview: false,
            routes: vec![Route {
                heading: "r".to_owned(),
                line: 9,
                rooms: vec![Room::default(); maps.len()],
            }],
        };
        let palaces = if maps.len() > 1 { vec![palace] } else { vec![] };
        Document {
            source: source.to_owned(),
            folders: Vec::new(),
            note: Note { maps, palaces },
        }
    }

    fn documents() -> Vec<Document> {
        vec![
            document("a", vec![map("m", &["x", "y"]), map("n", &["z"])]),
            document("b", vec![]),
            document("c", vec![map("m", &["x", "y"])]),
            document("d", vec![map("m", &["x", "Y"])]),
        ]
    }

    #[test]
    fn some_documents_of_an_atlas_are_the_atlas_of_those_documents() {
        let all = Atlas::assemble(documents());
        let parts = all.parts();
        for chosen in 0..16_u32 {
            let some: Vec<u32> = (0..4).filter(|bit| chosen >> bit & 1 == 1).collect();
            let alone = some.iter().map(|at| documents().remove(*at as usize));
            let alone = Atlas::assemble(alone.collect::<Vec<_>>());
            assert_eq!(*all.only(&some, &parts), alone);
        }
    }

    #[test]
    fn a_part_holds_the_same_wherever_it_stands() {
        let (all, mut turned) = (documents(), documents());
        turned.reverse();
        let (all, turned) = (Atlas::assemble(all), Atlas::assemble(turned));
        let same = |one: usize, other: usize| {
            let (parts, others) = (all.parts(), turned.parts());
            all.holds_same(&parts[one], &turned, &others[3 - other])
        };
        for one in 0..4 {
            for other in 0..4 {
                assert_eq!(same(one, other), one == other, "{one} {other}");
            }
        }
    }
}
