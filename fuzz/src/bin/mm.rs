//! Any bytes, read as `--as mm`.
#![no_main]

use loci::notes::Format;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| loci_fuzz::read(bytes, Some(Format::Mm)));
