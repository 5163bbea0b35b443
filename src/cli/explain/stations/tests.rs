//! Maps, small and large, cut into breaths.

use super::*;
use crate::cli::spoken::part::tests::part;

/// Each station as `root > parent: label, .label` with a dot for each level.
fn told(map: &Map) -> Vec<String> {
    let station = |station: &Station| {
        let items = station.items.iter();
        let labels: Vec<String> = items
            .map(|item| format!("{}{}", ".".repeat(item.depth), item.label))
            .collect();
        format!("{}: {}", station.under.join(" > "), labels.join(" "))
    };
    map.stations.iter().map(station).collect()
}

#[test]
fn a_small_map_is_one_breath_with_all_its_levels() {
    let map = Map::of(&part("map", "R\n a\n  b\n  c\n d")).unwrap();
    assert_eq!(told(&map), ["R: a .b .c d"]);
    assert_eq!((map.path.as_str(), map.suspended), ("r", 0));
}

#[test]
fn a_map_of_one_branch_works() {
    let map = Map::of(&part("map", "R\n a")).unwrap();
    assert_eq!(told(&map), ["R: a"]);
    assert_eq!(map.stations[0].hint_secs, 20);
}

#[test]
fn a_larger_map_is_asked_branch_by_branch_and_a_long_branch_by_its_parents() {
    let text =
        "R\n a\n  a1\n  a2\n b\n  b1\n   x1\n   x2\n   x3\n   x4\n  b2\n   y1\n   y2\n   y3\n c";
    let map = Map::of(&part("map", text)).unwrap();
    assert_eq!(
        told(&map),
        [
            "R: a b c",
            "R > a: a1 a2",
            "R > b: b1 b2",
            "R > b > b1: x1 x2 x3 x4",
            "R > b > b2: y1 y2 y3",
        ]
    );
}

#[test]
fn many_children_are_said_in_breaths_of_about_one_size() {
    let labels: Vec<String> = (1..=15).map(|n| format!(" k{n}")).collect();
    let map = Map::of(&part("map", &format!("R\n{}", labels.join("\n")))).unwrap();
    let sizes: Vec<usize> = map.stations.iter().map(|it| it.items.len()).collect();
    assert_eq!(sizes, [5, 5, 5]);
    let hints: Vec<u32> = map.stations.iter().map(|it| it.hint_secs).collect();
    assert_eq!(hints, [26, 26, 26]);
}

#[test]
fn every_branch_is_said_once_in_maps_of_any_shape() {
    for width in 1..10 {
        for depth in 1..5 {
            let mut text = String::from("R");
            for at in 0..width * depth {
                let level = at % depth + 1;
                text.push_str(&format!("\n{}n{at}", " ".repeat(level)));
            }
            let map = Map::of(&part("map", &text)).unwrap();
            let mut said: Vec<&str> = map
                .stations
                .iter()
                .flat_map(|station| &station.items)
                .map(|item| item.label.as_str())
                .collect();
            assert!(map.stations.iter().all(|it| it.items.len() <= MOST));
            said.sort_unstable();
            said.dedup();
            assert_eq!(said.len(), width * depth, "{text}");
        }
    }
}

#[test]
fn what_is_suspended_is_not_asked_but_what_hangs_under_it_is() {
    let map = Map::of(&part("map", "R\n -a\n  b\n -c")).unwrap();
    assert_eq!(told(&map), ["R: .b"]);
    assert_eq!(map.suspended, 2);
    let none = Map::of(&part("map", "R\n -a")).unwrap_err().to_string();
    assert_eq!(none, "all branches of r are suspended: loci unsuspend r");
}

#[test]
fn a_deep_branch_names_only_what_is_near() {
    let mut text = String::from("R");
    for level in 1..=6 {
        text.push_str(&format!("\n{}n{level}", " ".repeat(level)));
    }
    for kid in 1..=7 {
        text.push_str(&format!("\n       k{kid}"));
    }
    let map = Map::of(&part("map", &text)).unwrap();
    let last = map.stations.last().unwrap();
    assert_eq!(last.under.join(" > "), "R > … > n4 > n5 > n6");
}

#[test]
fn a_palace_is_walked_instead() {
    let refused = |kind: &str, text: &str| Map::of(&part(kind, text)).unwrap_err().to_string();
    let house = refused("palace", "House\n Gate = Name");
    assert_eq!(house, "house is a palace: loci walk house");
    assert_eq!(
        refused("folder", "Notes\n R\n  a"),
        "`notes`: no map lies there"
    );
    assert_eq!(
        refused("branch", "a"),
        "nothing hangs under a: explain what it hangs under"
    );
}
