import * as v from 'valibot';
import { noList } from './no-list.ts';
import { wireSettingsSchema } from './settings.ts';

/** Some settings of a room, as a client asks for them: strict, as all that clients send. */
export const settingsChangeSchema = noList(v.partial(v.strictObject(wireSettingsSchema.entries)));
