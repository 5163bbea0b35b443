//! `loci tree`: a scope, drawn, with how well each branch and room would be recalled now.

use super::args::Tree as TreeArgs;
use super::context::{Context, Reply};
use super::exit::{Exit, Trouble};
use super::render::out::Volume;
use crate::ipc::protocol::{Request, Tree, TreeItem};

use draw::{Glyphs, Look};

mod draw;
mod line;

/// `loci tree [SCOPE]`.
pub fn run(context: &mut Context, args: &TreeArgs) -> Result<Exit, Trouble> {
    let reply = ask(context, args)?;
    let look = Look {
        glyphs: match args.ascii {
            true => Glyphs::Ascii,
            false => Glyphs::Drawn,
        },
        columns: context.out.width(),
    };
    let today = context.today();
    let explained = context.out.is_terminal() && context.out.volume != Volume::Quiet;
    context.out.show("tree", &reply.raw, || {
        if reply.value.is_empty() {
            return "nothing yet: loci add FOLDER, or loci start".to_owned();
        }
        let mut text = draw::draw(&reply.value, today, look);
        if explained {
            text.push_str(&format!("\n{}", draw::legend(look)));
        }
        text
    })?;
    Ok(Exit::Done)
}

fn ask(context: &mut Context, args: &TreeArgs) -> Result<Reply<Vec<TreeItem>>, Trouble> {
    let depth = args.depth;
    let request = |scope: Option<String>| Request::Tree(Tree { scope, depth });
    match &args.scope {
        None => context.call(&request(None)),
        Some(scope) => context.call_about(scope, |scope| request(Some(scope))),
    }
}
