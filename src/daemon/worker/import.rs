//! Reads a file to import, line by line, up to the first line that cannot be read. What the lines mean is
//! for the engine to say.

use std::io::Read;
use std::path::Path;

use crate::engine::event::{BadLine, ImportText, Lines};
use crate::ipc::journal::{ImportLine, JournalLine};
use crate::ipc::protocol::{ErrorCode, Failure, Import, ImportFrom};

/// What a review looks like.
const REVIEW: &str = r#"{"locus":"python/dict","rating":3,"at":"2026-01-31T09:30:00+01:00"}"#;

/// Most bytes of a file to import: some million facts.
const IMPORT_BYTES: u64 = 1 << 30;

/// Reads an ordinary file. A pipe or a device could keep the worker for ever, and everybody with it.
fn read_file(path: &str) -> Result<Vec<u8>, String> {
    let meta = std::fs::metadata(path).map_err(|error| error.to_string())?;
    if !meta.is_file() {
        return Err("it is no ordinary file".to_owned());
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(|error| error.to_string())?;
    let read = file.take(IMPORT_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| error.to_string())?;
    if bytes.len() as u64 > IMPORT_BYTES {
        return Err("it is larger than 1 GiB; split it".to_owned());
    }
    Ok(bytes)
}

/// Reads the file of an import.
pub(super) fn read_import(import: &Import) -> Result<ImportText, Failure> {
    if !Path::new(&import.path).is_absolute() {
        let message = format!("{} is not absolute", import.path);
        return Err(Failure::new(ErrorCode::InvalidParams, message));
    }
    let bytes = read_file(&import.path).map_err(|why| {
        let message = format!("cannot read {}: {why}; nothing was imported", import.path);
        Failure::new(ErrorCode::BadInput, message)
    })?;
    Ok(match import.from {
        ImportFrom::Reviews => ImportText::Reviews(lines(&bytes, review)),
        ImportFrom::Journal => ImportText::Journal(lines(&bytes, fact)),
    })
}

/// Reads line by line, without a byte-order mark and blank lines.
fn lines<T>(bytes: &[u8], read: impl Fn(&str) -> Result<T, String>) -> Lines<T> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut good = Vec::new();
    for (number, line) in (1u32..).zip(bytes.split(|byte| *byte == b'\n')) {
        let bad = match std::str::from_utf8(line).map(str::trim) {
            Ok("") => continue,
            Ok(line) => read(line),
            Err(_) => Err("is not UTF-8 text".to_owned()),
        };
        match bad {
            Ok(line) => good.push((number, line)),
            Err(why) => {
                let bad = Some(BadLine { number, why });
                return Lines { good, bad };
            }
        }
    }
    good.into()
}

fn review(line: &str) -> Result<ImportLine, String> {
    ImportLine::from_json(line).map_err(|error| {
        if JournalLine::from_json(line).is_ok() {
            "is not a review but a fact of a journal: import it with `--from journal`".to_owned()
        } else if error.is_data() {
            format!("is not a review like {REVIEW}")
        } else {
            format!("is not JSON: a review is one line like {REVIEW}")
        }
    })
}

fn fact(line: &str) -> Result<JournalLine, String> {
    JournalLine::from_json(line).map_err(|error| {
        if ImportLine::from_json(line).is_ok() {
            "is not a fact of a journal but a review: import it with `--from reviews`".to_owned()
        } else if error.is_data() {
            "is not a fact as `loci export journal` writes it".to_owned()
        } else {
            "is not JSON, as `loci export journal` writes it".to_owned()
        }
    })
}
