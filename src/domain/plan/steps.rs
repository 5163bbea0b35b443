//! What is done on a day of a plan: learn, map, recall, palace, explain, as far as level and focus ask for it.

use super::minutes::Minutes;
use super::words::{Below, DayKind, Focus, Level, StepKind};
use super::{Mock, Plan, PlanDay};

/// A step of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanStep {
    /// What is done.
    pub kind: StepKind,
    /// What it is about, in the plan's words.
    pub title: String,
    /// The part of the notes it is about.
    pub scope: Option<String>,
    /// How long it takes.
    pub minutes: Minutes,
}

/// How much of a topic is done.
#[derive(Clone, Copy)]
enum Extent {
    /// All of it.
    Full,
    /// It is read and mapped.
    Read,
    /// It is known: only recalled, and told as an interview asks it.
    Recalled,
    /// Nothing.
    Nothing,
}

/// The steps of a day under this plan, in order; none if it, level, focus or tracks leave it out. No two are of a kind.
pub fn steps(day: &PlanDay, plan: &Plan) -> Vec<PlanStep> {
    if day.skip || !plan.tracks.contains(&day.track) {
        return Vec::new();
    }
    match day.kind {
        DayKind::Topic => {
            let extent = extent(day, plan.level);
            let kinds = StepKind::ALL.into_iter();
            kinds
                .filter(|kind| extent.takes(*kind))
                .filter_map(|kind| step_of_topic(kind, day, plan))
                .collect()
        }
        DayKind::CatchUp => catch_up(day, plan),
        DayKind::Mock => mock(day, plan, &day.mock.clone().unwrap_or_default())
            .into_iter()
            .collect(),
        DayKind::Final => vec![review(day, plan.minutes_of(day))],
    }
}

/// Minutes of steps together.
pub fn minutes<'s>(steps: impl IntoIterator<Item = &'s PlanStep>) -> u32 {
    let each = steps.into_iter().map(|step| u32::from(step.minutes.get()));
    each.sum()
}

fn extent(day: &PlanDay, level: Level) -> Extent {
    if level > day.level {
        return Extent::Recalled;
    }
    if level == day.level {
        return Extent::Full;
    }
    match day.below {
        Below::Full => Extent::Full,
        Below::Read => Extent::Read,
        Below::Skip => Extent::Nothing,
    }
}

impl Extent {
    fn takes(self, kind: StepKind) -> bool {
        match self {
            Extent::Full => true,
            Extent::Read => matches!(kind, StepKind::Learn | StepKind::Map),
            Extent::Recalled => matches!(
                kind,
                StepKind::Recall | StepKind::Code | StepKind::Palace | StepKind::Explain
            ),
            Extent::Nothing => false,
        }
    }
}

/// The step of this kind, if the topic has one.
fn step_of_topic(kind: StepKind, day: &PlanDay, plan: &Plan) -> Option<PlanStep> {
    let map = day.map_scope();
    let is_asked = plan.focus == Focus::Interview;
    let (title, scope) = match kind {
        StepKind::Glance => (format!("look at {} once", map?), map),
        StepKind::Learn if day.learn.is_empty() => (day.title.clone(), None),
        StepKind::Learn => (day.learn.join(" · "), None),
        StepKind::Map => (format!("draw {}", map?), map),
        StepKind::Recall => (recall(day), map),
        StepKind::Code => (day.code.clone()?, None),
        StepKind::Palace => {
            let palace = day.palace_scope().filter(|_| is_asked)?;
            (format!("place it in {palace}"), Some(palace))
        }
        StepKind::Explain if is_asked => {
            let asked = day.explain.as_ref().unwrap_or(&day.title);
            (asked.clone(), map)
        }
        StepKind::Explain | StepKind::Mock | StepKind::Review => return None,
    };
    Some(PlanStep {
        kind,
        title,
        scope: scope.map(str::to_owned),
        minutes: plan.defaults.of(kind)?,
    })
}

fn recall(day: &PlanDay) -> String {
    match (&day.recall, day.map_scope()) {
        (Some(recall), _) => recall.clone(),
        (None, Some(map)) => format!("rebuild {map}"),
        (None, None) => format!("rebuild from memory: {}", day.title),
    }
}

/// Reviews, and what was missed, in the minutes that a mock interview leaves.
fn catch_up(day: &PlanDay, plan: &Plan) -> Vec<PlanStep> {
    let whole = plan.minutes_of(day);
    let mock = day.mock.as_ref().and_then(|asked| mock(day, plan, asked));
    let left = mock.as_ref().map_or(whole, |mock| whole.less(mock.minutes));
    std::iter::once(review(day, left)).chain(mock).collect()
}

fn review(day: &PlanDay, minutes: Minutes) -> PlanStep {
    PlanStep {
        kind: StepKind::Review,
        title: day.title.clone(),
        scope: None,
        minutes,
    }
}

fn mock(day: &PlanDay, plan: &Plan, asked: &Mock) -> Option<PlanStep> {
    match plan.focus {
        Focus::Learning => None,
        Focus::Interview => Some(PlanStep {
            kind: StepKind::Mock,
            title: day.title.clone(),
            scope: asked.scope.as_ref().map(|scope| scope.what.clone()),
            minutes: asked.minutes,
        }),
    }
}
