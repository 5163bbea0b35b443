//! Which line of a walk stands for which room.

use super::{Said, Source};
use crate::domain::grade::assign::{Edge, assign};
use crate::domain::grade::label::{Fit, Grade};
use crate::domain::grade::order::heaviest_chain;
use crate::domain::grade::texts::{Text, Texts};
use crate::domain::grade::vocabulary::Vocabulary;
use crate::domain::hash::Map;

/// Rooms with the same place are told apart up to so many pairs with lines; beyond they are paired in order.
const TWINS: usize = 4_096;
/// What is nearly a point tells a room only from this similarity on.
const SIMILARITY: f32 = 0.82;

/// A route and what was said of it.
pub(super) struct Walk<'a> {
    pub(super) rooms: &'a [Source<'a>],
    pub(super) lines: &'a [Said<'a>],
    /// The names of each room, its place first.
    places: Vec<Vec<Text>>,
    /// The point of each room; `None` if it holds none.
    points: Vec<Option<Text>>,
    /// The place of each line.
    said: Vec<Text>,
    /// The point of each line.
    said_points: Vec<Option<Text>>,
    texts: Texts<'a>,
}

/// How a line stands for a room.
#[derive(Debug, Clone)]
pub(super) enum How {
    /// By its place, in order.
    InOrder(Fit),
    /// By its place, out of order.
    OutOfOrder(Fit),
    /// By its point alone.
    ByPoint(Fit),
}

/// For each room the line that stands for it.
pub(super) type Taken = Vec<Option<(usize, How)>>;

impl<'a> Walk<'a> {
    pub(super) fn new(
        rooms: &'a [Source<'a>],
        lines: &'a [Said<'a>],
        known: &'a Vocabulary,
    ) -> Walk<'a> {
        let mut texts = Texts::new(known);
        let mut point = |text: &str| (!text.trim().is_empty()).then(|| texts.number(text));
        let points = rooms.iter().map(|room| point(room.point)).collect();
        let said_points = lines.iter().map(|line| point(line.point?)).collect();
        let names = |room: &Source<'_>| {
            let aliases = room.aliases.iter().map(String::as_str);
            let names = [room.place].into_iter().chain(aliases);
            names.map(|name| texts.number(name)).collect()
        };
        let places = rooms.iter().map(names).collect();
        let said = lines.iter().map(|line| texts.number(line.place)).collect();
        Walk {
            rooms,
            lines,
            places,
            points,
            said,
            said_points,
            texts,
        }
    }

    /// How the point of a line fits that of a room; `None` if it does not, or there is none.
    pub(super) fn point(&self, room: usize, line: usize) -> Option<Fit> {
        let point = self.points[room]?;
        let said = self.said_points[line]?;
        self.fit(&[point], said)
    }

    /// Whether a room holds a point.
    pub(super) fn holds(&self, room: usize) -> bool {
        self.points[room].is_some()
    }

    /// The room that the point of a line belongs to, if it is exactly one's.
    pub(super) fn home_of_point(&self, line: usize) -> Option<usize> {
        let said = self.said_points[line]?;
        let mut rooms = (0..self.rooms.len()).filter(|room| self.points[*room] == Some(said));
        rooms.next().filter(|_| rooms.next().is_none())
    }

    /// Whether a line says the place of a room as the notes do.
    pub(super) fn is_verbatim(&self, room: usize, line: usize) -> bool {
        self.places[room][0] == self.said[line]
    }

    fn fit(&self, names: &[Text], said: Text) -> Option<Fit> {
        match names.contains(&said) {
            true => Some(same()),
            false => self.texts.fit(names, said),
        }
    }

    /// Rooms and lines whose places fit, by room and then by falling line.
    fn by_place(&self) -> Vec<(usize, usize, Fit)> {
        let mut rooms_of: Map<Text, Vec<usize>> = Map::default();
        for (room, names) in self.places.iter().enumerate() {
            for name in names {
                rooms_of.entry(*name).or_default().push(room);
            }
        }
        let mut lines_of: Map<Text, Vec<usize>> = Map::default();
        for (line, place) in self.said.iter().enumerate() {
            lines_of.entry(*place).or_default().push(line);
        }
        let mut pairs = Vec::new();
        for (place, lines) in &lines_of {
            let rooms = rooms_of.get(place).map_or(&[][..], Vec::as_slice);
            if rooms.len() * lines.len() > TWINS {
                pairs.extend(rooms.iter().zip(lines).map(|(r, l)| (*r, *l, same())));
                continue;
            }
            for line in lines {
                let point = self.said_points[*line];
                let right = |room: &&usize| point.is_some() && self.points[**room] == point;
                // A point that is right for one of several rooms of this name tells which is meant.
                let told = rooms.iter().any(|room| right(&room));
                let meant = rooms.iter().filter(|room| !told || right(room));
                pairs.extend(meant.map(|room| (*room, *line, same())));
            }
        }
        let other = lines_of
            .keys()
            .filter(|place| !rooms_of.contains_key(*place));
        let mut other: Vec<(usize, Text)> = other.map(|text| (*text as usize, *text)).collect();
        other.sort_unstable();
        let names = self.places.iter().enumerate();
        let names: Vec<(usize, &[Text])> = names.map(|(room, names)| (room, &names[..])).collect();
        for (room, place, fit) in self.texts.near(&names, &other) {
            let lines = &lines_of[&(place as Text)];
            pairs.extend(lines.iter().map(|line| (room, *line, fit.clone())));
        }
        pairs.sort_by_key(|(room, line, _)| (*room, usize::MAX - line));
        pairs
    }

    /// Free rooms and free lines whose points fit. A line of one text alone may be a point.
    fn by_point(&self, taken: &Taken, free: &[bool]) -> Vec<(usize, usize, Fit)> {
        let rooms: Vec<(usize, Text)> = (0..self.rooms.len())
            .filter(|room| taken[*room].is_none())
            .filter_map(|room| Some((room, self.points[room]?)))
            .collect();
        let lines: Vec<(usize, Text)> = (0..self.lines.len())
            .filter(|line| free[*line])
            .map(|line| (line, self.said_points[line].unwrap_or(self.said[line])))
            .collect();
        let mut rooms_of: Map<Text, Vec<usize>> = Map::default();
        for (room, point) in &rooms {
            rooms_of.entry(*point).or_default().push(*room);
        }
        let mut seen: Map<Text, usize> = Map::default();
        let mut pairs = Vec::new();
        for (line, text) in &lines {
            // Of equal points each line is offered the next.
            let rooms = rooms_of.get(text).map_or(&[][..], Vec::as_slice);
            let nth = seen.entry(*text).or_default();
            pairs.extend(rooms.get(*nth).map(|room| (*room, *line, same())));
            *nth += 1;
        }
        let names: Vec<(usize, &[Text])> = rooms
            .iter()
            .map(|(room, point)| (*room, std::slice::from_ref(point)))
            .collect();
        let lines = lines
            .into_iter()
            .filter(|(_, text)| !rooms_of.contains_key(text));
        let near = self.texts.near(&names, &lines.collect::<Vec<_>>());
        pairs.extend(
            near.into_iter()
                .filter(|(_, _, fit)| fit.similarity >= SIMILARITY),
        );
        pairs
    }
}

/// Takes a line for each room that was said.
pub(super) fn taken(walk: &Walk<'_>) -> Taken {
    let mut taken: Taken = vec![None; walk.rooms.len()];
    let mut free = vec![true; walk.lines.len()];
    let mut pairs = walk.by_place();
    let weights: Vec<i64> = pairs
        .iter()
        .map(|(room, line, place)| {
            let point = walk.point(*room, *line);
            worth(place) + point.as_ref().map_or(0, worth)
        })
        .collect();
    let weighed = pairs.iter().zip(&weights);
    let weighed: Vec<(usize, i64)> = weighed
        .map(|((_, line, _), weight)| (*line, *weight))
        .collect();
    for ((room, line, fit), kept) in pairs.iter().zip(heaviest_chain(&weighed)) {
        if kept {
            free[*line] = false;
            taken[*room] = Some((*line, How::InOrder(fit.clone())));
        }
    }
    let mut edges = Vec::new();
    let mut at = 0;
    pairs.retain(|(room, line, _)| {
        let left = free[*line] && taken[*room].is_none();
        if left {
            edges.push(edge(*room, *line, weights[at]));
        }
        at += 1;
        left
    });
    for at in assign(&edges) {
        let (room, line, fit) = &pairs[at];
        free[*line] = false;
        taken[*room] = Some((*line, How::OutOfOrder(fit.clone())));
    }
    let pairs = walk.by_point(&taken, &free);
    let edges: Vec<Edge> = pairs
        .iter()
        .map(|(room, line, fit)| edge(*room, *line, worth(fit)))
        .collect();
    for at in assign(&edges) {
        let (room, line, fit) = &pairs[at];
        taken[*room] = Some((*line, How::ByPoint(fit.clone())));
    }
    taken
}

fn edge(room: usize, line: usize, weight: i64) -> Edge {
    Edge {
        source: room,
        line,
        weight: weight - (room.abs_diff(line) as i64).min(200),
    }
}

/// What a fit is worth: more than any distance, an exact one more than a near one.
fn worth(fit: &Fit) -> i64 {
    let least = match fit.grade {
        Grade::Exact => 8_000,
        Grade::Close | Grade::Partial => 6_000,
    };
    least + (f64::from(fit.similarity.clamp(0.0, 1.0)) * 1_000.0) as i64
}

fn same() -> Fit {
    Fit {
        grade: Grade::Exact,
        similarity: 1.0,
        apart: 0.0,
        why: String::new(),
    }
}
