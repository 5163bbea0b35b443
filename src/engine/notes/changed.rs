//! Matching what changed: the known loci of a new atlas, where a document that reads as before keeps its ids
//! without being looked at again.

use std::collections::HashMap;

use crate::domain::atlas::Atlas;
use crate::domain::locus::LocusId;
use crate::domain::reconcile::{Bound, Reconciled, Retired, Said, reconcile};

/// Finds the loci of `old`, and those of `lost` that came back, in `new`, as [`reconcile`] does over all
/// documents: what reads as before is matched to itself there too, and is no evidence for anything else.
pub(super) fn matched(old: &Bound<'_>, lost: &[Retired], said: &Said, new: &Atlas) -> Reconciled {
    let (parts, new_parts) = (old.atlas.parts(), new.parts());
    let mut ids: Vec<Option<LocusId>> = vec![None; new.nodes.len()];
    let mut by_source: HashMap<&str, u32> = (old.atlas.documents.iter().zip(0..))
        .map(|(head, document)| (head.source.as_str(), document))
        .collect();
    let mut changed: Vec<u32> = Vec::new();
    for (document, (head, part)) in (0..).zip(new.documents.iter().zip(&new_parts)) {
        let before = by_source
            .get(head.source.as_str())
            .map(|before| &parts[*before as usize])
            .filter(|before| new.holds_same(part, old.atlas, before));
        match before {
            Some(before) => {
                copy(&mut ids, part.nodes.start, old.ids, before.nodes.clone());
                by_source.remove(head.source.as_str());
            }
            None => changed.push(document),
        }
    }
    let mut was: Vec<u32> = by_source.into_values().collect();
    was.sort_unstable();
    let mut was_ids: Vec<Option<LocusId>> = Vec::new();
    for document in &was {
        was_ids.extend(&old.ids[range(&parts[*document as usize].nodes)]);
    }
    let was = Bound {
        atlas: &old.atlas.only(&was, &parts),
        ids: &was_ids,
    };
    let found = found(&was, lost, said, &new.only(&changed, &new_parts));
    let mut from = 0;
    for document in changed {
        let nodes = new_parts[document as usize].nodes.clone();
        let to = from + (nodes.end - nodes.start);
        copy(&mut ids, nodes.start, &found.ids, from..to);
        from = to;
    }
    Reconciled { ids, ..found }
}

/// Where nothing was before, or nothing is now, there is nothing to compare.
fn found(old: &Bound<'_>, lost: &[Retired], said: &Said, new: &Atlas) -> Reconciled {
    if new.nodes.is_empty() || (old.atlas.nodes.is_empty() && lost.is_empty()) {
        return Reconciled {
            ids: vec![None; new.nodes.len()],
            added: new.nodes.len() as u32,
        };
    }
    reconcile(old, lost, said, new)
}

fn copy(
    ids: &mut [Option<LocusId>],
    at: u32,
    from: &[Option<LocusId>],
    which: std::ops::Range<u32>,
) {
    let to = at..at + (which.end - which.start);
    ids[range(&to)].copy_from_slice(&from[range(&which)]);
}

fn range(nodes: &std::ops::Range<u32>) -> std::ops::Range<usize> {
    nodes.start as usize..nodes.end as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::domain::atlas::{Branch, Document, MindMap, Note};
    use crate::domain::locus::Kind;

    fn document(source: u32, labels: &[(u32, String)]) -> Document {
        let mut depth = 0;
        let branches = labels.iter().map(|(wanted, label)| {
            depth = (*wanted).min(depth + 1);
            Branch {
                label: label.as_str().into(),
                depth,
                ..Branch::default()
            }
        });
        Document {
            source: source.to_string(),
            folders: Vec::new(),
            note: Note {
                maps: vec![MindMap {
                    title: String::new(),
                    root: "root".to_owned(),
                    line: 1,
                    interview: false,
                    branches: branches.collect(),
                }],
                palaces: Vec::new(),
            },
        }
    }

    fn labels() -> impl Strategy<Value = Vec<(u32, String)>> {
        prop::collection::vec((1_u32..4, "(early|later|common|alpha|beta)[0-3]"), 0..8)
    }

    proptest! {
        #[test]
        fn looking_only_at_what_changed_finds_what_looking_at_all_finds(
            files in prop::collection::vec((labels(), prop::option::of(labels()), 0..9_u32), 0..6),
            known in prop::collection::vec(any::<bool>(), 48),
            gone in labels(),
        ) {
            let before = files.iter().zip(0..).map(|((old, _, _), at)| document(at, old));
            let before = Atlas::assemble(before);
            // Of nine files one vanishes, one is renamed; some have another text.
            let after = files.iter().zip(0..).filter(|((_, _, fate), _)| *fate > 0);
            let after = Atlas::assemble(after.map(|((old, new, fate), at)| {
                document(if *fate == 1 { at + 100 } else { at }, new.as_ref().unwrap_or(old))
            }));
            let ids: Vec<Option<LocusId>> = (0..before.nodes.len())
                .map(|n| known[n % known.len()].then(|| LocusId(Uuid::from_u128(n as u128))))
                .collect();
            let lost: Vec<Retired> = gone
                .iter()
                .zip(1000..)
                .map(|((_, label), n)| Retired {
                    id: LocusId(Uuid::from_u128(n)),
                    kind: Kind::Branch,
                    label_path: vec!["root".to_owned(), label.clone()],
                    point: None,
                    gone_days: 0,
                })
                .collect();
            let old = Bound { atlas: &before, ids: &ids };
            let whole = reconcile(&old, &lost, &Said::default(), &after);
            prop_assert_eq!(matched(&old, &lost, &Said::default(), &after), whole);
        }
    }
}
