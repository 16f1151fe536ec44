//! What the whole finds in invented stories.

mod bounds;
mod far;
mod languages;
mod names;
mod order;
mod who;

use proptest::prelude::*;

use super::scan;
use crate::article::{Quote, QuoteKind, Speaker};

fn statements(
    headline: &str,
    body: &str,
    language: Option<&str>,
    given: &[String],
) -> (Vec<Speaker>, Vec<Quote>) {
    let tokens = scan(body, language).all();
    super::statements(headline, body, language, tokens, given)
}

/// `speaker|mention|content` of each statement.
fn read(body: &str, language: &str) -> Vec<String> {
    let (speakers, quotes) = statements("", body, Some(language), &[]);
    quotes.iter().map(|q| show(body, &speakers, q)).collect()
}

fn show(body: &str, speakers: &[Speaker], q: &Quote) -> String {
    let speaker = q.speaker.map_or("-", |s| speakers[s].name.as_str());
    let mention = q.mention.map_or("-", |m| m.of(body));
    format!("{speaker}|{mention}|{}", q.span.of(body))
}

#[track_caller]
fn check(body: &str, expected: &[&str]) {
    assert_eq!(read(body, "en"), expected);
}

#[test]
fn direct_speech_before_and_after_its_cue() {
    check(
        "“We will not sell the mill,” Northland Trade Minister Anna Berg told reporters in Oslo.\n\n\
         “It is ours,” said Berg.\n\n“It always was,” she added.\n\nBerg said: “That is final.”",
        &[
            "Anna Berg|Northland Trade Minister Anna Berg|We will not sell the mill,",
            "Anna Berg|Berg|It is ours,",
            "Anna Berg|she|It always was,",
            "Anna Berg|Berg|That is final.",
        ],
    );
}

#[test]
fn a_statement_goes_on_after_its_cue() {
    check(
        "\"The road is closed,\" Peter Lindqvist said, \"and it stays closed.\" Nobody argued.\n\n\
         \"We have no salt,\" he said. \"We have no trucks either.\"",
        &[
            "Peter Lindqvist|Peter Lindqvist|The road is closed,",
            "Peter Lindqvist|Peter Lindqvist|and it stays closed.",
            "Peter Lindqvist|he|We have no salt,",
            "Peter Lindqvist|he|We have no trucks either.",
        ],
    );
}

#[test]
fn questions_keep_their_speaker() {
    check(
        "“Who pays for it?” Maria Stone asked. “Not us!” shouted Tom Hale.",
        &[
            "Maria Stone|Maria Stone|Who pays for it?",
            "Tom Hale|Tom Hale|Not us!",
        ],
    );
}

#[test]
fn paragraphs_that_open_again_and_are_never_closed() {
    check(
        "“We came in spring,” said Clara Weiss.\n\n“The river was high.\n\n“The bridge was gone.”",
        &[
            "Clara Weiss|Clara Weiss|We came in spring,",
            "Clara Weiss|Clara Weiss|The river was high.",
            "Clara Weiss|Clara Weiss|The bridge was gone.",
        ],
    );
}

#[test]
fn a_closing_mark_nobody_opened() {
    check(
        "“She has read the papers,” court spokesman Ivo Marsh told reporters on Friday. The papers are long. \
         It will take us some time to answer.”",
        &[
            "Ivo Marsh|court spokesman Ivo Marsh|She has read the papers,",
            "Ivo Marsh|court spokesman Ivo Marsh|The papers are long. It will take us some time to answer.",
        ],
    );
}

#[test]
fn doubled_single_marks_are_marks() {
    check(
        "''It is a good harbour,'' said Melba Ortiz, the harbour master. ''It's the best we have.''",
        &[
            "Melba Ortiz|Melba Ortiz|It is a good harbour,",
            "Melba Ortiz|Melba Ortiz|It's the best we have.",
        ],
    );
}

#[test]
fn single_marks_but_not_apostrophes() {
    check(
        "'The workers' union won't agree,' said Neil Carver.",
        &["Neil Carver|Neil Carver|The workers' union won't agree,"],
    );
}

#[test]
fn scare_quotes_and_titles_are_not_speech() {
    check(
        "The so-called “smart” meter was shown beside the film “The Long Winter.”",
        &[],
    );
}

#[test]
fn indirect_speech() {
    check(
        "Mayor Elena Ruiz said that the dam was safe. She denied the report, which appeared on Monday. \
         The council warned that the valley could flood, according to two members.",
        &[
            "Elena Ruiz|Mayor Elena Ruiz|that the dam was safe",
            "Elena Ruiz|She|the report",
            "-|two members|The council warned that the valley could flood",
            "-|The council|that the valley could flood",
        ],
    );
}

#[test]
fn indirect_speech_in_front() {
    check(
        "The tunnel will open in May, engineer Paul Novak said.\n\n\
         According to Novak, the work is done.",
        &[
            "Paul Novak|engineer Paul Novak|The tunnel will open in May",
            "Paul Novak|Novak|the work is done",
        ],
    );
}

#[test]
fn joined_and_trailing_reports_share_their_subject() {
    check(
        "Ruth Calder said the ferry was late and promised to buy another, adding that money was there.",
        &[
            "Ruth Calder|Ruth Calder|the ferry was late",
            "Ruth Calder|Ruth Calder|to buy another",
            "Ruth Calder|Ruth Calder|that money was there",
        ],
    );
}

#[test]
fn a_transcript_is_word_for_word_and_its_names_are_names() {
    let body = "BERG: We will not sell the mill.\n\nQUESTION: Not ever?\n\nMS. INGA O'NEILL-MCGRAW: It is ours. \
        We have said so before.\n\nTRADE MINISTER BERG: That is final.\n\nBERG: Good night.";
    let (speakers, quotes) = statements("", body, Some("en"), &[]);
    assert!(quotes.iter().all(|q| q.kind == QuoteKind::Direct));
    let names: Vec<_> = speakers.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["Berg", "Inga O'Neill-McGraw"]);
    let roles: Vec<_> = speakers.iter().map(|s| s.role.as_deref()).collect();
    assert_eq!(roles, [Some("TRADE MINISTER"), None]);
    let told: Vec<_> = quotes.iter().map(|q| show(body, &speakers, q)).collect();
    assert_eq!(told[1], "-|QUESTION|Not ever?");
}

#[test]
fn transcripts_are_believed() {
    check(
        "LINDEN: Good evening to all of you.\n\nMARSH: Thank you for having me.\n\n\
         LINDEN: What happened in the harbour?\n\nMARSH: He said it sank.\n\nThat is all.",
        &[
            "Linden|LINDEN|Good evening to all of you.",
            "Marsh|MARSH|Thank you for having me.",
            "Linden|LINDEN|What happened in the harbour?",
            "Marsh|MARSH|He said it sank.",
            "Marsh|MARSH|That is all.",
        ],
    );
}

#[test]
fn kinds() {
    let body = "Ann Cole said the plan was “a bad joke” and too dear. “I mean it,” she said. She called for a vote.";
    let (_, quotes) = statements("", body, None, &[]);
    let kinds: Vec<QuoteKind> = quotes.iter().map(|q| q.kind).collect();
    assert_eq!(
        kinds,
        [QuoteKind::Mixed, QuoteKind::Direct, QuoteKind::Indirect]
    );
}

#[test]
fn a_dateline_is_no_part_of_what_was_said() {
    check(
        "VESSARY, May 3 (Meridian Wire) - The harbour will be shut until autumn, Anna Vale said on Tuesday.\n\n\
         NATO - once so loud - will not come, Vale said.",
        &[
            "Anna Vale|Anna Vale|The harbour will be shut until autumn",
            "Anna Vale|Vale|NATO - once so loud - will not come",
        ],
    );
}

/// Everything that must hold for any text.
fn holds(headline: &str, body: &str, language: &str, given: &[String]) {
    let (speakers, quotes) = statements(headline, body, Some(language), given);
    let mut last = 0;
    for q in &quotes {
        assert!(q.span.start >= last, "not in order");
        last = q.span.start;
        for span in [Some(q.span), q.cue, q.mention].into_iter().flatten() {
            assert!(span.start < span.end && body.get(span.start..span.end).is_some());
        }
        assert!(q.speaker.is_none_or(|s| s < speakers.len()));
    }
}

proptest! {
    #[test]
    fn any_text(body in "\\PC{0,300}", headline in "\\PC{0,40}", given in "\\PC{0,20}") {
        for language in ["en", "es", "fr"] {
            holds(&headline, &body, language, std::slice::from_ref(&given));
        }
    }

    #[test]
    fn any_order_of_what_matters(parts in prop::collection::vec(prop::sample::select(vec![
        "“", "”", "\"", "''", "``", "‘", "’", "'", "«", "»", "—", "-", " ", " ", " ", "\n", "\n\n", ".", ",", ":", "?", "(", ")",
        "said", "Said", "says", "told", "according to", "that", "who", "he", "She", "the", "Senator", "Mr.", "John", "Smith",
        "SMITH", "van", "U.S.", "J.", "and", "but", "in", "dit-il", "a-t-il", "l'", "según", "dijo", "Jr.", "é", "İ", "ß", "10",
    ]), 0..60)) {
        let body = parts.concat();
        for language in ["en", "es", "fr"] {
            holds("", &body, language, &[]);
        }
    }
}

#[test]
fn hostile_lines_are_linear() {
    let units = [
        "\"",
        "“",
        "'a ",
        "“a” ",
        "said ",
        "A",
        "Smith ",
        ", ",
        "(",
        "—",
        "a:",
        "he said, ",
        "and ",
        "Smith and ",
        "“Smith said ",
        "\n\n“",
        "according to ",
        "a called A for ",
        "Frosty Ada Holm ",
        "quoted one in as saying ",
        "Then-a-based A ",
        "reports say notes due ",
        "that ",
        "Smith, ",
        "who ",
        "the ",
        "A: ",
        "\nSMITH: a",
        "a-",
        "a.",
        "'s ",
        "said said, ",
        "in a statement released ",
        "he said in a report posted on ",
        "members who met all said ",
        "about 9 percent of them said, is ",
        "told the forum (HF) on “A” — that ",
        "said, at last, that ",
        "is lost, said Smith, a clerk, ",
        "said after asking on the road: ",
        "A-B.C.D., Inc., ",
    ];
    let time = |text: &str| {
        let start = std::time::Instant::now();
        statements("", text, None, &[]);
        start.elapsed()
    };
    for unit in units {
        let small = time(&unit.repeat(20_000 / unit.len()));
        let large = time(&unit.repeat(320_000 / unit.len()));
        // Sixteen times the text; quadratic work would take 256 times as long.
        assert!(
            large < small * 80 + std::time::Duration::from_millis(400),
            "{unit:?}: {small:?} then {large:?}"
        );
    }
}

#[test]
fn text_broken_by_width_is_whole() {
    check(
        "Harbour master Tom Hale said the quay was full of ice and that\nno ship would leave before Sunday. \
         He added that the tugs were\nready to go. The harbour is deep and the price of all the coal there is\n\
         high. He blamed the wind.",
        &[
            "Tom Hale|Harbour master Tom Hale|the quay was full of ice and that\nno ship would leave before Sunday",
            "Tom Hale|He|that the tugs were\nready to go",
            "Tom Hale|He|the wind",
        ],
    );
}

#[test]
fn a_text_all_in_capitals() {
    check(
        "THE HARBOUR OF WESTPORT WILL REOPEN ON MONDAY, PREMIER MARTIN HALVORSDAL SAID ON FRIDAY.\n\n\
         \"WE HAVE WAITED LONG ENOUGH FOR THIS,\" HALVORSDAL SAID. \"NOBODY WILL LOSE A DAY'S PAY.\"\n\n\
         GENERAL NE WIN DECLARED THAT THE RICE TRADE WAS FREE. SHEIK FROWNED AND LEFT. ACCORDING TO MRS. BERG, THE \
         PORT IS FULL. THE HEIR APPARENT HAD GONE, OFFICIALS SAID.",
        &[
            "Martin Halvorsdal|PREMIER MARTIN HALVORSDAL|THE HARBOUR OF WESTPORT WILL REOPEN ON MONDAY",
            "Martin Halvorsdal|HALVORSDAL|WE HAVE WAITED LONG ENOUGH FOR THIS,",
            "Martin Halvorsdal|HALVORSDAL|NOBODY WILL LOSE A DAY'S PAY.",
            "Ne Win|GENERAL NE WIN|THAT THE RICE TRADE WAS FREE",
            "Berg|MRS. BERG|THE PORT IS FULL",
            "-|OFFICIALS|THE HEIR APPARENT HAD GONE",
        ],
    );
}

#[test]
fn a_report_within_what_somebody_says_at_the_end() {
    check(
        "But before they get to that, they need to explain a mystery of the dust, says Anna Woodward. The town will \
         have to raise taxes if it wants to avoid breaking its \"golden rule\", a report suggests.",
        &[
            "Anna Woodward|Anna Woodward|But before they get to that, they need to explain a mystery of the dust",
            "-|they|a mystery of the dust",
            "-|a report|The town will have to raise taxes if it wants to avoid breaking its \"golden rule\"",
            "-|it|to avoid breaking its \"golden rule\"",
        ],
    );
}

#[test]
fn nouns_that_look_like_verbs_and_particles_that_are_missing() {
    check(
        "The left boot cut the deficit to two points. Berg complied with police orders and left the area. Only Harry \
         and Tom can put right what is wrong. Carson raised $5 million. It had no comment on it.",
        &[],
    );
}

#[test]
fn a_text_that_has_lost_its_apostrophes() {
    check(
        "Martin Hale s chief counsel, John Dowd, said the matter doesn t arise. He s also tweeted that it was a fraud.",
        &[
            "John Dowd|Martin Hale s chief counsel, John Dowd|the matter doesn t arise",
            "John Dowd|He|that it was a fraud",
        ],
    );
}
