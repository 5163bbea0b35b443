//! How the domain's types look in SQL: one place, so that no statement converts by hand.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use uuid::Uuid;

use crate::domain::day::StudyDay;
use crate::domain::locus::{Kind, LocusId};
use crate::domain::notice::Subject;
use crate::domain::now::Secs;
use crate::domain::rating::Rating;
use crate::domain::review::BatchId;
use crate::domain::timebox::{BoxId, BoxKind, Ending};

/// Any UUID, as 16 bytes.
pub(super) struct Id(pub(super) Uuid);

/// A list of texts, as a JSON array.
pub(super) struct Texts(pub(super) Vec<String>);

impl ToSql for Id {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0.as_bytes().as_slice()))
    }
}

impl FromSql for Id {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Id> {
        let bytes = value.as_blob()?;
        Uuid::from_slice(bytes)
            .map(Id)
            .map_err(|error| FromSqlError::Other(Box::new(error)))
    }
}

macro_rules! ids {
    ($($name:ident),*) => {$(
        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(ToSqlOutput::from(self.0.as_bytes().as_slice()))
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<$name> {
                Id::column_result(value).map(|id| $name(id.0))
            }
        }
    )*};
}

ids!(LocusId, BatchId, BoxId);

macro_rules! words {
    ($($name:ident),*) => {$(
        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(ToSqlOutput::from(self.as_str()))
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<$name> {
                $name::from_word(value.as_str()?).ok_or(FromSqlError::InvalidType)
            }
        }
    )*};
}

words!(Kind, BoxKind, Ending, Subject);

impl ToSql for Texts {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(texts(&self.0)?))
    }
}

impl FromSql for Texts {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Texts> {
        serde_json::from_str(value.as_str()?)
            .map(Texts)
            .map_err(|error| FromSqlError::Other(Box::new(error)))
    }
}

/// A list of texts as a JSON array, always the same for the same list.
pub(super) fn texts(list: &[impl serde::Serialize]) -> rusqlite::Result<String> {
    serde_json::to_string(list)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

impl ToSql for StudyDay {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.to_string()))
    }
}

impl FromSql for StudyDay {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<StudyDay> {
        value
            .as_str()?
            .parse()
            .map_err(|error| FromSqlError::Other(Box::new(error)))
    }
}

impl ToSql for Rating {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.number()))
    }
}

impl FromSql for Rating {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Rating> {
        Rating::from_number(u8::column_result(value)?)
            .map_err(|error| FromSqlError::Other(Box::new(error)))
    }
}

impl ToSql for Secs {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0))
    }
}

impl FromSql for Secs {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Secs> {
        u32::column_result(value).map(Secs)
    }
}
