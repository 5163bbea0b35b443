//! `grade`: compares what was recalled with the notes. It changes nothing; the worker does the comparing.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::domain::atlas::NodeIx;
use crate::domain::find::ScopeKind;
use crate::domain::locus::Kind;
use crate::domain::now::Now;
use crate::engine::Engine;
use crate::engine::effect::{Effect, Job, Outcome};
use crate::engine::fault::{Fault, invalid};
use crate::engine::grading::{Asked, Grading, Item};
use crate::ipc::protocol::Grade;
use crate::store::read::Asking;

impl Engine {
    /// Copies what the worker needs to grade a recall.
    pub(in crate::engine) fn grade(&mut self, grade: &Grade, now: Now) -> Result<Outcome, Fault> {
        if grade.text.is_some() == grade.path.is_some() {
            return Err(invalid("a recall is graded from either `text` or `path`"));
        }
        let nodes = self.asked_of(&grade.scope)?;
        let kind = self.shelf.kind(nodes[0]);
        if kind == Kind::Branch && (grade.reverse || grade.from.is_some()) {
            return Err(invalid(
                "only a walk has a direction and a room to begin at",
            ));
        }
        let begins = match &grade.from {
            Some(query) => Some(self.begins_at(&nodes, query, grade)?),
            None => None,
        };
        let offered = grade.due.then(|| self.offered(&nodes, now));
        let places: HashMap<NodeIx, usize> = nodes
            .iter()
            .enumerate()
            .map(|(at, node)| (*node, at))
            .collect();
        let items = nodes.iter().enumerate().map(|(at, node)| {
            let known = &self.shelf.atlas.node(*node);
            let before = begins.is_some_and(|first| match grade.reverse {
                true => at > first,
                false => at < first,
            });
            let asked = if self.asking(*node) == Asking::Suspended {
                Asked::Suspended
            } else if before {
                Asked::NotReached
            } else if offered
                .as_ref()
                .is_some_and(|offered| !offered.contains(node))
            {
                Asked::NotDue
            } else {
                Asked::Yes
            };
            Item {
                parent: known.parent.and_then(|parent| places.get(&parent).copied()),
                path: self.shelf.path(*node).to_owned(),
                label: known.label.clone(),
                point: known.point.clone(),
                aliases: self.aliases_of(*node),
                numbered: known.numbered,
                asked,
            }
        });
        let grading = Grading {
            asked: grade.clone(),
            kind,
            above: self.above(nodes[0]),
            items: items.collect(),
            texts: self.vocabulary(),
        };
        Ok(Outcome::default().with(Effect::Work(Job::Grade(Box::new(grading)))))
    }

    /// The loci of one map or palace that a recall is about; at least one. A branch stands for what is below it.
    fn asked_of(&self, query: &str) -> Result<Vec<NodeIx>, Fault> {
        let mut scope = self.shelf.finder.scope(query)?;
        if let (ScopeKind::Locus, [node]) = (scope.what, scope.nodes.as_slice()) {
            if self.shelf.kind(*node) == Kind::Room {
                return Err(invalid(format!(
                    "{} is one room: name its palace, or log it with `loci good` or `loci again`",
                    scope.path
                )));
            }
            let below = format!("{}/**", scope.path);
            scope = self.shelf.finder.scope(&below).map_err(|_| {
                invalid(format!(
                    "nothing hangs under {}: log it with `loci good` or `loci again`",
                    scope.path
                ))
            })?;
        }
        let top = |node: &NodeIx| self.shelf.atlas.node(*node).top;
        let first = scope.nodes.first().map(top);
        if scope.nodes.iter().any(|node| Some(top(node)) != first) {
            return Err(invalid(format!(
                "{} holds several maps or palaces: name one of them",
                scope.path
            )));
        }
        Ok(scope.nodes)
    }

    /// The place of the room at which a walk began. Without a rating of their own the rooms before it are not
    /// asked.
    fn begins_at(&self, nodes: &[NodeIx], query: &str, grade: &Grade) -> Result<usize, Fault> {
        let room = self.shelf.finder.within(nodes, query)?;
        let place = nodes.iter().position(|node| *node == room);
        place.ok_or_else(|| invalid(format!("`{query}` is not in {}", grade.scope)))
    }

    /// What of these is due or offered anew today.
    fn offered(&self, nodes: &[NodeIx], now: Now) -> HashSet<NodeIx> {
        let only: HashSet<NodeIx> = nodes.iter().copied().collect();
        let (_, today) = self.list(self.when(now), Some(&only));
        let prompts = today.prompts.iter().chain(&today.waiting);
        let counted = prompts.flat_map(|prompt| prompt.counted.iter().copied());
        counted.filter(|node| only.contains(node)).collect()
    }

    /// What a node hangs under, from the root of its map on.
    fn above(&self, node: NodeIx) -> Vec<String> {
        let known = self.shelf.atlas.node(node);
        let mut above = Vec::new();
        let mut parent = known.parent;
        while let Some(node) = parent.map(|parent| self.shelf.atlas.node(parent)) {
            above.push(node.label.to_string());
            parent = node.parent;
        }
        above.push(self.shelf.atlas.top(known.top).name.clone());
        above.reverse();
        above
    }

    fn aliases_of(&self, node: NodeIx) -> Vec<String> {
        let known = self.shelf.id(node).and_then(|id| self.loci.get(&id));
        known.map(|known| known.aliases.clone()).unwrap_or_default()
    }

    /// All labels and points of the notes.
    fn vocabulary(&self) -> Vec<Arc<str>> {
        let nodes = self.shelf.atlas.nodes.iter();
        nodes
            .flat_map(|node| [Some(&node.label), node.point.as_ref()])
            .flatten()
            .cloned()
            .collect()
    }
}
