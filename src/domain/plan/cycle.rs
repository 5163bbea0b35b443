//! Circles in what days need: each is named once, as a whole.

use std::collections::HashMap;

use super::PlanDay;
use super::id::DayId;

/// How far the search has come with a day.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    Not,
    /// It lies on the way that is followed.
    OnTheWay,
    Done,
}

/// Circles as places in `days`, each from the day that closes it; no day lies in two of them. `by_id` tells where a day
/// lies.
pub(super) fn cycles(days: &[PlanDay], by_id: &HashMap<&DayId, usize>) -> Vec<Vec<usize>> {
    let mut search = Search {
        needs: days.iter().map(|day| needs(day, by_id)).collect(),
        seen: vec![Seen::Not; days.len()],
        is_told: vec![false; days.len()],
        way: Vec::new(),
        found: Vec::new(),
    };
    for day in 0..days.len() {
        if search.seen[day] == Seen::Not {
            search.follow(day);
        }
    }
    search.found
}

fn needs(day: &PlanDay, by_id: &HashMap<&DayId, usize>) -> Vec<usize> {
    let known = day.needs.iter();
    known
        .filter_map(|need| by_id.get(&need.what).copied())
        .collect()
}

struct Search {
    needs: Vec<Vec<usize>>,
    seen: Vec<Seen>,
    /// Whether a circle through the day was found.
    is_told: Vec<bool>,
    /// The days on the way, each with how many of its needs were followed.
    way: Vec<(usize, usize)>,
    found: Vec<Vec<usize>>,
}

impl Search {
    /// Depth first, without recursion: a plan may be one long chain.
    fn follow(&mut self, first: usize) {
        self.enter(first);
        while let Some((day, followed)) = self.way.last_mut() {
            let day = *day;
            let next = self.needs[day].get(*followed).copied();
            *followed += 1;
            match next {
                None => {
                    self.seen[day] = Seen::Done;
                    self.way.pop();
                }
                Some(next) => match self.seen[next] {
                    Seen::Not => self.enter(next),
                    Seen::OnTheWay => self.close(next),
                    Seen::Done => {}
                },
            }
        }
    }

    fn enter(&mut self, day: usize) {
        self.seen[day] = Seen::OnTheWay;
        self.way.push((day, 0));
    }

    /// The way comes back to a day on it. One circle of a knot is enough: it is mended one by one.
    fn close(&mut self, back: usize) {
        let Some((last, _)) = self.way.last() else {
            return;
        };
        if std::mem::replace(&mut self.is_told[*last], true) {
            return;
        }
        let behind = self.way.iter().rev().map(|(day, _)| *day);
        let mut circle = Vec::new();
        for day in behind {
            if !circle.is_empty() && self.is_told[day] {
                return;
            }
            circle.push(day);
            if day == back {
                break;
            }
        }
        circle.reverse();
        for day in &circle {
            self.is_told[*day] = true;
        }
        self.found.push(circle);
    }
}
