//! Snooze, pause, resume and modes; the countdown of a box and its STOP on the screen.

use super::world::World;
use crate::domain::notice::{Action, NotShown, Presence, Server, Subject, Urgency};
use crate::domain::screen::{News, Wish};
use crate::domain::settings::Zone;
use crate::engine::Watched;
use crate::engine::effect::Effect;
use crate::engine::event::Event;
use crate::ipc::protocol::{
    BoxEnd, BoxStart, EndHow, ErrorCode, Event as Told, Failure, Mode, ModeInfo, ModeReply, Pace,
    PaceReply, Pause, PauseInfo, PauseReply, Request, Response, Resume, ResumeReply, Snooze,
    SnoozeReply, UndoList,
};

fn mode(world: &mut World, mode: &str, until: Option<&str>) -> Result<ModeReply, Failure> {
    let asked = Mode {
        mode: (!mode.is_empty()).then(|| mode.to_owned()),
        until: until.map(str::to_owned),
        batch_id: None,
    };
    match world.ask(Request::Mode(asked))? {
        Response::Mode(reply) => Ok(reply),
        other => panic!("{other:?}"),
    }
}

pub(super) fn snooze(world: &mut World, until: Option<&str>) -> Result<SnoozeReply, Failure> {
    let snooze = Snooze {
        batch_id: Some(uuid::Uuid::from_u128(5)),
        until: until.map(str::to_owned),
    };
    match world.ask(Request::Snooze(snooze))? {
        Response::Snooze(reply) => Ok(reply),
        other => panic!("{other:?}"),
    }
}

pub(super) fn pause(
    world: &mut World,
    from: Option<&str>,
    until: Option<&str>,
) -> Result<PauseReply, Failure> {
    let pause = Pause {
        batch_id: None,
        from: from.map(str::to_owned),
        until: until.map(str::to_owned),
    };
    match world.ask(Request::Pause(pause))? {
        Response::Pause(reply) => Ok(reply),
        other => panic!("{other:?}"),
    }
}

pub(super) fn resume(world: &mut World) -> ResumeReply {
    match world.ask(Request::Resume(Resume::default())).unwrap() {
        Response::Resume(reply) => reply,
        other => panic!("{other:?}"),
    }
}

pub(super) fn pace(world: &mut World, pace: Option<&str>) -> Result<PaceReply, Failure> {
    let asked = Pace {
        batch_id: None,
        pace: pace.map(str::to_owned),
    };
    match world.ask(Request::Pace(asked))? {
        Response::Pace(reply) => Ok(reply),
        other => panic!("{other:?}"),
    }
}

pub(super) fn planned(from: &str, until: &str) -> PauseInfo {
    PauseInfo {
        from: from.to_owned(),
        until: until.to_owned(),
    }
}

pub(super) const VACATION: (&str, &str) =
    ("2026-12-24T04:00:00+00:00", "2026-12-28T04:00:00+00:00");

#[test]
fn a_pause_says_which_it_replaces_and_an_undo_brings_that_back() {
    for (from, until, is_replaced) in [
        // It ends within, begins within, lies within, or holds it all.
        (None, "2026-12-25T04:00:00Z", true),
        (Some("2026-12-26T04:00:00Z"), "2026-12-30T04:00:00Z", true),
        (Some("2026-12-25T04:00:00Z"), "2026-12-26T04:00:00Z", true),
        (None, "2027-01-05T04:00:00Z", true),
        // Beside it, or the same once more.
        (None, "2026-12-24T04:00:00Z", false),
        (Some("2026-12-28T04:00:00Z"), "2026-12-30T04:00:00Z", false),
        (Some(VACATION.0), VACATION.1, false),
    ] {
        let mut world = World::bundled();
        let (begins, ends) = VACATION;
        let first = pause(&mut world, Some(begins), Some(ends)).unwrap();
        assert_eq!(first.replaced, []);
        let vacation = [planned(begins, ends)];
        let second = pause(&mut world, from, Some(until)).unwrap();
        let expected: &[PauseInfo] = if is_replaced { &vacation } else { &[] };
        assert_eq!(second.replaced, expected, "{from:?} {until}");
        world.undo().unwrap();
        assert_eq!(world.status().pauses, vacation, "{from:?} {until}");
    }
}

#[test]
fn a_snooze_says_which_it_replaces() {
    let mut world = World::bundled();
    assert_eq!(
        snooze(&mut world, Some("2026-11-22T15:00:00Z"))
            .unwrap()
            .replaced,
        None
    );
    let again = Snooze {
        batch_id: None,
        until: Some("2026-11-22T13:00:00Z".to_owned()),
    };
    let Response::Snooze(reply) = world.ask(Request::Snooze(again.clone())).unwrap() else {
        panic!();
    };
    assert_eq!(reply.replaced.as_deref(), Some("2026-11-22T15:00:00+00:00"));
    let Response::Snooze(reply) = world.ask(Request::Snooze(again)).unwrap() else {
        panic!();
    };
    assert_eq!(reply.replaced, None, "the same");
    world.undo().unwrap();
    world.undo().unwrap();
    assert_eq!(
        world.status().silent.unwrap().until,
        "2026-11-22T15:00:00+00:00"
    );
    world.pass_secs(4 * 3600);
    assert_eq!(snooze_anew(&mut world).replaced, None, "that one is over");
}

fn snooze_anew(world: &mut World) -> SnoozeReply {
    match world.ask(Request::Snooze(Snooze::default())).unwrap() {
        Response::Snooze(reply) => reply,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_mode_says_which_it_replaces_for_good() {
    let set = |mode: &str, until: Option<&str>| ModeInfo {
        mode: mode.to_owned(),
        until: until.map(str::to_owned),
    };
    let mut world = World::bundled();
    let mut replaced =
        |name: &str, until: Option<&str>| mode(&mut world, name, until).unwrap().replaced;
    assert_eq!(replaced("learning", None), None);
    // It comes back after that.
    assert_eq!(replaced("coding", Some("2026-11-22T15:00:00Z")), None);
    let coding = set("coding", Some("2026-11-22T15:00:00+00:00"));
    assert_eq!(
        replaced("revision", Some("2026-11-22T14:00:00Z")),
        Some(coding)
    );
    assert_eq!(replaced("", None), None);
    let revision = set("revision", Some("2026-11-22T14:00:00+00:00"));
    assert_eq!(replaced("whiteboard", None), Some(revision));
    assert_eq!(replaced("whiteboard", None), None);
    assert_eq!(replaced("all", None), Some(set("whiteboard", None)));
    assert_eq!(replaced("learning", None), None);
}

#[test]
fn the_pace_is_told_and_changed_and_taken_back() {
    let mut world = World::bundled();
    let told = pace(&mut world, None).unwrap();
    assert_eq!(
        (told.pace.as_str(), told.next, told.batch),
        ("daily", None, None)
    );
    let weekly = pace(&mut world, Some("weekly")).unwrap();
    assert_eq!(weekly.pace, "weekly");
    assert!(weekly.next.is_some() && weekly.batch.is_some());
    assert_eq!(pace(&mut world, None).unwrap().pace, "weekly");
    assert_eq!(world.undo().unwrap().undone[0].what, "one reminder a week");
    assert_eq!(pace(&mut world, None).unwrap().pace, "daily");
    let wrong = pace(&mut world, Some("hourly")).unwrap_err();
    assert_eq!(wrong.code, ErrorCode::InvalidParams);
    assert!(wrong.message.contains("daily or weekly"));
}

#[test]
fn the_mode_decides_what_is_asked_and_what_it_hides_is_counted_as_held() {
    let mut world = World::bundled();
    let all = world.status();
    assert_eq!((all.mode.as_str(), all.held), ("all", 0));
    let kinds = |world: &mut World| -> Vec<String> {
        let due = world.due();
        due.prompts.into_iter().map(|prompt| prompt.kind).collect()
    };
    mode(&mut world, "learning", None).unwrap();
    assert!(kinds(&mut world).iter().all(|kind| kind == "children"));
    mode(&mut world, "whiteboard", None).unwrap();
    let asked = kinds(&mut world);
    assert!(!asked.is_empty() && asked.iter().all(|kind| kind == "route"));
    let reply = mode(&mut world, "coding", None).unwrap();
    assert_eq!(reply.until.as_deref(), Some("2026-11-23T04:00:00+00:00"));
    assert!(kinds(&mut world).is_empty());
    let status = world.status();
    assert_eq!((status.due, status.held), (0, all.due));
    assert_eq!(status.silent.unwrap().why, "mode");
    // It ends with the study day, by itself.
    let wake = world.engine.wakes(world.now, Watched::No).wall.unwrap();
    assert!(
        wake <= "2026-11-23T04:00:00Z"
            .parse::<chrono::DateTime<chrono::Utc>>()
            .unwrap()
    );
    world.pass_secs(16 * 3600);
    assert_eq!(world.status().mode, "whiteboard", "the one that lasts");
}

#[test]
fn revision_asks_palaces_after_the_maps() {
    let mut world = World::bundled();
    for scope in ["your-house/gate", "python/basics"] {
        world.log(scope, 3);
    }
    world.pass_days(4);
    mode(&mut world, "revision", None).unwrap();
    let due = world.due();
    let kinds: Vec<&str> = due
        .prompts
        .iter()
        .map(|prompt| prompt.kind.as_str())
        .collect();
    let first_route = kinds.iter().position(|kind| *kind == "route").unwrap();
    assert!(
        kinds[first_route..].iter().all(|kind| *kind == "route"),
        "{kinds:?}"
    );
    assert!(first_route > 0, "{kinds:?}");
}

#[test]
fn a_mode_can_be_asked_told_an_end_and_taken_back() {
    let mut world = World::bundled();
    let reply = mode(&mut world, "coding", Some("2026-11-22T14:00:00Z")).unwrap();
    assert_eq!(reply.until.as_deref(), Some("2026-11-22T14:00:00+00:00"));
    assert_eq!(mode(&mut world, "", None).unwrap().mode, "coding");
    let undone = world.undo().unwrap();
    assert_eq!(undone.undone[0].what, "mode coding");
    assert_eq!(mode(&mut world, "", None).unwrap().mode, "all");
    let wrong = mode(&mut world, "sleeping", None).unwrap_err();
    assert_eq!(wrong.code, ErrorCode::InvalidParams);
    assert!(wrong.message.contains("whiteboard"));
    let past = mode(&mut world, "coding", Some("2026-11-22T11:00:00Z")).unwrap_err();
    assert_eq!(past.code, ErrorCode::InvalidParams);
}

#[test]
fn a_snooze_is_never_written_twice_and_can_be_taken_back() {
    let mut world = World::bundled();
    let first = snooze(&mut world, None).unwrap();
    assert_eq!(first.until, "2026-11-22T13:00:00+00:00");
    world.pass_secs(60);
    let again = snooze(&mut world, None).unwrap();
    assert_eq!(again.until, first.until);
    let undone = world.undo().unwrap();
    assert_eq!(undone.undone[0].what, "snooze until 2026-11-22 13:00");
    let lasts = undone.undone[0].lasts.as_ref().unwrap();
    assert_eq!(
        (
            lasts.what.as_str(),
            lasts.from.as_deref(),
            lasts.until.as_str()
        ),
        ("snooze", None, "2026-11-22T13:00:00+00:00")
    );
    assert!(world.status().silent.is_none());
    assert!(snooze(&mut World::bundled(), Some("2026-11-22T12:00:00Z")).is_err());
}

#[test]
fn what_was_undone_is_told_by_the_clock_of_its_moment_also_across_a_clock_change() {
    let mut world = World::bundled();
    world.now.zone = chrono_tz::Europe::Paris;
    world.engine.setup.settings.zone = Zone::Local;
    world.pass_days(8);
    let morning = "2027-07-01T09:00:00+02:00";
    assert_eq!(snooze(&mut world, Some(morning)).unwrap().until, morning);
    let listed = |world: &mut World| match world.ask(Request::UndoList(UndoList::default())) {
        Ok(Response::UndoList(items)) => items[0].what.clone(),
        other => panic!("{other:?}"),
    };
    let told = "snooze until 2027-07-01 09:00";
    assert_eq!(listed(&mut world), told);
    assert_eq!(world.undo().unwrap().undone[0].what, told);
    let (from, until) = ("2027-06-01T09:00:00+02:00", "2027-12-01T09:00:00+01:00");
    pause(&mut world, Some(from), Some(until)).unwrap();
    let told = "pause from 2027-06-01 09:00 until 2027-12-01 09:00";
    assert_eq!(listed(&mut world), told);
    let undone = world.undo().unwrap().undone;
    assert_eq!(undone[0].what, told);
    // For programs with the offset of its moment.
    let lasts = undone[0].lasts.as_ref().unwrap();
    let times = (lasts.from.as_deref(), lasts.until.as_str());
    assert_eq!((lasts.what.as_str(), times), ("pause", (Some(from), until)));
}

#[test]
fn no_mode_offers_more_new_than_the_cap_and_held_is_what_would_be_asked_without_it() {
    let mut world = World::bundled();
    world.engine.setup.settings.daily_minutes = 600;
    for cap in [1, 3, 6, 12] {
        world.engine.setup.settings.new_per_day = cap;
        mode(&mut world, "all", None).unwrap();
        let all = world.due().prompts;
        let of = |kind: &str| -> usize {
            let prompts = all.iter().filter(|prompt| prompt.kind == kind);
            prompts.map(|prompt| prompt.loci.len()).sum()
        };
        let (branches, rooms) = (of("children"), of("route"));
        for (name, held) in [
            ("all", 0),
            ("learning", rooms),
            ("revision", 0),
            ("interview", 0),
            ("whiteboard", branches),
            ("coding", branches + rooms),
        ] {
            let reply = mode(&mut world, name, None).unwrap();
            assert_eq!(reply.held as usize, held, "{name}, {cap} new a day");
            let asked = world.due().prompts.into_iter();
            let new: Vec<usize> = asked.map(|prompt| prompt.loci.len()).collect();
            // Soft: the last one may go over it, up to twice; the first always comes.
            let before: usize = new.iter().rev().skip(1).sum();
            assert!(before < cap as usize, "{name}, {cap} new a day: {new:?}");
            let sum: usize = new.iter().sum();
            assert!(
                new.len() < 2 || sum <= 2 * cap as usize,
                "{name}, {cap} new a day: {new:?}"
            );
        }
    }
}

#[test]
fn a_batch_of_another_command_is_refused_instead_of_answered() {
    let mut world = World::bundled();
    snooze(&mut world, None).unwrap();
    let batch_id = Some(uuid::Uuid::from_u128(5));
    let pause = Pause {
        batch_id,
        ..Pause::default()
    };
    let refused = world.ask(Request::Pause(pause)).unwrap_err();
    assert_eq!(refused.code, ErrorCode::InvalidParams);
    let mut log = super::world::log("python/", 3);
    log.batch_id = batch_id;
    assert_eq!(
        world.try_log(&log).unwrap_err().code,
        ErrorCode::InvalidParams
    );
}

#[test]
fn what_never_ends_is_refused() {
    let mut world = World::bundled();
    let far = snooze(&mut world, Some("9999-12-31T23:59:59Z")).unwrap_err();
    assert!(far.message.contains("9998"), "{}", far.message);
}

#[test]
fn a_snooze_into_the_night_answers_with_the_morning() {
    let mut world = World::bundled();
    let reply = snooze(&mut world, Some("2026-11-22T22:30:00Z")).unwrap();
    let silent = reply.silent.unwrap();
    assert_eq!(silent.until, "2026-11-23T08:00:00+00:00");
    assert_eq!(silent.because, "snoozed, then quiet hours");
}

#[test]
fn a_pause_takes_the_reminder_away_and_its_end_brings_it_back_once() {
    let mut world = World::bundled();
    world.arrived(Subject::Reminder);
    world.wishes();
    let reply = pause(&mut world, None, Some("2026-11-22T15:00:00Z")).unwrap();
    assert_eq!(reply.silent.unwrap().because, "paused");
    assert_eq!(world.wishes(), [Wish::Withdraw(Subject::Reminder)]);
    world.pass_secs(2 * 3600);
    world.event(Event::Tick);
    assert_eq!(world.wishes(), []);
    let resumed = resume(&mut world);
    assert_eq!(resumed.ended, ["pause"]);
    assert!(resumed.silent.is_none());
    assert_eq!(world.wishes().len(), 1);
    world.arrived(Subject::Reminder);
    world.pass_secs(7200);
    world.event(Event::Tick);
    assert_eq!(world.wishes(), []);
    assert!(resume(&mut world).ended.is_empty());
}

#[test]
fn a_pause_without_an_end_ends_with_the_study_day_and_one_can_be_planned() {
    let mut world = World::bundled();
    let reply = pause(&mut world, None, None).unwrap();
    assert_eq!(reply.until, "2026-11-23T04:00:00+00:00");
    resume(&mut world);
    let planned = pause(
        &mut world,
        Some("2026-12-24T00:00:00Z"),
        Some("2026-12-27T00:00:00Z"),
    );
    assert!(planned.unwrap().silent.is_none());
    let resumed = resume(&mut world);
    assert_eq!(resumed.ended, ["pause"]);
    assert_eq!(resumed.planned.len(), 1);
    assert_eq!(resumed.planned[0].from, "2026-12-24T00:00:00+00:00");
    let backwards = pause(
        &mut world,
        Some("2026-12-24T00:00:00Z"),
        Some("2026-12-23T00:00:00Z"),
    );
    assert_eq!(backwards.unwrap_err().code, ErrorCode::InvalidParams);
}

fn start_box(world: &mut World, secs: u32) {
    let start = BoxStart {
        kind: "map".to_owned(),
        topic: "dict".to_owned(),
        limit_secs: Some(secs),
    };
    world.ask(Request::BoxStart(start)).unwrap();
}

#[test]
fn a_box_counts_down_in_one_notification_that_becomes_stop() {
    let mut world = World::bundled();
    world.arrived(Subject::Reminder);
    world.wishes();
    start_box(&mut world, 600);
    // A reminder does not stand beside it.
    let wishes = world.wishes();
    assert!(
        wishes.contains(&Wish::Withdraw(Subject::Reminder)),
        "{wishes:?}"
    );
    assert_eq!(world.notice(Subject::Box).title, "10 min left");
    let mut titles = Vec::new();
    for _ in 0..10 {
        world.arrived(Subject::Box);
        world.pass_secs(60);
        world.event(Event::Tick);
        titles.push(world.notice(Subject::Box).title);
    }
    let expected = [
        "9 min left",
        "8 min left",
        "7 min left",
        "6 min left",
        "Enough? 5 min left",
        "4 min left",
        "3 min left",
        "2 min left",
        "1 min left",
        "STOP",
    ];
    assert_eq!(titles, expected);
    assert_eq!(world.notice(Subject::Box).urgency, Urgency::Critical);
    let wishes = world.wishes();
    let shown = |wish: &&Wish| matches!(wish, Wish::Show(notice) if notice.subject == Subject::Box);
    assert_eq!(wishes.iter().filter(shown).count(), 10);
    // The reminder comes back, and STOP stays.
    assert!(
        matches!(wishes.last(), Some(Wish::Show(notice)) if notice.subject == Subject::Reminder)
    );
}

/// Watchers were told the same silence anew at each turn, because two clocks never tick as one.
#[test]
fn the_silence_of_a_box_is_told_once_while_it_lasts() {
    let mut world = World::bundled();
    start_box(&mut world, 600);
    for _ in 0..5 {
        world.pass_secs(10);
        world.now.at += chrono::TimeDelta::microseconds(700);
        let outcome = world.event(Event::Tick);
        let told = |effect: &&Effect| matches!(effect, Effect::Tell(Told::Silent { .. }));
        assert_eq!(
            outcome.effects.iter().filter(told).count(),
            0,
            "{outcome:?}"
        );
    }
}

#[test]
fn a_box_that_is_done_is_gone_from_the_screen_and_can_be_done_there() {
    let mut world = World::bundled();
    start_box(&mut world, 600);
    world.arrived(Subject::Box);
    world.wishes();
    let done = BoxEnd {
        how: EndHow::Done,
        id: None,
        note: None,
    };
    world.ask(Request::BoxEnd(done)).unwrap();
    assert!(world.wishes().contains(&Wish::Withdraw(Subject::Box)));
    start_box(&mut world, 300);
    world.arrived(Subject::Box);
    world.press(Subject::Box, Action::Done);
    assert!(world.status().running.is_none());
}

#[test]
fn a_stop_that_nobody_could_show_comes_with_a_server_while_it_still_matters() {
    let server = || {
        Event::News(News::Presence(Presence::Server(Server {
            name: "dunst".to_owned(),
            vendor: String::new(),
            version: String::new(),
            spec: String::new(),
            capabilities: Vec::new(),
        })))
    };
    for (later, expected) in [(600, true), (1000, false)] {
        let mut world = World::bundled();
        start_box(&mut world, 60);
        world.pass_secs(60);
        world.event(Event::Tick);
        world.not_shown(Subject::Box, NotShown::NoServer);
        world.wishes();
        world.pass_secs(later);
        world.event(server());
        let wishes = world.wishes();
        let stop = |wish: &Wish| matches!(wish, Wish::Show(notice) if notice.title == "STOP");
        assert_eq!(
            wishes.iter().any(stop),
            expected,
            "after {later} s: {wishes:?}"
        );
    }
}
