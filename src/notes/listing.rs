//! Tells a tree of files, packages or commands from a mind map: a developer's folder is full of the former.
//!
//! It judges labels only; what marks a tree as a map is decided elsewhere.

use crate::domain::atlas::Branch;

/// Endings of file names. `Node.js` and its like are told apart by their capital letter.
const ENDINGS: [&str; 69] = [
    "rs", "toml", "md", "markdown", "txt", "json", "jsonl", "yaml", "yml", "xml", "html", "htm",
    "css", "scss", "sass", "less", "js", "mjs", "cjs", "jsx", "ts", "tsx", "vue", "svelte", "py",
    "pyi", "ipynb", "rb", "go", "java", "kt", "kts", "gradle", "scala", "c", "h", "cc", "cpp",
    "hpp", "cs", "csproj", "sln", "php", "swift", "sh", "bash", "zsh", "ps1", "bat", "sql", "db",
    "csv", "tsv", "ini", "cfg", "conf", "png", "jpg", "jpeg", "gif", "svg", "ico", "pdf", "zip",
    "gz", "tar", "proto", "tf", "service",
];

/// Endings that names of frameworks and libraries share.
const SHARED_ENDINGS: [&str; 4] = ["js", "go", "py", "ts"];

/// Names of files and folders that are nothing else.
const NAMES: [&str; 25] = [
    "src",
    "dist",
    "node_modules",
    "__pycache__",
    "Dockerfile",
    "Makefile",
    "Gemfile",
    "Rakefile",
    "Procfile",
    "Vagrantfile",
    "Jenkinsfile",
    "LICENSE",
    "LICENCE",
    "README",
    "CHANGELOG",
    "CONTRIBUTING",
    "Cargo.lock",
    "go.mod",
    "go.sum",
    "venv",
    "site-packages",
    "package-lock.json",
    "CODEOWNERS",
    "yarn.lock",
    "poetry.lock",
];

/// Beginnings of hidden files' names.
const HIDDEN: [&str; 17] = [
    ".git",
    ".env",
    ".vscode",
    ".idea",
    ".docker",
    ".eslint",
    ".prettier",
    ".npm",
    ".nvm",
    ".cargo",
    ".config",
    ".editorconfig",
    ".travis",
    ".circleci",
    ".babel",
    ".bash",
    ".venv",
];

/// Beginnings of a command line that prints a tree.
const COMMANDS: [&str; 14] = [
    "$ ",
    "% ",
    "tree -",
    "tree .",
    "tree /",
    "cargo tree",
    "npm ls",
    "npm list",
    "pnpm ls",
    "yarn list",
    "pstree ",
    "mvn ",
    "gradle ",
    "systemctl ",
];

/// Words that announce a listing of files, in lower case.
const ANNOUNCED: [&str; 17] = [
    "project structure",
    "project layout",
    "project tree",
    "directory",
    "directories",
    "folder",
    "file structure",
    "file layout",
    "file tree",
    "repo structure",
    "repository structure",
    "repository layout",
    "code structure",
    "source tree",
    "目录结构",
    "项目结构",
    "文件结构",
];

/// Says whether a heading or a line above a tree announces a listing of files.
pub(super) fn is_announced(line: &str) -> bool {
    let line = line.to_lowercase();
    ANNOUNCED.iter().any(|words| line.contains(words))
}

/// Says what a tree lists, if it is a listing: files, packages or commands.
pub(super) fn kind(root: &str, branches: &[Branch]) -> Option<&'static str> {
    let votes = branches.iter().filter_map(|branch| vote(&branch.label));
    let mut counts = [0usize; 3];
    for vote in votes {
        counts[vote as usize] += 1;
    }
    let all: usize = counts.iter().sum();
    let rooted = root_vote(root);
    let listing = match rooted {
        Some(Vote::File) => root_is_folder(root) || all * 5 >= branches.len(),
        Some(Vote::Package | Vote::Command) => true,
        None => all * 3 >= branches.len(),
    };
    if !listing {
        return None;
    }
    let most = [Vote::File, Vote::Package, Vote::Command]
        .into_iter()
        .max_by_key(|vote| counts[*vote as usize]);
    let kind = if all == 0 { rooted.or(most) } else { most };
    kind.map(|vote| match vote {
        Vote::File => "files",
        Vote::Package => "packages",
        Vote::Command => "commands",
    })
}

/// What a label speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Vote {
    File,
    Package,
    Command,
}

fn root_vote(root: &str) -> Option<Vote> {
    let root = root.trim();
    if COMMANDS.iter().any(|command| root.starts_with(command)) {
        return Some(Vote::Command);
    }
    if root_is_folder(root) {
        return Some(Vote::File);
    }
    vote(root)
}

fn root_is_folder(root: &str) -> bool {
    let root = root.trim();
    let path = ["./", "../", "~/", "/"]
        .iter()
        .any(|start| root.starts_with(start));
    matches!(root, "." | ".." | "~" | "/" | "src")
        || (!root.contains(' ') && (path || root.ends_with('/')))
}

fn vote(label: &str) -> Option<Vote> {
    let name = bare_name(label);
    if is_command(name) {
        return Some(Vote::Command);
    }
    if is_package(label.trim()) || is_package(name) {
        return Some(Vote::Package);
    }
    let files = !name.is_empty() && name.split(", ").all(is_file);
    files.then_some(Vote::File)
}

/// What parts a name from the comment behind it; each begins with a blank, where it is looked for.
const STOPS: [&str; 10] = [
    "  ", "\t", " #", " <-", " ←", " //", " (", " - ", " — ", " -> ",
];

/// A label without the comment behind it, the decoration before it, and backticks.
fn bare_name(label: &str) -> &str {
    let cut = label
        .match_indices([' ', '\t'])
        .map(|(at, _)| at)
        .find(|at| is_stop(&label[*at..]))
        .unwrap_or(label.len());
    let name = label[..cut].trim();
    let decorated = name
        .chars()
        .next()
        .is_some_and(|c| c as u32 >= 0x2600 && !c.is_alphanumeric());
    let name = match name.split_once(' ') {
        Some((_, rest)) if decorated => rest.trim(),
        Some(_) | None => name,
    };
    name.trim_matches(['`', '*'])
}

/// Says whether a text that begins with a blank begins with what parts a name from its comment.
fn is_stop(text: &str) -> bool {
    let mut bytes = text.bytes();
    // Most blanks stand between words.
    let words =
        bytes.next() == Some(b' ') && bytes.next().is_some_and(|b| b.is_ascii_alphanumeric());
    !words && STOPS.iter().any(|stop| text.starts_with(stop))
}

fn is_file(name: &str) -> bool {
    let name = name.trim();
    if name.is_empty() || name.contains(char::is_whitespace) {
        return false;
    }
    let last = name
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or(name);
    let path = ["./", "../", "~/"]
        .iter()
        .any(|start| name.starts_with(start));
    let folder = name.ends_with('/') && name.len() > 1;
    let hidden = HIDDEN.iter().any(|start| last.starts_with(start));
    folder || path || hidden || NAMES.contains(&name) || has_ending(last)
}

fn has_ending(name: &str) -> bool {
    let Some((stem, ending)) = name.rsplit_once('.') else {
        return false;
    };
    // `asyncio.Lock` is no file: an ending is written in one case.
    let one_case = !ending.contains(char::is_uppercase) || !ending.contains(char::is_lowercase);
    let known = one_case && ENDINGS.contains(&ending.to_lowercase().as_str());
    let titled = stem.starts_with(char::is_uppercase) && SHARED_ENDINGS.contains(&ending);
    let stem_is_name = stem.chars().all(|c| {
        c.is_alphanumeric()
            || matches!(c, '_' | '-' | '.' | '*' | '[' | ']' | '@' | '{' | '}' | '$')
    });
    known && !titled && !stem.is_empty() && stem_is_name
}

fn is_package(label: &str) -> bool {
    // One of these is in all that follows.
    if !label.bytes().any(|byte| matches!(byte, b':' | b'@' | b'.')) {
        return false;
    }
    let label = label.trim_end_matches(" (*)");
    let coordinates = !label.contains(' ')
        && label.split(':').count() >= 3
        && label.split(':').all(|part| !part.is_empty());
    let at = label.rsplit_once('@').is_some_and(|(name, version)| {
        !name.contains(' ')
            && version
                .trim_start_matches(['^', '~', 'v', '='])
                .starts_with(|c: char| c.is_ascii_digit())
    });
    let words: Vec<&str> = label.split_whitespace().take(3).collect();
    let versioned =
        matches!(words.as_slice(), [name, version, ..] if is_slug(name) && is_version(version));
    coordinates || at || versioned || label.starts_with('@') && label.contains('/')
}

fn is_slug(name: &str) -> bool {
    name.chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '@'))
}

/// `v1.2`, `1.2.3`, `[required: …`: but not `1.3`, which stands in names such as TLS 1.3.
fn is_version(word: &str) -> bool {
    let bare = word
        .trim_start_matches(['[', '(', '='])
        .trim_end_matches([']', ')', ',']);
    let digits = bare.strip_prefix('v').unwrap_or(bare);
    let numbers = digits.split(['-', '+']).next().unwrap_or(digits);
    let parts = numbers.split('.').count();
    let numeric = numbers
        .split('.')
        .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()));
    let enough = if bare.starts_with('v') { 2 } else { 3 };
    (numeric && parts >= enough) || bare.starts_with("required:")
}

fn is_command(name: &str) -> bool {
    let flag = name.starts_with("--") && name[2..].starts_with(|c: char| c.is_alphanumeric());
    let shell = ["$ ", "sudo "].iter().any(|start| name.starts_with(start));
    let process = name.split_once(' ').is_some_and(|(number, rest)| {
        !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()) && rest.starts_with('/')
    });
    flag || shell || process
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_of(root: &str, labels: &[&str]) -> Option<&'static str> {
        let branches: Vec<Branch> = labels
            .iter()
            .map(|label| Branch {
                label: (*label).into(),
                depth: 1,
                line: 1,
                ..Branch::default()
            })
            .collect();
        kind(root, &branches)
    }

    #[test]
    fn listings_are_known_by_their_labels() {
        assert_eq!(kind_of("src/", &["api", "auth"]), Some("files"));
        assert_eq!(kind_of(".", &["a", "b"]), Some("files"));
        assert_eq!(
            kind_of("project", &["src", "main.rs", "notes"]),
            Some("files")
        );
        assert_eq!(
            kind_of("app", &["components/  # buttons", "lib/"]),
            Some("files")
        );
        assert_eq!(
            kind_of("app", &["📁 pages/", "📄 App.tsx, main.tsx"]),
            Some("files")
        );
        assert_eq!(
            kind_of("home", &[".gitignore", ".github/workflows", "docs"]),
            Some("files")
        );
        assert_eq!(
            kind_of("loci v0.1.0", &["serde v1.0.2", "libc v0.2.1 (*)"]),
            Some("packages")
        );
        assert_eq!(
            kind_of("app@1.0.0", &["react@18.2.0", "@types/node"]),
            Some("packages")
        );
        assert_eq!(
            kind_of("a.b:test:jar:1.0", &["org.x:y:jar:2.0:compile"]),
            Some("packages")
        );
        assert_eq!(
            kind_of("flask", &["click 8.1.3", "itsdangerous [required: >=2.0]"]),
            Some("packages")
        );
        assert_eq!(kind_of("$ tree -L 2", &["a", "b"]), Some("commands"));
        assert_eq!(
            kind_of("tool", &["--verbose", "--quiet", "run"]),
            Some("commands")
        );
        assert_eq!(
            kind_of("init", &["123 /usr/bin/dbus-daemon", "456 /bin/sh"]),
            Some("commands")
        );
    }

    #[test]
    fn ideas_are_no_listing() {
        assert_eq!(
            kind_of(
                "Python",
                &["if / else", "map / filter / reduce", "__init__"]
            ),
            None
        );
        assert_eq!(
            kind_of("Web", &["Node.js", "Next.js", "Vue.js", "CI/CD", "TCP/IP"]),
            None
        );
        assert_eq!(kind_of("TLS", &["TLS 1.2", "TLS 1.3", "HTTP 1.1"]), None);
        assert_eq!(kind_of("Pandas", &[".loc", ".iloc", "df.head"]), None);
        assert_eq!(kind_of("git", &["git add", "git commit", "rebase"]), None);
        assert_eq!(
            kind_of(
                "Packaging",
                &["pyproject.toml", "wheels", "versions", "uploading"]
            ),
            None
        );
        assert_eq!(
            kind_of("Trees (data structures)", &["B-tree", "Trie"]),
            None
        );
        assert_eq!(kind_of("Rust", &["std::mem::swap", "Ownership"]), None);
        assert_eq!(
            kind_of(
                "Calls",
                &["asyncio.Lock", "math.log", "process.env", "df.sum"]
            ),
            None
        );
        assert_eq!(
            kind_of("HTTP", &["application/json", "GET /users/{id}", "a:b"]),
            None
        );
    }
}
