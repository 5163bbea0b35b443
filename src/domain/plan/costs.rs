//! What steps cost: as the plan says until enough of a kind were measured, then as they turned out.

use std::collections::BTreeMap;

use super::minutes::Minutes;
use super::progress::{Progress, StepEnd};
use super::steps::PlanStep;
use super::words::StepKind;
use crate::domain::day::StudyDay;
use crate::domain::now::Secs;

/// So many measured steps of a kind say more than the plan.
pub const ENOUGH: usize = 5;

/// Minutes of each kind of step, as far as they are known from what was done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Costs {
    measured: BTreeMap<StepKind, Minutes>,
}

impl Costs {
    /// The median of what steps of a kind took, rounded up to minutes; the lower one of two in the middle.
    ///
    /// What a step took are all its parts, of the plan that began on `since` if it ended for that.
    pub fn of(progress: &Progress, since: StudyDay) -> Costs {
        let mut took: BTreeMap<StepKind, Vec<u32>> = BTreeMap::new();
        for (day, kind, ended) in progress.all() {
            if let (StepEnd::Done, Some(last)) = (ended.how, ended.took) {
                let parts = progress.parts(day, kind).iter();
                let parts = parts.filter(|part| (part.on >= since) == (ended.on >= since));
                let all = parts.map(|part| part.took).chain([last]);
                took.entry(kind).or_default().push(all.sum::<Secs>().0);
            }
        }
        let medians = took.into_iter().filter_map(|(kind, mut secs)| {
            if secs.len() < ENOUGH {
                return None;
            }
            secs.sort_unstable();
            let median = secs.get((secs.len() - 1) / 2)?.div_ceil(60).max(1);
            let minutes = Minutes::new(u16::try_from(median).unwrap_or(Minutes::MOST));
            Some((kind, minutes?.min(cap(kind))))
        });
        Costs {
            measured: medians.collect(),
        }
    }

    /// Minutes of a step. A mock interview and reviews last as long as the plan says.
    pub fn minutes(&self, step: &PlanStep) -> Minutes {
        match step.kind {
            StepKind::Mock | StepKind::Review => step.minutes,
            StepKind::Glance
            | StepKind::Learn
            | StepKind::Map
            | StepKind::Recall
            | StepKind::Code
            | StepKind::Palace
            | StepKind::Explain => {
                let known = self.measured.get(&step.kind).copied();
                known.unwrap_or(step.minutes).min(cap(step.kind))
            }
        }
    }
}

/// The most that a step takes: making boxes have a hard end.
fn cap(kind: StepKind) -> Minutes {
    match kind {
        StepKind::Map => Minutes::MAP_CAP,
        StepKind::Palace => Minutes::PALACE_CAP,
        StepKind::Glance
        | StepKind::Learn
        | StepKind::Recall
        | StepKind::Code
        | StepKind::Explain
        | StepKind::Mock
        | StepKind::Review => Minutes::DAY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::day::Stamp;
    use crate::domain::journal::Fact;
    use crate::domain::now::Secs;
    use crate::domain::plan::id::DayId;
    use crate::domain::plan::progress::StepSaid;

    fn done(progress: &mut Progress, day: &str, step: StepKind, secs: u32) {
        let how = StepSaid::Ended(StepEnd::Done);
        told(progress, "2026-11-16", (day, step), how, secs);
    }

    fn told(
        progress: &mut Progress,
        on: &str,
        (day, step): (&str, StepKind),
        how: StepSaid,
        secs: u32,
    ) {
        let stamp = Stamp {
            at_ms: 0,
            offset_secs: 0,
            day: on.parse().unwrap(),
        };
        let fact = Fact::PlanStep {
            day: DayId::new(day).unwrap(),
            step,
            how,
            took: Some(Secs(secs)),
        };
        progress.apply(&stamp, &fact);
    }

    fn step(kind: StepKind, minutes: u16) -> PlanStep {
        PlanStep {
            kind,
            title: String::new(),
            scope: None,
            minutes: Minutes::new(minutes).unwrap(),
        }
    }

    #[test]
    fn five_measured_steps_of_a_kind_say_more_than_the_plan_and_a_box_never_more_than_its_cap() {
        let since = "2026-11-16".parse().unwrap();
        let mut progress = Progress::default();
        for (day, secs) in [("a", 60), ("b", 500), ("c", 541), ("d", 3_000)] {
            done(&mut progress, day, StepKind::Code, secs);
            done(&mut progress, day, StepKind::Map, 5_000);
        }
        let code = step(StepKind::Code, 12);
        assert_eq!(Costs::of(&progress, since).minutes(&code).get(), 12);
        done(&mut progress, "e", StepKind::Code, 3_600);
        done(&mut progress, "e", StepKind::Map, 5_000);
        let costs = Costs::of(&progress, since);
        assert_eq!(costs.minutes(&code).get(), 10);
        assert_eq!(costs.minutes(&step(StepKind::Map, 8)).get(), 10);
        assert_eq!(costs.minutes(&step(StepKind::Learn, 18)).get(), 18);
    }

    #[test]
    fn what_was_done_in_parts_cost_all_of_them_but_those_of_an_earlier_plan() {
        let mut progress = Progress::default();
        for day in ["a", "b", "c", "d", "e"] {
            let step = (day, StepKind::Learn);
            told(&mut progress, "2026-11-15", step, StepSaid::Part, 480);
            done(&mut progress, day, StepKind::Learn, 300);
        }
        let learn = step(StepKind::Learn, 20);
        let minutes = |since: &str| {
            let costs = Costs::of(&progress, since.parse().unwrap());
            costs.minutes(&learn).get()
        };
        assert_eq!(minutes("2026-11-15"), 13);
        assert_eq!(minutes("2026-11-16"), 5);
    }
}
