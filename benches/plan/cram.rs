//! The rival that learns for the day: nothing is reviewed until the last week, then everything in turn, again and
//! again, until as much time is spent as the others spent in all.

use std::collections::BTreeMap;

use crate::run::course::{Asked, Course};

/// Days before the interview on which it begins.
const WEEK: u32 = 7;

/// Loci that are asked at once.
const AT_ONCE: usize = 9;

/// Where it stands.
pub(crate) struct Cram {
    /// Seconds in all.
    secs: f64,
    /// Prompts so far.
    asked: usize,
}

impl Cram {
    pub(crate) fn new(secs: f64) -> Cram {
        Cram { secs, asked: 0 }
    }

    /// Its part of the time, in the order of the notes from where it stopped; each of the last days the same.
    pub(crate) fn evening(&mut self, course: &mut Course) {
        if course.day + WEEK < course.learner.interview {
            return;
        }
        let part = self.secs / f64::from(WEEK);
        let prompts = prompts(course);
        let number = prompts.len().max(1);
        let mut spent = 0.0;
        // A round at a time, so that what is written on the way is asked in the next one.
        while spent < part && course.left() > 0.0 && !prompts.is_empty() {
            let rest: Vec<Asked> = prompts
                .iter()
                .skip(self.asked % number)
                .map(|(paths, rooms)| Asked::new(paths.clone(), *rooms))
                .collect();
            let before = course.left();
            let asked = course.sit(rest, part - spent);
            if asked == 0 {
                return;
            }
            self.asked += asked;
            spent += before - course.left();
        }
    }
}

/// What hangs under one branch, or (`true`) the rooms of one palace, in parts.
fn prompts(course: &mut Course) -> Vec<(Vec<String>, bool)> {
    let mut families: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut order = Vec::new();
    for path in course.asked() {
        let parent = path.rsplit_once('/').map_or("", |(up, _)| up).to_owned();
        if !families.contains_key(&parent) {
            order.push(parent.clone());
        }
        families.entry(parent).or_default().push(path);
    }
    let is_room = |path: &String| {
        let mut loci = course.world.loci.iter();
        loci.any(|locus| locus.path == *path && locus.kind == "room")
    };
    let mut all = Vec::new();
    for parent in order {
        for part in families[&parent].chunks(AT_ONCE) {
            all.push((part.to_vec(), is_room(&part[0])));
        }
    }
    all
}
