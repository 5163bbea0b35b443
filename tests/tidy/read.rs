//! Reads Rust source as text: which paths it names, and how much code it holds. It knows no rules.

/// A path named in a source file, such as `crate::domain::day` or `rusqlite::Connection`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// Line, from 1.
    pub(crate) line: usize,
    /// Its segments; those that begin with `crate`, `self` or `super` are resolved to `crate`.
    pub(crate) segments: Vec<String>,
    /// Whether only tests see it.
    pub(crate) part: Part,
}

/// Which part of the program a line belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// It ships.
    Program,
    /// It stands in a `#[cfg(test)]` item or in a file of tests.
    Test,
}

/// Where a file stands in the module tree: `src/store/sql.rs` is `["store", "sql"]`.
pub(crate) fn module(path: &str) -> Vec<&str> {
    let inside = path.strip_prefix("src/").unwrap_or(path);
    let mut segments: Vec<&str> = inside.trim_end_matches(".rs").split('/').collect();
    if matches!(segments.last(), Some(&("mod" | "lib"))) {
        segments.pop();
    }
    segments
}

/// Every path of two or more segments, and every crate that is brought in by its bare name.
pub(crate) fn names(path: &str, text: &str) -> Vec<Named> {
    let blank = blanked(text);
    let tokens = tokens(&blank);
    let mut out = Vec::new();
    let mut scopes = Scopes::new(path);
    let mut at = 0;
    while at < tokens.len() {
        let begins = is_word(tokens[at].text)
            && !at
                .checked_sub(1)
                .is_some_and(|b| matches!(tokens[b].text, "::" | "."));
        if !begins {
            scopes.see(&tokens, at);
            at += 1;
            continue;
        }
        let mut found = Vec::new();
        let next = path_at(&tokens, at, &mut Vec::new(), &mut found);
        let is_brought_in = at > 0 && matches!(tokens[at - 1].text, "use" | "crate");
        for (line, segments) in found {
            if segments.len() > 1 || is_brought_in {
                let segments = scopes.resolved(segments);
                out.push(Named {
                    line,
                    segments,
                    part: scopes.part(),
                });
            }
        }
        // A single word may still open a scope (`mod tests {`) or be part of an attribute.
        if next == at + 1 {
            scopes.see(&tokens, at);
        }
        at = next;
    }
    out
}

/// The modules that a file declares or brings in by name; they hide crates of the same name.
pub(crate) fn local_modules(path: &str, text: &str) -> Vec<String> {
    let blank = blanked(text);
    let tokens = tokens(&blank);
    let declared = tokens
        .windows(2)
        .filter(|pair| pair[0].text == "mod")
        .map(|pair| pair[1].text.to_owned());
    let brought = names(path, text)
        .into_iter()
        .filter(|named| named.segments[0] == "crate")
        .filter_map(|named| named.segments.last().cloned());
    declared.chain(brought).collect()
}

/// The number of lines that hold code: no blank lines, no comments, no tests beside the code.
pub(crate) fn code_lines(path: &str, text: &str) -> usize {
    let blank = blanked(text);
    let tokens = tokens(&blank);
    let mut scopes = Scopes::new(path);
    let whole_file = scopes.part();
    let mut lines = std::collections::BTreeSet::new();
    for at in 0..tokens.len() {
        if scopes.part() == whole_file {
            lines.insert(tokens[at].line);
        }
        scopes.see(&tokens, at);
    }
    lines.len()
}

struct Token<'a> {
    line: usize,
    text: &'a str,
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Words, `::`, and single other characters.
fn tokens(blank: &str) -> Vec<Token<'_>> {
    let mut out = Vec::new();
    for (number, line) in (1..).zip(blank.lines()) {
        let mut rest = line.trim_start();
        while let Some(first) = rest.chars().next() {
            let length = if first.is_alphanumeric() || first == '_' {
                let end = |c: char| !(c.is_alphanumeric() || c == '_');
                rest.find(end).unwrap_or(rest.len())
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            out.push(Token {
                line: number,
                text: &rest[..length],
            });
            rest = rest[length..].trim_start();
        }
    }
    out
}

/// Reads one path, or a tree of them in braces, from `at` on; returns where it ends.
fn path_at(
    tokens: &[Token<'_>],
    mut at: usize,
    prefix: &mut Vec<String>,
    out: &mut Vec<(usize, Vec<String>)>,
) -> usize {
    let depth = prefix.len();
    let line = tokens[at].line;
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text);
    loop {
        if text(at) == "{" {
            at = group_at(tokens, at + 1, prefix, out);
            break;
        }
        prefix.push(text(at).to_owned());
        at += 1;
        let goes_on =
            text(at) == "::" && (is_word(text(at + 1)) || matches!(text(at + 1), "{" | "*"));
        if !goes_on {
            out.push((line, prefix.clone()));
            break;
        }
        at += 1;
    }
    prefix.truncate(depth);
    at
}

/// Reads the paths of a brace group, after its `{`; returns what follows its `}`.
fn group_at(
    tokens: &[Token<'_>],
    mut at: usize,
    prefix: &mut Vec<String>,
    out: &mut Vec<(usize, Vec<String>)>,
) -> usize {
    while at < tokens.len() && tokens[at].text != "}" {
        let is_entry = is_word(tokens[at].text) && matches!(tokens[at - 1].text, "{" | ",");
        at = match is_entry || tokens[at].text == "*" {
            true => path_at(tokens, at, prefix, out),
            false => at + 1,
        };
    }
    at + 1
}

/// The modules and test items that are open at a point of a file.
struct Scopes {
    file: Vec<String>,
    file_part: Part,
    open: Vec<(Option<String>, Part)>,
    marked: Part,
}

impl Scopes {
    fn new(path: &str) -> Scopes {
        let is_test = path.ends_with("/tests.rs") || path.contains("/tests/");
        Scopes {
            file: module(path).into_iter().map(str::to_owned).collect(),
            file_part: if is_test { Part::Test } else { Part::Program },
            open: Vec::new(),
            marked: Part::Program,
        }
    }

    fn part(&self) -> Part {
        let all = self.open.iter().map(|(_, part)| *part);
        let is_test = all
            .chain([self.file_part, self.marked])
            .any(|part| part == Part::Test);
        if is_test { Part::Test } else { Part::Program }
    }

    /// Takes note of the token at `at`: an attribute, or a brace that opens or closes.
    fn see(&mut self, tokens: &[Token<'_>], at: usize) {
        let before = |n: usize| at.checked_sub(n).map_or("", |at| tokens[at].text);
        match tokens[at].text {
            "test" if before(1) == "(" && before(2) == "cfg" && before(4) == "#" => {
                self.marked = Part::Test;
            }
            "{" => {
                let name = (before(2) == "mod").then(|| before(1).to_owned());
                self.open.push((name, self.marked));
                self.marked = Part::Program;
            }
            "}" => {
                self.open.pop();
            }
            ";" => self.marked = Part::Program,
            _ => {}
        }
    }

    /// Replaces `self` and `super` by where they lead.
    fn resolved(&self, segments: Vec<String>) -> Vec<String> {
        let mut home = self.file.clone();
        home.extend(self.open.iter().filter_map(|(name, _)| name.clone()));
        match segments[0].as_str() {
            "loci" => home.clear(),
            "self" => {}
            "super" => {
                home.pop();
            }
            _ => return segments,
        }
        let mut rest = segments.into_iter().skip(1).peekable();
        while rest.next_if(|segment| segment == "super").is_some() {
            home.pop();
        }
        ["crate".to_owned()]
            .into_iter()
            .chain(home)
            .chain(rest)
            .collect()
    }
}

/// The text with comments, strings and characters replaced by blanks; lines stay where they are.
fn blanked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut last = ' ';
    while let Some(first) = rest.chars().next() {
        let length = blank_length(rest, last);
        if length == 0 {
            out.push(first);
            last = first;
            rest = &rest[first.len_utf8()..];
        } else {
            let skipped = &rest[..length];
            out.push(' ');
            out.extend(skipped.chars().filter(|c| *c == '\n'));
            last = ' ';
            rest = &rest[length..];
        }
    }
    out
}

/// The length of the comment or literal that `rest` begins with, 0 if it begins with neither.
fn blank_length(rest: &str, last: char) -> usize {
    let starts_word = !(last.is_alphanumeric() || last == '_');
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return block_comment(rest);
    }
    if rest.starts_with('"') {
        return quoted(rest, 1);
    }
    if let Some(tail) = rest.strip_prefix('\'') {
        let second = tail.chars().nth(1);
        let is_char = tail.starts_with('\\') || second == Some('\'');
        return if is_char { character(rest) } else { 0 };
    }
    let letters = rest.find(|c| !matches!(c, 'b' | 'c' | 'r')).unwrap_or(0);
    if !starts_word || letters == 0 || letters > 2 {
        return 0;
    }
    let hashes = rest[letters..].find(|c| c != '#').unwrap_or(0);
    let is_string = rest[letters + hashes..].starts_with('"');
    match (is_string, rest[..letters].contains('r')) {
        (true, true) => {
            let from = letters + hashes + 1;
            let end = format!("\"{}", "#".repeat(hashes));
            rest[from..]
                .find(&end)
                .map_or(rest.len(), |at| from + at + end.len())
        }
        (true, false) if hashes == 0 => quoted(rest, letters + 1),
        _ => 0,
    }
}

fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

fn quoted(rest: &str, from: usize) -> usize {
    ended(rest, from, '"')
}

fn character(rest: &str) -> usize {
    ended(rest, 1, '\'')
}

fn ended(rest: &str, from: usize, end: char) -> usize {
    let mut is_escaped = false;
    for (at, c) in rest[from..].char_indices() {
        if c == end && !is_escaped {
            return from + at + 1;
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(path: &str, text: &str) -> Vec<String> {
        let named = names(path, text);
        named
            .iter()
            .map(|named| named.segments.join("::"))
            .collect()
    }

    #[test]
    fn trees_of_imports_are_unfolded() {
        assert_eq!(
            paths(
                "src/a.rs",
                "use crate::{x::{self, Y as Z}, w::*};\nuse tokio;"
            ),
            ["crate::x::self", "crate::x::Y", "crate::w::*", "tokio"]
        );
    }

    #[test]
    fn super_and_self_lead_somewhere() {
        let text = "use super::x; use self::y::z; mod tests { use super::super::v; fn f() {} }";
        assert_eq!(
            paths("src/a/b.rs", text),
            ["crate::a::x", "crate::a::b::y::z", "crate::a::v"]
        );
    }

    #[test]
    fn comments_and_literals_name_nothing() {
        let text = r##"
            //! crate::a::b
            /* crate::a /* b::c */ d::e */ let s = "a::b\" c::d"; let r = r#"x::y"#;
            let c = '"'; let l: &'static str = b"q::r"; let t = '\''; real::path();
        "##;
        assert_eq!(paths("src/a.rs", text), ["real::path"]);
    }

    #[test]
    fn test_items_are_told_from_the_program() {
        let text = "use a::b;\n#[cfg(test)]\nmod tests {\n use c::d;\n mod in_it { use e::f; }\n}\nuse g::h;\n#[cfg(test)]\nuse i::j;\nuse k::l;";
        let parts: Vec<Part> = names("src/a.rs", text)
            .iter()
            .map(|named| named.part)
            .collect();
        use Part::{Program, Test};
        assert_eq!(parts, [Program, Test, Test, Program, Test, Program]);
        assert_eq!(names("src/a/tests.rs", "use a::b;")[0].part, Test);
    }

    #[test]
    fn only_code_is_counted() {
        let text = "//! Doc.\n\nuse a::b;\n/// More.\nfn f() {\n    // why\n    g()\n}\n#[cfg(test)]\nmod tests {\n    fn t() {}\n}\n";
        assert_eq!(code_lines("src/a.rs", text), 5);
    }
}
