//! The part of the atlas that a walk or an explanation is about: one palace or route, one map or branch, with all
//! that it holds.

use std::cell::RefCell;

use chrono::{DateTime, Utc};

use crate::cli::context::{Context, Reply};
use crate::cli::exit::Trouble;
use crate::ipc::protocol::{Request, Tree, TreeItem};

/// A part of the atlas.
#[derive(Debug)]
pub struct Part {
    /// The scope as it was understood: what the user typed, or the one of several that was picked.
    pub scope: String,
    /// What it holds, the holder first; never empty.
    pub items: Vec<TreeItem>,
    /// When the daemon told it.
    pub told_at: DateTime<Utc>,
}

impl Part {
    /// Asks the daemon for the part that the user named.
    pub fn ask(context: &mut Context, query: &str) -> Result<Part, Trouble> {
        let asked = RefCell::new(String::new());
        let reply: Reply<Vec<TreeItem>> = context.call_about(query, |scope| {
            asked.borrow_mut().clone_from(&scope);
            let scope = Some(scope);
            Request::Tree(Tree { scope, depth: None })
        })?;
        let scope = asked.into_inner();
        match reply.value.is_empty() {
            true => Err(Trouble::Failed(format!("`{scope}` holds nothing"))),
            false => Ok(Part {
                scope,
                items: reply.value,
                told_at: context.now().at,
            }),
        }
    }

    /// What it begins with.
    pub fn top(&self) -> &TreeItem {
        &self.items[0]
    }

    /// Whether it is one thing with what that holds; a folder holds several.
    pub fn is_one(&self) -> bool {
        let others = self.items.iter().skip(1);
        self.top().kind != "folder" && others.into_iter().all(|item| item.level > self.top().level)
    }
}

/// Whether a locus of the tree is suspended: it is not asked.
pub fn is_suspended(item: &TreeItem) -> bool {
    let state = item.locus.as_ref().map(|locus| locus.state.as_str());
    state == Some("suspended")
}

#[cfg(test)]
pub mod tests {
    //! Trees that are quickly written down.

    use super::*;
    use crate::cli::ls::tests::locus;
    use crate::domain::slug::slug;

    /// The tree of an indented text, a line each: the first is the holder, of this kind; `-` before a label says
    /// that it is suspended; `label = point` is a room, `label:` a route.
    pub fn part(kind: &str, text: &str) -> Part {
        let mut items: Vec<TreeItem> = Vec::new();
        let mut paths: Vec<String> = Vec::new();
        for line in text.lines() {
            let label = line.trim_start();
            let level = line.len() - label.len();
            let state = match label.strip_prefix('-') {
                Some(_) => "suspended",
                None => "new",
            };
            let label = label.trim_start_matches('-');
            let (label, point) = match label.split_once(" = ") {
                Some((label, point)) => (label, Some(point.to_owned())),
                None => (label, None),
            };
            let own = match (level, &point) {
                (0, _) => kind,
                (_, Some(_)) => "room",
                (_, None) if label.ends_with(':') => "route",
                (_, None) => "branch",
            };
            let label = label.trim_end_matches(':');
            paths.truncate(level);
            paths.push(slug(label));
            let path = paths.join("/");
            let mut known = locus(&path, state, None);
            (known.kind, known.label) = (own.to_owned(), label.to_owned());
            known.point = point;
            items.push(TreeItem {
                kind: own.to_owned(),
                path,
                label: label.to_owned(),
                level: u32::try_from(level).unwrap(),
                locus: ["branch", "room"].contains(&own).then_some(known),
                below: None,
                body: None,
                answer: None,
                interview: false,
            });
        }
        Part {
            scope: items[0].path.clone(),
            items,
            told_at: DateTime::UNIX_EPOCH,
        }
    }
}
