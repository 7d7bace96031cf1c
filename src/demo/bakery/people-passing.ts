import { type PersonLine, peopleOf } from './person.ts';

const ENGLISH: PersonLine[] = [
  ['Harriet Cole', 'Harriet', 'harriet.cole@posta.example', '0/410/410', 'mail', 'apple'],
  [
    'Dominik Zeller',
    'Dominik',
    'dominik@zeller-events.example',
    '0/230/230',
    'mail',
    'outlook',
    'Zeller Events',
  ],
  ['Ruth Abrams', 'Ruth', 'ruth.abrams@posta.example', '0/25/25', 'mail', 'gmail'],
];
const ARABIC: PersonLine[] = [
  ['غسان الترك', 'غسان', 'ghassan.turk@barid.example', '0/380/380', 'mail', 'gmail'],
  [
    'ميساء الأسعد',
    'ميساء',
    'maysaa@asaad-weddings.example',
    '0/150/150',
    'mail',
    'outlook',
    'الأسعد للأفراح',
  ],
  ['سهى الجندي', 'سهى', 'suha.jundi@barid.example', '0/18/18', 'mail', 'apple'],
];
const PERSIAN: PersonLine[] = [
  ['کیوان پناهی', 'کیوان', 'keyvan.panahi@nameh.example', '0/440/440', 'mail', 'plain'],
  ['رویا اسدی', 'رویا', 'roya@asadi-gallery.example', '0/200/200', 'mail', 'gmail', 'گالری اسدی'],
  ['مهدی طاهری', 'مهدی', 'mehdi.taheri@nameh.example', '0/12/12', 'mail', 'gmail'],
];

/** People who asked once and never ordered. */
export const passingPeople = [
  ...peopleOf('en', ENGLISH),
  ...peopleOf('ar', ARABIC),
  ...peopleOf('fa', PERSIAN),
];
