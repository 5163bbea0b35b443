//! Plans that are wrong: each is named with its line, exits with 65, and leaves nothing behind.

use serde_json::{Value, json};

use super::{file, home, run};
use crate::cli::fake::Fake;
use crate::cli::render::out::Form;

const HEAD: &str = "schema = 1\nname = 'X'\nlevel = 'beginner'\nfocus = 'interview'\n";

fn day(id: &str, rest: &str) -> String {
    format!("[[day]]\nid = '{id}'\ntitle = 'T'\n{rest}")
}

#[test]
fn every_mistake_has_its_line_and_exits_65() {
    let circle =
        day("a", "needs = ['c']\n") + &day("b", "needs = ['a']\n") + &day("c", "needs = ['b']\n");
    let cases = [
        (
            circle,
            8,
            "days need each other in a circle: `a` → `c` → `b` → `a`",
        ),
        (
            day("a", "") + &day("b", "") + &day("a", ""),
            12,
            "two days have the id `a`: the first is in line 6",
        ),
        (
            "start = 2027-02-01\ninterview = 2027-01-31\n".to_owned() + &day("a", ""),
            6,
            "the interview on 2027-01-31 comes before the start on 2027-02-01",
        ),
        (
            "minutes = 0\n".to_owned() + &day("a", ""),
            5,
            "minutes = 0 is not possible: use whole minutes from 1 to 1440",
        ),
        (day("a", "minutes = 0\n"), 8, "minutes = 0 is not possible"),
        (
            "[defaults]\nlearn = 0\n".to_owned() + &day("a", ""),
            6,
            "learn = 0 is not possible",
        ),
        (
            day("a", "needs = ['nowhere']\n"),
            8,
            "`a` needs `nowhere`, which is no day",
        ),
        (day("a", "map = ''\n"), 8, "map = '' is not possible"),
        (
            day("a", "join = 'yes'\n"),
            8,
            "join = 'yes' is not possible: use true or false",
        ),
        (
            (0..10_000).map(|n| day(&format!("d{n}"), "")).collect(),
            3_006,
            "10000 days are too many: a plan has at most 1000; split it",
        ),
    ];
    for (text, line, message) in cases {
        let (mut fake, home) = home(Form::Json);
        let path = file(&home, "p.toml", &format!("{HEAD}{text}"));
        assert_eq!(run(&mut fake, &["plan", "check", &path]), 65, "{message}");
        let said: Value = serde_json::from_str(&fake.stdout.text()).unwrap();
        assert_eq!(said["kind"], "plan_check");
        let problems = said["data"]["problems"].as_array().unwrap();
        let errors: Vec<&Value> = problems
            .iter()
            .filter(|problem| problem["level"] == "error")
            .collect();
        assert_eq!(errors.len(), 1, "{problems:?}");
        assert_eq!(errors[0]["line"], line, "{problems:?}");
        let told = errors[0]["message"].as_str().unwrap();
        assert!(told.contains(message), "{told}");
        assert!(said["data"]["days"].is_null(), "nothing of it counts");
    }
}

#[test]
fn a_map_where_a_palace_belongs_is_a_mistake_with_its_line() {
    let of_kind = |method: &str, params: &Value| {
        assert_eq!(method, "find");
        let scopes = params["scopes"].as_array().unwrap().iter();
        let found = scopes.map(|scope| {
            let is_palace = scope.as_str().unwrap().contains("house");
            json!({"scope": scope, "kind": if is_palace { "palace" } else { "map" }})
        });
        Ok(json!({"missing": [], "found": found.collect::<Vec<Value>>()}))
    };
    let text = format!(
        "{HEAD}{}{}{}",
        day("a", "map = 'python'\npalace = 'my-house'\n"),
        day("b", "palace = 'python'\n"),
        day("c", "map = 'my-house/gate'\n"),
    );
    let mut fake = Fake::new(Form::Text, of_kind);
    let home = fake.context.paths.home.clone().unwrap();
    let path = file(&home, "p.toml", &text);
    assert_eq!(run(&mut fake, &["plan", "check", &path]), 65);
    assert_eq!(
        fake.stdout.text().replace(&path, "p"),
        "p:13:10: error: palace = \"python\" is a map in your notes, not a palace: name a palace, or write map = \
         \"python\"\n\
         p:17:7: error: map = \"my-house/gate\" is a palace in your notes, not a map: name a map, or write palace = \
         \"my-house/gate\"\n\
         2 errors\n"
    );
}

#[test]
fn what_begins_late_is_named_with_its_date_and_no_mistake() {
    let said = checked(&format!(
        "{HEAD}start = 2027-01-04\ninterview = 2027-01-12\n{}{}{}{}",
        day("a", ""),
        day("b", ""),
        day("c", ""),
        day("d", "join = true\n"),
    ));
    assert!(
        said.starts_with(
            "p:6:13: warning: 2 topics begin less than 7 days before the interview: `c` on 2027-01-06, `d` on \
             2027-01-06; leave days out (skip = true), put some together (join = true), or begin earlier\n"
        ),
        "{said}"
    );
}

/// What is said of a plan, `p`, of which nothing is worse than odd.
fn checked(text: &str) -> String {
    let (mut fake, home) = home(Form::Text);
    let path = file(&home, "p.toml", text);
    assert_eq!(run(&mut fake, &["plan", "check", &path]), 0);
    fake.stdout.text().replace(&path, "p")
}

#[test]
fn what_begins_after_the_interview_is_told_as_such() {
    let said = checked(&format!(
        "{HEAD}start = 2027-01-04\ninterview = 2027-01-05\n{}{}{}",
        day("a", ""),
        day("b", ""),
        day("c", ""),
    ));
    let cure = "leave days out (skip = true), put some together (join = true), or begin earlier";
    assert!(
        said.starts_with(&format!(
            "p:6:13: warning: 1 topic begins less than 7 days before the interview: `a` on 2027-01-04; {cure}\n\
             p:6:13: warning: 2 topics begin on the day of the interview or after it: `b` on 2027-01-05, `c` on \
             2027-01-06; {cure}\n"
        )),
        "{said}"
    );
}

#[test]
fn a_plan_without_a_start_is_reckoned_from_today_and_that_is_told() {
    let today = home(Form::Text).0.context.today();
    let after = |days| today + chrono::Days::new(days);
    let said = |interview: chrono::NaiveDate| {
        checked(&format!("{HEAD}interview = {interview}\n{}", day("a", "")))
    };
    let late = said(after(3));
    let expected = format!(
        "p:5:13: warning: 1 topic begins less than 7 days before the interview: `a` on {today}; leave days out (skip = \
         true), or put some together (join = true); it is reckoned from today on, as the plan has no `start`\n"
    );
    assert!(late.starts_with(&expected), "{late}");
    let in_time = said(after(7));
    assert!(!in_time.contains("warning"), "{in_time}");
    let yesterday = today - chrono::Days::new(1);
    let over = said(yesterday);
    let expected = format!("p:5:13: warning: the interview on {yesterday} is over: ");
    assert!(over.starts_with(&expected), "{over}");
}

#[test]
fn an_interview_that_is_absurdly_far_is_told_with_its_line() {
    let said = |start: &str, interview: &str| {
        checked(&format!(
            "{HEAD}{start}interview = {interview}\n{}",
            day("a", "")
        ))
    };
    let far = said("start = 2027-01-04\n", "9999-12-16T14:00:00");
    assert!(
        far.starts_with(
            "p:6:13: warning: the interview on 9999-12-16 is more than 10 years after the start of the plan: is its \
             year right?\n"
        ),
        "{far}"
    );
    let far = said("", "9999-12-16");
    assert!(
        far.starts_with(
            "p:5:13: warning: the interview on 9999-12-16 is more than 10 years away: is its year right?\n"
        ),
        "{far}"
    );
    for (day, is_far) in [("2037-01-04", false), ("2037-01-05", true)] {
        let said = said("start = 2027-01-04\n", day);
        assert_eq!(said.contains("10 years"), is_far, "{said}");
    }
}

#[test]
fn a_plan_for_a_near_interview_says_what_it_leaves_out_and_leaves_it_in_the_file() {
    let (mut fake, home) = home(Form::Text);
    let line = [
        "plan",
        "new",
        "Near",
        "--level",
        "advanced",
        "--start",
        "2030-01-07",
        "--interview",
        "2030-01-14",
    ];
    assert_eq!(run(&mut fake, &line), 0, "{}", fake.stderr.text());
    let said = fake.stdout.text();
    for told in [
        "fitted to the 7 dates until the interview",
        "2 days share the date of the day before (join = true): ",
        "days left out (skip = true): numbers-and-text,",
        "less than 7 days before the interview: ",
    ] {
        assert!(said.replace("\n  ", " ").contains(told), "{told}: {said}");
    }
    let path = home.join("notes/plans/near.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.matches("\njoin = true ").count(), 2);
    assert!(text.matches("\nskip = true ").count() > 10);
    let (mut fake, _home) = super::home(Form::Json);
    assert_eq!(run(&mut fake, &line), 0, "{}", fake.stderr.text());
    let made: Value = serde_json::from_str(&fake.stdout.text()).unwrap();
    let data = &made["data"];
    assert_eq!(
        (
            data["dates"].as_u64(),
            data["joined"].as_array().unwrap().len()
        ),
        (Some(7), 2)
    );
    assert!(
        data["left_out"]
            .as_array()
            .unwrap()
            .iter()
            .any(|id| id == "numbers-and-text")
    );
    assert_eq!(data["late"][0]["date"], "2030-01-08");
}

#[test]
fn a_bar_that_is_escaped_stays_in_its_cell_and_in_the_topic() {
    let (mut fake, home) = home(Form::Json);
    let md = file(
        &home,
        "bars.md",
        "| Day | Topic | Code |\n|---|---|---|\n| 1 | sets \\| dicts | a = `x \\| y` |\n| 2 | back\\\\slash | b |\n",
    );
    assert_eq!(run(&mut fake, &["plan", "import", &md]), 0);
    let (plan, problems) = crate::config::plan::read(
        &std::fs::read_to_string(home.join("notes/plans/bars.toml")).unwrap(),
    );
    assert_eq!(problems, []);
    let days = plan.unwrap().days;
    let said: Vec<(&str, Option<&str>)> = days
        .iter()
        .map(|day| (day.title.as_str(), day.code.as_deref()))
        .collect();
    assert_eq!(
        said,
        [
            ("sets | dicts", Some("a = x | y")),
            ("back\\\\slash", Some("b"))
        ]
    );
}

#[test]
fn days_that_cannot_be_are_told_with_their_lines() {
    let (mut fake, home) = home(Form::Json);
    let md = file(
        &home,
        "odd.md",
        "Day 1: sets\nDay 9-7: back\n- Day 0: none\n## Day -5: below\nDay 99999999999: far\nDay 4294967295: far\n\
         99999999999. far\n\n| Day | Topic |\n|---|---|\n| 0 | a |\n| 9-7 | b |\n| -5 | c |\n| 99999999999 | d |\n| 2 | dicts |\n",
    );
    assert_eq!(run(&mut fake, &["plan", "import", &md, "--yes"]), 0);
    let said: Value = serde_json::from_str(&fake.stdout.text()).unwrap();
    let days = said["data"]["days"].as_array().unwrap().iter();
    let titles: Vec<&str> = days.map(|day| day["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["sets", "dicts"]);
    let left = said["data"]["left"].as_array().unwrap().iter();
    let left: Vec<(u64, &str)> = left
        .map(|left| {
            (
                left["line"].as_u64().unwrap(),
                left["why"].as_str().unwrap(),
            )
        })
        .collect();
    let (below, back, far) = (
        "days are numbered from 1",
        "its last day comes before its first",
        "days are numbered up to 99999",
    );
    assert_eq!(
        left,
        [
            (2, back),
            (3, below),
            (4, below),
            (5, far),
            (6, far),
            (7, "other lines say which day they are"),
            (11, below),
            (12, back),
            (13, below),
            (14, far)
        ]
    );
}
