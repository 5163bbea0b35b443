//! A clean home, the binaries in it, and a client that is nothing but a socket.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rustix::fs::OFlags;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use serde_json::{Value, json};

/// A home that nobody ever used, with an environment that holds nothing else.
pub(crate) struct Home {
    folder: tempfile::TempDir,
    more: Vec<(String, String)>,
}

/// What a finished command gave.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// The `data` of its JSON, after checking the envelope.
    pub(crate) fn data(&self, kind: &str) -> Value {
        let value: Value =
            serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"));
        assert_eq!(
            (&value["schema"], &value["kind"]),
            (&json!(1), &json!(kind)),
            "{self:?}"
        );
        value["data"].clone()
    }

    /// The same, for a command that must have succeeded.
    pub(crate) fn ok(self) -> Ran {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }
}

impl Home {
    pub(crate) fn new() -> Home {
        let folder = tempfile::tempdir().unwrap();
        let run = folder.path().join("run");
        std::fs::create_dir(&run).unwrap();
        let more = Vec::new();
        Home { folder, more }
    }

    /// All that runs in it takes the wall clock for one that stands still at `time` (`2090-11-27 09:30:00`, UTC) until
    /// [`Home::set_clock`]; boot time goes on. Where libfaketime is not installed, says so, and there is no home.
    ///
    /// The kernel's timers go by its own clock: a moment that is ahead of that one never comes by itself, so a story
    /// is set far ahead, and tells the daemon of its time as a sleep does.
    pub(crate) fn with_clock(self, time: &str) -> Option<Home> {
        let library = ["x86_64", "aarch64"]
            .map(|machine| format!("/usr/lib/{machine}-linux-gnu/faketime/libfaketimeMT.so.1"));
        let Some(library) = library.iter().find(|path| Path::new(path).exists()) else {
            eprintln!("not run: libfaketime is not installed");
            return None;
        };
        self.set_clock(time);
        let clock = self.path("clock").display().to_string();
        let home = self
            .with_env("LD_PRELOAD", library)
            .with_env("FAKETIME_TIMESTAMP_FILE", &clock)
            .with_env("FAKETIME_NO_CACHE", "1")
            .with_env("DONT_FAKE_MONOTONIC", "1");
        Some(home)
    }

    /// Sets the clock of a home that has one of its own; whoever reads it meanwhile reads the old time or the new one.
    pub(crate) fn set_clock(&self, time: &str) {
        self.write("clock.next", &format!("{time}\n"));
        std::fs::rename(self.path("clock.next"), self.path("clock")).unwrap();
    }

    /// Adds to the environment of all that runs in it, as `DBUS_SESSION_BUS_ADDRESS`.
    pub(crate) fn with_env(mut self, name: &str, value: &str) -> Home {
        self.more.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn socket(&self) -> PathBuf {
        self.path("run/loci/loci.sock")
    }

    /// A command of one of our binaries in this home.
    pub(crate) fn command(&self, binary: &str) -> Command {
        let mut command = Command::new(binary);
        command
            .env_clear()
            .env("HOME", self.folder.path())
            .env("PATH", "/usr/bin:/bin")
            .env("LANG", "C.UTF-8")
            .env("TZ", "UTC")
            .env("XDG_RUNTIME_DIR", self.path("run"))
            .envs(self.more.iter().cloned())
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn loci_command(&self, args: &[&str]) -> Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_loci"));
        command.args(args);
        command
    }

    /// Runs `loci ARGS` to its end.
    pub(crate) fn loci(&self, args: &[&str]) -> Ran {
        ran(&mut self.loci_command(args))
    }

    /// A folder with the bundled notes, and a config that names it.
    pub(crate) fn with_notes(self) -> Home {
        for (name, text) in loci::notes::bundled::FILES {
            self.write(&format!("notes/{name}"), text);
        }
        // Quiet at night would make a test another one at night.
        let config = "notes = [\"~/notes\"]\n[notify]\nquiet = []\n";
        self.write(".config/loci/config.toml", config);
        self
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Starts `locid` in the foreground and returns once it is ready.
    pub(crate) fn daemon(&self) -> Daemon {
        self.try_daemon().unwrap_or_else(|ran| panic!("{ran:?}"))
    }

    /// The same; a daemon that ends instead of becoming ready is what it said.
    pub(crate) fn try_daemon(&self) -> Result<Daemon, Ran> {
        let mut child = self
            .command(env!("CARGO_BIN_EXE_locid"))
            .arg("run")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut said = String::new();
        for line in lines.by_ref().map_while(Result::ok) {
            if line.contains(" serves ") {
                // The pipe must stay open and empty for as long as the daemon lives.
                let drain = std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
                return Ok(Daemon {
                    child,
                    drain: Some(drain),
                });
            }
            said.push_str(&line);
            said.push('\n');
        }
        let code = child.wait().unwrap().code().unwrap_or(-1);
        Err(Ran {
            code,
            stdout: String::new(),
            stderr: said,
        })
    }

    /// A connection that speaks the protocol by hand.
    pub(crate) fn connect(&self) -> Wire {
        Wire::connect(&self.socket())
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // A daemon that a test started in the background must not outlive its home.
        let _stopped = self.loci(&["daemon", "stop"]);
    }
}

/// A terminal without anybody at it.
pub(crate) struct Terminal {
    /// What a person would hold: writes are keys, reads the screen.
    pub(crate) ours: File,
    name: PathBuf,
}

impl Terminal {
    pub(crate) fn new() -> Terminal {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        let name = ptsname(&ours, Vec::new()).unwrap();
        Terminal {
            ours: File::from(ours),
            name: PathBuf::from(OsStr::from_bytes(name.to_bytes())),
        }
    }

    /// The end of it that a program gets.
    pub(crate) fn end(&self) -> File {
        let noctty = i32::try_from(OFlags::NOCTTY.bits()).unwrap();
        let mut options = File::options();
        options.read(true).write(true).custom_flags(noctty);
        options.open(&self.name).unwrap()
    }

    /// What stands on it up to a text that must come.
    pub(crate) fn until(&mut self, text: &str) -> String {
        let mut said = Vec::new();
        let mut byte = [0];
        while !said.ends_with(text.as_bytes()) {
            let read = self.ours.read_exact(&mut byte);
            assert!(read.is_ok(), "{:?}", String::from_utf8_lossy(&said));
            said.push(byte[0]);
        }
        String::from_utf8(said).unwrap()
    }
}

/// Runs a command to its end.
pub(crate) fn ran(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Whether a program is on this machine; a test that cannot run without it says so.
pub(crate) fn has(program: impl AsRef<OsStr>) -> bool {
    let program = program.as_ref();
    ["/usr/bin", "/bin", "/usr/local/bin"]
        .iter()
        .any(|folder| Path::new(folder).join(program).exists())
}

/// A daemon in the foreground, killed when it is dropped.
pub(crate) struct Daemon {
    child: Child,
    drain: Option<std::thread::JoinHandle<()>>,
}

impl Daemon {
    /// As if the power of the machine's patience had ended: SIGKILL, no goodbye.
    pub(crate) fn kill(mut self) {
        self.end();
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    fn end(&mut self) {
        let _killed = self.child.kill();
        let _reaped = self.child.wait();
        if let Some(drain) = self.drain.take() {
            let _joined = drain.join();
        }
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.end();
    }
}

/// A connection that speaks the protocol by hand.
pub(crate) struct Wire {
    write: UnixStream,
    read: BufReader<UnixStream>,
}

impl Wire {
    pub(crate) fn connect(socket: &Path) -> Wire {
        let write = UnixStream::connect(socket).unwrap();
        let read = BufReader::new(write.try_clone().unwrap());
        Wire { write, read }
    }

    /// Sends a request; an error means that the other side is gone.
    pub(crate) fn send(&mut self, method: &str, params: &Value) -> std::io::Result<()> {
        let request = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        self.raw(format!("{request}\n").as_bytes())
    }

    pub(crate) fn raw(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.write.write_all(bytes)
    }

    /// The next line, or nothing if the other side closed.
    pub(crate) fn line(&mut self) -> Option<Value> {
        let mut line = String::new();
        match self.read.read_line(&mut line) {
            Ok(0) | Err(_) => None,
            Ok(_) => serde_json::from_str(&line).ok(),
        }
    }

    /// The parameters of the next event of this name; others are passed over.
    pub(crate) fn event(&mut self, name: &str) -> Value {
        loop {
            let line = self.line().unwrap();
            assert_eq!(line["method"], "event", "{line}");
            if line["params"]["event"] == name {
                return line["params"].clone();
            }
        }
    }

    /// Sends a request and returns its result.
    pub(crate) fn call(&mut self, method: &str, params: &Value) -> Value {
        self.send(method, params).unwrap();
        let reply = self.line().unwrap();
        assert!(reply.get("error").is_none(), "{reply}");
        reply["result"].clone()
    }
}
