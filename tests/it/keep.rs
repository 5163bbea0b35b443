//! A map is drawn in its box, and what the reference has besides is taken over by one key each.

use std::os::unix::fs::PermissionsExt;

use crate::screen::Screen;
use crate::support::Home;

const DRAWN: &str = "# dict #map\n\n```\ndict\n├── Why\n└── Limits\n```\n";

/// A home with a daemon's notes, and an editor that draws at once.
fn home() -> Home {
    let home = Home::new();
    home.write("drawn", DRAWN);
    home.write(
        "draw",
        "#!/bin/sh\ncat \"$(dirname \"$0\")/drawn\" >\"$1\"\n",
    );
    std::fs::set_permissions(home.path("draw"), std::fs::Permissions::from_mode(0o755)).unwrap();
    let editor = home.path("draw").display().to_string();
    std::fs::create_dir_all(home.path("notes")).unwrap();
    let home = home.with_env("EDITOR", &editor).with_env("VISUAL", "");
    home.write(".config/loci/config.toml", "notes = [\"~/notes\"]\n");
    home
}

#[test]
fn what_the_reference_has_besides_is_taken_over_by_a_key_or_skipped() {
    let home = home();
    let _daemon = home.daemon();
    let mut screen = Screen::new(80, 24, &["before"]);
    let mut child = screen.start(&mut home.loci_command(&["box", "map", "dict", "--edit"]));
    screen.until("dict > How hashing works");
    screen.press("t");
    screen.until("dict > Mutability");
    screen.press("s");
    screen.until("dict > Use cases");
    screen.press("q");
    screen.until("1 branch taken over into");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(screen.is_restored() && screen.all().starts_with("before"));
    let text = std::fs::read_to_string(home.path("notes/dict.md")).unwrap();
    assert_eq!(
        text,
        DRAWN.replace("└── Limits", "├── How hashing works\n└── Limits")
    );
    home.loci(&["sync"]).ok();
    let loci = home.loci(&["ls", "--json"]).ok().data("ls");
    // The reference itself is not asked.
    assert_eq!(loci.as_array().unwrap().len(), 3, "{loci}");
}

#[test]
fn without_a_terminal_what_is_lacking_is_only_told() {
    let home = home();
    let _daemon = home.daemon();
    let ran = home.loci(&["box", "map", "dict", "--edit"]).ok();
    assert!(
        ran.stderr
            .contains("the reference has 4 branches that yours lacks"),
        "{ran:?}"
    );
    let text = std::fs::read_to_string(home.path("notes/dict.md")).unwrap();
    assert_eq!(text, DRAWN);
}
