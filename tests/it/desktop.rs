//! The desktop layer against a notification server that does all that real ones do, and worse.

use std::thread::JoinHandle;

use loci::desktop::bus::Buses;
use loci::desktop::link;
use loci::domain::hold::Holds;
use loci::domain::notice::{
    Action, Button, Closing, NotShown, Notice, Place, Presence, Subject, Token, Urgency,
};
use loci::domain::screen::{News, Wish};
use loci::domain::tellers::Tellers;
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::logind::Logind;
use crate::server::{Answers, Bus, Called, Kind, Server, Signals};

/// The layer on a thread of its own.
pub(crate) struct Desk {
    wishes: Option<mpsc::Sender<Wish>>,
    news: mpsc::Receiver<News>,
    thread: Option<JoinHandle<()>>,
}

impl Desk {
    /// Without a bus of the system.
    pub(crate) fn start(bus: &Bus) -> Desk {
        Desk::with(Buses {
            session: Some(bus.address()),
            system: Some("unix:path=/nowhere/at/all".to_owned()),
        })
    }

    /// The same, once it knows the server.
    pub(crate) fn with_server(bus: &Bus) -> Desk {
        let mut desk = Desk::start(bus);
        assert!(matches!(desk.presence(), Presence::Server(_)));
        desk
    }

    pub(crate) fn with(buses: Buses) -> Desk {
        let (wishes, wished) = mpsc::channel(16);
        let (tell, news) = mpsc::channel(32);
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime.unwrap().block_on(link::run(buses, wished, tell));
        });
        Desk {
            wishes: Some(wishes),
            news,
            thread: Some(thread),
        }
    }

    pub(crate) fn wish(&self, wish: Wish) {
        self.wishes.as_ref().unwrap().blocking_send(wish).unwrap();
    }

    pub(crate) fn show(&self, notice: &Notice) {
        self.wish(Wish::Show(notice.clone()));
    }

    /// Waits for news of notifications.
    pub(crate) fn news(&mut self) -> News {
        loop {
            match self.news.blocking_recv().unwrap() {
                News::Holds(_) | News::Tellers(_) => {}
                news => return news,
            }
        }
    }

    /// Waits until it is told anew what holds.
    pub(crate) fn holds(&mut self) -> Holds {
        loop {
            if let News::Holds(holds) = self.news.blocking_recv().unwrap() {
                return holds;
            }
        }
    }

    /// Waits until it is told anew who tells of that.
    pub(crate) fn tellers(&mut self) -> Tellers {
        loop {
            if let News::Tellers(tellers) = self.news.blocking_recv().unwrap() {
                return tellers;
            }
        }
    }

    pub(crate) fn presence(&mut self) -> Presence {
        match self.news() {
            News::Presence(presence) => presence,
            other => panic!("{other:?}"),
        }
    }

    /// Waits until a notice is on the screen.
    pub(crate) fn shown(&mut self, notice: &Notice) -> Place {
        match self.news() {
            News::Shown {
                subject,
                token,
                place,
            } if (subject, token) == (notice.subject, notice.token) => place,
            other => panic!("{other:?}"),
        }
    }

    /// Waits until a notice is told not to be.
    pub(crate) fn not_shown(&mut self, notice: &Notice) -> NotShown {
        match self.news() {
            News::NotShown {
                subject,
                token,
                why,
            } if (subject, token) == (notice.subject, notice.token) => why,
            other => panic!("{other:?}"),
        }
    }

    fn end(mut self) {
        self.wishes = None;
        self.thread.take().unwrap().join().unwrap();
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.wishes = None;
        if let Some(thread) = self.thread.take() {
            self.news.close();
            let _joined = thread.join();
        }
    }
}

pub(crate) fn digest() -> Notice {
    let button = |action, label: &str| Button {
        action,
        label: label.to_owned(),
    };
    Notice {
        subject: Subject::Reminder,
        token: Token(Uuid::new_v4()),
        title: "6 to recall · about 4 min".to_owned(),
        body: "click, or: loci review".to_owned(),
        unclicked: None,
        urgency: Urgency::Normal,
        click: Some(Action::Open),
        buttons: vec![
            button(Action::Open, "Start"),
            button(Action::Snooze, "In 1 hour"),
            button(Action::NotToday, "Not today"),
        ],
        progress: None,
    }
}

pub(crate) fn stop() -> Notice {
    Notice {
        subject: Subject::Box,
        token: Token(Uuid::new_v4()),
        title: "STOP".to_owned(),
        body: "10:00 is up. What is on the page is kept.".to_owned(),
        unclicked: None,
        urgency: Urgency::Critical,
        click: None,
        buttons: Vec::new(),
        progress: Some(100),
    }
}

pub(crate) fn pressed(notice: &Notice, action: Action) -> News {
    News::Pressed {
        subject: notice.subject,
        token: notice.token,
        action,
    }
}

fn closed(notice: &Notice, how: Closing) -> News {
    News::Closed {
        subject: notice.subject,
        token: notice.token,
        how,
    }
}

#[test]
fn a_digest_and_a_stop_are_shown_as_they_are_meant() {
    let Some(bus) = Bus::start() else { return };
    let server = Server::start(&bus, Kind::default());
    let mut desk = Desk::with_server(&bus);
    let digest = Notice {
        body: "a < b && c\u{1b}[31m > \u{202e}d".to_owned(),
        ..digest()
    };
    desk.show(&digest);
    let place = desk.shown(&digest);
    let shown = server.notify();
    assert_eq!((shown.id, shown.replaces), (place.id, 0));
    assert_eq!((shown.app.as_str(), shown.icon.as_str()), ("loci", ""));
    assert_eq!(shown.title, "6 to recall · about 4 min");
    assert_eq!(shown.body, "a &lt; b &amp;&amp; c &gt; d");
    let token = digest.token.0;
    assert_eq!(
        shown.actions,
        [
            "default",
            "Open",
            &format!("open:{token}"),
            "Start",
            &format!("snooze:{token}"),
            "In 1 hour",
            &format!("not_today:{token}"),
            "Not today",
        ]
    );
    assert_eq!(shown.hint("urgency").as_deref(), Some("U8(1)"));
    assert_eq!(
        shown.hint("desktop-entry").as_deref(),
        Some("Str(\"loci\")")
    );
    assert_eq!(shown.expire, -1);

    let stop = stop();
    desk.show(&stop);
    desk.shown(&stop);
    let shown = server.notify();
    assert_eq!((shown.id, shown.replaces), (2, 0));
    assert_eq!((shown.title.as_str(), shown.expire), ("STOP", 0));
    assert_eq!(shown.hint("urgency").as_deref(), Some("U8(2)"));
    assert_eq!(
        shown.hint("value"),
        None,
        "some draw a bar in the place of the text"
    );
    assert!(shown.actions.is_empty());
}

#[test]
fn a_server_that_draws_no_buttons_and_reads_no_markup_gets_plain_text() {
    let Some(bus) = Bus::start() else { return };
    let kind = Kind {
        capabilities: &["body"],
        ..Kind::default()
    };
    let server = Server::start(&bus, kind);
    let mut desk = Desk::with_server(&bus);
    let digest = Notice {
        body: "a < b && c".to_owned(),
        ..digest()
    };
    desk.show(&digest);
    desk.shown(&digest);
    let shown = server.notify();
    assert_eq!(shown.body, "a < b && c");
    assert!(shown.actions.is_empty());
}

#[test]
fn a_press_is_told_once_and_takes_the_notification_away() {
    let Some(bus) = Bus::start() else { return };
    let server = Server::start(&bus, Kind::default());
    let mut desk = Desk::with_server(&bus);
    for (key, action) in [
        ("default", Action::Open),
        ("open", Action::Open),
        ("snooze", Action::Snooze),
        ("not_today", Action::NotToday),
    ] {
        let digest = digest();
        desk.show(&digest);
        desk.shown(&digest);
        let shown = server.notify();
        server.press(shown.id, &shown.key(key));
        assert_eq!(desk.news(), pressed(&digest, action));
        assert_eq!(server.closed(), shown.id);
        // Too late, all of them.
        server.press(shown.id, &shown.key(key));
        server.close(shown.id, 2);
    }
    let stop = stop();
    desk.show(&stop);
    desk.shown(&stop);
}

#[test]
fn a_press_right_after_its_activation_token_is_not_lost() {
    let Some(bus) = Bus::start() else { return };
    let kind = Kind {
        signals: Signals::Unicast,
        ..Kind::default()
    };
    let server = Server::start(&bus, kind);
    let mut desk = Desk::with_server(&bus);
    for _ in 0..20 {
        let digest = digest();
        desk.show(&digest);
        desk.shown(&digest);
        let shown = server.notify();
        server.press(shown.id, "default");
        assert_eq!(desk.news(), pressed(&digest, Action::Open));
        assert_eq!(server.closed(), shown.id);
    }
}

#[test]
fn only_presses_of_what_is_on_the_screen_are_news() {
    let Some(bus) = Bus::start() else { return };
    let server = Server::start(&bus, Kind::default());
    let mut desk = Desk::with_server(&bus);
    let first = digest();
    desk.show(&first);
    desk.shown(&first);
    let old = server.notify();
    let second = digest();
    desk.show(&second);
    let place = desk.shown(&second);
    let new = server.notify();
    assert_eq!((new.replaces, new.id), (old.id, old.id), "in place");
    assert_eq!(place.id, old.id);
    server.press(new.id, &old.key("open"));
    server.press(new.id + 1, &new.key("open"));
    server.press(new.id, "open:");
    server.press(new.id, &format!("open:{}", Uuid::new_v4()));
    server.press(new.id, "what is this");
    server.close(new.id + 1, 1);
    server.babble("ActionInvoked");
    server.babble("NotificationClosed");
    for _ in 0..2000 {
        server.press(new.id + 7, "default");
    }
    server.press(new.id, &new.key("snooze"));
    assert_eq!(desk.news(), pressed(&second, Action::Snooze));
    assert_eq!(server.closed(), new.id);
}

#[test]
fn a_press_of_what_has_no_click_is_no_news() {
    let Some(bus) = Bus::start() else { return };
    let server = Server::start(&bus, Kind::default());
    let mut desk = Desk::with_server(&bus);
    let stop = stop();
    desk.show(&stop);
    let place = desk.shown(&stop);
    server.press(place.id, "default");
    server.close(place.id, 2);
    assert_eq!(desk.news(), closed(&stop, Closing::Dismissed));
}

#[test]
fn a_notification_that_is_closed_is_told_with_the_reason() {
    let Some(bus) = Bus::start() else { return };
    let server = Server::start(&bus, Kind::default());
    let mut desk = Desk::with_server(&bus);
    for (reason, how) in [
        (1, Closing::Expired),
        (2, Closing::Dismissed),
        (3, Closing::Withdrawn),
        (4, Closing::Unknown),
        (u32::MAX, Closing::Unknown),
    ] {
        let digest = digest();
        desk.show(&digest);
        let place = desk.shown(&digest);
        assert_eq!(server.notify().replaces, 0, "the one before is closed");
        server.close(place.id, reason);
        assert_eq!(desk.news(), closed(&digest, how));
    }
}

#[test]
fn what_is_withdrawn_is_closed_and_no_news() {
    let Some(bus) = Bus::start() else { return };
    let server = Server::start(&bus, Kind::default());
    let mut desk = Desk::with_server(&bus);
    let (digest, stop) = (digest(), stop());
    desk.show(&digest);
    let place = desk.shown(&digest);
    server.notify();
    desk.wish(Wish::Withdraw(Subject::Reminder));
    assert_eq!(server.closed(), place.id);
    desk.wish(Wish::Withdraw(Subject::Reminder));
    desk.wish(Wish::Withdraw(Subject::Test));
    desk.show(&stop);
    desk.shown(&stop);
    server.notify();
    assert!(server.rest().is_empty());
}

#[test]
fn without_a_server_a_notice_is_not_shown_and_never_comes_later() {
    let Some(bus) = Bus::start() else { return };
    let mut desk = Desk::start(&bus);
    assert_eq!(desk.presence(), Presence::NoServer);
    let (digest, stop) = (digest(), stop());
    desk.show(&digest);
    assert_eq!(desk.not_shown(&digest), NotShown::NoServer);
    let server = Server::start(&bus, Kind::default());
    let Presence::Server(known) = desk.presence() else {
        panic!("no server")
    };
    assert_eq!((known.name.as_str(), known.spec.as_str()), ("fake", "1.2"));
    assert!(known.can("actions"));
    desk.show(&stop);
    desk.shown(&stop);
    assert_eq!(server.notify().title, "STOP");
    assert!(server.rest().is_empty());
}

#[test]
fn a_server_that_cannot_be_started_is_none() {
    let Some(bus) = Bus::with_activatable("exit 1") else {
        return;
    };
    let mut desk = Desk::start(&bus);
    assert_eq!(desk.presence(), Presence::NoServer);
    let digest = digest();
    desk.show(&digest);
    assert_eq!(desk.not_shown(&digest), NotShown::NoServer);
}

#[test]
fn nothing_is_queued_for_a_server_that_never_comes() {
    let Some(bus) = Bus::with_activatable("exec sleep 5") else {
        return;
    };
    let mut desk = Desk::start(&bus);
    assert_eq!(desk.presence(), Presence::NoServer);
    let (first, second) = (digest(), digest());
    desk.show(&first);
    assert_eq!(desk.not_shown(&first), NotShown::NoServer);
    desk.show(&second);
    assert_eq!(desk.not_shown(&second), NotShown::NoServer);
    let server = Server::start(&bus, Kind::default());
    assert!(matches!(desk.presence(), Presence::Server(_)));
    assert!(server.rest().is_empty());
}

#[test]
fn a_server_that_hangs_shows_a_notice_once_it_wakes_and_once_only() {
    let Some(bus) = Bus::start() else { return };
    let server = Server::start(&bus, Kind::default());
    let mut desk = Desk::with_server(&bus);
    server.hang();
    let digest = digest();
    desk.show(&digest);
    assert_eq!(desk.not_shown(&digest), NotShown::Hangs);
    server.wake();
    let place = desk.shown(&digest);
    let shown = server.notify();
    assert_eq!(shown.id, place.id);
    assert!(server.rest().is_empty());
    server.press(shown.id, &shown.key("open"));
    assert_eq!(desk.news(), pressed(&digest, Action::Open));
}

#[test]
fn while_a_server_hangs_the_latest_notice_waits_and_then_replaces_the_first() {
    let Some(bus) = Bus::start() else { return };
    let server = Server::start(&bus, Kind::default());
    let mut desk = Desk::with_server(&bus);
    server.hang();
    let notices: Vec<Notice> = (0..4).map(|_| digest()).collect();
    for notice in &notices {
        desk.show(notice);
        assert_eq!(desk.not_shown(notice), NotShown::Hangs);
    }
    server.wake();
    let place = desk.shown(&notices[3]);
    let (first, last) = (server.notify(), server.notify());
    assert_eq!((first.replaces, last.replaces), (0, first.id));
    assert_eq!(last.id, place.id);
    assert!(last.key("open").contains(&notices[3].token.0.to_string()));
    assert!(server.rest().is_empty());
}

#[test]
fn a_server_that_hangs_from_the_start_is_a_server_and_is_given_a_notice_once_it_wakes() {
    let Some(bus) = Bus::start() else { return };
    let server = Server::start(&bus, Kind::default());
    server.hang();
    let mut desk = Desk::start(&bus);
    let digest = digest();
    desk.show(&digest);
    let Presence::Server(unknown) = desk.presence() else {
        panic!("no server")
    };
    assert_eq!(unknown.name, "");
    assert_eq!(desk.not_shown(&digest), NotShown::Hangs);
    server.wake();
    let Presence::Server(known) = desk.presence() else {
        panic!("no server")
    };
    assert_eq!(known.name, "fake");
    desk.shown(&digest);
    assert_eq!(server.notify().actions.len(), 8);
    assert!(server.rest().is_empty());
}

#[test]
fn what_was_withdrawn_while_the_server_hung_is_closed_when_it_comes() {
    let Some(bus) = Bus::start() else { return };
    let server = Server::start(&bus, Kind::default());
    let mut desk = Desk::with_server(&bus);
    server.hang();
    let digest = digest();
    desk.show(&digest);
    assert_eq!(desk.not_shown(&digest), NotShown::Hangs);
    desk.wish(Wish::Withdraw(Subject::Reminder));
    // Granted, once something later is.
    desk.wish(Wish::Show(stop()));
    assert!(matches!(desk.news(), News::NotShown { .. }));
    server.wake();
    assert!(matches!(
        desk.news(),
        News::Shown {
            subject: Subject::Box,
            ..
        }
    ));
    // The close may come after the news of what was shown later.
    let called: Vec<Called> = (0..3).map(|_| server.called()).collect();
    let gone: Vec<u32> = called
        .iter()
        .filter_map(|called| match called {
            Called::Close(id) => Some(*id),
            Called::Notify(_) => None,
        })
        .collect();
    assert_eq!(gone, [1]);
    assert!(server.rest().is_empty());
}

#[test]
fn what_a_dead_server_did_not_show_is_dropped() {
    let Some(bus) = Bus::start() else { return };
    let server = Server::start(&bus, Kind::default());
    let mut desk = Desk::with_server(&bus);
    server.hang();
    let (first, second) = (digest(), digest());
    desk.show(&first);
    assert_eq!(desk.not_shown(&first), NotShown::Hangs);
    desk.show(&second);
    assert_eq!(desk.not_shown(&second), NotShown::Hangs);
    server.die();
    assert_eq!(desk.presence(), Presence::NoServer);
    let server = Server::start(&bus, Kind::default());
    assert!(matches!(desk.presence(), Presence::Server(_)));
    let third = digest();
    desk.show(&third);
    desk.shown(&third);
    assert_eq!(server.notify().replaces, 0);
    assert!(server.rest().is_empty());
}

#[test]
fn ids_of_a_dead_server_close_and_replace_nothing_of_the_next() {
    let Some(bus) = Bus::start() else { return };
    let server = Server::start(&bus, Kind::default());
    let mut desk = Desk::with_server(&bus);
    let (digest, stop) = (digest(), stop());
    desk.show(&digest);
    let old_place = desk.shown(&digest);
    let old = server.notify();
    server.die();
    assert_eq!(desk.not_shown(&digest), NotShown::Gone);
    assert_eq!(desk.presence(), Presence::NoServer);
    let server = Server::start(&bus, Kind::default());
    assert!(matches!(desk.presence(), Presence::Server(_)));
    desk.show(&stop);
    let place = desk.shown(&stop);
    assert_eq!(place.id, old_place.id, "ids begin anew");
    assert_ne!(place.owner, old_place.owner);
    server.notify();
    desk.wish(Wish::Withdraw(Subject::Reminder));
    desk.wish(Wish::Left {
        subject: Subject::Reminder,
        place: old_place,
    });
    desk.wish(Wish::Withdraw(Subject::Reminder));
    server.press(old.id, &old.key("open"));
    server.close(old.id, 2);
    assert_eq!(desk.news(), closed(&stop, Closing::Dismissed));
    assert!(server.rest().is_empty());
}

#[test]
fn a_server_that_takes_the_place_of_another_is_told_though_it_is_just_the_same() {
    let Some(bus) = Bus::start() else { return };
    let first = Server::start(&bus, Kind::default());
    let mut desk = Desk::with_server(&bus);
    let (digest, stop) = (digest(), stop());
    desk.show(&digest);
    desk.shown(&digest);
    let second = Server::start(&bus, Kind::default());
    assert_eq!(desk.not_shown(&digest), NotShown::Gone);
    assert!(matches!(desk.presence(), Presence::Server(_)));
    desk.show(&stop);
    desk.shown(&stop);
    assert_eq!(second.notify().title, "STOP");
    assert_eq!(first.rest().len(), 1);
    first.press(1, "default");
    first.close(1, 2);
    second.close(1, 1);
    assert_eq!(desk.news(), closed(&stop, Closing::Expired));
}

#[test]
fn what_an_earlier_life_left_is_replaced_or_taken_away_while_its_server_lives() {
    let Some(bus) = Bus::start() else { return };
    let server = Server::start(&bus, Kind::default());
    let (digest, stop) = (digest(), stop());
    let mut before = Desk::with_server(&bus);
    before.show(&digest);
    before.show(&stop);
    let first = before.shown(&digest);
    let second = before.shown(&stop);
    before.end();
    assert_eq!(server.rest().len(), 2, "they stay on the screen");

    let mut desk = Desk::start(&bus);
    for (subject, place) in [(Subject::Reminder, &first), (Subject::Box, &second)] {
        let place = place.clone();
        desk.wish(Wish::Left { subject, place });
    }
    assert!(matches!(desk.presence(), Presence::Server(_)));
    desk.show(&digest);
    assert_eq!(desk.shown(&digest), first);
    assert_eq!(server.notify().replaces, first.id);
    desk.wish(Wish::Withdraw(Subject::Box));
    assert_eq!(server.closed(), second.id);
}

#[test]
fn without_a_bus_nothing_is_shown_and_a_look_finds_one_that_comes() {
    let Some(mut bus) = Bus::start() else { return };
    bus.die();
    let mut desk = Desk::start(&bus);
    assert!(matches!(desk.presence(), Presence::NoBus { .. }));
    let digest = digest();
    desk.show(&digest);
    assert_eq!(desk.not_shown(&digest), NotShown::NoBus);
    bus.come_back();
    desk.wish(Wish::Look);
    assert_eq!(desk.presence(), Presence::NoServer);
}

#[test]
fn a_bus_that_dies_takes_all_with_it_and_the_next_show_finds_the_new_one() {
    let Some(mut bus) = Bus::start() else { return };
    let server = Server::start(&bus, Kind::default());
    let mut desk = Desk::with_server(&bus);
    let (digest, stop) = (digest(), stop());
    desk.show(&digest);
    let old = desk.shown(&digest);
    bus.die();
    assert_eq!(desk.not_shown(&digest), NotShown::Gone);
    assert!(matches!(desk.presence(), Presence::NoBus { .. }));
    drop(server);
    bus.come_back();
    let server = Server::start(&bus, Kind::default());
    desk.wish(Wish::Left {
        subject: Subject::Box,
        place: old,
    });
    desk.show(&stop);
    assert!(matches!(desk.presence(), Presence::Server(_)));
    desk.shown(&stop);
    assert_eq!(server.notify().replaces, 0, "names begin anew with a bus");
}

#[test]
fn a_bus_that_answers_nothing_is_none() {
    let Some(bus) = Bus::start() else { return };
    bus.freeze();
    let mut desk = Desk::start(&bus);
    assert!(matches!(desk.presence(), Presence::NoBus { .. }));
    let digest = digest();
    desk.show(&digest);
    assert_eq!(desk.not_shown(&digest), NotShown::NoBus);
}

#[test]
fn waking_from_sleep_is_told_and_falling_asleep_is_not() {
    let (Some(session), Some(mut system)) = (Bus::start(), Bus::start()) else {
        return;
    };
    let buses = Buses {
        session: Some(session.address()),
        system: Some(system.address()),
    };
    system.die();
    let mut desk = Desk::with(buses);
    assert_eq!(desk.presence(), Presence::NoServer);
    system.come_back();
    let logind = Logind::start(&system);
    desk.wish(Wish::Look);
    // Granted after the look.
    let digest = digest();
    desk.show(&digest);
    assert_eq!(desk.not_shown(&digest), NotShown::NoServer);
    logind.sleeps();
    logind.wakes();
    assert_eq!(desk.news(), News::Woke);
    system.die();
    desk.show(&digest);
    assert_eq!(desk.not_shown(&digest), NotShown::NoServer);
}

#[test]
fn news_wait_for_whoever_is_slow_to_take_them() {
    let Some(bus) = Bus::start() else { return };
    let server = Server::start(&bus, Kind::default());
    let mut desk = Desk::with_server(&bus);
    let notices: Vec<Notice> = (0..8).map(|_| digest()).collect();
    // One at a time, and the news of each stay where they are.
    for notice in &notices {
        desk.show(notice);
        let shown = server.notify();
        server.press(shown.id, &shown.key("snooze"));
        assert_eq!(server.closed(), shown.id);
    }
    for notice in &notices {
        desk.shown(notice);
        assert_eq!(desk.news(), pressed(notice, Action::Snooze));
    }
}

#[test]
fn a_server_that_makes_no_sense_shows_nothing() {
    for answers in [Answers::NoId, Answers::Nonsense, Answers::Errors] {
        let Some(bus) = Bus::start() else { return };
        let kind = Kind {
            answers,
            ..Kind::default()
        };
        let _server = Server::start(&bus, kind);
        let mut desk = Desk::with_server(&bus);
        let digest = digest();
        for _ in 0..2 {
            desk.show(&digest);
            let why = desk.not_shown(&digest);
            assert!(matches!(why, NotShown::Refused { .. }), "{why:?}");
        }
    }
}

#[test]
fn a_hundred_notices_about_one_subject_are_one_notification() {
    let Some(bus) = Bus::start() else { return };
    let server = Server::start(&bus, Kind::default());
    let mut desk = Desk::with_server(&bus);
    let last = digest();
    for _ in 0..99 {
        desk.show(&digest());
        while desk.news.try_recv().is_ok() {}
    }
    desk.show(&last);
    loop {
        match desk.news() {
            News::Shown { token, .. } if token == last.token => break,
            News::Shown { .. } => {}
            other => panic!("{other:?}"),
        }
    }
    for called in server.rest() {
        match called {
            Called::Notify(shown) => assert_eq!(shown.id, 1),
            Called::Close(id) => panic!("{id} is closed"),
        }
    }
}
