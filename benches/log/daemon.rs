//! A daemon of a benchmark's own, and a client of its socket.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

pub(crate) struct Socket {
    pub(crate) write: UnixStream,
    read: BufReader<UnixStream>,
    pub(crate) line: String,
}

impl Socket {
    pub(crate) fn send(&mut self, line: &str) {
        self.write.write_all(line.as_bytes()).unwrap();
    }

    pub(crate) fn receive(&mut self) {
        self.line.clear();
        self.read.read_line(&mut self.line).unwrap();
        assert!(self.line.contains("\"result\""), "{}", self.line);
    }

    pub(crate) fn call(&mut self, line: &str) {
        self.send(line);
        self.receive();
    }
}

pub(crate) struct Daemon {
    child: Child,
    socket: PathBuf,
}

impl Daemon {
    /// One of its own in a folder, with these notes and this at the end of its config.
    pub(crate) fn start(
        folder: &Path,
        files: &[(impl AsRef<str>, impl AsRef<str>)],
        config_end: &str,
    ) -> Daemon {
        let notes = folder.join("notes");
        std::fs::create_dir_all(&notes).unwrap();
        for (name, text) in files {
            std::fs::write(notes.join(name.as_ref()), text.as_ref()).unwrap();
        }
        let config = folder.join("config.toml");
        std::fs::write(
            &config,
            format!("notes = [{:?}]\n{config_end}", notes.to_str().unwrap()),
        )
        .unwrap();
        let socket = folder.join("s");
        let mut child = Command::new(env!("CARGO_BIN_EXE_locid"))
            .arg("run")
            .env("LOCI_CONFIG", &config)
            .env("LOCI_DATA_DIR", folder.join("data"))
            .env("LOCI_STATE_DIR", folder.join("state"))
            .env("LOCI_SOCKET", &socket)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let ready = BufReader::new(child.stderr.take().unwrap());
        let mut lines = ready.lines().map_while(Result::ok);
        assert!(
            lines.any(|line| line.contains(" serves ")),
            "the daemon did not become ready"
        );
        std::thread::spawn(move || lines.for_each(drop));
        Daemon { child, socket }
    }

    pub(crate) fn connect(&self) -> Socket {
        let write = UnixStream::connect(&self.socket).unwrap();
        let read = BufReader::new(write.try_clone().unwrap());
        Socket {
            write,
            read,
            line: String::new(),
        }
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}
