//! The database, its backups, the spool and the notes.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rustix::fs::Access;

use super::check::{Check, Level};
use super::heard::Heard;
use super::store::Found;
use super::{Place, files, store};
use crate::cli::render::words::{self, printable};
use crate::cli::restore::{self, size};
use crate::cli::when;
use crate::config::file::Config;
use crate::domain::now::Now;
use crate::ipc::spool::{Spool, SpoolError, SpoolState, Spooled};

/// After so many days without a backup something is wrong: one is made every night.
const OLD_DAYS: i64 = 3;

/// Whether the database is sound.
pub fn database(place: &Place<'_>, heard: &Heard, found: &Found) -> Check {
    const NAME: &str = "database";
    let file = place.paths.database();
    let shown = place.tilde(&file);
    if let Some(check) = unwritable(place) {
        return check;
    }
    let trouble = heard.status().and_then(|status| {
        let daemon = &status.daemon;
        let of_config = |trouble: &str| {
            let refused = daemon.config_refused.as_deref();
            refused.is_some_and(|why| trouble.contains(why))
        };
        daemon
            .trouble
            .as_ref()
            .filter(|trouble| !of_config(trouble))
    });
    match heard.report().map(|report| &report.database) {
        Some(database) => match (&database.damage, trouble) {
            (Some(damage), _) if damage.contains("locid repair") => {
                Check::fail(NAME, format!("{shown}: {damage}"), "loci doctor --fix")
            }
            (Some(damage), _) => Check::fail(
                NAME,
                format!("{shown} is damaged: {damage}"),
                match store::cure(place) {
                    restore if restore.starts_with("loci restore") => restore,
                    begin_anew => format!("loci daemon stop && {begin_anew}"),
                },
            ),
            (None, Some(trouble)) => {
                let message = format!("{shown} cannot be written: {trouble}");
                match files::space(place).level {
                    Level::Fail => Check::note(NAME, format!("{message}; see disk")),
                    Level::Ok | Level::Note | Level::Warn => {
                        Check::fail(NAME, message, "loci daemon restart")
                    }
                }
            }
            (None, None) => Check::ok(
                NAME,
                format!(
                    "{shown} is sound: {}, {}",
                    words::count(database.entries, "fact"),
                    size(database.bytes)
                ),
            ),
        },
        None => {
            let bytes = size(file.metadata().map_or(0, |meta| meta.len()));
            match found {
                Found::Absent => Check::ok(NAME, format!("{shown} is not there yet")),
                Found::Sound(facts) => Check::ok(
                    NAME,
                    format!(
                        "{shown} is sound: {}, {bytes}",
                        words::count(*facts, "fact")
                    ),
                ),
                Found::Damaged(_) | Found::Disagrees(_) => {
                    Check::note(NAME, format!("{shown}, {bytes}, is not sound: see daemon"))
                }
                Found::InUse => Check::note(
                    NAME,
                    format!("{shown}, {bytes}; only the daemon can check it"),
                ),
                Found::Untold(why) => Check::note(
                    NAME,
                    format!("{shown}, {bytes}; it cannot be checked: {}", printable(why)),
                ),
            }
        }
    }
}

/// The part of the database that the user cannot write, as a failure.
pub fn unwritable(place: &Place<'_>) -> Option<Check> {
    let mut parts = ["", "-wal", "-shm"].into_iter().map(|part| {
        let mut file = place.paths.database().into_os_string();
        file.push(part);
        PathBuf::from(file)
    });
    let access = Access::READ_OK | Access::WRITE_OK;
    let part = parts.find(|part| part.exists() && !place.can(part, access))?;
    Some(Check::fail(
        "database",
        format!("{} cannot be read and written", place.tilde(&part)),
        format!("chmod u+rw {}", place.shell(&part)),
    ))
}

/// Whether there are backups, and how old the last one is.
pub fn backups(place: &Place<'_>, now: &Now) -> Check {
    const NAME: &str = "backups";
    let folder = place.paths.backups();
    let found = restore::backups(&folder);
    let number = u64::try_from(found.len()).unwrap_or(u64::MAX);
    let last = found.last().and_then(|last| instant(&last.written));
    let Some(last) = last else {
        let database = place.paths.database().metadata().ok();
        let made = database.and_then(|meta| meta.created().ok());
        let is_old = made.is_some_and(|made| {
            let made: DateTime<Utc> = made.into();
            (now.at - made).num_days() >= OLD_DAYS
        });
        return match is_old {
            true => Check::warn(
                NAME,
                "none, and one should be made every night",
                "loci backup",
            ),
            false => Check::ok(NAME, "none yet; one is made every night"),
        };
    };
    let message = format!(
        "{}, the last {}, in {}",
        words::count(number, "backup"),
        when::echo(last, now),
        place.tilde(&folder)
    );
    match (now.at - last).num_days() >= OLD_DAYS {
        true => Check::warn(NAME, message, "loci backup"),
        false => Check::ok(NAME, message),
    }
}

fn instant(text: &str) -> Option<DateTime<Utc>> {
    let at = DateTime::parse_from_rfc3339(text).ok()?;
    Some(at.with_timezone(&Utc))
}

/// Whether ratings wait, and can be kept.
pub fn spool(place: &Place<'_>, heard: &Heard) -> Check {
    const NAME: &str = "spool";
    let spool = Spool::new(place.paths.spool());
    let access = Access::READ_OK | Access::WRITE_OK | Access::EXEC_OK;
    if spool.dir().exists() && !place.can(spool.dir(), access) {
        let shown = place.tilde(spool.dir());
        let cure = format!("chmod u+rwx {}", place.shell(spool.dir()));
        return Check::fail(
            NAME,
            format!("{shown} cannot be written: no rating can be kept"),
            cure,
        );
    }
    let (pending, troubles) = spool.pending();
    if let Some(trouble) = troubles.first() {
        let cure = match trouble {
            SpoolError::Unreadable { path, .. } => {
                format!(
                    "mv {} {}",
                    place.shell(path),
                    place.shell(&place.paths.state_dir)
                )
            }
            SpoolError::Io { path, .. } => format!("chmod u+rw {}", place.shell(path)),
            SpoolError::Incomplete { .. }
            | SpoolError::Unknown { .. }
            | SpoolError::Several { .. } => "loci spool".to_owned(),
        };
        return Check::fail(NAME, trouble.to_string(), cure);
    }
    let (ours, others): (Vec<_>, Vec<_>) = [pending, spool.unplaced()]
        .concat()
        .into_iter()
        .partition(|kept| kept.is_for(&place.paths.data_dir));
    let ratings =
        |kept: &[Spooled]| words::count(u64::try_from(kept.len()).unwrap_or(u64::MAX), "rating");
    let is_unplaced = |kept: &&Spooled| kept.state != SpoolState::Pending;
    let unplaced: Vec<Spooled> = ours.iter().filter(is_unplaced).cloned().collect();
    if !unplaced.is_empty() {
        return Check::warn(
            NAME,
            format!("{} found no locus", ratings(&unplaced)),
            "loci spool",
        );
    }
    if let Some(other) = others.first().and_then(|kept| kept.owner.as_deref()) {
        return for_others(place, heard, Path::new(other), &ratings(&others));
    }
    match (ours.is_empty(), heard) {
        (true, _) => Check::ok(NAME, "no rating waits"),
        (false, Heard::Up(_)) => Check::warn(
            NAME,
            format!("{} not applied yet", ratings(&ours)),
            "loci daemon restart",
        ),
        // That it is away is told with its cure already.
        (false, Heard::Down | Heard::Mute(_)) => {
            Check::note(NAME, format!("{} kept for the daemon", ratings(&ours)))
        }
    }
}

/// Ratings that were kept for a daemon with another data folder.
fn for_others(place: &Place<'_>, heard: &Heard, data_dir: &Path, ratings: &str) -> Check {
    const NAME: &str = "spool";
    let demo = place.paths.demo();
    if data_dir == demo.data_dir {
        let cure = match heard {
            Heard::Up(_) => "loci daemon stop && loci start --demo",
            Heard::Down | Heard::Mute(_) => "loci start --demo",
        };
        return Check::warn(NAME, format!("{ratings} kept for the demo"), cure);
    }
    let shown = place.tilde(data_dir);
    let cure = match place.paths.is_demo() {
        true => "loci start".to_owned(),
        false => format!(
            "LOCI_DATA_DIR={} loci daemon restart",
            place.shell(data_dir)
        ),
    };
    Check::warn(
        NAME,
        format!("{ratings} kept for the daemon with its data in {shown}"),
        cure,
    )
}

/// Whether the notes are there and can be read.
pub fn notes(place: &Place<'_>, heard: &Heard) -> Check {
    const NAME: &str = "notes";
    let config = Config::load(&place.paths.config, place.paths.home.as_deref());
    let Ok(config) = config else {
        return Check::note(NAME, "the config is wrong, so their place is not known");
    };
    if let Some(missing) = config.notes.iter().find(|path| !path.exists()) {
        let shown = place.tilde(missing);
        if !place.paths.config.exists() {
            let message = format!("no folder is named, and {shown} is not there");
            return Check::warn(NAME, message, "loci start");
        }
        return Check::warn(
            NAME,
            format!("{shown} is not there: put it back, mount it, or take it away"),
            format!("loci rm {}", place.shell(missing)),
        );
    }
    let sources = match config.notes.as_slice() {
        [] => return Check::warn(NAME, "no folder is named", "loci add FOLDER"),
        [one] => place.tilde(one),
        many => format!("{} sources", many.len()),
    };
    let Some(status) = heard.status() else {
        return Check::ok(NAME, sources);
    };
    let counts = &status.loci;
    let known = format!(
        "{sources}: {}, {}, {}",
        words::count(counts.maps, "map"),
        words::count(counts.palaces, "palace"),
        words::loci(counts.live)
    );
    let errors = status
        .problems
        .iter()
        .filter(|problem| problem.level == "error");
    match (errors.count(), status.held_files.len()) {
        (0, 0) if counts.live == 0 && !status.daemon.syncing => Check::warn(
            NAME,
            format!("{known}; loci scan tells why"),
            "loci scan FILE",
        ),
        (0, 0) => Check::ok(NAME, known),
        (errors @ 1.., _) => {
            let errors = words::count(u64::try_from(errors).unwrap_or(u64::MAX), "trouble");
            Check::warn(NAME, format!("{known}; {errors}"), "loci status -v")
        }
        (0, held) => {
            let held = words::count(u64::try_from(held).unwrap_or(u64::MAX), "file");
            let first = status.held_files.first().map(Path::new);
            let first = first.unwrap_or_else(|| Path::new(""));
            Check::warn(
                NAME,
                format!(
                    "{known}; {held} held (gone, broken, or lost much), and you are asked: {} (--accept takes it as \
                     it is now, --reject keeps what was learned)",
                    place.tilde(first)
                ),
                format!("loci sync --reject {}", place.shell(first)),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::fake::Fake;
    use crate::cli::render::out::Form;

    #[test]
    fn a_database_that_cannot_be_written_names_the_file_and_its_chmod() {
        let fake = Fake::down(Form::Text);
        let paths = fake.context.paths.clone();
        std::fs::create_dir_all(&paths.data_dir).unwrap();
        std::fs::write(paths.database(), "x").unwrap();
        let mut place = Place::of(&paths, &fake.context.socket);
        assert_eq!(unwritable(&place), None);
        place.can = |path, _| !path.ends_with("loci.db");
        let check = database(&place, &Heard::Down, &Found::Sound(1));
        let cure = format!("chmod u+rw {}", place.shell(&paths.database()));
        assert_eq!((check.level, check.cure), (Level::Fail, Some(cure)));
    }

    #[test]
    fn a_spool_that_cannot_be_written_is_a_failure() {
        let fake = Fake::down(Form::Text);
        let paths = fake.context.paths.clone();
        std::fs::create_dir_all(paths.spool()).unwrap();
        let mut place = Place::of(&paths, &fake.context.socket);
        assert_eq!(spool(&place, &Heard::Down).level, Level::Ok);
        place.can = |path, _| !path.ends_with("spool");
        let check = spool(&place, &Heard::Down);
        assert_eq!(check.level, Level::Fail);
        assert!(check.cure.unwrap().starts_with("chmod u+rwx "));
    }

    #[test]
    fn a_file_that_is_no_rating_is_moved_away() {
        let fake = Fake::down(Form::Text);
        let paths = fake.context.paths.clone();
        std::fs::create_dir_all(paths.spool()).unwrap();
        std::fs::write(paths.spool().join("x.json"), "{").unwrap();
        let place = Place::of(&paths, &fake.context.socket);
        let cure = spool(&place, &Heard::Down).cure.unwrap();
        assert!(cure.starts_with("mv ") && cure.ends_with("state"), "{cure}");
    }
}
