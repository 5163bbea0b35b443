//! Somebody recalls a map, and we know what he got wrong.

use loci::domain::grade::vocabulary::Vocabulary;
use loci::domain::grade::{Extent, Graded, Judged, tree};

use crate::dice::Dice;
use crate::maps::Map;

/// How a map is recalled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// As a tree.
    Tree,
    /// As a tree below its root, which is typed along.
    Rooted,
    /// As a list without indentation.
    Flat,
    /// Only the top of it, with one or two deeper branches taken for top ones.
    Top,
    /// As a tree, until the time was over.
    Stopped,
}

impl Manner {
    pub(crate) const ALL: [Manner; 5] = [
        Manner::Tree,
        Manner::Rooted,
        Manner::Flat,
        Manner::Top,
        Manner::Stopped,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Manner::Tree => "tree",
            Manner::Rooted => "rooted",
            Manner::Flat => "flat",
            Manner::Top => "top",
            Manner::Stopped => "stopped",
        }
    }
}

/// What was written, and what it is worth.
pub(crate) struct Recall {
    lines: Vec<(Option<usize>, String)>,
    extent: Extent,
    /// The true rating of each branch; 0 for none.
    pub(crate) truth: Vec<u8>,
    did: Vec<&'static str>,
}

/// One branch in the head of the one who recalls.
#[derive(Clone)]
struct Memory {
    /// What he writes; `None` if he forgot it.
    text: Option<String>,
    /// The rating of it, were it in its place.
    rating: u8,
    /// The branch under which he puts it.
    parent: Option<usize>,
    did: &'static str,
}

impl Recall {
    pub(crate) fn of(map: &Map, manner: Manner, dice: &mut Dice) -> Recall {
        let mut memory = remember(map, dice);
        for at in 0..map.branches.len() {
            if memory[at].text.is_some() && dice.chance(2) {
                wander(map, &mut memory, at, dice);
            }
        }
        if manner == Manner::Top {
            keep_top(map, &mut memory, dice);
        }
        let written = write(map, &memory, dice);
        Recall::told(map, &memory, written, manner, dice)
    }

    /// Puts on paper what was remembered: branches in the order of writing.
    fn told(
        map: &Map,
        memory: &[Memory],
        mut written: Vec<usize>,
        manner: Manner,
        dice: &mut Dice,
    ) -> Recall {
        let mut extent = Extent::Finished;
        let mut reached = map.branches.len();
        if manner == Manner::Stopped {
            extent = Extent::Stopped;
            written.truncate(dice.below(written.len() + 1));
            let mut known = written.iter().rev().filter(|at| memory[**at].rating > 1);
            reached = known.next().map_or(0, |at| at + 1);
        }
        let mut line_of = vec![None; map.branches.len()];
        let mut lines = Vec::new();
        if manner == Manner::Rooted {
            lines.push((None, map.name.clone()));
        }
        let root = (manner == Manner::Rooted).then_some(0);
        for at in &written {
            let parent = said_parent(memory, *at).and_then(|parent: usize| line_of[parent]);
            line_of[*at] = Some(lines.len());
            let parent = match manner {
                Manner::Flat => None,
                Manner::Tree | Manner::Rooted | Manner::Top | Manner::Stopped => parent.or(root),
            };
            lines.push((parent, memory[*at].text.clone().unwrap()));
        }
        let truth = (0..map.branches.len()).map(|at| {
            let home = manner == Manner::Flat || said_parent(memory, at) == map.branches[at].parent;
            match (line_of[at], memory[at].rating) {
                (None, _) | (Some(_), 1) if at >= reached && line_of[at].is_none() => 0,
                (Some(_), 1) if at >= reached => 0,
                (None, _) | (Some(_), 1) => 1,
                (Some(_), _) if !home => 2,
                (Some(_), rating) => rating,
            }
        });
        Recall {
            truth: truth.collect(),
            lines,
            extent,
            did: memory.iter().map(|memory| memory.did).collect(),
        }
    }

    pub(crate) fn grade(&self, map: &Map, known: &Vocabulary) -> Graded {
        let source = map.sources();
        let lines = self.lines.iter();
        let lines: Vec<tree::Said<'_>> = lines
            .map(|(parent, text)| tree::Said {
                parent: *parent,
                text,
            })
            .collect();
        tree::grade(&source, &lines, self.extent, known)
    }

    /// Prints a mistake.
    pub(crate) fn show(&self, map: &Map, at: usize, judged: &Judged) {
        let line = judged.line.map_or("-", |line| self.lines[line].1.as_str());
        println!(
            "  {:?} ({}): true {}, but {} by {line:?}: {}",
            map.branches[at].label,
            self.did[at],
            self.truth[at],
            judged.verdict.as_str(),
            judged.reason
        );
    }
}

/// The nearest branch above that was said.
fn said_parent(memory: &[Memory], at: usize) -> Option<usize> {
    let mut parent = memory[at].parent;
    while let Some(above) = parent.filter(|above| memory[*above].text.is_none()) {
        parent = memory[above].parent;
    }
    parent
}

fn remember(map: &Map, dice: &mut Dice) -> Vec<Memory> {
    let mut memory: Vec<Memory> = map
        .branches
        .iter()
        .map(|branch| Memory {
            text: Some(branch.label.clone()),
            rating: 3,
            parent: branch.parent,
            did: "said",
        })
        .collect();
    let mut gone = vec![false; map.branches.len()];
    for at in 0..map.branches.len() {
        let branch = &map.branches[at];
        gone[at] = branch.parent.is_some_and(|parent| gone[parent]);
        if gone[at] || dice.chance(10) {
            gone[at] = gone[at] || dice.chance(50);
            memory[at].text = None;
            (memory[at].rating, memory[at].did) = (1, "forgot");
        }
    }
    for at in 0..map.branches.len() {
        if memory[at].text.is_none() {
            continue;
        }
        let label = &map.branches[at].label;
        let (text, rating, did) = match dice.below(100) {
            0..9 => (slips(label, 1, dice), 2, "one slip"),
            9..11 => (slips(label, 2, dice), 2, "two slips"),
            11..26 => (Some(formatted(label, dice)), 3, "formatted"),
            26..29 => (shortened(label), 2, "a word less"),
            29..31 => (sibling(map, &memory, at, dice), 1, "took a sibling"),
            31..33 => (Some(invented(dice)), 1, "renamed"),
            _ => (None, 3, "said"),
        };
        if let Some(text) = text.filter(|text| text != label) {
            memory[at].text = Some(text);
            (memory[at].rating, memory[at].did) = (rating, did);
        }
    }
    memory
}

/// Whether a text is code, which is exact or wrong: a slip in it is no slip.
fn is_code(text: &str) -> bool {
    let odd = |letter: char| letter.is_ascii_digit() || "_()*.".contains(letter);
    let mut pairs = text.chars().zip(text.chars().skip(1));
    text.contains(odd) || pairs.any(|(a, b)| a.is_lowercase() && b.is_uppercase())
}

/// Slips in words of at least four letters; `None` if there is none.
pub(crate) fn slips(label: &str, count: usize, dice: &mut Dice) -> Option<String> {
    let mut letters: Vec<char> = label.chars().collect();
    for _ in 0..count {
        let mut places = Vec::new();
        for (at, _) in letters.iter().enumerate() {
            let from = letters[..at].iter().rposition(|c| !c.is_alphabetic());
            let to = letters[at..].iter().position(|c| !c.is_alphabetic());
            let word = from.map_or(0, |from| from + 1)..to.map_or(letters.len(), |to| at + to);
            let blanks = |letters: &[char]| letters.iter().rposition(|c| c.is_whitespace());
            let start = blanks(&letters[..at]).map_or(0, |blank| blank + 1);
            let token: String = letters[start..]
                .iter()
                .take_while(|c| !c.is_whitespace())
                .collect();
            let plain = letters[at].is_alphabetic() && !is_code(&token);
            if plain && word.len() >= 4 && at + 1 < word.end {
                places.push(at);
            }
        }
        if places.is_empty() {
            return None;
        }
        let at = places[dice.below(places.len())];
        let other = *dice.one(&[&'e', &'a', &'t', &'n', &'r', &'o', &'s']);
        match dice.below(4) {
            0 => letters.swap(at, at + 1),
            1 => letters.insert(at, other),
            2 => letters[at] = other,
            _ => {
                letters.remove(at);
            }
        }
    }
    Some(letters.into_iter().collect())
}

fn formatted(label: &str, dice: &mut Dice) -> String {
    match dice.below(6) {
        0 if !is_code(label) => label.to_lowercase(),
        1 if !is_code(label) => label.to_uppercase(),
        0..=2 => format!("`{label}`"),
        3 => format!("\"{label}\""),
        4 => format!("**{label}**"),
        _ => format!("{label}."),
    }
}

/// A label of at least three words without its shortest one.
fn shortened(label: &str) -> Option<String> {
    let words: Vec<&str> = label.split_whitespace().collect();
    let shortest = (0..words.len()).min_by_key(|at| words[*at].len())?;
    let rest = words.iter().enumerate().filter(|(at, _)| *at != shortest);
    let rest: Vec<&str> = rest.map(|(_, word)| *word).collect();
    (words.len() >= 3).then(|| rest.join(" "))
}

/// The label of a sibling that is said as well.
fn sibling(map: &Map, memory: &[Memory], at: usize, dice: &mut Dice) -> Option<String> {
    let parent = map.branches[at].parent;
    let siblings: Vec<usize> = (0..map.branches.len())
        .filter(|other| *other != at && map.branches[*other].parent == parent)
        .filter(|other| memory[*other].did == "said")
        .collect();
    let other = siblings.get(dice.below(siblings.len()))?;
    Some(map.branches[*other].label.clone())
}

fn invented(dice: &mut Dice) -> String {
    let first = ["velvet", "copper", "quiet", "hollow", "amber", "sudden"];
    let second = [
        "meadow", "lantern", "harbour", "pepper", "saddle", "whistle",
    ];
    format!("{} {}", dice.one(&first), dice.one(&second))
}

/// Puts a branch, with all below it, under another one.
fn wander(map: &Map, memory: &mut [Memory], at: usize, dice: &mut Dice) {
    let to = dice.below(map.branches.len());
    let mut above = Some(to);
    while let Some(other) = above {
        if other == at {
            return;
        }
        above = memory[other].parent;
    }
    let label = &map.branches[at].label;
    let twin = |other: usize| {
        map.branches[other].parent == Some(to) && map.branches[other].label == *label
    };
    if memory[to].text.is_some() && !(0..map.branches.len()).any(twin) {
        memory[at].parent = Some(to);
        if memory[at].did == "said" {
            memory[at].did = "moved";
        }
    }
}

/// Forgets all but the top, and takes one or two deeper branches for top ones.
fn keep_top(map: &Map, memory: &mut [Memory], dice: &mut Dice) {
    let mut stray: Vec<usize> = (0..1 + dice.below(2))
        .map(|_| dice.below(memory.len()))
        .collect();
    stray.retain(|at| memory[*at].text.is_some());
    for (at, memory) in memory.iter_mut().enumerate() {
        if map.branches[at].parent.is_none() || stray.contains(&at) {
            memory.parent = None;
        } else {
            (memory.text, memory.rating, memory.did) = (None, 1, "forgot");
        }
    }
}

/// The branches that are written, in pre-order of where they are put; every third family is shuffled.
fn write(map: &Map, memory: &[Memory], dice: &mut Dice) -> Vec<usize> {
    let mut children = vec![Vec::new(); map.branches.len()];
    let mut top = Vec::new();
    for at in (0..map.branches.len()).filter(|at| memory[*at].text.is_some()) {
        match said_parent(memory, at) {
            Some(parent) => children[parent].push(at),
            None => top.push(at),
        }
    }
    for family in children.iter_mut().chain([&mut top]) {
        if dice.chance(33) && !family.iter().any(|at| map.branches[*at].numbered) {
            dice.shuffle(family);
        }
    }
    let mut written = Vec::new();
    let mut open: Vec<usize> = top.into_iter().rev().collect();
    while let Some(at) = open.pop() {
        written.push(at);
        open.extend(children[at].iter().rev());
    }
    written
}
