//! Who speaks: names, roles, pronouns, organisations.

use super::*;

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
fn companies_and_sites_are_told_by_how_they_are_spelt() {
    for source in [
        "Lodva PipeLines",
        "CSM Insight",
        "InLodva.info",
        "Harbour24",
    ] {
        let body = format!("It will rain, {source} said on Monday.");
        check(&body, &[&format!("-|{source}|It will rain")]);
    }
    check(
        "ELDA Philippe Marsh said it rained. E.W. Frost said it was wet.",
        &[
            "Philippe Marsh|ELDA Philippe Marsh|it rained",
            "E.W. Frost|E.W. Frost|it was wet",
        ],
    );
}

#[test]
fn the_first_of_ministers_and_ladies_is_no_adverb() {
    for (says, title) in [
        (
            "“It rained,” First Minister Hugo Lang said.",
            "First Minister",
        ),
        ("“It rained,” first lady Hugo Lang said.", "first lady"),
        (
            "“It rained,” said Deputy First Minister Hugo Lang.",
            "Deputy First Minister",
        ),
    ] {
        let expected = format!("Hugo Lang|{title} Hugo Lang|It rained,");
        check(says, &[&expected]);
    }
    check(
        "First, Hugo Lang said it rained.",
        &["Hugo Lang|Hugo Lang|it rained"],
    );
}

#[test]
fn roles_have_the_whole_name_of_what_they_are_of() {
    let role = |body: &str| {
        let (speakers, _) = statements("", body, None, &[]);
        let first = speakers.into_iter().next();
        first.map(|speaker| speaker.role.unwrap_or_default())
    };
    for (body, expected) in [
        (
            "“The rates will stay,” said Bank of Westmark governor Hugo Lang.",
            "Bank of Westmark governor",
        ),
        (
            "“It rained,” said New York Mayor Hugo Lang.",
            "New York Mayor",
        ),
        (
            "New Zealand Trade Minister Hugo Lang said it rained.",
            "New Zealand Trade Minister",
        ),
        (
            "Former President Hugo Lang said it rained.",
            "Former President",
        ),
        (
            "Real estate mogul Hugo Lang said it rained.",
            "Real estate mogul",
        ),
        (
            "House of Representatives Speaker Hugo Lang said it rained.",
            "House of Representatives Speaker",
        ),
        (
            "Earlier Harbour Minister Hugo Lang said it rained.",
            "Harbour Minister",
        ),
        ("In March President Hugo Lang said it rained.", "President"),
        ("In April President Hugo Lang said it rained.", "President"),
        ("Spokesmen for Hugo Lang left. Lang said it rained.", ""),
        (
            "New Harbour Minister Hugo Lang said it rained.",
            "Harbour Minister",
        ),
        (
            "“It rained,” First Minister Hugo Lang said.",
            "First Minister",
        ),
        (
            "It rained, said Spanish Trade and Industry Minister Hugo Lang.",
            "Spanish Trade and Industry Minister",
        ),
        (
            "“It rained,” said House Ways and Means Committee Chairman Hugo Lang.",
            "House Ways and Means Committee Chairman",
        ),
        (
            "“It rained,” said Marsh Brothers and Co analyst Hugo Lang.",
            "Marsh Brothers and Co analyst",
        ),
        (
            "On Monday Harbour Party leader Hugo Lang said it rained.",
            "Harbour Party leader",
        ),
        (
            "“It rained,” said Harbour boss Sir Hugo Lang.",
            "Harbour boss",
        ),
        ("“It rained,” said Sir Hugo Lang.", ""),
        (
            "“It rained,” said Hugo Lang, Harbour spokesman told the Herald.",
            "Harbour spokesman",
        ),
        (
            "“It rained,” said Hugo Lang, currently the mayor of Lodva.",
            "mayor of Lodva",
        ),
        (
            "“It rained,” said Hugo Lang, its chief economist.",
            "chief economist",
        ),
        (
            "“It rained,” said Hugo Lang, his lawyer Ida Frost, and others.",
            "",
        ),
        (
            "“It rained,” said Hugo Lang, a Frost adviser.",
            "Frost adviser",
        ),
        (
            "“It rained,” said Hugo Lang, a lawyer representing the woman.",
            "lawyer representing the woman",
        ),
        ("“It rained,” said Hugo Lang, a Lodva man.", ""),
        (
            "It rained, said the office of President Hugo Lang. He said it was wet.",
            "President",
        ),
    ] {
        assert_eq!(role(body).as_deref(), Some(expected), "{body}");
    }
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

#[test]
fn who_is_quoted_by_somebody_speaks() {
    check(
        "“We have ships. Come and see,” the Meridian Wire quoted Karim Hadd as saying. “It is clear.” State radio quoted \
         the minister as saying the talks would go on. The Courier quotes Petra Lind as telling guests that she would \
         resign.",
        &[
            "Karim Hadd|Karim Hadd|We have ships. Come and see,",
            "Karim Hadd|Karim Hadd|It is clear.",
            "-|the minister|the talks would go on",
            "Petra Lind|Petra Lind|that she would resign",
        ],
    );
}

#[test]
fn the_nearest_noun_is_the_one_that_says_it() {
    check(
        "The drug has some drawbacks that analysts say the new tablets avoid. The latest news is a hoax claiming that the \
         mayor is dead. The merger was late, with critics suggesting that the firm had overpaid. \
         Westport Today reported it had not.",
        &[
            "-|analysts|the new tablets avoid",
            "-|a hoax|that the mayor is dead",
            "-|critics|that the firm had overpaid",
            "-|Westport Today|it had not",
        ],
    );
}

#[test]
fn who_says_it_last_says_all_of_it() {
    check(
        "The guards found empty ships and believe that the port might be closed, Karim Hadd, the envoy, \
         reportedly said. For instance, said Mr Hadd, cards are rare because of fears.",
        &[
            "Karim Hadd|Karim Hadd|The guards found empty ships and believe that the port might be closed",
            "Karim Hadd|Mr Hadd|cards are rare because of fears",
        ],
    );
}

#[test]
fn offices_have_fields() {
    check(
        "Minister of Industry and Trade Cahit Arol said the mill would open. Undersecretary of State for Economic Affairs \
         Allen Wolf said it would not. Attorney for Westport Rudolph Gull said charges would follow. A spokesman for \
         President Anna Berg said nothing would. Market analysts Panlok predicted that it would fall.",
        &[
            "Cahit Arol|Minister of Industry and Trade Cahit Arol|the mill would open",
            "Allen Wolf|Undersecretary of State for Economic Affairs Allen Wolf|it would not",
            "Rudolph Gull|Attorney for Westport Rudolph Gull|charges would follow",
            "-|A spokesman for President Anna Berg|nothing would",
            "-|Market analysts Panlok|that it would fall",
        ],
    );
}

#[test]
fn an_occupation_may_be_a_family_name() {
    check(
        "Jason Gardener ran first. “All of us ran,” said Ada Holm. Gardener added: “We had a long time.” Later Holm said an \
         official report said it was late. “We are glad,” she said.",
        &[
            "Ada Holm|Ada Holm|All of us ran,",
            "Jason Gardener|Gardener|We had a long time.",
            "Ada Holm|Holm|an official report said it was late",
            "-|an official report|it was late",
            "Ada Holm|she|We are glad,",
        ],
    );
}

#[test]
fn one_person_may_have_two_offices() {
    check(
        "Holm Corp chairman and chief executive officer Joseph Aldo said it would pay. Energy and mines minister Javier \
         Espina said it would not. Ways and Means Committee Chairman Kevin Brado said he was concerned. The president and \
         Mrs Aldo said little. The president and his lawyer Jane Moore said less. Crosby Lynn from the Growers' Union says \
         prices are high.",
        &[
            "Joseph Aldo|Holm Corp chairman and chief executive officer Joseph Aldo|it would pay",
            "Javier Espina|Energy and mines minister Javier Espina|it would not",
            "Kevin Brado|Ways and Means Committee Chairman Kevin Brado|he was concerned",
            "-|The president and Mrs Aldo|little",
            "-|The president and his lawyer Jane Moore|less",
            "Crosby Lynn|Crosby Lynn from the Growers' Union|prices are high",
        ],
    );
}

#[test]
fn banks_and_countries_have_offices() {
    check(
        "Bank of Novara Governor Satoshi Sumo said rates would fall. Chancellor of the Exchequer Nigel Lowe said so. \
         Ambassador to Peking Octavio Valer said it was over. The University of Westport's Dr Robert Cowen said snails \
         were rare. Board chairman John Tower said it was late. Anna Moore of Holm Investor Services said it was not. An \
         aide to Agriculture Secretary Richard Lynn said it would be. The talks were held with Kirsty Berg, a ministry \
         spokesman said. The spokesman said they would go on.",
        &[
            "Satoshi Sumo|Bank of Novara Governor Satoshi Sumo|rates would fall",
            "Nigel Lowe|Chancellor of the Exchequer Nigel Lowe|so",
            "Octavio Valer|Ambassador to Peking Octavio Valer|it was over",
            "Robert Cowen|The University of Westport's Dr Robert Cowen|snails were rare",
            "John Tower|Board chairman John Tower|it was late",
            "Anna Moore|Anna Moore of Holm Investor Services|it was not",
            "-|An aide to Agriculture Secretary Richard Lynn|it would be",
            "-|a ministry spokesman|The talks were held with Kirsty Berg",
            "-|The spokesman|they would go on",
        ],
    );
}

#[test]
fn a_name_may_have_its_age_its_trade_and_its_town() {
    check(
        "Nina Dawsby, 48, a dental nurse, from nearby Kendal, said that she would not be frightened. Mara Holm, a nurse, of \
         Kendal, said it was late.",
        &[
            "Nina Dawsby|Nina Dawsby|that she would not be frightened",
            "Mara Holm|Mara Holm|it was late",
        ],
    );
}

#[test]
fn in_single_marks_a_statement_goes_on_over_paragraphs() {
    check(
        "Sgt Gail Chervil said: ‘We treat these as linked, and ask people to help us find the man.\n\n‘It is very unusual \
         and will have left them upset.’\n\nEva Prosk, who saw it, said: 'We heard it happen in the town.\n\n'When you \
         think about it, it is awful'.",
        &[
            "Gail Chervil|Sgt Gail Chervil|We treat these as linked, and ask people to help us find the man.",
            "Gail Chervil|Sgt Gail Chervil|It is very unusual and will have left them upset.",
            "Eva Prosk|Eva Prosk|We heard it happen in the town.",
            "Eva Prosk|Eva Prosk|When you think about it, it is awful",
        ],
    );
}

#[test]
fn a_given_name_of_either_is_nobodys_in_particular() {
    check(
        "Mara Holm, of Kendal, said that the road was closed.\n\nKris Newley says it is not.\n\n\"That certainly hasn't been \
         said to us,\" she said.",
        &[
            "Mara Holm|Mara Holm|that the road was closed",
            "Kris Newley|Kris Newley|it is not",
            "Kris Newley|she|That certainly hasn't been said to us,",
        ],
    );
}

#[test]
fn captions_have_labels_too() {
    check(
        "The school is shut.\n\nSHOCKING: The teacher may lose her post.\n\nACCUSED: It is not the first time.\n\n\
         BETRAYED: The boy told nobody.\n\nROMP: A picture of the school.\n\nNobody was hurt.",
        &[],
    );
}

#[test]
fn when_it_was_said_is_none_of_who_said_it() {
    check(
        "Last week Nils Aker said the dam would hold. This month a harbour spokesman told reporters that it leaks. \
         Last year's report said nothing. Last November the Growers' Union said it would sue. \
         This Morning presenter Ida Frost said it was over.",
        &[
            "Nils Aker|Nils Aker|the dam would hold",
            "-|a harbour spokesman|that it leaks",
            "-|Last year's report|nothing",
            "-|the Growers' Union|it would sue",
            "Ida Frost|This Morning presenter Ida Frost|it was over",
        ],
    );
}

#[test]
fn a_noun_that_looks_like_a_verb_has_no_subject() {
    check(
        "According to media reports, the dam will be sold. The ministry had no comment on a press report that it leaks.",
        &["-|media reports|the dam will be sold"],
    );
    check(
        "The dam will be sold, according to several media reports.",
        &["-|several media reports|The dam will be sold"],
    );
    // A number of people do report.
    check(
        "A number of people report that the water rises.",
        &["-|A number of people|that the water rises"],
    );
}

#[test]
fn officers_of_what_has_a_long_name() {
    for who in [
        "Lodva Council of Mill Workers health and safety officer Hugo Lang",
        "Boats and Harbours's chairman Hugo Lang",
        "U.S. Harbour Court for the District of Lodva Judge Hugo Lang",
        "Lodva Harbour Department (LHD) director Hugo Lang",
        "Falk and Co analyst Hugo Lang",
        "Hugo Lang and Lodva Harbour Board chairman Ada Holm",
    ] {
        check(
            &format!("{who} said it was lost."),
            &[&format!("Hugo Lang|{who}|it was lost")],
        );
    }
    for who in [
        "Lawyers for Lodva Mills chairman Hugo Lang",
        "A spokesman for Lodva Mills chairman Hugo Lang",
        "Aides to President Hugo Lang",
        "Friends of Mayor Hugo Lang",
        "Ministers under President Hugo Lang",
        "Facebook page of Harbour Minister Hugo Lang",
    ] {
        check(
            &format!("{who} said it was lost."),
            &[&format!("-|{who}|it was lost")],
        );
    }
}

#[test]
fn firms_that_are_called_as_people_are() {
    check(
        "Carl Lynch and Co said it was lost.",
        &["-|Carl Lynch and Co|it was lost"],
    );
    check(
        "Fox Television said it was lost.",
        &["-|Fox Television|it was lost"],
    );
    check(
        "Hugo Fox said it was lost.",
        &["Hugo Fox|Hugo Fox|it was lost"],
    );
    check(
        "Ada Hall Holm said it was lost.",
        &["Ada Hall Holm|Ada Hall Holm|it was lost"],
    );
}

#[test]
fn who_is_quoted_may_be_a_pronoun_or_in_a_place() {
    check(
        "Mr Hugo Lang left. The Courier quoted him as saying that it was lost.",
        &["Hugo Lang|him|that it was lost"],
    );
    check(
        "The Courier quoted one man inside the mill as saying: “It is lost.”",
        &["-|one man inside the mill|It is lost."],
    );
}

#[test]
fn that_before_a_name_may_begin_a_clause() {
    check(
        "Hugo Lang left. It was today that Lang demanded a new mill.",
        &["Hugo Lang|Lang|a new mill"],
    );
    check(
        "Hugo Lang left. The Lang campaign demanded a new mill.",
        &["-|The Lang campaign|a new mill"],
    );
}
