//! `plan new` where its interview has no time, and where the config names another one.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::{file, home, run};
use crate::cli::fake::Fake;
use crate::cli::render::out::Form;
use crate::config::plan::read;
use crate::domain::plan::Interview;

fn in_days(fake: &Fake, days: u64) -> NaiveDate {
    fake.context.today() + Days::new(days)
}

/// What is told, each paragraph on one line.
fn said(fake: &Fake) -> String {
    fake.stdout.text().replace("\n  ", " ")
}

#[test]
fn a_span_of_days_until_the_interview_gives_its_date_and_no_time() {
    let (mut fake, home) = home(Form::Text);
    let md = file(&home, "five.md", "- Day 1: sets\n- Day 2: dicts\n");
    let lines: [(&[&str], &str); 2] = [
        (&["plan", "new", "X"], "x.toml"),
        (&["plan", "import", &md], "five.toml"),
    ];
    for (line, name) in lines {
        let spans = ["--start", "in 1 week", "--interview", "in 40 days"];
        let line: Vec<&str> = line.iter().chain(&spans).copied().collect();
        assert_eq!(run(&mut fake, &line), 0, "{}", fake.stderr.text());
        let text = std::fs::read_to_string(home.join("notes/plans").join(name)).unwrap();
        let plan = read(&text).0.unwrap();
        let interview = plan.interview.map(|interview| interview.what);
        assert_eq!(interview, Some(Interview::On(in_days(&fake, 40))), "{name}");
        assert_eq!(plan.start, Some(in_days(&fake, 7)), "{name}");
    }
    let config = fake.context.config().unwrap();
    assert_eq!(config.settings.remind.interview, None);
    assert!(
        !said(&fake).contains("silent around it)"),
        "{}",
        said(&fake)
    );
    let line = ["plan", "new", "Y", "--interview", "in 960 hours"];
    assert_eq!(run(&mut fake, &line), 0, "{}", fake.stderr.text());
    let config = fake.context.config().unwrap();
    assert!(
        config.settings.remind.interview.is_some(),
        "hours name a time"
    );
}

/// What `plan new` tells of an interview in 40 days while the config names one in so many, and what the config says
/// after it.
fn beside(of_config: Option<i64>) -> (String, Option<String>) {
    beside_in(Form::Text, of_config)
}

fn beside_in(form: Form, of_config: Option<i64>) -> (String, Option<String>) {
    let (mut fake, _) = home(form);
    let today = fake.context.today();
    if let Some(days) = of_config {
        let date = today + chrono::TimeDelta::days(days);
        let config = format!("notes = ['~/notes']\n[plan]\ninterview = '{date} 14:00'\n");
        std::fs::write(&fake.context.paths.config, config).unwrap();
    }
    let date = in_days(&fake, 40).to_string();
    let line = ["plan", "new", "X", "--interview", &date];
    assert_eq!(run(&mut fake, &line), 0, "{}", fake.stderr.text());
    let config = fake.context.config().unwrap();
    let kept = config.settings.remind.interview;
    (said(&fake), kept.map(|time| time.to_string()))
}

#[test]
fn another_interview_of_the_config_is_told_as_what_silence_goes_by() {
    let today = Fake::down(Form::Text).context.today();
    let date = today + Days::new(40);
    let told = |date: NaiveDate| date.format("%a %-d %b %Y").to_string();
    let set = format!("loci config set plan.interview \"{date} 14:00\"");
    let (said, kept) = beside(Some(12));
    let other = today + Days::new(12);
    assert_eq!(kept, Some(format!("{other} 14:00:00")));
    let expected = format!(
        "the interview is on {}, but plan.interview in the config is still {} at 14:00, which silence goes by, and an import that \
         names none; with the time of this one: {set}; without: loci config set plan.interview ''\n",
        told(date),
        told(other)
    );
    assert!(said.contains(&expected), "{said}");
    let (said, _) = beside(Some(40));
    let expected = format!(
        "the interview is on {}, at 14:00 as the config says (plan.interview); it is silent around it\n",
        told(date)
    );
    assert!(said.contains(&expected), "{said}");
    for harmless in [None, Some(-3)] {
        let (said, _) = beside(harmless);
        let expected = format!(
            "the interview is on {}; with its time, loci is silent around it: {set}\n",
            told(date)
        );
        assert!(said.contains(&expected), "{said}");
    }
}

#[test]
fn a_program_is_warned_of_another_interview_of_the_config_and_of_nothing_else() {
    let warnings = |of_config| {
        let (said, _) = beside_in(Form::Json, of_config);
        let said: Value = serde_json::from_str(&said).unwrap();
        said["data"]["warnings"].clone()
    };
    let (told, _) = beside(Some(12));
    let warned = warnings(Some(12));
    assert_eq!(warned.as_array().map(Vec::len), Some(1), "{warned}");
    let warning = warned[0].as_str().unwrap();
    assert!(warning.starts_with("plan.interview in the config is still "));
    assert!(told.contains(&format!(", but {warning}\n")), "{warning}");
    for harmless in [None, Some(-3), Some(40)] {
        assert_eq!(warnings(harmless), json!([]), "{harmless:?}");
    }
}
