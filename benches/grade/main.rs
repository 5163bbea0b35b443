//! Whether a recall is rated as it should be, with the truth known: `cargo bench --bench grade`.
//!
//! The bundled maps and palaces and three larger maps are recalled by somebody who forgets branches (with or
//! without what hangs under them), makes one or two slips, formats, shuffles siblings, moves subtrees, renames
//! branches, leaves out a word, and takes one sibling for another. They are recalled as trees, with the root typed
//! along, as plain lists, their top alone with one or two deeper branches taken for top ones, and stopped in the
//! middle.
//!
//! *Right* is a branch whose rating is the true one; *credited* wrongly is one that was not said and got more than
//! Again, or that was not reached and got any; *missed* falsely is one that was said and got Again, or none.
//!
//! The seeds are fixed; `LOCI_SEED=n` takes another, `LOCI_SHOW=1` prints each mistake, and a word as argument
//! takes only the maps that have it in their names; `LOCI_MAPS=FILE:FILE` adds maps of anybody's. `speed` measures only time: medians of the processor's time
//! of one thread.

#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
#![expect(clippy::print_stdout, reason = "its result is what it prints")]

#[path = "../identity/dice.rs"]
mod dice;
mod maps;
mod recall;
mod speed;
mod walk;

use std::collections::BTreeMap;

use dice::Dice;
use loci::domain::grade::vocabulary::Vocabulary;
use loci::domain::rating::Rating;
use maps::Map;
use recall::{Manner, Recall};

/// Recalls of each map and manner.
const RUNS: u64 = 200;

fn main() {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let wanted = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word));
    let seed: u64 = std::env::var("LOCI_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(1);
    let show = std::env::var_os("LOCI_SHOW").is_some();
    let (maps, palaces) = maps::all();
    let known = vocabulary(&maps, &palaces);
    println!(
        "{:<34}{:<10}{:>9}{:>9}{:>11}{:>9}",
        "map", "recalled", "ratings", "right %", "credited %", "missed %"
    );
    let mut sums: BTreeMap<&str, Score> = BTreeMap::new();
    for map in maps.iter().filter(|map| wanted(&map.name)) {
        for manner in Manner::ALL {
            let mut score = Score::default();
            let runs = RUNS.min(40_000 / map.branches.len() as u64);
            for run in 0..runs {
                let recall = Recall::of(map, manner, &mut Dice::new(seed * 10_000 + run));
                let graded = recall.grade(map, &known);
                for (at, judged) in graded.judged.iter().enumerate() {
                    let (got, truth) = (judged.verdict.rating(), recall.truth[at]);
                    score.add(got.map_or(0, Rating::number), truth);
                    if show && got.map_or(0, Rating::number) != truth {
                        recall.show(map, at, judged);
                    }
                }
            }
            score.print(&map.name, manner.name());
            sums.entry(manner.name()).or_default().join(&score);
        }
    }
    for (manner, score) in &sums {
        score.print("all maps", manner);
    }
    if wanted("palaces") {
        let score = walk::score(&palaces, &known, seed, show);
        score.print("palaces", "walked");
    }
    if wanted("speed") {
        speed::print();
    }
}

fn vocabulary(maps: &[Map], palaces: &[maps::Route]) -> Vocabulary {
    let labels = maps.iter().flat_map(|map| &map.branches);
    let labels = labels.map(|branch| branch.label.as_str());
    let names = maps.iter().map(|map| map.name.as_str());
    let rooms = palaces.iter().flat_map(|route| &route.rooms);
    let rooms = rooms.flat_map(|(place, point)| [place.as_str(), point.as_str()]);
    Vocabulary::of(labels.chain(names).chain(rooms))
}

/// How often a rating was the true one.
#[derive(Debug, Default)]
struct Score {
    all: usize,
    right: usize,
    credited: usize,
    missed: usize,
}

impl Score {
    /// Counts a rating; 0 is none.
    fn add(&mut self, got: u8, truth: u8) {
        self.all += 1;
        self.right += usize::from(got == truth);
        self.credited += usize::from((truth == 1 && got > 1) || (truth == 0 && got > 0));
        self.missed += usize::from(truth > 1 && got <= 1);
    }

    fn join(&mut self, other: &Score) {
        self.all += other.all;
        self.right += other.right;
        self.credited += other.credited;
        self.missed += other.missed;
    }

    fn print(&self, name: &str, manner: &str) {
        let percent = |part: usize| 100.0 * part as f64 / self.all.max(1) as f64;
        println!(
            "{name:<34}{manner:<10}{:>9}{:>9.2}{:>11.2}{:>9.2}",
            self.all,
            percent(self.right),
            percent(self.credited),
            percent(self.missed)
        );
    }
}
