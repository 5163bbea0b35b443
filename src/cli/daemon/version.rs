//! Whether the daemon is of the same version as this program.

use std::cmp::Ordering;

use crate::cli::context::Context;
use crate::cli::exit::Trouble;
use crate::cli::render::words::printable;

const OWN: &str = env!("CARGO_PKG_VERSION");

/// Says on stderr what to do if the daemon is of another version.
pub fn note(context: &mut Context, daemon: &str) -> Result<(), Trouble> {
    match difference(daemon, OWN) {
        Some(text) => context.out.note(&text),
        None => Ok(()),
    }
}

fn difference(daemon: &str, own: &str) -> Option<String> {
    if daemon == own {
        return None;
    }
    let shown = printable(daemon);
    Some(match numbers(daemon).cmp(&numbers(own)) {
        Ordering::Less => {
            format!("the daemon is {shown}, older than this loci ({own}): loci daemon restart")
        }
        Ordering::Greater => format!(
            "the daemon is {shown}, newer than this loci ({own}): use the loci that was installed with it"
        ),
        Ordering::Equal => {
            format!(
                "the daemon is {shown}, another build than this loci ({own}): loci daemon restart"
            )
        }
    })
}

/// `0.10.2-rc1` as `[0, 10, 2]`.
fn numbers(version: &str) -> Vec<u64> {
    let release = version.split(['-', '+']).next().unwrap_or_default();
    let numbers = release.split('.').map(str::parse);
    numbers.map_while(Result::ok).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(daemon: &str, own: &str, expected: &str) {
        let said = difference(daemon, own).unwrap_or_default();
        assert!(
            said.contains(expected) && said.is_empty() == expected.is_empty(),
            "{said}"
        );
    }

    #[test]
    fn another_version_is_told_with_what_to_do() {
        check("0.10.0", "0.10.0", "");
        check(
            "0.9.0",
            "0.10.0",
            "older than this loci (0.10.0): loci daemon restart",
        );
        check("0.10.1", "0.10.0", "newer than this loci");
        check("0.10.0-rc1", "0.10.0", "another build");
    }
}
