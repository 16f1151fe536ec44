//! Blocks of text: what a reader sees as a paragraph, a heading, an item or a line of its own.

use super::flat::{Flat, Tag, push_spaced};

/// One block.
#[derive(Debug, Clone)]
pub struct Block {
    /// Index of the first node of its text.
    pub first: usize,
    /// Index of the innermost block element around it.
    pub parent: usize,
    /// Kind of that element.
    pub tag: Tag,
    /// The text, spaces run together; single line breaks kept.
    pub text: String,
    /// Characters.
    pub chars: usize,
    /// Characters of links.
    pub linked: usize,
    /// Characters in bold.
    pub strong: usize,
}

impl Block {
    /// Share of the text that is links, from 0 to 1.
    pub fn link_share(&self) -> f32 {
        self.linked as f32 / self.chars.max(1) as f32
    }
}

/// The blocks of a page in order, without what lies below elements marked as `removed`.
pub fn blocks(flat: &Flat, removed: &[bool]) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    let mut current: Option<Block> = None;
    // Ends of the open links, bold elements and block elements.
    let (mut link_end, mut strong_end) = (0, 0);
    let mut open: Vec<usize> = Vec::new();
    let mut breaks = 0;
    let mut i = 0;
    while i < flat.nodes.len() {
        let node = &flat.nodes[i];
        while open.last().is_some_and(|o| flat.nodes[*o].end <= i) {
            open.pop();
            finish(&mut out, &mut current);
        }
        if removed[i] || matches!(node.tag, Tag::Script | Tag::Style | Tag::Head | Tag::Image) {
            if !node.tag.inline() && !matches!(node.tag, Tag::Script | Tag::Style | Tag::Image) {
                finish(&mut out, &mut current);
            }
            i = node.end;
            continue;
        }
        match node.tag {
            Tag::Text => {
                if !node.text.trim().is_empty() {
                    if breaks > 1 {
                        finish(&mut out, &mut current);
                    }
                    let parent = open.last().copied().unwrap_or(0);
                    let block = current.get_or_insert_with(|| Block {
                        first: i,
                        parent,
                        tag: flat.nodes[parent].tag,
                        text: String::new(),
                        chars: 0,
                        linked: 0,
                        strong: 0,
                    });
                    if breaks == 1 && !block.text.is_empty() {
                        block.text.truncate(block.text.trim_end().len());
                        block.text.push('\n');
                    }
                    breaks = 0;
                    let before = block.text.len();
                    push_spaced(&mut block.text, &node.text);
                    let chars = block.text[before..].chars().count();
                    block.chars += chars;
                    if i < link_end {
                        block.linked += chars;
                    }
                    if i < strong_end {
                        block.strong += chars;
                    }
                } else if breaks == 0
                    && let Some(block) = &mut current
                    && !block.text.ends_with([' ', '\n'])
                {
                    block.text.push(' ');
                }
            }
            Tag::Br => breaks += 1,
            Tag::A => link_end = link_end.max(node.end),
            Tag::Strong => strong_end = strong_end.max(node.end),
            Tag::Inline | Tag::Time | Tag::None | Tag::Input | Tag::Button => {}
            Tag::Cell => {
                // Cells of a row stand in one line.
                if let Some(block) = &mut current
                    && !block.text.ends_with([' ', '\n'])
                {
                    block.text.push(' ');
                }
            }
            _ => {
                finish(&mut out, &mut current);
                breaks = 0;
                open.push(i);
            }
        }
        i += 1;
    }
    finish(&mut out, &mut current);
    out
}

fn finish(out: &mut Vec<Block>, current: &mut Option<Block>) {
    if let Some(mut block) = current.take() {
        block.text.truncate(block.text.trim_end().len());
        if !block.text.is_empty() {
            out.push(block);
        }
    }
}
