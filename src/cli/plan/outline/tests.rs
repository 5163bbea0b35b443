//! What of many lines becomes a day, and what is told of the others.

use super::*;

/// The days, as `line topic`, and what was left, as `line why`, with a `!` where a day was meant.
fn told(text: &str) -> (Vec<String>, Vec<String>) {
    let outline = read(text);
    let days = outline.days.iter();
    let days = days.map(|day| format!("{} {}", day.line, day.topic));
    let left = outline.left.iter().map(|left| {
        let mark = match left.meant {
            Meant::Day => "!",
            Meant::Else => "",
        };
        format!("{}{mark} {}", left.line, left.why)
    });
    (days.collect(), left.collect())
}

#[test]
fn a_line_of_which_any_day_is_taken_is_left_as_a_whole_whatever_their_order() {
    let (days, left) = told("Day 2-4: a, b, c\nDay 1-3: d, e, f\nDay 3-5: g\nDay 1: h\nDay 4: i\n");
    assert_eq!(days, ["1 a", "1 b", "1 c", "4 h"]);
    assert_eq!(
        left,
        [
            "2! days 2 to 3 are in line 1 already: number it anew",
            "3! days 3 to 4 are in line 1 already: number it anew",
            "5! day 4 is in line 1 already: number it anew",
        ]
    );
    let (days, left) = told("Day 3: a\nDay 4: b\nDay 1-9: c\n");
    assert_eq!(days, ["1 a", "2 b"]);
    assert_eq!(left, ["3! day 3 is in line 1 already: number it anew"]);
}

#[test]
fn a_part_of_a_day_is_no_day_and_is_told() {
    let why = "days have whole numbers: number it anew, several days like 1-2";
    for text in [
        "Day 1: a\nDay 1.5: x\nDay 2: b\n",
        "1. a\n1.5. x\n2. b\n",
        "# Day 1: a\n## Day 1,5 x\n# Day 2: b\n",
    ] {
        let (days, left) = told(text);
        assert_eq!(days, ["1 a", "3 b"], "{text}");
        assert_eq!(left, [format!("2! {why}")], "{text}");
    }
    let table = "| day | topic |\n|--|--|\n| 1 | a |\n| 1.5 | x |\n";
    assert_eq!(told(table).1, [format!("4! {why}")]);
}

#[test]
fn what_begins_with_a_day_is_taken_or_told() {
    let text = "# Plan\nDay 1: a\nDay 2 strings\n- Day 3 strings\nDay 4 & 6: x\nDay 4 & 5: c; d\nDay 6 (Mon): e\n\
                Day 7b: x\n| Day | Topic |\n|--|--|\n| Day 7 (Tue) | f |\n| 8 & 9 | g; h |\n| 10,11 | i |\n| 12 / 14 | j |\n";
    let (days, left) = told(text);
    assert_eq!(
        days,
        [
            "2 a",
            "4 strings",
            "6 c",
            "6 d",
            "7 e",
            "11 f",
            "12 g",
            "12 h",
            "13 i (1 of 2)",
            "13 i (2 of 2)"
        ]
    );
    let unparted = "nothing parts its number from its topic: write it as `Day 1: topic`";
    let apart = "its days do not follow each other: give each a line of its own";
    assert_eq!(
        left,
        [
            "1 a heading without a day".to_owned(),
            format!("3! {unparted}"),
            format!("5! {apart}"),
            format!("8! {unparted}"),
            format!("14! {apart}"),
        ]
    );
    // A day alone is the caption of its list, which is taken.
    let (days, left) = told("Day 1\n- a\n- b\n");
    assert_eq!(days, ["2 a", "3 b"]);
    assert_eq!(left, ["1! it names no topic"]);
}

#[test]
fn what_is_left_is_told_as_it_is_written() {
    let text = "- Day 1:\n- Day 2: a\n| day | topic |\n|--|--|\n| 3 | |\n- b\n";
    let left = read(text).left.into_iter();
    let left: Vec<String> = left
        .map(|left| format!("{}: {}", left.text, left.why))
        .collect();
    assert_eq!(
        left,
        [
            "- Day 1: it names no topic",
            "| 3 | |: it names no topic",
            "- b: other lines say which day they are"
        ]
    );
}

#[test]
fn a_comment_is_no_day_and_its_lines_count() {
    let text = "<!-- Day 33: x -->\nDay 1: a <!-- b --> c <!-- d\nDay 34: x\n-->Day 2: d\n\
                | day | topic |\n|--|--|\n| 3 | e |\n<!-- | 4 | x | -->\n| 5 | f |\n\
                Day 6: `<!--` and `-->`\n```\n<!--\n```\nDay 7: g\n<!--\n```\n-->\nDay 8: <!-- h\n";
    let (days, left) = told(text);
    assert_eq!(
        days,
        [
            "2 a c",
            "4 d",
            "7 e",
            "9 f",
            "10 <!-- and -->",
            "14 g",
            "18 <!-- h"
        ]
    );
    assert_eq!(left, [""; 0]);
}

#[test]
fn a_line_of_very_many_numbers_is_read() {
    for (mark, why) in [
        (
            ".1",
            "days have whole numbers: number it anew, several days like 1-2",
        ),
        (
            ", 1",
            "its days do not follow each other: give each a line of its own",
        ),
    ] {
        let (days, left) = told(&format!("Day 1{}: x\n", mark.repeat(300_000)));
        assert_eq!(days, [""; 0]);
        assert_eq!(left, [format!("1! {why}")]);
    }
}

#[test]
fn an_address_with_brackets_is_learnt_whole_in_tables_too() {
    let url = "https://en.wikipedia.org/wiki/Heap_(data_structure)";
    for text in [
        format!("- Day 1: [Heaps]({url})\n"),
        format!("- [Day 1: Heaps]({url})\n"),
        format!("|day|topic|\n|--|--|\n|1|[Heaps]({url})|\n"),
    ] {
        let days = read(&text).days;
        assert_eq!(days[0].topic, "Heaps", "{text}");
        assert_eq!(days[0].links, [url], "{text}");
    }
    let text = format!("|day|topic|read|\n|--|--|--|\n|1|Heaps|[here]({url})|\n");
    assert_eq!(read(&text).days[0].cells, [("learn", url.to_owned())]);
}

#[test]
fn numbers_that_no_day_has_say_nothing_where_other_lines_are_the_days() {
    let (days, left) = told("Day 1: a\n1.1. names\n1.2. types\n");
    assert_eq!(days, ["1 a"]);
    let why = "other lines say which day they are";
    assert_eq!(left, [format!("2 {why}"), format!("3 {why}")]);
    // What no line can be is told, and the items are the days.
    let (days, left) = told("Day 0: a\n- b\n");
    assert_eq!(days, ["2 b"]);
    assert_eq!(left, ["1! days are numbered from 1"]);
}

#[test]
fn the_days_of_weeks_are_counted_through() {
    let text = "# Week 1\n## Week 1, Day 1: a\nWeek 1 Day 7 - b\n- **Week 2, Day 3:** c\n- Week 2: Day 4-5: d; e\n\
                Week 3 – Day 1 of 7 (Mon): f\nWeek 3, Day 8: x\nWeek 0, Day 1: x\nWeek 3, Day 2 was fine\nDay 1: x\n";
    let outline = read(text);
    let days: Vec<(u32, &str)> = outline
        .days
        .iter()
        .map(|day| (day.number.unwrap(), &*day.topic))
        .collect();
    assert_eq!(
        days,
        [
            (1, "a"),
            (7, "b"),
            (10, "c"),
            (11, "d"),
            (12, "e"),
            (15, "f")
        ]
    );
    assert_eq!(
        told(text).1,
        [
            "1 a heading without a day",
            "7! weeks are numbered from 1, and their days from 1 to 7",
            "8! weeks are numbered from 1, and their days from 1 to 7",
            "9! nothing parts its number from its topic: write it as `Day 1: topic`",
            "10! day 1 is in line 2 already: number it anew",
        ]
    );
}
