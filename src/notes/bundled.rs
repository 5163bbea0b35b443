//! The atlas that comes with loci, for the demo. It is text like any other, read by [`super::scan`].

/// The bundled notes in order: file name and text.
pub const FILES: &[(&str, &str)] = &[
    (
        "01-python-core.md",
        include_str!("../../data/atlas/01-python-core.md"),
    ),
    (
        "02-python-advanced.md",
        include_str!("../../data/atlas/02-python-advanced.md"),
    ),
    (
        "03-python-dict.md",
        include_str!("../../data/atlas/03-python-dict.md"),
    ),
    (
        "04-palace-memory-model.md",
        include_str!("../../data/atlas/04-palace-memory-model.md"),
    ),
    (
        "05-palace-collections.md",
        include_str!("../../data/atlas/05-palace-collections.md"),
    ),
    (
        "06-palace-execution-flow.md",
        include_str!("../../data/atlas/06-palace-execution-flow.md"),
    ),
    (
        "07-palace-dictionary.md",
        include_str!("../../data/atlas/07-palace-dictionary.md"),
    ),
];
