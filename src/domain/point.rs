//! Whether a rewritten point is still the same thing to recall.

use super::journal::Changed;

/// Likeness from 0 to 1 below which a point is something else to learn.
const SAME: f64 = 0.6;

/// Characters of a point that are compared, at most.
const COMPARED: usize = 1000;

/// How much a point changed: much, if of the longer text more than two fifths of the letters would have to be
/// changed, added, dropped or swapped with their neighbours (optimal string alignment) to get the other. Case
/// does not count; of long texts the beginning does.
///
/// ```
/// use loci::domain::journal::Changed;
/// use loci::domain::point::changed;
///
/// assert_eq!(changed("namespace lookup", "Namespace look-up"), Changed::Little);
/// assert_eq!(changed("namespace lookup", "garbage collection"), Changed::Much);
/// ```
pub fn changed(from: &str, to: &str) -> Changed {
    let fold = |text: &str| -> String {
        let lower = text.chars().flat_map(char::to_lowercase);
        lower.take(COMPARED).collect()
    };
    let (from, to) = (fold(from), fold(to));
    let longer = from.chars().count().max(to.chars().count());
    if longer == 0 {
        return Changed::Little;
    }
    let likeness = 1.0 - strsim::osa_distance(&from, &to) as f64 / longer as f64;
    if likeness < SAME {
        Changed::Much
    } else {
        Changed::Little
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correction_is_little_and_another_thing_is_much() {
        for (from, to, wanted) in [
            ("", "", Changed::Little),
            ("LEGB", "legb", Changed::Little),
            ("reference couting", "reference counting", Changed::Little),
            ("abcde", "abcxy", Changed::Little),
            ("abcd", "abxy", Changed::Much),
            ("", "reference counting", Changed::Much),
            ("a point", "a point, and a long tail of it", Changed::Much),
        ] {
            assert_eq!(changed(from, to), wanted, "{from} -> {to}");
        }
    }

    #[test]
    fn of_a_long_point_its_beginning_counts() {
        let long = "x".repeat(100_000);
        assert_eq!(changed(&long, &format!("{long}y")), Changed::Little);
    }
}
