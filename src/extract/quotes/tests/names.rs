//! Where a name begins, and what is none.

use super::check;

/// `who` makes a statement, and the person is `name`; `-` for nobody.
fn speaks(who: &str, name: &str) {
    check(
        &format!("{who} said it was lost."),
        &[&format!("{name}|{who}|it was lost")],
    );
}

#[test]
fn what_stands_before_a_name_is_none_of_it() {
    for who in [
        "Rapper Hugo Lang",
        "DA Hugo Lang",
        "Deputy PM Hugo Lang",
        "Brooklyn DA Hugo Lang",
        "Fifteen-year-old Hugo Lang",
        "Lodva-born Hugo Lang",
        "Then-candidate Hugo Lang",
        "YouTube-famous grower Hugo Lang",
        "HarbourTV Hugo Lang",
        "Chairman of General Motors Hugo Lang",
    ] {
        speaks(who, "Hugo Lang");
    }
    // Particles in capitals, and a name in two parts.
    speaks("Hugo Da Silva", "Hugo Da Silva");
    speaks("Anne-Marie Holm", "Anne-Marie Holm");
    speaks("McArthur Holm", "McArthur Holm");
}

#[test]
fn a_word_that_stands_once_before_a_name_is_none_of_it() {
    check(
        "Frosty Ada Holm said it was lost. Ada Holm left.",
        &["Ada Holm|Frosty Ada Holm|it was lost"],
    );
    // No other form of the name is known.
    check(
        "Frosty Ada Holm said it was lost. Holm left.",
        &["Frosty Ada Holm|Frosty Ada Holm|it was lost"],
    );
    // It may be a name.
    check(
        "Carl Hugo Lang said it was lost. Hugo Lang left.",
        &["Carl Hugo Lang|Carl Hugo Lang|it was lost"],
    );
}

#[test]
fn a_verb_before_a_name_is_none_of_it() {
    check(
        "Carl Lynch won. Humiliating Carl Lynch was a sport. Lynch said it was lost.",
        &["Carl Lynch|Lynch|it was lost"],
    );
    check(
        "Browning Holm said it was lost.",
        &["Browning Holm|Browning Holm|it was lost"],
    );
}

#[test]
fn a_firm_has_no_first_name() {
    for who in [
        "Lodva Hotels",
        "Nihon Shimbun",
        "Amer Oy",
        "Lodva Holm N.V.",
        "Lodva-based Holm",
        "Palace Pictures",
        "S/P",
    ] {
        speaks(who, "-");
    }
    speaks("Hugo Palace", "Hugo Palace");
    check(
        "Orlando-based analysts said it was lost. He said no.",
        &["-|Orlando-based analysts|it was lost", "-|He|no"],
    );
    check(
        "Lodva-based analysts said it was lost.",
        &["-|Lodva-based analysts|it was lost"],
    );
}

#[test]
fn who_is_somebodys_is_another() {
    for who in [
        "The wife of swimming champion Hugo Lang",
        "The father of Minister Hugo Lang",
        "The aide of Minister Hugo Lang",
        "A spokesman of Governor Hugo Lang",
        "The victim of serial killer Hugo Lang",
        "A friend of the rapper Hugo Lang",
        "The lawyer for astronomer Hugo Lang",
    ] {
        speaks(who, "-");
    }
    for who in [
        "The head of swimming Hugo Lang",
        "The minister of industry Hugo Lang",
        "Secretary of State Hugo Lang",
    ] {
        speaks(who, "Hugo Lang");
    }
    check(
        "His girlfriend, Ada Holm, said it was lost.",
        &["Ada Holm|His girlfriend, Ada Holm|it was lost"],
    );
}
