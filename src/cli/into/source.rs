//! What is imported into a note: the text of a file or of stdin, read as a scan does.

use std::io::Read;
use std::path::{Path, PathBuf};

use crate::cli::context::absolute;
use crate::cli::exit::Trouble;
use crate::cli::render::words::printable;
use crate::config::paths::Paths;
use crate::domain::atlas::Note;
use crate::notes::problem::Level;
use crate::notes::read::format_of;
use crate::notes::{Adopted, Context, Format, Scan, scan, source};

/// Where the text comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    /// A file, absolute.
    File(PathBuf),
    /// `-`.
    Stdin,
}

impl Source {
    /// What an argument names.
    pub(super) fn of(file: &Path) -> Result<Source, Trouble> {
        match file == Path::new("-") {
            true => Ok(Source::Stdin),
            false => absolute(file).map(Source::File),
        }
    }

    /// Its name for programs.
    pub(super) fn name(&self) -> String {
        match self {
            Source::File(path) => path.display().to_string(),
            Source::Stdin => "-".to_owned(),
        }
    }

    /// Its name for people.
    pub(super) fn shown(&self, paths: &Paths) -> String {
        match self {
            Source::File(path) => paths.tilde(path),
            Source::Stdin => "stdin".to_owned(),
        }
    }
}

/// What a source holds; it is an error if that is nothing.
pub(super) fn read(
    from: &Source,
    format: Option<Format>,
    stdin: &mut dyn Read,
    paths: &Paths,
) -> Result<Scan, Trouble> {
    let shown = printable(&from.shown(paths));
    let (text, stem, usual) = match from {
        Source::File(path) if path.is_file() => {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            (source::read(path), stem, format_of(path))
        }
        Source::File(_) => {
            let message =
                format!("{shown} is no ordinary file: give one to import, or - for stdin");
            return Err(Trouble::BadInput(message));
        }
        Source::Stdin => {
            let text = source::read_from(Path::new("stdin"), stdin);
            (text, "stdin".into(), None)
        }
    };
    let text = text
        .map_err(|error| Trouble::BadInput(format!("{shown}:{}: {error}", error.line().max(1))))?;
    let scanned = |format: Option<Format>| {
        let context = Context {
            file_stem: &stem,
            format: format.or(usual),
            adopted: &Adopted::default(),
        };
        scan(&text, &context)
    };
    let read = scanned(format);
    if read.note != Note::default() {
        return Ok(read);
    }
    let mut problems = read.problems.iter();
    if let Some(problem) = problems.find(|problem| problem.level == Level::Error) {
        return Err(Trouble::BadInput(format!(
            "{shown}:{}: {}",
            problem.line, problem.message
        )));
    }
    let mut others = Vec::new();
    if format.is_none() {
        for other in Format::ALL {
            let found = scanned(Some(other)).note;
            if found != Note::default() {
                others.push(format!("--from {}", other.as_str()));
            }
        }
    }
    let hint = match (others.as_slice(), format) {
        ([], Some(_)) => "it holds nothing of that kind".to_owned(),
        ([], None) => {
            "it holds neither a drawn tree nor a table, list or outline that could be one"
                .to_owned()
        }
        (others, _) => format!(
            "loci scan tells why; to take it all the same: {}",
            others.join(" or ")
        ),
    };
    Err(Trouble::BadInput(format!(
        "there is no map and no palace in {shown}: {hint}"
    )))
}
