//! Shows a digest and a STOP at the notification server of this session, and says what comes back, until standard
//! input ends; `scripts/notifications` runs it with servers of its own.

use std::io::{self, Write};

use loci::desktop::bus::Buses;
use loci::desktop::link;
use loci::domain::notice::{Action, Button, Notice, Presence, Subject, Token, Urgency};
use loci::domain::screen::{News, Wish};
use tokio::sync::mpsc;
use uuid::Uuid;

fn main() -> io::Result<()> {
    let (wishes, wished) = mpsc::channel(4);
    let (tell, mut news) = mpsc::channel(4);
    let (end, mut ended) = mpsc::channel::<()>(1);
    std::thread::spawn(move || {
        let _read = io::copy(&mut io::stdin(), &mut io::sink());
        drop(end);
    });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async move {
        let follow = async move {
            loop {
                let news = tokio::select! {
                    Some(news) = news.recv() => news,
                    _ = ended.recv() => return Ok(()),
                };
                writeln!(io::stdout(), "{news:?}")?;
                // As the daemon: once there is a server, it is given what matters.
                if let News::Presence(Presence::Server(_)) = news {
                    for notice in [digest(), stop()] {
                        let _wished = wishes.try_send(Wish::Show(notice));
                    }
                }
            }
        };
        let ((), followed) = tokio::join!(link::run(Buses::from_env(), wished, tell), follow);
        followed
    })
}

fn digest() -> Notice {
    let button = |action, label: &str| Button {
        action,
        label: label.to_owned(),
    };
    Notice {
        subject: Subject::Reminder,
        token: Token(Uuid::new_v4()),
        title: "6 to recall · about 4 min".to_owned(),
        body: "click, or: loci review".to_owned(),
        urgency: Urgency::Normal,
        click: Some(Action::Open),
        buttons: vec![
            button(Action::Open, "Start"),
            button(Action::Snooze, "In 1 hour"),
            button(Action::NotToday, "Not today"),
        ],
        progress: None,
    }
}

fn stop() -> Notice {
    Notice {
        subject: Subject::Box,
        token: Token(Uuid::new_v4()),
        title: "STOP".to_owned(),
        body: "Time is over (10:00). What is on the page is kept.".to_owned(),
        urgency: Urgency::Critical,
        click: None,
        buttons: Vec::new(),
        progress: None,
    }
}
