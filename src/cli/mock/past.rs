//! `loci mock list` and `loci mock show`: the interviews so far.

use chrono::DateTime;

use super::end::{marks_line, numbers};
use crate::cli::context::{Context, Reply};
use crate::cli::exit::{Exit, Trouble};
use crate::cli::render::table::Table;
use crate::cli::render::words::{self, printable};
use crate::ipc::protocol::{MockAnswered, MockInfo, Mocks, Request};

/// `loci mock list`.
pub(super) fn list(context: &mut Context) -> Result<Exit, Trouble> {
    let held = ask(context)?;
    context.out.show("mocks", &held, || {
        if held.is_empty() {
            return "no mock interview yet: loci mock\n".to_owned();
        }
        let mut table = Table::default();
        for it in &held {
            table.row(row(it));
        }
        format!(
            "{}marks: structure, correct, depth, delivery, 0 to 3 each\n",
            table.render()
        )
    })?;
    Ok(Exit::Done)
}

/// `loci mock show [NUMBER]`: the latest one if no number is given.
pub(super) fn show(context: &mut Context, number: Option<u32>) -> Result<Exit, Trouble> {
    let held = ask(context)?;
    let wanted = held
        .iter()
        .find(|it| number.is_none_or(|number| it.number == number));
    let Some(wanted) = wanted else {
        let message = match number {
            Some(number) => format!("there is no mock {number}: see loci mock list"),
            None => "no mock interview yet: loci mock".to_owned(),
        };
        return Err(Trouble::Failed(message));
    };
    context.out.show("mock_show", wanted, || text(wanted))?;
    Ok(Exit::Done)
}

fn ask(context: &mut Context) -> Result<Vec<MockInfo>, Trouble> {
    let reply: Reply<Vec<MockInfo>> = context.call(&Request::Mocks(Mocks::default()))?;
    Ok(reply.value)
}

fn row(it: &MockInfo) -> Vec<String> {
    vec![
        it.number.to_string(),
        day(&it.started_at),
        printable(&it.topic),
        words::count(it.answers.len() as u64, "answer"),
        used(it),
        it.marks.as_ref().map_or("not marked".to_owned(), numbers),
    ]
}

fn used(it: &MockInfo) -> String {
    match it.state.as_str() {
        "running" => "running".to_owned(),
        _ => format!(
            "{} of {}",
            words::clock(it.used_secs),
            words::clock(it.limit_secs)
        ),
    }
}

/// The local day and time of a moment that the daemon told.
fn day(at: &str) -> String {
    match DateTime::parse_from_rfc3339(at) {
        Ok(at) => at.format("%a %-d %b %Y %H:%M").to_string(),
        Err(_) => printable(at),
    }
}

fn text(it: &MockInfo) -> String {
    let mut text = format!(
        "mock {} · {} · {} · {}\n",
        it.number,
        day(&it.started_at),
        printable(&it.topic),
        used(it)
    );
    if let Some(marks) = &it.marks {
        text.push_str(&format!("{}\n", marks_line(marks, None)));
    }
    for answer in &it.answers {
        text.push_str(&answered(answer));
    }
    if it.answers.is_empty() {
        text.push_str("nothing was answered\n");
    }
    text
}

fn answered(it: &MockAnswered) -> String {
    let all = it.said as usize + it.late.len() + it.unsaid.len();
    let marks = match &it.marks {
        Some(marks) => format!(
            "structure {}  correct {}  depth {}  delivery {}",
            marks.structure, marks.correct, marks.depth, marks.delivery
        ),
        None => "not marked".to_owned(),
    };
    let mut text = format!(
        "\n{}  {marks}  in {}, {} of {all} said\n",
        printable(&it.scope),
        words::clock(it.answer_secs),
        all - it.unsaid.len(),
    );
    for (what, paths) in [("not said", &it.unsaid), ("late", &it.late)] {
        for path in paths {
            text.push_str(&format!("  {what}: {}\n", printable(path)));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::ipc::protocol::{MockMarks, MockPoints};

    fn held() -> MockInfo {
        MockInfo {
            id: Uuid::nil(),
            number: 7,
            topic: "all of it".to_owned(),
            state: "finished".to_owned(),
            started_at: "2026-11-22T10:00:00+01:00".to_owned(),
            limit_secs: 1500,
            used_secs: 1100,
            marks: Some(MockMarks {
                structure: 3.0,
                correct: 2.0,
                depth: 1.25,
                delivery: 0.0,
            }),
            answers: vec![MockAnswered {
                scope: "your-house".to_owned(),
                marks: Some(MockPoints {
                    structure: 3,
                    correct: 2,
                    depth: 1,
                    delivery: 0,
                }),
                answer_secs: 95,
                said: 3,
                late: vec!["your-house/kitchen".to_owned()],
                unsaid: vec!["your-house/bedroom".to_owned()],
            }],
        }
    }

    #[test]
    fn an_interview_is_told_answer_by_answer() {
        assert_eq!(
            text(&held()),
            "mock 7 · Sun 22 Nov 2026 10:00 · all of it · 18:20 of 25:00\n\
             Structure 3.0  Correct 2.0  Depth 1.2  Delivery 0.0\n\n\
             your-house  structure 3  correct 2  depth 1  delivery 0  in 1:35, 4 of 5 said\n\
             \x20 not said: your-house/bedroom\n\x20 late: your-house/kitchen\n"
        );
    }

    #[test]
    fn one_that_runs_or_was_not_marked_says_so() {
        let mut it = held();
        (it.state, it.marks) = ("running".to_owned(), None);
        it.answers.clear();
        let row = row(&it);
        assert_eq!(row[3..], ["0 answers", "running", "not marked"]);
        assert!(text(&it).ends_with("running\nnothing was answered\n"));
    }
}
