//! Importing, exporting and taking an import back.

use super::world::{World, log};
use crate::engine::event::{BadLine, Event, ImportText, Lines};
use crate::ipc::journal::{ImportLine, JournalLine};
use crate::ipc::protocol::{
    ErrorCode, Export, Failure, Import, ImportFrom, ImportReply, Log, Request, Response, UndoItem,
    UndoList,
};

fn export(world: &mut World) -> Vec<(u32, JournalLine)> {
    let reply = world.ask(Request::Export(Export::default())).unwrap();
    let Response::Export(reply) = reply else {
        panic!("{reply:?}");
    };
    let read = |value: &serde_json::Value| JournalLine::from_json(&value.to_string()).unwrap();
    (1..).zip(reply.entries.iter().map(read)).collect()
}

fn import(world: &mut World, lines: Vec<(u32, JournalLine)>) -> Result<ImportReply, Failure> {
    let import = Import {
        path: "/journal.jsonl".to_owned(),
        from: ImportFrom::Journal,
    };
    let result = Ok(ImportText::Journal(lines.into()));
    taken(world, Event::ImportRead { import, result })
}

fn taken(world: &mut World, read: Event) -> Result<ImportReply, Failure> {
    match world.event(read).reply.unwrap()? {
        Response::Import(reply) => {
            world.read();
            Ok(reply)
        }
        other => panic!("{other:?}"),
    }
}

fn list(world: &mut World) -> Vec<UndoItem> {
    match world.ask(Request::UndoList(UndoList::default())).unwrap() {
        Response::UndoList(items) => items,
        other => panic!("{other:?}"),
    }
}

/// A world with three batches, and what it exports.
fn elsewhere() -> Vec<(u32, JournalLine)> {
    let mut world = World::bundled();
    world.log("your-house", 3);
    world.pass_days(1);
    world.log("your-house/kitchen", 1);
    world.log("dict/why", 3);
    export(&mut world)
}

#[test]
fn undo_takes_back_all_that_an_import_brought() {
    let lines = elsewhere();
    let mut world = World::bundled();
    world.pass_days(2);
    world.log("your-house/gate", 4);
    let reply = import(&mut world, lines.clone()).unwrap();
    assert!(reply.added > 7 && reply.batch.is_some(), "{reply:?}");
    assert_eq!(world.show("your-house/gate").history.len(), 2);
    let items = list(&mut world);
    assert_eq!(items.len(), 2, "{items:?}");
    assert_eq!(Some(items[0].id), reply.batch);
    assert!(items[0].what.starts_with("1 import: "), "{items:?}");
    assert!(items[0].what.ends_with(" facts"), "{items:?}");
    world.undo().unwrap();
    let gate = world.show("your-house/gate");
    assert_eq!((gate.history.len(), gate.locus.reviews), (1, 1));
    let kitchen = world.show("your-house/kitchen");
    assert_eq!(
        (kitchen.locus.state.as_str(), kitchen.history.len()),
        ("new", 0)
    );
    let items = list(&mut world);
    assert_eq!(items.len(), 1, "{items:?}");
    world.undo().unwrap();
    assert!(world.undo().is_err());
}

#[test]
fn a_batch_that_was_here_before_an_import_outlives_its_undo() {
    let mut world = World::bundled();
    world.log("your-house", 3);
    let mut lines = export(&mut world);
    let mut other = elsewhere();
    let line = (99, other.pop().unwrap().1);
    lines.extend(other);
    let added = import(&mut world, lines).unwrap();
    assert!(added.known > 0 && added.added > 0, "{added:?}");
    let last = import(&mut world, vec![line]).unwrap();
    assert_eq!(
        (last.added, last.batch),
        (1, None),
        "its batch was here in part"
    );
    world.undo().unwrap();
    assert_eq!(world.show("your-house/gate").history.len(), 1);
}

#[test]
fn an_export_with_an_import_in_it_is_taken_once_and_undone_whole() {
    let mut middle = World::bundled();
    import(&mut middle, elsewhere()).unwrap();
    let lines = export(&mut middle);
    let mut world = World::bundled();
    world.pass_secs(9);
    let first = import(&mut world, lines.clone()).unwrap();
    assert!(first.batch.is_some());
    let again = import(&mut world, lines.clone()).unwrap();
    assert_eq!((again.added, again.batch), (0, None));
    assert_eq!(again.known, u64::try_from(lines.len()).unwrap());
    let back = import(&mut middle, export(&mut world)).unwrap();
    assert_eq!(back.added, 1, "the fact that it was imported there");
    assert_eq!(list(&mut world).len(), 1);
    world.undo().unwrap();
    assert!(list(&mut world).is_empty());
    assert_eq!(world.show("dict/why").history.len(), 0);
    // What undoes it travels as any fact.
    import(&mut middle, export(&mut world)).unwrap();
    assert_eq!(middle.show("dict/why").history.len(), 0);
}

#[test]
fn what_was_taken_back_here_and_there_can_still_be_brought_together() {
    let mut here = World::bundled();
    here.log("dict/why", 3);
    let mut there = World::bundled();
    there.pass_secs(9);
    import(&mut there, export(&mut here)).unwrap();
    there.undo().unwrap();
    here.pass_secs(60);
    here.undo().unwrap();
    import(&mut here, export(&mut there)).unwrap();
    assert_eq!(here.show("dict/why").history.len(), 0);
    import(&mut there, export(&mut here)).unwrap();
    assert_eq!(there.show("dict/why").history.len(), 0);
}

#[test]
fn a_fact_that_contradicts_the_journal_is_named_by_its_line() {
    let mut lines = elsewhere();
    lines.retain(|(number, _)| *number != 2);
    let mut world = World::bundled();
    let failure = import(&mut world, lines).unwrap_err();
    assert_eq!(failure.code, ErrorCode::BadInput);
    assert!(failure.message.contains("contradicts"), "{failure}");
    assert_eq!(world.show("dict/why").history.len(), 0);
    let walked = Log {
        missed: vec!["kitchen".to_owned()],
        ..log("your house", 3)
    };
    assert_eq!(world.try_log(&walked).unwrap().reviews.len(), 5);
}

#[test]
fn the_first_bad_line_is_named_whether_it_was_not_read_or_is_refused() {
    let mut world = World::bundled();
    let line = |locus: &str| ImportLine {
        locus: locus.to_owned(),
        rating: 3,
        at: "2026-11-20T10:00:00Z".to_owned(),
        took_secs: None,
    };
    let mut refused = |good: Vec<(u32, ImportLine)>| {
        let import = Import {
            path: "/old.jsonl".to_owned(),
            from: ImportFrom::Reviews,
        };
        let bad = Some(BadLine {
            number: 5,
            why: "is not a review".to_owned(),
        });
        let result = Ok(ImportText::Reviews(Lines { good, bad }));
        let failure = taken(&mut world, Event::ImportRead { import, result }).unwrap_err();
        assert_eq!(failure.code, ErrorCode::BadInput);
        failure.message
    };
    assert_eq!(
        refused(vec![(1, line("dict/why"))]),
        "/old.jsonl: line 5 is not a review; nothing was imported"
    );
    let message = refused(vec![(1, line("dict/why")), (3, line("nothing/like/that"))]);
    assert!(
        message.starts_with("/old.jsonl: line 3: nothing is called"),
        "{message}"
    );
    assert!(message.ends_with("; nothing was imported"), "{message}");
    assert_eq!(world.show("dict/why").history.len(), 0);
}
