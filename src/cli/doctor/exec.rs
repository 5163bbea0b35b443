//! The program in a command line of a unit or of a desktop entry, read back as it was written. Pure.
//!
//! Sources: systemd.service(5) and systemd.syntax(7); the Desktop Entry Specification 1.5, "The Exec key".

use std::path::PathBuf;

/// The program that an `ExecStart=` line starts; none if only the service manager knows it.
pub fn of_unit(text: &str) -> Option<PathBuf> {
    let line = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("ExecStart="))?;
    let line = line.trim_start_matches(['-', '@', ':', '+', '!', '|']);
    let word = unit_word(line)?;
    // systemd.unit(5): a `%` begins a specifier, which only the manager can fill in.
    let program = PathBuf::from(percent(&word)?);
    program.is_absolute().then_some(program)
}

/// The first word of a line of a unit: quoted or not, with the escapes of C.
fn unit_word(line: &str) -> Option<String> {
    let line = line.trim_start();
    let quote = line.chars().next().filter(|c| matches!(c, '"' | '\''));
    let mut rest = line.chars();
    if quote.is_some() {
        rest.next();
    }
    let mut word = String::new();
    while let Some(c) = rest.next() {
        match (c, quote) {
            (c, Some(quote)) if c == quote => return Some(word),
            (c, None) if c.is_whitespace() => return Some(word),
            ('\\', _) => word.push(escaped(&mut rest)?),
            (c, _) => word.push(c),
        }
    }
    // A quote without an end is no word.
    quote.is_none().then_some(word)
}

fn escaped(rest: &mut std::str::Chars<'_>) -> Option<char> {
    Some(match rest.next()? {
        's' => ' ',
        't' => '\t',
        'n' => '\n',
        'x' => {
            let digits: String = rest.by_ref().take(2).collect();
            char::from(u8::from_str_radix(&digits, 16).ok().filter(u8::is_ascii)?)
        }
        c @ ('\\' | '"' | '\'') => c,
        _ => return None,
    })
}

/// A text with each `%%` as one; none if another `%` stands in it.
fn percent(text: &str) -> Option<String> {
    let plain = text.replace("%%", "");
    (!plain.contains('%')).then(|| text.replace("%%", "%"))
}

/// The program that the `Exec=` line of a desktop entry starts, what `env` sets for it left out.
pub fn of_entry(text: &str) -> Option<PathBuf> {
    let line = text.lines().find_map(|line| line.strip_prefix("Exec="))?;
    let words = entry_words(&entry_string(line))?;
    let mut words = words.iter().map(String::as_str).peekable();
    if words.peek() == Some(&"env") {
        words.next();
        while words.peek().is_some_and(|word| word.contains('=')) {
            words.next();
        }
    }
    Some(PathBuf::from(percent(words.next()?)?))
}

/// The value of a key of the type string, its escapes undone.
fn entry_string(value: &str) -> String {
    let mut plain = String::with_capacity(value.len());
    let mut rest = value.trim().chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => match rest.next() {
                Some('s') => plain.push(' '),
                Some('n') => plain.push('\n'),
                Some('t') => plain.push('\t'),
                Some('r') => plain.push('\r'),
                Some('\\') | None => plain.push('\\'),
                Some(other) => plain.extend(['\\', other]),
            },
            c => plain.push(c),
        }
    }
    plain
}

/// The words of a command line, quotes undone; none if a quote has no end.
fn entry_words(line: &str) -> Option<Vec<String>> {
    let mut words: Vec<String> = Vec::new();
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        if c == ' ' {
            continue;
        }
        let mut word = String::new();
        if c == '"' {
            loop {
                match rest.next()? {
                    '"' => break,
                    '\\' => word.push(rest.next()?),
                    c => word.push(c),
                }
            }
        } else {
            word.push(c);
            while let Some(c) = rest.next_if(|c| *c != ' ') {
                word.push(c);
            }
        }
        words.push(word);
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::cli::daemon::units;
    use crate::cli::fake::Fake;
    use crate::cli::render::out::Form;

    #[test]
    fn what_install_writes_is_read_back() {
        let fake = Fake::down(Form::Text);
        let set = [("LOCI_CONFIG", "/a\"b c\\d$e%f".into())];
        for program in ["/bin/loci", "/my bin/50%/$x/loci"] {
            for places in [&set[..], &[]] {
                let [_, service] =
                    units::systemd(&fake.context, Path::new(program), places).unwrap();
                assert_eq!(of_unit(&service.text), Some(program.into()));
                let entry = units::autostart(&fake.context, Path::new(program), places).unwrap();
                assert_eq!(of_entry(&entry.text), Some(program.into()), "{entry:?}");
            }
        }
        let odd = "/a\"b/c\\d/`e`/$f/50%/it's/loci";
        let entry = units::autostart(&fake.context, Path::new(odd), &set).unwrap();
        assert_eq!(of_entry(&entry.text), Some(odd.into()), "{entry:?}");
    }

    #[test]
    fn a_specifier_is_not_judged() {
        let check = |line: &str, expected: Option<&str>| {
            assert_eq!(of_unit(line), expected.map(PathBuf::from), "{line}");
        };
        check("ExecStart=%h/.cargo/bin/locid run\n", None);
        check("ExecStart=-/bin/locid run\n", Some("/bin/locid"));
        check("ExecStart='/a b/50%%/locid' run", Some("/a b/50%/locid"));
        check(
            "ExecStart=\"/a\\x20\\\"b\\\\/locid\" run",
            Some("/a \"b\\/locid"),
        );
        check("ExecStart=\"/no end", None);
        check("ExecStart=locid run", None);
    }
}
