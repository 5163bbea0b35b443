//! The command line of loci.

fn main() {}
