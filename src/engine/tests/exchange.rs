//! Two machines with the same notes that exchange their journals.

use super::world::World;
use crate::engine::event::{Event, ImportText};
use crate::ipc::journal::JournalLine;
use crate::ipc::protocol::{Export, Filter, Import, ImportFrom, Request, Response, Sync};

const NOTE: &str = "# Mind map\n\nRust\n├── traits\n│   ├── dyn\n│   └── impl\n└── lifetimes\n";

fn world() -> World {
    let mut world = World::empty();
    world.write("rust.md", NOTE);
    world.read();
    world
}

fn rename(world: &mut World, to: &str) {
    rewrite(world, "dyn", to);
}

fn rewrite(world: &mut World, from: &str, to: &str) {
    world.write("rust.md", &NOTE.replace(from, to));
    world.sync(Sync::default()).unwrap();
}

/// The whole journal of one machine, read by the other.
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

fn seen(world: &mut World) -> Vec<String> {
    let mut seen = Vec::new();
    for filter in [Filter::Live, Filter::Retired] {
        for locus in world.ls(filter) {
            let (path, state, id) = (&locus.path, &locus.state, locus.id);
            seen.push(format!("{state} {path} {id:?} {:?}", locus.reviews));
        }
    }
    seen
}

/// Machine A with `dyn` as "dyn dispatch", machine B as "dyn objects", each reviewed once more.
fn parted() -> (World, World) {
    let (mut a, mut b) = (world(), world());
    a.log("rust/traits/dyn", 3);
    bring(&mut a, &mut b);
    a.pass_days(1);
    b.pass_days(1);
    b.pass_secs(60);
    rename(&mut b, "dyn objects");
    b.log("rust/traits/dyn-objects", 3);
    a.pass_secs(3600);
    rename(&mut a, "dyn dispatch");
    a.log("rust/traits/dyn-dispatch", 3);
    (a, b)
}

#[test]
fn a_journal_from_elsewhere_takes_no_locus_off_its_node() {
    let (mut a, mut b) = parted();
    let before = a.show("rust/traits/dyn-dispatch").locus.id;
    bring(&mut b, &mut a);
    let locus = a.show("rust/traits/dyn-dispatch").locus;
    assert_eq!((locus.id, locus.reviews), (before, 3));
    assert!(a.ls(Filter::Retired).is_empty());
    a.restart();
    assert_eq!(a.show("rust/traits/dyn-dispatch").locus, locus);
}

#[test]
fn two_machines_that_exchange_their_journals_agree_in_either_order() {
    for first in ["a", "b"] {
        let (mut a, mut b) = parted();
        if first == "a" {
            bring(&mut b, &mut a);
            bring(&mut a, &mut b);
        } else {
            bring(&mut a, &mut b);
            bring(&mut b, &mut a);
        }
        rename(&mut b, "dyn dispatch");
        bring(&mut b, &mut a);
        bring(&mut a, &mut b);
        assert_eq!(seen(&mut a), seen(&mut b), "{first} first");
        assert!(a.ls(Filter::Retired).is_empty());
        for world in [&mut a, &mut b] {
            let before = seen(world);
            world.restart();
            world.read();
            assert_eq!(seen(world), before);
            assert_eq!(world.show("rust/traits/dyn-dispatch").locus.reviews, 3);
        }
    }
}

#[test]
fn an_anchor_brings_back_on_one_machine_what_went_on_the_other() {
    let (mut a, mut b) = (world(), world());
    rename(&mut a, "dyn ^dyn-1");
    a.log("rust/traits/dyn", 3);
    for world in [&mut a, &mut b] {
        rewrite(world, "│   ├── dyn\n", "");
    }
    bring(&mut a, &mut b);
    for world in [&mut a, &mut b] {
        world.pass_days(400);
        rewrite(
            world,
            "│   ├── dyn\n│   └── impl\n└── lifetimes",
            "│   └── impl\n└── objects of a trait ^dyn-1",
        );
    }
    bring(&mut b, &mut a);
    bring(&mut a, &mut b);
    assert_eq!(seen(&mut a), seen(&mut b));
    for world in [&mut a, &mut b] {
        assert_eq!(world.show("rust/objects-of-a-trait").locus.reviews, 1);
        assert!(world.ls(Filter::Retired).is_empty());
    }
}
