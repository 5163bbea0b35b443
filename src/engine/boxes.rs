//! Time-boxes as the engine runs them: one at a time, its deadline on disk before its start is confirmed, its
//! STOP announced once and whatever the disk says.

use uuid::Uuid;

use crate::domain::find::ScopeKind;
use crate::domain::journal::Fact;
use crate::domain::now::{BootInstant, Now, Secs};
use crate::domain::review::BatchId;
use crate::domain::slug::slug;
use crate::domain::timebox::{BoxEnd, BoxId, BoxKind, BoxStart, Ending, Refusal, permit};
use crate::ipc::protocol::{self, BoxReply, EndHow, ErrorCode, Event as Told, Failure, Response};

use super::Engine;
use super::convert::{BoxPhase, box_reply};
use super::effect::{Effect, Outcome};
use super::fault::{Fault, invalid};
use super::record::Draft;
use super::screen::countdown::CountsDown;

/// A daemon that comes back so late after half of the time no longer asks whether that was enough.
const ENOUGH_LATE_MS: u64 = 60_000;

const MINUTE_MS: u64 = 60_000;

/// What the engine knows of boxes.
#[derive(Debug, Default)]
pub(super) struct Boxes {
    /// The running box.
    pub(super) running: Option<BoxStart>,
    /// The box whose STOP was announced last.
    stopped: Option<BoxStart>,
    /// The box whose "enough?" was said.
    enough_said: Option<BoxId>,
    /// The end of a box whose STOP was announced and that is still to be written.
    announced: Option<BoxEnd>,
    /// Whether this turn wrote it already.
    written: Written,
}

/// Whether the end of an announced box was written in a turn that is not committed yet.
#[derive(Debug, Default, PartialEq, Eq)]
enum Written {
    #[default]
    No,
    InThisTurn,
}

impl Boxes {
    /// What the store says of the running box; one whose STOP was announced does not run, whatever it says.
    pub(super) fn loaded(&mut self, running: Option<BoxStart>) {
        let ended = self.announced.as_ref().map(|end| end.id);
        self.running = running.filter(|start| Some(start.id) != ended);
    }

    /// Whether the time of the running box is over.
    pub(super) fn is_over(&self, now: Now) -> bool {
        self.running
            .as_ref()
            .is_some_and(|start| start.left_ms(now) == 0)
    }

    /// When the running box wants to be judged: at "enough?", then at its end.
    /// While a countdown is on the screen, also when its next minute is over.
    pub(super) fn wake(
        &self,
        enough: Secs,
        counts_down: CountsDown,
        now: Now,
    ) -> Option<BootInstant> {
        let start = self.running.as_ref()?;
        let deadline = start.deadline(now);
        let half = u64::from(enough.0) * 1000;
        let passed = start.elapsed_ms(now);
        let asks = start.kind == BoxKind::Map
            && self.enough_said != Some(start.id)
            && enough < start.limit
            && passed < half;
        let asked = BootInstant {
            ms: now.boot.ms + half.saturating_sub(passed),
            ..now.boot
        };
        let next = if asks { asked.min(deadline) } else { deadline };
        match (counts_down, start.left_ms(now)) {
            (CountsDown::No, _) | (CountsDown::Yes, 0) => Some(next),
            (CountsDown::Yes, left) => Some(next.min(BootInstant {
                ms: now.boot.ms + (left - 1) % MINUTE_MS + 1,
                ..now.boot
            })),
        }
    }
}

impl Engine {
    /// The running box, else the last one of today.
    pub(super) fn box_now(&mut self, now: Now) -> Result<Outcome, Fault> {
        let reply = match &self.boxes.running {
            Some(start) => Some(box_reply(start, &BoxPhase::Running(now))),
            None => self.last_box(now)?.map(|(_, reply)| reply),
        };
        Ok(Outcome::reply(Response::Box(reply)))
    }

    /// Starts a box, unless the rules refuse it.
    pub(super) fn box_start(
        &mut self,
        asked: &protocol::BoxStart,
        now: Now,
    ) -> Result<Outcome, Fault> {
        let kind = match BoxKind::from_word(&asked.kind) {
            Some(BoxKind::Mock) => {
                return Err(invalid(
                    "a mock interview begins with its questions: `mock_start`, or loci mock",
                ));
            }
            Some(kind) => kind,
            None => {
                return Err(invalid(format!(
                    "`{}` is no box: use map, palace, recall or explain",
                    asked.kind
                )));
            }
        };
        if asked.topic.trim().is_empty() {
            return Err(invalid("a box needs a topic: loci box map TOPIC"));
        }
        let topic = self.topic(&asked.topic);
        let running = self.open_box(kind, topic, asked.limit_secs.map(Secs), now)?;
        let told = Told::BoxStarted {
            running: running.clone(),
        };
        Ok(Outcome::reply(Response::Box(Some(running))).with(Effect::Tell(told)))
    }

    /// Writes the start of a box, unless the rules refuse it.
    pub(super) fn open_box(
        &mut self,
        kind: BoxKind,
        topic: String,
        asked: Option<Secs>,
        now: Now,
    ) -> Result<BoxReply, Fault> {
        if self.boxes.announced.is_some() && self.boxes.written == Written::No {
            let why = self.trouble.clone().unwrap_or_default();
            return Err(Fault::Refused(Failure::new(
                ErrorCode::Store,
                format!("the end of the last box cannot be written yet: {why}"),
            )));
        }
        if let Some(start) = &self.boxes.running {
            let left = u32::try_from(start.left_ms(now).div_ceil(1000)).unwrap_or(u32::MAX);
            return Err(Refusal::Running {
                kind: start.kind,
                topic: start.topic.clone(),
                left: Secs(left),
            }
            .into());
        }
        let stamp = self.calendar(now).stamp(now.at);
        let today = self.store.boxes_of(stamp.day)?;
        let caps = &self.setup.settings.caps;
        let limit = permit(kind, &topic, asked, caps, &today, stamp.day)?;
        let batch = self.own_batch(now);
        let start = BoxStart {
            id: BoxId(Uuid::new_v5(&batch.0, b"box")),
            kind,
            topic,
            started: stamp,
            boot: now.boot,
            limit,
        };
        let mut draft = Draft::default();
        draft.push(batch, stamp, Fact::BoxStarted(start.clone()));
        self.record(draft)?;
        Ok(box_reply(&start, &BoxPhase::Running(now)))
    }

    /// Ends the running box as the user says; after a STOP its one line can still be parked.
    pub(super) fn box_end(&mut self, asked: &protocol::BoxEnd, now: Now) -> Result<Outcome, Fault> {
        let is_meant = |start: &&BoxStart| asked.id.is_none_or(|id| start.id.0 == id);
        let Some(start) = self.boxes.running.iter().find(is_meant).cloned() else {
            return match (asked.how, &asked.note) {
                (EndHow::Stop, Some(note)) => self.park(note, now),
                (EndHow::Done | EndHow::Cancel, _) | (EndHow::Stop, None) => {
                    Err(Refusal::NoneRunning.into())
                }
            };
        };
        let how = match asked.how {
            EndHow::Done => Ending::Finished,
            EndHow::Stop => Ending::Stopped,
            EndHow::Cancel => {
                start.may_cancel(now)?;
                Ending::Cancelled
            }
        };
        let end = BoxEnd {
            id: start.id,
            how,
            used: start.used(now),
            note: asked.note.clone(),
        };
        self.write_end(&end, now)?;
        let mut reply = box_reply(&start, &BoxPhase::Ended(how, asked.note.as_deref()));
        reply.hint = hint(&start, how);
        let told = Told::BoxEnded {
            ended: reply.clone(),
        };
        Ok(Outcome::reply(Response::Box(Some(reply))).with(Effect::Tell(told)))
    }

    /// Writes the end of a box whose STOP was announced as part of the turn, for the request that follows.
    pub(super) fn write_announced(&mut self, now: Now) {
        let Some(end) = self.boxes.announced.clone() else {
            return;
        };
        match self.write_end(&end, now).and_then(|()| self.end_event()) {
            Ok(()) => self.boxes.written = Written::InThisTurn,
            Err(error) => {
                tracing::warn!(%error, "the end of a box cannot be written yet");
                self.abandon_event();
            }
        }
    }

    /// The turn is on disk, and with it what it wrote of an announced box.
    pub(super) fn turn_committed(&mut self) {
        if std::mem::take(&mut self.boxes.written) == Written::InThisTurn {
            self.boxes.announced = None;
        }
    }

    /// Writes the end of a box whose STOP was announced, in a transaction of its own: while that fails, nothing
    /// else must.
    pub(super) fn settle_announced(&mut self, now: Now) {
        self.boxes.written = Written::No;
        let Some(end) = self.boxes.announced.clone() else {
            return;
        };
        if let Err(error) = self.write_end(&end, now).and_then(|()| self.commit()) {
            if self.trouble.is_none() {
                tracing::warn!(%error, "the end of a box cannot be written yet");
            }
            self.give_up();
            self.trouble = Some(error.to_string());
            return;
        }
        self.boxes.announced = None;
    }

    /// Judges the running box: "enough?" at half of a map, STOP at the end. It never fails: the end is written
    /// after the turn, and again on the next one if that does not work.
    pub(super) fn tick_box(&mut self, now: Now) -> Outcome {
        let mut outcome = Outcome::default();
        let Some(start) = self.boxes.running.clone() else {
            return outcome;
        };
        if start.left_ms(now) == 0 {
            outcome.effects.extend(self.stop(&start, now));
            return outcome;
        }
        let enough = self.setup.settings.caps.map_enough;
        let half = u64::from(enough.0) * 1000;
        if start.kind == BoxKind::Map
            && enough < start.limit
            && start.elapsed_ms(now) >= half
            && start.elapsed_ms(now) < half + ENOUGH_LATE_MS
            && self.boxes.enough_said != Some(start.id)
        {
            self.boxes.enough_said = Some(start.id);
            let reply = box_reply(&start, &BoxPhase::Running(now));
            outcome.effects.push(Effect::Tell(Told::Enough {
                running: reply.clone(),
            }));
            outcome.effects.extend(self.show_enough(now));
        }
        outcome
    }

    fn stop(&mut self, start: &BoxStart, now: Now) -> [Effect; 2] {
        self.boxes.running = None;
        self.boxes.stopped = Some(start.clone());
        self.boxes.announced = Some(over(start));
        let mut reply = box_reply(start, &BoxPhase::Ended(Ending::Stopped, None));
        reply.hint = hint(start, Ending::Stopped);
        let notice = self.stop_notice(start, now);
        [
            Effect::Tell(Told::Stop {
                ended: reply.clone(),
            }),
            Effect::Stop {
                ended: reply,
                notice,
            },
        ]
    }

    fn write_end(&mut self, end: &BoxEnd, now: Now) -> Result<(), crate::store::error::StoreError> {
        let batch = self.own_batch(now);
        let stamp = self.calendar(now).stamp(now.at);
        let mut draft = Draft::default();
        let starts = [&self.boxes.running, &self.boxes.stopped];
        let start = starts
            .into_iter()
            .flatten()
            .find(|start| start.id == end.id);
        let done = match start {
            Some(start) => self.done_by_box(start, end, now)?,
            None => Vec::new(),
        };
        draft.push(batch, stamp, Fact::BoxEnded(end.clone()));
        // A batch of its own: it can be taken back, the box cannot.
        let ticked = BatchId(Uuid::new_v5(&batch.0, b"plan"));
        let of_plan = self.stamp_of_plan(now);
        for fact in done {
            draft.push(ticked, of_plan, fact);
        }
        self.record(draft)
    }

    /// Parks a line on the last box of today, which STOP ended.
    fn park(&mut self, note: &str, now: Now) -> Result<Outcome, Fault> {
        let stopped = self
            .last_box(now)?
            .filter(|(how, _)| *how == Ending::Stopped);
        let Some((_, mut reply)) = stopped else {
            return Err(Refusal::NoneRunning.into());
        };
        let batch = self.own_batch(now);
        let stamp = self.calendar(now).stamp(now.at);
        let mut draft = Draft::default();
        let id = BoxId(reply.id);
        draft.push(
            batch,
            stamp,
            Fact::Park {
                id,
                note: note.to_owned(),
            },
        );
        self.record(draft)?;
        reply.note = Some(note.to_owned());
        Ok(Outcome::reply(Response::Box(Some(reply))))
    }

    /// The last box of today that ended, as the store keeps it.
    fn last_box(&self, now: Now) -> Result<Option<(Ending, BoxReply)>, Fault> {
        let mut today = self.store.boxes_of(self.today(now))?;
        Ok(today.pop().map(|past| {
            let phase = BoxPhase::Ended(past.how, past.note.as_deref());
            let mut reply = box_reply(&past.start, &phase);
            reply.hint = hint(&past.start, past.how);
            (past.how, reply)
        }))
    }

    /// What a box is about: the path of a map or palace if the words name one, else their slug.
    pub(super) fn topic(&self, words: &str) -> String {
        match self.shelf.finder.scope(words) {
            Ok(scope) => match scope.what {
                ScopeKind::Group | ScopeKind::Locus => scope.path.trim_end_matches('/').to_owned(),
            },
            Err(_) => slug(words),
        }
    }
}

/// The end of a box whose time is over.
fn over(start: &BoxStart) -> BoxEnd {
    BoxEnd {
        id: start.id,
        how: Ending::Stopped,
        used: start.limit,
        note: None,
    }
}

fn hint(start: &BoxStart, how: Ending) -> Option<String> {
    match (how, start.kind) {
        (Ending::Cancelled, _) => None,
        (Ending::Finished, BoxKind::Map | BoxKind::Palace) => {
            Some("what is on the page is what you have".to_owned())
        }
        (Ending::Stopped, BoxKind::Map | BoxKind::Palace) => Some(format!(
            "what is on the page is what you have; next chance tomorrow, or loci box recall \"{}\"",
            start.topic
        )),
        (
            Ending::Finished | Ending::Stopped,
            BoxKind::Recall | BoxKind::Explain | BoxKind::Mock,
        ) => Some("what was not reached stays unrated".to_owned()),
    }
}
