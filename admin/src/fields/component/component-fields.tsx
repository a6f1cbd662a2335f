import { useMemo, type ReactNode } from 'react';
import type { Model } from '@/api/models';
import type { Json, JsonObject } from '@/lib/json';
import { checkValue } from '../check';
import { isShown } from '../condition';
import { TitlesContext, useEditing } from '../editing';
import { FieldControl } from '../field-control';

type Props = { component: Model; path: string; value: JsonObject; onChange: (value: Json) => void };

/** Lets a slug follow the member that it is made from, instead of the title of the entry. */
function Member({ source, children }: { source: Json | undefined; children: ReactNode }) {
  const titles = useMemo(() => {
    const text = typeof source === 'string' ? source : '';
    return { here: text, byDefault: text };
  }, [source]);
  return source === undefined ? children : <TitlesContext.Provider value={titles}>{children}</TitlesContext.Provider>;
}

/** The inputs of the fields of a component whose conditions hold, or whose values must be put right. */
export function ComponentFields({ component, path, value, onChange }: Props) {
  const { problemAt } = useEditing();
  const beside = (apiId: string) => value[apiId] ?? null;
  const fields = component.fields.filter(
    (field) =>
      isShown(field.visibleWhen, beside) ||
      checkValue(beside(field.apiId), field, false) !== null ||
      problemAt(`${path}.${field.apiId}`) !== null,
  );
  return (
    <div className="flex flex-col gap-4">
      {fields.map((field) => (
        <Member key={field.id} source={field.slugFrom ? beside(field.slugFrom) : undefined}>
          <FieldControl
            field={field}
            path={`${path}.${field.apiId}`}
            value={value[field.apiId] ?? null}
            onChange={(next) => onChange({ ...value, [field.apiId]: next })}
          />
        </Member>
      ))}
    </div>
  );
}
