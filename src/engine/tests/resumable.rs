//! Whether `resume` ends a pause, and nothing else.

use super::calm::{VACATION, pace, pause, planned, resume, snooze};
use super::world::World;

#[test]
fn a_pause_says_whether_resume_would_end_it_and_nothing_else() {
    let tomorrow = Some("2026-11-23T12:00:00Z");
    let resumable = |world: &mut World, from: Option<&str>| {
        let reply = pause(world, from, Some("2026-11-24T12:00:00Z")).unwrap();
        let ended = resume(world);
        let is_all = ended.ended == ["pause"] && ended.planned.is_empty();
        assert_eq!(reply.resumable, is_all, "{from:?}: {ended:?}");
        reply.resumable
    };
    assert!(resumable(&mut World::bundled(), None));
    assert!(!resumable(&mut World::bundled(), tomorrow), "planned");
    let mut world = World::bundled();
    snooze(&mut world, tomorrow).unwrap();
    assert!(!resumable(&mut world, None), "a snooze ends with it");
    let mut world = World::bundled();
    snooze(&mut world, tomorrow).unwrap();
    assert!(!resumable(&mut world, tomorrow), "the snooze ends");
    let mut world = World::bundled();
    pause(&mut world, None, tomorrow).unwrap();
    let reply = pause(&mut world, tomorrow, Some(VACATION.0)).unwrap();
    assert!(!reply.resumable, "the pause that runs ends");
    let mut world = World::bundled();
    pace(&mut world, Some("weekly")).unwrap();
    assert!(!resumable(&mut world, None), "so does one a week");
    // What is planned stays where a pause holds.
    let mut world = World::bundled();
    pause(&mut world, Some(VACATION.0), Some(VACATION.1)).unwrap();
    assert!(resumable(&mut world, None));
    assert_eq!(world.status().pauses, [planned(VACATION.0, VACATION.1)]);
}
