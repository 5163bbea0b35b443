//! `loci spool`: ratings that found no locus, and what to do with them.

use std::path::Path;

use super::args::{Spool, SpoolVerb};
use super::context::{Context, Reply};
use super::exit::{Exit, Trouble};
use super::render::words::{self, printable};
use super::when;
use crate::config::paths::Paths;
use crate::domain::now::Now;
use crate::ipc;
use crate::ipc::client::{ClientError, START as START_DAEMON};
use crate::ipc::protocol::{
    ErrorCode, Failure, LogReply, NoParams, Request, SpoolAssign, SpoolDrop, SpoolDropReply,
    SpoolItem,
};
use crate::ipc::spool::{SpoolError, SpoolState, Spooled};

const SETTLE: &str = "\nsettle one: loci spool assign ID SCOPE, or loci spool drop ID\n";
const START: &str = "\nthe daemon is down; they are applied once it runs: loci daemon start\n\
                     take one back: loci spool drop ID\n";

/// `loci spool [assign ID SCOPE|drop ID]`.
pub fn run(context: &mut Context, args: &Spool) -> Result<Exit, Trouble> {
    match &args.verb {
        None => list(context)?,
        Some(SpoolVerb::Assign { id, scope }) => {
            let reply: Reply<LogReply> = context.call_about(scope, |scope| {
                let id = id.clone();
                Request::SpoolAssign(SpoolAssign { id, scope })
            })?;
            context
                .out
                .changed("log", &reply.raw, || super::log::text_of(&reply.value))?;
        }
        Some(SpoolVerb::Drop { id }) => {
            let request = Request::SpoolDrop(SpoolDrop { id: id.clone() });
            match context.call::<SpoolDropReply>(&request) {
                Ok(reply) => {
                    let text = || dropped(&reply.value);
                    context.out.changed("spool_drop", &reply.raw, text)?;
                }
                Err(Trouble::Client(
                    ClientError::NotRunning { .. } | ClientError::Unreachable { .. },
                )) => {
                    let reply = drop_on_disk(context, id)?;
                    let text = || dropped(&reply);
                    context.out.changed("spool_drop", &reply, text)?;
                }
                Err(other) => return Err(other),
            }
        }
    }
    Ok(Exit::Done)
}

fn dropped(reply: &SpoolDropReply) -> String {
    format!(
        "dropped: {}\nlog it again: {}\n",
        printable(&reply.dropped),
        printable(&reply.again)
    )
}

/// Drops a rating while no daemon runs: the spool is files.
pub fn drop_on_disk(context: &Context, id: &str) -> Result<SpoolDropReply, Trouble> {
    let spool = ipc::spool::Spool::new(context.paths.spool());
    // As the daemon would refuse it.
    let refused = |code, error: &SpoolError| Trouble::from(Failure::new(code, error.to_string()));
    let spooled = spool.named(id).map_err(|error| match error {
        SpoolError::Unknown { .. } => refused(ErrorCode::UnknownLocus, &error),
        SpoolError::Several { .. } => refused(ErrorCode::AmbiguousLocus, &error),
        SpoolError::Incomplete { .. } | SpoolError::Io { .. } | SpoolError::Unreadable { .. } => {
            error.into()
        }
    })?;
    spool.remove(&spooled.id)?;
    Ok(SpoolDropReply {
        dropped: spooled.id.to_string(),
        again: spooled.log.command(),
    })
}

fn list(context: &mut Context) -> Result<(), Trouble> {
    let now = context.now();
    match context.call::<Vec<SpoolItem>>(&Request::Spool(NoParams {})) {
        Ok(reply) => match for_others(context)?.as_slice() {
            [] => context
                .out
                .show("spool", &reply.raw, || text(&reply.value, &now, SETTLE)),
            others => {
                let all = [reply.value.as_slice(), others].concat();
                let settle = if reply.value.is_empty() { "" } else { SETTLE };
                context.out.show("spool", &all, || text(&all, &now, settle))
            }
        },
        Err(Trouble::Client(ClientError::NotRunning { .. })) => on_disk(context, &now),
        Err(other) => Err(other),
    }
}

/// What waits for a daemon with another data folder than the one that runs: the demo's, mostly.
fn for_others(context: &Context) -> Result<Vec<SpoolItem>, Trouble> {
    let spool = ipc::spool::Spool::new(context.paths.spool());
    let (pending, _) = spool.pending();
    let all = [pending, spool.unplaced()].concat();
    if all.iter().all(|kept| kept.owner.is_none()) {
        return Ok(Vec::new());
    }
    let hello = context.hello()?;
    let mut others = all;
    others.retain(|kept| !kept.is_for(Path::new(&hello.data_dir)));
    Ok(others
        .into_iter()
        .map(|kept| item(kept, &context.paths))
        .collect())
}

/// What waits while no daemon runs, read from the spool itself.
fn on_disk(context: &mut Context, now: &Now) -> Result<(), Trouble> {
    let spool = ipc::spool::Spool::new(context.paths.spool());
    let (pending, troubles) = spool.pending();
    let mut waiting = [pending, spool.unplaced()].concat();
    waiting.sort_by(|a, b| a.id.cmp(&b.id));
    let is_foreign = |kept: &Spooled| !kept.is_for(&context.paths.data_dir);
    let next = match waiting.iter().all(is_foreign) {
        // Each says for whom it waits.
        true => "\nthe daemon is down\n",
        false => START,
    };
    let items: Vec<SpoolItem> = waiting
        .into_iter()
        .map(|kept| item(kept, &context.paths))
        .collect();
    for trouble in troubles {
        context
            .out
            .note(&format!("loci: {}", printable(&trouble.to_string())))?;
    }
    context
        .out
        .show("spool", &items, || text(&items, now, next))
}

fn item(spooled: Spooled, paths: &Paths) -> SpoolItem {
    let (why, candidates) = match spooled.state {
        SpoolState::Pending => (waits_for(spooled.owner.as_deref(), paths), Vec::new()),
        SpoolState::Unplaced { why, candidates } => (why, candidates),
    };
    SpoolItem {
        id: spooled.id.to_string(),
        rating: spooled.log.rating,
        query: spooled.log.query(),
        at: spooled.log.at.unwrap_or_default(),
        candidates,
        why,
    }
}

/// For whom a rating waits.
fn waits_for(owner: Option<&str>, paths: &Paths) -> String {
    match owner.map(Path::new) {
        Some(owner) if owner == paths.demo().data_dir => {
            "it waits for the demo: loci start --demo".to_owned()
        }
        Some(owner) if owner != paths.data_dir => format!(
            "it waits for the daemon with its data in {}",
            printable(&paths.tilde(owner))
        ),
        Some(_) | None => "it waits for the daemon".to_owned(),
    }
}

/// Whose notes a rating that is kept now is meant for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// The demo's.
    Demo,
    /// The user's own.
    Own,
    /// Those of the daemon that comes first; none ran yet.
    First,
}

impl Whose {
    /// The command that starts their daemon.
    pub fn start(&self) -> &'static str {
        match self {
            Whose::Demo => "loci start --demo",
            Whose::Own | Whose::First => START_DAEMON,
        }
    }
}

/// Whose notes a rating that is kept now is meant for: those of the daemon that ran last.
pub fn whose(paths: &Paths) -> Whose {
    match crate::ipc::spool::Spool::new(paths.spool()).owner() {
        Some(owner) if Path::new(&owner) == paths.demo().data_dir => Whose::Demo,
        Some(_) => Whose::Own,
        None => Whose::First,
    }
}

/// The ratings, and what to do next if there are some.
fn text(items: &[SpoolItem], now: &Now, next: &str) -> String {
    if items.is_empty() {
        return "no rating waits".to_owned();
    }
    let mut text = String::new();
    for item in items {
        let at = chrono::DateTime::parse_from_rfc3339(&item.at);
        let at = at.map_or_else(
            |_| printable(&item.at),
            |at| when::echo(at.with_timezone(&chrono::Utc), now),
        );
        text.push_str(&format!(
            "{}  {}  {at}\n  id   {}\n  why  {}\n",
            words::rating(item.rating),
            printable(&item.query),
            printable(&item.id),
            printable(&item.why),
        ));
        for candidate in &item.candidates {
            text.push_str(&format!("  or   {}\n", printable(candidate)));
        }
    }
    text.push_str(next);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::fake::Fake;
    use crate::cli::log;
    use crate::cli::render::out::Form;
    use crate::domain::rating::Rating;

    fn kept(form: Form) -> Fake {
        let mut fake = Fake::down(form);
        let rated = crate::cli::args::Rated {
            scopes: vec!["r/a".to_owned()],
            how: crate::cli::args::How::default(),
        };
        log::rated(&mut fake.context, &rated, Rating::Good).unwrap();
        fake
    }

    #[test]
    fn with_no_daemon_the_spool_itself_is_listed() {
        let mut fake = kept(Form::Text);
        run(&mut fake.context, &Spool { verb: None }).unwrap();
        let text = fake.stdout.text();
        assert!(text.contains("good   r/a  today "), "{text}");
        assert!(text.contains("they are applied once it runs: loci daemon start\n"));
        let mut none = Fake::down(Form::Json);
        run(&mut none.context, &Spool { verb: None }).unwrap();
        assert!(none.stdout.text().ends_with("\"data\":[]}\n"));
    }

    #[test]
    fn with_no_daemon_a_rating_is_taken_back_by_the_command_that_it_told() {
        let mut fake = kept(Form::Text);
        let said = fake.stderr.text();
        let (_, id) = said.split_once("\nundo: loci spool drop ").unwrap();
        assert!(said.lines().all(|line| line.len() <= 80), "{said}");
        let drop = |id: &str| Spool {
            verb: Some(SpoolVerb::Drop { id: id.to_owned() }),
        };
        run(&mut fake.context, &drop(id.trim())).unwrap();
        let text = fake.stdout.text();
        assert!(
            text.contains("\nlog it again: loci good r/a --at "),
            "{text}"
        );
        let spool = ipc::spool::Spool::new(fake.context.paths.spool());
        assert_eq!(spool.pending().0, []);
        for id in [id.trim(), "", "../x"] {
            let trouble = run(&mut fake.context, &drop(id)).unwrap_err();
            assert_eq!(trouble.exit(), Exit::Locus);
            assert!(trouble.to_string().contains("'loci spool'"), "{trouble}");
        }
    }

    #[test]
    fn a_kept_rating_says_that_it_is_for_the_demo_if_the_demo_ran_last() {
        let mut fake = Fake::down(Form::Text);
        let paths = fake.context.paths.clone();
        assert_eq!(whose(&paths), Whose::First);
        for (data_dir, expected) in [
            (paths.data_dir.clone(), Whose::Own),
            (paths.demo().data_dir, Whose::Demo),
        ] {
            let spool = ipc::spool::Spool::new(paths.spool());
            spool.claimed_by(&data_dir).unwrap();
            assert_eq!(whose(&paths), expected);
        }
        let rated = crate::cli::args::Rated {
            scopes: vec!["r/a".to_owned()],
            how: crate::cli::args::How::default(),
        };
        log::rated(&mut fake.context, &rated, Rating::Good).unwrap();
        run(&mut fake.context, &Spool { verb: None }).unwrap();
        let listed = fake.stdout.text();
        assert!(
            listed.contains("waits for the demo: loci start --demo")
                && !listed.contains("loci daemon start"),
            "{listed}"
        );
        let said = fake.stderr.text();
        assert!(
            said.contains(" for the demo (") && said.contains("loci start --demo"),
            "{said}"
        );
    }
}
