//! The page on which a map is rebuilt: its root, and comments that say how. Pure.

use std::collections::HashMap;

use super::target::Reach;
use crate::cli::render::words::{self, printable};

/// What is to be recalled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Task<'a> {
    /// The label of the root.
    pub root: &'a str,
    /// How far below the root it reaches.
    pub reach: &'a Reach,
    /// How many branches there are.
    pub branches: usize,
    /// What of it is asked.
    pub asked: Asked<'a>,
    /// The time, in seconds.
    pub secs: u32,
}

/// What of a map gets ratings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked<'a> {
    /// All of it.
    All,
    /// What is due or new: how many branches, and the questions that lead to them.
    Due {
        /// How many branches.
        count: usize,
        /// The questions.
        questions: &'a [String],
    },
}

/// What stands before our lines: a comment also among headings.
const OURS: &str = "#:";

/// The page before anything stands on it, and the line to begin on, from 1.
pub(super) fn fresh(task: &Task<'_>) -> (String, u32) {
    let root = printable(task.root);
    let mut lines = vec![format!(
        "{root}: {}, {}, then STOP",
        words::count(task.branches as u64, "branch"),
        words::clock(task.secs)
    )];
    if let Asked::Due { count, questions } = &task.asked {
        lines.push(format!("due or new: {count}; the rest gets no rating"));
        lines.extend(questions.iter().map(|ask| format!("  {}", printable(ask))));
    }
    lines.push(String::new());
    lines.push(match task.reach {
        Reach::Below => {
            "Write down what hangs under it: a branch a line, indented below the one it hangs under."
                .to_owned()
        }
        Reach::Children => {
            "Write down what hangs directly under it, a branch a line; no more is asked.".to_owned()
        }
        Reach::Stretch(stretch) => format!(
            "Write down what hangs directly under it, {}, a branch a line; no more is asked.",
            printable(stretch)
        ),
    });
    lines.extend(
        [
            "Bullets and drawn trees will do. Left out are \"#: \", and \"# \" where there is no \"## \".",
            "Save and close the editor when you are done. An empty page logs nothing.",
        ]
        .map(str::to_owned),
    );
    let mut text = String::new();
    for line in &lines {
        text.push_str(format!("{OURS} {line}").trim_end());
        text.push('\n');
    }
    text.push_str(&format!("\n{root}\n  \n"));
    let begin = u32::try_from(text.lines().count()).unwrap_or(1);
    (text, begin)
}

/// Whether nothing was written: only comments, and the root.
pub(super) fn is_empty(text: &str, root: &str) -> bool {
    let root = printable(root);
    let is_comment = |line: &str| {
        let marks = ["#", OURS].into_iter();
        let mut rests = marks.filter_map(|mark| line.strip_prefix(mark));
        rests.any(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    text.lines()
        .map(str::trim)
        .all(|line| line.is_empty() || is_comment(line) || line == root)
}

/// How many lines of a page were not on it at STOP; a line that was changed is one of them.
pub(super) fn late(at_stop: &str, text: &str) -> usize {
    let mut before: HashMap<&str, usize> = HashMap::new();
    for line in at_stop.lines().map(str::trim_end) {
        *before.entry(line).or_default() += 1;
    }
    let is_late = |line: &&str| match before.get_mut(*line) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        Some(_) | None => true,
    };
    let lines = text.lines().map(str::trim_end);
    let lines = lines.filter(|line| !line.is_empty());
    lines.filter(is_late).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(asked: Asked<'_>) -> Task<'_> {
        Task {
            root: "Python",
            reach: &Reach::Below,
            branches: 28,
            asked,
            secs: 600,
        }
    }

    #[test]
    fn a_page_names_the_root_the_count_and_the_time_and_begins_below_the_root() {
        let (text, begin) = fresh(&task(Asked::All));
        assert!(text.starts_with("#: Python: 28 branches, 10:00, then STOP\n#:\n#: Write"));
        assert!(text.ends_with("\n\nPython\n  \n"), "{text}");
        assert_eq!(text.lines().nth(begin as usize - 1), Some("  "));
        assert!(text.lines().all(|line| line.chars().count() <= 90));
    }

    #[test]
    fn a_page_of_some_branches_says_which() {
        let says = |reach: &Reach| {
            let task = Task {
                reach,
                ..task(Asked::All)
            };
            fresh(&task).0.lines().nth(2).unwrap().to_owned()
        };
        assert!(says(&Reach::Children).contains("directly under it, a branch a line"));
        assert!(says(&Reach::Stretch("a..c".to_owned())).contains("under it, a..c, a branch"));
    }

    #[test]
    fn a_page_of_what_is_due_asks_its_questions() {
        let questions = ["What hangs under Errors? (3 things)".to_owned()];
        let asked = Asked::Due {
            count: 2,
            questions: &questions,
        };
        let (text, _) = fresh(&task(asked));
        assert!(
            text.contains("#: due or new: 2; the rest gets no rating\n#:   What hangs"),
            "{text}"
        );
    }

    #[test]
    fn a_page_is_empty_until_a_branch_stands_on_it() {
        let (text, _) = fresh(&task(Asked::All));
        assert!(is_empty(&text, "Python"));
        assert!(is_empty("", "Python"));
        assert!(!is_empty(&format!("{text}def\n"), "Python"));
        assert!(!is_empty("#include\n", "C"));
    }

    #[test]
    fn what_came_after_stop_is_counted_by_lines() {
        assert_eq!(late("a\n  b\n", "a \n\n  b\n"), 0);
        assert_eq!(late("a\n  b\n", "a\n  bc\n  b\n  b\n"), 2);
        assert_eq!(late("a\n  b\n", "a\n"), 0);
    }

    #[test]
    fn a_root_cannot_command_the_terminal_or_break_out_of_its_line() {
        let (text, _) = fresh(&Task {
            root: "a\x1b[2J\nb",
            ..task(Asked::All)
        });
        assert!(!text.contains('\x1b'));
        assert!(is_empty(&text, "a\x1b[2J\nb"), "{text}");
    }
}
