//! The tokens of a body: those of statements and those of dates, in one pass over the text where both are wanted.
//!
//! Each of them has rules of its own for what a token is. But nine of ten words are letters alone, which is seen once
//! for both: where a word ends no processor foresees, and to be wrong about that takes longer than all the rest.

use super::{Options, dates, quotes};
use crate::text::short::{self, Plain};

/// The tokens of a body, as far as they are wanted.
pub struct Tokens {
    /// For [`quotes::statements`].
    pub quotes: Option<quotes::Read>,
    /// For [`dates::mentions`].
    pub dates: Option<Vec<dates::Token>>,
}

/// Reads a body, of up to 4 GB. `language` is an ISO 639-1 code; unknown ones are read as English.
pub fn read(body: &str, language: Option<&str>, wanted: Options) -> Tokens {
    let quotes = wanted.quotes.then(|| quotes::scan(body, language));
    let dates = wanted.dates.then(|| dates::scan(body, language));
    match (quotes, dates) {
        (Some(quotes), Some(dates)) => both(body.as_bytes(), quotes, dates),
        (quotes, dates) => Tokens {
            quotes: quotes.map(quotes::Scan::all),
            dates: dates.map(dates::Scan::all),
        },
    }
}

/// Reads for both, which stand at the same byte but for where their rules differ: there the one behind goes on alone.
fn both(text: &[u8], mut quotes: quotes::Scan, mut dates: dates::Scan) -> Tokens {
    // Dates may be known of a language whose statements are not.
    let shared = std::ptr::eq(quotes.lexicon().dates, dates.lexicon());
    let (mut quote, mut date) = (0, 0);
    while quote < text.len() || date < text.len() {
        if quote < date {
            quote = quotes.next(quote);
        } else if date < quote {
            date = dates.next(date);
        } else if text[quote].is_ascii_alphabetic() {
            let word = Plain::of(&text[quote..]);
            let hash = short::hash(word.key);
            let entry = quotes.lexicon().by_hash(hash);
            let id = match shared {
                true => entry.date,
                false => dates.lexicon().by_hash(hash),
            };
            quote = quotes.letters(quote, word, hash, entry);
            date = dates.letters(date, word, id);
        } else {
            quote = quotes.other(quote);
            date = dates.other(date);
        }
    }
    Tokens {
        quotes: Some(quotes.read()),
        dates: Some(dates.read()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BOTH: Options = Options {
        verbatim: false,
        quotes: true,
        dates: true,
    };

    fn shown(read: Option<quotes::Read>) -> String {
        let read = read.unwrap();
        let places = read.places;
        format!(
            "{:?} {:?} {:?} {:?}",
            read.tokens, &*places.signs, &*places.capitals, &*places.cues
        )
    }

    proptest! {
        #[test]
        fn read_together_they_are_what_they_are_alone(
            parts in prop::collection::vec(prop_oneof![
                3 => prop::sample::select(vec![
                    " ", " ", " ", "\n", "\n\n", ". ", ", ", "-", "’s", "'", "\"", "“", "…", "\u{a0}", "(", "--", "/",
                    "Jan.", "Mr.", "U.S.", "a.m.", "’90s", "21st", "2022-01-27", "3-5", "1,999", "15%", "$5", "café", "É",
                    "dit-il", "<AAPL.O>", "antidisestablishmentarianism", "F-16", "x2y", "and.And", "AT&T", "Ünited",
                ]).prop_map(str::to_owned),
                2 => "[a-zA-Z]{1,18}",
                1 => "\\PC{0,4}",
            ], 0..60),
            language in prop::option::of(prop::sample::select(vec!["en", "es", "fr", "de"])),
        ) {
            let text = parts.concat();
            let together = read(&text, language, BOTH);
            let alone = read(&text, language, Options { dates: false, ..BOTH });
            prop_assert!(alone.dates.is_none());
            prop_assert_eq!(shown(together.quotes), shown(alone.quotes));
            let alone = read(&text, language, Options { quotes: false, ..BOTH });
            prop_assert!(alone.quotes.is_none());
            prop_assert_eq!(format!("{:?}", together.dates), format!("{:?}", alone.dates));
        }
    }
}
