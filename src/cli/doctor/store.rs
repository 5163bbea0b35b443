//! The database while no daemon runs: `locid check` tells how it is, and what the daemon said last, as long as that
//! is newer than the database itself. The command line never opens it.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::Place;
use super::heard::Heard;
use super::process::last_words;
use crate::cli::daemon::holder::holder;
use crate::cli::locid::{self, Checked};
use crate::cli::restore;
use crate::config::paths::Paths;

/// How the database was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A daemon has it open, and is asked.
    InUse,
    /// There is none, and nothing says that there should be one.
    Absent,
    /// It is sound, and holds so many facts.
    Sound(u64),
    /// It is sound, but what follows from its journal does not agree with it: why.
    Disagrees(String),
    /// It is of no use as it is: why.
    Damaged(String),
    /// It cannot be told: why.
    Untold(String),
}

/// Looks at the database, if no daemon has it.
pub fn find(place: &Place<'_>, heard: &Heard) -> Found {
    match heard {
        Heard::Up(_) => return Found::InUse,
        // Somebody else may be at the socket.
        Heard::Mute(_) if !matches!(holder(&place.paths.lock()), Ok(None)) => return Found::InUse,
        Heard::Mute(_) | Heard::Down => {}
    }
    let words = words(place.paths);
    if !place.paths.database().exists() {
        return match words {
            Some(words) if words.contains("restore") => Found::Damaged(words),
            Some(_) | None => Found::Absent,
        };
    }
    match locid::check(&place.paths.database()) {
        Checked::Sound(facts) => match words {
            Some(words) if words.contains("locid repair") => Found::Disagrees(words),
            Some(_) | None => Found::Sound(facts),
        },
        Checked::Unsound(why) => Found::Damaged(why),
        Checked::Untold(why) => Found::Untold(why),
    }
}

/// The command that puts something sound in the place of a damaged database: the newest backup that is sound, or
/// nothing, where there is none.
pub fn cure(place: &Place<'_>) -> String {
    let backups = restore::backups(&place.paths.backups());
    let mut newest = backups.iter().rev().map(|backup| Path::new(&backup.path));
    let sound = newest.find(|backup| match locid::check(backup) {
        Checked::Sound(_) | Checked::Untold(_) => true,
        Checked::Unsound(_) => false,
    });
    match sound {
        Some(backup) => format!("loci restore {}", place.shell(backup)),
        None => place.move_away(&place.paths.data_dir),
    }
}

/// What the daemon said last, if that was about the database and nobody touched it since.
pub fn words(paths: &Paths) -> Option<String> {
    let words = last_words(&paths.state_dir)?;
    let database = paths.database();
    let is_about_it = words.contains(&database.display().to_string()) || words.contains("locid re");
    let log = paths.state_dir.join("locid.log").metadata().ok()?;
    let written = |meta: &Metadata| (meta.mtime(), meta.mtime_nsec());
    let touched = |meta: &Metadata| (meta.ctime(), meta.ctime_nsec());
    let is_current = database
        .metadata()
        .map_or(true, |database| written(&log) >= touched(&database));
    (is_about_it && is_current).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::fake::Fake;
    use crate::cli::render::out::Form;

    #[test]
    fn what_was_said_before_the_database_was_replaced_counts_no_more() {
        let fake = Fake::down(Form::Text);
        let paths = &fake.context.paths;
        std::fs::create_dir_all(&paths.state_dir).unwrap();
        std::fs::create_dir_all(&paths.data_dir).unwrap();
        let log = paths.state_dir.join("locid.log");
        let said = format!(
            "{} is damaged: run `locid restore FILE`",
            paths.database().display()
        );
        std::fs::write(&log, format!("locid starts\nlocid: {said}\n")).unwrap();
        assert_eq!(words(paths), Some(said.clone()));
        let place = Place::of(paths, &fake.context.socket);
        assert_eq!(find(&place, &Heard::Down), Found::Damaged(said));
        std::fs::write(paths.database(), "x").unwrap();
        let before = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1);
        let file = std::fs::File::options().write(true).open(&log).unwrap();
        file.set_modified(before).unwrap();
        assert_eq!(words(paths), None);
        std::fs::write(&log, "locid: the disk is full\n").unwrap();
        assert_eq!(words(paths), None);
    }
}
