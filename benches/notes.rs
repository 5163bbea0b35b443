//! What it costs to read notes again, at 1,000, 10,000 and 100,000 branches: `cargo bench --bench notes`.
//!
//! 1. *One file*: a single map, drawn or an outline, with one label edited, every branch known: scan, assemble,
//!    reconcile.
//! 2. *Many files*: files of 100 branches, one of them edited: what the reader takes when nothing changed and when
//!    one file did, and the whole turn of an engine that knows a tenth of the branches.
//! 3. *Memory*: the peak of each in a process of its own.
//!
//! Times are medians of the processor's time of the one thread that does it all, so that a busy machine does not
//! count; what grows linearly grows tenfold from row to row.

#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
#![expect(clippy::print_stdout, reason = "its result is what it prints")]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use loci::domain::atlas::{Atlas, Document};
use loci::domain::locus::LocusId;
use loci::domain::now::{BootInstant, Now};
use loci::domain::reconcile::{Bound, Said, reconcile};
use loci::domain::settings::{Settings, Zone};
use loci::engine::effect::AfterRead;
use loci::engine::event::Event;
use loci::engine::{Demo, Engine, Setup};
use loci::ipc::protocol::{At, Log, Request, SupervisorReport};
use loci::notes::Adopted;
use loci::notes::read::{NotesRead, scan_file};
use loci::notes::source::reader::Reader;
use loci::store::Store;
use rustix::time::{ClockId, clock_gettime};
use uuid::Uuid;

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];
const ROUNDS: usize = 7;
/// Branches of one file, where there are many.
const A_FILE: usize = 100;
/// Every so manieth file is reviewed.
const REVIEWED: usize = 10;
/// Tells a child what to do once, for its peak of memory.
const CHILD: &str = "LOCI_BENCH_CHILD";

fn main() {
    if let Some(what) = std::env::var_os(CHILD) {
        let (what, size) = what.to_str().unwrap().split_once(' ').unwrap();
        let size = size.parse().unwrap();
        return match what {
            "drawn" => println!("{}", OneFile::new(Form::Drawn, size).peak()),
            "outline" => println!("{}", OneFile::new(Form::Outline, size).peak()),
            _ => println!("{}", ManyFiles::new(size).peak()),
        };
    }
    for (form, name) in [(Form::Drawn, "drawn"), (Form::Outline, "outline")] {
        for size in SIZES {
            let took = OneFile::new(form, size).measure();
            println!("{size} branches in one file ({name}), one edited: {took}");
            println!("  memory: {}", in_child(name, size));
        }
    }
    for size in SIZES {
        let mut files = ManyFiles::new(size);
        println!("{size} branches in files of {A_FILE}: {}", files.measure());
        println!("  memory: {}", in_child("many", size));
    }
}

/// How a map is written.
#[derive(Clone, Copy)]
enum Form {
    Drawn,
    Outline,
}

/// A map of many branches, before and after an edit.
struct OneFile {
    before: Atlas,
    ids: Vec<Option<LocusId>>,
    after: String,
}

impl OneFile {
    fn new(form: Form, size: usize) -> OneFile {
        let text = match form {
            Form::Drawn => map(0, size),
            Form::Outline => outline(&map(0, size)),
        };
        let before = atlas(&text);
        assert_eq!(before.nodes.len(), size);
        let ids = (0..before.nodes.len() as u128)
            .map(|n| Some(LocusId(Uuid::from_u128(n))))
            .collect();
        let edited = "leaf 5 of branch 3 of topic 0\n";
        let after = text.replacen(edited, "leaf 5 of branch three of topic 0\n", 1);
        OneFile { before, ids, after }
    }

    fn measure(&self) -> String {
        let (mut scans, mut assemblies, mut matches) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let (scan, took) = timed(|| scan_file(SOURCE, &self.after, &Adopted::default()));
            scans.push(took);
            let (after, took) = timed(|| assemble(scan.note));
            assemblies.push(took);
            matches.push(timed(|| self.found(&after)).1);
        }
        let parts = [&mut scans, &mut assemblies, &mut matches].map(|times| median(times));
        let all: Duration = parts.iter().sum();
        let [scan, assemble, reconcile] = parts;
        format!("{all:.1?} (scan {scan:.1?}, assemble {assemble:.1?}, reconcile {reconcile:.1?})")
    }

    fn found(&self, after: &Atlas) {
        let old = Bound {
            atlas: &self.before,
            ids: &self.ids,
        };
        let found = reconcile(&old, &[], &Said::default(), after);
        assert!(found.added == 0 && found.ids == self.ids);
    }

    fn peak(&self) -> String {
        let before = memory();
        self.found(&atlas(&self.after));
        told(before)
    }
}

/// A folder of maps, and an engine that knows them.
struct ManyFiles {
    folder: tempfile::TempDir,
    reader: Reader,
    engine: Engine,
    edits: usize,
}

impl ManyFiles {
    fn new(size: usize) -> ManyFiles {
        let folder = tempfile::tempdir().unwrap();
        for file in 0..size / A_FILE {
            std::fs::write(path(folder.path(), file), map(file, A_FILE)).unwrap();
        }
        let engine = Engine::open(Store::in_memory().unwrap(), setup(), now()).unwrap();
        let mut files = ManyFiles {
            folder,
            reader: Reader::default(),
            engine,
            edits: 0,
        };
        let read = files.read();
        files.take(read);
        for file in (0..size / A_FILE).step_by(REVIEWED) {
            let outcomes = files.engine.turn(vec![Event::Request(log(file))], now());
            assert!(matches!(outcomes[0].reply, Some(Ok(_))), "{outcomes:?}");
        }
        files
    }

    fn measure(&mut self) -> String {
        let mut times: [Vec<Duration>; 4] = Default::default();
        for _ in 0..ROUNDS {
            let (read, took) = timed(|| self.read());
            times[0].push(took);
            times[1].push(timed(|| self.take(read)).1);
            self.edit();
            let (read, took) = timed(|| self.read());
            times[2].push(took);
            times[3].push(timed(|| self.take(read)).1);
        }
        let [same_read, same_turn, read, turn] = times.each_mut().map(|times| median(times));
        format!(
            "unchanged {:.1?} (reader {same_read:.1?}, engine {same_turn:.1?}); one file edited {:.1?} \
             (reader {read:.1?}, engine {turn:.1?})",
            same_read + same_turn,
            read + turn
        )
    }

    /// One label of a reviewed file is another one.
    fn edit(&mut self) {
        self.edits += 1;
        let was = format!("branch 3 of topic 0{}\n", "x".repeat(self.edits - 1));
        let file = path(self.folder.path(), 0);
        let text = std::fs::read_to_string(&file).unwrap();
        let edited = text.replacen(&was, &format!("{}x\n", was.trim_end()), 1);
        assert_ne!(text, edited);
        std::fs::write(file, edited).unwrap();
    }

    fn read(&mut self) -> NotesRead {
        let roots: Vec<PathBuf> = vec![self.folder.path().to_owned()];
        self.reader.read(&roots, &[], &BTreeSet::new())
    }

    fn take(&mut self, read: NotesRead) {
        let then = AfterRead::Take;
        self.engine.turn(vec![Event::Notes { read, then }], now());
    }

    fn peak(&mut self) -> String {
        let before = memory();
        self.edit();
        let read = self.read();
        self.take(read);
        told(before)
    }
}

const SOURCE: &str = "/notes/map.md";

fn atlas(text: &str) -> Atlas {
    assemble(scan_file(SOURCE, text, &Adopted::default()).note)
}

fn assemble(note: loci::domain::atlas::Note) -> Atlas {
    Atlas::assemble([Document {
        source: SOURCE.to_owned(),
        folders: Vec::new(),
        note,
    }])
}

/// A drawn map of so many branches, three levels deep.
fn map(file: usize, branches: usize) -> String {
    let mut text = format!("# Mind map: topic {file}\n\n```\nTopic {file}\n");
    for branch in 0..branches {
        let (inner, leaf) = (branch / 10, branch % 10);
        let drawn = match (inner % 10, leaf) {
            (0, 0) => writeln!(text, "├── part {} of topic {file}", inner / 10),
            (_, 0) => writeln!(text, "│   ├── branch {inner} of topic {file}"),
            (0, _) => writeln!(
                text,
                "│   ├── point {leaf} of part {} of topic {file}",
                inner / 10
            ),
            (_, _) => writeln!(
                text,
                "│   │   ├── leaf {leaf} of branch {inner} of topic {file}"
            ),
        };
        drawn.unwrap();
    }
    text.push_str("```\n");
    text
}

/// A drawn map as an outline of Markdown.
fn outline(drawn: &str) -> String {
    let drawn = drawn.replace("```\nTopic 0\n", "").replace("```\n", "");
    drawn.replace("│   ", "  ").replace("├── ", "- ")
}

fn path(folder: &Path, file: usize) -> PathBuf {
    folder.join(format!("map{file}.md"))
}

fn log(file: usize) -> Request {
    Request::Log(Log {
        batch_id: None,
        scopes: vec![format!("topic-{file}/**")],
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
    })
}

fn setup() -> Setup {
    Setup {
        version: "0".to_owned(),
        pid: 1,
        data_dir: String::new(),
        config: String::new(),
        demo: Demo::No,
        settings: Settings {
            zone: Zone::Named(chrono_tz::UTC),
            ..Settings::default()
        },
        supervisor: SupervisorReport::default(),
    }
}

fn now() -> Now {
    Now {
        at: "2026-11-22T12:00:00Z".parse().unwrap(),
        zone: chrono_tz::UTC,
        boot: BootInstant {
            boot: Uuid::from_u128(7),
            ms: 1_000_000,
        },
    }
}

fn timed<T>(what: impl FnOnce() -> T) -> (T, Duration) {
    let from = spent();
    let made = what();
    (made, spent() - from)
}

/// The processor's time of this thread so far.
fn spent() -> Duration {
    let spent = clock_gettime(ClockId::ThreadCPUTime);
    Duration::try_from(spent).unwrap()
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// The resident memory and its peak so far, in MB.
fn memory() -> (f64, f64) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let number = |key: &str| {
        let line = status.lines().find(|line| line.starts_with(key)).unwrap();
        let kib: f64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        kib / 1024.0
    };
    (number("VmRSS:"), number("VmHWM:"))
}

fn told(before: (f64, f64)) -> String {
    let (_, peak) = memory();
    format!(
        "{:.1} MB before, at most {peak:.1} MB (before: {:.1} MB)",
        before.0, before.1
    )
}

fn in_child(what: &str, size: usize) -> String {
    let child = Command::new(std::env::current_exe().unwrap())
        .env(CHILD, format!("{what} {size}"))
        .output()
        .unwrap();
    assert!(child.status.success(), "{child:?}");
    String::from_utf8(child.stdout).unwrap().trim().to_owned()
}
