//! SIGKILL while reviews are logged: nothing that was acknowledged is lost, and a retry makes no double.

use std::collections::BTreeMap;
use std::sync::mpsc;

use serde_json::{Value, json};

use crate::support::{Home, Wire};

const ROUNDS: usize = 8;
const CLIENTS: usize = 8;
const ROOMS: [&str; 5] = ["gate", "living-room", "kitchen", "bedroom", "bathroom"];

/// One log under a batch id of its own.
fn params(batch: &str, room: &str) -> Value {
    json!({"batch_id": batch, "scopes": [format!("your-house/{room}")], "rating": 3})
}

/// Logs until the daemon is gone; tells each batch before it is sent and after it is acknowledged.
fn storm(
    mut wire: Wire,
    client: usize,
    round: usize,
    told: &mpsc::Sender<(String, &'static str, bool)>,
) {
    for n in 0.. {
        let batch = format!("{:08x}-{:04x}-7000-8000-{:012x}", round + 1, client + 1, n);
        let room = ROOMS[n % ROOMS.len()];
        told.send((batch.clone(), room, false)).unwrap();
        if wire.send("log", &params(&batch, room)).is_err() {
            return;
        }
        match wire.line() {
            Some(reply) if reply.get("result").is_some() => told.send((batch, room, true)).unwrap(),
            Some(_) | None => return,
        }
    }
}

#[test]
fn no_acknowledged_review_is_lost_and_no_retry_makes_a_double() {
    let home = Home::new().with_notes();
    let mut sent: BTreeMap<String, (&'static str, bool)> = BTreeMap::new();
    for round in 0..ROUNDS {
        let daemon = home.daemon();
        let (told, heard) = mpsc::channel();
        let threads: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let (wire, told) = (home.connect(), told.clone());
                std::thread::spawn(move || storm(wire, client, round, &told))
            })
            .collect();
        drop(told);
        // The kill comes in the middle: after so many acknowledgements, whenever that is.
        let mut acknowledged = 0;
        let mut victim = Some(daemon);
        for (batch, room, done) in heard {
            sent.entry(batch).or_insert((room, false)).1 |= done;
            acknowledged += usize::from(done);
            if acknowledged >= 40 + round * 7
                && let Some(daemon) = victim.take()
            {
                daemon.kill();
            }
        }
        threads
            .into_iter()
            .for_each(|thread| thread.join().unwrap());
    }
    let _daemon = home.daemon();
    let mut wire = home.connect();
    let total = |wire: &mut Wire| -> u64 {
        let loci = wire.call("ls", &json!({"scope": "your-house"}));
        loci.as_array()
            .unwrap()
            .iter()
            .map(|locus| locus["reviews"].as_u64().unwrap())
            .sum()
    };
    let before = total(&mut wire);
    let acknowledged = sent.values().filter(|(_, done)| *done).count() as u64;
    assert!(
        before >= acknowledged,
        "{before} on disk, {acknowledged} acknowledged"
    );
    assert!(before <= sent.len() as u64);
    // Every acknowledged batch is there: sending all again adds only those that were never written.
    for (batch, (room, _)) in &sent {
        wire.call("log", &params(batch, room));
    }
    assert_eq!(
        total(&mut wire),
        sent.len() as u64,
        "each batch is there once"
    );
}
