//! Walks and explanations, wish by wish.

use super::*;

fn item(path: &str) -> Item {
    Item {
        path: path.to_owned(),
        label: path.rsplit('/').next().unwrap().to_owned(),
        point: None,
        body: None,
        depth: 0,
    }
}

fn station(paths: &[&str]) -> Station {
    Station {
        under: vec!["top".to_owned()],
        items: paths.iter().map(|path| item(path)).collect(),
        hint_secs: 20,
    }
}

/// Does what a deed says, and remembers it.
struct Desk {
    spoken: Spoken,
    now_ms: u64,
    /// What counts now: path, rating, seconds.
    logged: Vec<(Uuid, String, Rating, Option<u32>)>,
    next: u128,
}

impl Desk {
    fn new(manner: Manner, stations: &[&[&str]]) -> Desk {
        let stations = stations.iter().map(|paths| station(paths)).collect();
        Desk {
            spoken: Spoken::new(manner, stations, 0),
            now_ms: 0,
            logged: Vec::new(),
            next: 0,
        }
    }

    fn wish(&mut self, wish: Wish) -> Deed {
        let deed = self.spoken.wish(wish, self.now_ms);
        match &deed {
            Deed::Log(dues) => {
                let mut done = Vec::new();
                for due in dues {
                    if let Some(old) = due.instead_of {
                        self.logged.retain(|(batch, ..)| *batch != old);
                    }
                    self.next += 1;
                    let batch = Uuid::from_u128(self.next);
                    let path = self.spoken.station().unwrap().items[due.item].path.clone();
                    self.logged.push((batch, path, due.rating, due.took_secs));
                    done.push((*due, batch));
                }
                self.spoken.rated(&done, self.now_ms)
            }
            Deed::TakeBack(batches) => {
                self.logged.retain(|(batch, ..)| !batches.contains(batch));
                self.spoken.taken_back(self.now_ms);
                deed
            }
            Deed::Draw | Deed::Refuse(_) | Deed::End(_) => deed,
        }
    }

    fn wishes(&mut self, wishes: &[Wish]) {
        for wish in wishes {
            let deed = self.wish(*wish);
            assert!(!matches!(deed, Deed::Refuse(_) | Deed::End(_)), "{deed:?}");
        }
    }

    fn counted(&self) -> Vec<(&str, Rating)> {
        let logged = self.logged.iter();
        logged
            .map(|(_, path, rating, _)| (path.as_str(), *rating))
            .collect()
    }
}

const GOOD: Wish = Wish::Rate(Rating::Good);
const MISSED: Wish = Wish::Rate(Rating::Again);

#[test]
fn a_walk_goes_from_room_to_room_and_ends_with_the_whole_answer() {
    let mut desk = Desk::new(Manner::Walk, &[&["a"], &["b"]]);
    assert_eq!(desk.spoken.face(), Face::Asked);
    desk.wishes(&[Wish::Show, GOOD]);
    assert_eq!((desk.spoken.at(), desk.spoken.face()), (1, Face::Asked));
    // A blank need not be revealed first.
    desk.wishes(&[MISSED]);
    assert_eq!(desk.counted(), [("a", Rating::Good), ("b", Rating::Again)]);
    assert_eq!(desk.spoken.face(), Face::Answer);
    desk.wishes(&[Wish::Show]);
    assert_eq!(desk.spoken.face(), Face::Model);
    assert_eq!(desk.wish(Wish::Show), Deed::End(End::Through));
}

#[test]
fn a_palace_of_one_room_is_walked_too() {
    let mut desk = Desk::new(Manner::Walk, &[&["a"]]);
    assert_eq!(desk.wish(Wish::Back), Deed::Refuse("this is the first one"));
    desk.wishes(&[Wish::Show, GOOD]);
    assert_eq!(desk.spoken.face(), Face::Answer);
    assert_eq!(desk.wish(Wish::Leave), Deed::End(End::Through));
}

#[test]
fn nothing_is_rated_in_an_explanation_before_it_was_shown() {
    let mut desk = Desk::new(Manner::Explain, &[&["a", "b"]]);
    assert_eq!(desk.wish(GOOD), Deed::Refuse("space shows it first"));
    desk.wishes(&[Wish::Show]);
    assert_eq!(desk.wish(Wish::Show), Deed::Refuse("rate it first"));
    desk.wishes(&[GOOD]);
    assert_eq!(desk.spoken.face(), Face::Shown(1));
    assert_eq!(desk.wish(MISSED), Deed::End(End::Through));
    assert_eq!(desk.counted(), [("a", Rating::Good), ("b", Rating::Again)]);
    assert_eq!(desk.spoken.worst(0), Some(Rating::Again));
}

#[test]
fn one_key_rates_what_is_left_of_a_station_and_one_undo_takes_it_back() {
    let mut desk = Desk::new(Manner::Explain, &[&["a", "b", "c"], &["d"]]);
    desk.wishes(&[Wish::Show, MISSED, Wish::RateAll(Rating::Good)]);
    let all = [
        ("a", Rating::Again),
        ("b", Rating::Good),
        ("c", Rating::Good),
    ];
    assert_eq!(desk.counted(), all);
    assert_eq!(desk.spoken.at(), 1);
    desk.wishes(&[Wish::Undo]);
    assert_eq!(desk.counted(), all[..1]);
    assert_eq!((desk.spoken.at(), desk.spoken.face()), (0, Face::Shown(1)));
    desk.wishes(&[Wish::Undo]);
    assert_eq!(desk.counted(), []);
    assert_eq!(desk.wish(Wish::Undo), Deed::Refuse("nothing to undo here"));
}

#[test]
fn a_look_back_keeps_the_rating_and_another_one_replaces_it() {
    let mut desk = Desk::new(Manner::Walk, &[&["a"], &["b"], &["c"]]);
    desk.wishes(&[GOOD, GOOD, Wish::Back, Wish::Back]);
    assert_eq!((desk.spoken.at(), desk.spoken.face()), (0, Face::Shown(0)));
    assert_eq!(desk.counted(), [("a", Rating::Good), ("b", Rating::Good)]);
    desk.wishes(&[MISSED]);
    assert_eq!(desk.counted(), [("b", Rating::Good), ("a", Rating::Again)]);
    // What is rated is only looked at on the way to where it went on.
    assert_eq!((desk.spoken.at(), desk.spoken.face()), (1, Face::Shown(0)));
    desk.wishes(&[Wish::Show]);
    assert_eq!((desk.spoken.at(), desk.spoken.face()), (2, Face::Asked));
    desk.wishes(&[Wish::Undo]);
    assert_eq!(desk.counted(), [("b", Rating::Good)]);
    assert_eq!(desk.spoken.at(), 0);
}

#[test]
fn a_part_of_what_one_key_rated_can_be_rated_anew() {
    let mut desk = Desk::new(Manner::Explain, &[&["a", "b"], &["c"]]);
    desk.wishes(&[Wish::Show, Wish::RateAll(Rating::Good), Wish::Back, MISSED]);
    assert_eq!(desk.counted(), [("a", Rating::Good), ("b", Rating::Again)]);
    desk.wishes(&[Wish::Undo, Wish::Undo]);
    assert_eq!(desk.counted(), []);
}

#[test]
fn the_time_of_a_station_is_shared_by_what_was_said_in_it() {
    let mut desk = Desk::new(Manner::Explain, &[&["a", "b"], &["c"]]);
    desk.now_ms = 20_000;
    desk.wishes(&[Wish::Show]);
    desk.now_ms = 21_000;
    desk.wishes(&[GOOD]);
    desk.now_ms = 23_000;
    desk.wishes(&[GOOD]);
    let times: Vec<_> = desk.logged.iter().map(|(.., took)| *took).collect();
    assert_eq!(times, [Some(11), Some(12)]);
    // Somebody went for lunch.
    desk.now_ms = 4_000_000;
    desk.wishes(&[Wish::Show]);
    desk.wish(GOOD);
    assert_eq!(desk.logged.last().map(|(.., took)| *took), Some(None));
    assert_eq!(desk.spoken.total_secs(desk.now_ms), 4000);
}

#[test]
fn a_countdown_goes_down_to_nothing() {
    let desk = Desk::new(Manner::Explain, &[&["a"]]);
    let left = [0, 1, 1000, 1001, 19_999, 90_000].map(|ms| desk.spoken.left_secs(20, ms));
    assert_eq!(left, [20, 20, 19, 19, 1, 0]);
}
