//! Facts for the store's tests. Compiled for tests only.

use uuid::Uuid;

use super::Store;
use super::error::StoreError;
use super::write::Appended;
use crate::domain::day::{Stamp, StudyDay};
use crate::domain::journal::{Birth, Changed, Entry, Fact};
use crate::domain::locus::{Kind, LocusId};
use crate::domain::mock::{Answer, Points, Rubric};
use crate::domain::mode::Mode;
use crate::domain::now::{BootInstant, Secs};
use crate::domain::plan::id::DayId;
use crate::domain::plan::progress::{Dates, StepEnd, StepSaid};
use crate::domain::plan::words::StepKind;
use crate::domain::rating::Rating;
use crate::domain::remind::{Pace, Reminder};
use crate::domain::review::{BatchId, Review, ReviewId, Source};
use crate::domain::timebox::{BoxEnd, BoxId, BoxKind, BoxStart, Ending};

const DAY_MS: i64 = 86_400_000;

/// 2026-03-01 and `n` days.
pub(super) fn day(n: u32) -> StudyDay {
    "2026-03-01".parse::<StudyDay>().unwrap().plus(n)
}

/// Noon of [`day`], an hour ahead of UTC.
pub(super) fn stamp(n: u32) -> Stamp {
    Stamp {
        at_ms: 1_772_362_800_000 + i64::from(n) * DAY_MS,
        offset_secs: 3600,
        day: day(n),
    }
}

/// The batch with a number.
pub(super) fn batch(n: u32) -> BatchId {
    BatchId(Uuid::from_u128(0xba_0000 + u128::from(n)))
}

/// The locus with a number: rooms of a house.
pub(super) fn locus(n: u32) -> LocusId {
    LocusId::first(Kind::Room, &["Your House", &format!("Room {n}")], 0)
}

/// An entry with a made-up id, of batch and day `n`.
pub(super) fn entry(n: u32, fact: Fact) -> Entry {
    Entry {
        id: Uuid::from_u128(0xe0_0000 + u128::from(n)),
        batch: batch(n),
        stamp: stamp(n),
        fact,
    }
}

/// The birth of [`locus`] `room`.
pub(super) fn born(room: u32) -> Fact {
    Fact::Born(Birth {
        locus: locus(room),
        kind: Kind::Room,
        label_path: vec!["Your House".into(), format!("Room {room}")],
        n: 0,
        path: format!("your-house/room-{room}"),
        point: Some(format!("point “{room}”")),
    })
}

/// A review of [`locus`] `room`, in batch and on day `n`.
pub(super) fn review(n: u32, room: u32, rating: Rating) -> Entry {
    let id = ReviewId::logged(batch(n), locus(room));
    Entry {
        id: id.0,
        batch: batch(n),
        stamp: stamp(n),
        fact: Fact::Review(Review {
            id,
            locus: locus(room),
            rating,
            stamp: stamp(n),
            due: day(n + 3),
            took: Some(Secs(12)),
            source: Source::Log,
            note: None,
        }),
    }
}

/// The start of a box on day `n`.
pub(super) fn box_start(n: u32, kind: BoxKind) -> BoxStart {
    BoxStart {
        id: BoxId(Uuid::from_u128(0xb0_0000 + u128::from(n))),
        kind,
        topic: "python/functions".into(),
        started: stamp(n),
        boot: BootInstant {
            boot: Uuid::from_u128(0xb007),
            ms: 123_456_789,
        },
        limit: Secs(600),
    }
}

/// One fact of every kind, in an order in which they can be appended; the batches are 1, 2, 3 …
pub(super) fn one_of_each() -> Vec<Entry> {
    let the = locus(1);
    let mut late = review(3, 1, Rating::Hard);
    late.stamp = stamp(5);
    if let Fact::Review(review) = &mut late.fact {
        review.took = None;
        review.source = Source::Import;
        review.note = Some("mixed up with \"hall\"\n— again".into());
    }
    let start = box_start(14, BoxKind::Map);
    let box_id = start.id;
    let end = BoxEnd {
        id: box_id,
        how: Ending::Stopped,
        used: Secs(600),
        note: Some("generators next".into()),
    };
    vec![
        entry(1, born(1)),
        review(2, 1, Rating::Good),
        late,
        entry(4, Fact::Suspend { locus: the }),
        entry(6, Fact::Unsuspend { locus: the }),
        entry(
            7,
            Fact::Move {
                locus: the,
                from: vec!["Your House".into(), "Room 1".into()],
                to: vec!["Your House".into(), "Küche / \\\"1\\\"".into()],
                path: "your-house/küche-1".into(),
            },
        ),
        entry(
            8,
            Fact::Repoint {
                locus: the,
                from: "point “1”".into(),
                to: "dict.get(key, default)".into(),
                changed: Changed::Little,
            },
        ),
        entry(
            9,
            Fact::Retire {
                locus: the,
                anchor: None,
            },
        ),
        entry(
            10,
            Fact::Return {
                locus: the,
                path: "your-house/küche-1~2".into(),
                to: None,
            },
        ),
        entry(
            11,
            Fact::Adopt {
                key: "/notes/a.md:12".into(),
            },
        ),
        entry(12, Fact::Undo { batch: batch(11) }),
        entry(
            13,
            Fact::Chore {
                name: "backup".into(),
                day: day(13),
            },
        ),
        entry(14, Fact::BoxStarted(start)),
        entry(15, Fact::BoxEnded(end)),
        entry(
            16,
            Fact::Park {
                id: box_id,
                note: "collisions".into(),
            },
        ),
        entry(
            17,
            Fact::Import {
                batches: vec![batch(2), batch(3)],
            },
        ),
        entry(
            18,
            Fact::Snooze {
                until: stamp(19).utc(),
            },
        ),
        entry(
            19,
            Fact::Pause {
                from: stamp(20).utc(),
                until: stamp(25).utc(),
            },
        ),
        entry(20, Fact::Resume),
        entry(
            21,
            Fact::Mode {
                mode: Mode::Coding,
                until: Some(stamp(22).utc()),
            },
        ),
        entry(
            22,
            Fact::Remind {
                what: Reminder::Digest,
            },
        ),
        entry(23, Fact::Opened),
        entry(
            24,
            Fact::Apart {
                locus: the,
                from: vec!["Your House".into(), "Küche / \\\"1\\\"".into()],
                to: vec!["Your House".into(), "Room 1".into()],
                path: "your-house/room-1".into(),
            },
        ),
        entry(
            25,
            Fact::Rebind {
                locus: the,
                from: vec!["Your House".into(), "Room 1".into()],
                to: vec!["Your House".into(), "Room 3".into()],
                path: "your-house/room-3".into(),
            },
        ),
        entry(26, born(2)),
        entry(
            27,
            Fact::Merge {
                locus: locus(2),
                into: the,
            },
        ),
        entry(
            28,
            Fact::Pin {
                locus: the,
                anchor: "room-3".into(),
            },
        ),
        entry(
            29,
            Fact::Alias {
                locus: the,
                text: "the “third” room".into(),
            },
        ),
        entry(
            30,
            Fact::Alias {
                locus: the,
                text: "R3".into(),
            },
        ),
        entry(
            31,
            Fact::Unalias {
                locus: the,
                text: "R3".into(),
            },
        ),
        entry(
            32,
            Fact::Repoint {
                locus: the,
                from: "dict.get(key, default)".into(),
                to: "collections.ChainMap".into(),
                changed: Changed::Much,
            },
        ),
        entry(
            33,
            Fact::Retire {
                locus: the,
                anchor: Some("room-3".into()),
            },
        ),
        entry(34, Fact::Pace { pace: Pace::Weekly }),
        entry(
            35,
            Fact::PlanStep {
                day: plan_day(),
                step: StepKind::Map,
                how: StepSaid::Ended(StepEnd::Done),
                took: Some(Secs(540)),
            },
        ),
        entry(
            36,
            Fact::PlanDates {
                dates: vec![(plan_day(), day(40))],
            },
        ),
        entry(
            37,
            Fact::PlanOff {
                dates: Dates {
                    from: day(41),
                    until: day(43),
                },
            },
        ),
        entry(
            38,
            Fact::PlanPassed {
                since: day(35),
                dates: vec![(plan_day(), day(36))],
            },
        ),
        entry(
            39,
            Fact::MockAnswer(Answer {
                mock: box_id,
                scope: "your-house".into(),
                rubric: Some(rubric()),
                took: Secs(95),
            }),
        ),
        entry(
            40,
            Fact::PlanStep {
                day: plan_day(),
                step: StepKind::Learn,
                how: StepSaid::Part,
                took: Some(Secs(480)),
            },
        ),
    ]
}

fn rubric() -> Rubric {
    let points = |number| Points::new(number).unwrap();
    Rubric {
        structure: points(3),
        correct: points(2),
        depth: points(0),
        delivery: points(1),
    }
}

fn plan_day() -> DayId {
    DayId::of_title("Dict, hashing")
}

impl Store {
    /// Appends facts in a transaction of their own.
    pub(super) fn tell(&mut self, entries: &[Entry]) -> Result<Vec<Appended>, StoreError> {
        self.begin()?;
        let told = entries.iter().map(|entry| self.append(entry)).collect();
        match told {
            Ok(_) => self.commit()?,
            Err(_) => self.rollback()?,
        }
        told
    }
}
