//! `loci explain`: a map aloud, branch by branch, inside a box.

use std::io::IsTerminal;

use self::stations::Map;
use super::args::aloud::Explain as ExplainArgs;
use super::context::{Context, Input};
use super::exit::{Exit, Trouble};
use super::render::out::Form;
use super::render::words::{self, printable};
use super::spoken::boxed::Boxed;
use super::spoken::model::Manner;
use super::spoken::part::Part;
use super::spoken::run::{self, Face};
use super::spoken::session::About;
use super::when;
use crate::domain::timebox::BoxKind;

pub mod stations;

/// `loci explain`.
pub fn run(context: &mut Context, args: &ExplainArgs) -> Result<Exit, Trouble> {
    let limit_secs = match &args.limit {
        None => None,
        Some(text) => {
            let limit = when::duration(text).map_err(|error| Trouble::Usage(error.to_string()));
            Some(limit?.0)
        }
    };
    let is_unasked = context.input == Input::Never && context.out.form == Form::Text;
    if is_unasked && std::io::stdin().is_terminal() {
        let message = "to explain needs your answers: leave out --no-input";
        return Err(Trouble::Usage(message.to_owned()));
    }
    let part = Part::ask(context, &args.map)?;
    let map = Map::of(&part)?;
    if map.suspended > 0 {
        let branches = words::count(map.suspended as u64, "branch");
        let path = printable(&map.path);
        context.out.note(&format!(
            "not asked, because suspended: {branches} (loci ls {path} --suspended)"
        ))?;
    }
    let keys = context.active_config()?.settings.ratings;
    let boxed = Boxed::start(context, BoxKind::Explain, &map.path, limit_secs)?;
    let about = About {
        manner: Manner::Explain,
        name: map.name,
        answer: None,
        stations: map.stations,
        told_at: part.told_at,
    };
    let face = match args.plain {
        true => Face::Lines,
        false => Face::Screen,
    };
    run::run(context, "explain", about, keys, face, Some(boxed))
}
