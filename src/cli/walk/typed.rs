//! A walk that is typed, or was written elsewhere: a line for each room, graded as a whole.
//!
//! What is typed is on disk line by line, so that a terminal that dies takes nothing with it.

use std::cell::Cell;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::graded::{self, Walked};
use super::rooms::{Palace, Way};
use crate::cli::context::{Context, Input, Reply, absolute, make_private, text_of};
use crate::cli::exit::{Exit, Trouble};
use crate::cli::lines::{Heard, Lines};
use crate::cli::render::out::Form;
use crate::cli::render::words::{self, BOLD, DIM, printable, styled};
use crate::clock;
use crate::ipc::protocol::{Grade, GradeReply, Request};

/// What fits into a request beside the rest, in bytes; what is larger travels as a path.
const ROOM_FOR_TEXT: usize = 32 * 1024;

/// What is read of a pipe at most, in bytes: as long as a note may be.
const LONGEST_STREAM: u64 = 64 * 1024 * 1024;

/// The longest path that names a file as it is, in bytes.
const LONGEST_NAME: usize = 200;

/// A walk to type.
pub(super) struct Typed<'a> {
    /// Where.
    pub(super) palace: &'a Palace,
    /// Which way.
    pub(super) way: Way,
    /// Where its text comes from.
    pub(super) from: From<'a>,
    /// The path of the room at which it begins, if that is not the first.
    pub(super) begin: Option<String>,
    /// The time was over: what comes after the last line was not reached.
    pub(super) is_stopped: bool,
    /// Nothing is logged.
    pub(super) is_dry: bool,
}

/// Where its text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum From<'a> {
    /// A person types it, room by room.
    Terminal,
    /// All of standard input.
    Pipe,
    /// A file.
    File(&'a Path),
    /// A pipe with a name, or a file that only this process has open.
    Stream(&'a Path),
}

/// How the typing ended.
enum Typing {
    /// The whole text.
    Done(String),
    /// Ctrl-C, or the terminal is gone.
    Interrupted,
}

/// What is done with the verdicts.
enum Settled {
    Log,
    Drop,
    Interrupted,
}

impl Typed<'_> {
    /// Reads it, and does with it what the user wants.
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Trouble> {
        // Before signals are heard: nobody may ever write into it.
        let streamed = match self.from {
            From::Stream(file) => Some(streamed(file)?),
            From::Terminal | From::Pipe | From::File(_) => None,
        };
        let mut lines = Lines::new()?;
        let kept = Kept::new(context, &self.palace.path);
        let began = clock::boot();
        let typing = match self.from {
            From::Terminal => self.ask(context, &mut lines, &kept)?,
            From::Pipe => rest(&mut lines)?,
            From::File(file) => Typing::Done(read(file)?),
            From::Stream(_) => Typing::Done(streamed.unwrap_or_default()),
        };
        let text = match typing {
            Typing::Done(text) => text,
            Typing::Interrupted => return self.broken_off(context, &kept),
        };
        match self.from {
            // Ctrl-D at once: the user thought better of it. Blanks are lines, too.
            From::Terminal if text.is_empty() => {
                context.out.note("nothing was typed, nothing is logged")?;
                return Ok(Exit::Done);
            }
            From::Terminal => {}
            // An input that is empty by accident must not turn a whole palace into blanks.
            From::Pipe | From::File(_) | From::Stream(_) if says_nothing(&text) => {
                let message = "the walk is empty: write a room a line, place: point";
                return Err(Trouble::BadInput(message.to_owned()));
            }
            From::Pipe | From::File(_) | From::Stream(_) => {}
        }
        let took_secs = (self.from == From::Terminal).then(|| {
            let ms = clock::boot().ms_since(began).unwrap_or(0);
            u32::try_from(ms.div_ceil(1000)).unwrap_or(u32::MAX).max(1)
        });
        let done = self.settle(context, &mut lines, &kept, &text, took_secs);
        match done {
            Ok(Exit::Interrupted) => self.broken_off(context, &kept),
            Ok(exit) => {
                if self.is_over_with(&kept) {
                    kept.forget();
                }
                Ok(exit)
            }
            Err(trouble) => {
                self.broken_off(context, &kept)?;
                Err(trouble)
            }
        }
    }

    /// Whether what is kept is of this walk, and was logged or dropped.
    fn is_over_with(&self, kept: &Kept) -> bool {
        match self.from {
            From::Terminal => kept.has_begun(),
            From::File(file) => !self.is_dry && file.canonicalize().ok() == kept.canonical(),
            From::Pipe | From::Stream(_) => false,
        }
    }

    /// Has it graded, and logs it once the user has seen that.
    fn settle(
        &self,
        context: &mut Context,
        lines: &mut Lines,
        kept: &Kept,
        text: &str,
        took_secs: Option<u32>,
    ) -> Result<Exit, Trouble> {
        let reply = self.grade(context, text, kept)?;
        let walked = Walked {
            reply: &reply.value,
            palace: self.palace,
            way: self.way,
            took_secs,
            told_at: context.now().at,
        };
        if context.out.form == Form::Text {
            context.out.data(&walked.text())?;
        }
        let ratings = walked.ratings();
        if self.is_dry || ratings.is_empty() {
            match context.out.form {
                Form::Json => context.out.json("walk", &reply.raw)?,
                Form::Text => context.out.note("nothing is logged")?,
            }
            return Ok(Exit::Done);
        }
        match self.settled(context, lines)? {
            Settled::Log => graded::log(context, &walked, ratings, &kept.folder)?,
            Settled::Drop => context.out.note("dropped: nothing is logged")?,
            Settled::Interrupted => return Ok(Exit::Interrupted),
        }
        Ok(Exit::Done)
    }

    /// What the user says to the verdicts. Nobody is asked where nobody is there.
    fn settled(&self, context: &mut Context, lines: &mut Lines) -> Result<Settled, Trouble> {
        if context.input == Input::Never {
            return Ok(Settled::Log);
        }
        loop {
            let question = "log this? Enter logs it, q drops it: ";
            context.out.question(question)?;
            match lines.line_or_end()? {
                Heard::Line(answer) => match answer.trim().to_ascii_lowercase().as_str() {
                    "" | "y" | "yes" => return Ok(Settled::Log),
                    "q" | "n" | "no" | "quit" => return Ok(Settled::Drop),
                    _ => {}
                },
                Heard::End | Heard::Interrupted | Heard::Deadline | Heard::Told(_) => {
                    return Ok(Settled::Interrupted);
                }
            }
        }
    }

    /// Asks room by room; only the number of each is shown.
    fn ask(
        &self,
        context: &mut Context,
        lines: &mut Lines,
        kept: &Kept,
    ) -> Result<Typing, Trouble> {
        let of = self.palace.rooms.len();
        let name = styled(BOLD, &printable(&self.palace.name));
        let rooms = words::count(of as u64, "room");
        let way = match self.way {
            Way::Forth => "",
            Way::Back => ", from the last to the first",
        };
        let how = "a line each, place: point; Enter alone leaves a blank, . ends";
        context.out.say(&format!("{name}  {rooms}{way}\n{how}\n"))?;
        if kept.file.is_file() {
            let path = printable(&self.palace.path);
            let file = printable(&kept.file.to_string_lossy());
            context.out.note(&format!(
                "a walk of {path} that broke off is kept: loci walk {path} --from {file}"
            ))?;
        }
        let mut text = String::new();
        let mut number = 0;
        loop {
            number += 1;
            let prompt = match number <= of {
                true => format!("{number:>3}/{of}  "),
                false => format!("{:>width$}  ", "more?", width = 4 + of.to_string().len()),
            };
            context.out.say(&styled(DIM, &prompt))?;
            match lines.line_or_end()? {
                Heard::Line(line) if line.trim() == "." => break,
                Heard::Line(line) if line.trim().is_empty() && number > of => break,
                Heard::Line(line) => {
                    text.push_str(&line);
                    text.push('\n');
                    self.keep(context, kept, &line, &text)?;
                }
                Heard::End => {
                    lines.go_on();
                    context.out.say("\n")?;
                    break;
                }
                Heard::Interrupted | Heard::Deadline | Heard::Told(_) => {
                    return Ok(Typing::Interrupted);
                }
            }
        }
        Ok(Typing::Done(text))
    }

    /// Keeps a line that was typed. What holds nothing yet is not kept, and keeps an earlier walk where it is.
    fn keep(
        &self,
        context: &mut Context,
        kept: &Kept,
        line: &str,
        text: &str,
    ) -> Result<(), Trouble> {
        if kept.has_begun() {
            return kept.add(&format!("{line}\n"));
        }
        if line.trim().is_empty() {
            return Ok(());
        }
        if let Some(before) = kept.put_aside() {
            let path = printable(&self.palace.path);
            let before = printable(&before.to_string_lossy());
            context.out.note(&format!(
                "the walk of {path} that broke off lies now in {before}: loci walk {path} --from {before}"
            ))?;
        }
        kept.begin(&self.palace.path)?;
        kept.add(text)
    }

    fn grade(
        &self,
        context: &mut Context,
        text: &str,
        kept: &Kept,
    ) -> Result<Reply<GradeReply>, Trouble> {
        let is_small = text.len() <= ROOM_FOR_TEXT;
        let piped = Kept {
            file: kept.folder.join("walk.piped.txt"),
            folder: kept.folder.clone(),
            has_begun: Cell::new(false),
        };
        let path = match self.from {
            _ if is_small => None,
            From::File(file) => Some(absolute(file)?),
            From::Terminal => Some(kept.file.clone()),
            From::Pipe | From::Stream(_) => {
                piped.begin(&self.palace.path)?;
                piped.add(text)?;
                Some(piped.file.clone())
            }
        };
        let request = Request::Grade(Grade {
            scope: self.palace.scope.clone(),
            text: is_small.then(|| text.to_owned()),
            path: path.as_deref().map(text_of).transpose()?,
            stopped: self.is_stopped,
            due: false,
            reverse: self.way == Way::Back,
            from: self.begin.clone(),
        });
        let reply = context.call_patiently(&request);
        if piped.has_begun() {
            piped.forget();
        }
        reply
    }

    fn broken_off(&self, context: &mut Context, kept: &Kept) -> Result<Exit, Trouble> {
        if self.from == From::Terminal && kept.has_begun() {
            let said = format!(
                "\nnothing is logged yet; what you typed is kept: loci walk {} --from {}",
                printable(&self.palace.path),
                printable(&kept.file.to_string_lossy()),
            );
            // The terminal may be gone.
            let _ = context.out.note(&said);
        }
        Ok(Exit::Interrupted)
    }
}

/// Whether a text holds nothing but blanks and comments.
fn says_nothing(text: &str) -> bool {
    let is_said = |line: &str| !line.is_empty() && line != "#" && !line.starts_with("# ");
    !text.lines().any(|line| is_said(line.trim()))
}

fn rest(lines: &mut Lines) -> Result<Typing, Trouble> {
    Ok(match lines.rest()? {
        Heard::Line(text) => Typing::Done(text),
        Heard::End | Heard::Interrupted | Heard::Deadline | Heard::Told(_) => Typing::Interrupted,
    })
}

fn read(file: &Path) -> Result<String, Trouble> {
    std::fs::read_to_string(file)
        .map_err(|error| Trouble::BadInput(format!("cannot read {}: {error}", file.display())))
}

/// All that comes out of a pipe, as long as a note may be.
fn streamed(file: &Path) -> Result<String, Trouble> {
    let cannot = |error: &dyn std::fmt::Display| {
        Trouble::BadInput(format!("cannot read {}: {error}", file.display()))
    };
    let mut text = String::new();
    let opened = File::open(file).map_err(|error| cannot(&error))?;
    let read = opened.take(LONGEST_STREAM + 1).read_to_string(&mut text);
    match read {
        Ok(bytes) if bytes as u64 > LONGEST_STREAM => Err(cannot(&"it is longer than 64 MiB")),
        Ok(_) => Ok(text),
        Err(error) => Err(cannot(&error)),
    }
}

/// The walk as far as it was typed, on disk.
struct Kept {
    folder: PathBuf,
    file: PathBuf,
    /// Whether the file is of this walk.
    has_begun: Cell<bool>,
}

impl Kept {
    /// That of a palace or route, by its path.
    fn new(context: &Context, path: &str) -> Kept {
        let folder = context.paths.state_dir.clone();
        let name = match path.len() <= LONGEST_NAME {
            true => path.replace('/', "."),
            false => Uuid::new_v5(&Uuid::NAMESPACE_URL, path.as_bytes()).to_string(),
        };
        Kept {
            file: folder.join(format!("walk-{name}.txt")),
            folder,
            has_begun: Cell::new(false),
        }
    }

    fn has_begun(&self) -> bool {
        self.has_begun.get()
    }

    fn canonical(&self) -> Option<PathBuf> {
        self.file.canonicalize().ok()
    }

    /// Keeps a walk that broke off out of the way of this one; where it lies then.
    fn put_aside(&self) -> Option<PathBuf> {
        let aside = self.file.with_extension("before.txt");
        std::fs::rename(&self.file, &aside).ok().map(|()| aside)
    }

    fn begin(&self, path: &str) -> Result<(), Trouble> {
        make_private(&self.folder).map_err(|error| self.unwritable(&error))?;
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(0o600);
        let head = format!("# loci walk {path}\n");
        let written = options
            .open(&self.file)
            .and_then(|mut file| file.write_all(head.as_bytes()));
        self.has_begun.set(true);
        written.map_err(|error| self.unwritable(&error))
    }

    fn add(&self, lines: &str) -> Result<(), Trouble> {
        let written = OpenOptions::new()
            .append(true)
            .open(&self.file)
            .and_then(|mut file| {
                file.write_all(lines.as_bytes())?;
                file.sync_data()
            });
        written.map_err(|error| self.unwritable(&error))
    }

    /// It is logged, or not wanted any more.
    fn forget(&self) {
        // What stays is written over by the next walk.
        let _ = std::fs::remove_file(&self.file);
    }

    fn unwritable(&self, error: &std::io::Error) -> Trouble {
        Trouble::Failed(format!(
            "cannot keep what you type in {}: {error}",
            self.file.display()
        ))
    }
}
