//! Trees to edit: some from real text that lies on the machine, some made up. Nothing of the real text is kept.

use std::path::{Path, PathBuf};

use super::dice::Dice;
use super::world::{Ix, Sort, World};

/// A tree and what it is called in the table.
pub(crate) struct Tree {
    pub(crate) name: &'static str,
    pub(crate) world: World,
}

/// All trees that this machine has.
pub(crate) fn all() -> Vec<Tree> {
    let home = std::env::var("HOME").unwrap_or_default();
    let crates = Path::new(&home).join(".cargo/registry/src");
    let python = python();
    let markdown =
        |name: &'static str| move |path: &Path| path.file_name().is_some_and(|n| n == name);
    let real = [
        tree(
            "changelogs of crates",
            11_000,
            &crates,
            markdown("CHANGELOG.md"),
            outline,
        ),
        tree(
            "readmes of crates",
            4_000,
            &crates,
            markdown("README.md"),
            outline,
        ),
        tree(
            "classes of Python",
            8_000,
            &python,
            with_ending("py"),
            definitions,
        ),
        folders("folders of crates", 6_000, &crates),
    ];
    let mut trees: Vec<Tree> = real.into_iter().flatten().collect();
    trees.push(made("made: study notes", 3_000, 1, &STUDY));
    trees.push(made("made: many twins", 2_000, 2, &TWINS));
    trees.push(made("made: Chinese", 2_500, 3, &CHINESE));
    trees.push(made("made: long sentences", 1_000, 4, &SENTENCES));
    trees.push(made("made: deep", 5_000, 5, &DEEP));
    trees.push(palaces("made: palaces", 1_200, 6));
    trees
}

/// The library of the newest Python 3 that the system has.
fn python() -> PathBuf {
    let entries = std::fs::read_dir("/usr/lib")
        .into_iter()
        .flatten()
        .flatten();
    let is_python = |name: &str| name.starts_with("python3.");
    let found = entries.filter(|entry| entry.file_name().to_str().is_some_and(is_python));
    found.map(|entry| entry.path()).max().unwrap_or_default()
}

fn with_ending(ending: &'static str) -> impl Fn(&Path) -> bool {
    move |path| path.extension().is_some_and(|e| e == ending)
}

/// Every file below a folder, in the order of the paths.
fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut files, mut open) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries.flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => open.push(entry.path()),
                Ok(kind) if kind.is_file() => files.push(entry.path()),
                Ok(_) | Err(_) => {}
            }
        }
    }
    files.sort();
    files
}

type Lines = Vec<(usize, String)>;

/// A tree of some of the files below a folder, one map a file; `None` where there are too few.
fn tree(
    name: &'static str,
    size: usize,
    folder: &Path,
    wanted: impl Fn(&Path) -> bool,
    read: impl Fn(&str) -> Lines,
) -> Option<Tree> {
    let mut files: Vec<PathBuf> = files(folder)
        .into_iter()
        .filter(|path| wanted(path))
        .collect();
    Dice::new(size as u64).shuffle(&mut files);
    let mut world = World::default();
    let mut nodes = 0;
    for path in files {
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        let mut lines = read(&text);
        lines.truncate(size / 4);
        if lines.len() < 5 {
            continue;
        }
        nodes += lines.len();
        let root = path
            .parent()
            .and_then(Path::file_name)
            .map(|n| n.to_string_lossy().into_owned());
        plant(
            &mut world,
            &path.to_string_lossy(),
            &root.unwrap_or_default(),
            lines,
        );
        if nodes >= size {
            return Some(Tree { name, world });
        }
    }
    None
}

/// A file with one map; depths from 0, which may skip.
fn plant(world: &mut World, source: &str, root: &str, lines: Lines) {
    let file = world.add(Sort::File, None, source);
    let top = world.add(Sort::Map, Some(file), root);
    let mut open: Vec<(usize, Ix)> = Vec::new();
    for (depth, label) in lines {
        while open.last().is_some_and(|(above, _)| *above >= depth) {
            open.pop();
        }
        let up = open.last().map_or(top, |(_, ix)| *ix);
        open.push((depth, world.add(Sort::Branch, Some(up), &label)));
    }
}

/// Headings and list items of Markdown.
fn outline(text: &str) -> Lines {
    let (mut lines, mut heading, mut fenced) = (Vec::new(), 0, false);
    for line in text.lines() {
        let (bare, indent) = (line.trim(), line.len() - line.trim_start().len());
        fenced ^= bare.starts_with("```");
        let item = ["- ", "* ", "+ "]
            .iter()
            .find_map(|mark| bare.strip_prefix(mark));
        let hashes = bare.chars().take_while(|c| *c == '#').count();
        if fenced {
        } else if hashes > 0 && bare[hashes..].starts_with(' ') {
            heading = hashes;
            lines.push((heading, bare[hashes..].trim().to_owned()));
        } else if let Some(item) = item {
            lines.push((heading + 1 + indent, item.trim().to_owned()));
        }
    }
    lines.retain(|(_, label)| !label.is_empty());
    lines
}

/// Classes and functions of Python.
fn definitions(text: &str) -> Lines {
    let name = |line: &str| {
        let rest = line
            .trim_start()
            .strip_prefix("def ")
            .or(line.trim_start().strip_prefix("class "))?;
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_')?;
        Some((line.len() - line.trim_start().len(), rest[..end].to_owned()))
    };
    text.lines().filter_map(name).collect()
}

/// Folders and files as maps, one a crate.
fn folders(name: &'static str, size: usize, folder: &Path) -> Option<Tree> {
    let mut crates: Vec<PathBuf> = std::fs::read_dir(folder)
        .ok()?
        .flatten()
        .map(|e| e.path())
        .collect();
    crates = crates
        .iter()
        .filter_map(|index| std::fs::read_dir(index).ok())
        .flatten()
        .flatten()
        .map(|e| e.path())
        .collect();
    crates.sort();
    Dice::new(size as u64).shuffle(&mut crates);
    let mut world = World::default();
    let mut nodes = 0;
    for path in crates {
        let mut lines: Lines = Vec::new();
        let mut above: Vec<String> = Vec::new();
        for file in files(&path)
            .iter()
            .filter_map(|file| file.strip_prefix(&path).ok())
            .take(size / 8)
        {
            let parts: Vec<String> = file
                .iter()
                .map(|part| part.to_string_lossy().into_owned())
                .collect();
            let same = parts.iter().zip(&above).take_while(|(a, b)| a == b).count();
            lines.extend(
                parts
                    .iter()
                    .enumerate()
                    .skip(same)
                    .map(|(depth, part)| (depth, part.clone())),
            );
            above = parts;
        }
        nodes += lines.len();
        plant(
            &mut world,
            &path.to_string_lossy(),
            &path.file_name()?.to_string_lossy(),
            lines,
        );
        if nodes >= size {
            return Some(Tree { name, world });
        }
    }
    None
}

/// How made trees look.
pub(crate) struct Style {
    /// The words of labels.
    words: &'static str,
    /// Parts between words.
    gap: &'static str,
    /// Words of a label, at least and at most.
    length: (usize, usize),
    /// Of 100 labels those that are one of `twins`.
    twin_percent: usize,
    twins: &'static [&'static str],
    /// Of 100 nodes those that go one deeper.
    deeper_percent: usize,
}

const WORDS: &str = "list dict tuple set string bytes closure decorator generator iterator context manager class \
    instance method attribute property descriptor metaclass module package import scope name binding default \
    argument keyword positional variadic mutable immutable hash equality identity copy deep shallow slice index \
    sort key lambda comprehension loop while break exception raise finally thread lock queue process event async \
    await task coroutine memory reference cycle garbage collector cache complexity constant linear quadratic \
    amortized heap stack tree graph node edge breadth depth recursion memo dynamic greedy binary search pointer \
    window prefix sum bit mask type hint protocol generic union optional literal test mock fixture coverage \
    logging debug profile deploy index query join transaction isolation lock row page shard replica leader quorum";

const STUDY: Style = Style {
    words: WORDS,
    gap: " ",
    length: (1, 4),
    twin_percent: 8,
    twins: &["Examples", "Summary", "Pitfalls", "Cost"],
    deeper_percent: 35,
};
const TWINS: Style = Style {
    words: "one two three get set",
    gap: " ",
    length: (1, 2),
    twin_percent: 40,
    twins: &["Example", "Note", "TODO", "x", "yes"],
    deeper_percent: 40,
};
const CHINESE: Style = Style {
    words: "字典 列表 元组 集合 字符串 函数 参数 默认 闭包 装饰器 生成器 迭代 上下文 类 实例 方法 属性 模块 导入 作用域 名称 绑定 可变 哈希 相等 复制 切片 排序 异常 线程 锁 队列 进程 事件 异步 内存 引用 缓存 复杂度 常数 线性 堆 栈 树 图 节点 递归 贪心 二分 数据库 查询 连接 事务 隔离 行锁 分页 分片 副本 领导者 法定人数 网络 协议 端口 请求 响应 会话 令牌 加密 签名 证书 编译 解释 字节码 虚拟机 解析 语法 词法 类型 注解 协变 逆变 泛型 联合 可选 断言 模拟 夹具 覆盖率 调试 剖析 部署 容器 镜像 编排 监控 告警 指标 追踪 限流 熔断 重试 幂等 批处理 流处理 消息 主题 订阅 发布 消费者 分区 偏移 指针 窗口 前缀 位 测试 日志",
    gap: "",
    length: (1, 3),
    twin_percent: 8,
    twins: &["例子", "总结"],
    deeper_percent: 35,
};
const SENTENCES: Style = Style {
    words: WORDS,
    gap: " ",
    length: (9, 40),
    twin_percent: 2,
    twins: &["See above"],
    deeper_percent: 30,
};
const DEEP: Style = Style {
    words: WORDS,
    gap: " ",
    length: (1, 3),
    twin_percent: 10,
    twins: &["Notes", "?", "Links"],
    deeper_percent: 75,
};

/// A label in a style.
fn label(style: &Style, dice: &mut Dice) -> String {
    if dice.chance(style.twin_percent) {
        return dice.one(style.twins).to_owned();
    }
    let words: Vec<&str> = style.words.split_whitespace().collect();
    let count = style.length.0 + dice.below(style.length.1 - style.length.0 + 1);
    let label: Vec<&str> = (0..count).map(|_| dice.one(&words)).collect();
    label.join(style.gap)
}

/// A long label.
pub(crate) fn sentence(dice: &mut Dice) -> String {
    label(&SENTENCES, dice)
}

/// A made tree: several files of one to three maps.
pub(crate) fn made(name: &'static str, size: usize, seed: u64, style: &Style) -> Tree {
    let mut dice = Dice::new(seed);
    let mut world = World::default();
    let mut nodes = 0;
    while nodes < size {
        let file = world.add(
            Sort::File,
            None,
            &format!("/notes/{}.md", world.files.len()),
        );
        for _ in 0..1 + dice.below(3) {
            let top = world.add(Sort::Map, Some(file), &label(style, &mut dice));
            let mut open = vec![top];
            for _ in 0..20 + dice.below(size / 10) {
                while open.len() > 1 && !dice.chance(style.deeper_percent) {
                    open.pop();
                }
                let up = open[open.len() - 1];
                open.push(world.add(Sort::Branch, Some(up), &label(style, &mut dice)));
                nodes += 1;
            }
        }
    }
    Tree { name, world }
}

/// A made map in study style with about `size` branches in files of a thousand.
pub(crate) fn large(size: usize) -> World {
    let mut dice = Dice::new(size as u64);
    let mut world = World::default();
    let mut nodes = 0;
    while nodes < size {
        let file = world.add(
            Sort::File,
            None,
            &format!("/notes/{}.md", world.files.len()),
        );
        let top = world.add(Sort::Map, Some(file), &label(&STUDY, &mut dice));
        let mut open = vec![top];
        for _ in 0..(size - nodes).min(1_000) {
            while open.len() > 1 && !dice.chance(STUDY.deeper_percent) {
                open.pop();
            }
            let up = open[open.len() - 1];
            open.push(world.add(Sort::Branch, Some(up), &label(&STUDY, &mut dice)));
            nodes += 1;
        }
    }
    world
}

fn palaces(name: &'static str, size: usize, seed: u64) -> Tree {
    const PLACES: &str = "door hall kitchen stairs bedroom bath cellar garden desk lamp shelf window plant chair \
        sofa clock mirror oven sink fridge bed carpet balcony garage";
    const HOUSES: &str = "house office school library station museum bakery park harbour castle";
    let mut dice = Dice::new(seed);
    let (places, houses, words): (Vec<&str>, Vec<&str>, Vec<&str>) = (
        PLACES.split_whitespace().collect(),
        HOUSES.split_whitespace().collect(),
        WORDS.split_whitespace().collect(),
    );
    let mut world = World::default();
    let mut rooms = 0;
    while rooms < size {
        let file = world.add(
            Sort::File,
            None,
            &format!("/notes/{}.md", world.files.len()),
        );
        for _ in 0..1 + dice.below(4) {
            let house = format!("{} {}", dice.one(&words), dice.one(&houses));
            let palace = world.add(Sort::Palace, Some(file), &house);
            for route in 0..1 + dice.below(3) {
                let route = world.add(
                    Sort::Route,
                    Some(palace),
                    ["Location", "Desk", "Garden"][route],
                );
                let mut left = places.clone();
                dice.shuffle(&mut left);
                for place in left.iter().take(3 + dice.below(9)) {
                    let room = world.add(Sort::Room, Some(route), place);
                    let point: Vec<&str> =
                        (0..1 + dice.below(5)).map(|_| dice.one(&words)).collect();
                    world.things[room].point = point.join(" ");
                    rooms += 1;
                }
            }
        }
    }
    Tree { name, world }
}
