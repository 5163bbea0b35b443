//! The configuration: `config.toml` into checked settings, and where everything of loci lies.
//!
//! `config/loci.toml` is compiled in and is the default. Unknown keys are errors with a suggestion. This
//! module reads and writes the config file only; it never reads notes, clocks or the environment itself.

pub mod edit;
pub mod file;
pub mod key;
pub mod paths;
pub mod plan;
pub mod read;
pub mod value;
