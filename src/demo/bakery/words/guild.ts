/** What is said on the bakers' guild's mailing list: a subject, a first post, and answers to it. */
export const GUILD_TOPICS: readonly { subject: string; post: string; answers: readonly string[] }[] = [
  {
    subject: 'Flour prices',
    post: 'my mill has just announced another 8 % from next month. Is it the same with you, or is it time for me to look around?',
    answers: [
      'Same here, 7 %. I have signed for a year at the old price, ask for that.',
      'We changed to a small mill in the Weinviertel. Dearer, but the price holds.',
    ],
  },
  {
    subject: 'Used dough divider',
    post: 'I am giving away a used dough divider, 20 years old, runs like a clock. Somebody has to collect it, it weighs 180 kilos.',
    answers: ['I will take it! I have a van and two strong nephews.'],
  },
  {
    subject: 'Apprentices',
    post: 'does anybody have experience with apprentices who learn German at the same time? We have two applicants and would like to do it properly.',
    answers: [
      'Two so far, both wonderful. The chamber pays for the language course, ask for Ms Berger.',
      'Give them a colleague who speaks their language for the first weeks. It made all the difference.',
      'And write the recipes with pictures. It helps the others too.',
    ],
  },
  {
    subject: 'Inspection next week',
    post: 'the food inspectors are going through the 7th district at the moment. Friendly, but they look at the temperature logs very closely.',
    answers: ['Thanks for the warning. They were here on Monday, all was well.'],
  },
  {
    subject: 'Sourdough in summer',
    post: 'my starter runs away from me in this heat. How do you keep yours at 26 degrees without an air conditioner?',
    answers: [
      'Colder water and half of the starter. And I feed it at night.',
      'A wine cooler, second hand, 60 euro. Best purchase of the year.',
    ],
  },
  {
    subject: 'Guild evening',
    post: "the next evening of the guild is on the last Thursday of the month, seven o'clock, in the back room of the Goldener Stern. Please tell me who is coming.",
    answers: [
      'I will be there.',
      'Coming, and bringing the new apprentice.',
      'Not this time, the oven is being repaired.',
    ],
  },
  {
    subject: 'Electricity contracts',
    post: 'our contract ends in spring. Has anybody joined the purchasing group of the chamber? Is it worth it?',
    answers: ['We have, it saves about 12 %. You have to decide before the end of the month.'],
  },
  {
    subject: 'Paper bags',
    post: 'who still has paper bags without a plastic window at a decent price? My supplier has given up on them.',
    answers: [
      'Try Papier Nagl in Linz. Minimum order 5,000.',
      'We stamp plain ones ourselves, the children love doing it.',
    ],
  },
  {
    subject: 'Sick baker, help needed',
    post: 'my night baker has broken his wrist. Does anybody know somebody who could help for three weeks?',
    answers: [
      'My brother is between two jobs, I am sending you his number.',
      'Get well soon to Franz! I can spare Ali on two nights.',
    ],
  },
  {
    subject: 'Allergen labels',
    post: 'the new form for the allergen labels is out. I have made a template for the printer, ask me if you want it.',
    answers: ['Yes please!', 'Me too, and thank you for the work.'],
  },
  {
    subject: 'Rye shortage?',
    post: 'I hear that the rye harvest was poor in the north. Should one stock up?',
    answers: ['My mill says there is enough until summer. I would not panic.'],
  },
  {
    subject: 'Long night of the bakeries',
    post: 'should we take part in the long night of the bakeries again? Last year 400 people came to us alone.',
    answers: [
      'Count me in. It was exhausting and wonderful.',
      'Yes, but please not in the week before Easter again.',
    ],
  },
];

/** Who speaks there. */
export const GUILD_MEMBERS: readonly [name: string, address: string][] = [
  ['Franz Kogler', 'franz@kogler-brot.example'],
  ['Agnes Thaler', 'agnes@thaler-baeckerei.example'],
  ['Giorgio Conti', 'giorgio@forno-conti.example'],
  ['Marta Dvorak', 'marta@dvorak-strudel.example'],
  ['Emre Yildiz', 'emre@yildiz-simit.example'],
];
