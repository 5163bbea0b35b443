//! Labels compared: what is said of each difference, and what holds for any two texts.

use proptest::prelude::*;

use super::*;

fn fit(label: &str, said: &str, known: &Vocabulary) -> Option<Fit> {
    compare(&Prepared::new(label), &Prepared::new(said), known)
}

#[track_caller]
fn check(label: &str, said: &str, grade: Grade, why: &str) {
    let known = Vocabulary::of([label]);
    let fit = fit(label, said, &known);
    let found = fit.as_ref().map(|fit| (fit.grade, &*fit.why));
    assert_eq!(found, Some((grade, why)), "{label} and {said}");
}

#[track_caller]
fn none(label: &str, said: &str, notes: &[&str]) {
    let known = Vocabulary::of(notes.iter().copied().chain([label]));
    assert_eq!(fit(label, said, &known), None, "{label} and {said}");
}

#[test]
fn each_difference_is_told_without_the_label() {
    for (label, said, why) in [
        ("returns", "retuns", "a slip: \"retuns\""),
        (
            "Garbage collection",
            "Grabage colection",
            "slips: \"Grabage\", \"colection\"",
        ),
        ("Stack vs Heap", "heap vs stack", "another word order"),
        ("Living room", "livingroom", "words joined"),
        ("Bytecode", "byte code", "a word split"),
        ("Source code", "Sourc ecode", "a blank elsewhere"),
        (
            "hash table",
            "hashtabel",
            "a slip: \"hashtabel\", words joined",
        ),
        ("Use cases", "use case", "singular for plural"),
        ("Property", "properties", "plural for singular"),
        ("APIs", "API", "singular for plural"),
        ("Café", "cafe", "other accents"),
        (
            "Exception handling",
            "handling exeption",
            "a slip: \"exeption\", another word order",
        ),
        ("dict.get()", "Dict.get", "other capitals or brackets"),
        ("Stack vs Heap", "the stack vs heap", "with \"the\""),
    ] {
        check(label, said, Grade::Close, why);
    }
    check(
        "How hashing works",
        "hashing works",
        Grade::Partial,
        "without \"How\"",
    );
    check(
        "How hashing works",
        "hashin works",
        Grade::Partial,
        "a slip: \"hashin\", without \"How\"",
    );
    check("if / else", "`IF`/else", Grade::Exact, "");
}

#[test]
fn a_word_of_the_notes_is_no_slip() {
    check(
        "threading",
        "threding",
        Grade::Close,
        "a slip: \"threding\"",
    );
    none("threading", "threding", &["threding"]);
    // Nor is a form of one.
    none("handler", "handled", &["handle"]);
    none("triplet", "triple", &["triples"]);
    // The label's own word does not count as another.
    check("list", "listt", Grade::Close, "a slip: \"listt\"");
}

#[test]
fn the_order_counts_where_it_says_something() {
    none("list of tuples", "tuples of list", &[]);
    none("a -> b", "b -> a", &[]);
    none("part 1 of 2", "part 2 of 1", &[]);
    for said in [
        "server sends request client",
        "server client sends request",
        "client server sends request",
        "server sends request to client",
    ] {
        none("client sends request to server", said, &[]);
        none(said, "client sends request to server", &[]);
    }
    check(
        "client sends request to server",
        "client sends request server",
        Grade::Partial,
        "without \"to\"",
    );
    none("tuple of lists", "tuple list", &[]);
    none("tuple of lists", "list tuple", &[]);
    none("law of nature", "nature law", &[]);
    none("heat under pressure", "pressure under heat", &[]);
    none("parent calls child", "child calls parent", &[]);
    check(
        "parent, call, child",
        "child, call, parent",
        Grade::Close,
        "another word order",
    );
    check(
        "from / import",
        "import / from",
        Grade::Close,
        "another word order",
    );
}

#[test]
fn a_blank_behind_the_stars_of_code_is_forgiven() {
    check("*args", "* args", Grade::Close, "a blank elsewhere");
    check("**kwargs", "** kwargs", Grade::Close, "a word split");
    check(
        "*args, **kwargs",
        "* args, ** kwargs",
        Grade::Close,
        "a blank elsewhere",
    );
    check("args", "* args", Grade::Exact, "");
    none("*args", "args", &[]);
}

#[test]
fn words_of_science_that_are_nearly_written_alike_are_others() {
    for (label, said) in [
        ("Ingress", "egress"),
        ("Gigabytes", "megabytes"),
        ("methane", "methanol"),
        ("ketone", "ketose"),
        ("ribose", "ribosome"),
        ("insulin", "inulin"),
        ("lysosome", "lysozyme"),
        ("osteoblast", "osteoclast"),
        ("arthritis", "arteritis"),
        ("bronchitis", "bronchiolitis"),
        ("automorphism", "homomorphism"),
        ("prior", "prion"),
        ("gateway", "getaway"),
        ("precision", "prevision"),
        ("classification", "clarification"),
        ("switch", "swatch"),
    ] {
        none(label, said, &[]);
        none(said, label, &[]);
    }
}

#[test]
fn versus_is_a_sign_between_the_words_of_a_list() {
    for said in ["stack/heap", "stack versus heap", "Stack vs. heap"] {
        check("Stack vs Heap", said, Grade::Exact, "");
    }
    check("GET / POST", "get, post", Grade::Exact, "");
    check("GET / POST", "GET/POST", Grade::Exact, "");
    check(
        "GET / POST",
        "POST / GET",
        Grade::Close,
        "another word order",
    );
    none("vs", "versus", &[]);
}

#[test]
fn capitals_count_in_short_code_alone() {
    none("-b", "-B", &[]);
    none("\\d", "\\D", &[]);
    none("O(n)", "o(n)", &[]);
    check("C++", "c++", Grade::Exact, "");
    check("`True`", "true", Grade::Exact, "");
}

#[test]
fn an_alias_and_its_label_are_two_labels() {
    none("Garbage collection", "GC", &[]);
    none("dict", "dictionary", &[]);
}

#[test]
fn labels_of_64_kib_are_compared() {
    let known = Vocabulary::default();
    for (begin, part) in [
        ("", "word "),
        ("", "("),
        ("a", "]"),
        ("", "a("),
        ("", "*a"),
        ("", "["),
        ("", "[["),
        ("", "[a]("),
        ("", "`"),
        ("", "x"),
        ("", "é"),
        ("", "中"),
        ("", "((((a))))"),
        ("", "_a_ "),
        ("", "a,"),
        ("a", "!"),
        ("a", "\u{301}"),
    ] {
        let long = begin.to_owned() + &part.repeat(65_536 / part.len());
        let label = Prepared::new(&long);
        let said = Prepared::new(&format!("zyx {long}"));
        assert_eq!(
            compare(&label, &label, &known).map(|fit| fit.grade),
            Some(Grade::Exact)
        );
        assert_ne!(
            compare(&label, &said, &known).map(|fit| fit.grade),
            Some(Grade::Exact)
        );
    }
    // Two long words for one, with a slip.
    let (b, c) = ("b".repeat(32_000), "c".repeat(32_000));
    let (two, one) = (
        Prepared::new(&format!("{b} {c}")),
        Prepared::new(&format!("{b}d{c}")),
    );
    assert_eq!(compare(&two, &one, &known), None);
    assert_eq!(compare(&one, &two, &known), None);
}

/// Texts of what the rules speak of, put together at random.
fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[a-e]{1,6}",
        "\\PC{1,3}",
        Just(" ".to_owned()),
        prop::sample::select(vec![
            "the", "of", "A", "*", "**", "`", "_", "__", "(", ")", "[", "]", "](", "==", "/", ", ",
            "-", "'", "C++", "1", "é", "ß", "中", "한", "كتاب", "🚀", "\u{301}", "²", "()",
            "\u{200b}", "GIL", "İ", "ﬁ",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(part, 0..8).prop_map(|parts| parts.concat())
}

/// Two texts, often with much in common.
fn two() -> impl Strategy<Value = (String, String)> {
    (text(), text(), text()).prop_flat_map(|(a, b, c)| {
        let near = (format!("{a}{b}"), format!("{a}{c}"));
        let apart = (a.clone(), b.clone());
        let turned = (format!("{a} {b}"), format!("{b} {a}"));
        prop_oneof![Just(near), Just(apart), Just(turned)]
    })
}

proptest! {
    #[test]
    fn a_text_is_itself(text in any::<String>(), soup in text()) {
        let known = Vocabulary::of([&*soup]);
        for text in [&text, &soup] {
            prop_assert_eq!(fit(text, text, &known), Some(Fit::exact()));
        }
    }

    #[test]
    fn two_texts_are_compared_whatever_they_hold((a, b) in two(), c in any::<String>()) {
        let known = Vocabulary::of([&*a]);
        for (label, said) in [(&a, &b), (&b, &a), (&a, &c), (&c, &b)] {
            if let Some(fit) = fit(label, said, &known) {
                prop_assert!((0.0..=1.0).contains(&fit.similarity));
                prop_assert_eq!(fit.grade == Grade::Exact, fit.why.is_empty());
                prop_assert_eq!(fit.grade == Grade::Exact, fit.similarity == 1.0);
            }
        }
    }

    #[test]
    fn exact_is_exact_both_ways((a, b) in two()) {
        let known = Vocabulary::default();
        let is_exact = |fit: Option<Fit>| fit.is_some_and(|fit| fit.grade == Grade::Exact);
        prop_assert_eq!(is_exact(fit(&a, &b, &known)), is_exact(fit(&b, &a, &known)));
        let is_same = Prepared::new(&a).text() == Prepared::new(&b).text();
        prop_assert_eq!(is_exact(fit(&a, &b, &known)), is_same);
    }

    #[test]
    fn slips_are_slips_both_ways(words in prop::collection::vec("[qxzj]{3,12}", 1..4), other in "[qxzj]{3,12}") {
        // Nobody knows such words, so neither side is guarded.
        let known = Vocabulary::default();
        let grade = |label: &str, said: &str| fit(label, said, &known).map(|fit| fit.grade);
        let label = words.join(" ");
        for said in [format!("q{label}"), format!("{label}z"), label.replacen('x', "j", 1), label.replace(' ', ""), other] {
            prop_assert_eq!(grade(&label, &said), grade(&said, &label), "{} and {}", label, said);
        }
    }

    #[test]
    fn how_a_text_is_set_says_nothing(words in prop::collection::vec("[a-z]{3,9}", 1..5)) {
        let known = Vocabulary::default();
        let label = words.join(" ");
        for set in [
            words.join("  "), format!("**{label}**"), format!("`{label}`"), format!("\"{label}\"?"), format!("- {label}"),
            words.join(", "), words.join(" / "), words.join("/"), words.join("-"), label.to_uppercase(),
            format!("[{label}](https://a.b)"), format!("🚀 {label}:"), format!("_{label}_"), format!("({label})"),
        ] {
            let grade = fit(&label, &set, &known).map(|fit| fit.grade);
            prop_assert_eq!(grade, Some(Grade::Exact), "{} and {}", label, set);
        }
    }
}
