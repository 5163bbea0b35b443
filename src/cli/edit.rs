//! `loci edit LOCUS`: opens its note in the user's editor, at its line.

use std::ffi::{OsStr, OsString};
use std::io::IsTerminal;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Serialize;

use super::args::LocusArg;
use super::context::Context;
use super::exit::{Exit, Trouble};
use super::render::out::Form;
use super::show;

pub mod waiting;

/// Editors that are tried where none is named.
const USUAL: [&str; 4] = ["editor", "nano", "vim", "vi"];

#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    source: &'a str,
    line: Option<u32>,
}

/// `loci edit LOCUS`.
pub fn run(context: &mut Context, args: &LocusArg) -> Result<Exit, Trouble> {
    let found = show::ask(context, &args.locus)?.value.locus;
    let Some(source) = &found.source else {
        return Err(Trouble::Failed(format!(
            "{} is gone from the notes, so there is no line to edit",
            found.path
        )));
    };
    if context.out.form == Form::Json {
        let place = Place {
            path: &found.path,
            source,
            line: found.line,
        };
        context.out.json("edit", &place)?;
        return Ok(Exit::Done);
    }
    if !std::io::stdin().is_terminal() || !context.out.is_terminal() {
        let line = found.line.map(|line| format!(":{line}"));
        return Err(Trouble::Failed(format!(
            "an editor needs a terminal; {} stands at {source}{}",
            found.path,
            line.unwrap_or_default()
        )));
    }
    // The editor takes the place of this process: Ctrl-C and the exit status are its own.
    let mut command = editor(Path::new(source), found.line)?;
    let error = command.exec();
    Err(cannot_run(&command.get_program().to_string_lossy(), &error))
}

/// The editor's command line for a file: `$VISUAL`, else `$EDITOR`, else a usual one. No shell.
pub fn editor(file: &Path, line: Option<u32>) -> Result<Command, Trouble> {
    let (program, arguments) = named()?;
    let mut command = Command::new(&program);
    command.args(arguments);
    command.args(place(&known_as(&program), file, line));
    Ok(command)
}

/// The same, told to wait until the file is closed: for what goes on after it. One that is not there is told
/// before anything begins.
pub fn waiting_editor(file: &Path, line: Option<u32>) -> Result<Command, Trouble> {
    let (program, arguments) = named()?;
    let is_there = match program.contains('/') {
        true => Path::new(&program).is_file(),
        false => in_path(&program).is_some(),
    };
    if !is_there {
        return Err(Trouble::Failed(format!(
            "{} is not there: set VISUAL or EDITOR to your editor",
            as_set()
        )));
    }
    let known = known_as(&program);
    let mut command = Command::new(&program);
    command.args(waiting::missing(&known, &arguments));
    command.args(arguments);
    command.args(place(&known, file, line));
    Ok(command)
}

/// The editor as it is set, in words for a message: `$EDITOR (code -n)`.
pub fn as_set() -> String {
    match chosen() {
        Some((variable, value)) => format!("${variable} ({})", value.to_string_lossy()),
        None => "the editor".to_owned(),
    }
}

/// Whether the user chose an editor.
pub fn is_chosen() -> bool {
    chosen().is_some()
}

/// Whether the editor may be back while the file is still open in it; some certainly are not.
pub fn may_not_wait() -> bool {
    !named().is_ok_and(|(program, _)| waiting::keeps_terminal(&known_as(&program)))
}

fn chosen() -> Option<(&'static str, OsString)> {
    ["VISUAL", "EDITOR"].into_iter().find_map(|variable| {
        let value = std::env::var_os(variable).filter(|value| !value.is_empty())?;
        Some((variable, value))
    })
}

/// The editor's program and arguments.
fn named() -> Result<(String, Vec<String>), Trouble> {
    let words = match chosen() {
        Some((variable, value)) => split(variable, &value)?,
        None => vec![usual()?],
    };
    let mut words = words.into_iter();
    match words.next() {
        Some(program) => Ok((program, words.collect())),
        None => Err(Trouble::Failed(
            "$EDITOR names nothing: set it to your editor".to_owned(),
        )),
    }
}

/// How this editor is told a file and a line; one that is not known gets the file alone.
fn place(editor: &str, file: &Path, line: Option<u32>) -> Vec<OsString> {
    let Some(line) = line else {
        return vec![file.into()];
    };
    let joined = || {
        let mut joined = file.as_os_str().to_owned();
        joined.push(format!(":{line}"));
        joined
    };
    match editor {
        "vi" | "vim" | "nvim" | "gvim" | "mvim" | "nano" | "emacs" | "emacsclient" | "micro"
        | "kak" | "gedit" | "xed" => vec![format!("+{line}").into(), file.into()],
        "hx" | "helix" | "subl" | "zed" | "zeditor" => vec![joined()],
        "code" | "code-insiders" | "code-oss" | "codium" | "vscodium" | "cursor" | "windsurf" => {
            vec!["--goto".into(), joined()]
        }
        _ => vec![file.into()],
    }
}

/// The name by which an editor is known: `vim` for `/usr/bin/vim.basic`, and whatever Debian's `editor` is.
fn known_as(program: &str) -> String {
    let real = match program {
        "editor" => in_path(program).and_then(|path| path.canonicalize().ok()),
        _ => None,
    };
    let path = real.unwrap_or_else(|| PathBuf::from(program));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.split('.').next().unwrap_or_default().to_owned()
}

fn in_path(name: impl AsRef<OsStr>) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut places = std::env::split_paths(&path).map(|folder| folder.join(name.as_ref()));
    places.find(|place| place.is_file())
}

/// Words as a POSIX shell takes them apart.
fn split(variable: &str, value: &OsString) -> Result<Vec<String>, Trouble> {
    let wrong = |what: &str| Trouble::Failed(format!("${variable} {what}: set it to your editor"));
    let text = value.to_str().ok_or_else(|| wrong("is not valid UTF-8"))?;
    shlex::split(text).ok_or_else(|| wrong("has a quote that is not closed"))
}

fn usual() -> Result<String, Trouble> {
    match USUAL.iter().find(|name| in_path(name).is_some()) {
        Some(name) => Ok((*name).to_owned()),
        None => Err(Trouble::Failed("no editor is known: set EDITOR".to_owned())),
    }
}

/// A program that cannot be run.
pub fn cannot_run(program: &str, error: &std::io::Error) -> Trouble {
    Trouble::Failed(format!("cannot run {program}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_told_only_to_editors_that_take_it() {
        let file = Path::new("/n/x.md");
        for (editor, told) in [
            ("vim", &["+3", "/n/x.md"][..]),
            ("/usr/bin/vim.basic", &["+3", "/n/x.md"]),
            ("hx", &["/n/x.md:3"]),
            ("code", &["--goto", "/n/x.md:3"]),
            ("ed", &["/n/x.md"]),
        ] {
            assert_eq!(place(&known_as(editor), file, Some(3)), told, "{editor}");
            assert_eq!(place(&known_as(editor), file, None), ["/n/x.md"]);
        }
    }

    #[test]
    fn an_editor_is_taken_apart_as_a_shell_would() {
        let words = |text: &str| split("EDITOR", &OsString::from(text));
        assert_eq!(
            words("'/opt/my editor/ed' -c \"set tw=72\"  -n").unwrap(),
            ["/opt/my editor/ed", "-c", "set tw=72", "-n"]
        );
        let trouble = words("vim 'x").unwrap_err().to_string();
        assert!(trouble.starts_with("$EDITOR has a quote"), "{trouble}");
    }

    #[test]
    fn an_editor_with_a_window_is_told_to_wait_once() {
        for (editor, arguments, flag) in [
            ("code", &[][..], Some("--wait")),
            ("code", &["--wait"], None),
            ("/usr/bin/subl", &["-n"], Some("--wait")),
            ("subl", &["-w"], None),
            ("gedit", &[], Some("--wait")),
            ("zed", &[], Some("--wait")),
            ("kate", &["-b"], None),
            ("gvim", &[], Some("--nofork")),
            ("nano", &[], None),
            ("emacsclient", &["-c"], None),
        ] {
            let arguments: Vec<String> = arguments.iter().map(|&word| word.to_owned()).collect();
            let missing = waiting::missing(&known_as(editor), &arguments);
            assert_eq!(missing, flag, "{editor} {arguments:?}");
        }
    }
}
