//! The worker through its channels, on real files.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use uuid::Uuid;

use super::*;
use crate::daemon::watch::{self, Changed};
use crate::engine::event::{ImportText, Lines};
use crate::ipc::protocol::{Import, ImportFrom, Sync};
use crate::notes::source::watch::WatchEvent;
use crate::store::Store;

const MAP: &str = "# Alpha (mind map)\n\n```\nRoot\n├── one\n└── two\n```\n";

struct Shop {
    dir: tempfile::TempDir,
    worker: Worker,
    finished: mpsc::Receiver<Finished>,
}

impl Shop {
    fn new() -> Shop {
        Shop::watching(watch::notes(&Changed::default()))
    }

    /// One whose config and plan are watched so.
    fn watching(config_watcher: Watcher) -> Shop {
        let dir = tempfile::tempdir().unwrap();
        let home = dir.path().to_owned();
        std::fs::create_dir(home.join("notes")).unwrap();
        let paths = Paths {
            config: home.join("config.toml"),
            data_dir: home.join("data"),
            state_dir: home.join("state"),
            home: Some(home),
        };
        std::fs::create_dir(&paths.data_dir).unwrap();
        let config = Config::defaults(paths.home.as_deref());
        let (sender, finished) = mpsc::channel(1);
        let bench = Bench {
            paths,
            config,
            watcher: watch::notes(&Changed::default()),
            config_watcher,
            last_plan: None,
        };
        let worker = Worker::start(bench, sender).unwrap();
        Shop {
            dir,
            worker,
            finished,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn do_job(&mut self, job: Job) -> Finished {
        self.worker.give(job).unwrap();
        self.finished.blocking_recv().unwrap()
    }

    fn read(&mut self, then: AfterRead) -> Finished {
        let adopted = BTreeSet::new();
        self.do_job(Job::ReadNotes { adopted, then })
    }

    fn back_up(
        &mut self,
        path: Option<String>,
        day: u32,
        what: BackupFor,
    ) -> Result<BackupReply, Failure> {
        let day = StudyDay(NaiveDate::from_ymd_opt(2026, 11, day).unwrap());
        match self.do_job(Job::Backup { path, day, what }).result {
            Ok(Event::BackedUp { result, .. }) => result,
            other => panic!("{other:?}"),
        }
    }

    fn import(&mut self, path: &Path, from: ImportFrom) -> Result<ImportText, Failure> {
        let path = path.display().to_string();
        match self.do_job(Job::ReadImport(Import { path, from })).result {
            Ok(Event::ImportRead { result, .. }) => result,
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn notes_are_read_and_so_is_a_config_that_changed() {
    let mut shop = Shop::new();
    std::fs::write(shop.path("notes/a.md"), MAP).unwrap();
    let finished = shop.read(AfterRead::Take);
    assert!(matches!(finished.config, ConfigRead::Same));
    let Ok(Event::Notes { read, then }) = finished.result else {
        panic!("no notes");
    };
    assert_eq!(then, AfterRead::Take);
    assert_eq!(read.files.len(), 1);
    assert_eq!(read.files[0].scan.note.maps.len(), 1);
    std::fs::write(shop.path("config.toml"), "notes = [\"~/other\"]\n").unwrap();
    let finished = shop.read(AfterRead::Take);
    assert!(
        matches!(&finished.config, ConfigRead::New(config) if config.notes == [shop.path("other")])
    );
    let Ok(Event::Notes { read, .. }) = finished.result else {
        panic!("no notes");
    };
    assert_eq!((read.files.len(), read.troubles.len()), (0, 1));
    let worker = shop.worker.let_go();
    worker.join().unwrap();
}

#[test]
fn an_anchor_is_written_into_a_note_as_it_was_read_and_into_no_other() {
    let mut shop = Shop::new();
    let note = shop.path("notes/a.md");
    std::fs::write(&note, MAP).unwrap();
    let mut pin = |text: &str| {
        let anchoring = Anchoring {
            batch: Uuid::from_u128(1),
            path: "root/one".to_owned(),
            source: note.display().to_string(),
            line: 5,
            anchor: "one".to_owned(),
            text: text.to_owned(),
            adopted: crate::notes::Adopted::default(),
        };
        match shop.do_job(Job::WriteAnchor(anchoring)).result {
            Ok(Event::Anchored { result, .. }) => result,
            other => panic!("{other:?}"),
        }
    };
    let failure = pin("# Alpha\n").unwrap_err();
    assert_eq!(failure.code, ErrorCode::Failed);
    assert!(failure.message.contains("changed since"), "{failure}");
    assert_eq!(pin(MAP).unwrap(), "├── one ^one");
    let text = std::fs::read_to_string(&note).unwrap();
    assert_eq!(text, MAP.replace("one", "one ^one"));
}

#[test]
fn a_broken_config_is_told_to_whoever_asked_and_else_the_last_good_one_holds() {
    let mut shop = Shop::new();
    std::fs::write(shop.path("notes/a.md"), MAP).unwrap();
    std::fs::write(shop.path("config.toml"), "nodes = []\n").unwrap();
    let failure = shop
        .read(AfterRead::Sync(Sync::default()))
        .result
        .unwrap_err();
    assert_eq!(failure.code, ErrorCode::Config);
    assert!(failure.message.contains("nodes"), "{failure}");
    let finished = shop.read(AfterRead::Take);
    assert!(matches!(finished.config, ConfigRead::Bad(why) if why.contains("nodes")));
    let Ok(Event::Notes { read, .. }) = finished.result else {
        panic!("no notes");
    };
    assert_eq!(read.files.len(), 1);
}

const PLAN: &str = "schema = 1\nname = 'P'\nlevel = 'intermediate'\nfocus = 'interview'\n\
                    [[day]]\nid = 'dict'\ntitle = 'dict'\nlevel = 'intermediate'\nmap = 'root'\n";

#[test]
fn the_plan_is_read_along_with_the_notes_whole_or_with_the_lines_of_its_mistakes() {
    let mut shop = Shop::new();
    let plan = |shop: &mut Shop| match shop.read(AfterRead::Take).plan {
        PlanSeen::Read(read) => *read,
        PlanSeen::Not => panic!("the plan was not looked at"),
    };
    assert_eq!(plan(&mut shop), PlanRead::None);
    let config = "[plan]\nfile = '~/plan.toml'\ninterview = '2026-12-16 14:00'\n";
    std::fs::write(shop.path("config.toml"), config).unwrap();
    let PlanRead::Bad {
        problems,
        path,
        last: None,
    } = plan(&mut shop)
    else {
        panic!("there is no file yet");
    };
    assert_eq!(path, shop.path("plan.toml").display().to_string());
    assert_eq!(problems[0].line, 0);
    assert!(
        problems[0].message.contains("loci plan new"),
        "{problems:?}"
    );
    std::fs::write(shop.path("plan.toml"), PLAN).unwrap();
    let PlanRead::Good { plan: good, .. } = plan(&mut shop) else {
        panic!("it is good");
    };
    assert_eq!(good.days.len(), 1);
    let time = good.interview.and_then(|placed| placed.what.time());
    assert_eq!(
        time.unwrap().to_string(),
        "2026-12-16 14:00:00",
        "that of the config"
    );
    std::fs::write(shop.path("plan.toml"), format!("{PLAN}titel = 'x'\n")).unwrap();
    let PlanRead::Bad { problems, last, .. } = plan(&mut shop) else {
        panic!("it has a mistake");
    };
    assert_eq!(last, Some(good), "the last good one, with its interview");
    assert_eq!((problems.len(), problems[0].line), (1, 10));
    assert!(problems[0].message.contains("titel"), "{problems:?}");
}

#[test]
fn a_plan_outside_the_notes_is_watched_from_its_first_reading_on() {
    let (send, changes) = std::sync::mpsc::channel();
    let watcher = Watcher::new(move |event| drop(send.send(event)));
    let mut shop = Shop::watching(watcher);
    std::fs::create_dir(shop.path("plans")).unwrap();
    let config = "[plan]\nfile = '~/plans/plan.toml'\n";
    std::fs::write(shop.path("config.toml"), config).unwrap();
    shop.read(AfterRead::Take);
    std::fs::write(shop.path("plans/plan.toml"), PLAN).unwrap();
    let patience = std::time::Duration::from_secs(20);
    let is_plan =
        |event| matches!(event, WatchEvent::Changed(path) if path.ends_with("plans/plan.toml"));
    while !is_plan(changes.recv_timeout(patience).unwrap()) {}
}

#[test]
fn a_plan_is_watched_on_while_a_folder_lies_in_its_place() {
    let (send, changes) = std::sync::mpsc::channel();
    let watcher = Watcher::new(move |event| drop(send.send(event)));
    let mut shop = Shop::watching(watcher);
    let plan = shop.path("plans/plan.toml");
    std::fs::create_dir_all(&plan).unwrap();
    let config = "[plan]\nfile = '~/plans/plan.toml'\n";
    std::fs::write(shop.path("config.toml"), config).unwrap();
    shop.read(AfterRead::Take);
    let patience = std::time::Duration::from_secs(20);
    let is_plan =
        |event| matches!(event, WatchEvent::Changed(path) if path.ends_with("plans/plan.toml"));
    std::fs::remove_dir(&plan).unwrap();
    while !is_plan(changes.recv_timeout(patience).unwrap()) {}
    shop.read(AfterRead::Take);
    std::fs::write(&plan, PLAN).unwrap();
    while !is_plan(changes.recv_timeout(patience).unwrap()) {}
}

#[test]
fn a_week_of_nightly_backups_is_kept_and_a_second_one_of_a_day_is_numbered() {
    let mut shop = Shop::new();
    drop(Store::open(&shop.path("data/loci.db")).unwrap());
    for day in 1..=9 {
        let reply = shop.back_up(None, day, BackupFor::Night).unwrap();
        assert!(
            reply
                .path
                .ends_with(&format!("backups/loci-2026-11-0{day}.db"))
        );
    }
    let again = shop.back_up(None, 9, BackupFor::User).unwrap();
    assert!(again.path.ends_with("loci-2026-11-09-2.db"), "{again:?}");
    let names = std::fs::read_dir(shop.path("data/backups")).unwrap();
    assert_eq!(names.count(), 8);
}

#[test]
fn a_backup_never_overwrites_and_needs_a_whole_path() {
    let mut shop = Shop::new();
    drop(Store::open(&shop.path("data/loci.db")).unwrap());
    std::fs::write(shop.path("mine.db"), "mine").unwrap();
    let mine = shop.path("mine.db").display().to_string();
    let failure = shop.back_up(Some(mine), 1, BackupFor::User).unwrap_err();
    assert_eq!(failure.code, ErrorCode::Failed, "{failure}");
    let failure = shop
        .back_up(Some("x.db".into()), 1, BackupFor::User)
        .unwrap_err();
    assert_eq!(failure.code, ErrorCode::InvalidParams);
    assert_eq!(
        std::fs::read_to_string(shop.path("mine.db")).unwrap(),
        "mine"
    );
}

#[test]
fn a_backup_into_no_folder_names_the_folder_and_no_file_of_ours() {
    let mut shop = Shop::new();
    drop(Store::open(&shop.path("data/loci.db")).unwrap());
    let target = shop.path("nowhere/mine.db").display().to_string();
    let failure = shop.back_up(Some(target), 1, BackupFor::User).unwrap_err();
    assert_eq!(failure.code, ErrorCode::Failed, "{failure}");
    let folder = shop.path("nowhere").display().to_string();
    assert!(failure.message.contains(&folder), "{failure}");
    assert!(!failure.message.contains("tmp-"), "{failure}");
}

#[test]
fn an_import_is_read_up_to_its_first_bad_line() {
    let mut shop = Shop::new();
    let good = "{\"locus\":\"root/one\",\"rating\":3,\"at\":\"2026-11-22T10:00:00Z\"}";
    let file = shop.path("reviews.jsonl");
    let mut read = |text: &[u8], from| {
        std::fs::write(&file, text).unwrap();
        match shop.import(&file, from).unwrap() {
            ImportText::Reviews(Lines { good, bad }) => {
                let numbers: Vec<u32> = good.iter().map(|(number, _)| *number).collect();
                (numbers, bad)
            }
            ImportText::Journal(Lines { good, bad }) => {
                let numbers = good.iter().map(|(number, _)| *number).collect();
                (numbers, bad)
            }
        }
    };
    let text = format!("\u{feff}{good}\r\n \n{good}\n");
    let (numbers, bad) = read(text.as_bytes(), ImportFrom::Reviews);
    assert_eq!((numbers, bad), (vec![1, 3], None));
    for (line, wanted) in [
        (&b"{\"locus\":3}"[..], "is not a review like {"),
        (b"{\"locus\":", "is not JSON"),
        (b"\xff", "is not UTF-8"),
    ] {
        let text = [good.as_bytes(), b"\n", line, b"\nnot reached"].concat();
        let (numbers, bad) = read(&text, ImportFrom::Reviews);
        let bad = bad.unwrap();
        assert_eq!((numbers, bad.number), (vec![1], 2));
        assert!(bad.why.contains(wanted), "{bad:?}");
        assert!(!bad.why.contains("column"), "{bad:?}");
    }
    let (_, bad) = read(good.as_bytes(), ImportFrom::Journal);
    assert!(bad.unwrap().why.contains("--from reviews"));
    let gone = shop.path(&Uuid::nil().to_string());
    let failure = shop.import(&gone, ImportFrom::Reviews).unwrap_err();
    assert_eq!(failure.code, ErrorCode::BadInput);
}
