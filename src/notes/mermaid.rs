//! Mermaid mind maps: the `mindmap` blocks of a text.

use super::Format;
use super::page::Page;
use super::tree::Drawing;

/// Finds every mind map and takes its lines.
pub(super) fn find(_page: &mut Page<'_>, _format: Option<Format>) -> Vec<Drawing> {
    Vec::new()
}
