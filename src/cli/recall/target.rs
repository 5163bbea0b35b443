//! What is to be recalled: one map, or a part of one; never more than was named.

use std::cell::RefCell;
use std::collections::HashSet;

use crate::cli::context::{Context, Reply};
use crate::cli::due;
use crate::cli::exit::Trouble;
use crate::domain::slug::slug;
use crate::ipc::protocol::{PromptInfo, Request, Tree, TreeItem};

/// A map, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// The scope, as `grade` takes it.
    pub scope: String,
    /// The path of its root.
    pub head: String,
    /// The label of its root.
    pub root: String,
    /// How far below the root it reaches.
    pub reach: Reach,
    /// The paths of its branches.
    pub branches: Vec<String>,
}

/// What of that which hangs under a root is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reach {
    /// All below it: `PATH`, `PATH/**`.
    Below,
    /// Its children: `PATH/`.
    Children,
    /// Some of its children: `PATH/A..B`; what stands behind the slash.
    Stretch(String),
}

/// What of it is asked today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Today {
    /// How many branches are due or new.
    pub count: usize,
    /// The questions that lead to them; none of them names what another one asks for.
    pub questions: Vec<String>,
}

/// Finds what the user named.
///
/// # Errors
/// If it is a palace, or several maps.
pub(super) fn find(context: &mut Context, query: &str) -> Result<Target, Trouble> {
    // What the user picked, if several things are called so.
    let asked = RefCell::new(query.to_owned());
    let reply: Reply<Vec<TreeItem>> = context.call_about(query, |scope| {
        asked.replace(scope.clone());
        Request::Tree(Tree {
            scope: Some(scope),
            depth: None,
        })
    })?;
    target(&asked.into_inner(), &reply.value)
}

fn target(query: &str, items: &[TreeItem]) -> Result<Target, Trouble> {
    let usage = |message: String| Err(Trouble::Usage(message));
    let Some(first) = items.first() else {
        return usage("there is no map yet: loci add FOLDER, or loci start".to_owned());
    };
    let path = &first.path;
    let reach = reach(query, path);
    let scope = match (first.kind.as_str(), &reach) {
        ("map" | "branch", Reach::Children) => format!("{path}/"),
        ("map" | "branch", Reach::Stretch(stretch)) => format!("{path}/{stretch}"),
        ("map", Reach::Below) => path.clone(),
        ("branch", Reach::Below) => format!("{path}/**"),
        ("palace" | "route" | "room", _) => {
            return usage(format!("{path} is walked, not rebuilt: loci walk {path}"));
        }
        _ => {
            return usage(format!(
                "{path} holds several maps: name one of them; loci tree {path} shows them"
            ));
        }
    };
    let branches = items[1..].iter().filter(|item| item.kind == "branch");
    let branches: Vec<String> = branches.map(|item| item.path.clone()).collect();
    match branches.is_empty() {
        true => usage(format!(
            "nothing hangs under {path}: loci good {path} logs the branch itself"
        )),
        false => Ok(Target {
            scope,
            head: path.clone(),
            root: first.label.clone(),
            reach,
            branches,
        }),
    }
}

/// How far a scope reaches whose head this is.
fn reach(query: &str, head: &str) -> Reach {
    let query = query.trim();
    if query.ends_with('/') {
        return Reach::Children;
    }
    match query.rsplit_once('/') {
        // A label may have two dots in it.
        Some((_, last)) if last.contains("..") && !head.ends_with(&slug(last)) => {
            Reach::Stretch(last.to_owned())
        }
        Some(_) | None => Reach::Below,
    }
}

/// What of a target is asked today.
pub(super) fn today(context: &mut Context, target: &Target) -> Result<Today, Trouble> {
    let reply = due::ask(context, Some(&target.scope), None, None)?;
    // What does not fit into today's minutes is due all the same.
    let count = reply.value.count + reply.value.waiting.count;
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    // A question asks for all children, also where only some of them are meant.
    let meant: HashSet<&str> = target.branches.iter().map(String::as_str).collect();
    let items = reply.value.prompts.iter().flat_map(|prompt| &prompt.items);
    let others = items.filter(|item| !meant.contains(item.path.as_str()));
    Ok(Today {
        count: count.saturating_sub(others.count()),
        questions: questions(&reply.value.prompts),
    })
}

/// The questions but for those whose parent is asked for itself.
fn questions(prompts: &[PromptInfo]) -> Vec<String> {
    let asked: HashSet<&str> = prompts
        .iter()
        .flat_map(|prompt| &prompt.items)
        .map(|item| item.path.as_str())
        .collect();
    let tells_nothing = |prompt: &&PromptInfo| !asked.contains(prompt.scope.trim_end_matches('/'));
    let asks = prompts.iter().filter(tells_nothing);
    asks.map(|prompt| prompt.ask.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipc::protocol::PromptLocus;

    fn item(kind: &str, path: &str) -> TreeItem {
        TreeItem {
            kind: kind.to_owned(),
            path: path.to_owned(),
            label: path.to_uppercase(),
            level: 0,
            locus: None,
            below: None,
            answer: None,
            interview: false,
            body: None,
        }
    }

    #[test]
    fn a_map_or_a_part_of_one_is_recalled() {
        let items = [
            item("map", "p"),
            item("branch", "p/a"),
            item("branch", "p/a/b"),
        ];
        let found = target("p", &items).unwrap();
        assert_eq!((found.scope.as_str(), found.branches.len()), ("p", 2));
        let found = target("a", &items[1..]).unwrap();
        assert_eq!(
            (found.scope.as_str(), found.root.as_str()),
            ("p/a/**", "P/A")
        );
    }

    #[test]
    fn no_more_is_recalled_than_was_named() {
        let scope = |query: &str, items: &[TreeItem]| target(query, items).unwrap().scope;
        let map = [item("map", "n/p"), item("branch", "n/p/a")];
        let branch = [item("branch", "p/a"), item("branch", "p/a/b")];
        assert_eq!(scope("p/", &map), "n/p/");
        assert_eq!(scope("p/**", &map), "n/p");
        assert_eq!(scope("p/a..C d", &map), "n/p/a..C d");
        assert_eq!(scope(" a/ ", &branch), "p/a/");
        assert_eq!(scope("a/b..b", &branch), "p/a/b..b");
        assert_eq!(scope("a/**", &branch), "p/a/**");
        let dotted = [item("branch", "p/1-10"), item("branch", "p/1-10/b")];
        assert_eq!(scope("p/1..10", &dotted), "p/1-10/**");
    }

    #[test]
    fn what_cannot_be_rebuilt_is_refused_with_what_can_be_done() {
        let told = |items: &[TreeItem]| target("x", items).unwrap_err().to_string();
        assert!(told(&[item("palace", "h"), item("room", "h/k")]).contains("loci walk h"));
        assert!(told(&[item("folder", "f"), item("map", "f/p")]).contains("loci tree f"));
        assert!(told(&[item("branch", "p/a")]).contains("loci good p/a"));
        assert!(told(&[]).contains("loci start"));
    }

    #[test]
    fn a_question_that_names_what_is_asked_for_is_left_out() {
        let prompt = |scope: &str, items: &[&str]| PromptInfo {
            scope: scope.to_owned(),
            kind: "children".to_owned(),
            ask: format!("what hangs under {scope}?"),
            answer: Vec::new(),
            loci: Vec::new(),
            items: items
                .iter()
                .map(|path| PromptLocus {
                    path: (*path).to_owned(),
                    label: String::new(),
                    point: None,
                    due: None,
                    retrievability: None,
                })
                .collect(),
            est_secs: 20,
            new: false,
        };
        let prompts = [
            prompt("p/", &["p/a", "p/b"]),
            prompt("p/a/", &["p/a/x"]),
            prompt("p/c/", &["p/c/x"]),
        ];
        assert_eq!(
            questions(&prompts),
            ["what hangs under p/?", "what hangs under p/c/?"]
        );
    }
}
