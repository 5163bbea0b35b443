//! Forecasts as they are told, and asked of a fake daemon.

use serde_json::{Value, json};

use super::*;
use crate::cli::fake::Fake;
use crate::ipc::protocol::{ForecastCompare, ForecastDay, ForecastSummary, ForecastTerms};

fn plain(forecast: &ForecastReply, columns: usize) -> String {
    anstream::adapter::strip_str(&text(forecast, columns)).to_string()
}

fn days(number: u32) -> Vec<ForecastDay> {
    let first: chrono::NaiveDate = "2026-11-30".parse().unwrap();
    let day = |at: u32| ForecastDay {
        day: (first + chrono::Days::new(u64::from(at))).to_string(),
        minutes: 8 - at.min(8),
        count: 40 - at.min(40),
        new: if at < 3 { 12 } else { 0 },
        reviews: 45 - at.min(45),
        again: 2,
        waiting: 12_u32.saturating_sub(4 * at),
        waiting_minutes: 1,
        retrievability: Some(0.93),
    };
    (0..number).map(day).collect()
}

const USUAL: ForecastTerms = ForecastTerms {
    retention: 0.90,
    new_per_day: 12,
    minutes: 8,
};

fn forecast(number: u32) -> ForecastReply {
    ForecastReply {
        days: days(number),
        terms: USUAL,
        summary: ForecastSummary {
            mean_minutes: 6.9,
            max_minutes: 8,
            reviews: 1640,
            new: 36,
            waiting: 0,
            retrievability: Some(0.93),
        },
        compare: None,
        loci: 61,
    }
}

#[test]
fn two_weeks_are_told_day_by_day_and_then_weeks_within_eighty_columns() {
    let text = plain(&forecast(30), 80);
    assert!(text.lines().all(|line| line.chars().count() <= 80));
    insta::assert_snapshot!(text);
}

#[test]
fn a_far_future_is_told_in_four_weeks_at_once_and_names_the_year_where_it_begins() {
    let text = plain(&forecast(365), 80);
    assert_eq!(text.lines().count(), 1 + 14 + 1 + 13 + 2);
    assert!(text.contains("14 Dec-10 Jan 2027"), "{text}");
}

#[test]
fn a_narrow_terminal_loses_the_bar_and_no_number() {
    let text = plain(&forecast(2), 45);
    assert!(!text.contains('█'), "{text}");
    assert!(text.contains("8    40    12       12"), "{text}");
    let text = plain(&forecast(30), 40);
    let rows = text.lines().take(1 + 14 + 1 + 3);
    assert!(
        rows.into_iter().all(|row| row.chars().count() <= 40),
        "{text}"
    );
    assert!(text.contains("8   40   12      12"), "{text}");
}

#[test]
fn a_change_is_told_with_what_it_costs() {
    let mut changed = forecast(30);
    changed.terms.retention = 0.95;
    changed.summary.mean_minutes = 10.9;
    changed.summary.retrievability = Some(0.96);
    changed.compare = Some(ForecastCompare {
        terms: USUAL,
        summary: forecast(30).summary,
    });
    let last = |forecast: &ForecastReply| plain(forecast, 200).lines().last().unwrap().to_owned();
    assert_eq!(
        last(&changed),
        "retention 0.95 instead of 0.90: 11 min a day instead of 7 (+58 %), recall 96 % instead of 93 %"
    );
    assert!(plain(&changed, 80).ends_with(
        "\nretention 0.95 instead of 0.90:\n  11 min a day instead of 7 (+58 %)\n  \
             recall 96 % instead of 93 %\n"
    ));
    changed.terms = ForecastTerms {
        new_per_day: 6,
        minutes: 15,
        ..USUAL
    };
    changed.summary = ForecastSummary {
        mean_minutes: 6.5,
        new: 20,
        waiting: 4,
        retrievability: None,
        ..changed.summary
    };
    assert_eq!(
        last(&changed),
        "6 new a day instead of 12, at most 15 min a day instead of 8: 6.5 min a day instead of 6.9 (-6 %), \
         20 new instead of 36, 4 waiting at the end instead of 0"
    );
}

#[test]
fn the_minutes_of_a_plan_without_its_code_are_told_as_a_change() {
    let mut changed = forecast(30);
    changed.compare = Some(ForecastCompare {
        terms: USUAL,
        summary: forecast(30).summary,
    });
    changed.summary.mean_minutes = 7.1;
    let text = plain(&changed, 200);
    assert_eq!(
        text.lines().last().unwrap(),
        "all 8 min a day for recalls: 7.1 min a day instead of 6.9 (+3 %)"
    );
}

#[test]
fn where_nothing_is_asked_that_is_all_that_is_told() {
    let none = ForecastSummary {
        mean_minutes: 0.0,
        max_minutes: 0,
        reviews: 0,
        new: 0,
        waiting: 0,
        retrievability: None,
    };
    let quiet = ForecastReply {
        summary: none,
        ..forecast(30)
    };
    assert_eq!(plain(&quiet, 80), "nothing is asked in 30 days\n");
    let empty = ForecastReply { loci: 0, ..quiet };
    assert_eq!(
        plain(&empty, 80),
        "nothing to forecast: no branch or room is asked (loci add FOLDER, or loci start)"
    );
}

#[test]
fn what_waits_at_the_end_is_said() {
    let mut late = forecast(3);
    late.summary.waiting = 9;
    let text = plain(&late, 80);
    assert!(
        text.ends_with("9 loci still wait at the end: 8 min a day are not enough for all\n"),
        "{text}"
    );
}

fn answer(_: &str, _: &Value) -> Result<Value, Value> {
    let mut reply = serde_json::to_value(forecast(2)).unwrap();
    reply["days"][0]["later"] = json!("a field of a newer daemon");
    Ok(reply)
}

#[test]
fn under_json_the_data_are_the_days_with_every_field_of_the_daemon() {
    let mut fake = Fake::new(Form::Json, answer);
    let args = ForecastArgs {
        days: 2,
        retention: Some(0.95),
        new_per_day: None,
        minutes: None,
    };
    assert_eq!(run(&mut fake.context, &args).unwrap(), Exit::Done);
    let shown: Value = serde_json::from_str(&fake.stdout.text()).unwrap();
    assert_eq!(shown["kind"], "forecast");
    let days = shown["data"].as_array().unwrap();
    assert_eq!(days.len(), 2);
    assert_eq!(
        (&days[0]["day"], &days[0]["minutes"], &days[0]["count"]),
        (&json!("2026-11-30"), &json!(8), &json!(40))
    );
    assert_eq!(days[0]["later"], "a field of a newer daemon");
    let asked = fake.asked("forecast").pop().unwrap();
    assert_eq!(asked["days"], 2);
    assert!((asked["retention"].as_f64().unwrap() - 0.95).abs() < 1e-6);
    assert!(asked.get("minutes").is_none());
}
