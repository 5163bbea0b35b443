//! The command line of loci.

fn main() -> std::process::ExitCode {
    loci::cli::run(std::env::args_os()).into()
}
