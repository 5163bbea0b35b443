//! Where the user's command stands in for a screen: what it told is told, what failed is tried again.

use super::world::World;
use crate::domain::hold::{Hold, Holds};
use crate::domain::notice::{CommandFailure, NotShown, Subject};
use crate::domain::now::BootInstant;
use crate::domain::screen::{News, Wish};
use crate::domain::settings::StandIn;
use crate::engine::Watched;
use crate::engine::effect::{Effect, Outcome};
use crate::engine::event::Event;
use crate::ipc::protocol::{BoxStart, Event as Told, Mode, NoParams, Pause, Request, Snooze};

const REMINDER: Subject = Subject::Reminder;
const FAILED: NotShown = NotShown::CommandFailed(CommandFailure::Status(3));

/// A world without a desktop whose user has a command, and a reminder under way.
fn headless() -> World {
    let mut world = World::bundled();
    let mut settings = world.engine.setup.settings.clone();
    settings.stand_in = StandIn::Command;
    world.event(Event::Configured(Box::new(settings)));
    assert_eq!(shows(&mut world), 1);
    world
}

/// How often something was to be shown since it was last asked about.
fn shows(world: &mut World) -> usize {
    let wishes = world.wishes();
    let shows = wishes.iter().filter(|wish| matches!(wish, Wish::Show(_)));
    shows.count()
}

fn commanded(world: &mut World, subject: Subject) -> Outcome {
    let token = world.notice(subject).token;
    world.event(Event::Commanded { subject, token })
}

/// In how many seconds the engine wakes by the boot clock.
fn wakes(world: &World) -> Option<u64> {
    let boot: Option<BootInstant> = world.engine.wakes(world.now, Watched::No).boot;
    let ms = boot.and_then(|boot| boot.ms_since(world.now.boot));
    ms.map(|ms| ms / 1000)
}

#[test]
fn a_command_that_told_of_the_test_is_told_to_who_waits_for_it() {
    let mut world = headless();
    world.ask(Request::NotifyTest(NoParams {})).unwrap();
    let told = Effect::Tell(Told::Notice {
        subject: "test".to_owned(),
        state: "shown".to_owned(),
        detail: Some("command".to_owned()),
    });
    assert!(commanded(&mut world, Subject::Test).effects.contains(&told));
    commanded(&mut world, REMINDER);
    assert_eq!(world.status().notify.pending, 0);
}

#[test]
fn a_reminder_that_the_command_is_still_telling_is_pending_until_it_ends() {
    let mut world = headless();
    let pending = |world: &mut World| {
        let notify = world.status().notify;
        (notify.pending, notify.trouble)
    };
    assert_eq!(pending(&mut world), (1, None));
    commanded(&mut world, REMINDER);
    assert_eq!(pending(&mut world), (0, None));
    // So it is with what is shown, until it stands.
    let mut world = World::bundled();
    assert_eq!(pending(&mut world), (1, None));
    world.arrived(REMINDER);
    assert_eq!(pending(&mut world), (0, None));
}

#[test]
fn a_reminder_whose_command_failed_is_tried_again_ever_more_rarely() {
    let mut world = headless();
    assert_eq!(wakes(&world), None, "nothing failed");
    for minutes in [1, 5, 15, 30, 30] {
        world.not_shown(REMINDER, FAILED);
        assert_eq!(shows(&mut world), 0, "not at once");
        let notify = world.status().notify;
        assert_eq!(notify.pending, 1);
        assert_eq!(
            notify.trouble.as_deref(),
            Some("notify.command failed: it ended with status 3")
        );
        assert_eq!(wakes(&world), Some(minutes * 60));
        world.pass_secs(u32::try_from(minutes * 60).unwrap());
        world.event(Event::Tick);
        assert_eq!(shows(&mut world), 1, "after {minutes} min");
        assert_eq!(wakes(&world), None, "under way");
    }
    commanded(&mut world, REMINDER);
    assert_eq!(wakes(&world), None);
    let notify = world.status().notify;
    assert_eq!((notify.pending, notify.sent_today), (0, 1));
}

#[test]
fn nothing_is_tried_again_while_it_is_silent_or_held_or_where_there_is_no_command() {
    let mut world = headless();
    world.not_shown(REMINDER, NotShown::NoBus);
    assert_eq!(wakes(&world), None, "no command failed");
    let mut world = headless();
    world.not_shown(REMINDER, FAILED);
    world.event(Event::News(News::Holds(Holds::from([Hold::Locked]))));
    assert_eq!(wakes(&world), None, "held");
    world.wishes();
    world.event(Event::News(News::Holds(Holds::new())));
    assert_eq!(shows(&mut world), 1, "somebody is there");
    world.not_shown(REMINDER, FAILED);
    world.ask(Request::Snooze(Snooze::default())).unwrap();
    assert_eq!(wakes(&world), None, "put off");
}

fn takes_back(outcome: &Outcome) -> bool {
    outcome.effects.contains(&Effect::TakeBack(REMINDER))
}

#[test]
fn what_a_command_told_is_taken_back_by_who_puts_it_off_and_comes_back_when_that_is_over() {
    let mut world = headless();
    commanded(&mut world, REMINDER);
    let snooze = Event::Request(Request::Snooze(Snooze::default()));
    assert!(takes_back(&world.event(snooze)));
    assert!(!takes_back(&world.event(Event::Tick)), "once");
    assert_eq!(shows(&mut world), 0);
    world.pass_secs(3600);
    world.event(Event::Tick);
    assert_eq!(shows(&mut world), 1);
    commanded(&mut world, REMINDER);
    // A pause that was planned begins by itself.
    let at = |secs| (world.now.at + chrono::TimeDelta::seconds(secs)).to_rfc3339();
    let pause = Pause {
        batch_id: None,
        from: Some(at(600)),
        until: Some(at(1200)),
    };
    assert!(!takes_back(
        &world.event(Event::Request(Request::Pause(pause)))
    ));
    let wall = world.engine.wakes(world.now, Watched::No).wall.unwrap();
    assert_eq!(wall, world.now.at + chrono::TimeDelta::seconds(600));
    world.pass_secs(600);
    assert!(takes_back(&world.event(Event::Tick)));
    world.pass_secs(600);
    world.event(Event::Tick);
    assert_eq!(shows(&mut world), 1);
}

#[test]
fn what_a_command_told_stays_in_a_silence_that_nobody_asked_for() {
    let mut world = headless();
    commanded(&mut world, REMINDER);
    let mode = Request::Mode(Mode {
        batch_id: None,
        mode: Some("coding".to_owned()),
        until: Some((world.now.at + chrono::TimeDelta::seconds(600)).to_rfc3339()),
    });
    let mut settings = world.engine.setup.settings.clone();
    settings.remind.nudge = None;
    world.event(Event::Configured(Box::new(settings)));
    assert!(!takes_back(&world.event(Event::Request(mode))));
    assert!(!takes_back(
        &world.event(Event::News(News::Holds(Holds::from([Hold::Locked]))))
    ));
    world.event(Event::News(News::Holds(Holds::new())));
    world.pass_secs(600);
    world.event(Event::Tick);
    assert_eq!(shows(&mut world), 0, "it would ring twice");
}

#[test]
fn what_is_recalled_or_put_off_while_the_command_runs_is_taken_back_when_it_ends() {
    let mut world = headless();
    world.ask(Request::Snooze(Snooze::default())).unwrap();
    assert!(takes_back(&commanded(&mut world, REMINDER)));
    let mut world = headless();
    world.files.clear();
    world.read();
    assert!(takes_back(&commanded(&mut world, REMINDER)));
}

/// A box of five minutes, the reminder told.
fn boxed() -> World {
    let mut world = headless();
    commanded(&mut world, REMINDER);
    let start = BoxStart {
        kind: "recall".to_owned(),
        topic: "dict".to_owned(),
        limit_secs: Some(300),
    };
    world.ask(Request::BoxStart(start)).unwrap();
    world.no_screen();
    world
}

/// A box of five minutes whose STOP is under way, the reminder told.
fn stopped() -> World {
    let mut world = boxed();
    world.pass_secs(300);
    world.event(Event::Tick);
    world.wishes();
    world
}

/// The titles of what was to be shown since it was last asked about.
fn titles(world: &mut World) -> Vec<String> {
    let wishes = world.wishes().into_iter();
    let titles = wishes.filter_map(|wish| match wish {
        Wish::Show(notice) => Some(notice.title),
        Wish::Withdraw(_) | Wish::Left { .. } | Wish::Look => None,
    });
    titles.collect()
}

#[test]
fn a_stop_whose_command_failed_is_tried_once_more_and_only_while_it_is_news() {
    let mut world = stopped();
    world.not_shown(Subject::Box, FAILED);
    assert_eq!(titles(&mut world), Vec::<String>::new(), "not at once");
    assert_eq!(wakes(&world), Some(20));
    world.pass_secs(19);
    world.event(Event::Tick);
    assert_eq!(titles(&mut world), Vec::<String>::new(), "not yet");
    world.pass_secs(1);
    world.event(Event::Tick);
    assert_eq!(titles(&mut world), ["STOP"]);
    assert_eq!(wakes(&world), None, "under way");
    world.not_shown(Subject::Box, FAILED);
    assert_eq!(wakes(&world), None, "once is enough");
    world.pass_secs(60);
    world.event(Event::Tick);
    assert_eq!(titles(&mut world), Vec::<String>::new());
    assert_eq!(world.status().notify.pending, 1, "and it is not hidden");
}

#[test]
fn a_stop_that_was_told_at_the_second_try_is_told() {
    let mut world = stopped();
    world.not_shown(Subject::Box, FAILED);
    world.pass_secs(20);
    world.event(Event::Tick);
    commanded(&mut world, Subject::Box);
    let notify = world.status().notify;
    assert_eq!((notify.pending, notify.trouble), (0, None));
    assert_eq!(wakes(&world), None);
}

#[test]
fn a_stop_is_not_told_once_more_after_a_sleep_nor_in_the_place_of_the_next_box() {
    let mut world = stopped();
    world.not_shown(Subject::Box, FAILED);
    world.pass_secs(121);
    assert_eq!(wakes(&world), None, "it is no news any more");
    world.event(Event::Tick);
    assert_eq!(titles(&mut world), Vec::<String>::new());
    let mut world = stopped();
    world.not_shown(Subject::Box, FAILED);
    let start = BoxStart {
        kind: "explain".to_owned(),
        topic: "dict".to_owned(),
        limit_secs: Some(180),
    };
    world.ask(Request::BoxStart(start)).unwrap();
    world.no_screen();
    world.wishes();
    world.pass_secs(20);
    world.event(Event::Tick);
    assert_eq!(titles(&mut world), Vec::<String>::new());
    // A command that failed for another reason than its own is none: nobody is to be asked again.
    let mut world = stopped();
    world.not_shown(Subject::Box, NotShown::NoServer);
    assert_eq!(wakes(&world), None);
}

#[test]
fn a_countdown_which_no_command_gets_does_not_wait() {
    let mut world = boxed();
    let status = world.status();
    assert_eq!((status.notify.pending, status.notify.trouble), (0, None));
    // STOP is worth a command, and waits if that fails.
    world.pass_secs(300);
    world.event(Event::Tick);
    world.not_shown(Subject::Box, FAILED);
    assert_eq!(world.status().notify.pending, 1);
}

#[test]
fn what_was_put_off_by_mistake_is_told_again_once_that_is_taken_back() {
    for ask in [
        Request::Snooze(Snooze::default()),
        Request::Pause(Pause::default()),
    ] {
        let mut world = headless();
        commanded(&mut world, REMINDER);
        world.ask(ask).unwrap();
        assert_eq!(shows(&mut world), 0);
        world.pass_secs(60);
        world.undo().unwrap();
        assert_eq!(shows(&mut world), 1);
        commanded(&mut world, REMINDER);
        // Once: nothing else brings it again.
        world.pass_secs(60);
        world.event(Event::Tick);
        assert_eq!(shows(&mut world), 0);
    }
}

#[test]
fn what_was_put_off_is_told_once_when_that_ends_by_itself() {
    let mut world = headless();
    commanded(&mut world, REMINDER);
    world.ask(Request::Snooze(Snooze::default())).unwrap();
    world.pass_secs(3600);
    world.event(Event::Tick);
    assert_eq!(shows(&mut world), 1);
    commanded(&mut world, REMINDER);
    world.pass_secs(60);
    world.event(Event::Tick);
    assert_eq!(shows(&mut world), 0);
}
