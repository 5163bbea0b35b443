//! `loci snooze`, `pause`, `resume`, `mode` and `pace`: when it may ring, and what is asked. None of them changes a
//! schedule. Every time is echoed as understood, every change with what it replaces and its undo.

use chrono::{DateTime, Utc};

use super::args::calm::{
    Mode as ModeArgs, Pace as PaceArgs, Pause as PauseArgs, Snooze as SnoozeArgs,
};
use super::context::{Context, Reply};
use super::exit::{Exit, Trouble};
use super::log::batch_id;
use super::render::words::{self, printable};
use super::when::ahead::EndDay;
use super::when::{self, ahead};
use crate::domain::now::Now;
use crate::ipc::protocol::{
    Mode, ModeReply, Pace, PaceReply, Pause, PauseInfo, PauseReply, Request, Resume, ResumeReply,
    Silent, Snooze, SnoozeReply,
};

const UNDO: &str = "undo: loci undo\n";

/// `loci snooze [DUR|WHEN]`.
pub fn snooze(context: &mut Context, args: &SnoozeArgs) -> Result<Exit, Trouble> {
    let until = until(context, "a snooze", &args.until)?;
    let now = context.now();
    let request = Request::Snooze(Snooze {
        batch_id: Some(batch_id(now.at)),
        until: until.map(|at| when::rfc3339(at, &now)),
    });
    let reply: Reply<SnoozeReply> = context.call(&request)?;
    context.out.changed("snooze", &reply.raw, || {
        let SnoozeReply { until, silent, .. } = &reply.value;
        let done = format!("snoozed until {}", ahead_of(until, &now));
        let replaced = reply.value.replaced.iter();
        let replaced = replaced.map(|until| format!("the snooze until {}", ahead_of(until, &now)));
        let done = with_silence(done, until, silent.as_ref(), &now);
        format!("{done}{}{UNDO}", replaces(replaced.collect()))
    })?;
    Ok(Exit::Done)
}

/// `loci pause [WHEN|FROM..TO]`.
pub fn pause(context: &mut Context, args: &PauseArgs) -> Result<Exit, Trouble> {
    let stretch = match typed(&args.when) {
        None => None,
        Some(text) => {
            context.config()?;
            let (now, calendar) = context.now_and_calendar();
            Some(ahead::stretch(&text, &now, &calendar).map_err(usage)?)
        }
    };
    let now = context.now();
    let written = |at: DateTime<Utc>| when::rfc3339(at, &now);
    let request = Request::Pause(Pause {
        batch_id: Some(batch_id(now.at)),
        from: stretch.and_then(|stretch| stretch.from).map(written),
        until: stretch.map(|stretch| written(stretch.until)),
    });
    let day = stretch.and_then(|stretch| stretch.day);
    let reply: Reply<PauseReply> = context.call(&request)?;
    context.out.changed("pause", &reply.raw, || {
        let done = paused(&reply.value, day, &now);
        format!("{done}{}", pause_undone(&reply.value, &now))
    })?;
    Ok(Exit::Done)
}

/// What a pause replaces, and what takes it back.
fn pause_undone(reply: &PauseReply, now: &Now) -> String {
    if reply.replaced.is_empty() {
        // Elsewhere `loci resume` ends something else, or more.
        return match reply.resumable {
            true => "undo: loci undo, or loci resume\n".to_owned(),
            false => UNDO.to_owned(),
        };
    }
    let replaced = reply.replaced.iter();
    let mut replaced: Vec<String> = replaced
        .map(|pause| replaced_pause(pause, reply, now))
        .collect();
    let until = instant(&reply.until);
    let ends_sooner = |pause: &PauseInfo| until < instant(&pause.until);
    // A pause within a longer one ends that one, which nobody expects.
    if let Some(last) = replaced.last_mut()
        && until.is_some()
        && reply.replaced.iter().any(ends_sooner)
    {
        let from = ahead_of(&reply.until, now);
        last.push_str(&format!(": reminders come again from {from}"));
    }
    // What was replaced only an undo brings back.
    format!("{}{UNDO}", replaces(replaced))
}

/// `the pause from 04:00 Thu 24 Dec until 04:00 Mon 28 Dec`, or the rest of it where its beginning stays.
fn replaced_pause(pause: &PauseInfo, by: &PauseReply, now: &Now) -> String {
    let until = ahead_of(&pause.until, now);
    let (from, by) = (instant(&pause.from), instant(&by.from));
    let rest = match (from, by) {
        (Some(from), Some(by)) if from < by && by > now.at => "rest of the ",
        (_, _) => "",
    };
    match from {
        Some(from) if from <= now.at => format!("the {rest}pause until {until}"),
        Some(_) | None => {
            let from = ahead_of(&pause.from, now);
            format!("the {rest}pause from {from} until {until}")
        }
    }
}

/// `this replaces …`, a line; nothing if nothing was replaced.
fn replaces(what: Vec<String>) -> String {
    match what.as_slice() {
        [] => String::new(),
        some => format!("this replaces {}\n", some.join(" and ")),
    }
}

fn paused(reply: &PauseReply, day: Option<EndDay>, now: &Now) -> String {
    let through = day.map_or_else(String::new, |day| included(day, now));
    let until = ahead_of(&reply.until, now);
    if instant(&reply.from).is_some_and(|from| from > now.at) {
        let from = ahead_of(&reply.from, now);
        let done = format!("pause from {from} until {until}{through}");
        return with_silence(done, &reply.until, reply.silent.as_ref(), now);
    }
    match &reply.silent {
        Some(silent) if is_same(&silent.until, &reply.until) => {
            format!("silent until {until}{through}: {}\n", why(silent))
        }
        other => with_silence(
            format!("paused until {until}{through}"),
            &reply.until,
            other.as_ref(),
            now,
        ),
    }
}

/// Whether the day that was named as the end is in a pause: `, Mon 23 Nov (tomorrow) not included`.
fn included(day: EndDay, now: &Now) -> String {
    let today = now.at.with_timezone(&now.zone).date_naive();
    let (day, is) = match day {
        EndDay::In(day) => (day, "included"),
        EndDay::Out(day) => (day, "not included"),
    };
    let near = match (day - today).num_days() {
        0 => " (today)",
        1 => " (tomorrow)",
        _ => "",
    };
    format!(", {}{near} {is}", when::date(day, today))
}

/// `loci resume`.
pub fn resume(context: &mut Context) -> Result<Exit, Trouble> {
    let now = context.now();
    let request = Request::Resume(Resume {
        batch_id: Some(batch_id(now.at)),
    });
    let reply: Reply<ResumeReply> = context.call(&request)?;
    context
        .out
        .changed("resume", &reply.raw, || resumed(&reply.value, &now))?;
    Ok(Exit::Done)
}

fn resumed(reply: &ResumeReply, now: &Now) -> String {
    let word = |what: &String| match what.as_str() {
        "weekly" => "one reminder a week".to_owned(),
        "backed_off" => "fewer reminders".to_owned(),
        other => printable(other),
    };
    let is_running = |what: &&String| reply.planned.is_empty() || *what != "pause";
    let mut ended: Vec<String> = reply.ended.iter().filter(is_running).map(word).collect();
    ended.extend(reply.planned.iter().map(|pause| {
        let (from, until) = (ahead_of(&pause.from, now), ahead_of(&pause.until, now));
        format!("the pause that was planned from {from} until {until}")
    }));
    let mut text = match ended.as_slice() {
        [] => "nothing to resume: no snooze and no pause\n".to_owned(),
        some => format!("ended: {}\n", some.join(", ")),
    };
    if let Some(silent) = &reply.silent {
        text.push_str(&format!("still {}\n", silence(silent, now)));
    }
    for pause in &reply.stays {
        let (from, until) = (ahead_of(&pause.from, now), ahead_of(&pause.until, now));
        text.push_str(&format!(
            "still planned: a pause from {from} until {until}\n"
        ));
    }
    if !ended.is_empty() {
        text.push_str(UNDO);
    }
    text
}

/// `loci mode [MODE] [DUR|WHEN]`.
pub fn mode(context: &mut Context, args: &ModeArgs) -> Result<Exit, Trouble> {
    let until = until(context, "a mode", &args.until)?;
    let now = context.now();
    let request = Request::Mode(Mode {
        batch_id: args.mode.map(|_| batch_id(now.at)),
        mode: args.mode.map(|mode| mode.as_str().to_owned()),
        until: until.map(|at| when::rfc3339(at, &now)),
    });
    let reply: Reply<ModeReply> = context.call(&request)?;
    let text = || mode_text(&reply.value, &now);
    match args.mode {
        None => context.out.show("mode", &reply.raw, text)?,
        Some(_) => context.out.changed("mode", &reply.raw, text)?,
    }
    Ok(Exit::Done)
}

fn mode_text(reply: &ModeReply, now: &Now) -> String {
    let until = match &reply.until {
        Some(until) => format!(" until {}", ahead_of(until, now)),
        None => String::new(),
    };
    let held = match reply.held {
        0 => String::new(),
        held => format!("; {} held", words::loci(held)),
    };
    let mode = printable(&reply.mode);
    let mut text = match (&reply.silent, &reply.until) {
        // Where it is silent because of it, that says all.
        (Some(silent), Some(until)) if is_by_mode(silent, until) => {
            format!("{}{held}\n", silence(silent, now))
        }
        (Some(silent), _) => format!("mode {mode}{until}{held}\n{}\n", silence(silent, now)),
        (None, _) => format!("mode {mode}{until}{held}\n"),
    };
    let replaced = reply.replaced.iter().map(|set| {
        let mode = printable(&set.mode);
        match &set.until {
            Some(until) => format!("mode {mode} until {}", ahead_of(until, now)),
            None => format!("mode {mode}"),
        }
    });
    text.push_str(&replaces(replaced.collect()));
    if reply.batch.is_some() {
        text.push_str(UNDO);
    }
    text
}

/// `loci pace [daily|weekly]`.
pub fn pace(context: &mut Context, args: &PaceArgs) -> Result<Exit, Trouble> {
    let now = context.now();
    let request = Request::Pace(Pace {
        batch_id: args.pace.map(|_| batch_id(now.at)),
        pace: args.pace.map(|pace| pace.as_str().to_owned()),
    });
    let reply: Reply<PaceReply> = context.call(&request)?;
    let text = || pace_text(&reply.value, &now);
    match args.pace {
        None => context.out.show("pace", &reply.raw, text)?,
        Some(_) => context.out.changed("pace", &reply.raw, text)?,
    }
    Ok(Exit::Done)
}

fn pace_text(reply: &PaceReply, now: &Now) -> String {
    let often = match reply.pace.as_str() {
        "weekly" => "one reminder a week".to_owned(),
        "daily" => "one reminder a day".to_owned(),
        other => printable(other),
    };
    let today = now.at.with_timezone(&now.zone).date_naive();
    let next = match reply.next.as_ref().map(|day| day.parse()) {
        // Before the rollover the study day is still that of yesterday.
        Some(Ok(day)) if day <= today => "; the next comes today".to_owned(),
        Some(Ok(day)) => format!("; the next comes on {}", when::date(day, today)),
        Some(Err(_)) | None => String::new(),
    };
    let mut text = format!("{often}{next}\n");
    // The week itself is told already.
    let silent = reply
        .silent
        .as_ref()
        .filter(|silent| silent.why != "weekly");
    if let Some(silent) = silent {
        text.push_str(&format!("{}\n", silence(silent, now)));
    }
    if reply.batch.is_some() {
        text.push_str(UNDO);
    }
    text
}

/// The one state, wherever it is told: `silent until 15:00 today: snoozed`, `silent until you unlock: the screen is
/// locked`.
pub fn silence(silent: &Silent, now: &Now) -> String {
    format!("silent {}", silent_until(silent, now))
}

/// The mode, unless it is the usual one, and the silence: one part each, the mode first, for the reason of a silence
/// may have several. Where the mode is that reason, the silence says it.
pub fn mode_and_silence(mode: &str, silent: Option<&Silent>, now: &Now) -> Vec<String> {
    let is_told = mode != "all" && silent.is_none_or(|silent| silent.why != "mode");
    let mode = is_told.then(|| format!("mode {}", printable(mode)));
    let silence = silent.map(|silent| silence(silent, now));
    mode.into_iter().chain(silence).collect()
}

/// The same where `silent` stands before it already.
pub fn silent_until(silent: &Silent, now: &Now) -> String {
    format!("until {}: {}", until_when(silent, now), why(silent))
}

/// Until when it is silent: `15:00 today`, `you unlock`, `you change notify.quiet`.
pub fn until_when(silent: &Silent, now: &Now) -> String {
    match released(silent) {
        Some(words) => words,
        None => ahead_of(&silent.until, now),
    }
}

/// Why it is silent.
pub fn why(silent: &Silent) -> String {
    printable(&silent.because)
}

/// What ends a silence that has no known end, in words.
fn released(silent: &Silent) -> Option<String> {
    match silent.release.as_deref()? {
        "unlock" => Some("you unlock".to_owned()),
        "activity" => Some("you are back".to_owned()),
        "dnd_off" => Some("do not disturb ends".to_owned()),
        "config" => Some(format!(
            "you change {}",
            printable(&silent.keys.join(" or "))
        )),
        // Of a newer daemon: the latest moment is true too.
        _ => None,
    }
}

/// Whether it is silent because of the mode that ends then, and of nothing else.
pub fn is_by_mode(silent: &Silent, until: &str) -> bool {
    silent.why == "mode" && silent.release.is_none() && is_same(&silent.until, until)
}

/// What was done, and why it is silent; one line where both end together.
fn with_silence(done: String, until: &str, silent: Option<&Silent>, now: &Now) -> String {
    match silent {
        None => format!("{done}\n"),
        Some(silent) if silent.release.is_none() && is_same(&silent.until, until) => {
            format!("{}\n", silence(silent, now))
        }
        Some(silent) => format!("{done}\n{}\n", silence(silent, now)),
    }
}

/// A time of the daemon's in words.
pub fn ahead_of(text: &str, now: &Now) -> String {
    match instant(text) {
        Some(at) => when::echo_until(at, now),
        None => printable(text),
    }
}

fn is_same(one: &str, other: &str) -> bool {
    one == other || instant(one).is_some_and(|at| instant(other) == Some(at))
}

fn instant(text: &str) -> Option<DateTime<Utc>> {
    let at = DateTime::parse_from_rfc3339(text).ok()?;
    Some(at.with_timezone(&Utc))
}

/// Until when, if the user said so. A time is read in the zone of the configuration, so that must be right.
fn until(
    context: &Context,
    what: &'static str,
    words: &[String],
) -> Result<Option<DateTime<Utc>>, Trouble> {
    let Some(text) = typed(words) else {
        return Ok(None);
    };
    context.config()?;
    let (now, calendar) = context.now_and_calendar();
    ahead::until(&text, &now, &calendar)
        .map(Some)
        .map_err(|why| usage(ahead::only_end(&text, what, why, &now, &calendar)))
}

fn typed(words: &[String]) -> Option<String> {
    (!words.is_empty()).then(|| words.join(" "))
}

fn usage(error: ahead::refused::NotAhead) -> Trouble {
    Trouble::Usage(error.to_string())
}

#[cfg(test)]
mod tests;
