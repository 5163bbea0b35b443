//! What the engine knows of the screen, and what it wants there. Level-triggered: after each turn that could
//! matter what should be on the screen is judged anew, and only the difference is wished for.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::calm::{Around, Silent};
use crate::domain::day::StudyDay;
use crate::domain::journal::Fact;
use crate::domain::notice::{NotShown, Notice, Place, Presence, Subject, Token, Urgency};
use crate::domain::now::{Now, Secs};
use crate::domain::remind::{self, Reminder, Sight};
use crate::domain::screen::{News, Wish};
use crate::ipc::protocol::{Event as Told, Request};
use crate::store::error::StoreError;

use super::Engine;
use super::convert::local_time;
use super::effect::Effect;
use super::event::Event;
use super::notices::{self, Countdown, Load, Loudness};
use super::record::Draft;

/// A STOP that could not be shown is worth showing so long after, once a server is there.
const STOP_MATTERS_MS: u64 = 15 * 60_000;

/// The screen, as the engine knows it.
#[derive(Debug, Default)]
pub(super) struct Screen {
    /// Who could show something.
    pub(super) presence: Presence,
    showings: BTreeMap<Subject, Showing>,
    /// A reminder of this day was taken from the screen because it got silent.
    taken_away: Option<StudyDay>,
    /// What watchers were told last about silence.
    told: Option<Silent>,
    /// Whether there was a turn before.
    turn: Turn,
    /// The number of the last showing, which makes its token.
    last: u64,
    /// Where notifications are or no longer are, as it is still to be kept in the store.
    unkept: BTreeMap<Subject, Option<Place>>,
}

/// One notification.
#[derive(Debug)]
struct Showing {
    notice: Notice,
    state: State,
    /// The reminder that it is, and of which day; it is written once the notification is on the screen.
    reminds: Option<(Reminder, StudyDay)>,
    /// When it was wished for, in milliseconds of boot time.
    since_ms: u64,
}

/// How far a notification is.
#[derive(Debug, PartialEq, Eq)]
enum State {
    /// It is wished for.
    Wished,
    /// It is on the screen, or was handed to a command.
    Shown,
    /// It is not.
    Failed(NotShown),
}

/// Why the screen is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Occasion {
    /// Nothing happened that could matter.
    None,
    /// Something was logged or changed: what is on the screen may be out of date.
    Changed,
    /// A moment came, or something that decides on reminders changed.
    Judged,
    /// A server came: what failed is tried again.
    ServerCame,
}

/// Whether a turn is the first of this life of the daemon.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Turn {
    /// It is.
    #[default]
    First,
    /// There was one before.
    Later,
}

impl Occasion {
    /// What an event means for the screen.
    pub(super) fn of(event: &Event) -> Occasion {
        match event {
            Event::Tick
            | Event::Notes { .. }
            | Event::ImportRead { .. }
            | Event::Configured(_)
            | Event::Commanded { .. } => Occasion::Judged,
            Event::News(News::Presence(Presence::Server(_))) => Occasion::ServerCame,
            Event::News(
                News::Presence(_) | News::Pressed { .. } | News::Closed { .. } | News::Woke,
            ) => Occasion::Judged,
            // What was not shown is not tried again at once.
            Event::News(News::Shown { .. } | News::NotShown { .. }) | Event::Spooled(_) => {
                Occasion::Changed
            }
            Event::Request(request) => Occasion::of_request(request),
            Event::Unplaced { .. }
            | Event::BackedUp { .. }
            | Event::LookedAt(_)
            | Event::Chore(_)
            | Event::ConfigRefused(_) => Occasion::None,
        }
    }

    fn of_request(request: &Request) -> Occasion {
        match request {
            Request::Log(_)
            | Request::Suspend(_)
            | Request::Unsuspend(_)
            | Request::SpoolAssign(_) => Occasion::Changed,
            Request::Undo(_)
            | Request::BoxStart(_)
            | Request::BoxEnd(_)
            | Request::Snooze(_)
            | Request::Pause(_)
            | Request::Resume(_)
            | Request::Mode(_) => Occasion::Judged,
            Request::Hello(_)
            | Request::Status(_)
            | Request::Ls(_)
            | Request::Show(_)
            | Request::Due(_)
            | Request::UndoList(_)
            | Request::Sync(_)
            | Request::Adopt(_)
            | Request::Box(_)
            | Request::Spool(_)
            | Request::SpoolDrop(_)
            | Request::Export(_)
            | Request::Import(_)
            | Request::Backup(_)
            | Request::Doctor(_)
            | Request::NotifyTest(_)
            | Request::Watch(_)
            | Request::Shutdown(_) => Occasion::None,
        }
    }
}

impl Screen {
    /// Whether this is the first turn; asked once in each.
    pub(super) fn begin(&mut self) -> Turn {
        std::mem::replace(&mut self.turn, Turn::Later)
    }

    /// How many notifications are not on the screen although they should be, and why the last is not.
    pub(super) fn pending(&self) -> (u32, Option<String>) {
        let failed = self
            .showings
            .values()
            .filter_map(|showing| match &showing.state {
                State::Failed(why) => Some(why.to_string()),
                State::Wished | State::Shown => None,
            });
        let mut count = 0;
        let last = failed.inspect(|_| count += 1).last();
        (count, last)
    }

    /// What is on the screen.
    pub(super) fn shown(&self) -> Vec<Subject> {
        let shown = |(_, showing): &(&Subject, &Showing)| showing.state == State::Shown;
        self.showings
            .iter()
            .filter(shown)
            .map(|(subject, _)| *subject)
            .collect()
    }

    /// Whether this is the showing of its subject that stands now.
    pub(super) fn is_current(&self, subject: Subject, token: Token) -> bool {
        self.showings
            .get(&subject)
            .is_some_and(|showing| showing.notice.token == token)
    }

    /// It is on the screen there; or nowhere, but a command told the user.
    pub(super) fn arrived(&mut self, subject: Subject, token: Token, place: Option<Place>) {
        if self.is_current(subject, token) {
            self.unkept.insert(subject, place);
        }
        self.change(subject, token, State::Shown);
    }

    /// It is not.
    pub(super) fn failed(&mut self, subject: Subject, token: Token, why: NotShown) {
        // What stood there before a server began to hang may stand there still.
        if self.is_current(subject, token) && why != NotShown::Hangs {
            self.unkept.insert(subject, None);
        }
        self.change(subject, token, State::Failed(why));
    }

    /// It was closed or pressed.
    pub(super) fn closed(&mut self, subject: Subject) {
        self.showings.remove(&subject);
        self.unkept.insert(subject, None);
    }

    fn change(&mut self, subject: Subject, token: Token, state: State) {
        if let Some(showing) = self.showings.get_mut(&subject)
            && showing.notice.token == token
        {
            showing.state = state;
        }
    }

    /// A token that no other showing has or had.
    fn token(&mut self, now: Now) -> Token {
        self.last += 1;
        let name = format!(
            "{} {} notice {}",
            now.at.timestamp_millis(),
            now.boot.ms,
            self.last
        );
        Token(Uuid::new_v5(&now.boot.boot, name.as_bytes()))
    }

    fn show(&mut self, notice: Notice, reminds: Option<(Reminder, StudyDay)>, now: Now) -> Effect {
        let showing = Showing {
            notice: notice.clone(),
            state: State::Wished,
            reminds,
            since_ms: now.boot.ms,
        };
        self.showings.insert(notice.subject, showing);
        Effect::Wish(Wish::Show(notice))
    }

    /// Takes a notification away, if there is one.
    pub(super) fn withdraw(&mut self, subject: Subject) -> Option<Effect> {
        self.showings.remove(&subject)?;
        self.unkept.insert(subject, None);
        Some(Effect::Wish(Wish::Withdraw(subject)))
    }

    /// A reminder of this day that an earlier life left: it is not on the screen as it should be.
    fn left_behind(&mut self, day: StudyDay, now: Now) {
        let token = self.token(now);
        let load = Load { due: 0, minutes: 0 };
        let showing = Showing {
            notice: notices::reminder(token, None, load, Secs(0), Loudness::Update),
            state: State::Failed(NotShown::Gone),
            reminds: Some((Reminder::Digest, day)),
            since_ms: now.boot.ms,
        };
        self.showings.insert(Subject::Reminder, showing);
    }

    /// The same wish again for what failed, or for a STOP that still matters.
    fn again(&mut self, subject: Subject, now: Now) -> Option<Effect> {
        let showing = self.showings.get_mut(&subject)?;
        let State::Failed(_) = showing.state else {
            return None;
        };
        let age_ms = now.boot.ms.saturating_sub(showing.since_ms);
        if showing.notice.urgency == Urgency::Critical && age_ms > STOP_MATTERS_MS {
            self.showings.remove(&subject);
            return None;
        }
        showing.state = State::Wished;
        Some(Effect::Wish(Wish::Show(showing.notice.clone())))
    }
}

impl Engine {
    /// What an earlier life of the daemon left on the screen: it can be replaced in place or taken away.
    pub(super) fn left_on_screen(
        &mut self,
        left: BTreeMap<Subject, Place>,
        now: Now,
    ) -> Vec<Effect> {
        let day = self.today(now);
        let reminded = self.calm.digest.is_some_and(|moment| moment.day == day);
        let mut effects = Vec::new();
        for (subject, place) in left {
            effects.push(Effect::Wish(Wish::Left { subject, place }));
            match subject {
                // Its buttons died with their daemon: it is shown anew in its place, or taken away.
                Subject::Reminder if reminded => self.screen.left_behind(day, now),
                // A countdown goes on in its place, and STOP stays.
                Subject::Box => {}
                Subject::Reminder | Subject::Test => {
                    self.screen.unkept.insert(subject, None);
                    effects.push(Effect::Wish(Wish::Withdraw(subject)));
                }
            }
        }
        effects
    }

    /// Makes the screen what it should be.
    pub(super) fn settle_screen(&mut self, occasion: Occasion, now: Now) -> Vec<Effect> {
        let mut effects = Vec::new();
        if occasion == Occasion::None {
            return effects;
        }
        if occasion == Occasion::ServerCame {
            for subject in [Subject::Box, Subject::Test] {
                effects.extend(self.screen.again(subject, now));
            }
        }
        effects.extend(self.settle_box(now));
        effects.extend(self.tell_silence(now));
        // While nothing is on the screen, a log cannot change what should be there.
        let stands = self.screen.showings.contains_key(&Subject::Reminder);
        if (occasion > Occasion::Changed || stands) && !self.library.is_syncing() {
            effects.extend(self.settle_reminder(occasion, now));
        }
        self.keep_screen();
        effects
    }

    /// Keeps in the store where notifications are; it is no harm if that fails.
    fn keep_screen(&mut self) {
        if self.screen.unkept.is_empty() {
            return;
        }
        let unkept = std::mem::take(&mut self.screen.unkept);
        let kept = self.write().and_then(|()| {
            for (subject, place) in &unkept {
                self.store.put_notice(*subject, place.as_ref())?;
            }
            self.commit()
        });
        if let Err(error) = kept {
            tracing::debug!(%error, "where notifications are cannot be kept");
            self.give_up();
        }
    }

    /// What silences besides the user's own words.
    pub(super) fn around(&self, now: Now) -> Around<'_> {
        Around {
            policy: &self.setup.settings.remind,
            calendar: self.calendar(now),
            box_ends: self.boxes.running.as_ref().map(|start| {
                let left = i64::try_from(start.left_ms(now)).unwrap_or(i64::MAX);
                now.at + chrono::TimeDelta::try_milliseconds(left).unwrap_or_default()
            }),
        }
    }

    /// Why it is silent now, if it is.
    pub(super) fn silence(&self, now: Now) -> Option<Silent> {
        self.calm.silent(now.at, self.around(now))
    }

    fn sight(&self, due: u32, now: Now) -> Sight<'_> {
        Sight {
            calm: &self.calm,
            around: self.around(now),
            reviewed: self.reviewed,
            due,
        }
    }

    /// When a reminder is judged next, as far as time decides it.
    pub(super) fn next_reminder(&self, now: Now) -> Option<DateTime<Utc>> {
        remind::next(self.sight(1, now), now.at)
    }

    fn settle_reminder(&mut self, occasion: Occasion, now: Now) -> Vec<Effect> {
        let day = self.today(now);
        let (_, today) = self.list(self.when(now), None);
        let load = Load {
            due: u32::try_from(today.count()).unwrap_or(u32::MAX),
            minutes: today.minutes(),
        };
        if self.silence(now).is_some() {
            if let Some(showing) = self.screen.showings.get(&Subject::Reminder) {
                self.screen.taken_away = showing.reminds.map(|(_, of)| of);
            }
            return self
                .screen
                .withdraw(Subject::Reminder)
                .into_iter()
                .collect();
        }
        if load.due == 0 {
            self.screen.taken_away = None;
            return self
                .screen
                .withdraw(Subject::Reminder)
                .into_iter()
                .collect();
        }
        let judged = remind::judge(self.sight(load.due, now), now.at);
        let taken_away = self.screen.taken_away.take().filter(|of| *of == day);
        let wanted = judged.or(taken_away.map(|_| Reminder::Again));
        let wanted = wanted.map(|what| (what, day));
        let snooze = self.setup.settings.remind.snooze;
        let token = self.screen.token(now);
        let make = |what: Option<(Reminder, StudyDay)>, loudness| {
            notices::reminder(token, what.map(|(what, _)| what), load, snooze, loudness)
        };
        let Some(showing) = self.screen.showings.get_mut(&Subject::Reminder) else {
            let effect =
                wanted.map(|_| self.screen.show(make(wanted, Loudness::Anew), wanted, now));
            return effect.into_iter().collect();
        };
        let is_new = wanted.is_some() && wanted != showing.reminds;
        let tries_again = match &showing.state {
            State::Failed(NotShown::Hangs) => occasion == Occasion::ServerCame,
            State::Failed(_) => occasion > Occasion::Changed,
            State::Wished | State::Shown => false,
        };
        if is_new || tries_again {
            let reminds = wanted.or(showing.reminds);
            return vec![
                self.screen
                    .show(make(reminds, Loudness::Anew), reminds, now),
            ];
        }
        if showing.state != State::Shown {
            return Vec::new();
        }
        // It stands on the screen: what it reminded of is written, and written again as long as that fails.
        if let Some((what, of)) = showing.reminds
            && judged == Some(what)
            && of == day
        {
            self.write_reminded(what, now);
        }
        let reminds = self
            .screen
            .showings
            .get(&Subject::Reminder)
            .and_then(|it| it.reminds);
        let update = make(reminds, Loudness::Update);
        let is_same = (self.screen.showings.get(&Subject::Reminder))
            .is_some_and(|showing| showing.notice.title == update.title);
        if is_same {
            return Vec::new();
        }
        vec![self.screen.show(update, reminds, now)]
    }

    /// Writes that a reminder was delivered, in a transaction of its own: that it cannot be written must neither
    /// harm a request nor remind once more.
    fn write_reminded(&mut self, what: Reminder, now: Now) {
        let written = self
            .write_fact(Fact::Remind { what }, now)
            .and_then(|()| self.commit());
        if let Err(error) = written {
            tracing::warn!(%error, "that a reminder was shown cannot be written yet");
            self.give_up();
            self.trouble = Some(error.to_string());
            if let Err(error) = self.load() {
                tracing::error!(%error, "the state could not be loaded again");
            }
        }
    }

    /// Writes a fact of the daemon's own.
    pub(super) fn write_fact(&mut self, fact: Fact, now: Now) -> Result<(), StoreError> {
        let batch = self.own_batch(now);
        let stamp = self.calendar(now).stamp(now.at);
        let mut draft = Draft::default();
        draft.push(batch, stamp, fact);
        self.record(draft)
    }

    /// The countdown of the running box: shown at its start, told anew each minute, gone with it.
    fn settle_box(&mut self, now: Now) -> Option<Effect> {
        let Some(at) = self.countdown(now) else {
            let showing = self.screen.showings.get(&Subject::Box)?;
            // STOP stays until it is closed.
            return match showing.notice.urgency {
                Urgency::Critical => None,
                Urgency::Low | Urgency::Normal => self.screen.withdraw(Subject::Box),
            };
        };
        let token = self.screen.token(now);
        let notice = notices::countdown(token, at, &self.calendar(now));
        match self.screen.showings.get(&Subject::Box) {
            Some(showing) if showing.notice.progress == notice.progress => None,
            // Without a server the first wish told so; another comes with a server.
            Some(showing) if matches!(showing.state, State::Failed(_)) => None,
            Some(_) | None => Some(self.screen.show(notice, None, now)),
        }
    }

    /// How far the running box is, in steps of a minute.
    pub(super) fn countdown(&self, now: Now) -> Option<Countdown> {
        let start = self.boxes.running.as_ref()?;
        let left_ms = start.left_ms(now);
        if left_ms == 0 {
            return None;
        }
        let left = u32::try_from(left_ms.div_ceil(1000)).unwrap_or(u32::MAX);
        let left = if start.limit.0 < 60 {
            start.limit
        } else {
            Secs(left.div_ceil(60) * 60).min(start.limit)
        };
        let used = 100 - u64::from(left.0) * 100 / u64::from(start.limit.0.max(1));
        let ms = i64::try_from(left_ms).unwrap_or(i64::MAX);
        Some(Countdown {
            left,
            used: u8::try_from(used).unwrap_or(100),
            ends: now.at + chrono::TimeDelta::try_milliseconds(ms).unwrap_or_default(),
        })
    }

    /// Whether the countdown is on the screen, so that it wants to be told anew each minute.
    pub(super) fn counts_down(&self) -> CountsDown {
        let showing = self.screen.showings.get(&Subject::Box);
        match showing.map(|showing| &showing.state) {
            Some(State::Wished | State::Shown) => CountsDown::Yes,
            Some(State::Failed(_)) | None => CountsDown::No,
        }
    }

    /// "Enough?" in the place of the countdown.
    pub(super) fn show_enough(&mut self, now: Now) -> Option<Effect> {
        let at = self.countdown(now)?;
        let token = self.screen.token(now);
        Some(self.screen.show(notices::enough(token, at), None, now))
    }

    /// STOP in the place of the countdown.
    pub(super) fn stop_notice(&mut self, limit: Secs, now: Now) -> Notice {
        let token = self.screen.token(now);
        let notice = notices::stop(token, limit);
        // The effect that carries it shows it.
        let _ = self.screen.show(notice.clone(), None, now);
        notice
    }

    /// The notification that tries the desktop.
    pub(super) fn show_test(&mut self, now: Now) -> Effect {
        let token = self.screen.token(now);
        self.screen.show(notices::test(token), None, now)
    }

    /// Tells watchers when the state of silence is another than they know.
    fn tell_silence(&mut self, now: Now) -> Option<Effect> {
        let silent = self.silence(now);
        if self.screen.told == silent {
            return None;
        }
        self.screen.told.clone_from(&silent);
        let silent = silent.map(|silent| self.silent_reply(&silent, now));
        Some(Effect::Tell(Told::Silent { silent }))
    }

    /// Silence as the wire tells it.
    pub(super) fn silent_reply(&self, silent: &Silent, now: Now) -> crate::ipc::protocol::Silent {
        let words: Vec<String> = silent.because.iter().map(ToString::to_string).collect();
        crate::ipc::protocol::Silent {
            until: local_time(silent.until, &self.calendar(now)),
            because: words.join(", then "),
            why: silent
                .because
                .first()
                .map_or("", |because| because.as_str())
                .to_owned(),
        }
    }
}

/// Whether a countdown is on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CountsDown {
    /// It is.
    Yes,
    /// It is not.
    No,
}
