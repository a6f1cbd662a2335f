import { Plus, X } from 'lucide-react';
import { moved, removedAt, replacedAt } from '@/lib/arrays';
import { apiIdOf } from '@/lib/names';
import { Button } from '@/ui/button';
import { IconButton } from '@/ui/icon-button';
import { SortableItem, SortableList } from '@/ui/sortable-list';
import { TextInput } from '@/ui/text-input';
import { useItemKeys } from '@/fields/use-item-keys';

type Choice = { value: string; name?: string };

/** The values of a choice: what people read, and what the API gives. */
export function ChoiceInputs({ choices, onChange }: { choices: Choice[]; onChange: (choices: Choice[]) => void }) {
  const { keys, moveKey, removeKey } = useItemKeys(choices.length);

  function move(from: number, to: number) {
    moveKey(from, to);
    onChange(moved(choices, from, to));
  }

  function setName(at: number, name: string) {
    const choice = choices[at]!;
    const follows = choice.value === valueOf(choice.name ?? '');
    onChange(replacedAt(choices, at, { name, value: follows ? valueOf(name) : choice.value }));
  }

  return (
    <section>
      <h3 className="mb-2 text-sm font-semibold">Values</h3>
      <SortableList ids={keys} onMove={move}>
        <ul>
          {choices.map((choice, i) => (
            <SortableItem key={keys[i]} id={keys[i]!} label={choice.name || `value ${i + 1}`} className="items-stretch gap-1 !bg-raised py-1">
              <div className="grid min-w-0 flex-1 grid-cols-2 gap-2">
                <TextInput
                  aria-label={`Name of value ${i + 1}`}
                  placeholder="Name"
                  value={choice.name ?? ''}
                  onChange={(event) => setName(i, event.target.value)}
                />
                <TextInput
                  aria-label={`Value ${i + 1} in the API`}
                  placeholder="value"
                  spellCheck={false}
                  value={choice.value}
                  onChange={(event) => onChange(replacedAt(choices, i, { ...choice, value: event.target.value }))}
                />
              </div>
              <IconButton
                label={`Remove value ${i + 1}`}
                onClick={() => {
                  removeKey(i);
                  onChange(removedAt(choices, i));
                }}
              >
                <X />
              </IconButton>
            </SortableItem>
          ))}
        </ul>
      </SortableList>
      <Button size="sm" className="mt-1" onClick={() => onChange([...choices, { value: '', name: '' }])}>
        <Plus />
        Add a value
      </Button>
    </section>
  );
}

/** The API's name of a value: In review gives IN_REVIEW. */
function valueOf(name: string): string {
  return apiIdOf(name)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase();
}
