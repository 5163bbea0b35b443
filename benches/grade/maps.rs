//! The maps and palaces that are recalled.

use std::path::Path;

use loci::domain::atlas::{Atlas, Document, Note};
use loci::domain::grade::tree;
use loci::domain::locus::Kind;
use loci::notes::read::{format_of, scan_file};
use loci::notes::{Adopted, Context, Format, scan};

/// A branch.
#[derive(Debug, Clone)]
pub(crate) struct Branch {
    pub(crate) parent: Option<usize>,
    pub(crate) label: String,
    pub(crate) numbered: bool,
}

/// A map.
pub(crate) struct Map {
    pub(crate) name: String,
    pub(crate) branches: Vec<Branch>,
}

impl Map {
    /// The branches as grading takes them.
    pub(crate) fn sources(&self) -> Vec<tree::Source<'_>> {
        self.branches
            .iter()
            .map(|branch| tree::Source {
                parent: branch.parent,
                label: &branch.label,
                aliases: &[],
                numbered: branch.numbered,
            })
            .collect()
    }
}

/// A route: places and points.
pub(crate) struct Route {
    pub(crate) name: String,
    pub(crate) rooms: Vec<(String, String)>,
}

/// All of them, those of each folder by name.
pub(crate) fn all() -> (Vec<Map>, Vec<Route>) {
    let (mut maps, mut routes) = (Vec::new(), Vec::new());
    for folder in ["data/atlas", "tests/data/grade"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|end| end == "md"))
            .collect();
        files.sort();
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            let name = file.file_stem().unwrap().to_string_lossy();
            read(&name, &text, &mut maps, &mut routes);
        }
    }
    // More maps, of anybody's: `LOCI_MAPS=FILE:FILE`; what is no `.mm` is read as an outline of Markdown.
    let more = std::env::var_os("LOCI_MAPS").unwrap_or_default();
    let named = |file: &std::path::PathBuf| !file.as_os_str().is_empty();
    for file in std::env::split_paths(&more).filter(named) {
        let text = std::fs::read_to_string(&file).unwrap();
        let name = file.file_stem().unwrap().to_string_lossy();
        let context = Context {
            file_stem: &name,
            format: format_of(&file).or(Some(Format::Markdown)),
            adopted: &Adopted::default(),
        };
        take(&name, scan(&text, &context).note, &mut maps, &mut routes);
    }
    (maps, routes)
}

fn read(name: &str, text: &str, maps: &mut Vec<Map>, routes: &mut Vec<Route>) {
    let source = format!("/notes/{name}.md");
    let note = scan_file(&source, text, &Adopted::default()).note;
    take(name, note, maps, routes);
}

fn take(name: &str, note: Note, maps: &mut Vec<Map>, routes: &mut Vec<Route>) {
    let source = format!("/notes/{name}.md");
    let atlas = Atlas::assemble([Document {
        source,
        folders: Vec::new(),
        note,
    }]);
    for top in &atlas.tops {
        let first = top.nodes.start as usize;
        let nodes = &atlas.nodes[first..top.nodes.end as usize];
        match top.kind {
            Kind::Branch => maps.push(Map {
                name: name.to_owned(),
                branches: nodes
                    .iter()
                    .map(|node| Branch {
                        parent: node.parent.map(|parent| parent.0 as usize - first),
                        label: node.label.to_string(),
                        numbered: node.numbered,
                    })
                    .collect(),
            }),
            Kind::Room => routes.push(Route {
                name: name.to_owned(),
                rooms: nodes
                    .iter()
                    .map(|node| {
                        let point = node.point.as_deref().unwrap_or_default();
                        (node.label.to_string(), point.to_owned())
                    })
                    .collect(),
            }),
        }
    }
}
