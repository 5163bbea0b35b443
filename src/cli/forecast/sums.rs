//! What all days come to, and what a change would cost, in a sentence each. Pure.

use crate::cli::render::words::{self, grouped};
use crate::ipc::protocol::{ForecastCompare, ForecastReply, ForecastSummary, ForecastTerms};

/// The sentences, each with its newline; one that is too long for the columns is a list.
pub(super) fn lines(forecast: &ForecastReply, columns: usize) -> String {
    let days = words::count(
        u64::try_from(forecast.days.len()).unwrap_or(u64::MAX),
        "day",
    );
    let summary = &forecast.summary;
    let mut text = match summary.reviews {
        0 => format!("nothing is asked in {days}\n"),
        _ => format!("{days}: {}\n", all(summary)),
    };
    if summary.waiting > 0 {
        text.push_str(&format!(
            "{} still wait at the end: {} min a day are not enough for all\n",
            words::loci(summary.waiting),
            forecast.terms.minutes
        ));
    }
    if let Some(usual) = &forecast.compare {
        text.push_str(&cost(&forecast.terms, summary, usual, columns));
    }
    text
}

/// `7 min a day, 8 at most; 640 reviews, 120 new; recall 93 % at the end`.
fn all(summary: &ForecastSummary) -> String {
    let mut text = format!(
        "{} min a day, {} at most; {} reviews, {} new",
        shown(summary.mean_minutes, Places::One),
        summary.max_minutes,
        grouped(summary.reviews.into()),
        grouped(summary.new.into())
    );
    if let Some(recall) = summary.retrievability {
        text.push_str(&format!("; recall {} at the end", words::percent(recall)));
    }
    text
}

/// `retention 0.95 instead of 0.90: 11 min a day instead of 7 (+57 %), recall 96 % instead of 93 %`.
fn cost(
    terms: &ForecastTerms,
    summary: &ForecastSummary,
    usual: &ForecastCompare,
    columns: usize,
) -> String {
    let ForecastCompare {
        terms: was,
        summary: before,
    } = usual;
    let mut what = Vec::new();
    if terms.retention != was.retention {
        what.push(format!(
            "retention {:.2} instead of {:.2}",
            terms.retention, was.retention
        ));
    }
    if terms.new_per_day != was.new_per_day {
        what.push(format!(
            "{} new a day instead of {}",
            terms.new_per_day, was.new_per_day
        ));
    }
    if terms.minutes != was.minutes {
        what.push(format!(
            "at most {} min a day instead of {}",
            terms.minutes, was.minutes
        ));
    }
    if what.is_empty() {
        // As many as the plan has, of which its code takes some otherwise.
        what.push(format!("all {} min a day for recalls", terms.minutes));
    }
    let (now, then) = (summary.mean_minutes, before.mean_minutes);
    let places = match now.max(then) < 10.0 || (now - then).abs() < 1.0 {
        true => Places::One,
        false => Places::None,
    };
    let mut comes = vec![format!(
        "{} min a day instead of {}{}",
        shown(now, places),
        shown(then, places),
        growth(now, then)
    )];
    let recall = |summary: &ForecastSummary| summary.retrievability.map(words::percent);
    if let (Some(now), Some(then)) = (recall(summary), recall(before))
        && now != then
    {
        comes.push(format!("recall {now} instead of {then}"));
    }
    if summary.new != before.new {
        comes.push(format!("{} new instead of {}", summary.new, before.new));
    }
    if summary.waiting != before.waiting {
        comes.push(format!(
            "{} waiting at the end instead of {}",
            summary.waiting, before.waiting
        ));
    }
    let line = format!("{}: {}\n", what.join(", "), comes.join(", "));
    match line.trim_end().chars().count() <= columns {
        true => line,
        false => format!("{}:\n  {}\n", what.join(", "), comes.join("\n  ")),
    }
}

/// ` (+57 %)`; nothing where there was nothing, or nothing changes.
fn growth(now: f64, then: f64) -> String {
    let percent = (now / then - 1.0) * 100.0;
    match then > 0.0 && percent.abs() >= 0.5 {
        true => format!(" ({percent:+.0} %)"),
        false => String::new(),
    }
}

/// How many decimal places minutes are shown with.
#[derive(Clone, Copy)]
enum Places {
    None,
    One,
}

fn shown(minutes: f64, places: Places) -> String {
    match places {
        Places::None => format!("{minutes:.0}"),
        Places::One if minutes.fract() == 0.0 => format!("{minutes:.0}"),
        Places::One => format!("{minutes:.1}"),
    }
}
