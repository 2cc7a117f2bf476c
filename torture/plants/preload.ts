import { installPlant } from './plant-hook.ts';
import { plantNamed } from './plants.ts';

// Loaded before everything else in a server that is to have a bug, and in its threads.

installPlant(plantNamed(process.env['TORTURE_PLANT'] ?? ''));
