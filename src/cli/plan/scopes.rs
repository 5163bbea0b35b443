//! Whether the maps and palaces of a plan stand in the notes, as the daemon reads them. That one is not there yet is no
//! mistake: the learner makes it on its day.

use std::collections::BTreeMap;

use crate::cli::context::Context;
use crate::domain::plan::problem::{Place, PlanProblem};
use crate::domain::plan::{Placed, Plan};
use crate::ipc::client::{Client, ClientError};
use crate::ipc::protocol::{ErrorCode, Request, Tree, TreeItem};

/// What is known of the scopes of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scopes {
    /// Nothing: no daemon was asked.
    Unknown,
    /// What was told of them.
    Looked(Vec<PlanProblem>),
}

impl Scopes {
    /// What is wrong with them.
    pub(super) fn problems(&self) -> Vec<PlanProblem> {
        match self {
            Scopes::Unknown => Vec::new(),
            Scopes::Looked(problems) => problems.clone(),
        }
    }
}

/// What a scope is of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Of {
    Map,
    Palace,
    Mock,
}

/// Asks the daemon for each scope, if one runs.
pub(super) fn look(context: &Context, plan: &Plan) -> Scopes {
    let Ok(mut client) = context.client() else {
        return Scopes::Unknown;
    };
    let mut problems = Vec::new();
    for ((scope, of), place) in scopes(plan) {
        match found(&mut client, scope) {
            Found::Kind(kind) => problems.extend(other_kind(scope, of, &kind, place)),
            Found::No => problems.push(PlanProblem::warning(place, missing(scope, of))),
            Found::Several(message) => problems.push(PlanProblem::warning(place, message)),
            Found::NobodyKnows => return Scopes::Unknown,
        }
    }
    Scopes::Looked(problems)
}

/// Every scope of the days that are chosen once, with the first place it is named at.
fn scopes(plan: &Plan) -> BTreeMap<(&str, Of), Place> {
    let chosen = plan.chosen().into_iter();
    let named = chosen.flat_map(|day| {
        let mock = day.mock.as_ref().and_then(|mock| mock.scope.as_ref());
        [
            (day.map.as_ref(), Of::Map),
            (day.palace.as_ref(), Of::Palace),
            (mock, Of::Mock),
        ]
    });
    let mut scopes = BTreeMap::new();
    for (scope, of) in named {
        if let Some(Placed { what, place }) = scope {
            scopes.entry((what.as_str(), of)).or_insert(*place);
        }
    }
    scopes
}

enum Found {
    /// Something of this kind, as the protocol names it.
    Kind(String),
    No,
    Several(String),
    NobodyKnows,
}

fn found(client: &mut Client, scope: &str) -> Found {
    let request = Request::Tree(Tree {
        scope: Some(scope.to_owned()),
        depth: Some(0),
    });
    match client.call::<Vec<TreeItem>>(&request) {
        Ok(items) => Found::Kind(
            items
                .into_iter()
                .next()
                .map_or_else(String::new, |it| it.kind),
        ),
        Err(ClientError::Failure(failure)) if failure.code == ErrorCode::UnknownLocus => Found::No,
        Err(ClientError::Failure(failure)) if failure.code == ErrorCode::AmbiguousLocus => {
            Found::Several(failure.message)
        }
        Err(_) => Found::NobodyKnows,
    }
}

/// A map that stands where a palace belongs, or the other way round: no step of that day could be done.
fn other_kind(scope: &str, of: Of, kind: &str, place: Place) -> Option<PlanProblem> {
    let message = match (of, kind) {
        (Of::Palace, "map" | "branch") => format!(
            "palace = \"{scope}\" is a {kind} in your notes, not a palace: name a palace, or write map = \"{scope}\""
        ),
        (Of::Map, "palace" | "route" | "room") => format!(
            "map = \"{scope}\" is a {kind} in your notes, not a map: name a map, or write palace = \"{scope}\""
        ),
        (Of::Map | Of::Palace | Of::Mock, _) => return None,
    };
    Some(PlanProblem::error(place, message))
}

fn missing(scope: &str, of: Of) -> String {
    let topic = scope.trim_end_matches(['/', '*']);
    let topic = topic.rsplit('/').next().unwrap_or(topic);
    match of {
        Of::Map => format!("`{scope}` is not in your notes yet: loci box map {topic} makes it"),
        Of::Palace => {
            format!("`{scope}` is not in your notes yet: loci box palace {topic} makes it")
        }
        Of::Mock => format!("`{scope}` is not in your notes yet: the mock would ask nothing of it"),
    }
}
