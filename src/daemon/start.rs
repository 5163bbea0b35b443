//! From the command line to the loop: each step before the next needs it. The database is open before the
//! socket is, so that whoever gets an answer gets it from disk.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use tokio::sync::{broadcast, mpsc, oneshot};
use tokio::task::JoinSet;

use super::args::{self, ArgumentError, Place, Task};
use super::chores::Chores;
use super::lock::{Lock, LockError};

use super::screen::Screen;
use super::signals::Signals;
use super::socket::{self, SocketError};
use super::sources::{Sources, TURN};
use super::supervisor::{self, GivenError, Supervisor};
use super::timers::Timers;
use super::turn::{self, Audience, Broken, Turns};
use super::watch::{self, Changed};
use super::whereabouts::Whereabouts;
use super::worker::{Bench, Worker};
use super::zone::{self, LocalZone};
use super::{limits, log, reserve};
use crate::config::file::Config;
use crate::config::paths::{Paths, PathsError};
use crate::config::read::ConfigError;
use crate::domain::memory::Model;
use crate::engine::{Demo, Engine, Setup};
use crate::ipc::path::{self, PathError};
use crate::ipc::protocol::SupervisorReport;
use crate::ipc::server;
use crate::ipc::spool::Spool;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::{backup, repair, restore};

/// The program's version.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// How many events a watching client may be behind before it skips some.
const EVENTS: usize = 256;

/// How a daemon behaves to the outside; tests are more discreet and less patient.
struct Manner {
    audience: Audience,
    /// How long requests wait for the first reading of the notes. A client gives its reply 5 s.
    grace_ms: u64,
}

const MANNER: Manner = Manner {
    audience: Audience::Session,
    grace_ms: 4_500,
};

/// Why there is no daemon.
#[derive(Debug, thiserror::Error)]
enum StartError {
    #[error(transparent)]
    Argument(#[from] ArgumentError),
    #[error(transparent)]
    Paths(#[from] PathsError),
    #[error(transparent)]
    SocketPath(#[from] PathError),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Lock(#[from] LockError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Socket(#[from] SocketError),
    #[error(transparent)]
    Given(#[from] GivenError),
    #[error("the system refused what a daemon needs: {0}")]
    System(#[from] io::Error),
    #[error(transparent)]
    Broken(#[from] Broken),
}

impl StartError {
    /// The exit status of `locid`; 74, 75 and 78 tell a supervisor not to try again.
    fn status(&self) -> u8 {
        match self {
            StartError::System(_) | StartError::Broken(_) => 1,
            StartError::Argument(_) => 2,
            // The lock lies beside the database: where it cannot be written, neither can that.
            StartError::Store(_) | StartError::Lock(LockError::Io { .. }) => 74,
            StartError::Lock(LockError::Held { .. })
            | StartError::Socket(SocketError::Taken { .. }) => 75,
            StartError::Socket(SocketError::InTheWay { .. } | SocketError::Io { .. }) => 1,
            StartError::Given(_) => 78,
            StartError::Paths(_) | StartError::SocketPath(_) | StartError::Config(_) => 78,
        }
    }
}

/// Does what the command line says, and gives the exit status.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    match args::read(arguments)
        .map_err(StartError::from)
        .and_then(perform)
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // With no stderr there is nobody to tell.
            let _ = writeln!(io::stderr(), "locid: {}", plain(&error.to_string()));
            ExitCode::from(error.status())
        }
    }
}

/// Without what a terminal would obey, for a path may hold anything.
fn plain(text: &str) -> String {
    text.replace(|c: char| c.is_control(), "\u{fffd}")
}

fn perform(task: Task) -> Result<(), StartError> {
    match task {
        Task::Help => Ok(io::stdout().write_all(args::HELP.as_bytes())?),
        Task::Version => Ok(writeln!(io::stdout(), "locid {VERSION}")?),
        Task::Repair => repair_store(),
        Task::Restore(from) => restore_store(&from),
        Task::Check(backup) => Ok(writeln!(io::stdout(), "{}", backup::sound(&backup)?)?),
        Task::Run(place) => {
            if place == Place::Detached {
                // An error means that it leads a session already.
                let _ = rustix::process::setsid();
            }
            run()
        }
    }
}

fn paths() -> Result<Paths, PathsError> {
    Paths::from_env(|name| std::env::var_os(name))
}

fn repair_store() -> Result<(), StartError> {
    limits::set();
    let paths = paths()?;
    let _lock = Lock::take(&paths.lock())?;
    let mut store = Store::open(&paths.database())?;
    let repaired = repair::repair(&mut store, &Model::default())?;
    writeln!(
        io::stdout(),
        "repaired: {}, {} loci, {} schedules",
        counted(repaired.entries),
        repaired.loci,
        repaired.schedules
    )?;
    Ok(())
}

fn restore_store(from: &Path) -> Result<(), StartError> {
    limits::set();
    let paths = paths()?;
    let _lock = Lock::take(&paths.lock())?;
    let restored = restore::restore(&paths.database(), from)?;
    let facts = counted(restored.entries);
    writeln!(io::stdout(), "restored: {facts} from {}", from.display())?;
    if let Some(aside) = restored.aside {
        writeln!(
            io::stdout(),
            "the database that was there is kept: {}",
            aside.display()
        )?;
    }
    Ok(())
}

fn counted(facts: u64) -> String {
    match facts {
        1 => "1 fact".to_owned(),
        other => format!("{other} facts"),
    }
}

fn run() -> Result<(), StartError> {
    limits::set();
    log::start();
    let paths = paths()?;
    let socket_path = path::socket(&paths.state_dir)?;
    let config = Config::load(&paths.config, paths.home.as_deref())?;
    // Before any thread runs: taking it changes the environment.
    let given = supervisor::socket()?;
    let _lock = Lock::take(&paths.lock())?;
    let store = Store::open(&paths.database())?;
    let mut zone = LocalZone::default();
    let report = SupervisorReport {
        activated: given.is_some(),
        ..Supervisor::find().report()
    };
    let engine = Engine::open(store, setup(&paths, &config, report), zone.now())?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let (listener, path, _file) = match given {
            // The file is the service manager's: it serves the next daemon as well.
            Some(given) => (given.listener, given.path, None),
            None => {
                let (listener, file) = socket::bind(&socket_path)?;
                (listener, socket_path, Some(file))
            }
        };
        reserve::fill();
        let listener = tokio::net::UnixListener::from_std(listener)?;
        let turns = wire(listener, engine, paths, config, zone, &MANNER)?;
        tracing::info!("locid {VERSION} serves {}", path.display());
        turns.supervisor.ready(&path);
        turn::run(turns).await?;
        tracing::info!("ended");
        Ok(())
    })
}

fn setup(paths: &Paths, config: &Config, supervisor: SupervisorReport) -> Setup {
    Setup {
        version: VERSION.to_owned(),
        pid: std::process::id(),
        data_dir: paths.data_dir.to_string_lossy().into_owned(),
        config: paths.config.to_string_lossy().into_owned(),
        demo: if paths.is_demo() { Demo::Yes } else { Demo::No },
        settings: config.settings.clone(),
        supervisor,
    }
}

/// Makes the parts and ties them together; inside the runtime.
fn wire(
    listener: tokio::net::UnixListener,
    engine: Engine,
    paths: Paths,
    config: Config,
    mut zone: LocalZone,
    manner: &Manner,
) -> io::Result<Turns> {
    let spool = Spool::new(paths.spool());
    let spool = spool
        .clone()
        .claimed_by(&paths.data_dir)
        .unwrap_or_else(|error| {
            tracing::warn!("{error}");
            spool
        });
    let (request_sender, requests) = mpsc::channel(TURN);
    let (finished_sender, finished) = mpsc::channel(1);
    let (ring_sender, chores) = mpsc::channel(8);
    let (events, _) = broadcast::channel(EVENTS);
    let (stop_server, stop) = oneshot::channel();
    let (notes_changed, spool_changed) = (Changed::default(), Changed::default());
    let (screen, news) = Screen::new(manner.audience);
    let spool_watcher = watch::spool(&spool, &spool_changed);
    let bench = Bench {
        paths,
        config: config.clone(),
        watcher: watch::notes(&notes_changed),
        config_watcher: watch::notes(&notes_changed),
        last_plan: engine.last_plan().cloned(),
    };
    let now = zone.now();
    let calendar = zone::calendar(&config.settings, now);
    let supervisor = Supervisor::find();
    let mut timers = Timers::new(manner.grace_ms)?;
    if let Some(every) = supervisor.ping_every_ms() {
        timers.watch_over(every)?;
    }
    let serving = server::serve(listener, request_sender, events.clone(), stop);
    Ok(Turns {
        engine,
        sources: Sources {
            requests,
            finished,
            notes: notes_changed,
            spool: spool_changed,
            timers,
            chores,
            signals: Signals::new()?,
            news,
            whereabouts: Whereabouts::new()?,
            deeds: JoinSet::new(),
            server: tokio::spawn(serving),
        },
        worker: Worker::start(bench, finished_sender)?,
        spool,
        spool_watcher,
        events,
        stop_server,
        chores: Chores::new(calendar, now.at, ring_sender),
        config,
        zone,
        screen,
        supervisor,
    })
}

#[cfg(test)]
mod tests;
