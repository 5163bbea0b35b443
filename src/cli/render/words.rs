//! Small phrases of the text form: counts, minutes, ratings, clean labels. Pure.

use anstyle::{AnsiColor, Style};

use crate::domain::now::Secs;
use crate::domain::rating::Rating;

/// What is beside the point.
pub const DIM: Style = Style::new().dimmed();
/// What matters most.
pub const BOLD: Style = Style::new().bold();
/// Trouble.
pub const WARN: Style = AnsiColor::Yellow.on_default();

/// A text in a style.
pub fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// A label without anything that a terminal would obey: control characters, those that turn the direction of
/// text and those that end a line become `\u{fffd}`.
pub fn printable(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t' => ' ',
            c if is_obeyed(c) => '\u{fffd}',
            c => c,
        })
        .collect()
}

/// A whole text without anything that a terminal would obey, but for its lines, tabs and styles (SGR of ECMA-48).
pub fn lines_and_styles(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(style) = style_at(rest) {
            kept.push_str(style);
            rest = &rest[style.len()..];
            continue;
        }
        kept.push(match c {
            '\n' | '\t' => c,
            c if is_obeyed(c) => '\u{fffd}',
            c => c,
        });
        rest = &rest[c.len_utf8()..];
    }
    kept
}

/// The style that a text begins with: `ESC [`, numbers and semicolons, `m`.
fn style_at(text: &str) -> Option<&str> {
    let numbers = text.strip_prefix("\x1b[")?;
    let end = numbers.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    numbers[end..].starts_with('m').then(|| &text[..end + 3])
}

/// Whether a terminal does something at a character instead of showing it.
fn is_obeyed(c: char) -> bool {
    let turns = matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || turns || matches!(c, '\u{2028}' | '\u{2029}')
}

/// `1 prompt`, `3 prompts`.
pub fn count(number: impl Into<u64>, one: &str) -> String {
    let number = number.into();
    let many = match (number, one.strip_suffix('h')) {
        (1, _) => return format!("1 {one}"),
        (_, Some(_)) => format!("{one}es"),
        (_, None) => format!("{one}s"),
    };
    format!("{number} {many}")
}

/// A number that is easy to read: `5,310`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 locus`, `3 loci`.
pub fn loci(number: impl Into<u64>) -> String {
    match number.into() {
        1 => "1 locus".to_owned(),
        number => format!("{number} loci"),
    }
}

/// A rating's word, padded and in its colour.
pub fn rating(number: u8) -> String {
    let Ok(rating) = Rating::from_number(number) else {
        return format!("{number:<5}");
    };
    let style = match rating {
        Rating::Again => AnsiColor::Red.on_default(),
        Rating::Hard => AnsiColor::Yellow.on_default(),
        Rating::Good => AnsiColor::Green.on_default(),
        Rating::Easy => AnsiColor::Cyan.on_default(),
    };
    format!("{style}{:<5}{style:#}", rating.word())
}

/// How long something runs: `40 s`, `12 min`, `3 h`, `5 d`.
pub fn age(secs: u64) -> String {
    match secs {
        0..60 => format!("{secs} s"),
        60..3600 => format!("{} min", secs / 60),
        3600..86_400 => format!("{} h", secs / 3600),
        _ => format!("{} d", secs / 86_400),
    }
}

/// A duration in whole units: `45 s`, `1 min 30 s`, `1 h 30 min`.
pub fn span(secs: u32) -> String {
    let parts = [
        (secs / 3600, "h"),
        (secs / 60 % 60, "min"),
        (secs % 60, "s"),
    ];
    let said = parts.iter().filter(|(number, _)| *number > 0);
    let said: Vec<String> = said
        .map(|(number, unit)| format!("{number} {unit}"))
        .collect();
    match said.is_empty() {
        true => "0 s".to_owned(),
        false => said.join(" "),
    }
}

/// A budget as a clock: `10:00`.
pub fn clock(secs: u32) -> String {
    Secs(secs).to_string()
}

/// A probability in per cent.
pub fn percent(probability: f32) -> String {
    format!("{:.0} %", probability * 100.0)
}

/// Days of stability: `0.4 d`, `12 d`.
pub fn days(days: f32) -> String {
    if days < 10.0 {
        format!("{days:.1} d")
    } else {
        format!("{days:.0} d")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_label_reaches_the_terminal_as_a_command() {
        assert_eq!(
            printable("a\x1b[2Jb\u{9b}c\u{202e}d\te\n"),
            "a\u{fffd}[2Jb\u{fffd}c\u{fffd}d e\u{fffd}"
        );
        assert_eq!(printable("`__init__` · 語"), "`__init__` · 語");
    }

    #[test]
    fn numbers_are_said_in_words() {
        assert_eq!(count(1u32, "prompt"), "1 prompt");
        assert_eq!(count(3u32, "branch"), "3 branches");
        assert_eq!(count(0u32, "room"), "0 rooms");
        assert_eq!(grouped(310), "310");
        assert_eq!(grouped(1_005_310), "1,005,310");
        assert_eq!(loci(1u32), "1 locus");
        assert_eq!(age(59), "59 s");
        assert_eq!(age(200_000), "2 d");
        assert_eq!(clock(600), "10:00");
        assert_eq!(span(45), "45 s");
        assert_eq!(span(5400), "1 h 30 min");
        assert_eq!(span(90), "1 min 30 s");
        assert_eq!(percent(0.833), "83 %");
        assert_eq!(days(0.42), "0.4 d");
    }
}
