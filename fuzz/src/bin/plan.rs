//! Any bytes as the file of a plan: it is a plan exactly if no problem is an error, and every problem has its place.
#![no_main]

use loci::config::plan::read;
use loci::domain::plan::problem::Severity;
use loci::domain::plan::steps::steps;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let (plan, problems) = read(&text);
    let last = 1 + text.matches('\n').count();
    for problem in &problems {
        assert!((1..=last).contains(&(problem.place.line as usize)), "{problem:?}");
        assert!(problem.place.column >= 1 && !problem.message.is_empty());
    }
    let is_right = problems.iter().all(|problem| problem.severity == Severity::Warning);
    assert_eq!(plan.is_some(), is_right);
    if let Some(plan) = plan {
        for day in plan.chosen() {
            assert!(!steps(day, &plan).is_empty());
        }
    }
});
