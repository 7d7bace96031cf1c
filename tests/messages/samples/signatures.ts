/** The end of a mail, its sender, and what a careful reader suggests for the contact: `kind: value`. */
export interface SignatureSample {
  name: string;
  from: { name: string; address: string };
  text: string;
  suggestions: string[];
}

const karim = { name: 'Karim Haddad', address: 'karim@workshop.example' };

export const SIGNATURES: SignatureSample[] = [
  {
    name: 'English, behind two dashes',
    from: karim,
    text: 'Yes, Thursday.\n\n-- \nKarim Haddad\nSales Manager\nHaddad Workshop Ltd.\nTel: +962 6 555 0137\nMobile: +962 79 555 0199\nwww.workshop.example\n12 King Hussein Street, Amman 11118\n',
    suggestions: [
      'title: Sales Manager',
      'company: Haddad Workshop Ltd.',
      'phone: +962 6 555 0137',
      'mobile: +962 79 555 0199',
      'link: www.workshop.example',
      'address: 12 King Hussein Street, Amman 11118',
    ],
  },
  {
    name: 'title and company on one line',
    from: karim,
    text: 'Yes, Thursday.\n\nBest regards,\nKarim\n--\nKarim Haddad | Head of Purchasing | Haddad Trading LLC\nT +962 6 555 0137 | F +962 6 555 0138\nkarim@workshop.example | https://workshop.example/team\n',
    suggestions: [
      'title: Head of Purchasing',
      'company: Haddad Trading LLC',
      'phone: +962 6 555 0137',
      'fax: +962 6 555 0138',
      'link: https://workshop.example/team',
    ],
  },
  {
    name: 'German',
    from: { name: 'Sara Wolf', address: 'sara.wolf@garten.example' },
    text: 'Ja, gern.\n\n-- \nSara Wolf\nGeschäftsführerin\nGarten Wolf GmbH\nLindenstraße 14\n10969 Berlin\nTelefon: 030 / 555 01 37\nFax: 030 / 555 01 38\nAmtsgericht Berlin HRB 1234567\n',
    suggestions: [
      'title: Geschäftsführerin',
      'company: Garten Wolf GmbH',
      'address: Lindenstraße 14',
      'address: 10969 Berlin',
      'phone: 030 / 555 01 37',
      'fax: 030 / 555 01 38',
    ],
  },
  {
    name: 'French',
    from: { name: 'Claire Petit', address: 'claire@jardin.example' },
    text: "D'accord pour jeudi.\n\n-- \nClaire Petit\nDirectrice commerciale\nJardin Petit SARL\n8 rue des Lilas, 75011 Paris\nPort. : 06 12 34 56 78\n",
    suggestions: [
      'title: Directrice commerciale',
      'company: Jardin Petit SARL',
      'address: 8 rue des Lilas, 75011 Paris',
      'phone: 06 12 34 56 78',
    ],
  },
  {
    name: 'Arabic',
    from: { name: 'ليلى منصور', address: 'layla@flowers.example' },
    text: 'نعم، الخميس مناسب.\n\n-- \nليلى منصور\nمديرة المبيعات\nشركة الزهور للتجارة\nهاتف: ٠٦ ٥٥٥ ٠١٣٧\nجوال: +962 79 555 0144\nشارع الملكة رانيا، مبنى ٢٣، عمّان\n',
    suggestions: [
      'title: مديرة المبيعات',
      'company: شركة الزهور للتجارة',
      'phone: 06 555 0137',
      'mobile: +962 79 555 0144',
      'address: شارع الملكة رانيا، مبنى ٢٣، عمّان',
    ],
  },
  {
    name: 'Persian',
    from: { name: 'رضا کریمی', address: 'reza@workshop.example' },
    text: 'بله، پنجشنبه خوب است.\n\n-- \nرضا کریمی\nمدیر بازرگانی\nشرکت کارگاه کریمی\nتلفن: ۰۲۱-۵۵۵۰۱۳۷۰\nهمراه: ۰۹۱۲ ۵۵۵ ۰۱۳۷\nتهران، خیابان ولیعصر، پلاک ۱۲، کدپستی ۱۹۶۷۷۱۳۵۱۱\n',
    suggestions: [
      'title: مدیر بازرگانی',
      'company: شرکت کارگاه کریمی',
      'phone: 021-55501370',
      'mobile: 0912 555 0137',
      'address: تهران، خیابان ولیعصر، پلاک ۱۲، کدپستی ۱۹۶۷۷۱۳۵۱۱',
    ],
  },
  {
    name: 'Russian',
    from: { name: 'Ольга Иванова', address: 'olga@hleb.example' },
    text: 'Да, в четверг.\n\n-- \nОльга Иванова\nДиректор по закупкам\nООО «Хлеб»\nтел. +7 495 555-01-37\nул. Лесная, 5, Москва\n',
    suggestions: [
      'title: Директор по закупкам',
      'company: ООО «Хлеб»',
      'phone: +7 495 555-01-37',
      'address: ул. Лесная, 5, Москва',
    ],
  },
  {
    name: 'Japanese',
    from: { name: '田中 健二', address: 'tanaka@pan.example' },
    text: '木曜日で大丈夫です。\n\n-- \n田中 健二\n営業部長\n株式会社パン工房\nTEL: 03-5550-0137\n携帯: 090-5550-0137\n',
    suggestions: [
      'title: 営業部長',
      'company: 株式会社パン工房',
      'phone: 03-5550-0137',
      'mobile: 090-5550-0137',
    ],
  },
  {
    name: 'a company by its domain, a profile, another address',
    from: karim,
    text: 'Fine.\n\n-- \nKarim Haddad\nWorkshop Amman\nlinkedin.com/in/karim-haddad\noffice@workshop.example\n',
    suggestions: [
      'company: Workshop Amman',
      'link: linkedin.com/in/karim-haddad',
      'email: office@workshop.example',
    ],
  },
  {
    name: 'numbers that are no telephones',
    from: karim,
    text: 'Fine.\n\n-- \nKarim\nVAT 123456789\nIBAN JO94 0000 1111 2222 3333\nSince 2001-05-12\n',
    suggestions: [],
  },
  { name: 'a phone ad', from: karim, text: 'Fine.\n\nSent from my iPhone\n', suggestions: [] },
  {
    name: 'no signature: a number in the text stays text',
    from: karim,
    text: 'Please call me on +962 79 555 0199 before noon.\n',
    suggestions: [],
  },
];
