//! What is asked on a day: the atlas and the schedules as groups, and the day's list as prompts in words.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use chrono::{DateTime, Utc};

use crate::domain::atlas::NodeIx;
use crate::domain::balance::Ease;
use crate::domain::day::{Calendar, StudyDay};
use crate::domain::mode::{Asks, Mode};
use crate::domain::now::{Now, Secs};
use crate::domain::queue::{self, Gate, Group, Item, ItemState, Limits, Offer, Prompt, Today};
use crate::domain::schedule::{Recalled, Schedule};
use crate::ipc::protocol::{PromptInfo, PromptLocus};
use crate::store::read::{Asking, LocusRow};

use super::Engine;
use super::shelf::{Family, Parent};
use super::tally::Done;

/// What a list is asked for: a study day, and the instant whose mode counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct When {
    /// The day.
    pub(super) day: StudyDay,
    /// The instant.
    pub(super) instant: DateTime<Utc>,
    /// What kind of day it is: only an ordinary one offers anything new.
    pub(super) ease: Ease,
    /// Who says how fast new ones come.
    pub(super) pace: Pace,
}

/// Who says how fast new loci come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// The plan, if there is one.
    Plan,
    /// Whoever named what he wants.
    Named,
}

/// What a list comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Listed {
    /// Loci that are due or new.
    pub(super) loci: u32,
    /// Whole minutes that it takes.
    pub(super) minutes: u32,
}

/// How many days ahead one is looked for that is neither easy nor within a pause.
const FARTHEST: u32 = 400;

impl Engine {
    /// The list of a day as the mode asks it, of all notes; or of those nodes only, whatever the mode: whoever
    /// names something wants it.
    pub(super) fn list(&self, at: When, only: Option<&HashSet<NodeIx>>) -> (Vec<&Family>, Today) {
        self.list_within(at, only, self.limits(at.day))
    }

    /// What today's list comes to, of all notes, as the mode asks it.
    pub(super) fn listed_today(&self, now: Now) -> Listed {
        let (_, today) = self.list(self.when(now), None);
        Listed {
            loci: u32::try_from(today.count()).unwrap_or(u32::MAX),
            minutes: today.minutes(),
        }
    }

    /// How many loci would be asked on that day were it an ordinary one and no new one asked on it yet, whatever
    /// time that takes. Where nothing is due these are the new ones that wait for another day.
    pub(super) fn new_held(&self, at: When, only: Option<&HashSet<NodeIx>>) -> u32 {
        let limits = Limits {
            first_reviews: 0,
            budget: Secs(u32::MAX),
            ..self.limits(at.day)
        };
        let ordinary = When {
            ease: Ease::Ordinary,
            ..at
        };
        let (_, today) = self.list_within(ordinary, only, limits);
        u32::try_from(today.count()).unwrap_or(u32::MAX)
    }

    /// The first study day after that of `now` on which something is asked, due or new; of all notes, or of those
    /// nodes only.
    pub(super) fn next_asked(&self, now: Now, only: Option<&HashSet<NodeIx>>) -> Option<StudyDay> {
        let calendar = self.calendar(now);
        let today = calendar.day_of(now.at);
        let is_asked = |at: When| {
            let (_, list) = self.list(at, only);
            !list.prompts.is_empty() || !list.waiting.is_empty()
        };
        let start_of = |day| self.day_at(day, calendar.start_of(day), calendar);
        let tomorrow = start_of(today.plus(1));
        if is_asked(tomorrow) {
            return Some(tomorrow.day);
        }
        // New ones pass over easy days and pauses.
        let ahead = (1..=FARTHEST).map(|days| today.plus(days));
        let ordinary = ahead
            .map(start_of)
            .find(|at| at.ease == Ease::Ordinary)
            .filter(|at| at.day > tomorrow.day && is_asked(*at));
        let nodes = self.shelf.atlas.iter().map(|(node, _)| node);
        nodes
            .filter(|node| only.is_none_or(|only| only.contains(node)))
            .filter_map(|node| self.asked_on(node))
            .filter(|due| *due > today)
            .chain(ordinary.map(|at| at.day))
            .min()
    }

    fn list_within(
        &self,
        at: When,
        only: Option<&HashSet<NodeIx>>,
        limits: Limits,
    ) -> (Vec<&Family>, Today) {
        let at = When {
            pace: only.map_or(at.pace, |_| Pace::Named),
            ..at
        };
        let mode = match only {
            Some(_) => Mode::All,
            None => self.calm.mode(at.instant, self.plan.focus).mode,
        };
        self.list_of_mode(mode, at, only, limits)
    }

    /// The list as a mode asks it. What it asks after the rest counts against the same cap and the same minutes.
    fn list_of_mode(
        &self,
        mode: Mode,
        at: When,
        only: Option<&HashSet<NodeIx>>,
        limits: Limits,
    ) -> (Vec<&Family>, Today) {
        let families = |which: Asks| -> Vec<&Family> {
            let families = self.shelf.families.iter().enumerate();
            families
                .filter(|(_, family)| mode.asks(family.parent.holds()) == which)
                .filter(|(place, _)| self.may_ask(*place, at))
                .map(|(_, family)| family)
                .filter(|family| {
                    only.is_none_or(|only| family.nodes.iter().any(|node| only.contains(node)))
                })
                .collect()
        };
        let (mut asked, after) = (families(Asks::Yes), families(Asks::After));
        if after.is_empty() {
            let today = self.today_of(&asked, at, &limits);
            return (asked, today);
        }
        let offset = asked.len();
        asked.extend(after);
        // First all of them, to be put in order before the minutes are dealt out.
        let endless = Limits {
            budget: Secs(u32::MAX),
            ..limits
        };
        let Today { prompts, waiting } = self.today_of(&asked, at, &endless);
        let all = prompts.into_iter().chain(waiting);
        let (first, then): (Vec<Prompt>, Vec<Prompt>) = all.partition(|it| it.group < offset);
        let today = queue::fit(first.into_iter().chain(then), limits.budget);
        (asked, today)
    }

    /// Today, as of now.
    pub(super) fn when(&self, now: Now) -> When {
        let calendar = self.calendar(now);
        self.day_at(calendar.day_of(now.at), now.at, calendar)
    }

    /// A day, as of an instant.
    pub(super) fn day_at(&self, day: StudyDay, instant: DateTime<Utc>, calendar: Calendar) -> When {
        When {
            day,
            instant,
            ease: self.ease(day, calendar),
            pace: Pace::Plan,
        }
    }

    /// How many loci the mode hides that would be asked today without it.
    pub(super) fn held(&self, now: Now) -> u32 {
        let mode = self.calm.mode(now.at, self.plan.focus).mode;
        let is_hidden = |family: &Family| mode.asks(family.parent.holds()) == Asks::No;
        if !self.shelf.families.iter().any(is_hidden) {
            return 0;
        }
        let at = self.when(now);
        let (families, today) = self.list_of_mode(Mode::All, at, None, self.limits(at.day));
        let hidden = (today.prompts.iter())
            .filter(|prompt| families.get(prompt.group).is_some_and(|of| is_hidden(of)));
        u32::try_from(hidden.map(|prompt| prompt.counted.len()).sum::<usize>()).unwrap_or(u32::MAX)
    }

    fn today_of(&self, families: &[&Family], at: When, limits: &Limits) -> Today {
        let groups: Vec<Group> = families
            .iter()
            .map(|family| self.group(family, at))
            .collect();
        queue::today(&groups, limits)
    }

    /// What the store knows of a node that has an id.
    pub(super) fn row(&self, node: NodeIx) -> Option<&LocusRow> {
        self.loci.get(&self.shelf.id(node)?)
    }

    /// The schedule of a node, if it was reviewed.
    pub(super) fn schedule(&self, node: NodeIx) -> Option<&Schedule> {
        self.row(node)?.schedule.as_ref()
    }

    /// The study day on which a node falls due, if it was reviewed.
    pub(super) fn due_of(&self, node: NodeIx) -> Option<StudyDay> {
        self.row(node)?.due()
    }

    /// The study day on which a node is asked, if it was reviewed: its due day, but for the final pass.
    pub(super) fn asked_on(&self, node: NodeIx) -> Option<StudyDay> {
        self.row_asked_on(node, self.row(node)?)
    }

    fn row_asked_on(&self, node: NodeIx, row: &LocusRow) -> Option<StudyDay> {
        let last = row.schedule.as_ref()?.last.day;
        Some(self.study.due(node, last, row.due()?))
    }

    /// Whether a node may be asked.
    pub(super) fn asking(&self, node: NodeIx) -> Asking {
        self.row(node).map_or(Asking::Asked, |known| known.asking)
    }

    pub(super) fn group(&self, family: &Family, at: When) -> Group {
        let items = family
            .nodes
            .iter()
            .map(|node| self.item(*node, at.day))
            .collect();
        Group {
            kind: family.parent.kind(),
            gate: self.gate(family, at),
            items,
        }
    }

    /// Whether what is new in a family may be offered.
    pub(super) fn gate(&self, family: &Family, at: When) -> Gate {
        match (at.ease, family.parent) {
            (Ease::Easy | Ease::Away, _) => Gate::Closed,
            // The plan has a day of its own for them.
            (Ease::Ordinary, _) if self.plan_waits(family, at) => Gate::Closed,
            (Ease::Ordinary, Parent::Root(_) | Parent::Route(..)) => Gate::Open,
            (Ease::Ordinary, Parent::Branch(up)) => {
                match self.schedule(up).map(|schedule| schedule.recalled) {
                    Some(Recalled::Once) => Gate::Open,
                    Some(Recalled::Never) | None => Gate::Closed,
                }
            }
        }
    }

    /// Whether the plan asks the loci of a family on a later day, and nobody named them.
    fn plan_waits(&self, family: &Family, at: When) -> bool {
        let first = family.nodes.first();
        at.pace == Pace::Plan && first.is_some_and(|node| self.study.holds_back(*node, at.day))
    }

    fn item(&self, node: NodeIx, day: StudyDay) -> Item {
        let row = self.row(node);
        let schedule = row.and_then(|row| row.schedule.as_ref());
        let due = row.and_then(|row| self.row_asked_on(node, row));
        let asking = row.map_or(Asking::Asked, |row| row.asking);
        let state = match (asking, schedule.zip(due)) {
            (Asking::Suspended, _) => ItemState::Suspended,
            (Asking::Asked, None) => ItemState::New,
            (Asking::Asked, Some((schedule, due))) => ItemState::Review {
                due,
                // Nobody asks how well something is known that is not due.
                retrievability: match due <= day {
                    true => schedule.retrievability(day, &self.model),
                    false => 1.0,
                },
            },
        };
        Item {
            node,
            state,
            measured: schedule.and_then(|schedule| schedule.times.median()),
        }
    }

    fn limits(&self, day: StudyDay) -> Limits {
        let settings = &self.setup.settings;
        let done = self.done_on(day);
        Limits {
            day,
            new_per_day: settings.new_per_day,
            // What the plan has no room for is taken from the cap as if it had been met.
            first_reviews: done
                .first_reviews
                .max((settings.new_per_day).saturating_sub(self.study.room_for_new(day))),
            budget: Secs((self.minutes_of(day) * 60).saturating_sub(done.secs)),
            order: settings.order,
        }
    }

    /// The minutes of a study day: a plan's override the setting.
    pub(super) fn minutes_of(&self, day: StudyDay) -> u32 {
        let usual = self.setup.settings.daily_minutes;
        self.study.minutes(day).unwrap_or(usual)
    }

    /// What was reviewed on a day already.
    pub(super) fn done_on(&self, day: StudyDay) -> Done {
        self.tally.on(day)
    }

    /// Prompts in words. Where two would ask the same, each also tells its path.
    pub(super) fn prompt_infos(
        &self,
        families: &[&Family],
        prompts: &[Prompt],
        day: StudyDay,
    ) -> Vec<PromptInfo> {
        let info =
            |prompt: &Prompt| Some(self.prompt_info(families.get(prompt.group)?, prompt, day));
        let mut infos: Vec<PromptInfo> = prompts.iter().filter_map(info).collect();
        let mut asked: HashMap<String, u32> = HashMap::new();
        for info in &infos {
            *asked.entry(info.ask.clone()).or_default() += 1;
        }
        for info in &mut infos {
            if asked.get(&info.ask).is_some_and(|times| *times > 1) {
                info.ask = format!("{} — {}", info.ask, info.scope.trim_end_matches('/'));
            }
        }
        infos
    }

    /// A prompt in words, with the scope that logs all of it.
    fn prompt_info(&self, family: &Family, prompt: &Prompt, day: StudyDay) -> PromptInfo {
        let items: Vec<PromptLocus> = prompt
            .answer
            .iter()
            .map(|node| self.prompt_locus(*node, day))
            .collect();
        PromptInfo {
            scope: self.scope_of(family, &prompt.stretch),
            kind: family.parent.kind().as_str().to_owned(),
            ask: self.ask(family, prompt),
            answer: items.iter().map(|item| item.label.clone()).collect(),
            loci: prompt
                .counted
                .iter()
                .map(|node| self.prompt_locus(*node, day))
                .collect(),
            items,
            est_secs: prompt.est.0,
            new: match prompt.offer {
                Offer::Due => false,
                Offer::Anew => true,
            },
        }
    }

    fn prompt_locus(&self, node: NodeIx, day: StudyDay) -> PromptLocus {
        let at = self.shelf.atlas.node(node);
        let schedule = self.schedule(node);
        PromptLocus {
            path: self.shelf.path(node).to_owned(),
            label: at.label.to_string(),
            point: at.point.as_deref().map(str::to_owned),
            due: self.due_of(node).map(|due| due.to_string()),
            retrievability: schedule.map(|schedule| schedule.retrievability(day, &self.model)),
        }
    }

    /// The path under which a family's members lie.
    fn path_of(&self, parent: Parent) -> &str {
        let finder = &self.shelf.finder;
        match parent {
            Parent::Root(top) => finder.route_path(top, 0),
            Parent::Branch(node) => finder.path(node),
            Parent::Route(top, route) => finder.route_path(top, route),
        }
    }

    /// The scope that logs a stretch of a family.
    pub(super) fn scope_of(&self, family: &Family, stretch: &Range<usize>) -> String {
        let path = self.path_of(family.parent);
        if stretch.len() < family.nodes.len() {
            let segment = |ix: usize| {
                family
                    .nodes
                    .get(ix)
                    .map_or("", |node| self.shelf.path(*node))
                    .rsplit('/')
                    .next()
                    .unwrap_or("")
            };
            let (from, to) = (
                segment(stretch.start),
                segment(stretch.end.saturating_sub(1)),
            );
            return format!("{path}/{from}..{to}");
        }
        match family.parent {
            Parent::Route(top, _) if self.shelf.atlas.top(top).routes.len() == 1 => path.to_owned(),
            Parent::Route(..) | Parent::Root(_) | Parent::Branch(_) => format!("{path}/"),
        }
    }

    fn ask(&self, family: &Family, prompt: &Prompt) -> String {
        let count = prompt.answer.len();
        let part = prompt.stretch.len() < family.nodes.len();
        match family.parent {
            Parent::Root(top) => hangs_under(&self.shelf.atlas.top(top).name, count, family, part),
            Parent::Branch(node) => hangs_under(
                &self.shelf.atlas.label_path(node).join(" > "),
                count,
                family,
                part,
            ),
            Parent::Route(top, route) => {
                let top = self.shelf.atlas.top(top);
                let heading = match top.routes.get(route as usize) {
                    Some(heading) if route > 0 => format!(", {heading}"),
                    Some(_) | None => String::new(),
                };
                let rooms = if count == 1 {
                    "1 room".to_owned()
                } else {
                    format!("{count} rooms")
                };
                match (part, prompt.answer.first(), prompt.answer.last()) {
                    (true, Some(from), Some(to)) => format!(
                        "Walk {}{heading}, from {} to {} ({rooms})",
                        top.said(),
                        self.shelf.atlas.node(*from).label,
                        self.shelf.atlas.node(*to).label
                    ),
                    (true, _, _) | (false, _, _) => {
                        format!("Walk {}{heading}, in order ({rooms})", top.said())
                    }
                }
            }
        }
    }
}

fn hangs_under(what: &str, count: usize, family: &Family, part: bool) -> String {
    let things = if count == 1 {
        "1 thing".to_owned()
    } else {
        format!("{count} things")
    };
    if part {
        format!(
            "What hangs under {what}? ({count} of {})",
            family.nodes.len()
        )
    } else {
        format!("What hangs under {what}? ({things})")
    }
}
