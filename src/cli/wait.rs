//! Waits for the end of a box by the client's own boot-time deadline: STOP comes even if the daemon died.
//!
//! It never kills a command that runs inside the box, and never takes the terminal from one that uses it.

use std::io::Read;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::process::{Child, Command, ExitStatus};

use rustix::process::{Pid, PidfdFlags, getpgrp, pidfd_open};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetpgrp, tcsetattr};

use super::context::Context;
use super::edit::cannot_run;
use super::exit::Trouble;
use super::render::out::{Form, Volume};
use super::render::words;
use crate::clock::{self, BootTimer};
use crate::ipc::client::Watch;
use crate::ipc::protocol::{BoxReply, Event};

/// How often the bell rings while a command has the terminal after STOP.
const RING_MS: u64 = 60_000;

const BELL: &str = "\x07";

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
    /// The user ended it from elsewhere; the status of a command that had the terminal until it ended.
    Elsewhere(BoxReply, Option<ExitStatus>),
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
    let after = WithoutTerminal::RunsOn;
    wait(context, running, watch, command, after, &mut || {})
}

/// The same for a command whose work is wanted: after STOP it is waited for also where it has no terminal.
/// `at_stop` is called once when the box stops, before anything is said.
pub fn until_closed(
    context: &mut Context,
    running: &BoxReply,
    watch: Option<Watch>,
    command: Command,
    at_stop: &mut dyn FnMut(),
) -> Result<Ended, Trouble> {
    let after = WithoutTerminal::IsWaitedFor;
    wait(context, running, watch, Some(command), after, at_stop)
}

/// Runs a command to its end, outside of any box. Ctrl-C is its own, and the terminal is put back after it.
pub fn for_command(mut command: Command) -> Result<ExitStatus, Trouble> {
    let (_told, interrupts) = UnixStream::pair().map_err(no_timer)?;
    signal_hook::low_level::pipe::register(signal_hook::consts::SIGINT, interrupts)
        .map_err(no_timer)?;
    let mut inside = Inside::spawn(&mut command)?;
    let status = inside.child.wait().map_err(no_timer)?;
    inside.put_back();
    Ok(status)
}

/// What becomes, once the box is over, of a command that has no terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WithoutTerminal {
    RunsOn,
    IsWaitedFor,
}

fn wait(
    context: &mut Context,
    running: &BoxReply,
    watch: Option<Watch>,
    command: Option<Command>,
    without_terminal: WithoutTerminal,
    at_stop: &mut dyn FnMut(),
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
        without_terminal,
        ends_at: clock::boot().ms + running.left_ms,
    };
    match wait.run(&deadline, shows_clock)? {
        Ended::Stop(told) => {
            at_stop();
            wait.stop()?;
            Ok(Ended::Stop(told))
        }
        Ended::Elsewhere(last, _) => {
            if last.state == "stopped" {
                at_stop();
            }
            let status = wait.outlast(Reminder::Silent)?;
            Ok(Ended::Elsewhere(last, status))
        }
        other @ (Ended::Command(_) | Ended::NotRun(_) | Ended::Interrupted) => {
            wait.put_back();
            Ok(other)
        }
    }
}

/// A command inside the box.
struct Inside {
    child: Child,
    exited: OwnedFd,
    /// The terminal that it shares with us, as it was before; none if there is no terminal.
    terminal: Option<Termios>,
}

impl Inside {
    fn spawn(command: &mut Command) -> Result<Inside, Trouble> {
        let name = command.get_program().to_string_lossy().into_owned();
        let terminal = tcgetattr(std::io::stdin()).ok();
        let child = command.spawn().map_err(|error| cannot_run(&name, &error))?;
        let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        let Some(pid) = pid else {
            return Err(Trouble::Failed(format!("{name} has no process id")));
        };
        let exited = pidfd_open(pid, PidfdFlags::empty()).map_err(|e| no_timer(e.into()))?;
        Ok(Inside {
            child,
            exited,
            terminal,
        })
    }

    fn put_back(&self) {
        // Whoever is in the background would be stopped for setting a terminal (tcsetattr(3): SIGTTOU).
        let is_others = tcgetpgrp(std::io::stdin()).is_ok_and(|group| group != getpgrp());
        if let Some(before) = self.terminal.as_ref().filter(|_| !is_others) {
            // Nothing can be done about a terminal that is gone.
            let _ = tcsetattr(std::io::stdin(), OptionalActions::Drain, before);
        }
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
    without_terminal: WithoutTerminal,
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
                    return Ok(Some(Ended::Elsewhere(ended, None)));
                }
                Ok(Some(Event::Enough { running })) if running.id == self.running.id => {
                    self.clear_clock()?;
                    self.enough()?;
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
                    | Event::Silent { .. }
                    | Event::Mode { .. }
                    | Event::Plan { .. }
                    | Event::Notice { .. }
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
        let terminal = self.child.as_ref().map(|inside| &inside.terminal);
        terminal.is_some_and(Option::is_some)
    }

    /// Half the time is used. A command may have the whole screen, so it only hears the bell.
    fn enough(&mut self) -> Result<(), Trouble> {
        match self.shares_terminal() {
            true => self.context.out.alarm(BELL),
            false => self.context.out.note("enough? half the time is used"),
        }
    }

    /// Rings, and says STOP. A command that has the terminal keeps it until it ends by itself: to leave before
    /// would take the terminal from under it, and with it what was not saved. STOP is then said after it.
    fn stop(&mut self) -> Result<(), Trouble> {
        let text = stop_text(self.running);
        self.context.out.alarm(BELL)?;
        self.outlast(Reminder::Rings)?;
        match (self.context.out.form, &self.child) {
            (Form::Text, None) => self.context.out.data(&text),
            (Form::Text, Some(_)) | (Form::Json, _) => self.context.out.alarm(&text),
        }
    }

    /// Waits until a command that has the terminal ends by itself, however long. One that has none may be left
    /// alone.
    fn outlast(&mut self, reminder: Reminder) -> Result<Option<ExitStatus>, Trouble> {
        if !self.shares_terminal() && self.without_terminal == WithoutTerminal::RunsOn {
            return Ok(None);
        }
        let Some(inside) = &mut self.child else {
            return Ok(None);
        };
        let status = loop {
            if let Some(status) = inside.child.try_wait().map_err(no_timer)? {
                break status;
            }
            let next_ring = BootTimer::after(RING_MS).map_err(no_timer)?;
            let fds = [next_ring.as_fd(), inside.exited.as_fd()];
            let rings = clock::wait(&fds).map_err(no_timer)?.contains(&0);
            if rings && reminder == Reminder::Rings {
                self.context.out.alarm(BELL)?;
            }
        };
        self.put_back();
        Ok(Some(status))
    }

    /// Puts the terminal back as it was before the command.
    fn put_back(&self) {
        if let Some(inside) = &self.child {
            inside.put_back();
        }
    }
}

/// Whether the bell rings again while a command keeps the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reminder {
    Rings,
    Silent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    Deadline,
    Interrupt,
    Tick,
    Watch,
    Child,
}

/// STOP, in large letters, and what it means for this box.
pub fn stop_text(running: &BoxReply) -> String {
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
