//! `loci add`, `rm` and `sync`: which notes there are, and reading them again.

use std::path::PathBuf;

use serde::Serialize;
use serde_json::value::RawValue;

use super::args::{Paths as PathsArgs, Sync as SyncArgs};
use super::context::{Context, Reply, absolute, text_of};
use super::exit::{Exit, Trouble};
use super::preview::Preview;
use super::render::out::{Form, Volume};
use super::render::words::{self, WARN, printable, styled};
use super::status::{known, problem_line};
use crate::config::edit::{self, Changed};
use crate::config::paths::Paths;
use crate::ipc::client::ClientError;
use crate::ipc::protocol::{Request, Sync, SyncReply};
use within::Within;

mod within;

/// Paths that are listed at most.
const LISTED: usize = 20;

/// What `add` and `rm` changed.
#[derive(Serialize)]
struct Sources<'a> {
    changed: Vec<String>,
    unchanged: Vec<String>,
    within: Vec<WithinData>,
    config: String,
    sync: Option<&'a RawValue>,
}

/// A path that is read with a folder.
#[derive(Serialize)]
struct WithinData {
    path: String,
    folder: String,
}

/// `loci add PATH..`.
pub fn add(context: &mut Context, args: &PathsArgs) -> Result<Exit, Trouble> {
    let paths = all_absolute(&args.paths)?;
    if let Some(missing) = paths.iter().find(|path| !path.exists()) {
        return Err(Trouble::Failed(format!(
            "there is no file or folder {}: check the path",
            missing.display()
        )));
    }
    let config = context.config()?;
    let sorted = within::sort(&paths, &config.notes, &config.ignore);
    preview(context, &sorted.own)?;
    let home = context.paths.home.clone();
    let changed = edit::add_notes(&context.paths.config, home.as_deref(), &sorted.own)?;
    tell(context, "add", ADD, &changed, &sorted.within)?;
    for Within { path, folder } in &sorted.covered {
        let (path, folder) = (context.paths.tilde(path), context.paths.tilde(folder));
        context.out.note(&printable(&format!(
            "{path} is read with {folder} now; loci rm {path} takes its own entry away"
        )))?;
    }
    Ok(Exit::Done)
}

/// Shows what would count in notes that are not there yet.
fn preview(context: &mut Context, paths: &[PathBuf]) -> Result<(), Trouble> {
    if context.out.form == Form::Json || context.out.volume == Volume::Quiet {
        return Ok(());
    }
    let known = match context.paths.config.exists() {
        true => context.config()?.notes,
        false => Vec::new(),
    };
    let fresh = paths.iter().filter(|path| !known.contains(path));
    let fresh: Vec<PathBuf> = fresh.cloned().collect();
    if fresh.is_empty() {
        return Ok(());
    }
    let preview = Preview::of(context, &fresh)?;
    context.out.echo(&preview.text())
}

/// `loci rm PATH..`.
pub fn rm(context: &mut Context, args: &PathsArgs) -> Result<Exit, Trouble> {
    let paths = all_absolute(&args.paths)?;
    let home = context.paths.home.clone();
    let changed = edit::remove_notes(&context.paths.config, home.as_deref(), &paths)?;
    if changed.changed.is_empty() {
        let known = context.config()?.notes;
        let known: Vec<String> = known.iter().map(|path| context.paths.tilde(path)).collect();
        return Err(Trouble::Failed(format!(
            "not among the notes; there are: {}",
            if known.is_empty() {
                "none".to_owned()
            } else {
                known.join(", ")
            }
        )));
    }
    tell(context, "rm", RM, &changed, &[])?;
    Ok(Exit::Done)
}

fn all_absolute(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Trouble> {
    let absolute: Vec<PathBuf> = paths
        .iter()
        .map(|path| absolute(path))
        .collect::<Result<_, _>>()?;
    for path in &absolute {
        text_of(path)?;
    }
    Ok(absolute)
}

/// The words for what was done, and for what there was nothing to do about.
struct Words {
    done: &'static str,
    not_done: &'static str,
}

const ADD: Words = Words {
    done: "added",
    not_done: "there already",
};

const RM: Words = Words {
    done: "removed",
    not_done: "not among the notes",
};

/// Tells what changed in the config, and what the daemon made of it.
fn tell(
    context: &mut Context,
    kind: &str,
    words: Words,
    changed: &Changed,
    within: &[Within],
) -> Result<(), Trouble> {
    let own = sync_own(context)?;
    let sync = match &own {
        Own::Synced(reply) => Some(reply),
        Own::Demo | Own::Down => None,
    };
    let paths = context.paths.clone();
    let shown = |list: &[PathBuf]| list.iter().map(|path| path.display().to_string()).collect();
    let data = Sources {
        changed: shown(&changed.changed),
        unchanged: shown(&changed.unchanged),
        within: within
            .iter()
            .map(|Within { path, folder }| WithinData {
                path: path.display().to_string(),
                folder: folder.display().to_string(),
            })
            .collect(),
        config: paths.config.display().to_string(),
        sync: sync.map(|reply| &*reply.raw),
    };
    context.out.changed(kind, &data, || {
        let lines = |word: &str, list: &[PathBuf]| -> String {
            let each = list.iter().map(|path| printable(&paths.tilde(path)));
            each.map(|path| format!("{word}: {path}\n")).collect()
        };
        let mut text = lines(words.done, &changed.changed);
        text.push_str(&lines(words.not_done, &changed.unchanged));
        for Within { path, folder } in within {
            let (path, folder) = (paths.tilde(path), paths.tilde(folder));
            text.push_str(&format!(
                "{} is read with {} already\n",
                printable(&path),
                printable(&folder)
            ));
        }
        if let Some(reply) = sync {
            text.push_str(&sync_text(&reply.value, &paths));
        }
        text
    })?;
    match own {
        Own::Synced(_) => {}
        Own::Demo => context
            .out
            .note("the demo is running; to have your own notes read: loci start")?,
        Own::Down => context
            .out
            .note("the notes are read once the daemon runs: loci daemon start")?,
    }
    Ok(())
}

/// What the user's own daemon made of its notes.
enum Own {
    Synced(Reply<SyncReply>),
    /// The demo runs in its place.
    Demo,
    /// It does not run.
    Down,
}

/// Lets the daemon read the notes anew, if it runs and reads the user's own configuration.
fn sync_own(context: &Context) -> Result<Own, Trouble> {
    match context.hello() {
        Ok(hello) if hello.demo && !context.paths.is_demo() => Ok(Own::Demo),
        Ok(_) => context
            .call_patiently(&Request::Sync(Sync::default()))
            .map(Own::Synced),
        Err(Trouble::Client(ClientError::NotRunning { .. })) => Ok(Own::Down),
        Err(other) => Err(other),
    }
}

/// `loci sync`.
pub fn sync(context: &mut Context, args: &SyncArgs) -> Result<Exit, Trouble> {
    let file = |path: &Option<PathBuf>| -> Result<Option<String>, Trouble> {
        path.as_ref()
            .map(|path| text_of(&absolute(path)?))
            .transpose()
    };
    let request = Sync {
        dry_run: args.dry_run,
        accept: file(&args.accept)?,
        reject: file(&args.reject)?,
    };
    let reply: Reply<SyncReply> = context.call_patiently(&Request::Sync(request.clone()))?;
    let paths = context.paths.clone();
    context.out.changed("sync", &reply.raw, || {
        let heading = if args.dry_run { "would change:\n" } else { "" };
        let settled = settled(&request.accept, &request.reject, &paths);
        format!("{heading}{settled}{}", sync_text(&reply.value, &paths))
    })?;
    Ok(Exit::Done)
}

/// What the user decided over a held file, until when it holds, and how it is taken back.
fn settled(accept: &Option<String>, reject: &Option<String>, paths: &Paths) -> String {
    let name = |file: &String| printable(&paths.tilde(std::path::Path::new(file))).to_string();
    let accepted = accept.as_ref().map(name).map(|file| {
        format!("{file} is taken as it is now; what you put back into it has its history again\n")
    });
    let rejected = reject.as_ref().map(name).map(|file| {
        format!(
            "{file} is kept as it was until the file changes again; loci sync --accept {file} takes it\n"
        )
    });
    accepted.or(rejected).unwrap_or_default()
}

/// What a reading of the notes changed, for people.
pub fn sync_text(sync: &SyncReply, paths: &Paths) -> String {
    let moved = u64::try_from(sync.moved.len()).unwrap_or(u64::MAX);
    let numbers = [
        (u64::from(sync.added), "added"),
        (moved, "moved"),
        (u64::from(sync.retired), "retired"),
        (u64::from(sync.returned), "returned"),
    ];
    let changes: Vec<String> = numbers
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
    let mut text = match changes.as_slice() {
        [] if !sync.held.is_empty() || !sync.repointed.is_empty() => String::new(),
        [] => "nothing new in the notes\n".to_owned(),
        changes => format!("{}\n", changes.join(", ")),
    };
    for moved in &sync.moved {
        text.push_str(&format!(
            "  {}\n  -> {}{}{}\n",
            printable(&moved.from),
            printable(&moved.to),
            if moved.guessed { "   (a guess)" } else { "" },
            moved.id.map(other).unwrap_or_default()
        ));
    }
    listed(&mut text, "back: ", &sync.back);
    listed(&mut text, "retired: ", &sync.gone);
    if let Some(gone) = sync.gone.first()
        && sync.loci.new > 0
    {
        let gone = printable(gone);
        text.push_str(&format!(
            "  is one still there, as another? loci rebind {gone} NEW\n"
        ));
    }
    for repointed in &sync.repointed {
        let path = printable(&repointed.path);
        text.push_str(&match repointed.due {
            Some(_) => format!("the point of {path} changed; it is due today\n"),
            None => format!("the point of {path} was reworded\n"),
        });
    }
    for held in &sync.held {
        let file = printable(&paths.tilde(std::path::Path::new(&held.source)));
        let why = format!("{file}: {}", printable(&held.why));
        text.push_str(&format!(
            "{}\n  take it: loci sync --accept {file}\n  keep what was learned: loci sync --reject {file}\n",
            styled(WARN, &why)
        ));
    }
    for problem in &sync.problems {
        text.push_str(&format!(
            "{:<9} {}\n",
            printable(&problem.level),
            problem_line(problem, paths)
        ));
    }
    if sync.loci.possible > 0 {
        let possible = words::count(sync.loci.possible, "possible map or palace");
        let possible = possible.replace("palaces", "palace");
        text.push_str(&format!("{possible}: loci scan shows which\n"));
    }
    text.push_str(&format!("{}\n", known(&sync.loci)));
    text
}

/// How a move is taken back.
fn other(id: uuid::Uuid) -> String {
    let id = id.to_string();
    let short = id.get(..13).unwrap_or(&id);
    format!("   (not the same? loci undo {short})")
}

/// A few paths, and how many more there are.
fn listed(text: &mut String, what: &str, paths: &[String]) {
    for path in paths.iter().take(LISTED) {
        text.push_str(&format!("  {what}{}\n", printable(path)));
    }
    if let more @ 1.. = paths.len().saturating_sub(LISTED) {
        text.push_str(&format!("  {what}and {more} more\n"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::fake::Fake;
    use crate::ipc::protocol::{Counts, HeldInfo, MovedInfo, RepointedInfo};

    #[test]
    fn adding_tells_what_was_added_and_what_is_read_already() {
        let mut fake = Fake::down(Form::Text);
        let notes = fake.context.paths.home.clone().unwrap().join("notes");
        std::fs::create_dir(&notes).unwrap();
        std::fs::write(notes.join("x.md"), "# Mind map\n\nR\n├── a\n└── b\n").unwrap();
        let mut said = |paths: &[&PathBuf]| {
            let before = fake.stdout.text().len();
            let paths = paths.iter().map(|path| (*path).clone()).collect();
            add(&mut fake.context, &PathsArgs { paths }).unwrap();
            fake.stdout.text()[before..].to_owned()
        };
        let file = notes.join("x.md");
        let first = said(&[&notes, &file]);
        assert!(
            first.ends_with("added: ~/notes\n~/notes/x.md is read with ~/notes already\n"),
            "{first}"
        );
        assert!(first.starts_with("~/notes: 1 map"), "{first}");
        assert_eq!(said(&[&notes]), "there already: ~/notes\n");
    }

    #[test]
    fn what_was_decided_over_a_held_file_is_told_with_its_end() {
        let paths = Paths {
            config: "/c".into(),
            data_dir: "/d".into(),
            state_dir: "/s".into(),
            home: None,
        };
        let file = Some("/n/a.md".to_owned());
        assert_eq!(
            settled(&None, &file, &paths),
            "/n/a.md is kept as it was until the file changes again; loci sync --accept /n/a.md takes it\n"
        );
        assert!(settled(&file, &None, &paths).starts_with("/n/a.md is taken as it is now; "));
        assert_eq!(settled(&None, &None, &paths), "");
    }

    #[test]
    fn a_sync_tells_how_a_move_is_taken_back_and_what_is_due_by_a_new_point() {
        let paths = Paths {
            config: "/c".into(),
            data_dir: "/d".into(),
            state_dir: "/s".into(),
            home: None,
        };
        let repointed = |path: &str, due: Option<&str>| RepointedInfo {
            path: path.to_owned(),
            from: "a".to_owned(),
            to: "b".to_owned(),
            due: due.map(str::to_owned),
        };
        let sync = SyncReply {
            moved: vec![MovedInfo {
                from: "r/a".to_owned(),
                to: "r/b".to_owned(),
                id: Some(uuid::Uuid::nil()),
                guessed: true,
            }],
            retired: 1,
            gone: vec!["r/c".to_owned()],
            repointed: vec![
                repointed("house/kitchen", Some("2026-11-22")),
                repointed("house/hall", None),
            ],
            loci: Counts {
                new: 1,
                ..Counts::default()
            },
            ..SyncReply::default()
        };
        let text = sync_text(&sync, &paths);
        let said = "1 moved, 1 retired\n  r/a\n  -> r/b   (a guess)   (not the same? loci undo 00000000-0000)\n  \
                    retired: r/c\n  is one still there, as another? loci rebind r/c NEW\n\
                    the point of house/kitchen changed; it is due today\n\
                    the point of house/hall was reworded\n";
        assert!(text.starts_with(said), "{text}");
        let repointed = SyncReply {
            repointed: sync.repointed,
            ..SyncReply::default()
        };
        let text = sync_text(&repointed, &paths);
        assert!(text.starts_with("the point of"), "{text}");
    }

    #[test]
    fn a_sync_tells_what_changed_and_what_is_asked() {
        let paths = Paths {
            config: "/c".into(),
            data_dir: "/d".into(),
            state_dir: "/s".into(),
            home: Some("/home/ada".into()),
        };
        let sync = SyncReply {
            added: 2,
            moved: vec![MovedInfo {
                from: "A > B".to_owned(),
                to: "A > C".to_owned(),
                id: None,
                guessed: false,
            }],
            held: vec![HeldInfo {
                source: "/home/ada/notes/x.md".to_owned(),
                would_retire: 12,
                why: "12 reviewed loci would retire".to_owned(),
            }],
            loci: Counts {
                live: 3,
                branches: 3,
                maps: 1,
                ..Counts::default()
            },
            ..SyncReply::default()
        };
        assert_eq!(
            anstream::adapter::strip_str(&sync_text(&sync, &paths)).to_string(),
            "2 added, 1 moved\n  A > B\n  -> A > C\n~/notes/x.md: 12 reviewed loci would retire\n  \
             take it: loci sync --accept ~/notes/x.md\n  \
             keep what was learned: loci sync --reject ~/notes/x.md\n\
             3 loci: 3 branches in 1 map, 0 rooms in 0 palaces\n"
        );
        assert!(sync_text(&SyncReply::default(), &paths).starts_with("nothing new"));
    }
}
