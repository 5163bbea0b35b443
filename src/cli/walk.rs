//! `loci walk`: a palace from room to room, in order, typed or aloud.

use std::io::IsTerminal;
use std::path::Path;

use self::rooms::{Palace, Way};
use self::typed::{From, Typed};
use super::args::aloud::Walk as WalkArgs;
use super::context::{Context, Input};
use super::exit::{Exit, Trouble};
use super::render::out::Form;
use super::render::words::{self, printable};
use super::spoken::model::Manner;
use super::spoken::run::{self, Face};
use super::spoken::session::About;

mod graded;
pub mod rooms;
mod typed;

/// `loci walk`.
pub fn run(context: &mut Context, args: &WalkArgs) -> Result<Exit, Trouble> {
    let named = match args.from.as_deref() {
        None => Named::Nothing,
        Some(from) => Named::read(from)?,
    };
    let whole = match (named, args.stopped) {
        (Named::Whole(from), _) => Some(from),
        (Named::Either(name), true) => Some(From::File(Path::new(name))),
        (Named::Nothing | Named::Room(_) | Named::Either(_), _) => None,
    };
    if args.stopped && whole.is_none() {
        let message = "--stopped goes with --from FILE: what was written before the time was over";
        return Err(Trouble::Usage(message.to_owned()));
    }
    if args.aloud && (whole.is_some() || args.dry_run) {
        let message = "--aloud is ticked as you speak: leave out --from FILE and --dry-run";
        return Err(Trouble::Usage(message.to_owned()));
    }
    let way = match args.reverse {
        true => Way::Back,
        false => Way::Forth,
    };
    let is_unasked = context.input == Input::Never && context.out.form == Form::Text;
    if whole.is_none() && is_unasked && std::io::stdin().is_terminal() {
        let message = "a walk needs your answers: leave out --no-input, or give it --from FILE";
        return Err(Trouble::Usage(message.to_owned()));
    }
    let mut palace = Palace::ask(context, &args.palace, way)?;
    let (begin, whole) = match (named, whole) {
        (_, Some(whole)) => (None, Some(whole)),
        (Named::Room(room), None) => (Some(palace.begin_at(context, room)?), None),
        (Named::Either(name), None) => match palace.begin_at(context, name) {
            Ok(room) => {
                let name = printable(name);
                let at = printable(&room);
                context.out.note(&format!(
                    "`{name}` is the room {at} and a file here: --from ./{name} takes the file"
                ))?;
                (Some(room), None)
            }
            Err(_) if args.aloud => {
                let message = "--aloud is ticked as you speak: leave out --from FILE";
                return Err(Trouble::Usage(message.to_owned()));
            }
            Err(_) => (None, Some(From::File(Path::new(name)))),
        },
        (Named::Nothing | Named::Whole(_), None) => (None, None),
    };
    if palace.suspended > 0 {
        let rooms = words::count(palace.suspended as u64, "room");
        let path = printable(&palace.path);
        let note = format!("not asked, because suspended: {rooms} (loci ls {path} --suspended)");
        context.out.note(&note)?;
    }
    if args.aloud {
        return aloud(context, &palace, args);
    }
    let from = match whole {
        Some(whole) => whole,
        None if context.input == Input::Ask => From::Terminal,
        None => From::Pipe,
    };
    let typed = Typed {
        palace: &palace,
        way,
        from,
        begin,
        is_stopped: args.stopped,
        is_dry: args.dry_run,
    };
    typed.run(context)
}

/// What `--from` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named<'a> {
    Nothing,
    /// A whole walk.
    Whole(From<'a>),
    /// A room of the palace.
    Room(&'a str),
    /// A room, or else a file in this folder.
    Either(&'a str),
}

impl Named<'_> {
    fn read(from: &str) -> Result<Named<'_>, Trouble> {
        let file = Path::new(from);
        let is_path = from.contains('/') || from.ends_with(".md") || from.ends_with(".txt");
        let wrong = |what: &str| Err(Trouble::BadInput(format!("{what}: {}", printable(from))));
        match file.metadata() {
            _ if from == "-" => Ok(Named::Whole(From::Pipe)),
            Ok(found) if found.is_dir() && is_path => {
                wrong("a folder is no walk; name a file in it")
            }
            Ok(found) if found.is_dir() => Ok(Named::Room(from)),
            // What this process has open has no name elsewhere.
            Ok(found)
                if found.is_file() && !file.starts_with("/dev") && !file.starts_with("/proc") =>
            {
                Ok(match is_path {
                    true => Named::Whole(From::File(file)),
                    false => Named::Either(from),
                })
            }
            Ok(_) => Ok(Named::Whole(From::Stream(file))),
            Err(error) if is_path && error.kind() == std::io::ErrorKind::NotFound => {
                wrong("no such file")
            }
            Err(error) if is_path => wrong(&format!("cannot read the file ({error})")),
            Err(_) => Ok(Named::Room(from)),
        }
    }
}

fn aloud(context: &mut Context, palace: &Palace, args: &WalkArgs) -> Result<Exit, Trouble> {
    let keys = context.active_config()?.settings.ratings;
    let about = About {
        manner: Manner::Walk,
        name: palace.name.clone(),
        answer: palace.answer.clone(),
        stations: palace.stations(),
        told_at: palace.told_at,
    };
    let face = match args.plain {
        true => Face::Lines,
        false => Face::Screen,
    };
    run::run(context, "walk", about, keys, face, None)
}
