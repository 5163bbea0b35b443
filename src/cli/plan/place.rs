//! Where a new plan goes, and writing it.

use std::path::{Path, PathBuf};

use crate::cli::context::{Context, absolute, text_of};
use crate::cli::exit::Trouble;
use crate::cli::new::{file_name, folder};
use crate::cli::note::{self, Before};

/// The folder of plans in the first folder of notes.
const PLANS: &str = "plans";

/// The file that was asked for, else one of this name in the folder of plans; absolute.
pub(super) fn of(context: &Context, name: &str, asked: Option<&Path>) -> Result<PathBuf, Trouble> {
    let path = match asked {
        Some(file) => absolute(file)?,
        None => {
            let slug = file_name(name);
            if slug.is_empty() {
                return Err(Trouble::Usage(format!(
                    "`{name}` holds no letter to name a file by: use -o FILE"
                )));
            }
            let folder = absolute(&folder(context)?)?;
            folder.join(PLANS).join(format!("{slug}.toml"))
        }
    };
    text_of(&path)?;
    Ok(path)
}

/// Refuses a file that is there.
pub(super) fn refuse_overwriting(path: &Path) -> Result<(), Trouble> {
    match path.symlink_metadata() {
        Ok(_) => Err(Trouble::Failed(format!(
            "{} is there already, and stays as it is: choose another name, or -o FILE",
            path.display()
        ))),
        Err(_) => Ok(()),
    }
}

/// Writes the plan as a whole or not at all; the folder of plans is made if it is missing.
pub(super) fn write(path: &Path, before: &Before, text: &str) -> Result<(), Trouble> {
    if let Some(folder) = path.parent().filter(|folder| folder.ends_with(PLANS)) {
        std::fs::create_dir_all(folder).map_err(|error| {
            Trouble::Failed(format!("cannot make {}: {error}", folder.display()))
        })?;
    }
    note::write(path, before, text)
}
