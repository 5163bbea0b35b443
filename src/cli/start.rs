//! `loci start`: finds and previews the notes, starts the daemon, shows today's list. With `--demo` the notes
//! are the bundled atlas, in a folder of their own.
//!
//! Nothing counts before a person saw what would. A note that was edited is never overwritten.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::value::RawValue;

use super::args::Start;
use super::context::{Context, Input, Reply, absolute, make_private};
use super::daemon;
use super::due;
use super::exit::{Exit, Trouble};
use super::plan::make::quoted;
use super::preview::Preview;
use super::render::out::{Form, Volume};
use super::render::words::{BOLD, DIM, printable, styled};
use super::sources::sync_text;
use super::status::known_loci;
use super::vaults;
use crate::config::edit;
use crate::config::paths::Paths;
use crate::ipc::client::ClientError;
use crate::ipc::protocol::{
    Counts, DueReply, HelloReply, NoParams, Request, StatusReply, Sync, SyncReply,
};
use crate::notes::bundled;

mod interview;

#[derive(Serialize)]
struct Started<'a> {
    demo: bool,
    notes: Vec<String>,
    config: String,
    data_dir: String,
    loci: Counts,
    due: &'a RawValue,
    #[serde(flatten)]
    ahead: interview::Ahead,
}

/// `loci start [--demo] [--yes] [--interview DATE [--level LEVEL]]`.
pub fn run(context: &mut Context, args: &Start) -> Result<Exit, Trouble> {
    if args.demo {
        return demo(context);
    }
    match &args.interview {
        None => own(context, args),
        Some(date) => {
            interview::check(context, date)?;
            match own(context, args)? {
                Exit::Done if context.out.form == Form::Text => {
                    interview::begin(context, args, date)
                }
                // A program was told all of it at once.
                other => Ok(other),
            }
        }
    }
}

fn demo(context: &mut Context) -> Result<Exit, Trouble> {
    let paths = context.paths.demo();
    match running(context)? {
        Some(hello) if !hello.demo => {
            return Err(Trouble::Failed(format!(
                "your own daemon runs (pid {}), and the demo needs its place: loci daemon stop, then \
                 loci start --demo again",
                hello.pid
            )));
        }
        Some(_) => write_atlas(&paths)?,
        None => {
            write_atlas(&paths)?;
            daemon::launch::launch(context, Some(&paths))?;
        }
    }
    let atlas = paths.atlas();
    today(context, &paths, &[atlas], interview::Ahead::default())
}

/// The bundled notes and a config that names them; what is there already is left as it is.
fn write_atlas(paths: &Paths) -> Result<(), Trouble> {
    let atlas = paths.atlas();
    let cannot = |path: &Path, error: std::io::Error| {
        Trouble::Failed(format!("cannot write {}: {error}", path.display()))
    };
    make_private(&paths.data_dir).map_err(|error| cannot(&paths.data_dir, error))?;
    std::fs::create_dir_all(&atlas).map_err(|error| cannot(&atlas, error))?;
    for (name, text) in bundled::FILES {
        let path = atlas.join(name);
        match std::fs::File::create_new(&path) {
            Ok(mut file) => {
                let written = file.write_all(text.as_bytes());
                written.map_err(|error| cannot(&path, error))?;
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(cannot(&path, error)),
        }
    }
    Ok(edit::create_demo(&paths.config)?)
}

fn own(context: &mut Context, args: &Start) -> Result<Exit, Trouble> {
    let paths = context.paths.clone();
    let configured = paths.config.exists();
    let notes = match configured {
        true => context.config()?.notes,
        false => vec![folder(context, args)?],
    };
    if notes.is_empty() {
        return Err(Trouble::Failed(format!(
            "{} names no notes: loci add FOLDER",
            paths.tilde(&paths.config)
        )));
    }
    let running = running(context)?;
    let is_news = !configured || !paths.database().exists();
    if is_news {
        let preview = Preview::of(context, &notes)?;
        if !configured && !args.yes && context.input == Input::Never {
            return Err(Trouble::Failed(format!(
                "nothing was changed; what would count: {}; if it shall: {} --yes",
                preview.line(),
                again(context, args)
            )));
        }
        context.out.echo(&preview.text())?;
        if !args.yes && !agreed(context)? {
            context.out.note("nothing was changed")?;
            return Ok(Exit::Failed);
        }
    }
    if !configured {
        edit::set_notes(&paths.config, paths.home.as_deref(), &notes)?;
    }
    match running {
        Some(hello) if hello.demo && !paths.is_demo() => {
            daemon::end::end(context)?;
            context
                .out
                .note("the demo was stopped; its notes and history stay")?;
            daemon::start::bring_up(context)?;
        }
        Some(_) => {
            let request = Request::Sync(Sync::default());
            let reply: Reply<SyncReply> = context.call_patiently(&request)?;
            if !reply.value.held.is_empty() {
                context.out.note(&sync_text(&reply.value, &paths))?;
            }
        }
        None => {
            daemon::start::bring_up(context)?;
        }
    }
    let ahead = match (&args.interview, context.out.form) {
        (Some(date), Form::Json) => interview::ahead(context, args, date)?,
        // The plan's own today follows: what is due is a part of it.
        (Some(_), Form::Text) => return stands(context, &paths, &notes),
        (None, _) => interview::Ahead::default(),
    };
    today(context, &paths, &notes, ahead)
}

/// The same command as it is typed again: nothing that was asked for is lost.
fn again(context: &Context, args: &Start) -> String {
    let mut command = "loci start".to_owned();
    if let Some(date) = &args.interview {
        command.push_str(&format!(" --interview {}", printable(&quoted(date))));
    }
    if let Some(level) = args.level {
        command.push_str(&format!(" --level {}", level.as_str()));
    }
    if context.out.form == Form::Json {
        command.push_str(" --json");
    }
    command
}

fn running(context: &Context) -> Result<Option<HelloReply>, Trouble> {
    match context.hello() {
        Ok(hello) => Ok(Some(hello)),
        Err(Trouble::Client(ClientError::NotRunning { .. })) => Ok(None),
        Err(other) => Err(other),
    }
}

/// The folder of notes, where no config names one: the user's word, else what is proposed first.
fn folder(context: &mut Context, args: &Start) -> Result<PathBuf, Trouble> {
    let config_home = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
    let config_home = config_home.filter(|path| path.is_absolute());
    let offers = offers(context, config_home.as_deref())?;
    if context.input == Input::Ask
        && !args.yes
        && let Some(folder) = chosen(context, &offers)?
    {
        return Ok(folder);
    }
    match offers.as_slice() {
        [] => Err(Trouble::Failed(format!(
            "no notes were found: loci add FOLDER, then {} (or try it: loci start --demo)",
            again(context, args)
        ))),
        // Of several vaults none is surely meant; the usual folder is.
        [first, _, ..] if first.what == What::Vault && context.input == Input::Never => {
            let folders = offers
                .iter()
                .map(|offer| context.paths.tilde(&offer.folder));
            Err(Trouble::Failed(format!(
                "there are several vaults ({}): loci add one of them, then {}",
                folders.collect::<Vec<_>>().join(", "),
                again(context, args)
            )))
        }
        [first, ..] => Ok(first.folder.clone()),
    }
}

/// A folder that may be meant.
struct Offer {
    folder: PathBuf,
    what: What,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    /// `~/notes`.
    Usual,
    /// A vault of Obsidian.
    Vault,
}

/// `~/notes`, then the vaults that Obsidian knows.
fn offers(context: &mut Context, config_home: Option<&Path>) -> Result<Vec<Offer>, Trouble> {
    let Some(home) = context.paths.home.clone() else {
        return Ok(Vec::new());
    };
    let vaults = vaults::find(&home, config_home);
    if context.out.volume == Volume::Verbose {
        for remark in &vaults.remarks {
            context.out.note(&printable(remark))?;
        }
    }
    let usual = home.join("notes");
    let vaults = vaults.folders.into_iter().filter(|folder| *folder != usual);
    let mut offers: Vec<Offer> = vaults
        .map(|folder| Offer {
            folder,
            what: What::Vault,
        })
        .collect();
    if usual.is_dir() {
        let usual = Offer {
            folder: usual,
            what: What::Usual,
        };
        offers.insert(0, usual);
    }
    Ok(offers)
}

/// What a person answers; none if nothing, for the first offer.
fn chosen(context: &mut Context, offers: &[Offer]) -> Result<Option<PathBuf>, Trouble> {
    let question = match offers {
        [] => "which folder holds your notes? ".to_owned(),
        [Offer { folder, .. }] => {
            let folder = printable(&context.paths.tilde(folder));
            format!("which folder holds your notes? [{folder}] ")
        }
        several => {
            let mut text = "which folder holds your notes?\n".to_owned();
            for (number, Offer { folder, what }) in several.iter().enumerate() {
                let folder = printable(&context.paths.tilde(folder));
                let known = match what {
                    What::Usual => "",
                    What::Vault => "  (Obsidian)",
                };
                text.push_str(&format!("  {}  {folder}{known}\n", number + 1));
            }
            format!("{text}number, or another folder [1] ")
        }
    };
    loop {
        let answer = context.ask(&question)?;
        if answer.is_empty() {
            return Ok(None);
        }
        let offered = answer
            .parse::<usize>()
            .ok()
            .and_then(|number| number.checked_sub(1));
        if let Some(offer) = offered.and_then(|at| offers.get(at)) {
            return Ok(Some(offer.folder.clone()));
        }
        let path = match (answer.strip_prefix("~/"), &context.paths.home) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => absolute(Path::new(&answer))?,
        };
        if path.exists() {
            return Ok(Some(path));
        }
        let path = printable(&context.paths.tilde(&path));
        context.out.note(&format!(
            "there is no file or folder {path}: name another one, or make it first (Ctrl-C ends)"
        ))?;
    }
}

fn agreed(context: &mut Context) -> Result<bool, Trouble> {
    let answer = context.ask("let these count? [Y/n] ")?;
    Ok(matches!(answer.to_lowercase().as_str(), "" | "y" | "yes"))
}

/// What is known, and where things lie.
fn stands(context: &mut Context, paths: &Paths, notes: &[PathBuf]) -> Result<Exit, Trouble> {
    let status: Reply<StatusReply> = context.call(&Request::Status(NoParams {}))?;
    daemon::version::note(context, &status.value.daemon.version)?;
    let text = format!(
        "{}\n\n{}",
        known(&status.value),
        places(&status.value, paths, notes)
    );
    context.out.echo(&text)?;
    Ok(Exit::Done)
}

fn known(status: &StatusReply) -> String {
    styled(BOLD, &known_loci(&status.loci))
}

/// Where notes, config and data lie, a line each.
fn places(status: &StatusReply, paths: &Paths, notes: &[PathBuf]) -> String {
    let notes = notes.iter().map(|path| printable(&paths.tilde(path)));
    let place = |name: &str, path: &str| {
        format!(
            "{} {}\n",
            styled(DIM, name),
            printable(&paths.tilde(Path::new(path)))
        )
    };
    format!(
        "{} {}\n{}{}",
        styled(DIM, "notes "),
        notes.collect::<Vec<_>>().join(", "),
        place("config", &status.daemon.config),
        place("data  ", &status.daemon.data_dir),
    )
}

/// What is due, and then what comes next.
fn due_text(due: &DueReply) -> String {
    let list = match due.prompts.is_empty() {
        true => "nothing due\n\nnext: loci ls\n".to_owned(),
        false => due::list(due),
    };
    format!("today: {list}")
}

/// What is known, what to do today, where things lie, what comes next.
fn today(
    context: &mut Context,
    paths: &Paths,
    notes: &[PathBuf],
    ahead: interview::Ahead,
) -> Result<Exit, Trouble> {
    let status: Reply<StatusReply> = context.call(&Request::Status(NoParams {}))?;
    let due: Reply<DueReply> = due::ask(context, None, None, None)?;
    let status = status.value;
    daemon::version::note(context, &status.daemon.version)?;
    let data = Started {
        demo: status.daemon.demo,
        notes: notes
            .iter()
            .map(|path| path.display().to_string())
            .collect(),
        config: status.daemon.config.clone(),
        data_dir: status.daemon.data_dir.clone(),
        loci: status.loci,
        due: &due.raw,
        ahead,
    };
    context.out.changed("start", &data, || {
        let list = due_text(&due.value);
        let (list, next) = list.rsplit_once("\nnext: ").unwrap_or((&list, "loci\n"));
        format!(
            "{}\n\n{list}\n{}\nnext: {next}",
            known(&status),
            places(&status, paths, notes),
        )
    })?;
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::fake::Fake;
    use crate::domain::plan::words::Level;

    #[test]
    fn the_demo_never_overwrites_an_edited_note() {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths {
            config: folder.path().join("config.toml"),
            data_dir: folder.path().join("loci"),
            state_dir: folder.path().join("state"),
            home: None,
        }
        .demo();
        write_atlas(&paths).unwrap();
        let (name, text) = bundled::FILES[0];
        let note = paths.atlas().join(name);
        assert_eq!(std::fs::read_to_string(&note).unwrap(), text);
        std::fs::write(&note, "mine").unwrap();
        write_atlas(&paths).unwrap();
        assert_eq!(std::fs::read_to_string(&note).unwrap(), "mine");
        let config = crate::config::file::Config::load(&paths.config, None).unwrap();
        assert_eq!(config.notes, [paths.atlas()]);
        assert_eq!(
            std::fs::read_dir(paths.atlas()).unwrap().count(),
            bundled::FILES.len()
        );
    }

    #[test]
    fn without_a_terminal_a_first_start_tells_what_would_count_and_writes_no_config() {
        let mut fake = Fake::down(Form::Text);
        let notes = fake.context.paths.home.clone().unwrap().join("notes");
        std::fs::create_dir(&notes).unwrap();
        std::fs::write(notes.join("x.md"), "# Mind map\n\nR\n├── a\n└── b\n").unwrap();
        let args = Start::default();
        let trouble = run(&mut fake.context, &args).unwrap_err();
        assert_eq!(trouble.exit(), Exit::Failed);
        assert_eq!(
            trouble.to_string(),
            "nothing was changed; what would count: ~/notes: 1 map, 0 palaces; if it shall: \
             loci start --yes"
        );
        assert!(!fake.context.paths.config.exists());
        assert_eq!(fake.stdout.text(), "");
    }

    #[test]
    fn a_command_that_is_named_for_starting_asks_for_all_that_was_asked_for() {
        let mut fake = Fake::down(Form::Text);
        let args = Start {
            interview: Some("2030-12-05 10:00".to_owned()),
            level: Some(Level::Advanced),
            ..Start::default()
        };
        let again = "loci start --interview '2030-12-05 10:00' --level advanced";
        let said = run(&mut fake.context, &args).unwrap_err().to_string();
        let expected = format!("no notes were found: loci add FOLDER, then {again} (or");
        assert!(said.starts_with(&expected), "{said}");
        let notes = fake.context.paths.home.clone().unwrap().join("notes");
        std::fs::create_dir(&notes).unwrap();
        std::fs::write(notes.join("x.md"), "# Mind map\n\nR\n├── a\n└── b\n").unwrap();
        let said = run(&mut fake.context, &args).unwrap_err().to_string();
        let expected = format!("; if it shall: {again} --yes");
        assert!(said.ends_with(&expected), "{said}");
        fake.context.out.form = Form::Json;
        let said = run(&mut fake.context, &args).unwrap_err().to_string();
        let expected = format!("; if it shall: {again} --json --yes");
        assert!(said.ends_with(&expected), "{said}");
    }
}
