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
