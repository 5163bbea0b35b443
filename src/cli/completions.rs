//! `loci completions SHELL`: a script for the shell, from the same definition that reads the command line.

use clap::CommandFactory;
use clap_complete::Shell;

use super::args::Cli;
use super::args::setup::Completions;
use super::context::Context;
use super::exit::{Exit, Trouble};

/// `loci completions SHELL`.
pub fn run(context: &mut Context, args: &Completions) -> Result<Exit, Trouble> {
    context.out.lines(&script(args.shell))?;
    Ok(Exit::Done)
}

/// The script for a shell.
pub fn script(shell: Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "loci", &mut script);
    let mut script = String::from_utf8_lossy(&script).into_owned();
    if shell == Shell::Fish {
        script.push_str(&first_words(&Cli::command()));
    }
    script
}

/// For fish, whose script offers only verbs and flags: the words that a verb's first argument can be.
fn first_words(command: &clap::Command) -> String {
    let mut lines = String::new();
    for verb in command.get_subcommands() {
        let Some(first) = verb.get_positionals().next() else {
            continue;
        };
        for value in first.get_possible_values() {
            let about = value.get_help().map(ToString::to_string);
            let about = about.unwrap_or_default().replace('\'', "\\'");
            lines.push_str(&format!(
                "complete -c loci -n \"__fish_loci_using_subcommand {}\" -f -a \"{}\" -d '{}'\n",
                verb.get_name(),
                value.get_name(),
                about.trim_end_matches('.'),
            ));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::fake::Fake;
    use crate::cli::render::out::Form;

    #[test]
    fn fish_offers_the_modes() {
        let mut fake = Fake::down(Form::Text);
        let args = Completions { shell: Shell::Fish };
        run(&mut fake.context, &args).unwrap();
        let script = fake.stdout.text();
        let line = "\"__fish_loci_using_subcommand mode\" -f -a \"coding\" -d 'Nothing is asked, nothing rings'\n";
        assert!(script.contains(line), "{script}");
    }
}
