//! The rooms of a walk, in the order in which they are walked.

use chrono::{DateTime, Utc};

use crate::cli::context::{Context, Reply};
use crate::cli::exit::Trouble;
use crate::cli::render::words::printable;
use crate::cli::spoken::model::{Item, Station};
use crate::cli::spoken::part::{Part, is_suspended};
use crate::domain::atlas::said;
use crate::ipc::protocol::{Filter, LocusInfo, Ls, Request, Tree, TreeItem};

/// How long a room may take, in seconds: as the day's list reckons.
const ROOM_SECS: u32 = 12;

/// Which way it is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// From the first room to the last.
    Forth,
    /// From the last room to the first.
    Back,
}

/// A palace to walk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Palace {
    /// The scope, as `grade` takes it.
    pub scope: String,
    /// Its path.
    pub path: String,
    /// Its place, or its title; of one route also that.
    pub name: String,
    /// Its model answer.
    pub answer: Option<String>,
    /// Its rooms in the order of the walk; at least one.
    pub rooms: Vec<Room>,
    /// How many rooms are not asked, because they are suspended.
    pub suspended: usize,
    /// When the daemon told it.
    pub told_at: DateTime<Utc>,
}

/// A room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// Its path.
    pub path: String,
    /// Its place, verbatim.
    pub place: String,
    /// Its point, verbatim.
    pub point: String,
    /// Its image, verbatim.
    pub image: Option<String>,
    /// The heading of its route, if that is not the first.
    pub route: Option<String>,
}

impl Palace {
    /// Asks the daemon for the palace, route or stretch that the user named.
    pub fn ask(context: &mut Context, query: &str, way: Way) -> Result<Palace, Trouble> {
        let part = Part::ask(context, query)?;
        let mut palace = Palace::of(&part)?;
        if part.top().kind == "route"
            && let Some((above, _)) = part.top().path.rsplit_once('/')
        {
            // A route is drawn without its palace, which has the answer.
            let tree = Tree {
                scope: Some(above.to_owned()),
                depth: Some(0),
            };
            let reply: Reply<Vec<TreeItem>> = context.call(&Request::Tree(tree))?;
            if let Some(top) = reply.value.into_iter().next() {
                palace.name = format!("{} > {}", said(&top.label), palace.name);
                palace.answer = top.answer;
            }
        }
        match way {
            Way::Forth => {}
            Way::Back => palace.rooms.reverse(),
        }
        Ok(palace)
    }

    /// The palace that a part of the atlas is.
    pub(super) fn of(part: &Part) -> Result<Palace, Trouble> {
        let top = part.top();
        let path = printable(&top.path);
        let usage = |message: String| Err(Trouble::Usage(message));
        match top.kind.as_str() {
            "map" => {
                return usage(format!(
                    "{path} is a map: loci explain {path}, or loci recall {path}"
                ));
            }
            "branch" => {
                let map = path.split('/').next().unwrap_or(&path);
                return usage(format!(
                    "{path} is a branch of a map: loci explain {path}, or loci recall {map}"
                ));
            }
            "room" => {
                let palace = path.rsplit_once('/').map_or(&*path, |(above, _)| above);
                return usage(format!(
                    "{path} is one room: loci walk {palace} walks them all, --from begins at one"
                ));
            }
            _ if !part.is_one() => {
                let tops = part.items.iter().filter(|item| item.kind == "palace");
                let names: Vec<String> = tops.take(3).map(|it| printable(&it.path)).collect();
                let say = match names.is_empty() {
                    true => "no palace lies there".to_owned(),
                    false => format!("name one palace, such as {}", names.join(", ")),
                };
                return usage(format!("`{}`: {say}", printable(&part.scope)));
            }
            _ => {}
        }
        let mut rooms = Vec::new();
        let mut suspended = 0;
        let mut route = None;
        for item in &part.items {
            match (item.kind.as_str(), &item.locus) {
                ("route", _) => route = Some(item.label.clone()),
                ("room", Some(_)) if is_suspended(item) => suspended += 1,
                ("room", Some(locus)) => rooms.push(Room {
                    path: item.path.clone(),
                    place: item.label.clone(),
                    point: locus.point.clone().unwrap_or_default(),
                    image: item.body.clone(),
                    route: route.clone().filter(|_| top.kind == "palace"),
                }),
                _ => {}
            }
        }
        if rooms.is_empty() {
            return Err(Trouble::Failed(format!(
                "all rooms of {path} are suspended: loci unsuspend {path}"
            )));
        }
        Ok(Palace {
            scope: part.scope.clone(),
            path: top.path.clone(),
            name: said(&top.label).to_owned(),
            answer: top.answer.clone().filter(|_| top.kind == "palace"),
            rooms,
            suspended,
            told_at: part.told_at,
        })
    }

    /// Leaves out what comes before a room; gives its path.
    pub fn begin_at(&mut self, context: &mut Context, room: &str) -> Result<String, Trouble> {
        // The daemon knows what a name may mean.
        let query = format!("{}/{room}", self.path);
        let request = |scope: String| {
            Request::Ls(Ls {
                scope: Some(scope),
                filter: Filter::Live,
            })
        };
        let reply: Reply<Vec<LocusInfo>> = context.call_about(&query, request)?;
        let path = match reply.value.as_slice() {
            [one] => one.path.clone(),
            _ => {
                let room = printable(room);
                return Err(Trouble::Usage(format!("`{room}` is not one room")));
            }
        };
        match self.rooms.iter().position(|room| room.path == path) {
            Some(at) => {
                self.rooms.drain(..at);
                Ok(path)
            }
            None => Err(Trouble::Usage(format!(
                "{} is no room of this walk, or suspended",
                printable(&path)
            ))),
        }
    }

    /// What is asked aloud, a station for each room.
    pub fn stations(&self) -> Vec<Station> {
        let station = |room: &Room| {
            let mut under = vec![self.name.clone()];
            under.extend(room.route.clone());
            Station {
                under,
                items: vec![Item {
                    path: room.path.clone(),
                    label: room.place.clone(),
                    point: Some(room.point.clone()),
                    body: room.image.clone(),
                    depth: 0,
                }],
                hint_secs: ROOM_SECS,
            }
        };
        self.rooms.iter().map(station).collect()
    }
}

#[cfg(test)]
mod tests;
