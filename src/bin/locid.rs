//! The daemon of loci.

fn main() -> std::process::ExitCode {
    loci::daemon::start::main(std::env::args_os().skip(1))
}
