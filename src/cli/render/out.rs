//! The only writer of stdout and stderr, but for the inline terminal while that is open. Data goes to stdout;
//! messages and errors to stderr.
//!
//! Whether text or JSON is wanted, colours, quiet: all decided here. Text comes in with ANSI styles and is
//! stripped where there are no colours.

use std::io::{ErrorKind, IsTerminal, Write};
use std::os::fd::AsFd;

use anstream::{AutoStream, ColorChoice};
use serde::Serialize;

use super::words::{lines_and_styles, printable};
use super::wrap::fit;
use crate::cli::args::{Color, Globals};
use crate::cli::exit::Trouble;
use crate::config::paths::Paths;

/// Text for people, or JSON for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Text.
    Text,
    /// One JSON object.
    Json,
}

/// How much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Volume {
    /// Only data and errors.
    Quiet,
    /// The usual.
    Normal,
    /// More detail.
    Verbose,
}

/// Whether colours are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colours {
    /// The sixteen of the terminal.
    Ansi,
    /// None.
    None,
}

/// Where output goes, and how.
pub struct Out {
    /// Text or JSON.
    pub form: Form,
    /// How much.
    pub volume: Volume,
    stdout: Sink,
    stderr: Sink,
}

/// One stream.
struct Sink {
    to: Box<dyn Write>,
    choice: ColorChoice,
    terminal: Terminal,
    /// The columns of the terminal that it is.
    columns: Columns,
    reader: Reader,
}

/// Whether anybody reads a stream.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    There,
    Gone,
}

/// How wide a stream is.
#[derive(Clone, Copy)]
enum Columns {
    /// As wide as any line: it is read by a program.
    Any,
    /// As wide as the terminal says when it is asked; it may not know.
    Asked(fn() -> Option<usize>),
}

/// The columns of a terminal; none if it is no terminal, or does not know.
fn columns_of(stream: impl AsFd) -> Option<usize> {
    let columns = rustix::termios::tcgetwinsize(stream).ok()?.ws_col;
    (columns > 0).then_some(columns.into())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Terminal {
    Yes,
    No,
}

impl Sink {
    fn new(to: Box<dyn Write>, is_terminal: bool, columns: Columns, color: Color) -> Sink {
        let plain_wanted = || {
            // https://no-color.org: any value that is not empty counts.
            std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
                || std::env::var_os("TERM").is_some_and(|term| term == "dumb")
        };
        let choice = match color {
            Color::Always => ColorChoice::AlwaysAnsi,
            Color::Never => ColorChoice::Never,
            Color::Auto if is_terminal && !plain_wanted() => ColorChoice::AlwaysAnsi,
            Color::Auto => ColorChoice::Never,
        };
        Sink {
            to,
            choice,
            terminal: if is_terminal {
                Terminal::Yes
            } else {
                Terminal::No
            },
            columns: match is_terminal {
                true => columns,
                false => Columns::Any,
            },
            reader: Reader::There,
        }
    }

    /// Its columns, if it has an end.
    fn columns(&self) -> Option<usize> {
        match self.columns {
            Columns::Any => None,
            Columns::Asked(ask) => ask(),
        }
    }

    /// Writes whole lines, wrapped where the terminal ends.
    fn write_lines(&mut self, text: &str) -> Result<(), Trouble> {
        match self.columns() {
            Some(columns) => self.write(&with_newline(&fit(text, columns))),
            None => self.write(&with_newline(text)),
        }
    }

    fn write(&mut self, text: &str) -> Result<(), Trouble> {
        // The last line of defence: texts are made printable where they are put together.
        let text = lines_and_styles(text);
        let written = match self.choice {
            ColorChoice::Never => {
                let plain = anstream::adapter::strip_str(&text).to_string();
                self.to.write_all(plain.as_bytes())
            }
            ColorChoice::Auto | ColorChoice::AlwaysAnsi | ColorChoice::Always => {
                AutoStream::new(&mut *self.to, self.choice).write_all(text.as_bytes())
            }
        };
        self.written(written)
    }

    /// Writes data as it is: nothing in it is a style.
    fn write_plain(&mut self, text: &str) -> Result<(), Trouble> {
        let written = self.to.write_all(text.as_bytes());
        self.written(written)
    }

    fn written(&mut self, written: std::io::Result<()>) -> Result<(), Trouble> {
        match written.and_then(|()| self.to.flush()) {
            Ok(()) => Ok(()),
            // Whoever read it (`head`) has seen enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.reader = Reader::Gone;
                Ok(())
            }
            Err(error) => Err(Trouble::Output(error)),
        }
    }
}

#[derive(Serialize)]
struct Envelope<'a, T: Serialize + ?Sized> {
    schema: u32,
    kind: &'a str,
    data: &'a T,
}

#[derive(Serialize)]
struct ErrorData<'a> {
    code: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    candidates: &'a [String],
}

impl Out {
    /// The real streams.
    pub fn new(globals: &Globals) -> Out {
        let (stdout, stderr) = (std::io::stdout(), std::io::stderr());
        let (out_terminal, err_terminal) = (stdout.is_terminal(), stderr.is_terminal());
        Out {
            form: if globals.json { Form::Json } else { Form::Text },
            volume: match (globals.quiet, globals.verbose) {
                (true, _) => Volume::Quiet,
                (false, true) => Volume::Verbose,
                (false, false) => Volume::Normal,
            },
            stdout: Sink::new(
                Box::new(stdout),
                out_terminal,
                Columns::Asked(|| columns_of(std::io::stdout())),
                globals.color,
            ),
            stderr: Sink::new(
                Box::new(stderr),
                err_terminal,
                Columns::Asked(|| columns_of(std::io::stderr())),
                globals.color,
            ),
        }
    }

    /// Streams that write elsewhere, without colours.
    pub fn to(stdout: Box<dyn Write>, stderr: Box<dyn Write>, form: Form) -> Out {
        Out {
            form,
            volume: Volume::Normal,
            stdout: Sink::new(stdout, false, Columns::Any, Color::Never),
            stderr: Sink::new(stderr, false, Columns::Any, Color::Never),
        }
    }

    /// Writes stdout elsewhere, in the colours that were wanted.
    #[cfg(test)]
    pub fn record(&mut self, to: Box<dyn Write>) {
        self.stdout.to = to;
    }

    /// Makes both streams terminals of so many columns.
    #[cfg(test)]
    pub fn narrow(&mut self, columns: fn() -> Option<usize>) {
        for sink in [&mut self.stdout, &mut self.stderr] {
            (sink.terminal, sink.columns) = (Terminal::Yes, Columns::Asked(columns));
        }
    }

    /// Writes data as text, on stdout; on a terminal its lines are wrapped.
    pub fn data(&mut self, text: &str) -> Result<(), Trouble> {
        self.stdout.write_lines(text)
    }

    /// Writes data as it is, on stdout: lines for programs.
    pub fn lines(&mut self, text: &str) -> Result<(), Trouble> {
        self.stdout.write_plain(text)
    }

    /// Tells what changed, on stdout; not if quiet, and not under JSON.
    pub fn echo(&mut self, text: &str) -> Result<(), Trouble> {
        match (self.form, self.volume) {
            (Form::Text, Volume::Normal | Volume::Verbose) => self.data(text),
            (Form::Text, Volume::Quiet) | (Form::Json, _) => Ok(()),
        }
    }

    /// Says something beside the data, on stderr; not if quiet.
    pub fn note(&mut self, text: &str) -> Result<(), Trouble> {
        match self.volume {
            Volume::Normal | Volume::Verbose => self.stderr.write_lines(text),
            Volume::Quiet => Ok(()),
        }
    }

    /// Says something that belongs to a dialog: on stdout, under JSON on stderr.
    pub fn say(&mut self, text: &str) -> Result<(), Trouble> {
        match self.form {
            Form::Text => self.stdout.write(text),
            Form::Json => self.stderr.write(text),
        }
    }

    /// Writes to stderr whatever the volume, and as it is.
    pub fn alarm(&mut self, text: &str) -> Result<(), Trouble> {
        self.stderr.write_plain(text)
    }

    /// Asks something, on stderr whatever the volume.
    pub fn question(&mut self, text: &str) -> Result<(), Trouble> {
        self.stderr.write(text)
    }

    /// Writes `{"schema":1,"kind":…,"data":…}` on stdout.
    pub fn json<T: Serialize + ?Sized>(&mut self, kind: &str, data: &T) -> Result<(), Trouble> {
        let line = envelope(kind, data)?;
        self.stdout.write_plain(&line)
    }

    /// JSON, or the text that is made of it.
    pub fn show<T: Serialize + ?Sized>(
        &mut self,
        kind: &str,
        data: &T,
        text: impl FnOnce() -> String,
    ) -> Result<(), Trouble> {
        match self.form {
            Form::Json => self.json(kind, data),
            Form::Text => self.data(&text()),
        }
    }

    /// The same for a text that is copied: none of its lines is wrapped.
    pub fn show_whole<T: Serialize + ?Sized>(
        &mut self,
        kind: &str,
        data: &T,
        text: impl FnOnce() -> String,
    ) -> Result<(), Trouble> {
        match self.form {
            Form::Json => self.json(kind, data),
            Form::Text => self.stdout.write(&with_newline(&text())),
        }
    }

    /// JSON, or the text that tells what changed.
    pub fn changed<T: Serialize + ?Sized>(
        &mut self,
        kind: &str,
        data: &T,
        text: impl FnOnce() -> String,
    ) -> Result<(), Trouble> {
        match self.form {
            Form::Json => self.json(kind, data),
            Form::Text => self.echo(&text()),
        }
    }

    /// Tells a trouble, on stderr; to people with the paths in it as they write them, once it is known where home is.
    pub fn trouble(&mut self, trouble: &Trouble, paths: Option<&Paths>) -> Result<(), Trouble> {
        let message = match (self.form, paths) {
            (Form::Text, Some(paths)) => paths.tilde_in(&trouble.to_string()),
            (Form::Text, None) | (Form::Json, _) => trouble.to_string(),
        };
        self.complain(&trouble.code(), &message, trouble.candidates())?;
        match (self.form, trouble.unlisted()) {
            (Form::Json, _) | (Form::Text, 0) => Ok(()),
            (Form::Text, more) => self.stderr.write(&format!("  and {more} more\n")),
        }
    }

    /// Tells an error, on stderr.
    pub fn complain(
        &mut self,
        code: &str,
        message: &str,
        candidates: &[String],
    ) -> Result<(), Trouble> {
        if self.form == Form::Json {
            let data = ErrorData {
                code,
                message,
                candidates,
            };
            return self.stderr.write_plain(&envelope("error", &data)?);
        }
        let mut text = format!("loci: {}\n", printable(message));
        for candidate in candidates {
            text.push_str(&format!("  {}\n", printable(candidate)));
        }
        self.stderr.write_lines(&text)
    }

    /// The columns of the terminal that stdout is; none if it is no terminal, or does not know.
    pub fn width(&self) -> Option<usize> {
        self.stdout.columns().filter(|_| self.is_terminal())
    }

    /// Whether it turned out that nobody reads stdout any more.
    pub fn is_closed(&self) -> bool {
        self.stdout.reader == Reader::Gone
    }

    /// Whether stdout is to have colours.
    pub fn colours(&self) -> Colours {
        match self.stdout.choice {
            ColorChoice::Never => Colours::None,
            ColorChoice::Auto | ColorChoice::AlwaysAnsi | ColorChoice::Always => Colours::Ansi,
        }
    }

    /// Whether stdout is a terminal, and text is wanted.
    pub fn is_terminal(&self) -> bool {
        self.stdout.terminal == Terminal::Yes && self.form == Form::Text
    }

    /// Whether stderr is a terminal.
    pub fn stderr_is_terminal(&self) -> bool {
        self.stderr.terminal == Terminal::Yes
    }

    /// Tells how far something is, in a line of stderr that the next one replaces; an empty one takes it away.
    /// Only on a terminal, and not if quiet.
    pub fn progress(&mut self, text: &str) -> Result<(), Trouble> {
        let is_wanted = self.form == Form::Text && self.volume != Volume::Quiet;
        if !is_wanted || !self.stderr_is_terminal() {
            return Ok(());
        }
        // ECMA-48: back to the beginning of the line, EL: erase to its end.
        self.stderr
            .write_plain(&format!("\r\x1b[K{}", printable(text)))
    }
}

fn envelope<T: Serialize + ?Sized>(kind: &str, data: &T) -> Result<String, Trouble> {
    let envelope = Envelope {
        schema: 1,
        kind,
        data,
    };
    let mut line = serde_json::to_string(&envelope)
        .map_err(|error| Trouble::Failed(format!("the answer cannot be shown: {error}")))?;
    line.push('\n');
    Ok(line)
}

fn with_newline(text: &str) -> String {
    if text.is_empty() || text.ends_with('\n') {
        text.to_owned()
    } else {
        format!("{text}\n")
    }
}

#[cfg(test)]
pub mod tests {
    //! A pair of streams that tests can read.

    use std::cell::RefCell;
    use std::rc::Rc;

    use super::*;
    use crate::ipc::protocol::{ErrorCode, Failure};

    /// A stream that can be read.
    #[derive(Clone, Default)]
    pub struct Tape(Rc<RefCell<Vec<u8>>>);

    impl Write for Tape {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.borrow_mut().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    impl Tape {
        /// What was written.
        pub fn text(&self) -> String {
            String::from_utf8(self.0.borrow().clone()).unwrap()
        }
    }

    /// An output, and its two streams.
    pub fn taped(form: Form) -> (Out, Tape, Tape) {
        let (stdout, stderr) = (Tape::default(), Tape::default());
        let out = Out::to(Box::new(stdout.clone()), Box::new(stderr.clone()), form);
        (out, stdout, stderr)
    }

    #[test]
    fn an_error_under_json_is_one_object_on_stderr() {
        let mut failure = Failure::new(ErrorCode::AmbiguousLocus, "which `a`?");
        failure.candidates = vec!["x/a".to_owned(), "y/a".to_owned()];
        let trouble = Trouble::from(failure);
        let (mut out, stdout, stderr) = taped(Form::Json);
        out.trouble(&trouble, None).unwrap();
        assert_eq!(stdout.text(), "");
        assert_eq!(
            stderr.text(),
            "{\"schema\":1,\"kind\":\"error\",\"data\":{\"code\":\"ambiguous_locus\",\
             \"message\":\"which `a`?\",\"candidates\":[\"x/a\",\"y/a\"]}}\n"
        );
        let (mut out, stdout, stderr) = taped(Form::Text);
        out.trouble(&trouble, None).unwrap();
        assert_eq!(stdout.text(), "");
        assert_eq!(stderr.text(), "loci: which `a`?\n  x/a\n  y/a\n");
        let mut failure = Failure::new(ErrorCode::AmbiguousLocus, "`a` may mean 3 things");
        failure.candidates = vec!["x/a".to_owned(), "y/a".to_owned()];
        let (mut out, _, stderr) = taped(Form::Text);
        out.trouble(&Trouble::from(failure), None).unwrap();
        assert!(stderr.text().ends_with("  y/a\n  and 1 more\n"));
    }

    #[test]
    fn a_terminal_gets_lines_that_fit_and_a_pipe_gets_them_whole() {
        let text = "silent until 15:00 today: snoozed, then quiet hours";
        let (mut out, stdout, stderr) = taped(Form::Text);
        out.data(text).unwrap();
        out.note(text).unwrap();
        assert_eq!(stdout.text(), format!("{text}\n"));
        assert_eq!(stderr.text(), format!("{text}\n"));
        let (mut out, stdout, stderr) = taped(Form::Text);
        out.narrow(|| Some(40));
        out.echo(text).unwrap();
        out.complain("usage", text, &[]).unwrap();
        out.lines("what is for programs is never wrapped, however long it is\n")
            .unwrap();
        assert_eq!(out.width(), Some(40));
        assert_eq!(
            stdout.text(),
            "silent until 15:00 today: snoozed, then\n  quiet hours\n\
             what is for programs is never wrapped, however long it is\n"
        );
        assert_eq!(
            stderr.text(),
            "loci: silent until 15:00 today: snoozed,\n  then quiet hours\n"
        );
    }

    #[test]
    fn data_is_one_object_and_echoes_are_silent_under_json() {
        let (mut out, stdout, _) = taped(Form::Json);
        out.echo("done").unwrap();
        out.json::<[u8]>("ls", &[]).unwrap();
        assert_eq!(
            stdout.text(),
            "{\"schema\":1,\"kind\":\"ls\",\"data\":[]}\n"
        );
    }

    #[test]
    fn colours_are_stripped_where_there_is_no_terminal() {
        let (mut out, stdout, _) = taped(Form::Text);
        out.data("\x1b[1mbold\x1b[0m").unwrap();
        assert_eq!(stdout.text(), "bold\n");
    }
}
