//! What an article has beyond its texts and labels, packed for the store.
//!
//! A news story has a dozen statements and as many dates. As JSON they weigh half as much as its text; with
//! offsets relative to one another, as variable-length integers, a twentieth. The layout is positional,
//! so any change to it raises [`super::schema::VERSION`].

use anyhow::Context;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::document::{day, day_number};
use crate::article::{
    Article, DateMention, Dateline, Origin, Precision, Published, Quote, QuoteKind, Span, Speaker,
};

#[derive(Serialize, Deserialize)]
struct Packed {
    published: Option<(i64, Precision, Origin)>,
    dateline: Option<Dateline>,
    speakers: Vec<Speaker>,
    quotes: Vec<PackedQuote>,
    dates: Vec<PackedDate>,
    notes: Vec<String>,
}

/// A place relative to an earlier one: bytes from there, and length in bytes.
type Step = (i64, u64);

#[derive(Serialize, Deserialize)]
struct PackedQuote {
    /// From the start of the statement before it.
    span: Step,
    kind: QuoteKind,
    /// From the start of the statement.
    cue: Option<Step>,
    /// From the start of the statement.
    mention: Option<Step>,
    speaker: Option<u32>,
}

#[derive(Serialize, Deserialize)]
struct PackedDate {
    /// From the start of the date before it.
    span: Step,
    /// Empty when it is the first day written out.
    value: String,
    first: i64,
    days: i64,
}

fn step(from: usize, to: Span) -> Step {
    (
        to.start as i64 - from as i64,
        to.end.saturating_sub(to.start) as u64,
    )
}

fn walk(from: usize, step: Step) -> anyhow::Result<Span> {
    let start = (from as i64)
        .checked_add(step.0)
        .and_then(|start| usize::try_from(start).ok());
    let start = start.context("a place before the text")?;
    let end = usize::try_from(step.1)
        .ok()
        .and_then(|length| start.checked_add(length));
    Ok(Span {
        start,
        end: end.context("a place behind the text")?,
    })
}

/// Takes the parts out of `article` and packs them.
pub fn pack(article: &mut Article) -> anyhow::Result<Vec<u8>> {
    let mut at = 0;
    let quotes = article.quotes.iter().map(|q| {
        let from = std::mem::replace(&mut at, q.span.start);
        PackedQuote {
            span: step(from, q.span),
            kind: q.kind,
            cue: q.cue.map(|c| step(q.span.start, c)),
            mention: q.mention.map(|m| step(q.span.start, m)),
            speaker: q.speaker.map(|s| s as u32),
        }
    });
    let quotes = quotes.collect();
    let mut at = 0;
    let dates = std::mem::take(&mut article.dates);
    let dates = dates.into_iter().map(|d| {
        let from = std::mem::replace(&mut at, d.span.start);
        let first = day_number(d.first);
        PackedDate {
            span: step(from, d.span),
            value: match d.value == d.first.to_string() {
                true => String::new(),
                false => d.value,
            },
            first,
            days: day_number(d.last) - first,
        }
    });
    let packed = Packed {
        published: article
            .published
            .map(|p| (day_number(p.date), p.precision, p.origin)),
        dateline: article.dateline.take(),
        speakers: std::mem::take(&mut article.speakers),
        quotes,
        dates: dates.collect(),
        notes: std::mem::take(&mut article.notes),
    };
    Ok(postcard::to_stdvec(&packed)?)
}

/// Puts what [`pack`] took back into `article`. Fails on bytes that [`pack`] did not make.
pub fn unpack(bytes: &[u8], article: &mut Article) -> anyhow::Result<()> {
    let packed: Packed = postcard::from_bytes(bytes).context("an article with a broken record")?;
    let date =
        |number| -> anyhow::Result<Date> { day(number).context("a day beyond the calendar") };
    article.published = match packed.published {
        Some((number, precision, origin)) => Some(Published {
            date: date(number)?,
            precision,
            origin,
        }),
        None => None,
    };
    article.dateline = packed.dateline;
    article.speakers = packed.speakers;
    article.notes = packed.notes;
    let mut at = 0;
    article.quotes = Vec::with_capacity(packed.quotes.len());
    for q in packed.quotes {
        let span = walk(at, q.span)?;
        at = span.start;
        article.quotes.push(Quote {
            span,
            kind: q.kind,
            cue: q.cue.map(|c| walk(at, c)).transpose()?,
            mention: q.mention.map(|m| walk(at, m)).transpose()?,
            speaker: q.speaker.map(|s| s as usize),
        });
    }
    let mut at = 0;
    article.dates = Vec::with_capacity(packed.dates.len());
    for d in packed.dates {
        let span = walk(at, d.span)?;
        at = span.start;
        let first = date(d.first)?;
        article.dates.push(DateMention {
            span,
            value: match d.value.is_empty() {
                true => first.to_string(),
                false => d.value,
            },
            first,
            last: date(d.first.saturating_add(d.days))?,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn span(start: usize, end: usize) -> Span {
        Span { start, end }
    }

    fn article() -> Article {
        Article {
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
                    span: span(40, 60),
                    kind: QuoteKind::Indirect,
                    cue: Some(span(35, 39)),
                    mention: Some(span(2, 11)),
                    speaker: Some(0),
                },
                Quote {
                    span: span(20, 90_000),
                    kind: QuoteKind::Direct,
                    cue: None,
                    mention: None,
                    speaker: None,
                },
            ],
            dates: [
                ("1683-07-14", date(1683, 7, 14), date(1683, 7, 14)),
                ("1683-W28", date(1683, 7, 12), date(1683, 7, 18)),
            ]
            .into_iter()
            .enumerate()
            .map(|(i, (value, first, last))| DateMention {
                span: span(i * 300, i * 300 + 9),
                value: value.to_owned(),
                first,
                last,
            })
            .collect(),
            notes: vec!["depth limit".to_owned()],
            ..Article::default()
        }
    }

    #[test]
    fn what_is_packed_comes_back() {
        let whole = article();
        let mut rest = whole.clone();
        let bytes = pack(&mut rest).unwrap();
        assert!(bytes.len() < 120, "{} bytes", bytes.len());
        let mut back = Article::default();
        unpack(&bytes, &mut back).unwrap();
        assert_eq!(back, whole);
    }

    #[test]
    fn damaged_bytes_are_an_error_or_another_article_but_no_panic() {
        let bytes = pack(&mut article()).unwrap();
        assert!(unpack(&bytes[..bytes.len() / 2], &mut Article::default()).is_err());
        for at in 0..bytes.len() {
            for flip in [1, 0x80, 0xff] {
                let mut bad = bytes.clone();
                bad[at] ^= flip;
                let _ = unpack(&bad, &mut Article::default());
            }
        }
    }
}
