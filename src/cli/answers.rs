//! Whether anybody can answer: a dialog asks only where keys can come.

use std::io::IsTerminal;

use rustix::fs::FileType;

use super::context::{Context, Input};
use super::render::out::Form;

/// What to do where no answer can come: there is no terminal, or it may not be used, and no keys come from a pipe or
/// a file either.
pub fn nobody_answers(context: &Context) -> Option<&'static str> {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        // `/dev/null` and its like are devices, and say nothing.
        let kind = rustix::fs::fstat(&stdin).map(|stat| FileType::from_raw_mode(stat.st_mode));
        let is_empty = !matches!(
            kind,
            Ok(FileType::Fifo | FileType::RegularFile | FileType::Socket)
        );
        return is_empty.then_some("run it in a terminal, pipe the keys");
    }
    match (context.input, context.out.form) {
        (Input::Ask, _) => None,
        (Input::Never, Form::Json) => Some("under --json nobody is asked; pipe the keys"),
        (Input::Never, Form::Text) if !context.out.stderr_is_terminal() => {
            Some("leave stderr on the terminal")
        }
        (Input::Never, Form::Text) => Some("leave out --no-input"),
    }
}
