//! Importing, exporting and taking an import back.

use super::world::{World, log};
use crate::engine::event::{Event, ImportText};
use crate::ipc::journal::JournalLine;
use crate::ipc::protocol::{
    Export, Failure, Import, ImportFrom, ImportReply, Log, Request, Response, UndoItem, UndoList,
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
    let result = Ok(ImportText::Journal(lines));
    let outcome = world.event(Event::ImportRead { import, result });
    match outcome.reply.unwrap()? {
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
fn a_fact_that_contradicts_the_journal_is_named_by_its_line() {
    let mut lines = elsewhere();
    lines.retain(|(number, _)| *number != 2);
    let mut world = World::bundled();
    let failure = import(&mut world, lines).unwrap_err();
    assert_eq!(failure.code, crate::ipc::protocol::ErrorCode::BadInput);
    assert!(failure.message.contains("contradicts"), "{failure}");
    assert_eq!(world.show("dict/why").history.len(), 0);
    let walked = Log {
        missed: vec!["kitchen".to_owned()],
        ..log("your house", 3)
    };
    assert_eq!(world.try_log(&walked).unwrap().reviews.len(), 5);
}
