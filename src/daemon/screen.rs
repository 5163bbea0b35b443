//! The way to the desktop and back: wishes are handed over without ever waiting, and what nobody can show is
//! handed to the user's command, if there is one.

use std::collections::BTreeMap;

use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;
use tokio::task::JoinHandle;

use super::turn::Audience;
use crate::desktop::bus::Buses;
use crate::desktop::link;
use crate::domain::notice::{Action, NotShown, Notice, Presence, Subject, Token, Urgency};
use crate::domain::now::BootInstant;
use crate::domain::screen::{News, Wish};

/// How many wishes, and how much news, may be under way.
const QUEUE: usize = 16;

/// How soon a bus is looked for again that is not there.
const LOOK_AGAIN_MS: u64 = 10_000;

/// The daemon's end of the desktop.
#[derive(Debug)]
pub struct Screen {
    wishes: Option<mpsc::Sender<Wish>>,
    /// What found no room: at most one of each kind and subject, the newest.
    backlog: Vec<Wish>,
    /// What was wished for last, for the user's command.
    shown: BTreeMap<Subject, Notice>,
    task: Option<JoinHandle<()>>,
    sight: Sight,
    /// When a bus was looked for last because there was none.
    looked: Option<BootInstant>,
}

/// Whether there is a bus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sight {
    Blind,
    Sees,
}

impl Screen {
    /// The screen of an audience, and where its news come; inside a runtime only.
    pub fn new(audience: Audience) -> (Screen, mpsc::Receiver<News>) {
        let (news_sender, news) = mpsc::channel(QUEUE);
        let (wishes, task) = match audience {
            Audience::Nobody => (None, None),
            Audience::Session => {
                let (wishes, granted) = mpsc::channel(QUEUE);
                let task = tokio::spawn(link::run(Buses::from_env(), granted, news_sender));
                (Some(wishes), Some(task))
            }
        };
        let screen = Screen {
            wishes,
            backlog: Vec::new(),
            shown: BTreeMap::new(),
            task,
            sight: Sight::Sees,
            looked: None,
        };
        (screen, news)
    }

    /// Hands a wish over, at once or as soon as there is room.
    pub fn wish(&mut self, wish: Wish) {
        match &wish {
            Wish::Show(notice) => {
                self.shown.insert(notice.subject, notice.clone());
            }
            Wish::Withdraw(subject) => {
                self.shown.remove(subject);
            }
            Wish::Left { .. } | Wish::Look => {}
        }
        // Only the newest about a subject matters, and its order among others does not.
        self.backlog.retain(|waiting| !replaces(&wish, waiting));
        self.backlog.push(wish);
        self.flush();
    }

    /// Hands over what found no room before.
    pub fn flush(&mut self) {
        let Some(wishes) = &self.wishes else {
            self.backlog.clear();
            return;
        };
        let mut rest = std::mem::take(&mut self.backlog).into_iter();
        while let Some(wish) = rest.next() {
            match wishes.try_send(wish) {
                Ok(()) => {}
                Err(TrySendError::Full(wish)) => {
                    self.backlog.push(wish);
                    self.backlog.extend(rest);
                    return;
                }
                Err(TrySendError::Closed(_)) => {
                    tracing::error!("the desktop's task is gone: no notifications until a restart");
                    self.wishes = None;
                    return;
                }
            }
        }
    }

    /// The notification that the user's command should carry in the place of a screen, if this news says that
    /// there is nobody to show it. What only counts down is not worth a command, and a card is nothing without its
    /// buttons: the digest follows in its place.
    pub fn stranded(&self, news: &News) -> Option<&Notice> {
        let News::NotShown {
            subject,
            token,
            why: NotShown::NoBus | NotShown::NoServer | NotShown::Refused { .. },
        } = news
        else {
            return None;
        };
        self.known(*subject, *token)
            .filter(|notice| is_for_a_command(notice))
    }

    fn known(&self, subject: Subject, token: Token) -> Option<&Notice> {
        self.shown
            .get(&subject)
            .filter(|notice| notice.token == token)
    }

    /// Remembers who could show something.
    pub fn meet(&mut self, presence: &Presence) {
        self.sight = match presence {
            Presence::NoBus { .. } => Sight::Blind,
            Presence::Unknown | Presence::NoServer | Presence::Server(_) => Sight::Sees,
        };
    }

    /// Without a bus, looks for one while there is something to do anyway: what kept it away, as a want of
    /// descriptors, may be over.
    pub fn look_if_blind(&mut self, now: BootInstant) {
        let is_soon = self
            .looked
            .and_then(|looked| now.ms_since(looked))
            .is_some_and(|ms| ms < LOOK_AGAIN_MS);
        if self.sight == Sight::Blind && !is_soon {
            self.looked = Some(now);
            self.wish(Wish::Look);
        }
    }

    /// Ends the desktop's task. STOP stays on the screen; what has buttons goes, for nobody would hear them, and
    /// the next daemon shows it again.
    pub fn end(mut self) -> Option<JoinHandle<()>> {
        let goes = |notice: &&Notice| notice.urgency != Urgency::Critical;
        let subjects: Vec<Subject> = self
            .shown
            .values()
            .filter(goes)
            .map(|it| it.subject)
            .collect();
        for subject in subjects {
            self.wish(Wish::Withdraw(subject));
        }
        self.flush();
        self.task.take()
    }
}

fn is_for_a_command(notice: &Notice) -> bool {
    match notice.urgency {
        Urgency::Low | Urgency::Reply => false,
        Urgency::Normal | Urgency::Critical => notice.click != Some(Action::Show),
    }
}

/// Whether a wish makes one that waits meaningless.
fn replaces(new: &Wish, old: &Wish) -> bool {
    match (subject(new), subject(old)) {
        (Some(new), Some(old)) => new == old,
        (None, None) => new == old,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// What a wish shows or takes away.
fn subject(wish: &Wish) -> Option<Subject> {
    match wish {
        Wish::Show(notice) => Some(notice.subject),
        Wish::Withdraw(subject) => Some(*subject),
        Wish::Left { .. } | Wish::Look => None,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn show(n: u128) -> Wish {
        Wish::Show(Notice {
            subject: Subject::Box,
            token: Token(Uuid::from_u128(n)),
            title: String::new(),
            body: String::new(),
            unclicked: None,
            urgency: Urgency::Critical,
            click: None,
            buttons: Vec::new(),
            progress: None,
        })
    }

    fn narrow() -> (Screen, mpsc::Receiver<Wish>) {
        let (wishes, granted) = mpsc::channel(1);
        let screen = Screen {
            wishes: Some(wishes),
            backlog: Vec::new(),
            shown: BTreeMap::new(),
            task: None,
            sight: Sight::Sees,
            looked: None,
        };
        (screen, granted)
    }

    #[test]
    fn a_desktop_that_does_not_take_wishes_costs_one_of_each_and_gets_the_newest() {
        let (mut screen, mut granted) = narrow();
        for n in 0..100 {
            screen.wish(show(n));
            screen.wish(Wish::Look);
        }
        assert_eq!(screen.backlog.len(), 2);
        assert_eq!(granted.try_recv(), Ok(show(0)));
        screen.flush();
        assert_eq!(granted.try_recv(), Ok(show(99)));
        screen.wish(Wish::Withdraw(Subject::Box));
        assert_eq!(granted.try_recv(), Ok(Wish::Look));
        screen.flush();
        assert_eq!(granted.try_recv(), Ok(Wish::Withdraw(Subject::Box)));
        assert!(screen.backlog.is_empty());
    }

    #[test]
    fn without_a_bus_it_is_looked_for_now_and_then_and_with_one_it_is_not() {
        let (mut screen, mut granted) = narrow();
        let boot = Uuid::from_u128(1);
        let at = |ms| BootInstant { boot, ms };
        screen.look_if_blind(at(1));
        assert!(granted.try_recv().is_err());
        let why = "too many open files".to_owned();
        screen.meet(&Presence::NoBus { why });
        for (ms, looks) in [(1, true), (2, false), (10_000, false), (10_001, true)] {
            screen.look_if_blind(at(ms));
            assert_eq!(granted.try_recv().is_ok(), looks, "at {ms} ms");
        }
        screen.meet(&Presence::NoServer);
        screen.look_if_blind(at(90_000));
        assert!(granted.try_recv().is_err());
    }

    #[test]
    fn only_what_nobody_can_show_and_is_worth_it_is_for_the_command() {
        let (mut screen, _granted) = narrow();
        screen.wish(show(1));
        let news = |n, why| News::NotShown {
            subject: Subject::Box,
            token: Token(Uuid::from_u128(n)),
            why,
        };
        assert!(screen.stranded(&news(1, NotShown::NoServer)).is_some());
        assert!(screen.stranded(&news(1, NotShown::NoBus)).is_some());
        let why = "no".to_owned();
        assert!(
            screen
                .stranded(&news(1, NotShown::Refused { why }))
                .is_some()
        );
        assert!(screen.stranded(&news(1, NotShown::Hangs)).is_none());
        assert!(screen.stranded(&news(2, NotShown::NoBus)).is_none());
    }
}
