//! Intervals, lapses and times of a schedule; its numbers are checked in `tests/fsrs_reference.rs`.

use super::*;
use crate::domain::locus::{Kind, LocusId};
use crate::domain::review::{ReviewId, Source};

fn day(number: u32) -> StudyDay {
    StudyDay(chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()).plus(number)
}

fn review(number: u32, rating: Rating) -> Review {
    Review {
        id: ReviewId(uuid::Uuid::from_u128(number.into())),
        locus: LocusId::first(Kind::Room, &["Your House", "Kitchen"], 0),
        rating,
        stamp: Stamp {
            at_ms: i64::from(number) * 86_400_000,
            offset_secs: 0,
            day: day(number),
        },
        due: day(number + 1),
        took: Some(Secs(number)),
        source: Source::Log,
        note: None,
    }
}

/// One review a day, from day 1 on.
fn schedule(ratings: &[Rating]) -> Schedule {
    let reviews: Vec<Review> = (1..)
        .zip(ratings)
        .map(|(n, rating)| review(n, *rating))
        .collect();
    Schedule::fold(&reviews, &Model::default())
        .unwrap()
        .unwrap()
}

use Rating::{Again, Easy, Good, Hard};

#[test]
fn no_reviews_are_no_schedule() {
    assert_eq!(Schedule::fold([], &Model::default()), Ok(None));
}

#[test]
fn again_counts_a_lapse_on_a_locus_in_review_but_not_on_a_new_one() {
    assert_eq!(schedule(&[Again]).lapses, 0);
    assert_eq!(schedule(&[Again, Again]).lapses, 1);
    assert_eq!(schedule(&[Good, Again, Hard, Again]).lapses, 2);
}

#[test]
fn eight_lapses_make_a_leech() {
    assert!(!schedule(&[Again; 8]).is_leech());
    assert!(schedule(&[Again; 9]).is_leech());
}

#[test]
fn one_recall_opens_the_gate_for_good() {
    assert_eq!(schedule(&[Again, Again]).recalled, Recalled::Never);
    assert_eq!(schedule(&[Again, Hard]).recalled, Recalled::Once);
    assert_eq!(schedule(&[Easy, Again]).recalled, Recalled::Once);
}

#[test]
fn first_last_and_due_are_those_of_the_first_and_last_review() {
    let schedule = schedule(&[Good, Good, Good]);
    assert_eq!(schedule.first, day(1));
    assert_eq!(schedule.last.day, day(3));
    assert_eq!(schedule.due, day(4));
    assert_eq!(schedule.reviews, 3);
}

#[test]
fn the_last_five_times_are_kept_and_their_median_needs_all_five() {
    assert_eq!(schedule(&[Good; 4]).times.median(), None);
    assert_eq!(schedule(&[Good; 5]).times.median(), Some(Secs(3)));
    assert_eq!(schedule(&[Good; 9]).times.as_secs(), [5, 6, 7, 8, 9]);
    assert_eq!(
        Times::from_secs(&[9, 1, 8, 2, 7, 3]).median(),
        Some(Secs(3))
    );
}

#[test]
fn an_interval_is_at_least_a_day_and_at_most_the_longest() {
    let model = Model::default();
    let step = |rating, max_days| {
        let retention = Retention::DEFAULT;
        let intervals = Intervals {
            retention,
            max_days,
        };
        Schedule::step(None, rating, day(0), intervals, &model)
            .unwrap()
            .interval_days
    };
    assert_eq!(step(Again, 36_500), 1);
    assert_eq!(step(Good, 36_500), 2);
    assert_eq!(step(Easy, 36_500), 8);
    assert_eq!(step(Easy, 5), 5);
    assert_eq!(step(Easy, 0), 1);
}

#[test]
fn a_day_before_the_last_review_counts_as_the_same_day() {
    let model = Model::default();
    let before = schedule(&[Good, Good]);
    let intervals = Intervals {
        retention: Retention::DEFAULT,
        max_days: 36_500,
    };
    let step = |on| Schedule::step(Some(&before), Good, on, intervals, &model);
    assert_eq!(step(day(0)), step(day(2)));
    assert_ne!(step(day(2)), step(day(3)));
    assert_eq!(before.retrievability(day(0), &model), 1.0);
}

#[test]
fn what_is_shown_before_a_review_is_what_it_leads_to() {
    let model = Model::default();
    let before = schedule(&[Good, Again, Hard]);
    let intervals = Intervals {
        retention: Retention::new(0.8).unwrap(),
        max_days: 36_500,
    };
    for rating in Rating::ALL {
        let review = review(40, rating);
        let shown = Schedule::step(Some(&before), rating, day(40), intervals, &model).unwrap();
        let after = Schedule::apply(Some(&before), &review, &model).unwrap();
        assert_eq!(shown.memory, after.memory);
    }
}
