//! Where everything of loci lies. Pure over an environment lookup; it touches no file.
//!
//! Source: the XDG Base Directory Specification 0.8; relative values are ignored, as it says.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// What the data folder of the demo ends in.
const DEMO: &str = "-demo";

/// The files and folders of loci.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// The config file.
    pub config: PathBuf,
    /// The data folder.
    pub data_dir: PathBuf,
    /// The state folder.
    pub state_dir: PathBuf,
    /// What `~` stands for, if it is known.
    pub home: Option<PathBuf>,
}

/// The environment does not say where anything lies.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PathsError {
    /// Neither HOME nor what replaces it is set.
    #[error("HOME is not set: set it, or {instead}")]
    NoHome {
        /// What could be set instead.
        instead: &'static str,
    },
}

impl Paths {
    /// Finds them through `lookup`, which is asked for environment variables.
    pub fn from_env(lookup: impl Fn(&str) -> Option<OsString>) -> Result<Paths, PathsError> {
        let set = |name: &str| lookup(name).filter(|value| !value.is_empty());
        let absolute = |name: &str| {
            set(name)
                .map(PathBuf::from)
                .filter(|path| path.is_absolute())
        };
        // An override is the user's own word, so a relative one counts, from the current folder.
        let own = |name: &str| {
            set(name)
                .map(|value| std::path::absolute(&value).unwrap_or_else(|_| PathBuf::from(value)))
        };
        let home = absolute("HOME");
        let folder = |ours: &'static str, xdg: &str, below_home: &str| {
            absolute(xdg)
                .or_else(|| home.as_ref().map(|home| home.join(below_home)))
                .map(|base| base.join("loci"))
                .ok_or(PathsError::NoHome { instead: ours })
        };
        let config = match own("LOCI_CONFIG") {
            Some(path) => path,
            None => folder("LOCI_CONFIG", "XDG_CONFIG_HOME", ".config")?.join("config.toml"),
        };
        let data_dir = match own("LOCI_DATA_DIR") {
            Some(path) => path,
            None => folder("LOCI_DATA_DIR", "XDG_DATA_HOME", ".local/share")?,
        };
        let state_dir = match own("LOCI_STATE_DIR") {
            Some(path) => path,
            None => folder("LOCI_STATE_DIR", "XDG_STATE_HOME", ".local/state")?,
        };
        Ok(Paths {
            config,
            data_dir,
            state_dir,
            home,
        })
    }

    /// The database.
    pub fn database(&self) -> PathBuf {
        self.data_dir.join("loci.db")
    }

    /// The file whose lock the daemon holds.
    pub fn lock(&self) -> PathBuf {
        self.data_dir.join("lock")
    }

    /// The folder of dated backups.
    pub fn backups(&self) -> PathBuf {
        self.data_dir.join("backups")
    }

    /// The folder of ratings that wait for the daemon.
    pub fn spool(&self) -> PathBuf {
        self.state_dir.join("spool")
    }

    /// Whether these are the demo's.
    pub fn is_demo(&self) -> bool {
        name_of(&self.data_dir).ends_with(DEMO)
    }

    /// The demo's: a data folder beside this one, with its own config in it; the state is shared.
    pub fn demo(&self) -> Paths {
        if self.is_demo() {
            return self.clone();
        }
        let name = format!("{}{DEMO}", name_of(&self.data_dir));
        let data_dir = self.data_dir.with_file_name(name);
        Paths {
            config: data_dir.join("config.toml"),
            data_dir,
            state_dir: self.state_dir.clone(),
            home: self.home.clone(),
        }
    }

    /// The folder of the demo's notes, if these are the demo's.
    pub fn atlas(&self) -> PathBuf {
        self.data_dir.join("atlas")
    }

    /// A path as people write it: `~` for the home folder.
    pub fn tilde(&self, path: &Path) -> String {
        match self.home.as_ref().map(|home| path.strip_prefix(home)) {
            Some(Ok(rest)) if rest.as_os_str().is_empty() => "~".to_owned(),
            Some(Ok(rest)) => format!("~/{}", rest.display()),
            Some(Err(_)) | None => path.display().to_string(),
        }
    }

    /// A sentence with the paths in it as people write them. A quoted one stays: no shell knows `~` in quotes.
    pub fn tilde_in(&self, text: &str) -> String {
        let home = self.home.as_deref().and_then(Path::to_str);
        let Some(home) = home.filter(|home| home.len() > 1) else {
            return text.to_owned();
        };
        let mut said = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(home) {
            let (before, after) = (&rest[..at], &rest[at + home.len()..]);
            said.push_str(before);
            let begins = said.is_empty() || said.ends_with([' ', '\n', '(', '`']);
            let ends =
                after.is_empty() || after.starts_with(['/', ' ', '\n', ':', ',', ';', ')', '`']);
            said.push_str(if begins && ends { "~" } else { home });
            rest = after;
        }
        said.push_str(rest);
        said
    }
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_else(|| "loci".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(env: &[(&str, &str)]) -> Result<Paths, PathsError> {
        Paths::from_env(|name| {
            env.iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn home_gives_the_usual_places() {
        let paths = paths(&[("HOME", "/home/ada"), ("XDG_DATA_HOME", "relative")]).unwrap();
        assert_eq!(
            paths.config,
            Path::new("/home/ada/.config/loci/config.toml")
        );
        assert_eq!(
            paths.database(),
            Path::new("/home/ada/.local/share/loci/loci.db")
        );
        assert_eq!(paths.lock(), Path::new("/home/ada/.local/share/loci/lock"));
        assert_eq!(
            paths.spool(),
            Path::new("/home/ada/.local/state/loci/spool")
        );
        assert_eq!(paths.tilde(&paths.data_dir), "~/.local/share/loci");
        assert_eq!(paths.tilde(Path::new("/srv")), "/srv");
    }

    #[test]
    fn paths_in_a_sentence_are_written_as_people_write_them() {
        let paths = paths(&[("HOME", "/home/ada")]).unwrap();
        assert_eq!(
            paths.tilde_in(
                "/home/ada/x.md:3: is `/home/ada`, not /home/adam or /srv/home/ada (/home/ada/y)"
            ),
            "~/x.md:3: is `~`, not /home/adam or /srv/home/ada (~/y)"
        );
        assert_eq!(paths.tilde_in("rm '/home/ada/a b'"), "rm '/home/ada/a b'");
    }

    #[test]
    fn xdg_and_our_own_variables_override() {
        let paths = paths(&[
            ("HOME", "/home/ada"),
            ("XDG_CONFIG_HOME", "/c"),
            ("XDG_STATE_HOME", "/s"),
            ("LOCI_DATA_DIR", "/d"),
        ])
        .unwrap();
        assert_eq!(paths.config, Path::new("/c/loci/config.toml"));
        assert_eq!(paths.data_dir, Path::new("/d"));
        assert_eq!(paths.state_dir, Path::new("/s/loci"));
    }

    #[test]
    fn without_home_the_message_says_what_to_set() {
        let error = paths(&[]).unwrap_err();
        assert_eq!(error.to_string(), "HOME is not set: set it, or LOCI_CONFIG");
        let all = [
            ("LOCI_CONFIG", "/c"),
            ("LOCI_DATA_DIR", "/d"),
            ("LOCI_STATE_DIR", "/s"),
        ];
        assert_eq!(paths(&all).unwrap().home, None);
    }

    #[test]
    fn the_demo_lies_beside_the_data_folder() {
        let real = paths(&[("HOME", "/home/ada")]).unwrap();
        let demo = real.demo();
        assert_eq!(demo.data_dir, Path::new("/home/ada/.local/share/loci-demo"));
        assert_eq!(demo.config, demo.data_dir.join("config.toml"));
        assert!(demo.is_demo() && !real.is_demo());
        assert_eq!(demo.demo(), demo);
        assert_eq!(demo.state_dir, real.state_dir);
    }
}
