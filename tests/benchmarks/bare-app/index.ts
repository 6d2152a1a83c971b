import { app } from '@azure/functions';

/** The body of the bare function: what the API answers for the owner that the benchmark asks for, nearly. */
const OWNER = {
  id: 'own_23456789abcdefghijkm',
  firstName: 'Ada',
  lastName: 'Byron',
  email: 'ada@example.com',
  phone: '+14155550123',
  phoneId: 'phn_23456789abcdefghijkm',
  status: 'active',
  revision: 1,
  createdAt: '2026-03-02T15:00:00.000Z',
  updatedAt: '2026-03-02T15:00:00.000Z',
};

/** A function that does nothing but answer: no token, no check, no store, no log. */
app.http('get-owner', {
  methods: ['GET'],
  route: 'owners/{ownerId}',
  authLevel: 'anonymous',
  handler: async () => ({ jsonBody: OWNER }),
});
