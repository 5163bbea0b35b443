//! After a map was drawn in its box: what the reference map of its topic has and the drawn one lacks, taken over by
//! one key each. The reference comes with loci, and is never scheduled by itself.
//!
//! It is one of the few places that write into notes, and only what a key asked for.

use std::collections::BTreeSet;
use std::path::Path;

use ratatui::Frame;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::context::{Context, Input};
use super::exit::Trouble;
use super::inline::keys::Key;
use super::inline::{self, Heard, Inline, Waiting};
use super::note::{self, Before};
use super::render::words::{self, printable};
use crate::domain::atlas::MindMap;
use crate::domain::slug::slug;
use crate::notes::graft::graft;
use crate::notes::{Adopted, Context as ScanContext, bundled, scan};
use lack::{Lack, lacks};

mod lack;

/// Lacking branches that are told at most where no key can be asked.
const TOLD: usize = 12;

/// Whether what is lacking may be taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// The box was done in time.
    Keys,
    /// After STOP nothing more is drawn today.
    Words,
}

/// Compares the map of a topic in a note with its reference, if there is one.
pub fn after(context: &mut Context, path: &Path, topic: &str, offer: Offer) -> Result<(), Trouble> {
    let Some(reference) = reference(topic) else {
        return Ok(());
    };
    let Ok(Before::Text(text)) = note::read(path) else {
        return Ok(());
    };
    let Some(first) = compare(path, &text, topic, &reference) else {
        return Ok(());
    };
    if first.lacks.is_empty() {
        return context
            .out
            .note("your map has all that the reference has\n");
    }
    let asks = offer == Offer::Keys && context.input == Input::Ask && inline::is_possible(context);
    if !asks {
        return context.out.note(&told(&reference, &first.lacks, offer));
    }
    let taken = ask(context, path, topic, &reference)?;
    let file = context.paths.tilde(path);
    context.out.note(&match taken {
        0 => "nothing taken over\n".to_owned(),
        taken => format!(
            "{} taken over into {}; delete what you do not want there\n",
            words::count(u64::try_from(taken).unwrap_or(u64::MAX), "branch"),
            printable(&file)
        ),
    })
}

/// The map that comes with loci for a topic, by its root or its title.
fn reference(topic: &str) -> Option<MindMap> {
    let wanted = slug(topic.rsplit('/').next().unwrap_or(topic));
    let maps = bundled::FILES
        .iter()
        .flat_map(|(name, text)| read(Path::new(name), text));
    let is_of = |map: &MindMap| slug(&map.root) == wanted || slug(&map.title) == wanted;
    maps.into_iter().find(is_of)
}

fn read(path: &Path, text: &str) -> Vec<MindMap> {
    in_context(path, |context| scan(text, context).note.maps)
}

fn in_context<T>(path: &Path, work: impl FnOnce(&ScanContext<'_>) -> T) -> T {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    work(&ScanContext {
        file_stem: &stem,
        format: None,
        adopted: &Adopted::default(),
    })
}

/// The drawn map beside its reference.
struct Compared {
    /// Which map of the note it is.
    map: usize,
    lacks: Vec<Lack>,
}

/// None if the note has no map of the topic.
fn compare(path: &Path, text: &str, topic: &str, reference: &MindMap) -> Option<Compared> {
    let maps = read(path, text);
    let wanted = slug(topic.rsplit('/').next().unwrap_or(topic));
    let named = maps.iter().position(|map| slug(&map.root) == wanted);
    let map = named.or((maps.len() == 1).then_some(0))?;
    Some(Compared {
        map,
        lacks: lacks(reference, &maps[map]),
    })
}

/// Asks about one branch after the other; how many were taken over. Each is written before the next is asked.
fn ask(
    context: &mut Context,
    path: &Path,
    topic: &str,
    reference: &MindMap,
) -> Result<usize, Trouble> {
    let mut inline = Inline::open(context)?;
    let mut left: BTreeSet<usize> = BTreeSet::new();
    let (mut taken, mut rest) = (0, Rest::Asked);
    loop {
        // What was written, here or by the user's editor, is read again.
        let Before::Text(text) = note::read(path)? else {
            return Ok(taken);
        };
        let Some(compared) = compare(path, &text, topic, reference) else {
            return Ok(taken);
        };
        let mut open = compared.lacks.iter().filter(|lack| lack.is_open(&left));
        let Some(lack) = open.next() else {
            return Ok(taken);
        };
        let more = open.count();
        let choice = match rest {
            Rest::All => Choice::Take,
            Rest::Asked => choose(&mut inline, reference, lack, more)?,
        };
        match choice {
            Choice::Take | Choice::All => {
                let label = &reference.branches[lack.branch].label;
                let new = in_context(path, |scan| {
                    graft(&text, scan, compared.map, lack.parent, label)
                });
                match new {
                    Some(new) => {
                        note::write(path, &Before::Text(text), &new)?;
                        taken += 1;
                    }
                    // The note's own notation has no place for it; it stays told.
                    None => {
                        left.insert(lack.branch);
                    }
                }
                if choice == Choice::All {
                    rest = Rest::All;
                }
            }
            Choice::Skip => {
                left.insert(lack.branch);
            }
            Choice::Leave => return Ok(taken),
        }
    }
}

#[derive(Clone, Copy)]
enum Rest {
    Asked,
    All,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    Take,
    Skip,
    All,
    Leave,
}

fn choose(
    inline: &mut Inline,
    reference: &MindMap,
    lack: &Lack,
    more: usize,
) -> Result<Choice, Trouble> {
    let mut waiting = Waiting::default();
    loop {
        inline.draw(|frame| draw(frame, reference, lack, more))?;
        match inline.next(&mut waiting)? {
            Heard::Key(Key::Char('t' | 'y') | Key::Enter) => return Ok(Choice::Take),
            Heard::Key(Key::Char('s' | 'n' | ' ')) => return Ok(Choice::Skip),
            Heard::Key(Key::Char('a')) => return Ok(Choice::All),
            Heard::Key(Key::Char('q') | Key::Esc) => return Ok(Choice::Leave),
            // What was taken over stands in the note.
            Heard::Interrupted => return Err(Trouble::Interrupted),
            Heard::Key(_)
            | Heard::Paste(_)
            | Heard::Resized
            | Heard::Deadline
            | Heard::Tick
            | Heard::Told(_) => {}
        }
    }
}

fn draw(frame: &mut Frame<'_>, reference: &MindMap, lack: &Lack, more: usize) {
    let more = match more {
        0 => "the last one".to_owned(),
        more => format!("{more} more"),
    };
    let lines = vec![
        Line::from(format!("yours lacks ({more})")),
        Line::from(format!("  {}", printable(&lack.path(reference)))),
        Line::default(),
        Line::from("t take over   s skip   a all   q leave"),
    ];
    frame.render_widget(Paragraph::new(lines), frame.area());
}

/// The lacking branches in words.
fn told(reference: &MindMap, lacks: &[Lack], offer: Offer) -> String {
    let count = u64::try_from(lacks.len()).unwrap_or(u64::MAX);
    let mut text = format!(
        "the reference has {} that yours lacks:\n",
        words::count(count, "branch")
    );
    for lack in lacks.iter().take(TOLD) {
        text.push_str(&format!("  {}\n", printable(&lack.path(reference))));
    }
    if let more @ 1.. = lacks.len().saturating_sub(TOLD) {
        text.push_str(&format!("  and {more} more\n"));
    }
    if offer == Offer::Words {
        text.push_str("take over what you want in the next box\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::fake::Fake;
    use crate::cli::inline::fake::shown;
    use crate::cli::render::out::Form;

    const MINE: &str = "# dict #map\n\n```\ndict\n├── Why\n└── Limits\n```\n";

    #[test]
    fn the_reference_of_a_topic_is_found_by_root_or_title_and_its_last_word_counts() {
        for topic in ["dict", "python/dict", "Dict", "Python dictionary"] {
            assert_eq!(
                reference(topic).map(|map| map.root).as_deref(),
                Some("dict"),
                "{topic}"
            );
        }
        assert_eq!(reference("gardening"), None);
    }

    fn told_of(text: &str, offer: Offer) -> (String, String) {
        let mut fake = Fake::down(Form::Text);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dict.md");
        std::fs::write(&path, text).unwrap();
        after(&mut fake.context, &path, "dict", offer).unwrap();
        (fake.stderr.text(), std::fs::read_to_string(&path).unwrap())
    }

    #[test]
    fn without_a_terminal_what_is_lacking_is_told_and_nothing_written() {
        let (told, text) = told_of(MINE, Offer::Words);
        let wanted = "the reference has 4 branches that yours lacks:\n  dict > How hashing works\n  \
                      dict > Mutability\n  dict > Use cases\n  dict > Limitations\n\
                      take over what you want in the next box\n";
        assert_eq!(told, wanted);
        assert_eq!(text, MINE);
    }

    #[test]
    fn a_map_that_has_everything_or_is_of_nothing_known_is_left_in_peace() {
        let all = bundled::FILES[2].1;
        assert_eq!(
            told_of(all, Offer::Words).0,
            "your map has all that the reference has\n"
        );
        assert_eq!(told_of("nothing here\n", Offer::Words).0, "");
    }

    #[test]
    fn one_branch_is_asked_at_a_time() {
        let reference = reference("dict").unwrap();
        let lacks = lacks(&reference, &read(Path::new("dict.md"), MINE)[0]);
        let mut seen = String::new();
        for (columns, rows) in [(60, 14), (80, 24), (20, 5)] {
            let screen = shown(columns, rows, |frame| draw(frame, &reference, &lacks[0], 3));
            seen.push_str(&format!("{columns}x{rows}\n{screen}\n"));
        }
        insta::assert_snapshot!(seen);
    }
}
