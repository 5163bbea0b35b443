//! The desktop's one task: wishes in, news out. It decides nothing that the daemon could; it never waits for
//! anybody outside longer than a few seconds, and not at all for a server that hangs.

use tokio::sync::mpsc;

use super::bus::{BusError, Buses, is_nobody};
use super::compose;
use super::dnd::Dnd;
use super::logind::{Logind, Told};
use super::screen::{Deed, Screen};
use super::session::{Happened, Hearing, Known, Landed, Late, Met, Session, Start};
use crate::domain::hold::{Hold, Holds};
use crate::domain::notice::{NotShown, Place, Presence, Server};
use crate::domain::screen::{News, Wish};
use crate::domain::tellers::{self, Login, Tellers};
use crate::domain::text;

/// The most characters of why a server refused.
const WHY: usize = 200;

/// Grants wishes until no more can come. What is then on the screen stays there.
///
/// News wait for room in their queue, so whoever sends wishes must never wait for room in theirs.
pub async fn run(buses: Buses, mut wishes: mpsc::Receiver<Wish>, news: mpsc::Sender<News>) {
    let mut link = Link {
        buses,
        news,
        presence: Presence::Unknown,
        screen: Screen::default(),
        session: None,
        dnd: None,
        logind: None,
        login: Login::Unknown,
        bus: Answers::AtOnce,
        told: (None, Tellers::default()),
    };
    // The error says that nobody wants to know.
    let _ended = link.work(&mut wishes).await;
}

/// Nobody takes the news any more.
struct Ended;

struct Link {
    buses: Buses,
    news: mpsc::Sender<News>,
    /// What was told last.
    presence: Presence,
    screen: Screen,
    session: Option<Session>,
    /// What the server of the session says of Do Not Disturb, once it is known who it is.
    dnd: Option<Dnd>,
    logind: Option<Logind>,
    /// What is known of the user's session where there is no connection to the system's bus.
    login: Login,
    bus: Answers,
    /// What holds, and who tells of it, as it was told last.
    told: (Option<Holds>, Tellers),
}

/// How the session's bus answered when it was asked last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answers {
    /// At once, with whatever.
    AtOnce,
    /// Not at all. Only who looks for it waits for it again.
    Never,
}

impl Link {
    async fn work(&mut self, wishes: &mut mpsc::Receiver<Wish>) -> Result<(), Ended> {
        self.look().await?;
        self.tell_holds().await?;
        loop {
            let hearing = if self.screen.is_expecting() {
                Hearing::Later
            } else {
                Hearing::Now
            };
            tokio::select! {
                wish = wishes.recv() => match wish {
                    Some(wish) => self.grant(wish).await?,
                    None => return Ok(()),
                },
                happened = next(&mut self.session, hearing) => self.take(happened).await?,
                told = told(&mut self.logind) => match told {
                    Told::Woke => self.tell(News::Woke).await?,
                    Told::Seat => {}
                    Told::Gone => {
                        tracing::debug!("the system bus is gone");
                        self.logind = None;
                        let why = "the system bus went away".to_owned();
                        self.login = Login::None { why };
                    }
                },
                () = asked(&mut self.dnd) => {}
            }
            self.advance().await?;
            self.tell_holds().await?;
        }
    }

    async fn grant(&mut self, wish: Wish) -> Result<(), Ended> {
        match wish {
            Wish::Show(notice) => {
                self.screen.want(notice);
                match (&self.session, self.bus) {
                    (None, Answers::Never) => {
                        let deeds = self.screen.give_up(&NotShown::NoBus);
                        self.carry_out(deeds).await
                    }
                    (Some(_), _) | (None, Answers::AtOnce) => self.look_for_session().await,
                }
            }
            Wish::Withdraw(subject) => {
                let deeds = self.screen.withdraw(subject);
                self.carry_out(deeds).await
            }
            Wish::Left { subject, place } => {
                let session = self.session.as_ref();
                let owner = session.and_then(|session| session.owner.as_ref());
                if owner.is_none_or(|owner| owner.life == place.owner) {
                    self.screen.left(subject, place);
                }
                Ok(())
            }
            Wish::Look => self.look().await,
        }
    }

    /// Connects where there is no connection.
    async fn look(&mut self) -> Result<(), Ended> {
        self.look_for_session().await?;
        if self.logind.is_none() {
            match Logind::watch(&self.buses).await {
                Ok(logind) => self.logind = Some(logind),
                Err(error) => {
                    tracing::debug!("sleep and locks are not told of: {error}");
                    let why = text::line(&error.to_string(), WHY);
                    self.login = Login::None { why };
                }
            }
        }
        Ok(())
    }

    async fn look_for_session(&mut self) -> Result<(), Ended> {
        if self.session.is_some() {
            return Ok(());
        }
        match Session::connect(&self.buses).await {
            Ok(session) => {
                self.bus = Answers::AtOnce;
                match &session.owner {
                    Some(owner) => self.screen.forget_left(&owner.life),
                    None => self.tell_presence(Presence::NoServer).await?,
                }
                self.session = Some(session);
                Ok(())
            }
            Err(error) => {
                self.bus = match error {
                    BusError::Hangs => Answers::Never,
                    BusError::Refused(_) => Answers::AtOnce,
                };
                let deeds = self.screen.give_up(&NotShown::NoBus);
                self.carry_out(deeds).await?;
                let why = error.to_string();
                self.tell_presence(Presence::NoBus { why }).await
            }
        }
    }

    async fn take(&mut self, happened: Happened) -> Result<(), Ended> {
        match happened {
            Happened::Landed(landed) => self.land(landed).await,
            Happened::Owner(owner) => self.meet(owner).await,
            Happened::Signal(signal) => {
                let deeds = self.screen.hear(&signal);
                self.carry_out(deeds).await
            }
            Happened::Gone => self.lose_bus("it went away".to_owned()).await,
        }
    }

    /// Takes a new server, or that there is none.
    async fn meet(&mut self, owner: Option<String>) -> Result<(), Ended> {
        let Some(session) = &mut self.session else {
            return Ok(());
        };
        match session.meet(owner) {
            Met::TheSame => return Ok(()),
            // What waited while there was no server is for the one that comes.
            Met::TheFirst => {}
            Met::AnotherLife => {
                self.dnd = None;
                let deeds = self.screen.lost(&NotShown::Gone);
                self.carry_out(deeds).await?;
                // The next may be just the same, and is news nevertheless.
                self.presence = Presence::Unknown;
            }
        }
        match self
            .session
            .as_ref()
            .and_then(|session| session.owner.as_ref())
        {
            Some(owner) => self.screen.forget_left(&owner.life),
            None => self.tell_presence(Presence::NoServer).await?,
        }
        Ok(())
    }

    async fn land(&mut self, landed: Landed) -> Result<(), Ended> {
        let Some(session) = &mut self.session else {
            return Ok(());
        };
        match landed {
            Landed::Server(server) => {
                if let Some(owner) = &mut session.owner {
                    owner.known = Known::Is(server.clone());
                }
                self.dnd = session.ask_dnd(&server);
                self.tell_presence(Presence::Server(server)).await
            }
            Landed::Notify(subject, token, answer) => {
                let owner = session.owner.as_ref();
                let owner = owner.map(|owner| owner.life.clone()).unwrap_or_default();
                let shown = (subject, token);
                let refused = |why: &str| NotShown::Refused {
                    why: text::line(why, WHY),
                };
                let deeds = match answer {
                    Ok((0, _)) => self.screen.refused(shown, refused("it gave it no id")),
                    Ok((id, since)) => self.screen.landed(shown, Place { owner, id }, since),
                    Err(error) if is_nobody(&error) => self.screen.refused(shown, NotShown::Gone),
                    Err(error) => self.screen.refused(shown, refused(&error.to_string())),
                };
                self.carry_out(deeds).await
            }
            Landed::Start(Ok(())) => Ok(()),
            Landed::Start(Err(error)) => {
                tracing::debug!("no notification server can be started: {error}");
                session.start = Start::Not;
                let deeds = self.screen.give_up(&NotShown::NoServer);
                self.carry_out(deeds).await
            }
            Landed::Late(late, flight) => {
                session.wait_for(flight);
                self.be_late(late).await
            }
        }
    }

    async fn be_late(&mut self, late: Late) -> Result<(), Ended> {
        let Some(session) = &mut self.session else {
            return Ok(());
        };
        match late {
            Late::Server => {
                if let Some(owner) = &mut session.owner {
                    owner.known = Known::Hangs;
                }
                self.tell_presence(Presence::Server(unknown())).await
            }
            Late::Notify(subject, token) => {
                let deeds = self.screen.late(subject, token);
                self.carry_out(deeds).await
            }
            Late::Start => {
                session.start = Start::Late;
                Ok(())
            }
        }
    }

    /// Does what can be done now for those that wait.
    async fn advance(&mut self) -> Result<(), Ended> {
        if self.screen.is_waiting() {
            self.serve_waiting().await?;
        }
        if let Some(session) = &mut self.session
            && !self.screen.is_used()
        {
            session.stop_listening();
        }
        Ok(())
    }

    async fn serve_waiting(&mut self) -> Result<(), Ended> {
        let Some(session) = &mut self.session else {
            return Ok(());
        };
        let deeds = match (&session.owner, session.start) {
            (None, Start::Not) => {
                session.start();
                Vec::new()
            }
            (None, Start::Asked) => Vec::new(),
            (None, Start::Late) => self.screen.give_up(&NotShown::NoServer),
            (Some(owner), _) => match &owner.known {
                Known::Asked => Vec::new(),
                Known::Hangs => self.screen.hangs(),
                Known::Is(server) => {
                    let server = server.clone();
                    if let Err(error) = self.launch(&server).await {
                        return self.lose_bus(error.to_string()).await;
                    }
                    self.screen.held_up()
                }
            },
        };
        self.carry_out(deeds).await
    }

    /// Gives the server all that waits and does not wait for an answer about the same subject.
    async fn launch(&mut self, server: &Server) -> Result<(), BusError> {
        let Some(session) = &mut self.session else {
            return Ok(());
        };
        session.listen().await?;
        while let Some((notice, replaced)) = self.screen.launch() {
            let notification = compose::notification(&notice, server);
            session.notify((notice.subject, notice.token), notification, replaced);
        }
        Ok(())
    }

    async fn carry_out(&mut self, deeds: Vec<Deed>) -> Result<(), Ended> {
        for deed in deeds {
            match deed {
                Deed::Tell(news) => self.tell(news).await?,
                Deed::Close(id) => {
                    let Some(session) = &self.session else {
                        continue;
                    };
                    if let Err(error) = session.close(id).await {
                        // If the bus is gone, its streams say so.
                        tracing::debug!("notification {id} could not be closed: {error}");
                    }
                }
            }
        }
        Ok(())
    }

    async fn lose_bus(&mut self, why: String) -> Result<(), Ended> {
        self.session = None;
        self.dnd = None;
        let deeds = self.screen.lost(&NotShown::NoBus);
        self.carry_out(deeds).await?;
        self.tell_presence(Presence::NoBus { why }).await
    }

    async fn tell_presence(&mut self, presence: Presence) -> Result<(), Ended> {
        if self.presence == presence {
            return Ok(());
        }
        self.presence = presence.clone();
        self.tell(News::Presence(presence)).await
    }

    /// Tells what holds at every change; the first time, once all that is there was asked.
    async fn tell_holds(&mut self) -> Result<(), Ended> {
        let seat = self.logind.as_ref().map(Logind::seat);
        let tellers = Tellers {
            login: seat.map_or(&self.login, |seat| &seat.login).clone(),
            dnd: self.dnd.as_ref().map_or(tellers::Dnd::Unknown, Dnd::by),
        };
        let mut holds = seat.map_or_else(Holds::new, |seat| seat.holds.clone());
        if self.dnd.as_ref().is_some_and(Dnd::holds) {
            holds.insert(Hold::Dnd);
        }
        if self.told.0.is_none() && self.is_asking(&tellers) {
            return Ok(());
        }
        if self.told.1 != tellers {
            self.told.1 = tellers.clone();
            self.tell(News::Tellers(tellers)).await?;
        }
        if self.told.0.as_ref() != Some(&holds) {
            self.told.0 = Some(holds.clone());
            self.tell(News::Holds(holds)).await?;
        }
        Ok(())
    }

    /// Whether somebody was asked for the first time, and may answer yet.
    fn is_asking(&self, tellers: &Tellers) -> bool {
        let owner = self
            .session
            .as_ref()
            .and_then(|session| session.owner.as_ref());
        let is_asking_dnd = owner.is_some_and(|owner| match owner.known {
            Known::Asked => true,
            Known::Hangs => false,
            Known::Is(_) => tellers.dnd == tellers::Dnd::Unknown,
        });
        tellers.login == Login::Unknown || is_asking_dnd
    }

    async fn tell(&mut self, news: News) -> Result<(), Ended> {
        self.news.send(news).await.map_err(|_| Ended)
    }
}

/// A server of which nothing is known.
fn unknown() -> Server {
    Server {
        name: String::new(),
        vendor: String::new(),
        version: String::new(),
        spec: String::new(),
        capabilities: Vec::new(),
    }
}

async fn next(session: &mut Option<Session>, hearing: Hearing) -> Happened {
    match session {
        Some(session) => session.next(hearing).await,
        None => std::future::pending().await,
    }
}

async fn told(logind: &mut Option<Logind>) -> Told {
    match logind {
        Some(logind) => logind.next().await,
        None => std::future::pending().await,
    }
}

async fn asked(dnd: &mut Option<Dnd>) {
    match dnd {
        Some(dnd) => dnd.next().await,
        None => std::future::pending().await,
    }
}
