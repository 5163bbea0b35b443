//! Random operations on one engine over a real database, with a clock that is set by hand; after each one the
//! invariants that nothing may ever break.

#![expect(clippy::unwrap_used, reason = "a simulation fails by panicking")]

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use chrono::{TimeDelta, Utc};
use loci::domain::now::{BootInstant, Now};
use loci::domain::settings::{Settings, Zone};
use loci::engine::effect::{AfterRead, Effect, Job, Outcome};
use loci::engine::event::{Event, ImportText};
use loci::engine::{Demo, Engine, Setup, Watched};
use loci::ipc::journal::ImportLine;
use loci::ipc::protocol::{
    Alias, At, BoxEnd, BoxStart, Due, DueReply, EndHow, Failure, Filter, Import, ImportFrom,
    LocusInfo, Log, Ls, MockAnswer, MockStart, NoParams, OwnRating, Pin, Rebind, Request, Response,
    ScopeParams, Show, ShowReply, StatusReply, SupervisorReport, Undo, UndoList,
};
use loci::notes::read::{NotesRead, ReadFile, scan_file};
use loci::notes::{Adopted, bundled};
use loci::store::Store;
use proptest::prelude::*;
use uuid::Uuid;

/// Everything that can happen to a user's loci.
#[derive(Debug, Clone)]
enum Op {
    /// Rates what the n-th locus's prompt, map or the locus itself names.
    Log {
        at: usize,
        wide: Wide,
        rating: u8,
        missed: bool,
    },
    /// Sends the last log once more.
    Retry,
    /// Rates with a time in the past.
    LogPast {
        at: usize,
        rating: u8,
        secs_ago: u32,
    },
    /// Imports an old review twice.
    ImportOld {
        at: usize,
        rating: u8,
        days_ago: u32,
    },
    Undo,
    /// Takes back the n-th move that loci found, or the whole reading it was found in.
    UndoMove {
        at: usize,
        all: bool,
    },
    /// The history of the n-th retired locus, or of another live one, goes on at the n-th live one.
    Rebind {
        old: usize,
        gone: bool,
        new: usize,
    },
    Alias {
        at: usize,
        text: String,
        remove: bool,
    },
    /// An anchor was written, and is a fact.
    Pin {
        at: usize,
    },
    Suspend {
        at: usize,
    },
    Unsuspend {
        at: usize,
    },
    /// Time passes, asleep or awake.
    Pass {
        secs: u32,
    },
    /// Somebody sets the clock.
    SetClock {
        secs: i32,
    },
    Edit(Edit),
    BoxStart {
        kind: usize,
        at: usize,
        limit: u32,
    },
    BoxEnd {
        how: usize,
    },
    /// A mock interview of which so many questions are answered.
    Mock {
        limit: u32,
        answered: usize,
        rating: u8,
    },
    Tick,
    /// The daemon dies and starts again.
    Restart {
        reboot: bool,
    },
}

#[derive(Debug, Clone, Copy)]
enum Wide {
    Locus,
    Children,
    Top,
}

#[derive(Debug, Clone)]
enum Edit {
    /// Every second line that draws a branch gets another word at its end.
    Reword {
        file: usize,
        word: String,
    },
    Remove {
        file: usize,
    },
    Restore {
        file: usize,
    },
    Rename {
        file: usize,
    },
    Append {
        file: usize,
        label: String,
    },
    /// Every second row of a table gets another last cell.
    Repoint {
        file: usize,
        point: String,
    },
}

struct World {
    folder: tempfile::TempDir,
    engine: Engine,
    now: Now,
    files: BTreeMap<String, String>,
    last_log: Option<Log>,
    /// Reviews that were acknowledged and not taken back, per locus.
    reviews: BTreeMap<Uuid, u32>,
    batches: Vec<(Uuid, Vec<Uuid>)>,
    /// Loci that are part of another one, and the batch that said so.
    merges: Vec<(Uuid, Uuid, Uuid)>,
    next_batch: u128,
    stops: u32,
}

impl World {
    fn new() -> World {
        let folder = tempfile::tempdir().unwrap();
        let boot = BootInstant {
            boot: Uuid::from_u128(7),
            ms: 1_000_000,
        };
        let at = "2026-03-28T12:00:00Z"
            .parse::<chrono::DateTime<Utc>>()
            .unwrap();
        // The night that follows loses an hour in Paris.
        let now = Now {
            at,
            zone: chrono_tz::Europe::Paris,
            boot,
        };
        let engine = open(&folder.path().join("loci.db"), now);
        let files = bundled::FILES
            .iter()
            .map(|(name, text)| (format!("/notes/{name}"), (*text).to_owned()))
            .collect();
        let mut world = World {
            folder,
            engine,
            now,
            files,
            last_log: None,
            reviews: BTreeMap::new(),
            batches: Vec::new(),
            merges: Vec::new(),
            next_batch: 1,
            stops: 0,
        };
        world.read();
        world
    }

    fn event(&mut self, event: Event) -> Outcome {
        let outcome = self.engine.turn(vec![event], self.now).pop().unwrap();
        let stops = outcome
            .effects
            .iter()
            .filter(|effect| matches!(effect, Effect::Stop { .. }));
        self.stops += u32::try_from(stops.count()).unwrap();
        outcome
    }

    fn ask(&mut self, request: Request) -> Result<Response, Failure> {
        self.event(Event::Request(request)).reply.unwrap()
    }

    fn read(&mut self) {
        let adopted = Adopted::default();
        let file = |(path, text): (&String, &String)| ReadFile {
            path: path.clone(),
            folders: Vec::new(),
            text: text.as_str().into(),
            scan: Arc::new(scan_file(path, text, &adopted)),
        };
        let read = NotesRead {
            files: self.files.iter().map(file).collect(),
            roots: vec!["/notes".to_owned()],
            troubles: Vec::new(),
        };
        self.event(Event::Notes {
            read,
            then: AfterRead::Take,
        });
    }

    fn ls(&mut self, filter: Filter) -> Vec<LocusInfo> {
        match self
            .ask(Request::Ls(Ls {
                scope: None,
                filter,
            }))
            .unwrap()
        {
            Response::Ls(list) => list,
            other => panic!("{other:?}"),
        }
    }

    fn status(&mut self) -> StatusReply {
        match self.ask(Request::Status(NoParams {})).unwrap() {
            Response::Status(reply) => reply,
            other => panic!("{other:?}"),
        }
    }

    fn due(&mut self) -> DueReply {
        match self.ask(Request::Due(Due::default())).unwrap() {
            Response::Due(reply) => reply,
            other => panic!("{other:?}"),
        }
    }

    fn show(&mut self, path: &str) -> ShowReply {
        match self
            .ask(Request::Show(Show {
                locus: path.to_owned(),
            }))
            .unwrap()
        {
            Response::Show(reply) => reply,
            other => panic!("{other:?}"),
        }
    }

    /// The path of the n-th locus, in a circle.
    fn path(&mut self, at: usize) -> Option<String> {
        let live = self.ls(Filter::Live);
        (!live.is_empty()).then(|| live[at % live.len()].path.clone())
    }

    fn log(&mut self, log: Log) {
        let id = log.batch_id.unwrap();
        let Ok(Response::Log(reply)) = self.ask(Request::Log(log.clone())) else {
            return;
        };
        self.last_log = Some(log);
        if self.batches.iter().any(|(known, _)| *known == id) {
            return;
        }
        let loci: Vec<Uuid> = reply.reviews.iter().map(|review| review.locus).collect();
        for locus in &loci {
            *self.reviews.entry(*locus).or_default() += 1;
        }
        self.batches.push((id, loci));
    }

    fn batch(&mut self) -> Uuid {
        self.next_batch += 1;
        Uuid::from_u128(self.next_batch)
    }

    fn plain_log(&mut self, scope: String, rating: u8) -> Log {
        Log {
            batch_id: Some(self.batch()),
            scopes: vec![scope],
            rating,
            missed: Vec::new(),
            hard: Vec::new(),
            at: None,
            at_kind: At::Stated,
            took_secs: Some(u32::from(rating) * 7),
            note: None,
            source: None,
            answer: None,
            ratings: Vec::new(),
            ratings_path: None,
            told_at: None,
        }
    }

    /// Holds a mock interview: what it asks was learnt, and each answer is taken as it was told.
    fn mock(&mut self, limit: u32, answered: usize, rating: u8) {
        let start = MockStart {
            limit_secs: Some(limit),
            ..MockStart::default()
        };
        // Nothing was learnt yet, or a box runs.
        let Ok(Response::MockStart(mock)) = self.ask(Request::MockStart(start)) else {
            return;
        };
        let items = mock.questions.iter().flat_map(|question| &question.items);
        let paths: BTreeSet<&str> = items.clone().map(|item| item.path.as_str()).collect();
        assert_eq!(paths.len(), items.count(), "a locus is asked twice");
        for question in mock.questions.iter().take(answered) {
            let own = question.items.iter().map(|item| OwnRating {
                locus: item.path.clone(),
                rating,
            });
            let answer = MockAnswer {
                mock: mock.running.id,
                scope: question.scope.clone(),
                marks: None,
                answer_secs: limit,
            };
            let log = Log {
                scopes: Vec::new(),
                source: Some("mock".to_owned()),
                answer: Some(Box::new(answer)),
                ratings: own.collect(),
                told_at: Some(self.now.at.to_rfc3339()),
                ..self.plain_log(String::new(), rating)
            };
            let before = self.batches.len();
            self.log(log);
            assert_eq!(self.batches.len(), before + 1, "an answer is a log");
            let (_, rated) = &self.batches[before];
            assert_eq!(rated.len(), question.items.len());
        }
    }

    fn apply(&mut self, op: &Op) {
        match op {
            Op::Log {
                at,
                wide,
                rating,
                missed,
            } => {
                let Some(path) = self.path(*at) else { return };
                let scope = match wide {
                    Wide::Locus => path.clone(),
                    Wide::Children => match path.rsplit_once('/') {
                        Some((parent, _)) => format!("{parent}/"),
                        None => return,
                    },
                    Wide::Top => path.split('/').next().unwrap().to_owned(),
                };
                let mut log = self.plain_log(scope, *rating);
                if *missed {
                    log.missed.push(path);
                }
                self.log(log);
            }
            Op::Retry => {
                if let Some(log) = self.last_log.clone() {
                    self.log(log);
                }
            }
            Op::LogPast {
                at,
                rating,
                secs_ago,
            } => {
                let Some(path) = self.path(*at) else { return };
                let mut log = self.plain_log(path, *rating);
                let then = self.now.at - TimeDelta::seconds(i64::from(*secs_ago));
                log.at = Some(then.to_rfc3339());
                self.log(log);
            }
            Op::ImportOld {
                at,
                rating,
                days_ago,
            } => self.import(*at, *rating, *days_ago),
            Op::Undo => self.undo(),
            Op::UndoMove { at, all } => self.undo_move(*at, *all),
            Op::Rebind { old, gone, new } => self.rebind(*old, *gone, *new),
            Op::Alias { at, text, remove } => {
                let Some(locus) = self.path(*at) else { return };
                let alias = Alias {
                    batch_id: Some(self.batch()),
                    locus,
                    text: Some(text.clone()),
                    remove: *remove,
                };
                let _refused = self.ask(Request::Alias(alias));
            }
            Op::Pin { at } => self.pin(*at),
            Op::Suspend { at } => self.suspend(*at, Request::Suspend),
            Op::Unsuspend { at } => self.suspend(*at, Request::Unsuspend),
            Op::Pass { secs } => {
                self.now.at += TimeDelta::seconds(i64::from(*secs));
                self.now.boot.ms += u64::from(*secs) * 1000;
            }
            Op::SetClock { secs } => self.now.at += TimeDelta::seconds(i64::from(*secs)),
            Op::Edit(edit) => {
                self.edit(edit);
                self.read();
            }
            Op::BoxStart { kind, at, limit } => {
                let Some(topic) = self.path(*at) else { return };
                let kind = ["map", "palace", "recall", "explain"][kind % 4].to_owned();
                let start = BoxStart {
                    kind,
                    topic,
                    limit_secs: Some(*limit),
                };
                let _refused = self.ask(Request::BoxStart(start));
            }
            Op::BoxEnd { how } => {
                let how = [EndHow::Done, EndHow::Stop, EndHow::Cancel][how % 3];
                let _refused = self.ask(Request::BoxEnd(BoxEnd {
                    how,
                    id: None,
                    note: None,
                }));
            }
            Op::Mock {
                limit,
                answered,
                rating,
            } => self.mock(*limit, *answered, *rating),
            Op::Tick => {
                self.event(Event::Tick);
            }
            Op::Restart { reboot } => self.restart(*reboot),
        }
    }

    fn import(&mut self, at: usize, rating: u8, days_ago: u32) {
        let Some(path) = self.path(at) else { return };
        let then = self.now.at - TimeDelta::days(i64::from(days_ago));
        let line = ImportLine {
            locus: path.clone(),
            rating,
            at: then.to_rfc3339(),
            took_secs: None,
        };
        let mut event = || {
            let import = Import {
                path: "/old.jsonl".to_owned(),
                from: ImportFrom::Reviews,
            };
            let result = Ok(ImportText::Reviews(vec![(1, line.clone())].into()));
            match self
                .event(Event::ImportRead { import, result })
                .reply
                .unwrap()
            {
                Ok(Response::Import(reply)) => (reply.added, reply.batch),
                other => panic!("{other:?}"),
            }
        };
        let (added, batch) = event();
        let (again, _) = event();
        assert_eq!(again, 0, "a second import adds nothing");
        if added == 1 {
            let locus = self.show(&path).locus.id.unwrap();
            *self.reviews.entry(locus).or_default() += 1;
            self.batches.push((batch.unwrap(), vec![locus]));
        }
    }

    fn undo(&mut self) {
        let Ok(Response::Undo(reply)) = self.ask(Request::Undo(Undo::default())) else {
            return;
        };
        for item in reply.undone {
            self.merges.retain(|(batch, _, _)| *batch != item.id);
            if let Some((_, loci)) = self.batches.iter().find(|(id, _)| *id == item.id) {
                for locus in loci {
                    *self.reviews.get_mut(locus).unwrap() -= 1;
                }
            }
        }
    }

    fn undo_move(&mut self, at: usize, all: bool) {
        let list = self.ask(Request::UndoList(UndoList { limit: Some(1000) }));
        let Ok(Response::UndoList(items)) = list else {
            panic!("no list");
        };
        let items: Vec<_> = items.iter().filter(|item| !item.moves.is_empty()).collect();
        if items.is_empty() {
            return;
        }
        let item = items[at % items.len()];
        let moved = item.moves[at % item.moves.len()].clone();
        let locus = self.locus_at(&moved.to);
        let id = if all { Some(item.id) } else { moved.id };
        let undo = Request::Undo(Undo { count: None, id });
        self.ask(undo.clone()).unwrap();
        self.ask(undo).unwrap_err();
        self.read();
        if locus.is_some() {
            assert_ne!(self.locus_at(&moved.to), locus, "{moved:?} was found again");
        }
    }

    fn locus_at(&mut self, path: &str) -> Option<Uuid> {
        let live = self.ls(Filter::Live);
        live.iter().find(|info| info.path == path)?.id
    }

    fn rebind(&mut self, old: usize, gone: bool, new: usize) {
        let live = self.ls(Filter::Live);
        let olds = match gone {
            true => self.ls(Filter::Retired),
            false => live.clone(),
        };
        if live.is_empty() || olds.is_empty() {
            return;
        }
        let (old, new) = (&olds[old % olds.len()], &live[new % live.len()]);
        let Some(id) = old.id else { return };
        let batch = self.batch();
        let rebind = Rebind {
            batch_id: Some(batch),
            old: id.to_string(),
            new: new.path.clone(),
        };
        let Ok(Response::Rebind(reply)) = self.ask(Request::Rebind(rebind.clone())) else {
            return;
        };
        if let Some(holder) = new.id {
            self.merges.push((batch, holder, id));
        }
        assert_eq!(reply.reviews, old.reviews + new.reviews);
        let again = self.ask(Request::Rebind(rebind));
        assert!(matches!(again, Ok(Response::Rebind(_))));
        self.read();
        assert_eq!(self.locus_at(&new.path), Some(id));
    }

    fn pin(&mut self, at: usize) {
        let Some(locus) = self.path(at) else { return };
        let batch_id = Some(self.batch());
        let outcome = self.event(Event::Request(Request::Pin(Pin { batch_id, locus })));
        for effect in outcome.effects {
            if let Effect::Work(Job::WriteAnchor(anchoring)) = effect {
                let result = Ok(format!("^{}", anchoring.anchor));
                let done = self.event(Event::Anchored { anchoring, result });
                assert!(done.reply.unwrap().is_ok());
            }
        }
    }

    fn suspend(&mut self, at: usize, request: impl Fn(ScopeParams) -> Request) {
        let Some(scope) = self.path(at) else { return };
        let batch_id = Some(self.batch());
        self.ask(request(ScopeParams { batch_id, scope })).unwrap();
    }

    fn edit(&mut self, edit: &Edit) {
        let name = |at: usize| {
            let (name, _) = bundled::FILES[at % bundled::FILES.len()];
            format!("/notes/{name}")
        };
        match edit {
            Edit::Reword { file, word } => {
                if let Some(text) = self.files.get_mut(&name(*file)) {
                    let lines = text.lines().enumerate().map(|(at, line)| {
                        let drawn = line.contains("├──") || line.contains("└──");
                        if drawn && at % 2 == 0 {
                            format!("{line} {word}")
                        } else {
                            line.to_owned()
                        }
                    });
                    *text = lines.collect::<Vec<_>>().join("\n");
                }
            }
            Edit::Repoint { file, point } => {
                if let Some(text) = self.files.get_mut(&name(*file)) {
                    let lines = text.lines().enumerate().map(|(at, line)| {
                        let cells: Vec<&str> = line.split('|').collect();
                        match cells.as_slice() {
                            ["", place, old, ""] if at % 2 == 0 && !old.contains("--") => {
                                format!("|{place}| {point} |")
                            }
                            _ => line.to_owned(),
                        }
                    });
                    *text = lines.collect::<Vec<_>>().join("\n");
                }
            }
            Edit::Remove { file } => {
                self.files.remove(&name(*file));
            }
            Edit::Restore { file } => {
                let (short, text) = bundled::FILES[file % bundled::FILES.len()];
                self.files
                    .insert(format!("/notes/{short}"), text.to_owned());
            }
            Edit::Rename { file } => {
                if let Some(text) = self.files.remove(&name(*file)) {
                    self.files.insert(format!("/notes/renamed-{file}.md"), text);
                }
            }
            Edit::Append { file, label } => {
                if let Some(text) = self.files.get_mut(&name(*file))
                    && let Some(at) = text.rfind("└──")
                {
                    text.insert_str(at, &format!("├── {label}\n"));
                }
            }
        }
    }

    fn restart(&mut self, reboot: bool) {
        let before = (self.ls(Filter::Live), self.ls(Filter::Retired));
        if reboot {
            let boot = Uuid::from_u128(self.now.boot.boot.as_u128() + 1);
            self.now.boot = BootInstant { boot, ms: 5_000 };
        }
        self.engine = open(&self.folder.path().join("loci.db"), self.now);
        let after = (self.ls(Filter::Live), self.ls(Filter::Retired));
        assert_eq!(before, after, "a restart changes nothing");
        self.read();
    }

    fn verify(&mut self) {
        let live = self.ls(Filter::Live);
        let retired = self.ls(Filter::Retired);
        self.every_review_is_there(&live, &retired);
        self.schedules_follow_from_histories(&live);
        self.the_list_is_sound();
        let status = self.status();
        let wake = self.engine.wakes(self.now, Watched::No);
        assert_eq!(status.running.is_some(), wake.boot.is_some());
        if let Some(running) = status.running {
            assert!(running.left_secs <= running.limit_secs);
        }
    }

    fn every_review_is_there(&self, live: &[LocusInfo], retired: &[LocusInfo]) {
        let mut there: BTreeMap<Uuid, u32> = BTreeMap::new();
        let mut paths: Vec<&str> = live.iter().map(|info| info.path.as_str()).collect();
        for info in live.iter().chain(retired) {
            if let Some(id) = info.id {
                assert!(
                    there.insert(id, info.reviews).is_none(),
                    "two loci share an id: {info:?}"
                );
            }
        }
        let mut wanted: BTreeMap<Uuid, u32> = BTreeMap::new();
        for (locus, reviews) in &self.reviews {
            let mut owner = *locus;
            while let Some((_, _, into)) = self.merges.iter().find(|(_, of, _)| *of == owner) {
                owner = *into;
            }
            *wanted.entry(owner).or_default() += reviews;
        }
        for (locus, reviews) in wanted {
            assert_eq!(there.get(&locus), Some(&reviews), "reviews of {locus}");
        }
        paths.sort_unstable();
        assert!(
            paths.windows(2).all(|pair| pair[0] != pair[1]),
            "two loci share a path"
        );
    }

    fn schedules_follow_from_histories(&mut self, live: &[LocusInfo]) {
        for info in live.iter().filter(|info| info.reviews > 0).take(12) {
            let shown = self.show(&info.path);
            let last = shown.history.last().unwrap();
            assert_eq!(shown.history.len(), info.reviews as usize);
            assert_eq!(Some(last.stability), info.stability);
            assert_eq!(Some(last.difficulty), info.difficulty);
            match &shown.repointed_at {
                None => assert_eq!(Some(&last.due), info.due.as_ref()),
                Some(_) => assert!(info.due.as_ref() <= Some(&last.due), "{shown:?}"),
            }
        }
    }

    fn the_list_is_sound(&mut self) {
        let due = self.due();
        let mut seen = Vec::new();
        for prompt in &due.prompts {
            assert!(
                !prompt.answer.is_empty() && !prompt.loci.is_empty(),
                "{prompt:?}"
            );
            assert!(
                prompt.loci.iter().all(|locus| prompt.items.contains(locus)),
                "{prompt:?}"
            );
            seen.extend(prompt.items.iter().map(|item| item.path.clone()));
        }
        let count = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), count, "a locus is asked twice: {due:?}");
        let suspended = self.ls(Filter::Suspended);
        assert!(
            suspended
                .iter()
                .all(|info| seen.binary_search(&info.path).is_err())
        );
        let secs: u32 = due.prompts.iter().map(|prompt| prompt.est_secs).sum();
        assert!(secs <= 8 * 60 || due.prompts.len() == 1, "{due:?}");
    }
}

fn open(db: &Path, now: Now) -> Engine {
    let setup = Setup {
        version: "0.0.0".to_owned(),
        pid: 1,
        data_dir: "/data".to_owned(),
        config: "/config.toml".to_owned(),
        demo: Demo::No,
        settings: Settings {
            zone: Zone::Local,
            ..Settings::default()
        },
        supervisor: SupervisorReport::default(),
    };
    Engine::open(Store::open(db).unwrap(), setup, now).unwrap()
}

fn op() -> impl Strategy<Value = Op> {
    let wide = prop_oneof![Just(Wide::Locus), Just(Wide::Children), Just(Wide::Top)];
    let edit = prop_oneof![
        (0..8_usize, r"[a-z]{1,8}( \^k[1-3])?")
            .prop_map(|(file, word)| Edit::Reword { file, word }),
        (0..8_usize).prop_map(|file| Edit::Remove { file }),
        (0..8_usize).prop_map(|file| Edit::Restore { file }),
        (0..8_usize).prop_map(|file| Edit::Rename { file }),
        (0..8_usize, r"[a-z]{1,8}( \^k[1-3])?")
            .prop_map(|(file, label)| Edit::Append { file, label }),
        (0..8_usize, "[a-z]{1,12}").prop_map(|(file, point)| Edit::Repoint { file, point }),
    ];
    prop_oneof![
        8 => (0..83_usize, wide, 1..=4_u8, any::<bool>())
            .prop_map(|(at, wide, rating, missed)| Op::Log { at, wide, rating, missed }),
        1 => Just(Op::Retry),
        2 => (0..83_usize, 1..=4_u8, 0..200_000_u32)
            .prop_map(|(at, rating, secs_ago)| Op::LogPast { at, rating, secs_ago }),
        1 => (0..83_usize, 1..=4_u8, 1..400_u32)
            .prop_map(|(at, rating, days_ago)| Op::ImportOld { at, rating, days_ago }),
        2 => Just(Op::Undo),
        2 => (0..83_usize, any::<bool>()).prop_map(|(at, all)| Op::UndoMove { at, all }),
        2 => (0..83_usize, any::<bool>(), 0..83_usize)
            .prop_map(|(old, gone, new)| Op::Rebind { old, gone, new }),
        1 => (0..83_usize, "[a-c]{1,2}", any::<bool>())
            .prop_map(|(at, text, remove)| Op::Alias { at, text, remove }),
        1 => (0..83_usize).prop_map(|at| Op::Pin { at }),
        1 => (0..83_usize).prop_map(|at| Op::Suspend { at }),
        1 => (0..83_usize).prop_map(|at| Op::Unsuspend { at }),
        4 => (1..300_000_u32).prop_map(|secs| Op::Pass { secs }),
        1 => (-100_000..100_000_i32).prop_map(|secs| Op::SetClock { secs }),
        4 => edit.prop_map(Op::Edit),
        2 => (0..4_usize, 0..83_usize, 1..300_u32)
            .prop_map(|(kind, at, limit)| Op::BoxStart { kind, at, limit }),
        1 => (0..3_usize).prop_map(|how| Op::BoxEnd { how }),
        1 => (1..300_u32, 0..6_usize, 1..=3_u8)
            .prop_map(|(limit, answered, rating)| Op::Mock { limit, answered, rating }),
        1 => Just(Op::Tick),
        1 => any::<bool>().prop_map(|reboot| Op::Restart { reboot }),
    ]
}

/// How many sequences are tried: few enough for every day; `LOCI_SIM_CASES=5000` for a long run.
fn cases() -> u32 {
    std::env::var("LOCI_SIM_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok())
        .unwrap_or(48)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_operations_breaks_an_invariant(ops in prop::collection::vec(op(), 1..40)) {
        let mut world = World::new();
        for op in &ops {
            world.apply(op);
            world.verify();
        }
    }
}
