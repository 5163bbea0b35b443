//! `mock_start` and `mocks`: the questions of a mock interview, chosen from what was learnt, and what came of earlier
//! ones. The interview itself is a box; its answers come as logs.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use chrono::TimeDelta;

use crate::domain::atlas::{NodeIx, said};
use crate::domain::find::Scope;
use crate::domain::journal::Fact;
use crate::domain::locus::Kind;
use crate::domain::mock::{
    Answer, Candidate, Due, MOST_QUESTIONS, Mark, Pacing, Points, Rubric, Seen, Side, Wanted,
    choose,
};
use crate::domain::now::{Now, Secs};
use crate::domain::plan::MockChoice;
use crate::domain::rating::Rating;
use crate::domain::review::{BatchId, Source};
use crate::domain::timebox::{BoxId, BoxKind, Ending, LONGEST_MOCK};
use crate::engine::Engine;
use crate::engine::convert::{BoxPhase, box_reply, time};
use crate::engine::effect::{Effect, Outcome};
use crate::engine::fault::{Fault, invalid};
use crate::engine::shelf::{Family, Parent};
use crate::ipc::protocol::{
    self, ErrorCode, Event as Told, Failure, Log, MockAnswered, MockInfo, MockItem, MockMarks,
    MockPart, MockPoints, MockQuestion, MockReply, MockStart, Mocks, Response,
};
use crate::store::error::StoreError;
use crate::store::mock::Held;
use crate::store::read::Asking;

/// The most that one question is about: what a person can say in two minutes, and hold in mind to tick it.
const MOST_ITEMS: usize = 9;

/// The topic of an interview about everything. No scope is called so: a path has no blank.
pub(in crate::engine) const EVERYTHING: &str = "all of it";

/// What an interview is to be.
struct Wishes {
    limit: Secs,
    questions: u32,
    scope: Option<Scope>,
    choice: MockChoice,
    plan_day: Option<String>,
}

/// A stretch of a family that may be asked.
struct Askable<'a> {
    family: &'a Family,
    stretch: Range<usize>,
    /// What is asked of it: what is not suspended.
    nodes: Vec<NodeIx>,
}

impl Engine {
    /// Chooses questions and starts the box.
    pub(in crate::engine) fn mock_start(
        &mut self,
        asked: &MockStart,
        now: Now,
    ) -> Result<Outcome, Fault> {
        let wishes = self.mock_wishes(asked, now)?;
        let answers = self.store.mock_answers()?;
        let seed = asked
            .seed
            .unwrap_or(now.at.timestamp_millis().unsigned_abs());
        let questions = self.mock_questions(&wishes, &answers, seed, now);
        if questions.is_empty() {
            return Err(Fault::Refused(Failure::new(
                ErrorCode::NothingDue,
                "nothing that was reviewed is there to be asked: a mock interview is about what you have learnt (loci review)",
            )));
        }
        let mocks = self.store.mocks()?;
        let topic = match &wishes.scope {
            Some(scope) => topic_of(scope),
            None => EVERYTHING.to_owned(),
        };
        let running = self.open_box(BoxKind::Mock, topic, Some(wishes.limit), now)?;
        let of_last = |held: &Held| marks(answers_of(&answers, held.start.id).map(|(_, it)| it));
        let asked = u32::try_from(questions.len()).unwrap_or(u32::MAX);
        let pacing = Pacing::of(wishes.limit, asked);
        let reply = MockReply {
            running: running.clone(),
            number: u32::try_from(mocks.len())
                .unwrap_or(u32::MAX)
                .saturating_add(1),
            questions,
            think_secs: pacing.think.0,
            answer_secs: pacing.answer.0,
            follow_up_secs: pacing.follow_up.0,
            seed,
            plan_day: wishes.plan_day,
            last: mocks.iter().rev().find_map(of_last),
        };
        let told = Told::BoxStarted { running };
        Ok(Outcome::reply(Response::MockStart(Box::new(reply))).with(Effect::Tell(told)))
    }

    /// What is wanted: what was named, else what the plan's open mock step says, else the settings.
    fn mock_wishes(&self, asked: &MockStart, now: Now) -> Result<Wishes, Fault> {
        let usual = self.setup.settings.mock;
        let is_own = asked.scope.is_some() || asked.choice.is_some();
        let of_plan = match is_own {
            true => None,
            false => self.open_mock(now),
        };
        let (plan_day, plan) = of_plan.unzip();
        let scope = match &asked.scope {
            Some(scope) => Some(self.scope_or_folder(scope)?),
            // What the plan names may not have been drawn: then all is asked.
            None => plan
                .as_ref()
                .and_then(|plan| plan.scope.as_ref())
                .and_then(|scope| self.scope_or_folder(&scope.what).ok()),
        };
        let limit = asked.limit_secs.map(Secs);
        let questions = asked.questions;
        if questions.is_some_and(|number| number == 0 || number > MOST_QUESTIONS) {
            return Err(invalid(format!(
                "a mock interview asks 1 to {MOST_QUESTIONS} questions"
            )));
        }
        Ok(Wishes {
            limit: limit.unwrap_or(match &plan {
                Some(plan) => Secs(u32::from(plan.minutes.get()) * 60).min(LONGEST_MOCK),
                None => usual.limit,
            }),
            questions: questions.unwrap_or(match &plan {
                Some(plan) => u32::from(plan.questions).clamp(1, MOST_QUESTIONS),
                None => usual.questions,
            }),
            scope,
            choice: match (asked.choice, &plan) {
                (Some(protocol::MockChoice::Weak), _) => MockChoice::Weak,
                (None, Some(plan)) => plan.choice,
                (Some(protocol::MockChoice::Any), _) | (None, None) => MockChoice::Any,
            },
            plan_day: plan_day.map(|day| day.to_string()),
        })
    }

    /// The topic of an interview about a scope or folder; that of everything if there is none such.
    pub(in crate::engine) fn topic_of_mock(&self, scope: &str) -> String {
        match self.scope_or_folder(scope) {
            Ok(scope) => topic_of(&scope),
            Err(_) => EVERYTHING.to_owned(),
        }
    }

    fn mock_questions(
        &self,
        wishes: &Wishes,
        answers: &[(BatchId, Answer)],
        seed: u64,
        now: Now,
    ) -> Vec<MockQuestion> {
        let within: Option<HashSet<NodeIx>> = wishes
            .scope
            .as_ref()
            .map(|scope| scope.nodes.iter().copied().collect());
        let mut times: HashMap<&str, u32> = HashMap::new();
        for (_, answer) in answers {
            *times.entry(answer.scope.as_str()).or_default() += 1;
        }
        let askable = self.askable(within.as_ref());
        let candidates: Vec<Candidate> = askable
            .iter()
            .map(|it| self.mock_candidate(it, &times, now))
            .collect();
        let wanted = Wanted {
            questions: wishes.questions,
            choice: wishes.choice,
            seed,
        };
        let chosen = choose(&candidates, wanted);
        chosen
            .into_iter()
            .map(|at| self.mock_question(&askable[at], &candidates[at]))
            .collect()
    }

    /// What may be asked: of stretches of a few loci those that were reviewed. A single branch is asked only where
    /// nothing else is.
    fn askable(&self, within: Option<&HashSet<NodeIx>>) -> Vec<Askable<'_>> {
        let mut askable = Vec::new();
        for family in &self.shelf.families {
            let parts = family.nodes.len().div_ceil(MOST_ITEMS).max(1);
            let size = family.nodes.len().div_ceil(parts).max(1);
            for (at, part) in family.nodes.chunks(size).enumerate() {
                let nodes: Vec<NodeIx> = part
                    .iter()
                    .copied()
                    .filter(|node| self.asking(*node) == Asking::Asked)
                    .filter(|node| self.schedule(*node).is_some())
                    .filter(|node| within.is_none_or(|within| within.contains(node)))
                    .collect();
                if !nodes.is_empty() {
                    let begin = at * size;
                    askable.push(Askable {
                        family,
                        stretch: begin..begin + part.len(),
                        nodes,
                    });
                }
            }
        }
        let is_more =
            |it: &Askable<'_>| it.nodes.len() > 1 || it.family.parent.holds() == Kind::Room;
        if askable.iter().any(is_more) {
            askable.retain(is_more);
        }
        askable
    }

    fn mock_candidate(
        &self,
        askable: &Askable<'_>,
        times: &HashMap<&str, u32>,
        now: Now,
    ) -> Candidate {
        let today = self.today(now);
        let lately = (now.at - TimeDelta::hours(24)).timestamp_millis();
        let mut recall = 0.0;
        let (mut due, mut seen) = (Due::Later, Seen::LongAgo);
        for node in &askable.nodes {
            let Some(schedule) = self.schedule(*node) else {
                continue;
            };
            recall += f64::from(schedule.retrievability(today, &self.model));
            if self.asked_on(*node).is_some_and(|day| day <= today) {
                due = Due::Now;
            }
            if schedule.last.at_ms > lately {
                seen = Seen::Lately;
            }
        }
        let top = self.top_of_family(askable.family);
        let scope = self.scope_of(askable.family, &askable.stretch);
        Candidate {
            topic: top.0,
            kind: askable.family.parent.kind(),
            due,
            mark: match self.shelf.atlas.top(top).interview {
                true => Mark::Interview,
                false => Mark::None,
            },
            recall: recall / askable.nodes.len().max(1) as f64,
            seen,
            asked: times.get(scope.as_str()).copied().unwrap_or(0),
            scope,
        }
    }

    fn top_of_family(&self, family: &Family) -> crate::domain::atlas::TopIx {
        match family.parent {
            Parent::Root(top) | Parent::Route(top, _) => top,
            Parent::Branch(node) => self.shelf.atlas.node(node).top,
        }
    }

    fn mock_question(&self, askable: &Askable<'_>, candidate: &Candidate) -> MockQuestion {
        let atlas = &self.shelf.atlas;
        let top = atlas.top(self.top_of_family(askable.family));
        let under = match askable.family.parent {
            Parent::Root(_) => vec![top.name.clone()],
            Parent::Branch(node) => self.shelf.label_path(node),
            Parent::Route(_, route) => {
                let heading = top.routes.get(route as usize).filter(|_| route > 0);
                std::iter::once(top.said().to_owned())
                    .chain(heading.cloned())
                    .collect()
            }
        };
        let item = |node: &NodeIx| {
            let at = atlas.node(*node);
            MockItem {
                path: self.shelf.path(*node).to_owned(),
                label: at.label.to_string(),
                point: at.point.as_deref().map(str::to_owned),
            }
        };
        let answer = top.answer.as_deref().filter(|_| top.kind == Kind::Room);
        let ask = match top.kind {
            Kind::Branch => under.join(" > "),
            Kind::Room => said(&top.title).to_owned(),
        };
        MockQuestion {
            scope: candidate.scope.clone(),
            kind: candidate.kind.as_str().to_owned(),
            ask,
            under,
            items: askable.nodes.iter().map(item).collect(),
            part: part(askable),
            answer: answer
                .filter(|answer| !answer.trim().is_empty())
                .map(str::to_owned),
        }
    }

    /// The answer that comes with a log, and its interview.
    pub(in crate::engine) fn mock_answer(
        &self,
        log: &Log,
        source: Source,
    ) -> Result<Option<(Answer, Held)>, Fault> {
        let Some(asked) = log.answer.as_deref() else {
            return Ok(None);
        };
        if source != Source::Mock {
            return Err(invalid("an `answer` goes with the source `mock`"));
        }
        let mut held = self.store.mocks()?.into_iter();
        let Some(held) = held.find(|held| held.start.id.0 == asked.mock) else {
            return Err(invalid(format!("{} is no mock interview", asked.mock)));
        };
        let is_odd = asked.scope.is_empty() || asked.scope.chars().any(char::is_control);
        if is_odd || asked.answer_secs > LONGEST_MOCK.0 {
            return Err(invalid(format!(
                "an answer has the scope that was asked, and takes {LONGEST_MOCK} at most"
            )));
        }
        let answer = Answer {
            mock: held.start.id,
            scope: asked.scope.clone(),
            rubric: asked.marks.map(rubric).transpose()?,
            took: Secs(asked.answer_secs),
        };
        Ok(Some((answer, held)))
    }

    /// The fact of the plan's step that an interview does whose answers came after its end: with the first of them.
    pub(in crate::engine) fn done_by_late_answer(
        &self,
        held: &Held,
        now: Now,
    ) -> Result<Vec<Fact>, StoreError> {
        let used = match held.end {
            Some((Ending::Finished | Ending::Stopped, used)) => used,
            Some((Ending::Cancelled, _)) | None => return Ok(Vec::new()),
        };
        let answers = self.store.mock_answers()?;
        match answers_of(&answers, held.start.id).next() {
            None => Ok(self.done_by_mock(&held.start, used, now)),
            Some(_) => Ok(Vec::new()),
        }
    }

    /// The interviews so far, the latest first: those in which something was answered, and the one that runs.
    pub(in crate::engine) fn mocks(&self, asked: &Mocks, now: Now) -> Result<Outcome, Fault> {
        let answers = self.store.mock_answers()?;
        let held = self.store.mocks()?;
        let numbered: Vec<(u32, &Held)> = (1..).zip(&held).collect();
        let most = asked.limit.map_or(usize::MAX, |limit| limit as usize);
        // One in which nothing was answered, or of which all was taken back, tells nothing.
        let tells = |held: &Held| {
            held.end.is_none() || answers_of(&answers, held.start.id).next().is_some()
        };
        let latest = numbered.into_iter().rev();
        let latest = latest.filter(|(_, held)| tells(held)).take(most);
        let infos = latest.map(|(number, held)| self.mock_info(number, held, &answers, now));
        let infos = infos.collect::<Result<Vec<_>, StoreError>>()?;
        Ok(Outcome::reply(Response::Mocks(infos)))
    }

    fn mock_info(
        &self,
        number: u32,
        held: &Held,
        answers: &[(BatchId, Answer)],
        now: Now,
    ) -> Result<MockInfo, StoreError> {
        let own = || answers_of(answers, held.start.id);
        let answered = own().map(|(batch, answer)| self.answered(batch, answer));
        let phase = match held.end {
            None => BoxPhase::Running(now),
            Some((how, _)) => BoxPhase::Ended(how, None),
        };
        Ok(MockInfo {
            id: held.start.id.0,
            number,
            topic: held.start.topic.clone(),
            state: box_reply(&held.start, &phase).state,
            started_at: time(&held.start.started),
            limit_secs: held.start.limit.0,
            used_secs: held.end.map_or(0, |(_, used)| used.0),
            marks: marks(own().map(|(_, answer)| answer)),
            answers: answered.collect::<Result<_, _>>()?,
        })
    }

    /// An answer with what its batch rated.
    fn answered(&self, batch: BatchId, answer: &Answer) -> Result<MockAnswered, StoreError> {
        let mut told = MockAnswered {
            scope: answer.scope.clone(),
            marks: answer.rubric.map(points),
            answer_secs: answer.took.0,
            said: 0,
            late: Vec::new(),
            unsaid: Vec::new(),
        };
        let entries = self.store.batch(batch)?.map(|batch| batch.entries);
        for entry in entries.unwrap_or_default() {
            let Fact::Review(review) = entry.fact else {
                continue;
            };
            let path = self.path_of_locus(review.locus);
            match review.rating {
                Rating::Again => told.unsaid.push(path),
                Rating::Hard => told.late.push(path),
                Rating::Good | Rating::Easy => told.said += 1,
            }
        }
        Ok(told)
    }

    /// Whether the end of an interview does the plan's step: it was not cancelled, and something was answered.
    pub(in crate::engine) fn is_held(&self, mock: BoxId, how: Ending) -> Result<bool, StoreError> {
        match how {
            Ending::Cancelled => Ok(false),
            Ending::Finished | Ending::Stopped => {
                let answers = self.store.mock_answers()?;
                Ok(answers_of(&answers, mock).next().is_some())
            }
        }
    }
}

/// Which part of its family is asked, if not all of it.
fn part(askable: &Askable<'_>) -> Option<MockPart> {
    let (stretch, of) = (&askable.stretch, askable.family.nodes.len());
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    (stretch.len() < of).then(|| MockPart {
        from: number(stretch.start + 1),
        to: number(stretch.end),
        of: number(of),
    })
}

/// The marks of the wire; they must be 0 to 3.
pub(in crate::engine) fn rubric(told: MockPoints) -> Result<Rubric, Fault> {
    let points = |side: Side, number: u8| {
        Points::new(number).ok_or_else(|| {
            invalid(format!(
                "{} = {number} is no mark: use 0 to {}",
                side.as_str(),
                Points::MOST
            ))
        })
    };
    Ok(Rubric {
        structure: points(Side::Structure, told.structure)?,
        correct: points(Side::Correct, told.correct)?,
        depth: points(Side::Depth, told.depth)?,
        delivery: points(Side::Delivery, told.delivery)?,
    })
}

/// The same for the wire.
pub(in crate::engine) fn points(rubric: Rubric) -> MockPoints {
    MockPoints {
        structure: rubric.structure.number(),
        correct: rubric.correct.number(),
        depth: rubric.depth.number(),
        delivery: rubric.delivery.number(),
    }
}

fn topic_of(scope: &Scope) -> String {
    let path = scope.path.trim_end_matches("**");
    path.trim_end_matches('/').to_owned()
}

fn answers_of(
    answers: &[(BatchId, Answer)],
    mock: BoxId,
) -> impl Iterator<Item = (BatchId, &Answer)> {
    let own = answers
        .iter()
        .filter(move |(_, answer)| answer.mock == mock);
    own.map(|(batch, answer)| (*batch, answer))
}

/// Mean marks; none of no answer.
fn marks<'a>(answers: impl Iterator<Item = &'a Answer>) -> Option<MockMarks> {
    let rubrics: Vec<Rubric> = answers.filter_map(|answer| answer.rubric).collect();
    let mean = |side| {
        let sum: u32 = rubrics
            .iter()
            .map(|it| u32::from(it.of(side).number()))
            .sum();
        sum as f32 / rubrics.len() as f32
    };
    (!rubrics.is_empty()).then(|| MockMarks {
        structure: mean(Side::Structure),
        correct: mean(Side::Correct),
        depth: mean(Side::Depth),
        delivery: mean(Side::Delivery),
    })
}
