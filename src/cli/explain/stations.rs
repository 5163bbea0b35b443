//! Cuts a map into what is explained in one breath: a parent with what hangs under it.
//!
//! What is small enough is one station with all its levels; what is not is asked by its parents, so that every
//! branch is said once.

use crate::cli::exit::Trouble;
use crate::cli::render::words::printable;
use crate::cli::spoken::model::{Item, Station};
use crate::cli::spoken::part::{Part, is_suspended};
use crate::ipc::protocol::TreeItem;

/// What one breath holds.
const MOST: usize = 7;

/// A map to explain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Map {
    /// Its path: the topic of the box.
    pub path: String,
    /// Its root's label, or that of the branch.
    pub name: String,
    /// Its stations, in note order; at least one.
    pub stations: Vec<Station>,
    /// How many branches are not asked, because they are suspended.
    pub suspended: usize,
}

impl Map {
    /// The map, or the branch with what hangs under it, that a part of the atlas is.
    pub fn of(part: &Part) -> Result<Map, Trouble> {
        let top = part.top();
        let path = printable(&top.path);
        let usage = |message: String| Err(Trouble::Usage(message));
        match top.kind.as_str() {
            "palace" | "route" => return usage(format!("{path} is a palace: loci walk {path}")),
            "room" => {
                let palace = path.rsplit_once('/').map_or(&*path, |(above, _)| above);
                return usage(format!("{path} is a room: loci walk {palace}"));
            }
            _ if !part.is_one() => {
                let tops = part.items.iter().filter(|item| item.kind == "map");
                let names: Vec<String> = tops.take(3).map(|it| printable(&it.path)).collect();
                let say = match names.is_empty() {
                    true => "no map lies there".to_owned(),
                    false => format!("name one map, such as {}", names.join(", ")),
                };
                return usage(format!("`{}`: {say}", printable(&part.scope)));
            }
            _ if part.items.len() == 1 => {
                return usage(format!(
                    "nothing hangs under {path}: explain what it hangs under"
                ));
            }
            _ => {}
        }
        let stations = stations(&part.items);
        if stations.is_empty() {
            return Err(Trouble::Failed(format!(
                "all branches of {path} are suspended: loci unsuspend {path}"
            )));
        }
        Ok(Map {
            path: top.path.clone(),
            name: top.label.clone(),
            stations,
            suspended: part
                .items
                .iter()
                .skip(1)
                .filter(|it| is_suspended(it))
                .count(),
        })
    }
}

/// The stations of a tree, its first item the root of all others.
fn stations(items: &[TreeItem]) -> Vec<Station> {
    let grove = Grove::new(items);
    let mut stations = Vec::new();
    let mut open = vec![0];
    while let Some(parent) = open.pop() {
        let (children, below) = (grove.children(parent), grove.below[parent]);
        if below == 0 {
            continue;
        }
        if below <= MOST {
            let all: Vec<usize> = (parent + 1..grove.ends[parent]).collect();
            stations.extend(grove.station(parent, &all));
            continue;
        }
        let live: Vec<usize> = children
            .iter()
            .copied()
            .filter(|child| !is_suspended(&items[*child]))
            .collect();
        let breaths = live.len().div_ceil(MOST).max(1);
        for breath in live.chunks(live.len().div_ceil(breaths).max(1)) {
            stations.extend(grove.station(parent, breath));
        }
        open.extend(children.into_iter().rev());
    }
    stations
}

/// A tree in pre-order, with what is known of each node.
struct Grove<'a> {
    items: &'a [TreeItem],
    parents: Vec<usize>,
    /// Behind the last one below it.
    ends: Vec<usize>,
    /// How many are asked below it.
    below: Vec<usize>,
}

impl<'a> Grove<'a> {
    fn new(items: &'a [TreeItem]) -> Grove<'a> {
        let mut parents = vec![0; items.len()];
        let mut ends = vec![items.len(); items.len()];
        let mut open: Vec<usize> = Vec::new();
        for (at, item) in items.iter().enumerate() {
            while let Some(last) = open.pop_if(|last| items[*last].level >= item.level) {
                ends[last] = at;
            }
            parents[at] = open.last().copied().unwrap_or(0);
            open.push(at);
        }
        let mut below = vec![0; items.len()];
        for at in (1..items.len()).rev() {
            below[parents[at]] += below[at] + usize::from(!is_suspended(&items[at]));
        }
        Grove {
            items,
            parents,
            ends,
            below,
        }
    }

    fn children(&self, parent: usize) -> Vec<usize> {
        let mut children = Vec::new();
        let mut at = parent + 1;
        while at < self.ends[parent] {
            children.push(at);
            at = self.ends[at];
        }
        children
    }

    /// A station of those that are asked; none if that is nobody.
    fn station(&self, parent: usize, asked: &[usize]) -> Option<Station> {
        let base = self.items[parent].level + 1;
        let asked = asked.iter().map(|at| &self.items[*at]);
        let items: Vec<Item> = asked
            .filter(|item| !is_suspended(item))
            .map(|item| Item {
                path: item.path.clone(),
                label: item.label.clone(),
                point: None,
                body: item.body.clone(),
                depth: usize::try_from(item.level.saturating_sub(base)).unwrap_or(0),
            })
            .collect();
        let hint_secs = u32::try_from(16 + 2 * items.len()).map_or(30, |secs| secs.clamp(20, 30));
        (!items.is_empty()).then(|| Station {
            under: self.under(parent),
            items,
            hint_secs,
        })
    }

    /// The root and the nearest parents, outermost first; what lies between is left out.
    fn under(&self, of: usize) -> Vec<String> {
        const NEAREST: usize = 3;
        let mut under = Vec::new();
        let mut at = of;
        while at != 0 && under.len() < NEAREST {
            under.push(self.items[at].label.clone());
            at = self.parents[at];
        }
        if at != 0 {
            under.push("…".to_owned());
        }
        under.push(self.items[0].label.clone());
        under.reverse();
        under
    }
}

#[cfg(test)]
mod tests;
