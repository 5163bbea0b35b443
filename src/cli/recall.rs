//! stub

use super::args::recall::Recall;
use super::context::Context;
use super::exit::{Exit, Trouble};

/// `loci recall`.
pub fn run(_context: &mut Context, _args: &Recall) -> Result<Exit, Trouble> {
    Ok(Exit::Done)
}
