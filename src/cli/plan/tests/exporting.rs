//! The plan as a calendar file, by both of its verbs: to stdout, into a file, for programs, and why not.

use std::path::Path;

use super::*;
use crate::ipc::protocol::{HelloReply, PlanBlock, PlanBlocksReply, ProblemInfo};

/// A plan of two days, the second of which was left out.
fn two_days() -> PlanBlocksReply {
    PlanBlocksReply {
        name: "Python 30".to_owned(),
        file: "/nowhere/plan.toml".to_owned(),
        zone: "Europe/Berlin".to_owned(),
        changed: Some("2026-11-22T18:20:11+01:00".to_owned()),
        blocks: vec![
            block("dict", "2026-11-23", false),
            block("list", "2026-11-25", true),
        ],
        problems: Vec::new(),
    }
}

fn block(day: &str, date: &str, cancelled: bool) -> PlanBlock {
    PlanBlock {
        day: day.to_owned(),
        title: format!("all about {day}"),
        kind: "topic".to_owned(),
        date: date.to_owned(),
        starts: format!("{date}T19:00:00+01:00"),
        minutes: 50,
        cancelled,
    }
}

/// A daemon with a plan of two days, and its config.
fn exporting(form: Form, config: &str) -> (Fake, tempfile::TempDir) {
    exporting_of(form, config, two_days())
}

/// A daemon with a plan, and its config.
fn exporting_of(form: Form, config: &str, reply: PlanBlocksReply) -> (Fake, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, config).unwrap();
    let hello = HelloReply {
        version: "0.0.0".to_owned(),
        protocol: 1,
        pid: 1,
        data_dir: "/data".to_owned(),
        config: path.display().to_string(),
        demo: false,
        syncing: false,
    };
    let fake = Fake::new(form, move |method, _| match method {
        "plan_blocks" => Ok(json!(reply)),
        "hello" => Ok(json!(hello)),
        other => Err(error(-32601, "unknown_method", other, &[])),
    });
    (fake, folder)
}

/// What a line gives, but for the times.
fn exported(config: &str, line: &[&str]) -> String {
    let (mut fake, _folder) = exporting(Form::Text, config);
    assert_eq!(run(&mut fake, line), 0, "{}", fake.stderr.text());
    assert_eq!(fake.stderr.text(), "");
    let text = fake.stdout.text();
    let is_of_now = |line: &&str| {
        let now = ["DTSTAMP", "LAST-MODIFIED", "SEQUENCE"];
        !now.iter().any(|name| line.starts_with(name))
    };
    text.split_inclusive("\r\n").filter(is_of_now).collect()
}

#[test]
fn both_verbs_write_the_same_calendar_and_nothing_else_to_stdout() {
    let text = exported("", &["plan", "export"]);
    assert!(
        text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"),
        "{text}"
    );
    assert!(text.ends_with("END:VCALENDAR\r\n"), "{text}");
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 2);
    assert_eq!(exported("", &["export", "ics"]), text);
    for stdout in ["-", "/dev/stdout"] {
        assert_eq!(exported("", &["export", "ics", "-o", stdout]), text);
    }
    let titled = exported("", &["plan", "export", "--titles"]);
    assert_ne!(titled, text);
    assert_eq!(exported("", &["export", "ics", "--titles"]), titled);
}

#[test]
fn topics_are_named_if_they_are_asked_for_or_reminders_may_name_them() {
    let of = |privacy: &str, line: &[&str]| {
        let config = format!("[notify]\nprivacy = \"{privacy}\"\n");
        exported(&config, line).contains("SUMMARY:loci · all about dict · 50 min")
    };
    assert!(!of("discreet", &["plan", "export"]));
    assert!(of("discreet", &["plan", "export", "--titles"]));
    assert!(of("topics", &["plan", "export"]));
    assert!(of("full", &["plan", "export"]));
}

/// Writes into `plan.ics` in a folder; the exit, what was said, and the folder.
fn into_file(form: Form, before: Option<&str>) -> (u8, String, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.ics");
    if let Some(before) = before {
        std::fs::write(&path, before).unwrap();
    }
    let (mut fake, _config) = exporting(form, "");
    let exit = run(&mut fake, &["plan", "export", "-o", path.to_str().unwrap()]);
    (exit, fake.stdout.text(), folder)
}

fn only_file(folder: &Path) -> String {
    let found: Vec<_> = std::fs::read_dir(folder).unwrap().collect();
    assert_eq!(found.len(), 1);
    std::fs::read_to_string(folder.join("plan.ics")).unwrap()
}

#[test]
fn a_file_is_replaced_as_a_whole_and_told_with_what_updates_a_calendar() {
    let (exit, said, folder) = into_file(
        Form::Text,
        Some("\u{feff}\n begin:vcalendar \r\nan older one"),
    );
    assert_eq!(exit, 0);
    let path = folder.path().join("plan.ics").display().to_string();
    let said = said.replace(&path, "FILE");
    let first = said.lines().next().unwrap();
    assert!(
        first.starts_with("exported: 2 events (1 cancelled), "),
        "{said}"
    );
    assert!(
        first.contains("23 Nov") && first.contains("25 Nov"),
        "{said}"
    );
    assert!(first.ends_with(", to FILE"), "{said}");
    assert!(said.contains("import it again"), "{said}");
    assert!(only_file(folder.path()).ends_with("END:VCALENDAR\r\n"));
}

#[test]
fn programs_get_the_blocks_or_what_was_written() {
    let (exit, said, folder) = into_file(Form::Json, None);
    assert_eq!(exit, 0);
    let path = folder.path().join("plan.ics").display().to_string();
    let shown: Value = serde_json::from_str(&said).unwrap();
    let data = json!({"count": 2, "cancelled": 1, "from": "2026-11-23", "until": "2026-11-25", "path": path});
    assert_eq!(shown, json!({"schema": 1, "kind": "export", "data": data}));
    let (mut fake, _folder) = exporting(Form::Json, "");
    assert_eq!(run(&mut fake, &["export", "ics"]), 0);
    let shown: Value = serde_json::from_str(&fake.stdout.text()).unwrap();
    assert_eq!(shown["kind"], "export");
    assert_eq!(shown["data"]["zone"], "Europe/Berlin");
    assert_eq!(shown["data"]["blocks"][1]["cancelled"], true);
}

#[test]
fn a_file_that_cannot_be_written_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let (mut fake, _config) = exporting(Form::Text, "");
    let inside = folder.path().join("none/plan.ics");
    assert_eq!(
        run(
            &mut fake,
            &["plan", "export", "-o", inside.to_str().unwrap()]
        ),
        1
    );
    assert!(
        fake.stderr.text().contains("cannot write"),
        "{}",
        fake.stderr.text()
    );
    let taken = folder.path().join("plan.ics");
    std::fs::create_dir(&taken).unwrap();
    assert_eq!(
        run(
            &mut fake,
            &["plan", "export", "-o", taken.to_str().unwrap()]
        ),
        1
    );
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    assert_eq!(fake.stdout.text(), "");
}

#[test]
fn what_has_no_topics_names_none() {
    let mut fake = Fake::down(Form::Text);
    assert_eq!(run(&mut fake, &["export", "journal", "--titles"]), 2);
    let said = fake.stderr.text();
    assert!(said.contains("loci export ics"), "{said}");
}

#[test]
fn a_plan_of_no_days_is_no_calendar() {
    let mut fake = Fake::new(Form::Text, |method, _| match method {
        "plan_blocks" => Ok(json!(PlanBlocksReply::default())),
        _ => Ok(
            json!({"version": "0", "protocol": 1, "pid": 1, "data_dir": "/d", "config": "/c", "demo": false}),
        ),
    });
    assert_eq!(run(&mut fake, &["plan", "export"]), 1);
    assert_eq!(fake.stdout.text(), "");
    assert!(fake.stderr.text().contains("nothing to export"));
}

#[test]
fn a_revision_goes_by_the_last_change_of_anything_it_is_made_from() {
    let revision = |config: &str| {
        let (mut fake, folder) = exporting(Form::Text, config);
        // The config file was made just now, long after what the journal told.
        assert_eq!(run(&mut fake, &["plan", "export"]), 0);
        let text = fake.stdout.text();
        let line = text
            .lines()
            .find(|line| line.starts_with("LAST-MODIFIED:"))
            .unwrap();
        use std::os::unix::fs::MetadataExt;
        let changed = std::fs::metadata(folder.path().join("config.toml"))
            .unwrap()
            .ctime();
        (line.trim_end().to_owned(), changed)
    };
    let (line, config_changed) = revision("");
    let journal: chrono::DateTime<chrono::Utc> = "2026-11-22T17:20:11Z".parse().unwrap();
    let last = journal.timestamp().max(config_changed);
    let last = chrono::DateTime::from_timestamp(last, 0).unwrap();
    assert_eq!(
        line,
        last.format("LAST-MODIFIED:%Y%m%dT%H%M%SZ").to_string()
    );
}

#[test]
fn a_file_that_is_no_plan_any_more_is_told_beside_the_calendar_of_the_plan_that_it_was() {
    let broken = |form: Form, to_file: bool| {
        let problem = ProblemInfo {
            source: "/n/p.toml".to_owned(),
            line: 7,
            level: "error".to_owned(),
            message: "unknown key `titel`".to_owned(),
        };
        let (mut fake, folder) = exporting_of(
            form,
            "",
            PlanBlocksReply {
                problems: vec![problem],
                ..two_days()
            },
        );
        let file = folder.path().join("plan.ics").display().to_string();
        let mut line = vec!["plan", "export"];
        if to_file {
            line.extend(["-o", &file]);
        }
        assert_eq!(run(&mut fake, &line), 0);
        (fake.stdout.text(), fake.stderr.text())
    };
    for to_file in [false, true] {
        let (said, told) = broken(Form::Text, to_file);
        assert!(!said.contains("titel"), "{said}");
        assert_eq!(
            told,
            "/n/p.toml:7: unknown key `titel`; meanwhile the last good plan is used: loci plan check, or loci plan \
             restore\n"
        );
        let (said, told) = broken(Form::Json, to_file);
        assert_eq!(told, "");
        let said: Value = serde_json::from_str(&said).unwrap();
        assert_eq!(said["data"]["problems"][0]["line"], 7);
    }
}

#[test]
fn what_a_file_held_that_the_plan_has_no_more_is_cancelled_in_it_until_its_date_has_passed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.ics").display().to_string();
    let export = |days: &[(&str, &str)], titles: bool| {
        let blocks = days.iter().map(|(day, date)| match *day {
            "twice" => PlanBlock {
                starts: format!("{date}T02:30:00+01:00"),
                ..block(day, date, false)
            },
            day => block(day, date, false),
        });
        let reply = PlanBlocksReply {
            blocks: blocks.collect(),
            ..two_days()
        };
        let (mut fake, _config) = exporting_of(Form::Text, "", reply);
        let mut line = vec!["plan", "export", "-o", &path];
        line.extend(titles.then_some("--titles"));
        assert_eq!(run(&mut fake, &line), 0, "{}", fake.stderr.text());
        let text = std::fs::read_to_string(&path).unwrap();
        let events = text.split("BEGIN:VEVENT\r\n").skip(1);
        let of = |event: &str, key: &str| {
            let line = event.lines().find(|line| line.starts_with(key)).unwrap();
            line.to_owned()
        };
        let events = events.map(|event| {
            let keys = ["UID", "DTSTART", "DURATION", "SUMMARY", "STATUS", "TRANSP"];
            keys.map(|key| of(event, key))
        });
        (fake.stdout.text(), events.collect::<Vec<_>>())
    };
    let (past, kept) = (("past", "2020-01-07"), ("kept", "2099-01-07"));
    // The clock of the second reads the same twice, so that it is told in UTC.
    let (gone, twice) = (("gone", "2099-01-05"), ("twice", "2099-10-25"));
    let (_, before) = export(&[past, gone, kept, twice], true);
    assert_eq!(before.len(), 4);
    assert_eq!(before[3][1], "DTSTART:20991025T013000Z");
    let cancelled = |event: &[String; 6], summary: &str| {
        let [uid, starts, length, ..] = event.clone();
        let said = ["SUMMARY:", "STATUS:CANCELLED", "TRANSP:TRANSPARENT"];
        let [summary, status, transp] = [
            format!("{}{summary}", said[0]),
            said[1].into(),
            said[2].into(),
        ];
        [uid, starts, length, summary, status, transp]
    };
    for _ in 0..2 {
        let (said, now) = export(&[kept], false);
        assert!(
            said.starts_with("exported: 3 events (2 cancelled), "),
            "{said}"
        );
        let discreet = "loci · 50 min";
        assert_eq!(now[0], cancelled(&before[1], discreet));
        assert_eq!(now[1][0], before[2][0]);
        assert_eq!(now[2], cancelled(&before[3], discreet));
        assert_eq!(now.len(), 3);
    }
    let (_, titled) = export(&[kept], true);
    assert_eq!(titled[0], cancelled(&before[1], "loci · left out · 50 min"));
    let (said, back) = export(&[gone, kept, twice], true);
    assert!(said.starts_with("exported: 3 events, "), "{said}");
    assert_eq!(back, before[1..]);
}

#[test]
fn what_is_no_calendar_of_a_plan_leaves_nothing_in_the_file_that_takes_its_place() {
    let foreign = "BEGIN:VCALENDAR\r\nPRODID:-//other//EN\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20990105T180000Z\r\n\
                   DURATION:PT50M\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let torn = foreign
        .replace("other", "loci//plan")
        .replace("PT50M", "soon");
    for before in [foreign, &torn, "", " \n"] {
        let (exit, said, _folder) = into_file(Form::Text, Some(before));
        assert_eq!(exit, 0);
        assert!(
            said.starts_with("exported: 2 events (1 cancelled), "),
            "{said}"
        );
    }
}

#[test]
fn what_is_no_calendar_is_not_replaced_and_named() {
    for before in ["# Notes\nBEGIN:VCALENDAR\n", "BEGIN:VCARD\r\n", "\0", "x"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.md");
        std::fs::write(&path, before).unwrap();
        for form in [Form::Text, Form::Json] {
            let (mut fake, _config) = exporting(form, "");
            let exit = run(&mut fake, &["plan", "export", "-o", path.to_str().unwrap()]);
            assert_eq!(exit, 1, "{before}");
            assert_eq!(fake.stdout.text(), "");
            let told = format!(
                "{} is no calendar, and stays as it is: choose another name, or delete it first",
                path.display()
            );
            assert!(fake.stderr.text().contains(&told), "{}", fake.stderr.text());
            assert_eq!(std::fs::read_to_string(&path).unwrap(), before);
            assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        }
    }
}
