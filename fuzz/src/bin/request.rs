//! Any bytes on the socket, and any answer: they are understood or refused.
#![no_main]

use loci::ipc::codec::{decode_event, decode_reply, decode_request, encode_request};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok((id, request)) = decode_request(bytes) {
        let line = encode_request(&id, &request);
        assert!(line.is_ok(), "an understood request cannot be said again");
    }
    let _ = decode_reply(bytes);
    let _ = decode_event(bytes);
});
