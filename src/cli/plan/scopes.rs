//! Whether the maps and palaces of a plan stand in the notes, as the daemon reads them. That one is not there yet is no
//! mistake: the learner makes it on its day.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::cli::context::Context;
use crate::domain::plan::problem::{Place, PlanProblem};
use crate::domain::plan::{Placed, Plan};
use crate::ipc::client::{Client, ClientError};
use crate::ipc::protocol::{
    ErrorCode, Failure, Find, FindReply, MAX_REQUEST_BYTES, Request, Tree, TreeItem,
};

/// What a request takes besides the scopes, in bytes, at most.
const ENVELOPE: usize = 256;

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

/// Asks the daemon for all scopes, if one runs: in one request, or in as few as their size allows.
pub(super) fn look(context: &Context, plan: &Plan) -> Scopes {
    let Ok(mut client) = context.client() else {
        return Scopes::Unknown;
    };
    let scopes = scopes(plan);
    let names: BTreeSet<&str> = scopes.keys().map(|(scope, _)| *scope).collect();
    let Some(known) = known(&mut client, &names) else {
        return Scopes::Unknown;
    };
    let told = scopes.into_iter().filter_map(|((scope, of), place)| {
        let told = match known.get(scope)? {
            Ok(kind) => return other_kind(scope, of, kind, place),
            Err(failure) if failure.code == ErrorCode::AmbiguousLocus => failure.message.clone(),
            Err(_) => missing(scope, of),
        };
        Some(PlanProblem::warning(place, told))
    });
    Scopes::Looked(told.collect())
}

/// The kind of a scope, as the protocol names it, or why it is not in the notes.
type Known = Result<String, Failure>;

/// What each of these is. `None` if nobody knows.
fn known(client: &mut Client, names: &BTreeSet<&str>) -> Option<BTreeMap<String, Known>> {
    let mut known = BTreeMap::new();
    for scopes in parts(names) {
        let asked = Find {
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        };
        match client.call::<FindReply>(&Request::Find(asked)) {
            Ok(reply) => {
                let found = reply.found.into_iter();
                known.extend(found.map(|found| (found.scope, Ok(found.kind))));
                let missing = reply.missing.into_iter();
                known.extend(missing.map(|told| (told.scope, Err(told.failure))));
            }
            // One from before there was this question is asked for each.
            Err(ClientError::Failure(failure)) if failure.code == ErrorCode::UnknownMethod => {
                for scope in scopes {
                    known.insert(scope.to_owned(), known_one(client, scope)?);
                }
            }
            Err(_) => return None,
        }
    }
    Some(known)
}

/// Parts that fit into a request each.
fn parts<'a>(names: &BTreeSet<&'a str>) -> Vec<Vec<&'a str>> {
    let mut parts: Vec<Vec<&str>> = Vec::new();
    let mut left = 0;
    for name in names {
        // With its quotes and a comma.
        let bytes = Value::from(*name).to_string().len() + 1;
        match parts.last_mut().filter(|_| bytes <= left) {
            Some(part) => part.push(name),
            None => {
                left = MAX_REQUEST_BYTES - ENVELOPE;
                parts.push(vec![name]);
            }
        }
        left = left.saturating_sub(bytes);
    }
    parts
}

/// What one scope is. `None` if nobody knows.
fn known_one(client: &mut Client, scope: &str) -> Option<Known> {
    let request = Request::Tree(Tree {
        scope: Some(scope.to_owned()),
        depth: Some(0),
    });
    match client.call::<Vec<TreeItem>>(&request) {
        Ok(items) => Some(Ok(items
            .into_iter()
            .next()
            .map(|item| item.kind)
            .unwrap_or_default())),
        Err(ClientError::Failure(failure))
            if [ErrorCode::UnknownLocus, ErrorCode::AmbiguousLocus].contains(&failure.code) =>
        {
            Some(Err(failure))
        }
        Err(_) => None,
    }
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
