//! `loci completions SHELL`: a script for the shell, from the same definition that reads the command line.

use clap::CommandFactory;

use super::args::{Cli, Completions};
use super::context::Context;
use super::exit::{Exit, Trouble};

/// `loci completions SHELL`.
pub fn run(context: &mut Context, args: &Completions) -> Result<Exit, Trouble> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "loci", &mut script);
    context.out.data(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}
