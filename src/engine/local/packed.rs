//! An article as bytes, for the store.
//!
//! A news story has a dozen statements and as many dates. As JSON they weigh half as much as its text; as numbers
//! that are small because each place is told from the one before, a twentieth. The layout is positional, so any change
//! to it raises [`super::schema::VERSION`].

use anyhow::{Context, bail};
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize, Serializer};

use super::document::{day, day_number};
use crate::article::{
    Article, DateMention, Dateline, Origin, Precision, Published, Quote, QuoteKind, Source, Span,
    Speaker,
};

#[derive(Serialize, Deserialize)]
struct Packed<'a> {
    path: &'a str,
    record: u32,
    container: Option<&'a str>,
    id: Option<&'a str>,
    headline: &'a str,
    body: &'a str,
    byline: Option<&'a str>,
    outlet: Option<&'a str>,
    section: Option<&'a str>,
    url: Option<&'a str>,
    language: Option<&'a str>,
    place: Option<&'a str>,
    agency: Option<&'a str>,
    published: Option<(i64, Precision, Origin)>,
    #[serde(borrow)]
    speakers: Vec<(&'a str, Option<&'a str>, Vec<&'a str>)>,
    /// See [`pack_quote`] and [`push`].
    #[serde(serialize_with = "bytes")]
    quotes: &'a [u8],
    /// See [`pack_date`].
    #[serde(serialize_with = "bytes")]
    dates: &'a [u8],
    /// Values of dates that do not follow from their first and last day.
    values: Vec<&'a str>,
    notes: Vec<&'a str>,
}

/// Packs an article. Fails only when memory does.
pub fn pack(article: &Article) -> anyhow::Result<Vec<u8>> {
    let published = article.published;
    let mut quotes = Vec::with_capacity(article.quotes.len() * 12);
    let mut last = 0;
    for quote in &article.quotes {
        pack_quote(quote, last, &mut quotes);
        last = quote.span.end;
    }
    let (mut dates, mut values) = (Vec::with_capacity(article.dates.len() * 8), Vec::new());
    let mut last = (0, published.map_or(0, |p| day_number(p.date)));
    for date in &article.dates {
        pack_date(date, last, &mut dates, &mut values);
        last = (date.span.end, day_number(date.first));
    }
    let dateline = article.dateline.as_ref();
    let packed = Packed {
        path: &article.source.path,
        record: article.source.record,
        container: article.container.as_deref(),
        id: article.id.as_deref(),
        headline: &article.headline,
        body: &article.body,
        byline: article.byline.as_deref(),
        outlet: article.outlet.as_deref(),
        section: article.section.as_deref(),
        url: article.url.as_deref(),
        language: article.language.as_deref(),
        place: dateline.and_then(|d| d.place.as_deref()),
        agency: dateline.and_then(|d| d.agency.as_deref()),
        published: published.map(|p| (day_number(p.date), p.precision, p.origin)),
        speakers: article.speakers.iter().map(speaker).collect(),
        quotes: &quotes,
        dates: &dates,
        values,
        notes: article.notes.iter().map(String::as_str).collect(),
    };
    Ok(postcard::to_extend(
        &packed,
        Vec::with_capacity(article.body.len() + 1024),
    )?)
}

/// In one piece.
fn bytes<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
    to.serialize_bytes(bytes)
}

fn speaker(speaker: &Speaker) -> (&str, Option<&str>, Vec<&str>) {
    let variants = speaker.variants.iter().map(String::as_str).collect();
    (&speaker.name, speaker.role.as_deref(), variants)
}

/// Back from [`pack`]. Fails on bytes that [`pack`] did not make.
pub fn unpack(bytes: &[u8]) -> anyhow::Result<Article> {
    let packed: Packed = postcard::from_bytes(bytes).context("an article with a broken record")?;
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let published = match packed.published {
        Some((number, precision, origin)) => Some(Published {
            date: calendar(number)?,
            precision,
            origin,
        }),
        None => None,
    };
    let mut numbers = Numbers(packed.quotes);
    let mut quotes = Vec::new();
    let mut last = 0;
    while !numbers.0.is_empty() {
        let quote = unpack_quote(&mut numbers, last)?;
        last = quote.span.end;
        quotes.push(quote);
    }
    let mut numbers = Numbers(packed.dates);
    let mut values = packed.values.iter();
    let mut dates = Vec::new();
    let mut last = (0, packed.published.map_or(0, |p| p.0));
    while !numbers.0.is_empty() {
        let date = unpack_date(&mut numbers, &mut values, last)?;
        last = (date.span.end, day_number(date.first));
        dates.push(date);
    }
    Ok(Article {
        source: Source {
            path: packed.path.to_owned(),
            record: packed.record,
        },
        container: owned(packed.container),
        id: owned(packed.id),
        headline: packed.headline.to_owned(),
        body: packed.body.to_owned(),
        byline: owned(packed.byline),
        dateline: match (packed.place, packed.agency) {
            (None, None) => None,
            (place, agency) => Some(Dateline {
                place: owned(place),
                agency: owned(agency),
            }),
        },
        published,
        outlet: owned(packed.outlet),
        section: owned(packed.section),
        url: owned(packed.url),
        language: owned(packed.language),
        speakers: packed
            .speakers
            .into_iter()
            .map(|(name, role, variants)| Speaker {
                name: name.to_owned(),
                role: owned(role),
                variants: variants.into_iter().map(str::to_owned).collect(),
            })
            .collect(),
        quotes,
        dates,
        notes: packed.notes.into_iter().map(str::to_owned).collect(),
    })
}

fn calendar(number: i64) -> anyhow::Result<Date> {
    day(number).context("a day beyond the calendar")
}

/// Adds a number: seven bits to a byte, the lowest first, and one for a byte that is not the last (LEB128).
fn push(mut n: u64, to: &mut Vec<u8>) {
    while n > 0x7f {
        to.push(n as u8 | 0x80);
        n >>= 7;
    }
    to.push(n as u8);
}

/// Packed numbers that are still to be read.
struct Numbers<'a>(&'a [u8]);

impl Numbers<'_> {
    fn next(&mut self) -> anyhow::Result<u64> {
        let mut n = 0;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first().context("an article cut short")?;
            self.0 = rest;
            n |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(n);
            }
        }
        bail!("a number without an end")
    }

    /// A distance from `from`, see [`signed`].
    fn from(&mut self, from: usize) -> anyhow::Result<usize> {
        moved(from, self.next()?).context("a place before the text")
    }
}

/// From `start`, so many bytes.
fn span(start: usize, length: u64) -> anyhow::Result<Span> {
    let length = usize::try_from(length).ok();
    let end = length.and_then(|length| start.checked_add(length));
    Ok(Span {
        start,
        end: end.context("a place behind the text")?,
    })
}

/// Small numbers for small distances, whatever their sign.
fn signed(n: i64) -> u64 {
    (n << 1 ^ n >> 63) as u64
}

/// Back from [`signed`].
fn unsigned(n: u64) -> i64 {
    (n >> 1) as i64 ^ -((n & 1) as i64)
}

/// The place at a [`distance`]; none outside all texts.
fn moved(from: usize, distance: u64) -> Option<usize> {
    let to = (from as i64).checked_add(unsigned(distance))?;
    usize::try_from(to).ok()
}

fn distance(from: usize, to: usize) -> u64 {
    signed(to as i64 - from as i64)
}

fn length(span: Span) -> u64 {
    span.end.saturating_sub(span.start) as u64
}

const CUE: u64 = 4;
const MENTION: u64 = 8;
/// Speakers from this number on take a number of their own.
const MANY: u64 = 15;

/// What there is, in bits: kind, cue, mention, speaker from 1; the distance of the statement from the end of the one
/// before and its length; the same of the cue, from the statement, and of the mention, from the cue.
fn pack_quote(quote: &Quote, last: usize, to: &mut Vec<u8>) {
    let speaker = quote.speaker.map_or(0, |s| s as u64 + 1);
    let kind = match quote.kind {
        QuoteKind::Direct => 0,
        QuoteKind::Mixed => 1,
        QuoteKind::Indirect => 2,
    };
    let cue = quote.cue.map_or(0, |_| CUE);
    let mention = quote.mention.map_or(0, |_| MENTION);
    push(kind | cue | mention | speaker.min(MANY) << 4, to);
    if speaker >= MANY {
        push(speaker, to);
    }
    push(distance(last, quote.span.start), to);
    push(length(quote.span), to);
    let mut near = quote.span;
    for span in [quote.cue, quote.mention].into_iter().flatten() {
        push(beside(near, span), to);
        push(length(span), to);
        near = span;
    }
}

fn unpack_quote(from: &mut Numbers, last: usize) -> anyhow::Result<Quote> {
    let what = from.next()?;
    let speaker = match what >> 4 {
        MANY => from.next()?,
        few => few,
    };
    let start = from.from(last)?;
    let span = span(start, from.next()?)?;
    let mut near = span;
    let mut part = |flag| -> anyhow::Result<Option<Span>> {
        if what & flag == 0 {
            return Ok(None);
        }
        near = found(near, from.next()?, from.next()?)?;
        Ok(Some(near))
    };
    Ok(Quote {
        span,
        kind: match what & 3 {
            0 => QuoteKind::Direct,
            1 => QuoteKind::Mixed,
            _ => QuoteKind::Indirect,
        },
        cue: part(CUE)?,
        mention: part(MENTION)?,
        speaker: speaker.checked_sub(1).map(|s| s as usize),
    })
}

/// Where a place lies: behind another, before it, or else from its start on; mostly it is next to it.
fn beside(near: Span, span: Span) -> u64 {
    if span.start >= near.end {
        ((span.start - near.end) as u64) << 2
    } else if span.end <= near.start {
        ((near.start - span.end) as u64) << 2 | 1
    } else {
        distance(near.start, span.start) << 2 | 2
    }
}

/// Back from [`beside`], with the length.
fn found(near: Span, place: u64, length: u64) -> anyhow::Result<Span> {
    let far = (place >> 2) as usize;
    let start = match place & 3 {
        0 => near.end.checked_add(far),
        1 => near
            .start
            .checked_sub(far)
            .and_then(|end| end.checked_sub(length as usize)),
        _ => moved(near.start, place >> 2),
    };
    span(start.context("a place outside the text")?, length)
}

/// The distance of the expression from the end of the one before, its length, of the first day from that of the
/// one before, doubled with one more where the value is written out, and days from the first to the last.
fn pack_date<'a>(
    date: &'a DateMention,
    (place, when): (usize, i64),
    to: &mut Vec<u8>,
    values: &mut Vec<&'a str>,
) {
    let first = day_number(date.first);
    let written = name(date.first, date.last).as_deref() != Some(&date.value);
    if written {
        values.push(&date.value);
    }
    for n in [
        distance(place, date.span.start),
        length(date.span) << 1 | u64::from(written),
        signed(first - when),
        signed(day_number(date.last) - first),
    ] {
        push(n, to);
    }
}

fn unpack_date<'a>(
    from: &mut Numbers,
    values: &mut impl Iterator<Item = &'a &'a str>,
    (place, when): (usize, i64),
) -> anyhow::Result<DateMention> {
    let start = from.from(place)?;
    let what = from.next()?;
    let span = span(start, what >> 1)?;
    let mut after = |n: i64| -> anyhow::Result<i64> {
        let days = unsigned(from.next()?);
        n.checked_add(days).context("a day beyond the calendar")
    };
    let number = after(when)?;
    let (first, last) = (calendar(number)?, calendar(after(number)?)?);
    let value = match what & 1 {
        1 => values.next().context("a date without a value")?.to_string(),
        _ => name(first, last).context("a date without a name")?,
    };
    Ok(DateMention {
        span,
        value,
        first,
        last,
    })
}

/// What a stretch of the calendar is mostly called; none where nothing is usual.
fn name(first: Date, last: Date) -> Option<String> {
    let (year, month) = (first.year(), first.month());
    if first == last {
        return Some(first.to_string());
    }
    if first.day() == 1 && last == first.last_of_month() {
        return Some(format!("{year:04}-{month:02}"));
    }
    if (month, first.day()) == (1, 1) && last == first.last_of_year() {
        return Some(format!("{year:04}"));
    }
    let days = day_number(last) - day_number(first);
    if days == 6 && first.weekday() == Weekday::Monday {
        let week = first.iso_week_date();
        return Some(format!("{:04}-W{:02}", week.year(), week.week()));
    }
    let quarter = first.day() == 1 && month % 3 == 1 && last.year() == year;
    if quarter && last.month() == month + 2 && last == last.last_of_month() {
        return Some(format!("{year:04}-Q{}", month / 3 + 1));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn mention(at: usize, value: &str, first: Date, last: Date) -> DateMention {
        DateMention {
            span: Span::new(at, at + 9),
            value: value.to_owned(),
            first,
            last,
        }
    }

    fn article() -> Article {
        Article {
            source: Source {
                path: "b.zip/x.txt".to_owned(),
                record: 3,
            },
            container: Some("b.zip".to_owned()),
            headline: "Barley".to_owned(),
            body: "Barley was sold.".to_owned(),
            dateline: Some(Dateline {
                place: Some("VESSARY".to_owned()),
                agency: None,
            }),
            published: Some(Published {
                date: date(1683, 7, 1),
                precision: Precision::Month,
                origin: Origin::Path,
            }),
            speakers: vec![Speaker {
                name: "Anna Berg".to_owned(),
                role: Some("harbour master".to_owned()),
                variants: vec!["Berg".to_owned()],
            }],
            quotes: vec![
                Quote {
                    span: Span::new(40, 60),
                    kind: QuoteKind::Indirect,
                    cue: Some(Span::new(35, 39)),
                    mention: Some(Span::new(2, 11)),
                    speaker: Some(0),
                },
                Quote {
                    span: Span::new(20, 90_000),
                    kind: QuoteKind::Direct,
                    cue: None,
                    mention: None,
                    speaker: None,
                },
            ],
            dates: vec![
                mention(0, "1683-07-14", date(1683, 7, 14), date(1683, 7, 14)),
                mention(5, "1683-W28", date(1683, 7, 12), date(1683, 7, 18)),
                mention(90, "168", date(1680, 1, 1), date(1689, 12, 31)),
                mention(99, "1683-Q3", date(1683, 7, 1), date(1683, 9, 30)),
                mention(120, "1683-07", date(1683, 7, 1), date(1683, 7, 31)),
                mention(140, "1683", date(1683, 1, 1), date(1683, 12, 31)),
                mention(160, "1683-SU", date(1683, 6, 1), date(1683, 8, 31)),
            ],
            notes: vec!["depth limit".to_owned()],
            ..Article::default()
        }
    }

    #[test]
    fn what_is_packed_comes_back() {
        let whole = article();
        let bytes = pack(&whole).unwrap();
        assert!(bytes.len() < 200, "{} bytes", bytes.len());
        assert_eq!(unpack(&bytes).unwrap(), whole);
    }

    #[test]
    fn damaged_bytes_are_an_error_or_another_article_but_no_panic() {
        let bytes = pack(&article()).unwrap();
        assert!(unpack(&bytes[..bytes.len() / 2]).is_err());
        for at in 0..bytes.len() {
            for flip in [1, 0x80, 0xff] {
                let mut bad = bytes.clone();
                bad[at] ^= flip;
                let _ = unpack(&bad);
            }
        }
    }

    fn span() -> impl Strategy<Value = Span> {
        (0usize..2000, 0usize..300).prop_map(|(start, length)| Span::new(start, start + length))
    }

    proptest! {
        #[test]
        fn any_statement_comes_back(
            all in prop::collection::vec(
                (span(), 0..3u8, prop::option::of(span()), prop::option::of(span()), prop::option::of(0usize..40)),
                0..8,
            ),
        ) {
            let quotes = all.into_iter().map(|(span, kind, cue, mention, speaker)| Quote {
                span,
                kind: [QuoteKind::Direct, QuoteKind::Mixed, QuoteKind::Indirect][usize::from(kind)],
                cue,
                mention,
                speaker,
            });
            let whole = Article { quotes: quotes.collect(), ..Article::default() };
            prop_assert_eq!(unpack(&pack(&whole).unwrap()).unwrap(), whole);
        }

        #[test]
        fn any_bytes_are_an_error_or_an_article(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = unpack(&bytes);
        }
    }
}
