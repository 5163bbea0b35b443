//! The schedule against an independent FSRS-6: the published formulas, written again here in f64.
//!
//! Source: <https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm>, section FSRS-6. It
//! shares no code with the `fsrs` crate, which only serves as a third witness of the replay.

use chrono::NaiveDate;
use fsrs::{FSRS, FSRSItem, FSRSReview};
use loci::domain::day::{Stamp, StudyDay};
use loci::domain::locus::{Kind, LocusId};
use loci::domain::memory::{Model, Retention};
use loci::domain::rating::Rating;
use loci::domain::review::{Review, ReviewId, Source};
use loci::domain::schedule::{Intervals, Schedule};

/// The published default parameters of FSRS-6.
const W: [f64; 21] = [
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835,
    0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
];

/// Histories per test.
const HISTORIES: u64 = 10_000;

/// The relative error of one step in f32: a few roundings of 6e-8, enlarged by the powers and by the
/// differences `1 - R` and `e^x - 1`, whose error is at most about a hundred roundings of S.
const STEP: f64 = 1e-5;

/// The same where a failure meets S < 0.05: `(S + 1)^w13 - 1` loses the digits of S in f32; at the least
/// S, 0.001, it is 2.6e-4, and one rounding of 6e-8 is 2.3e-4 of it.
const TINY_STEP: f64 = 2.3e-4;

/// Stability and difficulty, in f64.
#[derive(Clone, Copy)]
struct State {
    s: f64,
    d: f64,
}

/// `D0(G) = w4 - e^(w5 (G - 1)) + 1`
fn initial_difficulty(g: f64) -> f64 {
    W[4] - (W[5] * (g - 1.0)).exp() + 1.0
}

/// `FACTOR = 0.9^(-1 / w20) - 1`, so that R(S, S) = 0.9
fn factor() -> f64 {
    0.9_f64.powf(-1.0 / W[20]) - 1.0
}

/// `R(t, S) = (1 + FACTOR t / S)^(-w20)`
fn retrievability(t: f64, s: f64) -> f64 {
    (1.0 + factor() * t / s).powf(-W[20])
}

/// `I(r, S) = S / FACTOR (r^(-1 / w20) - 1)`
fn interval(r: f64, s: f64) -> f64 {
    s / factor() * (r.powf(-1.0 / W[20]) - 1.0)
}

/// `D'' = w7 D0(4) + (1 - w7) (D - w6 (G - 3) (10 - D) / 9)`
fn next_difficulty(d: f64, g: f64) -> f64 {
    let damped = d - W[6] * (g - 3.0) * (10.0 - d) / 9.0;
    (W[7] * initial_difficulty(4.0) + (1.0 - W[7]) * damped).clamp(1.0, 10.0)
}

/// Same day: `S e^(w17 (G - 3 + w18)) S^(-w19)`, which never shrinks S unless the rating is Again.
fn same_day(s: f64, g: f64) -> f64 {
    let growth = (W[17] * (g - 3.0 + W[18])).exp() * s.powf(-W[19]);
    s * if g >= 2.0 { growth.max(1.0) } else { growth }
}

/// Recalled: `S (1 + e^w8 (11 - D) S^(-w9) (e^(w10 (1 - R)) - 1) [w15 if Hard] [w16 if Easy])`
fn recalled(state: State, r: f64, g: f64) -> f64 {
    let bonus = match g as u8 {
        2 => W[15],
        4 => W[16],
        _ => 1.0,
    };
    let pull = (W[10] * (1.0 - r)).exp() - 1.0;
    state.s * (1.0 + W[8].exp() * (11.0 - state.d) * state.s.powf(-W[9]) * pull * bonus)
}

/// Forgotten: `w11 D^(-w12) ((S + 1)^w13 - 1) e^(w14 (1 - R))`, at most `S / e^(w17 w18)`
fn forgotten(state: State, r: f64) -> f64 {
    let left = W[11]
        * state.d.powf(-W[12])
        * ((state.s + 1.0).powf(W[13]) - 1.0)
        * (W[14] * (1.0 - r)).exp();
    left.min(state.s / (W[17] * W[18]).exp())
}

fn step(before: Option<State>, rating: Rating, elapsed_days: u32) -> State {
    let g = f64::from(rating.number());
    let Some(state) = before else {
        let s = W[usize::from(rating.number()) - 1].clamp(0.001, 36_500.0);
        return State {
            s,
            d: initial_difficulty(g).clamp(1.0, 10.0),
        };
    };
    let r = retrievability(f64::from(elapsed_days), state.s);
    let s = match (elapsed_days, rating) {
        (0, _) => same_day(state.s, g),
        (_, Rating::Again) => forgotten(state, r),
        (_, Rating::Hard | Rating::Good | Rating::Easy) => recalled(state, r, g),
    };
    State {
        s: s.clamp(0.001, 36_500.0),
        d: next_difficulty(state.d, g),
    }
}

/// SplitMix64: a fixed sequence for a fixed seed.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// Days to the next review: often none, mostly few, sometimes years; now and then the zone changed so
    /// that the day is the one before.
    fn days(&mut self) -> i64 {
        let (low, high) = match self.below(10) {
            0..=2 => (0, 1),
            3..=6 => (1, 20),
            7..=8 => (1, 400),
            _ if self.below(4) == 0 => (-1, 0),
            _ => (1, 9_000),
        };
        low + self.below((high - low) as u64) as i64
    }

    fn rating(&mut self) -> Rating {
        // A run of one rating reaches the ends of S and D.
        Rating::ALL[self.below(4) as usize]
    }

    fn history(&mut self) -> Vec<Review> {
        let locus = LocusId::first(Kind::Branch, &["Python", "Functions"], 0);
        let mut date = NaiveDate::default();
        let favourite = self.rating();
        let bias = self.below(4);
        (0..=self.below(30) as i64)
            .map(|number| {
                date += chrono::TimeDelta::days(self.days());
                let is_favourite = self.below(4) < bias;
                let rating = if is_favourite {
                    favourite
                } else {
                    self.rating()
                };
                // Several reviews at one instant are told apart by their ids.
                let at_ms = number / 2 * 60_000;
                let day = StudyDay(date);
                Review {
                    id: ReviewId(uuid::Uuid::from_u128(number as u128)),
                    locus,
                    rating,
                    stamp: Stamp {
                        at_ms,
                        offset_secs: 0,
                        day,
                    },
                    due: day.plus(1 + self.below(50) as u32),
                    took: None,
                    source: Source::Log,
                    note: None,
                }
            })
            .collect()
    }
}

fn retentions() -> impl Iterator<Item = Retention> {
    [0.70, 0.80, 0.90, 0.95, 0.99]
        .into_iter()
        .filter_map(|r| Retention::new(r).ok())
        .cycle()
}

#[track_caller]
fn near(ours: f64, reference: f64, tolerance: f64, what: &str) {
    let error = (ours - reference).abs() / reference.abs();
    assert!(
        error <= tolerance,
        "{what}: {ours} for {reference}, off by {error:e} > {tolerance:e}"
    );
}

/// Intervals agree after rounding, unless the exact one lies so near to a half that f32 may cross it.
#[track_caller]
fn same_interval(ours: u32, exact: f64, tolerance: f64) {
    let rounded = |days: f64| days.round().clamp(1.0, 36_500.0);
    let (low, high) = (exact * (1.0 - tolerance), exact * (1.0 + tolerance));
    assert!(
        (rounded(low)..=rounded(high)).contains(&f64::from(ours)),
        "an interval of {ours} days for {exact}"
    );
}

#[test]
fn the_reference_gives_the_published_example() {
    // The example of the test suites of the published implementations: 53.62691 and 6.3574867.
    let reviews = [(1, 0), (3, 0), (3, 1), (3, 3), (3, 8), (3, 21)];
    let end = reviews.into_iter().fold(None, |state, (rating, days)| {
        Some(step(state, Rating::from_number(rating).unwrap(), days))
    });
    let State { s, d } = end.unwrap();
    near(s, 53.62691, 1e-6, "stability");
    near(d, 6.3574867, 1e-6, "difficulty");
}

#[test]
fn memory_interval_and_retrievability_are_those_of_the_published_formulas() {
    let model = Model::default();
    let mut random = Random(20_261_122);
    let (mut least, mut most) = (f64::MAX, 0.0_f64);
    for (_, retention) in (0..HISTORIES).zip(retentions()) {
        let intervals = Intervals {
            retention,
            max_days: 36_500,
        };
        let mut schedule: Option<Schedule> = None;
        let mut state: Option<State> = None;
        // An error in S is carried on, but never enlarged: no step grows faster than S itself.
        let mut tolerance = 0.0;
        for review in random.history() {
            let day = review.stamp.day;
            let elapsed = schedule
                .as_ref()
                .map_or(0, |before| day.days_since(before.last.day));
            let is_tiny = state.is_some_and(|before| before.s < 0.05);
            tolerance += if is_tiny { TINY_STEP } else { STEP };

            let chosen =
                Schedule::step(schedule.as_ref(), review.rating, day, intervals, &model).unwrap();
            let after = Schedule::apply(schedule.as_ref(), &review, &model).unwrap();
            let reference = step(state, review.rating, elapsed);
            assert_eq!(chosen.memory, after.memory);
            near(
                after.memory.stability.into(),
                reference.s,
                tolerance,
                "stability",
            );
            near(
                after.memory.difficulty.into(),
                reference.d,
                tolerance,
                "difficulty",
            );
            let exact = interval(retention.get().into(), reference.s);
            same_interval(chosen.interval_days, exact, tolerance + STEP);
            for days in [0, 1, 7, 30, 365, 36_500] {
                let ours = f64::from(after.retrievability(day.plus(days), &model));
                let expected = retrievability(days.into(), reference.s);
                near(ours, expected, tolerance + STEP, "retrievability");
            }
            (least, most) = (least.min(reference.s), most.max(reference.s));
            (schedule, state) = (Some(after), Some(reference));
        }
    }
    assert!(
        least < 0.01 && most >= 36_500.0,
        "the histories reach both ends: {least} {most}"
    );
}

#[test]
fn one_step_from_the_same_state_stays_within_the_error_of_f32() {
    let model = Model::default();
    let mut random = Random(1);
    for _ in 0..HISTORIES {
        let mut before: Option<Schedule> = None;
        for review in random.history() {
            let after = Schedule::apply(before.as_ref(), &review, &model).unwrap();
            let from = before.as_ref().map(|before| State {
                s: before.memory.stability.into(),
                d: before.memory.difficulty.into(),
            });
            let elapsed = before
                .as_ref()
                .map_or(0, |before| review.stamp.day.days_since(before.last.day));
            let reference = step(from, review.rating, elapsed);
            let is_tiny = from.is_some_and(|from| from.s < 0.05);
            let tolerance = if is_tiny { TINY_STEP } else { STEP };
            near(
                after.memory.stability.into(),
                reference.s,
                tolerance,
                "stability",
            );
            near(
                after.memory.difficulty.into(),
                reference.d,
                STEP,
                "difficulty",
            );
            before = Some(after);
        }
    }
}

#[test]
fn step_by_step_folded_and_replayed_by_the_crate_are_equal() {
    let model = Model::default();
    let replay = FSRS::default();
    let mut random = Random(42);
    for _ in 0..HISTORIES {
        let reviews = random.history();
        let mut by_steps = None;
        for review in &reviews {
            by_steps = Some(Schedule::apply(by_steps.as_ref(), review, &model).unwrap());
        }
        // Written down in any order, they are folded in theirs.
        let mut shuffled = reviews.clone();
        shuffled
            .sort_by_key(|review| review.id.0.as_u128().wrapping_mul(0x9e37_79b9_7f4a_7c15) as u64);
        shuffled.sort_by_key(Review::order);
        let folded = Schedule::fold(&shuffled, &model).unwrap();
        assert_eq!(by_steps, folded);

        let mut last: Option<StudyDay> = None;
        let replayed = FSRSItem {
            reviews: reviews
                .iter()
                .map(|review| {
                    let day = review.stamp.day;
                    let delta_t = last.map_or(0, |last| day.days_since(last));
                    last = Some(day);
                    FSRSReview {
                        rating: review.rating.number().into(),
                        delta_t,
                    }
                })
                .collect(),
        };
        let state = replay.memory_state(replayed, None).unwrap();
        let schedule = folded.unwrap();
        assert_eq!(schedule.memory.stability, state.stability);
        assert_eq!(schedule.memory.difficulty, state.difficulty);
        assert_eq!(schedule.reviews as usize, reviews.len());
        assert_eq!(Some(schedule.due), reviews.last().map(|review| review.due));
    }
}
