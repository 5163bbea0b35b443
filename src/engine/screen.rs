//! What the engine knows of the screen, and what it wants there. Level-triggered: after each turn that could
//! matter what should be on the screen is judged anew, and only the difference is wished for.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::calm::silence::Silent;
use crate::domain::day::{Calendar, StudyDay};
use crate::domain::hold::{Hold, Holds};
use crate::domain::notice::{Action, NotShown, Notice, Place, Presence, Subject, Token, Urgency};
use crate::domain::now::{Now, Secs};
use crate::domain::remind::Reminder;
use crate::domain::remind::wake::Stands;
use crate::domain::screen::Wish;
use crate::domain::settings::StandIn;
use crate::domain::tellers::Tellers;
use crate::ipc::protocol::Event as Told;
use crate::store::carried::Carried;

use super::Engine;
use super::asked::Listed;
use super::effect::Effect;
use super::notices::reminder::{Saying, reminder};
use super::notices::{self, Load, Loudness, Opens};
use answer::Answered;
use card::{Led, Stage};
use going::tells_withdrawn;
use invite::Promised;
use occasion::Occasion;
use retry::Failures;
use showing::{Reminds, Showing, State, Written};

/// A STOP that could not be shown is worth showing so long after, once a server is there.
const STOP_MATTERS_MS: u64 = 15 * 60_000;

/// The screen, as the engine knows it.
#[derive(Debug, Default)]
pub(super) struct Screen {
    /// Who could show something.
    pub(super) presence: Presence,
    /// What the desktop says that holds reminders.
    pub(super) holds: Holds,
    /// Who tells of that.
    pub(super) tellers: Tellers,
    /// Whether the desktop ever said so.
    heard: Heard,
    /// When the session was first seen neither locked nor idle on its study day.
    pub(super) unlocked: Option<DateTime<Utc>>,
    /// The same, as an earlier life of the daemon saw it.
    unlocked_before: Option<DateTime<Utc>>,
    showings: BTreeMap<Subject, Showing>,
    /// Whether the user's command told of a reminder that it was not asked to take back.
    commanded: Commanded,
    /// A reminder of this day was taken from the screen because it got silent, or is owed by an earlier life.
    taken_away: Option<StudyDay>,
    /// Why the last click opened nothing.
    pub(super) unopened: Option<String>,
    /// What watchers were told last about silence, and about what is due on which study day.
    told: Option<Silent>,
    told_load: Option<(StudyDay, Load)>,
    /// What was last promised to who comes back.
    promised: Option<Promised>,
    /// Whether there was a turn before.
    turn: Turn,
    /// The number of the last showing, which makes its token.
    last: u64,
    /// Where notifications are or no longer are, as it is still to be kept in the store.
    unkept: BTreeMap<Subject, Option<Place>>,
}

/// Whether the desktop said what holds reminders.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Heard {
    /// Not yet.
    #[default]
    Nothing,
    /// It did.
    Something,
}

/// Whether the user's command told of a reminder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Commanded {
    /// It did not, or took it back.
    #[default]
    No,
    /// It did.
    Yes,
}

/// Where a reminder is that the user's command told: no life of any server is called so.
const COMMAND: &str = "command";

/// Whether a turn is the first of this life of the daemon.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Turn {
    /// It is.
    #[default]
    First,
    /// There was one before.
    Later,
}

impl Screen {
    /// Whether this is the first turn; asked once in each.
    pub(super) fn begin(&mut self) -> Turn {
        std::mem::replace(&mut self.turn, Turn::Later)
    }

    /// Takes what holds reminders.
    pub(super) fn meet_holds(&mut self, holds: Holds) {
        self.holds = holds;
        // Until it was told, nobody knew: the session had been locked all the while.
        if std::mem::replace(&mut self.heard, Heard::Something) == Heard::Nothing && !self.is_free()
        {
            self.unlocked = self.unlocked_before;
        }
    }

    /// Takes over what an earlier life of the daemon knew.
    pub(super) fn recall(&mut self, carried: Carried, today: StudyDay) {
        (self.unlocked, self.unlocked_before) = (carried.seen, carried.seen);
        self.taken_away = carried.owed.filter(|of| *of >= today);
    }

    /// The reminder on the screen, as far as a moment may matter to it.
    pub(super) fn stands(&self) -> Stands {
        match self.taken_away {
            Some(of) => Stands::Owed(of),
            None if self.showings.contains_key(&Subject::Reminder) => Stands::There,
            None if self.commanded == Commanded::Yes => Stands::Told,
            None => Stands::Nothing,
        }
    }

    /// Whether anything was due when it was last looked at, as far as is known.
    pub(super) fn is_any_due(&self) -> bool {
        self.told_load.is_none_or(|(_, load)| load.due > 0)
    }

    /// What the next life has to know.
    fn carried(&self) -> Carried {
        let seen = self.unlocked.map(|seen| seen.timestamp_millis());
        Carried {
            seen: seen.and_then(DateTime::from_timestamp_millis),
            owed: self.owed(),
        }
    }

    /// The study day of a reminder that came, and stands or comes back. One that never came is judged anew.
    fn owed(&self) -> Option<StudyDay> {
        let showing = self.showings.get(&Subject::Reminder);
        let stands = showing.filter(|showing| showing.state != State::Told);
        let stands = stands.and_then(Showing::owed);
        self.taken_away.or(stands)
    }

    /// Whether somebody is there, as far as is known.
    fn is_free(&self) -> bool {
        !self.holds.contains(&Hold::Locked) && !self.holds.contains(&Hold::Idle)
    }

    /// Remembers when somebody was first seen on a study day.
    fn see(&mut self, calendar: Calendar, now: Now) {
        let today = calendar.day_of(now.at);
        let seen = |at: &DateTime<Utc>| *at <= now.at && calendar.day_of(*at) == today;
        if self.is_free() && !self.unlocked.as_ref().is_some_and(seen) {
            self.unlocked = Some(now.at);
        }
    }

    /// A server came while reminders wait: the one that hung has nothing more to say, and it is tried again when they
    /// wait no more.
    fn try_later(&mut self, subject: Subject) {
        if let Some(showing) = self.showings.get_mut(&subject)
            && showing.state == State::Failed(NotShown::Hangs)
        {
            showing.state = State::Failed(NotShown::Gone);
        }
    }

    /// How many notifications are not on the screen although they should be, and why the last that cannot be is not:
    /// also a reminder that is on its way, which nobody has confirmed yet.
    /// A countdown that no command gets is none of them where a command stands in.
    pub(super) fn pending(&self, stand_in: StandIn) -> (u32, Option<String>) {
        let failed = self
            .showings
            .values()
            .filter(|showing| stand_in == StandIn::Nobody || !showing.is_for_nobody())
            .filter_map(|showing| match &showing.state {
                State::Failed(why) => Some(why.to_string()),
                State::Wished | State::Shown | State::Told | State::Left | State::Pressed(_) => {
                    None
                }
            });
        // What takes the place of one whose click opened nothing is seen by who clicked; that it did is told instead.
        let reminder = self.showings.get(&Subject::Reminder);
        let is_under_way = reminder.is_some_and(|showing| showing.state == State::Wished)
            && self.unopened.is_none();
        let mut count = u32::from(is_under_way);
        let last = failed.inspect(|_| count += 1).last();
        (count, last.or_else(|| self.unopened.clone()))
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

    /// Whether what is shown about a subject can be pressed for this.
    pub(super) fn offers(&self, subject: Subject, action: Action) -> bool {
        let showing = self.showings.get(&subject);
        showing.is_some_and(|showing| showing.notice.offers(action))
    }

    /// It is on the screen there; or nowhere, but a command told the user.
    pub(super) fn arrived(&mut self, subject: Subject, token: Token, place: Option<Place>) {
        let state = match &place {
            Some(_) => State::Shown,
            None => State::Told,
        };
        let is_told = (subject, &place) == (Subject::Reminder, &None);
        if is_told {
            // Also where it was wanted no more while the command ran: it is to be taken back.
            self.commanded = Commanded::Yes;
        }
        if is_told || self.is_current(subject, token) {
            let place = place.unwrap_or_else(|| Place {
                owner: COMMAND.to_owned(),
                id: 0,
            });
            self.unkept.insert(subject, Some(place));
        }
        self.change(subject, token, state);
    }

    /// It is not.
    pub(super) fn failed(&mut self, (subject, token): (Subject, Token), why: NotShown, now: Now) {
        if matches!(why, NotShown::CommandFailed(_))
            && let Some(showing) = self.showings.get_mut(&subject)
            && showing.notice.token == token
        {
            showing.failures = showing.failures.and_now(now);
        }
        // What stood there before a server began to hang may stand there still.
        if self.is_current(subject, token) && why != NotShown::Hangs {
            self.unkept.insert(subject, None);
        }
        self.change(subject, token, State::Failed(why));
    }

    /// A reminder of this day comes back with the next judgement.
    pub(super) fn comes_back(&mut self, day: StudyDay) {
        self.taken_away = Some(day);
    }

    /// Whether this news would be the first to say that the showing is not on the screen.
    pub(super) fn is_hopeful(&self, subject: Subject, token: Token) -> Option<&Notice> {
        let showing = self.showings.get(&subject)?;
        let is_first = showing.notice.token == token && showing.state == State::Wished;
        is_first.then_some(&showing.notice)
    }

    fn change(&mut self, subject: Subject, token: Token, state: State) {
        if let Some(showing) = self.showings.get_mut(&subject)
            && showing.notice.token == token
        {
            // One that was made true without a sound is still to come anew.
            let is_left = (&showing.state, &state) == (&State::Left, &State::Shown);
            if !is_left {
                showing.state = state;
            }
        }
    }

    /// Makes what an earlier life left true, without a sound; nothing if it says so already.
    fn make_true(&mut self, notice: Notice) -> Option<Effect> {
        let showing = self.showings.get_mut(&Subject::Reminder)?;
        let said = (&showing.notice.title, &showing.notice.body);
        if said == (&notice.title, &notice.body) {
            return None;
        }
        showing.notice = notice.clone();
        Some(Effect::Wish(Wish::Show(notice)))
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

    fn show(
        &mut self,
        notice: Notice,
        (reminds, stage): (Option<Reminds>, Stage),
        now: Now,
    ) -> Effect {
        let before = self.showings.get(&notice.subject);
        let same = before.filter(|before| before.reminds == reminds);
        let showing = Showing {
            notice: notice.clone(),
            state: State::Wished,
            reminds,
            stage,
            written: same.map_or(Written::No, |before| before.written),
            stands_for: None,
            failures: same.map_or(Failures::default(), |before| before.failures),
            since_ms: now.boot.ms,
        };
        self.showings.insert(notice.subject, showing);
        Effect::Wish(Wish::Show(notice))
    }

    /// A reminder of this day that an earlier life left: it is not on the screen as it should be.
    fn left_behind(&mut self, reminds: Reminds, now: Now) {
        let token = self.token(now);
        let load = Load {
            due: 0,
            minutes: 0,
            plan: None,
        };
        let showing = Showing {
            notice: reminder(
                token,
                &Saying::Plain(None),
                load,
                ("", Opens::Yes),
                Secs(0),
                Loudness::Update,
            ),
            state: State::Left,
            reminds: Some(reminds),
            stage: Stage::Digest,
            written: Written::Yes,
            stands_for: None,
            failures: Failures::default(),
            since_ms: now.boot.ms,
        };
        self.showings.insert(Subject::Reminder, showing);
        self.taken_away = None;
    }

    /// The reminder was pressed, and what that led to comes in its place.
    fn pressed(&mut self, led: Led) {
        if let Some(showing) = self.showings.get_mut(&Subject::Reminder) {
            showing.state = State::Pressed(led);
        }
    }

    /// The answer whether to go on that stands in the place of the question, or comes there.
    fn answered(&self) -> Option<&Answered> {
        let showing = self.showings.get(&Subject::Reminder)?;
        match (&showing.state, &showing.stage) {
            (State::Pressed(Led::ToAnswered(answered)), _) => Some(answered),
            (State::Pressed(_), _) => None,
            (_, Stage::Answered(answered)) => Some(answered),
            (_, _) => None,
        }
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
        let reminded = self.calm.reminded_on(day) > 0;
        let what = match self.calm.nudged_last_on(day) {
            true => Reminder::Nudge,
            false => Reminder::Digest,
        };
        let mut effects = Vec::new();
        for (subject, place) in left {
            if place.owner == COMMAND {
                if subject == Subject::Reminder {
                    self.screen.commanded = Commanded::Yes;
                }
                continue;
            }
            effects.push(Effect::Wish(Wish::Left { subject, place }));
            match subject {
                // Its buttons died with their daemon: it is shown anew in its place, or taken away.
                Subject::Reminder if reminded => self.screen.left_behind((what, day), now),
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

    /// Makes the screen what it should be. Today's list is made unless it is known.
    pub(super) fn settle_screen(
        &mut self,
        (occasion, listed): (Occasion, Option<Listed>),
        now: Now,
    ) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.screen.see(self.calendar(now), now);
        if occasion == Occasion::None {
            return effects;
        }
        if occasion == Occasion::ServerCame {
            if self.boxes.running.is_some() {
                // Its countdown is made anew.
                self.screen.showings.remove(&Subject::Box);
            }
            effects.extend(self.screen.again(Subject::Box, now));
        }
        effects.extend(self.screen.stop_again(now));
        effects.extend(self.settle_box(now));
        effects.extend(self.tell_silence(now));
        let listed = listed.unwrap_or_else(|| self.listed_today(now));
        let load = self.load_of(listed);
        // What is left of the plan is not told to those who watch what is due.
        let told = Load { plan: None, ..load };
        if !self.work(load).is_any() && !self.is_silent_for_sure(now) {
            // Also while nobody judges: who did everything and takes the last back is at it.
            self.screen.taken_away = None;
        }
        let known = self.screen.told_load.replace((self.today(now), told));
        if known.map(|(_, load)| load) != Some(told) {
            effects.push(Effect::Tell(Told::Due {
                due: load.due,
                minutes: load.minutes,
            }));
        }
        effects.extend(self.end_answer(now));
        // While nothing is on the screen, a log brings nothing there: whoever logs is at it.
        let stands = self.screen.showings.contains_key(&Subject::Reminder)
            || self.screen.commanded == Commanded::Yes;
        if (occasion > Occasion::Changed || stands) && !self.library.is_syncing() {
            effects.extend(self.settle_reminder(load, occasion, now));
        }
        self.keep_screen();
        let gone: Vec<Effect> = effects.iter().filter_map(tells_withdrawn).collect();
        effects.extend(gone);
        effects
    }

    /// Keeps in the store where notifications are and what the next daemon has to know; it is no harm if that fails.
    fn keep_screen(&mut self) {
        let carried = self.screen.carried();
        if self.screen.unkept.is_empty() && carried == self.carried {
            return;
        }
        let unkept = std::mem::take(&mut self.screen.unkept);
        let kept = self.write().and_then(|()| {
            for (subject, place) in &unkept {
                self.store.put_notice(*subject, place.as_ref())?;
            }
            if carried != self.carried {
                self.store.carry(carried)?;
            }
            self.commit()
        });
        match kept {
            Ok(()) => self.carried = carried,
            Err(error) => {
                tracing::debug!(%error, "where notifications are cannot be kept");
                self.give_up();
            }
        }
    }

    /// The notification that tries the desktop.
    pub(super) fn show_test(&mut self, now: Now) -> Effect {
        let token = self.screen.token(now);
        self.screen
            .show(notices::test(token), (None, Stage::Digest), now)
    }
}

mod answer;
mod card;
pub(super) mod countdown;
mod going;
mod invite;
pub(super) mod occasion;
mod reminder;
mod retry;
mod showing;
mod silence;
