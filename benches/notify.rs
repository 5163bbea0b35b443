//! How late a notification is: `cargo bench --bench notify`. The real `locid` on a bus of its own, with a server
//! that only notes what comes.
//!
//! 1. *Due*: from the instant at which a reminder is wanted (the end of a snooze) to `Notify` on the bus, against
//!    one bare asynchronous call of notify-rust, in turn in one run; the ratio is of medians.
//! 2. *STOP*: how late after its deadline a box says STOP on the bus, and in a terminal that waits; and how long
//!    after the start of a daemon that was killed meanwhile.

#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
#![expect(clippy::print_stdout, reason = "its result is what it prints")]
#![expect(clippy::disallowed_methods, reason = "it measures time")]

#[expect(dead_code, reason = "the server does more for the tests")]
#[path = "../tests/it/server.rs"]
mod server;

/// What the server asks of the tests.
mod support {
    use std::path::Path;

    pub(crate) fn has(program: &str) -> bool {
        let folders = ["/usr/bin", "/bin", "/usr/local/bin"];
        folders
            .iter()
            .any(|folder| Path::new(folder).join(program).exists())
    }
}

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use chrono::{DateTime, TimeDelta, Utc};
use server::{Bus, Called, Kind, Notify, Server};

const ROUNDS: usize = 60;
const STOPS: usize = 5;
/// Tells the process that it is the bare one.
const BARE: &str = "LOCI_BENCH_BARE";

fn main() {
    if std::env::var_os(BARE).is_some() {
        return bare();
    }
    let folder = tempfile::tempdir().unwrap();
    let Some(bus) = Bus::start() else {
        println!("not run: dbus-daemon is not installed");
        return;
    };
    let server = Server::start(&bus, Kind::default());
    let home = Home::new(folder.path(), bus.address());
    let mut daemon = home.daemon();
    wanted(&server, |notify| notify.title.contains("to recall"));
    due(&home, &bus, &server);
    stops(&home, &server, &mut daemon);
    daemon.kill().unwrap();
    daemon.wait().unwrap();
}

fn due(home: &Home, bus: &Bus, server: &Server) {
    let mut wire = home.connect();
    let mut process = Bare::start(&bus.address());
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let until = wall() + TimeDelta::milliseconds(60);
        wire.call(&format!(
            "{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"snooze\",\"params\":{{\"until\":\"{}\"}}}}",
            until.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
        ));
        wanted(server, |notify| notify.title.contains("to recall"));
        ours.push((wall() - until).to_std().unwrap_or_default());
        let from = Instant::now();
        process.show();
        wanted(server, |notify| notify.title == "bare");
        bare.push(from.elapsed());
    }
    let (ours, bare) = (median(ours), median(bare));
    println!(
        "due to Notify: {:.2} ms, a bare notify-rust call: {:.2} ms, ratio {:.2}",
        ours.as_secs_f64() * 1000.0,
        bare.as_secs_f64() * 1000.0,
        ours.as_secs_f64() / bare.as_secs_f64()
    );
}

/// A process that shows one bare notification for each line it is told: notify-rust connects by the environment
/// alone. What it costs to tell it is counted for it, which is a few microseconds of a pipe.
struct Bare {
    child: Child,
}

impl Bare {
    fn start(address: &str) -> Bare {
        let child = Command::new(std::env::current_exe().unwrap())
            .env("DBUS_SESSION_BUS_ADDRESS", address)
            .env(BARE, "1")
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        Bare { child }
    }

    fn show(&mut self) {
        self.child
            .stdin
            .as_mut()
            .unwrap()
            .write_all(b"show\n")
            .unwrap();
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _reaped = self.child.wait();
    }
}

/// The other process: shows, and waits for the answer, as often as it is told to.
fn bare() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    for _line in std::io::stdin().lines() {
        let shown = runtime.block_on(async {
            notify_rust::Notification::new()
                .summary("bare")
                .body("body")
                .show_async()
                .await
        });
        shown.unwrap();
    }
}

fn stops(home: &Home, server: &Server, daemon: &mut Child) {
    let mut wire = home.connect();
    let start = |wire: &mut Wire| -> DateTime<Utc> {
        let reply = wire.call(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"box_start\",\"params\":{\"kind\":\"recall\",\"topic\":\"dict\",\"limit_secs\":1}}",
        );
        deadline(&reply)
    };
    let is_stop = |notify: &Notify| notify.title == "STOP";
    let mut late = Vec::new();
    for _ in 0..STOPS {
        let deadline = start(&mut wire);
        wanted(server, is_stop);
        late.push((wall() - deadline).to_std().unwrap_or_default());
    }
    println!("STOP on the bus: at most {} ms late", worst(&late));
    let mut late = Vec::new();
    for _ in 0..STOPS {
        let mut waiting = home
            .command(env!("CARGO_BIN_EXE_loci"))
            .args(["box", "recall", "dict", "--limit", "1s", "--wait"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut first = [0];
        waiting
            .stdout
            .take()
            .unwrap()
            .read_exact(&mut first)
            .unwrap();
        let came = wall();
        let reply = wire.call("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"box\"}");
        late.push((came - deadline(&reply)).to_std().unwrap_or_default());
        waiting.wait().unwrap();
        wanted(server, is_stop);
    }
    println!(
        "STOP in the waiting terminal: at most {} ms late",
        worst(&late)
    );
    let mut late = Vec::new();
    for _ in 0..STOPS {
        let deadline = start(&mut home.connect());
        daemon.kill().unwrap();
        daemon.wait().unwrap();
        let rest = (deadline - wall()).to_std().unwrap_or_default();
        std::thread::sleep(rest + Duration::from_millis(200));
        let from = Instant::now();
        *daemon = home.daemon();
        wanted(server, is_stop);
        late.push(from.elapsed());
    }
    println!(
        "STOP after the start of a killed daemon: at most {} ms",
        worst(&late)
    );
}

/// When a box is over, as its reply tells it.
fn deadline(reply: &str) -> DateTime<Utc> {
    let value: serde_json::Value = serde_json::from_str(reply).unwrap();
    let started = value["result"]["started_at"].as_str().unwrap();
    let limit = value["result"]["limit_secs"].as_i64().unwrap();
    started.parse::<DateTime<Utc>>().unwrap() + TimeDelta::seconds(limit)
}

fn worst(late: &[Duration]) -> u128 {
    late.iter().max().unwrap().as_millis()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn wall() -> DateTime<Utc> {
    SystemTime::now().into()
}

/// Waits for the notification that is meant.
fn wanted(server: &Server, is_it: impl Fn(&Notify) -> bool) {
    loop {
        if let Called::Notify(notify) = server.called()
            && is_it(&notify)
        {
            return;
        }
    }
}

struct Home {
    folder: PathBuf,
    bus: String,
}

impl Home {
    fn new(folder: &Path, bus: String) -> Home {
        for name in ["notes", "run", ".config/loci"] {
            std::fs::create_dir_all(folder.join(name)).unwrap();
        }
        for (name, text) in loci::notes::bundled::FILES {
            std::fs::write(folder.join("notes").join(name), text).unwrap();
        }
        let config = "notes = [\"~/notes\"]\n[day]\nstarts = \"00:00\"\n[notify]\ndigest = [\"00:00\"]\n\
                      nudge = \"\"\nquiet = []\n";
        std::fs::write(folder.join(".config/loci/config.toml"), config).unwrap();
        Home {
            folder: folder.to_owned(),
            bus,
        }
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("HOME", &self.folder)
            .env("PATH", "/usr/bin:/bin")
            .env("TZ", "UTC")
            .env("XDG_RUNTIME_DIR", self.folder.join("run"))
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .stdin(Stdio::null());
        command
    }

    fn daemon(&self) -> Child {
        let mut child = self
            .command(env!("CARGO_BIN_EXE_locid"))
            .arg("run")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap()).lines();
        let serves = said.find(|line| line.as_ref().is_ok_and(|line| line.contains(" serves ")));
        assert!(serves.is_some());
        std::thread::spawn(move || said.for_each(drop));
        child
    }

    fn connect(&self) -> Wire {
        let write = UnixStream::connect(self.folder.join("run/loci/loci.sock")).unwrap();
        Wire {
            read: BufReader::new(write.try_clone().unwrap()),
            write,
        }
    }
}

struct Wire {
    write: UnixStream,
    read: BufReader<UnixStream>,
}

impl Wire {
    fn call(&mut self, line: &str) -> String {
        self.write
            .write_all(format!("{line}\n").as_bytes())
            .unwrap();
        let mut reply = String::new();
        self.read.read_line(&mut reply).unwrap();
        assert!(reply.contains("\"result\""), "{reply}");
        reply
    }
}
