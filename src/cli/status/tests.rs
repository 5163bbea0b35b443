//! The one line, the next command and the long form.

use super::*;
use crate::ipc::protocol::{DaemonInfo, NotifyInfo, ProblemInfo, Silent};

/// Six due, nothing else.
pub fn status() -> StatusReply {
    StatusReply {
        due: 6,
        minutes: 4,
        prompts: 2,
        next_due: None,
        waiting: 3,
        held: 0,
        unplaced: 0,
        mode: "all".to_owned(),
        mode_until: None,
        silent: None,
        pauses: Vec::new(),
        running: None,
        plan_day: None,
        loci: Counts {
            live: 83,
            branches: 61,
            rooms: 22,
            new: 83,
            maps: 3,
            palaces: 4,
            possible: 0,
        },
        held_files: Vec::new(),
        problems: Vec::new(),
        daemon: DaemonInfo {
            version: "0.1.0".to_owned(),
            protocol: 1,
            pid: 12,
            uptime_secs: 7200,
            data_dir: "/d".to_owned(),
            config: "/c".to_owned(),
            demo: false,
            syncing: false,
            trouble: None,
            config_refused: None,
        },
        notify: NotifyInfo::default(),
    }
}

/// The day of the tests.
pub fn today() -> NaiveDate {
    "2026-11-22".parse().unwrap()
}

/// Its noon.
pub fn now() -> Now {
    Now {
        at: "2026-11-22T12:00:00Z".parse().unwrap(),
        ..crate::clock::now(chrono_tz::Tz::UTC)
    }
}

#[test]
fn one_line_and_the_one_next_command() {
    let mut status = status();
    assert_eq!(
        line(&status, None, &now(), today()),
        "6 to recall, about 4 min"
    );
    assert_eq!(next(&status, None), "loci review");
    status.due = 0;
    status.next_due = Some("2026-11-25".to_owned());
    assert_eq!(
        line(&status, None, &now(), today()),
        "nothing due until Wed 25 Nov"
    );
    assert_eq!(next(&status, None), "loci ls");
    status.unplaced = 1;
    status.daemon.demo = true;
    assert_eq!(
        line(&status, None, &now(), today()),
        "nothing due until Wed 25 Nov · 1 rating without a place · demo"
    );
    assert_eq!(next(&status, None), "loci spool");
}

#[test]
fn the_long_form_lines_up() {
    let mut status = status();
    status.problems.push(ProblemInfo {
        source: "/n/a.md".to_owned(),
        line: 3,
        level: "error".to_owned(),
        message: "not UTF-8".to_owned(),
    });
    let paths = Paths {
        config: "/c".into(),
        data_dir: "/d".into(),
        state_dir: "/s".into(),
        home: None,
    };
    assert_eq!(
        long(&status, None, &now(), today(), &paths, Volume::Normal),
        "today    6 to recall, about 4 min, 2 prompts\n\
         waiting  3 loci for another day\n\
         atlas    83 loci: 61 branches in 3 maps, 22 rooms in 4 palaces; 83 new\n\
         note     /n/a.md:3: not UTF-8\n\
         daemon   0.1.0, pid 12, up 2 h\n"
    );
}

#[test]
fn a_click_that_opened_nothing_is_told() {
    let mut status = status();
    status.notify.trouble = Some("no terminal was found".to_owned());
    assert_eq!(
        pending(&status.notify).as_deref(),
        Some("the last click opened nothing: no terminal was found; see loci doctor")
    );
    status.notify.trouble = None;
    assert_eq!(pending(&status.notify), None);
}

#[test]
fn silence_mode_and_what_waits_are_told_with_their_reasons() {
    let mut status = status();
    status.mode = "coding".to_owned();
    status.mode_until = Some("2026-11-23T04:00:00Z".to_owned());
    status.held = 9;
    status.silent = Some(Silent {
        until: "2026-11-23T08:00:00Z".to_owned(),
        because: "quiet hours".to_owned(),
        why: "quiet".to_owned(),
        release: None,
        keys: Vec::new(),
    });
    status.notify.pending = 2;
    status.notify.trouble = Some("there is no notification server".to_owned());
    assert_eq!(
        line(&status, None, &now(), today()),
        "6 to recall, about 4 min · 9 loci held · mode coding · silent until 08:00 tomorrow: quiet hours · \
         2 notifications not shown: loci doctor"
    );
    let paths = Paths {
        config: "/c".into(),
        data_dir: "/d".into(),
        state_dir: "/s".into(),
        home: None,
    };
    let text = long(&status, None, &now(), today(), &paths, Volume::Normal);
    for expected in [
        "held     9 loci by the mode coding\n",
        "mode     coding until 04:00 tomorrow\n",
        "silent   until 08:00 tomorrow: quiet hours\n",
        "desktop  2 notifications wait: there is no notification server; see loci doctor\n",
    ] {
        assert!(
            anstream::adapter::strip_str(&text)
                .to_string()
                .contains(expected),
            "{text}"
        );
    }
}

#[test]
fn a_plan_is_told_and_its_step_comes_once_nothing_is_due() {
    let plan = crate::cli::plan::page::tests::plan();
    let mut status = status();
    status.plan_day = Some(12);
    assert_eq!(
        line(&status, Some(&plan), &now(), today()),
        "6 to recall, about 4 min · day 12 · 84 % → 96 % on the 16th"
    );
    assert_eq!(next(&status, Some(&plan)), "loci review");
    status.due = 0;
    assert_eq!(next(&status, Some(&plan)), "loci plan done learn");
    let done = PlanReply {
        steps: plan.steps[..1].to_vec(),
        ..plan
    };
    assert_eq!(next(&status, Some(&done)), "loci ls");
    assert!(line(&status, None, &now(), today()).ends_with(" · plan day 12"));
}
