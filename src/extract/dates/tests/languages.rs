//! French, Spanish and German.

use super::{found, published};

#[track_caller]
fn check_in(language: &str, text: &str, want: &[&str]) {
    assert_eq!(
        found(text, published(2022, 1, 27), language),
        want,
        "{text}"
    );
}

#[test]
fn french() {
    check_in(
        "fr",
        "le 27 janvier 2019",
        &["le 27 janvier 2019=2019-01-27"],
    );
    check_in(
        "fr",
        "Le ministre a démissionné mardi.",
        &["mardi=2022-01-25"],
    );
    check_in("fr", "Le conseil se réunira mardi.", &["mardi=2022-02-01"]);
    check_in(
        "fr",
        "la semaine dernière, le mois prochain, l'an dernier, cette année",
        &[
            "semaine dernière=2022-W03",
            "mois prochain=2022-02",
            "an dernier=2021",
            "cette année=2022",
        ],
    );
    check_in(
        "fr",
        "il y a trois jours",
        &["il y a trois jours=2022-01-24"],
    );
    check_in(
        "fr",
        "hier, aujourd'hui, demain",
        &[
            "hier=2022-01-26",
            "aujourd'hui=2022-01-27",
            "demain=2022-01-28",
        ],
    );
    check_in(
        "fr",
        "en 1999, dans les années 1990, les années 80",
        &["1999=1999", "années 1990=199", "années 80=198"],
    );
    check_in(
        "fr",
        "au troisième trimestre 2021",
        &["troisième trimestre 2021=2021-Q3"],
    );
    check_in(
        "fr",
        "début mars 2020, le 1er mai 2020",
        &["début mars 2020=2020-03", "le 1er mai 2020=2020-05-01"],
    );
    check_in(
        "fr",
        "du 3 au 5 février 2021",
        &["3=2021-02-03", "5 février 2021=2021-02-05"],
    );
    check_in(
        "fr",
        "le XXe siècle; jeudi dernier; l'été dernier",
        &[
            "XXe siècle=19",
            "jeudi dernier=2022-01-20",
            "l'été dernier=2021-SU",
        ],
    );
    check_in(
        "fr",
        "le 03/02/2021 à Noël",
        &["03/02/2021=2021-02-03", "Noël=2021-12-25"],
    );
    check_in(
        "fr",
        "Il a été élu. Le vol 1999 compte 2000 personnes.",
        &[],
    );
}

#[test]
fn spanish() {
    check_in(
        "es",
        "el 27 de enero de 2019",
        &["27 de enero de 2019=2019-01-27"],
    );
    check_in(
        "es",
        "El ministro dimitió el martes.",
        &["martes=2022-01-25"],
    );
    check_in(
        "es",
        "El consejo se reunirá el martes.",
        &["martes=2022-02-01"],
    );
    check_in(
        "es",
        "la semana pasada, el próximo mes, el año pasado, este año",
        &[
            "semana pasada=2022-W03",
            "próximo mes=2022-02",
            "año pasado=2021",
            "este año=2022",
        ],
    );
    check_in(
        "es",
        "hace tres días, ayer, hoy",
        &[
            "hace tres días=2022-01-24",
            "ayer=2022-01-26",
            "hoy=2022-01-27",
        ],
    );
    check_in(
        "es",
        "Se votará mañana por la mañana.",
        &["mañana por la mañana=2022-01-28"],
    );
    check_in(
        "es",
        "ayer por la mañana; en la mañana",
        &["ayer por la mañana=2022-01-26"],
    );
    check_in(
        "es",
        "en 1999, en los años 90, la década de 1980",
        &["1999=1999", "años 90=199", "década de 1980=198"],
    );
    check_in(
        "es",
        "el tercer trimestre de 2021",
        &["tercer trimestre de 2021=2021-Q3"],
    );
    check_in(
        "es",
        "a principios de marzo de 2020",
        &["principios de marzo de 2020=2020-03"],
    );
    check_in(
        "es",
        "del 3 al 5 de febrero de 2021",
        &["3=2021-02-03", "5 de febrero de 2021=2021-02-05"],
    );
    check_in(
        "es",
        "el siglo XIX; el jueves pasado; el verano pasado",
        &[
            "siglo XIX=18",
            "jueves pasado=2022-01-20",
            "verano pasado=2021-SU",
        ],
    );
    check_in("es", "el 03/02/2021", &["03/02/2021=2021-02-03"]);
}

#[test]
fn german() {
    // What is reported of the future is of the future.
    check_in(
        "de",
        "Die Frist werde Ende Oktober eingehalten, sagte sie.",
        &["Ende Oktober=2022-10"],
    );
    check_in("de", "am 27. Januar 2019", &["27. Januar 2019=2019-01-27"]);
    check_in(
        "de",
        "Der Minister trat am Dienstag zurück.",
        &["Dienstag=2022-01-25"],
    );
    check_in(
        "de",
        "Der Rat wird am Dienstag tagen.",
        &["Dienstag=2022-02-01"],
    );
    check_in(
        "de",
        "letzte Woche, nächsten Monat, im vergangenen Jahr, dieses Jahr",
        &[
            "letzte Woche=2022-W03",
            "nächsten Monat=2022-02",
            "vergangenen Jahr=2021",
            "dieses Jahr=2022",
        ],
    );
    check_in(
        "de",
        "vor drei Tagen, gestern, heute",
        &[
            "vor drei Tagen=2022-01-24",
            "gestern=2022-01-26",
            "heute=2022-01-27",
        ],
    );
    check_in(
        "de",
        "Das kommt morgen. Guten Morgen!",
        &["morgen=2022-01-28"],
    );
    check_in(
        "de",
        "im Jahr 1999, in den 1990er Jahren, die 80er Jahre",
        &["Jahr 1999=1999", "1990er Jahren=199", "80er Jahre=198"],
    );
    check_in(
        "de",
        "im dritten Quartal 2021",
        &["dritten Quartal 2021=2021-Q3"],
    );
    check_in(
        "de",
        "Anfang März 2020, am 1. Mai 2020",
        &["Anfang März 2020=2020-03", "1. Mai 2020=2020-05-01"],
    );
    check_in(
        "de",
        "vom 3. bis 5. Februar 2021",
        &["3.=2021-02-03", "5. Februar 2021=2021-02-05"],
    );
    check_in(
        "de",
        "Donnerstag, den 27. Januar 2022",
        &["Donnerstag, den 27. Januar 2022=2022-01-27"],
    );
    check_in(
        "de",
        "im 20. Jahrhundert; am Donnerstagabend; im letzten Sommer",
        &[
            "20. Jahrhundert=19",
            "Donnerstagabend=2022-01-27",
            "letzten Sommer=2021-SU",
        ],
    );
    check_in(
        "de",
        "am 3.2.2021 und am 27.1. in Ulm",
        &["3.2.2021=2021-02-03", "27.1.=2022-01-27"],
    );
    check_in("de", "Flug 1999 mit 2000 Menschen", &[]);
}
