//! `doctor` where the environment does not say where things lie: that is a check of its own, and the others look at
//! the usual places.

use std::path::{Path, PathBuf};

use super::check::Check;
use super::{DoctorArgs, examine, exit_of, holding, quoted, report, text};
use crate::cli::context::{Context, Places};
use crate::cli::exit::{Exit, Trouble};
use crate::cli::render::out::{Form, Out};
use crate::ipc::path::PathError;

const HOME: &str = "home";
const SOCKET: &str = "socket";

/// The usual places of this user.
///
/// # Errors
/// If even they cannot be told.
pub fn usual() -> Result<Places, Trouble> {
    Places::usual(home().as_deref())
}

/// `loci doctor` at the usual places, after the trouble with the user's own. Nothing is changed.
pub fn run(context: &mut Context, trouble: &Trouble) -> Result<Exit, Trouble> {
    examine(context, &DoctorArgs::default(), vec![check(trouble)])
}

/// `loci doctor` where no place is known at all.
pub fn alone(out: &mut Out, trouble: &Trouble) -> Result<Exit, Trouble> {
    let checks = [check(trouble), holding::local(Path::new("/"))];
    match out.form {
        Form::Json => report(out, &checks, &[])?,
        Form::Text => {
            let shown = text::checks(&checks, out.width());
            out.data(&format!("{shown}{}", text::summary(&checks)))?;
        }
    }
    Ok(exit_of(&checks))
}

fn check(trouble: &Trouble) -> Check {
    let message = trouble.to_string();
    match trouble {
        Trouble::Paths(_) => {
            let home = match home() {
                Some(home) => quoted(&home.display().to_string()),
                None => "\"$(getent passwd \"$(id -u)\" | cut -d: -f6)\"".to_owned(),
            };
            Check::fail(HOME, message, format!("export HOME={home}"))
        }
        Trouble::Socket(PathError::TooLong { .. }) if std::env::var_os("LOCI_SOCKET").is_none() => {
            let uid = rustix::process::geteuid().as_raw();
            let cure = format!("export LOCI_SOCKET=/run/user/{uid}/loci.sock");
            Check::fail(SOCKET, message, cure)
        }
        Trouble::Socket(PathError::TooLong { .. } | PathError::Relative { .. }) => {
            Check::fail(SOCKET, message, "unset LOCI_SOCKET")
        }
        Trouble::Usage(_)
        | Trouble::Failed(_)
        | Trouble::BadInput(_)
        | Trouble::Daemon { .. }
        | Trouble::Client(_)
        | Trouble::Config(_)
        | Trouble::Spool(_)
        | Trouble::Output(_)
        | Trouble::Interrupted => Check::note("places", message),
    }
}

/// The home folder that the system knows of the user.
fn home() -> Option<PathBuf> {
    let uid = rustix::process::geteuid().as_raw();
    home_in(&std::fs::read_to_string("/etc/passwd").ok()?, uid).filter(|home| home.is_dir())
}

/// The home folder of a user in the text of passwd(5).
fn home_in(passwd: &str, uid: u32) -> Option<PathBuf> {
    let mut users = passwd
        .lines()
        .map(|line| line.split(':').collect::<Vec<_>>());
    let user = users.find(|fields| fields.get(2).and_then(|id| id.parse().ok()) == Some(uid))?;
    let home = PathBuf::from(user.get(5)?);
    home.is_absolute().then_some(home)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::check::Level;
    use crate::cli::fake::Fake;
    use crate::config::paths::PathsError;

    #[test]
    fn without_any_place_what_is_wrong_and_its_cure_are_told_all_the_same() {
        let mut fake = Fake::down(Form::Text);
        let trouble = Trouble::from(PathsError::NoHome {
            instead: "LOCI_CONFIG",
        });
        assert_eq!(
            alone(&mut fake.context.out, &trouble).unwrap(),
            Exit::Failed
        );
        let text = fake.stdout.text();
        assert!(
            text.contains("HOME is not set") && text.contains("logind"),
            "{text}"
        );
        let relative = Trouble::from(PathError::Relative { path: "s".into() });
        let check = check(&relative);
        assert_eq!(
            (check.level, check.cure.as_deref()),
            (Level::Fail, Some("unset LOCI_SOCKET"))
        );
    }

    #[test]
    fn the_home_of_a_user_is_read_from_the_list_of_users() {
        let passwd = "root:x:0:0:root:/root:/bin/sh\nada:x:1000:1000:,,,:/home/ada:/bin/fish\n";
        assert_eq!(home_in(passwd, 1000), Some("/home/ada".into()));
        assert_eq!(home_in(passwd, 7), None);
    }
}
