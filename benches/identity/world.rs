//! Notes whose truth is known: each file, map, branch, palace, route and room is a thing with a number that it
//! keeps through every edit.

use loci::domain::atlas::{Atlas, Branch, Document, MindMap, Note, Palace, Room, Route};

/// What a thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    File,
    Map,
    Branch,
    Palace,
    Route,
    Room,
}

impl Sort {
    /// Whether it is a locus.
    pub(crate) fn is_node(self) -> bool {
        matches!(self, Sort::Branch | Sort::Room)
    }
}

/// Number of a thing.
pub(crate) type Ix = usize;

/// A thing in the notes, or one that was there.
#[derive(Debug, Clone)]
pub(crate) struct Thing {
    pub(crate) sort: Sort,
    /// The label; the path of a file, the name of a map or palace, the place of a room.
    pub(crate) label: String,
    pub(crate) point: String,
    pub(crate) up: Option<Ix>,
    pub(crate) below: Vec<Ix>,
    /// Whether it is in the notes now.
    pub(crate) live: bool,
    /// Of what it is a copy.
    pub(crate) copy_of: Option<Ix>,
    /// How often its label was reworded since the last reading.
    pub(crate) rewords: u32,
    /// Its label was replaced by an unrelated one since the last reading.
    pub(crate) renamed: bool,
    /// Its point was replaced since the last reading.
    pub(crate) repointed: bool,
}

/// All notes.
#[derive(Debug, Clone, Default)]
pub(crate) struct World {
    pub(crate) things: Vec<Thing>,
    pub(crate) files: Vec<Ix>,
}

impl World {
    /// A new thing at the end of another, or a new file.
    pub(crate) fn add(&mut self, sort: Sort, up: Option<Ix>, label: &str) -> Ix {
        let at = up.map_or(self.files.len(), |up| self.things[up].below.len());
        self.insert(sort, up, at, label)
    }

    /// A new thing as the `at`th child of another.
    pub(crate) fn insert(&mut self, sort: Sort, up: Option<Ix>, at: usize, label: &str) -> Ix {
        let ix = self.things.len();
        self.things.push(Thing {
            sort,
            label: label.to_owned(),
            point: String::new(),
            up,
            below: Vec::new(),
            live: true,
            copy_of: None,
            rewords: 0,
            renamed: false,
            repointed: false,
        });
        match up {
            Some(up) => self.things[up].below.insert(at, ix),
            None => self.files.insert(at, ix),
        }
        ix
    }

    /// The thing and all below it, in note order.
    pub(crate) fn whole(&self, ix: Ix) -> Vec<Ix> {
        let (mut whole, mut open) = (Vec::new(), vec![ix]);
        while let Some(ix) = open.pop() {
            whole.push(ix);
            open.extend(self.things[ix].below.iter().rev());
        }
        whole
    }

    /// All live things in note order.
    pub(crate) fn all(&self) -> Vec<Ix> {
        self.files
            .iter()
            .flat_map(|file| self.whole(*file))
            .collect()
    }

    /// All live branches and rooms in note order.
    pub(crate) fn nodes(&self) -> Vec<Ix> {
        let mut all = self.all();
        all.retain(|ix| self.things[*ix].sort.is_node());
        all
    }

    /// Takes a thing from its place; it is still live.
    pub(crate) fn take(&mut self, ix: Ix) {
        match self.things[ix].up.take() {
            Some(up) => self.things[up].below.retain(|other| *other != ix),
            None => self.files.retain(|other| *other != ix),
        }
    }

    /// Puts a taken thing in a place.
    pub(crate) fn put(&mut self, ix: Ix, up: Ix, at: usize) {
        let at = at.min(self.things[up].below.len());
        self.things[ix].up = Some(up);
        self.things[up].below.insert(at, ix);
    }

    /// Place among its siblings.
    pub(crate) fn place(&self, ix: Ix) -> usize {
        let siblings = match self.things[ix].up {
            Some(up) => &self.things[up].below,
            None => &self.files,
        };
        siblings.iter().position(|other| *other == ix).unwrap_or(0)
    }

    pub(crate) fn is_above(&self, upper: Ix, lower: Ix) -> bool {
        let mut at = Some(lower);
        while let Some(ix) = at {
            if ix == upper {
                return true;
            }
            at = self.things[ix].up;
        }
        false
    }

    /// The notes as they would be read, and the thing of each node.
    pub(crate) fn atlas(&self) -> (Atlas, Vec<Ix>) {
        let (mut documents, mut truth) = (Vec::new(), Vec::new());
        for file in &self.files {
            let mut note = Note::default();
            for (line, top) in self.things[*file].below.iter().enumerate() {
                let line = line as u32 + 1;
                match self.things[*top].sort {
                    Sort::Map => note.maps.push(self.map(*top, line, &mut truth)),
                    Sort::Palace => note.palaces.push(self.palace(*top, line, &mut truth)),
                    Sort::File | Sort::Branch | Sort::Route | Sort::Room => {}
                }
            }
            documents.push(Document {
                source: self.things[*file].label.clone(),
                folders: Vec::new(),
                note,
            });
        }
        (Atlas::assemble(documents), truth)
    }

    fn map(&self, top: Ix, line: u32, truth: &mut Vec<Ix>) -> MindMap {
        let mut branches = Vec::new();
        let mut open: Vec<(u32, Ix)> = vec![(0, top)];
        while let Some((depth, ix)) = open.pop() {
            let thing = &self.things[ix];
            open.extend(thing.below.iter().rev().map(|child| (depth + 1, *child)));
            if depth > 0 {
                truth.push(ix);
                branches.push(Branch {
                    label: thing.label.as_str().into(),
                    depth,
                    line,
                    ..Branch::default()
                });
            }
        }
        MindMap {
            title: String::new(),
            root: self.things[top].label.clone(),
            line,
            interview: false,
            branches,
        }
    }

    fn palace(&self, top: Ix, line: u32, truth: &mut Vec<Ix>) -> Palace {
        let room = |ix: &Ix| Room {
            place: self.things[*ix].label.as_str().into(),
            point: self.things[*ix].point.as_str().into(),
            line,
            ..Room::default()
        };
        let routes = self.things[top].below.iter().map(|route| Route {
            heading: self.things[*route].label.clone(),
            line,
            rooms: self.things[*route].below.iter().map(room).collect(),
        });
        let routes = routes.collect();
        truth.extend(
            self.whole(top)
                .iter()
                .filter(|ix| self.things[**ix].sort == Sort::Room),
        );
        Palace {
            title: String::new(),
            place: Some(self.things[top].label.clone()),
            line,
            answer: None,
            interview: false,
            routes,
        }
    }

    /// The label path of a node, as the atlas makes it.
    pub(crate) fn label_path(&self, ix: Ix) -> Vec<String> {
        let mut path = Vec::new();
        let mut at = Some(ix);
        while let Some(ix) = at {
            let thing = &self.things[ix];
            let is_first = thing.sort == Sort::Route && self.place(ix) == 0;
            if thing.sort != Sort::File && !is_first {
                path.push(thing.label.clone());
            }
            at = thing.up;
        }
        path.reverse();
        path
    }
}
