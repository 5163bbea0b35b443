//! `--waybar`: one JSON object a line, as waybar's custom modules read them (waybar-custom(5)). Pure.
//!
//! Both texts are Pango markup there, so what is shown is escaped.

use serde::Serialize;

use super::format::Format;
use super::shape::{self, Moment, State};
use super::{beside, to_recall};
use crate::cli::render::words::printable;

#[derive(Serialize)]
struct Module {
    text: String,
    alt: &'static str,
    tooltip: String,
    class: Vec<&'static str>,
    percentage: u32,
}

/// The object at a moment.
pub fn line(moment: &Moment<'_>, format: Option<&Format>) -> String {
    let mut tooltip = Vec::new();
    tooltip.extend(moment.stopped.map(str::to_owned));
    tooltip.extend(shape::box_part(moment));
    tooltip.push(to_recall(moment.status, moment.today));
    tooltip.extend(beside(moment.status, moment.plan, moment.now));
    let tooltip: Vec<String> = tooltip.iter().map(|line| escaped(line)).collect();
    let text = match format {
        Some(format) => format.line(moment),
        None => text(moment),
    };
    written(&Module {
        text: escaped(&text),
        alt: moment.state.as_str(),
        tooltip: tooltip.join("\n"),
        class: classes(moment),
        percentage: percentage(moment),
    })
}

/// The object while no daemon runs; without a text the bar hides it.
pub fn line_without_daemon() -> String {
    let off = State::Off.as_str();
    written(&Module {
        text: String::new(),
        alt: off,
        tooltip: "the daemon does not run: loci daemon start".to_owned(),
        class: vec![off],
        percentage: 0,
    })
}

/// What matters most, in a word; empty if nothing does.
fn text(moment: &Moment<'_>) -> String {
    match (&moment.status.running, moment.state) {
        (Some(running), State::Box) => shape::left(running.left_secs),
        (_, State::Stop) => "STOP".to_owned(),
        (_, State::Due | State::Box) => moment.status.due.to_string(),
        (_, State::Silent | State::None | State::Off) => String::new(),
    }
}

fn classes(moment: &Moment<'_>) -> Vec<&'static str> {
    let mut classes = vec![moment.state.as_str()];
    let others = [
        (moment.status.due > 0, State::Due),
        (moment.status.silent.is_some(), State::Silent),
    ];
    for (holds, state) in others {
        if holds && state != moment.state {
            classes.push(state.as_str());
        }
    }
    classes
}

/// How much of a box is used; else 100 while something is due.
fn percentage(moment: &Moment<'_>) -> u32 {
    match &moment.status.running {
        Some(running) => {
            let limit = running.limit_secs.max(1);
            limit.saturating_sub(running.left_secs) * 100 / limit
        }
        None if moment.status.due > 0 => 100,
        None => 0,
    }
}

/// Markup's own characters, as Pango wants them.
fn escaped(text: &str) -> String {
    let lines = text.split('\n').map(printable);
    let text = lines.collect::<Vec<_>>().join("\n");
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

fn written(module: &Module) -> String {
    // An object of texts and numbers always has a text.
    serde_json::to_string(module).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::cli::status::tests::{now, status, today};
    use crate::ipc::protocol::{BoxReply, Silent, StatusReply};

    fn shown(status: &StatusReply) -> Value {
        let now = now();
        let line = line(&Moment::of(status, &now, today()), None);
        assert_eq!(line.lines().count(), 1);
        serde_json::from_str(&line).unwrap()
    }

    fn running(topic: &str) -> BoxReply {
        BoxReply {
            id: uuid::Uuid::nil(),
            kind: "map".to_owned(),
            topic: topic.to_owned(),
            state: "running".to_owned(),
            started_at: "2026-11-22T12:00:00Z".to_owned(),
            limit_secs: 600,
            left_secs: 270,
            left_ms: 270_000,
            note: None,
            hint: None,
        }
    }

    #[test]
    fn what_is_due_is_a_number_and_nothing_due_is_hidden() {
        let mut status = status();
        assert_eq!(
            shown(&status),
            json!({"text": "6", "alt": "due", "tooltip": "6 to recall, about 4 min",
                "class": ["due"], "percentage": 100})
        );
        status.due = 0;
        let none = shown(&status);
        assert_eq!((&none["text"], &none["alt"]), (&json!(""), &json!("none")));
    }

    #[test]
    fn a_box_shows_what_is_left_of_it_and_a_topic_is_no_markup() {
        let mut status = status();
        status.running = Some(running("<b>&\u{202e}x"));
        let module = shown(&status);
        assert_eq!(module["text"], "5 min");
        assert_eq!(module["class"], json!(["box", "due"]));
        assert_eq!(module["percentage"], 55);
        status.silent = Some(Silent {
            until: "2026-11-22T12:10:00Z".to_owned(),
            because: "a box runs".to_owned(),
            why: "box".to_owned(),
            release: None,
            keys: Vec::new(),
        });
        let module = shown(&status);
        assert_eq!(module["class"], json!(["box", "due", "silent"]));
        assert!(
            module["tooltip"]
                .as_str()
                .unwrap()
                .starts_with("map &quot;&lt;b&gt;&amp;\u{fffd}x&quot;, 5 min left\n"),
            "{module}"
        );
    }

    #[test]
    fn silence_has_no_text_and_says_why() {
        let mut status = status();
        status.silent = Some(Silent {
            until: "2026-11-22T15:00:00Z".to_owned(),
            because: "snoozed".to_owned(),
            why: "snooze".to_owned(),
            release: None,
            keys: Vec::new(),
        });
        let module = shown(&status);
        assert_eq!(
            (&module["text"], &module["alt"]),
            (&json!(""), &json!("silent"))
        );
        assert_eq!(module["class"], json!(["silent", "due"]));
        let tooltip = module["tooltip"].as_str().unwrap();
        assert!(
            tooltip.ends_with("silent until 15:00 today: snoozed"),
            "{tooltip}"
        );
        assert_eq!(
            serde_json::from_str::<Value>(&line_without_daemon()).unwrap()["alt"],
            "off"
        );
    }

    #[test]
    fn a_stop_is_told_until_something_else_runs() {
        let (status, now) = (status(), now());
        let moment = Moment::of(&status, &now, today()).stopped_by(Some("STOP: map \"dict\""));
        let module: Value = serde_json::from_str(&line(&moment, None)).unwrap();
        assert_eq!(
            (&module["text"], &module["alt"]),
            (&json!("STOP"), &json!("stop"))
        );
        assert_eq!(module["class"], json!(["stop", "due"]));
    }
}
