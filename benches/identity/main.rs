//! Whether history survives edits, with the truth known: `cargo bench --bench identity`.
//!
//! Trees of real text that lies on this machine (Markdown of crates, definitions of Python, folders) and made
//! ones (study notes, many twins, Chinese, sentences, deep chains, palaces), of 1,000 to 11,000 nodes over
//! several files, get 500 random edits: unrelated new labels, slips and added words, moves, reorderings,
//! insertions, deletions, copies, splits of branches and files, new file names, a parent renamed while its child
//! moves, new points of rooms. They are read again after every 1, 10, 100 or all 500 of them.
//!
//! *Related* is a node whose label is the same or was reworded once since the last reading (of a room: this, or
//! its point is not replaced), or that has the same parent and at least half of its children. Of related nodes,
//! *kept* says how many never lost their id. *Wrong* are nodes, related or not, deleted ones too, whose id was
//! found at another node. Aside, as *twins*, are ids found at a node that is equal to theirs: the same text under
//! the same parent, an equal subtree, or the copy of a node that was deleted.
//!
//! The seeds are fixed; `LOCI_SEED=n` takes another, `LOCI_SHOW=1` prints each mistake, and a word as argument
//! takes only the trees that have it in their names, `LOCI_BATCH=n` only that batch. `speed` measures only time.

#![expect(clippy::print_stdout, reason = "its result is what it prints")]

mod dice;
mod edits;
mod score;
mod speed;
mod trees;
mod world;

use dice::Dice;
use score::{Score, Show};
use world::World;

/// Edits that a tree gets.
const EDITS: usize = 500;
/// Edits between two readings.
const BATCHES: [usize; 4] = [1, 10, 100, 500];
/// Runs of one tree and batch, each with another seed.
const RUNS: u64 = 3;

fn main() {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let wanted =
        |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word.as_str()));
    let seed: u64 = std::env::var("LOCI_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(1);
    let show = std::env::var_os("LOCI_SHOW").map_or(Show::Nothing, |_| Show::Mistakes);
    let only: Option<usize> = std::env::var("LOCI_BATCH")
        .ok()
        .and_then(|batch| batch.parse().ok());
    println!(
        "{:<26}{:>7}{:>7}{:>9}{:>9}{:>7}{:>10}{:>7}{:>11}",
        "tree", "nodes", "batch", "related", "kept %", "wrong", "1 in", "twins", "unrelated"
    );
    for tree in trees::all().iter().filter(|tree| wanted(tree.name)) {
        for batch in BATCHES
            .into_iter()
            .filter(|batch| only.is_none_or(|only| only == *batch))
        {
            let runs = (0..RUNS).map(|run| edited(&tree.world, batch, seed * 1_000 + run, show));
            report(tree, batch, &runs.collect::<Vec<_>>());
        }
    }
    if wanted("speed") {
        speed::print();
    }
}

/// A tree after all edits.
fn edited(world: &World, batch: usize, seed: u64, show: Show) -> Score {
    let (mut world, mut dice) = (world.clone(), Dice::new(seed));
    let (mut score, mut cuts) = (Score::default(), Vec::new());
    let mut retired = Vec::new();
    for _ in 0..EDITS / batch {
        let before = world.clone();
        for thing in &mut world.things {
            (thing.rewords, thing.renamed, thing.repointed) = (0, false, false);
        }
        for _ in 0..batch {
            edits::edit(&mut world, &mut dice, &mut cuts);
        }
        score.read(&before, &retired, &world, show);
        let gone = before
            .nodes()
            .into_iter()
            .filter(|ix| !world.things[*ix].live);
        retired.extend(gone.map(|ix| score::retired(&before, ix)));
        retired.retain(|retired| !world.things[score::thing(retired)].live);
    }
    score
}

fn report(tree: &trees::Tree, batch: usize, runs: &[Score]) {
    let sum = |of: fn(&Score) -> usize| runs.iter().map(of).sum::<usize>();
    let (related, lost) = (sum(|s| s.related.len()), sum(|s| s.lost.len()));
    let (wrong, twins) = (sum(|s| s.wrong.len()), sum(|s| s.twins.len()));
    let (kept, gone) = (sum(|s| s.unrelated_kept), sum(|s| s.unrelated_lost));
    println!(
        "{:<26}{:>7}{batch:>7}{related:>9}{:>9.2}{wrong:>7}{:>10}{twins:>7}{:>11}",
        tree.name,
        tree.world.nodes().len(),
        100.0 - 100.0 * lost as f64 / related as f64,
        related
            .checked_div(wrong)
            .map_or("-".to_owned(), |one| one.to_string()),
        format!("{kept}/{}", kept + gone),
    );
}
