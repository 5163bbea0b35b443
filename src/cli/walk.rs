//! `loci walk`: a palace from room to room, in order, typed or aloud.

pub mod rooms;
