//! One of two trees that are compared: who hangs under whom, and by which texts. It takes no decisions.

use crate::domain::grade::texts::{Text, Texts};

/// A tree in pre-order.
pub(super) struct Side {
    /// The parent of each item; `None` at the top.
    pub(super) parent: Vec<Option<usize>>,
    /// The children of each item.
    pub(super) children: Vec<Vec<usize>>,
    /// The items at the top.
    pub(super) top: Vec<usize>,
    /// The names of each item, its label first.
    pub(super) names: Vec<Vec<Text>>,
    /// The labels of each item's children, in rising order.
    kin: Vec<Vec<Text>>,
}

impl Side {
    /// Takes items with their parents and names. A parent that does not stand before its child is none.
    pub(super) fn new<'a, N>(
        items: impl Iterator<Item = (Option<usize>, &'a str, N)>,
        texts: &mut Texts<'_>,
    ) -> Side
    where
        N: IntoIterator<Item = &'a String>,
    {
        let mut side = Side {
            parent: Vec::new(),
            children: Vec::new(),
            top: Vec::new(),
            names: Vec::new(),
            kin: Vec::new(),
        };
        for (at, (parent, label, aliases)) in items.enumerate() {
            let parent = parent.filter(|parent| *parent < at);
            let label = texts.number(label);
            let aliases = aliases.into_iter().map(|alias| texts.number(alias));
            side.names
                .push([label].into_iter().chain(aliases).collect());
            side.children.push(Vec::new());
            side.kin.push(Vec::new());
            side.parent.push(parent);
            match parent {
                Some(parent) => {
                    side.children[parent].push(at);
                    side.kin[parent].push(label);
                }
                None => side.top.push(at),
            }
        }
        for kin in &mut side.kin {
            kin.sort_unstable();
        }
        side
    }

    /// How many items there are.
    pub(super) fn len(&self) -> usize {
        self.parent.len()
    }

    /// Its label.
    pub(super) fn label(&self, at: usize) -> Text {
        self.names[at][0]
    }

    /// The labels of its children, in rising order.
    pub(super) fn kin(&self, at: usize) -> &[Text] {
        &self.kin[at]
    }

    /// Whether nothing hangs under it.
    pub(super) fn is_leaf(&self, at: usize) -> bool {
        self.children[at].is_empty()
    }
}
