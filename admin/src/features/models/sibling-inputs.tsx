import { isCondition } from '@/fields/condition';
import { Labelled } from '@/ui/labelled';
import { Select } from '@/ui/select';
import { TextInput } from '@/ui/text-input';
import type { FieldFile } from './model-file';

/** What the Select calls "none": no apiId is empty. */
const NONE = '';

const TEXTS = ['TEXT', 'LONG_TEXT', 'SLUG', 'EMAIL', 'URL'];

type Props = { field: FieldFile; others: FieldFile[]; onChange: (change: Partial<FieldFile>) => void };

/** What a field takes from the fields beside it: the source of a slug, and when it is shown. */
export function SiblingInputs({ field, others, onChange }: Props) {
  const condition = field.visibleWhen ?? '';
  const sources = others.filter((each) => TEXTS.includes(each.kind) && !each.list);
  const options = [
    { value: NONE, label: 'Nothing: it follows the title while it is written' },
    ...sources.map((each) => ({ value: each.apiId, label: each.name || each.apiId })),
  ];
  return (
    <>
      {field.kind === 'SLUG' && !field.list && (
        <Labelled label="Made from" hint="An empty slug is made from this field when the entry is saved.">
          {({ id, labelId, describedBy }) => (
            <Select
              id={id}
              labelledBy={labelId}
              describedBy={describedBy}
              value={field.slugFrom ?? NONE}
              options={options}
              onChange={(next) => onChange({ slugFrom: next || undefined })}
            />
          )}
        </Labelled>
      )}
      <Labelled
        label="Shown when"
        optional
        hint={'Like kind == "VIDEO" and not archived. A field that is not shown may be empty.'}
        error={condition === '' || isCondition(condition) ? null : 'This cannot be read as a condition.'}
      >
        {({ id, describedBy }) => (
          <TextInput
            id={id}
            aria-describedby={describedBy}
            spellCheck={false}
            value={condition}
            onChange={(event) => onChange({ visibleWhen: event.target.value || undefined })}
          />
        )}
      </Labelled>
    </>
  );
}
