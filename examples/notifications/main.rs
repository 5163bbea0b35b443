//! Shows each notification of loci at the notification server of this session, one after the other: its name is
//! printed once it is shown, and a line on standard input brings the next. What else comes back is printed as it is.
//! `scripts/notifications` runs it with servers of its own.

use std::io::{self, BufRead, Write};

use loci::desktop::bus::Buses;
use loci::desktop::link;
use loci::domain::notice::{Presence, Subject};
use loci::domain::screen::{News, Wish};
use tokio::sync::mpsc;

mod faces;

fn main() -> io::Result<()> {
    let (wishes, wished) = mpsc::channel(8);
    let (tell, mut news) = mpsc::channel(8);
    let (next, mut wanted) = mpsc::channel::<()>(1);
    std::thread::spawn(move || {
        for _line in io::stdin().lock().lines() {
            if next.blocking_send(()).is_err() {
                break;
            }
        }
    });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async move {
        let follow = async move {
            let mut faces = faces::all().into_iter();
            let mut name = String::new();
            loop {
                let is_next = tokio::select! {
                    Some(news) = news.recv() => match news {
                        News::Shown { .. } => {
                            writeln!(io::stdout(), "shown {name}")?;
                            false
                        }
                        // As the daemon: once there is a server, it is given what matters.
                        News::Presence(Presence::Server(server)) => {
                            writeln!(io::stdout(), "{} {}", server.name, server.version)?;
                            true
                        }
                        other => {
                            writeln!(io::stdout(), "{other:?}")?;
                            false
                        }
                    },
                    asked = wanted.recv() => match asked {
                        Some(()) => true,
                        None => return Ok(()),
                    },
                };
                if !is_next {
                    continue;
                }
                let Some((called, notice)) = faces.next() else {
                    writeln!(io::stdout(), "done")?;
                    continue;
                };
                name = called;
                for subject in Subject::ALL {
                    if subject != notice.subject {
                        let _wished = wishes.send(Wish::Withdraw(subject)).await;
                    }
                }
                let _wished = wishes.send(Wish::Show(notice)).await;
            }
        };
        let ((), followed) = tokio::join!(link::run(Buses::from_env(), wished, tell), follow);
        followed
    })
}
