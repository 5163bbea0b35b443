//! How much of the system's limits on watching files is used (inotify(7)), as the kernel tells it of the daemon.

use std::path::Path;

use super::check::Check;
use super::heard::Heard;

const NAME: &str = "watches";

/// Whether more folders can still be watched.
pub fn limits(heard: &Heard) -> Vec<Check> {
    let Some(answers) = heard.answers() else {
        return Vec::new();
    };
    vec![check(Path::new("/proc"), answers.hello.pid)]
}

fn check(proc: &Path, pid: u32) -> Check {
    let limit = |name: &str| -> Option<usize> {
        let file = proc.join("sys/fs/inotify").join(name);
        std::fs::read_to_string(file).ok()?.trim().parse().ok()
    };
    let limits = (limit("max_user_watches"), limit("max_user_instances"));
    let ((Some(watches), Some(instances)), Some(used)) = (limits, watches_of(proc, pid)) else {
        return Check::note(NAME, "the kernel does not tell how many files are watched");
    };
    let open = instances_of_user(proc);
    let message = format!(
        "{used} of {watches} folders watched, {open} of {instances} watchers of yours in use"
    );
    if used.saturating_mul(5) >= watches.saturating_mul(4) {
        let more = watches.saturating_mul(4);
        let cure = format!("sudo sysctl fs.inotify.max_user_watches={more}");
        return Check::warn(NAME, message, cure);
    }
    if open.saturating_add(8) >= instances {
        let more = instances.saturating_mul(4);
        let cure = format!("sudo sysctl fs.inotify.max_user_instances={more}");
        return Check::warn(NAME, message, cure);
    }
    Check::ok(NAME, message)
}

/// The watches of a process: a line each in its descriptors' fdinfo (proc_pid_fdinfo(5)).
fn watches_of(proc: &Path, pid: u32) -> Option<usize> {
    let infos = proc.join(pid.to_string()).join("fdinfo");
    let files = std::fs::read_dir(infos).ok()?.flatten();
    let texts = files.filter_map(|file| std::fs::read_to_string(file.path()).ok());
    let lines = texts.map(|text| {
        let watches = text.lines().filter(|line| line.starts_with("inotify wd:"));
        watches.count()
    });
    Some(lines.sum())
}

/// The inotify descriptors of all processes whose descriptors we may see: those of the user.
fn instances_of_user(proc: &Path) -> usize {
    let processes = std::fs::read_dir(proc).into_iter().flatten().flatten();
    let descriptors = processes
        .filter(|entry| entry.file_name().to_string_lossy().parse::<u32>().is_ok())
        .filter_map(|entry| std::fs::read_dir(entry.path().join("fd")).ok())
        .flat_map(|folder| folder.flatten());
    let links = descriptors.filter_map(|fd| std::fs::read_link(fd.path()).ok());
    links
        .filter(|link| link.to_string_lossy() == "anon_inode:inotify")
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::check::Level;

    fn proc(watches: &str, instances: &str) -> tempfile::TempDir {
        let proc = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = proc.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("sys/fs/inotify/max_user_watches", watches);
        write("sys/fs/inotify/max_user_instances", instances);
        write(
            "7/fdinfo/3",
            "pos:\t0\nflags:\t02\ninotify wd:1 ino:2\ninotify wd:2 ino:3\n",
        );
        write("7/fdinfo/4", "pos:\t0\n");
        std::fs::create_dir_all(proc.path().join("7/fd")).unwrap();
        std::os::unix::fs::symlink("anon_inode:inotify", proc.path().join("7/fd/3")).unwrap();
        proc
    }

    #[test]
    fn a_limit_that_is_nearly_reached_is_told_with_a_higher_one() {
        let roomy = check(proc("8192\n", "128\n").path(), 7);
        assert_eq!(roomy.level, Level::Ok);
        assert!(
            roomy
                .message
                .starts_with("2 of 8192 folders watched, 1 of 128"),
            "{roomy:?}"
        );
        let full = check(proc("2\n", "128\n").path(), 7);
        assert_eq!(
            full.cure.as_deref(),
            Some("sudo sysctl fs.inotify.max_user_watches=8")
        );
        let few = check(proc("8192\n", "9\n").path(), 7);
        assert_eq!(
            few.cure.as_deref(),
            Some("sudo sysctl fs.inotify.max_user_instances=36")
        );
    }
}
