//! Markdown outlines: headings and list items as the branches of a map.
