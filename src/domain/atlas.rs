//! The atlas: what the notes hold, as plain data. It knows no ids, no files, no schedule.
//!
//! Parsers return a [`Note`]; [`Atlas::assemble`] joins the notes of all sources into one flat list of
//! nodes in note order. Every later step (identity, names, queue) works on indices into that list.

use std::sync::Arc;

use super::locus::Kind;

/// What one text holds. Parsers make it; nothing in it depends on where the text lies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Note {
    /// Mind maps, in the order of the text.
    pub maps: Vec<MindMap>,
    /// Memory palaces, in the order of the text.
    pub palaces: Vec<Palace>,
}

impl Note {
    /// Gives back what its lists took while they grew, for a note that is kept for long.
    pub fn shrink_to_fit(&mut self) {
        for map in &mut self.maps {
            map.branches.shrink_to_fit();
        }
        for route in self
            .palaces
            .iter_mut()
            .flat_map(|palace| &mut palace.routes)
        {
            route.rooms.shrink_to_fit();
        }
    }
}

/// One mind map: a root and its branches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MindMap {
    /// The heading or line that names the map; free text, never part of identity.
    pub title: String,
    /// The root's label, verbatim.
    pub root: String,
    /// Line of the root, from 1.
    pub line: u32,
    /// Marked as relevant for an interview (`#interview`).
    pub interview: bool,
    /// All branches below the root in pre-order (a parent before its children).
    pub branches: Vec<Branch>,
}

/// One node of a mind map below the root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Branch {
    /// Label, verbatim; never empty. Shared with the atlas, which lives as long.
    pub label: Arc<str>,
    /// Depth below the root, from 1; at most one more than the branch before it.
    pub depth: u32,
    /// Line, from 1.
    pub line: u32,
    /// Text that belongs to the branch and is not its label (a note), if any.
    pub body: Option<Arc<str>>,
    /// The `^id` written in the note, if any, without `^`; also an id that the format itself carries.
    pub anchor: Option<Arc<str>>,
    /// It is an item of a numbered list: its place among its siblings is part of what is learnt.
    pub numbered: bool,
}

/// One memory palace: its routes, and perhaps a model answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Palace {
    /// The heading or line that names the palace; free text.
    pub title: String,
    /// The place, from a line such as `Palace = Your House`, verbatim.
    pub place: Option<String>,
    /// Line of the first route's header (or first item), from 1.
    pub line: u32,
    /// The text under "Interview Answer", if any.
    pub answer: Option<String>,
    /// Marked as relevant for an interview (`#interview`).
    pub interview: bool,
    /// The routes, in order; at least one, each with at least one room.
    pub routes: Vec<Route>,
}

impl Palace {
    /// What the palace is called: its place, else its title.
    pub fn name(&self) -> &str {
        self.place.as_deref().unwrap_or(&self.title)
    }
}

/// One ordered walk through a palace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The header's first cell, verbatim (`Location`); empty for a list without one.
    pub heading: String,
    /// Line of the header (or first item), from 1.
    pub line: u32,
    /// The rooms in order; at least one.
    pub rooms: Vec<Room>,
}

/// One station of a route.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Room {
    /// The place, verbatim; never empty.
    pub place: Arc<str>,
    /// The point it holds, verbatim; may be empty.
    pub point: Arc<str>,
    /// The image between place and point, where a table has three columns.
    pub image: Option<Arc<str>>,
    /// Line, from 1.
    pub line: u32,
    /// The `^id` written in the note, if any, without `^`.
    pub anchor: Option<Arc<str>>,
}

/// The note of one source file, with where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The file's absolute path, as text for messages and keys.
    pub source: String,
    /// The folders between the source root and the file, outermost first.
    pub folders: Vec<String>,
    /// What the file holds.
    pub note: Note,
}

/// Index into [`Atlas::tops`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TopIx(pub u32);

/// Index into [`Atlas::nodes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeIx(pub u32);

/// All notes together, flat.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Atlas {
    /// The source files, in the order given.
    pub documents: Vec<DocumentHead>,
    /// Maps and palaces in note order (of one file: by line).
    pub tops: Vec<Top>,
    /// Branches and rooms in note order: all of a top together, a parent before its children.
    pub nodes: Vec<Node>,
}

/// Where a document lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentHead {
    /// The file's absolute path.
    pub source: String,
    /// The folders between the source root and the file, outermost first.
    pub folders: Vec<String>,
}

/// A map or a palace of the atlas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Top {
    /// `Kind::Branch` for a map, `Kind::Room` for a palace: the kind of its loci.
    pub kind: Kind,
    /// Index into [`Atlas::documents`].
    pub document: u32,
    /// The map's root label; the palace's place, else its title. Verbatim.
    pub name: String,
    /// The title, free text.
    pub title: String,
    /// Line, from 1.
    pub line: u32,
    /// The palace's model answer, if any.
    pub answer: Option<String>,
    /// Marked as relevant for an interview.
    pub interview: bool,
    /// Headings of the palace's routes in order; empty for a map.
    pub routes: Vec<String>,
    /// Range of its nodes in [`Atlas::nodes`].
    pub nodes: std::ops::Range<u32>,
}

impl Top {
    /// The name as it is said: of a palace without a place its heading, but for the words in front that only say what
    /// it is. `Memory palace: House` is walked as `House`; its path and its history keep the whole.
    pub fn said(&self) -> &str {
        match self.kind {
            Kind::Branch => &self.name,
            Kind::Room => said(&self.name),
        }
    }
}

/// The name of a palace as it is said.
pub fn said(name: &str) -> &str {
    let parted = [":", " - ", " – ", " — "].map(|mark| name.split_once(mark));
    let parted = parted.into_iter().flatten();
    let first = parted.min_by_key(|(before, _)| before.len());
    match first.map(|(before, after)| (before.trim().to_lowercase(), after.trim())) {
        Some((before, after))
            if matches!(before.as_str(), "memory palace" | "palace") && !after.is_empty() =>
        {
            after
        }
        Some(_) | None => name,
    }
}

/// A branch or a room of the atlas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The map or palace it belongs to.
    pub top: TopIx,
    /// The parent branch; `None` directly below the root, and for every room.
    pub parent: Option<NodeIx>,
    /// Which route of the palace, from 0; 0 for a branch.
    pub route: u32,
    /// The branch's label or the room's place, verbatim.
    pub label: Arc<str>,
    /// The room's point; `None` for a branch.
    pub point: Option<Arc<str>>,
    /// The branch's note, or the room's image.
    pub body: Option<Arc<str>>,
    /// The `^id` in the note, if any.
    pub anchor: Option<Arc<str>>,
    /// A branch that is an item of a numbered list; every room is in order anyway.
    pub numbered: bool,
    /// Line, from 1.
    pub line: u32,
}

impl Atlas {
    /// Joins documents into one atlas; nodes keep the order of the documents and, inside one, of the lines.
    pub fn assemble(documents: impl IntoIterator<Item = Document>) -> Atlas {
        let mut atlas = Atlas::default();
        for document in documents {
            let head = atlas.documents.len() as u32;
            atlas.documents.push(DocumentHead {
                source: document.source,
                folders: document.folders,
            });
            let mut maps = document.note.maps.into_iter().peekable();
            let mut palaces = document.note.palaces.into_iter().peekable();
            loop {
                match (maps.peek(), palaces.peek()) {
                    (Some(map), Some(palace)) if map.line <= palace.line => {
                        if let Some(map) = maps.next() {
                            atlas.push_map(head, map);
                        }
                    }
                    (Some(_), None) => {
                        if let Some(map) = maps.next() {
                            atlas.push_map(head, map);
                        }
                    }
                    (_, Some(_)) => {
                        if let Some(palace) = palaces.next() {
                            atlas.push_palace(head, palace);
                        }
                    }
                    (None, None) => break,
                }
            }
        }
        // It lives until the notes change.
        atlas.nodes.shrink_to_fit();
        atlas
    }

    /// The map or palace at `ix`. Panics on an index of another atlas, as slices do.
    pub fn top(&self, ix: TopIx) -> &Top {
        &self.tops[ix.0 as usize]
    }

    /// The branch or room at `ix`. Panics on an index of another atlas, as slices do.
    pub fn node(&self, ix: NodeIx) -> &Node {
        &self.nodes[ix.0 as usize]
    }

    /// Every node with its index, in note order.
    pub fn iter(&self) -> impl Iterator<Item = (NodeIx, &Node)> {
        self.nodes
            .iter()
            .enumerate()
            .map(|(i, node)| (NodeIx(i as u32), node))
    }

    /// The source file that holds `ix`.
    pub fn source(&self, ix: NodeIx) -> &str {
        &self.documents[self.top(self.node(ix).top).document as usize].source
    }

    /// The label path of a node, verbatim: the top's name, for a later route its heading, then the labels
    /// down to the node itself. This is what a first id is made of.
    pub fn label_path(&self, ix: NodeIx) -> Vec<&str> {
        let node = self.node(ix);
        let top = self.top(node.top);
        let mut path = vec![&*node.label];
        let mut parent = node.parent;
        while let Some(up) = parent {
            path.push(&self.node(up).label);
            parent = self.node(up).parent;
        }
        if node.route > 0 {
            path.push(&top.routes[node.route as usize]);
        }
        path.push(&top.name);
        path.reverse();
        path
    }

    fn push_map(&mut self, document: u32, map: MindMap) {
        let top = TopIx(self.tops.len() as u32);
        let first = self.nodes.len() as u32;
        let mut open: Vec<(u32, NodeIx)> = Vec::new();
        for branch in map.branches {
            while open.last().is_some_and(|(depth, _)| *depth >= branch.depth) {
                open.pop();
            }
            let ix = NodeIx(self.nodes.len() as u32);
            self.nodes.push(Node {
                top,
                parent: open.last().map(|(_, ix)| *ix),
                route: 0,
                label: branch.label,
                point: None,
                body: branch.body,
                anchor: branch.anchor,
                numbered: branch.numbered,
                line: branch.line,
            });
            open.push((branch.depth, ix));
        }
        self.tops.push(Top {
            kind: Kind::Branch,
            document,
            name: map.root,
            title: map.title,
            line: map.line,
            answer: None,
            interview: map.interview,
            routes: Vec::new(),
            nodes: first..self.nodes.len() as u32,
        });
    }

    fn push_palace(&mut self, document: u32, palace: Palace) {
        let top = TopIx(self.tops.len() as u32);
        let first = self.nodes.len() as u32;
        let name = palace.name().to_owned();
        let mut routes = Vec::new();
        for (route, walk) in palace.routes.into_iter().enumerate() {
            routes.push(walk.heading);
            for room in walk.rooms {
                self.nodes.push(Node {
                    top,
                    parent: None,
                    route: route as u32,
                    label: room.place,
                    point: Some(room.point),
                    body: room.image,
                    anchor: room.anchor,
                    numbered: false,
                    line: room.line,
                });
            }
        }
        self.tops.push(Top {
            kind: Kind::Room,
            document,
            name,
            title: palace.title,
            line: palace.line,
            answer: palace.answer,
            interview: palace.interview,
            routes,
            nodes: first..self.nodes.len() as u32,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_palace_is_said_without_the_words_that_say_what_it_is() {
        for (name, expected) in [
            ("Memory palace: House", "House"),
            ("memory Palace – The old house", "The old house"),
            ("Palace - House: ground floor", "House: ground floor"),
            ("House", "House"),
            ("House: memory palace", "House: memory palace"),
            ("Memory palace", "Memory palace"),
            ("Memory palace:", "Memory palace:"),
            (
                "Buckingham Palace: east wing",
                "Buckingham Palace: east wing",
            ),
        ] {
            assert_eq!(said(name), expected, "{name}");
        }
    }
}
