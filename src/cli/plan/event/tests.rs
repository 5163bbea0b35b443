//! The calendar file as another parser reads it (`calcard`), over zones and changes of the clock.

use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarParameterName,
    ICalendarProperty, ICalendarStatus, ICalendarTransparency, ICalendarValue,
};
use calcard::{Entry, Parser};
use chrono::{NaiveDateTime, NaiveTime};
use proptest::prelude::*;

use super::*;

const ZONES: [Tz; 8] = [
    chrono_tz::Europe::Berlin,
    chrono_tz::America::New_York,
    chrono_tz::Asia::Kolkata,
    chrono_tz::Europe::Dublin,
    chrono_tz::Australia::Lord_Howe,
    chrono_tz::Africa::Casablanca,
    chrono_tz::America::Santiago,
    chrono_tz::UTC,
];

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn block(day: &str, starts: DateTime<Utc>) -> PlanBlock {
    PlanBlock {
        day: day.to_owned(),
        title: format!("all about {day}"),
        kind: "topic".to_owned(),
        date: starts.date_naive().to_string(),
        starts: starts.to_rfc3339(),
        minutes: 45,
        cancelled: false,
    }
}

fn export(zone: Tz, blocks: Vec<PlanBlock>) -> Export {
    let reply = PlanBlocksReply {
        name: "Python 30".to_owned(),
        file: "/notes/plan.toml".to_owned(),
        zone: zone.name().to_owned(),
        blocks,
        ..PlanBlocksReply::default()
    };
    Export::of(reply).unwrap()
}

fn written() -> Written {
    Written {
        changed: at("2026-11-01T10:00:00Z"),
        now: at("2026-11-02T08:00:00Z"),
    }
}

fn text(zone: Tz, blocks: Vec<PlanBlock>, titles: Titles) -> String {
    export(zone, blocks).text(titles, written()).unwrap()
}

/// The file as the other parser takes it. That one passes over what it does not understand, so nothing may be left
/// that it does not know.
fn parsed(text: &str) -> ICalendar {
    let mut parser = Parser::new(text);
    let Entry::ICalendar(calendar) = parser.entry() else {
        panic!("not a calendar:\n{text}");
    };
    assert!(matches!(parser.entry(), Entry::Eof), "more than a calendar");
    for component in &calendar.components {
        let kind = component.component_type.as_str();
        assert!(
            !matches!(component.component_type, ICalendarComponentType::Other(_)),
            "{kind}"
        );
        for entry in &component.entries {
            let name = entry.name.as_str();
            let is_known = !matches!(entry.name, ICalendarProperty::Other(_));
            assert!(is_known || name.starts_with("X-WR-"), "{kind}: {name}");
            assert_eq!(entry.values.len(), 1, "{kind}: {name}");
        }
    }
    calendar
}

fn events(calendar: &ICalendar) -> Vec<&ICalendarComponent> {
    let all = calendar.components.iter();
    all.filter(|one| one.component_type.is_event()).collect()
}

fn value<'a>(of: &'a ICalendarComponent, name: &'a ICalendarProperty) -> &'a ICalendarValue {
    let found: Vec<_> = of.properties(name).collect();
    assert_eq!((found.len(), found[0].values.len()), (1, 1), "{name:?}");
    &found[0].values[0]
}

fn words<'a>(of: &'a ICalendarComponent, name: &'a ICalendarProperty) -> &'a str {
    value(of, name).as_text().unwrap()
}

fn local(of: &ICalendarComponent) -> NaiveDateTime {
    let told = value(of, &ICalendarProperty::Dtstart).as_partial_date_time();
    told.unwrap().to_date_time().unwrap().date_time
}

fn offset(of: &ICalendarComponent, name: &ICalendarProperty) -> TimeDelta {
    let told = value(of, name).as_partial_date_time().unwrap();
    let minutes = i64::from(told.tz_hour.unwrap()) * 60 + i64::from(told.tz_minute.unwrap());
    TimeDelta::minutes(if told.tz_minus { -minutes } else { minutes })
}

/// The instant of an event by what the file itself says of its zone, as RFC 5545, 3.6.5 has it: the observance counts
/// that began last by the local clock. Nothing here knows a table of zones.
fn by_the_file(calendar: &ICalendar, event: &ICalendarComponent) -> DateTime<Utc> {
    let start = event.property(&ICalendarProperty::Dtstart).unwrap();
    let local_time = local(event);
    let Some(zone) = start.parameter(&ICalendarParameterName::Tzid) else {
        let told = start.values[0].as_partial_date_time().unwrap();
        assert_eq!(
            (told.tz_hour, told.tz_minute),
            (Some(0), Some(0)),
            "floating"
        );
        return local_time.and_utc();
    };
    let is_zone = |one: &&ICalendarComponent| {
        one.component_type == ICalendarComponentType::VTimezone
            && words(one, &ICalendarProperty::Tzid) == zone.as_text().unwrap()
    };
    let explained: Vec<_> = calendar.components.iter().filter(is_zone).collect();
    assert_eq!(explained.len(), 1);
    let observances = explained[0].component_ids.iter();
    let observances = observances.map(|id| calendar.component_by_id(*id).unwrap());
    let begun = observances.filter(|one| local(one) <= local_time);
    let last = begun.max_by_key(|one| local(one)).unwrap();
    (local_time - offset(last, &ICalendarProperty::Tzoffsetto)).and_utc()
}

/// The instants of all events, by the zone's name.
fn by_name(calendar: &ICalendar) -> Vec<DateTime<Utc>> {
    let expanded = calendar.expand_dates(calcard::common::timezone::Tz::Floating, 0);
    assert!(expanded.errors.is_empty(), "{:?}", expanded.errors);
    let starts = expanded.events.iter().map(|event| event.start.to_utc());
    starts.collect()
}

#[test]
fn a_file_over_the_end_of_summer_time_reads_like_this() {
    let mut given_up = block("list", at("2026-10-25T18:00:00Z"));
    given_up.cancelled = true;
    let berlin = chrono_tz::Europe::Berlin;
    let blocks = vec![block("dict", at("2026-10-24T17:00:00Z")), given_up];
    let wanted = "BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//loci//plan//EN
CALSCALE:GREGORIAN
X-WR-CALNAME:loci
X-WR-TIMEZONE:Europe/Berlin
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:20260329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20261025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20270328T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
CLASS:PRIVATE
DESCRIPTION:loci plan
DTSTAMP:20261102T080000Z
DTSTART;TZID=Europe/Berlin:20261024T190000
DURATION:PT45M
LAST-MODIFIED:20261101T100000Z
SEQUENCE:215690400
STATUS:CONFIRMED
SUMMARY:loci · 45 min
TRANSP:OPAQUE
UID:DICT
END:VEVENT
BEGIN:VEVENT
CLASS:PRIVATE
DESCRIPTION:loci plan
DTSTAMP:20261102T080000Z
DTSTART;TZID=Europe/Berlin:20261025T190000
DURATION:PT45M
LAST-MODIFIED:20261101T100000Z
SEQUENCE:215690400
STATUS:CANCELLED
SUMMARY:loci · 45 min
TRANSP:TRANSPARENT
UID:LIST
END:VEVENT
END:VCALENDAR
";
    let wanted = wanted
        .replace("DICT", &uid("Python 30", "dict"))
        .replace("LIST", &uid("Python 30", "list"))
        .replace('\n', "\r\n");
    assert_eq!(text(berlin, blocks, Titles::Discreet), wanted);
    // They stand in calendars: another one would make each event anew.
    assert_eq!(
        uid("Python 30", "dict"),
        "62f8e5c1-55b4-5a30-8059-1cd2ab03f02b"
    );
}

#[test]
fn another_parser_finds_every_event_at_its_instant() {
    let nine = NaiveTime::from_hms_opt(9, 30, 0).unwrap();
    for zone in ZONES {
        let calendar = crate::domain::day::Calendar {
            zone,
            rollover: NaiveTime::from_hms_opt(4, 0, 0).unwrap(),
        };
        // More than a year, so every change of the clock is in it.
        let first: NaiveDate = "2026-09-01".parse().unwrap();
        let starts = first.iter_days().take(400);
        let starts: Vec<DateTime<Utc>> = starts.map(|day| calendar.instant(day, nine)).collect();
        let blocks = starts.iter().enumerate();
        let blocks = blocks.map(|(n, starts)| block(&format!("d{n}"), *starts));
        let text = text(zone, blocks.collect(), Titles::Discreet);
        let calendar = parsed(&text);
        let events = events(&calendar);
        assert_eq!(events.len(), 400);
        let told: Vec<_> = events
            .iter()
            .map(|event| by_the_file(&calendar, event))
            .collect();
        assert_eq!(told, starts, "{zone}");
        assert_eq!(by_name(&calendar), starts, "{zone}");
        for event in events {
            assert_eq!(local(event).time(), nine);
        }
    }
}

#[test]
fn winter_is_the_standard_also_where_the_zone_calls_it_the_exception() {
    let kinds = |zone: Tz| -> Vec<String> {
        let text = text(
            zone,
            vec![block("a", at("2026-12-01T12:00:00Z"))],
            Titles::Discreet,
        );
        let calendar = parsed(&text);
        let observances = calendar.components.iter().filter_map(|one| {
            let kind = match one.component_type {
                ICalendarComponentType::Standard => "standard",
                ICalendarComponentType::Daylight => "daylight",
                _ => return None,
            };
            let offset = offset(one, &ICalendarProperty::Tzoffsetto).num_minutes();
            Some(format!("{} {kind} {offset}", local(one).date()))
        });
        observances.collect()
    };
    assert_eq!(
        kinds(chrono_tz::Europe::Dublin),
        ["2026-10-25 standard 0", "2027-03-28 daylight 60"]
    );
    assert_eq!(
        kinds(chrono_tz::Australia::Lord_Howe),
        ["2026-10-04 daylight 660", "2027-04-04 standard 630"]
    );
    assert_eq!(kinds(chrono_tz::Asia::Kolkata), ["1970-01-01 standard 330"]);
    assert!(kinds(chrono_tz::UTC).is_empty());
}

#[test]
fn a_clock_that_stood_for_long_is_explained_from_before_the_first_event_on() {
    // Berlin had no summer time from 1950 to 1979.
    let starts = at("1960-01-15T18:00:00Z");
    let text = text(
        chrono_tz::Europe::Berlin,
        vec![block("a", starts)],
        Titles::Discreet,
    );
    let calendar = parsed(&text);
    let told: Vec<_> = events(&calendar)
        .into_iter()
        .map(|event| by_the_file(&calendar, event))
        .collect();
    assert_eq!(told, [starts], "{text}");
}

#[test]
fn utc_needs_no_zone() {
    for zone in [chrono_tz::UTC, chrono_tz::Etc::UTC, chrono_tz::Zulu] {
        let text = text(
            zone,
            vec![block("a", at("2026-12-01T12:00:00Z"))],
            Titles::Discreet,
        );
        assert!(text.contains("\r\nDTSTART:20261201T120000Z\r\n"), "{text}");
        assert!(!text.contains("TZID"), "{text}");
    }
}

#[test]
fn an_hour_that_comes_twice_is_told_in_utc_the_second_time() {
    let (first, second) = (at("2026-10-25T00:30:00Z"), at("2026-10-25T01:30:00Z"));
    let blocks = vec![block("a", first), block("b", second)];
    let text = text(chrono_tz::Europe::Berlin, blocks, Titles::Discreet);
    assert!(text.contains("DTSTART;TZID=Europe/Berlin:20261025T023000\r\n"));
    assert!(text.contains("DTSTART:20261025T013000Z\r\n"));
    let calendar = parsed(&text);
    let told = events(&calendar).into_iter();
    let told: Vec<_> = told.map(|event| by_the_file(&calendar, event)).collect();
    assert_eq!(told, [first, second]);
}

#[test]
fn an_event_keeps_its_uid_when_it_moves_and_its_revision_grows() {
    let berlin = chrono_tz::Europe::Berlin;
    let told = |starts: &str, cancelled, changed: &str| {
        let mut block = block("dict", at(starts));
        block.cancelled = cancelled;
        let written = Written {
            changed: at(changed),
            ..written()
        };
        let text = export(berlin, vec![block]).text(Titles::Topics, written);
        let calendar = parsed(&text.unwrap());
        let event = events(&calendar)[0];
        let status = event.status().cloned();
        let takes_time = event.transparency().cloned();
        let revision = value(event, &ICalendarProperty::Sequence).as_integer();
        let uid = event.uid().unwrap().to_owned();
        (uid, revision.unwrap(), status.unwrap(), takes_time.unwrap())
    };
    let (uid, first, status, takes_time) =
        told("2026-11-23T18:00:00Z", false, "2026-11-01T10:00:00Z");
    assert_eq!(status, ICalendarStatus::Confirmed);
    assert_eq!(takes_time, ICalendarTransparency::Opaque);
    let moved = told("2026-11-25T18:00:00Z", false, "2026-11-01T10:00:01Z");
    assert_eq!((&moved.0, moved.1), (&uid, first + 1));
    let dropped = told("2026-11-25T18:00:00Z", true, "2026-11-20T10:00:00Z");
    assert_eq!(dropped.0, uid);
    assert!(dropped.1 > moved.1);
    assert_eq!(dropped.2, ICalendarStatus::Cancelled);
    assert_eq!(dropped.3, ICalendarTransparency::Transparent);
}

#[test]
fn revisions_are_numbers_that_calendars_can_hold() {
    assert_eq!(revision(at("2019-12-31T23:59:59Z")), 0);
    assert_eq!(revision(at("2020-01-01T00:00:01Z")), 1);
    assert_eq!(
        revision(at("9999-01-01T00:00:00Z")),
        i32::MAX.unsigned_abs()
    );
}

#[test]
fn a_uid_tells_days_and_plans_apart() {
    let all = [uid("p", "a"), uid("p", "b"), uid("q", "a"), uid("p\na", "")];
    let distinct: std::collections::BTreeSet<_> = all.iter().collect();
    assert_eq!(distinct.len(), all.len());
}

#[test]
fn only_the_stamp_goes_by_the_time_of_the_export() {
    let blocks = || vec![block("a", at("2026-12-01T12:00:00Z"))];
    let export = export(chrono_tz::Europe::Berlin, blocks());
    let first = export.text(Titles::Discreet, written()).unwrap();
    let later = Written {
        now: at("2026-11-09T08:00:00Z"),
        ..written()
    };
    let second = export.text(Titles::Discreet, later).unwrap();
    assert_ne!(first, second);
    let stamped = first.replace("DTSTAMP:20261102T080000Z", "DTSTAMP:20261109T080000Z");
    assert_eq!(stamped, second);
}

#[test]
fn nothing_but_minutes_shows_unless_topics_are_wanted_and_one_word_never_does() {
    let titled = |title: &str, kind: &str| {
        let mut block = block("a", at("2026-12-01T12:00:00Z"));
        (block.title, block.kind) = (title.to_owned(), kind.to_owned());
        block
    };
    let summary_of = |block: PlanBlock, titles| {
        let text = text(chrono_tz::Europe::Berlin, vec![block], titles);
        assert!(!text.to_lowercase().contains("interview"), "{text}");
        for never in ["VALARM", "CATEGORIES", "notes", "Python"] {
            assert!(!text.contains(never), "{never}: {text}");
        }
        let calendar = parsed(&text);
        words(events(&calendar)[0], &ICalendarProperty::Summary).to_owned()
    };
    let dict = || titled("dict and hashing", "topic");
    assert_eq!(summary_of(dict(), Titles::Discreet), "loci · 45 min");
    assert_eq!(
        summary_of(dict(), Titles::Topics),
        "loci · dict and hashing · 45 min"
    );
    for (kind, wanted) in [
        ("topic", "loci · study · 45 min"),
        ("catch-up", "loci · catch up · 45 min"),
        ("mock", "loci · mock · 45 min"),
        ("final", "loci · final pass · 45 min"),
    ] {
        let told = summary_of(
            titled("Full mock INTERVIEW, then rest", kind),
            Titles::Topics,
        );
        assert_eq!(told, wanted);
    }
}

proptest! {
    /// Whatever a topic is called: every line ends as it must and is short enough, no line of it becomes a property,
    /// and the other parser reads it back.
    #[test]
    fn any_topic_is_one_property_of_short_lines(title in "[\\PC\\\\,;:\"\r\n\t·ü界🏛 ]{0,150}") {
        let mut block = block("a", at("2026-12-01T12:00:00Z"));
        block.title = title;
        let wanted = summary(&block, Titles::Topics);
        let text = text(chrono_tz::Europe::Berlin, vec![block], Titles::Topics);
        let lines = text.strip_suffix("\r\n").unwrap().split("\r\n");
        for line in lines {
            prop_assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{:?}", line);
        }
        let calendar = parsed(&text);
        let events = events(&calendar);
        prop_assert_eq!(events.len(), 1);
        prop_assert_eq!(words(events[0], &ICalendarProperty::Summary), wanted);
    }

    /// Any beginning in any zone is read back by what the file says of the zone.
    #[test]
    fn any_instant_is_told_rightly(zone in 0..ZONES.len(), minutes in prop::collection::vec(0_i64..2_000_000, 1..6)) {
        let mut starts: Vec<DateTime<Utc>> =
            minutes.iter().map(|minutes| at("2024-01-01T00:00:00Z") + TimeDelta::minutes(*minutes)).collect();
        starts.sort();
        let blocks = starts.iter().enumerate().map(|(n, starts)| block(&format!("d{n}"), *starts));
        let text = text(ZONES[zone], blocks.collect(), Titles::Discreet);
        let calendar = parsed(&text);
        let told = events(&calendar).into_iter().map(|event| by_the_file(&calendar, event));
        prop_assert_eq!(told.collect::<Vec<_>>(), starts);
    }
}

#[test]
fn blocks_that_make_no_sense_are_no_calendar() {
    let reply = |zone: &str, starts: &str| PlanBlocksReply {
        zone: zone.to_owned(),
        blocks: vec![PlanBlock {
            starts: starts.to_owned(),
            ..PlanBlock::default()
        }],
        ..PlanBlocksReply::default()
    };
    let why = |reply| Export::of(reply).unwrap_err().to_string();
    assert_eq!(
        why(reply("Mars/Base", "2026-12-01T12:00:00Z")),
        "`Mars/Base` is no zone"
    );
    assert_eq!(why(reply("UTC", "noon")), "`noon` is no time");
    assert_eq!(
        Export::of(PlanBlocksReply::default()).unwrap_err(),
        NotExported::Nothing
    );
}
