//! A palace as tables under a heading: a table for each route, then the model answer as a quotation.

use crate::domain::atlas::Palace;

use super::{heading, reread, table};
use crate::notes::mark::Marks;
use crate::notes::page::clean;

/// The section of a palace. One without a place is called by its heading; if that alone would not be taken, a line
/// names it as well.
pub(super) fn write(palace: &Palace) -> String {
    let place = palace.place.as_deref().map(clean);
    let named = section(palace, place.as_deref());
    let is_taken = |text: &str| {
        let palaces = reread(text).note.palaces;
        palaces
            .first()
            .is_some_and(|read| read.name() == palace.name())
    };
    if place.is_some() || is_taken(&named) {
        return named;
    }
    section(palace, Some(&clean(&palace.title)))
}

fn section(palace: &Palace, place: Option<&str>) -> String {
    let title = clean(&palace.title);
    let title = match (title.as_str(), place) {
        ("", Some(place)) => place,
        (title, _) => title,
    };
    let marks = Marks::of(title);
    let mut tags = Vec::new();
    if !marks.palace {
        tags.push("#palace");
    }
    if palace.interview && !marks.interview {
        tags.push("#interview");
    }
    let mut text = heading(title, &tags);
    if let Some(place) = place {
        text.push_str(&format!("\nPalace = {place}\n"));
    }
    for route in &palace.routes {
        text.push('\n');
        text.push_str(&table::write(route));
    }
    if let Some(answer) = &palace.answer {
        text.push_str("\n## Interview Answer\n\n");
        for line in answer.lines() {
            text.push_str(format!("> {}", clean(line)).trim_end());
            text.push('\n');
        }
    }
    text
}
