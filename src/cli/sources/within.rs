//! Notes that lie in other notes: what is read with a folder is not named a second time.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::notes::source;

/// A path, and the folder that it is read with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Within {
    /// The path.
    pub(super) path: PathBuf,
    /// The folder.
    pub(super) folder: PathBuf,
}

/// What to add, and what lies in what.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sorted {
    /// What is to be added, in the order it was named.
    pub(super) own: Vec<PathBuf>,
    /// What was named and is read already with a folder of the notes, or with another one that was named.
    pub(super) within: Vec<Within>,
    /// What is among the notes, and is read with a folder that was named too.
    pub(super) covered: Vec<Within>,
}

/// Sorts paths (absolute) that are to be added to the notes `known`.
pub(super) fn sort(paths: &[PathBuf], known: &[PathBuf], ignore: &[String]) -> Sorted {
    let mut folders = Folders {
        ignore,
        read: BTreeMap::new(),
    };
    let mut sorted = Sorted::default();
    for path in paths {
        if sorted.own.contains(path) {
            continue;
        }
        let around = known.iter().chain(paths);
        match folders
            .around(path, around)
            .filter(|_| !known.contains(path))
        {
            Some(folder) => sorted.within.push(Within {
                path: path.clone(),
                folder,
            }),
            None => sorted.own.push(path.clone()),
        }
    }
    let fresh: Vec<&PathBuf> = sorted
        .own
        .iter()
        .filter(|path| !known.contains(path))
        .collect();
    for path in known {
        if let Some(folder) = folders.around(path, fresh.iter().copied()) {
            let path = path.clone();
            sorted.covered.push(Within { path, folder });
        }
    }
    sorted
}

/// What folders hold, looked at once each.
struct Folders<'a> {
    ignore: &'a [String],
    read: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
}

impl Folders<'_> {
    /// The folder of some that a path is read with. One that leaves it out, as a hidden one, is none.
    fn around<'p>(
        &mut self,
        path: &Path,
        folders: impl Iterator<Item = &'p PathBuf>,
    ) -> Option<PathBuf> {
        let mut above = folders.filter(|folder| path != *folder && path.starts_with(folder));
        above.find(|folder| self.reads(folder, path)).cloned()
    }

    fn reads(&mut self, folder: &Path, path: &Path) -> bool {
        let inner = self.files(path).clone();
        !inner.is_empty() && inner.is_subset(self.files(folder))
    }

    fn files(&mut self, root: &Path) -> &BTreeSet<PathBuf> {
        let ignore = self.ignore;
        self.read.entry(root.to_owned()).or_insert_with(|| {
            let walk = source::walk(root, ignore);
            walk.files.into_iter().map(|file| file.path).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_folder_reads_is_not_named_again() {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name);
        for name in ["v/a.md", "v/sub/b.md", "v/.hidden/c.md", "w/d.md"] {
            std::fs::create_dir_all(at(name).parent().unwrap()).unwrap();
            std::fs::write(at(name), "x").unwrap();
        }
        let within = |path: &str, folder: &str| Within {
            path: at(path),
            folder: at(folder),
        };
        let sort = |paths: &[&str], known: &[&str]| {
            let all = |names: &[&str]| names.iter().map(|name| at(name)).collect::<Vec<_>>();
            super::sort(&all(paths), &all(known), &[])
        };
        let named = sort(&["v/a.md", "v", "w", "v"], &[]);
        assert_eq!(named.own, [at("v"), at("w")]);
        assert_eq!(named.within, [within("v/a.md", "v")]);
        let inner = sort(&["v/sub", "v/.hidden"], &["v"]);
        assert_eq!(inner.own, [at("v/.hidden")]);
        assert_eq!(inner.within, [within("v/sub", "v")]);
        let outer = sort(&["v"], &["v/a.md", "w"]);
        assert_eq!(outer.own, [at("v")]);
        assert_eq!(outer.covered, [within("v/a.md", "v")]);
        let again = sort(&["v/a.md"], &["v", "v/a.md"]);
        assert_eq!((again.own.len(), again.covered.len()), (1, 0));
    }
}
