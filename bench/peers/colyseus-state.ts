import { schema, t, type SchemaType } from '@colyseus/schema';

/** What a room of Colyseus keeps and sends: scores by player, as its documentation would have it. */
export const ColyseusState = schema({ scores: t.map('number') }, 'ColyseusState');
export type ColyseusState = SchemaType<typeof ColyseusState>;
