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

/// What one statement has to hold for its words to be highlighted: the query that was asked of it, by the words in
/// its text. What it asks of the article holds for all of its statements alike.
#[derive(Debug)]
pub enum Condition {
    /// Nothing.
    Always,
    /// Something, so many times.
    Has(Shape, usize),
    /// All of these.
    All(Vec<Condition>),
    /// Any of these.
    Any(Vec<Condition>),
    /// Not this.
    Not(Box<Condition>),
}

impl Condition {
    /// Does it hold, where `count` says how often something is there?
    pub fn holds(&self, count: &dyn Fn(&Shape) -> usize) -> bool {
        match self {
            Condition::Always => true,
            Condition::Has(shape, least) => count(shape) >= *least,
            Condition::All(all) => all.iter().all(|c| c.holds(count)),
            Condition::Any(any) => any.iter().any(|c| c.holds(count)),
            Condition::Not(inner) => !inner.holds(count),
        }
    }
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
    /// In a statement: a number of [`Marks::conditions`], which has to hold of it.
    pub only: Option<usize>,
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
    /// What statements have to hold.
    pub conditions: Vec<Condition>,
    /// Ranges of days of which a date that meets one is highlighted: first and last, in days since 1970.
    pub dates: Vec<(i64, i64)>,
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
            only: None,
        });
    }

    /// Binds the parts from the one with this number on to a condition.
    pub fn bind(&mut self, from: usize, condition: Condition) {
        let number = self.conditions.len();
        self.conditions.push(condition);
        for mark in self.all.iter_mut().skip(from) {
            mark.only = mark.only.or(Some(number));
        }
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
