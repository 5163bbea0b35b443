//! `plan import` where an interview is known: the days are fitted to the dates before it.

use std::path::PathBuf;

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::{file, home, run};
use crate::cli::fake::Fake;
use crate::cli::render::out::Form;
use crate::config::plan::read;

/// So many topics to import, and what the config says of an interview in so many days.
struct Import {
    fake: Fake,
    home: PathBuf,
    md: String,
    today: NaiveDate,
}

fn topics(form: Form, topics: u32) -> Import {
    let (fake, home) = home(form);
    let days: String = (1..=topics)
        .map(|n| format!("- Day {n}: topic {n}\n"))
        .collect();
    let md = file(&home, "five.md", &days);
    let today = fake.context.today();
    Import {
        fake,
        home,
        md,
        today,
    }
}

impl Import {
    /// An interview that the config names.
    fn with_interview(self, ahead: i64) -> Import {
        let interview = self.in_days(ahead);
        let config = format!("notes = ['~/notes']\n[plan]\ninterview = '{interview} 14:00'\n");
        std::fs::write(&self.fake.context.paths.config, config).unwrap();
        self
    }

    fn in_days(&self, ahead: i64) -> NaiveDate {
        let days = Days::new(ahead.unsigned_abs());
        match ahead {
            0.. => self.today + days,
            _ => self.today - days,
        }
    }

    fn run(&mut self, more: &[&str]) -> (u8, String) {
        let line = ["plan", "import", &self.md];
        let line: Vec<&str> = line.iter().chain(more).copied().collect();
        let exit = run(&mut self.fake, &line);
        let said = self.fake.stdout.text() + &self.fake.stderr.text();
        (exit, said.replace("\n  ", " "))
    }

    fn written(&self) -> String {
        std::fs::read_to_string(self.home.join("notes/plans/five.toml")).unwrap()
    }
}

fn told(date: NaiveDate) -> String {
    date.format("%a %-d %b %Y").to_string()
}

#[test]
fn what_shares_a_date_and_what_is_left_out_is_told_before_it_is_written_and_stands_in_the_file() {
    let mut import = topics(Form::Text, 7).with_interview(3);
    let interview = told(import.in_days(3));
    let (exit, said) = import.run(&[]);
    assert_eq!(exit, 0, "{said}");
    let expected = format!(
        "fitted to the 3 dates until the interview on {interview}, the last 7 days without new topics as far as that can \
         be; the file shows how, and you may change it, or import it with --as-is\n\
         2 days share the date of the day before (join = true): topic-2, topic-4\n\
         3 days left out (skip = true): topic-5, topic-6, topic-7\n\
         less than 7 days before the interview: topic-1 on "
    );
    let (at, written) = (said.find(&expected), said.find("wrote "));
    assert!(at.is_some() && at < written, "{said}");
    let text = import.written();
    let day =
        |n: u32, mark: &str| format!("[[day]]\nid = \"topic-{n}\"\n{mark}title = \"topic {n}\"\n");
    let joined = "join = true    # on the date of the day before it\n";
    let left_out = "skip = true    # left out, so that the rest fits before the interview\n";
    for (n, mark) in [(1, ""), (2, joined), (3, ""), (4, joined), (5, left_out)] {
        assert!(text.contains(&day(n, mark)), "{n}: {text}");
    }
    assert_eq!(read(&text).1, []);
    assert!(text.contains("\n# interview = "), "the config has it");
}

#[test]
fn as_it_is_no_day_is_marked_and_what_does_not_fit_is_told() {
    let mut import = topics(Form::Text, 5).with_interview(3);
    let interview = told(import.in_days(3));
    let (exit, said) = import.run(&["--as-is"]);
    assert_eq!(exit, 0, "{said}");
    let expected = format!(
        "5 days, but 3 dates from today to the interview on {interview}: put days together (join = true below the id of \
         each that shares the date of the one before it), leave some out (skip = true), or change the interview (loci \
         config set plan.interview)"
    );
    let (at, written) = (said.find(&expected), said.find("wrote "));
    assert!(at.is_some() && at < written, "{said}");
    let topics = |which: std::ops::Range<i64>| {
        let topics = which.map(|n| {
            let date = import.in_days(n - 1);
            format!("topic-{n} on {}", date.format("%a %-d %b %Y"))
        });
        topics.collect::<Vec<String>>().join(", ")
    };
    let late = format!(
        "less than 7 days before the interview: {}\non the day of the interview or after it: {}\n",
        topics(1..4),
        topics(4..6)
    );
    assert!(said.contains(&late), "{late}: {said}");
    let text = import.written();
    assert!(
        !text.contains("join =") && !text.contains("skip ="),
        "{text}"
    );
}

#[test]
fn an_interview_of_the_config_that_leaves_no_date_is_told_and_nothing_is_left_out() {
    let mut import = topics(Form::Text, 5).with_interview(0);
    let (exit, said) = import.run(&[]);
    assert_eq!(exit, 0, "{said}");
    assert!(said.contains("5 days, but 0 dates from today"), "{said}");
    assert!(!import.written().contains("skip ="));
}

#[test]
fn days_that_fit_or_have_no_interview_ahead_are_written_as_they_are() {
    for ahead in [30, -1] {
        let mut import = topics(Form::Text, 5).with_interview(ahead);
        let (exit, said) = import.run(&[]);
        assert_eq!(exit, 0);
        assert!(!said.contains("interview on"), "{ahead}: {said}");
        assert!(!import.written().contains("join ="));
    }
}

#[test]
fn an_interview_that_is_named_is_written_goes_before_that_of_the_config_and_is_fitted_to() {
    let mut import = topics(Form::Text, 5).with_interview(30);
    let (start, interview) = (import.in_days(1), import.in_days(4));
    let at = format!("{interview} 14:00");
    let (exit, said) = import.run(&["--start", &start.to_string(), "--interview", &at]);
    assert_eq!(exit, 0, "{said}");
    let expected = format!(
        "fitted to the 3 dates until the interview on {}",
        told(interview)
    );
    assert!(said.contains(&expected), "{said}");
    let silence = format!("loci config set plan.interview \"{at}\" (silent around it)");
    assert!(said.contains(&silence), "{said}");
    let text = import.written();
    let head = format!("\nstart = {start}\ninterview = {interview}T14:00:00\n");
    assert!(text.contains(&head), "{text}");
    let (plan, problems) = read(&text);
    assert_eq!((plan.unwrap().start, problems), (Some(start), Vec::new()));
}

#[test]
fn an_interview_that_cannot_be_is_refused_and_nothing_is_written() {
    let import = topics(Form::Text, 5);
    let day = |ahead| import.in_days(ahead).to_string();
    for (options, why) in [
        (vec!["--interview", "today"], "which is today"),
        (vec!["--interview", &day(-9)], "which is over"),
        (
            vec!["--interview", &day(3), "--start", &day(5)],
            "comes before --start",
        ),
        (
            vec!["--interview", &day(3), "--start", &day(3)],
            "no study date lies before the interview",
        ),
    ] {
        let mut import = topics(Form::Text, 5);
        let (exit, said) = import.run(&options);
        assert_eq!(exit, 2, "{options:?}");
        assert!(said.contains(why), "{said}");
        assert!(!import.home.join("notes/plans").exists());
    }
}

#[test]
fn a_program_is_told_the_dates_and_what_became_of_the_days() {
    let data = |ahead: i64, options: &[&str]| {
        let mut import = topics(Form::Json, 5).with_interview(ahead);
        let (_, said) = import.run(options);
        let said: Value = serde_json::from_str(&said).unwrap();
        let data = &said["data"];
        let interview = data["interview"].as_str().map(str::to_owned);
        let at = format!("{}T14:00:00", import.in_days(ahead));
        assert_eq!(interview, (ahead >= 0).then_some(at));
        json!([data["dates"], data["joined"], data["left_out"]])
    };
    let joined = json!(["topic-2", "topic-4"]);
    assert_eq!(data(3, &[]), json!([3, joined, ["topic-5"]]));
    assert_eq!(data(3, &["--as-is"]), json!([3, [], []]));
    assert_eq!(data(30, &[]), json!([30, [], []]));
    assert_eq!(data(-1, &[]), json!([null, [], []]));
}

#[test]
fn days_that_cannot_be_are_told_with_their_lines_below_all_that_was_left() {
    let mut import = topics(Form::Text, 0);
    let md = "# Plan\n\n- Day 1-3: a, b, c\n- Day 1.5: between\n- Day 2-4: d, e, f\n- Day 5: g\n";
    import.md = file(&import.home, "five.md", md);
    let (exit, said) = import.run(&[]);
    assert_eq!(exit, 0, "{said}");
    let expected = "left alone:     1  # Plan: a heading without a day\n\
                    days that are not taken:     4  - Day 1.5: between: days have whole numbers: number it anew, several \
                    days like 1-2     5  - Day 2-4: d, e, f: days 2 to 3 are in line 3 already: number it anew\nwrote ";
    assert!(said.contains(expected), "{said}");
    assert_eq!(read(&import.written()).0.unwrap().days.len(), 4);
}

#[test]
fn a_plan_whose_path_has_blanks_is_quoted_in_the_commands_and_a_plain_one_is_short() {
    for (name, expected) in [
        ("five", "~/notes/plans/five.toml".to_owned()),
        ("my five", "'HOME/notes/plans/my five.toml'".to_owned()),
    ] {
        let mut import = topics(Form::Text, 5);
        let into = import.home.join(format!("notes/plans/{name}.toml"));
        let (exit, said) = import.run(&["-o", &into.display().to_string()]);
        assert_eq!(exit, 0, "{said}");
        let path = expected.replace("HOME", &import.home.display().to_string());
        let next = format!(
            "next: edit it, then loci plan check {path}, and loci config set plan.file {path}\n"
        );
        assert!(said.contains(&next), "{said}");
    }
}

#[test]
fn a_file_that_is_not_there_or_no_text_is_bad_input_with_its_place() {
    let mut import = topics(Form::Text, 0);
    let there = import.md.clone();
    import.md = there.replace("five.md", "none.md");
    let (exit, said) = import.run(&[]);
    assert_eq!(exit, 65, "{said}");
    assert!(
        said.contains("none.md: cannot be read (No such file"),
        "{said}"
    );
    std::fs::write(&there, b"Day 1: a\nDay 2: \xff\n").unwrap();
    import.md = there;
    let (exit, said) = import.run(&[]);
    assert_eq!(exit, 65, "{said}");
    let expected = "five.md:2:8: this is not UTF-8; save it as UTF-8";
    assert!(said.contains(expected), "{said}");
    import.md = import.home.display().to_string();
    assert_eq!(import.run(&[]).0, 65, "a folder is there");
}

#[test]
fn too_many_days_are_told_as_such_also_where_their_text_is_too_long() {
    let mut import = topics(Form::Text, 10_000);
    let (exit, said) = import.run(&[]);
    assert_eq!(exit, 65, "{said}");
    let expected = "makes no plan: 10000 days are too many: a plan has at most 1000; split it";
    assert!(said.contains(expected), "{said}");
    assert!(!import.home.join("notes/plans").exists());
}

const TABLES: &str = "| Day | Topic | Time | Read | Subject | |\n|--|--|--|--|--|--|\n| 1 | sets | 2 h | a | maths | x |\n\n\
                      | Day | Topic | **Time** | Mood |\n|--|--|--|--|\n| 2 | dicts | 1 h | |\n";

#[test]
fn columns_that_are_not_taken_are_told_in_one_line() {
    let mut import = topics(Form::Text, 0);
    import.md = file(&import.home, "five.md", TABLES);
    let (exit, said) = import.run(&[]);
    assert_eq!(exit, 0, "{said}");
    let expected = "\ncolumns that are not taken: Time (line 1 and 1 more), Subject (line 1), column 6 (line 1)\nwrote ";
    assert!(said.contains(expected), "{said}");
    let mut import = topics(Form::Text, 1);
    assert!(!import.run(&[]).1.contains("columns"));
}

#[test]
fn a_program_is_told_each_column_that_is_not_taken() {
    let mut import = topics(Form::Json, 0);
    import.md = file(&import.home, "five.md", TABLES);
    let (_, said) = import.run(&[]);
    let said: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(
        said["data"]["left_columns"],
        json!([
            {"line": 1, "name": "Time"},
            {"line": 1, "name": "Subject"},
            {"line": 1, "name": "column 6"},
            {"line": 5, "name": "Time"},
        ])
    );
    let mut import = topics(Form::Json, 1);
    let said: Value = serde_json::from_str(&import.run(&[]).1).unwrap();
    assert_eq!(said["data"].get("left_columns"), None);
}
