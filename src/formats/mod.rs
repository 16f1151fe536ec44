//! Bytes of one file -> raw documents, a format a file.
//!
//! Adding a format is one file with a [`Format`] in it and one line in [`FORMATS`].

pub mod html;
pub mod jsonl;
pub mod mail;
pub mod warc;
pub mod xml;

use std::io::BufRead;

use crate::article::Origin;
use crate::decode::Limits;

/// How far a raw document's text is from being an article's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// A whole text file: headline, byline, furniture and all are in `body`.
    #[default]
    Text,
    /// A structured record: headline and the rest came in fields, `body` may still hold furniture.
    Record,
    /// A page whose furniture the format itself has removed.
    Page,
}

/// A publication date as some place of the document has it, not yet understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawDate {
    /// The text (`27 Jan 2022`, `2022-01-27T10:00:00Z`, a URL).
    pub text: String,
    /// Where it stood.
    pub origin: Origin,
}

/// What a format hands on: one article's text and what the format itself knows of it.
#[derive(Debug, Clone, Default)]
pub struct RawDocument {
    /// Number of the record in its file, from 0.
    pub record: u32,
    /// The record's own id.
    pub id: Option<String>,
    /// Headline, where the format names one.
    pub headline: Option<String>,
    /// Text.
    pub body: String,
    /// Author or byline, where the format names one.
    pub byline: Option<String>,
    /// Candidates for the publication date, best first.
    pub dates: Vec<RawDate>,
    /// Outlet or site.
    pub outlet: Option<String>,
    /// Section.
    pub section: Option<String>,
    /// Language as declared (`en`, `en-GB`).
    pub language: Option<String>,
    /// Address.
    pub url: Option<String>,
    /// Speakers the input itself names.
    pub speakers: Vec<String>,
    /// How much cleaning `body` needs.
    pub shape: Shape,
    /// What was cut or repaired.
    pub notes: Vec<String>,
}

/// One opened file or member of an archive: decompressed, not yet decoded to text.
pub struct Input<'a> {
    /// Its path without a compression suffix; decides nothing that the content can decide.
    pub name: &'a str,
    /// The bytes, in order.
    pub bytes: &'a mut dyn BufRead,
    /// What may be spent on it.
    pub limits: &'a Limits,
    /// User's own key names for structured records: `("body", "content")`.
    pub fields: &'a [(String, String)],
    /// Keep a record's body byte for byte.
    pub verbatim: bool,
}

/// Takes each raw document as soon as it is read, so that a file is never held whole.
pub type Emit<'a> = dyn FnMut(RawDocument) -> anyhow::Result<()> + 'a;

/// One format archives come in.
pub struct Format {
    /// Name in messages and in `status`.
    pub name: &'static str,
    /// Lower-case extensions without the dot.
    pub extensions: &'static [&'static str],
    /// True when these first bytes (up to 4 KiB, decompressed) can only or most likely be this format.
    pub sniff: fn(&[u8]) -> bool,
    /// Reads the whole input.
    pub read: fn(Input<'_>, &mut Emit<'_>) -> anyhow::Result<()>,
}

/// All formats; the first whose `sniff` agrees is taken, those of the file's extension asked first.
pub static FORMATS: &[Format] = &[
    warc::FORMAT,
    mail::FORMAT,
    xml::FORMAT,
    html::FORMAT,
    jsonl::FORMAT,
];
