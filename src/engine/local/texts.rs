//! How stored articles are compressed: each for itself, by a dictionary made of the archive's own first articles.
//!
//! A story is too short to teach a compressor its language: alone it shrinks to half, and in blocks of five, which
//! must be unpacked as a whole for one of them, to 0.44. With a dictionary (Y. Collet, "Zstandard compression and the
//! application/zstd media type", RFC 8878, section 5) it shrinks to 0.36 to 0.42 (all at level 3; see [`LEVEL`]), and
//! is read in a third of the time.
//!
//! The dictionary is a document of the index, in the same commit as the first articles that need it. Each compressed
//! article names its dictionary, so an index may have several. Small archives have none.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, bail};
use tantivy::{DocAddress, Searcher, Term};
use zstd::bulk::{Compressor, Decompressor};
use zstd::zstd_safe;

use super::lookup::documents;
use super::packed;
use super::schema::{DICTIONARY, Fields};
use super::stored::{Stored, Stores};
use crate::article::Article;
use crate::error::IndexError;

/// Articles a dictionary is made of, and the fewest it can be made of.
const SAMPLE: usize = 500;
const FEWEST: usize = 100;
/// Bytes of each that are looked at.
const OF_EACH: usize = 8 << 10;
/// Bytes of a dictionary, at most. One four times as large makes the index a hundredth smaller, and indexing slower by
/// some hundredths: it does not stay in the processor's cache.
const SIZE: usize = 64 << 10;
/// At level 3 the articles take a fifteenth less room, and all of indexing a twentieth more time; at level 1 the index
/// takes a fortieth more room, and indexing no less time.
const LEVEL: i32 = 2;
/// Bytes of an article, at most: only damage makes a larger one.
const LARGEST: u64 = 1 << 30;

/// Compresses articles.
pub struct Packer {
    compressor: Compressor<'static>,
    /// False as long as there is no dictionary.
    pub taught: bool,
}

impl Packer {
    /// For an index that has what `searcher` sees: with its dictionary, when it has one.
    pub fn new(searcher: &Searcher, f: &Fields) -> anyhow::Result<Self> {
        let mut packer = Packer {
            compressor: Compressor::new(LEVEL)?,
            taught: false,
        };
        dictionaries(searcher, &Stores::of(searcher)?, f, &mut |dictionary| {
            packer = Packer::with(dictionary)?;
            Ok(())
        })?;
        Ok(packer)
    }

    /// With this dictionary.
    pub fn with(dictionary: &[u8]) -> anyhow::Result<Self> {
        Ok(Packer {
            compressor: Compressor::with_dictionary(LEVEL, dictionary)?,
            taught: true,
        })
    }

    /// The article in few bytes.
    pub fn pack(&mut self, article: &Article) -> anyhow::Result<Vec<u8>> {
        Ok(self.compressor.compress(&packed::pack(article)?)?)
    }
}

/// A dictionary of some of these articles; none when they are too few or teach nothing.
pub fn dictionary(articles: &[&Article]) -> Option<Vec<u8>> {
    let step = articles.len().div_ceil(SAMPLE).max(1);
    let samples = articles.iter().step_by(step).map(|article| {
        let mut bytes = packed::pack(article)?;
        bytes.truncate(OF_EACH);
        Ok(bytes)
    });
    let samples: Vec<Vec<u8>> = samples.collect::<anyhow::Result<_>>().ok()?;
    if samples.len() < FEWEST {
        return None;
    }
    let made = zstd::dict::from_samples(&samples, SIZE).ok()?;
    zstd_safe::get_dict_id_from_dict(&made).map(|_| made)
}

/// Calls `take` for each dictionary of an index, in no certain order.
fn dictionaries(
    searcher: &Searcher,
    stores: &Stores,
    f: &Fields,
    take: &mut dyn FnMut(&[u8]) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let term = Term::from_field_text(f.kind, DICTIONARY);
    for (ord, segment) in searcher.segment_readers().iter().enumerate() {
        for doc in documents(segment, &term)? {
            let stored = stores.read(DocAddress::new(ord as u32, doc))?;
            let bytes = stored.bytes(f.dictionary);
            take(bytes.ok_or_else(|| damaged("a dictionary without its bytes"))?)?;
        }
    }
    Ok(())
}

fn damaged(what: &str) -> anyhow::Error {
    IndexError::Damaged(what.to_owned()).into()
}

/// Reads articles back.
pub struct Texts {
    stores: Stores,
    /// By number of the dictionary; none for those without one.
    known: HashMap<Option<NonZeroU32>, Dictionary>,
}

/// A dictionary; an empty one is none.
struct Dictionary {
    bytes: Vec<u8>,
    /// Those not in use: as many as there were threads that read articles at once.
    idle: Mutex<Vec<Decompressor<'static>>>,
}

impl Dictionary {
    /// Fails when it cannot be read.
    fn new(bytes: &[u8]) -> anyhow::Result<Self> {
        let dictionary = Dictionary {
            bytes: bytes.to_vec(),
            idle: Mutex::default(),
        };
        dictionary.put_back(dictionary.take()?);
        Ok(dictionary)
    }

    fn take(&self) -> anyhow::Result<Decompressor<'static>> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        match idle {
            Some(decompressor) => Ok(decompressor),
            None => Decompressor::with_dictionary(&self.bytes)
                .map_err(|_| damaged("a dictionary is unreadable")),
        }
    }

    fn put_back(&self, decompressor: Decompressor<'static>) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push(decompressor);
    }
}

impl Texts {
    /// For what `searcher` sees. Reads the dictionaries, some 64 KB each.
    pub fn of(searcher: &Searcher, f: &Fields) -> anyhow::Result<Self> {
        let mut known = HashMap::from([(None, Dictionary::new(&[])?)]);
        let stores = Stores::of(searcher)?;
        dictionaries(searcher, &stores, f, &mut |dictionary| {
            let id = zstd_safe::get_dict_id_from_dict(dictionary);
            known.insert(id, Dictionary::new(dictionary)?);
            Ok(())
        })?;
        Ok(Texts { stores, known })
    }

    /// What is stored of a document.
    pub fn stored(&self, at: DocAddress) -> anyhow::Result<Stored> {
        self.stores.read(at)
    }

    /// The article of a stored document. Fails when it is none, and when it is damaged.
    pub fn article(&self, stored: &Stored, f: &Fields) -> anyhow::Result<Article> {
        let bytes = stored.bytes(f.article).context("no article")?;
        let by = self
            .known
            .get(&zstd_safe::get_dict_id_from_frame(bytes))
            .ok_or_else(|| damaged("the dictionary of an article is missing"))?;
        let size = match zstd_safe::get_frame_content_size(bytes) {
            Ok(Some(size)) if size <= LARGEST => size as usize,
            _ => bail!(damaged("an article without its size")),
        };
        let mut decompressor = by.take()?;
        let plain = decompressor.decompress(bytes, size);
        by.put_back(decompressor);
        let plain = plain.map_err(|e| damaged(&format!("an article cannot be unpacked: {e}")))?;
        packed::unpack(&plain)
    }
}
