//! A terminal for tests of what is drawn.

use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::{Frame, Terminal};
use unicode_width::UnicodeWidthStr;

use super::ROWS;

/// What is drawn on a terminal of this size, as text, a line a row, without blanks at the ends.
pub fn shown(columns: u16, rows: u16, draw: impl FnOnce(&mut Frame<'_>)) -> String {
    let mut terminal = Terminal::new(TestBackend::new(columns, rows.min(ROWS))).unwrap();
    terminal.draw(draw).unwrap();
    text(terminal.backend().buffer())
}

fn text(buffer: &Buffer) -> String {
    let mut text = String::new();
    for row in buffer.content.chunks(usize::from(buffer.area.width)) {
        let mut line = String::new();
        let mut column = 0;
        // A wide letter hides the cell after it.
        while let Some(cell) = row.get(column) {
            line.push_str(cell.symbol());
            column += cell.symbol().width().max(1);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
