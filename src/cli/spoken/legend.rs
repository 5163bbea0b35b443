//! The keys that mean something now, as wide as there is room.

use unicode_width::UnicodeWidthStr;

use super::model::{Face, Manner, Spoken};
use super::view::Scene;
use crate::domain::settings::RatingKeys;

/// The keys with what they do, in one line of at most `columns`.
pub(super) fn of(spoken: &Spoken, scene: &Scene<'_>, columns: usize) -> String {
    fitted(&keys_of(spoken, scene), columns)
}

/// Keys with what they do, in one line of at most `columns`: with words as far as there is room.
pub(in crate::cli) fn fitted(legend: &[(&str, &str)], columns: usize) -> String {
    let spoken_out = |between: &str| {
        let words = legend.iter().map(|(key, word)| format!("{key} {word}"));
        words.collect::<Vec<_>>().join(between)
    };
    let bare: Vec<&str> = legend.iter().map(|(key, _)| *key).collect();
    let widths = [spoken_out("   "), spoken_out("  "), bare.join(" ")];
    let fits = widths.into_iter().find(|line| line.width() <= columns);
    fits.unwrap_or_default()
}

fn keys_of(spoken: &Spoken, scene: &Scene<'_>) -> Vec<(&'static str, &'static str)> {
    let mut legend = Vec::new();
    match (spoken.manner, spoken.face()) {
        (_, Face::Answer) => {
            let shows = match scene.answer {
                Some(_) => "model answer",
                None => "the points",
            };
            return vec![("space", shows), ("b", "back"), ("q", "leave")];
        }
        (_, Face::Model) => return vec![("space", "on"), ("b", "back"), ("q", "leave")],
        (_, Face::Asked) => legend.push(("space", "show")),
        (_, Face::Shown(item)) if spoken.rating(spoken.at(), item).is_some() => {
            legend.push(("space", "on"));
        }
        (_, Face::Shown(_)) => {}
    }
    let rates = matches!(spoken.face(), Face::Shown(_)) || spoken.manner == Manner::Walk;
    if rates {
        match (spoken.manner, scene.keys) {
            (Manner::Walk, RatingKeys::Two) => legend.extend([("g", "said"), ("m", "blank")]),
            (Manner::Explain, RatingKeys::Two) => {
                legend.extend([("g", "said"), ("m", "missed"), ("G M", "all")]);
            }
            (Manner::Walk, RatingKeys::Four) => {
                legend.extend([("1", "again"), ("2", "hard"), ("3", "good"), ("4", "easy")])
            }
            (Manner::Explain, RatingKeys::Four) => legend.extend([
                ("1", "again"),
                ("2", "hard"),
                ("3", "good"),
                ("4", "easy"),
                ("G", "all good"),
            ]),
        }
    }
    legend.extend([("b", "back"), ("u", "undo"), ("q", "leave")]);
    legend
}
