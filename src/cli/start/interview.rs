//! `loci start --interview DATE`: a study plan that begins today and leads to that day. One that is there stays.

use std::path::Path;

use serde::Serialize;
use serde_json::value::RawValue;

use crate::cli::args::Start;
use crate::cli::args::plan::{self as plan_args, PlanNew};
use crate::cli::context::{Context, Input, Reply};
use crate::cli::due;
use crate::cli::exit::{Exit, Trouble};
use crate::cli::plan;
use crate::cli::plan::asking::{self, Reach};
use crate::cli::plan::dates;
use crate::cli::plan::make::{Made, quoted};
use crate::cli::plan::page;
use crate::cli::render::words::printable;
use crate::config::file::Config;
use crate::config::plan::read;
use crate::domain::plan::Interview;
use crate::domain::plan::words::Level;
use crate::ipc::protocol::DueReply;

use super::due_text;

/// The template, and the name of what is made from it.
const TEMPLATE: &str = "python-30";
const NAME: &str = "Python";

/// Refuses a date that is none, is over or is today, before anything is done.
pub(super) fn check(context: &Context, date: &str) -> Result<(), Trouble> {
    dates::lies_ahead(context, date)
}

/// The plan, for a program that starts.
#[derive(Default, Serialize)]
pub(super) struct Ahead {
    /// Today of it; none if the daemon cannot tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<Box<RawValue>>,
    /// What was made, if there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    plan_new: Option<Made>,
}

/// Makes the plan unless there is one, and shows today.
pub(super) fn begin(context: &mut Context, args: &Start, date: &str) -> Result<Exit, Trouble> {
    make(context, args, date)?;
    show(context)
}

/// Makes the plan unless there is one; what a program is told of it.
pub(super) fn ahead(context: &mut Context, args: &Start, date: &str) -> Result<Ahead, Trouble> {
    let plan_new = make(context, args, date)?;
    let plan = match asking::plan(context, None, Reach::All) {
        Ok(reply) => Some(reply.raw),
        Err(trouble) => {
            context
                .out
                .note(&format!("loci: {}", printable(&trouble.to_string())))?;
            None
        }
    };
    Ok(Ahead { plan, plan_new })
}

fn make(context: &mut Context, args: &Start, date: &str) -> Result<Option<Made>, Trouble> {
    let config = context.active_config()?;
    match &config.plan.file {
        Some(file) => {
            let said = stays(context, args, date, file, &config)?;
            context.out.note(&said)?;
            Ok(None)
        }
        None => {
            let new = PlanNew {
                name: vec![NAME.to_owned()],
                template: TEMPLATE.to_owned(),
                level: Some(level(context, args)?),
                start: Some(context.today().to_string()),
                interview: Some(date.to_owned()),
                ..PlanNew::default()
            };
            plan::made(context, &new)
        }
    }
}

/// That the plan stays and leads where it did, and, where that is not what was asked for, what makes another one.
fn stays(
    context: &Context,
    args: &Start,
    date: &str,
    file: &Path,
    config: &Config,
) -> Result<String, Trouble> {
    let shown = printable(&context.paths.tilde(file));
    let mut said = format!("there is a plan already, and it stays: {shown}");
    // A file that holds no plan any more is told with the plan that is used meanwhile.
    let plan = std::fs::read_to_string(file).ok();
    let plan = plan.and_then(|text| read(&text).0);
    let asked = dates::of(context, None, Some(date))?.interview;
    if let Some(plan) = plan {
        let own = plan.interview.map(|interview| interview.what);
        let own = own.or(config.settings.remind.interview.map(Interview::At));
        said.push_str(&match own {
            Some(own) => format!(", with its interview on {}", dates::told(own)),
            None => ", without an interview".to_owned(),
        });
        let is_same_day = match (own, asked) {
            (Some(own), Some(asked @ Interview::On(_))) => own.date() == asked.date(),
            (own, asked) => own == asked,
        };
        if is_same_day && args.level.is_none_or(|level| level == plan.level) {
            return Ok(said);
        }
    }
    let level = args
        .level
        .map(|level| format!(" --level {}", level.as_str()));
    let date = printable(&quoted(date));
    said.push_str(&format!(
        "; --interview {date} was not taken; another plan for it: loci plan new NAME --template {TEMPLATE}{} --start \
         today --interview {date}",
        level.unwrap_or_default()
    ));
    Ok(said)
}

/// Today in minutes, and what is expected on the day.
fn show(context: &mut Context) -> Result<Exit, Trouble> {
    match asking::plan(context, None, Reach::All) {
        Ok(reply) => {
            let paths = context.paths.clone();
            if let Some(broken) = page::broken(&reply.value.problems, |path| paths.tilde(path)) {
                context.out.note(&broken)?;
            }
            let columns = context.out.width().unwrap_or(80);
            let text = page::text(&reply.value, context.today(), columns);
            context.out.echo(&format!("\n{text}"))?;
        }
        // What was written stands; a daemon that cannot tell of it says why, and then what is due is today's list.
        Err(trouble) => {
            context
                .out
                .note(&format!("loci: {}", printable(&trouble.to_string())))?;
            let due: Reply<DueReply> = due::ask(context, None, None, None)?;
            context.out.echo(&format!("\n{}", due_text(&due.value)))?;
        }
    }
    Ok(Exit::Done)
}

/// The level: as it was said, else as it is answered, else intermediate.
fn level(context: &mut Context, args: &Start) -> Result<Level, Trouble> {
    if let Some(level) = args.level {
        return Ok(level);
    }
    if args.yes || context.input == Input::Never {
        return Ok(Level::Intermediate);
    }
    loop {
        let answer = context
            .ask("what do you know already? beginner, intermediate or advanced [intermediate] ")?;
        match plan_args::level(&answer.to_lowercase()) {
            _ if answer.is_empty() => return Ok(Level::Intermediate),
            Ok(level) => return Ok(level),
            Err(said) => context.out.note(&said)?,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::args::Cli;
    use crate::cli::dispatch;
    use crate::cli::fake::{Fake, error};
    use crate::cli::plan::page::tests::plan as shown;
    use crate::cli::render::out::Form;
    use serde_json::{Value, json};

    fn daemon(form: Form) -> Fake {
        let fake = Fake::new(form, |method, _| match method {
            "plan" => Ok(json!(shown())),
            other => Err::<Value, Value>(error(-32601, "unknown_method", other, &[])),
        });
        let home = fake.context.paths.home.clone().unwrap();
        std::fs::create_dir(home.join("notes")).unwrap();
        let config = format!("notes = [\"{}\"]\n", home.join("notes").display());
        std::fs::write(&fake.context.paths.config, config).unwrap();
        fake
    }

    #[test]
    fn a_plan_is_made_once_named_in_the_config_and_shown() {
        let mut fake = daemon(Form::Text);
        let args = Start {
            level: Some(Level::Beginner),
            ..Start::default()
        };
        let date = "2030-12-16 14:00";
        assert_eq!(begin(&mut fake.context, &args, date).unwrap(), Exit::Done);
        let home = fake.context.paths.home.clone().unwrap();
        let file = home.join("notes/plans/python.toml");
        let made = std::fs::read_to_string(&file).unwrap();
        assert!(made.contains("level = \"beginner\""), "{made}");
        assert!(made.contains("interview = 2030-12-16T14:00:00"), "{made}");
        let start = format!("start = {}", fake.context.today());
        assert!(made.contains(&start), "{made}");
        let config = fake.context.config().unwrap();
        assert_eq!(config.plan.file, Some(file.clone()));
        let told = fake.stdout.text();
        assert!(told.contains("Day 12 of 30"), "{told}");
        assert!(told.contains("undo: "), "{told}");
        let other = Start::default();
        assert_eq!(
            begin(&mut fake.context, &other, "2031-01-01").unwrap(),
            Exit::Done
        );
        assert_eq!(std::fs::read_to_string(&file).unwrap(), made);
        let said = fake.stderr.text();
        assert!(
            said.contains("there is a plan already, and it stays: ~/notes/plans/python.toml"),
            "{said}"
        );
    }

    #[test]
    fn what_stays_is_told_with_its_interview_and_the_command_that_makes_another_one() {
        let mut fake = daemon(Form::Text);
        let args = Start::default();
        let mut before = String::new();
        let mut said = |fake: &mut Fake, args: &Start, date: &str| {
            assert_eq!(begin(&mut fake.context, args, date).unwrap(), Exit::Done);
            let all = fake.stderr.text();
            let said = all.strip_prefix(&before).unwrap().to_owned();
            before = all;
            said
        };
        assert_eq!(said(&mut fake, &args, "2030-12-12 14:00"), "");
        let stays = "there is a plan already, and it stays: ~/notes/plans/python.toml, with its interview on \
                     Thu 12 Dec 2030 at 14:00";
        for same in ["2030-12-12 14:00", "2030-12-12"] {
            assert_eq!(said(&mut fake, &args, same), format!("{stays}\n"));
        }
        let advanced = Start {
            level: Some(Level::Advanced),
            ..Start::default()
        };
        for (args, level) in [(&args, ""), (&advanced, " --level advanced")] {
            assert_eq!(
                said(&mut fake, args, "2030-12-20 10:00"),
                format!(
                    "{stays}; --interview '2030-12-20 10:00' was not taken; another plan for it: loci plan new NAME \
                     --template python-30{level} --start today --interview '2030-12-20 10:00'\n"
                )
            );
        }
        // What is named does it.
        let line = "loci|plan|new|NAME|--template|python-30|--level|advanced|--start|today|--interview|2030-12-20 10:00";
        let cli = Cli::try_parse_from(line.split('|')).unwrap();
        assert_eq!(dispatch(&mut fake.context, cli.verb).unwrap(), Exit::Done);
        let home = fake.context.paths.home.clone().unwrap();
        let config = fake.context.config().unwrap();
        assert_eq!(config.plan.file, Some(home.join("notes/plans/name.toml")));
        assert_eq!(
            said(&mut fake, &args, "2030-12-20"),
            "there is a plan already, and it stays: ~/notes/plans/name.toml, with its interview on \
             Fri 20 Dec 2030 at 10:00\n"
        );
    }

    #[test]
    fn where_no_plan_is_told_what_is_due_is_the_list() {
        let mut fake = Fake::new(Form::Text, |method, _| match method {
            "due" => Ok(
                json!({"as_of": "2026-11-25T14:30:00+01:00", "minutes": 0, "count": 0, "prompts": [],
                "waiting": {"count": 0, "minutes": 0}}),
            ),
            other => Err::<Value, Value>(error(-32601, "unknown_method", other, &[])),
        });
        let home = fake.context.paths.home.clone().unwrap();
        let config = format!("[plan]\nfile = \"{}\"\n", home.join("p.toml").display());
        std::fs::write(&fake.context.paths.config, config).unwrap();
        let args = Start::default();
        assert_eq!(
            begin(&mut fake.context, &args, "2130-12-16").unwrap(),
            Exit::Done
        );
        assert!(
            fake.stderr.text().ends_with("loci: plan\n"),
            "{}",
            fake.stderr.text()
        );
        assert_eq!(
            fake.stdout.text(),
            "\ntoday: nothing due\n\nnext: loci ls\n"
        );
    }

    #[test]
    fn a_program_is_told_the_plan_and_what_was_made_of_it() {
        let mut fake = daemon(Form::Json);
        let args = Start {
            level: Some(Level::Advanced),
            ..Start::default()
        };
        let told = ahead(&mut fake.context, &args, "2130-12-16").unwrap();
        let told = serde_json::to_value(&told).unwrap();
        assert_eq!(told["plan"]["day"], 12);
        assert_eq!(told["plan_new"]["name"], NAME);
        assert_eq!(told["plan_new"]["left_out"], json!([]));
        assert_eq!(fake.stdout.text(), "");
        let again = ahead(&mut fake.context, &args, "2130-12-16").unwrap();
        let again = serde_json::to_value(&again).unwrap();
        assert_eq!(again["plan"]["day"], 12);
        assert!(again.get("plan_new").is_none(), "one that is there stays");
    }

    #[test]
    fn a_day_that_is_over_and_a_word_that_is_none_are_refused() {
        let fake = Fake::down(Form::Text);
        for date in ["2020-01-01", "yesterday", "today", "soon", ""] {
            let trouble = check(&fake.context, date).unwrap_err();
            assert_eq!(trouble.exit(), Exit::Usage, "{date}");
        }
        check(&fake.context, "2130-01-01").unwrap();
    }
}
