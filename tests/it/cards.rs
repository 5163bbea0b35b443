//! Cards by the real daemon: a question, its answer and a rating in one notification, on a bus of ours with a server
//! of ours.

use serde_json::{Value, json};

use crate::server::{Bus, Kind, Notify, Server};
use crate::support::{Daemon, Home, Wire};

const CONFIG: &str = "notes = [\"~/notes\"]\n[day]\nstarts = \"00:00\"\n[notify]\nstyle = \"card\"\n\
                      digest = [\"00:00\"]\nnudge = \"\"\nquiet = []\n";
const HOUSE: &str = "# Memory palace: scopes\n\nPalace = House\n\n| Place | Point |\n|---|---|\n\
                     | Gate | local |\n| Hall | enclosing |\n";
const DESK: &str = "# Memory palace: lists\n\nPalace = Desk\n\n| Place | Point |\n|---|---|\n\
                    | Lamp | append |\n| Drawer | pop |\n";

/// A day on which two palaces that were recalled before are due, with the question about one of them on the screen.
struct Asked {
    home: Home,
    server: Server,
    watch: Wire,
    question: Notify,
    _daemon: Daemon,
    _bus: Bus,
}

impl Asked {
    fn begin() -> Option<Asked> {
        let bus = Bus::start()?;
        // After days without a word it would be "Welcome back", which asks nothing.
        let home = Home::new()
            .with_env("DBUS_SESSION_BUS_ADDRESS", &bus.address())
            .with_clock("2090-11-27 10:00:00")?;
        home.write("notes/house.md", HOUSE);
        home.write("notes/desk.md", DESK);
        home.write(".config/loci/config.toml", CONFIG);
        let daemon = home.daemon();
        for palace in ["house", "desk"] {
            home.loci(&["again", palace]).ok();
        }
        home.set_clock("2090-11-28 10:00:00");
        let mut watch = home.connect();
        watch.call("watch", &json!({}));
        let server = Server::start(&bus, Kind::default());
        let question = server.notify();
        Some(Asked {
            home,
            server,
            watch,
            question,
            _daemon: daemon,
            _bus: bus,
        })
    }

    /// What follows a press, in the place of what was pressed.
    fn press(&self, pressed: &Notify, key: &str) -> Notify {
        self.server.press(pressed.id, &pressed.key(key));
        let next = self.server.notify();
        assert_eq!((next.id, next.replaces), (pressed.id, pressed.id));
        next
    }

    /// What a locus was rated, and from where.
    fn ratings(&self, locus: &str) -> Vec<(String, u64)> {
        let shown = self.home.loci(&["show", locus, "--history", "--json"]).ok();
        let history = shown.data("show")["history"].clone();
        let rated = |review: &Value| {
            let source = review["source"].as_str().unwrap().to_owned();
            (source, review["rating"].as_u64().unwrap())
        };
        history.as_array().unwrap().iter().map(rated).collect()
    }

    /// All that were rated, counted.
    fn reviews(&self) -> u64 {
        let loci = self.home.loci(&["ls", "--json"]).ok().data("ls");
        let reviews = |locus: &Value| locus["reviews"].as_u64().unwrap();
        loci.as_array().unwrap().iter().map(reviews).sum()
    }

    /// Waits until a notification is told to be so.
    fn until(&mut self, state: &str) {
        while self.watch.event("notice")["state"] != state {}
    }
}

fn rated(what: &[(&str, u64)]) -> Vec<(String, u64)> {
    let owned = |(source, rating): &(&str, u64)| ((*source).to_owned(), *rating);
    what.iter().map(owned).collect()
}

#[test]
fn a_card_is_asked_answered_rated_and_taken_back_in_one_place() {
    let Some(asked) = Asked::begin() else { return };
    let question = asked.question.clone();
    assert_eq!(question.title, "Walk Desk, in order (2 rooms)");
    let answer = asked.press(&question, "show");
    assert_eq!(
        (answer.title.as_str(), answer.body.as_str()),
        (
            "Desk",
            "Lamp — append\nDrawer — pop\nOr type: loci good desk"
        )
    );
    assert_eq!(asked.ratings("desk/lamp"), rated(&[("log", 1)]));

    let echo = asked.press(&answer, "good");
    assert!(
        echo.title.starts_with("Good · Desk (2) · next "),
        "{echo:?}"
    );
    for room in ["desk/lamp", "desk/drawer"] {
        assert_eq!(asked.ratings(room), rated(&[("log", 1), ("card", 3)]));
    }
    assert_eq!(asked.ratings("house/gate"), rated(&[("log", 1)]));

    // By the command it is taken back as by the button: it is asked afresh.
    let undone = asked.home.loci(&["undo"]).ok();
    assert!(undone.stdout.contains("undone"), "{undone:?}");
    assert_eq!(asked.ratings("desk/lamp"), rated(&[("log", 1)]));
    let afresh = asked.server.notify();
    assert_eq!((afresh.id, &afresh.title), (question.id, &question.title));
    let answer = asked.press(&afresh, "default");
    let echo = asked.press(&answer, "hard");
    let answer = asked.press(&echo, "undo");
    assert_eq!(asked.ratings("desk/lamp"), rated(&[("log", 1)]));
    let echo = asked.press(&answer, "again");
    assert!(echo.title.starts_with("Again · "), "{echo:?}");
    assert_eq!(
        asked.ratings("desk/lamp"),
        rated(&[("log", 1), ("card", 1)])
    );

    // The next one, and the last.
    let question = asked.press(&echo, "next");
    assert_eq!(question.title, "Walk House, in order (2 rooms)");
    let answer = asked.press(&question, "show");
    let last = asked.press(&answer, "good");
    assert!(last.body.starts_with("Nothing else today."), "{last:?}");
    assert!(asked.server.rest().is_empty());
}

#[test]
fn a_button_of_an_earlier_showing_and_one_that_is_pressed_twice_rate_nothing_more() {
    let Some(asked) = Asked::begin() else { return };
    let (question, before) = (asked.question.clone(), asked.reviews());
    let answer = asked.press(&question, "show");
    // What the server still had of the question, and what no button says.
    for key in ["show", "snooze", "not_today"] {
        asked.server.press(question.id, &question.key(key));
    }
    let forged = question.key("show").replace("show", "good");
    asked.server.press(question.id, &forged);
    let good = answer.key("good");
    asked.server.press(answer.id, &good);
    asked.server.press(answer.id, &good);
    asked.server.press(answer.id, &answer.key("again"));
    let echo = asked.server.notify();
    assert!(echo.title.starts_with("Good · Desk (2)"), "{echo:?}");
    asked.server.press(echo.id, &good);
    asked.server.press(echo.id, &answer.key("again"));
    asked.server.press(echo.id, &question.key("show"));
    // It comes after all of these.
    let next = asked.press(&echo, "next");
    assert_eq!(next.title, "Walk House, in order (2 rooms)");
    assert_eq!(asked.reviews(), before + 2);
    assert_eq!(
        asked.ratings("desk/lamp"),
        rated(&[("log", 1), ("card", 3)])
    );
    assert!(asked.server.rest().is_empty());
}

#[test]
fn an_answer_that_is_closed_or_expires_is_no_rating() {
    // 1: its time is over; 2: the user; 3: a program; 4: nobody knows.
    for reason in 1..=4 {
        let Some(mut asked) = Asked::begin() else {
            return;
        };
        let (question, before) = (asked.question.clone(), asked.reviews());
        let answer = asked.press(&question, "show");
        asked.server.close(answer.id, reason);
        asked.until("closed");
        asked.server.press(answer.id, &answer.key("good"));
        // What the server says of this one comes after all that it said before.
        asked.home.connect().call("notify_test", &json!({}));
        assert_eq!(asked.server.notify().title, "loci can reach you here");
        asked.until("shown");
        assert_eq!(asked.reviews(), before, "{reason}");
        assert_eq!(asked.ratings("desk/lamp"), rated(&[("log", 1)]));
        assert!(asked.server.rest().is_empty());
    }
}
