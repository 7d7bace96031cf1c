import type { Exchange } from './words.ts';

/** Questions and their answers, in English. */
export const englishQuestions: readonly Exchange[] = [
  {
    subject: 'Nuts in the maamoul?',
    letter:
      'my daughter is allergic to walnuts. Is there a filling without, and are they baked on the same tray?',
    answer:
      'the date filling has no nuts, but all of them share one oven and one table. For an allergy I would rather bake you a separate tray; tell me two days before and I will do it first thing in the morning.',
  },
  {
    subject: 'Open on the holiday?',
    letter: 'are you open on the coming public holiday? And if so, until when?',
    answer:
      'we are open on holidays from seven until noon, with a small selection. If you need something certain, order the day before and I will keep it.',
  },
  {
    subject: 'Freezing sourdough',
    letter: 'can I freeze half of the loaf, and how do I get the crust back afterwards?',
    answer:
      'yes: slice it on the day you buy it, freeze it in a closed bag, and toast it straight from the freezer. For a whole half, ten minutes at 200 degrees with a splash of water.',
  },
  {
    subject: 'Delivery to the 19th district',
    letter: 'do you deliver as far as the 19th district, and from what amount?',
    answer:
      'we drive there on Tuesdays and Fridays, from 30 euro, for 4 euro. Everything ordered by noon the day before goes along.',
  },
  {
    subject: 'Wedding in June',
    letter:
      'we are getting married in June, about 80 guests. Could you make small trays of baklava and a cake, and could we come for a tasting?',
    answer:
      'congratulations! We would be honoured. Come on any Wednesday afternoon for a tasting. I will send you a proposal with prices by Friday.',
  },
  {
    subject: 'Vegan?',
    letter: 'which of your breads are vegan? A friend of ours is staying for a week.',
    answer:
      'sourdough, barbari, sangak and pita are flour, water, salt and yeast, nothing else. Shirmal and the rolls contain milk and butter. The zaatar manakish is vegan too.',
  },
  {
    subject: 'Baking course',
    letter:
      'somebody told me that you give courses. Is there one in the coming months, and is it for beginners?',
    answer:
      'there is one every first Sunday: four hours, six people, flatbread and sourdough, all beginners. I will put you on the list and write to you by the end of the week about the next free place.',
  },
  {
    subject: 'Lost umbrella',
    letter: 'did I leave a green umbrella with you on Saturday? It has a wooden handle.',
    answer:
      'you did! It stands behind the counter and has already seen two rainy days from inside. Come by whenever you like.',
  },
  {
    subject: 'Gift vouchers',
    letter: 'do you have vouchers? I would like to give one for 50 euro to my colleague.',
    answer:
      'we do, on thick paper with a golden loaf on it. I can send it by post today or have it at the counter. It is valid for three years.',
  },
  {
    subject: 'Invoice with company name',
    letter: 'could you write the last invoice to our company instead of my name? The tax office insists.',
    answer:
      'of course. Send me the exact name and the VAT number, and you will get the corrected invoice tomorrow.',
  },
  {
    subject: 'Which flour?',
    letter: 'what flour do you use in the sourdough? Mine never rises like yours.',
    answer:
      'half wheat type 1600, half rye type 960 from the Marchfeld mill, and a starter that is older than my son. Bring a jar, and I will give you some of it.',
  },
  {
    subject: 'Bigger tray possible?',
    letter: 'is there a bigger tray of baklava than the one in the shop? We will be about thirty.',
    answer:
      'there is a large one with 60 pieces for 52 euro, two days ahead. I can also mix pistachio and walnut, half and half.',
  },
];
