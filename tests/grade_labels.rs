//! How well labels are graded: two tables made by hand, and every label of the bundled atlas with one typo.
//!
//! `cargo nextest run --test grade_labels --no-capture` prints the figures of `docs/grading.md` and each mistake.
//! The rules were tuned on `tests/data/grade/tune.tsv`; `held.tsv` and `second.tsv` only measure them.

#![expect(clippy::print_stdout, reason = "the figures are for people")]

use std::collections::{BTreeMap, BTreeSet};

use loci::domain::grade::label::{Fit, Grade, Prepared, compare};
use loci::domain::grade::vocabulary::Vocabulary;
use loci::notes::bundled::FILES;
use loci::notes::read::scan_file;

const TUNE: &str = include_str!("data/grade/tune.tsv");
const HELD: &str = include_str!("data/grade/held.tsv");
const SECOND: &str = include_str!("data/grade/second.tsv");

/// Kinds of rows in which something else was said that is nearly written so.
const CONFUSABLE: [&str; 3] = ["confusable", "known word", "negation"];
/// Kinds of rows in which the same was said, written otherwise.
const BENIGN: [&str; 4] = ["format", "sign", "accent", "plural"];

/// Typos that each label of the atlas gets, one at a time.
const TYPOS: u64 = 100;

/// A row of a table.
struct Row {
    source: &'static str,
    recalled: &'static str,
    verdict: &'static str,
    kind: &'static str,
}

fn rows(table: &'static str) -> Vec<Row> {
    let lines = table.lines().filter(|line| !line.starts_with("# source"));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let [source, recalled, verdict, kind] = cells[..] else {
                panic!("four cells, not {line:?}");
            };
            Row {
                source,
                recalled,
                verdict,
                kind,
            }
        })
        .collect()
}

/// All labels, places and points of the bundled atlas.
fn atlas() -> Vec<String> {
    let mut labels = Vec::new();
    for (name, text) in FILES {
        let note = scan_file(name, text, &Default::default()).note;
        for map in note.maps {
            labels.push(map.root);
            labels.extend(map.branches.iter().map(|branch| branch.label.to_string()));
        }
        for room in note
            .palaces
            .iter()
            .flat_map(|palace| &palace.routes)
            .flat_map(|route| &route.rooms)
        {
            labels.extend([room.place.to_string(), room.point.to_string()]);
        }
    }
    labels.sort();
    labels.dedup();
    labels
}

/// What the user knows: the bundled atlas, and the row's own label.
fn known(atlas: &[String], source: &str) -> Vocabulary {
    Vocabulary::of(atlas.iter().map(String::as_str).chain([source]))
}

fn verdict(fit: Option<&Fit>) -> &'static str {
    match fit.map(|fit| fit.grade) {
        Some(Grade::Exact) => "exact",
        Some(Grade::Close) => "close",
        Some(Grade::Partial) => "partial",
        None => "none",
    }
}

/// Rows, those as the table says, and those accepted, of each kind.
#[derive(Default)]
struct Score {
    rows: usize,
    right: usize,
    accepted: usize,
}

fn score(name: &str, table: &'static str) -> BTreeMap<&'static str, Score> {
    let atlas = atlas();
    let mut scores: BTreeMap<&str, Score> = BTreeMap::new();
    for row in rows(table) {
        let known = known(&atlas, row.source);
        let fit = compare(
            &Prepared::new(row.source),
            &Prepared::new(row.recalled),
            &known,
        );
        let found = verdict(fit.as_ref());
        let score = scores.entry(row.kind).or_default();
        score.rows += 1;
        score.right += usize::from(found == row.verdict);
        score.accepted += usize::from(fit.is_some());
        if found != row.verdict {
            let why = fit.map(|fit| fit.why).unwrap_or_default();
            println!(
                "{name}: {} ({}): {:?} recalled as {:?} is {found} {why}",
                row.kind, row.verdict, row.source, row.recalled
            );
        }
    }
    for (kind, score) in &scores {
        println!(
            "{name}: {kind}: {} of {} right, {} accepted",
            score.right, score.rows, score.accepted
        );
    }
    let (rows, right) = scores.values().fold((0, 0), |(rows, right), score| {
        (rows + score.rows, right + score.right)
    });
    println!("{name}: {right} of {rows} right");
    scores
}

/// Rows, those right and those accepted of some kinds.
fn sum(scores: &BTreeMap<&str, Score>, kinds: &[&str]) -> Score {
    kinds
        .iter()
        .filter_map(|kind| scores.get(kind))
        .fold(Score::default(), |sum, score| Score {
            rows: sum.rows + score.rows,
            right: sum.right + score.right,
            accepted: sum.accepted + score.accepted,
        })
}

#[test]
fn the_tables_are_half_and_half_and_share_no_row() {
    let (tune, held) = (rows(TUNE), rows(HELD));
    assert!(tune.len() >= 100 && held.len() >= 100);
    let kinds = |rows: &[Row]| rows.iter().map(|row| row.kind).collect::<BTreeSet<_>>();
    assert_eq!(kinds(&tune), kinds(&held));
    for row in &held {
        let is_same = |other: &Row| (other.source, other.recalled) == (row.source, row.recalled);
        assert!(!tune.iter().any(is_same), "{} {}", row.source, row.recalled);
    }
}

#[test]
fn the_table_that_was_tuned_on_comes_out_as_written() {
    let scores = score("tune", TUNE);
    assert!(scores.values().all(|score| score.right == score.rows));
}

#[test]
fn the_table_that_was_held_back_credits_no_other_word_and_misses_no_format() {
    let scores = score("held", HELD);
    assert!(sum(&scores, &CONFUSABLE).accepted <= 2);
    let benign = sum(&scores, &BENIGN);
    assert!(benign.rows > 20 && benign.right == benign.rows);
    let typos = sum(&scores, &["typo"]);
    assert!(
        typos.accepted * 100 >= typos.rows * 96,
        "{} of {}",
        typos.accepted,
        typos.rows
    );
}

#[test]
fn the_second_table_shares_no_row_with_the_others_and_is_measured() {
    let second = rows(SECOND);
    assert!(second.len() >= 100);
    for row in &second {
        let is_same = |other: &Row| (other.source, other.recalled) == (row.source, row.recalled);
        let mut others = rows(TUNE).into_iter().chain(rows(HELD));
        assert!(!others.any(|other| is_same(&other)), "{}", row.source);
    }
    let scores = score("second", SECOND);
    let typos = sum(&scores, &["typo"]);
    assert!(typos.accepted * 100 >= typos.rows * 96);
}

#[test]
fn one_typo_in_a_label_of_the_atlas_is_a_slip() {
    let labels = atlas();
    let known = known(&labels, "");
    let (mut prose, mut all) = (Score::default(), Score::default());
    let mut missed: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (at, label) in labels.iter().enumerate() {
        let source = Prepared::new(label);
        for seed in 0..TYPOS {
            let mut dice = Dice(at as u64 * TYPOS + seed);
            let Some((typed, is_prose)) = with_typo(label, &mut dice) else {
                continue;
            };
            let is_taken = compare(&source, &Prepared::new(&typed), &known).is_some();
            for score in [&mut all].into_iter().chain(is_prose.then_some(&mut prose)) {
                score.rows += 1;
                score.accepted += usize::from(is_taken);
            }
            if is_prose && !is_taken {
                missed.entry(label).or_default().push(typed);
            }
        }
    }
    for (label, typed) in missed {
        println!("missed: {label}: {}", typed.join(", "));
    }
    for (name, score) in [("in prose", &prose), ("anywhere", &all)] {
        let share = score.accepted as f64 * 100.0 / score.rows as f64;
        println!(
            "one typo {name}: {} of {} taken, {share:.1} %",
            score.accepted, score.rows
        );
    }
    assert!(prose.rows > 5_000);
    assert!(prose.accepted * 100 >= prose.rows * 96);
}

#[test]
fn different_labels_of_the_atlas_are_told_apart() {
    let labels = atlas();
    let known = known(&labels, "");
    let prepared: Vec<Prepared> = labels.iter().map(|label| Prepared::new(label)).collect();
    let (mut pairs, mut taken) = (0, Vec::new());
    for label in &prepared {
        for said in prepared.iter().filter(|said| said.text() != label.text()) {
            pairs += 1;
            if compare(label, said, &known).is_some() {
                taken.push((label.text(), said.text()));
            }
        }
    }
    println!(
        "different labels: {} of {pairs} pairs taken for one",
        taken.len()
    );
    assert!(pairs > 5_000 && taken.is_empty(), "{taken:?}");
}

/// A label with one letter left out, put in, changed, or changed with the next, and whether that happened in a word
/// of prose, which has at least three letters and none but letters; nothing if it is the same.
fn with_typo(label: &str, dice: &mut Dice) -> Option<(String, bool)> {
    let mut letters: Vec<char> = label.chars().collect();
    let at = dice.below(letters.len());
    let letter = char::from(b'a' + dice.below(26) as u8);
    let is_blank = |c: &char| c.is_whitespace() || matches!(c, '/' | ',');
    let start = letters[..at]
        .iter()
        .rposition(is_blank)
        .map_or(0, |blank| blank + 1);
    let end = letters[at..]
        .iter()
        .position(is_blank)
        .map_or(letters.len(), |blank| at + blank);
    let word = &letters[start..end.max(start)];
    let is_prose = word.len() >= 3
        && word.iter().all(|c| c.is_alphabetic())
        && !word[1..].iter().any(|c| c.is_uppercase());
    match dice.below(4) {
        0 => {
            letters.remove(at);
        }
        1 => letters.insert(at, letter),
        2 => letters[at] = letter,
        _ if at + 1 < letters.len() => letters.swap(at, at + 1),
        _ => return None,
    }
    let typed: String = letters.into_iter().collect();
    (Prepared::new(&typed) != Prepared::new(label)).then_some((typed, is_prose))
}

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end as u64) as usize
    }
}
