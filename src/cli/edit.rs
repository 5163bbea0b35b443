//! `loci edit LOCUS`: opens its note in the user's editor, at its line.

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use super::args::LocusArg;
use super::context::Context;
use super::exit::{Exit, Trouble};
use super::show;

/// Editors that are tried where none is named.
const USUAL: [&str; 4] = ["editor", "nano", "vim", "vi"];

/// `loci edit LOCUS`.
pub fn run(context: &mut Context, args: &LocusArg) -> Result<Exit, Trouble> {
    let found = show::ask(context, &args.locus)?.value.locus;
    let Some(source) = found.source else {
        return Err(Trouble::Failed(format!(
            "{} is gone from the notes, so there is no line to edit",
            found.path
        )));
    };
    // The editor takes the place of this process: Ctrl-C and the exit status are its own.
    let mut command = editor(Path::new(&source), found.line)?;
    let error = command.exec();
    Err(cannot_run(&command.get_program().to_string_lossy(), &error))
}

/// The editor's command line for a file: `$VISUAL`, else `$EDITOR`, else a usual one. No shell.
pub fn editor(file: &Path, line: Option<u32>) -> Result<Command, Trouble> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let words = match set("VISUAL").or_else(|| set("EDITOR")) {
        Some(named) => split(&named)?,
        None => vec![usual()?],
    };
    let Some((program, arguments)) = words.split_first() else {
        return Err(Trouble::Failed(
            "$EDITOR names nothing: set it to your editor".to_owned(),
        ));
    };
    let mut command = Command::new(program);
    command.args(arguments);
    if let Some(line) = line {
        command.arg(format!("+{line}"));
    }
    command.arg(file);
    Ok(command)
}

fn split(named: &OsString) -> Result<Vec<String>, Trouble> {
    let text = named.to_str().ok_or_else(|| {
        Trouble::Failed("$EDITOR is not valid UTF-8: set it to your editor".to_owned())
    })?;
    Ok(text.split_whitespace().map(str::to_owned).collect())
}

fn usual() -> Result<String, Trouble> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = USUAL
        .iter()
        .find(|name| std::env::split_paths(&path).any(|folder| folder.join(name).is_file()));
    match found {
        Some(name) => Ok((*name).to_owned()),
        None => Err(Trouble::Failed("no editor is known: set EDITOR".to_owned())),
    }
}

/// A program that cannot be run.
pub fn cannot_run(program: &str, error: &std::io::Error) -> Trouble {
    Trouble::Failed(format!("cannot run {program}: {error}"))
}
