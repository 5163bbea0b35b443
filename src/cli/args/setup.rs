//! The arguments of what is set up once: `completions`, `init`.

use clap::{Args, ValueEnum};
use clap_complete::Shell;

/// `completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell.
    pub shell: Shell,
}

/// `init`.
#[derive(Debug, Args)]
#[command(after_help = "\
Put it into the shell's startup file:
  bash, zsh   eval \"$(loci init bash --key alt-r --greet)\"
  fish        loci init fish --key alt-r --greet | source
")]
pub struct Init {
    /// The shell.
    pub shell: InitShell,
    /// Open the review at this key: alt-r, ctrl-g, \"ctrl-x r\".
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
    /// Tell what is due when a shell opens.
    #[arg(long)]
    pub greet: bool,
}

/// A shell that `init` knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InitShell {
    /// Bash.
    Bash,
    /// Zsh.
    Zsh,
    /// Fish.
    Fish,
}

impl InitShell {
    /// The same, among all shells that have completions.
    pub fn known(self) -> Shell {
        match self {
            InitShell::Bash => Shell::Bash,
            InitShell::Zsh => Shell::Zsh,
            InitShell::Fish => Shell::Fish,
        }
    }
}
