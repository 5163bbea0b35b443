//! Silence as the engine knows it: the one state "silent until X because Y", and whoever watches told of it.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::calm::silence::{Around, Ends, Silent};
use crate::domain::hold::Hold;
use crate::domain::now::Now;
use crate::domain::timebox::BoxKind;
use crate::engine::Engine;
use crate::engine::convert::local_time;
use crate::engine::effect::Effect;
use crate::ipc::protocol::{self, Event as Told};

/// What holds while it runs.
#[derive(PartialEq, Eq)]
enum Runs {
    Box,
    Mock,
}

impl Engine {
    /// What silences besides the user's own words.
    pub(in crate::engine) fn around(&self, now: Now) -> Around<'_> {
        Around {
            policy: &self.setup.settings.remind,
            calendar: self.calendar(now),
            focus: self.plan.focus,
            holds: &self.screen.holds,
            mock_ends: self.ends_of(Runs::Mock, now),
            reviewed: self.reviewed,
            box_ends: self.ends_of(Runs::Box, now),
        }
    }

    /// When the running box, or mock interview, is over; none if none of that sort runs.
    fn ends_of(&self, what: Runs, now: Now) -> Option<DateTime<Utc>> {
        let start = self.boxes.running.as_ref()?;
        let runs = match start.kind {
            BoxKind::Mock => Runs::Mock,
            BoxKind::Map | BoxKind::Palace | BoxKind::Recall | BoxKind::Explain => Runs::Box,
        };
        let left = i64::try_from(start.left_ms(now)).unwrap_or(i64::MAX);
        let left = TimeDelta::try_milliseconds(left).unwrap_or_default();
        (runs == what).then(|| now.at + left)
    }

    /// Why it is silent now, if it is.
    pub(in crate::engine) fn silence(&self, now: Now) -> Option<Silent> {
        self.calm.silent(now.at, self.around(now))
    }

    /// Tells watchers when the state of silence is another than they know.
    pub(super) fn tell_silence(&mut self, now: Now) -> Option<Effect> {
        let silent = self.silence(now);
        let is_known = match (&self.screen.told, &silent) {
            (Some(told), Some(silent)) => told.is_as(silent),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        if is_known {
            return None;
        }
        self.screen.told.clone_from(&silent);
        let silent = silent.map(|silent| self.silent_reply(&silent, now));
        Some(Effect::Tell(Told::Silent { silent }))
    }

    /// Silence as the wire tells it.
    pub(in crate::engine) fn silent_reply(&self, silent: &Silent, now: Now) -> protocol::Silent {
        let release = match silent.ends {
            Ends::ByItself => silent.release.and_then(release_word),
            Ends::WithTheSettings => Some("config"),
        };
        protocol::Silent {
            until: local_time(silent.until, &self.calendar(now)),
            because: silent.why(),
            why: silent
                .because
                .first()
                .map_or("", |because| because.as_str())
                .to_owned(),
            release: release.map(str::to_owned),
            keys: silent.keys().into_iter().map(str::to_owned).collect(),
        }
    }
}

/// What ends a hold that has no known end, as the wire says it.
fn release_word(hold: Hold) -> Option<&'static str> {
    match hold {
        Hold::Locked => Some("unlock"),
        Hold::Idle => Some("activity"),
        Hold::Dnd => Some("dnd_off"),
        Hold::Box | Hold::Mock => None,
    }
}
