//! `loci plan restore`: the text that the plan's file held when it was last a plan, written back. What the file holds
//! now is kept beside it, and no other file is ever overwritten.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::asking::told;
use super::make::quoted;
use super::{place, report};
use crate::cli::args::plan::PlanRestore;
use crate::cli::context::{Context, Reply, absolute, text_of};
use crate::cli::exit::{Exit, Trouble};
use crate::cli::note::{Before, put_new};
use crate::cli::render::words::printable;
use crate::config::plan::file::{self, PlanFileError};
use crate::config::plan::read;
use crate::ipc::protocol::{NoParams, PlanTextReply, Request};

/// Behind the name of what was there before, as `loci restore` names the database that it replaces.
const BEFORE: &str = "before-restore";

#[derive(Serialize)]
struct Restored {
    file: String,
    written: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    kept: Option<String>,
    undo: Vec<String>,
}

/// What is where the plan's file was.
enum There {
    Nothing,
    /// The text that is kept.
    Same,
    /// A file that is no plan, here without links.
    Broken(PathBuf),
}

/// `loci plan restore [-o FILE]`.
pub(super) fn run(context: &mut Context, args: &PlanRestore) -> Result<Exit, Trouble> {
    let request = Request::PlanText(NoParams::default());
    let reply: Reply<PlanTextReply> = context.call(&request).map_err(told)?;
    let PlanTextReply { file, text } = reply.value;
    let data = match &args.output {
        Some(output) => beside(&absolute(output)?, &text)?,
        None => back(Path::new(&file), &text)?,
    };
    let paths = context.paths.clone();
    let shown = |path: &str| printable(&paths.tilde(Path::new(path)));
    context.out.changed("plan_restore", &data, || {
        let file = shown(&data.file);
        if !data.written {
            return format!("{file} is the plan as it was last: nothing was written\n");
        }
        let summary = read(&text).0.map(|plan| report::summary(&plan));
        let summary = summary.map(|summary| format!(": {summary}"));
        let kept = data.kept.as_deref().map(|kept| {
            let kept = shown(kept);
            format!("what it held is kept: {kept}\n")
        });
        format!(
            "wrote {file} as it was last a plan{}\n{}undo: {}\n",
            summary.unwrap_or_default(),
            kept.unwrap_or_default(),
            printable(&data.undo.join(" && "))
        )
    })?;
    Ok(Exit::Done)
}

/// Writes the text into a file that is not there yet.
fn beside(path: &Path, text: &str) -> Result<Restored, Trouble> {
    place::refuse_overwriting(path)?;
    let shown = text_of(path)?;
    place::write(path, &Before::Absent, text)?;
    Ok(Restored {
        undo: vec![format!("rm {}", quoted(&shown))],
        file: shown,
        written: true,
        kept: None,
    })
}

/// Writes the text where it was read.
fn back(path: &Path, text: &str) -> Result<Restored, Trouble> {
    let shown = text_of(path)?;
    let broken = match there(path, text)? {
        There::Nothing => return beside(path, text),
        There::Same => {
            return Ok(Restored {
                file: shown,
                written: false,
                kept: None,
                undo: Vec::new(),
            });
        }
        There::Broken(broken) => broken,
    };
    let kept = aside(&broken)?;
    if let Err(trouble) = place::write(&broken, &Before::Absent, text) {
        // Half of it would leave no file where one was; what failed is told.
        let _ = put_new(&kept, &broken);
        return Err(trouble);
    }
    if let Ok(meta) = std::fs::metadata(&kept) {
        // Who may read it is as it was; that it could not be read is not.
        let mode = meta.permissions();
        let _ = std::fs::File::open(&kept).and_then(|_| std::fs::set_permissions(&broken, mode));
    }
    let (from, to) = (text_of(&kept)?, text_of(&broken)?);
    Ok(Restored {
        undo: vec![format!("mv {} {}", quoted(&from), quoted(&to))],
        file: shown,
        written: true,
        kept: Some(from),
    })
}

/// Looks at the plan's file; one that is a plan, or no file, is left as it is.
fn there(path: &Path, text: &str) -> Result<There, Trouble> {
    let stays = |what: &str| {
        Err(Trouble::Failed(format!(
            "{} is {what}, and stays as it is: loci plan restore -o FILE writes the last good text to another file",
            path.display()
        )))
    };
    match file::text(path) {
        Ok(now) if now == text => return Ok(There::Same),
        Ok(now) if read(&now).0.is_some() => {
            return stays("a plan, and not the one that was read last");
        }
        Err(PlanFileError::NoFile { .. }) => return stays("no plain file"),
        Err(PlanFileError::Read { source, .. }) if source.kind() == ErrorKind::NotFound => {
            return match path.symlink_metadata() {
                Ok(_) => stays("a link to nothing"),
                Err(_) => Ok(There::Nothing),
            };
        }
        Ok(_)
        | Err(
            PlanFileError::Read { .. }
            | PlanFileError::TooLarge { .. }
            | PlanFileError::NoText { .. },
        ) => {}
    }
    let real = std::fs::canonicalize(path)
        .map_err(|error| Trouble::Failed(format!("cannot look at {}: {error}", path.display())))?;
    Ok(There::Broken(real))
}

/// Gives a file another name in its folder, which none has yet.
fn aside(path: &Path) -> Result<PathBuf, Trouble> {
    let name = path.file_name().unwrap_or_default().to_os_string();
    let names = (1_u64..).map(|number| {
        let mut name = name.clone();
        name.push(match number {
            1 => format!(".{BEFORE}"),
            _ => format!(".{BEFORE}.{number}"),
        });
        path.with_file_name(name)
    });
    let mut free = names.filter(|path| path.symlink_metadata().is_err());
    let aside = free.next().unwrap_or_default();
    put_new(path, &aside)?;
    Ok(aside)
}
