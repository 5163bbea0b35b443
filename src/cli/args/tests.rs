//! What the command line accepts and refuses, by table.

use clap::CommandFactory;

use super::*;

fn parse(line: &str) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(std::iter::once("loci").chain(line.split_whitespace()))
}

#[test]
fn the_definition_is_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn every_form_of_the_contract_is_accepted() {
    for line in [
        "",
        "--json",
        "start --demo --yes",
        "add a b",
        "rm a",
        "sync --dry-run",
        "sync --accept f",
        "sync --reject f",
        "scan notes x.md",
        "scan -",
        "scan --as palace -",
        "adopt notes/x.md:12",
        "new map Python Core",
        "rebind a/b a/c",
        "pin a/b",
        "alias a/b",
        "alias a/b GC",
        "alias a/b GC --remove",
        "new palace house",
        "ls",
        "ls python --due",
        "ls --retired",
        "show a/b --history",
        "due",
        "due python --at tomorrow --limit 3",
        "due --count",
        "due --check",
        "log a/b good",
        "log a/ 3 --missed x y --hard z --at 10m --took 90s -m note",
        "log a AGAIN --at -10m",
        "again a b",
        "hard a",
        "good a --missed b",
        "easy a",
        "undo",
        "undo 3",
        "undo 30 --yes",
        "undo --list",
        "review --plain",
        "review python --minutes 5 --maps --four",
        "review --palaces --two",
        "review",
        "recall python",
        "recall python --due --limit 5m",
        "recall python --from - --stopped --dry-run",
        "recall --resume",
        "recall python --resume",
        "glance python",
        "walk house",
        "walk house --aloud --reverse --from kitchen",
        "walk house --from - --dry-run --json",
        "walk house --from walk.txt --stopped",
        "explain python",
        "explain python --limit 2m --plain",
        "box",
        "box --wait",
        "box map dict",
        "box map the dict type --limit 5m --wait",
        "box palace house --edit",
        "box recall dict -- vim -n file",
        "box explain dict",
        "box done -m later",
        "box stop",
        "box cancel",
        "plan check",
        "plan check plan.toml --json",
        "plan import days.md --name Rust -o rust.toml --yes --force",
        "plan import days.md --start monday --interview 2026-12-16 --as-is",
        "plan restore",
        "plan restore -o plan.toml --json",
        "plan new Python",
        "plan new My Python --template python-30 --level advanced --focus learning --track core --track ai",
        "plan new Python --start tomorrow --interview 2026-12-16 --minutes 40 --days mon-sat --window 19:00-21:00",
        "suspend a",
        "unsuspend a/**",
        "edit a/b",
        "status",
        "status --format {due} --follow",
        "status --waybar",
        "snooze",
        "snooze 1h 30m",
        "snooze 2h --json",
        "pause fri -q",
        "mode coding 2h --json",
        "pause",
        "pause 24 dec..27 dec",
        "pause 24 dec to 27 dec",
        "snooze until 15:00",
        "snooze tomorrow 8",
        "mode coding until 15:00",
        "pace",
        "pace weekly",
        "resume",
        "mode",
        "mode coding 2h",
        "doctor --notify --fix",
        "restore",
        "restore f --yes",
        "status --json -q -v --color never --no-input",
        "spool",
        "spool assign 0192 a/b",
        "spool drop 0192",
        "daemon run",
        "daemon start",
        "daemon stop",
        "daemon status",
        "daemon restart",
        "daemon install",
        "daemon uninstall",
        "config path",
        "config print",
        "config check",
        "export journal",
        "export journal -o f",
        "export ics",
        "export ics --titles -o f",
        "plan export",
        "plan export -o f --titles --json",
        "import f",
        "import f --from reviews",
        "import f --from journal",
        "import f --into n.md",
        "import f --into n.md --from mermaid --yes",
        "tree",
        "tree a/b --depth 0 --ascii",
        "backup",
        "backup f",
        "completions zsh",
        "help",
        "help all",
        "help log",
    ] {
        if let Err(error) = parse(line) {
            panic!("{line}: {error}");
        }
    }
}

#[test]
fn what_makes_no_sense_is_refused_with_2() {
    for line in [
        "scan",
        "scan --as pdf x",
        "log a",
        "log a great",
        "log a 0",
        "log a 5",
        "again",
        "ls --due --new",
        "new atlas x",
        "new map",
        "box map",
        "box extend",
        "due --count --check",
        "due --limit 0",
        "sync --accept a --reject b",
        "export html",
        "export",
        "plan export f",
        "import f --from anki",
        "import f --yes",
        "tree --depth -1",
        "daemon reload",
        "plan move a",
        "plan done a b",
        "plan catch-up --mode x",
        "start --level beginner",
        "start --demo --interview friday",
        "plan new",
        "plan new x --template cobol-30",
        "plan new x --level expert",
        "plan new x --minutes 0",
        "plan new x --days fun",
        "plan new x --window 9-5",
        "plan import",
        "recall",
        "recall python --stopped",
        "recall python --resume --due",
        "recall python --from f --limit 5m",
        "mode dancing",
        "mode 2h",
        "resume now",
        "--color sometimes",
        "frobnicate",
        "box map x --edit -- vim",
    ] {
        let error = parse(line).expect_err(line);
        assert_eq!(error.exit_code(), 2, "{line}");
    }
}

#[test]
fn a_wrong_rating_names_the_right_ones() {
    let said = parse("log a great").unwrap_err().to_string();
    assert!(said.contains("again, hard, good or easy"), "{said}");
}

#[test]
fn flags_behind_a_time_stay_flags() {
    for line in [
        "snooze 1h 30m --json",
        "pause 24 dec..27 dec --json",
        "mode coding 2h --json",
    ] {
        assert!(parse(line).unwrap().globals.json, "{line}");
    }
}

#[test]
fn the_command_of_a_box_is_kept_as_it_is() {
    let Some(Verb::Box(boxed)) = parse("box map dict --limit 2s -- vim --json -n")
        .unwrap()
        .verb
    else {
        panic!("no box");
    };
    let Some(BoxVerb::Map(start)) = boxed.verb else {
        panic!("no map");
    };
    assert_eq!(start.topic, ["dict"]);
    assert_eq!(start.command, ["vim", "--json", "-n"]);
}

#[test]
fn the_help_of_every_day_names_verbs_that_exist_and_fits_80_columns() {
    let command = Cli::command();
    let listed: Vec<&str> = EVERY_DAY
        .lines()
        .skip_while(|line| !line.starts_with("Usage"))
        .skip(2)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert_eq!(listed.len(), 10);
    for verb in listed {
        assert!(command.find_subcommand(verb).is_some(), "{verb}");
    }
    assert!(EVERY_DAY.lines().skip(1).all(|line| line.len() <= 80));
}

#[test]
fn what_cannot_be_exported_is_told_with_what_can() {
    for line in ["export html", "export"] {
        let said = parse(line).unwrap_err().to_string();
        assert!(
            said.contains("journal") && said.contains("ics"),
            "{line}: {said}"
        );
    }
}
