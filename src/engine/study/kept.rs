//! The last good text of the plan is kept, so that a file that is broken when the daemon starts is no lost plan.

use std::sync::Arc;

use crate::engine::Engine;
use crate::engine::event::PlanRead;
use crate::store::error::StoreError;
use crate::store::plan_text::PlanText;

impl Engine {
    /// What the daemon before read last of the plan.
    pub fn last_plan(&self) -> Option<&PlanText> {
        self.plan_text.as_ref()
    }

    /// What is to be kept once this was read: a plan that the config names no more is forgotten.
    pub(in crate::engine) fn plan_text_of(&self, read: &PlanRead) -> Option<PlanText> {
        match read {
            PlanRead::None => None,
            PlanRead::Good { path, text, .. } => Some(PlanText {
                path: path.clone(),
                text: Arc::clone(text),
            }),
            PlanRead::Bad { .. } => self.plan_text.clone(),
        }
    }

    /// Keeps it, unless it is kept already.
    pub(in crate::engine) fn keep_plan_text(
        &mut self,
        text: Option<PlanText>,
    ) -> Result<(), StoreError> {
        if self.plan_text != text {
            self.write()?;
            self.store.keep_plan_text(text.as_ref())?;
            self.plan_text = text;
        }
        Ok(())
    }
}
