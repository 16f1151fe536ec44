//! What the whole finds in invented stories.

use proptest::prelude::*;

use super::statements;
use crate::article::{Quote, QuoteKind, Speaker};

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
fn appositions_and_relatives() {
    check(
        "Hugo Lang, the foreign minister of Westmark, said that talks would go on. \
         “I doubt it,” said Iris Moor, who leads the opposition.",
        &[
            "Hugo Lang|Hugo Lang|that talks would go on",
            "Iris Moor|Iris Moor|I doubt it,",
        ],
    );
}

#[test]
fn titles_lead_to_their_person() {
    let body = "Westmark Foreign Minister Hugo Lang met Senator Ida Frost.\n\n\
        “We agree,” added the Westmark foreign minister.\n\n“So do I,” the senator said.";
    check(
        body,
        &[
            "Hugo Lang|the Westmark foreign minister|We agree,",
            "Ida Frost|the senator|So do I,",
        ],
    );
    let (speakers, _) = statements("", body, None, &[]);
    assert_eq!(
        speakers[0].role.as_deref(),
        Some("Westmark Foreign Minister")
    );
    assert_eq!(speakers[1].role.as_deref(), Some("Senator"));
}

#[test]
fn unnamed_sources_stay_unnamed() {
    check(
        "Carl Brandt arrived late. Officials said the train had stopped. A spokeswoman said it was repaired.",
        &[
            "-|Officials|the train had stopped",
            "-|A spokeswoman|it was repaired",
        ],
    );
}

#[test]
fn the_same_family_name_borne_by_two() {
    check(
        "Tom Keller and his wife, Jane Keller, sold the farm. “It was time,” Mrs. Keller said. \
         “I will miss it,” Mr. Keller said.",
        &[
            "Jane Keller|Mrs. Keller|It was time,",
            "Tom Keller|Mr. Keller|I will miss it,",
        ],
    );
}

#[test]
fn pronouns_by_gender() {
    check(
        "Olga Petrov met Karl Unger in Vienna. “It went well,” she said.\n\n“Not so well,” he said.",
        &[
            "Olga Petrov|she|It went well,",
            "Karl Unger|he|Not so well,",
        ],
    );
}

#[test]
fn before_his_own_statement_somebody_else_speaks() {
    check(
        "“No,” said Anton Vessel.\n\nBefore Vessel’s statement, he said that the treaty would hold.",
        &[
            "Anton Vessel|Anton Vessel|No,",
            "-|he|that the treaty would hold",
        ],
    );
    check(
        "“No,” said Anton Vessel.\n\nAfter Vessel’s statement, he said that the treaty would hold.",
        &[
            "Anton Vessel|Anton Vessel|No,",
            "Anton Vessel|he|that the treaty would hold",
        ],
    );
}

#[test]
fn names_with_particles_initials_and_marks() {
    check(
        "“No,” said Willem van der Meer. “Yes,” said J. P. O’Hara Jr., a lawyer. “Perhaps,” said Zoë Müller-Çelik.",
        &[
            "Willem van der Meer|Willem van der Meer|No,",
            "J. P. O’Hara Jr.|J. P. O’Hara Jr.|Yes,",
            "Zoë Müller-Çelik|Zoë Müller-Çelik|Perhaps,",
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
fn spanish_subjects_may_be_missing_and_names_have_accents() {
    let body = "“El corredor se abrirá en mayo”, señaló en rueda de prensa el portavoz del puerto, Andrés Luna.\n\n\
        Luna afirmó que “la apertura es definitiva”.\n\nSegún la ministra de Pesca, Inés Calvo, las obras terminan.\n\n\
        “Estamos listos”, aseguró.";
    assert_eq!(
        read(body, "es"),
        [
            "Andrés Luna|el portavoz del puerto, Andrés Luna|El corredor se abrirá en mayo",
            "Andrés Luna|Luna|que “la apertura es definitiva”",
            "Inés Calvo|la ministra de Pesca, Inés Calvo|las obras terminan",
            "Inés Calvo|la ministra de Pesca, Inés Calvo|Estamos listos",
        ]
    );
    let (speakers, quotes) = statements("", body, Some("es"), &[]);
    let roles: Vec<_> = speakers.iter().map(|s| s.role.as_deref()).collect();
    assert_eq!(
        roles,
        [Some("portavoz del puerto"), Some("ministra de Pesca")]
    );
    assert_eq!(quotes[1].kind, QuoteKind::Mixed);
}

#[test]
fn french_reporting_words_stand_inside_the_quotation() {
    let body = "« Nous attendons, a déclaré Paul Marchand, le ministre des Transports, la réponse du port. »\n\n\
        « C'est une décision historique, se félicite M. Marchand. Elle change tout. »\n\n\
        « Il a dit, dans sa lettre, que tout va bien », a ajouté Claire Dumas.";
    assert_eq!(
        read(body, "fr"),
        [
            "Paul Marchand|Paul Marchand|Nous attendons",
            "Paul Marchand|Paul Marchand|la réponse du port.",
            "Paul Marchand|M. Marchand|C'est une décision historique",
            "Paul Marchand|M. Marchand|Elle change tout.",
            "Claire Dumas|Claire Dumas|Il a dit, dans sa lettre, que tout va bien",
        ]
    );
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
fn given_speakers_are_believed() {
    let body = "Quell said the mine would close.";
    let given = ["Tobias Quell".to_owned()];
    let (speakers, quotes) = statements("", body, None, &given);
    assert_eq!(speakers[0].name, "Tobias Quell");
    assert_eq!(speakers[0].variants, ["Quell"]);
    assert_eq!(quotes.len(), 1);
}

#[test]
fn the_headline_gives_a_first_name() {
    let (speakers, _) = statements(
        "Martha Quell speaks out",
        "Ms. Quell said it was over.",
        None,
        &[],
    );
    assert_eq!(speakers[0].name, "Martha Quell");
}

#[test]
fn signed_quotations() {
    check(
        "“I would vote for anybody else.”\n\n― Stella Park, Boise",
        &["Stella Park|Stella Park|I would vote for anybody else."],
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
fn spanish() {
    assert_eq!(
        read(
            "«No vamos a ceder», dijo el presidente del Gobierno, Pedro Ramírez, en Madrid.\n\n\
             Ramírez añadió que la ley se aprobará en mayo. Añadió que no habrá cambios.\n\n\
             Según la ministra Carmen Vidal, el plan es un error.\n\n\
             —No lo sé —dijo Ana Torres—. Mañana lo veremos.\n\n\
             El alcalde Luis Vega explicó: “Todo está listo”.",
            "es"
        ),
        [
            "Pedro Ramírez|el presidente del Gobierno, Pedro Ramírez|No vamos a ceder",
            "Pedro Ramírez|Ramírez|que la ley se aprobará en mayo",
            "Pedro Ramírez|Ramírez|que no habrá cambios",
            "Carmen Vidal|la ministra Carmen Vidal|el plan es un error",
            "Ana Torres|Ana Torres|No lo sé",
            "Ana Torres|Ana Torres|Mañana lo veremos.",
            "Luis Vega|El alcalde Luis Vega|Todo está listo",
        ]
    );
}

#[test]
fn french() {
    assert_eq!(
        read(
            "« Nous ne céderons pas », a déclaré le ministre de l'Intérieur, Jean-Marc Dubreuil, lundi à Paris.\n\n\
             « C'est une erreur », dit-il. « Il faut agir », a-t-il ajouté.\n\n\
             Selon Claire Fontaine, la porte-parole du gouvernement, le texte sera voté en mai.\n\n\
             La ministre Sophie Lambert a affirmé que la loi serait appliquée. Elle a précisé qu'aucun délai ne serait accordé.",
            "fr"
        ),
        [
            "Jean-Marc Dubreuil|le ministre de l'Intérieur, Jean-Marc Dubreuil|Nous ne céderons pas",
            "Jean-Marc Dubreuil|il|C'est une erreur",
            "Jean-Marc Dubreuil|il|Il faut agir",
            "Claire Fontaine|Claire Fontaine|le texte sera voté en mai",
            "Sophie Lambert|La ministre Sophie Lambert|que la loi serait appliquée",
            "Sophie Lambert|Elle|qu'aucun délai ne serait accordé",
        ]
    );
}

#[test]
fn what_stands_between_a_verb_and_its_subject_is_passed_over() {
    assert_eq!(
        read(
            "El gobierno retrasará la reforma hasta el otoño, anunció este martes la ministra de Hacienda, Elena Quiroga.\n\n\
             “La reforma llegará”, añadió el martes la ministra.\n\n\
             Las obras empezarán en junio, según explicó ayer el alcalde Tomás Rivas.\n\n\
             “El puente está cerrado”, señaló a los periodistas Rivas.",
            "es"
        ),
        [
            "Elena Quiroga|la ministra de Hacienda, Elena Quiroga|El gobierno retrasará la reforma hasta el otoño",
            "Elena Quiroga|la ministra|La reforma llegará",
            "Tomás Rivas|el alcalde Tomás Rivas|Las obras empezarán en junio",
            "Tomás Rivas|Rivas|El puente está cerrado",
        ]
    );
    assert_eq!(
        read(
            "La réforme sera reportée à l'automne, a annoncé mardi la ministre des Finances, Hélène Quirin.\n\n\
             « Elle viendra », a ajouté mardi la ministre.\n\n\
             Le plan coûtera deux millions, a dit hier aux journalistes Thomas Rivet, qui n'a pas donné de détails.",
            "fr"
        ),
        [
            "Hélène Quirin|la ministre des Finances, Hélène Quirin|La réforme sera reportée à l'automne",
            "Hélène Quirin|la ministre|Elle viendra",
            "Thomas Rivet|Thomas Rivet|Le plan coûtera deux millions",
        ]
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

/// `speaker: role` of each speaker.
fn roles(body: &str, language: &str) -> Vec<String> {
    let (speakers, _) = statements("", body, Some(language), &[]);
    let role = |s: &Speaker| format!("{}: {}", s.name, s.role.as_deref().unwrap_or("-"));
    speakers.iter().map(role).collect()
}

#[test]
fn spanish_roles_have_no_weekdays_and_no_courtesy() {
    let body = "El puente seguirá cerrado, anunció este martes la ministra de Transportes, Berta Olmedilla.\n\n\
        «No es seguro», dijo Olmedilla. «Nadie contesta», lamentó el señor Iván Ustárroz.\n\n\
        «Es una vergüenza», afirmó la portavoz de los vecinos, Lucía Penagos.";
    assert_eq!(
        roles(body, "es"),
        [
            "Berta Olmedilla: ministra de Transportes",
            "Iván Ustárroz: -",
            "Lucía Penagos: portavoz de los vecinos",
        ]
    );
}

#[test]
fn french_sources_end_where_they_end_and_nobody_is_none() {
    assert_eq!(
        read(
            "Le pont restera fermé, a annoncé mardi la ministre des Transports, Hélène Darrigade.\n\n\
             « Nous n'ouvrirons pas », a déclaré Mme Darrigade devant la presse.\n\n\
             « C'est une honte », s'est emportée la porte-parole des riverains, Lucie Pennanec.\n\n\
             Lucie Pennanec estime que personne ne répond au téléphone.",
            "fr"
        )
        .into_iter()
        .filter(|q| q.contains("ouvrirons") || q.contains("honte") || q.contains("téléphone"))
        .collect::<Vec<_>>(),
        [
            "Hélène Darrigade|Mme Darrigade|Nous n'ouvrirons pas",
            "Lucie Pennanec|la porte-parole des riverains, Lucie Pennanec|C'est une honte",
            "Lucie Pennanec|Lucie Pennanec|que personne ne répond au téléphone",
        ]
    );
}

#[test]
fn unknown_languages_are_read_as_english() {
    assert_eq!(
        read("“Yes,” Eva Holm said.", "xx"),
        ["Eva Holm|Eva Holm|Yes,"]
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
fn ages_and_trades_lead_to_their_person() {
    check(
        "Ed King, 61, a retired plumber from Dale, shrugged. “It is what it is.” The plumber denied the report. \
         “I will stay,” the 61-year-old said.",
        &[
            "Ed King|Ed King|It is what it is.",
            "Ed King|The plumber|the report",
            "Ed King|the 61-year-old|I will stay,",
        ],
    );
}

#[test]
fn family_names_that_come_first_and_capitals_after_a_particle() {
    check(
        "The minister’s spokesman, Zhang Min, said talks had failed. “They failed,” Zhang told reporters. \
         “They did,” said Amina al-Sayed.",
        &[
            "Zhang Min|The minister’s spokesman, Zhang Min|talks had failed",
            "Zhang Min|Zhang|They failed,",
            "Amina al-Sayed|Amina al-Sayed|They did,",
        ],
    );
}

#[test]
fn organisations_are_no_people() {
    check(
        "Harbour Steel Corp said it would close. The Pentagon declined to comment. Northland Chemical Co said no.",
        &[
            "-|Harbour Steel Corp|it would close",
            "-|The Pentagon|to comment",
            "-|Northland Chemical Co|no",
        ],
    );
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
fn who_is_told_does_not_speak() {
    check(
        "General Martin Hale, commander of the Coastal Command (COCOM), told an audience at the Harbour Forum in \
         Westport, Canada that he had given it a lot of thought. He told the Sunday Mirror: \"I don't know.\"",
        &[
            "Martin Hale|General Martin Hale|that he had given it a lot of thought",
            "Martin Hale|He|I don't know.",
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
fn names_behind_organisations() {
    check(
        "\"We are glad,\" said Sky Networks' Sophie Turner. \"The risk is low,\" said Bank of Northland chief Toshiko \
         Fukume. A lawyer for Port Inc chief Bill Hale said nothing was lost. The media watchdog Ofmar said it was. A \
         spokesman for the Department for Culture, Media and Sport said there were no plans. The firm Berg & Young \
         said there were some. Chairman of the FCA Frank Nail said so. A lawyer for the singer Jane Holm denied it. \
         General Sienna Corp sold its ships; General Sienna said it had to.",
        &[
            "Sophie Turner|Sky Networks' Sophie Turner|We are glad,",
            "Toshiko Fukume|Bank of Northland chief Toshiko Fukume|The risk is low,",
            "-|A lawyer for Port Inc chief Bill Hale|nothing was lost",
            "-|The media watchdog Ofmar|it was",
            "-|A spokesman for the Department for Culture, Media and Sport|there were no plans",
            "-|The firm Berg & Young|there were some",
            "Frank Nail|Chairman of the FCA Frank Nail|so",
            "-|A lawyer for the singer Jane Holm|it",
            "-|General Sienna|it had to",
        ],
    );
}

#[test]
fn family_names_of_two_words_and_those_that_come_first() {
    check(
        "President Inés Vidal Morente said the harbour was closed. Vidal Morente, quoted in a communique, said: \"It \
         stays closed.\" President Wu Jinlong said he was sorry. Wu said so twice.",
        &[
            "Inés Vidal Morente|President Inés Vidal Morente|the harbour was closed",
            "Inés Vidal Morente|Vidal Morente|It stays closed.",
            "Wu Jinlong|President Wu Jinlong|he was sorry",
            "Wu Jinlong|Wu|so twice",
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

#[test]
fn who_is_quoted_goes_on() {
    check(
        "Berg\u{2019}s party was beaten. For the Liberals, Kirsty Berg called the target \"hugely unambitious\". \"It leaves \
         patients waiting two years.\"\n\nAnna Moore said, \"We are safe now. It is over,\" adding, \"And this was not the \
         time to relax.\"",
        &[
            "Kirsty Berg|Kirsty Berg|the target \"hugely unambitious\"",
            "Kirsty Berg|Kirsty Berg|It leaves patients waiting two years.",
            "Anna Moore|Anna Moore|We are safe now. It is over,",
            "Anna Moore|Anna Moore|And this was not the time to relax.",
        ],
    );
}

#[test]
fn nobody_calls_himself_by_name() {
    check(
        "President Martin Hale spoke in Westport on Monday. Hale said Tom Berg was much stronger now. He said getting \
         Berg to leave mattered less.\n\n“Berg is secondary, to me, to peace,” he said. Hale told the guests not to go.",
        &[
            "Martin Hale|Hale|Tom Berg was much stronger now",
            "Martin Hale|He|getting Berg to leave mattered less",
            "Martin Hale|he|Berg is secondary, to me, to peace,",
            "Martin Hale|Hale|not to go",
        ],
    );
}

#[test]
fn who_spoke_last_may_have_been_called_he_since() {
    check(
        "Actor Susan Holm said she was tired. She implied that the mayor could do less harm than Kirsty Berg, the former \
         secretary.\n\n“Some feel it will come at once,” she said.\n\n“Really,” she added when nobody spoke. “There is \
         room,” said former secretary of state Anna Hale.",
        &[
            "Susan Holm|Actor Susan Holm|she was tired",
            "Susan Holm|She|that the mayor could do less harm than Kirsty Berg, the former secretary",
            "Susan Holm|she|Some feel it will come at once,",
            "Susan Holm|she|Really,",
            "Anna Hale|former secretary of state Anna Hale|There is room,",
        ],
    );
}
