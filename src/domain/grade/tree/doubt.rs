//! Lines that are as near to one branch as to another: `meitosis` may be meant as mitosis or as meiosis, so it is
//! taken for neither.

use super::pairing::Pairing;
use crate::domain::grade::label::Fit;
use crate::domain::grade::texts::{Index, Text};
use crate::domain::hash::{Map, Set};

/// Letters by which two slips may differ and still be as good as each other.
const EQUAL: f32 = 0.25;

/// A branch, a line that nearly names it, and how.
type Pair = (usize, usize, Fit);

/// What a slip may be meant as: the branches that no line names exactly.
pub(super) struct Unsaid {
    branches: Vec<usize>,
    index: Index,
}

impl Unsaid {
    fn of(pairing: &Pairing<'_>) -> Unsaid {
        let said: Set<Text> = (0..pairing.said.len())
            .map(|line| pairing.said.label(line))
            .collect();
        let names = &pairing.source.names;
        let is_unsaid = |branch: &usize| !names[*branch].iter().any(|name| said.contains(name));
        let branches: Vec<usize> = (0..names.len()).filter(is_unsaid).collect();
        let index = branches.iter().map(|branch| &*names[*branch]);
        Unsaid {
            index: pairing.texts.index(index),
            branches,
        }
    }
}

/// The pairs whose line is nearer to its branch than to any other that was not said, here or elsewhere in the map,
/// or has more children in common with it. `compared` branches were compared with the lines. Near-linear.
pub(super) fn without_rivals(
    pairing: &mut Pairing<'_>,
    compared: usize,
    pairs: Vec<Pair>,
) -> Vec<Pair> {
    if pairs.is_empty() {
        return pairs;
    }
    let unsaid = pairing.unsaid.take();
    let mut unsaid = unsaid.unwrap_or_else(|| Unsaid::of(pairing));
    let mut of_line: Map<usize, Vec<(usize, f32)>> = Map::default();
    for (branch, line, fit) in &pairs {
        let rivals = of_line.entry(*line).or_default();
        rivals.push((*branch, fit.apart));
    }
    // Whoever compared all of them knows the rivals already.
    if compared < unsaid.branches.len() {
        for (line, rivals) in &mut of_line {
            let text = pairing.said.label(*line);
            for at in unsaid.index.like(&pairing.texts, text) {
                let branch = unsaid.branches[at];
                let is_new = !rivals.iter().any(|(rival, _)| *rival == branch);
                let names = &pairing.source.names[branch];
                if let Some(fit) = is_new.then(|| pairing.texts.fit(names, text)).flatten() {
                    rivals.push((branch, fit.apart));
                }
            }
        }
    }
    pairing.unsaid = Some(unsaid);
    let is_sure = |(branch, line, fit): &Pair| {
        let rivals = of_line.get(line).into_iter().flatten();
        let mut near = rivals.filter(|(_, apart)| *apart <= fit.apart + EQUAL);
        !near.any(|(rival, _)| is_rival(pairing, *branch, *rival, *line))
    };
    pairs.into_iter().filter(is_sure).collect()
}

/// Whether a line may as well be meant as another branch. Branches that have a name in common are no rivals.
fn is_rival(pairing: &Pairing<'_>, branch: usize, rival: usize, line: usize) -> bool {
    let (names, others) = (&pairing.source.names[branch], &pairing.source.names[rival]);
    let common = |branch| pairing.common_children(branch, line);
    !others.iter().any(|name| names.contains(name)) && common(rival) >= common(branch)
}
