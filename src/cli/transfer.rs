//! `loci export`, `import` and `backup`: what was learned, out of loci and into it. What is exported for a calendar is
//! the plan's.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use serde::Serialize;

use super::args::plan::PlanExport;
use super::args::{
    Backup as BackupArgs, Export as ExportArgs, Exported, Import as ImportArgs, Imported,
};
use super::context::{Context, Reply, absolute, into_file, text_of};
use super::exit::{Exit, Trouble};
use super::into;
use super::plan;
use super::render::out::Form;
use super::render::words::{self, printable};
use super::whole::whole;
use crate::ipc::protocol::{
    Backup, BackupReply, Export, ExportReply, Import, ImportFrom, ImportReply, Request,
};

#[derive(Serialize)]
struct ToFile<'a> {
    count: u64,
    path: &'a str,
}

#[derive(Serialize)]
struct ToStdout {
    entries: Vec<serde_json::Value>,
}

/// `loci export FORMAT [-o FILE]`.
pub fn export(context: &mut Context, args: &ExportArgs) -> Result<Exit, Trouble> {
    match (args.what, args.titles) {
        (Exported::Ics, titles) => {
            let output = args.output.clone();
            plan::export::run(context, &PlanExport { output, titles })
        }
        (Exported::Journal, false) => journal(context, args),
        (Exported::Journal, true) => {
            let message =
                "a journal holds every fact as it is: --titles belongs to loci export ics";
            Err(Trouble::Usage(message.to_owned()))
        }
    }
}

/// `loci export journal [-o FILE]`.
fn journal(context: &mut Context, args: &ExportArgs) -> Result<Exit, Trouble> {
    match into_file(args.output.as_deref())? {
        None if context.out.form == Form::Json => {
            let mut entries = Vec::new();
            pages(context, |_, facts| {
                entries.extend_from_slice(facts);
                Ok(())
            })?;
            context.out.json("export", &ToStdout { entries })?;
        }
        None => {
            pages(context, |context, facts| context.out.lines(&lines(facts)))?;
        }
        Some(path) => {
            let shown = path.display().to_string();
            let count = whole(&path, |file| {
                pages(context, |_, facts| file.add(&lines(facts)))
            })?;
            let data = ToFile {
                count,
                path: &shown,
            };
            let file = printable(&context.paths.tilde(&path));
            context.out.changed("export", &data, || {
                format!("exported: {} to {file}", words::count(count, "fact"))
            })?;
        }
    }
    Ok(Exit::Done)
}

/// One fact a line.
fn lines(facts: &[serde_json::Value]) -> String {
    facts.iter().map(|fact| format!("{fact}\n")).collect()
}

/// Fetches the journal piece by piece, and hands each piece on. Tells how many facts there are.
fn pages(
    context: &mut Context,
    mut write: impl FnMut(&mut Context, &[serde_json::Value]) -> Result<(), Trouble>,
) -> Result<u64, Trouble> {
    let (mut after, mut entries) = (0, 0);
    loop {
        let reply: Reply<ExportReply> =
            context.call_patiently(&Request::Export(Export { after }))?;
        write(context, &reply.value.entries)?;
        entries += u64::try_from(reply.value.entries.len()).unwrap_or(0);
        match reply.value.next {
            // A daemon that does not move on would be asked for ever, and whoever read it may have seen enough.
            Some(next) if next > after && !context.out.is_closed() => after = next,
            Some(_) | None => return Ok(entries),
        }
    }
}

/// `loci import FILE [--from FORMAT] [--into NOTE]`.
pub fn import(context: &mut Context, args: &ImportArgs) -> Result<Exit, Trouble> {
    if let Some(note) = &args.into {
        return into::run(context, args, note);
    }
    if args.file == Path::new("-") {
        let message = "what comes from stdin is read with --into NOTE alone: reviews and journals need a file";
        return Err(Trouble::Usage(message.to_owned()));
    }
    let path = absolute(&args.file)?;
    let from = match args.from {
        Some(Imported::Reviews) => ImportFrom::Reviews,
        Some(Imported::Journal) => ImportFrom::Journal,
        Some(
            Imported::Tree | Imported::Palace | Imported::Md | Imported::Mermaid | Imported::Mm,
        ) => {
            let message = "maps and palaces are kept in notes: say which with --into NOTE";
            return Err(Trouble::Usage(message.to_owned()));
        }
        None => guess(&path)?,
    };
    let request = Request::Import(Import {
        path: text_of(&path)?,
        from,
    });
    let reply: Reply<ImportReply> = context.call_patiently(&request)?;
    context.out.changed("import", &reply.raw, || {
        let ImportReply { added, known, .. } = &reply.value;
        let undo = if *added > 0 { "undo: loci undo\n" } else { "" };
        format!("imported: {added} added, {known} known already\n{undo}")
    })?;
    Ok(Exit::Done)
}

/// How much of a file is looked at for its first line.
const GUESS_BYTES: u64 = 1 << 20;

/// What a file holds, by its first line.
fn guess(path: &Path) -> Result<ImportFrom, Trouble> {
    let cannot = |error: std::io::Error| {
        Trouble::BadInput(format!("cannot read {}: {error}", path.display()))
    };
    let file = File::open(path).map_err(cannot)?;
    if !file.metadata().map_err(cannot)?.is_file() {
        let message = format!("{} is no ordinary file: give one to import", path.display());
        return Err(Trouble::BadInput(message));
    }
    // The first line that says anything comes early, or not at all.
    let lines = BufReader::new(file.take(GUESS_BYTES)).lines();
    for line in lines {
        let line = line.map_err(cannot)?;
        if line.trim().is_empty() {
            continue;
        }
        let value: serde_json::Value = serde_json::from_str(&line).unwrap_or_default();
        let has = |key: &str| value.get(key).is_some();
        if has("fact") && has("batch") {
            return Ok(ImportFrom::Journal);
        }
        if has("rating") || has("locus") || has("at") {
            return Ok(ImportFrom::Reviews);
        }
        return Err(Trouble::BadInput(format!(
            "{} is neither reviews nor a journal: say which with --from; maps and palaces go into a note: \
             --into NOTE, with --from tree, palace, md, mermaid or mm where nothing marks them",
            path.display()
        )));
    }
    // An empty file holds no reviews.
    Ok(ImportFrom::Reviews)
}

/// `loci backup [FILE]`.
pub fn backup(context: &mut Context, args: &BackupArgs) -> Result<Exit, Trouble> {
    let path = match &args.file {
        None => None,
        Some(file) => Some(text_of(&absolute(file)?)?),
    };
    let reply: Reply<BackupReply> = context.call_patiently(&Request::Backup(Backup { path }))?;
    let paths = context.paths.clone();
    context.out.changed("backup", &reply.raw, || {
        let BackupReply {
            path,
            bytes,
            entries,
        } = &reply.value;
        let file = printable(&paths.tilde(Path::new(path)));
        let facts = words::count(*entries, "fact");
        format!(
            "backup: {file}, checked ({facts}, {} kB)",
            bytes.div_ceil(1000)
        )
    })?;
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_tells_what_a_file_holds() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        let guess = |text: &str| {
            std::fs::write(&path, text).unwrap();
            guess(&path)
        };
        let review = "\n{\"locus\":\"a/b\",\"rating\":3,\"at\":\"2026-01-01T00:00:00Z\"}\n";
        assert_eq!(guess(review).unwrap(), ImportFrom::Reviews);
        let fact = "{\"id\":\"x\",\"batch\":\"y\",\"at\":\"\",\"day\":\"\",\"fact\":\"born\"}\n";
        assert_eq!(guess(fact).unwrap(), ImportFrom::Journal);
        assert_eq!(guess("a,b,c\n").unwrap_err().exit(), Exit::BadInput);
    }
}
