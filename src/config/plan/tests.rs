//! What is read from plans, and what is told of bad ones.

use proptest::prelude::*;

use super::*;
use crate::domain::plan::MockChoice;
use crate::domain::plan::steps::{minutes as sum, steps};

const SMALL: &str = include_str!("../../../tests/data/plans/small.toml");
const HEAD: &str = "schema = 1\nname = 'X'\nlevel = 'beginner'\nfocus = 'interview'\n";
const DAY: &str = "[[day]]\nid = 'a'\ntitle = 'A'\n";

fn told(text: &str) -> Vec<String> {
    let (plan, problems) = read(text);
    let has_error = problems
        .iter()
        .any(|problem| problem.severity == Severity::Error);
    assert_eq!(plan.is_none(), has_error, "{problems:?}");
    let lines = problems.into_iter().map(|problem| {
        format!(
            "{}: {}: {}",
            problem.place,
            problem.severity.as_str(),
            problem.message
        )
    });
    lines.collect()
}

#[test]
fn a_plan_is_read_as_it_is_written() {
    let (plan, problems) = read(SMALL);
    assert_eq!(problems, []);
    let plan = plan.unwrap();
    assert_eq!(
        (plan.name.as_str(), plan.level, plan.focus),
        ("Small", Level::Intermediate, Focus::Interview)
    );
    assert_eq!(plan.tracks, [Track::Core, Track::Pyspark]);
    assert_eq!(plan.start, NaiveDate::from_ymd_opt(2026, 11, 16));
    let interview = plan.interview.unwrap();
    assert_eq!(
        interview.place,
        Place {
            line: 7,
            column: 13
        }
    );
    assert_eq!(
        interview.what.date(),
        NaiveDate::from_ymd_opt(2026, 12, 16).unwrap()
    );
    assert!(matches!(interview.what, Interview::At(_)));
    assert_eq!(plan.weekdays.len(), 6);
    assert!(plan.window.is_some());
    assert_eq!(
        (plan.defaults.map.get(), plan.defaults.palace.get()),
        (8, 5)
    );
    let dict = &plan.days[1];
    assert_eq!(
        dict.place,
        Place {
            line: 26,
            column: 6
        }
    );
    assert_eq!(dict.learn.len(), 2);
    assert_eq!(dict.check, ["python3", "{file}"]);
    assert_eq!(dict.needs[0].what.as_str(), "references");
    assert_eq!(plan.minutes_of(dict).get(), 70);
    assert_eq!(dict.map_scope(), Some("python/dict"));
    let mock = plan.days[4].mock.as_ref().unwrap();
    assert_eq!((mock.questions, mock.choice), (5, MockChoice::Weak));
    let chosen: Vec<&str> = plan.chosen().iter().map(|day| day.id.as_str()).collect();
    assert_eq!(
        chosen,
        ["references", "dict-hashing", "shuffle", "week-1-close"]
    );
    assert_eq!(sum(&steps(dict, &plan)), 1 + 15 + 8 + 4 + 10 + 3);
}

#[test]
fn all_mistakes_are_told_at_once_each_with_its_place() {
    let text = "schema = 2\nlevel = \"expert\"\nfocsu = \"interview\"\nstart = \"2026-11-16\"\nminutes = 0\n\
        days = \"mon-fun\"\nwindow = \"19-21\"\ntracks = [\"core\", \"rust\"]\nid = \"x\"\n\
        [defaults]\nmap = 12\nlern = 5\nstart = 2026-11-16\n\
        [[day]]\nid = \"Names\"\ntitle = \"\"\n\
        [[day]]\nid = \"a\"\ntitle = \"A\"\nlearn = [\"x\", 3]\nkind = \"topics\"\n  below = 1\nneeds = [\"b\"]\n\
        mock = { questions = 0, scop = \"x\" }\ncheck = \"python3\"\n\
        [[day]]\ntitle = \"B\"\nfocus = \"learning\"\n";
    assert_eq!(
        told(text),
        [
            "1:1: error: `focus` is missing: use interview or learning",
            "1:1: error: `name` is missing: use a text of one line, in quotes",
            "1:10: error: schema = 2 is not possible: this loci reads schema = 1: is the plan of a newer one?",
            "2:9: error: level = \"expert\" is not possible: use beginner, intermediate or advanced",
            "3:1: error: unknown key `focsu`; did you mean `focus`?",
            "4:9: error: start = \"2026-11-16\" is not possible: use a date without quotes, like 2026-11-16",
            "5:11: error: minutes = 0 is not possible: use whole minutes from 1 to 1440",
            "6:8: error: days = \"mon-fun\" is not possible: use days of the week, like \"mon-sat\" or \"mon,wed,fri\"",
            "7:10: error: window = \"19-21\" is not possible: use two times, like \"19:00-21:00\"",
            "8:19: error: tracks = \"rust\" is not possible: use core, pyspark or ai; a list of them",
            "9:1: error: unknown key `id` here; it belongs below a [[day]]",
            "11:7: error: map = 12 is not possible: use whole minutes from 1 to 10: its box may be shorter, never longer",
            "12:1: error: unknown key `lern`; did you mean `learn`?",
            "13:1: error: unknown key `start` here; it belongs at the top, before [defaults] and the first [[day]]",
            "15:6: error: id = \"Names\" is not possible: use lower case letters, digits and `-`, at most 64",
            "16:9: error: title = \"\" is not possible: use a text of one line, in quotes",
            "20:15: error: learn = 3 is not possible: use a text in quotes, or a list of them",
            "21:8: error: kind = \"topics\" is not possible: use topic, catch-up, mock or final",
            "22:11: error: below = 1 is not possible: use read, skip or full",
            "23:10: error: `a` needs `b`, which is no day: use the id of a day",
            "24:22: error: questions = 0 is not possible: use a whole number from 1 to 50",
            "24:25: error: unknown key `scop`; did you mean `scope`?",
            "25:9: error: check = \"python3\" is not possible: use a command and its arguments as a list, like [\"python3\", \"{file}\"]",
            "26:1: error: `id` is missing: use lower case letters, digits and `-`, at most 64",
            "28:1: error: unknown key `focus` here; it belongs at the top, before [defaults] and the first [[day]]",
        ]
    );
}

#[test]
fn what_is_no_toml_is_told_with_line_and_column() {
    let problems = told("schema = 1\nname = \"äö\" x\n");
    assert_eq!(problems.len(), 1);
    assert!(problems[0].starts_with("2:13: error: "), "{problems:?}");
    let problems = told(&format!("{HEAD}start = 2026-02-30\n{DAY}"));
    assert!(problems[0].starts_with("5:"), "{problems:?}");
}

#[test]
fn dates_are_local_and_real() {
    for (value, is_fine) in [
        ("2026-12-16", true),
        ("2026-12-16T14:00:00", true),
        ("2026-12-16 14:00", true),
        ("2026-12-16T14:00:00+01:00", false),
        ("2026-12-16T14:00:00Z", false),
        ("14:00:00", false),
        ("\"soon\"", false),
    ] {
        let text = format!("{HEAD}interview = {value}\n{DAY}");
        assert_eq!(
            read(&text).0.is_some(),
            is_fine,
            "{value}: {:?}",
            told(&text)
        );
    }
    let text = format!("{HEAD}start = 2026-11-16T10:00:00\n{DAY}");
    assert!(told(&text)[0].contains("use a date without quotes"));
}

#[test]
fn days_may_stand_in_a_list_but_not_alone() {
    let text = format!("{HEAD}day = [{{ id = 'a', title = 'A' }}, 3]\n");
    assert_eq!(
        told(&text),
        ["5:35: error: this is no day: write each day as [[day]], with its keys below"]
    );
    let text = format!("{HEAD}[day]\nid = 'a'\n");
    let problems = told(&text);
    assert!(
        problems
            .iter()
            .any(|line| line
                .ends_with("is no section: write each day as [[day]], with its keys below")),
        "{problems:?}"
    );
    let text = format!("{HEAD}{DAY}[day.mock]\nminutes = 3\n");
    assert_eq!(
        told(&text),
        ["6:6: warning: `mock` does nothing on a day of kind topic: use kind mock or catch-up"]
    );
    // What is only odd is told once the rest is right.
    let text = format!("{HEAD}defaults = 3\n{DAY}[day.mock]\nminutes = 3\n");
    assert_eq!(
        told(&text),
        [
            "5:12: error: defaults = 3 is not possible: it is a section: write [defaults] and minutes below"
        ]
    );
}

#[test]
fn a_file_that_is_too_large_or_has_too_many_days_is_named_as_that() {
    let large = format!("{HEAD}{DAY}#{}", "x".repeat(MOST_BYTES));
    assert_eq!(
        told(&large),
        ["1:1: error: the plan is over 1 MiB: that is no list of days"]
    );
    let many: String = (0..10_000)
        .map(|n| {
            format!(
                "[[day]]\nid='d{n}'\ntitle='D'\nneeds=['d{}']\n",
                (n + 1) % 10_000
            )
        })
        .collect();
    let problems = told(&format!("{HEAD}{many}"));
    assert_eq!(problems.len(), 1);
    assert!(
        problems[0].contains("10000 days are too many"),
        "{problems:?}"
    );
    let line: String = (0..20_000).map(|n| format!("{{id='d{n}',x=1}},")).collect();
    let problems = told(&format!("{HEAD}day = [{line}]\n"));
    assert_eq!(problems.len(), 40_001);
}

proptest! {
    #[test]
    fn reading_never_panics_and_places_lie_in_the_text(
        parts in prop::collection::vec(
            prop_oneof![
                "\\PC{0,12}",
                prop::sample::select(vec![HEAD, DAY, "[[day]]", "[day]", "needs", "=", "[", "]", "'a'", "\n", "mock = {", "}", "map", "0", "2026-11-16", "\"\"\"", "id", ".", ",", "minutes = 0\n"]).prop_map(str::to_owned),
            ],
            0..30,
        )
    ) {
        let text = parts.concat();
        let (plan, problems) = read(&text);
        let last = 1 + text.matches('\n').count();
        for problem in &problems {
            prop_assert!((1..=last).contains(&(problem.place.line as usize)) && problem.place.column >= 1);
            prop_assert!(!problem.message.is_empty());
        }
        let has_error = problems.iter().any(|problem| problem.severity == Severity::Error);
        prop_assert_eq!(plan.is_none(), has_error);
    }
}

#[test]
fn a_short_key_with_two_letters_swapped_finds_the_one_that_was_meant() {
    for (wrong, right) in [("mpa", "map"), ("kidn", "kind")] {
        let text = format!(
            "schema = 1\nname = 'X'\nlevel = 'beginner'\nfocus = 'interview'\n[[day]]\nid = 'a'\ntitle = 'T'\n{wrong} = 'x'\n"
        );
        let told = super::read(&text).1;
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(
            told[0].message,
            format!("unknown key `{wrong}`; did you mean `{right}`?")
        );
    }
}
