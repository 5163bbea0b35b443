//! The worker thread: what takes long, over plain data. It must never touch the engine or its store.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use tokio::sync::mpsc;

use crate::config::file::Config;
use crate::config::paths::Paths;
use crate::domain::day::StudyDay;
use crate::engine::effect::{AfterRead, Anchoring, Job};
use crate::engine::event::{BackupFor, DatabaseLook, Event, PlanRead};
use crate::engine::forecasting;
use crate::ipc::protocol::{BackupReply, ErrorCode, Failure};
use crate::notes::source::anchor;
use crate::notes::source::reader::Reader;
use crate::notes::source::watch::Watcher;
use crate::store::error::StoreError;
use crate::store::plan_text::PlanText;
use crate::store::{backup, check};

mod import;
mod plan;
mod recalled;

use import::read_import;
use plan::read_plan;

/// How many daily backups are kept.
const KEPT_BACKUPS: usize = 7;

/// How many backups one day may have without a name of the user's.
const BACKUPS_A_DAY: u32 = 99;

/// What came of a job.
#[derive(Debug)]
pub struct Finished {
    /// What became of the config.
    pub config: ConfigRead,
    /// What became of the study plan.
    pub plan: PlanSeen,
    /// What the engine is told, or why nothing.
    pub result: Result<Event, Failure>,
}

/// What reading the config came to.
#[derive(Debug)]
pub enum ConfigRead {
    /// The job did not read it.
    Not,
    /// It is as it was.
    Same,
    /// It changed.
    New(Box<Config>),
    /// It cannot be taken; the last good one holds.
    Bad(String),
}

/// Whether the file of the study plan was looked at.
#[derive(Debug)]
pub enum PlanSeen {
    /// The job did not.
    Not,
    /// It holds this.
    Read(Box<PlanRead>),
}

/// The way to the thread. Dropping it ends the thread after its job.
#[derive(Debug)]
pub struct Worker {
    jobs: SyncSender<Job>,
    /// To be joined once [`Finished`] comes no more.
    pub thread: JoinHandle<()>,
}

impl Worker {
    /// Starts the thread.
    ///
    /// # Errors
    /// If the system has no thread left.
    pub fn start(bench: Bench, finished: mpsc::Sender<Finished>) -> std::io::Result<Worker> {
        let (jobs, taken) = sync_channel(1);
        let thread = std::thread::Builder::new()
            .name("worker".into())
            .spawn(move || work(bench, &taken, &finished))?;
        Ok(Worker { jobs, thread })
    }

    /// Gives the thread its next job; give none before the last one is [`Finished`].
    ///
    /// # Errors
    /// If the thread is gone.
    pub fn give(&self, job: Job) -> Result<(), Failure> {
        let given = self.jobs.try_send(job);
        given.map_err(|_| {
            Failure::new(
                ErrorCode::Internal,
                "the worker is gone; restart the daemon",
            )
        })
    }

    /// Lets the thread end after its job.
    pub fn let_go(self) -> JoinHandle<()> {
        self.thread
    }
}

/// What the thread works with.
#[derive(Debug)]
pub struct Bench {
    /// Where everything lies.
    pub paths: Paths,
    /// The config as it was read last.
    pub config: Config,
    /// Watches the sources of that config.
    pub watcher: Watcher,
    /// Watches the config itself, and the plan that it names.
    pub config_watcher: Watcher,
    /// What the plan's file held when it was last a plan.
    pub last_plan: Option<PlanText>,
}

/// The thread's own state.
struct Working {
    bench: Bench,
    reader: Reader,
    /// The sources that are watched without a problem.
    watched: Option<Vec<PathBuf>>,
    /// The config and the plan, if they are watched without a problem.
    files: Option<Vec<PathBuf>>,
}

fn work(bench: Bench, jobs: &Receiver<Job>, finished: &mpsc::Sender<Finished>) {
    let mut working = Working {
        bench,
        reader: Reader::default(),
        watched: None,
        files: None,
    };
    while let Ok(job) = jobs.recv() {
        // A bug met in one note must not end all reading for good.
        let done = catch_unwind(AssertUnwindSafe(|| working.do_job(job))).unwrap_or_else(|_| {
            working.reader = Reader::default();
            Finished {
                config: ConfigRead::Not,
                plan: PlanSeen::Not,
                result: Err(Failure::new(
                    ErrorCode::Internal,
                    "the work failed by a bug of loci; see the daemon's log",
                )),
            }
        });
        if finished.blocking_send(done).is_err() {
            return;
        }
    }
}

impl Working {
    fn do_job(&mut self, job: Job) -> Finished {
        match job {
            Job::ReadNotes { adopted, then } => {
                self.watch_files();
                let config = self.read_config();
                if let (ConfigRead::Bad(why), AfterRead::Sync(_) | AfterRead::Adopt(_)) =
                    (&config, &then)
                {
                    let result = Err(Failure::new(ErrorCode::Config, why.clone()));
                    return Finished {
                        config,
                        plan: PlanSeen::Not,
                        result,
                    };
                }
                // The config may name another plan than before.
                self.watch_files();
                self.watch();
                let Bench {
                    config: known,
                    last_plan,
                    ..
                } = &mut self.bench;
                let plan = PlanSeen::Read(Box::new(read_plan(known, last_plan)));
                let read = self.reader.read(&known.notes, &known.ignore, &adopted);
                Finished {
                    config,
                    plan,
                    result: Ok(Event::Notes { read, then }),
                }
            }
            Job::Backup { path, day, what } => {
                let result = self.back_up(path.as_deref(), day, what);
                Finished {
                    config: ConfigRead::Not,
                    plan: PlanSeen::Not,
                    result: Ok(Event::BackedUp { what, result }),
                }
            }
            Job::LookAtDatabase => Finished {
                config: ConfigRead::Not,
                plan: PlanSeen::Not,
                result: Ok(Event::LookedAt(self.look_at_database())),
            },
            Job::WriteAnchor(anchoring) => {
                let result = self.write_anchor(&anchoring);
                Finished {
                    config: ConfigRead::Not,
                    plan: PlanSeen::Not,
                    result: Ok(Event::Anchored { anchoring, result }),
                }
            }
            Job::ReadRatings(log) => Finished {
                config: ConfigRead::Not,
                plan: PlanSeen::Not,
                result: Ok(Event::RatingsRead {
                    result: recalled::ratings(log.ratings_path.as_deref().unwrap_or_default()),
                    log,
                }),
            },
            Job::Grade(grading) => Finished {
                config: ConfigRead::Not,
                plan: PlanSeen::Not,
                result: Ok(Event::Graded(recalled::grade(&grading))),
            },
            Job::Forecast(forecasting) => Finished {
                config: ConfigRead::Not,
                plan: PlanSeen::Not,
                result: Ok(Event::Forecast(forecasting::forecast(&forecasting))),
            },
            Job::ReadImport(import) => {
                let result = read_import(&import);
                Finished {
                    config: ConfigRead::Not,
                    plan: PlanSeen::Not,
                    result: Ok(Event::ImportRead { import, result }),
                }
            }
        }
    }

    /// Reads the config. A broken one is refused; the last good one holds.
    fn read_config(&mut self) -> ConfigRead {
        let Paths { config, home, .. } = &self.bench.paths;
        match Config::load(config, home.as_deref()) {
            Ok(config) if config == self.bench.config => ConfigRead::Same,
            Ok(config) => {
                self.bench.config = config.clone();
                ConfigRead::New(Box::new(config))
            }
            Err(error) => ConfigRead::Bad(error.to_string()),
        }
    }

    /// Watches the config and the plan before they are read. A pipe is only read along with the notes: to be told of
    /// what is written to it would be to wait for more.
    fn watch_files(&mut self) {
        let plan = self.bench.config.plan.file.iter();
        let files = std::iter::once(&self.bench.paths.config).chain(plan);
        let files: Vec<PathBuf> = files
            .filter(|file| file.is_file() || file.is_dir() || !file.exists())
            .cloned()
            .collect();
        if self.files.as_ref() == Some(&files) {
            return;
        }
        let problems = self.bench.config_watcher.watch_files(&files);
        for problem in &problems {
            tracing::warn!("{}: {}", problem.path.display(), problem.message);
        }
        // Until its folder is there, a folder above tells only that one was made.
        let is_there = |file: &PathBuf| file.parent().is_some_and(Path::is_dir);
        let all = problems.is_empty() && files.iter().all(is_there);
        self.files = all.then_some(files);
    }

    /// Watches the sources before they are read, so that no change falls between.
    fn watch(&mut self) {
        let roots = &self.bench.config.notes;
        if self.watched.as_ref() == Some(roots) {
            return;
        }
        let problems = self.bench.watcher.watch(roots);
        for problem in &problems {
            tracing::warn!("{}: {}", problem.path.display(), problem.message);
        }
        // One that could not be watched, or comes later, is tried again with the next reading.
        let all = problems.is_empty() && roots.iter().all(|root| root.exists());
        self.watched = all.then(|| roots.clone());
    }

    fn write_anchor(&self, anchoring: &Anchoring) -> Result<String, Failure> {
        let place = anchor::Place {
            path: Path::new(&anchoring.source),
            line: anchoring.line,
            text: &anchoring.text,
            anchor: &anchoring.anchor,
            adopted: &anchoring.adopted,
        };
        let written = anchor::write(place, &self.bench.config.notes);
        written.map_err(|error| Failure::new(ErrorCode::Failed, error.to_string()))
    }

    /// Checks every page of the database, beside whoever writes to it.
    fn look_at_database(&self) -> Result<DatabaseLook, Failure> {
        let path = self.bench.paths.database();
        let look = check::check(&path).map_err(|error| failure_of(&error))?;
        Ok(DatabaseLook {
            path: path.to_string_lossy().into_owned(),
            bytes: look.bytes,
            damage: look.damage,
        })
    }

    fn back_up(
        &self,
        path: Option<&str>,
        day: StudyDay,
        what: BackupFor,
    ) -> Result<BackupReply, Failure> {
        let db = self.bench.paths.database();
        let folder = backup::folder(&db);
        let made = match path.map(Path::new) {
            Some(target) => back_up_to(&db, target)?,
            None => back_up_dated(&db, &folder, day).map_err(|error| failure_of(&error))?,
        };
        match what {
            BackupFor::User => {}
            BackupFor::Night => match backup::prune(&folder, KEPT_BACKUPS) {
                Ok(gone) => tracing::info!(kept = KEPT_BACKUPS, removed = gone.len(), "backed up"),
                Err(error) => tracing::warn!("old backups cannot be removed: {error}"),
            },
        }
        Ok(BackupReply {
            path: made.path.to_string_lossy().into_owned(),
            bytes: made.bytes,
            entries: made.entries,
        })
    }
}

/// Backs up under a name of the user's. What fails there says nothing about the database.
fn back_up_to(db: &Path, target: &Path) -> Result<backup::Backup, Failure> {
    if !target.is_absolute() {
        let message = format!("{} is not absolute", target.display());
        return Err(Failure::new(ErrorCode::InvalidParams, message));
    }
    let failed = |message| Failure::new(ErrorCode::Failed, message);
    match target.parent() {
        Some(folder) if !folder.is_dir() => Err(failed(format!(
            "{} is no folder: make it, or name another place for the backup",
            folder.display()
        ))),
        Some(_) | None => backup::backup(db, target).map_err(|error| failed(error.to_string())),
    }
}

/// Backs up under the day's name; a second backup of a day gets a number, which keeps it from being pruned.
fn back_up_dated(db: &Path, folder: &Path, day: StudyDay) -> Result<backup::Backup, StoreError> {
    std::fs::create_dir_all(folder).map_err(|source| StoreError::Io {
        path: folder.to_owned(),
        source,
    })?;
    // The worker makes one backup at a time, so what lies half made is an earlier life's.
    backup::clear_drafts(folder)?;
    let target = folder.join(backup::name_of(day));
    let mut result = backup::backup(db, &target);
    for number in 2..=BACKUPS_A_DAY {
        match result {
            Err(StoreError::Exists { .. }) => {
                let name = format!(
                    "{}-{number}.db",
                    target.file_stem().unwrap_or_default().display()
                );
                result = backup::backup(db, &target.with_file_name(name));
            }
            Ok(_) | Err(_) => break,
        }
    }
    result
}

fn failure_of(error: &StoreError) -> Failure {
    let code = if error.is_write_trouble() {
        ErrorCode::Store
    } else {
        ErrorCode::Failed
    };
    Failure::new(code, error.to_string())
}

#[cfg(test)]
mod tests;
