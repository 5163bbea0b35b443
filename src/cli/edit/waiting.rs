//! Editors that open a window and come back at once, and what makes them wait until the file is closed. Pure.

/// Editors by the names they are known by, what makes them wait, and what says the same in short.
const WAIT: &[(&[&str], &str, &[&str])] = &[
    (
        &[
            "code",
            "code-insiders",
            "code-oss",
            "codium",
            "codium-insiders",
            "vscodium",
            "cursor",
            "windsurf",
        ],
        "--wait",
        &["-w"],
    ),
    (&["subl", "sublime_text"], "--wait", &["-w"]),
    (&["zed", "zeditor", "zedit"], "--wait", &["-w"]),
    (&["gedit", "xed"], "--wait", &["-w"]),
    (&["atom", "pulsar", "lapce", "mate"], "--wait", &["-w"]),
    (
        &[
            "idea",
            "pycharm",
            "clion",
            "goland",
            "rustrover",
            "webstorm",
        ],
        "--wait",
        &[],
    ),
    (&["gnome-text-editor"], "--standalone", &["-s"]),
    (&["geany"], "--new-instance", &["-i"]),
    (&["kate"], "--block", &["-b"]),
    (&["gvim", "mvim"], "--nofork", &["-f"]),
    (&["neovide"], "--no-fork", &["--nofork"]),
];

/// Editors that keep the terminal until they are left.
const KEEP_TERMINAL: &[&str] = &[
    "vi", "vim", "nvim", "nano", "hx", "helix", "micro", "kak", "ed", "joe", "ne", "mcedit",
];

/// Whether an editor is known to keep the terminal until it is left.
pub fn keeps_terminal(editor: &str) -> bool {
    KEEP_TERMINAL.contains(&editor)
}

/// The flag that this editor needs and that its arguments lack; none if it waits as it is.
///
/// ```
/// use loci::cli::edit::waiting::missing;
/// assert_eq!(missing("code", &["-n".to_owned()]), Some("--wait"));
/// assert_eq!(missing("code", &["-w".to_owned()]), None);
/// assert_eq!(missing("vim", &[]), None);
/// ```
pub fn missing(editor: &str, arguments: &[String]) -> Option<&'static str> {
    let (_, flag, short) = WAIT.iter().find(|(names, _, _)| names.contains(&editor))?;
    let has = |argument: &String| argument == flag || short.contains(&argument.as_str());
    (!arguments.iter().any(has)).then_some(flag)
}
