//! Lines that fit a terminal: broken between words, what goes on below where it began. Pure; what is piped is never
//! wrapped.

use super::table::width;

/// Fewer columns than this are not worth writing into.
const ROOM: usize = 20;
/// How far what goes on is indented, where no column says it.
const MORE: usize = 2;
/// What a number before it does not count.
const BETWEEN: [&str; 14] = [
    "·", "→", "–", "…", "of", "to", "in", "on", "at", "and", "or", "from", "until", "is",
];
/// What a line begins with that is drawn: wrapped it would be torn.
const DRAWN: [char; 5] = ['│', '├', '└', '|', '╰'];
/// What a line begins with that is a command: whoever copies it wants it in one line.
const COMMAND: [&str; 5] = ["→ ", "undo: ", "next: ", "  loci ", "$ "];

/// A text whose lines are at most so many columns wide, but for words, commands and drawings that are wider.
pub fn fit(text: &str, columns: usize) -> String {
    let mut fitted = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (line, end) = match line.strip_suffix('\n') {
            Some(line) => (line, "\n"),
            None => (line, ""),
        };
        match width(line) <= columns || is_drawn(line) || is_command(line) {
            true => fitted.push_str(line),
            false => fitted.push_str(&broken(line, columns)),
        }
        fitted.push_str(end);
    }
    fitted
}

fn is_drawn(line: &str) -> bool {
    line.trim_start().starts_with(DRAWN)
}

/// Whether a line is a command and nothing beside it.
fn is_command(line: &str) -> bool {
    let plain = anstream::adapter::strip_str(line).to_string();
    let trimmed = plain.trim_start();
    let begins = |with: &&str| plain.starts_with(*with) || trimmed.starts_with(*with);
    COMMAND.iter().any(begins) && !trimmed.contains("  ")
}

/// One line as several: what goes on stands below the last column of it that has room.
fn broken(line: &str, columns: usize) -> String {
    let leading = line.len() - line.trim_start_matches(' ').len();
    let indent = hang(line, leading, columns);
    let below = format!("\n{}", " ".repeat(indent));
    let mut told = String::new();
    let mut used = 0;
    let units = units(line, columns.saturating_sub(indent.max(leading)));
    for (at, (gap, word)) in units.iter().enumerate() {
        let (gap, wide) = (*gap, width(word));
        // What stands in a column of its own is not torn either, unless the rest stands below it.
        let needs = match gap > 1 && used + gap != indent {
            true => cell(&units[at..]),
            false => wide,
        };
        if used > 0 && used + gap + needs > columns {
            told.push_str(&below);
            used = indent;
        } else {
            told.push_str(&" ".repeat(gap));
            used += gap;
        }
        told.push_str(word);
        used += wide;
    }
    told
}

/// How wide the first cell is: all up to where the next column begins.
fn cell(units: &[(usize, String)]) -> usize {
    let Some(((_, first), rest)) = units.split_first() else {
        return 0;
    };
    let more = rest.iter().take_while(|(gap, _)| *gap <= 1);
    width(first) + more.map(|(gap, word)| gap + width(word)).sum::<usize>()
}

/// Where the rest of a line begins.
fn hang(line: &str, leading: usize, columns: usize) -> usize {
    let has_room = |column: &usize| columns.saturating_sub(*column) >= ROOM;
    let mut cells = Vec::new();
    let mut used = leading;
    for (gap, word) in words(line) {
        if gap > 1 && used > leading {
            cells.push(used + gap);
        }
        // The first word stands behind the blanks that lead.
        let before = if used == leading { 0 } else { gap };
        used += before + width(word);
    }
    let last = cells.into_iter().rfind(has_room);
    let more = Some(leading + MORE).filter(has_room);
    last.or(more).unwrap_or(0)
}

/// The words of a line, each with the blanks before it.
fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let after = rest.trim_start_matches(' ');
        let gap = rest.len() - after.len();
        let end = after.find(' ').unwrap_or(after.len());
        let (word, left) = after.split_at(end);
        rest = left;
        (!word.is_empty()).then_some((gap, word))
    })
}

/// The same, where words that belong together are one if they fit into `columns`.
fn units(line: &str, columns: usize) -> Vec<(usize, String)> {
    let mut all: Vec<(usize, Vec<&str>)> = Vec::new();
    for (gap, word) in words(line) {
        match all.last_mut() {
            Some((_, together)) if gap == 1 && goes_on(together, word) => together.push(word),
            Some(_) | None => all.push((gap, vec![word])),
        }
    }
    let mut units = Vec::new();
    for (gap, together) in all {
        let whole = together.join(" ");
        if width(&whole) <= columns {
            units.push((gap, whole));
        } else {
            let gaps = std::iter::once(gap).chain(std::iter::repeat(1));
            units.extend(gaps.zip(together.into_iter().map(str::to_owned)));
        }
    }
    units
}

/// Lines of whole words; one that is longer than a line stands alone, uncut. A number stays with what it counts, and a
/// command is not broken, unless it is longer than a line.
pub fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for (_, part) in units(&text, columns) {
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(&part) <= columns => {
                line.push(' ');
                line.push_str(&part);
            }
            Some(_) | None => lines.push(part),
        }
    }
    lines
}

/// Whether a word belongs to those before it: of a command up to where its clause ends, of a number with what it
/// counts, as in `7 h 9 min`.
fn goes_on(words: &[&str], word: &str) -> bool {
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return false;
    };
    if bare(first) == "loci" {
        return !last.ends_with([',', ';', ':', '.', ')']) && word != "·";
    }
    let is_number = |word: &str| word.parse::<u32>().is_ok();
    let is_counted = is_number(bare(last)) && !BETWEEN.contains(&word);
    (is_counted && !last.ends_with([',', ';', ':', '.', ')']))
        || (bare(last).parse::<chrono::Weekday>().is_ok() && is_number(bare(word)))
        || (words.len() > 1 && *last == "h" && is_number(bare(word)))
}

/// A word without what stands around it: a style, brackets, the marks of a sentence.
fn bare(word: &str) -> &str {
    let word = match (word.strip_prefix('\u{1b}'), word.split_once('m')) {
        (Some(_), Some((_, rest))) => rest,
        (_, _) => word,
    };
    let word = word.split('\u{1b}').next().unwrap_or(word);
    word.trim_matches(['(', ')', ',', ';', ':', '.'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, columns: usize, expected: &[&str]) {
        assert_eq!(fit(text, columns).lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_line_that_is_too_long_goes_on_below_where_it_began() {
        check("short", 40, &["short"]);
        check(
            "silent until 15:00 today: snoozed, then quiet hours",
            40,
            &["silent until 15:00 today: snoozed, then", "  quiet hours"],
        );
        check(
            "atlas    83 loci: 61 branches in 3 maps, 22 rooms in 4 palaces",
            40,
            &[
                "atlas    83 loci: 61 branches in 3 maps,",
                "         22 rooms in 4 palaces",
            ],
        );
        check(
            "  recall       Rebuild a map from memory, in your editor",
            40,
            &[
                "  recall       Rebuild a map from",
                "               memory, in your editor",
            ],
        );
    }

    #[test]
    fn commands_numbers_and_drawings_are_not_torn() {
        check(
            "what was missed comes back with this one: loci plan catch-up --mode extend; soon",
            40,
            &[
                "what was missed comes back with this",
                "  one: loci plan catch-up --mode extend;",
                "  soon",
            ],
        );
        check(
            "pause until 04:00 Sat 26 Dec, and with it Fri 25 Dec",
            46,
            &["pause until 04:00 Sat 26 Dec, and with it", "  Fri 25 Dec"],
        );
        check(
            "it takes about as long as it says, 7 h 9 min",
            40,
            &["it takes about as long as it says,", "  7 h 9 min"],
        );
        let drawn = format!("  ├── {}", "x ".repeat(40));
        check(&drawn, 40, &[&drawn]);
        let undo = format!(
            "undo: rm {} && loci config set plan.file ''",
            "x".repeat(30)
        );
        check(&undo, 40, &[&undo]);
        let example = "  loci again kitchen --at \"yesterday 21:00\"";
        check(example, 40, &[example]);
        let word = "x".repeat(50);
        check(
            &format!("a {word} b"),
            40,
            &["a", &format!("  {word}"), "  b"],
        );
    }

    #[test]
    fn a_cell_that_has_no_room_goes_below_as_a_whole() {
        check(
            "good   Why                in 2 d, Wed 2 Dec",
            40,
            &["good   Why", "       in 2 d, Wed 2 Dec"],
        );
        check(
            "  loci box map dict                   10 minutes, not one more",
            40,
            &["  loci box map dict", "    10 minutes, not one more"],
        );
        check(
            "today    15 to recall, about 3 min, 3 prompts",
            40,
            &["today    15 to recall, about 3 min,", "         3 prompts"],
        );
    }

    #[test]
    fn styles_take_no_room_and_line_ends_stay() {
        let text = "\u{1b}[2mone two\u{1b}[0m three\n\nfour\n";
        assert_eq!(fit(text, 13), text);
        assert_eq!(fit("no end", 40), "no end");
    }

    proptest! {
        #[test]
        fn no_word_is_lost_and_no_line_is_wider_than_it_must_be(text in "[a-z0-9 :;,\n]{0,200}", columns in 21usize..90) {
            let fitted = fit(&text, columns);
            let all = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            prop_assert_eq!(all(&fitted), all(&text));
            for line in fitted.lines() {
                prop_assert!(width(line) <= columns || line.split_whitespace().count() == 1, "{}", line);
            }
        }
    }
}
