//! The daemon's timers: real clocks of the kernel, so that suspend counts and nothing ticks while idle.

use std::io;
use std::os::fd::AsRawFd;

use chrono::{DateTime, Utc};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

use crate::clock::{self, BootTimer, Fired, WallTimer};
use crate::domain::now::BootInstant;

/// How long to let an editor finish after the first change of a note.
const SETTLE_MS: u64 = 500;

/// Which timer fired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rang {
    /// The wall clock reached its moment, or was set.
    Wall,
    /// The boot clock reached its moment.
    Boot,
    /// The notes are quiet after a change.
    Settled,
    /// The bus has had time to listen after its socket came, or the zone to be written.
    Arrived,
    /// Requests need not wait any longer for the first reading.
    GraceOver,
    /// It is time to tell the service manager that the loop goes round.
    Watchdog,
}

/// The timers of the loop.
#[derive(Debug)]
pub struct Timers {
    wall: AsyncFd<WallTimer>,
    wall_at: Option<Option<DateTime<Utc>>>,
    boot: AsyncFd<BootTimer>,
    boot_at: Option<Option<BootInstant>>,
    settle: Settle,
    arrive: Settle,
    grace: AsyncFd<BootTimer>,
    watchdog: AsyncFd<BootTimer>,
    /// In milliseconds; without a watchdog nothing rings.
    watchdog_every: Option<u64>,
}

/// A timer that rings once, a while after the first of many changes.
#[derive(Debug)]
struct Settle {
    timer: AsyncFd<BootTimer>,
    settling: Settling,
}

#[derive(Debug, PartialEq, Eq)]
enum Settling {
    No,
    Yes,
}

impl Settle {
    fn new() -> io::Result<Settle> {
        Ok(Settle {
            timer: listen(BootTimer::new()?)?,
            settling: Settling::No,
        })
    }

    fn begin(&mut self) -> io::Result<()> {
        if self.settling == Settling::No {
            self.settling = Settling::Yes;
            self.timer.get_ref().arm(Some(in_ms(SETTLE_MS)))?;
        }
        Ok(())
    }
}

impl Timers {
    /// The timers, with so much grace running; inside a runtime only.
    ///
    /// # Errors
    /// If the system has no more descriptors.
    pub fn new(grace_ms: u64) -> io::Result<Timers> {
        Ok(Timers {
            wall: listen(WallTimer::new()?)?,
            wall_at: None,
            boot: listen(BootTimer::new()?)?,
            boot_at: None,
            settle: Settle::new()?,
            arrive: Settle::new()?,
            grace: listen(BootTimer::after(grace_ms)?)?,
            watchdog: listen(BootTimer::new()?)?,
            watchdog_every: None,
        })
    }

    /// Waits for the next to fire. Dropping the future loses nothing.
    ///
    /// # Errors
    /// If a timer breaks.
    pub async fn next(&mut self) -> io::Result<Rang> {
        let rang = tokio::select! {
            fired = fires(&self.boot, BootTimer::read) => fired.map(|()| Rang::Boot),
            fired = fires(&self.wall, WallTimer::read) => fired.map(|()| Rang::Wall),
            fired = fires(&self.settle.timer, BootTimer::read) => fired.map(|()| Rang::Settled),
            fired = fires(&self.arrive.timer, BootTimer::read) => fired.map(|()| Rang::Arrived),
            fired = fires(&self.grace, BootTimer::read) => fired.map(|()| Rang::GraceOver),
            fired = fires(&self.watchdog, BootTimer::read) => fired.map(|()| Rang::Watchdog),
        }?;
        match rang {
            Rang::Wall => self.wall_at = None,
            Rang::Boot => self.boot_at = None,
            Rang::Settled => self.settle.settling = Settling::No,
            Rang::Arrived => self.arrive.settling = Settling::No,
            Rang::GraceOver => {}
            Rang::Watchdog => self.arm_watchdog()?,
        }
        Ok(rang)
    }

    /// Arms the two main timers, if they are not armed so already.
    ///
    /// # Errors
    /// If a timer breaks.
    pub fn arm(
        &mut self,
        wall: Option<DateTime<Utc>>,
        boot: Option<BootInstant>,
    ) -> io::Result<()> {
        if self.wall_at != Some(wall) {
            self.wall.get_ref().arm(wall)?;
            self.wall_at = Some(wall);
        }
        if self.boot_at != Some(boot) {
            self.boot.get_ref().arm(boot)?;
            self.boot_at = Some(boot);
        }
        Ok(())
    }

    /// The notes are known: [`Rang::GraceOver`] need not wake anyone.
    ///
    /// # Errors
    /// If the timer breaks.
    pub fn end_grace(&mut self) -> io::Result<()> {
        self.grace.get_ref().arm(None)
    }

    /// From now on [`Rang::Watchdog`] comes each so many milliseconds of boot time.
    ///
    /// # Errors
    /// If the timer breaks.
    pub fn watch_over(&mut self, every_ms: u64) -> io::Result<()> {
        self.watchdog_every = Some(every_ms);
        self.arm_watchdog()
    }

    fn arm_watchdog(&self) -> io::Result<()> {
        let at = self.watchdog_every.map(in_ms);
        self.watchdog.get_ref().arm(at)
    }

    /// Notes changed: [`Rang::Settled`] comes half a second after the first change.
    ///
    /// # Errors
    /// If the timer breaks.
    pub fn settle(&mut self) -> io::Result<()> {
        self.settle.begin()
    }

    /// Something came where the bus or the zone is: [`Rang::Arrived`] comes half a second after it.
    ///
    /// # Errors
    /// If the timer breaks.
    pub fn arrive(&mut self) -> io::Result<()> {
        self.arrive.begin()
    }
}

fn in_ms(ms: u64) -> BootInstant {
    let now = clock::boot();
    BootInstant {
        ms: now.ms.saturating_add(ms),
        ..now
    }
}

#[expect(
    deprecated,
    reason = "what replaces it is unsafe; a timer owns its descriptor as long as it lives, which is what that asks for"
)]
fn listen<T: AsRawFd>(timer: T) -> io::Result<AsyncFd<T>> {
    AsyncFd::with_interest(timer, Interest::READABLE)
}

/// Waits until a timer fires, or the clock it waits on is set.
async fn fires<T: AsRawFd>(
    timer: &AsyncFd<T>,
    read: impl Fn(&T) -> io::Result<Fired>,
) -> io::Result<()> {
    loop {
        let mut ready = timer.readable().await?;
        match read(timer.get_ref())? {
            Fired::Due | Fired::ClockChanged => return Ok(()),
            Fired::No => ready.clear_ready(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(test: impl Future<Output = ()>) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.unwrap().block_on(test);
    }

    #[test]
    fn a_past_moment_rings_once_and_can_be_armed_again() {
        run(async {
            let mut timers = Timers::new(60_000).unwrap();
            let past = BootInstant {
                ms: 1,
                ..clock::boot()
            };
            for _ in 0..2 {
                timers.arm(None, Some(past)).unwrap();
                assert_eq!(timers.next().await.unwrap(), Rang::Boot);
            }
            timers.arm(Some(DateTime::UNIX_EPOCH), None).unwrap();
            assert_eq!(timers.next().await.unwrap(), Rang::Wall);
        });
    }

    #[test]
    fn the_watchdog_rings_again_and_again_and_only_if_there_is_one() {
        run(async {
            let mut timers = Timers::new(60_000).unwrap();
            assert_eq!(timers.watchdog.get_ref().read().unwrap(), Fired::No);
            timers.watch_over(1).unwrap();
            for _ in 0..3 {
                assert_eq!(timers.next().await.unwrap(), Rang::Watchdog);
            }
        });
    }

    #[test]
    fn many_changes_settle_as_one() {
        run(async {
            let mut timers = Timers::new(60_000).unwrap();
            let before = clock::boot();
            timers.settle().unwrap();
            timers.settle().unwrap();
            assert_eq!(timers.next().await.unwrap(), Rang::Settled);
            assert!(clock::boot().ms_since(before) >= Some(SETTLE_MS));
            // Nothing of the second call is left.
            assert_eq!(timers.settle.timer.get_ref().read().unwrap(), Fired::No);
        });
    }
}
