//! What starts the daemon: a systemd user unit, or an entry of the desktop session. Read from the files; no
//! service manager is asked.

use std::path::{Path, PathBuf};

use super::Place;
use super::check::Check;
use super::exec;
use super::heard::Heard;

const NAME: &str = "start";
const INSTALL: &str = "loci daemon install";

/// Where units and entries lie.
struct Folders {
    /// The user's config folder.
    config: PathBuf,
    /// Folders of user units, the user's own first.
    units: Vec<PathBuf>,
    /// Where systemd keeps who lingers.
    linger: PathBuf,
    /// There if systemd runs the machine.
    systemd: PathBuf,
}

/// What starts the daemon.
pub fn started_by(place: &Place<'_>, heard: &Heard) -> Check {
    match Folders::of(place) {
        Some(folders) => check(place, heard, &folders),
        None => Check::note(NAME, "HOME is not set, so there is no place for a unit"),
    }
}

/// Whether a unit starts the daemon, so that its environment is the unit's.
pub fn is_installed(place: &Place<'_>) -> bool {
    Folders::of(place)
        .is_some_and(|folders| folders.systemd.exists() && folders.unit("locid.service").is_some())
}

impl Folders {
    fn of(place: &Place<'_>) -> Option<Folders> {
        let set = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
        let home = place.paths.home.as_ref();
        let config = set
            .filter(|path| path.is_absolute())
            .or_else(|| home.map(|home| home.join(".config")))?;
        let own = config.join("systemd/user");
        let others = [
            "/etc/systemd/user",
            "/usr/local/lib/systemd/user",
            "/usr/lib/systemd/user",
        ];
        Some(Folders {
            config,
            units: [own].into_iter().chain(others.map(PathBuf::from)).collect(),
            linger: PathBuf::from("/var/lib/systemd/linger"),
            systemd: PathBuf::from("/run/systemd/system"),
        })
    }

    fn unit(&self, name: &str) -> Option<PathBuf> {
        let places = self.units.iter().map(|folder| folder.join(name));
        places.into_iter().find(|path| path.exists())
    }

    /// Whether a unit is wanted by a target of the user's.
    fn is_enabled(&self) -> bool {
        let wanted = [
            ("sockets.target.wants", "locid.socket"),
            ("default.target.wants", "locid.service"),
        ];
        let mut links = self
            .units
            .iter()
            .flat_map(|folder| wanted.map(|(target, name)| folder.join(target).join(name)));
        links.any(|link| link.symlink_metadata().is_ok())
    }
}

fn check(place: &Place<'_>, heard: &Heard, folders: &Folders) -> Check {
    let entry = folders.config.join("autostart/loci.desktop");
    let unit = match (folders.systemd.exists(), folders.unit("locid.service")) {
        (true, Some(unit)) => unit,
        (true | false, _) => return by_session(place, &entry, folders),
    };
    let shown = place.tilde(&unit);
    if let Some(missing) = program_of(&unit).filter(|program| !program.is_file()) {
        let missing = place.tilde(&missing);
        return Check::fail(
            NAME,
            format!("{shown} starts {missing}, which is not there"),
            INSTALL,
        );
    }
    if !folders.is_enabled() {
        return Check::warn(
            NAME,
            format!("{shown} is not enabled: nothing starts it"),
            INSTALL,
        );
    }
    let supervisor = heard.report().map(|report| &report.supervisor);
    match supervisor {
        Some(supervisor) if !supervisor.managed => Check::warn(
            NAME,
            format!("{shown} is enabled, but the daemon that runs was started by hand"),
            "loci daemon restart",
        ),
        Some(supervisor) => {
            let socket = if supervisor.activated {
                ", through its socket"
            } else {
                ""
            };
            Check::ok(NAME, format!("by systemd{socket}{}", lingers(folders)))
        }
        None => Check::ok(NAME, format!("by systemd ({shown}){}", lingers(folders))),
    }
}

fn lingers(folders: &Folders) -> &'static str {
    let user = std::env::var_os("USER").unwrap_or_default();
    match !user.is_empty() && folders.linger.join(user).exists() {
        true => ", also while you are logged out",
        false => ", while you are logged in",
    }
}

/// Without a unit: an entry of the desktop session.
fn by_session(place: &Place<'_>, entry: &Path, folders: &Folders) -> Check {
    let text = std::fs::read_to_string(entry).unwrap_or_default();
    match exec::of_entry(&text) {
        Some(program) if program.is_absolute() && !program.is_file() => {
            let (entry, program) = (place.tilde(entry), place.tilde(&program));
            Check::fail(
                NAME,
                format!("{entry} starts {program}, which is not there"),
                INSTALL,
            )
        }
        // The entry is made so that systemd leaves it alone.
        Some(_) if !folders.systemd.exists() => Check::ok(NAME, "with the desktop session"),
        Some(_) | None => Check::warn(
            NAME,
            "nothing starts the daemon at login: reminders come only once you do",
            INSTALL,
        ),
    }
}

/// The program that a unit starts.
fn program_of(unit: &Path) -> Option<PathBuf> {
    exec::of_unit(&std::fs::read_to_string(unit).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::check::Level;
    use crate::cli::fake::Fake;
    use crate::cli::render::out::Form;

    fn folders(root: &Path) -> Folders {
        for folder in [
            "config/systemd/user/sockets.target.wants",
            "config/autostart",
            "run",
        ] {
            std::fs::create_dir_all(root.join(folder)).unwrap();
        }
        Folders {
            config: root.join("config"),
            units: vec![root.join("config/systemd/user")],
            linger: root.join("linger"),
            systemd: root.join("run"),
        }
    }

    #[test]
    fn a_unit_is_installed_enabled_and_starts_a_program_that_is_there() {
        let fake = Fake::down(Form::Text);
        let place = Place::of(&fake.context.paths, &fake.context.socket);
        let root = fake.context.paths.home.clone().unwrap();
        let folders = folders(&root);
        let look = || check(&place, &Heard::Down, &folders);
        assert_eq!(
            (look().level, look().cure.as_deref()),
            (Level::Warn, Some(INSTALL))
        );
        let unit = folders.units[0].join("locid.service");
        let program = root.join("locid");
        std::fs::write(
            &unit,
            format!("[Service]\nExecStart=\"{}\" run\n", program.display()),
        )
        .unwrap();
        assert_eq!(look().level, Level::Fail);
        assert!(
            look().message.contains("~/locid, which is not there"),
            "{:?}",
            look()
        );
        std::fs::write(&program, "").unwrap();
        assert!(look().message.contains("is not enabled"), "{:?}", look());
        let link = folders.units[0].join("sockets.target.wants/locid.socket");
        std::os::unix::fs::symlink("../locid.socket", link).unwrap();
        assert_eq!(look().level, Level::Ok);
        assert_eq!(program_of(&unit), Some(program));
    }

    #[test]
    fn without_systemd_the_session_starts_it() {
        let fake = Fake::down(Form::Text);
        let place = Place::of(&fake.context.paths, &fake.context.socket);
        let root = fake.context.paths.home.clone().unwrap();
        let folders = folders(&root);
        std::fs::remove_dir(&folders.systemd).unwrap();
        let look = || check(&place, &Heard::Down, &folders);
        assert_eq!(look().level, Level::Warn);
        let entry = root.join("config/autostart/loci.desktop");
        std::fs::write(&entry, "[Desktop Entry]\nExec=loci daemon start\n").unwrap();
        assert_eq!(look().message, "with the desktop session");
        std::fs::write(&entry, "Exec=/no/such/loci daemon start\n").unwrap();
        assert_eq!(look().level, Level::Fail);
    }
}
