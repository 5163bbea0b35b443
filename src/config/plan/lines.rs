//! Where the bytes of a text stand: line and column, in time that does not grow with the length of a line.

use crate::domain::plan::problem::Place;

/// Bytes between two counts of characters.
const STRIDE: usize = 256;

/// The lines of a text.
pub(super) struct Lines<'a> {
    text: &'a [u8],
    /// Where each line begins, in bytes.
    begins: Vec<usize>,
    /// Characters before every [`STRIDE`]th byte.
    chars: Vec<u32>,
}

impl<'a> Lines<'a> {
    pub(super) fn of(text: &'a str) -> Lines<'a> {
        let bytes = text.as_bytes();
        let ends = bytes.iter().enumerate();
        let begins = ends
            .filter(|(_, byte)| **byte == b'\n')
            .map(|(at, _)| at + 1);
        let mut chars = vec![0];
        let mut before = 0;
        for stride in bytes.chunks(STRIDE) {
            before += count(stride);
            chars.push(before);
        }
        Lines {
            text: bytes,
            begins: std::iter::once(0).chain(begins).collect(),
            chars,
        }
    }

    /// The place of a byte; that of the end for one behind it.
    pub(super) fn place(&self, byte: usize) -> Place {
        let byte = byte.min(self.text.len());
        let line = self.begins.partition_point(|begin| *begin <= byte);
        let begin = self
            .begins
            .get(line.saturating_sub(1))
            .copied()
            .unwrap_or(0);
        Place {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: 1 + self
                .chars_before(byte)
                .saturating_sub(self.chars_before(begin)),
        }
    }

    fn chars_before(&self, byte: usize) -> u32 {
        let stride = byte / STRIDE;
        let known = self.chars.get(stride).copied().unwrap_or(0);
        known + count(self.text.get(stride * STRIDE..byte).unwrap_or_default())
    }
}

/// Characters that begin in these bytes of UTF-8.
fn count(bytes: &[u8]) -> u32 {
    let begins = bytes
        .iter()
        .filter(|byte| **byte & 0b1100_0000 != 0b1000_0000);
    u32::try_from(begins.count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_character_has_its_place(lines in prop::collection::vec("[a-zäß漢🐍]{0,300}", 1..6)) {
            let text = lines.join("\n");
            let table = Lines::of(&text);
            let (mut line, mut column) = (1, 1);
            for (at, c) in text.char_indices() {
                prop_assert_eq!(table.place(at), Place { line, column });
                (line, column) = if c == '\n' { (line + 1, 1) } else { (line, column + 1) };
            }
            prop_assert_eq!(table.place(text.len() + 9), Place { line, column });
        }
    }
}
