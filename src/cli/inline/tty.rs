//! The modes of the terminal and its way back; what is written to a terminal that is gone is lost in silence.

use std::cell::RefCell;
use std::cmp::Ordering;
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

/// Clears from the row of the cursor on, and leaves the cursor at its beginning. ECMA-48: EL, CUD, ED; DECSC and
/// DECRC around them. Erasing all from the first cell of the screen on would not do: tmux takes that for clearing
/// the screen, and keeps what stood there in its scrollback.
pub(super) const CLEAR_BELOW: &[u8] = b"\r\x1b[2K\x1b7\x1b[B\x1b[J\x1b8";

/// What is written and not sent yet, so that a frame and the way of the cursor back are one write(2).
///
/// Places are those of the rows, and are sent as steps from the first one, where the cursor is parked: where on the
/// screen the rows are only the terminal knows, and it moves them whenever its size changes.
#[derive(Clone, Default)]
pub(super) struct Screen(Rc<RefCell<Vec<u8>>>);

impl Screen {
    /// Sends all as it is. A terminal that is gone takes everything: that it is gone is heard where keys are read.
    pub(super) fn send(&self) {
        let bytes = self.0.take();
        let mut stdout = io::stdout();
        let _ = stdout.write_all(&bytes).and_then(|()| stdout.flush());
    }

    /// Sends a frame. The cursor goes back to where it was (DECSC, DECRC), even if some of the rows are gone.
    pub(super) fn send_frame(&self) {
        let frame = in_steps(&self.0.take());
        self.0
            .replace([b"\x1b7".as_slice(), &frame, b"\x1b8"].concat());
        self.send();
    }
}

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The same with each place (CUP of ECMA-48) as a column (CHA) and steps up or down (CUU, CUD) from the first row on.
fn in_steps(bytes: &[u8]) -> Vec<u8> {
    let mut row = 1;
    let mut steps = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, tail)) = rest.split_first() {
        let Some((to, column, length)) = place(rest) else {
            steps.push(*first);
            rest = tail;
            continue;
        };
        steps.extend_from_slice(format!("\x1b[{column}G").as_bytes());
        match to.cmp(&row) {
            Ordering::Equal => {}
            Ordering::Greater => steps.extend_from_slice(format!("\x1b[{}B", to - row).as_bytes()),
            Ordering::Less => steps.extend_from_slice(format!("\x1b[{}A", row - to).as_bytes()),
        }
        row = to;
        rest = &rest[length..];
    }
    steps
}

/// The row and column of a CUP that begins here, and its length.
fn place(bytes: &[u8]) -> Option<(u16, u16, usize)> {
    let inside = bytes.strip_prefix(b"\x1b[")?;
    let end = inside
        .iter()
        .position(|byte| !byte.is_ascii_digit() && *byte != b';')?;
    let text = std::str::from_utf8(&inside[..end]).ok()?;
    let (row, column) = text.split_once(';').filter(|_| inside[end] == b'H')?;
    Some((row.parse().ok()?, column.parse().ok()?, end + 3))
}

/// A panic speaks before anything is dropped: its message needs a clear place, below what stands there.
pub(super) fn clear_before_a_panic_speaks() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        // The cursor is parked at the first row. DECTCEM: it is to be seen.
        let mut stdout = io::stdout();
        let _ = stdout
            .write_all(&[CLEAR_BELOW, b"\x1b[?25h"].concat())
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

#[cfg(test)]
mod tests {
    use ratatui::style::{Modifier, Style};

    use super::*;

    #[test]
    fn places_are_sent_as_steps() {
        let steps = in_steps(b"\x1b[3;5Hx\x1b[31m\x1b[3;1Hy\x1b[1;1H");
        let expected = "\x1b[5G\x1b[2Bx\x1b[31m\x1b[1Gy\x1b[1G\x1b[2A";
        assert_eq!(String::from_utf8(steps).unwrap(), expected);
    }

    #[test]
    fn without_colours_the_rest_of_a_style_stays() {
        let style = Style::new().fg(Color::Red).bg(Color::Blue);
        let mut buffer = Buffer::with_lines(["x"]);
        buffer.set_style(buffer.area, style.add_modifier(Modifier::BOLD));
        bleach(&mut buffer);
        let cell = &buffer[(0, 0)];
        assert_eq!((cell.fg, cell.bg), (Color::Reset, Color::Reset));
        assert_eq!((cell.symbol(), cell.modifier), ("x", Modifier::BOLD));
    }
}
