//! Under a service manager: sockets that are passed, what is told to it, and what `install` writes and asks.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::json;

use crate::support::{Home, Ran, has, ran};

const LOCID: &str = env!("CARGO_BIN_EXE_locid");
const LOCI: &str = env!("CARGO_BIN_EXE_loci");

/// Whether a program is there; a test that cannot run without it says so.
fn needs(program: &str) -> bool {
    let is_there = has(program);
    if !is_there {
        eprintln!("not run: {program} is not installed");
    }
    is_there
}

/// A service manager of ours: a socket that it hears on.
struct Manager {
    hears: UnixDatagram,
    path: PathBuf,
}

impl Manager {
    fn new(home: &Home) -> Manager {
        let path = home.path("notify");
        let hears = UnixDatagram::bind(&path).unwrap();
        hears
            .set_read_timeout(Some(Duration::from_secs(30)))
            .unwrap();
        Manager { hears, path }
    }

    /// The next thing that it is told.
    fn told(&self) -> String {
        let mut bytes = [0; 4096];
        let length = self.hears.recv(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes[..length]).into_owned()
    }

    /// Hears until a line comes.
    fn until(&self, line: &str) {
        while !self.told().lines().any(|told| told == line) {}
    }
}

/// Listens at the home's socket and starts `locid` with the first client.
fn activated(home: &Home, manager: &Manager) -> Child {
    std::fs::create_dir_all(home.socket().parent().unwrap()).unwrap();
    let given = [
        format!("NOTIFY_SOCKET={}", manager.path.display()),
        format!("XDG_RUNTIME_DIR={}", home.path("run").display()),
        "WATCHDOG_USEC=40000".to_owned(),
        "TZ=UTC".to_owned(),
    ];
    let mut command = home.command("systemd-socket-activate");
    command.arg("-l").arg(home.socket());
    for variable in &given {
        command.args(["-E", variable]);
    }
    let mut child = command
        .args([LOCID, "run"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    assert!(first.contains("Listening on"), "{first}");
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
    child
}

#[test]
fn the_first_client_starts_the_daemon_and_the_service_manager_hears_how_it_is() {
    if !needs("systemd-socket-activate") {
        return;
    }
    let home = Home::new().with_notes();
    let manager = Manager::new(&home);
    let mut child = activated(&home, &manager);
    let database = home.path(".local/share/loci/loci.db");
    assert!(!database.exists());
    let mut wire = home.connect();
    wire.send("status", &json!({})).unwrap();
    let ready = manager.told();
    assert!(database.exists(), "it was ready before its database");
    let status = format!("STATUS=serves {}", home.socket().display());
    assert_eq!(
        ready.lines().collect::<Vec<_>>(),
        ["READY=1", status.as_str()]
    );
    let reply = wire.line().unwrap();
    assert_eq!(reply["result"]["loci"]["live"], json!(83), "{reply}");
    manager.until("WATCHDOG=1");
    manager.until("WATCHDOG=1");
    home.loci(&["daemon", "stop"]).ok();
    manager.until("STOPPING=1");
    assert!(child.wait().unwrap().success());
    assert!(
        home.socket().exists(),
        "the socket is the service manager's"
    );
}

#[test]
fn a_second_daemon_under_a_service_manager_is_told_who_is_first() {
    if !needs("systemd-socket-activate") {
        return;
    }
    let home = Home::new().with_notes();
    let first = home.daemon();
    // As systemd does: the file of the socket is replaced, the lock is not.
    std::fs::remove_file(home.socket()).unwrap();
    let mut child = activated(&home, &Manager::new(&home));
    drop(home.connect());
    assert_eq!(child.wait().unwrap().code(), Some(75));
    drop(first);
}

/// Checks units, as systemd of this machine reads them: nothing is to be said.
fn verify(home: &Home, units: &[PathBuf]) {
    let mut command = home.command("systemd-analyze");
    command.args(["--user", "verify", "--man=no"]).args(units);
    let verified = ran(&mut command).ok();
    assert_eq!((verified.stdout, verified.stderr), Default::default());
}

#[test]
fn the_shipped_units_have_nothing_that_systemd_would_complain_about() {
    if !needs("systemd-analyze") {
        return;
    }
    let home = Home::new();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("systemd");
    let units = ["locid.socket", "locid.service"].map(|name| {
        let text = std::fs::read_to_string(shipped.join(name)).unwrap();
        // As if `cargo install` had been run here.
        home.write(name, &text.replace("%h/.cargo/bin/locid", LOCID));
        home.path(name)
    });
    verify(&home, &units);
}

/// A `systemctl` that writes down what it is asked, and starts and stops the daemon without systemd. `bad` makes it
/// fail at a word, or do nothing for it.
fn fake_systemctl(home: &Home) {
    let script = format!(
        r#"#!/bin/sh
PATH=/usr/bin:/bin
shift
echo "$*" >>"$HOME/asked"
case "$(cat "$HOME/bad" 2>/dev/null)" in
"fail $1") echo "no $1 today" >&2; exit 1 ;;
"idle $1") exit 0 ;;
esac
case "$*" in
show*LoadState*)
    [ -e "$HOME/.config/systemd/user/locid.service" ] || exit 0
    pid=0
    [ -e "$HOME/its" ] && [ -S "$HOME/run/loci/loci.sock" ] && pid=$(cat "$HOME/.local/share/loci/lock")
    printf 'LoadState=loaded\nActiveState=active\nListen=%s (Stream)\n\nMainPID=%s\n' "$HOME/run/loci/loci.sock" "$pid" ;;
enable*)
    mkdir -p "$HOME/.config/systemd/user/sockets.target.wants"
    ln -sf ../locid.socket "$HOME/.config/systemd/user/sockets.target.wants/locid.socket" ;;
start*) touch "$HOME/its"; {LOCI} daemon start ;;
restart*) {LOCI} daemon restart ;;
stop*|disable*) [ ! -e "$HOME/its" ] || {{ rm "$HOME/its"; {LOCI} daemon stop; }} ;;
esac
"#
    );
    home.write("fake/systemctl", &script);
    let mode = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(home.path("fake/systemctl"), mode).unwrap();
}

/// Runs `loci ARGS` where the fake one is found; what it gave, and what `systemctl --user` was asked but for
/// questions.
fn with_fake(home: &Home, args: &[&str]) -> (Ran, Vec<String>) {
    let (done, orders) = try_with_fake(home, args);
    (done.ok(), orders)
}

/// The same; it may fail.
fn try_with_fake(home: &Home, args: &[&str]) -> (Ran, Vec<String>) {
    home.write("asked", "");
    let path = format!("{}:/usr/bin:/bin", home.path("fake").display());
    let done = ran(home.loci_command(args).env("PATH", path));
    let asked = std::fs::read_to_string(home.path("asked")).unwrap();
    let orders = asked.lines().filter(|line| !line.starts_with("show"));
    (done, orders.map(str::to_owned).collect())
}

#[test]
fn install_writes_units_that_systemd_accepts_and_uninstall_takes_them_back() {
    let home = Home::new().with_notes();
    fake_systemctl(&home);
    home.loci(&["daemon", "start"]).ok();
    let (installed, orders) = with_fake(&home, &["daemon", "install"]);
    assert_eq!(
        orders,
        [
            "daemon-reload",
            "enable locid.socket locid.service",
            "reset-failed locid.socket locid.service",
            "start locid.socket locid.service",
        ]
    );
    for said in [
        "wrote  ~/.config/systemd/user/locid.socket",
        "wrote  ~/.config/systemd/user/locid.service",
        "undo: loci daemon uninstall",
    ] {
        assert!(installed.stdout.contains(said), "{installed:?}");
    }
    assert!(installed.stderr.contains("by hand"), "{installed:?}");
    let units = ["locid.socket", "locid.service"]
        .map(|name| home.path(&format!(".config/systemd/user/{name}")));
    let service = std::fs::read_to_string(&units[1]).unwrap();
    assert!(service.contains(&format!("ExecStart=\"{LOCID}\" run\n")));
    assert!(!service.contains("Environment="), "{service}");
    if needs("systemd-analyze") {
        verify(&home, &units);
    }

    let (again, orders) = with_fake(&home, &["daemon", "install", "--json"]);
    let data = again.data("daemon");
    assert_eq!(data["by"], json!("systemd"));
    for file in data["files"].as_array().unwrap() {
        assert_eq!(file["state"], json!("unchanged"));
    }
    assert!(orders.iter().all(|order| !order.starts_with("stop")));

    let (restarted, orders) = with_fake(&home, &["daemon", "restart"]);
    assert!(restarted.stdout.starts_with("restarted: "), "{restarted:?}");
    assert_eq!(orders.last().unwrap(), "restart locid.service");
    let (stopped, orders) = with_fake(&home, &["daemon", "stop"]);
    assert!(stopped.stdout.contains("loci daemon start"), "{stopped:?}");
    assert_eq!(orders, ["stop locid.socket locid.service"]);
    let (_, orders) = with_fake(&home, &["daemon", "start"]);
    assert_eq!(orders.last().unwrap(), "start locid.socket locid.service");

    let (gone, orders) = with_fake(&home, &["daemon", "uninstall", "--json"]);
    assert_eq!(
        orders,
        ["disable --now locid.socket locid.service", "daemon-reload"]
    );
    let data = gone.data("daemon");
    assert_eq!(data["files"].as_array().unwrap().len(), 2);
    assert!(data["stopped"].is_u64(), "{data}");
    assert!(units.iter().all(|unit| !unit.exists()));
}

/// A home where the desktop started the daemon so far; the entry of the desktop.
fn installed_by_desktop() -> (Home, PathBuf) {
    let home = Home::new().with_notes();
    home.loci(&["daemon", "install"]).ok();
    fake_systemctl(&home);
    let entry = home.path(".config/autostart/loci.desktop");
    assert!(entry.exists());
    (home, entry)
}

#[test]
fn an_install_that_fails_leaves_all_as_it_was_and_says_so() {
    let (home, entry) = installed_by_desktop();
    let units = ["locid.socket", "locid.service"]
        .map(|name| home.path(&format!(".config/systemd/user/{name}")));
    for bad in [
        "fail daemon-reload",
        "fail enable",
        "fail start",
        "idle start",
    ] {
        home.write("bad", bad);
        let (failed, orders) = try_with_fake(&home, &["daemon", "install", "--json"]);
        assert_ne!(failed.code, 0, "{bad}: {failed:?}");
        assert_eq!(failed.stdout, "");
        assert!(units.iter().all(|unit| !unit.exists()), "{bad}: {failed:?}");
        assert!(entry.exists(), "{bad}");
        assert!(orders.contains(&"disable --now locid.socket locid.service".to_owned()));
        for said in [
            "taken back: ~/.config/systemd/user/locid.socket",
            "locid.service",
        ] {
            assert!(failed.stderr.contains(said), "{bad}: {failed:?}");
        }
        let last = failed.stderr.lines().last().unwrap();
        let error: serde_json::Value = serde_json::from_str(last).unwrap();
        assert_eq!(error["kind"], json!("error"), "{error}");
        assert!(
            error["data"]["message"]
                .as_str()
                .unwrap()
                .contains("systemctl --user")
        );
        home.loci(&["daemon", "status"]).ok();
    }
    home.write("bad", "");
    let (installed, _) = with_fake(&home, &["daemon", "install"]);
    assert!(
        installed.stdout.contains("gone   ~/.config/autostart"),
        "{installed:?}"
    );
    assert!(!entry.exists());
}

#[test]
fn what_an_install_that_fails_cannot_take_back_is_told_with_its_undo() {
    let (home, _) = installed_by_desktop();
    // Its systemd does not read the old units again.
    let script = std::fs::read_to_string(home.path("fake/systemctl")).unwrap();
    let script = script.replace("start*)", "start*) touch \"$HOME/tried\"; exit 1 ;;\ndaemon-reload*) [ ! -e \"$HOME/tried\" ] || exit 1 ;;\nunused*)");
    std::fs::write(home.path("fake/systemctl"), script).unwrap();
    let (failed, _) = try_with_fake(&home, &["-q", "daemon", "install"]);
    assert_eq!(failed.code, 1, "{failed:?}");
    for said in [
        "left: locid.socket and locid.service",
        "undo: loci daemon uninstall",
    ] {
        assert!(failed.stderr.contains(said), "{failed:?}");
    }
    home.loci(&["daemon", "status"]).ok();
}

#[test]
fn a_changed_unit_is_named_where_an_install_fails() {
    let home = Home::new().with_notes();
    fake_systemctl(&home);
    let service = ".config/systemd/user/locid.service";
    home.write(service, "[Service]\nExecStart=/bin/false\n");
    home.write("bad", "fail start");
    let (failed, orders) = try_with_fake(&home, &["daemon", "install"]);
    assert!(
        failed
            .stderr
            .contains("kept: ~/.config/systemd/user/locid.service"),
        "{failed:?}"
    );
    assert!(home.path(service).exists());
    let link = home.path(".config/systemd/user/sockets.target.wants/locid.socket");
    assert!(link.symlink_metadata().is_err());
    assert!(!home.path(".config/systemd/user/locid.socket").exists());
    // It was somebody's before: whether it is enabled is theirs to say.
    assert!(
        orders.iter().all(|order| !order.starts_with("disable")),
        "{orders:?}"
    );
}

#[test]
fn units_that_served_before_serve_on_where_their_renewal_fails() {
    let home = Home::new().with_notes();
    fake_systemctl(&home);
    with_fake(&home, &["daemon", "install"]);
    let service = home.path(".config/systemd/user/locid.service");
    let before = std::fs::read_to_string(&service).unwrap();
    let pid = home
        .loci(&["daemon", "start", "--json"])
        .ok()
        .data("daemon")["pid"]
        .clone();
    home.write("bad", "fail enable");
    let path = format!("{}:/usr/bin:/bin", home.path("fake").display());
    let failed = ran(home
        .loci_command(&["daemon", "install"])
        .env("PATH", path)
        .env("LOCI_DATA_DIR", home.path(".local/share/loci")));
    assert_eq!(failed.code, 1, "{failed:?}");
    assert!(
        failed
            .stderr
            .contains("taken back: ~/.config/systemd/user/locid.service"),
        "{failed:?}"
    );
    assert_eq!(std::fs::read_to_string(&service).unwrap(), before);
    let status = home.loci(&["daemon", "start", "--json"]).ok();
    assert_eq!(status.data("daemon")["pid"], pid);
}

#[test]
fn without_systemd_an_install_that_fails_writes_nothing_and_brings_the_demo_back() {
    let home = Home::new().with_notes();
    let entry = home.path(".config/autostart/loci.desktop");
    home.write(".config/loci/config.toml", "notez = 1\n");
    let failed = home.loci(&["daemon", "install"]);
    assert_eq!(failed.code, 78, "{failed:?}");
    assert!(!entry.exists());
    home.write(".config/loci/config.toml", "notes = [\"~/notes\"]\n");
    home.write(".local/share/loci/loci.db", "no database");
    home.loci(&["start", "--demo"]).ok();
    let failed = home.loci(&["daemon", "install"]);
    assert_eq!(failed.code, 74, "{failed:?}");
    for said in ["taken back: ~/.config/autostart", "runs again: pid"] {
        assert!(failed.stderr.contains(said), "{failed:?}");
    }
    assert!(!entry.exists());
    let status = home.loci(&["daemon", "start"]).ok();
    assert!(status.stdout.contains("(the demo)"), "{status:?}");
}

#[test]
fn a_start_beside_a_daemon_without_a_socket_says_who_holds_the_lock() {
    let home = Home::new().with_notes();
    home.loci(&["daemon", "start"]).ok();
    let log = home.path(".local/state/loci/locid.log");
    let before = std::fs::read_to_string(&log).unwrap();
    std::fs::remove_file(home.socket()).unwrap();
    let failed = home.loci(&["daemon", "start"]);
    assert_eq!(failed.code, 75, "{failed:?}");
    assert!(
        failed
            .stderr
            .starts_with("loci: locid did not start: another daemon (process "),
        "{failed:?}"
    );
    assert_eq!(failed.stderr.lines().count(), 1, "{failed:?}");
    home.loci(&["daemon", "stop"]).ok();
    let after = std::fs::read_to_string(&log).unwrap();
    assert!(
        after.starts_with(&before) && !after.contains('\0'),
        "{after}"
    );
}

#[test]
fn install_takes_over_the_places_that_are_set_and_a_changed_unit_is_kept() {
    let home = Home::new().with_notes();
    fake_systemctl(&home);
    let install = |args: &[&str]| {
        let path = format!("{}:/usr/bin:/bin", home.path("fake").display());
        ran(home
            .loci_command(args)
            .env("PATH", path)
            .env("LOCI_DATA_DIR", home.path(".local/share/loci")))
        .ok()
    };
    install(&["daemon", "install"]);
    let service = home.path(".config/systemd/user/locid.service");
    let text = std::fs::read_to_string(&service).unwrap();
    let line = format!(
        "Environment=\"LOCI_DATA_DIR={}\"\n",
        home.path(".local/share/loci").display()
    );
    assert!(text.contains(&line), "{text}");
    std::fs::write(&service, format!("{text}# mine\n")).unwrap();
    let again = install(&["daemon", "install"]);
    assert!(again.stdout.contains("kept   ~/.config"), "{again:?}");
    let gone = install(&["daemon", "uninstall"]);
    assert!(gone.stdout.contains("kept     ~/.config"), "{gone:?}");
    assert!(service.exists());
    assert!(!home.path(".config/systemd/user/locid.socket").exists());
}

#[test]
fn without_a_systemd_of_the_user_the_desktop_starts_it_and_there_is_only_ever_one() {
    let home = Home::new().with_notes();
    let installed = home.loci(&["daemon", "install"]).ok();
    assert!(installed.stderr.contains("no systemd"), "{installed:?}");
    let entry = home.path(".config/autostart/loci.desktop");
    let text = std::fs::read_to_string(&entry).unwrap();
    assert!(
        text.contains(&format!("\nExec={LOCI} daemon start\n")),
        "{text}"
    );
    if needs("desktop-file-validate") {
        let valid = ran(Command::new("desktop-file-validate").arg(&entry)).ok();
        assert_eq!((valid.stdout, valid.stderr), Default::default());
    }
    let again = home.loci(&["daemon", "install", "--json"]).ok();
    let data = again.data("daemon");
    assert_eq!(
        (&data["by"], &data["files"][0]["state"]),
        (&json!("autostart"), &json!("unchanged"))
    );
    // The entry, a start by hand, and a unit: whoever comes second sees that one is there.
    let by_hand = home.loci(&["daemon", "start"]).ok();
    assert!(by_hand.stdout.starts_with("runs already"), "{by_hand:?}");
    assert_eq!(home.try_daemon().err().unwrap().code, 75);
    let gone = home.loci(&["daemon", "uninstall"]).ok();
    assert!(
        gone.stdout.contains("removed  ~/.config/autostart"),
        "{gone:?}"
    );
    assert!(!entry.exists());
    assert_eq!(home.loci(&["daemon", "status"]).code, 69);
    let nothing = home.loci(&["daemon", "uninstall"]).ok();
    assert_eq!(nothing.stdout, "nothing was installed\n");
}

#[test]
fn install_ends_the_demo_as_a_plain_start_does_and_restart_keeps_it() {
    let home = Home::new().with_notes();
    home.loci(&["start", "--demo"]).ok();
    let restarted = home.loci(&["daemon", "restart"]).ok();
    assert!(restarted.stdout.contains("(the demo)"), "{restarted:?}");
    let installed = home.loci(&["daemon", "install", "--json"]).ok();
    assert!(installed.stderr.contains("the demo was stopped"));
    assert_eq!(installed.data("daemon")["daemon"]["demo"], json!(false));
    let pid = |ran: Ran| ran.data("daemon")["pid"].clone();
    let before = pid(home.loci(&["daemon", "start", "--json"]).ok());
    let after = pid(home.loci(&["daemon", "restart", "--json"]).ok());
    assert_ne!(before, after);
}
