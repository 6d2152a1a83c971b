import { describe, expect, test } from 'vitest';
import { nameKey } from '../../../shared/customers/name-key.ts';
import { FIELDS } from '../../../shared/imports/fields.ts';
import { HEADER_SYNONYMS, SHARED_HEADERS } from '../../../shared/imports/header-synonyms.ts';
import { mapHeaders } from '../../../shared/imports/map-headers.ts';

function fieldsOf(headers: string, fileName = 'a.csv', explicit = {}): Record<string, string> {
  const result = mapHeaders(headers.split(','), fileName, explicit);
  if (!result.ok) return { refused: result.error.need };
  return Object.fromEntries(result.value.columns.map((it) => [it.header, it.field]));
}

function kindOf(headers: string, fileName = 'a.csv'): string {
  const result = mapHeaders(headers.split(','), fileName);
  return result.ok ? result.value.shape.kind : `needs ${result.error.need}`;
}

describe('a header', () => {
  test.each([
    ['First Name', 'owner.firstName'],
    ['firstName', 'owner.firstName'],
    ['FIRST_NAME', 'owner.firstName'],
    ['Customer #', 'owner.id'],
    ['Cell Phone', 'owner.phone'],
    ['Phone #', 'owner.phone'],
    ['E-Mail Address', 'owner.email'],
    ['sms_opt_in', 'owner.smsOptIn'],
    ['Pet', 'pet.name'],
    ['petID', 'pet.id'],
    ["Pet's Name", 'pet.name'],
    ['DOB', 'pet.birthDate'],
    ['Vet', 'vaccination.veterinarian'],
    ['Rabies', 'vaccination.expiryDate:rabies'],
    ['Rabies Exp.', 'vaccination.expiryDate:rabies'],
    ['Rabies Expiration Date', 'vaccination.expiryDate:rabies'],
    ['Bordetella due', 'vaccination.expiryDate:bordetella'],
    ['Distemper/Parvo Expires', 'vaccination.expiryDate:dhpp'],
    ['Rabies given', 'vaccination.administeredDate:rabies'],
  ])('%j means %s', (header, field) => {
    const around = 'Owner,Pet Name,Species,Lyme exp'.split(',').filter((it) => {
      return fieldsOf(`Owner,Pet Name,Species,Lyme exp`)[it] !== field;
    });
    expect(fieldsOf([...around, header].join(','))[header]).toBe(field);
  });

  test('has one meaning in every language of the table', () => {
    const names = [...FIELDS.flatMap((it) => HEADER_SYNONYMS[it]), ...Object.keys(SHARED_HEADERS)];
    expect(names.filter((it, i) => names.indexOf(it) !== i)).toEqual([]);
    for (const name of names) expect(nameKey(name)).toBe(name);
  });

  test('that depends on the file means what the file is about', () => {
    expect(fieldsOf('ID,Name,Phone,Notes')).toEqual({
      ID: 'owner.id',
      Name: 'owner.name',
      Phone: 'owner.phone',
      Notes: 'owner.notes',
    });
    expect(fieldsOf('ID,Name,Owner ID,Type,Breed,Notes,Status')).toEqual({
      ID: 'pet.id',
      Name: 'pet.name',
      'Owner ID': 'owner.id',
      Type: 'pet.species',
      Breed: 'pet.breed',
      Notes: 'pet.notes',
      Status: 'pet.status',
    });
    expect(fieldsOf('ID,Pet ID,Type,Expires,Notes')).toEqual({
      'Pet ID': 'pet.id',
      Type: 'vaccination.vaccine',
      Expires: 'vaccination.expiryDate',
    });
    expect(fieldsOf('First Name,Last Name,Name,Breed')).toMatchObject({ Name: 'pet.name' });
    expect(fieldsOf('Name,Client ID', 'pets.csv')).toMatchObject({ Name: 'pet.name' });
    expect(fieldsOf('Name,Client ID', 'clients.csv')).toMatchObject({ Name: 'owner.name' });
  });

  test('given in the mapping wins, by its exact text or by its sense', () => {
    const explicit = { 'Ihr Name': 'owner.name', handy: 'owner.phone', Email: 'ignore' };
    expect(fieldsOf('Ihr Name,Handy,Email', 'a.csv', explicit)).toEqual({
      'Ihr Name': 'owner.name',
      Handy: 'owner.phone',
    });
  });

  test('of several telephone columns keeps all, the mobile one first', () => {
    const columns = Object.entries(fieldsOf('Owner,Home Phone,Phone,Mobile'));
    const phones = columns.filter(([, field]) => field === 'owner.phone').map(([name]) => name);
    expect(phones).toEqual(['Mobile', 'Phone', 'Home Phone']);
  });
});

describe('a file', () => {
  test.each([
    ['Name,Phone', 'owners'],
    ['Owner,Pet,Species', 'pets'],
    ['Client ID,Pet Name,Breed', 'pets'],
    ['Owner,Phone,Pet,Species,Rabies', 'flat'],
    ['Client ID,Pet,Species,Vaccine,Expires', 'flat'],
    ['Owner,Pet,Vaccine,Expires', 'flat'],
    ['Pet ID,Vaccine,Expires', 'vaccinations'],
    ['Phone,Pet,Vaccine,Expires', 'vaccinations'],
    ['Pet ID,Pet,Vaccine,Expires', 'vaccinations'],
    ['Phone,Email', "needs the owner's name"],
    ['Pet,Species', "needs the pet's owner (id, telephone number or name)"],
    ['Pet ID,Breed', "needs the pet's name"],
    ['Pet ID,Vaccine', 'needs the date until which a vaccination is valid'],
    ['Pet ID,Expires', 'needs the name of the vaccine'],
    ['Pet,Vaccine,Expires', "needs the pet (its id, or its name and its owner's)"],
    ['Foo,Bar', "needs the owner's name"],
  ])('with the columns %j is about %s', (headers, kind) => {
    expect(kindOf(headers)).toBe(kind);
  });
});
