//! Files -> articles -> index: the only module that knows all stages.

use std::path::Path;

use crate::article::Article;
use crate::{decode, extract, formats};

/// Reads one file and hands on each article in it.
pub fn articles(
    path: &Path,
    options: extract::Options,
    take: &mut dyn FnMut(Article) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut bytes = decode::open(path)?;
    let shown = path.to_string_lossy();
    let name = shown.strip_suffix(".gz").unwrap_or(&shown);
    let head = bytes.fill_buf()?.to_vec();
    let extension = name.rsplit('.').next().unwrap_or_default();
    let format = formats::FORMATS
        .iter()
        .find(|f| f.extensions.contains(&extension))
        .or_else(|| formats::FORMATS.iter().find(|f| (f.sniff)(&head)))
        .ok_or_else(|| anyhow::anyhow!("not a format morgue reads"))?;
    let input = formats::Input {
        name,
        bytes: &mut bytes,
        limits: &decode::Limits::default(),
        fields: &[],
        verbatim: options.verbatim,
    };
    (format.read)(input, &mut |raw| {
        take(extract::article(raw, &shown, options))
    })
}
