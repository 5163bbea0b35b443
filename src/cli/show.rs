//! `loci show`: one branch or room, with its history.

use chrono::NaiveDate;

use super::args::Show as ShowArgs;
use super::context::{Context, Reply};
use super::exit::{Exit, Trouble};
use super::render::table::Table;
use super::render::words::{self, BOLD, printable, styled};
use super::when;
use crate::config::paths::Paths;
use crate::ipc::protocol::{MoveItem, Request, Show, ShowReply};

/// How much of an id is shown; it is enough to name it.
const SHORT: usize = 13;

/// `loci show LOCUS [--history]`.
pub fn run(context: &mut Context, args: &ShowArgs) -> Result<Exit, Trouble> {
    let reply = ask(context, &args.locus)?;
    let today = context.today();
    let paths = context.paths.clone();
    context.out.show("show", &reply.raw, || {
        let mut text = about(&reply.value, &paths, today);
        if args.history {
            text.push_str(&history(&reply.value));
        }
        text
    })?;
    Ok(Exit::Done)
}

/// Asks for one locus.
pub fn ask(context: &mut Context, locus: &str) -> Result<Reply<ShowReply>, Trouble> {
    context.call_about(locus, |locus| Request::Show(Show { locus }))
}

fn about(shown: &ShowReply, paths: &Paths, today: NaiveDate) -> String {
    let locus = &shown.locus;
    let mut table = Table::indented(2);
    let mut row = |name: &str, value: String| table.row([name.to_owned(), value]);
    row(&printable(&locus.kind), printable(&locus.label));
    if let Some(point) = &locus.point {
        row("point", printable(point));
    }
    if !shown.aliases.is_empty() {
        let names: Vec<String> = shown.aliases.iter().map(|name| printable(name)).collect();
        row("also", names.join(", "));
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
    if shown.repointed_at.is_some() {
        row("why", "its point changed since the last review".to_owned());
    }
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

/// Reviews and moves, in the order of time.
fn history(shown: &ShowReply) -> String {
    let mut table = Table::indented(2);
    for review in &shown.history {
        table.row([
            minute(&review.at),
            words::rating(review.rating),
            format!("after {} d", review.elapsed_days),
            format!("stability {}", words::days(review.stability)),
            format!("due {}", printable(&review.due)),
            review.note.as_deref().map(printable).unwrap_or_default(),
        ]);
    }
    let rendered = table.render();
    let reviews = shown.history.iter().map(|review| review.at.as_str());
    let reviews = reviews.zip(rendered.lines().map(str::to_owned));
    let moves = shown.moves.iter().map(|moved| {
        let line = format!("  {}  {}", minute(&moved.at), move_line(moved));
        (moved.at.as_str(), line)
    });
    let mut lines: Vec<(&str, String)> = reviews.chain(moves).collect();
    lines.sort_by_key(|(at, _)| chrono::DateTime::parse_from_rfc3339(at).ok());
    let mut text = match shown.history.is_empty() {
        true => "\nno reviews yet\n".to_owned(),
        false => "\n".to_owned(),
    };
    for (_, line) in lines {
        text.push_str(&format!("{line}\n"));
    }
    text
}

/// An instant to the minute.
fn minute(at: &str) -> String {
    let instant = chrono::DateTime::parse_from_rfc3339(at);
    instant.map_or_else(
        |_| printable(at),
        |at| at.format("%Y-%m-%d %H:%M").to_string(),
    )
}

/// One move in words, with the id that takes it back.
fn move_line(moved: &MoveItem) -> String {
    let labels = |path: &[String]| printable(&path.join(" > "));
    let (from, to) = (labels(&moved.from), labels(&moved.to));
    match moved.how.as_str() {
        "apart" => format!("is not {from}, but {to}"),
        "rebound" => format!("{from} -> {to}, as you said"),
        _ if !moved.holds => format!("{from} -> {to}"),
        _ => {
            let id = moved.id.to_string();
            let short = id.get(..SHORT).unwrap_or(&id);
            format!("{from} -> {to}; not the same? loci undo {short}")
        }
    }
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
        let mut reply = shown_of(locus("a/c", "review", Some("2026-11-25")));
        let shown = about(&reply, &paths, "2026-11-22".parse().unwrap());
        assert_eq!(
            anstream::adapter::strip_str(&shown).to_string(),
            "a/c\n  branch   c\n  state    review, due in 3 d, Wed 25 Nov\n  \
             memory   stability 3.2 d, difficulty 5.0, recall now 91 %\n  \
             reviews  1, 0 lapses\n  note     ~/x.md:3\n"
        );
        reply.aliases = vec!["C".to_owned(), "sea".to_owned()];
        reply.repointed_at = Some("2026-11-22T10:00:00Z".to_owned());
        let shown = about(&reply, &paths, "2026-11-22".parse().unwrap());
        let shown = anstream::adapter::strip_str(&shown).to_string();
        assert!(shown.contains("\n  also     C, sea\n"), "{shown}");
        assert!(
            shown.contains("\n  why      its point changed since the last review\n"),
            "{shown}"
        );
    }

    fn shown_of(locus: crate::ipc::protocol::LocusInfo) -> ShowReply {
        ShowReply {
            locus,
            history: Vec::new(),
            moves: Vec::new(),
            aliases: Vec::new(),
            repointed_at: None,
        }
    }

    #[test]
    fn moves_stand_among_the_reviews_with_the_id_that_takes_them_back() {
        let mut reply = shown_of(locus("r/b", "review", None));
        let moved = |at: &str, how: &str| MoveItem {
            id: uuid::Uuid::nil(),
            at: at.to_owned(),
            from: vec!["r".to_owned(), "a".to_owned()],
            to: vec!["r".to_owned(), "b".to_owned()],
            how: how.to_owned(),
            holds: how == "moved",
        };
        reply.moves = vec![
            moved("2026-11-22T10:00:00+00:00", "moved"),
            moved("2026-11-23T10:00:00+00:00", "apart"),
        ];
        let text = anstream::adapter::strip_str(&history(&reply)).to_string();
        assert_eq!(
            text,
            "\nno reviews yet\n  2026-11-22 10:00  r > a -> r > b; not the same? loci undo 00000000-0000\n  \
             2026-11-23 10:00  is not r > a, but r > b\n"
        );
    }

    #[test]
    fn a_locus_without_reviews_says_so() {
        let reply = shown_of(locus("a/c", "new", None));
        assert_eq!(history(&reply), "\nno reviews yet\n");
    }
}
