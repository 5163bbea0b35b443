//! `loci box`: starts, shows and ends a time-box. The wait for its end is in `wait`.

use std::path::PathBuf;
use std::process::Command;

use super::args::{BoxEnd as BoxEndArgs, BoxStart as BoxStartArgs, BoxVerb, Boxed, Made};
use super::context::{Context, Reply};
use super::edit;
use super::exit::{Exit, Trouble};
use super::keep::{self, Offer};
use super::new;
use super::render::out::{Form, Volume};
use super::render::words::{self, BOLD, printable, styled};
use super::wait::{self, Ended};
use super::when;
use crate::domain::timebox::BoxKind;
use crate::ipc::client::{ClientError, Watch};
use crate::ipc::protocol::{
    BoxEnd, BoxReply, BoxStart, EndHow, ErrorCode, Filter, LocusInfo, Ls, NoParams, Request,
};

/// `loci box`.
pub fn run(context: &mut Context, args: &Boxed) -> Result<Exit, Trouble> {
    match &args.verb {
        None if args.wait => join(context),
        None => show(context),
        Some(BoxVerb::Map(start)) => begin(context, BoxKind::Map, start),
        Some(BoxVerb::Palace(start)) => begin(context, BoxKind::Palace, start),
        Some(BoxVerb::Recall(start)) => begin(context, BoxKind::Recall, start),
        Some(BoxVerb::Explain(start)) => begin(context, BoxKind::Explain, start),
        Some(BoxVerb::Done(end)) => finish(context, EndHow::Done, end),
        Some(BoxVerb::Stop(end)) => finish(context, EndHow::Stop, end),
        Some(BoxVerb::Cancel(end)) => finish(context, EndHow::Cancel, end),
    }
}

fn show(context: &mut Context) -> Result<Exit, Trouble> {
    let reply: Reply<Option<BoxReply>> = context.call(&Request::Box(NoParams {}))?;
    context.out.show("box", &reply.raw, || match &reply.value {
        None => "no box is running".to_owned(),
        Some(shown) => state(shown),
    })?;
    Ok(Exit::Done)
}

/// Waits for the end of a box that runs already.
fn join(context: &mut Context) -> Result<Exit, Trouble> {
    let watch = watch(context)?;
    let reply: Reply<Option<BoxReply>> = context.call(&Request::Box(NoParams {}))?;
    match reply.value {
        Some(running) if running.state == "running" => {
            let ended = wait::until_over(context, &running, watch, None)?;
            tell_end(context, &running, ended)
        }
        Some(_) | None => {
            let message = "no box is running: loci box map|palace|recall|explain TOPIC starts one";
            Err(Trouble::Client(ClientError::Failure(
                crate::ipc::protocol::Failure::new(ErrorCode::BoxRefused, message),
            )))
        }
    }
}

fn finish(context: &mut Context, how: EndHow, args: &BoxEndArgs) -> Result<Exit, Trouble> {
    let request = Request::BoxEnd(BoxEnd {
        how,
        id: None,
        note: args.note.clone(),
    });
    let reply: Reply<Option<BoxReply>> = context.call(&request)?;
    context
        .out
        .changed("box", &reply.raw, || match &reply.value {
            None => "no box is running".to_owned(),
            Some(ended) => state(ended),
        })?;
    Ok(Exit::Done)
}

fn begin(context: &mut Context, kind: BoxKind, args: &BoxStartArgs) -> Result<Exit, Trouble> {
    let topic = args.topic.join(" ");
    let limit_secs = match &args.limit {
        None => None,
        Some(text) => Some(
            when::duration(text)
                .map_err(|e| Trouble::Usage(e.to_string()))?
                .0,
        ),
    };
    let mut note: Option<PathBuf> = None;
    let mut command = match args.command.split_first() {
        Some((program, arguments)) => {
            let mut command = Command::new(program);
            command.args(arguments);
            Some(command)
        }
        None if args.edit => {
            let (path, line) = note_of(context, kind, &topic)?;
            let editor = edit::waiting_editor(&path, line)?;
            note = Some(path);
            Some(editor)
        }
        None => None,
    };
    if let (Form::Json, Some(command)) = (context.out.form, &mut command) {
        // Under JSON stdout holds one object, and that is ours.
        command.stdout(std::io::stderr());
    }
    if kind == BoxKind::Recall && args.edit {
        let topic = match topic.contains(' ') {
            true => format!("\"{topic}\""),
            false => topic.clone(),
        };
        let hint = format!("loci recall {topic} compares what you write with your notes");
        context.out.note(&printable(&hint))?;
    }
    let waits = args.wait || command.is_some();
    // Watching begins first: an end between the start and the watch would go unheard.
    let watch = if waits { watch(context)? } else { None };
    let request = Request::BoxStart(BoxStart {
        kind: kind.as_str().to_owned(),
        topic: topic.clone(),
        limit_secs,
    });
    let reply: Reply<Option<BoxReply>> = context.call(&request)?;
    let Some(running) = &reply.value else {
        return Err(Trouble::Failed(
            "the daemon started no box: see loci box".to_owned(),
        ));
    };
    if !waits {
        context
            .out
            .changed("box", &reply.raw, || started(running))?;
        return Ok(Exit::Done);
    }
    if context.out.form == Form::Text {
        // A command's own output must stay its own.
        match command {
            Some(_) => context.out.note(&started(running))?,
            None => context.out.echo(&started(running))?,
        }
    }
    let ended = wait::until_over(context, running, watch, command)?;
    let offer = match ended {
        Ended::Command(_) => Some(Offer::Keys),
        Ended::Stop(_) | Ended::Elsewhere(..) => Some(Offer::Words),
        Ended::NotRun(_) | Ended::Interrupted => None,
    };
    let exit = tell_end(context, running, ended)?;
    if let (BoxKind::Map, Some(note), Some(offer), Form::Text) =
        (kind, &note, offer, context.out.form)
        && let Err(trouble) = keep::after(context, note, &topic, offer)
    {
        // How the box ended is told already, and stands.
        let said = printable(&trouble.to_string());
        context.out.note(&format!("loci: {said}"))?;
    }
    Ok(exit)
}

/// A stream of events; none if the daemon cannot give one: the client's own deadline holds anyway.
pub fn watch(context: &Context) -> Result<Option<Watch>, Trouble> {
    match context.client()?.watch() {
        Ok(watch) => Ok(Some(watch)),
        Err(ClientError::Failure(_)) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

/// The topic's note, which is made if there is none, and the line where it begins.
fn note_of(
    context: &mut Context,
    kind: BoxKind,
    topic: &str,
) -> Result<(PathBuf, Option<u32>), Trouble> {
    let request = Request::Ls(Ls {
        scope: Some(topic.to_owned()),
        filter: Filter::Live,
    });
    let known = match context.call::<Vec<LocusInfo>>(&request) {
        Ok(reply) => reply.value,
        Err(Trouble::Client(ClientError::Failure(failure)))
            if failure.code == ErrorCode::UnknownLocus
                || failure.code == ErrorCode::AmbiguousLocus =>
        {
            Vec::new()
        }
        Err(other) => return Err(other),
    };
    let place = known
        .iter()
        .find_map(|locus| Some((locus.source.as_ref()?, locus.line)));
    if let Some((source, line)) = place {
        return Ok((PathBuf::from(source), line));
    }
    let path = new::place(context, topic)?;
    if !path.exists() {
        let made = match kind {
            BoxKind::Map | BoxKind::Recall | BoxKind::Explain | BoxKind::Mock => Made::Map,
            BoxKind::Palace => Made::Palace,
        };
        new::write(&path, made, topic)?;
    }
    Ok((path, None))
}

/// Tells how it ended, and with which exit.
fn tell_end(context: &mut Context, running: &BoxReply, ended: Ended) -> Result<Exit, Trouble> {
    match ended {
        Ended::Stop(told) => {
            let last = told.unwrap_or_else(|| over(running));
            if context.out.form == Form::Json {
                context.out.json("box", &last)?;
            }
            Ok(Exit::Stopped)
        }
        Ended::Elsewhere(last, status) => {
            let exit = match last.state.as_str() {
                "stopped" => Exit::Stopped,
                _ => status.map_or(Exit::Done, |status| Exit::Command(exit_code(status))),
            };
            context.out.changed("box", &last, || state(&last))?;
            Ok(exit)
        }
        Ended::Command(status) => {
            let code = exit_code(status);
            let request = Request::BoxEnd(BoxEnd {
                how: EndHow::Done,
                id: None,
                note: None,
            });
            // The command is through; that the box may have ended meanwhile changes nothing.
            match context.call::<Option<BoxReply>>(&request) {
                Ok(reply) => {
                    if context.out.form == Form::Json {
                        context.out.json("box", &reply.raw)?;
                    } else if let Some(ended) = &reply.value {
                        context.out.note(&state(ended))?;
                    }
                }
                Err(trouble) => {
                    let said = printable(&trouble.to_string());
                    context.out.note(&format!("loci: {said}"))?;
                }
            }
            Ok(Exit::Command(code))
        }
        Ended::NotRun(trouble) => {
            let request = Request::BoxEnd(BoxEnd {
                how: EndHow::Cancel,
                id: None,
                note: None,
            });
            context.call::<Option<BoxReply>>(&request)?;
            Err(trouble)
        }
        Ended::Interrupted => {
            if context.out.volume != Volume::Quiet {
                context
                    .out
                    .note("\nthe box goes on; end it: loci box done")?;
            }
            Ok(Exit::Interrupted)
        }
    }
}

/// The status of a command as a shell would tell it.
pub fn exit_code(status: std::process::ExitStatus) -> u8 {
    use std::os::unix::process::ExitStatusExt;
    let code = status
        .code()
        .or_else(|| status.signal().map(|signal| 128 + signal))
        .unwrap_or(1);
    u8::try_from(code & 0xff).unwrap_or(1)
}

/// The box as it is once its time is over, whatever the daemon says.
fn over(running: &BoxReply) -> BoxReply {
    BoxReply {
        state: "stopped".to_owned(),
        left_secs: 0,
        left_ms: 0,
        ..running.clone()
    }
}

fn started(running: &BoxReply) -> String {
    let title = format!(
        "{} \"{}\"",
        printable(&running.kind),
        printable(&running.topic)
    );
    let mut text = format!(
        "{}: {}, then STOP\n",
        styled(BOLD, &title),
        words::clock(running.left_secs)
    );
    match &running.hint {
        Some(hint) => text.push_str(&format!("{}\n", printable(hint))),
        None => text.push_str("done early: loci box done\n"),
    }
    text
}

fn state(shown: &BoxReply) -> String {
    let title = format!("{} \"{}\"", printable(&shown.kind), printable(&shown.topic));
    let mut text = match shown.state.as_str() {
        "running" => format!(
            "{title}: {} left of {}\n",
            words::clock(shown.left_secs),
            words::clock(shown.limit_secs)
        ),
        other => format!("{title}: {}\n", printable(other)),
    };
    if let Some(note) = &shown.note {
        text.push_str(&format!("parked: {}\n", printable(note)));
    }
    if let Some(hint) = &shown.hint {
        text.push_str(&format!("{}\n", printable(hint)));
    }
    text
}

#[cfg(test)]
mod tests;
