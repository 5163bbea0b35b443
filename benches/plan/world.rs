//! The daemon as the learner sees it: the real engine over a store in memory, its clock set by hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use loci::config::plan::read;
use loci::config::plan::template::{Filling, fill, template};
use loci::domain::memory::Retention;
use loci::domain::now::{BootInstant, Now};
use loci::domain::plan::steps::steps;
use loci::domain::plan::{Interview, Plan};
use loci::domain::settings::{Settings, Zone};
use loci::engine::effect::AfterRead;
use loci::engine::event::{Event, PlanRead};
use loci::engine::{Demo, Engine, Setup};
use loci::ipc::protocol::{
    Due, DueReply, Filter, LocusInfo, Log, LogReply, Ls, OwnRating, PlanCatchUp, PlanCatchUpReply,
    PlanReply, PlanShow, PlanStep, Request, Response, SupervisorReport, Tree,
};
use loci::notes::read::{NotesRead, ReadFile, scan_file};
use loci::notes::{Adopted, bundled};
use loci::store::Store;
use uuid::Uuid;

use crate::run::learner::Case;

/// The first day of each plan: a Monday.
pub(crate) const START: NaiveDate = match NaiveDate::from_ymd_opt(2027, 1, 4) {
    Some(date) => date,
    None => NaiveDate::MIN,
};

/// When he sits down.
const EVENING: NaiveTime = match NaiveTime::from_hms_opt(19, 0, 0) {
    Some(time) => time,
    None => NaiveTime::MIN,
};

/// Whether the plan names the interview: without one there is no final pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    /// It does.
    Yes,
    /// It does not.
    No,
}

/// The engine, and the notes it reads.
pub(crate) struct World {
    engine: Engine,
    now: Now,
    files: BTreeMap<String, ReadFile>,
    plan: Option<Plan>,
    /// All loci of the notes.
    pub(crate) loci: Vec<LocusInfo>,
}

impl World {
    /// The bundled notes and nothing else, on the evening of the first day.
    pub(crate) fn new(retention: f32) -> World {
        let now = Now {
            at: evening(0),
            zone: chrono_tz::UTC,
            boot: BootInstant {
                boot: Uuid::from_u128(7),
                ms: 1_000_000,
            },
        };
        let mut settings = Settings {
            zone: Zone::Named(chrono_tz::UTC),
            ..Settings::default()
        };
        settings.intervals.retention = Retention::new(retention).unwrap();
        let setup = Setup {
            version: "0.0.0".to_owned(),
            pid: 1,
            data_dir: "/data".to_owned(),
            config: "/config.toml".to_owned(),
            demo: Demo::No,
            settings,
            supervisor: SupervisorReport::default(),
        };
        let engine = Engine::open(Store::in_memory().unwrap(), setup, now).unwrap();
        let mut world = World {
            engine,
            now,
            files: BTreeMap::new(),
            plan: None,
            loci: Vec::new(),
        };
        for (name, text) in bundled::FILES {
            world.write(name, text);
        }
        world.read_notes();
        world
    }

    /// The next evening; the clock never goes back.
    pub(crate) fn evening_of(&mut self, day: u32) {
        self.now.at = self.now.at.max(evening(day));
        self.event(Event::Tick);
    }

    pub(crate) fn pass(&mut self, secs: f64) {
        let ms = (secs * 1000.0) as i64;
        self.now.at += TimeDelta::milliseconds(ms);
        self.now.boot.ms += u64::try_from(ms).unwrap();
    }

    /// The plan from the template.
    pub(crate) fn plan(&mut self, case: &Case, interview: NaiveDate, named: Named) {
        let filling = Filling {
            name: "Python 30".to_owned(),
            level: Some(case.level),
            focus: Some(case.focus),
            start: Some(START),
            interview: match named {
                Named::Yes => Some(Interview::At(interview.and_hms_opt(10, 0, 0).unwrap())),
                Named::No => None,
            },
            ..Filling::default()
        };
        let text = fill(template("python-30").unwrap(), &filling).unwrap();
        let (plan, problems) = read(&text);
        let plan = plan.unwrap_or_else(|| panic!("{problems:?}"));
        self.plan = Some(plan.clone());
        let read = PlanRead::Good {
            path: "/notes/plan.toml".to_owned(),
            text: text.into(),
            plan,
            problems: Vec::new(),
        };
        self.event(Event::Planned(Box::new(read)));
    }

    /// A note in the world, not yet read.
    pub(crate) fn write(&mut self, name: &str, text: &str) {
        let path = format!("/notes/{name}");
        let file = ReadFile {
            scan: Arc::new(scan_file(&path, text, &Adopted::default())),
            path: path.clone(),
            folders: Vec::new(),
            text: text.into(),
        };
        self.files.insert(path, file);
    }

    pub(crate) fn read_notes(&mut self) {
        let read = NotesRead {
            files: self.files.values().cloned().collect(),
            roots: vec!["/notes".to_owned()],
            troubles: Vec::new(),
        };
        self.event(Event::Notes {
            read,
            then: AfterRead::Take,
        });
        self.loci = self.ls();
    }

    fn event(&mut self, event: Event) -> Option<Response> {
        let outcome = self.engine.turn(vec![event], self.now).pop().unwrap();
        outcome.reply.map(|reply| reply.unwrap())
    }

    fn ask(&mut self, request: Request) -> Response {
        self.event(Event::Request(request)).unwrap()
    }

    pub(crate) fn due(&mut self) -> DueReply {
        match self.ask(Request::Due(Due::default())) {
            Response::Due(reply) => reply,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn ls(&mut self) -> Vec<LocusInfo> {
        let all = Ls {
            scope: None,
            filter: Filter::Live,
        };
        match self.ask(Request::Ls(all)) {
            Response::Ls(loci) => loci,
            other => panic!("{other:?}"),
        }
    }

    /// The paths of the maps and palaces that are marked for the interview.
    pub(crate) fn marked(&mut self) -> Vec<String> {
        match self.ask(Request::Tree(Tree::default())) {
            Response::Tree(items) => {
                let marked = items.into_iter().filter(|item| item.interview);
                marked.map(|item| item.path).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn log(&mut self, ratings: Vec<OwnRating>, source: &str, secs: f64) -> LogReply {
        let log = Log {
            batch_id: None,
            scopes: Vec::new(),
            rating: 3,
            missed: Vec::new(),
            hard: Vec::new(),
            at: None,
            at_kind: loci::ipc::protocol::At::default(),
            took_secs: Some(secs.round().max(1.0) as u32),
            note: None,
            source: Some(source.to_owned()),
            answer: None,
            ratings,
            ratings_path: None,
            told_at: None,
        };
        match self.ask(Request::Log(log)) {
            Response::Log(reply) => reply,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn show(&mut self) -> PlanReply {
        self.plan_of(Request::Plan(PlanShow::default()))
    }

    /// All days, with their steps.
    pub(crate) fn show_all(&mut self) -> PlanReply {
        self.plan_of(Request::Plan(PlanShow {
            date: None,
            all: true,
        }))
    }

    /// The minutes of today: those of the plan, or those that its day has of its own.
    pub(crate) fn minutes(&mut self) -> u32 {
        let told = self.show_all();
        let of_today = told.days.iter().filter(|day| day.date == told.date);
        let plan = self.plan.as_ref().unwrap();
        let own = of_today.filter_map(|day| {
            let day = plan.days.iter().find(|known| known.id.as_str() == day.id)?;
            Some(u32::from(plan.minutes_of(day).get()))
        });
        own.max().unwrap_or(told.minutes_a_day)
    }

    /// The minutes of a step, `DAY/KIND`, as the plan has them.
    pub(crate) fn own_minutes(&self, id: &str) -> u16 {
        let (day, kind) = id.rsplit_once('/').unwrap();
        let plan = self.plan.as_ref().unwrap();
        let day = plan.days.iter().find(|known| known.id.as_str() == day);
        let steps = steps(day.unwrap(), plan);
        let step = steps.iter().find(|step| step.kind.as_str() == kind);
        step.unwrap().minutes.get()
    }

    /// A step, `DAY/KIND`, was done, or a part of it; the plan as it is then.
    pub(crate) fn did(&mut self, id: &str, how: &str, secs: f64) -> PlanReply {
        let (day, step) = id.rsplit_once('/').unwrap();
        self.plan_of(Request::PlanStep(PlanStep {
            batch_id: None,
            day: Some(day.to_owned()),
            step: Some(step.to_owned()),
            how: how.to_owned(),
            took_secs: Some(secs.round().max(1.0) as u32),
        }))
    }

    fn plan_of(&mut self, request: Request) -> PlanReply {
        match self.ask(request) {
            Response::Plan(reply) => *reply,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn catch_up(&mut self) -> PlanCatchUpReply {
        let asked = PlanCatchUp {
            mode: Some("rebalance".to_owned()),
            ..PlanCatchUp::default()
        };
        match self.ask(Request::PlanCatchUp(asked)) {
            Response::PlanCatchUp(reply) => reply,
            other => panic!("{other:?}"),
        }
    }
}

/// When he sits down on a day, from 0.
fn evening(day: u32) -> DateTime<Utc> {
    let date = START + chrono::Days::new(day.into());
    Utc.from_utc_datetime(&date.and_time(EVENING))
}
