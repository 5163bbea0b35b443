//! Waits for the end of a box by the client's own boot-time deadline: STOP comes even if the daemon died.
//!
//! It never kills a command that runs inside the box.

use std::io::{IsTerminal, Read};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::process::{Child, Command, ExitStatus};

use rustix::process::{Pid, PidfdFlags, pidfd_open};

use super::context::Context;
use super::edit::cannot_run;
use super::exit::Trouble;
use super::render::out::{Form, Volume};
use super::render::words;
use crate::clock::{self, BootTimer};
use crate::ipc::client::Watch;
use crate::ipc::protocol::{BoxReply, Event};

/// How long a command that has the terminal may take to save after STOP.
const SAVE_MS: u64 = 60_000;

const STOP: &str = "
  ####  #####   ###   ####
 #        #    #   #  #   #
  ###     #    #   #  ####
     #    #    #   #  #
 ####     #     ###   #
";

/// How a wait ended.
#[derive(Debug)]
pub enum Ended {
    /// The time is over; the box as the daemon told it, if it did.
    Stop(Option<BoxReply>),
    /// The user ended it from elsewhere.
    Elsewhere(BoxReply),
    /// The command inside the box ended in time.
    Command(ExitStatus),
    /// The command could not be run.
    NotRun(Trouble),
    /// The user interrupted the wait.
    Interrupted,
}

/// Waits, and tells STOP.
pub fn until_over(
    context: &mut Context,
    running: &BoxReply,
    watch: Option<Watch>,
    command: Option<Command>,
) -> Result<Ended, Trouble> {
    let deadline = BootTimer::after(running.left_ms).map_err(no_timer)?;
    let (told, interrupts) = UnixStream::pair().map_err(no_timer)?;
    signal_hook::low_level::pipe::register(signal_hook::consts::SIGINT, interrupts)
        .map_err(no_timer)?;
    let child = match command {
        None => None,
        Some(mut command) => match Inside::spawn(&mut command) {
            Ok(child) => Some(child),
            Err(trouble) => return Ok(Ended::NotRun(trouble)),
        },
    };
    let shows_clock = child.is_none()
        && context.out.form == Form::Text
        && context.out.volume != Volume::Quiet
        && context.out.stderr_is_terminal();
    let mut wait = Wait {
        context,
        running,
        watch,
        child,
        interrupts: told,
        ends_at: clock::boot().ms + running.left_ms,
    };
    let ended = wait.run(&deadline, shows_clock)?;
    if let Ended::Stop(_) = ended {
        wait.stop()?;
    }
    Ok(ended)
}

/// A command inside the box.
struct Inside {
    child: Child,
    exited: OwnedFd,
}

impl Inside {
    fn spawn(command: &mut Command) -> Result<Inside, Trouble> {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.spawn().map_err(|error| cannot_run(&name, &error))?;
        let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        let Some(pid) = pid else {
            return Err(Trouble::Failed(format!("{name} has no process id")));
        };
        let exited = pidfd_open(pid, PidfdFlags::empty()).map_err(|e| no_timer(e.into()))?;
        Ok(Inside { child, exited })
    }
}

fn no_timer(error: std::io::Error) -> Trouble {
    Trouble::Failed(format!("cannot wait for the end of the box: {error}"))
}

struct Wait<'a> {
    context: &'a mut Context,
    running: &'a BoxReply,
    watch: Option<Watch>,
    child: Option<Inside>,
    interrupts: UnixStream,
    /// Milliseconds on the boot clock.
    ends_at: u64,
}

impl Wait<'_> {
    fn run(&mut self, deadline: &BootTimer, shows_clock: bool) -> Result<Ended, Trouble> {
        let mut ticking = shows_clock;
        loop {
            let tick = if ticking { Some(self.tick()?) } else { None };
            let ready = self.ready(deadline, tick.as_ref())?;
            let fired = ready.contains(&Source::Deadline);
            if fired && ticking {
                self.context.out.alarm("\r\x1b[K")?;
                ticking = false;
            }
            // A command or a user that came in time counts, even if the deadline fires together with it.
            if ready.contains(&Source::Child)
                && let Some(inside) = &mut self.child
                && let Some(status) = inside.child.try_wait().map_err(no_timer)?
            {
                return Ok(Ended::Command(status));
            }
            if ready.contains(&Source::Watch)
                && let Some(ended) = self.heard()?
            {
                return Ok(ended);
            }
            if fired {
                return Ok(Ended::Stop(None));
            }
            if ready.contains(&Source::Interrupt) && self.interrupted() {
                return Ok(Ended::Interrupted);
            }
        }
    }

    /// What became readable.
    fn ready(
        &self,
        deadline: &BootTimer,
        tick: Option<&BootTimer>,
    ) -> Result<Vec<Source>, Trouble> {
        let mut sources = vec![
            (Source::Deadline, deadline.as_fd()),
            (Source::Interrupt, self.interrupts.as_fd()),
        ];
        let others: [(Source, Option<BorrowedFd<'_>>); 3] = [
            (Source::Tick, tick.map(AsFd::as_fd)),
            (Source::Watch, self.watch.as_ref().map(AsFd::as_fd)),
            (
                Source::Child,
                self.child.as_ref().map(|inside| inside.exited.as_fd()),
            ),
        ];
        sources.extend(
            others
                .into_iter()
                .filter_map(|(source, fd)| Some((source, fd?))),
        );
        let fds: Vec<BorrowedFd<'_>> = sources.iter().map(|(_, fd)| *fd).collect();
        let ready = clock::wait(&fds).map_err(no_timer)?;
        Ok(ready.into_iter().map(|at| sources[at].0).collect())
    }

    /// Shows what is left, and waits for the next whole second.
    fn tick(&mut self) -> Result<BootTimer, Trouble> {
        let left = self.ends_at.saturating_sub(clock::boot().ms);
        let secs = u32::try_from(left.div_ceil(1000)).unwrap_or(u32::MAX);
        self.context
            .out
            .alarm(&format!("\r\x1b[K{} left", words::clock(secs)))?;
        BootTimer::after(left.saturating_sub(1) % 1000 + 1).map_err(no_timer)
    }

    /// What the daemon told; a daemon that is gone is not heard any more.
    fn heard(&mut self) -> Result<Option<Ended>, Trouble> {
        loop {
            let Some(watch) = &mut self.watch else {
                return Ok(None);
            };
            match watch.next() {
                Ok(None) => return Ok(None),
                Err(_) => self.watch = None,
                Ok(Some(Event::Stop { ended })) if ended.id == self.running.id => {
                    self.clear_clock()?;
                    return Ok(Some(Ended::Stop(Some(ended))));
                }
                Ok(Some(Event::BoxEnded { ended })) if ended.id == self.running.id => {
                    self.clear_clock()?;
                    return Ok(Some(Ended::Elsewhere(ended)));
                }
                Ok(Some(Event::Enough { running })) if running.id == self.running.id => {
                    self.clear_clock()?;
                    self.context.out.note("enough? half the time is used")?;
                }
                Ok(Some(
                    Event::Logged { .. }
                    | Event::Undone { .. }
                    | Event::Notes { .. }
                    | Event::Due { .. }
                    | Event::BoxStarted { .. }
                    | Event::Enough { .. }
                    | Event::Stop { .. }
                    | Event::BoxEnded { .. }
                    | Event::Lagged { .. }
                    | Event::Bye,
                )) => {}
            }
        }
    }

    fn clear_clock(&mut self) -> Result<(), Trouble> {
        if self.child.is_none() && self.context.out.stderr_is_terminal() {
            self.context.out.alarm("\r\x1b[K")?;
        }
        Ok(())
    }

    /// Whether an interrupt ends the wait. On a terminal it belongs to the command: an editor knows Ctrl-C.
    fn interrupted(&mut self) -> bool {
        let mut byte = [0];
        // It is readable; what it holds does not matter.
        let _ = self.interrupts.read(&mut byte);
        !self.shares_terminal()
    }

    /// Whether a command inside the box has the terminal.
    fn shares_terminal(&self) -> bool {
        self.child.is_some() && std::io::stdin().is_terminal()
    }

    /// Rings, and says STOP. A command that has the terminal gets a minute to save: to leave at once would take
    /// the terminal from under it, and with it what was not saved.
    fn stop(&mut self) -> Result<(), Trouble> {
        let text = stop_text(self.running);
        match (self.context.out.form, &self.child) {
            (Form::Json, _) => {}
            (Form::Text, None) => {
                self.context.out.alarm("\x07")?;
                self.context.out.data(&text)?;
            }
            (Form::Text, Some(_)) => self.context.out.alarm(&format!("\x07{text}"))?,
        }
        if self.shares_terminal() {
            let limit = BootTimer::after(SAVE_MS).map_err(no_timer)?;
            if let Some(inside) = &mut self.child {
                self.context.out.alarm("save and close: one minute\n")?;
                while inside.child.try_wait().map_err(no_timer)?.is_none() {
                    let fds = [limit.as_fd(), inside.exited.as_fd()];
                    if clock::wait(&fds).map_err(no_timer)?.contains(&0) {
                        break;
                    }
                }
            }
        }
        Ok(())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    Deadline,
    Interrupt,
    Tick,
    Watch,
    Child,
}

fn stop_text(running: &BoxReply) -> String {
    let page = match running.kind.as_str() {
        "map" => "what is on the page is the map",
        "palace" => "what is on the page is the palace",
        _ => "what was not reached stays unrated",
    };
    format!(
        "{STOP}\nSTOP: {} is up; {page}\npark one line: loci box stop -m \"…\"\n",
        words::clock(running.limit_secs)
    )
}
