//! What a candidate itself says for or against being a palace: its header, its places, its points.
//!
//! What stands around it is judged in `palace`.

use crate::domain::atlas::Room;

use super::heading;
use super::mark::Marks;
use super::route::{Candidate, Shape};

/// A longer point is prose; in characters.
const POINT_CHARS: usize = 120;

/// A place of more words is a sentence.
const PLACE_WORDS: usize = 6;

/// First words of a header that names places, in lower case.
const PLACES: [&str; 45] = [
    "place",
    "location",
    "room",
    "locus",
    "loci",
    "spot",
    "station",
    "object",
    "area",
    "position",
    "stop",
    "zone",
    "site",
    "landmark",
    "peg",
    "where",
    "anchor",
    "building",
    "corner",
    "desk",
    "door",
    "floor",
    "furniture",
    "shelf",
    "street",
    "wall",
    "waypoint",
    "地點",
    "房間",
    "地点",
    "位置",
    "房间",
    "ort",
    "raum",
    "platz",
    "lieu",
    "pièce",
    "endroit",
    "lugar",
    "habitación",
    "sala",
    "luogo",
    "stanza",
    "место",
    "комната",
];

/// First words of a header that names anything but places, in lower case.
const NOT_PLACES: [&str; 68] = [
    "option",
    "flag",
    "key",
    "command",
    "method",
    "endpoint",
    "field",
    "name",
    "version",
    "file",
    "path",
    "date",
    "day",
    "week",
    "month",
    "time",
    "status",
    "feature",
    "tool",
    "variable",
    "parameter",
    "argument",
    "property",
    "type",
    "setting",
    "scenario",
    "metric",
    "column",
    "id",
    "url",
    "package",
    "crate",
    "module",
    "function",
    "format",
    "idea",
    "word",
    "term",
    "topic",
    "question",
    "claim",
    "need",
    "rule",
    "level",
    "test",
    "case",
    "error",
    "code",
    "value",
    "example",
    "language",
    "project",
    "program",
    "app",
    "source",
    "library",
    "mode",
    "verb",
    "event",
    "issue",
    "task",
    "model",
    "palace",
    "template",
    "component",
    "layer",
    "step",
    "capability",
];

/// First words of an instruction, in lower case.
const DEEDS: [&str; 28] = [
    "add",
    "assign",
    "associate",
    "attach",
    "build",
    "call",
    "choose",
    "create",
    "define",
    "draw",
    "encode",
    "identify",
    "imagine",
    "learn",
    "make",
    "open",
    "pick",
    "place",
    "practice",
    "practise",
    "read",
    "recall",
    "review",
    "search",
    "select",
    "use",
    "visualize",
    "walk",
];

/// What speaks for and against a candidate.
#[derive(Debug, Default)]
pub(super) struct Score {
    /// All points together.
    pub(super) sum: i32,
    /// What gave or took points.
    pub(super) reasons: Vec<&'static str>,
}

impl Score {
    /// Adds points for a reason.
    pub(super) fn add(&mut self, points: i32, reason: &'static str) {
        self.sum += points;
        self.reasons.push(reason);
    }
}

/// Adds what a candidate's own cells say.
pub(super) fn weigh(candidate: &Candidate, score: &mut Score) {
    let rooms = &candidate.route.rooms;
    let mut places: Vec<&str> = rooms.iter().map(|room| room.place.as_ref()).collect();
    places.sort_unstable();
    if places.windows(2).all(|pair| pair[0] != pair[1]) {
        score.add(1, "no place comes twice");
    }
    match candidate.shape {
        Shape::Table => score_table(candidate, score),
        Shape::List | Shape::Points => score_list(candidate, score),
    }
    if rooms.iter().any(speaks_of_palaces) {
        score.add(-3, "it speaks of palaces");
    }
    let most = |is: &dyn Fn(&Room) -> bool| {
        rooms.iter().filter(|room| is(room)).count() * 2 >= rooms.len()
    };
    if most(&|room| is_code(&room.point)) {
        score.add(-2, "its points are code, paths or links");
    }
    if most(&|room| room.point.chars().count() > POINT_CHARS) {
        score.add(-2, "its points are prose");
    }
    if most(&|room| room.place.split_whitespace().count() > PLACE_WORDS) {
        score.add(-2, "its places are sentences");
    }
}

fn score_table(candidate: &Candidate, score: &mut Score) {
    match candidate.columns {
        2 | 3 => score.add(1, "two or three columns"),
        _ => score.add(-1, "not two or three columns"),
    }
    let first = candidate
        .head
        .first()
        .map(|cell| first_word(cell))
        .unwrap_or_default();
    if PLACES.contains(&first.as_str()) {
        score.add(1, "its first column names places");
    } else if NOT_PLACES.contains(&first.as_str()) {
        score.add(-2, "its first column names no places");
    } else {
        score.add(-1, "its first column may name anything");
    }
    if candidate
        .head
        .iter()
        .skip(1)
        .any(|cell| Marks::of(cell).palace)
    {
        score.add(-3, "palace is a column of it");
    }
}

fn score_list(candidate: &Candidate, score: &mut Score) {
    let rooms = &candidate.route.rooms;
    if rooms.iter().filter(|room| !room.point.is_empty()).count() * 2 > rooms.len() {
        score.add(1, "its items part a place from a point");
    }
    if rooms.len() == 1 {
        score.add(-1, "it has a single item");
    }
    let deeds = rooms
        .iter()
        .filter(|room| DEEDS.contains(&first_word(&room.place).as_str()));
    if deeds.count() * 2 >= rooms.len() {
        score.add(-2, "its items are instructions");
    }
}

/// Rooms hold what is learnt; who explains palaces speaks of them.
fn speaks_of_palaces(room: &Room) -> bool {
    [&room.place, &room.point].iter().any(|text| {
        let lower = text.to_lowercase();
        let mut words = lower.split(|c: char| !c.is_alphanumeric());
        words.any(|word| matches!(word, "palace" | "palaces" | "loci" | "locus"))
    })
}

fn first_word(cell: &str) -> String {
    let plain = heading::plain_title(cell).to_lowercase();
    let word = plain
        .split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default();
    let single = word
        .strip_suffix('s')
        .filter(|single| single.len() > 2 && *single != "locu");
    let known = |word: &str| PLACES.contains(&word) || NOT_PLACES.contains(&word);
    single
        .filter(|single| known(single))
        .unwrap_or(word)
        .to_owned()
}

fn is_code(point: &str) -> bool {
    let wrapped = point.len() > 1 && point.starts_with('`') && point.ends_with('`');
    let path = !point.contains(' ')
        && point.contains('/')
        && (point.contains('.') || point.starts_with('/'));
    wrapped || path || point.contains("://")
}
