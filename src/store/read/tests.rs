//! Reading: every question, asked of a store that was told facts of every kind.

use super::super::samples::{
    batch, born, box_start, day, entry, locus, one_of_each, review, stamp,
};
use super::*;
use crate::domain::now::Secs;
use crate::domain::rating::Rating;
use crate::domain::timebox::{BoxEnd, BoxKind, Ending};

fn told() -> Store {
    let mut store = Store::in_memory().unwrap();
    store.tell(&one_of_each()).unwrap();
    store
}

#[test]
fn the_journal_gives_back_what_was_told() {
    let store = told();
    let all: Vec<Entry> = store
        .journal(0, 100)
        .unwrap()
        .into_iter()
        .map(|(_, entry)| entry)
        .collect();
    assert_eq!(all, one_of_each());
    let part = store.journal(3, 2).unwrap();
    assert_eq!(part.iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), [4, 5]);
    assert_eq!(part[0].1, one_of_each()[3]);
    assert!(store.journal(u64::MAX, 1).unwrap().is_empty());
}

#[test]
fn a_locus_is_loaded_as_its_last_facts_left_it() {
    let loaded = told().load().unwrap();
    let [row, merged] = loaded.loci.as_slice() else {
        panic!("{:?}", loaded.loci);
    };
    assert_eq!(row.id, locus(1));
    assert_eq!(row.label_path[1], "Room 3");
    assert_eq!(row.path, "your-house/room-3");
    assert_eq!(row.point.as_deref(), Some("collections.ChainMap"));
    assert_eq!(row.presence, Presence::Retired { since: day(33) });
    assert_eq!(row.anchor.as_deref(), Some("room-3"));
    assert_eq!(row.first_path[1], "Room 1");
    assert_eq!(row.changed.unwrap().day, day(32));
    assert_eq!(row.aliases, ["the “third” room"]);
    let apart: Vec<_> = row.apart.iter().map(|path| path[1].as_str()).collect();
    assert_eq!(apart, ["Küche / \\\"1\\\""]);
    assert_eq!(merged.presence, Presence::Merged { into: row.id });
    assert_eq!(row.asking, Asking::Asked);
    assert!(loaded.adopted.is_empty() && loaded.running.is_none());
    assert_eq!(loaded.chores["backup"], day(13));
}

#[test]
fn loci_are_loaded_in_the_order_of_birth() {
    let mut store = Store::in_memory().unwrap();
    let births: Vec<Entry> = (1..=20).map(|n| entry(n, born(n))).collect();
    store.tell(&births).unwrap();
    let ids: Vec<LocusId> = store
        .load()
        .unwrap()
        .loci
        .iter()
        .map(|row| row.id)
        .collect();
    assert_eq!(ids, (1..=20).map(locus).collect::<Vec<_>>());
}

#[test]
fn reviews_come_by_instant_and_id_without_those_taken_back() {
    let mut store = Store::in_memory().unwrap();
    store
        .tell(&[
            entry(1, born(1)),
            entry(2, born(2)),
            review(9, 1, Rating::Good),
            review(4, 1, Rating::Again),
            review(6, 1, Rating::Easy),
            review(5, 2, Rating::Easy),
        ])
        .unwrap();
    // Two at the same instant are told apart by their ids.
    let mut twin = review(10, 1, Rating::Hard);
    if let Fact::Review(review) = &mut twin.fact {
        review.stamp = stamp(9);
    }
    store.tell(&[twin]).unwrap();
    store
        .tell(&[entry(30, Fact::Undo { batch: batch(6) })])
        .unwrap();
    let reviews = store.reviews_of(locus(1)).unwrap();
    assert_eq!(reviews.len(), 3);
    assert!(reviews.is_sorted_by_key(Review::order));
    assert_eq!(reviews[0].stamp, stamp(4));
    assert!(reviews.iter().all(|review| review.rating != Rating::Easy));
}

#[test]
fn a_history_holds_everything_and_says_what_was_taken_back() {
    let mut store = told();
    store
        .tell(&[entry(50, Fact::Undo { batch: batch(2) })])
        .unwrap();
    let history = store.history_of(locus(1)).unwrap();
    let kinds: Vec<&str> = history.iter().map(|told| told.entry.fact.kind()).collect();
    assert_eq!(
        kinds,
        [
            "born",
            "review",
            "review",
            "suspend",
            "unsuspend",
            "move",
            "repoint",
            "retire",
            "return",
            "apart",
            "rebind",
            "pin",
            "alias",
            "alias",
            "unalias",
            "repoint",
            "retire"
        ]
    );
    assert!(history.is_sorted_by_key(|told| told.seq));
    for told in &history {
        let undone = told.entry.batch == batch(2);
        assert_eq!(told.standing == Standing::Undone, undone, "{told:?}");
    }
}

#[test]
fn undo_finds_the_last_batches_of_the_user_newest_first() {
    let mut store = told();
    let ids = |store: &Store, n| -> Vec<BatchId> {
        let batches = store.last_undoable(n).unwrap();
        batches.iter().map(|batch| batch.id).collect()
    };
    let said = [40, 39, 37, 36, 35, 34, 31, 30, 29, 28, 27, 25].map(batch);
    let calm = [21, 20, 19, 18].map(batch);
    let rest = [17, 6, 4].map(batch);
    assert_eq!(ids(&store, 20), [&said[..], &calm[..], &rest[..]].concat());
    let by_id = store.last_undoable_by_id(20).unwrap();
    assert_eq!(by_id.len(), 20);
    assert!(by_id.iter().any(|found| found.id == batch(7)), "a move");
    assert_eq!(ids(&store, 1), [batch(40)]);
    assert!(ids(&store, 0).is_empty());
    let undo = |n, of| entry(n, Fact::Undo { batch: batch(of) });
    for (n, of) in (50..).zip([
        40, 39, 37, 36, 35, 34, 31, 30, 29, 28, 27, 25, 21, 20, 19, 18,
    ]) {
        store.tell(&[undo(n, of)]).unwrap();
    }
    assert_eq!(ids(&store, 10), rest);
    store.tell(&[undo(70, 17)]).unwrap();
    let brought = [batch(6), batch(4), batch(3), batch(2)];
    assert_eq!(ids(&store, 10), brought, "what the import brought");
    assert_eq!(store.count_in(&brought).unwrap(), 4);
    store.tell(&[undo(71, 6)]).unwrap();
    assert_eq!(ids(&store, 2), [batch(4), batch(3)]);
    let taken_back = store.batch(batch(6)).unwrap().unwrap();
    assert_eq!(taken_back.standing, Standing::Undone);
}

#[test]
fn undo_brings_back_what_was_before_a_suspension() {
    let mut store = Store::in_memory().unwrap();
    let the = locus(1);
    store
        .tell(&[
            entry(1, born(1)),
            entry(2, Fact::Suspend { locus: the }),
            entry(3, Fact::Unsuspend { locus: the }),
        ])
        .unwrap();
    let asking = |store: &Store| store.load().unwrap().loci[0].asking;
    assert_eq!(asking(&store), Asking::Asked);
    store
        .tell(&[entry(4, Fact::Undo { batch: batch(3) })])
        .unwrap();
    assert_eq!(asking(&store), Asking::Suspended);
    store
        .tell(&[entry(5, Fact::Undo { batch: batch(2) })])
        .unwrap();
    assert_eq!(asking(&store), Asking::Asked);
}

#[test]
fn a_key_stays_adopted_while_one_adoption_survives() {
    let mut store = Store::in_memory().unwrap();
    let adopt = |n| {
        entry(
            n,
            Fact::Adopt {
                key: "a.md:3".into(),
            },
        )
    };
    store.tell(&[adopt(1), adopt(2)]).unwrap();
    store
        .tell(&[entry(3, Fact::Undo { batch: batch(1) })])
        .unwrap();
    assert!(store.load().unwrap().adopted.contains("a.md:3"));
    store
        .tell(&[entry(4, Fact::Undo { batch: batch(2) })])
        .unwrap();
    assert!(store.load().unwrap().adopted.is_empty());
}

#[test]
fn a_running_box_is_loaded_and_an_ended_one_belongs_to_its_day() {
    let mut store = Store::in_memory().unwrap();
    let start = box_start(3, BoxKind::Palace);
    store
        .tell(&[entry(3, Fact::BoxStarted(start.clone()))])
        .unwrap();
    assert_eq!(store.load().unwrap().running, Some(start.clone()));
    assert!(store.boxes_of(day(3)).unwrap().is_empty());
    let end = BoxEnd {
        id: start.id,
        how: Ending::Finished,
        used: Secs(61),
        note: None,
    };
    store.tell(&[entry(4, Fact::BoxEnded(end))]).unwrap();
    assert_eq!(store.load().unwrap().running, None);
    let past = PastBox {
        start,
        how: Ending::Finished,
        used: Secs(61),
        note: None,
    };
    assert_eq!(store.boxes_of(day(3)).unwrap(), [past]);
    assert!(store.boxes_of(day(4)).unwrap().is_empty());
}

#[test]
fn a_fact_of_a_newer_loci_is_named_by_its_row() {
    let store = told();
    store
        .conn
        .execute(
            "INSERT INTO journal (id, batch, kind, at_ms, offset_secs, day, body)
             VALUES (zeroblob(16), zeroblob(16), 'telepathy', 0, 0, '2026-03-01', '{}')",
            [],
        )
        .unwrap();
    let error = store.journal(0, 100).unwrap_err();
    assert!(
        matches!(error, StoreError::Unreadable { seq: 40, .. }),
        "{error}"
    );
    assert!(error.to_string().contains("`telepathy`"));
}

#[test]
fn a_broken_projection_asks_for_repair() {
    let store = told();
    store
        .conn
        .execute("UPDATE locus SET label_path = 'no json'", [])
        .unwrap();
    let error = store.load().unwrap_err();
    assert!(matches!(error, StoreError::Inconsistent { .. }), "{error}");
    assert!(error.to_string().contains("locid repair"));
}

#[test]
fn the_questions_of_every_day_are_answered_by_an_index() {
    let store = told();
    let plan = |query: &str| -> String {
        let steps: Vec<String> = store
            .list_with(
                &format!("EXPLAIN QUERY PLAN {query}"),
                params![locus(1)],
                |row| row.get(3),
            )
            .unwrap();
        steps.join("\n")
    };
    let reviews = plan(
        "SELECT * FROM journal AS j WHERE j.locus = ?1 AND j.kind = 'review' ORDER BY j.at_ms, j.id",
    );
    assert!(reviews.contains("journal_review") && !reviews.contains("TEMP B-TREE"));
    let parts = plan(&reviews_query());
    assert!(
        parts.contains("SEARCH j USING INDEX journal_review (locus=?)"),
        "{parts}"
    );
    let other = plan("SELECT * FROM journal AS j WHERE j.locus = ?1 AND j.kind <> 'review'");
    assert!(other.contains("journal_other"), "{other}");
    let batch = plan("SELECT * FROM journal AS j WHERE j.batch = ?1");
    assert!(batch.contains("journal_batch"), "{batch}");
}
