//! What a rating led to, in words.

use super::model::{About, Order, Outcome, label};
use crate::cli::render::words::{self, printable};
use crate::cli::when;
use crate::ipc::protocol::{LoggedReview, PromptInfo};

/// When they fall due, from the first on: `tomorrow`, `in 3 d, Wed 25 Nov and later`.
pub fn next(reviews: &[LoggedReview]) -> String {
    let Some(first) = reviews.iter().min_by(|a, b| a.due.cmp(&b.due)) else {
        return String::new();
    };
    let later = match reviews.iter().all(|review| review.due == first.due) {
        true => "",
        false => " and later",
    };
    match first.due.parse() {
        Ok(due) => {
            let today = when::days_before(due, first.interval_days);
            format!("{}{later}", when::due_day(due, today))
        }
        Err(_) => String::new(),
    }
}

/// One line on an order that was carried out.
pub fn line(info: &PromptInfo, order: &Order, outcome: &Outcome, kept: Option<&str>) -> String {
    if let Some(kept) = kept {
        return kept.lines().next().unwrap_or_default().to_owned();
    }
    let Outcome::Logged(reviews) = outcome else {
        return String::new();
    };
    let what = match &order.about {
        About::Known { .. } => format!("{} known", words::loci(reviews.len() as u64)),
        About::Items(items) => match items.as_slice() {
            [item] => info.items.get(*item).map(label).unwrap_or_default(),
            items => words::loci(items.len() as u64),
        },
    };
    format!(
        "{}: {}, {}",
        printable(&what),
        order.rating.word(),
        next(reviews)
    )
}
