//! Who tells what holds reminders, as `doctor` has it.

use super::world::World;
use crate::domain::hold::{Hold, Holds};
use crate::domain::screen::News;
use crate::domain::tellers::{Dnd, Login, Tellers};
use crate::engine::event::{DatabaseLook, Event};
use crate::ipc::protocol::{HoldingReport, Response};

/// What `doctor` tells of it.
fn holding(world: &mut World) -> HoldingReport {
    let looked = DatabaseLook {
        path: "/data/loci.db".to_owned(),
        bytes: 1,
        damage: None,
    };
    match world.event(Event::LookedAt(Ok(looked))).reply {
        Some(Ok(Response::Doctor(reply))) => reply.desktop.holding,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_doctor_knows_who_tells_what_holds() {
    let mut world = World::empty();
    let before = holding(&mut world);
    assert_eq!(
        (before.login.as_str(), before.dnd.as_str()),
        ("unknown", "unknown")
    );
    assert!(before.holds.is_empty() && before.session.is_none());
    let tellers = Tellers {
        login: Login::Session {
            id: "2".to_owned(),
            kind: "x11".to_owned(),
        },
        dnd: Dnd::By("dunst paused"),
    };
    world.event(Event::News(News::Tellers(tellers)));
    let holds = Holds::from([Hold::Locked, Hold::Dnd]);
    world.event(Event::News(News::Holds(holds)));
    let after = holding(&mut world);
    assert_eq!(after.holds, ["locked", "dnd"]);
    let session = after.session.unwrap();
    assert_eq!((session.id.as_str(), session.kind.as_str()), ("2", "x11"));
    assert_eq!(after.dnd_by.as_deref(), Some("dunst paused"));

    let why = "there is no logind".to_owned();
    let tellers = Tellers {
        login: Login::None { why: why.clone() },
        dnd: Dnd::Unsaid,
    };
    world.event(Event::News(News::Tellers(tellers)));
    let without = holding(&mut world);
    assert_eq!((without.login.as_str(), without.why), ("none", Some(why)));
    assert_eq!((without.dnd.as_str(), without.dnd_by), ("unsaid", None));
}
