//! Cards: a rating comes of a press on an answer that was shown and still is the answer, and of nothing else.

use super::world::{World, log};
use crate::domain::hold::{Hold, Holds};
use crate::domain::notice::{
    Action, Closing, NotShown, Notice, Presence, Server, Subject, Token, Urgency,
};
use crate::domain::screen::{News, Wish};
use crate::domain::settings::{Privacy, Style};
use crate::engine::effect::Effect;
use crate::engine::event::Event;
use crate::ipc::protocol::{Filter, Request, Undo};

const REMINDER: Subject = Subject::Reminder;
/// Two prompts of a card's size, one that is too long for one, and a palace.
const NOTE: &str = "# Mind map\n\n```\nlang\n├── dict\n│   ├── hashing\n│   └── order\n└── list\n    ├── amortised\n    ├── slices\n    └── sort\n```\n";
const PALACE: &str =
    "# Memory palace: House\n\n| Place | Point |\n|---|---|\n| Gate | one |\n| Hall | two |\n";

fn server(capabilities: &[&str]) -> Event {
    Event::News(News::Presence(Presence::Server(Server {
        name: "dunst".to_owned(),
        vendor: "knopwob".to_owned(),
        version: "1.9.0".to_owned(),
        spec: "1.2".to_owned(),
        capabilities: capabilities.iter().map(|it| (*it).to_owned()).collect(),
    })))
}

fn actions(notice: &Notice) -> Vec<Action> {
    notice.buttons.iter().map(|button| button.action).collect()
}

fn reviews(world: &mut World) -> u32 {
    let all = world.ls(Filter::default());
    all.iter().map(|locus| locus.reviews).sum()
}

/// A world with cards in which all was recalled once, on the day on which the first of it is due again.
fn asking() -> World {
    asking_of(&[("lang.md", NOTE)])
}

fn asking_of(notes: &[(&str, &str)]) -> World {
    let mut world = World::empty();
    world.engine.setup.settings.style = Style::Card;
    world.engine.setup.settings.new_per_day = 0;
    for (name, text) in notes {
        world.write(name, text);
    }
    world.event(server(&["actions"]));
    world.read();
    for scope in world.ls(Filter::default()) {
        world.log(&scope.path, 1);
    }
    world.pass_days(1);
    world.event(Event::Tick);
    world.wishes();
    world.arrived(REMINDER);
    world
}

/// The answer of the first card stands.
fn answered() -> World {
    let mut world = asking();
    world.press(REMINDER, Action::Show);
    world.arrived(REMINDER);
    world
}

/// The echo of its rating stands.
fn rated() -> World {
    let mut world = answered();
    world.press(REMINDER, Action::Good);
    world.arrived(REMINDER);
    world
}

fn press_of(world: &mut World, token: Token, action: Action) {
    world.event(Event::News(News::Pressed {
        subject: REMINDER,
        token,
        action,
    }));
}

fn is_question(notice: &Notice) -> bool {
    notice.click == Some(Action::Show)
}

fn is_answer(notice: &Notice) -> bool {
    actions(notice) == [Action::Good, Action::Hard, Action::Again]
}

#[test]
fn a_card_asks_shows_its_answer_takes_a_rating_and_goes_on_until_nothing_is_due() {
    let mut world = asking();
    let question = world.notice(REMINDER);
    assert!(
        question.title.starts_with("What hangs under "),
        "{question:?}"
    );
    assert!(question.body.contains("\n7 to recall"), "{question:?}");
    assert_eq!(question.urgency, Urgency::Normal);
    let before = reviews(&mut world);

    world.press(REMINDER, Action::Show);
    let answer = world.notice(REMINDER);
    assert!(is_answer(&answer), "{answer:?}");
    assert_eq!(
        (answer.click, answer.urgency),
        (Some(Action::Open), Urgency::Reply)
    );
    assert_ne!(answer.token, question.token);
    assert_eq!(reviews(&mut world), before, "nothing is rated yet");
    world.arrived(REMINDER);

    let things = answer.body.lines().count() - 1;
    world.press(REMINDER, Action::Hard);
    let echo = world.notice(REMINDER);
    let begin = format!("Hard · {} ({things}) · next ", answer.title);
    assert!(echo.title.starts_with(&begin), "{echo:?}");
    assert_eq!(actions(&echo), [Action::Next, Action::Undo]);
    assert_eq!(reviews(&mut world), before + u32::try_from(things).unwrap());
    world.arrived(REMINDER);

    let mut rated = 1;
    while actions(&world.notice(REMINDER)).contains(&Action::Next) {
        world.press(REMINDER, Action::Next);
        assert!(is_question(&world.notice(REMINDER)));
        world.arrived(REMINDER);
        world.press(REMINDER, Action::Show);
        world.arrived(REMINDER);
        world.press(REMINDER, Action::Good);
        world.arrived(REMINDER);
        rated += 1;
    }
    assert_eq!(rated, 3);
    let last = world.notice(REMINDER);
    assert!(last.body.starts_with("Nothing else today."), "{last:?}");
    assert_eq!(world.status().due, 0);
    // It stays with its undo as long as the day lasts.
    world.event(Event::Tick);
    world.wishes();
    world.press(REMINDER, Action::Undo);
    assert!(is_answer(&world.notice(REMINDER)));
    assert!(world.status().due > 0);
}

#[test]
fn rooms_are_shown_with_their_points_and_logged_as_a_card() {
    let mut world = asking_of(&[("house.md", PALACE)]);
    assert_eq!(
        world.notice(REMINDER).title,
        "Walk House, in order (2 rooms)"
    );
    world.press(REMINDER, Action::Show);
    assert_eq!(world.notice(REMINDER).title, "House");
    assert_eq!(
        world.notice(REMINDER).body,
        "Gate — one\nHall — two\nOr type: loci good memory-palace-house"
    );
    world.arrived(REMINDER);
    world.press(REMINDER, Action::Again);
    let gate = world.ls(Filter::Live).remove(0).path;
    let last = world.show(&gate).history.pop().unwrap();
    assert_eq!((last.source.as_str(), last.rating), ("card", 1));
}

#[test]
fn undo_takes_the_rating_back_and_shows_the_answer_again() {
    let mut world = answered();
    let (answer, before) = (world.notice(REMINDER), reviews(&mut world));
    world.press(REMINDER, Action::Good);
    world.arrived(REMINDER);
    world.press(REMINDER, Action::Undo);
    let again = world.notice(REMINDER);
    assert_eq!((&again.title, &again.body), (&answer.title, &answer.body));
    assert_eq!(reviews(&mut world), before);
    world.arrived(REMINDER);
    world.press(REMINDER, Action::Hard);
    assert!(world.notice(REMINDER).title.starts_with("Hard · "));
}

#[test]
fn what_undo_took_back_elsewhere_is_asked_afresh() {
    let mut world = rated();
    let before = reviews(&mut world);
    world.undo().unwrap();
    assert!(is_question(&world.notice(REMINDER)));
    assert!(reviews(&mut world) < before);
}

#[test]
fn a_closed_or_expired_card_rates_nothing() {
    for how in [
        Closing::Expired,
        Closing::Dismissed,
        Closing::Withdrawn,
        Closing::Unknown,
    ] {
        let mut world = answered();
        let before = reviews(&mut world);
        let token = world.notice(REMINDER).token;
        world.event(Event::News(News::Closed {
            subject: REMINDER,
            token,
            how,
        }));
        for action in Action::ALL {
            press_of(&mut world, token, action);
        }
        assert_eq!(reviews(&mut world), before, "{how:?}");
    }
}

#[test]
fn no_button_rates_before_the_answer_was_shown_or_once_it_is_gone() {
    for action in [Action::Good, Action::Hard, Action::Again] {
        let mut world = asking();
        let before = reviews(&mut world);
        let question = world.notice(REMINDER).token;
        world.press(REMINDER, action);
        assert!(is_question(&world.notice(REMINDER)), "{action:?}");
        world.arrived(REMINDER);
        press_of(&mut world, question, action);
        world.press(REMINDER, Action::Show);
        press_of(&mut world, question, action);
        world.arrived(REMINDER);
        assert_eq!(reviews(&mut world), before, "{action:?}");
        let answer = world.notice(REMINDER).token;
        world.press(REMINDER, action);
        let once = reviews(&mut world);
        press_of(&mut world, answer, action);
        world.arrived(REMINDER);
        press_of(&mut world, answer, action);
        world.press(REMINDER, action);
        assert_eq!(reviews(&mut world), once, "{action:?}");
    }
}

#[test]
fn a_press_on_a_digest_that_no_digest_has_says_nothing() {
    let mut world = World::bundled();
    world.event(server(&["actions"]));
    world.arrived(REMINDER);
    let before = reviews(&mut world);
    for action in [Action::Show, Action::Good, Action::Next, Action::Undo] {
        world.press(REMINDER, action);
        assert!(world.notice(REMINDER).title.contains("to recall"));
        world.arrived(REMINDER);
    }
    assert_eq!(reviews(&mut world), before);
    assert_eq!(world.status().silent, None);
}

#[test]
fn a_card_that_was_rated_elsewhere_is_not_rated_again() {
    let mut world = answered();
    let shown = world.notice(REMINDER);
    let scope = format!("{}/", shown.title);
    let scope = if scope == "lang/" {
        scope
    } else {
        format!("lang/{scope}")
    };
    // The press and the log come in one turn: the screen was not told anew between them.
    let press = Event::News(News::Pressed {
        subject: REMINDER,
        token: shown.token,
        action: Action::Good,
    });
    let request = Event::Request(Request::Log(log(&scope, 2)));
    let before = reviews(&mut world);
    world.engine.turn(vec![request, press], world.now);
    let things = u32::try_from(shown.body.lines().count() - 1).unwrap();
    assert_eq!(reviews(&mut world), before + things);

    let mut world = answered();
    world.log(&scope, 2);
    assert!(is_question(&world.notice(REMINDER)), "another is asked");
}

#[test]
fn another_log_leaves_the_answer_and_the_echo_where_they_are() {
    for (mut world, is_right) in [
        (answered(), is_answer as fn(&Notice) -> bool),
        (rated(), |notice| {
            notice.click == Some(Action::Open) && !is_answer(notice)
        }),
    ] {
        let stands = world.notice(REMINDER);
        let other = ["lang/dict/", "lang/list/"].map(|scope| scope.to_owned());
        let title = stands.title.clone();
        let other = other
            .iter()
            .find(|scope| !title.contains(&scope[5..9]))
            .unwrap();
        world.log(other, 3);
        let now = world.notice(REMINDER);
        assert!(is_right(&now), "{now:?}");
        assert_eq!(now.title, stands.title);
    }
}

#[test]
fn a_card_whose_notes_changed_is_asked_afresh() {
    let mut world = asking_of(&[("house.md", PALACE)]);
    world.press(REMINDER, Action::Show);
    world.arrived(REMINDER);
    let (token, before) = (world.notice(REMINDER).token, reviews(&mut world));
    world.write("house.md", &PALACE.replace("two", "three"));
    world.read();
    assert!(is_question(&world.notice(REMINDER)));
    press_of(&mut world, token, Action::Good);
    assert_eq!(reviews(&mut world), before);
}

#[test]
fn a_card_of_yesterday_is_not_rated_today() {
    let mut world = answered();
    let (token, before) = (world.notice(REMINDER).token, reviews(&mut world));
    world.pass_days(1);
    press_of(&mut world, token, Action::Good);
    assert_eq!(reviews(&mut world), before);
    assert!(is_question(&world.notice(REMINDER)));

    // The echo of yesterday is no news today.
    let mut world = rated();
    world.pass_days(1);
    world.event(Event::Tick);
    assert!(is_question(&world.notice(REMINDER)));
}

#[test]
fn after_a_restart_a_card_begins_with_its_question() {
    for mut world in [answered(), rated()] {
        let (token, before) = (world.notice(REMINDER).token, reviews(&mut world));
        world.restart();
        world.event(server(&["actions"]));
        world.read();
        assert!(is_question(&world.notice(REMINDER)));
        for action in Action::ALL {
            press_of(&mut world, token, action);
        }
        assert_eq!(reviews(&mut world), before);
    }
}

#[test]
fn without_buttons_a_command_or_a_short_prompt_it_is_the_digest() {
    let is_digest = |world: &World| world.notice(REMINDER).click == Some(Action::Open);
    let mut plain = asking();
    plain.not_shown(REMINDER, NotShown::Gone);
    plain.event(server(&["body"]));
    assert!(is_digest(&plain));

    let mut nobody = asking();
    nobody.event(Event::News(News::Presence(Presence::NoServer)));
    nobody.not_shown(REMINDER, NotShown::Gone);
    nobody.event(Event::Tick);
    assert!(is_digest(&nobody));

    let rows: String = (0..6)
        .map(|n| format!("| Place {n} | point {n} |\n"))
        .collect();
    let long = format!("# Memory palace: House\n\n| Place | Point |\n|---|---|\n{rows}");
    let world = asking_of(&[("house.md", &long)]);
    assert!(is_digest(&world));

    let mut new = World::empty();
    new.engine.setup.settings.style = Style::Card;
    new.event(server(&["actions"]));
    new.write("house.md", PALACE);
    new.read();
    assert!(
        is_digest(&new),
        "what was never recalled is first shown, then asked"
    );
}

#[test]
fn a_locked_screen_shows_no_card_and_silence_takes_it_away() {
    let mut world = answered();
    let locked: Holds = [Hold::Locked].into();
    world.event(Event::News(News::Holds(locked)));
    let notice = world.notice(REMINDER);
    assert!(notice.title.contains("to recall"), "{notice:?}");
    assert_eq!(notice.urgency, Urgency::Low);
    world.arrived(REMINDER);
    world.event(Event::News(News::Holds(Holds::new())));
    assert!(is_question(&world.notice(REMINDER)));

    let mut world = answered();
    world.wishes();
    world.ask(Request::Snooze(Default::default())).unwrap();
    assert_eq!(world.wishes(), [Wish::Withdraw(REMINDER)]);
}

#[test]
fn a_rating_that_cannot_be_written_is_refused_on_the_card_and_can_be_given_again() {
    let mut world = answered();
    let before = reviews(&mut world);
    world.engine.store.refuse_writes(true);
    world.press(REMINDER, Action::Good);
    let refused = world.notice(REMINDER);
    assert!(is_answer(&refused), "{refused:?}");
    assert!(refused.body.contains("Not logged: "), "{refused:?}");
    world.arrived(REMINDER);
    world.engine.store.refuse_writes(false);
    assert_eq!(reviews(&mut world), before);
    world.press(REMINDER, Action::Good);
    assert!(world.notice(REMINDER).title.starts_with("Good · "));
    assert!(reviews(&mut world) > before);
}

#[test]
fn a_shown_answer_counts_as_opened_and_a_click_on_it_opens_the_review_and_rates_nothing() {
    let mut world = answered();
    let before = reviews(&mut world);
    let outcome = world.press(REMINDER, Action::Open);
    assert!(outcome.effects.contains(&Effect::Open));
    assert_eq!(reviews(&mut world), before);
    world.wishes();
    // Were it not opened, the nudge would come.
    world.pass_secs(6 * 3600);
    world.event(Event::Tick);
    assert_eq!(world.wishes(), []);
}

#[test]
fn a_card_asks_whatever_a_reminder_may_tell() {
    for privacy in [Privacy::Discreet, Privacy::Topics, Privacy::Full] {
        let mut world = asking();
        world.engine.setup.settings.privacy = privacy;
        world.event(Event::Tick);
        assert!(is_question(&world.notice(REMINDER)));
    }
}

#[test]
fn an_undo_of_what_is_undone_already_does_no_harm() {
    let mut world = rated();
    let token = world.notice(REMINDER).token;
    let undo = Event::Request(Request::Undo(Undo::default()));
    let press = Event::News(News::Pressed {
        subject: REMINDER,
        token,
        action: Action::Undo,
    });
    world.engine.turn(vec![undo, press], world.now);
    let history = world.show("lang/dict").history;
    assert_eq!(history.len(), 1);
}
