//! Random edits, as people make them. Things keep their numbers, so the truth stays known.

use super::dice::Dice;
use super::world::{Ix, Sort, World};

/// What was deleted and may be pasted back: the thing, where it was.
pub(crate) type Cut = (Ix, Ix, usize);

/// Subtrees that are moved, copied or deleted at once hold at most this share of all nodes.
const LARGEST_SHARE: usize = 20;

/// Makes one edit.
pub(crate) fn edit(world: &mut World, dice: &mut Dice, cuts: &mut Vec<Cut>) {
    let nodes = world.nodes();
    let node = nodes[dice.below(nodes.len())];
    let largest = (nodes.len() / LARGEST_SHARE).max(1);
    let is_room = world.things[node].sort == Sort::Room;
    match dice.below(100) {
        _ if is_room && dice.chance(30) => point(world, dice, node, &nodes),
        0..10 => rename(world, dice, node, &nodes),
        10..37 => reword(world, dice, node, &nodes),
        37..50 => relocate(world, dice, node, &nodes, largest),
        50..60 => reorder(world, dice, node),
        60..75 => insert(world, dice, node, &nodes),
        75..84 => delete(world, node, largest, cuts),
        84..86 => paste_back(world, cuts),
        86..90 => copy(world, dice, node, &nodes, largest),
        90..93 => split_branch(world, dice, node, &nodes),
        93..96 => rename_and_move_child(world, dice, node, &nodes),
        96..98 => rename_file(world, dice),
        _ => split_file(world, dice),
    }
}

/// A label of a few words that occur in the notes; now and then one that is there already.
fn new_label(world: &World, dice: &mut Dice, nodes: &[Ix]) -> String {
    let some = |dice: &mut Dice| world.things[nodes[dice.below(nodes.len())]].label.as_str();
    if dice.chance(8) {
        return some(dice).to_owned();
    }
    let words: Vec<&str> = (0..1 + dice.below(4))
        .filter_map(|_| {
            let words: Vec<&str> = some(dice).split_whitespace().collect();
            (!words.is_empty()).then(|| dice.one(&words))
        })
        .collect();
    match words.is_empty() {
        true => "something new".to_owned(),
        false => words.join(" "),
    }
}

fn rename(world: &mut World, dice: &mut Dice, node: Ix, nodes: &[Ix]) {
    let label = new_label(world, dice, nodes);
    world.things[node].renamed = true;
    world.things[node].label = label;
}

/// A slip of a finger, capitals, a mark, a word more or less: in the label, or in the name of the map.
fn reword(world: &mut World, dice: &mut Dice, node: Ix, nodes: &[Ix]) {
    let mut target = node;
    if dice.chance(3) {
        while world.things[target].sort != Sort::Map && world.things[target].sort != Sort::Palace {
            let Some(up) = world.things[target].up else {
                return;
            };
            target = up;
        }
    }
    let word = new_label(world, dice, nodes);
    let word = word.split_whitespace().next().unwrap_or("more").to_owned();
    let thing = &mut world.things[target];
    thing.label = reworded(&thing.label, &word, dice);
    thing.rewords += 1;
}

fn reworded(label: &str, word: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = label.chars().collect();
    let at = dice.below(letters.len());
    match dice.below(8) {
        0 if letters.len() > 3 => {
            letters.remove(at);
        }
        1 if letters.len() > 3 && at > 0 => letters.swap(at - 1, at),
        2 if letters.len() > 3 => letters[at] = 'e',
        3 => letters.insert(at, 'n'),
        4 => {
            let upper: String = label.chars().flat_map(char::to_uppercase).collect();
            return if upper == label {
                label.to_lowercase()
            } else {
                upper
            };
        }
        5 => return format!("{label} {word}"),
        6 => return format!("{word} {label}"),
        _ => return format!("{label}:"),
    }
    letters.into_iter().collect()
}

/// Moves a subtree into another branch, map or route, near or far.
fn relocate(world: &mut World, dice: &mut Dice, node: Ix, nodes: &[Ix], largest: usize) {
    if world.whole(node).len() > largest {
        return;
    }
    let Some(up) = new_home(world, dice, node, nodes) else {
        return;
    };
    world.take(node);
    let at = dice.below(world.things[up].below.len() + 1);
    world.put(node, up, at);
}

/// A branch, map or route that may hold the node.
fn new_home(world: &World, dice: &mut Dice, node: Ix, nodes: &[Ix]) -> Option<Ix> {
    let sort = world.things[node].sort;
    // Half of all moves stay in the map.
    let top = |mut ix: Ix| {
        while let Some(up) = world.things[ix]
            .up
            .filter(|up| world.things[*up].sort != Sort::File)
        {
            ix = up;
        }
        ix
    };
    let near = dice.chance(50);
    let here = top(node);
    for _ in 0..200 {
        let other = nodes[dice.below(nodes.len())];
        if world.things[other].sort != sort || (near && top(other) != here) {
            continue;
        }
        let up = match sort {
            Sort::Room => world.things[other].up?,
            _ if dice.chance(50) => other,
            _ => world.things[other].up?,
        };
        if !world.is_above(node, up) {
            return Some(up);
        }
    }
    None
}

fn reorder(world: &mut World, dice: &mut Dice, node: Ix) {
    let Some(up) = world.things[node].up else {
        return;
    };
    if dice.chance(50) {
        world.take(node);
        let at = dice.below(world.things[up].below.len() + 1);
        world.put(node, up, at);
    } else {
        let mut below = std::mem::take(&mut world.things[up].below);
        dice.shuffle(&mut below);
        world.things[up].below = below;
    }
}

fn insert(world: &mut World, dice: &mut Dice, node: Ix, nodes: &[Ix]) {
    let label = new_label(world, dice, nodes);
    let point = new_label(world, dice, nodes);
    let sort = world.things[node].sort;
    let Some(beside) = world.things[node].up else {
        return;
    };
    let up = if sort == Sort::Branch && dice.chance(40) {
        node
    } else {
        beside
    };
    let at = dice.below(world.things[up].below.len() + 1);
    let ix = world.insert(sort, Some(up), at, &label);
    if sort == Sort::Room {
        world.things[ix].point = point;
    } else if dice.chance(20) {
        for _ in 0..1 + dice.below(4) {
            let label = new_label(world, dice, nodes);
            world.add(sort, Some(ix), &label);
        }
    }
}

fn delete(world: &mut World, node: Ix, largest: usize, cuts: &mut Vec<Cut>) {
    let whole = world.whole(node);
    let Some(up) = world.things[node].up else {
        return;
    };
    let is_last_room = world.things[node].sort == Sort::Room && world.things[up].below.len() == 1;
    if whole.len() > largest || is_last_room {
        return;
    }
    cuts.push((node, up, world.place(node)));
    world.take(node);
    for ix in whole {
        world.things[ix].live = false;
    }
}

fn paste_back(world: &mut World, cuts: &mut Vec<Cut>) {
    let Some((node, up, at)) = cuts.pop() else {
        return;
    };
    if world.things[up].live {
        world.put(node, up, at);
        for ix in world.whole(node) {
            world.things[ix].live = true;
        }
    }
}

/// Copies a subtree to another place; the original stays.
fn copy(world: &mut World, dice: &mut Dice, node: Ix, nodes: &[Ix], largest: usize) {
    let whole = world.whole(node);
    if whole.len() > largest {
        return;
    }
    let Some(up) = new_home(world, dice, node, nodes) else {
        return;
    };
    let mut copies: Vec<(Ix, Ix)> = Vec::new();
    for ix in whole {
        let (sort, label) = (world.things[ix].sort, world.things[ix].label.clone());
        let above = world.things[ix]
            .up
            .and_then(|up| copies.iter().find(|(of, _)| *of == up));
        let (above, at) = match above {
            Some((_, copy)) => (*copy, world.things[*copy].below.len()),
            None => (up, dice.below(world.things[up].below.len() + 1)),
        };
        let copy = world.insert(sort, Some(above), at, &label);
        world.things[copy].point = world.things[ix].point.clone();
        world.things[copy].copy_of = Some(ix);
        copies.push((ix, copy));
    }
}

/// Some of a branch's children go to a new branch beside it.
fn split_branch(world: &mut World, dice: &mut Dice, node: Ix, nodes: &[Ix]) {
    let Some(branch) = parent_of_several(world, node) else {
        return;
    };
    let Some(up) = world.things[branch].up else {
        return;
    };
    let label = new_label(world, dice, nodes);
    let at = world.place(branch) + 1;
    let new = world.insert(Sort::Branch, Some(up), at, &label);
    let children = world.things[branch].below.clone();
    let keep = children.len() / 2 + children.len() % 2;
    for child in children.into_iter().skip(keep) {
        world.take(child);
        let at = world.things[new].below.len();
        world.put(child, new, at);
    }
}

/// The node, or the next branch above, if it has several children.
fn parent_of_several(world: &World, node: Ix) -> Option<Ix> {
    let several =
        |ix: &Ix| world.things[*ix].sort == Sort::Branch && world.things[*ix].below.len() > 1;
    Some(node)
        .filter(several)
        .or(world.things[node].up.filter(several))
}

fn rename_and_move_child(world: &mut World, dice: &mut Dice, node: Ix, nodes: &[Ix]) {
    let Some(parent) = parent_of_several(world, node) else {
        return;
    };
    let below = &world.things[parent].below;
    let child = below[dice.below(below.len())];
    relocate(world, dice, child, nodes, usize::MAX);
    rename(world, dice, parent, nodes);
}

fn rename_file(world: &mut World, dice: &mut Dice) {
    let file = world.files[dice.below(world.files.len())];
    let number = world.things.len() + dice.below(1_000_000);
    world.things[file].label = format!("/elsewhere/{number}.md");
    world.take(file);
    let at = dice.below(world.files.len() + 1);
    world.files.insert(at, file);
}

/// The second half of a file goes to a new one: some of its maps, or some branches of its only map.
fn split_file(world: &mut World, dice: &mut Dice) {
    let file = world.files[dice.below(world.files.len())];
    let number = world.things.len() + dice.below(1_000_000);
    let tops = world.things[file].below.clone();
    if let [top] = tops[..] {
        if world.things[top].sort != Sort::Map || world.things[top].below.len() < 2 {
            return;
        }
        let new = world.add(Sort::File, None, &format!("/split/{number}.md"));
        let name = format!("{} 2", world.things[top].label);
        let map = world.add(Sort::Map, Some(new), &name);
        let branches = world.things[top].below.clone();
        for branch in branches
            .into_iter()
            .skip(1 + world.things[top].below.len() / 2)
        {
            world.take(branch);
            let at = world.things[map].below.len();
            world.put(branch, map, at);
        }
    } else {
        let new = world.add(Sort::File, None, &format!("/split/{number}.md"));
        for top in tops.into_iter().skip(1) {
            world.take(top);
            let at = world.things[new].below.len();
            world.put(top, new, at);
        }
    }
}

/// Of a room: its point is reworded or replaced, or it changes its place by name.
fn point(world: &mut World, dice: &mut Dice, node: Ix, nodes: &[Ix]) {
    match dice.below(3) {
        0 => {
            let word = new_label(world, dice, nodes);
            let thing = &mut world.things[node];
            thing.point = reworded(&format!("{} ", thing.point), &word, dice)
                .trim()
                .to_owned();
        }
        1 => {
            world.things[node].point = new_label(world, dice, nodes);
            world.things[node].repointed = true;
        }
        _ => rename(world, dice, node, nodes),
    }
}
