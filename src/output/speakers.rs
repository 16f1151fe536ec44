//! Who speaks, as a list and one by one.

use std::io::{self, Write};

use jiff::civil::Date;
use serde_json::json;

use super::hits::VERSION;
use super::line;
use super::status::count;
use super::style::{Paint, Style};
use crate::engine::{Role, SpeakerPage, SpeakerSummary};

/// A row or two for each speaker.
pub fn text(out: &mut impl Write, found: &[SpeakerSummary], style: Style) -> io::Result<()> {
    if !found.is_empty() {
        writeln!(
            out,
            "{}",
            style.paint(
                "statements articles  first       last        speaker",
                Paint::Faint
            )
        )?;
    }
    for s in found {
        writeln!(
            out,
            "{:>10} {:>8}  {:<10}  {:<10}  {}",
            count(s.statements),
            count(s.articles),
            day(s.first),
            day(s.last),
            style.paint(&s.name, Paint::Name)
        )?;
        let mut about = Vec::new();
        about.extend(s.roles.first().map(|r| r.role.clone()));
        if !s.variants.is_empty() {
            about.push(format!("also {}", s.variants.join(", ")));
        }
        if !about.is_empty() {
            let indent = " ".repeat(45);
            let narrow = style.width < 75;
            let indent = if narrow { "    " } else { &indent };
            write!(
                out,
                "{}",
                style.wrap(&about.join("; "), &[], Paint::Faint, indent)
            )?;
        }
    }
    Ok(())
}

fn day(date: Option<Date>) -> String {
    date.map_or_else(|| "-".to_owned(), |d| d.to_string())
}

/// All as one object.
pub fn json(out: &mut impl Write, found: &[SpeakerSummary], total: usize) -> io::Result<()> {
    let value = json!({ "version": VERSION, "total": total, "speakers": found });
    serde_json::to_writer_pretty(&mut *out, &value)?;
    out.write_all(b"\n")
}

/// A line for each.
pub fn jsonl(out: &mut impl Write, found: &[SpeakerSummary]) -> io::Result<()> {
    found.iter().try_for_each(|s| line::write(out, s))
}

/// One speaker as an object.
pub fn page_json(out: &mut impl Write, page: &SpeakerPage) -> io::Result<()> {
    let mut value = serde_json::to_value(page)?;
    value["version"] = VERSION.into();
    serde_json::to_writer_pretty(&mut *out, &value)?;
    out.write_all(b"\n")
}

/// One speaker, to be read.
pub fn page(out: &mut impl Write, page: &SpeakerPage, style: Style) -> io::Result<()> {
    let s = &page.summary;
    writeln!(out, "{}", style.paint(&s.name, Paint::Strong))?;
    let mut row = |name: &str, value: &str| -> io::Result<()> {
        if value.is_empty() {
            return Ok(());
        }
        let lines = style.wrap(value, &[], Paint::Plain, "             ");
        write!(out, "{name:<13}{}", lines.get(13..).unwrap_or_default())
    };
    row("also", &s.variants.join(", "))?;
    let statements = format!("{} in {} articles", count(s.statements), count(s.articles));
    row("statements", &statements)?;
    row("heard", &period(s.first, s.last))?;
    row(
        "by month",
        &sparkline(&page.months, style.width.saturating_sub(13)),
    )?;
    for (i, role) in s.roles.iter().take(6).enumerate() {
        row(if i == 0 { "roles" } else { "" }, &shown(role))?;
    }
    let company: Vec<String> = page
        .company
        .iter()
        .map(|(name, n)| format!("{name} {}", count(*n)))
        .collect();
    row("quoted with", &company.join(", "))?;
    row("says", &page.words.join(", "))
}

fn shown(role: &Role) -> String {
    format!(
        "{}: {}, {}",
        role.role,
        count(role.statements),
        period(role.first, role.last)
    )
}

fn period(first: Option<Date>, last: Option<Date>) -> String {
    match (first, last) {
        (Some(a), Some(b)) if a == b => a.to_string(),
        (Some(a), Some(b)) => format!("{a} to {b}"),
        _ => "undated".to_owned(),
    }
}

/// A bar for each month, months taken together where the line is too short; a month without any is a gap.
fn sparkline(months: &[(Date, u64)], room: usize) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let (Some(first), Some(last)) = (months.first(), months.last()) else {
        return String::new();
    };
    let ends = 9 + 9;
    let each = months.len().div_ceil(room.saturating_sub(ends).max(10));
    let sums: Vec<u64> = months
        .chunks(each)
        .map(|c| c.iter().map(|(_, n)| n).sum())
        .collect();
    let most = sums.iter().copied().max().unwrap_or(1).max(1);
    let bars: String = sums
        .iter()
        .map(|n| match n {
            0 => '·',
            n => BARS[((n * 8).div_ceil(most) as usize - 1).min(7)],
        })
        .collect();
    let month = |d: Date| format!("{:04}-{:02}", d.year(), d.month());
    format!("{} {bars} {}", month(first.0), month(last.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn months_are_bars_and_gaps() {
        let months = [
            (date(2023, 1, 1), 1),
            (date(2023, 2, 1), 0),
            (date(2023, 3, 1), 8),
            (date(2023, 4, 1), 4),
        ];
        assert_eq!(sparkline(&months, 60), "2023-01 ▁·█▄ 2023-04");
        assert_eq!(sparkline(&[], 60), "");
    }
}
