//! A workbook for Excel and LibreOffice.

use std::io::{self, Seek, Write};

use jiff::civil::Date;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

use super::columns::Value;
use super::{Column, Meta, Sink, clean, facets};
use crate::article::Precision;

/// Rows of a sheet, by Excel's limits, without its header.
const MOST_ROWS: u64 = 1_048_575;
/// Characters of a cell, by Excel's limits.
const MOST_TEXT: usize = 32_767;
/// Links of a sheet, by Excel's limits; further addresses are text.
const MOST_LINKS: u64 = 65_530;
/// Bytes of an address that can be a link.
const LONGEST_LINK: usize = 2_000;

struct Xlsx<'a, R: 'static> {
    out: Box<dyn Write + 'a>,
    meta: Meta,
    columns: Vec<&'static Column<R>>,
    book: Workbook,
    day: Format,
    rows: u64,
    links: u64,
}

/// Sheets `Hits` or `Speakers`, written row by row to a file of the system's temporary folder, and `About`.
pub fn xlsx<'a, R>(
    out: Box<dyn Write + 'a>,
    meta: Meta,
    columns: Vec<&'static Column<R>>,
) -> anyhow::Result<Box<dyn Sink<R> + 'a>> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name(match meta.title {
        "query" => "Hits",
        _ => "Speakers",
    })?;
    sheet.set_freeze_panes(1, 0)?;
    let bold = Format::new().set_bold();
    for (i, column) in (0u16..).zip(&columns) {
        let width = match column.name {
            "headline" | "statement" | "role" | "roles" | "also" | "left" | "right" | "path"
            | "url" => 40,
            "rank" | "score" | "record" | "start" | "end" | "copies" | "kind" => 8,
            _ => 16,
        };
        sheet.set_column_width(i, width)?;
    }
    for (i, column) in (0u16..).zip(&columns) {
        sheet.write_string_with_format(0, i, column.name, &bold)?;
    }
    Ok(Box::new(Xlsx {
        out,
        meta,
        columns,
        book,
        day: Format::new().set_num_format("yyyy-mm-dd"),
        rows: 0,
        links: 0,
    }))
}

/// As much as a cell takes.
fn fitting(text: &str) -> String {
    let text = clean(text);
    // Excel counts in units of UTF-16.
    let mut taken = 0;
    for (at, c) in text.char_indices() {
        taken += c.len_utf16();
        if taken > MOST_TEXT {
            return text.get(..at).unwrap_or_default().to_owned();
        }
    }
    text
}

fn write(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    value: Value<'_>,
    day: &Format,
    links: &mut u64,
) -> anyhow::Result<()> {
    match value {
        Value::None => {}
        Value::Whole(n) => {
            sheet.write_number(row, column, n as f64)?;
        }
        Value::Number(n) => {
            sheet.write_number(row, column, f64::from(n))?;
        }
        Value::Text(text) => {
            sheet.write_string(row, column, fitting(text))?;
        }
        Value::Link(url) => {
            let web = url.starts_with("http://") || url.starts_with("https://");
            let plain = clean(url) == *url && url.len() <= LONGEST_LINK;
            if web && plain && *links < MOST_LINKS && sheet.write_url(row, column, url).is_ok() {
                *links += 1;
            } else {
                sheet.write_string(row, column, fitting(url))?;
            }
        }
        Value::Made(text) => {
            sheet.write_string(row, column, fitting(&text))?;
        }
        Value::Date(published) => match published.precision {
            Precision::Day => date(sheet, row, column, published.date, day)?,
            // Excel knows no months without a day.
            _ => {
                sheet.write_string(row, column, published.iso())?;
            }
        },
        Value::Day(civil) => date(sheet, row, column, civil, day)?,
    }
    Ok(())
}

/// A day as a date, or as text where Excel has none: it begins in 1900.
fn date(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    date: Date,
    day: &Format,
) -> anyhow::Result<()> {
    let excel = (date.year() > 1900).then(|| {
        let (m, d) = (date.month() as u8, date.day() as u8);
        ExcelDateTime::from_ymd(date.year() as u16, m, d)
    });
    match excel {
        Some(Ok(date)) => sheet.write_datetime_with_format(row, column, &date, day)?,
        _ => sheet.write_string(row, column, date.to_string())?,
    };
    Ok(())
}

impl<R> Sink<R> for Xlsx<'_, R> {
    fn row(&mut self, record: &R) -> anyhow::Result<()> {
        if self.rows >= MOST_ROWS {
            // Said at the end.
            return Ok(());
        }
        self.rows += 1;
        let sheet = self.book.worksheet_from_index(0)?;
        for (i, column) in (0u16..).zip(&self.columns) {
            let value = (column.value)(record);
            write(
                sheet,
                self.rows as u32,
                i,
                value,
                &self.day,
                &mut self.links,
            )?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> anyhow::Result<()> {
        let last = (self.columns.len() as u16).saturating_sub(1);
        self.book
            .worksheet_from_index(0)?
            .autofilter(0, 0, self.rows as u32, last)?;
        let sheet = self.book.add_worksheet();
        sheet.set_name("About")?;
        sheet.set_column_width(0, 20)?;
        sheet.set_column_width(1, 80)?;
        let mut end = self.meta.end(self.rows);
        if self.rows >= MOST_ROWS {
            end += "; a sheet holds no more";
        }
        let lines = self.meta.about();
        for (i, (name, value)) in (0u32..).zip(lines.iter().chain([&("rows", end)])) {
            sheet.write_string(i, 0, *name)?;
            sheet.write_string(i, 1, fitting(value))?;
        }
        if self.meta.list.is_some() {
            let sheet = self.book.add_worksheet();
            sheet.set_name("Queries")?;
            sheet.set_freeze_panes(1, 0)?;
            sheet.set_column_width(0, 30)?;
            sheet.set_column_width(1, 60)?;
            let bold = Format::new().set_bold();
            for (i, name) in (0u16..).zip(["query", "canonical", "hits", "copies folded"]) {
                sheet.write_string_with_format(0, i, name, &bold)?;
            }
            for (i, asked) in (1u32..).zip(&self.meta.queries) {
                sheet.write_string(i, 0, fitting(&asked.name))?;
                sheet.write_string(i, 1, fitting(&asked.query))?;
                sheet.write_number(i, 2, asked.hits() as f64)?;
                sheet.write_number(i, 3, asked.totals.folded as f64)?;
            }
        }
        let facets = self.meta.facets();
        if !facets.is_empty() {
            let sheet = self.book.add_worksheet();
            sheet.set_name("Facets")?;
            sheet.set_freeze_panes(1, 0)?;
            sheet.set_column_width(1, 40)?;
            sheet.set_column_width(3, 40)?;
            let bold = Format::new().set_bold();
            for (i, name) in (0u16..).zip(["facet", "value", "count", "of", "query"]) {
                sheet.write_string_with_format(0, i, name, &bold)?;
            }
            let mut at = 0;
            for facet in facets {
                for (n, text) in facets::rows(facet.counts) {
                    at += 1;
                    sheet.write_string(at, 0, facet.counts.facet.name())?;
                    sheet.write_string(at, 1, fitting(&text))?;
                    if let Some(n) = n {
                        sheet.write_number(at, 2, n as f64)?;
                    }
                    sheet.write_string(at, 3, facet.counted.told())?;
                    sheet.write_string(at, 4, fitting(facet.query.unwrap_or_default()))?;
                }
            }
            sheet.autofilter(0, 0, at, 4)?;
        }
        // The whole would take a fifth of the memory of a large list.
        let mut whole = tempfile::tempfile()?;
        self.book.save_to_writer(&mut whole)?;
        whole.rewind()?;
        io::copy(&mut whole, &mut self.out)?;
        Ok(self.out.flush()?)
    }
}
