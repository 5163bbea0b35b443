//! The page about other subjects: every block of it is a file that is read as the page says.

use super::{file, home, run};
use crate::cli::render::out::Form;
use crate::config::plan::read;
use crate::domain::plan::steps::steps;

const PAGE: &str = include_str!("../../../../docs/other-subjects.md");

/// The block below the heading of a section, by what its fence says; the first of several.
fn block(section: &str, fence: &str) -> String {
    let lines = PAGE.lines().skip_while(|line| *line != section);
    let mut lines = lines.skip_while(|line| *line != fence);
    let ticks: String = lines
        .next()
        .unwrap()
        .chars()
        .take_while(|c| *c == '`')
        .collect();
    let lines = lines.take_while(|line| *line != ticks);
    lines.map(|line| format!("{line}\n")).collect()
}

const TOPICS: &str = "## 2. The topics: `topics.md`";
const NOTES: &str = "## 3. The notes: `heart.md`";
const PLAN: &str = "## 4. The plan: `heart.toml`";

#[test]
fn the_list_of_topics_becomes_the_days_of_the_plan() {
    let (mut fake, home) = home(Form::Text);
    let list = file(&home, "topics.md", &block(TOPICS, "```markdown"));
    assert_eq!(
        run(&mut fake, &["plan", "import", &list]),
        0,
        "{}",
        fake.stderr.text()
    );
    let made = home.join("notes/plans/topics.toml");
    let (imported, problems) = read(&std::fs::read_to_string(&made).unwrap());
    assert_eq!(problems, []);
    let written = read(&block(PLAN, "```toml")).0.unwrap();
    let ids = |plan: &crate::domain::plan::Plan| -> Vec<String> {
        plan.days
            .iter()
            .map(|day| format!("{} {:?}", day.id, day.kind))
            .collect()
    };
    let (imported, written) = (ids(&imported.unwrap()), ids(&written));
    assert_eq!(imported, written[..6]);
}

#[test]
fn the_notes_are_taken_as_the_page_shows() {
    let (mut fake, home) = home(Form::Text);
    let notes = file(&home, "heart.md", &block(NOTES, "````markdown"));
    assert_eq!(run(&mut fake, &["scan", &notes]), 0);
    let said = fake.stdout.text().replace(&notes, "heart.md");
    assert_eq!(said, block(NOTES, "```text"));
}

#[test]
fn the_plan_is_right_and_comes_to_what_the_page_says() {
    let (mut fake, home) = home(Form::Text);
    let text = block(PLAN, "```toml");
    let plan = file(&home, "heart.toml", &text);
    assert_eq!(run(&mut fake, &["plan", "check", &plan]), 0);
    assert_eq!(fake.stdout.text(), block(PLAN, "```text"));
    let plan = read(&text).0.unwrap();
    let kinds = plan.days.iter().flat_map(|day| steps(day, &plan));
    assert!(
        kinds
            .map(|step| step.kind.as_str())
            .all(|kind| kind != "code")
    );
}

#[test]
fn the_page_itself_is_no_note() {
    let (mut fake, home) = home(Form::Text);
    let page = file(&home, "page.md", PAGE);
    assert_eq!(run(&mut fake, &["scan", &page]), 0);
    assert!(
        fake.stdout
            .text()
            .contains("0 maps with 0 branches, 0 palaces with 0 rooms; 1 left alone"),
        "{}",
        fake.stdout.text()
    );
}
