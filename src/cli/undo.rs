//! `loci undo`: takes back what was logged or changed last.

use uuid::Uuid;

use super::args::Undo as UndoArgs;
use super::calm::ahead_of;
use super::context::{Context, Input, Reply};
use super::exit::{Exit, Trouble};
use super::render::out::Volume;
use super::render::table::Table;
use super::render::words::{self, printable};
use super::when;
use crate::domain::now::Now;
use crate::ipc::client::ClientError;
use crate::ipc::protocol::{Request, Undo, UndoItem, UndoList, UndoReply};
use crate::ipc::spool::Spool;

/// How far back the beginning of an id is looked for.
const FAR: u32 = 1000;

/// More than this many are taken back only once that was agreed to: as many as `--list` shows.
const MANY: u32 = 20;

/// How much of an id is shown: its time to the millisecond, which is enough to name it.
const SHORT: usize = 13;

/// What the argument means.
#[derive(Debug, PartialEq, Eq)]
enum Which {
    Last(u32),
    Batch(Uuid),
    Beginning(String),
}

/// `loci undo [N|ID] [--list]`.
pub fn run(context: &mut Context, args: &UndoArgs) -> Result<Exit, Trouble> {
    let done = undo(context, args);
    if let Err(Trouble::Client(ClientError::NotRunning { .. })) = done {
        note_spool(context)?;
    }
    done
}

/// Tells, where no daemon runs, what waits for it: that can be taken back without one.
fn note_spool(context: &mut Context) -> Result<(), Trouble> {
    let (pending, _) = Spool::new(context.paths.spool()).pending();
    let Some(last) = pending.last() else {
        return Ok(());
    };
    let waiting = words::count(u64::try_from(pending.len()).unwrap_or(u64::MAX), "rating");
    context.out.note(&format!(
        "{waiting} in the spool; to take back the last one:\nloci spool drop {}",
        last.id
    ))
}

fn undo(context: &mut Context, args: &UndoArgs) -> Result<Exit, Trouble> {
    let which = args.what.as_deref().map(which).transpose()?;
    if args.list {
        let limit = match which {
            Some(Which::Last(number)) => Some(number),
            Some(Which::Batch(_) | Which::Beginning(_)) | None => None,
        };
        return list(context, limit);
    }
    let (count, id) = match which {
        None => (None, None),
        Some(Which::Last(number)) => match many(context, number, args.yes)? {
            Some(number) => (Some(number), None),
            None => {
                context.out.note("nothing was changed")?;
                return Ok(Exit::Failed);
            }
        },
        Some(Which::Batch(id)) => (None, Some(id)),
        Some(Which::Beginning(text)) => (None, Some(find(context, &text)?)),
    };
    let reply: Reply<UndoReply> = context.call(&Request::Undo(Undo { count, id }))?;
    let now = context.now();
    context.out.changed("undo", &reply.raw, || {
        let items = reply.value.undone.iter();
        items.map(|item| undone(item, &now)).collect()
    })?;
    Ok(Exit::Done)
}

/// How many are taken back: those that were named, or all that there are once that was agreed to; `None` if it was
/// not.
fn many(context: &mut Context, named: u32, yes: bool) -> Result<Option<u32>, Trouble> {
    if named == 1 {
        return Ok(Some(named));
    }
    let request = Request::UndoList(UndoList { limit: Some(FAR) });
    let items: Reply<Vec<UndoItem>> = context.call(&request)?;
    let all = items.value.iter().filter(|item| item.moves.is_empty());
    let all = u32::try_from(all.count()).unwrap_or(FAR);
    // Of none the daemon tells; and a list that is full does not tell how many there are.
    let is_short = (1..named).contains(&all) && items.value.len() < FAR as usize;
    let count = if is_short { all } else { named };
    if !is_short && named <= MANY {
        return Ok(Some(count));
    }
    let there = match is_short {
        true if all == 1 => format!("there is 1 to take back, not {named}"),
        true => format!("there are {all} to take back, not {named}"),
        false => format!("{named} are many to take back at once"),
    };
    // A script that names a few more than there are goes on as ever.
    if yes || (context.input == Input::Never && named <= MANY) {
        if is_short {
            context.out.note(&there)?;
        }
        return Ok(Some(count));
    }
    if context.input == Input::Never {
        return Err(Trouble::Failed(format!(
            "{there}: loci undo {count} --yes if you mean that, loci undo --list {count} shows them"
        )));
    }
    let answer = context.ask(&format!("{there}; take back {count}? [y/N] "))?;
    let agreed = matches!(answer.to_lowercase().as_str(), "y" | "yes");
    Ok(agreed.then_some(count))
}

/// What was taken back; of a move, where its history is now and how to say that it was right.
fn undone(item: &UndoItem, now: &Now) -> String {
    let mut text = format!("undone: {}\n", what(item, now));
    for moved in &item.moves {
        let (from, to) = (printable(&moved.from), printable(&moved.to));
        text.push_str(&format!(
            "  {to} is another one now; the history stays at {from}\n  if it was the same: loci rebind {from} {to}\n"
        ));
    }
    text
}

/// What was done, its times as they were echoed when it was.
fn what(item: &UndoItem, now: &Now) -> String {
    let Some(lasts) = &item.lasts else {
        return printable(&item.what);
    };
    let from = match &lasts.from {
        Some(from) => format!(" from {}", ahead_of(from, now)),
        None => String::new(),
    };
    let (what, until) = (printable(&lasts.what), ahead_of(&lasts.until, now));
    format!("{what}{from} until {until}")
}

fn list(context: &mut Context, limit: Option<u32>) -> Result<Exit, Trouble> {
    let request = Request::UndoList(UndoList { limit });
    let reply: Reply<Vec<UndoItem>> = context.call(&request)?;
    let (now, volume) = (context.now(), context.out.volume);
    context.out.show("undo_list", &reply.raw, || {
        table(&reply.value, &now, volume)
    })?;
    Ok(Exit::Done)
}

fn table(items: &[UndoItem], now: &Now, volume: Volume) -> String {
    if items.is_empty() {
        return "nothing to undo".to_owned();
    }
    let ids: Vec<String> = items.iter().map(|item| item.id.to_string()).collect();
    let mut table = Table::default();
    for (item, id) in items.iter().zip(&ids) {
        let at = chrono::DateTime::parse_from_rfc3339(&item.at);
        let at = at.map_or_else(
            |_| printable(&item.at),
            |at| when::echo(at.with_timezone(&chrono::Utc), now),
        );
        let shown = match volume {
            Volume::Verbose => id.len(),
            Volume::Quiet | Volume::Normal => enough(id, &ids),
        };
        let mark = if item.moves.is_empty() {
            ""
        } else {
            "  (only by its id)"
        };
        table.row([
            id[..shown].to_owned(),
            at,
            format!("{}{mark}", what(item, now)),
        ]);
    }
    format!("{}undo one: loci undo ID\n", table.render())
}

/// How much of an id names it among these: of one millisecond there may be several.
fn enough(id: &str, among: &[String]) -> usize {
    let alike = |other: &String| {
        let both = id.bytes().zip(other.bytes());
        both.take_while(|(one, other)| one == other).count()
    };
    let others = among.iter().filter(|other| *other != id);
    let most = others.map(alike).max().unwrap_or(0);
    SHORT.max(most + 1).min(id.len())
}

fn which(text: &str) -> Result<Which, Trouble> {
    // Four digits are the beginning of an id: who mistypes one must not lose a thousand reviews.
    if let Ok(number) = text.parse::<u32>()
        && text.len() <= 3
    {
        return match number {
            0 => Err(Trouble::Usage("0 undoes nothing: use 1 or more".to_owned())),
            number => Ok(Which::Last(number)),
        };
    }
    if let Ok(id) = text.parse::<Uuid>() {
        return Ok(Which::Batch(id));
    }
    let is_beginning = text.len() >= 4 && text.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    if is_beginning {
        Ok(Which::Beginning(text.to_lowercase()))
    } else {
        Err(Trouble::Usage(format!(
            "`{text}` is no number and no id: loci undo --list shows the ids"
        )))
    }
}

/// The one batch whose id begins so.
fn find(context: &Context, beginning: &str) -> Result<Uuid, Trouble> {
    let request = Request::UndoList(UndoList { limit: Some(FAR) });
    let items: Reply<Vec<UndoItem>> = context.call(&request)?;
    let found: Vec<Uuid> = items
        .value
        .iter()
        .flat_map(|item| {
            let moves = item.moves.iter().filter_map(|moved| moved.id);
            std::iter::once(item.id).chain(moves)
        })
        .filter(|id| id.to_string().starts_with(beginning))
        .collect();
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(Trouble::Failed(format!(
            "nothing to undo has an id that begins with {beginning}: loci undo --list"
        ))),
        [_, _, ..] => Err(Trouble::Usage(format!(
            "several ids begin with {beginning}: give more of it, loci undo --list -v shows them whole"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::{How, Rated};
    use crate::cli::fake::Fake;
    use crate::cli::log;
    use crate::cli::render::out::Form;
    use crate::clock;
    use crate::domain::rating::Rating;
    use crate::ipc::protocol::{LastsInfo, MovedInfo};
    use serde_json::{Value, json};

    #[test]
    fn without_a_daemon_what_waits_in_the_spool_is_named_with_its_undo() {
        let mut fake = Fake::down(Form::Text);
        let last = UndoArgs {
            what: None,
            list: false,
            yes: false,
        };
        let trouble = run(&mut fake.context, &last).unwrap_err();
        assert_eq!(trouble.exit(), Exit::NoDaemon);
        assert_eq!(fake.stderr.text(), "");
        let rated = Rated {
            scopes: vec!["r/a".to_owned()],
            how: How::default(),
        };
        log::rated(&mut fake.context, &rated, Rating::Good).unwrap();
        let before = fake.stderr.text().len();
        let trouble = run(&mut fake.context, &last).unwrap_err();
        assert_eq!(trouble.exit(), Exit::NoDaemon);
        let said = fake.stderr.text()[before..].to_owned();
        let told = "1 rating in the spool; to take back the last one:\nloci spool drop 2";
        assert!(said.starts_with(told), "{said}");
    }

    /// Sunday, 15:30 in Warsaw.
    fn now() -> Now {
        Now {
            at: "2026-11-22T14:30:00Z".parse().unwrap(),
            ..clock::now(chrono_tz::Europe::Warsaw)
        }
    }

    fn item(id: &str, what: &str, lasts: Option<LastsInfo>) -> UndoItem {
        UndoItem {
            id: id.parse().unwrap(),
            what: what.to_owned(),
            count: 1,
            at: "2026-11-22T14:00:00+00:00".to_owned(),
            lasts,
            moves: Vec::new(),
        }
    }

    fn lasts(what: &str, from: Option<&str>, until: &str) -> Option<LastsInfo> {
        Some(LastsInfo {
            what: what.to_owned(),
            from: from.map(str::to_owned),
            until: until.to_owned(),
        })
    }

    #[test]
    fn times_are_told_as_they_were_echoed_in_the_users_zone() {
        let id = "0192abcd-1234-7000-8000-000000000001";
        let snooze = lasts("snooze", None, "2026-11-23T07:00:00+00:00");
        let planned = Some("2026-12-24T03:00:00+00:00");
        let pause = lasts("pause", planned, "2026-12-28T03:00:00+00:00");
        let mode = lasts("mode coding", None, "2026-11-22T17:00:00+00:00");
        for (what, lasts, told) in [
            (
                "snooze until 2026-11-23 07:00",
                snooze,
                "snooze until 08:00 tomorrow",
            ),
            (
                "pause from 2026-12-24 03:00 until 2026-12-28 03:00",
                pause,
                "pause from 04:00 Thu 24 Dec until 04:00 Mon 28 Dec",
            ),
            ("mode coding", mode, "mode coding until 18:00 today"),
            // An older daemon.
            (
                "snooze until 2026-11-23 07:00",
                None,
                "snooze until 2026-11-23 07:00",
            ),
        ] {
            let item = item(id, what, lasts);
            assert_eq!(undone(&item, &now()), format!("undone: {told}\n"));
            let listed = table(&[item], &now(), Volume::Normal);
            let row = format!("0192abcd-1234  today 15:00  {told}\n");
            assert!(listed.starts_with(&row), "{listed}");
        }
    }

    #[test]
    fn what_was_done_in_one_millisecond_has_ids_that_differ() {
        let ids = [
            "0192abcd-1234-7000-8000-000000000001",
            "0192abcd-1234-7000-9000-000000000001",
            "0192abcd-1234-7abc-8000-000000000001",
            "0192abcd-1235-7000-8000-000000000001",
        ];
        let items = ids.map(|id| item(id, "resume", None));
        let shown = |volume| -> Vec<String> {
            let listed = table(&items, &now(), volume);
            let first = |line: &str| line.split(' ').next().map(str::to_owned);
            listed.lines().take(ids.len()).filter_map(first).collect()
        };
        assert_eq!(
            shown(Volume::Normal),
            [
                "0192abcd-1234-7000-8",
                "0192abcd-1234-7000-9",
                "0192abcd-1234-7a",
                "0192abcd-1235",
            ]
        );
        assert_eq!(shown(Volume::Verbose), ids);
    }

    #[test]
    fn a_move_that_is_taken_back_tells_where_its_history_is() {
        let moved = MovedInfo {
            from: "r/a".to_owned(),
            to: "r/b".to_owned(),
            id: Some(Uuid::nil()),
            guessed: false,
        };
        let item = UndoItem {
            id: Uuid::nil(),
            what: "1 move: r/a -> r/b".to_owned(),
            count: 1,
            at: String::new(),
            lasts: None,
            moves: vec![moved],
        };
        assert_eq!(
            undone(&item, &now()),
            "undone: 1 move: r/a -> r/b\n  r/b is another one now; the history stays at r/a\n  \
             if it was the same: loci rebind r/a r/b\n"
        );
    }

    #[test]
    fn more_than_there_are_and_very_many_are_taken_back_only_when_that_was_said() {
        let asked = |number: &str, there: usize, yes: bool| {
            let item = |_| {
                json!({"id": Uuid::nil(), "what": "1 review: r/a", "count": 1,
                       "at": "2026-11-22T14:30:00+00:00"})
            };
            let items: Vec<Value> = (0..there).map(item).collect();
            let mut fake = Fake::new(Form::Text, move |method, _| match method {
                "undo_list" => Ok(json!(items)),
                _ => Ok(json!({"undone": []})),
            });
            let args = UndoArgs {
                what: Some(number.to_owned()),
                list: false,
                yes,
            };
            let done = run(&mut fake.context, &args).map_err(|trouble| trouble.to_string());
            let counts = fake.asked("undo").into_iter();
            (
                done,
                counts
                    .map(|params| params["count"].clone())
                    .collect::<Vec<_>>(),
            )
        };
        let (done, counts) = asked("999", 7, false);
        let told = "there are 7 to take back, not 999: loci undo 7 --yes if you mean that, loci undo --list 7 shows \
                    them";
        assert_eq!((done, counts), (Err(told.to_owned()), vec![]));
        assert_eq!(asked("999", 7, true), (Ok(Exit::Done), vec![json!(7)]));
        let (done, counts) = asked("21", 30, false);
        assert!(done.unwrap_err().starts_with("21 are many"));
        assert_eq!(counts, Vec::<Value>::new());
        assert_eq!(asked("21", 30, true), (Ok(Exit::Done), vec![json!(21)]));
        for number in ["1", "2", "7"] {
            let count = json!(number.parse::<u32>().unwrap());
            assert_eq!(asked(number, 7, false), (Ok(Exit::Done), vec![count]));
        }
        assert_eq!(asked("9", 7, false), (Ok(Exit::Done), vec![json!(7)]));
        assert_eq!(asked("2", 0, false), (Ok(Exit::Done), vec![json!(2)]));
    }

    #[test]
    fn a_number_counts_and_an_id_names() {
        assert_eq!(which("3").unwrap(), Which::Last(3));
        let id = Uuid::from_u128(7);
        assert_eq!(which(&id.to_string()).unwrap(), Which::Batch(id));
        assert_eq!(
            which("0192ab").unwrap(),
            Which::Beginning("0192ab".to_owned())
        );
        assert_eq!(
            which("01920192").unwrap(),
            Which::Beginning("01920192".to_owned())
        );
        assert_eq!(which("999").unwrap(), Which::Last(999));
        assert_eq!(which("0123").unwrap(), Which::Beginning("0123".to_owned()));
        assert!(which("0").is_err() && which("-1").is_err() && which("xyz").is_err());
    }
}
