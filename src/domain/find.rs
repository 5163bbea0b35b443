//! stub
use super::atlas::{Atlas, NodeIx};
use super::names::Names;
/// s
pub struct Finder;
/// s
pub struct Scope {
    /// p
    pub path: String,
    /// w
    pub what: ScopeKind,
    /// n
    pub nodes: Vec<NodeIx>,
}
/// s
pub enum ScopeKind {
    /// a
    Locus,
    /// b
    Group,
}
/// e
#[derive(Debug, thiserror::Error)]
pub enum NotFound {
    /// u
    #[error("x")]
    Unknown {
        /// q
        query: String,
        /// s
        suggestions: Vec<String>,
    },
    /// a
    #[error("y")]
    Ambiguous {
        /// q
        query: String,
        /// c
        candidates: Vec<String>,
        /// t
        total: usize,
    },
}
impl Finder {
    /// n
    pub fn new(_: &Atlas, _: &Names) -> Finder {
        Finder
    }
    /// s
    pub fn scope(&self, _: &str) -> Result<Scope, NotFound> {
        Err(NotFound::Unknown {
            query: String::new(),
            suggestions: vec![],
        })
    }
    /// l
    pub fn locus(&self, _: &str) -> Result<NodeIx, NotFound> {
        Err(NotFound::Unknown {
            query: String::new(),
            suggestions: vec![],
        })
    }
    /// w
    pub fn within(&self, _: &[NodeIx], _: &str) -> Result<NodeIx, NotFound> {
        Err(NotFound::Unknown {
            query: String::new(),
            suggestions: vec![],
        })
    }
}
