//! Where attempts lie: a file for each, of which the last ones of a day are kept. Nothing is ever overwritten.

use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::cli::context::make_private;
use crate::cli::exit::Trouble;

/// How many attempts of a day are kept.
const KEPT: usize = 20;

/// The attempts at the task of one day.
pub(super) struct Drawer {
    folder: PathBuf,
    day: String,
    ending: String,
}

impl Drawer {
    /// The drawer of a day, below the folder of states. A day that is no file name is refused.
    pub(super) fn new(state_dir: &Path, day: &str, ending: String) -> Result<Drawer, Trouble> {
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if day.is_empty() || !day.chars().all(is_name) {
            return Err(Trouble::BadInput(format!("`{day}` is no id of a day")));
        }
        Ok(Drawer {
            folder: state_dir.join("code"),
            day: day.to_owned(),
            ending,
        })
    }

    /// The attempt that was made last, if there is one.
    pub(super) fn last(&self) -> Result<Option<PathBuf>, Trouble> {
        Ok(self.attempts()?.pop().map(|(number, _)| self.at(number)))
    }

    /// Where the next attempt will lie.
    pub(super) fn next(&self) -> Result<PathBuf, Trouble> {
        let last = self.attempts()?.pop();
        Ok(self.at(last.map_or(1, |(number, _)| number.saturating_add(1))))
    }

    /// Makes an empty file for a new attempt; the oldest ones go. A last one that is still empty is taken again.
    pub(super) fn fresh(&self) -> Result<PathBuf, Trouble> {
        make_private(&self.folder).map_err(|error| self.cannot(&self.folder, &error))?;
        let mut attempts = self.attempts()?;
        if let Some((number, 0)) = attempts.last() {
            return Ok(self.at(*number));
        }
        while attempts.len() >= KEPT {
            let (oldest, _) = attempts.remove(0);
            // One that cannot be removed is no reason not to code.
            let _ = std::fs::remove_file(self.at(oldest));
        }
        let path = self.at(attempts
            .last()
            .map_or(1, |(number, _)| number.saturating_add(1)));
        let made = OpenOptions::new().write(true).create_new(true).open(&path);
        match made {
            Ok(_) => Ok(path),
            Err(error) => Err(self.cannot(&path, &error)),
        }
    }

    /// The numbers of the attempts and their bytes, in order.
    fn attempts(&self) -> Result<Vec<(u32, u64)>, Trouble> {
        let entries = match std::fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(self.cannot(&self.folder, &error)),
        };
        let mut attempts: Vec<(u32, u64)> = entries
            .filter_map(Result::ok)
            .filter_map(|entry| {
                let number = self.number(entry.file_name().to_str()?)?;
                Some((number, entry.metadata().ok()?.len()))
            })
            .collect();
        attempts.sort_unstable();
        Ok(attempts)
    }

    /// The first attempt is `DAY.py`, the second `DAY.2.py`: no ending of a day's id holds a point.
    fn at(&self, number: u32) -> PathBuf {
        let Drawer { day, ending, .. } = self;
        self.folder.join(match number {
            1 => format!("{day}.{ending}"),
            _ => format!("{day}.{number}.{ending}"),
        })
    }

    fn number(&self, name: &str) -> Option<u32> {
        let middle = name.strip_prefix(&self.day)?.strip_suffix(&self.ending)?;
        match middle {
            "." => Some(1),
            _ => {
                let number = middle.strip_prefix('.')?.strip_suffix('.')?.parse();
                number.ok().filter(|number| *number > 1)
            }
        }
    }

    fn cannot(&self, path: &Path, error: &std::io::Error) -> Trouble {
        Trouble::Failed(format!("cannot keep code in {}: {error}", path.display()))
    }
}

/// Whether nothing was written into a file.
pub(super) fn is_empty(path: &Path) -> Result<bool, Trouble> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(bytes.iter().all(u8::is_ascii_whitespace)),
        Err(error) => Err(Trouble::Failed(format!(
            "cannot read {}: {error}",
            path.display()
        ))),
    }
}

/// The ending of the file, by the program that checks it; Python's where none is known.
pub(super) fn ending(check: &[String]) -> String {
    let stands = check.iter().find_map(|word| word.split_once("{file}."));
    let stands = stands.map(|(_, ending)| ending);
    let named = stands.filter(|ending| {
        !ending.is_empty() && ending.len() <= 8 && ending.chars().all(|c| c.is_ascii_alphanumeric())
    });
    let program = check.first().and_then(|word| word.rsplit('/').next());
    let known = match program.unwrap_or_default() {
        "node" | "deno" | "bun" => "js",
        "sh" | "bash" | "shellcheck" => "sh",
        "rustc" | "rustfmt" => "rs",
        "go" => "go",
        "ruby" => "rb",
        "sqlite3" | "psql" | "duckdb" => "sql",
        "gcc" | "cc" | "clang" => "c",
        "lua" => "lua",
        "java" | "javac" => "java",
        _ => "py",
    };
    named.unwrap_or(known).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawer(folder: &Path, day: &str) -> Drawer {
        Drawer::new(folder, day, "py".to_owned()).unwrap()
    }

    #[test]
    fn each_attempt_has_a_file_of_its_own_and_the_oldest_go() {
        let folder = tempfile::tempdir().unwrap();
        let dicts = drawer(folder.path(), "dicts");
        assert_eq!(dicts.last().unwrap(), None);
        for attempt in 1..=25 {
            assert_eq!(dicts.next().unwrap(), dicts.at(attempt));
            let path = dicts.fresh().unwrap();
            assert_eq!(path, dicts.at(attempt));
            assert_eq!(dicts.fresh().unwrap(), path, "an empty one is taken again");
            std::fs::write(&path, format!("{attempt}")).unwrap();
        }
        assert_eq!(dicts.last().unwrap(), Some(dicts.at(25)));
        let attempts = dicts.attempts().unwrap();
        assert_eq!((attempts.len(), attempts[0].0), (KEPT, 6));
        let other = drawer(folder.path(), "dicts-2");
        assert_eq!(other.last().unwrap(), None);
        assert!(other.fresh().unwrap().ends_with("code/dicts-2.py"));
        assert_eq!(dicts.last().unwrap(), Some(dicts.at(25)));
    }

    #[test]
    fn a_day_is_no_way_out_of_the_folder() {
        for day in ["", "..", "a/b", "/etc/x", "a.b", "a\n"] {
            let drawer = Drawer::new(Path::new("/s"), day, "py".to_owned());
            assert!(drawer.is_err(), "{day:?}");
        }
    }

    #[test]
    fn the_ending_is_that_of_what_checks_it() {
        let ending = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            ending(&words)
        };
        assert_eq!(ending(&[]), "py");
        assert_eq!(ending(&["/usr/bin/node", "{file}"]), "js");
        assert_eq!(ending(&["x", "{file}.ts"]), "ts");
        assert_eq!(ending(&["x", "{file}../../y"]), "py");
    }

    #[test]
    fn blanks_are_no_code() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.py");
        std::fs::write(&path, " \n\n").unwrap();
        assert!(is_empty(&path).unwrap());
        std::fs::write(&path, "x = 1\n").unwrap();
        assert!(!is_empty(&path).unwrap());
        assert!(is_empty(&folder.path().join("y.py")).is_err());
    }
}
