//! The modes of the terminal and its way back; what is written to a terminal that is gone is lost in silence.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use ratatui::buffer::Buffer;
use ratatui::style::Color;
use rustix::termios::{InputModes, LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

/// Keys come one by one and are not shown, until this is dropped.
pub struct Raw {
    before: Termios,
}

impl Raw {
    /// Takes the terminal of standard input.
    ///
    /// # Errors
    /// If it is none.
    pub fn enter() -> io::Result<Raw> {
        let before = tcgetattr(io::stdin())?;
        let mut raw = before.clone();
        // Without ISIG Ctrl-C is a key like others. Output stays as it is, so that a panic is readable.
        raw.local_modes
            .remove(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG | LocalModes::IEXTEN);
        raw.input_modes.remove(InputModes::ICRNL | InputModes::IXON);
        tcsetattr(io::stdin(), OptionalActions::Now, &raw)?;
        Ok(Raw { before })
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        // Nothing can be done about a terminal that is gone.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.before);
    }
}

/// What is written and not sent yet, so that a frame and the way of the cursor behind it are one write(2).
#[derive(Clone, Default)]
pub(super) struct Screen {
    unsent: Rc<RefCell<Vec<u8>>>,
}

impl Screen {
    /// Sends all to the terminal. One that is gone takes everything: that it is gone is heard where keys are read.
    pub(super) fn send(&self) {
        let unsent = self.unsent.take();
        let mut stdout = io::stdout();
        let _ = stdout.write_all(&unsent).and_then(|()| stdout.flush());
    }
}

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.unsent.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A panic speaks before anything is dropped: its message needs a clear place, below what stands there.
pub(super) fn clear_before_a_panic_speaks() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        // The cursor is parked at the first row. ECMA-48: ED, erase from there.
        let mut stdout = io::stdout();
        let _ = stdout
            .write_all(b"\r\x1b[J\x1b[?25h")
            .and_then(|()| stdout.flush());
        before(info);
    }));
}

/// Nothing is to be cleared any more.
pub(super) fn let_panics_speak() {
    // The program sets no other hook, so what was before is the standard one.
    drop(std::panic::take_hook());
}

/// Takes all colours away; bold, dim and reversed stay.
pub(super) fn bleach(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        (cell.fg, cell.bg) = (Color::Reset, Color::Reset);
    }
}
