//! stub
use super::atlas::Atlas;
/// s
pub struct Names {
    /// a
    pub tops: Vec<String>,
    /// b
    pub routes: Vec<Vec<String>>,
    /// c
    pub nodes: Vec<String>,
}
/// s
pub fn name(_: &Atlas, _: &[Option<String>]) -> Names {
    Names {
        tops: vec![],
        routes: vec![],
        nodes: vec![],
    }
}
