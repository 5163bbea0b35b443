//! The only reader of wall and boot time, and the timers that wait for them.
//!
//! It must never decide anything by the time: it tells the time, others judge.

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::sync::OnceLock;
use std::time::SystemTime;

use chrono::{DateTime, SubsecRound, Utc};
use chrono_tz::Tz;
use rustix::event::{PollFd, PollFlags};
use rustix::io::Errno;
use rustix::time::{
    ClockId, Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, clock_gettime,
    timerfd_create, timerfd_settime,
};
use uuid::Uuid;

use crate::domain::now::{BootInstant, Now};

/// Where the kernel tells which boot this is.
const BOOT_ID: &str = "/proc/sys/kernel/random/boot_id";

/// When a wall timer fires that waits for nothing but a change of the clock: the year 2100.
const FAR: i64 = 4_102_444_800;

/// This moment, to the millisecond, for a local zone.
pub fn now(zone: Tz) -> Now {
    Now {
        at: wall(),
        zone,
        boot: boot(),
    }
}

/// Wall time, to the millisecond.
#[expect(
    clippy::disallowed_methods,
    reason = "the clock is read here and nowhere else"
)]
pub fn wall() -> DateTime<Utc> {
    DateTime::<Utc>::from(SystemTime::now()).trunc_subsecs(3)
}

/// Boot time: suspend counts, changes of the clock do not.
pub fn boot() -> BootInstant {
    let time = clock_gettime(ClockId::Boottime);
    let ms = time.tv_sec.saturating_mul(1000) + time.tv_nsec / 1_000_000;
    BootInstant {
        boot: boot_id(),
        ms: u64::try_from(ms).unwrap_or(0),
    }
}

/// Which boot this is. Where the kernel does not tell, each process takes itself for a boot of its own.
fn boot_id() -> Uuid {
    static ID: OnceLock<Uuid> = OnceLock::new();
    *ID.get_or_init(|| {
        let read = std::fs::read_to_string(BOOT_ID).ok();
        let known = read.and_then(|text| Uuid::parse_str(text.trim()).ok());
        known.unwrap_or_else(Uuid::new_v4)
    })
}

/// The machine's zone is not known by name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the local time zone is not known ({what}): UTC is used; set day.timezone in the config")]
pub struct UnknownZone {
    what: String,
}

/// The local zone: `$TZ` if it is set, else the machine's; UTC where [`find_zone`] finds none.
pub fn local_zone() -> Tz {
    find_zone().unwrap_or(Tz::UTC)
}

/// The local zone: `$TZ` if it is set, else the machine's. Read it anew now and then: people travel.
///
/// # Errors
/// If that names no zone of the IANA database.
pub fn find_zone() -> Result<Tz, UnknownZone> {
    let named = std::env::var("TZ").unwrap_or_default();
    let named = named.trim_start_matches(':');
    if !named.is_empty() {
        return zone_of(named);
    }
    let machine = iana_time_zone::get_timezone().map_err(|error| UnknownZone {
        what: error.to_string(),
    })?;
    zone_of(&machine)
}

fn zone_of(name: &str) -> Result<Tz, UnknownZone> {
    name.parse().map_err(|_| UnknownZone {
        what: format!("'{name}' is no name of a zone"),
    })
}

/// Why a timer became readable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fired {
    /// Its time has come.
    Due,
    /// The wall clock was set, or the machine woke: judge anew, arm anew.
    ClockChanged,
    /// Not yet.
    No,
}

/// A timer on the wall clock; it also fires when that clock is set. Its descriptor becomes readable then.
#[derive(Debug)]
pub struct WallTimer {
    fd: OwnedFd,
}

impl WallTimer {
    /// A timer that is not armed.
    ///
    /// # Errors
    /// If the system has no more descriptors.
    pub fn new() -> io::Result<WallTimer> {
        let fd = timerfd_create(TimerfdClockId::Realtime, FLAGS)?;
        Ok(WallTimer { fd })
    }

    /// Arms the timer anew: it fires at this moment, at once if that is past, and whenever the clock is set.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn arm(&self, at: Option<DateTime<Utc>>) -> io::Result<()> {
        let time = match at {
            None => (FAR, 0),
            // Zero would disarm.
            Some(at) if at <= DateTime::UNIX_EPOCH => (0, 1),
            Some(at) => (at.timestamp(), at.timestamp_subsec_nanos().into()),
        };
        let flags = TimerfdTimerFlags::ABSTIME | TimerfdTimerFlags::CANCEL_ON_SET;
        set(&self.fd, flags, time)
    }

    /// Whether it fired since the last reading. Never waits.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn read(&self) -> io::Result<Fired> {
        read(&self.fd)
    }
}

impl AsFd for WallTimer {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

impl AsRawFd for WallTimer {
    fn as_raw_fd(&self) -> RawFd {
        self.fd.as_raw_fd()
    }
}

/// A timer on the boot clock. Its descriptor becomes readable when it fires.
#[derive(Debug)]
pub struct BootTimer {
    fd: OwnedFd,
}

impl BootTimer {
    /// A timer that fires so many milliseconds from now.
    ///
    /// # Errors
    /// If the system has no more descriptors.
    pub fn after(ms: u64) -> io::Result<BootTimer> {
        let now = boot();
        let timer = BootTimer::new()?;
        timer.arm(Some(BootInstant {
            ms: now.ms.saturating_add(ms),
            ..now
        }))?;
        Ok(timer)
    }

    /// A timer that is not armed.
    ///
    /// # Errors
    /// If the system has no more descriptors.
    pub fn new() -> io::Result<BootTimer> {
        let fd = timerfd_create(TimerfdClockId::Boottime, FLAGS)?;
        Ok(BootTimer { fd })
    }

    /// Arms the timer anew, or disarms it. A moment that is past, or of another boot, fires at once.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn arm(&self, at: Option<BootInstant>) -> io::Result<()> {
        let time = match at {
            None => (0, 0),
            Some(at) if at.boot != boot_id() => (0, 1),
            Some(at) => {
                let secs = i64::try_from(at.ms / 1000).unwrap_or(i64::MAX);
                let nanos = i64::try_from(at.ms % 1000).unwrap_or(0) * 1_000_000;
                // Zero would disarm.
                (secs, nanos + i64::from(at.ms == 0))
            }
        };
        set(&self.fd, TimerfdTimerFlags::ABSTIME, time)
    }

    /// Whether it fired since the last reading. Never waits.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn read(&self) -> io::Result<Fired> {
        read(&self.fd)
    }
}

impl AsFd for BootTimer {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

impl AsRawFd for BootTimer {
    fn as_raw_fd(&self) -> RawFd {
        self.fd.as_raw_fd()
    }
}

const FLAGS: TimerfdFlags = TimerfdFlags::NONBLOCK.union(TimerfdFlags::CLOEXEC);

fn set(fd: &OwnedFd, flags: TimerfdTimerFlags, (secs, nanos): (i64, i64)) -> io::Result<()> {
    let spec = Itimerspec {
        it_interval: Timespec {
            tv_sec: 0,
            tv_nsec: 0,
        },
        it_value: Timespec {
            tv_sec: secs,
            tv_nsec: nanos,
        },
    };
    match timerfd_settime(fd, flags, &spec) {
        // The clock was set since the last arming; the new time counts all the same (timerfd_create(2)).
        Ok(_) | Err(Errno::CANCELED) => Ok(()),
        Err(errno) => Err(errno.into()),
    }
}

fn read(fd: &OwnedFd) -> io::Result<Fired> {
    let mut count = [0; 8];
    match rustix::io::read(fd, &mut count) {
        Ok(_) => Ok(Fired::Due),
        Err(Errno::CANCELED) => Ok(Fired::ClockChanged),
        Err(Errno::AGAIN) => Ok(Fired::No),
        Err(errno) => Err(errno.into()),
    }
}

/// Waits until at least one of these can be read or is closed, without a limit: give it a [`BootTimer`] to
/// set one. Returns their places in the list; none if a signal came.
///
/// # Errors
/// If the system refuses.
pub fn wait(fds: &[BorrowedFd<'_>]) -> io::Result<Vec<usize>> {
    let mut polled: Vec<PollFd<'_>> = fds
        .iter()
        .map(|fd| PollFd::from_borrowed_fd(*fd, PollFlags::IN))
        .collect();
    match rustix::event::poll(&mut polled, None) {
        Ok(_) => {}
        Err(Errno::INTR) => return Ok(Vec::new()),
        Err(errno) => return Err(errno.into()),
    }
    let ready = |(at, fd): (usize, &PollFd)| (!fd.revents().is_empty()).then_some(at);
    Ok(polled.iter().enumerate().filter_map(ready).collect())
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn boot_time_goes_on_and_is_of_one_boot() {
        let before = boot();
        let after = boot();
        assert!(after.ms_since(before).is_some());
        assert!(before <= after && before.ms > 0);
    }

    #[test]
    fn a_moment_is_whole_milliseconds() {
        let now = now(Tz::UTC);
        assert_eq!(now.at.timestamp_subsec_nanos() % 1_000_000, 0);
    }

    #[test]
    fn zones_are_known_by_name() {
        assert_eq!(zone_of("Europe/Berlin"), Ok(Tz::Europe__Berlin));
        let error = zone_of("CET-1CEST").unwrap_err();
        assert!(error.to_string().contains("day.timezone"), "{error}");
    }

    #[test]
    fn a_timer_fires_at_its_moment_and_once() {
        let before = boot();
        let timer = BootTimer::after(5).unwrap();
        assert_eq!(wait(&[timer.as_fd()]).unwrap(), [0]);
        assert!(boot().ms >= before.ms + 5);
        assert_eq!(timer.read().unwrap(), Fired::Due);
        assert_eq!(timer.read().unwrap(), Fired::No);
    }

    #[test]
    fn what_is_past_fires_at_once_and_nothing_never_does() {
        let (first, second) = (BootTimer::new().unwrap(), WallTimer::new().unwrap());
        let zero = BootInstant { ms: 0, ..boot() };
        let other_boot = BootInstant {
            boot: Uuid::nil(),
            ms: u64::MAX,
        };
        for past in [zero, other_boot] {
            first.arm(Some(past)).unwrap();
            wait(&[first.as_fd()]).unwrap();
            assert_eq!(first.read().unwrap(), Fired::Due);
        }
        first.arm(None).unwrap();
        second.arm(Some(wall() - TimeDelta::hours(1))).unwrap();
        assert_eq!(wait(&[first.as_fd(), second.as_fd()]).unwrap(), [1]);
        assert_eq!(second.read().unwrap(), Fired::Due);
        second.arm(Some(DateTime::UNIX_EPOCH)).unwrap();
        wait(&[second.as_fd()]).unwrap();
        second.arm(None).unwrap();
        assert_eq!(second.read().unwrap(), Fired::No);
    }
}
