//! Reporting words in the middle of a clause, and sources that stand behind a phrase without a comma.

use super::check;

#[test]
fn reporting_words_between_a_subject_and_its_verb() {
    for report in ["said Hugo Lang", "Hugo Lang said"] {
        for (subject, verb) in [
            ("The cost of ferries", "depends on the price of oil"),
            ("The rates", "will stay"),
            ("This", "is where it goes wrong"),
            ("The harbour board", "also took part in it"),
        ] {
            check(
                &format!("{subject}, {report}, {verb}."),
                &[
                    &format!("Hugo Lang|Hugo Lang|{subject}"),
                    &format!("Hugo Lang|Hugo Lang|{verb}"),
                ],
            );
        }
    }
    check(
        "They will come, if at all, said Hugo Lang, in spring.",
        &["Hugo Lang|Hugo Lang|They will come, if at all"],
    );
    // Few words of another kind are still no statement.
    check(
        "Meanwhile, Hugo Lang said, the harbour is closed.",
        &["Hugo Lang|Hugo Lang|the harbour is closed"],
    );
}

#[test]
fn an_adverb_that_may_join_clauses() {
    for adverb in ["once", "once again", "has since", "still"] {
        check(
            &format!("Hugo Lang {adverb} said the harbour was lost."),
            &["Hugo Lang|Hugo Lang|the harbour was lost"],
        );
    }
}

#[test]
fn sources_without_an_article_behind_a_phrase() {
    for (phrase, source) in [
        ("On Monday", "police"),
        ("In March", "rescue services"),
        ("At the time", "harbour officials"),
        ("In Lower Harbour", "officials"),
        ("In the town", "officials"),
        ("Despite the criticism", "bankers"),
        ("On Friday night", "exporters"),
        ("In the past two years", "analysts"),
        ("In 2010", "officials"),
        ("In the town", "69% of those questioned"),
    ] {
        check(
            &format!("{phrase} {source} said they were ready."),
            &[&format!("-|{source}|they were ready")],
        );
    }
    for source in [
        "About 100 workers",
        "At least four of the five major ports",
        "About half of the voters",
        "Some 69% of those questioned",
        "(Harbour Investments Inc)",
    ] {
        check(
            &format!("{source} said they were ready."),
            &[&format!(
                "-|{}|they were ready",
                source.trim_matches(['(', ')'])
            )],
        );
    }
    // Whom a preposition leads to says nothing.
    check(
        "In a letter sent to Harbour shareholders explaining the loss, nobody is named.",
        &[],
    );
    check("Around 50 voice commands are known.", &[]);
}

#[test]
fn what_a_company_added() {
    for clause in [
        "profits would rise in the second half",
        "the sale is subject to approval",
        "it will close the deal in May",
    ] {
        check(
            &format!("Harbour Corp added {clause}."),
            &[&format!("-|Harbour Corp|{clause}")],
        );
    }
    for thing in [
        "the plant to its portfolio",
        "the plants it had bought",
        "capacity and will build more",
        "a clause that would let it sell",
        "3.2 mln shares to its holding, which had been low",
    ] {
        check(&format!("Harbour Corp added {thing}."), &[]);
    }
    check(
        "The 337,000 jobs added to payrolls in October were twice the figure.",
        &[],
    );
}

#[test]
fn says_is_no_noun() {
    check(
        "Board chairman Hugo Lang says continued drought has cut the harvest.",
        &["Hugo Lang|Board chairman Hugo Lang|continued drought has cut the harvest"],
    );
}

#[test]
fn how_many_of_them() {
    for source in [
        "Most of them",
        "Most",
        "Several",
        "A source close to him",
        "About four in 10",
        "About 9 percent",
        "At least 21,000",
    ] {
        check(
            &format!("{source} said they would rather wait."),
            &[&format!("-|{source}|they would rather wait")],
        );
    }
    // What most did is not said by them.
    check(
        "Also, most confirmed cases in the town have been cured.",
        &[],
    );
    check(
        "The mayor came late and most recently defended nobody.",
        &[],
    );
}

#[test]
fn several_who_all_said_it() {
    check(
        "Hugo Lang and Ada Holm both said the harbour was lost.",
        &["Hugo Lang|Hugo Lang and Ada Holm|the harbour was lost"],
    );
    check(
        "The mayors have all said they are sorry. They all said the harbour was lost.",
        &["-|The mayors|they are sorry", "-|They|the harbour was lost"],
    );
    check(
        "It is not only about money, he and Mr. Holm said.",
        &["-|he and Mr. Holm|It is not only about money"],
    );
}

#[test]
fn who_it_was_that_stands_behind_its_verb() {
    check(
        "The harbour is closed by its owners, said Ada Holm, Lodva's global politics and outreach director.",
        &["Ada Holm|Ada Holm|The harbour is closed by its owners"],
    );
    for (mention, more) in [
        ("a harbour official", " who was briefed on it"),
        ("people close to the mayor", ""),
    ] {
        check(
            &format!("The harbour is closed, said {mention}{more}."),
            &[&format!("-|{mention}|The harbour is closed")],
        );
    }
}

#[test]
fn whom_a_relative_clause_before_the_verb_belongs_to() {
    for (source, verb) in [
        ("Members who have heard directly from the mayor", "say"),
        ("The officials whose plans have been dropped", "say"),
        ("One official who heard of the plan", "said"),
        (
            "A woman who has accused former mayor Hugo Lang of theft",
            "said",
        ),
    ] {
        check(
            &format!("{source} {verb} they would rather wait."),
            &[&format!("-|{source}|they would rather wait")],
        );
    }
    check(
        "Hugo Lang thanked the town and said it was great to be home.",
        &["Hugo Lang|Hugo Lang|it was great to be home"],
    );
}

#[test]
fn a_part_of_many_is_many() {
    for source in ["A mere 9 percent", "Nearly a third"] {
        check(
            &format!("{source} say they would rather wait."),
            &[&format!(
                "-|{}|they would rather wait",
                source.trim_start_matches("Nearly ")
            )],
        );
    }
}

#[test]
fn according_to_whomever() {
    for source in [
        "early results of a poll",
        "recently published papers",
        "some on the board",
        "him",
    ] {
        check(
            &format!("According to {source}, the harbour was lost."),
            &[&format!("-|{source}|the harbour was lost")],
        );
    }
    check(
        "One of the plans they have, according to Hugo Lang, is to close the harbour.",
        &[
            "Hugo Lang|Hugo Lang|One of the plans they have",
            "Hugo Lang|Hugo Lang|is to close the harbour",
        ],
    );
}

#[test]
fn what_is_written_behind_a_name_and_its_comma() {
    for behind in ["D-Ohio", "R-S.C.", "D-R.I.", "Ph.D.", "M.D."] {
        check(
            &format!("Hugo Lang, {behind}, said the harbour was lost."),
            &["Hugo Lang|Hugo Lang|the harbour was lost"],
        );
        check(
            &format!("“It is lost,” said Hugo Lang, {behind}"),
            &["Hugo Lang|Hugo Lang|It is lost,"],
        );
    }
    for behind in ["", ", a maker of boats", ", has"] {
        for form in ["Inc.", "Ltd.", "Corp."] {
            check(
                &format!("Lang & Falk, {form}{behind}, said the harbour was lost.")
                    .replace(", has,", ", has"),
                &[&format!("-|Lang & Falk, {form}|the harbour was lost")],
            );
        }
    }
    check(
        "Hugo Lang, director of Lang & Falk, Inc., said the harbour was lost.",
        &["Hugo Lang|Hugo Lang|the harbour was lost"],
    );
    check(
        "Hugo Lang lives near Lodva, Co. Westport, and said the harbour was lost.",
        &["Hugo Lang|Hugo Lang|the harbour was lost"],
    );
}

#[test]
fn who_is_said_to_be_what_behind_a_verb() {
    for role in [
        "Assistant Secretary of the Lodva Treasury",
        "Harbour Secretary",
        "underwriter",
        "45, of the harbour board",
        "owner of the mill (and of the house)",
    ] {
        check(
            &format!("The talks are close to an end, said Hugo Lang, {role}."),
            &["Hugo Lang|Hugo Lang|The talks are close to an end"],
        );
    }
    check(
        "The question they face, said Hugo Lang, head of the mill, is when.",
        &[
            "Hugo Lang|Hugo Lang|The question they face",
            "Hugo Lang|Hugo Lang|is when",
        ],
    );
    check(
        "The bond is priced at 102, said Lodva Securities International (Europe) Ltd.",
        &["-|Lodva Securities International|The bond is priced at 102"],
    );
}

#[test]
fn a_report_within_a_report_that_stands_before() {
    check(
        "Ada Holm would state her view when they meet again, Hugo Lang said.",
        &[
            "Hugo Lang|Hugo Lang|Ada Holm would state her view when they meet again",
            "Ada Holm|Ada Holm|her view",
        ],
    );
}

#[test]
fn a_colon_behind_a_phrase() {
    check(
        "Hugo Lang said of the harbour: The times in which we could swim are gone.",
        &["Hugo Lang|Hugo Lang|The times in which we could swim are gone"],
    );
    check(
        "The mayor asked him to answer one question: Was it lost?",
        &["-|The mayor|to answer one question: Was it lost"],
    );
}

#[test]
fn a_clause_that_is_added() {
    check(
        "The harbour was lost, Ada Holm said, adding the board would meet in May.",
        &[
            "Ada Holm|Ada Holm|The harbour was lost",
            "Ada Holm|Ada Holm|the board would meet in May",
        ],
    );
    check(
        "“It is lost,” Ada Holm said of the harbour, adding she had seen it.",
        &[
            "Ada Holm|Ada Holm|It is lost,",
            "Ada Holm|Ada Holm|she had seen it",
        ],
    );
    check(
        "Ada Holm spoke to the mill, adding two boats to its fleet.",
        &["-"; 0],
    );
    check(
        "Rumours that the league is considering adding boats have gone round.",
        &["-"; 0],
    );
}

#[test]
fn what_concludes_and_what_is_concluded() {
    check(
        "But to save money, the harbour panel concluded, the boats must stay.",
        &["-|the harbour panel|the boats must stay"],
    );
    check(
        "In Lodva, a second round of talks concluded, and the delegates left.",
        &["-"; 0],
    );
}

#[test]
fn a_report_that_a_preposition_governs() {
    check(
        "Following the report, which said the harbour was lost, Ada Holm left.",
        &["-|which|the harbour was lost"],
    );
    check(
        "In a report that said the harbour was lost the names were wrong.",
        &["-|a report that|the harbour was lost the names were wrong"],
    );
    check(
        "She left, citing a report that said the harbour was lost.",
        &[
            "-|She|a report that said the harbour was lost",
            "-|a report that|the harbour was lost",
        ],
    );
    check(
        "She walked them through a wave that predicted a harbour.",
        &["-"; 0],
    );
}

#[test]
fn brackets_and_titles_before_a_comma() {
    check(
        "Sen. Hugo Lang (D-R.I.), also said the harbour was lost.",
        &["Hugo Lang|Sen. Hugo Lang|the harbour was lost"],
    );
    check(
        "The harbour board (HB) and the dock board (DB) both said it was lost.",
        &["-|The harbour board (HB) and the dock board|it was lost"],
    );
    check(
        "The film, called “Who Sails?”, says that the harbour is lost.",
        &["-|The film|that the harbour is lost"],
    );
    check("Some advocates would sail from the harbour.", &["-"; 0]);
}

#[test]
fn what_somebody_was_told() {
    check(
        "The crews were told by the mayor that the harbour was lost.",
        &["-|the mayor|that the harbour was lost"],
    );
    check(
        "Ada Holm was asked by a reader why the harbour was lost.",
        &["-|a reader|why the harbour was lost"],
    );
    check("The crews were told by telephone.", &["-"; 0]);
    check("The crews were told by a man who runs the mill.", &["-"; 0]);
    check(
        "They were asked by their council to take part in a vote on whether it was lost.",
        &["-"; 0],
    );
    check(
        "Ada Holm was asked by a reader why the harbour was lost. She said it was not.",
        &[
            "-|a reader|why the harbour was lost",
            "Ada Holm|She|it was not",
        ],
    );
    check(
        "Lodva warned the island on Monday against a new harbour.",
        &["-|Lodva|against a new harbour"],
    );
}

#[test]
fn sources_at_the_end_of_a_sentence() {
    for (source, mention) in [
        (", informed sources said.", "informed sources"),
        (", said a report on Tuesday.", "a report"),
        (", as the government has said.", "the government"),
        (", Moody's noted.", "Moody's"),
    ] {
        check(
            &format!("The harbour has been lost to a mill{source}"),
            &[&format!("-|{mention}|The harbour has been lost to a mill")],
        );
    }
    check(
        "Moody's noted that it was lost.",
        &["-|Moody's|that it was lost"],
    );
    check(
        "Hugo Lang, who ran the mill for years, argued that support for it hurt the party badly.",
        &["Hugo Lang|Hugo Lang|that support for it hurt the party badly"],
    );
    check(
        "The boats came in, says Hugo Lang, they were late.",
        &[
            "Hugo Lang|Hugo Lang|The boats came in",
            "Hugo Lang|Hugo Lang|they were late",
        ],
    );
}

#[test]
fn brackets_within_a_source() {
    check(
        "Lang Mills Inc, owned by Falk Data Inc (FDI.M), said it was lost.",
        &["-|Lang Mills Inc|it was lost"],
    );
    check(
        "It was lost, Bank of Lodva's Harbour Department (BLHD) director Hugo Lang said in May.",
        &["Hugo Lang|Bank of Lodva's Harbour Department (BLHD) director Hugo Lang|It was lost"],
    );
}

#[test]
fn people_who_know_them() {
    check(
        "People who know them said that the harbour was lost.",
        &["-|People who know them|that the harbour was lost"],
    );
    check(
        "Sailors and groups that assist them argued in court that it was lost.",
        &["-|Sailors and groups that assist them|that it was lost"],
    );
    check(
        "On that day it said the harbour was lost.",
        &["-|it|the harbour was lost"],
    );
}

#[test]
fn a_verb_parted_from_its_auxiliary() {
    check(
        "The mill has in the past insisted that it was lost.",
        &["-|The mill|that it was lost"],
    );
    check(
        "Ada Holm had for years argued that it was lost.",
        &["Ada Holm|Ada Holm|that it was lost"],
    );
    check(
        "It was lost, according to a tally by the harbour board.",
        &["-|a tally|It was lost"],
    );
}

#[test]
fn a_name_that_something_bears_is_not_said() {
    for text in [
        "Lang works for a group called Friends of the Harbour, which sails.",
        "The story came from a web site called Vessen News Now.",
        "A new group called Boats First is trying to sail.",
        "A woman called Ada Holm was told to leave.",
        "Lang sent along a woman called Ada Holm to collect it.",
        "It is an adaptation of a show called “Brokers,” written by a troupe.",
        "Berg heads a network called the Harbour Lights Survey.",
        "They joined one party called Dock Votes (DV) last year.",
        "A group called #SailsNow is trying to sail.",
    ] {
        check(text, &["-"; 0]);
    }
    check(
        "A lawmaker called Ada Holm “a menace.”",
        &["-|A lawmaker|Ada Holm “a menace.”"],
    );
    check(
        "A lawmaker called Ada Holm unfit for office.",
        &["-|A lawmaker|Ada Holm unfit for office"],
    );
    check(
        "A lawmaker called Ada Holm deluded.",
        &["-|A lawmaker|Ada Holm deluded"],
    );
    check(
        "A senior official called the plan “disgusting.”",
        &["-|A senior official|the plan “disgusting.”"],
    );
    check(
        "A lawmaker from Vessen called Ada Holm a liar.",
        &["-|A lawmaker from Vessen|Ada Holm a liar"],
    );
}

#[test]
fn a_noun_that_says_something_is_no_verb() {
    check(
        "Unconfirmed reports say the mill is lost.",
        &["-|Unconfirmed reports|the mill is lost"],
    );
    check(
        "The mill is lost, a police report says.",
        &["-|a police report|The mill is lost"],
    );
    check(
        "The police report indicates that the mill is lost.",
        &["-|The police report|that the mill is lost"],
    );
    check("It sold 75 mln of capital notes due 1999.", &["-"; 0]);
    check(
        "Police report a rise in thefts.",
        &["-|Police|a rise in thefts"],
    );
    check(
        "The mill is lost, according to a publishing executive.",
        &["-|a publishing executive|The mill is lost"],
    );
}
