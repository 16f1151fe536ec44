//! A sentence or a string of words -> the words worth looking for.

use super::{MAX_LEAVES, Node, Query, group};
use crate::text::words;

/// Words that say nothing alone. `us`, `may`, `might` and `mine` can be names, months and things.
const STOP: &str = " a about above after again against all also am an and another any are aren as at be because been \
before being below between both but by can cannot could couldn did didn do does doesn doing don done down during each \
either else for from further had has have having he her here hers him his how i if in into is isn it its just ll me \
more most must my neither no nor not of off on once only onto or other our ours out over own re same shall she should \
shouldn so some such than that the their theirs them then there these they this those through to too under until up \
upon ve very was wasn we were weren what when where which while who whom whose why will with won would wouldn you your \
yours dont doesnt didnt isnt arent wasnt werent cant couldnt wont wouldnt shouldnt havent hasnt hadnt ";

/// Words that ask for articles rather than say what they are about.
const ASKING: &str = " article articles describe describes describing description descriptions discuss discussion \
discussions find interested list paper papers references ";

/// Asking words go only when so many others stay.
const ENOUGH: usize = 3;

fn holds(list: &str, word: &str) -> bool {
    list.contains(&format!(" {word} "))
}

/// True for words that say nothing alone. Folded.
pub fn is_stop_word(word: &str) -> bool {
    holds(STOP, word)
}

impl Query {
    /// Plain words without operators, any of them. Words that say nothing are left out, unless nothing else
    /// is left.
    pub fn words(text: &str) -> Self {
        let all = words::list(text);
        let mut kept: Vec<&String> = all.iter().filter(|w| !holds(STOP, w)).collect();
        if kept.is_empty() {
            kept = all.iter().collect();
        } else {
            let weak = |w: &str| {
                holds(ASKING, w) || (w.len() == 1 && w.bytes().all(|b| b.is_ascii_alphabetic()))
            };
            if kept.iter().filter(|w| !weak(w)).count() >= ENOUGH {
                kept.retain(|w| !weak(w));
            }
        }
        kept.truncate(MAX_LEAVES);
        Query {
            root: group(
                kept.into_iter().map(|w| Node::Word(w.clone())).collect(),
                Node::Or,
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_say_nothing_go_unless_nothing_is_left() {
        for (text, query) in [
            (
                "What did the envoy say about the U.S. expansion?",
                "envoy OR say OR us OR expansion",
            ),
            ("to be or not to be", "to OR be OR or OR not OR to OR be"),
            ("find papers", "find OR papers"),
            (
                "find papers that describe grain and gas transit",
                "grain OR gas OR transit",
            ),
            ("", "*"),
        ] {
            assert_eq!(Query::words(text).to_string(), query, "{text}");
        }
    }
}
