//! How an interview ends: a few lines, or one object.

use serde::Serialize;
use uuid::Uuid;

use super::model::Graded;
use super::session::{Given, Session, points};
use super::texts::{anchors, first_sentence};
use crate::cli::render::words::{self, printable};
use crate::cli::tomorrow::Tomorrow;
use crate::domain::mock::{Points, Side};
use crate::domain::rating::Rating;
use crate::ipc::protocol::{LoggedReview, MockMarks, MockPoints, MockQuestion};

/// Names that are told at most.
const NAMED: usize = 5;

/// The `data` of `loci mock`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Done {
    /// Its box.
    pub(super) id: Uuid,
    /// The how-manieth it was.
    pub(super) number: u32,
    /// `finished`, `stopped` or `cancelled`.
    pub(super) state: &'static str,
    /// How long it might last.
    pub(super) limit_secs: u32,
    /// How long it was.
    pub(super) used_secs: u32,
    /// What chose its questions.
    pub(super) seed: u64,
    /// Its questions in their order.
    pub(super) questions: Vec<Asked>,
    /// Mean marks, if an answer was marked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) marks: Option<MockMarks>,
    /// The reviews that were written.
    pub(super) reviews: Vec<LoggedReview>,
    /// What one undo takes back: one for each answer that was rated.
    pub(super) batches: Vec<Uuid>,
    /// The paths of what went from the notes meanwhile: it is not rated.
    pub(super) gone: Vec<String>,
    /// Why answers were not taken at all.
    pub(super) refused: Vec<String>,
    /// Whether some ratings only wait in the spool, because no daemon was reachable.
    pub(super) spooled: bool,
}

/// A question, and what was ticked of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Asked {
    /// As `log` takes it.
    pub(super) scope: String,
    /// What was to be explained.
    pub(super) ask: String,
    /// What a good answer touches, each with its rating.
    pub(super) items: Vec<Ticked>,
    /// How it was marked; absent if it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) marks: Option<MockPoints>,
    /// How long the answer was; absent if the question was not reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) answer_secs: Option<u32>,
}

/// One thing that a good answer touches.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Ticked {
    /// Its path.
    pub(super) path: String,
    /// Its label, verbatim.
    pub(super) label: String,
    /// 1 not said, 2 late, 3 said; null: not reached.
    pub(super) rating: Option<u8>,
}

impl Done {
    /// What a session has come to.
    pub(super) fn of(session: &Session<'_>, state: &'static str, used_secs: u32) -> Done {
        let given = |at: usize| session.given.iter().find(|it| it.graded.question == at);
        let questions = session.interview.questions.iter().enumerate();
        let asked = questions.map(|(at, it)| asked(it, given(at).map(|given| &given.graded)));
        let reviews = session.given.iter().filter_map(|it| it.reviews.clone());
        Done {
            id: session.mock.running.id,
            number: session.mock.number,
            state,
            limit_secs: session.mock.running.limit_secs,
            used_secs,
            seed: session.mock.seed,
            questions: asked.collect(),
            marks: mean(&session.given),
            reviews: reviews.flatten().collect(),
            batches: session.given.iter().map(|it| it.batch).collect(),
            gone: session
                .given
                .iter()
                .flat_map(|it| it.gone.clone())
                .collect(),
            refused: session.refused.clone(),
            spooled: session.given.iter().any(|it| it.reviews.is_none()),
        }
    }
}

fn asked(question: &MockQuestion, graded: Option<&Graded>) -> Asked {
    let rating = |at: usize| {
        let ticks = graded.map_or(&[][..], |graded| &graded.ticks);
        let tick = ticks.iter().find(|(item, _)| *item == at);
        tick.map(|(_, rating)| rating.number())
    };
    let items = question.items.iter().enumerate();
    Asked {
        scope: question.scope.clone(),
        ask: question.ask.clone(),
        items: items
            .map(|(at, it)| Ticked {
                path: it.path.clone(),
                label: it.label.clone(),
                rating: rating(at),
            })
            .collect(),
        marks: graded.and_then(|it| it.marks).map(points),
        answer_secs: graded.map(|it| it.answer_secs),
    }
}

fn mean(given: &[Given]) -> Option<MockMarks> {
    let marks: Vec<[Points; 4]> = given.iter().filter_map(|it| it.graded.marks).collect();
    let of = |side: usize| {
        let sum: u32 = marks.iter().map(|it| u32::from(it[side].number())).sum();
        sum as f32 / marks.len() as f32
    };
    (!marks.is_empty()).then(|| MockMarks {
        structure: of(0),
        correct: of(1),
        depth: of(2),
        delivery: of(3),
    })
}

/// What stands beside it at the end.
#[derive(Debug, Default)]
pub(super) struct Beside<'a> {
    /// The marks of the last one.
    pub(super) last: Option<&'a MockMarks>,
    /// The day of the plan whose step it did.
    pub(super) plan_day: Option<&'a str>,
    /// What waits for the daemon, and how that is started; lines.
    pub(super) kept: Option<&'a str>,
    /// What tomorrow asks.
    pub(super) tomorrow: Option<Tomorrow>,
}

/// `mock 7 · 4 of 5 questions · 18:20 of 25:00`, the marks beside those of the last time, what was not said, what to
/// say next time, what could not be rated, the undo, tomorrow.
pub(super) fn text(done: &Done, questions: &[MockQuestion], beside: &Beside<'_>) -> String {
    let answered = done.questions.iter().filter(|it| it.answer_secs.is_some());
    let answered = answered.count();
    let mut lines = Vec::new();
    match (answered, done.state) {
        (0, "cancelled") => {
            lines.push(format!("mock {} cancelled: nothing was rated", done.number));
        }
        (0, _) => lines.push("nothing rated".to_owned()),
        (_, "cancelled") => lines.push(format!(
            "mock {} cancelled · kept: {}",
            done.number,
            words::count(answered as u64, "answer")
        )),
        (_, _) => lines.push(format!(
            "mock {} · {answered} of {} · {} of {}",
            done.number,
            words::count(done.questions.len() as u64, "question"),
            words::clock(done.used_secs),
            words::clock(done.limit_secs)
        )),
    }
    let marks = done.marks.as_ref();
    lines.extend(marks.map(|marks| marks_line(marks, beside.last)));
    let named = |number: u8| -> Vec<String> {
        let all = done.questions.iter().flat_map(|it| &it.items);
        let of = all.filter(|it| it.rating == Some(number));
        of.map(|it| printable(&it.label)).collect()
    };
    let mut missed = Vec::new();
    for (what, rating) in [("not said", Rating::Again), ("late", Rating::Hard)] {
        let names = named(rating.number());
        if !names.is_empty() {
            missed.push(format!("{what}: {}", list(&names)));
        }
    }
    lines.extend((!missed.is_empty()).then(|| missed.join(" · ")));
    lines.extend(next_time(done, questions).map(|it| format!("say next time: \"{it}\"")));
    if !done.gone.is_empty() {
        let gone: Vec<String> = done.gone.iter().map(|it| printable(it)).collect();
        lines.push(format!("not rated, gone from the notes: {}", list(&gone)));
    }
    lines.extend(done.refused.iter().cloned());
    let mut end = Vec::new();
    match (done.batches.as_slice(), beside.plan_day) {
        ([], _) => {}
        ([only], None) => end.push(format!("undo: loci undo {only}")),
        (_, None) => end.push("undo one answer: loci undo --list".to_owned()),
        (_, Some(day)) => end.push(format!(
            "step {}/mock done · undo it, or one answer: loci undo --list",
            printable(day)
        )),
    }
    end.extend(beside.tomorrow.map(|it| it.to_string()));
    lines.extend((!end.is_empty()).then(|| end.join(" · ")));
    let mut text: String = lines.into_iter().map(|line| format!("{line}\n")).collect();
    text.push_str(beside.kept.unwrap_or_default());
    text
}

/// `Structure 2.4  Correct 2.2  Depth 1.4  Delivery 2.0  (last: 2.0 2.2 1.2 1.6)`.
pub(super) fn marks_line(marks: &MockMarks, last: Option<&MockMarks>) -> String {
    let sides = Side::ALL.into_iter().zip(four(marks));
    let sides = sides.map(|(side, it)| format!("{} {it}", anchors(side).0));
    let line = sides.collect::<Vec<_>>().join("  ");
    match last {
        Some(last) => format!("{line}  (last: {})", numbers(last)),
        None => line,
    }
}

/// `2.4 2.2 1.4 2.0`, in the order of [`Side::ALL`].
pub(super) fn numbers(marks: &MockMarks) -> String {
    four(marks).join(" ")
}

fn four(marks: &MockMarks) -> [String; 4] {
    let MockMarks {
        structure,
        correct,
        depth,
        delivery,
    } = *marks;
    [structure, correct, depth, delivery].map(|it| format!("{it:.1}"))
}

fn list(names: &[String]) -> String {
    let named = names.iter().take(NAMED).cloned().collect::<Vec<_>>();
    match names.len().saturating_sub(NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

/// The first sentence of the model answer where most was wrong.
fn next_time(done: &Done, questions: &[MockQuestion]) -> Option<String> {
    let asked = done.questions.iter().zip(questions);
    let wrong = asked.filter_map(|(asked, question)| {
        let answer = question.answer.as_deref()?;
        let marks = asked.marks?;
        let unsaid = asked.items.iter().any(|it| it.rating == Some(1));
        (unsaid || marks.correct < Points::MOST).then_some((marks.correct, answer))
    });
    let (_, answer) = wrong.min_by_key(|(correct, _)| *correct)?;
    Some(printable(&first_sentence(answer)))
}

#[cfg(test)]
mod tests;
