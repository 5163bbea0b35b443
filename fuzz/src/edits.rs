//! Edits of a note by bytes: what a fuzzer writes is a text and what a person then does to it.

/// One text, and the same text after some edits.
#[derive(Debug)]
pub struct Edited {
    /// Before.
    pub before: String,
    /// After.
    pub after: String,
    /// Whether nothing was done to it.
    pub same: bool,
}

impl Edited {
    /// The first byte says how many edits follow, three bytes each; the rest is the text.
    pub fn read(bytes: &[u8]) -> Option<Edited> {
        let (count, rest) = bytes.split_first()?;
        let count = usize::from(count % 16);
        let (edits, text) = rest.split_at_checked(count * 3)?;
        let before = String::from_utf8_lossy(text).into_owned();
        let mut lines: Vec<String> = before.split('\n').map(str::to_owned).collect();
        for edit in edits.chunks_exact(3) {
            apply(&mut lines, [edit[0], edit[1], edit[2]]);
        }
        let after = lines.join("\n");
        Some(Edited {
            same: before == after,
            before,
            after,
        })
    }
}

fn apply(lines: &mut Vec<String>, [what, at, to]: [u8; 3]) {
    if lines.is_empty() {
        return;
    }
    let (at, to) = (usize::from(at) % lines.len(), usize::from(to) % lines.len());
    match what % 7 {
        0 => drop(lines.remove(at)),
        1 => lines.swap(at, to),
        2 => {
            let line = lines.remove(at);
            lines.insert(to.min(lines.len()), line);
        }
        3 => lines.insert(to, lines[at].clone()),
        4 => lines[at].push('x'),
        5 => {
            let half = lines[at].len() / 2;
            let half = (0..=half).rev().find(|cut| lines[at].is_char_boundary(*cut));
            lines[at].truncate(half.unwrap_or(0));
        }
        _ => {
            let other = lines[to].clone();
            lines[at].push_str(other.trim_start());
        }
    }
}
