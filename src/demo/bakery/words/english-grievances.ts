import type { Grievance } from './words.ts';

/** Complaints in English, the bakery's answers, and how they end. */
export const englishGrievances: readonly Grievance[] = [
  {
    cause: 'late',
    subject: 'Delivery two hours late',
    letter:
      'the delivery was promised for eight and came at ten past ten. Our meeting was over by then and the guests had left hungry. I am really disappointed; this was not the first time either.',
    answer:
      'you are right to be angry, and I am sorry. Our driver had a breakdown and nobody called you, which is our fault and not his. I have taken the delivery off your invoice, and from now on you will get a call when we are more than ten minutes late.',
    satisfied: 'Thank you for the honest answer and the credit. That settles it for us, see you on Thursday.',
    unsatisfied:
      'I appreciate the apology, but we have found another supplier for our meetings. All the best.',
  },
  {
    cause: 'stale',
    subject: 'Stale bread',
    letter:
      'the sourdough I bought this morning is hard as a brick. It must be from the day before. At this price I expect fresh bread, and I would like my money back.',
    answer:
      'that should never have happened: bread of yesterday belongs in the other basket. I am sorry. Of course you get your money back, and there is a fresh loaf with your name on it tomorrow.',
    satisfied: 'The new loaf was excellent. Thank you for dealing with it so quickly.',
    unsatisfied: 'It is not about the money. I will buy my bread closer to home for a while.',
  },
  {
    cause: 'wrong-item',
    subject: 'Wrong cake',
    letter:
      "we ordered a pistachio cake and opened a box with a chocolate cake and the name of another child on it. You can imagine my daughter's face. How could this happen?",
    answer:
      'I could cry. Two boxes were swapped at the counter, and I should have checked them. Please let me bake the right cake for you, today, with her name on it; Yusuf brings it to your door, and you pay nothing for either.',
    satisfied: 'The second cake was beautiful and Yusuf was so kind to her. All is forgiven.',
    unsatisfied: 'Thank you, but the birthday is over. I would just like the refund.',
  },
  {
    cause: 'missing',
    subject: 'Something is missing',
    letter:
      'I have just unpacked our order, and two of the boxes on the bill are missing. Could you please check? We have paid for all of it.',
    answer:
      'I have found them, still on the shelf with your name on. I am sorry. We can bring them within the hour, or I pay you back; tell me what you prefer.',
    satisfied: 'They have arrived, thank you. No harm done.',
    unsatisfied: 'Too late for us, please pay it back. This is the second time.',
  },
  {
    cause: 'price',
    subject: 'The bill is wrong',
    letter:
      'your bill says more than the price in the shop. I was charged for three trays and got two. Please correct this.',
    answer:
      'you are right: I counted one tray twice. The corrected bill is attached, and the difference goes back to your account today.',
    satisfied: 'Received, thank you for the correction.',
    unsatisfied: 'I still have not seen the money. This is getting tiresome.',
  },
  {
    cause: 'manner',
    subject: 'Not how one treats customers',
    letter:
      'the young man at the counter was rude to my mother this morning when she could not find her glasses. She has been your customer for years and came home in tears.',
    answer:
      'I am ashamed to read this. I have spoken with him, and he would like to apologise to your mother himself. I will call her this afternoon, if you allow it.',
    satisfied: 'She was very touched by your call. Thank you, Maryam.',
    unsatisfied: 'She does not want to come back, and I cannot blame her.',
  },
  {
    cause: 'quality',
    subject: 'Burnt underneath',
    letter:
      'the last two flatbreads were burnt black underneath, you only see it when you turn them. The taste was bitter and we threw them away.',
    answer:
      'thank you for telling me instead of just staying away. One stone in the oven runs too hot; it is being replaced on Monday. Please take two breads of your choice next time, on the house.',
    satisfied: 'The bread is as good as ever again. Thanks for listening.',
    unsatisfied: 'Last week it was burnt again, sorry. I am giving up for now.',
  },
  {
    cause: 'late',
    subject: 'Still waiting',
    letter:
      'it is half past nine and the bread for our breakfast buffet is not here. I have called three times and nobody answers the phone. Where is it?',
    answer:
      'I am so sorry: it has just left, and should be with you in ten minutes. Our phone was down since seven. You will not be charged for today, and I have given you my mobile number for the future.',
    satisfied: 'It came, the guests hardly noticed. Having your number helps, thank you.',
    unsatisfied: 'Our manager has decided to change the supplier. I am sorry to say so, it was a good time.',
  },
];
