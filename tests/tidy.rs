//! The rules of the house, checked over the source as text: who may import whom, who may name which crate,
//! where the clock is read, what a file is called and begins with. It changes nothing.
//!
//! A new module, dependency or exception gets its row in the tables here first.

#[path = "tidy/planted.rs"]
mod planted;
#[path = "tidy/read.rs"]
mod read;

use std::path::Path;

use read::{Named, Part};

/// A layer: its row (a smaller number is further down), and the layers that it may import.
struct Layer {
    name: &'static str,
    row: u8,
    imports: &'static [&'static str],
}

/// The layers, from the core outwards.
const LAYERS: &[Layer] = &[
    layer("domain", 0, &[]),
    layer("clock", 1, &["domain"]),
    layer("config", 2, &["domain"]),
    layer("notes", 2, &["domain"]),
    layer("store", 2, &["domain"]),
    layer("ipc", 2, &["domain"]),
    layer("desktop", 2, &["domain"]),
    layer("engine", 3, &["domain", "notes", "store", "ipc"]),
    layer(
        "daemon",
        4,
        &[
            "domain", "clock", "config", "notes", "store", "ipc", "desktop", "engine",
        ],
    ),
    layer("cli", 5, &["domain", "clock", "config", "notes", "ipc"]),
];

const fn layer(name: &'static str, row: u8, imports: &'static [&'static str]) -> Layer {
    Layer { name, row, imports }
}

/// Parts of a layer that some of those who may import it must not touch: who, what, why.
const PARTS: &[(&str, &str, &str)] = &[
    ("engine", "notes::source", "the engine reads no files"),
    (
        "engine",
        "ipc::client",
        "the engine knows the protocol alone",
    ),
    (
        "engine",
        "ipc::codec",
        "the engine knows the protocol alone",
    ),
    (
        "engine",
        "ipc::server",
        "the engine knows the protocol alone",
    ),
    (
        "engine",
        "ipc::spool",
        "the engine knows the protocol alone",
    ),
    (
        "cli",
        "ipc::server",
        "the way to a logged review has no tokio in it",
    ),
    (
        "ipc/protocol",
        "ipc::server",
        "the way to a logged review has no tokio in it",
    ),
    (
        "ipc/codec",
        "ipc::server",
        "the way to a logged review has no tokio in it",
    ),
    (
        "ipc/client",
        "ipc::server",
        "the way to a logged review has no tokio in it",
    ),
    (
        "ipc/spool",
        "ipc::server",
        "the way to a logged review has no tokio in it",
    ),
];

const EVERYWHERE: &[&str] = &["*"];
const NOT_IN_DOMAIN: &[&str] = &[
    "clock", "config", "notes", "store", "ipc", "desktop", "engine", "daemon", "cli",
];

/// Who may name which crate, or which part of std. A place is a path below `src`, without `.rs`; a star at
/// its end stands for any rest. Every dependency has a row.
const NAMES: &[(&str, &[&str])] = &[
    ("anstream", &["cli"]),
    ("anstyle", &["cli"]),
    ("chrono", EVERYWHERE),
    ("chrono_tz", EVERYWHERE),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("close_fds", &["cli"]),
    ("crossterm", &["cli"]),
    ("encoding_rs", &["notes/encoding"]),
    ("fsrs", &["domain/memory"]),
    ("futures_lite", &["desktop"]),
    ("humantime", &["cli", "clock", "config"]),
    ("iana_time_zone", &["clock"]),
    ("icalendar", &["cli/plan/event", "cli/plan/zone"]),
    ("ignore", &["notes/source*"]),
    ("interim", &["cli", "clock"]),
    ("listenfd", &["daemon"]),
    ("notify", &["notes/source*"]),
    ("notify_rust", &["desktop"]),
    ("pathfinding", &["domain/grade*"]),
    ("pulldown_cmark", &["notes/markdown*"]),
    ("quick_xml", &["notes/freemind*"]),
    ("ratatui", &["cli"]),
    ("rusqlite", &["store"]),
    ("rustix", &["clock", "daemon", "desktop/seat", "cli", "ipc"]),
    ("sd_notify", &["daemon"]),
    ("serde", NOT_IN_DOMAIN),
    ("serde_json", &["ipc", "store", "cli"]),
    ("shlex", &["cli/edit"]),
    ("signal_hook", &["cli"]),
    ("strsim", EVERYWHERE),
    ("thiserror", EVERYWHERE),
    ("tokio", &["daemon", "desktop", "ipc/server*"]),
    ("tokio_cron_scheduler", &["daemon"]),
    ("toml_edit", &["config"]),
    ("tracing", NOT_IN_DOMAIN),
    ("tracing_subscriber", &["daemon"]),
    ("unicode_normalization", &["domain", "notes"]),
    ("unicode_segmentation", &["domain", "notes"]),
    ("unicode_width", &["domain", "notes", "cli"]),
    ("uuid", EVERYWHERE),
    ("zbus", &["desktop"]),
    (
        "std::fs",
        &[
            "clock",
            "config",
            "notes/source*",
            "store",
            "ipc/path*",
            "ipc/spool*",
            "ipc/server*",
            "daemon",
            "cli",
        ],
    ),
    ("std::io", NOT_IN_DOMAIN),
    ("std::net", &["daemon", "cli"]),
    ("std::os", NOT_IN_DOMAIN),
    ("std::env", &["clock", "config", "ipc", "daemon", "cli"]),
    ("std::process::Command", &["daemon", "desktop", "cli"]),
    ("std::process", NOT_IN_DOMAIN),
    ("std::thread", &["daemon", "ipc", "desktop", "cli"]),
];

/// What reads a clock, by the last two segments.
const CLOCK_READS: &[&str] = &[
    "Utc::now",
    "Local::now",
    "SystemTime::now",
    "Instant::now",
    "time::clock_gettime",
];

/// What a file is never called, for it says nothing about what it holds.
const NO_NAMES: &[&str] = &["utils", "util", "helpers", "common", "misc", "manager"];

/// Lines of code, comments and tests aside, above which a file holds more than one thing.
const LONGEST: usize = 500;

/// All breaches of one file, as `path:line: what`.
fn breaches(path: &str, text: &str) -> Vec<String> {
    let mut out: Vec<String> = beginnings(path, text).into_iter().collect();
    out.extend(bad_name(path));
    out.extend(too_long(path, text));
    if path.starts_with("src/bin/") || path == "src/lib.rs" {
        return out;
    }
    let module = read::module(path);
    let Some(layer) = LAYERS.iter().find(|layer| layer.name == module[0]) else {
        out.push(format!(
            "{path}:1: `{}` has no row in the table of layers",
            module[0]
        ));
        return out;
    };
    let local = read::local_modules(path, text);
    for named in read::names(path, text) {
        let found = upward(layer, &named)
            .or_else(|| forbidden_part(path, &named))
            .or_else(|| misplaced(path, &named, &local))
            .or_else(|| clock_read(path, &named));
        out.extend(found.map(|what| format!("{path}:{}: {what}", named.line)));
    }
    out
}

/// A file says first what it holds.
fn beginnings(path: &str, text: &str) -> Option<String> {
    (!text.starts_with("//! ")).then(|| format!("{path}:1: begin with `//!`: what the file holds"))
}

/// A file is named for what it holds.
fn bad_name(path: &str) -> Option<String> {
    let mut parts = path.trim_end_matches(".rs").split('/');
    let found = parts.find(|part| NO_NAMES.contains(part))?;
    Some(format!(
        "{path}:1: `{found}` does not say what it holds: name it for that"
    ))
}

/// A file holds one thing.
fn too_long(path: &str, text: &str) -> Option<String> {
    let lines = read::code_lines(path, text);
    (lines > LONGEST)
        .then(|| format!("{path}:1: {lines} lines of code: split it (at most {LONGEST})"))
}

/// A module imports only what its row allows; its tests also what stands in the same row or below.
fn upward(layer: &Layer, named: &Named) -> Option<String> {
    if named.segments[0] != "crate" {
        return None;
    }
    let target = named.segments.get(1)?;
    if target == layer.name {
        return None;
    }
    let Some(other) = LAYERS.iter().find(|other| other.name == target) else {
        return Some(format!("`{target}` has no row in the table of layers"));
    };
    let is_allowed = match named.part {
        Part::Program => layer.imports.contains(&other.name),
        Part::Test => other.row <= layer.row,
    };
    (!is_allowed).then(|| format!("{} must not import {target}", layer.name))
}

/// Some parts of a layer are closed even to those who may import it.
fn forbidden_part(path: &str, named: &Named) -> Option<String> {
    let joined = named.segments.join("::");
    let inside = joined.strip_prefix("crate::")?;
    let (who, what, why) = PARTS
        .iter()
        .find(|(who, what, _)| is_at(path, who) && is_below(inside, what))?;
    (named.part == Part::Program).then(|| format!("{who} must not import {what}: {why}"))
}

/// A crate is named only where it belongs; tests may name any.
fn misplaced(path: &str, named: &Named, local: &[String]) -> Option<String> {
    let joined = named.segments.join("::");
    let (name, places) = NAMES.iter().find(|(name, _)| is_below(&joined, name))?;
    let is_fine = named.part == Part::Test
        || local.contains(&named.segments[0])
        || places.iter().any(|place| is_at(path, place));
    (!is_fine).then(|| {
        format!(
            "{name} must not be named here, only in: {}",
            places.join(", ")
        )
    })
}

/// The clock is read in one place; an id that holds the time is a clock read in the core.
fn clock_read(path: &str, named: &Named) -> Option<String> {
    let joined = named.segments.join("::");
    let is_read = CLOCK_READS.iter().any(|read| is_tail(&joined, read)) && !is_at(path, "clock");
    let is_id =
        is_tail(&joined, "Uuid::now_v7") && (is_at(path, "domain") || is_at(path, "engine"));
    (is_read || is_id).then(|| format!("{joined} reads the clock: take the time as an argument"))
}

/// Whether a file lies at a place of the tables.
fn is_at(path: &str, place: &str) -> bool {
    let inside = path.strip_prefix("src/").unwrap_or(path);
    match place.strip_suffix('*') {
        Some(begin) => inside.starts_with(begin),
        None => inside
            .strip_prefix(place)
            .is_some_and(|rest| rest.starts_with(['/', '.'])),
    }
}

/// Whether `path` is `top` or lies below it.
fn is_below(path: &str, top: &str) -> bool {
    let rest = path.strip_prefix(top);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

fn is_tail(path: &str, tail: &str) -> bool {
    let head = path.strip_suffix(tail);
    head.is_some_and(|head| head.is_empty() || head.ends_with("::"))
}

/// The dependencies of a manifest, as code names them.
fn dependencies(manifest: &str) -> Vec<String> {
    manifest
        .lines()
        .skip_while(|line| line.trim() != "[dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name.trim().trim_end_matches(".workspace").replace('-', "_"))
        .collect()
}

/// All Rust files below `folder`, as (path from the project's root, text), in order.
fn files(root: &Path, folder: &str) -> std::io::Result<Vec<(String, String)>> {
    let mut out = Vec::new();
    if !root.join(folder).is_dir() {
        return Ok(out);
    }
    for entry in std::fs::read_dir(root.join(folder))? {
        let path = format!("{folder}/{}", entry?.file_name().to_string_lossy());
        if root.join(&path).is_dir() {
            out.extend(files(root, &path)?);
        } else if path.ends_with(".rs") {
            out.push((path.clone(), std::fs::read_to_string(root.join(&path))?));
        }
    }
    out.sort();
    Ok(out)
}

#[test]
fn the_house_is_tidy() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let source = files(root, "src").unwrap();
    assert!(
        source.len() > 10,
        "the source is not where it is looked for"
    );
    let mut found: Vec<String> = source
        .iter()
        .flat_map(|(path, text)| breaches(path, text))
        .collect();
    for folder in ["tests", "benches"] {
        for (path, text) in files(root, folder).unwrap() {
            found.extend(beginnings(&path, &text));
            found.extend(bad_name(&path));
        }
    }
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn every_dependency_has_a_row() {
    let manifest = include_str!("../Cargo.toml");
    let found = dependencies(manifest);
    assert!(found.len() > 10);
    for name in found {
        assert!(
            NAMES.iter().any(|(known, _)| *known == name),
            "{name} has no row"
        );
    }
    assert_eq!(
        dependencies("[dependencies]\na-b = \"1\"\n[x]\nc = 1"),
        ["a_b"]
    );
}
