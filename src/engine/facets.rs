//! Matches counted by what they have in common.

/// What matches are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Facet {
    /// Who speaks, spellings of one name taken together: of articles, those in which the person speaks.
    Speaker,
    /// The outlet.
    Source,
    /// The section.
    Section,
    /// The language.
    Language,
    /// The year of publication.
    Year,
}

/// All of them.
pub const FACETS: [Facet; 5] = [
    Facet::Speaker,
    Facet::Source,
    Facet::Section,
    Facet::Language,
    Facet::Year,
];

impl Facet {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Facet::Speaker => "speaker",
            Facet::Source => "source",
            Facet::Section => "section",
            Facet::Language => "language",
            Facet::Year => "year",
        }
    }
}

/// Matches by the values of one facet. All that match are counted, copies folded under another hit too, and those
/// that were not asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// What they are counted by.
    pub facet: Facet,
    /// Articles or statements with each value: most first, equals by name; years in order of time. An article is
    /// counted once for each of its speakers.
    pub values: Vec<(String, u64)>,
    /// Values left out, each with fewer matches than those given or as many.
    pub more: u64,
    /// Matches without a value.
    pub without: u64,
}

impl Counts {
    /// Of all values, in any order, the first `most`; years are never left out.
    pub fn new(facet: Facet, mut values: Vec<(String, u64)>, without: u64, most: usize) -> Self {
        let mut more = 0;
        if facet == Facet::Year {
            let year = |value: &str| value.parse().unwrap_or(i32::MAX);
            values.sort_by_key(|(value, _)| year(value));
        } else {
            let order = |a: &(String, u64), b: &(String, u64)| {
                let more = b.1.cmp(&a.1);
                more.then_with(|| a.0.cmp(&b.0))
            };
            more = values.len().saturating_sub(most) as u64;
            // Of thousands of names a handful is wanted.
            if more > 0 {
                values.select_nth_unstable_by(most, order);
                values.truncate(most);
            }
            values.sort_unstable_by(order);
        }
        Counts {
            facet,
            values,
            more,
            without,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_come_first_and_years_in_order() {
        let values = |all: &[(&str, u64)]| all.iter().map(|(v, n)| ((*v).to_owned(), *n)).collect();
        let counts = Counts::new(Facet::Source, values(&[("b", 2), ("c", 9), ("a", 2)]), 1, 2);
        assert_eq!(counts.values, [("c".to_owned(), 9), ("a".to_owned(), 2)]);
        assert_eq!((counts.more, counts.without), (1, 1));
        let counts = Counts::new(
            Facet::Year,
            values(&[("2023", 2), ("-44", 1), ("987", 5)]),
            0,
            1,
        );
        let years: Vec<&str> = counts.values.iter().map(|(v, _)| v.as_str()).collect();
        assert_eq!(years, ["-44", "987", "2023"]);
        assert_eq!(counts.more, 0);
    }
}
