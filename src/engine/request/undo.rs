//! `undo` and `undo_list`: taking back what a command wrote. The journal only grows: an undo is a fact.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::day::Calendar;
use crate::domain::journal::{Entry, Fact, Undoable};
use crate::domain::locus::LocusId;
use crate::domain::now::Now;
use crate::domain::remind::Pace;
use crate::domain::review::BatchId;
use crate::engine::Engine;
use crate::engine::convert::time;
use crate::engine::effect::{Effect, Outcome};
use crate::engine::fault::{Fault, invalid};
use crate::engine::record::Draft;
use crate::ipc::protocol::{
    ErrorCode, Event as Told, Failure, LastsInfo, Response, Undo, UndoItem, UndoList, UndoReply,
};
use crate::store::read::{Batch, Standing};

/// How many batches `undo_list` tells unless asked otherwise.
const LIST: u32 = 20;

/// What an id names.
enum Named {
    Batch(Batch),
    Moves(Vec<Entry>),
}

impl Engine {
    /// Takes back the newest batches, or one by its id.
    pub(in crate::engine) fn undo(&mut self, undo: &Undo, now: Now) -> Result<Outcome, Fault> {
        let batches = match undo.id {
            Some(id) => match self.named(id)? {
                Named::Batch(batch) => vec![batch],
                Named::Moves(moves) => return self.undo_moves(id, &moves, now),
            },
            None => {
                let count = undo.count.unwrap_or(1);
                if count == 0 {
                    return Err(invalid("undo takes back at least 1"));
                }
                self.store.last_undoable(count as usize)?
            }
        };
        if batches.is_empty() {
            return Err(nothing("there is nothing to undo"));
        }
        let mut outcome = Outcome::default();
        let mut undone = Vec::new();
        for batch in batches {
            undone.push(self.undo_item(&batch, now)?);
            let all = self.with_brought(batch)?;
            self.take_back(&all, now)?;
            let told = all.iter().map(|batch| Told::Undone { batch: batch.id.0 });
            outcome.effects.extend(told.map(Effect::Tell));
            // A map or palace that is no longer adopted leaves with the next reading.
            let mut facts = all.iter().flat_map(|batch| &batch.entries);
            if facts.any(|entry| matches!(entry.fact, Fact::Adopt { .. })) {
                let job = self.read_notes(crate::engine::effect::AfterRead::Take);
                outcome.effects.extend(job.effects);
            }
        }
        outcome.reply = Some(Ok(Response::Undo(UndoReply { undone })));
        Ok(outcome)
    }

    /// What `undo` would take back, newest first.
    pub(in crate::engine) fn undo_list(
        &mut self,
        list: &UndoList,
        now: Now,
    ) -> Result<Outcome, Fault> {
        let limit = list.limit.unwrap_or(LIST) as usize;
        let mut batches = self.store.last_undoable_by_id(limit)?;
        // Many moves that hold no more must not hide what the user did before them.
        let known: BTreeSet<BatchId> = batches.iter().map(|batch| batch.id).collect();
        let before = self.store.last_undoable(limit)?.into_iter();
        batches.extend(before.filter(|batch| !known.contains(&batch.id)));
        let mut items = Vec::new();
        for batch in batches {
            if items.len() == limit {
                break;
            }
            if can_be_undone(&batch) {
                items.push(self.undo_item(&batch, now)?);
                continue;
            }
            let moves = self.moves_that_hold(&batch.entries);
            if !moves.is_empty() {
                items.push(self.moves_item(batch.id.0, &moves)?);
            }
        }
        Ok(Outcome::reply(Response::UndoList(items)))
    }

    /// What an id names that can be taken back: a batch, or moves that loci found out.
    fn named(&self, id: Uuid) -> Result<Named, Fault> {
        let entries = match self.store.batch(BatchId(id))? {
            Some(batch) if batch.standing == Standing::Stands && can_be_undone(&batch) => {
                return Ok(Named::Batch(batch));
            }
            Some(batch) => batch.entries,
            None => self.store.move_by(id)?.into_iter().collect(),
        };
        let moves = self.moves_that_hold(&entries);
        if !moves.is_empty() {
            return Ok(Named::Moves(moves));
        }
        Err(match entries.iter().any(|entry| is_move(&entry.fact)) {
            true => nothing(
                "this move was taken back, or what moved has moved on: loci show LOCUS --history tells",
            ),
            false => nothing("no batch with this id can be undone: see loci undo --list"),
        })
    }

    fn moves_that_hold(&self, entries: &[Entry]) -> Vec<Entry> {
        let moves = entries.iter().filter(|entry| self.holds_move(entry));
        moves.cloned().collect()
    }

    /// A batch, and all that stands of what it brought if it is an import.
    fn with_brought(&self, batch: Batch) -> Result<Vec<Batch>, Fault> {
        let mut seen = BTreeSet::from([batch.id]);
        let mut brought = Vec::new();
        for entry in &batch.entries {
            let Fact::Import { batches } = &entry.fact else {
                continue;
            };
            for id in batches.iter().filter(|id| seen.insert(**id)) {
                let stands = self.store.batch(*id)?.filter(|brought| {
                    brought.standing == Standing::Stands && can_be_undone(brought)
                });
                brought.extend(stands);
            }
        }
        brought.insert(0, batch);
        Ok(brought)
    }

    fn take_back(&mut self, batches: &[Batch], now: Now) -> Result<(), Fault> {
        let own = self.own_batch(now);
        let stamp = self.calendar(now).stamp(now.at);
        let mut draft = Draft::default();
        for batch in batches {
            draft.push(own, stamp, Fact::Undo { batch: batch.id });
        }
        let stands = self.unbind(batches, own, stamp, &mut draft)?;
        self.record(draft)?;
        self.stand(&stands)?;
        // The histories without the batches, now that the store knows they are undone.
        let facts = batches.iter().flat_map(|batch| &batch.entries);
        let touched: Vec<LocusId> = facts
            .flat_map(|entry| match &entry.fact {
                Fact::Review(review) => vec![review.locus],
                Fact::Merge { locus, into } => vec![*locus, *into],
                _ => Vec::new(),
            })
            .collect();
        self.refold(touched)?;
        self.reviewed = self.last_review();
        self.name_aliases();
        Ok(())
    }

    /// A batch in words: "5 reviews: your-house/gate, …".
    fn undo_item(&self, batch: &Batch, now: Now) -> Result<UndoItem, Fault> {
        let calendar = self.calendar(now);
        let mut count = 0;
        let mut kinds: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        for entry in &batch.entries {
            let what = match &entry.fact {
                Fact::Review(_) => "review",
                Fact::Suspend { .. } => "suspension",
                Fact::Unsuspend { .. } => "unsuspension",
                Fact::Adopt { .. } => "adoption",
                Fact::Import { .. } => "import",
                Fact::Snooze { .. } => "snooze",
                Fact::Pause { .. } => "pause",
                Fact::Resume => "resume",
                Fact::Mode { .. } => "mode",
                Fact::Pace { .. } => "",
                Fact::PlanStep { .. } => "plan step",
                Fact::PlanDates { .. } => "day moved",
                Fact::PlanOff { .. } => "plan off",
                Fact::Rebind { .. } => "rebinding",
                Fact::MockAnswer(_) => "mock answer",
                Fact::Pin { .. } => "pin",
                Fact::Alias { .. } => "other name",
                Fact::Unalias { .. } => "name taken away",
                _ => continue,
            };
            let mut facts = 1;
            if let Fact::PlanDates { dates } = &entry.fact {
                let days = dates.iter().map(|(day, _)| day.to_string());
                kinds.entry(what).or_default().extend(days);
                count += facts;
                continue;
            }
            let name = match (&entry.fact, entry.fact.locus()) {
                (Fact::Adopt { key }, _) => adopted(key),
                (Fact::Import { batches }, _) => {
                    facts = self.store.count_in(batches)?;
                    format!("{facts} fact{}", if facts == 1 { "" } else { "s" })
                }
                (Fact::Pause { from, until }, _) => {
                    paused(*from, *until, entry.stamp.utc(), calendar)
                }
                (Fact::Snooze { until }, _) => {
                    format!("until {}", clock_of(*until, calendar))
                }
                (Fact::Mode { mode, .. }, _) => mode.as_str().to_owned(),
                (Fact::Pace { pace }, _) => match pace {
                    Pace::Weekly => "one reminder a week".to_owned(),
                    Pace::Daily => "one reminder a day".to_owned(),
                },
                (Fact::MockAnswer(answer), _) => answer.scope.clone(),
                (Fact::PlanStep { day, step, .. }, _) => format!("{day}/{}", step.as_str()),
                (Fact::PlanOff { dates }, _) if dates.from == dates.until => dates.from.to_string(),
                (Fact::PlanOff { dates }, _) => format!("{} to {}", dates.from, dates.until),
                (Fact::Alias { text, .. } | Fact::Unalias { text, .. }, Some(locus)) => {
                    format!("{text} of {}", self.path_of_locus(locus))
                }
                (Fact::Pin { anchor, .. }, Some(locus)) => {
                    let path = self.path_of_locus(locus);
                    format!("{path} (^{anchor} stays in the note)")
                }
                (_, Some(locus)) => self.path_of_locus(locus),
                (_, None) => String::new(),
            };
            count += facts;
            kinds.entry(what).or_default().push(name);
        }
        let what: Vec<String> = kinds
            .iter()
            .map(|(kind, names)| in_words(kind, names))
            .collect();
        Ok(UndoItem {
            id: batch.id.0,
            what: what.join("; "),
            count: u32::try_from(count).unwrap_or(u32::MAX),
            at: batch
                .entries
                .first()
                .map(|entry| time(&entry.stamp))
                .unwrap_or_default(),
            lasts: lasts(batch, calendar),
            moves: Vec::new(),
        })
    }

    pub(in crate::engine) fn path_of_locus(&self, locus: LocusId) -> String {
        match self.shelf.node_of(locus) {
            Some(node) => self.shelf.path(node).to_owned(),
            None => self
                .loci
                .get(&locus)
                .map(|known| known.path.clone())
                .unwrap_or_default(),
        }
    }
}

/// When a pause holds: its beginning too, if it was planned.
fn paused(
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    said: DateTime<Utc>,
    calendar: Calendar,
) -> String {
    let until = clock_of(until, calendar);
    if begins_later(from, said) {
        format!("from {} until {until}", clock_of(from, calendar))
    } else {
        format!("until {until}")
    }
}

/// How long what a batch did holds, if it did one thing that ends by itself.
fn lasts(batch: &Batch, calendar: Calendar) -> Option<LastsInfo> {
    let [entry] = batch.entries.as_slice() else {
        return None;
    };
    let written = |at: DateTime<Utc>| time(&calendar.stamp(at));
    let (what, from, until) = match &entry.fact {
        Fact::Snooze { until } => ("snooze".to_owned(), None, *until),
        Fact::Pause { from, until } => {
            let is_planned = begins_later(*from, entry.stamp.utc());
            ("pause".to_owned(), is_planned.then_some(*from), *until)
        }
        Fact::Mode { mode, until } => (format!("mode {}", mode.as_str()), None, (*until)?),
        _ => return None,
    };
    Some(LastsInfo {
        what,
        from: from.map(written),
        until: written(until),
    })
}

/// Whether a pause was planned when it was said.
fn begins_later(from: DateTime<Utc>, said: DateTime<Utc>) -> bool {
    from.timestamp_millis() > said.timestamp_millis()
}

/// A moment as the local clock will read it then, not by the offset of today: "2026-11-24 15:00".
fn clock_of(at: DateTime<Utc>, calendar: Calendar) -> String {
    let local = calendar.stamp(at).local();
    local.format("%Y-%m-%d %H:%M").to_string()
}

fn can_be_undone(batch: &Batch) -> bool {
    let mut facts = batch.entries.iter();
    facts.any(|entry| entry.fact.undoable() == Undoable::Yes)
}

fn is_move(fact: &Fact) -> bool {
    matches!(fact, Fact::Move { from, to, .. } if from != to)
}

/// The key of an adopted finding in words: "sorting (tree)".
fn adopted(key: &str) -> String {
    match key.split(" | ").collect::<Vec<_>>().as_slice() {
        [what, title @ .., head] => {
            let title = title.join(" | ");
            let name = if title.is_empty() { *head } else { &title };
            format!("{name} ({what})")
        }
        _ => key.to_owned(),
    }
}

/// "5 reviews: a, b, c and 2 more"; what the user said of silence and modes as it was said: "snooze until …".
fn in_words(kind: &str, names: &[String]) -> String {
    if let ("snooze" | "pause" | "resume" | "mode" | "", [said]) = (kind, names) {
        return format!("{kind} {said}").trim().to_owned();
    }
    const NAMED: usize = 3;
    let count = names.len();
    let kinds = match (kind, count) {
        (kind, 1) => kind.to_owned(),
        ("day moved", _) => "days moved".to_owned(),
        (kind, _) => format!("{kind}s"),
    };
    let named = names[..count.min(NAMED)].join(", ");
    match count.saturating_sub(NAMED) {
        0 if named.is_empty() => format!("{count} {kinds}"),
        0 => format!("{count} {kinds}: {named}"),
        more => format!("{count} {kinds}: {named} and {more} more"),
    }
}

fn nothing(message: &str) -> Fault {
    Fault::Refused(Failure::new(ErrorCode::NothingToUndo, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_planned_pause_is_told_with_its_beginning() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let said = at("2026-11-25T10:00:00Z");
        let calendar = Calendar {
            zone: chrono_tz::Europe::Paris,
            rollover: chrono::NaiveTime::from_hms_opt(4, 0, 0).unwrap(),
        };
        let until = at("2026-12-28T03:00:00Z");
        assert_eq!(
            paused(at("2026-12-24T03:00:00Z"), until, said, calendar),
            "from 2026-12-24 04:00 until 2026-12-28 04:00"
        );
        assert_eq!(
            paused(at("2026-11-25T10:00:00Z"), until, said, calendar),
            "until 2026-12-28 04:00"
        );
    }

    #[test]
    fn an_adoption_is_told_by_its_title_else_by_its_first_line() {
        assert_eq!(adopted("tree | sorting | quick sort"), "sorting (tree)");
        assert_eq!(adopted("table |  | place point"), "place point (table)");
        assert_eq!(adopted("something else"), "something else");
    }
}
