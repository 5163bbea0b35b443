//! `alias`: other names of a branch or room, by which it is found and recognised.

use crate::domain::journal::Fact;
use crate::domain::now::Now;
use crate::domain::slug::slug;
use crate::engine::Engine;
use crate::engine::effect::Outcome;
use crate::engine::fault::{Fault, invalid};
use crate::engine::record::Draft;
use crate::engine::request::log::{batch_or_own, same_kind};
use crate::ipc::protocol::{Alias, AliasReply, Response};

/// The longest other name, in characters.
const LONGEST: usize = 200;

impl Engine {
    /// Tells the other names of a locus, gives it one, or takes one away.
    pub(in crate::engine) fn alias(&mut self, params: &Alias, now: Now) -> Result<Outcome, Fault> {
        let batch = batch_or_own(self, params.batch_id, now);
        let node = self.shelf.finder.locus(&params.locus)?;
        let mut reply = AliasReply {
            path: self.shelf.path(node).to_owned(),
            aliases: self.aliases(node),
            batch: None,
        };
        let Some(text) = &params.text else {
            return Ok(Outcome::reply(Response::Alias(reply)));
        };
        if let Some(known) = self.store.batch(batch)? {
            same_kind(&known, |fact| {
                matches!(fact, Fact::Alias { .. } | Fact::Unalias { .. })
            })?;
            reply.batch = Some(batch.0);
            return Ok(Outcome::reply(Response::Alias(reply)));
        }
        let text = name(text)?;
        // Names are the same if they are typed the same.
        let known = reply
            .aliases
            .iter()
            .find(|alias| slug(alias) == slug(&text));
        let stamp = self.calendar(now).stamp(now.at);
        let mut draft = Draft::default();
        match (params.remove, known) {
            (false, Some(_)) => return Ok(Outcome::reply(Response::Alias(reply))),
            (true, None) => {
                return Err(invalid(format!(
                    "{} has no other name `{text}`: loci alias {} lists them",
                    reply.path, reply.path
                )));
            }
            (false, None) => {
                let locus = self.id_or_birth(node, &mut draft, batch, stamp);
                draft.push(batch, stamp, Fact::Alias { locus, text });
            }
            (true, Some(known)) => {
                let locus = self.id_or_birth(node, &mut draft, batch, stamp);
                let text = known.clone();
                draft.push(batch, stamp, Fact::Unalias { locus, text });
            }
        }
        self.record(draft)?;
        self.name_aliases();
        reply.aliases = self.aliases(node);
        reply.batch = Some(batch.0);
        Ok(Outcome::reply(Response::Alias(reply)))
    }

    fn aliases(&self, node: crate::domain::atlas::NodeIx) -> Vec<String> {
        let known = self.shelf.id(node).and_then(|id| self.loci.get(&id));
        known.map_or_else(Vec::new, |known| known.aliases.clone())
    }

    /// Lets the finder know all other names, as they are now.
    pub(in crate::engine) fn name_aliases(&mut self) {
        let named = self.loci.values().filter(|known| !known.aliases.is_empty());
        let mut aliases: Vec<_> = named
            .filter_map(|known| Some((self.shelf.node_of(known.id)?, known.aliases.as_slice())))
            .collect();
        aliases.sort_by_key(|(node, _)| *node);
        self.shelf.finder.know_aliases(aliases);
    }
}

/// A name in one line, without what a terminal would obey.
fn name(text: &str) -> Result<String, Fault> {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text: String = words.chars().filter(|c| !c.is_control()).collect();
    if text.is_empty() {
        return Err(invalid("an empty name names nothing"));
    }
    if text.chars().count() > LONGEST {
        return Err(invalid(format!(
            "a name has at most {LONGEST} characters: choose a shorter one"
        )));
    }
    if text.contains('/') || slug(&text) == "x" && !text.eq_ignore_ascii_case("x") {
        return Err(invalid(format!(
            "`{text}` cannot be typed as a name: use letters or digits, and no slash"
        )));
    }
    Ok(text)
}
