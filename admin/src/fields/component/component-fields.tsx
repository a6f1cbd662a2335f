import type { Model } from '@/api/models';
import type { Json, JsonObject } from '@/lib/json';
import { FieldControl } from '../field-control';

type Props = { component: Model; path: string; value: JsonObject; onChange: (value: Json) => void };

/** The inputs of all fields of a component. */
export function ComponentFields({ component, path, value, onChange }: Props) {
  return (
    <div className="flex flex-col gap-4">
      {component.fields.map((field) => (
        <FieldControl
          key={field.id}
          field={field}
          path={`${path}.${field.apiId}`}
          value={value[field.apiId] ?? null}
          onChange={(next) => onChange({ ...value, [field.apiId]: next })}
        />
      ))}
    </div>
  );
}
