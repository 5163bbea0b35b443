//! What is asked aloud, station by station: which one it is, whether it is revealed, what was ticked, and how to go
//! back. It draws nothing, logs nothing and reads no clock; time is an argument, in milliseconds from any origin.

use uuid::Uuid;

use crate::domain::rating::Rating;

/// A recall that took longer was interrupted by something else, so its time says nothing.
const LONGEST_MS: u64 = 5 * 60 * 1000;

/// How it is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// A palace: a station is a room, which may be rated before it is revealed; then comes the whole answer.
    Walk,
    /// A map: a station is a branch with what hangs under it, which is revealed first.
    Explain,
}

/// One thing to say and to rate: a room's point, a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its path, as `log` takes it.
    pub path: String,
    /// The branch's label or the room's place, verbatim.
    pub label: String,
    /// The room's point, verbatim.
    pub point: Option<String>,
    /// The branch's note or the room's image, verbatim.
    pub body: Option<String>,
    /// How deep it stands in its station, from 0.
    pub depth: usize,
}

/// What is asked at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Station {
    /// What stands above it, outermost first, verbatim: a palace or route; a map and the branches down to the one
    /// that is asked.
    pub under: Vec<String>,
    /// What is said and rated; at least one.
    pub items: Vec<Item>,
    /// How long it may take, in seconds: a hint alone.
    pub hint_secs: u32,
}

/// What the user wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Reveal, or go on.
    Show,
    /// Rate what is asked.
    Rate(Rating),
    /// Rate all that is not rated yet of this station.
    RateAll(Rating),
    /// Look at the one before again.
    Back,
    /// Take the last rating back.
    Undo,
    /// Leave.
    Leave,
}

/// What is to be done about a wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Draw it anew.
    Draw,
    /// Say why not.
    Refuse(&'static str),
    /// Log these, then call [`Spoken::rated`] for each.
    Log(Vec<Due>),
    /// Take these batches back, then call [`Spoken::taken_back`].
    TakeBack(Vec<Uuid>),
    /// It is over.
    End(End),
}

/// A rating to log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Which item of the station that is asked.
    pub item: usize,
    /// Its rating.
    pub rating: Rating,
    /// How long it took, in seconds; `None` if that says nothing.
    pub took_secs: Option<u32>,
    /// The rating that it replaces, to be taken back first.
    pub instead_of: Option<Uuid>,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// All of it was asked.
    Through,
    /// The user left.
    Left,
}

/// What stands on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// The question.
    Asked,
    /// The answer; this item is to be rated next, or again.
    Shown(usize),
    /// After the last room: the whole answer is being said.
    Answer,
    /// The model answer.
    Model,
}

/// One press of a rating key.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Given {
    station: usize,
    marks: Vec<Mark>,
}

/// An item that was rated, and the batch that did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    item: usize,
    rating: Rating,
    batch: Uuid,
}

/// A walk or an explanation as far as it has come.
#[derive(Debug)]
pub struct Spoken {
    /// How it is spoken.
    pub manner: Manner,
    /// What is asked, in order; at least one.
    pub stations: Vec<Station>,
    at: usize,
    face: Face,
    given: Vec<Given>,
    began_ms: u64,
    asked_ms: u64,
    since_ms: u64,
    /// Each item's share of the time in which its station was said.
    share_ms: u64,
}

impl Spoken {
    /// Stands before the first station.
    pub fn new(manner: Manner, stations: Vec<Station>, now_ms: u64) -> Spoken {
        Spoken {
            manner,
            stations,
            at: 0,
            face: Face::Asked,
            given: Vec::new(),
            began_ms: now_ms,
            asked_ms: now_ms,
            since_ms: now_ms,
            share_ms: 0,
        }
    }

    /// Which station is asked, from 0.
    pub fn at(&self) -> usize {
        self.at
    }

    /// What stands on the screen.
    pub fn face(&self) -> Face {
        self.face
    }

    /// The station that is asked.
    pub fn station(&self) -> Option<&Station> {
        self.stations.get(self.at)
    }

    /// The rating that an item has now.
    pub fn rating(&self, station: usize, item: usize) -> Option<Rating> {
        self.mark(station, item).map(|mark| mark.rating)
    }

    /// The worst rating of a station, once all of it is rated.
    pub fn worst(&self, station: usize) -> Option<Rating> {
        let items = self.stations.get(station)?.items.len();
        let ratings = (0..items).map(|item| self.rating(station, item));
        ratings.collect::<Option<Vec<_>>>()?.into_iter().min()
    }

    /// What is left of a time that began when the station, or the whole answer, was asked; in seconds.
    pub fn left_secs(&self, of_secs: u32, now_ms: u64) -> u32 {
        let ends_ms = self.asked_ms + u64::from(of_secs) * 1000;
        secs(ends_ms.saturating_sub(now_ms))
    }

    /// When the station, or the whole answer, was asked.
    pub fn asked_ms(&self) -> u64 {
        self.asked_ms
    }

    /// How long all of it took until now, in seconds.
    pub fn total_secs(&self, now_ms: u64) -> u32 {
        secs(now_ms.saturating_sub(self.began_ms))
    }

    /// What follows on a wish.
    pub fn wish(&mut self, wish: Wish, now_ms: u64) -> Deed {
        match (wish, self.face) {
            (Wish::Leave, Face::Asked | Face::Shown(_)) => Deed::End(End::Left),
            // All rooms are rated: leaving the answer out loses nothing.
            (Wish::Leave, Face::Answer | Face::Model) | (Wish::Show, Face::Model) => {
                Deed::End(End::Through)
            }
            (Wish::Show, Face::Answer) => {
                self.face = Face::Model;
                Deed::Draw
            }
            (Wish::Show, Face::Asked) => {
                self.reveal(now_ms);
                Deed::Draw
            }
            (Wish::Show, Face::Shown(item)) => match self.rating(self.at, item) {
                Some(_) => self.go_on(item, now_ms),
                None => Deed::Refuse("rate it first"),
            },
            (Wish::Rate(_) | Wish::RateAll(_), Face::Answer | Face::Model) => {
                Deed::Refuse("space goes on")
            }
            (Wish::Rate(rating), Face::Shown(item)) => self.log(&[item], rating, now_ms),
            (Wish::Rate(rating) | Wish::RateAll(rating), Face::Asked) => match self.manner {
                Manner::Walk => self.log(&[0], rating, now_ms),
                Manner::Explain => Deed::Refuse("space shows it first"),
            },
            (Wish::RateAll(rating), Face::Shown(_)) => {
                let items = self.stations.get(self.at).map_or(0, |it| it.items.len());
                let open: Vec<usize> = (0..items)
                    .filter(|item| self.rating(self.at, *item).is_none())
                    .collect();
                match open.is_empty() {
                    true => Deed::Refuse("all of it is rated"),
                    false => self.log(&open, rating, now_ms),
                }
            }
            (Wish::Back, _) => self.back(now_ms),
            (Wish::Undo, _) => match self.given.last() {
                Some(last) => Deed::TakeBack(last.marks.iter().map(|mark| mark.batch).collect()),
                None => Deed::Refuse("nothing to undo here"),
            },
        }
    }

    /// These were logged, each in a batch of its own; goes on behind the last of them.
    pub fn rated(&mut self, logged: &[(Due, Uuid)], now_ms: u64) -> Deed {
        let Some((last, _)) = logged.last() else {
            return Deed::Draw;
        };
        let item = last.item;
        for given in &mut self.given {
            let replaced = |mark: &Mark| logged.iter().any(|(due, _)| due.item == mark.item);
            given
                .marks
                .retain(|mark| given.station != self.at || !replaced(mark));
        }
        self.given.retain(|given| !given.marks.is_empty());
        self.given.push(Given {
            station: self.at,
            marks: logged
                .iter()
                .map(|(due, batch)| Mark {
                    item: due.item,
                    rating: due.rating,
                    batch: *batch,
                })
                .collect(),
        });
        self.since_ms = now_ms;
        self.go_on(item, now_ms)
    }

    /// An item cannot be rated: goes on behind it.
    pub fn passed(&mut self, item: usize, now_ms: u64) -> Deed {
        self.since_ms = now_ms;
        self.go_on(item, now_ms)
    }

    /// The last press was taken back: stands there again.
    pub fn taken_back(&mut self, now_ms: u64) {
        let Some(last) = self.given.pop() else {
            return;
        };
        self.at = last.station;
        self.face = Face::Shown(last.marks.first().map_or(0, |mark| mark.item));
        self.since_ms = now_ms;
        self.share_ms = 0;
    }

    fn mark(&self, station: usize, item: usize) -> Option<&Mark> {
        let of_station = self.given.iter().filter(|given| given.station == station);
        let mut marks = of_station.flat_map(|given| &given.marks);
        marks.find(|mark| mark.item == item)
    }

    fn reveal(&mut self, now_ms: u64) {
        let items = self.stations.get(self.at).map_or(1, |it| it.items.len());
        let open = (0..items).find(|item| self.rating(self.at, *item).is_none());
        self.face = Face::Shown(open.unwrap_or(0));
        self.share_ms = now_ms.saturating_sub(self.asked_ms) / items.max(1) as u64;
        self.since_ms = now_ms;
    }

    fn log(&self, items: &[usize], rating: Rating, now_ms: u64) -> Deed {
        let own = now_ms.saturating_sub(match self.face {
            Face::Asked => self.asked_ms,
            Face::Shown(_) | Face::Answer | Face::Model => self.since_ms,
        });
        let ms = own / items.len().max(1) as u64 + self.share_ms;
        let took_secs = (ms <= LONGEST_MS).then(|| secs(ms).max(1));
        let due = |item: &usize| Due {
            item: *item,
            rating,
            took_secs,
            instead_of: self.mark(self.at, *item).map(|mark| mark.batch),
        };
        Deed::Log(items.iter().map(due).collect())
    }

    /// Goes to what comes behind an item.
    fn go_on(&mut self, item: usize, now_ms: u64) -> Deed {
        let items = self.stations.get(self.at).map_or(0, |it| it.items.len());
        if item + 1 < items && self.face != Face::Asked {
            self.face = Face::Shown(item + 1);
            return Deed::Draw;
        }
        if self.at + 1 < self.stations.len() {
            self.stand_at(self.at + 1, now_ms);
            return Deed::Draw;
        }
        match self.manner {
            Manner::Explain => Deed::End(End::Through),
            Manner::Walk => {
                self.face = Face::Answer;
                self.asked_ms = now_ms;
                Deed::Draw
            }
        }
    }

    fn stand_at(&mut self, station: usize, now_ms: u64) {
        self.at = station;
        self.asked_ms = now_ms;
        self.since_ms = now_ms;
        self.share_ms = 0;
        // What was rated is not asked again, only looked at.
        self.face = match self.rating(station, 0) {
            Some(_) => Face::Shown(0),
            None => Face::Asked,
        };
    }

    fn back(&mut self, now_ms: u64) -> Deed {
        match (self.face, self.at) {
            (Face::Shown(item @ 1..), _) => {
                self.face = Face::Shown(item - 1);
                self.since_ms = now_ms;
                return Deed::Draw;
            }
            (Face::Asked | Face::Shown(_), 0) => return Deed::Refuse("this is the first one"),
            (Face::Asked | Face::Shown(_), at) => self.at = at - 1,
            (Face::Model | Face::Answer, _) => {}
        }
        let items = self.stations.get(self.at).map_or(1, |it| it.items.len());
        self.face = Face::Shown(items.saturating_sub(1));
        self.since_ms = now_ms;
        self.share_ms = 0;
        Deed::Draw
    }
}

/// Whole seconds, rounded up.
fn secs(ms: u64) -> u32 {
    u32::try_from(ms.div_ceil(1000)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
