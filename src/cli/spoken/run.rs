//! Goes through what is spoken, on the screen or line by line, and tells how it ended.

use super::boxed::Boxed;
use super::end;
use super::model::End;
use super::session::{About, Ended, Session};
use super::{plain, screen};
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Trouble};
use crate::cli::inline::{self, Inline};
use crate::domain::settings::RatingKeys;
use crate::ipc::protocol::EndHow;

/// How it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// On the inline terminal, where that is possible.
    Screen,
    /// Line by line.
    Lines,
}

/// Goes through it, inside the box if there is one, and ends that. `kind` names what is told under JSON.
pub fn run(
    context: &mut Context,
    kind: &str,
    about: About,
    keys: RatingKeys,
    face: Face,
    mut boxed: Option<Boxed>,
) -> Result<Exit, Trouble> {
    let mut inline = None;
    if face == Face::Screen && inline::is_possible(context) {
        match Inline::open(context) {
            Ok(opened) => inline = Some(opened),
            Err(trouble) => context.out.note(&format!("{trouble}: line by line"))?,
        }
    }
    let mut session = Session::new(context, about, keys);
    let ended = match &mut inline {
        Some(inline) => screen::run(&mut session, inline, &mut boxed),
        None => plain::run(&mut session, &mut boxed),
    };
    let summary = session.summary();
    drop(session);
    // Before the terminal is given back: where it is closed, a signal may end this process right then.
    let unheard = boxed.as_ref().and_then(|boxed| match &ended {
        Ok(Ended::By(End::Through)) => boxed.end(context, EndHow::Done),
        Ok(Ended::By(End::Left) | Ended::Interrupted) | Err(_) => boxed.end(context, EndHow::Stop),
        Ok(Ended::Stopped | Ended::Elsewhere(_)) => None,
    });
    drop(inline);
    if let Some(unheard) = unheard {
        context.out.note(unheard)?;
    }
    match (&ended, &boxed) {
        (Ok(Ended::Stopped), Some(boxed)) => boxed.say_stop(context)?,
        (Ok(Ended::Elsewhere(how)), Some(boxed)) => boxed.say_elsewhere(context, *how)?,
        (Ok(_) | Err(_), _) => {}
    }
    let ended = ended?;
    let told = end::tell(context, kind, &summary);
    match ended {
        Ended::By(_) | Ended::Elsewhere(EndHow::Done | EndHow::Cancel) => told.map(|()| Exit::Done),
        // The same exit as of `loci box --wait`: a script sees that it was stopped.
        Ended::Stopped | Ended::Elsewhere(EndHow::Stop) => told.map(|()| Exit::Stopped),
        // The terminal may be gone.
        Ended::Interrupted => Ok(Exit::Interrupted),
    }
}
