//! The inline terminal: a few rows below the prompt of the shell, drawn on demand; what stood above stays in the
//! scrollback, and nothing of the rows stays when they are dropped.
//!
//! It owns the terminal from [`Inline::open`] until it is dropped, on every way out: a return, an error, a panic,
//! Ctrl-C, SIGTERM, a terminal that is closed. It must never switch to the alternate screen, never draw unasked,
//! and never wake while nothing happens.

use std::collections::VecDeque;
use std::io::{self, IsTerminal, Write};
use std::os::fd::{AsFd, BorrowedFd};

use crossterm::cursor::{Hide, MoveUp, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::queue;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};
use rustix::io::Errno;
use rustix::termios::tcgetwinsize;

use self::keys::{Input, Key, Reader};
use self::signals::{Signal, Signals};
use self::tty::{Raw, Screen};
use super::context::Context;
use super::exit::Trouble;
use super::render::out::{Colours, Form};
use crate::clock::{self, BootTimer};
use crate::domain::now::BootInstant;
use crate::ipc::client::Watch;
use crate::ipc::protocol::Event;

#[cfg(test)]
pub mod fake;
pub mod keys;
mod signals;
pub mod text;
pub mod tty;

/// The most rows that are used; fewer on a terminal that has not so many.
pub const ROWS: u16 = 14;

/// What is waited for besides keys and signals.
#[derive(Debug, Default)]
pub struct Waiting {
    /// When [`Heard::Deadline`] comes, again and again until this is taken away.
    pub deadline: Option<BootInstant>,
    /// From when on whole seconds are counted: at each of them comes [`Heard::Tick`]. Only for a clock that is
    /// shown.
    pub tick: Option<BootInstant>,
    /// The daemon's events; taken away once it is gone.
    pub watch: Option<Watch>,
}

/// What came.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// A key.
    Key(Key),
    /// A text that was pasted.
    Paste(String),
    /// The terminal has another size: draw again.
    Resized,
    /// Ctrl-C, SIGINT, SIGTERM or SIGHUP, or a terminal that is gone: leave, with
    /// [`Exit::Interrupted`](super::exit::Exit::Interrupted).
    Interrupted,
    /// The deadline is past. A key that came in time is told first.
    Deadline,
    /// A whole second has passed.
    Tick,
    /// The daemon tells something.
    Told(Event),
}

/// Whether a command may draw: both ends are a terminal that can move its cursor, and text is wanted.
pub fn is_possible(context: &Context) -> bool {
    let is_dumb = std::env::var_os("TERM").is_none_or(|term| term.is_empty() || term == "dumb");
    context.out.form == Form::Text
        && context.out.is_terminal()
        && io::stdin().is_terminal()
        && !is_dumb
}

/// The terminal, while it is ours.
pub struct Inline {
    terminal: Terminal<Backend>,
    screen: Screen,
    area: Rect,
    /// The most rows that are used.
    most: u16,
    colours: Colours,
    reader: Reader,
    queue: VecDeque<Input>,
    signals: Signals,
    deadline: BootTimer,
    tick: BootTimer,
    /// Given back last, after what is written when this is dropped.
    _raw: Raw,
}

type Backend = CrosstermBackend<Screen>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    Keyboard,
    Signal(Signal),
    Deadline,
    Tick,
    Watch,
}

impl Inline {
    /// Takes the terminal, and makes room below the cursor. Check [`is_possible`] first.
    ///
    /// # Errors
    /// If the terminal refuses.
    pub fn open(context: &Context) -> Result<Inline, Trouble> {
        Inline::take(context.out.colours(), ROWS).map_err(unusable)
    }

    /// The same with as many rows as are wanted, up to the whole screen.
    ///
    /// # Errors
    /// If the terminal refuses.
    pub fn open_tall(context: &Context, rows: u16) -> Result<Inline, Trouble> {
        Inline::take(context.out.colours(), rows).map_err(unusable)
    }

    fn take(colours: Colours, most: u16) -> io::Result<Inline> {
        let signals = Signals::catch()?;
        let raw = Raw::enter()?;
        let screen = Screen::default();
        let mut inline = Inline {
            terminal: terminal(&screen, Rect::default())?,
            screen,
            area: Rect::default(),
            most,
            colours,
            reader: Reader::default(),
            queue: VecDeque::new(),
            signals,
            deadline: BootTimer::new()?,
            tick: BootTimer::new()?,
            _raw: raw,
        };
        tty::clear_before_a_panic_speaks();
        // In an empty row the blanks just fill it; where something stands they go on in the next one.
        let (columns, _) = size();
        let blanks = " ".repeat(columns.into());
        inline.screen.write_all(format!("{blanks}\r").as_bytes())?;
        queue!(inline.screen, Hide, EnableBracketedPaste)?;
        inline.make_room()?;
        Ok(inline)
    }

    /// Draws what has changed since the last time.
    ///
    /// # Errors
    /// If ratatui refuses.
    pub fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> Result<(), Trouble> {
        let colours = self.colours;
        let drawn = self.terminal.draw(|frame| {
            draw(frame);
            if colours == Colours::None {
                tty::bleach(frame.buffer_mut());
            }
        });
        drawn.map_err(unusable)?;
        self.screen.send_frame();
        Ok(())
    }

    /// Waits for what comes next. It is the only wait: between two things the process sleeps.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn next(&mut self, waiting: &mut Waiting) -> Result<Heard, Trouble> {
        loop {
            if let Some(heard) = self.heard() {
                return Ok(heard);
            }
            if let Some(event) = told(&mut waiting.watch) {
                return Ok(Heard::Told(event));
            }
            let ready = self.ready(waiting).map_err(unusable)?;
            let has = |source| ready.contains(&source);
            if has(Source::Signal(Signal::End)) {
                return Ok(Heard::Interrupted);
            }
            if has(Source::Signal(Signal::Resize)) {
                self.signals.resize_is_seen();
                self.make_room().map_err(unusable)?;
                return Ok(Heard::Resized);
            }
            if has(Source::Keyboard) {
                if self.read().map_err(unusable)? == Terminals::Gone {
                    return Ok(Heard::Interrupted);
                }
                continue;
            }
            if has(Source::Deadline) {
                return Ok(Heard::Deadline);
            }
            if has(Source::Tick) {
                return Ok(Heard::Tick);
            }
        }
    }

    /// What was read already.
    fn heard(&mut self) -> Option<Heard> {
        Some(match self.queue.pop_front()? {
            Input::Key(Key::Ctrl('c')) => Heard::Interrupted,
            Input::Key(key) => Heard::Key(key),
            Input::Paste(text) => Heard::Paste(text),
        })
    }

    fn ready(&self, waiting: &Waiting) -> io::Result<Vec<Source>> {
        let stdin = io::stdin();
        let mut sources: Vec<(Source, BorrowedFd<'_>)> = vec![(Source::Keyboard, stdin.as_fd())];
        let signals = self.signals.descriptors();
        sources.extend(signals.map(|(signal, fd)| (Source::Signal(signal), fd)));
        if waiting.deadline.is_some() {
            self.deadline.arm(waiting.deadline)?;
            sources.push((Source::Deadline, self.deadline.as_fd()));
        }
        if let Some(from) = waiting.tick {
            self.tick.arm(Some(next_second(from, clock::boot())))?;
            sources.push((Source::Tick, self.tick.as_fd()));
        }
        if let Some(watch) = &waiting.watch {
            sources.push((Source::Watch, watch.as_fd()));
        }
        let fds: Vec<BorrowedFd<'_>> = sources.iter().map(|(_, fd)| *fd).collect();
        let ready = clock::wait(&fds)?;
        Ok(ready.into_iter().map(|at| sources[at].0).collect())
    }

    /// Reads what the keyboard has.
    fn read(&mut self) -> io::Result<Terminals> {
        let mut bytes = [0; 4096];
        match rustix::io::read(io::stdin(), &mut bytes) {
            // A pty whose other end is closed: EIO, or the end.
            Ok(0) | Err(Errno::IO) => return Ok(Terminals::Gone),
            Ok(count) => self.queue.extend(self.reader.feed(&bytes[..count])),
            Err(Errno::INTR | Errno::AGAIN) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(Terminals::There)
    }

    /// Clears from the row of the cursor on, scrolls up what stands above as far as needed, and draws there from now
    /// on. After a change of the size too: the cursor moved together with the line on which it was parked.
    fn make_room(&mut self) -> io::Result<()> {
        let (columns, rows) = size();
        let area = Rect::new(0, 0, columns, self.most.min(rows));
        let below = area.height.saturating_sub(1);
        self.screen.write_all(tty::CLEAR_BELOW)?;
        self.screen
            .write_all("\n".repeat(below.into()).as_bytes())?;
        if below > 0 {
            queue!(self.screen, MoveUp(below))?;
        }
        self.terminal = terminal(&self.screen, area)?;
        self.area = area;
        // ratatui shows the cursor when a terminal is dropped.
        queue!(self.screen, Hide)?;
        self.screen.send();
        Ok(())
    }
}

impl Drop for Inline {
    fn drop(&mut self) {
        // Into memory nothing fails. What a panic said must stay.
        if !std::thread::panicking() && !self.area.is_empty() {
            let _ = self.screen.write_all(tty::CLEAR_BELOW);
            tty::let_panics_speak();
        }
        let _ = queue!(self.screen, DisableBracketedPaste, Show);
        self.screen.send();
    }
}

/// Whether there is still somebody at the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Terminals {
    There,
    Gone,
}

/// The next event of the daemon; one that is gone is not heard any more.
fn told(watch: &mut Option<Watch>) -> Option<Event> {
    match watch.as_mut()?.next() {
        Ok(event) => event,
        Err(_) => {
            *watch = None;
            None
        }
    }
}

fn terminal(screen: &Screen, area: Rect) -> io::Result<Terminal<Backend>> {
    let viewport = Viewport::Fixed(area);
    let backend = CrosstermBackend::new(screen.clone());
    Terminal::with_options(backend, TerminalOptions { viewport })
}

/// Columns and rows of the terminal; one that does not know is taken for 80 by 24.
pub fn size() -> (u16, u16) {
    match tcgetwinsize(io::stdout()) {
        Ok(size) if size.ws_row > 0 && size.ws_col > 0 => (size.ws_col, size.ws_row),
        Ok(_) | Err(_) => (80, 24),
    }
}

/// The first whole second after now, counted from an instant.
fn next_second(from: BootInstant, now: BootInstant) -> BootInstant {
    let passed = now.ms.saturating_sub(from.ms) / 1000;
    BootInstant {
        ms: from.ms.saturating_add((passed + 1).saturating_mul(1000)),
        ..from
    }
}

fn unusable(error: io::Error) -> Trouble {
    Trouble::Failed(format!("cannot use the terminal: {error}"))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn ticks_come_at_whole_seconds_after_the_start() {
        let at = |ms| BootInstant {
            boot: Uuid::nil(),
            ms,
        };
        assert_eq!(next_second(at(250), at(250)), at(1250));
        assert_eq!(next_second(at(250), at(1249)), at(1250));
        assert_eq!(next_second(at(250), at(1250)), at(2250));
        assert_eq!(next_second(at(5000), at(0)), at(6000));
    }
}
