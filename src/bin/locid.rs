//! The daemon of loci.

fn main() {}
