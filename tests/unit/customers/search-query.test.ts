import { describe, expect, it } from 'vitest';
import { readSearch } from '../../../shared/customers/search-query.ts';

describe('what somebody types', () => {
  it.each([
    ['a name, whatever its case and accents', '  O’Brien MUÑ', { name: 'o brien mun' }],
    ['one word, which may begin an address', 'Jane.d', { name: 'jane d', email: 'jane.d' }],
    ['an address', 'Jane@X', { email: 'jane@x' }],
    ['last digits', '0123', { number: '+1123', ending: '3210' }],
    ['a number as dialled', '(415) 555-01', { number: '+141555501', ending: '10555514' }],
    ['a number with its country', '+44 20 79', { number: '+442079' }],
    ['a number with its country, as dialled', '0044 20', { number: '+4420' }],
    ['two digits, which are no number', '12', { name: '12', email: '12' }],
    ['nothing that names have', '- -', {}],
  ])('is %s', (_what, text, prefixes) => {
    expect(readSearch(text, 'US')).toEqual(prefixes);
  });

  it('is dialled without the zero that stands for the country', () => {
    expect(readSearch('020 7946', 'GB')).toEqual({ number: '+44207946', ending: '6497020' });
  });
});
