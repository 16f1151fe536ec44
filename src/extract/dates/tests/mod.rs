mod any_text;
mod languages;

use jiff::civil::date;

use super::*;
use crate::article::{Origin, Precision};

fn published(y: i16, m: i8, d: i8) -> Option<Published> {
    Some(Published {
        date: date(y, m, d),
        precision: Precision::Day,
        origin: Origin::Field,
    })
}

fn mentions(body: &str, published: Option<Published>, language: Option<&str>) -> Vec<DateMention> {
    super::mentions(body, scan(body, language).all(), published, language)
}

/// Text and value of each mention, as `text=value`.
fn found(text: &str, published: Option<Published>, language: &str) -> Vec<String> {
    mentions(text, published, Some(language))
        .iter()
        .map(|m| format!("{}={}", m.span.of(text), m.value))
        .collect()
}

/// English, published on Thursday 27 January 2022.
fn english(text: &str) -> Vec<String> {
    found(text, published(2022, 1, 27), "en")
}

#[track_caller]
fn check(text: &str, want: &[&str]) {
    assert_eq!(english(text), want, "{text}");
}

#[test]
fn data_files_are_understood() {
    for data in [
        include_str!("../lang/en.txt"),
        include_str!("../lang/es.txt"),
        include_str!("../lang/fr.txt"),
        include_str!("../lang/de.txt"),
    ] {
        assert_eq!(lexicon::read(data).1, Vec::<String>::new());
    }
}

#[test]
fn full_dates() {
    check(
        "It began on 27 January 2019.",
        &["27 January 2019=2019-01-27"],
    );
    check(
        "It began on January 27, 2019, a Sunday.",
        &["January 27, 2019=2019-01-27", "Sunday=2022-01-23"],
    );
    check(
        "It began on Jan. 27th, 2019.",
        &["Jan. 27th, 2019=2019-01-27"],
    );
    check("It ends on the 30th, they say.", &["the 30th=2022-01-30"]);
    check(
        "on the 3rd of March 1999",
        &["the 3rd of March 1999=1999-03-03"],
    );
    check(
        "on Thursday, January 27, 2022, in town",
        &["Thursday, January 27, 2022=2022-01-27"],
    );
    check("It says 2019-01-27 on it.", &["2019-01-27=2019-01-27"]);
    check(
        "stamped 2019-01-27T10:00:00Z by",
        &["2019-01-27T10:00:00Z=2019-01-27"],
    );
    check("Oct. 23,1999 was", &["Oct. 23,1999=1999-10-23"]);
    check(
        "October 7, 2017Someone wrote",
        &["October 7, 2017=2017-10-07"],
    );
    check("He died in March 1703.", &["March 1703=1703-03"]);
}

#[test]
fn days_that_do_not_exist() {
    check("on February 30, 2019", &[]);
    check("on 2019-02-29", &[]);
    check("on February 29, 1900", &[]);
    check("on 31/11/2019", &[]);
    check("on February 29, 2020", &["February 29, 2020=2020-02-29"]);
    check("on February 29, 2000", &["February 29, 2000=2000-02-29"]);
}

#[test]
fn leap_day_without_its_year() {
    assert_eq!(
        found("He was born on Feb. 29.", published(2023, 6, 1), "en"),
        ["Feb. 29=2020-02-29"]
    );
    assert_eq!(
        found("It will open on Feb. 29.", published(2023, 12, 1), "en"),
        ["Feb. 29=2024-02-29"]
    );
    assert_eq!(
        found(
            "The shop opened on 29 February 2020. A year later it closed.",
            None,
            "en"
        ),
        ["29 February 2020=2020-02-29", "A year later=2021"]
    );
}

#[test]
fn turn_of_the_year() {
    let new_year = published(2021, 1, 3);
    assert_eq!(
        found(
            "She left last month, he arrived yesterday and last week.",
            new_year,
            "en"
        ),
        [
            "last month=2020-12",
            "yesterday=2021-01-02",
            "last week=2020-W52"
        ]
    );
    // The first days of 2021 lie in week 53 of 2020.
    assert_eq!(found("this week", new_year, "en"), ["this week=2020-W53"]);
    assert_eq!(found("next week", new_year, "en"), ["next week=2021-W01"]);
    assert_eq!(
        found("It was agreed on Dec. 28.", new_year, "en"),
        ["Dec. 28=2020-12-28"]
    );
    assert_eq!(
        found(
            "The final will be played on Jan. 9.",
            published(2020, 12, 30),
            "en"
        ),
        ["Jan. 9=2021-01-09"]
    );
    assert_eq!(
        found("in the fourth quarter", published(2021, 1, 20), "en"),
        ["fourth quarter=2020-Q4"]
    );
}

#[test]
fn verbs_decide_for_weekdays() {
    check("The mayor resigned on Tuesday.", &["Tuesday=2022-01-25"]);
    check("The council will meet on Tuesday.", &["Tuesday=2022-02-01"]);
    check(
        "The council is scheduled to meet Tuesday.",
        &["Tuesday=2022-02-01"],
    );
    check(
        "The council declined to comment Tuesday.",
        &["Tuesday=2022-01-25"],
    );
    check(
        "On Tuesday, the council will vote.",
        &["Tuesday=2022-02-01"],
    );
    check("On Tuesday, the council voted.", &["Tuesday=2022-01-25"]);
    check(
        "The report is to be published Tuesday.",
        &["Tuesday=2022-02-01"],
    );
    check("The fair opens Saturday.", &["Saturday=2022-01-29"]);
    check(
        "He said Thursday that it was over.",
        &["Thursday=2022-01-27"],
    );
    check(
        "last Thursday and next Thursday",
        &["last Thursday=2022-01-20", "next Thursday=2022-02-03"],
    );
    check(
        "on Tuesday of last week",
        &["Tuesday of last week=2022-01-18"],
    );
}

#[test]
fn verbs_decide_for_months() {
    check("The plant closed in August.", &["August=2021-08"]);
    check("The plant will close in August.", &["August=2022-08"]);
    check("The plant was closed in January.", &["January=2022-01"]);
    check(
        "He is expected to stand trial in March.",
        &["March=2022-03"],
    );
    check("It was announced on Nov. 3.", &["Nov. 3=2021-11-03"]);
    check(
        "last November and next November",
        &["last November=2021-11", "next November=2022-11"],
    );
    check("in March of last year", &["March of last year=2021-03"]);
}

#[test]
fn relative_days_and_units() {
    check("yesterday evening", &["yesterday evening=2022-01-26"]);
    check(
        "today, tonight and tomorrow",
        &[
            "today=2022-01-27",
            "tonight=2022-01-27",
            "tomorrow=2022-01-28",
        ],
    );
    check(
        "this morning and last night",
        &["this morning=2022-01-27", "last night=2022-01-26"],
    );
    check(
        "the day after tomorrow",
        &["the day after tomorrow=2022-01-29"],
    );
    check(
        "last week and next month",
        &["last week=2022-W03", "next month=2022-02"],
    );
    check("earlier this year", &["earlier this year=2022"]);
    check("late last year", &["late last year=2021"]);
    check("three days ago", &["three days ago=2022-01-24"]);
    check("42 years ago", &["42 years ago=1980"]);
    check("five months ago", &["five months ago=2021-08"]);
    check("It will end in two years.", &["in two years=2024"]);
    check("the first title in two years", &[]);
    check("two years from now", &["two years from now=2024"]);
    check(
        "It happened over the weekend.",
        &["the weekend=2022-W03-WE"],
    );
    check(
        "It will rain over the weekend.",
        &["the weekend=2022-W04-WE"],
    );
}

#[test]
fn coarse_times() {
    check("in 1999 and the 1990s", &["1999=1999", "the 1990s=199"]);
    check(
        "the early '90s, the nineties",
        &["the early '90s=199", "the nineties=199"],
    );
    check("the late 1970s", &["the late 1970s=197"]);
    check(
        "the third quarter of 2021, Q3 2021",
        &["third quarter of 2021=2021-Q3", "Q3 2021=2021-Q3"],
    );
    check("third-quarter earnings fell", &["third-quarter=2021-Q3"]);
    check("the first half of 2020", &["first half of 2020=2020-H1"]);
    check("in early March 2020", &["early March 2020=2020-03"]);
    check("fiscal 2021", &["fiscal 2021=2021"]);
    check(
        "last summer, the summer of 2019",
        &["last summer=2021-SU", "the summer of 2019=2019-SU"],
    );
    check("this winter", &["this winter=2021-WI"]);
    check("by the end of 2023", &["end of 2023=2023"]);
    check("in the 19th century", &["19th century=18"]);
}

#[test]
fn shifted_and_partial() {
    check(
        "last Oct. 12 and next Jan. 30",
        &["last Oct. 12=2021-10-12", "next Jan. 30=2022-01-30"],
    );
    check(
        "It broke on Friday the 13th.",
        &["Friday the 13th=2021-08-13"],
    );
    check(
        "in the September quarter of 2020",
        &["September quarter of 2020=2020-Q3"],
    );
    check(
        "since '87, in fiscal '99",
        &["since '87=1987", "fiscal '99=1999"],
    );
    check(
        "at 1986 levels, total 1987 output",
        &["1986=1986", "1987=1987"],
    );
    check("by the end of the decade", &["end of the decade=202"]);
    check("earlier in the month", &["earlier in the month=2022-01"]);
    check(
        "On May 3, 2010, he left. A week later he died.",
        &["May 3, 2010=2010-05-03", "A week later=2010-05-10"],
    );
}

#[test]
fn feasts() {
    check(
        "He died on Christmas Day 2020",
        &["Christmas Day 2020=2020-12-25"],
    );
    check(
        "the 2004 Boxing Day tsunami",
        &["2004 Boxing Day=2004-12-26"],
    );
    check(
        "Merry Christmas! The Good Friday agreement; every January",
        &[],
    );
    check(
        "St. Patrick's Day, Presidents' Day",
        &["St. Patrick's Day=2022-03-17", "Presidents' Day=2022-02-21"],
    );
    check("They met before Christmas.", &["Christmas=2021-12-25"]);
    check("on Good Friday", &["Good Friday=2022-04-15"]);
    assert_eq!(
        found("on Thanksgiving", published(2021, 11, 30), "en"),
        ["Thanksgiving=2021-11-25"]
    );
    assert_eq!(
        found(
            "Workers marched on Labor Day.",
            published(2021, 9, 10),
            "en"
        ),
        ["Labor Day=2021-09-06"]
    );
    check("the Christmas tree", &[]);
    check(
        "the September 11 attacks, or 9/11",
        &["September 11 attacks=2001-09-11", "9/11=2001-09-11"],
    );
}

#[test]
fn ranges_have_both_ends() {
    for (text, first, second) in [
        ("from Feb. 3-5 in town", (2022, 2, 3), (2022, 2, 5)),
        ("on Feb. 3 and 5 in town", (2022, 2, 3), (2022, 2, 5)),
        ("from 3 to 5 February", (2022, 2, 3), (2022, 2, 5)),
        ("on 3-5 February", (2022, 2, 3), (2022, 2, 5)),
    ] {
        let all = mentions(text, published(2022, 1, 27), None);
        assert_eq!(all.len(), 2, "{text} {all:?}");
        assert_eq!(all[0].first, date(first.0, first.1, first.2), "{text}");
        assert_eq!(all[1].last, date(second.0, second.1, second.2), "{text}");
        let whole = all[0].last == all[1].last;
        assert_eq!(whole, !text.contains("and"), "{text}");
    }
    let all = mentions("the season 1999-2001", None, None);
    assert_eq!(all[0].value, "1999");
    assert_eq!(
        (all[0].first, all[0].last),
        (date(1999, 1, 1), date(2001, 12, 31))
    );
    assert_eq!(all[1].value, "2001");
    check("from May to June", &["May=2021-05", "June=2021-06"]);
    let all = mentions("between 1990 and 1995", None, None);
    assert_eq!(
        (all[0].first, all[0].last),
        (date(1990, 1, 1), date(1995, 12, 31))
    );
    check(
        "From July to October of 1992",
        &["July=1992-07", "October of 1992=1992-10"],
    );
    check(
        "from Nov. 3 to Feb. 5, 1993",
        &["Nov. 3=1992-11-03", "Feb. 5, 1993=1993-02-05"],
    );
    check(
        "in May and June 1992",
        &["May=1992-05", "June 1992=1992-06"],
    );
    check("in 1998-99", &["1998=1998", "99=1999"]);
}

#[test]
fn order_of_numeric_dates() {
    check(
        "on 1/27/2022 and 2/3/2022",
        &["1/27/2022=2022-01-27", "2/3/2022=2022-02-03"],
    );
    check(
        "on 27/1/2022 and 2/3/2022",
        &["27/1/2022=2022-01-27", "2/3/2022=2022-03-02"],
    );
    check(
        "From 5 January 2022 to 2/3/2022",
        &["5 January 2022=2022-01-05", "2/3/2022=2022-03-02"],
    );
    check("The colour of 2/3/2022", &["2/3/2022=2022-03-02"]);
    check("It ended on 27/1 in town.", &["27/1=2022-01-27"]);
    check("It ended on 1/27 in town.", &["1/27=2022-01-27"]);
    check("27.1.2022 it says", &["27.1.2022=2022-01-27"]);
    check("signed 4/2/98 there", &["4/2/98=1998-04-02"]);
}

#[test]
fn anaphora() {
    check(
        "He was born on 3 May 1950. That year his father died; two years later his mother.",
        &[
            "3 May 1950=1950-05-03",
            "That year=1950",
            "two years later=1952",
        ],
    );
    check(
        "The war began on June 5, 1967. The following day the city fell.",
        &["June 5, 1967=1967-06-05", "The following day=1967-06-06"],
    );
    check(
        "Profit rose in the third quarter from $3 million a year earlier.",
        &["third quarter=2021-Q3", "a year earlier=2020-Q3"],
    );
    check(
        "In the year-earlier quarter",
        &["the year-earlier quarter=2021"],
    );
}

#[test]
fn nearness_overrides_verbs() {
    // Of a March eleven months back a writer says `last March` or names the year.
    let february = published(2022, 2, 20);
    assert_eq!(
        found("They decided to admit it in March.", february, "en"),
        ["March=2022-03"]
    );
    assert_eq!(
        found("They admitted it in August.", february, "en"),
        ["August=2021-08"]
    );
    assert_eq!(
        found("The plan of Feb. 10 will fail.", february, "en"),
        ["Feb. 10=2022-02-10"]
    );
    check("That was ahead of Friday's vote.", &["Friday=2022-01-28"]);
    check(
        "Until Tuesday, they had not said so.",
        &["Tuesday=2022-01-25"],
    );
}

#[test]
fn quarters_by_their_last_day() {
    check(
        "In the quarter ended Oct. 31, sales rose.",
        &["the quarter=2021-Q3", "Oct. 31=2021-10-31"],
    );
}

#[test]
fn names_and_titles() {
    for text in [
        "Mrs May met Brian May; by May they mean her",
        "He reads USA Today and watches This Week With Anna.",
        "Jan Novak and June Carter left for Mar-a-Lago.",
        "Monday Night Football, every Monday, Black Friday",
        "20th Century Fox",
        "At the March for Truth; the 6th Circuit; on Friday nights; USA TODAY",
    ] {
        assert_eq!(english(text), Vec::<String>::new(), "{text}");
    }
    check(
        "the March accession, an August film",
        &["March=2022-03", "August=2021-08"],
    );
}

#[test]
fn not_dates() {
    for text in [
        "They may march on Sunset Boulevard, a second time.",
        "He read it in The Sun. It fell.",
        "She is 27, he is 1.",
        "The score was 3-5, then 6/4.",
        "It costs $1999 or 1,999 euros; 2000 people paid €1998.",
        "Flight 1999 and Route 1950 and Highway 2020",
        "Mr. May said so. May said more. Theresa May is in.",
        "April Oneal and June Ash sing",
        "an F-1990 jet, A2000",
        "odds of 3/4, 7/8 of it",
        "a 2000-year-old temple, 2000 years",
        "In 24/7 news",
        "between 24 and 25 people",
        "temperatures in the 80s",
        "a man in his 50s, in his late 50s",
        "1984 Elm Street",
        "The score of 12-10 in 3:27.5",
        "call 555-1999 or 1-800-1999",
        "the fall of Rome; prices fall; spring water",
        "15.5 percent, 1995.5 points",
        "Version 2.0.1999.3",
    ] {
        assert_eq!(english(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn without_publication_date_only_what_the_text_anchors() {
    assert_eq!(
        found("yesterday, on Monday, in May, last week", None, "en"),
        Vec::<String>::new()
    );
    assert_eq!(
        found(
            "In 1950 he left. The following year he returned.",
            None,
            "en"
        ),
        ["1950=1950", "The following year=1951"]
    );
}

#[test]
fn coarse_publication_dates() {
    let month = Some(Published {
        date: date(2022, 1, 1),
        precision: Precision::Month,
        origin: Origin::Field,
    });
    assert_eq!(
        found("yesterday, last month, on Jan. 20; last year", month, "en"),
        ["last month=2021-12", "Jan. 20=2022-01-20", "last year=2021"]
    );
    let year = Some(Published {
        date: date(2022, 1, 1),
        precision: Precision::Year,
        origin: Origin::Field,
    });
    assert_eq!(
        found("last week, last month, last year", year, "en"),
        ["last year=2021"]
    );
}
