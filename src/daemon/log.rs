//! Where the daemon's log goes: to stderr, for people by day, for the journal of systemd with its own times.

use tracing::Level;

/// Starts the log. `LOCI_LOG` is `error`, `warn`, `info` (the default) or `debug`.
pub fn start() {
    let level = std::env::var("LOCI_LOG").ok();
    let level = level
        .and_then(|word| word.parse().ok())
        .unwrap_or(Level::INFO);
    let log = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_max_level(level)
        .with_target(false)
        .with_ansi(false)
        // It would say so on the very stderr that is gone, and panic.
        .log_internal_errors(false);
    // systemd adds the time itself.
    let started = match std::env::var_os("JOURNAL_STREAM") {
        Some(_) => tracing::subscriber::set_global_default(log.without_time().finish()),
        None => tracing::subscriber::set_global_default(log.finish()),
    };
    if let Err(error) = started {
        tracing::debug!("a log runs already: {error}");
    }
}
