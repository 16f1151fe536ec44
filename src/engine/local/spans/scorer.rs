//! Articles by where words stand in them.

use std::ops::Range;

use tantivy::DocId;
use tantivy::query::Scorer;

use super::super::filtered::Filtered;
use super::Spans;

/// Articles of `base` in which something stands at `least` places or more, in the fields together and within these
/// words of each. `base` has every article that may match; each is looked at.
pub fn placed(
    base: Box<dyn Scorer>,
    mut fields: Vec<Spans>,
    range: Range<u32>,
    least: usize,
) -> Box<dyn Scorer> {
    let enough = move |doc: DocId| {
        let mut count = 0;
        fields.iter_mut().any(|field| {
            field.load(doc);
            if least == 1 {
                return field.any(&range);
            }
            count += field.count(&range);
            count >= least
        })
    };
    Box::new(Filtered::new(base, enough))
}
