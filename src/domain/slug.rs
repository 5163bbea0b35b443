//! stub
/// s
pub fn slug(text: &str) -> String {
    text.to_lowercase()
}
