//! `due`: what is asked today, or on another day.

use std::collections::HashSet;

use crate::domain::now::Now;
use crate::engine::Engine;
use crate::engine::convert::local_time;
use crate::engine::effect::Outcome;
use crate::engine::fault::Fault;
use crate::engine::request::log::instant;
use crate::ipc::protocol::{Due, DueReply, Response, WaitingInfo};

impl Engine {
    /// The day's prompts, and what waits.
    pub(in crate::engine) fn due(&mut self, due: &Due, now: Now) -> Result<Outcome, Fault> {
        let calendar = self.calendar(now);
        let at = due.at.as_deref().map_or(Ok(now.at), instant)?;
        let day = calendar.day_of(at);
        let only: Option<HashSet<_>> = match &due.scope {
            Some(query) => Some(self.shelf.finder.scope(query)?.nodes.into_iter().collect()),
            None => None,
        };
        let when = self.day_at(day, at, calendar);
        let (families, mut today) = self.list(when, only.as_ref());
        let (next, held_new) = match today.prompts.is_empty() {
            true => (
                self.next_asked(Now { at, ..now }, only.as_ref()),
                match today.waiting.is_empty() {
                    true => self.new_held(when, only.as_ref()),
                    false => 0,
                },
            ),
            false => (None, 0),
        };
        let waiting = WaitingInfo {
            count: u32::try_from(today.waiting_count()).unwrap_or(u32::MAX),
            minutes: today.waiting_minutes(),
        };
        if let Some(limit) = due.limit {
            today.prompts.truncate(limit as usize);
        }
        let prompts = self.prompt_infos(&families, &today.prompts, day);
        Ok(Outcome::reply(Response::Due(DueReply {
            as_of: local_time(at, &calendar),
            minutes: today.minutes(),
            count: u32::try_from(today.count()).unwrap_or(u32::MAX),
            prompts,
            waiting,
            next: next.map(|day| day.to_string()),
            held_new,
        })))
    }
}
