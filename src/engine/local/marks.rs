//! What a query looks for, in the form in which it is found again in an article's text to be highlighted.

use super::expand::Languages;
use crate::query::Within;

/// The forms of a word, folded, each with the languages in which it is one.
pub type Leaf = Vec<(Vec<u8>, Languages)>;

/// What is to be highlighted. Words are numbers of [`Marks::leaves`].
#[derive(Debug, Clone)]
pub enum Shape {
    /// A word.
    Leaf(usize),
    /// A word written so; see [`crate::text::words::written`].
    Written(usize, String),
    /// Words in order with at most so many others between, highlighted as a whole.
    Sequence(Vec<Shape>, u32),
    /// Any of these.
    Any(Vec<Shape>),
    /// Two parts where they are close together.
    Close {
        /// One.
        left: Box<Shape>,
        /// The other.
        right: Box<Shape>,
        /// How close.
        within: Within,
        /// `left` alone, where no `right` is so close.
        not: bool,
    },
}

/// A part of a query to be highlighted.
pub struct Mark {
    /// What.
    pub shape: Shape,
    /// Its weight among others, for the choice of passages.
    pub weight: f32,
    /// Where.
    pub place: Place,
    /// How often it has to stand there.
    pub least: usize,
}

/// Where matches of a mark are highlighted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In headline and body.
    Anywhere,
    /// In the headline.
    Headline,
    /// In the body.
    Body,
    /// In the first words of the body.
    Lead(u32),
    /// In statements of a speaker with one of these names (words, folded); of anybody when there are none.
    Statement(Vec<Vec<String>>),
}

/// All of a query.
#[derive(Default)]
pub struct Marks {
    /// Its words.
    pub leaves: Vec<Leaf>,
    /// Its parts.
    pub all: Vec<Mark>,
}

impl Marks {
    /// Takes in a word and gives its number.
    pub fn leaf(&mut self, forms: Leaf) -> usize {
        self.leaves.push(forms);
        self.leaves.len() - 1
    }

    /// Takes in a part.
    pub fn push(&mut self, shape: Shape, weight: f32, place: Place) {
        self.all.push(Mark {
            shape,
            weight,
            place,
            least: 1,
        });
    }

    /// Takes out the parts from the one with this number on, as alternatives, with the weight of the heaviest. None
    /// when nothing was to be shown.
    pub fn take(&mut self, from: usize) -> Option<(Shape, f32)> {
        let mut parts: Vec<Mark> = self.all.drain(from..).collect();
        let weight = parts.iter().map(|m| m.weight).fold(0.0, f32::max);
        match parts.len() {
            0 => None,
            1 => parts.pop().map(|m| (m.shape, weight)),
            _ => Some((
                Shape::Any(parts.into_iter().map(|m| m.shape).collect()),
                weight,
            )),
        }
    }
}
