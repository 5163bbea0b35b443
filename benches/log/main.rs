//! What a logged review costs, as ratios in one run: `cargo bench --bench log`.
//!
//! 1. *Warm*: one client on one connection, against the same turn (same engine, same database file system) in
//!    process. Pairs alternate, so a noisy machine is noisy for both; the ratio is of medians.
//! 2. *Crowd*: 1,000 connections at once, each with one log under way, against one commit per request
//!    (the same daemon, one client at a time, each log with a commit of its own).
//! 3. *Planned*: three daemons with the same 10,000 loci, without a plan, with one over 3,000 of them, and with one
//!    whose interview is three days away; each log goes to all three in turn.
//!
//! `cargo bench --bench log -- planned` measures one of them alone (`warm`, `crowd`, `planned`).
//! `LOCI_BENCH_DIR` chooses the file system (default: the target folder).

#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
#![expect(clippy::print_stdout, reason = "its result is what it prints")]
#![expect(clippy::disallowed_methods, reason = "it measures time")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use loci::domain::now::{BootInstant, Now};
use loci::domain::settings::{Settings, Zone};
use loci::engine::effect::AfterRead;
use loci::engine::event::Event;
use loci::engine::{Demo, Engine, Setup};
use loci::ipc::protocol::{At, Log, Request, SupervisorReport};
use loci::notes::bundled;
use loci::notes::read::{NotesRead, ReadFile, scan_file};
use loci::store::Store;
use rustix::buffer::spare_capacity;
use rustix::event::epoll;
use uuid::Uuid;

use daemon::{Daemon, Socket};

#[path = "daemon.rs"]
mod daemon;
#[path = "planned.rs"]
mod planned;

const PAIRS: usize = 400;
const ROUNDS: usize = 5;
const CLIENTS: usize = 1000;
const CROWD_SECS: u64 = 3;

fn main() {
    let base =
        std::env::var_os("LOCI_BENCH_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    std::fs::create_dir_all(&base).unwrap();
    let folder = tempfile::tempdir_in(&base).unwrap();
    let only: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| !arg.starts_with('-'))
        .collect();
    let is_wanted = |name: &str| only.is_empty() || only.iter().any(|wanted| wanted == name);
    if is_wanted("warm") || is_wanted("crowd") {
        let daemon = Daemon::start(folder.path(), bundled::FILES, "");
        let paths = paths();
        if is_wanted("warm") {
            warm(folder.path(), &daemon, &paths);
        }
        if is_wanted("crowd") {
            crowd(&daemon, &paths);
        }
    }
    if is_wanted("planned") {
        planned::measure(folder.path());
    }
}

fn warm(folder: &Path, daemon: &Daemon, paths: &[String]) {
    let mut inside = Inside::new(&folder.join("inside.db"));
    let mut socket = daemon.connect();
    let mut ratios = Vec::new();
    for round in 0..ROUNDS {
        let (mut over_socket, mut in_process) = (Vec::new(), Vec::new());
        for pair in 0..PAIRS {
            let path = &paths[pair % paths.len()];
            let line = request(path);
            let from = Instant::now();
            socket.call(&line);
            over_socket.push(from.elapsed());
            let from = Instant::now();
            inside.log(path);
            in_process.push(from.elapsed());
        }
        let (a, b) = (median(&mut over_socket), median(&mut in_process));
        ratios.push(a.as_secs_f64() / b.as_secs_f64());
        println!(
            "warm {}: socket {a:?}, in process {b:?}, ratio {:.3}",
            round + 1,
            ratios[round]
        );
    }
    ratios.sort_by(f64::total_cmp);
    println!(
        "WARM  median ratio {:.2} (from {:.2} to {:.2}); goal at most 1.30",
        ratios[ROUNDS / 2],
        ratios[0],
        ratios[ROUNDS - 1]
    );
}

fn crowd(daemon: &Daemon, paths: &[String]) {
    let mut ratios = Vec::new();
    for round in 0..ROUNDS {
        let alone = throughput(daemon, paths, 1, 1);
        let together = throughput(daemon, paths, CLIENTS, CROWD_SECS);
        ratios.push(together / alone);
        println!(
            "crowd {}: one commit per request {alone:.0}/s, {CLIENTS} clients {together:.0}/s, ratio {:.1}",
            round + 1,
            ratios[round]
        );
    }
    ratios.sort_by(f64::total_cmp);
    println!(
        "CROWD median ratio {:.1} (from {:.1} to {:.1}); goal at least 10",
        ratios[ROUNDS / 2],
        ratios[0],
        ratios[ROUNDS - 1]
    );
}

/// Acknowledged logs per second of so many connections, each with one log under way: whoever is answered sends
/// the next one at once. One thread drives them all, so that the load generator itself stays cheap.
fn throughput(daemon: &Daemon, paths: &[String], clients: usize, secs: u64) -> f64 {
    let mut sockets: Vec<Socket> = (0..clients).map(|_| daemon.connect()).collect();
    let answered = epoll::create(epoll::CreateFlags::CLOEXEC).unwrap();
    for (at, socket) in sockets.iter_mut().enumerate() {
        let data = epoll::EventData::new_u64(at as u64);
        epoll::add(&answered, &socket.write, data, epoll::EventFlags::IN).unwrap();
        socket.send(&request(&paths[at % paths.len()]));
    }
    let mut events = Vec::with_capacity(256);
    let from = Instant::now();
    let mut done = 0_usize;
    while from.elapsed() < Duration::from_secs(secs) {
        events.clear();
        epoll::wait(&answered, spare_capacity(&mut events), None).unwrap();
        for event in &events {
            let at = event.data.u64() as usize;
            sockets[at].receive();
            sockets[at].send(&request(&paths[at % paths.len()]));
            done += 1;
        }
    }
    let rate = done as f64 / from.elapsed().as_secs_f64();
    sockets.iter_mut().for_each(Socket::receive);
    rate
}

fn request(path: &str) -> String {
    let batch = Uuid::now_v7();
    format!(
        "{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"log\",\"params\":{{\"batch_id\":\"{batch}\",\"scopes\":[\"{path}\"],\"rating\":3}}}}\n"
    )
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// The paths of the bundled rooms and branches.
fn paths() -> Vec<String> {
    ["gate", "living-room", "kitchen", "bedroom", "bathroom"]
        .into_iter()
        .map(|room| format!("your-house/{room}"))
        .collect()
}

/// The same engine without a socket.
struct Inside {
    engine: Engine,
}

impl Inside {
    fn new(db: &Path) -> Inside {
        let setup = Setup {
            version: String::new(),
            pid: 0,
            data_dir: String::new(),
            config: String::new(),
            demo: Demo::No,
            settings: Settings {
                zone: Zone::Local,
                ..Settings::default()
            },
            supervisor: SupervisorReport::default(),
        };
        let mut engine = Engine::open(Store::open(db).unwrap(), setup, now()).unwrap();
        let files = bundled::FILES.iter().map(|(name, text)| ReadFile {
            path: format!("/notes/{name}"),
            folders: Vec::new(),
            text: (*text).into(),
            scan: Arc::new(scan_file(name, text, &loci::notes::Adopted::default())),
        });
        let read = NotesRead {
            files: files.collect(),
            roots: vec!["/notes".to_owned()],
            troubles: Vec::new(),
        };
        engine.turn(
            vec![Event::Notes {
                read,
                then: AfterRead::Take,
            }],
            now(),
        );
        Inside { engine }
    }

    fn log(&mut self, path: &str) {
        let log = Log {
            batch_id: Some(Uuid::now_v7()),
            scopes: vec![path.to_owned()],
            rating: 3,
            missed: Vec::new(),
            hard: Vec::new(),
            at: None,
            at_kind: At::Stated,
            took_secs: None,
            note: None,
            source: None,
            answer: None,
            ratings: Vec::new(),
            ratings_path: None,
            told_at: None,
        };
        let outcomes = self
            .engine
            .turn(vec![Event::Request(Request::Log(log))], now());
        assert!(
            outcomes
                .iter()
                .all(|outcome| matches!(outcome.reply, Some(Ok(_))))
        );
    }
}

fn now() -> Now {
    let at = chrono::DateTime::from(std::time::SystemTime::now());
    Now {
        at,
        zone: chrono_tz::UTC,
        boot: BootInstant {
            boot: Uuid::from_u128(1),
            ms: 1,
        },
    }
}
