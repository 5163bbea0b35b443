//! `loci help`: the ten verbs of every day, all verbs, or one of them.

use clap::CommandFactory;

use super::args::{Cli, Help};
use super::exit::{Exit, Trouble};
use super::render::out::Out;

/// The verbs in the order of a day, as `help all` groups them.
const GROUPS: [(&str, &[&str]); 6] = [
    (
        "Every day",
        &[
            "due", "review", "recall", "walk", "explain", "mock", "log", "again", "hard", "good",
            "easy", "undo", "glance", "box", "plan", "code", "status",
        ],
    ),
    ("Quiet", &["snooze", "pause", "resume", "mode", "pace"]),
    (
        "Notes",
        &["start", "add", "rm", "sync", "scan", "adopt", "new", "edit"],
    ),
    (
        "Atlas",
        &[
            "ls",
            "tree",
            "show",
            "forecast",
            "suspend",
            "unsuspend",
            "alias",
            "pin",
            "rebind",
        ],
    ),
    ("Data", &["spool", "export", "import", "backup", "restore"]),
    (
        "Plumbing",
        &["daemon", "doctor", "config", "init", "completions", "help"],
    ),
];

/// Shows the help.
pub fn run(help: &Help, out: &mut Out) -> Result<Exit, Trouble> {
    let mut command = Cli::command();
    command.build();
    let text = match help.topic.first().map(String::as_str) {
        None => command.render_help().to_string(),
        Some("all") => all(&command),
        Some(_) => one(command, &help.topic)?,
    };
    out.data(&text)?;
    Ok(Exit::Done)
}

fn all(command: &clap::Command) -> String {
    let mut text = String::from("Usage: loci [FLAGS] [VERB]\n");
    for (title, verbs) in GROUPS {
        text.push_str(&format!("\n{title}\n"));
        for verb in verbs {
            if let Some(found) = command.find_subcommand(verb) {
                let about = found.get_about().map(ToString::to_string);
                let about = about.unwrap_or_default();
                text.push_str(&format!("  {verb:<12} {}\n", about.trim_end_matches('.')));
            }
        }
    }
    text.push_str(
        "\nScopes\n\
         \x20 MAP, PALACE  all of it\n\
         \x20 PATH         one branch or room; its end is enough where it is the only one\n\
         \x20 PATH/        its children\n\
         \x20 PATH/**      all below it\n\
         \x20 PARENT/A..B  the children from A to B, in the order of the note\n\
         \nFlags of every verb\n\
         \x20 --json       one JSON object on stdout\n\
         \x20 -q           only data and errors\n\
         \x20 -v           more detail\n\
         \x20 --color      auto, always or never (NO_COLOR is honoured)\n\
         \x20 --no-input   never ask\n\
         \x20 -h, -V       help, version\n\
         \nloci help VERB tells more of one.\n",
    );
    text
}

fn one(command: clap::Command, topic: &[String]) -> Result<String, Trouble> {
    let mut found = command;
    for verb in topic {
        found = match found.find_subcommand(verb) {
            Some(sub) => sub.clone(),
            None => {
                return Err(Trouble::Usage(format!(
                    "no verb is called `{verb}`: loci help all lists them"
                )));
            }
        };
    }
    Ok(found.render_help().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_help_fits_a_terminal() {
        let text = Cli::command().render_help().to_string();
        assert!(
            text.lines().all(|line| line.chars().count() <= 80),
            "{text}"
        );
    }

    #[test]
    fn help_all_names_every_verb() {
        let mut command = Cli::command();
        command.build();
        let text = all(&command);
        for verb in command.get_subcommands() {
            let line = format!("\n  {:<12} ", verb.get_name());
            assert!(text.contains(&line), "{}", verb.get_name());
        }
        assert!(
            text.lines().all(|line| line.chars().count() <= 80),
            "{text}"
        );
    }
}
