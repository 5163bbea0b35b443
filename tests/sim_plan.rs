//! One learner of `cargo bench --bench plan`, from his first evening to the interview, in each of the ways that are
//! compared; and his memory against the model of the schedule.

#![expect(clippy::unwrap_used, reason = "a simulation fails by panicking")]

#[path = "../benches/plan/run.rs"]
mod run;

use loci::domain::memory::{Model, Retention};
use loci::domain::rating::Rating;
use run::figures::{Figures, lived};
use run::learner::Case;
use run::lots::Lots;
use run::mind::{Kind, Mind};
use run::users::DEFAULT;

#[test]
fn a_learner_who_missed_a_week_knows_more_on_the_day_than_one_without_a_final_pass() {
    let mut cases = Case::all(0).into_iter();
    let is_wanted = |case: &Case| case.name() == "advanced-interview-missed";
    let lived = lived(cases.find(is_wanted).unwrap());
    let figures = Figures { all: vec![lived] };
    let row = |way| figures.row(way, |_| true);
    let line = figures.all[0].line();
    assert!(row(0).mean > 0.95, "{line}");
    assert!(row(0).mean > row(1).mean, "{line}");
    assert_eq!(row(0).over[0], 0, "{}", figures.tables());
    let missed = &figures.all[0].ends[0];
    assert!(missed.reviews_worked_off.is_some_and(|days| days <= 5));
    assert!((missed.expected.unwrap() - row(0).mean).abs() < 0.05);
}

#[test]
fn his_memory_is_that_of_the_schedule_where_the_parameters_are() {
    let model = Model::default();
    let lots = Lots::new(7);
    for number in 0..200 {
        let name = number.to_string();
        let mut mind = Mind::new(Kind {
            parameters: DEFAULT,
            factor: 1.0,
        });
        let (mut memory, mut day) = (None, 0);
        for review in 0..12 {
            let about = [name.as_str(), &review.to_string()];
            let rating = Rating::ALL[lots.below(&about, 4)];
            let elapsed = (lots.part(&about).powi(3) * 40.0) as u32;
            day += elapsed;
            let known = model.step(memory, rating, elapsed, Retention::DEFAULT);
            memory = Some(known.unwrap().0);
            mind.review("it", rating.number(), day);
            for later in [0, 1, 7, 100] {
                let recall = mind.recall("it", day + later).unwrap();
                let told = f64::from(model.retrievability(memory.unwrap(), later));
                assert!((recall - told).abs() < 1e-3, "{recall} is not {told}");
            }
        }
        assert_eq!(mind.reviews("it"), 12);
    }
}
