//! The language a text is written in.
//!
//! Function words of the first 700 bytes decide for the languages most news is in, the script for
//! others; whatlang is asked only on doubt, being some fifty times as dear.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// How much of a text is looked at, in bytes.
const LOOK: usize = 700;

/// How often the leading language is asked whether it leads by enough, in words.
const ASK: u32 = 32;

/// Frequent words by language. A word may stand under several; what one has alone decides.
const WORDS: &[(&str, &str)] = &[
    (
        "en",
        "the of and to in that is was for on with he his as at by it are from be have has had not \
         this but they were which said who their been will would or an its she her we you after more \
         about than when there what one all can out up so into over could",
    ),
    (
        "es",
        "de la que el en y los se del las un por con una su para es al lo como más o pero sus le ha \
         este sí porque esta entre cuando muy sin sobre también hasta hay donde quien desde todo nos \
         durante uno ni contra otros fue según dijo está han son años dos años ser",
    ),
    (
        "fr",
        "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont \
         la les avec son aux d l qu n s c cette ont elle été mais nous vous leur ses être fait comme \
         ou sa même selon entre après ces deux depuis aussi sans",
    ),
    (
        "de",
        "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an \
         werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum \
         war haben nur oder aber vor zur bis mehr durch man sein wurde sagte seine ihre wir gegen",
    ),
    (
        "it",
        "di e il la che in a per un del è non sono una i con le si da della nel al dei come gli ha lo \
         anche alla più dell ma delle l sul suo questo tra ed ai dal dalla essere stato nella hanno \
         sua o se ci due dopo ancora anni contro cui degli",
    ),
    (
        "pt",
        "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das à \
         seu sua ou quando muito nos já eu também só pelo pela até isso ela entre depois sem mesmo aos \
         são foi está há ser disse segundo ainda anos pelos nas",
    ),
    (
        "nl",
        "de van een het en in is dat op te zijn met voor niet aan er om ook als bij maar dan door uit \
         naar heeft hij ze wordt werd nog wel dit die over tot zo meer was kan hun geen onder tegen \
         volgens na hebben zei worden omdat deze",
    ),
    (
        "pl",
        "w i na z się nie do to że jest o jak po a co ale za od przez przy tym dla są już być oraz był \
         było została został która który które tego jego jej ich może tylko także podczas pod przed \
         między roku we ze",
    ),
    (
        "tr",
        "ve bir bu da de için ile olarak çok daha olan gibi kadar sonra en ne ise ya var diye dedi \
         olduğu oldu değil göre her o mi ki ancak tarafından etti yeni üzerine iki türkiye olduğunu",
    ),
    (
        "ro",
        "de și în a la cu pe care o nu că din să un au fost este pentru mai al sau prin ce se după \
         către sunt ale lui fi dar până între acest această despre când și",
    ),
    (
        "sv",
        "och att det i på en som är för av med den till inte om har de ett var från sig men vi så kan \
         han när efter hon eller säger också under mot där blev skulle vid",
    ),
    (
        "da",
        "og at det i på en som er for af med den til ikke om har de et var fra sig men vi så kan han \
         når efter hun eller siger også under mod der blev ville ved nu",
    ),
    (
        "no",
        "og at det i på en som er for av med den til ikke om har de et var fra seg men vi så kan han \
         når etter hun eller sier også under mot der ble ville ved nå fordi",
    ),
    (
        "fi",
        "ja on ei se että oli hän joka mutta ovat myös kun tai niin kuin sen ole mukaan jo vain jos \
         vuoden olisi sekä nyt hänen jälkeen kanssa",
    ),
    (
        "cs",
        "a se v na je že to z s o do i k ve pro za by ale jsou po od který která které jako už také \
         byl bylo byla podle při jeho není až jen nebo bude však",
    ),
    (
        "hu",
        "a az és hogy nem is egy ez volt meg már csak de ha el mint vagy még szerint lesz van azt ezt \
         ami pedig után amely",
    ),
    (
        "id",
        "yang dan di itu dengan untuk tidak ini dari dalam akan pada juga ke karena ada mereka oleh \
         saat telah bahwa sebagai kata bisa lebih sudah adalah para",
    ),
    (
        "ca",
        "de la que el i a en els les per amb del una un es no va ha dels al són més com ser però aquest \
         aquesta també seva seu ho perquè",
    ),
    (
        "ru",
        "и в не на что с он по как это из за к о но от у его для так же до был также или бы если мы я \
         они которые при может было после только быть все году сказал того который этом во её",
    ),
    (
        "uk",
        "і в не на що з у та до за про як від для це він його який які але або було при під після \
         також був були щоб їх ми так є яка може вже року своїх й",
    ),
    (
        "bg",
        "и на в да от за се не с по са че е като до ще това който но което беше след които са при или \
         има му каза тази този може със той",
    ),
    (
        "sr",
        "и у је да се на за са од не су као то које који што али из о по би и није ће биће након све \
         када рекао",
    ),
];

static TABLE: LazyLock<FxHashMap<&'static str, u32>> = LazyLock::new(|| {
    let mut table = FxHashMap::default();
    for (bit, (_, words)) in WORDS.iter().enumerate() {
        for word in words.split_whitespace() {
            *table.entry(word).or_insert(0) |= 1u32 << bit;
        }
    }
    table
});

/// ISO 639-1 codes of whatlang's languages, and names in use, lower case.
const CODES: &[(&str, &[&str])] = &[
    ("af", &["afr", "afrikaans"]),
    ("am", &["amh", "amharic"]),
    ("ar", &["ara", "arabic"]),
    ("az", &["aze", "azerbaijani"]),
    ("be", &["bel", "belarusian"]),
    ("bg", &["bul", "bulgarian"]),
    ("bn", &["ben", "bengali"]),
    ("ca", &["cat", "catalan"]),
    ("cs", &["ces", "cze", "czech"]),
    ("cy", &["cym", "welsh"]),
    ("da", &["dan", "danish"]),
    ("de", &["deu", "ger", "german", "deutsch"]),
    ("el", &["ell", "gre", "greek"]),
    ("en", &["eng", "english"]),
    ("eo", &["epo", "esperanto"]),
    ("es", &["spa", "spanish", "español", "castellano"]),
    ("et", &["est", "estonian"]),
    ("fa", &["pes", "fas", "per", "persian", "farsi"]),
    ("fi", &["fin", "finnish"]),
    ("fr", &["fra", "fre", "french", "français"]),
    ("gu", &["guj", "gujarati"]),
    ("he", &["heb", "iw", "hebrew"]),
    ("hi", &["hin", "hindi"]),
    ("hr", &["hrv", "croatian"]),
    ("hu", &["hun", "hungarian"]),
    ("hy", &["hye", "armenian"]),
    ("id", &["ind", "in", "indonesian"]),
    ("it", &["ita", "italian", "italiano"]),
    ("ja", &["jpn", "japanese"]),
    ("jv", &["jav", "javanese"]),
    ("ka", &["kat", "georgian"]),
    ("km", &["khm", "khmer"]),
    ("kn", &["kan", "kannada"]),
    ("ko", &["kor", "korean"]),
    ("la", &["lat", "latin"]),
    ("lt", &["lit", "lithuanian"]),
    ("lv", &["lav", "latvian"]),
    ("mk", &["mkd", "macedonian"]),
    ("ml", &["mal", "malayalam"]),
    ("mr", &["mar", "marathi"]),
    ("my", &["mya", "burmese"]),
    ("ne", &["nep", "nepali"]),
    ("nl", &["nld", "dut", "dutch", "nederlands"]),
    ("no", &["nob", "nor", "nb", "nn", "norwegian"]),
    ("or", &["ori", "oriya"]),
    ("pa", &["pan", "punjabi"]),
    ("pl", &["pol", "polish", "polski"]),
    ("pt", &["por", "portuguese", "português"]),
    ("ro", &["ron", "rum", "romanian"]),
    ("ru", &["rus", "russian", "русский"]),
    ("si", &["sin", "sinhala"]),
    ("sk", &["slk", "slovak"]),
    ("sl", &["slv", "slovenian"]),
    ("sn", &["sna", "shona"]),
    ("sr", &["srp", "serbian"]),
    ("sv", &["swe", "swedish"]),
    ("ta", &["tam", "tamil"]),
    ("te", &["tel", "telugu"]),
    ("th", &["tha", "thai"]),
    ("tk", &["tuk", "turkmen"]),
    ("tl", &["tgl", "tagalog", "filipino"]),
    ("tr", &["tur", "turkish", "türkçe"]),
    ("uk", &["ukr", "ukrainian", "українська"]),
    ("ur", &["urd", "urdu"]),
    ("uz", &["uzb", "uzbek"]),
    ("vi", &["vie", "vietnamese"]),
    ("yi", &["yid", "ji", "yiddish"]),
    ("zh", &["cmn", "zho", "chi", "chinese", "mandarin"]),
    ("zu", &["zul", "zulu"]),
];

/// The ISO 639-1 code of a declared language (`en-GB`, `eng`, `English`); none when it says nothing.
pub fn declared(text: &str) -> Option<String> {
    let lower = text.trim().to_lowercase();
    let first = lower
        .split(['-', '_', ';', ',', ' '])
        .next()
        .unwrap_or_default();
    let known = CODES
        .iter()
        .find(|(code, names)| *code == first || names.contains(&first));
    if let Some((code, _)) = known {
        return Some((*code).to_owned());
    }
    let plain = first.len() == 2 && first.bytes().all(|b| b.is_ascii_lowercase());
    plain.then(|| first.to_owned())
}

/// The ISO 639-1 code of the language a text is in; none when it is too short to tell.
pub fn detect(text: &str) -> Option<&'static str> {
    let mut end = text.len().min(LOOK);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = &text[..end];
    if let Some(code) = by_script(head) {
        return Some(code);
    }
    let mut counts = [0u32; WORDS.len()];
    let mut words = 0;
    let mut buffer = [0u8; 16];
    let mut length = 0;
    let table = &*TABLE;
    let mut look_up = |word: &[u8]| {
        words += 1;
        let mask = std::str::from_utf8(word).ok().and_then(|w| table.get(w));
        let mut mask = mask.copied().unwrap_or(0);
        while mask != 0 {
            counts[mask.trailing_zeros() as usize] += 1;
            mask &= mask - 1;
        }
        // A clear case need not be read to the end.
        words % ASK == 0
            && leader(&counts).is_some_and(|(_, best, second)| best >= 10 && best > 3 * second)
    };
    let (mut clear, mut capital) = (false, false);
    let mut bytes = head.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | 0x80..0xe2 | 0xe3.. => {
                if let Some(place) = buffer.get_mut(length) {
                    *place = byte.to_ascii_lowercase();
                }
                length += 1;
                capital = byte.is_ascii_uppercase();
                continue;
            }
            // Quotation marks and dashes, three bytes long.
            0xe2 => {
                bytes.next();
                bytes.next();
            }
            _ => {}
        }
        if length > 0 {
            // Initials are no words: `A Craig, D Traille` is no French.
            if length > 1 || !capital {
                clear = look_up(buffer.get(..length).unwrap_or_default());
            }
            length = 0;
            if clear {
                break;
            }
        }
    }
    if length > 0 && !clear {
        look_up(buffer.get(..length).unwrap_or_default());
    }
    let (at, best, second) = leader(&counts)?;
    if best >= 4 && best * 4 >= second * 5 && best * 8 >= words {
        return Some(WORDS[at].0);
    }
    let code = doubtful(text, words)?;
    // Lists of names and figures are taken for anything: without words of the language it is not told.
    let listed = WORDS.iter().position(|(c, _)| *c == code);
    let seen = listed.map_or(u32::MAX, |at| counts[at]);
    (seen >= 3 && seen >= best / 2).then_some(code)
}

/// The language with most words, how many these are, and how many the next one has.
fn leader(counts: &[u32]) -> Option<(usize, u32, u32)> {
    let (at, best) = counts.iter().enumerate().max_by_key(|(_, count)| **count)?;
    let others = counts.iter().enumerate().filter(|(other, _)| *other != at);
    let second = others.map(|(_, count)| *count).max().unwrap_or(0);
    Some((at, *best, second))
}

/// Asks whatlang, for texts of some length; some 150 us.
fn doubtful(text: &str, words: u32) -> Option<&'static str> {
    if words < 8 {
        return None;
    }
    let mut end = text.len().min(1200);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let info = whatlang::detect(&text[..end])?;
    if !info.is_reliable() && info.confidence() < 0.75 {
        return None;
    }
    let code = info.lang().code();
    let known = CODES.iter().find(|(_, names)| names.contains(&code));
    known.map(|(code, _)| *code)
}

/// The language of a script that only one, or one above all, is written in.
fn by_script(head: &str) -> Option<&'static str> {
    if head.is_ascii() {
        return None;
    }
    // Quotation marks alone make no script: Latin text with a few of them is let through at once.
    let others = head.bytes().filter(|b| *b >= 0xc8 && *b != 0xe2).count();
    if others * 8 < head.len() {
        return None;
    }
    let mut letters = 0;
    let mut counts = [0usize; 9];
    let (mut persian, mut urdu) = (0, 0);
    for c in head.chars() {
        let script = match c as u32 {
            0x41..=0x24f => {
                letters += usize::from(c.is_alphabetic());
                continue;
            }
            0x370..=0x3ff => 0,
            0x590..=0x5ff => 1,
            0x600..=0x6ff => {
                persian += usize::from(matches!(c, 'پ' | 'چ' | 'ژ' | 'گ' | 'ک' | 'ی'));
                urdu += usize::from(matches!(c, 'ٹ' | 'ڈ' | 'ڑ' | 'ے' | 'ہ' | 'ں'));
                2
            }
            0x900..=0x97f => 3,
            0xe00..=0xe7f => 4,
            0x3040..=0x30ff => 5,
            0x4e00..=0x9fff => 6,
            0xac00..=0xd7af => 7,
            0x10a0..=0x10ff => 8,
            _ => {
                letters += usize::from(c.is_alphabetic());
                continue;
            }
        };
        letters += 1;
        counts[script] += 1;
    }
    let east = counts[5] + counts[6];
    if east * 2 > letters && east >= 6 {
        return Some(if counts[5] * 12 > east { "ja" } else { "zh" });
    }
    let (best, count) = counts.iter().enumerate().max_by_key(|(_, n)| **n)?;
    if count * 2 <= letters || *count < 8 {
        return None;
    }
    match best {
        0 => Some("el"),
        1 => Some("he"),
        2 if urdu * 12 > *count => Some("ur"),
        2 if persian * 20 > *count => Some("fa"),
        2 => Some("ar"),
        4 => Some("th"),
        7 => Some("ko"),
        8 => Some("ka"),
        // Devanagari writes Hindi, Marathi and Nepali.
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told() {
        for (code, text) in [
            (
                "en",
                "The council of the river towns met on Tuesday for the first time since the flood.",
            ),
            (
                "es",
                "El consejo de las ciudades del río se reunió el martes por primera vez desde la inundación.",
            ),
            (
                "fr",
                "Le conseil des villes de la rivière s’est réuni mardi pour la première fois depuis la crue.",
            ),
            (
                "de",
                "Der Rat der Städte am Fluss trat am Dienstag zum ersten Mal seit der Flut zusammen.",
            ),
            (
                "it",
                "Il consiglio delle città del fiume si è riunito martedì per la prima volta dopo la piena.",
            ),
            (
                "pt",
                "O conselho das cidades do rio reuniu-se na terça-feira pela primeira vez depois da cheia.",
            ),
            (
                "nl",
                "De raad van de steden aan de rivier kwam dinsdag voor het eerst bijeen en zei niet veel.",
            ),
            (
                "pl",
                "Rada miast nad rzeką zebrała się we wtorek po raz pierwszy od powodzi, ale nie było to łatwe.",
            ),
            (
                "tr",
                "Nehir kentlerinin meclisi selden sonra ilk kez toplandı ve bir karar için çok daha uzun konuştu.",
            ),
            (
                "ru",
                "Совет речных городов собрался во вторник впервые после наводнения, и это было не так просто.",
            ),
            (
                "uk",
                "Рада річкових міст зібралася у вівторок вперше після повені, і це було не так просто, як раніше.",
            ),
            (
                "el",
                "Το συμβούλιο των πόλεων του ποταμού συνεδρίασε την Τρίτη.",
            ),
            ("ja", "川沿いの町の議会は火曜日に初めて会合を開いた。"),
            ("zh", "沿河城镇议会周二举行了洪水以来的首次会议。"),
            ("ko", "강변 도시 의회가 화요일 홍수 이후 처음으로 모였다."),
            (
                "ar",
                "اجتمع مجلس مدن النهر يوم الثلاثاء لأول مرة منذ الفيضان.",
            ),
            (
                "sv",
                "Rådet för städerna vid floden möttes på tisdagen för första gången och det var inte lätt att komma överens.",
            ),
        ] {
            assert_eq!(detect(text), Some(code), "{text}");
        }
    }

    #[test]
    fn short_texts_are_not_guessed() {
        for text in [
            "",
            "OK",
            "Bell 3, Dorn 2",
            "2022-01-27",
            "Nr. 12",
            "Shr loss nine cts vs profit two cts\nNet loss 93,124 vs profit 32,154\nRevs 21.2 mln vs 20.6 mln",
            "C Bellin; S Dorner, A Holm, H Sarlat, S Lamont; D Pirks, C Custer; T Smid, G Bulle (capt), G Karr; \
             S Grim, S Marais; S Tayler, J Petrin, A Henning, D Douglin",
        ] {
            assert_eq!(detect(text), None, "{text}");
        }
    }

    #[test]
    fn declared_languages_are_normalised() {
        assert_eq!(declared("en-GB").as_deref(), Some("en"));
        assert_eq!(declared("English").as_deref(), Some("en"));
        assert_eq!(declared("deu").as_deref(), Some("de"));
        assert_eq!(declared("é").as_deref(), None);
        assert_eq!(declared("unknown").as_deref(), None);
        assert_eq!(declared("").as_deref(), None);
    }
}
