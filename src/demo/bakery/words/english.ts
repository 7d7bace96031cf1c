import { englishGrievances } from './english-grievances.ts';
import { englishQuestions } from './english-questions.ts';
import type { Words } from './words.ts';

/** Letters in English. */
export const english: Words = {
  greetings: [
    'Hi Maryam,',
    'Dear Maryam,',
    'Hello,',
    'Good morning Maryam,',
    'Hello bakery team,',
    'Hi both,',
    'Hi there,',
  ],
  closings: [
    'Thanks,',
    'Best,',
    'Many thanks,',
    'Kind regards,',
    'See you soon,',
    'Cheers,',
    'Thanks a lot,',
  ],
  staffGreetings: ['Dear {name},', 'Hi {name},', 'Good morning {name},', 'Hello {name},'],
  staffClosings: ['Warm regards,', 'Until then,', 'With best wishes,', 'See you at the counter,'],
  orderSubjects: [
    'Order for {day}',
    'Bread for {day}',
    'Could I order for {day}?',
    'A small order',
    'Order please',
    'Pick-up on {day}',
    'For the weekend',
    'Ordering ahead',
  ],
  orders: [
    'Could I order {items} for {day}? I would come by around {time}.',
    'we have guests on {day} and I would love {items}. Is {time} a good time to collect?',
    'please put aside {items} for me on {day}. My neighbour will pick it up at {time}.',
    'my mother is visiting and asks for your bread again, so: {items}, for {day} at {time}, if the oven is not full already.',
    'is it still possible to get {items} on {day}? Any time after {time} works for me.',
    'the usual, plus a little more: {items}. I will be there on {day} at {time}.',
    'I would like to order {items}. Could it be delivered on {day} before {time}? Same address as always.',
    'after last time nobody in this house accepts any other bread. May I have {items} on {day}, around {time}?',
    'we are celebrating at work on {day}. Would {items} be possible? Somebody from us collects at {time}.',
    'quick one: {items} for {day}, {time}. Cash when I collect, as usual.',
    'I tried to order in the web shop but it would not take my card. Can I order {items} by mail for {day}, {time}?',
    'if you bake on {day}, please keep {items} for me. I can be there at {time}, not earlier, the tram is slow.',
    'for our picnic on {day} I need {items}. Please no sesame, my nephew cannot have it. Pick-up at {time}.',
    'it is that time of the month: {items}, please. {day}, {time}, and I bring the empty tray back.',
  ],
  orderAnswers: [
    'Gladly. {items}, ready for you on {day} at {time}. That makes {total}.',
    'noted: {items} for {day}, {time}. We will have it wrapped and waiting. {total} altogether.',
    'of course! I have written {items} down for {day} at {time}. You can pay the {total} at the counter.',
    'that works. Yusuf bakes on {day}, so {items} will still be warm at {time}. The sum is {total}.',
    'yes, we still have room in the oven. {items}, {day} at {time}, {total}. I will send you a short note if anything changes.',
    'thank you for the order. {items} for {day}, {time}. It comes to {total}, cash or card as you like.',
    'happy to. We deliver {items} on {day} before {time}. The invoice over {total} is in the box.',
    'with pleasure: {items} on {day}. {time} is fine, and if you are late, we are here until six. {total}, please.',
    'it is on the board: {items}, {day}, {time}. I will keep an eye on it myself. {total}.',
    'we can do that. For {items} I get {total}. Please come at {time} on {day}, by the side door if the shop is full.',
    'lovely. {items} it is, {day} at {time}. {total}; the first coffee is on us.',
    'your name is on it: {items} for {day}, {time}, {total}. Have a good week until then.',
  ],
  confirmations: [
    'Perfect, thank you. See you then!',
    'Great, {time} it is.',
    'Wonderful, that is settled then.',
    'Thanks for the quick answer. I will be there.',
    'Yes please, exactly like that.',
    'Good, and a bag, please, I am coming by bike.',
    'Confirmed from my side. Thank you, Maryam.',
    'Super. My husband collects it, he knows the way.',
    'That is fine, I will bring cash.',
    'Thank you! You are saving our breakfast.',
  ],
  companyOrders: [
    'for our meeting on {day} we would need {items}, delivered to reception by {time}. Please put it on our monthly invoice.',
    'could you deliver {items} on {day}? We open at {time} and would like to have it on the counter by then. Cost centre as before.',
    'next week is busy here. Please send {items} on {day}, not later than {time}, goods entrance at the back.',
    'we expect a group on {day} and would like to offer them {items}. Delivery at {time} would be ideal. Invoice as usual.',
    'standing order as always, but please change it for {day}: {items}, at {time}. Thank you for being so flexible.',
    'may we order {items} for the team breakfast on {day}? The door code has changed, please ring at {time}.',
  ],
  questions: englishQuestions,
  thanks: [
    {
      subject: 'Thank you',
      letter:
        'I just wanted to say that the bread on Saturday was the best I have had in this city. My father, who never says anything, asked where it came from.',
    },
    {
      subject: 'That cake!',
      letter:
        'The cake arrived in one piece and left in none. Everybody wanted to know who made it. Thank you for the little candle too.',
    },
    {
      subject: 'Lovely breakfast',
      letter:
        'thanks to you we had the quietest breakfast in years: everybody was eating. Please tell Yusuf that the {item} was perfect.',
    },
    {
      subject: 'From all of us',
      letter:
        'the whole team thanks you for Friday. There was nothing left but crumbs and two people asking for your address.',
    },
    {
      subject: 'Our party',
      letter:
        'thank you for going out of your way on Sunday. We would have been lost without the second tray.',
    },
    {
      subject: 'Just thanks',
      letter:
        'no order today, only thanks. The {item} reminded my grandmother of home, and she told us stories all evening.',
    },
    {
      subject: 'Delicious',
      letter: 'the {item} was delicious, and so well packed that it survived my bicycle. We will be back.',
    },
    {
      subject: 'You saved the day',
      letter:
        'I called at five to six and you still found something for me. That was kind, and it tasted even better for it.',
    },
    {
      subject: 'Compliments to the baker',
      letter:
        'crisp outside, soft inside, and just enough salt. I have stopped baking my own. Compliments to whoever was at the oven.',
    },
    {
      subject: 'Happy customers',
      letter:
        'the guests loved it and one of them, a baker herself, took a photograph of the {item}. High praise!',
    },
  ],
  thanksAnswers: [
    'what a lovely letter to find in the morning. I have read it aloud in the bakery, and Yusuf turned red. Thank you.',
    'thank you so much for writing. It means a lot to us. Come by soon, there is a coffee waiting for you.',
    'how kind of you. I have pinned your letter beside the oven.',
    'that makes us very happy. Greetings to everybody at your table!',
    'thank you, {name}. For letters like this one gets up at three in the morning.',
    'you have made our day. The recipe stays a secret, but the bread is always here for you.',
  ],
  grievances: englishGrievances,
  outOfOffice: [
    {
      subject: 'Automatic reply: {subject}',
      letter:
        'Thank you for your message. I am out of the office until {day} with limited access to e-mail. In urgent cases please call our reception.',
    },
    {
      subject: 'Out of office: {subject}',
      letter:
        'I am on holiday and will be back on {day}. Your e-mail is not forwarded. I will answer as soon as I return.',
    },
    {
      subject: 'Automatic reply: {subject}',
      letter: 'Hello, I am on parental leave until {day}. Please write to our office in the meantime.',
    },
  ],
  invoiceSubject: 'Invoice {number}',
  invoice: [
    'please find attached the invoice {number} for last month over {total}. Payable within 14 days, as agreed.',
    "attached is last month's invoice, {number}: {total}. Thank you for another month together.",
    'here comes invoice {number} ({total}). If anything is unclear, call me, I will look it up at once.',
  ],
};
