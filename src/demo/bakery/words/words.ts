/** Two letters that belong together: what a customer writes, and what the bakery answers. */
export interface Exchange {
  subject: string;
  letter: string;
  answer: string;
}

/** A complaint is answered, and then the customer is satisfied, or not. */
export interface Grievance extends Exchange {
  /** What went wrong. */
  cause: 'late' | 'stale' | 'wrong-item' | 'missing' | 'price' | 'manner' | 'quality';
  satisfied: string;
  unsatisfied: string;
}

/**
 * The bakery's correspondence in one language. Placeholders: {name} the customer, {items} what is ordered, {item} one
 * product, {day} and {time} of pick-up or delivery, {total} in euro.
 */
export interface Words {
  /** How customers and staff open and close a letter. */
  greetings: readonly string[];
  closings: readonly string[];
  staffGreetings: readonly string[];
  staffClosings: readonly string[];
  orderSubjects: readonly string[];
  orders: readonly string[];
  orderAnswers: readonly string[];
  confirmations: readonly string[];
  companyOrders: readonly string[];
  questions: readonly Exchange[];
  thanks: readonly { subject: string; letter: string }[];
  thanksAnswers: readonly string[];
  grievances: readonly Grievance[];
  outOfOffice: readonly { subject: string; letter: string }[];
  invoiceSubject: string;
  invoice: readonly string[];
}
