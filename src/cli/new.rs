//! `loci new map|palace NAME`: a skeleton note in the first folder of notes. It never overwrites anything.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::args::{Made, New};
use super::context::Context;
use super::exit::{Exit, Trouble};
use super::render::words::printable;

#[derive(Serialize)]
struct Written {
    path: String,
}

/// `loci new map|palace NAME`.
pub fn run(context: &mut Context, args: &New) -> Result<Exit, Trouble> {
    let path = place(context, &args.name.join(" "))?;
    write(&path, args.kind, &args.name.join(" "))?;
    let shown = path.display().to_string();
    let data = Written {
        path: shown.clone(),
    };
    context.out.show("new", &data, || shown)?;
    Ok(Exit::Done)
}

/// Where the note of this name lies, whether there is one or not.
pub fn place(context: &Context, name: &str) -> Result<PathBuf, Trouble> {
    let slug = file_name(name);
    if slug.is_empty() {
        return Err(Trouble::Usage(format!(
            "`{name}` holds no letter to name a file by"
        )));
    }
    Ok(folder(context)?.join(format!("{slug}.md")))
}

/// The first folder of notes.
pub fn folder(context: &Context) -> Result<PathBuf, Trouble> {
    let config = context.active_config()?;
    match config.notes.into_iter().find(|path| path.is_dir()) {
        Some(folder) => Ok(folder),
        None => Err(Trouble::Failed(
            "there is no folder of notes yet: loci add FOLDER".to_owned(),
        )),
    }
}

/// Writes the skeleton, if there is no such file yet.
pub fn write(path: &Path, kind: Made, name: &str) -> Result<(), Trouble> {
    let text = match kind {
        Made::Map => map(name),
        Made::Palace => palace(name),
    };
    let created = std::fs::File::create_new(path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    created.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Trouble::Failed(format!(
            "{} is there already: open it, or choose another name",
            path.display()
        )),
        _ => Trouble::Failed(format!("cannot write {}: {error}", path.display())),
    })
}

/// One line, without what a terminal would obey.
fn title(name: &str) -> String {
    printable(name.trim())
}

fn map(name: &str) -> String {
    let name = title(name);
    format!("# {name} #map\n\n```text\n{name}\n├── \n├── \n└── \n```\n")
}

fn palace(name: &str) -> String {
    let name = title(name);
    format!(
        "# {name}\n\nPalace = {name}\n\n| Place | Point |\n| --- | --- |\n|  |  |\n|  |  |\n|  |  |\n"
    )
}

/// The name as a file name: lower case, with `-` for what is neither letter nor digit; empty if it has neither.
pub fn file_name(name: &str) -> String {
    let mut slug = String::new();
    for c in name.to_lowercase().chars() {
        if c.is_alphanumeric() || matches!(c, '_' | '+' | '#') {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug: String = slug.trim_matches('-').chars().take(80).collect();
    slug
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notes::{Adopted, Context as ScanContext, scan};

    fn scanned(text: &str) -> crate::notes::Scan {
        let adopted = Adopted::default();
        scan(
            text,
            &ScanContext {
                file_stem: "x",
                format: None,
                adopted: &adopted,
            },
        )
    }

    #[test]
    fn a_filled_map_is_read_as_one() {
        let filled = map("Hash tables")
            .replacen("├── \n", "├── Buckets\n", 1)
            .replace("└── \n", "└── Probing\n");
        let scan = scanned(&filled);
        assert_eq!(scan.note.maps[0].root, "Hash tables");
        let labels: Vec<&str> = scan.note.maps[0]
            .branches
            .iter()
            .map(|b| b.label.as_ref())
            .collect();
        assert_eq!(labels, ["Buckets", "Probing"]);
    }

    #[test]
    fn a_filled_palace_is_read_as_one() {
        let filled = palace("My flat")
            .replacen("|  |  |", "| Door | Hashing |", 1)
            .replacen("|  |  |", "| Hall | Buckets |", 1)
            .replacen("|  |  |", "| Stove | Probing |", 1);
        let scan = scanned(&filled);
        let rooms = &scan.note.palaces[0].routes[0].rooms;
        assert_eq!(rooms.len(), 3);
        assert_eq!(scan.note.palaces[0].name(), "My flat");
    }

    #[test]
    fn an_untouched_skeleton_holds_nothing() {
        for text in [map("Dict"), palace("Flat")] {
            let scan = scanned(&text);
            assert!(
                scan.note.maps.iter().all(|map| map.branches.is_empty()),
                "{scan:?}"
            );
            let rooms = scan.note.palaces.iter().flat_map(|palace| &palace.routes);
            assert_eq!(rooms.map(|route| route.rooms.len()).sum::<usize>(), 0);
        }
    }

    #[test]
    fn nothing_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dict.md");
        write(&path, Made::Map, "Dict").unwrap();
        let error = write(&path, Made::Palace, "Dict").unwrap_err();
        assert!(error.to_string().contains("there already"), "{error}");
        assert!(std::fs::read_to_string(&path).unwrap().contains("#map"));
    }

    #[test]
    fn names_become_file_names() {
        assert_eq!(file_name("Python Core: C++ & #1"), "python-core-c++-#1");
        assert_eq!(file_name("../../etc/passwd"), "etc-passwd");
        assert_eq!(file_name("…"), "");
    }
}
