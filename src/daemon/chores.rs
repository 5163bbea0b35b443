//! Chores: the nightly backup and the hourly reading of all notes. It only says when; whether a chore is
//! still to be done is the engine's to judge, so ringing late, twice or never does no harm.
//!
//! tokio-cron-scheduler wakes twice a second while it runs, and loses jobs when the clock jumps. So it is
//! started just before a chore, on a thread and a runtime of its own, and goes away with them.

use std::thread::JoinHandle;
use std::time::Duration;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_cron_scheduler::{Job, JobScheduler, JobSchedulerError};

use crate::domain::day::Calendar;
use crate::engine::event::Chore;

/// How long before a chore the scheduler is started.
const LEAD: TimeDelta = TimeDelta::seconds(2);

/// How long the scheduler may take; then the chore rings without it.
const PATIENCE: Duration = Duration::from_secs(8);

/// How long after the study day's start the backup is due.
const NIGHT: TimeDelta = TimeDelta::minutes(30);

const RESCAN: TimeDelta = TimeDelta::hours(1);

/// When each chore is due next.
#[derive(Debug)]
pub struct Chores {
    backup: DateTime<Utc>,
    rescan: DateTime<Utc>,
    rings: mpsc::Sender<Chore>,
    ringing: Vec<JoinHandle<()>>,
}

impl Chores {
    /// Plans from now on. A chore that is due comes through `rings`.
    pub fn new(calendar: Calendar, now: DateTime<Utc>, rings: mpsc::Sender<Chore>) -> Chores {
        Chores {
            backup: next_backup(calendar, now),
            rescan: now + RESCAN,
            rings,
            ringing: Vec::new(),
        }
    }

    /// When to call [`Chores::look`] next.
    pub fn wake(&self) -> DateTime<Utc> {
        self.backup.min(self.rescan) - LEAD
    }

    /// Starts the scheduler for what is near, and plans anew; also after the clock was set. Returns the
    /// chores for which none could be started: they are due now.
    pub fn look(&mut self, calendar: Calendar, now: DateTime<Utc>) -> Vec<Chore> {
        self.ringing.retain(|thread| !thread.is_finished());
        let mut due = Vec::new();
        if self.rescan <= now + LEAD {
            due.extend(self.ring(Chore::Rescan, self.rescan, now));
            self.rescan = now + LEAD + RESCAN;
        }
        if self.backup <= now + LEAD {
            due.extend(self.ring(Chore::Backup, self.backup, now));
        }
        // Also when nothing rang: a clock that was set back must not silence a chore as long as the jump.
        self.rescan = self.rescan.min(now + LEAD + RESCAN);
        self.backup = next_backup(calendar, now + LEAD);
        due
    }

    fn ring(&mut self, chore: Chore, at: DateTime<Utc>, now: DateTime<Utc>) -> Option<Chore> {
        let at = at.max(now + TimeDelta::seconds(1));
        let rings = self.rings.clone();
        let name = format!("chore-{}", chore.as_str());
        let started = std::thread::Builder::new()
            .name(name)
            .spawn(move || ring(chore, at, &rings));
        match started {
            Ok(thread) => {
                self.ringing.push(thread);
                None
            }
            Err(error) => {
                tracing::warn!("no thread for the scheduler: {error}");
                Some(chore)
            }
        }
    }
}

/// The first backup time after a moment: half an hour into a study day.
fn next_backup(calendar: Calendar, after: DateTime<Utc>) -> DateTime<Utc> {
    let today = calendar.day_of(after);
    let of_today = calendar.start_of(today) + NIGHT;
    if of_today > after {
        return of_today;
    }
    calendar.start_of(today.plus(1)) + NIGHT
}

/// Lets the scheduler ring for a chore, then tells the loop; also if the scheduler failed.
fn ring(chore: Chore, at: DateTime<Utc>, rings: &mpsc::Sender<Chore>) {
    match std::panic::catch_unwind(|| wait_for(at)) {
        Ok(Ok(())) => {}
        Ok(Err(why)) => tracing::warn!("{why}; the chore is done now"),
        Err(_) => tracing::warn!("the scheduler panicked; the chore is done now"),
    }
    // An error means that the daemon ends.
    let _ = rings.blocking_send(chore);
}

/// Why the scheduler did not ring.
#[derive(Debug, thiserror::Error)]
enum Silent {
    #[error("the scheduler did not ring in time")]
    Late(#[from] tokio::time::error::Elapsed),
    #[error("the scheduler failed: {0}")]
    Failed(#[from] JobSchedulerError),
    #[error("the scheduler has no runtime: {0}")]
    NoRuntime(#[from] std::io::Error),
}

fn wait_for(at: DateTime<Utc>) -> Result<(), Silent> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()?;
    Ok(runtime.block_on(async { timeout(PATIENCE, scheduled(at)).await })??)
}

/// Waits for a moment by means of a scheduler with one job.
async fn scheduled(at: DateTime<Utc>) -> Result<(), JobSchedulerError> {
    let (rang, mut heard) = mpsc::channel(1);
    let job = Job::new_async(cron(at).as_str(), move |_, _| {
        let rang = rang.clone();
        Box::pin(async move {
            // Full means that it rang already.
            let _ = rang.try_send(());
        })
    })?;
    let scheduler = JobScheduler::new().await?;
    scheduler.add(job).await?;
    scheduler.start().await?;
    heard.recv().await;
    Ok(())
}

/// The moment as a cron line in UTC, to the second above: second, minute, hour, day, month, weekday.
fn cron(at: DateTime<Utc>) -> String {
    let second = TimeDelta::seconds(1);
    let at = at.duration_trunc(second).map_or(
        at,
        |whole| {
            if whole < at { whole + second } else { whole }
        },
    );
    at.format("%-S %-M %-H %-d %-m *").to_string()
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveTime, TimeZone};
    use chrono_tz::Tz;

    use super::*;
    use crate::clock;

    fn berlin() -> Calendar {
        Calendar {
            zone: Tz::Europe__Berlin,
            rollover: NaiveTime::from_hms_opt(4, 0, 0).unwrap(),
        }
    }

    fn utc(day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, day, hour, minute, 0).unwrap()
    }

    fn quiet(now: DateTime<Utc>) -> (Chores, mpsc::Receiver<Chore>) {
        let (rings, heard) = mpsc::channel(8);
        (Chores::new(berlin(), now, rings), heard)
    }

    #[test]
    fn the_backup_follows_local_time_over_the_change_to_summer_time() {
        // On 2026-03-29 Berlin goes from +01:00 to +02:00 at 02:00.
        assert_eq!(next_backup(berlin(), utc(27, 12, 0)), utc(28, 3, 30));
        assert_eq!(next_backup(berlin(), utc(28, 3, 30)), utc(29, 2, 30));
        assert_eq!(next_backup(berlin(), utc(29, 2, 29)), utc(29, 2, 30));
    }

    #[test]
    fn nothing_wakes_before_the_next_chore() {
        let (chores, _heard) = quiet(utc(20, 12, 0));
        assert_eq!(chores.wake(), utc(20, 13, 0) - LEAD);
        let (chores, _heard) = quiet(utc(20, 3, 0));
        assert_eq!(chores.wake(), utc(20, 3, 30) - LEAD);
    }

    #[test]
    fn a_clock_that_is_set_back_silences_nothing() {
        let (mut chores, _heard) = quiet(utc(20, 12, 0));
        assert_eq!(chores.look(berlin(), utc(10, 12, 0)), []);
        assert!(chores.ringing.is_empty());
        assert_eq!(chores.wake(), utc(10, 13, 0));
    }

    #[test]
    fn a_cron_line_names_the_second_above() {
        let at = utc(5, 1, 2) + TimeDelta::milliseconds(1);
        assert_eq!(cron(at), "1 2 1 5 3 *");
        assert_eq!(cron(utc(5, 1, 2)), "0 2 1 5 3 *");
    }

    #[test]
    fn the_scheduler_rings_once_for_each_chore_that_is_near() {
        let now = clock::wall();
        let (rings, mut heard) = mpsc::channel(8);
        let mut chores = Chores::new(berlin(), now, rings);
        (chores.rescan, chores.backup) = (now, now - TimeDelta::hours(3));
        assert_eq!(chores.look(berlin(), now), []);
        assert!(chores.rescan > now && chores.backup > now);
        let mut rang = [heard.blocking_recv(), heard.blocking_recv()];
        rang.sort_by_key(|chore| chore.map(Chore::as_str));
        assert_eq!(rang, [Some(Chore::Backup), Some(Chore::Rescan)]);
        drop(chores);
        assert_eq!(heard.blocking_recv(), None);
    }
}
