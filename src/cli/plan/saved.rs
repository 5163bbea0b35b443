//! A plan's file that was saved a moment ago: who saves it and types the next command means what he saved.

use std::time::UNIX_EPOCH;

use crate::cli::context::Context;

/// The daemon has found a change by itself after this time, in milliseconds.
const MOMENT_MS: i64 = 3_000;

/// Has the daemon read the plan's file, if it was saved a moment ago.
pub fn read(context: &Context) {
    let Ok(config) = context.config() else { return };
    let saved = config
        .plan
        .file
        .and_then(|file| file.metadata().ok()?.modified().ok());
    let saved = saved.and_then(|saved| saved.duration_since(UNIX_EPOCH).ok());
    let saved_ms = saved.and_then(|saved| i64::try_from(saved.as_millis()).ok());
    let now_ms = context.now().at.timestamp_millis();
    if saved_ms.is_some_and(|saved| now_ms.abs_diff(saved) < MOMENT_MS.unsigned_abs()) {
        context.read_again();
    }
}
