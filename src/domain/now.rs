//! A moment, as a value. The core never reads a clock; it is told.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

/// Everything that the outside knows about "now".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Wall time.
    pub at: DateTime<Utc>,
    /// The zone whose local time decides study days.
    pub zone: Tz,
    /// Time since boot, which neither suspend nor a changed clock bends.
    pub boot: BootInstant,
}

/// A point on the boot-time clock (`CLOCK_BOOTTIME`) of one boot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BootInstant {
    /// Which boot (`/proc/sys/kernel/random/boot_id`); instants of two boots cannot be compared.
    pub boot: Uuid,
    /// Milliseconds since that boot, suspend included.
    pub ms: u64,
}

impl BootInstant {
    /// Milliseconds from `earlier` to this, 0 if it is not earlier; `None` across boots.
    pub fn ms_since(self, earlier: BootInstant) -> Option<u64> {
        (self.boot == earlier.boot).then(|| self.ms.saturating_sub(earlier.ms))
    }
}

/// A whole number of seconds, never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Secs(pub u32);

impl Secs {
    /// Whole minutes, rounded up.
    pub fn minutes_up(self) -> u32 {
        self.0.div_ceil(60)
    }
}

impl std::iter::Sum for Secs {
    fn sum<I: Iterator<Item = Secs>>(iter: I) -> Secs {
        Secs(iter.fold(0, |sum, secs| sum.saturating_add(secs.0)))
    }
}

impl std::fmt::Display for Secs {
    /// As a clock: `5:00`, `1:02:03`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (hours, minutes, secs) = (self.0 / 3600, self.0 / 60 % 60, self.0 % 60);
        if hours > 0 {
            write!(f, "{hours}:{minutes:02}:{secs:02}")
        } else {
            write!(f, "{minutes}:{secs:02}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_of_two_boots_cannot_be_compared() {
        let boot = |number, ms| BootInstant {
            boot: Uuid::from_u128(number),
            ms,
        };
        assert_eq!(boot(1, 500).ms_since(boot(1, 200)), Some(300));
        assert_eq!(boot(1, 200).ms_since(boot(1, 500)), Some(0));
        assert_eq!(boot(2, 500).ms_since(boot(1, 200)), None);
    }

    #[test]
    fn seconds_read_as_a_clock_and_round_up_to_minutes() {
        let shown = |secs| Secs(secs).to_string();
        assert_eq!(
            [shown(0), shown(59), shown(300), shown(3723)],
            ["0:00", "0:59", "5:00", "1:02:03"]
        );
        let minutes = |secs| Secs(secs).minutes_up();
        assert_eq!(
            [minutes(0), minutes(1), minutes(60), minutes(61)],
            [0, 1, 1, 2]
        );
        assert_eq!(
            [Secs(u32::MAX), Secs(1)].into_iter().sum::<Secs>(),
            Secs(u32::MAX)
        );
    }
}
