//! What a simulated learner writes on the way: the maps and palaces of his plan that are not in his notes yet.

use crate::run::lots::Lots;

/// The palace whose second route the plan asks for.
const HOUSE: &str = "04-palace-memory-model.md";

/// A map of three to five branches with two to four each, marked for the interview.
pub(crate) fn map(scope: &str, lots: Lots) -> (String, String) {
    let tops = 3 + lots.below(&["branches", scope], 3);
    let mut text = format!("# Mind map #interview\n\n```\n{scope}\n");
    for (top, letter) in LETTERS.iter().enumerate().take(tops) {
        let (branch, below) = match top + 1 == tops {
            true => ("└──", "   "),
            false => ("├──", "│  "),
        };
        text.push_str(&format!("{branch} {scope} {letter}\n"));
        let leaves = 2 + lots.below(&["leaves", scope, letter], 3);
        for leaf in 0..leaves {
            let twig = if leaf + 1 == leaves {
                "└──"
            } else {
                "├──"
            };
            text.push_str(&format!("{below} {twig} {scope} {} {}\n", letter, leaf + 1));
        }
    }
    text.push_str("```\n");
    (format!("{scope}.md"), text)
}

const LETTERS: [&str; 5] = ["alpha", "beta", "gamma", "delta", "epsilon"];

/// A palace of five rooms, marked for the interview; or one more route of the house that is there.
pub(crate) fn palace(scope: &str, bundled: &[(&str, &str)]) -> (String, String) {
    let rows: String = (1..=5)
        .map(|room| format!("| Stand {room} of {scope} | Point {room} |\n"))
        .collect();
    if let Some((_, route)) = scope.split_once('/') {
        let house = bundled.iter().find(|(name, _)| *name == HOUSE);
        let (name, text) = house.copied().unwrap_or((HOUSE, ""));
        let table = format!("| {route} | Point |\n|---|---|\n{rows}\n## Interview Answer");
        let text = text.replacen("## Interview Answer", &table, 1);
        return (name.to_owned(), text);
    }
    let place = scope.replace('-', " ");
    let text = format!(
        "# Memory palace: {place} #interview\n\nPalace = {place}\n\n| Place | Point |\n|---|---|\n{rows}"
    );
    (format!("palace-{scope}.md"), text)
}
