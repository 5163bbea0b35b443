//! Reads request lines of a bounded length. It must never buffer more than one request and one chunk.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::time::timeout;

use crate::ipc::protocol::MAX_REQUEST_BYTES;

const CHUNK_BYTES: usize = 8 * 1024;

/// What came.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// A line, without its newline.
    Line(Vec<u8>),
    /// A line over [`MAX_REQUEST_BYTES`].
    TooLong,
    /// A line that stayed half for too long.
    Stalled,
    /// The client is gone; half a line before that does not count.
    End,
}

/// Splits a stream into lines.
pub(super) struct Lines<R> {
    stream: R,
    half_line: Duration,
    buffer: Vec<u8>,
    /// How much of the buffer is known to hold no newline.
    searched: usize,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    pub(super) fn new(stream: R, half_line: Duration) -> Lines<R> {
        Lines {
            stream,
            half_line,
            buffer: Vec::new(),
            searched: 0,
        }
    }

    /// The next line. Waits without a limit for its first byte, and not longer than `half_line` for the
    /// rest. Dropping the future loses nothing that was read.
    pub(super) async fn next(&mut self) -> Input {
        if self.buffer.is_empty() && !matches!(self.fill().await, Ok(1..)) {
            return Input::End;
        }
        if let Some(input) = self.take() {
            return input;
        }
        match timeout(self.half_line, self.finish()).await {
            Ok(input) => input,
            Err(_) => Input::Stalled,
        }
    }

    async fn finish(&mut self) -> Input {
        loop {
            if !matches!(self.fill().await, Ok(1..)) {
                return Input::End;
            }
            if let Some(input) = self.take() {
                return input;
            }
        }
    }

    async fn fill(&mut self) -> io::Result<usize> {
        self.buffer.reserve(CHUNK_BYTES);
        self.stream.read_buf(&mut self.buffer).await
    }

    /// Cuts a line off the buffer; `None` if there is only half a one.
    fn take(&mut self) -> Option<Input> {
        let fresh = self.buffer.get(self.searched..).unwrap_or_default();
        let Some(end) = fresh.iter().position(|byte| *byte == b'\n') else {
            self.searched = self.buffer.len();
            return (self.buffer.len() >= MAX_REQUEST_BYTES).then_some(Input::TooLong);
        };
        let end = self.searched + end;
        self.searched = 0;
        if end >= MAX_REQUEST_BYTES {
            return Some(Input::TooLong);
        }
        let rest = self.buffer.split_off(end + 1);
        let mut line = std::mem::replace(&mut self.buffer, rest);
        line.truncate(end);
        Some(Input::Line(line))
    }

    /// Reads and forgets; returns when the client is gone.
    pub(super) async fn drain(&mut self) {
        loop {
            self.buffer.clear();
            self.searched = 0;
            if !matches!(self.fill().await, Ok(1..)) {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn check(text: &[u8], expected: &[Input]) {
        let mut lines = Lines::new(text, Duration::from_secs(60));
        for input in expected {
            assert_eq!(lines.next().await, *input);
        }
    }

    fn run(future: impl Future<Output = ()>) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build();
        runtime.unwrap().block_on(future);
    }

    fn line(text: &[u8]) -> Input {
        Input::Line(text.to_vec())
    }

    #[test]
    fn lines_are_cut_and_half_a_line_at_the_end_is_ignored() {
        run(async {
            let all = [line(b"a"), line(b""), line(b"b\r"), Input::End, Input::End];
            check(b"a\n\nb\r\nhalf", &all).await;
        });
    }

    #[test]
    fn a_line_of_just_the_limit_is_read_and_a_longer_one_is_not() {
        run(async {
            let mut text = vec![b'x'; MAX_REQUEST_BYTES - 1];
            let whole = line(&text);
            text.push(b'\n');
            check(&text, &[whole, Input::End]).await;
            text.insert(0, b'x');
            check(&text, &[Input::TooLong]).await;
            check(&vec![b'x'; 10 * MAX_REQUEST_BYTES], &[Input::TooLong]).await;
        });
    }
}
