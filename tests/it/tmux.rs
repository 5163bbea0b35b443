//! A review in a pane of a real tmux whose height changes: no old frame stays in its scrollback.

use crate::review::six_prompts;
use crate::screen::Screen;
use crate::support::{Home, has, ran};

/// A command for the one tmux of a home.
fn tmux(home: &Home, args: &[&str]) -> std::process::Command {
    let mut command = home.command("tmux");
    command
        .args([
            "-S",
            home.path("run/tmux").to_str().unwrap(),
            "-f",
            "/dev/null",
        ])
        .args(args);
    command
}

#[test]
fn a_pane_that_grows_and_shrinks_keeps_no_old_frame() {
    if !has("tmux") {
        return;
    }
    let (home, _daemon) = six_prompts();
    let loci = env!("CARGO_BIN_EXE_loci");
    let shell = format!("seq 1 15; '{loci}' review; read end");
    let mut screen = Screen::new(80, 24, &[]);
    let mut client = screen.start(&mut tmux(&home, &["new-session", "sh", "-c", &shell]));
    screen.until("1/6");
    screen.press(" ");
    screen.until("g said");
    screen.resize(80, 12, &client);
    screen.press("g");
    screen.until("first of alpha: good");
    screen.resize(80, 24, &client);
    screen.press("m");
    screen.until("second of alpha: again");
    screen.press("q");
    screen.until(" min, ");
    let all = ran(&mut tmux(&home, &["capture-pane", "-p", "-S", "-100"]))
        .ok()
        .stdout;
    ran(&mut tmux(&home, &["kill-server"])).ok();
    client.wait().unwrap();
    let lines: Vec<&str> = all.trim().lines().collect();
    let counted: Vec<String> = (1..=15).map(|number| number.to_string()).collect();
    assert_eq!(lines[..15], counted, "{all}");
    assert!(
        lines[15].starts_with("1 prompt, 2 rated, 1 missed"),
        "{all}"
    );
    assert_eq!(lines.len(), 18, "{all}");
}
