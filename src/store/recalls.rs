//! What was recalled of all loci: the reviews of everything in one question.

use std::collections::BTreeSet;

use super::Store;
use super::error::StoreError;
use super::read::UNDONE;
use crate::domain::day::StudyDay;
use crate::domain::locus::LocusId;
use crate::domain::rating::Rating;

impl Store {
    /// Tells the surviving reviews of each locus that has any, with those of what was merged into it, in
    /// [`Review::order`](crate::domain::review::Review::order): what [`Store::reviews_of`] holds, in no order of loci.
    pub fn recalls(
        &self,
        mut told: impl FnMut(LocusId, &[(StudyDay, Rating)]),
    ) -> Result<(), StoreError> {
        let merged: Vec<(LocusId, LocusId)> = self.read(|store| {
            store.list("SELECT locus, \"into\" FROM merged", |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
        })?;
        let parts: BTreeSet<LocusId> = merged.iter().map(|(part, _)| *part).collect();
        let wholes: BTreeSet<LocusId> = merged.iter().map(|(_, whole)| *whole).collect();
        self.read(|store| {
            let query = format!(
                "SELECT j.locus, j.day, j.rating FROM journal AS j
                 WHERE j.kind = 'review' AND NOT {UNDONE} ORDER BY j.locus, j.at_ms, j.id"
            );
            let mut query = store.conn.prepare_cached(&query)?;
            let mut rows = query.query([])?;
            let mut of: Option<LocusId> = None;
            let mut recalls = Vec::new();
            while let Some(row) = rows.next()? {
                let locus: LocusId = row.get(0)?;
                if parts.contains(&locus) || wholes.contains(&locus) {
                    continue;
                }
                if let Some(before) = of.replace(locus).filter(|before| *before != locus) {
                    told(before, &recalls);
                    recalls.clear();
                }
                recalls.push((row.get(1)?, row.get(2)?));
            }
            if let Some(last) = of {
                told(last, &recalls);
            }
            Ok(())
        })?;
        for whole in wholes.difference(&parts) {
            let reviews = self.reviews_of(*whole)?.into_iter();
            let recalls: Vec<_> = reviews
                .map(|review| (review.stamp.day, review.rating))
                .collect();
            if !recalls.is_empty() {
                told(*whole, &recalls);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::journal::Fact;
    use crate::store::samples::{batch, born, day, entry, locus, review};

    /// What is told of all loci, and what is told of each.
    fn both(store: &Store) -> [BTreeMap<LocusId, Vec<(StudyDay, Rating)>>; 2] {
        let mut all = BTreeMap::new();
        let told = store.recalls(|locus, recalls| {
            assert_eq!(all.insert(locus, recalls.to_vec()), None);
        });
        told.unwrap();
        let loci = store.load().unwrap().loci;
        let each = loci.iter().map(|known| {
            let reviews = store.reviews_of(known.id).unwrap().into_iter();
            let recalls = reviews.map(|review| (review.stamp.day, review.rating));
            (known.id, recalls.collect::<Vec<_>>())
        });
        [
            all,
            each.filter(|(_, recalls)| !recalls.is_empty()).collect(),
        ]
    }

    #[test]
    fn all_loci_are_told_as_each_is_also_where_they_were_merged_and_where_reviews_were_taken_back()
    {
        let merge = Fact::Merge {
            locus: locus(2),
            into: locus(1),
        };
        let undo = Fact::Undo { batch: batch(12) };
        let facts = [
            entry(1, born(1)),
            entry(2, born(2)),
            entry(3, born(3)),
            review(10, 1, Rating::Good),
            review(11, 2, Rating::Again),
            review(12, 1, Rating::Easy),
            review(13, 3, Rating::Hard),
            entry(14, merge),
            review(15, 1, Rating::Good),
            entry(16, undo),
        ];
        let mut store = Store::in_memory().unwrap();
        for fact in facts {
            store.tell(&[fact]).unwrap();
            let [all, each] = both(&store);
            assert_eq!(all, each);
        }
        let [all, _] = both(&store);
        let of_whole = [(10, Rating::Good), (11, Rating::Again), (15, Rating::Good)];
        assert_eq!(all[&locus(1)], of_whole.map(|(n, rating)| (day(n), rating)));
        assert_eq!(all[&locus(3)], [(day(13), Rating::Hard)]);
        assert_eq!(all.len(), 2);
    }
}
