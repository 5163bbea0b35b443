//! What an idle daemon holds in memory: `cargo bench --bench memory`.
//!
//! The real `locid` with 10,000 loci on a bus of its own, against the same without loci, and against the least
//! that does the same kind of work: one process with an open SQLite database of the same rows and a connection to
//! the same bus, idle in tokio. The ratios are of resident memory; all three are measured in turn, in one run.

#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
#![expect(clippy::print_stdout, reason = "its result is what it prints")]

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

const LOCI: usize = 10_000;
const ROUNDS: usize = 3;
/// Tells the child that it is the baseline, and where its database lies.
const BASELINE: &str = "LOCI_BENCH_BASELINE";

fn main() {
    if let Some(database) = std::env::var_os(BASELINE) {
        return idle(Path::new(&database));
    }
    let folder = tempfile::tempdir().unwrap();
    let bus = Bus::start(folder.path());
    for round in 0..ROUNDS {
        let home = |loci: usize| folder.path().join(format!("{loci}-{round}"));
        let full = daemon(&home(LOCI), &bus.address, LOCI);
        let empty = daemon(&home(0), &bus.address, 0);
        let database = home(LOCI).join(".local/share/loci/loci.db");
        let copy = home(LOCI).join("copy.db");
        std::fs::copy(&database, &copy).unwrap();
        let least = baseline(&copy, &bus.address);
        let [ours, idle, bare] =
            [&full, &empty, &least.child].map(|child| Resident::of(child.id()));
        println!(
            "{LOCI} loci: locid {ours}; without loci {idle}: {:.2}; the baseline {bare}: {:.2}",
            ours.against(idle),
            ours.against(bare),
        );
        for mut child in [full, empty, least.child] {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

/// The baseline: a database, a bus, a runtime, and nothing to do. Says a line once it is idle.
fn idle(database: &Path) {
    let store = rusqlite::Connection::open(database).unwrap();
    let rows: i64 = store
        .query_row("SELECT count(*) FROM journal", [], |row| row.get(0))
        .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let bus = zbus::Connection::session().await.unwrap();
        println!("{rows} rows, {:?}", bus.unique_name());
        std::future::pending::<()>().await;
    });
}

struct Baseline {
    child: Child,
    _stdin: ChildStdin,
}

fn baseline(database: &Path, bus: &str) -> Baseline {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .env_clear()
        .env(BASELINE, database)
        .env("DBUS_SESSION_BUS_ADDRESS", bus)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let stdout = child.stdout.take().unwrap();
    BufReader::new(stdout).read_line(&mut line).unwrap();
    assert!(line.contains("rows"), "{line}");
    let stdin = child.stdin.take().unwrap();
    Baseline {
        child,
        _stdin: stdin,
    }
}

/// A daemon that has read its notes.
fn daemon(home: &Path, bus: &str, loci: usize) -> Child {
    let notes = home.join("notes");
    std::fs::create_dir_all(&notes).unwrap();
    std::fs::create_dir_all(home.join("run")).unwrap();
    std::fs::create_dir_all(home.join(".config/loci")).unwrap();
    std::fs::write(
        home.join(".config/loci/config.toml"),
        "notes = [\"~/notes\"]\n",
    )
    .unwrap();
    for file in 0..loci / 100 {
        std::fs::write(notes.join(format!("map{file}.md")), map(file)).unwrap();
    }
    let mut daemon = Command::new(env!("CARGO_BIN_EXE_locid"))
        .arg("run")
        .env_clear()
        .env("HOME", home)
        .env("PATH", "/usr/bin:/bin")
        .env("TZ", "UTC")
        .env("XDG_RUNTIME_DIR", home.join("run"))
        .env("DBUS_SESSION_BUS_ADDRESS", bus)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(daemon.stderr.take().unwrap()).lines();
    let serves = said.find(|line| line.as_ref().is_ok_and(|line| line.contains(" serves ")));
    assert!(serves.is_some());
    std::thread::spawn(move || said.for_each(drop));
    let mut socket = UnixStream::connect(home.join("run/loci/loci.sock")).unwrap();
    // The first answer comes once the notes are known.
    socket
        .write_all(b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"status\"}\n")
        .unwrap();
    let mut reply = String::new();
    BufReader::new(socket).read_line(&mut reply).unwrap();
    assert!(reply.contains(&format!("\"live\":{loci}")), "{reply}");
    daemon
}

/// A drawn map of 100 branches.
fn map(file: usize) -> String {
    let mut text = format!("# Mind map: topic {file}\n\n```\nTopic {file}\n");
    for branch in 0..10 {
        text.push_str(&format!("├── branch {branch} of topic {file}\n"));
        for leaf in 0..9 {
            text.push_str(&format!("│   ├── leaf {leaf} of branch {branch}\n"));
        }
    }
    text.push_str("```\n");
    text
}

/// Resident memory of a process, in KiB.
#[derive(Clone, Copy)]
struct Resident {
    all: u64,
    /// Without pages of files, which the system can drop.
    own: u64,
}

impl Resident {
    fn of(pid: u32) -> Resident {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
        let number = |key: &str| {
            let line = status.lines().find(|line| line.starts_with(key));
            let word = line.unwrap().split_whitespace().nth(1);
            word.unwrap().parse().unwrap()
        };
        Resident {
            all: number("VmRSS:"),
            own: number("RssAnon:"),
        }
    }

    fn against(self, other: Resident) -> f64 {
        self.all as f64 / other.all as f64
    }
}

impl std::fmt::Display for Resident {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} KiB ({} its own)", self.all, self.own)
    }
}

struct Bus {
    daemon: Child,
    address: String,
}

impl Bus {
    fn start(folder: &Path) -> Bus {
        let config = folder.join("bus.conf");
        let text = format!(
            "<busconfig><type>session</type><listen>unix:path={}/bus</listen><auth>EXTERNAL</auth>\
             <policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>\
             <allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>",
            folder.display()
        );
        std::fs::write(&config, text).unwrap();
        let mut daemon = Command::new("dbus-daemon")
            .arg(format!("--config-file={}", config.display()))
            .args(["--nofork", "--nopidfile", "--print-address=1"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        let stdout = daemon.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut address).unwrap();
        Bus {
            daemon,
            address: address.trim().to_owned(),
        }
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        let _killed = self.daemon.kill();
        let _reaped = self.daemon.wait();
    }
}
