/** The flour mill: the bakery's order, the confirmation, and what is written when the flour is on its way. */
export const MILL_ORDERS: readonly string[] = [
  'please send us for Tuesday: 12 sacks of wheat 1600, 6 sacks of rye 960 and 2 sacks of semolina.',
  'the cellar is nearly empty. Could we have the usual, plus four sacks of spelt, before the weekend?',
  'we need 10 sacks of wheat 700 and 8 of wholemeal. As early in the week as you can, please.',
  'same order as last time, please, but the sacks of 10 kilos for the semolina. Our backs thank you.',
  'before the holidays: 20 sacks of wheat 1600 and 5 of rye. Is the old price still valid?',
];

export const MILL_CONFIRMATIONS: readonly string[] = [
  'thank you for the order. The driver comes to you on Tuesday between five and seven. The price is that of the contract.',
  "gladly. It leaves the mill tomorrow. Please have last month's empty sacks ready, he takes them along.",
  'noted. The wholemeal is being milled today, you will get it really fresh. Delivery on Wednesday morning.',
  'of course. Because of the harvest the spelt is 4 % dearer from next month, today you still get it at the old price.',
];

export const MILL_NOTICES: readonly string[] = [
  'your flour is on its way. The delivery note and the invoice {number} are attached. Payable within 30 days.',
  'delivered this morning at half past five, left in the passage as agreed. The invoice {number} is attached.',
];
