/** The `customer` of a template; no name where the contact is only known by an address. */
export function customerData(name: string, address: string): Record<string, unknown> {
  if (name === '' || name.includes('@')) return { email: address };
  return { email: address, name, firstName: name.split(/\s+/)[0] };
}
