//! What a plan costs: the same requests to daemons with and without one, each in turn to all.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chrono::{DateTime, Days, TimeDelta, Utc};
use uuid::Uuid;

use crate::daemon::{Daemon, Socket};
use crate::median;

/// Ten maps of a thousand branches: 10, of each 11, of each 8.
const MAPS: usize = 10;
const BRANCHES: usize = 10;
const TWIGS: usize = 11;
const LEAVES: usize = 8;

/// The days of the plan, each about a branch with all below it: 3,000 loci.
const DAYS: usize = 30;

const ROUNDS: usize = 5;
const LOGS: usize = 200;

/// Who leads to which interview.
const KINDS: [(&str, Option<u64>); 3] = [
    ("no plan", None),
    ("a plan", Some(30)),
    ("its final pass", Some(3)),
];

/// Measures and tells it.
pub(crate) fn measure(folder: &Path) {
    let daemons = KINDS.map(|(name, interview)| {
        let folder = folder.join(name.replace(' ', "-"));
        std::fs::create_dir_all(&folder).unwrap();
        begun(&folder, interview)
    });
    let mut sockets = daemons.each_ref().map(Daemon::connect);
    sockets.iter_mut().for_each(history);
    let mut number = 0;
    let mut ratios = [const { Vec::new() }; KINDS.len()];
    for round in 0..ROUNDS {
        let mut logs = [const { Vec::new() }; KINDS.len()];
        let mut plans = [const { Vec::new() }; KINDS.len()];
        let mut again = [const { Vec::new() }; KINDS.len()];
        for _ in 0..LOGS {
            number += 1;
            let path = leaf(number * 997);
            for (kind, socket) in sockets.iter_mut().enumerate() {
                logs[kind].push(timed(socket, &log(&path, None)));
                if kind > 0 {
                    plans[kind].push(timed(socket, PLAN));
                    again[kind].push(timed(socket, PLAN));
                }
            }
        }
        let usual = median(&mut logs[0]).as_secs_f64();
        for (kind, (name, _)) in KINDS.iter().enumerate() {
            let log = median(&mut logs[kind]);
            let ratio = log.as_secs_f64() / usual;
            ratios[kind].push(ratio);
            print!("planned {}: {name}, log {log:?}", round + 1);
            match kind {
                0 => println!(),
                _ => println!(
                    ", ratio {ratio:.2}, `plan` after it {:?}, once more {:?}",
                    median(&mut plans[kind]),
                    median(&mut again[kind])
                ),
            }
        }
    }
    for (kind, (name, _)) in KINDS.iter().enumerate().skip(1) {
        let of_kind = &mut ratios[kind];
        of_kind.sort_by(f64::total_cmp);
        println!(
            "PLANNED {name}: median ratio {:.2} (from {:.2} to {:.2})",
            of_kind[ROUNDS / 2],
            of_kind[0],
            of_kind[ROUNDS - 1]
        );
    }
}

const PLAN: &str = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"plan\",\"params\":{}}\n";

fn timed(socket: &mut Socket, line: &str) -> Duration {
    let from = Instant::now();
    socket.call(line);
    from.elapsed()
}

fn log(scope: &str, at: Option<DateTime<Utc>>) -> String {
    let batch = Uuid::now_v7();
    let at = at.map_or_else(String::new, |at| format!(",\"at\":\"{}\"", at.to_rfc3339()));
    format!(
        "{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"log\",\"params\":{{\"batch_id\":\"{batch}\",\"scopes\":[\"{scope}\"],\"rating\":3{at}}}}}\n"
    )
}

/// A daemon over the notes, with a plan or without one.
fn begun(folder: &Path, interview: Option<u64>) -> Daemon {
    let maps: Vec<(String, String)> = (0..MAPS)
        .map(|map| (format!("m{map}.md"), note(map)))
        .collect();
    let config = interview.map(|days| {
        let path = folder.join("plan.toml");
        std::fs::write(&path, plan(days)).unwrap();
        format!("[plan]\nfile = {:?}\n", path.to_str().unwrap())
    });
    Daemon::start(&PathBuf::from(folder), &maps, &config.unwrap_or_default())
}

fn note(map: usize) -> String {
    let mut text = format!("```mermaid\nmindmap\n  m{map}\n");
    for branch in 0..BRANCHES {
        text.push_str(&format!("    b{branch}\n"));
        for twig in 0..TWIGS {
            text.push_str(&format!("      t{twig}\n"));
            let leaves = (0..LEAVES).map(|leaf| format!("        l{leaf}\n"));
            text.extend(leaves);
        }
    }
    text + "```\n"
}

/// A plan that began ten days ago and leads to an interview so many days from now.
fn plan(days: u64) -> String {
    let today = Utc::now().date_naive();
    let mut text = format!(
        "schema = 1\nname = \"Thirty\"\nlevel = \"intermediate\"\nfocus = \"interview\"\nstart = {}\ninterview = {}T14:00:00\ndays = \"mon-sun\"\nminutes = 60\n",
        today - Days::new(10),
        today + Days::new(days),
    );
    for day in 0..DAYS {
        let scope = format!("m{}/b{}", day / BRANCHES, day % BRANCHES);
        text.push_str(&format!(
            "\n[[day]]\nid = \"day-{day}\"\ntitle = \"{scope}\"\nlevel = \"intermediate\"\nmap = \"{scope}\"\nexplain = \"Why {scope}?\"\n"
        ));
    }
    text
}

fn leaf(number: usize) -> String {
    let (number, leaf) = (number / LEAVES, number % LEAVES);
    let (number, twig) = (number / TWIGS, number % TWIGS);
    let (map, branch) = (number / BRANCHES, number % BRANCHES);
    format!("m{}/b{branch}/t{twig}/l{leaf}", map % MAPS)
}

/// All was recalled twice, a fortnight apart, and the second time within the last three weeks.
fn history(socket: &mut Socket) {
    let now = Utc::now() - TimeDelta::hours(1);
    let branches =
        (0..MAPS).flat_map(|map| (0..BRANCHES).map(move |of| format!("m{map}/b{of}/**")));
    let scopes: Vec<String> = branches
        .chain((0..MAPS).map(|map| format!("m{map}/")))
        .collect();
    for (number, scope) in scopes.iter().enumerate() {
        let last = now - TimeDelta::days(1 + (number * 7 % 21) as i64);
        for at in [last - TimeDelta::days(14), last] {
            socket.call(&log(scope, Some(at)));
        }
    }
}
