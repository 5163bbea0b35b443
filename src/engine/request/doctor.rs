//! `doctor` and `notify_test`: how the daemon is, in detail, and whether the desktop answers.

use crate::domain::notice::Presence;
use crate::domain::now::Now;
use crate::domain::remind;
use crate::domain::settings::StandIn;
use crate::domain::tellers::{Dnd, Login, Tellers};
use crate::engine::convert::local_time;
use crate::engine::effect::{Effect, Job, Outcome};
use crate::engine::event::{Chore, DatabaseLook};
use crate::engine::fault::{self, Fault};
use crate::engine::{Engine, Watched};
use crate::ipc::protocol::{
    ClockReport, DatabaseReport, DesktopReport, DoctorReply, Failure, HoldingReport, LackReport,
    RemindersReport, Response, ServerReport, SessionReport, WakeReport,
};

impl Engine {
    /// Asks the worker to check the database; the answer comes with [`Engine::looked_at`].
    pub(in crate::engine) fn doctor(&self) -> Outcome {
        Outcome::default().with(Effect::Work(Job::LookAtDatabase))
    }

    /// The database was checked.
    pub(in crate::engine) fn looked_at(
        &mut self,
        result: Result<DatabaseLook, Failure>,
        now: Now,
    ) -> Result<Outcome, Fault> {
        let look = result?;
        let calendar = self.calendar(now);
        let wakes = self.wakes(now, Watched::No);
        let day = calendar.day_of(now.at);
        let lack = self.setup.settings.remind.lack(calendar.rollover);
        let reply = DoctorReply {
            desktop: self.desktop_report(),
            reminders: RemindersReport {
                sent_today: remind::sent(&self.calm, day),
                max_per_day: self.setup.settings.remind.max_per_day,
                next: self
                    .earliest_reminder(now)
                    .map(|at| local_time(at, &calendar)),
                silent: self.silent_now(now),
                mode: self
                    .calm
                    .mode(now.at, self.plan.focus)
                    .mode
                    .as_str()
                    .to_owned(),
                lack: lack.map(|lack| LackReport {
                    what: lack.what().to_owned(),
                    why: lack.to_string(),
                    key: lack.key().to_owned(),
                    odd: lack.is_odd(),
                }),
            },
            wake: WakeReport {
                wall: wakes.wall.map(|at| local_time(at, &calendar)),
                boot_secs: wakes
                    .boot
                    .and_then(|at| at.ms_since(now.boot))
                    .map(|ms| ms.div_ceil(1000)),
            },
            clock: ClockReport {
                now: local_time(now.at, &calendar),
                zone: calendar.zone.name().to_owned(),
                day: day.to_string(),
                day_ends: local_time(calendar.start_of(day.plus(1)), &calendar),
            },
            database: DatabaseReport {
                path: look.path,
                bytes: look.bytes,
                entries: self.store.count()?,
                damage: look.damage,
                backed_up: self
                    .chores
                    .get(Chore::Backup.as_str())
                    .map(ToString::to_string),
            },
            supervisor: self.setup.supervisor.clone(),
        };
        Ok(Outcome::reply(Response::Doctor(reply)))
    }

    pub(in crate::engine) fn desktop_report(&self) -> DesktopReport {
        let (state, why, server) = match &self.screen.presence {
            Presence::Unknown => ("unknown", None, None),
            Presence::NoBus { why } => ("no_bus", Some(why.clone()), None),
            Presence::NoServer => ("no_server", None, None),
            Presence::Server(server) => ("server", None, Some(server)),
        };
        let (pending, trouble) = self.screen.pending(self.setup.settings.stand_in);
        let shown = self.screen.shown();
        DesktopReport {
            state: state.to_owned(),
            why,
            server: server.map(|server| ServerReport {
                name: server.name.clone(),
                vendor: server.vendor.clone(),
                version: server.version.clone(),
                spec: server.spec.clone(),
                capabilities: server.capabilities.clone(),
            }),
            pending,
            trouble,
            unopened: self.screen.unopened.clone(),
            shown: shown
                .iter()
                .map(|subject| subject.as_str().to_owned())
                .collect(),
            command: self.setup.settings.stand_in == StandIn::Command,
            holding: self.holding_report(),
        }
    }

    fn holding_report(&self) -> HoldingReport {
        let Tellers { login, dnd } = &self.screen.tellers;
        let (why, session) = match login {
            Login::Unknown | Login::Hangs | Login::NoSession => (None, None),
            Login::None { why } => (Some(why.clone()), None),
            Login::Session { id, kind } => {
                let (id, kind) = (id.clone(), kind.clone());
                (None, Some(SessionReport { id, kind }))
            }
        };
        let dnd_by = match dnd {
            Dnd::By(what) => Some((*what).to_owned()),
            Dnd::Unknown | Dnd::Hangs | Dnd::Unsaid => None,
        };
        let holds = self.screen.holds.iter();
        HoldingReport {
            holds: holds.map(|hold| hold.as_str().to_owned()).collect(),
            login: login.as_str().to_owned(),
            why,
            session,
            dnd: dnd.as_str().to_owned(),
            dnd_by,
        }
    }

    /// Shows a notification to try the desktop.
    pub(in crate::engine) fn notify_test(&mut self, now: Now) -> Outcome {
        let effect = self.show_test(now);
        Outcome::reply(fault::ok()).with(effect)
    }
}
