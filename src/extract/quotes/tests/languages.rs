//! Other languages than English.

use super::*;

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
