//! [`crate::text::words`] as tantivy wants it.
//!
//! Words are indexed as written, folded but not stemmed: phrases, wildcards and spelling look at real
//! words, and indexing is spared the stemmer, which is a third of its time. Stems are found when a
//! query is planned (see [`super::expand`]).

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::text::words::{Words, words};

/// Its name in the schema.
pub const TOKENIZER: &str = "words";

/// Words, folded, one position each.
#[derive(Clone, Default)]
pub struct NewsTokenizer {
    token: Token,
}

/// The words of one text.
pub struct NewsStream<'a> {
    words: Words<'a>,
    token: &'a mut Token,
}

impl Tokenizer for NewsTokenizer {
    type TokenStream<'a> = NewsStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> NewsStream<'a> {
        self.token.reset();
        NewsStream {
            words: words(text),
            token: &mut self.token,
        }
    }
}

impl TokenStream for NewsStream<'_> {
    fn advance(&mut self) -> bool {
        match self.words.next_into(&mut self.token.text) {
            Some((from, to)) => {
                self.token.offset_from = from;
                self.token.offset_to = to;
                self.token.position = self.token.position.wrapping_add(1);
                true
            }
            None => false,
        }
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
