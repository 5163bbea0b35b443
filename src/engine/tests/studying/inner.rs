//! Steps about an inner branch, a file with a mistake, and what counts within one turn.

use super::*;

/// A map with two inner branches of two leaves each.
const PYTHON: &str = "# Mind map\n\n```\npython\n├── memory\n│   ├── stack\n│   └── heap\n└── names\n    ├── bind\n    └── scope\n```\n";

fn inner_branches() -> World {
    let mut world = World::empty();
    world.write("python.md", PYTHON);
    world.read();
    let days = topic("memory", "python/memory") + &topic("names", "python/names");
    planned(&mut world, &plan(&days));
    world
}

#[test]
fn a_step_about_an_inner_branch_is_about_all_that_hangs_under_it() {
    let mut world = inner_branches();
    world.log("python/", 3);
    assert!(
        done(&mut world).is_empty(),
        "the branch alone is not its topic"
    );
    world.log("python/memory/", 3);
    assert_eq!(done(&mut world), ["memory/recall"]);
}

#[test]
fn what_hangs_under_an_inner_branch_waits_for_its_day_and_the_branch_itself_does_not() {
    let mut world = inner_branches();
    let scopes = |world: &mut World| -> Vec<String> {
        let prompts = world.due().prompts;
        prompts.into_iter().map(|prompt| prompt.scope).collect()
    };
    assert_eq!(scopes(&mut world), ["python/"]);
    world.log("python/", 3);
    assert_eq!(scopes(&mut world), ["python/memory/"]);
    world.pass_days(1);
    let offered = scopes(&mut world);
    assert!(offered.contains(&"python/names/".to_owned()), "{offered:?}");
}

#[test]
fn a_file_with_a_mistake_and_no_plan_before_it_is_named_with_its_line() {
    let mut world = World::empty();
    let bad = PlanRead::Bad {
        path: FILE.to_owned(),
        problems: vec![ProblemInfo {
            source: FILE.to_owned(),
            line: 7,
            level: "error".to_owned(),
            message: "the days need each other".to_owned(),
        }],
        last: None,
    };
    world.event(Event::Planned(Box::new(bad)));
    let failure = asked(&mut world, Request::Plan(PlanShow::default())).unwrap_err();
    assert_eq!(failure.code, ErrorCode::BadInput);
    assert!(
        failure
            .message
            .starts_with("/notes/plan.toml:7: the days need"),
        "{failure}"
    );
}

#[test]
fn the_plan_counts_within_the_turn_that_brings_it() {
    let mut world = World::empty();
    let text = plan(&topic("closures", "closures"));
    let (plan, _) = read(&text);
    let read = PlanRead::Good {
        path: FILE.to_owned(),
        text: text.into(),
        plan: plan.unwrap(),
        problems: Vec::new(),
    };
    let events = vec![
        Event::Planned(Box::new(read)),
        Event::Request(Request::Status(crate::ipc::protocol::NoParams {})),
    ];
    let outcomes = world.engine.turn(events, world.now);
    let reply = outcomes.into_iter().nth(1).unwrap().reply.unwrap().unwrap();
    let Response::Status(status) = reply else {
        panic!("{reply:?}");
    };
    assert_eq!(
        (status.mode.as_str(), status.plan_day),
        ("interview", Some(1))
    );
}

#[test]
fn the_reviews_of_a_catch_up_day_take_what_is_due_and_not_all_its_minutes() {
    let mut world = World::empty();
    world.write("closures.md", CLOSURES);
    world.read();
    let day =
        "[[day]]\nid = 'close'\ntitle = 'Catch up'\nkind = 'catch-up'\nlevel = 'intermediate'\n";
    planned(&mut world, &plan(day));
    let reply = show(&mut world);
    let reviews: Vec<u32> = reply.steps.iter().map(|step| step.minutes).collect();
    assert_eq!(
        (reviews, reply.minutes),
        (vec![world.due().minutes], world.due().minutes)
    );
}
