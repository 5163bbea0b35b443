//! What a year came to: of each kind of reminder how many were wanted, came in time, late or never; what should
//! not have come; and how often the daemon woke for it.

use std::collections::BTreeMap;

/// What a reminder is, as the oracle tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// The one of the day.
    Digest,
    /// The second.
    Nudge,
    /// What a snooze, a pause or another silence put off.
    Again,
    /// What stood on the screen when its server or its daemon went.
    Resent,
    /// The one of the day after some days away.
    Welcome,
    /// Whether to go on.
    Ask,
}

impl Kind {
    const ALL: [Kind; 6] = [
        Kind::Digest,
        Kind::Nudge,
        Kind::Again,
        Kind::Resent,
        Kind::Welcome,
        Kind::Ask,
    ];

    fn name(self) -> &'static str {
        match self {
            Kind::Digest => "digest",
            Kind::Nudge => "nudge",
            Kind::Again => "after a silence",
            Kind::Resent => "after a server or daemon went",
            Kind::Welcome => "welcome back",
            Kind::Ask => "whether to go on",
        }
    }
}

/// Why one should not have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Wrong {
    /// Nothing was due, or less than is worth one.
    NothingDue,
    /// It was silent.
    Silence,
    /// The day had as many as it may.
    AboveMaximum,
    /// It was there already, or was not wanted yet.
    Doubled,
}

impl Wrong {
    const ALL: [Wrong; 4] = [
        Wrong::NothingDue,
        Wrong::Silence,
        Wrong::AboveMaximum,
        Wrong::Doubled,
    ];

    fn name(self) -> &'static str {
        match self {
            Wrong::NothingDue => "with nothing due",
            Wrong::Silence => "inside a silence",
            Wrong::AboveMaximum => "above the maximum of a day",
            Wrong::Doubled => "doubled, or not wanted",
        }
    }
}

/// Of one kind.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Row {
    pub(crate) in_time: u64,
    pub(crate) late: u64,
    pub(crate) missed: u64,
    /// The longest delay of those that came, in milliseconds in which it could have come.
    pub(crate) longest_ms: u64,
}

impl Row {
    fn wanted(self) -> u64 {
        self.in_time + self.late + self.missed
    }

    fn add(&mut self, other: Row) {
        self.in_time += other.in_time;
        self.late += other.late;
        self.missed += other.missed;
        self.longest_ms = self.longest_ms.max(other.longest_ms);
    }
}

/// How often the daemon woke by its timers while the machine was awake.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Woken {
    /// By the wall clock, and something was wished for.
    pub(crate) worth: u64,
    /// By the wall clock, and nothing came of it.
    pub(crate) idle: u64,
    /// For a box or a mock interview.
    pub(crate) boxes: u64,
}

/// Of a year, or of many.
#[derive(Debug, Clone, Default)]
pub(crate) struct Figures {
    pub(crate) rows: BTreeMap<Kind, Row>,
    pub(crate) wrong: BTreeMap<Wrong, u64>,
    pub(crate) woken: Woken,
    pub(crate) days: u64,
    /// What broke a bound, in words.
    pub(crate) broken: Vec<String>,
}

impl Figures {
    pub(crate) fn add(&mut self, other: Figures) {
        for (kind, row) in other.rows {
            self.rows.entry(kind).or_default().add(row);
        }
        for (wrong, count) in other.wrong {
            *self.wrong.entry(wrong).or_default() += count;
        }
        self.woken.worth += other.woken.worth;
        self.woken.idle += other.woken.idle;
        self.woken.boxes += other.woken.boxes;
        self.days += other.days;
        self.broken.extend(other.broken);
    }

    fn all(&self) -> Row {
        let mut all = Row::default();
        self.rows.values().for_each(|row| all.add(*row));
        all
    }

    /// Whether the bounds hold: 99.9 % of what is wanted within five minutes, and nothing that should not come.
    pub(crate) fn holds(&self) -> Result<(), String> {
        let all = self.all();
        let wrong: u64 = self.wrong.values().sum();
        match (all.late + all.missed) * 1000 <= all.wanted() && wrong == 0 && all.wanted() > 0 {
            true => Ok(()),
            false => Err(format!(
                "of {} wanted {} late and {} missed; {wrong} that should not have come",
                all.wanted(),
                all.late,
                all.missed
            )),
        }
    }

    /// The table, as it stands in the docs.
    pub(crate) fn table(&self) -> String {
        let line = |name: &str, row: Row| {
            let percent = 100.0 * row.in_time as f64 / row.wanted().max(1) as f64;
            format!(
                "| {name} | {} | {} ({percent:.2} %) | {} | {} | {} s |\n",
                row.wanted(),
                row.in_time,
                row.late,
                row.missed,
                row.longest_ms / 1000
            )
        };
        let mut table = String::from(
            "| reminder | wanted | within 5 min | later | never | longest delay |\n|---|---|---|---|---|---|\n",
        );
        for kind in Kind::ALL {
            let row = self.rows.get(&kind).copied().unwrap_or_default();
            table.push_str(&line(kind.name(), row));
        }
        table.push_str(&line("all", self.all()));
        table.push_str("\n| that should not have come | |\n|---|---|\n");
        for wrong in Wrong::ALL {
            let count = self.wrong.get(&wrong).copied().unwrap_or_default();
            table.push_str(&format!("| {} | {count} |\n", wrong.name()));
        }
        let (all, woken, days) = (self.all(), self.woken, self.days.max(1) as f64);
        let came = (all.in_time + all.late).max(1) as f64;
        table.push_str(&format!(
            "\n{} days. Wake-ups a day by the timer of reminders: {:.2}, of which nothing came {:.2}; \
             for each reminder that came {:.2}. By the timer of boxes: {:.2} a day.\n",
            self.days,
            (woken.worth + woken.idle) as f64 / days,
            woken.idle as f64 / days,
            (woken.worth + woken.idle) as f64 / came,
            woken.boxes as f64 / days,
        ));
        table
    }
}
