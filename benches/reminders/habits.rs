//! What a user, a machine and a server do on a day: drawn by lot, by the habits of the seed.

use chrono::TimeDelta;
use chrono_tz::Tz;
use loci::domain::hold::Hold;

use crate::run::act::{Act, Reaction, Undo};
use crate::run::desk::End;
use crate::run::dice::Dice;

const ZONES: [Tz; 4] = [
    Tz::Europe__Warsaw,
    Tz::America__New_York,
    Tz::Pacific__Auckland,
    Tz::Asia__Kolkata,
];

/// The habits of a seed.
#[derive(Debug, Clone)]
pub(crate) struct Habits {
    /// On so many days of 100 he reviews, whatever the reminders say.
    diligence: usize,
    /// On so many nights of 100 the machine sleeps.
    sleeps: usize,
    /// So many faults of 100 days, of each kind.
    faults: usize,
    pub(crate) zone: Tz,
}

/// What happens on a day: minutes after the study day's midnight, and what.
pub(crate) type Day = Vec<(TimeDelta, Act)>;

fn minutes(dice: &mut Dice, from: usize, to: usize) -> TimeDelta {
    // Seconds too: nobody acts on the minute.
    let secs = from * 60 + dice.below((to - from) * 60);
    TimeDelta::seconds(i64::try_from(secs).unwrap())
}

impl Habits {
    pub(crate) fn new(dice: &mut Dice) -> Habits {
        Habits {
            diligence: [0, 20, 60, 90, 100][dice.below(5)],
            sleeps: [0, 50, 90][dice.below(3)],
            faults: [1, 5, 15][dice.below(3)],
            zone: ZONES[dice.below(ZONES.len())],
        }
    }

    /// A day from 05:30 to the next morning.
    pub(crate) fn day(&self, dice: &mut Dice) -> Day {
        let mut day = Day::new();
        let up = minutes(dice, 360, 600);
        let bed = minutes(dice, 1290, 1500);
        if dice.chance(4) {
            // The machine stays off for one to six days.
            let days = i64::try_from(1 + dice.below(6)).unwrap();
            day.push((
                up,
                Act::Sleep {
                    lasts: TimeDelta::days(days),
                },
            ));
            return day;
        }
        self.session(dice, up, bed, &mut day);
        self.work(dice, &mut day);
        self.calm(dice, &mut day);
        self.faults(dice, &mut day);
        day
    }

    fn session(&self, dice: &mut Dice, up: TimeDelta, bed: TimeDelta, day: &mut Day) {
        day.push((up, Act::Free(Hold::Locked)));
        day.push((up, Act::Free(Hold::Idle)));
        for _ in 0..dice.below(4) {
            let hold = [Hold::Locked, Hold::Idle, Hold::Dnd][dice.below(3)];
            let from = minutes(dice, 620, 1280);
            day.push((from, Act::Hold(hold)));
            day.push((from + minutes(dice, 1, 180), Act::Free(hold)));
        }
        if dice.chance(15) {
            let from = minutes(dice, 620, 1200);
            day.push((
                from,
                Act::Sleep {
                    lasts: minutes(dice, 5, 300),
                },
            ));
        }
        day.push((bed, Act::Hold(Hold::Locked)));
        if dice.chance(self.sleeps) {
            let lasts = minutes(dice, 300, 700);
            day.push((bed + TimeDelta::minutes(1), Act::Sleep { lasts }));
        } else {
            day.push((bed + TimeDelta::minutes(5), Act::Hold(Hold::Idle)));
        }
    }

    fn work(&self, dice: &mut Dice, day: &mut Day) {
        let mut recalls = usize::from(dice.chance(self.diligence));
        recalls += usize::from(dice.chance(15));
        for _ in 0..recalls {
            let undo = match dice.chance(8) {
                true => Undo::Yes,
                false => Undo::No,
            };
            let prompts = 1 + dice.below(12);
            day.push((minutes(dice, 400, 1320), Act::Recall { prompts, undo }));
        }
        if dice.chance(30) {
            let from = minutes(dice, 500, 1300);
            let start = match dice.below(4) {
                0 => Act::BoxStart { secs: 300 },
                1 => Act::BoxStart { secs: 600 },
                2 => Act::MockStart { secs: 600 },
                _ => Act::BoxStart { secs: 45 },
            };
            day.push((from, start));
            if dice.chance(50) {
                day.push((from + minutes(dice, 1, 9), Act::BoxDone));
            }
        }
        if dice.chance(5) {
            day.push((minutes(dice, 400, 1320), Act::Write));
        }
    }

    fn calm(&self, dice: &mut Dice, day: &mut Day) {
        if dice.chance(8) {
            let lasts = dice.chance(60).then(|| minutes(dice, 1, 1500));
            day.push((minutes(dice, 400, 1320), Act::Snooze { lasts }));
        }
        if dice.chance(4) {
            let ahead = match dice.chance(50) {
                true => TimeDelta::zero(),
                false => minutes(dice, 10, 10_000),
            };
            let lasts = minutes(dice, 30, 5000);
            day.push((minutes(dice, 400, 1320), Act::Pause { ahead, lasts }));
        }
        if dice.chance(4) {
            day.push((minutes(dice, 400, 1320), Act::Resume));
        }
        if dice.chance(15) {
            let word = [
                "coding",
                "coding",
                "learning",
                "revision",
                "whiteboard",
                "interview",
            ][dice.below(6)];
            let lasts = match word == "coding" && dice.chance(40) {
                true => None,
                false => Some(minutes(dice, 5, 600)),
            };
            day.push((minutes(dice, 400, 1200), Act::Mode { word, lasts }));
        }
        if dice.chance(3) {
            day.push((
                minutes(dice, 400, 1200),
                Act::Mode {
                    word: "all",
                    lasts: None,
                },
            ));
        }
        if dice.chance(2) {
            day.push((minutes(dice, 400, 1320), Act::Configure));
        }
        if dice.chance(1) {
            let days = i64::try_from(1 + dice.below(20)).unwrap();
            day.push((minutes(dice, 400, 1320), Act::Interview { days }));
        }
    }

    fn faults(&self, dice: &mut Dice, day: &mut Day) {
        if dice.chance(self.faults) {
            let from = minutes(dice, 400, 1320);
            day.push((from, Act::ServerDies));
            day.push((from + minutes(dice, 0, 600), Act::ServerComes));
        }
        if dice.chance(self.faults) {
            let from = minutes(dice, 400, 1320);
            day.push((from, Act::ServerHangs));
            day.push((from + minutes(dice, 0, 200), Act::ServerComes));
        }
        if dice.chance(self.faults) {
            let from = minutes(dice, 400, 1320);
            let end = [End::Orderly, End::Killed][dice.below(2)];
            day.push((from, Act::DaemonEnds(end)));
            day.push((from + minutes(dice, 0, 120), Act::DaemonStarts));
        }
        if dice.chance(2) {
            let by = i64::try_from(dice.below(14_400)).unwrap() - 7200;
            day.push((
                minutes(dice, 600, 1200),
                Act::SetClock {
                    by: TimeDelta::seconds(by),
                },
            ));
        }
        if dice.chance(2) {
            let to = ZONES[dice.below(ZONES.len())];
            day.push((minutes(dice, 400, 1320), Act::Travel { to }));
        }
    }

    /// What he does with a reminder, and after how long.
    pub(crate) fn reaction(&self, dice: &mut Dice) -> (TimeDelta, Reaction) {
        let longest = [2, 30, 200][dice.below(3)];
        let after = minutes(dice, 0, longest);
        let eager = dice.chance(20 + self.diligence / 2);
        let what = match dice.below(20) {
            0..8 if eager => Reaction::Open,
            8 => Reaction::OpenInVain,
            9..12 => Reaction::Snooze,
            12 | 13 => Reaction::NotToday,
            14..17 => Reaction::Dismiss,
            17 | 18 => Reaction::Expire,
            _ => Reaction::Ignore,
        };
        (after, what)
    }
}
