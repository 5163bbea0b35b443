//! One `[[day]]` of a plan, and the mock interview in it.

use toml_edit::Value;

use super::section::Section;
use super::{AT_THE_TOP, MINUTES, ONE_LINE, TOP, minutes, one_line, one_of, scope, texts};
use crate::domain::plan::id::DayId;
use crate::domain::plan::minutes::Minutes;
use crate::domain::plan::words::{Below, DayKind, Level, Track};
use crate::domain::plan::{Mock, MockChoice, PlanDay};

/// The keys of a day that the plan itself has not.
pub(super) const KEYS: [&str; 16] = [
    "id", "title", "track", "kind", "map", "palace", "learn", "recall", "code", "check", "explain",
    "needs", "below", "join", "skip", "mock",
];

const ID: &str = "use lower case letters, digits and `-`, at most 64";
const SCOPE: &str = "use a part of your notes in quotes, like \"python/dict\"";
const TEXT: &str = "use a text in quotes";
const TEXTS: &str = "use a text in quotes, or a list of them";
const COMMAND: &str = "use a command and its arguments as a list, like [\"python3\", \"{file}\"]";

/// The day; none without an id.
pub(super) fn read(mut section: Section<'_, '_>) -> Option<PlanDay> {
    let id = section.needed("id", ID, |value| DayId::new(value.as_str()?));
    let title = section.needed("title", ONE_LINE, one_line);
    let level = word(
        &mut section,
        "level",
        Level::ALL.map(Level::as_str),
        Level::from_word,
    );
    let track = word(
        &mut section,
        "track",
        Track::ALL.map(Track::as_str),
        Track::from_word,
    );
    let kind = word(
        &mut section,
        "kind",
        DayKind::ALL.map(DayKind::as_str),
        DayKind::from_word,
    );
    let map = section.value("map", SCOPE, scope);
    let palace = section.value("palace", SCOPE, scope);
    let learn = texts(section.texts("learn", TEXTS, text));
    let recall = some_text(&mut section, "recall");
    let code = some_text(&mut section, "code");
    let check = command(&mut section);
    let explain = some_text(&mut section, "explain");
    let needs = section.texts("needs", "use ids of days, as a list", DayId::new);
    let below = word(
        &mut section,
        "below",
        Below::ALL.map(Below::as_str),
        Below::from_word,
    );
    let join = is_set(&mut section, "join");
    let skip = is_set(&mut section, "skip");
    let own = section.value("minutes", MINUTES, minutes);
    let mock = mock(&mut section);
    let elsewhere = |key: &str| TOP.contains(&key).then_some(AT_THE_TOP);
    section.finish(elsewhere);
    let id = id?;
    Some(PlanDay {
        title: title.map_or_else(|| id.what.to_string(), |title| title.what),
        place: id.place,
        id: id.what,
        level,
        track,
        kind,
        map,
        palace,
        learn,
        recall,
        code,
        check,
        explain,
        needs,
        below,
        join,
        skip,
        minutes: own.map(|own| own.what),
        mock,
    })
}

/// One of some words; the usual one if it is absent.
fn word<T: Default, const N: usize>(
    section: &mut Section<'_, '_>,
    key: &'static str,
    known: [&'static str; N],
    from_word: impl Fn(&str) -> Option<T>,
) -> T {
    let read = section.value(key, &one_of(&known), |value| from_word(value.as_str()?));
    read.map(|read| read.what).unwrap_or_default()
}

/// Whether a key says `true`; it does not if it is absent.
fn is_set(section: &mut Section<'_, '_>, key: &'static str) -> bool {
    let read = section.value(key, "use true or false", Value::as_bool);
    read.is_some_and(|read| read.what)
}

fn text(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn some_text(section: &mut Section<'_, '_>, key: &'static str) -> Option<String> {
    let read = section.value(key, TEXT, |value| text(value.as_str()?));
    read.map(|read| read.what)
}

/// Arguments are kept as they are written.
fn command(section: &mut Section<'_, '_>) -> Vec<String> {
    let arguments = |value: &Value| -> Option<Vec<String>> {
        let list = value.as_array().filter(|list| !list.is_empty())?;
        let texts = list.iter().map(|entry| entry.as_str().map(str::to_owned));
        texts.collect()
    };
    let Some(command) = section.value("check", COMMAND, arguments) else {
        return Vec::new();
    };
    if !command
        .what
        .iter()
        .any(|argument| argument.contains("{file}"))
    {
        let message = "`check` does not see the code: put \"{file}\" where its file goes";
        section.warning(command.place, message.to_owned());
    }
    command.what
}

fn mock(day: &mut Section<'_, '_>) -> Option<Mock> {
    let mut section = day.section("mock", "use { minutes = 25, questions = 5 }")?;
    let usual = Mock::default();
    let own = section.value("minutes", MINUTES, minutes);
    let questions = section.value("questions", "use a whole number from 1 to 50", |value| {
        u8::try_from(value.as_integer()?)
            .ok()
            .filter(|count| (1..=50).contains(count))
    });
    let scope = section.value("scope", SCOPE, scope);
    let choice = section.value("weak", "use true or false", |value| {
        Some(match value.as_bool()? {
            true => MockChoice::Weak,
            false => MockChoice::Any,
        })
    });
    section.finish(|_| None);
    Some(Mock {
        minutes: own.map_or(Minutes::MOCK, |own| own.what),
        questions: questions.map_or(usual.questions, |questions| questions.what),
        scope,
        choice: choice.map_or(usual.choice, |choice| choice.what),
    })
}
