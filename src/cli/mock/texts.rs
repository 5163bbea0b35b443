//! What an interview says, on the screen and line by line. Pure.

use crate::cli::render::words::{self, printable};
use crate::domain::mock::Side;
use crate::domain::rating::Rating;
use crate::ipc::protocol::{MockItem, MockQuestion};

/// What an interviewer asks once the answer is over.
pub(super) const FOLLOW_UP: &str = "Go deeper, aloud: one trade-off, one example, one limit of it.";

/// The question.
pub(super) fn ask(question: &MockQuestion) -> String {
    format!("Explain, aloud: {}", printable(&question.ask))
}

/// Where the answer lies, and how much it is.
pub(super) fn whereabouts(question: &MockQuestion) -> String {
    let number = question.items.len() as u64;
    let is_route = question.kind == "route";
    let things = words::count(number, if is_route { "room" } else { "thing" });
    let which = match (question.part, question.items.as_slice()) {
        (None, _) => format!("{things}, in order"),
        // A place gives no point away.
        (Some(_), [first, .., last]) if is_route => {
            let (first, last) = (printable(&first.label), printable(&last.label));
            format!("from {first} to {last}, {things}, in order")
        }
        (Some(part), _) => format!(
            "{things}: of {} those from {} to {}, in order",
            part.of, part.from, part.to
        ),
    };
    match is_route {
        true => {
            let under: Vec<String> = question.under.iter().map(|it| printable(it)).collect();
            format!("Walk in: {} · {which}", under.join(", "))
        }
        false => which,
    }
}

/// What a good answer touches: a room with its point, a branch.
pub(super) fn item(item: &MockItem) -> String {
    match item
        .point
        .as_deref()
        .filter(|point| !point.trim().is_empty())
    {
        Some(point) => format!("{}: {}", printable(&item.label), printable(point)),
        None => printable(&item.label),
    }
}

/// How an item was ticked.
pub(super) fn mark(rating: Option<Rating>) -> &'static str {
    match rating {
        None => "[ ]",
        Some(Rating::Again) => "[-]",
        Some(Rating::Hard) => "[~]",
        Some(Rating::Good | Rating::Easy) => "[x]",
    }
}

/// What a side asks, with what 0 and 3 stand for.
pub(super) fn anchors(side: Side) -> (&'static str, &'static str) {
    match side {
        Side::Structure => ("Structure", "0 no order · 3 a frame first, then in order"),
        Side::Correct => ("Correct", "0 a wrong claim · 3 all of it right"),
        Side::Depth => ("Depth", "0 only the list · 3 trade-off, example, limit"),
        Side::Delivery => ("Delivery", "0 stuck · 3 in time, without a restart"),
    }
}

/// The first sentence of a text.
pub(super) fn first_sentence(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let ends = text.match_indices(['.', '!', '?']);
    let ends = ends.map(|(at, mark)| at + mark.len());
    // A dot inside a word (`list.sort`) ends nothing.
    let mut ends = ends.filter(|at| text[*at..].is_empty() || text[*at..].starts_with(' '));
    text[..ends.next().unwrap_or(text.len())].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::mock::model::tests::mock;
    use crate::ipc::protocol::MockPart;

    #[test]
    fn a_question_names_where_its_answer_lies_and_not_what_it_is() {
        let mock = mock();
        let [palace, map] = mock.questions.as_slice() else {
            panic!("{mock:?}");
        };
        assert_eq!(ask(palace), "Explain, aloud: the Python memory model");
        assert_eq!(
            whereabouts(palace),
            "Walk in: Your House · 2 rooms, in order"
        );
        assert_eq!(whereabouts(map), "3 things, in order");
        assert_eq!(item(&palace.items[0]), "Gate: Variable name");
        assert_eq!(item(&map.items[0]), "fast");
    }

    #[test]
    fn a_part_of_a_long_list_says_which() {
        let mut mock = mock();
        let part = MockPart {
            from: 7,
            to: 9,
            of: 20,
        };
        for question in &mut mock.questions {
            question.part = Some(part);
        }
        let [palace, map] = mock.questions.as_slice() else {
            panic!("{mock:?}");
        };
        let wanted = "Walk in: Your House · from Gate to Kitchen, 2 rooms, in order";
        assert_eq!(whereabouts(palace), wanted);
        assert_eq!(
            whereabouts(map),
            "3 things: of 20 those from 7 to 9, in order"
        );
    }

    #[test]
    fn a_sentence_ends_with_its_mark_and_not_inside_a_word() {
        assert_eq!(
            first_sentence("Use list.sort here. Then\nmore."),
            "Use list.sort here."
        );
        assert_eq!(first_sentence("No end"), "No end");
        assert_eq!(first_sentence(" One\n two! "), "One two!");
    }
}
