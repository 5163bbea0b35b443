//! A terminal with somebody at it: what a program writes becomes a screen, keys are pressed, its size changes.
//!
//! Nothing here waits by the clock: it reads until the screen shows what it must, and the test runner ends a
//! test that waits in vain.

use std::fs::File;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::process::{Child, Command};

use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::{Termios, Winsize, tcgetattr, tcsetwinsize};

use crate::support::Terminal;

/// Lines above the screen that are kept.
const SCROLLBACK: usize = 200;

/// A terminal and its screen.
pub(crate) struct Screen {
    terminal: Terminal,
    /// Kept open, so that what is written stays readable when a program has ended.
    _end: File,
    parser: vt100::Parser,
}

impl Screen {
    /// A terminal of this size, on which some lines stand already.
    pub(crate) fn new(columns: u16, rows: u16, before: &[&str]) -> Screen {
        let terminal = Terminal::new();
        resize(&terminal, columns, rows);
        let (high, wide) = (size(rows), size(columns));
        let mut parser = vt100::Parser::new(high, wide, SCROLLBACK);
        for line in before {
            parser.process(format!("{line}\r\n").as_bytes());
        }
        Screen {
            _end: terminal.end(),
            terminal,
            parser,
        }
    }

    /// Starts a program on it.
    pub(crate) fn start(&self, command: &mut Command) -> Child {
        self.start_as("xterm-256color", command)
    }

    /// Starts a program that takes it for a terminal that can do nothing.
    pub(crate) fn start_dumb(&self, command: &mut Command) -> Child {
        self.start_as("dumb", command)
    }

    fn start_as(&self, term: &str, command: &mut Command) -> Child {
        command
            .env("TERM", term)
            .stdin(self.terminal.end())
            .stdout(self.terminal.end())
            .stderr(self.terminal.end())
            .spawn()
            .unwrap()
    }

    /// Presses keys.
    pub(crate) fn press(&mut self, keys: &str) {
        self.terminal.ours.write_all(keys.as_bytes()).unwrap();
    }

    /// Reads until the screen shows a text, and gives all that it shows.
    pub(crate) fn until(&mut self, text: &str) -> String {
        loop {
            let shown = self.parser.screen().contents();
            if shown.contains(text) {
                return shown;
            }
            self.read();
        }
    }

    /// Reads what is there, at least something.
    fn read(&mut self) {
        let mut bytes = [0; 4096];
        let count = self.terminal.ours.read(&mut bytes).unwrap();
        self.parser.process(&bytes[..count]);
    }

    /// Changes its size once a frame is whole, and tells the program.
    pub(crate) fn resize(&mut self, columns: u16, rows: u16, program: &Child) {
        while self.parser.screen().cursor_position().1 > 0 {
            self.read();
        }
        self.parser.screen_mut().set_size(size(rows), size(columns));
        resize(&self.terminal, columns, rows);
        tell(program, Signal::WINCH);
    }

    /// All that stood on it and stands there now, the scrollback included.
    pub(crate) fn all(&mut self) -> String {
        let screen = self.parser.screen_mut();
        screen.set_scrollback(usize::MAX);
        let above = screen.scrollback();
        let mut lines: Vec<String> = Vec::new();
        for back in (1..=above).rev() {
            screen.set_scrollback(back);
            lines.extend(screen.rows(0, u16::MAX).next());
        }
        screen.set_scrollback(0);
        lines.extend(screen.rows(0, u16::MAX));
        lines.join("\n").trim_end().to_owned()
    }

    /// Whether its cursor is to be seen, and pastes come as keys again.
    pub(crate) fn is_restored(&self) -> bool {
        let screen = self.parser.screen();
        !screen.hide_cursor() && !screen.bracketed_paste() && !screen.alternate_screen()
    }

    /// Its modes.
    pub(crate) fn modes(&self) -> Termios {
        tcgetattr(&self._end).unwrap()
    }

    /// Takes in what was written by a program that has ended.
    pub(crate) fn drain(&mut self) {
        // What the other end writes last is a mark behind all that stands before it.
        let mut end = self.terminal.end();
        end.write_all(b"\r\n~ended~").unwrap();
        self.until("~ended~");
    }

    /// Closes the window.
    pub(crate) fn close(self) {}
}

/// Sends a signal to a program.
pub(crate) fn tell(program: &Child, signal: Signal) {
    let pid = Pid::from_raw(i32::try_from(program.id()).unwrap()).unwrap();
    kill_process(pid, signal).unwrap();
}

fn size(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).unwrap()
}

fn resize(terminal: &Terminal, columns: u16, rows: u16) {
    let size = Winsize {
        ws_row: rows,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    tcsetwinsize(&terminal.ours, size).unwrap();
}
