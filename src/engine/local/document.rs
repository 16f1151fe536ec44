//! [`Article`] and [`FileRecord`] -> tantivy documents.

use std::ops::Range;

use jiff::civil::Date;
use sha2::{Digest, Sha256};
use tantivy::TantivyDocument;

use super::analyzer::Folded;
use super::common::Common;
use super::expand;
use super::schema::{ARTICLE, DICTIONARY, FILE, Fields};
use super::steps::past;
use super::voices::Voices;
use crate::article::{Article, Precision, Published, Source};
use crate::copies::Sketcher;
use crate::engine::FileRecord;
use crate::text::{sentences, words};

/// Days from 1970-01-01 to `date`.
pub fn day_number(date: Date) -> i64 {
    // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
    let (m, d) = (i64::from(date.month()), i64::from(date.day()));
    let y = i64::from(date.year()) - i64::from(m <= 2);
    let era = y.div_euclid(400);
    let of_era = y - era * 400;
    let of_year = (153 * (m + if m > 2 { -3 } else { 9 }) + 2) / 5 + d - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date so many days after 1970-01-01; none outside the years -9999 to 9999.
pub fn day(number: i64) -> Option<Date> {
    let z = number.checked_add(719_468)?;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let d = of_year - (153 * shifted + 2) / 5 + 1;
    let m = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let y = year_of_era + era * 400 + i64::from(m <= 2);
    Date::new(i16::try_from(y).ok()?, m as i8, d as i8).ok()
}

/// First and last day a publication date can mean.
pub fn interval(published: Published) -> (Date, Date) {
    let date = published.date;
    match published.precision {
        Precision::Day => (date, date),
        Precision::Month => (date.first_of_month(), date.last_of_month()),
        Precision::Year => (date.first_of_year(), date.last_of_year()),
    }
}

/// A number for the article that depends on nothing but where it lies.
pub fn key(source: &Source) -> u64 {
    let digest = Sha256::digest(format!("{}#{}", source.path, source.record));
    u64::from_be_bytes(digest[..8].try_into().unwrap_or_default())
}

/// The article as the index takes it, with what [`super::texts::Packer`] makes of it.
///
/// Fields come in the order of the schema: tantivy sorts the values of a document by field, some hundred of them, which
/// is next to nothing when they are in order.
pub fn from_article(article: &Article, packed: &[u8], f: &Fields) -> TantivyDocument {
    // A document that grows is copied each time: room for the texts and some hundred numbers of nine bytes.
    let text = article.headline.len() + article.body.len() * 2;
    let mut doc = TantivyDocument::with_capacity(text + 2048);
    doc.add_text(f.kind, ARTICLE);
    doc.add_text(f.path, &article.source.path);
    if let Some(container) = &article.container {
        doc.add_text(f.path, container);
    }
    doc.add_bytes(f.article, packed);
    if let Some(id) = &article.id {
        doc.add_text(f.id, id);
    }
    // The words are taken apart once, for all that is to be known of them.
    let mut folded = Folded::with_capacity(article.headline.len());
    let (_, headline_case) = words::starts(&article.headline, |word| folded.take(word));
    doc.add_text(f.headline, folded.finish());
    let mut folded = Folded::with_capacity(article.body.len());
    let mut sketcher = Sketcher::default();
    // Of a text in which nobody speaks, none is asked for.
    let speaks = !article.quotes.is_empty();
    let mut common = speaks.then(|| Common::of(article.body.len()));
    let (starts, body_case) = words::starts(&article.body, |word| {
        folded.take(word);
        let hash = word.hash();
        sketcher.take(hash);
        if let Some(common) = &mut common {
            common.take(hash);
        }
    });
    doc.add_text(f.body, folded.finish());
    for (field, value) in [
        (f.byline, &article.byline),
        (f.outlet, &article.outlet),
        (f.section, &article.section),
        (f.language, &article.language),
    ] {
        if let Some(value) = value {
            doc.add_text(field, value);
        }
    }
    let stemmer = expand::language_number(article.language.as_deref());
    doc.add_u64(f.stemmer, stemmer);
    if let Some(url) = &article.url {
        doc.add_text(f.url, url);
    }
    if let Some(published) = article.published {
        let (first, last) = interval(published);
        doc.add_i64(f.first_day, day_number(first));
        doc.add_i64(f.last_day, day_number(last));
    }
    doc.add_u64(f.key, key(&article.source));
    for part in sketcher.finish().pack().into_iter().flatten() {
        doc.add_u64(f.sketch, part);
    }
    for date in &article.dates {
        doc.add_i64(f.mention_first, day_number(date.first));
    }
    for date in &article.dates {
        doc.add_i64(f.mention_last, day_number(date.last));
    }
    let voices = speaks.then(|| Voices::of(article));
    if let Some((common, voices)) = common.zip(voices.as_ref()) {
        said(article, voices, &starts, common, f, &mut doc);
    }
    for (field, cases) in [(f.headline_case, headline_case), (f.body_case, body_case)] {
        cases
            .finish()
            .into_iter()
            .for_each(|n| doc.add_u64(field, n));
    }
    for unit in sentences::units(&article.body, &starts) {
        doc.add_u64(
            f.units,
            u64::from(unit.word) << 1 | u64::from(unit.paragraph),
        );
    }
    doc.add_u64(f.length, starts.len() as u64);
    if let Some(voices) = voices {
        speakers(&voices, f, &mut doc);
    }
    doc
}

/// Bits for the length of a statement in words; of one that is longer, the rest is left out.
const LENGTH: u32 = 16;
/// Bits for the number of its voice, and one more: 0 is nobody.
const VOICE: u32 = 12;
/// Voices of an article that are told from each other.
pub const VOICES: usize = (1 << VOICE) - 1;

/// Where a statement stands and whose it is, in one number: its first word, how many, and the number of its voice.
pub fn place(from: u64, words: u64, voice: Option<u32>) -> u64 {
    let words = words.min((1 << LENGTH) - 1);
    let voice = voice.map_or(0, |n| (u64::from(n) + 1).min(VOICES as u64));
    (from << LENGTH | words) << VOICE | voice
}

/// The words of a [`place`].
pub fn words_of(place: u64) -> Range<u32> {
    let place = place >> VOICE;
    let from = (place >> LENGTH) as u32;
    from..from.saturating_add(place as u32 & ((1 << LENGTH) - 1))
}

/// The voice of a [`place`].
pub fn voice_of(place: u64) -> Option<u32> {
    ((place & VOICES as u64) as u32).checked_sub(1)
}

/// Bytes of a name or a role that are indexed; tantivy leaves out a term of 65,530.
const LABEL: usize = 1000;

/// A name or a role as it is indexed.
pub fn label(text: &str) -> &str {
    &text[..text.floor_char_boundary(LABEL)]
}

/// Adds what of an article is said: where each statement stands, and whose it is.
fn said(
    article: &Article,
    voices: &Voices<'_>,
    starts: &[u32],
    mut common: Common,
    f: &Fields,
    doc: &mut TantivyDocument,
) {
    let mut said = Folded::with_capacity(article.body.len() / 4);
    // Statements come in the order of the text, and none ends before it begins.
    let word = |from: usize, at: usize| past(from, starts.len(), |n| (starts[n] as usize) < at);
    let mut from = 0;
    for (quote, voice) in article.quotes.iter().zip(&voices.of) {
        from = word(from, quote.span.start);
        let words = word(from, quote.span.end) - from;
        let place = place(from as u64, words as u64, *voice);
        doc.add_u64(f.place, place);
        common.among(&words_of(place), &mut said);
    }
    common.finish(&mut said);
    doc.add_text(f.said, said.finish());
}

/// Adds who says it: the names are one text of a line for each voice, and of persons each has its value in a column.
fn speakers(voices: &Voices<'_>, f: &Fields, doc: &mut TantivyDocument) {
    let lines = voices.named.len() + voices.unnamed.len();
    let mut names = Folded::with_capacity(lines * 32);
    for known in &voices.named {
        names.name(&known.name);
        known.variants.iter().for_each(|v| names.name(v));
        names.end_line();
    }
    // An unnamed source can be asked for by what the text calls it.
    for mention in &voices.unnamed {
        names.name(mention);
        names.end_line();
    }
    doc.add_text(f.speaker, names.finish());
    for known in &voices.named {
        doc.add_text(f.person, label(&known.name));
    }
    for known in &voices.named {
        doc.add_text(f.role, known.role.as_deref().map_or("", label));
    }
}

/// A dictionary as the index takes it.
pub fn from_dictionary(bytes: &[u8], f: &Fields) -> TantivyDocument {
    let mut doc = TantivyDocument::new();
    doc.add_text(f.kind, DICTIONARY);
    doc.add_bytes(f.dictionary, bytes);
    doc
}

/// The file record as the index takes it.
pub fn from_file(file: &FileRecord, f: &Fields) -> TantivyDocument {
    let mut doc = TantivyDocument::new();
    doc.add_text(f.kind, FILE);
    doc.add_text(f.path, &file.path);
    doc.add_text(f.file, &file.path);
    doc.add_u64(f.size, file.size);
    doc.add_i64(f.modified, file.modified);
    doc.add_u64(f.articles, u64::from(file.articles));
    doc.add_bytes(f.hash, &file.hash);
    if let Some(reason) = &file.skipped {
        doc.add_text(f.skipped, reason);
    }
    doc
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn day_numbers_go_there_and_back() {
        for (d, n) in [
            (date(1970, 1, 1), 0),
            (date(2000, 2, 29), 11_016),
            (date(1969, 12, 31), -1),
            (date(1644, 7, 2), -118_886),
        ] {
            assert_eq!(day_number(d), n, "{d}");
            assert_eq!(day(n), Some(d));
        }
        for d in [Date::MIN, Date::MAX, date(-44, 3, 15)] {
            assert_eq!(day(day_number(d)), Some(d));
        }
        assert_eq!(day(i64::MAX), None);
    }

    #[test]
    fn a_place_tells_words_and_voice() {
        let of = |from, words, voice| {
            let place = place(from, words, voice);
            (words_of(place), voice_of(place))
        };
        assert_eq!(of(0, 0, None), (0..0, None));
        assert_eq!(of(7, 3, Some(0)), (7..10, Some(0)));
        let last = VOICES as u32 - 1;
        assert_eq!(
            of(1_000_000, 65_535, Some(last)),
            (1_000_000..1_065_535, Some(last))
        );
        assert_eq!(
            of(5, 70_000, None),
            (5..65_540, None),
            "the rest is left out"
        );
    }
}
