//! `plan import` where an interview is known: whether the days fit before it.

use chrono::Days;
use serde_json::Value;

use super::{file, home, run};
use crate::cli::render::out::Form;

/// Imports five days with an interview in so many, of which one shares a date with nobody.
fn import(form: Form, ahead: i64) -> (u8, String, String) {
    let (mut fake, home) = home(form);
    let today = fake.context.today();
    let interview = match ahead {
        0.. => today + Days::new(ahead.unsigned_abs()),
        _ => today - Days::new(ahead.unsigned_abs()),
    };
    let config = format!("notes = ['~/notes']\n[plan]\ninterview = '{interview} 14:00'\n");
    std::fs::write(&fake.context.paths.config, config).unwrap();
    let days: String = (1..=5).map(|n| format!("- Day {n}: topic {n}\n")).collect();
    let md = file(&home, "five.md", &days);
    let exit = run(&mut fake, &["plan", "import", &md]);
    let all = fake.stdout.text() + &fake.stderr.text();
    (exit, all, interview.format("%a %-d %b %Y").to_string())
}

#[test]
fn more_days_than_dates_before_the_interview_are_told_before_anything_is_written() {
    let (exit, said, interview) = import(Form::Text, 3);
    assert_eq!(exit, 0, "{said}");
    let told = format!(
        "5 days, but 3 dates from today to the interview on {interview}: put days together (join = true below the id of \
         each that shares the date of the one before it), leave some out (skip = true), or change the interview (loci \
         config set plan.interview)"
    );
    let flat = said.replace("\n  ", " ");
    let (at, written) = (flat.find(&told), flat.find("wrote "));
    assert!(at.is_some() && at < written, "{said}");
    let (_, said, _) = import(Form::Text, 0);
    assert!(said.contains("5 days, but 0 dates from today"), "{said}");
}

#[test]
fn days_that_fit_or_have_no_interview_ahead_are_not_counted() {
    for ahead in [5, 30, -1] {
        let (exit, said, _) = import(Form::Text, ahead);
        assert_eq!(exit, 0);
        assert!(!said.contains("interview on"), "{ahead}: {said}");
    }
}

#[test]
fn a_program_is_told_how_many_dates_there_are() {
    for (ahead, dates) in [(3, Some(3)), (30, Some(30)), (-1, None)] {
        let (_, said, _) = import(Form::Json, ahead);
        let said: Value = serde_json::from_str(&said).unwrap();
        assert_eq!(said["data"]["dates"].as_u64(), dates, "{said}");
    }
}
