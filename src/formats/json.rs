//! JSON: an object, an array of objects, or an envelope around such an array; read element by
//! element, so that an array of any size takes the memory of its largest record.

use std::io::BufRead;

use serde::de::DeserializeSeed;

use super::json_repair::repaired;
use super::json_scan::Scan;
use super::record::{Builder, Field, field_of, normal};
use super::record_json::Record;
use super::{Emit, Format, Input, Skipped, jsonl};
use crate::decode::{self, Cut, Limits};

/// JSON.
pub const FORMAT: Format = Format {
    name: "json",
    extensions: &["json"],
    sniff: |head| {
        let head = decode::peek(head);
        let head = head.trim_start();
        // An array of articles begins with an object; `[Music]` is text.
        let inner = head.strip_prefix('[').map(str::trim_start);
        match inner {
            Some(inner) => inner.is_empty() || inner.starts_with(['{', '[', ']']),
            None => head
                .strip_prefix('{')
                .is_some_and(|inner| inner.trim_start().starts_with(['"', '}'])),
        }
    },
    read,
};

fn read(input: Input<'_>, emit: &mut Emit<'_>) -> anyhow::Result<()> {
    jsonl::read(input, emit)
}

/// Keys of an envelope, normalised as those of records.
const ENVELOPES: &[&str] = &[
    "articles",
    "data",
    "items",
    "results",
    "docs",
    "hits",
    "documents",
    "records",
    "stories",
    "news",
    "entries",
    "posts",
    "response",
    "rows",
    "result",
];

/// Most records of one file that are reported one by one.
const COMPLAINTS: u32 = 1000;

/// Where the records of one file go, and what applies to them.
pub(super) struct Records<'a> {
    pub limits: &'a Limits,
    pub fields: &'a [(String, String)],
    pub verbatim: bool,
    pub skipped: &'a mut dyn FnMut(Skipped),
    pub next: u32,
    pub complaints: u32,
    /// How many envelopes are open, one in the other.
    pub envelopes: u8,
}

impl Records<'_> {
    /// True when no more records are wanted.
    pub fn is_full(&self) -> bool {
        self.next >= self.limits.records
    }

    /// Counts a record and reports that it is left out.
    pub fn skip(&mut self, place: String, reason: String) {
        self.next += 1;
        self.complain(place, reason);
    }

    /// Reports a damage without counting a record.
    pub fn complain(&mut self, place: String, reason: String) {
        self.complaints += 1;
        if self.complaints <= COMPLAINTS {
            (self.skipped)(Skipped { place, reason });
        } else if self.complaints == COMPLAINTS + 1 {
            let reason =
                format!("more than {COMPLAINTS} broken records; the others are not listed");
            (self.skipped)(Skipped { place, reason });
        }
    }

    /// Reads one record, or the records of an envelope, and hands them on.
    pub fn take(
        &mut self,
        bytes: &[u8],
        place: impl Fn() -> String,
        emit: &mut Emit<'_>,
    ) -> anyhow::Result<()> {
        match parse(bytes, self.fields) {
            Ok(found) if !found.is_empty() => {
                let record = self.next;
                self.next += 1;
                emit(found.document(record, self.verbatim))
            }
            Ok(_) => {
                let mut inner = bytes;
                let mut scan = Scan::new(&mut inner);
                let (mut own, mut streamed) = (Vec::new(), false);
                // An envelope in an envelope in an envelope is none.
                if scan.blank()? == Some(b'{') && self.envelopes < 3 {
                    self.envelopes += 1;
                    let outcome = members(&mut scan, 0, &mut own, &mut streamed, self, emit);
                    self.envelopes -= 1;
                    outcome?;
                }
                if !streamed {
                    self.skip(place(), "neither headline nor text in it".to_owned());
                }
                Ok(())
            }
            Err(error) => {
                let error = error.to_string();
                // Its own position is within the record: the line says more.
                let reason = error.split(" at line ").next().unwrap_or(&error);
                self.skip(place(), format!("not valid JSON: {reason}"));
                Ok(())
            }
        }
    }
}

/// Reads one object. What Python writes but JSON does not allow (`NaN`, half a surrogate pair, a
/// line feed in a string) and bytes that are not UTF-8 are repaired, at the cost of a second reading.
fn parse(bytes: &[u8], fields: &[(String, String)]) -> serde_json::Result<Builder> {
    let first = match std::str::from_utf8(bytes) {
        Ok(text) => parse_text(text, fields),
        Err(_) => parse_text(&decode::text(bytes, None), fields),
    };
    let Err(error) = first else {
        return first;
    };
    match repaired(&decode::text(bytes, None)) {
        Some(text) => parse_text(&text, fields).map_err(|_| error),
        None => Err(error),
    }
}

fn parse_text(text: &str, fields: &[(String, String)]) -> serde_json::Result<Builder> {
    let mut found = Builder::default();
    let mut from = serde_json::Deserializer::from_str(text);
    Record {
        into: &mut found,
        fields,
        under: "",
        depth: 0,
    }
    .deserialize(&mut from)?;
    from.end()?;
    Ok(found)
}

/// True when the object a line begins with ends in it.
pub(super) fn is_closed(line: &[u8]) -> bool {
    let mut bytes = line;
    let mut scan = Scan::new(&mut bytes);
    matches!(scan.blank(), Ok(Some(_))) && scan.value(None, 0).unwrap_or(false)
}

/// Reads values one after another to the end of the input.
pub(super) fn values(
    bytes: &mut dyn BufRead,
    records: &mut Records<'_>,
    emit: &mut Emit<'_>,
) -> anyhow::Result<()> {
    let mut scan = Scan::new(bytes);
    loop {
        if records.is_full() {
            return Ok(());
        }
        let whole = match scan.blank() {
            Ok(None) => return Ok(()),
            Ok(Some(b'[')) => {
                scan.step(1);
                array(&mut scan, records, emit)
            }
            Ok(Some(b'{')) => object(&mut scan, 0, records, emit),
            Ok(Some(b',')) => {
                scan.step(1);
                continue;
            }
            Ok(Some(_)) => {
                let place = scan.place();
                records.complain(place, "not JSON from here on".to_owned());
                return Ok(());
            }
            Err(error) => Err(error.into()),
        };
        match whole {
            Ok(true) => {}
            Ok(false) => {
                let place = scan.place();
                records.skip(place, "the file ends within a record".to_owned());
                return Ok(());
            }
            Err(error) => match error.downcast_ref().and_then(Cut::of) {
                Some(cut) => {
                    let place = scan.place();
                    records.complain(place, cut.to_string());
                    return Ok(());
                }
                None => return Err(error),
            },
        }
    }
}

/// Reads the elements of an array whose bracket has been consumed. False when the input ends first.
fn array(
    scan: &mut Scan<'_>,
    records: &mut Records<'_>,
    emit: &mut Emit<'_>,
) -> anyhow::Result<bool> {
    let mut element = Vec::new();
    loop {
        match scan.blank()? {
            None => return Ok(false),
            Some(b']') => {
                scan.step(1);
                return Ok(true);
            }
            Some(b',') => {
                scan.step(1);
                continue;
            }
            Some(b'{') => {
                element.clear();
                let line = scan.line;
                let limit = records.limits.record_bytes;
                if !scan.value(Some((&mut element, limit)), 0)? {
                    return Ok(false);
                }
                let number = records.next;
                let place = || format!("record {number}, line {line}");
                if element.len() > limit {
                    records.skip(place(), format!("longer than {limit} bytes"));
                } else {
                    records.take(&element, place, emit)?;
                }
            }
            Some(first) => {
                let place = scan.place();
                if first == b'}' {
                    // Closes nothing; as no value begins so, it has to be taken here.
                    scan.step(1);
                } else if !scan.value(None, 0)? {
                    return Ok(false);
                }
                records.skip(place, "not an object".to_owned());
            }
        }
        if records.is_full() {
            return Ok(true);
        }
    }
}

/// Reads an object: the records of the arrays it is an envelope of, or else itself as a record.
/// False when the input ends first.
fn object(
    scan: &mut Scan<'_>,
    depth: u8,
    records: &mut Records<'_>,
    emit: &mut Emit<'_>,
) -> anyhow::Result<bool> {
    let line = scan.line;
    let mut own = Vec::new();
    let mut streamed = false;
    let whole = members(scan, depth, &mut own, &mut streamed, records, emit)?;
    if !whole || streamed || depth > 0 {
        return Ok(whole);
    }
    let limit = records.limits.record_bytes;
    let number = records.next;
    let place = || format!("record {number}, line {line}");
    if own.len() > limit {
        records.skip(place(), format!("longer than {limit} bytes"));
        return Ok(true);
    }
    match parse(&own, records.fields) {
        Ok(found) if found.is_empty() => {
            records.skip(place(), "neither headline nor text in it".to_owned());
            Ok(true)
        }
        _ => records.take(&own, place, emit).map(|()| true),
    }
}

/// Reads the members of an object that begins here: those of an envelope are streamed, the others go
/// to `own`, up to a byte more than the limit for a record.
fn members(
    scan: &mut Scan<'_>,
    depth: u8,
    own: &mut Vec<u8>,
    streamed: &mut bool,
    records: &mut Records<'_>,
    emit: &mut Emit<'_>,
) -> anyhow::Result<bool> {
    let limit = records.limits.record_bytes;
    let mut key = Vec::new();
    // An article may itself have lists (`items`): once it has shown a text it is no envelope.
    let mut has_text = false;
    scan.step(1);
    own.push(b'{');
    loop {
        match scan.blank()? {
            None => return Ok(false),
            Some(b'}') => {
                scan.step(1);
                own.push(b'}');
                return Ok(true);
            }
            Some(b',') => {
                scan.step(1);
                own.push(b',');
                continue;
            }
            Some(b'"') => {}
            // Broken: the record's own reading will say what is wrong.
            Some(_) => return scan.value(Some((own, limit)), 1).map_err(Into::into),
        }
        key.clear();
        if !scan.value(Some((&mut key, 1 << 10)), 0)? {
            return Ok(false);
        }
        own.extend_from_slice(&key);
        if scan.blank()? != Some(b':') {
            return Ok(scan.value(Some((own, limit)), 1)?);
        }
        scan.step(1);
        own.push(b':');
        let name = std::str::from_utf8(&key).unwrap_or_default();
        let name = name.trim_matches('"');
        let mut buffer = [0u8; 24];
        let envelope = depth < 3
            && !has_text
            && normal(name, &mut buffer).is_some_and(|name| ENVELOPES.contains(&name));
        let whole = match scan.blank()? {
            None => false,
            Some(b'[') if envelope => {
                scan.step(1);
                match scan.blank()? {
                    Some(b'{') => {
                        own.extend_from_slice(b"null");
                        *streamed = true;
                        array(scan, records, emit)?
                    }
                    Some(b']') => {
                        scan.step(1);
                        own.extend_from_slice(b"null");
                        *streamed = true;
                        true
                    }
                    _ => {
                        own.push(b'[');
                        scan.value(Some((own, limit)), 1)?
                    }
                }
            }
            Some(b'{') if envelope => members(scan, depth + 1, own, streamed, records, emit)?,
            Some(first) => {
                has_text |= first == b'"' && matches!(field_of(name), Some((Field::Body, _)));
                scan.value(Some((own, limit)), 0)?
            }
        };
        if !whole || records.is_full() {
            return Ok(whole);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{RawDocument, Shape, detect};
    use proptest::prelude::*;
    use std::io::Cursor;

    /// What is read of a file, and what is reported as skipped.
    fn read_with(
        name: &str,
        bytes: &[u8],
        limits: &Limits,
        fields: &[(&str, &str)],
        verbatim: bool,
    ) -> (Vec<RawDocument>, Vec<String>) {
        let fields: Vec<(String, String)> = fields
            .iter()
            .map(|(ours, theirs)| ((*ours).to_owned(), (*theirs).to_owned()))
            .collect();
        let (mut out, mut skipped) = (Vec::new(), Vec::new());
        // A small buffer: values go over its end.
        let mut reader = std::io::BufReader::with_capacity(7, Cursor::new(bytes));
        let input = Input {
            name,
            bytes: &mut reader,
            limits,
            budget: &crate::decode::Budget::new(0, limits),
            depth: 0,
            fields: &fields,
            verbatim,
            skipped: &mut |s| skipped.push(format!("{}: {}", s.place, s.reason)),
        };
        let format = detect(name, &bytes[..bytes.len().min(4096)]).map_or(&FORMAT, |f| f);
        (format.read)(input, &mut |raw| {
            out.push(raw);
            Ok(())
        })
        .unwrap();
        (out, skipped)
    }

    fn read_all(text: &str) -> (Vec<RawDocument>, Vec<String>) {
        read_with("a.json", text.as_bytes(), &Limits::default(), &[], false)
    }

    fn bodies(text: &str) -> Vec<String> {
        read_all(text).0.into_iter().map(|raw| raw.body).collect()
    }

    #[test]
    fn all_layouts_give_the_same_records() {
        for text in [
            r#"[{"body": "one"}, {"body": "two"}]"#,
            "[\n  {\n    \"body\": \"one\"\n  },\n  {\n    \"body\": \"two\"\n  }\n]\n",
            "{\"body\": \"one\"}\n\n{\"body\": \"two\"}\n",
            "{\n\"body\": \"one\"}\n{\"body\":\n\"two\"}",
            r#"{"status": "ok", "articles": [{"body": "one"}, {"body": "two"}], "total": 2}"#,
            "{\n\"response\": {\"meta\": {\"hits\": 2}, \"docs\": [{\"body\": \"one\"},\n{\"body\": \"two\"}]}}",
            r#"{"hits": {"total": 2, "hits": [{"_source": {"body": "one"}}, {"_source": {"body": "two"}}]}}"#,
            "\u{feff}[{\"text\": [\"one\"]}, {\"article\": {\"content\": \"two\"}}]",
        ] {
            let (records, skipped) = read_all(text);
            let found: Vec<(u32, &str)> = records
                .iter()
                .map(|raw| (raw.record, raw.body.as_str()))
                .collect();
            assert_eq!(found, [(0, "one"), (1, "two")], "{text}");
            assert!(skipped.is_empty(), "{text} {skipped:?}");
        }
    }

    #[test]
    fn utf16_is_read() {
        let bytes: Vec<u8> = "{\"body\": \"one\"}\n{\"body\": \"two\"}\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let (records, _) = read_with("a.jsonl", &bytes, &Limits::default(), &[], false);
        assert_eq!(records.len(), 2);
    }

    #[test]
    fn keys_of_news_datasets_are_known() {
        let (records, _) = read_all(
            r#"{"_id": {"$oid": "5f"}, "Head-Line": "H", "maintext": "B", "date_publish": "2021-05-03 10:00",
            "authors": ["Ann Bell", {"name": "Carl Dorn"}], "link": "https://example.org/a",
            "source": {"id": null, "name": "The Meridian Post"}, "category": ["Politics", "Europe"],
            "lang": "en-GB", "speakers": [{"name": "Ann Bell"}, "Carl Dorn"], "unknown": {"a": [1, {}]}}"#,
        );
        let raw = &records[0];
        assert_eq!(raw.id.as_deref(), Some("5f"));
        assert_eq!(raw.headline.as_deref(), Some("H"));
        assert_eq!(raw.body, "B");
        assert_eq!(raw.dates[0].text, "2021-05-03 10:00");
        assert_eq!(raw.byline.as_deref(), Some("Ann Bell, Carl Dorn"));
        assert_eq!(raw.url.as_deref(), Some("https://example.org/a"));
        assert_eq!(raw.outlet.as_deref(), Some("The Meridian Post"));
        assert_eq!(raw.section.as_deref(), Some("Politics, Europe"));
        assert_eq!(raw.language.as_deref(), Some("en-GB"));
        assert_eq!(raw.speakers, ["Ann Bell", "Carl Dorn"]);
        assert_eq!(raw.shape, Shape::Record);
    }

    #[test]
    fn numbers_are_ids_and_points_in_time() {
        for (number, day) in [
            ("1620036000", "2021-05-03"),
            ("1620036000000", "2021-05-03"),
            ("1620036000.5", "2021-05-03"),
            ("20210503", "2021-05-03"),
            ("\"1620036000\"", "2021-05-03"),
        ] {
            let (records, _) = read_all(&format!(
                r#"{{"id": 7, "body": "b", "timestamp": {number}}}"#
            ));
            assert_eq!(records[0].dates[0].text, day, "{number}");
            assert_eq!(records[0].id.as_deref(), Some("7"));
        }
    }

    #[test]
    fn user_fields_come_first() {
        let text =
            br#"{"title": "T", "body": "no", "content": "yes", "info": {"who": "Ann Bell"}}"#;
        let fields = [("body", "content"), ("byline", "info.who")];
        let (records, _) = read_with("a.json", text, &Limits::default(), &fields, false);
        assert_eq!(records[0].body, "yes");
        assert_eq!(records[0].byline.as_deref(), Some("Ann Bell"));
    }

    #[test]
    fn broken_records_do_not_stop_the_others() {
        let text = "{\"body\": \"one\"}\n{\"body\": oops}\n{\"body\": \"two\"}\n[]\n{\"n\": 1}\n{\"body\": \"three\"";
        let (records, skipped) = read_all(text);
        let found: Vec<(u32, &str)> = records
            .iter()
            .map(|raw| (raw.record, raw.body.as_str()))
            .collect();
        assert_eq!(found, [(0, "one"), (2, "two")]);
        let places: Vec<&str> = skipped.iter().filter_map(|s| s.split(':').next()).collect();
        assert_eq!(places, ["line 2", "line 4", "line 5", "line 6"]);
        let (records, skipped) =
            read_all("[{\"body\": \"one\"},\n {\"body\": oops}, 5,\n {\"body\": \"two\"}");
        assert_eq!(records.len(), 2);
        assert!(
            skipped[0].starts_with("record 1, line 2: not valid JSON"),
            "{skipped:?}"
        );
        assert_eq!(skipped[2], "line 3: the file ends within a record");
    }

    #[test]
    fn settings_are_no_articles() {
        let (records, skipped) = read_all("{\"name\": \"tool\", \"description\": \"A tool.\"}");
        assert_eq!((records.len(), skipped.len()), (0, 1));
        let (records, _) = read_all("{\"name\": \"Council meets\", \"articleBody\": \"It met.\"}");
        assert_eq!(records[0].headline.as_deref(), Some("Council meets"));
        let (records, _) = read_all("{\"title\": \"Council meets\", \"description\": \"It met.\"}");
        assert_eq!(records[0].body, "It met.");
    }

    #[test]
    fn what_is_nearly_json_is_repaired() {
        assert_eq!(bodies("{\"body\": \"a\tb\", \"author\": NaN}"), ["a\tb"]);
        assert_eq!(bodies("{\"body\": \"a \\ud83d b\"}"), ["a \u{fffd} b"]);
        assert_eq!(
            bodies("{\"body\": \"a \\ud83d\\ude00 b\", \"x\": NaN}"),
            ["a 😀 b"]
        );
        let (records, _) = read_with(
            "a.jsonl",
            b"{\"body\": \"caf\xe9\"}\n",
            &Limits::default(),
            &[],
            false,
        );
        assert_eq!(records[0].body, "café");
    }

    #[test]
    fn depth_costs_nothing() {
        let deep = "[".repeat(100_000);
        let nested = format!(
            "{{\"x\": {}{}, \"body\": \"b\"}}",
            deep,
            "]".repeat(100_000)
        );
        let (records, skipped) = read_all(&format!(
            "{{\"body\": \"a\"}}\n{deep}\n{{\"title\":{deep}\n{nested}\n{}\n",
            "{\"articles\":".repeat(100_000)
        ));
        assert_eq!(records.len(), 2);
        assert_eq!(skipped.len(), 3);
        for text in [
            &deep,
            &"{\"data\":".repeat(100_000),
            &"[{\"a\":".repeat(100_000),
        ] {
            let (records, skipped) = read_all(text);
            assert_eq!((records.len(), skipped.len()), (0, 1));
        }
    }

    #[test]
    fn limits_hold() {
        let limits = Limits {
            record_bytes: 40,
            ..Limits::default()
        };
        let long = format!("{{\"body\": \"{}\"}}", "x".repeat(100));
        for text in [
            format!("{{\"body\": \"one\"}}\n{long}\n{{\"body\": \"two\"}}"),
            format!("[{{\"body\": \"one\"}},\n{long},\n{{\"body\": \"two\"}}]"),
            format!("[{{\"body\": \"one\"}}, {long}, {{\"body\": \"two\"}}]"),
            format!("{{\"articles\": [{{\"body\": \"one\"}}, {long}, {{\"body\": \"two\"}}]}}"),
        ] {
            let (records, skipped) = read_with("a.json", text.as_bytes(), &limits, &[], false);
            assert_eq!(records.len(), 2, "{text}");
            assert_eq!(skipped.len(), 1, "{text}");
        }
        let limits = Limits {
            records: 2,
            ..Limits::default()
        };
        for text in [
            "{\"body\":\"a\"}\n".repeat(5),
            format!("[{}1]", "{\"body\":\"a\"},".repeat(5)),
        ] {
            let (records, _) = read_with("a.json", text.as_bytes(), &limits, &[], false);
            assert_eq!(records.len(), 2);
        }
    }

    #[test]
    fn verbatim_keeps_a_body_byte_for_byte() {
        let body = "<p>e\u{301}</p>\r\n \u{0}\u{2028} ";
        let text = serde_json::json!({ "body": body }).to_string();
        let (records, _) = read_with("a.json", text.as_bytes(), &Limits::default(), &[], true);
        assert_eq!(records[0].body, body);
    }

    #[test]
    fn markup_is_read_as_a_page() {
        let paragraph =
            "The council of the river towns met on Tuesday for the first time since the flood.";
        let (records, _) = read_all(&format!(
            "{{\"body\": \"<p>{paragraph}</p><p>{paragraph} Again.</p>\"}}"
        ));
        assert!(!records[0].body.contains('<'));
        assert!(records[0].body.contains(paragraph));
        assert_eq!(records[0].shape, Shape::Record);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "[\\[\\]{}\":,a-c \\\\n\\n]{0,80}") {
            let _ = read_all(&text);
        }

        #[test]
        fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            let mut all = b"{\"body\":\"".to_vec();
            all.extend(bytes);
            let _ = read_with("a.jsonl", &all, &Limits::default(), &[], false);
        }
    }
}
