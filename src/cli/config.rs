//! `loci config path|print|check`: where the configuration lies, what it says, whether it is right.

use std::io::ErrorKind;

use serde::Serialize;

use super::args::{Config as ConfigArgs, ConfigVerb};
use super::context::{Context, absolute};
use super::exit::{Exit, Trouble};
use super::render::words::printable;
use crate::config::file::TEMPLATE;
use crate::config::read::ConfigError;

#[derive(Serialize)]
struct PathData {
    path: String,
    exists: bool,
}

#[derive(Serialize)]
struct PrintData {
    path: String,
    text: String,
}

#[derive(Serialize)]
struct CheckData {
    path: String,
    exists: bool,
    keys: usize,
    inert: Vec<&'static str>,
    missing: Vec<String>,
}

/// `loci config path|print|check`.
pub fn run(context: &mut Context, args: &ConfigArgs) -> Result<Exit, Trouble> {
    let file = absolute(&context.paths.config)?;
    let path = file.display().to_string();
    let exists = file.exists();
    match args.verb {
        ConfigVerb::Path => {
            let data = PathData { path, exists };
            context.out.show("config", &data, || data.path.clone())?;
        }
        ConfigVerb::Print => {
            let text = match std::fs::read_to_string(&file) {
                Ok(text) => text,
                Err(error) if error.kind() == ErrorKind::NotFound => TEMPLATE.to_owned(),
                Err(source) => return Err(ConfigError::Read { path: file, source }.into()),
            };
            let data = PrintData { path, text };
            context.out.show("config", &data, || clean(&data.text))?;
        }
        ConfigVerb::Check => {
            let config = context.config()?;
            let missing = config.notes.iter().filter(|path| !path.exists());
            let data = CheckData {
                path,
                exists,
                keys: config.keys_set(),
                inert: config.inert_keys(),
                missing: missing.map(|path| path.display().to_string()).collect(),
            };
            let shown = context.paths.tilde(&file);
            context.out.show("config", &data, || check(&data, &shown))?;
        }
    }
    Ok(Exit::Done)
}

/// The check as text; `file` is the path as a person knows it.
fn check(data: &CheckData, file: &str) -> String {
    let file = printable(file);
    let mut text = match data.exists {
        true => format!("ok: {file}, {} keys\n", data.keys),
        false => format!("ok: {file} is not there, so all is at its default\n"),
    };
    for path in &data.missing {
        text.push_str(&format!("not there: {} (in notes)\n", printable(path)));
    }
    if !data.inert.is_empty() {
        text.push_str("no effect yet:\n");
        for key in &data.inert {
            text.push_str(&format!("  {key}\n"));
        }
    }
    text
}

/// The text line by line without what a terminal would obey.
fn clean(text: &str) -> String {
    text.lines()
        .map(|line| format!("{}\n", printable(line)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_names_keys_without_effect_and_missing_notes() {
        let data = CheckData {
            path: "/home/c.toml".to_owned(),
            exists: true,
            keys: 2,
            inert: vec!["notify.nudge"],
            missing: vec!["/x".to_owned()],
        };
        assert_eq!(
            check(&data, "~/c.toml"),
            "ok: ~/c.toml, 2 keys\nnot there: /x (in notes)\nno effect yet:\n  notify.nudge\n"
        );
    }
}
