//! What the next study day asks, as far as it is known now: the last line of every session.

use super::context::Context;
use super::render::words;
use super::when;
use crate::ipc::protocol::{Due, DueReply, Request};

/// What tomorrow asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tomorrow {
    /// Minutes.
    pub minutes: u32,
    /// Loci.
    pub count: u32,
}

/// Asks the daemon for tomorrow; none if it does not answer, which is no trouble of what was done.
pub fn ask(context: &Context) -> Option<Tomorrow> {
    let (now, calendar) = context.now_and_calendar();
    let next = calendar.start_of(calendar.day_of(now.at).plus(1));
    let due = Request::Due(Due {
        scope: None,
        at: Some(when::rfc3339(next, &now)),
        limit: None,
    });
    let reply = context.call::<DueReply>(&due).ok()?;
    Some(Tomorrow {
        minutes: reply.value.minutes,
        count: reply.value.count,
    })
}

impl std::fmt::Display for Tomorrow {
    /// `tomorrow 4 min, 12 loci`, or `tomorrow nothing`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.count {
            0 => f.write_str("tomorrow nothing"),
            count => write!(f, "tomorrow {} min, {}", self.minutes, words::loci(count)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tomorrow_is_told_in_minutes_and_loci() {
        let told = |minutes, count| Tomorrow { minutes, count }.to_string();
        assert_eq!(told(4, 12), "tomorrow 4 min, 12 loci");
        assert_eq!(told(1, 1), "tomorrow 1 min, 1 locus");
        assert_eq!(told(0, 0), "tomorrow nothing");
    }
}
