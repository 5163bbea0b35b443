//! Lines of standard input, with a wait that also ends at a deadline, at an event of the daemon, or at Ctrl-C: for
//! dialogs in a pipe, on a dumb terminal, and for text that is typed.
//!
//! It never changes the terminal, so nothing has to be put back.

use std::io::{self, Read};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;

use rustix::io::Errno;
use rustix::termios::tcgetattr;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::low_level::pipe;

use super::exit::Trouble;
use crate::clock::{self, BootTimer};
use crate::ipc::client::Watch;
use crate::ipc::protocol::Event;

/// The longest line that is read, in bytes; a longer one is cut there. The notes have the same limit.
const LONGEST: usize = 64 * 1024;

/// What came.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// A line, without its end.
    Line(String),
    /// The input is over: Ctrl-D, or the end of the pipe.
    End,
    /// Ctrl-C, SIGTERM or SIGHUP, or a terminal that is closed.
    Interrupted,
    /// The deadline is past. A line that came in time is told first.
    Deadline,
    /// The daemon tells something.
    Told(Event),
}

/// What is waited for besides lines.
#[derive(Default)]
pub struct Waiting {
    /// When [`Heard::Deadline`] comes.
    pub deadline: Option<BootTimer>,
    /// The daemon's events; taken away once it is gone.
    pub watch: Option<Watch>,
}

/// The lines of this process's input.
pub struct Lines {
    buffer: Vec<u8>,
    input: Input,
    kind: Kind,
    interrupts: UnixStream,
}

/// What became of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Input {
    Open,
    /// Ctrl-D, or the end of the pipe.
    Over,
    /// The terminal is closed: nobody said that this is all.
    Gone,
}

/// What the input was when it was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Terminal,
    Pipe,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    Input,
    Interrupt,
    Deadline,
    Watch,
}

impl Lines {
    /// Begins to read; from now on Ctrl-C and its like are heard instead of ending the process.
    pub fn new() -> Result<Lines, Trouble> {
        let (interrupts, told) = UnixStream::pair().map_err(unreadable)?;
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            let told = told.try_clone().map_err(unreadable)?;
            pipe::register(signal, told).map_err(unreadable)?;
        }
        Ok(Lines {
            buffer: Vec::new(),
            input: Input::Open,
            kind: match tcgetattr(io::stdin()) {
                Ok(_) => Kind::Terminal,
                Err(_) => Kind::Pipe,
            },
            interrupts,
        })
    }

    /// Waits for what comes next.
    pub fn next(&mut self, waiting: &mut Waiting) -> Result<Heard, Trouble> {
        loop {
            if let Some(line) = self.line() {
                return Ok(Heard::Line(line));
            }
            match self.input {
                Input::Open => {}
                Input::Over => return Ok(Heard::End),
                Input::Gone => return Ok(Heard::Interrupted),
            }
            if let Some(event) = told(&mut waiting.watch) {
                return Ok(Heard::Told(event));
            }
            let ready = self.ready(waiting)?;
            let has = |source| ready.contains(&source);
            if has(Source::Interrupt) {
                let mut bytes = [0; 64];
                // What it holds does not matter.
                let _ = self.interrupts.read(&mut bytes);
                return Ok(Heard::Interrupted);
            }
            if has(Source::Input) {
                self.read()?;
            } else if has(Source::Deadline) {
                return Ok(Heard::Deadline);
            }
        }
    }

    /// The next line alone: nothing else is waited for.
    pub fn line_or_end(&mut self) -> Result<Heard, Trouble> {
        self.next(&mut Waiting::default())
    }

    /// Goes on after Ctrl-D on a terminal, which ended what was typed so far, and answers nothing that is asked then.
    pub fn go_on(&mut self) {
        if (self.kind, self.input) == (Kind::Terminal, Input::Over) {
            self.input = Input::Open;
        }
    }

    /// All that is still to come.
    pub fn rest(&mut self) -> Result<Heard, Trouble> {
        let mut text = String::new();
        loop {
            match self.line_or_end()? {
                Heard::Line(line) => {
                    text.push_str(&line);
                    text.push('\n');
                }
                Heard::End => return Ok(Heard::Line(text)),
                other @ (Heard::Interrupted | Heard::Deadline | Heard::Told(_)) => {
                    return Ok(other);
                }
            }
        }
    }

    fn ready(&self, waiting: &Waiting) -> Result<Vec<Source>, Trouble> {
        let stdin = io::stdin();
        let mut sources: Vec<(Source, BorrowedFd<'_>)> = vec![
            (Source::Input, stdin.as_fd()),
            (Source::Interrupt, self.interrupts.as_fd()),
        ];
        let deadline = waiting.deadline.as_ref().map(AsFd::as_fd);
        sources.extend(deadline.map(|fd| (Source::Deadline, fd)));
        let watch = waiting.watch.as_ref().map(AsFd::as_fd);
        sources.extend(watch.map(|fd| (Source::Watch, fd)));
        let fds: Vec<BorrowedFd<'_>> = sources.iter().map(|(_, fd)| *fd).collect();
        let ready = clock::wait(&fds).map_err(unreadable)?;
        Ok(ready.into_iter().map(|at| sources[at].0).collect())
    }

    fn read(&mut self) -> Result<(), Trouble> {
        let mut bytes = [0; 4096];
        match rustix::io::read(io::stdin(), &mut bytes) {
            // A terminal that is closed reads as an end, or as EIO; it has no modes any more.
            Ok(0) if self.kind == Kind::Pipe || tcgetattr(io::stdin()).is_ok() => {
                self.input = Input::Over;
            }
            Ok(0) | Err(Errno::IO) => self.input = Input::Gone,
            Ok(count) => self.buffer.extend_from_slice(&bytes[..count]),
            Err(Errno::INTR | Errno::AGAIN) => {}
            Err(error) => return Err(unreadable(error.into())),
        }
        Ok(())
    }

    /// A line that is complete, or the last one without an end.
    fn line(&mut self) -> Option<String> {
        let end = self.buffer.iter().position(|byte| *byte == b'\n');
        let (length, taken) = match end {
            Some(end) => (end, end + 1),
            None if self.buffer.len() >= LONGEST => (LONGEST, LONGEST),
            None if self.input == Input::Over && !self.buffer.is_empty() => {
                (self.buffer.len(), self.buffer.len())
            }
            None => return None,
        };
        let line = String::from_utf8_lossy(&self.buffer[..length]).into_owned();
        self.buffer.drain(..taken);
        Some(line.trim_end_matches('\r').to_owned())
    }
}

/// What the daemon told; one that is gone is not heard any more.
fn told(watch: &mut Option<Watch>) -> Option<Event> {
    match watch.as_mut()?.next() {
        Ok(event) => event,
        Err(_) => {
            *watch = None;
            None
        }
    }
}

fn unreadable(error: io::Error) -> Trouble {
    Trouble::Failed(format!("cannot read your answer: {error}"))
}
