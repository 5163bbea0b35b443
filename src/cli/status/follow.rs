//! `--follow`: a line for each change, for status bars. It is told by the daemon (`watch`) and asks only then; while
//! the daemon is away it waits for the socket. It ends when nobody reads it any more.

use std::os::fd::AsFd;

use chrono_tz::Tz;

use super::road::{self, Away, Road, Woken};
use super::shape::{Moment, Shape};
use crate::cli::context::{Context, Reply};
use crate::cli::exit::{Exit, Trouble};
use crate::cli::render::words::printable;
use crate::clock::{self, BootTimer};
use crate::domain::day::Calendar;
use crate::ipc::client::{ClientError, Watch};
use crate::ipc::protocol::{BoxReply, Event, PlanReply, StatusReply};

/// How long a STOP is shown.
const STOP_MS: u64 = 60_000;

/// How following a daemon ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// Nobody reads any more.
    Unread,
    /// The daemon is away.
    Away(Away),
}

/// Whoever reads the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    There,
    Gone,
}

/// Follows until nobody reads any more.
pub fn run(context: &mut Context, shape: Shape) -> Result<Exit, Trouble> {
    let mut road = Road::to(&context.socket);
    let mut lines = Lines {
        context,
        shape,
        last: None,
    };
    loop {
        road.watch();
        let ended = match lines
            .context
            .client()
            .and_then(|client| Ok(client.watch()?))
        {
            Ok(watch) => {
                road.reached();
                lines.follow(watch)?
            }
            Err(trouble) => Ended::Away(away(trouble)?),
        };
        let Ended::Away(away) = ended else {
            return Ok(Exit::Done);
        };
        let line = lines.shape.line_without_daemon();
        if lines.print(&line)? == Reader::Gone {
            return Ok(Exit::Done);
        }
        if road.wait(away).map_err(cannot)? == Woken::Unread {
            return Ok(Exit::Done);
        }
    }
}

/// How the daemon is away; what is another trouble stays one.
/// How the daemon is away, if that is the trouble.
pub fn away(trouble: Trouble) -> Result<Away, Trouble> {
    match trouble {
        Trouble::Client(
            ClientError::NotRunning { .. } | ClientError::Closed | ClientError::Broken { .. },
        ) => Ok(Away::Gone),
        Trouble::Client(ClientError::TimedOut { .. }) => Ok(Away::Hung),
        other => Err(other),
    }
}

fn cannot(error: std::io::Error) -> Trouble {
    Trouble::Failed(format!("cannot wait for changes: {error}"))
}

/// The lines so far.
struct Lines<'a> {
    context: &'a mut Context,
    shape: Shape,
    /// The last one, which is not said twice.
    last: Option<String>,
}

/// A status, and when it was so.
struct Seen {
    reply: Reply<StatusReply>,
    plan: Option<PlanReply>,
    /// Milliseconds on the boot clock.
    at_ms: u64,
    zone: Tz,
    calendar: Calendar,
}

/// A box that is over.
struct Stopped {
    words: String,
    /// Until when it is shown, in milliseconds on the boot clock.
    until_ms: u64,
}

impl Lines<'_> {
    fn follow(&mut self, mut watch: Watch) -> Result<Ended, Trouble> {
        let mut stopped: Option<Stopped> = None;
        let mut seen = match self.ask() {
            Ok(seen) => seen,
            Err(trouble) => return Ok(Ended::Away(away(trouble)?)),
        };
        loop {
            let now_ms = clock::boot().ms;
            stopped = stopped.filter(|stopped| stopped.until_ms > now_ms);
            if self.show(&seen, stopped.as_ref())? == Reader::Gone {
                return Ok(Ended::Unread);
            }
            let tick = [
                seen.next_tick(&self.shape, now_ms),
                stopped.as_ref().map(|stopped| stopped.until_ms - now_ms),
            ];
            let tick = tick.into_iter().flatten().min();
            let tick = tick.map(BootTimer::after).transpose().map_err(cannot)?;
            let mut fds = vec![watch.as_fd()];
            fds.extend(tick.as_ref().map(AsFd::as_fd));
            let Woken::Ready(ready) = road::wait(&fds).map_err(cannot)? else {
                return Ok(Ended::Unread);
            };
            if !ready.contains(&0) {
                continue;
            }
            match heard(&mut watch) {
                Ok(None) => {}
                Ok(Some(Heard { stop })) => {
                    // The answer that follows is newer than all of them.
                    if let Some(ended) = stop {
                        stopped = Some(Stopped::of(&ended));
                    }
                    seen = match self.ask() {
                        Ok(seen) => seen,
                        Err(trouble) => return Ok(Ended::Away(away(trouble)?)),
                    };
                }
                Err(error) => return Ok(Ended::Away(away(error.into())?)),
            }
        }
    }

    fn ask(&self) -> Result<Seen, Trouble> {
        let reply = super::ask(self.context)?;
        let plan = self.shape.shows_plan();
        let plan = plan.then(|| super::plan_of(self.context, &reply.value));
        let (now, calendar) = self.context.now_and_calendar();
        Ok(Seen {
            reply,
            plan: plan.flatten(),
            at_ms: now.boot.ms,
            zone: now.zone,
            calendar,
        })
    }

    /// Shows a status as it is now.
    fn show(&mut self, seen: &Seen, stopped: Option<&Stopped>) -> Result<Reader, Trouble> {
        match &self.shape {
            Shape::Json => {
                let told = seen.told();
                if self.last.as_ref() != Some(&told) {
                    self.context.out.json("status", &seen.reply.raw)?;
                    self.last = Some(told);
                }
                Ok(self.reader())
            }
            Shape::Plain | Shape::Format(_) | Shape::Waybar(_) => {
                let now = clock::now(seen.zone);
                let status = seen.at(now.boot.ms);
                let today = seen.calendar.day_of(now.at).0;
                let moment = Moment::of(&status, &now, today).with_plan(seen.plan.as_ref());
                let moment = moment.stopped_by(stopped.map(|stopped| stopped.words.as_str()));
                let line = self.shape.line(&moment);
                self.print(&line)
            }
        }
    }

    /// Prints a line, unless it is the last one again.
    fn print(&mut self, line: &str) -> Result<Reader, Trouble> {
        if self.last.as_deref() != Some(line) {
            self.context.out.lines(&format!("{line}\n"))?;
            self.last = Some(line.to_owned());
        }
        Ok(self.reader())
    }

    fn reader(&self) -> Reader {
        match self.context.out.is_closed() {
            true => Reader::Gone,
            false => Reader::There,
        }
    }
}

impl Seen {
    /// The status with what a box has left now.
    fn at(&self, now_ms: u64) -> StatusReply {
        let mut status = self.reply.value.clone();
        if let Some(running) = &mut status.running {
            running.left_ms = self.left_ms(running, now_ms);
            running.left_secs = u32::try_from(running.left_ms.div_ceil(1000)).unwrap_or(u32::MAX);
        }
        status
    }

    fn left_ms(&self, running: &BoxReply, now_ms: u64) -> u64 {
        let since = now_ms.saturating_sub(self.at_ms);
        running.left_ms.saturating_sub(since)
    }

    /// The status without what only tells that time goes on.
    fn told(&self) -> String {
        let mut status = self.reply.value.clone();
        status.daemon.uptime_secs = 0;
        if let Some(running) = &mut status.running {
            running.left_ms = 0;
            running.left_secs = 0;
        }
        format!("{status:?}")
    }

    /// Milliseconds until the line changes by itself: each second if seconds are shown; else each minute, and
    /// each second of the last one.
    fn next_tick(&self, shape: &Shape, now_ms: u64) -> Option<u64> {
        let running = self.reply.value.running.as_ref()?;
        let left_ms = self.left_ms(running, now_ms);
        if left_ms == 0 || !(shape.shows_seconds() || shape.shows_minutes()) {
            return None;
        }
        let step = match shape.shows_seconds() || left_ms <= 60_000 {
            true => 1000,
            false => 60_000,
        };
        Some((left_ms - 1) % step + 1)
    }
}

impl Stopped {
    fn of(ended: &BoxReply) -> Stopped {
        Stopped {
            words: format!(
                "STOP: {} \"{}\"",
                printable(&ended.kind),
                printable(&ended.topic)
            ),
            until_ms: clock::boot().ms + STOP_MS,
        }
    }
}

/// What events tell, as far as it is not asked for anyway.
struct Heard {
    stop: Option<BoxReply>,
}

/// All events that are there; none if there is no whole one yet.
fn heard(watch: &mut Watch) -> Result<Option<Heard>, ClientError> {
    let mut heard = None;
    while let Some(event) = watch.next()? {
        let heard = heard.get_or_insert(Heard { stop: None });
        match event {
            Event::Stop { ended } => heard.stop = Some(ended),
            Event::Logged { .. }
            | Event::Undone { .. }
            | Event::Notes { .. }
            | Event::Due { .. }
            | Event::BoxStarted { .. }
            | Event::Enough { .. }
            | Event::BoxEnded { .. }
            | Event::Silent { .. }
            | Event::Mode { .. }
            | Event::Plan { .. }
            | Event::Notice { .. }
            | Event::Lagged { .. }
            | Event::Bye => {}
        }
    }
    Ok(heard)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::care::Status as StatusArgs;
    use crate::cli::render::out::Form;
    use crate::cli::status::tests::status;

    fn seen(left_ms: u64) -> Seen {
        let mut value = status();
        value.running = Some(BoxReply {
            id: uuid::Uuid::nil(),
            kind: "map".to_owned(),
            topic: "dict".to_owned(),
            state: "running".to_owned(),
            started_at: "2026-11-22T12:00:00Z".to_owned(),
            limit_secs: 600,
            left_secs: 600,
            left_ms,
            note: None,
            hint: None,
        });
        Seen {
            reply: Reply {
                raw: serde_json::value::to_raw_value(&value).unwrap(),
                value,
            },
            plan: None,
            at_ms: 1000,
            zone: Tz::UTC,
            calendar: Calendar {
                zone: Tz::UTC,
                rollover: chrono::NaiveTime::MIN,
            },
        }
    }

    fn shape(format: Option<&str>) -> Shape {
        let args = StatusArgs {
            format: format.map(str::to_owned),
            follow: true,
            waybar: false,
            greet: false,
        };
        Shape::of(&args, Form::Text).unwrap()
    }

    #[test]
    fn a_bar_is_told_each_minute_and_each_second_only_where_it_shows_them() {
        let tick = |left, format| seen(left).next_tick(&shape(format), 1000);
        assert_eq!(tick(250_500, None), Some(10_500));
        assert_eq!(tick(240_000, None), Some(60_000));
        assert_eq!(tick(59_300, None), Some(300));
        assert_eq!(tick(250_500, Some("{box_left}")), Some(500));
        assert_eq!(tick(250_500, Some("{due}")), None);
        assert_eq!(tick(0, None), None);
    }

    #[test]
    fn what_a_box_has_left_goes_on_between_two_answers() {
        let at = seen(250_500).at(11_400);
        assert_eq!(at.running.unwrap().left_secs, 241);
        assert_eq!(seen(5_000).at(90_000).running.unwrap().left_ms, 0);
    }

    #[test]
    fn time_alone_is_no_change() {
        let (first, mut second) = (seen(9_000), seen(4_000));
        second.reply.value.daemon.uptime_secs += 5;
        assert_eq!(first.told(), second.told());
        second.reply.value.due += 1;
        assert_ne!(first.told(), second.told());
    }
}
