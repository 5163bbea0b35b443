//! Planted breaches: each rule of the house is shown to fail, on the right line, and to let pass what is fine.

use super::{LONGEST, breaches};

/// What is found in a file that begins well and holds `code`.
fn found(path: &str, code: &str) -> Vec<String> {
    breaches(path, &format!("//! Planted.\n{code}"))
}

/// Asserts that a planted breach is found on its line, and that it is the only one.
#[track_caller]
fn planted(path: &str, code: &str, expected: &str) {
    let found = found(path, code);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with(&format!("{path}:2: ")), "{}", found[0]);
    assert!(found[0].contains(expected), "{}", found[0]);
}

#[track_caller]
fn clean(path: &str, code: &str) {
    assert_eq!(found(path, code), [""; 0]);
}

#[test]
fn an_upward_or_sideways_import_is_found() {
    planted(
        "src/domain/day.rs",
        "use crate::store::Store;",
        "domain must not import store",
    );
    planted(
        "src/domain/day.rs",
        "fn f() { crate::clock::now() }",
        "must not import clock",
    );
    planted(
        "src/store/sql.rs",
        "use crate::{domain::day, engine::turn};",
        "import engine",
    );
    planted(
        "src/store/mod.rs",
        "use super::notes;",
        "store must not import notes",
    );
    planted(
        "src/engine/mod.rs",
        "use crate::daemon;",
        "engine must not import daemon",
    );
    planted(
        "src/config.rs",
        "pub use crate::clock;",
        "config must not import clock",
    );
    planted(
        "src/cli/log.rs",
        "use crate::store::Store;",
        "cli must not import store",
    );
    planted(
        "src/cli/log.rs",
        "use crate::engine::turn;",
        "cli must not import engine",
    );
    planted(
        "src/cli/log.rs",
        "use super::super::desktop::x;",
        "cli must not import desktop",
    );
    planted(
        "src/notes/tree.rs",
        "type S = loci::store::S;",
        "notes must not import store",
    );
}

#[test]
fn an_import_from_below_is_fine() {
    clean(
        "src/store/sql.rs",
        "use crate::domain::{day, locus}; use super::rows;",
    );
    clean(
        "src/daemon/turn.rs",
        "use crate::{clock, config, desktop, engine, ipc, notes, store};",
    );
    clean(
        "src/cli/log.rs",
        "use crate::ipc::client; use crate::{clock, config, domain, notes};",
    );
    clean(
        "src/bin/loci.rs",
        "fn main() { loci::daemon::run(); loci::cli::run() }",
    );
    clean(
        "src/domain/day.rs",
        "/// See [`crate::store`].\nconst S: &str = \"crate::store::x\";",
    );
}

#[test]
fn tests_may_import_their_own_row_and_what_is_below_but_nothing_above() {
    let test = |import: &str| format!("#[cfg(test)] mod tests {{ {import} }}");
    clean(
        "src/store/sql.rs",
        &test("use crate::notes; use tempfile::TempDir; use std::fs;"),
    );
    clean("src/store/tests.rs", "use crate::notes;");
    planted(
        "src/store/sql.rs",
        &test("use crate::engine;"),
        "must not import engine",
    );
    planted(
        "src/domain/day.rs",
        &test("use crate::store;"),
        "must not import store",
    );
    let after = format!("{} use crate::notes;", test(""));
    planted("src/store/sql.rs", &after, "store must not import notes");
}

#[test]
fn the_parts_that_carry_io_stay_out_of_the_pure_ones() {
    planted(
        "src/engine/log.rs",
        "use crate::notes::source::Source;",
        "reads no files",
    );
    planted(
        "src/engine/log.rs",
        "use crate::ipc::server;",
        "protocol alone",
    );
    clean(
        "src/engine/log.rs",
        "use crate::ipc::protocol; use crate::notes::tree;",
    );
    planted("src/cli/log.rs", "use crate::ipc::server;", "no tokio");
    planted("src/ipc/client.rs", "use super::server::serve;", "no tokio");
    clean(
        "src/ipc/server.rs",
        "use super::codec; use tokio::net::UnixListener;",
    );
    planted(
        "src/ipc/client.rs",
        "use tokio::net::UnixStream;",
        "tokio must not be named",
    );
}

#[test]
fn a_name_outside_its_layer_is_found() {
    planted(
        "src/engine/log.rs",
        "use rusqlite::Connection;",
        "rusqlite must not be named",
    );
    planted(
        "src/domain/day.rs",
        "use serde::Serialize;",
        "serde must not be named",
    );
    planted(
        "src/domain/day.rs",
        "fn f() { tracing::info!() }",
        "tracing must not be named",
    );
    planted(
        "src/domain/day.rs",
        "use std::{collections::HashMap, fs};",
        "std::fs must not",
    );
    planted(
        "src/domain/day.rs",
        "use std::env::var;",
        "std::env must not",
    );
    planted("src/domain/queue.rs", "use fsrs::FSRS;", "fsrs must not");
    clean("src/domain/memory.rs", "use fsrs::FSRS;");
    planted(
        "src/notes/tree.rs",
        "fn f() { std::fs::read(p) }",
        "std::fs must not",
    );
    clean(
        "src/notes/source.rs",
        "use notify::Watcher; use std::fs; use ignore::WalkBuilder;",
    );
    clean("src/notes/source_walk.rs", "use std::fs;");
    planted("src/daemon/mod.rs", "use clap;", "clap must not");
    planted(
        "src/daemon/mod.rs",
        "use notify_rust::Notification;",
        "notify_rust must not",
    );
    clean(
        "src/desktop/mod.rs",
        "use super::desktop::notify; fn f() { notify::show() }",
    );
    planted("src/ipc/codec.rs", "use std::fs::File;", "std::fs must not");
    clean(
        "src/ipc/spool.rs",
        "use std::fs::File; fn f() { std::process::id() }",
    );
    planted(
        "src/store/sql.rs",
        "use std::process::{self, Command};",
        "std::process::Command must not",
    );
}

#[test]
fn a_clock_read_is_found_in_tests_too() {
    planted(
        "src/domain/day.rs",
        "fn f() { chrono::Utc::now() }",
        "reads the clock",
    );
    planted(
        "src/domain/day.rs",
        "fn f() { SystemTime::now() }",
        "reads the clock",
    );
    planted(
        "src/domain/day.rs",
        "fn f() { uuid::Uuid::now_v7() }",
        "reads the clock",
    );
    planted(
        "src/engine/log.rs",
        "#[cfg(test)] fn f() { Instant::now() }",
        "reads the clock",
    );
    clean("src/clock.rs", "fn f() { chrono::Utc::now() }");
    clean("src/cli/log.rs", "fn f() { uuid::Uuid::now_v7() }");
}

#[test]
fn a_file_without_a_beginning_a_bad_name_and_an_unknown_module_are_found() {
    let found = breaches("src/domain/day.rs", "use std::fmt;\n");
    assert_eq!(
        found,
        ["src/domain/day.rs:1: begin with `//!`: what the file holds"]
    );
    let named = |path| breaches(path, "//! Planted.\n").len();
    assert_eq!(named("src/domain/utils.rs"), 1);
    assert_eq!(named("src/store/common/rows.rs"), 1);
    assert_eq!(named("src/cli/manager/mod.rs"), 1);
    assert_eq!(named("src/cabin.rs"), 1);
    assert_eq!(named("src/cli/plan.rs"), 0);
}

#[test]
fn a_file_that_is_too_long_is_found() {
    let lines = |number: usize| "fn f() {}\n".repeat(number);
    assert_eq!(found("src/domain/day.rs", &lines(LONGEST)), [""; 0]);
    let long = found("src/domain/day.rs", &lines(LONGEST + 1));
    assert!(long[0].contains("501 lines of code"), "{long:?}");
    let tested = format!(
        "{}#[cfg(test)]\nmod tests {{\n{}}}\n",
        lines(400),
        lines(400)
    );
    assert_eq!(found("src/domain/day.rs", &tested), [""; 0]);
    let explained = format!("{}{}", lines(400), "// why\n\n".repeat(400));
    assert_eq!(found("src/domain/day.rs", &explained), [""; 0]);
}
