//! Which edit keeps which locus, case by case, and what holds for any edit of any notes.

use super::*;

mod cases;
mod edits;
mod notes;
mod word;
