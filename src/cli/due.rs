//! `loci due`: what to recall today, prompt by prompt.

use super::args::Due as DueArgs;
use super::context::{Context, Reply};
use super::exit::{Exit, Trouble};
use super::plan::asking::{self, Reach};
use super::render::out::Form;
use super::render::words::{self, DIM, printable, styled};
use super::when::{self, Toward};
use crate::ipc::protocol::{Due, DueReply, PromptInfo, Request};

/// `loci due`.
pub fn run(context: &mut Context, args: &DueArgs) -> Result<Exit, Trouble> {
    let (now, calendar) = context.now_and_calendar();
    let at = match &args.at {
        None => None,
        Some(text) => {
            context.config()?;
            let at = when::moment(text, Toward::Future, &now, &calendar);
            Some(at.map_err(|error| Trouble::Usage(error.to_string()))?)
        }
    };
    let reply = ask(
        context,
        args.scope.as_deref(),
        at.map(|at| when::rfc3339(at, &now)),
        args.limit,
    )?;
    if context.out.form == Form::Json {
        context.out.json("due", &reply.raw)?;
    } else if args.count {
        context.out.data(&reply.value.count.to_string())?;
    } else if !args.check {
        let heading = at.map(|at| format!("as of {}\n", when::echo(at, &now)));
        let text = match reply.value.prompts.is_empty() {
            true => nothing(context, &reply.value),
            false => list(&reply.value),
        };
        context
            .out
            .data(&format!("{}{text}", heading.unwrap_or_default()))?;
    }
    match reply.value.prompts.is_empty() && args.check {
        true => Ok(Exit::NothingDue),
        false => Ok(Exit::Done),
    }
}

/// Asks what is due.
pub fn ask(
    context: &mut Context,
    scope: Option<&str>,
    at: Option<String>,
    limit: Option<u32>,
) -> Result<Reply<DueReply>, Trouble> {
    let request = |scope: Option<String>| {
        Request::Due(Due {
            scope,
            at: at.clone(),
            limit,
        })
    };
    match scope {
        None => context.call(&request(None)),
        Some(scope) => context.call_about(scope, |scope| request(Some(scope))),
    }
}

/// The list, for people.
pub fn list(due: &DueReply) -> String {
    let mut text = format!("{}\n\n", size(due));
    for (number, prompt) in due.prompts.iter().enumerate() {
        text.push_str(&one(number + 1, prompt));
    }
    if due.waiting.count > 0 {
        text.push_str(&format!(
            "\nwaiting: {}, {} min\n",
            words::loci(due.waiting.count),
            due.waiting.minutes
        ));
    }
    text.push_str("\nnext: loci review\n");
    text
}

/// `3 prompts, 4 min`.
pub fn size(due: &DueReply) -> String {
    let prompts = u64::try_from(due.prompts.len()).unwrap_or(u64::MAX);
    format!("{}, {} min", words::count(prompts, "prompt"), due.minutes)
}

fn one(number: usize, prompt: &PromptInfo) -> String {
    let (due, asked) = (prompt.loci.len(), prompt.answer.len());
    let state = match (prompt.new, due == asked) {
        (true, _) => "  new".to_owned(),
        (false, true) => String::new(),
        (false, false) => format!("  {due} of {asked} due"),
    };
    format!(
        "{number:>3}  {}\n     {}\n",
        printable(&prompt.ask),
        styled(DIM, &format!("{}{state}", printable(&prompt.scope)))
    )
}

/// What to say when nothing is due: when something will be.
pub fn nothing(context: &Context, due: &DueReply) -> String {
    if due.waiting.count > 0 {
        return format!(
            "nothing more today; {} can wait\n",
            words::loci(due.waiting.count)
        );
    }
    let next = due.next.as_deref().and_then(|day| day.parse().ok());
    let mut text = match next {
        Some(day) => format!(
            "nothing due; next: {}\n",
            when::due_day(day, context.today())
        ),
        None => "nothing due\n".to_owned(),
    };
    if due.held_new > 0 {
        // Without a plan there is none to blame.
        let plan = match asking::plan(context, None, Reach::Day) {
            Ok(_) => "the plan, ",
            Err(_) => "",
        };
        text.push_str(&format!(
            "new ones wait for another day ({plan}review.new_per_day, schedule.easy_days or a pause); more today: \
             loci recall, loci walk or loci log\n"
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipc::protocol::{PromptLocus, WaitingInfo};

    #[test]
    fn the_list_shows_questions_scopes_and_minutes() {
        let locus = |label: &str| PromptLocus {
            path: format!("python/{label}"),
            label: label.to_owned(),
            point: None,
            due: None,
            retrievability: None,
        };
        let due = DueReply {
            as_of: "2026-11-22T14:30:00+00:00".to_owned(),
            minutes: 1,
            count: 1,
            prompts: vec![PromptInfo {
                scope: "python/".to_owned(),
                kind: "children".to_owned(),
                ask: "what hangs under Python?".to_owned(),
                answer: vec!["a".to_owned(), "b".to_owned()],
                loci: vec![locus("a")],
                items: vec![locus("a"), locus("b")],
                est_secs: 20,
                new: false,
            }],
            waiting: WaitingInfo {
                count: 2,
                minutes: 1,
            },
            next: None,
            held_new: 0,
        };
        let plain = anstream::adapter::strip_str(&list(&due)).to_string();
        assert_eq!(
            plain,
            "1 prompt, 1 min\n\n  1  what hangs under Python?\n     python/  1 of 2 due\n\
             \nwaiting: 2 loci, 1 min\n\nnext: loci review\n"
        );
    }
}
