//! What single words look like: of an office, of a company, of somebody's work.

use crate::extract::quotes::doc::Doc;
use crate::extract::quotes::lexicon::class;
use crate::extract::quotes::tokens::{Kind, reads, reads_folded, shape};
use crate::text::short::Short;

/// True for a word before a name that says what somebody does or is and stands in no list: `Screenwriter Ada
/// Holm`, `MP Ada Holm`.
pub(super) fn epithet(doc: &Doc, k: usize) -> bool {
    let t = &doc.tokens[k];
    let text = doc.text_of(k, k + 1);
    if t.has(shape::INITIAL | shape::GENITIVE)
        || t.is(class::GIVEN | class::SURNAME | class::FAMOUS)
    {
        return false;
    }
    let given = doc.at(k + 1).is(class::GIVEN);
    let most = if given { 5 } else { 3 };
    // `DA Ada Holm`, but `Da Silva`
    if (2..=most).contains(&text.len()) && acronym(text) {
        return given || !t.is(class::PARTICLE);
    }
    let tail = || {
        let ends = [
            "ist", "ier", "man", "woman", "writer", "broker", "maker", "ologist",
        ];
        text.len() > 5 && ends.iter().any(|e| text.ends_with(e))
    };
    !t.is(class::PARTICLE) && given && (tail() || camel(doc.bytes(k)))
}

/// True for what is put together to say where somebody is from or how old, and is no name: `Lodva-based`.
pub(super) fn hyphened(doc: &Doc, k: usize) -> bool {
    const TAILS: [&str; 9] = [
        "-based",
        "-born",
        "-area",
        "-elect",
        "-old",
        "-owned",
        "-controlled",
        "-backed",
        "-led",
    ];
    // Most words are told by that.
    let word = doc.bytes(k);
    if word.len() < 5 || !word.contains(&b'-') {
        return false;
    }
    let text = doc.text_of(k, k + 1);
    text.starts_with("Then-") || TAILS.iter().any(|t| text.ends_with(t))
}

/// True for capitals alone.
pub(super) fn acronym(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_uppercase())
}

/// True for a month behind a word that says so: `in April`.
pub(super) fn when(doc: &Doc, month: usize) -> bool {
    month > 0
        && reads_folded!(
            doc,
            month - 1,
            "in" | "since" | "until" | "during" | "last" | "this" | "next" | "early" | "late"
        )
}

/// Most words of an office before a name.
const OFFICE: usize = 9;

/// Where an office begins of which all or some of its field stands before this token: `Minister of Industry and …`,
/// `Undersecretary of State for …`.
pub(super) fn office(doc: &Doc, start: usize) -> Option<usize> {
    let floor = start.saturating_sub(OFFICE);
    let mut k = start;
    while k > floor + 1 {
        k -= 1;
        let t = doc.at(k);
        if t.lower() && reads!(doc, k, "of" | "for" | "to") {
            k -= 1;
            let post = doc.at(k);
            if !post.has(shape::CAP) {
                return None;
            }
            // A state may be the head of one, and is no office.
            if post.is(class::ROLE | class::TITLE) && doc.text_of(k, k + 1) != "State" {
                return Some(k);
            }
            continue;
        }
        let joint = t.lower() && t.is(class::COORD | class::DEF);
        let field = t.kind == Kind::Comma && k + 1 < start || t.has(shape::CAP) || joint;
        if !field {
            return None;
        }
    }
    None
}

/// What `New` is part of the name of, where it may be an adjective with a capital.
const NEW: &[&str] = &[
    "York",
    "Jersey",
    "Hampshire",
    "Mexico",
    "Zealand",
    "England",
    "Orleans",
    "Delhi",
    "Haven",
    "Brunswick",
    "South",
];
/// What companies, and a committee, have behind an `and`.
const PARTNERS: &[&str] = &[
    "Co",
    "Co.",
    "Company",
    "Sons",
    "Associates",
    "Partners",
    "Means",
];
/// What ministries have, and their committees.
const FIELDS: &[&str] = &[
    "Agriculture",
    "Armed",
    "Arts",
    "Commerce",
    "Communications",
    "Culture",
    "Development",
    "Economy",
    "Education",
    "Employment",
    "Energy",
    "Environment",
    "Finance",
    "Fisheries",
    "Food",
    "Foreign",
    "Forestry",
    "Health",
    "Heritage",
    "Housing",
    "Human",
    "Industry",
    "Information",
    "Innovation",
    "Investment",
    "Labor",
    "Labour",
    "Livestock",
    "Mines",
    "Pensions",
    "Planning",
    "Research",
    "Science",
    "Security",
    "Skills",
    "Social",
    "Sport",
    "Sports",
    "Technology",
    "Tourism",
    "Trade",
    "Transport",
    "Transportation",
    "Urban",
    "Welfare",
    "Work",
    "Works",
];

/// Words of an English name, of a place or an organisation, that stand before `i` and are none by themselves: one in
/// `New York governor` and `First Harbour Bank chairman`, two in `Bank of England governor` and `Trade and Industry
/// Minister`; else 0.
pub(super) fn continued(doc: &Doc, i: usize) -> usize {
    let named = |k: usize| doc.kind(k) == Kind::Word && doc.at(k).has(shape::CAP);
    if !doc.lexicon.english || i == 0 || !named(i) {
        return 0;
    }
    let text = |k: usize| doc.text_of(k, k + 1);
    // `House of Representatives Speaker`
    let of_role = doc.is(i, class::ROLE | class::TITLE) && text(i) != "Representatives";
    let before = doc.at(i - 1);
    if before.has(shape::CAP) {
        // In a headline, and where a sentence begins, a capital says nothing.
        let any = before.has(shape::FIRST | shape::HEADLINE) || of_role;
        let part = match text(i - 1) {
            "New" => !any || NEW.contains(&text(i)),
            "First" => !any,
            _ => false,
        };
        return usize::from(part);
    }
    if i < 2 || !named(i - 2) {
        return 0;
    }
    let joined = match text(i - 1) {
        // Not `the office of President Jane Smith`.
        "of" | "for" => !of_role && doc.is(i - 2, class::ORG),
        "and" | "&" => {
            PARTNERS.contains(&text(i))
                || FIELDS.contains(&text(i)) && FIELDS.contains(&text(i - 2))
        }
        _ => false,
    };
    2 * usize::from(joined)
}

/// A capital after a small letter, or small letters after capitals, other than in names (`McAdam`, `DeSalvo`).
pub(super) fn camel(word: &[u8]) -> bool {
    // Nearly every word is told by one look at all its letters.
    let short = Short::at(word, 0).filter(|short| short.len == word.len());
    if short.is_some_and(|short| short.is_small() || short.is_title_only()) {
        return false;
    }
    if !word.iter().all(u8::is_ascii_alphabetic) {
        return false;
    }
    let inner = word.iter().skip(1).position(u8::is_ascii_uppercase);
    let small = word.iter().any(u8::is_ascii_lowercase);
    let prefix = [
        "Mc", "Mac", "De", "Di", "Du", "La", "Le", "Van", "Von", "Fitz", "Al", "El", "St",
    ];
    small && inner.is_some_and(|at| !prefix.iter().any(|p| p.as_bytes() == &word[..=at]))
}

/// True where a name goes on as that of a firm: `Morgan Stanley and Co`.
pub(super) fn and_company(doc: &Doc, and: usize) -> bool {
    doc.is(and, class::COORD) && matches!(doc.text_of(and + 1, and + 2), "Co" | "Co." | "Sons")
}

/// True for a word no person is called: `Landesbank`, `Gencorp`, `polls.com`, `KWST-TV`, `Harbour24`.
pub(super) fn firm(word: &[u8]) -> bool {
    let ends = |s: &str| {
        let from = word.len().checked_sub(s.len());
        from.is_some_and(|k| word[k..].eq_ignore_ascii_case(s.as_bytes()))
    };
    // Nearly every word is told by its last letter.
    match word.last().map(u8::to_ascii_lowercase) {
        Some(b'k') => {
            let streams = [
                "burbank", "fairbank", "eubank", "brobank", "milbank", "millbank",
            ];
            ends(".uk") || ends("bank") && word.len() > 4 && !streams.iter().any(|s| ends(s))
        }
        Some(b'p') => ends("corp"),
        Some(b'm') => ends(".com") || ends("-fm"),
        Some(b'g') => ends(".org"),
        Some(b't') => ends(".net"),
        Some(b'v') => ends("-tv"),
        Some(b'o') => ends(".info"),
        Some(b'u') => ends(".au") || ends(".eu"),
        Some(b'0'..=b'9') => true,
        _ => false,
    }
}
