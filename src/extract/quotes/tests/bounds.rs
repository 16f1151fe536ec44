//! Where what was said begins and ends: behind whom it was told, days and places.

use super::check;

#[test]
fn whom_it_was_told_with_a_short_name_in_brackets() {
    check(
        "Hugo Lang told the Harbour Press Agency (HPA) the strategy would lead to peace.",
        &["Hugo Lang|Hugo Lang|the strategy would lead to peace"],
    );
    check(
        "Hugo Lang told the Harbour Forum (HF) meeting in Lodva that he was sorry.",
        &["Hugo Lang|Hugo Lang|that he was sorry"],
    );
}

#[test]
fn where_and_as_what_it_was_said_is_not_what_was_said() {
    for how in [
        "in a telephone interview",
        "at a town hall meeting",
        "during a news conference on Friday",
        "in a court filing",
        "in a statement released Tuesday",
        "in a statement posted on its website",
        "in an interview published in Lower Harbour today",
        "in a letter to the mayor",
        "in an interview with the local daily Harbour Courier",
        "in its February economic outlook",
        "on Channel Nine's “This Week With Ada Holm”",
    ] {
        check(
            &format!("Hugo Lang said {how} that the harbour was lost."),
            &["Hugo Lang|Hugo Lang|that the harbour was lost"],
        );
    }
    for how in [
        "after the vote",
        "in reply to queries",
        "as lead manager",
        "without giving details",
        "in a video message to the convention",
        "in a statement provided to the Harbour Courier",
        "in a letter sent to the mayor last week",
        "in April while opening a school",
    ] {
        check(
            &format!("The harbour would be lost, Hugo Lang said {how}."),
            &["Hugo Lang|Hugo Lang|The harbour would be lost"],
        );
    }
    check(
        "Hugo Lang said while having nothing to do is pleasant, nobody pays for it.",
        &["Hugo Lang|Hugo Lang|while having nothing to do is pleasant, nobody pays for it"],
    );
    // Behind `who` no clause is concluded.
    check(
        "The mayor met Hugo Lang, who predicted about one third of them would come.",
        &["Hugo Lang|who|about one third of them would come"],
    );
}

#[test]
fn what_stands_between_a_verb_and_what_was_said() {
    check(
        "Hugo Lang said – in a letter, as it happens – that the harbour was lost.",
        &["Hugo Lang|Hugo Lang|that the harbour was lost"],
    );
    check(
        "Hugo Lang said the mayor, despite his wealth, is better off than before.",
        &["Hugo Lang|Hugo Lang|the mayor, despite his wealth, is better off than before"],
    );
    check(
        "Hugo Lang said all members sign it, though few of them can read.",
        &["Hugo Lang|Hugo Lang|all members sign it"],
    );
}

#[test]
fn an_aside_between_a_verb_and_its_that() {
    let said = "that the harbour would be closed";
    for (cue, aside) in [
        ("said Monday", ", before the vote,"),
        ("said Monday", ", citing old papers,"),
        ("said on Channel Nine", ", where he works,"),
        ("said after a lunch", ", as it happens,"),
        ("said", ", although nobody had asked him,"),
        ("wrote in a letter to the mayor", ", dated May 3,"),
        ("told reporters", ", after a walk in the park,"),
        ("warned the council's leader", ", Rita Falk,"),
        ("announced", ", in a note to its clients,"),
        ("argued", ", as others had,"),
        ("said", " while promoting a film"),
        ("said", " after meeting the mayor"),
        ("said", " when asked about the bridge"),
    ] {
        let heard = format!("Hugo Lang|Hugo Lang|{said}");
        let found = super::read(&format!("Hugo Lang {cue}{aside} {said}."), "en");
        assert!(found.contains(&heard), "{cue}{aside}: {found:?}");
    }
    // No clause, and no more of one.
    check(
        "Hugo Lang announced a plan, the first of its kind, that won praise.",
        &["Hugo Lang|Hugo Lang|a plan"],
    );
    check(
        "The rates, Hugo Lang said through a spokesman, will stay.",
        &[
            "Hugo Lang|Hugo Lang|The rates",
            "Hugo Lang|Hugo Lang|will stay",
        ],
    );
    check(
        "The rates will stay, Hugo Lang said through his lawyer, Ada Holm.",
        &["Hugo Lang|Hugo Lang|The rates will stay"],
    );
}

#[test]
fn whom_it_is_told_may_be_a_meeting_of_theirs() {
    for whom in [
        "a lawyers' meeting",
        "the lawyers’ union",
        "a lawyer's wife",
        "lawyers",
    ] {
        check(
            &format!("The mayor told {whom} that it was lost."),
            &["-|The mayor|that it was lost"],
        );
    }
}

#[test]
fn a_day_may_belong_to_what_is_said() {
    for said in [
        "yesterday's vote was lost",
        "last week's vote was lost",
        "Monday’s vote was lost",
    ] {
        check(
            &format!("Ada Holm said {said}."),
            &[&format!("Ada Holm|Ada Holm|{said}")],
        );
    }
    check(
        "Ada Holm said on Monday the vote was lost.",
        &["Ada Holm|Ada Holm|the vote was lost"],
    );
}

#[test]
fn a_preposition_before_a_verb_of_speech_is_none_of_what_was_said() {
    check(
        "The council defended the mill by saying that it was lost.",
        &["-|The council|the mill", "-|The council|that it was lost"],
    );
    check(
        "The mayor declined to discuss it, aside from saying that it was lost.",
        &["-|The mayor|to discuss it", "-|The mayor|that it was lost"],
    );
}
