//! The marks that git leaves in a file whose versions it could not merge.
//!
//! Both versions stand in the text then, so what it says is no state that anyone wanted.

use super::page::{Page, Place};
use super::problem::{Level, Problem};
use super::stroke::{self, Stroke};

/// What stands at the start of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// `<<<<<<< ours`.
    Ours,
    /// `||||||| base`.
    Base,
    /// `=======`.
    Parting,
    /// `>>>>>>> theirs`.
    Theirs,
}

impl Mark {
    fn of(line: &str) -> Option<Mark> {
        let sign = line.chars().next()?;
        if !matches!(sign, '<' | '|' | '=' | '>') {
            return None;
        }
        let rest = line.trim_start_matches(sign);
        if line.len() - rest.len() != 7 * sign.len_utf8() {
            return None;
        }
        let named = rest.trim_end().is_empty() || rest.starts_with(' ');
        match sign {
            '<' if named => Some(Mark::Ours),
            '|' if named => Some(Mark::Base),
            '=' if rest.trim_end().is_empty() => Some(Mark::Parting),
            '>' if named => Some(Mark::Theirs),
            _ => None,
        }
    }
}

/// The lines, from 0, that hold the marks of whole conflicts, in order.
fn marked(lines: impl Iterator<Item = Option<Mark>>) -> Vec<usize> {
    let mut whole: Vec<usize> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut parted = None;
    for (line, mark) in lines.enumerate() {
        match mark {
            Some(Mark::Ours) => {
                open = vec![line];
                parted = None;
            }
            Some(Mark::Base) if !open.is_empty() => open.push(line),
            Some(Mark::Parting) if !open.is_empty() => {
                open.push(line);
                parted = Some(line);
            }
            Some(Mark::Theirs) if parted.take().is_some() => {
                whole.append(&mut open);
                whole.push(line);
            }
            Some(Mark::Base | Mark::Parting | Mark::Theirs) | None => {}
        }
    }
    whole
}

/// A conflict in a note, told. One in a fence counts only if it runs through a drawn tree: pages about git show
/// conflicts.
pub(super) fn find(page: &Page<'_>) -> Option<Problem> {
    let lines = marked((0..page.len()).map(|line| Mark::of(page.line(line))));
    let first = *lines.first()?;
    let last = *lines.last()?;
    let drawn = |line| matches!(stroke::read(page.line(line)), Some(Stroke::Branch(_)));
    let in_tree = || (first..=last).any(drawn);
    let counts = lines.iter().any(|line| page.place(*line) == Place::Open) || in_tree();
    counts.then(|| told(page.number(first)))
}

/// A text with the lines that mark conflicts blanked, so that all other places stay the same, and the place of
/// the first one; `None` if there is no conflict.
pub(super) fn blank(text: &str) -> Option<(String, usize)> {
    if !text.contains("<<<<<<<") {
        return None;
    }
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let marks = marked(lines.iter().map(|line| Mark::of(line)));
    let first = lines[..*marks.first()?].iter().map(|line| line.len()).sum();
    let blanks: Vec<String> = marks
        .iter()
        .map(|line| {
            lines[*line]
                .bytes()
                .map(|byte| if byte == b'\n' { '\n' } else { ' ' })
                .collect()
        })
        .collect();
    for (line, blank) in marks.iter().zip(&blanks) {
        lines[*line] = blank;
    }
    Some((lines.concat(), first))
}

fn told(line: u32) -> Problem {
    Problem {
        line,
        level: Level::Error,
        message: "git left a merge conflict here; resolve it and remove its marks (`<<<<<<<`)"
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line_of(text: &str) -> Option<u32> {
        find(&Page::new(text, &mut Vec::new())).map(|problem| problem.line)
    }

    #[test]
    fn a_whole_conflict_is_found_at_its_first_line() {
        let text = "a\n<<<<<<< HEAD\nb\n||||||| base\nc\n=======\nd\n>>>>>>> other\n";
        assert_eq!(line_of(text), Some(2));
        assert_eq!(line_of(&text.replace('\n', "\r\n")), Some(2));
        let (blanked, first) = blank(text).unwrap();
        assert_eq!((blanked.len(), first), (text.len(), 2));
        assert_eq!(blanked.split_whitespace().collect::<String>(), "abcd");
    }

    #[test]
    fn half_a_conflict_is_none() {
        for text in [
            "title\n=======\ntext",
            "<<<<<<< HEAD\na\n",
            "<<<<<<< HEAD\na\n>>>>>>> b\n",
            "a\n=======\nb\n>>>>>>> c\n",
            "<<<<<<<< x\n=======\n>>>>>>> y\n",
        ] {
            assert_eq!((line_of(text), blank(text)), (None, None), "{text}");
        }
    }

    #[test]
    fn a_page_about_git_shows_conflicts_in_fences() {
        let conflict = "<<<<<<< HEAD\nb\n=======\nd\n>>>>>>> other\n";
        assert_eq!(line_of(&format!("```\n{conflict}```\n")), None);
        let tree = conflict.replace("b\n", "├── b\n");
        assert_eq!(line_of(&format!("```\n{tree}```\n")), Some(2));
    }
}
