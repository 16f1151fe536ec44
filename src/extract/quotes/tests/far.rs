//! Subjects that stand far from their verb, or behind something else: what is between them is nobody.

use super::*;

#[test]
fn a_question_is_attributed_by_what_goes_on() {
    check(
        "“How many bridges have I lost? Is it three?” Mara Holm asks as a cleaner walks in front of her.\n\n\
         “The harbour is proud to vote for its leader!” Senator Ada Brandt said when she opened it.\n\n\
         “Should the builder be sued for that?” Mr. Holm asked rhetorically, shaking his head no.\n\n\
         “It will be hard, who knows?” Brandt told the town’s television station in an interview aired on Monday.",
        &[
            "Mara Holm|Mara Holm|How many bridges have I lost? Is it three?",
            "Ada Brandt|Senator Ada Brandt|The harbour is proud to vote for its leader!",
            "Holm|Mr. Holm|Should the builder be sued for that?",
            "Ada Brandt|Brandt|It will be hard, who knows?",
        ],
    );
}

#[test]
fn what_time_it_was_is_nobody() {
    check(
        "Rolf Brandt was given a bridge. Hours later, Brandt returned the compliment, telling a paper, \
         “Mara and I have been friends for long.”\n\nMara Holm did not know. Minutes later, she sent an email saying, \
         “The bridge is done.”",
        &[
            "Rolf Brandt|Brandt|Mara and I have been friends for long.",
            "Mara Holm|she|The bridge is done.",
        ],
    );
}

#[test]
fn a_clause_in_front_has_a_subject_of_its_own() {
    check(
        "The first incident came during a speech, when some protesters interrupted her, shouting “she wins, we lose!”\n\n\
         When Rolf Mook, the council’s manager, was asked if the mayor would speak, he laughed and said, “We’ll see.”",
        &[
            "-|some protesters|she wins, we lose!",
            "Rolf Mook|he|We’ll see.",
        ],
    );
}

#[test]
fn a_number_follows_its_sign() {
    check(
        "As Rolf Brandt, the No. 2 in the harbour board, put it: “This bridge will not be confirmed.”",
        &["Rolf Brandt|Rolf Brandt|This bridge will not be confirmed."],
    );
}

#[test]
fn words_in_marks_between_a_subject_and_its_verb() {
    check(
        "Mara Holm needled the harbour “reporter,” saying, “Somebody who writes on request!”\n\n\
         Ada Brandt has delivered a defence of “harbour values,” saying the city embodied the “bravery and soul of the coast.”",
        &[
            "Mara Holm|Mara Holm|Somebody who writes on request!",
            "Ada Brandt|Ada Brandt|the city embodied the “bravery and soul of the coast.”",
        ],
    );
}

#[test]
fn a_sentence_without_a_subject_has_that_of_the_one_before() {
    check(
        "Later Rolf Brandt stated that the report “was not good.” Adding, “What they do is never that bad. It is how they handle it.”",
        &[
            "Rolf Brandt|Rolf Brandt|that the report “was not good.”",
            "Rolf Brandt|Rolf Brandt|What they do is never that bad. It is how they handle it.",
        ],
    );
}

#[test]
fn appositions_of_more_than_a_role() {
    check(
        "“I would have been out in the cold,” Mr. Holm, now 81 and retired in Vessen, Mass., said by telephone this week.\n\n\
         “The mayor needs a strategy,” Nils Silver, the polling guru who founded harbourpolls.com tweeted on Wednesday.\n\n\
         Mikael Seaman, who lives in an unincorporated area outside of the harbour town, Vessen, said that the bridge is late.\n\n\
         “We’re anxious,” said another harbour user, Johanna Beyer. “The floods are getting closer.”\n\n\
         “Whoever opens it has no place here!” wrote a man calling himself Paul Paulsen.\n\n\
         “There has been a lot of talk about it,” Senate Majority Leader Mats Connell, R-Ky., said. “That is not the view.”",
        &[
            "Holm|Mr. Holm|I would have been out in the cold,",
            "Nils Silver|Nils Silver|The mayor needs a strategy,",
            "Mikael Seaman|Mikael Seaman|that the bridge is late",
            "Johanna Beyer|another harbour user, Johanna Beyer|We’re anxious,",
            "Johanna Beyer|another harbour user, Johanna Beyer|The floods are getting closer.",
            "Paul Paulsen|a man calling himself Paul Paulsen|Whoever opens it has no place here!",
            "Mats Connell|Senate Majority Leader Mats Connell|There has been a lot of talk about it,",
            "Mats Connell|Senate Majority Leader Mats Connell|That is not the view.",
        ],
    );
}

#[test]
fn a_statement_in_brackets_or_with_words_before_it() {
    check(
        "As Archbishop Aris Soren of Vessen told the Harbour Press Agency (HPA), “We have suffered the same fate.”\n\n\
         As the columnist Louella Pars had written just a few years earlier, “We could not have a bridge without him.”",
        &[
            "Aris Soren|Archbishop Aris Soren of Vessen|We have suffered the same fate.",
            "Louella Pars|the columnist Louella Pars|We could not have a bridge without him.",
        ],
    );
}

#[test]
fn who_is_asked_says_nothing() {
    check(
        "In an interview on Wednesday, Rolf Brandt was asked, “What is the most dangerous bridge in the world?”",
        &["-|-|What is the most dangerous bridge in the world?"],
    );
}

#[test]
fn a_name_with_itself() {
    check(
        "Mara Holm lost. Holm herself said on Tuesday that “the only way to win the harbour is to go and ask.”",
        &["Mara Holm|Holm herself|that “the only way to win the harbour is to go and ask.”"],
    );
}

#[test]
fn a_mark_within_a_mark_before_the_cue() {
    check(
        "“That said to everyone in our town, ‘We might have something here,’” said Rev. Karl Tatum, then pastor at a church in Vessen.",
        &[
            "Karl Tatum|Rev. Karl Tatum|That said to everyone in our town, ‘We might have something here,’",
        ],
    );
}

#[test]
fn who_stands_for_whom_it_follows() {
    check(
        "On Thursday, Brandt won his first ally in the council, from Mikael Lund, who declared in the hall, \
         “I’m sending the signal that it’s time.”\n\n\
         First there was the paper’s deputy editor Hugo Stephens, who, after trading insults with Mr. Brandt over the bridge, \
         said on the radio that “too much of the party became an echo of itself.”\n\n\
         Mats West, a professor at Vessen who previously worked for Sen. Lars Alex, one of the bridge’s architects, called \
         it “an incredibly significant development.”",
        &[
            "Mikael Lund|who|I’m sending the signal that it’s time.",
            "Hugo Stephens|who|that “too much of the party became an echo of itself.”",
            "Mats West|Mats West|it “an incredibly significant development.”",
        ],
    );
}

#[test]
fn a_text_speaks_for_whom_it_is_of() {
    check(
        "Aides say that the mayor will go. From Mara Holm’s letter: “For the sake of our town, we must move on.”\n\n\
         In selling the bridge, Rolf Brandt released a video that said, “We are going to have builders that are terrific.”",
        &[
            "-|Aides|that the mayor will go",
            "Mara Holm|Mara Holm’s letter|For the sake of our town, we must move on.",
            "-|a video that|We are going to have builders that are terrific.",
        ],
    );
}

#[test]
fn the_subject_of_a_participle() {
    check(
        "The retired surgeon has given no details about the plan, saying in his letter that he was “refining some practices.”\n\n\
         The harbour was full, with many marchers and onlookers chanting “We are the harbour” and “Down with it all.”\n\n\
         The senator emailed supporters saying: “It is not over, my friends.”",
        &[
            "-|The retired surgeon|that he was “refining some practices.”",
            "-|many marchers and onlookers|We are the harbour” and “Down with it all.",
            "-|The senator|It is not over, my friends.",
        ],
    );
}

#[test]
fn another_is_somebody() {
    check(
        "“We would have won it if everyone could vote,” one reader wrote. “Better watch out for the builders,” tweeted another.",
        &[
            "-|one reader|We would have won it if everyone could vote,",
            "-|another|Better watch out for the builders,",
        ],
    );
}

#[test]
fn labels_in_one_paragraph() {
    check(
        "Mara Holm: “Our goal is to sell it.” Rolf Brandt: “The mission is to keep it.”",
        &[
            "Mara Holm|Mara Holm|Our goal is to sell it.",
            "Rolf Brandt|Rolf Brandt|The mission is to keep it.",
        ],
    );
}

#[test]
fn marks_that_close_without_a_stop() {
    check(
        "“We have had to stand by while leaks created a false narrative” said Carl Moor, a spokesman. “It is remarkable.”\n\n\
         “I don't think this is something they care about,” Jon Palm told reporters. “I think what they are really going to \
         care about is that she is raising incomes for all of them” and other matters.",
        &[
            "Carl Moor|Carl Moor|We have had to stand by while leaks created a false narrative",
            "Carl Moor|Carl Moor|It is remarkable.",
            "Jon Palm|Jon Palm|I don't think this is something they care about,",
            "Jon Palm|Jon Palm|I think what they are really going to care about is that she is raising incomes for all of them",
        ],
    );
}

#[test]
fn names_of_ordinary_words() {
    check(
        "“It is late,” said Rex Early, a builder. Early said that he would go. The director of the Harbour Centre, Ina Kirsch, told \
         reporters that it was shut. Union Secretary-Treasurer Gary Casteel said that it was not. Westdeutsche Landesbank said \
         that it had money.",
        &[
            "Rex Early|Rex Early|It is late,",
            "Rex Early|Early|that he would go",
            "Ina Kirsch|The director of the Harbour Centre, Ina Kirsch|that it was shut",
            "Gary Casteel|Union Secretary-Treasurer Gary Casteel|that it was not",
            "-|Westdeutsche Landesbank|that it had money",
        ],
    );
}

#[test]
fn a_title_before_the_verb() {
    check(
        "The Harbour Post, in an editorial today entitled \"Dangerous Confrontation,\" said: \"The strike carries a cost for us \
         all.\"\n\n\"Our patient had eaten nothing,\" say the researchers, adding that it was late.",
        &[
            "-|The Harbour Post|The strike carries a cost for us all.",
            "-|the researchers|Our patient had eaten nothing,",
            "-|the researchers|that it was late",
        ],
    );
}

#[test]
fn plain_attributions_of_every_kind() {
    check(
        "Peter May of the harbour office built it. \"It will be the bridge people go to,\" May says.\n\n\
         \"They rip into each other, and it is bad,\" Wilson was quoted as saying. \"If we can't find any we might look \
         abroad,\" Karl Keswick was quoted by the newspaper as saying.\n\n\
         \"Not because it is bad, but I'd be skeptical about it,\" reads one of the top comments from the post.\n\n\
         \"The attitude here today is a great deal more optimistic,\" Commissioner James E. (Jim) Nugent told reporters.\n\n\
         As defector Cho Myung-Chu explained,\n\n“Northerners think being late is good, unlike others. There it is.”\n\n\
         “It’s hard to progress with a damaged past but still I try,” he rapped in 2012.\n\n\
         \"We have no official notice that it is so,\" Karin Feig, WHO's director of communications told a paper.\n\n\
         Ms Jowell insisted: \"We have a good record.\" And continued: \"We can be proud of the lowest rates in the world.\"\n\n\
         Mr Barber, who said the \"problem is far worse than official numbers show\", called for a new system.\n\n\
         \"Under the guise of it, they used the files,\" said US Attorney Rosa Maus.",
        &[
            "Peter May|May|It will be the bridge people go to,",
            "-|Wilson|They rip into each other, and it is bad,",
            "Karl Keswick|Karl Keswick|If we can't find any we might look abroad,",
            "-|one of the top comments from the post|Not because it is bad, but I'd be skeptical about it,",
            "James E. Nugent|Commissioner James E. (Jim) Nugent|The attitude here today is a great deal more optimistic,",
            "Cho Myung-Chu|defector Cho Myung-Chu|Northerners think being late is good, unlike others. There it is.",
            "Cho Myung-Chu|he|It’s hard to progress with a damaged past but still I try,",
            "Karin Feig|Karin Feig|We have no official notice that it is so,",
            "Jowell|Ms Jowell|We have a good record.",
            "Jowell|Ms Jowell|We can be proud of the lowest rates in the world.",
            "Barber|who|the \"problem is far worse than official numbers show\"",
            "Barber|Mr Barber|a new system",
            "Rosa Maus|US Attorney Rosa Maus|Under the guise of it, they used the files,",
        ],
    );
}

#[test]
fn what_stands_in_marks_or_brackets_beside_the_verb() {
    check(
        "\"They could not even stop the jumpers from entering it,\" a commenter named \"4npower\" said.\n\n\
         \"We hope that the dispute won't have an effect on it,\" a Ministry of Inland Trade (MIT) official said.\n\n\
         “He was a wonderful young man, not an enemy in the world,” Mr Holm’s aunt, told a newspaper.\n\n\
         Perry, who wore a cape with the words, “I’m with the mayor,” shouted, “In three days, let’s make history!”\n\n\
         \"She found this work hard; she is devoted to the people [of Vessen],\" her family said in a statement.",
        &[
            "-|a commenter named \"4npower\"|They could not even stop the jumpers from entering it,",
            "-|a Ministry of Inland Trade (MIT) official|We hope that the dispute won't have an effect on it,",
            "-|Mr Holm’s aunt|He was a wonderful young man, not an enemy in the world,",
            "Perry|Perry|I’m with the mayor,",
            "Perry|Perry|In three days, let’s make history!",
            "-|her family|She found this work hard; she is devoted to the people [of Vessen],",
        ],
    );
}

#[test]
fn a_statement_goes_on_behind_a_small_word() {
    check(
        "“It was a no. People looked at me,” Mara Holm said. Then, “I try to explain it to them all the time.”\n\n\
         “One reader was glad of it,” one reader wrote. Added another: “Hope this is not so. I don’t want to look at it.”\n\n\
         The actor's agents issued a statement about the rumour.\n\n“He joins the long list of those who were taken for dead.”",
        &[
            "Mara Holm|Mara Holm|It was a no. People looked at me,",
            "Mara Holm|Mara Holm|I try to explain it to them all the time.",
            "-|one reader|One reader was glad of it,",
            "-|another|Hope this is not so. I don’t want to look at it.",
            "-|The actor's agents|He joins the long list of those who were taken for dead.",
        ],
    );
}

#[test]
fn not_all_in_ly_are_adverbs() {
    check(
        "“She found it hard,” her family said. The assembly said that it was late. “We know,” an ally said.",
        &[
            "-|her family|She found it hard,",
            "-|The assembly|that it was late",
            "-|an ally|We know,",
        ],
    );
}

#[test]
fn wire_copy() {
    check(
        "Westhouse Electric Corp <WX.N> said it is still open to a merger. <Noranda Mills Inc> said it began work at its \
         mine. Hooper's said it would look at the plan. Prices rose by a tenth, Ward's said.\n\n\
         The spokesman said the planes were hit. All of them came home, he added. The mine will be built, it added.",
        &[
            "-|Westhouse Electric Corp|it is still open to a merger",
            "-|Noranda Mills Inc|it began work at its mine",
            "-|Hooper's|it would look at the plan",
            "-|Ward's|Prices rose by a tenth",
            "-|The spokesman|the planes were hit",
            "-|he|All of them came home",
            "-|it|The mine will be built",
        ],
    );
}

#[test]
fn clauses_with_a_phrase_in_front_and_verbs_nobody_knows() {
    check(
        "They said by 1990, sales could reach six million. Taylor said before last week's fire, the company had only had one \
         accident.\n\nBoth mills contain high amounts of salts that inhibit spoilage and molding, the company said.\n\n\
         The loud explosion came late in the evening near the airport, said Wilfried Strauch from the Harbour Institute in \
         an interview.\n\nScott Sullivan from the parks service, says they are happy to get them. Another said the union was \
         waiting.\n\nThe ruling was a keen blow to all of us, said Mike Hall, lobbyist for the association.",
        &[
            "-|They|by 1990, sales could reach six million",
            "Taylor|Taylor|before last week's fire, the company had only had one accident",
            "-|the company|Both mills contain high amounts of salts that inhibit spoilage and molding",
            "Wilfried Strauch|Wilfried Strauch from the Harbour Institute|The loud explosion came late in the evening near the airport",
            "Scott Sullivan|Scott Sullivan|they are happy to get them",
            "-|Another|the union was waiting",
            "Mike Hall|Mike Hall|The ruling was a keen blow to all of us",
        ],
    );
}

#[test]
fn parentheses_and_what_follows_who_said_it() {
    check(
        "Mara Holm built it. By contrast, she said, digging up roads and laying cables can take weeks. \
         There were many new entries this year, she added, and a few that had won before.\n\n\
         Currently, says Ball, authorities are focused on the risk. The new rules would help us all, added Mr Clark.\n\n\
         The find raises the prospect of life, says Dr Michael Meyer, lead scientist for the programme. Online groups could \
         build trust, says the Institute of Harbour Research (IHR). Back then it would have been a wetland, says geologist Dr \
         David Eberth of the Royal Museum in Alberta, Canada.\n\n\
         Gary Lewis has been looking at farms and says by allowing many to be sold, farmers have lost a weapon. \
         Dr Ian Colditz says, if successful, the nose could help them save more.",
        &[
            "Mara Holm|she|digging up roads and laying cables can take weeks",
            "Mara Holm|she|There were many new entries this year",
            "Ball|Ball|authorities are focused on the risk",
            "Clark|Mr Clark|The new rules would help us all",
            "Michael Meyer|Dr Michael Meyer|The find raises the prospect of life",
            "-|the Institute of Harbour Research|Online groups could build trust",
            "David Eberth|geologist Dr David Eberth of the Royal Museum in Alberta|Back then it would have been a wetland",
            "Gary Lewis|Gary Lewis|by allowing many to be sold, farmers have lost a weapon",
            "Ian Colditz|Dr Ian Colditz|if successful, the nose could help them save more",
        ],
    );
}

#[test]
fn as_somebody_remarked() {
    check(
        "As Mara Holm remarked at the feast, the mayor had “lost neither his hat nor his temper.”",
        &["Mara Holm|Mara Holm|the mayor had “lost neither his hat nor his temper.”"],
    );
    check(
        "Mara Holm opened it. As the mayor remarked at the ceremony, Mr. Brandt had “lost neither his hat nor his temper.”",
        &["-|the mayor|Mr. Brandt had “lost neither his hat nor his temper.”"],
    );
}

#[test]
fn more_names_behind_their_verb() {
    check(
        "''It may have been his first try,'' said his best friend at Lehm, Bruce Turry, who remembered it. “It is time,” exhorted \
         Holm's introducer, actress Jamie Lee Curt.\n\n\
         Anton Brandt, president and CEO of Vessen Diner Association stated, “It’s not a political problem.”\n\n\
         As press secretary Jonas Lund explained, three taxes were put off in the deal.",
        &[
            "Bruce Turry|his best friend at Lehm, Bruce Turry|It may have been his first try,",
            "Jamie Lee Curt|Holm's introducer, actress Jamie Lee Curt|It is time,",
            "Anton Brandt|Anton Brandt|It’s not a political problem.",
            "Jonas Lund|press secretary Jonas Lund|three taxes were put off in the deal",
        ],
    );
}

#[test]
fn which_official_and_which_editorial() {
    check(
        "“What he is saying is that it was reached,” said the second official.\n\n\
         “There are snails that have shown more spine,” reads a Wednesday editorial in The Vessen Register.\n\n\
         “We can only wonder at it,” state Senate leader Phil Berger and Speaker Tim Moor said.",
        &[
            "-|the second official|What he is saying is that it was reached,",
            "-|a Wednesday editorial in The Vessen Register|There are snails that have shown more spine,",
            "Phil Berger|state Senate leader Phil Berger and Speaker Tim Moor|We can only wonder at it,",
        ],
    );
}

#[test]
fn whom_it_was_told_at_the_end() {
    check(
        "Whether the union will buy its grain depends entirely on the ministry, a trade official told reporters.\n\n\
         Ice holds most of the world's water, says Jane Turner, and if all of this melted there would be a rise. Mr Roberts \
         says $57 million in levy money was spent.\n\nHolm Mills NV <HOLM.N>, said it is planning further mills. Peter May \
         built it. May says the link is unclear. Hansen Foods is raising the money, said Vessen Capital Markets as lead \
         manager. Alcor of Vessen Ltd, owned by the union, said profit rose to 20 million in the first quarter.",
        &[
            "-|a trade official|Whether the union will buy its grain depends entirely on the ministry",
            "Jane Turner|Jane Turner|Ice holds most of the world's water",
            "Roberts|Mr Roberts|$57 million in levy money was spent",
            "-|Holm Mills NV|it is planning further mills",
            "Peter May|May|the link is unclear",
            "-|Vessen Capital Markets|Hansen Foods is raising the money",
            "-|Alcor of Vessen Ltd|profit rose to 20 million in the first quarter",
        ],
    );
}

#[test]
fn what_tells_nothing() {
    check(
        "Mara Holm issued a statement. Holm called Rolf Brandt. Brandt found himself behind. Holm: 547.",
        &[],
    );
}

#[test]
fn what_was_said_goes_on_behind_an_aside() {
    check(
        "The ministry noted that, despite last year's rise, exports had fallen.\n\n\
         But Ada Holm said that, though the work was hard, the film was done. Holm said that, if the plan failed, the \
         town would pay. The mayor would say that, Holm told reporters.",
        &[
            "-|The ministry|that, despite last year's rise, exports had fallen",
            "Ada Holm|Ada Holm|that, though the work was hard, the film was done",
            "Ada Holm|Holm|that, if the plan failed, the town would pay",
            "Ada Holm|Holm|The mayor would say that",
            "-|The mayor|that",
        ],
    );
    check(
        "The council said that, according to a report, many towns were in need.",
        &[
            "-|The council|that, according to a report, many towns were in need",
            "-|a report|many towns were in need",
        ],
    );
}

#[test]
fn what_nobody_said() {
    check(
        "Nobody mentioned politics, the winner reported. No one said that the bridge would close. None of the ministers \
         said whether they would resign. Few believed that the plan would work.",
        &[
            "-|the winner|Nobody mentioned politics",
            "-|Few|that the plan would work",
        ],
    );
}

#[test]
fn the_day_of_a_report_is_not_what_it_says() {
    check(
        "The Lodva News reported on May 27. The Lodva News reported on Nov. 27, 2017. Members have made up their minds whom \
         they will support on April 26, with no doubts left. The paper reported on May 27 that the bridge \
         would close.",
        &["-|The paper|that the bridge would close"],
    );
}

#[test]
fn what_one_reports_ends_where_another_reports_it() {
    check(
        "The agency plans to decide by June, press reports said.",
        &[
            "-|press reports|The agency plans to decide by June",
            "-|The agency|to decide by June",
        ],
    );
    check(
        "The agency agreed to sell its boats, officials of the Harbour Commission and of the Growers' Union said.",
        &[
            "-|officials of the Harbour Commission and of the Growers' Union|The agency agreed to sell its boats",
            "-|The agency|sell its boats",
        ],
    );
}

#[test]
fn a_state_states_nothing() {
    check(
        "The dam broke in Ardo state, witnesses said. The match will be shown on television, state broadcaster WLT said.",
        &[
            "-|witnesses|The dam broke in Ardo state",
            "-|state broadcaster WLT|The match will be shown on television",
        ],
    );
}
