//! Somebody walks a palace, and we know what he got wrong.

use loci::domain::grade::vocabulary::Vocabulary;
use loci::domain::grade::{Extent, route};
use loci::domain::rating::Rating;

use crate::Score;
use crate::dice::Dice;
use crate::maps::Route;
use crate::recall::slips;

const RUNS: u64 = 1_000;

/// Walks with forgotten rooms, slips, wrong points, places without points, points without places, rooms put off, and
/// intruders.
pub(crate) fn score(routes: &[Route], known: &Vocabulary, seed: u64, show: bool) -> Score {
    let mut score = Score::default();
    for route in routes {
        for run in 0..RUNS {
            let (walk, truth) = walked(route, &mut Dice::new(seed * 10_000 + run));
            let source: Vec<route::Source<'_>> = route
                .rooms
                .iter()
                .map(|(place, point)| route::Source {
                    place,
                    point,
                    aliases: &[],
                })
                .collect();
            let said: Vec<route::Said<'_>> = walk
                .iter()
                .map(|(place, point)| route::Said {
                    place,
                    point: point.as_deref(),
                })
                .collect();
            let graded = route::grade(&source, &said, Extent::Finished, known);
            for (at, judged) in graded.judged.iter().enumerate() {
                let got = judged.verdict.rating().map_or(0, Rating::number);
                score.add(got, truth[at]);
                if show && got != truth[at] {
                    let said = judged.line.map(|line| &walk[line]);
                    println!(
                        "  {} {:?}: true {}, but {} by {said:?}: {}",
                        route.name,
                        route.rooms[at],
                        truth[at],
                        judged.verdict.as_str(),
                        judged.reason
                    );
                }
            }
        }
    }
    score
}

type Walk = Vec<(String, Option<String>)>;

fn walked(route: &Route, dice: &mut Dice) -> (Walk, Vec<u8>) {
    let mut walk = Walk::new();
    let mut truth = Vec::new();
    let mut put_off = None;
    for (place, point) in &route.rooms {
        let said = |place: &str, point: &str| (place.to_owned(), Some(point.to_owned()));
        let (line, rating) = match dice.below(100) {
            0..10 => (None, 1),
            10..18 => match slips(place, 1, dice).filter(|slip| slip != place) {
                Some(place) => (Some(said(&place, point)), 2),
                None => (Some(said(place, point)), 3),
            },
            18..26 => match slips(point, 1, dice).filter(|slip| slip != point) {
                Some(point) => (Some(said(place, &point)), 2),
                None => (Some(said(place, point)), 3),
            },
            26..32 => (Some(said(place, "a velvet lantern")), 1),
            32..37 => (Some((place.clone(), None)), 1),
            37..42 => (Some((point.clone(), None)), 2),
            42..47 => (Some(said("harbour", point)), 2),
            _ => (Some(said(place, point)), 3),
        };
        let (line, rating) = match line {
            Some(line) if rating == 3 && put_off.is_none() && dice.chance(10) => {
                put_off = Some(line);
                (None, 2)
            }
            line => (line, rating),
        };
        truth.push(rating);
        walk.extend(line);
        if dice.chance(3) {
            walk.push(said("the copper meadow", "whistles"));
        }
    }
    // Who puts off the last room says it in order.
    if let Some(line) = put_off {
        let last = route
            .rooms
            .last()
            .is_some_and(|(place, _)| *place == line.0);
        if last {
            truth.pop();
            truth.push(3);
        }
        walk.push(line);
    }
    (walk, truth)
}
