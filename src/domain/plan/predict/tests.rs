//! The way to the interview against the plain forecast.

use super::*;
use crate::domain::forecast::{Family, Locus, LocusState, Opening, Start, Terms};
use crate::domain::memory::Memory;
use crate::domain::now::Secs;
use crate::domain::plan::pass::{LONGEST, LastDay, Rules};
use crate::domain::queue::PromptKind;
use crate::domain::settings::Settings;

fn day(number: u32) -> StudyDay {
    StudyDay(chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()).plus(number)
}

/// Forty families of five; of each the loci are as `state` has them.
fn start(state: LocusState) -> Start {
    let family = |first: u32| Family {
        kind: PromptKind::Children,
        opening: Opening::Open,
        loci: (first..first + 5)
            .map(|node| Locus {
                node: NodeIx(node),
                state,
                measured: None,
            })
            .collect(),
    };
    Start {
        day: day(20),
        families: (0..40).map(|at| family(at * 5)).collect(),
        first_reviews: 0,
        spent: Secs(0),
    }
}

fn reviewed() -> LocusState {
    LocusState::Review {
        memory: Memory {
            stability: 25.0,
            difficulty: 5.0,
        },
        last: day(10),
        due: day(60),
    }
}

const ENOUGH: DayLimits = DayLimits {
    budget: Secs(45 * 60),
    new: 0,
};

fn predict(start: &Start, interview: u32, meets: &[(StudyDay, usize)]) -> (Prediction, Vec<Day>) {
    let model = Model::default();
    let settings = Settings::default();
    let outlook = Outlook {
        start,
        model: &model,
        terms: Terms {
            intervals: settings.intervals,
            order: settings.order,
            usual_new: settings.new_per_day,
        },
        seed: 1,
    };
    let goal = Goal {
        interview: day(interview),
        days: [LastDay {
            budget: ENOUGH.budget,
            left: ENOUGH.budget,
        }; LONGEST as usize],
        keeps: 1.0,
        rules: Rules::default(),
    };
    let led = Led {
        goal: Some(goal),
        meets: meets.to_vec(),
    };
    let way = Way {
        outlook,
        plan: &led,
    };
    let prediction = way.predict(|_| ENOUGH, |_| true).unwrap();
    let number = day(interview).days_since(start.day);
    (prediction, outlook.days(number, |_| ENOUGH).unwrap())
}

#[test]
fn until_the_second_looks_the_days_are_those_of_the_forecast() {
    let (prediction, forecast) = predict(&start(reviewed()), 50, &[]);
    assert_eq!(prediction.days.len(), 30);
    let without_means = |day: &Day| Day {
        retrievability: None,
        ..*day
    };
    let forecast: Vec<Day> = forecast[..23].iter().map(without_means).collect();
    assert_eq!(prediction.days[..23], forecast);
}

#[test]
fn the_pass_asks_all_once_more_within_the_minutes_and_recall_rises() {
    let (prediction, forecast) = predict(&start(reviewed()), 50, &[]);
    assert!(forecast.iter().all(|day| day.reviews == 0));
    let last = &prediction.days[26..];
    let counts: Vec<u32> = last.iter().map(|day| day.count).collect();
    assert!(counts.iter().sum::<u32>() >= 200, "{counts:?}");
    assert!(
        last.iter()
            .all(|day| day.secs <= ENOUGH.budget && day.waiting == 0)
    );
    assert_eq!(prediction.short, None);
    let without = forecast.last().unwrap().retrievability.unwrap();
    assert!(prediction.on_the_day.unwrap() > without + 0.02);
}

#[test]
fn an_interview_today_or_gone_is_recall_as_it_is() {
    for interview in [20, 19, 3] {
        let (prediction, _) = predict(&start(reviewed()), interview, &[]);
        assert!(prediction.days.is_empty());
        assert_eq!(prediction.now, prediction.on_the_day);
        assert_eq!(prediction.unmet, 0);
    }
}

#[test]
fn what_no_step_meets_counts_as_not_remembered() {
    let meets = [(day(22), 0), (day(24), 7), (day(24), 900)];
    let (prediction, _) = predict(&start(LocusState::New), 50, &meets);
    assert_eq!(prediction.now, Some(0.0));
    assert_eq!((prediction.unmet, prediction.late), (190, 190));
    let recall = prediction.on_the_day.unwrap();
    assert!(0.04 < recall && recall <= 0.05, "{recall}");
}

#[test]
fn a_step_of_an_earlier_day_is_made_on_the_first_one_and_one_within_a_week_is_late() {
    let meets = [(day(18), 0), (day(43), 1), (day(44), 2), (day(49), 3)];
    let (prediction, _) = predict(&start(LocusState::New), 50, &meets);
    assert_eq!(prediction.days[0].day, day(20));
    assert_eq!(prediction.unmet, 180);
    assert_eq!(prediction.late, 190);
}
