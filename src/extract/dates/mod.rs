//! Calendar expressions in a text, and the days they mean.

use crate::article::{DateMention, Published};

/// The dates a text mentions, in order, resolved against its publication date.
///
/// `language` is an ISO 639-1 code; unknown ones are read as English.
pub fn mentions(
    _body: &str,
    _published: Option<Published>,
    _language: Option<&str>,
) -> Vec<DateMention> {
    Vec::new()
}
