//! `plan restore`: the last good text comes back, and nothing that is there is lost.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{SMALL, run};
use crate::cli::fake::{Fake, error};
use crate::cli::render::out::Form;

/// A daemon that keeps a text of the `plan.toml` of a folder.
fn kept(form: Form) -> (Fake, TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.toml");
    let file = path.display().to_string();
    let fake = Fake::new(form, move |method, _| match method {
        "plan_text" => Ok(json!({"file": file, "text": SMALL})),
        other => panic!("{other}"),
    });
    (fake, folder, path)
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn a_file_that_is_gone_is_written_back_and_the_undo_takes_it_away() {
    let (mut fake, _folder, path) = kept(Form::Text);
    assert_eq!(run(&mut fake, &["plan", "restore"]), 0);
    assert_eq!(read(&path), SMALL);
    let shown = path.display();
    let said = format!(
        "wrote {shown} as it was last a plan: 5 days, 4 chosen at intermediate, interview · 2 h 15 min\nundo: rm {shown}\n"
    );
    assert_eq!(fake.stdout.text(), said);
    assert_eq!(run(&mut fake, &["plan", "restore"]), 0);
    let again = fake.stdout.text();
    let again = again.strip_prefix(&said).unwrap();
    assert!(again.contains("nothing was written"), "{again}");
}

#[test]
fn what_a_broken_file_holds_is_kept_beside_each_time_with_who_may_read_it() {
    let (mut fake, _folder, path) = kept(Form::Json);
    let broken: [&[u8]; 2] = [b"schema = 1\nname =", b"\xff\xfe"];
    let names = ["plan.toml.before-restore", "plan.toml.before-restore.2"];
    for (bytes, name) in broken.iter().zip(names) {
        std::fs::write(&path, bytes).unwrap();
        let private = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(&path, private).unwrap();
        assert_eq!(run(&mut fake, &["plan", "restore"]), 0);
        let aside = path.with_file_name(name);
        assert_eq!(&std::fs::read(&aside).unwrap(), bytes);
        assert_eq!(read(&path), SMALL);
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let said = fake.stdout.text();
        let said: Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
        assert_eq!(said["kind"], "plan_restore");
        assert_eq!(
            said["data"],
            json!({"file": path, "written": true, "kept": aside,
                "undo": [format!("mv {} {}", aside.display(), path.display())]})
        );
    }
}

#[test]
fn a_plan_a_folder_and_a_link_to_nothing_stay_as_they_are() {
    let (mut fake, _folder, path) = kept(Form::Text);
    let other = SMALL.replace("Small", "Other");
    std::fs::write(&path, &other).unwrap();
    assert_eq!(run(&mut fake, &["plan", "restore"]), 1);
    assert_eq!(read(&path), other);
    std::fs::remove_file(&path).unwrap();
    symlink("nowhere", &path).unwrap();
    assert_eq!(run(&mut fake, &["plan", "restore"]), 1);
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    assert_eq!(run(&mut fake, &["plan", "restore"]), 1);
    let said = fake.stderr.text();
    for what in [
        "is a plan, and not the one",
        "is a link to nothing",
        "is no plain file",
    ] {
        assert!(said.contains(what), "{said}");
    }
    assert!(said.contains("loci plan restore -o FILE"), "{said}");
    assert_eq!(path.parent().unwrap().read_dir().unwrap().count(), 1);
}

#[test]
fn a_link_stays_a_link_and_what_it_points_at_is_restored() {
    let (mut fake, _folder, path) = kept(Form::Text);
    let real = path.with_file_name("real.toml");
    std::fs::write(&real, "x").unwrap();
    symlink(&real, &path).unwrap();
    assert_eq!(run(&mut fake, &["plan", "restore"]), 0);
    assert!(path.symlink_metadata().unwrap().is_symlink());
    assert_eq!(read(&real), SMALL);
    let aside = real.with_file_name("real.toml.before-restore");
    assert_eq!(read(&aside), "x");
}

#[test]
fn another_file_is_written_only_where_none_is() {
    let (mut fake, _folder, path) = kept(Form::Text);
    std::fs::write(&path, "broken").unwrap();
    let other = path.with_file_name("other.toml");
    let line = ["plan", "restore", "-o", &other.display().to_string()];
    assert_eq!(run(&mut fake, &line), 0);
    assert_eq!(
        (read(&path).as_str(), read(&other).as_str()),
        ("broken", SMALL)
    );
    std::fs::write(&other, "mine").unwrap();
    assert_eq!(run(&mut fake, &line), 1);
    assert_eq!(read(&other), "mine");
    assert!(fake.stderr.text().contains("is there already"));
}

#[test]
fn where_nothing_is_kept_it_says_how_to_make_a_plan() {
    let message = "there is no study plan: loci plan new NAME --template python-30";
    let mut fake = Fake::new(Form::Text, move |_, _| {
        Err(error(-32001, "failed", message, &[]))
    });
    assert_eq!(run(&mut fake, &["plan", "restore"]), 1);
    assert!(fake.stderr.text().contains("loci plan new NAME"));
}
