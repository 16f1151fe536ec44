//! What random queries are made of: words, names and values of the articles themselves.

use jiff::civil::Date;
use morgue::article::Article;
use morgue::query::dates::Range;
use morgue::query::lengths::Words;
use morgue::query::{Field, Node, Within};
use morgue::text::words;

use crate::support::Random;

/// What queries are made of.
pub struct Pool {
    /// Words of a text, side by side, folded and as written.
    texts: Vec<Vec<(String, String)>>,
    labels: Vec<(Field, String)>,
    paths: Vec<String>,
    ids: Vec<String>,
    own_ids: Vec<String>,
    speakers: Vec<String>,
    /// What was said, in words, and by whom.
    said: Vec<(String, Vec<String>)>,
}

impl Pool {
    /// From these articles.
    pub fn new(articles: &[Article]) -> Self {
        let mut labels = Vec::new();
        let (mut speakers, mut said) = (Vec::new(), Vec::new());
        for a in articles {
            for (field, value) in [
                (Field::Byline, &a.byline),
                (Field::Source, &a.outlet),
                (Field::Section, &a.section),
                (Field::Url, &a.url),
            ] {
                let words = value.iter().flat_map(|v| words::list(v));
                labels.extend(words.map(|w| (field, w)));
            }
            speakers.extend(a.speakers.iter().map(|s| s.name.clone()));
            for quote in &a.quotes {
                let words = words::list(quote.span.of(&a.body));
                if let Some(speaker) = quote.speaker.filter(|_| !words.is_empty()) {
                    said.push((a.speakers[speaker].name.clone(), words));
                }
            }
        }
        let texts = articles.iter().flat_map(|a| [&a.headline, &a.body]);
        Pool {
            texts: texts
                .map(|t| words::as_written(t))
                .filter(|t| t.len() > 4)
                .collect(),
            labels,
            paths: articles.iter().map(|a| a.source.path.clone()).collect(),
            ids: articles.iter().map(Article::display_id).collect(),
            own_ids: articles.iter().filter_map(|a| a.id.clone()).collect(),
            speakers,
            said,
        }
    }

    /// Words that stand near each other, at most `gap` others between two; folded and as written.
    fn side_by_side(&self, random: &mut Random, n: usize, gap: usize) -> Vec<(String, String)> {
        let text = random.pick(&self.texts);
        let mut at = random.below(text.len());
        let mut list = Vec::new();
        while list.len() < n && at < text.len() {
            list.push(text[at].clone());
            at += 1 + random.below(gap + 1);
        }
        list
    }

    fn several(&self, random: &mut Random, n: usize, gap: usize) -> Vec<String> {
        let list = self.side_by_side(random, n, gap);
        list.into_iter().map(|(folded, _)| folded).collect()
    }

    fn word(&self, random: &mut Random) -> String {
        self.several(random, 1, 0).remove(0)
    }

    /// Another form of a word, perhaps.
    fn form(&self, random: &mut Random) -> String {
        let mut word = self.word(random);
        match random.below(8) {
            0 => word.push('s'),
            1 => word.push_str("ing"),
            2 if word.chars().count() > 3 => drop(word.pop()),
            3 => word = word.to_uppercase(),
            4 => word.push_str("’s"),
            _ => {}
        }
        // Not an operator.
        match word.as_str() {
            "AND" | "OR" | "NOT" | "SAID" | "NEAR" | "BEFORE" | "SENTENCE" | "PARAGRAPH" => {
                word.to_lowercase()
            }
            _ => word,
        }
    }

    /// A word of a text, as written or with other capitals.
    fn written(&self, random: &mut Random) -> String {
        let n = 1 + random.below(8) / 6;
        let list = self.side_by_side(random, n, 0);
        let raws: Vec<String> = list.into_iter().map(|(_, raw)| raw).collect();
        let raw = raws.join(" ");
        match random.below(6) {
            0 => raw.to_lowercase(),
            1 => raw.to_uppercase(),
            2 => {
                let mut chars = raw.chars();
                let first = chars.next().into_iter().flat_map(char::to_uppercase);
                first.chain(chars).collect()
            }
            _ => raw,
        }
    }

    /// A pattern for a word.
    fn wild(&self, random: &mut Random) -> String {
        let word: Vec<char> = loop {
            let word = self.word(random);
            if word.chars().count() > 2 && word.chars().all(char::is_alphanumeric) {
                break word.chars().collect();
            }
        };
        let part = |from: usize, to: usize| word[from..to].iter().collect::<String>();
        let cut = 1 + random.below(word.len());
        let half = word.len() / 2;
        match random.below(6) {
            0 => format!("{}?{}", word[0], part(2.min(word.len()), word.len())),
            1 => format!("*{}", part(half, word.len())),
            2 => format!("?{}", part(1, word.len()) + "*"),
            3 => format!("*{}*", part(half.saturating_sub(1), half + 1)),
            4 => format!("{}*{}", word[0], word[word.len() - 1]),
            _ => part(0, cut) + "*",
        }
    }

    fn range(&self, random: &mut Random) -> Range {
        let day = |random: &mut Random| {
            let (y, m) = (2022 + random.below(3), 1 + random.below(12));
            Date::new(y as i16, m as i8, 1 + random.below(28) as i8).expect("a day")
        };
        let (a, b) = (day(random), day(random));
        let (from, to) = match random.below(6) {
            0 => return Range::None,
            1 => (Some(a), None),
            2 => (None, Some(a)),
            3 => (Some(a.first_of_month()), Some(a.last_of_month())),
            _ => (Some(a.min(b)), Some(a.max(b))),
        };
        Range::Days { from, to }
    }

    /// A word, a phrase or what stands for words.
    fn leaf(&self, random: &mut Random) -> Node {
        match random.below(16) {
            0 => {
                let words = self.several(random, 2, 0);
                Node::Word(words.join("-"))
            }
            1 | 2 => {
                let n = 2 + random.below(3);
                let text = self.several(random, n, 0).join(" ");
                Node::Phrase { text, slop: 0 }
            }
            3 => {
                let n = 2 + random.below(2);
                let text = self.several(random, n, 2).join(" ");
                let slop = random.below(4) as u32;
                Node::Phrase { text, slop }
            }
            4 => Node::Phrase {
                text: self.form(random),
                slop: 0,
            },
            5 | 6 => Node::Pattern(self.wild(random)),
            7 => {
                // A phrase with a pattern in it.
                let mut words = self.several(random, 2, 1);
                let last = words.pop().unwrap_or_default();
                let cut: String = last.chars().take(2).collect();
                words.push(match cut.chars().all(char::is_alphanumeric) {
                    true => cut + "*",
                    false => last,
                });
                let slop = random.below(2) as u32;
                Node::Phrase {
                    text: words.join(" "),
                    slop,
                }
            }
            8 => {
                let mut word: Vec<char> = self.word(random).chars().collect();
                let at = random.below(word.len());
                match random.below(3) {
                    0 if word.len() > 3 => drop(word.remove(at)),
                    1 => word.insert(at, 'e'),
                    _ if at > 0 => word.swap(at, at - 1),
                    _ => {}
                }
                let edits = 1 + random.below(2) as u8;
                let text: String = word.into_iter().collect();
                match words::list(&text).len() {
                    1 => Node::Fuzzy { text, edits },
                    _ => Node::Phrase { text, slop: 0 },
                }
            }
            9..12 => Node::Exact(self.written(random)),
            _ => Node::Word(self.form(random)),
        }
    }

    /// What stands at places.
    fn placed(&self, random: &mut Random, depth: usize) -> Node {
        match random.below(if depth == 0 { 4 } else { 10 }) {
            0..4 => self.leaf(random),
            4 => Node::Or(vec![self.leaf(random), self.leaf(random)]),
            _ => {
                // Words of one text, so that something is found.
                let two = self.several(random, 2, 6);
                let simple = random.below(2) == 0;
                let mut side = |i: usize| match (simple, two.get(i)) {
                    (true, Some(word)) => Node::Word(word.clone()),
                    _ => self.placed(random, depth - 1),
                };
                let (left, right) = (Box::new(side(0)), Box::new(side(1)));
                Node::Near {
                    left,
                    right,
                    within: match random.below(5) {
                        0 => Within::Sentence,
                        1 => Within::Paragraph,
                        _ => Within::Words {
                            distance: 1 + random.below(10) as u32,
                            ordered: random.below(2) == 0,
                        },
                    },
                    not: random.below(3) == 0,
                }
            }
        }
    }

    fn counted(&self, random: &mut Random) -> Node {
        let count = 2 + random.below(4) as u32;
        let what = Box::new(self.placed(random, 1));
        Node::AtLeast { count, what }
    }

    /// A value of a field, or words in one.
    fn fielded(&self, random: &mut Random) -> Node {
        match random.below(14) {
            0 => Node::Published(self.range(random)),
            1 => Node::Mentions(self.range(random)),
            2 => {
                let from = (random.below(2) == 0).then(|| random.below(500) as u64);
                let to = Some(from.unwrap_or(0) + random.below(500) as u64);
                Node::Length(Words { from, to })
            }
            3 => Node::Similar(random.pick(&self.ids).clone()),
            4 | 5 => {
                let (field, word) = random.pick(&self.labels).clone();
                Node::In(field, Box::new(Node::Word(word)))
            }
            6 => {
                let path = random.pick(&self.paths);
                let cut = path.match_indices('/').map(|(i, _)| i).nth(random.below(2));
                let folder = &path[..cut.unwrap_or(path.len())];
                let value = match random.below(2) {
                    0 => Node::Word(folder.to_owned()),
                    _ => Node::Pattern(format!("{folder}*")),
                };
                Node::In(Field::Path, Box::new(value))
            }
            7 => {
                let code = random.pick(&["en", "es", "fr", "de", "ru", "xx"]);
                Node::In(Field::Language, Box::new(Node::Word((*code).to_owned())))
            }
            8 => {
                let id = random.pick(&self.own_ids);
                let cut: String = id.chars().take(3).collect();
                let value = match random.below(2) {
                    0 => Node::Word(id.clone()),
                    _ => Node::Pattern(cut + "*"),
                };
                Node::In(Field::Id, Box::new(value))
            }
            9 => Node::In(Field::Speaker, Box::new(self.name(random))),
            10 | 11 => {
                let (who, words) = random.pick(&self.said);
                let word = random.pick(words).clone();
                let what = match random.below(4) {
                    0 => self.placed(random, 1),
                    1 => Node::And(vec![
                        Node::Word(word),
                        Node::Not(Box::new(self.leaf(random))),
                    ]),
                    _ => Node::Word(word),
                };
                let last = words::list(who).pop().unwrap_or_default();
                let who = if random.below(2) == 0 { who } else { &last };
                Node::Said {
                    who: who.clone(),
                    what: Box::new(what),
                }
            }
            _ => {
                let fields = [Field::Title, Field::Body, Field::Lead, Field::Said];
                let inner = match random.below(4) {
                    0 => self.counted(random),
                    1 => Node::And(vec![self.leaf(random), self.placed(random, 1)]),
                    _ => self.placed(random, 1),
                };
                Node::In(*random.pick(&fields), Box::new(inner))
            }
        }
    }

    fn name(&self, random: &mut Random) -> Node {
        let name = random.pick(&self.speakers);
        let word = random.pick(&words::list(name)).clone();
        match random.below(4) {
            0 => Node::Phrase {
                text: name.clone(),
                slop: 0,
            },
            1 => Node::Pattern(word.chars().take(3).collect::<String>() + "*"),
            2 => Node::Fuzzy {
                text: word,
                edits: 1,
            },
            _ => Node::Word(word),
        }
    }

    /// A query.
    pub fn query(&self, random: &mut Random) -> Node {
        self.node(random, 2)
    }

    fn node(&self, random: &mut Random, depth: usize) -> Node {
        let inner = |random: &mut Random| self.node(random, depth - 1);
        match random.below(if depth == 0 { 14 } else { 24 }) {
            0..5 => self.fielded(random),
            5 => self.counted(random),
            6..14 => self.placed(random, 2),
            14..17 => joined(vec![inner(random), inner(random)], Node::And),
            17..20 => joined(vec![inner(random), inner(random), inner(random)], Node::Or),
            20..22 => joined(vec![inner(random), negated(inner(random))], Node::And),
            _ => negated(inner(random)),
        }
    }
}

fn negated(node: Node) -> Node {
    match node {
        Node::Not(inner) => *inner,
        node => Node::Not(Box::new(node)),
    }
}

/// As the parser makes lists: no `And` directly in an `And`.
fn joined(nodes: Vec<Node>, many: fn(Vec<Node>) -> Node) -> Node {
    let and = matches!(many(Vec::new()), Node::And(_));
    let mut flat = Vec::new();
    for node in nodes {
        match node {
            Node::And(inner) if and => flat.extend(inner),
            Node::Or(inner) if !and => flat.extend(inner),
            other => flat.push(other),
        }
    }
    many(flat)
}
