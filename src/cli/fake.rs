//! A daemon for tests: a socket, a thread, and a closure that answers.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixListener;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::context::{Context, Input};
use super::render::out::Form;
use super::render::out::tests::{Tape, taped};
use crate::config::paths::Paths;

/// A fake daemon and a context that talks to it.
pub struct Fake {
    /// What the verbs take.
    pub context: Context,
    /// Its standard output.
    pub stdout: Tape,
    /// Its standard error.
    pub stderr: Tape,
    asked: Arc<Mutex<Vec<(String, Value)>>>,
    /// Events for whoever watches.
    pub told: Arc<Mutex<Vec<Value>>>,
    /// Kept for its folder.
    _folder: TempDir,
}

impl Fake {
    /// A daemon that answers `method` and `params` with a result, or with an error object.
    pub fn new(
        form: Form,
        answer: impl Fn(&str, &Value) -> Result<Value, Value> + Send + 'static,
    ) -> Fake {
        let fake = Fake::down(form);
        let (asked, told) = (Arc::clone(&fake.asked), Arc::clone(&fake.told));
        let listener = UnixListener::bind(&fake.context.socket).unwrap();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let lines = BufReader::new(stream.try_clone().unwrap());
                for line in lines.lines().map_while(Result::ok) {
                    let request: Value = serde_json::from_str(&line).unwrap();
                    let method = request["method"].as_str().unwrap().to_owned();
                    let params = request["params"].clone();
                    let mut reply = json!({"jsonrpc": "2.0", "id": request["id"]});
                    match answer(&method, &params) {
                        Ok(result) => reply["result"] = result,
                        Err(error) => reply["error"] = error,
                    }
                    asked.lock().unwrap().push((method.clone(), params));
                    if stream.write_all(format!("{reply}\n").as_bytes()).is_err() {
                        break;
                    }
                    if method == "watch" {
                        // What was prepared is told; then the daemon is gone.
                        for event in told.lock().unwrap().drain(..) {
                            let line =
                                json!({"jsonrpc": "2.0", "method": "event", "params": event});
                            stream.write_all(format!("{line}\n").as_bytes()).unwrap();
                        }
                        break;
                    }
                }
            }
        });
        fake
    }

    /// No daemon at all.
    pub fn down(form: Form) -> Fake {
        let folder = tempfile::tempdir().unwrap();
        let (out, stdout, stderr) = taped(form);
        let at = |name: &str| folder.path().join(name);
        let context = Context {
            paths: Paths {
                config: at("config.toml"),
                data_dir: at("data"),
                state_dir: at("state"),
                home: Some(folder.path().to_owned()),
            },
            socket: at("s"),
            out,
            input: Input::Never,
        };
        Fake {
            context,
            stdout,
            stderr,
            asked: Arc::default(),
            told: Arc::default(),
            _folder: folder,
        }
    }

    /// The parameters of every request of a method, in order.
    pub fn asked(&self, method: &str) -> Vec<Value> {
        let asked = self.asked.lock().unwrap();
        let of_method = asked.iter().filter(|(name, _)| name == method);
        of_method.map(|(_, params)| params.clone()).collect()
    }
}

/// An error object of the protocol.
pub fn error(number: i32, code: &str, message: &str, candidates: &[&str]) -> Value {
    json!({"code": number, "message": message, "data": {"code": code, "candidates": candidates}})
}

/// The reply to a log of one locus.
pub fn logged(params: &Value) -> Value {
    let path = params["scopes"][0].as_str().unwrap();
    json!({
        "reviews": [{
            "id": uuid::Uuid::nil(), "locus": uuid::Uuid::nil(), "path": path,
            "label": path.rsplit('/').next().unwrap(), "rating": params["rating"],
            "at": "2026-11-22T14:30:00+00:00", "stability": 3.0, "difficulty": 5.0,
            "interval_days": 3, "due": "2026-11-25"
        }],
        "spooled": false,
        "batch": params["batch_id"]
    })
}
