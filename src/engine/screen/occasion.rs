//! What an event means for the screen: whether anything is judged at all.

use crate::domain::notice::Presence;
use crate::domain::screen::News;
use crate::engine::event::Event;
use crate::ipc::protocol::Request;

/// Why the screen is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::engine) enum Occasion {
    /// Nothing happened that could matter.
    None,
    /// Something was logged or changed: what is on the screen may be out of date.
    Changed,
    /// A moment came, or something that decides on reminders changed.
    Judged,
    /// A server came: what failed is tried again.
    ServerCame,
}

impl Occasion {
    /// What an event means for the screen.
    pub(in crate::engine) fn of(event: &Event) -> Occasion {
        match event {
            Event::Tick
            | Event::Notes { .. }
            | Event::ImportRead { .. }
            | Event::Configured(_)
            | Event::Planned(_)
            | Event::Opened(_)
            | Event::Commanded { .. } => Occasion::Judged,
            Event::News(News::Presence(Presence::Server(_))) => Occasion::ServerCame,
            Event::News(
                News::Presence(_)
                | News::Pressed { .. }
                | News::Closed { .. }
                | News::Holds(_)
                | News::Woke,
            ) => Occasion::Judged,
            // What was not shown is not tried again at once.
            Event::News(News::Shown { .. } | News::NotShown { .. })
            | Event::Spooled(_)
            | Event::RatingsRead { .. } => Occasion::Changed,
            Event::Request(request) => Occasion::of_request(request),
            Event::Unplaced { .. }
            | Event::BackedUp { .. }
            | Event::Anchored { .. }
            | Event::LookedAt(_)
            | Event::Graded(_)
            | Event::Forecast(_)
            | Event::Chore(_)
            | Event::ConfigRefused(_)
            | Event::News(News::Tellers(_)) => Occasion::None,
        }
    }

    fn of_request(request: &Request) -> Occasion {
        match request {
            Request::Log(_)
            | Request::Suspend(_)
            | Request::Unsuspend(_)
            | Request::Rebind(_)
            | Request::SpoolAssign(_) => Occasion::Changed,
            Request::Undo(_)
            | Request::BoxStart(_)
            | Request::BoxEnd(_)
            | Request::MockStart(_)
            | Request::Snooze(_)
            | Request::Pause(_)
            | Request::Resume(_)
            | Request::Mode(_)
            | Request::Pace(_)
            | Request::PlanStep(_)
            | Request::PlanMove(_)
            | Request::PlanOff(_)
            | Request::PlanCatchUp(_) => Occasion::Judged,
            Request::Hello(_)
            | Request::Status(_)
            | Request::Ls(_)
            | Request::Tree(_)
            | Request::Show(_)
            | Request::Due(_)
            | Request::Forecast(_)
            | Request::UndoList(_)
            | Request::Sync(_)
            | Request::Adopt(_)
            | Request::Pin(_)
            | Request::Alias(_)
            | Request::Box(_)
            | Request::Mocks(_)
            | Request::Spool(_)
            | Request::SpoolDrop(_)
            | Request::Export(_)
            | Request::Import(_)
            | Request::Backup(_)
            | Request::Find(_)
            | Request::Plan(_)
            | Request::PlanBlocks(_)
            | Request::PlanText(_)
            | Request::Doctor(_)
            | Request::NotifyTest(_)
            | Request::Watch(_)
            | Request::Grade(_)
            | Request::Shutdown(_) => Occasion::None,
        }
    }
}
