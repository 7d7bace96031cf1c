/** What nobody asked for. */
export const SPAM: readonly { name: string; address: string; subject: string; text: string }[] = [
  {
    name: 'SEO Experts',
    address: 'growth@rank-you-first.test',
    subject: 'Your website is invisible on page 7',
    text: 'Dear business owner, I was checking your website and found 23 errors which keep you away from the first page. We guarantee rank 1 in 30 days. Reply YES for a free audit.',
  },
  {
    name: 'Claims Department',
    address: 'claims@lotto-prize.test',
    subject: 'FINAL NOTICE: your winning is unclaimed',
    text: 'Your e-mail address has won 2,450,000.00 EUR in the international mail draw. To claim, send your full name, address and telephone number to our agent today.',
  },
  {
    name: 'Business Loans',
    address: 'cash@quick-capital.test',
    subject: 'Pre-approved: 50,000 for your business',
    text: 'No paperwork, no questions. Your business has been pre-approved for a loan of 50,000. This offer expires in 24 hours. Click below.',
  },
  {
    name: 'Parcel Service',
    address: 'notice@parcel-hold.test',
    subject: 'Your parcel is waiting: 1.99 to release',
    text: 'A parcel for you could not be delivered because customs fees of 1.99 are open. Pay now to avoid its return to the sender.',
  },
  {
    name: 'Prince Adewale',
    address: 'confidential@estate-transfer.test',
    subject: 'Confidential proposal',
    text: 'I am the attorney of a deceased client who left 18.5 million without an heir. I propose to present you as the next of kin. Kindly answer with utmost secrecy.',
  },
  {
    name: 'Mailbox Admin',
    address: 'admin@mailbox-quota.test',
    subject: 'Your mailbox is 98% full',
    text: 'Your mailbox has nearly reached its limit. Confirm your password on the page below within 12 hours, or incoming mail will be deleted.',
  },
  {
    name: 'Wholesale Bags',
    address: 'lily@best-packing-factory.test',
    subject: 'Re: cake box, paper bag, good price',
    text: 'Dear friend, glad to know you are in the market of cake box. We are the factory since 15 years, ISO certificate, MOQ 500. Can I send the catalogue?',
  },
  {
    name: 'Followers Now',
    address: 'team@followers-now.test',
    subject: '10,000 real followers for 29 euro',
    text: 'Real people, real likes. Your bakery deserves fame. 10,000 followers within three days or your money back.',
  },
  {
    name: 'عرض خاص',
    address: 'promo@riba7-sari3.test',
    subject: 'اربح من بيتك 500 دولار يومياً',
    text: 'فرصة لا تتكرر! اربح 500 دولار يومياً من هاتفك ومن دون خبرة. الأماكن محدودة، اضغط على الرابط الآن قبل فوات الأوان.',
  },
  {
    name: 'برنده شدید',
    address: 'jayezeh@bakht-azmai.test',
    subject: 'شما برندهٔ گوشی هوشمند شدید',
    text: 'تبریک! شماره شما در قرعه‌کشی ویژه برندهٔ یک گوشی هوشمند شد. برای دریافت جایزه همین حالا اطلاعات کارت خود را وارد کنید.',
  },
  {
    name: 'Crypto Signals',
    address: 'vip@coin-signals.test',
    subject: 'This coin will do 40x before Friday',
    text: 'Our members made 3,200 % last month. The next signal goes out tonight. Join the VIP group before the doors close.',
  },
  {
    name: 'Toner Discount',
    address: 'sales@toner-direct.test',
    subject: 'Your printer cartridges, -70%',
    text: 'Dear customer, our record shows that your cartridges are running low. Order today with 70% off and get a free pen.',
  },
];
