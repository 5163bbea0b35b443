//! What of a policy can never come, so that it can be said before somebody waits for it.

use chrono::{NaiveTime, TimeDelta};

use super::{DigestAt, Policy};

/// Something that a policy seems to promise, or that everybody expects, and that never comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// No reminder at all: `max_per_day` is 0.
    NoneADay,
    /// No reminder at all: there is no time for a digest, and a nudge comes only after one.
    NoDigest {
        /// When the nudge would come, if one is set.
        nudge: Option<NaiveTime>,
    },
    /// No nudge: the digest is the one reminder that a day may have.
    OneADay,
    /// No nudge: it is set for no later time than the first digest.
    EarlyNudge {
        /// When it would come.
        nudge: NaiveTime,
        /// When the first digest comes.
        digest: NaiveTime,
    },
}

impl Lack {
    /// The key of the setting that says so.
    pub fn key(&self) -> &'static str {
        match self {
            Lack::NoneADay | Lack::OneADay => "notify.max_per_day",
            Lack::NoDigest { .. } => "notify.digest",
            Lack::EarlyNudge { .. } => "notify.nudge",
        }
    }

    /// The word used in JSON for what does not come: `all` or `nudge`.
    pub fn what(&self) -> &'static str {
        match self {
            Lack::NoneADay | Lack::NoDigest { .. } => "all",
            Lack::OneADay | Lack::EarlyNudge { .. } => "nudge",
        }
    }

    /// Whether something is set that then is of no use: nobody can have meant that.
    pub fn is_odd(&self) -> bool {
        match self {
            Lack::NoDigest { nudge } => nudge.is_some(),
            Lack::EarlyNudge { .. } => true,
            Lack::NoneADay | Lack::OneADay => false,
        }
    }
}

impl std::fmt::Display for Lack {
    /// What does not come and why, in a clause.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Lack::NoneADay => f.write_str("none come, for notify.max_per_day is 0"),
            Lack::NoDigest { nudge: None } => {
                f.write_str("none come, for notify.digest names no time")
            }
            Lack::NoDigest { nudge: Some(nudge) } => write!(
                f,
                "none come, for notify.digest names no time, and the nudge of {} comes only after a digest",
                clock(*nudge)
            ),
            Lack::OneADay => f.write_str("no nudge, for notify.max_per_day is 1"),
            Lack::EarlyNudge { nudge, digest } => write!(
                f,
                "no nudge, for that of {} would come only after the first digest, and that comes at {}",
                clock(*nudge),
                clock(*digest)
            ),
        }
    }
}

fn clock(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

impl Policy {
    /// What of it can never come, with study days that begin at `rollover`; the first reason counts.
    pub fn lack(&self, rollover: NaiveTime) -> Option<Lack> {
        // Times before the rollover belong to the end of the study day.
        let into_day = |time: &NaiveTime| {
            let since = *time - rollover;
            match since < TimeDelta::zero() {
                true => since + TimeDelta::days(1),
                false => since,
            }
        };
        if self.max_per_day == 0 {
            return Some(Lack::NoneADay);
        }
        if self.digest.is_empty() {
            return Some(Lack::NoDigest { nudge: self.nudge });
        }
        let nudge = self.nudge?;
        if self.max_per_day == 1 {
            return Some(Lack::OneADay);
        }
        // When the first unlock is nobody knows.
        let times = self.digest.iter().map(|at| match at {
            DigestAt::Time(time) => Some(*time),
            DigestAt::FirstUnlock => None,
        });
        let times: Option<Vec<NaiveTime>> = times.collect();
        let digest = times?.into_iter().min_by_key(into_day)?;
        (into_day(&nudge) <= into_day(&digest)).then_some(Lack::EarlyNudge { nudge, digest })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> NaiveTime {
        NaiveTime::parse_from_str(text, "%H:%M").unwrap()
    }

    #[test]
    fn a_policy_says_what_of_it_never_comes() {
        let early = |nudge, digest| Lack::EarlyNudge {
            nudge: time(nudge),
            digest: time(digest),
        };
        let nudge = |text| Lack::NoDigest {
            nudge: Some(time(text)),
        };
        for (digest, nudge, max, expected) in [
            ("09:30", "17:00", 2, None),
            ("09:30", "", 2, None),
            ("09:30", "17:00", 0, Some(Lack::NoneADay)),
            ("", "17:00", 0, Some(Lack::NoneADay)),
            ("", "17:00", 2, Some(nudge("17:00"))),
            ("", "", 2, Some(Lack::NoDigest { nudge: None })),
            ("09:30", "17:00", 1, Some(Lack::OneADay)),
            ("09:30", "", 1, None),
            ("09:30", "08:00", 2, Some(early("08:00", "09:30"))),
            ("09:30", "09:30", 2, Some(early("09:30", "09:30"))),
            // At two in the night the study day is not over.
            ("09:30", "02:00", 2, None),
            ("02:00", "17:00", 2, Some(early("17:00", "02:00"))),
            ("14:00 09:30", "12:00", 3, None),
            ("first-unlock", "05:00", 2, None),
        ] {
            let at = |text| match text {
                "first-unlock" => DigestAt::FirstUnlock,
                text => DigestAt::Time(time(text)),
            };
            let policy = Policy {
                digest: digest.split_whitespace().map(at).collect(),
                nudge: (!nudge.is_empty()).then(|| time(nudge)),
                max_per_day: max,
                ..Policy::default()
            };
            let lack = policy.lack(time("04:00"));
            assert_eq!(lack, expected, "{digest} / {nudge} / {max}");
        }
    }
}
