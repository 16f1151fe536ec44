//! What the targets share: bytes go in, and what comes out must be sound. A panic, an overflow, a
//! failed check or an input that takes longer than libFuzzer's timeout is a finding.

use std::io::Read;

use morgue::article::{Article, Span};
use morgue::decode::compression::Budget;
use morgue::decode::{self, Limits};
use morgue::extract;
use morgue::formats::{CONTAINERS, FORMATS, Input, RawDocument};
use morgue::query::Query;

/// Limits in the size a fuzzer works with, so that it meets them.
fn limits() -> Limits {
    Limits {
        free_bytes: 1 << 20,
        members: 100,
        document_bytes: 1 << 20,
        record_bytes: 64 << 10,
        records: 1000,
        ..Limits::default()
    }
}

/// Compression and charset.
pub fn decode(data: &[u8]) {
    let limits = limits();
    if let Ok(mut reader) = decode::open_bytes(data, &limits) {
        let mut bytes = Vec::new();
        // Damage is an error, and what came before it is kept.
        let _ = reader.read_to_end(&mut bytes);
        let bound = limits.free_bytes.max(limits.expansion * data.len() as u64) + (1 << 16);
        assert!(
            bytes.len() as u64 <= bound.max(data.len() as u64),
            "expanded to {} bytes from {}",
            bytes.len(),
            data.len()
        );
        bytes.truncate(1 << 20);
        let text = decode::text(&bytes, None).into_owned();
        assert_eq!(decode::text_owned(bytes, None), text);
    }
    let _ = decode::text(data, Some("iso-8859-2"));
    let _ = decode::is_binary(data);
}

/// One format, whether or not it would have been chosen for these bytes, and understanding what it gives.
pub fn format(name: &str, data: &[u8]) {
    let mut known = FORMATS.iter().chain(CONTAINERS);
    let format = known.find(|f| f.name == name).expect("a format");
    let _ = (format.sniff)(data);
    let limits = limits();
    let budget = Budget::new(data.len() as u64, &limits);
    let mut bytes = data;
    let mut last = None;
    let file = format!("2022/01/a.{}", format.extensions.first().unwrap_or(&""));
    let input = Input {
        name: &file,
        bytes: &mut bytes,
        limits: &limits,
        budget: &budget,
        depth: 0,
        fields: &[],
        verbatim: data.len() % 7 == 0,
        skipped: &mut |part| assert!(!part.reason.is_empty(), "skipped without a reason"),
    };
    let verbatim = input.verbatim;
    let _ = (format.read)(input, &mut |raw| {
        let at = Some((raw.member.clone(), raw.record));
        let next = match (&last, &at) {
            (Some((a, _)), Some((b, _))) if a != b => true,
            (last, at) => last < at,
        };
        assert!(next, "records out of order");
        last = at;
        let options = extract::Options {
            verbatim,
            ..extract::Options::default()
        };
        sound(&extract::article(raw, &file, options));
        Ok(())
    });
}

/// Understanding a text: furniture, statements, speakers, dates.
pub fn extract(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let languages = [None, Some("en"), Some("es"), Some("fr"), Some("de")];
    let language = languages[data.len() % languages.len()].map(str::to_owned);
    let raw = RawDocument {
        body: text.into_owned(),
        language,
        ..RawDocument::default()
    };
    sound(&extract::article(raw, "2022-01-27.txt", extract::Options::default()));
}

/// Reading a query: it is refused with a place in it, or prints back as one that means the same.
pub fn query(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match Query::parse(&text, data.len() % 2 == 0) {
        Ok(query) => {
            let printed = query.to_string();
            let again = Query::parse(&printed, false)
                .unwrap_or_else(|e| panic!("{printed:?} does not parse: {e:?}"));
            assert_eq!(again, query, "{printed:?}");
        }
        Err(error) => {
            let place = error.query.get(error.at..error.at + error.len);
            assert!(place.is_some(), "{error:?} is no place of the query");
        }
    }
}

/// What holds of every article.
fn sound(article: &Article) {
    let body = article.body.as_str();
    let within = |span: Span| {
        assert!(span.start <= span.end, "{span:?} ends before it begins");
        assert!(body.get(span.start..span.end).is_some(), "{span:?} is no text of the body");
    };
    for quote in &article.quotes {
        within(quote.span);
        quote.cue.into_iter().chain(quote.mention).for_each(within);
        assert!(quote.speaker.is_none_or(|s| s < article.speakers.len()));
    }
    for speaker in &article.speakers {
        assert!(!speaker.name.trim().is_empty(), "a speaker without a name");
    }
    for date in &article.dates {
        within(date.span);
        assert!(date.first <= date.last, "{date:?} ends before it begins");
    }
    if let Some(published) = article.published {
        assert!(published.date.year() > 1400, "{published:?}");
    }
}
