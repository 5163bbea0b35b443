//! A week of reminders by the real daemon: a clock that a test sets, a logind and a notification server of ours, and
//! the commands that somebody types. The machine sleeps between the moments that are told, and wakes at them.

use serde_json::{Value, json};

use crate::logind::Logind;
use crate::server::{Bus, Kind, Notify, Server};
use crate::support::{Daemon, Home, Wire};

const CONFIG: &str = "notes = [\"~/notes\"]\n[notify]\ndigest = [\"09:30\"]\nnudge = \"17:00\"\n\
                      max_per_day = 2\nquiet = [\"22:00-08:00\"]\ndays = \"sun-fri\"\n";
const HOUSE: &str = "# Memory palace: scopes\n\nPalace = House\n\n| Place | Point |\n|---|---|\n\
                     | Gate | local |\n| Hall | enclosing |\n| Bath | global |\n";
const DESK: &str = "# Memory palace: lists\n\nPalace = Desk\n\n| Place | Point |\n|---|---|\n\
                    | Lamp | append |\n| Drawer | pop |\n";

const MON: &str = "2090-11-27";
const TUE: &str = "2090-11-28";
const WED: &str = "2090-11-29";
const THU: &str = "2090-11-30";
const FRI: &str = "2090-12-01";
const SAT: &str = "2090-12-02";
const SUN: &str = "2090-12-03";
const NEXT: &str = "2090-12-04";
const LAST: &str = "2090-12-06";

/// The session of the one who sits there.
const SEAT: &str = "2";

/// A machine, whoever sits at it, and the study day that is told of.
struct Week {
    home: Home,
    day: &'static str,
    logind: Logind,
    server: Server,
    daemon: Option<Daemon>,
    watch: Wire,
    _buses: (Bus, Bus),
}

impl Week {
    /// Begins on a morning, with two palaces that were never recalled; none where something is not installed.
    fn begin(day: &'static str, time: &str) -> Option<Week> {
        let (session, system) = (Bus::start()?, Bus::start()?);
        let home = Home::new()
            .with_env("DBUS_SESSION_BUS_ADDRESS", &session.address())
            .with_env("DBUS_SYSTEM_BUS_ADDRESS", &system.address())
            .with_clock(&format!("{day} {time}:00"))?;
        home.write("notes/house.md", HOUSE);
        home.write("notes/desk.md", DESK);
        home.write(".config/loci/config.toml", CONFIG);
        let logind = Logind::start(&system);
        logind.sits(Some(SEAT), "wayland");
        let kind = Kind {
            inhibited: Some(false),
            ..Kind::default()
        };
        let server = Server::start(&session, kind);
        let daemon = home.daemon();
        let watch = watching(&home);
        Some(Week {
            home,
            day,
            logind,
            server,
            daemon: Some(daemon),
            watch,
            _buses: (session, system),
        })
    }

    /// It gets that late; nobody tells the daemon.
    fn at(&self, time: &str) {
        self.home.set_clock(&format!("{} {time}:00", self.day));
    }

    /// The machine slept, and wakes at this time.
    fn wakes(&self, time: &str) {
        self.logind.sleeps();
        self.at(time);
        self.logind.wakes();
    }

    /// The same, and it was locked meanwhile: that it is so no longer is told when all before is judged.
    fn is_back(&mut self, time: &str) {
        self.logind.lock(SEAT, true);
        self.until_silent("locked");
        self.wakes(time);
        self.logind.lock(SEAT, false);
        self.until_silent("");
    }

    /// Waits until it is told that it is silent for this reason, or no more.
    fn until_silent(&mut self, why: &str) -> Value {
        loop {
            let silent = self.watch.event("silent")["silent"].clone();
            if silent["why"].as_str().unwrap_or_default() == why {
                return silent;
            }
        }
    }

    /// Waits until so many are told to be due.
    fn until_due(&mut self, due: u32) {
        while self.watch.event("due")["due"] != due {}
    }

    /// The night passed; the machine wakes in its quiet hours, and says what is due today.
    fn morning(&mut self, day: &'static str, due: u32) {
        self.day = day;
        self.wakes("07:00");
        self.until_due(due);
    }

    /// The evening comes, and nothing of the day is left but silence.
    fn evening(&mut self) {
        self.wakes("22:00");
        self.until_silent("quiet");
        self.is_told("quiet", None);
    }

    fn status(&self) -> Value {
        self.home.loci(&["status", "--json"]).ok().data("status")
    }

    /// `status` tells this one state of silence, and until when.
    fn is_told(&self, why: &str, until: Option<&str>) {
        let silent = self.status()["silent"].clone();
        assert_eq!(silent["why"].as_str().unwrap_or_default(), why, "{silent}");
        if let Some(until) = until {
            let told = silent["until"].as_str().unwrap();
            assert!(told.starts_with(&until.replace(' ', "T")), "{silent}");
        }
    }

    /// So many reminders came by the policy today.
    fn sent(&self, count: u32) {
        assert_eq!(self.status()["notify"]["sent_today"], count);
    }

    /// Waits until it is told that a notification is on the screen, and so written in the journal.
    fn until_shown(&mut self) {
        while self.watch.event("notice")["state"] != "shown" {}
    }

    /// The next that the server is asked is a notification with this title, whose number is what is due.
    fn comes(&mut self, title: &str) -> Notify {
        let came = self.server.notify();
        self.until_shown();
        let due = self.home.loci(&["due", "--json"]).data("due")["count"].clone();
        assert!(came.title.contains(&format!("{due} to recall")), "{came:?}");
        assert_eq!(came.title, format!("{title} · about 1 min"));
        came
    }

    /// It comes anew, to be seen and heard.
    fn rings(&mut self, title: &str) -> Notify {
        let came = self.comes(title);
        assert_eq!(came.hint("urgency").as_deref(), Some("U8(1)"), "{came:?}");
        assert_eq!(came.hint("suppress-sound"), None);
        came
    }

    /// What stands is made true in its place, without a sound.
    fn is_made_true(&mut self, id: u32, title: &str) {
        let came = self.comes(title);
        assert_eq!((came.id, came.replaces), (id, id));
        assert_eq!(came.hint("urgency").as_deref(), Some("U8(0)"), "{came:?}");
    }

    /// What stands goes, for nothing is due.
    fn goes(&self, id: u32) {
        assert_eq!(self.server.closed(), id);
    }

    fn rates(&self, rating: &str, palace: &str) {
        self.home.loci(&[rating, palace]).ok();
    }

    /// The daemon is killed, and comes back at this time.
    fn killed_until(&mut self, time: &str) {
        self.daemon.take().unwrap().kill();
        self.at(time);
        self.daemon = Some(self.home.daemon());
        self.watch = watching(&self.home);
    }

    /// The reminders that the journal has: what came, and when.
    fn journal(&self) -> Vec<String> {
        let export = self.home.loci(&["export", "journal"]).ok().stdout;
        let facts = export
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap());
        let reminders = facts.filter(|fact| fact["fact"] == "remind");
        let told = |fact: Value| {
            let at = fact["at"].as_str().unwrap().replace('T', " ");
            format!("{} {}", &at[..16], fact["what"].as_str().unwrap())
        };
        reminders.map(told).collect()
    }
}

fn watching(home: &Home) -> Wire {
    let mut watch = home.connect();
    watch.call("watch", &json!({}));
    watch
}

#[test]
fn a_week_of_reminders_is_as_the_policy_has_it() {
    let Some(mut week) = Week::begin(MON, "08:30") else {
        return;
    };

    // Monday: the first digest, at its time; it is gone as soon as all is reviewed, and so is the nudge.
    week.is_back("09:00");
    week.is_told("", None);
    week.sent(0);
    week.wakes("09:30");
    let digest = week.rings("5 to recall");
    assert_eq!(digest.replaces, 0);
    week.at("10:00");
    week.rates("good", "house");
    week.is_made_true(digest.id, "2 to recall");
    week.rates("again", "desk");
    week.goes(digest.id);
    week.is_back("17:00");
    week.sent(1);
    week.evening();

    // Tuesday: the quiet hours hold, the digest comes at its time and one nudge, and no third.
    week.morning(TUE, 2);
    week.is_told("quiet", Some("2090-11-28 08:00"));
    week.wakes("08:15");
    week.until_silent("");
    week.sent(0);
    week.wakes("09:30");
    let digest = week.rings("2 to recall");
    week.is_back("12:00");
    week.wakes("17:00");
    let nudge = week.rings("Still 2 to recall");
    assert_eq!((nudge.id, nudge.replaces), (digest.id, digest.id));
    for time in ["17:30", "19:00", "20:30"] {
        week.is_back(time);
    }
    week.sent(2);
    week.rates("again", "desk");
    week.goes(nudge.id);
    week.evening();

    // Wednesday: a snooze outlives the daemon, and so does what stands on the screen.
    week.morning(WED, 5);
    week.wakes("08:15");
    week.until_silent("");
    week.wakes("09:30");
    let digest = week.rings("5 to recall");
    week.at("09:35");
    week.server.press(digest.id, &digest.key("snooze"));
    week.goes(digest.id);
    week.until_silent("snooze");
    week.killed_until("10:00");
    week.is_told("snooze", Some("2090-11-29 10:35"));
    week.logind.lock(SEAT, true);
    week.wakes("10:35");
    week.logind.lock(SEAT, false);
    week.until_silent("");
    let again = week.rings("5 to recall");
    week.sent(1);
    week.killed_until("10:50");
    // It may stand there again before anybody watches.
    let back = week.server.notify();
    assert_eq!((back.id, back.replaces), (again.id, again.id));
    assert_eq!(back.title, again.title);
    week.at("12:00");
    week.rates("good", "house");
    week.is_made_true(back.id, "2 to recall");
    week.rates("again", "desk");
    week.goes(back.id);
    week.is_back("17:00");
    week.sent(1);
    week.evening();

    // Thursday: nobody is there until the evening. Then one comes, for the digest and the nudge.
    week.morning(THU, 2);
    week.wakes("08:15");
    week.until_silent("");
    week.logind.lock(SEAT, true);
    let silent = week.until_silent("locked");
    assert_eq!(silent["release"], "unlock");
    for time in ["09:30", "17:00"] {
        week.wakes(time);
        week.is_told("locked", Some("2090-12-01 04:00"));
        week.sent(0);
    }
    week.at("18:00");
    week.logind.lock(SEAT, false);
    week.until_silent("");
    let digest = week.rings("2 to recall");
    week.is_back("20:00");
    week.sent(1);
    week.rates("again", "desk");
    week.goes(digest.id);
    week.evening();

    // Friday: Do Not Disturb holds as well.
    week.morning(FRI, 2);
    week.wakes("08:15");
    week.until_silent("");
    week.server.inhibit(true);
    assert_eq!(week.until_silent("dnd")["release"], "dnd_off");
    week.wakes("09:30");
    week.is_told("dnd", Some("2090-12-02 04:00"));
    week.sent(0);
    week.at("11:00");
    week.server.inhibit(false);
    week.until_silent("");
    let digest = week.rings("2 to recall");
    week.at("13:00");
    week.rates("again", "desk");
    week.goes(digest.id);
    week.is_back("17:00");
    week.sent(1);
    week.evening();

    // Saturday is none of the days; a review is welcome all the same.
    week.morning(SAT, 2);
    for time in ["09:30", "17:00"] {
        week.wakes(time);
        week.is_told("day_off", Some("2090-12-03 08:00"));
        week.sent(0);
    }
    week.rates("good", "house");
    week.rates("suspend", "desk");
    week.until_due(0);

    // Sunday: nothing is due, and nothing comes.
    week.day = SUN;
    week.wakes("09:30");
    week.until_silent("");
    week.is_back("17:00");
    assert_eq!(week.status()["due"], 0);
    week.sent(0);
    week.home.loci(&["pause", "mon..tue"]).ok();
    week.evening();

    // A vacation, though something is due again; then whoever comes back is told what that costs.
    week.day = NEXT;
    week.wakes("09:30");
    week.rates("unsuspend", "desk");
    week.until_due(2);
    week.is_told("pause", Some("2090-12-06 08:00"));
    week.day = LAST;
    week.wakes("09:30");
    week.until_silent("");
    let welcome = week.server.notify();
    week.until_shown();
    assert_eq!(welcome.title, "Welcome back. 2 waiting");
    week.is_back("16:30");
    week.sent(1);
    week.rates("good", "desk");
    week.goes(welcome.id);
    week.is_back("17:30");
    assert!(week.server.rest().is_empty());

    // What came back after the kill was written as that, at the moment at which the clock then stood.
    let mut journal = week.journal();
    let back = journal.remove(5);
    assert!(
        back.starts_with("2090-11-29") && back.ends_with("again"),
        "{back}"
    );
    let all = [
        "2090-11-27 09:30 digest",
        "2090-11-28 09:30 digest",
        "2090-11-28 17:00 nudge",
        "2090-11-29 09:30 digest",
        "2090-11-29 10:35 again",
        "2090-11-30 18:00 digest",
        "2090-12-01 11:00 digest",
        "2090-12-06 09:30 welcome",
    ];
    assert_eq!(journal, all);
}
