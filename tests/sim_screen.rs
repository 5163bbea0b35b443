//! Random days of a user, a clock, a zone and a notification server; after each step what is on the screen must
//! be what should be there: told once, never doubled, never in a silence, never loudly where nobody is, never more
//! than the most a day, never lost.

#![expect(clippy::unwrap_used, reason = "a simulation fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use chrono::TimeDelta;
use chrono_tz::Tz;
use loci::domain::hold::{Hold, Holds};
use loci::domain::notice::{
    Action, Closing, NotShown, Notice, Place, Presence, Server, Subject, Token, Urgency,
};
use loci::domain::now::{BootInstant, Now};
use loci::domain::screen::{News, Wish};
use loci::domain::settings::{Settings, Style, Zone};
use loci::engine::effect::{AfterRead, Effect, Outcome};
use loci::engine::event::Event;
use loci::engine::{Demo, Engine, Setup, Watched};
use loci::ipc::protocol::{
    At, BoxEnd, BoxStart, Due, EndHow, Event as Told, Failure, Log, Mode, NoParams, Pause, Request,
    Response, Resume, Snooze, StatusReply, SupervisorReport, Undo,
};
use loci::notes::read::{NotesRead, ReadFile, scan_file};
use loci::notes::{Adopted, bundled};
use loci::store::Store;
use proptest::prelude::*;
use uuid::Uuid;

#[derive(Debug, Clone)]
enum Op {
    /// Recalls the first prompts of the day.
    Recall {
        prompts: usize,
    },
    Undo,
    Snooze {
        secs: Option<u32>,
    },
    Pause {
        from: u32,
        secs: u32,
    },
    Resume,
    Mode {
        which: usize,
        secs: Option<u32>,
    },
    BoxStart {
        secs: u32,
    },
    BoxDone,
    /// Time passes awake: the daemon wakes whenever it wanted to.
    Pass {
        secs: u32,
    },
    /// Time passes asleep: the daemon wakes at its end.
    Sleep {
        secs: u32,
    },
    SetClock {
        secs: i32,
    },
    Travel {
        zone: usize,
    },
    /// The server comes, dies, hangs or wakes.
    Come,
    Die,
    Hang,
    /// The session is locked, left alone, put to Do Not Disturb, or free of it; the bits say which of the three.
    Holds {
        which: u8,
    },
    Press {
        action: usize,
    },
    /// Presses a notification that is long gone.
    PressOld {
        action: usize,
    },
    Close {
        how: usize,
    },
    Restart,
}

const ZONES: [Tz; 3] = [
    Tz::Europe__Warsaw,
    Tz::America__New_York,
    Tz::Pacific__Auckland,
];

#[derive(Debug, PartialEq, Eq)]
enum Life {
    Up,
    Hung,
    Down,
}

/// The notification server.
struct Desk {
    life: Life,
    lives: u32,
    next_id: u32,
    on_screen: BTreeMap<Subject, Notice>,
    /// What it was asked while it hung, the newest of each subject.
    asked: BTreeMap<Subject, Notice>,
}

struct World {
    folder: tempfile::TempDir,
    style: Style,
    engine: Engine,
    now: Now,
    desk: Desk,
    tokens: BTreeSet<Token>,
    old: Vec<(Subject, Token)>,
    wishes: Vec<Wish>,
    holds: Holds,
    /// How often a reminder was wished for loudly.
    loud: u32,
}

impl World {
    fn new(style: Style) -> World {
        let folder = tempfile::tempdir().unwrap();
        let now = Now {
            // The night that follows loses an hour in Warsaw.
            at: "2026-03-28T06:00:00Z".parse().unwrap(),
            zone: Tz::Europe__Warsaw,
            boot: BootInstant {
                boot: Uuid::from_u128(7),
                ms: 1_000_000,
            },
        };
        let engine = open(&folder.path().join("loci.db"), style, now);
        let mut world = World {
            folder,
            style,
            engine,
            now,
            desk: Desk {
                life: Life::Down,
                lives: 0,
                next_id: 1,
                on_screen: BTreeMap::new(),
                asked: BTreeMap::new(),
            },
            tokens: BTreeSet::new(),
            old: Vec::new(),
            wishes: Vec::new(),
            holds: Holds::new(),
            loud: 0,
        };
        world.begin();
        world
    }

    fn begin(&mut self) {
        let presence = match self.desk.life {
            Life::Up | Life::Hung => server(),
            Life::Down => Presence::NoServer,
        };
        self.event(Event::News(News::Presence(presence)));
        let holds = self.holds.clone();
        self.event(Event::News(News::Holds(holds)));
        self.event(Event::Tick);
        let adopted = Adopted::default();
        let file = |(name, text): &(&str, &str)| {
            let path = format!("/notes/{name}");
            ReadFile {
                scan: Arc::new(scan_file(&path, text, &adopted)),
                path,
                folders: Vec::new(),
                text: (*text).into(),
            }
        };
        let read = NotesRead {
            files: bundled::FILES.iter().map(file).collect(),
            roots: vec!["/notes".to_owned()],
            troubles: Vec::new(),
        };
        self.event(Event::Notes {
            read,
            then: AfterRead::Take,
        });
    }

    /// One event, and all that the desk makes of it.
    fn event(&mut self, event: Event) -> Outcome {
        let first = self.turn(event);
        // A conversation that does not end would be a storm on the bus.
        for _ in 0..8 {
            let Some(news) = self.desk_answers() else {
                return first;
            };
            for news in news {
                self.turn(Event::News(news));
            }
        }
        panic!("the engine and the desk do not come to rest");
    }

    fn turn(&mut self, event: Event) -> Outcome {
        let outcome = self.engine.turn(vec![event], self.now).pop().unwrap();
        for effect in &outcome.effects {
            match effect {
                Effect::Wish(wish) => self.wishes.push(wish.clone()),
                Effect::Stop { notice, .. } => self.wishes.push(Wish::Show(notice.clone())),
                _ => {}
            }
            if let Effect::Wish(Wish::Show(notice)) = effect
                && (notice.subject, notice.urgency) == (Subject::Reminder, Urgency::Normal)
            {
                assert!(self.holds.is_empty(), "{notice:?} while {:?}", self.holds);
                self.loud += 1;
            }
        }
        outcome
    }

    /// What the desk tells of the wishes; nothing if there were none.
    fn desk_answers(&mut self) -> Option<Vec<News>> {
        let wishes = std::mem::take(&mut self.wishes);
        if wishes.is_empty() {
            return None;
        }
        let mut news = Vec::new();
        for wish in wishes {
            match wish {
                Wish::Show(notice) => {
                    self.tokens.insert(notice.token);
                    news.push(self.show(notice));
                }
                Wish::Withdraw(subject) => {
                    self.desk.asked.remove(&subject);
                    self.forget(subject);
                }
                Wish::Left { .. } | Wish::Look => {}
            }
        }
        Some(news)
    }

    fn show(&mut self, notice: Notice) -> News {
        let (subject, token) = (notice.subject, notice.token);
        let not = |why| News::NotShown {
            subject,
            token,
            why,
        };
        match self.desk.life {
            Life::Down => not(NotShown::NoServer),
            Life::Hung => {
                self.desk.asked.insert(subject, notice);
                not(NotShown::Hangs)
            }
            Life::Up => self.shown(notice),
        }
    }

    fn shown(&mut self, notice: Notice) -> News {
        let (subject, token) = (notice.subject, notice.token);
        self.forget(subject);
        self.desk.on_screen.insert(subject, notice);
        self.desk.next_id += 1;
        News::Shown {
            subject,
            token,
            place: Place {
                owner: format!(":1.{}", self.desk.lives),
                id: self.desk.next_id,
            },
        }
    }

    fn forget(&mut self, subject: Subject) {
        if let Some(gone) = self.desk.on_screen.remove(&subject) {
            self.old.push((subject, gone.token));
        }
    }

    fn ask(&mut self, request: Request) -> Result<Response, Failure> {
        self.event(Event::Request(request)).reply.unwrap()
    }

    fn status(&mut self) -> StatusReply {
        match self.ask(Request::Status(NoParams {})).unwrap() {
            Response::Status(reply) => reply,
            other => panic!("{other:?}"),
        }
    }

    fn apply(&mut self, op: &Op) {
        match op {
            Op::Recall { prompts } => self.recall(*prompts),
            Op::Undo => {
                let _nothing = self.ask(Request::Undo(Undo::default()));
            }
            Op::Snooze { secs } => {
                let until = secs.map(|secs| self.later(secs));
                let snooze = Snooze {
                    batch_id: None,
                    until,
                };
                self.ask(Request::Snooze(snooze)).unwrap();
            }
            Op::Pause { from, secs } => {
                let pause = Pause {
                    batch_id: None,
                    from: Some(self.later(*from)),
                    until: Some(self.later(from + secs)),
                };
                self.ask(Request::Pause(pause)).unwrap();
            }
            Op::Resume => {
                self.ask(Request::Resume(Resume::default())).unwrap();
            }
            Op::Mode { which, secs } => {
                let modes = [
                    "all",
                    "learning",
                    "coding",
                    "revision",
                    "interview",
                    "whiteboard",
                ];
                let mode = Mode {
                    batch_id: None,
                    mode: Some(modes[which % modes.len()].to_owned()),
                    until: secs.map(|secs| self.later(secs)),
                };
                self.ask(Request::Mode(mode)).unwrap();
            }
            Op::BoxStart { secs } => {
                let start = BoxStart {
                    kind: "recall".to_owned(),
                    topic: "python".to_owned(),
                    limit_secs: Some(*secs),
                };
                let _refused = self.ask(Request::BoxStart(start));
            }
            Op::BoxDone => {
                let end = BoxEnd {
                    how: EndHow::Done,
                    id: None,
                    note: None,
                };
                let _refused = self.ask(Request::BoxEnd(end));
            }
            Op::Pass { secs } => self.pass(*secs),
            Op::Sleep { secs } => {
                self.move_clocks(i64::from(*secs) * 1000);
                self.event(Event::Tick);
            }
            Op::SetClock { secs } => {
                self.now.at += TimeDelta::seconds(i64::from(*secs));
                self.event(Event::Tick);
            }
            Op::Travel { zone } => {
                self.now.zone = ZONES[zone % ZONES.len()];
                self.event(Event::Tick);
            }
            Op::Come => self.come(),
            Op::Die => self.die(),
            Op::Hang => {
                if self.desk.life == Life::Up {
                    self.desk.life = Life::Hung;
                }
            }
            Op::Holds { which } => {
                let all = [Hold::Locked, Hold::Idle, Hold::Dnd]
                    .into_iter()
                    .enumerate();
                let holds = all.filter(|(bit, _)| which >> bit & 1 == 1);
                self.holds = holds.map(|(_, hold)| hold).collect();
                let before = self.loud;
                let holds = self.holds.clone();
                self.event(Event::News(News::Holds(holds)));
                assert!(self.loud - before <= 1, "a pile after the release");
            }
            Op::Press { action } => {
                let on_screen = self.desk.on_screen.values().next().cloned();
                if let (Some(notice), Life::Up) = (on_screen, &self.desk.life) {
                    let buttons = notice.buttons.iter().map(|button| button.action);
                    let offered: Vec<Action> = notice.click.into_iter().chain(buttons).collect();
                    let Some(action) = offered.get(action % offered.len().max(1)).copied() else {
                        return;
                    };
                    self.forget(notice.subject);
                    let outcome = self.event(Event::News(News::Pressed {
                        subject: notice.subject,
                        token: notice.token,
                        action,
                    }));
                    // A rating comes of a button of an answer alone, and an answer of Show or of an undo.
                    let rates = matches!(action, Action::Good | Action::Hard | Action::Again);
                    assert!(
                        !is_logged(&outcome) || rates && is_answer(&notice),
                        "{notice:?}"
                    );
                    let brings = matches!(action, Action::Show | Action::Undo);
                    assert!(
                        brings || !self.shows_an_answer(),
                        "{action:?} on {notice:?}"
                    );
                }
            }
            Op::PressOld { action } => {
                let Some((subject, token)) = self.old.last().copied() else {
                    return;
                };
                let outcome = self.turn(Event::News(News::Pressed {
                    subject,
                    token,
                    action: Action::ALL[action % Action::ALL.len()],
                }));
                assert!(!outcome.effects.contains(&Effect::Open), "a stale press");
                assert!(!is_logged(&outcome), "a stale rating");
                self.event(Event::Tick);
            }
            Op::Close { how } => {
                let on_screen = self.desk.on_screen.values().next().cloned();
                if let (Some(notice), Life::Up) = (on_screen, &self.desk.life) {
                    let how = [Closing::Expired, Closing::Dismissed, Closing::Unknown][how % 3];
                    self.forget(notice.subject);
                    self.event(Event::News(News::Closed {
                        subject: notice.subject,
                        token: notice.token,
                        how,
                    }));
                }
            }
            Op::Restart => {
                // No daemon comes within the millisecond in which another went.
                self.move_clocks(1);
                // What a dead daemon asked of a server that hangs may appear later, and nobody knows its id.
                self.desk.asked.clear();
                self.engine = open(&self.folder.path().join("loci.db"), self.style, self.now);
                self.begin();
            }
        }
    }

    /// The server comes, or wakes and does what it was asked.
    fn come(&mut self) {
        match self.desk.life {
            Life::Up => {}
            Life::Down => {
                self.desk.life = Life::Up;
                self.desk.lives += 1;
                self.desk.next_id = 0;
                self.event(Event::News(News::Presence(server())));
            }
            Life::Hung => {
                self.desk.life = Life::Up;
                for (_, notice) in std::mem::take(&mut self.desk.asked) {
                    let news = self.shown(notice);
                    self.event(Event::News(news));
                }
            }
        }
    }

    fn die(&mut self) {
        if self.desk.life == Life::Down {
            return;
        }
        self.desk.life = Life::Down;
        let mut gone = std::mem::take(&mut self.desk.asked);
        gone.extend(std::mem::take(&mut self.desk.on_screen));
        for (subject, notice) in gone {
            self.event(Event::News(News::NotShown {
                subject,
                token: notice.token,
                why: NotShown::Gone,
            }));
        }
        self.event(Event::News(News::Presence(Presence::NoServer)));
    }

    fn recall(&mut self, prompts: usize) {
        for _ in 0..prompts {
            let due = match self.ask(Request::Due(Due::default())).unwrap() {
                Response::Due(reply) => reply,
                other => panic!("{other:?}"),
            };
            let Some(prompt) = due.prompts.first() else {
                return;
            };
            let log = Log {
                batch_id: None,
                scopes: vec![prompt.scope.clone()],
                rating: 3,
                missed: Vec::new(),
                hard: Vec::new(),
                at: None,
                at_kind: At::Stated,
                took_secs: None,
                note: None,
                source: None,
                answer: None,
                ratings: Vec::new(),
                ratings_path: None,
                told_at: None,
            };
            self.ask(Request::Log(log)).unwrap();
        }
    }

    fn shows_an_answer(&self) -> bool {
        let reminder = self.desk.on_screen.get(&Subject::Reminder);
        reminder.is_some_and(is_answer)
    }

    fn later(&self, secs: u32) -> String {
        (self.now.at + TimeDelta::seconds(i64::from(secs))).to_rfc3339()
    }

    fn move_clocks(&mut self, ms: i64) {
        self.now.at += TimeDelta::milliseconds(ms);
        self.now.boot.ms += u64::try_from(ms).unwrap();
    }

    /// Time passes, and the daemon is woken at each moment that it asked for.
    fn pass(&mut self, secs: u32) {
        let end = self.now.at + TimeDelta::seconds(i64::from(secs));
        let mut woken = 0;
        while self.now.at < end {
            let wakes = self.engine.wakes(self.now, Watched::Yes);
            let by_boot = wakes.boot.and_then(|at| at.ms_since(self.now.boot));
            let by_boot = by_boot.and_then(|ms| i64::try_from(ms).ok());
            let by_wall = wakes.wall.map(|at| (at - self.now.at).num_milliseconds());
            let rest = (end - self.now.at).num_milliseconds();
            let next = by_boot
                .into_iter()
                .chain(by_wall)
                .chain([rest])
                .min()
                .unwrap();
            // What a tick has just judged is not worth another at once.
            self.move_clocks(next.clamp(1000.min(rest), rest));
            self.event(Event::Tick);
            woken += 1;
            // A few a day, and one a minute of a box.
            assert!(woken < 40 + secs / 3600, "woken {woken} times in {secs} s");
        }
    }

    fn verify(&mut self) {
        // What was judged last may have been judged before the time it is now.
        self.event(Event::Tick);
        let status = self.status();
        assert!(status.notify.sent_today <= 2, "{status:?}");
        let reminder = self.desk.on_screen.get(&Subject::Reminder);
        if self.desk.life == Life::Up {
            let silent = status.silent.is_some();
            let waits = status
                .silent
                .as_ref()
                .is_some_and(|silent| silent.release.is_some());
            assert!(!waits || !self.holds.is_empty(), "{status:?}");
            // The last rating of a day stays with its undo.
            let echoes = reminder.is_some_and(|notice| notice.offers(Action::Undo));
            // So does the answer to whether to go on, which may be why it is silent.
            let answers = ["One reminder a ", "No reminders"];
            let is_answer = reminder
                .is_some_and(|notice| answers.iter().any(|title| notice.title.starts_with(title)));
            if silent && !waits && !is_answer || status.due == 0 && !echoes {
                assert!(reminder.is_none(), "{reminder:?} in {status:?}");
            }
            if let Some(notice) = reminder {
                let told = format!("{} to recall", status.due);
                let others = ["Welcome back. ", "Keep reminding?"];
                let is_other = others.iter().any(|title| notice.title.starts_with(title));
                let is_told =
                    is_other || notice.title.contains(&told) || notice.body.contains(&told);
                let is_behind = notice.offers(Action::Good) || echoes && !is_answer;
                assert!(
                    is_told || is_behind || is_answer,
                    "{notice:?} in {status:?}"
                );
                let locked = self.holds.contains(&Hold::Locked);
                assert!(!locked || !is_behind, "readable while locked: {notice:?}");
            }
            assert!(waits || status.notify.pending == 0, "{status:?}");
            let local = self.now.at.with_timezone(&self.now.zone).time();
            let (from, to) = (
                chrono::NaiveTime::from_hms_opt(9, 30, 0).unwrap(),
                chrono::NaiveTime::from_hms_opt(22, 0, 0).unwrap(),
            );
            if !silent && status.due > 0 && from <= local && local < to {
                // One that was shown late counts for its day, which a clock set back may have left again.
                assert!(
                    status.notify.sent_today >= 1 || reminder.is_some(),
                    "a digest is lost: {status:?}"
                );
            }
            let box_shown = self.desk.on_screen.get(&Subject::Box);
            if status.running.is_some() {
                // Unless the user closed it, it counts down.
                assert!(box_shown.is_none_or(|notice| notice.title != "STOP"));
            }
        }
        if self.desk.life == Life::Down {
            assert!(self.desk.on_screen.is_empty());
        }
    }
}

/// Whether a turn logged a recall.
fn is_logged(outcome: &Outcome) -> bool {
    let mut effects = outcome.effects.iter();
    effects.any(|effect| matches!(effect, Effect::Tell(Told::Logged { .. })))
}

fn is_answer(notice: &Notice) -> bool {
    notice.offers(Action::Good)
}

fn server() -> Presence {
    Presence::Server(Server {
        name: "ours".to_owned(),
        vendor: String::new(),
        version: "1".to_owned(),
        spec: "1.2".to_owned(),
        capabilities: vec!["actions".to_owned()],
    })
}

fn open(db: &Path, style: Style, now: Now) -> Engine {
    let setup = Setup {
        version: "0.0.0".to_owned(),
        pid: 1,
        data_dir: "/data".to_owned(),
        config: "/config.toml".to_owned(),
        demo: Demo::No,
        settings: Settings {
            zone: Zone::Local,
            style,
            ..Settings::default()
        },
        supervisor: SupervisorReport::default(),
    };
    Engine::open(Store::open(db).unwrap(), setup, now).unwrap()
}

fn op() -> impl Strategy<Value = Op> {
    let some = |most: u32| prop_oneof![Just(None), (1..most).prop_map(Some)];
    prop_oneof![
        3 => (1..6_usize).prop_map(|prompts| Op::Recall { prompts }),
        1 => Just(Op::Undo),
        2 => some(100_000).prop_map(|secs| Op::Snooze { secs }),
        1 => (0..200_000_u32, 1..200_000_u32).prop_map(|(from, secs)| Op::Pause { from, secs }),
        1 => Just(Op::Resume),
        2 => (0..6_usize, some(50_000)).prop_map(|(which, secs)| Op::Mode { which, secs }),
        1 => (1..900_u32).prop_map(|secs| Op::BoxStart { secs: secs.min(600) }),
        1 => Just(Op::BoxDone),
        6 => (1..100_000_u32).prop_map(|secs| Op::Pass { secs }),
        2 => (1..400_000_u32).prop_map(|secs| Op::Sleep { secs }),
        1 => (-100_000..100_000_i32).prop_map(|secs| Op::SetClock { secs }),
        1 => (0..3_usize).prop_map(|zone| Op::Travel { zone }),
        4 => Just(Op::Come),
        1 => Just(Op::Die),
        1 => Just(Op::Hang),
        3 => prop_oneof![Just(0_u8), 1..8_u8].prop_map(|which| Op::Holds { which }),
        2 => (0..4_usize).prop_map(|action| Op::Press { action }),
        1 => (0..4_usize).prop_map(|action| Op::PressOld { action }),
        2 => (0..3_usize).prop_map(|how| Op::Close { how }),
        1 => Just(Op::Restart),
    ]
}

/// How many sequences are tried: few enough for every day; `LOCI_SIM_CASES=5000` for a long run.
fn cases() -> u32 {
    std::env::var("LOCI_SIM_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok())
        .unwrap_or(48)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_day_of_a_user_and_a_server_doubles_or_loses_a_reminder(
        ops in prop::collection::vec(op(), 1..60),
        style in prop_oneof![Just(Style::Digest), Just(Style::Card)],
    ) {
        let mut world = World::new(style);
        for op in &ops {
            let answered = world.shows_an_answer();
            world.apply(op);
            // Only a press brings an answer to the screen.
            let is_press = matches!(op, Op::Press { .. });
            prop_assert!(answered || is_press || !world.shows_an_answer(), "{op:?}");
            world.verify();
        }
    }
}

#[test]
fn a_clock_set_back_over_the_night_after_a_late_server_loses_nothing() {
    let mut world = World::new(Style::Digest);
    for op in [
        Op::Pass { secs: 86_400 },
        Op::Come,
        Op::SetClock { secs: -32_401 },
    ] {
        world.apply(&op);
        world.verify();
    }
}

#[test]
fn what_a_killed_daemon_left_on_a_locked_screen_is_made_true_without_a_sound() {
    let mut world = World::new(Style::Digest);
    for op in [
        Op::SetClock { secs: -35_359 },
        Op::Come,
        Op::Recall { prompts: 1 },
        Op::Recall { prompts: 1 },
        Op::Holds { which: 1 },
        Op::Restart,
        Op::Undo,
    ] {
        world.apply(&op);
        world.verify();
    }
}
