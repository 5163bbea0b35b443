//! The inline terminal where the program itself breaks: this test binary plays the program.

use std::process::Command;

use clap::Parser;
use loci::cli::args::Cli;
use loci::cli::context::{Context, Places};
use loci::cli::inline::Inline;
use loci::cli::render::out::Out;

use crate::screen::Screen;

const NAME: &str = "inline::a_panic_is_readable_and_leaves_a_sane_terminal";
const INSIDE: &str = "LOCI_TEST_INSIDE";

/// What a program does that has a bug.
fn draw_and_panic() {
    let globals = Cli::try_parse_from(["loci"]).unwrap().globals;
    let context = Context::new(Places::find().unwrap(), &globals, Out::new(&globals));
    let mut inline = Inline::open(&context).unwrap();
    let drawn = inline.draw(|frame| frame.render_widget("what was drawn", frame.area()));
    drawn.unwrap();
    panic!("what went wrong");
}

#[test]
fn a_panic_is_readable_and_leaves_a_sane_terminal() {
    if std::env::var_os(INSIDE).is_some() {
        return draw_and_panic();
    }
    let mut screen = Screen::new(80, 24, &["$ loci review"]);
    let modes = screen.modes();
    let mut inside = Command::new(std::env::current_exe().unwrap());
    inside
        .args([NAME, "--exact", "--nocapture"])
        .env(INSIDE, "");
    let mut inside = screen.start(&mut inside);
    screen.until("what went wrong");
    let shown = screen.until("test result: FAILED");
    assert_eq!(inside.wait().unwrap().code(), Some(101));
    assert!(shown.starts_with("$ loci review"), "{shown}");
    assert!(!shown.contains("what was drawn"), "{shown}");
    assert!(screen.is_restored(), "{shown}");
    assert_eq!(format!("{:?}", screen.modes()), format!("{modes:?}"));
}
