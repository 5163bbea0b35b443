//! The format of the journal: golden lines for every kind of fact, and a golden database of every version.
//!
//! After a deliberate addition write them anew with `LOCI_WRITE_GOLDEN=1 cargo test --lib golden`.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::super::samples::{day, entry, locus, one_of_each, review, stamp};
use super::super::{Store, repair, write::SourceText};
use super::*;
use crate::domain::memory::{Memory, Model};
use crate::domain::schedule::{Recalled, Schedule, Times};

fn golden(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/golden")
        .join(name)
}

fn writing() -> bool {
    std::env::var_os("LOCI_WRITE_GOLDEN").is_some()
}

#[derive(Serialize, Deserialize)]
struct Line<'a> {
    kind: String,
    id: String,
    batch: String,
    at_ms: i64,
    offset_secs: i32,
    day: String,
    locus: Option<String>,
    rating: Option<u8>,
    due: Option<String>,
    took_secs: Option<u32>,
    #[serde(borrow)]
    body: &'a RawValue,
}

fn line(row: &FactRow) -> String {
    let line = Line {
        kind: row.kind.clone(),
        id: row.id.to_string(),
        batch: row.batch.0.to_string(),
        at_ms: row.stamp.at_ms,
        offset_secs: row.stamp.offset_secs,
        day: row.stamp.day.to_string(),
        locus: row.locus.map(|locus| locus.to_string()),
        rating: row.rating.map(Rating::number),
        due: row.due.map(|due| due.to_string()),
        took_secs: row.took.map(|took| took.0),
        body: serde_json::from_str(&row.body).unwrap(),
    };
    serde_json::to_string(&line).unwrap()
}

fn row(text: &str) -> FactRow {
    let line: Line<'_> = serde_json::from_str(text).unwrap();
    FactRow {
        kind: line.kind,
        id: line.id.parse().unwrap(),
        batch: BatchId(line.batch.parse().unwrap()),
        stamp: Stamp {
            at_ms: line.at_ms,
            offset_secs: line.offset_secs,
            day: line.day.parse().unwrap(),
        },
        locus: line.locus.map(|locus| LocusId(locus.parse().unwrap())),
        rating: line
            .rating
            .map(|rating| Rating::from_number(rating).unwrap()),
        due: line.due.map(|due| due.parse().unwrap()),
        took: line.took_secs.map(Secs),
        body: line.body.get().to_owned(),
    }
}

/// The place of a kind of fact in the list of all: a new kind does not compile until it has one.
fn place(fact: &Fact) -> usize {
    match fact {
        Fact::Born(_) => 0,
        Fact::Review(_) => 1,
        Fact::Undo { .. } => 2,
        Fact::Suspend { .. } => 3,
        Fact::Unsuspend { .. } => 4,
        Fact::Move { .. } => 5,
        Fact::Repoint { .. } => 6,
        Fact::Retire { .. } => 7,
        Fact::Return { .. } => 8,
        Fact::Adopt { .. } => 9,
        Fact::BoxStarted(_) => 10,
        Fact::BoxEnded(_) => 11,
        Fact::Chore { .. } => 12,
        Fact::Park { .. } => 13,
        Fact::Import { .. } => 14,
        Fact::Snooze { .. } => 15,
        Fact::Pause { .. } => 16,
        Fact::Resume => 17,
        Fact::Mode { .. } => 18,
        Fact::Remind { .. } => 19,
        Fact::Opened => 20,
        Fact::Apart { .. } => 21,
        Fact::Rebind { .. } => 22,
        Fact::Merge { .. } => 23,
        Fact::Pin { .. } => 24,
        Fact::Alias { .. } => 25,
        Fact::Unalias { .. } => 26,
        Fact::Pace { .. } => 27,
        Fact::PlanStep { .. } => 28,
        Fact::PlanDates { .. } => 29,
        Fact::PlanOff { .. } => 30,
        Fact::PlanPassed { .. } => 31,
        Fact::MockAnswer(_) => 32,
    }
}

#[test]
fn the_samples_hold_every_kind_of_fact() {
    let places: BTreeSet<usize> = one_of_each()
        .iter()
        .map(|entry| place(&entry.fact))
        .collect();
    assert_eq!(places, (0..33).collect());
}

#[test]
fn golden_facts_are_written_and_read_as_ever() {
    let rows: Vec<FactRow> = one_of_each()
        .iter()
        .map(|entry| FactRow::of(entry).unwrap())
        .collect();
    let path = golden("facts.jsonl");
    if writing() {
        let lines: Vec<String> = rows.iter().map(line).collect();
        fs::create_dir_all(golden("")).unwrap();
        fs::write(&path, lines.join("\n") + "\n").unwrap();
    }
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), rows.len());
    for ((wanted, told), now) in text.lines().zip(one_of_each()).zip(&rows) {
        assert_eq!(line(now), wanted);
        assert_eq!(row(wanted).entry().unwrap(), told);
    }
}

/// Each version of the database, and how many of the samples it could hold when it was written.
const VERSIONS: [(&str, usize); 11] = [
    ("v1.db", 16),
    ("v2.db", 22),
    ("v3.db", 31),
    ("v4.db", 32),
    ("v5.db", 33),
    ("v6.db", 36),
    ("v7.db", 36),
    ("v8.db", 37),
    ("v9.db", 37),
    ("v10.db", 38),
    ("v11.db", 39),
];

#[test]
fn a_golden_database_of_every_version_is_read_as_ever() {
    for (name, count) in VERSIONS {
        let path = golden(name);
        // Those of earlier versions can never be written again.
        if writing() && Some(&(name, count)) == VERSIONS.last() {
            let _ = fs::remove_file(&path);
            fill(&mut Store::open(&path).unwrap(), count);
        }
        let dir = tempfile::tempdir().unwrap();
        let copy = dir.path().join("loci.db");
        fs::copy(&path, &copy).unwrap();
        let mut store = Store::open(&copy).unwrap();
        let mut fresh = Store::in_memory().unwrap();
        fill(&mut fresh, count);

        assert_eq!(store.load().unwrap(), fresh.load().unwrap(), "{name}");
        let samples = one_of_each();
        for (_, held) in store.journal(0, u32::MAX).unwrap() {
            assert!(samples.contains(&held), "{held:?}");
        }
        let reviews = store.reviews_of(locus(1)).unwrap();
        assert_eq!(reviews.len(), 2);
        assert_eq!(reviews[0].took, Some(Secs(12)));
        let repaired = repair::repair(&mut store, &Model::default()).unwrap();
        assert_eq!(
            (repaired.entries, repaired.loci),
            (count as u64, if count > 22 { 2 } else { 1 }),
            "{name}"
        );
        let schedule = store.load().unwrap().loci[0].schedule.clone().unwrap();
        assert_eq!((schedule.reviews, schedule.due), (2, day(6)));
    }
    assert_eq!(VERSIONS.len(), super::super::open::MIGRATIONS.len());
}

fn fill(store: &mut Store, count: usize) {
    store.tell(&one_of_each()[..count]).unwrap();
    let schedule = Schedule {
        memory: Memory {
            stability: 2.306_5,
            difficulty: 2.118_104,
        },
        due: day(6),
        first: day(2),
        last: stamp(3),
        reviews: 2,
        lapses: 0,
        recalled: Recalled::Once,
        times: Times::from_secs(&[12]),
        day_took: Secs(0),
    };
    let source = SourceText {
        path: "/notes/palaces.md".into(),
        folders: vec!["python".into()],
        text: "Palace = Your House\n\n| Location | Point |\n".into(),
    };
    store.begin().unwrap();
    store.put_schedule(locus(1), Some(&schedule)).unwrap();
    store.put_source(&source).unwrap();
    store.commit().unwrap();
}

#[test]
fn a_row_that_is_no_fact_says_why() {
    let spoil = |change: fn(&mut FactRow)| {
        let mut row = FactRow::of(&review(2, 1, Rating::Good)).unwrap();
        change(&mut row);
        row.entry().unwrap_err().to_string()
    };
    assert!(spoil(|row| row.kind = "telepathy".into()).contains("`telepathy`"));
    assert!(spoil(|row| row.rating = None).contains("rating"));
    assert!(spoil(|row| row.locus = None).contains("locus"));
    assert!(spoil(|row| row.body = "{}".into()).contains("source"));
    assert!(spoil(|row| row.body = r#"{"source":"dream"}"#.into()).contains("`dream`"));
}

#[test]
fn a_field_that_a_newer_loci_added_is_no_trouble() {
    let told = review(2, 1, Rating::Good);
    let mut row = FactRow::of(&told).unwrap();
    row.body = r#"{"source":"log","mood":"sunny"}"#.into();
    assert_eq!(row.entry().unwrap(), told);
}

proptest! {
    #[test]
    fn any_text_comes_back_verbatim(from in ".*", to in prop::collection::vec(".*", 0..4), path in any::<String>()) {
        let told = entry(1, Fact::Move { locus: locus(1), from: vec![from], to, path });
        prop_assert_eq!(FactRow::of(&told).unwrap().entry().unwrap(), told);
    }
}
