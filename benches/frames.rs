//! How long a person waits for `loci review`: `cargo bench --bench frames [-- LOCI]` (100,000 if absent).
//!
//! 1. *Start*: from the start of the process to the end of its first frame, with a daemon that knows that many loci.
//! 2. *Key*: from a key to the end of the next frame: of one that only shows, and of one whose rating is on disk then.
//!
//! The real binaries on a pty; this process plays the terminal, and answers at once where the cursor is.

#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
#![expect(clippy::print_stdout, reason = "its result is what it prints")]
#![expect(clippy::disallowed_methods, reason = "it measures time")]

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

/// Branches of a map: a root's 10, and 9 below each.
const BRANCHES: usize = 100;
/// Maps that were learned, so that they are due.
const LEARNED: usize = 30;
const STARTS: usize = 20;

fn main() {
    let loci = std::env::args().find_map(|arg| arg.parse().ok());
    let loci: usize = loci.unwrap_or(100_000);
    let folder = tempfile::tempdir().unwrap();
    let home = Home {
        folder: folder.path().to_owned(),
    };
    home.write_notes(loci / BRANCHES);
    let mut daemon = home.daemon();
    for map in 0..LEARNED {
        let scope = format!("map-{map}/");
        let logged = home.loci(&["good", &scope, "--at", "10 days ago"]).status();
        assert!(logged.unwrap().success());
    }
    let mut starts: Vec<Duration> = (0..STARTS).map(|_| home.start()).collect();
    let (mut shows, mut rates) = home.keys();
    tell(&format!("start to first frame, {loci} loci"), &mut starts);
    tell("key to next frame, nothing rated", &mut shows);
    tell("key to next frame, rating on disk", &mut rates);
    daemon.kill().unwrap();
    daemon.wait().unwrap();
}

fn tell(what: &str, times: &mut [Duration]) {
    times.sort();
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    println!(
        "{what}: median {:.1} ms, worst {:.1} ms of {}",
        ms(times[times.len() / 2]),
        ms(times[times.len() - 1]),
        times.len()
    );
}

struct Home {
    folder: PathBuf,
}

impl Home {
    fn write_notes(&self, maps: usize) {
        let notes = self.folder.join("notes");
        std::fs::create_dir_all(&notes).unwrap();
        for map in 0..maps {
            let mut text = format!("# map {map} #map\n\n```\nmap {map}\n");
            for branch in 0..BRANCHES / 10 {
                writeln!(text, "├── branch {branch} of {map}").unwrap();
                for leaf in 0..9 {
                    let mark = if leaf == 8 { "└" } else { "├" };
                    writeln!(text, "│   {mark}── leaf {leaf} of {branch} of {map}").unwrap();
                }
            }
            text.push_str("```\n");
            std::fs::write(notes.join(format!("map{map}.md")), text).unwrap();
        }
        let config = self.folder.join("config.toml");
        let text = "notes = [\"~/notes\"]\n[review]\ndaily_minutes = 600\n[notify]\nquiet = []\n";
        std::fs::write(config, text).unwrap();
        std::fs::create_dir(self.folder.join("run")).unwrap();
    }

    fn command(&self, binary: &str, args: &[&str]) -> Command {
        let mut command = Command::new(binary);
        command
            .args(args)
            .env_clear()
            .env("HOME", &self.folder)
            .env("PATH", "/usr/bin:/bin")
            .env("TZ", "UTC")
            .env("TERM", "xterm-256color")
            .env("LOCI_CONFIG", self.folder.join("config.toml"))
            .env("XDG_RUNTIME_DIR", self.folder.join("run"))
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        command
    }

    fn loci(&self, args: &[&str]) -> Command {
        self.command(env!("CARGO_BIN_EXE_loci"), args)
    }

    /// The daemon, once it serves.
    fn daemon(&self) -> Child {
        let mut command = self.command(env!("CARGO_BIN_EXE_locid"), &["run"]);
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let serves = |line: std::io::Result<String>| line.unwrap().contains(" serves ");
        assert!(lines.any(serves));
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        // The first answer takes longer while the notes are read.
        while !self.loci(&["status"]).status().unwrap().success() {}
        child
    }

    /// One start, left again at once.
    fn start(&self) -> Duration {
        let mut terminal = Terminal::new();
        let from = Instant::now();
        let mut review = terminal.start(self.loci(&["review"]));
        terminal.frame();
        let took = from.elapsed();
        terminal.press(b"q");
        review.wait().unwrap();
        took
    }

    /// A review of all that is due, key by key: those that show, those that rate.
    fn keys(&self) -> (Vec<Duration>, Vec<Duration>) {
        let mut terminal = Terminal::new();
        let mut review = terminal.start(self.loci(&["review", "--maps"]));
        terminal.frame();
        let (mut shows, mut rates) = (Vec::new(), Vec::new());
        for _ in 0..LEARNED - 1 {
            for key in [b" ".as_slice(), b"g", b"g", b"g", b"\r"] {
                let from = Instant::now();
                terminal.press(key);
                terminal.frame();
                match key {
                    b" " => shows.push(from.elapsed()),
                    _ => rates.push(from.elapsed()),
                }
            }
        }
        terminal.press(b"q");
        review.wait().unwrap();
        (shows, rates)
    }
}

/// A pty of which nobody looks at the screen.
struct Terminal {
    ours: File,
    theirs: File,
}

impl Terminal {
    fn new() -> Terminal {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        let size = Winsize {
            ws_row: 24,
            ws_col: 80,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&ours, size).unwrap();
        let name = ptsname(&ours, Vec::new()).unwrap();
        let path = Path::new(OsStr::from_bytes(name.to_bytes()));
        let theirs = File::options().read(true).write(true).open(path).unwrap();
        Terminal {
            ours: File::from(ours),
            theirs,
        }
    }

    fn start(&self, mut command: Command) -> Child {
        command
            .stdin(self.theirs.try_clone().unwrap())
            .stdout(self.theirs.try_clone().unwrap())
            .stderr(self.theirs.try_clone().unwrap())
            .spawn()
            .unwrap()
    }

    fn press(&mut self, keys: &[u8]) {
        self.ours.write_all(keys).unwrap();
    }

    /// Reads up to the end of a frame with text in it: the cursor is parked at the first of the rows.
    fn frame(&mut self) {
        let mut said = Vec::new();
        let mut bytes = [0; 4096];
        loop {
            let count = self.ours.read(&mut bytes).unwrap();
            said.extend_from_slice(&bytes[..count]);
            if said.ends_with(b"\x1b[6n") {
                self.press(b"\x1b[1;1R");
                said.clear();
            }
            // A frame ends with what ratatui resets, then the cursor is parked.
            let is_frame = said.windows(4).any(|window| window == b"\x1b[0m");
            if is_frame && said.ends_with(b"\x1b[?25l\x1b[1;1H") {
                return;
            }
        }
    }
}
