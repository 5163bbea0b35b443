//! Clients: many at once, one in a shell line, and those that misbehave.

use std::io::Write;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::support::{Home, has};

#[test]
fn a_hundred_clients_log_at_once_and_every_review_is_there() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let rooms = ["gate", "living-room", "kitchen", "bedroom", "bathroom"];
    let threads: Vec<_> = (0..100_usize)
        .map(|at| {
            let mut wire = home.connect();
            let scope = format!("your-house/{}", rooms[at % rooms.len()]);
            std::thread::spawn(move || wire.call("log", &json!({"scopes": [scope], "rating": 3})))
        })
        .collect();
    for thread in threads {
        let reply: Value = thread.join().unwrap();
        assert_eq!(reply["reviews"].as_array().unwrap().len(), 1);
    }
    let loci = home.loci(&["ls", "your-house", "--json"]).ok().data("ls");
    for locus in loci.as_array().unwrap() {
        assert_eq!(locus["reviews"], json!(20), "{locus}");
    }
}

#[test]
fn socat_is_a_working_client() {
    if !has("socat") {
        eprintln!("not run: socat is not installed");
        return;
    }
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let mut socat = home
        .command("socat")
        .args([
            "-t5",
            "-",
            &format!("UNIX-CONNECT:{}", home.socket().display()),
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let request = "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"due\"}\n";
    socat
        .stdin
        .take()
        .unwrap()
        .write_all(request.as_bytes())
        .unwrap();
    let output = socat.wait_with_output().unwrap();
    let reply: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(reply["id"], json!("a"));
    assert!(
        reply["result"]["prompts"]
            .as_array()
            .is_some_and(|prompts| !prompts.is_empty()),
        "{reply}"
    );
}

#[test]
fn malformed_oversized_and_half_requests_harm_nobody_else() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let mut good = home.connect();
    let mut bad = home.connect();
    bad.raw(b"this is no json\n").unwrap();
    assert_eq!(bad.line().unwrap()["error"]["code"], json!(-32700));
    bad.send("no_such_method", &json!({})).unwrap();
    assert_eq!(bad.line().unwrap()["error"]["code"], json!(-32601));
    bad.send("log", &json!({"scopes": ["dict"], "rating": "meh"}))
        .unwrap();
    assert_eq!(bad.line().unwrap()["error"]["code"], json!(-32602));
    let mut endless = home.connect();
    // The daemon may close while the line is still being written.
    let _closed = endless.raw(&vec![b'x'; 70 * 1024]);
    let answer = endless.line();
    assert!(answer.is_none_or(|answer| answer["error"].is_object()));
    let mut half = home.connect();
    half.raw(b"{\"jsonrpc\":\"2.0\",").unwrap();
    drop(half);
    assert!(good.call("status", &json!({}))["loci"]["live"] == json!(83));
}

#[test]
fn a_watching_connection_is_told_what_happens() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let mut watch = home.connect();
    watch.call("watch", &json!({}));
    home.loci(&["good", "dict"]).ok();
    assert_eq!(watch.event("logged")["reviews"], json!(5));
    home.loci(&["undo"]).ok();
    watch.event("undone");
}

#[test]
fn an_edited_note_is_seen_without_asking() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let mut watch = home.connect();
    watch.call("watch", &json!({}));
    home.write(
        "notes/99-new.md",
        "# Mind map\n\nRust\n├── ownership\n└── traits\n",
    );
    // The first reading may still be told; the edit is what comes to 85.
    while watch.event("notes")["live"] != json!(85) {}
}

#[test]
fn a_source_that_comes_later_is_noticed_when_it_comes() {
    let home = Home::new().with_notes();
    std::fs::rename(home.path("notes"), home.path("gone")).unwrap();
    let _daemon = home.daemon();
    let mut watch = home.connect();
    watch.call("watch", &json!({}));
    std::fs::rename(home.path("gone"), home.path("notes")).unwrap();
    while watch.event("notes")["live"] != json!(83) {}
}
