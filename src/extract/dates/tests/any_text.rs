//! What holds of any text.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::super::*;
use super::{mentions, published};
use crate::article::{Origin, Precision};

fn piece() -> impl Strategy<Value = String> {
    let words = "Monday monday May may March 27 3-5 1/27 27/1/2022 2022-02-30 2022-01-27 29 February \
        Feb. 2020 1999 '90s 1990s the last next week year quarter third ago three years ' ’ – — - . , \
        \n\n \u{a0} £ € % é ÿ 日本 🙂 a earlier later that same fiscal Q3 9/11 in of to and from summer \
        0 00 0000 9999 99999999999 1/1/1 29/2/1900 siglo mañana 27. Januar vor Tagen il y a jours";
    let list: Vec<String> = words.split(' ').map(str::to_owned).collect();
    proptest::sample::select(list)
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        (proptest::collection::vec(piece(), 0..40), any::<bool>())
            .prop_map(|(p, spaced)| p.join(if spaced { " " } else { "" })),
        proptest::collection::vec(piece(), 0..40).prop_map(|p| p.join(" ")),
    ]
}

fn sound(text: &str, mentions: &[DateMention]) {
    let mut end = 0;
    for m in mentions {
        assert!(m.span.start >= end && m.span.start < m.span.end, "{m:?}");
        assert!(text.get(m.span.start..m.span.end).is_some(), "{m:?}");
        assert!(m.first <= m.last, "{m:?}");
        assert!(
            (4..=11).contains(&m.value.len()) || m.value.len() <= 3,
            "{m:?}"
        );
        if m.value.len() == 10 && !m.value.contains('W') {
            let day: Date = m.value.parse().unwrap();
            assert_eq!(day, m.first);
        }
        end = m.span.end;
    }
}

proptest! {
    #[test]
    fn any_text_any_day(text in text(), y in -9999i16..=9999, m in 1i8..=12, d in 1i8..=28, p in 0..4, lang in 0..5usize) {
        let precision = match p {
            0 => Precision::Year,
            1 => Precision::Month,
            _ => Precision::Day,
        };
        let published = (p < 3).then_some(Published { date: date(y, m, d), precision, origin: Origin::Field });
        let language = [None, Some("en"), Some("es"), Some("fr"), Some("de")][lang];
        sound(&text, &mentions(&text, published, language));
    }

    #[test]
    fn any_text_of_our_time(text in text(), y in 1900i16..=2100, m in 1i8..=12, d in 1i8..=28, lang in 0..4usize) {
        let published = Some(Published { date: date(y, m, d), precision: Precision::Day, origin: Origin::Field });
        sound(&text, &mentions(&text, published, Some(["en", "es", "fr", "de"][lang])));
    }
}

#[test]
fn hostile_lengths() {
    for piece in [
        "1",
        "1-",
        "1/",
        "a ",
        "May ",
        "the the ",
        "2022-01-27 ",
        "3 and ",
        "'",
        "to ",
    ] {
        let text = piece.repeat(200_000);
        sound(&text, &mentions(&text, published(2022, 1, 27), None));
    }
}
