//! Who may start a box, how much of it is left, and what no clock can do to it.

use chrono::{DateTime, Utc};
use proptest::prelude::*;

use super::*;

const MINUTE: u64 = 60_000;

fn day() -> StudyDay {
    "2026-11-22".parse().unwrap()
}

fn wall(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_795_000_000_000 + ms).unwrap()
}

/// The moment at which the wall clock shows `wall_ms` and the boot clock of `boot` shows `boot_ms`.
fn now(boot: u128, boot_ms: u64, wall_ms: i64) -> Now {
    Now {
        at: wall(wall_ms),
        zone: chrono_tz::Tz::UTC,
        boot: BootInstant {
            boot: Uuid::from_u128(boot),
            ms: boot_ms,
        },
    }
}

/// A box that was started at the first moment of both clocks.
fn started(kind: BoxKind, topic: &str, limit: Secs) -> BoxStart {
    BoxStart {
        id: BoxId(Uuid::from_u128(7)),
        kind,
        topic: topic.to_owned(),
        started: Stamp {
            at_ms: wall(0).timestamp_millis(),
            offset_secs: 0,
            day: day(),
        },
        boot: now(1, 0, 0).boot,
        limit,
    }
}

fn map_box() -> BoxStart {
    started(BoxKind::Map, "python", Secs(600))
}

fn past(kind: BoxKind, topic: &str, how: Ending, used: u32) -> PastBox {
    PastBox {
        start: started(kind, topic, Secs(600)),
        how,
        used: Secs(used),
        note: None,
    }
}

fn caps() -> Caps {
    crate::domain::settings::Settings::default().caps
}

fn permitted(kind: BoxKind, asked: Option<u32>, today: &[PastBox]) -> Result<Secs, Refusal> {
    permit(kind, "python", asked.map(Secs), &caps(), today, day())
}

#[test]
fn a_box_has_the_cap_of_its_kind_and_may_have_less() {
    assert_eq!(permitted(BoxKind::Map, None, &[]), Ok(Secs(600)));
    assert_eq!(permitted(BoxKind::Palace, None, &[]), Ok(Secs(300)));
    assert_eq!(permitted(BoxKind::Explain, None, &[]), Ok(Secs(180)));
    assert_eq!(permitted(BoxKind::Palace, Some(120), &[]), Ok(Secs(120)));
}

#[test]
fn a_cap_is_never_raised_and_a_box_has_some_time() {
    for kind in BoxKind::ALL {
        let cap = caps().of(kind);
        let above = Refusal::AboveCap { kind, cap };
        assert_eq!(permitted(kind, Some(cap.0 + 1), &[]), Err(above));
        assert_eq!(permitted(kind, Some(0), &[]), Err(Refusal::NoTime));
    }
}

#[test]
fn after_stop_the_same_making_box_is_refused_until_the_next_study_day() {
    for kind in [BoxKind::Map, BoxKind::Palace] {
        let refused = permitted(kind, None, &[past(kind, "python", Ending::Stopped, 30)]);
        let Err(Refusal::StoppedToday { again, .. }) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(again, day().plus(1));
    }
}

#[test]
fn a_stop_refuses_no_other_topic_and_no_other_kind() {
    let other_topic = past(BoxKind::Map, "rust", Ending::Stopped, 600);
    let other_kind = past(BoxKind::Palace, "python", Ending::Stopped, 300);
    assert_eq!(
        permitted(BoxKind::Map, None, &[other_topic, other_kind]),
        Ok(Secs(600))
    );
}

#[test]
fn recall_and_explain_repeat_freely() {
    for kind in [BoxKind::Recall, BoxKind::Explain] {
        let stopped = past(kind, "python", Ending::Stopped, 600);
        assert_eq!(permitted(kind, None, &[stopped]), Ok(caps().of(kind)));
    }
}

#[test]
fn after_done_the_rest_of_the_time_may_be_used() {
    let done = |used| past(BoxKind::Map, "python", Ending::Finished, used);
    assert_eq!(permitted(BoxKind::Map, None, &[done(400)]), Ok(Secs(200)));
    assert_eq!(
        permitted(BoxKind::Map, Some(50), &[done(400)]),
        Ok(Secs(50))
    );
    assert_eq!(
        permitted(BoxKind::Map, None, &[done(400), done(150)]),
        Ok(Secs(50))
    );
    let used_up = permitted(BoxKind::Map, None, &[done(400), done(200)]);
    assert!(
        matches!(used_up, Err(Refusal::UsedUp { .. })),
        "{used_up:?}"
    );
}

#[test]
fn a_cancelled_box_leaves_no_trace() {
    let cancelled = past(BoxKind::Map, "python", Ending::Cancelled, 60);
    assert_eq!(permitted(BoxKind::Map, None, &[cancelled]), Ok(Secs(600)));
}

#[test]
fn a_box_can_be_cancelled_within_the_first_minute_and_before_its_end() {
    let at = |ms| now(1, ms, 0);
    assert_eq!(map_box().may_cancel(at(MINUTE)), Ok(()));
    assert_eq!(
        map_box().may_cancel(at(MINUTE + 1)),
        Err(Refusal::TooLateToCancel)
    );
    let short = started(BoxKind::Map, "python", Secs(30));
    assert_eq!(short.may_cancel(at(29_999)), Ok(()));
    assert_eq!(short.may_cancel(at(30_000)), Err(Refusal::TooLateToCancel));
}

#[test]
fn suspend_counts_and_a_jump_of_the_wall_clock_does_not() {
    // Three minutes of work, then four of sleep: the boot clock went on through both.
    assert_eq!(map_box().left_ms(now(1, 7 * MINUTE, 0)), 3 * MINUTE);
    for jump in [-86_400_000_000, -1, 1, 86_400_000_000] {
        assert_eq!(map_box().left_ms(now(1, 2 * MINUTE, jump)), 8 * MINUTE);
    }
}

#[test]
fn after_a_reboot_the_wall_clock_rules() {
    let after = |wall_ms| now(2, 5_000, wall_ms);
    assert_eq!(map_box().left_ms(after(4 * 60_000)), 6 * MINUTE);
    assert_eq!(map_box().left_ms(after(3_600_000)), 0);
    let deadline = map_box().deadline(after(4 * 60_000));
    assert_eq!(deadline, now(2, 5_000 + 6 * MINUTE, 0).boot);
}

#[test]
fn a_wall_clock_set_back_before_a_reboot_leaves_no_more_than_the_limit() {
    assert_eq!(map_box().left_ms(now(2, 5_000, -86_400_000)), 10 * MINUTE);
    assert_eq!(map_box().used(now(2, 5_000, -86_400_000)), Secs(0));
}

#[test]
fn used_time_is_at_most_the_limit() {
    assert_eq!(map_box().used(now(1, 299_999, 0)), Secs(299));
    assert_eq!(map_box().used(now(1, 600_000, 0)), Secs(600));
    assert_eq!(map_box().used(now(1, u64::MAX, 0)), Secs(600));
}

#[test]
fn kinds_and_endings_are_read_back_from_their_words() {
    for kind in BoxKind::ALL {
        assert_eq!(BoxKind::from_word(kind.as_str()), Some(kind));
    }
    for how in [Ending::Finished, Ending::Stopped, Ending::Cancelled] {
        assert_eq!(Ending::from_word(how.as_str()), Some(how));
    }
    assert_eq!(BoxKind::from_word("nap"), None);
    assert_eq!(Ending::from_word("nap"), None);
}

#[test]
fn a_refusal_says_what_to_do() {
    let stopped = past(BoxKind::Map, "python", Ending::Stopped, 600);
    let text = permitted(BoxKind::Map, None, &[stopped])
        .unwrap_err()
        .to_string();
    assert_eq!(
        text,
        "map \"python\" was stopped today: what is on the page is what you have; \
         next chance 2026-11-23, or `loci box recall` it"
    );
    let text = permitted(BoxKind::Palace, Some(600), &[])
        .unwrap_err()
        .to_string();
    assert_eq!(
        text,
        "a palace box has at most 5:00; the limit can be lowered, never raised"
    );
    let text = permitted(BoxKind::Explain, Some(600), &[]).unwrap_err();
    assert!(text.to_string().starts_with("an explain box has at most"));
}

/// What can happen to the clocks.
#[derive(Debug, Clone)]
enum Happening {
    /// Both clocks go on, awake or suspended.
    Passes { ms: u32 },
    /// The wall clock is set.
    Set { by_ms: i64 },
    /// The machine starts again: the boot clock begins anew.
    Reboot { down_ms: u32 },
}

fn any_happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        4 => (0..400_000_u32).prop_map(|ms| Happening::Passes { ms }),
        1 => (-10_000_000..10_000_000_i64).prop_map(|by_ms| Happening::Set { by_ms }),
        1 => (0..100_000_u32).prop_map(|down_ms| Happening::Reboot { down_ms }),
    ]
}

fn any_past() -> impl Strategy<Value = PastBox> {
    let how = prop_oneof![
        4 => Just(Ending::Finished),
        1 => Just(Ending::Stopped),
        1 => Just(Ending::Cancelled),
    ];
    let kind = (0..4_usize).prop_map(|index| BoxKind::ALL[index]);
    let topic = prop_oneof![Just("python"), Just("rust")];
    (kind, topic, how, 0..700_u32).prop_map(|(kind, topic, how, used)| past(kind, topic, how, used))
}

proptest! {
    #[test]
    fn no_clock_gives_a_box_more_than_its_limit_or_time_back_within_a_boot(
        limit in 1..3600_u32,
        happenings in proptest::collection::vec(any_happening(), 0..30),
    ) {
        let start = started(BoxKind::Map, "python", Secs(limit));
        let (mut boot, mut boot_ms, mut wall_ms) = (1, 0_u64, 0_i64);
        let mut left = u64::from(limit) * 1000;
        for happening in happenings {
            match happening {
                Happening::Passes { ms } => {
                    boot_ms += u64::from(ms);
                    wall_ms += i64::from(ms);
                }
                Happening::Set { by_ms } => wall_ms += by_ms,
                Happening::Reboot { down_ms } => {
                    boot += 1;
                    boot_ms = 0;
                    wall_ms += i64::from(down_ms);
                }
            }
            let now = now(boot, boot_ms, wall_ms);
            let left_now = start.left_ms(now);
            prop_assert!(left_now <= u64::from(limit) * 1000);
            prop_assert!(start.used(now) <= start.limit);
            prop_assert_eq!(start.deadline(now).ms_since(now.boot), Some(left_now));
            if boot == 1 {
                prop_assert!(left_now <= left);
                prop_assert_eq!(start.elapsed_ms(now), boot_ms);
            }
            left = left_now;
        }
    }

    #[test]
    fn making_boxes_of_a_day_never_add_up_to_more_than_the_cap(
        kind in (0..4_usize).prop_map(|index| BoxKind::ALL[index]),
        asked in proptest::option::of(0..900_u32),
        today in proptest::collection::vec(any_past(), 0..6),
    ) {
        let cap = caps().of(kind);
        let same = || today.iter().filter(|past| {
            past.start.kind == kind && past.start.topic == "python" && past.how != Ending::Cancelled
        });
        let used: Secs = same().map(|past| past.used).sum();
        if let Ok(granted) = permitted(kind, asked, &today) {
            prop_assert!(granted.0 >= 1 && granted <= cap);
            prop_assert!(asked.is_none_or(|asked| granted.0 <= asked));
            if matches!(kind, BoxKind::Map | BoxKind::Palace) {
                prop_assert!(used.0 + granted.0 <= cap.0);
                prop_assert!(same().all(|past| past.how == Ending::Finished));
            }
        }
    }
}
