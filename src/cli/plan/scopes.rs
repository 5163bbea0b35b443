//! Whether the maps and palaces of a plan stand in the notes, as the daemon reads them. That one is not there yet is no
//! mistake: the learner makes it on its day.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::cli::context::Context;
use crate::domain::plan::problem::{Place, PlanProblem};
use crate::domain::plan::{Placed, Plan};
use crate::ipc::client::{Client, ClientError};
use crate::ipc::protocol::{ErrorCode, Failure, Find, FindReply, MAX_REQUEST_BYTES, Request, Tree};

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
    let Some(missing) = missing_of(&mut client, &names) else {
        return Scopes::Unknown;
    };
    let told = scopes.into_iter().filter_map(|((scope, of), place)| {
        let failure = missing.get(scope)?;
        let told = match failure.code {
            ErrorCode::AmbiguousLocus => failure.message.clone(),
            _ => missing_words(scope, of),
        };
        Some(PlanProblem::warning(place, told))
    });
    Scopes::Looked(told.collect())
}

/// Those that are not in the notes, with why. `None` if nobody knows.
fn missing_of(client: &mut Client, names: &BTreeSet<&str>) -> Option<BTreeMap<String, Failure>> {
    let mut missing = BTreeMap::new();
    for scopes in parts(names) {
        let asked = Find {
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        };
        match client.call::<FindReply>(&Request::Find(asked)) {
            Ok(reply) => {
                let told = reply.missing.into_iter();
                missing.extend(told.map(|told| (told.scope, told.failure)));
            }
            // One from before there was this question is asked for each.
            Err(ClientError::Failure(failure)) if failure.code == ErrorCode::UnknownMethod => {
                for scope in scopes {
                    if let Some(failure) = missing_one(client, scope)? {
                        missing.insert(scope.to_owned(), failure);
                    }
                }
            }
            Err(_) => return None,
        }
    }
    Some(missing)
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

/// Why a scope is not in the notes, if it is not. `None` if nobody knows.
fn missing_one(client: &mut Client, scope: &str) -> Option<Option<Failure>> {
    let request = Request::Tree(Tree {
        scope: Some(scope.to_owned()),
        depth: Some(0),
    });
    match client.call_raw(&request) {
        Ok(_) => Some(None),
        Err(ClientError::Failure(failure))
            if [ErrorCode::UnknownLocus, ErrorCode::AmbiguousLocus].contains(&failure.code) =>
        {
            Some(Some(failure))
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

fn missing_words(scope: &str, of: Of) -> String {
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
