//! How much there is to be read for a plan, before it is.

use tantivy::postings::TermInfo;

use super::{Group, Phrase, Plan};

/// How much longer it takes to read a posting with its positions.
const PLACED: u64 = 4;

/// How much longer it takes with those of the statements as well.
const TOLD: u64 = 16;

impl Plan {
    /// About how many postings are read to find all that matches; one with its positions counts [`PLACED`] times, one
    /// with statements [`TOLD`] times. `every` is how many articles there are: some plans ask all of them.
    pub fn postings(&self, every: u64) -> u64 {
        let of = |plan: &Plan| plan.postings(every);
        let sum = |plans: &[Plan]| plans.iter().map(of).sum::<u64>();
        match self {
            Plan::Nothing | Plan::One(_) => 0,
            Plan::Every { .. } | Plan::Check { .. } => every,
            Plan::Named(of) => of.iter().map(|voices| voices.len() as u64).sum(),
            Plan::Group(group) => group.postings(),
            Plan::Phrase(phrase) => PLACED * phrase.postings(),
            Plan::Sequence(sequence) => PLACED * sum(&sequence.parts),
            Plan::Written(written) => PLACED * written.group.postings(),
            Plan::Near(near) => PLACED * (of(&near.left) + of(&near.right)),
            Plan::Placed(placed) => PLACED * of(&placed.what),
            Plan::Within { words, .. } => TOLD * of(words),
            // The rarest leads, and what is read from columns is asked of what it finds.
            Plan::All { with, .. } => {
                let read = with.iter().filter(|p| !matches!(p, Plan::Check { .. }));
                read.map(of).min().unwrap_or(every)
            }
            Plan::Any { of, .. } => sum(of),
            Plan::Articles(inner) | Plan::Statements(inner) => of(inner),
        }
    }
}

impl Group {
    fn postings(&self) -> u64 {
        let forms = self.forms.iter().flatten();
        forms.map(|(_, info, _)| u64::from(info.doc_freq)).sum()
    }
}

impl Phrase {
    /// Of its rarest word.
    fn postings(&self) -> u64 {
        let of = |infos: &Vec<TermInfo>| infos.iter().map(|info| u64::from(info.doc_freq)).min();
        let rarest = self.words.iter().flatten().flatten().filter_map(of);
        rarest.sum()
    }
}
