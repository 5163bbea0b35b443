//! Pipe tables over raw lines: a delimiter row makes a table of the row above it, even inside a table, and
//! no blank line is needed around one. Whether a table is a palace is decided elsewhere.

use super::page::{Page, Place, clean, is_blank};

/// A table as it stands in the text.
#[derive(Debug)]
pub(super) struct Table {
    /// The header's line, from 0.
    pub(super) first: usize,
    /// The last row's line, from 0.
    pub(super) last: usize,
    /// The header's cells.
    pub(super) header: Vec<String>,
    /// The rows with their lines, from 0.
    pub(super) rows: Vec<(usize, Vec<String>)>,
}

/// Finds every table and takes its lines.
pub(super) fn find(page: &mut Page<'_>) -> Vec<Table> {
    let mut tables = Vec::new();
    let mut line = 0;
    while line + 1 < page.len() {
        if !begins_table(page, line) {
            line += 1;
            continue;
        }
        let table = read(page, line);
        line = table.last + 1;
        page.take(table.first, table.last);
        tables.push(table);
    }
    tables
}

fn read(page: &Page<'_>, first: usize) -> Table {
    let barred = page
        .line(first)
        .trim_start_matches(is_blank)
        .starts_with('|');
    let mut rows = Vec::new();
    let mut last = first + 1;
    while last + 1 < page.len() {
        let next = last + 1;
        let text = page.line(next).trim_matches(is_blank);
        let row = if barred {
            text.starts_with('|')
        } else {
            text.contains('|')
        };
        if !row || !same_block(page, first, next) || begins_table(page, next) {
            break;
        }
        rows.push((next, cells(text)));
        last = next;
    }
    Table {
        first,
        last,
        header: cells(page.line(first)),
        rows,
    }
}

fn begins_table(page: &Page<'_>, line: usize) -> bool {
    let readable = matches!(page.place(line), Place::Open | Place::Plain | Place::Code);
    readable
        && line + 1 < page.len()
        && !page.is_taken(line)
        && same_block(page, line, line + 1)
        && page.line(line).contains('|')
        && is_delimiter(page.line(line + 1))
        && !is_delimiter(page.line(line))
}

fn same_block(page: &Page<'_>, one: usize, other: usize) -> bool {
    page.place(one) == page.place(other) && !page.is_taken(other)
}

/// Says whether a line is the row of dashes under a header.
fn is_delimiter(line: &str) -> bool {
    let line = line.trim_matches(is_blank);
    let dashed = |cell: &str| {
        let cell = cell.trim_matches(is_blank);
        let dashes = cell.strip_prefix(':').unwrap_or(cell);
        let dashes = dashes.strip_suffix(':').unwrap_or(dashes);
        !dashes.is_empty() && dashes.chars().all(|c| c == '-')
    };
    let inner = line.strip_prefix('|').unwrap_or(line);
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    line.contains('|') && inner.split('|').all(dashed)
}

/// The cells of a row, cleaned; `\|` stands for a bar.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim_matches(is_blank);
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek() == Some(&'|') => cell.extend(chars.next()),
            '|' => cells.push(clean(&std::mem::take(&mut cell))),
            c => cell.push(c),
        }
    }
    let rest = clean(&cell);
    if !rest.is_empty() {
        cells.push(rest);
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables(text: &str) -> Vec<Table> {
        find(&mut Page::new(text, &mut Vec::new()))
    }

    #[test]
    fn tables_that_touch_are_two() {
        let tables =
            tables("Text\n| a | b |\n|---|---|\n| 1 | 2 |\n| c | d |\n|:-|-:|\n| 3 | 4 |\nText");
        assert_eq!(tables.len(), 2);
        assert_eq!(
            (tables[0].first, tables[0].last, tables[0].rows.len()),
            (1, 3, 1)
        );
        assert_eq!(
            (tables[1].first, tables[1].last, tables[1].rows.len()),
            (4, 6, 1)
        );
        assert_eq!(tables[1].header, ["c", "d"]);
    }

    #[test]
    fn a_table_ends_where_its_bars_end() {
        let tables = tables("| a | b |\n|---|---|\n| 1 | 2 |\nx | y\n");
        assert_eq!(tables[0].last, 2);
        let bare = super::find(&mut Page::new(
            "a | b\n--|--\n1 | 2\nplain",
            &mut Vec::new(),
        ));
        assert_eq!(bare[0].rows, [(2, vec!["1".to_owned(), "2".to_owned()])]);
    }

    #[test]
    fn bars_can_be_escaped_and_cells_be_empty() {
        let tables = tables("|a|b|\n|-|-|\n| x \\| y | |\n|| z");
        assert_eq!(tables[0].rows[0].1, ["x | y", ""]);
        assert_eq!(tables[0].rows[1].1, ["", "z"]);
    }

    #[test]
    fn rules_and_lone_rows_are_no_tables() {
        for text in [
            "a\n---\nb",
            "| a | b |\n| 1 | 2 |",
            "|---|---|\n|---|---|",
            "a | b\n\n--|--",
        ] {
            assert!(tables(text).is_empty(), "{text}");
        }
    }
}
