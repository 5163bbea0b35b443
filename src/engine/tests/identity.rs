//! Which locus is which, as the user says it: moves taken back, rebinding, other names, anchors, new points.

use uuid::Uuid;

use super::world::World;
use crate::domain::journal::Fact;
use crate::domain::locus::LocusId;
use crate::engine::effect::{Anchoring, Effect, Job};
use crate::engine::event::{Event, ImportText};
use crate::engine::record::Draft;
use crate::ipc::journal::JournalLine;
use crate::ipc::protocol::{
    Alias, AliasReply, ErrorCode, Export, Failure, Filter, Import, ImportFrom, Pin, PinReply,
    Rebind, RebindReply, Request, Response, Sync, SyncReply, Undo, UndoItem, UndoList,
};

pub(super) const MAP: &str =
    "# Mind map\n\nPython\n├── dict\n│   ├── hashing\n│   └── views\n└── list\n    └── slices\n";

pub(super) const HOUSE: &str = "# Memory palace\n\nPalace = House\n\n| Place | Point |\n|---|---|\n| Gate | namespaces |\n| Hall | closures |\n| Attic | decorators |\n";

pub(super) fn world(text: &str) -> World {
    let mut world = World::empty();
    world.write("a.md", text);
    world.read();
    world
}

pub(super) fn edit(world: &mut World, from: &str, to: &str) -> SyncReply {
    let text = world.files["/notes/a.md"].replace(from, to);
    world.write("a.md", &text);
    world.sync(Sync::default()).unwrap()
}

pub(super) fn undo(world: &mut World, id: Uuid) -> Result<UndoItem, Failure> {
    let undo = Undo {
        count: None,
        id: Some(id),
    };
    match world.ask(Request::Undo(undo))? {
        Response::Undo(reply) => Ok(reply.undone.into_iter().next().unwrap()),
        other => panic!("{other:?}"),
    }
}

fn rebind(world: &mut World, old: &str, new: &str) -> Result<RebindReply, Failure> {
    let rebind = Rebind {
        batch_id: None,
        old: old.to_owned(),
        new: new.to_owned(),
    };
    match world.ask(Request::Rebind(rebind))? {
        Response::Rebind(reply) => {
            world.read();
            Ok(reply)
        }
        other => panic!("{other:?}"),
    }
}

pub(super) fn alias(
    world: &mut World,
    locus: &str,
    text: &str,
    remove: bool,
) -> Result<AliasReply, Failure> {
    let alias = Alias {
        batch_id: None,
        locus: locus.to_owned(),
        text: Some(text.to_owned()),
        remove,
    };
    match world.ask(Request::Alias(alias))? {
        Response::Alias(reply) => Ok(reply),
        other => panic!("{other:?}"),
    }
}

fn list(world: &mut World) -> Vec<UndoItem> {
    match world.ask(Request::UndoList(UndoList::default())).unwrap() {
        Response::UndoList(items) => items,
        other => panic!("{other:?}"),
    }
}

/// The journal of one world, brought into another one.
fn bring(from: &mut World, to: &mut World) {
    let Ok(Response::Export(reply)) = from.ask(Request::Export(Export::default())) else {
        panic!("no export");
    };
    let read = |value: &serde_json::Value| JournalLine::from_json(&value.to_string()).unwrap();
    let lines: Vec<_> = (1..).zip(reply.entries.iter().map(read)).collect();
    let import = Import {
        path: "/journal.jsonl".to_owned(),
        from: ImportFrom::Journal,
    };
    let result = Ok(ImportText::Journal(lines.into()));
    let outcome = to.event(Event::ImportRead { import, result });
    outcome.reply.unwrap().unwrap();
    to.read();
}

/// A world in which `hashing` was reviewed and then renamed, and the id of that move.
fn renamed() -> (World, Uuid) {
    let mut world = world(MAP);
    world.log("python/dict/hashing", 3);
    world.pass_days(1);
    let report = edit(&mut world, "hashing", "hashing of keys");
    let moved = report.moved.first().unwrap().clone();
    assert_eq!(moved.to, "python/dict/hashing-of-keys");
    (world, moved.id.unwrap())
}

#[test]
fn a_move_is_told_by_sync_and_show_and_a_dry_run_gives_no_id() {
    let mut world = world(MAP);
    world.log("python/dict/hashing", 3);
    let text = MAP.replace("hashing", "hashing of keys");
    world.write("a.md", &text);
    let dry = Sync {
        dry_run: true,
        ..Sync::default()
    };
    let report = world.sync(dry).unwrap();
    assert_eq!((report.moved.len(), report.moved[0].id), (1, None));
    assert!(world.show("python/dict/hashing").moves.is_empty());
    let report = world.sync(Sync::default()).unwrap();
    let shown = world.show("python/dict/hashing-of-keys");
    assert_eq!(shown.moves.len(), 1);
    assert_eq!(Some(shown.moves[0].id), report.moved[0].id);
    assert_eq!(shown.moves[0].to.join("/"), "Python/dict/hashing of keys");
    assert!(shown.moves[0].holds);
}

#[test]
fn a_plain_undo_never_takes_a_move_back_and_the_list_tells_it() {
    let (mut world, id) = renamed();
    let items = list(&mut world);
    assert_eq!(items.len(), 2);
    assert_eq!(items[0].moves[0].id, Some(id));
    assert!(items[1].moves.is_empty());
    let undone = world.undo().unwrap();
    assert!(undone.undone[0].what.starts_with("1 review"), "{undone:?}");
    assert_eq!(
        world.show("python/dict/hashing-of-keys").moves.len(),
        1,
        "the move stands"
    );
}

#[test]
fn a_move_that_is_taken_back_retires_the_locus_at_home_and_is_never_found_again() {
    let (mut world, id) = renamed();
    let locus = world.show("hashing of keys").locus.id;
    let item = undo(&mut world, id).unwrap();
    assert_eq!(item.moves[0].from, "python/dict/hashing");
    let home = world.show("python/dict/hashing");
    assert_eq!(
        (home.locus.id, home.locus.state.as_str()),
        (locus, "retired")
    );
    assert_eq!((home.history.len(), home.moves.len()), (1, 2));
    assert!(home.moves.iter().all(|moved| !moved.holds));
    for again in 0..3 {
        let new = world.show("python/dict/hashing-of-keys");
        assert_eq!((new.locus.id, new.history.len()), (None, 0), "{again}");
        match again {
            0 => world.restart(),
            _ => world.pass_days(1),
        }
        let report = world.sync(Sync::default()).unwrap();
        assert!(
            report.moved.is_empty() && report.returned == 0,
            "{report:?}"
        );
    }
    let failure = undo(&mut world, id).unwrap_err();
    assert_eq!(failure.code, ErrorCode::NothingToUndo);
    assert!(failure.message.contains("was taken back"), "{failure}");
    // The new one has a history of its own, and the old one comes back where it was.
    world.log("python/dict/hashing-of-keys", 1);
    let report = edit(
        &mut world,
        "├── hashing of keys\n",
        "├── hashing of keys\n│   ├── hashing\n",
    );
    assert_eq!((report.returned, report.moved.len()), (1, 0), "{report:?}");
    assert_eq!(world.show("python/dict/hashing").locus.id, locus);
}

#[test]
fn a_guessed_return_is_taken_back_to_where_it_was_gone() {
    let mut world = world(MAP);
    world.log("python/dict/hashing", 3);
    let id = world
        .show("python/dict/hashing")
        .locus
        .id
        .map(LocusId)
        .unwrap();
    edit(&mut world, "│   ├── hashing\n", "");
    edit(
        &mut world,
        "└── slices",
        "├── digests of bytes\n    └── slices",
    );
    let engine = &mut world.engine;
    let node = engine.shelf.finder.locus("digests of bytes").unwrap();
    let (batch, stamp) = (
        engine.own_batch(world.now),
        engine.calendar(world.now).stamp(world.now.at),
    );
    let (to, path) = (
        engine.shelf.label_path(node),
        engine.shelf.path(node).to_owned(),
    );
    let from = engine.loci[&id].label_path.clone();
    let mut draft = Draft::default();
    draft.push(
        batch,
        stamp,
        Fact::Return {
            locus: id,
            path: path.clone(),
            to: None,
        },
    );
    let moved = draft.push(
        batch,
        stamp,
        Fact::Move {
            locus: id,
            from,
            to,
            path,
        },
    );
    engine.record(draft).unwrap();
    engine.stand(&vec![(id, Some(node))]).unwrap();
    assert_eq!(world.show("digests of bytes").history.len(), 1);
    let item = undo(&mut world, moved).unwrap();
    assert_eq!(item.moves[0].from, "python/dict/hashing");
    assert_eq!(world.show("python/dict/hashing").locus.state, "retired");
    assert_eq!(world.show("digests of bytes").locus.id, None);
}

#[test]
fn a_guessed_move_is_told_as_one_and_a_sure_one_is_not() {
    let mut world = world(MAP);
    world.log("python/dict/**", 3);
    world.log("python/dict", 3);
    let report = edit(&mut world, "dict", "dictionary");
    let mut told: Vec<(&str, bool)> = (report.moved.iter())
        .map(|moved| (moved.to.as_str(), moved.guessed))
        .collect();
    told.sort_unstable();
    let wanted = [
        ("python/dictionary", true),
        ("python/dictionary/hashing", false),
        ("python/dictionary/views", false),
    ];
    assert_eq!(told, wanted);
}

#[test]
fn a_whole_reading_is_taken_back_by_its_batch() {
    let mut world = world(MAP);
    world.log("python/**", 3);
    let report = edit(&mut world, "dict", "dictionary");
    assert_eq!(report.moved.len(), 3);
    let batch = list(&mut world)[0].id;
    let item = undo(&mut world, batch).unwrap();
    assert_eq!((item.count, item.moves.len()), (3, 3));
    assert_eq!(world.ls(Filter::Retired).len(), 3);
    assert_eq!(world.ls(Filter::New).len(), 3);
    assert!(list(&mut world).iter().all(|item| item.id != batch));
}

#[test]
fn what_was_swapped_goes_home_where_its_home_still_stands() {
    let mut world = world(MAP);
    world.log("python/dict/hashing", 3);
    let report = edit(&mut world, "hashing", "hashing of keys");
    let id = report.moved[0].id.unwrap();
    // The old label is written again beside it; whoever it is, it is nobody's yet.
    edit(&mut world, "└── views", "├── hashing\n│   └── views");
    undo(&mut world, id).unwrap();
    let home = world.show("python/dict/hashing");
    assert_eq!(
        (home.locus.state.as_str(), home.history.len()),
        ("review", 1)
    );
    assert_eq!(world.show("hashing of keys").locus.id, None);
    world.restart();
    world.read();
    assert_eq!(world.show("python/dict/hashing").history.len(), 1);
}

#[test]
fn what_the_user_said_holds_on_another_machine() {
    let (mut here, id) = renamed();
    undo(&mut here, id).unwrap();
    let mut there = world(&here.files["/notes/a.md"].clone());
    bring(&mut here, &mut there);
    assert_eq!(there.show("python/dict/hashing").locus.state, "retired");
    assert_eq!(there.show("python/dict/hashing-of-keys").locus.id, None);
    rebind(&mut here, "python/dict/hashing", "hashing of keys").unwrap();
    bring(&mut here, &mut there);
    assert_eq!(there.show("python/dict/hashing-of-keys").history.len(), 1);
    let known = there.engine.loci.values();
    assert!(known.flat_map(|known| &known.apart).next().is_none());
}

#[test]
fn a_history_goes_on_at_another_place_and_an_undo_brings_it_home() {
    let (mut world, id) = renamed();
    undo(&mut world, id).unwrap();
    let reply = rebind(&mut world, "python/dict/hashing", "hashing of keys").unwrap();
    assert_eq!((reply.reviews, reply.merged), (1, 0));
    let now = world.show("python/dict/hashing-of-keys");
    assert_eq!((now.locus.state.as_str(), now.history.len()), ("review", 1));
    world.restart();
    world.read();
    assert_eq!(world.show("python/dict/hashing-of-keys").history.len(), 1);
    assert!(world.ls(Filter::Retired).is_empty());
    world.undo().unwrap();
    assert_eq!(world.show("python/dict/hashing").locus.state, "retired");
    assert_eq!(world.show("python/dict/hashing-of-keys").locus.id, None);
}

#[test]
fn what_is_gone_is_meant_before_what_resembles_it() {
    let (mut world, id) = renamed();
    undo(&mut world, id).unwrap();
    let reply = rebind(&mut world, "hashing", "hashing of keys").unwrap();
    assert_eq!(reply.from, "python/dict/hashing");
    world.undo().unwrap();
    world.log("python/list", 3);
    edit(&mut world, "slices", "hashing");
    world.log("python/list/hashing", 3);
    let failure = rebind(&mut world, "hashing", "dict/views").unwrap_err();
    assert_eq!(failure.code, ErrorCode::AmbiguousLocus);
    assert_eq!(
        failure.candidates,
        ["python/dict/hashing", "python/list/hashing"]
    );
}

#[test]
fn two_histories_become_one_and_no_review_is_lost() {
    let mut world = world(MAP);
    world.log("python/dict/hashing", 3);
    world.pass_days(2);
    world.log("python/dict/views", 1);
    alias(&mut world, "python/dict/views", "windows", false).unwrap();
    world.pass_days(2);
    world.log("python/dict/hashing", 4);
    edit(&mut world, "│   ├── hashing\n", "");
    let (gone, views) = (world.show("python/dict/hashing"), world.show("dict/views"));
    assert_eq!(gone.locus.state, "retired");
    let reply = rebind(&mut world, "python/dict/hashing", "dict/views").unwrap();
    assert_eq!((reply.reviews, reply.merged), (3, 1));
    let both = world.show("dict/views");
    assert_eq!(both.locus.id, gone.locus.id);
    assert_eq!(world.show("windows").locus.id, gone.locus.id);
    let ratings: Vec<u8> = both.history.iter().map(|review| review.rating).collect();
    assert_eq!(ratings, [3, 1, 4], "in the order of time");
    assert_eq!(both.locus.lapses, 1);
    let before = world.show("dict/views");
    crate::store::repair::repair(&mut world.engine.store, &world.engine.model).unwrap();
    world.restart();
    assert_eq!(world.show("dict/views"), before, "replayed it is the same");
    world.read();
    world.log("dict/views", 3);
    world.undo().unwrap();
    world.undo().unwrap();
    let apart = world.show("dict/views");
    assert_eq!(
        (apart.locus.id, &apart.history),
        (views.locus.id, &views.history)
    );
    assert_eq!(world.show("python/dict/hashing").history, gone.history);
    assert_eq!(world.show("python/dict/hashing").locus.state, "retired");
    world.restart();
    world.read();
    assert_eq!(world.show("windows").history, views.history);
}

#[test]
fn a_history_goes_on_only_at_its_like() {
    let mut world = world(MAP);
    world.write("b.md", HOUSE);
    world.read();
    world.log("python/dict", 3);
    let failure = rebind(&mut world, "python/dict", "house/gate").unwrap_err();
    assert_eq!(failure.code, ErrorCode::InvalidParams);
    let failure = rebind(&mut world, "python/dict", "python/dict").unwrap_err();
    assert!(failure.message.contains("already"), "{failure}");
    let failure = rebind(&mut world, "python/list", "python/dict").unwrap_err();
    assert!(failure.message.contains("no history"), "{failure}");
    let failure = rebind(&mut world, "python/nothing", "python/dict").unwrap_err();
    assert_eq!(failure.code, ErrorCode::UnknownLocus);
}

#[test]
fn another_name_finds_a_locus_and_is_taken_away_again() {
    let mut world = world(MAP);
    let reply = alias(&mut world, "python/dict/hashing", "Key  digest", false).unwrap();
    assert_eq!(reply.aliases, ["Key digest"]);
    assert_eq!(world.show("key digest").locus.path, "python/dict/hashing");
    assert_eq!(world.show("hashing").aliases, ["Key digest"]);
    let again = alias(&mut world, "hashing", "key-digest", false).unwrap();
    assert_eq!(again.batch, None, "it is the same as it is typed");
    world.restart();
    world.read();
    assert_eq!(
        world.log("KEY DIGEST", 3).reviews[0].path,
        "python/dict/hashing"
    );
    world.undo().unwrap();
    let failure = alias(&mut world, "hashing", "other", true).unwrap_err();
    assert!(failure.message.contains("no other name"), "{failure}");
    alias(&mut world, "hashing", "Key digest", true).unwrap();
    assert!(world.show("hashing").aliases.is_empty());
    world.undo().unwrap();
    assert_eq!(world.show("key digest").locus.path, "python/dict/hashing");
    world.undo().unwrap();
    let show = Request::Show(crate::ipc::protocol::Show {
        locus: "key digest".to_owned(),
    });
    assert_eq!(world.ask(show).unwrap_err().code, ErrorCode::UnknownLocus);
    for bad in ["", " ", "…", "a/b", &"x".repeat(201)] {
        assert!(alias(&mut world, "hashing", bad, false).is_err(), "{bad}");
    }
}

#[test]
fn a_path_and_a_suffix_come_before_another_name_and_words_behind_it() {
    let mut world = world(MAP);
    alias(&mut world, "python/list", "views", false).unwrap();
    assert_eq!(world.show("views").locus.path, "python/dict/views");
    alias(&mut world, "python/list", "sli", false).unwrap();
    assert_eq!(world.show("sli").locus.path, "python/list");
}

fn pin(world: &mut World, locus: &str) -> (Option<Anchoring>, Option<Result<PinReply, Failure>>) {
    let pin = Pin {
        batch_id: None,
        locus: locus.to_owned(),
    };
    let outcome = world.event(Event::Request(Request::Pin(pin)));
    let asked = outcome.effects.into_iter().find_map(|effect| match effect {
        Effect::Work(Job::WriteAnchor(anchoring)) => Some(anchoring),
        _ => None,
    });
    let reply = outcome.reply.map(|reply| {
        reply.map(|response| match response {
            Response::Pin(reply) => reply,
            other => panic!("{other:?}"),
        })
    });
    (asked, reply)
}

#[test]
fn a_pin_has_its_anchor_written_and_is_a_fact_then() {
    let mut world = world(MAP);
    let (asked, reply) = pin(&mut world, "dict/hashing");
    let anchoring = asked.unwrap();
    assert!(reply.is_none());
    assert_eq!((anchoring.anchor.as_str(), anchoring.line), ("hashing", 5));
    let failure = Failure::new(ErrorCode::Failed, "cannot write");
    let refused = world.event(Event::Anchored {
        anchoring: anchoring.clone(),
        result: Err(failure.clone()),
    });
    assert_eq!(refused.reply.unwrap().unwrap_err(), failure);
    assert_eq!(world.show("dict/hashing").locus.id, None);
    let written = "│   ├── hashing ^hashing".to_owned();
    let done = world.event(Event::Anchored {
        anchoring,
        result: Ok(written.clone()),
    });
    let Ok(Response::Pin(reply)) = done.reply.unwrap() else {
        panic!("no pin");
    };
    assert_eq!(reply.written, Some(written));
    edit(&mut world, "hashing\n", "hashing ^hashing\n");
    let id = world.show("dict/hashing").locus.id;
    assert!(id.is_some());
    let (asked, reply) = pin(&mut world, "dict/hashing");
    assert!(asked.is_none() && reply.unwrap().unwrap().written.is_none());
    // No edit makes it doubtful.
    edit(&mut world, "hashing ^hashing", "something else ^hashing");
    assert_eq!(world.show("something else").locus.id, id);
    let undone = world.undo().unwrap();
    let what = &undone.undone[0].what;
    assert!(what.contains("^hashing stays in the note"), "{what}");
}

#[test]
fn an_anchor_of_two_is_no_pin() {
    let mut world = world(
        &MAP.replace("hashing", "hashing ^a")
            .replace("views", "views ^a"),
    );
    let (_, reply) = pin(&mut world, "dict/hashing");
    let failure = reply.unwrap().unwrap_err();
    assert!(failure.message.contains("python/dict/views"), "{failure}");
}
