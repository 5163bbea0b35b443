//! `loci restore [FILE]`: puts a backup in the place of the database, by `locid restore`, with the daemon stopped
//! meanwhile. Without a file it lists the backups. The database that was there is kept beside; nothing here opens
//! one.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::args::care::Restore as RestoreArgs;
use super::context::{Context, Input, absolute};
use super::exit::{Exit, Trouble};
use super::locid::{self, Ran};
use super::render::out::{Form, Volume};
use super::render::table::Table;
use super::render::words::{self, WARN, printable, styled};
use super::when;

/// A backup that could be put back.
#[derive(Debug, Serialize)]
pub struct Found {
    /// The file.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// When it was written (RFC 3339).
    pub written: String,
    /// Facts in it; absent if it is not sound, or was not checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entries: Option<u64>,
}

#[derive(Serialize)]
struct Restored {
    file: String,
    database: String,
    said: Vec<String>,
    daemon: &'static str,
}

/// `loci restore [FILE] [--yes]`.
pub fn run(context: &mut Context, args: &RestoreArgs) -> Result<Exit, Trouble> {
    match &args.file {
        None => list(context),
        Some(file) => restore(context, file, args),
    }
}

fn list(context: &mut Context) -> Result<Exit, Trouble> {
    let paths = locid::paths_in_use(context);
    let mut found = backups(&paths.backups());
    found.reverse();
    for backup in &mut found {
        backup.entries = locid::facts_in(Path::new(&backup.path));
    }
    if (context.out.form, context.out.volume) == (Form::Text, Volume::Quiet) {
        // One file a line, as `loci restore` takes it.
        let lines = found
            .iter()
            .map(|backup| format!("{}\n", printable(&backup.path)));
        context.out.lines(&lines.collect::<String>())?;
        return Ok(Exit::Done);
    }
    let now = context.now();
    let folder = printable(&paths.tilde(&paths.backups()));
    context.out.show("restore", &found, || {
        if found.is_empty() {
            return format!("no backup in {folder}: loci backup makes one\n");
        }
        let mut table = Table::default();
        for backup in &found {
            let at = DateTime::parse_from_rfc3339(&backup.written);
            let at = at.map_or_else(
                |_| backup.written.clone(),
                |at| when::echo(at.with_timezone(&Utc), &now),
            );
            let path = printable(&paths.tilde(Path::new(&backup.path)));
            let facts = match backup.entries {
                Some(entries) => words::count(entries, "fact"),
                None => styled(WARN, "not sound"),
            };
            table.row([at, facts, size(backup.bytes), path]);
        }
        format!("{}put one back: loci restore FILE\n", table.render())
    })?;
    Ok(Exit::Done)
}

/// The databases of a folder, oldest first.
pub fn backups(folder: &Path) -> Vec<Found> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<Found> = entries
        .filter(|entry| entry.path().extension().is_some_and(|it| it == "db"))
        .filter_map(|entry| {
            let meta = entry.metadata().ok().filter(std::fs::Metadata::is_file)?;
            let written: DateTime<Utc> = meta.modified().ok()?.into();
            Some(Found {
                path: entry.path().display().to_string(),
                bytes: meta.len(),
                entries: None,
                written: written.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            })
        })
        .collect();
    found.sort_by(|a, b| (&a.written, &a.path).cmp(&(&b.written, &b.path)));
    found
}

/// `1.2 MB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1000 => format!("{bytes} B"),
        1000..1_000_000 => format!("{} kB", bytes.div_ceil(1000)),
        1_000_000..1_000_000_000 => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
        _ => format!("{}.{} GB", bytes / 1_000_000_000, bytes / 100_000_000 % 10),
    }
}

fn restore(context: &mut Context, file: &Path, args: &RestoreArgs) -> Result<Exit, Trouble> {
    let file: PathBuf = absolute(file)?;
    if !file.is_file() {
        return Err(Trouble::Failed(format!(
            "{} is no file: loci restore lists the backups",
            file.display()
        )));
    }
    let paths = locid::paths_in_use(context);
    if !args.yes {
        let shown = printable(&paths.tilde(&file));
        if context.input == Input::Never {
            return Err(Trouble::Usage(format!(
                "this puts {shown} in the place of the database, which is kept beside: say so with --yes"
            )));
        }
        let question = format!(
            "put {shown} in the place of {}? What is there now is kept beside. [y/N] ",
            printable(&paths.tilde(&paths.database()))
        );
        let answer = context.ask(&question)?;
        if !matches!(answer.to_lowercase().as_str(), "y" | "yes") {
            context.out.note("nothing was changed")?;
            return Ok(Exit::Failed);
        }
    }
    let arguments = [Path::new("restore"), file.as_path()];
    let Ran { said, daemon } = locid::run_without_daemon(context, &paths, &arguments)?;
    let data = Restored {
        file: file.display().to_string(),
        database: paths.database().display().to_string(),
        said,
        daemon: daemon.as_str(),
    };
    context.out.changed("restore", &data, || {
        let lines = data.said.iter();
        let said: String = lines.map(|line| format!("{}\n", printable(line))).collect();
        format!("{said}{}", daemon.told())
    })?;
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::fake::Fake;

    #[test]
    fn backups_are_listed_newest_first_and_nothing_else() {
        let mut fake = Fake::down(Form::Text);
        let folder = fake.context.paths.backups();
        let none = RestoreArgs {
            file: None,
            yes: false,
        };
        run(&mut fake.context, &none).unwrap();
        assert!(fake.stdout.text().contains("no backup in ~/data/backups"));
        std::fs::create_dir_all(&folder).unwrap();
        for (name, day) in [("loci-2026-11-20.db", 20), ("loci-2026-11-22.db", 22)] {
            std::fs::write(folder.join(name), "x").unwrap();
            let at: DateTime<Utc> = format!("2026-11-{day}T04:10:00Z").parse().unwrap();
            let file = std::fs::File::options().write(true).open(folder.join(name));
            file.unwrap().set_modified(at.into()).unwrap();
        }
        std::fs::write(folder.join("loci-2026-11-22.db.tmp-1"), "x").unwrap();
        run(&mut fake.context, &none).unwrap();
        let text = fake.stdout.text();
        let (newer, older) = (text.find("11-22.db"), text.find("11-20.db"));
        assert!(newer.is_some() && newer < older, "{text}");
        assert!(!text.contains("tmp"), "{text}");
        assert!(text.contains("not sound"), "{text}");
        let before = text.len();
        fake.context.out.volume = Volume::Quiet;
        run(&mut fake.context, &none).unwrap();
        let at = |name: &str| folder.join(name).display().to_string();
        assert_eq!(
            fake.stdout.text()[before..],
            format!(
                "{}\n{}\n",
                at("loci-2026-11-22.db"),
                at("loci-2026-11-20.db")
            )
        );
    }

    #[test]
    fn nothing_is_put_back_unasked() {
        let mut fake = Fake::down(Form::Text);
        let file = fake.context.paths.home.clone().unwrap().join("b.db");
        let args = RestoreArgs {
            file: Some(file.clone()),
            yes: false,
        };
        let trouble = run(&mut fake.context, &args).unwrap_err();
        assert_eq!(trouble.exit(), Exit::Failed);
        std::fs::write(&file, "x").unwrap();
        let trouble = run(&mut fake.context, &args).unwrap_err();
        assert_eq!(trouble.exit(), Exit::Usage);
        assert!(trouble.to_string().contains("--yes"), "{trouble}");
    }

    #[test]
    fn sizes_are_said_in_round_numbers() {
        assert_eq!(size(999), "999 B");
        assert_eq!(size(81_920), "82 kB");
        assert_eq!(size(21_450_000), "21.4 MB");
        assert_eq!(size(3_000_000_000), "3.0 GB");
    }
}
