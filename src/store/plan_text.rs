//! The last good text of the study plan, for a daemon that starts while its file is broken. No journal tells it.

use std::sync::Arc;

use rusqlite::{OptionalExtension, params};

use super::Store;
use super::error::StoreError;

/// What the file of the plan held when it was last a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanText {
    /// The file, absolute.
    pub path: String,
    /// All of it. Shared with whoever read it.
    pub text: Arc<str>,
}

impl Store {
    /// What was kept last.
    pub(super) fn plan_text(&self) -> rusqlite::Result<Option<PlanText>> {
        let query = "SELECT path, text FROM plan_text";
        let row = self.conn.query_row(query, [], |row| {
            Ok(PlanText {
                path: row.get(0)?,
                text: row.get(1)?,
            })
        });
        row.optional()
    }

    /// Keeps it in place of what was kept before; `None` keeps nothing.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn keep_plan_text(&mut self, kept: Option<&PlanText>) -> Result<(), StoreError> {
        self.expect_writing()?;
        let written = match kept {
            Some(PlanText { path, text }) => self
                .conn
                .prepare_cached(
                    "INSERT OR REPLACE INTO plan_text (one, path, text) VALUES (1, ?1, ?2)",
                )
                .and_then(|mut put| put.execute(params![path, text])),
            None => self.conn.execute("DELETE FROM plan_text", []),
        };
        written.map(|_| ()).map_err(|error| self.error(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_text_is_kept_until_there_is_none() {
        let mut store = Store::in_memory().unwrap();
        assert_eq!(store.load().unwrap().plan_text, None);
        let of = |path: &str, text: &str| {
            Some(PlanText {
                path: path.to_owned(),
                text: text.into(),
            })
        };
        for kept in [of("/a.toml", "x\0 = 1\n"), of("/b.toml", ""), None, None] {
            store.begin().unwrap();
            store.keep_plan_text(kept.as_ref()).unwrap();
            store.commit().unwrap();
            assert_eq!(store.load().unwrap().plan_text, kept);
        }
    }
}
