import { type PersonLine, peopleOf } from './person.ts';

const LINES: PersonLine[] = [
  ['شیرین محمدی', 'شیرین', 'shirin.mohammadi@nameh.example', '51/725/0', 'both', 'gmail'],
  ['رضا کریمی', 'رضا', 'reza.kari-mi@gmail.com rezakari-mi@gmail.com', '79/690/0', 'both', 'gmail'],
  ['نازنین رستمی', 'نازنین', 'nazanin.rostami@nameh.example', '88/640/0', 'mail', 'apple'],
  ['بهرام توکلی', 'بهرام', 'bahram@tavakoli-carpets.example', '72/670/0', 'mail', 'outlook', 'فرش توکلی'],
  ['مینا توکلی', 'مینا', 'mina@tavakoli-carpets.example', '88/450/0', 'mail', 'outlook', 'فرش توکلی'],
  ['پریسا جعفری', 'پریسا', 'parisa.jafari@nameh.example', '60/600/0', 'shop', 'gmail'],
  ['آرش نوری', 'آرش', 'arash.noori@nameh.example', '86/710/230', 'both', 'plain'],
  [
    'لاله صادقی',
    'لاله',
    'laleh.sadeghi@nameh.example laleh@sadeghi-school.example',
    '88/560/0',
    'mail',
    'apple',
  ],
  ['کامران فرهادی', 'کامران', 'kamran.farhadi@nameh.example', '70/620/0', 'shop', 'gmail'],
  ['سارا بهشتی', 'سارا', 'sara@cafe-tehran.example', '38/700/0', 'both', 'gmail', 'کافه تهران'],
  ['پویا امینی', 'پویا', 'pouya@cafe-tehran.example', '88/390/0', 'mail', 'gmail', 'کافه تهران'],
  ['فرشته قربانی', 'فرشته', 'fereshteh.ghorbani@nameh.example', '88/510/0', 'mail', 'outlook'],
  [
    'امیر حسینی',
    'امیر',
    'amir.hosseini@nameh.example amir.hosseini+nan@nameh.example',
    '56/480/0',
    'both',
    'gmail',
  ],
  ['زهرا موسوی', 'زهرا', 'zahra.mousavi@nameh.example', '82/680/280', 'mail', 'apple'],
  ['داریوش کیانی', 'داریوش', 'dariush@kiani-dental.example', '88/580/0', 'mail', 'outlook', 'کلینیک کیانی'],
  ['مهسا کیانی', 'مهسا', 'mahsa@kiani-dental.example', '88/330/0', 'mail', 'outlook', 'کلینیک کیانی'],
  ['نیلوفر احمدی', 'نیلوفر', 'niloofar.ahmadi@nameh.example', '67/440/0', 'shop', 'gmail'],
  ['حمید رضایی', 'حمید', 'hamid.rezaei@nameh.example', '76/650/195', 'both', 'plain'],
  ['الهام شریفی', 'الهام', 'elham.sharifi@nameh.example', '88/360/0', 'both', 'gmail'],
  ['بابک سهرابی', 'بابک', 'babak.sohrabi@nameh.example', '88/530/0', 'mail', 'plain'],
  ['گلناز مرادی', 'گلناز', 'golnaz.mo-radi@gmail.com', '63/290/0', 'shop', 'gmail'],
  ['فرهاد جلالی', 'فرهاد', 'farhad.jalali@nameh.example', '88/610/160', 'mail', 'outlook'],
  ['ترانه وزیری', 'ترانه', 'taraneh.vaziri@nameh.example', '88/230/0', 'mail', 'apple'],
  ['سیاوش رهنما', 'سیاوش', 'siavash.rahnama@nameh.example', '54/170/0', 'both', 'gmail'],
  ['آناهیتا پارسا', 'آناهیتا', 'anahita.parsa@nameh.example', '70/80/0', 'both', 'apple'],
  ['یلدا فروغی', 'یلدا', 'yalda.foroughi@nameh.example', '88/700/350', 'mail', 'gmail'],
];

/** The customers who write Persian. */
export const persianCustomers = peopleOf('fa', LINES);
