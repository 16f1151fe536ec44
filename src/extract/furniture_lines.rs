//! Lines that are furniture by their form: rights, credits, rows of buttons, counts.

/// True for a line of one of these forms. Costs next to nothing for other lines: each rule asks for a
/// first letter or a digit before it looks closer.
pub fn is_furniture(line: &str) -> bool {
    is_rights(line)
        || is_credit(line)
        || is_share_row(line)
        || is_follow(line)
        || is_reading_time(line)
        || is_count(line)
        || is_promotion(line)
        || is_code(line)
}

/// `© 2021 The Meridian Post. All rights reserved.`
fn is_rights(line: &str) -> bool {
    let Some(first) = line.bytes().next() else {
        return false;
    };
    // The cheap question first: it spares nearly all lines the rest.
    if !matches!(first, b'(' | b'c' | b'C' | b'A' | b'a' | b'T' | b't' | 0xc2) {
        return false;
    }
    let lower = line.to_lowercase();
    let rest = lower
        .strip_prefix("copyright")
        .or_else(|| lower.strip_prefix('©'))
        .or_else(|| lower.strip_prefix("(c)"));
    if let Some(rest) = rest {
        let rest = rest.trim_start_matches([' ', ':', '©', '(', 'c', ')']);
        let year = rest.bytes().take_while(u8::is_ascii_digit).count() == 4;
        return (year || line.starts_with('©') || line.starts_with("Copyright ©"))
            && line.len() <= 200;
    }
    let rights = [
        "all rights reserved",
        "all content copyright",
        "all rights are reserved",
    ];
    rights.iter().any(|r| lower.starts_with(r)) && line.len() <= 120
        || lower.starts_with("this material may not be published, broadcast, rewritten")
}

/// `Photo: Ann Bell`, `(AP Photo/Ann Bell)`: the credit alone, not a caption with one.
fn is_credit(line: &str) -> bool {
    if line.len() <= 90
        && ["Image source, ", "Image copyright "]
            .iter()
            .any(|b| line.starts_with(b))
    {
        return true;
    }
    if line.len() > 90 || line.ends_with(['!', '?', ':', '"', '”']) {
        return false;
    }
    let bare = line.trim_matches(['(', ')', '[', ']', ' ', '.']);
    if line.starts_with('[') && line.ends_with(']') {
        let via = [
            "Image via ",
            "Photo via ",
            "Photos via ",
            "Picture via ",
            "Images via ",
        ];
        if via.iter().any(|v| bare.starts_with(v)) {
            return true;
        }
    }
    let agencies = [
        "AP Photo",
        "AFP Photo",
        "AFP PHOTO",
        "EPA/",
        "Getty Images",
        "Photograph by ",
    ];
    if agencies.iter().any(|a| bare.starts_with(a)) {
        return !bare.contains(". ") && bare.split(' ').count() <= 9 && !line.ends_with('.');
    }
    let marks = [
        "photo",
        "photos",
        "photograph",
        "photo credit",
        "photo by",
        "photos by",
        "photo courtesy of",
        "image",
        "image credit",
        "images",
        "picture",
        "credit",
        "credits",
        "file photo",
        "foto",
        "fotos",
        "crédito",
        "créditos",
        "crédit",
        "crédit photo",
        "crédits",
        "bild",
        "bildquelle",
        "quelle",
        "imagen",
        "imagem",
        "fuente",
        "fotografía",
        "illustration",
        "фото",
    ];
    let Some(at) = bare.find([':', '|']) else {
        let by = [
            "Photo by ",
            "Photos by ",
            "Photo courtesy of ",
            "Photo courtesy ",
        ];
        return by.iter().any(|b| bare.starts_with(b)) && names_only(bare);
    };
    let label = bare[..at].trim();
    label.len() <= 20
        && marks.contains(&label.to_lowercase().as_str())
        && label.starts_with(char::is_uppercase)
        && names_only(bare[at + 1..].trim())
}

/// `Follow Ann Bell on Twitter @annbell`.
fn is_follow(line: &str) -> bool {
    let bare = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let rest = bare
        .strip_prefix("Follow ")
        .or_else(|| bare.strip_prefix("FOLLOW "));
    rest.is_some_and(|rest| {
        let network = ["witter", "nstagram", "acebook", "TWITTER", "FACEBOOK"];
        rest.len() <= 90 && rest.contains('@') && network.iter().any(|n| rest.contains(n))
    })
}

/// `12 comments`, `Comments (3)`, `1.2K shares`: a count of what readers did.
fn is_count(line: &str) -> bool {
    if line.len() > 30 || !line.bytes().any(|b| b.is_ascii_digit()) {
        return false;
    }
    let counted = [
        "comment",
        "comments",
        "share",
        "shares",
        "likes",
        "retweets",
        "replies",
        "views",
        "comentario",
        "comentarios",
        "comentários",
        "commentaire",
        "commentaires",
        "kommentar",
        "kommentare",
        "commenti",
        "reacties",
        "комментариев",
        "partages",
        "compartidos",
    ];
    let mut words = line
        .split(|c: char| !c.is_alphabetic())
        .filter(|w| w.len() > 1);
    let first = words.next().unwrap_or_default().to_lowercase();
    counted.contains(&first.as_str()) && words.next().is_none()
}

/// `Sign up for our weekly newsletter`, `Get the best of it in your inbox`.
fn is_promotion(line: &str) -> bool {
    let begins = [
        "Sign up",
        "SIGN UP",
        "Subscribe",
        "SUBSCRIBE",
        "Get the ",
        "Get our",
        "Click here",
        "CLICK HERE",
        "Download ",
        "Join our",
        "Suscríb",
        "Abonnez",
        "Inscrivez",
        "Assine",
        "Iscriviti",
        "Abonnieren",
        "Melden Sie sich",
        "Recib",
    ];
    if line.len() > 160 || !begins.iter().any(|b| line.starts_with(b)) {
        return false;
    }
    let lower = line.to_lowercase();
    [
        "newsletter",
        "inbox",
        "news alerts",
        "boletín",
        "our app",
        "news app",
        "telegram",
    ]
    .iter()
    .any(|what| lower.contains(what))
        && !lower.contains([';', '“', '"'])
}

/// `5 min read`, `Lesezeit: 3 Min.`, `Tiempo de lectura 4 minutos`.
fn is_reading_time(line: &str) -> bool {
    if line.len() > 40 || !line.bytes().any(|b| b.is_ascii_digit()) {
        return false;
    }
    let lower = line.to_lowercase();
    let read = [
        " read",
        "lesezeit",
        "lectura",
        "lecture",
        "leitura",
        "lettura",
        "leestijd",
        "чтения",
    ];
    let unit = lower.contains("min") || lower.contains("мин");
    unit && read.iter().any(|r| lower.contains(r)) && lower.split_whitespace().count() <= 6
}

/// Script that was saved with the page.
fn is_code(line: &str) -> bool {
    line.starts_with("(function(")
        || (line.ends_with(");") && !line.contains(". ") && line.contains(['(', '{', '\'']))
            && line.split(' ').count() <= 3
}

/// True for names and places: capitals, short, no sentence.
fn names_only(text: &str) -> bool {
    let words = text.split([' ', '/']).filter(|w| !w.is_empty());
    let (mut all, mut lower) = (0, 0);
    for word in words {
        all += 1;
        lower += usize::from(word.starts_with(char::is_lowercase));
    }
    all > 0 && all <= 9 && lower * 3 <= all
}

/// Words of a row of buttons, lower case; the first of them say that it is one.
const BUTTONS: &[&str] = &[
    "facebook",
    "twitter",
    "whatsapp",
    "linkedin",
    "pinterest",
    "reddit",
    "tumblr",
    "telegram",
    "flipboard",
    "messenger",
    "vk",
    "viber",
    "instagram",
    "tweet",
    "share",
    "compartir",
    "partager",
    "teilen",
    "condividi",
    "compartilhar",
    "delen",
    "print",
    "email",
    "e-mail",
    "mail",
    "copy",
    "link",
    "url",
    "pocket",
    "google",
    "skype",
    "sms",
    "imprimir",
    "on",
    "via",
    "this",
    "save",
    "comments",
    "comment",
    "youtube",
    "rss",
    "threads",
    "bluesky",
    "mastodon",
    "x",
    "tiktok",
];

/// `Facebook Twitter WhatsApp Email`: nothing but names of buttons, two of networks at least.
pub fn is_share_row(line: &str) -> bool {
    if line.len() > 120 {
        return false;
    }
    let (mut strong, mut all) = (0, 0);
    let mut last = None;
    for word in line.split(|c: char| c.is_whitespace() || ",|•·/()".contains(c)) {
        if word.is_empty() || word.bytes().all(|b| b.is_ascii_digit() || b == b'+') {
            continue;
        }
        let Some(place) = BUTTONS.iter().position(|b| word.eq_ignore_ascii_case(b)) else {
            return false;
        };
        all += 1;
        strong += usize::from(place < 21 && last != Some(place));
        last = Some(place);
    }
    strong >= 2 && all <= 14
}
