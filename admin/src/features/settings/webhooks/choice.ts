/** A choice of all or of some. The server writes all as an empty list. */
export type Choice = { all: boolean; chosen: string[] };

export function choiceOf(list: string[]): Choice {
  return { all: list.length === 0, chosen: list };
}

export function listOf(choice: Choice): string[] {
  return choice.all ? [] : choice.chosen;
}

/** Whether it may be sent: some means one at least, since none would be read as all. */
export function isComplete(choice: Choice): boolean {
  return choice.all || choice.chosen.length > 0;
}

export function withChosen(choice: Choice, value: string, on: boolean): Choice {
  const others = choice.chosen.filter((each) => each !== value);
  return { ...choice, chosen: on ? [...others, value] : others };
}
