//! The daemon's edge of the socket.
