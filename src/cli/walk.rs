//! `loci walk`: a palace from room to room, in order, typed or aloud.

use std::io::IsTerminal;
use std::path::Path;

use self::rooms::{Palace, Way};
use self::typed::{From, Typed};
use super::args::Walk as WalkArgs;
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
    let whole = args.from.as_deref().filter(|from| is_whole(from));
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
    let begin = match (&args.from, whole) {
        (Some(room), None) => Some(palace.begin_at(context, room)?),
        (Some(_), Some(_)) | (None, _) => None,
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
        Some("-") => From::Pipe,
        Some(file) => From::File(Path::new(file)),
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

/// Whether `--from` names a whole walk: standard input, or a file that is there.
fn is_whole(from: &str) -> bool {
    from == "-" || Path::new(from).is_file()
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
