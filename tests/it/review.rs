//! A review on a terminal: a whole one, and every way in which one is broken off.

use std::process::Child;

use rustix::process::Signal;

use crate::screen::{Screen, tell};
use crate::support::{Daemon, Home};

/// What stood on the terminal before.
const BEFORE: [&str; 3] = ["$ ls", "notes  todo.txt", "$ loci review"];

const MAPS: [&str; 6] = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"];

/// A home with six maps of three branches, all learned ten days ago, so that each is a prompt of today.
pub(crate) fn six_prompts() -> (Home, Daemon) {
    let home = Home::new();
    for name in MAPS {
        let map = format!(
            "# {name} #map\n\n```\n{name}\n├── first of {name}\n├── second of {name}\n└── third of {name}\n```\n"
        );
        home.write(&format!("notes/{name}.md"), &map);
    }
    home.write(
        ".config/loci/config.toml",
        "notes = [\"~/notes\"]\n[notify]\nquiet = []\n",
    );
    let daemon = home.daemon();
    for name in MAPS {
        home.loci(&["good", name, "--at", "10 days ago"]).ok();
    }
    (home, daemon)
}

fn start(home: &Home, screen: &Screen) -> Child {
    screen.start(&mut home.loci_command(&["review"]))
}

/// A review of which two branches are rated; gives what the screen shows then.
fn half_done(home: &Home, screen: &mut Screen) -> (Child, String) {
    let review = start(home, screen);
    screen.until("1/6");
    screen.press(" ");
    screen.until("g said");
    screen.press("gm");
    let shown = screen.until("again, ");
    (review, shown)
}

/// How often branches were reviewed since they were learned.
fn reviews(home: &Home) -> u64 {
    let loci = home.loci(&["ls", "--json"]).ok().data("ls");
    let all = loci.as_array().unwrap().iter();
    all.map(|locus| locus["reviews"].as_u64().unwrap())
        .sum::<u64>()
        - 18
}

#[test]
fn six_prompts_take_at_most_25_keys_from_the_command_to_the_end() {
    let (home, _daemon) = six_prompts();
    let mut screen = Screen::new(80, 24, &BEFORE);
    let modes = screen.modes();
    let mut review = start(&home, &screen);
    let mut keys = "loci review\n".to_owned();
    for number in 1..=6 {
        screen.until(&format!("{number}/6"));
        for key in [" ", "\r"] {
            screen.press(key);
            keys.push_str(key);
            if key == " " {
                screen.until("all said");
            }
        }
    }
    let shown = screen.until("tomorrow");
    assert_eq!(review.wait().unwrap().code(), Some(0), "{shown}");
    assert!(keys.len() <= 25, "{} keys", keys.len());
    assert_eq!(reviews(&home), 18);
    assert_eq!(home.loci(&["due", "--count"]).ok().stdout, "0\n");
    let lines: Vec<&str> = shown.trim_end().lines().collect();
    assert_eq!(lines[..3], BEFORE);
    assert!(
        lines[3].starts_with("6 prompts, 18 rated, 0 missed in 0:"),
        "{shown}"
    );
    assert!(lines[3].ends_with("; undo all: loci undo 6"), "{shown}");
    assert_eq!(lines[4], "recall 100 %: 18 of 18 at the first answer");
    assert!(lines[5].starts_with("tomorrow "), "{shown}");
    assert_eq!(lines.len(), 6, "nothing of the rows stays: {shown}");
    assert!(screen.is_restored());
    assert_eq!(format!("{:?}", screen.modes()), format!("{modes:?}"));
    home.loci(&["undo", "6"]).ok();
    assert_eq!(reviews(&home), 0);
}

#[test]
fn what_was_missed_comes_again_and_undo_reaches_over_prompts() {
    let (home, _daemon) = six_prompts();
    let mut screen = Screen::new(80, 24, &BEFORE);
    let (mut review, _) = half_done(&home, &mut screen);
    screen.press("g");
    screen.until("2/6");
    screen.press("u");
    screen.until("undone: good");
    screen.until("1/6");
    assert_eq!(reviews(&home), 2);
    screen.press("g");
    screen.until("2/6");
    screen.press("?");
    screen.until("any key: back");
    screen.press("?");
    screen.until("2/6");
    screen.press("k");
    screen.until("3 loci known: easy");
    screen.press("sss");
    screen.until("6/6");
    screen.press("s");
    let shown = screen.until("once more");
    assert!(shown.contains("What hangs under"), "{shown}");
    screen.press(" ");
    screen.until("all said");
    screen.press("g");
    let shown = screen.until(" min, ");
    assert_eq!(review.wait().unwrap().code(), Some(0));
    assert!(
        shown.contains("recall 67 %: 2 of 3 at the first answer"),
        "{shown}"
    );
    assert_eq!(reviews(&home), 7);
}

#[test]
fn a_review_that_is_killed_keeps_what_was_rated() {
    let (home, _daemon) = six_prompts();
    let mut screen = Screen::new(80, 24, &BEFORE);
    let (mut review, _) = half_done(&home, &mut screen);
    review.kill().unwrap();
    review.wait().unwrap();
    assert_eq!(reviews(&home), 2);
}

#[test]
fn ctrl_c_and_signals_end_with_130_and_a_sane_terminal() {
    let (home, _daemon) = six_prompts();
    let ways: [(&str, Option<Signal>); 4] = [
        ("Ctrl-C", None),
        ("SIGINT", Some(Signal::INT)),
        ("SIGTERM", Some(Signal::TERM)),
        ("SIGHUP", Some(Signal::HUP)),
    ];
    for (round, (way, signal)) in (1..).zip(ways) {
        let mut screen = Screen::new(80, 24, &BEFORE);
        let modes = screen.modes();
        let (mut review, shown) = half_done(&home, &mut screen);
        assert!(shown.starts_with(&BEFORE.join("\n")), "{shown}");
        match signal {
            None => screen.press("\x03"),
            Some(signal) => tell(&review, signal),
        }
        let shown = screen.until("interrupted; what was rated is kept");
        assert_eq!(review.wait().unwrap().code(), Some(130), "{way}: {shown}");
        assert!(shown.starts_with(&BEFORE.join("\n")), "{way}: {shown}");
        assert!(
            shown.contains("1 prompt, 2 rated, 1 missed"),
            "{way}: {shown}"
        );
        assert!(!shown.contains("What hangs under"), "{way}: {shown}");
        assert!(screen.is_restored(), "{way}");
        assert_eq!(
            format!("{:?}", screen.modes()),
            format!("{modes:?}"),
            "{way}"
        );
        assert_eq!(reviews(&home), 2, "{way}, round {round}");
        home.loci(&["undo", "2"]).ok();
    }
}

#[test]
fn a_terminal_that_is_closed_ends_a_review_and_keeps_what_was_rated() {
    let (home, _daemon) = six_prompts();
    let mut screen = Screen::new(80, 24, &BEFORE);
    let (mut review, _) = half_done(&home, &mut screen);
    screen.close();
    assert_eq!(review.wait().unwrap().code(), Some(130));
    assert_eq!(reviews(&home), 2);
}

#[test]
fn a_resize_to_20_by_5_in_the_middle_leaves_what_stood_above() {
    let (home, _daemon) = six_prompts();
    let many: Vec<String> = (1..=30).map(|line| format!("line {line}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let mut screen = Screen::new(80, 24, &many);
    let (mut review, _) = half_done(&home, &mut screen);
    screen.resize(20, 5, &review);
    let shown = screen.until("> · third of alpha");
    assert!(shown.lines().count() <= 5, "{shown}");
    assert!(shown.starts_with("alpha     1/6"), "{shown}");
    screen.press("g");
    screen.until("2/6");
    screen.resize(60, 14, &review);
    let shown = screen.until("k known");
    assert_eq!(shown.matches("2/6").count(), 1, "drawn once: {shown}");
    screen.press("q");
    screen.until(" min, ");
    assert_eq!(review.wait().unwrap().code(), Some(0));
    let all = screen.all();
    let above: Vec<&str> = all.lines().take(many.len()).collect();
    assert_eq!(above, many, "{all}");
    assert!(
        !all.contains("What hangs under"),
        "nothing of the rows stays: {all}"
    );
    assert_eq!(all.lines().count(), many.len() + 3, "{all}");
    assert_eq!(reviews(&home), 3);
}

#[test]
fn with_the_daemon_gone_a_review_goes_on_and_its_ratings_come_later() {
    let (home, daemon) = six_prompts();
    let mut screen = Screen::new(80, 24, &BEFORE);
    let (mut review, _) = half_done(&home, &mut screen);
    daemon.kill();
    screen.press("g");
    screen.until("kept: good alpha/third-of-alpha");
    screen.press("u");
    screen.until("undone: good");
    screen.press("m");
    screen.until("kept: again");
    screen.press("q");
    let shown = screen.until("tomorrow is not known");
    assert!(shown.contains("1 kept for the daemon"), "{shown}");
    assert_eq!(review.wait().unwrap().code(), Some(0));
    let _again = home.daemon();
    assert_eq!(reviews(&home), 3);
}

#[test]
fn pasted_text_rates_nothing() {
    let (home, _daemon) = six_prompts();
    let mut screen = Screen::new(80, 24, &BEFORE);
    let (mut review, _) = half_done(&home, &mut screen);
    screen.press("\x1b[200~gggg\rgg\x1b[201~q");
    screen.until(" min, ");
    assert_eq!(review.wait().unwrap().code(), Some(0));
    assert_eq!(reviews(&home), 2);
}

#[test]
fn a_dumb_terminal_and_plain_get_lines() {
    let (home, _daemon) = six_prompts();
    for args in [&["review", "--plain"][..], &["review"][..]] {
        let mut screen = Screen::new(80, 24, &BEFORE);
        let mut command = home.loci_command(args);
        let mut review = match args {
            [_, _] => screen.start(&mut command),
            _ => screen.start_dumb(&mut command),
        };
        screen.until("1/6");
        screen.press("\n");
        let shown = screen.until("1/3");
        assert!(!shown.contains("? help"), "{shown}");
        screen.press("q");
        screen.until("nothing rated");
        assert_eq!(review.wait().unwrap().code(), Some(0));
    }
}

#[test]
fn only_maps_or_palaces_and_only_some_minutes() {
    let (home, _daemon) = six_prompts();
    let palaces = home.loci(&["review", "--palaces"]);
    assert_eq!(palaces.code, 3, "{palaces:?}");
    assert!(
        palaces.stdout.contains("of the other: 6 prompts"),
        "{palaces:?}"
    );
    let mut screen = Screen::new(80, 24, &BEFORE);
    let mut command = home.loci_command(&["review", "--maps", "--minutes", "5", "--four"]);
    let mut review = screen.start(&mut command);
    screen.until(" of 5:00");
    screen.press(" ");
    screen.until("2 hard");
    screen.press("2");
    screen.until("hard, ");
    screen.press("q");
    screen.until(" min, ");
    assert_eq!(review.wait().unwrap().code(), Some(0));
}

#[test]
fn a_review_that_nobody_answers_is_wrong_usage_and_shows_no_answer() {
    let (home, _daemon) = six_prompts();
    let ran = home.loci(&["review"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
    assert!(ran.stderr.contains("run it in a terminal"), "{ran:?}");
    assert!(!ran.stderr.contains("--no-input"), "{ran:?}");
}
