//! What fits into a study date: reviews first, then the open steps. What does not fit is shed from new work, never from
//! reviews, and never the code or the mock interview of the date's first day: those of others wait for the next date.

use super::super::steps::PlanStep;
use super::super::words::StepKind;
use crate::domain::now::Secs;

/// The order in which steps are shed. Reading goes last, after the map, since a map of what was not read is none.
const SHED: [StepKind; 8] = [
    StepKind::Mock,
    StepKind::Explain,
    StepKind::Palace,
    StepKind::Glance,
    StepKind::Recall,
    StepKind::Code,
    StepKind::Map,
    StepKind::Learn,
];

/// Whose days are fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Those of the date: the code and the mock interview of the first stay.
    Own,
    /// Those that are left over of earlier dates: whatever does not fit waits once more.
    LeftOver,
}

/// A date's list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fit {
    /// Which of the steps fit, in their order.
    pub taken: Vec<usize>,
    /// Which wait.
    pub waiting: Vec<usize>,
}

/// Fits open steps into the minutes that reviews leave, whole days of steps being shed from the last one on.
///
/// `days` are the open steps of each day that is to be done, the most urgent day first, each with its minutes; the
/// result counts through all of them.
pub fn fit(days: &[Vec<&PlanStep>], whose: Whose, minutes: u32, reviews: Secs) -> Fit {
    let left = minutes.saturating_sub(reviews.minutes_up());
    let mut steps = Vec::new();
    for (day, open) in days.iter().enumerate() {
        steps.extend(open.iter().map(|step| (day, *step)));
    }
    let mut is_shed = vec![false; steps.len()];
    let takes = |is_shed: &[bool]| -> u32 {
        let taken = steps.iter().zip(is_shed).filter(|(_, shed)| !**shed);
        taken
            .map(|((_, step), _)| match step.kind {
                // Its minutes are those of the reviews, which are counted already.
                StepKind::Review => 0,
                _ => u32::from(step.minutes.get()),
            })
            .sum()
    };
    for day in (0..days.len()).rev() {
        for kind in SHED {
            if takes(&is_shed) <= left {
                break;
            }
            for (at, (of, step)) in steps.iter().enumerate() {
                let is_first = whose == Whose::Own && day == 0;
                let stays = is_first && matches!(step.kind, StepKind::Code | StepKind::Mock);
                if *of == day && step.kind == kind && !stays {
                    is_shed[at] = true;
                }
            }
        }
    }
    let (waiting, taken) = (0..steps.len()).partition(|at| is_shed[*at]);
    Fit { taken, waiting }
}
