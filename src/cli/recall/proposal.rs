//! The proposal: a list with a rating for each branch, to be edited like the list of an interactive rebase.
//! Pure: what is printed here is what is read here.

use std::collections::{HashMap, HashSet};

use crate::cli::render::words::{self, printable};
use crate::domain::rating::Rating;

/// What stands before a line of trouble, so that the next reading takes it away again.
const TROUBLE: &str = "#! ";

/// The columns to which paths are padded, at most.
const WIDEST: usize = 40;

/// What becomes of a branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    /// It gets this rating.
    Rate(Rating),
    /// It gets none.
    Skip,
}

impl Choice {
    /// The word of the list.
    pub(super) fn word(self) -> &'static str {
        match self {
            Choice::Rate(rating) => rating.word(),
            Choice::Skip => "skip",
        }
    }

    /// Reads a word, its first letter, or a number 1 to 4; in any case.
    fn read(text: &str) -> Option<Choice> {
        let all = Rating::ALL.map(Choice::Rate);
        let mut all = all.into_iter().chain([Choice::Skip]);
        all.find(|choice| {
            let word = choice.word();
            let number = match choice {
                Choice::Rate(rating) => rating.number().to_string(),
                Choice::Skip => String::new(),
            };
            text.eq_ignore_ascii_case(word)
                || text.eq_ignore_ascii_case(&word[..1])
                || text == number
        })
    }
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// What is proposed.
    pub choice: Choice,
    /// The path, below what was recalled; it holds no blank.
    pub path: String,
    /// Why, in words; empty where it needs none.
    pub why: String,
}

/// A trouble with a line, from 1; 0 for the list as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    /// The line.
    pub line: usize,
    /// What is wrong and what to do.
    pub what: String,
}

/// The list, to be edited. `head` says what it is about, `extra` is what was written and is nothing in the notes.
pub(super) fn print(head: &str, entries: &[Entry], extra: &[String]) -> String {
    let mut text = format!(
        "# {}\n#\n\
         # Save and close: this is logged as one batch. Empty the list, and nothing is logged.\n\
         # Change a word to again, hard, good, easy or skip (a h g e s, or 1 2 3 4).\n\
         # A branch whose line you delete gets no rating.\n\n",
        printable(head)
    );
    let widths = entries.iter().map(|entry| entry.path.chars().count());
    let width = widths.max().unwrap_or(0).min(WIDEST);
    for Entry { choice, path, why } in entries {
        let line = match why.is_empty() {
            true => format!("{:<5}  {path}", choice.word()),
            false => format!("{:<5}  {path:<width$}  # {}", choice.word(), printable(why)),
        };
        text.push_str(&line);
        text.push('\n');
    }
    if !extra.is_empty() {
        let lines = words::count(extra.len() as u64, "line");
        text.push_str(&format!("\n# not in the notes, and no harm: {lines}\n"));
        for line in extra {
            text.push_str(&format!("#   {}\n", printable(line)));
        }
    }
    text
}

/// The line of a list, from 1, on which its first branch stands.
pub(super) fn begins(text: &str) -> u32 {
    let is_entry = |line: &str| !line.trim().is_empty() && !line.starts_with('#');
    let first = text.lines().position(is_entry).unwrap_or(0);
    u32::try_from(first + 1).unwrap_or(1)
}

/// Reads an edited list: the branches of `known` in their order in the list, each with what becomes of it.
///
/// # Errors
/// All lines that are wrong: an unknown word or path, a branch that is named twice.
pub(super) fn read(text: &str, known: &[Entry]) -> Result<Vec<(usize, Choice)>, Vec<Wrong>> {
    let places: HashMap<&str, usize> = known
        .iter()
        .enumerate()
        .map(|(at, entry)| (entry.path.as_str(), at))
        .collect();
    let mut seen = HashSet::new();
    let (mut chosen, mut wrong) = (Vec::new(), Vec::new());
    for (at, line) in text.lines().enumerate() {
        let mut complain = |what: String| wrong.push(Wrong { line: at + 1, what });
        let mut words = line.split_whitespace();
        let word = match words.next() {
            None => continue,
            Some(word) if word.starts_with('#') => continue,
            Some(word) => word,
        };
        let Some(choice) = Choice::read(word) else {
            complain(format!(
                "`{}` is no rating: use again, hard, good, easy or skip",
                printable(word)
            ));
            continue;
        };
        let Some(path) = words.next() else {
            complain(format!("{word} of what? name a branch, or delete the line"));
            continue;
        };
        if let Some(more) = words.next().filter(|more| !more.starts_with('#')) {
            complain(format!(
                "`{}` is too much: one branch a line, and `#` before a remark",
                printable(more)
            ));
            continue;
        }
        match places.get(path) {
            None => complain(format!(
                "`{}` is no branch of this list: correct it, or delete the line",
                printable(path)
            )),
            Some(place) if seen.insert(*place) => chosen.push((*place, choice)),
            Some(_) => complain(format!("{} stands here twice", printable(path))),
        }
    }
    match wrong.is_empty() {
        true => Ok(chosen),
        false => Err(wrong),
    }
}

/// The list with each trouble as a comment above its line, those of before taken away; and the line, from 1, of
/// the first of them.
pub(super) fn annotated(text: &str, wrong: &[Wrong]) -> (String, u32) {
    let mut out = String::new();
    let mut first = None;
    let mut lines: u32 = 0;
    let all = std::iter::once((0, None)).chain(
        text.lines()
            .map(Some)
            .enumerate()
            .map(|(at, line)| (at + 1, line)),
    );
    for (at, line) in all {
        for wrong in wrong.iter().filter(|wrong| wrong.line == at) {
            out.push_str(&format!("{TROUBLE}{}\n", printable(&wrong.what)));
            lines += 1;
            // The line itself stands below what is said of it.
            first.get_or_insert(lines + u32::from(at > 0));
        }
        if let Some(line) = line.filter(|line| !line.starts_with(TROUBLE)) {
            out.push_str(line.trim_end_matches('\r'));
            out.push('\n');
            lines += 1;
        }
    }
    (out, first.unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry(choice: Choice, path: &str, why: &str) -> Entry {
        Entry {
            choice,
            path: path.to_owned(),
            why: why.to_owned(),
        }
    }

    fn entries() -> Vec<Entry> {
        vec![
            entry(Choice::Rate(Rating::Good), "functions", ""),
            entry(
                Choice::Rate(Rating::Hard),
                "functions/args-kwargs",
                "close: a slip: \"agrs\"",
            ),
            entry(Choice::Rate(Rating::Again), "c#", "missing"),
            entry(Choice::Skip, "errors", "unreached"),
        ]
    }

    #[test]
    fn the_list_is_one_line_a_branch_with_the_reason_behind() {
        let text = print(
            "Python: 2 of 3 recalled",
            &entries(),
            &["spam\x1b".to_owned()],
        );
        let list: Vec<&str> = text
            .lines()
            .skip_while(|line| line.starts_with('#') || line.is_empty())
            .collect();
        assert_eq!(
            list,
            [
                "good   functions",
                "hard   functions/args-kwargs  # close: a slip: \"agrs\"",
                "again  c#                     # missing",
                "skip   errors                 # unreached",
                "",
                "# not in the notes, and no harm: 1 line",
                "#   spam\u{fffd}",
            ]
        );
        assert_eq!(begins(&text), 7);
        assert!(
            text.lines().all(|line| line.chars().count() <= 90),
            "{text}"
        );
    }

    #[test]
    fn words_letters_and_numbers_are_read_in_any_order_and_case() {
        let known = entries();
        let text =
            "# x\n 2 errors # a remark\nA functions\n\nS\tc#\neasy functions/args-kwargs #no blank";
        assert_eq!(
            read(text, &known).unwrap(),
            [
                (3, Choice::Rate(Rating::Hard)),
                (0, Choice::Rate(Rating::Again)),
                (2, Choice::Skip),
                (1, Choice::Rate(Rating::Easy)),
            ]
        );
        assert_eq!(read("# nothing\n\n", &known).unwrap(), []);
    }

    #[test]
    fn every_wrong_line_is_told_at_its_place_and_once() {
        let known = entries();
        let text = "godo functions\ngood\ngood nowhere\nhard errors\nhard errors\ngood c# really\n";
        let wrong = read(text, &known).unwrap_err();
        let lines: Vec<usize> = wrong.iter().map(|wrong| wrong.line).collect();
        assert_eq!(lines, [1, 2, 3, 5, 6]);
        let (once, first) = annotated(text, &wrong);
        assert_eq!(first, 2);
        assert!(
            once.starts_with(
                "#! `godo` is no rating: use again, hard, good, easy or skip\ngodo functions\n"
            ),
            "{once}"
        );
        let again = read(&once, &known).unwrap_err();
        assert_eq!(annotated(&once, &again), (once, first));
    }

    #[test]
    fn a_trouble_with_the_whole_list_stands_above_it() {
        let wrong = [Wrong {
            line: 0,
            what: "`x` is gone".to_owned(),
        }];
        assert_eq!(
            annotated("good a\n", &wrong),
            ("#! `x` is gone\ngood a\n".to_owned(), 1)
        );
    }

    fn choice() -> impl Strategy<Value = Choice> {
        prop_oneof![
            Just(Choice::Skip),
            (1..=4u8).prop_map(|number| Choice::Rate(Rating::from_number(number).unwrap())),
        ]
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_as_it_was(
            rows in prop::collection::hash_map("[a-z#+_é~2/-]{1,60}", (choice(), ".{0,30}"), 0..20),
            extra in prop::collection::vec(".{0,20}", 0..4),
            head in ".{0,20}",
        ) {
            let entries: Vec<Entry> = rows
                .into_iter()
                .map(|(path, (choice, why))| Entry { choice, path, why })
                .collect();
            let wanted: Vec<(usize, Choice)> =
                entries.iter().map(|entry| entry.choice).enumerate().collect();
            prop_assert_eq!(read(&print(&head, &entries, &extra), &entries), Ok(wanted));
        }

        #[test]
        fn no_list_makes_the_reader_fail_and_troubles_are_told_once(text in ".{0,200}") {
            if let Err(wrong) = read(&text, &entries()) {
                let (marked, _) = annotated(&text, &wrong);
                let again = read(&marked, &entries()).unwrap_err();
                prop_assert_eq!(again.len(), wrong.len());
                prop_assert_eq!(annotated(&marked, &again).0, marked);
            }
        }
    }
}
