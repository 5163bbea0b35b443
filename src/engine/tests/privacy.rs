//! What each notification may name at each level of privacy, from the notes to the words on the screen.

use super::world::World;
use crate::domain::notice::{Action, Notice, Presence, Server, Subject};
use crate::domain::screen::{News, Wish};
use crate::domain::settings::{Privacy, Style};
use crate::engine::event::Event;
use crate::ipc::protocol::{BoxStart, Filter, NoParams, Request};

/// Each name says what it is: what must not be told is told by the test that finds it.
const NOTES: [(&str, &str); 3] = [
    (
        "map.md",
        "# Mind map\n\n```\nMapname\n├── Branchone\n│   ├── Leafone\n│   └── Leaftwo\n└── Branchtwo\n```\n",
    ),
    (
        "palace.md",
        "# Memory palace: Housename\n\n| Place | Point |\n|---|---|\n| Gateplace | Gatepoint |\n| Hallplace | Hallpoint |\n",
    ),
    (
        "secret.md",
        "# Mind map #interview\n\n```\nACME Interview prep\n├── Interviewer\n└── Offerbranch\n```\n",
    ),
];
/// Maps and palaces.
const NAMES: [&str; 3] = ["Mapname", "Housename", "ACME"];
/// What a question names besides: the parent of what is asked.
const ASKED: [&str; 1] = ["Branchone"];
/// What is to be recalled; of the branches, those that no question names.
const ANSWERS: [&str; 8] = [
    "Leafone",
    "Leaftwo",
    "Branchtwo",
    "Gateplace",
    "Gatepoint",
    "Hallplace",
    "Hallpoint",
    "Offerbranch",
];
const LEVELS: [Privacy; 3] = [Privacy::Discreet, Privacy::Topics, Privacy::Full];

/// What a notification may name of the notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum May {
    /// Nothing.
    Nothing,
    /// Maps and palaces.
    Names,
    /// Maps, palaces and questions.
    Questions,
    /// The topic of the box alone.
    Topic,
    /// The question of a card, which the user chose to see.
    Card,
    /// Its answer.
    Answer,
}

fn server() -> Event {
    Event::News(News::Presence(Presence::Server(Server {
        name: "dunst".to_owned(),
        vendor: String::new(),
        version: "1".to_owned(),
        spec: "1.2".to_owned(),
        capabilities: vec!["actions".to_owned()],
    })))
}

fn next_noon(world: &mut World) {
    world.pass_days(1);
    world.event(Event::Tick);
    world.arrived(Subject::Reminder);
}

/// The notes at noon, on a day of a plan or not, two weeks before an interview; nothing was recalled yet.
fn begun(privacy: Privacy, style: Style) -> World {
    let mut world = World::empty();
    let settings = &mut world.engine.setup.settings;
    (settings.privacy, settings.style) = (privacy, style);
    settings.remind.interview =
        (world.now.at.date_naive() + chrono::Days::new(60)).and_hms_opt(15, 0, 0);
    for (name, text) in NOTES {
        world.write(name, text);
    }
    world.event(server());
    world.read();
    world.arrived(Subject::Reminder);
    world
}

/// The same on the next day, after all was missed.
fn recalled(privacy: Privacy, style: Style) -> World {
    let mut world = begun(privacy, style);
    for locus in world.ls(Filter::default()) {
        world.log(&locus.path, 1);
    }
    next_noon(&mut world);
    world
}

fn reminder(world: &World) -> Notice {
    world.notice(Subject::Reminder)
}

fn nudge(privacy: Privacy) -> Notice {
    let mut world = begun(privacy, Style::Digest);
    world.pass_secs(5 * 3600);
    world.event(Event::Tick);
    reminder(&world)
}

fn again(privacy: Privacy) -> Notice {
    let mut world = begun(privacy, Style::Digest);
    world.press(Subject::Reminder, Action::Snooze);
    world.pass_secs(3600);
    world.event(Event::Tick);
    reminder(&world)
}

fn welcome(privacy: Privacy) -> Notice {
    let mut world = begun(privacy, Style::Digest);
    world.log("mapname/branchone", 1);
    world.pass_days(6);
    world.event(Event::Tick);
    reminder(&world)
}

fn ask(privacy: Privacy) -> Notice {
    let mut world = begun(privacy, Style::Digest);
    for _ in 0..8 {
        next_noon(&mut world);
    }
    reminder(&world)
}

fn updated(privacy: Privacy) -> Notice {
    let mut world = begun(privacy, Style::Digest);
    world.log("mapname/branchone", 3);
    reminder(&world)
}

fn unopened(privacy: Privacy) -> Notice {
    let mut world = begun(privacy, Style::Digest);
    world.press(Subject::Reminder, Action::Open);
    world.event(Event::Opened(Err("no terminal".to_owned())));
    reminder(&world)
}

fn card(privacy: Privacy) -> World {
    recalled(privacy, Style::Card)
}

fn answer(privacy: Privacy) -> World {
    let mut world = card(privacy);
    world.press(Subject::Reminder, Action::Show);
    world.arrived(Subject::Reminder);
    world
}

fn echo(privacy: Privacy) -> Notice {
    let mut world = answer(privacy);
    world.press(Subject::Reminder, Action::Good);
    reminder(&world)
}

fn boxed(privacy: Privacy, topic: &str, secs: u32) -> Notice {
    let mut world = begun(privacy, Style::Digest);
    let start = BoxStart {
        kind: "map".to_owned(),
        topic: topic.to_owned(),
        limit_secs: None,
    };
    world.ask(Request::BoxStart(start)).unwrap();
    for _ in 0..secs / 60 {
        world.arrived(Subject::Box);
        world.pass_secs(60);
        world.event(Event::Tick);
    }
    world.notice(Subject::Box)
}

fn test(privacy: Privacy) -> Notice {
    let mut world = begun(privacy, Style::Digest);
    world.ask(Request::NotifyTest(NoParams {})).unwrap();
    world.notice(Subject::Test)
}

/// How a notification comes to be, at a level.
type Made = Box<dyn Fn(Privacy) -> Notice>;

/// Every kind, how its title begins, and what it may name at each level.
fn kinds() -> Vec<(&'static str, Made, &'static str, [May; 3])> {
    use May::{Answer, Card, Names, Nothing, Questions, Topic};
    fn made(make: impl Fn(Privacy) -> Notice + 'static) -> Made {
        Box::new(make)
    }
    let told = [Nothing, Names, Questions];
    let of_box = [Nothing, Topic, Topic];
    let in_box = |secs| made(move |privacy| boxed(privacy, "mapname", secs));
    vec![
        (
            "digest",
            made(|it| reminder(&begun(it, Style::Digest))),
            "6 to recall",
            told,
        ),
        ("nudge", made(nudge), "Still 6 to recall", told),
        ("again", made(again), "6 to recall", told),
        ("update", made(updated), "", told),
        ("unopened", made(unopened), "6 to recall", told),
        ("welcome back", made(welcome), "Welcome back. ", told),
        ("question", made(ask), "Keep reminding?", [Nothing; 3]),
        ("card", made(|it| reminder(&card(it))), "What ", [Card; 3]),
        ("answer", made(|it| reminder(&answer(it))), "", [Answer; 3]),
        ("rated", made(echo), "Good · ", [Card; 3]),
        ("countdown", in_box(0), "", of_box),
        ("enough?", in_box(300), "", of_box),
        ("STOP", in_box(600), "STOP", of_box),
        ("test", made(test), "loci can reach you here", [Nothing; 3]),
    ]
}

/// All that is to be read on a notification.
fn words(notice: &Notice) -> String {
    let labels = notice.buttons.iter().map(|button| button.label.as_str());
    let labels: Vec<&str> = labels.collect();
    [&notice.title, &notice.body, &labels.join("\n")]
        .map(String::as_str)
        .join("\n")
}

fn named<'a>(words: &str, of: &[&'a str]) -> Vec<&'a str> {
    let found = of.iter().filter(|name| words.contains(**name));
    found.copied().collect()
}

#[test]
fn each_kind_names_at_each_level_what_it_may_and_no_more() {
    for (kind, make, begins, levels) in kinds() {
        for (privacy, may) in LEVELS.into_iter().zip(levels) {
            let notice = make(privacy);
            let words = words(&notice);
            let at = format!("{kind} at {privacy:?}: {words}");
            assert!(notice.title.starts_with(begins), "{at}");
            let (names, asked) = (named(&words, &NAMES), named(&words, &ASKED));
            let answers = named(&words, &ANSWERS);
            match may {
                May::Nothing => {
                    let found = [names, asked, answers].concat();
                    assert_eq!(found, Vec::<&str>::new(), "{at}");
                }
                May::Names => {
                    assert!(!names.is_empty(), "{at}");
                    assert_eq!([asked, answers].concat(), Vec::<&str>::new(), "{at}");
                }
                May::Questions => {
                    assert!(
                        !names.is_empty() && words.contains("What hangs under "),
                        "{at}"
                    );
                    assert_eq!(answers, Vec::<&str>::new(), "{at}");
                }
                May::Topic => {
                    assert!(words.contains("mapname"), "{at}");
                    assert_eq!([names, asked, answers].concat(), Vec::<&str>::new(), "{at}");
                }
                May::Card => {
                    assert!(!names.is_empty() || !asked.is_empty(), "{at}");
                    assert_eq!(answers, Vec::<&str>::new(), "{at}");
                }
                May::Answer => assert!(!answers.is_empty(), "{at}"),
            }
        }
    }
}

#[test]
fn the_word_interview_never_shows_but_on_a_card_of_notes_that_say_it() {
    for (kind, make, _, levels) in kinds() {
        for (privacy, may) in LEVELS.into_iter().zip(levels) {
            if matches!(may, May::Card | May::Answer) {
                continue;
            }
            let words = words(&make(privacy)).to_lowercase();
            assert!(
                !words.contains("interview"),
                "{kind} at {privacy:?}: {words}"
            );
        }
    }
    // Nor where a box has it as its topic.
    for privacy in LEVELS {
        for secs in [0, 300, 600] {
            let words = words(&boxed(privacy, "acme-interview-prep", secs)).to_lowercase();
            assert!(!words.contains("interview"), "{privacy:?}: {words}");
        }
    }
}

/// A day of a plan says its number, and a box its minutes, at every level.
#[test]
fn numbers_and_times_are_told_at_every_level() {
    for privacy in LEVELS {
        assert_eq!(
            reminder(&begun(privacy, Style::Digest)).title,
            "6 to recall · about 2 min"
        );
        let countdown = words(&boxed(privacy, "mapname", 60));
        assert!(
            countdown.contains("9 min left") && countdown.contains("STOP at 12:10"),
            "{countdown}"
        );
    }
}

#[test]
fn another_level_counts_for_what_stands_on_the_screen() {
    let mut world = begun(Privacy::Full, Style::Digest);
    assert!(reminder(&world).body.contains("Mapname"));
    world.wishes();
    let mut settings = world.engine.setup.settings.clone();
    settings.privacy = Privacy::Discreet;
    world.event(Event::Configured(Box::new(settings)));
    let shown = world.wishes();
    assert!(matches!(shown.as_slice(), [Wish::Show(_)]), "{shown:?}");
    assert_eq!(
        reminder(&world).body,
        "Click to begin, or type: loci review"
    );
}
