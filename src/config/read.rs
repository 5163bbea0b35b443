//! Reads one TOML document key by key, so that every complaint names the key, its value and its line.
//!
//! Pure: it is given the text. A key that nobody asked for is unknown, and an error.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use toml_edit::{Document, Item, TableLike, Value};

use super::value;
use crate::domain::nearest::nearest;
use crate::domain::now::Secs;

/// What is wrong with the configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is there but cannot be read.
    #[error("cannot read {}: {source}; check its permissions", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file cannot be written.
    #[error("cannot write {}: {source}; check the folder's permissions", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is not TOML.
    #[error("{}:{line}: {message}; mend the file, or rename it to get the defaults", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What the parser says.
        message: String,
    },
    /// A key that loci does not know.
    #[error("{}:{line}: unknown key `{key}`{}", path.display(), hint(suggestion.as_deref()))]
    UnknownKey {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The key with its section.
        key: String,
        /// What was probably meant.
        suggestion: Option<String>,
    },
    /// A key that was asked for, and that loci does not know.
    #[error("there is no key `{key}`: {}", match suggestion {
        Some(word) => format!("did you mean `{word}`?"),
        None => "`loci config print` shows all".to_owned(),
    })]
    NoKey {
        /// The key with its section.
        key: String,
        /// What was probably meant.
        suggestion: Option<String>,
    },
    /// A value that is not allowed.
    #[error("{}:{line}: {key} = {value} is not possible: {allowed}", path.display())]
    Value {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The key with its section.
        key: String,
        /// The value as it is written.
        value: String,
        /// What is allowed.
        allowed: String,
    },
}

fn hint(suggestion: Option<&str>) -> String {
    match suggestion {
        Some(word) => format!("; did you mean `{word}`?"),
        None => "; remove it, or see `loci config print` for all keys".to_owned(),
    }
}

/// One document, and which of its keys were asked for.
pub struct Reader<'a> {
    path: &'a Path,
    document: Document<String>,
    /// Every key that was asked for, whether it is set or not.
    asked: RefCell<Vec<&'static str>>,
    set: RefCell<BTreeSet<&'static str>>,
}

impl<'a> Reader<'a> {
    /// Parses the text; `path` is only named in complaints.
    pub fn parse(path: &'a Path, text: &str) -> Result<Reader<'a>, ConfigError> {
        let document = Document::parse(text.to_owned()).map_err(|error| ConfigError::Syntax {
            path: path.to_owned(),
            line: error.span().map_or(1, |span| line_of(text, span.start)),
            message: error.message().trim().replace('\n', ", "),
        })?;
        Ok(Reader {
            path,
            document,
            asked: RefCell::default(),
            set: RefCell::default(),
        })
    }

    /// A text; `check` turns it into a value, or says with `None` that it is not `allowed`.
    pub fn text<T>(
        &self,
        key: &'static str,
        default: T,
        allowed: &str,
        check: impl Fn(&str) -> Option<T>,
    ) -> Result<T, ConfigError> {
        match self.value(key, allowed)? {
            None => Ok(default),
            Some(value) => value
                .as_str()
                .and_then(check)
                .ok_or_else(|| self.wrong(key, value, allowed)),
        }
    }

    /// A duration within a range.
    pub fn duration(
        &self,
        key: &'static str,
        default: Secs,
        range: std::ops::RangeInclusive<Secs>,
        allowed: &str,
    ) -> Result<Secs, ConfigError> {
        self.text(key, default, allowed, |text| {
            value::duration(text).filter(|secs| range.contains(secs))
        })
    }

    /// A whole number within a range.
    pub fn number(
        &self,
        key: &'static str,
        default: u32,
        range: std::ops::RangeInclusive<u32>,
    ) -> Result<u32, ConfigError> {
        let allowed = format!(
            "use a whole number from {} to {}",
            range.start(),
            range.end()
        );
        match self.value(key, &allowed)? {
            None => Ok(default),
            Some(value) => value
                .as_integer()
                .and_then(|number| u32::try_from(number).ok())
                .filter(|number| range.contains(number))
                .ok_or_else(|| self.wrong(key, value, &allowed)),
        }
    }

    /// A number with a fraction; `check` as with [`Reader::text`].
    pub fn fraction<T>(
        &self,
        key: &'static str,
        default: T,
        allowed: &str,
        check: impl Fn(f64) -> Option<T>,
    ) -> Result<T, ConfigError> {
        match self.value(key, allowed)? {
            None => Ok(default),
            Some(value) => value
                .as_float()
                .or_else(|| value.as_integer().map(|whole| whole as f64))
                .and_then(check)
                .ok_or_else(|| self.wrong(key, value, allowed)),
        }
    }

    /// True or false.
    pub fn flag(&self, key: &'static str, default: bool) -> Result<bool, ConfigError> {
        let allowed = "use true or false";
        match self.value(key, allowed)? {
            None => Ok(default),
            Some(value) => value
                .as_bool()
                .ok_or_else(|| self.wrong(key, value, allowed)),
        }
    }

    /// A list of texts; `check` as with [`Reader::text`], for each.
    pub fn list<T>(
        &self,
        key: &'static str,
        default: Vec<T>,
        allowed: &str,
        check: impl Fn(&str) -> Option<T>,
    ) -> Result<Vec<T>, ConfigError> {
        let Some(value) = self.value(key, allowed)? else {
            return Ok(default);
        };
        let Some(array) = value.as_array() else {
            return Err(self.wrong(key, value, allowed));
        };
        array
            .iter()
            .map(|item| {
                item.as_str()
                    .and_then(&check)
                    .ok_or_else(|| self.wrong(key, item, allowed))
            })
            .collect()
    }

    /// Complains of the first key that nobody asked for; else tells which keys are set.
    pub fn finish(self) -> Result<BTreeSet<&'static str>, ConfigError> {
        let asked = self.asked.borrow();
        let is_section = |name: &str| asked.iter().any(|key| section_of(key) == Some(name));
        for (name, item) in self.document.as_table().iter() {
            if asked.contains(&name) {
                continue;
            }
            let Some(section) = item.as_table_like().filter(|_| is_section(name)) else {
                return Err(self.unknown(name.to_owned(), None));
            };
            for (leaf, _) in section.iter() {
                let key = format!("{name}.{leaf}");
                if !asked.contains(&key.as_str()) {
                    return Err(self.unknown(key, Some(section)));
                }
            }
        }
        drop(asked);
        Ok(self.set.into_inner())
    }

    fn value(&self, key: &'static str, allowed: &str) -> Result<Option<&Value>, ConfigError> {
        self.asked.borrow_mut().push(key);
        let table = self.document.as_table();
        let found = match key.split_once('.') {
            None => table.get(key),
            Some((section, leaf)) => match table.get(section) {
                None => None,
                Some(item) => match item.as_table_like() {
                    Some(section) => section.get(leaf),
                    None => return Err(self.not_a_section(section, item)),
                },
            },
        };
        let Some(item) = found else { return Ok(None) };
        self.set.borrow_mut().insert(key);
        match item.as_value() {
            Some(value) => Ok(Some(value)),
            None => Err(ConfigError::Value {
                path: self.path.to_owned(),
                line: self.line(item.span()),
                key: key.to_owned(),
                value: "a section".to_owned(),
                allowed: allowed.to_owned(),
            }),
        }
    }

    fn wrong(&self, key: &str, value: &Value, allowed: &str) -> ConfigError {
        let text = self.document.raw();
        let written = value.span().and_then(|span| text.get(span));
        ConfigError::Value {
            path: self.path.to_owned(),
            line: self.line(value.span()),
            key: key.to_owned(),
            value: written.unwrap_or("this").trim().to_owned(),
            allowed: allowed.to_owned(),
        }
    }

    fn not_a_section(&self, name: &str, item: &Item) -> ConfigError {
        ConfigError::Value {
            path: self.path.to_owned(),
            line: self.line(item.span()),
            key: name.to_owned(),
            value: item.to_string().trim().to_owned(),
            allowed: format!("it is a section: write [{name}] and its keys below"),
        }
    }

    fn unknown(&self, key: String, section: Option<&dyn TableLike>) -> ConfigError {
        let asked = self.asked.borrow();
        let span = match (key.split_once('.'), section) {
            (Some((_, leaf)), Some(section)) => section.key(leaf).and_then(toml_edit::Key::span),
            _ => self
                .document
                .as_table()
                .key(&key)
                .and_then(toml_edit::Key::span),
        };
        ConfigError::UnknownKey {
            path: self.path.to_owned(),
            line: self.line(span),
            suggestion: suggest(&key, &asked),
            key,
        }
    }

    fn line(&self, span: Option<std::ops::Range<usize>>) -> usize {
        span.map_or(1, |span| line_of(self.document.raw(), span.start))
    }
}

/// The known key that was probably meant: the same section first, then the same name elsewhere.
fn suggest(key: &str, known: &[&'static str]) -> Option<String> {
    let leaf = |key: &'static str| key.rsplit('.').next().unwrap_or(key);
    let written = key.rsplit('.').next().unwrap_or(key);
    let elsewhere = || known.iter().find(|candidate| leaf(candidate) == written);
    let Some(section) = section_of(key) else {
        let sections = known.iter().filter_map(|candidate| section_of(candidate));
        let alone = known
            .iter()
            .copied()
            .filter(|known| section_of(known).is_none());
        return match nearest(written, sections.clone().chain(alone)) {
            Some(near) if sections.clone().any(|section| section == near) => {
                Some(format!("[{near}]"))
            }
            Some(near) => Some(near.to_owned()),
            None => elsewhere().map(|key| (*key).to_owned()),
        };
    };
    let here = known
        .iter()
        .filter(|candidate| section_of(candidate) == Some(section));
    match nearest(written, here.map(|candidate| leaf(candidate))) {
        Some(near) => Some(format!("{section}.{near}")),
        None => elsewhere().map(|key| (*key).to_owned()),
    }
}

fn section_of(key: &str) -> Option<&str> {
    key.split_once('.').map(|(section, _)| section)
}

/// The line of a byte, from 1.
fn line_of(text: &str, byte: usize) -> usize {
    1 + text
        .bytes()
        .take(byte)
        .filter(|byte| *byte == b'\n')
        .count()
}
