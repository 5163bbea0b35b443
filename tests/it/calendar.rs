//! The plan of a real daemon as a calendar file, read by a parser that did not write it, before and after it changes.

use std::collections::BTreeMap;

use calcard::common::timezone::Tz;
use calcard::icalendar::{ICalendar, ICalendarComponent, ICalendarProperty, ICalendarStatus};
use calcard::{Entry, Parser};
use serde_json::json;

use crate::support::{Home, Wire};

/// A plan of four days from 2027-10-29 on, over the end of summer time in Europe, and a zone.
fn home(zone: &str) -> Home {
    let home = Home::new().with_notes();
    home.write(
        ".config/loci/config.toml",
        &format!(
            "notes = [\"~/notes\"]\n[day]\ntimezone = \"{zone}\"\n[notify]\nquiet = []\n[plan]\nfile = \"~/plan.toml\"\n"
        ),
    );
    home.write("plan.toml", &plan("window = \"19:00-21:00\""));
    home
}

fn plan(more: &str) -> String {
    let mut text = format!(
        "schema = 1\nname = \"Small\"\nlevel = \"intermediate\"\nfocus = \"learning\"\nstart = 2027-10-29\nminutes = 45\n{more}\n"
    );
    for day in ["dict", "list", "set", "str"] {
        text.push_str(&format!(
            "[[day]]\nid = \"{day}\"\ntitle = \"Interview: {day}, and; more\"\nlevel = \"intermediate\"\ncode = \"write it\"\n"
        ));
    }
    text
}

/// An event as the other parser read it.
#[derive(Debug, Clone, PartialEq)]
struct Read {
    starts: String,
    sequence: i64,
    is_on: bool,
    summary: String,
}

/// The events by their UIDs, in the order of their beginnings.
fn read(text: &str) -> (Vec<String>, BTreeMap<String, Read>) {
    let Entry::ICalendar(calendar) = Parser::new(text).entry() else {
        panic!("no calendar: {text}");
    };
    let expanded = calendar.expand_dates(Tz::Floating, 0);
    assert!(expanded.errors.is_empty(), "{:?}", expanded.errors);
    let mut order = Vec::new();
    let mut events = BTreeMap::new();
    for found in expanded.events {
        let event = &calendar.components[found.comp_id as usize];
        let uid = event.uid().unwrap().to_owned();
        let starts = found.start.to_utc().to_rfc3339();
        order.push(uid.clone());
        assert!(events.insert(uid, of(&calendar, event, starts)).is_none());
    }
    (order, events)
}

fn of(calendar: &ICalendar, event: &ICalendarComponent, starts: String) -> Read {
    assert_eq!(calendar.timezones().count(), 1, "the zone is explained");
    let value = |name| &event.property(&name).unwrap().values[0];
    Read {
        starts,
        sequence: value(ICalendarProperty::Sequence).as_integer().unwrap(),
        is_on: event.status() == Some(&ICalendarStatus::Confirmed),
        summary: value(ICalendarProperty::Summary)
            .as_text()
            .unwrap()
            .to_owned(),
    }
}

fn exported(home: &Home, line: &[&str]) -> (Vec<String>, BTreeMap<String, Read>) {
    let ran = home.loci(line).ok();
    assert_eq!(ran.stderr, "");
    read(&ran.stdout)
}

fn starts(read: &(Vec<String>, BTreeMap<String, Read>)) -> Vec<&str> {
    let (order, events) = read;
    order
        .iter()
        .map(|uid| events[uid].starts.as_str())
        .collect()
}

fn told(wire: &mut Wire, method: &str, params: serde_json::Value) {
    wire.call(method, &params);
}

#[test]
fn a_plan_that_changes_is_exported_as_the_same_events_at_other_times() {
    let home = home("Europe/Berlin");
    let _daemon = home.daemon();
    let mut wire = home.connect();
    let first = exported(&home, &["plan", "export"]);
    assert_eq!(
        starts(&first),
        [
            "2027-10-29T17:00:00+00:00",
            "2027-10-30T17:00:00+00:00",
            "2027-10-31T18:00:00+00:00",
            "2027-11-01T18:00:00+00:00"
        ],
        "19:00 by the clock, which is put back in between"
    );
    assert!(first.1.values().all(|event| event.is_on));
    let [dict, list, set, str] = [0, 1, 2, 3].map(|n| first.0[n].clone());

    told(
        &mut wire,
        "plan_move",
        json!({"day": "dict", "to": "2027-11-05"}),
    );
    told(
        &mut wire,
        "plan_step",
        json!({"day": "list", "how": "skipped"}),
    );
    let second = exported(&home, &["export", "ics"]);
    assert_eq!(
        second.0,
        [list.clone(), set.clone(), str.clone(), dict.clone()]
    );
    assert_eq!(second.1[&dict].starts, "2027-11-05T18:00:00+00:00");
    assert!(!second.1[&list].is_on && second.1[&set].is_on);
    for (uid, event) in &second.1 {
        assert!(event.sequence >= first.1[uid].sequence, "{uid}");
    }

    // The same plan at another time of day, and a day that was taken out of the file.
    let text = plan("window = \"07:30-09:00\"").replace("id = \"set\"", "id = \"frozenset\"");
    home.write("plan.toml", &text);
    told(&mut wire, "sync", json!({}));
    let third = exported(&home, &["plan", "export"]);
    assert_eq!(third.1[&dict].starts, "2027-11-05T06:30:00+00:00");
    assert!(
        !third.1.contains_key(&set),
        "a day that is gone is not told"
    );
    for uid in [&dict, &list, &str] {
        assert!(third.1[uid].sequence >= second.1[uid].sequence, "{uid}");
    }
}

#[test]
fn a_night_that_ends_the_study_day_lies_on_the_next_date_in_any_zone() {
    for (zone, wanted) in [
        ("America/New_York", "2027-10-30T04:30:00+00:00"),
        ("Asia/Kolkata", "2027-10-29T19:00:00+00:00"),
        ("Europe/Dublin", "2027-10-29T23:30:00+00:00"),
        ("Australia/Lord_Howe", "2027-10-29T13:30:00+00:00"),
    ] {
        let home = home(zone);
        home.write("plan.toml", &plan("window = \"00:30-02:00\""));
        let _daemon = home.daemon();
        let read = exported(&home, &["plan", "export"]);
        assert_eq!(starts(&read)[0], wanted, "{zone}");
    }
}

#[test]
fn topics_show_only_if_they_are_wanted_and_one_word_never() {
    let home = home("Europe/Berlin");
    let _daemon = home.daemon();
    for (line, wanted) in [
        (&["plan", "export"][..], "loci · 45 min"),
        (&["plan", "export", "--titles"], "loci · study · 45 min"),
    ] {
        let text = home.loci(line).ok().stdout;
        assert!(!text.to_lowercase().contains("interview"), "{text}");
        assert!(read(&text).1.values().all(|event| event.summary == wanted));
    }
}

#[test]
fn a_file_is_written_whole_and_the_same_plan_gives_the_same_file() {
    let home = home("Europe/Dublin");
    let _daemon = home.daemon();
    let ran = home.loci(&["plan", "export", "-o", "plan.ics"]).ok();
    let said = ran.stdout.lines().next().unwrap();
    assert!(said.starts_with("exported: 4 events, "), "{said}");
    assert!(said.ends_with("to ~/plan.ics"), "{said}");
    let file = |name: &str| {
        let text = std::fs::read_to_string(home.path(name)).unwrap();
        let lines = text.split_inclusive("\r\n");
        let lines = lines.filter(|line| !line.starts_with("DTSTAMP:"));
        lines.collect::<String>()
    };
    home.loci(&["export", "ics", "-o", "again.ics"]).ok();
    assert_eq!(file("plan.ics"), file("again.ics"));
    let written = home
        .loci(&["export", "ics", "-o", "third.ics", "--json"])
        .ok()
        .data("export");
    assert_eq!(
        (&written["count"], &written["from"], &written["until"]),
        (&json!(4), &json!("2027-10-29"), &json!("2027-11-01"))
    );
}
