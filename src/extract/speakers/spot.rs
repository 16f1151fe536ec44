//! Runs of capitalised words: titles off the front, and what each run itself says for or against a person.

use super::looks::{acronym, and_company, camel, epithet, firm, hyphened, office, when};
use super::names::Name;
use super::phrases;
use crate::extract::quotes::doc::Doc;
use crate::extract::quotes::lexicon::{class, takes};
use crate::extract::quotes::tokens::{Kind, Token, reads, shape};

/// True when a capitalised word cannot be part of a name here.
fn barred(doc: &Doc, i: usize) -> bool {
    let t = &doc.tokens[i];
    // Most words are told by that.
    let may_be = t.cue != 0 || t.is(class::FUNCTION | class::DAY | class::MONTH);
    if !may_be || t.has(shape::INITIAL) {
        return false;
    }
    let next = doc.at(i + 1);
    let named = next.kind == Kind::Word && next.has(shape::CAP);
    // `in April President Ada Holm said`
    let whose = class::TITLE | class::ROLE | class::GIVEN | class::FAMOUS;
    if t.is(class::MONTH) && named && next.is(whose) && when(doc, i) {
        return true;
    }
    if t.is(class::GIVEN) && named && !(t.is(class::MODAL) && t.has(shape::FIRST)) {
        return false;
    }
    let other = t.is(class::GIVEN
        | class::SURNAME
        | class::FAMOUS
        | class::TITLE
        | class::ROLE
        | class::ORG);
    if t.cue != 0
        && !other
        && (t.has(shape::HEADLINE | shape::ALL_CAPS) || t.has(shape::FIRST) && !named)
    {
        return true;
    }
    if t.is(class::FUNCTION) {
        // `King`, `Black` or `Will` are names only where nothing else explains the capital.
        return t.has(shape::FIRST)
            || !t.is(class::GIVEN | class::SURNAME | class::FAMOUS | class::TITLE);
    }
    t.is(class::DAY | class::MONTH) && !(t.is(class::GIVEN_F) && !t.has(shape::FIRST) && named)
}

/// True for a family name that is an ordinary word too, behind a given name in running text: `Rex Early`.
fn plain(doc: &Doc, i: usize) -> bool {
    let t = &doc.tokens[i];
    let before = doc.at(i - 1);
    let word = class::ADVERB | class::NOTNAME | class::NUMBER | class::MODAL;
    // `Peter May`, not `Peter, May 4`
    let month = t.is(class::MONTH) && doc.kind(i + 1) == Kind::Number;
    let small =
        class::DET | class::PREP | class::COORD | class::PRONOUN | class::SUBORD | class::WH;
    t.is(word)
        && !t.is(small | class::DAY)
        && !month
        && !t.has(shape::HEADLINE | shape::ALL_CAPS | shape::FIRST)
        && before.is(class::GIVEN)
        && before.has(shape::CAP)
        && !before.has(shape::HEADLINE | shape::ALL_CAPS)
        && !doc.at(i + 1).has(shape::CAP)
}

/// True for an ordinary word that has been somebody's family name, before a verb of speech: `Early said`.
fn again(doc: &Doc, i: usize, names: &[Name]) -> bool {
    let word = doc.tokens[i].word;
    let family = |n: &Name| n.words > 1 && n.last == word && !n.other;
    speaks(doc, i, i + 1) && names.iter().rev().take(NEAR).any(family)
}

/// True for a form of a verb that begins a sentence right before a name: `Naming Ada Holm, …`, `Continued Holm: …`.
fn governs(doc: &Doc, i: usize) -> bool {
    let (t, next) = (&doc.tokens[i], doc.at(i + 1));
    let listed =
        class::GIVEN | class::SURNAME | class::FAMOUS | class::TITLE | class::ROLE | class::ORG;
    t.has(shape::FIRST)
        && !t.has(shape::INITIAL | shape::HEADLINE)
        && !t.is(listed)
        && next.has(shape::CAP)
        && t.end - t.start > 5
        && (doc.ends(i, "ing") && next.is(class::GIVEN | class::FAMOUS)
            || t.is(class::PAST) && doc.ends(i, "ed"))
}

/// Reads the run of capitalised words that starts at `start`; returns where it ends.
pub(super) fn run(doc: &Doc, start: usize, names: &mut Vec<Name>) -> usize {
    if barred(doc, start) && !again(doc, start, names) || governs(doc, start) {
        return start + 1;
    }
    let mut end = start + 1;
    loop {
        let t = doc.at(end);
        if t.kind == Kind::Word && !t.has(shape::GENITIVE) {
            // `Jane Smith Says …` in a headline.
            let reports = t.cue != 0
                && !t.is(class::SURNAME
                    | class::GIVEN
                    | class::FAMOUS
                    | class::TITLE
                    | class::ROLE
                    | class::ORG);
            let name = !barred(doc, end) || plain(doc, end);
            if t.has(shape::CAP) && !reports && name && t.has(shape::SPACED) {
                end += 1;
                continue;
            }
            // `van`, `de`, `bin`: inside a name only.
            if t.lower() && t.is(class::PARTICLE) {
                let skip =
                    usize::from(doc.at(end + 1).is(class::PARTICLE) && doc.at(end + 1).lower());
                let next = doc.at(end + 1 + skip);
                if next.kind == Kind::Word && next.has(shape::CAP) && !next.is(class::FUNCTION) {
                    end += 2 + skip;
                    continue;
                }
            }
        }
        // `Smith, Jr.`
        if t.kind == Kind::Comma
            && doc.at(end + 1).is(class::SUFFIX)
            && doc.at(end + 1).has(shape::CAP)
        {
            end += 2;
            continue;
        }
        // `James E. (Jim) Nugent`
        let nickname = t.kind == Kind::Bracket
            && doc.at(end + 1).has(shape::CAP)
            && doc.kind(end + 2) == Kind::Unbracket
            && doc.at(end + 3).has(shape::CAP)
            && (doc.at(end - 1).has(shape::INITIAL) || doc.is(end - 1, class::GIVEN))
            && doc.is(end + 1, class::GIVEN)
            && !barred(doc, end + 3);
        if nickname {
            end += 4;
            continue;
        }
        // Smith "Bud" Jones and other interruptions are left apart.
        break;
    }
    split(doc, start, end, names);
    end
}

/// What a suffix is, without its dot and comma; 0 for none.
fn suffix(doc: &Doc, body: usize, end: usize) -> u8 {
    let word = (body..end).find(|k| doc.is(*k, class::SUFFIX));
    let text = word
        .map_or("", |k| doc.text_of(k, k + 1))
        .trim_end_matches('.');
    match text {
        "" => 0,
        t if t.eq_ignore_ascii_case("jr") => 1,
        t if t.eq_ignore_ascii_case("sr") => 2,
        t => 2 + t.len() as u8,
    }
}

/// Names of before that are looked at; bounds the cost on hostile text.
const NEAR: usize = 64;

/// Titles off the front, then the name.
fn split(doc: &Doc, start: usize, mut end: usize, names: &mut Vec<Name>) {
    let tokens = &doc.tokens;
    // `Ada Holm Ada Holm`, a caption run into the text.
    let half = (end - start) / 2;
    let twice = half > 1
        && (start..start + half).all(|k| tokens[k].word == tokens[k + half].word)
        && (end - start).is_multiple_of(2);
    if twice {
        end = start + half;
    }
    let mut body = end;
    while body > start + 1 && tokens[body - 1].is(class::SUFFIX) {
        body -= 1;
        if tokens[body - 1].kind == Kind::Comma && body > start + 1 {
            body -= 1;
        }
    }
    let mut first = start;
    let titled = |t: &Token| t.is(class::TITLE | class::ROLE);
    if let Some(k) = (start..body.saturating_sub(1))
        .rev()
        .find(|k| titled(&tokens[*k]))
    {
        // `Dean Smith` may be a dean or a Dean; `Howard Dean Jones` is no dean.
        let inner = k > start
            && tokens[k - 1].is(class::GIVEN)
            && tokens[k].is(class::GIVEN | class::SURNAME);
        // `President Barber Holm`: an occupation is no title, but it can be a first name.
        let first_name = k > 0
            && k + 2 == body
            && (tokens[k - 1].is(class::TITLE) || k == start && tokens[k - 1].is(class::ROLE))
            && tokens[k].is(class::SURNAME)
            && !tokens[k].is(class::TITLE);
        if first_name {
            first = k;
        } else if !inner {
            first = k + 1;
        }
    }
    let title = start;
    let of_office = first == start
        && body - first > 2
        && !tokens[body - 1].is(class::ORG | class::PLACE)
        && office(doc, start).is_some();
    if of_office && !tokens[start].is(class::GIVEN) {
        // `Minister of Industry and Trade Ada Holm`, whose last two words are hers if no first name is known.
        let given = (start + 1..body - 1).find(|k| tokens[*k].is(class::GIVEN));
        first = given.unwrap_or(body - 2);
    }
    // `Republican John Smith`, `Texas Republican John Smith`; `General Holmsund Motors John Smith`, whose first word is no
    // title of his.
    let whose = match first == start {
        true => class::NATION | class::PLACE | class::ORG,
        false => class::ORG,
    };
    while first + 1 < body
        && tokens[first].is(whose)
        && !tokens[first].has(shape::INITIAL)
        && (first..body).any(|k| k > first && tokens[k].is(class::GIVEN) && k + 1 < body)
        && !tokens[first + 1].has(shape::INITIAL)
        && (!tokens[first].is(class::GIVEN) || tokens[first + 1].is(class::GIVEN | class::NATION))
    {
        first += 1;
    }
    let mut tied = hyphened(doc, first);
    while first + 1 < body && (tied || first + 2 < body && epithet(doc, first)) {
        first += 1;
        tied = hyphened(doc, first);
    }
    // `Lodva-based analysts`
    if tied {
        return;
    }
    let lone_title = body - first == 1 && titled(&tokens[first]) && first == start;
    if lone_title && !tokens[first].is(class::SURNAME | class::GIVEN | class::FAMOUS) {
        // `Gardener added`, where Jason Gardener has been named.
        let family = |n: &Name| n.words > 1 && n.last == tokens[first].word && !n.other;
        if tokens[first].is(class::TITLE) || !names.iter().rev().take(NEAR).any(family) {
            return;
        }
    }
    // `Vice President` names nobody.
    if first > title
        && tokens[first..body].iter().all(|t| {
            t.is(class::TITLE | class::ROLE) && !t.is(class::SURNAME | class::GIVEN | class::FAMOUS)
        })
    {
        return;
    }
    // Without the brackets of a nickname.
    let brackets = (first..body)
        .filter(|k| tokens[*k].kind != Kind::Word)
        .count();
    let words = body - first - brackets;
    let span = &tokens[first..body];
    let last = &tokens[body - 1];
    let head = &tokens[first];
    let other_class = class::ORG
        | class::FIRM
        | class::PLACE
        | class::NATION
        | class::DAY
        | class::MONTH
        | class::DOC
        | class::PEOPLE
        | class::VENUE
        | class::TIME
        | class::NOUN;
    let titles = first > title && tokens[first - 1].is(class::TITLE | class::ROLE);
    let family = last.is(class::SURNAME | class::FAMOUS);
    let given = head.is(class::GIVEN) || head.has(shape::INITIAL);
    let after_the =
        title > 0 && tokens[title - 1].is(class::DEF) && tokens[title - 1].kind == Kind::Word;
    let headline = head.has(shape::HEADLINE);
    let mut evidence = 0;
    let mut other = false;
    // `Ernst & Young`
    let joined = |k: usize| doc.kind(k) == Kind::Other && doc.text_of(k, k + 1) == "&";
    other |= joined(end) || first > 0 && joined(first - 1);
    // `Wertheim and Co` may be somebody's own.
    other |= words > 1 && and_company(doc, end);
    if words == 1 {
        // Companies are `Lodva-based`; people are from Lodva, and have two names.
        other |= first > title
            && !head.is(class::FAMOUS)
            && ["-based", "-owned", "-controlled", "-backed"]
                .iter()
                .any(|tail| doc.ends(first - 1, tail));
        other |= head.is(other_class) && !titles && !head.is(class::FAMOUS);
        other |= head.is(class::ORG | class::DOC | class::PEOPLE)
            && !head.is(class::SURNAME | class::GIVEN | class::FAMOUS);
        other |= head.has(shape::ALL_CAPS)
            && !headline
            && head.end - head.start <= 5
            && !head.is(class::FAMOUS | class::GIVEN);
        other |= head.has(shape::DOTTED) && !head.has(shape::INITIAL) && !titles;
        // `the media watchdog Ofcom`, `the newspaper Bild`.
        other |= !titles
            && !head.is(class::FAMOUS | class::GIVEN | class::SURNAME)
            && first.checked_sub(1).is_some_and(|k| {
                doc.at(k).lower()
                    && doc.is(k, class::ORG)
                    && !doc.is(k, class::ROLE | class::PEOPLE | class::VERB)
            });
        // `S/P`, `A/S`
        other |= !head.has(shape::SPACED)
            && !head.is(class::FAMOUS | class::GIVEN | class::SURNAME)
            && first
                .checked_sub(1)
                .is_some_and(|k| doc.text_of(k, k + 1) == "/");
        // `USAir`, `BankAmerica`.
        other = other || !titles && !headline && camel(doc.bytes(first));
        // Among capitals a capital says nothing.
        let shouted = |k: usize| doc.kind(k) == Kind::Word && doc.at(k).has(shape::ALL_CAPS);
        other |= head.has(shape::ALL_CAPS)
            && !head.is(class::FAMOUS | class::GIVEN | class::SURNAME)
            && !titles
            && doc.kind(end) != Kind::Colon
            && (shouted(end) || first > 0 && shouted(first - 1));
        if head.is(class::FAMOUS) {
            evidence += 3;
        }
        if head.is(class::SURNAME | class::GIVEN) {
            evidence += 1;
        } else if head.has(shape::FIRST) && !titles && !head.is(class::FAMOUS) {
            // Any word is capitalised there.
            evidence -= 2;
        }
    } else {
        // `Mike Hall, lobbyist for the growers`
        let apposed = given
            && words == 2
            && doc.kind(end) == Kind::Comma
            && (end + 1..end + 6).any(|k| doc.at(k).lower() && doc.is(k, class::ROLE));
        other |= last.is(class::ORG) && !(given && family && words <= 3) && !apposed;
        other |= last.is(class::FIRM) && !given;
        other |= span[..words - 1]
            .iter()
            .any(|t| t.is(class::ORG | class::FIRM) && !t.is(class::GIVEN | class::SURNAME))
            && !titles;
        other |= head.is(class::PLACE | class::NATION) && !head.is(class::GIVEN) && !titles;
        // `Fox Television`, but `Park Sin-bom`
        let name = class::GIVEN | class::SURNAME;
        let ours = head.is(class::ORG) && head.is(class::SURNAME);
        other |= ours && !given && !titles && last.classes != 0 && !last.is(name);
        other |=
            last.is(class::PEOPLE | class::NATION | class::DOC | class::ROLE) && !given && !family;
        other |= last.is(class::PLACE) && !given && !titles && !family;
        // `Lodva PipeLines`, `CSM Insight`
        let short = || {
            let word = doc.text_of(first, first + 1);
            words == 2 && word.len() > 2 && acronym(word) && !last.has(shape::ALL_CAPS)
        };
        let named = given || family || titles || headline;
        other = other || !named && (camel(doc.bytes(body - 1)) || short());
        if given {
            evidence += 3;
        }
        if !given && head.is(class::SURNAME) {
            evidence += 1;
        }
        if family {
            evidence += 2;
        }
        if span[1..].iter().any(|t| t.has(shape::INITIAL)) {
            evidence += 2;
        }
        if words > 4 && !span.iter().any(|t| t.is(class::PARTICLE)) {
            evidence -= 3;
        }
        if headline && !(given && words <= 3) {
            evidence -= 3;
        }
    }
    other = other
        || !titles
            && (first..body)
                .any(|k| !tokens[k].is(class::GIVEN | class::SURNAME) && firm(doc.bytes(k)));
    // `chairman John Tower`: a word that is no family name else.
    let called = title == first && given && words == 2 && title > 0;
    if called && tokens[title - 1].lower() && tokens[title - 1].is(class::ROLE) {
        other &= joined(end) || last.is(class::PLACE | class::NATION);
    }
    if end > body {
        evidence += 3;
    }
    // `Ada Holm from the growers' union says`
    let from = doc.is(end, class::PREP)
        && reads!(doc, end, "from")
        && (doc.is(end + 1, class::DEF) || doc.at(end + 1).has(shape::CAP));
    if of_office || from && words == 2 && title == first {
        evidence += 2;
    }
    if titles {
        evidence += match tokens[first - 1].is(class::HONORIFIC) {
            true => 4,
            false => 2,
        };
    }
    // In `the FCA Ada Holm` the article is not the name's.
    let of_place = first > start && tokens[first - 1].is(class::NATION | class::PLACE);
    if after_the && !titles && (first == start || of_place) {
        evidence -= 4;
    }
    let next = doc.at(end);
    if next.kind == Kind::Comma {
        let after = doc.at(end + 1);
        // Smith, 55, ... ; Smith, a farmer, ... ; Smith, who ...
        if after.kind == Kind::Number
            && after.end - after.start == 2
            && doc.kind(end + 2) == Kind::Comma
        {
            evidence += 3;
        }
        if after.is(class::RELATIVE) && reads!(doc, end + 1, "who") {
            evidence += 2;
        }
        if (after.is(class::DET) || after.lower())
            && (end + 1..end + 6).any(|k| doc.is(k, class::ROLE) && doc.at(k).lower())
        {
            evidence += 2;
        }
    }
    // `the spokesman, Zhang Min,`, `the director of the Harbour Centre, Zhang Min,`.
    let office = || {
        let apart = |k: &usize| !matches!(doc.kind(*k), Kind::Word);
        let from = (title.saturating_sub(10)..title - 1).rev().find(apart);
        let from = from.map_or(title.saturating_sub(10), |k| k + 1);
        let role = (from..title - 1).find(|k| doc.is(*k, class::ROLE));
        role.is_some_and(|k| {
            tokens[k].lower()
                && reads!(doc, k + 1, "of")
                && (from..k).any(|d| doc.is(d, class::DEF | class::POSS))
                && !(k..title - 1).any(|v| phrases::finite(doc, v))
        })
    };
    if title > 1
        && next.kind == Kind::Comma
        && tokens[title - 1].kind == Kind::Comma
        && (tokens[title - 2].lower() && tokens[title - 2].is(class::ROLE)
            || words == 2 && office())
    {
        evidence += 2;
    }
    if title > 0 {
        let before = &tokens[title - 1];
        if before.lower() && before.is(class::ROLE | class::TITLE) {
            evidence += 3;
        }
        // `market analysts Panlok`, not `senators Holm and Berg`.
        other |= words == 1
            && title == first
            && before.lower()
            && before.is(class::ROLE | class::PEOPLE)
            && !before.is(class::TITLE)
            && next.lower()
            && !next.is(class::COORD)
            && !head.is(class::FAMOUS | class::GIVEN | class::SURNAME)
            && phrases::plural(doc.text_of(title - 1, title));
        if before.lower() && before.is(class::PREP) && words == 1 && reads!(doc, title - 1, "in") {
            evidence -= 1;
        }
    }
    // `SMITH: …`, a line of a transcript.
    let label = next.kind == Kind::Colon && (title == 0 || doc.kind(title - 1) == Kind::Paragraph);
    if label
        && span.iter().all(|t| t.has(shape::ALL_CAPS))
        && !span.iter().any(|t| t.is(class::NOTNAME | class::DOC))
    {
        evidence += 4;
        other &= span.iter().any(|t| t.is(class::ORG | class::PLACE));
    }
    if speaks(doc, title, end) {
        evidence += 2;
    }
    if last.kind != Kind::Word {
        return;
    }
    names.push(Name {
        start: first as u32,
        end: end as u32,
        title: title as u32,
        first: head.word,
        last: last.word,
        words: words as u32,
        suffix: suffix(doc, body, end),
        evidence,
        person: None,
        other,
    });
}

/// True when a verb of speech stands right beside it.
fn speaks(doc: &Doc, start: usize, end: usize) -> bool {
    let verb = |i: usize| {
        let t = doc.at(i);
        t.is(class::PAST | class::PRES)
            && t.lower()
            && doc.lexicon.cue(t.cue).takes & takes::WEAK == 0
    };
    let skip = usize::from(doc.is(end, class::ADVERB | class::HAVE));
    verb(end + skip) || (start > 0 && verb(start - 1))
}
