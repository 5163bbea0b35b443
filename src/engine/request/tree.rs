//! `tree`: a scope with all that holds it together, and what each part sums up to; and `find`: which scopes there are.

use crate::domain::atlas::Top;
use crate::domain::day::StudyDay;
use crate::domain::find::Scope;
use crate::domain::locus::Kind;
use crate::domain::now::Now;
use crate::domain::tree::{Part, Twig, tree};
use crate::engine::Engine;
use crate::engine::effect::Outcome;
use crate::engine::fault::Fault;
use crate::ipc::protocol::{
    Find, FindReply, Found, LocusInfo, Missing, Response, Tree, TreeItem, TreeSum,
};

impl Engine {
    /// The tree of a scope.
    pub(in crate::engine) fn tree(&mut self, asked: &Tree, now: Now) -> Result<Outcome, Fault> {
        let day = self.today(now);
        let scope = match &asked.scope {
            Some(query) => Some(self.scope_or_folder(query)?),
            None => None,
        };
        let twigs = tree(&self.shelf.atlas, &self.shelf.finder, scope.as_ref());
        let deepest = asked.depth.unwrap_or(u32::MAX);
        let mut items = Vec::new();
        let mut sums = Sums::default();
        // What is below a twig comes after it, so the sums are made from the end.
        for twig in twigs.iter().rev() {
            let locus = self.locus_of(twig, day);
            let counted = match twig.part {
                Part::Locus(_) => locus.as_ref(),
                Part::Folder(_)
                | Part::Map(_)
                | Part::Palace(_)
                | Part::Route(..)
                | Part::Above(_) => None,
            };
            let below = sums.close(twig.level, counted, day);
            if twig.level <= deepest {
                items.push(TreeItem {
                    kind: self.kind_of(twig).to_owned(),
                    path: twig.path.to_owned(),
                    label: self.label_of(twig).to_owned(),
                    level: twig.level,
                    locus,
                    below,
                    body: self.body_of(twig).map(str::to_owned),
                    answer: self.top_of(twig).and_then(|top| top.answer.clone()),
                    interview: self.top_of(twig).is_some_and(|top| top.interview),
                });
            }
        }
        items.reverse();
        Ok(Outcome::reply(Response::Tree(items)))
    }

    /// What each of these scopes is, as `tree` would say it.
    pub(in crate::engine) fn find(&mut self, asked: &Find) -> Result<Outcome, Fault> {
        let mut reply = FindReply::default();
        for name in &asked.scopes {
            match self.scope_or_folder(name) {
                Ok(scope) => reply.found.push(Found {
                    scope: name.clone(),
                    kind: self.kind_of_scope(&scope).to_owned(),
                }),
                Err(fault) => reply.missing.push(Missing {
                    scope: name.clone(),
                    failure: self.fault(fault),
                }),
            }
        }
        Ok(Outcome::reply(Response::Find(reply)))
    }

    /// The kind of what holds a scope together.
    fn kind_of_scope(&self, scope: &Scope) -> &'static str {
        let twigs = tree(&self.shelf.atlas, &self.shelf.finder, Some(scope));
        twigs.first().map_or("", |twig| self.kind_of(twig))
    }

    /// A scope as `log` takes it; what is none may be a folder.
    pub(in crate::engine) fn scope_or_folder(&self, query: &str) -> Result<Scope, Fault> {
        let found = self.shelf.finder.scope(query);
        let folder = || {
            let below = format!("{}/**", query.trim().trim_end_matches('/'));
            self.shelf.finder.scope(&below).ok()
        };
        match found {
            Ok(scope) => Ok(scope),
            Err(error) => folder().ok_or(Fault::from(error)),
        }
    }

    fn locus_of(&self, twig: &Twig<'_>, day: StudyDay) -> Option<LocusInfo> {
        match twig.part {
            Part::Locus(node) | Part::Above(node) => Some(self.live_info(node, day)),
            Part::Folder(_) | Part::Map(_) | Part::Palace(_) | Part::Route(..) => None,
        }
    }

    fn body_of(&self, twig: &Twig<'_>) -> Option<&str> {
        match twig.part {
            Part::Locus(node) | Part::Above(node) => self.shelf.atlas.node(node).body.as_deref(),
            Part::Folder(_) | Part::Map(_) | Part::Palace(_) | Part::Route(..) => None,
        }
    }

    /// The map or palace that a twig is.
    fn top_of(&self, twig: &Twig<'_>) -> Option<&Top> {
        match twig.part {
            Part::Map(top) | Part::Palace(top) => Some(self.shelf.atlas.top(top)),
            Part::Folder(_) | Part::Route(..) | Part::Locus(_) | Part::Above(_) => None,
        }
    }

    fn kind_of(&self, twig: &Twig<'_>) -> &'static str {
        match twig.part {
            Part::Folder(_) => "folder",
            Part::Map(_) => "map",
            Part::Palace(_) => "palace",
            Part::Route(..) => "route",
            Part::Locus(node) | Part::Above(node) => match self.shelf.kind(node) {
                Kind::Branch => "branch",
                Kind::Room => "room",
            },
        }
    }

    fn label_of<'a>(&'a self, twig: &Twig<'a>) -> &'a str {
        let atlas = &self.shelf.atlas;
        match twig.part {
            Part::Folder(name) => name,
            Part::Map(top) | Part::Palace(top) => &atlas.top(top).name,
            Part::Route(top, route) => &atlas.top(top).routes[route as usize],
            Part::Locus(node) | Part::Above(node) => &atlas.node(node).label,
        }
    }
}

/// What was met on each level and is not yet below anything.
#[derive(Default)]
struct Sums(Vec<Sum>);

#[derive(Clone, Copy, Default)]
struct Sum {
    counts: TreeSum,
    retrievability: f64,
    reviewed: u32,
}

impl Sums {
    /// What lies below a twig of this level; the twig and all of it then lie on its level.
    fn close(&mut self, level: u32, locus: Option<&LocusInfo>, day: StudyDay) -> Option<TreeSum> {
        let level = level as usize;
        if self.0.len() < level + 2 {
            self.0.resize(level + 2, Sum::default());
        }
        let below = std::mem::take(&mut self.0[level + 1]);
        let here = &mut self.0[level];
        here.add(&below);
        if let Some(locus) = locus {
            here.add(&Sum::of(locus, day));
        }
        (below.counts.loci > 0).then(|| below.told())
    }
}

impl Sum {
    fn of(locus: &LocusInfo, day: StudyDay) -> Sum {
        let mut sum = Sum::default();
        sum.counts.loci = 1;
        match (locus.state.as_str(), locus.retrievability) {
            ("suspended", _) => sum.counts.suspended = 1,
            (_, None) => sum.counts.new = 1,
            (_, Some(now)) => {
                (sum.retrievability, sum.reviewed) = (f64::from(now), 1);
                let due = locus.due.as_deref().and_then(|due| due.parse().ok());
                sum.counts.due = u32::from(due.is_some_and(|due| StudyDay(due) <= day));
            }
        }
        sum
    }

    fn add(&mut self, other: &Sum) {
        self.counts.loci += other.counts.loci;
        self.counts.due += other.counts.due;
        self.counts.new += other.counts.new;
        self.counts.suspended += other.counts.suspended;
        self.retrievability += other.retrievability;
        self.reviewed += other.reviewed;
    }

    fn told(&self) -> TreeSum {
        let mean = (self.reviewed > 0).then(|| self.retrievability / f64::from(self.reviewed));
        TreeSum {
            retrievability: mean.map(|mean| mean as f32),
            ..self.counts
        }
    }
}
