//! `loci ls`: what there is, and when it is due.

use chrono::NaiveDate;

use super::args::{Filters, Ls as LsArgs};
use super::context::{Context, Reply};
use super::exit::{Exit, Trouble};
use super::render::table::Table;
use super::render::words::{self, printable};
use super::when;
use crate::ipc::protocol::{Filter, LocusInfo, Ls, Request};

/// `loci ls`.
pub fn run(context: &mut Context, args: &LsArgs) -> Result<Exit, Trouble> {
    let filter = filter(&args.filter);
    let reply = ask(context, args.scope.as_deref(), filter)?;
    let today = context.today();
    context
        .out
        .show("ls", &reply.raw, || text(&reply.value, filter, today))?;
    Ok(Exit::Done)
}

/// Asks for loci.
pub fn ask(
    context: &mut Context,
    scope: Option<&str>,
    filter: Filter,
) -> Result<Reply<Vec<LocusInfo>>, Trouble> {
    let request = |scope: Option<String>| Request::Ls(Ls { scope, filter });
    match scope {
        None => context.call(&request(None)),
        Some(scope) => context.call_about(scope, |scope| request(Some(scope))),
    }
}

fn filter(flags: &Filters) -> Filter {
    // Each flag is checked on its own; the parser lets at most one through.
    [
        (flags.due, Filter::Due),
        (flags.new, Filter::New),
        (flags.weak, Filter::Weak),
        (flags.suspended, Filter::Suspended),
        (flags.retired, Filter::Retired),
    ]
    .into_iter()
    .find_map(|(set, filter)| set.then_some(filter))
    .unwrap_or_default()
}

fn text(loci: &[LocusInfo], filter: Filter, today: NaiveDate) -> String {
    if loci.is_empty() {
        return match filter {
            Filter::Live => "nothing yet: loci add FOLDER, or loci start",
            Filter::Due => "nothing due",
            Filter::New => "nothing new",
            Filter::Weak => "nothing weak",
            Filter::Suspended => "nothing suspended",
            Filter::Retired => "nothing retired",
        }
        .to_owned();
    }
    let mut table = Table::default();
    for locus in loci {
        let recall = locus.retrievability.map(words::percent).unwrap_or_default();
        table.row([
            state(locus, today),
            format!("{recall:>5}"),
            printable(&locus.path),
        ]);
    }
    table.render()
}

/// Its state in a word, or the day on which it falls due.
fn state(locus: &LocusInfo, today: NaiveDate) -> String {
    let due = locus
        .due
        .as_deref()
        .and_then(|due| due.parse::<NaiveDate>().ok());
    match (locus.state.as_str(), due) {
        ("review", Some(due)) if due <= today => "due".to_owned(),
        ("review", Some(due)) => when::date(due, today),
        (other, _) => printable(other),
    }
}

#[cfg(test)]
pub mod tests {
    //! A locus to render.

    use super::*;

    /// A branch in some state.
    pub fn locus(path: &str, state: &str, due: Option<&str>) -> LocusInfo {
        LocusInfo {
            id: None,
            kind: "branch".to_owned(),
            path: path.to_owned(),
            label: path.rsplit('/').next().unwrap().to_owned(),
            point: None,
            state: state.to_owned(),
            stability: due.map(|_| 3.2),
            difficulty: due.map(|_| 5.0),
            retrievability: due.map(|_| 0.912),
            due: due.map(str::to_owned),
            reviews: u32::from(due.is_some()),
            lapses: 0,
            source: Some("/notes/x.md".to_owned()),
            line: Some(3),
            depth: u32::try_from(path.matches('/').count()).unwrap(),
        }
    }

    #[test]
    fn loci_are_listed_with_their_next_day() {
        let today = "2026-11-22".parse().unwrap();
        let loci = [
            locus("a/b", "new", None),
            locus("a/c", "review", Some("2026-11-25")),
            locus("a/d", "review", Some("2026-11-22")),
        ];
        assert_eq!(
            text(&loci, Filter::Live, today),
            "new                a/b\nWed 25 Nov   91 %  a/c\ndue          91 %  a/d\n"
        );
        assert_eq!(text(&[], Filter::Due, today), "nothing due");
    }
}
