//! stub
use super::atlas::Atlas;
use super::locus::{Kind, LocusId};
/// b
pub struct Bound<'a> {
    /// a
    pub atlas: &'a Atlas,
    /// i
    pub ids: &'a [Option<LocusId>],
}
/// r
pub struct Retired {
    /// i
    pub id: LocusId,
    /// k
    pub kind: Kind,
    /// l
    pub label_path: Vec<String>,
    /// p
    pub point: Option<String>,
}
/// r
pub struct Reconciled {
    /// i
    pub ids: Vec<Option<LocusId>>,
    /// a
    pub added: u32,
}
/// r
pub fn reconcile(_: &Bound<'_>, _: &[Retired], new: &Atlas) -> Reconciled {
    Reconciled {
        ids: vec![None; new.nodes.len()],
        added: 0,
    }
}
