//! What is on the screen, what is on its way there and what waits, one slot per subject. Pure: it is told what
//! happened and says what to tell and what to close; it knows no bus.

use std::collections::BTreeMap;

use zbus::message::Sequence;

use super::compose;
use crate::domain::notice::{Action, Closing, LeadsTo, NotShown, Notice, Place, Subject, Token};
use crate::domain::screen::News;

/// All slots.
#[derive(Debug, Default)]
pub(super) struct Screen {
    slots: BTreeMap<Subject, Slot>,
}

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Deed {
    /// Tell the daemon.
    Tell(News),
    /// Close the notification of this id.
    Close(u32),
}

/// A signal of the server.
#[derive(Debug)]
pub(super) struct Signal {
    /// The notification that it is about.
    pub(super) id: u32,
    /// Where it stands in what the server sent.
    pub(super) at: Sequence,
    /// What it says.
    pub(super) what: Said,
}

/// What a signal says.
#[derive(Debug)]
pub(super) enum Said {
    /// The action of this key was pressed.
    Pressed(String),
    /// It was closed, and how.
    Closed(Closing),
}

#[derive(Debug, Default)]
struct Slot {
    /// On the screen.
    live: Option<Live>,
    /// Given to the server, which did not answer yet.
    flying: Option<Flying>,
    /// To be given to the server.
    waiting: Option<Waiting>,
    /// On the screen since an earlier life of the daemon, if that server still lives; or since a press that leads to
    /// another in its place.
    left: Option<Place>,
}

#[derive(Debug)]
struct Live {
    token: Token,
    click: Option<Action>,
    place: Place,
    /// What the server sent before is about an earlier showing.
    since: Sequence,
}

#[derive(Debug)]
struct Flying {
    token: Token,
    click: Option<Action>,
    told: Told,
    wanted: Wanted,
    pace: Pace,
}

#[derive(Debug)]
struct Waiting {
    notice: Notice,
    told: Told,
}

/// Whether the daemon knows yet that a notice is not on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Nothing,
    NotShown,
}

/// How long an answer takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pace {
    /// Not too long yet.
    Usual,
    /// Too long: the server hangs.
    Late,
}

/// Whether what is on its way is still wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Yes,
    Withdrawn,
}

impl Screen {
    /// Takes a notice to show; it takes the place of one that waits.
    pub(super) fn want(&mut self, notice: Notice) {
        let slot = self.slots.entry(notice.subject).or_default();
        slot.waiting = Some(Waiting {
            notice,
            told: Told::Nothing,
        });
    }

    /// Takes what an earlier life of the daemon left.
    pub(super) fn left(&mut self, subject: Subject, place: Place) {
        self.slots.entry(subject).or_default().left = Some(place);
    }

    /// Forgets what was left in another life of the server.
    pub(super) fn forget_left(&mut self, owner: &str) {
        for slot in self.slots.values_mut() {
            slot.left.take_if(|place| place.owner != owner);
        }
    }

    /// The next notice to give to the server, with the id that it replaces, or 0. From here on it is on its way.
    pub(super) fn launch(&mut self) -> Option<(Notice, u32)> {
        let slot = self
            .slots
            .values_mut()
            .find(|slot| slot.waiting.is_some() && slot.flying.is_none())?;
        let Waiting { notice, told } = slot.waiting.take()?;
        let left = slot.left.take();
        let replaced = match &slot.live {
            Some(live) => live.place.id,
            None => left.map_or(0, |place| place.id),
        };
        slot.flying = Some(Flying {
            token: notice.token,
            click: notice.click,
            told,
            wanted: Wanted::Yes,
            pace: Pace::Usual,
        });
        Some((notice, replaced))
    }

    /// The server took it, and gave it an id.
    pub(super) fn landed(
        &mut self,
        (subject, token): (Subject, Token),
        place: Place,
        since: Sequence,
    ) -> Vec<Deed> {
        let Some((slot, flying)) = self.arrived(subject, token) else {
            return Vec::new();
        };
        let mut deeds = Vec::new();
        let live = Live {
            token,
            click: flying.click,
            place: place.clone(),
            since,
        };
        if let Some(before) = slot.live.replace(live)
            && before.place.id != place.id
        {
            deeds.push(Deed::Close(before.place.id));
        }
        match (&slot.waiting, flying.wanted) {
            // It is replaced at once: only the newer one is told.
            (Some(_), _) => {}
            (None, Wanted::Yes) => deeds.push(Deed::Tell(News::Shown {
                subject,
                token,
                place,
            })),
            (None, Wanted::Withdrawn) => {
                slot.live = None;
                deeds.push(Deed::Close(place.id));
            }
        }
        deeds
    }

    /// The server did not take it; what it was to replace is old news, and goes.
    pub(super) fn refused(
        &mut self,
        (subject, token): (Subject, Token),
        why: NotShown,
    ) -> Vec<Deed> {
        let Some((slot, flying)) = self.arrived(subject, token) else {
            return Vec::new();
        };
        let mut deeds = Vec::new();
        if slot.waiting.is_some() {
            return deeds;
        }
        if let Some(before) = slot.live.take() {
            deeds.push(Deed::Close(before.place.id));
        }
        if flying.wanted == Wanted::Yes {
            deeds.push(Deed::Tell(not_shown(subject, token, why)));
        }
        deeds
    }

    /// The server takes too long over it.
    pub(super) fn late(&mut self, subject: Subject, token: Token) -> Vec<Deed> {
        let Some(slot) = self.slots.get_mut(&subject) else {
            return Vec::new();
        };
        let Some(flying) = slot.flying.as_mut().filter(|known| known.token == token) else {
            return Vec::new();
        };
        let is_news =
            flying.told == Told::Nothing && flying.wanted == Wanted::Yes && slot.waiting.is_none();
        flying.pace = Pace::Late;
        if is_news {
            flying.told = Told::NotShown;
            vec![Deed::Tell(not_shown(subject, token, NotShown::Hangs))]
        } else {
            Vec::new()
        }
    }

    /// Whether a notice is on its way of which it is not known yet whether the server hangs.
    pub(super) fn is_expecting(&self) -> bool {
        let mut flying = self.slots.values().filter_map(|slot| slot.flying.as_ref());
        flying.any(|flying| flying.pace == Pace::Usual)
    }

    /// Those that wait behind a notice over which the server takes too long.
    pub(super) fn held_up(&mut self) -> Vec<Deed> {
        let held_up = self.slots.iter_mut().filter(|(_, slot)| {
            let flying = slot.flying.as_ref();
            flying.is_some_and(|flying| flying.pace == Pace::Late)
        });
        tell_waiting(held_up, NotShown::Hangs)
    }

    /// The server hangs: all that wait will have to.
    pub(super) fn hangs(&mut self) -> Vec<Deed> {
        tell_waiting(self.slots.iter_mut(), NotShown::Hangs)
    }

    /// Nobody is there: all that wait are given up.
    pub(super) fn give_up(&mut self, why: &NotShown) -> Vec<Deed> {
        let deeds = tell_waiting(self.slots.iter_mut(), why.clone());
        for slot in self.slots.values_mut() {
            slot.waiting = None;
        }
        deeds
    }

    /// The server is gone, and with it all that was on the screen or on its way. What was not told otherwise
    /// yet is told with `why`.
    pub(super) fn lost(&mut self, why: &NotShown) -> Vec<Deed> {
        let mut deeds = Vec::new();
        for (subject, slot) in std::mem::take(&mut self.slots) {
            let mut tell = |token, why| deeds.push(Deed::Tell(not_shown(subject, token, why)));
            if let Some(live) = slot.live {
                tell(live.token, NotShown::Gone);
            }
            match (slot.waiting, slot.flying) {
                (Some(waiting), _) if waiting.told == Told::Nothing => {
                    tell(waiting.notice.token, why.clone());
                }
                (None, Some(flying))
                    if flying.told == Told::Nothing && flying.wanted == Wanted::Yes =>
                {
                    tell(flying.token, why.clone());
                }
                (Some(_) | None, _) => {}
            }
        }
        deeds
    }

    /// Takes away what is about a subject, wherever it is.
    pub(super) fn withdraw(&mut self, subject: Subject) -> Vec<Deed> {
        let Some(slot) = self.slots.get_mut(&subject) else {
            return Vec::new();
        };
        slot.waiting = None;
        if let Some(flying) = &mut slot.flying {
            flying.wanted = Wanted::Withdrawn;
        }
        let live = slot.live.take().map(|live| live.place.id);
        let left = slot.left.take().map(|place| place.id);
        live.or(left).into_iter().map(Deed::Close).collect()
    }

    /// Takes a signal of the server. Only what is about the showing that is on the screen now is news.
    pub(super) fn hear(&mut self, signal: &Signal) -> Vec<Deed> {
        let mut slots = self.slots.iter_mut();
        let found = slots.find_map(|(&subject, slot)| {
            let live = slot
                .live
                .take_if(|live| live.place.id == signal.id && live.since < signal.at)?;
            Some((subject, slot, live))
        });
        let Some((subject, slot, live)) = found else {
            return Vec::new();
        };
        let token = live.token;
        match &signal.what {
            Said::Pressed(key) => match compose::action(key, token, live.click) {
                Some(action) => {
                    let mut deeds = vec![Deed::Tell(News::Pressed {
                        subject,
                        token,
                        action,
                    })];
                    match action.leads_to() {
                        // Some servers leave it on the screen.
                        LeadsTo::Away => deeds.push(Deed::Close(live.place.id)),
                        LeadsTo::Another => slot.left = Some(live.place),
                    }
                    deeds
                }
                None => {
                    slot.live = Some(live);
                    Vec::new()
                }
            },
            Said::Closed(how) => vec![Deed::Tell(News::Closed {
                subject,
                token,
                how: *how,
            })],
        }
    }

    /// Whether the server has something of ours.
    pub(super) fn is_used(&self) -> bool {
        self.slots
            .values()
            .any(|slot| slot.live.is_some() || slot.flying.is_some())
    }

    /// Whether something waits to be given to a server.
    pub(super) fn is_waiting(&self) -> bool {
        self.slots.values().any(|slot| slot.waiting.is_some())
    }

    /// The slot of what was on its way.
    fn arrived(&mut self, subject: Subject, token: Token) -> Option<(&mut Slot, Flying)> {
        let slot = self.slots.get_mut(&subject)?;
        let flying = slot.flying.take_if(|flying| flying.token == token)?;
        Some((slot, flying))
    }
}

/// Tells those that wait and were not told yet.
fn tell_waiting<'a>(
    slots: impl Iterator<Item = (&'a Subject, &'a mut Slot)>,
    why: NotShown,
) -> Vec<Deed> {
    let waiting = slots.filter_map(|(&subject, slot)| Some((subject, slot.waiting.as_mut()?)));
    let untold = waiting.filter(|(_, waiting)| waiting.told == Told::Nothing);
    let tell = untold.map(|(subject, waiting)| {
        waiting.told = Told::NotShown;
        Deed::Tell(not_shown(subject, waiting.notice.token, why.clone()))
    });
    tell.collect()
}

fn not_shown(subject: Subject, token: Token, why: NotShown) -> News {
    News::NotShown {
        subject,
        token,
        why,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::notice::Urgency;

    const SUBJECT: Subject = Subject::Reminder;

    fn notice(token: u128) -> Notice {
        Notice {
            subject: SUBJECT,
            token: Token(Uuid::from_u128(token)),
            title: String::new(),
            body: String::new(),
            unclicked: None,
            urgency: Urgency::Normal,
            click: None,
            buttons: Vec::new(),
            progress: None,
        }
    }

    fn shown(token: u128) -> (Subject, Token) {
        (SUBJECT, Token(Uuid::from_u128(token)))
    }

    fn place(id: u32) -> Place {
        let owner = ":1.1".to_owned();
        Place { owner, id }
    }

    /// A screen with one notification, of this token and id.
    fn with(token: u128, id: u32) -> Screen {
        let mut screen = Screen::default();
        screen.want(notice(token));
        screen.launch().unwrap();
        screen.landed(shown(token), place(id), Sequence::default());
        screen
    }

    #[test]
    fn where_a_server_does_not_replace_in_place_the_older_one_is_closed() {
        let mut screen = with(1, 5);
        screen.want(notice(2));
        assert_eq!(screen.launch().map(|(_, replaced)| replaced), Some(5));
        let deeds = screen.landed(shown(2), place(6), Sequence::default());
        assert_eq!(deeds.first(), Some(&Deed::Close(5)));
        assert_eq!(screen.withdraw(SUBJECT), [Deed::Close(6)]);
    }

    #[test]
    fn what_a_refused_notice_was_to_replace_goes() {
        let mut screen = with(1, 5);
        screen.want(notice(2));
        screen.launch().unwrap();
        let deeds = screen.refused(shown(2), NotShown::Gone);
        let told = Deed::Tell(not_shown(SUBJECT, shown(2).1, NotShown::Gone));
        assert_eq!(deeds, [Deed::Close(5), told]);
        assert!(!screen.is_used());
    }

    #[test]
    fn that_a_server_hangs_is_told_once_of_each_notice() {
        let mut screen = Screen::default();
        screen.want(notice(1));
        screen.launch().unwrap();
        assert!(screen.is_expecting());
        assert_eq!(screen.late(SUBJECT, shown(1).1).len(), 1);
        assert_eq!(screen.late(SUBJECT, shown(1).1).len(), 0);
        assert!(!screen.is_expecting());
        screen.want(notice(2));
        assert!(screen.launch().is_none(), "one is on its way");
        assert_eq!(screen.held_up().len(), 1);
        assert_eq!(screen.held_up().len(), 0);
        assert_eq!(screen.lost(&NotShown::Gone), []);
    }

    #[test]
    fn an_answer_about_a_notice_that_is_not_on_its_way_changes_nothing() {
        let mut screen = with(1, 5);
        assert_eq!(screen.landed(shown(2), place(6), Sequence::default()), []);
        assert_eq!(screen.refused(shown(1), NotShown::Gone), []);
        assert_eq!(screen.late(Subject::Box, shown(1).1), []);
        assert_eq!(screen.withdraw(SUBJECT), [Deed::Close(5)]);
    }
}
