//! `hello`, `status`, `ls` and `show`: looking without changing.

use chrono::DateTime;

use crate::domain::atlas::NodeIx;
use crate::domain::calm::Span;
use crate::domain::day::StudyDay;
use crate::domain::journal::Fact;
use crate::domain::locus::{Kind, LocusId};
use crate::domain::notice::Presence;
use crate::domain::now::Now;
use crate::domain::remind;
use crate::domain::schedule::Schedule;
use crate::engine::convert::{BoxPhase, box_reply, local_time, time};
use crate::engine::effect::Outcome;
use crate::engine::fault::{Fault, not_found};
use crate::engine::{Demo, Engine};
use crate::ipc::protocol::{
    Counts, DaemonInfo, ErrorCode, Failure, Filter, Hello, HelloReply, HistoryItem, LocusInfo, Ls,
    MoveItem, NotifyInfo, PROTOCOL, PauseInfo, Response, Show, ShowReply, StatusReply,
};
use crate::store::read::{LocusRow, Told};

/// Below this retrievability a locus is listed as weak.
const WEAK: f32 = 0.8;

impl Engine {
    /// Who the daemon is; refuses a client of another protocol.
    pub(in crate::engine) fn hello(&mut self, hello: &Hello) -> Result<Outcome, Fault> {
        if hello.protocol != 0 && hello.protocol != PROTOCOL {
            return Err(Fault::Refused(Failure::new(
                ErrorCode::Protocol,
                format!(
                    "the client ({}) speaks protocol {}, the daemon ({}) protocol {PROTOCOL}: \
                     install one version of both, then: loci daemon restart",
                    hello.client_version, hello.protocol, self.setup.version
                ),
            )));
        }
        Ok(Outcome::reply(Response::Hello(HelloReply {
            version: self.setup.version.clone(),
            protocol: PROTOCOL,
            pid: self.setup.pid,
            data_dir: self.setup.data_dir.clone(),
            config: self.setup.config.clone(),
            demo: self.setup.demo == Demo::Yes,
            syncing: self.library.is_syncing(),
        })))
    }

    /// The one-look state.
    pub(in crate::engine) fn status(&mut self, now: Now) -> Outcome {
        let (_, today) = self.list(self.when(now), None);
        let due = u32::try_from(today.count()).unwrap_or(u32::MAX);
        let calendar = self.calendar(now);
        let set = self.calm.mode(now.at, self.plan.focus);
        let next_due = match due {
            0 => self.next_asked(now, None),
            _ => None,
        };
        Outcome::reply(Response::Status(StatusReply {
            due,
            minutes: today.minutes(),
            prompts: u32::try_from(today.prompts.len()).unwrap_or(u32::MAX),
            next_due: next_due.map(|day| day.to_string()),
            waiting: u32::try_from(today.waiting_count()).unwrap_or(u32::MAX),
            held: self.held(now),
            unplaced: u32::try_from(self.unplaced.len()).unwrap_or(u32::MAX),
            mode: set.mode.as_str().to_owned(),
            mode_until: set.until.map(|until| local_time(until, &calendar)),
            silent: self.silent_now(now),
            pauses: self.pauses_ahead(now),
            running: self
                .boxes
                .running
                .as_ref()
                .map(|start| box_reply(start, &BoxPhase::Running(now))),
            plan_day: self.plan_day(now),
            loci: self.counts(),
            held_files: self.library.held_sources(),
            problems: self
                .spool_troubles
                .iter()
                .cloned()
                .chain(self.library.problems())
                .chain(self.study.told_problems())
                .collect(),
            daemon: DaemonInfo {
                version: self.setup.version.clone(),
                protocol: PROTOCOL,
                pid: self.setup.pid,
                uptime_secs: now.boot.ms_since(self.started).unwrap_or(0) / 1000,
                data_dir: self.setup.data_dir.clone(),
                config: self.setup.config.clone(),
                demo: self.setup.demo == Demo::Yes,
                syncing: self.library.is_syncing(),
                trouble: self.trouble(),
                config_refused: self.config_refused.clone(),
            },
            notify: self.notify_info(now),
        }))
    }

    fn pauses_ahead(&self, now: Now) -> Vec<PauseInfo> {
        let calendar = self.calendar(now);
        let pauses = self.calm.pauses_ahead(now.at).into_iter();
        let info = |span: Span| PauseInfo {
            from: local_time(span.from, &calendar),
            until: local_time(span.until, &calendar),
        };
        pauses.map(info).collect()
    }

    fn notify_info(&self, now: Now) -> NotifyInfo {
        let (pending, trouble) = self.screen.pending(self.setup.settings.stand_in);
        let calendar = self.calendar(now);
        NotifyInfo {
            server: match &self.screen.presence {
                Presence::Server(server) => Some(
                    format!("{} {}", server.name, server.version)
                        .trim()
                        .to_owned(),
                ),
                Presence::Unknown | Presence::NoBus { .. } | Presence::NoServer => None,
            },
            pending,
            trouble,
            sent_today: remind::sent(&self.calm, calendar.day_of(now.at)),
            next: self
                .earliest_reminder(now)
                .map(|at| local_time(at, &calendar)),
        }
    }

    /// What keeps the daemon from working as it should: the store before the config.
    fn trouble(&self) -> Option<String> {
        let config = || {
            let why = self.config_refused.as_ref()?;
            Some(format!("the config stays as it was: {why}"))
        };
        self.trouble.clone().or_else(config)
    }

    /// How much is known.
    pub(in crate::engine) fn counts(&self) -> Counts {
        let mut counts = Counts {
            possible: self.library.possible_count(),
            ..Counts::default()
        };
        for top in &self.shelf.atlas.tops {
            match top.kind {
                Kind::Branch => counts.maps += 1,
                Kind::Room => counts.palaces += 1,
            }
        }
        for (node, _) in self.shelf.atlas.iter() {
            counts.live += 1;
            match self.shelf.kind(node) {
                Kind::Branch => counts.branches += 1,
                Kind::Room => counts.rooms += 1,
            }
            if self.schedule(node).is_none() {
                counts.new += 1;
            }
        }
        counts
    }

    /// The first study day after `day` on which something falls due.
    pub(in crate::engine) fn next_due(&self, day: StudyDay) -> Option<StudyDay> {
        self.shelf
            .atlas
            .iter()
            .filter_map(|(node, _)| self.asked_on(node))
            .filter(|due| *due > day)
            .min()
    }

    /// Whether any locus is asked that was never reviewed.
    pub(in crate::engine) fn is_any_new(&self) -> bool {
        use crate::store::read::Asking;
        let mut nodes = self.shelf.atlas.iter().map(|(node, _)| node);
        nodes.any(|node| self.asking(node) == Asking::Asked && self.schedule(node).is_none())
    }

    /// The loci of a scope, with their states.
    pub(in crate::engine) fn ls(&mut self, ls: &Ls, now: Now) -> Result<Outcome, Fault> {
        let day = self.today(now);
        if ls.filter == Filter::Retired {
            return Ok(Outcome::reply(Response::Ls(
                self.retired(ls.scope.as_deref(), day),
            )));
        }
        let nodes: Vec<NodeIx> = match &ls.scope {
            Some(query) => self.shelf.finder.scope(query)?.nodes,
            None => self.shelf.atlas.iter().map(|(node, _)| node).collect(),
        };
        let mut infos: Vec<LocusInfo> = nodes
            .into_iter()
            .filter(|node| self.passes(*node, ls.filter, day))
            .map(|node| self.live_info(node, day))
            .collect();
        if ls.filter == Filter::Weak {
            infos.sort_by(|a, b| {
                a.retrievability
                    .unwrap_or(1.0)
                    .total_cmp(&b.retrievability.unwrap_or(1.0))
            });
        }
        Ok(Outcome::reply(Response::Ls(infos)))
    }

    fn passes(&self, node: NodeIx, filter: Filter, day: StudyDay) -> bool {
        use crate::store::read::Asking;
        let schedule = self.schedule(node);
        let asked = self.asking(node) == Asking::Asked;
        match filter {
            Filter::Live => true,
            Filter::Due => asked && self.asked_on(node).is_some_and(|due| due <= day),
            Filter::New => asked && schedule.is_none(),
            Filter::Weak => schedule.is_some_and(|schedule| {
                schedule.is_leech() || schedule.retrievability(day, &self.model) < WEAK
            }),
            Filter::Suspended => !asked,
            Filter::Retired => false,
        }
    }

    /// Retired loci whose path begins with `scope`, by path.
    fn retired(&self, scope: Option<&str>, day: StudyDay) -> Vec<LocusInfo> {
        let prefix = scope.unwrap_or("").trim_end_matches(['/', '*']);
        let mut gone: Vec<&LocusRow> = self
            .loci
            .values()
            .filter(|known| known.is_retired() && known.path.starts_with(prefix))
            .collect();
        gone.sort_by(|a, b| (&a.path, a.id).cmp(&(&b.path, b.id)));
        gone.into_iter()
            .map(|known| self.retired_info(known, day))
            .collect()
    }

    /// One locus with its history; a retired one is found by its exact path.
    pub(in crate::engine) fn show(&mut self, show: &Show, now: Now) -> Result<Outcome, Fault> {
        let day = self.today(now);
        let found = self.shelf.finder.locus(&show.locus);
        let exact = |node: &NodeIx| self.shelf.path(*node) == show.locus;
        let gone = match &found {
            Ok(node) if exact(node) => None,
            // What is gone is meant only by its exact path, but then before what merely resembles it.
            Ok(_) | Err(_) => self.gone_locus(&show.locus)?,
        };
        let (locus, id) = match (gone, found) {
            (Some(gone), _) => match self.shelf.node_of(gone.id) {
                Some(node) => (self.live_info(node, day), Some(gone.id)),
                None => (self.retired_info(gone, day), Some(gone.id)),
            },
            (None, Ok(node)) => (self.live_info(node, day), self.shelf.id(node)),
            (None, Err(error)) => return Err(Fault::Refused(not_found(&error))),
        };
        let mut reply = ShowReply {
            locus,
            history: Vec::new(),
            moves: Vec::new(),
            aliases: Vec::new(),
            repointed_at: None,
        };
        if let Some(known) = id.and_then(|id| self.loci.get(&id)) {
            reply.history = self.history(known.id)?;
            reply.moves = self.moves(known.id)?;
            reply.aliases.clone_from(&known.aliases);
            let calendar = self.calendar(now);
            reply.repointed_at = known
                .unlearned()
                .and_then(|changed| DateTime::from_timestamp_millis(changed.at_ms))
                .map(|at| local_time(at, &calendar));
        }
        Ok(Outcome::reply(Response::Show(reply)))
    }

    /// How a locus came to stand where it stands.
    fn moves(&self, id: LocusId) -> Result<Vec<MoveItem>, Fault> {
        let mut items = Vec::new();
        for Told { entry, .. } in self.store.history_of(id)? {
            let holds = self.holds_move(&entry);
            let (from, to, how) = match entry.fact {
                Fact::Move { from, to, .. } => (from, to, "moved"),
                Fact::Apart { from, to, .. } => (from, to, "apart"),
                Fact::Rebind { from, to, .. } => (from, to, "rebound"),
                _ => continue,
            };
            if from != to {
                items.push(MoveItem {
                    id: entry.id,
                    at: time(&entry.stamp),
                    from,
                    to,
                    how: how.to_owned(),
                    holds,
                });
            }
        }
        Ok(items)
    }

    fn history(&self, id: LocusId) -> Result<Vec<HistoryItem>, Fault> {
        let mut items = Vec::new();
        let mut before: Option<Schedule> = None;
        for review in self.store.reviews_of(id)? {
            let elapsed = before
                .as_ref()
                .map_or(0, |schedule| review.stamp.day.days_since(schedule.last.day));
            let after = Schedule::apply(before.as_ref(), &review, &self.model)?;
            items.push(HistoryItem {
                id: review.id.0,
                at: time(&review.stamp),
                rating: review.rating.number(),
                elapsed_days: elapsed,
                stability: after.memory.stability,
                difficulty: after.memory.difficulty,
                due: review.due.to_string(),
                source: review.source.as_str().to_owned(),
                note: review.note,
            });
            before = Some(after);
        }
        Ok(items)
    }
}
