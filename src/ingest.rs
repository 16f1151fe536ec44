//! Files -> articles -> index: the only module that knows all stages.

use std::path::Path;

use crate::article::Article;
use crate::{decode, extract, formats};

/// Reads one file and hands on each article in it; what is left out goes to `skipped`.
pub fn articles(
    path: &Path,
    options: extract::Options,
    skipped: &mut dyn FnMut(formats::Skipped),
    take: &mut dyn FnMut(Article) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let limits = decode::Limits::default();
    let mut bytes = decode::open_within(path, &limits)?;
    let shown = path.to_string_lossy();
    let name = decode::plain_name(&shown);
    let format = formats::detect(name, bytes.fill_buf()?)?;
    let input = formats::Input {
        name,
        bytes: &mut bytes,
        limits: &limits,
        fields: &[],
        verbatim: options.verbatim,
        skipped,
    };
    (format.read)(input, &mut |raw| {
        take(extract::article(raw, &shown, options))
    })
}
