//! Notes that are cut, broken, emptied or gone: what was learnt stays until the user says otherwise.

use std::path::PathBuf;

use super::world::World;
use crate::ipc::protocol::{Filter, Sync, SyncReply};
use crate::notes::source::reader::Reader;

const MAP: &str = "<map>\n<node TEXT=\"Python\">\n<node TEXT=\"dict\" ID=\"d\">\n<node TEXT=\"hashing\"/>\n</node>\n\
                   <node TEXT=\"list\"/>\n<node TEXT=\"set\"/>\n</node>\n</map>\n";
const TREE: &str = "# Mind map\n\nPython\n├── dict\n│   └── hashing\n├── list\n└── set\n";

fn learnt(name: &str, text: &str) -> World {
    let mut world = World::empty();
    world.write(name, text);
    world.read();
    world.log("python/**", 3);
    world
}

fn accept(name: &str) -> Sync {
    Sync {
        accept: Some(format!("/notes/{name}")),
        ..Sync::default()
    }
}

/// Nothing retired, and this file is asked about.
#[track_caller]
fn kept(world: &mut World, name: &str, why: &str) -> SyncReply {
    let report = world.sync(Sync::default()).unwrap();
    assert_eq!((report.retired, report.added), (0, 0), "{report:?}");
    let held: Vec<(&str, &str)> = report
        .held
        .iter()
        .map(|held| (held.source.as_str(), held.why.as_str()))
        .collect();
    assert_eq!(held, [(format!("/notes/{name}").as_str(), why)]);
    assert_eq!(world.ls(Filter::Live).len(), 4);
    assert_eq!(world.show("python/dict/hashing").locus.state, "review");
    report
}

const BROKEN: &str = "the file is cut or broken, so its last good state is kept";

#[test]
fn a_map_that_is_cut_at_any_place_keeps_its_last_good_state() {
    let mut world = learnt("a.mm", MAP);
    for end in 0..MAP.trim_end().len() {
        world.write("a.mm", &MAP[..end]);
        let report = kept(&mut world, "a.mm", BROKEN);
        assert_eq!(report.problems.len(), 1, "{end}: {report:?}");
    }
    world.restart();
    kept(&mut world, "a.mm", BROKEN);
    world.write("a.mm", &MAP.replace("set", "sets"));
    let report = world.sync(Sync::default()).unwrap();
    assert!(
        report.held.is_empty() && report.retired == 0 && report.moved.len() == 1,
        "{report:?}"
    );
}

#[test]
fn a_broken_map_is_read_as_far_as_it_can_be_once_it_is_accepted_or_if_there_was_none_before() {
    let cut = MAP.replace(
        "<node TEXT=\"list\"/>\n<node TEXT=\"set\"/>\n</node>\n</map>\n",
        "",
    );
    let mut world = learnt("a.mm", MAP);
    world.write("a.mm", &cut);
    kept(&mut world, "a.mm", BROKEN);
    let report = world.sync(accept("a.mm")).unwrap();
    assert_eq!(
        (report.retired, report.held.len(), report.problems.len()),
        (2, 0, 1)
    );
    assert_eq!(world.ls(Filter::Live).len(), 2);
    world.write("a.mm", &cut.replace("hashing", "hashing of keys"));
    let report = world.sync(Sync::default()).unwrap();
    assert!(
        report.held.is_empty(),
        "there is no good state to keep: {report:?}"
    );
    assert_eq!(world.ls(Filter::Live).len(), 2);

    let mut world = World::empty();
    world.write("b.mm", &cut);
    assert_eq!(world.sync(Sync::default()).unwrap().problems.len(), 1);
    assert_eq!(world.ls(Filter::Live).len(), 2);
}

#[test]
fn a_note_that_is_not_found_any_more_may_only_be_left_out() {
    let mut world = learnt("a.mm", MAP);
    world.files.clear();
    kept(
        &mut world,
        "a.mm",
        "the file is gone, or left out now (`ignore`, .gitignore, a folder that is skipped)",
    );
}

#[test]
fn a_broken_map_that_is_rejected_is_not_asked_about_again() {
    let mut world = learnt("a.mm", MAP);
    world.write("a.mm", &MAP[..60]);
    world.read();
    let reject = Sync {
        reject: Some("/notes/a.mm".to_owned()),
        ..Sync::default()
    };
    assert!(world.sync(reject).unwrap().held.is_empty());
    assert!(world.sync(Sync::default()).unwrap().held.is_empty());
    assert_eq!(world.ls(Filter::Live).len(), 4);
    world.write("a.mm", &MAP[..70]);
    kept(&mut world, "a.mm", BROKEN);
}

#[test]
fn a_note_with_a_merge_conflict_keeps_its_last_good_state_while_the_marks_stand_there() {
    for (name, text, conflict) in [
        (
            "a.md",
            TREE,
            "<<<<<<< HEAD\n├── list\n=======\n├── lists\n>>>>>>> other\n",
        ),
        (
            "a.mm",
            MAP,
            "<<<<<<< HEAD\n<node TEXT=\"list\"/>\n=======\n<node TEXT=\"lists\"/>\n>>>>>>> other\n",
        ),
    ] {
        let mut world = learnt(name, text);
        let line = text.lines().find(|line| line.contains("list")).unwrap();
        world.write(name, &text.replace(&format!("{line}\n"), conflict));
        let report = kept(&mut world, name, BROKEN);
        let problem = report
            .problems
            .iter()
            .find(|problem| problem.message.contains("merge conflict"));
        assert_eq!(problem.unwrap().line, 6, "{report:?}");
        world.write(name, &text.replace("list", "lists"));
        let report = world.sync(Sync::default()).unwrap();
        assert!(report.held.is_empty() && report.retired == 0, "{report:?}");
        assert_eq!(
            (report.moved.len(), report.problems.len()),
            (1, 0),
            "{report:?}"
        );
    }
}

#[test]
fn a_small_file_that_is_emptied_is_held_like_one_that_is_gone() {
    for empty in ["", "\n", " \t\r\n\n"] {
        let mut world = learnt("a.md", TREE);
        world.write("a.md", empty);
        kept(&mut world, "a.md", "the file is empty");
        world.write("a.md", TREE);
        let report = world.sync(Sync::default()).unwrap();
        assert!(report.held.is_empty() && report.returned == 0, "{report:?}");
        world.write("a.md", empty);
        world.read();
        assert_eq!(world.sync(accept("a.md")).unwrap().retired, 4);
    }
}

#[test]
fn what_was_moved_out_of_a_file_leaves_it_empty_without_a_question() {
    let mut world = learnt("a.md", TREE);
    world.write("a.md", "");
    world.write("b.md", TREE);
    let report = world.sync(Sync::default()).unwrap();
    assert!(report.held.is_empty() && report.retired == 0, "{report:?}");
}

#[test]
fn notes_on_the_disk_that_go_bad_in_any_way_keep_their_last_good_state() {
    type Spoil = fn(&PathBuf, &PathBuf);
    let spoils: [(&str, Spoil); 8] = [
        ("gone", |file, _| std::fs::remove_file(file).unwrap()),
        ("a folder", |file, _| {
            std::fs::remove_file(file).unwrap();
            std::fs::create_dir(file).unwrap();
        }),
        ("unmounted", |_, root| {
            std::fs::rename(root, root.with_extension("off")).unwrap()
        }),
        ("too long", |file, _| {
            let file = std::fs::OpenOptions::new().write(true).open(file).unwrap();
            file.set_len(64 * 1024 * 1024 + 1).unwrap();
        }),
        ("zeros", |file, _| std::fs::write(file, [0; 100]).unwrap()),
        ("other bytes", |file, _| {
            std::fs::write(file, b"Python\n\xff").unwrap()
        }),
        ("half of UTF-16", |file, _| {
            std::fs::write(file, b"\xff\xfea\0\n").unwrap()
        }),
        ("a link to nowhere", |file, _| {
            std::fs::remove_file(file).unwrap();
            std::os::unix::fs::symlink("nowhere.md", file).unwrap();
        }),
    ];
    for (what, spoil) in spoils {
        let home = tempfile::tempdir().unwrap();
        let root = home.path().join("notes");
        std::fs::create_dir(&root).unwrap();
        let file = root.join("a.md");
        std::fs::write(&file, TREE).unwrap();
        std::fs::write(root.join("b.md"), TREE.replace("Python", "Rust")).unwrap();
        let mut reader = Reader::default();
        let mut read = || {
            reader.read(
                std::slice::from_ref(&root),
                &[],
                &std::collections::BTreeSet::new(),
            )
        };
        let mut world = World::empty();
        world.take(read());
        world.log("python/**", 3);
        spoil(&file, &root);
        let report = world.take(read());
        assert_eq!(report.retired, 0, "{what}: {report:?}");
        assert_eq!(world.ls(Filter::Live).len(), 8, "{what}");
        assert!(report.held.len() + report.problems.len() > 0, "{what}");
        let asks = report
            .held
            .iter()
            .map(|held| &held.source)
            .chain(report.problems.iter().map(|problem| &problem.source));
        for source in asks {
            assert!(file.starts_with(source), "{what}: {source}");
        }
    }
}
