//! Loading: the projections as the engine holds them in memory.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::{OptionalExtension, Row};

use super::Store;
use super::error::StoreError;
use super::read::{Asking, Loaded, LocusRow, Presence, Repointed};
use super::sql::{Id, Texts};
use super::write::{Place, SourceText};
use crate::domain::day::{Stamp, StudyDay};
use crate::domain::locus::LocusId;
use crate::domain::memory::Memory;
use crate::domain::now::{BootInstant, Secs};
use crate::domain::schedule::{Recalled, Schedule, Times};
use crate::domain::timebox::{BoxId, BoxStart};

impl Store {
    /// Reads everything that the engine holds in memory.
    pub fn load(&self) -> Result<Loaded, StoreError> {
        let calm = self.calm()?;
        let plan = self.plan_facts()?;
        self.read(|store| {
            Ok(Loaded {
                loci: store.loci_with_names()?,
                sources: store.sources()?,
                places: store.places()?,
                adopted: store.list(r#"SELECT "key" FROM adopted"#, |row| row.get(0))?,
                chores: store.list("SELECT name, day FROM chore", |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })?,
                running: store.running()?,
                calm,
                plan,
                notices: store.notices()?,
                carried: store.carried()?,
                plan_text: store.plan_text()?,
            })
        })
    }

    fn loci(&self) -> rusqlite::Result<Vec<LocusRow>> {
        self.list(
            r#"SELECT l.id, l.kind, l.label_path, l.path, l.point, l.presence, l.suspended,
                    s.stability, s.difficulty, s.due, s.first, s.last_at_ms, s.last_offset_secs, s.last_day,
                    s.reviews, s.lapses, s.recalled, s.times, l.gone, l.changed_at_ms, l.changed_day, m."into",
                    l.birth_path, l.anchor, s.day_took_secs
             FROM locus AS l LEFT JOIN schedule AS s ON s.locus = l.id
                  LEFT JOIN merged AS m ON m.locus = l.id ORDER BY l.rowid"#,
            |row| {
                Ok(LocusRow {
                    id: row.get(0)?,
                    kind: row.get(1)?,
                    first_path: row.get::<_, Texts>(22)?.0,
                    label_path: row.get::<_, Texts>(2)?.0,
                    path: row.get(3)?,
                    point: row.get(4)?,
                    presence: presence(row)?,
                    asking: if row.get(6)? {
                        Asking::Suspended
                    } else {
                        Asking::Asked
                    },
                    schedule: schedule(row)?,
                    changed: changed(row)?,
                    aliases: Vec::new(),
                    apart: BTreeSet::new(),
                    anchor: row.get(23)?,
                })
            },
        )
    }

    /// The loci with what few of them have: other names, and what they are not.
    fn loci_with_names(&self) -> rusqlite::Result<Vec<LocusRow>> {
        let mut loci = self.loci()?;
        let mut named: HashMap<LocusId, Vec<String>> = HashMap::new();
        let aliases: Vec<(LocusId, String)> = self
            .list("SELECT locus, text FROM alias ORDER BY rowid", |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        for (locus, text) in aliases {
            named.entry(locus).or_default().push(text);
        }
        let mut parted: HashMap<LocusId, BTreeSet<Vec<String>>> = HashMap::new();
        let aparts: Vec<(LocusId, Texts)> = self
            .list("SELECT locus, label_path FROM apart", |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        for (locus, Texts(label_path)) in aparts {
            parted.entry(locus).or_default().insert(label_path);
        }
        for locus in &mut loci {
            locus.aliases = named.remove(&locus.id).unwrap_or_default();
            locus.apart = parted.remove(&locus.id).unwrap_or_default();
        }
        Ok(loci)
    }

    fn sources(&self) -> rusqlite::Result<Vec<SourceText>> {
        self.list(
            "SELECT path, folders, text FROM source ORDER BY path",
            |row| {
                Ok(SourceText {
                    path: row.get(0)?,
                    folders: row.get::<_, Texts>(1)?.0,
                    text: row.get(2)?,
                })
            },
        )
    }

    fn places(&self) -> rusqlite::Result<BTreeMap<LocusId, Place>> {
        self.list("SELECT locus, source, ordinal FROM place", |row| {
            let place = Place {
                source: row.get(1)?,
                ordinal: row.get(2)?,
            };
            Ok((row.get(0)?, place))
        })
    }

    fn running(&self) -> rusqlite::Result<Option<BoxStart>> {
        self.conn
            .prepare_cached(
                "SELECT id, kind, topic, started_at_ms, started_offset_secs, started_day, boot, boot_ms,
                        limit_secs
                 FROM box WHERE ending IS NULL ORDER BY started_at_ms DESC, id LIMIT 1",
            )?
            .query_row([], box_start)
            .optional()
    }
}

/// Whether it stands in the notes, in the columns 5, 18 and 21.
fn presence(row: &Row<'_>) -> rusqlite::Result<Presence> {
    if let Some(into) = row.get(21)? {
        return Ok(Presence::Merged { into });
    }
    Ok(match row.get_ref(5)?.as_str()? {
        "retired" => Presence::Retired {
            since: row.get(18)?,
        },
        _ => Presence::Live,
    })
}

/// When its point changed much, in the columns 19 and 20.
fn changed(row: &Row<'_>) -> rusqlite::Result<Option<Repointed>> {
    let at_ms: Option<i64> = row.get(19)?;
    let day: Option<StudyDay> = row.get(20)?;
    Ok(at_ms.zip(day).map(|(at_ms, day)| Repointed { at_ms, day }))
}

/// The schedule in the columns from 7 to 17 and in 24, if there is one.
fn schedule(row: &Row<'_>) -> rusqlite::Result<Option<Schedule>> {
    let Some(stability) = row.get::<_, Option<f64>>(7)? else {
        return Ok(None);
    };
    let times: String = row.get(17)?;
    let times: Vec<u32> = serde_json::from_str(&times).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(17, rusqlite::types::Type::Text, Box::new(error))
    })?;
    Ok(Some(Schedule {
        // They were single precision before they were stored.
        memory: Memory {
            stability: stability as f32,
            difficulty: row.get::<_, f64>(8)? as f32,
        },
        due: row.get(9)?,
        first: row.get(10)?,
        last: Stamp {
            at_ms: row.get(11)?,
            offset_secs: row.get(12)?,
            day: row.get(13)?,
        },
        reviews: row.get(14)?,
        lapses: row.get(15)?,
        recalled: if row.get(16)? {
            Recalled::Once
        } else {
            Recalled::Never
        },
        times: Times::from_secs(&times),
        day_took: row.get(24)?,
    }))
}

/// The start in the columns from 0 on.
pub(super) fn box_start(row: &Row<'_>) -> rusqlite::Result<BoxStart> {
    Ok(BoxStart {
        id: row.get::<_, BoxId>(0)?,
        kind: row.get(1)?,
        topic: row.get(2)?,
        started: Stamp {
            at_ms: row.get(3)?,
            offset_secs: row.get(4)?,
            day: row.get(5)?,
        },
        boot: BootInstant {
            boot: row.get::<_, Id>(6)?.0,
            ms: row.get::<_, i64>(7)?.unsigned_abs(),
        },
        limit: row.get::<_, Secs>(8)?,
    })
}
