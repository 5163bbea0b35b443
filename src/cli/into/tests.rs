//! Tests of importing into a note.

use std::path::PathBuf;

use super::*;
use crate::cli::fake::Fake;
use crate::cli::render::out::Form;

const TREE: &str = "Rust\n|-- Ownership\n|   `-- moves\n`-- Traits\n";

struct Import {
    fake: Fake,
    home: PathBuf,
}

impl Import {
    fn new(form: Form) -> Import {
        let fake = Fake::down(form);
        let home = fake.context.paths.home.clone().unwrap();
        std::fs::write(home.join("in.txt"), TREE).unwrap();
        Import { fake, home }
    }

    fn run(&mut self, from: Option<Imported>, yes: bool) -> Result<Exit, Trouble> {
        let args = ImportArgs {
            file: self.home.join("in.txt"),
            from,
            into: Some(self.home.join("out.md")),
            yes,
        };
        super::run(&mut self.fake.context, &args, &self.home.join("out.md"))
    }

    fn note(&self) -> String {
        std::fs::read_to_string(self.home.join("out.md")).unwrap()
    }
}

#[test]
fn a_file_becomes_a_clean_note() {
    let mut import = Import::new(Form::Text);
    assert_eq!(import.run(Some(Imported::Tree), false).unwrap(), Exit::Done);
    assert_eq!(
        import.note(),
        "# Rust #map\n\n```text\nRust\n├── Ownership\n│   └── moves\n└── Traits\n```\n"
    );
    assert_eq!(
        import.fake.stdout.text(),
        "written: ~/out.md:1: 1 map with 3 branches\nnext: loci add ~/out.md\nundo: rm ~/out.md\n"
    );
}

#[test]
fn a_note_that_is_there_is_added_to_only_when_that_was_said_and_only_once() {
    let mut import = Import::new(Form::Text);
    std::fs::write(import.home.join("out.md"), "# Mine\n\ntext").unwrap();
    let refused = import.run(Some(Imported::Tree), false).unwrap_err();
    assert!(refused.to_string().contains("--yes"), "{refused}");
    assert_eq!(import.note(), "# Mine\n\ntext");
    import.run(Some(Imported::Tree), true).unwrap();
    assert!(import.note().starts_with("# Mine\n\ntext\n\n# Rust #map\n"));
    let told = import.fake.stdout.text();
    assert!(told.starts_with("added: ~/out.md:5: 1 map"), "{told}");
    assert!(
        told.ends_with("undo: delete ~/out.md from line 5 on\n"),
        "{told}"
    );
    let before = import.note();
    let again = import.run(Some(Imported::Tree), true).unwrap_err();
    assert!(again.to_string().contains("all of it already"), "{again}");
    assert_eq!(import.note(), before);
}

#[test]
fn a_note_in_which_it_would_not_be_read_is_left_alone() {
    for text in ["---\nloci: false\n---\n", "```\nopen\n"] {
        let mut import = Import::new(Form::Text);
        std::fs::write(import.home.join("out.md"), text).unwrap();
        let refused = import.run(Some(Imported::Tree), true).unwrap_err();
        assert!(
            refused.to_string().contains("would not be read"),
            "{refused}"
        );
        assert_eq!(import.note(), text);
    }
}

#[test]
fn what_holds_nothing_names_what_to_do() {
    let mut import = Import::new(Form::Text);
    let trouble = import.run(None, false).unwrap_err();
    assert_eq!(trouble.exit(), Exit::BadInput);
    assert!(trouble.to_string().contains("--from tree"), "{trouble}");
    let trouble = import.run(Some(Imported::Reviews), false).unwrap_err();
    assert_eq!(trouble.exit(), Exit::Usage);
    assert!(!import.home.join("out.md").exists());
}

#[test]
fn a_note_that_cannot_be_written_says_why() {
    let mut import = Import::new(Form::Text);
    let home = import.home.clone();
    std::fs::write(home.join("x.md"), TREE).unwrap();
    let mut into = |file: &str, note: &str| {
        let args = ImportArgs {
            file: home.join(file),
            from: Some(Imported::Tree),
            into: None,
            yes: true,
        };
        super::run(&mut import.fake.context, &args, &home.join(note)).unwrap_err()
    };
    assert!(
        into("in.txt", "no/out.md")
            .to_string()
            .contains("make it first")
    );
    assert_eq!(into("in.txt", "out.txt").exit(), Exit::Usage);
    assert_eq!(into("in.txt", "out").exit(), Exit::Usage);
    assert_eq!(into("gone.txt", "out.md").exit(), Exit::BadInput);
    assert!(into("x.md", "x.md").to_string().contains("into itself"));
    assert_eq!(std::fs::read_to_string(home.join("x.md")).unwrap(), TREE);
}

#[test]
fn under_json_all_of_it_is_one_object() {
    let mut import = Import::new(Form::Json);
    std::fs::write(
        import.home.join("in.txt"),
        "# Mind map\n\nproject\n├── a┘b\n└── c\n\n# Mind map\n\nother\n├── x ^2\n└── y\n",
    )
    .unwrap();
    import.run(None, false).unwrap();
    let told: serde_json::Value = serde_json::from_str(&import.fake.stdout.text()).unwrap();
    assert_eq!(told["kind"], "import");
    assert_eq!(told["data"]["how"], "written");
    assert_eq!(told["data"]["lost"], serde_json::json!([]));
}

#[test]
fn a_file_that_nothing_marks_names_the_format_that_takes_it() {
    let mut import = Import::new(Form::Text);
    let diagram = "mindmap\n  root((Rust))\n    Ownership\n    Traits\n";
    std::fs::write(import.home.join("in.txt"), diagram).unwrap();
    let trouble = import.run(None, false).unwrap_err();
    assert_eq!(trouble.exit(), Exit::BadInput);
    let told = "there is no map and no palace in ~/in.txt: loci scan tells why; to take it all the same: \
                --from mermaid";
    assert_eq!(trouble.to_string(), told);
    std::fs::write(import.home.join("in.txt"), TREE).unwrap();
    let trouble = import.run(None, false).unwrap_err().to_string();
    assert!(trouble.ends_with("--from tree"), "{trouble}");
    std::fs::write(import.home.join("in.txt"), "words\n").unwrap();
    let trouble = import.run(None, false).unwrap_err().to_string();
    assert!(trouble.contains("neither a drawn tree"), "{trouble}");
}

#[test]
fn stdin_is_read_like_a_file() {
    let fake = Fake::down(Form::Text);
    let read = |text: &str, format| {
        let mut text = text.as_bytes();
        source::read(&Source::Stdin, format, &mut text, &fake.context.paths)
    };
    let scan = read(TREE, Some(Format::Tree)).unwrap();
    assert_eq!(
        (scan.note.maps.len(), &*scan.note.maps[0].root),
        (1, "Rust")
    );
    let trouble = read("words\n", None).unwrap_err().to_string();
    assert!(trouble.contains("in stdin: "), "{trouble}");
    let trouble = read("a\n\0", None).unwrap_err().to_string();
    assert!(trouble.starts_with("stdin:2: "), "{trouble}");
    assert_eq!(Source::of(Path::new("-")).unwrap(), Source::Stdin);
}
