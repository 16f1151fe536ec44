//! The text of a web page with its furniture left in: headline, section and a body without it.

use crate::support::{command, repository, run};

#[test]
fn furniture_of_a_page_saved_as_text_goes() {
    let file = "cold-ness/1962/05/pilots-refuse-answer.txt";
    let run = run(command(
        &repository("tests/corpora/default"),
        &["extract", file],
    ));
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let article = run.json();
    assert_eq!(
        article["headline"],
        "Harbour trust’s answer is not enough for the pilots of Cold Ness"
    );
    assert_eq!(article["section"], "Local News");
    assert_eq!(article["dateline"]["agency"], "HPA");
    assert_eq!(article["language"], "en");
    assert_eq!(article["published"], "1962-05");
    assert_eq!(article["precision"], "month");
    assert_eq!(article["date_origin"], "path");
    let expected = "\
(HPA) – The written answer that the harbour trust gave to the pilots of Cold Ness leaves out the one point they care about: the widening of the sound to the north.

“There is nothing in these pages about the north channel,” the pilots’ chairman, Evander Lisk, told reporters on the quay.

“We were promised in 1948 that no dredger would work above the bar.”

Lisk said that the pilots would answer within a week, and that they were “in no hurry to be hurried”.

The trust’s secretary, Hortense Pell, argued that the north channel had never been promised to anybody. “A channel is where the water goes,” she said.

No answer before Friday

Before Lisk spoke, Pell had told the council that the trust would read any letter it was sent.

“Reading is free,” she said. “It is the dredging that costs.”

A pilot, who was not authorised to speak publicly, said the meeting had been “short and damp”.

“There will be no dredging without pilots,” Lisk concluded.";
    assert_eq!(article["body"].as_str(), Some(expected));
}

#[test]
fn the_scraped_page_of_the_sample_corpus_is_clean() {
    let file = "spindle24/2023/04/written-replies-fall-short-zerin.txt";
    let run = run(command(&repository("sample_corpus"), &["extract", file]));
    let article = run.json();
    assert_eq!(
        article["headline"],
        "Written replies fall short, says Zerin, as first Vienna round ends"
    );
    assert_eq!(article["section"], "World");
    let body = article["body"].as_str().expect("a body");
    assert!(body.starts_with("(TCW) – The first round"), "{body}");
    assert!(body.ends_with("“Everything else is furniture.”"), "{body}");
    for furniture in [
        "See also",
        "2:47",
        "1:09",
        "Share on",
        "Related Articles",
        "Leave a Reply",
        "Back to top",
    ] {
        assert!(!body.contains(furniture), "{furniture}");
    }
    assert!(body.contains("\n\nNo date for an answer\n\n"), "{body}");
}
