//! The errors a caller branches on. Everything else is `anyhow`.

use std::fmt;
use std::path::PathBuf;

/// Why an index cannot answer.
#[derive(Debug)]
pub enum IndexError {
    /// There is none at this path.
    Missing(PathBuf),
    /// It was written by another version of morgue.
    Version {
        /// Version found.
        found: u32,
        /// Version this program writes.
        expected: u32,
    },
    /// A file of it is damaged; what tantivy said of it.
    Damaged(String),
    /// Another process is writing to it.
    Locked {
        /// The index.
        dir: PathBuf,
        /// Number of the process, where it is known.
        holder: Option<u32>,
    },
}

impl fmt::Display for IndexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            IndexError::Missing(dir) => {
                write!(
                    f,
                    "no index here: run `morgue index DIR` first (looked for {})",
                    dir.display()
                )
            }
            IndexError::Version { found, expected } => write!(
                f,
                "the index has version {found}, this morgue writes version {expected}: run `morgue index --rebuild`"
            ),
            IndexError::Damaged(what) => {
                write!(
                    f,
                    "the index is damaged ({what}): run `morgue index --rebuild`; your articles are untouched"
                )
            }
            IndexError::Locked { dir, holder } => {
                write!(f, "another morgue ")?;
                if let Some(holder) = holder {
                    write!(f, "(process {holder}) ")?;
                }
                write!(
                    f,
                    "is writing to {}: wait until it has finished, then run this again",
                    dir.display()
                )
            }
        }
    }
}

impl std::error::Error for IndexError {}

/// What is wrong with a query, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// The query as typed.
    pub query: String,
    /// What is wrong.
    pub message: String,
    /// First byte of the place.
    pub at: usize,
    /// Bytes of the place; 0 points between two characters.
    pub len: usize,
    /// What would be right.
    pub help: Option<String>,
}

impl fmt::Display for QueryError {
    /// The message, the query with carets under the place, and the help, on lines of their own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Long queries are shown around the place only.
        let from = self
            .query
            .floor_char_boundary(self.at.saturating_sub(50).min(self.query.len()));
        let to = self
            .query
            .floor_char_boundary((self.at + self.len.clamp(1, 60) + 50).min(self.query.len()));
        let lead = if from > 0 { "…" } else { "" };
        let trail = if to < self.query.len() { "…" } else { "" };
        let shown: String = self.query[from..to]
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        let width = |s: &str| unicode_width::UnicodeWidthStr::width(s);
        let at = self
            .query
            .floor_char_boundary(self.at.min(self.query.len()));
        let end = self
            .query
            .floor_char_boundary((self.at + self.len).min(self.query.len()))
            .clamp(at, to);
        let pad = width(lead) + width(&self.query[from..at]);
        let carets = width(&self.query[at..end]).max(1);
        writeln!(f, "{}", self.message)?;
        writeln!(f, "  {lead}{shown}{trail}")?;
        write!(f, "  {}{}", " ".repeat(pad), "^".repeat(carets))?;
        match &self.help {
            Some(help) => write!(f, "\nhelp: {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for QueryError {}
