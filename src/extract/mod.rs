//! Raw document -> article.

pub mod byline;
pub mod date_line;
pub mod dateline;
pub mod dates;
pub mod furniture;
mod furniture_lines;
pub mod headline;
pub mod language;
pub mod paragraphs;
pub mod published;
pub mod quotes;
pub mod section;
pub mod speakers;
mod tokens;

use crate::article::{Article, Origin, Source};
use crate::formats::{RawDate, RawDocument, Shape};

/// What to leave out or leave alone.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Keep a record's body byte for byte.
    pub verbatim: bool,
    /// Find statements and speakers.
    pub quotes: bool,
    /// Find dates mentioned.
    pub dates: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            verbatim: false,
            quotes: true,
            dates: true,
        }
    }
}

/// Bytes of a body in which statements and dates are looked for. A novel has less; it takes a hundred times as much
/// memory while it is read.
const READ: usize = 1 << 20;
/// Most tokens of a text there is room kept for, for the next one: ten pages of a newspaper.
const KEPT_TOKENS: usize = 1 << 16;

/// Understands one document. Never fails: what cannot be found is absent.
pub fn article(raw: RawDocument, path: &str, options: Options) -> Article {
    begin(raw, path, options).finish()
}

/// Documents to begin with before the first of them is finished, see [`Begun`].
pub const TOGETHER: usize = 8;
/// Bytes of text in them: what is known of them has room in the processor's cache.
pub const TOGETHER_BYTES: usize = 32 << 10;

/// A document of which all is understood but who said what.
///
/// That takes as much of the program as everything before. When some documents are begun one after the other, and then
/// finished so, the processor foresees more of it: a twentieth of the time of extraction.
pub struct Begun {
    /// Without its statements and speakers.
    pub article: Article,
    /// Bytes of the body in which statements are looked for.
    read: usize,
    /// Its tokens, where they are.
    tokens: Option<quotes::Read>,
    /// Speakers the input names.
    given: Vec<String>,
}

impl Begun {
    /// Finds who said what.
    pub fn finish(self) -> Article {
        let mut article = self.article;
        if let Some(tokens) = self.tokens {
            let body = &article.body[..self.read];
            let language = article.language.as_deref();
            (article.speakers, article.quotes) =
                quotes::statements(&article.headline, body, language, tokens, &self.given);
        }
        article
    }
}

/// The first part of [`article`].
pub fn begin(mut raw: RawDocument, path: &str, options: Options) -> Begun {
    let verbatim = options.verbatim && raw.shape == Shape::Record;
    if !verbatim {
        raw.body = clean(&mut raw);
    }
    let dateline = dateline::parse(&raw.body).map(|found| {
        raw.dates.extend(found.date.map(|date| RawDate {
            text: date.to_owned(),
            origin: Origin::Dateline,
        }));
        found.dateline
    });
    let mut headline = raw.headline.unwrap_or_default();
    if headline.contains(['\n', '\t', '\u{a0}']) || headline.contains("  ") {
        headline = headline.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let body = raw.body;
    let language = raw
        .language
        .as_deref()
        .and_then(language::declared)
        .or_else(|| {
            let code = language::detect(&body).or_else(|| language::detect(&headline));
            code.map(str::to_owned)
        });
    let byline = raw
        .byline
        .map(|by| byline::of_field(&by).to_owned())
        // Some datasets name the author's page.
        .filter(|by| !by.is_empty() && !by.starts_with("http"));
    let published = published::choose(&raw.dates, path);
    let read = &body[..body.floor_char_boundary(READ)];
    if read.len() < body.len() {
        let bytes = read.len();
        raw.notes.push(format!(
            "statements and dates looked for in the first {bytes} bytes"
        ));
    }
    let code = language.as_deref();
    let tokens = tokens::read(read, code, options);
    let dates = tokens.dates.map_or_else(Vec::new, |tokens| {
        dates::mentions(read, tokens, published, code)
    });
    let read = read.len();
    let article = Article {
        source: Source {
            path: path.to_owned(),
            record: raw.record,
        },
        container: None,
        id: raw.id,
        headline,
        body,
        byline,
        dateline,
        published,
        outlet: raw.outlet,
        section: raw.section,
        url: raw.url,
        language,
        speakers: Vec::new(),
        quotes: Vec::new(),
        dates,
        notes: raw.notes,
    };
    Begun {
        article,
        read,
        tokens: tokens.quotes,
        given: raw.speakers,
    }
}

/// The body without what is not the story: the head of a text file, furniture, hard line breaks.
fn clean(raw: &mut RawDocument) -> String {
    let mut body = std::mem::take(&mut raw.body);
    if memchr::memchr(b'\r', body.as_bytes()).is_some() {
        body = body.replace("\r\n", "\n").replace('\r', "\n");
    }
    let is_head = raw.shape == Shape::Text;
    let mut parts = paragraphs::split(&body, |line| is_head && headline::is_head_line(line));
    match raw.shape {
        Shape::Text => headline::take(&mut parts, raw),
        Shape::Page => {
            let repeated = match (&raw.headline, parts.all.first()) {
                (Some(headline), Some(first)) => headline::same(headline, &first.text),
                _ => false,
            };
            if repeated && parts.all.len() > 1 {
                parts.all.remove(0);
            }
        }
        Shape::Record => {
            // A byline above the story, where the record does not name the writer.
            if raw.byline.is_none()
                && parts.all.len() > 2
                && let Some(by) = parts.all.first().and_then(|p| byline::parse(&p.text))
            {
                raw.byline = Some(by.to_owned());
                parts.all.remove(0);
            }
        }
    }
    if raw.shape != Shape::Page {
        furniture::clean(&mut parts);
    }
    match parts.unchanged(&body) {
        true => body,
        false => parts.join(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Dateline;
    use proptest::prelude::*;

    fn extract(body: &str, shape: Shape) -> Article {
        let raw = RawDocument {
            body: body.to_owned(),
            shape,
            ..RawDocument::default()
        };
        article(raw, "story.txt", Options::default())
    }

    const SAVED: &str = "\
Top News

The council of the river towns does not give way

By Ann Bell and Carl van Dorn
May 3, 2021

(MPA) – The council of the river towns will not lower the fares of the ferries, its chairwoman said, \
and nobody should expect it to.

“There is no money for it,” Chairwoman Zoë Ödegård told reporters in Lower Harbour.

Ferries stay in the harbour as talks break down 2:47

“I have heard it from the minister [del interior] and from others,” she said, “and I say: no.”

See also  Un gato fue encontrado en el techo del ayuntamiento

The owners of the ferries admitted that they had hoped for more, but only in part.

ADVERTISEMENT

“There is no positive reaction,” one of them said.

Related Articles

Leave a Reply

Your email address will not be published.

Back to top button
";

    #[test]
    fn a_saved_story_comes_out_clean() {
        let found = extract(SAVED, Shape::Text);
        assert_eq!(
            found.headline,
            "The council of the river towns does not give way"
        );
        assert_eq!(found.section.as_deref(), Some("Top News"));
        assert_eq!(found.byline.as_deref(), Some("Ann Bell and Carl van Dorn"));
        assert_eq!(
            found.published.map(|p| p.iso()).as_deref(),
            Some("2021-05-03")
        );
        assert_eq!(found.published.map(|p| p.origin), Some(Origin::Text));
        assert_eq!(found.language.as_deref(), Some("en"));
        let agency = Some("MPA".to_owned());
        assert_eq!(
            found.dateline,
            Some(Dateline {
                place: None,
                agency
            })
        );
        let paragraphs: Vec<&str> = found.body.split("\n\n").collect();
        assert_eq!(paragraphs.len(), 5, "{paragraphs:#?}");
        assert!(paragraphs[0].starts_with("(MPA) – The council"));
        assert!(paragraphs[2].contains("[del interior]"));
        assert_eq!(
            paragraphs[4],
            "“There is no positive reaction,” one of them said."
        );
    }

    #[test]
    fn line_ends_of_other_systems_make_no_difference() {
        let expected = extract(SAVED, Shape::Text);
        for ends in ["\r\n", "\r"] {
            assert_eq!(extract(&SAVED.replace('\n', ends), Shape::Text), expected);
        }
    }

    #[test]
    fn a_body_in_one_line_is_left_alone() {
        for text in [
            "Advertisement",
            "The council met. See also the report. Nobody came 2:47",
            "Top News",
        ] {
            for shape in [Shape::Text, Shape::Record] {
                let found = extract(text, shape);
                assert_eq!((found.headline.as_str(), found.body.as_str()), ("", text));
            }
        }
    }

    #[test]
    fn an_outlet_above_the_headline_is_no_headline() {
        let found = extract(
            "BBC News\n\nCouncil meets\n\n3 hours ago\n\nIt met in the harbour.",
            Shape::Text,
        );
        assert_eq!(found.headline, "Council meets");
        assert_eq!(found.outlet.as_deref(), Some("BBC News"));
        assert_eq!(found.body, "It met in the harbour.");
    }

    #[test]
    fn an_undated_story_stays_undated() {
        let found = extract(
            "Council meets\n\nIt met in the harbour and said nothing of note.",
            Shape::Text,
        );
        assert_eq!(found.headline, "Council meets");
        assert_eq!(found.published, None);
    }

    #[test]
    fn a_wrapped_story_is_unwrapped() {
        let found = extract(
            "COUNCIL OF THE RIVER TOWNS MEETS\n2021-05-03\n\n    LOWER HARBOUR, May 3 (Reuters) - The council of the\n\
             river towns met on Monday for the first time since\nthe flood and did not agree on anything, members said.\n    \
             They will meet again on Friday, when the chairwoman\nis back from her journey to the upper towns.\n Reuter\n\u{3}",
            Shape::Text,
        );
        assert_eq!(found.headline, "COUNCIL OF THE RIVER TOWNS MEETS");
        assert_eq!(
            found.published.map(|p| p.iso()).as_deref(),
            Some("2021-05-03")
        );
        assert_eq!(
            found.body,
            "LOWER HARBOUR, May 3 (Reuters) - The council of the river towns met on Monday for the first time since \
             the flood and did not agree on anything, members said.\n\nThey will meet again on Friday, when the \
             chairwoman is back from her journey to the upper towns."
        );
        let dateline = found.dateline.unwrap_or_default();
        assert_eq!(dateline.place.as_deref(), Some("LOWER HARBOUR"));
        assert_eq!(dateline.agency.as_deref(), Some("Reuters"));
    }

    #[test]
    fn a_record_keeps_its_first_paragraph() {
        let body = "Council meets\n\nIt met in the harbour.\n\nAdvertisement\n\nNobody spoke.";
        let mut raw = RawDocument {
            headline: Some("Council meets".to_owned()),
            body: body.to_owned(),
            shape: Shape::Record,
            ..RawDocument::default()
        };
        let found = article(raw.clone(), "a.jsonl", Options::default());
        assert_eq!(
            found.body,
            "Council meets\n\nIt met in the harbour.\n\nNobody spoke."
        );
        let verbatim = Options {
            verbatim: true,
            ..Options::default()
        };
        assert_eq!(article(raw.clone(), "a.jsonl", verbatim).body, body);
        raw.shape = Shape::Page;
        let found = article(raw, "a.html", Options::default());
        assert!(found.body.starts_with("It met in the harbour."));
    }

    #[test]
    fn hostile_text_takes_linear_time() {
        for unit in [
            "a",
            "\n",
            "a\n",
            " \n",
            "By A\n",
            "See also  A b\n",
            "A — ",
            "(",
            "A\n\n",
            "2:47\n",
            "\u{301}",
        ] {
            let text = unit.repeat(300_000 / unit.len());
            for shape in [Shape::Text, Shape::Record] {
                let started = std::time::Instant::now();
                let options = Options {
                    quotes: false,
                    dates: false,
                    verbatim: false,
                };
                let raw = RawDocument {
                    body: text.clone(),
                    shape,
                    ..RawDocument::default()
                };
                let _ = article(raw, "a", options);
                assert!(started.elapsed().as_secs() < 60, "{unit:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_understood(text in "([A-Za-z]{1,8}|[ .,:()–—0-9\\n\\r\u{e9}\u{2019}\u{3}]|By |See also |2:47|Related Articles\\n){0,60}") {
            for shape in [Shape::Text, Shape::Record, Shape::Page] {
                let _ = extract(&text, shape);
            }
            let _ = article(crate::formats::text::document(text.clone()), "a", Options::default());
            let _ = article(crate::formats::markdown::document(&text), "a", Options::default());
        }

        #[test]
        fn any_characters_are_understood(text in "\\PC{0,80}\\n?\\PC{0,80}\\n\\n\\PC{0,80}") {
            let _ = extract(&text, Shape::Text);
            let _ = article(crate::formats::text::document(text.clone()), "a", Options::default());
            let _ = article(crate::formats::markdown::document(&text), "a", Options::default());
        }
    }
}
