//! `loci init SHELL`: what a shell's startup file takes in: completions, a key for the review, and the greeting.
//!
//! It only prints. The keys themselves are spelled for each shell in `key`.

use super::args::setup::{Init, InitShell};
use super::completions;
use super::context::Context;
use super::exit::{Exit, Trouble};
use key::Chord;

mod key;

/// `loci init SHELL [--key KEY] [--greet]`.
pub fn run(context: &mut Context, args: &Init) -> Result<Exit, Trouble> {
    let chord = match &args.key {
        Some(key) => Some(
            key.parse::<Chord>()
                .map_err(|why| Trouble::Usage(why.to_string()))?,
        ),
        None => None,
    };
    let mut script = prelude(args.shell).to_owned();
    script.push_str(&completions::script(args.shell.known()));
    if let Some(chord) = &chord {
        script.push_str(&binding(args.shell, chord));
    }
    if args.greet {
        script.push_str(greeting(args.shell));
    }
    context.out.lines(&script)?;
    Ok(Exit::Done)
}

/// What the completions need. In zsh the function `compdef` is there only once its completions are set up
/// (zshcompsys(1)); `-i` asks nothing while the shell opens.
fn prelude(shell: InitShell) -> &'static str {
    match shell {
        InitShell::Zsh => {
            "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i; }\n"
        }
        InitShell::Bash | InitShell::Fish => "",
    }
}

/// Opens the review at a key. The shell's own line editor waits meanwhile and draws its prompt again: zsh below what
/// was said after `zle -I`; its `reset-prompt` would go up first and write over the last line (zshzle(1)).
fn binding(shell: InitShell, chord: &Chord) -> String {
    match shell {
        InitShell::Bash => format!("bind -x '\"{}\": loci review'\n", chord.bash()),
        InitShell::Zsh => format!(
            "_loci_review() {{ zle -I; loci review <$TTY; }}\n\
             zle -N _loci_review\n\
             bindkey '{}' _loci_review\n",
            chord.zsh()
        ),
        InitShell::Fish => format!(
            "bind {} 'loci review; commandline -f repaint'\n",
            chord.fish()
        ),
    }
}

/// Tells what is due when an interactive shell opens; never more than a moment, never an error.
fn greeting(shell: InitShell) -> &'static str {
    match shell {
        InitShell::Bash | InitShell::Zsh => {
            "case $- in *i*) loci status --greet 2>/dev/null || : ;; esac\n"
        }
        InitShell::Fish => "status is-interactive; and loci status --greet 2>/dev/null\n",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::fake::Fake;
    use crate::cli::render::out::Form;

    fn script(shell: InitShell, key: Option<&str>, greet: bool) -> Result<String, Trouble> {
        let mut fake = Fake::down(Form::Text);
        let key = key.map(str::to_owned);
        run(&mut fake.context, &Init { shell, key, greet })?;
        Ok(fake.stdout.text())
    }

    #[test]
    fn each_shell_gets_its_completions_and_only_what_was_asked_for() {
        for shell in [InitShell::Bash, InitShell::Zsh, InitShell::Fish] {
            let bare = script(shell, None, false).unwrap();
            assert!(bare.contains("unsuspend"), "{shell:?}");
            assert!(
                !bare.contains("_loci_review") && !bare.contains("status --greet"),
                "{shell:?}"
            );
            let full = script(shell, Some("alt-r"), true).unwrap();
            assert!(full.starts_with(&bare));
            assert!(full.contains("loci review") && full.contains("status --greet"));
        }
    }

    /// Runs a shell that reads its startup text from stdin; nothing if the shell is not there.
    fn checked(program: &str, text: &str) {
        use std::io::Write;
        let child = std::process::Command::new(program)
            .args(["-n"])
            .stdin(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn();
        let Ok(mut child) = child else {
            println!("not run: {program} is not installed");
            return;
        };
        child
            .stdin
            .take()
            .unwrap()
            .write_all(text.as_bytes())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program}: {said}");
    }

    #[test]
    fn the_scripts_are_what_the_shells_can_read() {
        for (shell, program) in [
            (InitShell::Bash, "bash"),
            (InitShell::Zsh, "zsh"),
            (InitShell::Fish, "fish"),
        ] {
            checked(program, &script(shell, Some("ctrl-x r"), true).unwrap());
        }
    }

    #[test]
    fn a_zsh_without_completions_opens_without_a_word() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("init.zsh");
        std::fs::write(&file, script(InitShell::Zsh, Some("alt-r"), false).unwrap()).unwrap();
        let ran = std::process::Command::new("zsh")
            .args(["-f", "-c", "source $1 && print $+functions[compdef]", "zsh"])
            .arg(&file)
            .env("HOME", folder.path())
            .env("ZDOTDIR", folder.path())
            .output();
        let Ok(ran) = ran else {
            println!("not run: zsh is not installed");
            return;
        };
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert_eq!(
            (said.as_str(), ran.stdout.as_slice()),
            ("", b"1\n".as_slice())
        );
    }

    #[test]
    fn zsh_draws_its_prompt_below_what_the_review_said() {
        let zsh = script(InitShell::Zsh, Some("alt-r"), false).unwrap();
        assert!(zsh.contains("zle -I; loci review <$TTY; }"), "{zsh}");
        assert!(!zsh.contains("reset-prompt"), "{zsh}");
    }

    #[test]
    fn a_key_that_is_none_is_refused_with_an_example() {
        let refused = script(InitShell::Bash, Some("hyper-ö"), false).unwrap_err();
        assert!(refused.to_string().contains("alt-r"), "{refused}");
    }
}
