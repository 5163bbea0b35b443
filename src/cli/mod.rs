//! The command line: one file per verb. No runtime, no database, no bus on any path through it.
//!
//! [`run`] reads the arguments and gives the exit; `render` alone writes.

use std::ffi::OsString;
use std::path::Path;

use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use self::args::{Cli, Globals, Verb};
use self::context::{Context, Places};
use self::exit::{Exit, Trouble};
use self::render::out::{Form, Out};
use self::suspend::Way;
use crate::domain::rating::Rating;
use crate::notes::source;

pub mod adopt;
pub mod alias;
pub mod answers;
pub mod args;
pub mod boxes;
pub mod calm;
pub mod code;
pub mod completions;
pub mod config;
pub mod context;
pub mod daemon;
pub mod doctor;
pub mod due;
pub mod edit;
pub mod exit;
pub mod explain;
#[cfg(test)]
pub mod fake;
pub mod forecast;
pub mod glance;
pub mod help;
pub mod init;
pub mod inline;
pub mod into;
pub mod keep;
pub mod keys;
pub mod lines;
pub mod locid;
pub mod log;
pub mod ls;
pub mod mock;
pub mod new;
pub mod note;
pub mod pin;
pub mod plan;
pub mod preview;
pub mod rebind;
pub mod recall;
pub mod render;
pub mod restore;
pub mod review;
pub mod scan;
pub mod show;
pub mod sources;
pub mod spoken;
pub mod spool;
pub mod start;
pub mod status;
pub mod suspend;
pub mod tomorrow;
pub mod transfer;
pub mod tree;
pub mod undo;
pub mod vaults;
pub mod wait;
pub mod walk;
pub mod when;
pub mod whole;

/// Runs one command line, the program's name included, and gives its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => return refuse(&arguments, error).code(),
    };
    let mut out = Out::new(&cli.globals);
    let mut paths = None;
    let done = match (Places::find(), cli.verb) {
        (Ok(places), verb) => {
            let mut context = Context::new(places, &cli.globals, out);
            let done = dispatch(&mut context, verb);
            out = context.out;
            paths = Some(context.paths);
            done
        }
        // Help needs no place where anything lies.
        (Err(_), Some(Verb::Help(help))) => help::run(&help, &mut out),
        // The doctor is asked just then.
        (Err(trouble), Some(Verb::Doctor(_))) => match doctor::odd::usual() {
            Ok(places) => {
                let mut context = Context::new(places, &cli.globals, out);
                let done = doctor::odd::run(&mut context, &trouble);
                out = context.out;
                done
            }
            Err(_) => doctor::odd::alone(&mut out, &trouble),
        },
        (Err(trouble), Some(_) | None) => Err(trouble),
    };
    let exit = match done {
        Ok(exit) => exit,
        Err(trouble) => {
            // Where stderr cannot be written, the exit code still tells.
            let _ = out.trouble(&trouble, paths.as_ref());
            trouble.exit()
        }
    };
    exit.code()
}

/// A wrong verb comes with what lists the right ones.
fn hinted(mut error: clap::Error) -> clap::Error {
    if error.kind() == ErrorKind::InvalidSubcommand {
        let hint = "'loci help all' lists all verbs".to_owned();
        error.insert(
            ContextKind::Suggested,
            ContextValue::StyledStrs(vec![hint.into()]),
        );
    }
    error
}

/// Tells what is wrong with the command line, or the help and version that were asked for.
fn refuse(arguments: &[OsString], error: clap::Error) -> Exit {
    let json = arguments
        .iter()
        .take_while(|argument| *argument != "--")
        .any(|argument| argument == "--json");
    let form = if json { Form::Json } else { Form::Text };
    let mut out = Out::new(&Globals {
        json,
        ..Globals::default()
    });
    if let Some(said) = negative(arguments, error.kind()) {
        // Where nothing can be written, the exit code still tells.
        let _ = out.complain("usage", &said, &[]);
        return Exit::Usage;
    }
    let error = hinted(error);
    // Here too.
    let _ = match (form, error.exit_code(), error.kind()) {
        (Form::Json, 0, ErrorKind::DisplayVersion) => version(&mut out),
        (Form::Text, _, _) | (Form::Json, 0, _) => error.print().map_err(Trouble::Output),
        (Form::Json, _, _) => out.complain("usage", &in_one_line(&error), &[]),
    };
    match error.exit_code() {
        0 => Exit::Done,
        _ => Exit::Usage,
    }
}

/// What is said of `-1h`, which the parser takes for an option: no option begins with a digit.
fn negative(arguments: &[OsString], kind: ErrorKind) -> Option<String> {
    let mut words = arguments
        .iter()
        .skip(1)
        .map(|argument| argument.to_string_lossy());
    let verb = words.clone().find(|word| !word.starts_with('-'))?;
    let is_negative = |word: &str| {
        let rest = word.strip_prefix('-').unwrap_or_default();
        rest.starts_with(|c: char| c.is_ascii_digit())
    };
    let word = words.find(|word| is_negative(word))?;
    (kind == ErrorKind::UnknownArgument).then(|| match verb.as_ref() {
        "snooze" | "mode" => {
            format!("`{word}` is no time to come: try 2h, until 15:00, tomorrow 9am or friday")
        }
        "pause" => format!(
            "`{word}` is no time to come: try 2h, until friday, 24 dec, or 24 dec to 27 dec"
        ),
        verb => format!("`{word}` is no option: loci help {verb} lists them"),
    })
}

fn version(out: &mut Out) -> Result<(), Trouble> {
    #[derive(serde::Serialize)]
    struct Version {
        version: &'static str,
    }
    let version = env!("CARGO_PKG_VERSION");
    out.json("version", &Version { version })
}

/// All that the parser says but where the help is: its paragraphs, parted by semicolons.
fn in_one_line(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    let paragraphs = text
        .split("\n\n")
        .map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "));
    let said =
        paragraphs.filter(|line| !line.is_empty() && !line.starts_with("For more information"));
    said.collect::<Vec<_>>().join("; ")
}

fn dispatch(context: &mut Context, verb: Option<Verb>) -> Result<Exit, Trouble> {
    match verb {
        None => status::brief(context),
        Some(Verb::Start(args)) => start::run(context, &args),
        Some(Verb::Add(args)) => sources::add(context, &args),
        Some(Verb::Rm(args)) => sources::rm(context, &args),
        Some(Verb::Sync(args)) => sources::sync(context, &args),
        Some(Verb::Scan(args)) => scan_notes(context, &args),
        Some(Verb::Adopt(args)) => adopt::run(context, &args),
        Some(Verb::New(args)) => new::run(context, &args),
        Some(Verb::Rebind(args)) => rebind::run(context, &args),
        Some(Verb::Pin(args)) => pin::run(context, &args),
        Some(Verb::Alias(args)) => alias::run(context, &args),
        Some(Verb::Ls(args)) => ls::run(context, &args),
        Some(Verb::Tree(args)) => tree::run(context, &args),
        Some(Verb::Show(args)) => show::run(context, &args),
        Some(Verb::Due(args)) => due::run(context, &args),
        Some(Verb::Forecast(args)) => forecast::run(context, &args),
        Some(Verb::Log(args)) => log::log(context, &args),
        Some(Verb::Again(args)) => log::rated(context, &args, Rating::Again),
        Some(Verb::Hard(args)) => log::rated(context, &args, Rating::Hard),
        Some(Verb::Good(args)) => log::rated(context, &args, Rating::Good),
        Some(Verb::Easy(args)) => log::rated(context, &args, Rating::Easy),
        Some(Verb::Undo(args)) => undo::run(context, &args),
        Some(Verb::Review(args)) => review::run(context, &args),
        Some(Verb::Recall(args)) => recall::run(context, &args),
        Some(Verb::Glance(args)) => glance::run(context, &args),
        Some(Verb::Walk(args)) => walk::run(context, &args),
        Some(Verb::Explain(args)) => explain::run(context, &args),
        Some(Verb::Mock(args)) => mock::run(context, &args),
        Some(Verb::Box(args)) => boxes::run(context, &args),
        Some(Verb::Plan(args)) => plan::run(context, &args),
        Some(Verb::Code(args)) => code::run(context, &args),
        Some(Verb::Suspend(args)) => suspend::run(context, &args, Way::Suspend),
        Some(Verb::Unsuspend(args)) => suspend::run(context, &args, Way::Unsuspend),
        Some(Verb::Edit(args)) => edit::run(context, &args),
        Some(Verb::Status(args)) => status::run(context, &args),
        Some(Verb::Snooze(args)) => calm::snooze(context, &args),
        Some(Verb::Pause(args)) => calm::pause(context, &args),
        Some(Verb::Resume) => calm::resume(context),
        Some(Verb::Mode(args)) => calm::mode(context, &args),
        Some(Verb::Pace(args)) => calm::pace(context, &args),
        Some(Verb::Spool(args)) => spool::run(context, &args),
        Some(Verb::Daemon(args)) => daemon::run(context, &args),
        Some(Verb::Config(args)) => config::run(context, &args),
        Some(Verb::Export(args)) => transfer::export(context, &args),
        Some(Verb::Import(args)) => transfer::import(context, &args),
        Some(Verb::Backup(args)) => transfer::backup(context, &args),
        Some(Verb::Restore(args)) => restore::run(context, &args),
        Some(Verb::Doctor(args)) => doctor::run(context, &args),
        Some(Verb::Completions(args)) => completions::run(context, &args),
        Some(Verb::Init(args)) => init::run(context, &args),
        Some(Verb::Help(args)) => help::run(&args, &mut context.out),
    }
}

/// `loci scan`: what `scan` reports; 65 if a file could not be read.
fn scan_notes(context: &mut Context, args: &args::Scan) -> Result<Exit, Trouble> {
    // A scan explains notes; a broken config is told by the verbs that need it.
    let ignore = context
        .config()
        .map(|config| config.ignore)
        .unwrap_or_default();
    let request = scan::Request {
        inputs: &args.files,
        format: args.format,
        ignore: &ignore,
    };
    let report = scan::report(&scan::gather(request, &mut std::io::stdin().lock()));
    context
        .out
        .show("scan", &report, || scan::text::render(&report))?;
    if report == scan::ScanReport::default() && context.out.form == Form::Text {
        context.out.note(why_nothing(&args.files))?;
    }
    match report
        .problems
        .iter()
        .any(|problem| problem.level == "error")
    {
        true => Ok(Exit::BadInput),
        false => Ok(Exit::Done),
    }
}

/// Why files hold nothing at all: a marked map or palace that has nothing in it yet, or no sign of either.
fn why_nothing(files: &[String]) -> &'static str {
    let texts = files.iter().map(Path::new).filter(|path| path.is_file());
    let says = |words: &[&str]| {
        texts.clone().any(|path| {
            let text = source::read(path).unwrap_or_default().to_lowercase();
            words.iter().any(|word| text.contains(word))
        })
    };
    if says(&["mind map", "#map", "mindmap", "markmap"]) {
        "a map without branches: draw them under its root, each with `├── ` or `- `"
    } else if says(&["palace"]) {
        "a palace without rooms: give it a table or a numbered list, a room a line"
    } else {
        "nothing that looks like a map or palace: put \"mind map\" into the heading above a tree, \"palace\" above a table"
    }
}

#[cfg(test)]
mod tests;
