//! Watching sources for changes, over plain `notify`. It tells what may have changed and decides nothing:
//! whoever listens waits until it is quiet and reads again.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::{Level, SourceProblem, is_passing_copy, is_skipped_folder};

/// What a watcher tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WatchEvent {
    /// Something at this path was made, changed, moved or removed.
    Changed(PathBuf),
    /// Changes were lost: everything must be looked at.
    Overflow,
    /// Watching does not work as it should; the text says why.
    Failed(String),
}

type Send = Arc<dyn Fn(WatchEvent) + std::marker::Send + Sync>;

/// Watches sources until it is dropped.
pub struct Watcher {
    send: Send,
    running: Option<RecommendedWatcher>,
}

impl std::fmt::Debug for Watcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watcher")
            .field("running", &self.running.is_some())
            .finish()
    }
}

impl Watcher {
    /// A watcher of nothing yet. `send` is called on a thread of its own and must not wait.
    pub fn new(send: impl Fn(WatchEvent) + std::marker::Send + Sync + 'static) -> Watcher {
        Watcher {
            send: Arc::new(send),
            running: None,
        }
    }

    /// Watches these sources and no others: folders with all below them, files through their folder,
    /// because editors save by renaming.
    pub fn watch(&mut self, roots: &[PathBuf]) -> Vec<SourceProblem> {
        self.start(roots.iter().map(|root| Root::new(root)).collect())
    }

    /// Watches these files and no others, whatever lies in their places meanwhile, a folder too.
    pub fn watch_files(&mut self, files: &[PathBuf]) -> Vec<SourceProblem> {
        self.start(files.iter().map(|file| Root::file(file)).collect())
    }

    fn start(&mut self, known: Vec<Root>) -> Vec<SourceProblem> {
        let mut problems = Vec::new();
        let send = Arc::clone(&self.send);
        let watched = known.clone();
        let started = notify::recommended_watcher(move |event| pass(event, &watched, &send));
        let mut watcher = match started {
            Ok(watcher) => watcher,
            Err(error) => {
                let all = known.iter().map(|root| problem(&root.given, &error));
                return all.collect();
            }
        };
        for root in &known {
            let (path, mode) = match &root.what {
                What::Folder => (root.real.as_path(), RecursiveMode::Recursive),
                What::File => (root.folder(), RecursiveMode::NonRecursive),
                What::Missing { above } => (above.as_path(), RecursiveMode::NonRecursive),
            };
            if let Err(error) = watcher.watch(path, mode) {
                problems.push(problem(&root.given, &error));
            }
        }
        // The old watcher ends only now, so that no change falls between the two.
        self.running = Some(watcher);
        problems
    }
}

/// A source as it is watched. File systems tell of real paths, so sources are compared by theirs.
#[derive(Debug, Clone)]
struct Root {
    given: PathBuf,
    real: PathBuf,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    Folder,
    File,
    /// Not there yet, as a drive that is mounted later: the nearest folder that is there tells of it.
    Missing {
        above: PathBuf,
    },
}

impl Root {
    fn new(given: &Path) -> Root {
        let real = std::fs::canonicalize(given).unwrap_or_else(|_| given.to_owned());
        let what = if real.is_file() {
            What::File
        } else if real.exists() {
            What::Folder
        } else {
            let above = real.ancestors().skip(1).find(|above| above.is_dir());
            What::Missing {
                above: above.unwrap_or(Path::new("/")).to_owned(),
            }
        };
        Root {
            given: given.to_owned(),
            real,
            what,
        }
    }

    /// What is to be a file: through its folder, which stays when something else takes its place.
    fn file(given: &Path) -> Root {
        let root = Root::new(given);
        let what = match root.what {
            What::Folder | What::File => What::File,
            missing @ What::Missing { .. } => missing,
        };
        Root { what, ..root }
    }

    fn folder(&self) -> &Path {
        self.real.parent().unwrap_or(&self.real)
    }

    /// The path as the source was given, if a change there matters.
    fn concerns(&self, path: &Path) -> Option<PathBuf> {
        match &self.what {
            What::File => return (path == self.real).then(|| self.given.clone()),
            What::Missing { .. } => {
                return self.real.starts_with(path).then(|| self.given.clone());
            }
            What::Folder => {}
        }
        let inner = path.strip_prefix(&self.real).ok()?;
        let skipped = inner.iter().any(is_skipped) && !inner.ends_with(".gitignore");
        let passing = is_passing_copy(inner.file_name().unwrap_or_default());
        (!skipped && !passing).then(|| self.given.join(inner))
    }
}

fn is_skipped(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".") || is_skipped_folder(name)
}

fn pass(event: notify::Result<Event>, roots: &[Root], send: &Send) {
    let event = match event {
        Ok(event) => event,
        Err(error) => return send(WatchEvent::Failed(reason(&error))),
    };
    if event.need_rescan() {
        return send(WatchEvent::Overflow);
    }
    let only_read = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => false,
        EventKind::Access(_) => true,
        EventKind::Any
        | EventKind::Create(_)
        | EventKind::Modify(_)
        | EventKind::Remove(_)
        | EventKind::Other => false,
    };
    if only_read {
        return;
    }
    for path in &event.paths {
        if let Some(path) = roots.iter().find_map(|root| root.concerns(path)) {
            send(WatchEvent::Changed(path));
        }
    }
}

fn problem(path: &Path, error: &notify::Error) -> SourceProblem {
    SourceProblem {
        path: path.to_owned(),
        level: Level::Error,
        message: format!("cannot be watched: {}", reason(error)),
    }
}

fn reason(error: &notify::Error) -> String {
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => {
            "the system's limit of watched folders is reached; raise `fs.inotify.max_user_watches`"
                .to_owned()
        }
        notify::ErrorKind::PathNotFound => "it is not there; put it back".to_owned(),
        notify::ErrorKind::Generic(_)
        | notify::ErrorKind::Io(_)
        | notify::ErrorKind::WatchNotFound
        | notify::ErrorKind::InvalidConfig(_) => {
            format!("{error}; changes are found by the next `loci sync`")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use std::time::Duration;

    const PATIENCE: Duration = Duration::from_secs(20);

    fn watching(roots: &[PathBuf]) -> (Watcher, mpsc::Receiver<WatchEvent>, Vec<SourceProblem>) {
        let (send, events) = mpsc::channel();
        let mut watcher = Watcher::new(move |event| {
            // The test may have ended before the last event.
            let _ = send.send(event);
        });
        let problems = watcher.watch(roots);
        (watcher, events, problems)
    }

    #[test]
    fn a_saved_note_is_told_and_hidden_folders_are_not() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(".git")).unwrap();
        let (_watcher, events, problems) = watching(&[folder.path().to_owned()]);
        assert_eq!(problems, []);
        std::fs::write(folder.path().join(".git/x.md"), "x").unwrap();
        let note = folder.path().join("a.md");
        std::fs::write(&note, "x").unwrap();
        assert_eq!(
            events.recv_timeout(PATIENCE).unwrap(),
            WatchEvent::Changed(note)
        );
    }

    #[test]
    fn a_file_source_is_told_when_it_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let note = folder.path().join("a.md");
        std::fs::write(&note, "x").unwrap();
        let (_watcher, events, problems) = watching(std::slice::from_ref(&note));
        assert_eq!(problems, []);
        let copy = folder.path().join("b.md");
        std::fs::write(&copy, "y").unwrap();
        std::fs::rename(&copy, &note).unwrap();
        assert_eq!(
            events.recv_timeout(PATIENCE).unwrap(),
            WatchEvent::Changed(note)
        );
    }

    #[test]
    fn reading_a_note_is_no_change() {
        let folder = tempfile::tempdir().unwrap();
        let (read, written) = (folder.path().join("a.md"), folder.path().join("b.md"));
        std::fs::write(&read, "x").unwrap();
        let (_watcher, events, _) = watching(&[folder.path().to_owned()]);
        std::fs::read(&read).unwrap();
        std::fs::write(&written, "y").unwrap();
        assert_eq!(
            events.recv_timeout(PATIENCE).unwrap(),
            WatchEvent::Changed(written)
        );
    }

    #[test]
    fn a_source_that_is_not_there_yet_is_awaited_and_the_others_are_watched() {
        let folder = tempfile::tempdir().unwrap();
        let (here, later) = (
            folder.path().join("here"),
            folder.path().join("media/later"),
        );
        std::fs::create_dir(&here).unwrap();
        let (_watcher, events, problems) = watching(&[later.clone(), here.clone()]);
        assert_eq!(problems, []);
        std::fs::write(here.join("a.md"), "x").unwrap();
        assert_eq!(
            events.recv_timeout(PATIENCE).unwrap(),
            WatchEvent::Changed(here.join("a.md"))
        );
        std::fs::create_dir(folder.path().join("media")).unwrap();
        let told = std::iter::from_fn(|| events.recv_timeout(PATIENCE).ok());
        let mut told = told.filter(|event| *event == WatchEvent::Changed(later.clone()));
        assert!(told.next().is_some());
    }
}
