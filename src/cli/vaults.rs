//! The vaults that Obsidian knows: folders of notes that `loci start` can offer. Nothing in its list is trusted.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// A longer list is none of Obsidian's.
const LIST_BYTES: u64 = 1024 * 1024;

/// So many vaults are offered at most.
const OFFERED: usize = 8;

/// The vaults that are there, and why a list could not be used.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Vaults {
    /// Their folders: those that are open first, then the one that was used last.
    pub folders: Vec<PathBuf>,
    /// Lists that are broken, each with what is the matter.
    pub remarks: Vec<String>,
}

/// Looks for vaults. `config_home` is `$XDG_CONFIG_HOME`, if it is set.
pub fn find(home: &Path, config_home: Option<&Path>) -> Vaults {
    let own = config_home.map_or_else(|| home.join(".config"), Path::to_owned);
    let lists = [
        own.join("obsidian/obsidian.json"),
        home.join(".var/app/md.obsidian.Obsidian/config/obsidian/obsidian.json"),
        home.join("snap/obsidian/current/.config/obsidian/obsidian.json"),
    ];
    let mut vaults = Vaults::default();
    let mut found: Vec<Entry> = Vec::new();
    for list in lists.iter().filter(|list| list.exists()) {
        match entries(list) {
            Ok(entries) => found.extend(entries),
            Err(why) => vaults.remarks.push(format!(
                "{} is not Obsidian's list of vaults, and was left out: {why}",
                list.display()
            )),
        }
    }
    found.sort_by(|one, other| {
        let age = |entry: &Entry| (!entry.open, std::cmp::Reverse(entry.ts));
        age(one)
            .cmp(&age(other))
            .then_with(|| one.path.cmp(&other.path))
    });
    for Entry { path, .. } in found {
        let known = vaults.folders.contains(&path);
        let offered = path.is_absolute() && path.is_dir() && !known;
        if offered && vaults.folders.len() < OFFERED {
            vaults.folders.push(path);
        }
    }
    vaults
}

/// The part of Obsidian's list that matters: `{"vaults":{ID:{"path","ts","open"}}}`.
#[derive(Deserialize)]
struct List {
    vaults: BTreeMap<String, serde_json::Value>,
}

#[derive(Deserialize)]
struct Entry {
    path: PathBuf,
    #[serde(default)]
    ts: u64,
    #[serde(default)]
    open: bool,
}

fn entries(list: &Path) -> Result<Vec<Entry>, String> {
    let told = |error: std::io::Error| error.to_string();
    // A pipe would be waited for without end.
    if !std::fs::metadata(list).map_err(told)?.is_file() {
        return Err("it is no ordinary file".to_owned());
    }
    let mut text = String::new();
    let file = File::open(list).map_err(told)?;
    let read = file
        .take(LIST_BYTES + 1)
        .read_to_string(&mut text)
        .map_err(told)?;
    if read as u64 > LIST_BYTES {
        return Err("it is longer than 1 MiB".to_owned());
    }
    let list: List = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    // One odd entry does not hide the others.
    let entries = list.vaults.into_values().map(serde_json::from_value);
    Ok(entries.filter_map(Result::ok).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Home(tempfile::TempDir);

    impl Home {
        fn new() -> Home {
            Home(tempfile::tempdir().unwrap())
        }

        fn folder(&self, name: &str) -> PathBuf {
            let folder = self.0.path().join(name);
            std::fs::create_dir_all(&folder).unwrap();
            folder
        }

        fn list(&self, place: &str, text: &str) {
            std::fs::write(self.folder(place).join("obsidian.json"), text).unwrap();
        }

        fn find(&self) -> Vaults {
            find(self.0.path(), None)
        }
    }

    #[test]
    fn vaults_of_every_installation_come_with_the_open_one_first() {
        let home = Home::new();
        let (a, b, c) = (home.folder("a"), home.folder("b"), home.folder("c"));
        let gone = home.0.path().join("gone");
        home.list(
            ".config/obsidian",
            &serde_json::json!({"vaults": {
                "1": {"path": a, "ts": 5}, "2": {"path": gone, "ts": 9}, "3": {"path": b, "ts": 7},
                "4": {"path": "relative"}, "5": {"path": 3}, "6": null
            }, "frame": "hidden"})
            .to_string(),
        );
        home.list(
            "snap/obsidian/current/.config/obsidian",
            &serde_json::json!({"vaults": {"1": {"path": c, "ts": 1, "open": true}, "2": {"path": a}}})
                .to_string(),
        );
        let vaults = home.find();
        assert_eq!(vaults.folders, [c, b, a]);
        assert_eq!(vaults.remarks, [""; 0]);
    }

    #[test]
    fn a_broken_list_is_left_out_with_a_remark() {
        for text in [
            "",
            "{",
            "[]",
            "{\"vaults\":3}",
            "\u{0}",
            &"[".repeat(300_000),
            &" ".repeat(1_100_000),
        ] {
            let home = Home::new();
            home.list(".var/app/md.obsidian.Obsidian/config/obsidian", text);
            let vaults = home.find();
            assert!(vaults.folders.is_empty());
            assert_eq!(vaults.remarks.len(), 1);
        }
        assert_eq!(Home::new().find(), Vaults::default());
    }
}
