//! JSON lines: one record a line.

use serde_json::Value;

use super::{Emit, Format, Input, RawDate, RawDocument, Shape};
use crate::article::Origin;

/// JSON lines.
pub const FORMAT: Format = Format {
    name: "jsonl",
    extensions: &["jsonl", "ndjson"],
    sniff: |head| head.first() == Some(&b'{'),
    read,
};

fn read(input: Input<'_>, emit: &mut Emit<'_>) -> anyhow::Result<()> {
    let mut line = String::new();
    let mut record = 0;
    while input.bytes.read_line(&mut line)? > 0 {
        if !line.trim().is_empty() {
            let value: Value = serde_json::from_str(&line)?;
            emit(document(&value, record))?;
            record += 1;
        }
        line.clear();
    }
    Ok(())
}

fn document(value: &Value, record: u32) -> RawDocument {
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    RawDocument {
        record,
        id: text("id"),
        headline: text("title"),
        body: text("body").unwrap_or_default(),
        dates: text("date")
            .into_iter()
            .map(|text| RawDate {
                text,
                origin: Origin::Field,
            })
            .collect(),
        shape: Shape::Record,
        ..RawDocument::default()
    }
}
