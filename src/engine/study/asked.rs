//! A day of a plan on a date: which of its steps fit, which wait, and of which one a part fits.

use crate::domain::plan::course::Dated;
use crate::domain::plan::minutes::Minutes;
use crate::domain::plan::steps::PlanStep;
use crate::domain::plan::words::StepKind;

/// One day of a date.
#[derive(Debug)]
pub(super) struct AskedDay<'a> {
    /// The day.
    pub(super) dated: Dated<'a>,
    /// Its open steps that do not fit.
    pub(super) waiting: Vec<StepKind>,
    /// The one of which a part fits.
    pub(super) part: Option<PartAsked>,
}

/// A part of a step that is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PartAsked {
    /// The step.
    pub(super) kind: StepKind,
    /// Minutes of the part.
    pub(super) minutes: u32,
}

impl<'a> AskedDay<'a> {
    /// One of which nothing fits yet.
    pub(super) fn new(dated: Dated<'a>) -> AskedDay<'a> {
        let waiting = dated.open().map(|step| step.kind).collect();
        AskedDay {
            dated,
            waiting,
            part: None,
        }
    }

    /// Minutes of what fits, reviews apart.
    pub(super) fn minutes(&self) -> u32 {
        let own = self.fitting().filter(|step| step.kind != StepKind::Review);
        let each = own.map(|step| match self.part {
            Some(part) if part.kind == step.kind => part.minutes,
            Some(_) | None => step.minutes.get().into(),
        });
        each.sum()
    }

    /// Asks a part of the first step of reading or coding that waits, if so many minutes are worth it; the minutes of the
    /// part.
    pub(super) fn take_part(&mut self, minutes: u32) -> u32 {
        let least = u32::from(Minutes::LEAST_PART.get());
        let rest = u32::from(Minutes::LEAST_LEFT.get());
        let mut next = self.waits_for(Round::First).into_iter();
        let next = next.find(|step| step.kind.has_parts());
        let most = next.map_or(0, |step| u32::from(step.minutes.get()).saturating_sub(rest));
        let part = minutes.min(most);
        match next.map(|step| step.kind) {
            Some(kind) if part >= least => {
                self.waiting.retain(|waiting| *waiting != kind);
                self.part = Some(PartAsked {
                    kind,
                    minutes: part,
                });
                part
            }
            Some(_) | None => 0,
        }
    }

    /// Takes its mock interview, whatever fits; the minutes of it.
    pub(super) fn take_mock(&mut self) -> u32 {
        self.waiting.retain(|kind| *kind != StepKind::Mock);
        let mut open = self.dated.open();
        let mock = open.find(|step| step.kind == StepKind::Mock);
        mock.map_or(0, |step| step.minutes.get().into())
    }

    /// Its open steps that fit.
    pub(super) fn fitting(&self) -> impl Iterator<Item = &PlanStep> {
        let open = self.dated.open();
        open.filter(|step| !self.waiting.contains(&step.kind))
    }

    /// Whether it comes before other days of its date while something is to be made up for: it is that, or holds a mock
    /// interview.
    pub(super) fn comes_first(&self) -> bool {
        self.dated.is_behind() || self.holds_mock()
    }

    /// Whether a mock interview is open on it.
    pub(super) fn holds_mock(&self) -> bool {
        self.dated.open().any(|step| step.kind == StepKind::Mock)
    }

    /// Whether something of it fits that is to be read, drawn or coded.
    pub(super) fn goes_first(&self) -> bool {
        self.fitting().any(|step| step.kind.goes_first())
    }

    /// What waits of the steps of a round.
    pub(super) fn waits_for(&self, round: Round) -> Vec<&PlanStep> {
        let in_part = self.part.map(|part| part.kind);
        let mut unfinished = self.waiting.iter().copied().chain(in_part);
        let is_new = |kind| matches!(kind, StepKind::Learn | StepKind::Map);
        // What was not read and drawn cannot be rebuilt.
        if round == Round::Rest && unfinished.any(is_new) {
            return Vec::new();
        }
        let open = self.dated.open();
        open.filter(|step| self.waiting.contains(&step.kind) && round.holds(step.kind))
            .collect()
    }
}

/// The steps that share what is left together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Round {
    /// All of them.
    All,
    /// Reading, maps and code.
    First,
    /// The others, after those, but no look ahead.
    Rest,
}

impl Round {
    fn holds(self, kind: StepKind) -> bool {
        match self {
            Round::All => true,
            Round::First => kind.goes_first(),
            Round::Rest => !kind.goes_first() && kind != StepKind::Glance,
        }
    }
}
