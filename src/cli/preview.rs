//! What would count in folders and files before they do: how many maps and palaces, what is left alone, and what to
//! look at.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::context::{Context, text_of};
use super::exit::Trouble;
use super::render::table::{Table, cut, width};
use super::render::words::{self, printable};
use super::scan::{self, FindingReport, Go, ProblemReport, Reach, ScanReport};
use crate::clock;

/// A preview takes no longer than this, but for the file it is at.
const LONGEST_MS: u64 = 10_000;

/// Progress is told from here on, and so often.
const PATIENCE_MS: u64 = 300;

/// The most of a list of names that is shown, in columns.
const NAMES_COLUMNS: usize = 52;

/// The most of a name that is shown, in columns.
const NAME_COLUMNS: usize = 30;

/// What would count.
pub struct Preview {
    /// The folders and files, as people write them.
    names: String,
    report: ScanReport,
    /// Notes that there was no time for.
    unseen: usize,
    /// All notes.
    notes: usize,
}

impl Preview {
    /// Looks at notes; tells on a terminal how far it is.
    pub fn of(context: &mut Context, notes: &[PathBuf]) -> Result<Preview, Trouble> {
        let inputs: Vec<String> = notes
            .iter()
            .map(|path| text_of(path))
            .collect::<Result<_, _>>()?;
        let ignore = context.config()?.ignore;
        let request = scan::Request {
            inputs: &inputs,
            format: None,
            ignore: &ignore,
        };
        let began = clock::boot();
        let mut told = PATIENCE_MS;
        let mut failed = Ok(());
        let gathered = scan::gather_while(request, &mut std::io::empty(), &mut |seen, all| {
            let spent = clock::boot().ms_since(began).unwrap_or(0);
            if spent >= told {
                told = spent + PATIENCE_MS;
                let (seen, all) = (grouped(seen), grouped(all));
                failed = context
                    .out
                    .progress(&format!("looking at your notes: {seen} of {all}"));
            }
            match spent < LONGEST_MS && failed.is_ok() {
                true => Go::On,
                false => Go::Stop,
            }
        });
        context.out.progress("")?;
        failed?;
        let names: Vec<String> = notes.iter().map(|path| context.paths.tilde(path)).collect();
        let mut report = scan::report(&gathered.scans);
        for problem in &mut report.problems {
            problem.message = context.paths.tilde_in(&problem.message);
        }
        let problems = report.problems.iter_mut().map(|one| &mut one.source);
        let possible = report.possible.iter_mut().map(|one| &mut one.source);
        for source in problems.chain(possible) {
            *source = context.paths.tilde(Path::new(&*source));
        }
        Ok(Preview {
            names: printable(&names.join(", ")),
            report,
            unseen: gathered.unseen,
            notes: gathered.scans.len() + gathered.unseen,
        })
    }

    /// In a line: `~/notes: 14 maps, 9 palaces; left alone: 212 file listings, 310 lists`.
    pub fn line(&self) -> String {
        let seen = match self.unseen {
            0 => String::new(),
            unseen => {
                let (seen, all) = (grouped(self.notes - unseen), grouped(self.notes));
                format!(", the first {seen} of {all} notes")
            }
        };
        format!("{}{seen}: {}", self.names, counted(&self.report))
    }

    /// The line, with the first names, and what to look at.
    pub fn text(&self) -> String {
        let report = &self.report;
        let mut table = Table::indented(2);
        let mut row = |what: &str, said: String| {
            if !said.is_empty() {
                table.row([what.to_owned(), said]);
            }
        };
        let maps = report.maps.iter();
        row(
            "maps",
            named(maps.map(|map| (map.root.as_str(), map.branches.len()))),
        );
        let palaces = report.palaces.iter().map(|palace| {
            let rooms = palace.routes.iter().map(|route| route.rooms.len()).sum();
            (palace.place.as_deref().unwrap_or(&palace.title), rooms)
        });
        row("palaces", named(palaces));
        row("possible", self.possible());
        row("not read", first(self.errors(Reach::File)));
        row("errors", first(self.errors(Reach::Lines)));
        row("to look at", first(self.of_level("warning")));
        row("repaired", self.repaired());
        if self.unseen > 0 {
            let unseen = grouped(self.unseen);
            row(
                "the rest",
                format!("{unseen} notes; what they hold counts as well"),
            );
        }
        format!("{}\n{}", self.line(), table.render())
    }

    fn possible(&self) -> String {
        let possible = &self.report.possible;
        let Some(first) = possible.first() else {
            return String::new();
        };
        let place = printable(&format!("{}:{}", first.source, first.line));
        match possible.len() {
            1 => format!("loci adopt {place} takes it"),
            several => format!("loci adopt {place} takes the first of {}", grouped(several)),
        }
    }

    /// How many lines were repaired, and where the first one is.
    fn repaired(&self) -> String {
        let Some(first) = self.of_level("repaired").next() else {
            return String::new();
        };
        let first = printable(&place(first));
        match self.of_level("repaired").count() {
            1 => first,
            several => format!("{} places, the first at {first}", grouped(several)),
        }
    }

    fn errors(&self, reach: Reach) -> impl Iterator<Item = &ProblemReport> {
        self.of_level("error")
            .filter(move |problem| problem.reach == reach)
    }

    fn of_level(&self, level: &str) -> impl Iterator<Item = &ProblemReport> {
        let problems = self.report.problems.iter();
        problems.filter(move |problem| problem.level == level)
    }
}

/// The first of some remarks, and how many more there are.
fn first<'a>(mut problems: impl Iterator<Item = &'a ProblemReport>) -> String {
    let Some(first) = problems.next() else {
        return String::new();
    };
    let said = printable(&format!("{}: {}", place(first), first.message));
    match problems.count() {
        0 => said,
        more => format!("{said}, and {} more", grouped(more)),
    }
}

/// Where a remark belongs.
fn place(problem: &ProblemReport) -> String {
    match problem.line {
        0 => problem.source.clone(),
        line => format!("{}:{line}", problem.source),
    }
}

/// `Python (30), dict (5) and 2 more`: as many names as fit a line, at least one.
fn named<'a>(all: impl Iterator<Item = (&'a str, usize)>) -> String {
    let (mut text, mut more) = (String::new(), 0);
    for (name, loci) in all {
        let name = format!(
            "{} ({})",
            cut(&printable(name), NAME_COLUMNS),
            grouped(loci)
        );
        if text.is_empty() {
            text = name;
        } else if more == 0 && width(&text) + width(&name) < NAMES_COLUMNS {
            text.push_str(&format!(", {name}"));
        } else {
            more += 1;
        }
    }
    match more {
        0 => text,
        more => format!("{text} and {} more", grouped(more)),
    }
}

/// `14 maps, 9 palaces; left alone: 212 file listings, 310 lists`.
fn counted(report: &ScanReport) -> String {
    let mut text = format!(
        "{}, {}",
        several(report.maps.len(), "map"),
        several(report.palaces.len(), "palace")
    );
    if !report.possible.is_empty() {
        text.push_str(&format!(", {} possible", grouped(report.possible.len())));
    }
    let mut left: BTreeMap<String, usize> = BTreeMap::new();
    for finding in &report.left {
        *left.entry(kind(finding)).or_default() += 1;
    }
    let mut left: Vec<(String, usize)> = left.into_iter().collect();
    left.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
    if !left.is_empty() {
        let parts = left.iter().map(|(what, number)| several(*number, what));
        let parts = parts.collect::<Vec<_>>().join(", ");
        text.push_str(&format!("; left alone: {parts}"));
    }
    text
}

/// What something is that was left: a listing by what it lists, all else by how it is drawn.
fn kind(finding: &FindingReport) -> String {
    if let Some(files) = finding.why.strip_prefix("a listing of ") {
        return format!("{} listing", files.trim_end_matches('s'));
    }
    match finding.what {
        "list" if finding.why == "a list of tasks" => "task list",
        "mermaid" => "Mermaid map",
        "mm" => ".mm map",
        other => other,
    }
    .to_owned()
}

fn several(number: usize, one: &str) -> String {
    let number = u64::try_from(number).unwrap_or(u64::MAX);
    let text = words::count(number, one);
    text.replacen(&number.to_string(), &words::grouped(number), 1)
}

fn grouped(number: usize) -> String {
    words::grouped(u64::try_from(number).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::fake::Fake;
    use crate::cli::render::out::Form;
    use crate::notes::bundled;

    fn preview(files: &[(&str, &str)]) -> Preview {
        let mut fake = Fake::down(Form::Text);
        let notes = fake.context.paths.home.clone().unwrap().join("notes");
        std::fs::create_dir(&notes).unwrap();
        for (name, text) in files {
            std::fs::write(notes.join(name), text).unwrap();
        }
        let preview = Preview::of(&mut fake.context, &[notes]).unwrap();
        assert_eq!(fake.stderr.text(), "", "progress is for terminals");
        preview
    }

    #[test]
    fn a_preview_counts_what_is_taken_and_what_is_left() {
        let mut files: Vec<(&str, &str)> = bundled::FILES.to_vec();
        let listing = "src/\n├── main.rs\n└── lib.rs\n";
        files.push(("readme.md", listing));
        files.push(("todo.md", "- [ ] a\n- [ ] b\n\ntext\n\n* c\n* d\n"));
        let said = preview(&files).line();
        assert!(said.starts_with("~/notes: 3 maps, 4 palaces"), "{said}");
        for part in ["1 file listing", "1 task list"] {
            assert!(said.contains(part), "{said}");
        }
    }

    #[test]
    fn names_and_what_to_look_at_follow() {
        let many: String = (1..=20)
            .map(|n| format!("# Mind map\n\nRoot {n}\n├── x\n└── y\n\n"))
            .collect();
        let text = preview(&[
            ("a.md", &many),
            ("b.md", "Sorting\n├── merge\n└── quick\n"),
            ("c.md", "# Mind map\n\nR\n├── a\n└── b\n├── c\n├── d\n"),
        ])
        .text();
        assert_eq!(
            text,
            "~/notes: 21 maps, 0 palaces, 1 possible\n\
             \x20 maps      Root 1 (2), Root 2 (2), Root 3 (2), Root 4 (2) and 17 more\n\
             \x20 possible  loci adopt ~/notes/b.md:1 takes it\n\
             \x20 repaired  2 places, the first at ~/notes/c.md:6\n"
        );
    }

    #[test]
    fn an_error_in_a_file_is_none_of_the_whole_file() {
        let long = format!("# Mind map\n\nR\n├── a\n└── b\n\n{}\n", "x".repeat(70_000));
        let text = preview(&[("a.md", &long), ("b.md", "a\0b\n")]).text();
        assert!(
            text.contains("errors    ~/notes/a.md:7: the line is longer"),
            "{text}"
        );
        assert!(text.contains("not read  ~/notes/b.md"), "{text}");
    }

    #[test]
    fn notes_that_there_was_no_time_for_are_told() {
        let mut preview = preview(&[("a.md", "# Mind map\n\nR\n├── a\n└── b\n")]);
        (preview.unseen, preview.notes) = (8000, 8001);
        assert_eq!(
            preview.text(),
            "~/notes, the first 1 of 8,001 notes: 1 map, 0 palaces\n\
             \x20 maps      R (2)\n\
             \x20 the rest  8,000 notes; what they hold counts as well\n"
        );
    }
}
