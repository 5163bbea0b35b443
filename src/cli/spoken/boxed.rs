//! The box around an explanation or a mock interview: its deadline on the client's own boot clock, and what the daemon tells of it.

use super::session::Ended;
use crate::cli::context::{Context, Reply};
use crate::cli::exit::Trouble;
use crate::cli::render::words;
use crate::cli::wait::stop_text;
use crate::clock;
use crate::domain::now::BootInstant;
use crate::domain::timebox::BoxKind;
use crate::ipc::client::{ClientError, Watch};
use crate::ipc::protocol::{BoxEnd, BoxReply, BoxStart, EndHow, Event, NoParams, Request};

/// A box that runs.
#[derive(Debug)]
pub struct Boxed {
    running: BoxReply,
    /// When its time is over.
    pub deadline: BootInstant,
    /// The daemon's events, until somebody waits for them.
    pub watch: Option<Watch>,
}

impl Boxed {
    /// Starts a box.
    pub fn start(
        context: &mut Context,
        kind: BoxKind,
        topic: &str,
        limit_secs: Option<u32>,
    ) -> Result<Boxed, Trouble> {
        // Watching begins first: an end between the start and the watch would go unheard.
        let watch = match context.client()?.watch() {
            Ok(watch) => Some(watch),
            Err(ClientError::Failure(_)) => None,
            Err(other) => return Err(other.into()),
        };
        let request = Request::BoxStart(BoxStart {
            kind: kind.as_str().to_owned(),
            topic: topic.to_owned(),
            limit_secs,
        });
        let reply: Reply<Option<BoxReply>> = context.call(&request)?;
        let Some(running) = reply.value else {
            let message = "the daemon started no box: see loci box";
            return Err(Trouble::Failed(message.to_owned()));
        };
        Ok(Boxed::of(running, watch))
    }

    /// A box that was started just now.
    pub fn of(running: BoxReply, watch: Option<Watch>) -> Boxed {
        let now = clock::boot();
        Boxed {
            deadline: BootInstant {
                ms: now.ms.saturating_add(running.left_ms),
                ..now
            },
            running,
            watch,
        }
    }

    /// Listens again to a daemon that came back, where nobody does; how it ended meanwhile, if it did.
    pub fn listen_again(
        &self,
        context: &mut Context,
        watch: &mut Option<Watch>,
    ) -> Result<Option<Ended>, Trouble> {
        let again = match context.client()?.watch() {
            Ok(again) => again,
            // It is gone again: then it is tried once more after the next answer.
            Err(_) => return Ok(None),
        };
        let Ok(now) = context.call::<Option<BoxReply>>(&Request::Box(NoParams {})) else {
            return Ok(None);
        };
        *watch = Some(again);
        let own = now.value.filter(|now| now.id == self.running.id);
        Ok(match own.as_ref().map(|now| now.state.as_str()) {
            Some("running") => None,
            Some("stopped") => Some(Ended::Elsewhere(EndHow::Stop)),
            Some("cancelled") => Some(Ended::Elsewhere(EndHow::Cancel)),
            Some(_) | None => Some(Ended::Elsewhere(EndHow::Done)),
        })
    }

    /// What is left and its limit, in seconds.
    pub fn left(&self) -> (u32, u32) {
        let left = self.deadline.ms.saturating_sub(clock::boot().ms);
        let secs = u32::try_from(left.div_ceil(1000)).unwrap_or(u32::MAX);
        (secs, self.running.limit_secs)
    }

    /// How it ended, if this event ends it.
    pub fn heard(&self, event: &Event) -> Option<Ended> {
        match event {
            Event::Stop { ended } if ended.id == self.running.id => Some(Ended::Stopped),
            Event::BoxEnded { ended } if ended.id == self.running.id => {
                Some(Ended::Elsewhere(match ended.state.as_str() {
                    "stopped" => EndHow::Stop,
                    "cancelled" => EndHow::Cancel,
                    _ => EndHow::Done,
                }))
            }
            Event::Stop { .. }
            | Event::BoxEnded { .. }
            | Event::Logged { .. }
            | Event::Undone { .. }
            | Event::Notes { .. }
            | Event::Due { .. }
            | Event::BoxStarted { .. }
            | Event::Enough { .. }
            | Event::Silent { .. }
            | Event::Mode { .. }
            | Event::Plan { .. }
            | Event::Notice { .. }
            | Event::Lagged { .. }
            | Event::Bye => None,
        }
    }

    /// Ends it, and no other; that it may be over already changes nothing. What to say where the daemon did not hear
    /// it: the box runs on then.
    pub fn end(&self, context: &mut Context, how: EndHow) -> Option<&'static str> {
        let request = Request::BoxEnd(BoxEnd {
            how,
            id: Some(self.running.id),
            note: None,
        });
        match context.call::<Option<BoxReply>>(&request) {
            Ok(_) | Err(Trouble::Client(ClientError::Failure(_))) => None,
            Err(_) => Some(
                "the daemon did not hear that it is over: its box runs on until STOP, or until loci box done once the daemon is back",
            ),
        }
    }

    /// Says who ended it, and when; its time was not over.
    pub fn say_elsewhere(&self, context: &mut Context, how: EndHow) -> Result<(), Trouble> {
        let (left, limit) = self.left();
        let what = match how {
            EndHow::Done => "finished",
            EndHow::Stop => "stopped",
            EndHow::Cancel => "cancelled",
        };
        let used = words::clock(limit.saturating_sub(left));
        let said = format!("{what} by you at {used} of {}", words::clock(limit));
        context.out.note(&said)
    }

    /// Rings, and says STOP.
    pub fn say_stop(&self, context: &mut Context) -> Result<(), Trouble> {
        context.out.alarm("\x07")?;
        context.out.alarm(&stop_text(&self.running))
    }
}
