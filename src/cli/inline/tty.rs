//! The modes of the terminal and its way back; what is written to a terminal that is gone is lost in silence.

use std::io::{self, Write};

use ratatui::buffer::Buffer;
use ratatui::style::Color;
use rustix::termios::{InputModes, LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

/// Keys come one by one and are not shown, until this is dropped.
pub(super) struct Raw {
    before: Termios,
}

impl Raw {
    pub(super) fn enter() -> io::Result<Raw> {
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

/// Standard output. A terminal that is gone takes everything: that it is gone is heard where keys are read.
pub(super) struct Screen;

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(io::stdout().write(bytes).unwrap_or(bytes.len()))
    }

    fn flush(&mut self) -> io::Result<()> {
        // As above.
        let _ = io::stdout().flush();
        Ok(())
    }
}

/// A panic speaks before anything is dropped: its message needs a clear place, below what stands there.
pub(super) fn clear_before_a_panic_speaks() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        // The cursor is parked at the first row. ECMA-48: ED, erase from there.
        let _ = Screen.write(b"\r\x1b[J\x1b[?25h");
        let _ = Screen.flush();
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
