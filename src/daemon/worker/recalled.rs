//! What a recall left behind: the text to grade, and ratings that a request had no room for.

use std::path::Path;

use crate::engine::grading::{self, Grading};
use crate::ipc::protocol::{ErrorCode, Failure, GradeReply, OwnRating};
use crate::notes::source;

/// Grades a recall, from the request or from a file.
pub(super) fn grade(grading: &Grading) -> Result<GradeReply, Failure> {
    match (&grading.asked.text, &grading.asked.path) {
        (Some(text), _) => Ok(grading::grade(grading, text)),
        (None, path) => {
            let text = read(path.as_deref().unwrap_or_default())?;
            Ok(grading::grade(grading, &text))
        }
    }
}

/// Reads ratings, one JSON object a line.
pub(super) fn ratings(path: &str) -> Result<Vec<OwnRating>, Failure> {
    let text = read(path)?;
    let lines = (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line): (u32, &str)| {
            OwnRating::from_json(line).map_err(|error| {
                let message = format!(
                    "{path}:{number}: {error}: a rating is one line like {{\"locus\":\"python/dict\",\"rating\":3}}; \
                     nothing was logged"
                );
                Failure::new(ErrorCode::BadInput, message)
            })
        })
        .collect()
}

fn read(path: &str) -> Result<String, Failure> {
    let path = Path::new(path);
    if !path.is_absolute() {
        let message = format!("{} is not absolute", path.display());
        return Err(Failure::new(ErrorCode::InvalidParams, message));
    }
    source::read(path).map_err(|error| {
        let message = format!("cannot read {}: {error}", path.display());
        Failure::new(ErrorCode::BadInput, message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratings_are_read_line_by_line_and_the_first_bad_one_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ratings");
        let read = |text: &str| {
            std::fs::write(&file, text).unwrap();
            ratings(file.to_str().unwrap())
        };
        let good =
            read("{\"locus\":\"a\",\"rating\":1}\n\n{\"locus\":\"b\",\"rating\":3}\n").unwrap();
        let told: Vec<_> = good
            .iter()
            .map(|it| (it.locus.as_str(), it.rating))
            .collect();
        assert_eq!(told, [("a", 1), ("b", 3)]);
        let failure = read("{\"locus\":\"a\",\"rating\":1}\n{\"locus\":\"b\"}\n").unwrap_err();
        assert!(
            failure.message.contains("ratings:2: "),
            "{}",
            failure.message
        );
        assert_eq!(failure.code, ErrorCode::BadInput);
    }

    #[test]
    fn only_a_readable_file_named_in_full_is_read() {
        for (path, code) in [
            ("ratings", ErrorCode::InvalidParams),
            ("/nowhere/ratings", ErrorCode::BadInput),
            ("/dev/zero", ErrorCode::BadInput),
        ] {
            assert_eq!(ratings(path).unwrap_err().code, code, "{path}");
        }
    }
}
