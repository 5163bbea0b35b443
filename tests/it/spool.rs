//! Ratings that are given while no daemon is there.

use serde_json::json;

use crate::support::Home;

#[test]
fn spooled_ratings_are_applied_once_in_their_order_and_at_their_time() {
    let home = Home::new().with_notes();
    let spooled = home.loci(&["log", "dict", "good", "--json"]).ok();
    assert!(spooled.stderr.contains("kept"), "{spooled:?}");
    let data = spooled.data("log");
    assert_eq!(
        (&data["spooled"], &data["reviews"]),
        (&json!(true), &json!([]))
    );
    home.loci(&["again", "dict/why"]).ok();
    let daemon = home.daemon();
    let shown = home.loci(&["show", "dict/why", "--json"]).ok().data("show");
    let ratings: Vec<_> = shown["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|review| review["rating"].clone())
        .collect();
    assert_eq!(ratings, [json!(3), json!(1)]);
    daemon.kill();
    let _again = home.daemon();
    let shown = home.loci(&["show", "dict/why", "--json"]).ok().data("show");
    assert_eq!(shown["reviews"], json!(2), "applied exactly once");
}

#[test]
fn a_spooled_rating_that_names_nothing_waits_for_its_locus() {
    let home = Home::new().with_notes();
    home.loci(&["good", "mutability"]).ok();
    home.loci(&["hard", "no such thing"]).ok();
    let _daemon = home.daemon();
    let status = home.loci(&["status", "--json"]).ok().data("status");
    assert_eq!(status["unplaced"], json!(2));
    let waiting = home.loci(&["spool", "--json"]).ok().data("spool");
    let waiting = waiting.as_array().unwrap();
    assert_eq!(waiting[0]["query"], json!("mutability"));
    assert_eq!(waiting[0]["candidates"].as_array().unwrap().len(), 2);
    let id = waiting[0]["id"].as_str().unwrap();
    home.loci(&["spool", "assign", id, "dict/mutability"]).ok();
    assert_eq!(
        home.loci(&["show", "dict/mutability", "--json"])
            .ok()
            .data("show")["reviews"],
        json!(1)
    );
    let id = waiting[1]["id"].as_str().unwrap();
    home.loci(&["spool", "drop", id]).ok();
    assert_eq!(
        home.loci(&["spool", "--json"]).ok().data("spool"),
        json!([])
    );
}

#[test]
fn without_a_daemon_everything_but_a_rating_ends_with_69() {
    let home = Home::new().with_notes();
    for args in [
        &["due"][..],
        &["ls"],
        &["undo"],
        &["box", "map", "dict"],
        &["show", "dict/why"],
    ] {
        let refused = home.loci(args);
        assert_eq!(refused.code, 69, "{args:?}: {refused:?}");
        assert!(refused.stderr.contains("loci daemon start"), "{refused:?}");
    }
}

#[test]
fn a_rating_for_the_own_notes_never_reaches_the_demo() {
    let home = Home::new().with_notes();
    let own = home.daemon();
    home.loci(&["status"]).ok();
    own.kill();
    home.loci(&["good", "dict/why"]).ok();
    home.loci(&["start", "--demo"]).ok();
    let demo = home.loci(&["show", "dict/why", "--json"]).ok().data("show");
    assert_eq!(demo["reviews"], json!(0));
    home.loci(&["daemon", "stop"]).ok();
    let _own = home.daemon();
    let own = home.loci(&["show", "dict/why", "--json"]).ok().data("show");
    assert_eq!(own["reviews"], json!(1));
}

#[test]
fn a_half_written_rating_is_told_and_left_where_it_is() {
    let home = Home::new().with_notes();
    home.loci(&["good", "dict/why"]).ok();
    let bad =
        ".local/state/loci/spool/20260101T000000.000Z-01a20371-0000-7000-8000-000000000001.json";
    home.write(bad, "{\"schema\":1,\"log\":{\"batch_id\":\"01a2");
    let _daemon = home.daemon();
    let status = home.loci(&["status", "--json"]).ok().data("status");
    let told = status["problems"].as_array().unwrap();
    assert!(
        told.iter()
            .any(|problem| problem["message"].as_str().unwrap().contains("20260101T")),
        "{told:?}"
    );
    assert!(home.path(bad).exists());
    assert_eq!(
        home.loci(&["show", "dict/why", "--json"]).ok().data("show")["reviews"],
        json!(1)
    );
}
