//! What became of each branch, once it is known who was taken for whom, and why, in words.

use super::pairing::{How, Pairing, Use};
use super::{Said, Source};
use crate::domain::grade::label::{Fit, Grade};
use crate::domain::grade::order::{self, heaviest_chain};
use crate::domain::grade::wording::{join, quote, slip};
use crate::domain::grade::{Extent, Graded, Judged, Verdict};

/// Whether it counts where something was said.
#[derive(Clone, Copy)]
pub(super) enum Places {
    /// It does.
    Count,
    /// The recalled text does not tell.
    AreUnknown,
}

/// Judges branch by branch.
pub(super) struct Judge<'a> {
    pairing: &'a Pairing<'a>,
    source: &'a [Source<'a>],
    said: &'a [Said<'a>],
    places: Places,
}

impl<'a> Judge<'a> {
    pub(super) fn new(
        pairing: &'a Pairing<'a>,
        source: &'a [Source<'a>],
        said: &'a [Said<'a>],
        places: Places,
    ) -> Judge<'a> {
        Judge {
            pairing,
            source,
            said,
            places,
        }
    }

    /// Judges every branch, and lists the lines that are nothing in the source.
    pub(super) fn graded(&self, extent: Extent) -> Graded {
        let reached = match extent {
            Extent::Finished => self.source.len(),
            Extent::Stopped => self.reached(),
        };
        let mut disorder = self.disorder();
        let judged = (0..self.source.len()).map(|at| match &self.pairing.taken[at] {
            Some((line, how)) => self.judged(at, *line, how, disorder[at].take()),
            None if at < reached => unsaid(Verdict::Missing, "not said"),
            None => unsaid(Verdict::Unreached, "not reached"),
        });
        let judged = judged.collect();
        let extra = (0..self.said.len()).filter(|line| self.pairing.is_free(*line));
        Graded {
            judged,
            extra: extra.collect(),
        }
    }

    /// How many branches come up to the one that the last line was taken for.
    fn reached(&self) -> usize {
        let mut latest = self.pairing.used.iter().rev();
        let last = latest.find_map(|used| match used {
            Use::Taken(branch) => Some(branch + 1),
            Use::Again(_) | Use::Free | Use::Root => None,
        });
        last.unwrap_or(0)
    }

    fn judged(&self, at: usize, line: usize, how: &How, disorder: Option<String>) -> Judged {
        let slip = self.slip(at, line, how);
        let (verdict, reason) = if let How::ByChildren = how {
            let called = quote(self.said[line].text);
            let reason = format!("called {called}; what hangs under it tells");
            (Verdict::Renamed, reason)
        } else if !self.is_home(at, line) {
            (Verdict::Misplaced, join(self.elsewhere(at, line), slip))
        } else if let Some(disorder) = disorder {
            (Verdict::Swapped, join(disorder, slip))
        } else {
            let verdict = match how {
                How::Near(fit) => near(fit),
                How::Same | How::ByChildren => Verdict::Exact,
            };
            (verdict, slip.unwrap_or_else(|| "said".to_owned()))
        };
        Judged {
            verdict,
            reason,
            line: Some(line),
        }
    }

    /// The line that a line hangs under; `None` at the top.
    fn parent_of(&self, line: usize) -> Option<usize> {
        let parent = self.pairing.said.parent[line]?;
        (self.pairing.used[parent] != Use::Root).then_some(parent)
    }

    /// Whether a branch was said where it belongs.
    fn is_home(&self, at: usize, line: usize) -> bool {
        let due = self.pairing.source.parent[at];
        match (self.places, self.parent_of(line)) {
            (Places::AreUnknown, _) => true,
            (Places::Count, Some(parent)) => due.is_some() && self.pairing.branch_of(parent) == due,
            (Places::Count, None) => due.is_none(),
        }
    }

    /// Where it was said, and where it belongs.
    fn elsewhere(&self, at: usize, line: usize) -> String {
        let under = |label: Option<&str>| match label {
            Some(label) => format!("under {}", quote(label)),
            None => "at the top".to_owned(),
        };
        let was = under(self.parent_of(line).map(|parent| self.said[parent].text));
        let due = under(self.pairing.source.parent[at].map(|due| self.source[due].label));
        if was == due {
            format!("said {was}, but not the right one")
        } else {
            format!("said {was} instead of {due}")
        }
    }

    /// What differs in what was said.
    fn slip(&self, at: usize, line: usize, how: &How) -> Option<String> {
        let text = self.said[line].text;
        match how {
            How::Near(fit) => slip(fit, text),
            How::Same => {
                let label = self.pairing.source.label(at) == self.pairing.said.label(line);
                (!label).then(|| format!("said as {}", quote(text)))
            }
            How::ByChildren => None,
        }
    }

    /// For each numbered branch that was said out of order among its siblings, how.
    fn disorder(&self) -> Vec<Option<String>> {
        let mut told = vec![None; self.source.len()];
        let families = &self.pairing.source.children;
        for family in std::iter::once(&self.pairing.source.top).chain(families) {
            let family = family.iter().copied();
            let numbered: Vec<usize> = family.filter(|at| self.source[*at].numbered).collect();
            let lines: Vec<Option<usize>> = numbered
                .iter()
                .map(|at| {
                    let (line, _) = self.pairing.taken[*at].as_ref()?;
                    // What was said elsewhere has no place in this order.
                    self.is_home(*at, *line).then_some(*line)
                })
                .collect();
            let names: Vec<&str> = numbered.iter().map(|at| self.source[*at].label).collect();
            let spoken: Vec<(usize, i64)> = lines.iter().flatten().map(|line| (*line, 1)).collect();
            let mut chain = heaviest_chain(&spoken).into_iter();
            let kept = lines.iter().map(|line| line.and_then(|_| chain.next()));
            let kept: Vec<bool> = kept.map(|kept| kept == Some(true)).collect();
            let said = order::Said {
                names: &names,
                lines: &lines,
                kept: &kept,
            };
            for (at, how) in numbered.iter().zip(said.out_of_order()) {
                told[*at] = how;
            }
        }
        told
    }
}

fn unsaid(verdict: Verdict, reason: &str) -> Judged {
    Judged {
        verdict,
        reason: reason.to_owned(),
        line: None,
    }
}

/// The verdict of what is nearly a label.
fn near(fit: &Fit) -> Verdict {
    match fit.grade {
        Grade::Exact => Verdict::Exact,
        Grade::Close => Verdict::Close,
        Grade::Partial => Verdict::Partial,
    }
}
