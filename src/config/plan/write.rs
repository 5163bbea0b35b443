//! Writes a plan as a person likes to edit it: what may be set stands there as a comment.

use chrono::NaiveDate;
use toml_edit::{Array, Value};

use super::template::datetime;
use crate::domain::plan::Interview;
use crate::domain::plan::id::DayId;
use crate::domain::plan::words::DayKind;

/// What a plan begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its name.
    pub name: String,
    /// The first study date; a comment says how to write it if absent.
    pub start: Option<NaiveDate>,
    /// The interview; likewise.
    pub interview: Option<Interview>,
}

/// A day to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDay {
    /// Its id; no two days have the same.
    pub id: DayId,
    /// Its topic, of one line.
    pub title: String,
    /// Its kind.
    pub kind: DayKind,
    /// What it is made of, as one line of a comment.
    pub from: String,
    /// What to read.
    pub learn: Vec<String>,
    /// Other keys, with texts: map, palace, recall, code, explain.
    pub texts: Vec<(&'static str, String)>,
}

/// The text of a plan of these days.
pub fn write(head: &Head, days: &[NewDay]) -> String {
    let key = |key: &str, value: Option<Interview>, example: &str| match value {
        Some(value) => format!("{key} = {}\n", datetime(value)),
        None => format!("# {key} = {example}\n"),
    };
    let start = key("start", head.start.map(Interview::On), "2026-11-16");
    let interview = key("interview", head.interview, "2026-12-16T14:00:00");
    let mut text = format!(
        "# A study plan: edit it freely, but keep the ids, for progress is kept by them.\n\
         # `loci plan check` tells what is wrong with it; docs/plans.md has every key.\n\
         schema = 1\n\
         name = {}\n\
         level = \"beginner\"       # beginner, intermediate or advanced\n\
         focus = \"interview\"      # interview, or learning: no palaces, nothing to explain, no mock interviews\n\
         {start}{interview}\
         # minutes = 55\n\
         # days = \"mon-sat\"\n\
         # window = \"19:00-21:00\"\n",
        quoted(&head.name)
    );
    for day in days {
        text.push_str(&format!(
            "\n# {}\n[[day]]\nid = {}\ntitle = {}\n",
            day.from,
            quoted(day.id.as_str()),
            quoted(&day.title)
        ));
        if day.kind != DayKind::Topic {
            text.push_str(&format!("kind = {}\n", quoted(day.kind.as_str())));
        }
        if !day.learn.is_empty() {
            let learn: Array = day.learn.iter().map(String::as_str).collect();
            text.push_str(&format!("learn = {}\n", Value::from(learn)));
        }
        for (key, what) in &day.texts {
            text.push_str(&format!("{key} = {}\n", quoted(what)));
        }
        let has_map = day.texts.iter().any(|(key, _)| *key == "map");
        if day.kind == DayKind::Topic && !has_map {
            text.push_str(&format!("# map = {}\n", quoted(day.id.as_str())));
        }
    }
    text
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
