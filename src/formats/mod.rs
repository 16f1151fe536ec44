//! Bytes of one file -> raw documents, a format a file.
//!
//! Adding a format is one file with a [`Format`] in it and one line in [`FORMATS`].

mod container;
pub mod csv;
pub mod header;
mod hit_list;
pub mod html;
pub mod json;
mod json_repair;
mod json_scan;
pub mod jsonl;
pub mod mail;
pub mod markdown;
pub mod record;
mod record_json;
pub mod tar;
pub mod text;
pub mod warc;
pub mod xml;
pub mod zip;

use std::io::BufRead;

use anyhow::{anyhow, bail};

use crate::article::Origin;
use crate::decode::{self, Budget, Limits};

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
    /// Number of the record in its file or member, from 0. A record that is skipped has its number, too.
    pub record: u32,
    /// Path of the member it came from, in an archive file (`2023/a.html`); none of a plain file.
    pub member: Option<String>,
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

/// A part of a file that could not be read, while the rest of it could.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Where in the file: `line 17`, `record 3`.
    pub place: String,
    /// Why, in a few words.
    pub reason: String,
}

/// One opened file or member of an archive: decompressed, not yet decoded to text.
pub struct Input<'a> {
    /// Its path without a compression suffix; decides nothing that the content can decide.
    pub name: &'a str,
    /// The bytes, in order. A [`decode::Cut`] error ends them early: formats that hold a document
    /// whole keep what came before ([`decode::read_whole`]), the others the whole records before.
    pub bytes: &'a mut dyn BufRead,
    /// What may be spent on it.
    pub limits: &'a Limits,
    /// What may be spent on all that is compressed in the file on disk.
    pub budget: &'a Budget,
    /// Archive files around it: 0 for a file on disk.
    pub depth: u8,
    /// User's own key names for structured records: `("body", "content")`.
    pub fields: &'a [(String, String)],
    /// Keep a record's body byte for byte.
    pub verbatim: bool,
    /// Is told of each record that is left out; the records after it are read all the same.
    pub skipped: &'a mut dyn FnMut(Skipped),
}

/// Takes each raw document as soon as it is read, so that a file is never held whole.
pub type Emit<'a> = dyn FnMut(RawDocument) -> anyhow::Result<()> + 'a;

/// One format archives come in.
pub struct Format {
    /// Name in messages and in `status`.
    pub name: &'static str,
    /// Lower-case extensions without the dot.
    pub extensions: &'static [&'static str],
    /// True when these first bytes can only or most likely be this format: up to 4 KiB, decompressed,
    /// without byte order mark and white space before them, UTF-16 as UTF-8.
    pub sniff: fn(&[u8]) -> bool,
    /// Reads the whole input. An error is for the file as a whole; the documents given before count.
    pub read: fn(Input<'_>, &mut Emit<'_>) -> anyhow::Result<()>,
}

/// All formats; the first whose `sniff` agrees is taken, those of the file's extension asked first.
/// The most particular come first. Plain text agrees to nearly all that is not binary: what stands
/// after it is found by its extension alone.
pub static FORMATS: &[Format] = &[
    warc::FORMAT,
    mail::FORMAT,
    xml::FORMAT,
    html::FORMAT,
    json::FORMAT,
    jsonl::FORMAT,
    csv::FORMAT,
    text::FORMAT,
    markdown::FORMAT,
];

/// Formats that hold files of any of the [`FORMATS`], and of these, one within another. Their `sniff` is asked
/// first, about the first bytes as they are.
pub static CONTAINERS: &[Format] = &[zip::FORMAT, tar::FORMAT];

/// Bytes of a file's head that `sniff` is asked about.
pub const HEAD: usize = 4 << 10;

/// The format of a file by its first bytes, its name asked first; or why it is none.
pub fn detect(name: &str, head: &[u8]) -> anyhow::Result<&'static Format> {
    let head = &head[..head.len().min(HEAD)];
    if let Some(container) = CONTAINERS.iter().find(|format| (format.sniff)(head)) {
        return Ok(container);
    }
    let decoded;
    let head = match decode::charset::utf16(head) {
        Some(_) => {
            decoded = decode::peek(head);
            decoded.as_bytes()
        }
        None => head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head),
    };
    let head = head.trim_ascii_start();
    if head.is_empty() {
        bail!("empty file");
    }
    if hit_list::is_one(head) {
        bail!("a hit list of morgue's own, no article");
    }
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let extension = match file.rsplit_once('.') {
        Some((_, extension)) => extension.to_ascii_lowercase(),
        None => String::new(),
    };
    let own = |format: &&Format| format.extensions.contains(&extension.as_str());
    let known = KNOWN.iter().find(|(magic, _)| head.starts_with(magic));
    // What begins like a known format is no plain text; another format may read it all the same.
    let agrees = |format: &&Format| {
        let plain = [text::FORMAT.name, markdown::FORMAT.name].contains(&format.name);
        !(plain && known.is_some()) && (format.sniff)(head)
    };
    if let Some(format) = FORMATS.iter().filter(own).find(agrees) {
        return Ok(format);
    }
    let format = FORMATS.iter().find(agrees);
    let is_text = format.is_none_or(|f| f.name == text::FORMAT.name);
    if !is_text {
        return format.ok_or_else(|| anyhow!("not a format morgue reads"));
    }
    if let Some((_, what)) = known {
        bail!("not a format morgue reads: {what}");
    }
    if decode::is_binary(head) {
        bail!("binary file");
    }
    if NO_PROSE.contains(&extension.as_str()) {
        bail!("not a format morgue reads: .{extension}");
    }
    if let Some(root) = xml::unknown_root(head) {
        bail!("XML or SGML of a kind morgue does not read: <{root}>");
    }
    // A table whose columns nobody knows says so itself, and how to name them.
    if let Some(table) = FORMATS
        .iter()
        .filter(own)
        .find(|f| f.name == csv::FORMAT.name)
    {
        return Ok(table);
    }
    // Text that claims to be JSON is damaged JSON, not an article.
    if FORMATS
        .iter()
        .filter(own)
        .any(|f| f.name.starts_with("json"))
    {
        bail!("no JSON object or array in it");
    }
    format.ok_or_else(|| anyhow!("not a format morgue reads"))
}

/// First bytes of formats that hold articles or pass for them, and what to say.
const KNOWN: &[(&[u8], &str)] = &[
    (b"%PDF-", "PDF; convert it to text first"),
    (b"\x1f\x8b\x08", "compressed twice; decompress it once"),
    (b"\x28\xb5\x2f\xfd", "compressed twice; decompress it once"),
    (b"{\\rtf", "RTF; convert it to text first"),
    (
        b"\xd0\xcf\x11\xe0",
        "old office document; convert it to text first",
    ),
    (b"7z\xbc\xaf\x27\x1c", "7z archive; unpack it first"),
    (b"Rar!\x1a\x07", "RAR archive; unpack it first"),
    (
        b"\xfd7zXZ\0",
        "xz; decompress it first, or use gz, zst or bz2",
    ),
    (
        b"\x04\x22\x4d\x18",
        "lz4; decompress it first, or use gz, zst or bz2",
    ),
    (b"!<arch>\n", "ar archive"),
    (
        b"SQLite format 3\0",
        "SQLite database; export it to JSON lines first",
    ),
    (b"PAR1", "Parquet; export it to JSON lines first"),
    (b"\x89PNG", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF8", "GIF image"),
    (b"\x7fELF", "program"),
    (b"#!", "script"),
    (b"%!PS", "PostScript; convert it to text first"),
];

/// Extensions of text files that are no prose.
const NO_PROSE: &[&str] = &[
    "bat", "bib", "c", "cfg", "conf", "cpp", "css", "go", "h", "ini", "ipynb", "java", "js", "jsx",
    "less", "lock", "map", "mjs", "php", "pl", "py", "r", "rb", "rs", "sass", "scss", "sh", "sql",
    "svg", "tex", "toml", "ts", "tsx", "yaml", "yml",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn name_of(name: &str, head: &[u8]) -> String {
        match detect(name, head) {
            Ok(format) => format.name.to_owned(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn extensions_and_names_are_unique_and_lower_case() {
        let mut seen = Vec::new();
        for format in FORMATS.iter().chain(CONTAINERS) {
            assert!(!seen.contains(&format.name), "{}", format.name);
            seen.push(format.name);
            for extension in format.extensions {
                assert_eq!(*extension, extension.to_ascii_lowercase());
                let all = FORMATS.iter().chain(CONTAINERS);
                let owners = all.filter(|f| f.extensions.contains(extension));
                assert_eq!(owners.count(), 1, "{extension}");
            }
        }
    }

    #[test]
    fn content_decides_as_well_as_the_name() {
        for (name, head, format) in [
            ("a.txt", "Ministers met.\n\nThey talked.", "text"),
            ("a", "Ministers met.\n\nThey talked.", "text"),
            ("a.2022", "Ministers met.", "text"),
            ("a.md", "# Ministers met", "markdown"),
            ("a.json", "[{\"title\": \"a\"}]", "json"),
            ("a.txt", "{\"title\": \"a\"}\n{\"title\": \"b\"}\n", "json"),
            ("a.html", "<!DOCTYPE html><p>a</p>", "html"),
            ("a.txt", "<!DOCTYPE html><p>a</p>", "html"),
            ("a.html", "Ministers met.", "text"),
            ("a.html", "\u{feff}\n <p>Ministers met.</p>", "html"),
            ("a.json", "Ministers met.", "no JSON object or array in it"),
            ("a.txt", " \n\n", "empty file"),
            (
                "a.xml",
                "<?xml version='1.0'?><kml><name>a</name></kml>",
                "XML or SGML of a kind morgue does not read: <kml>",
            ),
            (
                "a.xml",
                "<?xml version='1.0'?><!DOCTYPE html><html>",
                "html",
            ),
            ("a.html", "<!-- saved --><table>", "html"),
            ("a.txt", "<unreadable> said the harbour master", "text"),
            ("a.py", "import this", "not a format morgue reads: .py"),
            ("a.txt", "\0\u{1}\u{2}\u{3}", "binary file"),
            (
                "a.txt",
                "%PDF-1.7 ...",
                "not a format morgue reads: PDF; convert it to text first",
            ),
        ] {
            assert_eq!(name_of(name, head.as_bytes()), format, "{name} {head}");
        }
    }
}
