//! The whole daemon in one process: real files, a real socket, its own thread.

use std::os::fd::AsFd;
use std::path::PathBuf;
use std::thread::JoinHandle;

use uuid::Uuid;

use super::*;
use crate::clock;
use crate::ipc::client::{Client, ClientError, Watch};
use crate::ipc::protocol::*;

const MAP: &str = "# Root (mind map)\n\n```\nRoot\n├── alpha\n│   └── one\n└── beta\n```\n";

/// A user's home.
struct Home {
    dir: tempfile::TempDir,
}

impl Home {
    fn new() -> Home {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("notes")).unwrap();
        std::fs::write(dir.path().join("notes/root.md"), MAP).unwrap();
        Home { dir }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn paths(&self) -> Paths {
        Paths {
            config: self.path("config.toml"),
            data_dir: self.path("data"),
            state_dir: self.path("state"),
            home: Some(self.dir.path().to_owned()),
        }
    }

    fn spool(&self) -> Spool {
        Spool::new(self.paths().spool())
    }

    /// Starts a daemon; its socket is bound when this returns.
    fn start(&self) -> Daemon {
        self.start_so(60_000, || ())
    }

    /// The same with other grace, and with something done once the config is loaded.
    fn start_so(&self, grace_ms: u64, loaded: impl FnOnce() + Send + 'static) -> Daemon {
        let socket = self.path("sock");
        let (bound, wait) = std::sync::mpsc::channel();
        let (paths, place) = (self.paths(), socket.clone());
        let thread = std::thread::spawn(move || {
            let config = Config::load(&paths.config, paths.home.as_deref())?;
            loaded();
            let _lock = Lock::take(&paths.lock())?;
            let store = Store::open(&paths.database())?;
            let mut zone = LocalZone::default();
            let engine = Engine::open(
                store,
                setup(&paths, &config, SupervisorReport::default()),
                zone.now(),
            )?;
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            runtime.block_on(async {
                let (listener, _file) = socket::bind(&place)?;
                let listener = tokio::net::UnixListener::from_std(listener)?;
                let manner = Manner {
                    audience: Audience::Nobody,
                    grace_ms,
                };
                let turns = wire(listener, engine, paths, config, zone, &manner)?;
                bound.send(()).unwrap();
                turn::run(turns).await?;
                Ok(())
            })
        });
        wait.recv().unwrap();
        Daemon { socket, thread }
    }
}

struct Daemon {
    socket: PathBuf,
    thread: JoinHandle<Result<(), StartError>>,
}

impl Daemon {
    fn client(&self) -> Client {
        Client::connect(&self.socket).unwrap()
    }

    fn history(&self, locus: &str) -> usize {
        let request = Request::Show(Show {
            locus: locus.into(),
        });
        let reply: ShowReply = self.client().call(&request).unwrap();
        reply.history.len()
    }

    fn status(&self) -> StatusReply {
        self.client().call(&Request::Status(NoParams {})).unwrap()
    }

    fn end(self) {
        let ok: OkReply = self.client().call(&Request::Shutdown(NoParams {})).unwrap();
        assert!(ok.ok);
        self.thread.join().unwrap().unwrap();
        assert!(!self.socket.exists());
    }
}

/// Waits for an event that fits.
fn wait_for<T>(watch: &mut Watch, fits: impl Fn(&Event) -> Option<T>) -> T {
    loop {
        while let Some(event) = watch.next().unwrap() {
            if let Some(found) = fits(&event) {
                return found;
            }
        }
        clock::wait(&[watch.as_fd()]).unwrap();
    }
}

fn rating(scope: &str, batch: u128) -> Log {
    Log {
        batch_id: Some(Uuid::from_u128(batch)),
        scopes: vec![scope.into()],
        rating: 3,
        missed: Vec::new(),
        hard: Vec::new(),
        at: Some("2026-01-05T10:00:00Z".into()),
        at_kind: At::Live,
        took_secs: None,
        note: None,
        source: None,
        answer: None,
        ratings: Vec::new(),
        ratings_path: None,
        told_at: None,
    }
}

#[test]
fn notes_that_take_long_to_read_are_not_waited_for_beyond_the_grace() {
    let home = Home::new();
    let config = home.path("config.toml");
    home.spool().put(&rating("root/alpha", 1)).unwrap();
    // The worker reads the config first, and waits there until somebody writes it.
    let pipe = config.clone();
    let daemon = home.start_so(1, move || {
        let kind = rustix::fs::FileType::Fifo;
        let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
        rustix::fs::mknodat(rustix::fs::CWD, pipe, kind, mode, 0).unwrap();
    });
    let mut watch = daemon.client().watch().unwrap();
    assert!(daemon.status().daemon.syncing);
    assert_eq!(home.spool().pending().0.len(), 1);
    std::fs::write(&config, "").unwrap();
    wait_for(&mut watch, |event| {
        matches!(event, Event::Logged { .. }).then_some(())
    });
    assert!(!daemon.status().daemon.syncing);
    assert_eq!(daemon.history("root/alpha"), 1);
    std::fs::remove_file(&config).unwrap();
    daemon.end();
}

#[test]
fn what_was_spooled_counts_before_the_first_answer_and_only_once() {
    let home = Home::new();
    home.spool().put(&rating("root/alpha", 1)).unwrap();
    let daemon = home.start();
    assert_eq!(daemon.history("root/alpha"), 1);
    assert_eq!(home.spool().pending().0.len(), 0);
    daemon.end();
    // As if the daemon had been killed between writing and forgetting.
    home.spool().put(&rating("root/alpha", 1)).unwrap();
    let daemon = home.start();
    assert_eq!(daemon.history("root/alpha"), 1);
    assert_eq!(home.spool().pending().0.len(), 0);
    daemon.end();
}

#[test]
fn a_spooled_rating_that_names_nothing_waits_over_a_restart_until_it_is_settled() {
    let home = Home::new();
    home.spool().put(&rating("nothing-like-it", 1)).unwrap();
    let daemon = home.start();
    assert_eq!(daemon.status().unplaced, 1);
    daemon.end();
    let daemon = home.start();
    assert_eq!(daemon.status().unplaced, 1);
    let items: Vec<SpoolItem> = (daemon.client())
        .call(&Request::Spool(NoParams {}))
        .unwrap();
    let assign = Request::SpoolAssign(SpoolAssign {
        id: items[0].id.clone(),
        scope: "root/beta".into(),
    });
    let reply: LogReply = daemon.client().call(&assign).unwrap();
    assert_eq!(reply.reviews[0].path, "root/beta");
    assert_eq!(daemon.status().unplaced, 0);
    assert_eq!(home.spool().unplaced().len(), 0);
    daemon.end();
}

#[test]
fn a_rating_that_is_spooled_while_the_daemon_runs_is_taken_at_once() {
    let home = Home::new();
    let daemon = home.start();
    let mut watch = daemon.client().watch().unwrap();
    assert_eq!(daemon.status().loci.live, 3);
    home.spool().put(&rating("root/beta", 7)).unwrap();
    let batch = wait_for(&mut watch, |event| match event {
        Event::Logged { batch, .. } => Some(*batch),
        _ => None,
    });
    assert_eq!(batch, Uuid::from_u128(7));
    daemon.end();
}

#[test]
fn a_saved_note_is_taken_without_asking() {
    let home = Home::new();
    let daemon = home.start();
    assert_eq!(daemon.status().loci.live, 3);
    let mut watch = daemon.client().watch().unwrap();
    let longer = MAP.replace("└── beta", "├── beta\n└── gamma");
    std::fs::write(home.path("notes/root.md"), longer).unwrap();
    let live = wait_for(&mut watch, |event| match event {
        Event::Notes { live } => Some(*live),
        _ => None,
    });
    assert_eq!(live, 4);
    daemon.end();
}

#[test]
fn a_retried_batch_is_one_batch_and_many_clients_are_served_at_once() {
    let home = Home::new();
    let daemon = home.start();
    let log = Request::Log(Log {
        at: None,
        at_kind: At::Stated,
        ..rating("root/beta", 3)
    });
    std::thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| {
                let reply: LogReply = daemon.client().call(&log).unwrap();
                assert_eq!(reply.reviews.len(), 1);
            });
        }
    });
    assert_eq!(daemon.history("root/beta"), 1);
    daemon.end();
}

#[test]
fn what_takes_long_is_answered_to_whoever_asked() {
    let home = Home::new();
    let daemon = home.start();
    let path = home.path("copy.db").display().to_string();
    let backup = Request::Backup(Backup {
        path: Some(path.clone()),
    });
    let reply: BackupReply = daemon.client().call(&backup).unwrap();
    assert_eq!(reply.path, path);
    let error = daemon.client().call_raw(&backup).unwrap_err();
    assert!(
        matches!(&error, ClientError::Failure(failure) if failure.code == ErrorCode::Failed),
        "{error}"
    );
    let reviews = home.path("reviews.jsonl");
    let line = "{\"locus\":\"root/beta\",\"rating\":3,\"at\":\"2026-01-05T10:00:00Z\"}\n";
    std::fs::write(&reviews, line).unwrap();
    let import = Request::Import(Import {
        path: reviews.display().to_string(),
        from: ImportFrom::Reviews,
    });
    let reply: ImportReply = daemon.client().call(&import).unwrap();
    assert_eq!(reply.added, 1);
    let reply: SyncReply = (daemon.client())
        .call(&Request::Sync(Sync::default()))
        .unwrap();
    assert_eq!(reply.loci.live, 3);
    std::fs::write(home.path("config.toml"), "nodes = []\n").unwrap();
    let error = (daemon.client().call_raw(&Request::Sync(Sync::default()))).unwrap_err();
    assert!(error.to_string().contains("nodes"), "{error}");
    daemon.end();
}

#[test]
fn a_box_is_stopped_on_time_and_its_hook_is_run() {
    let home = Home::new();
    let mark = home.path("hooked");
    let config = format!("[box]\nhook = [\"touch\", \"{}\"]\n", mark.display());
    std::fs::write(home.path("config.toml"), config).unwrap();
    let daemon = home.start();
    let mut watch = daemon.client().watch().unwrap();
    let start = Request::BoxStart(BoxStart {
        kind: "map".into(),
        topic: "root".into(),
        limit_secs: Some(1),
    });
    let begun = clock::boot();
    let reply: BoxReply = daemon.client().call(&start).unwrap();
    assert_eq!(reply.state, "running");
    let state = wait_for(&mut watch, |event| match event {
        Event::Stop { ended } => Some(ended.state.clone()),
        _ => None,
    });
    assert_eq!(state, "stopped");
    assert!(clock::boot().ms_since(begun) >= Some(1000));
    // The end waits for the hook.
    daemon.end();
    assert!(mark.exists());
}

#[test]
fn who_watches_is_told_of_the_end() {
    let home = Home::new();
    let daemon = home.start();
    let mut watch = daemon.client().watch().unwrap();
    daemon.end();
    wait_for(&mut watch, |event| (*event == Event::Bye).then_some(()));
    assert!(matches!(watch.next(), Err(ClientError::Closed)));
}

#[test]
fn sources_that_are_gone_do_not_keep_the_daemon_from_answering() {
    let home = Home::new();
    std::fs::remove_dir_all(home.path("notes")).unwrap();
    let daemon = home.start();
    let status = daemon.status();
    assert!(!status.daemon.syncing);
    assert_eq!(status.problems.len(), 1);
    daemon.end();
}

#[test]
fn an_edited_config_is_taken_without_asking_and_a_bad_one_is_told() {
    let home = Home::new();
    std::fs::create_dir(home.path("more")).unwrap();
    std::fs::write(home.path("more/more.md"), MAP.replace("Root", "More")).unwrap();
    let daemon = home.start();
    assert_eq!(daemon.status().loci.live, 3);
    let mut watch = daemon.client().watch().unwrap();
    let live = |watch: &mut Watch| {
        wait_for(watch, |event| match event {
            Event::Notes { live } => Some(*live),
            _ => None,
        })
    };
    let config = home.path("config.toml");
    std::fs::write(&config, "notes = [\"~/notes\", \"~/more\"]\n").unwrap();
    assert_eq!(live(&mut watch), 6);
    assert_eq!(daemon.status().daemon.trouble, None);
    // What is read after a bad config tells of it, and goes by the last good one.
    std::fs::write(&config, "nodes = []\n").unwrap();
    assert!(
        daemon
            .client()
            .call_raw(&Request::Sync(Sync::default()))
            .is_err()
    );
    let status = daemon.status();
    let trouble = status.daemon.trouble.unwrap();
    assert!(trouble.contains("nodes"), "{trouble}");
    assert_eq!(status.loci.live, 6);
    std::fs::write(&config, "notes = [\"~/notes\"]\n").unwrap();
    assert_eq!(live(&mut watch), 3);
    assert_eq!(daemon.status().daemon.trouble, None);
    daemon.end();
}

#[test]
fn who_waits_for_long_work_is_told_when_the_daemon_ends() {
    let home = Home::new();
    let daemon = home.start();
    assert_eq!(daemon.status().loci.live, 3);
    let pipe = home.path("config.toml");
    let kind = rustix::fs::FileType::Fifo;
    let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, kind, mode, 0).unwrap();
    let sync = Request::Sync(Sync::default());
    let mut waiting = daemon.client();
    let asked = std::thread::spawn(move || waiting.call_raw(&sync));
    // Opens once the worker reads from it, and keeps it reading.
    let held = std::fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    let ok: OkReply = (daemon.client())
        .call(&Request::Shutdown(NoParams {}))
        .unwrap();
    assert!(ok.ok);
    let error = asked.join().unwrap().unwrap_err();
    assert!(error.to_string().contains("ends just now"), "{error}");
    drop(held);
    daemon.thread.join().unwrap().unwrap();
}

#[test]
fn one_fact_is_one_and_a_path_commands_no_terminal() {
    assert_eq!([0, 1, 2].map(counted), ["0 facts", "1 fact", "2 facts"]);
    assert_eq!(plain("/a\u{1b}[31m\n/b"), "/a\u{fffd}[31m\u{fffd}/b");
}
