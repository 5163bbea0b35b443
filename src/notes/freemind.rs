//! Maps of FreeMind and Freeplane (`.mm`).

use super::{Context, Scan};

/// Says whether a text is such a map: by its root element, not by the file's name.
pub(super) fn is_map(_text: &str) -> bool {
    false
}

/// Reads a map.
pub(super) fn read(_text: &str, _context: &Context<'_>) -> Scan {
    Scan::default()
}
