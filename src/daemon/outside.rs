//! Commands of the user that the daemon starts: hooks, programs that carry a notification, terminals.
//!
//! Under systemd the daemon is confined, and what it started would be too, and would end with it. So there each
//! command becomes a unit of its own, through `systemd-run`. Elsewhere it is a plain child. Never a shell.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::supervisor::GIVEN;

/// What tells a `loci` inside the command where everything lies; a unit has it from nobody else.
const PLACES: [&str; 7] = [
    "LOCI_CONFIG",
    "LOCI_DATA_DIR",
    "LOCI_STATE_DIR",
    "LOCI_SOCKET",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_STATE_HOME",
];

/// How long a command may run, and whether it is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stay {
    /// As long as it likes; the process that is spawned may be through before it.
    Free,
    /// At most so long; the process that is spawned ends with it, and with its status.
    Within(Duration),
}

/// How commands are started here.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Way {
    /// As children.
    Child,
    /// As units, by this `systemd-run`.
    Unit(PathBuf),
}

/// The command for a program and its arguments, with nothing at its ends, more variables, and nothing of what
/// the service manager gave to the daemon alone; nothing if `argv` is empty. Whoever spawns it still has to
/// hold a plain child to its time: only a unit is ended by itself.
pub fn command(argv: &[String], variables: &[(&str, String)], stay: Stay) -> Option<Command> {
    command_by(&way(stay), argv, variables, stay)
}

fn way(stay: Stay) -> Way {
    let variable = |name: &str| std::env::var_os(name);
    if !is_supervised(variable, std::process::id()) {
        return Way::Child;
    }
    match stay {
        Stay::Free => {}
        // To hear of its end `systemd-run` needs the bus of the user, which systemd itself does without.
        Stay::Within(_) if has_bus(variable) => {}
        Stay::Within(_) => return Way::Child,
    }
    let path = variable("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path)
        .map(|folder| folder.join("systemd-run"))
        .find(|program| program.is_file());
    found.map_or(Way::Child, Way::Unit)
}

fn has_bus(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let socket = variable("XDG_RUNTIME_DIR").map(|dir| PathBuf::from(dir).join("bus"));
    variable("DBUS_SESSION_BUS_ADDRESS").is_some() || socket.is_some_and(|socket| socket.exists())
}

/// Whether systemd itself started this process: a terminal that is a unit hands INVOCATION_ID down to all that
/// is started in it. SYSTEMD_EXEC_PID is there since systemd 248.
fn is_supervised(variable: impl Fn(&str) -> Option<OsString>, own: u32) -> bool {
    match variable("SYSTEMD_EXEC_PID") {
        Some(pid) => pid.to_str() == Some(own.to_string().as_str()),
        None => variable("INVOCATION_ID").is_some() && variable("NOTIFY_SOCKET").is_some(),
    }
}

fn command_by(
    way: &Way,
    argv: &[String],
    variables: &[(&str, String)],
    stay: Stay,
) -> Option<Command> {
    let (program, arguments) = argv.split_first()?;
    let mut command = match way {
        Way::Child => {
            let mut command = Command::new(program);
            command.args(arguments);
            for (name, value) in variables {
                command.env(name, value);
            }
            command
        }
        Way::Unit(systemd_run) => {
            let mut command = Command::new(systemd_run);
            command.args(["--user", "--collect", "--quiet"]);
            match stay {
                // A terminal may hand its window to another process and end.
                Stay::Free => {
                    command.arg("--property=KillMode=process");
                }
                Stay::Within(limit) => {
                    let limit = format!("--property=RuntimeMaxSec={}ms", limit.as_millis());
                    command.args(["--wait", &limit, "--property=TimeoutStopSec=1s"]);
                }
            }
            for name in PLACES {
                if let Some(value) = std::env::var_os(name) {
                    command.arg(set(name, &value));
                }
            }
            for (name, value) in variables {
                command.arg(set(name, OsStr::new(value)));
            }
            command.arg("--").arg(program);
            // The manager would put variables in the place of `$NAME`.
            command.args(arguments.iter().map(|word| word.replace('$', "$$")));
            command
        }
    };
    for name in GIVEN {
        command.env_remove(name);
    }
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    Some(command)
}

fn set(name: &str, value: &OsStr) -> OsString {
    let mut set = OsString::from(format!("--setenv={name}="));
    set.push(value);
    set
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(command: &Command) -> Vec<String> {
        std::iter::once(command.get_program())
            .chain(command.get_args())
            .map(|word| word.to_string_lossy().into_owned())
            .collect()
    }

    fn argv() -> Vec<String> {
        ["curl", "-d", "$HOME; x %h", "ntfy.sh/me"]
            .map(str::to_owned)
            .into()
    }

    #[test]
    fn a_child_gets_its_words_as_they_are_and_nothing_of_the_service_manager() {
        let variables = [("LOCI_BOX_KIND", "map".to_owned())];
        let command = command_by(&Way::Child, &argv(), &variables, Stay::Free).unwrap();
        assert_eq!(words(&command), argv());
        let of = |name: &str| command.get_envs().find(|(known, _)| *known == name);
        assert_eq!(of("LOCI_BOX_KIND").unwrap().1.unwrap(), OsStr::new("map"));
        for name in GIVEN {
            assert_eq!(of(name).unwrap().1, None, "{name}");
        }
        assert!(command_by(&Way::Child, &[], &[], Stay::Free).is_none());
    }

    #[test]
    fn a_unit_gets_its_words_unexpanded_its_variables_and_its_limit() {
        let way = Way::Unit("/usr/bin/systemd-run".into());
        let variables = [("LOCI_BOX_TOPIC", "a b".to_owned())];
        let stay = Stay::Within(Duration::from_secs(10));
        let words = words(&command_by(&way, &argv(), &variables, stay).unwrap()).join("|");
        assert!(
            words.starts_with("/usr/bin/systemd-run|--user|--collect|--quiet|--wait|"),
            "{words}"
        );
        assert!(
            words.contains("|--property=RuntimeMaxSec=10000ms|"),
            "{words}"
        );
        let end = "|--setenv=LOCI_BOX_TOPIC=a b|--|curl|-d|$$HOME; x %h|ntfy.sh/me";
        assert!(words.ends_with(end), "{words}");
    }

    #[test]
    fn a_terminal_may_leave_its_window_to_another_process() {
        let way = Way::Unit("/usr/bin/systemd-run".into());
        let command = command_by(&way, &["foot".to_owned()], &[], Stay::Free).unwrap();
        let words = words(&command);
        assert!(words.contains(&"--property=KillMode=process".to_owned()));
        assert!(!words.contains(&"--wait".to_owned()));
    }

    #[test]
    fn only_a_process_that_systemd_started_itself_is_supervised() {
        let check = |set: &[(&str, &str)], expected: bool| {
            let variable = |name: &str| {
                let found = set.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| OsString::from(value))
            };
            assert_eq!(is_supervised(variable, 7), expected, "{set:?}");
        };
        let (id, notify) = (("INVOCATION_ID", "x"), ("NOTIFY_SOCKET", "/n"));
        check(&[id, notify, ("SYSTEMD_EXEC_PID", "7")], true);
        check(&[id, notify, ("SYSTEMD_EXEC_PID", "6")], false);
        check(&[id, notify], true);
        check(&[id], false);
        check(&[notify], false);
    }
}
