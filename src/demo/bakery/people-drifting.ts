import { type PersonLine, peopleOf } from './person.ts';

const ENGLISH: PersonLine[] = [
  ['Clara Whitmore', 'Clara', 'clara.whitmore@posta.example', '40/170/119', 'shop', 'apple'],
];
const ARABIC: PersonLine[] = [
  ['نادية خوري', 'نادية', 'nadia.khoury@barid.example', '40/169/118', 'shop', 'gmail'],
];
const PERSIAN: PersonLine[] = [
  ['کامران یزدی', 'کامران', 'kamran.yazdi@nameh.example', '40/168/117', 'shop', 'gmail'],
];

/** They ordered twice and then no more; in the days after the story they count as silent. */
export const driftingCustomers = [
  ...peopleOf('en', ENGLISH),
  ...peopleOf('ar', ARABIC),
  ...peopleOf('fa', PERSIAN),
];
