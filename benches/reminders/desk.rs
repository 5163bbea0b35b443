//! The notification server: it comes, dies, hangs and wakes; what a person sees of it is kept for the oracle.

use std::collections::BTreeMap;

use loci::domain::notice::{
    Action, NotShown, Notice, Place, Presence, Server, Subject, Token, Urgency,
};
use loci::domain::screen::{News, Wish};

/// How it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Life {
    Up,
    Hung,
    Down,
}

/// The server.
pub(crate) struct Desk {
    pub(crate) life: Life,
    lives: u32,
    next_id: u32,
    on_screen: BTreeMap<Subject, Notice>,
    /// What it was asked while it hung, the newest of each subject.
    asked: BTreeMap<Subject, Notice>,
    /// Reminders that came up anew since somebody looked.
    seen: Vec<(Notice, Asked)>,
}

impl Desk {
    pub(crate) fn new() -> Desk {
        Desk {
            life: Life::Up,
            lives: 1,
            next_id: 0,
            on_screen: BTreeMap::new(),
            asked: BTreeMap::new(),
            seen: Vec::new(),
        }
    }

    /// What the daemon finds when it looks.
    pub(crate) fn presence(&self) -> Presence {
        match self.life {
            Life::Up | Life::Hung => Presence::Server(Server {
                name: "ours".to_owned(),
                vendor: String::new(),
                version: "1".to_owned(),
                spec: "1.2".to_owned(),
                capabilities: vec!["actions".to_owned()],
            }),
            Life::Down => Presence::NoServer,
        }
    }

    /// The reminder that stands.
    pub(crate) fn reminder(&self) -> Option<&Notice> {
        self.on_screen.get(&Subject::Reminder)
    }

    /// The reminders that came up anew since the last look.
    pub(crate) fn take_seen(&mut self) -> Vec<(Notice, Asked)> {
        std::mem::take(&mut self.seen)
    }

    /// Does what is wished for.
    pub(crate) fn obey(&mut self, wish: Wish) -> Option<News> {
        match wish {
            Wish::Show(notice) => Some(self.show(notice)),
            Wish::Withdraw(subject) => {
                self.asked.remove(&subject);
                self.on_screen.remove(&subject);
                None
            }
            Wish::Left { .. } | Wish::Look => None,
        }
    }

    fn show(&mut self, notice: Notice) -> News {
        let (subject, token) = (notice.subject, notice.token);
        let not = |why| News::NotShown {
            subject,
            token,
            why,
        };
        match self.life {
            Life::Down => not(NotShown::NoServer),
            Life::Hung => {
                self.asked.insert(subject, notice);
                not(NotShown::Hangs)
            }
            Life::Up => self.shown(notice, Asked::Now),
        }
    }

    fn shown(&mut self, notice: Notice, asked: Asked) -> News {
        let (subject, token) = (notice.subject, notice.token);
        if subject == Subject::Reminder && notice.urgency != Urgency::Low {
            self.seen.push((notice.clone(), asked));
        }
        self.on_screen.insert(subject, notice);
        self.next_id += 1;
        News::Shown {
            subject,
            token,
            place: Place {
                owner: format!(":1.{}", self.lives),
                id: self.next_id,
            },
        }
    }

    /// It comes, or wakes and does what it was asked.
    pub(crate) fn come(&mut self) -> Vec<News> {
        match std::mem::replace(&mut self.life, Life::Up) {
            Life::Up => Vec::new(),
            Life::Down => {
                self.lives += 1;
                self.next_id = 0;
                vec![News::Presence(self.presence())]
            }
            Life::Hung => {
                let asked = std::mem::take(&mut self.asked);
                asked
                    .into_values()
                    .map(|notice| self.shown(notice, Asked::Before))
                    .collect()
            }
        }
    }

    /// It dies, and with it all that stood.
    pub(crate) fn die(&mut self) -> Vec<News> {
        if self.life == Life::Down {
            return Vec::new();
        }
        self.life = Life::Down;
        let mut gone = std::mem::take(&mut self.asked);
        gone.extend(std::mem::take(&mut self.on_screen));
        let gone = gone.into_iter().map(|(subject, notice)| News::NotShown {
            subject,
            token: notice.token,
            why: NotShown::Gone,
        });
        gone.chain([News::Presence(Presence::NoServer)]).collect()
    }

    /// It answers no more.
    pub(crate) fn hang(&mut self) {
        if self.life == Life::Up {
            self.life = Life::Hung;
        }
    }

    /// The user closes or presses what stands, where it stands and is drawn.
    pub(crate) fn take(&mut self, subject: Subject) -> Option<Token> {
        if self.life != Life::Up {
            return None;
        }
        Some(self.on_screen.remove(&subject)?.token)
    }

    /// Whether what is on the screen can be pressed for this: nobody presses a button that is not there.
    pub(crate) fn offers(&self, subject: Subject, action: Action) -> bool {
        let notice = self.on_screen.get(&subject);
        self.life == Life::Up && notice.is_some_and(|notice| notice.offers(action))
    }

    /// The daemon ends: what it asked of a server that hangs is lost; an orderly end takes its reminder along.
    pub(crate) fn daemon_ends(&mut self, end: End) {
        self.asked.clear();
        match end {
            End::Orderly => {
                self.on_screen.remove(&Subject::Reminder);
            }
            End::Killed => {}
        }
    }
}

/// When what comes up was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    Now,
    /// While the server hung: nobody can take that back.
    Before,
}

/// How the daemon ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Orderly,
    Killed,
}
