//! `loci log`, `again`, `hard`, `good`, `easy`: the result of a recall, in one short command.
//!
//! A rating is never lost: with no daemon it is spooled. Nothing here needs the notes.

use chrono::Utc;
use uuid::{NoContext, Timestamp, Uuid};

use super::args::{How, Log as LogArgs, Rated};
use super::context::{Context, Reply};
use super::exit::{Exit, Trouble};
use super::render::table::Table;
use super::render::words::{self, printable};
use super::spool::{self, Whose};
use super::when::{self, Toward};
use crate::domain::day::Calendar;
use crate::domain::now::Now;
use crate::domain::rating::Rating;
use crate::ipc::client::ClientError;
use crate::ipc::protocol::{
    At, Log, LogReply, LoggedReview, Request, SpoolDrop, SpoolDropReply, Undo, UndoReply,
};
use crate::ipc::spool::{Spool, SpoolId};

/// What became of a rating.
#[derive(Debug)]
pub enum Sent {
    /// It is on disk.
    Logged(Reply<LogReply>),
    /// It waits for the daemon.
    Spooled(Log, Reached),
}

/// How far a request came that was not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// Nobody was there.
    Nobody,
    /// Somebody was, but did not answer.
    NoAnswer,
}

/// `loci log SCOPE RATING`.
pub fn log(context: &mut Context, args: &LogArgs) -> Result<Exit, Trouble> {
    let scopes = std::slice::from_ref(&args.scope);
    run(context, scopes, args.rating, &args.how)
}

/// `loci good SCOPE..` and its like.
pub fn rated(context: &mut Context, args: &Rated, rating: Rating) -> Result<Exit, Trouble> {
    run(context, &args.scopes, rating, &args.how)
}

fn run(
    context: &mut Context,
    scopes: &[String],
    rating: Rating,
    how: &How,
) -> Result<Exit, Trouble> {
    let (now, calendar) = match how.at {
        // A time is read in the zone of the configuration, so that must be right.
        Some(_) => {
            context.config()?;
            context.now_and_calendar()
        }
        None => context.now_and_calendar(),
    };
    let request = request(scopes, rating, how, &now, &calendar)?;
    let (stated, took) = (request.at.clone(), request.took_secs);
    match send(context, request, &now)? {
        Sent::Logged(reply) => {
            let at = stated.map(|_| now);
            let text = || text(&reply.value, at.as_ref(), took);
            context.out.changed("log", &reply.raw, text)?;
        }
        Sent::Spooled(log, reached) => {
            let reply = LogReply {
                reviews: Vec::new(),
                spooled: true,
                batch: log.batch_id,
                skipped: Vec::new(),
                ignored: Vec::new(),
            };
            context.out.changed("log", &reply, String::new)?;
            let whose = spool::whose(&context.paths);
            let kept = kept(&log, reached, &whose, &now);
            context.out.note(&format!("{kept}{}", undo(&log)))?;
        }
    }
    Ok(Exit::Done)
}

/// The request, checked as far as it can be without the daemon.
fn request(
    scopes: &[String],
    rating: Rating,
    how: &How,
    now: &Now,
    calendar: &Calendar,
) -> Result<Log, Trouble> {
    if scopes.iter().any(|scope| scope.trim().is_empty()) {
        let message = "an empty scope names nothing: loci ls shows what there is";
        return Err(Trouble::Usage(message.to_owned()));
    }
    if let Some(name) = how.missed.iter().find(|name| how.hard.contains(name)) {
        return Err(Trouble::Usage(format!(
            "`{name}` cannot be both missed and hard: name it once"
        )));
    }
    let usage = |error: when::NotUnderstood| Trouble::Usage(error.to_string());
    let at = match &how.at {
        None => None,
        Some(text) => Some(when::moment(text, Toward::Past, now, calendar).map_err(usage)?),
    };
    if let Some(at) = at.filter(|at| *at > now.at) {
        return Err(Trouble::Usage(format!(
            "--at {} lies in the future: a recall is logged after it happened",
            when::echo(at, now)
        )));
    }
    let took = match &how.took {
        None => None,
        Some(text) => Some(when::duration(text).map_err(usage)?),
    };
    Ok(Log {
        batch_id: Some(batch_id(now.at)),
        scopes: scopes.to_vec(),
        rating: rating.number(),
        missed: how.missed.clone(),
        hard: how.hard.clone(),
        at: at.map(|at| when::rfc3339(at, now)),
        at_kind: At::Stated,
        took_secs: took.map(|took| took.0),
        note: how.note.clone(),
        source: None,
        answer: None,
        ratings: Vec::new(),
        ratings_path: None,
        told_at: None,
    })
}

/// A new id of a batch, made of the time and of chance.
pub fn batch_id(at: chrono::DateTime<Utc>) -> Uuid {
    let secs = u64::try_from(at.timestamp()).unwrap_or(0);
    let stamp = Timestamp::from_unix(NoContext, secs, at.timestamp_subsec_nanos());
    Uuid::new_v7(stamp)
}

/// Sends a rating; where nobody answers, spools it. The batch id makes sure that it counts once.
pub fn send(context: &mut Context, mut log: Log, now: &Now) -> Result<Sent, Trouble> {
    loop {
        let failed = match context.call(&Request::Log(log.clone())) {
            Ok(reply) => return Ok(Sent::Logged(reply)),
            Err(Trouble::Client(failed)) => failed,
            Err(other) => return Err(other),
        };
        let reached = match failed {
            ClientError::Failure(failure) => {
                let only = match log.scopes.as_slice() {
                    [only] => only.clone(),
                    _ => return Err(failure.into()),
                };
                match context.pick(&failure, &only)? {
                    Some(path) => log.scopes = vec![path],
                    None => return Err(failure.into()),
                }
                continue;
            }
            ClientError::NotRunning { .. } | ClientError::Unreachable { .. } => Reached::Nobody,
            ClientError::TimedOut { .. }
            | ClientError::Closed
            | ClientError::Broken { .. }
            | ClientError::Garbled { .. } => Reached::NoAnswer,
            other @ ClientError::TooLarge { .. } => {
                return Err(other.into());
            }
        };
        if log.at.is_none() {
            log.at = Some(when::rfc3339(now.at, now));
            log.at_kind = At::Live;
        }
        Spool::new(context.paths.spool()).put(&log)?;
        return Ok(Sent::Spooled(log, reached));
    }
}

/// Takes a batch back, also one that waits in the spool: that log is given then.
///
/// # Errors
/// If it stays as it is: the daemon is needed and does not answer, or says no.
pub fn take_back(context: &mut Context, batch: Uuid, spooled: Option<&Log>) -> Result<(), Trouble> {
    let request = Request::Undo(Undo {
        count: None,
        id: Some(batch),
    });
    let undone = context.call::<UndoReply>(&request).map(|_| ());
    let Some(id) = spooled.and_then(SpoolId::of) else {
        return undone;
    };
    match undone {
        Err(Trouble::Client(ClientError::NotRunning { .. } | ClientError::Unreachable { .. })) => {
            spool::drop_on_disk(context, id.as_str()).map(|_| ())
        }
        // The daemon is back, but has not applied it.
        Err(Trouble::Client(ClientError::Failure(_))) => {
            let id = id.to_string();
            let request = Request::SpoolDrop(SpoolDrop { id });
            context.call::<SpoolDropReply>(&request).map(|_| ())
        }
        undone => undone,
    }
}

/// How a rating that waits is taken back.
pub fn undo(log: &Log) -> String {
    SpoolId::of(log).map_or_else(String::new, |id| format!("undo: loci spool drop {id}\n"))
}

/// `kept: good deck, missed bow today 09:14 (…)`, and on a second line `start it: loci daemon start`.
pub fn kept(log: &Log, reached: Reached, whose: &Whose, now: &Now) -> String {
    let at = log
        .at
        .as_deref()
        .and_then(|at| chrono::DateTime::parse_from_rfc3339(at).ok())
        .map_or_else(String::new, |at| {
            format!(" {}", when::echo(at.with_timezone(&Utc), now))
        });
    let what = match log.ratings.len() as u64 {
        0 => {
            let rating = Rating::from_number(log.rating).map_or("", Rating::word);
            format!("{rating} {}", printable(&log.scopes.join(" ")))
        }
        ratings => words::count(ratings, "rating"),
    };
    let mut but = String::new();
    for (word, names) in [("missed", &log.missed), ("hard", &log.hard)] {
        if !names.is_empty() {
            but.push_str(&format!(", {word} {}", printable(&names.join(", "))));
        }
    }
    let (whose, start) = match whose {
        Whose::Demo => (" for the demo", "loci start --demo"),
        Whose::Own => (" for your own notes", "loci daemon start"),
        Whose::First => ("", "loci daemon start"),
    };
    let (why, cure) = match reached {
        Reached::Nobody => ("daemon is down", format!("start it: {start}")),
        Reached::NoAnswer => (
            "daemon does not answer",
            "restart it: loci daemon restart".to_owned(),
        ),
    };
    format!("kept: {what}{but}{at}{whose} ({why}, will be applied)\n{cure}\n")
}

/// What was logged just now, a line each, and how to take it back.
pub fn text_of(reply: &LogReply) -> String {
    text(reply, None, None)
}

/// The first of some names, and how many more there are.
pub fn listed(names: &[String]) -> String {
    const NAMED: usize = 3;
    let named = names[..names.len().min(NAMED)]
        .iter()
        .map(|name| printable(name).to_string());
    let named = named.collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

/// As [`text_of`]; a time and a duration that were typed are told as understood.
fn text(reply: &LogReply, stated: Option<&Now>, took: Option<u32>) -> String {
    let mut table = Table::default();
    for review in &reply.reviews {
        table.row([
            words::rating(review.rating),
            printable(&review.label),
            next(review, stated),
        ]);
    }
    let at = match (
        stated,
        reply.reviews.first().and_then(|review| utc(&review.at)),
    ) {
        (Some(now), Some(at)) => format!("at {}\n", when::echo(at, now)),
        (Some(_), None) | (None, _) => String::new(),
    };
    let took = took.map(|secs| format!("took {}\n", words::span(secs)));
    let took = took.unwrap_or_default();
    let skipped = match reply.skipped.len() {
        0 => String::new(),
        n => format!(
            "not rated, because suspended: {n} ({})\n",
            listed(&reply.skipped)
        ),
    };
    let ignored = match reply.ignored.len() {
        0 => String::new(),
        _ => format!("not in this scope: {}\n", listed(&reply.ignored)),
    };
    format!(
        "{}{at}{took}{skipped}{ignored}undo: loci undo\n",
        table.render()
    )
}

/// When it falls due, in words. A live review happened today, so no clock is asked.
fn next(review: &LoggedReview, stated: Option<&Now>) -> String {
    let Ok(due) = review.due.parse::<chrono::NaiveDate>() else {
        return format!("in {} d", review.interval_days);
    };
    let today = match stated {
        Some(now) => now.at.with_timezone(&now.zone).date_naive(),
        None => when::days_before(due, review.interval_days),
    };
    when::due_day(due, today)
}

fn utc(text: &str) -> Option<chrono::DateTime<Utc>> {
    let at = chrono::DateTime::parse_from_rfc3339(text).ok()?;
    Some(at.with_timezone(&Utc))
}

#[cfg(test)]
mod tests;
