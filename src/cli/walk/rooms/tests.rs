//! Palaces, routes and what is none.

use super::*;
use crate::cli::spoken::part::tests::part;

fn places(palace: &Palace) -> Vec<&str> {
    let rooms = palace.rooms.iter();
    rooms.map(|room| room.place.as_str()).collect()
}

#[test]
fn several_routes_are_walked_one_after_the_other() {
    let text = "Desk\n Pen = List\n File = Tuple\n Action:\n  Write = Append\n  Lock = Freeze";
    let palace = Palace::of(&part("palace", text)).unwrap();
    assert_eq!(places(&palace), ["Pen", "File", "Write", "Lock"]);
    let routes: Vec<_> = palace.rooms.iter().map(|it| it.route.as_deref()).collect();
    assert_eq!(routes, [None, None, Some("Action"), Some("Action")]);
    let stations = palace.stations();
    assert_eq!(stations[3].under, ["Desk", "Action"]);
    assert_eq!(stations[3].items[0].point.as_deref(), Some("Freeze"));
}

#[test]
fn a_palace_of_one_room_works_and_suspended_rooms_are_not_asked() {
    let palace = Palace::of(&part("palace", "House\n -Gate = Name\n Hall = Heap")).unwrap();
    assert_eq!((places(&palace), palace.suspended), (vec!["Hall"], 1));
    let none = Palace::of(&part("palace", "House\n -Gate = Name")).unwrap_err();
    assert_eq!(
        none.to_string(),
        "all rooms of house are suspended: loci unsuspend house"
    );
}

#[test]
fn what_is_no_palace_is_told_with_what_to_do() {
    let refused = |kind: &str, text: &str| Palace::of(&part(kind, text)).unwrap_err().to_string();
    assert_eq!(
        refused("map", "Python\n dict"),
        "python is a map: loci explain python, or loci recall python"
    );
    assert_eq!(
        refused("room", "gate"),
        "gate is one room: loci walk gate walks them all, --from begins at one"
    );
    assert_eq!(
        refused("folder", "Notes\n House\n  Gate = Name"),
        "`notes`: no palace lies there"
    );
}
