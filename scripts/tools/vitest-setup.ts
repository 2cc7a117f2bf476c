import { afterEach, beforeEach, vi } from 'vitest';

// What prints a warning in a test prints it in production too, where nobody is looking. A test that expects one says
// `vi.spyOn(console, 'error').mockImplementation(() => {})` and looks at the calls. (Unhandled rejections fail the run
// by themselves.)

let unexpected: string[] = [];

beforeEach(() => {
  unexpected = [];
  for (const level of ['error', 'warn'] as const) {
    const print = console[level];
    vi.spyOn(console, level).mockImplementation((...args: unknown[]) => {
      unexpected.push(`console.${level}: ${args.map(String).join(' ')}`);
      print(...args);
    });
  }
});

afterEach(() => {
  if (unexpected.length > 0) throw new Error(`unexpected output:\n${unexpected.join('\n')}`);
});
