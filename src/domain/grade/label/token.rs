//! The words of a label, and what each of them is: prose, in which a slip may happen, or code, in which it is
//! something else.

use std::ops::Range;

use super::clean::{characters, fold, is_dense, is_letter, is_ornament, without_accents};
use super::markup::strip;
use super::minor;

/// What a word is, from what may be missing to what must be said as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::domain::grade) enum Kind {
    /// An article, a preposition, an auxiliary.
    Minor,
    /// Prose.
    Word,
    /// Of a script that is written without blanks.
    Dense,
    /// With digits or capitals inside, or shown as code: letter by letter, in any case.
    Name,
    /// With signs of code: letter by letter, in this case.
    Code,
}

/// A word of a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domain::grade) struct Token {
    pub(super) kind: Kind,
    /// Without capitals, and without the brackets of an empty call.
    pub(in crate::domain::grade) loose: Box<str>,
    /// As it was written; `None` if that is the same.
    strict: Option<Box<str>>,
    /// Without accents; `None` if that is the same.
    plain: Option<Box<str>>,
}

impl Token {
    fn new(raw: &str, kind: Kind) -> Token {
        let folded = fold(raw);
        let called = (kind == Kind::Code).then(|| folded.strip_suffix("()"));
        let loose = match called.flatten().filter(|name| !name.is_empty()) {
            Some(name) => name.into(),
            None => folded.into_boxed_str(),
        };
        Token {
            kind,
            strict: (*loose != *raw).then(|| raw.into()),
            plain: match kind {
                Kind::Minor | Kind::Word => without_accents(&loose).map(String::into_boxed_str),
                Kind::Dense | Kind::Name | Kind::Code => None,
            },
            loose,
        }
    }

    /// As it was written.
    pub(super) fn written(&self) -> &str {
        self.strict.as_deref().unwrap_or(&self.loose)
    }

    /// Without capitals and accents.
    pub(super) fn plain(&self) -> &str {
        self.plain.as_deref().unwrap_or(&self.loose)
    }

    /// What makes it equal to another one.
    pub(super) fn key(&self) -> &str {
        match self.kind {
            Kind::Code => self.written(),
            Kind::Minor | Kind::Word | Kind::Dense | Kind::Name => &self.loose,
        }
    }

    /// How many letters it has.
    pub(super) fn letters(&self) -> usize {
        self.loose.chars().filter(|c| is_letter(*c)).count()
    }

    pub(super) fn has_digits(&self) -> bool {
        self.loose.contains(char::is_numeric)
    }

    /// An operator, a bracket, an arrow.
    pub(super) fn is_sign(&self) -> bool {
        !self.loose.contains(is_letter)
    }
}

/// The words of a text, in order. None only if the text is blank.
pub(in crate::domain::grade) fn tokens(text: &str) -> Vec<Token> {
    let clean = characters(text);
    let bare = strip(&clean);
    let mut reader = Reader {
        is_shouted: is_shouted(&bare.text),
        code: &bare.code,
        tokens: Vec::new(),
        ornaments: Vec::new(),
    };
    for chunk in chunks(&bare.text) {
        reader.read(&bare.text, chunk);
    }
    if reader.tokens.is_empty() {
        return reader.ornaments;
    }
    without_parting_words(reader.tokens)
}

/// Leaves out `vs` between two words, where it is what `/` is.
fn without_parting_words(mut tokens: Vec<Token>) -> Vec<Token> {
    let is_parting = |token: &Token| minor::is_parting(&token.loose);
    for at in (1..tokens.len().saturating_sub(1)).rev() {
        let is_beside = |token: &Token| token.is_sign() || is_parting(token);
        if is_parting(&tokens[at]) && !is_beside(&tokens[at - 1]) && !is_beside(&tokens[at + 1]) {
            tokens.remove(at);
        }
    }
    tokens
}

/// Whether a text is written as a list of things that stand beside each other.
pub(super) fn is_list(text: &str) -> bool {
    let parts = |word: &str| matches!(word, "and" | "or" | "&") || minor::is_parting(word);
    text.contains([',', '/', ';', '|', '、', '，'])
        || text
            .split_whitespace()
            .any(|word| parts(&fold(word.trim_end_matches('.'))))
}

/// Capitals say nothing where all letters have them, unless they are few.
fn is_shouted(text: &str) -> bool {
    let is_long = |word: &str| word.chars().count() > 5;
    !text.contains(char::is_lowercase) && text.split(|c: char| !c.is_uppercase()).any(is_long)
}

/// What stands between blanks. Blanks within the brackets of a call part nothing.
fn chunks(text: &str) -> Vec<Range<usize>> {
    let mut chunks = Vec::new();
    let mut start: Option<usize> = None;
    let mut call_end = 0;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if at >= call_end {
            if c.is_whitespace() || c.is_control() {
                chunks.extend(start.take().map(|start| start..at));
            } else {
                start.get_or_insert(at);
                if matches!(c, '(' | '[') && (is_letter(before) || before == '_') {
                    call_end = at + call(&text[at..]);
                }
            }
        }
        before = c;
    }
    chunks.extend(start.map(|start| start..text.len()));
    chunks
}

/// Bytes of a call's brackets that are looked at, at most: what is longer is prose.
const CALL: usize = 32;

/// The bytes of the brackets that a text begins with, up to where they are closed; 0 if they are not.
fn call(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices().take(CALL) {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + c.len_utf8();
        }
    }
    0
}

/// Makes words of chunks.
struct Reader<'a> {
    is_shouted: bool,
    code: &'a [Range<usize>],
    tokens: Vec<Token>,
    /// What counts only where there is nothing else.
    ornaments: Vec<Token>,
}

impl Reader<'_> {
    fn read(&mut self, text: &str, chunk: Range<usize>) {
        let whole = &text[chunk.clone()];
        let core = without_edges(whole);
        if !core.contains(is_letter) {
            return self.sign(whole);
        }
        while self
            .code
            .first()
            .is_some_and(|code| code.end <= chunk.start)
        {
            self.code = &self.code[1..];
        }
        let is_code = self.code.first().is_some_and(|code| code.start < chunk.end);
        let floor = if is_code { Kind::Name } else { Kind::Minor };
        if is_code_like(core) {
            let joined: String = core.chars().filter(|c| !c.is_whitespace()).collect();
            return self.tokens.push(Token::new(&joined, Kind::Code));
        }
        let is_alone = !core.contains(is_parting);
        for piece in pieces(core) {
            for (part, is_dense) in scripts(piece) {
                let kind = match is_dense {
                    true => Kind::Dense,
                    false => self.kind(part, is_alone),
                };
                self.tokens.push(Token::new(part, kind.max(floor)));
            }
        }
    }

    fn sign(&mut self, sign: &str) {
        let is_parting = sign
            .chars()
            .all(|c| is_ornament(c) || "-/,;:.!?'\"…".contains(c));
        let is_operator = matches!(sign, "!" | "//");
        if is_parting && !is_operator {
            self.ornaments.push(Token::new(sign, Kind::Code));
        } else if sign == "&" {
            self.tokens.push(Token::new("and", Kind::Minor));
        } else {
            self.tokens.push(Token::new(sign, Kind::Code));
        }
    }

    fn kind(&self, part: &str, is_alone: bool) -> Kind {
        let mut before = '\'';
        let mut has_inner_capital = false;
        let mut has_other = false;
        for c in part.chars() {
            has_inner_capital |= c.is_uppercase() && before != '\'';
            has_other |= c.is_numeric() || matches!(c, '+' | '#' | '.' | '&' | '/' | ':' | ',');
            before = c;
        }
        if has_other || (has_inner_capital && !self.is_shouted) {
            return Kind::Name;
        }
        // `A` is an article only at the beginning: the vitamin is not.
        let is_minor =
            is_alone && minor::is_minor(&fold(part)) && (part != "A" || self.tokens.is_empty());
        if is_minor { Kind::Minor } else { Kind::Word }
    }
}

/// Brackets within each other that are taken off a chunk, at most.
const EDGES: usize = 4;

/// A chunk without the punctuation of prose at its ends, and without brackets that are closed or opened elsewhere,
/// or that hold all of it.
fn without_edges(chunk: &str) -> &str {
    let mut core = chunk.trim_matches(is_ornament);
    for _ in 0..EDGES {
        let before = core.len();
        core = core.trim_start_matches([',', ';', ':', '\'', '"', '¿', '¡']);
        core = core.trim_end_matches([',', ';', ':', '\'', '"', '!', '?', '.', '…']);
        core = without_brackets(core);
        if core.len() == before {
            break;
        }
    }
    core
}

fn without_brackets(core: &str) -> &str {
    let count = |of: [char; 3]| core.matches(of).count();
    if core.starts_with(['(', '[', '{']) && core.ends_with([')', ']', '}']) {
        return &core[1..core.len() - 1];
    }
    // Counted only where one stands at an end, and then one goes: a chunk of brackets alone has no letters.
    if core.starts_with(['(', '[', '{']) && count(['(', '[', '{']) > count([')', ']', '}']) {
        return &core[1..];
    }
    if core.ends_with([')', ']', '}']) && count([')', ']', '}']) > count(['(', '[', '{']) {
        return &core[..core.len() - 1];
    }
    core
}

/// Whether a chunk is code for the signs in it or before it.
fn is_code_like(core: &str) -> bool {
    // The signs after the name of a language or a note belong to the name.
    let name = core.trim_end_matches(['+', '#']);
    let is_led = core.starts_with(['-', '/', '.', '&', '+', '#']);
    let is_inner = |c: char| !is_letter(c) && !"-'/,;:.&".contains(c) && !is_ornament(c);
    is_led
        || name.contains(is_inner)
        || name.contains("::")
        || name.contains("//")
        || name.ends_with("--")
}

fn is_parting(c: char) -> bool {
    matches!(c, '-' | '/' | ',' | ';' | ':' | '・') || is_ornament(c)
}

/// The words of a chunk of prose. What stands between digits belongs to the number.
fn pieces(core: &str) -> Vec<&str> {
    let (mut pieces, mut start, mut before) = (Vec::new(), 0, ' ');
    let mut rest = core.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let after = rest.peek().map_or(' ', |(_, c)| *c);
        let is_number = c != '-' && before.is_numeric() && after.is_numeric();
        if is_parting(c) && !is_number {
            pieces.push(&core[start..at]);
            start = at + c.len_utf8();
        }
        before = c;
    }
    pieces.push(&core[start..]);
    pieces.retain(|piece| piece.contains(is_letter));
    pieces
}

/// The parts of a piece that are written with blanks elsewhere, and those that are not.
fn scripts(piece: &str) -> Vec<(&str, bool)> {
    if piece.is_ascii() {
        return vec![(piece, false)];
    }
    let (mut parts, mut start, mut was_dense) = (Vec::new(), 0, None);
    for (at, c) in piece.char_indices() {
        let dense = is_dense(c);
        if was_dense.is_some_and(|was| was != dense) && is_letter(c) {
            parts.push((&piece[start..at], !dense));
            start = at;
        }
        if is_letter(c) {
            was_dense = Some(dense);
        }
    }
    parts.push((&piece[start..], was_dense.unwrap_or_default()));
    parts
}

#[cfg(test)]
mod tests {
    use super::Kind::{Code, Dense, Minor, Name, Word};
    use super::*;

    fn read(text: &str) -> Vec<(String, Kind)> {
        tokens(text)
            .into_iter()
            .map(|token| (token.key().to_owned(), token.kind))
            .collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &[(&str, Kind)]) {
        let expected: Vec<(String, Kind)> = expected
            .iter()
            .map(|(key, kind)| ((*key).to_owned(), *kind))
            .collect();
        assert_eq!(read(text), expected, "{text}");
    }

    #[test]
    fn prose_is_words() {
        check("Stack vs Heap", &[("stack", Word), ("heap", Word)]);
        check("vs. heap", &[("vs", Word), ("heap", Word)]);
        check(
            "if/else: (why)?",
            &[("if", Word), ("else", Word), ("why", Minor)],
        );
        check(
            "int, float,bool",
            &[("int", Word), ("float", Word), ("bool", Word)],
        );
        check("depth-first", &[("depth", Word), ("first", Word)]);
        check(
            "the end of it",
            &[("the", Minor), ("end", Word), ("of", Minor), ("it", Word)],
        );
        check("Vitamin A", &[("vitamin", Word), ("a", Word)]);
        check(
            "list & tuple",
            &[("list", Word), ("and", Minor), ("tuple", Word)],
        );
        check("GARBAGE, MODEL", &[("garbage", Word), ("model", Word)]);
    }

    #[test]
    fn code_is_itself() {
        check("__init__", &[("__init__", Code)]);
        check("*args, **kwargs", &[("*args", Code), ("**kwargs", Code)]);
        check("O(n log n)", &[("O(nlogn)", Code)]);
        check("(dict.get()).", &[("dict.get()", Code)]);
        check("x == b", &[("x", Word), ("==", Code), ("b", Word)]);
        check("C++, C#", &[("c++", Name), ("c#", Name)]);
        check("UTF-8", &[("utf", Name), ("8", Name)]);
        check("CPython GIL", &[("cpython", Name), ("gil", Name)]);
        check("git -b", &[("git", Word), ("-b", Code)]);
        check("`len` of it", &[("len", Name), ("of", Minor), ("it", Word)]);
        check(
            "3/4 of 1,000",
            &[("3/4", Name), ("of", Minor), ("1,000", Name)],
        );
        check("...", &[("...", Code)]);
        check("[]", &[("[]", Code)]);
        check("", &[]);
        check(" - ", &[("-", Code)]);
    }

    #[test]
    fn scripts_without_blanks_stand_apart() {
        check("Python装饰器", &[("python", Word), ("装饰器", Dense)]);
        check(
            "使用 Python 编程",
            &[("使用", Dense), ("python", Word), ("编程", Dense)],
        );
        check("데이터 형", &[("데이터", Dense), ("형", Dense)]);
        check("Сборка мусора", &[("сборка", Word), ("мусора", Word)]);
        check("🚀 Launch", &[("launch", Word)]);
        check("🇫🇷", &[("🇫🇷", Code)]);
    }
}
