"""What people write: short or long, careful or in a hurry, about things that happened to nobody.

Each piece is a template. {child} is the child as the writer calls them, {where} a street, {when} a time,
{place} a school, surgery or the like, {n} a house number.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """One kind of worry, in pieces that can be put together in many ways."""

    worries: tuple[str, ...]
    seen: tuple[str, ...]
    heard: tuple[str, ...]
    details: tuple[str, ...]
    reasons: tuple[str, ...]
    danger: int = 8


THEMES: dict[str, Theme] = {
    "neglect": Theme(
        worries=(
            "{child} is not being looked after properly.",
            "I don't think {child} gets enough to eat at home.",
            "{child} comes in the same unwashed clothes day after day and is always hungry.",
            "The house is filthy and {child} is living in it.",
            "{child} is left to get up, dress and come out alone every morning.",
            "Nobody seems to be feeding {child}.",
            "{child} has had head lice and a bad tooth for weeks and nothing has been done about either.",
        ),
        seen=(
            "Bin bags piled up by the back door and {child} eating dry cereal out of the packet on the step.",
            "No coat again, {when}, and it was three degrees.",
            "{child} took food from other children's bags {when}.",
            "The electric was off: I could see torches moving about inside.",
            "{child} fell asleep at the table twice {when}.",
            "Dirty nappies on the path outside number {n}.",
            "Shoes two sizes too small, with the toes cut out.",
        ),
        heard=(
            "{child} said tea was crisps and that it is usually crisps.",
            "A neighbour told me the mother has not been well since the summer.",
            "The older one said they share one mattress.",
            "Somebody at {place} said they have offered help and been turned away.",
        ),
        details=(
            "I have noticed it since about {when}.",
            "It is getting worse rather than better.",
            "It comes and goes, but this is the longest it has gone on.",
            "The family moved to {where} in the spring.",
            "There is a baby as well, I think.",
            "Two appointments at {place} were missed.",
        ),
        reasons=(
            "Food and heating are in place and were seen. Father has accepted a family support worker. Level 2 met.",
            "Pattern of unmet basic needs over four months, two earlier contacts, dental pain untreated. Needs a social work assessment.",
            "Home was seen and is tidy enough; the dates given coincide with a burst pipe. School will watch attendance.",
            "Mother unwell and without support. Request agreed with her. Family help to lead, review in six weeks.",
        ),
    ),
    "violence at home": Theme(
        worries=(
            "There is fighting at {child}'s house nearly every weekend.",
            "Officers attended a domestic incident at {where}. {child} was present.",
            "I can hear shouting and things being thrown, and {child} is in there.",
            "{child} told an adult that dad hurts mum.",
            "Mother's ex-partner has been coming to the house in breach of his order while {child} is there.",
            "{child} rang 999 because the grown-ups were fighting.",
        ),
        seen=(
            "A hole in the kitchen door and mother with a cut lip, {when}.",
            "{child} was on the stairs in pyjamas, shaking, when officers went in.",
            "He dragged her back in by the arm. {child} was at the window.",
            "{child} would not leave the room until the police car had gone.",
            "Smashed television on the lawn of number {n} {when}.",
        ),
        heard=(
            "Mother says it was the first time. Neighbours say otherwise.",
            "{child} said: he does it when he has been to the pub.",
            "Through the wall I heard a child say please stop.",
            "The sister told us she has a bag packed under the bed.",
        ),
        details=(
            "Risk assessed as {risk}. Male arrested and bailed with conditions not to go to {where}.",
            "This is the {count} incident recorded since {when}.",
            "No injuries to the children were seen.",
            "Mother is expecting, about five months.",
            "She asked that he is not told where this came from.",
            "Alcohol was involved.",
        ),
        reasons=(
            "Fourth incident in a year, conditions breached, child present each time. Strategy discussion with police and health today.",
            "He has left and bail conditions hold. Mother is working with the domestic abuse service. Assessment of impact on the child is needed.",
            "Single verbal argument, both parents sought advice the next day. Child seen at school and well. Advice given.",
            "Known to an open assessment: passed to the allocated worker the same hour.",
        ),
        danger=22,
    ),
    "hurt": Theme(
        worries=(
            "{child} has marks that do not fit what we were told.",
            "{child} came in with a bruise on the cheek and says it was a belt.",
            "I saw a man hit {child} hard, outside in the street.",
            "{child} has a burn on the hand and three different stories about it.",
            "A baby who cannot roll yet has bruising. {child} is the baby.",
            "{child} flinches whenever somebody moves fast.",
        ),
        seen=(
            "Four small round bruises on the left upper arm, like finger marks.",
            "A mark about three centimetres across, below the right ear, yellowing at the edge.",
            "He hit {child} round the head twice with a shoe, {when}, by the bus stop on {where}.",
            "Scratches on the neck. I did not take a photograph.",
            "{child} would not sit down all morning.",
        ),
        heard=(
            '{child} said "daddy got cross" and then "I fell".',
            "Mum said the dog did it. There is no dog.",
            "A brother said it happens when {child} is slow getting ready.",
            "Father explained it before anybody asked.",
        ),
        details=(
            "A body map is with the school's file.",
            "Seen by the paediatrician at {place} {when}.",
            "The family do not know I am writing this.",
            "Nothing like it has been seen before.",
            "There was a contact about the same thing before {when}.",
        ),
        reasons=(
            "Child alleges harm with an implement, injury seen. Threshold for a strategy discussion is met. Police and hospital told.",
            "Medical finds the explanation consistent with a fall from a scooter, witnessed by the school. No further action, school told why.",
            "Injury unexplained in a child who is not mobile. Section 47 to be considered today.",
            "Parents over-chastised and say so. They want help. Child and family assessment.",
        ),
        danger=25,
    ),
    "alone": Theme(
        worries=(
            "{child} is on their own in the flat at night.",
            "Kids left alone again at number {n}.",
            "{child} was walking along {where} by themselves in the dark.",
            "I think {child} looks after the little ones while the parents are out at work.",
            "There is nobody there when {child} gets in from school, sometimes not till midnight.",
        ),
        seen=(
            "Lights off from six and a small face at the upstairs window, {when}.",
            "{child} came to my door in socks asking to charge a phone.",
            "Car gone from five in the afternoon until after one in the morning.",
            "{child} trying to carry the pushchair up the steps of {where}.",
        ),
        heard=(
            "{child} said mum works nights and not to tell.",
            "Crying for about two hours {when} and then it just stopped.",
            "Another parent said the nine-year-old does the cooking.",
            "They told me an uncle looks in. I have never seen one.",
        ),
        details=(
            "I knocked. They would not open, which is right I suppose.",
            "It has happened at least {count} times.",
            "I don't want to get anyone into trouble, but they are so small.",
            "I am at home most days so I notice.",
        ),
        reasons=(
            "Children of 4 and 9 alone overnight, confirmed by father. Safety plan in place tonight, assessment to start tomorrow.",
            "The young person is 15, has a key, and an aunt lives next door. Advice given about what the law says.",
            "Shift work without childcare. Family help will find a breakfast place and evening cover.",
        ),
        danger=18,
    ),
    "wellbeing": Theme(
        worries=(
            "{child} says they don't want to be here any more.",
            "{child} is hurting themselves and the waiting list is nine months.",
            "{child} has stopped coming in and will not say why.",
            "I am {child}'s nan. I can't cope with the rages and I am frightened for the others.",
            "{child} does everything for a parent who is very ill.",
            "{child} has not left the house since {when}.",
        ),
        seen=(
            "Fresh cuts on both forearms, covered with a jumper in the heat.",
            "{child} gave away a phone and a favourite jacket {when}.",
            "Weight loss that everybody at {place} has remarked on.",
            "Pushing the wheelchair up {where} on a school day.",
        ),
        heard=(
            '"Nobody would notice." Those were the words.',
            "The GP at {place} referred in {when} and nothing has come.",
            "A friend showed us messages that worried us.",
            "Dad says it is attention seeking.",
        ),
        details=(
            "Attendance is down to forty per cent.",
            "Mum agrees with this being sent.",
            "We have put a plan in place for the school day but not for evenings.",
            "I just want somebody to ring me back.",
            "We have tried early help twice.",
        ),
        reasons=(
            "Young carer. Assessment of needs as a young carer offered and accepted; early help leads.",
            "Health is leading and the safety plan is sound. Nothing that a social worker would add today. The referrer has the pathway.",
            "Risk has risen, parents disagree with each other about it. Child and family assessment, joint visit with the nurse.",
        ),
        danger=10,
    ),
    "outside the home": Theme(
        worries=(
            "{child} is being used by older lads to carry things.",
            "{child} goes missing and comes back with new trainers.",
            "A man in a grey car picks {child} up near {place}.",
            "{child} has been stopped with cannabis and a second phone.",
            "I found messages on {child}'s tablet from a grown man.",
        ),
        seen=(
            "Three taxis to the same house on {where} {when}.",
            "{child} with two boys I know to be nineteen or twenty.",
            "A wad of notes in the pencil case.",
            "Train tickets to a town ninety miles away.",
        ),
        heard=(
            '{child} said "it\'s just errands".',
            "Another pupil says {child} owes money.",
            "The name everyone uses for him is not a real name.",
        ),
        details=(
            "Missing {count} times since {when}, returned each time before morning.",
            "Mother is at her wits' end and supports this.",
            "Return interview declined.",
            "The older brother went the same way.",
        ),
        reasons=(
            "Pattern of missing episodes, cash and a second phone: exploitation is likely. Strategy discussion, mapping with police.",
            "One episode, explained and checked with the friend's parents. Information kept, school to tell us of any other.",
            "Online contact by an adult: police lead, child spoken to with mother present. Assessment.",
        ),
        danger=12,
    ),
    "before birth": Theme(
        worries=(
            "Pregnant, no antenatal care until now, and the last child does not live with her.",
            "Expecting in the new year. Both parents are using and say they will stop.",
            "Unborn baby: mother is seventeen, in care herself until last month, nowhere settled to live.",
            "Concern for an unborn. Father has a conviction for an offence against a child.",
        ),
        seen=(
            "Booked late at {place}, {when}.",
            "Track marks. She did not hide them.",
            "She was turned away from two hostels.",
        ),
        heard=(
            "She says he is not around. His post comes to {where}.",
            "Her aunt would have the baby, she told the midwife.",
        ),
        details=(
            "Consent given and written down.",
            "The next scan is in three weeks.",
            "A pre-birth plan was asked for.",
        ),
        reasons=(
            "Pre-birth assessment to start at once; the earlier removal and continued use make harm likely.",
            "Supported place found, family nurse partnership engaged. Early help, and a pre-birth meeting at 28 weeks.",
        ),
        danger=2,
    ),
    "information": Theme(
        worries=(
            "This is a notification only: the family has moved to {where} and {child} is now on our roll.",
            "Please tell us whether {child} is known to you. We are preparing a report for court.",
            "Copy of an attendance form. {child} was in the car, unhurt, belted in.",
            "Sent for information. A fixed penalty was issued to the father for something unrelated.",
        ),
        seen=("Nothing was seen that gives concern.", ""),
        heard=("", "{child} spoke happily about the new school."),
        details=(
            "No action is asked for.",
            "A reply by {when} would help.",
            "Our reference is on the covering letter.",
        ),
        reasons=(
            "Notification. Put on file with what we hold, which raises nothing. No further action.",
            "Request for information with a lawful basis, answered under the sharing agreement.",
        ),
        danger=0,
    ),
}

PROFESSIONAL_OPENINGS = (
    "I am writing following a conversation {when}.",
    "Please accept this as a formal referral.",
    "As discussed on the telephone with your duty worker.",
    "Our safeguarding lead asked me to send this today.",
    "This follows our call to you {when}, reference not given.",
    "Grateful for an urgent view.",
    "Sharing under our duty to cooperate.",
    "",
)
PUBLIC_OPENINGS = (
    "Sorry if this is nothing.",
    "I have thought about this for weeks before writing.",
    "Not sure this is the right place",
    "Hello.",
    "I wouldn't normally do this.",
    "To whom it may concern,",
    "ok so",
    "Please can somebody check.",
    "I don't want to give my name but",
    "My husband says leave it. I can't.",
    "I live opposite.",
    "",
    "",
    "",
)
PUBLIC_ENDINGS = (
    "I hope someone goes round.",
    "Thats all I know.",
    "Please don't say it was me.",
    "I will not be giving my details.",
    "sent from the bus so sorry about spelling",
    "Thank you for reading this.",
    "Ring after six if you need to.",
    "I would want somebody to do the same for mine.",
    "",
    "",
    "",
    "",
)
PROFESSIONAL_ENDINGS = (
    "Parents have been told of this referral and agree.",
    "Parents have been told and do not agree with it.",
    "We judged that telling the parents first would put the child at more risk.",
    "I can be reached until half past four.",
    "Please confirm receipt and the outcome in writing.",
    "We will continue to monitor.",
    "Our chronology is attached to our file, not to this.",
    "",
    "",
)
SHORT = (
    "kids crying again at {n} {where}",
    "{child} has bruises",
    "shouting every night number {n}. baby in there",
    "please check on {child}",
    "someone needs to go to {n} {where} NOW",
    "child out on {where} in a nappy, no adult",
    "he hits them",
    "same as last time. {child}. nothing has changed",
    "HELP {child} IS NOT SAFE",
    "dirty nappy kid outside {n} {where} again {when}",
    "{child} hungry, no food in",
    "smell of weed and a newborn. {n} {where}",
    "They leave {child} with the dog",
    "i heard a slap then screaming, {when}, {where}",
    "{child} told my daughter something i cant repeat here. ring me",
)
CHILD_WORRIES = (
    "i dont like going home. mum and her boyfriend fight and i have to put my brother in my room. {when} was the worst",
    "My dad locks me out if I am late. It was raining and I sat in the bins bit. I am {age}",
    "can someone talk to me without telling my mum first. its about my uncle",
    "I do all the cooking and washing and I get my sister ready and I am tired and my teacher shouted at me for being late",
    "there is no food and mum stays in bed. dont take us away just get her some help pls",
    "I'm scared of what my brother's friends make me do. they wait outside {place}",
    "my mum is really sad and said something that scared me. I hid her tablets",
)
WHENS = (
    "on Monday",
    "last Tuesday",
    "on Wednesday evening",
    "on Thursday at about ten past eight",
    "Friday night",
    "over the weekend",
    "this morning",
    "yesterday",
    "two weeks ago",
    "just before half term",
    "since the clocks changed",
    "most evenings",
    "around teatime",
    "on the way to school",
    "at 02:15",
    "in the small hours",
    "after swimming",
    "the day after the fair",
    "every other Sunday",
    "since her birthday",
)
COUNTS = ("second", "third", "fourth", "fifth", "sixth", "ninth")
RISKS = ("standard", "medium", "high")
HAPPENED = (
    "Most evenings",
    "Once, {when}",
    "Since about February",
    "It goes on all the time",
    "{when}",
    "Not sure exactly",
    "Between 4 and 6",
    "",
)
WHERE_NOW = ("At home, I think", "At {place}", "With an aunt on {where}", "I don't know", "Here with me", "")

LATE_LEARNED = (
    "The health visitor rang back: the baby was seen on {when} and is gaining weight.",
    "School nurse adds that {child} has been off sick nine days.",
    "Found on the old system: an earlier address on {where} under another spelling of the name.",
    "The housing officer confirms the tenancy is in the grandmother's name.",
    "Midwife's note arrived by post today; it is dated before the decision.",
    "Police add a second incident at {where} that was logged under the wrong number.",
)
ACKNOWLEDGEMENTS = (
    "Thank you for telling us. I have read what you wrote and I am looking into it today.",
    "This is to say that a person has read your report. We will write again when we have decided what to do.",
    "Thank you. You did the right thing. I may come back to you with a question.",
    "Received and read. My team has it; I will tell you what I can when it is decided.",
    "Thank you for ringing earlier. It is written down as you said it, and we are on it.",
    "I have your report in front of me and have started the checks.",
)
QUESTIONS = (
    "Could you tell us which house it is, or what the front door looks like?",
    "Do you know how old the youngest is, even roughly?",
    "When did you last see them yourself?",
    "Is there a time when it would be safe to ring you?",
    "Which of the things you wrote did you see, and which were you told?",
    "Do you know if there are any other children there?",
)
REPLIES = (
    "Green door, broken gate.",
    "About two I would say, maybe younger.",
    "Saw them Sunday. Same coat. No hat.",
    "After 7 but text first please",
    "The shouting I heard with my own ears. The rest is what {child}'s gran said.",
    "There's a baby and a bigger girl I only see on weekends",
    "I asked him and he said he is fine but he isn't",
)
FURTHER = (
    "It happened again {when}.",
    "Is anybody doing anything? I have heard nothing.",
    "They have moved out I think. Van outside {when}.",
    "I forgot to say the dog is one of those big ones.",
    "Has someone been? You do not have to tell me what was said.",
    "She told me today that she is frightened.",
    "Thank you. It has been quieter.",
    "I am worried you did not get my first message.",
)
ANSWERS = (
    "Thank you for writing again. What you added has been put with the rest and the worker has seen it.",
    "I am sorry that you waited. We are working on it and have spoken to people who know the family.",
    "I cannot tell you about the family, but I can tell you that what you told us was acted on.",
    "Thank you, that helps. If it happens again while it is happening, ring 999.",
)
SCREENINGS = (
    "School, GP and health visitor checked. Police system checked. Two earlier contacts read.",
    "Nothing held. School has no worry of its own. GP not reached, to ring back.",
    "Housing, school and midwife spoken to. History read back to {year}.",
    "Checks with school only, because the family was not told and it was not proportionate to go wider.",
    "Probation and adult services consulted. Open to adult mental health.",
    "Spoke to the person who told us before anything else. Then health, then school.",
    "Children's names found under a second spelling; both histories read.",
)
RESPONSES = {
    "seen": (
        "Seen at school, alone, by a social worker. Chatty, hungry, no marks seen.",
        "Visited. Child seen in own room. Cold, but clean and cheerful.",
        "Seen with an interpreter. Says the row was about money.",
    ),
    "spoken-to-child": (
        "Spoke on the telephone for six minutes, child's choice. Safe tonight at a friend's.",
        "Spoke at school with the learning mentor in the room.",
    ),
    "spoken-to-family": (
        "Spoke to mother. She was expecting the call and wants help with routines.",
        "Father rang back. Angry at first, then gave a full account.",
        "Spoke to grandmother, who has the children until Sunday.",
    ),
    "spoken-to-referrer": (
        "Rang the person who told us. Gave the same account, and a better address.",
        "Spoke to them at a safe time. They will write again if it goes on.",
    ),
    "spoken-to-professional": (
        "Spoke to the class teacher and the safeguarding lead together.",
        "Spoke to the health visitor, who visits tomorrow.",
        "Spoke to the attending officer at the end of the shift.",
    ),
}
DECISION_CLOSINGS = (
    "",
    "Views of the child are in the record.",
    "The family will be told today.",
    "Discussed with the manager on duty.",
    "Agreed with the school.",
    "History weighed, not only this contact.",
    "The person who told us will hear what we may say.",
    "To be looked at again if anything new comes.",
    "Health asked to tell us of missed appointments.",
)
SENT_BACK = (
    "Say what the earlier contacts were and why this one is different.",
    "The older sibling is not mentioned. What is known about her?",
    "Ring the school before this stands.",
)
HANDINGS = (
    "For assessment. Mother expects a call before Thursday.",
    "Assessment agreed by the manager on duty. Interpreter needed (language in the notes).",
    "Visit together with the health visitor if you can.",
    "Same family as last winter; you know them.",
    "For allocation. Child to be seen within five days.",
)
HANDED_BACK = (
    "We hold the sibling's plan in the other team; please send it there.",
    "I am in court until Friday and this cannot wait.",
    "Out of our half of the borough.",
)
ASSESSED = (
    "Needs met with support in place. Closed with a plan the family wrote themselves.",
    "Child in need plan started, first review in six weeks.",
    "No role after assessment: the family have used what was offered.",
    "Concerns substantiated. Going to conference.",
    "Grandparents now care for the children; arrangement order applied for.",
    "Stepped down to early help with the same worker staying on.",
)
REOPENED = (
    "The hospital's letter arrived after we decided and says something different.",
    "A second report with a photograph puts this in another light.",
    "Decided on the wrong address. Looking again.",
    "The family asked us to look again, with an advocate.",
)
PASSED = (
    "Taken by the duty manager there, who rang back to confirm.",
    "Confirmed by e-mail from their front door, name in the notes.",
    "Spoken to and accepted; they knew the family.",
)
PAUSED = (
    "Family abroad for a funeral, back on a known date, confirmed with school.",
    "Waiting for a criminal interview to finish, at the written request of the police.",
    "Child in hospital; ward asks for a week.",
)
RESUMED = ("They are back.", "Interview done.", "Discharged from hospital.")
EXTENDED = (
    "Paediatric report is due and matters to the outcome.",
    "New partner came to light and has to be assessed too.",
    "Interpreter was only available this week.",
)
NOT_TOLD = {
    "no-way-back": (
        "No name, no number, and the code has not been used since.",
        "Left no details and has not come back.",
    ),
    "risk": (
        "A letter or call could be seen by the person they are afraid of.",
        "They live in the same house.",
    ),
    "asked-not-to-be": (
        "They said clearly that they did not want to hear about it again.",
        "Asked us not to contact them at work or at home.",
    ),
}
MORE_TOLD = (
    "Thank you for taking the time.",
    "You were right to tell us.",
    "Please keep our number.",
    "",
    "",
    "",
    "",
    "Ring me if you disagree; my manager will listen too.",
)
CONNECTIONS = (
    "Neighbour",
    "I live opposite",
    "Grandmother",
    "Grandad",
    "Aunt",
    "Family friend",
    "Father, I do not live there",
    "I run the corner shop",
    "Childminder",
    "Landlord",
    "Football coach",
    "Mum of a friend",
    "Dog walker",
)
SAFE_WAYS = (
    "Text only",
    "After 6pm",
    "Not at work",
    "Leave no message",
    "Any time",
    "Ring, do not write: he opens the post",
    "Only on Thursdays",
    "",
)
AGES = (
    "about 4",
    "7 or 8",
    "a baby, can't sit up yet",
    "maybe 11",
    "teenager",
    "year 3",
    "under 2",
    "fourteen I think",
    "just started school",
    "14 months",
)
UNNAMED = (
    "the little one",
    "the boy at number {n}",
    "a girl with a red coat",
    "his brother",
    "the baby",
    "the twins' sister",
    "",
    "boy, always on a blue bike",
    "two of them, not sure of names",
    "the older girl",
)
MORE_ABOUT = (
    "Needs an interpreter (family speaks {language}).",
    "Uses a wheelchair.",
    "Has an education, health and care plan.",
    "Allergic to nuts.",
    "Does not speak to men.",
    "Autistic; a change of plan is hard.",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
)
JOBS = {
    "police": ("Police constable", "Vulnerability desk", "Neighbourhood officer", "Detective constable"),
    "school": (
        "Designated safeguarding lead",
        "Head of year",
        "Class teacher",
        "Pastoral manager",
        "Attendance officer",
        "Teaching assistant",
    ),
    "health": (
        "Health visitor",
        "GP",
        "Emergency department nurse",
        "Midwife",
        "School nurse",
        "Paediatric registrar",
        "Ambulance technician",
    ),
    "other": (
        "Housing officer",
        "Probation practitioner",
        "Youth worker",
        "Nursery manager",
        "Family court adviser",
        "Drug and alcohol worker",
        "Domestic abuse adviser",
    ),
}
ORGANISATIONS = {
    "police": ("Fenland Shire Constabulary", "Fennmarsh Police Station", "Wherry Coast Police"),
    "other": (
        "Fennmarsh Homes",
        "Wherry Coast Probation",
        "The Punt Street Project",
        "Bulrush Nurseries",
        "Eelstow Family Centre",
        "Safe Harbour Fennmarsh",
        "Oxwade Youth Club",
    ),
}
