//! As a table: a row for each period, and for each period of each speaker.

use std::borrow::Cow;
use std::io::{self, Write};

use super::{name, of};
use crate::engine::timeline::Timeline;
use crate::output::hits::VERSION;

/// RFC 4180, with a header. Rows of hits have no speaker; those of a speaker count statements. What holds for the
/// whole stands in the last columns of every row, so that no row needs to be read differently.
pub fn csv(out: &mut impl Write, timeline: &Timeline, query: &str) -> io::Result<()> {
    out.write_all(
        b"period,first,last,speaker,count,of,by,query,total,undated,dated_less_finely,version\r\n",
    )?;
    let whole = format!(
        "{},{},{},{},{},{},{VERSION}",
        of(timeline.of),
        timeline.unit.noun(),
        cell(query),
        timeline.total,
        timeline.undated,
        timeline.coarse
    );
    let mut rows = |speaker: &str, counts: &mut dyn Iterator<Item = u64>| -> io::Result<()> {
        for (period, count) in timeline.periods.iter().zip(counts) {
            write!(
                out,
                "{},{},{},{speaker},{count},{whole}\r\n",
                name(timeline.unit, period),
                period.first,
                period.last
            )?;
        }
        Ok(())
    };
    rows("", &mut timeline.periods.iter().map(|p| p.count))?;
    for speaker in &timeline.speakers {
        rows(&cell(&speaker.name), &mut speaker.counts.iter().copied())?;
    }
    Ok(())
}

/// A value, in quotes where it needs them; one that a spreadsheet would take for a formula gets an apostrophe.
pub fn cell(text: &str) -> Cow<'_, str> {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if !formula && !text.contains([',', '"', '\n', '\r']) {
        return Cow::Borrowed(text);
    }
    let mark = if formula { "'" } else { "" };
    Cow::Owned(format!("\"{mark}{}\"", text.replace('"', "\"\"")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_every_column() {
        let mut out = Vec::new();
        let query = "\"grain, deal\"";
        csv(&mut out, &super::super::samples::months(&[4, 0, 2]), query).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.split_terminator("\r\n").collect();
        assert_eq!(lines.len(), 1 + 3 + 3);
        assert_eq!(
            lines[2],
            "2024-02,2024-02-01,2024-02-29,,0,published,month,\"\"\"grain, deal\"\"\",9,2,1,1"
        );
        assert!(
            lines[4]
                .starts_with("2024-01,2024-01-01,2024-01-31,\"Odalys \"\"Ody\"\" Brandt, Jr\",1,")
        );
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
    }
}
