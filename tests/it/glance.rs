//! A glance on a terminal: it leaves nothing, whatever ends it.

use rustix::process::{Pid, Signal, kill_process};

use crate::screen::Screen;
use crate::support::{Daemon, Home};

const BEFORE: [&str; 2] = ["$ ls", "$ loci glance tall"];

/// A home with a map of 40 branches.
fn tall() -> (Home, Daemon) {
    let home = Home::new();
    let mut map = "# tall #map\n\n```\ntall\n".to_owned();
    for number in 1..=39 {
        map.push_str(&format!("├── branch {number}\n"));
    }
    map.push_str("└── branch 40\n```\n");
    home.write("notes/tall.md", &map);
    home.write(".config/loci/config.toml", "notes = [\"~/notes\"]\n");
    let daemon = home.daemon();
    (home, daemon)
}

#[test]
fn one_that_is_longer_than_the_screen_is_taken_away_whole() {
    let (home, _daemon) = tall();
    let mut screen = Screen::new(60, 20, &BEFORE);
    let modes = screen.modes();
    let mut glance = screen.start(&mut home.loci_command(&["glance", "tall"]));
    screen.until("branch 1");
    screen.until("19 of 41");
    screen.press(" ");
    screen.until("38 of 41");
    screen.press("x");
    screen.until("branch 40");
    screen.press(" ");
    assert_eq!(glance.wait().unwrap().code(), Some(0));
    screen.drain();
    let all = screen.all();
    assert!(!all.contains("branch") && !all.contains("any key"), "{all}");
    assert_eq!(format!("{:?}", screen.modes()), format!("{modes:?}"));
}

#[test]
fn one_that_is_killed_leaves_a_sane_terminal() {
    let (home, _daemon) = tall();
    let mut screen = Screen::new(60, 20, &BEFORE);
    let modes = screen.modes();
    let mut glance = screen.start(&mut home.loci_command(&["glance", "tall"]));
    screen.until("19 of 41");
    kill_process(Pid::from_child(&glance), Signal::TERM).unwrap();
    assert_eq!(glance.wait().unwrap().code(), Some(130));
    screen.drain();
    let all = screen.all();
    assert!(!all.contains("branch"), "{all}");
    assert_eq!(format!("{:?}", screen.modes()), format!("{modes:?}"));
}
