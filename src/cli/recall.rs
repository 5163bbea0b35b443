//! `loci recall`: a map is rebuilt from memory in an editor, inside a box; what was written is compared with the
//! notes, and logged once the proposed ratings are saved.
//!
//! Nothing that was written is lost before its ratings are logged or dropped: `desk` keeps it.

use std::fs::File;
use std::io::IsTerminal;
use std::path::Path;

use super::args::recall::Recall;
use super::context::{Context, Input};
use super::edit;
use super::exit::{Exit, Trouble};
use super::log::batch_id;
use super::render::out::Form;
use super::render::words::{self, printable};
use super::when;
use crate::ipc::protocol::GradeReply;
use crate::notes::source;
use desk::{Desk, Held, Kept, Sheet, Step, Written, text_of};
use page::{Asked, Task};
use sitting::{Running, Sat};
use target::{Target, Today};

mod desk;
mod page;
mod proposal;
mod report;
mod resume;
mod settle;
mod sitting;
mod target;

/// A map with so few branches is better asked as cards.
const FEW_BRANCHES: usize = 3;

/// A map with so many branches is hardly forgotten as a whole.
const MANY_BRANCHES: usize = 5;

/// `loci recall`.
pub fn run(context: &mut Context, args: &Recall) -> Result<Exit, Trouble> {
    let desk = Desk::new(&context.paths.state_dir);
    let done = match (&args.map, args.resume) {
        (query, false) if args.drop => resume::drop_last(context, &desk, query.as_deref()),
        (query, true) => resume::run(context, &desk, query.as_deref(), logs(args)),
        (Some(query), false) => begin(context, &desk, args, query),
        (None, false) => Err(Trouble::Usage(
            "recall what? name a map; loci tree shows them".to_owned(),
        )),
    };
    // A folder that cannot be tidied now is tidied by the next recall.
    let _ = desk.tidy(context.now().at);
    done
}

fn begin(context: &mut Context, desk: &Desk, args: &Recall, query: &str) -> Result<Exit, Trouble> {
    let target = target::find(context, query)?;
    let today = match args.due {
        true => Some(target::today(context, &target)?),
        false => None,
    };
    if today.as_ref().is_some_and(|today| today.count == 0) {
        let text = format!(
            "nothing of {} is due: leave out --due to recall it all the same",
            target.head
        );
        context.out.note(&printable(&text))?;
        return Ok(Exit::NothingDue);
    }
    let after = match args.dry_run {
        true => After::Tells,
        false => logs(args),
    };
    match &args.from {
        Some(file) => from_elsewhere(context, desk, args, &target, file, after),
        None => in_editor(context, desk, args, &target, today.as_ref(), after),
    }
}

/// What follows on a written page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    /// Its ratings are logged; if hardly anything was said, only after a question.
    Logs,
    /// They are logged in any case.
    LogsAnyway,
    /// They are told, and that is all.
    Tells,
}

/// What follows on a page that is to be logged.
fn logs(args: &Recall) -> After {
    match args.yes {
        true => After::LogsAnyway,
        false => After::Logs,
    }
}

/// Grades what was recalled elsewhere.
fn from_elsewhere(
    context: &mut Context,
    desk: &Desk,
    args: &Recall,
    target: &Target,
    file: &str,
    after: After,
) -> Result<Exit, Trouble> {
    let text = read(file)?;
    let now = context.now();
    let written = Written {
        at: when::rfc3339(now.at, &now),
        stopped: args.stopped,
        took_secs: None,
    };
    let kept = kept(context, target, args, Step::Written(written))?;
    let mut sheet = desk.begin(kept, &text, now.at)?;
    let done = through(context, &mut sheet, Exit::Done, after);
    told(context, sheet, after, done)
}

/// Reads what was recalled: a file, which may be a pipe, or stdin.
fn read(file: &str) -> Result<String, Trouble> {
    let path = Path::new(file);
    let text = match file {
        "-" => source::read_from(path, &mut std::io::stdin().lock()),
        _ => File::open(path)
            .map_err(source::ReadError::from)
            .and_then(|mut open| source::read_from(path, &mut open)),
    };
    text.map_err(|error| Trouble::BadInput(format!("{file}: {error}")))
}

/// Has the map written in an editor, inside a box.
fn in_editor(
    context: &mut Context,
    desk: &Desk,
    args: &Recall,
    target: &Target,
    today: Option<&Today>,
    after: After,
) -> Result<Exit, Trouble> {
    needs_editor(context)?;
    let limit_secs = match &args.limit {
        None => None,
        Some(text) => {
            let limit = when::duration(text).map_err(|e| Trouble::Usage(e.to_string()))?;
            Some(limit.0)
        }
    };
    let head = printable(&target.head);
    let count = target.branches.len();
    if count <= FEW_BRANCHES {
        let few = words::count(count as u64, "branch");
        let are = match count {
            1 => "is",
            _ => "are",
        };
        let hint = format!("{few} {are} better asked as cards: loci review {head}");
        context.out.note(&hint)?;
    }
    if let Some((root, held)) = waits(desk, &target.head)? {
        let hint = match held {
            Held::Here => format!("a recall of {root} was cut short: loci recall {head} --resume"),
            Held::Elsewhere => {
                format!("a recall of {root} is open in another terminal: finish it there")
            }
        };
        context.out.note(&printable(&hint))?;
    }
    let running = sitting::start(context, &target.head, limit_secs)?;
    let begun = lay_out(context, desk, args, target, today, &running);
    let (mut sheet, line) = match begun {
        Ok(begun) => begun,
        Err(trouble) => {
            sitting::cancel(context);
            return Err(trouble);
        }
    };
    let done = sit_through(context, &mut sheet, running, 0, Some(line), after);
    told(context, sheet, after, done)
}

/// The page of a new recall, and the line to begin on.
fn lay_out(
    context: &Context,
    desk: &Desk,
    args: &Recall,
    target: &Target,
    today: Option<&Today>,
    running: &Running,
) -> Result<(Sheet, u32), Trouble> {
    let task = Task {
        root: &target.root,
        reach: &target.reach,
        branches: target.branches.len(),
        asked: match today {
            None => Asked::All,
            Some(today) => Asked::Due {
                count: today.count,
                questions: &today.questions,
            },
        },
        secs: running.running.limit_secs,
    };
    let (text, line) = page::fresh(&task);
    let step = sitting::writing(context, &running.running, 0);
    let kept = kept(context, target, args, step)?;
    Ok((desk.begin(kept, &text, context.now().at)?, line))
}

/// The root of a recall of this map that waits, if one does, and who has it.
fn waits(desk: &Desk, head: &str) -> Result<Option<(String, Held)>, Trouble> {
    let unfinished = desk.unfinished()?;
    let same = unfinished.into_iter().find(|(_, kept)| kept.head == head);
    let Some((base, kept)) = same else {
        return Ok(None);
    };
    Ok(Some((kept.root, desk::held(&base)?)))
}

fn kept(context: &Context, target: &Target, args: &Recall, step: Step) -> Result<Kept, Trouble> {
    let now = context.now();
    Ok(Kept {
        schema: 1,
        owner: context.hello()?.data_dir,
        scope: target.scope.clone(),
        head: target.head.clone(),
        root: target.root.clone(),
        due: args.due,
        batch: batch_id(now.at),
        begun: when::rfc3339(now.at, &now),
        last_box: None,
        step,
    })
}

/// An editor needs a terminal, or somebody who said which one to use without. Asked before a box is started.
fn needs_editor(context: &Context) -> Result<(), Trouble> {
    let has_terminal = std::io::stdin().is_terminal();
    let usage = |message: &str| Err(Trouble::Usage(message.to_owned()));
    match (context.input, context.out.form) {
        (Input::Never, Form::Text) if has_terminal && context.out.stderr_is_terminal() => {
            usage("a recall needs your editor: leave out --no-input, or give the text with --from")
        }
        (Input::Never, _) if !has_terminal && !edit::is_chosen() => usage(
            "a recall needs a terminal for its editor: set EDITOR, or give the text with --from",
        ),
        (Input::Ask | Input::Never, Form::Text | Form::Json) => {
            edit::waiting_editor(Path::new("page.md"), None).map(|_| ())
        }
    }
}

/// Sits until the page is written, then goes on with it.
fn sit_through(
    context: &mut Context,
    sheet: &mut Sheet,
    running: Running,
    before_secs: u32,
    line: Option<u32>,
    after: After,
) -> Result<Exit, Trouble> {
    match sitting::sit(context, sheet, running, before_secs, line)? {
        Sat::Left(exit) => Ok(exit),
        Sat::Through(exit) => through(context, sheet, exit, after),
    }
}

/// Goes on with a written page.
fn through(
    context: &mut Context,
    sheet: &mut Sheet,
    exit: Exit,
    after: After,
) -> Result<Exit, Trouble> {
    let Step::Written(written) = sheet.kept.step.clone() else {
        return Ok(exit);
    };
    tell_late(context, sheet)?;
    if page::is_empty(&text_of(&sheet.counts())?, &sheet.kept.root) {
        sheet.go_on(Step::Dropped)?;
        let none = GradeReply {
            verdicts: Vec::new(),
            extra: Vec::new(),
        };
        let again = format!("loci again {}", typed(&sheet.kept.scope));
        let again = format!("the page is empty; all forgotten? {again}");
        settle::nothing(context, sheet, &none, &again)?;
        return Ok(exit);
    }
    match after {
        After::Logs | After::LogsAnyway => settle::settle(context, sheet, &written, exit, after),
        After::Tells => {
            let graded = settle::grade(context, sheet, &written)?;
            let kept = &sheet.kept;
            context.out.show("recall", &graded.raw, || {
                report::verdicts(&kept.root, &kept.head, &graded.value)
            })?;
            Ok(exit)
        }
    }
}

/// A scope as a shell takes it.
fn typed(scope: &str) -> String {
    match scope.contains('*') {
        true => format!("\"{scope}\""),
        false => scope.to_owned(),
    }
}

/// Says how much was saved after STOP, if anything was.
fn tell_late(context: &mut Context, sheet: &Sheet) -> Result<(), Trouble> {
    let at_stop = sheet.at_stop();
    if !at_stop.exists() {
        return Ok(());
    }
    let late = page::late(&text_of(&at_stop)?, &text_of(&sheet.page())?);
    let page = context.paths.tilde(&sheet.page());
    let said = match late {
        0 => return Ok(()),
        1 => format!("1 line that was saved after STOP does not count; it stays in {page}"),
        _ => format!("{late} lines that were saved after STOP do not count; they stay in {page}"),
    };
    context.out.note(&printable(&said))
}

/// Says what is kept of a recall that is not through; a dry run leaves nothing.
fn told(
    context: &mut Context,
    sheet: Sheet,
    after: After,
    done: Result<Exit, Trouble>,
) -> Result<Exit, Trouble> {
    if !sheet.kept.is_unfinished() {
        sitting::end_last(context, &sheet);
    }
    match (after, &done) {
        (After::Tells, Ok(_)) if matches!(sheet.kept.step, Step::Written(_)) => sheet.remove()?,
        (After::Logs | After::LogsAnyway | After::Tells, Ok(_) | Err(_))
            if sheet.kept.is_unfinished() =>
        {
            let page = context.paths.tilde(&sheet.page());
            context.out.note(&format!(
                "kept: {}\ngo on: loci recall --resume\ndrop it: loci recall --drop\n",
                printable(&page)
            ))?;
        }
        (After::Logs | After::LogsAnyway | After::Tells, Ok(_) | Err(_)) => {}
    }
    done
}

#[cfg(test)]
mod tests;
