//! What many courses came to: recall on the day, minutes, and what a missed week costs.

use std::collections::BTreeSet;

use loci::domain::plan::words::{Focus, Level};

use crate::run::bound::Evening;
use crate::run::course::{End, Way, live};
use crate::run::learner::{Case, Learner, Of, Week};

/// The ways that are compared, the last week's cramming with as much time for reviews as loci took.
pub(crate) const WAYS: [&str; 4] = ["loci", "flat 0.90", "flat 0.95", "cramming"];

/// A case lived in each of the ways.
#[derive(Debug, Clone)]
pub(crate) struct Lived {
    pub(crate) case: Case,
    pub(crate) of: Of,
    /// As [`WAYS`] names them.
    pub(crate) ends: [End; 4],
}

/// Lives it in each way. The interview asks the same of all: what one of them did not even write down counts with 0.
pub(crate) fn lived(case: Case) -> Lived {
    let loci = live(case, Way::Loci);
    let reviews: f64 = loci.days.iter().map(|day| day.reviews).sum();
    let flat = |retention| live(case, Way::Flat(retention));
    let mut ends = [loci, flat(0.90), flat(0.95), live(case, Way::Cram(reviews))];
    let asked: BTreeSet<String> = ends
        .iter()
        .flat_map(|end| end.recall.keys().cloned())
        .collect();
    for end in &mut ends {
        for path in &asked {
            end.recall.entry(path.clone()).or_insert(0.0);
        }
    }
    Lived {
        case,
        of: Learner::new(case.seed).of,
        ends,
    }
}

/// A learner's recall: the mean over all that the interview may ask.
fn recalled(end: &End) -> f64 {
    end.recall.values().sum::<f64>() / end.recall.len().max(1) as f64
}

/// What was never met.
fn unmet(end: &End) -> usize {
    end.recall.values().filter(|recall| **recall == 0.0).count()
}

impl Lived {
    /// One line: the recall of each way and what it never met, and how soon loci worked off the missed week.
    pub(crate) fn line(&self) -> String {
        let each = self.ends.iter().zip(WAYS).map(|(end, way)| {
            let unmet = unmet(end) * 100 / end.recall.len().max(1);
            format!("{way} {:.3}, {unmet} % never met", recalled(end))
        });
        let each: Vec<String> = each.collect();
        let case = &self.case;
        let days = |days: Option<u32>| days.map_or("never".to_owned(), |days| days.to_string());
        let off = match case.week {
            Week::Kept => String::new(),
            Week::Missed => format!(
                "; worked off after {} (told {}), {}, at the least {}, with these reviews {}",
                days(self.ends[0].topics_worked_off),
                days(self.ends[0].topics_told),
                days(self.ends[0].steps_worked_off),
                days(self.ends[0].bound.evenings(Evening::least)),
                days(self.ends[0].bound.evenings(Evening::as_reviewed)),
            ),
        };
        format!("{} {}: {}{off}", case.seed, case.name(), each.join("; "))
    }
}

/// All of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Figures {
    pub(crate) all: Vec<Lived>,
}

/// Of one way, over some learners.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Row {
    /// Mean of the learners' recall on the day, 0 to 1.
    pub(crate) mean: f64,
    /// The learner of whom nine in ten are not worse.
    pub(crate) tenth: f64,
    /// The locus of which nine in ten are not worse, over all learners.
    pub(crate) tenth_locus: f64,
    /// Minutes of a study day that were used.
    pub(crate) minutes: f64,
    /// Of them for reviews.
    pub(crate) reviews: f64,
    /// The fullest day against its minutes, as it was asked and as it was used.
    pub(crate) most_asked: f64,
    pub(crate) most_used: f64,
    /// Days above their minutes by more than a tenth, as asked and as used, of all days.
    pub(crate) over: [usize; 2],
    pub(crate) days: usize,
    /// Loci that were never met, of 1.
    pub(crate) unmet: f64,
}

impl Row {
    pub(crate) fn of(ends: &[&End]) -> Row {
        let means: Vec<f64> = ends.iter().map(|end| recalled(end)).collect();
        let loci: Vec<f64> = ends
            .iter()
            .flat_map(|end| end.recall.values().copied())
            .collect();
        let days: Vec<_> = ends.iter().flat_map(|end| &end.days).collect();
        let used = |day: &crate::run::course::Day| (day.reviews + day.steps) / 60.0;
        let number = days.len().max(1) as f64;
        let over = |most: f64| usize::from(most > 1.1 + 1e-9);
        let unmet: usize = ends.iter().map(|end| unmet(end)).sum();
        Row {
            mean: mean(&means),
            tenth: tenth(means),
            unmet: unmet as f64 / loci.len().max(1) as f64,
            tenth_locus: tenth(loci),
            minutes: days.iter().map(|day| used(day)).sum::<f64>() / number,
            reviews: days.iter().map(|day| day.reviews / 60.0).sum::<f64>() / number,
            most_asked: days
                .iter()
                .map(|day| day.asked / day.has)
                .fold(0.0, f64::max),
            most_used: days
                .iter()
                .map(|day| used(day) / day.has)
                .fold(0.0, f64::max),
            over: [
                days.iter().map(|day| over(day.asked / day.has)).sum(),
                days.iter().map(|day| over(used(day) / day.has)).sum(),
            ],
            days: days.len(),
        }
    }
}

/// Whether something comes within the days that a missed week may take.
fn is_soon(days: Option<u32>) -> bool {
    days.is_some_and(|days| days <= 5)
}

fn mean(all: &[f64]) -> f64 {
    all.iter().sum::<f64>() / all.len().max(1) as f64
}

/// The 10th percentile by nearest rank.
fn tenth(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    let rank = all.len().div_ceil(10).max(1);
    all.get(rank - 1).copied().unwrap_or(0.0)
}

impl Figures {
    pub(crate) fn row(&self, way: usize, which: impl Fn(&Lived) -> bool) -> Row {
        let chosen = self.all.iter().filter(|lived| which(lived));
        let ends: Vec<&End> = chosen.map(|lived| &lived.ends[way]).collect();
        Row::of(&ends)
    }

    /// All tables, as they stand in the docs.
    pub(crate) fn tables(&self) -> String {
        let mut text = String::new();
        let mut table = |title: &str, which: &dyn Fn(&Lived) -> bool| {
            let number = self.all.iter().filter(|lived| which(lived)).count();
            if number == 0 {
                return;
            }
            text.push_str(&format!("\n{title} ({number} courses)\n\n"));
            text.push_str("| | mean | 10th percentile | of loci | never met | min a day | of them reviews | fullest day asked | used | days over by a tenth, asked | used |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
            for (way, name) in WAYS.iter().enumerate() {
                let row = self.row(way, which);
                text.push_str(&format!(
                    "| {name} | {:.3} | {:.3} | {:.3} | {:.1} % | {:.1} | {:.1} | {:.0} % | {:.0} % | {} of {} | {} |\n",
                    row.mean,
                    row.tenth,
                    row.tenth_locus,
                    row.unmet * 100.0,
                    row.minutes,
                    row.reviews,
                    row.most_asked * 100.0,
                    row.most_used * 100.0,
                    row.over[0],
                    row.days,
                    row.over[1],
                ));
            }
        };
        table("All", &|_| true);
        table("Scaled parameters", &|lived| lived.of == Of::Scaled);
        table("Real users", &|lived| lived.of == Of::User);
        table("Without a missed week", &|lived| {
            lived.case.week == Week::Kept
        });
        table("With a missed week", &|lived| {
            lived.case.week == Week::Missed
        });
        for level in [Level::Beginner, Level::Intermediate, Level::Advanced] {
            for focus in [Focus::Interview, Focus::Learning] {
                let title = format!("{}, {}", level.as_str(), focus.as_str());
                table(&title, &|lived| {
                    lived.case.level == level && lived.case.focus == focus
                });
            }
        }
        text.push_str(&self.missed());
        text.push_str(&self.expected());
        text
    }

    fn missed(&self) -> String {
        let mut text = String::from(
            "\nA missed week is worked off after days: median, longest, how many within 5\n\n| | reviews | reading, maps and code | all steps | topics can be within 5 at all | with the reviews as made | were told to be | were told to take longer |\n|---|---|---|---|---|---|---|---|\n",
        );
        for (way, name) in WAYS.iter().enumerate() {
            let ends = self
                .all
                .iter()
                .filter(|lived| lived.case.week == Week::Missed);
            let ends: Vec<&End> = ends.map(|lived| &lived.ends[way]).collect();
            let told = |of: &dyn Fn(&End) -> Option<u32>| {
                let mut days: Vec<u32> = ends.iter().filter_map(|end| of(end)).collect();
                days.sort_unstable();
                let median = days.get(days.len() / 2).copied().unwrap_or(0);
                let longest = match days.last() {
                    Some(longest) if days.len() == ends.len() => longest.to_string(),
                    Some(_) | None => format!("{} never", ends.len() - days.len()),
                };
                let soon = days.iter().filter(|days| **days <= 5).count();
                format!("{median}, {longest}, {soon} of {}", ends.len())
            };
            let possible = |left: fn(Evening) -> f64| {
                let can = |end: &&&End| is_soon(end.bound.evenings(left));
                let can: Vec<&&End> = ends.iter().filter(can).collect();
                let are = can.iter().filter(|end| is_soon(end.topics_worked_off));
                format!(
                    "{} of {}, of these are {}",
                    can.len(),
                    ends.len(),
                    are.count()
                )
            };
            let promised = |soon: bool| {
                let told = ends.iter().filter(|end| is_soon(end.topics_told) == soon);
                let told: Vec<&&End> = told.collect();
                let are = told
                    .iter()
                    .filter(|end| is_soon(end.topics_worked_off) == soon);
                format!("{}, of these do {}", told.len(), are.count())
            };
            text.push_str(&format!(
                "| {name} | {} | {} | {} | {} | {} | {} | {} |\n",
                told(&|end| end.reviews_worked_off),
                told(&|end| end.topics_worked_off),
                told(&|end| end.steps_worked_off),
                possible(Evening::least),
                possible(Evening::as_reviewed),
                promised(true),
                promised(false),
            ));
        }
        text
    }

    /// How far what the engine expected was from what came.
    fn expected(&self) -> String {
        let pairs: Vec<(f64, f64)> = self
            .all
            .iter()
            .filter_map(|lived| Some((lived.ends[0].expected?, recalled(&lived.ends[0]))))
            .collect();
        if pairs.is_empty() {
            return String::new();
        }
        let above: Vec<f64> = pairs.iter().map(|(told, came)| told - came).collect();
        let off: Vec<f64> = above.iter().map(|off| off.abs()).collect();
        format!(
            "\nExpected on the last evening, less what came: {:+.3} on average, {:.3} off on average.\n",
            mean(&above),
            mean(&off)
        )
    }
}
