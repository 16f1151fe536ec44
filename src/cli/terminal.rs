//! What the terminal can do.

use std::io::IsTerminal;

use morgue::output::style::Style;

use super::When;

/// Widest text for people: longer lines are hard to read.
const WIDEST: usize = 100;

/// Colours and width for results on standard output.
pub fn style(color: When) -> Style {
    let terminal = std::io::stdout().is_terminal();
    let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty())
        || std::env::var_os("TERM").is_some_and(|t| t == "dumb");
    let color = match color {
        When::Always => true,
        When::Never => false,
        When::Auto => terminal && !plain,
    };
    Style {
        color,
        width: width(terminal),
    }
}

fn width(terminal: bool) -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let width = match terminal {
        true => columns.or_else(|| terminal_size::terminal_size().map(|(w, _)| usize::from(w.0))),
        false => columns,
    };
    width.unwrap_or(80).clamp(30, WIDEST)
}
