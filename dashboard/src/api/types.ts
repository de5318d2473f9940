/** Short names for the API's data; their shapes come from openapi.json. */
import type { components } from './schema';

type Schemas = components['schemas'];

export type Me = Schemas['Me'];
export type Store = Schemas['Store'];
export type Phase = Store['phase'];
export type Condition = Schemas['Condition'];
export type Failure = Schemas['Failure'];
export type Trouble = Schemas['Trouble'];
export type Verification = Schemas['Verification'];
export type Isolation = Schemas['Isolation'];
export type Notice = Schemas['Notice'];
export type Receipt = Schemas['Receipt'];
export type StoreEvent = Schemas['Event'];
export type Engine = Schemas['Engine'];
export type Capacity = Schemas['Capacity'];
export type Credential = Schemas['Credential'];
export type StoreCreate = Schemas['StoreCreate'];
