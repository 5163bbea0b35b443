//! A note as it is really written: an editor that saves every two seconds, in the middle of words. Whatever is
//! typed before the first review leaves no trace, whatever is typed after it costs none, and the note is the
//! typist's alone.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::support::{Home, Wire};

const NOTE: &str = "notes/rust.md";
const SAVES: usize = 200;

/// One drawn branch; the key says which it is, whatever its label becomes.
#[derive(Debug, Clone, PartialEq)]
struct Line {
    key: usize,
    depth: usize,
    label: String,
}

/// Someone at an editor.
struct Typist {
    home: Home,
    wire: Wire,
    /// What stands on the page.
    lines: Vec<Line>,
    /// Every text that was saved.
    saved: Vec<String>,
    next_key: usize,
}

const LABELS: [(usize, &str); 32] = [
    (1, "Ownership"),
    (2, "Moves and copies"),
    (2, "Drop order"),
    (3, "Fields in order"),
    (3, "Locals in reverse"),
    (1, "Borrowing"),
    (2, "Shared references"),
    (2, "Exclusive references"),
    (3, "Two-phase borrows"),
    (1, "Lifetimes"),
    (2, "Elision"),
    (2, "Static"),
    (2, "Higher-ranked bounds"),
    (1, "Traits"),
    (2, "Coherence"),
    (3, "Orphan rule"),
    (2, "Objects"),
    (3, "Vtables"),
    (2, "Associated types"),
    (1, "Errors"),
    (2, "Panics"),
    (2, "Results"),
    (3, "Question mark"),
    (1, "Concurrency"),
    (2, "Send and Sync"),
    (2, "Channels"),
    (2, "Scoped threads"),
    (1, "Macros"),
    (2, "By example"),
    (3, "Fragments"),
    (2, "Procedural"),
    (3, "Derives"),
];

impl Typist {
    fn new() -> (Typist, crate::support::Daemon) {
        let home = Home::new();
        home.write(".config/loci/config.toml", "notes = [\"~/notes\"]\n");
        home.write("notes/.rust.md.swp", "b0VIM 9.0\n├── swapped\n");
        let daemon = home.daemon();
        let wire = home.connect();
        let lines = LABELS.iter().enumerate().map(|(key, (depth, label))| Line {
            key,
            depth: *depth,
            label: (*label).to_owned(),
        });
        let typist = Typist {
            wire,
            home,
            lines: lines.collect(),
            saved: Vec::new(),
            next_key: LABELS.len(),
        };
        (typist, daemon)
    }

    /// Saves what stands on the page.
    fn save(&mut self) {
        self.save_text(&page(&self.lines));
    }

    /// Saves a text as one editor or another does, and lets loci read it.
    fn save_text(&mut self, text: &str) {
        let path = self.home.path(NOTE);
        match self.saved.len() % 3 {
            0 => std::fs::write(&path, text).unwrap(),
            1 => {
                let new = self.home.path("notes/.rust.md.new");
                std::fs::write(&new, text).unwrap();
                std::fs::rename(&new, &path).unwrap();
            }
            _ => {
                let backup = self.home.path("notes/rust.md~");
                std::fs::rename(&path, &backup).unwrap();
                std::fs::write(&path, text).unwrap();
                std::fs::remove_file(&backup).unwrap();
            }
        }
        self.saved.push(text.to_owned());
        self.wire.call("sync", &json!({"dry_run": false}));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }

    fn at(&self, label: &str) -> usize {
        let at = self.lines.iter().position(|line| line.label == label);
        at.unwrap_or_else(|| panic!("{label} in {:?}", self.lines))
    }

    /// Types a label anew from where it differs: back letter by letter, then on, with a save every few.
    fn retype(&mut self, from: &str, to: &str) {
        let at = self.at(from);
        let common = from.chars().zip(to.chars()).take_while(|(a, b)| a == b);
        let common = common.count();
        for kept in (common..from.chars().count()).rev().step_by(3) {
            self.lines[at].label = from.chars().take(kept).collect();
            self.save();
        }
        for typed in (common + 1..to.chars().count()).step_by(3) {
            self.lines[at].label = to.chars().take(typed).collect();
            self.save();
        }
        to.clone_into(&mut self.lines[at].label);
        self.save();
    }

    /// The lines of a branch with all that hangs below it.
    fn subtree(&self, label: &str) -> std::ops::Range<usize> {
        let at = self.at(label);
        let depth = self.lines[at].depth;
        let below = self.lines[at + 1..]
            .iter()
            .take_while(|line| line.depth > depth);
        at..at + 1 + below.count()
    }

    /// Cuts a branch, saves, types elsewhere, and pastes it behind another at that one's depth.
    fn cut_and_paste(&mut self, label: &str, behind: &str) {
        let cut: Vec<Line> = self.lines.drain(self.subtree(label)).collect();
        self.save();
        self.save_text(&format!("{}\nelsewhere", page(&self.lines)));
        let (end, depth) = (self.subtree(behind).end, self.lines[self.at(behind)].depth);
        let was = cut[0].depth;
        let pasted = cut.into_iter().map(|line| Line {
            depth: line.depth + depth - was,
            ..line
        });
        self.lines.splice(end..end, pasted);
        self.save();
    }

    /// A new branch behind another, typed with a save every few letters.
    fn insert(&mut self, label: &str, behind: &str) {
        let (end, depth) = (self.subtree(behind).end, self.lines[self.at(behind)].depth);
        let key = self.next_key;
        self.next_key += 1;
        let label = label.to_owned();
        self.lines.insert(end, Line { key, depth, label });
        for typed in (1..self.lines[end].label.chars().count()).step_by(3) {
            let mut lines = self.lines.clone();
            lines[end].label = lines[end].label.chars().take(typed).collect();
            self.save_text(&page(&lines));
        }
        self.save();
    }

    /// Takes back the last saves one by one, and does them again.
    fn undo_and_redo(&mut self, steps: usize) {
        let end = self.saved.len();
        let back: Vec<String> = self.saved[end - steps..].to_vec();
        for text in back.iter().rev().chain(&back) {
            self.save_text(text);
        }
    }

    /// What a sync program leaves for a while when two machines saved at once.
    fn conflict_copies(&self) -> [PathBuf; 2] {
        [
            "notes/rust.sync-conflict-20260301-101500-ABCDEFG.md",
            "notes/rust (conflicted copy 2026-03-01).md",
        ]
        .map(|name| self.home.path(name))
    }

    fn loci(&mut self) -> Vec<Value> {
        let loci = self.wire.call("ls", &json!({}));
        loci.as_array().unwrap().clone()
    }

    /// The id of each branch on the page, by key, as loci sees it; they stand in the order of the page.
    fn ids(&mut self) -> BTreeMap<usize, Value> {
        let loci = self.loci();
        assert_eq!(loci.len(), self.lines.len(), "{loci:?}");
        let pairs = self.lines.iter().zip(&loci);
        pairs
            .map(|(line, locus)| {
                assert_eq!(locus["label"], line.label.as_str());
                (line.key, locus["id"].clone())
            })
            .collect()
    }

    /// How many loci ever got an id.
    fn born(&self) -> usize {
        let journal = self.home.loci(&["export", "journal"]).ok().stdout;
        journal.matches("\"born\"").count()
    }
}

/// The page with a drawn tree on it.
fn page(lines: &[Line]) -> String {
    let mut text = "# Mind map: Rust\n\n```\nRust\n".to_owned();
    for (at, line) in lines.iter().enumerate() {
        for depth in 1..=line.depth {
            let later = lines[at + 1..]
                .iter()
                .take_while(|later| later.depth >= depth);
            let goes_on = later.clone().any(|later| later.depth == depth);
            text.push_str(match (depth == line.depth, goes_on) {
                (true, true) => "├── ",
                (true, false) => "└── ",
                (false, true) => "│   ",
                (false, false) => "    ",
            });
        }
        writeln!(text, "{}", line.label).unwrap();
    }
    text + "```\n\nTo be continued.\n"
}

#[test]
fn what_is_typed_leaves_no_stray_locus_and_loses_no_history() {
    let (mut typist, _daemon) = Typist::new();
    write_the_note(&mut typist);
    assert!(typist.saved.len() >= SAVES);
    assert_eq!(typist.born(), 0, "typing alone gave an id");

    let logged = json!({"batch_id": "01900000-0000-7000-8000-000000000001", "scopes": ["rust/**"], "rating": 3});
    typist.wire.call("log", &logged);
    let before = typist.ids();
    assert_eq!(typist.born(), LABELS.len());

    let first = typist.saved.len();
    edit_the_note(&mut typist);
    assert!(
        typist.saved.len() - first >= SAVES,
        "{}",
        typist.saved.len() - first
    );

    let after = typist.ids();
    let kept = |key: &usize| (*key, after.get(key) == before.get(key));
    let lost: Vec<&str> = before
        .keys()
        .map(kept)
        .filter(|(_, kept)| !kept)
        .map(|(key, _)| LABELS[key].1)
        .collect();
    assert!(lost.is_empty(), "histories lost: {lost:?}");
    for locus in typist.loci() {
        let reviews = u64::from(!locus["id"].is_null());
        assert_eq!(locus["reviews"], reviews, "{locus}");
    }
    assert_eq!(typist.born(), LABELS.len(), "typing gave an id");
    let retired = typist.wire.call("ls", &json!({"filter": "retired"}));
    assert_eq!(retired, json!([]));
}

/// From an empty page to the whole map, front to back, in 200 saves.
fn write_the_note(typist: &mut Typist) {
    let whole = page(&typist.lines);
    let letters: Vec<char> = whole.chars().collect();
    typist.save_text("");
    for step in 1..SAVES {
        let typed: String = letters[..letters.len() * step / SAVES].iter().collect();
        typist.save_text(&typed);
        if step % 50 == 0 {
            for copy in typist.conflict_copies() {
                std::fs::write(copy, &typed).unwrap();
            }
            typist.undo_and_redo(4);
        }
        if step % 50 == 2 {
            for copy in typist.conflict_copies() {
                let _gone = std::fs::remove_file(copy);
            }
        }
    }
    typist.save();
}

/// What is done to a note over the months, in 200 more saves.
fn edit_the_note(typist: &mut Typist) {
    typist.retype("Ownership", "Ownership and its rules");
    typist.retype("Drop order", "Dropping order");
    typist.insert("Interior mutability", "Exclusive references");
    for copy in typist.conflict_copies() {
        std::fs::write(copy, page(&typist.lines)).unwrap();
    }
    typist.retype("Borrowing", "Borrowed values");
    typist.cut_and_paste("Scoped threads", "Static");
    for copy in typist.conflict_copies() {
        std::fs::remove_file(copy).unwrap();
    }
    typist.undo_and_redo(6);
    typist.retype("Lifetimes", "Lifetimes of references");
    // The whole label is selected and written over.
    typist.retype("Coherence", "The rule of coherence");
    typist.save_text("");
    typist.save();
    let (traits, errors) = (typist.subtree("Traits"), typist.subtree("Errors"));
    let (start, middle) = (traits.start, traits.len());
    typist.lines[start..errors.end].rotate_left(middle);
    typist.save();
    typist.cut_and_paste("Macros", "Errors");
    typist.insert("Declarative", "By example");
    typist.retype("Declarative", "Declarative ones");
    typist.retype("Question mark", "The ? operator");
    typist.undo_and_redo(20);
    let twin = typist.at("Results");
    let copy = Line {
        key: typist.next_key,
        ..typist.lines[twin].clone()
    };
    typist.next_key += 1;
    typist.lines.insert(typist.subtree("Results").end, copy);
    typist.save();
    let second = typist.subtree("Results").end;
    for label in ["Results and", "Results and opt", "Results and options"] {
        label.clone_into(&mut typist.lines[second].label);
        typist.save();
    }
    typist.retype("Concurrency", "Fearless concurrency");
    typist.insert("Atomics", "Channels");
    typist.insert("Memory orderings", "Channels");
    typist.retype("Fragments", "Fragment specifiers");
    typist.undo_and_redo(30);
}
