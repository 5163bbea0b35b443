//! The checks as text: a line each, wrapped where the terminal ends, its cure below. Pure.

use anstyle::{AnsiColor, Style};

use super::check::{Check, Level};
use super::fix::Mended;
use crate::cli::render::words::{self, BOLD, DIM, WARN, printable, styled};
use crate::cli::render::wrap::wrapped;

/// Columns before a message.
const INDENT: usize = 17;
/// The same where it stands below its name, for a terminal with fewer than [`NARROW`] columns.
const BELOW: usize = 6;
/// Columns from which on a message stands beside its name.
const NARROW: usize = 60;

/// The checks; wrapped at `columns`, if that is known.
pub fn checks(checks: &[Check], columns: Option<usize>) -> String {
    checks.iter().map(|check| line(check, columns)).collect()
}

/// One check.
pub fn line(check: &Check, columns: Option<usize>) -> String {
    let is_narrow = columns.is_some_and(|columns| columns < NARROW);
    let indent = if is_narrow { BELOW } else { INDENT };
    let room = columns.map_or(usize::MAX, |columns| columns.saturating_sub(indent).max(20));
    let indent = " ".repeat(indent);
    let message = wrapped(&printable(&check.message), room).join(&format!("\n{indent}"));
    let level = styled(style(check.level), &format!("{:<4}", check.level.as_str()));
    let mut text = match is_narrow {
        true => format!("{level}  {}\n{indent}{message}\n", check.name),
        false => format!("{level}  {:<9}  {message}\n", check.name),
    };
    if let Some(cure) = &check.cure {
        let cure = styled(BOLD, &printable(cure));
        text.push_str(&format!("{indent}{} {cure}\n", styled(DIM, "→")));
    }
    text
}

fn style(level: Level) -> Style {
    match level {
        Level::Ok => AnsiColor::Green.on_default(),
        Level::Note => DIM,
        Level::Warn => WARN,
        Level::Fail => AnsiColor::Red.on_default().bold(),
    }
}

/// What was mended.
pub fn mended(mended: &[Mended]) -> String {
    let lines = mended.iter().map(|it| {
        let undo = match &it.undo {
            Some(undo) => format!("       undo: {}\n", printable(undo)),
            None => String::new(),
        };
        format!("fixed  {}\n{undo}", printable(&it.what))
    });
    let text: String = lines.collect();
    if text.is_empty() {
        text
    } else {
        format!("{text}\n")
    }
}

/// How many troubles there are.
pub fn summary(checks: &[Check]) -> String {
    let count = |level| {
        let found = checks.iter().filter(|check| check.level == level).count();
        u64::try_from(found).unwrap_or(u64::MAX)
    };
    match (count(Level::Fail), count(Level::Warn)) {
        (0, 0) => "\nall is well\n".to_owned(),
        (0, warned) => format!("\nit works; {}\n", words::count(warned, "remark")),
        (failed, 0) => format!("\n{}\n", words::count(failed, "failure")),
        (failed, warned) => format!(
            "\n{}, {}\n",
            words::count(failed, "failure"),
            words::count(warned, "remark")
        ),
    }
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;

    fn plain(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    #[test]
    fn a_check_fits_the_terminal_and_has_its_cure_below() {
        let check = Check::warn("desktop", "word ".repeat(20).trim(), "loci doctor --notify");
        let text = plain(&line(&check, Some(80)));
        assert!(text.starts_with("warn  desktop    word word"), "{text}");
        assert!(text.lines().all(|line| line.width() <= 80), "{text}");
        assert!(
            text.ends_with("\n                 → loci doctor --notify\n"),
            "{text}"
        );
        assert_eq!(plain(&line(&check, None)).lines().count(), 2);
        let text = plain(&line(&check, Some(40)));
        assert!(text.starts_with("warn  desktop\n      word word"), "{text}");
        assert!(text.lines().all(|line| line.width() <= 40), "{text}");
        assert!(text.ends_with("\n      → loci doctor --notify\n"), "{text}");
    }

    #[test]
    fn the_last_line_counts_the_troubles() {
        let (ok, note) = (Check::ok("a", "b"), Check::note("a", "b"));
        let warn = Check::warn("a", "b", "c");
        let fail = Check::fail("a", "b", "c");
        assert_eq!(summary(&[ok.clone(), note]), "\nall is well\n");
        assert_eq!(summary(&[ok, warn.clone()]), "\nit works; 1 remark\n");
        assert_eq!(
            summary(&[fail.clone(), fail, warn]),
            "\n2 failures, 1 remark\n"
        );
    }

    #[test]
    fn what_was_mended_comes_with_its_undo() {
        let done = Mended {
            what: "chmod 600 /d/loci.db".to_owned(),
            undo: Some("chmod 644 /d/loci.db".to_owned()),
        };
        assert_eq!(
            mended(&[done]),
            "fixed  chmod 600 /d/loci.db\n       undo: chmod 644 /d/loci.db\n\n"
        );
        assert_eq!(mended(&[]), "");
    }
}
