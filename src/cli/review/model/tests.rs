//! What keys do in a review, without a terminal and without a daemon.

use uuid::Uuid;

use super::*;

const QUESTION: [&str; 2] = ["hash(key)", "slot"];

/// A prompt with these children below a scope.
pub fn prompt(scope: &str, children: &[&str]) -> PromptInfo {
    let item = |label: &&str| PromptLocus {
        path: format!("{scope}{label}"),
        label: (*label).to_owned(),
        point: None,
        due: None,
        retrievability: None,
    };
    let items: Vec<PromptLocus> = children.iter().map(item).collect();
    PromptInfo {
        scope: scope.to_owned(),
        kind: "children".to_owned(),
        ask: format!("What hangs under {scope}?"),
        answer: children.iter().map(|label| (*label).to_owned()).collect(),
        loci: items.clone(),
        items,
        est_secs: 20,
        new: false,
    }
}

/// What was reviewed at this path.
pub fn reviewed(path: &str, rating: Rating) -> LoggedReview {
    LoggedReview {
        id: Uuid::nil(),
        locus: Uuid::nil(),
        path: path.to_owned(),
        label: path.to_owned(),
        rating: rating.number(),
        at: "2026-11-22T14:30:00+00:00".to_owned(),
        stability: 3.0,
        difficulty: 5.0,
        interval_days: 3,
        due: "2026-11-25".to_owned(),
    }
}

/// A moment of one boot.
pub fn at(ms: u64) -> BootInstant {
    BootInstant {
        boot: Uuid::nil(),
        ms,
    }
}

/// A session to which a daemon answers that knows no trouble.
pub struct Played {
    /// The session.
    pub session: Session,
    /// Scopes and ratings, as they were sent.
    pub sent: Vec<String>,
    /// Why keys did nothing.
    pub hints: Vec<Hint>,
    /// Now.
    pub ms: u64,
}

impl Played {
    /// Without a limit.
    pub fn new(prompts: Vec<PromptInfo>) -> Played {
        Played::within(prompts, None)
    }

    /// With one.
    pub fn within(prompts: Vec<PromptInfo>, limit: Option<Secs>) -> Played {
        Played {
            session: Session::new(
                prompts,
                RatingKeys::Four,
                limit,
                DateTime::UNIX_EPOCH,
                at(0),
            ),
            sent: Vec::new(),
            hints: Vec::new(),
            ms: 0,
        }
    }

    /// Presses keys, each two seconds after the one before; `_` is space, `.` is Enter.
    pub fn keys(mut self, keys: &str) -> Played {
        for c in keys.chars() {
            self.ms += 2000;
            let key = match c {
                '_' => Key::Show,
                '.' => Key::All,
                'a' | '1' => Key::Rate(Rating::Again),
                'h' | '2' => Key::Rate(Rating::Hard),
                'g' | '3' => Key::Rate(Rating::Good),
                'e' | '4' => Key::Rate(Rating::Easy),
                'k' => Key::Know,
                's' => Key::Skip,
                'u' => Key::Undo,
                'q' => Key::Quit,
                '^' => Key::Interrupt,
                other => panic!("{other}"),
            };
            self.press(key);
        }
        self
    }

    fn press(&mut self, key: Key) {
        let now = at(self.ms);
        match self.session.press(key, now) {
            Step::Shown => {}
            Step::Hint(hint) => self.hints.push(hint),
            Step::TakeBack => {
                self.sent.push("undo".to_owned());
                self.session.taken_back(now);
            }
            Step::Send(order) => {
                let scopes = order.scopes.join(" ");
                self.sent.push(format!("{scopes} {}", order.rating.word()));
                let review = |path: &String| reviewed(path, order.rating);
                let outcome = Outcome::Logged(order.scopes.iter().map(review).collect());
                self.session.sent(order, Uuid::nil(), outcome, now);
            }
        }
    }
}

fn two_prompts() -> Vec<PromptInfo> {
    vec![prompt("a/", &["b", "c"]), prompt("d/", &["e", "f", "g"])]
}

#[test]
fn six_prompts_take_two_keys_each() {
    let names = ["a/", "b/", "c/", "d/", "e/", "f/"];
    let prompts = names
        .map(|scope| prompt(scope, &["1", "2", "3", "4"]))
        .to_vec();
    let played = Played::new(prompts).keys("_._._._._._.");
    assert_eq!(played.session.end(), Some(End::Through));
    assert_eq!(played.sent.len(), 6);
    assert_eq!(played.sent[0], "a/1 a/2 a/3 a/4 good");
}

#[test]
fn one_key_rates_a_child_and_asks_the_next() {
    let played = Played::new(two_prompts()).keys("_g1_2.");
    assert_eq!(
        played.sent,
        ["a/b good", "a/c again", "d/e hard", "d/f d/g good"]
    );
    let (round, _) = played.session.round().unwrap();
    assert_eq!(
        (round.turn, round.items.as_slice()),
        (Turn::Again, [1].as_slice())
    );
    let played = played.keys("_1");
    assert_eq!(played.session.end(), Some(End::Through), "not a third time");
}

#[test]
fn nothing_is_rated_before_the_answer_is_shown() {
    let played = Played::new(two_prompts()).keys("g1_");
    assert_eq!(played.hints, [Hint::ShowFirst, Hint::ShowFirst]);
    assert!(played.sent.is_empty());
    assert_eq!(played.session.stage(), Stage::Rate(0));
    let played = played.keys("_");
    assert_eq!(
        played.hints.last(),
        Some(&Hint::RateIt),
        "a second space rates nothing"
    );
    assert!(played.sent.is_empty());
}

#[test]
fn a_new_prompt_is_shown_then_asked() {
    let new = PromptInfo {
        new: true,
        ..prompt("a/", &QUESTION)
    };
    let played = Played::new(vec![new]);
    assert_eq!(played.session.stage(), Stage::Look);
    let played = played.keys("_");
    assert_eq!(played.session.stage(), Stage::Recall);
    let played = played.keys("_g1");
    let (round, _) = played.session.round().unwrap();
    assert_eq!(round.turn, Turn::Again);
    assert_eq!(
        played.session.stage(),
        Stage::Recall,
        "missed ones are not shown first"
    );
}

#[test]
fn undo_goes_back_over_prompts_and_over_the_second_turn() {
    let played = Played::new(two_prompts()).keys("_1g_.");
    assert_eq!(played.session.round().unwrap().0.turn, Turn::Again);
    let played = played.keys("u");
    let (round, _) = played.session.round().unwrap();
    assert_eq!((round.prompt, round.turn), (1, Turn::First));
    assert_eq!(played.session.stage(), Stage::Rate(0));
    let played = played.keys("uug");
    assert_eq!(played.session.round().unwrap().0.prompt, 0);
    assert_eq!(played.session.stage(), Stage::Rate(1));
    let played = played.keys("g_.");
    assert_eq!(
        played.session.end(),
        Some(End::Through),
        "nothing is missed any more"
    );
    assert_eq!(played.session.tally().rated, 5);
    let hints = Played::new(two_prompts()).keys("u").hints;
    assert_eq!(hints, [Hint::NothingToUndo]);
}

#[test]
fn what_is_skipped_is_not_rated_and_not_asked_again() {
    let played = Played::new(two_prompts()).keys("_1s_.");
    assert_eq!(played.sent, ["a/b again", "d/e d/f d/g good"]);
    let (round, _) = played.session.round().unwrap();
    assert_eq!(round.items, [0], "only what was missed");
    let tally = played.keys("s").session.tally();
    assert_eq!((tally.asked, tally.said, tally.rated), (4, 3, 4));
}

#[test]
fn what_is_known_is_easy_with_all_below_and_not_asked_any_more() {
    let prompts = vec![
        prompt("a/", &["b", "c"]),
        prompt("a/b/", &["d"]),
        prompt("e/", &["f"]),
        prompt("a/c/x/", &["y"]),
    ];
    let played = Played::new(prompts).keys("k");
    assert_eq!(played.sent, ["a/** easy"]);
    assert_eq!(played.session.round().unwrap().1.scope, "e/");
    let undone = played.keys("u");
    assert_eq!(undone.session.stage(), Stage::Recall);
    let played = undone.keys("_._._.");
    assert_eq!(played.sent[2..], ["a/b a/c good", "a/b/d good", "e/f good"]);
    assert_eq!(played.session.round().unwrap().1.scope, "a/c/x/");
}

#[test]
fn a_route_or_a_stretch_that_is_known_is_just_that() {
    let route = PromptInfo {
        kind: "route".to_owned(),
        ..prompt("house/", &["gate", "hall"])
    };
    let stretch = PromptInfo {
        scope: "a/b..c".to_owned(),
        ..prompt("a/", &["b", "c"])
    };
    let played = Played::new(vec![route, stretch]).keys("kk");
    assert_eq!(played.sent, ["house/ easy", "a/b..c easy"]);
}

#[test]
fn known_is_said_before_the_first_rating() {
    let played = Played::new(two_prompts()).keys("_gk");
    assert_eq!(played.hints, [Hint::KnowComesFirst]);
    let played = Played::new(two_prompts()).keys("_1._.k");
    assert_eq!(
        played.hints,
        [Hint::KnowComesFirst],
        "nor in the second turn"
    );
}

#[test]
fn a_session_ends_after_the_prompt_in_which_its_minutes_are_used() {
    let many = |count: usize| vec![prompt("a/", &["b"]); count];
    // Two keys of two seconds each: the fifteenth prompt ends at a minute.
    let minute = Some(Secs(60));
    let played = Played::within(many(20), minute).keys(&"_1".repeat(15));
    assert_eq!(played.session.end(), Some(End::TimeUp));
    assert_eq!(played.sent.len(), 15);
    let played = Played::within(many(15), minute).keys(&"_g".repeat(15));
    assert_eq!(played.session.end(), Some(End::Through), "nothing is left");
}

#[test]
fn a_child_s_time_is_its_own_and_its_share_of_the_question() {
    let mut session = Session::new(
        two_prompts(),
        RatingKeys::Two,
        None,
        DateTime::UNIX_EPOCH,
        at(0),
    );
    session.press(Key::Show, at(8_000));
    let Step::Send(order) = session.press(Key::Rate(Rating::Good), at(9_000)) else {
        panic!("no rating");
    };
    assert_eq!(order.took_secs, Some(5));
    session.sent(order, Uuid::nil(), Outcome::Logged(Vec::new()), at(9_500));
    let late = at(9_500 + LONGEST_MS + 1);
    let Step::Send(order) = session.press(Key::Rate(Rating::Good), late) else {
        panic!("no rating");
    };
    assert_eq!(order.took_secs, None, "something else came in between");
}

#[test]
fn what_the_daemon_refuses_is_passed_over() {
    let mut session = Session::new(
        two_prompts(),
        RatingKeys::Two,
        None,
        DateTime::UNIX_EPOCH,
        at(0),
    );
    session.press(Key::Show, at(1));
    let Step::Send(order) = session.press(Key::Rate(Rating::Good), at(2)) else {
        panic!("no rating");
    };
    session.refused(&order, at(3));
    assert_eq!(session.stage(), Stage::Rate(1));
    assert_eq!(session.tally(), Tally::default());
}

#[test]
fn percent_counts_first_answers_and_ratings_all() {
    let tally = Played::new(two_prompts()).keys("_1g_._g").session.tally();
    let expected = Tally {
        prompts: 2,
        asked: 5,
        said: 4,
        rated: 6,
        missed: 1,
        spooled: 0,
        batches: 4,
    };
    assert_eq!(tally, expected);
}

#[test]
fn leaving_and_ctrl_c_are_told_apart() {
    assert_eq!(
        Played::new(two_prompts()).keys("_gq").session.end(),
        Some(End::Left)
    );
    assert_eq!(
        Played::new(two_prompts()).keys("^").session.end(),
        Some(End::Interrupted)
    );
    assert_eq!(
        Session::new(
            Vec::new(),
            RatingKeys::Two,
            None,
            DateTime::UNIX_EPOCH,
            at(0)
        )
        .end(),
        Some(End::Through)
    );
}
