//! A year of one seed: whatever comes next happens, the daemon is woken exactly when it asked for it, and the oracle
//! looks on.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveTime, TimeDelta, TimeZone, Utc};
use loci::domain::hold::Hold;
use loci::domain::notice::{Action, Closing};
use loci::domain::screen::News;
use loci::engine::event::Event;
use loci::ipc::protocol::{
    At, BoxEnd, BoxStart, Due, EndHow, Log, MockStart, Mode, Pause, Request, Response, Resume,
    Snooze, Undo as UndoRequest,
};

use crate::run::act::{Act, Reaction, Undo};
use crate::run::desk::Life;
use crate::run::dice::Dice;
use crate::run::figures::Figures;
use crate::run::habits::Habits;
use crate::run::oracle::{Done, Oracle, Reach};
use crate::run::policy;
use crate::run::silence::Clock;
use crate::run::world::{Timer, World};

/// Whether what happens is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Story {
    /// It is.
    Told,
    /// It is not.
    Untold,
}

impl Story {
    /// As `LOCI_STORY=1` asks.
    pub(crate) fn asked() -> Story {
        match std::env::var_os("LOCI_STORY") {
            Some(_) => Story::Told,
            None => Story::Untold,
        }
    }
}

/// Wake-ups in a row without anything else happening after which the daemon runs hot.
const HOT: u32 = 100;

struct Year {
    dice: Dice,
    habits: Habits,
    world: World,
    oracle: Oracle,
    /// What is to happen, by boot time.
    plans: BTreeMap<(u64, u64), Act>,
    planned: u64,
    story: Story,
}

/// Lives so many days.
pub(crate) fn live(seed: u64, days: u64, story: Story) -> Figures {
    let mut dice = Dice::new(seed.wrapping_mul(7919) + 1);
    let habits = Habits::new(&mut dice);
    let settings = policy::settings(&mut dice);
    // A week before a change of the clock in spring, or half a year later.
    let begin: DateTime<Utc> = match dice.chance(50) {
        true => "2026-03-02T05:00:00Z".parse().unwrap(),
        false => "2026-09-20T05:00:00Z".parse().unwrap(),
    };
    let world = World::new(begin, habits.zone, settings.clone());
    let clock = Clock::of(world.now, settings.rollover);
    let mut year = Year {
        oracle: Oracle::new(format!("seed {seed}"), &settings, clock.day),
        dice,
        habits,
        world,
        plans: BTreeMap::new(),
        planned: 0,
        story,
    };
    year.tell(&|| format!("{settings:?}"));
    year.world.start();
    year.after();
    for _ in 0..days {
        year.day();
    }
    year.oracle.figures.days = days;
    year.oracle.figures
}

impl Year {
    fn clock(&self) -> Clock {
        Clock::of(self.world.now, self.oracle.rollover)
    }

    fn tell(&self, what: &dyn Fn() -> String) {
        if self.story == Story::Told {
            let clock = self.clock();
            eprintln!("{} {} {}", clock.local, self.world.now.zone, what());
        }
    }

    /// From here to half past four, local time, of the next morning.
    fn day(&mut self) {
        let now = self.world.now;
        let date = (self.clock().local - TimeDelta::hours(4)).date();
        let midnight = date.and_time(NaiveTime::MIN);
        for (after, act) in self.habits.day(&mut self.dice) {
            let at = now.zone.from_local_datetime(&(midnight + after)).latest();
            let at = at.map_or(now.at, |at| at.with_timezone(&Utc));
            self.plan(at - now.at, act);
        }
        let next = (date + Days::new(1)).and_time(policy::clock(4, 30));
        let next = now.zone.from_local_datetime(&next).latest();
        let end = next.map_or(now.at + TimeDelta::days(1), |at| at.with_timezone(&Utc));
        let end_ms = now.boot.ms + millis(end - now.at);
        self.live_until(end_ms);
    }

    fn plan(&mut self, after: TimeDelta, act: Act) {
        self.planned += 1;
        let at_ms = self.world.now.boot.ms + millis(after);
        self.plans.insert((at_ms, self.planned), act);
    }

    fn live_until(&mut self, end_ms: u64) {
        let mut hot = 0;
        while self.world.now.boot.ms < end_ms {
            let plan = self.plans.first_key_value().map(|((ms, _), _)| *ms);
            let next = plan.unwrap_or(u64::MAX).min(end_ms);
            match self.world.wake() {
                Some((ms, timer)) if ms <= next => {
                    self.pass_to(ms);
                    self.wake(timer);
                    hot += 1;
                    // A box tells each minute; between two other events nothing else wakes so often.
                    assert!(hot < HOT, "the daemon runs hot at {}", self.world.now.at);
                }
                _ => {
                    hot = 0;
                    self.pass_to(next);
                    if plan.is_some_and(|ms| ms <= next)
                        && let Some((_, act)) = self.plans.pop_first()
                    {
                        self.tell(&|| format!("{act:?}"));
                        self.act(act);
                        self.after();
                    }
                }
            }
        }
    }

    fn wake(&mut self, timer: Timer) {
        let stood = self.world.desk.reminder().is_some();
        self.world.event(Event::Tick);
        let wished = self.world.wished;
        self.taken_away(stood);
        let woken = &mut self.oracle.figures.woken;
        match (timer, wished) {
            (Timer::Boot, _) => woken.boxes += 1,
            (Timer::Wall, true) => woken.worth += 1,
            (Timer::Wall, false) => woken.idle += 1,
        }
        self.after();
    }

    /// Time passes, and the oracle looks at each minute of it.
    fn pass_to(&mut self, ms: u64) {
        loop {
            let into = u64::try_from(self.world.now.at.timestamp_millis().rem_euclid(60_000));
            let minute = self.world.now.boot.ms + 60_000 - into.unwrap();
            if minute >= ms {
                break;
            }
            self.world.go_to(minute);
            let clock = self.clock();
            if self.oracle.must_ask(&clock) {
                self.ask_due(&clock);
            }
            self.look(&clock);
        }
        self.world.go_to(ms);
    }

    fn reach(&self) -> Reach {
        match (self.world.runs(), self.world.desk.life) {
            (true, Life::Up) => Reach::Open,
            (false, _) | (true, Life::Hung | Life::Down) => Reach::Shut,
        }
    }

    fn ask_due(&mut self, clock: &Clock) {
        if let Some(status) = self.world.status() {
            self.tell(&|| {
                format!(
                    "    {} due, silent: {:?}, {:?}",
                    status.due, status.silent, status.notify
                )
            });
            self.oracle.told_due(status.due, clock);
        }
    }

    /// After whatever happened: what came is judged, and what stands.
    fn after(&mut self) {
        let clock = self.clock();
        self.ask_due(&clock);
        for (notice, asked) in self.world.desk.take_seen() {
            let kind = self.oracle.came(&notice, asked, &clock);
            self.tell(&|| format!("  came: {kind:?}: {}", notice.title));
            let (after, what) = self.habits.reaction(&mut self.dice);
            self.plan(after, Act::React(what));
        }
        self.look(&clock);
    }

    fn look(&mut self, clock: &Clock) {
        let reach = self.reach();
        if self.world.runs() {
            let rollover = self.oracle.rollover;
            self.oracle.silences.see(clock, rollover);
        }
        self.oracle.look(reach, clock);
        if reach == Reach::Open && self.world.desk.reminder().is_some() {
            self.oracle.stands(clock);
        }
    }

    fn act(&mut self, act: Act) {
        let stood = self.world.desk.reminder().is_some();
        let now = self.world.now;
        match act {
            Act::Recall { prompts, undo } => self.recall(prompts, undo),
            Act::Snooze { lasts } => {
                let until = lasts.map(|lasts| now.at + lasts);
                let said = self.ask(Request::Snooze(Snooze {
                    batch_id: None,
                    until: until.map(|until| until.to_rfc3339()),
                }));
                if said.is_some() {
                    self.snoozed(until.unwrap_or(now.at + self.snooze()));
                }
            }
            Act::Pause { ahead, lasts } => {
                let (from, until) = (now.at + ahead, now.at + ahead + lasts);
                let said = self.ask(Request::Pause(Pause {
                    batch_id: None,
                    from: Some(from.to_rfc3339()),
                    until: Some(until.to_rfc3339()),
                }));
                if said.is_some() {
                    self.oracle.paused(from, until);
                }
            }
            Act::Resume => {
                // Where there is nothing to end, nothing is said.
                if let Some(Response::Resume(reply)) = self.ask(Request::Resume(Resume::default()))
                    && !reply.ended.is_empty()
                {
                    let day = self.clock().day;
                    self.oracle.silences.resume(now.at);
                    self.oracle.fewer.answered(day);
                }
            }
            Act::Mode { word, lasts } => self.mode(word, lasts),
            Act::BoxStart { secs } => {
                let started = self.ask(Request::BoxStart(BoxStart {
                    kind: "recall".to_owned(),
                    topic: "python".to_owned(),
                    limit_secs: Some(secs),
                }));
                if started.is_some() {
                    let ends = now.boot.ms + u64::from(secs) * 1000;
                    self.oracle.silences.box_ends = Some((ends, Hold::Box));
                }
            }
            Act::MockStart { secs } => {
                // Before anything was learnt there is nothing to ask.
                let started = self.ask(Request::MockStart(MockStart {
                    limit_secs: Some(secs),
                    ..MockStart::default()
                }));
                if started.is_some() {
                    let ends = now.boot.ms + u64::from(secs) * 1000;
                    self.oracle.silences.box_ends = Some((ends, Hold::Mock));
                }
            }
            Act::BoxDone => {
                let ended = self.ask(Request::BoxEnd(BoxEnd {
                    how: EndHow::Done,
                    id: None,
                    note: None,
                }));
                if ended.is_some() {
                    self.oracle.silences.box_ends = None;
                }
            }
            Act::React(what) => {
                self.react(what);
                return;
            }
            Act::Hold(hold) => {
                self.world.holds.insert(hold);
                self.holds();
            }
            Act::Free(hold) => {
                self.world.holds.remove(&hold);
                self.holds();
            }
            Act::Sleep { lasts } => self.sleep(lasts),
            Act::SetClock { by } => {
                self.world.now.at += by;
                if by < TimeDelta::zero() {
                    self.oracle.set_back(now.at);
                }
                self.world.event(Event::Tick);
            }
            Act::Travel { to } => {
                self.world.now.zone = to;
                self.world.event(Event::Tick);
            }
            Act::ServerComes => {
                for news in self.world.desk.come() {
                    self.world.event(Event::News(news));
                }
            }
            Act::ServerDies => {
                if stood {
                    self.oracle.owes(&self.clock());
                }
                for news in self.world.desk.die() {
                    self.world.event(Event::News(news));
                }
                return;
            }
            Act::Ask => {}
            Act::ServerHangs => self.world.desk.hang(),
            Act::DaemonEnds(end) => {
                if stood {
                    self.oracle.owes(&self.clock());
                }
                self.world.end(end);
                return;
            }
            Act::DaemonStarts => {
                if !self.world.runs() {
                    self.world.start();
                }
            }
            Act::Configure => {
                self.world.settings.remind = policy::policy(&mut self.dice);
                self.configured();
            }
            Act::Interview { days } => {
                let day = self.clock().local + TimeDelta::days(days);
                self.world.settings.remind.interview = Some(day);
                self.configured();
            }
            Act::Write => {
                self.world.own_notes += 1;
                self.world.read_notes();
            }
        }
        self.taken_away(stood);
    }

    /// The daemon took it away: if it is silent, it comes back.
    fn taken_away(&mut self, stood: bool) {
        let clock = self.clock();
        let silent = self.oracle.silent(&clock);
        if stood && self.world.desk.reminder().is_none() && silent.is_some() {
            self.oracle.owes(&clock);
        }
    }

    fn ask(&mut self, request: Request) -> Option<Response> {
        self.world.ask(request)?.ok()
    }

    fn snooze(&self) -> TimeDelta {
        TimeDelta::seconds(i64::from(self.oracle.policy.snooze.0))
    }

    fn snoozed(&mut self, until: DateTime<Utc>) {
        let clock = self.clock();
        self.oracle.snoozed(until, &clock);
    }

    fn configured(&mut self) {
        self.oracle.policy = self.world.settings.remind.clone();
        self.tell(&|| format!("{:?}", self.oracle.policy));
        let settings = Box::new(self.world.settings.clone());
        self.world.event(Event::Configured(settings));
    }

    fn mode(&mut self, word: &'static str, lasts: Option<TimeDelta>) {
        let until = lasts.map(|lasts| self.world.now.at + lasts);
        let said = self.ask(Request::Mode(Mode {
            batch_id: None,
            mode: Some(word.to_owned()),
            until: until.map(|until| until.to_rfc3339()),
        }));
        let Some(Response::Mode(reply)) = said else {
            return;
        };
        let until = reply.until.map(|until| until.parse().unwrap());
        self.oracle.silences.coding = match word {
            "coding" => until,
            _ => None,
        };
        // What is asked is another when a mode ends, and nobody tells the oracle.
        if let Some(until) = until {
            let after = until - self.world.now.at;
            self.plan(after + TimeDelta::milliseconds(1), Act::Ask);
        }
    }

    fn holds(&mut self) {
        self.oracle.silences.holds.clone_from(&self.world.holds);
        let holds = self.world.holds.clone();
        self.world.event(Event::News(News::Holds(holds)));
    }

    /// The machine sleeps: nothing happens but what others do, and that is seen at the wake.
    fn sleep(&mut self, lasts: TimeDelta) {
        let wakes_ms = self.world.now.boot.ms + millis(lasts);
        let clock = self.clock();
        self.oracle.look(Reach::Shut, &clock);
        self.world.go_to(wakes_ms);
        let later = self.plans.split_off(&(wakes_ms, 0));
        let missed = std::mem::replace(&mut self.plans, later);
        self.world.event(Event::News(News::Woke));
        self.world.event(Event::Tick);
        self.after();
        for act in missed.into_values() {
            match act {
                Act::Free(_) | Act::ServerComes | Act::DaemonStarts | Act::Travel { .. } => {
                    self.act(act);
                    self.after();
                }
                _ => {}
            }
        }
    }

    fn recall(&mut self, prompts: usize, undo: Undo) {
        let clock = self.clock();
        self.oracle.is_at_it(&clock);
        let mut last = None;
        for _ in 0..prompts {
            let Some(Response::Due(due)) = self.ask(Request::Due(Due::default())) else {
                return;
            };
            let Some(prompt) = due.prompts.first() else {
                break;
            };
            let log = Log {
                batch_id: None,
                scopes: vec![prompt.scope.clone()],
                rating: [1, 2, 3, 3, 3, 3][self.dice.below(6)],
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
            if let Some(Response::Log(reply)) = self.ask(Request::Log(log)) {
                let day = self.clock().day;
                self.oracle.fewer.reviewed(day);
                last = reply
                    .batch
                    .map(|batch| (batch, self.oracle.did(Done::Something, self.world.now.at)));
            }
        }
        // He sees what is due before he takes anything back: what stood is gone when nothing is, and no undo brings it
        // back.
        self.ask_due(&self.clock());
        if let (Some((batch, before)), Undo::Yes) = (last, undo) {
            let undo = UndoRequest {
                id: Some(batch),
                ..UndoRequest::default()
            };
            // He sees it some seconds later.
            self.pass_to(self.world.now.boot.ms + 20_000);
            if self.ask(Request::Undo(undo)).is_some() {
                self.oracle.took_back(before);
                self.oracle.fewer.took_back();
            }
        }
    }

    fn react(&mut self, what: Reaction) {
        if !self.world.runs() {
            // The buttons died with their daemon.
            return;
        }
        match what {
            Reaction::Open => {
                self.world.terminal = Ok(());
                if self.world.press(Action::Open) == Some(Action::Open) {
                    self.oracle.did(Done::Something, self.world.now.at);
                    let day = self.clock().day;
                    self.oracle.fewer.answered(day);
                    let prompts = 1 + self.dice.below(12);
                    self.plan(
                        TimeDelta::seconds(30),
                        Act::Recall {
                            prompts,
                            undo: Undo::No,
                        },
                    );
                }
            }
            Reaction::OpenInVain => {
                self.world.terminal = Err("no terminal".to_owned());
                if self.world.desk.life == Life::Up && self.world.desk.reminder().is_some() {
                    let clock = self.clock();
                    self.oracle.owes(&clock);
                    self.world.press(Action::Open);
                }
            }
            Reaction::Snooze => {
                if self.world.press(Action::Snooze) == Some(Action::Snooze) {
                    self.snoozed(self.world.now.at + self.snooze());
                }
            }
            Reaction::NotToday => {
                if self.world.press(Action::NotToday) == Some(Action::NotToday) {
                    self.snoozed(self.next_day());
                }
            }
            Reaction::Dismiss => {
                if self.world.close(Closing::Dismissed).is_some() {
                    self.oracle.dismissed();
                }
            }
            Reaction::Expire => {
                self.world.close(Closing::Expired);
            }
            Reaction::Ignore => {}
        }
    }

    /// When the next study day begins.
    fn next_day(&self) -> DateTime<Utc> {
        let begins = (self.clock().day + Days::new(1)).and_time(self.oracle.rollover);
        let begins = self.world.now.zone.from_local_datetime(&begins).earliest();
        begins.map_or(self.world.now.at, |at| at.with_timezone(&Utc))
    }
}

fn millis(delta: TimeDelta) -> u64 {
    u64::try_from(delta.num_milliseconds()).unwrap_or(0)
}
