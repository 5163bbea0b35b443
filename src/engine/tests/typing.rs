//! Labels that are typed over, deleted and typed again, with a save in between.

use super::identity::{MAP, edit, world};

#[test]
fn a_label_that_is_typed_over_keeps_its_history_for_as_long_as_somebody_types() {
    for (minutes, kept) in [(1, true), (30, false)] {
        let mut world = world(MAP);
        world.log("python/dict/hashing", 3);
        assert_eq!(edit(&mut world, "├── hashing", "├── ").retired, 1);
        world.pass_secs(minutes * 60);
        let report = edit(&mut world, "├── \n", "├── Where keys go\n");
        assert_eq!((report.returned == 1, report.added == 0), (kept, kept));
        let shown = world.show("python/dict/where-keys-go");
        assert_eq!(
            shown.history.len(),
            usize::from(kept),
            "after {minutes} min"
        );
    }
}

#[test]
fn what_stands_beside_a_label_that_went_does_not_get_its_history() {
    let mut world = world(MAP);
    world.log("python/dict/hashing", 3);
    edit(&mut world, "│   ├── hashing\n", "");
    let report = edit(&mut world, "views", "views of a dict");
    assert_eq!((report.returned, report.added), (0, 0));
    assert_eq!(world.show("python/dict/views-of-a-dict").history, []);
}

#[test]
fn a_label_that_was_deleted_bit_by_bit_and_typed_again_is_the_same_for_thirty_days() {
    for (days, kept) in [(1, true), (40, false)] {
        let mut world = world(MAP);
        world.log("python/dict/hashing", 3);
        assert_eq!(edit(&mut world, "├── hashing", "├── ha").moved.len(), 1);
        assert_eq!(edit(&mut world, "├── ha\n", "├── \n").retired, 1);
        world.pass_days(days);
        let report = edit(&mut world, "├── \n", "├── hashing\n");
        assert_eq!(report.returned == 1, kept, "after {days} days");
        assert!(report.moved.iter().all(|moved| moved.guessed));
        let shown = world.show("python/dict/hashing");
        assert_eq!(shown.history.len(), usize::from(kept));
    }
}
