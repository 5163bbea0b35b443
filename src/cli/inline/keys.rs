//! From the bytes of a terminal to keys. Pure.
//!
//! It waits for nothing: half a sequence stays until its rest comes.

/// A key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// A letter, as it was typed.
    Char(char),
    /// A letter with Ctrl, in lower case.
    Ctrl(char),
    /// Enter.
    Enter,
    /// Tab.
    Tab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Escape.
    Esc,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
}

/// What stands in the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Input {
    /// A key.
    Key(Key),
    /// What was pasted, with line feeds as line ends.
    Paste(String),
}

const ESC: u8 = 0x1b;
const PASTE_ENDS: &[u8] = b"\x1b[201~";

/// The longest sequence that is waited for; what is longer is none.
const LONGEST: usize = 64;

/// Takes bytes as they come.
#[derive(Debug, Default)]
pub(super) struct Reader {
    /// What is not complete yet.
    rest: Vec<u8>,
    text: Text,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Text {
    #[default]
    Typed,
    Pasted,
}

/// What the next bytes are, and how many they are.
enum Found {
    Input(Input, usize),
    /// Nothing that means anything here.
    Nothing(usize),
    PasteBegins(usize),
    /// The rest is still to come.
    Half,
}

impl Reader {
    /// What is complete with these bytes.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Vec<Input> {
        self.rest.extend_from_slice(bytes);
        let mut found = Vec::new();
        while !self.rest.is_empty() {
            let next = match self.text {
                Text::Typed => typed(&self.rest),
                Text::Pasted => pasted(&self.rest),
            };
            let length = match next {
                Found::Half => break,
                Found::Nothing(length) => length,
                Found::PasteBegins(length) => {
                    self.text = Text::Pasted;
                    length
                }
                Found::Input(input, length) => {
                    self.text = Text::Typed;
                    found.push(input);
                    length
                }
            };
            self.rest.drain(..length);
        }
        found
    }
}

fn pasted(bytes: &[u8]) -> Found {
    // A terminal never pastes this one: the user wants out of a paste that does not end.
    if bytes.contains(&3) {
        return Found::Input(Input::Key(Key::Ctrl('c')), bytes.len());
    }
    let mut windows = bytes.windows(PASTE_ENDS.len());
    match windows.position(|window| window == PASTE_ENDS) {
        None => Found::Half,
        Some(end) => {
            let text = String::from_utf8_lossy(&bytes[..end]);
            let text = text.replace("\r\n", "\n").replace('\r', "\n");
            Found::Input(Input::Paste(text), end + PASTE_ENDS.len())
        }
    }
}

fn typed(bytes: &[u8]) -> Found {
    let key = |key| Found::Input(Input::Key(key), 1);
    match bytes[0] {
        ESC => escaped(bytes),
        b'\r' | b'\n' => key(Key::Enter),
        b'\t' => key(Key::Tab),
        0x08 | 0x7f => key(Key::Backspace),
        // Ctrl takes the three highest bits off a letter.
        byte @ 1..=0x1a => key(Key::Ctrl(char::from(byte + b'a' - 1))),
        0 | 0x1c..=0x1f => Found::Nothing(1),
        _ => letter(bytes),
    }
}

/// One letter of UTF-8.
fn letter(bytes: &[u8]) -> Found {
    let length = match bytes[0] {
        0..=0x7f => 1,
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return Found::Nothing(1),
    };
    let available = &bytes[..length.min(bytes.len())];
    match std::str::from_utf8(available) {
        Ok(text) => match text.chars().next() {
            Some(c) => Found::Input(Input::Key(Key::Char(c)), length),
            None => Found::Nothing(1),
        },
        Err(error) if error.error_len().is_none() => Found::Half,
        Err(_) => Found::Nothing(1),
    }
}

fn escaped(bytes: &[u8]) -> Found {
    match bytes {
        // Alone it is the key; a sequence comes in one piece.
        [_] => Found::Input(Input::Key(Key::Esc), 1),
        // The function keys of the Linux console.
        [_, b'[', b'[', rest @ ..] => match rest {
            [] => Found::Half,
            [_, ..] => Found::Nothing(4),
        },
        [_, b'[', rest @ ..] => match rest.iter().position(|byte| (0x40..0x7f).contains(byte)) {
            Some(end) => control(&rest[..end], rest[end], end + 3),
            None if rest.len() < LONGEST => Found::Half,
            None => Found::Nothing(bytes.len()),
        },
        [_, b'O', last, ..] => control(&[], *last, 3),
        // A letter with Alt.
        [_, rest @ ..] => match letter(rest) {
            Found::Input(_, length) | Found::Nothing(length) => Found::Nothing(length + 1),
            Found::PasteBegins(_) | Found::Half => Found::Half,
        },
        [] => Found::Half,
    }
}

/// A control sequence (ECMA-48): its parameters and its last byte.
fn control(parameters: &[u8], last: u8, length: usize) -> Found {
    let key = match (parameters, last) {
        (b"200", b'~') => return Found::PasteBegins(length),
        (_, b'A') => Key::Up,
        // Page Down turns a page as Down does.
        (_, b'B') | (b"6", b'~') => Key::Down,
        (_, b'C') => Key::Right,
        (_, b'D') => Key::Left,
        (_, b'H') | (b"1" | b"7", b'~') => Key::Home,
        (_, b'F') | (b"4" | b"8", b'~') => Key::End,
        (b"3", b'~') => Key::Delete,
        (_, _) => return Found::Nothing(length),
    };
    Found::Input(Input::Key(key), length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(chunks: &[&[u8]]) -> Vec<Input> {
        let mut reader = Reader::default();
        chunks.iter().flat_map(|chunk| reader.feed(chunk)).collect()
    }

    fn keys(bytes: &[u8]) -> Vec<Key> {
        let key = |input| match input {
            Input::Key(key) => key,
            Input::Paste(_) => panic!("{input:?}"),
        };
        read(&[bytes]).into_iter().map(key).collect()
    }

    #[test]
    fn letters_and_controls_are_keys() {
        let typed = keys("gé語\r\t\x7f\x03\x15".as_bytes());
        assert_eq!(
            typed,
            [
                Key::Char('g'),
                Key::Char('é'),
                Key::Char('語'),
                Key::Enter,
                Key::Tab,
                Key::Backspace,
                Key::Ctrl('c'),
                Key::Ctrl('u')
            ]
        );
    }

    #[test]
    fn the_letters_of_a_sequence_are_no_keys() {
        assert_eq!(
            keys(b"\x1b[A\x1bOB\x1b[1;5C\x1b[3~\x1b[H\x1b[F"),
            [
                Key::Up,
                Key::Down,
                Key::Right,
                Key::Delete,
                Key::Home,
                Key::End
            ]
        );
        assert_eq!(keys(b"\x1b[15~\x1b[[Am"), [Key::Char('m')]);
        assert_eq!(keys(b"\x1bg\x1b]m"), [Key::Char('m')]);
        assert_eq!(keys(b"\x1b"), [Key::Esc]);
    }

    #[test]
    fn what_comes_in_pieces_is_put_together() {
        let e = "é".as_bytes();
        assert_eq!(read(&[&e[..1], &e[1..]]), [Input::Key(Key::Char('é'))]);
        assert_eq!(read(&[b"\x1b[", b"1;5", b"Ag"]).len(), 2);
        let no_text: &[u8] = &[0xff, b'g'];
        assert_eq!(read(&[no_text]), [Input::Key(Key::Char('g'))]);
    }

    #[test]
    fn what_is_pasted_is_one_text() {
        let pasted = read(&[b"a\x1b[200~gm\r\nq\x1b[A", b"\x1b[20", b"1~u"]);
        assert_eq!(
            pasted,
            [
                Input::Key(Key::Char('a')),
                Input::Paste("gm\nq\x1b[A".to_owned()),
                Input::Key(Key::Char('u'))
            ]
        );
        assert_eq!(
            read(&[b"\x1b[200~gm", b"\x03"]),
            [Input::Key(Key::Ctrl('c'))]
        );
    }

    #[test]
    fn a_sequence_without_end_does_not_swallow_all_keys() {
        let endless = [b"\x1b[".as_slice(), &[b'1'; 80]].concat();
        assert_eq!(read(&[&endless, b"g"]), [Input::Key(Key::Char('g'))]);
    }
}
