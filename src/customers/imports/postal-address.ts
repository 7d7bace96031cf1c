/** A postal address in one text: as it is written in one cell, else street, code and city, region, country in lines. */
export function postalAddress(cell: (field: string) => string): string {
  const whole = cell('postal-address');
  const town = [cell('postal-code'), cell('city')].filter((part) => part !== '').join(' ');
  const lines = [whole || cell('street'), town, cell('region'), cell('country')];
  return lines.filter((line) => line !== '').join('\n');
}
