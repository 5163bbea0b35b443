//! `--format`: a line of the user's own, with fields in braces. Pure; nothing that a terminal or a bar would
//! obey comes out of a field.

use super::shape::Moment;
use super::{next, to_recall};
use crate::cli::calm::{ahead_of, until_when, why};
use crate::cli::plan::page;
use crate::cli::render::words::{self, printable};
use crate::cli::when;

/// The fields: name, what it shows.
type Field = (&'static str, fn(&Moment<'_>) -> String);

/// All fields, in the order in which an error names them.
const FIELDS: [Field; 27] = [
    ("state", |m| m.state.as_str().to_owned()),
    ("line", |m| to_recall(m.status, m.today)),
    ("due", |m| m.status.due.to_string()),
    ("minutes", |m| m.status.minutes.to_string()),
    ("prompts", |m| m.status.prompts.to_string()),
    ("next", |m| next(m.status, m.plan)),
    ("next_due", |m| day(m.status.next_due.as_deref(), m)),
    ("waiting", |m| m.status.waiting.to_string()),
    ("held", |m| m.status.held.to_string()),
    ("unplaced", |m| m.status.unplaced.to_string()),
    ("loci", |m| m.status.loci.live.to_string()),
    ("box", |m| {
        let running = m.status.running.as_ref();
        running.map_or_else(String::new, |b| {
            format!("{} {}", printable(&b.kind), printable(&b.topic))
        })
    }),
    ("box_kind", |m| {
        let running = m.status.running.as_ref();
        running.map_or_else(String::new, |b| printable(&b.kind))
    }),
    ("box_topic", |m| {
        let running = m.status.running.as_ref();
        running.map_or_else(String::new, |b| printable(&b.topic))
    }),
    ("box_left", |m| {
        let running = m.status.running.as_ref();
        running.map_or_else(String::new, |b| words::clock(b.left_secs))
    }),
    ("plan_day", |m| {
        let day = m.status.plan_day;
        day.map_or_else(String::new, |day| day.to_string())
    }),
    ("plan", |m| m.plan.map_or_else(String::new, page::brief)),
    ("plan_minutes", |m| {
        m.plan
            .map_or_else(String::new, |plan| plan.minutes.to_string())
    }),
    ("mode", |m| printable(&m.status.mode)),
    ("mode_until", |m| time(m.status.mode_until.as_deref(), m)),
    ("silent", |m| {
        let silent = m.status.silent.as_ref();
        silent.map_or_else(String::new, why)
    }),
    ("silent_until", |m| {
        let silent = m.status.silent.as_ref();
        silent.map_or_else(String::new, |silent| until_when(silent, m.now))
    }),
    ("pending", |m| m.status.notify.pending.to_string()),
    ("reminders", |m| m.status.notify.sent_today.to_string()),
    ("next_reminder", |m| {
        time(m.status.notify.next.as_deref(), m)
    }),
    ("server", |m| {
        printable(m.status.notify.server.as_deref().unwrap_or_default())
    }),
    ("version", |m| printable(&m.status.daemon.version)),
];

fn day(text: Option<&str>, moment: &Moment<'_>) -> String {
    let day = text.and_then(|text| text.parse().ok());
    day.map_or_else(String::new, |day| when::date(day, moment.today))
}

fn time(text: Option<&str>, moment: &Moment<'_>) -> String {
    text.map_or_else(String::new, |text| ahead_of(text, moment.now))
}

/// A format that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// There is no such field.
    #[error("`{{{name}}}` is no field: use {known}", known = known())]
    Unknown {
        /// What stands in the braces.
        name: String,
    },
    /// A brace without its other half.
    #[error("a `{0}` stands alone in the format: write it twice to show it")]
    Alone(char),
}

/// The names of all fields.
fn known() -> String {
    let names: Vec<String> = FIELDS
        .iter()
        .map(|(name, _)| format!("{{{name}}}"))
        .collect();
    names.join(" ")
}

/// A line with fields.
#[derive(Debug)]
pub struct Format {
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Text(String),
    Field(usize),
}

impl Format {
    /// Reads a format; `{{` and `}}` stand for braces.
    pub fn parse(text: &str) -> Result<Format, FormatError> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            match c {
                '{' | '}' if rest.peek() == Some(&c) => {
                    rest.next();
                    plain.push(c);
                }
                '}' => return Err(FormatError::Alone('}')),
                '{' => {
                    let mut name = String::new();
                    loop {
                        match rest.next() {
                            Some('}') => break,
                            Some(c) => name.push(c),
                            None => return Err(FormatError::Alone('{')),
                        }
                    }
                    parts.push(Part::Text(std::mem::take(&mut plain)));
                    let found = FIELDS.iter().position(|(known, _)| *known == name.trim());
                    parts.push(Part::Field(found.ok_or(FormatError::Unknown { name })?));
                }
                c => plain.push(c),
            }
        }
        parts.push(Part::Text(plain));
        Ok(Format { parts })
    }

    /// Whether a field stands in it.
    pub fn shows(&self, name: &str) -> bool {
        self.parts.iter().any(|part| match part {
            Part::Text(_) => false,
            Part::Field(at) => FIELDS[*at].0 == name,
        })
    }

    /// The line.
    pub fn line(&self, moment: &Moment<'_>) -> String {
        let shown = self.parts.iter().map(|part| match part {
            Part::Text(text) => text.clone(),
            Part::Field(at) => FIELDS[*at].1(moment),
        });
        shown.collect()
    }

    /// The line while no daemon runs: what is known then is only that.
    pub fn line_without_daemon(&self) -> String {
        if !self.shows("state") {
            return String::new();
        }
        let shown = self.parts.iter().map(|part| match part {
            Part::Text(text) => text.as_str(),
            Part::Field(at) if FIELDS[*at].0 == "state" => "off",
            Part::Field(_) => "",
        });
        shown.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::status::tests::{now, status, today};

    fn check(format: &str, expected: &str) {
        let (status, now) = (status(), now());
        let moment = Moment::of(&status, &now, today());
        let line = Format::parse(format).unwrap().line(&moment);
        assert_eq!(line, expected, "{format}");
    }

    #[test]
    fn fields_are_filled_in_and_absent_ones_are_empty() {
        check("{due} due, {minutes} min", "6 due, 4 min");
        check("[{box}{box_left}{plan_day}{silent}{next_due}]", "[]");
        check("{{due}} {mode} }}{{", "{due} all }{");
        check("{ waiting }", "3");
        check("", "");
        check("{next}: {state}", "loci review: due");
    }

    #[test]
    fn a_plan_has_fields_of_its_own() {
        let (status, now) = (status(), now());
        let plan = crate::cli::plan::page::tests::plan();
        let moment = Moment::of(&status, &now, today()).with_plan(Some(&plan));
        let format = Format::parse("{plan}, {plan_minutes} min").unwrap();
        assert_eq!(
            format.line(&moment),
            "day 12 · 84 % → 96 % on the 16th, 45 min"
        );
    }

    #[test]
    fn every_field_has_a_value_for_any_status() {
        let (status, now) = (status(), now());
        let moment = Moment::of(&status, &now, today());
        for (name, _) in FIELDS {
            Format::parse(&format!("{{{name}}}")).unwrap().line(&moment);
        }
    }

    #[test]
    fn an_unknown_field_is_refused_with_the_known_ones() {
        let error = Format::parse("{mins}").unwrap_err().to_string();
        assert!(error.contains("`{mins}` is no field"), "{error}");
        assert!(
            error.contains("{minutes}") && error.contains("{box_left}"),
            "{error}"
        );
        assert_eq!(Format::parse("{due").unwrap_err(), FormatError::Alone('{'));
        assert_eq!(Format::parse("due}").unwrap_err(), FormatError::Alone('}'));
    }

    #[test]
    fn without_a_daemon_the_line_is_empty_unless_it_shows_the_state() {
        let line = |text| Format::parse(text).unwrap().line_without_daemon();
        assert_eq!(line("{due} due"), "");
        assert_eq!(line("{state} {due}"), "off ");
    }
}
