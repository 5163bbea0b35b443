//! The config file, the folders, their permissions, the space that is left.

use std::fs::Metadata;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};

use rustix::fs::Access;

use super::Place;
use super::check::Check;
use crate::cli::render::words;
use crate::cli::restore::size;
use crate::config::file::Config;
use crate::notes::source::bad_patterns;

/// Below this the data folder is nearly full: a day's facts and a backup still fit.
const LITTLE_BYTES: u64 = 64 * 1024 * 1024;

/// The config file that counts.
pub fn config(place: &Place<'_>) -> Check {
    const NAME: &str = "config";
    let file = &place.paths.config;
    let shown = place.tilde(file);
    let config = match Config::load(file, place.paths.home.as_deref()) {
        Ok(config) => config,
        Err(error) => {
            let cure = match file.exists() && !place.can(file, Access::READ_OK) {
                true => format!("chmod u+rw {}", place.shell(file)),
                false if file.is_dir() => place.move_away(file),
                false => place.edit(),
            };
            return Check::fail(NAME, error.to_string(), cure);
        }
    };
    if !file.exists() {
        return Check::ok(NAME, format!("{shown} is not there: all is at its default"));
    }
    if let Some(bad) = bad_patterns(&config.ignore).first() {
        return Check::warn(NAME, format!("{shown}: {bad}"), place.edit());
    }
    let keys = u64::try_from(config.keys_set()).unwrap_or(u64::MAX);
    let keys = words::count(keys, "key");
    match config.inert_keys().as_slice() {
        [] => Check::ok(NAME, format!("{shown}, {keys}, none unknown")),
        inert => Check::ok(
            NAME,
            format!(
                "{shown}, {keys}, none unknown; {} without effect yet (loci config check)",
                inert.len()
            ),
        ),
    }
}

/// What only the user may read or write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Private {
    /// The file or folder.
    pub path: PathBuf,
    /// The mode it should have at most.
    pub mode: u32,
    /// What it is.
    pub what: &'static str,
}

/// All that only the user may read or write.
pub fn private(place: &Place<'_>) -> Vec<Private> {
    let paths = place.paths;
    let mut all = Vec::new();
    let mut add = |path: PathBuf, mode, what| all.push(Private { path, mode, what });
    add(paths.data_dir.clone(), 0o700, "data folder");
    add(paths.backups(), 0o700, "backups");
    add(paths.state_dir.clone(), 0o700, "state folder");
    add(paths.spool(), 0o700, "spool");
    for part in ["", "-wal", "-shm"] {
        let mut file = paths.database().into_os_string();
        file.push(part);
        add(PathBuf::from(file), 0o600, "database");
    }
    // A folder that LOCI_SOCKET names may be anybody's; the one of the contract is ours alone.
    if let Some(folder) = place.socket.parent()
        && folder
            .file_name()
            .is_some_and(|name| name == "loci" || name == "run")
    {
        add(folder.to_owned(), 0o700, "socket folder");
    }
    // What is no socket is not ours.
    if !in_the_way(place.socket) {
        add(place.socket.to_owned(), 0o600, "socket");
    }
    all
}

/// What others could open, of all that is private.
pub fn open_to_others(place: &Place<'_>) -> Vec<Private> {
    let is_open = |it: &Private| {
        let meta = it.path.symlink_metadata().ok();
        // A link's own mode means nothing.
        meta.filter(|meta| !meta.is_symlink())
            .is_some_and(|meta| meta.mode() & 0o777 & !it.mode != 0)
    };
    private(place).into_iter().filter(is_open).collect()
}

/// Whether what is private is so.
pub fn permissions(place: &Place<'_>) -> Check {
    const NAME: &str = "private";
    let mut others = private(place);
    others.retain(|it| owner_of(&it.path).is_some_and(|owner| owner != place.uid));
    if !others.is_empty() {
        let shown = others
            .iter()
            .map(|it| format!("{} {}", it.what, place.tilde(&it.path)));
        let paths = others.iter().map(|it| place.shell(&it.path));
        return Check::fail(
            NAME,
            format!("not yours: {}", shown.collect::<Vec<_>>().join(", ")),
            format!(
                "sudo chown -R \"$(id -un)\" {}",
                paths.collect::<Vec<_>>().join(" ")
            ),
        );
    }
    let open: Vec<String> = open_to_others(place)
        .iter()
        .map(|it| format!("{} {}", it.what, place.tilde(&it.path)))
        .collect();
    match open.as_slice() {
        [] => Check::ok(
            NAME,
            "only you can read the database, the spool and the socket",
        ),
        open => Check::warn(
            NAME,
            format!("others can open: {}", open.join(", ")),
            "loci doctor --fix",
        ),
    }
}

fn owner_of(path: &Path) -> Option<u32> {
    path.symlink_metadata()
        .ok()
        .map(|meta: Metadata| meta.uid())
}

/// Whether the folders can be written.
pub fn folders(place: &Place<'_>) -> Check {
    const NAME: &str = "folders";
    let paths = place.paths;
    for folder in [&paths.data_dir, &paths.state_dir] {
        // One that is not there yet is made in the nearest that is.
        let Some(there) = folder.ancestors().find(|above| above.exists()) else {
            continue;
        };
        if !there.is_dir() {
            return Check::fail(
                NAME,
                format!("{} is no folder", place.tilde(there)),
                place.move_away(there),
            );
        }
        if !place.can(there, Access::WRITE_OK | Access::EXEC_OK) {
            let cure = match owner_of(there) {
                Some(owner) if owner != place.uid => format!(
                    "sudo install -d -m 700 -o \"$(id -un)\" {}",
                    place.shell(folder)
                ),
                Some(_) | None => format!("chmod u+rwx {}", place.shell(there)),
            };
            let message = format!("{} cannot be written", place.tilde(there));
            return Check::fail(NAME, message, cure);
        }
    }
    let (data, state) = (place.tilde(&paths.data_dir), place.tilde(&paths.state_dir));
    Check::ok(NAME, format!("data {data}, state {state}"))
}

/// How much room the data folder has.
pub fn space(place: &Place<'_>) -> Check {
    const NAME: &str = "disk";
    let folder = &place.paths.data_dir;
    let there = folder.ancestors().find(|above| above.exists());
    let Some(stat) = there.and_then(|there| rustix::fs::statvfs(there).ok()) else {
        return Check::note(NAME, "how much room is left cannot be told");
    };
    let free = stat.f_bavail.saturating_mul(stat.f_frsize);
    let message = format!("{} left for {}", size(free), place.tilde(folder));
    if stat.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY) {
        let message = format!(
            "{} lies on a disk that is mounted read-only",
            place.tilde(folder)
        );
        return Check::fail(NAME, message, format!("findmnt -T {}", place.shell(folder)));
    }
    judged(free, message, &place.shell(folder))
}

/// What so many free bytes mean.
fn judged(free: u64, message: String, folder: &str) -> Check {
    const NAME: &str = "disk";
    match free {
        0 => Check::fail(
            NAME,
            format!("the disk is full: {message}; nothing can be kept until there is room"),
            format!("df -h {folder}"),
        ),
        1..LITTLE_BYTES => Check::warn(NAME, message, format!("df -h {folder}")),
        LITTLE_BYTES.. => Check::ok(NAME, message),
    }
}

/// Whether something that is no socket lies in its place.
pub fn in_the_way(socket: &Path) -> bool {
    let meta = socket.symlink_metadata();
    meta.is_ok_and(|meta| !meta.file_type().is_socket())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::cli::doctor::check::Level;
    use crate::cli::fake::Fake;
    use crate::cli::render::out::Form;

    #[test]
    fn a_database_that_others_can_read_is_told_and_cured_by_fix() {
        let fake = Fake::down(Form::Text);
        let paths = fake.context.paths.clone();
        std::fs::create_dir_all(&paths.data_dir).unwrap();
        let mode = |path: &Path, mode| {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        mode(&paths.data_dir, 0o700);
        std::fs::write(paths.database(), "x").unwrap();
        mode(&paths.database(), 0o600);
        let place = Place::of(&paths, &fake.context.socket);
        assert_eq!(permissions(&place).level, Level::Ok);
        mode(&paths.database(), 0o644);
        let check = permissions(&place);
        assert_eq!(check.level, Level::Warn);
        assert!(check.message.contains("~/data/loci.db"), "{check:?}");
        assert_eq!(check.cure.as_deref(), Some("loci doctor --fix"));
        assert_eq!(folders(&place).level, Level::Ok);
        assert_ne!(space(&place).level, Level::Fail);
    }

    #[test]
    fn a_config_that_is_wrong_is_told() {
        let fake = Fake::down(Form::Text);
        let paths = fake.context.paths.clone();
        let place = Place::of(&paths, &fake.context.socket);
        assert_eq!(config(&place).level, Level::Ok);
        std::fs::write(&paths.config, "[plan]\non_missed = \"ask\"\n").unwrap();
        let check = config(&place);
        assert!(check.message.ends_with("1 key, none unknown"), "{check:?}");
        std::fs::write(&paths.config, "ignore = ['[bad']\n").unwrap();
        let check = config(&place);
        assert_eq!((check.level, check.cure), (Level::Warn, Some(place.edit())));
        assert!(
            check.message.contains("`[bad` in `ignore`"),
            "{}",
            check.message
        );
        std::fs::write(&paths.config, "[box]\nmap = '1h'\n").unwrap();
        let check = config(&place);
        assert_eq!((check.level, check.cure), (Level::Fail, Some(place.edit())));
        assert!(check.message.contains("config.toml:2"), "{}", check.message);
        std::fs::remove_file(&paths.config).unwrap();
        std::fs::create_dir(&paths.config).unwrap();
        assert!(config(&place).cure.unwrap().starts_with("mv "));
    }

    #[test]
    fn a_full_disk_is_a_failure_and_little_room_a_remark() {
        let level = |free| judged(free, size(free), "/d").level;
        assert_eq!(level(0), Level::Fail);
        assert_eq!(level(1), Level::Warn);
        assert_eq!(level(LITTLE_BYTES), Level::Ok);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_a_failure() {
        let fake = Fake::down(Form::Text);
        let paths = fake.context.paths.clone();
        std::fs::create_dir_all(&paths.state_dir).unwrap();
        let mut place = Place::of(&paths, &fake.context.socket);
        place.can = |path, _| !path.ends_with("state");
        let check = folders(&place);
        assert_eq!(check.level, Level::Fail);
        assert!(check.cure.unwrap().starts_with("chmod u+rwx "));
    }

    #[test]
    fn what_is_somebody_elses_is_given_to_the_user() {
        let fake = Fake::down(Form::Text);
        let paths = fake.context.paths.clone();
        std::fs::create_dir_all(&paths.data_dir).unwrap();
        let mut place = Place::of(&paths, &fake.context.socket);
        place.uid += 1;
        let cure = permissions(&place).cure.unwrap();
        let data = place.shell(&paths.data_dir);
        assert!(
            cure.starts_with("sudo chown -R ") && cure.contains(&data),
            "{cure}"
        );
        place.can = |_, _| false;
        let cure = folders(&place).cure.unwrap();
        assert!(cure.starts_with("sudo install -d "), "{cure}");
    }

    #[test]
    fn what_is_no_socket_is_not_closed_by_fix() {
        let fake = Fake::down(Form::Text);
        let place = Place::of(&fake.context.paths, &fake.context.socket);
        std::fs::write(place.socket, "mine").unwrap();
        assert!(private(&place).iter().all(|it| it.what != "socket"));
    }
}
