//! The words that the names of a text begin and end with.

use rustc_hash::FxHashMap;

use super::names::Name;

/// In the place of an index.
pub(super) const NONE: u32 = u32::MAX;

/// What is known of a word that names begin or end with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    /// The first and the last of the people whose last word it is.
    pub(super) last: (u32, u32),
    /// The first and the last of those whose first word it is.
    pub(super) first: (u32, u32),
    /// Who had it last as a family name, without a suffix.
    pub(super) latest: u32,
    /// What speaks for a person in names that are this word alone: for each, if anything does; and of all, if they are
    /// no person's by their words.
    pub(super) lone: i32,
    pub(super) sum: i32,
    /// A longer name that is no person's begins with it.
    pub(super) firm: bool,
}

impl Known {
    const NOTHING: Known = Known {
        last: (NONE, NONE),
        first: (NONE, NONE),
        latest: NONE,
        lone: 0,
        sum: 0,
        firm: false,
    };
}

/// The words that the names of a text begin and end with: a map is asked twice for each name, and all else that is to
/// be known of a word stands in its place.
#[derive(Default)]
pub(super) struct Words {
    places: FxHashMap<u32, u32>,
    all: Vec<Known>,
    /// For each name the places of its first and its last word.
    pub(super) of: Vec<(u32, u32)>,
    /// Of names of several words, by these places: the sum of what speaks for a person.
    pub(super) sums: FxHashMap<(u32, u32), i32>,
}

impl Words {
    /// Those of these names, of which nothing is known yet.
    pub(super) fn read(&mut self, names: &[Name]) {
        self.places.clear();
        self.all.clear();
        self.of.clear();
        self.sums.clear();
        for name in names {
            let last = self.place(name.last);
            let first = match name.first == name.last {
                true => last,
                false => self.place(name.first),
            };
            self.of.push((first, last));
        }
    }

    fn place(&mut self, word: u32) -> u32 {
        let next = self.all.len() as u32;
        let place = *self.places.entry(word).or_insert(next);
        if place == next {
            self.all.push(Known::NOTHING);
        }
        place
    }

    /// What is known of the first word of a name.
    pub(super) fn first(&mut self, name: usize) -> &mut Known {
        &mut self.all[self.of[name].0 as usize]
    }

    /// What is known of its last one.
    pub(super) fn last(&mut self, name: usize) -> &mut Known {
        &mut self.all[self.of[name].1 as usize]
    }
}
