//! Real folders: what is found, what is skipped, what is told.

use super::*;

use tempfile::TempDir;

/// A folder with these files, each holding `x`.
fn folder(files: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in files {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "x").unwrap();
    }
    folder
}

/// The files found, relative to the folder.
fn found(folder: &TempDir, ignore: &[&str]) -> Vec<String> {
    let ignore: Vec<String> = ignore.iter().map(|glob| (*glob).to_owned()).collect();
    let walk = walk(folder.path(), &ignore);
    assert_eq!(walk.problems, []);
    let inner = |file: &SourceFile| {
        file.path
            .strip_prefix(folder.path())
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned()
    };
    walk.files.iter().map(inner).collect()
}

#[test]
fn notes_are_found_in_the_order_of_their_paths() {
    let folder = folder(&[
        "b.md",
        "a/z.txt",
        "a/b/c.markdown",
        "B.MD",
        "x.rs",
        "noext",
        "ä.md",
    ]);
    assert_eq!(
        found(&folder, &[]),
        ["B.MD", "a/b/c.markdown", "a/z.txt", "b.md", "ä.md"]
    );
    let walk = walk(folder.path(), &[]);
    assert_eq!(walk.files[1].folders, ["a", "b"]);
    assert_eq!((walk.files[0].folders.len(), walk.files[0].size), (0, 1));
}

#[test]
fn what_is_no_note_is_skipped() {
    let folder = folder(&[
        "a.md",
        ".hidden.md",
        ".obsidian/a.md",
        "node_modules/p/README.md",
        "x/target/doc.md",
        "Templates/t.md",
        "template/t.md",
        "a (conflicted copy 2026-01-01).md",
        "a.sync-conflict-20260101-1.md",
        "a.md~",
        ".#a.md",
        "a.md.swp",
    ]);
    assert_eq!(found(&folder, &[]), ["a.md"]);
}

#[test]
fn gitignore_and_ignored_names_are_honoured_without_a_repository() {
    let folder = folder(&["a.md", "b.md", "old/c.md", "sub/d.md", "sub/e.md", "f.md"]);
    fs::write(folder.path().join(".gitignore"), "b.md\n").unwrap();
    fs::write(folder.path().join("sub/.gitignore"), "d.md\n").unwrap();
    assert_eq!(found(&folder, &["old/"]), ["a.md", "f.md", "sub/e.md"]);
    let absolute = folder.path().join("f.md");
    assert_eq!(
        found(&folder, &["old", absolute.to_str().unwrap()]),
        ["a.md", "sub/e.md"]
    );
}

#[test]
fn a_gitignore_above_the_source_says_nothing() {
    let folder = folder(&["notes/a.md"]);
    fs::write(folder.path().join(".gitignore"), "*\n").unwrap();
    assert_eq!(walk(&folder.path().join("notes"), &[]).files.len(), 1);
}

#[test]
fn a_bad_pattern_is_told_and_the_rest_is_found() {
    let folder = folder(&["a.md"]);
    let patterns = ["a{", "[bad", "b"].map(str::to_owned);
    let walk = walk(folder.path(), &patterns);
    assert_eq!((walk.files.len(), walk.problems.len()), (1, 2));
    let told = &walk.problems[1];
    assert_eq!(
        (told.path.to_str(), told.level, told.message.as_str()),
        (
            Some("config.toml"),
            Level::Warning,
            "`[bad` in `ignore` is no pattern (unclosed character class; missing ']'), so it leaves nothing out: \
             correct it in the config"
        )
    );
    let bad = bad_patterns(&patterns);
    let bad: Vec<&str> = bad.iter().map(|bad| bad.pattern.as_str()).collect();
    assert_eq!(bad, ["a{", "[bad"]);
}

#[test]
fn formats_of_later_are_told_once_each() {
    let folder = folder(&["a.md", "b.mm", "c.opml", "d.xmind", "e.org"]);
    let walk = walk(folder.path(), &[]);
    assert_eq!((walk.files.len(), walk.problems.len()), (2, 3));
    assert!(
        walk.problems
            .iter()
            .all(|problem| problem.message.contains("not read yet"))
    );
}

#[test]
fn a_single_file_is_a_source() {
    let folder = folder(&["a.md", "b.md", "plain"]);
    let one = walk(&folder.path().join("b.md"), &[]);
    assert_eq!((one.files.len(), one.files[0].folders.len()), (1, 0));
    assert_eq!(walk(&folder.path().join("plain"), &[]).files.len(), 1);
}

#[test]
fn a_source_that_vanished_is_a_problem() {
    let folder = folder(&[]);
    let walk = walk(&folder.path().join("gone"), &[]);
    assert_eq!((walk.files.len(), walk.problems.len()), (0, 1));
    assert!(
        walk.problems[0]
            .message
            .starts_with("the source is not there")
    );
}

#[cfg(unix)]
#[test]
fn links_are_followed_only_inside_the_source_and_never_in_circles() {
    use std::os::unix::fs::symlink;
    let outside = folder(&["secret.md"]);
    let folder = folder(&["a.md", "sub/b.md", ".hidden/c.md"]);
    let at = |name: &str| folder.path().join(name);
    symlink(outside.path(), at("out")).unwrap();
    symlink(at("a.md"), at("0-same.md")).unwrap();
    symlink(folder.path(), at("sub/circle")).unwrap();
    symlink(at(".hidden"), at("shown")).unwrap();
    symlink(at("gone.md"), at("broken.md")).unwrap();
    let walk = walk(folder.path(), &[]);
    let files: Vec<_> = walk.files.iter().map(|file| file.path.clone()).collect();
    assert_eq!(files, [at("a.md"), at("shown/c.md"), at("sub/b.md")]);
    let told: Vec<_> = walk
        .problems
        .iter()
        .map(|problem| problem.path.clone())
        .collect();
    assert_eq!(told, [at("broken.md"), at("out")]);
}

#[cfg(unix)]
#[test]
fn a_source_that_is_a_link_keeps_its_name() {
    let folder = folder(&["real/a.md"]);
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(folder.path().join("real"), &link).unwrap();
    assert_eq!(walk(&link, &[]).files[0].path, link.join("a.md"));
}

fn written(bytes: &[u8]) -> Result<String, ReadError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.md");
    fs::write(&path, bytes).unwrap();
    read(&path)
}

#[test]
fn text_is_read_without_its_mark() {
    assert_eq!(written("\u{feff}a\r\nä".as_bytes()).unwrap(), "a\r\nä");
    assert_eq!(written(b"").unwrap(), "");
}

#[test]
fn what_is_no_text_is_refused_with_its_line() {
    assert!(matches!(
        written(b"a\nb\0"),
        Err(ReadError::Binary { line: 2 })
    ));
    assert!(matches!(
        written(b"a\nb\n\xffx"),
        Err(ReadError::NotText { line: 3, .. })
    ));
    assert!(matches!(read(Path::new("/")), Err(ReadError::NotAFile)));
    assert!(matches!(
        read(Path::new("/no such file")),
        Err(ReadError::Io { .. })
    ));
}

#[test]
fn a_note_that_cannot_be_read_is_told_by_file_and_line_once() {
    let folder = folder(&["a.md", "b.md", "c.md"]);
    fs::write(folder.path().join("a.md"), b"a\nb\0").unwrap();
    fs::write(folder.path().join("b.md"), b"a\n\n\xff").unwrap();
    let roots = [folder.path().to_owned()];
    let read = reader::Reader::default().read(&roots, &[], &BTreeSet::new());
    let told: Vec<(&str, u32)> = read
        .troubles
        .iter()
        .map(|trouble| (trouble.path.as_str(), trouble.line))
        .collect();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    assert_eq!(
        told,
        [(path("a.md").as_str(), 2), (path("b.md").as_str(), 3)]
    );
    assert!(
        read.troubles
            .iter()
            .all(|trouble| !trouble.message.contains(".md"))
    );
}

#[test]
fn a_note_has_a_bound() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.md");
    // A file with a hole takes no room on the disk.
    fs::File::create(&path)
        .unwrap()
        .set_len(NOTE_BYTES as u64 + 1)
        .unwrap();
    assert!(matches!(read(&path), Err(ReadError::TooLong)));
}

#[test]
fn a_map_is_read_in_the_encoding_it_names_and_stray_bytes_do_not_hide_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.MM");
    let read_bytes = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        read(&path)
    };
    let cyrillic = b"<?xml version='1.0' encoding='windows-1251'?><map>\xcf\xf0\xe8</map>";
    assert!(read_bytes(cyrillic).unwrap().ends_with("<map>При</map>"));
    assert_eq!(
        read_bytes(b"<map>\xff</map>").unwrap(),
        "<map>\u{fffd}</map>"
    );
    assert_eq!(read_bytes(b"\xff\xfe<\0a\0/\0>\0").unwrap(), "<a/>");
    assert!(matches!(
        read_bytes(b"<\0a\0/\0>\0"),
        Err(ReadError::Unmarked)
    ));
    assert!(matches!(
        read_bytes(b"<map>\n\0"),
        Err(ReadError::Binary { line: 2 })
    ));
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&["a.md", "closed/b.md"]);
    let shut = |path: &Path| fs::set_permissions(path, fs::Permissions::from_mode(0o0)).unwrap();
    shut(&folder.path().join("a.md"));
    shut(&folder.path().join("closed"));
    if fs::read_dir(folder.path().join("closed")).is_ok() {
        return; // Whoever may do everything is not kept out.
    }
    let walk = walk(folder.path(), &[]);
    assert_eq!(walk.problems[0].path, folder.path().join("closed"));
    assert_eq!(
        walk.problems[0].message,
        "cannot be looked at (permission denied); check its permissions"
    );
    let error = read(&walk.files[0].path).unwrap_err();
    assert!(error.to_string().contains("permissions") && error.line() == 1);
}

#[test]
fn a_folder_that_is_called_like_a_note_is_looked_into() {
    let folder = folder(&["a.md/b.md", "c.mm/d.txt"]);
    assert_eq!(found(&folder, &[]), ["a.md/b.md", "c.mm/d.txt"]);
}
