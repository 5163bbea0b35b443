//! The length of an interval as ISO 8601 writes it: `P2D`, `PT1H30M`. Pure.

/// Whether a text is meant as such a length.
pub(super) fn is_length(text: &str) -> bool {
    text.strip_prefix(['P', 'p']).is_some_and(|rest| {
        let next = rest.chars().next();
        next.is_none_or(|c| c.is_ascii_digit() || matches!(c, 'T' | 't'))
    })
}

/// A length in the words of a span, `1d 2h`: weeks, days, hours and minutes, each a whole number, in this order.
pub(super) fn length(text: &str) -> Option<String> {
    let text = text.to_ascii_lowercase();
    let text = text.strip_prefix('p')?;
    let (days, hours) = match text.split_once('t') {
        Some((_, "")) => return None,
        Some((days, hours)) => (days, hours),
        None => (text, ""),
    };
    let parts = [parts(days, &['w', 'd'])?, parts(hours, &['h', 'm'])?].concat();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// Whole numbers with their units, each unit once at most and in their order.
fn parts(text: &str, units: &[char]) -> Option<Vec<String>> {
    let (mut out, mut rest) = (Vec::new(), text);
    for unit in units {
        if let Some((count, after)) = rest.split_once(*unit) {
            count.parse::<u32>().ok()?;
            out.push(format!("{count}{unit}"));
            rest = after;
        }
    }
    rest.is_empty().then_some(out)
}
