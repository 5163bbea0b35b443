//! The database, its backups, the spool and the notes.

use chrono::{DateTime, Utc};

use super::Place;
use super::check::Check;
use super::heard::Heard;
use crate::cli::render::words;
use crate::cli::restore::{self, size};
use crate::cli::when;
use crate::config::file::Config;
use crate::domain::now::Now;
use crate::ipc::spool::Spool;

/// After so many days without a backup something is wrong: one is made every night.
const OLD_DAYS: i64 = 3;

/// Whether the database is sound.
pub fn database(place: &Place<'_>, heard: &Heard) -> Check {
    const NAME: &str = "database";
    let file = place.paths.database();
    let shown = place.tilde(&file);
    let trouble = heard
        .status()
        .and_then(|status| status.daemon.trouble.as_ref());
    match heard.report().map(|report| &report.database) {
        Some(database) => match (&database.damage, trouble) {
            (Some(damage), _) if damage.contains("locid repair") => {
                Check::fail(NAME, format!("{shown}: {damage}"), "loci doctor --fix")
            }
            (Some(damage), _) => Check::fail(
                NAME,
                format!("{shown} is damaged: {damage}"),
                "loci restore",
            ),
            (None, Some(trouble)) => Check::fail(
                NAME,
                format!("{shown} cannot be written: {trouble}"),
                "loci status",
            ),
            (None, None) => Check::ok(
                NAME,
                format!(
                    "{shown} is sound: {}, {}",
                    words::count(database.entries, "fact"),
                    size(database.bytes)
                ),
            ),
        },
        None => match file.metadata() {
            Ok(meta) => Check::notice(
                NAME,
                format!("{shown}, {}; only a daemon can check it", size(meta.len())),
            ),
            Err(_) => Check::ok(NAME, format!("{shown} is not there yet")),
        },
    }
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

/// Whether ratings wait.
pub fn spool(place: &Place<'_>, heard: &Heard) -> Check {
    const NAME: &str = "spool";
    let spool = Spool::new(place.paths.spool());
    let (pending, troubles) = spool.pending();
    let unplaced = spool.unplaced();
    let number = |list: &[_]| u64::try_from(list.len()).unwrap_or(u64::MAX);
    if let Some(trouble) = troubles.first() {
        return Check::fail(NAME, trouble.to_string(), "loci spool");
    }
    if !unplaced.is_empty() {
        let ratings = words::count(number(&unplaced), "rating");
        return Check::warn(NAME, format!("{ratings} found no locus"), "loci spool");
    }
    match (pending.is_empty(), heard) {
        (true, _) => Check::ok(NAME, "no rating waits"),
        (false, Heard::Up(_)) => {
            let ratings = words::count(number(&pending), "rating");
            Check::warn(NAME, format!("{ratings} not applied yet"), "loci spool")
        }
        (false, Heard::Down | Heard::Mute(_)) => {
            let ratings = words::count(number(&pending), "rating");
            Check::warn(
                NAME,
                format!("{ratings} kept for the daemon"),
                "loci daemon start",
            )
        }
    }
}

/// Whether the notes are there and can be read.
pub fn notes(place: &Place<'_>, heard: &Heard) -> Check {
    const NAME: &str = "notes";
    let config = Config::load(&place.paths.config, place.paths.home.as_deref());
    let Ok(config) = config else {
        return Check::notice(NAME, "the config is wrong, so their place is not known");
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
            Check::warn(
                NAME,
                format!("{known}; {held} lost much, and you are asked"),
                "loci sync",
            )
        }
    }
}
