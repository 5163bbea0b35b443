//! Counts what would become reviews in folders where nothing is meant to; `scripts/precision` runs it.

use std::io::{self, Write};
use std::path::Path;

use loci::notes::read::scan_file;
use loci::notes::{Adopted, source};

fn main() -> io::Result<()> {
    let mut counts = Counts::default();
    for folder in std::env::args_os().skip(1) {
        for file in source::walk(Path::new(&folder), &[]).files {
            count(&file.path, &mut counts)?;
        }
    }
    let per_1000 = counts.loci as f64 * 1000.0 / counts.files.max(1) as f64;
    writeln!(
        io::stdout(),
        "{} files, {} maps, {} palaces, {} loci, {per_1000:.2} per 1,000 files; {} possible, {} unreadable",
        counts.files,
        counts.maps,
        counts.palaces,
        counts.loci,
        counts.possible,
        counts.unreadable,
    )
}

#[derive(Default)]
struct Counts {
    files: usize,
    unreadable: usize,
    maps: usize,
    palaces: usize,
    loci: usize,
    possible: usize,
}

/// Scans one file and names each map and palace that is taken in it.
fn count(path: &Path, counts: &mut Counts) -> io::Result<()> {
    let Ok(text) = source::read(path) else {
        counts.unreadable += 1;
        return Ok(());
    };
    let scan = scan_file(&path.to_string_lossy(), &text, &Adopted::default());
    let mut out = io::stdout().lock();
    for map in &scan.note.maps {
        let loci = map.branches.len();
        writeln!(
            out,
            "{}:{} map of {loci}: {}",
            path.display(),
            map.line,
            map.root
        )?;
        counts.loci += loci;
    }
    for palace in &scan.note.palaces {
        let loci: usize = palace.routes.iter().map(|route| route.rooms.len()).sum();
        writeln!(
            out,
            "{}:{} palace of {loci}: {}",
            path.display(),
            palace.line,
            palace.name()
        )?;
        counts.loci += loci;
    }
    for finding in &scan.possible {
        writeln!(
            out,
            "{}:{} possible {}: {}",
            path.display(),
            finding.line,
            finding.what.as_str(),
            finding.why
        )?;
    }
    counts.files += 1;
    counts.maps += scan.note.maps.len();
    counts.palaces += scan.note.palaces.len();
    counts.possible += scan.possible.len();
    Ok(())
}
