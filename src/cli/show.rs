//! `loci show`: one branch or room, with its history.

use chrono::NaiveDate;

use super::args::Show as ShowArgs;
use super::context::{Context, Reply};
use super::exit::{Exit, Trouble};
use super::render::table::Table;
use super::render::words::{self, BOLD, printable, styled};
use super::when;
use crate::config::paths::Paths;
use crate::ipc::protocol::{HistoryItem, LocusInfo, Request, Show, ShowReply};

/// `loci show LOCUS [--history]`.
pub fn run(context: &mut Context, args: &ShowArgs) -> Result<Exit, Trouble> {
    let reply = ask(context, &args.locus)?;
    let today = context.today();
    let paths = context.paths.clone();
    context.out.show("show", &reply.raw, || {
        let mut text = about(&reply.value.locus, &paths, today);
        if args.history {
            text.push_str(&history(&reply.value.history));
        }
        text
    })?;
    Ok(Exit::Done)
}

/// Asks for one locus.
pub fn ask(context: &mut Context, locus: &str) -> Result<Reply<ShowReply>, Trouble> {
    context.call_about(locus, |locus| Request::Show(Show { locus }))
}

fn about(locus: &LocusInfo, paths: &Paths, today: NaiveDate) -> String {
    let mut table = Table::indented(2);
    let mut row = |name: &str, value: String| table.row([name.to_owned(), value]);
    row(&printable(&locus.kind), printable(&locus.label));
    if let Some(point) = &locus.point {
        row("point", printable(point));
    }
    let due = locus.due.as_deref().and_then(|due| due.parse().ok());
    row(
        "state",
        match due {
            Some(due) => format!(
                "{}, due {}",
                printable(&locus.state),
                when::due_day(due, today)
            ),
            None => printable(&locus.state),
        },
    );
    if let (Some(stability), Some(difficulty)) = (locus.stability, locus.difficulty) {
        let now = locus.retrievability.map(words::percent).unwrap_or_default();
        row(
            "memory",
            format!(
                "stability {}, difficulty {difficulty:.1}, recall now {now}",
                words::days(stability)
            ),
        );
        let lapses = words::count(locus.lapses, "lapse");
        row("reviews", format!("{}, {lapses}", locus.reviews));
    }
    if let (Some(source), Some(line)) = (&locus.source, locus.line) {
        let file = paths.tilde(std::path::Path::new(source));
        row("note", format!("{}:{line}", printable(&file)));
    }
    format!(
        "{}\n{}",
        styled(BOLD, &printable(&locus.path)),
        table.render()
    )
}

fn history(reviews: &[HistoryItem]) -> String {
    if reviews.is_empty() {
        return "\nno reviews yet\n".to_owned();
    }
    let mut table = Table::indented(2);
    for review in reviews {
        let at = chrono::DateTime::parse_from_rfc3339(&review.at);
        let at = at.map_or_else(
            |_| printable(&review.at),
            |at| at.format("%Y-%m-%d %H:%M").to_string(),
        );
        table.row([
            at,
            words::rating(review.rating),
            format!("after {} d", review.elapsed_days),
            format!("stability {}", words::days(review.stability)),
            format!("due {}", printable(&review.due)),
            review.note.as_deref().map(printable).unwrap_or_default(),
        ]);
    }
    format!("\n{}", table.render())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::ls::tests::locus;

    #[test]
    fn one_locus_is_shown_with_memory_and_place() {
        let paths = Paths {
            config: "/c".into(),
            data_dir: "/d".into(),
            state_dir: "/s".into(),
            home: Some("/notes".into()),
        };
        let shown = about(
            &locus("a/c", "review", Some("2026-11-25")),
            &paths,
            "2026-11-22".parse().unwrap(),
        );
        assert_eq!(
            anstream::adapter::strip_str(&shown).to_string(),
            "a/c\n  branch   c\n  state    review, due in 3 d, Wed 25 Nov\n  \
             memory   stability 3.2 d, difficulty 5.0, recall now 91 %\n  \
             reviews  1, 0 lapses\n  note     ~/x.md:3\n"
        );
    }

    #[test]
    fn a_locus_without_reviews_says_so() {
        assert_eq!(history(&[]), "\nno reviews yet\n");
    }
}
