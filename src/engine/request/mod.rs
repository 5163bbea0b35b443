//! One file per request, or per pair of requests that undo each other; here is which is whose.

mod adopt;
mod alias;
mod apart;
mod backup;
mod calm;
mod doctor;
mod due;
mod export;
mod forecast;
mod grade;
mod import;
mod log;
mod look;
pub(in crate::engine) mod mock;
mod pin;
mod plan;
mod rebind;
mod spool;
mod suspend;
mod told;
mod tree;
mod undo;

use super::Engine;
use super::effect::{AfterRead, Effect, Job, Outcome};
use super::fault::{Fault, ok};
use crate::domain::now::Now;
use crate::ipc::protocol::Request;
use crate::store::read::Asking;

impl Engine {
    /// Does what a client asks.
    pub(super) fn request(&mut self, request: Request, now: Now) -> Result<Outcome, Fault> {
        match request {
            Request::Hello(hello) => self.hello(&hello),
            Request::Status(_) => Ok(self.status(now)),
            Request::Ls(ls) => self.ls(&ls, now),
            Request::Tree(tree) => self.tree(&tree, now),
            Request::Show(show) => self.show(&show, now),
            Request::Due(due) => self.due(&due, now),
            Request::Forecast(forecast) => self.forecast(&forecast, now),
            Request::Log(log) if log.ratings_path.is_some() => {
                Ok(Outcome::default().with(Effect::Work(Job::ReadRatings(Box::new(log)))))
            }
            Request::Log(log) => self.log(&log, now),
            Request::Grade(grade) => self.grade(&grade, now),
            Request::Undo(undo) => self.undo(&undo, now),
            Request::UndoList(list) => self.undo_list(&list, now),
            Request::Suspend(params) => self.suspend(&params, Asking::Suspended, now),
            Request::Unsuspend(params) => self.suspend(&params, Asking::Asked, now),
            Request::Sync(sync) => Ok(self.read_notes(AfterRead::Sync(sync))),
            Request::Adopt(adopt) => Ok(self.read_notes(AfterRead::Adopt(adopt))),
            Request::Rebind(rebind) => self.rebind(&rebind, now),
            Request::Pin(pin) => self.pin(&pin, now),
            Request::Alias(alias) => self.alias(&alias, now),
            Request::Box(_) => self.box_now(now),
            Request::BoxStart(start) => self.box_start(&start, now),
            Request::BoxEnd(end) => self.box_end(&end, now),
            Request::MockStart(start) => self.mock_start(&start, now),
            Request::Mocks(mocks) => self.mocks(&mocks, now),
            Request::Spool(_) => Ok(self.spool_list()),
            Request::SpoolAssign(assign) => self.spool_assign(&assign, now),
            Request::SpoolDrop(drop) => self.spool_drop(&drop),
            Request::Export(export) => self.export(&export),
            Request::Import(import) => {
                Ok(Outcome::default().with(Effect::Work(Job::ReadImport(import))))
            }
            Request::Backup(backup) => Ok(self.backup(backup, now)),
            Request::Snooze(snooze) => self.snooze(&snooze, now),
            Request::Pause(pause) => self.pause(&pause, now),
            Request::Resume(resume) => self.resume(&resume, now),
            Request::Mode(mode) => self.mode(&mode, now),
            Request::Find(find) => self.find(&find),
            Request::Pace(pace) => self.pace(&pace, now),
            Request::Plan(show) => self.plan_show(&show, now),
            Request::PlanStep(step) => self.plan_step(&step, now),
            Request::PlanMove(moved) => self.plan_move(&moved, now),
            Request::PlanOff(off) => self.plan_off(&off, now),
            Request::PlanCatchUp(asked) => self.plan_catch_up(&asked, now),
            Request::PlanBlocks(_) => self.plan_blocks(now),
            Request::PlanText(_) => self.plan_text(),
            Request::Doctor(_) => Ok(self.doctor()),
            Request::NotifyTest(_) => Ok(self.notify_test(now)),
            Request::Watch(_) => Ok(Outcome::reply(ok())),
            Request::Shutdown(_) => Ok(Outcome::reply(ok()).with(Effect::Quit)),
        }
    }
}
