//! Walks, written as lines of `place: point`.

use proptest::prelude::*;

use super::{Said, Source, grade};
use crate::domain::grade::vocabulary::Vocabulary;
use crate::domain::grade::{Extent, Graded, Verdict};

fn rooms(text: &str) -> Vec<(&str, Option<&str>)> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| match line.split_once(": ") {
            Some((place, point)) => (place.trim(), Some(point)),
            None => (line.trim_end_matches(':'), None),
        })
        .collect()
}

fn graded(route: &[(&str, Option<&str>)], walk: &[(&str, Option<&str>)], extent: Extent) -> Graded {
    let source: Vec<Source<'_>> = route
        .iter()
        .map(|(place, point)| Source {
            place,
            point: point.unwrap_or_default(),
            aliases: &[],
        })
        .collect();
    let said: Vec<Said<'_>> = walk
        .iter()
        .map(|(place, point)| Said {
            place,
            point: *point,
        })
        .collect();
    let words = source.iter().flat_map(|room| [room.place, room.point]);
    grade(&source, &said, extent, &Vocabulary::of(words))
}

/// Grades, and expects these verdicts and reasons beside the places; `said`, `not said` may be left out.
#[track_caller]
fn check(route: &str, walk: &str, extent: Extent, expected: &str, extra: &[&str]) {
    let (route, walk) = (rooms(route), rooms(walk));
    let graded = graded(&route, &walk, extent);
    let told: Vec<String> = route
        .iter()
        .zip(&graded.judged)
        .map(|((place, _), judged)| {
            let verdict = judged.verdict.as_str();
            match judged.reason.as_str() {
                "said" | "not said" | "not reached" => format!("{place}: {verdict}"),
                reason => format!("{place}: {verdict}, {reason}"),
            }
        })
        .collect();
    let expected: Vec<&str> = expected.trim().lines().map(str::trim).collect();
    assert_eq!(told, expected);
    let extras: Vec<&str> = graded.extra.iter().map(|line| walk[*line].0).collect();
    assert_eq!(extras, extra);
}

const HOUSE: &str = "
Gate: variables
Hall: scope
Kitchen: functions
Cellar: generators
Attic: decorators";

#[test]
fn a_whole_walk_is_exact() {
    let expected = "Gate: exact\nHall: exact\nKitchen: exact\nCellar: exact\nAttic: exact";
    check(HOUSE, HOUSE, Extent::Finished, expected, &[]);
}

#[test]
fn the_first_room_forgotten_costs_one_room() {
    let walk = "Hall: scope\nKitchen: functions\nCellar: generators\nAttic: decorators";
    let expected = "Gate: missing\nHall: exact\nKitchen: exact\nCellar: exact\nAttic: exact";
    check(HOUSE, walk, Extent::Finished, expected, &[]);
}

#[test]
fn a_room_out_of_order_is_told_with_both_neighbours() {
    let walk =
        "Gate: variables\nAttic: decorators\nHall: scope\nKitchen: functions\nCellar: generators";
    let expected = "Gate: exact
        Hall: exact
        Kitchen: exact
        Cellar: exact
        Attic: swapped, said after \"Gate\" instead of after \"Cellar\"";
    check(HOUSE, walk, Extent::Finished, expected, &[]);
}

#[test]
fn a_reversed_walk_keeps_one_room_in_order() {
    let route = rooms(HOUSE);
    let walk: Vec<_> = route.iter().rev().copied().collect();
    let graded = graded(&route, &walk, Extent::Finished);
    let swapped = graded
        .judged
        .iter()
        .filter(|room| room.verdict == Verdict::Swapped);
    assert_eq!(swapped.count(), 4);
}

#[test]
fn an_intruder_is_extra_and_costs_nothing() {
    let walk = HOUSE.replace("Kitchen", "Garage: cars\nKitchen");
    let expected = "Gate: exact\nHall: exact\nKitchen: exact\nCellar: exact\nAttic: exact";
    check(HOUSE, &walk, Extent::Finished, expected, &["Garage"]);
}

#[test]
fn a_right_place_with_a_wrong_point_is_missed_and_says_the_point() {
    let walk = "Gate: closures\nHall: functions\nKitchen\nCellar: generators\nAttic: decorators";
    let expected = "Gate: missing, right place, but the point is \"variables\", not \"closures\"
        Hall: missing, right place, but the point is \"scope\"; \"functions\" is in \"Kitchen\"
        Kitchen: missing, only the place was said, not the point: \"functions\"
        Cellar: exact
        Attic: exact";
    check(HOUSE, walk, Extent::Finished, expected, &[]);
}

#[test]
fn a_point_without_its_place_is_misplaced() {
    let walk = "Gate: variables\nscope\nGarage: functions\n: generators\nAttic: decorators";
    let expected = "Gate: exact
        Hall: misplaced, its point was said without its place
        Kitchen: misplaced, its point was said in \"Garage\"
        Cellar: misplaced, its point was said without its place
        Attic: exact";
    let (route, mut walk) = (rooms(HOUSE), rooms(walk));
    walk[3] = ("", Some("generators"));
    let told: Vec<_> = graded(&route, &walk, Extent::Finished)
        .judged
        .into_iter()
        .map(|judged| (judged.verdict, judged.reason))
        .collect();
    let told: Vec<String> = route
        .iter()
        .zip(told)
        .map(|((place, _), (verdict, reason))| match reason.as_str() {
            "said" => format!("{place}: {}", verdict.as_str()),
            reason => format!("{place}: {}, {reason}", verdict.as_str()),
        })
        .collect();
    let expected: Vec<&str> = expected.lines().map(str::trim).collect();
    assert_eq!(told, expected);
}

#[test]
fn a_place_is_enough_where_the_room_holds_no_point() {
    check(
        "a\nb",
        "a\nb: something",
        Extent::Finished,
        "a: exact\nb: exact",
        &[],
    );
}

#[test]
fn rooms_with_one_name_are_told_apart_by_their_points() {
    let route = "shelf: one\nshelf: two\nshelf: three\ndesk: four";
    let walk = "shelf: two\nshelf: three\ndesk: four";
    let expected = "shelf: missing\nshelf: exact\nshelf: exact\ndesk: exact";
    check(route, walk, Extent::Finished, expected, &[]);
    let walk = "shelf: one\nshelf: three\nshelf: two\ndesk: four";
    let expected = "shelf: exact
        shelf: swapped, said after \"shelf\" instead of after \"shelf\"
        shelf: exact
        desk: exact";
    let graded = graded(&rooms(route), &rooms(walk), Extent::Finished);
    assert_eq!(expected.lines().count(), graded.judged.len());
    let verdicts: Vec<_> = graded.judged.iter().map(|room| room.verdict).collect();
    assert_eq!(
        verdicts.iter().filter(|v| **v == Verdict::Swapped).count(),
        1
    );
    assert_eq!(verdicts.iter().filter(|v| **v == Verdict::Exact).count(), 3);
}

#[test]
fn after_a_stop_the_rooms_behind_the_last_one_are_unreached() {
    let walk = "Gate: variables\nKitchen: functions\nGarage: cars";
    let expected = "Gate: exact
        Hall: missing
        Kitchen: exact
        Cellar: unreached
        Attic: unreached";
    check(HOUSE, walk, Extent::Stopped, expected, &["Garage"]);
    check(
        "a\nb",
        "",
        Extent::Stopped,
        "a: unreached\nb: unreached",
        &[],
    );
    check("a\nb", "", Extent::Finished, "a: missing\nb: missing", &[]);
}

type Rooms = Vec<(String, Option<String>)>;

fn walks() -> impl Strategy<Value = Rooms> {
    let point = prop::option::of("[a-c]{1,2}|[a-z]{4,8}|.{0,4}");
    prop::collection::vec(("[ab]{1,2}|[a-z]{4,8}|.{0,4}", point), 0..16)
}

fn borrowed(rooms: &Rooms) -> Vec<(&str, Option<&str>)> {
    let rooms = rooms.iter();
    rooms
        .map(|(place, point)| (place.as_str(), point.as_deref()))
        .collect()
}

proptest! {
    #[test]
    fn a_copy_of_any_route_is_exact(route in walks()) {
        let route = borrowed(&route);
        let graded = graded(&route, &route, Extent::Finished);
        prop_assert!(graded.judged.iter().all(|room| room.verdict == Verdict::Exact), "{:?}", graded);
        prop_assert!(graded.extra.is_empty());
    }

    #[test]
    fn any_two_walks_are_graded_soundly(route in walks(), walk in walks()) {
        for extent in [Extent::Finished, Extent::Stopped] {
            let graded = graded(&borrowed(&route), &borrowed(&walk), extent);
            prop_assert_eq!(graded.judged.len(), route.len());
            let mut used: Vec<usize> = graded.judged.iter().filter_map(|room| room.line).collect();
            used.extend(&graded.extra);
            used.sort_unstable();
            prop_assert_eq!(used, (0..walk.len()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn who_leaves_rooms_out_misses_just_these(
        count in 1usize..12,
        drop in prop::collection::vec(any::<bool>(), 1..12),
    ) {
        let route: Rooms = (0..count)
            .map(|n| (format!("place{n}"), Some(format!("point{n}"))))
            .collect();
        let kept: Vec<usize> = (0..count).filter(|at| !drop[at % drop.len()]).collect();
        let route = borrowed(&route);
        let walk: Vec<_> = kept.iter().map(|at| route[*at]).collect();
        let graded = graded(&route, &walk, Extent::Finished);
        for (at, room) in graded.judged.iter().enumerate() {
            let expected = if kept.contains(&at) { Verdict::Exact } else { Verdict::Missing };
            prop_assert_eq!(room.verdict, expected);
        }
    }
}
