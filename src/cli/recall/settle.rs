//! From a written page to its ratings on disk: graded, proposed as a list, logged as one batch.
//!
//! Whatever fails here, the page and the list stay, and the batch is the same when it is tried again.

use std::time::SystemTime;

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::desk::{Sheet, Step, Written, replace, text_of};
use super::proposal::{self, Choice, Entry, Wrong};
use super::report::{self, Tally};
use super::{After, MANY_BRANCHES};
use crate::cli::context::{Context, Input, Reply, text_of as path_text};
use crate::cli::edit;
use crate::cli::exit::{Exit, Trouble};
use crate::cli::log::{self, Sent};
use crate::cli::render::out::Form;
use crate::cli::render::words::{self, printable};
use crate::cli::spool;
use crate::cli::wait;
use crate::cli::when;
use crate::clock;
use crate::domain::rating::Rating;
use crate::ipc::client::ClientError;
use crate::ipc::protocol::{
    At, Failure, Grade, GradeReply, Log, LogReply, LoggedReview, OwnRating, Request,
};

/// Most bytes of ratings in a request; more go into a file. A request may be 64 KiB.
const INLINE_BYTES: usize = 60 * 1024;

/// An editor that is back sooner, and saved nothing, has shown the list to nobody.
const AT_ONCE_MS: u64 = 1000;

/// What became of a list.
enum Edited {
    /// Each branch with what was chosen for it.
    Chosen(Vec<(usize, Choice)>),
    /// It was left, not saved.
    Left(Exit),
}

#[derive(Serialize)]
struct Logged<'a> {
    #[serde(flatten)]
    graded: &'a GradeReply,
    batch: Option<Uuid>,
    reviews: &'a [LoggedReview],
    spooled: bool,
}

/// Asks the daemon what a page holds.
pub(super) fn grade(
    context: &Context,
    sheet: &Sheet,
    written: &Written,
) -> Result<Reply<GradeReply>, Trouble> {
    context.call_patiently(&Request::Grade(Grade {
        scope: sheet.kept.scope.clone(),
        path: Some(path_text(&sheet.counts())?),
        stopped: written.stopped,
        due: sheet.kept.due,
        ..Grade::default()
    }))
}

/// Grades a written page, proposes, and logs what is chosen; `exit` is how it ends then.
pub(super) fn settle(
    context: &mut Context,
    sheet: &mut Sheet,
    written: &Written,
    exit: Exit,
    after: After,
) -> Result<Exit, Trouble> {
    let graded = grade(context, sheet, written)?.value;
    let told_at = context.now().at;
    let (root, head) = (sheet.kept.root.clone(), sheet.kept.head.clone());
    let headline = report::headline(&root, &graded);
    let (paths, entries) = entries(&graded, sheet);
    if Tally::proposed(&graded.verdicts).all() == 0 {
        sheet.go_on(Step::Dropped)?;
        nothing(
            context,
            sheet,
            &graded,
            "nothing was reached that could be rated",
        )?;
        return Ok(exit);
    }
    if after == After::Logs && !sheet.list().exists() {
        doubt(context, &Tally::proposed(&graded.verdicts))?;
    }
    let mut wrong = Vec::new();
    loop {
        let chosen = match context.input {
            Input::Never => entries.iter().map(|it| it.choice).enumerate().collect(),
            Input::Ask => {
                let fresh = || proposal::print(&headline, &entries, &graded.extra);
                match edited(context, sheet, fresh, &entries, std::mem::take(&mut wrong))? {
                    Edited::Chosen(chosen) => chosen,
                    Edited::Left(exit) => return Ok(exit),
                }
            }
        };
        let ratings = ratings(&chosen, &paths);
        if ratings.is_empty() {
            sheet.go_on(Step::Dropped)?;
            nothing(context, sheet, &graded, "the list is empty")?;
            return Ok(exit);
        }
        match send(context, sheet, written, ratings, told_at) {
            Ok(sent) => {
                sheet.go_on(Step::Logged)?;
                let tally = Tally::chosen(chosen.iter().map(|(_, choice)| *choice));
                let branches = entries.len();
                tell(context, &head, &graded, sent)?;
                if context.out.form == Form::Text {
                    let took = written.took_secs;
                    let closing = report::closing(context, &tally, branches, took);
                    context.out.echo(&closing)?;
                }
                return Ok(exit);
            }
            // The notes changed meanwhile: the list opens again, with that above it.
            Err(Trouble::Client(ClientError::Failure(Failure { message, .. })))
                if context.input == Input::Ask =>
            {
                let what = format!("not logged: {message}");
                wrong = vec![Wrong { line: 0, what }];
            }
            Err(other) => return Err(other),
        }
    }
}

/// Asks whether a page is meant on which hardly anything was said: it may be another map's, or no recall at all.
///
/// # Errors
/// If it is not, or nobody is there to say so.
fn doubt(context: &mut Context, proposed: &Tally) -> Result<(), Trouble> {
    let (said, all) = (proposed.recalled(), proposed.all());
    if all < MANY_BRANCHES || said * 10 >= all {
        return Ok(());
    }
    let doubt = format!(
        "only {said} of {} were said",
        words::count(all as u64, "branch")
    );
    match context.input {
        Input::Ask => {
            let answer = context.ask(&format!("{doubt}: is it a recall of this? [y/N] "))?;
            match answer.eq_ignore_ascii_case("y") {
                true => Ok(()),
                false => Err(Trouble::Failed(format!("{doubt}; nothing is logged"))),
            }
        }
        Input::Never => Err(Trouble::BadInput(format!(
            "{doubt}, so nothing is logged; if it is meant: loci recall --resume --yes"
        ))),
    }
}

/// The lines of the list, and the path of each.
fn entries(graded: &GradeReply, sheet: &Sheet) -> (Vec<String>, Vec<Entry>) {
    let listed = graded
        .verdicts
        .iter()
        // What is not due is not spoken of.
        .filter(|verdict| verdict.rating.is_some() || !sheet.kept.due);
    listed
        .map(|verdict| {
            let entry = Entry {
                choice: report::proposed(verdict).map_or(Choice::Skip, Choice::Rate),
                path: report::below(&verdict.path, &sheet.kept.head).to_owned(),
                why: report::why(verdict),
            };
            (verdict.path.clone(), entry)
        })
        .unzip()
}

/// Opens the list, again and again until all of it is right.
fn edited(
    context: &mut Context,
    sheet: &Sheet,
    fresh: impl Fn() -> String,
    entries: &[Entry],
    mut wrong: Vec<Wrong>,
) -> Result<Edited, Trouble> {
    let list = sheet.list();
    if !list.exists() {
        replace(&list, fresh())?;
    }
    let mut line = proposal::begins(&text_of(&list)?);
    loop {
        if !wrong.is_empty() {
            let (text, first) = proposal::annotated(&text_of(&list)?, &wrong);
            replace(&list, &text)?;
            line = first;
        }
        let before = (text_of(&list)?, modified(sheet));
        let since = clock::boot();
        let status = wait::for_command(edit::waiting_editor(&list, Some(line))?)?;
        let open_ms = clock::boot().ms_since(since).unwrap_or(0);
        if !status.success() {
            context
                .out
                .note(&format!("{} ended with {status}", edit::as_set()))?;
            return Ok(Edited::Left(Exit::Failed));
        }
        let after = (text_of(&list)?, modified(sheet));
        let untouched = after == before;
        match proposal::read(&after.0, entries) {
            Err(_) if untouched && !wrong.is_empty() => {
                context
                    .out
                    .note("the list is as wrong as it was; nothing is logged")?;
                return Ok(Edited::Left(Exit::Failed));
            }
            Err(found) => wrong = found,
            Ok(_) if untouched && open_ms < AT_ONCE_MS && !is_meant(context)? => {
                return Ok(Edited::Left(Exit::Failed));
            }
            Ok(chosen) => return Ok(Edited::Chosen(chosen)),
        }
    }
}

/// Asks whether a list that nobody can have read is to be logged.
fn is_meant(context: &mut Context) -> Result<bool, Trouble> {
    let editor = edit::as_set();
    let question = format!("{editor} came back at once: log the list as it is? [y/N] ");
    Ok(context.ask(&question)?.eq_ignore_ascii_case("y"))
}

fn modified(sheet: &Sheet) -> Option<SystemTime> {
    std::fs::metadata(sheet.list()).ok()?.modified().ok()
}

fn ratings(chosen: &[(usize, Choice)], paths: &[String]) -> Vec<OwnRating> {
    let rated = chosen.iter().filter_map(|(at, choice)| match choice {
        Choice::Skip => None,
        Choice::Rate(rating) => Some((paths.get(*at)?, *rating)),
    });
    rated
        .map(|(path, rating)| OwnRating {
            locus: path.clone(),
            rating: rating.number(),
        })
        .collect()
}

/// Logs the ratings as one batch, at the time of the recall; where nobody answers they are spooled, or, if they
/// are too many for that, kept.
fn send(
    context: &mut Context,
    sheet: &Sheet,
    written: &Written,
    ratings: Vec<OwnRating>,
    told_at: DateTime<Utc>,
) -> Result<Sent, Trouble> {
    let now = context.now();
    let mut log = Log {
        batch_id: Some(sheet.kept.batch),
        scopes: Vec::new(),
        rating: Rating::Good.number(),
        missed: Vec::new(),
        hard: Vec::new(),
        at: Some(written.at.clone()),
        at_kind: At::Live,
        took_secs: written.took_secs,
        note: None,
        source: Some("recall".to_owned()),
        answer: None,
        ratings,
        ratings_path: None,
        told_at: Some(when::rfc3339(told_at, &now)),
    };
    let lines = lines(&log.ratings)?;
    if lines.len() > INLINE_BYTES {
        replace(&sheet.ratings(), &lines)?;
        log.ratings.clear();
        log.ratings_path = Some(path_text(&sheet.ratings())?);
        return context.call_patiently(&Request::Log(log)).map(Sent::Logged);
    }
    log::send(context, log, &now)
}

fn lines(ratings: &[OwnRating]) -> Result<String, Trouble> {
    let mut lines = String::new();
    for rating in ratings {
        let line = serde_json::to_string(rating)
            .map_err(|error| Trouble::Failed(format!("a rating cannot be written: {error}")))?;
        lines.push_str(&line);
        lines.push('\n');
    }
    Ok(lines)
}

/// Tells what was logged, or that it waits.
fn tell(context: &mut Context, head: &str, graded: &GradeReply, sent: Sent) -> Result<(), Trouble> {
    let (reply, waiting) = match sent {
        Sent::Logged(reply) => (reply.value, None),
        Sent::Spooled(log, reached) => {
            let reply = LogReply {
                reviews: Vec::new(),
                spooled: true,
                batch: log.batch_id,
                skipped: Vec::new(),
                ignored: Vec::new(),
            };
            (reply, Some((log, reached)))
        }
    };
    let data = Logged {
        graded,
        batch: reply.batch,
        reviews: &reply.reviews,
        spooled: reply.spooled,
    };
    let today = context.today();
    context.out.changed("recall", &data, || match &waiting {
        None => report::logged(head, graded, &reply.reviews, today),
        Some(_) => String::new(),
    })?;
    if let Some((log, reached)) = &waiting {
        let whose = spool::whose(&context.paths);
        let kept = log::kept(log, *reached, &whose, &context.now());
        context.out.note(&format!("{kept}{}", log::undo(log)))?;
    }
    Ok(())
}

/// Tells why nothing is logged.
pub(super) fn nothing(
    context: &mut Context,
    sheet: &Sheet,
    graded: &GradeReply,
    why: &str,
) -> Result<(), Trouble> {
    let data = Logged {
        graded,
        batch: None,
        reviews: &[],
        spooled: false,
    };
    let page = context.paths.tilde(&sheet.page());
    context.out.changed("recall", &data, || {
        format!(
            "nothing is logged: {}\nthe page stays for a while: {}\n",
            printable(why),
            printable(&page)
        )
    })
}
