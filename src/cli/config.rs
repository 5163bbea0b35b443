//! `loci config path|print|get|set|check`: where the configuration lies, what it says, whether it is right.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::args::{Config as ConfigArgs, ConfigVerb};
use super::context::{Context, absolute};
use super::exit::{Exit, Trouble};
use super::render::words::printable;
use crate::config::file::TEMPLATE;
use crate::config::key;
use crate::config::paths::Paths;
use crate::config::read::ConfigError;
use crate::notes::source::bad_patterns;

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
struct GetData {
    key: String,
    /// As TOML.
    value: String,
}

#[derive(Serialize)]
struct SetData {
    path: String,
    key: String,
    /// As TOML.
    before: String,
    /// As TOML.
    value: String,
}

#[derive(Serialize)]
struct CheckData {
    path: String,
    exists: bool,
    keys: usize,
    inert: Vec<&'static str>,
    missing: Vec<String>,
    bad_patterns: Vec<BadPatternData>,
}

#[derive(Serialize)]
struct BadPatternData {
    pattern: String,
    why: String,
}

/// `loci config path|print|get|set|check`.
pub fn run(context: &mut Context, args: &ConfigArgs) -> Result<Exit, Trouble> {
    // While the demo runs, what one reads and sets is what rules it.
    if let Some(hello) = context.hello_of_any().ok().filter(|hello| hello.demo) {
        context.paths.config = PathBuf::from(hello.config);
    }
    let file = absolute(&context.paths.config)?;
    let path = file.display().to_string();
    let exists = file.exists();
    match &args.verb {
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
            context
                .out
                .show_whole("config", &data, || clean(&data.text))?;
        }
        ConfigVerb::Get { key } => {
            let value = key::get(&file, context.paths.home.as_deref(), key)?;
            let data = GetData {
                key: key.clone(),
                value,
            };
            context
                .out
                .show_whole("config", &data, || bare(&data.value))?;
        }
        ConfigVerb::Set { key, value } => {
            let set = key::set(&file, context.paths.home.as_deref(), key, value)?;
            context.read_again();
            let data = SetData {
                path,
                key: key.clone(),
                before: set.before,
                value: set.now,
            };
            let shown = printable(&context.paths.tilde(&file));
            context.out.changed("config", &data, || {
                format!(
                    "{key} = {} in {shown}, was {}\nundo: loci config set {key} {}\n",
                    printable(&data.value),
                    printable(&data.before),
                    quoted(&data.before)
                )
            })?;
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
                bad_patterns: bad_patterns(&config.ignore)
                    .into_iter()
                    .map(|bad| BadPatternData {
                        pattern: bad.pattern,
                        why: bad.why,
                    })
                    .collect(),
            };
            let paths = context.paths.clone();
            context.out.show("config", &data, || check(&data, &paths))?;
        }
    }
    Ok(Exit::Done)
}

/// A text without its quotes: for scripts.
fn bare(value: &str) -> String {
    let inside = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    printable(
        inside
            .filter(|text| !text.contains(['"', '\\']))
            .unwrap_or(value),
    )
}

/// A value as a POSIX shell takes it.
fn quoted(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    match value.chars().all(plain) {
        true => value.to_owned(),
        false => format!("'{}'", printable(value).replace('\'', "'\\''")),
    }
}

/// The check as text.
fn check(data: &CheckData, paths: &Paths) -> String {
    let shown = |path: &str| printable(&paths.tilde(Path::new(path)));
    let file = shown(&data.path);
    let mut text = match data.exists {
        true => format!("ok: {file}, {} keys\n", data.keys),
        false => format!("ok: {file} is not there, so all is at its default\n"),
    };
    for path in &data.missing {
        text.push_str(&format!("not there: {} (in notes)\n", shown(path)));
    }
    for BadPatternData { pattern, why } in &data.bad_patterns {
        let pattern = printable(pattern);
        text.push_str(&format!(
            "no pattern: {pattern} (in ignore): {why}; correct it, it leaves nothing out\n"
        ));
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
    use crate::cli::fake::Fake;
    use crate::cli::render::out::Form;

    #[test]
    fn a_check_names_keys_without_effect_and_missing_notes() {
        let data = CheckData {
            path: "/home/c.toml".to_owned(),
            exists: true,
            keys: 2,
            inert: vec!["notify.nudge"],
            missing: vec!["/x".to_owned(), "/home/notes".to_owned()],
            bad_patterns: Vec::new(),
        };
        let paths = Paths {
            config: "/home/c.toml".into(),
            data_dir: "/d".into(),
            state_dir: "/s".into(),
            home: Some("/home".into()),
        };
        assert_eq!(
            check(&data, &paths),
            "ok: ~/c.toml, 2 keys\nnot there: /x (in notes)\nnot there: ~/notes (in notes)\nno effect yet:\n  \
             notify.nudge\n"
        );
    }

    #[test]
    fn a_key_is_shown_bare_and_set_with_its_undo() {
        let mut fake = Fake::down(Form::Text);
        let mut ask = |verb| run(&mut fake.context, &ConfigArgs { verb }).unwrap();
        let (key, value) = ("box.map".to_owned(), "8m".to_owned());
        ask(ConfigVerb::Set {
            key: key.clone(),
            value,
        });
        ask(ConfigVerb::Get { key });
        let said = fake.stdout.text();
        assert!(
            said.starts_with("box.map = \"8m\" in ~/config.toml, was \"10m\"\n"),
            "{said}"
        );
        assert!(
            said.ends_with("undo: loci config set box.map '\"10m\"'\n8m\n"),
            "{said}"
        );
    }

    #[test]
    fn while_the_demo_runs_its_config_is_set_and_not_ones_own() {
        let folder = tempfile::tempdir().unwrap();
        let demo = folder.path().join("demo.toml");
        let config = demo.display().to_string();
        let mut fake = Fake::new(Form::Text, move |_, _| {
            Ok(
                serde_json::json!({"version": "0.1.0", "protocol": 1, "pid": 1, "data_dir": "/d",
                "config": config, "demo": true}),
            )
        });
        let own = fake.context.paths.config.clone();
        let verb = ConfigVerb::Set {
            key: "box.map".to_owned(),
            value: "8m".to_owned(),
        };
        run(&mut fake.context, &ConfigArgs { verb }).unwrap();
        assert!(demo.exists() && !own.exists());
    }

    #[test]
    fn the_daemon_reads_a_key_as_soon_as_it_is_set_and_one_that_cannot_is_no_failure() {
        let mut fake = Fake::new(Form::Text, |method, _| {
            Err(crate::cli::fake::error(
                -32601,
                "unknown_method",
                method,
                &[],
            ))
        });
        let mut ask = |key: &str| {
            let (key, value) = (key.to_owned(), "8m".to_owned());
            let verb = ConfigVerb::Set { key, value };
            run(&mut fake.context, &ConfigArgs { verb }).map_err(|_| fake.asked("sync").len())
        };
        assert_eq!(ask("box.nap"), Err(0), "nothing was written");
        assert_eq!(ask("box.map"), Ok(Exit::Done));
        assert_eq!(fake.asked("sync").len(), 1);
        assert_eq!(fake.stderr.text(), "");
    }

    #[test]
    fn a_check_names_bad_patterns() {
        let mut fake = Fake::down(Form::Text);
        let text = "ignore = [\"old/\", \"[bad\"]\n";
        std::fs::write(&fake.context.paths.config, text).unwrap();
        let args = ConfigArgs {
            verb: ConfigVerb::Check,
        };
        run(&mut fake.context, &args).unwrap();
        let said = fake.stdout.text();
        let told = "no pattern: [bad (in ignore): unclosed character class; missing ']'; correct it, it leaves nothing out\n";
        assert!(said.contains(told), "{said}");
        assert!(!said.contains("old/"), "{said}");
    }
}
