//! Retired siblings that came back together where they were, under a parent with another label: as all its
//! children are here, it is the parent.

use super::forest::{CellIx, Class};
use super::matching::Matching;
use super::returned::{GUESSED_FOR_DAYS, SELDOM};
use super::{Evidence, Retired};
use crate::domain::hash::Map;
use crate::domain::locus::{Kind, LocusId};

/// Loci that went lately from one parent.
struct Family<'a> {
    parent: &'a [String],
    children: Vec<(&'a str, LocusId)>,
    /// The cells that hold most of them.
    homes: Vec<CellIx>,
}

/// Gives a new branch the children that went lately from a branch in its place, and what that was, if most of
/// the children of both are the same, their labels are seldom, and nothing else can be meant.
pub(super) fn in_place(matching: &mut Matching<'_>, retired: &[Retired]) {
    matching.by(Evidence::Return);
    let mut families = families(retired);
    if families.is_empty() {
        return;
    }
    let mut by_child: Map<(&str, &str), Vec<usize>> = Map::default();
    for (at, family) in families.iter().enumerate() {
        if let [.., above, _] = family.parent {
            for (label, _) in &family.children {
                let same = by_child.entry((above, label)).or_default();
                if same.last() != Some(&at) {
                    same.push(at);
                }
            }
        }
    }
    let mut guests: Map<CellIx, usize> = Map::default();
    for home in 0..matching.new.cells.len() {
        let cell = &matching.new.cells[home];
        let Some(above) = cell.parent.filter(|_| matching.is_open_new(home)) else {
            continue;
        };
        let above = matching.new.cells[above].label;
        let mut votes: Map<usize, usize> = Map::default();
        for child in matching.open_new(home, Class::Stem) {
            let child = &matching.new.cells[child];
            if matching.occurs_at_most(child.text, SELDOM) {
                for family in by_child.get(&(above, child.label)).into_iter().flatten() {
                    *votes.entry(*family).or_default() += 1;
                }
            }
        }
        for (at, votes) in votes {
            let most = families[at].children.len().max(cell.children as usize);
            if votes > 1 && votes * 2 > most {
                families[at].homes.push(home);
                *guests.entry(home).or_default() += 1;
            }
        }
    }
    for family in &families {
        if let [home] = family.homes.as_slice()
            && guests.get(home) == Some(&1)
        {
            bring(matching, family, *home, retired);
        }
    }
}

fn bring(matching: &mut Matching<'_>, family: &Family<'_>, home: CellIx, retired: &[Retired]) {
    let mut waiting = family.children.clone();
    for child in matching.open_new(home, Class::Stem) {
        let label = matching.new.cells[child].label;
        let fits = |(of, id): &(&str, LocusId)| *of == label && matching.may_return(child, *id);
        if let Some(at) = waiting.iter().position(fits) {
            let (_, id) = waiting.remove(at);
            matching.give_back(child, id);
        }
    }
    let is_parent = |locus: &&Retired| {
        let lately = locus.gone_days <= GUESSED_FOR_DAYS;
        lately && locus.kind == Kind::Branch && locus.label_path == family.parent
    };
    if let Some(parent) = retired.iter().find(is_parent) {
        matching.give_back(home, parent.id);
    }
}

/// Two and more loci that went lately from one parent, in the order given.
fn families(retired: &[Retired]) -> Vec<Family<'_>> {
    let mut families: Vec<Family<'_>> = Vec::new();
    let mut by_parent: Map<&[String], usize> = Map::default();
    let lately = |locus: &&Retired| locus.gone_days <= GUESSED_FOR_DAYS;
    let branches = retired.iter().filter(|locus| locus.kind == Kind::Branch);
    for locus in branches.filter(lately) {
        if let Some((label, parent)) = locus.label_path.split_last() {
            let at = *by_parent.entry(parent).or_insert(families.len());
            if at == families.len() {
                families.push(Family {
                    parent,
                    children: Vec::new(),
                    homes: Vec::new(),
                });
            }
            families[at].children.push((label, locus.id));
        }
    }
    families.retain(|family| family.children.len() > 1);
    families
}
