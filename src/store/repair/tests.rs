//! Repair against live writing: whatever was told in whatever order, both lead to the same tables.

use std::collections::HashMap;

use proptest::prelude::*;
use proptest::sample::Index;
use rusqlite::types::Value;
use uuid::Uuid;

use super::super::read::Loaded;
use super::super::samples::{
    batch, born, box_start, day, entry, locus, one_of_each, review, stamp,
};
use super::super::write::Appended;
use super::*;
use crate::domain::journal::{Changed, Entry, Fact};
use crate::domain::now::Secs;
use crate::domain::rating::Rating;
use crate::domain::review::{BatchId, ReviewId};
use crate::domain::timebox::{BoxEnd, BoxId, BoxKind, BoxStart, Ending};

#[derive(Debug, Clone)]
enum Op {
    Born,
    /// `n` loci at once, some of them perhaps for the past.
    Review {
        loci: Vec<Index>,
        rating: u8,
        day: u32,
        took: Option<u32>,
    },
    Suspend(Index),
    Unsuspend(Index),
    Move(Index, String),
    Repoint(Index, String),
    Apart(Index, String),
    Rebind(Index, String),
    Merge(Index, Index),
    Alias(Index, String),
    Unalias(Index, String),
    Retire(Index, Option<u8>),
    Return(Index),
    Adopt(u8),
    StartBox(usize),
    EndBox(Ending),
    Chore(u8, u32),
    Undo(Index),
    /// Tells an old entry once more.
    Retry(Index),
}

fn op() -> impl Strategy<Value = Op> {
    let any = any::<Index>;
    prop_oneof![
        3 => Just(Op::Born),
        8 => (
            prop::collection::vec(any(), 1..4),
            1_u8..=4,
            0_u32..400,
            prop::option::of(0_u32..90),
        )
            .prop_map(|(loci, rating, day, took)| Op::Review { loci, rating, day, took }),
        2 => any().prop_map(Op::Suspend),
        1 => any().prop_map(Op::Unsuspend),
        1 => (any(), "[a-c\"é]{0,3}").prop_map(|(which, to)| Op::Move(which, to)),
        1 => (any(), "[a-c\"é]{0,3}").prop_map(|(which, to)| Op::Repoint(which, to)),
        1 => (any(), "[a-c]").prop_map(|(which, to)| Op::Apart(which, to)),
        1 => (any(), "[a-c]").prop_map(|(which, to)| Op::Rebind(which, to)),
        2 => (any(), any()).prop_map(|(which, into)| Op::Merge(which, into)),
        2 => (any(), "[a-c]").prop_map(|(which, text)| Op::Alias(which, text)),
        1 => (any(), "[a-c]").prop_map(|(which, text)| Op::Unalias(which, text)),
        1 => (any(), prop::option::of(0_u8..3)).prop_map(|(which, anchor)| Op::Retire(which, anchor)),
        1 => any().prop_map(Op::Return),
        2 => (0_u8..3).prop_map(Op::Adopt),
        2 => (0_usize..4).prop_map(Op::StartBox),
        2 => prop_oneof![
            Just(Ending::Finished),
            Just(Ending::Stopped),
            Just(Ending::Cancelled)
        ]
        .prop_map(Op::EndBox),
        1 => (0_u8..3, 0_u32..9).prop_map(|(name, day)| Op::Chore(name, day)),
        3 => any().prop_map(Op::Undo),
        1 => any().prop_map(Op::Retry),
    ]
}

/// What the engine does with the store, in small.
struct Live {
    store: Store,
    model: Model,
    schedules: HashMap<LocusId, Schedule>,
    told: Vec<Entry>,
    born: u32,
    undone: Vec<BatchId>,
    running: Option<BoxId>,
    merged: bool,
}

impl Live {
    fn new() -> Live {
        Live {
            store: Store::in_memory().unwrap(),
            model: Model::default(),
            schedules: HashMap::new(),
            told: Vec::new(),
            born: 0,
            undone: Vec::new(),
            running: None,
            merged: false,
        }
    }

    fn apply(&mut self, n: u32, op: &Op) {
        let entries = self.entries(n, op);
        self.store.begin().unwrap();
        self.store.savepoint().unwrap();
        for entry in &entries {
            let fresh = !self.told.contains(entry);
            let appended = self.store.append(entry).unwrap();
            assert_eq!(appended == Appended::New, fresh);
            if fresh {
                self.follow(entry);
                self.told.push(entry.clone());
            }
        }
        self.store.release().unwrap();
        self.store.commit().unwrap();
    }

    /// Tells it in a savepoint that is taken back.
    fn apply_in_vain(&mut self, n: u32, op: &Op) {
        let entries = self.entries(n, op);
        self.store.begin().unwrap();
        self.store.savepoint().unwrap();
        for entry in &entries {
            self.store.append(entry).unwrap();
        }
        self.store.rollback_to_savepoint().unwrap();
        self.store.commit().unwrap();
    }

    fn entries(&self, n: u32, op: &Op) -> Vec<Entry> {
        let some =
            |which: &Index| (self.born > 0).then(|| locus(which.index(self.born as usize) as u32));
        let one = |fact: Option<Fact>| fact.map(|fact| entry(n, fact)).into_iter().collect();
        match op {
            Op::Born => one(Some(born(self.born))),
            Op::Review {
                loci,
                rating,
                day,
                took,
            } => self.reviews(n, loci, *rating, *day, *took),
            Op::Suspend(which) => one(some(which).map(|locus| Fact::Suspend { locus })),
            Op::Unsuspend(which) => one(some(which).map(|locus| Fact::Unsuspend { locus })),
            Op::Move(which, to) => one(some(which).map(|locus| Fact::Move {
                locus,
                from: Vec::new(),
                to: vec!["Your House".into(), to.clone()],
                path: to.clone(),
            })),
            Op::Repoint(which, to) => one(some(which).map(|locus| Fact::Repoint {
                locus,
                from: String::new(),
                to: to.clone(),
                changed: match n % 3 {
                    0 => Changed::Little,
                    1 => Changed::Back,
                    _ => Changed::Much,
                },
            })),
            Op::Apart(which, to) => one(some(which).map(|locus| Fact::Apart {
                locus,
                from: vec!["Your House".into(), to.clone()],
                to: vec!["Your House".into()],
                path: to.clone(),
            })),
            Op::Rebind(which, to) => one(some(which).map(|locus| Fact::Rebind {
                locus,
                from: Vec::new(),
                to: vec!["Your House".into(), to.clone()],
                path: to.clone(),
            })),
            Op::Merge(which, into) => one(some(which)
                .zip(some(into))
                .map(|(locus, into)| Fact::Merge { locus, into })),
            Op::Alias(which, text) => one(some(which).map(|locus| Fact::Alias {
                locus,
                text: text.clone(),
            })),
            Op::Unalias(which, text) => one(some(which).map(|locus| Fact::Unalias {
                locus,
                text: text.clone(),
            })),
            Op::Retire(which, anchor) => one(some(which).map(|locus| Fact::Retire {
                locus,
                anchor: anchor.map(|anchor| format!("a{anchor}")),
            })),
            Op::Return(which) => one(some(which).map(|locus| Fact::Return {
                locus,
                path: "back".into(),
                to: n
                    .is_multiple_of(2)
                    .then(|| vec!["Your House".into(), "back".into()]),
            })),
            Op::Adopt(key) => one(Some(Fact::Adopt {
                key: format!("key {key}"),
            })),
            Op::StartBox(kind) => one(self
                .running
                .is_none()
                .then(|| Fact::BoxStarted(box_start(n, BoxKind::ALL[*kind])))),
            Op::EndBox(how) => one(self.running.map(|id| {
                Fact::BoxEnded(BoxEnd {
                    id,
                    how: *how,
                    used: Secs(n),
                    note: n.is_multiple_of(2).then(|| format!("line {n}")),
                })
            })),
            Op::Chore(name, on) => one(Some(Fact::Chore {
                name: format!("chore {name}"),
                day: day(*on),
            })),
            Op::Undo(which) => {
                let open: Vec<BatchId> = self.told.iter().map(|entry| entry.batch).collect();
                let chosen = open.get(which.index(open.len().max(1))).copied();
                one(chosen
                    .filter(|batch| !self.undone.contains(batch))
                    .map(|batch| Fact::Undo { batch }))
            }
            Op::Retry(which) => {
                let len = self.told.len();
                (len > 0)
                    .then(|| self.told[which.index(len)].clone())
                    .into_iter()
                    .collect()
            }
        }
    }

    fn reviews(
        &self,
        n: u32,
        loci: &[Index],
        rating: u8,
        on: u32,
        took: Option<u32>,
    ) -> Vec<Entry> {
        let mut rooms: Vec<u32> = loci
            .iter()
            .filter(|_| self.born > 0)
            .map(|which| which.index(self.born as usize) as u32)
            .collect();
        rooms.sort_unstable();
        rooms.dedup();
        let rating = Rating::from_number(rating).unwrap();
        rooms
            .into_iter()
            .map(|room| {
                let mut entry = review(n, room, rating);
                if let Fact::Review(review) = &mut entry.fact {
                    review.stamp = stamp(on);
                    review.due = day(on + n);
                    review.took = took.map(Secs);
                }
                entry
            })
            .collect()
    }

    /// Keeps the schedules in step, as the engine does: one step where the review is the last, else a fold.
    fn follow(&mut self, entry: &Entry) {
        match &entry.fact {
            Fact::Born(_) => self.born += 1,
            Fact::Review(review) => {
                let before = self.schedules.get(&review.locus);
                if self.merged {
                    self.refold_all();
                } else if before.is_none_or(|schedule| schedule.last.at_ms < review.stamp.at_ms) {
                    let next = Schedule::apply(before, review, &self.model).unwrap();
                    self.put(review.locus, Some(next));
                } else {
                    self.refold(review.locus);
                }
            }
            Fact::Undo { batch } => {
                self.undone.push(*batch);
                for entry in self.store.batch(*batch).unwrap().unwrap().entries {
                    match entry.fact {
                        Fact::Review(_) if self.merged => self.refold_all(),
                        Fact::Review(review) => self.refold(review.locus),
                        Fact::Merge { .. } => self.refold_all(),
                        _ => {}
                    }
                }
            }
            Fact::Merge { .. } => {
                self.merged = true;
                self.refold_all();
            }
            Fact::BoxStarted(BoxStart { id, .. }) => self.running = Some(*id),
            Fact::BoxEnded(_) => self.running = None,
            Fact::Suspend { .. }
            | Fact::Unsuspend { .. }
            | Fact::Move { .. }
            | Fact::Repoint { .. }
            | Fact::Retire { .. }
            | Fact::Return { .. }
            | Fact::Apart { .. }
            | Fact::Rebind { .. }
            | Fact::Pin { .. }
            | Fact::Alias { .. }
            | Fact::Unalias { .. }
            | Fact::Adopt { .. }
            | Fact::Park { .. }
            | Fact::Import { .. }
            | Fact::MockAnswer(_)
            | Fact::Snooze { .. }
            | Fact::Pause { .. }
            | Fact::Resume
            | Fact::Mode { .. }
            | Fact::Remind { .. }
            | Fact::Opened
            | Fact::Pace { .. }
            | Fact::PlanStep { .. }
            | Fact::PlanDates { .. }
            | Fact::PlanPassed { .. }
            | Fact::PlanOff { .. }
            | Fact::Chore { .. } => {}
        }
    }

    /// Whose reviews are whose is the store's to say.
    fn refold_all(&mut self) {
        for n in 0..self.born {
            self.refold(locus(n));
        }
    }

    fn refold(&mut self, locus: LocusId) {
        let reviews = self.store.reviews_of(locus).unwrap();
        let schedule = Schedule::fold(&reviews, &self.model).unwrap();
        self.put(locus, schedule);
    }

    fn put(&mut self, locus: LocusId, schedule: Option<Schedule>) {
        self.store.put_schedule(locus, schedule.as_ref()).unwrap();
        match schedule {
            Some(schedule) => self.schedules.insert(locus, schedule),
            None => self.schedules.remove(&locus),
        };
    }
}

/// Every projection, row by row; numbers of floating point as their bits.
fn dump(store: &Store) -> Vec<String> {
    let mut lines = Vec::new();
    for table in [
        "locus", "schedule", "undone", "box", "adopted", "chore", "apart", "alias", "merged",
    ] {
        let mut statement = store
            .conn
            .prepare(&format!("SELECT * FROM {table}"))
            .unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cells: Vec<String> = (0..columns)
                .map(|column| match row.get(column).unwrap() {
                    Value::Real(number) => format!("{:016x}", number.to_bits()),
                    other => format!("{other:?}"),
                })
                .collect();
            lines.push(format!("{table}: {}", cells.join(", ")));
        }
    }
    lines.sort();
    lines
}

/// Repairs, and checks that the tables and what is loaded from them are what they were.
fn check(live: &mut Live) -> Loaded {
    let (tables, loaded) = (dump(&live.store), live.store.load().unwrap());
    let repaired = repair(&mut live.store, &live.model).unwrap();
    assert_eq!(dump(&live.store), tables);
    assert_eq!(live.store.load().unwrap(), loaded);
    assert_eq!(repaired.entries, live.told.len() as u64);
    assert_eq!(repaired.loci, u64::from(live.born));
    assert_eq!(repaired.schedules, live.schedules.len() as u64);
    loaded
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn repair_leads_to_the_tables_that_live_writing_left(
        ops in prop::collection::vec((op(), prop::bool::weighted(0.1)), 0..60),
    ) {
        let mut live = Live::new();
        for (n, (op, in_vain)) in (1..).zip(&ops) {
            if *in_vain {
                let before = dump(&live.store);
                live.apply_in_vain(n, op);
                prop_assert_eq!(dump(&live.store), before);
            } else {
                live.apply(n, op);
            }
        }
        let loaded = check(&mut live);
        for row in &loaded.loci {
            prop_assert_eq!(row.schedule.as_ref(), live.schedules.get(&row.id));
        }
        prop_assert_eq!(loaded.running.map(|start| start.id), live.running);
    }
}

#[test]
fn repair_mends_projections_that_were_spoiled() {
    let mut store = Store::in_memory().unwrap();
    store.tell(&one_of_each()).unwrap();
    let model = Model::default();
    repair(&mut store, &model).unwrap();
    let sound = dump(&store);
    store
        .conn
        .execute_batch(
            "UPDATE locus SET label_path = 'no json', suspended = 1;
             UPDATE schedule SET stability = 99; DELETE FROM undone; DELETE FROM box;
             INSERT INTO adopted VALUES ('ghost'); UPDATE chore SET day = '1999-01-01';",
        )
        .unwrap();
    assert_ne!(dump(&store), sound);
    repair(&mut store, &model).unwrap();
    assert_eq!(dump(&store), sound);
}

#[test]
fn repair_keeps_the_texts_of_the_sources() {
    let mut store = Store::in_memory().unwrap();
    let source = super::super::write::SourceText {
        path: "/notes/a.md".into(),
        folders: Vec::new(),
        text: "# map".into(),
    };
    store.begin().unwrap();
    store.put_source(&source).unwrap();
    store.commit().unwrap();
    repair(&mut store, &Model::default()).unwrap();
    assert_eq!(store.load().unwrap().sources, [source]);
}

#[test]
fn a_repair_that_fails_changes_nothing() {
    let mut store = Store::in_memory().unwrap();
    store.tell(&one_of_each()).unwrap();
    store
        .conn
        .execute(
            "INSERT INTO journal (id, batch, kind, at_ms, offset_secs, day, body)
             VALUES (zeroblob(16), zeroblob(16), 'telepathy', 0, 0, '2026-03-01', '{}')",
            [],
        )
        .unwrap();
    let before = dump(&store);
    let error = repair(&mut store, &Model::default()).unwrap_err();
    assert!(matches!(error, StoreError::Unreadable { .. }), "{error}");
    assert_eq!(dump(&store), before);
    store.begin().unwrap();
    store.rollback().unwrap();
}

#[test]
fn an_undo_refolds_what_it_touched_and_repair_agrees() {
    let mut live = Live::new();
    live.apply(1, &Op::Born);
    for n in 2..6 {
        let entry = review(n, 0, Rating::Good);
        live.store.begin().unwrap();
        live.store.append(&entry).unwrap();
        live.follow(&entry);
        live.store.commit().unwrap();
        live.told.push(entry);
    }
    let undo = entry(9, Fact::Undo { batch: batch(5) });
    live.store.begin().unwrap();
    live.store.append(&undo).unwrap();
    live.follow(&undo);
    live.store.commit().unwrap();
    live.told.push(undo);
    let loaded = check(&mut live);
    assert_eq!(loaded.loci[0].schedule.as_ref().unwrap().reviews, 3);
    assert_eq!(
        live.store.reviews_of(locus(0)).unwrap()[0].id,
        ReviewId(Uuid::new_v5(&batch(2).0, locus(0).0.as_bytes()))
    );
}
