//! What every verb needs: where things lie, the daemon, the clock, the user's answer to a question.
//!
//! Nothing is read before a verb asks for it, so that logging a rating needs neither config nor notes.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::value::RawValue;

use super::args::Globals;
use super::exit::{Trouble, unlisted};
use super::render::out::{Form, Out};
use super::render::words::printable;
use super::spool;
use crate::clock;
use crate::config::file::Config;
use crate::config::paths::Paths;
use crate::domain::day::Calendar;
use crate::domain::now::Now;
use crate::domain::settings::{Settings, Zone};
use crate::ipc::client::{Client, ClientError};
use crate::ipc::protocol::{ErrorCode, Failure, Hello, HelloReply, PROTOCOL, Request, Sync};

/// How long the daemon may take for whole files: import, backup, sync.
const PATIENCE: Duration = Duration::from_secs(600);

/// Whether a person can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// There is a terminal.
    Ask,
    /// Nobody is there, or nobody wants to be asked.
    Never,
}

/// What every verb needs.
pub struct Context {
    /// Where things lie.
    pub paths: Paths,
    /// The daemon's socket.
    pub socket: PathBuf,
    /// Where output goes.
    pub out: Out,
    /// Whether a person can be asked.
    pub input: Input,
}

/// Where things lie, as the environment says.
pub struct Places {
    paths: Paths,
    socket: PathBuf,
}

impl Places {
    /// Reads the environment.
    pub fn find() -> Result<Places, Trouble> {
        let paths = Paths::from_env(|name| std::env::var_os(name))?;
        let socket = crate::ipc::path::socket(&paths.state_dir)?;
        Ok(Places { paths, socket })
    }

    /// The places without LOCI_SOCKET, and with this home folder where HOME names none: to look at while the
    /// environment is odd.
    pub fn usual(home: Option<&Path>) -> Result<Places, Trouble> {
        let paths = Paths::from_env(|name| {
            let set = std::env::var_os(name);
            match name {
                "HOME" => set
                    .filter(|set| Path::new(set).is_absolute())
                    .or_else(|| home.map(|home| home.as_os_str().to_owned())),
                _ => set,
            }
        })?;
        let socket = crate::ipc::path::usual(&paths.state_dir)?;
        Ok(Places { paths, socket })
    }
}

/// A reply, as it came and as it is understood. Programs get the former, with every field of the daemon's.
#[derive(Debug)]
pub struct Reply<T> {
    /// As it came.
    pub raw: Box<RawValue>,
    /// As it is understood.
    pub value: T,
}

impl Context {
    /// What the environment and the flags say.
    pub fn new(places: Places, globals: &Globals, out: Out) -> Context {
        let terminal = std::io::stdin().is_terminal() && out.stderr_is_terminal();
        let asks = terminal && !globals.no_input && out.form == Form::Text;
        Context {
            paths: places.paths,
            socket: places.socket,
            out,
            input: if asks { Input::Ask } else { Input::Never },
        }
    }

    /// The user's own configuration.
    pub fn config(&self) -> Result<Config, Trouble> {
        self.config_at(&self.paths.config)
    }

    /// The configuration in a file.
    pub fn config_at(&self, file: &Path) -> Result<Config, Trouble> {
        Ok(Config::load(file, self.paths.home.as_deref())?)
    }

    /// The configuration that the running daemon reads; the user's own if none runs.
    pub fn active_config(&self) -> Result<Config, Trouble> {
        match self.hello() {
            Ok(hello) => self.config_at(Path::new(&hello.config)),
            Err(_) => self.config(),
        }
    }

    /// A connection to the daemon. Where none runs, the error names the command that starts the one that ran last.
    pub fn client(&self) -> Result<Client, Trouble> {
        Client::connect(&self.socket).map_err(|error| match error {
            ClientError::NotRunning { path, .. } => {
                let start = spool::whose(&self.paths).start();
                ClientError::NotRunning { path, start }.into()
            }
            other => other.into(),
        })
    }

    /// Who the daemon is.
    pub fn hello(&self) -> Result<HelloReply, Trouble> {
        self.hello_in(PROTOCOL)
    }

    /// Who the daemon is, whatever it speaks: for what replaces it.
    pub fn hello_of_any(&self) -> Result<HelloReply, Trouble> {
        self.hello_in(0)
    }

    fn hello_in(&self, protocol: u32) -> Result<HelloReply, Trouble> {
        let hello = Hello {
            client_version: env!("CARGO_PKG_VERSION").to_owned(),
            protocol,
        };
        Ok(self.client()?.call(&Request::Hello(hello))?)
    }

    /// Asks the daemon.
    pub fn call<T: DeserializeOwned>(&self, request: &Request) -> Result<Reply<T>, Trouble> {
        ask(&mut self.client()?, request)
    }

    /// Asks the daemon for something that may take minutes.
    pub fn call_patiently<T: DeserializeOwned>(
        &self,
        request: &Request,
    ) -> Result<Reply<T>, Trouble> {
        let mut client = self.client()?;
        client.set_reply_timeout(PATIENCE);
        ask(&mut client, request)
    }

    /// Asks the daemon for something that is worth waiting for only so long.
    pub fn call_within<T: DeserializeOwned>(
        &self,
        request: &Request,
        patience: Duration,
    ) -> Result<Reply<T>, Trouble> {
        let mut client = self.client()?;
        client.set_reply_timeout(patience);
        ask(&mut client, request)
    }

    /// Has the daemon read a config or a plan that was written just now, so that what is asked next goes by it. Where
    /// that fails nothing is lost: a daemon that runs finds the change by itself a moment later.
    pub fn read_again(&self) {
        let _ = self.call::<IgnoredAny>(&Request::Sync(Sync::default()));
    }

    /// Asks the daemon about what the user named; where that is not clear, lets the user pick.
    pub fn call_about<T: DeserializeOwned>(
        &mut self,
        query: &str,
        request: impl Fn(String) -> Request,
    ) -> Result<Reply<T>, Trouble> {
        let mut query = query.to_owned();
        loop {
            let failure = match self.call(&request(query.clone())) {
                Err(Trouble::Client(ClientError::Failure(failure))) => failure,
                other => return other,
            };
            match self.pick(&failure, &query)? {
                Some(path) => query = path,
                None => return Err(failure.into()),
            }
        }
    }

    /// Lets the user pick one of a failure's candidates, if it has some and somebody is there.
    pub fn pick(&mut self, failure: &Failure, query: &str) -> Result<Option<String>, Trouble> {
        let about_locus = match failure.code {
            ErrorCode::UnknownLocus | ErrorCode::AmbiguousLocus => !failure.candidates.is_empty(),
            ErrorCode::Parse
            | ErrorCode::InvalidRequest
            | ErrorCode::UnknownMethod
            | ErrorCode::InvalidParams
            | ErrorCode::Internal
            | ErrorCode::Protocol
            | ErrorCode::BoxRefused
            | ErrorCode::NothingToUndo
            | ErrorCode::BadInput
            | ErrorCode::Store
            | ErrorCode::Busy
            | ErrorCode::Config
            | ErrorCode::Failed
            | ErrorCode::NothingDue => false,
        };
        if self.input == Input::Never || !about_locus {
            return Ok(None);
        }
        let mut text = format!("{}\n", printable(&failure.message));
        for (number, candidate) in failure.candidates.iter().enumerate() {
            text.push_str(&format!("  {}  {}\n", number + 1, printable(candidate)));
        }
        if let more @ 1.. = unlisted(failure) {
            text.push_str(&format!("  and {more} more: type more of the path\n"));
        }
        self.out.question(&text)?;
        let answer = self.ask("which one? (number, Enter for none) ")?;
        let chosen = answer
            .trim()
            .parse::<usize>()
            .ok()
            .and_then(|number| number.checked_sub(1))
            .and_then(|at| failure.candidates.get(at));
        Ok(chosen.map(|path| like(query, path)))
    }

    /// Asks a person; an empty answer if nobody is there.
    pub fn ask(&mut self, question: &str) -> Result<String, Trouble> {
        if self.input == Input::Never {
            return Ok(String::new());
        }
        self.out.question(question)?;
        let mut line = String::new();
        match std::io::stdin().read_line(&mut line) {
            Ok(0) => Err(Trouble::Interrupted),
            Ok(_) => Ok(line.trim().to_owned()),
            Err(error) => Err(Trouble::Failed(format!("cannot read your answer: {error}"))),
        }
    }

    /// Now, in the zone of the configuration; in the machine's if the configuration is wrong.
    pub fn now(&self) -> Now {
        self.now_and_settings().0
    }

    /// The study day of now.
    pub fn today(&self) -> NaiveDate {
        let (now, calendar) = self.now_and_calendar();
        calendar.day_of(now.at).0
    }

    /// Now, and what turns it into study days.
    pub fn now_and_calendar(&self) -> (Now, Calendar) {
        let (now, settings) = self.now_and_settings();
        let calendar = Calendar {
            zone: now.zone,
            rollover: settings.rollover,
        };
        (now, calendar)
    }

    fn now_and_settings(&self) -> (Now, Settings) {
        let settings = self
            .config()
            .map(|config| config.settings)
            .unwrap_or_default();
        (clock::now(zone_of(&settings)), settings)
    }
}

/// The zone whose local time counts.
fn zone_of(settings: &Settings) -> Tz {
    match settings.zone {
        Zone::Local => clock::local_zone(),
        Zone::Named(zone) => zone,
    }
}

fn ask<T: DeserializeOwned>(client: &mut Client, request: &Request) -> Result<Reply<T>, Trouble> {
    let raw = client.call_raw(request)?;
    match serde_json::from_str(raw.get()) {
        Ok(value) => Ok(Reply { raw, value }),
        Err(error) => Err(ClientError::Garbled {
            what: error.to_string(),
        }
        .into()),
    }
}

/// A picked path with the reach (`/`, `/**`) that the query had.
fn like(query: &str, path: &str) -> String {
    for reach in ["/**", "/"] {
        if query.ends_with(reach) {
            return if path.ends_with(reach) {
                path.to_owned()
            } else {
                format!("{path}{reach}")
            };
        }
    }
    path.to_owned()
}

/// The file that `-o` names, as an absolute path; nothing for stdout, which is also called `-` and `/dev/stdout`
/// (behind that name may be a file, which is not ours to replace).
pub fn into_file(output: Option<&Path>) -> Result<Option<PathBuf>, Trouble> {
    let named = output.filter(|path| {
        !["-", "/dev/stdout"]
            .iter()
            .any(|stdout| *path == Path::new(stdout))
    });
    named.map(absolute).transpose()
}

/// An absolute path without `.` and `..`, links left as they are: as the user sees it.
pub fn absolute(path: &Path) -> Result<PathBuf, Trouble> {
    let joined = std::path::absolute(path)
        .map_err(|error| Trouble::Usage(format!("`{}` is no path: {error}", path.display())))?;
    let mut clean = PathBuf::new();
    for part in joined.components() {
        if part == std::path::Component::ParentDir {
            clean.pop();
        } else {
            clean.push(part);
        }
    }
    Ok(clean)
}

/// Makes a folder that only the user can open, and what is missing above it.
pub fn make_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true).mode(0o700).create(folder)
}

/// A path for the protocol, which is text.
pub fn text_of(path: &Path) -> Result<String, Trouble> {
    path.to_str().map(str::to_owned).ok_or_else(|| {
        Trouble::Usage(format!(
            "`{}` is not valid UTF-8: rename it",
            path.display()
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picked_path_keeps_the_reach_of_the_query() {
        assert_eq!(like("deck/**", "x/deck"), "x/deck/**");
        assert_eq!(like("deck/", "x/deck"), "x/deck/");
        assert_eq!(like("deck/", "x/deck/"), "x/deck/");
        assert_eq!(like("deck", "x/deck"), "x/deck");
    }

    #[test]
    fn paths_are_made_absolute_without_dots() {
        assert_eq!(
            absolute(Path::new("/a/../b/./c")).unwrap(),
            Path::new("/b/c")
        );
        assert!(absolute(Path::new("x")).unwrap().is_absolute());
        assert!(absolute(Path::new("")).is_err());
    }
}
