//! `loci plan export`, which is `loci export ics`: the plan as a calendar file.

use std::fs::File;
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::asking::told;
use super::event::{Export, NotExported, Titles, Written};
use super::page;
use crate::cli::args::plan::PlanExport;
use crate::cli::context::{Context, Reply, into_file};
use crate::cli::exit::{Exit, Trouble};
use crate::cli::render::out::Form;
use crate::cli::render::words::{count, printable};
use crate::cli::when;
use crate::cli::whole::whole;
use crate::domain::settings::Privacy;
use crate::ipc::client::ClientError;
use crate::ipc::protocol::{NoParams, PlanBlocksReply, ProblemInfo, Request};
use crate::notes::source;

/// Bytes of a file in which a calendar has begun.
const LOOKED_AT: u64 = 4096;

/// The data of `-o FILE`.
#[derive(Serialize)]
struct ToFile<'a> {
    count: usize,
    cancelled: usize,
    from: String,
    until: String,
    path: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<ProblemInfo>,
}

/// `loci plan export [-o FILE] [--titles]`.
pub fn run(context: &mut Context, args: &PlanExport) -> Result<Exit, Trouble> {
    let request = Request::PlanBlocks(NoParams::default());
    let reply: Reply<PlanBlocksReply> = context.call(&request).map_err(told)?;
    let config = context.hello()?.config;
    let titles = titles(context, args, Path::new(&config))?;
    let changed = changed(&reply.value, Path::new(&config))?;
    let problems = reply.value.problems.clone();
    let broken = page::broken(&problems, |path| context.paths.tilde(path));
    if let (Form::Text, Some(told)) = (context.out.form, broken) {
        context.out.note(&told)?;
    }
    let mut export = Export::of(reply.value).map_err(not_exported)?;
    let now = context.now().at;
    let path = into_file(args.output.as_deref())?;
    if let Some(path) = &path {
        refuse_foreign(path)?;
    }
    // A file that is not there, or that cannot be read, tells of no events.
    if let Some(before) = path.as_ref().and_then(|path| source::read(path).ok()) {
        export.follow(&before, now);
    }
    let text = export.text(titles, Written { changed, now });
    let text =
        text.map_err(|_| Trouble::Failed("the calendar cannot be put together".to_owned()))?;
    let Some(path) = path else {
        match context.out.form {
            Form::Json => context.out.json("export", &reply.raw)?,
            Form::Text => context.out.lines(&text)?,
        }
        return Ok(Exit::Done);
    };
    whole(&path, |file| file.add(&text))?;
    let (from, until) = export.dates();
    let shown = path.display().to_string();
    let data = ToFile {
        count: export.count(),
        cancelled: export.cancelled(),
        from: from.to_string(),
        until: until.to_string(),
        path: &shown,
        problems,
    };
    let today = context.today();
    let file = printable(&context.paths.tilde(&path));
    context.out.changed("export", &data, || {
        let cancelled = match data.cancelled {
            0 => String::new(),
            some => format!(" ({some} cancelled)"),
        };
        format!(
            "exported: {}{cancelled}, {} to {}, to {file}\n\
             after a change export again and import it again: the events are the same ones, at their new times\n",
            count(data.count as u64, "event"),
            when::date(from, today),
            when::date(until, today),
        )
    })?;
    Ok(Exit::Done)
}

/// Refuses a file that is there and no calendar: a mistyped name would cost its content. One without a word has none.
fn refuse_foreign(path: &Path) -> Result<(), Trouble> {
    if !std::fs::metadata(path).is_ok_and(|there| there.is_file()) {
        return Ok(());
    }
    let refused = |why: &str| {
        Trouble::Failed(format!(
            "{} {why}, and stays as it is: choose another name, or delete it first",
            path.display()
        ))
    };
    let mut begins = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LOOKED_AT).read_to_end(&mut begins));
    read.map_err(|error| refused(&format!("cannot be read ({error})")))?;
    let text = String::from_utf8_lossy(&begins);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let first = text.lines().next().unwrap_or_default().trim_end();
    let is_empty = text.is_empty() && (begins.len() as u64) < LOOKED_AT;
    match is_empty || first.eq_ignore_ascii_case("BEGIN:VCALENDAR") {
        true => Ok(()),
        false => Err(refused("is no calendar")),
    }
}

/// Topics are named if that is asked for, or if reminders may name them.
fn titles(context: &Context, args: &PlanExport, config: &Path) -> Result<Titles, Trouble> {
    if args.titles {
        return Ok(Titles::Topics);
    }
    Ok(match context.config_at(config)?.settings.privacy {
        Privacy::Discreet => Titles::Discreet,
        Privacy::Topics | Privacy::Full => Titles::Topics,
    })
}

/// When anything changed last of which the plan's dates are made: what the journal tells, the plan's file, the config.
fn changed(reply: &PlanBlocksReply, config: &Path) -> Result<DateTime<Utc>, Trouble> {
    let told = match &reply.changed {
        None => None,
        Some(changed) => match DateTime::parse_from_rfc3339(changed) {
            Ok(changed) => Some(changed.to_utc()),
            Err(_) => return Err(not_exported(NotExported::Garbled(changed.clone(), "time"))),
        },
    };
    let files = [Path::new(&reply.file), config].map(changed_file);
    Ok(files
        .into_iter()
        .chain([told])
        .flatten()
        .max()
        .unwrap_or_default())
}

/// When a file got its content, or became this one. Not the time of its last writing: that one goes back when an older
/// copy is put in place.
fn changed_file(path: &Path) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(std::fs::metadata(path).ok()?.ctime(), 0)
}

fn not_exported(why: NotExported) -> Trouble {
    match why {
        NotExported::Nothing => Trouble::Failed(why.to_string()),
        NotExported::Garbled(..) => ClientError::Garbled {
            what: why.to_string(),
        }
        .into(),
    }
}
