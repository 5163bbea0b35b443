//! Carries out what a review wants: when this returns, a rating is on disk, or in the spool.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::model::{Given, Order, Outcome};
use crate::cli::context::Context;
use crate::cli::exit::Trouble;
use crate::cli::log::{self, Reached, Sent, batch_id};
use crate::cli::spool;
use crate::cli::when;
use crate::domain::now::Now;
use crate::ipc::client::ClientError;
use crate::ipc::protocol::{At, Log};

/// What became of an order.
#[derive(Debug)]
pub enum Done {
    /// It is on disk.
    Given {
        /// Its batch.
        batch: Uuid,
        /// Where.
        outcome: Outcome,
        /// What to say where it waits for the daemon: what is kept, and how to start the daemon.
        kept: Option<String>,
    },
    /// The daemon said no, as for something that is gone from the notes meanwhile: why.
    Refused(String),
}

/// Sends an order; `told_at` is when the daemon told its paths.
///
/// # Errors
/// If it is neither on disk nor in the spool.
pub fn carry_out(
    context: &mut Context,
    order: &Order,
    told_at: DateTime<Utc>,
) -> Result<Done, Trouble> {
    let now = context.now();
    let batch = batch_id(now.at);
    let log = Log {
        batch_id: Some(batch),
        scopes: order.scopes.clone(),
        rating: order.rating.number(),
        missed: Vec::new(),
        hard: Vec::new(),
        at: None,
        at_kind: At::Stated,
        took_secs: order.took_secs,
        note: None,
        source: Some("review".to_owned()),
        answer: None,
        ratings: Vec::new(),
        ratings_path: None,
        told_at: Some(when::rfc3339(told_at, &now)),
    };
    let (outcome, kept) = match log::send(context, log, &now) {
        Ok(Sent::Logged(reply)) => (Outcome::Logged(reply.value.reviews), None),
        Ok(Sent::Spooled(log, reached)) => {
            let kept = kept(context, &log, reached, &now);
            (Outcome::Spooled(Box::new(log)), Some(kept))
        }
        Err(Trouble::Client(ClientError::Failure(failure))) => {
            return Ok(Done::Refused(failure.message));
        }
        Err(other) => return Err(other),
    };
    Ok(Done::Given {
        batch,
        outcome,
        kept,
    })
}

fn kept(context: &Context, log: &Log, reached: Reached, now: &Now) -> String {
    log::kept(log, reached, &spool::whose(&context.paths), now)
}

/// Takes back what was given.
///
/// # Errors
/// If it stays as it is: the daemon is needed and does not answer, or says no.
pub fn take_back(context: &mut Context, given: &Given) -> Result<(), Trouble> {
    let spooled = match &given.outcome {
        Outcome::Logged(_) => None,
        Outcome::Spooled(log) => Some(&**log),
    };
    log::take_back(context, given.batch, spooled)
}
