//! Any bytes, read as a note of a folder: every reader takes what it is sure of.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| loci_fuzz::read(bytes, None));
