// Who buys in all journeys.
export const CUSTOMER = {
  firstName: 'Erika',
  lastName: 'Muster',
  street: 'Hauptstraße 1',
  postcode: '10115',
  city: 'Berlin',
  phone: '030 1234567',
  email: 'erika@example.com',
};
