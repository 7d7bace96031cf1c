import { type PersonLine, peopleOf } from './person.ts';

const LINES: PersonLine[] = [
  ['ليلى حداد', 'ليلى', 'leila.haddad@barid.example', '56/720/0', 'both', 'gmail'],
  [
    'سامر الخطيب',
    'سامر',
    'samer.kh-atib@gmail.com samerkh-atib+orders@gmail.com',
    '82/700/0',
    'both',
    'gmail',
  ],
  ['نور الهدى منصور', 'نور', 'nour.mansour@barid.example', '88/640/0', 'mail', 'apple'],
  ['أحمد العلي', 'أحمد', 'ahmad.alali@barid.example', '70/690/240', 'both', 'outlook'],
  ['رانيا شاهين', 'رانيا', 'rania@shaheen-travel.example', '63/600/0', 'mail', 'outlook', 'شاهين للسفر'],
  ['وائل شاهين', 'وائل', 'wael@shaheen-travel.example', '88/520/0', 'mail', 'outlook', 'شاهين للسفر'],
  ['هالة درويش', 'هالة', 'hala.darwish@barid.example', '88/580/0', 'shop', 'gmail'],
  ['محمود زيدان', 'محمود', 'mahmoud.zeidan@barid.example', '51/560/0', 'both', 'plain'],
  ['دانا القاسم', 'دانا', 'dana.qasim@barid.example dana@qasim-design.example', '88/610/0', 'mail', 'apple'],
  ['فادي نصار', 'فادي', 'fadi@cafe-yasmin.example', '35/705/0', 'both', 'gmail', 'مقهى ياسمين'],
  ['ياسمين نصار', 'ياسمين', 'yasmin@cafe-yasmin.example', '88/480/0', 'mail', 'gmail', 'مقهى ياسمين'],
  ['كريم الصباغ', 'كريم', 'karim@sabbagh-workshop.example', '76/660/0', 'mail', 'plain', 'ورشة الصباغ'],
  ['سلمى بركات', 'سلمى', 'salma.barakat@barid.example', '86/430/0', 'shop', 'gmail'],
  ['طارق الحلبي', 'طارق', 'tarek.halabi@barid.example', '67/710/190', 'both', 'outlook'],
  ['عبير سلوم', 'عبير', 'abeer.salloum@barid.example', '88/540/0', 'mail', 'apple'],
  ['جمال فارس', 'جمال', 'jamal.fares@barid.example', '88/650/330', 'mail', 'plain'],
  ['مها العطار', 'مها', 'maha.attar@barid.example', '79/370/0', 'both', 'gmail'],
  ['بشار قدور', 'بشار', 'bashar.qaddour@barid.example', '60/300/0', 'shop', 'gmail'],
  [
    'ريم عثمان',
    'ريم',
    'reem.othman@barid.example reem.othman+home@barid.example',
    '72/450/0',
    'both',
    'gmail',
  ],
  ['خالد يونس', 'خالد', 'khaled@younes-clinic.example', '88/500/0', 'mail', 'outlook', 'عيادة يونس'],
  ['إيمان يونس', 'إيمان', 'iman@younes-clinic.example', '88/310/0', 'mail', 'outlook', 'عيادة يونس'],
  ['هدى المصري', 'هدى', 'huda.masri@barid.example', '88/590/170', 'mail', 'apple'],
  ['عمر سليمان', 'عمر', 'omar.sul-aiman@gmail.com', '63/250/0', 'both', 'gmail'],
  ['لمى حمدان', 'لمى', 'lama.hamdan@barid.example', '88/210/0', 'shop', 'gmail'],
  ['زياد مراد', 'زياد', 'ziad.murad@barid.example', '54/120/0', 'both', 'apple'],
  ['سعاد الرفاعي', 'سعاد', 'suad.rifai@barid.example', '88/680/140', 'mail', 'plain'],
];

/** The customers who write Arabic. */
export const arabicCustomers = peopleOf('ar', LINES);
