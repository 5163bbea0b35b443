//! Columns that line up, whatever the width of their letters. Pure.

use unicode_width::UnicodeWidthStr;

/// The most a column is padded to: one long label must not push all others off the screen.
const WIDEST: usize = 40;

/// Rows of cells; every column but the last is padded to its widest cell, by the width on a terminal, and to
/// 40 columns at most.
#[derive(Debug, Default)]
pub struct Table {
    rows: Vec<Vec<String>>,
    indent: usize,
}

impl Table {
    /// An empty table, `indent` blanks from the left.
    pub fn indented(indent: usize) -> Table {
        Table {
            rows: Vec::new(),
            indent,
        }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The lines, each with its newline.
    pub fn render(&self) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns)
            .map(|column| {
                let cells = self.rows.iter().filter_map(|row| row.get(column));
                cells.map(|cell| width(cell)).max().unwrap_or(0).min(WIDEST)
            })
            .collect();
        let mut text = String::new();
        for row in &self.rows {
            let mut line = " ".repeat(self.indent);
            for (column, cell) in row.iter().enumerate() {
                line.push_str(cell);
                if column + 1 < row.len() {
                    let padding = widths[column].saturating_sub(width(cell)) + 2;
                    line.push_str(&" ".repeat(padding));
                }
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

/// Columns on a terminal, styles aside.
pub fn width(text: &str) -> usize {
    anstream::adapter::strip_str(text).to_string().width()
}

/// The text cut to `columns`, with `…` where something was cut.
pub fn cut(text: &str, columns: usize) -> String {
    cut_with(text, columns, "…")
}

/// The text cut to `columns`, with `mark` where something was cut.
pub fn cut_with(text: &str, columns: usize, mark: &str) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        let mut longer = kept.clone();
        longer.push(c);
        if longer.width() + mark.width() > columns {
            break;
        }
        kept = longer;
    }
    format!("{}{mark}", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_by_width_not_by_bytes() {
        let mut table = Table::indented(2);
        table.row(["語".to_owned(), "x".to_owned()]);
        table.row(["abc".to_owned(), "y".to_owned()]);
        assert_eq!(table.render(), "  語   x\n  abc  y\n");
    }

    #[test]
    fn a_long_cell_does_not_widen_its_column_without_limit() {
        let mut table = Table::default();
        table.row(["x".repeat(60), "y".to_owned()]);
        table.row(["x".to_owned(), "y".to_owned()]);
        let text = table.render();
        let second = text.lines().nth(1).unwrap();
        assert_eq!(second, format!("x{}y", " ".repeat(WIDEST + 1)));
        assert!(text.starts_with(&format!("{}  y\n", "x".repeat(60))));
    }

    #[test]
    fn long_texts_are_cut() {
        assert_eq!(cut("abcdef", 4), "abc…");
        assert_eq!(cut("abc", 4), "abc");
        assert_eq!(cut("語語語", 4), "語…");
    }
}
