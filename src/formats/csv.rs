//! Tables: one record a row under a header that names the columns; separated by commas, semicolons, tabs or bars.
//!
//! Quoting as in RFC 4180. Read a row at a time, so that a table of gigabytes is never held.

use std::cell::Cell;
use std::io::{self, BufRead, Cursor, Read};
use std::rc::Rc;

use anyhow::bail;
use csv::{ByteRecord, Reader, ReaderBuilder};

use super::record::{Builder, Field, field_of};
use super::{Emit, Format, Input, Skipped};
use crate::decode::{self, Cut};

/// Tables in text.
pub const FORMAT: Format = Format {
    name: "csv",
    extensions: &["csv", "tsv", "tab"],
    sniff,
    read,
};

/// What parts columns; the one the header has most of is taken.
const DELIMITERS: &[u8] = b",;\t|";

/// Parts fields while a row is decoded as one text. In no table: it is a control character.
const BETWEEN: char = '\u{1f}';

/// A first line that names headline or body and one thing more can only be a header.
fn sniff(head: &[u8]) -> bool {
    let head = decode::peek(head);
    let line = head.lines().next().unwrap_or_default();
    let fields: Vec<Field> = columns(line)
        .filter_map(|name| Some(field_of(name)?.0))
        .collect();
    let prose = fields
        .iter()
        .any(|f| matches!(f, Field::Headline | Field::Body));
    prose && fields.len() >= 2 && columns(line).all(|name| name.len() <= 40)
}

fn columns(line: &str) -> impl Iterator<Item = &str> {
    let delimiter = char::from(delimiter(line.as_bytes()));
    line.split(delimiter)
        .map(|name| name.trim().trim_matches('"').trim())
}

fn delimiter(line: &[u8]) -> u8 {
    let count = |d: u8| line.iter().filter(|b| **b == d).count();
    let mut best = b',';
    for &d in DELIMITERS {
        if count(d) > count(best) {
            best = d;
        }
    }
    best
}

fn read(input: Input<'_>, emit: &mut Emit<'_>) -> anyhow::Result<()> {
    let head = input.bytes.fill_buf()?;
    let head = &head[..head.len().min(super::HEAD)];
    if decode::charset::utf16(head).is_some() {
        // Rare enough to be held whole.
        let whole = decode::read_whole(input.bytes, input.limits.document_bytes)?;
        let text = decode::text_owned(whole.bytes, None);
        let mut bytes = Cursor::new(text);
        let Input {
            name,
            limits,
            budget,
            depth,
            fields,
            verbatim,
            skipped,
            ..
        } = input;
        let whole = Input {
            name,
            bytes: &mut bytes,
            limits,
            budget,
            depth,
            fields,
            verbatim,
            skipped,
        };
        return rows(whole, emit);
    }
    if head.starts_with(b"\xEF\xBB\xBF") {
        input.bytes.consume(3);
    }
    rows(input, emit)
}

fn rows(input: Input<'_>, emit: &mut Emit<'_>) -> anyhow::Result<()> {
    let head = input.bytes.fill_buf()?;
    let line = head.split(|b| *b == b'\n').next().unwrap_or_default();
    let delimiter = delimiter(line);
    let passed = Rc::new(Passed::default());
    let bytes = Bounded {
        bytes: input.bytes,
        passed: passed.clone(),
        most: input.limits.record_bytes as u64,
    };
    let mut rows = rows_of(delimiter, bytes);
    let mut row = ByteRecord::new();
    if !rows.read_byte_record(&mut row)? {
        bail!("no header");
    }
    let mut table = Table {
        columns: columns_of(&texts(&row), input.fields)?,
        record: 0,
        most: input.limits.records,
        verbatim: input.verbatim,
        skipped: input.skipped,
    };
    while table.next(&mut rows, &passed, &mut row) {
        if passed.is_open()
            && let Some((first, rest)) = opened(&row)
        {
            table.complain("a quotation mark that is never closed".to_owned());
            let mut rows = rows_of(delimiter, &rest[..]);
            row = first;
            while table.take(&row, emit)? && table.next(&mut rows, &passed, &mut row) {}
            return Ok(());
        }
        if !table.take(&row, emit)? {
            return Ok(());
        }
    }
    Ok(())
}

fn rows_of<R: Read>(delimiter: u8, bytes: R) -> Reader<R> {
    ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(bytes)
}

/// What the columns of a header mean.
fn columns_of(
    header: &str,
    fields: &[(String, String)],
) -> anyhow::Result<Vec<Option<(Field, u8)>>> {
    let header: Vec<&str> = header.split(BETWEEN).map(str::trim).collect();
    let meaning = header.iter().map(|name| {
        let own = fields.iter().find(|(_, theirs)| theirs == name);
        match own {
            Some((ours, _)) => field_of(ours).map(|(field, _)| (field, 0)),
            None => field_of(name),
        }
    });
    let meaning: Vec<Option<(Field, u8)>> = meaning.collect();
    let is_prose = |m: &Option<(Field, u8)>| matches!(m, Some((Field::Headline | Field::Body, _)));
    if !meaning.iter().any(is_prose) {
        let mut names = header.join(", ");
        names.truncate(names.floor_char_boundary(120));
        bail!("no column for headline or body among {names}; name it with --field body=COLUMN");
    }
    Ok(meaning)
}

/// A table being read.
struct Table<'a> {
    /// What each column means; none where that is not known.
    columns: Vec<Option<(Field, u8)>>,
    /// Rows behind the header so far.
    record: u32,
    /// Most rows read.
    most: u32,
    verbatim: bool,
    skipped: &'a mut dyn FnMut(Skipped),
}

impl Table<'_> {
    /// Notes why the next row, or a part of it, is left out.
    fn complain(&mut self, reason: String) {
        let place = format!("row {}", u64::from(self.record) + 1);
        (self.skipped)(Skipped { place, reason });
    }

    /// Reads a row; false at the end.
    fn next<R: Read>(
        &mut self,
        from: &mut Reader<R>,
        passed: &Passed,
        row: &mut ByteRecord,
    ) -> bool {
        passed.row.set(0);
        from.read_byte_record(row).unwrap_or_else(|error| {
            let reason = match error.kind() {
                csv::ErrorKind::Io(error) => Cut::of(error).map(|cut| cut.to_string()),
                _ => None,
            };
            // Where the next row begins is not known.
            self.complain(reason.unwrap_or_else(|| error.to_string()));
            false
        })
    }

    /// Gives on the record of a row; false when there are too many.
    fn take(&mut self, row: &ByteRecord, emit: &mut Emit<'_>) -> anyhow::Result<bool> {
        if self.record == self.most {
            self.complain(format!("more than {} records", self.most));
            return Ok(false);
        }
        let known = self.columns.len();
        let mut extra = row.iter().skip(known);
        if extra.any(|field| !field.trim_ascii().is_empty()) {
            // A delimiter that should have been quoted: every field after it would be taken for another.
            let lines = row.as_slice().iter().filter(|b| **b == b'\n').count();
            let over = match lines {
                0 => String::new(),
                n => format!(", over {} lines", n + 1),
            };
            self.complain(format!(
                "{} fields where the header has {known}{over}",
                row.len()
            ));
            self.record += 1;
            return Ok(true);
        }
        let mut found = Builder::default();
        let decoded = texts(row);
        for (value, meaning) in decoded.split(BETWEEN).zip(&self.columns) {
            if let Some((field, rank)) = meaning {
                found.set(*field, *rank, value.to_owned());
            }
        }
        match found.is_empty() {
            true => self.complain("neither headline nor body".to_owned()),
            false => emit(found.document(self.record, self.verbatim))?,
        }
        self.record += 1;
        Ok(true)
    }
}

/// The fields of a row as one text: the charset of a row is told by all of it.
fn texts(row: &ByteRecord) -> String {
    let mut bytes = Vec::with_capacity(row.as_slice().len() + row.len());
    for (i, field) in row.iter().enumerate() {
        if i > 0 {
            bytes.push(BETWEEN as u8);
        }
        bytes.extend(field.iter().map(|b| match *b {
            b if b == BETWEEN as u8 => b' ',
            b => b,
        }));
    }
    decode::text_owned(bytes, None)
}

/// A last row whose last field has many lines, as the first of these and what is behind it: where a quotation mark
/// is never closed, that are the other rows of the table.
fn opened(row: &ByteRecord) -> Option<(ByteRecord, Vec<u8>)> {
    let (last, before) = (row.get(row.len().checked_sub(1)?)?, row.len() - 1);
    let line = last.iter().position(|b| *b == b'\n')?;
    let mut first: ByteRecord = row.iter().take(before).collect();
    first.push_field(&last[..line]);
    Some((first, last[line + 1..].to_vec()))
}

/// What has been read of a table.
#[derive(Default)]
struct Passed {
    /// Bytes since a row was begun, or the one before.
    row: Cell<u64>,
    /// An odd number of quotation marks.
    odd: Cell<bool>,
    /// All of it.
    end: Cell<bool>,
}

impl Passed {
    /// True when the table ends within quotation marks.
    fn is_open(&self) -> bool {
        self.end.get() && self.odd.get()
    }
}

/// Ends with an error once more was read than one row may have: a quotation mark never closed would
/// otherwise take the rest of the table into memory.
struct Bounded<'a> {
    bytes: &'a mut dyn BufRead,
    passed: Rc<Passed>,
    most: u64,
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let passed = &self.passed;
        if passed.row.get() > self.most {
            let most = self.most;
            return Err(io::Error::other(format!("longer than {most} bytes")));
        }
        let n = self.bytes.read(buffer)?;
        passed.row.set(passed.row.get() + n as u64);
        let marks = memchr::memchr_iter(b'"', &buffer[..n]).count();
        passed.odd.set(passed.odd.get() ^ (marks % 2 == 1));
        passed.end.set(n == 0 && !buffer.is_empty());
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::Limits;
    use crate::formats::RawDocument;
    use proptest::prelude::*;

    fn all(
        bytes: &[u8],
        fields: &[(String, String)],
        limits: &Limits,
    ) -> (anyhow::Result<()>, Vec<RawDocument>, Vec<String>) {
        let (mut found, mut skipped) = (Vec::new(), Vec::new());
        let outcome = read(
            Input {
                name: "a.csv",
                bytes: &mut &bytes[..],
                limits,
                budget: &decode::Budget::new(0, limits),
                depth: 0,
                fields,
                verbatim: false,
                skipped: &mut |s| skipped.push(format!("{}: {}", s.place, s.reason)),
            },
            &mut |raw| {
                found.push(raw);
                Ok(())
            },
        );
        (outcome, found, skipped)
    }

    #[test]
    fn a_quotation_mark_never_closed_costs_one_field() {
        let mut table =
            String::from("id,title,body\n1,One,The first.\n2,Two,\"The second, the mayor said\n");
        (3..9).for_each(|n| table += &format!("{n},Title {n},Body of {n}.\n"));
        let (outcome, found, skipped) = all(table.as_bytes(), &[], &Limits::default());
        outcome.unwrap();
        assert_eq!(found.len(), 8);
        assert_eq!(found[1].body, "The second, the mayor said");
        assert_eq!(found[7].headline.as_deref(), Some("Title 8"));
        assert_eq!(skipped, ["row 2: a quotation mark that is never closed"]);
        // Where it is closed in a later row, that is told with how much it took.
        let table = "title,body\nA,\"One\nB,Two\nC,\"Three, it was.\"\nD,Four\n";
        let (_, found, skipped) = all(table.as_bytes(), &[], &Limits::default());
        assert_eq!(found.len(), 1);
        assert_eq!(
            skipped,
            ["row 1: 3 fields where the header has 2, over 3 lines"]
        );
        // A last row of several lines is none.
        let (_, found, skipped) = all(
            b"title,body\nA 5\" pipe,\"One\ntwo\"\n",
            &[],
            &Limits::default(),
        );
        assert_eq!((found.len(), skipped.len()), (1, 0));
    }

    #[test]
    fn rows_are_records_whatever_parts_them() {
        for d in [",", ";", "\t", "|"] {
            let table = "id,title,text,date\n7,\"Ice, again\",\"The port is shut.\n\nIt \"\"froze\"\".\",2023-01-09\n8,Thaw,\"Ships, at last, sail.\",2023-02-01\n";
            // The delimiter alone changes; commas within quotes stay.
            let mut quoted = false;
            let table: String = table
                .chars()
                .map(|c| {
                    quoted ^= c == '"';
                    match c {
                        ',' if !quoted => d.to_owned(),
                        c => c.to_string(),
                    }
                })
                .collect();
            assert!(sniff(table.as_bytes()), "{d:?}");
            let (outcome, found, skipped) = all(table.as_bytes(), &[], &Limits::default());
            outcome.unwrap();
            assert_eq!(skipped, Vec::<String>::new());
            assert_eq!(found.len(), 2, "{d:?}");
            assert_eq!(found[0].headline.as_deref(), Some("Ice, again"));
            assert_eq!(found[0].body, "The port is shut.\n\nIt \"froze\".");
            assert_eq!(found[0].id.as_deref(), Some("7"));
            assert_eq!(found[1].record, 1);
            assert_eq!(found[1].body, "Ships, at last, sail.");
        }
    }

    #[test]
    fn ragged_rows_are_said_and_the_others_read() {
        let table = b"title,text\nA,One.\nB,Two, three.\nC\nD,Four.,,\n,\n";
        let (outcome, found, skipped) = all(table, &[], &Limits::default());
        outcome.unwrap();
        let titles: Vec<_> = found.iter().filter_map(|d| d.headline.as_deref()).collect();
        assert_eq!(titles, ["A", "C", "D"]);
        assert_eq!(
            skipped,
            [
                "row 2: 3 fields where the header has 2",
                "row 5: neither headline nor body"
            ]
        );
    }

    #[test]
    fn columns_can_be_named_and_must_be() {
        let table = "Überschrift;Inhalt\nEis;Der Hafen ist zu.\n";
        let own = |ours: &str, theirs: &str| (ours.to_owned(), theirs.to_owned());
        let (outcome, ..) = all(table.as_bytes(), &[], &Limits::default());
        assert_eq!(
            outcome.unwrap_err().to_string(),
            "no column for headline or body among Überschrift, Inhalt; name it with --field body=COLUMN"
        );
        let fields = [own("title", "Überschrift"), own("body", "Inhalt")];
        let (windows, _, _) = encoding_rs::WINDOWS_1252.encode(table);
        for bytes in [table.as_bytes(), &windows] {
            let (outcome, found, _) = all(bytes, &fields, &Limits::default());
            outcome.unwrap();
            assert_eq!(found[0].body, "Der Hafen ist zu.");
        }
    }

    #[test]
    fn a_mark_never_closed_does_not_eat_memory() {
        let mut table = b"title,text\nA,\"open".to_vec();
        table.resize(1 << 20, b'x');
        let limits = Limits {
            record_bytes: 1 << 14,
            ..Limits::default()
        };
        let (outcome, found, skipped) = all(&table, &[], &limits);
        outcome.unwrap();
        assert!(found.is_empty());
        assert_eq!(skipped, ["row 1: longer than 16384 bytes"]);
    }

    #[test]
    fn prose_is_no_table() {
        for text in [
            "The title, the text and the date were agreed on.\n\nMore.",
            "Title: Ice\nDate: 2023-01-09\n\nThe port, shut, froze.",
            "title\nOnly one column.",
            "name,price\nrope,3\n",
        ] {
            assert!(!sniff(text.as_bytes()), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let table = [b"title,text\n", &bytes[..]].concat();
            let _ = all(&table, &[], &Limits::default());
            let _ = all(&bytes, &[], &Limits::default());
        }
    }
}
