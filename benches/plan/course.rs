//! From the first evening to the interview: what a learner does on each day, and what he then remembers.

use std::collections::{BTreeMap, BTreeSet};

use loci::domain::plan::words::Focus;
use loci::ipc::protocol::{OwnRating, PlanReply, PlanStepInfo};
use loci::notes::bundled;

use crate::run::bound::{Bound, Evening};
use crate::run::cram::Cram;
use crate::run::learner::{Case, Learner, Week};
use crate::run::mind::Mind;
use crate::run::notes;
use crate::run::world::{Named, START, World};

/// So much of a day's minutes he is ready to give on top of them.
const TENTH: f64 = 0.1;

/// How he learns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Way {
    /// As loci asks him, with the final pass.
    Loci,
    /// As loci asks him, at this retention and without a final pass.
    Flat(f32),
    /// The steps of the plan; reviews only in the last week, so many seconds of them in all.
    Cram(f64),
}

/// What a day came to.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Day {
    /// The minutes that it has.
    pub(crate) has: f64,
    /// The minutes that it asked for when he sat down: reviews, and the steps that fit beside them.
    pub(crate) asked: f64,
    /// Seconds of reviews.
    pub(crate) reviews: f64,
    /// Of them, of what was known before a missed week, once each.
    pub(crate) known: f64,
    /// Seconds of steps.
    pub(crate) steps: f64,
    /// Of them, of mock interviews.
    pub(crate) mocks: f64,
}

/// What became of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct End {
    /// Of each locus that the interview may ask, by its path: recall on its day, 0 to 1; 0 of what was never met.
    pub(crate) recall: BTreeMap<String, f64>,
    /// What the engine expected on the evening before, 0 to 1.
    pub(crate) expected: Option<f64>,
    /// Those on which he did anything, and those on which nothing was asked.
    pub(crate) days: Vec<Day>,
    /// After the missed week: days until no review waited or was late.
    pub(crate) reviews_worked_off: Option<u32>,
    /// After it: days until the reading, the maps and the code of the missed days were over.
    pub(crate) topics_worked_off: Option<u32>,
    /// After it: days until all steps of the missed days were over.
    pub(crate) steps_worked_off: Option<u32>,
    /// Days until those are over, as it was told when he caught up; nothing if not before the interview.
    pub(crate) topics_told: Option<u32>,
    /// What the evenings after it held.
    pub(crate) bound: Bound,
}

/// A prompt: the paths that it asks, and how long it takes before anything is known of the learner.
pub(crate) struct Asked {
    pub(crate) paths: Vec<String>,
    pub(crate) usual_secs: f64,
}

impl Asked {
    /// Rooms of a route, or what hangs under one branch.
    pub(crate) fn new(paths: Vec<String>, rooms: bool) -> Asked {
        let number = paths.len() as f64;
        Asked {
            paths,
            usual_secs: match rooms {
                true => 12.0 * number,
                false => 10.0 + 5.0 * number,
            },
        }
    }
}

pub(crate) struct Course {
    pub(crate) world: World,
    mind: Mind,
    pub(crate) learner: Learner,
    case: Case,
    way: Way,
    /// Today, from 0.
    pub(crate) day: u32,
    today: Day,
    /// The days of the plan that fell into the missed week.
    missed: Vec<String>,
    /// What he had met before it and was not asked since.
    known: BTreeSet<String>,
    /// Throws so far today.
    throws: u32,
    end: End,
}

/// Lives it.
pub(crate) fn live(case: Case, way: Way) -> End {
    let learner = Learner::new(case.seed);
    let retention = match way {
        Way::Loci | Way::Cram(_) => 0.9,
        Way::Flat(retention) => retention,
    };
    let mut course = Course {
        world: World::new(retention),
        mind: Mind::new(learner.kind),
        learner,
        case,
        way,
        day: 0,
        today: Day::default(),
        missed: Vec::new(),
        known: BTreeSet::new(),
        throws: 0,
        end: End::default(),
    };
    course.plan(match way {
        Way::Loci => Named::Yes,
        Way::Flat(_) | Way::Cram(_) => Named::No,
    });
    let mut cram = match way {
        Way::Cram(secs) => Some(Cram::new(secs)),
        Way::Loci | Way::Flat(_) => None,
    };
    for day in 0..learner.interview {
        course.day = day;
        course.throws = 0;
        course.world.evening_of(day);
        if !course.is_away() {
            course.evening(cram.as_mut());
        }
    }
    course.finish()
}

impl Course {
    fn plan(&mut self, named: Named) {
        let interview = START + chrono::Days::new(self.learner.interview.into());
        self.world.plan(&self.case, interview, named);
    }

    fn back(&self) -> u32 {
        self.learner.away + 7
    }

    fn is_away(&self) -> bool {
        let away = self.learner.away..self.back();
        self.case.week == Week::Missed && away.contains(&self.day)
    }

    /// The seconds that are left of the day.
    pub(crate) fn left(&self) -> f64 {
        self.today.has * 60.0 - self.today.reviews - self.today.steps
    }

    fn evening(&mut self, cram: Option<&mut Cram>) {
        self.catch_up();
        let plan = self.world.show();
        // A step of reviewing takes what is due.
        let open = plan.steps.iter().filter(|step| is_open(step));
        let asked = open.map(|step| step.minutes).sum::<u32>() + self.world.due().minutes;
        self.today = Day {
            has: f64::from(self.world.minutes()),
            asked: f64::from(asked),
            ..Day::default()
        };
        match cram {
            Some(cram) => {
                cram.evening(self);
                self.steps();
            }
            None => {
                self.reviews();
                self.steps();
                self.reviews();
            }
        }
        let is_back = self.case.week == Week::Missed && self.day >= self.back();
        if is_back {
            self.look_back();
        }
        self.end.days.push(self.today);
    }

    /// What was missed is spread over the days that are left. All ways know the day of the interview here, so that
    /// they learn in the same order.
    fn catch_up(&mut self) {
        let missed = self.world.show().missed;
        if missed.is_empty() {
            return;
        }
        if self.case.week == Week::Missed && self.day == self.back() {
            self.missed = missed.iter().map(|day| day.id.clone()).collect();
            self.end.bound.topics = self.topics_missed();
            let loci = self.world.loci.iter().map(|locus| &locus.path);
            let known = loci.filter(|path| self.mind.reviews(path) > 0);
            self.known = known.cloned().collect();
        }
        if self.way != Way::Loci {
            self.plan(Named::Yes);
        }
        let told = self.world.catch_up().ways.into_iter().next();
        if self.way != Way::Loci {
            self.plan(Named::No);
        }
        if self.day == self.back() {
            let by = told.and_then(|way| way.made_up?.date?.parse().ok());
            let today = START + chrono::Days::new(self.day.into());
            let days = by.map(|by: chrono::NaiveDate| (by - today).num_days() + 1);
            self.end.topics_told = days.and_then(|days| u32::try_from(days).ok());
        }
    }

    /// The seconds that the reading, the maps and the code of the missed days take him as a rule.
    fn topics_missed(&mut self) -> f64 {
        let all = self.world.show_all().days;
        let missed = all.iter().filter(|day| self.missed.contains(&day.id));
        let open = missed.flat_map(|day| &day.steps).filter(|step| {
            let is_open = !step.done && !step.skipped;
            is_open && ["learn", "map", "code"].contains(&step.kind.as_str())
        });
        let secs = open.map(|step| self.takes(step));
        secs.sum()
    }

    /// The seconds that a step takes him as a rule.
    fn takes(&self, step: &PlanStepInfo) -> f64 {
        let own = f64::from(self.world.own_minutes(&step.id)) * 60.0;
        boxed(step, own * self.learner.step_pace)
    }

    /// Whether what was missed is worked off by now.
    fn look_back(&mut self) {
        self.end.bound.evenings.push(Evening {
            allowed: self.today.has * 60.0 * (1.0 + TENTH),
            mocks: self.today.mocks,
            known: self.today.known,
            reviews: self.today.reviews,
        });
        let days = self.day - self.back() + 1;
        if self.end.reviews_worked_off.is_none() {
            let due = self.world.due();
            let is_late = due.prompts.iter().any(|prompt| !prompt.new);
            if due.waiting.count == 0 && !is_late {
                self.end.reviews_worked_off = Some(days);
            }
        }
        if self.end.steps_worked_off.is_none() {
            let all = self.world.show_all().days;
            let of_missed = all.iter().filter(|day| self.missed.contains(&day.id));
            let steps = of_missed.flat_map(|day| &day.steps);
            let open: Vec<&str> = steps
                .filter(|step| !step.done && !step.skipped)
                .map(|step| step.kind.as_str())
                .collect();
            let light = ["glance", "recall", "palace", "explain"];
            if open.iter().all(|kind| light.contains(kind)) {
                self.end.topics_worked_off.get_or_insert(days);
            }
            if open.is_empty() {
                self.end.steps_worked_off = Some(days);
            }
        }
    }

    /// All that is due, and what is new, while there is time.
    fn reviews(&mut self) {
        loop {
            let due = self.world.due();
            let asked: Vec<Asked> = due
                .prompts
                .into_iter()
                .map(|prompt| {
                    let rooms = prompt.kind == "route";
                    Asked::new(
                        prompt.items.into_iter().map(|item| item.path).collect(),
                        rooms,
                    )
                })
                .collect();
            let before = self.today.reviews;
            self.sit(asked, f64::INFINITY);
            if self.today.reviews == before || self.left() <= 0.0 {
                return;
            }
        }
    }

    /// Asks prompts while the day, and so many seconds, last; what was missed comes once more at the end.
    /// How many prompts were asked.
    pub(crate) fn sit(&mut self, prompts: Vec<Asked>, secs: f64) -> usize {
        let begun = self.today.reviews;
        let mut missed = Vec::new();
        let mut number = 0;
        for prompt in prompts {
            if self.left() <= 0.0 || self.today.reviews - begun >= secs {
                break;
            }
            let secs = prompt.usual_secs * self.learner.pace * self.noise();
            let known = prompt.paths.iter().filter(|path| self.known.remove(*path));
            let known = known.count() as f64 / prompt.paths.len().max(1) as f64;
            self.today.known += secs * known;
            let ratings = self.answer(&prompt.paths);
            let again = ratings.iter().filter(|own| own.rating == 1);
            missed.extend(again.map(|own| own.locus.clone()));
            self.review(ratings, "review", secs);
            number += 1;
        }
        if !missed.is_empty() {
            let secs = 6.0 * missed.len() as f64 * self.learner.pace * self.noise();
            let ratings = self.answer(&missed);
            self.review(ratings, "review", secs);
        }
        number
    }

    fn review(&mut self, ratings: Vec<OwnRating>, source: &str, secs: f64) {
        self.world.pass(secs);
        self.today.reviews += secs;
        self.world.log(ratings, source, secs);
    }

    fn noise(&mut self) -> f64 {
        self.throws += 1;
        let (day, throws) = (self.day.to_string(), self.throws.to_string());
        self.learner.lots.noise(&["takes", &day, &throws])
    }

    /// What he says, by what he remembers.
    fn answer(&mut self, paths: &[String]) -> Vec<OwnRating> {
        let answer = |path: &String| {
            let recall = self.mind.recall(path, self.day);
            let recall = recall.unwrap_or(self.learner.first);
            let number = self.mind.reviews(path).to_string();
            let is_said = self.learner.lots.part(&["says", path, &number]) < recall;
            let rating = if is_said { 3 } else { 1 };
            self.mind.review(path, rating, self.day);
            OwnRating {
                locus: path.clone(),
                rating,
            }
        };
        paths.iter().map(answer).collect()
    }

    /// The steps of the day, in the order that he is told, until one would take him more than a tenth over its minutes.
    fn steps(&mut self) {
        let mut plan = self.world.show();
        loop {
            // Who reviews nothing lets no review put off what is new.
            let waiting = match self.way {
                Way::Loci | Way::Flat(_) => [].iter(),
                Way::Cram(_) => plan.waiting.iter(),
            };
            let mut steps = plan.steps.iter().chain(waiting);
            let Some(step) = steps.find(|step| is_open(step)).cloned() else {
                return;
            };
            let takes = f64::from(step.minutes) * 60.0;
            if self.left() + self.today.has * 60.0 * TENTH < takes {
                return;
            }
            // What it takes him is what it is, whatever is expected of it by now.
            let own = f64::from(self.world.own_minutes(&step.id)) * 60.0;
            let whole = boxed(&step, own * self.learner.step_pace * self.noise());
            let rest = (whole - f64::from(step.spent_secs.unwrap_or_default())).max(60.0);
            // A part ends with its minutes, unless all is done by then.
            let (how, secs) = match step.later_minutes.is_some() && takes < rest {
                true => ("part", takes),
                false => ("done", rest),
            };
            self.world.pass(secs);
            self.today.steps += secs;
            if step.kind == "mock" {
                self.today.mocks += secs;
            }
            plan = self.do_step(&step, how, secs);
        }
    }

    /// Does it, and looks at the plan again.
    fn do_step(&mut self, step: &PlanStepInfo, how: &str, secs: f64) -> PlanReply {
        let scope = step.scope.as_deref().unwrap_or("");
        let is_of_notes = ["map", "recall", "palace"].contains(&step.kind.as_str());
        if is_of_notes && !scope.is_empty() && self.paths_of(scope).is_empty() {
            let (name, text) = match step.kind.as_str() {
                "palace" => notes::palace(scope, bundled::FILES),
                _ => notes::map(scope, self.learner.lots),
            };
            self.world.write(&name, &text);
            self.world.read_notes();
            assert!(!self.paths_of(scope).is_empty(), "{scope} is not found");
        }
        if step.kind == "recall" && !scope.is_empty() {
            let paths = self.paths_of(scope);
            let ratings = self.answer(&paths);
            // It does the step, too.
            self.world.log(ratings, "recall", secs);
            return self.world.show();
        }
        self.world.did(&step.id, how, secs)
    }

    /// A part of the notes, with all that is in it.
    fn paths_of(&self, scope: &str) -> Vec<String> {
        let paths = self.world.loci.iter().map(|locus| &locus.path);
        paths
            .filter(|path| is_within(path, scope))
            .cloned()
            .collect()
    }

    /// The loci that the interview may ask: what the steps of the plan are about with all below it, and what is marked
    /// for the interview. A plan for learning has no palaces.
    pub(crate) fn asked(&mut self) -> Vec<String> {
        let days = self.world.show_all().days;
        let steps = days.into_iter().flat_map(|day| day.steps);
        let mut scopes: Vec<String> = steps.filter_map(|step| step.scope).collect();
        scopes.extend(self.world.marked());
        scopes.sort_unstable();
        scopes.dedup();
        let has_palaces = self.case.focus == Focus::Interview;
        let loci = self.world.loci.iter();
        let asked = loci.filter(|locus| {
            let is_in = |scope: &String| is_within(&locus.path, scope);
            (has_palaces || locus.kind == "branch") && scopes.iter().any(is_in)
        });
        asked.map(|locus| locus.path.clone()).collect()
    }

    fn finish(mut self) -> End {
        let plan = self.world.show();
        self.end.expected = plan.recall_on_the_day.map(f64::from);
        for path in self.asked() {
            let recall = self.mind.recall(&path, self.learner.interview);
            self.end.recall.insert(path, recall.unwrap_or(0.0));
        }
        self.end
    }
}

/// A map, a palace and a mock interview end with their box.
fn boxed(step: &PlanStepInfo, secs: f64) -> f64 {
    match step.kind.as_str() {
        "map" => secs.min(600.0),
        "palace" => secs.min(300.0),
        "mock" => secs.min(f64::from(step.minutes) * 60.0),
        _ => secs,
    }
}

fn is_within(path: &str, scope: &str) -> bool {
    let below = path.strip_prefix(scope);
    below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
}

/// Whether a step is to be done that is none of reviewing.
fn is_open(step: &PlanStepInfo) -> bool {
    !step.done && !step.skipped && step.kind != "review"
}
