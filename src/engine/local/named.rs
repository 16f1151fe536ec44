//! Persons by name. A name is no term of its own, which would be one more for nearly every person of an article: its
//! words are terms, among those of all that speakers are called, and whose name has them the column of names tells.

use rustc_hash::FxHashMap;
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, InvertedIndexReader, SegmentReader, TERMINATED, Term};

use super::rows::Labels;
use super::schema::Fields;
use crate::text::words;

/// Words of a name that are looked up. Of a line of names the first have their places, however long it is.
const LOOKED_UP: usize = 8;

/// The articles of a segment in which persons of these names speak, deleted ones among them, and which of their
/// [`Voices`](super::voices::Voices) has the name; in order.
pub fn voices<'n>(
    segment: &SegmentReader,
    f: &Fields,
    names: impl Iterator<Item = &'n str>,
) -> anyhow::Result<Vec<(DocId, u32)>> {
    let mut all = Vec::new();
    let Some(column) = segment.fast_fields().str("person")? else {
        return Ok(all);
    };
    let labels = Labels::of(&column)?;
    let speakers = segment.inverted_index(f.speaker)?;
    // Names of one person have their family name in common: each word is looked at once for all of them.
    let (mut known, mut rarest) = (Vec::new(), FxHashMap::default());
    let mut wordless = false;
    for name in names {
        let Some(ord) = column.dictionary().term_ord(name.as_bytes())? else {
            continue;
        };
        known.push(ord);
        match rarest_word(&speakers, f, name)? {
            Some((word, info)) => drop(rarest.insert(word, info)),
            None => wordless = true,
        }
    }
    let mut of_article = |article| {
        let own = (0..).zip(labels.of_article(article));
        let named = own.filter(|(_, at)| labels.at(*at).is_some_and(|ord| known.contains(&ord)));
        all.extend(named.map(|(voice, _)| (article, voice)));
    };
    if wordless {
        (0..segment.max_doc()).for_each(&mut of_article);
    } else {
        for info in rarest.values() {
            let basic = IndexRecordOption::Basic;
            let mut postings = speakers.read_postings_from_terminfo(info, basic)?;
            while postings.doc() != TERMINATED {
                of_article(postings.doc());
                postings.advance();
            }
        }
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// The rarest word of a name; none where it has none that is indexed.
fn rarest_word(
    speakers: &InvertedIndexReader,
    f: &Fields,
    name: &str,
) -> anyhow::Result<Option<(String, TermInfo)>> {
    let mut rarest: Option<(String, TermInfo)> = None;
    for word in words::list(name).into_iter().take(LOOKED_UP) {
        match speakers.get_term_info(&Term::from_field_text(f.speaker, &word))? {
            Some(info) if rarest.as_ref().is_none_or(|r| info.doc_freq < r.1.doc_freq) => {
                rarest = Some((word, info));
            }
            Some(_) => {}
            // A word of thousands of letters.
            None => return Ok(None),
        }
    }
    Ok(rarest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Quote, QuoteKind, Source, Span, Speaker};
    use crate::engine::local::{document, schema};
    use proptest::prelude::*;
    use tantivy::{Index, IndexWriter};

    fn article(names: &[&str]) -> Article {
        let quote = |n: usize| Quote {
            span: Span::new(n, n + 1),
            kind: QuoteKind::Direct,
            cue: None,
            mention: None,
            speaker: Some(n),
        };
        let speaker = |name: &&str| Speaker {
            name: (*name).to_owned(),
            role: None,
            variants: vec!["the mayor".to_owned()],
        };
        Article {
            body: "yes ".repeat(names.len()),
            source: Source::default(),
            speakers: names.iter().map(speaker).collect(),
            quotes: (0..names.len()).map(quote).collect(),
            ..Article::default()
        }
    }

    fn segment(articles: &[Article]) -> (SegmentReader, Fields) {
        let (schema, f) = schema::schema();
        let index = Index::create_in_ram(schema);
        schema::register(&index);
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15 << 20).unwrap();
        for article in articles {
            let document = document::from_article(article, b"", &f);
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        (searcher.segment_readers()[0].clone(), f)
    }

    #[test]
    fn a_name_is_found_whole() {
        let articles = [
            article(&["Ada Holm", "Lovis Holm"]),
            article(&["Holm"]),
            article(&[]),
            article(&["Ada Holm Brandt", "Holm, Ada", "Ada Holm"]),
        ];
        let (segment, f) = segment(&articles);
        let of = |names: &[&str]| voices(&segment, &f, names.iter().copied()).unwrap();
        assert_eq!(of(&["Ada Holm"]), [(0, 0), (3, 2)]);
        assert_eq!(of(&["Holm"]), [(1, 0)]);
        assert_eq!(of(&["Holm, Ada", "Lovis Holm"]), [(0, 1), (3, 1)]);
        assert_eq!(of(&["ada holm", "Ada", "Brandt", ""]), []);
        assert_eq!(of(&[]), []);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_name_is_found(
            names in prop::collection::vec(prop_oneof!["\\PC{1,12}", "[A-Za-zÉé'’. -]{1,20}", "[a-z ]{990,1100}"], 1..6),
        ) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let (segment, f) = segment(&[article(&[]), article(&names)]);
            for (k, name) in names.iter().enumerate() {
                let found = voices(&segment, &f, [document::label(name)].into_iter()).unwrap();
                prop_assert!(found.contains(&(1, k as u32)), "{}", name);
            }
        }
    }
}
