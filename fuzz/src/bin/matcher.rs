//! Any note and any edits of it: no locus is at two nodes, none is made up, and nothing changes by itself.
#![no_main]

use std::collections::HashSet;

use loci::domain::atlas::{Atlas, Document};
use loci::domain::locus::LocusId;
use loci::domain::reconcile::{Bound, Said, reconcile};
use loci::notes::{Adopted, Context, scan};
use loci_fuzz::edits::Edited;
use uuid::Uuid;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Some(edited) = Edited::read(bytes) {
        check(&edited);
    }
});

fn check(edited: &Edited) {
    let (old, new) = (atlas(&edited.before), atlas(&edited.after));
    let ids: Vec<Option<LocusId>> = (0..old.nodes.len())
        .map(|at| (at % 4 != 3).then(|| LocusId(Uuid::from_u128(at as u128 + 1))))
        .collect();
    let bound = Bound {
        atlas: &old,
        ids: &ids,
    };
    let found = reconcile(&bound, &[], &Said::default(), &new);
    assert_eq!(found.ids.len(), new.nodes.len());
    let given: Vec<LocusId> = found.ids.iter().flatten().copied().collect();
    let known: HashSet<LocusId> = ids.iter().flatten().copied().collect();
    let distinct: HashSet<LocusId> = given.iter().copied().collect();
    assert_eq!(distinct.len(), given.len(), "a locus at two nodes");
    assert!(distinct.is_subset(&known), "a locus from nowhere");
    if edited.same {
        assert_eq!(found.ids, ids, "a locus left a note that did not change");
    }
    let again = reconcile(&bound, &[], &Said::default(), &new);
    assert_eq!(found, again, "two matchings differ");
}

fn atlas(text: &str) -> Atlas {
    let adopted = Adopted::default();
    let context = Context {
        file_stem: "note",
        format: None,
        adopted: &adopted,
    };
    let note = scan(text, &context).note;
    Atlas::assemble(vec![Document {
        source: "/notes/note.md".to_owned(),
        folders: Vec::new(),
        note,
    }])
}
