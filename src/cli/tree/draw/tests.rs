//! Tests of the drawing.

use super::*;
use crate::cli::ls::tests::locus;
use crate::ipc::protocol::{LocusInfo, TreeSum};

fn branch(level: u32, path: &str, state: &str, now: Option<f32>, due: Option<&str>) -> TreeItem {
    let known = LocusInfo {
        retrievability: now,
        ..locus(path, state, due)
    };
    TreeItem {
        kind: known.kind.clone(),
        path: path.to_owned(),
        label: known.label.clone(),
        level,
        locus: Some(known),
        below: None,
        body: None,
        answer: None,
        interview: false,
    }
}

fn group(level: u32, kind: &str, label: &str, below: TreeSum) -> TreeItem {
    TreeItem {
        kind: kind.to_owned(),
        path: label.to_lowercase(),
        label: label.to_owned(),
        level,
        locus: None,
        below: Some(below),
        body: None,
        answer: None,
        interview: false,
    }
}

fn items() -> Vec<TreeItem> {
    let sum = TreeSum {
        loci: 6,
        due: 2,
        new: 1,
        suspended: 1,
        retrievability: Some(0.86),
    };
    let mut room = branch(2, "house/gate", "review", Some(1.0), Some("2026-12-22"));
    if let Some(locus) = &mut room.locus {
        locus.point = Some("names are references".to_owned());
    }
    vec![
        group(0, "folder", "Py", sum),
        group(1, "map", "Python", TreeSum { loci: 5, ..sum }),
        branch(
            2,
            "python/basics",
            "review",
            Some(0.946),
            Some("2026-11-29"),
        ),
        branch(
            3,
            "python/basics/types",
            "review",
            Some(0.71),
            Some("2026-11-22"),
        ),
        branch(
            2,
            "python/记忆宫殿",
            "review",
            Some(0.4),
            Some("2026-11-19"),
        ),
        branch(2, "python/new", "new", None, None),
        branch(2, "python/old", "suspended", Some(0.83), Some("2026-11-19")),
        group(
            1,
            "palace",
            "House",
            TreeSum {
                loci: 1,
                due: 0,
                new: 0,
                suspended: 0,
                ..sum
            },
        ),
        room,
    ]
}

fn drawn(items: &[TreeItem], glyphs: Glyphs, columns: Option<usize>) -> String {
    let today = "2026-11-22".parse().unwrap();
    let text = draw(items, today, Look { glyphs, columns });
    anstream::adapter::strip_str(&text).to_string()
}

#[test]
fn a_tree_says_by_glyph_number_and_day_how_well_each_is_known() {
    assert_eq!(
        drawn(&items(), Glyphs::Drawn, Some(80)),
        "\
◑  86 Py/                               6 loci, 1 new, 2 due
├─ ◑  86 Python                         5 branches, 1 new, 2 due
│  ├─ ●  95 basics                      Sun 29 Nov
│  │  └─ ◔  71 types                    due today
│  ├─ ○  40 记忆宫殿                    due, 3 d late
│  ├─ ◌ new new
│  └─ ⊘  83 old                         suspended
└─ ◑  86 House                          1 room
   └─ ● 100 gate: names are references  Tue 22 Dec
"
    );
}

#[test]
fn a_narrow_terminal_gets_the_labels_and_what_is_due() {
    let text = drawn(&items(), Glyphs::Ascii, Some(24));
    assert_eq!(
        text,
        "\
+  86 Py/          2 due
|- +  86 Python    2 due
|  |- #  95 basics
|  |  `- -  71 types due
|  |- .  40 记忆宫殿 due
|  |- ? new new
|  `- x  83 old
`- +  86 House
   `- # 100 gate: name..
"
    );
}

#[test]
fn no_line_is_wider_than_the_terminal_and_nothing_is_cut_in_a_pipe() {
    let long = "wide 宽 ".repeat(30);
    let mut items = items();
    items.push(branch(0, &long, "review", Some(0.9), Some("2027-01-01")));
    for columns in 40..100 {
        for glyphs in [Glyphs::Drawn, Glyphs::Ascii] {
            let text = drawn(&items, glyphs, Some(columns));
            for line in text.lines() {
                assert!(line.width() <= columns, "{columns}: {line}");
            }
        }
    }
    assert!(drawn(&items, Glyphs::Drawn, None).contains(&long));
}

#[test]
fn nothing_but_labels_is_beyond_ascii_if_so_wanted() {
    let mut items = items();
    items.retain(|item| item.label.is_ascii());
    for columns in [None, Some(30)] {
        assert!(drawn(&items, Glyphs::Ascii, columns).is_ascii());
        let look = Look {
            glyphs: Glyphs::Ascii,
            columns,
        };
        assert!(legend(look).is_ascii());
    }
}

#[test]
fn what_is_not_shown_below_a_branch_is_counted() {
    let mut items = items();
    items.truncate(3);
    items[2].below = Some(TreeSum {
        loci: 12,
        ..TreeSum::default()
    });
    assert!(drawn(&items, Glyphs::Drawn, None).contains("basics +12"));
}

#[test]
fn the_rails_of_a_deep_tree_leave_room_for_its_labels() {
    let items: Vec<TreeItem> = (0..500)
        .map(|level| branch(level, "a/label", "new", None, None))
        .collect();
    for line in drawn(&items, Glyphs::Drawn, Some(40)).lines() {
        assert!(
            line.ends_with("◌ new label") && line.width() <= 40,
            "{line}"
        );
    }
}

#[test]
fn the_legend_fits_the_terminal() {
    let look = |columns| Look {
        glyphs: Glyphs::Drawn,
        columns: Some(columns),
    };
    let plain = |columns| anstream::adapter::strip_str(&legend(look(columns))).to_string();
    assert_eq!(
        plain(80),
        "% recalled now  ● 95+  ◕ 90+  ◑ 80+  ◔ 70+  ○ below  ◌ new  ⊘ suspended\n"
    );
    assert!(plain(40).lines().all(|line| line.width() <= 40));
}
