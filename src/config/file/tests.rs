//! What the config accepts and refuses, and how it says so.

use proptest::prelude::*;

use super::*;

const HOME: &str = "/home/ada";
const FILE: &str = "/home/ada/.config/loci/config.toml";

fn parse(text: &str) -> Result<Config, ConfigError> {
    Config::parse(text, Path::new(FILE), Some(Path::new(HOME)))
}

fn complaint(text: &str) -> String {
    parse(text).unwrap_err().to_string()
}

#[test]
fn the_shipped_file_is_the_default() {
    let mut shipped = parse(TEMPLATE).unwrap();
    assert_eq!(shipped.keys_set(), 40);
    shipped.set.clear();
    assert_eq!(shipped, Config::defaults(Some(Path::new(HOME))));
    assert_eq!(shipped, parse("").unwrap());
}

#[test]
fn an_absent_file_is_the_defaults() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::load(&folder.path().join("config.toml"), None).unwrap();
    assert_eq!(config, Config::defaults(None));
}

#[test]
fn paths_start_at_home_or_at_the_file() {
    let config = parse("notes = ['~/kb', 'atlas', '/srv/notes', '~']").unwrap();
    let expected = [
        "/home/ada/kb",
        "/home/ada/.config/loci/atlas",
        "/srv/notes",
        "/home/ada",
    ];
    assert_eq!(config.notes, expected.map(PathBuf::from));
}

#[test]
fn an_unknown_key_is_named_with_its_line_and_a_suggestion() {
    let said = complaint("[schedule]\n\nretension = 0.9\n");
    assert_eq!(
        said,
        format!("{FILE}:3: unknown key `schedule.retension`; did you mean `schedule.retention`?")
    );
    assert!(complaint("retention = 0.9").contains("did you mean `schedule.retention`?"));
    assert!(complaint("[notfy]\n").contains("did you mean `[notify]`?"));
    assert!(complaint("zzz = 1").contains("unknown key `zzz`; remove it"));
    assert!(complaint("[day.deep]\nx = 1").contains("unknown key `day.deep`"));
}

#[test]
fn a_value_out_of_range_is_named_with_what_is_allowed() {
    for (text, words) in [
        (
            "[box]\nmap = '11m'",
            "box.map = '11m' is not possible: use \"1s\" to \"10m\"; the cap can be lowered, never raised",
        ),
        ("[box]\npalace = \"6m\"", "use \"1s\" to \"5m\""),
        ("[box]\npalace = 5", "box.palace = 5"),
        (
            "[schedule]\nretention = 1.5",
            "schedule.retention = 1.5 is not possible: use 0.70 to 0.99",
        ),
        ("[schedule]\nmax_interval = 0", "from 1 to 36500"),
        ("[review]\nratings = 3", "use 2"),
        ("[day]\nstarts = '4 am'", "use a time like"),
        ("[day]\ntimezone = 'Mars'", "use \"local\""),
        ("notes = '~/notes'", "use a list"),
        ("notes = ['a', 3]", "notes = 3"),
        ("[schedule]\nfuzz = 'yes'", "use true or false"),
        ("day = 3", "it is a section"),
        ("[notify]\nquiet = ['late']", "use hours"),
        ("[plan]\ninterview = 'soon'", "use a date"),
    ] {
        let said = complaint(text);
        assert!(said.contains(words), "{said}");
        assert!(said.starts_with(FILE), "{said}");
    }
}

#[test]
fn what_is_no_toml_is_named_with_its_line() {
    let said = complaint("notes = []\nignore = [\n");
    assert!(said.starts_with(&format!("{FILE}:")), "{said}");
}

#[test]
fn caps_may_be_lowered_and_enough_follows() {
    let config = parse("[box]\nmap = '4m'\npalace = '90s'\n").unwrap();
    assert_eq!(config.settings.caps.map, Secs(240));
    assert_eq!(config.settings.caps.map_enough, Secs(120));
    assert_eq!(config.settings.caps.palace, Secs(90));
}

#[test]
fn every_key_of_the_shipped_file_does_something() {
    assert_eq!(parse(TEMPLATE).unwrap().inert_keys(), [""; 0]);
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "[a-z\\[\\]=\"'.0-9\n #-]{0,80}") {
        let _ = parse(&text);
    }

    #[test]
    fn any_value_of_a_key_is_taken_or_named(key in prop::sample::select(KEYS.to_vec()), value in "[1-9][0-9]{0,5}|true|\"[a-z0-9: -]{0,12}\"|\\[\"[a-z0-9:-]{0,12}\"\\]|[0-9]\\.[0-9]{1,3}") {
        let (section, leaf) = key.split_once('.').unwrap();
        let text = format!("[{section}]\n{leaf} = {value}\n");
        if let Err(error) = parse(&text) {
            let said = error.to_string();
            let place = format!("{FILE}:2: {key} = ");
            prop_assert!(said.starts_with(&place), "{}", said);
        }
    }
}

const KEYS: [&str; 8] = [
    "day.starts",
    "schedule.retention",
    "schedule.max_interval",
    "review.ratings",
    "box.map",
    "box.hook",
    "notify.quiet",
    "plan.interview",
];

#[test]
fn balance_counts_only_where_fuzz_is_on_and_easy_days_may_be_spans() {
    let spread = |text: &str| parse(text).unwrap().settings.spread;
    let table = [
        ("", Fuzz::Balanced),
        ("[schedule]\nbalance = false", Fuzz::Seeded),
        ("[schedule]\nfuzz = false", Fuzz::Off),
        ("[schedule]\nfuzz = false\nbalance = true", Fuzz::Off),
    ];
    for (text, fuzz) in table {
        assert_eq!(spread(text).fuzz, fuzz, "{text}");
    }
    let weekend = EasyDays::new([chrono::Weekday::Sat, chrono::Weekday::Sun]);
    let easy = |days: &str| spread(&format!("[schedule]\neasy_days = {days}")).easy_days;
    assert_eq!(easy("['sat', 'sun']"), weekend);
    assert_eq!(easy("['sat-sun']"), weekend);
    assert_eq!(easy("['mon-sun']"), EasyDays::default());
}
