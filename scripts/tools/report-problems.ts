/** Prints what a check found and sets the exit code: the common end of every check in `scripts/checks`. */
export function reportProblems(problems: readonly string[], fine: string): void {
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
  else console.log(fine);
}
