//! From a note's bytes to its text. Nothing is guessed: the encoding is UTF-8 unless a mark at the start (BOM) or
//! an XML declaration names another.

use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How far into a text its XML declaration is looked for, in bytes.
const DECLARATION: usize = 1024;

/// What becomes of bytes that are no text in their encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stray {
    /// They are an error.
    Refused,
    /// They become `�`, and whoever reads the text tells so.
    Replaced,
}

/// Why bytes are no text. Lines are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Undecoded {
    /// A NUL on this line.
    Binary { line: u32 },
    /// Every other byte is NUL, as in UTF-16, but no mark says so.
    Unmarked,
    /// The bytes of this line are no text in this encoding.
    Not {
        encoding: &'static str,
        line: u32,
        column: u32,
    },
    /// The XML declaration names an encoding that nobody knows.
    Unknown { encoding: String },
}

/// Decodes a note, without the mark at its start.
pub(super) fn decode(bytes: &[u8], stray: Stray) -> Result<String, Undecoded> {
    let (encoding, mark) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, length),
        None if is_unmarked(bytes) => return Err(Undecoded::Unmarked),
        None => (declared(bytes)?, 0),
    };
    let text = decode_as(encoding, &bytes[mark..], stray)?;
    match text.find('\0') {
        Some(at) => Err(Undecoded::Binary {
            line: line_at(&text[..at]),
        }),
        None => Ok(text),
    }
}

/// Says whether the first characters are those of UTF-16 without its mark: Latin letters in two bytes each.
fn is_unmarked(bytes: &[u8]) -> bool {
    let zeros = bytes.iter().take(4).map(|byte| *byte == 0);
    let zeros: Vec<bool> = zeros.collect();
    zeros == [true, false, true, false] || zeros == [false, true, false, true]
}

/// The encoding that an XML declaration names; UTF-8 without one.
fn declared(bytes: &[u8]) -> Result<&'static Encoding, Undecoded> {
    let start = &bytes[..bytes.len().min(DECLARATION)];
    let declaration = String::from_utf8_lossy(start);
    let declaration = declaration.trim_start().strip_prefix("<?xml");
    let Some((declaration, _)) = declaration.and_then(|rest| rest.split_once("?>")) else {
        return Ok(UTF_8);
    };
    let Some(name) = encoding_name(declaration) else {
        return Ok(UTF_8);
    };
    match Encoding::for_label(name.as_bytes()) {
        // It could not be read here if it were UTF-16; programs write so out of habit.
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => Ok(UTF_8),
        Some(encoding) => Ok(encoding),
        None if bytes.is_ascii() => Ok(UTF_8),
        None => Err(Undecoded::Unknown {
            encoding: name.chars().filter(|c| !c.is_control()).take(40).collect(),
        }),
    }
}

fn encoding_name(declaration: &str) -> Option<&str> {
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split_once(quote).map(|(name, _)| name)
}

fn decode_as(encoding: &'static Encoding, bytes: &[u8], stray: Stray) -> Result<String, Undecoded> {
    if stray == Stray::Replaced {
        return Ok(encoding.decode_without_bom_handling(bytes).0.into_owned());
    }
    if encoding == UTF_8 {
        return match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => {
                let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
                Err(not(encoding, &before))
            }
        };
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    let mut text = String::with_capacity(room.unwrap_or_default());
    match decoder
        .decode_to_string_without_replacement(bytes, &mut text, true)
        .0
    {
        DecoderResult::InputEmpty => Ok(text),
        DecoderResult::OutputFull | DecoderResult::Malformed(..) => Err(not(encoding, &text)),
    }
}

/// No text in this encoding from the end of what was decoded on.
fn not(encoding: &'static Encoding, before: &str) -> Undecoded {
    let line = before.rsplit('\n').next().unwrap_or_default();
    Undecoded::Not {
        encoding: encoding.name(),
        line: line_at(before),
        column: line.chars().count() as u32 + 1,
    }
}

fn line_at(before: &str) -> u32 {
    before.matches('\n').count() as u32 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> Result<String, Undecoded> {
        decode(bytes, Stray::Refused)
    }

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn a_mark_names_the_encoding() {
        assert_eq!(text("\u{feff}ä\r\nb".as_bytes()).unwrap(), "ä\r\nb");
        let marked = "\u{feff}ä 记\n🧠";
        assert_eq!(text(&utf16(marked, u16::to_le_bytes)).unwrap(), "ä 记\n🧠");
        assert_eq!(text(&utf16(marked, u16::to_be_bytes)).unwrap(), "ä 记\n🧠");
        assert_eq!(text(b"").unwrap(), "");
    }

    #[test]
    fn what_is_half_or_broken_is_told_with_its_line() {
        let mut half = utf16("\u{feff}a\nb", u16::to_le_bytes);
        half.pop();
        let not = |encoding, line, column| {
            Err(Undecoded::Not {
                encoding,
                line,
                column,
            })
        };
        assert_eq!(text(&half), not("UTF-16LE", 2, 1));
        assert_eq!(text(b"a\nb\n\xffx"), not("UTF-8", 3, 1));
        assert_eq!(text(b"a\n\xc3\xa4b\xff"), not("UTF-8", 2, 3));
        assert_eq!(text(b"a\nb\0"), Err(Undecoded::Binary { line: 2 }));
        assert_eq!(
            text(&[0xff, 0xfe, b'a', 0, 0, 0]),
            Err(Undecoded::Binary { line: 1 })
        );
    }

    #[test]
    fn utf_16_without_a_mark_is_not_guessed() {
        assert_eq!(
            text(&utf16("# a", u16::to_le_bytes)),
            Err(Undecoded::Unmarked)
        );
        assert_eq!(
            text(&utf16("# a", u16::to_be_bytes)),
            Err(Undecoded::Unmarked)
        );
    }

    #[test]
    fn an_xml_declaration_names_the_encoding() {
        let cyrillic = b"<?xml version=\"1.0\" encoding='windows-1251'?>\n<map>\xcf\xf0\xe8</map>";
        assert!(text(cyrillic).unwrap().contains("<map>При</map>"));
        let wrong = b"<?xml version=\"1.0\" encoding=\"UTF-16\"?><map>\xc3\xa4</map>";
        assert!(text(wrong).unwrap().contains('ä'));
        let unknown = b"<?xml version='1.0' encoding = 'x-none' ?>\xc3\xa4";
        let encoding = "x-none".to_owned();
        assert_eq!(text(unknown), Err(Undecoded::Unknown { encoding }));
        assert_eq!(text(b"<?xml encoding='x-none'?><a/>").unwrap().len(), 29);
        let prose = b"encoding='windows-1251' \xcf";
        assert!(text(prose).is_err(), "only a declaration counts");
        let bad = b"<?xml version='1.0' encoding='Shift_JIS'?>\n\n\x81\x00 \xfd";
        assert_eq!(
            text(bad),
            Err(Undecoded::Not {
                encoding: "Shift_JIS",
                line: 3,
                column: 1
            })
        );
    }

    #[test]
    fn stray_bytes_are_replaced_where_that_is_asked_for() {
        assert_eq!(
            decode(b"a\xff\xffb", Stray::Replaced).unwrap(),
            "a\u{fffd}\u{fffd}b"
        );
        assert_eq!(
            decode(b"a\0", Stray::Replaced),
            Err(Undecoded::Binary { line: 1 })
        );
    }

    #[test]
    fn no_bytes_panic() {
        let base = utf16("\u{feff}<?xml encoding='utf-16'?>ä", u16::to_le_bytes);
        for end in 0..base.len() {
            for stray in [Stray::Refused, Stray::Replaced] {
                let _ = decode(&base[..end], stray);
                let _ = decode(&base[end..], stray);
            }
        }
    }
}
