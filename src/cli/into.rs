//! `loci import FILE --into NOTE`: writes a clean note of the maps and palaces that a file holds.
//!
//! It is one of the few verbs that write into notes: it makes a new one, or adds to the end of one that is there once
//! that was agreed to. It never changes a line that was there before.

use std::path::Path;

use serde::Serialize;

use super::args::{Import as ImportArgs, Imported};
use super::context::{Context, Input, absolute, text_of};
use super::exit::{Exit, Trouble};
use super::note::{self, Before};
use super::render::words::{self, WARN, printable, styled};
use super::scan::{self, ProblemReport};
use crate::config::paths::Paths;
use crate::domain::atlas::{MindMap, Note, Palace};
use crate::notes::compose::compose;
use crate::notes::{Adopted, Context as ScanContext, Format, Scan, scan as scan_note};

use source::Source;

mod source;

/// Remarks that are shown at most; `--json` has them all.
const SHOWN: usize = 12;

#[derive(Serialize)]
struct Imports<'a> {
    note: String,
    how: &'static str,
    line: u32,
    maps: usize,
    branches: usize,
    palaces: usize,
    rooms: usize,
    known: usize,
    lost: Vec<LostReport>,
    problems: &'a [ProblemReport],
}

#[derive(Serialize)]
struct LostReport {
    line: u32,
    what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    adopt: Option<u32>,
}

/// `loci import FILE --into NOTE`.
pub fn run(context: &mut Context, args: &ImportArgs, into: &Path) -> Result<Exit, Trouble> {
    let (from, into) = (Source::of(&args.file)?, absolute(into)?);
    let format = args.from.map(format).transpose()?;
    named_as_note(&into)?;
    if let Source::File(from) = &from
        && let (Ok(one), Ok(other)) = (from.canonicalize(), into.canonicalize())
        && one == other
    {
        let message = "a file is not imported into itself: loci adopt takes what stands in a note";
        return Err(Trouble::Usage(message.to_owned()));
    }
    if from == Source::Stdin && context.input == Input::Ask {
        context
            .out
            .note("reading what you type or paste; Ctrl-D ends it")?;
    }
    let read = source::read(&from, format, &mut std::io::stdin().lock(), &context.paths)?;
    let before = note::read(&into)?;
    let (fresh, known) = fresh(read.note.clone(), &before, &into);
    let shown = printable(&context.paths.tilde(&into));
    if fresh == Note::default() {
        return Err(Trouble::Failed(format!(
            "{shown} holds all of it already: nothing was changed"
        )));
    }
    let composed = compose(&fresh);
    let joined = before.with(&composed.text);
    if !is_read(&before, &joined.text, &composed.text, &into) {
        return Err(Trouble::Failed(format!(
            "what is added to {shown} would not be read there (an open fence at its end, or `loci: false` in its \
             front matter): name another note"
        )));
    }
    if let Before::Text(_) = before
        && !args.yes
        && !agreed(context, &from, &fresh, &shown)?
    {
        context.out.note("nothing was changed")?;
        return Ok(Exit::Failed);
    }
    note::write(&into, &before, &joined.text)?;
    let report = scan::report(&[(from.name(), read)]);
    let lost = composed.lost.into_iter().map(|lost| LostReport {
        line: lost.line,
        what: lost.what,
        adopt: lost.adopt.map(|line| line + joined.lines_before),
    });
    let data = Imports {
        note: into.display().to_string(),
        how: before.done(),
        line: joined.lines_before + 1,
        maps: fresh.maps.len(),
        branches: branches(&fresh),
        palaces: fresh.palaces.len(),
        rooms: rooms(&fresh),
        known,
        lost: lost.collect(),
        problems: &report.problems,
    };
    let sources = context.config().map(|config| config.notes);
    let paths = context.paths.clone();
    let told = Told {
        paths: &paths,
        from: from.shown(&paths),
        is_source: sources.is_ok_and(|notes| notes.iter().any(|root| into.starts_with(root))),
        is_new: before == Before::Absent,
    };
    context.out.changed("import", &data, || told.text(&data))?;
    Ok(Exit::Done)
}

fn format(from: Imported) -> Result<Format, Trouble> {
    from.format().ok_or_else(|| {
        Trouble::Usage(
            "reviews and journals go into the database: leave --into NOTE out".to_owned(),
        )
    })
}

/// A note that loci will read has one of these endings.
fn named_as_note(into: &Path) -> Result<(), Trouble> {
    let ending = into.extension().and_then(|ending| ending.to_str());
    let ending = ending.unwrap_or_default().to_lowercase();
    match ending.as_str() {
        "md" | "markdown" => text_of(into).map(drop),
        _ => Err(Trouble::Usage(format!(
            "{} is no note to write: name a file that ends in .md",
            into.display()
        ))),
    }
}

/// What the note does not hold yet, and how many maps and palaces it does.
fn fresh(mut note: Note, before: &Before, into: &Path) -> (Note, usize) {
    let Before::Text(text) = before else {
        return (note, 0);
    };
    let there = scanned(text, into).note;
    let all = note.maps.len() + note.palaces.len();
    note.maps.retain(|map| {
        let labels = |map: &MindMap| -> Vec<(u32, String)> {
            let branches = map.branches.iter();
            branches
                .map(|branch| (branch.depth, branch.label.to_string()))
                .collect()
        };
        let same = |known: &MindMap| known.root == map.root && labels(known) == labels(map);
        !there.maps.iter().any(same)
    });
    note.palaces.retain(|palace| {
        let rooms = |palace: &Palace| -> Vec<(String, String)> {
            let rooms = palace.routes.iter().flat_map(|route| &route.rooms);
            rooms
                .map(|room| (room.place.to_string(), room.point.to_string()))
                .collect()
        };
        let same = |known: &Palace| known.name() == palace.name() && rooms(known) == rooms(palace);
        !there.palaces.iter().any(same)
    });
    let left = note.maps.len() + note.palaces.len();
    (note, all - left)
}

fn scanned(text: &str, path: &Path) -> Scan {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let context = ScanContext {
        file_stem: &stem,
        format: None,
        adopted: &Adopted::default(),
    };
    scan_note(text, &context)
}

/// Whether the note then holds what it held before, and after it what a scan of the new part alone would take.
fn is_read(before: &Before, joined: &str, added: &str, into: &Path) -> bool {
    let Before::Text(text) = before else {
        return true;
    };
    let (old, new) = (scanned(text, into).note, scanned(added, into).note);
    let whole = scanned(joined, into).note;
    let titles = |note: &Note| -> Vec<String> {
        let maps = note.maps.iter().map(|map| map.title.clone());
        let palaces = note.palaces.iter().map(|palace| palace.title.clone());
        maps.chain(palaces).collect()
    };
    let (Some(maps), Some(palaces)) = (
        whole.maps.strip_prefix(old.maps.as_slice()),
        whole.palaces.strip_prefix(old.palaces.as_slice()),
    ) else {
        return false;
    };
    let rest = Note {
        maps: maps.to_vec(),
        palaces: palaces.to_vec(),
    };
    titles(&rest) == titles(&new)
}

fn agreed(
    context: &mut Context,
    from: &Source,
    fresh: &Note,
    shown: &str,
) -> Result<bool, Trouble> {
    // Whoever gave a text on stdin cannot answer on it.
    if context.input == Input::Never || *from == Source::Stdin {
        return Err(Trouble::Failed(format!(
            "{shown} is there already: --yes adds to its end, or name a new note"
        )));
    }
    let answer = context.ask(&format!(
        "add {} to the end of {shown}? [Y/n] ",
        held(fresh)
    ))?;
    Ok(matches!(answer.to_lowercase().as_str(), "" | "y" | "yes"))
}

fn branches(note: &Note) -> usize {
    note.maps.iter().map(|map| map.branches.len()).sum()
}

fn rooms(note: &Note) -> usize {
    let routes = note.palaces.iter().flat_map(|palace| &palace.routes);
    routes.map(|route| route.rooms.len()).sum()
}

/// `1 map with 12 branches, 2 palaces with 9 rooms`, without what there is none of.
fn held(note: &Note) -> String {
    counted(
        note.maps.len(),
        branches(note),
        note.palaces.len(),
        rooms(note),
    )
}

fn counted(maps: usize, branches: usize, palaces: usize, rooms: usize) -> String {
    let several = |count: usize, one: &str| words::count(count as u64, one);
    let mut parts = Vec::new();
    if maps > 0 {
        parts.push(format!(
            "{} with {}",
            several(maps, "map"),
            several(branches, "branch")
        ));
    }
    if palaces > 0 {
        parts.push(format!(
            "{} with {}",
            several(palaces, "palace"),
            several(rooms, "room")
        ));
    }
    parts.join(", ")
}

/// What a person is told.
struct Told<'a> {
    paths: &'a Paths,
    from: String,
    /// The note lies in what loci reads.
    is_source: bool,
    is_new: bool,
}

impl Told<'_> {
    fn text(&self, data: &Imports<'_>) -> String {
        let note = printable(&self.paths.tilde(Path::new(&data.note)));
        let from = printable(&self.from);
        let held = counted(data.maps, data.branches, data.palaces, data.rooms);
        let mut text = format!("{}: {note}:{}: {held}\n", data.how, data.line);
        if data.known > 0 {
            let known = words::count(data.known as u64, "map or palace");
            let known = known.replace("palaces", "palace");
            text.push_str(&format!("there already: {known}\n"));
        }
        let repairs = data.problems.iter().map(|problem| {
            format!(
                "{:<9} {from}:{}: {}",
                problem.level,
                problem.line,
                printable(&problem.message)
            )
        });
        let losses = data.lost.iter().map(|lost| {
            let line = format!("lost      {from}:{}: {}", lost.line, printable(&lost.what));
            match lost.adopt {
                Some(at) => format!("{}\n          loci adopt {note}:{at}", styled(WARN, &line)),
                None => styled(WARN, &line),
            }
        });
        let remarks: Vec<String> = losses.chain(repairs).collect();
        for remark in remarks.iter().take(SHOWN) {
            text.push_str(&format!("{remark}\n"));
        }
        if let Some(more @ 1..) = remarks.len().checked_sub(SHOWN) {
            text.push_str(&format!("          and {more} more: --json has them all\n"));
        }
        let left = data.lost.iter().filter(|lost| lost.adopt.is_some()).count();
        let all_left = left == data.maps + data.palaces;
        text.push_str(&match (self.is_source, all_left) {
            (true, true) => String::new(),
            (true, false) => "next: loci sync takes it at once\n".to_owned(),
            (false, _) => format!("next: loci add {note}\n"),
        });
        text.push_str(&match self.is_new {
            true => format!("undo: rm {note}\n"),
            false => format!("undo: delete {note} from line {} on\n", data.line),
        });
        text
    }
}

#[cfg(test)]
mod tests;
