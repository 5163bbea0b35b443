//! A study plan with the real binaries: where there is none, what makes one, and what is told of it.

use crate::support::Home;

#[test]
fn without_a_plan_every_verb_of_it_names_what_makes_one() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    for line in [
        &["plan"][..],
        &["plan", "done"],
        &["plan", "move", "a", "friday"],
        &["plan", "off"],
        &["plan", "catch-up", "--dry-run"],
        &["code"],
    ] {
        let ran = home.loci(line);
        assert_eq!(ran.code, 1, "{line:?}: {}", ran.stderr);
        assert!(
            ran.stderr.contains("loci plan new NAME"),
            "{line:?}: {}",
            ran.stderr
        );
    }
}

#[test]
fn an_interview_makes_a_plan_once_and_names_it_in_the_config() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let line = [
        "start",
        "--yes",
        "--interview",
        "2090-12-16",
        "--level",
        "advanced",
    ];
    let first = home.loci(&line);
    assert_eq!(first.code, 0, "{}", first.stderr);
    assert!(first.stdout.contains("python.toml"), "{}", first.stdout);
    let check = home.loci(&["plan", "check"]);
    assert_eq!(check.code, 0, "{}", check.stderr);
    assert!(
        check.stdout.contains("at advanced, interview"),
        "{}",
        check.stdout
    );
    let again = home.loci(&line);
    assert_eq!(again.code, 0, "{}", again.stderr);
    assert!(
        again
            .stderr
            .contains("there is a plan already, and it stays"),
        "{}",
        again.stderr
    );
    assert_eq!(home.loci(&["start", "--interview", "2020-01-01"]).code, 2);
}
