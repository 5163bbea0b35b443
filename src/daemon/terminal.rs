//! Opening the review in a terminal after a click: the configured terminal, else the desktop's own. Arguments
//! are a list all the way; no shell is between.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::timeout;

use super::outside::{self, Stay};
use super::reserve;

/// What a terminal is asked to run, and where programs are found.
struct Surroundings<'a> {
    variable: &'a dyn Fn(&str) -> Option<OsString>,
    is_program: &'a dyn Fn(&Path) -> bool,
    /// The folder of this program: `loci` lies beside `locid`.
    beside: Option<PathBuf>,
}

/// How soon a terminal that ends with an error has not opened anything.
const LIMIT: Duration = Duration::from_secs(2);

/// Opens the command in a terminal and does not wait for its end.
///
/// # Errors
/// Why nothing was opened, in words.
pub async fn open(terminal: &[String], command: &[String]) -> Result<(), String> {
    if names_nothing(command) {
        tracing::warn!("the review was not opened: notify.open is empty");
        return Err("notify.open is empty".to_owned());
    }
    let tried = lines_here(terminal, command);
    let mut why =
        "no terminal was found: set notify.terminal, or install xdg-terminal-exec".to_owned();
    for line in tried {
        match start(&line).await {
            Ok(()) => return Ok(()),
            Err(error) => why = error,
        }
    }
    tracing::warn!("the review was not opened: {why}");
    Err(why)
}

/// Whether a command has no program.
fn names_nothing(command: &[String]) -> bool {
    command
        .first()
        .is_none_or(|program| program.trim().is_empty())
}

/// The command lines to try in turn on this machine.
fn lines_here(terminal: &[String], command: &[String]) -> Vec<Vec<String>> {
    let beside = std::env::current_exe().ok();
    let around = Surroundings {
        variable: &|name| std::env::var_os(name),
        is_program: &|path| path.is_file(),
        beside: beside.and_then(|program| program.parent().map(Path::to_owned)),
    };
    lines(&around, terminal, command)
}

/// Starts one; it may live as long as the review.
async fn start(line: &[String]) -> Result<(), String> {
    let name = line.first().map_or("", String::as_str);
    let Some(command) = outside::command(line, &[], Stay::Free) else {
        return Err("there is nothing to start".to_owned());
    };
    let started = reserve::spawn(&mut tokio::process::Command::from(command));
    let mut child = started.map_err(|error| format!("{name} cannot be started: {error}"))?;
    match timeout(LIMIT, child.wait()).await {
        Ok(Ok(status)) if !status.success() => Err(format!("{name} ended at once: {status}")),
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(format!("{name} cannot be waited for: {error}")),
        // It lives. Once it ends, tokio sees to it that no dead process stays behind.
        Err(_) => Ok(()),
    }
}

/// The command lines to try in turn, best first.
fn lines(around: &Surroundings<'_>, terminal: &[String], command: &[String]) -> Vec<Vec<String>> {
    let Some((program, arguments)) = command.split_first() else {
        return Vec::new();
    };
    let mut command = vec![resolve(around, program)];
    command.extend_from_slice(arguments);
    let with = |terminal: &[String]| [terminal, &command].concat();
    if !terminal.is_empty() {
        return vec![with(terminal)];
    }
    let named = (around.variable)("TERMINAL")
        .and_then(|name| name.into_string().ok())
        .filter(|name| !name.trim().is_empty());
    // `-e` and a list of arguments is what the terminals of a TERMINAL variable have in common; foot and kitty
    // take it too. xdg-terminal-exec takes the command as it is.
    let chain = [
        Some(vec!["xdg-terminal-exec".to_owned()]),
        named.map(|named| {
            let words = named.split_whitespace().map(str::to_owned);
            words.chain(["-e".to_owned()]).collect()
        }),
        Some(vec!["x-terminal-emulator".to_owned(), "-e".to_owned()]),
    ];
    chain
        .into_iter()
        .flatten()
        .filter(|terminal| find(around, &terminal[0]).is_some())
        .map(|terminal| with(&terminal))
        .collect()
}

/// A program's path where it is found; `loci` also beside this program, for a service manager knows little of
/// the user's PATH.
fn resolve(around: &Surroundings<'_>, program: &str) -> String {
    let beside = around.beside.as_ref().map(|folder| folder.join(program));
    match (find(around, program), beside) {
        (None, Some(path)) if program == "loci" && (around.is_program)(&path) => {
            path.to_string_lossy().into_owned()
        }
        (Some(_) | None, _) => program.to_owned(),
    }
}

fn find(around: &Surroundings<'_>, program: &str) -> Option<PathBuf> {
    if program.contains('/') {
        let path = PathBuf::from(program);
        return (around.is_program)(&path).then_some(path);
    }
    let path = (around.variable)("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|path| (around.is_program)(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(programs: &[&str], terminal: &str, config: &[&str], expected: &[&str]) {
        let around = Surroundings {
            variable: &|name| match name {
                "PATH" => Some("/bin:/opt/bin".into()),
                "TERMINAL" if !terminal.is_empty() => Some(terminal.into()),
                _ => None,
            },
            is_program: &|path| programs.iter().any(|known| path == Path::new(known)),
            beside: Some("/home/ann/.cargo/bin".into()),
        };
        let words = |list: &[&str]| {
            list.iter()
                .map(|word| (*word).to_owned())
                .collect::<Vec<_>>()
        };
        let found = lines(&around, &words(config), &words(&["loci", "review"]));
        let found: Vec<String> = found.iter().map(|line| line.join(" ")).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_configured_terminal_counts_alone_else_the_chain_in_its_order() {
        let all = [
            "/bin/xdg-terminal-exec",
            "/opt/bin/foot",
            "/bin/x-terminal-emulator",
            "/bin/loci",
        ];
        check(
            &all,
            "foot",
            &["konsole", "-e"],
            &["konsole -e loci review"],
        );
        check(
            &all,
            "foot",
            &[],
            &[
                "xdg-terminal-exec loci review",
                "foot -e loci review",
                "x-terminal-emulator -e loci review",
            ],
        );
        check(
            &["/bin/loci", "/bin/x-terminal-emulator"],
            "gone",
            &[],
            &["x-terminal-emulator -e loci review"],
        );
        check(&["/bin/loci"], "", &[], &[]);
        check(
            &["/bin/loci", "/opt/bin/foot"],
            "foot -a x",
            &[],
            &["foot -a x -e loci review"],
        );
    }

    #[tokio::test]
    async fn where_there_is_nothing_to_open_no_terminal_is_blamed() {
        for command in [vec![], vec![" ".to_owned()]] {
            let terminal = ["foot".to_owned()];
            let why = open(&terminal, &command).await.unwrap_err();
            assert_eq!(why, "notify.open is empty");
            assert_eq!(open(&[], &command).await.unwrap_err(), why);
        }
    }

    #[test]
    fn a_loci_that_is_not_in_the_path_is_the_one_beside_the_daemon() {
        check(
            &["/bin/xdg-terminal-exec", "/home/ann/.cargo/bin/loci"],
            "",
            &[],
            &["xdg-terminal-exec /home/ann/.cargo/bin/loci review"],
        );
    }
}
