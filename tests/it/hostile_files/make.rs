//! Hostile files that would be too large, or too dull, to lie in the repository.

use std::io::Write;

use crate::support::{gzip, tar, zip};

/// A name, and how to make the file.
pub type File = (&'static str, fn() -> Vec<u8>);

/// An article that has to come out wherever it can.
pub const STORY: &str = "Dockers at Quellmouth voted on Sunday to return to work after nine days. \"We are \
tired,\" said Ansel Birchwood, who speaks for them. The harbour opens again on Monday morning at six.\n";

/// All of them.
pub const FILES: &[File] = &[
    // Text.
    ("text-bom-alone.txt", || b"\xEF\xBB\xBF".to_vec()),
    ("text-line-10-mb.txt", || line("word ", 10)),
    ("text-letters-10-mb.txt", || line("x", 10)),
    ("text-quotes-1-mb.txt", || line("\"", 1)),
    ("text-said-2-mb.txt", || line("said He ", 2)),
    ("text-dates-2-mb.txt", || {
        line("Jan. 1, 2020, last Tuesday ", 2)
    }),
    ("text-names-2-mb.txt", || line("Mr. Ansel Birchwood ", 2)),
    ("text-marks-1-mb.txt", || line("a\u{301}\u{323}", 1)),
    ("text-brackets-1-mb.txt", || line("([{", 1)),
    ("text-lines-1-mb.txt", || line("Read more\n", 1)),
    ("text-dashes-1-mb.txt", || line("- ", 1)),
    ("text-space-10-mb.txt", || vec![b' '; 10 << 20]),
    ("text-nuls-1-mb.txt", || vec![0; 1 << 20]),
    ("text-70-mb.txt", || line("word ", 70)),
    ("text-utf16-odd.txt", || {
        let mut bytes: Vec<u8> = STORY.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.push(0x41);
        bytes
    }),
    ("text-utf32.txt", || {
        STORY
            .chars()
            .flat_map(|c| u32::from(c).to_le_bytes())
            .collect()
    }),
    ("markdown-quotes.md", || repeated(STORY, "> ", 200_000)),
    ("markdown-links.md", || repeated(STORY, "[", 200_000)),
    ("markdown-front.md", || {
        format!("---\n{}", "title: a\n".repeat(100_000)).into_bytes()
    }),
    // Compression.
    ("gzip-head.txt.gz", || gzip(STORY.as_bytes())[..8].to_vec()),
    ("gzip-half.txt.gz", || half(&stored_gzip())),
    ("gzip-flipped.txt.gz", || {
        let mut bytes = gzip(noise(200_000).as_bytes());
        bytes[100_000] ^= 0x55;
        bytes
    }),
    ("gzip-checksum.txt.gz", || {
        let mut bytes = gzip(STORY.as_bytes());
        let end = bytes.len() - 8;
        bytes[end] ^= 1;
        bytes
    }),
    ("gzip-tail.txt.gz", || {
        [&gzip(STORY.as_bytes())[..], b"and a tail that is no gzip"].concat()
    }),
    ("gzip-none.txt.gz", || STORY.as_bytes().to_vec()),
    ("gzip-twice.txt.gz", || gzip(&gzip(STORY.as_bytes()))),
    ("gzip-bomb.txt.gz", || bomb_gzip(10 << 10)),
    ("gzip-bomb-lines.jsonl.gz", || gzip(&vec![b'\n'; 300 << 20])),
    ("zstd-bomb.txt.zst", || bomb_zstd(b"", 10 << 10)),
    ("zstd-half.txt.zst", || {
        half(&zstd::encode_all(noise(200_000).as_bytes(), 1).expect("bytes"))
    }),
    ("zstd-window.txt.zst", || {
        b"\x28\xb5\x2f\xfd\x00\xff\x01\x00\x00".to_vec()
    }),
    ("bzip2-half.txt.bz2", || {
        half(&bzip2(noise(200_000).as_bytes()))
    }),
    ("bzip2-bomb.txt.bz2", || bzip2(&vec![b'a'; 200 << 20])),
    // Pages.
    ("html-divs.html", || nested("<div>", 100_000)),
    ("html-lists.html", || nested("<ul><li>", 100_000)),
    ("html-tables.html", || nested("<table><tr><td>", 100_000)),
    ("html-svg.html", || {
        nested(&format!("<svg>{}", "<g>".repeat(100_000)), 1)
    }),
    ("html-mathml.html", || {
        nested(&format!("<math>{}", "<mrow>".repeat(100_000)), 1)
    }),
    ("html-svg-html.html", || {
        nested("<svg><foreignObject><div>", 30_000)
    }),
    ("html-formatting.html", || {
        nested("<b><i><font size=1>", 50_000)
    }),
    ("html-links.html", || nested("<a href=x><div>", 50_000)),
    ("html-adoption.html", || nested("<p><b></p>", 50_000)),
    ("html-blockquotes.html", || nested("<blockquote>", 100_000)),
    ("html-selects.html", || nested("<select><option>", 100_000)),
    ("html-templates.html", || nested("<template>", 50_000)),
    ("html-frames.html", || nested("<frameset>", 50_000)),
    ("html-paragraphs.html", || {
        page(&format!("<p>{STORY}").repeat(2))
            .into_iter()
            .chain(b"<p>word".repeat(500_000))
            .collect()
    }),
    ("html-empty-elements.html", || {
        page(&"<br><hr>".repeat(500_000))
    }),
    ("html-attributes.html", || {
        page(&format!("<div {}>{STORY}</div>", "a ".repeat(500_000)))
    }),
    ("html-attribute-10-mb.html", || {
        page(&format!(
            "<div class=\"{}\">{STORY}</div>",
            "a".repeat(10 << 20)
        ))
    }),
    ("html-comment.html", || {
        page(&format!("<p>{STORY}</p><!-- {}", "- -".repeat(300_000)))
    }),
    ("html-script.html", || {
        page(&format!(
            "<p>{STORY}</p><script>{}",
            "</scrip ".repeat(300_000)
        ))
    }),
    ("html-entities.html", || {
        page(&"&amp;&#x41;&nosuch".repeat(200_000))
    }),
    ("html-angles.html", || page(&"<".repeat(2 << 20))),
    ("html-classes.html", || {
        page(&"<p class=\"related share nav date author\">x".repeat(100_000))
    }),
    ("html-json-ld.html", || {
        page(&format!(
            "<script type=\"application/ld+json\">{}</script><p>{STORY}</p>",
            "[".repeat(100_000)
        ))
    }),
    ("html-json-ld-10-mb.html", || {
        page(&format!(
            "<script type=\"application/ld+json\">{{\"@graph\":[{}]}}</script><p>{STORY}</p>",
            "{\"@type\":\"Article\"},".repeat(500_000)
        ))
    }),
    ("html-times.html", || {
        page(&"<time datetime=\"2020-01-01\">Jan. 1, 2020</time>".repeat(100_000))
    }),
    ("html-50-mb.html", || {
        page(&format!("<p>{STORY}</p>").repeat(280_000))
    }),
    ("html-60-mb-text.html", || page(&"word ".repeat(12 << 20))),
    ("html-70-mb.html", || page(&"word ".repeat(14 << 20))),
    ("html-charset-wrong.html", || {
        with_charset("utf-8", b"Die Z\xf6llner von Quellm\xfcnde gr\xfc\xdfen am Montag wieder, sagte der B\xfcrgermeister.")
    }),
    ("html-charset-utf16.html", || {
        with_charset("utf-16", STORY.as_bytes())
    }),
    ("html-charset-nonsense.html", || {
        with_charset("x-\\\"';drop", STORY.as_bytes())
    }),
    ("html-charset-missing.html", || {
        page_of(b"\xcf\xee\xf0\xf2 \xee\xf2\xea\xf0\xee\xe5\xf2\xf1\xff \xe2 \xef\xee\xed\xe5\xe4\xe5\xeb\xfc\xed\xe8\xea, \xf1\xea\xe0\xe7\xe0\xeb \xec\xfd\xf0 \xe3\xee\xf0\xee\xe4\xe0.")
    }),
    // JSON.
    ("json-arrays.json", || b"[".repeat(100_000)),
    ("json-objects.jsonl", || {
        format!("{}\n{}", "{\"a\":".repeat(10_000), record(STORY)).into_bytes()
    }),
    ("json-deep-field.jsonl", || {
        format!(
            "{{\"title\":\"a\",\"x\":{}{},\"body\":\"{}\"}}\n",
            "[".repeat(10_000),
            "]".repeat(10_000),
            escaped(STORY)
        )
        .into_bytes()
    }),
    ("json-line-10-mb.jsonl", || {
        format!("{}\n{}\n", record(&"word ".repeat(2 << 20)), record(STORY)).into_bytes()
    }),
    ("json-keys.json", || {
        format!(
            "{{{}\"body\":\"{}\"}}",
            "\"k\":1,".repeat(200_000),
            escaped(STORY)
        )
        .into_bytes()
    }),
    ("json-empties.json", || {
        format!("[{}{}]", "{},".repeat(200_000), record(STORY)).into_bytes()
    }),
    ("json-broken-lines.jsonl", || {
        [
            b"{\"title\": broken\n".repeat(1000),
            record(STORY).into_bytes(),
        ]
        .concat()
    }),
    // Tables.
    ("csv-quote.csv", || {
        format!(
            "title,body\na,\"Tin rose at Quellmouth.\nb,c\n{}",
            "d,e\n".repeat(200_000)
        )
        .into_bytes()
    }),
    ("csv-columns.csv", || {
        format!("title,body,{}\na,{STORY}\n", "x,".repeat(300_000)).into_bytes()
    }),
    ("csv-cells.csv", || {
        format!("title,body\na,b{}\nTin,{STORY}", ",c".repeat(300_000)).into_bytes()
    }),
    // XML.
    ("xml-laughs.xml", || laughs()),
    ("xml-quadratic.xml", || {
        format!("<!DOCTYPE r [<!ENTITY a \"{}\">]><rss><channel><item><title>{}</title><description>{STORY}</description></item></channel></rss>", "a".repeat(100_000), "&a;".repeat(100_000)).into_bytes()
    }),
    ("xml-deep.xml", || {
        format!(
            "<rss><channel>{}<item><description>{STORY}</description></item>",
            "<x>".repeat(200_000)
        )
        .into_bytes()
    }),
    ("xml-deep-item.xml", || {
        format!(
            "<rss><channel><item><title>Tin</title><description>{STORY}</description>{}",
            "<x>".repeat(200_000)
        )
        .into_bytes()
    }),
    ("xml-items.xml", || {
        format!("<rss><channel>{}", "<item>".repeat(200_000)).into_bytes()
    }),
    ("xml-attributes.xml", || {
        format!(
            "<rss><channel><item {}><description>{STORY}</description></item></channel></rss>",
            "a='b' ".repeat(200_000)
        )
        .into_bytes()
    }),
    // Mail.
    ("mail-multiparts.eml", || multiparts(10_000)),
    ("mail-messages.eml", || {
        format!(
            "Message-ID: <1@a.example>\r\nSubject: Tin\r\nMIME-Version: 1.0\r\n{}\r\n{STORY}",
            "Content-Type: message/rfc822\r\n\r\n".repeat(10_000)
        )
        .into_bytes()
    }),
    ("mail-one-boundary.eml", || {
        format!("Message-ID: <1@a.example>\r\nSubject: Tin\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{}", format!("--b\r\nContent-Type: text/plain\r\n\r\n{STORY}\r\n").repeat(20_000)).into_bytes()
    }),
    ("mail-header-5-mb.eml", || {
        format!(
            "Message-ID: <1@a.example>\r\nSubject: {}\r\nMIME-Version: 1.0\r\n\r\n{STORY}",
            "tin ".repeat(1_300_000)
        )
        .into_bytes()
    }),
    ("mail-headers.eml", || {
        format!(
            "Message-ID: <1@a.example>\r\n{}Subject: Tin\r\n\r\n{STORY}",
            "X-Tin: ore\r\n".repeat(200_000)
        )
        .into_bytes()
    }),
    ("mail-separators.mbox", || {
        [
            b"From a@b.example Tue Sep 14 07:40:00 2021\nMIME-Version: 1.0\n\n".repeat(50_000),
            format!("From a@b.example Tue Sep 14 07:40:00 2021\nSubject: Tin\n\n{STORY}")
                .into_bytes(),
        ]
        .concat()
    }),
    // Web archives.
    ("warc-bomb.warc", || {
        warc(&[
            response("gzip", &bomb_gzip(2 << 10)),
            response("identity", &page(&long())),
        ])
    }),
    ("warc-bombs.warc", || {
        warc(&vec![response("gzip", &bomb_gzip(60)); 40])
    }),
    ("warc-broken-record.warc", || {
        let mut bytes = warc(&vec![response("identity", &page(&long())); 3]);
        let at = bytes
            .windows(16)
            .position(|w| w == b"Content-Length: ")
            .expect("a header");
        bytes[at + 16] = b'-';
        bytes
    }),
    ("warc-header.warc", || {
        [
            &b"WARC/1.0\r\n"[..],
            &b"X: y\r\n".repeat(100_000),
            &warc(&[response("identity", &page(&long()))]),
        ]
        .concat()
    }),
    ("warc-half.warc.gz", || {
        half(&gzip(&warc(&[
            response("identity", &page(&noise(100_000))),
            response("identity", &page(&long())),
        ])))
    }),
    // Archives.
    ("zip-bomb.zip", || bomb_zip(10 << 10)),
    ("zip-bombs.zip", || {
        let content = vec![b'a'; 10 << 20];
        let names: Vec<String> = (0..300).map(|i| format!("{i}.txt")).collect();
        zip(&names
            .iter()
            .map(|n| (n.as_str(), &content[..]))
            .collect::<Vec<_>>())
    }),
    ("zip-nested.zip", || {
        (0..4).fold(zip(&[("a.txt", STORY.as_bytes())]), |inner, _| {
            zip(&[("in.zip", &inner), ("b.txt", STORY.as_bytes())])
        })
    }),
    ("zip-overlap.zip", overlapping),
    ("zip-names.zip", || {
        zip(&[
            ("../../a.txt", STORY.as_bytes()),
            ("/etc/b.txt", STORY.as_bytes()),
            ("c\\..\\d.txt", STORY.as_bytes()),
            ("e\n\u{1b}[2J.txt", STORY.as_bytes()),
            ("e__[2J.txt", STORY.as_bytes()),
            ("", STORY.as_bytes()),
            (".hidden.txt", STORY.as_bytes()),
        ])
    }),
    ("zip-same-names.zip", || {
        zip(&[("a.txt", STORY.as_bytes()); 3])
    }),
    ("zip-members.zip", || {
        let names: Vec<String> = (0..20_000).map(|i| format!("{i}")).collect();
        zip(&names
            .iter()
            .map(|n| (n.as_str(), &b""[..]))
            .collect::<Vec<_>>())
    }),
    ("zip-half.zip", || {
        half(&zip(&[
            ("a.txt", STORY.as_bytes()),
            ("b.txt", noise(100_000).as_bytes()),
            ("c.txt", STORY.as_bytes()),
        ]))
    }),
    ("zip-hole.zip", || {
        let mut bytes = zip(&[
            ("a.txt", STORY.as_bytes()),
            ("b.txt", STORY.as_bytes()),
            ("c.txt", STORY.as_bytes()),
        ]);
        let at = bytes
            .windows(5)
            .position(|w| w == b"b.txt")
            .expect("a name");
        bytes[at - 30..at].fill(0);
        bytes
    }),
    ("zip-encrypted.zip", || {
        let mut bytes = zip(&[("a.txt", STORY.as_bytes())]);
        bytes[6] |= 1;
        bytes
    }),
    ("zip-office.docx", || {
        zip(&[
            ("[Content_Types].xml", b"<Types/>"),
            ("word/document.xml", b"<w/>"),
        ])
    }),
    ("tar-half.tar.gz", || {
        half(&gzip(&tar(&[
            ("a.txt", STORY.as_bytes()),
            ("b.txt", noise(200_000).as_bytes()),
        ])))
    }),
    ("tar-hole.tar", || {
        let mut bytes = tar(&[
            ("a.txt", STORY.as_bytes()),
            ("b.txt", STORY.as_bytes()),
            ("c.txt", STORY.as_bytes()),
        ]);
        bytes[1024 + 3..1024 + 20].fill(b'?');
        bytes
    }),
    ("tar-size.tar", || {
        let mut bytes = tar(&[("a.txt", STORY.as_bytes()), ("b.txt", STORY.as_bytes())]);
        let block = &mut bytes[1024..1536];
        block[124..136].copy_from_slice(b"\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff");
        block[148..156].fill(b' ');
        let sum: u32 = block.iter().map(|b| u32::from(*b)).sum();
        block[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        bytes
    }),
    ("tar-bomb.tar.zst", || {
        let mut header = tar(&[("a.txt", b"")])[..512].to_vec();
        header[124..136].copy_from_slice(b"10000000000\0");
        header[148..156].fill(b' ');
        let sum: u32 = header.iter().map(|b| u32::from(*b)).sum();
        header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        bomb_zstd(&header, 10 << 10)
    }),
];

/// So many megabytes of a text, an article before it.
fn line(part: &str, megabytes: usize) -> Vec<u8> {
    format!("{STORY}\n{}", part.repeat((megabytes << 20) / part.len())).into_bytes()
}

fn repeated(story: &str, part: &str, times: usize) -> Vec<u8> {
    format!("{story}\n{}{story}", part.repeat(times)).into_bytes()
}

fn page(body: &str) -> Vec<u8> {
    page_of(body.as_bytes())
}

fn page_of(body: &[u8]) -> Vec<u8> {
    [
        b"<!DOCTYPE html><html><head><title>Dockers return</title></head><body>",
        body,
    ]
    .concat()
}

fn with_charset(charset: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("<!DOCTYPE html><html><head><meta charset=\"{charset}\"></head><body><p>");
    [head.as_bytes(), body].concat()
}

fn nested(open: &str, times: usize) -> Vec<u8> {
    page(&format!(
        "<p>{STORY}</p>{}<p>{STORY}</p>",
        open.repeat(times)
    ))
}

/// A story long enough for a page of a web archive.
fn long() -> String {
    format!(
        "<p>{STORY}</p><p>The employers said that nobody would be dismissed, and that the cranes had been oiled.</p>"
    )
}

fn escaped(text: &str) -> String {
    let text = serde_json::to_string(text).expect("JSON");
    text[1..text.len() - 1].to_owned()
}

fn record(body: &str) -> String {
    format!("{{\"title\":\"Tin\",\"body\":\"{}\"}}", escaped(body))
}

fn half(bytes: &[u8]) -> Vec<u8> {
    bytes[..bytes.len() / 2].to_vec()
}

/// Words that compress badly.
fn noise(bytes: usize) -> String {
    let mut seed = 7u32;
    let mut out = String::from(STORY);
    while out.len() < bytes {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        out.push(match seed >> 24 {
            n if n < 40 => ' ',
            n => char::from(b'a' + (n % 26) as u8),
        });
    }
    out
}

fn stored_gzip() -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    out.write_all(noise(100_000).as_bytes()).expect("bytes");
    out.finish().expect("bytes")
}

fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut out = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
    out.write_all(bytes).expect("bytes");
    out.finish().expect("bytes")
}

/// A mebibyte of words as a piece of deflate that any number of pieces may stand before and behind.
fn piece() -> Vec<u8> {
    let mut out = flate2::Compress::new(flate2::Compression::best(), false);
    let mut piece = Vec::with_capacity(8 << 10);
    let content = b"abcd ".repeat((1 << 20) / 5);
    out.compress_vec(&content, &mut piece, flate2::FlushCompress::Full)
        .expect("a piece");
    piece
}

/// Expands to so many mebibytes.
fn bomb_gzip(megabytes: usize) -> Vec<u8> {
    let head = b"\x1f\x8b\x08\0\0\0\0\0\0\x03";
    [&head[..], &piece().repeat(megabytes), &[3, 0], &[0; 8]].concat()
}

/// The same as a member of a ZIP archive, with an article behind it.
fn bomb_zip(megabytes: usize) -> Vec<u8> {
    let content = [&piece().repeat(megabytes)[..], &[3, 0]].concat();
    let mut out = b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0".to_vec();
    out.extend((content.len() as u32).to_le_bytes());
    out.extend([0xff; 4]);
    out.extend(b"\x05\0\0\0a.txt");
    out.extend(content);
    out.extend(zip(&[("b.txt", STORY.as_bytes())]));
    out
}

/// Expands to these bytes and so many mebibytes: each block of four bytes to 128 KiB.
fn bomb_zstd(begin: &[u8], megabytes: usize) -> Vec<u8> {
    // No checksum, no size, a window of 128 KiB.
    let mut out = b"\x28\xb5\x2f\xfd\x00\x38".to_vec();
    let head = |size: u32, last: u32| (size << 3 | 1 << 1 | last).to_le_bytes();
    out.extend(&((begin.len() as u32) << 3).to_le_bytes()[..3]);
    out.extend(begin);
    for _ in 0..megabytes * 8 {
        out.extend(&head(128 << 10, 0)[..3]);
        out.push(b'a');
    }
    out.extend(&head(1, 1)[..3]);
    out.push(b'a');
    out
}

/// Each entity ten times the one before it.
fn laughs() -> Vec<u8> {
    let mut out = String::from("<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a0 \"ha\">");
    for i in 1..20 {
        out += &format!("<!ENTITY a{i} \"{}\">", format!("&a{};", i - 1).repeat(10));
    }
    out += &format!(
        "]><rss><channel><item><title>&a19;</title><description>{STORY}</description></item></channel></rss>"
    );
    out.into_bytes()
}

fn multiparts(depth: usize) -> Vec<u8> {
    let mut out =
        String::from("Message-ID: <1@a.example>\r\nSubject: Tin\r\nMIME-Version: 1.0\r\n");
    for i in 0..depth {
        out += &format!("Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n");
    }
    out += &format!("Content-Type: text/plain\r\n\r\n{STORY}\r\n");
    out.into_bytes()
}

fn response(encoding: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {encoding}\r\n\r\n"
    );
    [
        head.as_bytes(),
        body,
        b"<p>",
        STORY.as_bytes(),
        STORY.as_bytes(),
    ]
    .concat()
}

fn warc(blocks: &[Vec<u8>]) -> Vec<u8> {
    let mut out = Vec::new();
    for block in blocks {
        let head = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/b\r\nContent-Length: {}\r\n\r\n",
            block.len()
        );
        out.extend([head.as_bytes(), block, b"\r\n\r\n"].concat());
    }
    out
}

/// An archive whose directory has a second member that lies within the first.
fn overlapping() -> Vec<u8> {
    let inner = zip(&[("inner.txt", STORY.as_bytes())]);
    let mut bytes = zip(&[("outer.bin", &inner), ("b.txt", STORY.as_bytes())]);
    let end = bytes.len() - 22;
    let listed = bytes
        .windows(4)
        .rposition(|w| w == b"PK\x01\x02")
        .expect("a line");
    let mut again = bytes[listed..end].to_vec();
    let name = again
        .windows(5)
        .position(|w| w == b"b.txt")
        .expect("a name");
    again[name] = b'x';
    again[name - 4..name].copy_from_slice(&60u32.to_le_bytes());
    bytes.splice(end..end, again);
    bytes
}
